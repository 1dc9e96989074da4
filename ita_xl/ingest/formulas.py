"""Formulas whose value nobody has computed yet: programs that write workbooks leave it out, or write 0 for it.

Only a cell without any sign of a value counts, or a 0 where the file itself asks to be computed anew when it is opened.
"""

from __future__ import annotations

import html
import itertools
import posixpath
import re
from typing import TYPE_CHECKING

from ita_xl.ingest.limits import MAX_STEPS, MAX_UNCOMPUTED, within

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Cells (row, column; from 0) by the name of their sheet.
Cells = dict[str, tuple[tuple[int, int], ...]]

_MOST_OF_ONE = 10_000
_LONGEST = 200
_SPACE = rb"(?:[^\s<>/:!?=\"']+:)?"
_QUOTED = rb"""(?>[^<>"']|"[^"]*"|'[^']*')*+"""
#: A formula in the usual spelling that no value follows; the same, or only a 0; and what precedes it.
_BARE = re.compile(rb"<f(?=[\s/>])([^<]*+)(?:</f>)?+(?!<v>[^<])")
_BARE_OR_ZERO = re.compile(rb"<f(?=[\s/>])([^<]*+)(?:</f>)?+(?:(?!<v>[^<])|<v>0<)")
_FORMULA = re.compile(rb"<f(?=[\s/>])")
_CELL_BEFORE = re.compile(rb"<c r=\"([A-Z]{1,3})(\d{1,7})\"([^<>]*)>")
_LONGEST_CELL = 300
_AREA = re.compile(
    rb"\st\s*=\s*[\"']array[\"'].*\sref\s*=\s*[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']", re.DOTALL
)
#: A row, or a cell with what follows it up to its formula and the beginning of its value.
_ROW_OR_CELL = re.compile(
    rb"<" + _SPACE + rb"(?:(?P<row>row)(?![^\s/>])(?P<row_says>" + _QUOTED + rb")>"
    rb"|(?P<cell>c)(?![^\s/>])(?P<says>" + _QUOTED + rb")>"
    rb"(?:\s*<" + _SPACE + rb"f(?![^\s/>])(?P<formula>" + _QUOTED + rb")(?:(?<=/)>|>[^<]*</" + _SPACE + rb"f\s*>))?)"
)
_VALUE = re.compile(rb"(?:</" + _SPACE + rb"f\s*>)?\s*<" + _SPACE + rb"(v|is)(?![^\s/>])(" + _QUOTED + rb")>([^<]*)")
_ADDRESS = re.compile(rb"(?:\s|\A)r\s*=\s*[\"']([A-Za-z]{0,3})(\d{1,7})[\"']")
_TYPE = re.compile(rb"(?:\s|\A)t\s*=\s*[\"'](\w*)[\"']")
_ANEW = re.compile(rb"<" + _SPACE + rb"calcPr\s[^<>]*fullCalcOnLoad\s*=\s*[\"'](?:1|true)[\"']")
#: What XlsxWriter says of the program that computed last; openpyxl says it too, but it also says ``t="n"``.
_NEVER_COMPUTED = b'calcId="124519"'
#: The date that workbooks of this package were made on, and what they are about: their values are all computed.
_OWN = (b">2025-10-01T00:00:00Z</dcterms:created>", "การประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ".encode())
_LISTED = re.compile(rb"<" + _SPACE + rb"sheet\s(" + _QUOTED + rb")>")
_LINK = re.compile(rb"<" + _SPACE + rb"Relationship\s(" + _QUOTED + rb")>")
_ATTRIBUTE = re.compile(rb"([^\s=:\"']+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_TABLE_TAG = re.compile(rb"<(table:table-row|table:(?:covered-)?table-cell|table:table)(?![^\s/>])(" + _QUOTED + rb")>")
_REPEATED = re.compile(rb"table:number-(?:rows|columns)-repeated\s*=\s*[\"'](\d{1,9})[\"']")
_NAME = re.compile(rb"table:name\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


# --- .xlsx --------------------------------------------------------------------------------------------------------


def in_package(parts: Mapping[str, bytes], book: bytes, links: bytes, core: bytes) -> Cells:
    """The formulas without a value in the sheets of an .xlsx file.

    Args:
        parts: the parts that hold cells with formulas, by name in lower case.
        book: the workbook part.
        links: its relations.
        core: what the file says of itself.
    """
    anew = _ANEW.search(book) is not None
    found = {part: _without_value(data, anew=anew) for part, data in parts.items()}
    if not any(found.values()):
        return {}
    typed = any(b't="n"' in data for data in parts.values())
    never = anew and _NEVER_COMPUTED in book and not typed
    own = all(mark in core for mark in _OWN)
    computed = any(len(_FORMULA.findall(data)) > len(found[part]) for part, data in parts.items())
    states = {"none"}
    if not never:
        states.add("empty")
    if anew and not own and (never or not computed):
        states.add("zero")
    names = names_of(book, links)
    chosen = {
        names[part]: tuple(at for at, state in cells.items() if state in states)
        for part, cells in found.items()
        if part in names
    }
    return {name: cells for name, cells in chosen.items() if cells}


def has_formulas(part: bytes) -> bool:
    """Whether a sheet has formulas, at a glance."""
    start = part.find(b"sheetData")
    return b"</f>" in part or (start > 0 and part[start - 1 : start] == b":" and b":f>" in part)


def _without_value(part: bytes, *, anew: bool) -> _Bare:
    """The formulas of a sheet that have no value (``none``), an ``empty`` one, or a ``zero``."""
    start, end = max(part.find(b"sheetData"), 0), max(part.rfind(b"sheetData"), 0)
    if part[start - 1 : start] == b":":
        return _stepwise(part, start, end)
    found = _Bare()
    for bare in (_BARE_OR_ZERO if anew else _BARE).finditer(part, start, end):
        before = part.rfind(b"<c ", max(bare.start() - _LONGEST_CELL, 0), bare.start())
        cell = _CELL_BEFORE.fullmatch(part, before, bare.start()) if before >= 0 else None
        if cell is None:
            return _stepwise(part, start, end)
        row, column = int(cell[2]) - 1, _column(cell[1])
        found.note((row, column), bare[1], _state(cell[3], _VALUE.match(part, bare.end(1))))
    return found


def _stepwise(part: bytes, start: int, end: int) -> _Bare:
    """The same of a sheet in any other spelling: every row and cell looked at by itself."""
    found = _Bare()
    row = column = -1
    for steps, one in enumerate(_ROW_OR_CELL.finditer(part, start, end)):
        within(MAX_STEPS, steps)
        says = one["row_says"] if one["row"] else one["says"]
        where = _ADDRESS.search(says)
        if one["row"]:
            row, column = int(where[2]) - 1 if where else row + 1, -1
            continue
        column = _column(where[1]) if where and where[1] else column + 1
        if one["formula"] is not None:
            at = int(where[2]) - 1 if where else row, column
            found.note(at, one["formula"], _state(says, _VALUE.match(part, one.end())))
    return found


class _Bare(dict[tuple[int, int], str]):
    """The formulas of a sheet without a value, by cell."""

    def __init__(self) -> None:
        super().__init__()
        self._noted = 0

    def note(self, at: tuple[int, int], says: bytes, state: str) -> None:
        """Note the state of a formula, and of the cells that it fills besides its own."""
        if state == "value":
            return
        area = _AREA.search(says[:_LONGEST])
        if area is not None:
            top, bottom, left, right = int(area[2]) - 1, int(area[4]) - 1, _column(area[1]), _column(area[3])
            size = max(bottom - top + 1, 0) * max(right - left + 1, 0)
            if size <= _MOST_OF_ONE:
                self._noted = within(MAX_UNCOMPUTED, self._noted + size)
                self.update(dict.fromkeys(itertools.product(range(top, bottom + 1), range(left, right + 1)), state))
        self._noted = within(MAX_UNCOMPUTED, self._noted + 1)
        self[at] = state


def _state(says: bytes, value: re.Match[bytes] | None) -> str:
    """Whether a formula has a ``value``, ``none``, an ``empty`` one or a ``zero``."""
    kind = _TYPE.search(says)
    text = kind is not None and kind[1] in (b"str", b"inlineStr", b"s", b"b")
    if value is None:
        return "none"
    attributes, said = value[2], value[3].strip()
    if value[1] == b"is":
        return "value"
    if not said:
        return "value" if text else "none" if attributes.endswith(b"/") else "empty"
    return "zero" if said == b"0" and not text else "value"


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number - 1


def names_of(book: bytes, links: bytes) -> dict[str, str]:
    """The names of the sheets by that of their part, which is in lower case."""
    targets = {}
    for link in _LINK.findall(links):
        said = _attributes(link)
        targets[said.get("Id", "")] = posixpath.normpath(posixpath.join("/xl", said.get("Target", "")))[1:].lower()
    names = {}
    for sheet in _LISTED.findall(book):
        said = _attributes(sheet)
        names[targets.get(said.get("id", ""), "")] = said.get("name", "")
    return names


def _attributes(tag: bytes) -> dict[str, str]:
    """The attributes of an element, without the prefixes of their names."""
    return {
        name.decode(errors="replace"): html.unescape((one or other).decode(errors="replace"))
        for name, one, other in _ATTRIBUTE.findall(tag)
    }


def failed(part: bytes) -> frozenset[tuple[int, int]]:
    """The cells of a sheet that LibreOffice found no value for, only an error."""
    cells = re.findall(rb"<c r=\"([A-Z]{1,3})(\d{1,7})\"[^<>]*\st=\"e\"", part)
    return frozenset((int(row) - 1, _column(letters)) for letters, row in cells)


# --- .ods ---------------------------------------------------------------------------------------------------------


def in_tables(part: bytes) -> Cells:
    """The formulas without a value in the tables of an .ods document."""
    found: dict[str, list[tuple[int, int]]] = {}
    name = ""
    row = column = left = 0
    rows = 1
    for steps, tag in enumerate(_TABLE_TAG.finditer(part)):
        within(MAX_STEPS, steps)
        kind, says = tag[1], tag[2]
        if kind == b"table:table":
            said = _NAME.search(says)
            name = html.unescape((said[1] or said[2] or b"").decode(errors="replace")) if said else ""
            row, rows = 0, 0
        elif kind == b"table:table-row":
            row, column, rows = row + rows, 0, _repeated(says)
        else:
            if b"table:formula" in says and b"value" not in says:
                found.setdefault(name, []).append((row, column))
                left = within(MAX_UNCOMPUTED, left + 1)
            column += _repeated(says)
    return {name: tuple(cells) for name, cells in found.items()}


def _repeated(says: bytes) -> int:
    found = _REPEATED.search(says)
    return int(found[1]) if found else 1
