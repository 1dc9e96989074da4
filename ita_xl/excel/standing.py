"""What stands on a sheet: its rows with their heights and merged cells, and its widths, in as few calls as will do.

A program that can tell these of a whole block says so by methods of its own on the sheet behind ``xlwings.Sheet``
(``row_heights``, ``column_widths``, ``holds_merged``); any other is asked by plain calls, cell by cell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ita_xl.cells import runs
from ita_xl.excel.rows import Formula, Row, Value, trimmed, value_of
from ita_xl.render.live import beyond

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    Spans = tuple[tuple[int, int], ...]


def standing(page: Any, least: int, likely: Collection[int] = ()) -> list[Row]:
    """The rows of an ``xlwings.Sheet`` from the first on, read in blocks.

    Args:
        page: the sheet.
        least: how many rows there are at least, of those in use.
        likely: the rows (from 0) that are likely to have merged cells; it saves asking, and no more.
    """
    last = page.used_range.last_cell
    # Two rows and columns at least: of a single one each program gives formulas in a shape of its own.
    height, width = max(last.row, 2), max(last.column, 2)
    whole = page.range((1, 1), (height, width))
    values, formulas = whole.options(ndim=2).value, whole.formula
    found = [trimmed(_read(*pair) for pair in zip(*row, strict=True)) for row in zip(values, formulas, strict=True)]
    filled = max((at + 1 for at, cells in enumerate(found) if cells), default=0)
    found = found[: max(filled, min(least, last.row))]
    if not found:
        return []
    spans = _merged_columns(page, len(found), width, likely)
    heights = _row_heights(page, len(found))
    return [
        Row(cells, height=tall, spans=spans.get(at, ()))
        for at, (cells, tall) in enumerate(zip(found, heights, strict=True))
    ]


def column_widths(page: Any) -> Sequence[float]:
    """The widths of the columns in use, in characters."""
    last = max(page.used_range.last_cell.column, 2)
    if own := beyond(page, "column_widths"):
        return list(own(last))
    return [float(page.range((1, column)).column_width or 0.0) for column in range(1, last + 1)]


def _read(value: object, formula: object) -> Value:
    """A cell; the formula of one that holds a text is that text, be it one that begins with "="."""
    if isinstance(formula, str) and formula.startswith("=") and formula != value:
        return Formula(formula[1:])
    return value_of(value)


def _row_heights(page: Any, rows: int) -> Sequence[float]:
    if own := beyond(page, "row_heights"):
        return list(own(rows))
    return [page.range((row, 1)).row_height for row in range(1, rows + 1)]


def _merged_columns(page: Any, rows: int, width: int, likely: Collection[int]) -> dict[int, Spans]:
    """The merged columns of rows that have any; those that are ``likely`` to are asked one by one."""
    alone = [(row, row) for row in likely if row < rows]
    holding = [
        row
        for first, last in (*alone, *runs(set(range(rows)) - set(likely)))
        for row in _holding(page, first, last, width)
    ]
    return {row: _spans(page, row, width) for row in holding}


def _holding(page: Any, first: int, last: int, width: int) -> Iterator[int]:
    """The rows (from 0) of some that have merged cells; half by half, since most have none."""
    own = beyond(page, "holds_merged")
    if own:
        holds = own(first + 1, last + 1, width)
    else:
        holds = page.range((first + 1, 1), (last + 1, width)).merge_cells is not False
    if holds and first < last:
        middle = (first + last) // 2
        yield from _holding(page, first, middle, width)
        yield from _holding(page, middle + 1, last, width)
    elif holds:
        yield first


def _spans(page: Any, row: int, width: int) -> Spans:
    """The merged columns of a row (from 0)."""
    found, column = [], 0
    while column < width:
        end = page.range((row + 1, column + 1)).merge_area.last_cell.column
        if end > column + 1:
            found.append((column, end - 1))
        column = end
    return tuple(found)
