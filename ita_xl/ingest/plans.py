"""Tables of measures, of their results and of the analysis behind them → rows, each cell by its meaning."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from ita_xl.assessment import Kind
from ita_xl.cells import area as range_of
from ita_xl.cells import letters, position
from ita_xl.ingest.headers import names_indicators, part_in, stacked, year_in
from ita_xl.ingest.planabout import subjects_in
from ita_xl.ingest.planheads import (
    heads_columns,
    heads_word,
    meaning_of,
    planned_year,
    tells_results,
    year_of_period,
    year_of_title,
)
from ita_xl.ingest.planmodel import Meaning, Plan, PlanCell, PlanColumn, PlanKind, PlanRow, Subject
from ita_xl.ingest.rows import row_key
from ita_xl.ingest.values import number_of
from ita_xl.thai import CONTINUED, arabic_digits, squash

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ita_xl.ingest.grid import Area, Cell
    from ita_xl.ingest.sheet import SheetReader

#: Empty rows within a table broken over pages.
_MOST_BLANK = 2
#: How far above a table its title stands.
_TITLE_ROWS = 12
_LONGEST_HEADING = 250
_NUMBERED = re.compile(r"\s*(?:\(?\d{1,2}(?:\.\d{1,2})*[.)]|[-•*–]\s)")
_BELOW = re.compile(r"\(?(?:หมายเหตุ|ที่มา|ลงชื่อ|ลงนาม|ข้อมูลณ|\*)")
_TOOL = re.compile("(?:แบบวัด)?[ieo]it")
_LABELS = (Meaning.ORDER, Meaning.SUBJECT)
_TOTALS = ("รวมงบ", "รวมทั้ง", "รวมเป็น", "รวมเงิน", "ยอดรวม", "คะแนนรวม", "คะแนนเฉลี่ย")


@dataclass
class _Row:
    """A row while it is read: its cells, and the row of the sheet that it begins in."""

    at: int
    cells: list[PlanCell]


@dataclass
class _Table:
    """A table while it is read, from its header down."""

    first: int
    last: int
    columns: dict[int, PlanColumn | None]
    rows: list[_Row] = field(default_factory=list)
    held: dict[int, PlanCell] = field(default_factory=dict)
    headings: list[PlanCell] = field(default_factory=list)
    shifted: bool = False
    indicators: bool = False
    heads: tuple[PlanColumn, ...] = ()
    right: int = 0

    def __post_init__(self) -> None:
        self.heads = tuple(one for one in self.columns.values() if one is not None and one.letters)

    @property
    def meanings(self) -> list[Meaning | None]:
        """The meanings of the columns that have a header of their own."""
        return [None if one is None else one.meaning for one in self.columns.values() if one is None or one.letters]

    def having(self, *meanings: Meaning) -> list[int]:
        """The columns of these meanings."""
        return [at for at, one in self.columns.items() if one is not None and one.meaning in meanings]

    @property
    def scored(self) -> bool:
        """Whether it holds scores beside."""
        return None in self.columns.values()


def gather(reader: SheetReader) -> None:
    """Keep the plans of a sheet: the rows below each header of one that the reader met."""
    heads = sorted(set(reader.planned))
    if not heads:
        return
    walk = _Walk(reader, heads)
    tables: list[_Table] = []
    for row in heads:
        if tables and row <= tables[-1].last:
            continue
        tables.append(walk.table(row, tables[-1] if tables else None))
    known: dict[PlanKind, int] = {}
    for table in {id(table): table for table in tables}.values():
        if table.rows:
            plan = walk.plan(table)
            if plan.year is None and plan.kind in known:
                plan = replace(plan, year=known[plan.kind])
            if plan.year is not None:
                known[plan.kind] = plan.year
            reader.found.plans.append(plan)


class _Walk:
    """Reads the rows of plans of one sheet."""

    def __init__(self, reader: SheetReader, heads: Sequence[int]) -> None:
        self.reader, self.grid, self.view = reader, reader.grid, reader.view
        self.heads = frozenset(heads)
        self.settled = {one.row: key for grid, one, key in reader.found.settled if grid is reader.grid and key}
        self.merged = {
            (row, at): area
            for area in self.grid.merged
            if area[2] > area[0]
            for row in range(area[0] + 1, area[2] + 1)
            for at in range(area[1], area[3] + 1)
        }
        self.across: dict[tuple[int, int], Area] = {
            (area[0], area[1]): area for area in self.grid.merged if area[3] > area[1]
        }

    # -- header ------------------------------------------------------------------------------------------------------

    def table(self, row: int, before: _Table | None) -> _Table:
        """Read the table of a header; it goes on with the one before where only a page break parts them."""
        rows = self._header_rows(row)
        table = _Table(row, rows[-1], self._columns(rows))
        table.indicators = any(one and names_indicators(one.header) for one in table.columns.values())
        broken = before is not None and before.rows and before.meanings == table.meanings
        if before is not None and broken and not any(map(self.view.filled, range(before.last + 1, row))):
            before.columns, before.shifted = table.columns, False
            before.last, before.indicators = table.last, before.indicators or table.indicators
            table = before
            table.held = self._aligned(table)
        elif not table.having(Meaning.SUBJECT):
            table.headings = self._heading_above(row)
        self.reader.seen.update(rows)
        self._rows(table)
        return table

    @staticmethod
    def _aligned(table: _Table) -> dict[int, PlanCell]:
        """The subjects that hold, under the columns of the next page: the last one in the last column."""
        places = table.having(Meaning.SUBJECT)
        kept = [table.held[at] for at in sorted(table.held)]
        return dict(zip(reversed(places), reversed(kept), strict=False))

    def _header_rows(self, row: int) -> tuple[int, ...]:
        """The rows of a header: a second one names columns below a head that spans them."""
        below = self.view.filled(row + 1) if row + 1 < len(self.view) else {}
        above = self.view.filled(row)
        if not below or row + 1 in self.heads or not all(_short(cell) for cell in below.values()):
            return (row,)
        down = {at for at in above if (row + 1, at) in self.merged}
        spans = {at for start, area in self.across.items() if start[0] == row for at in range(area[1], area[3] + 1)}
        if down or spans & set(above):
            second = not down & set(below) and all(at in spans or at not in above or at not in down for at in below)
        else:
            second = not any(at in above for at in below) and len(below) > 1 and min(below) > min(above)
            second = second or all(part_in(str(cell)) and heads_word(str(cell)) for cell in below.values())
        return (row, row + 1) if second and (down or all(isinstance(cell, str) for cell in below.values())) else (row,)

    def _columns(self, rows: tuple[int, ...]) -> dict[int, PlanColumn | None]:
        """The columns with what they hold, ``None`` for scores; one without a header goes with the one left of it."""
        words = stacked(self.grid, rows) if len(rows) > 1 else {
            at: [str(cell)] for at, cell in self.view.filled(rows[0]).items()
        }  # fmt: skip
        columns: dict[int, PlanColumn | None] = {}
        last: PlanColumn | None = None
        for at in range(min(words), max(words) + 1):
            if at in words:
                text = " ".join(words[at])
                meaning = meaning_of(text)
                last = None if meaning is None else PlanColumn(letters(at), " ".join(text.split()), meaning)
                columns[at] = last
            else:
                columns[at] = None if last is None else replace(last, letters="")
        return columns

    def _heading_above(self, row: int) -> list[PlanCell]:
        """The line above a table that says what all of it is about."""
        above = next((one for one in range(row - 1, max(row - 4, -1), -1) if self.view.filled(one)), None)
        if above is None or len(self.view.filled(above)) != 1:
            return []
        at, cell = next(iter(self.view.filled(above).items()))
        text = str(cell)
        if len(text) > _LONGEST_HEADING or not subjects_in([text], self.reader.framework, indicators=False):
            return []
        self.reader.seen.add(above)
        return [PlanCell(Meaning.HEADING, text, self.grid.place(above, at), held=True)]

    # -- rows --------------------------------------------------------------------------------------------------------

    def _rows(self, table: _Table) -> None:
        blank = 0
        here = len(table.rows)
        heads: list[int] = []
        for row in range(table.last + 1, len(self.view)):
            filled = self.view.filled(row)
            if not filled:
                blank += 1
                if blank > _MOST_BLANK:
                    break
                continue
            if row in self.heads or heads_columns(list(filled.values())):
                break
            rest = self._going_on(table, row, filled)
            what = "more" if rest else self._what(table, row, filled, blank=blank > 0, empty=len(table.rows) == here)
            filled = rest or filled
            if what == "end" or (what == "heading" and blank and heads):
                self._leave(row)
                break
            if what == "heading":
                at, cell = next(iter(filled.items()))
                self._head(table, row, at, str(cell), more=row - 1 in heads)
                heads.append(row)
            elif what == "aside":
                self._beside(table, row, filled)
                heads = []
            else:
                self._shift(table, filled)
                self._put(table, row, filled, new=what == "row")
                self.reader.seen.update((*heads, row))
                heads = []
                table.last = row
                table.right = max(table.right, *table.columns, *filled)
            blank = 0
        for row in heads:
            self._leave(row)

    def _going_on(self, table: _Table, row: int, filled: Mapping[int, Cell]) -> dict[int, Cell]:
        """What a row adds to the one above whose heading it repeats with ``(ต่อ)``; nothing where it is none."""
        above = self.view.filled(row - 1)
        again = {
            at
            for at, cell in filled.items()
            if (text := str(cell)).endswith(CONTINUED)
            and str(above.get(at, "")).removesuffix(CONTINUED).strip() == text.removesuffix(CONTINUED).strip()
        }
        rest = {at: cell for at, cell in filled.items() if at not in again}
        return rest if again and table.rows and 2 * len(rest) < len(table.meanings) else {}

    def _leave(self, row: int) -> None:
        """A line that belongs to no row of a plan is said to be left, unless it may hold a score."""
        filled = self.view.filled(row)
        if len(filled) == 1 and not re.search(r"\d\.\d", squash(str(next(iter(filled.values()))))):
            self.reader.seen.discard(row)

    def _what(self, table: _Table, row: int, filled: Mapping[int, Cell], *, blank: bool, empty: bool) -> str:
        """What a row is: ``row``, ``more`` of the row above, ``heading``, ``aside`` (scores only), or the ``end``."""
        first = min(table.columns)
        own = self._meanings(table, filled)
        lead = [at for at in filled if at == first or own.get(at) in _LABELS]
        if min(filled) > max(table.columns) or (blank and not empty and lead and len(filled) * 2 < len(table.columns)):
            return "end"
        if len(filled) == 1:
            return self._single(table, row, *next(iter(filled.items())), lead=bool(lead), blank=blank, empty=empty)
        plain = [meaning for meaning in own.values() if meaning not in (None, *_LABELS)]
        if not plain or self._sums(table, filled, own):
            return "aside"
        if Meaning.SUBJECT in own.values() or (Meaning.ORDER in own.values() and Meaning.MEASURE in own.values()):
            return "row"
        if not table.rows:
            return "row"
        measures = [str(filled[at]) for at, meaning in own.items() if meaning is Meaning.MEASURE]
        if measures and (_NUMBERED.match(arabic_digits(measures[0])) or 2 * len(filled) >= len(table.meanings)):
            return "row"
        if first in filled and not table.having(Meaning.SUBJECT, Meaning.MEASURE):
            return "row"
        return "more"

    def _single(self, table: _Table, row: int, at: int, cell: Cell, *, lead: bool, blank: bool, empty: bool) -> str:
        """What a row of one cell is."""
        text = str(cell)
        if _BELOW.match(squash(text)) or isinstance(cell, Decimal):
            return "end"
        if not lead:
            return "more" if table.rows else "end"
        if blank and not empty:
            return "end"
        if empty or (row, at) in self.across or _NUMBERED.match(arabic_digits(text)):
            return "heading" if len(text) <= _LONGEST_HEADING else "end"
        below = self.view.filled(row + 1) if row + 1 < len(self.view) else {}
        if (below and at not in below) or subjects_in([text], self.reader.framework, indicators=False):
            return "heading"
        after = row + 1
        while after < len(self.view) and len(self.view.filled(after)) == 1:
            after += 1
        # The last line of a table is a remark on it.
        return "more" if after < len(self.view) and self.view.filled(after) else "end"

    def _sums(self, table: _Table, filled: Mapping[int, Cell], own: Mapping[int, Meaning | None]) -> bool:
        """Whether a row sums up those above it."""
        labels = [str(cell) for at, cell in filled.items() if own.get(at) in (*_LABELS, Meaning.MEASURE)]
        if len(labels) != 1:
            return False
        key = row_key(labels, self.reader.framework, indicators=False) if table.scored else None
        return squash(labels[0]).startswith(_TOTALS) or (key is not None and (key.mean or key.kind is Kind.OVERALL))

    def _meanings(self, table: _Table, filled: Mapping[int, Cell]) -> dict[int, Meaning | None]:
        """The meanings of the filled cells; scores and what stands beside the table have none."""
        found: dict[int, Meaning | None] = {}
        for at in filled:
            column = self._column(table, at)
            if column is not None:
                found[at] = column.meaning
            elif at in table.columns:
                found[at] = None
        return found

    @staticmethod
    def _column(table: _Table, at: int) -> PlanColumn | None:
        if not table.shifted:
            return table.columns.get(at) if at <= max(table.columns) else PlanColumn(letters(at), "", Meaning.OTHER)
        if at == min(table.columns):
            return PlanColumn(letters(at), "", Meaning.SUBJECT)
        return table.columns.get(at - 1)

    @staticmethod
    def _shift(table: _Table, filled: Mapping[int, Cell]) -> None:
        """Rows that have a tool in front, for which the header has no column, stand one column to the right."""
        left, right = min(table.columns), max(table.columns)
        more = max(filled) == right + 1 and min(filled) == left and len(filled) > right - left
        if more and _TOOL.fullmatch(squash(str(filled[left]))):
            table.shifted = True

    def _head(self, table: _Table, row: int, at: int, text: str, *, more: bool) -> None:
        """A heading within the table; what held under another one does no longer."""
        if [squash(one.text) for one in table.headings] != [squash(text)]:
            table.held = {}
        own = PlanCell(Meaning.HEADING, text, self.grid.place(row, at), held=True)
        table.headings = [*(table.headings if more else ()), own]

    def _beside(self, table: _Table, row: int, filled: Mapping[int, Cell]) -> None:
        """A row with nothing of a plan in it: what is merged over it holds for its subject too."""
        own = self._meanings(table, filled)
        labels = {at: cell for at, cell in filled.items() if own.get(at) is Meaning.SUBJECT}
        texts = [str(cell) for cell in labels.values()]
        key = row_key(texts, self.reader.framework, indicators=table.indicators) if texts else None
        if not table.rows or not labels or (key is not None and key.mean):
            return
        if not table.scored:
            self._hold(table, row, labels)
            return
        places = [at for at in table.columns if (column := table.columns[at]) and column.meaning not in _LABELS]
        over = {self.merged[row, at][:2] for at in places if (row, at) in self.merged}
        if not over and self.grid.merged:
            return
        above = table.rows[-1]
        plain = {position(one.place.cell) for one in above.cells if one.meaning not in (*_LABELS, Meaning.HEADING)}
        if {(self.grid.top + top, at) for top, at in over} >= plain or not self.grid.merged:
            above.cells += self._cells(table, row, labels)
            self._hold(table, row, labels)
        else:
            self._put(table, row, labels, new=True)
        table.last = row

    def _put(self, table: _Table, row: int, filled: Mapping[int, Cell], *, new: bool) -> None:
        """A row of its own, or more of the row above."""
        own = self._cells(table, row, filled)
        if not new and table.rows:
            table.rows[-1].cells += own
            return
        held = list(self._held(table, row, filled)) if table.rows or table.held or self.grid.merged else []
        self._hold(table, row, filled)
        table.rows.append(_Row(row, [*table.headings, *held, *own]))

    def _hold(self, table: _Table, row: int, filled: Mapping[int, Cell]) -> None:
        """Subjects hold for the rows below; a new one ends those to its right."""
        for at in sorted(filled):
            column = self._column(table, at)
            if column is not None and column.meaning is Meaning.SUBJECT:
                table.held = {one: cell for one, cell in table.held.items() if one < at}
                (own,) = self._cells(table, row, {at: filled[at]})
                table.held[at] = replace(own, held=True)

    def _held(self, table: _Table, row: int, filled: Mapping[int, Cell]) -> Iterator[PlanCell]:
        """The cells above that hold for a row: merged ones, and subjects that are not printed again."""
        subjects = [at for at in filled if (one := self._column(table, at)) and one.meaning is Meaning.SUBJECT]
        first = min(subjects, default=max(table.columns) + 2)
        for at in sorted(table.columns):
            column = self._column(table, at)
            if at in filled or column is None:
                continue
            area = self.merged.get((row, at))
            if area is not None and (above := self.grid.cell(area[0], area[1])) is not None and area[0] > table.first:
                yield PlanCell(column.meaning, str(above), self.grid.place(area[0], area[1]), column.header, held=True)
            elif column.meaning is Meaning.SUBJECT and at < first and at in table.held:
                yield table.held[at]

    def _cells(self, table: _Table, row: int, filled: Mapping[int, Cell]) -> list[PlanCell]:
        """The cells of a row by their meaning; scores are read elsewhere."""
        found = []
        for at, cell in filled.items():
            column = self._column(table, at)
            if column is not None:
                found.append(PlanCell(column.meaning, str(cell), self.grid.place(row, at), column.header))
            elif number_of(cell) is None:
                found.append(PlanCell(Meaning.OTHER, str(cell), self.grid.place(row, at), self._header_at(table, at)))
        return found

    def _header_at(self, table: _Table, at: int) -> str:
        return " ".join(str(self.grid.cell(table.first, at) or "").split())

    # -- the whole ---------------------------------------------------------------------------------------------------

    def plan(self, table: _Table) -> Plan:
        """The plan of a table."""
        rows = tuple(PlanRow(tuple(one.cells), self._about(table, one)) for one in table.rows)
        cells = [cell for row in rows for cell in row.cells]
        if any(cell.meaning is Meaning.RESULT and tells_results(cell.header) for cell in cells):
            kind = PlanKind.RESULTS
        elif any(one.meaning in (Meaning.MEASURE, Meaning.STEPS, Meaning.RESPONSIBLE) for one in table.heads):
            kind = PlanKind.PLAN
        else:
            kind = PlanKind.ANALYSIS
        top, bottom = self.grid.top + table.first, self.grid.top + table.last
        area = range_of(top, min(table.columns), bottom, table.right)
        item_year = self.reader.framework.fiscal_year
        return Plan(kind, self.grid.name, area, self._year(table, cells), table.heads, rows, item_year)

    def _about(self, table: _Table, row: _Row) -> tuple[Subject, ...]:
        """What a row is about, by its subject, else by the heading above it."""
        found: list[Subject] = []
        lines: dict[str, list[str]] = {}
        for cell in row.cells:
            if cell.meaning is Meaning.SUBJECT:
                lines.setdefault(re.sub(r"\D", "", cell.place.cell) if not cell.held else "", []).append(cell.text)
        held = lines.pop("", [])
        for line, texts in lines.items() or [("", [])]:
            settled = self.settled.get(int(line) - 1 - self.grid.top) if line else None
            found += subjects_in([*held, *texts], self.reader.framework, indicators=table.indicators, settled=settled)
        if not found:
            heads = [cell.text for cell in row.cells if cell.meaning is Meaning.HEADING]
            found += subjects_in(heads, self.reader.framework, indicators=False)
        return tuple(dict.fromkeys(found))

    def _year(self, table: _Table, cells: Sequence[PlanCell]) -> int | None:
        """The year of the measures: by the title above, the columns of time, or the name of the sheet."""
        if (year := self._titled(table.first)) is not None:
            return year
        headers = [one.header for one in table.heads if one.meaning is Meaning.PERIOD]
        times = [one.text for one in cells if one.meaning is Meaning.PERIOD]
        if (year := year_of_period(headers, times)) is not None:
            return year
        return planned_year(self.grid.name) and year_in(self.grid.name)

    def _titled(self, row: int) -> int | None:
        """The year that a title above a table gives its measures; lines that follow each other are read as one."""
        lines: list[str] = []
        for above in range(row - 1, max(row - 1 - _TITLE_ROWS, -1), -1):
            filled = self.view.filled(above)
            if len(filled) > 1:
                break
            if filled:
                lines.insert(0, str(next(iter(filled.values()))))
            if (not filled or above == 0) and lines:
                if (year := year_of_title(lines)) is not None:
                    return year
                lines = []
        return year_of_title(lines)


def _short(cell: Cell) -> bool:
    return isinstance(cell, Decimal) or (cell is not None and len(cell) <= 40)
