"""Trying scores: which figures of an assessment can be tried, and what the result would then be.

What can be tried are the lowest figures that the result rests on: items where the indicators come from them, else
printed indicators, else printed tools. An indicator that is taken as printed may be tried by its items where their mean
gives exactly what was printed, and they differ, so that the mean is more than a guess.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ita_xl.assessment import Figure, Kind
from ita_xl.auditing import simple_mean
from ita_xl.scoring import OVERALL, Origin, climbed, score

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from ita_xl.assessment import Assessment
    from ita_xl.framework import Indicator
    from ita_xl.scoring import Key, Score, Scorecard


def trial_keys(card: Scorecard) -> tuple[Key, ...]:
    """The figures that the overall score and the level rest on, in printing order; unknown ones that they need too.

    A printed figure that others contradict is none of them.
    """
    found: set[Key] = set()
    for root in _roots(card):
        found.update(_leaves(card, root))
    return tuple(key for key in card.scores if key in found and key not in card.contradicted)


def items_carry(card: Scorecard, indicator: Indicator) -> bool:
    """Whether an indicator that is taken as printed can be tried by its items."""
    own = card.score(Kind.INDICATOR, str(indicator.number))
    if indicator.derive != "check" or own.value is None or own.origin is not Origin.STATED:
        return False
    found = simple_mean(card, indicator)
    values = {card.items[ref].value for ref in card.framework.refs(indicator)}
    return found is not None and found[0] == own.value and len(values) > 1


def tried(card: Scorecard, changes: Mapping[Key, Decimal]) -> Scorecard:
    """The scorecard of the same assessment with these scores instead (points, 0-100).

    It rests on the figures that can be tried alone: what was printed above them is of the present scores. An indicator
    whose items are tried becomes their mean, unless it is tried itself.
    """
    keys = trial_keys(card)
    by_items = [one for one in card.framework.indicators
                if (Kind.INDICATOR, str(one.number)) in keys and items_carry(card, one)]  # fmt: skip
    below = [(Kind.ITEM, ref) for one in by_items for ref in card.framework.refs(one)]
    present = {key: value for key in (*keys, *below) if (value := card.value(*key)) is not None}
    asked = {key: value for key, value in changes.items() if key in (*keys, *below)}
    values = {**present, **asked}
    result = _scored(card, values)
    means = {}
    for one in by_items:
        key = (Kind.INDICATOR, str(one.number))
        mean = simple_mean(result, one)
        if mean and key not in asked and any((Kind.ITEM, ref) in asked for ref in card.framework.refs(one)):
            means[key] = mean[0]
    return _scored(card, {**values, **means}) if means else result


def untouched(card: Scorecard) -> Mapping[Key, Score]:
    """The scores that what can be tried gives as it is; what was printed above it is left out."""
    figures = {key: value for key in trial_keys(card) if (value := card.value(*key)) is not None}
    return climbed(card.framework, _of_figures(card, figures))


def _of_figures(card: Scorecard, values: Mapping[Key, Decimal]) -> Assessment:
    return replace(card.assessment, figures=tuple(Figure(kind, ref, value) for (kind, ref), value in values.items()))


def _scored(card: Scorecard, values: Mapping[Key, Decimal]) -> Scorecard:
    assessment = _of_figures(card, values)
    # The year before is as it was, and scored already.
    return replace(score(replace(assessment, previous=None)), assessment=assessment, previous=card.previous)


def _roots(card: Scorecard) -> list[Key]:
    """The scores of the tools that are known, and what would make the others known."""
    found: list[Key] = []
    for tool in card.framework.tools:
        key = (Kind.TOOL, tool.code)
        parts = [(Kind.TOOL, part.code) for part in tool.parts]
        indicators = [(Kind.INDICATOR, str(one.number)) for one in card.framework.of_tool(tool.code)]
        known = [one for one in parts if card.scores[one].value is not None]
        if card.scores[key].value is not None:
            found += [key, *known]
        elif known:
            found += parts
        elif any(card.scores[one].value is not None for one in indicators):
            found += indicators
        else:
            found += parts or [key]
    if card.overall.value is not None and all(card.scores[one].value is None for one in found):
        return [OVERALL]
    return found


def _leaves(card: Scorecard, key: Key) -> list[Key]:
    own = card.scores[key]
    if own.origin is not Origin.COMPUTED:
        return [key]
    return [leaf for below in own.inputs for leaf in _leaves(card, below)]
