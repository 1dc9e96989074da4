"""สรุปผล: the result of the year at a glance, on one page."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ita_xl.assessment import Kind
from ita_xl.cells import address, on
from ita_xl.diagnosis import Class
from ita_xl.findings import Severity
from ita_xl.scoring import OVERALL
from ita_xl.sheets import formulas, looks, wording
from ita_xl.sheets.build import Builder
from ita_xl.sheets.formulas import difference
from ita_xl.sheets.model import Area, Chart, Page, Series, Sheet
from ita_xl.sheets.report_scores import (
    CHANGE,
    INDICATORS,
    INDICATORS_FIRST,
    LEVEL_CELL,
    SCORE,
    SUMMARY,
    TOOLS_FIRST,
    axis_floor,
    change_cell,
    layout_keys,
    score_style,
    stated_of,
    titles,
)
from ita_xl.sheets.theme import theme
from ita_xl.thai import half_up, points

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ita_xl.diagnosis import Diagnosis
    from ita_xl.findings import Finding
    from ita_xl.measures import MeasuresPlan
    from ita_xl.scoring import Scorecard
    from ita_xl.sheets.report_scores import Layout

_ERRORS_SHOWN = 4
_URGENT_SHOWN = 6
_LAST = 6
#: The columns beside the printed ones that hold the thresholds of the chart.
_LINES = (8, 9)
_CHART_HEIGHT = 320


def summary_sheet(plan: MeasuresPlan, findings: Sequence[Finding], layout: Layout) -> Sheet:
    """สรุปผล: overall score, level, tools, chart, highest and lowest, what is urgent, the way to the next level."""
    card = plan.diagnosis.card
    page = Page(one_page=True, last_column=_LAST)
    sheet = Builder(SUMMARY, (28, 11, 12, 12, 12, 13, 19), page, tab=theme().colour("navy"))
    titles(sheet, card, "สรุปผลการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ (ITA)")
    _ladder(sheet, card, layout)
    _cards(sheet, plan, findings, layout)
    sheet.skip(8)
    _tools(sheet, card, layout)
    sheet.skip(8)
    _tools_chart(sheet, card)
    _highlights(sheet, plan.diagnosis)
    sheet.skip(6)
    sheet.wide("ผลการประเมินในภาพรวม", "heading")
    for text in (wording.overall_sentence(card), *wording.level_sentences(card)):
        sheet.wide(text, "text")
    errors = [one.message for one in findings if one.severity is Severity.ERROR]
    if errors:
        sheet.skip(6)
        sheet.wide("ข้อที่ต้องแก้ไขก่อนเผยแพร่", "heading")
        for text in errors[:_ERRORS_SHOWN]:
            sheet.wide(f"• {text}", "bullet")
        if len(errors) > _ERRORS_SHOWN:
            sheet.wide(f"• และอีก {len(errors) - _ERRORS_SHOWN} ข้อในแผ่น “ตรวจสอบ”", "bullet")
    sheet.skip(6)
    sheet.wide("ทางสู่ระดับถัดไป", "heading")
    for text in wording.way_sentences(plan.diagnosis):
        sheet.wide(f"• {text}", "bullet")
    return sheet.sheet()


def _cards(sheet: Builder, plan: MeasuresPlan, findings: Sequence[Finding], layout: Layout) -> None:
    """Four cards: overall score, level, change, findings; label above value."""
    card = plan.diagnosis.card
    before = card.before(*OVERALL)
    change = None if before is None or card.overall.value is None else card.overall.value - before
    overall = layout.cells[OVERALL].rpartition("!")[2]
    last = address(TOOLS_FIRST + len(card.framework.scores), 3)
    errors = sum(one.severity is Severity.ERROR for one in findings)
    warnings = sum(one.severity is Severity.WARNING for one in findings)
    check = f"{errors} ต้องแก้ไข / {warnings} ควรตรวจ" if errors or warnings else "ไม่พบข้อขัดแย้ง"
    cards = (
        (0, 0, "คะแนนภาพรวม", card.overall.value, "card_score", f'IF({overall}="","",{overall})'),
        (1, 3, "ระดับผลการประเมิน", wording.level_name(card), "card_text", layout.formulas().level()),
        (4, 5, "เปลี่ยนแปลงจากปีก่อน", change, "card_change", difference(overall, last) if change is not None else ""),
        (6, 6, "ผลการตรวจสอบ", check, "card_label", ""),
    )
    assert on(SUMMARY, address(sheet.row + 1, 1)) == LEVEL_CELL
    for first, to, label, value, style, formula in cards:
        sheet.span(sheet.row, first, to, label, "card_label")
        own = formula if value is not None else ""
        sheet.span(sheet.row + 1, first, to, "–" if value is None else value, style, own)
    sheet.heights[sheet.row], sheet.heights[sheet.row + 1] = 22, 52
    sheet.row += 2


def _ladder(sheet: Builder, card: Scorecard, layout: Layout) -> None:
    """The levels of the year in one line, the worst first; the one reached has a dot, those still possible a "?".

    All in one cell, and above the cards: read again, it is neither a level of the agency nor a score.
    """
    level = LEVEL_CELL.rpartition("!")[2]
    texts, terms = [], []
    for one in reversed(card.framework.levels):
        reached, perhaps = f"● {one.name}", f"? {one.name}"
        possible = one in card.level.possible
        texts.append(one.name if not possible else reached if card.level.level else perhaps)
        term = f'IF({level}="{one.name}","{reached}","{one.name}")'
        if possible and not card.level.level:
            term = f'IF(ISNUMBER(FIND(" ถึง ",{level})),"{perhaps}",{term})'
        terms.append(term)
    lead, between = "จากต่ำไปสูง:  ", "  ‹  "
    formula = f'"{lead}"&' + f'&"{between}"&'.join(terms)
    live = layout.formulas().level()
    sheet.wide(lead + between.join(texts), "ladder", formula=formula if live else "", height=27)


def _tools(sheet: Builder, card: Scorecard, layout: Layout) -> None:
    """The table of tools, parts and the overall score; the thresholds of the chart stand beside it."""
    framework = card.framework
    year = framework.fiscal_year
    live = layout.formulas()
    sheet.line(
        (
            "แบบวัด",
            "น้ำหนัก\n(ร้อยละ)",
            f"คะแนน\nปี {year}",
            f"คะแนน\nปี {year - 1}",
            "ผลต่าง",
            "คะแนน\nถ่วงน้ำหนัก",
            "คะแนน\nที่ประกาศ",
        ),
        "header",
    )
    assert sheet.row == TOOLS_FIRST
    shares = formulas.weights(framework)
    part_codes = {part.code for tool in framework.tools for part in tool.parts}
    thresholds = tuple(zip(_LINES, reversed(looks.bars(framework)[:2]), strict=True))
    for key in layout_keys(card):
        own = card.scores[key]
        row, total = sheet.row, key == OVERALL
        sheet.key(f"score:{key[1] or 'overall'}")
        before = card.before(*key)
        label = "ภาพรวม" if total else framework.label(key[1])
        if not total and key[1] not in part_codes:
            label = f"แบบวัด {label}"
        share = Decimal(100) if total else half_up(shares[key[1]] * 100, 0)
        now, earlier = address(row, 2), address(row, 3)
        sheet.put(row, 0, label, "total_text" if total else "cell_part" if key[1] in part_codes else "cell")
        sheet.put(row, 1, int(share), "total_center" if total else "whole")
        style = "total" if total else score_style(card, key)
        sheet.put(row, 2, own.value, style, live.score(key))
        sheet.put(row, 3, before, "total" if total else "score")
        change_cell(sheet, row, 4, own.value, before, now, earlier, "total_change" if total else "change")
        weighted = None if own.value is None else half_up(own.value * share / 100)
        formula = f'IF({now}="","",ROUND(ROUND({now}*{address(row, 1)}/100,8),2))' if own.value is not None else ""
        sheet.put(row, 5, weighted, "total" if total else "score", formula)
        sheet.put(row, 6, stated_of(card, key), "total" if total else "score")
        for column, (_, bound) in thresholds:
            sheet.put(row, column, bound, "note")
        sheet.heights[row] = 23
        sheet.row += 1


def _tools_chart(sheet: Builder, card: Scorecard) -> None:
    last = TOOLS_FIRST + len(card.framework.scores)
    names = Area(TOOLS_FIRST, 0, last, 0)
    year = card.framework.fiscal_year
    now = [card.value(*key) for key in layout_keys(card)]
    before = [card.before(*key) for key in layout_keys(card)]
    series = [Series(f"ปี {year}", SUMMARY, names, Area(TOOLS_FIRST, 2, last, 2), looks.now())]
    if any(one is not None for one in before):
        earlier = Series(f"ปี {year - 1}", SUMMARY, names, Area(TOOLS_FIRST, 3, last, 3), looks.before())
        series.insert(0, earlier)
    low = min(axis_floor([*now, *before]), int(looks.bars(card.framework)[1][1]) - 5)
    title = wording.tools_title(card)
    first = sheet.reserve(_CHART_HEIGHT)
    sheet.charts.append(
        Chart(
            "column",
            title,
            f"กราฟแท่งคะแนนรายเครื่องมือและภาพรวม ปีงบประมาณ พ.ศ. {year} เทียบเส้นเกณฑ์: {title}",
            (*series, *looks.lines(card.framework, SUMMARY, names, _LINES)),
            first,
            0,
            sheet.pixels(sheet.last),
            _CHART_HEIGHT,
            minimum=low,
            axis=wording.axis_title(low),
        )
    )


def _highlights(sheet: Builder, diagnosis: Diagnosis) -> None:
    """Highest, lowest and most fallen indicator, live, and what is urgent."""
    card = diagnosis.card
    known = {number: own.value for number, own in card.indicators.items() if own.value is not None}
    changes = wording.indicator_changes(card)
    whole = "" if len(known) == len(card.indicators) else " (เท่าที่ทราบ)"
    row = sheet.row
    sheet.put(row, 0, "โดยสรุป", "header")
    sheet.span(row, 1, _LAST - 2, "ตัวชี้วัดที่มีคะแนนสูงสุดและต่ำสุด", "header")
    sheet.put(row, _LAST - 1, "คะแนน", "header")
    sheet.put(row, _LAST, "ผลต่าง", "header")
    sheet.fit(row, 25)
    sheet.row += 1
    if known:
        _extreme(sheet, card, f"สูงสุด{whole}", "MAX", known)
        _extreme(sheet, card, f"ต่ำสุด{whole}", "MIN", known)
    if any(one < 0 for one in changes.values()):
        part = "" if len(changes) == len(card.indicators) else " (เท่าที่เทียบได้)"
        _extreme(sheet, card, f"ลดลงมากที่สุด{part}", "MIN", changes, column=CHANGE)
    row = sheet.row
    sheet.put(row, 0, "ต้องแก้ไขเร่งด่วน", "cell")
    sheet.span(row, 1, _LAST, urgent_words(diagnosis), "cell")
    sheet.fit(row, 23)
    sheet.row += 1


def _extreme(
    sheet: Builder, card: Scorecard, label: str, function: str, values: Mapping[int, Decimal], *, column: int = SCORE
) -> None:
    """One row: what it is, the indicator, its score and its change; all follow the sheet of indicators."""
    first, last = INDICATORS_FIRST, INDICATORS_FIRST + len(card.framework.indicators) - 1
    figures, names, scores, changes = (
        on(INDICATORS, f"{address(first, each, fixed=True)}:{address(last, each, fixed=True)}")
        for each in (column, 1, SCORE, CHANGE)
    )
    value = max(values.values()) if function == "MAX" else min(values.values())
    same = [number for number, one in values.items() if one == value]
    others = "\n(เท่ากันหลายตัวชี้วัด)"
    best = f"{function}({figures})"
    place = f"MATCH({best},{figures},0)"
    row, guard = sheet.row, f'IF(COUNT({figures})=0,"",'
    tied = f'"{label}"&IF(COUNTIF({figures},{best})>1,"{others}","")'
    sheet.put(row, 0, f"{label}{others if len(same) > 1 else ''}", "cell", tied)
    sheet.span(row, 1, _LAST - 2, card.framework.indicator(same[0]).name, "cell", f"{guard}INDEX({names},{place}))")
    score, change = card.indicators[same[0]].value, wording.indicator_changes(card).get(same[0])
    sheet.put(row, _LAST - 1, score, "score", f"{guard}INDEX({scores},{place}))")
    sheet.put(row, _LAST, change, "change", f"{guard}INDEX({changes},{place}))" if change is not None else "")
    sheet.fit(row, 23)
    sheet.row += 1


def urgent_words(diagnosis: Diagnosis) -> str:
    """The items that are urgent, the lowest first, and the indicators where their items are not known."""
    card, bound = diagnosis.card, points(diagnosis.thresholds.urgent)
    if not diagnosis.items and not diagnosis.indicators:
        return "บอกไม่ได้ ไม่มีคะแนนรายข้อหรือรายตัวชี้วัด"
    urgent = [one for one in diagnosis.weak if one.class_ is Class.URGENT]
    whole = len(diagnosis.items) == len(card.items) or (
        not diagnosis.items and len(diagnosis.indicators) == len(card.indicators)
    )
    if not urgent:
        return f"ไม่มี{'ข้อ' if diagnosis.items else 'ตัวชี้วัด'}{'' if whole else 'ที่ทราบคะแนน'}ที่ต่ำกว่า {bound} คะแนน"
    names = [
        f"{card.framework.item_label(one.key[1])} ({points(one.score)})"
        if one.key[0] is Kind.ITEM
        else f"ตัวชี้วัดที่ {one.key[1]} ({points(one.score)})"
        for one in urgent[:_URGENT_SHOWN]
    ]
    more = f" และอีก {len(urgent) - _URGENT_SHOWN} รายการ" if len(urgent) > _URGENT_SHOWN else ""
    return f"{len(urgent)} รายการต่ำกว่า {bound} คะแนน: {', '.join(names)}{more}"
