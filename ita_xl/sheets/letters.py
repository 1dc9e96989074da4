"""What the letters say: sentences for an executive, true to the figures whatever is known, and dots for what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ita_xl.assessment import Kind
from ita_xl.diagnosis import Class
from ita_xl.findings import Severity
from ita_xl.framework import load, years
from ita_xl.sheets.measure import SLACK, text_width
from ita_xl.sheets.wording import overall_sentence
from ita_xl.thai import join_thai, points

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from ita_xl.assessment import Assessment
    from ita_xl.diagnosis import Diagnosis, Weak
    from ita_xl.findings import Finding
    from ita_xl.framework import Tool
    from ita_xl.letterhead import Letterhead
    from ita_xl.measures import MeasuresPlan
    from ita_xl.scoring import Scorecard

#: The assessment by its official name.
ASSESSMENT = "การประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ (ITA)"
#: Agencies that are named with their district and province.
_LOCAL = ("องค์การบริหารส่วนตำบล", "เทศบาล", "อบต.", "ทต.", "ทม.", "ทน.")
_CAPITAL = "กรุงเทพมหานคร"
_NAMED = 2
_URGENT_NAMED = 3


class Publication(NamedTuple):
    """The item under which the analysis and the plan are published, and the year whose criteria it belongs to."""

    code: str
    title: str
    tool: str
    fiscal_year: int


def dots(width: float, size: float = 16) -> str:
    """A dotted line at most so many points wide in a font of this size.

    >>> text_width(dots(100), 16) <= 100
    True
    """
    return "." * max(int(width / (text_width(".", size) * SLACK)), 3)


def publication(card: Scorecard) -> Publication | None:
    """The item that asks for an analysis of this year's result; ``None`` where the criteria are not known yet."""
    year = card.framework.fiscal_year
    if year + 1 not in years():
        return None
    rules = load(year + 1)
    if rules.criteria is None or rules.criteria.analyses_year != year or rules.criteria.measures not in rules.items:
        return None
    item = rules.items[rules.criteria.measures]
    return Publication(item.code, item.title, rules.tool(item.tool).name, rules.fiscal_year)


def place_words(assessment: Assessment, letterhead: Letterhead) -> str:
    """District and province of an agency as an address goes on; dots for one that a local agency should have.

    Empty where the agency's name holds them, or is none that is told by its place.
    """
    agency = assessment.agency
    local = agency.startswith(_LOCAL)
    capital = _CAPITAL in assessment.province
    words = []
    if not any(word in agency for word in ("อำเภอ", " อ.", "เขต")) and (letterhead.district or local):
        district, unit = letterhead.district, "เขต" if capital else "อำเภอ"
        words.append(district if district.startswith(unit) else f"{unit}{district or dots(58)}")
    if not any(word in agency for word in ("จังหวัด", " จ.")) and (assessment.province or local):
        province = assessment.province or dots(58)
        words.append(province if capital else f"จังหวัด{province}")
    return " ".join(words)


def facts(plan: MeasuresPlan, findings: Sequence[Finding]) -> list[str]:
    """The paragraphs of ข้อเท็จจริง: the result; the tools; the indicators, the weak items and the check."""
    diagnosis = plan.diagnosis
    card = diagnosis.card
    return [
        overall_sentence(card),
        tools_sentence(card),
        f"{indicators_sentence(card)} {weak_sentence(diagnosis)} {check_sentence(findings)}",
    ]


def tools_sentence(card: Scorecard) -> str:
    """Every known tool score, and which are missing."""
    told = [text for tool in card.framework.tools if (text := _tool_words(card, tool))]
    missing = [tool.code for tool in card.framework.tools if not _tool_words(card, tool)]
    if not told:
        return "ไม่มีคะแนนรายเครื่องมือในแฟ้มที่อ่าน"
    text = f"ผลการประเมินจำแนกตามเครื่องมือ {join_thai(told)}"
    return f"{text} ส่วนคะแนน {join_thai(missing)} ไม่มีในแฟ้มที่อ่าน" if missing else text


def _tool_words(card: Scorecard, tool: Tool) -> str:
    value = card.tools[tool.code].value
    parts = [
        f"ส่วนที่ {part.number} ได้ {points(own)} คะแนน"
        for part in tool.parts
        if (own := card.tools[part.code].value) is not None
    ]
    name = f"{tool.name} ({tool.code})"
    if value is None:
        return f"{name} เฉพาะ{join_thai(parts)}" if parts else ""
    return f"{name} ได้ {points(value)} คะแนน" + (f" ({join_thai(parts)})" if parts else "")


def indicators_sentence(card: Scorecard) -> str:
    """The highest and the lowest of the indicators that are known."""
    known = {number: one.value for number, one in card.indicators.items() if one.value is not None}
    count, whole = len(known), len(card.indicators)
    if not known:
        return "ไม่มีคะแนนรายตัวชี้วัดในแฟ้มที่อ่าน"
    if count == 1:
        return f"ตัวชี้วัดที่ทราบคะแนนมีเพียง{_best(card, known, max(known.values()))}"
    among = "ตัวชี้วัด" if count == whole else f"ในตัวชี้วัดที่ทราบคะแนน {count} จาก {whole} ตัวชี้วัด "
    if len(set(known.values())) == 1:
        return f"{among}มีคะแนนเท่ากันทั้ง {count} ตัวชี้วัด คือ {points(max(known.values()))} คะแนน"
    high, low = (_best(card, known, pick(known.values())) for pick in (max, min))
    return f"{among}ที่ได้คะแนนสูงสุดคือ {high} และต่ำสุดคือ {low}"


def _best(card: Scorecard, known: dict[int, Decimal], value: Decimal) -> str:
    """The indicators of a score, by name when they are few."""
    numbers = [number for number, own in known.items() if own == value]
    if len(numbers) > _NAMED:
        return f"ตัวชี้วัดที่ {join_thai([str(one) for one in numbers])} ({points(value)} คะแนน)"
    names = [f"ตัวชี้วัดที่ {number} {card.framework.indicator(number).name}" for number in numbers]
    return f"{join_thai(names)} ({points(value)} คะแนน)"


def weak_sentence(diagnosis: Diagnosis) -> str:
    """How many scores are below full marks, by class, and which must be corrected at once."""
    items = [one for one in diagnosis.weak if one.key[0] is Kind.ITEM]
    others = [one for one in diagnosis.weak if one.key[0] is Kind.INDICATOR]
    if not diagnosis.items and not diagnosis.indicators:
        return "จึงยังระบุจุดอ่อนรายข้อไม่ได้"
    if not diagnosis.items:
        return _counted(diagnosis, others, "ตัวชี้วัด", len(diagnosis.indicators))
    text = _counted(diagnosis, items, "ข้อคำถาม", len(diagnosis.items))
    return f"{text} และ{_counted(diagnosis, others, 'ตัวชี้วัดที่ไม่มีคะแนนรายข้อ', 0)}" if others else text


def _counted(diagnosis: Diagnosis, weak: list[Weak], noun: str, among: int) -> str:
    """``ข้อคำถามที่ทราบคะแนน 61 รายการ ได้คะแนนไม่เต็ม 19 รายการ (…)``; ``among`` is 0 where it goes without saying."""
    noun = f"{noun}ที่ทราบคะแนน {among} รายการ " if among else noun
    if not weak:
        return f"{noun}ได้คะแนนเต็มทุกรายการ"
    classes = [(class_, [one for one in weak if one.class_ is class_]) for class_ in reversed(Class)]
    shares = [f"กลุ่ม{class_.value} {len(found)} รายการ" for class_, found in classes if found]
    text = f"{noun}ได้คะแนนไม่เต็ม {len(weak)} รายการ ({join_thai(shares)})"
    urgent = classes[0][1]
    if not urgent:
        return text
    named = [f"{_name(diagnosis, one)} ({points(one.score)} คะแนน)" for one in urgent[:_URGENT_NAMED]]
    lead = "ที่ต้องแก้ไขเร่งด่วนคือ" if len(urgent) <= _URGENT_NAMED else "ที่ต้องแก้ไขเร่งด่วนและคะแนนต่ำสุดคือ"
    return f"{text} {lead} {join_thai(named)}"


def _name(diagnosis: Diagnosis, weak: Weak) -> str:
    kind, ref = weak.key
    return f"ข้อ {diagnosis.card.framework.item_label(ref)}" if kind is Kind.ITEM else f"ตัวชี้วัดที่ {ref}"


def check_sentence(findings: Sequence[Finding]) -> str:
    """What the audit found, by weight."""
    counts = [
        (f"ข้อที่{severity.thai}", sum(one.severity is severity for one in findings))
        for severity in (Severity.ERROR, Severity.WARNING)
    ]
    found = [f"{name} {count} รายการ" for name, count in counts if count]
    if not found:
        return "การตรวจสอบตัวเลขและระดับในแฟ้มคะแนนไม่พบข้อขัดแย้ง"
    return f"การตรวจสอบตัวเลขและระดับในแฟ้มคะแนนพบ{join_thai(found)} ซึ่งต้องตรวจกับผลที่ประกาศก่อนเผยแพร่"


def proposal(plan: MeasuresPlan) -> str:
    """What the executive is asked: to take note, to approve the plan, to have it published."""
    card = plan.diagnosis.card
    measures = sum(len(row.measures) for row in plan.rows)
    where = publication(card)
    under = (
        f" ตามข้อ {where.code} {where.title} ของ{where.tool} (OIT) ปีงบประมาณ พ.ศ. {where.fiscal_year}" if where else ""
    )
    return (
        "เห็นควรเสนอเพื่อโปรด (1) รับทราบผลการประเมินและผลการวิเคราะห์ตามเอกสารแนบ "
        f"(2) เห็นชอบแผนมาตรการที่จะดำเนินการในปีงบประมาณ พ.ศ. {plan.plan_year} จำนวน {measures} มาตรการ "
        f"ครอบคลุม {len(plan.rows)} ตัวชี้วัด "
        f"และ (3) ให้เผยแพร่ผลการวิเคราะห์และแผนมาตรการบนเว็บไซต์ของหน่วยงาน{under}"
    )
