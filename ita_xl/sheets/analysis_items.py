"""วิเคราะห์รายข้อ and วิเคราะห์รายประเด็น: every item with its analysis, and the items of every topic with their mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ita_xl.analysis import paragraph
from ita_xl.assessment import Kind
from ita_xl.cells import address
from ita_xl.sheets.analysis_parts import row_of, score_cell
from ita_xl.sheets.build import Builder
from ita_xl.sheets.model import Page, Sheet
from ita_xl.sheets.report_scores import titles
from ita_xl.sheets.theme import theme
from ita_xl.thai import half_up

if TYPE_CHECKING:
    from ita_xl.analysis import Analysis, ItemFigure, TopicAnalysis
    from ita_xl.scoring import Scorecard
    from ita_xl.sheets.report_scores import Layout

ITEMS_ANALYSIS, TOPICS = "วิเคราะห์รายข้อ", "วิเคราะห์รายประเด็น"
_FIRST, _SECOND = 2, 3
_PART, _SCORE = 3, 5
#: A topic of so many items stays on one page.
_ONE_PAGE = 20


def items_analysis_sheet(found: Analysis, layout: Layout | None = None) -> Sheet:
    """Every item of the year with its scores and analysis, under its indicator; the header is repeated."""
    card = found.plan.diagnosis.card
    sheet = Builder(ITEMS_ANALYSIS, (8, 32, 10, 10, 76), Page(landscape=True, repeat=(4, 4)), theme().colour("blue"))
    titles(sheet, card, "การวิเคราะห์ผลการประเมินรายข้อ")
    sheet.skip(6)
    year = card.framework.fiscal_year
    sheet.put(sheet.row, 0, "ข้อ", "header")
    sheet.put(sheet.row, 1, "ประเด็น", "header")
    sheet.span(sheet.row, _FIRST, _SECOND, f"คะแนน ปี {year}", "header")
    sheet.put(sheet.row, 4, "การวิเคราะห์ผลการประเมิน", "header")
    row_of(sheet, height=26)
    sheet.freeze = (sheet.row, 1)
    for indicator in card.framework.indicators:
        parts = card.framework.parts(indicator.tool)
        row, value = sheet.row, card.value(Kind.INDICATOR, str(indicator.number))
        sheet.span(row, 0, 1, f"{indicator.number}. {indicator.name} ({indicator.tool})", "group")
        for column, part in zip((_FIRST, _SECOND), parts, strict=False):
            sheet.put(row, column, f"ส่วนที่ {part.number}", "group_center")
        if not parts:
            key = (Kind.INDICATOR, str(indicator.number))
            sheet.span(row, _FIRST, _SECOND, value, "group_score", score_cell(card, layout, key))
        sheet.put(row, 4, paragraph(found.of_indicator[indicator.number]), "cell_small")
        row_of(sheet, keep=True, height=25)
        for code in indicator.items:
            _item(sheet, found, layout, code, parted=bool(parts))
        if not indicator.items:
            sheet.wide("ไม่มีรายการข้อคำถามของตัวชี้วัดนี้ในหลักเกณฑ์ของปี", "cell")
    return sheet.sheet()


def _item(sheet: Builder, found: Analysis, layout: Layout | None, code: str, *, parted: bool) -> None:
    card, one, row = found.plan.diagnosis.card, found.items[code], sheet.row
    figure = one.figure
    sheet.put(row, 0, code, "center")
    sheet.put(row, 1, figure.item.title, "cell_small")
    if parted and figure.bare is None and not figure.conflict:
        for column, (ref, score) in zip((_FIRST, _SECOND), figure.scores.items(), strict=False):
            sheet.put(row, column, "–" if score is None else score, "score", score_cell(card, layout, (Kind.ITEM, ref)))
    else:
        value = _conflict(figure) or ("–" if figure.score is None else figure.score)
        formula = "" if parted else score_cell(card, layout, (Kind.ITEM, code))
        sheet.span(row, _FIRST, _SECOND, value, "score", formula)
    sheet.put(row, 4, paragraph(one.statements), "cell_small")
    row_of(sheet)


def _conflict(figure: ItemFigure) -> str:
    return " / ".join(str(value) for value in figure.conflict)


def topics_sheet(found: Analysis, layout: Layout | None = None) -> Sheet:
    """The seven topics: a table of their means, then each with its items, their mean and a paragraph."""
    card = found.plan.diagnosis.card
    sheet = Builder(TOPICS, (11, 8, 52, 11, 11, 12), Page(), theme().colour("blue"))
    titles(sheet, card, "การวิเคราะห์ผลการประเมินรายประเด็น")
    sheet.skip(6)
    sheet.wide(paragraph(found.topics_note), "text")
    sheet.skip(6)
    if not found.topics:
        return sheet.sheet()
    means = _means(sheet, found)
    sheet.skip(8)
    heads = ("เครื่องมือ", "ข้อ", "ข้อคำถาม", "ส่วนที่ 1", "ส่วนที่ 2", f"คะแนน\nปี {card.framework.fiscal_year}")
    sheet.together.add(sheet.line(heads, "header"))
    sheet.page = Page(repeat=(sheet.row - 1, sheet.row - 1))
    for one in found.topics:
        assert sheet.row == means[one.topic.number] - len(one.items) - 1
        _topic(sheet, card, layout, one)
    return sheet.sheet()


def _means(sheet: Builder, found: Analysis) -> dict[int, int]:
    """The table of the means, each taken from its topic below; returns the rows where the means stand."""
    sheet.put(sheet.row, 0, "ประเด็นที่", "header")
    sheet.span(sheet.row, 1, 3, "ประเด็น", "header")
    sheet.put(sheet.row, 4, "จำนวนข้อ\nที่มีคะแนน", "header")
    sheet.put(sheet.row, _SCORE, "คะแนน\nเฉลี่ย", "header")
    row_of(sheet, height=26)
    rows: dict[int, int] = {}
    row = sheet.row + len(found.topics) + 2
    for one in found.topics:
        rows[one.topic.number] = row + 1 + len(one.items)
        row = rows[one.topic.number] + 3
    for one in found.topics:
        sheet.put(sheet.row, 0, one.topic.number, "whole")
        sheet.span(sheet.row, 1, 3, one.topic.name, "cell")
        sheet.put(sheet.row, 4, f"{len(one.counted)} จาก {len(one.items)}", "center")
        cell = address(rows[one.topic.number], _SCORE)
        mean = None if one.mean is None else half_up(one.mean)
        sheet.put(sheet.row, _SCORE, mean, "score", f'IF({cell}="","",{cell})' if mean is not None else "")
        row_of(sheet)
    return rows


def _topic(sheet: Builder, card: Scorecard, layout: Layout | None, one: TopicAnalysis) -> None:
    begin = sheet.row
    sheet.together.add(sheet.wide(f"ประเด็นที่ {one.topic.number} {one.topic.name}", "group", height=25))
    single: list[str] = []
    paired: list[str] = []
    for figure in one.items:
        _row(sheet, card, layout, figure, single, paired)
    row = sheet.row
    sheet.span(row, 0, 4, "คะแนนเฉลี่ยของประเด็น (ค่าที่คำนวณเพื่อการวิเคราะห์)", "total_text")
    mean = None if one.mean is None else half_up(one.mean)
    sheet.put(row, _SCORE, mean, "total", _mean(single, paired) if mean is not None else "")
    row_of(sheet, keep=True)
    sheet.wide(paragraph(one.statements), "text")
    if len(one.items) <= _ONE_PAGE:
        sheet.together |= set(range(begin, sheet.row - 1))
    sheet.skip(10)


def _row(
    sheet: Builder, card: Scorecard, layout: Layout | None, figure: ItemFigure, single: list[str], paired: list[str]
) -> None:
    """One item; the cells that its topic's mean is of are added to ``single``, or to ``paired`` for two parts."""
    row = sheet.row
    sheet.put(row, 0, figure.item.tool, "center")
    sheet.put(row, 1, figure.item.code, "center")
    sheet.put(row, 2, figure.item.title, "cell")
    parted = len(figure.scores) > 1
    for column, (ref, score) in zip((_PART, _PART + 1), figure.scores.items() if parted else (), strict=False):
        sheet.put(row, column, score, "score", score_cell(card, layout, (Kind.ITEM, ref)))
    if not parted:
        sheet.put(row, _PART, None, "score")
        sheet.put(row, _PART + 1, None, "score")
    parts = [address(row, column) for column in (_PART, _PART + 1)]
    known = [cell for cell, value in zip(parts, figure.scores.values(), strict=False) if value is not None]
    formula = score_cell(card, layout, (Kind.ITEM, figure.item.code)) if not parted else ""
    if parted and known and not figure.conflict:
        formula = f'IF(COUNT({",".join(known)})={len(known)},ROUND(ROUND(AVERAGE({",".join(known)}),8),2),"")'
    value = _conflict(figure).replace(" / ", "\n") or ("–" if figure.score is None else figure.score)
    sheet.put(row, _SCORE, value, "score", "" if figure.conflict else formula)
    if figure.exact is not None:
        if parted and len(known) > 1:
            paired += known
        else:
            single.append(address(row, _SCORE))
    row_of(sheet)


def _mean(single: list[str], paired: list[str]) -> str:
    """The mean with every item counted once: two parts weigh half each."""
    cells = [*single, *paired]
    terms = [f"SUM({','.join(single)})"] if single else []
    terms += [f"SUM({','.join(paired)})/2"] if paired else []
    items = len(single) + len(paired) // 2
    return f'IF(COUNT({",".join(cells)})={len(cells)},ROUND(ROUND(({"+".join(terms)})/{items},8),2),"")'
