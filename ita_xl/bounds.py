"""How far the unknown scores may still lie apart: interval bounds over the sums that tie scores together.

Every score lies in 0-100; a mean or a weighted sum ties it to others. Narrowing each interval by every tie until
nothing moves gives bounds that hold for every possible value (and are exact where the ties form a tree).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from math import gcd, lcm
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Interval = tuple[Fraction, Fraction]
WHOLE: Interval = (Fraction(0), Fraction(100))
_ROUNDS = 60


@dataclass(frozen=True)
class Tie:
    """``|total - Σ share·part| <= slack``: a score that is a weighted sum of others, up to rounding (points)."""

    total: str
    parts: tuple[tuple[Fraction, str], ...]
    slack: Fraction

    @cached_property
    def names(self) -> frozenset[str]:
        """Every score that it ties."""
        return frozenset((self.total, *(name for _, name in self.parts)))

    @cached_property
    def times(self) -> int:
        """What makes every share a whole number."""
        return lcm(*(share.denominator for share, _ in self.parts))

    @cached_property
    def whole(self) -> tuple[tuple[int, str], ...]:
        """The parts with their shares so many times."""
        return tuple((share.numerator * (self.times // share.denominator), name) for share, name in self.parts)


def mean_tie(total: str, parts: Sequence[str], slack: Fraction) -> Tie:
    """A tie whose parts weigh the same."""
    return Tie(total, tuple((Fraction(1, len(parts)), one) for one in parts), slack)


def narrow(bounds: Mapping[str, Interval], ties: Sequence[Tie]) -> Narrowed | None:
    """The tightest intervals found, or ``None`` when no values satisfy all ties.

    Args:
        bounds: what is known beforehand; a name that is not there lies in 0-100.
        ties: the sums.
    """
    known = Narrowed(bounds, ties)
    moved = {name for tie in ties for name in tie.names}
    for _ in range(_ROUNDS):
        before, moved = moved, set()
        for tie in ties:
            # A tie none of whose scores has moved since its last turn has nothing new to say.
            if before.isdisjoint(tie.names) and moved.isdisjoint(tie.names):
                continue
            if not known._narrow(tie, moved):
                return None
        if not moved:
            break
    return known


class Narrowed:
    """Intervals by name, each within 0-100 points.

    They are kept in whole numbers of ``1/unit`` point: as exact as fractions, and many times as fast. The unit grows
    where a bound would fall between two of its numbers.
    """

    def __init__(self, bounds: Mapping[str, Interval], ties: Sequence[Tie]) -> None:
        ends = {end.denominator for interval in bounds.values() for end in interval}
        self.unit = lcm(*ends, *(tie.slack.denominator for tie in ties), *(tie.times for tie in ties))
        self._bounds = {name: (0, 100 * self.unit) for tie in ties for name in tie.names}
        self._bounds |= {
            name: (low.numerator * (self.unit // low.denominator), high.numerator * (self.unit // high.denominator))
            for name, (low, high) in bounds.items()
        }

    def __getitem__(self, name: str) -> Interval:
        low, high = self._bounds[name]
        return Fraction(low, self.unit), Fraction(high, self.unit)

    def grid(self, name: str) -> tuple[Decimal, Decimal]:
        """The interval on the grid of printed scores: the lowest and the highest two-decimal value inside it."""
        low, high = self._bounds.get(name, (0, 100 * self.unit))
        return _hundredths(-(-100 * low // self.unit)), _hundredths(100 * high // self.unit)

    def _narrow(self, tie: Tie, moved: set[str]) -> bool:
        """Narrow the scores of a tie, and tell which have moved; false where it leaves no value."""
        known, times = self._bounds, tie.times
        parts = [(share, name, *known[name]) for share, name in tie.whole]
        least = sum(share * low for share, _, low, _ in parts)
        most = sum(share * high for share, *_, high in parts)
        slack = times * tie.slack.numerator * (self.unit // tie.slack.denominator)
        # All of these are the bounds so many times.
        low, high = (times * end for end in known[tie.total])
        low, high = max(low, least - slack), min(high, most + slack)
        if low > high:
            return False
        found = [(tie.total, low, high, times)]
        for share, name, own_low, own_high in parts:
            # A known part fits as soon as the total does.
            if own_low == own_high:
                continue
            least_own = max(share * own_low, low - slack - most + share * own_high)
            most_own = min(share * own_high, high + slack - least + share * own_low)
            if least_own > most_own:
                return False
            found.append((name, least_own, most_own, share))
        factor = lcm(*(share // gcd(share, low, high) for _, low, high, share in found))
        if factor > 1:
            self.unit *= factor
            for name, (low, high) in known.items():
                known[name] = low * factor, high * factor
        for name, low, high, share in found:
            own = low * factor // share, high * factor // share
            if own != known[name]:
                known[name] = own
                moved.add(name)
        return True


@lru_cache(maxsize=16384)
def _hundredths(number: int) -> Decimal:
    return Decimal(number).scaleb(-2)
