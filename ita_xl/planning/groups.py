"""The groups of each form: the ten indicators, the seven topics, or what is urgent and what is to be developed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ita_xl.analysis.items import figures
from ita_xl.analysis.topics import mean_of
from ita_xl.assessment import Kind
from ita_xl.diagnosis import FULL, Class
from ita_xl.measures import PlannedMeasure
from ita_xl.planning.model import Entry, Group
from ita_xl.planning.periods import dates
from ita_xl.planning.units import with_units
from ita_xl.recommendations import fill
from ita_xl.thai import half_up, join_thai, points

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from ita_xl.analysis import ItemFigure
    from ita_xl.measures import MeasuresPlan, PlanRow
    from ita_xl.recommendations import TopicAdvice

#: At most so many measures of weak items beside the one of the topic.
_PER_TOPIC = 3
_LISTED = 8


def by_indicator(plan: MeasuresPlan, units: Sequence[str]) -> list[Group]:
    """The ten indicators with the measures of the plan."""
    return [
        Group(
            row.indicator.number,
            f"ตัวชี้วัดที่ {row.indicator.number}",
            row.indicator.name,
            row.score,
            row.class_,
            row.analysis,
            tuple(_entry(plan, row, one, units) for one in row.measures),
        )
        for row in plan.rows
    ]


def by_topic(plan: MeasuresPlan, units: Sequence[str]) -> list[Group]:
    """The seven topics: the measure of each, then those of its items that are not of the class to keep."""
    known = figures(plan.diagnosis.card)
    items = {one.number: one.items for one in plan.diagnosis.card.framework.topics}
    of_items = [_entry(plan, row, one, units) for row in plan.rows for one in row.measures if one.refs]
    return [
        _topic(plan, advice, [known[code] for code in items.get(number, ())], of_items, units)
        for number, advice in sorted(plan.texts.topics.items())
    ]


def in_two_parts(plan: MeasuresPlan, units: Sequence[str]) -> list[Group]:
    """What must be put right urgently (แก้ไขโดยเร่งด่วน), and what is to be developed, each the worst first."""
    keep, urgent = points(plan.diagnosis.thresholds.keep), points(plan.diagnosis.thresholds.urgent)
    found: dict[bool, list[Entry]] = {True: [], False: []}
    for row in plan.rows:
        for one in row.measures:
            entry = _entry(plan, row, one, units)
            label = f"ตัวชี้วัดที่ {row.indicator.number} {row.indicator.name}"
            analysis = tuple(_headed(label, one.analysis or row.analysis))
            urgently = entry.score is not None and entry.score < plan.diagnosis.thresholds.urgent
            found[urgently].append(replace(entry, measure=replace(entry.measure, analysis=analysis)))
    told = {
        True: f"คะแนนต่ำกว่า {urgent} ถือเป็นข้อบกพร่องหรือจุดอ่อนที่จะต้องแก้ไขโดยเร่งด่วน ให้เริ่มดำเนินการก่อนเรื่องอื่น"
        if found[True]
        else f"ไม่พบเรื่องที่คะแนนต่ำกว่า {urgent} จึงไม่มีประเด็นที่จะต้องแก้ไขโดยเร่งด่วน",
        False: f"คะแนนตั้งแต่ {urgent} ขึ้นไปที่ยังพัฒนาได้ โดยให้ความสำคัญกับเรื่องที่ต่ำกว่า {keep} ก่อน และรักษาระดับของเรื่องที่ดีแล้ว",
    }
    names = {True: "ประเด็นที่เป็นข้อบกพร่องหรือจุดอ่อนที่จะต้องแก้ไขโดยเร่งด่วน", False: "ประเด็นที่จะต้องพัฒนาให้ดีขึ้น"}
    classes = {True: Class.URGENT, False: Class.RAISE}
    groups = []
    for number, part in enumerate((True, False), start=1):
        entries = sorted(found[part], key=lambda one: (one.score is None, one.score or FULL))
        lowest = entries[0].score if entries else None
        groups.append(
            Group(number, f"กลุ่มที่ {number}", names[part], lowest, classes[part], (told[part],), tuple(entries))
        )
    return groups


def _headed(label: str, sentences: Sequence[str]) -> list[str]:
    return [f"{label}: {sentences[0]}", *sentences[1:]] if sentences else [label]


def _entry(plan: MeasuresPlan, row: PlanRow, measure: PlannedMeasure, units: Sequence[str]) -> Entry:
    scores = [plan.diagnosis.items[ref].score for ref in measure.refs]
    score = min(scores) if scores else row.score
    return _with_units(Entry(measure, score, dates(measure.period, plan.plan_year)), units)


def _with_units(entry: Entry, units: Sequence[str]) -> Entry:
    if not units:
        return entry
    own = entry.measure
    changed = replace(own, responsible=with_units(own.responsible, units), joint=with_units(own.joint, units))
    return replace(entry, measure=changed)


def _topic(
    plan: MeasuresPlan,
    advice: TopicAdvice,
    items: Sequence[ItemFigure],
    of_items: Sequence[Entry],
    units: Sequence[str],
) -> Group:
    diagnosis = plan.diagnosis
    exact = mean_of(items)
    mean = None if exact is None else half_up(exact)
    class_ = None if mean is None else diagnosis.thresholds.class_of(mean)
    fields: dict[str, object] = {
        "agency": diagnosis.card.assessment.agency or "หน่วยงาน",
        "fiscal_year": diagnosis.card.framework.fiscal_year,
        "plan_year": plan.plan_year,
        "score": "" if mean is None else points(mean),
    }
    codes = {one.item.code for one in items}
    called = [
        one
        for one in of_items
        if {ref.partition(":")[0] for ref in one.measure.refs} & codes
        and one.score is not None
        and one.score < diagnosis.thresholds.keep
    ]
    called.sort(key=lambda one: one.score or FULL)
    own = _filled(advice, fields)
    entry = _with_units(Entry(own, mean, dates(own.period, plan.plan_year)), units)
    return Group(
        advice.number,
        f"ประเด็นที่ {advice.number}",
        advice.name,
        mean,
        class_,
        tuple(_said(plan, advice, class_, mean, items, fields)),
        (entry, *called[:_PER_TOPIC]),
    )


def _filled(advice: TopicAdvice, fields: Mapping[str, object]) -> PlannedMeasure:
    one = advice.measures[0]
    return PlannedMeasure(
        one.kind,
        fill(one.name, **fields),
        tuple(fill(step, **fields) for step in one.steps),
        fill(one.period, **fields),
        fill(one.responsible, **fields),
        fill(one.joint, **fields),
        fill(one.success, **fields),
        fill(one.evidence, **fields),
        key=f"topic.{advice.number}:1",
    )


def _said(
    plan: MeasuresPlan,
    advice: TopicAdvice,
    class_: Class | None,
    mean: Decimal | None,
    items: Sequence[ItemFigure],
    fields: Mapping[str, object],
) -> list[str]:
    """What the scores of a topic say: its class, its lowest items, and the risk where it is urgent."""
    if mean is None or class_ is None:
        return _by_indicators(plan, items)
    whole = [one.score for one in items]
    counted = sum(one is not None for one in whole)
    texts = {Class.KEEP: advice.keep, Class.RAISE: advice.raise_, Class.URGENT: advice.urgent}
    full = all(one == FULL for one in whole)
    found = [fill(advice.full if full else texts[class_], **fields)]
    low = sorted((one.score, one.item.code) for one in items if one.score is not None and one.score < FULL)
    if low:
        listed = join_thai([f"{code} ({points(score)})" for score, code in low[:_LISTED]])
        more = f" และอีก {len(low) - _LISTED} ข้อ" if len(low) > _LISTED else ""
        found.append(f"ข้อที่ยังไม่ได้คะแนนเต็มและควรปรับปรุง เรียงจากต่ำสุด ได้แก่ {listed}{more}")
    if counted < len(whole):
        found.append(f"(คะแนนเฉลี่ยคิดจาก {counted} ข้อที่มีคะแนน จากทั้งหมด {len(whole)} ข้อ)")
    if class_ is Class.URGENT:
        found.append(f"หากไม่แก้ไข {fill(advice.risk, **fields)}")
    return found


def _by_indicators(plan: MeasuresPlan, items: Sequence[ItemFigure]) -> list[str]:
    """Where no item of a topic has a score: the indicators that its items belong to."""
    card = plan.diagnosis.card
    found = []
    for number in dict.fromkeys(one.item.indicator for one in items if one.item.indicator is not None):
        value = card.value(Kind.INDICATOR, str(number))
        if value is not None:
            found.append(f"{card.framework.indicator(number).name} ({points(value)})")
    known = f" พิจารณาจากคะแนนตัวชี้วัดที่เกี่ยวข้อง ได้แก่ {join_thai(found)}" if found else ""
    return [f"ไม่มีคะแนนรายข้อของประเด็นนี้ จึงไม่มีคะแนนเฉลี่ย{known} ควรรักษาสิ่งที่ทำได้ดีและพัฒนาตามมาตรการที่กำหนด"]
