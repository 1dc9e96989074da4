"""Rows of items that are known from a workbook read before: only their scores are new.

The workbooks of thousands of agencies hold the same rows, so what the labels of such a row mean under its header is
worked out once in a process. Kept are only rows that speak for themselves: nothing above or beside them changes what
they mean, and they change nothing below. A workbook is read the same whatever was read before it.
"""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from ita_xl.assessment import Figure, Kind, Wording
from ita_xl.framework import years
from ita_xl.ingest import across, prose, subjects
from ita_xl.ingest.grid import cell_of
from ita_xl.ingest.headers import header_cell
from ita_xl.ingest.labels import LABELS, thai_side
from ita_xl.ingest.planheads import heads_plan
from ita_xl.ingest.rows import reference
from ita_xl.ingest.taking import FULL
from ita_xl.thai import squash

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ita_xl.ingest.grid import Cell
    from ita_xl.ingest.model import RowKey
    from ita_xl.ingest.sheet import SheetReader

#: Rows kept, those of every layout that a province is likely to use, and the letters of one at most.
_MOST, _LONGEST = 8192, 1000
_TOOLS = re.compile("[ieo]it")


class _Row(NamedTuple):
    """What the labels of a row mean; the columns that hold them, and those that hold numbers.

    ``bare``: the row is known without any score too.
    """

    key: RowKey
    columns: tuple[int, ...]
    numbers: tuple[int, ...]
    bare: bool


_kept: dict[tuple[object, ...], _Row] = {}


def forget() -> None:
    """Forget all rows, as a process that has just begun."""
    _kept.clear()


def known() -> int:
    """How many rows are known."""
    return len(_kept)


def keep(reader: SheetReader, row: int, filled: Mapping[int, Cell], key: RowKey | None) -> None:
    """Keep what the labels of the row just read mean, where nothing but they decided it."""
    table = reader.open
    if key is None or key.kind is not Kind.ITEM or key.foreign or not table.figured or table.by_place:
        return
    raw = reader.grid.raw[row]
    if reader.found.pins is not None or len(raw) != table.width or (table.parted and table.parted[1] is key):
        return
    labels = {at: cell for at, cell in filled.items() if at not in table.figured}
    if not all(map(_speaks_for_itself, labels.values())) or len(subjects.labels_of(reader, filled)) < 2:
        return
    year = reader.framework.fiscal_year
    if any(isinstance(cell, str) and subjects.place_of(cell, year) for cell in labels.values()):
        return
    if any(type(raw[at]) not in (str, float) for at in labels) or sum(len(str(raw[at])) for at in labels) > _LONGEST:
        return
    if heads_plan(filled.values()) or heads_plan(labels.values()):
        return
    if len(_kept) >= _MOST:
        _kept.clear()
    _kept[year, table.shape, table.beside(raw)] = _Row(
        key,
        tuple(labels),
        tuple(at for at, cell in labels.items() if isinstance(cell, Decimal)),
        # A row of two cells may be one whose score slipped to the left.
        len(labels) > 2 and not across.heads(labels),
    )


def _speaks_for_itself(cell: Cell) -> bool:
    """Whether a label is no label of a line, no sentence with figures, no name of a tool and no year."""
    if not isinstance(cell, str):
        return not header_cell(cell)
    return not (
        squash(thai_side(cell)).rstrip(":") in LABELS or prose.says_figures(cell) or _TOOLS.search(squash(cell))
    )


def recall(reader: SheetReader, row: int) -> bool:
    """Read a row whose labels are known; false where it is not, or where its other cells need a closer look."""
    table, now = reader.open, reader.now
    raw = reader.grid.raw[row]
    if not table.figured or now.aside or len(raw) != table.width or reader.found.pins is not None:
        return False
    own = _kept.get((reader.framework.fiscal_year, table.shape, table.beside(raw)))
    if own is None or now.year not in years() or any(type(raw[at]) is not float for at in own.numbers):
        return False
    cells: dict[int, Decimal] = {}
    for at in table.figured:
        value = raw[at]
        if value == "":
            continue
        cell = cell_of(value) if type(value) is float and 0 <= value <= FULL else None
        if not isinstance(cell, Decimal):
            return False
        cells[at] = cell
    refs = {at: _reference(reader, own.key, at) for at in cells}
    if not (cells or own.bare) or None in refs.values() or _counts_up(raw, own, cells):
        return False
    _take(reader, row, own, cells, refs)
    return True


def _reference(reader: SheetReader, key: RowKey, at: int) -> str | None:
    """The item of a column; ``None`` where it takes a part of EIT that is not known."""
    found = reference(reader.framework, key, reader.open.columns[at].part or reader.open.part)
    assert found is not None  # the key of an item always has one
    parted = ":" not in found[1] and reader.framework.parts(reader.framework.items[key.ref].tool)
    return None if parted else found[1]


def _counts_up(raw: Sequence[object], own: _Row, cells: dict[int, Decimal]) -> bool:
    """Whether the numbers of a row follow one another, as the heads of columns may."""
    known = {at: Decimal(str(raw[at])) for at in own.numbers} | cells
    numbers = [known[at] for at in sorted(known)]
    return len(numbers) > 2 and all(after == before + 1 for before, after in pairwise(numbers))


def _take(
    reader: SheetReader, row: int, own: _Row, cells: Mapping[int, Decimal], refs: Mapping[int, str | None]
) -> None:
    """The scores of a row into the bucket of the place where the walk stands."""
    reader.seen.add(row)
    reader.now.overall = False
    table = reader.open
    if table.table:
        table.table.reach(row, sorted((*own.columns, *cells)))
        table.table.figures += len(cells)
    table.last = None
    if not cells:
        return
    table.keys.append(own.key)
    table.last = own.key
    bucket = reader.bucket()
    for at, cell in cells.items():
        place = reader.grid.place(row, at)
        if own.key.title:
            bucket.titles.setdefault(own.key.ref, Wording(own.key.title, place))
        bucket.figures.append(Figure(Kind.ITEM, str(refs[at]), cell, place, str(cell)))
