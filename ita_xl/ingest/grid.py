"""A workbook file as plain grids of cells, whatever its format; nothing in it is run, nothing unbounded is opened."""

from __future__ import annotations

import datetime as dt
import io
import os
import sys
import tempfile
import threading
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, overload

from ita_xl.cells import address
from ita_xl.errors import InputError, Place
from ita_xl.ingest import packages
from ita_xl.ingest.guard import SUFFIXES, Opened, damaged, empty, guard, locked, too_large
from ita_xl.ingest.limits import MAX_CELL_TEXT, MAX_CELLS, MAX_COMPUTED_CELLS, MAX_ROWS, Broken, Oversized
from ita_xl.ingest.textfile import text_rows
from ita_xl.thai import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["SUFFIXES", "Cell", "Grid", "Rows", "Values", "open_grids"]

Cell = str | Decimal | None
#: A rectangle: first row, first column, last row, last column (from 0, inclusive).
Area = tuple[int, int, int, int]

#: The cells of a sheet as another program has computed them, and those that it could not.
Computed = tuple[Sequence[Sequence[object]], frozenset[tuple[int, int]]]

#: Empty rows that part a sheet in two.
_GAP = 1000
_FEW_CELLS = 3
#: What a file keeps of a number.
_DIGITS = 16
_ONE_AT_A_TIME = threading.Lock()


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
            made = self._made[at] = tuple([None if value == "" else cell_of(value) for value in self._raw[at]])
        return made


@dataclass(frozen=True)
class Grid:
    """One sheet: ``raw`` as the file gave it, ``rows`` as normalised text, exact numbers, or ``None``; both from 0.

    ``top`` rows of the sheet, nothing in them or read as another grid, stand above; ``uncomputed``: cells read as empty
    because nobody has computed their formula.
    """

    file: str
    name: str
    raw: Sequence[Sequence[object]]
    merged: tuple[Area, ...] = ()
    hidden: bool = False
    top: int = 0
    uncomputed: tuple[tuple[int, int], ...] = ()
    memo: dict[str, tuple[int, ...]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def rows(self) -> Rows:
        """The rows of readable cells."""
        return Rows(self.raw)

    @cached_property
    def lines(self) -> tuple[int, ...]:
        """The rows of few cells: titles, sentences, labels with their values."""
        return tuple([row for row, count in enumerate(self.counts) if 0 < count <= _FEW_CELLS])

    @cached_property
    def counts(self) -> list[int]:
        """How many cells of each row are filled."""
        return [len(cells) - cells.count("") for cells in self.raw]

    def plain(self, row: int) -> bool:
        """Whether a row has no number with a fraction, as a header has none; told without making its cells readable."""
        for value in self.raw[row]:  # noqa: SIM110 - a generator takes twice as long, and every row is asked
            if type(value) is float and value % 1:
                return False
        return True

    def place(self, row: int, column: int) -> Place:
        """Where a cell stands."""
        return Place(self.file, self.name, address(self.top + row, column))

    def cell(self, row: int, column: int) -> Cell:
        """A cell; ``None`` outside."""
        if 0 <= row < len(self.raw) and 0 <= column < len(self.raw[row]):
            return self.rows[row][column]
        return None


@dataclass(frozen=True)
class Values:
    """The values of a workbook that is open in a program: the name of its file, and its sheets from their first cells.

    A value is a text, a number, a truth value, a date, or ``None``.
    """

    name: str
    sheets: tuple[tuple[str, Sequence[Sequence[object]]], ...]

    def __str__(self) -> str:
        return self.name


def open_grids(source: Path | Values) -> tuple[Grid, ...]:
    """Every worksheet of a workbook, a file or open in a program, or the one table of a text file.

    Raises:
        InputError: E101 missing, E102 damaged or no workbook, E103 locked by a password, E104 empty, E105 too large.
    """
    path = Path(str(source))
    grids = _of_values(source) if isinstance(source, Values) else _of_file(path)
    if sum(len(grid.raw) for grid in grids) > MAX_ROWS:
        raise too_large(path)
    if not any(value != "" and cell_of(value) is not None for grid in grids for row in grid.raw for value in row):
        raise empty(path)
    return grids


def _of_values(values: Values) -> tuple[Grid, ...]:
    grids = (Grid(values.name, name, _as_filed(rows)) for name, rows in values.sheets)
    return tuple(part for grid in grids for part in _parted(grid))


def _as_filed(rows: Sequence[Sequence[object]]) -> list[list[object]]:
    """Values as the reader of files gives them: nothing is "", and the sheet ends with its last cell that holds any."""
    filed = [[_filed(value) for value in row] for row in rows]
    width = max((at + 1 for row in filed for at, value in enumerate(row) if value != ""), default=0)
    height = max((at + 1 for at, row in enumerate(filed) if not _blank(row)), default=0)
    return [row[:width] for row in filed[:height]]


def _filed(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date()
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        # A file keeps no more digits than a program reckons with.
        return float(f"{float(value):.{_DIGITS}g}")
    return value


def _of_file(path: Path) -> tuple[Grid, ...]:
    opened = guard(path)
    if opened.workbook:
        whole = _workbook(path, opened.content)
        if opened.uncomputed:
            whole = _with_formulas(path, opened, whole)
        return tuple(part for grid in whole for part in _parted(grid))
    return _parted(Grid(path.name, path.stem, text_rows(path)))


def _workbook(path: Path, content: bytes | None) -> tuple[Grid, ...]:
    import python_calamine as calamine

    try:
        with _quiet(), calamine.load_workbook(path if content is None else io.BytesIO(content)) as book:
            sheets = [one for one in book.sheets_metadata if one.typ == calamine.SheetTypeEnum.WorkSheet]
            grids = []
            cells = 0
            for meta in sheets:
                sheet = book.get_sheet_by_name(meta.name)
                raw = sheet.to_python(skip_empty_area=False)
                cells += len(raw) * len(raw[0]) if raw else 0
                if cells > MAX_CELLS:
                    raise too_large(path)
                merged = _merged(sheet.merged_cell_ranges or (), raw)
                grids.append(
                    Grid(path.name, sheet.name, raw, merged, meta.visible != calamine.SheetVisibleEnum.Visible)
                )
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


def _with_formulas(path: Path, opened: Opened, grids: tuple[Grid, ...]) -> tuple[Grid, ...]:
    """The sheets with the values of formulas that the file lacks, as far as there is a program to compute them."""
    values = _computed(path, opened) if sum(map(_size, grids)) <= MAX_COMPUTED_CELLS else {}
    nothing: Computed = ((), frozenset())
    return tuple(
        _filled(grid, opened.uncomputed[grid.name], *values.get(grid.name, nothing))
        if grid.name in opened.uncomputed
        else grid
        for grid in grids
    )


def _computed(path: Path, opened: Opened) -> dict[str, Computed]:
    from ita_xl.ingest import calc

    content = path.read_bytes() if opened.content is None else opened.content
    with tempfile.TemporaryDirectory(prefix="ita-xl-", ignore_cleanup_errors=True) as folder:
        made = calc.computed(content, opened.kind, Path(folder))
        if made is None:
            return {}
        try:
            failed = packages.failed(made)
            return {grid.name: (grid.raw, failed.get(grid.name, frozenset())) for grid in _workbook(made, None)}
        except (InputError, Broken, Oversized):
            return {}


def _filled(
    grid: Grid,
    cells: tuple[tuple[int, int], ...],
    values: Sequence[Sequence[object]],
    failed: frozenset[tuple[int, int]],
) -> Grid:
    """A sheet with values in these cells; those that have none are empty."""
    width = len(grid.raw[0]) if grid.raw else 0
    rows, columns = max(row for row, _ in cells) + 1, max(column for _, column in cells) + 1
    raw = [list(row) for row in grid.raw]
    if max(rows, len(raw)) * max(columns, width) <= MAX_COMPUTED_CELLS:
        width = max(columns, width)
        raw = [[*row, *[""] * (width - len(row))] for row in raw]
        raw += [[""] * width for _ in range(rows - len(raw))]
    left = []
    for row, column in cells:
        if row >= len(raw) or column >= width or raw[row][column] not in ("", 0):
            continue
        if not values or (row, column) in failed:
            raw[row][column] = ""
            left.append((row, column))
        else:
            # A sheet ends with its last cell that is not empty.
            raw[row][column] = values[row][column] if row < len(values) and column < len(values[row]) else ""
    return replace(grid, raw=raw, uncomputed=tuple(left), memo={})


def _size(grid: Grid) -> int:
    return len(grid.raw) * len(grid.raw[0]) if grid.raw else 0


def _merged(
    areas: Iterable[tuple[tuple[int, int], tuple[int, int]]], raw: Sequence[Sequence[object]]
) -> tuple[Area, ...]:
    """The merged ranges as far as the cells go; none lies over another, so together they are no more than these."""
    rows, columns = len(raw), len(raw[0]) if raw else 0
    left = rows * columns
    merged = []
    for (top, start), (bottom, end) in areas:
        area = top, start, min(bottom, rows - 1), min(end, columns - 1)
        size = (area[2] - top + 1) * (area[3] - start + 1)
        if area[2] >= top and area[3] >= start and 1 < size <= left:
            merged.append(area)
            left -= size
    return tuple(merged)


def _parted(grid: Grid) -> tuple[Grid, ...]:
    """A sheet without the long empty stretches that a stray cell far below makes: the parts, each with its place."""
    raw = grid.raw
    height = len(raw)
    parts: list[tuple[int, int]] = []
    top = row = 0
    # A stretch this long holds a multiple of a quarter of its length, so that most rows need no look.
    while (row := row + _GAP // 4) < height:
        if not _blank(raw[row]):
            continue
        first = last = row
        while first > top and _blank(raw[first - 1]):
            first -= 1
        while last + 1 < height and _blank(raw[last + 1]):
            last += 1
        if last - first >= _GAP:
            parts.append((top, first))
            top = last + 1
        row = last
    if not top:
        return (grid,)
    parts.append((top, height))
    return tuple(
        replace(
            grid,
            raw=raw[first:end],
            merged=tuple((a - first, b, c - first, d) for a, b, c, d in grid.merged if first <= a and c < end),
            top=grid.top + first,
            uncomputed=tuple((row - first, column) for row, column in grid.uncomputed if first <= row < end),
            memo={},
        )
        for first, end in parts
        if end > first
    )


def _blank(row: Sequence[object]) -> bool:
    return all(value == "" for value in row)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep off the terminal what the reader says before it raises a panic, which is caught; all other words stay."""
    with _ONE_AT_A_TIME, tempfile.TemporaryFile() as aside:
        try:
            if sys.stderr is not None:
                sys.stderr.flush()
            kept = os.dup(2)
        except (OSError, ValueError):
            yield
            return
        try:
            os.dup2(aside.fileno(), 2)
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            aside.seek(0)
            said = aside.read()
            if said and b"panicked at" not in said:
                os.write(2, said)


def cell_of(value: object) -> Cell:
    """A raw value made readable: normalised text, an exact number, or ``None`` for nothing."""
    if isinstance(value, str):
        return (normalise(value[:MAX_CELL_TEXT]) or None) if value else None
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
