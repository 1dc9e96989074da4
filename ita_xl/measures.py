"""Diagnosis + library → MeasuresPlan: what to do about every indicator in the year of the plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ita_xl.diagnosis import FULL, Class
from ita_xl.reasons import fell, gravest
from ita_xl.recommendations import Measure, fill, library
from ita_xl.thai import join_thai, points

if TYPE_CHECKING:
    from decimal import Decimal

    from ita_xl.diagnosis import Diagnosis, Standing
    from ita_xl.framework import Indicator
    from ita_xl.recommendations import IndicatorAdvice, ItemAdvice, Library

#: At most so many weak items of an indicator get a measure of their own; the worst first.
MEASURES_PER_INDICATOR = 3
_KEYS = {Class.KEEP: "keep", Class.RAISE: "raise", Class.URGENT: "urgent"}


@dataclass(frozen=True, slots=True)
class PlannedMeasure(Measure):
    """One measure of the plan: a template with its fields filled.

    ``refs`` are the items it answers and ``analysis`` what their scores say; both are empty when it keeps a level.
    ``key`` is the same in every year: what calls for it (the stable key of an item, an indicator, a topic) and the
    number of the measure among those of it.
    """

    analysis: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    key: str = ""


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
    texts: Library = field(repr=False)
    """The templates that it was written with."""


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
        writer.texts,
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
        about = f"indicator.{indicator.number}"
        score, class_ = (standing.score, standing.class_) if standing else (None, None)
        fields = {**self.fields, "indicator_name": indicator.name, "score": "" if score is None else points(score)}
        if standing is None:
            analysis = [f"ยังไม่มีคะแนนตัวชี้วัดที่ {indicator.number} จึงกำหนดมาตรการเพื่อรักษาและยกระดับไว้ก่อน"]
        else:
            analysis = self._sentences(advice, standing, fields)
        return PlanRow(
            indicator,
            score,
            class_,
            tuple(analysis),
            self._own_measures(indicator, advice, fields) or (self._measure(about, advice.measures, class_, fields),),
        )

    def note(self, ref: str) -> ItemNote:
        item = self.diagnosis.card.framework.item(ref)
        standing = self.diagnosis.items[ref]
        advice = self.texts.items[item.key]
        indicator = self.diagnosis.card.framework.indicator(item.indicator).name if item.indicator else ""
        fields = {
            **self.fields,
            "item_title": item.title,
            "indicator_name": indicator,
            "score": points(standing.score),
        }
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
        return [(self.texts.items[key], tuple(refs)) for key, refs in worst]

    def _own_measures(
        self, indicator: Indicator, advice: IndicatorAdvice, fields: dict[str, object]
    ) -> tuple[PlannedMeasure, ...]:
        """The measures of the weakest items; what a class asks for is said once, with the first item of the class."""
        found: list[PlannedMeasure] = []
        called: set[Class] = set()
        for own, refs in self._advised(indicator):
            class_ = self.diagnosis.items[refs[0]].class_
            analysis = [self._analysis(own, refs, fields)]
            if class_ not in called:
                analysis.append(fill(advice.items[_KEYS[class_]], **fields))
            called.add(class_)
            title = self.diagnosis.card.framework.item(refs[0]).title
            texts = {**fields, "item_title": title}
            found.append(self._measure(own.key, own.measures, class_, texts, tuple(analysis), refs))
        return tuple(found)

    def _sentences(self, advice: IndicatorAdvice, standing: Standing, fields: dict[str, object]) -> list[str]:
        """What the score of an indicator says, and what else is to be said of it."""
        if standing.score == FULL:
            return [fill(advice.full, **fields)]
        texts = {Class.KEEP: advice.keep, Class.RAISE: advice.raise_, Class.URGENT: advice.urgent}
        found = [texts[standing.class_]]
        found += [advice.fallen] if fell(standing) else []
        found += [advice.bar] if standing.key in self.diagnosis.bars else []
        return [fill(one, **fields, **self._figures([standing])) for one in found]

    def _analysis(self, advice: ItemAdvice, refs: tuple[str, ...], fields: dict[str, object]) -> str:
        """The items with their scores and what these say: of several parts the gravest, and the scores of the others.

        ``refs`` stand worst first.
        """
        framework = self.diagnosis.card.framework
        reason, told = gravest(self.diagnosis, refs)
        standings = [self.diagnosis.items[ref] for ref in told]
        score = join_thai([points(one.score) for one in standings])
        own = {**fields, **self._figures(standings), "item_title": framework.item(told[0]).title, "score": score}
        label = join_thai([framework.item_label(ref) for ref in told])
        others = [f"{framework.item_label(ref)} ได้ {points(self.diagnosis.items[ref].score)} คะแนน"
                  for ref in sorted(refs) if ref not in told]  # fmt: skip
        more = f" ส่วน {join_thai(others)}" if others else ""
        return f"ข้อ {label} {fill(advice.analysis[reason], **own)}{more}"

    def _figures(self, standings: list[Standing]) -> dict[str, object]:
        """The figures that only a fall or a bar has."""
        level = self.diagnosis.card.level.next_level
        bars = [self.diagnosis.bars[one.key] for one in standings if one.key in self.diagnosis.bars]
        fallen = [one for one in standings if fell(one)]
        return {
            "before": join_thai([points(one.previous) for one in fallen if one.previous is not None]),
            "change": join_thai([points(-one.change) for one in fallen if one.change is not None]),
            "bar": points(max(bars)) if bars else "",
            "next_level": level.name if level else "",
        }

    def _measure(
        self,
        about: str,
        measures: tuple[Measure, ...],
        class_: Class | None,
        fields: dict[str, object],
        analysis: tuple[str, ...] = (),
        refs: tuple[str, ...] = (),
    ) -> PlannedMeasure:
        measure = suited(measures, class_)

        def filled(text: str) -> str:
            return fill(text, **fields)

        return PlannedMeasure(
            measure.kind,
            filled(measure.name),
            tuple(filled(one) for one in measure.steps),
            filled(measure.period),
            filled(measure.responsible),
            filled(measure.joint),
            filled(measure.success),
            filled(measure.evidence),
            analysis,
            tuple(sorted(refs)),
            f"{about}:{measures.index(measure) + 1}",
        )


def suited(measures: tuple[Measure, ...], class_: Class | None) -> Measure:
    """The measure for a class: where the level is only to be kept, the last and lightest will do."""
    return measures[-1] if class_ is Class.KEEP else measures[0]
