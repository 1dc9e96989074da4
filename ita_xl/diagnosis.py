"""Scorecard → Diagnosis: weak items, classes, ranks, changes, and the way to the next level."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from ita_xl.assessment import Kind
from ita_xl.thai import points, signed
from ita_xl.way import Way, way_to_next

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ita_xl.framework import Indicator
    from ita_xl.scoring import Key, Scorecard

FULL = Decimal(100)


class Class(StrEnum):
    """The class of an indicator or item; agencies' practice, in line with the limits of the levels."""

    KEEP = "รักษาระดับ"
    RAISE = "พัฒนายกระดับ"
    URGENT = "แก้ไขเร่งด่วน"


class Rule(StrEnum):
    """The named rules that make an item weak. Of the three thresholds only the gravest is given."""

    BELOW_URGENT = "below_urgent"
    BELOW_KEEP = "below_keep"
    BELOW_FULL = "below_full"
    LOWEST_OF_TOOL = "lowest_of_tool"
    FALLEN = "fallen"
    BLOCKS_NEXT_LEVEL = "blocks_next_level"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where the classes begin (points, 0-100)."""

    keep: Decimal = Decimal(95)
    urgent: Decimal = Decimal(85)

    def class_of(self, score: Decimal) -> Class:
        """The class of a score.

        >>> Thresholds().class_of(Decimal("94.99")).value
        'พัฒนายกระดับ'
        """
        if score >= self.keep:
            return Class.KEEP
        return Class.RAISE if score >= self.urgent else Class.URGENT


@dataclass(frozen=True, slots=True)
class Standing:
    """How one known score stands: its class, its rank (1 is best, ties share it) and the year before.

    Items rank within their tool, indicators among all.
    """

    key: Key
    score: Decimal
    class_: Class
    rank: int
    previous: Decimal | None

    @property
    def change(self) -> Decimal | None:
        """The change against the year before, in points."""
        return None if self.previous is None else self.score - self.previous


@dataclass(frozen=True, slots=True)
class Weak:
    """A weak item (จุดอ่อน), or a weak indicator where its items are not known, with the rules that say so."""

    key: Key
    score: Decimal
    class_: Class
    rules: tuple[Rule, ...]
    reasons: tuple[str, ...]

    @property
    def ref(self) -> str:
        """``o27`` for an item, ``indicators.9`` for an indicator."""
        return self.key[1] if self.key[0] is Kind.ITEM else f"indicators.{self.key[1]}"


@dataclass(frozen=True)
class Diagnosis:
    """What the scores say (ผลการวินิจฉัย): weak ones worst first."""

    card: Scorecard
    thresholds: Thresholds
    items: Mapping[str, Standing]
    indicators: Mapping[int, Standing]
    weak: tuple[Weak, ...]
    way: Way | None
    bars: Mapping[Key, Decimal] = field(default_factory=dict)
    """The scores that keep a tool or the whole from the next level, with the points that level asks for."""

    @cached_property
    def weak_by_ref(self) -> Mapping[str, Weak]:
        """Weak items and indicators by their reference."""
        return {one.ref: one for one in self.weak}

    def weak_of(self, indicator: Indicator) -> tuple[Weak, ...]:
        """The weak items of one indicator, worst first."""
        refs = set(self.card.framework.refs(indicator))
        return tuple(one for one in self.weak if one.key[0] is Kind.ITEM and one.key[1] in refs)


def diagnose(card: Scorecard, thresholds: Thresholds = Thresholds()) -> Diagnosis:
    """Judge every known score of a scorecard."""
    items = _item_standings(card, thresholds)
    known = {number: one.value for number, one in card.indicators.items() if one.value is not None}
    indicators = {
        number: Standing(
            (Kind.INDICATOR, str(number)),
            value,
            thresholds.class_of(value),
            _rank(value, list(known.values())),
            card.before(Kind.INDICATOR, str(number)),
        )
        for number, value in known.items()
    }
    weak = _weak(card, thresholds, items, indicators)
    return Diagnosis(card, thresholds, items, indicators, weak, way_to_next(card), _bars(card, items, indicators))


def _rank(value: Decimal, among: list[Decimal]) -> int:
    return 1 + sum(one > value for one in among)


def _item_standings(card: Scorecard, thresholds: Thresholds) -> Mapping[str, Standing]:
    known = {ref: one.value for ref, one in card.items.items() if one.value is not None}
    of_tool: dict[str, list[Decimal]] = {}
    for ref, value in known.items():
        of_tool.setdefault(card.framework.item(ref).tool, []).append(value)
    return {
        ref: Standing(
            (Kind.ITEM, ref),
            value,
            thresholds.class_of(value),
            _rank(value, of_tool[card.framework.item(ref).tool]),
            card.before(Kind.ITEM, ref),
        )
        for ref, value in known.items()
    }


def _weak(
    card: Scorecard, thresholds: Thresholds, items: Mapping[str, Standing], indicators: Mapping[int, Standing]
) -> tuple[Weak, ...]:
    """Items by the rules; indicators by the same rules where none of their items is known."""
    framework = card.framework
    judged: list[tuple[Standing, str, tuple[str, ...]]] = []
    for ref, one in items.items():
        item = framework.item(ref)
        judged.append((one, item.tool, _scores_of(card, item.tool, ref.partition(":")[2])))
    for number, one in indicators.items():
        indicator = framework.indicator(number)
        if not any(ref in items for ref in framework.refs(indicator)):
            judged.append((one, indicator.tool, _scores_of(card, indicator.tool, "")))
    lowest: dict[tuple[Kind, str], Decimal] = {}
    tools = [(one, framework.item(one.key[1]).tool) for one in items.values()]
    tools += [(one, framework.indicator(int(one.key[1])).tool) for one in indicators.values()]
    for one, tool in tools:
        place = (one.key[0], tool)
        lowest[place] = min(one.score, lowest.get(place, FULL))
    bounds = {short.score: short.bound for short in card.level.shortfalls}
    found = []
    for one, tool, scores in judged:
        rules = [_threshold(one.score, thresholds), *_others(one, lowest[one.key[0], tool])]
        blocked = _blocked(card, one, scores, bounds)
        if blocked:
            rules.append(Rule.BLOCKS_NEXT_LEVEL)
        kept = tuple(rule for rule in rules if rule is not None)
        if kept:
            reasons = tuple(_reason(card, rule, one, tool, thresholds, blocked) for rule in kept)
            found.append(Weak(one.key, one.score, one.class_, kept, reasons))
    return tuple(sorted(found, key=lambda one: one.score))


def _blocked(card: Scorecard, one: Standing, scores: tuple[str, ...], bounds: Mapping[str, Decimal]) -> list[str]:
    """The scores that the next level asks more of and that this one is below the bound of."""
    return [code for code in ("", *scores) if code in bounds and _in_score(card, one, code) < bounds[code]]


def _bars(card: Scorecard, items: Mapping[str, Standing], indicators: Mapping[int, Standing]) -> Mapping[Key, Decimal]:
    """The highest bound that each score is below of as a whole."""
    bounds = {short.score: short.bound for short in card.level.shortfalls}
    framework = card.framework
    found: dict[Key, Decimal] = {}
    for one in (*items.values(), *indicators.values()):
        kind, ref = one.key
        tool = framework.item(ref).tool if kind is Kind.ITEM else framework.indicator(int(ref)).tool
        part = ref.partition(":")[2] if kind is Kind.ITEM else ""
        asked = [bounds[code] for code in _blocked(card, one, _scores_of(card, tool, part), bounds)]
        if asked and one.score < max(asked):
            found[one.key] = max(asked)
    return found


def _in_score(card: Scorecard, one: Standing, code: str) -> Decimal:
    """What a standing counts with in a score: an indicator counts in a part of EIT with its own part, if known."""
    kind, ref = one.key
    for tool in card.framework.tools:
        for part in tool.parts:
            if kind is Kind.INDICATOR and part.code == code:
                own = card.value(Kind.INDICATOR_PART, f"{ref}:{part.number}")
                return FULL if own is None else own
    return one.score


def _scores_of(card: Scorecard, tool: str, part: str) -> tuple[str, ...]:
    """The codes of the tool scores that a score counts in."""
    parts = card.framework.parts(tool)
    return (tool, *(one.code for one in parts if part in ("", str(one.number))))


def _threshold(score: Decimal, thresholds: Thresholds) -> Rule | None:
    if score < thresholds.urgent:
        return Rule.BELOW_URGENT
    if score < thresholds.keep:
        return Rule.BELOW_KEEP
    return Rule.BELOW_FULL if score < FULL else None


def _others(one: Standing, lowest: Decimal) -> list[Rule | None]:
    fallen = one.change is not None and one.change < 0
    return [Rule.LOWEST_OF_TOOL if one.score == lowest < FULL else None, Rule.FALLEN if fallen else None]


def _reason(card: Scorecard, rule: Rule, one: Standing, tool: str, thresholds: Thresholds, blocked: list[str]) -> str:
    score = points(one.score)
    level = card.level.next_level
    if rule is Rule.FALLEN and one.previous is not None and one.change is not None:
        return f"ลดลงจากปีก่อน {points(-one.change)} คะแนน ({points(one.previous)} เป็น {score})"
    if rule is Rule.BLOCKS_NEXT_LEVEL and level is not None:
        where = " และ ".join(card.framework.label(code) or "ภาพรวม" for code in blocked)
        return f"ฉุด {where} ไม่ให้ถึงระดับ “{level.name}”"
    noun = "ข้อที่คะแนนต่ำสุดของ" if one.key[0] is Kind.ITEM else "ตัวชี้วัดที่คะแนนต่ำสุดของ"
    return {
        Rule.BELOW_URGENT: f"ต่ำกว่า {points(thresholds.urgent)} ต้องแก้ไขเร่งด่วน",
        Rule.BELOW_KEEP: f"ต่ำกว่า {points(thresholds.keep)} ควรพัฒนายกระดับ",
        Rule.BELOW_FULL: f"ยังไม่เต็ม 100 ขาด {points(FULL - one.score)} คะแนน",
        Rule.LOWEST_OF_TOOL: f"{noun} {tool}",
    }[rule]


def change_words(change: Decimal | None) -> str:
    """``เพิ่มขึ้น 3.34``, ``ลดลง 0.98``, ``เท่าเดิม``; empty when there is no year before."""
    if change is None:
        return ""
    if change == 0:
        return "เท่าเดิม"
    return f"{'เพิ่มขึ้น' if change > 0 else 'ลดลง'} {signed(abs(change)).lstrip('+')}"
