"""The old drawings beside a sheet (VML): boxes of notes, buttons, boxes to tick.

They are changed as text, shape by shape: programs write them without care for well-formed XML.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from ita_xl.excel.closed.xml import whole
from ita_xl.ingest.limits import Broken

if TYPE_CHECKING:
    from collections.abc import Callable

_SHAPE = re.compile(r"<v:shape[\s>].*?</v:shape>", re.DOTALL)
_ANCHOR = re.compile(r"(<x:Anchor>)([^<]*)(</x:Anchor>)")
_ROW = re.compile(r"(<x:Row>)\s*(\d+)\s*(</x:Row>)")
_COLUMN = re.compile(r"<x:Column>\s*(\d+)\s*</x:Column>")
_LINK = re.compile(r"(<x:Fmla(?:Link|Range|Txbx|Pict|Group)>)([^<]*)(</x:Fmla)")
_NUMBER = re.compile(r"_x0000_s(\d+)")
_MAP = re.compile(r"<o:idmap\b[^>]*\bdata=\"([\d,]+)\"")
_NOTE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPES = 1024
#: How many numbers place a shape.
_NUMBERS = 8


def empty(number: int) -> str:
    """A drawing without shapes; ``number`` is its own in the workbook."""
    return (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:x="urn:schemas-microsoft-com:office:excel">'
        f'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{number}"/></o:shapelayout></xml>'
    )


def numbers(text: str) -> list[int]:
    """The numbers that a drawing takes for itself."""
    return [int(one) for found in _MAP.findall(text) for one in found.split(",") if one]


def with_note(text: str, row: int, column: int, anchor: tuple[int, ...]) -> str:
    """A drawing with the hidden box of a note; ``anchor`` is column, pixels, row, pixels, and the same of its end."""
    taken = [int(one) for one in _NUMBER.findall(text)]
    first = _SHAPES * max(numbers(text), default=1)
    number = max((first, *taken)) + 1
    shape = (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;visibility:hidden" '
        'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
        '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div>'
        '</v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{', '.join(map(str, anchor))}</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )
    kind = "" if 'id="_x0000_t202"' in text else _NOTE_TYPE
    head, mark, rest = text.rpartition("</xml>")
    return f"{head}{kind}{shape}{mark}{rest}"


def without_note(text: str, row: int, column: int) -> str:
    """A drawing without the box of a note."""

    def kept(found: re.Match[str]) -> str:
        return "" if _cell(found[0]) == (row, column) else found[0]

    return _SHAPE.sub(kept, text)


def has_shapes(text: str) -> bool:
    """Whether anything is drawn."""
    return _SHAPE.search(text) is not None or re.search(r"<v:(?:group|rect|oval|line|image)\b", text) is not None


def moved(text: str, row: Callable[[int], int | None], link: Callable[[str], str]) -> str:
    """A drawing whose rows went where ``row`` says; boxes of notes whose row is gone go, other shapes move up."""

    def one(found: re.Match[str]) -> str:
        shape = found[0]
        cell = _cell(shape)
        if cell is not None:
            there = row(cell[0])
            if there is None:
                return ""
            shape = _ROW.sub(rf"\g<1>{there}\g<3>", shape)
            shift = there - cell[0]
            return _ANCHOR.sub(lambda own: _shifted(own, lambda at: at + shift), shape)
        return _LINK.sub(lambda own: _linked(own, link), _ANCHOR.sub(lambda own: _shifted(own, _near(row)), shape))

    return _SHAPE.sub(one, text)


def relinked(data: bytes, link: Callable[[str], str]) -> bytes:
    """A drawing whose controls speak of cells of another sheet that moved."""
    text = data.decode("utf-8", "surrogateescape")
    return _LINK.sub(lambda own: _linked(own, link), text).encode("utf-8", "surrogateescape")


def _cell(shape: str) -> tuple[int, int] | None:
    row, column = _ROW.search(shape), _COLUMN.search(shape)
    return (int(row[2]), int(column[1])) if row and column and 'ObjectType="Note"' in shape else None


def _near(row: Callable[[int], int | None]) -> Callable[[int], int]:
    """Where a row is, or the next one above it that is left."""
    return lambda at: next((own for one in range(at, -1, -1) if (own := row(one)) is not None), 0)


def _shifted(found: re.Match[str], row: Callable[[int], int]) -> str:
    own = [whole(one.strip()) for one in found[2].split(",")]
    if len(own) != _NUMBERS:
        raise Broken
    top = max(row(own[2]), 0)
    own[2], own[6] = top, max(row(own[6]), top)
    return f"{found[1]}{', '.join(map(str, own))}{found[3]}"


def _linked(found: re.Match[str], link: Callable[[str], str]) -> str:
    return f"{found[1]}{html.escape(link(html.unescape(found[2])), quote=False)}{found[3]}"
