"""The formats of a closed workbook: which cells hold dates, and a format for a look, found or added at the end."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from ita_xl.excel.closed.xml import figure, whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ita_xl.excel.closed.xml import Element

#: Formats that need no code in the file, and those of them (and of Thai and East Asian editions) that show a date.
_KNOWN = {0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 49: "@"}
_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59), *range(71, 82)))
_FIRST_OWN = 164
#: What a code of a format says that is no letter of a date: texts, escapes, colours and locales.
_ASIDE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_OF_DATE = re.compile(r"[ymdhs]|[ก-๙]", re.IGNORECASE)
_SIDES = ("left", "right", "top", "bottom")

#: What a font may say that a look says too, or that does not show.
_FONT = frozenset(("name", "sz", "color", "b", "i", "family", "charset"))

Line = tuple[str, str]


class _Font(NamedTuple):
    name: str
    size: float
    bold: bool = False
    italic: bool = False
    colour: str = ""


@dataclass(frozen=True)
class Look:
    """How a cell looks that had no format of its own before; colours are six digits, sizes are points.

    ``borders`` are the four sides as (style, colour), in the order left, right, top, bottom.
    """

    font: str = ""
    size: float = 0.0
    bold: bool = False
    italic: bool = False
    colour: str = ""
    fill: str = ""
    align: str = ""
    vertical: str = "bottom"
    wrap: bool = False
    indent: int = 0
    number_format: str = "General"
    borders: tuple[Line | None, ...] = (None,) * 4


class Styles:
    """The formats of a workbook; ``root`` is its part, which grows by formats that are asked for."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self._found: dict[Look, int] = {}

    def shows_date(self, style: int) -> bool:
        """Whether numbers of a format are dates or times."""
        return 0 <= style < len(self._dates) and self._dates[style]

    @cached_property
    def _dates(self) -> list[bool]:
        return [_is_date(whole(one.get("numFmtId")), self._codes) for one in self._all("cellXfs")]

    @cached_property
    def _codes(self) -> dict[int, str]:
        return {whole(one.get("numFmtId")): one.get("formatCode") or "" for one in self._all("numFmts")}

    def _all(self, group: str) -> list[Element]:
        found = self.root.find(group)
        return found.elements() if found is not None else []

    def style(self, look: Look) -> int:
        """The number of the format of a look."""
        if not self._found:
            for at, one in reversed(list(enumerate(self._all("cellXfs")))):
                own = self._look(one)
                if own is not None:
                    self._found[own] = at
        look = self._complete(look)
        if look not in self._found:
            self._found[look] = self._add(look)
        return self._found[look]

    def _complete(self, look: Look) -> Look:
        """The look with the font of plain cells where it names none."""
        name, size = self._plain()
        return replace(look, font=look.font or name, size=look.size or size)

    # -- reading -------------------------------------------------------------------------------------------------------

    def _look(self, one: Element) -> Look | None:
        """The look of a format; ``None`` where it says more than a look does."""
        font, fill = self._font(whole(one.get("fontId"))), self._fill(whole(one.get("fillId")))
        borders = self._borders(whole(one.get("borderId")))
        number = whole(one.get("numFmtId"))
        code = self._codes.get(number, _KNOWN.get(number))
        align = one.find("alignment")
        said = dict(align.attributes) if align is not None else {}
        own = (said.pop("horizontal", ""), said.pop("vertical", "bottom"), said.pop("wrapText", "0") in ("1", "true"))
        indent = whole(said.pop("indent", ""))
        more = said or one.find("protection") is not None or one.find("extLst") is not None
        if more or one.get("quotePrefix") or (one.get("xfId") or "0") != "0":
            return None
        if font is None or fill is None or borders is None or code is None:
            return None
        own_align = "" if own[0] == "general" else own[0]
        return Look(font.name, font.size, font.bold, font.italic, font.colour, fill, own_align, own[1], own[2], indent,
                    code, borders)  # fmt: skip

    def _font(self, at: int) -> _Font | None:
        """A font; ``None`` where it says more than a look does."""
        fonts = self._all("fonts")
        if at >= len(fonts):
            return None
        said = {one.local: one for one in fonts[at].elements()}
        colour = _colour(said.get("color"))
        if colour is None or not {"name", "sz"} <= said.keys() or not said.keys() <= _FONT:
            return None
        bold, italic = (_is_on(said.get(key)) for key in ("b", "i"))
        return _Font(said["name"].get("val") or "", figure(said["sz"].get("val")), bold, italic, colour)

    def _plain(self) -> tuple[str, float]:
        """The name and size of the font of plain cells."""
        first = next(iter(self._all("fonts")), None)
        said = {one.local: one.get("val") for one in first.elements()} if first is not None else {}
        return said.get("name") or "Calibri", figure(said.get("sz"), 11.0)

    def _fill(self, at: int) -> str | None:
        fills = self._all("fills")
        pattern = fills[at].find("patternFill") if at < len(fills) else None
        kind = pattern.get("patternType") if pattern is not None else None
        if pattern is None or kind not in (None, "none", "solid"):
            return None
        return _colour(pattern.find("fgColor")) if kind == "solid" else ""

    def _borders(self, at: int) -> tuple[Line | None, ...] | None:
        borders = self._all("borders")
        if at >= len(borders):
            return None
        found: list[Line | None] = []
        for side in _SIDES:
            line = borders[at].find(side)
            style = line.get("style") if line is not None else None
            colour = _colour(line.find("color")) if line is not None else ""
            if colour is None:
                return None
            found.append((style, colour) if style not in (None, "none") else None)
        return tuple(found)

    # -- adding --------------------------------------------------------------------------------------------------------

    def _add(self, look: Look) -> int:
        make = self.root.make
        number = self._number(look.number_format)
        marks = [make(tag) for tag, on in (("b", look.bold), ("i", look.italic)) if on]
        colour = [make("color", {"rgb": f"FF{look.colour}"})] if look.colour else []
        name = make("name", {"val": look.font})
        font = make("font", {}, *marks, make("sz", {"val": f"{look.size:g}"}), *colour, name)
        fill = make("fill", {}, make("patternFill", {"patternType": "none"}))
        if look.fill:
            colours = (make("fgColor", {"rgb": f"FF{look.fill}"}), make("bgColor", {"indexed": "64"}))
            fill = make("fill", {}, make("patternFill", {"patternType": "solid"}, *colours))
        sides = [self._side(side, line) for side, line in zip(_SIDES, look.borders, strict=True)]
        border = make("border", {}, *sides, make("diagonal"))
        said = {"horizontal": look.align, "vertical": look.vertical, "wrapText": "1" if look.wrap else "",
                "indent": str(look.indent or "")}  # fmt: skip
        own = {
            "numFmtId": str(number),
            "fontId": str(self._append("fonts", font)),
            "fillId": str(self._append("fills", fill) if look.fill else 0),
            "borderId": str(self._append("borders", border) if any(look.borders) else 0),
            "xfId": "0",
            **{f"apply{what}": "1" for what in ("NumberFormat", "Font", "Fill", "Border", "Alignment")},
        }
        aligned = make("alignment", {name: value for name, value in said.items() if value})
        return self._append("cellXfs", make("xf", own, aligned))

    def _side(self, side: str, line: Line | None) -> Element:
        make = self.root.make
        if line is None:
            return make(side)
        return make(side, {"style": line[0]}, make("color", {"rgb": f"FF{line[1]}"}))

    def _append(self, group: str, one: Element) -> int:
        """Put something at the end of its group, unless it is there to the letter."""
        found = self.root.find(group)
        assert found is not None
        there = found.elements()
        same = next((at for at, other in enumerate(there) if _same(one, other)), None)
        if same is not None and group != "cellXfs":
            return same
        found.children.append(one)
        found.attributes["count"] = str(len(there) + 1)
        return len(there)

    def _number(self, code: str) -> int:
        for number, known in (*self._codes.items(), *_KNOWN.items()):
            if known == code:
                return number
        number = max((*self._codes, _FIRST_OWN - 1)) + 1
        if self.root.find("numFmts") is None:
            self.root.children.insert(0, self.root.make("numFmts", {"count": "0"}))
        self._append("numFmts", self.root.make("numFmt", {"numFmtId": str(number), "formatCode": code}))
        self._codes[number] = code
        return number


def look_of(said: Mapping[str, object]) -> Look:
    """The look of what was set on a cell, by the names of :class:`Look`."""
    return Look(**said)  # type: ignore[arg-type]


def _is_date(number: int, codes: Mapping[int, str]) -> bool:
    if number not in codes:
        return number in _DATES
    code = _ASIDE.sub("", codes[number].partition(";")[0])
    return code.lower() != "general" and _OF_DATE.search(code) is not None


def _is_on(one: Element | None) -> bool:
    return one is not None and one.get("val") not in ("0", "false")


def _colour(one: Element | None) -> str | None:
    """Six digits, nothing for none; ``None`` for a colour of the theme or a palette."""
    if one is None or one.get("auto"):
        return ""
    said = one.get("rgb")
    return None if said is None or one.get("tint") else said[-6:].upper()


def _same(one: Element, other: Element) -> bool:
    return (
        one.local == other.local
        and one.attributes == other.attributes
        and len(one.children) == len(other.children)
        and all(_same(own, their) for own, their in zip(one.elements(), other.elements(), strict=False))
    )
