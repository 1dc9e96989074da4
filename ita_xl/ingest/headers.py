"""What a column holds, told by its header."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from ita_xl.thai import squash

if TYPE_CHECKING:
    from ita_xl.ingest.grid import Cell, Grid

_YEAR = re.compile(r"(?<!\d)(25[5-9]\d|20[1-4]\d)(?!\d)")
_SHORT_YEAR = re.compile(r"ปี(?:งบประมาณ)?(?:พ\.?ศ\.?)?(6\d|7\d)(?!\d)")
_LONGEST = 60


class Role(Enum):
    """What the figures of a column are."""

    SCORE = auto()
    BEFORE = auto()
    CHANGE = auto()
    LEVEL = auto()
    PART = auto()
    IGNORED = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its role, its part of EIT if it holds one, its year if its header names one."""

    role: Role
    part: int | None = None
    year: int | None = None


_IGNORED = ("คำนวณ", "ถ่วงน้ำหนัก", "น้ำหนัก", "คะแนนเต็ม", "เต็ม100", "หมายเหตุ", "เป้าหมาย", "อันดับ", "จำนวน", "ผลตรวจ")
_CHANGE = ("ผลต่าง", "เปลี่ยนแปลง", "เพิ่ม/ลด", "เพิ่มขึ้น", "+/-", "ส่วนต่าง")
_BEFORE = ("ปีก่อน", "ปีที่แล้ว", "ปีที่ผ่านมา")
_SCORE = ("คะแนน", "ผลการประเมิน", "score", "ร้อยละ")


def year_in(text: str) -> int | None:
    """The fiscal year (B.E.) a text names, if it names one; AD years are moved.

    >>> year_in("ประจำปีงบประมาณ พ.ศ. ๒๕๖๘"), year_in("ปี 67"), year_in("2025")
    (2568, 2567, 2568)
    """
    plain = squash(text)
    if found := _YEAR.search(plain):
        year = int(found[1])
        return year + 543 if year < 2500 else year
    if found := _SHORT_YEAR.search(plain):
        return 2500 + int(found[1])
    return None


def column_of(text: str) -> Column | None:
    """The role of a column by its header; ``None`` when it says nothing about figures."""
    plain = squash(text)
    if not plain or len(plain) > _LONGEST:
        return None
    part = re.search(r"ส่วน(?:ที่)?([12])|(?:^|eit)part([12])", plain)
    number = int(part[1] or part[2]) if part else None
    year = year_in(text)
    if any(word in plain for word in _CHANGE):
        return Column(Role.CHANGE, number)
    if any(word in plain for word in _IGNORED):
        return Column(Role.IGNORED)
    if any(word in plain for word in _BEFORE):
        return Column(Role.BEFORE, number, year)
    if plain in ("ส่วน", "ส่วนที่", "part"):
        return Column(Role.PART)
    if plain.startswith("ระดับ"):
        return Column(Role.LEVEL, None, year)
    if any(word in plain for word in _SCORE) or (year and len(plain) < 40) or (number and len(plain) < 12):
        return Column(Role.SCORE, number, year)
    return None


def header_of(grid: Grid, row: int) -> dict[int, Column] | None:
    """The columns of a header row, or ``None`` when the row is none.

    A header has at least two filled cells, all of them short texts or years, and at least one names a score.
    """
    cells = {at: cell for at, cell in enumerate(grid.rows[row]) if cell is not None}
    if len(cells) < 2 or not all(_header_cell(cell) for cell in cells.values()):
        return None
    texts = list(cells.values())
    if len(texts) == 2 and not isinstance(texts[1], str) and column_of(_text(texts[0])) is None:
        return None  # a label and its value, such as "ปีงบประมาณ | 2568"
    columns = {at: column for at, cell in cells.items() if (column := column_of(_text(cell)))}
    return columns if any(one.role in (Role.SCORE, Role.BEFORE) for one in columns.values()) else None


def merge_headers(grid: Grid, upper: int, lower: int) -> dict[int, Column]:
    """Two header rows read as one: an upper label reaches over the blank cells to its right."""
    columns: dict[int, Column] = {}
    above = ""
    width = max(len(grid.rows[upper]), len(grid.rows[lower]))
    for at in range(width):
        top, bottom = _text(grid.cell(upper, at)), _text(grid.cell(lower, at))
        above = top or (above if bottom else "")
        if column := column_of(f"{above} {bottom}" if bottom else top):
            columns[at] = column
    return columns


def _header_cell(cell: Cell) -> bool:
    if isinstance(cell, str):
        return len(cell) <= 90
    return cell is not None and year_in(str(cell)) is not None


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell)
