"""Any workbook → Assessments: an agency's own file, a report pasted from elsewhere, a list of many agencies."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ita_xl import carried
from ita_xl.cells import area as range_of
from ita_xl.errors import InputError, Place
from ita_xl.framework import years
from ita_xl.ingest import identity, unlettered
from ita_xl.ingest.about import about
from ita_xl.ingest.brought import told_subjects
from ita_xl.ingest.collect import Assessments, Owner
from ita_xl.ingest.grid import Values, open_grids
from ita_xl.ingest.headers import year_in
from ita_xl.ingest.maps import load_map
from ita_xl.ingest.model import Harvest, Table, TableKind, View
from ita_xl.ingest.pinned import Pinned, not_found
from ita_xl.ingest.sheet import SheetReader
from ita_xl.ingest.units import holds_units
from ita_xl.recommendations.own import is_library
from ita_xl.thai import join_thai, normalise, squash

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from ita_xl.assessment import Assessment
    from ita_xl.findings import Finding
    from ita_xl.ingest.codes import Waiting
    from ita_xl.ingest.grid import Area, Grid
    from ita_xl.ingest.identity import Sheet
    from ita_xl.ingest.maps import Pins
    from ita_xl.ingest.model import RowKey
    from ita_xl.ingest.planmodel import Plan

__all__ = ["Left", "Reading", "load_map", "read", "understand"]

_FIRST_WORDS = 60
_MOST_CELLS = 100


@dataclass(frozen=True)
class Left:
    """Cells that nothing was made of: where they stand and how they begin."""

    sheet: str
    cells: str
    words: str


@dataclass(frozen=True)
class Reading:
    """A file as it was understood: tables, plans, what was left over, and the assessments, none without scores.

    ``kind`` (Thai) and ``province`` are of the one agency of the file; ``report_year`` and ``plan_year`` (B.E.) the
    years of its report and its measures, where it says them.
    """

    file: Path
    fiscal_year: int
    agency: str
    sheets: tuple[Grid, ...]
    tables: tuple[Table, ...]
    left: tuple[Left, ...]
    problems: tuple[Finding, ...]
    assessments: Sequence[Assessment]
    settled: tuple[tuple[Grid, Waiting, RowKey | None], ...] = ()
    pins: Pins | None = None
    plans: tuple[Plan, ...] = ()
    kind: str = ""
    province: str = ""
    report_year: int | None = None
    plan_year: int | None = None


def read(
    path: str | os.PathLike[str], *, fiscal_year: int | None = None, pins: Pins | None = None
) -> Sequence[Assessment]:
    """Read an agency's workbook, or a list of many agencies.

    Args:
        path: .xlsx, .xlsm, .xlsb, .xls, .ods, .csv or .tsv.
        fiscal_year: the year assessed (B.E.), when the workbook does not say it.
        pins: a map (:func:`load_map`) that corrects or pins the reading.

    Returns:
        The assessments of the file: one per agency and run of successive years, the last year first and the earlier
        ones as its ``previous``. Each is made when it is first asked for. What could not be read is in their
        ``problems``, by cell.

    Raises:
        InputError: E101-E105 for a file that cannot be opened, E106 without a year, E107 without scores.
        RulesError: E202 for a year that the package has no rules of.
    """
    return scored(path, fiscal_year=fiscal_year, pins=pins).assessments


def scored(
    path: str | os.PathLike[str] | Values, *, fiscal_year: int | None = None, pins: Pins | None = None
) -> Reading:
    """Read a file that must hold scores, and keep how it was understood; arguments and errors as for :func:`read`."""
    found = understand(path, fiscal_year=fiscal_year, pins=pins)
    if not found.assessments:
        raise no_scores(found)
    return found


def understand(
    path: str | os.PathLike[str] | Values, *, fiscal_year: int | None = None, pins: Pins | None = None
) -> Reading:
    """Read a file and keep how it was understood.

    Args:
        path: as for :func:`read`, or the values of a workbook that is open in a program.
        fiscal_year: as for :func:`read`.
        pins: as for :func:`read`.

    Raises:
        InputError: E101-E105 for a file that cannot be opened, E106 without a year.
        RulesError: E202 for a year that the package has no rules of.
    """
    file = Path(str(path))
    opened = open_grids(path if isinstance(path, Values) else file)
    # An agency's own recommendations name scores, years and other agencies, its units are agencies by their names:
    # they are read by ita_xl.ownlibrary and ita_xl.ingest.units.
    kinds = [(grid, _apart(grid)) for grid in opened]
    grids = tuple(grid for grid, kind in kinds if kind is None) or opened
    sheets = [identity.sheet_of(grid) for grid in grids]
    brought = identity.brought(grids)
    own_sheets = [sheet for sheet in sheets if sheet.grid.name not in brought]
    year = fiscal_year or (pins and pins.fiscal_year) or _year(own_sheets, file)
    # Measures that came from an older workbook speak of the items of its year.
    older = next((sheet.labelled for sheet in sheets if sheet.grid.name == carried.PLAN), None) or year
    found = Harvest(pins=None if pins is None else Pinned(pins, year))
    found.tables += [Table(grid, kind, _whole(grid)) for grid, kind in kinds if kind and grids is not opened]
    loose = not any(sheet.scores for sheet in sheets)
    names = [identity.agency_of_sheet(grid) for grid in grids]
    again = identity.retold(grids) | brought
    several = len({identity.agency_key(name) for name in names if name}) > 1 and not (pins and pins.agency)
    for grid, sheet, name in zip(grids, sheets, names, strict=True):
        own = None if grid.name in again else _year_of(sheet, sheets, year)
        if found.pins is not None:
            if found.pins.ignores(grid.name):
                found.tables.append(Table(grid, TableKind.IGNORED, _whole(grid), pinned=True))
                continue
            own = year if own is None and found.pins.names(grid.name) else own
        if own is not None:
            SheetReader(View(grid), own, found, agency=name if several else "", loose=loose).read()
        elif any(cell is not None for cells in grid.rows for cell in cells):
            # Of a sheet about a later year, or one that tells again what another holds, only plans are kept.
            _plans_only(grid, older if grid.name in brought else year, found)
    if brought:
        found.plans = told_subjects(found.plans)
    if found.unlettered:
        unlettered.settle(found)
    _note_unruled(found)
    _note_uncomputed(found, grids)
    if pins is not None and found.pins is not None:
        found.problems += [not_found(pin, pins.file) for pin in found.pins.unused()]
    telling = [grid for grid in grids if grid.name not in again]
    owner = _owner(telling, file, pins, several=several)
    if not owner.agency and (name := _only(found)):
        owner = replace(owner, agency=name)
    told = about(telling, found, file, agency=owner.agency, province=owner.province, year=year)
    if told.single:
        owner = replace(owner, province=told.province)
    return Reading(
        file,
        year,
        owner.agency,
        opened,
        tuple(found.tables),
        tuple(_left(grid, area) for grid, area in found.left),
        tuple(found.problems),
        Assessments(found, owner),
        tuple(found.settled),
        pins,
        tuple(found.plans),
        told.kind,
        told.province,
        told.report_year,
        told.plan_year,
    )


def _apart(grid: Grid) -> TableKind | None:
    """What a sheet is that is read by its own, not with the scores."""
    if is_library(grid.name):
        return TableKind.LIBRARY
    if squash(grid.name) == squash(carried.LEFT):
        return TableKind.LEFT
    return TableKind.UNITS if holds_units(grid) else None


def _plans_only(grid: Grid, year: int, found: Harvest) -> None:
    """Keep the plans of a sheet that is not read for its scores; all else of it is left."""
    own = Harvest()
    SheetReader(View(grid), year, own, loose=False).read()
    if not own.plans:
        found.left.append((grid, _whole(grid)))
        return
    scored = [table for table in own.tables if table.kind in (TableKind.SCORES, TableKind.AGENCIES)]
    found.plans += own.plans
    found.tables += [table for table in own.tables if table not in scored]
    found.left += [*own.left, *((table.grid, table.area) for table in scored)]


def _note_unruled(found: Harvest) -> None:
    """Say which figures are of years that have no rules, and so of no assessment."""
    cells = list(found.unruled)
    for listing in found.listings:
        for line in listing.lines:
            for at in listing.figure_columns if line.year is not None and line.year not in years() else ():
                if listing.grid.cell(line.row, at) is not None:
                    cells.append((listing.grid, line.row, at, int(line.year or 0)))
    if cells:
        named = join_thai([str(year) for year in sorted({year for *_, year in cells})])
        found.problem(
            "R111",
            f"คะแนน {len(cells)} ช่องเป็นของปี พ.ศ. {named} ซึ่งไม่มีหลักเกณฑ์ในโปรแกรม จึงไม่นำมาใช้",
            *((grid, row, at) for grid, row, at, _ in cells[:_MOST_CELLS]),
            stated=named,
            cure=f"โปรแกรมมีหลักเกณฑ์ของปี พ.ศ. {min(years())}–{max(years())} หากปีพิมพ์ผิดให้แก้ในแฟ้ม",
            warning=True,
        )


def _note_uncomputed(found: Harvest, grids: Sequence[Grid]) -> None:
    """Say which cells are empty because nobody has computed their formula."""
    cells = [(grid, *at) for grid in grids for at in grid.uncomputed]
    if cells:
        sheets = join_thai([f"“{name}”" for name in dict.fromkeys(grid.name for grid, *_ in cells)])
        found.problem(
            "R112",
            f"สูตร {len(cells)} ช่องในแผ่นงาน {sheets} ยังไม่มีค่าที่คำนวณไว้ จึงอ่านเป็นช่องว่าง",
            *cells[:_MOST_CELLS],
            stated="",
            cure="เปิดแฟ้มใน Excel ให้คำนวณสูตร บันทึก แล้วสั่งใหม่",
            warning=True,
        )


def _owner(grids: Sequence[Grid], file: Path, pins: Pins | None, *, several: bool) -> Owner:
    """The agency and the province of the file, as the map says or else the file."""
    agency = (pins and pins.agency) or ("" if several else identity.agency_of(grids))
    return Owner(agency, (pins and pins.province) or identity.province_of(grids), str(file))


def _only(found: Harvest) -> str:
    """The one agency that the tables name, where a title names none; empty where there are several."""
    lines = [line.agency for listing in found.listings for line in listing.lines[:2] if line.agency]
    named = {
        identity.agency_key(name): name
        for name in [*lines, *(one.agency for one in found.buckets.values() if one.agency)]
    }
    return normalise(next(iter(named.values()))) if len(named) == 1 else ""


def _whole(grid: Grid) -> Area:
    """All of a sheet."""
    return 0, 0, max(len(grid.raw) - 1, 0), max((len(cells) for cells in grid.raw), default=1) - 1


def _left(grid: Grid, area: Area) -> Left:
    top, left, bottom, right = area
    cells = (cell for row in range(top, bottom + 1) for cell in grid.rows[row] if cell is not None)
    where = range_of(grid.top + top, left, grid.top + bottom, right)
    return Left(grid.name, where, str(next(cells, ""))[:_FIRST_WORDS])


def _year_of(sheet: Sheet, sheets: Sequence[Sheet], year: int) -> int | None:
    """The year whose figures a sheet holds; ``None`` for a sheet about a later year."""
    if sheet.previous:
        return sheet.year or year - 1
    if sheet.year is None or sheet.year == year:
        return year
    another = any(other is not sheet and other.year in (None, year) for other in sheets)
    if sheet.year < year and another:
        return sheet.year
    return None if sheet.labelled else year


def _year(sheets: Sequence[Sheet], file: Path) -> int:
    """The year assessed: what a sheet of scores says of itself, then what stands beside the label, then column headers.

    Of several years the latest is the year assessed, the others are years before; a plan names the year after.
    """
    own = [sheet for sheet in sheets if not sheet.previous]
    scored = [sheet for sheet in own if sheet.scores]
    guesses: list[set[int | None]] = [
        {sheet.labelled for sheet in scored},
        {sheet.labelled for sheet in own},
        {*(year for sheet in scored for year in sheet.columns)},
        {sheet.year for sheet in scored},
        {year_in(file.stem)},
        {sheet.year for sheet in own},
        {*(year for sheet in own for year in sheet.rows)},
        {*(year for sheet in own for year in sheet.told)},
    ]
    named = [{year for year in guess if year is not None} for guess in guesses]
    if any(named):
        # A year with rules goes before one without: a workbook may hold other assessments too.
        ruled = [guess & set(years()) for guess in named]
        return max(next(guess for guess in (*ruled, *named) if guess))
    raise InputError(
        "E106",
        f"ไม่พบปีงบประมาณที่ประเมินในแฟ้ม “{file.name}”",
        cure="เพิ่มช่อง “ปีงบประมาณ” กับปี เช่น 2568 ในแผ่นงาน หรือสั่งด้วย --year 2568",
        place=Place(file.name, sheets[0].grid.name),
    )


def no_scores(found: Reading) -> InputError:
    """What is said of a file that has no scores: E107."""
    who = f" ของ{found.agency}" if found.agency else ""
    problems = f" (พบช่องที่อ่านไม่ได้ {len(found.problems)} ช่อง)" if found.problems else ""
    return InputError(
        "E107",
        f"แฟ้ม “{found.file.name}”{who} ปีงบประมาณ พ.ศ. {found.fiscal_year} ไม่มีคะแนนให้คำนวณ{problems}",
        cure="ตรวจว่าเป็นแฟ้มผลคะแนน และตารางมีรหัสข้อหรือชื่อตัวชี้วัดกับคอลัมน์ “คะแนน” หรือกรอกคะแนนในแฟ้มที่สร้างด้วยคำสั่ง ita-xl new",
        place=Place(found.file.name),
    )
