"""The sheets of figures: สรุปผล, ตัวชี้วัด and ข้อคำถาม."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from ita_xl.assessment import Kind
from ita_xl.cells import address, on
from ita_xl.diagnosis import Class
from ita_xl.findings import Severity
from ita_xl.scoring import OVERALL, Origin
from ita_xl.sheets import formulas, wording
from ita_xl.sheets.build import Builder
from ita_xl.sheets.formulas import Formulas, class_of, difference
from ita_xl.sheets.model import Area, Chart, Condition, Page, Series, Sheet
from ita_xl.sheets.theme import theme
from ita_xl.thai import half_up

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ita_xl.findings import Finding
    from ita_xl.framework import Indicator
    from ita_xl.measures import MeasuresPlan
    from ita_xl.scoring import Key, Score, Scorecard

SUMMARY, INDICATORS, ITEMS = "สรุปผล", "ตัวชี้วัด", "ข้อคำถาม"
CLASS_STYLES = {Class.KEEP: "keep", Class.RAISE: "raise", Class.URGENT: "urgent"}

#: Where the level stands.
LEVEL_CELL = on(SUMMARY, "B6")

_ERRORS_SHOWN = 4
_TOOLS_FIRST = 8
_INDICATORS_FIRST = 5
_ITEMS_FIRST = 4
_SCORE, _BEFORE, _CHANGE = 3, 4, 5


@dataclass
class Layout:
    """Where each score of the report stands: ``cells`` by key, full references; ``rows`` of the item sheet by ref."""

    card: Scorecard
    cells: dict[Key, str] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    headings: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, plan: MeasuresPlan) -> Layout:
        """Lay out the report of a plan."""
        card = plan.diagnosis.card
        own = cls(card)
        row = _ITEMS_FIRST
        for indicator in card.framework.indicators:
            own.headings[indicator.number] = row
            row += 1
            known = shown_items(card, indicator)
            for ref in known:
                own.rows[ref] = row
                own.cells[Kind.ITEM, ref] = on(ITEMS, address(row, _SCORE))
                row += 1
            row += 0 if known else 1
        for at, indicator in enumerate(card.framework.indicators):
            own.cells[Kind.INDICATOR, str(indicator.number)] = on(INDICATORS, address(_INDICATORS_FIRST + at, _SCORE))
        for at, code in enumerate(card.framework.scores):
            own.cells[Kind.TOOL, code] = on(SUMMARY, address(_TOOLS_FIRST + at, 2))
        own.cells[OVERALL] = on(SUMMARY, address(_TOOLS_FIRST + len(card.framework.scores), 2))
        first = own.parts_first
        for at, indicator in enumerate(own.in_parts):
            for column, part in enumerate(card.framework.parts(indicator.tool)):
                key = (Kind.INDICATOR_PART, f"{indicator.number}:{part.number}")
                own.cells[key] = on(INDICATORS, address(first + at, _SCORE + column))
        return own

    @property
    def in_parts(self) -> tuple[Indicator, ...]:
        """The indicators that are scored in parts, where any of their part scores is known."""
        framework = self.card.framework
        return tuple(
            one
            for one in framework.indicators
            if any(
                self.card.value(Kind.INDICATOR_PART, f"{one.number}:{part.number}") is not None
                for part in framework.parts(one.tool)
            )
        )

    @property
    def parts_first(self) -> int:
        """The first row of the table of parts on ตัวชี้วัด."""
        return _INDICATORS_FIRST + len(self.card.framework.indicators) + 3

    def formulas(self) -> Formulas:
        """The formulas over these cells."""
        return Formulas(self.card, self.cells)


def shown_items(card: Scorecard, indicator: Indicator) -> tuple[str, ...]:
    """The item rows of an indicator: all of them when any is known, else none."""
    refs = card.framework.refs(indicator)
    return refs if any(card.items[ref].value is not None for ref in refs) else ()


def titles(sheet: Builder, card: Scorecard, title: str) -> None:
    """The three title lines every sheet begins with."""
    agency = card.assessment.agency or "หน่วยงาน"
    province = card.assessment.province
    in_name = not province or province in agency
    sheet.wide(title, "title", height=33)
    sheet.wide(agency if in_name else f"{agency} จังหวัด{province}", "subtitle", height=27)
    sheet.wide(f"ประจำปีงบประมาณ พ.ศ. {card.framework.fiscal_year}", "subtitle", height=27)


def score_style(card: Scorecard, key: Key) -> str:
    """Computed figures upright, printed ones in italics."""
    return "score" if card.scores[key].origin is not Origin.STATED else "stated"


def summary_sheet(plan: MeasuresPlan, findings: Sequence[Finding], layout: Layout) -> Sheet:
    """สรุปผล: overall score, level, tools, chart, and the way to the next level, on one page."""
    card = plan.diagnosis.card
    sheet = Builder(SUMMARY, (28, 11, 12, 12, 12, 13, 19), Page(one_page=True), tab=theme().colour("navy"))
    titles(sheet, card, "สรุปผลการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ (ITA)")
    sheet.skip(6)
    _cards(sheet, plan, findings, layout)
    sheet.skip(8)
    _tools(sheet, card, layout)
    sheet.skip(8)
    _tools_chart(sheet, card)
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
    last = address(_TOOLS_FIRST + len(card.framework.scores), 3)
    errors = sum(one.severity is Severity.ERROR for one in findings)
    warnings = sum(one.severity is Severity.WARNING for one in findings)
    check = f"{errors} ต้องแก้ไข / {warnings} ควรตรวจ" if errors or warnings else "ไม่พบข้อขัดแย้ง"
    cards = (
        (0, 0, "คะแนนภาพรวม", card.overall.value, "card", f'IF({overall}="","",{overall})'),
        (1, 3, "ระดับผลการประเมิน", wording.level_name(card), "card_text", layout.formulas().level()),
        (4, 5, "เปลี่ยนแปลงจากปีก่อน", change, "card_change", difference(overall, last) if change is not None else ""),
        (6, 6, "ผลการตรวจสอบ", check, "card_label", ""),
    )
    assert on(SUMMARY, address(sheet.row + 1, 1)) == LEVEL_CELL
    for first, to, label, value, style, formula in cards:
        sheet.span(sheet.row, first, to, label, "card_label")
        own = formula if value is not None else ""
        sheet.span(sheet.row + 1, first, to, "–" if value is None else value, style, own)
    sheet.heights[sheet.row], sheet.heights[sheet.row + 1] = 22, 42
    sheet.row += 2


def _tools(sheet: Builder, card: Scorecard, layout: Layout) -> None:
    """The table of tools, parts and the overall score."""
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
    assert sheet.row == _TOOLS_FIRST
    shares = formulas.weights(framework)
    part_codes = {part.code for tool in framework.tools for part in tool.parts}
    for key in layout_keys(card):
        own = card.scores[key]
        row, total = sheet.row, key == OVERALL
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
        _change(sheet, row, 4, own.value, before, now, earlier, "total_change" if total else "change")
        weighted = None if own.value is None else half_up(own.value * share / 100)
        formula = f'IF({now}="","",ROUND(ROUND({now}*{address(row, 1)}/100,8),2))' if own.value is not None else ""
        sheet.put(row, 5, weighted, "total" if total else "score", formula)
        sheet.put(row, 6, _stated(card, key), "total" if total else "score")
        sheet.heights[row] = 23
        sheet.row += 1


def _stated(card: Scorecard, key: Key) -> Decimal | None:
    value = card.assessment.value(*key)
    return None if value is None else half_up(value)


def _change(sheet: Builder, row: int, column: int, now: Decimal | None, before: Decimal | None, *refs: str) -> None:
    """A change cell: live where both years are known."""
    known = now is not None and before is not None
    value = now - before if now is not None and before is not None else None
    sheet.put(row, column, value, refs[2], difference(refs[0], refs[1]) if known else "")


def axis_floor(values: Sequence[Decimal | None]) -> int:
    """Where the axis of a chart begins: a round number well below the lowest value."""
    known = [one for one in values if one is not None]
    low = int(min(known, default=Decimal(0)))
    return max(0, (low - 10) // 10 * 10)


def _tools_chart(sheet: Builder, card: Scorecard) -> None:
    last = _TOOLS_FIRST + len(card.framework.scores)
    names = Area(_TOOLS_FIRST, 0, last, 0)
    year = card.framework.fiscal_year
    now = [*(card.tools[code].value for code in card.framework.scores), card.overall.value]
    before = [card.before(*key) for key in layout_keys(card)]
    series = [Series(f"ปี {year}", SUMMARY, names, Area(_TOOLS_FIRST, 2, last, 2), theme().colour("blue"))]
    if card.previous:
        earlier = Series(f"ปี {year - 1}", SUMMARY, names, Area(_TOOLS_FIRST, 3, last, 3), theme().colour("grey"))
        series.insert(0, earlier)
    height = 340
    first = sheet.reserve(height)
    sheet.charts.append(
        Chart(
            "column",
            wording.tools_title(card),
            f"กราฟแท่งคะแนนรายเครื่องมือและภาพรวม ปีงบประมาณ พ.ศ. {year}: {wording.tools_title(card)}",
            tuple(series),
            first,
            0,
            sheet.pixels(sheet.last),
            height,
            minimum=axis_floor([*now, *before]),
        )
    )


def layout_keys(card: Scorecard) -> list[Key]:
    """The keys of the tool table in its order."""
    return [*((Kind.TOOL, code) for code in card.framework.scores), OVERALL]


def indicators_sheet(plan: MeasuresPlan, layout: Layout) -> Sheet:
    """ตัวชี้วัด: the ten indicators with last year, change, class and rank, a chart, and EIT by part."""
    card, framework = plan.diagnosis.card, plan.diagnosis.card.framework
    year = framework.fiscal_year
    sheet = Builder(
        INDICATORS,
        (7, 34, 11, 12, 12, 12, 18, 9, 13, 4, 11, 11),
        Page(one_page=True, last_column=8),
        theme().colour("blue"),
    )
    width = 8
    _titles_over(sheet, card, "ผลการประเมินรายตัวชี้วัด", width)
    sheet.skip(6)
    heads = (
        "ที่",
        "ตัวชี้วัด",
        "เครื่องมือ",
        f"คะแนน\nปี {year}",
        f"คะแนน\nปี {year - 1}",
        "ผลต่าง",
        "กลุ่ม",
        "อันดับ",
        "คะแนน\nที่ประกาศ",
    )
    sheet.line(heads, "header")
    for column, text in ((10, "เส้นเกณฑ์ ผ่าน"), (11, "เส้นเกณฑ์ ผ่านดีเยี่ยม")):
        sheet.put(sheet.row - 1, column, text, "note")
    assert sheet.row == _INDICATORS_FIRST
    first, last = sheet.row, sheet.row + len(framework.indicators) - 1
    for indicator in framework.indicators:
        _indicator_row(
            sheet, plan, layout, indicator, f"{address(first, 3, fixed=True)}:{address(last, 3, fixed=True)}"
        )
    _classes(sheet, Area(first, 6, last, 6))
    sheet.skip(8)
    if layout.in_parts:
        _parts_table(sheet, card, layout)
        sheet.skip(8)
    _indicators_chart(sheet, card, first, last)
    sheet.page = replace(sheet.page, last_row=sheet.row)
    return sheet.sheet()


def _titles_over(sheet: Builder, card: Scorecard, title: str, last: int) -> None:
    """Titles that end at ``last`` where a sheet has columns beside its table."""
    widths = sheet.widths
    sheet.widths = widths[: last + 1]
    titles(sheet, card, title)
    sheet.widths = widths


def _indicator_row(sheet: Builder, plan: MeasuresPlan, layout: Layout, indicator: Indicator, column: str) -> None:
    card = plan.diagnosis.card
    key = (Kind.INDICATOR, str(indicator.number))
    own, row = card.scores[key], sheet.row
    standing = plan.diagnosis.indicators.get(indicator.number)
    before = card.before(*key)
    now, earlier = address(row, _SCORE), address(row, _BEFORE)
    sheet.put(row, 0, indicator.number, "whole")
    sheet.put(row, 1, indicator.name, "cell")
    sheet.put(row, 2, indicator.tool, "center")
    sheet.put(row, _SCORE, own.value, score_style(card, key), layout.formulas().score(key))
    sheet.put(row, _BEFORE, before, "score")
    _change(sheet, row, _CHANGE, own.value, before, now, earlier, "change")
    if standing is None:
        sheet.put(row, 6, "ไม่มีคะแนน", "center")
        sheet.put(row, 7, None, "whole")
    else:
        sheet.put(row, 6, standing.class_.value, "center", class_of(now, plan.diagnosis.thresholds))
        sheet.put(row, 7, standing.rank, "whole", f'IF({now}="","",RANK({now},{column}))')
    sheet.put(row, 8, _stated(card, key), "score")
    thresholds = plan.diagnosis.thresholds
    sheet.put(row, 10, thresholds.urgent, "note")
    sheet.put(row, 11, thresholds.keep, "note")
    sheet.heights[row] = 23
    sheet.row += 1


def _classes(sheet: Builder, area: Area) -> None:
    """Status colours for a column of classes; the word stands in the cell."""
    for class_, style in CLASS_STYLES.items():
        sheet.conditions.append(Condition(area, style, equals=class_.value))


def _parts_table(sheet: Builder, card: Scorecard, layout: Layout) -> None:
    """The indicators of EIT by part."""
    parts = card.framework.parts(layout.in_parts[0].tool)
    sheet.wide("ตัวชี้วัดของแบบวัด EIT แยกตามส่วน", "heading", last=8, height=26)
    row = sheet.row
    sheet.put(row, 0, "ที่", "header")
    sheet.put(row, 1, "ตัวชี้วัด", "header")
    sheet.put(row, 2, "เครื่องมือ", "header")
    for column, part in enumerate(parts):
        sheet.put(row, _SCORE + column, f"ส่วนที่ {part.number}", "header")
    sheet.fit(row, 26)
    sheet.row += 1
    assert sheet.row == layout.parts_first
    for indicator in layout.in_parts:
        row = sheet.row
        sheet.put(row, 0, indicator.number, "whole")
        sheet.put(row, 1, indicator.name, "cell")
        sheet.put(row, 2, indicator.tool, "center")
        for column, part in enumerate(parts):
            key = (Kind.INDICATOR_PART, f"{indicator.number}:{part.number}")
            sheet.put(row, _SCORE + column, card.value(*key), score_style(card, key), layout.formulas().score(key))
        sheet.heights[row] = 23
        sheet.row += 1


def _indicators_chart(sheet: Builder, card: Scorecard, first: int, last: int) -> None:
    names = Area(first, 1, last, 1)
    year = card.framework.fiscal_year
    height = 380
    row = sheet.reserve(height)
    colours = theme().colour
    title = wording.indicators_title(card)
    sheet.charts.append(
        Chart(
            "column",
            title,
            f"กราฟแท่งคะแนน 10 ตัวชี้วัด ปีงบประมาณ พ.ศ. {year} เทียบเส้นเกณฑ์: {title}",
            (
                Series(f"คะแนน ปี {year}", INDICATORS, names, Area(first, _SCORE, last, _SCORE), colours("blue")),
                Series("เกณฑ์ผ่าน", INDICATORS, names, Area(first, 10, last, 10), colours("red"), line=True),
                Series("เกณฑ์ผ่านดีเยี่ยม", INDICATORS, names, Area(first, 11, last, 11), colours("green"), line=True),
            ),
            row,
            0,
            sheet.pixels(8),
            height,
            minimum=min(70, axis_floor([one.value for one in card.indicators.values()])),
        )
    )


def items_sheet(plan: MeasuresPlan, layout: Layout) -> Sheet:
    """ข้อคำถาม: every item with score, last year, defect and remedy, under its indicator."""
    card = plan.diagnosis.card
    page = Page(landscape=True, repeat=(_ITEMS_FIRST - 1, _ITEMS_FIRST - 1))
    sheet = Builder(ITEMS, (8, 34, 9, 11, 11, 11, 38, 58), page, theme().colour("blue"))
    titles(sheet, card, "ผลการประเมินรายข้อคำถาม")
    year = card.framework.fiscal_year
    sheet.line(
        (
            "ข้อ",
            "ข้อคำถาม",
            "ส่วนที่",
            f"คะแนน\nปี {year}",
            f"คะแนน\nปี {year - 1}",
            "ผลต่าง",
            "ข้อบกพร่อง",
            "ข้อแก้ไข/ปรับปรุง/รักษาระดับ",
        ),
        "header",
    )
    sheet.freeze = (_ITEMS_FIRST, 2)
    assert sheet.row == _ITEMS_FIRST
    for indicator in card.framework.indicators:
        _item_group(sheet, plan, layout, indicator)
    return sheet.sheet()


def _how(own: Score, indicator: Indicator) -> str:
    """Where the score of an indicator comes from."""
    if indicator.derive != "items":
        return "คะแนนตัวชี้วัดใช้ตามที่ประกาศ ไม่คำนวณจากข้อ"
    if own.value is not None and own.origin is Origin.STATED:
        return "คะแนนตัวชี้วัดตามที่ประกาศ คะแนนรายข้อมีไม่ครบให้คำนวณ"
    return "คะแนนตัวชี้วัดคำนวณจากข้อ"


def _item_group(sheet: Builder, plan: MeasuresPlan, layout: Layout, indicator: Indicator) -> None:
    card = plan.diagnosis.card
    key = (Kind.INDICATOR, str(indicator.number))
    row, own = sheet.row, card.scores[key]
    before = card.before(*key)
    assert row == layout.headings[indicator.number]
    cell = layout.cells[key]
    sheet.span(row, 0, 2, f"ตัวชี้วัดที่ {indicator.number} {indicator.name} ({indicator.tool})", "group")
    sheet.put(row, _SCORE, own.value, "group_score", f'IF({cell}="","",{cell})' if own.value is not None else "")
    sheet.put(row, _BEFORE, before, "group_score")
    _change(sheet, row, _CHANGE, own.value, before, address(row, _SCORE), address(row, _BEFORE), "group_change")
    sheet.span(row, 6, 7, _how(own, indicator), "group")
    sheet.heights[row] = 25
    sheet.together.add(row)
    sheet.row += 1
    refs = shown_items(card, indicator)
    if not refs:
        sheet.wide("ไม่มีคะแนนรายข้อของตัวชี้วัดนี้ในแฟ้มที่อ่าน", "cell")
    for ref in refs:
        sheet.levels[sheet.row] = 1
        _item_row(sheet, plan, ref)


def _item_row(sheet: Builder, plan: MeasuresPlan, ref: str) -> None:
    card = plan.diagnosis.card
    item, row = card.framework.item(ref), sheet.row
    standing = plan.diagnosis.items.get(ref)
    note = plan.notes.get(ref)
    value = standing.score if standing else None
    before = standing.previous if standing else None
    part = ref.partition(":")[2]
    sheet.put(row, 0, item.code, "center")
    sheet.put(row, 1, item.title, "cell")
    sheet.put(row, 2, int(part) if part else None, "whole")
    sheet.put(row, _SCORE, value, "input")
    sheet.put(row, _BEFORE, before, "score")
    _change(sheet, row, _CHANGE, value, before, address(row, _SCORE), address(row, _BEFORE), "change")
    sheet.put(row, 6, (note.defect or "–") if note else "ไม่มีคะแนนของข้อนี้", "cell_small")
    sheet.put(row, 7, note.advice if note else None, "cell_small")
    sheet.fit(row, 23)
    sheet.row += 1
