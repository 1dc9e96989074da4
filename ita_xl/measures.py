"""Diagnosis + library → MeasuresPlan: what to do about every indicator in the year of the plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ita_xl.diagnosis import FULL, Class
from ita_xl.recommendations import Measure, fill, library
from ita_xl.thai import join_thai, points

if TYPE_CHECKING:
    from decimal import Decimal

    from ita_xl.diagnosis import Diagnosis
    from ita_xl.framework import Indicator
    from ita_xl.recommendations import IndicatorAdvice, ItemAdvice, Library

#: At most so many weak items of an indicator get a measure of their own; the worst first.
MEASURES_PER_INDICATOR = 3


@dataclass(frozen=True, slots=True)
class PlannedMeasure(Measure):
    """One measure of the plan: a template with its fields filled.

    ``refs`` are the items it answers and ``analysis`` what their scores say; both are empty when it keeps a level.
    """

    analysis: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One indicator of the plan: its analysis (what the scores say) and its measures."""

    indicator: Indicator
    score: Decimal | None
    class_: Class | None
    analysis: tuple[str, ...]
    measures: tuple[PlannedMeasure, ...]


@dataclass(frozen=True, slots=True)
class ItemNote:
    """What the report says beside one item: the defect (empty at full marks) and what to correct, improve or keep."""

    ref: str
    defect: str
    advice: str


@dataclass(frozen=True)
class MeasuresPlan:
    """The plan of measures (แผนมาตรการ) for ``plan_year``, resting on the results of the year assessed."""

    diagnosis: Diagnosis
    plan_year: int
    rows: tuple[PlanRow, ...]
    notes: dict[str, ItemNote]


def plan(diagnosis: Diagnosis, *, plan_year: int | None = None, texts: Library | None = None) -> MeasuresPlan:
    """Write the plan of measures for all ten indicators.

    Args:
        diagnosis: the judged scores.
        plan_year: fiscal year (B.E.) in which the measures run; the year after the assessed one unless given.
        texts: the library of templates; the package's own unless given.
    """
    writer = _Writer(diagnosis, plan_year or diagnosis.card.framework.fiscal_year + 1, texts or library())
    framework = diagnosis.card.framework
    return MeasuresPlan(
        diagnosis,
        writer.plan_year,
        tuple(writer.row(one) for one in framework.indicators),
        {ref: writer.note(ref) for ref in diagnosis.items},
    )


class _Writer:
    def __init__(self, diagnosis: Diagnosis, plan_year: int, texts: Library) -> None:
        self.diagnosis = diagnosis
        self.plan_year = plan_year
        self.texts = texts
        self.fields = {
            "agency": diagnosis.card.assessment.agency or "หน่วยงาน",
            "fiscal_year": diagnosis.card.framework.fiscal_year,
            "plan_year": plan_year,
        }

    def row(self, indicator: Indicator) -> PlanRow:
        standing = self.diagnosis.indicators.get(indicator.number)
        advice = self.texts.indicators[indicator.number]
        weak = self._advised(indicator)
        score = standing.score if standing else None
        fields = {**self.fields, "indicator_name": indicator.name, "score": "" if score is None else points(score)}
        if score is None or standing is None:
            analysis = [f"ยังไม่มีคะแนนตัวชี้วัดที่ {indicator.number} จึงกำหนดมาตรการเพื่อรักษาและยกระดับไว้ก่อน"]
        else:
            analysis = [fill(self._sentence(advice, score, standing.class_), **fields)]
        measures = [self._measure(one.measure, fields, self._defect(one, refs, fields), refs) for one, refs in weak]
        return PlanRow(
            indicator,
            score,
            standing.class_ if standing else None,
            tuple(analysis),
            tuple(measures) or (self._measure(advice.measure, fields),),
        )

    def note(self, ref: str) -> ItemNote:
        item = self.diagnosis.card.framework.item(ref)
        standing = self.diagnosis.items[ref]
        advice = self.texts.items.get(item.key)
        fields = {**self.fields, "item_title": item.title, "score": points(standing.score)}
        if advice is None:
            whole = self.texts.indicators.get(item.indicator or 0)
            keep = "รักษาระดับการดำเนินการให้คงอยู่อย่างต่อเนื่อง"
            defect = "คะแนนยังไม่เต็ม ควรทบทวนการดำเนินการในประเด็นนี้"
            remedy = fill("; ".join(whole.measure.steps), **fields) if whole else defect
            return ItemNote(ref, "", keep) if standing.score == FULL else ItemNote(ref, defect, remedy)
        if standing.score == FULL:
            return ItemNote(ref, "", fill(advice.keep, **fields))
        return ItemNote(ref, fill(advice.defect, **fields), fill(advice.remedy, **fields))

    def _advised(self, indicator: Indicator) -> list[tuple[ItemAdvice, tuple[str, ...]]]:
        """The worst items below full marks that have a template, the parts of one question together."""
        framework = self.diagnosis.card.framework
        found: dict[str, list[str]] = {}
        for weak in self.diagnosis.weak_of(indicator):
            key = framework.item(weak.key[1]).key
            if weak.score < FULL and key in self.texts.items:
                found.setdefault(key, []).append(weak.key[1])
        worst = list(found.items())[:MEASURES_PER_INDICATOR]
        return [(self.texts.items[key], tuple(sorted(refs))) for key, refs in worst]

    def _sentence(self, advice: IndicatorAdvice, score: Decimal, class_: Class) -> str:
        if score == FULL:
            return advice.full
        return {Class.KEEP: advice.keep, Class.RAISE: advice.raise_, Class.URGENT: advice.urgent}[class_]

    def _defect(self, advice: ItemAdvice, refs: tuple[str, ...], fields: dict[str, object]) -> str:
        """The items with their scores, and the likely defect behind them."""
        framework = self.diagnosis.card.framework
        labels = join_thai([framework.item_label(ref) for ref in refs])
        values = [self.diagnosis.items[ref].score for ref in refs]
        return f"ข้อ {labels} ({join_thai([points(one) for one in values])} คะแนน) {fill(advice.defect, **fields)}"

    def _measure(
        self, measure: Measure, fields: dict[str, object], analysis: str = "", refs: tuple[str, ...] = ()
    ) -> PlannedMeasure:
        def filled(text: str) -> str:
            return fill(text, **fields)

        return PlannedMeasure(
            filled(measure.name),
            tuple(filled(one) for one in measure.steps),
            filled(measure.period),
            filled(measure.responsible),
            filled(measure.joint),
            filled(measure.success),
            filled(measure.evidence),
            (analysis,) if analysis else (),
            refs,
        )
