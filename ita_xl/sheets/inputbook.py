"""The input workbook that ``ita-xl new`` makes: agency, item scores, printed figures, the year before, units, texts.

Nothing in it is hidden; scores are typed into the yellow cells, and live formulas show at once what they give.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ita_xl.assessment import Assessment, Kind
from ita_xl.cells import address, on
from ita_xl.framework import load, years
from ita_xl.letterhead import ENTRIES, Letterhead, value_of
from ita_xl.scoring import OVERALL, conditions, score
from ita_xl.sheets.build import Builder
from ita_xl.sheets.formulas import INCOMPLETE
from ita_xl.sheets.ladder import Ladder
from ita_xl.sheets.library import library_sheet
from ita_xl.sheets.model import Area, Book, Condition, Page, Sheet, Validation
from ita_xl.sheets.theme import theme
from ita_xl.sheets.units import units_sheet
from ita_xl.sheets.wording import fiscal_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from ita_xl.framework import Framework, Item
    from ita_xl.recommendations import Library
    from ita_xl.scoring import Key, Scorecard

AGENCY, ITEMS, STATED, BEFORE = "หน่วยงาน", "คะแนนรายข้อ", "คะแนนที่ประกาศ", "ปีก่อน"
PROVINCE = "จังหวัด"
AGREE, DIFFER = "ตรงกัน", "ไม่ตรงกัน"
_ITEMS_FIRST = 4
_STATED_FIRST = 4
_USED = 4
_STEPS = (
    "กรอกชื่อหน่วยงานและจังหวัดในช่องสีเหลืองของแผ่นนี้",
    "กรอกคะแนนรายข้อในแผ่น “คะแนนรายข้อ” ข้อใดไม่มีคะแนนให้เว้นว่าง ห้ามใส่ 0 แทน",
    "กรอกคะแนนและระดับตามที่ประกาศในแผ่น “คะแนนที่ประกาศ” โปรแกรมจะตรวจว่าตรงกับรายข้อหรือไม่",
    "กรอกผลของปีก่อนในแผ่น “ปีก่อน” หากมี เพื่อเปรียบเทียบ",
    "กรอกชื่อส่วนราชการของหน่วยงานในแผ่น “ส่วนราชการ” หากต้องการให้แผนมาตรการระบุเป็นผู้รับผิดชอบ",
    "ปรับข้อเสนอแนะและมาตรการให้เหมาะกับหน่วยงานได้ในแผ่น “คลังข้อเสนอแนะ” ไม่แก้ก็ใช้ได้",
)
_REPORTED = "บันทึกแฟ้ม แล้วสั่ง ita-xl report ชื่อแฟ้ม -o โฟลเดอร์ปลายทาง"
_PRINTED = "กรอกคะแนนและระดับตามที่ประกาศในแผ่น “คะแนนที่ประกาศ” โปรแกรมยังไม่คำนวณคะแนนของปีนี้ ดูข้อควรทราบด้านล่าง"
_FOLLOWED = "กรอกผลการดำเนินการในแผ่น “ติดตามผล” บันทึกแฟ้ม แล้วสั่ง ita-xl progress ชื่อแฟ้ม -o โฟลเดอร์ปลายทาง เพื่อจัดทำรายงานผล"
_STATED_STEP = 2


def _steps(framework: Framework, *, followed: bool) -> list[str]:
    """How the workbook is used: what its year allows, and what its sheets hold."""
    steps = list(_STEPS)
    if not framework.scoring:
        steps[_STATED_STEP] = _PRINTED
    if followed:
        steps.append(_FOLLOWED)
    return [*steps, _REPORTED] if framework.scoring else steps


@dataclass
class _Places:
    """Where scores are typed in, and where the used ones stand, by key."""

    typed: dict[Key, str]
    used: dict[Key, str]


@dataclass(frozen=True)
class OwnSheets:
    """What an older workbook of the agency adds.

    ``measures`` are sheets of measures, ``last`` sheets behind all others; ``texts`` and ``older`` are those of
    :func:`~ita_xl.sheets.library.library_sheet`.
    """

    measures: Sequence[Sheet] = ()
    last: Sequence[Sheet] = ()
    texts: Library | None = None
    older: Sequence[Item] = ()


def input_book(
    framework: Framework,
    filled: Assessment | None = None,
    letterhead: Letterhead = Letterhead(),  # noqa: B008
    units: Sequence[str] = (),
    own: OwnSheets = OwnSheets(),
) -> Book:
    """The input workbook of a year, empty or filled: an assessment's figures, the words of its letters, its units.

    The years before it have a sheet each. Of a year that is not known well enough to compute, it takes the items that
    are known and the printed figures, and computes nothing.
    """
    assessment = filled or Assessment(framework.fiscal_year)
    stated = _stated_sheet(score(assessment), _places(framework)) if framework.scoring else printed_sheet(assessment)
    sheets = [
        _agency_sheet(framework, assessment, letterhead, followed=bool(own.measures)),
        _items_sheet(framework, assessment, ITEMS, "คะแนนรายข้อ"),
        stated,
        *before_sheets(framework, assessment),
        *own.measures,
        units_sheet(units),
        library_sheet(framework, own.texts, own.older),
        *own.last,
    ]
    title = f"แฟ้มกรอกผลการประเมิน ITA ปีงบประมาณ พ.ศ. {framework.fiscal_year} {assessment.agency}".strip()
    subject = "การประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ"
    return Book(title, subject, tuple(sheets), header=(assessment.agency, fiscal_words(framework.fiscal_year)))


def before_sheets(framework: Framework, assessment: Assessment) -> list[Sheet]:
    """ปีก่อน, empty or filled, and one more for every year before it that is filled."""
    year = framework.fiscal_year - 1
    if year not in years() or not load(year).scoring:
        return []
    earlier = assessment.previous or Assessment(year)
    sheets = [before_sheet(load(year), earlier)]
    while (older := earlier.previous) is not None:
        earlier = older
        year = earlier.fiscal_year
        sheets.append(before_sheet(load(year), earlier, f"{BEFORE} {year}"))
    return sheets


def _places(framework: Framework) -> _Places:
    typed: dict[Key, str] = {}
    used: dict[Key, str] = {}
    for row, code in enumerate(framework.items, start=_ITEMS_FIRST):
        item = framework.items[code]
        parts = framework.parts(item.tool)
        for part in parts:
            typed[Kind.ITEM, f"{code}:{part.number}"] = on(ITEMS, address(row, 3 + part.number))
        if not parts:
            typed[Kind.ITEM, code] = on(ITEMS, address(row, 3))
    for row, key in enumerate(stated_keys(framework), start=_STATED_FIRST):
        typed[key] = address(row, 1)
        used[key] = address(row, _USED)
        if key[0] is Kind.INDICATOR:
            for part in framework.parts(framework.indicator(int(key[1])).tool):
                typed[Kind.INDICATOR_PART, f"{key[1]}:{part.number}"] = address(row, 1 + part.number)
    return _Places(typed, used)


def stated_keys(framework: Framework) -> list[Key]:
    """The rows of the printed figures: overall, tools and parts, indicators."""
    tools: list[Key] = [(Kind.TOOL, code) for code in framework.scores]
    return [OVERALL, *tools, *((Kind.INDICATOR, str(one.number)) for one in framework.indicators)]


def label(framework: Framework, key: Key) -> str:
    """How a printed figure is called in the input workbook."""
    if key == OVERALL:
        return "ภาพรวม"
    if key[0] is Kind.TOOL:
        return framework.label(key[1])
    return f"ตัวชี้วัดที่ {key[1]} {framework.indicator(int(key[1])).name}"


def _agency_sheet(framework: Framework, assessment: Assessment, letterhead: Letterhead, *, followed: bool) -> Sheet:
    sheet = Builder(AGENCY, (34, 62), Page(one_page=True), theme().colour("navy"))
    sheet.wide("แฟ้มกรอกผลการประเมินคุณธรรมและความโปร่งใส (ITA)", "title", height=36)
    sheet.wide("ช่องสีเหลืองคือช่องที่กรอกได้", "note")
    sheet.skip(8)
    agency_rows(sheet, framework, assessment)
    sheet.skip(8)
    sheet.wide("วิธีใช้", "heading")
    for number, step in enumerate(_steps(framework, followed=followed), start=1):
        sheet.wide(f"{number}. {step}", "text")
    command = "report" if framework.scoring else "progress"
    letterhead_rows(sheet, letterhead, f"สั่งพิมพ์ด้วย ita-xl {command} ชื่อแฟ้ม -o โฟลเดอร์ปลายทาง --with memo,cover")
    if framework.open:
        sheet.skip(8)
        sheet.wide("ข้อควรทราบของหลักเกณฑ์ปีนี้", "heading")
        for one in framework.open:
            sheet.wide(f"• {one.fact}: {one.consequence}", "bullet")
    return sheet.sheet()


def agency_rows(sheet: Builder, framework: Framework, assessment: Assessment) -> None:
    """Agency, province and the year, which cannot be another one."""
    rows = ((AGENCY, assessment.agency or None, "input_text"), (PROVINCE, assessment.province or None, "input_text"),
            ("ปีงบประมาณที่ประเมิน (พ.ศ.)", framework.fiscal_year, "input_year"))  # fmt: skip
    for label, value, style in rows:
        sheet.line((label, value), ("total_text", style), height=26)
    year_row = sheet.row - 1
    year = framework.fiscal_year
    sheet.validations.append(
        Validation(
            Area(year_row, 1, year_row, 1),
            "integer",
            "ปีงบประมาณ",
            f"แฟ้มนี้เตรียมไว้สำหรับปี {year} ปีอื่นให้สร้างแฟ้มใหม่",
            f"รหัสข้อในแฟ้มนี้เป็นของปี {year} ปีอื่นให้สร้างใหม่ด้วย ita-xl new --year",
            minimum=year,
            maximum=year,
        )
    )


def letterhead_rows(sheet: Builder, letterhead: Letterhead, how: str) -> None:
    """What a memo and a cover need, all of it optional; plain text, so that no number or date turns into another.

    ``how`` says how they are then made.
    """
    sheet.skip(8)
    sheet.wide("สำหรับบันทึกข้อความและปก (ไม่บังคับ)", "heading")
    sheet.wide(f"ช่องที่เว้นว่างจะเป็นเส้นประให้เขียนเอง {how}", "note")
    for one in ENTRIES:
        row = sheet.line(
            (one.label, value_of(letterhead, one.target) or None), ("total_text", "input_plain"), height=24
        )
        sheet.validations.append(Validation(Area(row, 1, row, 1), "any", one.label, one.prompt, ""))


def _items_sheet(framework: Framework, assessment: Assessment, name: str, title: str) -> Sheet:
    sheet = Builder(
        name, (9, 62, 14, 14, 14, 14), Page(repeat=(_ITEMS_FIRST - 1, _ITEMS_FIRST - 1)), theme().colour("blue")
    )
    sheet.wide(title, "title", height=34)
    sheet.wide("กรอกคะแนน 0–100 ทศนิยมไม่เกินสองตำแหน่ง ข้อที่ไม่มีคะแนนให้เว้นว่าง", "note")
    sheet.skip(8)
    item_table(sheet, framework, assessment)
    sheet.freeze = (_ITEMS_FIRST, 2)
    return sheet.sheet()


def item_table(sheet: Builder, framework: Framework, assessment: Assessment) -> None:
    """The items of the year with cells for their scores: column 3, or 4 and 5 where they are scored in parts."""
    in_parts = any(framework.parts(item.tool) for item in framework.items.values())
    heads = ["ข้อ", "ข้อคำถาม", "ตัวชี้วัดที่", "คะแนน"] + (["คะแนน ส่วนที่ 1", "คะแนน ส่วนที่ 2"] if in_parts else [])
    sheet.line(heads, "header")
    first = sheet.row
    for code, item in framework.items.items():
        row = sheet.row
        parts = framework.parts(item.tool)
        sheet.put(row, 0, code, "center")
        sheet.put(row, 1, item.title, "cell")
        sheet.put(row, 2, item.indicator, "whole")
        refs = {3 + part.number: f"{code}:{part.number}" for part in parts} if parts else {3: code}
        for column in range(3, len(heads)):
            value = _value(assessment, (Kind.ITEM, refs[column])) if column in refs else None
            sheet.put(row, column, value, "input" if column in refs else "group_center")
        sheet.fit(row, 23)
        sheet.row += 1
    if framework.items:
        scores_only(sheet, Area(first, 3, sheet.row - 1, len(heads) - 1))
    _without_part(sheet, framework, assessment)


def _without_part(sheet: Builder, framework: Framework, assessment: Assessment) -> None:
    """The items that were printed without the part of EIT they are of: a table of their own, where there are any."""
    parted = [one for one in framework.items.values() if framework.parts(one.tool)]
    values = {one: value for one in parted if (value := _value(assessment, (Kind.ITEM, one.code))) is not None}
    if not values:
        return
    sheet.skip(8)
    sheet.span(sheet.row, 0, 2, "ข้อที่ไม่ทราบส่วนของ EIT ถ้าทราบให้ย้ายไปช่องของส่วนนั้นในตารางข้างบน", "heading")
    sheet.row += 1
    sheet.line(("ข้อ", "ข้อคำถาม", "ตัวชี้วัดที่", "คะแนน"), "header")
    first = sheet.row
    for item, value in values.items():
        sheet.line((item.code, item.title, item.indicator, value), ("center", "cell", "whole", "input"), height=23)
    scores_only(sheet, Area(first, 3, sheet.row - 1, 3))


def scores_only(sheet: Builder, area: Area) -> None:
    """Nothing but scores may be typed into an area."""
    sheet.validations.append(
        Validation(
            area,
            "decimal",
            "คะแนน",
            "ตัวเลข 0–100 หากไม่มีคะแนนให้เว้นว่าง",
            "คะแนนต้องเป็นตัวเลขตั้งแต่ 0 ถึง 100",
        )
    )


def _value(assessment: Assessment, key: Key) -> Decimal | None:
    """The figure to its last digit; its cell shows two decimals."""
    return assessment.value(*key)


def stated_heads(framework: Framework, *, used: bool) -> list[str]:
    """The heads of the printed figures, with those of the computed ones beside them."""
    in_parts = any(tool.parts for tool in framework.tools)
    heads = ["รายการ", "คะแนนที่ประกาศ", *(["ส่วนที่ 1", "ส่วนที่ 2"] if in_parts else ["", ""])]
    return [*heads, "คะแนนที่คำนวณได้", "ผลตรวจ"] if used else heads


def stated_row(sheet: Builder, framework: Framework, assessment: Assessment, key: Key, *, first: int = 1) -> int:
    """Label and input cells of one printed figure; the figure stands in column ``first``, its parts beside it."""
    row = sheet.row
    sheet.span(row, 0, first - 1, label(framework, key), "cell")
    sheet.put(row, first, _value(assessment, key), "input")
    parts = framework.parts(framework.indicator(int(key[1])).tool) if key[0] is Kind.INDICATOR else ()
    for number in (1, 2):
        part = next((one for one in parts if one.number == number), None)
        value = _value(assessment, (Kind.INDICATOR_PART, f"{key[1]}:{part.number}")) if part else None
        sheet.put(row, first + number, value, "input" if part else "group_center")
    sheet.heights[row] = 24
    sheet.row += 1
    return row


def level_row(sheet: Builder, framework: Framework, assessment: Assessment, *, first: int = 1) -> int:
    """The printed level, chosen from the levels of the year."""
    row = sheet.row
    stated = assessment.levels[0].text if assessment.levels else None
    level = framework.level_named(stated) if stated else None
    sheet.span(row, 0, first - 1, "ระดับผลการประเมิน", "cell")
    sheet.put(row, first, level.name if level else stated, "input")
    sheet.put(row, first + 1, None, "group_center")
    sheet.put(row, first + 2, None, "group_center")
    names = tuple(one.name for one in framework.levels)
    area = Area(row, first, row, first)
    sheet.validations.append(Validation(area, "list", "ระดับ", "เลือกระดับตามที่ประกาศ", "เลือกจากรายการ", options=names))
    sheet.heights[row] = 24
    sheet.row += 1
    return row


def _stated_sheet(card: Scorecard, places: _Places) -> Sheet:
    sheet = Builder(STATED, (46, 18, 12, 12, 20, 14), Page(one_page=True), theme().colour("green"))
    sheet.wide("คะแนนและระดับตามที่ประกาศ", "title", height=34)
    sheet.wide("คะแนนที่คำนวณได้จะขึ้นเองเมื่อกรอกคะแนนรายข้อหรือคะแนนตัวชี้วัดครบ", "note")
    sheet.skip(8)
    sheet.line(stated_heads(card.framework, used=True), "header")
    live = Live(card.framework, places.typed, places.used)
    stated_table(sheet, card, live)
    sheet.freeze = (_STATED_FIRST, 1)
    return sheet.sheet()


def printed_sheet(assessment: Assessment) -> Sheet:
    """คะแนนที่ประกาศ of a year of which nothing is computed."""
    framework = load(assessment.fiscal_year)
    sheet = Builder(STATED, (46, 18, 12, 12), Page(one_page=True), theme().colour("green"))
    sheet.wide("คะแนนและระดับตามที่ประกาศ", "title", height=34)
    sheet.wide(f"โปรแกรมยังไม่คำนวณคะแนนของปีงบประมาณ พ.ศ. {framework.fiscal_year} กรอกตามที่ประกาศ", "note")
    sheet.skip(8)
    sheet.line(stated_heads(framework, used=False), "header")
    first = sheet.row
    for key in stated_keys(framework):
        stated_row(sheet, framework, assessment, key)
    scores_only(sheet, Area(first, 1, sheet.row - 1, 3))
    level_row(sheet, framework, assessment)
    sheet.freeze = (_STATED_FIRST, 1)
    return sheet.sheet()


def stated_table(sheet: Builder, card: Scorecard, live: Live, *, first: int = 1) -> None:
    """The printed figures from column ``first`` on, beside each what the formulas make of the rest, and the check."""
    framework, assessment = card.framework, card.assessment
    used, check, top = first + 3, first + 4, sheet.row
    for key in stated_keys(framework):
        row = stated_row(sheet, framework, assessment, key, first=first)
        own = card.scores[key]
        sheet.put(row, used, own.value, "score", live.formula(key))
        tolerance = framework.tolerance.overall if key == OVERALL else framework.tolerance.tool
        typed, found = address(row, first), address(row, used)
        agrees = _agrees(_value(assessment, key), own.value if own.origin else None, tolerance)
        formula = f'IF(COUNT({typed},{found})<2,"",IF(ROUND(ABS({typed}-{found}),4)<={tolerance},"{AGREE}","{DIFFER}"))'
        sheet.put(row, check, agrees, "center", formula)
    last = sheet.row - 1
    row = level_row(sheet, framework, assessment, first=first)
    sheet.put(row, used, live.level_value(card), "center", live.level())
    sheet.put(row, check, None, "center")
    scores_only(sheet, Area(top, first, last, first + 2))
    checks = Area(top, check, last, check)
    sheet.conditions += [Condition(checks, "urgent", equals=DIFFER), Condition(checks, "keep", equals=AGREE)]


def _agrees(typed: Decimal | None, used: Decimal | None, tolerance: Decimal) -> str:
    if typed is None or used is None:
        return ""
    return AGREE if abs(typed - used) <= tolerance else DIFFER


def before_sheet(framework: Framework, assessment: Assessment, name: str = BEFORE) -> Sheet:
    """ปีก่อน: printed figures and items of the year before, or under another name of an earlier one."""
    sheet = Builder(name, (9, 46, 14, 18, 14, 14), Page(), theme().colour("quiet"))
    sheet.wide("ผลการประเมินของปีก่อน", "title", height=34)
    sheet.wide("ไม่บังคับ หากไม่กรอก รายงานจะไม่มีการเปรียบเทียบ", "note")
    sheet.skip(8)
    row = sheet.row
    sheet.span(row, 0, 1, "ปีงบประมาณของปีก่อน (พ.ศ.)", "total_text")
    sheet.put(row, 2, framework.fiscal_year, "center")
    sheet.heights[row] = 24
    sheet.row += 1
    sheet.skip(8)
    heads = stated_heads(framework, used=False)
    row = sheet.row
    sheet.span(row, 0, 2, heads[0], "header")
    for column, text in enumerate(heads[1:], start=3):
        sheet.put(row, column, text, "header")
    sheet.heights[row] = 26
    sheet.row += 1
    first = sheet.row
    for key in stated_keys(framework):
        stated_row(sheet, framework, assessment, key, first=3)
    scores_only(sheet, Area(first, 3, sheet.row - 1, 5))
    level_row(sheet, framework, assessment, first=3)
    if framework.items:
        sheet.skip(8)
        item_table(sheet, framework, assessment)
    return sheet.sheet()


class Live(Ladder):
    """The live formulas of the input workbook."""

    def level(self) -> str:
        """The formula of the level."""
        framework = self.framework
        overall = self.used[OVERALL]
        floors = [self.used[Kind.TOOL, code] for code in framework.floor_scores]
        text = f'"{framework.levels[-1].name}"'
        for level in reversed(framework.levels[:-1]):
            asked = conditions(framework, level)
            test = f"{overall}>={asked['']}"
            if level.tool_floor is not None:
                test = f"AND({test},MIN({','.join(floors)})>={level.tool_floor})"
            text = f'IF({test},"{level.name}",{text})'
        cells = [overall, *floors]
        return f'IF(COUNT({",".join(cells)})={len(cells)},{text},"{INCOMPLETE}")'

    def level_value(self, card: Scorecard) -> str:
        """What that formula gives for a card."""
        tested: Mapping[str, object] = {code: card.tools[code].value for code in self.framework.floor_scores}
        known = card.overall.value is not None and None not in tested.values()
        return (card.level.name or INCOMPLETE) if known else INCOMPLETE
