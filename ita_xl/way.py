"""The way to the next level: what each score lacks and the fewest improvements that get there, with the arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations_with_replacement
from math import ceil
from typing import TYPE_CHECKING

from ita_xl import arithmetic
from ita_xl.assessment import Kind
from ita_xl.scoring import OVERALL, Origin, conditions, overall_score
from ita_xl.thai import half_up, points

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ita_xl.framework import Level
    from ita_xl.scoring import Key, Scorecard, Shortfall

_FULL = Fraction(100)


@dataclass(frozen=True, slots=True)
class Improvement:
    """One score to be raised: from what it is to what it must become (points)."""

    key: Key
    before: Decimal
    after: Decimal

    @property
    def gain(self) -> Decimal:
        """How many points that is."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Way:
    """The way to ``level``: what each score lacks, the fewest improvements, and the arithmetic a line each.

    No other set of fewer scores reaches the level; each is raised as little as reaches it without rounding's help.
    ``improvements`` is empty, with a ``reason``, when the known figures do not allow to say.
    """

    level: Level
    lacking: tuple[Shortfall, ...]
    improvements: tuple[Improvement, ...]
    arithmetic: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Leaf:
    key: Key
    value: Fraction
    share: Fraction

    @property
    def gain(self) -> Fraction:
        """What the group gains when this leaf rises to 100."""
        return self.share * (_FULL - self.value)


@dataclass(frozen=True, slots=True)
class _Group:
    """One tested score and the lowest scores known that make it, greatest gain first."""

    code: str
    value: Fraction
    leaves: tuple[_Leaf, ...]

    def raised(self, count: int) -> Fraction:
        return self.value + sum((leaf.gain for leaf in self.leaves[:count]), Fraction(0))


def way_to_next(card: Scorecard) -> Way | None:
    """The way to the next level, or ``None`` when the level is the best or not certain."""
    level = card.level.next_level
    if level is None:
        return None
    groups = _groups(card)
    if groups is None or not _floors_known(card, groups, level):
        reason = "คะแนนที่ทราบยังไม่พอจะบอกว่าต้องเพิ่มข้อใด"
        return Way(level, card.level.shortfalls, (), (), reason)
    counts = _fewest(card, groups, level)
    if counts is None:
        return Way(level, card.level.shortfalls, (), (), "คะแนนส่วนที่ยังไม่ทราบเป็นตัวกำหนดระดับ")
    chosen = _trimmed(card, groups, level, counts)
    return Way(level, card.level.shortfalls, chosen, _lines(card, groups, chosen, level))


def _groups(card: Scorecard) -> list[_Group] | None:
    """A group for each score that is weighted into the overall one; ``None`` if one of them is unknown."""
    keys = card.overall.inputs or tuple((Kind.TOOL, tool.code) for tool in card.framework.tools)
    found: list[_Group] = []
    for key in keys:
        own = card.scores[key]
        if own.exact is None or key in card.contradicted:
            return None
        leaves = sorted(_leaves(card, key, Fraction(1)), key=lambda leaf: -leaf.gain)
        found.append(_Group(key[1], own.exact, tuple(leaves)))
    return found


def _leaves(card: Scorecard, key: Key, share: Fraction) -> list[_Leaf]:
    """The scores at the bottom of one score, with the share each has in it."""
    own = card.scores[key]
    assert own.exact is not None  # computed scores have known inputs
    if own.origin is not Origin.COMPUTED:
        return [_Leaf(key, own.exact, share)]
    return [leaf for below in own.inputs for leaf in _leaves(card, below, share / len(own.inputs))]


def _floors_known(card: Scorecard, groups: Sequence[_Group], level: Level) -> bool:
    """Whether every tested score is a group, or bounded above what the level asks."""
    codes = {group.code for group in groups}
    asked = conditions(card.framework, level)
    return all(not code or code in codes or card.tools[code].low >= bound for code, bound in asked.items())


def _reaches(card: Scorecard, level: Level, scores: Mapping[str, Fraction], *, rounded: bool = True) -> bool:
    """Whether these scores reach the level, as they would be published or (``rounded`` off) without rounding's help."""
    asked = conditions(card.framework, level)
    reached = {**scores, "": overall_score(card.framework, scores)}
    return all(
        (Fraction(half_up(reached[code])) if rounded else reached[code]) >= bound
        for code, bound in asked.items()
        if code in reached
    )


def _fewest(card: Scorecard, groups: Sequence[_Group], level: Level) -> tuple[int, ...] | None:
    """How many leaves of each group must rise to 100, fewest in all.

    In each group the leaves with the greatest gain come first, so that for a given count nothing else gains more.
    """
    asked = conditions(card.framework, level)
    least = []
    for group in groups:
        bound = asked.get(group.code, Decimal(0))
        count = next((n for n in range(len(group.leaves) + 1) if half_up(group.raised(n)) >= bound), None)
        if count is None:
            return None
        least.append(count)
    room = sum(len(group.leaves) - count for group, count in zip(groups, least, strict=True))
    for extra in range(room + 1):
        reached = []
        for picks in combinations_with_replacement(range(len(groups)), extra):
            counts = [count + picks.count(at) for at, count in enumerate(least)]
            if any(count > len(group.leaves) for group, count in zip(groups, counts, strict=True)):
                continue
            scores = {group.code: group.raised(count) for group, count in zip(groups, counts, strict=True)}
            if _reaches(card, level, scores):
                reached.append((overall_score(card.framework, scores), tuple(counts)))
        if reached:
            return max(reached, key=lambda one: one[0])[1]
    return None


def _trimmed(card: Scorecard, groups: Sequence[_Group], level: Level, counts: Sequence[int]) -> tuple[Improvement, ...]:
    """Each chosen leaf raised only as far as needed, the last chosen trimmed first."""
    targets = [(group, leaf, _FULL) for group, count in zip(groups, counts, strict=True)
               for leaf in group.leaves[:count]]  # fmt: skip

    def scores(values: Sequence[tuple[_Group, _Leaf, Fraction]]) -> dict[str, Fraction]:
        found = {group.code: group.value for group in groups}
        for group, leaf, after in values:
            found[group.code] += leaf.share * (after - leaf.value)
        return found

    # Rounding may help over the bar by half a hundredth; it is leant on only where the set could not do without.
    rounded = not _reaches(card, level, scores(targets), rounded=False)
    for at in reversed(range(len(targets))):
        group, leaf, _ = targets[at]
        low, high = ceil(leaf.value * 100), 100 * 100
        while low < high:
            middle = (low + high) // 2
            targets[at] = (group, leaf, Fraction(middle, 100))
            low, high = (low, middle) if _reaches(card, level, scores(targets), rounded=rounded) else (middle + 1, high)
        targets[at] = (group, leaf, Fraction(high, 100))
    return tuple(Improvement(leaf.key, half_up(leaf.value), half_up(after)) for _, leaf, after in targets)


def _lines(card: Scorecard, groups: Sequence[_Group], chosen: Sequence[Improvement], level: Level) -> tuple[str, ...]:
    """The arithmetic: what each raised score becomes, then the overall score."""
    lines = []
    after: dict[str, Fraction] = {}
    asked = conditions(card.framework, level)
    for group in groups:
        own = {leaf.key: leaf for leaf in group.leaves}
        raised = [one for one in chosen if one.key in own]
        after[group.code] = group.value + sum((own[one.key].share * Fraction(one.gain) for one in raised), Fraction(0))
        if raised:
            terms = " + ".join(f"{points(one.gain)} ÷ {1 / own[one.key].share}" for one in raised)
            bound = f" ไม่ต่ำกว่า {points(asked[group.code])}" if group.code in asked else ""
            lines.append(
                f"{card.framework.label(group.code)}: {points(half_up(group.value))} + {terms} = "
                f"{points(half_up(after[group.code]))}{bound}"
            )
    terms = " + ".join(f"{arithmetic.share(card.framework, code)} × {points(half_up(value))}"
                       for code, value in after.items())  # fmt: skip
    total = points(half_up(overall_score(card.framework, after)))
    lines.append(f"ภาพรวม: {terms} = {total} ไม่ต่ำกว่า {points(asked[OVERALL[1]])}")
    return tuple(lines)
