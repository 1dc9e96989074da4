"""Which agency, province and year a workbook is about, and the levels it prints."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ita_xl.assessment import Wording
from ita_xl.framework import load, years
from ita_xl.ingest.headers import column_of, header_of, year_in
from ita_xl.ingest.labels import AGENCY, LEVEL, MAYBE_LEVEL, PROVINCE, YEAR, labelled
from ita_xl.thai import squash

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ita_xl.framework import Framework
    from ita_xl.ingest.grid import Grid

#: A name stands free or behind "ของ"; inside another word (และจังหวัด…) it is none.
_FREE = r"(?:(?<![ก-๏])|(?<=ของ))"
_AGENCY = re.compile(
    _FREE
    + r"(?:องค์การบริหารส่วน(?:ตำบล|จังหวัด)|เทศบาล(?:ตำบล|เมือง|นคร)|อบต\.|อบจ\.|ทต\.|ทม\.|ทน\.|มหาวิทยาลัย|กรม)\s?[ก-๏]\S*"
)
_PROVINCE = re.compile(_FREE + r"จังหวัด\s?([ก-๏]+)")
_BEFORE = ("ปีก่อน", "ปีที่แล้ว", "ปีที่ผ่านมา")
_TITLE_ROWS = 12
_LONGEST_AGENCY = 200
_LONGEST_LEVEL = 80


def _titles(grid: Grid) -> Iterator[str]:
    """The title lines of a sheet: rows of one text cell near its top."""
    for row in grid.rows[:_TITLE_ROWS]:
        filled = [cell for cell in row if cell is not None]
        if len(filled) == 1 and isinstance(filled[0], str):
            yield filled[0]


def _labelled(grids: Sequence[Grid], labels: frozenset[str]) -> str:
    return next(
        (value for grid in grids for label, value, _ in labelled(grid) if label in labels and not column_of(value)), ""
    )


def agency_of(grids: Sequence[Grid]) -> str:
    """The agency by its label, else by the first title that names one."""
    if found := _labelled(grids, AGENCY):
        return found[:_LONGEST_AGENCY]
    titles = [title for grid in grids for title in _titles(grid)]
    for pattern in (_AGENCY, _PROVINCE):
        for title in titles:
            if name := pattern.search(title):
                return name[0][:_LONGEST_AGENCY]
    return ""


def province_of(grids: Sequence[Grid]) -> str:
    """The province by its label, else from a title."""
    if found := _labelled(grids, PROVINCE):
        return found.removeprefix("จังหวัด").strip()[:_LONGEST_AGENCY]
    for grid in grids:
        for title in _titles(grid):
            if name := _PROVINCE.search(title):
                return name[1]
    return ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a sheet says of itself, before any figure is read.

    ``labelled`` is the year beside its label, ``year`` that or else the one of its name or title, ``columns`` the years
    its columns of scores name; ``previous`` tells a sheet named after the year before.
    """

    grid: Grid
    labelled: int | None
    year: int | None
    columns: frozenset[int]
    scores: bool
    previous: bool


def sheet_of(grid: Grid) -> Sheet:
    """Look a sheet over."""
    headers = [header for row in range(len(grid.rows)) if (header := header_of(grid, row)) and header.scores]
    labelled_year = next(
        (year for label, value, _ in labelled(grid) if label in YEAR and (year := year_in(value))), None
    )
    return Sheet(
        grid,
        labelled_year,
        labelled_year or year_in(grid.name) or _titled_year(grid),
        frozenset(one.year for header in headers for one in header.columns.values() if one.year),
        bool(headers),
        any(word in squash(grid.name) for word in _BEFORE),
    )


def _titled_year(grid: Grid) -> int | None:
    """The year of a title line about the result."""
    for title in _titles(grid):
        about = any(word in squash(title) for word in ("ปีงบประมาณ", "ประเมิน", "ita", "คะแนน"))
        if about and "วันที่" not in title and (year := year_in(title)):
            return year
    return None


def levels_of(grid: Grid, framework: Framework) -> tuple[Wording, ...]:
    """The levels printed beside a label, or in a line of their own."""
    found = [
        Wording(value, place)
        for label, value, place in labelled(grid)
        if len(value) <= _LONGEST_LEVEL and (label in LEVEL or (label in MAYBE_LEVEL and _any_level(value)))
        if not re.search(r"\d", value) and not column_of(value)
    ]
    known = {one.place for one in found}
    return (*found, *(one for one in _level_lines(grid, framework) if one.place not in known))


def _any_level(text: str) -> bool:
    return any(load(year).level_named(text) for year in years())


def _level_lines(grid: Grid, framework: Framework) -> Iterator[Wording]:
    """Lines such as "อยู่ในระดับ “ผ่านดี”"; a line about criteria is none."""
    names = sorted((name for one in framework.levels for name in (one.name, *one.variants)), key=len, reverse=True)
    pattern = re.compile(
        r"ระดับ[^ก-๏A-Za-z]*(" + "|".join(re.escape(squash(name)) for name in names) + r")(?![ก-๏A-Za-z])"
    )
    for row, cells in enumerate(grid.rows):
        filled = [(column, cell) for column, cell in enumerate(cells) if cell is not None]
        if len(filled) != 1 or not isinstance(filled[0][1], str) or len(filled[0][1]) > _LONGEST_LEVEL:
            continue
        column, text = filled[0][0], str(filled[0][1])
        plain = squash(text).replace("ผลการประเมิน", "")
        if "เกณฑ์" not in plain and "เงื่อนไข" not in plain and (level := pattern.search(plain)):
            yield Wording(level[1], grid.place(row, column))
