"""บทวิเคราะห์: overall, tools and indicators with last year, highest and lowest, risen and fallen, each indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ita_xl.analysis import paragraph
from ita_xl.analysis.words import name
from ita_xl.assessment import Kind
from ita_xl.cells import address
from ita_xl.scoring import OVERALL
from ita_xl.sheets import looks, wording
from ita_xl.sheets.analysis_parts import LAST, change, plain, prose, row_of, score_cell, spread
from ita_xl.sheets.build import Builder
from ita_xl.sheets.formulas import class_of, difference
from ita_xl.sheets.model import Area, Chart, Condition, Page, Series, Sheet
from ita_xl.sheets.report_scores import CLASS_STYLES, axis_floor, titles
from ita_xl.sheets.theme import theme

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from ita_xl.analysis import Analysis, Change, ItemAnalysis
    from ita_xl.framework import Indicator
    from ita_xl.scoring import Key, Scorecard
    from ita_xl.sheets.report_scores import Layout

ANALYSIS = "บทวิเคราะห์"
_WIDTHS = (8, 24, 10, 10, 10, 10, 11, 11, 11, 11)
#: Columns of the tables, first and last of each: label, year before, year, change, class.
_LABEL, _BEFORE, _NOW, _CHANGE, _CLASS = (0, 3), (4, 4), (5, 5), (6, 6), (7, 9)
_CODE, _ONE, _TWO, _DEFECT, _ADVICE = (0, 1), (2, 2), (3, 3), (4, 6), (7, LAST)


def analysis_sheet(found: Analysis, layout: Layout | None = None) -> Sheet:
    """The analysis in the form of a published report.

    Args:
        found: the analysis.
        layout: where the scores of the report stand, when its sheets are in the same workbook; the scores here then
            follow them. Without it they are numbers.
    """
    card = found.plan.diagnosis.card
    sheet = Builder(ANALYSIS, _WIDTHS, Page(), theme().colour("blue"))
    titles(sheet, card, "บทวิเคราะห์ผลการประเมินคุณธรรมและความโปร่งใส (ITA)")
    sheet.skip(6)
    _overall(sheet, found, layout)
    _tools(sheet, found, layout)
    _indicators(sheet, found, layout)
    _extremes(sheet, found, layout)
    _moves(sheet, found, layout)
    _details(sheet, found, layout)
    return sheet.sheet()


def _heading(sheet: Builder, number: int, text: str) -> None:
    sheet.skip(8)
    sheet.together |= {sheet.row - 1, sheet.wide(f"{number}. {text}", "heading", height=28)}


def _overall(sheet: Builder, found: Analysis, layout: Layout | None) -> None:
    card = found.plan.diagnosis.card
    _heading(sheet, 1, "ผลการประเมินในภาพรวม")
    prose(sheet, paragraph(found.overall[:2]))
    if found.overall[2:]:
        prose(sheet, paragraph(found.overall[2:]))
    sheet.skip(6)
    spread(sheet, [(0, 3, "ปีงบประมาณ พ.ศ."), (4, 5, "คะแนนภาพรวม"), (6, LAST, "ระดับผลการประเมิน")], "header")
    sheet.together.add(sheet.row - 1)
    if card.previous is not None:
        row = sheet.row
        sheet.span(row, 0, 3, card.previous.framework.fiscal_year, "whole")
        sheet.span(row, 4, 5, card.before(*OVERALL), "score")
        sheet.span(row, 6, LAST, wording.level_name(card.previous), "center")
        row_of(sheet, keep=True)
    row = sheet.row
    sheet.span(row, 0, 3, card.framework.fiscal_year, "total_center")
    sheet.span(row, 4, 5, card.overall.value, "total", score_cell(card, layout, OVERALL))
    sheet.span(row, 6, LAST, wording.level_name(card), "total_center")
    row_of(sheet)


def _scores(
    sheet: Builder, found: Analysis, layout: Layout | None, keys: Sequence[tuple[Key, str]], head: str, *, classes: bool
) -> Area:
    """A table of scores with last year, change and, for indicators, the class. Returns the area of the scores."""
    card, diagnosis = found.plan.diagnosis.card, found.plan.diagnosis
    year = card.framework.fiscal_year
    two = _two_years(card, [key for key, _ in keys])
    label = _LABEL if two else (_LABEL[0], _BEFORE[1])
    now = _NOW if two else (_NOW[0], _CHANGE[1])
    last = [(*_CLASS, "กลุ่ม" if classes else "แนวโน้ม")] if classes or two else []
    middle = (
        [(*_BEFORE, f"ปี {year - 1}"), (*_NOW, f"ปี {year}"), (*_CHANGE, "ผลต่าง")] if two else [(*now, f"คะแนน ปี {year}")]
    )
    if not last:
        now = (now[0], LAST)
        middle = [(*now, f"คะแนน ปี {year}")]
    spread(sheet, [(*label, head), *middle, *last], "header", height=26)
    sheet.together.add(sheet.row - 1)
    first = sheet.row
    for key, text in keys:
        row = sheet.row
        total = key == OVERALL
        value, before = card.value(*key), card.before(*key)
        sheet.span(row, *label, text, "total_text" if total else "cell")
        style = "total" if total else "score"
        sheet.span(row, *now, "–" if value is None else value, style, score_cell(card, layout, key))
        if two:
            sheet.span(row, *_BEFORE, "–" if before is None else before, style)
            cells = address(row, _NOW[0]), address(row, _BEFORE[0])
            change(sheet, row, _CHANGE, value, before, cells, "total_change" if total else "change")
        if classes:
            standing = diagnosis.indicators.get(int(key[1]))
            class_of_it = standing.class_.value if standing else "ไม่ปรากฏคะแนน"
            live = class_of(address(row, now[0]), diagnosis.thresholds) if standing and layout else ""
            sheet.span(row, *_CLASS, class_of_it, "center", live)
        elif two:
            sheet.span(row, *_CLASS, _trend(value, before), "total_center" if total else "center")
        row_of(sheet, keep=key != keys[-1][0])
    if classes:
        for class_, style in CLASS_STYLES.items():
            sheet.conditions.append(
                Condition(Area(first, _CLASS[0], sheet.row - 1, _CLASS[1]), style, equals=class_.value)
            )
    return Area(first, now[0], sheet.row - 1, now[0])


def _two_years(card: Scorecard, keys: Sequence[Key]) -> bool:
    """Whether a table of these scores has a column for last year."""
    return any(card.before(*key) is not None for key in keys)


def _trend(value: Decimal | None, before: Decimal | None) -> str:
    if value is None or before is None:
        return "–"
    return "เท่าเดิม" if value == before else "เพิ่มขึ้น" if value > before else "ลดลง"


def _chart(sheet: Builder, found: Analysis, area: Area, title: str, what: str, *, two: bool) -> None:
    """A chart of a table's scores, beside last year's where there are any."""
    card = found.plan.diagnosis.card
    year = card.framework.fiscal_year
    names = Area(area.first_row, 0, area.last_row, 0)
    series = [Series(f"ปี {year}", ANALYSIS, names, area, looks.now())]
    if two:
        before = Area(area.first_row, _BEFORE[0], area.last_row, _BEFORE[0])
        series.insert(0, Series(f"ปี {year - 1}", ANALYSIS, names, before, looks.before()))
    values = [cell.value for row in range(area.first_row, area.last_row + 1) for cell in sheet.rows[row]
              if cell.column in (area.first_column, _BEFORE[0])]  # fmt: skip
    sheet.skip(8)
    height = 330
    row = sheet.reserve(height)
    sheet.together |= set(range(row, sheet.row - 1))
    alt = f"กราฟแท่ง{what} ปีงบประมาณ พ.ศ. {year}: {title}"
    low = axis_floor([one for one in values if one is not None and not isinstance(one, str | int)])
    sheet.charts.append(
        Chart(
            "column",
            title,
            alt,
            tuple(series),
            row,
            0,
            sheet.pixels(sheet.last),
            height,
            minimum=low,
            axis=wording.axis_title(low),
        )
    )


def _tools(sheet: Builder, found: Analysis, layout: Layout | None) -> None:
    card = found.plan.diagnosis.card
    framework = card.framework
    _heading(sheet, 2, "ผลการประเมินรายแบบวัด")
    prose(sheet, paragraph(found.tools) or "ไม่ปรากฏคะแนนรายแบบวัด")
    sheet.skip(6)
    keys: list[tuple[Key, str]] = [((Kind.TOOL, code), framework.label(code)) for code in framework.scores]
    keys.append((OVERALL, "ภาพรวม"))
    two = _two_years(card, [key for key, _ in keys])
    area = _scores(sheet, found, layout, keys, "แบบวัด", classes=False)
    _chart(sheet, found, area, wording.tools_title(card), "คะแนนรายแบบวัดและภาพรวม", two=two)


def _indicators(sheet: Builder, found: Analysis, layout: Layout | None) -> None:
    card = found.plan.diagnosis.card
    _heading(sheet, 3, "ผลการประเมินรายตัวชี้วัด")
    prose(sheet, paragraph(found.indicators))
    sheet.skip(6)
    keys: list[tuple[Key, str]] = [
        ((Kind.INDICATOR, str(one.number)), f"{one.number}. {one.name}") for one in card.framework.indicators
    ]
    area = _scores(sheet, found, layout, keys, "ตัวชี้วัด", classes=True)
    two = _two_years(card, [key for key, _ in keys])
    _chart(sheet, found, area, wording.indicators_title(card), "คะแนนรายตัวชี้วัด", two=two)


def _extremes(sheet: Builder, found: Analysis, layout: Layout | None) -> None:
    card = found.plan.diagnosis.card
    _heading(sheet, 4, "ตัวชี้วัดที่ได้คะแนนสูงสุดและต่ำสุดของแต่ละแบบวัด")
    if not found.extremes:
        prose(sheet, "ไม่ปรากฏคะแนนรายตัวชี้วัด")
        return
    heads = [(0, 0, "แบบวัด"), (1, 3, "สูงสุด"), (4, 4, "คะแนน"), (5, 8, "ต่ำสุด"), (9, 9, "คะแนน")]
    spread(sheet, heads, "header", height=26)
    sheet.together.add(sheet.row - 1)
    for one in found.extremes:
        row = sheet.row
        sheet.put(row, 0, one.tool, "center")
        for keys, first, last in ((one.highest, 1, 3), (one.lowest, 5, 8)):
            same = one.highest == one.lowest and first == 5 and len(keys) > 1
            text = "เท่ากันทุกตัวชี้วัด" if same else "\n".join(plain(name(card.framework, key)) for key in keys)
            sheet.span(row, first, last, text, "cell")
            sheet.put(row, last + 1, card.value(*keys[0]), "score", score_cell(card, layout, keys[0]))
        row_of(sheet)


def _moves(sheet: Builder, found: Analysis, layout: Layout | None) -> None:
    """What rose and fell, greatest first."""
    card = found.plan.diagnosis.card
    _heading(sheet, 5, "คะแนนที่เพิ่มขึ้นและลดลงจากปีก่อน")
    if card.previous is None or not (found.compared or found.fallen_items):
        prose(sheet, "ไม่มีคะแนนรายตัวชี้วัดของปีก่อนให้เทียบ")
        return
    before, year = card.previous.framework.fiscal_year, card.framework.fiscal_year
    limited = "" if found.compared == len(card.framework.indicators) else " (เท่าที่เทียบได้)"
    tables = [
        (f"ตัวชี้วัดที่คะแนนเพิ่มขึ้น{limited}", found.risen),
        (f"ตัวชี้วัดที่คะแนนลดลง{limited}", found.fallen),
    ]
    tables = tables if found.compared else []
    if found.fallen_items:
        tables.append(("ข้อที่คะแนนลดลง", found.fallen_items))
    for text, changes in tables:
        heads = [(0, 6, text), (7, 7, f"ปี {before}"), (8, 8, f"ปี {year}"), (9, 9, "ผลต่าง")]
        spread(sheet, heads, "header", height=26)
        sheet.together.add(sheet.row - 1)
        for one in changes:
            _move(sheet, card, layout, one)
        if not changes:
            sheet.wide("ไม่มี", "cell", height=23)
        sheet.skip(6)


def _move(sheet: Builder, card: Scorecard, layout: Layout | None, one: Change) -> None:
    row = sheet.row
    text = name(card.framework, one.key)
    if one.key[0] is Kind.ITEM:
        text = f"{text} {card.framework.item(one.key[1]).title}"
    sheet.span(row, 0, 6, text, "cell")
    sheet.put(row, 7, one.before, "score")
    sheet.put(row, 8, one.after, "score", score_cell(card, layout, one.key))
    sheet.put(row, 9, one.amount, "change", difference(address(row, 8), address(row, 7)))
    row_of(sheet)


def _details(sheet: Builder, found: Analysis, layout: Layout | None) -> None:
    """Every indicator: its paragraph, then item, score, defect and remedy; the header is repeated on every page."""
    card = found.plan.diagnosis.card
    framework = card.framework
    sheet.new_page.add(sheet.row)
    sheet.together.add(sheet.wide("6. ผลการวิเคราะห์รายตัวชี้วัด", "heading", height=28))
    heads = [
        (*_CODE, "ข้อคำถาม"),
        (_ONE[0], _TWO[1], "คะแนน"),
        (*_DEFECT, "ข้อบกพร่อง"),
        (*_ADVICE, "ข้อแก้ไข/ปรับปรุง/รักษาระดับ"),
    ]
    spread(sheet, heads, "header", height=26)
    sheet.page = Page(repeat=(sheet.row - 1, sheet.row - 1))
    sheet.together.add(sheet.row - 1)
    for tool in framework.tools:
        text = f"{tool.name} ({tool.english}: {tool.code})"
        sheet.together.add(sheet.wide(text, "total_text", height=25))
        sheet.together.add(sheet.wide(paragraph(found.of_tool[tool.code]), "cell"))
        for indicator in framework.of_tool(tool.code):
            _indicator(sheet, found, layout, indicator)


def _indicator(sheet: Builder, found: Analysis, layout: Layout | None, indicator: Indicator) -> None:
    card = found.plan.diagnosis.card
    key: Key = (Kind.INDICATOR, str(indicator.number))
    parts = card.framework.parts(indicator.tool)
    row = sheet.row
    title = f"6.{indicator.number} {indicator.name}"
    sheet.span(row, *_CODE, title, "group")
    if parts:
        for column, part in zip((_ONE[0], _TWO[0]), parts, strict=False):
            sheet.put(row, column, f"ส่วนที่ {part.number}", "group_center")
    else:
        sheet.span(row, _ONE[0], _TWO[1], None, "group_center")
    how = "คะแนนตัวชี้วัด" if indicator.derive == "items" else "คะแนนตัวชี้วัด (ตามที่ประกาศ)"
    sheet.span(row, 4, LAST - 1, how, "group")
    sheet.put(row, LAST, card.value(*key), "group_score", score_cell(card, layout, key))
    row_of(sheet, keep=True, height=25)
    sheet.together.add(sheet.wide(paragraph(found.of_indicator[indicator.number]), "cell"))
    own = [found.items[code] for code in indicator.items]
    for one in own:
        if one.figure.known or one.figure.conflict:
            _item(sheet, card, layout, one, parted=bool(parts))
    if parts and any(one.figure.known for one in own):
        row = sheet.row
        sheet.span(row, *_CODE, "คะแนนเฉลี่ยของส่วน", "total_text")
        for column, part in zip((_ONE[0], _TWO[0]), parts, strict=False):
            ref: Key = (Kind.INDICATOR_PART, f"{indicator.number}:{part.number}")
            sheet.put(row, column, card.value(*ref), "total", score_cell(card, layout, ref))
        sheet.span(row, 4, LAST, None, "total_text")
        row_of(sheet)


def _item(sheet: Builder, card: Scorecard, layout: Layout | None, one: ItemAnalysis, *, parted: bool) -> None:
    row, figure = sheet.row, one.figure
    sheet.span(row, *_CODE, f"{figure.item.code} {figure.item.title}", "cell_small")
    if figure.conflict or figure.bare is not None or not parted:
        text = " / ".join(str(value) for value in figure.conflict)
        value = text or figure.score
        formula = score_cell(card, layout, (Kind.ITEM, figure.item.code)) if not parted else ""
        sheet.span(row, _ONE[0], _TWO[1], value, "score", formula)
    else:
        for column, (ref, score) in zip((_ONE[0], _TWO[0]), figure.scores.items(), strict=False):
            sheet.put(row, column, score, "score", score_cell(card, layout, (Kind.ITEM, ref)))
    sheet.span(row, *_DEFECT, one.defect or "–", "cell_small")
    advice = one.advice or paragraph(one.statements)
    sheet.span(row, *_ADVICE, advice, "cell_small")
    row_of(sheet)
