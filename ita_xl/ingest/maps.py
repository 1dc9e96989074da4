"""Maps: what a person, or an earlier reading, says of the tables of a workbook and of others of its layout."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from ita_xl.cells import column_at
from ita_xl.errors import InputError, Place
from ita_xl.framework import years
from ita_xl.ingest.meanings import IGNORE, LABEL, any_year, parse_meaning, parse_subject, pattern
from ita_xl.ingest.model import VALUES, TableKind
from ita_xl.thai import squash
from ita_xl.toml import Kind, Node, parse, read_text

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping

    from ita_xl.ingest.meanings import Meaning
    from ita_xl.ingest.model import Column, RowKey

SCHEMA = 1
#: Map files, as kind of TOML file.
MAP = Kind("E204", "แฟ้มแผนที่การอ่าน", "แก้ไขแฟ้มแผนที่การอ่านตามที่ระบุ หรือสร้างใหม่ด้วย ita-xl inspect FILE --save-map")
_KINDS = [kind.value for kind in TableKind if kind not in (TableKind.PROSE, TableKind.LIBRARY, TableKind.UNITS)]
_MOST_HEADER_ROWS = 5
_LONGEST = 4 * 1024 * 1024


@dataclass(frozen=True)
class TablePin:
    """One table of a map.

    ``sheet`` is a pattern, empty for every sheet. ``header`` holds the pattern of the header words by 0-based column,
    top row first, parted by "/"; ``row`` the 0-based row where a table without header begins. A pin that names only a
    sheet to be ignored has neither.
    """

    number: int
    kind: TableKind
    sheet: str = ""
    header: Mapping[int, str] = field(default_factory=dict)
    header_rows: int = 1
    row: int | None = None
    columns: Mapping[int, Meaning] = field(default_factory=dict)

    @property
    def whole_sheet(self) -> bool:
        """Whether the pin is about a sheet, not about a table on it."""
        return not self.header and self.row is None


@dataclass(frozen=True)
class Labels:
    """Meanings of row labels (squashed) on the sheets of a pattern, empty for all; ``None`` for rows to be ignored."""

    sheet: str
    meanings: Mapping[str, RowKey | None]


@dataclass(frozen=True)
class Pins:
    """A map: tables and labels with their meaning; year, agency and province where the file says them wrong or not."""

    file: str = ""
    fiscal_year: int | None = None
    agency: str = ""
    province: str = ""
    tables: tuple[TablePin, ...] = ()
    labels: tuple[Labels, ...] = ()


def load_map(path: str | os.PathLike[str]) -> Pins:
    """Read a map file (TOML, UTF-8).

    >>> load_map("no-such-map.toml")
    Traceback (most recent call last):
    ita_xl.errors.InputError: [E108] ...

    Raises:
        InputError: E108 when the file cannot be read as text.
        RulesError: E204 for a fault in it, with line, field and cure.
    """
    file = Path(path)
    text = read_text(file, partial(_unreadable, file), _LONGEST)
    return parse_map(text, file.name)


def _unreadable(file: Path, why: str) -> InputError:
    return InputError(
        "E108",
        f"เปิดแฟ้มแผนที่การอ่าน “{file.name}” ไม่ได้: {why}",
        cure="ตรวจชื่อแฟ้มและโฟลเดอร์ แฟ้มต้องเป็นข้อความ UTF-8 สร้างใหม่ได้ด้วย ita-xl inspect FILE --save-map",
        place=Place(file.name),
    )


def parse_map(text: str, name: str = "") -> Pins:
    """The text of a map file.

    Raises:
        RulesError: E204, with line, field and cure.
    """
    root = parse(name, text, MAP)
    root.only("schema", "fiscal_year", "agency", "province", "table", "labels")
    year = root.whole("fiscal_year", 0) or None
    if year is not None and year not in years():
        raise root.fault("fiscal_year", f"ไม่มีหลักเกณฑ์ของปีงบประมาณ พ.ศ. {year}")
    return Pins(
        file=name,
        fiscal_year=year,
        agency=root.text_of("agency", ""),
        province=root.text_of("province", ""),
        tables=tuple(_table(node, number, year) for number, node in enumerate(root.tables("table", []))),
        labels=_labels(root.table("labels", {}), year),
    )


def _table(node: Node, number: int, year: int | None) -> TablePin:
    node.only("sheet", "header", "header_rows", "row", "kind", "ignore", "columns")
    header = _header(node, year)
    row = node.whole("row", 0)
    rows = node.whole("header_rows", 1)
    sheet = pattern(node.text_of("sheet", ""), year)
    columns = _columns(node)
    ignored = node.flag("ignore", False)
    if row < 0:
        raise node.fault("row", "ต้องเป็นเลขแถว เริ่มจาก 1")
    if not 1 <= rows <= _MOST_HEADER_ROWS:
        raise node.fault("header_rows", f"ต้องเป็น 1 ถึง {_MOST_HEADER_ROWS}")
    if not header and not row and not (ignored and sheet):
        raise node.fault(
            "header", "ต้องมี header (คำในหัวตาราง) หรือ row (เลขแถว) หรือเมื่อไม่อ่านทั้งแผ่น มี sheet กับ ignore = true"
        )
    if ignored:
        kind = TableKind.IGNORED
    else:
        listed = any(one.column.key is not None for one in columns.values())
        default = TableKind.AGENCIES if listed else TableKind.SCORES
        kind = TableKind(node.choice("kind", _KINDS, default.value))
        if kind is TableKind.SCORES and listed:
            raise node.fault("kind", 'คอลัมน์ที่ระบุชื่อคะแนน (เช่น indicator 3) ใช้กับตาราง kind = "agencies" เท่านั้น')
        if not scored(kind, (one.column for one in columns.values())):
            raise node.fault("columns", "ตารางคะแนนต้องมีคอลัมน์ score อย่างน้อยหนึ่งคอลัมน์ หรือกำหนด ignore = true")
    return TablePin(number, kind, sheet, header, rows, row - 1 if row and not header else None, columns)


def scored(kind: TableKind, columns: Iterable[Column]) -> bool:
    """Whether a table of scores has a column of them; any other table needs none."""
    return kind not in (TableKind.SCORES, TableKind.AGENCIES) or any(one.role in VALUES for one in columns)


def _header(node: Node, year: int | None) -> dict[int, str]:
    own = node.table("header", {})
    return {_column(own, letters): pattern(own.text_of(letters), year) for letters in own.data}


def _columns(node: Node) -> dict[int, Meaning]:
    own = node.table("columns", {})
    found: dict[int, Meaning] = {}
    for letters in own.data:
        at = _column(own, letters)
        try:
            found[at] = parse_meaning(own.text_of(letters))
        except ValueError as fault:
            raise own.fault(letters, str(fault)) from None
    return found


def _column(node: Node, letters: str) -> int:
    at = column_at(letters)
    if at < 0:
        raise node.fault(letters, "ต้องเป็นอักษรของคอลัมน์ เช่น C")
    return at


def _labels(node: Node, year: int | None) -> tuple[Labels, ...]:
    """Labels for every sheet, and tables of labels by the name of their sheet."""
    general = {label: value for label, value in node.data.items() if not isinstance(value, dict)}
    found = [Labels("", {squash(label): _label(node, label) for label in general})] if general else []
    for name, value in node.data.items():
        if isinstance(value, dict):
            own = node.table(name)
            found.insert(0, Labels(pattern(name, year), {squash(label): _label(own, label) for label in own.data}))
    return tuple(found)


def _label(node: Node, label: str) -> RowKey | None:
    text = node.text_of(label)
    if text == IGNORE:
        return None
    try:
        return parse_subject(text)
    except ValueError:
        _no_subject(node, label, text)


def _no_subject(node: Node, label: str, text: str) -> NoReturn:
    what = "ใช้กับคอลัมน์เท่านั้น" if text == LABEL else "ไม่รู้จัก"
    raise node.fault(label, f"“{text}” {what} ใช้ได้เช่น i1, e1:2, o5, indicator 6, tool IIT, overall หรือ ignore")


def matches(own: str, name: str, *, loose: bool) -> bool:
    """Whether a pattern of a map is that of a name, in the very years or in any."""
    return own == name or (loose and any_year(own) == any_year(name))
