"""MeasuresPlan → Analysis: what the scores say, in sentences that are true to the figures they state.

A statement about the highest, the lowest or the number of something is about the scores that are known, and says so
where some are not: no value that an unknown score could have makes it false.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ita_xl.analysis import indicators, items, overall, topics, words
from ita_xl.analysis.model import (
    Analysis,
    Change,
    Claim,
    Extremes,
    ItemAnalysis,
    ItemFigure,
    Statement,
    TopicAnalysis,
    paragraph,
)
from ita_xl.assessment import Kind

if TYPE_CHECKING:
    from decimal import Decimal

    from ita_xl.measures import MeasuresPlan
    from ita_xl.recommendations import Library
    from ita_xl.scoring import Key, Scorecard

__all__ = [
    "Analysis", "Change", "Claim", "Extremes", "ItemAnalysis", "ItemFigure", "Statement", "TopicAnalysis", "analyse",
    "paragraph",
]  # fmt: skip


def analyse(plan: MeasuresPlan, *, texts: Library | None = None) -> Analysis:
    """Compose the analysis of one agency and year.

    Args:
        plan: the plan of measures, which carries scores, diagnosis and the notes on the items.
        texts: the library of templates; those of the plan unless given.
    """
    diagnosis = plan.diagnosis
    card = diagnosis.card
    framework = card.framework
    figures = items.figures(card)
    texts = texts or plan.texts
    analysed = items.items(plan, texts, figures)
    numbers: list[Key] = [(Kind.INDICATOR, str(one.number)) for one in framework.indicators]
    moved = words.changes(card, numbers)
    found = topics.topics(plan, texts, analysed)
    return Analysis(
        plan=plan,
        overall=overall.overall(card),
        tools=overall.tools(card),
        indicators=indicators.indicators(diagnosis),
        of_tool={code: overall.of_tool(card, code) for code in framework.tool_codes},
        of_indicator={
            one.number: indicators.of_indicator(diagnosis, one, [figures[code] for code in one.items])
            for one in framework.indicators
        },
        extremes=_extremes(card),
        compared=len(moved),
        risen=tuple(words.risen(moved)),
        fallen=tuple(words.fallen(moved)),
        fallen_items=tuple(words.fallen(words.changes(card, ((Kind.ITEM, ref) for ref in framework.all_refs)))),
        items=analysed,
        topics=found,
        topics_note=topics.note(card, found),
    )


def _extremes(card: Scorecard) -> tuple[Extremes, ...]:
    found = []
    for code in card.framework.tool_codes:
        known: dict[Key, Decimal] = {}
        for one in card.framework.of_tool(code):
            value = card.value(Kind.INDICATOR, str(one.number))
            if value is not None:
                known[Kind.INDICATOR, str(one.number)] = value
        if known:
            high, low = max(known.values()), min(known.values())
            found.append(Extremes(code, words.at(known, high), words.at(known, low)))
    return tuple(found)
