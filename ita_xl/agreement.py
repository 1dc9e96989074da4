"""Which printed figures agree with which, as exact sums over whole numbers.

The scorecard says what each score was computed from. Followed down to the figures that were read, every contradiction
of the audit becomes a bounded sum of printed figures, so that trying another value for one costs a few additions.
Values are hundredths of a point; a node holds its value times ``scale``, which makes every mean a whole number.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, lcm
from typing import TYPE_CHECKING

from ita_xl.assessment import Kind
from ita_xl.auditing import tolerance
from ita_xl.misprints import hundredths
from ita_xl.scoring import OVERALL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ita_xl.assessment import Figure
    from ita_xl.framework import Framework
    from ita_xl.scoring import Key, Scorecard

#: The contradictions between printed figures (audit codes).
CODES = ("A101", "A102", "A103", "A104", "A105", "A106", "A107")
_CODE_OF = {Kind.OVERALL: "A101", Kind.TOOL: "A102", Kind.INDICATOR: "A103", Kind.INDICATOR_PART: "A104"}
_WHOLE = 10000
Sum = dict[int, Fraction]
Terms = list[tuple[Fraction, "Key"]]


@dataclass(frozen=True, slots=True, order=True)
class Contradiction:
    """One contradiction: the audit's code and the score it is about."""

    code: str
    kind: Kind
    ref: str
    fiscal_year: int


@dataclass(frozen=True, slots=True)
class Slot:
    """One printed figure, in whatever number of cells it stands; ``value`` in hundredths."""

    fiscal_year: int
    kind: Kind
    ref: str
    value: int
    change: bool = False
    figures: tuple[Figure, ...] = ()

    @property
    def key(self) -> Key:
        """The score it is printed for."""
        return self.kind, self.ref


@dataclass(frozen=True, slots=True)
class Check:
    """``low <= Σ coefficient · value of node <= high``, in hundredths; ``slot`` is the printed figure it judges."""

    about: Contradiction
    terms: tuple[tuple[int, int], ...]
    low: int
    high: int
    own: bool
    slot: int | None = None

    @property
    def slack(self) -> int:
        """How much of a move the rounding of its nodes may hide."""
        return sum(abs(coefficient) for coefficient, _ in self.terms) + 1


@dataclass(frozen=True, slots=True)
class Rounded:
    """A node that weighs the rounded values of others: ``Σ weight · value / total``."""

    weights: tuple[tuple[int, int], ...]
    total: int


class Agreement:
    """The printed figures of a scorecard and the checks between them.

    A node is a slot (the first ``len(slots)`` ones), a computed score, or a :class:`Rounded` overall score.
    """

    def __init__(self, card: Scorecard) -> None:
        self.slots: list[Slot] = []
        self.checks: list[Check] = []
        self.rounded: dict[int, Rounded] = {}
        self._sums: list[Sum] = []
        self._places: dict[tuple[int, Key], int] = {}
        self._pending: list[tuple[Slot, Key]] = []
        #: What the year before shows for the same scores.
        self.before = {key: hundredths(value) for key in card.scores if (value := card.before(*key)) is not None}
        self.year = card.framework.fiscal_year
        years = [card]
        if card.previous is not None and any(one.change for one in card.assessment.figures):
            years.append(card.previous)
        for one in years:
            self._read(one)
        bottom = len(self.slots)
        printed = [(one, slot) for one in years for slot in _printed(one)]
        changes = [(card, slot) for slot in _printed_changes(card)] if len(years) > 1 else []
        self.slots += [slot for _, slot in (*printed, *changes)]
        self._sums = [{at: Fraction(1)} for at in range(len(self.slots))]
        for one in years:
            self._compute(one)
        for at, (one, slot) in enumerate(printed, bottom):
            self._judge(one, at, slot, own=one is card)
        for at, (_, slot) in enumerate(changes, bottom + len(printed)):
            self._judge_change(card, at, slot)
        for one in years:
            self._parts(one, own=one is card)
            self._reach(one, own=one is card)
        self.scale = lcm(*(share.denominator for terms in self._sums for share in terms.values()))
        #: By slot: what one hundredth more adds to each node.
        self.effects: list[dict[int, int]] = [{} for _ in self.slots]
        self.values: list[int] = []
        for node, terms in enumerate(self._sums):
            self.values.append(int(sum(share * self.slots[at].value for at, share in terms.items()) * self.scale))
            for at, share in terms.items():
                self.effects[at][node] = int(share * self.scale)
        self.checks_of_node: dict[int, list[int]] = {}
        for number, check in enumerate(self.checks):
            for node in self.leaves(check):
                self.checks_of_node.setdefault(node, []).append(number)

    def leaves(self, check: Check) -> set[int]:
        """The nodes whose values decide a check, with those behind a rounded one."""
        nodes: set[int] = set()
        for _, node in check.terms:
            behind = self.rounded.get(node)
            nodes |= {node} if behind is None else {one for _, one in behind.weights}
        return nodes

    def value(self, node: int) -> int:
        """The value of a node as it would be published: rounded half-up to whole hundredths."""
        scale = self.scale
        behind = self.rounded.get(node)
        if behind is None:
            return (2 * self.values[node] + scale) // (2 * scale)
        total = 0
        for weight, one in behind.weights:
            total += weight * ((2 * self.values[one] + scale) // (2 * scale))
        return (2 * total + behind.total) // (2 * behind.total)

    def sum_of(self, number: int) -> int:
        """The sum that a check bounds."""
        total = 0
        for coefficient, node in self.checks[number].terms:
            total += coefficient * self.value(node)
        return total

    def holds(self, number: int) -> bool:
        """Whether a check holds with the present values."""
        check = self.checks[number]
        return check.low <= self.sum_of(number) <= check.high

    def gain(self, number: int, effects: Iterable[tuple[int, int]]) -> tuple[int, int]:
        """What the sum of a check gains, but for rounding, by a move with these effects on the nodes: a fraction."""
        moved = dict(effects)
        above, below = 0, 1
        for coefficient, node in self.checks[number].terms:
            behind = self.rounded.get(node)
            if behind is None:
                above += coefficient * moved.get(node, 0) * below
            else:
                share = sum(weight * moved.get(one, 0) for weight, one in behind.weights)
                above = above * behind.total + coefficient * share * below
                below *= behind.total
        return above, below * self.scale

    def node(self, card: Scorecard, key: Key) -> int:
        """The node of a score that is known."""
        return self._places[card.framework.fiscal_year, key]

    def _read(self, card: Scorecard) -> None:
        """The figures that are taken as printed."""
        for key, own in card.scores.items():
            if own.value is not None and not own.inputs:
                self._places[card.framework.fiscal_year, key] = len(self.slots)
                figures = card.assessment.readings(*key)
                self.slots.append(Slot(card.framework.fiscal_year, *key, hundredths(own.value), figures=figures))

    def _compute(self, card: Scorecard) -> None:
        for key, own in card.scores.items():
            if own.value is not None and own.inputs and key != OVERALL:
                self._place(card, key)
        own = card.scores[OVERALL]
        if own.value is None or not own.inputs:
            return
        weights = {self._place(card, key): _weight(card.framework, key[1]) for key in own.inputs}
        node = len(self._sums)
        self._places[card.framework.fiscal_year, OVERALL] = node
        if card.framework.tools_before_weighting:
            total = lcm(*(weight.denominator for weight in weights.values()))
            terms = tuple((int(weight * total), one) for one, weight in weights.items())
            self.rounded[node] = Rounded(terms, total)
            self._sums.append({})
        else:
            self._sums.append(_weigh((weight, self._sums[one]) for one, weight in weights.items()))

    def _place(self, card: Scorecard, key: Key) -> int:
        place = card.framework.fiscal_year, key
        if place not in self._places:
            inputs = card.scores[key].inputs
            below = [self._sums[self._place(card, one)] for one in inputs]
            # Named only now: the nodes below it come first.
            self._places[place] = len(self._sums)
            self._sums.append(_weigh((Fraction(1, len(inputs)), one) for one in below))
        return self._places[place]

    def _judge(self, card: Scorecard, at: int, slot: Slot, *, own: bool) -> None:
        bound = hundredths(tolerance(card.framework, slot.kind))
        about = Contradiction(_CODE_OF[slot.kind], slot.kind, slot.ref, slot.fiscal_year)
        terms = (1, at), (-1, self.node(card, slot.key))
        self.checks.append(Check(about, terms, -bound, bound, own, at))

    def _judge_change(self, card: Scorecard, at: int, slot: Slot) -> None:
        assert card.previous is not None
        bound = 2 * hundredths(tolerance(card.framework, slot.kind))
        about = Contradiction("A107", slot.kind, slot.ref, slot.fiscal_year)
        before = _ref_before(card, slot.key)
        terms = (1, at), (-1, self.node(card, slot.key)), (1, self.node(card.previous, (slot.kind, before)))
        self.checks.append(Check(about, terms, -bound, bound, True, at))

    def _parts(self, card: Scorecard, *, own: bool) -> None:
        """Printed part scores against the whole, where it does not come from them."""
        framework = card.framework
        bound = hundredths(framework.tolerance.overall)
        for whole, parts in _wholes(framework):
            score = card.scores[whole]
            known = all(card.scores[one].value is not None for one in parts)
            if not parts or score.value is None or not known or set(score.inputs) == set(parts):
                continue
            if all(card.scores[one].inputs for one in parts):
                continue
            about = Contradiction("A106", *whole, framework.fiscal_year)
            terms = [(1, self.node(card, one)) for one in parts]
            terms.append((-len(parts), self.node(card, whole)))
            self.checks.append(Check(about, tuple(terms), -bound * len(parts), bound * len(parts), own))

    def _reach(self, card: Scorecard, *, own: bool) -> None:
        """Printed scores against the least and the most that partly known scores below them allow."""
        sums: dict[Key, list[Terms]] = {}
        for key, below in _sums_of(card.framework):
            sums.setdefault(key, []).append(below)
        for key, ways in sums.items():
            score = card.scores[key]
            if score.value is None or score.inputs:
                continue
            for way in ways:
                known, open_ = _opened(card, sums, way)
                if not known or not open_:
                    continue
                base = lcm(*(share.denominator for share, _ in known), open_.denominator)
                # What is rounded below may add as much again as the rounding of the score itself.
                slack = Fraction(1, 2) if all(one[0] is Kind.ITEM for _, one in known) else Fraction(2)
                terms = [(base, self.node(card, key))]
                terms += [(-int(share * base), self.node(card, one)) for share, one in known]
                low, high = ceil(-slack * base), floor((open_ * _WHOLE + slack) * base)
                about = Contradiction("A105", *key, card.framework.fiscal_year)
                self.checks.append(Check(about, tuple(terms), low, high, own))


def _opened(card: Scorecard, sums: Mapping[Key, Sequence[Terms]], way: Terms) -> tuple[Terms, Fraction]:
    """A sum over known scores, unknown ones followed down as far as anything is known, and the share left open."""
    known: Terms = []
    open_ = Fraction(0)
    for share, key in way:
        if card.scores[key].value is not None:
            known.append((share, key))
            continue
        ways = [_opened(card, sums, below) for below in sums.get(key, ())]
        below, rest = min((one for one in ways if one[0]), key=lambda one: one[1], default=([], Fraction(1)))
        known += [(share * own, one) for own, one in below]
        open_ += share * rest
    return known, open_


def _printed(card: Scorecard) -> Iterable[Slot]:
    """What is printed for computed scores: one slot a different value."""
    for key, own in card.scores.items():
        if own.value is None or not own.inputs or key[0] not in _CODE_OF:
            continue
        yield from _slots(card, card.assessment.readings(*key))


def _printed_changes(card: Scorecard) -> Iterable[Slot]:
    assert card.previous is not None
    for key in dict.fromkeys((one.kind, one.ref) for one in card.assessment.figures if one.change):
        if card.value(*key) is not None and card.before(*key) is not None:
            yield from _slots(card, card.assessment.readings(*key, change=True))


def _slots(card: Scorecard, figures: Sequence[Figure]) -> Iterable[Slot]:
    for value in dict.fromkeys(hundredths(one.value) for one in figures):
        same = tuple(one for one in figures if hundredths(one.value) == value)
        yield Slot(card.framework.fiscal_year, same[0].kind, same[0].ref, value, same[0].change, same)


def _ref_before(card: Scorecard, key: Key) -> str:
    assert card.previous is not None
    own = card.framework.ref_in(key[1], card.previous.framework) if key[0] is Kind.ITEM else key[1]
    assert own is not None  # asked only of scores that the year before has
    return own


def _weigh(terms: Iterable[tuple[Fraction, Sum]]) -> Sum:
    total: Sum = {}
    for share, below in terms:
        for at, own in below.items():
            total[at] = total.get(at, Fraction(0)) + share * own
    return total


def _weight(framework: Framework, code: str) -> Fraction:
    """The weight of a tool, or of a part, in the overall score."""
    for tool in framework.tools:
        weight = Fraction(tool.weight or 0) / 100
        if tool.code == code:
            return weight
        if any(part.code == code for part in tool.parts):
            return weight / len(tool.parts)
    raise KeyError(code)


def _wholes(framework: Framework) -> Iterable[tuple[Key, list[Key]]]:
    """Tools and indicators with their parts."""
    for tool in framework.tools:
        yield (Kind.TOOL, tool.code), [(Kind.TOOL, part.code) for part in tool.parts]
    for one in framework.indicators:
        parts = framework.parts(one.tool)
        yield (
            (Kind.INDICATOR, str(one.number)),
            [(Kind.INDICATOR_PART, f"{one.number}:{part.number}") for part in parts],
        )


def _sums_of(framework: Framework) -> Iterable[tuple[Key, Terms]]:
    """Every score with what it is the weighted sum of."""

    def mean_of(kind: Kind, refs: Sequence[str]) -> Terms:
        return [(Fraction(1, len(refs)), (kind, ref)) for ref in refs]

    for one in framework.indicators:
        if one.derive != "items":
            continue
        yield (Kind.INDICATOR, str(one.number)), mean_of(Kind.ITEM, framework.refs(one))
        for part in framework.parts(one.tool):
            refs = framework.refs(one, part.number)
            yield (Kind.INDICATOR_PART, f"{one.number}:{part.number}"), mean_of(Kind.ITEM, refs)
    for tool in framework.tools:
        numbers = [str(one.number) for one in framework.of_tool(tool.code)]
        yield (Kind.TOOL, tool.code), mean_of(Kind.INDICATOR, numbers)
        for part in tool.parts:
            own = [f"{one}:{part.number}" for one in numbers]
            yield (Kind.TOOL, part.code), mean_of(Kind.INDICATOR_PART, own)
    for whole, parts in _wholes(framework):
        if parts:
            yield whole, mean_of(parts[0][0], [ref for _, ref in parts])
    tools: Terms = []
    for tool in framework.tools:
        codes = [part.code for part in tool.parts] or [tool.code]
        tools += [(_weight(framework, code), (Kind.TOOL, code)) for code in codes]
    yield OVERALL, tools
