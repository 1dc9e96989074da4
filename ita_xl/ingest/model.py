"""What reading finds: tables with their columns, and figures gathered by agency and year."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum, StrEnum, auto
from typing import TYPE_CHECKING

from ita_xl.assessment import Figure, Wording
from ita_xl.findings import Finding, Severity
from ita_xl.ingest.labels import thai_side

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ita_xl.assessment import Kind
    from ita_xl.errors import Place
    from ita_xl.ingest.codes import Waiting
    from ita_xl.ingest.grid import Area, Cell, Grid
    from ita_xl.ingest.pinned import Pinned
    from ita_xl.ingest.planmodel import Plan
    from ita_xl.ingest.state import Known
    from ita_xl.ingest.unlettered import Unlettered
    from ita_xl.ingest.wide import Listing


class Role(Enum):
    """What the cells of a column are."""

    # Members are single, and columns are asked for by role in every row: the hash of an enum takes a call of its own.
    __hash__ = object.__hash__

    SCORE = auto()
    BEFORE = auto()
    CHANGE = auto()
    POINTS = auto()
    TOOL = auto()
    LEVEL = auto()
    PART = auto()
    YEAR = auto()
    AGENCY = auto()
    PROVINCE = auto()
    DISTRICT = auto()
    ORDER = auto()
    IGNORED = auto()


#: Roles of columns that hold figures or the words that go with them: what stands left of them are labels.
FIGURES = (Role.SCORE, Role.BEFORE, Role.CHANGE, Role.POINTS, Role.LEVEL)
VALUES = (Role.SCORE, Role.BEFORE, Role.CHANGE, Role.POINTS)


@dataclass(frozen=True, slots=True)
class RowKey:
    """What a row (or a column of figures) is about.

    ``mean`` marks a row of means, whose meaning hangs on the rows above. ``title`` is the printed name;
    ``clash`` the number that stands beside another indicator's name; ``part`` a part of EIT named in the row;
    ``number`` a bare number that may be the code of several items.
    """

    kind: Kind | None
    ref: str = ""
    title: str = ""
    part: int | None = None
    mean: bool = False
    foreign: bool = False
    clash: int | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its role; its part of EIT, year, agency and score, where its header names them."""

    role: Role
    part: int | None = None
    year: int | None = None
    text: str = ""
    agency: str = ""
    key: RowKey | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a header; ``scores`` tells a table of scores from any other one, ``rows`` how many rows it has."""

    columns: Mapping[int, Column]
    scores: bool
    indicators: bool
    rows: int = 1


class TableKind(StrEnum):
    """What a table is."""

    SCORES = "scores"
    AGENCIES = "agencies"
    PROSE = "prose"
    SURVEY = "survey"
    PLAN = "plan"
    RESULTS = "results"
    COUNTS = "counts"
    OTHER = "other"
    IGNORED = "ignored"
    LIBRARY = "library"
    UNITS = "units"
    LEFT = "left"


@dataclass
class Table:
    """A table as it was understood: where it stands, what its columns are and how much of it was read.

    ``labels`` holds the columns of names of rows where a map says them; ``pinned`` tells that a map says what it is.
    """

    grid: Grid
    kind: TableKind
    area: Area
    header: int | None = None
    columns: Mapping[int, Column] = field(default_factory=dict)
    year: int | None = None
    figures: int = 0
    labels: frozenset[int] = frozenset()
    pinned: bool = False

    def reach(self, row: int, filled: Sequence[int] | None = None) -> None:
        """Let the table reach down to a row; ``filled`` are its columns that are not empty, where they are known."""
        top, left, bottom, right = self.area
        if filled is None:
            filled = [at for at, cell in enumerate(self.grid.rows[row]) if cell is not None]
        self.area = (
            min(top, row), min([left, *filled[:1]]), max(bottom, row), max([right, *filled[-1:]]),
        )  # fmt: skip


@dataclass
class Bucket:
    """What a file says of one agency in one year."""

    agency: str = ""
    province: str = ""
    district: str = ""
    figures: list[Figure] = field(default_factory=list)
    foreign: list[Figure] = field(default_factory=list)
    points: list[Figure] = field(default_factory=list)
    titles: dict[str, Wording] = field(default_factory=dict)
    levels: list[Wording] = field(default_factory=list)
    clashes: list[tuple[RowKey, Figure]] = field(default_factory=list)
    problems: list[Finding] = field(default_factory=list)
    waiting: list[tuple[Grid, int, int, Kind, str]] = field(default_factory=list)

    @property
    def filled(self) -> bool:
        """Whether it holds any score."""
        return bool(self.figures or self.foreign or self.points or self.waiting)

    def grade(self, text: str, place: Place) -> None:
        """Note a printed level; the word for it in front is none of it."""
        self.levels.append(Wording(thai_side(text).strip(" “”\"'").removeprefix("ระดับ").strip(), place))

    def copy(self) -> Bucket:
        """One with lists of its own."""
        own = Bucket(self.agency, self.province, self.district)
        own.absorb(self)
        return own

    def absorb(self, other: Bucket) -> None:
        """Take in all that another one holds."""
        self.figures += other.figures
        self.foreign += other.foreign
        self.points += other.points
        self.titles |= other.titles
        self.levels += other.levels
        self.clashes += other.clashes
        self.problems += other.problems
        self.waiting += other.waiting

    def make(self) -> None:
        """Make the figures that wait as cells."""
        for grid, row, at, kind, ref in self.waiting:
            cell = grid.cell(row, at)
            if isinstance(cell, Decimal):
                self.figures.append(Figure(kind, ref, cell, grid.place(row, at), str(cell)))
        self.waiting = []


@dataclass
class Harvest:
    """What the sheets of a file gave: buckets by (squashed agency, year), problems of the whole, tables, and the rest.

    ``settled`` holds the rows whose code was ambiguous, with what they were taken for; ``pins`` the map to read by.
    """

    buckets: dict[tuple[str, int], Bucket] = field(default_factory=dict)
    problems: list[Finding] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    left: list[tuple[Grid, Area]] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    unruled: list[tuple[Grid, int, int, int]] = field(default_factory=list)
    listings: list[Listing] = field(default_factory=list)
    unlettered: list[Unlettered] = field(default_factory=list)
    settled: list[tuple[Grid, Waiting, RowKey | None]] = field(default_factory=list)
    pins: Pinned | None = None
    known: dict[tuple[object, ...], Known] = field(default_factory=dict)

    def bucket(self, agency: str, year: int, name: str = "") -> Bucket:
        """The bucket of an agency (squashed name, empty for the agency of the file) and a year."""
        own = self.buckets.get((agency, year))
        if own is None:
            own = self.buckets[agency, year] = Bucket(name)
        return own

    def problem(
        self, code: str, message: str, *cells: tuple[Grid, int, int], stated: object, cure: str, warning: bool = False
    ) -> None:
        """Note something that could not be read, with its cells."""
        places = tuple(grid.place(row, column) for grid, row, column in cells)
        self.note(code, message, places, stated=stated, cure=cure, severity=_severity(warning=warning))

    def note(
        self, code: str, message: str, places: Iterable[Place], *, stated: object, cure: str, severity: Severity
    ) -> None:
        """Note something about cells."""
        self.problems.append(Finding(code, severity, message, tuple(places), str(stated)[:40] or None, None, cure))


def _severity(*, warning: bool) -> Severity:
    return Severity.WARNING if warning else Severity.ERROR


class View:
    """A sheet while it is read: its rows as filled cells, each made once."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self._filled: dict[int, dict[int, Cell]] = {}

    def __len__(self) -> int:
        return len(self.grid.raw)

    def filled(self, row: int) -> dict[int, Cell]:
        """The cells of a row that are not empty, by column."""
        own = self._filled.get(row)
        if own is None:
            own = {at: cell for at, cell in enumerate(self.grid.rows[row]) if cell is not None}
            self._filled[row] = own
        return own
