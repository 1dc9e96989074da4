"""Which agency, province and year a workbook is about, and the levels it prints."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from ita_xl.assessment import Wording
from ita_xl.ingest.headers import year_in
from ita_xl.thai import squash

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ita_xl.errors import Place
    from ita_xl.ingest.grid import Grid

_AGENCY_LABELS = frozenset({"หน่วยงาน", "ชื่อหน่วยงาน", "หน่วยงานที่รับการประเมิน", "agency"})
_PROVINCE_LABELS = frozenset({"จังหวัด", "province"})
_YEAR_LABELS = frozenset({
    "ปีงบประมาณ", "ปีงบประมาณพ.ศ.", "ปีงบประมาณที่ประเมิน", "ปีที่ประเมิน", "ปีงบประมาณ(พ.ศ.)",
    "ประจำปีงบประมาณ", "ประจำปีงบประมาณพ.ศ.", "ปีงบประมาณที่ประเมิน(พ.ศ.)", "ปีงบประมาณของปีก่อน(พ.ศ.)",
})  # fmt: skip
_LEVEL_LABELS = frozenset({
    "ระดับ", "ระดับผลการประเมิน", "ระดับคะแนน", "ผลการประเมินระดับ", "ระดับที่ประกาศ", "ระดับผลการประเมินที่ประกาศ",
})  # fmt: skip
_AGENCY = re.compile(
    r"(องค์การบริหารส่วน(?:ตำบล|จังหวัด)|เทศบาล(?:ตำบล|เมือง|นคร)|อบต\.|อบจ\.|ทต\.|ทม\.|ทน\.|มหาวิทยาลัย|จังหวัด|กรม)\s?(\S+)"
)
_BEFORE = ("ปีก่อน", "ปีที่แล้ว", "ปีที่ผ่านมา")


def labelled(grid: Grid) -> Iterator[tuple[str, str, Place]]:
    """Label and value pairs: a text cell with the next filled cell of its row, label squashed, colon off."""
    for at, row in enumerate(grid.rows):
        filled = [(column, cell) for column, cell in enumerate(row) if cell is not None]
        for (_, label), (column, value) in pairwise(filled):
            if isinstance(label, str) and len(label) <= 60:
                yield squash(label).rstrip(":"), str(value), grid.place(at, column)


def first_labelled(grids: Sequence[Grid], labels: frozenset[str]) -> str:
    """The first value that stands beside one of the labels."""
    return next((value for grid in grids for label, value, _ in labelled(grid) if label in labels), "")


def agency_of(grids: Sequence[Grid]) -> str:
    """The agency by its label, else by the first title that names one."""
    if found := first_labelled(grids, _AGENCY_LABELS):
        return found
    for grid in grids:
        for row in grid.rows[:12]:
            for cell in row:
                if isinstance(cell, str) and (found_name := _AGENCY.search(cell)):
                    return found_name[0]
    return ""


def province_of(grids: Sequence[Grid]) -> str:
    """The province by its label, else from a title."""
    if found := first_labelled(grids, _PROVINCE_LABELS):
        return found.removeprefix("จังหวัด").strip()
    for grid in grids:
        for row in grid.rows[:12]:
            for cell in row:
                if isinstance(cell, str) and (name := re.search(r"จังหวัด\s?([ก-๏]+)", cell)):
                    return name[1]
    return ""


def is_previous(grid: Grid) -> bool:
    """Whether a sheet's name says that it holds the year before."""
    return any(word in squash(grid.name) for word in _BEFORE)


def year_of_sheet(grid: Grid) -> int | None:
    """The year of one sheet: beside a label, in the sheet's name, or in a title line."""
    for label, value, _ in labelled(grid):
        if label in _YEAR_LABELS and (year := year_in(value)):
            return year
    if year := year_in(grid.name):
        return year
    for row in grid.rows[:12]:
        filled = [cell for cell in row if cell is not None]
        if len(filled) == 1 and isinstance(filled[0], str) and "ปี" in filled[0] and (year := year_in(filled[0])):
            return year
    return None


def levels_of(grid: Grid) -> tuple[Wording, ...]:
    """The levels printed beside a label."""
    return tuple(
        Wording(value, place)
        for label, value, place in labelled(grid)
        if label in _LEVEL_LABELS and not _is_number(value) and len(value) <= 60
    )


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[\d.,%+-]+", text) is not None
