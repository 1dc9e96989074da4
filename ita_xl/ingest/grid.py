"""A workbook file as plain grids of cells, whatever its format; nothing in it is run, nothing unbounded is opened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, overload

from ita_xl.cells import address
from ita_xl.errors import Place
from ita_xl.ingest.guard import SUFFIXES, damaged, empty, guard, locked
from ita_xl.ingest.textfile import text_rows
from ita_xl.thai import normalise

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["SUFFIXES", "Cell", "Grid", "Rows", "open_grids"]

Cell = str | Decimal | None
#: A rectangle: first row, first column, last row, last column (from 0, inclusive).
Area = tuple[int, int, int, int]


class Rows(Sequence[tuple[Cell, ...]]):
    """The rows of a sheet, each made readable when it is first asked for."""

    __slots__ = ("_made", "_raw")

    def __init__(self, raw: Sequence[Sequence[object]]) -> None:
        self._raw = raw
        self._made: list[tuple[Cell, ...] | None] = [None] * len(raw)

    def __len__(self) -> int:
        return len(self._raw)

    @overload
    def __getitem__(self, at: int) -> tuple[Cell, ...]: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[tuple[Cell, ...]]: ...
    def __getitem__(self, at: int | slice) -> tuple[Cell, ...] | Sequence[tuple[Cell, ...]]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        made = self._made[at]
        if made is None:
            made = self._made[at] = tuple([cell_of(value) for value in self._raw[at]])
        return made


@dataclass(frozen=True)
class Grid:
    """One sheet: ``raw`` as the file gave it, ``rows`` as normalised text, exact numbers, or ``None``; both from 0."""

    file: str
    name: str
    raw: Sequence[Sequence[object]]
    merged: tuple[Area, ...] = ()
    hidden: bool = False
    memo: dict[str, tuple[int, ...]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def rows(self) -> Rows:
        """The rows of readable cells."""
        return Rows(self.raw)

    def place(self, row: int, column: int) -> Place:
        """Where a cell stands."""
        return Place(self.file, self.name, address(row, column))

    def cell(self, row: int, column: int) -> Cell:
        """A cell; ``None`` outside."""
        if 0 <= row < len(self.raw) and 0 <= column < len(self.raw[row]):
            return self.rows[row][column]
        return None


def open_grids(path: Path) -> tuple[Grid, ...]:
    """Every worksheet of a workbook file, or the one table of a text file.

    Raises:
        InputError: E101 missing, E102 damaged or no workbook, E103 locked by a password, E104 empty, E105 too large.
    """
    grids = _workbook(path) if guard(path) else (Grid(path.name, path.stem, text_rows(path)),)
    if not any(value != "" and cell_of(value) is not None for grid in grids for row in grid.raw for value in row):
        raise empty(path)
    return grids


def _workbook(path: Path) -> tuple[Grid, ...]:
    import python_calamine as calamine

    try:
        with calamine.load_workbook(path) as book:
            sheets = [one for one in book.sheets_metadata if one.typ == calamine.SheetTypeEnum.WorkSheet]
            grids = []
            for meta in sheets:
                sheet = book.get_sheet_by_name(meta.name)
                raw = sheet.to_python(skip_empty_area=False)
                merged = tuple((*first, *last) for first, last in sheet.merged_cell_ranges or ())
                grids.append(Grid(path.name, sheet.name, raw, merged, meta.visible != calamine.SheetVisibleEnum.Visible))
            return tuple(grids)
    except calamine.PasswordError:
        raise locked(path) from None
    except (calamine.CalamineError, OSError, ValueError) as fault:
        raise damaged(path) from fault
    except BaseException as fault:
        # A panic inside the reader is no Exception, yet it only means that the file is damaged.
        if type(fault).__name__ != "PanicException":
            raise
        raise damaged(path) from None


def cell_of(value: object) -> Cell:
    """A raw value made readable: normalised text, an exact number, or ``None`` for nothing."""
    if isinstance(value, str):
        return (normalise(value) or None) if value else None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        # repr of a float is the shortest decimal that gives it back: 98.67 is 98.67, not 98.670000000000001.
        number = Decimal(repr(value))
        if not number.is_finite():
            return None
        return number.to_integral_value() if number == number.to_integral_value() else number
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return None if value is None else str(value)
