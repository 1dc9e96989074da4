"""How far the unknown scores may still lie apart: interval bounds over the sums that tie scores together.

Every score lies in 0-100; a mean or a weighted sum ties it to others. Narrowing each interval by every tie until
nothing moves gives bounds that hold for every possible value (and are exact where the ties form a tree).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Interval = tuple[Fraction, Fraction]
WHOLE: Interval = (Fraction(0), Fraction(100))
_ROUNDS = 60


@dataclass(frozen=True, slots=True)
class Tie:
    """``|total - Σ share·part| <= slack``: a score that is a weighted sum of others, up to rounding (points)."""

    total: str
    parts: tuple[tuple[Fraction, str], ...]
    slack: Fraction


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
    for _ in range(_ROUNDS):
        before = dict(known)
        for tie in ties:
            low = sum((share * known.get(name, WHOLE)[0] for share, name in tie.parts), Fraction(0))
            high = sum((share * known.get(name, WHOLE)[1] for share, name in tie.parts), Fraction(0))
            total = known.get(tie.total, WHOLE)
            total = (max(total[0], low - tie.slack), min(total[1], high + tie.slack))
            if total[0] > total[1]:
                return None
            known[tie.total] = total
            for share, name in tie.parts:
                own = known.get(name, WHOLE)
                rest_low, rest_high = low - share * own[0], high - share * own[1]
                own = (
                    max(own[0], (total[0] - tie.slack - rest_high) / share),
                    min(own[1], (total[1] + tie.slack - rest_low) / share),
                )
                if own[0] > own[1]:
                    return None
                known[name] = own
        if known == before:
            break
    return known


def grid(interval: Interval) -> tuple[Decimal, Decimal]:
    """The interval on the grid of printed scores: the lowest and the highest two-decimal value inside it."""
    return Decimal(ceil(interval[0] * 100)).scaleb(-2), Decimal(floor(interval[1] * 100)).scaleb(-2)
