"""The template: one workbook to type scores into, to see what they give, and to press the buttons of.

Everything on it that figures alone can tell is a formula, so that it serves without Python too; what needs words is
written by the buttons. Its macros and their names come from whoever builds it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ita_xl.assessment import Assessment, Kind
from ita_xl.cells import address, area, on
from ita_xl.framework import load, years
from ita_xl.letterhead import Letterhead
from ita_xl.planning import form_of
from ita_xl.scoring import score
from ita_xl.sheets.build import Builder
from ita_xl.sheets.followup import FOLLOWUP, empty_followup
from ita_xl.sheets.guide import guide_sheet
from ita_xl.sheets.inputbook import (
    BEFORE,
    Live,
    OwnSheets,
    agency_rows,
    before_sheet,
    before_sheets,
    item_table,
    label,
    letterhead_rows,
    stated_heads,
    stated_keys,
    stated_table,
)
from ita_xl.sheets.library import library_sheet
from ita_xl.sheets.model import Book, Button, Page, Shown
from ita_xl.sheets.notes import STATE, Notes, state_key
from ita_xl.sheets.plan_forms import PLAN, empty_plan
from ita_xl.sheets.progress import REPORT, empty_report
from ita_xl.sheets.settings import settings_rows
from ita_xl.sheets.simulation import SIMULATION
from ita_xl.sheets.template_results import FINDINGS, SUMMARY, WEAK, checks_sheet, summary, weak_items, weak_list
from ita_xl.sheets.template_simulation import trial_sheet
from ita_xl.sheets.theme import theme
from ita_xl.sheets.units import units_sheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ita_xl.framework import Framework
    from ita_xl.scoring import Key, Scorecard
    from ita_xl.sheets.guide import Action
    from ita_xl.sheets.model import Sheet

START, SCORES = "เริ่มต้น", "คะแนน"
#: The columns of คะแนน: code or name, the printed figure or item score, part 1, part 2, what is computed, the check.
LABEL, STATED, USED, CHECK = 0, 3, 6, 7
_FIRST, _BEFORE_FIRST = 4, 6
_BUTTON_WIDTH, _BUTTON_HEIGHT = 220, 34
#: เริ่มต้น: button, what it does, what it did last; the widths of its columns, the least height of a button's row.
CAPTION, TIP, OUTCOME = 0, 1, 2
START_WIDTHS = (34, 62, 62)
ROW_HEIGHT = 44
_AGENCY_CELL = "B4"
#: What เริ่มต้น says of a sheet that a button makes.
UNPRESSED, PRESSED, FAILED = "ยังไม่ได้กดปุ่ม", "กดปุ่มแล้ว", "ครั้งล่าสุดทำไม่ได้ ดูเหตุข้างปุ่ม"


@dataclass(frozen=True)
class Places:
    """Where a sheet takes figures and where its formulas give them, by key; full references."""

    typed: Mapping[Key, str]
    used: Mapping[Key, str]
    checks: str = ""
    """The cells that say whether printed and computed figures agree."""


def template_book(
    framework: Framework,
    actions: Sequence[Action],
    filled: Assessment | None = None,
    letterhead: Letterhead = Letterhead(),  # noqa: B008
    units: Sequence[str] = (),
    own: OwnSheets = OwnSheets(),  # noqa: B008
) -> Book:
    """The template of a year with its buttons, empty or filled with what is the agency's own.

    Sheets that the empty one has not stand behind all others; earlier years are among them.
    """
    assessment = filled or Assessment(framework.fiscal_year)
    card = score(assessment)
    places = score_places(framework)
    earlier = year_before(framework)
    before = before_places(earlier) if earlier else None
    notes = Notes.of([one.name for one in actions], framework.fiscal_year)
    agency = on(START, _AGENCY_CELL)
    sheets = [
        _start(card, places, actions, notes, letterhead),
        _scores(card, places),
        *([before_sheet(earlier, assessment.previous or Assessment(earlier.fiscal_year))] if earlier else []),
        summary(card, places, earlier, before, agency),
        weak_list(card),
        checks_sheet(),
        empty_plan(form_of(framework.fiscal_year + 1)),
        next((one for one in own.measures if one.name == FOLLOWUP), empty_followup()),
        empty_report(),
        trial_sheet(card, places, level_cell(framework), agency),
        units_sheet(units),
        library_sheet(framework, own.texts, own.older),
        guide_sheet(actions),
        notes.sheet(),
        weak_items(card, places),
        replace(Builder(STATE, (100,)).sheet(), shown=Shown.NEVER),
        *before_sheets(framework, assessment)[1:],
        *(one for one in own.measures if one.name != FOLLOWUP),
        *own.last,
    ]
    title = f"แฟ้มแม่แบบผลการประเมิน ITA ปีงบประมาณ พ.ศ. {framework.fiscal_year}"
    return Book(title, "การประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ", tuple(sheets))


def year_before(framework: Framework) -> Framework | None:
    """The year before, where its rules are known well enough to compare with."""
    year = framework.fiscal_year - 1
    earlier = load(year) if year in years() else None
    return earlier if earlier is not None and earlier.scoring else None


def score_places(framework: Framework) -> Places:
    """Where คะแนน takes the figures of a year."""
    typed, used = _places(framework, SCORES, _FIRST)
    checks = area(_FIRST, CHECK, _FIRST + len(stated_keys(framework)) - 1, CHECK)
    return Places(typed, used, on(SCORES, checks))


def level_cell(framework: Framework) -> str:
    """The cell of คะแนน that shows the level that the figures give."""
    return on(SCORES, address(_FIRST + len(stated_keys(framework)), USED))


def first_cell(framework: Framework) -> str:
    """The first cell of คะแนน that takes a figure."""
    return next(iter(score_places(framework).typed.values())).rpartition("!")[2]


def before_places(framework: Framework) -> Places:
    """Where ปีก่อน takes the figures of the year before; it computes nothing."""
    return Places(_places(framework, BEFORE, _BEFORE_FIRST)[0], {})


def _places(framework: Framework, sheet: str, first: int) -> tuple[dict[Key, str], dict[Key, str]]:
    """Printed figures from row ``first`` on, their level below them, then a row left free and the items."""
    typed: dict[Key, str] = {}
    used: dict[Key, str] = {}
    keys = stated_keys(framework)
    for row, key in enumerate(keys, start=first):
        typed[key] = on(sheet, address(row, STATED))
        used[key] = on(sheet, address(row, USED))
        if key[0] is Kind.INDICATOR:
            for part in framework.parts(framework.indicator(int(key[1])).tool):
                ref = f"{key[1]}:{part.number}"
                typed[Kind.INDICATOR_PART, ref] = on(sheet, address(row, STATED + part.number))
    for row, (code, item) in enumerate(framework.items.items(), start=first + len(keys) + 3):
        parts = framework.parts(item.tool)
        for part in parts:
            typed[Kind.ITEM, f"{code}:{part.number}"] = on(sheet, address(row, STATED + part.number))
        if not parts:
            typed[Kind.ITEM, code] = on(sheet, address(row, STATED))
    return typed, used


def row_labels(framework: Framework) -> dict[str, Key]:
    """What column A of คะแนน says on the row of a figure: the code of an item, the name of a printed figure."""
    printed = {label(framework, key): key for key in stated_keys(framework)}
    return printed | {code: (Kind.ITEM, code) for code in framework.items}


def _start(card: Scorecard, places: Places, actions: Sequence[Action], notes: Notes, letterhead: Letterhead) -> Sheet:
    framework = card.framework
    sheet = Builder(START, START_WIDTHS, Page(one_page=True), theme().colour("navy"))
    sheet.wide("การประเมินคุณธรรมและความโปร่งใส (ITA) ของหน่วยงาน", "title", height=36)
    sheet.wide("กรอกช่องสีเหลืองของแผ่นนี้และแผ่น “คะแนน” ผล ระดับ และกราฟขึ้นเองในแผ่น “สรุปผล”", "note")
    sheet.skip(8)
    agency_rows(sheet, framework, card.assessment)
    sheet.skip(8)
    sheet.wide("ตั้งค่า", "heading")
    settings_rows(sheet)
    sheet.skip(8)
    sheet.wide("ปุ่มคำสั่ง (ต้องมี Python ดูแผ่น “คู่มือ”)", "heading")
    sheet.line(("ปุ่ม", "ทำอะไร", "ผลครั้งล่าสุด"), "header")
    for one in actions:
        row = sheet.row
        sheet.buttons.append(Button(row, CAPTION, _BUTTON_WIDTH, _BUTTON_HEIGHT, one.caption, one.macro, one.tip))
        sheet.put(row, CAPTION, None, "cell")
        sheet.put(row, TIP, one.tip, "cell")
        sheet.put(row, OUTCOME, "", "cell_small", f'{notes.cell(state_key(one.name))}&""')
        sheet.fit(row, ROW_HEIGHT)
        sheet.row += 1
    sheet.skip(8)
    sheet.wide("ความคืบหน้า", "heading")
    sheet.line(("แผ่นงาน", "มีอะไร", "สถานะ"), "header")
    _progress(sheet, card, places, notes, actions)
    letterhead_rows(sheet, letterhead, "จัดทำด้วยปุ่ม “บันทึกข้อความ”")
    return sheet.sheet()


def _progress(sheet: Builder, card: Scorecard, places: Places, notes: Notes, actions: Sequence[Action]) -> None:
    """How far each sheet has come, by formulas; of a button that is not there nothing is known."""
    framework = card.framework
    items = [cell for key, cell in places.typed.items() if key[0] is Kind.ITEM]
    rows = [int(cell.rpartition("!")[2].lstrip("ABCDEFGHIJ")) - 1 for cell in items]
    known = sum(card.assessment.value(*key) is not None for key in places.typed if key[0] is Kind.ITEM)
    if items:
        where = on(SCORES, area(min(rows), STATED, max(rows), STATED + 2))
        _state(sheet, SCORES, "คะแนนรายข้อ คะแนนและระดับที่ประกาศ", f"กรอกรายข้อแล้ว {known} จาก {len(items)} ช่อง",
               f'"กรอกรายข้อแล้ว "&COUNT({where})&" จาก {len(items)} ช่อง"')  # fmt: skip
    overall = places.used[Kind.OVERALL, ""]
    value = card.overall.value
    done, waiting = "มีคะแนนภาพรวมแล้ว", "รอคะแนนให้ครบ"
    _state(sheet, SUMMARY, f"คะแนน ระดับ และกราฟ ปี {framework.fiscal_year}", waiting if value is None else done,
           f'IF(COUNT({overall})=1,"{done}","{waiting}")')  # fmt: skip
    trial = (SIMULATION, "ทดลองว่าแต่ละเรื่องต้องได้เท่าใดจึงถึงระดับที่ต้องการ", "เป็นสูตร ไม่ต้องกดปุ่ม")
    sheet.line(trial, ("cell", "cell", "cell_small"), height=24)
    for name, button, what in ((WEAK, "weak", "ข้อที่คะแนนต่ำสุดก่อน กลุ่ม และเหตุผล"),
                               (FINDINGS, "calculate", "ข้อขัดแย้งของตัวเลขและระดับ"),
                               (PLAN, "plan", "มาตรการของทุกจุดอ่อน แก้ไขได้"),
                               (FOLLOWUP, "followup", "ผลของทุกมาตรการ รอบ 6 และ 12 เดือน"),
                               (REPORT, "progress", "รายงานผลการดำเนินการตามมาตรการ")):  # fmt: skip
        there = button in {one.name for one in actions}
        _state(sheet, name, what, UNPRESSED, _pressed(notes.cell(state_key(button))) if there else "")


def _pressed(last: str) -> str:
    """Whether a button was pressed, by the cell that has what it said last."""
    return f'IF({last}="","{UNPRESSED}",IF(ISNUMBER(FIND("[E",{last})),"{FAILED}","{PRESSED}"))'


def _state(sheet: Builder, name: str, what: str, value: str, formula: str) -> None:
    row = sheet.row
    for column, text in enumerate((name, what)):
        sheet.put(row, column, text, "cell")
    sheet.put(row, 2, value, "cell_small", formula)
    sheet.fit(row, 24)
    sheet.row += 1


def _scores(card: Scorecard, places: Places) -> Sheet:
    framework = card.framework
    sheet = Builder(SCORES, (9, 46, 14, 18, 14, 14, 20, 14), Page(), theme().colour("blue"))
    sheet.wide("คะแนนรายข้อ และคะแนนที่ประกาศ", "title", height=34)
    sheet.wide("กรอก 0–100 ทศนิยมไม่เกินสองตำแหน่ง ช่องใดไม่มีคะแนนให้เว้นว่าง ห้ามใส่ 0 แทน คะแนนที่คำนวณได้ขึ้นเองเมื่อกรอกครบ", "note")
    sheet.skip(8)
    heads = stated_heads(framework, used=True)
    row = sheet.row
    sheet.span(row, LABEL, STATED - 1, heads[0], "header")
    for column, text in enumerate(heads[1:], start=STATED):
        sheet.put(row, column, text, "header")
    sheet.heights[row] = 26
    sheet.row += 1
    stated_table(sheet, card, Live(framework, places.typed, places.used), first=STATED)
    if framework.items:
        sheet.skip(8)
        item_table(sheet, framework, card.assessment)
    sheet.freeze = (_FIRST, 3)
    return sheet.sheet()
