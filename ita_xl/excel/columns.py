"""Which column is which: columns that a user inserted among the generated ones, or deleted."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from ita_xl.excel.rows import Cells, Formula, Row, Value, trimmed

if TYPE_CHECKING:
    from collections.abc import Sequence

#: What two columns must have in common to be one, of the cells of the emptier one.
_ALIKE = 0.3
#: By how much another order of columns must explain what stands better than the generated one.
_BETTER = 0.5
#: Fewer cells than this say nothing about a column: neither where it is, nor that it was deleted.
_FEWEST = 3
_FORMULA = Formula("")


class Layout(NamedTuple):
    """Where the generated columns stand, and where columns typed by hand would stand beside all generated ones.

    ``place`` is the column in the workbook of each column of the merge, ``None`` for one that the user deleted.
    """

    place: tuple[int | None, ...]
    plain: bool

    @property
    def absent(self) -> frozenset[int]:
        """Generated columns that the user deleted."""
        return frozenset(column for column, own in enumerate(self.place) if own is None)

    def own(self, row: Row) -> Row:
        """A row of the workbook with its cells in the columns of the merge."""
        if self.plain:
            return row
        cells = row.cells
        back = {own: column for column, own in enumerate(self.place) if own is not None}
        spans = [(back[first], back[last]) for first, last in row.spans if first in back and last in back]
        return row._replace(
            cells=trimmed(cells[own] if own is not None and own < len(cells) else None for own in self.place),
            spans=tuple(spans),
        )

    def span(self, first: int, last: int) -> tuple[int, int] | None:
        """Merged columns of the merge in the workbook; ``None`` where fewer than two of them are left."""
        there = [own for own in self.place[first : last + 1] if own is not None]
        return (min(there), max(there)) if len(there) > 1 else None

    def placed(self, cells: Cells) -> Cells:
        """Cells of the merge in the columns of the workbook."""
        if self.plain:
            return cells
        found: list[Value] = [None] * (max((own for own in self.place if own is not None), default=-1) + 1)
        for own, value in zip(self.place, cells, strict=False):
            if own is not None:
                found[own] = value
        return trimmed(found)


def layout_of(
    before: Sequence[Cells], now: Sequence[Cells], *, made: int, width: int, place: Sequence[int | None] = ()
) -> Layout:
    """Find the columns again.

    Args:
        before: what stood, in the columns of the merge.
        now: what stands.
        made: how many columns were generated.
        width: how many columns the merge has before those typed by hand: as many as were or are generated.
        place: where the generated columns stood; in their own places unless given.
    """
    longest = max((len(one) for one in now), default=0)
    old, own = _columns(before, made), _columns(now, longest)
    alike = [[_alike(one, other) for other in own] for one in old]
    left = {at: there for at, there in enumerate(place or range(made)) if there is not None}
    best, pairs = _best(alike)
    if best < sum(alike[at][there] for at, there in left.items() if there < longest) + _BETTER:
        # One that was emptied in its place is there still; only the last ones go without another taking their place.
        found = {at: there for at, there in left.items() if there < longest or old[at].total() < _FEWEST}
    else:
        found = dict(pairs)
        _between(found, made, longest)
    longest = max((longest, *(there + 1 for there in found.values())))
    if all(found.get(at) == at for at in range(made)) and not (width > made and longest > made):
        return Layout(tuple(range(max(width, longest))), plain=True)
    taken = set(found.values())
    by_hand = [column for column in range(longest) if column not in taken]
    # A generated column that is new has no place yet: it comes to the right of everything.
    added = range(longest, longest + width - made)
    return Layout((*(found.get(at) for at in range(made)), *added, *by_hand), plain=False)


def _columns(rows: Sequence[Cells], width: int) -> list[Counter[Value]]:
    """What stands in each column; formulas are all the same, because those over a shifted column read otherwise."""
    found: list[Counter[Value]] = [Counter() for _ in range(width)]
    for row in rows:
        for column, value in enumerate(row[:width]):
            if value is not None:
                found[column][_FORMULA if isinstance(value, Formula) else value] += 1
    return found


def _alike(one: Counter[Value], other: Counter[Value]) -> float:
    common = (one & other).total()
    share = common / min(one.total(), other.total()) if common >= _FEWEST else 0.0
    return share if share >= _ALIKE else 0.0


def _best(alike: Sequence[Sequence[float]]) -> tuple[float, list[tuple[int, int]]]:
    """The pairs, in order on both sides, that have most in common."""
    longest = len(alike[0]) if alike else 0
    sums = [[0.0] * (longest + 1) for _ in range(len(alike) + 1)]
    for at, row in enumerate(alike, start=1):
        for column, share in enumerate(row, start=1):
            sums[at][column] = max(sums[at - 1][column], sums[at][column - 1], sums[at - 1][column - 1] + share)
    pairs = []
    at, column = len(alike), longest
    while at and column:
        if sums[at][column] == sums[at - 1][column]:
            at -= 1
        elif sums[at][column] == sums[at][column - 1]:
            column -= 1
        else:
            at, column = at - 1, column - 1
            pairs.append((at, column))
    return sums[-1][-1], pairs


def _between(found: dict[int, int], made: int, longest: int) -> None:
    """Columns between two that are paired are paired in their order where there are as many: they were typed over."""
    ends = [(-1, -1), *sorted(found.items()), (made, longest)]
    for (above, left), (below, right) in pairwise(ends):
        if below - above == right - left:
            found.update(zip(range(above + 1, below), range(left + 1, right), strict=True))
