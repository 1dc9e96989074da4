"""Assessment → Scorecard: item → indicator → part → tool → overall → level.

The rule (ita rules of 2567-2568): an indicator is the plain mean of its item scores, over both parts where EIT has two;
a part is the mean of its three indicators, a tool the mean of its indicators; the overall score weighs the tools. Item
scores stand at two decimals, everything above is exact arithmetic, rounded half-up only where it is published, and
before the tools are weighted in the years that do so. The lowest level known wins over what is printed above it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import product
from math import lcm
from typing import TYPE_CHECKING

from ita_xl.assessment import Kind
from ita_xl.bounds import WHOLE, Interval, Narrowed, Tie, mean_tie, narrow
from ita_xl.framework import scoring_framework
from ita_xl.thai import half_up

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ita_xl.assessment import Assessment
    from ita_xl.framework import Framework, Indicator, Level

Key = tuple[Kind, str]
OVERALL: Key = (Kind.OVERALL, "")
_HALF = Fraction(1, 200)
_LEAST, _MOST, _STEP = Decimal(0), Decimal(100), Decimal("0.01")


class Origin(StrEnum):
    """Whether a figure was read as printed or computed from figures below it."""

    STATED = "stated"
    COMPUTED = "computed"


@dataclass(frozen=True, slots=True)
class Score:
    """One score of the scorecard.

    ``value`` has two decimals, ``None`` when unknown; ``exact`` is the value before rounding. ``stated`` is what was
    printed, whichever of the two is used. ``inputs`` are the scores it was computed from. ``low`` and ``high`` bound
    it: equal to the value when it is known, else as far as what is known reaches.
    """

    value: Decimal | None = None
    exact: Fraction | None = None
    origin: Origin | None = None
    stated: Decimal | None = None
    inputs: tuple[Key, ...] = ()
    low: Decimal = Decimal("0.00")
    high: Decimal = Decimal("100.00")


MISSING = Score()


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A condition of a level that a score does not meet: ``score`` is a tool code or ``""`` for the overall score.

    ``at_most`` marks a score that is not known: ``value`` is then the highest it can be.
    """

    score: str
    value: Decimal
    bound: Decimal
    at_most: bool = False


@dataclass(frozen=True, slots=True)
class LevelResult:
    """The level of the result (ระดับ).

    ``level`` is the only one possible, or ``None``; ``possible`` are all that the known figures allow, best first;
    ``stated`` is the printed wording. ``shortfalls`` say why ``level`` is not ``next_level``.
    """

    level: Level | None
    possible: tuple[Level, ...]
    stated: str | None
    next_level: Level | None = None
    shortfalls: tuple[Shortfall, ...] = ()

    @property
    def name(self) -> str | None:
        """The name of the certain level."""
        return self.level.name if self.level else None


@dataclass(frozen=True)
class Scorecard:
    """All scores of one assessment, known or not, with the level (ผลคะแนน)."""

    assessment: Assessment
    framework: Framework
    scores: Mapping[Key, Score]
    level: LevelResult
    contradicted: tuple[Key, ...] = ()
    previous: Scorecard | None = None

    def score(self, kind: Kind, ref: str = "") -> Score:
        """One score; :data:`MISSING` when nothing is known of it."""
        return self.scores.get((kind, ref), MISSING)

    def value(self, kind: Kind, ref: str = "") -> Decimal | None:
        """Its value."""
        return self.score(kind, ref).value

    def before(self, kind: Kind, ref: str = "") -> Decimal | None:
        """The same score in the year before; an item's by its subject, whatever its code was then."""
        if self.previous is None:
            return None
        own = self.framework.ref_in(ref, self.previous.framework) if kind is Kind.ITEM else ref
        return None if own is None else self.previous.value(kind, own)

    @property
    def overall(self) -> Score:
        """The overall score (คะแนนภาพรวม)."""
        return self.score(Kind.OVERALL)

    @cached_property
    def items(self) -> Mapping[str, Score]:
        """Item scores by reference."""
        return {ref: self.score(Kind.ITEM, ref) for ref in self.framework.all_refs}

    @cached_property
    def indicators(self) -> Mapping[int, Score]:
        """Indicator scores by number."""
        return {one.number: self.score(Kind.INDICATOR, str(one.number)) for one in self.framework.indicators}

    @cached_property
    def tools(self) -> Mapping[str, Score]:
        """Tool and part scores by code."""
        return {code: self.score(Kind.TOOL, code) for code in self.framework.scores}


def score(assessment: Assessment) -> Scorecard:
    """Compute every score that what was read allows, and the level.

    Raises:
        RulesError: E202 or E203 when the rules of the year are not known (well enough).
    """
    framework = scoring_framework(assessment.fiscal_year)
    scores = climbed(framework, assessment)
    scores, contradicted = _bounded(framework, scores)
    previous = None
    if assessment.previous is not None and scorable(assessment.previous):
        previous = score(assessment.previous)
    return Scorecard(
        assessment=assessment,
        framework=framework,
        scores=scores,
        level=_level(framework, assessment, scores, contradicted),
        contradicted=contradicted,
        previous=previous,
    )


def climbed(framework: Framework, assessment: Assessment) -> dict[Key, Score]:
    """Every score that what was read gives; nothing is told of the others, not even bounds."""
    return _Ladder(framework, assessment).climb()


def scorable(assessment: Assessment) -> bool:
    """Whether there is anything to score, under rules that are known."""
    from ita_xl.framework import load, years

    year = assessment.fiscal_year
    return assessment.has_scores and year in years() and load(year).scoring


def mean(values: Sequence[Fraction]) -> Fraction:
    """The exact mean.

    >>> mean([Fraction(1), Fraction(2)])
    Fraction(3, 2)
    """
    # One fraction of all, since the library reduces every sum.
    below = lcm(*(one.denominator for one in values))
    return Fraction(sum(one.numerator * (below // one.denominator) for one in values), below * len(values))


def overall_score(framework: Framework, tools: Mapping[str, Fraction]) -> Fraction:
    """The weighted overall score before its last rounding.

    ``tools`` holds every tool; parts, when all of a tool's are there, stand for it, each with its share of the weight.
    """
    total = Fraction(0)
    for tool in framework.tools:
        weight = _share(tool.weight)
        codes = [part.code for part in tool.parts]
        own = [tools[code] for code in codes] if codes and all(code in tools for code in codes) else [tools[tool.code]]
        if framework.tools_before_weighting:
            own = [Fraction(half_up(one)) for one in own]
        total += weight * mean(own)
    return total


@lru_cache(maxsize=64)
def _share(percent: Decimal | None) -> Fraction:
    return Fraction(percent or 0) / 100


class _Ladder:
    """One climb from the items to the overall score."""

    def __init__(self, framework: Framework, assessment: Assessment) -> None:
        self.framework = framework
        self.assessment = assessment
        self.scores: dict[Key, Score] = {}

    def climb(self) -> dict[Key, Score]:
        for ref in self.framework.all_refs:
            self._stated((Kind.ITEM, ref))
        for indicator in self.framework.indicators:
            for part in self.framework.parts(indicator.tool):
                self._indicator_part(indicator, part.number)
            self._indicator(indicator)
        for tool in self.framework.tools:
            for part in tool.parts:
                refs = [f"{one.number}:{part.number}" for one in self.framework.of_tool(tool.code)]
                self._mean((Kind.TOOL, part.code), [(Kind.INDICATOR_PART, ref) for ref in refs])
            self._tool(tool.code)
        self._overall()
        return self.scores

    def _known(self, keys: Sequence[Key]) -> bool:
        return all(self.scores[key].exact is not None for key in keys)

    def _read(self, key: Key) -> Decimal | None:
        value = self.assessment.value(*key)
        return None if value is None else half_up(value)

    def _stated(self, key: Key) -> None:
        value = self.assessment.value(*key)
        self.scores[key] = MISSING if value is None else _printed(value)

    def _computed(self, key: Key, exact: Fraction, inputs: Sequence[Key]) -> None:
        value = half_up(exact)
        self.scores[key] = Score(value, exact, Origin.COMPUTED, self._read(key), tuple(inputs), value, value)

    def _mean(self, key: Key, inputs: Sequence[Key]) -> None:
        """The mean of the inputs when all are known, else the printed figure."""
        if inputs and self._known(inputs):
            self._computed(key, mean([_exact(self.scores[one]) for one in inputs]), inputs)
        else:
            self._stated(key)

    def _indicator_part(self, indicator: Indicator, part: int) -> None:
        key = (Kind.INDICATOR_PART, f"{indicator.number}:{part}")
        refs = self.framework.refs(indicator, part) if indicator.derive == "items" else ()
        self._mean(key, [(Kind.ITEM, ref) for ref in refs])

    def _indicator(self, indicator: Indicator) -> None:
        key = (Kind.INDICATOR, str(indicator.number))
        refs = self.framework.refs(indicator) if indicator.derive == "items" else ()
        self._mean(key, [(Kind.ITEM, ref) for ref in refs])
        parts = [(Kind.INDICATOR_PART, f"{indicator.number}:{one.number}")
                 for one in self.framework.parts(indicator.tool)]  # fmt: skip
        # The mean of two rounded part means may be 0.01 off, so a printed indicator goes before it.
        if self.scores[key].value is None and parts and self._known(parts):
            self._mean(key, parts)

    def _tool(self, code: str) -> None:
        key = (Kind.TOOL, code)
        parts = [(Kind.TOOL, part.code) for part in self.framework.parts(code)]
        indicators = [(Kind.INDICATOR, str(one.number)) for one in self.framework.of_tool(code)]
        from_items = all(self.scores[one].origin is Origin.COMPUTED for one in parts)
        if parts and self._known(parts) and (from_items or not self._known(indicators)):
            self._mean(key, parts)
        else:
            self._mean(key, indicators)

    def _overall(self) -> None:
        known: dict[str, Fraction] = {}
        inputs: list[Key] = []
        for tool in self.framework.tools:
            key = (Kind.TOOL, tool.code)
            parts = [(Kind.TOOL, part.code) for part in tool.parts]
            if parts and self._known(parts) and self._agree(key, parts):
                chosen = parts
            elif self._known([key]):
                chosen = [key]
            else:
                self._stated(OVERALL)
                return
            known |= {ref: _exact(self.scores[kind, ref]) for kind, ref in chosen}
            inputs += chosen
        self._computed(OVERALL, overall_score(self.framework, known), inputs)

    def _agree(self, tool: Key, parts: Sequence[Key]) -> bool:
        """Whether printed parts fit the tool's score; if not, the tool, known from below, is weighted."""
        whole = self.scores[tool].exact
        if whole is None:
            return True
        distance = abs(whole - mean([_exact(self.scores[one]) for one in parts]))
        return distance <= Fraction(self.framework.tolerance.tool)


@lru_cache(maxsize=16384)
def _printed(value: Decimal) -> Score:
    """A score as it was printed."""
    value = half_up(value)
    return Score(value, _fraction(value), Origin.STATED, value, (), value, value)


def _exact(one: Score) -> Fraction:
    assert one.exact is not None  # asked only of scores known to be there
    return one.exact


def _bounded(framework: Framework, scores: dict[Key, Score]) -> tuple[dict[Key, Score], tuple[Key, ...]]:
    """Bounds for the unknown scores, and the printed ones that no values below them can make true."""
    watched = [OVERALL, *((Kind.TOOL, code) for code in framework.scores)]
    if all(scores[key].value is not None for key in watched) and not _partly_known(framework, scores):
        return scores, ()
    ties = _ties(framework)
    known = {key: _span(scores, key) for key, own in scores.items() if own.value is not None}
    found = narrow({_name(key): interval for key, interval in known.items()}, ties)
    contradicted: list[Key] = []
    if found is None:
        found, contradicted = _believed(scores, known, ties)
    result = dict(scores)
    for key, own in scores.items():
        if own.value is None:
            low, high = found.grid(_name(key))
            result[key] = Score(inputs=own.inputs, low=low, high=high)
    return result, tuple(contradicted)


def _partly_known(framework: Framework, scores: Mapping[Key, Score]) -> bool:
    """Whether some, not all, of what makes up a score are known: only then can a printed figure be impossible."""
    groups = [[(Kind.INDICATOR, str(one.number)) for one in framework.of_tool(tool.code)] for tool in framework.tools]
    groups += [
        [(Kind.ITEM, ref) for ref in framework.refs(one)] for one in framework.indicators if one.derive == "items"
    ]
    known = [{scores[key].value is not None for key in group} for group in groups]
    return any(len(states) > 1 for states in known)


def _span(scores: Mapping[Key, Score], key: Key) -> Interval:
    """Where the published score lies: what was computed from rounded figures may be a hundredth off it."""
    own = scores[key]
    if own.value is None:
        return _fraction(own.low), _fraction(own.high)
    if own.origin is Origin.STATED or _from_items(scores, key):
        value = _fraction(own.value)
        return value, value
    return _fraction(max(_LEAST, own.value - _STEP)), _fraction(min(_MOST, own.value + _STEP))


@lru_cache(maxsize=16384)
def _fraction(value: Decimal) -> Fraction:
    return Fraction(value)


def _from_items(scores: Mapping[Key, Score], key: Key) -> bool:
    own = scores[key]
    if own.origin is Origin.COMPUTED:
        return all(_from_items(scores, below) for below in own.inputs)
    return key[0] is Kind.ITEM


def _believed(
    scores: Mapping[Key, Score], known: Mapping[Key, Interval], ties: Sequence[Tie]
) -> tuple[Narrowed, list[Key]]:
    """Bounds from as much as fits together: what stands lower before what stands above, computed before printed."""
    order = sorted(known, key=lambda key: (list(Kind).index(key[0]), scores[key].origin is Origin.STATED))
    bounds: dict[str, Interval] = {}
    found = Narrowed({}, ties)
    contradicted: list[Key] = []
    for key in order:
        tried = narrow({**bounds, _name(key): known[key]}, ties)
        if tried is None:
            contradicted.append(key)
        else:
            bounds[_name(key)] = known[key]
            found = tried
    return found, contradicted


@lru_cache(maxsize=4096)
def _name(key: Key) -> str:
    return f"{key[0]}.{key[1]}"


def _ties(framework: Framework) -> list[Tie]:
    """Every sum between printed scores; the slack is what their rounding to 0.01 may add."""
    kept = _TIES.get(framework.fiscal_year)
    if kept is None or kept[0] is not framework:
        kept = _TIES[framework.fiscal_year] = framework, _made_ties(framework)
    return kept[1]


#: The ties of the rules last used of each year.
_TIES: dict[int, tuple[Framework, list[Tie]]] = {}


def _made_ties(framework: Framework) -> list[Tie]:
    ties: list[Tie] = []
    for indicator in framework.indicators:
        number = str(indicator.number)
        parts = [f"{number}:{one.number}" for one in framework.parts(indicator.tool)]
        if indicator.derive == "items":
            items = [_name((Kind.ITEM, ref)) for ref in framework.refs(indicator)]
            ties.append(mean_tie(_name((Kind.INDICATOR, number)), items, _HALF))
            for part, ref in zip(framework.parts(indicator.tool), parts, strict=True):
                own = [_name((Kind.ITEM, one)) for one in framework.refs(indicator, part.number)]
                ties.append(mean_tie(_name((Kind.INDICATOR_PART, ref)), own, _HALF))
        if parts:
            names = [_name((Kind.INDICATOR_PART, ref)) for ref in parts]
            ties.append(mean_tie(_name((Kind.INDICATOR, number)), names, 2 * _HALF))
    weighted: list[tuple[Fraction, str]] = []
    for tool in framework.tools:
        name = _name((Kind.TOOL, tool.code))
        share = _share(tool.weight)
        numbers = [str(one.number) for one in framework.of_tool(tool.code)]
        ties.append(mean_tie(name, [_name((Kind.INDICATOR, one)) for one in numbers], 2 * _HALF))
        for part in tool.parts:
            names = [_name((Kind.INDICATOR_PART, f"{one}:{part.number}")) for one in numbers]
            ties.append(mean_tie(_name((Kind.TOOL, part.code)), names, 2 * _HALF))
        if tool.parts:
            parts = [_name((Kind.TOOL, part.code)) for part in tool.parts]
            ties.append(mean_tie(name, parts, 2 * _HALF))
            weighted += [(share / len(parts), one) for one in parts]
        else:
            weighted.append((share, name))
    slack = _HALF if framework.tools_before_weighting else 2 * _HALF
    ties.append(Tie(_name(OVERALL), tuple(weighted), slack))
    return ties


def conditions(framework: Framework, level: Level) -> dict[str, Decimal]:
    """What a level asks for: the least score by tool code, the overall score under ``""``."""
    asked = {"": level.minimum}
    if level.tool_floor is not None:
        asked |= dict.fromkeys(framework.floor_scores, level.tool_floor)
    return asked


def level_of(framework: Framework, overall: Decimal, floors: Mapping[str, Decimal]) -> Level:
    """The level of known scores (floors: every score the year tests, by code)."""
    known = {"": overall, **floors}
    return next(one for one in framework.levels
                if all(known[code] >= bound for code, bound in conditions(framework, one).items()))  # fmt: skip


def _believable(scores: Mapping[Key, Score], contradicted: tuple[Key, ...]) -> dict[Key, Score]:
    """The scores, unknown where they are contradicted or computed from one that is."""

    def sound(key: Key) -> bool:
        return key not in contradicted and all(sound(below) for below in scores[key].inputs)

    return {key: own if sound(key) else Score(inputs=own.inputs) for key, own in scores.items()}


def _level(
    framework: Framework, assessment: Assessment, scores: Mapping[Key, Score], contradicted: tuple[Key, ...]
) -> LevelResult:
    if contradicted:
        scores = _believable(scores, contradicted)
    stated = assessment.levels[0].text if assessment.levels else None
    watched: dict[str, Score] = {"": scores[OVERALL]}
    watched |= {code: scores[Kind.TOOL, code] for code in framework.floor_scores}
    if all(one.value is not None for one in watched.values()):
        values = {code: one.value for code, one in watched.items() if one.value is not None}
        reached = level_of(framework, values.pop(""), values)
        possible: tuple[Level, ...] = (reached,)
    else:
        possible = _possible(framework, scores, watched)
    if len(possible) != 1:
        return LevelResult(None, possible, stated)
    level = possible[0]
    rank = framework.levels.index(level)
    better = framework.levels[rank - 1] if rank else None
    return LevelResult(level, possible, stated, better, _shortfalls(framework, better, watched) if better else ())


def _shortfalls(framework: Framework, better: Level, watched: Mapping[str, Score]) -> tuple[Shortfall, ...]:
    return tuple(
        Shortfall(code, watched[code].high, bound, watched[code].value is None)
        for code, bound in conditions(framework, better).items()
        if watched[code].high < bound
    )


def _possible(framework: Framework, scores: Mapping[Key, Score], watched: Mapping[str, Score]) -> tuple[Level, ...]:
    """The levels for which some values within the bounds exist: each tried with every way to miss the better ones."""
    if all(one.value is None for one in scores.values()):
        return framework.levels
    ties = _ties(framework)
    names = {code: _name((Kind.TOOL, code)) if code else _name(OVERALL) for code in watched}
    base = {_name(key): _span(scores, key) for key in scores}
    known = {code: one.value for code, one in watched.items() if one.value is not None}
    found = []
    for rank, level in enumerate(framework.levels):
        misses = [tuple(conditions(framework, better).items()) for better in framework.levels[:rank]]
        for missed in product(*misses):
            met = conditions(framework, level).items()
            if any(code in known and known[code] < bound for code, bound in met):
                continue
            if any(code in known and known[code] >= bound for code, bound in missed):
                continue
            bounds = dict(base)
            # A known score is judged as it stands; only unknown ones may lie on either side of a bar.
            for code, bound in met:
                if code not in known:
                    bounds[names[code]] = _cut(bounds[names[code]], Fraction(bound), WHOLE[1])
            for code, bound in missed:
                if code not in known:
                    bounds[names[code]] = _cut(bounds[names[code]], WHOLE[0], Fraction(bound - _STEP))
            if all(bounds[name][0] <= bounds[name][1] for name in names.values()) and narrow(bounds, ties):
                found.append(level)
                break
    return tuple(found) or framework.levels


def _cut(interval: Interval, low: Fraction, high: Fraction) -> Interval:
    return max(interval[0], low), min(interval[1], high)
