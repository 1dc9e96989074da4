"""Tables whose columns are scores: one agency, one year or one kind of figure a row."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from ita_xl.assessment import Kind
from ita_xl.ingest import across, prose, tables
from ita_xl.ingest.headers import (
    column_of,
    header_of,
    stacked,
    unit_named,
    year_label,
)
from ita_xl.ingest.model import VALUES, Column, Role, Table, TableKind
from ita_xl.ingest.rows import row_key
from ita_xl.ingest.values import absent, number_of, score_of
from ita_xl.thai import squash

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ita_xl.framework import Framework
    from ita_xl.ingest.grid import Cell, Grid
    from ita_xl.ingest.model import View
    from ita_xl.ingest.sheet import SheetReader

_MOST_BLANK = 2
_LOOK_AHEAD = 6
_SURVEY_ROWS = 4
#: So many rows tell scores from points.
_SAMPLE = 200
#: Lines that sum up a list; no agency is called so.
_TOTALS = re.compile(
    r"(?:ผล)?(?:รวม|เฉลี่ย|ค่าเฉลี่ย|คะแนนเฉลี่ย|ยอดรวม|รวมเฉลี่ย|ค่าสูงสุด|ค่าต่ำสุด|คะแนนสูงสุด|คะแนนต่ำสุด|สูงสุด|ต่ำสุด|ส่วนเบี่ยงเบน|ค่ามัธยฐาน|มัธยฐาน|"
    r"ภาพรวม(?:จังหวัด|อำเภอ|ประเทศ|ทั้ง)|จำนวน|(?:total|average|mean|max|min|s\.?d)(?![a-z]))",
    re.IGNORECASE,
)
#: Heads of columns whose cells tell a score in words: "ตัวชี้วัดที่ได้คะแนนต่ำสุด", "เครื่องมือที่ต่ำกว่าเกณฑ์".
_TELLING = re.compile("คะแนน|ต่ำ|สูงสุด|จุด")
_NOTE = re.compile(r"^(?:หมายเหตุ|ที่มา|ข้อมูล|\*|note|source)")


class Line(NamedTuple):
    """A row of such a table: whose figures it holds, of which year, and what kind of figures."""

    row: int
    agency: str = ""
    province: str = ""
    year: int | None = None
    role: Role = Role.SCORE
    part: int | None = None
    district: str = ""


@dataclass
class Listing:
    """A table whose columns are scores, and its rows; figures are made when an agency is asked for."""

    grid: Grid
    framework: Framework
    year: int
    columns: Mapping[int, Column]
    lines: list[Line] = field(default_factory=list)
    table: Table | None = None

    @cached_property
    def plain(self) -> bool:
        """Whether every figure is a score of the year of its line."""
        return all(one.role in (Role.SCORE, Role.POINTS) and one.year is None for one in self.figure_columns.values())

    @property
    def figure_columns(self) -> dict[int, Column]:
        """The columns that hold figures."""
        return {at: one for at, one in self.columns.items() if one.role in VALUES and one.key is not None}


def read(reader: SheetReader, row: int) -> int | None:
    """Read the table whose header begins in this row; returns the row after it, ``None`` when there is none."""
    found = across.columns_of_scores(reader, row)
    if found is None:
        return None
    rows, columns = found
    view, first = reader.view, rows[-1] + 1
    match = None if reader.found.pins is None else reader.found.pins.match(view, row)
    if match is None and not _is_body(reader, columns, first):
        return None
    reader.end_table()
    listing = Listing(reader.grid, reader.framework, reader.now.year, columns)
    table = Table(
        reader.grid, TableKind.AGENCIES, (row, min(columns), rows[-1], max(columns)), rows[-1], columns, reader.now.year
    )
    table.pinned = match is not None
    listing.table = table
    survey = _is_survey(view, columns, first) if match is None else match.kind is TableKind.SURVEY and len(view) - 1
    if survey:
        table.kind = TableKind.SURVEY
        table.area = (row, 0, survey, max(columns))
        reader.found.tables.append(table)
        reader.seen.update(range(row, survey + 1))
        return survey + 1
    end = _lines(reader, listing, first)
    listing.columns = _settled(listing) if match is None else columns
    tables.check_title(reader, row, columns)
    _tell(reader, listing, stacked(reader.grid, rows))
    table.columns = listing.columns
    table.figures = len(listing.lines) * len(listing.figure_columns)
    table.area = (row, min(columns), max(end - 1, rows[-1]), max(columns))
    reader.found.tables.append(table)
    reader.found.listings.append(listing)
    reader.seen.update(range(row, end))
    return end


def _is_body(reader: SheetReader, columns: Mapping[int, Column], first: int) -> bool:
    """Whether the rows below hold figures under these columns and are about something else than scores themselves."""
    keyed = [at for at, one in columns.items() if one.key is not None]
    labels = any(one.role in (Role.AGENCY, Role.YEAR) for one in columns.values())
    looked = numeric = about = texts = 0
    for row in range(first, min(first + 3 * _LOOK_AHEAD, len(reader.view))):
        filled = reader.view.filled(row)
        if not filled:
            continue
        own = [cell for at, cell in filled.items() if at not in keyed and not _beside(columns, at)]
        key = row_key(own, reader.framework, indicators=False) if own else None
        if key is not None and (key.kind is not None or key.mean) and not _TOTALS.match(squash(str(own[0]))):
            about += 1
        scored = sum(score_of(filled[at])[0] is not None for at in keyed if at in filled)
        numeric += scored > 0 and scored * 2 >= sum(at in filled for at in keyed)
        texts += sum(at in filled for at in keyed) * 2 > len(keyed)
        looked += 1
        if looked == _LOOK_AHEAD:
            break
    if not looked or about * 2 > looked:
        return False
    items = sum(one.key is not None and one.key.kind is Kind.ITEM for one in columns.values())
    return numeric > 0 if labels or numeric else items > 2 and texts == looked


def _beside(columns: Mapping[int, Column], at: int) -> bool:
    """Whether a column holds remarks: headed so, or right of all figures."""
    last = max((one for one, column in columns.items() if column.key is not None), default=at)
    return at > last or (at in columns and columns[at].role is Role.IGNORED)


def _is_survey(view: View, columns: Mapping[int, Column], first: int) -> int:
    """The last row of a table of answers, 0 when it is none: items as columns, choices in words or small numbers."""
    items = [
        at
        for at, one in columns.items()
        if one.key is not None and one.key.kind is Kind.ITEM and one.role is not Role.CHANGE
    ]
    if len(items) < 3 or len(view) - first < _SURVEY_ROWS:
        return 0
    values = [
        value
        for row in view.grid.raw[first : first + 200]
        for at in items
        if at < len(row) and (value := row[at]) != ""
    ]
    words = sum(isinstance(value, str) and number_of(value) is None for value in values)
    small = {value for value in values if not isinstance(value, str)} <= {0, 1, 2, 3, 4, 5, 6}
    if words * 2 > len(values) or (small and len(values) > 30 and len(view) - first > 10):
        return len(view) - 1
    return 0


def _lines(reader: SheetReader, listing: Listing, first: int) -> int:
    """Read the rows of a table into its lines; returns the row after the last one."""
    grid, raw = reader.grid, reader.grid.raw
    figures = tuple(listing.figure_columns)
    agencies = [at for at, one in listing.columns.items() if one.role is Role.AGENCY]
    name_at = agencies[0] if agencies else -1
    province_at = next((at for at, one in listing.columns.items() if one.role is Role.PROVINCE), -1)
    district_at = next((at for at, one in listing.columns.items() if one.role is Role.DISTRICT), -1)
    year_at = next((at for at, one in listing.columns.items() if one.role is Role.YEAR), -1)
    quick = name_at >= 0 and year_at < 0
    probe = figures[0] if figures else 0
    blank, row = 0, first
    while row < len(raw):
        cells = raw[row]
        if quick and probe < len(cells) and type(cells[probe]) is float:
            name = cells[name_at]
            if isinstance(name, str) and name and not _TOTALS.match(name.strip()) and not _total(cells[0]):
                province = cells[province_at] if province_at >= 0 else ""
                district = cells[district_at] if 0 <= district_at < len(cells) else ""
                listing.lines.append(Line(row, name, _text(province), district=_text(district)))
                blank, row = 0, row + 1
                continue
        filled = reader.view.filled(row)
        if not filled:
            blank += 1
            if blank > _MOST_BLANK:
                break
            row += 1
            continue
        if not (step := _odd(reader, listing, row, filled, blank, name_at)):
            break
        blank, row = 0, row + step
    del grid
    return row


def _total(first: object) -> bool:
    return isinstance(first, str) and _TOTALS.match(first.strip()) is not None


def _odd(reader: SheetReader, listing: Listing, row: int, filled: Mapping[int, Cell], blank: int, name_at: int) -> int:
    """A row that is no plain line of figures; returns how many rows it takes, 0 when the table has ended."""
    figures = listing.figure_columns
    if len(filled) > 1 and across.heads(filled):
        again = across.columns_of_scores(reader, row)
        if again is not None:
            same = {at: (one.role, one.key) for at, one in again[1].items()} == {
                at: (one.role, one.key) for at, one in listing.columns.items()
            }
            return len(again[0]) if same else 0
        if header_of(reader.grid, row) is not None and not any(
            score_of(filled[at])[0] for at in figures if at in filled
        ):
            return 0
    if any(
        isinstance(filled[at], str) and row_key([filled[at]], reader.framework, indicators=False)
        for at in figures
        if at in filled
    ):
        return 0
    values = [at for at in figures if at in filled and (score_of(filled[at])[0] is not None or absent(filled[at]))]
    if not values and not (line := _line(reader, listing, row, filled, name_at)):
        # Titles of groups and notes stand between the rows; after an empty row another thing begins.
        if len(filled) == 1 and not blank and not _NOTE.match(squash(str(next(iter(filled.values()))))):
            return 1
        return 0
    labels = [cell for at, cell in filled.items() if at not in figures and not _beside(listing.columns, at)]
    key = row_key(labels, reader.framework, indicators=False) if labels else None
    totals = bool(labels) and _TOTALS.match(squash(str(labels[0]))) is not None
    if key is not None and (key.kind is not None or key.mean) and not totals and column_of(str(labels[0])) is None:
        return 0
    line = _line(reader, listing, row, filled, name_at)
    if line is not None and not totals:
        listing.lines.append(line)
    return 1


def _tell(reader: SheetReader, listing: Listing, words: Mapping[int, Sequence[str]]) -> None:
    """The scores that columns of words tell beside the figures of their line."""
    last = max(listing.figure_columns, default=0)
    telling = [
        at
        for at, own in words.items()
        if at not in listing.figure_columns and at > last and _TELLING.search(squash(" ".join(own)))
    ]
    for line in listing.lines if telling else ():
        for at in telling:
            cell = listing.grid.cell(line.row, at)
            if isinstance(cell, str) and prose.says_figures(cell):
                reader.tell(line.row, at, cell, agency=line.agency, year=line.year)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _line(reader: SheetReader, listing: Listing, row: int, filled: Mapping[int, Cell], name_at: int) -> Line | None:
    """What the labels of a row say: an agency, a year, a part, the kind of its figures."""
    del reader
    figures = listing.figure_columns
    agency, province, district, year, part, role = "", "", "", None, None, Role.SCORE
    first = min(figures, default=0)
    for at, cell in filled.items():
        column = listing.columns.get(at)
        if at in figures or (column is not None and column.role in (Role.ORDER, Role.IGNORED, Role.LEVEL, Role.CHANGE)):
            continue
        text = str(cell)
        if column is not None and column.role is Role.PROVINCE:
            province = text
        elif column is not None and column.role is Role.DISTRICT:
            district = text
        elif found := year_label(cell):
            year = found
        elif column is not None and column.role is Role.AGENCY:
            agency = text
        elif (own := column_of(text)) is not None and not unit_named(text):
            role, part = own.role, own.part
        elif (
            isinstance(cell, str)
            and number_of(cell) is None
            and not agency
            and listing.framework.level_named(text) is None
            and (at == name_at or (name_at < 0 and at < first))
        ):
            agency = text
    if role in (Role.IGNORED, Role.ORDER, Role.PART):
        return None
    before = listing.lines[-1] if listing.lines else None
    if not agency and before and (year or set(filled) <= set(figures)):
        agency, province, district = before.agency, before.province, before.district
        bracketed = not year and all(isinstance(cell, str) and cell.startswith("(") for cell in filled.values())
        if (
            bracketed
            and before.row == row - 1
            and all(listing.columns[at].role is Role.POINTS for at in filled if _of_tool(listing.columns[at]))
        ):
            role = Role.TOOL  # the scores of 100 in brackets below the points
    if role is Role.LEVEL:
        return None
    return Line(row, agency, province, year, role, part, district)


def _settled(listing: Listing) -> dict[int, Column]:
    """The columns with scores and weighted points told apart by their range, and those of nothing but levels."""
    columns = dict(listing.columns) | _graded(listing)
    most: dict[int, float] = {}
    lines = listing.lines[:_SAMPLE]
    for at, one in listing.figure_columns.items():
        if one.key is None or one.key.kind is not Kind.TOOL:
            continue
        values = [
            value
            for line in lines
            if at < len(listing.grid.raw[line.row]) and isinstance(value := listing.grid.raw[line.row][at], float | int)
        ]
        if not values:
            texts = (number_of(listing.grid.cell(line.row, at)) for line in lines)
            values = [float(one) for one in texts if one is not None]
        most[at] = max(values, default=0)
    tools = {
        at: one
        for at, one in columns.items()
        if one.key is not None and one.key.kind is Kind.TOOL and one.role in VALUES
    }
    for at, one in tools.items():
        if one.role is Role.POINTS and most[at] > weight_of(listing.framework, one) + 0.005:
            columns[at] = replace(one, role=Role.SCORE)
    scores = {at: one for at, one in tools.items() if columns[at].role is Role.SCORE}
    whole = {one.key.ref[:3] for one in scores.values() if one.key is not None}
    if whole == set(listing.framework.tool_codes) and all(
        1.01 < most[at] <= weight_of(listing.framework, one) + 0.005 for at, one in scores.items()
    ):
        columns |= {at: replace(one, role=Role.POINTS) for at, one in scores.items()}
    return columns


def _graded(listing: Listing) -> dict[int, Column]:
    """Columns of levels whose head does not say so ("ผลการประเมิน", "ผล")."""
    lines = listing.lines[:_LOOK_AHEAD]
    found = {}
    for at in range(max((len(listing.grid.raw[line.row]) for line in lines), default=0)):
        own = listing.columns.get(at)
        if own is not None and (own.key is not None or own.role not in VALUES):
            continue
        cells = [str(cell) for line in lines if (cell := listing.grid.cell(line.row, at)) is not None]
        if cells and all(listing.framework.level_named(cell) is not None for cell in cells):
            found[at] = Column(Role.LEVEL, year=None if own is None else own.year)
    return found


def _of_tool(column: Column) -> bool:
    return column.key is not None and column.key.kind is Kind.TOOL


def weight_of(framework: Framework, column: Column) -> float:
    """The weight of the tool or part a column is about (points of 100)."""
    ref = column.key.ref if column.key is not None else ""
    ref = f"{ref}{column.part}" if column.part and f"{ref}{column.part}" in framework.scores else ref
    return float(framework.weight(ref))
