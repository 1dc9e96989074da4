"""The agency's own units: a sheet ส่วนราชการ, one unit a row."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ita_xl.thai import normalise, parse_number, squash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ita_xl.ingest.grid import Grid

__all__ = ["holds_units", "units_of"]

_SHEETS = {squash(one) for one in ("ส่วนราชการ", "รายชื่อส่วนราชการ")}
#: Heads of the column of names, and of any column.
_NAMES = {squash(one) for one in ("ส่วนราชการ", "รายชื่อส่วนราชการ", "หน่วยงานภายใน", "ชื่อส่วนราชการ", "หน่วยงาน", "ชื่อ")}
_HEADS = _NAMES | {squash(one) for one in ("ที่", "ลำดับ", "ลำดับที่")}
_LONGEST, _MOST, _ROWS, _HEAD_ROWS = 80, 60, 500, 20


def units_of(grids: Sequence[Grid]) -> tuple[str, ...]:
    """The units (สำนักปลัด, กองคลัง, …) on sheets ส่วนราชการ, each once.

    They are the texts under the head, without one the first text of every row. What is no name (a number, a sentence)
    is left out.
    """
    found: dict[str, None] = {}
    for grid in grids:
        if squash(grid.name) in _SHEETS:
            top, first, last = _table(grid)
            for row in range(top, min(len(grid.raw), _ROWS)):
                texts = [normalise(str(cell)).strip() for cell in grid.rows[row][first:last] if isinstance(cell, str)]
                names = [one for one in texts if one and parse_number(one) is None and len(one) <= _LONGEST]
                if names and squash(names[0]) not in _HEADS:
                    found.setdefault(names[0].replace("\n", " "))
    return tuple(found)[:_MOST]


def holds_units(grid: Grid) -> bool:
    """Whether a sheet is a list of units and no more: one of this name with figures beside the names holds scores."""
    if squash(grid.name) not in _SHEETS:
        return False
    top, first, _ = _table(grid)
    return not any(
        isinstance(cell, Decimal) for row in range(top, len(grid.raw)) for cell in grid.rows[row][first + 1 :]
    )


def _table(grid: Grid) -> tuple[int, int, int | None]:
    """The first row of the names, their column, and the column of the next head; what stands above is a title."""
    found: tuple[int, int, int | None] = (0, 0, None)
    for row in range(min(_HEAD_ROWS, len(grid.raw))):
        heads = [(at, squash(str(cell))) for at, cell in enumerate(grid.rows[row]) if cell is not None]
        own = next((at for at, text in heads if text in _NAMES), None)
        if own is not None:
            found = (row + 1, own, next((at for at, _ in heads if at > own), None))
    return found
