"""Tables that stand side by side: each is read by itself, in its own band of columns."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ita_xl.ingest.headers import column_of, header_of, label_column, names_columns
from ita_xl.ingest.model import VALUES, Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ita_xl.ingest.grid import Cell, Grid
    from ita_xl.ingest.model import View


def split(view: View, row: int) -> tuple[int, tuple[Grid, ...]] | None:
    """The tables whose headers share this row, each as a grid of its own, and the row after them.

    A column of labels behind a column of scores begins another table. Cells keep their places; what stands in another
    band, above the line right over the header or below the tables, is left out.
    """
    filled = view.filled(row)
    starts = starts_of(filled)
    if len(starts) < 2 or header_of(view.grid, row) is None:
        return None
    end = row + 1
    while end < len(view) and view.filled(end):
        end += 1
    labels = [label_column(str(cell)) for at, cell in filled.items() if at < starts[1]]
    owned = any(label is not None and label.role is Role.AGENCY for label in labels)
    if owned and _owns(view, range(row + 1, end), *starts[:2]):
        return None
    top = row - 1 if row and _titles(view.filled(row - 1), starts) else row
    bounds = [*starts[1:], max(len(cells) for cells in view.grid.raw[row:end])]
    bands = tuple(
        _band(view.grid, top, end, start if at else 0, stop)
        for at, (start, stop) in enumerate(zip(starts, bounds, strict=True))
    )
    return end, bands


def starts_of(filled: Mapping[int, Cell]) -> list[int]:
    """The first columns of the tables of a header row."""
    starts: list[int] = []
    scored = open_ = False
    for at, cell in filled.items():
        text = str(cell)
        column = column_of(text)
        order = column is not None and column.role is Role.ORDER
        if order or (column is None and (names_columns(text) or label_column(text))):
            if scored or not starts:
                starts.append(at)
                scored, open_ = False, True
        elif column is not None and column.role in VALUES and open_:
            scored = True
    # The last one must hold scores too, else it is a remark of the table before.
    return starts if scored else starts[:-1]


def _owns(view: View, rows: range, first: int, second: int) -> bool:
    """Whether the first table only stands merged beside the rows of the second, as their agency and its score."""
    owners = [row for row in rows if any(first <= at < second for at in view.filled(row))]
    inner = [row for row in rows if any(at >= second for at in view.filled(row))]
    return set(owners) <= set(inner) and 2 * len(owners) <= len(inner)


def _titles(filled: dict[int, Cell], starts: Sequence[int]) -> bool:
    """Whether a row holds a title for more than one of the tables."""
    return (
        sum(any(start <= at < stop for at in filled) for start, stop in zip(starts, [*starts[1:], 10**6], strict=True))
        > 1
    )


def _band(grid: Grid, top: int, end: int, start: int, stop: int) -> Grid:
    raw = [
        ["" if not start <= at < stop else value for at, value in enumerate(cells)] if top <= row < end else []
        for row, cells in enumerate(grid.raw[:end])
    ]
    return replace(grid, raw=raw, memo={})
