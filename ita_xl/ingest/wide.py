"""Tables whose columns are scores: one agency, one year or one kind of figure a row."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from ita_xl.assessment import Kind
from ita_xl.ingest import bands, prose
from ita_xl.ingest.headers import (
    column_of,
    header_cell,
    header_of,
    label_column,
    labels_values,
    names_columns,
    part_in,
    stacked,
    unit_named,
    year_in,
    year_label,
)
from ita_xl.ingest.labels import LABELS
from ita_xl.ingest.model import VALUES, Column, Role, RowKey, Table, TableKind
from ita_xl.ingest.rows import row_key
from ita_xl.ingest.values import absent, number_of, score_of
from ita_xl.thai import squash

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ita_xl.framework import Framework
    from ita_xl.ingest.grid import Cell, Grid
    from ita_xl.ingest.model import View
    from ita_xl.ingest.sheet import SheetReader

_MOST_HEADER_ROWS = 3
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
_FULL = re.compile(r"\(\s*(?:เต็ม|ร้อยละ|คะแนนเต็ม)?\s*\d{2,3}\s*(?:คะแนน|%)?\s*\)")
_MEANS = re.compile(r"(?:คะแนน|ค่า)?(?:รวม|เฉลี่ย|รวมเฉลี่ย)(?:คะแนน)?")
_PLAIN = re.compile(r"(?:ผล)?(?:คะแนน)?(?:รวม|ita|ที่ได้)?(?:ปี)?(?:งบประมาณ)?(?:พ\.ศ\.)?\d{4}(?:ผล)?(?:คะแนน)?(?:รวม|ita|ที่ได้)?")
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
    found = _columns(reader, row)
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
    reader.check_title(row, columns)
    _tell(reader, listing, stacked(reader.grid, rows))
    table.columns = listing.columns
    table.figures = len(listing.lines) * len(listing.figure_columns)
    table.area = (row, min(columns), max(end - 1, rows[-1]), max(columns))
    reader.found.tables.append(table)
    reader.found.listings.append(listing)
    reader.seen.update(range(row, end))
    return end


# -- header ----------------------------------------------------------------------------------------------------------


def _columns(reader: SheetReader, row: int) -> tuple[tuple[int, ...], dict[int, Column]] | None:
    """The header rows that begin here and their columns, when at least one of them is a score."""
    view = reader.view
    if reader.found.pins is not None and (match := reader.found.pins.match(view, row)) is not None:
        # The map has the last word; a table without header begins right below the row before.
        pinned = reader.found.pins.columns(match, reader.framework)
        return (match.rows or (row - 1,), pinned) if match.wide else None
    raw = reader.grid.raw[row]
    # Most rows are no headers: a number with a fraction shows it at once.
    if sum(value != "" for value in raw) < 2 or any(type(value) is float and value % 1 for value in raw):
        return None
    filled = view.filled(row)
    if not heads(filled) or _told(filled):
        return None
    rows = [row]
    for below in range(row + 1, min(row + _MOST_HEADER_ROWS, len(view))):
        if not _heads_below(reader, rows, below):
            break
        rows.append(below)
    if len(rows) > 1 and not reader.band and len(bands.starts_of(view.filled(rows[-1]))) > 1:
        return None  # the titles of tables that stand side by side
    words = stacked(reader.grid, rows)
    numbered = any("ตัวชี้วัด" in squash(word) for own in words.values() for word in own) or _title_above(view, row)
    if any(
        len(own) > 1 and names_columns(own[-1]) and _subject(own[:-1], reader.framework, numbered=False)
        for own in words.values()
    ):
        return None  # the titles of tables that stand side by side, not the head of columns
    columns: dict[int, Column] = {}
    for at, own in words.items():
        if column := _column(own, reader.framework, numbered=numbered):
            columns[at] = column
    columns |= _in_order({at: own[-1] for at, own in words.items()}, reader.framework)
    _cornered(columns, min(words, default=0), view, rows[-1] + 1)
    return _checked(tuple(rows), columns, words)


def _told(filled: Mapping[int, Cell]) -> bool:
    """Whether a row is a label with its value."""
    return labels_values([squash(str(cell)).rstrip(":") for cell in filled.values()])


def _title_above(view: View, row: int) -> bool:
    """Whether the line right above says that its numbers are indicators."""
    if not row:
        return False
    filled = view.filled(row - 1)
    return len(filled) == 1 and "ตัวชี้วัด" in squash(str(next(iter(filled.values()))))


def heads(filled: Mapping[int, Cell]) -> bool:
    """Whether a row can be a header: short texts, years, or numbers counting up."""
    others = [cell for cell in filled.values() if not header_cell(cell)]
    if len(filled) - len(others) < 1:
        return False
    numbers = [number_of(cell) for cell in others]
    if not others:
        return len(filled) > 1
    return len(others) > 2 and all(
        after is not None and before is not None and after == before + 1 for before, after in pairwise(numbers)
    )


def _heads_below(reader: SheetReader, rows: Sequence[int], below: int) -> bool:
    """Whether the next row goes on with the header: most of its cells say what a column is."""
    filled = reader.view.filled(below)
    own = reader.view.filled(rows[-1])
    if not filled or (len(filled) == 1 and min(filled) == min(own)) or _told(filled):
        return False
    if _weights(filled):
        return True
    if not (all(header_cell(cell) for cell in filled.values()) or _counts_up(filled)):
        return False
    if all(at in own for at in filled) and len(filled) >= len(own):
        # A row as full as the one above is a second header only where that one is made of merged cells.
        spanned = {
            at
            for area in reader.grid.merged
            if rows[-1] in range(area[0], area[2] + 1)
            for at in range(area[1], area[3])
        }
        if not spanned & set(filled):
            return False
    if _in_order({at: str(cell) for at, cell in filled.items()}, reader.framework):
        return True
    known = sum(_says(cell, reader.framework) for cell in filled.values())
    return known * 2 >= len(filled) or _counts_up(filled)


def _weights(filled: Mapping[int, Cell]) -> bool:
    """Whether a row holds the weights of the tools, and perhaps of the whole: 30% | 30% | 40% | 100%."""
    numbers = [number_of(cell.rstrip("%") if isinstance(cell, str) else cell) for cell in filled.values()]
    return len(numbers) > 2 and all(number in (30, 40, 100) for number in numbers) and numbers.count(30) == 2


def _counts_up(filled: Mapping[int, Cell]) -> bool:
    numbers = [value for cell in filled.values() if (value := number_of(cell)) is not None and value < 100]
    return (
        len(numbers) > 2
        and len(numbers) * 2 > len(filled)
        and all(after == before + 1 for before, after in pairwise(numbers))
    )


def _says(cell: Cell, framework: Framework) -> bool:
    text = str(cell)
    if column_of(text) or label_column(text) or year_in(text) or part_in(text):
        return True
    return row_key([text], framework, indicators=False) is not None


def _column(words: Sequence[str], framework: Framework, *, numbered: bool) -> Column | None:
    """A column by the words above it, from the top row down."""
    joined = " ".join(words)
    if len(words) == 1 and (label := label_column(joined)):
        return label
    own = column_of(joined) or column_of(words[-1])
    if own is not None and own.role in (Role.ORDER, Role.IGNORED, Role.PART):
        return own
    key = _subject(words, framework, numbered=numbered)
    if own is None and key is None:
        return next((found for word in reversed(words) if (found := label_column(word))), None)
    if own is not None and own.role is Role.POINTS and key is not None and key.kind is Kind.OVERALL:
        own = replace(own, role=Role.SCORE)  # the points of all tools together are the overall score
    own = own or Column(Role.SCORE, part_in(joined), year_in(joined), squash(joined))
    agency = next((word for word in words[:-1] if unit_named(word)), "")
    return replace(own, key=key, year=own.year or year_in(joined), agency=agency)


def _cornered(columns: dict[int, Column], corner: int, view: View, below: int) -> None:
    """A tool in the corner, above labels, says which tool and part the columns are of."""
    own = columns.get(corner)
    labels = below < len(view) and number_of(view.filled(below).get(corner)) is None
    if own is None or own.key is None or own.key.kind is not Kind.TOOL or not labels:
        return
    del columns[corner]
    part = int(own.key.ref[3:]) if own.key.ref[3:] else None
    for at, one in columns.items():
        if one.key is not None and one.key.kind is Kind.ITEM and part:
            columns[at] = replace(one, part=one.part or part)
        elif one.key is not None and one.key.kind is Kind.OVERALL and (_MEANS.fullmatch(one.text)):
            columns[at] = replace(one, key=RowKey(Kind.TOOL, own.key.ref, own.key.title))


def _in_order(words: Mapping[int, str], framework: Framework) -> dict[int, Column]:
    """Columns side by side that are all the indicators in their order, by number or by a name cut short.

    "หน้าที่ | งบประมาณ | อำนาจ | …" or "1 Duty | 2 Budget | …": one such word means little, all of them in order do.
    """
    names = [(one.number, squash(one.name)) for one in framework.indicators]
    for start in words:
        run = [squash(words.get(at, "")) for at in range(start, start + len(names))]
        short = all(word and _cut_short(word, name) for word, (_, name) in zip(run, names, strict=True))
        numbered = all(
            re.match(rf"{number}[.)]?[^\d.]{{2}}", word) for word, (number, _) in zip(run, names, strict=True)
        )
        if short or numbered:
            return {
                start + at: Column(Role.SCORE, text=word, key=RowKey(Kind.INDICATOR, str(number), word))
                for at, (word, (number, _)) in enumerate(zip(run, names, strict=True))
            }
    return {}


def _cut_short(word: str, name: str) -> bool:
    """Whether a word holds nothing but letters of a name, in their order."""
    letters = iter(name)
    return len(word) > 1 and all(letter in letters for letter in word)


def _subject(words: Sequence[str], framework: Framework, *, numbered: bool) -> RowKey | None:
    """The score a column is about: the lowest word that names one, helped by those above it."""
    for at in range(len(words) - 1, -1, -1):
        word, above = _FULL.sub("", words[at]), words[:at]
        if re.fullmatch(r"\d{1,2}\.?", squash(word)):
            return _numbered(int(squash(word).rstrip(".")), above, framework, numbered=numbered)
        key = row_key([word], framework, indicators=numbered)
        if key is not None and key.mean:
            upper = _subject(above, framework, numbered=numbered) if above else None
            return upper if upper is not None and not upper.mean else RowKey(Kind.OVERALL, title=word)
        if key is not None and key.kind is not None:
            return key
    return None


def _numbered(number: int, above: Sequence[str], framework: Framework, *, numbered: bool) -> RowKey | None:
    """A bare number: an indicator, or under the heading of a tool one of its items."""
    upper = _subject(above, framework, numbered=False) if above else None
    tool = upper.ref if upper is not None and upper.kind is Kind.TOOL else ""
    known = {one.number for one in (framework.of_tool(tool) if tool in framework.tool_codes else framework.indicators)}
    if any("ข้อ" in squash(word) for word in above) and tool:
        code = f"{tool[0].lower()}{number}"
        return RowKey(Kind.ITEM, code, foreign=code not in framework.items)
    if number in known and (numbered or tool):
        return RowKey(Kind.INDICATOR, str(number))
    return None


def _checked(
    rows: tuple[int, ...], columns: dict[int, Column], words: Mapping[int, Sequence[str]]
) -> tuple[tuple[int, ...], dict[int, Column]] | None:
    """The columns, when they are those of a table of this kind."""
    keys = {(one.key.kind, one.key.ref, one.part) for one in columns.values() if one.key is not None}
    labels = [at for at, one in columns.items() if one.role in (Role.AGENCY, Role.YEAR, Role.PROVINCE)]
    scores = [at for at, one in columns.items() if one.role in VALUES and one.key is None]
    if not any(one.role is Role.AGENCY for one in columns.values()):
        # Where nothing else is called an agency, a province is one.
        columns |= {at: replace(columns[at], role=Role.AGENCY) for at in labels if columns[at].role is Role.PROVINCE}
    if labels and scores and {kind for kind, _, _ in keys} <= {Kind.OVERALL}:
        columns |= {at: replace(columns[at], key=RowKey(Kind.OVERALL)) for at in scores}
        keys.add((Kind.OVERALL, "", None))
    for at in scores:
        # A score of another year beside the whole's, with nothing else in its head.
        if columns[at].year and _PLAIN.fullmatch(columns[at].text) and (Kind.OVERALL, "", None) in keys:
            columns[at] = replace(columns[at], key=RowKey(Kind.OVERALL))
        # A change without a name is that of the score to its left.
        left = max((one for one in columns if one < at and columns[one].key is not None), default=None)
        if columns[at].role is Role.CHANGE and columns[at].key is None and left is not None:
            columns[at] = replace(columns[at], key=columns[left].key)
    graded = any(one.role is Role.LEVEL for one in columns.values())
    if len(keys) >= 2 or (keys and (labels or graded)):
        # A label such as "หน่วยงาน | เทศบาล…" is no header.
        first = squash(words[min(words)][-1]).rstrip(":")
        return (rows, columns) if len(words) > 2 or first not in LABELS or labels else None
    return None


# -- body ------------------------------------------------------------------------------------------------------------


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
                listing.lines.append(Line(row, name, province if isinstance(province, str) else ""))
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
    if len(filled) > 1 and heads(filled):
        again = _columns(reader, row)
        if again is not None:
            same = {at: (one.role, one.key) for at, one in again[1].items()} == {
                at: (one.role, one.key) for at, one in listing.columns.items()
            }
            return len(again[0]) if same else 0
        if header_of(reader.grid, row) is not None and not any(at in filled for at in figures):
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


def _line(reader: SheetReader, listing: Listing, row: int, filled: Mapping[int, Cell], name_at: int) -> Line | None:
    """What the labels of a row say: an agency, a year, a part, the kind of its figures."""
    del reader
    figures = listing.figure_columns
    agency, province, year, part, role = "", "", None, None, Role.SCORE
    first = min(figures, default=0)
    for at, cell in filled.items():
        column = listing.columns.get(at)
        if at in figures or (column is not None and column.role in (Role.ORDER, Role.IGNORED, Role.LEVEL, Role.CHANGE)):
            continue
        text = str(cell)
        if column is not None and column.role is Role.PROVINCE:
            province = text
        elif found := year_label(cell):
            year = found
        elif column is not None and column.role is Role.AGENCY:
            agency = text
        elif (own := column_of(text)) is not None and not unit_named(text):
            role, part = own.role, own.part
        elif isinstance(cell, str) and number_of(cell) is None and not agency and (at == name_at or (name_at < 0 and at < first)):
            agency = text
    if role in (Role.IGNORED, Role.ORDER, Role.PART):
        return None
    before = listing.lines[-1] if listing.lines else None
    if not agency and before and (year or set(filled) <= set(figures)):
        agency, province = before.agency, before.province
        bracketed = not year and all(isinstance(cell, str) and cell.startswith("(") for cell in filled.values())
        if (
            bracketed
            and before.row == row - 1
            and all(listing.columns[at].role is Role.POINTS for at in filled if _of_tool(listing.columns[at]))
        ):
            role = Role.TOOL  # the scores of 100 in brackets below the points
    if role is Role.LEVEL:
        return None
    return Line(row, agency, province, year, role, part)


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
