"""The seven topics (ประเด็น): the items of each, their mean and a paragraph."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from ita_xl.analysis import words
from ita_xl.analysis.indicators import of_items, refs_of
from ita_xl.analysis.model import Claim, Making, TopicAnalysis
from ita_xl.assessment import Kind
from ita_xl.diagnosis import FULL, Class
from ita_xl.measures import suited
from ita_xl.recommendations import fill
from ita_xl.thai import half_up, join_thai

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from ita_xl.analysis.model import ItemAnalysis, ItemFigure, Statement
    from ita_xl.framework import Topic
    from ita_xl.measures import MeasuresPlan
    from ita_xl.recommendations import Library, TopicAdvice
    from ita_xl.scoring import Scorecard

#: At most so many of the lowest items of a topic get their remedy in its paragraph.
_REMEDIES = 2

#: Words that open what every topic has, so that topics that stand together do not all say them alike.
_FIRST = ("เรื่องที่ควรปรับปรุง", "จุดที่ควรแก้ไข", "งานที่ควรเร่ง")
_MEASURES = ("มาตรการที่เสนอคือ", "ขับเคลื่อนด้วย", "แนวทางดำเนินการคือ")


def topics(plan: MeasuresPlan, texts: Library, items: Mapping[str, ItemAnalysis]) -> tuple[TopicAnalysis, ...]:
    """Every topic that the rules of the year know."""
    writer = _Writer(plan, texts)
    return tuple(writer.topic(one, [items[code] for code in one.items]) for one in plan.diagnosis.card.framework.topics)


def mean_of(figures: Sequence[ItemFigure]) -> Fraction | None:
    """The exact mean of the items with a score, an item in two parts counted once; ``None`` without any."""
    values = [one.exact for one in figures if one.exact is not None]
    return sum(values, Fraction(0)) / len(values) if values else None


class _Writer:
    def __init__(self, plan: MeasuresPlan, texts: Library) -> None:
        self.plan = plan
        self.texts = texts
        self.told: dict[str, int] = {}
        """Items whose remedy an earlier topic gives, with its number."""

    def topic(self, topic: Topic, items: Sequence[ItemAnalysis]) -> TopicAnalysis:
        card = self.plan.diagnosis.card
        figures = tuple(one.figure for one in items)
        mean = mean_of(figures)
        advice = self.texts.topics.get(topic.number)
        told: list[Statement] = []
        full = all(one.known and not one.conflict and not one.partial and set(one.known) == {FULL} for one in figures)
        if mean is not None:
            text, class_ = self._text(topic, advice, figures, half_up(mean), full=full)
            told += self._mean(figures, mean, text)
            if not (full and text):
                told += [*of_items(card, figures), *_advice(topic, items, self.told)]
            told += [self._measure(topic, advice, class_)] if text and advice else []
        else:
            told += [*of_items(card, figures), *_advice(topic, items, self.told)]
        return TopicAnalysis(topic, figures, mean, tuple(told))

    def _text(
        self, topic: Topic, advice: TopicAdvice | None, figures: Sequence[ItemFigure], mean: Decimal, *, full: bool
    ) -> tuple[str, Class]:
        """The text of full marks or of the mean's class; none for a topic that is known too little to speak of it."""
        class_ = self.plan.diagnosis.thresholds.class_of(mean)
        counted = [one for one in figures if one.exact is not None]
        if advice is None or len(counted) < 2 or (mean == FULL and not full):
            return "", class_
        if full:
            return advice.full, class_
        return {Class.KEEP: advice.keep, Class.RAISE: advice.raise_, Class.URGENT: advice.urgent}[class_], class_

    def _mean(self, figures: Sequence[ItemFigure], mean: Fraction, text: str) -> list[Statement]:
        """The mean, in the words of its text if there is one, and how many items it is of."""
        counted = [one for one in figures if one.exact is not None]
        if not text:
            return [_mean(figures, mean)]
        if all(set(one.known) == {FULL} for one in figures):
            full = Making(Claim.FULL, tuple((Kind.ITEM, ref) for one in figures for ref in refs_of(one)))
            return [full.done(fill(text, **self._fields(full.points(FULL))))]
        made = Making(Claim.MEAN, tuple((Kind.ITEM, one.item.code) for one in counted))
        said = fill(text, **self._fields(made.points(half_up(mean))))
        if len(counted) == len(figures):
            return [made.done(said)]
        return [made.done(f"จาก {made.count(len(counted))} ข้อที่มีคะแนนในทั้งหมด {made.count(len(figures))} ข้อ {said}")]

    def _measure(self, topic: Topic, advice: TopicAdvice, class_: Class) -> Statement:
        """The topic's measure with who does it, when, and how its success is seen."""
        one = suited(advice.measures, class_)
        fields = self._fields("")
        lead = _MEASURES[topic.number % len(_MEASURES)]
        text = f"{lead}{one.name} (รับผิดชอบโดย{one.responsible} {one.period}) วัดความสำเร็จจาก{one.success}"
        return Making(Claim.ADVICE).done(fill(text, **fields))

    def _fields(self, score: str) -> dict[str, object]:
        return {
            "agency": self.plan.diagnosis.card.assessment.agency or "หน่วยงาน",
            "fiscal_year": self.plan.diagnosis.card.framework.fiscal_year,
            "plan_year": self.plan.plan_year,
            "score": score,
        }


def _mean(figures: Sequence[ItemFigure], mean: Fraction) -> Statement:
    counted = [one for one in figures if one.exact is not None]
    made = Making(Claim.MEAN, tuple((Kind.ITEM, one.item.code) for one in counted))
    if len(counted) == 1:
        return made.done(f"มีคะแนนเพียงข้อเดียว คือ {counted[0].item.code} ({made.points(half_up(mean))} คะแนน)")
    score = f"{made.points(half_up(mean))} คะแนน"
    if len(counted) == len(figures):
        return made.done(f"คะแนนเฉลี่ยของทั้ง {made.count(len(counted))} ข้อเท่ากับ {score}")
    every = made.count(len(figures))
    return made.done(f"คะแนนเฉลี่ยเท่ากับ {score} คิดจาก {made.count(len(counted))} ข้อที่มีคะแนน จากทั้งหมด {every} ข้อ")


def _advice(topic: Topic, items: Sequence[ItemAnalysis], earlier: dict[str, int]) -> list[Statement]:
    """The remedies of the lowest items; where all are full, how to keep the first."""
    known = [(one.figure.lowest[1], at, one) for at, one in enumerate(items)
             if one.figure.lowest is not None and not one.figure.conflict]  # fmt: skip
    below = sorted((each for each in known if each[0] < FULL), key=lambda each: each[:2])
    if below:
        made = Making(Claim.ADVICE, tuple((Kind.ITEM, one.figure.item.code) for _, _, one in below[:_REMEDIES]))
        listed = [_remedy(topic, one, earlier) for _, _, one in below[:_REMEDIES]]
        then = f" ลำดับถัดไปคือ{listed[1]}" if len(listed) > 1 else ""
        return [made.done(f"{_FIRST[topic.number % len(_FIRST)]}{'ก่อน' if then else ''}คือ{listed[0]}{then}")]
    if known:
        first = known[0][2]
        made = Making(Claim.ADVICE, ((Kind.ITEM, first.figure.item.code),))
        return [made.done(f"เพื่อรักษาระดับไว้ ควร{first.advice}")]
    return []


def _remedy(topic: Topic, one: ItemAnalysis, earlier: dict[str, int]) -> str:
    """The remedy of an item, or where it stands already."""
    code = one.figure.item.code
    if earlier.setdefault(code, topic.number) != topic.number:
        return f"ข้อ {code} ตามแนวทางในประเด็นที่ {earlier[code]}"
    return f"ข้อ {code} โดย{one.advice}"


def note(card: Scorecard, found: Sequence[TopicAnalysis]) -> tuple[Statement, ...]:
    """What the means are, the highest and lowest of them, and figures under codes that the year does not have."""
    framework = card.framework
    if not framework.topics:
        text = f"หลักเกณฑ์ปีงบประมาณ พ.ศ. {framework.fiscal_year} ไม่ได้แบ่งข้อเป็นประเด็น"
        return (Making(Claim.MISSING).done(text),)
    told = [
        Making(Claim.MEAN).done(
            "คะแนนเฉลี่ยของประเด็นเป็นค่าที่คำนวณเพื่อการวิเคราะห์ ไม่ใช่คะแนนที่ประกาศ นับแต่ละข้อครั้งเดียว ข้อที่มีสองส่วนใช้ค่าเฉลี่ยของสองส่วน"
        )
    ]
    status = framework.statuses.get("topics")
    if status == "secondary":
        told.append(Making(Claim.MISSING).done("การจัดข้อเข้าประเด็นเป็นไปตามแนวปฏิบัติของหน่วยงานที่เผยแพร่รายงาน"))
    elif status == "inferred":
        told.append(Making(Claim.MISSING).done("การจัดข้อเข้าประเด็นเทียบจากเรื่องเดียวกันของปีใกล้เคียง ยังไม่ยืนยัน"))
    told += _across(found)
    foreign = sorted({one.ref.partition(":")[0] for one in card.assessment.foreign})
    coded = [ref for ref in foreign if ref[:1] in "ieo" and ref[1:].isdecimal()]
    if coded:
        text = f"คะแนนของรหัส {words.codes(coded)} ที่พิมพ์ไว้ไม่ใช่รหัสข้อของปีงบประมาณ พ.ศ. {framework.fiscal_year} จึงไม่นำมาคิด"
        told.append(Making(Claim.CONFLICT).done(text))
    return tuple(told)


def _across(found: Sequence[TopicAnalysis]) -> list[Statement]:
    means = {one.topic: half_up(one.mean) for one in found if one.mean is not None}
    limited = "" if len(means) == len(found) else "ในบรรดาประเด็นที่คิดคะแนนเฉลี่ยได้ "
    if len(means) < 2:
        return []
    high, low = max(means.values()), min(means.values())
    if high == low:
        made = Making(Claim.EQUAL)
        return [made.done(f"{limited}คะแนนเฉลี่ยของทุกประเด็นเท่ากันที่ {made.points(high)} คะแนน")]
    told = []
    for claim, value, word in ((Claim.HIGHEST, high, "สูงสุด"), (Claim.LOWEST, low, "ต่ำสุด")):
        made = Making(claim)
        own = [one for one, mean in means.items() if mean == value]
        which = join_thai([f"ประเด็นที่ {one.number} {one.name}" for one in own]) if len(own) < 3 else (
            f"ประเด็นที่ {join_thai(words.runs(one.number for one in own))}"
        )  # fmt: skip
        told.append(made.done(f"{limited}ประเด็นที่คะแนนเฉลี่ย{word}คือ {which} ({made.points(value)} คะแนน)"))
    return told
