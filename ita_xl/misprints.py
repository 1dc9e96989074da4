"""What a wrongly printed figure may have been, and how likely each slip is.

A slip is a digit misread or lost, two neighbouring digits exchanged, a decimal point that moved, a sign that was
lost. Costs are whole numbers: 100 is one slip of the commonest sort, more is less likely.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from ita_xl.thai import half_up

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

#: One slip of the commonest sort.
SLIP = 100
_RARE_DIGIT = 140
_EXCHANGED = 120
_LOST_DIGIT = 120
_POINT = 110
_POINT_AND_LOST_DIGIT = 115

#: Digits taken for each other, in Thai print (๕/๘/๙, ๓/๗/๔, ๐/๑, ๒/๖, ๔/๕/๘) or in Arabic print.
_ALIKE = frozenset(
    frozenset(pair)
    for pair in ("58", "59", "89", "37", "34", "47", "01", "26", "45", "48", "69", "38", "17", "56", "08", "68", "35")
)
_FULL = 10000


class Reason(StrEnum):
    """How a figure came to be printed wrongly."""

    DIGIT_MISREAD = "digit_misread"
    DIGIT_LOST = "digit_lost"
    DIGITS_EXCHANGED = "digits_exchanged"
    POINT_MOVED = "point_moved"
    SIGN_LOST = "sign_lost"
    FIGURES_SWAPPED = "figures_swapped"
    OTHER_ROW = "other_row"
    YEAR_BEFORE = "year_before"


@dataclass(frozen=True, slots=True)
class Guess:
    """What a figure may have been, in hundredths of a point."""

    value: int
    reason: Reason
    cost: int


def hundredths(value: Decimal) -> int:
    """A score as a whole number of hundredths.

    >>> from decimal import Decimal
    >>> hundredths(Decimal("98.665"))
    9867
    """
    return int(half_up(value).scaleb(2))


@lru_cache(maxsize=4096)
def guesses(printed: int, *, change: bool = False) -> tuple[Guess, ...]:
    """Every figure that one slip turns into the printed one, the likeliest slip of each; both in hundredths.

    Args:
        printed: the figure as printed.
        change: whether it is a difference between two years, which has a sign.

    >>> [one.value for one in guesses(986700) if one.reason is Reason.POINT_MOVED]
    [987, 9867]
    """
    found: dict[int, Guess] = {}
    for one in _slips(abs(printed)):
        value = -one.value if printed < 0 else one.value
        known = found.get(value)
        if one.value <= _FULL and value != printed and (known is None or one.cost < known.cost):
            found[value] = Guess(value, one.reason, one.cost)
    if change and printed:
        found[-printed] = Guess(-printed, Reason.SIGN_LOST, SLIP)
    return tuple(sorted(found.values(), key=lambda one: one.value))


def _slips(printed: int) -> Iterator[Guess]:
    digits = f"{printed:03d}"
    for at, old in enumerate(digits):
        for new in "0123456789":
            if new != old and not (at == 0 and new == "0" and len(digits) > 3):
                cost = SLIP if frozenset((old, new)) in _ALIKE else _RARE_DIGIT
                yield Guess(int(digits[:at] + new + digits[at + 1 :]), Reason.DIGIT_MISREAD, cost)
    for at in range(len(digits) - 1):
        turned = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
        if turned[0] != "0" or len(turned) == 3:
            yield Guess(int(turned), Reason.DIGITS_EXCHANGED, _EXCHANGED)
    if printed < 1000:
        for first in range(1, 10):
            yield Guess(first * 1000 + printed, Reason.DIGIT_LOST, _LOST_DIGIT)
    if not printed:
        yield Guess(_FULL, Reason.DIGIT_LOST, _LOST_DIGIT)
    yield from _moved_points(printed)


def _moved_points(printed: int) -> Iterator[Guess]:
    if not printed:
        return
    for places in (1, 2, 3):
        down = int(half_up(Fraction(printed, 10**places), 0))
        if down and (printed > _FULL or places < 3):
            yield Guess(down, Reason.POINT_MOVED, _POINT)
        if printed * 10**places <= _FULL and places < 3:
            yield Guess(printed * 10**places, Reason.POINT_MOVED, _POINT)
    if printed * 10 <= _FULL + 50:
        # Two decimals of a figure ten times too small have swallowed its last digit.
        for last in range(-5, 5):
            yield Guess(printed * 10 + last, Reason.POINT_MOVED, _POINT_AND_LOST_DIGIT)
