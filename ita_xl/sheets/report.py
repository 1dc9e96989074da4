"""MeasuresPlan + findings → the report workbook: seven sheets with live formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ita_xl.sheets.model import Book
from ita_xl.sheets.report_scores import Layout, indicators_sheet, items_sheet, summary_sheet
from ita_xl.sheets.report_text import findings_sheet, origins_sheet, plan_sheet, weak_sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ita_xl.findings import Finding
    from ita_xl.measures import MeasuresPlan


def report_book(plan: MeasuresPlan, findings: Sequence[Finding]) -> Book:
    """The report of one agency and year.

    Sheets: สรุปผล, ตัวชี้วัด, ข้อคำถาม, จุดอ่อน, แผนมาตรการ, ตรวจสอบ, ที่มา. An item score changed on ข้อคำถาม changes
    indicator, tool, overall score and level.
    """
    card = plan.diagnosis.card
    layout = Layout.of(plan)
    agency = card.assessment.agency or "หน่วยงาน"
    year = card.framework.fiscal_year
    return Book(
        title=f"รายงานผลการประเมิน ITA {agency} ปีงบประมาณ พ.ศ. {year}",
        subject="การประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ",
        sheets=(
            summary_sheet(plan, findings, layout),
            indicators_sheet(plan, layout),
            items_sheet(plan, layout),
            weak_sheet(plan, layout),
            plan_sheet(plan),
            findings_sheet(card, findings),
            origins_sheet(card, layout),
        ),
    )
