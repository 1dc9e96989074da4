"""The agency's own units: the first column of a sheet ส่วนราชการ, one unit a row."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from ita_xl.ingest.grid import Grid
from ita_xl.ingest.guard import damaged, guard
from ita_xl.thai import normalise, parse_number, squash

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

__all__ = ["read_units", "units_of"]

_SHEETS = {squash(one) for one in ("ส่วนราชการ", "รายชื่อส่วนราชการ")}
_HEADS = {
    squash(one)
    for one in ("ส่วนราชการ", "รายชื่อส่วนราชการ", "หน่วยงานภายใน", "ชื่อส่วนราชการ", "หน่วยงาน", "ชื่อ", "ที่", "ลำดับ", "ลำดับที่")
}
_LONGEST, _MOST, _ROWS = 80, 60, 500


def read_units(path: str | os.PathLike[str]) -> tuple[str, ...]:
    """The units (สำนักปลัด, กองคลัง, …) that a workbook lists on a sheet ส่วนราชการ; none without such a sheet.

    Nothing else of the workbook is read.

    Args:
        path: as for :func:`ita_xl.read`.

    Raises:
        InputError: E101-E105 for a file that cannot be opened.
    """
    file = Path(path)
    opened = guard(file)
    if not opened.workbook:
        return ()
    import python_calamine as calamine

    try:
        with calamine.load_workbook(file if opened.content is None else io.BytesIO(opened.content)) as book:
            names = [one for one in book.sheet_names if squash(one) in _SHEETS]
            return units_of([Grid(file.name, one, book.get_sheet_by_name(one).to_python(nrows=_ROWS)) for one in names])
    except (calamine.CalamineError, OSError, ValueError) as fault:
        raise damaged(file) from fault


def units_of(grids: Sequence[Grid]) -> tuple[str, ...]:
    """The first text of every row of such sheets that is no head, number or sentence, each once."""
    found: dict[str, None] = {}
    for grid in grids:
        if squash(grid.name) not in _SHEETS:
            continue
        for row in grid.lines:
            texts = [normalise(str(cell)).strip() for cell in grid.rows[row] if isinstance(cell, str)]
            names = [one for one in texts if one and parse_number(one) is None and len(one) <= _LONGEST]
            if names and squash(names[0]) not in _HEADS:
                found.setdefault(names[0].replace("\n", " "))
    return tuple(found)[:_MOST]
