"""Columns that share the width of a table by what they hold, so that its rows are as low as they can be."""

from __future__ import annotations

from functools import cache
from itertools import chain
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from ita_xl.sheets.measure import column_chars, column_points, line_height, text_width
from ita_xl.sheets.theme import theme

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from ita_xl.sheets.build import Builder
    from ita_xl.sheets.model import Sheet

Widths = tuple[float, ...]

#: Points of a column beside its text: padding, and what stays empty at the end of a wrapped line on average.
_PADDING, _RAGGED = 5.0, 12.0
_INDENT = 7.5
#: Characters that a column gives to another at a time, coarse first.
_STEPS = (8, 4, 2, 1)
#: The narrowest column of texts, in characters.
_NARROWEST = 18.0


class _Block(NamedTuple):
    """The text of one cell: the widths of its paragraphs, the height of a line and the indent, in points."""

    paragraphs: tuple[float, ...]
    line: float
    indent: float

    def height(self, points: float) -> float:
        """About how high it is in a column so many points wide."""
        room = points - _PADDING - self.indent
        lines = sum(1 if one <= room else ceil(one / max(room - _RAGGED, 1)) for one in self.paragraphs)
        return lines * self.line


def shared(make: Callable[[Widths], Builder], widths: Widths, flexible: Collection[int]) -> Sheet:
    """A sheet made with the widths (characters) at which its rows are lowest.

    Only the flexible columns change, and together they stay as wide as they are. No column becomes narrower than its
    head or than reading takes.
    """
    first = make(widths)
    better = share(first, flexible)
    return (first if better == widths else make(better)).sheet()


def share(sheet: Builder, flexible: Collection[int]) -> Widths:
    """The widths at which the rows of a sheet are lowest: steps from column to column as long as one helps."""
    blocks = _blocks(sheet)
    rows = sorted({row for told in blocks.values() for row in told})
    if not rows or len(sheet.widths) == 1:
        return sheet.widths
    least = {column: _least(sheet, column) for column in flexible}
    widths = list(sheet.widths)

    @cache
    def heights(column: int, width: float) -> list[float]:
        points, told = column_points(width), blocks.get(column, {})
        return [told[row].height(points) if row in told else 0.0 for row in rows]

    def whole(*changed: tuple[int, float]) -> float:
        """The height of all rows with some columns wider or narrower."""
        tried = now.copy()
        for column, by in changed:
            tried[column] = heights(column, widths[column] + by)
        total: float = sum(map(max, *tried))
        return total

    for step in _STEPS:
        while True:
            now = [heights(column, width) for column, width in enumerate(widths)]
            best = whole()
            # Even for nothing, what a column takes must make the rows lower.
            takers = [column for column in flexible if whole((column, step)) < best]
            givers = [column for column in flexible if widths[column] - step >= least[column]]
            choices = [
                (whole((giver, -step), (taker, step)), giver, taker)
                for giver in givers
                for taker in takers
                if giver != taker
            ]
            if not choices or min(choices)[0] >= best:
                break
            _, giver, taker = min(choices)
            widths[giver] -= step
            widths[taker] += step
    return tuple(widths)


def _blocks(sheet: Builder) -> Mapping[int, Mapping[int, _Block]]:
    """The texts of a sheet by column and row, those of merged cells and of heads aside."""
    merged = {(one.first_row, one.first_column) for one in sheet.merges}
    found: dict[int, dict[int, _Block]] = {}
    for cell in chain.from_iterable(sheet.rows.values()):
        if not isinstance(cell.value, str) or not cell.value or cell.style == "header":
            continue
        if (cell.row, cell.column) in merged:
            continue
        size, bold, indent = theme().letters[cell.style]
        paragraphs = tuple(text_width(one, size, bold=bold) for one in cell.value.split("\n"))
        found.setdefault(cell.column, {})[cell.row] = _Block(paragraphs, line_height(size), _INDENT * indent)
    return found


def _least(sheet: Builder, column: int) -> float:
    """The width (characters) that a column needs at least: for the lines of its head, and to be read at all."""
    lines = [
        text_width(line, theme().letters["header"].size, bold=True)
        for cell in chain.from_iterable(sheet.rows.values())
        if cell.column == column and cell.style == "header" and isinstance(cell.value, str)
        for line in cell.value.split("\n")
    ]
    return max(column_chars(max(lines, default=0.0) + _PADDING) + 1, _NARROWEST)
