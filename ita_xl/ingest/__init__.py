"""Any workbook → Assessment. This form reads the project's own input workbook and plain tables."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ita_xl.assessment import Assessment
from ita_xl.errors import InputError, Place
from ita_xl.framework import load, years
from ita_xl.ingest import identity
from ita_xl.ingest.grid import open_grids
from ita_xl.ingest.headers import year_in
from ita_xl.ingest.tables import Harvest, harvest, settle_clashes

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from ita_xl.ingest.identity import Sheet

__all__ = ["read"]


def read(path: str | os.PathLike[str], *, fiscal_year: int | None = None) -> tuple[Assessment, ...]:
    """Read an agency's workbook.

    Args:
        path: .xlsx, .xlsm, .xlsb, .xls or .ods.
        fiscal_year: the year assessed (B.E.), when the workbook does not say it.

    Returns:
        The assessments of the workbook. What could not be read is in their ``problems``, by cell.

    Raises:
        InputError: E101-E105 for a file that cannot be opened, E106 without a year, E107 without scores.
        RulesError: E202 for a year that the package has no rules of.
    """
    file = Path(path)
    grids = open_grids(file)
    sheets = [identity.sheet_of(grid) for grid in grids]
    year = fiscal_year or _year(sheets, file)
    framework = load(year)
    now, before = Harvest(), Harvest()
    loose = not any(sheet.scores for sheet in sheets)
    for sheet in sheets:
        elder = sheet.year is not None and sheet.year < year and _another_has(sheets, sheet, year)
        if sheet.previous or elder:
            if sheet.year in (None, year - 1) and year - 1 in years():
                harvest(sheet.grid, load(year - 1), before, loose=loose)
                before.levels += identity.levels_of(sheet.grid, load(year - 1))
        elif sheet.year in (None, year) or not sheet.labelled:
            harvest(sheet.grid, framework, now, loose=loose)
            now.levels += identity.levels_of(sheet.grid, framework)
    settle_clashes(now, framework)
    agency, province = identity.agency_of(grids), identity.province_of(grids)
    if not now.now and not now.foreign:
        raise _no_scores(file, agency, year, now)
    previous = _previous(now, before, year - 1)
    return (
        Assessment(
            fiscal_year=year,
            agency=agency,
            province=province,
            figures=tuple(now.now),
            levels=tuple(dict.fromkeys(now.levels)),
            titles=now.titles,
            foreign=tuple(now.foreign),
            problems=tuple(now.problems),
            previous=None if previous is None else replace(previous, agency=agency, province=province, file=str(file)),
            file=str(file),
        ),
    )


def _another_has(sheets: Sequence[Sheet], sheet: Sheet, year: int) -> bool:
    """Whether some other sheet is the one of the year assessed."""
    return any(other is not sheet and other.year in (None, year) for other in sheets)


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
    ]
    named = [{year for year in guess if year is not None} for guess in guesses]
    if found := next((guess for guess in named if guess), None):
        return max(found)
    raise InputError(
        "E106",
        f"ไม่พบปีงบประมาณที่ประเมินในแฟ้ม “{file.name}”",
        cure="เพิ่มช่อง “ปีงบประมาณ” กับปี เช่น 2568 ในแผ่นงาน หรือสั่งด้วย --year 2568",
        place=Place(file.name, sheets[0].grid.name),
    )


def _no_scores(file: Path, agency: str, year: int, found: Harvest) -> InputError:
    who = f" ของ{agency}" if agency else ""
    problems = f" (พบช่องที่อ่านไม่ได้ {len(found.problems)} ช่อง)" if found.problems else ""
    return InputError(
        "E107",
        f"แฟ้ม “{file.name}”{who} ปีงบประมาณ พ.ศ. {year} ไม่มีคะแนนให้คำนวณ{problems}",
        cure="ตรวจว่าเป็นแฟ้มผลคะแนน และตารางมีรหัสข้อหรือชื่อตัวชี้วัดกับคอลัมน์ “คะแนน” หรือกรอกคะแนนในแฟ้มที่สร้างด้วยคำสั่ง ita-xl new",
        place=Place(file.name),
    )


def _previous(now: Harvest, before: Harvest, year: int) -> Assessment | None:
    """The year before, from a sheet of its own or a second column."""
    figures = (*before.now, *now.before)
    if not figures or year not in years():
        return None
    return Assessment(
        fiscal_year=year,
        figures=figures,
        levels=tuple(dict.fromkeys((*before.levels, *now.levels_before))),
        titles=before.titles,
        foreign=tuple(before.foreign),
        problems=tuple(before.problems),
    )
