"""A4 paper: what of a sheet fits on one page, and where pages may break."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

#: Margins in inches; the bottom one holds the footer.
SIDE, TOP, BOTTOM = 0.5, 0.6, 0.7
_SHORT, _LONG = 8.27, 11.69
_POINTS = 72
#: Printers and programs differ by a hair; a page is taken to be so much smaller than it is.
_SAFETY = 0.97
DEFAULT_HEIGHT = 15.0


def scale(width: float, *, landscape: bool) -> int:
    """The scale (percent, at most 100) at which ``width`` points fit on one page."""
    usable = ((_LONG if landscape else _SHORT) - 2 * SIDE) * _POINTS * _SAFETY
    return max(10, min(100, int(100 * usable / width)))


def breaks(
    heights: Mapping[int, float],
    rows: int,
    *,
    percent: int,
    landscape: bool,
    repeat: tuple[int, int] | None,
    together: Collection[int],
    forced: Collection[int] = (),
) -> tuple[int, ...]:
    """Rows that begin a page, so that a row of ``together`` never stands apart from the one below it.

    Args:
        heights: heights in points by row; others have the default.
        rows: how many rows there are.
        percent: print scale.
        landscape: how the paper lies.
        repeat: rows printed again on top of every further page.
        together: rows kept with the next one, such as group headings.
        forced: rows that begin a page in any case.
    """
    room = ((_SHORT if landscape else _LONG) - TOP - BOTTOM) * _POINTS * _SAFETY * 100 / percent
    again = sum(heights.get(row, DEFAULT_HEIGHT) for row in range(repeat[0], repeat[1] + 1)) if repeat else 0.0
    found: list[int] = []
    used = 0.0
    for first, last in _blocks(rows, together, forced):
        tall = sum(heights.get(row, DEFAULT_HEIGHT) for row in range(first, last + 1))
        if used > 0 and (used + tall > room or first in forced):
            found.append(first)
            used = again
        used += tall
    return tuple(found)


def _blocks(rows: int, together: Collection[int], forced: Collection[int]) -> Sequence[tuple[int, int]]:
    """Runs of rows that stay on one page."""
    found = []
    first = 0
    for row in range(rows):
        if row not in together or row + 1 in forced:
            found.append((first, row))
            first = row + 1
    if first < rows:
        found.append((first, rows - 1))
    return found
