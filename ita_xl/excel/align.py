"""Which row is which: rows that stand in a workbook found again among those that stood there when it was left.

Rows carry no keys in a workbook, and may have been edited, cleared, inserted, deleted, moved and sorted since. Rows
that are the same to the letter are paired first, then rows that share cells which few others have, then, between two
pairs, rows of text that are alike. A row is paired only on evidence: one that is not is taken for typed by hand.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import groupby
from typing import TYPE_CHECKING

from ita_xl.excel.references import without_rows
from ita_xl.excel.rows import Cells, Formula, Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

#: A value in more rows than this is no evidence of which row it is.
_RARE = 8
#: The share of the rare values of a row that another has: with a text among them (and neighbours counted), or without.
_WITH_TEXT, _WITHOUT = 0.2, 0.5
#: What a neighbour that is paired adds to that share.
_NEIGHBOUR = 0.25
#: How alike two texts are whose row was edited (of the groups of three letters in either, the share in both).
_ALIKE = 0.3
#: The largest gap, rows times rows, in which texts are held against each other.
_LARGEST_GAP = 2500
_SHORTEST = 2


def align(before: Sequence[Cells], now: Sequence[Cells], width: int) -> list[int | None]:
    """For each row that stands now the row before that it is; ``None`` for one that was typed by hand.

    ``width`` columns were generated: what stands to the right of them says nothing about the row.
    """
    found = _Alignment([_face(one, width) for one in before], [_face(one, width) for one in now])
    found.ends()
    found.unique()
    found.beside()
    found.similar()
    found.beside()
    for gap in list(found.gaps()):
        found.fill(*gap)
    found.rest()
    return found.of


def _face(cells: Cells, width: int) -> Cells:
    """A row as it looks wherever it stands."""
    own: list[Value] = [Formula(without_rows(one.text)) if isinstance(one, Formula) else one for one in cells[:width]]
    while own and own[-1] is None:
        own.pop()
    return tuple(own)


class _Alignment:
    def __init__(self, before: list[Cells], now: list[Cells]) -> None:
        self.before, self.now = before, now
        self.of: list[int | None] = [None] * len(now)
        self.to: list[int | None] = [None] * len(before)

    def pair(self, at: int, there: int) -> None:
        self.of[at], self.to[there] = there, at

    def free(self) -> tuple[list[int], list[int]]:
        """The rows now and before that have no partner."""
        return (
            [at for at, there in enumerate(self.of) if there is None],
            [there for there, at in enumerate(self.to) if at is None],
        )

    def ends(self) -> None:
        """The same rows from the top and from the bottom."""
        shorter = min(len(self.now), len(self.before))
        top = 0
        while top < shorter and self.now[top] == self.before[top]:
            self.pair(top, top)
            top += 1
        at, there = len(self.now) - 1, len(self.before) - 1
        while at >= top and there >= top and self.now[at] == self.before[there]:
            self.pair(at, there)
            at, there = at - 1, there - 1

    def unique(self) -> None:
        """Rows that occur once in both."""
        here, there = self.free()
        ours, theirs = self._groups(self.now, here), self._groups(self.before, there)
        for face, rows in ours.items():
            others = theirs.get(face, ())
            if face and len(rows) == len(others) == 1:
                self.pair(rows[0], others[0])

    @staticmethod
    def _groups(faces: list[Cells], rows: list[int]) -> dict[Cells, list[int]]:
        found: dict[Cells, list[int]] = {}
        for row in rows:
            found.setdefault(faces[row], []).append(row)
        return found

    def beside(self) -> None:
        """The same rows below and above those that are paired."""
        for step in (1, -1):
            for at in range(len(self.now))[::step]:
                there = self.of[at]
                if there is None:
                    continue
                here, beyond = at + step, there + step
                if (
                    0 <= here < len(self.now)
                    and 0 <= beyond < len(self.before)
                    and self.of[here] is None
                    and self.to[beyond] is None
                    and self.now[here] == self.before[beyond]
                ):
                    self.pair(here, beyond)

    def similar(self) -> None:
        """Rows that share cells which few others have, the likest first; a cell weighs less the more rows have it."""
        here, there = self.free()
        if not here or not there:
            return
        count = Counter(cell for cells in self.before for cell in _filled(cells))
        holders: dict[tuple[int, Value], list[int]] = defaultdict(list)
        whole: dict[int, float] = defaultdict(float)
        for row in there:
            for cell in _filled(self.before[row]):
                if count[cell] <= _RARE:
                    holders[cell].append(row)
                    whole[row] += 1 / count[cell]
        likely: list[tuple[float, int, int, int]] = []
        for at in here:
            for row, weight, told in self._common(at, holders, count):
                share, beside = weight / whole[row], self._neighbours(at, row)
                if (told and share + beside >= _WITH_TEXT) or share >= _WITHOUT:
                    likely.append((share + beside, -abs(at - row), at, row))
        for _, _, at, row in sorted(likely, reverse=True):
            if self.of[at] is None and self.to[row] is None:
                self.pair(at, row)

    def _common(
        self, at: int, holders: Mapping[tuple[int, Value], list[int]], count: Mapping[tuple[int, Value], int]
    ) -> Iterator[tuple[int, float, bool]]:
        """The rows before that a row may be: the weight of the cells in both, and whether a text is among them."""
        common: dict[int, float] = defaultdict(float)
        told: set[int] = set()
        for cell in _filled(self.now[at]):
            rows = holders.get(cell, ())
            for row in rows:
                common[row] += 1 / count[cell]
            if isinstance(cell[1], str) and len(cell[1]) >= _SHORTEST:
                told.update(rows)
        for row, weight in common.items():
            yield row, weight, row in told

    def _neighbours(self, at: int, row: int) -> float:
        above = at > 0 and row > 0 and self.of[at - 1] == row - 1
        below = at + 1 < len(self.now) and row + 1 < len(self.before) and self.of[at + 1] == row + 1
        return _NEIGHBOUR * (above + below)

    def gaps(self) -> Iterator[tuple[range, range]]:
        """Runs of rows without a partner that lie between the same two pairs, now and before."""
        for alone, run in groupby(range(len(self.now)), lambda at: self.of[at] is None):
            rows = list(run)
            if not alone:
                continue
            above = -1 if rows[0] == 0 else self.of[rows[0] - 1]
            below = len(self.before) if rows[-1] + 1 == len(self.now) else self.of[rows[-1] + 1]
            assert above is not None
            assert below is not None
            if above + 1 < below and all(self.to[one] is None for one in range(above + 1, below)):
                yield range(rows[0], rows[-1] + 1), range(above + 1, below)

    def fill(self, here: range, there: range) -> None:
        """Pair what is alike between two pairs; single cells in the place of as many single cells were typed over."""
        if len(here) * len(there) > _LARGEST_GAP:
            return
        ours, theirs = [_letters(self.now[at]) for at in here], [_letters(self.before[row]) for row in there]
        likely = sorted(
            (
                (alike, -abs(one - other), one, other)
                for one, own in enumerate(ours)
                for other, their in enumerate(theirs)
                if (alike := _alike(own, their)) >= _ALIKE
            ),
            reverse=True,
        )
        for _, _, one, other in likely:
            if self.of[here[one]] is None and self.to[there[other]] is None:
                self.pair(here[one], there[other])
        ours_left = [at for at in here if self.of[at] is None]
        theirs_left = [row for row in there if self.to[row] is None]
        if len(ours_left) == len(theirs_left):
            for at, row in zip(ours_left, theirs_left, strict=True):
                shapes = [[column for column, _ in _filled(one)] for one in (self.now[at], self.before[row])]
                if shapes[0] == shapes[1] and len(shapes[0]) == 1:
                    self.pair(at, row)

    def rest(self) -> None:
        """Rows that occur several times, in their order; empty rows between pairs only, where they were."""
        here, there = self.free()
        ours, theirs = self._groups(self.now, here), self._groups(self.before, there)
        for face, rows in ours.items():
            if face:
                for at, row in zip(rows, theirs.get(face, ()), strict=False):
                    self.pair(at, row)
        for here_gap, there_gap in list(self.gaps()):
            empty = [row for row in there_gap if not self.before[row]]
            for at, row in zip((at for at in here_gap if not self.now[at]), empty, strict=False):
                self.pair(at, row)


def _filled(cells: Cells) -> list[tuple[int, Value]]:
    return [(column, value) for column, value in enumerate(cells) if value is not None]


def _letters(cells: Cells) -> frozenset[str]:
    """The groups of three letters in the texts of a row."""
    text = "\n".join(value for value in cells if isinstance(value, str))
    return frozenset(text[at : at + 3] for at in range(len(text) - 2))


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0
