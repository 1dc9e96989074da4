"""How far the unknown scores may still lie apart: interval bounds over the sums that tie scores together.

Every score lies in 0-100; a mean or a weighted sum ties it to others. Narrowing each interval by every tie until
nothing moves gives bounds that hold for every possible value (and are exact where the ties form a tree).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import ceil, floor
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


def mean_tie(total: str, parts: Sequence[str], slack: Fraction) -> Tie:
    """A tie whose parts weigh the same."""
    return Tie(total, tuple((Fraction(1, len(parts)), one) for one in parts), slack)


def narrow(bounds: Mapping[str, Interval], ties: Sequence[Tie]) -> dict[str, Interval] | None:
    """The tightest intervals found, or ``None`` when no values satisfy all ties.

    Args:
        bounds: what is known beforehand; a name that is not there lies in 0-100.
        ties: the sums.
    """
    known = dict(bounds)
    moved = {name for tie in ties for name in (tie.total, *(one for _, one in tie.parts))}
    for _ in range(_ROUNDS):
        before, moved = moved, set()
        for tie in ties:
            # A tie none of whose scores has moved since its last turn has nothing new to say.
            if before.isdisjoint(tie.names) and moved.isdisjoint(tie.names):
                continue
            narrowed = _narrowed(known, tie)
            if narrowed is None:
                return None
            moved |= {name for name, own in narrowed.items() if own != known.get(name, WHOLE)}
            known |= narrowed
        if not moved:
            break
    return known


def _narrowed(known: Mapping[str, Interval], tie: Tie) -> dict[str, Interval] | None:
    """The intervals of a tie's scores as it allows them; ``None`` where it allows none."""
    parts = [(share, name, known.get(name, WHOLE)) for share, name in tie.parts]
    low = sum((share * own[0] for share, _, own in parts), Fraction(0))
    high = sum((share * own[1] for share, _, own in parts), Fraction(0))
    total = known.get(tie.total, WHOLE)
    total = (max(total[0], low - tie.slack), min(total[1], high + tie.slack))
    if total[0] > total[1]:
        return None
    found = {tie.total: total}
    for share, name, own in parts:
        # A known part fits as soon as the total does.
        if own[0] == own[1]:
            continue
        rest_low, rest_high = low - share * own[0], high - share * own[1]
        bounds = (
            max(own[0], (total[0] - tie.slack - rest_high) / share),
            min(own[1], (total[1] + tie.slack - rest_low) / share),
        )
        if bounds[0] > bounds[1]:
            return None
        found[name] = bounds
    return found


def grid(interval: Interval) -> tuple[Decimal, Decimal]:
    """The interval on the grid of printed scores: the lowest and the highest two-decimal value inside it."""
    return Decimal(ceil(interval[0] * 100)).scaleb(-2), Decimal(floor(interval[1] * 100)).scaleb(-2)
