"""The sheets of figures: ตัวชี้วัด and ข้อคำถาม, and where each score of the report stands."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from ita_xl.assessment import Kind
from ita_xl.cells import address, on, position
from ita_xl.diagnosis import Class
from ita_xl.scoring import OVERALL, Origin
from ita_xl.sheets import looks, wording
from ita_xl.sheets.build import Builder, Text, rows_needed
from ita_xl.sheets.formulas import Formulas, class_of, difference
from ita_xl.sheets.model import Area, Chart, Condition, Page, Series, Sheet
from ita_xl.sheets.theme import theme
from ita_xl.thai import half_up

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ita_xl.framework import Indicator
    from ita_xl.measures import MeasuresPlan
    from ita_xl.scoring import Key, Score, Scorecard

SUMMARY, INDICATORS, ITEMS = "สรุปผล", "ตัวชี้วัด", "ข้อคำถาม"
CLASS_STYLES = {Class.KEEP: "keep", Class.RAISE: "raise", Class.URGENT: "urgent"}

#: Where the level stands.
LEVEL_CELL = on(SUMMARY, "B6")

#: The first row of the table of tools on สรุปผล.
TOOLS_FIRST = 8
#: The first row of the table on ตัวชี้วัด, and the columns of its scores.
INDICATORS_FIRST = 5
_ITEMS_FIRST = 4
SCORE, BEFORE, CHANGE = 3, 4, 5
#: The columns of texts on ข้อคำถาม, and the widths of all.
_DEFECT, _ADVICE = 6, 7
_ITEM_WIDTHS = (8, 34, 9, 11, 11, 11, 38, 58)
#: The columns beside the printed ones that hold the thresholds of the chart.
_LINES = (10, 11)
#: And those of the chart that begins with the lowest score: what is sorted by, names, scores.
_SORTED = (13, 14, 15)


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
                own.cells[Kind.ITEM, ref] = on(ITEMS, address(row, SCORE))
                row += rows_needed(_item_texts(plan, ref))
            row += 0 if known else 1
        for at, indicator in enumerate(card.framework.indicators):
            own.cells[Kind.INDICATOR, str(indicator.number)] = on(INDICATORS, address(INDICATORS_FIRST + at, SCORE))
        for at, code in enumerate(card.framework.scores):
            own.cells[Kind.TOOL, code] = on(SUMMARY, address(TOOLS_FIRST + at, 2))
        own.cells[OVERALL] = on(SUMMARY, address(TOOLS_FIRST + len(card.framework.scores), 2))
        first = own.parts_first
        for at, indicator in enumerate(own.in_parts):
            for column, part in enumerate(card.framework.parts(indicator.tool)):
                key = (Kind.INDICATOR_PART, f"{indicator.number}:{part.number}")
                own.cells[key] = on(INDICATORS, address(first + at, SCORE + column))
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
        return INDICATORS_FIRST + len(self.card.framework.indicators) + 3

    def before(self, key: Key) -> str:
        """Where last year's score of the whole, a tool or an indicator stands: beside that of the year."""
        sheet, _, cell = self.cells[key].rpartition("!")
        row, column = position(cell)
        return f"{sheet}!{address(row, column + 1)}"

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
    sheet.key("title:0")
    sheet.wide(title, "title", height=33)
    sheet.key("title:1")
    sheet.wide(agency if in_name else f"{agency} จังหวัด{province}", "subtitle", height=27)
    sheet.key("title:2")
    sheet.wide(f"ประจำปีงบประมาณ พ.ศ. {card.framework.fiscal_year}", "subtitle", height=27)


def score_style(card: Scorecard, key: Key) -> str:
    """Computed figures upright, printed ones in italics."""
    return "score" if card.scores[key].origin is not Origin.STATED else "stated"


def stated_of(card: Scorecard, key: Key) -> Decimal | None:
    """The printed score at two decimals."""
    value = card.assessment.value(*key)
    return None if value is None else half_up(value)


def change_cell(sheet: Builder, row: int, column: int, now: Decimal | None, before: Decimal | None, *refs: str) -> None:
    """A change cell: live where both years are known."""
    known = now is not None and before is not None
    value = now - before if now is not None and before is not None else None
    sheet.put(row, column, value, refs[2], difference(refs[0], refs[1]) if known else "")


def axis_floor(values: Sequence[Decimal | None]) -> int:
    """Where the axis of a chart begins: a round number well below the lowest value."""
    known = [one for one in values if one is not None]
    low = int(min(known, default=Decimal(0)))
    return max(0, (low - 10) // 10 * 10)


def layout_keys(card: Scorecard) -> list[Key]:
    """The keys of the tool table in its order."""
    return [*((Kind.TOOL, code) for code in card.framework.scores), OVERALL]


def indicators_sheet(plan: MeasuresPlan, layout: Layout, *, lowest_first: bool = False) -> Sheet:
    """ตัวชี้วัด: the ten indicators with last year, change, class and rank, a chart, and EIT by part.

    ``lowest_first`` orders the columns of the chart by their scores instead of by number.
    """
    card, framework = plan.diagnosis.card, plan.diagnosis.card.framework
    year = framework.fiscal_year
    sheet = Builder(
        INDICATORS,
        (7, 34, 11, 12, 12, 12, 18, 9, 13, 4, 11, 11, *((4, 11, 30, 11) if lowest_first else ())),
        Page(one_page=True, last_column=8),
        theme().colour("blue"),
    )
    width = 8
    titles_over(sheet, card, "ผลการประเมินรายตัวชี้วัด", width)
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
    for column, (name, _) in zip(_LINES, reversed(looks.bars(framework)[:2]), strict=True):
        sheet.put(sheet.row - 1, column, f"เส้นเกณฑ์ {name}", "note")
    assert sheet.row == INDICATORS_FIRST
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
    if any(one.value is not None for one in card.indicators.values()):
        _indicators_chart(sheet, card, first, last, lowest_first=lowest_first)
    sheet.page = replace(sheet.page, last_row=sheet.row)
    return sheet.sheet()


def titles_over(sheet: Builder, card: Scorecard, title: str, last: int) -> None:
    """Titles that end at ``last`` where a sheet has columns beside its table."""
    widths = sheet.widths
    sheet.widths = widths[: last + 1]
    titles(sheet, card, title)
    sheet.widths = widths


def _indicator_row(sheet: Builder, plan: MeasuresPlan, layout: Layout, indicator: Indicator, column: str) -> None:
    card = plan.diagnosis.card
    key = (Kind.INDICATOR, str(indicator.number))
    own, row = card.scores[key], sheet.row
    sheet.key(f"indicator:{indicator.number}")
    standing = plan.diagnosis.indicators.get(indicator.number)
    before = card.before(*key)
    now, earlier = address(row, SCORE), address(row, BEFORE)
    sheet.put(row, 0, indicator.number, "whole")
    sheet.put(row, 1, indicator.name, "cell")
    sheet.put(row, 2, indicator.tool, "center")
    sheet.put(row, SCORE, own.value, score_style(card, key), layout.formulas().score(key))
    sheet.put(row, BEFORE, before, "score")
    change_cell(sheet, row, CHANGE, own.value, before, now, earlier, "change")
    if standing is None:
        sheet.put(row, 6, "ไม่มีคะแนน", "center")
        sheet.put(row, 7, None, "whole")
    else:
        sheet.put(row, 6, standing.class_.value, "center", class_of(now, plan.diagnosis.thresholds))
        sheet.put(row, 7, standing.rank, "whole", f'IF({now}="","",RANK({now},{column}))')
    sheet.put(row, 8, stated_of(card, key), "score")
    for line, (_, bound) in zip(_LINES, reversed(looks.bars(card.framework)[:2]), strict=True):
        sheet.put(row, line, bound, "note")
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
        sheet.put(row, SCORE + column, f"ส่วนที่ {part.number}", "header")
    sheet.fit(row, 26)
    sheet.row += 1
    assert sheet.row == layout.parts_first
    for indicator in layout.in_parts:
        row = sheet.row
        sheet.key(f"parts:{indicator.number}")
        sheet.put(row, 0, indicator.number, "whole")
        sheet.put(row, 1, indicator.name, "cell")
        sheet.put(row, 2, indicator.tool, "center")
        for column, part in enumerate(parts):
            key = (Kind.INDICATOR_PART, f"{indicator.number}:{part.number}")
            sheet.put(row, SCORE + column, card.value(*key), score_style(card, key), layout.formulas().score(key))
        sheet.heights[row] = 23
        sheet.row += 1


def _indicators_chart(sheet: Builder, card: Scorecard, first: int, last: int, *, lowest_first: bool) -> None:
    year = card.framework.fiscal_year
    height = 380
    row = sheet.reserve(height)
    title = wording.indicators_title(card)
    names, scores = Area(first, 1, last, 1), Area(first, SCORE, last, SCORE)
    order = "ตามลำดับตัวชี้วัด"
    if lowest_first:
        names, scores = _lowest_first(sheet, card, first, last)
        order = "เรียงจากคะแนนต่ำสุด"
    low = min(70, axis_floor([one.value for one in card.indicators.values()]))
    sheet.charts.append(
        Chart(
            "column",
            title,
            f"กราฟแท่งคะแนน {len(card.indicators)} ตัวชี้วัด {order} ปีงบประมาณ พ.ศ. {year} เทียบเส้นเกณฑ์: {title}",
            (
                Series(f"คะแนน ปี {year}", INDICATORS, names, scores, looks.now()),
                *looks.lines(card.framework, INDICATORS, names, _LINES),
            ),
            row,
            0,
            sheet.pixels(8),
            height,
            minimum=low,
            axis=wording.axis_title(low),
        )
    )


def _lowest_first(sheet: Builder, card: Scorecard, first: int, last: int) -> tuple[Area, Area]:
    """Names and scores beside the printed columns, in an order that follows the scores: lowest first, then by number.

    Returns the areas of names and scores; indicators without a score come last, without a name.
    """
    key, name, score = _SORTED
    scores, keys, names = (
        f"{address(first, column, fixed=True)}:{address(last, column, fixed=True)}" for column in (SCORE, key, 1)
    )
    known = [(own.value, number) for number, own in card.indicators.items() if own.value is not None]
    ordered = [number for _, number in sorted(known)]
    for at, indicator in enumerate(card.framework.indicators):
        row, number = first + at, indicator.number
        value = card.value(Kind.INDICATOR, str(number))
        own = address(row, SCORE)
        # A millionth of the number settles ties without moving any score past another.
        rank = None if value is None else value + Decimal(number).scaleb(-6)
        sheet.put(row, key, rank, "note", f'IF({own}="","",{own}+{address(row, 0)}/1000000)')
        place = f"MATCH(SMALL({keys},{at + 1}),{keys},0)"
        it = card.framework.indicator(ordered[at]) if at < len(ordered) else None
        found = None if it is None else card.value(Kind.INDICATOR, str(it.number))
        guard = f'IF(COUNT({keys})<{at + 1},"",'
        sheet.put(row, name, it.name if it else "", "note", f"{guard}INDEX({names},{place}))")
        sheet.put(row, score, found, "note", f"{guard}INDEX({scores},{place}))")
    return Area(first, name, last, name), Area(first, score, last, score)


def items_sheet(plan: MeasuresPlan, layout: Layout) -> Sheet:
    """ข้อคำถาม: every item with score, last year, defect and remedy, under its indicator."""
    card = plan.diagnosis.card
    page = Page(landscape=True, repeat=(_ITEMS_FIRST - 1, _ITEMS_FIRST - 1))
    sheet = Builder(ITEMS, _ITEM_WIDTHS, page, theme().colour("blue"))
    titles(sheet, card, "ผลการประเมินรายข้อคำถาม")
    year = card.framework.fiscal_year
    sheet.key("head")
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
    sheet.key(f"group:{indicator.number}")
    cell = layout.cells[key]
    sheet.span(row, 0, 2, f"ตัวชี้วัดที่ {indicator.number} {indicator.name} ({indicator.tool})", "group")
    sheet.put(row, SCORE, own.value, "group_score", f'IF({cell}="","",{cell})' if own.value is not None else "")
    sheet.put(row, BEFORE, before, "group_score")
    change_cell(sheet, row, CHANGE, own.value, before, address(row, SCORE), address(row, BEFORE), "group_change")
    sheet.span(row, 6, 7, _how(own, indicator), "group")
    sheet.heights[row] = 25
    sheet.together.add(row)
    sheet.row += 1
    refs = shown_items(card, indicator)
    if not refs:
        sheet.key(f"none:{indicator.number}")
        sheet.wide("ไม่มีคะแนนรายข้อของตัวชี้วัดนี้ในแฟ้มที่อ่าน", "cell")
    for ref in refs:
        sheet.levels[sheet.row] = 1
        sheet.key(f"item:{card.framework.key_of(ref)}")
        _item_row(sheet, plan, ref)


def _item_texts(plan: MeasuresPlan, ref: str) -> list[Text]:
    """What may make the row of an item so tall that it must be continued."""
    note = plan.notes.get(ref)
    texts = ((_DEFECT, note.defect), (_ADVICE, note.advice)) if note else ()
    return [Text(text, (_ITEM_WIDTHS[column],), "cell_small") for column, text in texts if text]


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
    sheet.put(row, SCORE, value, "input")
    sheet.put(row, BEFORE, before, "score")
    change_cell(sheet, row, CHANGE, value, before, address(row, SCORE), address(row, BEFORE), "change")
    sheet.put(row, _DEFECT, (note.defect or "–") if note else "ไม่มีคะแนนของข้อนี้", "cell_small")
    sheet.put(row, _ADVICE, note.advice if note else None, "cell_small")
    sheet.fit(row, 23)
    sheet.row += 1
