"""ความเป็นมา: the assessment of the year as its rules have it, what the criteria ask of this document, and the target.

Weights, items, levels and elements come from the framework and the criteria of the year; only the rest is text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ita_xl import criteria, toml
from ita_xl.analysis.words import codes
from ita_xl.auditing import level_conditions
from ita_xl.criteria import Status, Subject
from ita_xl.recommendations import fill
from ita_xl.thai import join_thai, points

if TYPE_CHECKING:
    from decimal import Decimal

    from ita_xl.criteria import YearCriteria
    from ita_xl.framework import Framework
    from ita_xl.measures import MeasuresPlan
    from ita_xl.scoring import Scorecard

_SURE = (Status.CONFIRMED, Status.ARITHMETIC)
#: What the criteria ask of the document itself, by the beginning of its key.
_ASKED = ("result.", "analysis.", "plan.")


@dataclass(frozen=True, slots=True)
class ToolLine:
    """A tool or a part of one: its share of the overall score in percent, how many items, which indicators."""

    code: str
    label: str
    name: str
    weight: Decimal
    items: int
    indicators: str


@dataclass(frozen=True, slots=True)
class LevelLine:
    """A level, what it asks for, and whether it is the one reached."""

    name: str
    conditions: str
    reached: bool


@dataclass(frozen=True, slots=True)
class Background:
    """What stands before an analysis.

    ``asked`` is the sentence before ``elements``; both are empty where the criteria of the plan's year are not known.
    ``doubts`` says what of the rules is not certain; ``target`` is empty where the year has none.
    """

    purpose: tuple[str, ...]
    own: str
    asked: str
    elements: tuple[str, ...]
    tools: tuple[ToolLine, ...]
    formula: str
    levels: tuple[LevelLine, ...]
    target: str
    doubts: str


def background(plan: MeasuresPlan) -> Background:
    """Compose the background of one agency's report.

    Args:
        plan: the plan of measures, which carries scores and years.
    """
    card = plan.diagnosis.card
    framework = card.framework
    texts = _texts()
    fields = {
        "agency": card.assessment.agency or "หน่วยงาน",
        "fiscal_year": framework.fiscal_year,
        "plan_year": plan.plan_year,
    }
    asked, elements = _asked(framework.fiscal_year, plan.plan_year)
    return Background(
        purpose=tuple(fill(one, **fields) for one in texts.texts("purpose")),
        own=texts.text_of("own"),
        asked=asked,
        elements=elements,
        tools=tuple(_tools(framework, texts)),
        formula=_formula(framework),
        levels=tuple(
            LevelLine(one.name, level_conditions(framework, one.name), card.level.level is one)
            for one in framework.levels
        ),
        target=_target(card),
        doubts=_doubts(framework),
    )


def of_report(agency: str, fiscal_year: int, report_year: int, count: int) -> str:
    """What stands before the report on the measures of ``report_year`` that answer to the result of ``fiscal_year``."""
    fields = {"agency": agency, "fiscal_year": fiscal_year, "report_year": report_year, "count": count}
    return fill(_texts().text_of("report"), **fields)


def analysed_year(report_year: int) -> int:
    """The year whose result the measures of a year answer to; the one before where no criteria say it."""
    known = report_year in criteria.years()
    return criteria.load(report_year).analyses_year if known else report_year - 1


def _texts() -> toml.Node:
    root = toml.load(toml.package_files("ita_xl.analysis")["background"])
    root.only("schema", "purpose", "own", "report", "tools")
    return root


def _asked(fiscal_year: int, plan_year: int) -> tuple[str, tuple[str, ...]]:
    """The elements that the criteria of the plan's year ask for; what is only expected is not said to be asked."""
    rules = criteria.load(plan_year) if plan_year in criteria.years() else None
    if rules is None or rules.analyses_year != fiscal_year:
        return "", ()
    own = rules.document(Subject.MEASURES)
    lead = f"หลักเกณฑ์การประเมิน ITA ปีงบประมาณ พ.ศ. {plan_year} ข้อ {own.code} {own.title}"
    if sure := _elements(rules, _SURE):
        return f"{lead} กำหนดให้แสดง", sure
    likely = _elements(rules, (Status.INFERRED,))
    return (f"{lead} เมื่อเทียบเคียงกับปีใกล้เคียงให้แสดง", likely) if likely else ("", ())


def _elements(rules: YearCriteria, statuses: tuple[Status, ...]) -> tuple[str, ...]:
    return tuple(one.title for one in rules.elements if one.key.startswith(_ASKED) and one.status in statuses)


def _tools(framework: Framework, texts: toml.Node) -> list[ToolLine]:
    about = texts.table("tools")
    lines = []
    for tool in framework.tools:
        items = sum(one.tool == tool.code for one in framework.items.values())
        numbers = [str(one.number) for one in framework.of_tool(tool.code)]
        which = f"{numbers[0]}–{numbers[-1]}" if len(numbers) > 1 else "".join(numbers)
        name = f"{tool.name}\n{about.text_of(tool.code)}"
        lines.append(ToolLine(tool.code, tool.code, name, framework.weight(tool.code), items, which))
        for part in tool.parts:
            weight = framework.weight(part.code)
            lines.append(ToolLine(part.code, framework.label(part.code), part.name, weight, items, which))
    return lines


def _formula(framework: Framework) -> str:
    """How the overall score comes from the tools, a tool in parts by its parts."""
    scores = [part.code for tool in framework.tools for part in (tool.parts or (tool,))]
    terms = [f"{points(framework.weight(code) / 100)} × {framework.label(code)}" for code in scores]
    return f"คะแนนภาพรวม = {' + '.join(terms)}"


def _target(card: Scorecard) -> str:
    """The national target and whether it is reached; said only where the score is known."""
    target, overall = card.framework.target, card.overall
    if target is None:
        return ""
    text = f"ค่าเป้าหมายตาม{target.plan} คือคะแนนภาพรวม {points(target.overall)} คะแนนขึ้นไป"
    if overall.value is None:
        return text
    own = f"ผลปีงบประมาณ พ.ศ. {card.framework.fiscal_year} ได้ {points(overall.value)} คะแนน"
    return f"{text} {own} จึง{'บรรลุ' if overall.value >= target.overall else 'ยังไม่บรรลุ'}ค่าเป้าหมาย"


def _doubts(framework: Framework) -> str:
    """The rules told here that are not read in a publication, nor recomputed from published figures."""
    told = {
        "น้ำหนักของแบบวัด": [one.status for one in framework.tools],
        "เกณฑ์ระดับ": [one.status for one in framework.levels],
        "ค่าเป้าหมาย": [framework.target.status] if framework.target else [],
    }
    unsure = [name for name, found in told.items() if any(Status(one) not in _SURE for one in found)]
    if not unsure:
        return ""
    return f"{join_thai(unsure)}ของปีนี้เทียบเคียงจากปีใกล้เคียงหรือเอกสารของหน่วยงานอื่น ควรตรวจทานกับคู่มือของสำนักงาน ป.ป.ช."


def item_codes(framework: Framework, number: int) -> str:
    """The items of an indicator: ``i1–i3``; a dash where the rules have none."""
    return codes(framework.indicator(number).items) or "–"
