"""Sheets → figures: every row that names a score, read under the header above it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from ita_xl.assessment import Figure, Kind, Wording
from ita_xl.findings import Finding, Severity
from ita_xl.framework import load, years
from ita_xl.ingest.headers import (
    FIGURES,
    Column,
    Header,
    Role,
    clear_scores,
    header_of,
    merge_headers,
    names_columns,
    part_in,
)
from ita_xl.ingest.rows import RowKey, row_key
from ita_xl.thai import join_thai, parse_number, points, squash

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ita_xl.framework import Framework
    from ita_xl.ingest.grid import Cell, Grid

_ABSENT = frozenset(
    {"", "-", "--", "n/a", "na", "ไม่มี", "ไม่มีข้อมูล", "ไม่ระบุ", "ยังไม่ประกาศ", "ไม่ประเมิน", "รอประกาศ", ".", "..", "...", "…"}
)
#: So many scores strictly between 0 and 1 in one sheet are no scores but percent cells.
_PERCENT_CELLS = 3


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
    """The table a row stands in: its columns, whether they hold scores, its part of EIT, and the rows read so far."""

    columns: Mapping[int, Column] = field(default_factory=dict)
    scores: bool = False
    headed: bool = False
    indicators: bool = False
    header_row: int = -2
    part: int | None = None
    keys: list[RowKey] = field(default_factory=list)


def harvest(grid: Grid, framework: Framework, found: Harvest, *, loose: bool) -> None:
    """Read one sheet whose figures belong to the year of ``framework`` into ``found``.

    ``loose`` lets a line without any header above it give a score by its only number; where some sheet has a column of
    scores, such a line must say that it is one ("คะแนน IIT | 99.60").
    """
    own = Harvest()
    _SheetReader(grid, framework, own, loose=loose).read()
    _as_percent(own)
    for name in ("now", "before", "foreign", "levels", "levels_before", "problems", "clashes"):
        getattr(found, name).extend(getattr(own, name))
    for code, title in own.titles.items():
        found.titles.setdefault(code, title)


class _SheetReader:
    def __init__(self, grid: Grid, framework: Framework, found: Harvest, *, loose: bool) -> None:
        self.grid = grid
        self.framework = framework
        self.found = found
        self.table = _Table(part=part_in(grid.name))
        self.loose = loose
        self.no_part: list[tuple[str, int, int]] = []

    def read(self) -> None:
        """Read every row; then say which items of EIT have no part."""
        self._rows()
        if self.no_part:
            codes = join_thai(list(dict.fromkeys(ref for ref, _, _ in self.no_part)))
            self.found.problem(
                "R107",
                f"ไม่ทราบว่าคะแนนข้อ {codes} เป็นของ EIT ส่วนที่ 1 หรือส่วนที่ 2 จึงไม่นำมาคำนวณ",
                *((self.grid, row, column) for _, row, column in self.no_part),
                stated=", ".join(str(self.grid.cell(row, column)) for _, row, column in self.no_part),
                cure="แยกคอลัมน์ “คะแนน ส่วนที่ 1” และ “คะแนน ส่วนที่ 2” หรือเพิ่มคอลัมน์ “ส่วนที่”",
                warning=True,
            )

    def _rows(self) -> None:
        for row in range(len(self.grid.rows)):
            filled = {at: cell for at, cell in enumerate(self.grid.rows[row]) if cell is not None}
            if not filled:
                # A table of scores may have empty lines in it; any other one ends here.
                self.table = self.table if self.table.scores else _Table(part=self.table.part)
                continue
            key = self._key(filled)
            header = header_of(self.grid, row)
            if (part := _part_line(filled)) is not None:
                self.table = replace(self.table, part=part, keys=[])
            elif header is not None and (key is None or names_columns(str(next(iter(filled.values()))))):
                self._header(row, header)
            elif key is not None:
                self._row(row, filled, key)
            else:
                self._unread(row, filled)

    def _header(self, row: int, header: Header) -> None:
        if self.table.header_row == row - 1 and not self.table.keys:
            header = merge_headers(self.grid, row - 1, row) or header
        columns, unclear = clear_scores(header.columns, self.framework.fiscal_year)
        if unclear:
            self.found.problem(
                "R106",
                "ตารางนี้มีคอลัมน์คะแนนมากกว่าหนึ่งคอลัมน์ที่หัวตารางไม่บอกความต่าง จึงไม่ทราบว่าคอลัมน์ใดเป็นคะแนน",
                *((self.grid, row, at) for at in unclear),
                stated=", ".join(columns[at].text for at in unclear),
                cure="ให้เหลือหัวตาราง “คะแนน” คอลัมน์เดียว หรือใส่ปีไว้ในหัวตาราง",
            )
        # A line "ส่วนที่ 1" above a table holds for it; one inside the table before does not.
        part = self.table.part if not self.table.keys else None
        self.table = _Table(columns, header.scores, True, header.indicators, row, part)

    def _key(self, filled: Mapping[int, Cell]) -> RowKey | None:
        labels = self._labels(filled)
        order = next((filled[at] for at in self._columns(Role.ORDER) if at in filled), None)
        return row_key(labels, self.framework, indicators=self.table.indicators, order=order)

    def _columns(self, *roles: Role) -> list[int]:
        return [at for at, one in self.table.columns.items() if one.role in roles]

    def _labels(self, filled: Mapping[int, Cell]) -> list[Cell]:
        """The cells left of the first figure column, or, without a header, the texts and a leading number."""
        aside = set(self._columns(Role.ORDER, Role.IGNORED))
        if figures := self._columns(*FIGURES):
            return [cell for at, cell in filled.items() if at < min(figures) and at not in aside]
        first = min(filled)
        return [
            cell
            for at, cell in filled.items()
            if at not in aside and (at == first or (isinstance(cell, str) and _number(cell) is None))
        ]

    def _row(self, row: int, filled: Mapping[int, Cell], key: RowKey) -> None:
        own = self._mean_key() if key.mean else key
        if own is None:
            return
        self._note_part(filled)
        if own.kind is Kind.OVERALL:
            self._levels(row, filled)
        cells = self._figure_cells(row, filled, own)
        if not cells:
            return
        if not key.mean:
            self.table.keys.append(own)
        for column, cell in cells:
            self._take(row, column, cell, own)

    def _note_part(self, filled: Mapping[int, Cell]) -> None:
        """The part of EIT from a column of its own, which holds for the rows below over merged cells too."""
        cells = [filled[at] for at in self._columns(Role.PART) if at in filled]
        if cells and (found := re.search(r"[12]", squash(str(cells[0])))):
            self.table.part = int(found[0])

    def _levels(self, row: int, filled: Mapping[int, Cell]) -> None:
        for at, cell in filled.items():
            column = self.table.columns.get(at)
            if (isinstance(cell, str) and self.framework.level_named(cell) is not None) or (
                column is not None and column.role is Role.LEVEL and squash(str(cell)) not in _ABSENT
            ):
                before = column is not None and column.year is not None and column.year < self.framework.fiscal_year
                target = self.found.levels_before if before else self.found.levels
                target.append(Wording(str(cell), self.grid.place(row, at)))

    def _figure_cells(self, row: int, filled: Mapping[int, Cell], key: RowKey) -> list[tuple[int, Cell]]:
        """The figure cells of a row by the header; without one, its only number."""
        scores = (Role.SCORE, Role.BEFORE, Role.CHANGE)
        cells = [(at, filled[at]) for at in self._columns(*scores) if at in filled]
        # Under a header an empty score is missing; only a line of totals may stand out of its columns.
        if cells or (self.table.headed and not (self.table.scores and key.kind in (Kind.OVERALL, Kind.TOOL))):
            return cells
        labels = self._labels(filled)
        if not self.loose and not re.search("คะแนน|ภาพรวม|ประเมิน", squash(key.title)):
            return []
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
        # A number with another unit behind it ("30 | คน") is no score.
        units = [cell for at, cell in filled.items() if numbers and at > numbers[0][0] and isinstance(cell, str)]
        own = all(squash(unit) in ("คะแนน", "%") or self.framework.level_named(unit) for unit in units)
        return numbers if own else []

    def _unread(self, row: int, filled: Mapping[int, Cell]) -> None:
        """A row of a table of scores that has a score but no name that is known."""
        labels = [str(cell) for cell in self._labels(filled)]
        scored = [at for at in self._columns(Role.SCORE) if at in filled and _number(filled[at]) is not None]
        label = squash(" ".join(labels))
        if not self.table.scores or not scored or not label or re.search(r"\d\.\d|^ประเด็น|ย่อย", label):
            return
        self.found.problem(
            "R101",
            f"ไม่ทราบว่าแถว “{' '.join(labels)[:60]}” เป็นคะแนนของข้อหรือตัวชี้วัดใด จึงไม่นำมาใช้",
            *((self.grid, row, at) for at in scored),
            stated=filled[scored[0]],
            cure="ใส่รหัสข้อ เช่น i1, e1, o1 หรือชื่อตัวชี้วัดให้ตรงกับที่ประกาศ",
            warning=True,
        )

    def _mean_key(self) -> RowKey | None:
        """What a row of means sums up: the indicator (part) of the items above, or the whole of indicators or tools."""
        keys, framework = self.table.keys, self.framework
        kinds = {key.kind for key in keys}
        if not kinds:
            return RowKey(Kind.OVERALL)
        if kinds == {Kind.INDICATOR}:
            return _of_indicators({int(key.ref) for key in keys}, framework)
        if Kind.TOOL in kinds and kinds <= {Kind.TOOL, Kind.INDICATOR}:
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
        if meaning.year is not None and not year - 1 <= meaning.year <= year:
            return
        before = meaning.role is Role.BEFORE or meaning.year == year - 1
        place = self.grid.place(row, column)
        if isinstance(cell, str) and self.framework.level_named(cell):
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
            ref = self.framework.ref_in(figure.ref, load(year)) if year in years() else None
            if ref is None:
                return
            figure = replace(figure, ref=ref)
        self.found.before.append(figure)

    def _value(self, row: int, column: int, cell: Cell, key: RowKey, *, change: bool) -> Decimal | None:
        """The number of a figure cell; what is no score is said and left out."""
        value = _change(cell) if change else _number(cell)
        what = f"ข้อ {key.ref}" if key.kind is Kind.ITEM else f"“{key.title or _name(key)}”"
        if value is None:
            if squash(str(cell)) not in _ABSENT:
                column_name = "ผลต่าง" if change else "คะแนน"
                self.found.problem(
                    "R102",
                    f"ช่อง{column_name}ของ{what} เป็น “{str(cell)[:40]}” ซึ่งไม่ใช่ตัวเลข จึงถือว่าไม่มีค่า",
                    (self.grid, row, column),
                    stated=cell,
                    cure="พิมพ์เป็นตัวเลข (คะแนนอยู่ในช่วง 0–100) หรือเว้นว่างหากไม่มี",
                )
            return None
        if not change and not Decimal("-0.005") < value < Decimal("100.005"):
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
            if any(one.part for one in self.table.columns.values()):
                return None  # the mean of both parts, beside them
            self.no_part.append((ref, row, column))
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
    """A line that only says which part of EIT follows; a section "ส่วนที่ 1 …" of the document is none."""
    texts = [squash(str(cell)) for cell in filled.values()]
    if len(texts) != 1 or len(texts[0]) > 120:
        return None
    alone = re.fullmatch(r"\(?ส่วนที่[12]\)?", texts[0])
    about = any(word in texts[0] for word in ("eit", "ผู้รับบริการ", "ผู้ประเมิน", "ภายนอก", "public", "survey"))
    return part_in(texts[0]) if alone or about else None


def _name(key: RowKey) -> str:
    return {Kind.INDICATOR: f"ตัวชี้วัดที่ {key.ref}", Kind.TOOL: key.ref}.get(key.kind or Kind.OVERALL, "ภาพรวม")


def _change(cell: Cell) -> Decimal | None:
    """A printed change: signed, or in words ("ลดลง 5.00", "เท่าเดิม")."""
    if not isinstance(cell, str):
        return cell
    plain = squash(cell)
    if plain in ("เท่าเดิม", "คงที่", "ไม่เปลี่ยนแปลง"):
        return Decimal(0)
    value = parse_number(re.sub(r"^(เพิ่มขึ้น|ลดลง|เพิ่ม|ลด|[▲▼↑↓])", "", plain))
    falls = plain.startswith(("ลด", "▼", "↓"))
    return -abs(value) if value is not None and falls else value


def _as_percent(found: Harvest) -> None:
    """Several scores of a sheet below 1 are cells in percent format (96.04 % is 0.9604): read as such, and said."""
    scores = [one for one in (*found.now, *found.before) if not one.change and 0 < one.value <= 1]
    if sum(one.value < 1 for one in scores) < _PERCENT_CELLS:
        return
    for name in ("now", "before"):
        figures: list[Figure] = getattr(found, name)
        figures[:] = [replace(one, value=one.value * 100) if one in scores else one for one in figures]
    first = next(one for one in (*found.now, *found.before) if one.text == scores[0].text)
    found.problems.append(
        Finding(
            "R105",
            Severity.WARNING,
            f"คะแนน {len(scores)} ช่องอยู่ระหว่าง 0 ถึง 1 เช่น {first.text} จึงอ่านเป็นร้อยละ ({points(first.value)})",
            tuple(one.place for one in scores),
            first.text,
            points(first.value),
            "ตรวจว่าช่องตั้งรูปแบบเป็นเปอร์เซ็นต์ หากใช่ไม่ต้องแก้ไข",
        )
    )


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
