"""Sentences of the report, composed from the figures and always true to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ita_xl.assessment import Kind
from ita_xl.auditing import level_conditions, why_not_next
from ita_xl.diagnosis import change_words
from ita_xl.thai import join_thai, points

if TYPE_CHECKING:
    from decimal import Decimal

    from ita_xl.diagnosis import Diagnosis
    from ita_xl.scoring import Scorecard


def fiscal_words(year: int) -> str:
    """``ปีงบประมาณ พ.ศ. 2568``: the year as it stands above every page."""
    return f"ปีงบประมาณ พ.ศ. {year}"


def level_name(card: Scorecard) -> str:
    """The level, or the span of levels still possible: ``ผ่าน ถึง ผ่านดีเยี่ยม``."""
    possible = card.level.possible
    if len(possible) == 1:
        return possible[0].name
    return f"{possible[-1].name} ถึง {possible[0].name}"


def overall_sentence(card: Scorecard) -> str:
    """The overall score, its level and the change, in one sentence."""
    year = card.framework.fiscal_year
    agency = card.assessment.agency or "หน่วยงาน"
    if card.overall.value is None:
        return f"{agency}ยังไม่มีคะแนนภาพรวมประจำปีงบประมาณ พ.ศ. {year} ระดับที่เป็นไปได้คือ {level_name(card)}"
    level = f"อยู่ในระดับ “{level_name(card)}”" if card.level.level else f"ระดับที่เป็นไปได้คือ {level_name(card)}"
    text = f"{agency}มีผลการประเมินในภาพรวมประจำปีงบประมาณ พ.ศ. {year} เท่ากับ {points(card.overall.value)} คะแนน {level}"
    before = card.before(Kind.OVERALL)
    if card.previous is None or before is None:
        return text
    words = change_words(card.overall.value - before)
    unit = "" if words == "เท่าเดิม" else " คะแนน"
    return (
        f"{text} {words}{unit} เมื่อเทียบกับปีงบประมาณ พ.ศ. {card.previous.framework.fiscal_year} ({points(before)} คะแนน)"
    )


def level_sentences(card: Scorecard) -> list[str]:
    """Why this level, and why not the next one."""
    result = card.level
    if result.level is None:
        names = join_thai([one.name for one in result.possible], "หรือ")
        return [f"คะแนนที่ทราบยังชี้ระดับเดียวไม่ได้ ระดับที่เป็นไปได้คือ {names}"]
    lines = _unknown(card)
    lines += [f"เงื่อนไขของระดับ “{result.level.name}”: {level_conditions(card.framework, result.level.name)}"]
    if result.next_level is not None:
        reasons = why_not_next(card)
        then = f" เพราะ {join_thai(reasons)}" if reasons else ""
        lines.append(f"ยังไม่ถึงระดับ “{result.next_level.name}”{then}")
    return lines


def _unknown(card: Scorecard) -> list[str]:
    """What is not known, and how far the known scores bound it."""
    unknown = [code for code in card.framework.floor_scores if card.tools[code].value is None]
    if not unknown:
        return []
    bounds = join_thai([f"{card.framework.label(code)} ไม่ต่ำกว่า {points(card.tools[code].low)}" for code in unknown])
    labels = join_thai([card.framework.label(code) for code in unknown])
    floor = card.level.level.tool_floor if card.level.level else None
    if floor is not None and all(card.tools[code].low >= floor for code in unknown):
        return [f"ไม่มีคะแนน {labels} ในแฟ้มที่อ่าน แต่คะแนนที่ทราบบ่งว่า {bounds} ระดับจึงแน่นอน"]
    return [f"ไม่มีคะแนน {labels} ในแฟ้มที่อ่าน แต่คะแนนที่ทราบเพียงพอให้ระดับแน่นอน"]


def way_sentences(diagnosis: Diagnosis) -> list[str]:
    """The way to the next level: what lacks, the fewest improvements, the arithmetic."""
    steps = way_steps(diagnosis)
    return steps if diagnosis.way is None else [*steps, *(f"วิธีคิด {line}" for line in diagnosis.way.arithmetic)]


def way_steps(diagnosis: Diagnosis) -> list[str]:
    """What lacks to the next level, and the fewest improvements."""
    way = diagnosis.way
    if way is None:
        if diagnosis.card.level.level is None:
            return ["เมื่อทราบคะแนนครบถ้วนแล้ว โปรแกรมจะบอกทางสู่ระดับถัดไปได้"]
        return ["หน่วยงานอยู่ในระดับสูงสุดแล้ว เป้าหมายของปีถัดไปคือการรักษาระดับ"]
    card = diagnosis.card
    lines = [
        f"{card.framework.label(one.score) or 'ภาพรวม'} ขาดอีก{'อย่างน้อย' if one.at_most else ''} "
        f"{points(one.bound - one.value)} คะแนน "
        f"({'ไม่เกิน ' if one.at_most else ''}{points(one.value)} จาก {points(one.bound)})"
        for one in way.lacking
    ]
    if way.reason:
        return [*lines, way.reason]
    return [
        *lines,
        *(f"ยก{_place(card, one.key)} จาก {points(one.before)} เป็น {points(one.after)}" for one in way.improvements),
    ]


def _place(card: Scorecard, key: tuple[Kind, str]) -> str:
    kind, ref = key
    if kind is Kind.ITEM:
        return f"ข้อ {card.framework.item_label(ref)} {card.framework.item(ref).title}"
    if kind is Kind.TOOL:
        return card.framework.label(ref)
    number, _, part = ref.partition(":")
    text = f"ตัวชี้วัดที่ {number} {card.framework.indicator(int(number)).name}"
    return f"{text} ส่วนที่ {part}" if part else text


def tools_title(card: Scorecard) -> str:
    """The finding that the chart of the tools shows: the greatest fall, else the lowest score."""
    values = {code: card.tools[code].value for code in card.framework.scores}
    known = {code: one for code, one in values.items() if one is not None}
    if not known:
        return "ผลการประเมินรายเครื่องมือ"
    before = {code: card.before(Kind.TOOL, code) for code in known}
    falls: dict[str, Decimal] = {}
    for code, one in known.items():
        earlier = before[code]
        if earlier is not None and one < earlier:
            falls[code] = earlier - one
    if falls:
        code = max(falls, key=lambda one: falls[one])
        return f"{card.framework.label(code)} ลดลง {points(falls[code])} คะแนนจากปีก่อน"
    labels = [card.framework.label(code) for code in known]
    return _lowest(known, labels, "เครื่องมือที่คะแนนต่ำสุดคือ", whole=len(known) == len(values))


def indicators_title(card: Scorecard) -> str:
    """The finding that the chart of the indicators shows."""
    known = {number: one.value for number, one in card.indicators.items() if one.value is not None}
    if not known:
        return "ผลการประเมินรายตัวชี้วัด"
    labels = [f"ตัวชี้วัดที่ {number} {card.framework.indicator(number).name}" for number in known]
    return _lowest(known, labels, "คะแนนต่ำสุดคือ", whole=len(known) == len(card.indicators))


def _lowest(known: dict[str, Decimal] | dict[int, Decimal], labels: list[str], lead: str, *, whole: bool) -> str:
    """The lowest of the known scores; ``whole`` tells whether they are all there are."""
    values = list(known.values())
    if len(values) == 1 and not whole:
        return f"คะแนนที่ทราบมีเพียง {labels[0]} ({points(values[0])} คะแนน)"
    known_only = "" if whole else "ที่ทราบ"
    if len(set(values)) == 1:
        return f"คะแนน{known_only}เท่ากันทุกรายการ {points(values[0])} คะแนน"
    low = min(values)
    names = [label for label, value in zip(labels, values, strict=True) if value == low]
    if len(names) > 2:
        return f"คะแนน{known_only}ต่ำสุด {points(low)} คะแนน มี {len(names)} รายการเท่ากัน"
    return f"{lead if whole else 'คะแนนที่ทราบต่ำสุดคือ'} {join_thai(names)} ({points(low)} คะแนน)"


def axis_title(minimum: int) -> str:
    """The title of an axis of scores, which says where it begins when that is not 0."""
    return f"คะแนน (แกนเริ่มที่ {minimum})" if minimum else "คะแนน"


def overall_title(card: Scorecard) -> str:
    """The finding of the overall score on the scale of the levels."""
    if card.overall.value is None:
        return "ไม่มีคะแนนภาพรวม"
    level = f"ระดับ “{level_name(card)}”" if card.level.level else f"ระดับที่เป็นไปได้ {level_name(card)}"
    text = f"ภาพรวม {points(card.overall.value)} คะแนน {level}"
    before = card.before(Kind.OVERALL)
    if before is None:
        return text
    words = change_words(card.overall.value - before)
    return f"{text} {words}{'กับ' if words == 'เท่าเดิม' else ' คะแนนจาก'}ปีก่อน"


def spread_title(card: Scorecard) -> str:
    """How even the indicators are: the distance from the highest known to the lowest."""
    known = [one.value for one in card.indicators.values() if one.value is not None]
    if not known:
        return "ไม่มีคะแนนรายตัวชี้วัด"
    whole = "" if len(known) == len(card.indicators) else "ที่ทราบ"
    gap = max(known) - min(known)
    if gap == 0:
        return f"คะแนนตัวชี้วัด{whole}เท่ากัน {points(known[0])} คะแนน"
    return f"คะแนน{whole}สูงสุดกับต่ำสุดห่างกัน {points(gap)} คะแนน"


def changes_title(card: Scorecard) -> str:
    """How many indicators rose, fell and stayed, of those known in both years."""
    changes = list(indicator_changes(card).values())
    if not changes:
        return "ไม่มีตัวชี้วัดที่เทียบกับปีก่อนได้"
    counts = (
        ("เพิ่มขึ้น", sum(one > 0 for one in changes)),
        ("ลดลง", sum(one < 0 for one in changes)),
        ("เท่าเดิม", sum(one == 0 for one in changes)),
    )
    whole = len(changes) == len(card.indicators)
    if len(changes) == max(count for _, count in counts):
        word = next(word for word, count in counts if count)
        return f"{word}ทั้ง {len(changes)} ตัวชี้วัด{'' if whole else 'ที่เทียบได้'}"
    words = " ".join(f"{word} {count} ตัวชี้วัด" for word, count in counts if count)
    return words if whole else f"เท่าที่เทียบได้ {words}"


def indicator_changes(card: Scorecard) -> dict[int, Decimal]:
    """The change of every indicator that is known in both years, in points."""
    found = {}
    for number, own in card.indicators.items():
        before = card.before(Kind.INDICATOR, str(number))
        if own.value is not None and before is not None:
            found[number] = own.value - before
    return found
