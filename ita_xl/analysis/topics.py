"""The seven topics (ประเด็น): the items of each, their mean and a paragraph."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from ita_xl.analysis import words
from ita_xl.analysis.indicators import of_items
from ita_xl.analysis.model import Claim, Making, TopicAnalysis
from ita_xl.assessment import Kind
from ita_xl.diagnosis import FULL
from ita_xl.thai import half_up, join_thai

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ita_xl.analysis.model import ItemAnalysis, ItemFigure, Statement
    from ita_xl.framework import Topic
    from ita_xl.scoring import Scorecard

#: At most so many of the lowest items of a topic get their remedy in its paragraph.
_REMEDIES = 2


def topics(card: Scorecard, items: Mapping[str, ItemAnalysis]) -> tuple[TopicAnalysis, ...]:
    """Every topic that the rules of the year know."""
    told: dict[str, int] = {}
    return tuple(_topic(card, one, [items[code] for code in one.items], told) for one in card.framework.topics)


def mean_of(figures: Sequence[ItemFigure]) -> Fraction | None:
    """The exact mean of the items with a score, an item in two parts counted once; ``None`` without any."""
    values = [one.exact for one in figures if one.exact is not None]
    return sum(values, Fraction(0)) / len(values) if values else None


def _topic(card: Scorecard, topic: Topic, items: Sequence[ItemAnalysis], earlier: dict[str, int]) -> TopicAnalysis:
    """``earlier`` holds the items whose remedy an earlier topic gives, with its number."""
    figures = tuple(one.figure for one in items)
    mean = mean_of(figures)
    told: list[Statement] = []
    if mean is not None:
        told.append(_mean(figures, mean))
    told += of_items(card, figures)
    told += _advice(topic, items, earlier)
    return TopicAnalysis(topic, figures, mean, tuple(told))


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
        return [made.done(f"เรื่องที่ควรปรับปรุง{'ก่อน' if then else ''}คือ{listed[0]}{then}")]
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
