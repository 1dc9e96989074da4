"""MeasuresPlan + findings → the report workbook: nine sheets with live formulas, and what else was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ita_xl.assessment import Kind
from ita_xl.cells import absolute
from ita_xl.letterhead import Letterhead
from ita_xl.planning import Order, Wish, arrange
from ita_xl.scoring import OVERALL
from ita_xl.sheets.chart_sheet import chart_sheet
from ita_xl.sheets.extras import EXTRAS, extras_named
from ita_xl.sheets.model import Book
from ita_xl.sheets.plan_forms import plan_sheet
from ita_xl.sheets.report_scores import Layout, indicators_sheet, items_sheet
from ita_xl.sheets.report_text import findings_sheet, origins_sheet, weak_sheet
from ita_xl.sheets.simulation import simulation_sheet
from ita_xl.sheets.summary import summary_sheet
from ita_xl.sheets.wording import fiscal_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ita_xl.findings import Finding
    from ita_xl.measures import MeasuresPlan


def report_book(
    plan: MeasuresPlan,
    findings: Sequence[Finding],
    *,
    extras: Sequence[str] = (),
    letterhead: Letterhead = Letterhead(),  # noqa: B008
    wish: Wish = Wish(),  # noqa: B008
) -> Book:
    """The report of one agency and year.

    Sheets: สรุปผล, ตัวชี้วัด, ข้อคำถาม, แผนภูมิ, จุดอ่อน, จำลองคะแนน, แผนมาตรการ, ตรวจสอบ, ที่มา. An item
    score changed on ข้อคำถาม changes indicator, tool, overall score, level and charts. ``extras`` names further sheets
    (:data:`ita_xl.sheets.extras.EXTRAS`), which ``letterhead`` fills;
    ``wish`` says how แผนมาตรการ is arranged; an order by score is also that of the chart on ตัวชี้วัด.

    Raises:
        OutputError: E306 for an extra that there is not.
    """
    asked = [EXTRAS[word] for word in extras_named(extras)]
    front, behind = (
        [one.make(plan, findings, letterhead, wish) for one in asked if one.make and one.front is side]
        for side in (True, False)
    )
    card = plan.diagnosis.card
    layout = Layout.of(plan)
    agency = card.assessment.agency or "หน่วยงาน"
    year = card.framework.fiscal_year
    named = {"overall": OVERALL, **{code: (Kind.TOOL, code) for code in card.framework.scores}}
    return Book(
        title=f"รายงานผลการประเมิน ITA {agency} ปีงบประมาณ พ.ศ. {year}",
        subject="การประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ",
        sheets=(
            *front,
            summary_sheet(plan, findings, layout),
            indicators_sheet(plan, layout, lowest_first=wish.order is Order.SCORE),
            items_sheet(plan, layout),
            chart_sheet(plan, layout),
            weak_sheet(plan, layout),
            simulation_sheet(plan, layout),
            plan_sheet(arrange(plan, wish)),
            findings_sheet(card, findings),
            origins_sheet(card, layout),
            *behind,
        ),
        names={f"ITA_{name}": absolute(layout.cells[key]) for name, key in named.items()},
        header=(agency, fiscal_words(year)),
    )
