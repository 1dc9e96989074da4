"""A file as it was understood, laid out for people: tables, what each column means, how sure that is, what is left."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from ita_xl.assessment import Kind
from ita_xl.cells import area as range_of
from ita_xl.cells import letters, position
from ita_xl.findings import Severity
from ita_xl.framework import load
from ita_xl.ingest import Left
from ita_xl.ingest.headers import column_of, label_column
from ita_xl.ingest.meanings import LABEL, meaning_of
from ita_xl.ingest.model import FIGURES, VALUES, Role, TableKind
from ita_xl.ingest.values import number_of
from ita_xl.thai import arabic_digits

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from ita_xl.assessment import Assessment, Figure
    from ita_xl.findings import Finding
    from ita_xl.framework import Framework
    from ita_xl.ingest import Reading
    from ita_xl.ingest.grid import Area, Cell, Grid
    from ita_xl.ingest.model import Column, RowKey, Table

#: A cell of a sheet: its name, and row and column from 0.
_Cell = tuple[str, int, int]

_KINDS = {
    TableKind.SCORES: "ตารางคะแนน",
    TableKind.AGENCIES: "ตารางที่คอลัมน์เป็นคะแนน",
    TableKind.PROSE: "บรรทัดหรือข้อความนอกตาราง",
    TableKind.SURVEY: "ตารางคำตอบแบบสอบถาม",
    TableKind.PLAN: "ตารางแผนหรือมาตรการ",
    TableKind.RESULTS: "ตารางผลการดำเนินการ",
    TableKind.COUNTS: "ตารางจำนวน",
    TableKind.OTHER: "ตารางอื่นที่ไม่มีคอลัมน์คะแนน",
    TableKind.IGNORED: "ไม่อ่านตามแฟ้มแผนที่",
    TableKind.LIBRARY: "คลังข้อเสนอแนะของหน่วยงาน",
    TableKind.UNITS: "รายชื่อส่วนราชการของหน่วยงาน",
    TableKind.LEFT: "รายการที่ไม่ได้ยกมาจากแฟ้มปีก่อน",
}
_ROLES = {
    Role.SCORE: "คะแนน",
    Role.BEFORE: "คะแนนปีก่อน",
    Role.CHANGE: "ผลต่างจากปีก่อน",
    Role.POINTS: "คะแนนถ่วงน้ำหนัก",
    Role.TOOL: "คะแนนเครื่องมือ",
    Role.LEVEL: "ระดับ",
    Role.PART: "ส่วนที่ของ EIT",
    Role.YEAR: "ปี",
    Role.AGENCY: "หน่วยงาน",
    Role.PROVINCE: "จังหวัด",
    Role.DISTRICT: "อำเภอ",
    Role.ORDER: "ลำดับ",
    Role.IGNORED: "ไม่ใช้",
}
#: Problems that only say how something was read.
_ASSUMED = {"R105": "อ่านช่องเปอร์เซ็นต์เป็นร้อยละ", "R109": "มีคะแนนถ่วงน้ำหนัก"}
_SCORED = (TableKind.SCORES, TableKind.AGENCIES)
#: Sheets that are known by their names and read by others.
_APART = (TableKind.LIBRARY, TableKind.UNITS, TableKind.LEFT)
_WITHOUT_COLUMNS = (TableKind.IGNORED, *_APART)
_FIRST_WORDS = 60
_YEARS = ((2550, 2600), (2010, 2050))


class Confidence(StrEnum):
    """How sure a reading is: nothing was assumed, something was, or a person should look."""

    SURE = "sure"
    INFERRED = "inferred"
    CHECK = "check"

    @property
    def thai(self) -> str:
        """The word on screens."""
        return {"sure": "แน่ใจ", "inferred": "อนุมาน", "check": "ต้องตรวจ"}[self.value]


@dataclass(frozen=True)
class ColumnSeen:
    """A column of a table: its letters, the words of its header, and its meaning for a map and in Thai."""

    letters: str
    header: str
    meaning: str
    thai: str


@dataclass(frozen=True)
class TableSeen:
    """A table, or the lines of a sheet around its tables, as understood; ``figures`` were read of it."""

    cells: str
    kind: TableKind
    year: int | None
    columns: tuple[ColumnSeen, ...]
    figures: int
    confidence: Confidence
    reasons: tuple[str, ...]
    problems: tuple[Finding, ...]
    pinned: bool = False

    @property
    def thai(self) -> str:
        """What kind of table it is."""
        return _KINDS[self.kind]

    @property
    def scored(self) -> bool:
        """Whether tables of this kind hold scores."""
        return self.kind in _SCORED


@dataclass(frozen=True)
class SheetSeen:
    """A sheet: its tables, and its cells that nothing was made of."""

    name: str
    hidden: bool
    tables: tuple[TableSeen, ...]
    left: tuple[Left, ...]


@dataclass(frozen=True)
class FigureSeen:
    """One figure, what it is about in Thai, and what was done to the printed text; ``used`` unless it is no score."""

    agency: str
    fiscal_year: int
    subject: str
    figure: Figure
    done: str
    used: bool = True


@dataclass(frozen=True)
class Inspection:
    """A file as it was understood; ``problems`` are all of the file, also those that stand in no table."""

    reading: Reading
    sheets: tuple[SheetSeen, ...]
    figures: tuple[FigureSeen, ...]
    problems: tuple[Finding, ...]


def inspect(found: Reading) -> Inspection:
    """Lay out a reading (:func:`ita_xl.ingest.understand`).

    >>> from ita_xl.ingest import understand
    >>> seen = inspect(understand("workbooks/samples/pa-phlu-2568.xlsx"))
    >>> table = seen.sheets[2].tables[0]
    >>> table.cells, table.thai, table.figures, table.confidence.thai, table.columns[1].meaning
    ('A4:F20', 'ตารางคะแนน', 11, 'แน่ใจ', 'score')
    """
    years = [year for one in found.assessments for year in _years(one)]
    problems = tuple(dict.fromkeys((*found.problems, *(each for year in years for each in year.problems))))
    figures = tuple(_figures(years, found, problems))
    layout = _Layout(found, figures, problems, years)
    names = dict.fromkeys(grid.name for grid in found.sheets)
    return Inspection(found, tuple(layout.sheet(name) for name in names), figures, problems)


def difference(one: Reading, other: Reading) -> list[str]:
    """The cells that two readings of a file read differently, as labels ("สรุป!C4")."""
    found = []
    for reading in (one, other):
        years = (year for last in reading.assessments for year in _years(last))
        found.append(
            {
                (year.agency, year.fiscal_year, figure)
                for year in years
                for figure in (*year.figures, *year.foreign, *year.points)
            }
        )
    return sorted({figure.place.label for *_, figure in found[0] ^ found[1]})


def _years(last: Assessment) -> Iterator[Assessment]:
    one: Assessment | None = last
    while one is not None:
        yield one
        one = one.previous


# -- figures ---------------------------------------------------------------------------------------------------------


def _figures(years: Sequence[Assessment], found: Reading, problems: Sequence[Finding]) -> Iterator[FigureSeen]:
    """Every figure of the file: scores, then those under codes of another year, then weighted points."""
    codes: dict[tuple[str, str], list[str]] = {}
    for problem in problems:
        for place in problem.places:
            codes.setdefault((place.sheet, place.cell), []).append(problem.code)
    guessed = {(grid.name, grid.top + one.row): one.key for grid, one, key in found.settled if key is not None}
    for one in years:
        framework = load(one.fiscal_year)
        groups = ((one.figures, ""), (one.foreign, "รหัสนี้ไม่มีในปีนี้ จึงไม่นำมาคำนวณ"), (one.points, "คะแนนถ่วงน้ำหนัก"))
        for group, why_not in groups:
            for figure in group:
                place = figure.place
                key = guessed.get((place.sheet, position(place.cell)[0]))
                done = [figure.note, why_not, _reading_of(figure), _guess(figure, key)]
                done += [f"[{code}]" for code in dict.fromkeys(codes.get((place.sheet, place.cell), ()))]
                words = " · ".join(word for word in done if word)
                subject = subject_in_thai(figure, framework)
                yield FigureSeen(one.agency, one.fiscal_year, subject, figure, words, not why_not)


def subject_in_thai(figure: Figure, framework: Framework) -> str:
    """What a figure is the score, or the change, of."""
    return _score_in_thai(figure.kind, figure.ref, framework) + (" (ผลต่าง)" if figure.change else "")


def _score_in_thai(kind: Kind, ref: str, framework: Framework) -> str:
    if kind is Kind.ITEM:
        return f"ข้อ {framework.item_label(ref)}"
    if kind is Kind.TOOL:
        return framework.label(ref)
    number, _, part = ref.partition(":")
    return f"ตัวชี้วัดที่ {number}{f' ส่วนที่ {part}' if part else ''}" if number else "ภาพรวม"


def _reading_of(figure: Figure) -> str:
    """How the text of a cell became a number, where it is not the number itself."""
    plain = arabic_digits(figure.text.strip())
    try:
        same = bool(plain) and Decimal(plain).is_finite()
    except ArithmeticError:
        same = False
    if same:
        return "" if plain == figure.text.strip() else "อ่านเลขไทย"
    return "อ่านตัวเลขจากข้อความ"


def _guess(figure: Figure, key: RowKey | None) -> str:
    if key is None or figure.kind is not Kind.ITEM:
        return ""
    return f"อนุมานว่าเลข {key.number} คือข้อ {figure.ref.partition(':')[0]}"


# -- sheets ----------------------------------------------------------------------------------------------------------


class _Layout:
    """What stands where: the tables of each row of a sheet, and the cells that something was made of."""

    def __init__(
        self,
        found: Reading,
        figures: Sequence[FigureSeen],
        problems: Sequence[Finding],
        years: Sequence[Assessment],
    ) -> None:
        self.found = found
        self.firsts = [_first_figures(table) for table in found.tables]
        self.rows: dict[tuple[str, int], list[int]] = {}
        for at, table in enumerate(found.tables):
            for row in range(table.area[0], table.area[2] + 1):
                self.rows.setdefault((table.grid.name, table.grid.top + row), []).append(at)
        self.counts: dict[int, dict[int, int]] = {}
        self.outside: dict[str, set[tuple[int, int]]] = {}
        self.used: set[_Cell] = set()
        for cell in {_cell(one.figure.place.sheet, one.figure.place.cell) for one in figures}:
            self._count(cell)
        self.problems: dict[int, list[Finding]] = {}
        self.aside: dict[str, list[Finding]] = {}
        for problem in problems:
            self._note(problem)
        self.used |= {_cell(word.place.sheet, word.place.cell) for one in years for word in one.levels}

    def _count(self, cell: _Cell) -> None:
        self.used.add(cell)
        at = self._table_at(cell)
        if at is None:
            self.outside.setdefault(cell[0], set()).add(cell[1:])
        else:
            own = self.counts.setdefault(at, {})
            own[cell[2]] = own.get(cell[2], 0) + 1

    def _note(self, problem: Finding) -> None:
        cells = [_cell(place.sheet, place.cell) for place in problem.places if place.cell]
        self.used.update(cells)
        tables = dict.fromkeys(at for cell in cells if (at := self._table_at(cell)) is not None)
        for at in tables:
            self.problems.setdefault(at, []).append(problem)
        if not tables:
            for name in dict.fromkeys(cell[0] for cell in cells):
                self.aside.setdefault(name, []).append(problem)

    def _table_at(self, cell: _Cell) -> int | None:
        name, row, column = cell
        tables = self.found.tables
        own = (at for at in self.rows.get((name, row), ()) if tables[at].area[1] <= column <= tables[at].area[3])
        return next(own, None)

    def sheet(self, name: str) -> SheetSeen:
        """One sheet of the file; it may have been read in parts."""
        grids = [grid for grid in self.found.sheets if grid.name == name]
        unused = {cell: text for grid in grids for cell, text in self._unused(grid)}
        idle: dict[int, set[int]] = {}
        for row, column in unused:
            if (number := self._table_at((name, row, column))) is not None:
                idle.setdefault(number, set()).add(column)
        own = [(at, table) for at, table in enumerate(self.found.tables) if table.grid.name == name]
        own.sort(key=lambda one: (one[1].grid.top + one[1].area[0], one[1].area[1]))
        tables = [self._table(at, table, idle.get(at, set())) for at, table in own]
        aside = self.outside.get(name, set())
        if aside or name in self.aside:
            tables.append(self._lines(aside, self.aside.get(name, [])))
        left = [one for one in self.found.left if one.sheet == name]
        left += [Left(name, range_of(*one), unused[one[0], one[1]]) for one in _rectangles(unused)]
        return SheetSeen(name, any(grid.hidden for grid in grids), tuple(tables), tuple(left))

    def _table(self, at: int, table: Table, idle: Collection[int]) -> TableSeen:
        problems = tuple(self.problems.get(at, ()))
        columns = tuple(_columns(table, self.found.fiscal_year)) if table.kind not in _WITHOUT_COLUMNS else ()
        counts = self.counts.get(at, {})
        idle = [one for one in sorted(idle) if one not in counts]
        confidence, reasons = self._confidence(table, problems, idle)
        top, left, bottom, right = table.area
        cells = range_of(table.grid.top + top, left, table.grid.top + bottom, right)
        year = table.year if table.kind in _SCORED else None
        return TableSeen(
            cells, table.kind, year, columns, sum(counts.values()), confidence, reasons, problems, table.pinned
        )

    def _confidence(
        self, table: Table, problems: Sequence[Finding], idle: Sequence[int]
    ) -> tuple[Confidence, tuple[str, ...]]:
        """How sure a table is; ``idle`` are its columns with numbers none of which was used."""
        asked = _questions(problems)
        doubts = [f"มีข้อที่ต้องตรวจ {', '.join(asked)}"] if asked else []
        nameless = [at for at in idle if (one := table.columns.get(at)) and one.role in VALUES and one.key is None]
        if nameless and table.kind is TableKind.AGENCIES:
            doubts.append(f"ไม่ทราบว่าคอลัมน์ {', '.join(map(letters, nameless))} เป็นคะแนนอะไร")
        aside = [] if table.pinned else _put_aside(table)
        read = {one.text for one in table.columns.values() if one.role in VALUES}
        if same := [at for at in aside if table.columns[at].text in read]:
            doubts.append(f"คอลัมน์ {', '.join(map(letters, same))} มีหัวตารางเหมือนคอลัมน์ที่อ่าน แต่ไม่ได้ใช้")
        if doubts:
            return Confidence.CHECK, tuple(doubts)
        top, _, bottom, _ = table.area
        unused = ", ".join(map(letters, sorted({*idle, *aside})))
        reasons = [f"ไม่ได้ใช้ตัวเลขในคอลัมน์ {unused}"] if unused else []
        reasons += [words for code, words in _ASSUMED.items() if any(one.code == code for one in problems)]
        if any(
            grid.name == table.grid.name and key is not None and top <= grid.top + one.row - table.grid.top <= bottom
            for grid, one, key in self.found.settled
        ):
            reasons.append("รหัสข้อบางข้ออนุมานจากชื่อข้อหรือแถวข้างเคียง")
        if table.kind not in (*_SCORED, *_APART) and not table.pinned:
            reasons.append("รู้จากคำในหัวตาราง")
        if reasons:
            return Confidence.INFERRED, tuple(reasons)
        return Confidence.SURE, ("ตามแฟ้มแผนที่",) if table.pinned else ()

    def _lines(self, cells: Collection[tuple[int, int]], problems: Sequence[Finding]) -> TableSeen:
        """The figures of a sheet that stand in no table, and the problems there."""
        asked = _questions(problems)
        named = {position(place.cell) for one in problems for place in one.places if place.cell}
        where = ", ".join(range_of(*one) for one in _rectangles(cells or named))
        confidence = Confidence.CHECK if asked else Confidence.INFERRED
        why = f"มีข้อที่ต้องตรวจ {', '.join(asked)}" if asked else "รู้จากคำในบรรทัด ไม่มีหัวตาราง"
        return TableSeen(where, TableKind.PROSE, None, (), len(cells), confidence, (why,), tuple(problems))

    # -- what is left ------------------------------------------------------------------------------------------------

    def _unused(self, grid: Grid) -> Iterator[tuple[tuple[int, int], str]]:
        """Numbers that were looked at and not used, in tables of scores and around them, with the words beside them."""
        if any(one.sheet == grid.name and one.cells == range_of(*_whole(grid)) for one in self.found.left):
            return
        idle = [_box(one.cells) for one in self.found.left if one.sheet == grid.name]
        rows_left = {row for top, _, bottom, _ in idle for row in range(top, bottom + 1)}
        for row, raw in enumerate(grid.raw):
            if grid.top + row in rows_left or not any(_maybe_number(value) for value in raw):
                continue
            for at, cell in enumerate(grid.rows[row]):
                if cell is not None and self._is_unused(grid, row, at, cell):
                    label = str(next(other for other in grid.rows[row] if other is not None))
                    words = str(cell) if label == str(cell) else f"{label[: _FIRST_WORDS // 2]} | {cell}"
                    yield (grid.top + row, at), words[:_FIRST_WORDS]

    def _is_unused(self, grid: Grid, row: int, at: int, cell: Cell) -> bool:
        place = (grid.name, grid.top + row, at)
        if (
            place in self.used
            or (number := number_of(cell)) is None
            or any(low < number < high for low, high in _YEARS)
        ):
            return False
        number_of_table = self._table_at(place)
        if number_of_table is None:
            # A whole number at the beginning of a line counts lines, or is part of a label.
            return at > min(one for one, other in enumerate(grid.rows[row]) if other is not None)
        table = self.found.tables[number_of_table]
        first = self.firsts[number_of_table]
        column = table.columns.get(at)
        aside = column is not None and column.role not in (*VALUES, Role.TOOL)
        label = at in table.labels or (table.kind is TableKind.SCORES and at < first)
        return table.kind in _SCORED and row > (table.header or table.area[0] - 1) and not aside and not label


def _maybe_number(value: object) -> bool:
    return value != "" and (not isinstance(value, str) or any(sign.isdecimal() for sign in value[:40]))


def _whole(grid: Grid) -> Area:
    return 0, 0, max(len(grid.raw) - 1, 0), max((len(cells) for cells in grid.raw), default=1) - 1


def _questions(problems: Iterable[Finding]) -> list[str]:
    """Codes of the problems that a person should look at."""
    asked = (one.code for one in problems if one.severity is not Severity.INFO and one.code not in _ASSUMED)
    return list(dict.fromkeys(asked))


def _cell(sheet: str, cell: str) -> _Cell:
    return (sheet, *position(cell))


def _box(cells: str) -> Area:
    first, _, last = cells.partition(":")
    return *position(first), *position(last or first)


def _rectangles(cells: Collection[tuple[int, int]]) -> list[Area]:
    """The cells as few rectangles: runs of a row, those of rows below one another with the same columns as one."""
    runs: list[Area] = []
    for row, at in sorted(cells):
        if runs and runs[-1][0] == row and runs[-1][3] == at - 1:
            runs[-1] = (row, runs[-1][1], row, at)
        else:
            runs.append((row, at, row, at))
    open_: dict[tuple[int, int], int] = {}
    found: list[Area] = []
    for row, left, _, right in runs:
        before = open_.get((left, right))
        if before is not None and found[before][2] == row - 1:
            found[before] = (found[before][0], left, row, right)
        else:
            open_[left, right] = len(found)
            found.append((row, left, row, right))
    return found


# -- columns ---------------------------------------------------------------------------------------------------------


def _put_aside(table: Table) -> list[int]:
    """The columns that are called scores, too, but of which others were taken for them."""
    own = ((at, column_of(one.text)) for at, one in table.columns.items() if one.role is Role.IGNORED)
    return [at for at, one in own if one is not None and one.role in (Role.SCORE, Role.BEFORE)]


def _first_figures(table: Table) -> int:
    """The first column of figures; what stands left of it in a table of scores are labels."""
    return min((at for at, one in table.columns.items() if one.role in FIGURES), default=0)


def _columns(table: Table, year: int) -> Iterator[ColumnSeen]:
    """The columns of a table with their meaning, as far as they have a header or a meaning."""
    heads = _heads(table)
    first = _first_figures(table)
    framework = load(table.year or year)
    for at in sorted({*heads, *table.columns, *table.labels}):
        column, head = table.columns.get(at), heads.get(at, "")
        if column is None and table.kind is TableKind.SCORES and not table.pinned:
            column = next((own for own in (label_column(head),) if own is not None and at < first), None)
        if column is not None:
            yield ColumnSeen(letters(at), head, meaning_of(column, year), _in_thai(column, framework))
        elif at in table.labels or (table.kind is TableKind.SCORES and at < first and not table.labels):
            yield ColumnSeen(letters(at), head, LABEL, "ชื่อหรือรหัสของแถว")
        else:
            yield ColumnSeen(letters(at), head, "", "ไม่ได้อ่าน" if table.kind in _SCORED else "")


def _heads(table: Table) -> Mapping[int, str]:
    """The words of the header by column, from the top row down."""
    words: dict[int, list[str]] = {}
    for row in range(table.area[0], table.header + 1) if table.header is not None else ():
        for at, cell in enumerate(table.grid.rows[row]):
            if cell is not None and table.area[1] <= at <= table.area[3]:
                words.setdefault(at, []).append(" ".join(str(cell).split()))
    return {at: " / ".join(own)[:_FIRST_WORDS] for at, own in words.items()}


def _in_thai(column: Column, framework: Framework) -> str:
    words = [_ROLES[column.role]]
    key = column.key if column.role in VALUES else None
    if key is not None and key.kind is not None:
        words.append(_score_in_thai(key.kind, key.ref, framework))
    if column.part and not (key is not None and key.ref.endswith(str(column.part))):
        words.append(f"ส่วนที่ {column.part}")
    if column.year is not None:
        words.append(f"ปี พ.ศ. {column.year}")
    if column.agency:
        words.append(f"ของ{column.agency}")
    return " ".join(words)
