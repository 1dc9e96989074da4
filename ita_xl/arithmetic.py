"""The arithmetic behind a score, written out so that an officer can follow it with a calculator."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from ita_xl.assessment import Kind
from ita_xl.thai import half_up, points

if TYPE_CHECKING:
    from decimal import Decimal

    from ita_xl.framework import Framework
    from ita_xl.scoring import Key, Scorecard


def explain(card: Scorecard, key: Key) -> str:
    """How a score came about: ``(99.33 + 96.67 + 100.00) ÷ 3 = 98.67``; empty when it was not computed."""
    own = card.scores.get(key)
    if own is None or own.value is None or not own.inputs:
        return ""
    used = [(ref, card.score(kind, ref)) for kind, ref in own.inputs]
    if key[0] is Kind.OVERALL:
        terms = [f"{share(card.framework, ref)} × {_plain(one.value)}" for ref, one in used]
        return f"{' + '.join(terms)} = {points(own.value)}"
    return mean_of([one.value for _, one in used if one.value is not None], own.value)


def mean_of(values: list[Decimal], result: Decimal) -> str:
    """``(a + b) ÷ 2 = c``; equal terms are gathered when there are many."""
    if len(values) > 6 and len(set(values)) < len(values):
        terms = []
        for one in dict.fromkeys(values):
            count = values.count(one)
            terms.append(points(one) if count == 1 else f"{count} × {points(one)}")
    else:
        terms = [points(one) for one in values]
    return f"({' + '.join(terms)}) ÷ {len(values)} = {points(result)}"


def share(framework: Framework, code: str) -> str:
    """The weight of a tool or part in the overall score: ``0.30``, ``0.15``."""
    for tool in framework.tools:
        weight = Fraction(tool.weight or 0) / 100
        if tool.code == code:
            return f"{half_up(weight):.2f}"
        if any(part.code == code for part in tool.parts):
            return f"{half_up(weight / len(tool.parts), 4).normalize():f}"
    return ""


def name(framework: Framework, key: Key) -> str:
    """What a score is called in a Thai sentence."""
    kind, ref = key
    if kind is Kind.OVERALL:
        return "คะแนนภาพรวม"
    if kind is Kind.TOOL:
        return f"คะแนน {framework.label(ref)}"
    if kind is Kind.ITEM:
        return f"คะแนนข้อ {framework.item_label(ref)}"
    number, _, part = ref.partition(":")
    title = f"ตัวชี้วัดที่ {number} {framework.indicator(int(number)).name}"
    return f"คะแนน{title} ส่วนที่ {part}" if part else f"คะแนน{title}"


def _plain(value: Decimal | None) -> str:
    return "?" if value is None else points(value)
