"""Trying scores: which figures of an assessment can be tried, and what they give before anything is tried.

What can be tried are the lowest figures that the result rests on: items where the indicators come from them, else
printed indicators, else printed tools. An indicator that is taken as printed may be tried by its items where their mean
gives exactly what was printed, and they differ, so that the mean is more than a guess.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ita_xl.assessment import Figure, Kind
from ita_xl.auditing import simple_mean
from ita_xl.scoring import OVERALL, Origin, climbed

if TYPE_CHECKING:
    from collections.abc import Mapping

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


def untouched(card: Scorecard) -> Mapping[Key, Score]:
    """The scores that what can be tried gives as it is; what was printed above it is left out."""
    figures = [Figure(*key, value) for key in trial_keys(card) if (value := card.value(*key)) is not None]
    return climbed(card.framework, replace(card.assessment, figures=tuple(figures)))


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
