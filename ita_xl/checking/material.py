"""What a finished document holds, whatever its layout: plans, reports on measures, analyses, lines, codes and years."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from ita_xl.cells import area
from ita_xl.checking.headers import Role, role_of
from ita_xl.criteria import CHECKLIST_TITLE
from ita_xl.errors import Place
from ita_xl.thai import arabic_digits, parse_number, squash

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ita_xl.checking.subjects import Subjects
    from ita_xl.ingest.grid import Grid

_OURS = ({"ข้อสังเกต", "วิธีแก้ไข"}, {"อ่านจากช่อง", "วิธีคำนวณ"}, {"ระดับเมื่อทดลอง", "ช่องที่ลอง"})
_LEADS = (Role.MEASURE, Role.APPROACH, Role.STEPS, Role.RESULT)
_TELLS = (Role.ANALYSIS, Role.DEFECT)
_TICKED = (Role.PERIOD, Role.OUTCOME)
_SENTENCE = 40
_HEADING = re.compile(r"^(?:ส่วนที่|บทที่|ภาคผนวก|\d{1,2}[.)]|\(\d|ตาราง|ภาพที่|กราฟ)")
_PLACEHOLDER = re.compile(r"[(\[]?(?:โปรด)?(?:ระบุ|กรอก)[^)]{0,60}[)\]]?|ไม่มีข้อมูล|n/?a|tbd|x{2,}", re.IGNORECASE)
#: What marks the months of a measure in a plan drawn as a calendar.
_TICK = re.compile(r"[✓✔√☑✗●■◆★→↔⟷*/xX]|\d")
_WORD = re.compile("[ก-ฮA-Za-z]{2}|[ก-ฮ][ะ-ู]|[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Spot:
    """A text in a cell of a sheet (row and column from 0)."""

    grid: Grid
    row: int
    column: int
    text: str

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.grid.place(self.row, self.column)


@dataclass
class Entry:
    """One measure of a table, over as many rows as it takes: its cells by role, and what it is about."""

    row: int
    cells: dict[Role, list[Spot]] = field(default_factory=dict)
    subject: int | None = None


@dataclass
class Table:
    """A table of measures: the columns of each role, its header rows and its entries."""

    grid: Grid
    header: int
    columns: Mapping[Role, tuple[int, ...]]
    entries: list[Entry] = field(default_factory=list)

    @property
    def reports(self) -> bool:
        """Whether it tells what became of measures."""
        told = {Role.RESULT, Role.OUTCOME} & set(self.columns)
        return len(told) == 2 or bool(told and {Role.MEASURE, Role.APPROACH, Role.STEPS} & set(self.columns))

    @property
    def plans(self) -> bool:
        """Whether it tells which measures are to be taken."""
        named = Role.MEASURE in self.columns or Role.APPROACH in self.columns
        return named and not self.reports

    def empty(self, entry: Entry, role: Role) -> Place:
        """The cell where an entry should have something of this role."""
        column = self.columns.get(role, next(iter(self.columns.values())))[0]
        return self.grid.place(entry.row, column)

    def span(self, role: Role) -> Place:
        """The cells of a role."""
        spots = [spot for entry in self.entries for spot in entry.cells.get(role, ())]
        rows, columns = [one.row for one in spots], [one.column for one in spots]
        top = self.grid.top
        cells = area(min(rows) + top, min(columns), max(rows) + top, max(columns))
        first, _, last = cells.partition(":")
        return Place(self.grid.file, self.grid.name, first if first == last else cells)


@dataclass
class Material:
    """All of it.

    ``told`` holds, by subject, the cells that analyse it; ``lines`` what stands outside tables; ``names`` the sheets.
    """

    subjects: Subjects
    tables: list[Table] = field(default_factory=list)
    told: dict[int, list[Spot]] = field(default_factory=dict)
    lines: list[Spot] = field(default_factory=list)
    texts: list[Spot] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    @property
    def plans(self) -> list[Table]:
        """Tables of measures to be taken."""
        return [one for one in self.tables if one.plans and one.entries]

    @property
    def reports(self) -> list[Table]:
        """Tables of measures taken."""
        return [one for one in self.tables if one.reports and one.entries]


def gather(grids: Sequence[Grid], subjects: Subjects) -> Material:
    """Everything that the visible sheets say, without what a check has written before and what was only tried."""
    found = Material(subjects)
    for grid in grids:
        if not grid.hidden and not _no_content(grid):
            found.names.add(grid.name)
            _Walk(grid, found).go()
    return found


def filled(text: str) -> bool:
    """Whether a cell says anything: dashes, dots and "(ระบุ…)" do not."""
    plain = squash(text)
    return _WORD.search(plain) is not None and _PLACEHOLDER.fullmatch(plain) is None


def _no_content(grid: Grid) -> bool:
    """A checklist, a sheet of findings or of origins with their cells, or one to try scores in."""
    for row in range(min(len(grid.raw), 6)):
        words = {squash(cell) for cell in grid.rows[row] if isinstance(cell, str)}
        if any(one.startswith(squash(CHECKLIST_TITLE)) for one in words) or any(ours <= words for ours in _OURS):
            return True
    return False


class _Walk:
    """One sheet from top to bottom."""

    def __init__(self, grid: Grid, found: Material) -> None:
        self.grid = grid
        self.found = found
        self.table: Table | None = None
        self.subject: int | None = None
        self.gap = False
        self.below = {
            (row, left): (top, left) for top, left, bottom, _ in grid.merged for row in range(top + 1, bottom + 1)
        }
        self.wide = {(top, left): right for top, left, _, right in grid.merged if right > left}

    def go(self) -> None:
        for row in range(len(self.grid.raw)):
            cells = {at: cell for at, cell in enumerate(self.grid.rows[row]) if cell is not None}
            if not cells:
                self.gap = True
                continue
            self.found.texts += [self.spot(row, at, cell) for at, cell in cells.items() if isinstance(cell, str)]
            if columns := self.header(row, cells):
                self.open(row, columns)
            elif self.table is not None and self.belongs(cells):
                self.data(row, cells)
            else:
                self.table = None
                self.line(row, cells)
            self.gap = False

    def spot(self, row: int, at: int, cell: object) -> Spot:
        return Spot(self.grid, row, at, arabic_digits(str(cell)).replace("\n", " "))

    def header(self, row: int, cells: Mapping[int, object]) -> dict[Role, tuple[int, ...]]:
        """The columns of each role in a row of headers; empty for any other row."""
        columns: dict[Role, tuple[int, ...]] = {}
        count = 0
        for at, cell in cells.items():
            role = role_of(cell) if isinstance(cell, str) else None
            if role is not None:
                count += 1
                last = self.wide.get((row, at), at)
                columns[role] = (*columns.get(role, ()), *range(at, last + 1))
        numbers = any(_number(cell) for cell in cells.values())
        return columns if len(columns) > 1 and 2 * count >= len(cells) - 1 and not numbers else self.few(columns, count)

    @staticmethod
    def few(columns: dict[Role, tuple[int, ...]], count: int) -> dict[Role, tuple[int, ...]]:
        """Beside many columns of figures, two of words about defects and remedies are a header too."""
        return columns if count > 1 and len(columns) == 1 and Role.DEFECT in columns else {}

    def open(self, row: int, columns: dict[Role, tuple[int, ...]]) -> None:
        """Begin a table; a header repeated on the next page goes on with the same one."""
        before = self.found.tables[-1] if self.found.tables else None
        if before is not None and before.grid is self.grid and before.columns == columns:
            self.table = before
            return
        self.table = Table(self.grid, row, columns)
        self.found.tables.append(self.table)

    def belongs(self, cells: Mapping[int, object]) -> bool:
        """Whether a row still is of the table; behind an empty row only when it fills most of its columns."""
        assert self.table is not None
        own = [at for columns in self.table.columns.values() for at in columns]
        return not self.gap or (len(set(own) & set(cells)) >= 3 and 2 * len(cells) > len(self.table.columns))

    def data(self, row: int, cells: Mapping[int, object]) -> None:
        table = self.table
        assert table is not None
        subject_columns = table.columns.get(Role.SUBJECT, ())
        named = next(
            (
                (at, number)
                for at, cell in cells.items()
                if isinstance(cell, str) and (number := self.found.subjects.named(cell)) is not None
            ),
            None,
        )
        if named is not None:
            self.subject = named[1]
            own = {at for columns in table.columns.values() for at in columns} & (set(cells) - {named[0]})
            if named[0] not in subject_columns and len(own) < 2:
                return  # a heading between the rows
        elif self.heading(row, cells):
            return
        roles: dict[Role, list[Spot]] = {}
        for role, columns in table.columns.items():
            for at in columns:
                cell = self.grid.cell(*self.below.get((row, at), (row, at)))
                if cell is not None and (filled(str(cell)) or (role in _TICKED and _TICK.search(str(cell)))):
                    roles.setdefault(role, []).append(self.spot(row, at, cell))
        for spot in [*(each for role in _TELLS for each in roles.get(role, ())), *self.faultless(table, row, roles)]:
            number = self.subject if self.subject is not None else self.found.subjects.told(spot.text)
            if number is not None:
                self.found.told.setdefault(number, []).append(spot)
        self.enter(table, row, roles)

    def faultless(self, table: Table, row: int, roles: Mapping[Role, list[Spot]]) -> Iterator[Spot]:
        """A dash for the defects beside what is kept up: it was looked at, and none was found."""
        if roles.get(Role.MEASURE) or roles.get(Role.DEFECT):
            for at in table.columns.get(Role.DEFECT, ()):
                if self.grid.cell(row, at) == "-":
                    yield self.spot(row, at, "-")

    def heading(self, row: int, cells: Mapping[int, object]) -> bool:
        """A row with one text over the width of the table."""
        (at, *more) = cells
        return not more and self.wide.get((row, at), at) > at

    def enter(self, table: Table, row: int, roles: dict[Role, list[Spot]]) -> None:
        """A new entry where the leading column has something of its own, else more of the last one."""
        lead = next((role for role in _LEADS if role in table.columns), None)
        if lead is None or not roles:
            return
        own = [spot for spot in roles.get(lead, ()) if (spot.row, spot.column) not in self.below]
        others = set(roles) - {lead, Role.SUBJECT}
        if own or (not roles.get(lead) and len(others) >= (3 if table.entries else 2)):
            table.entries.append(Entry(row, subject=self.subject))
        elif not table.entries:
            return  # names of months or quarters below the header
        entry = table.entries[-1]
        for role, spots in roles.items():
            entry.cells.setdefault(role, []).extend(spots)
        if entry.subject is None:
            told = [self.found.subjects.told(spot.text) for spots in entry.cells.values() for spot in spots]
            entry.subject = next((one for one in told if one is not None), None)

    def line(self, row: int, cells: Mapping[int, object]) -> None:
        """A row outside tables: a heading, a sentence, a label with its value, or a row of scores."""
        if any(_number(cell) for cell in cells.values()):
            return
        spots = [self.spot(row, at, cell) for at, cell in cells.items()]
        self.found.lines += spots
        named = next((number for one in spots if (number := self.found.subjects.named(one.text)) is not None), None)
        if named is not None:
            self.subject = named
            return
        if len(spots) > 1:
            return
        text = spots[0].text
        if len(text) < _SENTENCE:
            self.subject = None if _HEADING.match(text) else self.subject
            return
        about = self.found.subjects.told(text)
        if about is None and not _HEADING.match(text):
            about = self.subject
        if about is not None and self.found.subjects.judged(text):
            self.found.told.setdefault(about, []).append(spots[0])


def _number(cell: object) -> bool:
    return isinstance(cell, Decimal) or (isinstance(cell, str) and parse_number(cell) is not None)


def places(spots: Sequence[Spot], most: int = 12) -> tuple[Place, ...]:
    """The cells of some texts, each once."""
    return tuple(dict.fromkeys(one.place for one in spots))[:most]


def sheets(spots: Sequence[Spot]) -> Iterator[str]:
    """The names of the sheets that texts stand on."""
    yield from dict.fromkeys(one.grid.name for one in spots)
