"""ความเป็นมา: what stands before the analysis — purpose, what the criteria ask, tools and weights, levels, the result.

The sections are those of the published reports of 2568 (tambon municipality, section 1; province, introduction).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ita_xl.analysis.background import background, item_codes
from ita_xl.assessment import Kind
from ita_xl.planning import Form, form_of
from ita_xl.scoring import OVERALL
from ita_xl.sheets import wording
from ita_xl.sheets.analysis_parts import prose, row_of, score_cell
from ita_xl.sheets.build import Builder
from ita_xl.sheets.letters import dots
from ita_xl.sheets.model import Page, Sheet
from ita_xl.sheets.report_scores import titles
from ita_xl.sheets.theme import theme

if TYPE_CHECKING:
    from ita_xl.analysis.background import Background
    from ita_xl.measures import MeasuresPlan
    from ita_xl.scoring import Key
    from ita_xl.sheets.report_scores import Layout

BACKGROUND = "ความเป็นมา"
_WIDTHS = (13, 38, 13, 13, 24, 15)
_LAST = len(_WIDTHS) - 1
#: Points of a line to write on, and how many of them.
_LINE, _LINES = 590, 3


def background_sheet(plan: MeasuresPlan, form: Form | None = None, layout: Layout | None = None) -> Sheet:
    """The background in the form of the published reports.

    Args:
        plan: the plan of measures.
        form: what the document is divided by; what the criteria of the plan's year ask for unless given.
        layout: where the scores of the report stand, when its sheets are in the same workbook.
    """
    card = plan.diagnosis.card
    told = background(plan)
    sheet = Builder(BACKGROUND, _WIDTHS, Page(), theme().colour("navy"))
    titles(sheet, card, "ความเป็นมาและหลักเกณฑ์การประเมิน")
    _purpose(sheet, told)
    _parts(sheet, plan, form or form_of(plan.plan_year))
    _tools(sheet, told)
    _levels(sheet, told)
    _result(sheet, plan, layout)
    return sheet.sheet()


def _heading(sheet: Builder, number: int, text: str) -> None:
    sheet.skip(8)
    sheet.together |= {sheet.row - 1, sheet.wide(f"{number}. {text}", "heading", height=28)}


def _bullets(sheet: Builder, lines: tuple[str, ...] | list[str]) -> None:
    for text in lines:
        sheet.wide(text, "bullet")


def _purpose(sheet: Builder, told: Background) -> None:
    _heading(sheet, 1, "ความเป็นมา")
    for text in told.purpose:
        prose(sheet, text)
    if told.asked:
        sheet.together.add(sheet.row)
        prose(sheet, told.asked)
        _bullets(sheet, [f"• {one}" for one in told.elements])
    sheet.together.add(sheet.wide(told.own, "note"))
    for at in range(_LINES):
        row = sheet.wide(dots(_LINE), "text")
        if at < _LINES - 1:
            sheet.together.add(row)


def _parts(sheet: Builder, plan: MeasuresPlan, form: Form) -> None:
    """The two parts of the document, the first with what it is divided by."""
    framework = plan.diagnosis.card.framework
    _heading(sheet, 2, "ส่วนประกอบของเอกสาร")
    by = {
        Form.INDICATORS: [f"{one.number}. {one.name}" for one in framework.indicators],
        Form.TOPICS: [f"{one.number}. {one.name}" for one in framework.topics],
        Form.TWO_PARTS: ["1. ประเด็นที่จะต้องแก้ไขโดยเร่งด่วน", "2. ประเด็นที่จะต้องพัฒนาให้ดีขึ้น"],
    }[form]
    noun = {Form.INDICATORS: "ตัวชี้วัด", Form.TOPICS: "ประเด็น", Form.TWO_PARTS: "กลุ่ม"}[form]
    year = framework.fiscal_year
    count = f" จำแนกเป็น {len(by)} {noun} ได้แก่" if by else ""
    sheet.together.add(sheet.wide(f"ส่วนที่ 1 การวิเคราะห์ผลการประเมินปีงบประมาณ พ.ศ. {year}{count}", "text"))
    _bullets(sheet, by)
    second = "มาตรการ โครงการ หรือกิจกรรม พร้อมผลการวิเคราะห์ที่สอดคล้อง ขั้นตอน ระยะเวลา และผู้รับผิดชอบ"
    prose(sheet, f"ส่วนที่ 2 การนำผลการวิเคราะห์ไปสู่การปฏิบัติในปีงบประมาณ พ.ศ. {plan.plan_year}: {second}")


def _tools(sheet: Builder, told: Background) -> None:
    _heading(sheet, 3, "แบบวัดและน้ำหนัก")
    row = sheet.row
    for column, text in ((0, "แบบวัด"), (2, "น้ำหนัก\n(ร้อยละ)"), (3, "จำนวนข้อ")):
        sheet.put(row, column, text, "header")
    sheet.put(row, 1, "ชื่อแบบวัดและผู้ให้ข้อมูล", "header")
    sheet.span(row, 4, _LAST, "ตัวชี้วัดที่วัด", "header")
    row_of(sheet, keep=True, height=26)
    for one in told.tools:
        row, total = sheet.row, one.code == one.label
        sheet.put(row, 0, one.label, "total_text" if total else "cell")
        sheet.put(row, 1, one.name, "cell_small")
        sheet.put(row, 2, one.weight, "whole")
        sheet.put(row, 3, one.items, "whole")
        sheet.span(row, 4, _LAST, one.indicators, "center")
        row_of(sheet, keep=True)
    prose(sheet, told.formula)


def _levels(sheet: Builder, told: Background) -> None:
    _heading(sheet, 4, "เกณฑ์ระดับผลการประเมิน")
    row = sheet.row
    sheet.span(row, 0, 1, "ระดับ", "header")
    sheet.span(row, 2, _LAST - 1, "เงื่อนไข", "header")
    sheet.put(row, _LAST, "ผลปีนี้", "header")
    row_of(sheet, keep=True, height=26)
    for one in told.levels:
        row, style = sheet.row, "total_text" if one.reached else "cell"
        sheet.span(row, 0, 1, one.name, style)
        sheet.span(row, 2, _LAST - 1, one.conditions, "cell_small")
        sheet.put(row, _LAST, "✓ ระดับนี้" if one.reached else None, "center")
        row_of(sheet, keep=True)
    if told.target:
        prose(sheet, told.target)
    if told.doubts:
        sheet.wide(told.doubts, "note")


def _result(sheet: Builder, plan: MeasuresPlan, layout: Layout | None) -> None:
    """The result in one sentence, and the score of every indicator beside its items."""
    card = plan.diagnosis.card
    _heading(sheet, 5, "ผลการประเมินโดยสรุป")
    sheet.together.add(sheet.wide(wording.overall_sentence(card), "text"))
    row = sheet.row
    sheet.put(row, 0, "ตัวชี้วัดที่", "header")
    sheet.span(row, 1, 2, "ตัวชี้วัด", "header")
    sheet.put(row, 3, "แบบวัด", "header")
    sheet.put(row, 4, "ข้อคำถาม", "header")
    sheet.put(row, _LAST, f"คะแนน\nปี {card.framework.fiscal_year}", "header")
    row_of(sheet, keep=True, height=26)
    for one in card.framework.indicators:
        row = sheet.row
        key: Key = (Kind.INDICATOR, str(one.number))
        value = card.value(*key)
        sheet.put(row, 0, one.number, "whole")
        sheet.span(row, 1, 2, one.name, "cell")
        sheet.put(row, 3, one.tool, "center")
        sheet.put(row, 4, item_codes(card.framework, one.number), "center")
        sheet.put(row, _LAST, "–" if value is None else value, "score", score_cell(card, layout, key))
        row_of(sheet, keep=True)
    row = sheet.row
    sheet.span(row, 0, 4, "คะแนนภาพรวม", "total_text")
    overall = card.overall.value
    sheet.put(row, _LAST, "–" if overall is None else overall, "total", score_cell(card, layout, OVERALL))
    row_of(sheet)
