"""One sheet → figures: its rows walked from the top, each read under the headers, titles and labels above it."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from ita_xl.assessment import Kind
from ita_xl.framework import load, years
from ita_xl.ingest import (
    across,
    bands,
    codes,
    means,
    pinned,
    plans,
    prose,
    recall,
    subjects,
    tables,
    taking,
    told,
    wide,
)
from ita_xl.ingest.grid import cell_of
from ita_xl.ingest.headers import (
    header_of,
    names_columns,
    names_indicators,
    part_in,
    unit_named,
    year_in,
    year_label,
)
from ita_xl.ingest.identity import agency_key
from ita_xl.ingest.labels import LABELS, thai_side
from ita_xl.ingest.model import VALUES, Column, Header, Role, RowKey, View
from ita_xl.ingest.planheads import heads_plan, is_one_plan
from ita_xl.ingest.rows import row_key
from ita_xl.ingest.state import Known, Now, Open
from ita_xl.ingest.taking import FULL
from ita_xl.ingest.values import absent, number_of, score_of
from ita_xl.thai import join_thai, squash

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ita_xl.ingest.grid import Cell, Grid
    from ita_xl.ingest.model import Bucket, Harvest

#: A weight that stands where a score does.
_WEIGHT = re.compile(r"(?:ร้อยละ)?(\d\d)%?")
#: A label longer than a bare code.
_CODE = 5


class SheetReader:
    """Reads one sheet into a harvest.

    ``loose`` lets a line without any header above it give a score by its only number; where some sheet has a column of
    scores, such a line must say that it is one ("คะแนน IIT | 99.60").
    """

    def __init__(
        self, view: View, year: int, found: Harvest, *, agency: str = "", loose: bool, band: bool = False
    ) -> None:
        self.view = view
        self.grid = view.grid
        self.found = found
        self.framework = load(year)
        self.year = year
        self.now = Now(agency_key(agency), agency, year)
        self.open = Open(part=part_in(self.grid.name))
        self.loose = loose
        self.no_part: list[tuple[str, int, int]] = []
        self.blocks = False
        self.band = band
        self.named: set[str] = set()
        self.title: tuple[int, int, int] | None = None
        self.seen: set[int] = set()
        self.planned: list[int] = []
        # What labels mean holds for all sheets; a map may say otherwise of one of them.
        self.known: dict[tuple[object, ...], Known] = found.known if found.pins is None else {}

    def read(self, *, plan: bool = True) -> None:
        """Read every row; then say which items of EIT have no part."""
        self.blocks = len({agency_key(name) for row in told.titles(self) if (name := told.agency_line(self, row))}) > 1
        row = 0
        while row < len(self.view):
            row = self._step(row)
        self.end_table()
        if self.blocks:
            told.one_or_many(self)
        if plan:
            plans.gather(self)
        self._leave()
        if self.no_part:
            names = join_thai(list(dict.fromkeys(ref for ref, _, _ in self.no_part)))
            self.found.problem(
                "R107",
                f"ไม่ทราบว่าคะแนนข้อ {names} เป็นของ EIT ส่วนที่ 1 หรือส่วนที่ 2 จึงไม่นำมาคำนวณ",
                *((self.grid, row, column) for _, row, column in self.no_part),
                stated=", ".join(str(self.grid.cell(row, column)) for _, row, column in self.no_part),
                cure="แยกคอลัมน์ “คะแนน ส่วนที่ 1” และ “คะแนน ส่วนที่ 2” หรือเพิ่มคอลัมน์ “ส่วนที่”",
                warning=True,
            )

    def _leave(self) -> None:
        """Note the runs of rows that nothing was made of."""
        idle = [row for row in range(len(self.view)) if row not in self.seen and self.view.filled(row)]
        for _, run in groupby(enumerate(idle), lambda one: one[1] - one[0]):
            rows = [row for _, row in run]
            columns = [at for row in rows for at in self.view.filled(row)]
            self.found.left.append((self.grid, (rows[0], min(columns), rows[-1], max(columns))))

    def tell(self, row: int, at: int, text: str, *, agency: str, year: int | None) -> None:
        """The scores that a cell of words tells of an agency and a year."""
        for one in prose.said(text, self.framework, alone=False):
            told.say(self, row, at, replace(one, agency=one.agency or agency, year=one.year or year))

    def bucket(self, year: int | None = None, agency: str | None = None, name: str = "") -> Bucket:
        """The bucket of an agency and a year, by default those of the place where the walk stands."""
        if agency is None:
            agency, name = self.now.agency, self.now.name
        return self.found.bucket(agency, year or self.now.year, name)

    def _step(self, row: int) -> int:
        """Read a row, or a whole table whose columns are scores; returns the row to go on with."""
        if (end := self._again(row)) > row:
            return end
        if recall.recall(self, row):
            self._remember(row)
            return row + 1
        filled = self.view.filled(row)
        if not filled:
            # A table of scores may have empty lines in it; any other one ends here.
            if not self.open.scores:
                self.end_table()
            return row + 1
        if len(filled) > 1 and heads_plan(filled.values()):
            self.planned.append(row)
        if (len(filled) == 1 and told.turns(self, filled)) or self.now.aside:
            return row + 1
        heads = across.heads(filled)
        if (after := self._whole(row, heads=heads)) is not None:
            return after
        if self._told(row, filled):
            return row + 1
        header = header_of(self.grid, row) if heads else None
        placed = header is None and self._place(filled)
        self._owner(row, filled)
        self._tool_scores(row, filled)
        if self.found.pins is not None and (below := pinned.open_table(self, row)) is not None:
            return below
        key = self._read_row(row, filled, header)
        if not placed:
            recall.keep(self, row, filled, key)
            self._remember(row)
        return row + 1

    def _whole(self, row: int, *, heads: bool) -> int | None:
        """Read a whole table: by the map, side by side with others, or with scores for columns; the row below it."""
        pins = self.found.pins
        if pins is not None and (end := pinned.read(self, row)) is not None:
            return end
        if not heads:
            return None
        if not self.band and not (pins and pins.keeps(self.view, row)):
            found = bands.split(self.view, row)
            if found is not None:
                self.seen.update(range(row - 1, found[0]))
                whole = is_one_plan(self.view.filled(row).values())
                self.planned = [one for one in self.planned if whole or one != row]
                return self._bands(*found, plans=not whole)
        return wide.read(self, row)

    def _told(self, row: int, filled: Mapping[int, Cell]) -> bool:
        """Read a line that is in no table; whether it was one."""
        first = next(iter(filled.values()))
        lines = isinstance(first, str) and (len(filled) == 1 or squash(thai_side(first)).rstrip(":") in LABELS)
        if lines and told.line(self, row, filled):
            return True
        if told.sentences(self, row, filled) or told.pairs(self, row, filled):
            self.seen.add(row)
            return True
        return False

    def _again(self, row: int) -> int:
        """Rows whose labels came before under the same header: only their figures are new, and made when asked for.

        Returns:
            The row to go on with; this one where its labels are new.
        """
        table, grid = self.open, self.grid
        quick = table.quick
        if not quick or not self.known:
            return row
        first, rows, year = row, grid.raw, self.framework.fiscal_year
        keys, waiting = table.keys, self.bucket().waiting
        while row < len(rows):
            raw = rows[row]
            known = self.known.get(table.labelled(raw, year))
            if known is None:
                break
            if table.owned and (owned := table.owned_by(raw)) != table.owned:
                if "" in owned:
                    break
                self._owner(row, {at: cell_of(raw[at]) for at in (*table.owners, *table.years)})
                keys, waiting, year = table.keys, self.bucket().waiting, self.framework.fiscal_year
                continue
            found = known.reference(self.framework, table.part)
            if found is None or not _may_wait(raw, quick):
                break
            keys.append(known.key)
            for at in quick:
                waiting.append((grid, row, at, *found))
            row += 1
        self.seen.update(range(first, row))
        if table.table:
            table.table.figures += len(quick) * (row - first)
        return row

    def _remember(self, row: int) -> None:
        """Keep what the labels of the row of an item mean, where nothing but its own cells decided it."""
        key, self.open.last = self.open.last, None
        if key is None or key.kind is not Kind.ITEM or key.foreign:
            return
        raw = self.grid.raw[row]
        if not self.open.quick or any(at >= len(raw) for at in self.open.quick):
            return
        if ":" in key.ref or not (
            self.framework.parts(self.framework.items[key.ref].tool) and not (key.part or self.open.part)
        ):
            self.known[self.open.labelled(raw, self.framework.fiscal_year)] = Known(key)

    def _read_row(self, row: int, filled: Mapping[int, Cell], header: Header | None) -> RowKey | None:
        """A header, a line of the part of EIT, a row of figures, or anything else; what a row of figures is about."""
        key = subjects.subject_of(self, row, filled)
        part = told.part_line(filled) if len(filled) == 1 else None
        if key is not None or header is not None or part is not None or (self.open.headed and not self.open.scores):
            self.seen.add(row)
            if self.open.table and not self.open.scores:
                self.open.table.reach(row)
        if key is not None and key.kind is Kind.TOOL and (below := self._head_below(row, filled)) is not None:
            # The score of a tool above the head of its columns stands under them too.
            tables.open_under(self, row + 1, below)
            self.seen.add(row + 1)
            self.open.keys = []
        if part is not None:
            self.settle()
            self.open.part, self.open.keys = part, []
            self.now.part, self.now.tool, self.now.indicator = part, "EIT", None
        elif header is not None and (key is None or names_columns(str(next(iter(filled.values()))))):
            tables.open_under(self, row, header)
        elif key is not None:
            self._row(row, filled, key)
            return key
        else:
            self._unread(row, filled)
        return None

    def _head_below(self, row: int, filled: Mapping[int, Cell]) -> Header | None:
        """The header right below a row that has more figures than the open table can place."""
        numbers = [at for at, cell in filled.items() if number_of(cell) is not None]
        below = header_of(self.grid, row + 1) if row + 1 < len(self.view) and numbers else None
        if below is None or not below.scores or set(numbers) <= set(self.open.having(*VALUES)):
            return None
        return below

    def _bands(self, end: int, grids: Sequence[Grid], *, plans: bool) -> int:
        """Tables side by side, each read by a reader of its own."""
        self.end_table()
        readers = [SheetReader(View(grid), self.now.year, self.found, loose=False, band=True) for grid in grids]
        names = [told.agency_above(reader) for reader in readers]
        several = len({agency_key(name) for name in names if name}) > 1
        for reader, name in zip(readers, names, strict=True):
            reader.now = replace(self.now)
            if several and name:
                reader.now.agency, reader.now.name = agency_key(name), name
            reader.open.part = self.open.part
            reader.read(plan=plans)
        return end

    def _place(self, filled: Mapping[int, Cell]) -> bool:
        """The tool and the indicator that cells beside the label name; they hold for the rows below.

        Returns:
            Whether they change the part of EIT.
        """
        values, placed = self.open.having(*VALUES), False
        for at, cell in filled.items():
            if (
                isinstance(cell, str)
                and at not in values
                and (place := subjects.place_of(cell, self.framework.fiscal_year))
            ):
                tool, part, indicator = place
                self.enter(tool, indicator)
                if indicator is None:
                    before, self.open.part = self.open.part, part or (self.open.part if tool == "EIT" else None)
                    placed |= part is not None or self.open.part != before
        return placed

    def _owner(self, row: int, filled: Mapping[int, Cell]) -> None:
        """The agency and the year in columns of their own, which hold for the rows below."""
        for at in self.open.owners:
            if at in filled and self.is_owner(filled[at]):
                text = str(filled[at])
                if (agency := agency_key(text)) != self.now.agency:
                    self.anew()
                    self.now = replace(self.now, agency=agency, name=text, tool="", indicator=None)
                self._owners_level(row, filled)
        for at in self.open.years:
            if (year := year_label(filled.get(at))) is not None:
                self.turn_to(year)
        self.open.owned = self.open.owned_by(self.grid.raw[row])

    def turn_to(self, year: int) -> None:
        """What comes below is of this year."""
        if year != self.now.year:
            self.anew()
            self.now = replace(self.now, year=year, tool="", indicator=None)
            self.framework = load(year) if year in years() else self.framework

    def is_owner(self, cell: Cell) -> bool:
        """Whether a cell in the column of agencies is one, and no score or label that slipped in there."""
        if not isinstance(cell, str) or unit_named(cell):
            return isinstance(cell, str)
        if number_of(cell) is not None or squash(cell).rstrip(":") in LABELS:
            return False
        return row_key([cell], self.framework, indicators=False) is None

    def anew(self) -> None:
        """What comes below is about another agency or year."""
        self.settle()
        tables.settle_points(self)
        self.open.tools, self.open.keys = [], []

    def _owners_level(self, row: int, filled: Mapping[int, Cell]) -> None:
        """The level of an agency beside its name, where it stands once for all the rows of the agency."""
        for at, cell in filled.items():
            if at in self.open.owners or not isinstance(cell, str) or not self.framework.level_named(cell):
                continue
            if self.grid.cell(row + 1, at) is None:
                self.bucket().grade(cell, self.grid.place(row, at))

    def _tool_scores(self, row: int, filled: Mapping[int, Cell]) -> None:
        """The score of the tool in a column of its own, beside the first of its indicators."""
        for at in self.open.having(Role.TOOL):
            if at in filled and any(one in filled for one in self.open.owners):
                key = RowKey(Kind.OVERALL)
                taking.take(self, row, at, filled[at], key, replace(self.open.columns[at], role=Role.SCORE))
            elif at in filled:
                own = subjects.subject_of(self, row, {one: cell for one, cell in filled.items() if one != at})
                if own is not None and own.kind is Kind.INDICATOR:
                    self.enter(self.framework.indicator(int(own.ref)).tool, int(own.ref))
                if not self.now.tool:
                    continue
                if self.now.indicator and names_indicators(self.open.columns[at].text):
                    key = RowKey(Kind.INDICATOR, str(self.now.indicator))
                    taking.take(self, row, at, filled[at], key, replace(self.open.columns[at], role=Role.SCORE))
                    continue
                ref = f"{self.now.tool}{self.open.part}" if self.now.tool == "EIT" and self.open.part else self.now.tool
                taking.take(
                    self, row, at, filled[at], RowKey(Kind.TOOL, ref), replace(self.open.columns[at], role=Role.SCORE)
                )

    def enter(self, tool: str, indicator: int | None) -> None:
        """The rows below are about this tool and indicator."""
        if (tool, indicator) == (self.now.tool, self.now.indicator) or (tool == self.now.tool and indicator is None):
            return
        self.settle()
        self.now.tool, self.now.indicator = tool, indicator

    # -- tables ------------------------------------------------------------------------------------------------------

    def end_table(self) -> None:
        """The open table ends here."""
        self.settle()
        tables.settle_points(self)
        self.open = Open(part=self.open.part)

    # -- rows --------------------------------------------------------------------------------------------------------

    def _row(self, row: int, filled: Mapping[int, Cell], key: RowKey) -> None:
        if key.number and not key.kind:
            if self.open.scores:
                self._wait(row, filled, key)
            else:
                self._unread(row, filled)
            return
        own = self._mean(key.part) if key.mean else key
        if self.open.table:
            self.open.table.reach(row)
        if own is None:
            return
        self._note_part(filled)
        if own.kind is Kind.OVERALL:
            self._levels(row, filled)
        cells = self._weighed(filled, own, self._figure_cells(row, filled, own))
        self.now.overall = own.kind is Kind.OVERALL and not cells
        if not cells and len(filled) == 1 and not self.open.headed:
            told.below(self, row, min(filled), own)
        if own.kind in (Kind.TOOL, Kind.INDICATOR) and not key.mean:
            self._head(own, scored=bool(cells))
        if not cells:
            return
        if not key.mean:
            self.open.keys.append(own)
            self.open.last = None if self.open.by_place else own
        year = self._labelled_year(filled, own)
        for column, cell in cells:
            meaning = self.open.columns.get(column, Column(Role.SCORE))
            taking.take(self, row, column, cell, own, replace(meaning, year=meaning.year or year) if year else meaning)
        told.beside(self, row, filled, own)

    def _labelled_year(self, filled: Mapping[int, Cell], key: RowKey) -> int | None:
        """The earlier year that the label of a tool or of the whole names: "คะแนน OIT ปี 2567"."""
        if key.kind not in (Kind.TOOL, Kind.OVERALL):
            return None
        named = {year_in(str(cell)) for cell in subjects.labels_of(self, filled)} - {None}
        year = named.pop() if len(named) == 1 else None
        return year if year is not None and year < self.now.year else None

    def _mean(self, part: int | None) -> RowKey | None:
        """What a row of means (of a part of EIT) sums up.

        What was averaged is spent; the mean itself counts for a mean of means.
        """
        self.settle()
        keys = [one for one in self.open.keys if part is None or one.part in (None, part)]
        own = means.mean_of(keys, part or self.open.part, self.framework)
        if own is not None:
            self.open.keys = [one for one in self.open.keys if one.kind is not Kind.ITEM or one not in keys]
            if own.kind in (Kind.INDICATOR, Kind.INDICATOR_PART):
                self.open.keys.append(own)
        return own

    def _head(self, key: RowKey, *, scored: bool) -> None:
        """A row of a tool or an indicator heads the rows below it."""
        self.settle()
        number = int(key.ref) if key.kind is Kind.INDICATOR else None
        self.now.tool = self.framework.indicator(number).tool if number else key.ref[:3]
        self.now.indicator = number
        if not scored and number:
            self.open.keys = [one for one in self.open.keys if one.kind is not Kind.ITEM]
        elif not scored and key.ref[3:]:
            self.open.part = self.now.part = int(key.ref[3:])

    def _wait(self, row: int, filled: Mapping[int, Cell], key: RowKey) -> None:
        """A row whose code can be several items: kept until its neighbours are known."""
        if cells := self._figure_cells(row, filled, key):
            key = replace(key, part=key.part or self.open.part)
            self.open.waiting.append(codes.Waiting(row, key, cells, self.now.tool, self.now.indicator))

    def settle(self) -> None:
        """Settle the rows whose codes were ambiguous, now that the table is known."""
        waiting, self.open.waiting = self.open.waiting, []
        if not waiting:
            return
        known = [key.ref for key in self.open.keys if key.kind is Kind.ITEM]
        for one, key in codes.settle(waiting, self.framework, known):
            self.found.settled.append((self.grid, one, key))
            if self.open.table:
                self.open.table.reach(one.row)
            if key is None:
                candidates = codes.candidates(one, self.framework)
                names = join_thai(list(candidates), "หรือ") if candidates else "ข้อใด"
                self.found.problem(
                    "R108",
                    f"รหัสข้อ “{one.key.title[:40] or one.key.number}” อาจเป็น {names} จึงยังไม่นำมาใช้",
                    *((self.grid, one.row, column) for column, _ in one.cells),
                    stated=one.key.number,
                    cure="พิมพ์รหัสข้อให้มีตัวอักษร เช่น i1, e1, o1 หรือกำหนดในแฟ้มแผนที่การอ่าน (--map)",
                    warning=True,
                )
                continue
            self.open.keys.append(key)
            for column, cell in one.cells:
                taking.take(self, one.row, column, cell, key, self.open.columns.get(column, Column(Role.SCORE)))

    def _note_part(self, filled: Mapping[int, Cell]) -> None:
        """The part of EIT from a column of its own, which holds for the rows below over merged cells too."""
        cells = [filled[at] for at in self.open.having(Role.PART) if at in filled]
        if cells and (found := re.search(r"[12]", squash(str(cells[0])))):
            self.open.part = int(found[0])

    def _levels(self, row: int, filled: Mapping[int, Cell]) -> None:
        for at, cell in filled.items():
            column = self.open.columns.get(at)
            if (isinstance(cell, str) and self.framework.level_named(cell) is not None) or (
                column is not None and column.role is Role.LEVEL and not absent(cell)
            ):
                year = column.year if column is not None and column.year is not None else self.now.year
                self.bucket(year).grade(str(cell), self.grid.place(row, at))

    def _figure_cells(self, row: int, filled: Mapping[int, Cell], key: RowKey) -> list[tuple[int, Cell]]:
        """The figure cells of a row by the header; without one, its only number."""
        cells = [(at, filled[at]) for at in self.open.having(*VALUES) if at in filled]
        # Under a header an empty score is missing; only a line of totals may stand out of its columns.
        if cells or (self.open.headed and not (self.open.scores and key.kind in (Kind.OVERALL, Kind.TOOL))):
            return cells or self._shifted(filled)
        labels = subjects.labels_of(self, filled)
        told = squash(" ".join([key.title, *(cell for cell in filled.values() if isinstance(cell, str))]))
        if not self.loose and not self.now.announced and not re.search("คะแนน|ภาพรวม|ประเมิน", told):
            return []
        numbers = [
            (at, cell)
            for at, cell in filled.items()
            if at not in self.open.columns and score_of(cell)[0] is not None and cell not in labels[:1]
        ]
        if len(numbers) > 1:
            self.found.problem(
                "R106",
                "แถวนี้มีตัวเลขมากกว่าหนึ่งช่องโดยไม่มีหัวตาราง จึงไม่ทราบว่าช่องใดเป็นคะแนน",
                *((self.grid, row, at) for at, _ in numbers),
                stated=", ".join(str(cell) for _, cell in numbers),
                cure="เพิ่มหัวตาราง เช่น “คะแนน” เหนือคอลัมน์คะแนน",
            )
            return []
        # A number with another unit behind it ("30 | คน") is no score.
        units = [
            cell
            for at, cell in filled.items()
            if numbers and at > numbers[0][0] and isinstance(cell, str) and not re.search(r"\d", cell)
        ]
        own = all(squash(unit) in ("คะแนน", "%") or self.framework.level_named(unit) for unit in units)
        return numbers if own else []

    def _weighed(
        self, filled: Mapping[int, Cell], key: RowKey, cells: list[tuple[int, Cell]]
    ) -> list[tuple[int, Cell]]:
        """The points of a tool, where the cell of its score only says its weight: "IIT | 27.37 | ร้อยละ 30"."""
        if key.kind is not Kind.TOOL or len(cells) != 1 or not (found := _WEIGHT.fullmatch(squash(str(cells[0][1])))):
            return cells
        weight = self.framework.weight(key.ref)
        before = [
            at for at, cell in filled.items() if at < cells[0][0] and isinstance(cell, Decimal) and cell <= weight
        ]
        return [(before[-1], filled[before[-1]])] if int(found[1]) == weight and before else cells

    def _shifted(self, filled: Mapping[int, Cell]) -> list[tuple[int, Cell]]:
        """The score of a row that slipped one column to the left: nothing but its label and a number stands in it."""
        at = min(self.open.having(Role.SCORE), default=0)
        slipped = self.open.scores and self.open.keys and set(filled) == {at - 2, at - 1}
        label = str(filled[at - 2]) if slipped else ""
        return [(at - 1, filled[at - 1])] if len(label) > _CODE and number_of(filled[at - 1]) is not None else []

    def _unread(self, row: int, filled: Mapping[int, Cell]) -> None:
        """A row without a name that is known: a title, prose, or a score that nobody can tell the meaning of."""
        labels = [str(cell) for cell in subjects.labels_of(self, filled)]
        scored = [at for at in self.open.having(Role.SCORE) if at in filled and number_of(filled[at]) is not None]
        label = squash(" ".join(labels))
        if self.open.scores and scored and label and not re.search(r"\d\.\d|^ประเด็น|ย่อย|เฉลี่ย.*ประเด็น", label):
            self.seen.add(row)
            self.found.problem(
                "R101",
                f"ไม่ทราบว่าแถว “{' '.join(labels)[:60]}” เป็นคะแนนของข้อหรือตัวชี้วัดใด จึงไม่นำมาใช้",
                *((self.grid, row, at) for at in scored),
                stated=filled[scored[0]],
                cure="ใส่รหัสข้อ เช่น i1, e1, o1 หรือชื่อตัวชี้วัดให้ตรงกับที่ประกาศ",
                warning=True,
            )
            return
        if len(filled) == 1:
            told.title(self, row, filled)

    # -- figures -----------------------------------------------------------------------------------------------------


def _may_wait(raw: Sequence[object], figures: Iterable[int]) -> bool:
    """Whether the raw values of the figure columns are plainly scores."""
    for at in figures:
        value = raw[at]
        if type(value) is not float or not 0 <= value <= FULL:
            return False
    return True
