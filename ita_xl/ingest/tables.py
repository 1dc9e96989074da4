"""Sheets → figures: every row that names a score, read under the header above it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from ita_xl.assessment import Figure, Kind, Wording
from ita_xl.findings import Finding, Severity
from ita_xl.framework import load, years
from ita_xl.ingest.headers import Column, Role, header_of, merge_headers
from ita_xl.ingest.rows import RowKey, row_key
from ita_xl.thai import parse_number, squash

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ita_xl.framework import Framework
    from ita_xl.ingest.grid import Cell, Grid

_ABSENT = frozenset({"", "-", "--", "n/a", "na", "ไม่มี", "ไม่มีข้อมูล", "ไม่ระบุ", "ยังไม่ประกาศ"})
_FIGURES = (Role.SCORE, Role.BEFORE, Role.CHANGE, Role.LEVEL)


@dataclass
class Harvest:
    """What the sheets of one year gave: figures of the year, of the year before, and what could not be read."""

    now: list[Figure] = field(default_factory=list)
    before: list[Figure] = field(default_factory=list)
    foreign: list[Figure] = field(default_factory=list)
    titles: dict[str, Wording] = field(default_factory=dict)
    levels: list[Wording] = field(default_factory=list)
    levels_before: list[Wording] = field(default_factory=list)
    problems: list[Finding] = field(default_factory=list)
    clashes: list[tuple[RowKey, Figure]] = field(default_factory=list)

    def problem(
        self, code: str, message: str, *cells: tuple[Grid, int, int], stated: object, cure: str, warning: bool = False
    ) -> None:
        """Note something that could not be read, with its cells."""
        severity = Severity.WARNING if warning else Severity.ERROR
        places = tuple(grid.place(row, column) for grid, row, column in cells)
        self.problems.append(Finding(code, severity, message, places, str(stated)[:40], None, cure))


@dataclass
class _Table:
    """The table a row stands in: its columns, its running part of EIT, and the rows read so far."""

    columns: Mapping[int, Column]
    indicators: bool
    header_row: int
    part: int | None = None
    keys: list[RowKey] = field(default_factory=list)


def harvest(grid: Grid, framework: Framework, found: Harvest) -> None:
    """Read one sheet whose figures belong to the year of ``framework`` into ``found``."""
    _SheetReader(grid, framework, found).read()


class _SheetReader:
    def __init__(self, grid: Grid, framework: Framework, found: Harvest) -> None:
        self.grid = grid
        self.framework = framework
        self.found = found
        self.table = _Table({}, indicators=False, header_row=-2)

    def read(self) -> None:
        for row in range(len(self.grid.rows)):
            filled = {at: cell for at, cell in enumerate(self.grid.rows[row]) if cell is not None}
            if not filled:
                continue
            key = self._key(filled)
            columns = header_of(self.grid, row)
            if columns is not None and (key is None or not self._has_number(filled)):
                self._header(row, columns, filled)
            elif (part := _part_line(filled)) is not None:
                self.table = replace(self.table, part=part, keys=[])
            elif key is not None:
                self._row(row, filled, key)

    def _header(self, row: int, columns: Mapping[int, Column], filled: Mapping[int, Cell]) -> None:
        indicators = any("ตัวชี้วัด" in squash(str(cell)) for cell in filled.values())
        if self.table.header_row == row - 1 and not self.table.keys:
            columns = merge_headers(self.grid, row - 1, row)
            indicators = indicators or self.table.indicators
        # A line "ส่วนที่ 1" above a table holds for it; one inside the table before does not.
        part = self.table.part if not self.table.keys else None
        self.table = _Table(columns, indicators, row, part)

    def _key(self, filled: Mapping[int, Cell]) -> RowKey | None:
        return row_key(self._labels(filled), self.framework, indicators=self.table.indicators)

    def _labels(self, filled: Mapping[int, Cell]) -> list[Cell]:
        """The cells left of the first figure column, or, without a header, the texts and a leading number."""
        figures = [at for at, column in self.table.columns.items() if column.role in _FIGURES]
        if figures:
            return [cell for at, cell in filled.items() if at < min(figures)]
        first = min(filled)
        return [cell for at, cell in filled.items() if at == first or (isinstance(cell, str) and _number(cell) is None)]

    def _has_number(self, filled: Mapping[int, Cell]) -> bool:
        labels = self._labels(filled)
        return any(_number(cell) is not None and cell not in labels for cell in filled.values())

    def _row(self, row: int, filled: Mapping[int, Cell], key: RowKey) -> None:
        own = self._mean_key() if key.mean else key
        cells = self._figure_cells(row, filled, own) if own else []
        if not cells or own is None:
            return
        if not key.mean:
            self.table.keys.append(own)
        for column, cell in cells:
            self._take(row, column, cell, own)

    def _figure_cells(self, row: int, filled: Mapping[int, Cell], key: RowKey) -> list[tuple[int, Cell]]:
        """The figure cells of a row by the header; without one, its only number."""
        cells = [(at, filled[at]) for at, one in self.table.columns.items() if one.role in _FIGURES and at in filled]
        # Under a header an empty score is missing; only a line of totals may stand out of its columns.
        headed = any(one.role in _FIGURES for one in self.table.columns.values())
        if cells or (headed and key.kind not in (Kind.OVERALL, Kind.TOOL)):
            return cells
        labels = self._labels(filled)
        numbers = [
            (at, cell)
            for at, cell in filled.items()
            if at not in self.table.columns and _number(cell) is not None and cell not in labels[:1]
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
        words = [(at, cell) for at, cell in filled.items() if self.framework.level_named(str(cell))]
        return numbers + words

    def _mean_key(self) -> RowKey | None:
        """What a row of means sums up: the indicator (part) of the items above, or the whole of indicators or tools."""
        keys, framework = self.table.keys, self.framework
        kinds = {key.kind for key in keys}
        if kinds == {Kind.INDICATOR}:
            return _of_indicators({int(key.ref) for key in keys}, framework)
        if kinds == {Kind.TOOL}:
            return RowKey(Kind.OVERALL)
        if kinds != {Kind.ITEM} or any(key.foreign for key in keys):
            return None
        numbers = {framework.items[key.ref].indicator for key in keys}
        parts = {key.part or self.table.part for key in keys}
        if len(numbers) != 1 or len(parts) != 1 or None in numbers:
            return None
        number, part = int(numbers.pop() or 0), parts.pop()
        if part and framework.parts(framework.indicator(number).tool):
            return RowKey(Kind.INDICATOR_PART, f"{number}:{part}")
        return RowKey(Kind.INDICATOR, str(number))

    def _take(self, row: int, column: int, cell: Cell, key: RowKey) -> None:
        """One figure cell into the harvest."""
        meaning = self.table.columns.get(column, Column(Role.SCORE))
        year = self.framework.fiscal_year
        if meaning.year is not None and meaning.year > year:
            return
        before = meaning.role is Role.BEFORE or (meaning.year is not None and meaning.year < year)
        place = self.grid.place(row, column)
        if meaning.role is Role.LEVEL or self.framework.level_named(str(cell)):
            if key.kind is Kind.OVERALL:
                (self.found.levels_before if before else self.found.levels).append(Wording(str(cell), place))
            return
        change = meaning.role is Role.CHANGE
        value = self._value(row, column, cell, key, change=change)
        found = self._ref(row, column, key, meaning.part) if value is not None else None
        if value is None or found is None:
            return
        kind, ref = found
        figure = Figure(kind, ref, value, place, str(cell), change)
        if key.title and kind is Kind.ITEM:
            self.found.titles.setdefault(key.ref, Wording(key.title, place))
        if key.foreign:
            self.found.foreign.append(figure)
        elif before:
            self._take_before(figure)
        elif key.clash is not None and not change:
            self.found.clashes.append((key, figure))
        else:
            self.found.now.append(figure)

    def _take_before(self, figure: Figure) -> None:
        """A figure of the year before; an item goes under the code its subject had then."""
        if figure.kind is Kind.ITEM:
            year = self.framework.fiscal_year - 1
            item = load(year).by_key.get(self.framework.item(figure.ref).key) if year in years() else None
            if item is None:
                return
            part = figure.ref.partition(":")[2]
            ref = f"{item.code}:{part}" if part else item.code
            figure = Figure(figure.kind, ref, figure.value, figure.place, figure.text)
        self.found.before.append(figure)

    def _value(self, row: int, column: int, cell: Cell, key: RowKey, *, change: bool) -> Decimal | None:
        """The number of a figure cell; what is no score is said and left out."""
        value = _number(cell)
        what = f"ข้อ {key.ref}" if key.kind is Kind.ITEM else f"“{key.title or 'ภาพรวม'}”"
        if value is None:
            if squash(str(cell)) not in _ABSENT:
                self.found.problem(
                    "R102",
                    f"ช่องคะแนนของ{what} เป็น “{str(cell)[:40]}” ซึ่งไม่ใช่ตัวเลข จึงถือว่าไม่มีคะแนน",
                    (self.grid, row, column),
                    stated=cell,
                    cure="พิมพ์คะแนนเป็นตัวเลข 0–100 หรือเว้นว่างหากไม่มี",
                )
            return None
        if not change and not 0 <= value <= 100:
            self.found.problem(
                "R103",
                f"คะแนนของ{what} เป็น {cell} ซึ่งอยู่นอกช่วง 0–100 จึงไม่นำมาใช้",
                (self.grid, row, column),
                stated=cell,
                cure="ตรวจตัวเลขกับผลที่ประกาศ จุดทศนิยมอาจหายไป",
            )
            return None
        return value

    def _ref(self, row: int, column: int, key: RowKey, column_part: int | None) -> tuple[Kind, str] | None:
        """Kind and reference of a figure, with the part of EIT that its row, column or table names."""
        framework, kind, ref = self.framework, key.kind, key.ref
        if kind is None:
            return None
        if kind is Kind.ITEM:
            if key.foreign or not framework.parts(framework.items[ref].tool):
                return kind, ref
            if part := key.part or column_part or self.table.part:
                return kind, f"{ref}:{part}"
            self.found.problem(
                "R107",
                f"ไม่ทราบว่าคะแนนข้อ {ref} เป็นของ EIT ส่วนที่ 1 หรือส่วนที่ 2 จึงไม่นำมาคำนวณ",
                (self.grid, row, column),
                stated=self.grid.cell(row, column),
                cure="แยกคอลัมน์ “คะแนน ส่วนที่ 1” และ “คะแนน ส่วนที่ 2” หรือเพิ่มคอลัมน์ “ส่วนที่”",
                warning=True,
            )
            return None
        if kind is Kind.INDICATOR and column_part and framework.parts(framework.indicator(int(ref)).tool):
            return Kind.INDICATOR_PART, f"{ref}:{column_part}"
        if kind is Kind.TOOL and column_part and f"{ref}{column_part}" in framework.scores:
            return kind, f"{ref}{column_part}"
        return kind, ref


def _of_indicators(numbers: set[int], framework: Framework) -> RowKey | None:
    """The score that a mean over these indicators is printed as: the overall one, or a tool's."""
    if len(numbers) == len(framework.indicators):
        return RowKey(Kind.OVERALL)
    for tool in framework.tools:
        if numbers == {one.number for one in framework.of_tool(tool.code)}:
            return RowKey(Kind.TOOL, tool.code)
    return None


def _part_line(filled: Mapping[int, Cell]) -> int | None:
    """A line that only says which part of EIT follows."""
    texts = [squash(str(cell)) for cell in filled.values()]
    if len(texts) != 1:
        return None
    line = texts[0].removeprefix("eit")
    return next((number for number in (1, 2) if line.startswith(f"ส่วนที่{number}")), None)


def _number(cell: Cell) -> Decimal | None:
    if isinstance(cell, Decimal):
        return cell
    return parse_number(cell) if cell else None


def settle_clashes(found: Harvest, framework: Framework) -> None:
    """Rows whose number and name are of two indicators: said, and taken by the name if that place is free."""
    for key, figure in found.clashes:
        own = framework.indicator(int(figure.ref.partition(":")[0]))
        free = not any((one.kind, one.ref) == (figure.kind, figure.ref) for one in found.now)
        then = "จึงอ่านตามชื่อ" if free else "ซึ่งมีคะแนนอยู่แล้ว จึงไม่ใช้แถวนี้"
        found.problems.append(
            Finding(
                "R104",
                Severity.ERROR,
                f"แถวนี้เขียนหมายเลข {key.clash} แต่ชื่อ “{own.name}” เป็นตัวชี้วัดที่ {own.number} {then}",
                (figure.place,),
                str(key.clash),
                str(own.number),
                "แก้หมายเลขหรือชื่อตัวชี้วัดให้ตรงกัน",
            )
        )
        if free:
            found.now.append(figure)
