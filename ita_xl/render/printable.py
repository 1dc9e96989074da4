"""A saved workbook of which only some sheets are to be printed: the others hidden, areas set, nothing else changed."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, unescape

from ita_xl.cells import on

if TYPE_CHECKING:
    from collections.abc import Mapping

_WORKBOOK = "xl/workbook.xml"
_SHEET = re.compile(r"<(?:\w+:)?sheet\b[^>]*/?>")
_STATE = re.compile(r'\sstate="[^"]*"')
_NAME = re.compile(r'\sname="([^"]*)"')
_AREA = re.compile(r'<definedName\b[^>]*name="_xlnm\.Print_Area"[^>]*>.*?</definedName>', re.DOTALL)
_LOCAL = re.compile(r'localSheetId="(\d+)"')
_VIEW = re.compile(r"<(?:\w+:)?workbookView\b[^>]*?(?=/?>)")
_IN_FRONT = re.compile(r'\s(?:activeTab|firstSheet)="\d*"')
_CELL = re.compile(r"([A-Z]+)(\d+)")


def only_sheets(data: bytes, areas: Mapping[str, str]) -> bytes:
    """The workbook (.xlsx, .xlsm) with all other sheets hidden.

    Args:
        data: the file.
        areas: the sheets to print, each with the area (``"A1:F20"``), ``""`` for that of the file.

    Raises:
        ValueError: for anything but such a workbook.
    """
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as printed:
            for part in package.infolist():
                content = package.read(part)
                if part.filename == _WORKBOOK:
                    content = _limited(content.decode("utf-8"), areas).encode("utf-8")
                printed.writestr(part, content)
            package.getinfo(_WORKBOOK)
    except (zipfile.BadZipFile, KeyError, UnicodeDecodeError) as fault:
        raise ValueError(str(fault)) from None
    return out.getvalue()


def _limited(xml: str, areas: Mapping[str, str]) -> str:
    quotes = {"&quot;": '"', "&apos;": "'"}
    names = [unescape(found[1], quotes) if (found := _NAME.search(one)) else "" for one in _SHEET.findall(xml)]
    at = iter(names)

    def state(match: re.Match[str]) -> str:
        plain = _STATE.sub("", match[0])
        if next(at) in areas:
            return plain
        end = "/>" if plain.endswith("/>") else ">"
        return f'{plain.removesuffix(end)} state="hidden"{end}'

    xml = _SHEET.sub(state, xml)
    # The sheet in front is shown whatever its state says.
    first = next((number for number, name in enumerate(names) if name in areas), 0)
    xml = _VIEW.sub(lambda one: f'{_IN_FRONT.sub("", one[0]).rstrip()} activeTab="{first}"', xml)
    own = {number: area for number, name in enumerate(names) if (area := areas.get(name))}
    # LibreOffice prints a hidden sheet too, if it has an area to print.
    kept = {number for number, name in enumerate(names) if name in areas} - set(own)
    xml = _AREA.sub(lambda one: one[0] if (at := _LOCAL.search(one[0])) and int(at[1]) in kept else "", xml)
    xml = re.sub(r"<definedNames>\s*</definedNames>", "", xml)
    if not own:
        return xml
    new = "".join(
        f'<definedName name="_xlnm.Print_Area" localSheetId="{number}">'
        f"{escape(on(names[number], _fixed(area)))}</definedName>"
        for number, area in own.items()
    )
    if "<definedNames>" in xml:
        return xml.replace("<definedNames>", f"<definedNames>{new}", 1)
    return re.sub(r"(</sheets>)", rf"\1<definedNames>{new}</definedNames>", xml, count=1)


def _fixed(area: str) -> str:
    """An area that stays where it is: ``$A$1:$F$20``."""
    return _CELL.sub(r"$\1$\2", area)
