"""A4 paper: at which scale a sheet fits its width, and where its pages break."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from math import inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

#: Margins in inches; the top one holds the header and the bottom one the footer.
SIDE, TOP, BOTTOM = 0.5, 0.6, 0.7
#: Inches from the edge of the paper to the header and to the footer.
EDGE = 0.3
_SHORT, _LONG = 8.27, 11.69
_POINTS = 72
#: A digit of Calibri 11 is 7.43 pixels wide. A screen rounds that to the 7 that widths are reckoned with; LibreOffice
#: prints the whole of it (columns 1.06 as wide), a screen of 192 dots an inch rounds it up (1.071).
_WIDER = 1.075
#: Programs round the heights of rows, each to its own grid.
_SAFETY = 0.98
DEFAULT_HEIGHT = 15.0
#: Less than any height is told by.
_HAIR = 1e-6

# What a page may cost. A break where none should be is dearer than any page it saves; so is a page that says nothing. A
# block with enough on both sides of a break is torn where about a quarter of the page would stay empty otherwise.
_PAGE, _LONELY, _IN_BLOCK, _IN_PAIR = 1_000, 2_500, 10_000, 100_000
_EMPTY, _IN_LONG_BLOCK = 4_000, 200
#: A page has something to say with two rows of a table, or with one that takes this share of it.
_ENOUGH_ROWS, _ENOUGH_SHARE = 2, 0.25
#: A part of a block is enough with two rows, or with one that takes this share of the page.
_ENOUGH_OF_BLOCK = 0.12


def scale(width: float, *, landscape: bool) -> int:
    """The scale (percent, at most 100) at which ``width`` points fit on one page in every program."""
    usable = ((_LONG if landscape else _SHORT) - 2 * SIDE) * _POINTS
    return max(10, min(100, int(100 * usable / (width * _WIDER))))


def room(percent: int, *, landscape: bool) -> float:
    """The height in points of the rows that one page takes at a scale."""
    return ((_SHORT if landscape else _LONG) - TOP - BOTTOM) * _POINTS * _SAFETY * 100 / percent


@dataclass(frozen=True)
class Flow:
    """The rows of a sheet, 0-based, as pages see them.

    Attributes:
        count: how many rows there are.
        heights: heights in points by row; others have the default.
        heads: rows kept with the next one: titles, headings, headers, the rows under a chart.
        tails: rows kept with the one before: notes, totals, the space between two tables.
        blocks: first and last rows of what stays on one page where it fits one, such as a group with its heading.
        forced: rows that begin a page in any case.
        repeat: rows printed again on top of every page behind them.
        bare: rows that say nothing by themselves, such as titles and empty ones; heads and tails unless given.
    """

    count: int
    heights: Mapping[int, float]
    heads: Collection[int] = ()
    tails: Collection[int] = ()
    blocks: Sequence[tuple[int, int]] = ()
    forced: Collection[int] = ()
    repeat: tuple[int, int] | None = None
    bare: Collection[int] | None = None

    def height(self, first: int, last: int) -> float:
        """Points from one row to another, both included."""
        return self.tops[last + 1] - self.tops[first]

    def again(self, first: int) -> float:
        """Points that the repeated rows take on a page that begins with a row."""
        return self.height(*self.repeat) if self.repeat and first > self.repeat[1] else 0.0

    @cached_property
    def rows(self) -> list[int]:
        """The rows that say something by themselves."""
        bare = {*self.heads, *self.tails} if self.bare is None else set(self.bare)
        return [row for row in range(self.count) if row not in bare]

    @cached_property
    def told(self) -> list[int]:
        """How many of :attr:`rows` stand before a row."""
        own = set(self.rows)
        return list(accumulate((row in own for row in range(self.count)), initial=0))

    @cached_property
    def tops(self) -> list[float]:
        """Points above a row."""
        tops = [0.0]
        for row in range(self.count):
            tops.append(tops[-1] + self.heights.get(row, DEFAULT_HEIGHT))
        return tops


def breaks(flow: Flow, full: float) -> tuple[int, ...]:
    """Rows that begin a page, the first page aside.

    Of all divisions the one with the fewest and fullest pages among those that tear nothing apart: no head from what it
    heads, no tail from what it ends, no single row from its table or its block. A block that fits a page is only torn
    where much of a page would stay empty. Where that cannot be, as little as possible is torn.

    Args:
        flow: the rows.
        full: the height in points that a page takes (:func:`room`).
    """
    found: list[int] = []
    starts = [0, *sorted(row for row in flow.forced if 0 < row < flow.count)]
    for begin, end in zip(starts, [*starts[1:], flow.count], strict=True):
        found += [begin] if begin else []
        found += _divided(flow, full, begin, end)
    return tuple(found)


def _divided(flow: Flow, full: float, begin: int, end: int) -> list[int]:
    """The breaks between two rows, by the cheapest way to the end from every row on."""
    torn, tops, told = _torn(flow, full), flow.tops, flow.told
    best: dict[int, tuple[float, int]] = {end: (0.0, end)}
    for first in range(end - 1, begin - 1, -1):
        again = flow.again(first)
        cheapest, chosen = inf, end
        for after in range(_last(flow, full, first, end), first, -1):
            used = again + (tops[after] - tops[first])
            empty = _EMPTY * (1 - used / full) ** 2 if after < end and used < full else 0.0
            # A shorter page is emptier and leaves more to those behind it.
            if _PAGE * (1 + (tops[end] - tops[after]) / full) + empty > cheapest + 1:
                break
            price: float = _PAGE
            if told[after] - told[first] < _ENOUGH_ROWS and (first != begin or after != end):
                price += _lonely(flow, full, first, after)
            if after < end:
                price += torn.get(after, 0) + empty
            price += best[after][0]
            # Of two ways that cost the same, the one with the longer page.
            if price < cheapest:
                cheapest, chosen = price, after
        best[first] = cheapest, chosen
    found = []
    at = best[begin][1]
    while at < end:
        found.append(at)
        at = best[at][1]
    return found


def _last(flow: Flow, full: float, first: int, end: int) -> int:
    """The last row that a page may end before which begins with a row; a row that no page holds has one of its own."""
    tops, room = flow.tops, full - flow.again(first)
    return max(bisect_right(tops, tops[first] + room + _HAIR, first, end + 1) - 1, first + 1)


def _torn(flow: Flow, full: float) -> dict[int, float]:
    """What it costs to begin a page with a row, where that tears something apart."""
    prices: dict[int, float] = {}
    for first, last in flow.blocks:
        if flow.again(first) + flow.height(first, last) <= full:
            for row in range(first + 1, last + 1):
                enough = _enough(flow, full, first, row) and _enough(flow, full, row, last + 1)
                prices[row] = _IN_LONG_BLOCK if enough else _IN_BLOCK
    for row in flow.heads:
        prices[row + 1] = _IN_PAIR
    for row in flow.tails:
        prices[row] = _IN_PAIR
    return prices


def _enough(flow: Flow, full: float, first: int, after: int) -> bool:
    """Whether the rows of a part of a block may stand without the rest of it."""
    rows = flow.told[after] - flow.told[first]
    return rows >= _ENOUGH_ROWS or (rows > 0 and flow.height(first, after - 1) >= _ENOUGH_OF_BLOCK * full)


def _lonely(flow: Flow, full: float, first: int, after: int) -> float:
    before, rows = flow.told[first], flow.told[after] - flow.told[first]
    if rows >= _ENOUGH_ROWS or (rows and flow.height(flow.rows[before], flow.rows[before]) >= _ENOUGH_SHARE * full):
        return 0.0
    return _LONELY
