"""The number of respondents that a set of scores gives away.

The score of an item is the mean of the points of those who answered. All items of a tool (of a part, where it has
them) are answered by the same people, so that their scores lie on steps that the number of people allows; a figure
between two steps is suspect.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import comb
from typing import TYPE_CHECKING, Any

from ita_xl.assessment import Kind

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence
    from decimal import Decimal

    from ita_xl.agreement import Agreement, Slot
    from ita_xl.framework import Framework

Table = tuple[int, Kind, bool, str]
_MOST_RESPONDENTS = 400
#: How many counts of respondents may fit by mere chance before none of them is believed.
_CHANCE = 0.02


@dataclass(frozen=True, slots=True)
class Respondents:
    """A number of respondents that explains the scores of one tool or part (``scope``).

    ``unit`` is the least difference between two answers in points, so that an item score moves in steps of
    ``unit / count``. ``misfits`` are the names of the scores that it does not explain.
    """

    scope: str
    count: int
    unit: Fraction
    misfits: tuple[Hashable, ...] = ()

    def step(self, items: int = 1) -> Fraction:
        """The step of a mean of ``items`` item scores, in points."""
        return self.unit / (self.count * items)

    def fits(self, value: int, items: int = 1) -> bool:
        """Whether a score, in hundredths, is possible."""
        return _fits(value, self.unit, self.count, items)


def infer_respondents(
    scope: str, unit: Fraction, scores: Mapping[Any, tuple[int, int]], *, most: int = _MOST_RESPONDENTS
) -> Respondents | None:
    """The number of respondents that explains the scores best, or ``None`` when chance would do as well.

    A larger number lets more scores through, so that its fits say less; a misfit is forgiven to one score in four.

    Args:
        scope: what the scores belong to.
        unit: the least difference between two answers, in points.
        scores: by name, the score in hundredths and the number of items it is the mean of.
        most: the highest number tried.

    >>> ten = {"i1": (9933, 1), "i2": (9667, 1), "i4": (9867, 1)}
    >>> infer_respondents("IIT", Fraction(20), ten).count
    30
    """
    telling = {(value, items) for value, items in scores.values() if value * unit.denominator % (100 * unit.numerator)}
    if len(telling) < 2:
        return None
    lowest, found = _CHANCE, None
    for count in range(1, most + 1):
        hit = max(_share(unit, count, items) for _, items in telling)
        if count * hit ** len(telling) > lowest:
            break
        misfits = {one for one in telling if not _fits(one[0], unit, count, one[1])}
        if len(misfits) > len(telling) // 4:
            continue
        chance = count * comb(len(telling), len(misfits)) * hit ** (len(telling) - len(misfits))
        if chance < lowest:
            names = tuple(name for name, one in scores.items() if one in misfits)
            lowest, found = chance, Respondents(scope, count, unit, names)
    return found


def _fits(value: int, unit: Fraction, count: int, items: int) -> bool:
    """Whether some whole number of steps is published as this value.

    A mean is taken over items that are rounded themselves, which may add half a hundredth.
    """
    own, step = value * unit.denominator * count * items, 100 * unit.numerator
    near = (2 * own + step) // (2 * step) * step
    return abs(near - own) * (2 if items == 1 else 1) <= unit.denominator * count * items


def _share(unit: Fraction, count: int, items: int) -> float:
    """The share of all values that fit: a likelihood, not a figure."""
    return min(1.0, (0.01 if items == 1 else 0.02) * items * count / float(unit))


def unit_of(points: Sequence[Decimal]) -> Fraction | None:
    """The largest step that reaches every answer of a scale.

    >>> from decimal import Decimal
    >>> unit_of([Decimal(0), Decimal(20), Decimal(100)])
    Fraction(20, 1)
    """
    unit = Fraction(0)
    for one in points:
        unit = _common(unit, Fraction(one))
    return unit or None


def _common(one: Fraction, other: Fraction) -> Fraction:
    while other:
        one, other = other, one % other
    return one


def evidence(agreement: Agreement, frameworks: dict[int, Framework]) -> dict[tuple[int, str], Respondents]:
    """The number of respondents of each tool, or part, that its scores give away."""
    scores: dict[tuple[int, str], dict[object, tuple[int, int]]] = {}
    units: dict[tuple[int, str], Fraction | None] = {}
    computed = {agreement.checks[one].slot for one in range(len(agreement.checks))}
    for at, slot in enumerate(agreement.slots):
        framework = frameworks[slot.fiscal_year]
        items = items_of(framework, slot)
        if items is None or slot.change or at in computed:
            continue
        scope = slot.fiscal_year, scope_of(framework, slot)
        if scope not in units:
            units[scope] = _unit(framework, slot)
        if units[scope] is not None:
            scores.setdefault(scope, {})[at] = slot.value, items
    found: dict[tuple[int, str], Respondents] = {}
    for scope, own in scores.items():
        unit = units[scope]
        one = infer_respondents(scope[1], unit, own) if unit else None
        if one:
            found[scope] = one
    return found


def table_of(frameworks: dict[int, Framework], slot: Slot) -> Table:
    """Figures of the same sort and tool, which stand beside one another in print."""
    scope = "" if slot.kind is Kind.TOOL else scope_of(frameworks[slot.fiscal_year], slot)
    return slot.fiscal_year, slot.kind, slot.change, scope


def scope_of(framework: Framework, slot: Slot) -> str:
    """The tool, or the part, whose respondents gave a score."""
    if slot.kind is Kind.ITEM:
        tool = framework.item(slot.ref).tool
    elif slot.kind in (Kind.INDICATOR, Kind.INDICATOR_PART):
        tool = framework.indicator(int(slot.ref.partition(":")[0])).tool
    else:
        return slot.ref
    number = slot.ref.partition(":")[2]
    return next((one.code for one in framework.parts(tool) if str(one.number) == number), tool)


def items_of(framework: Framework, slot: Slot) -> int | None:
    """Of how many item scores, all by the same respondents, a score is the mean; ``None`` where it is not."""
    if slot.kind is Kind.ITEM:
        return 1
    if slot.kind not in (Kind.INDICATOR, Kind.INDICATOR_PART):
        return None
    number, _, part = slot.ref.partition(":")
    one = framework.indicator(int(number))
    if one.derive != "items" or (not part and framework.parts(one.tool)):
        return None
    return len(one.items)


def _unit(framework: Framework, slot: Slot) -> Fraction | None:
    number = int(slot.ref.partition(":")[0]) if slot.kind is not Kind.ITEM else None
    return unit_of_tool(
        framework, framework.item(slot.ref).tool if number is None else framework.indicator(number).tool
    )


def unit_of_tool(framework: Framework, tool: str) -> Fraction | None:
    """The least difference between two answers to the items of a tool, in points; ``None`` where it is not known."""
    items = [one for one in framework.items.values() if one.tool == tool]
    if any(one.subquestions != 1 for one in items):
        return None
    scales = {one.answer: framework.answers[one.answer].points for one in items}
    if not all(scales.values()):
        return None
    return unit_of(sorted({point for points in scales.values() for point in points}))
