"""What the buttons of the template and the add-in run: one function a button, on the workbook that is open in Excel.

A button never shows a traceback: what it did, or why it could not, stands beside it on the first sheet, in Thai. The
open workbook is read in blocks, and the reader of files understands its values, saved or not.
"""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ita_xl.errors import InputError, ItaError, Place, crashed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ita_xl.excel.anybook import AnyBook
    from ita_xl.excel.book import OpenBook
    from ita_xl.excel.desk import Desk
    from ita_xl.excel.judging import Judged
    from ita_xl.excel.press import Pressed
    from ita_xl.findings import Finding


@dataclass(frozen=True)
class Command:
    """One button: the name of its function here, its caption and what it does (Thai)."""

    name: str
    caption: str
    tip: str

    @property
    def macro(self) -> str:
        """The macro of the template's button: ``ITA_ImportFile``."""
        return f"ITA_{self._title}"

    @property
    def callback(self) -> str:
        """The macro of the add-in's ribbon: ``ITA_OnImportFile``."""
        return f"ITA_On{self._title}"

    @property
    def control(self) -> str:
        """The control of the ribbon: ``itaImportFile``."""
        return f"ita{self._title}"

    @property
    def python(self) -> str:
        """What its macro has Python run."""
        return f"import {__name__}; {__name__}.{self.name}()"

    @property
    def _title(self) -> str:
        return self.name.title().replace("_", "")


#: Every button, in the order of the template. Macros and ribbon are text of their own and are held against this table.
COMMANDS = (
    Command("import_file", "นำเข้าไฟล์", "เติมคะแนนจากแฟ้มผลการประเมินลงในช่องที่ยังว่าง"),
    Command("calculate", "คำนวณและตรวจสอบ", "คำนวณคะแนนจากรายข้อ และตรวจว่าตรงกับคะแนนและระดับที่ประกาศ"),
    Command("weak", "จุดอ่อน", "ใส่เหตุผลของข้อที่เป็นจุดอ่อนในแผ่นจุดอ่อน"),
    Command("plan", "แผนมาตรการ", "จัดทำหรือปรับแผ่นแผนมาตรการตามคะแนนล่าสุด โดยคงสิ่งที่พิมพ์เองไว้"),
    Command("followup", "ติดตามผล", "จัดทำหรือปรับแผ่นติดตามผลตามมาตรการ โดยคงผลที่กรอกไว้"),
    Command("progress", "รายงานผล", "จัดทำหรือปรับแผ่นรายงานผลจากแผ่นติดตามผล โดยคงสิ่งที่พิมพ์เองไว้"),
    Command("report", "รายงานฉบับสมบูรณ์", "จัดทำแฟ้มรายงานไว้ข้างแฟ้มนี้ แล้วเปิดให้"),
    Command("pdf", "PDF", "พิมพ์สรุปผล จุดอ่อน และแผ่นมาตรการที่มีแล้ว เป็นแฟ้ม PDF ไว้ข้างแฟ้มนี้"),
    Command("memo", "บันทึกข้อความ", "จัดทำบันทึกข้อความไว้ข้างแฟ้มนี้ แล้วเปิดให้"),
    Command("machine", "ตรวจเครื่อง", "บอกรุ่นของโปรแกรมที่ใช้ และสิ่งที่ยังขาด"),
)
#: What only the ribbon of the add-in has.
ADDIN_COMMANDS = (
    Command("batch", "ทำทั้งโฟลเดอร์", "จัดทำรายงานของทุกแฟ้มในโฟลเดอร์ที่เลือก และแฟ้มสรุปเปรียบเทียบทุกหน่วยงาน"),
    Command("new_template", "แฟ้มแม่แบบใหม่", "จัดทำแฟ้มแม่แบบว่างไว้ข้างแฟ้มนี้ แล้วเปิดให้"),
    Command("guide", "คู่มือ", "เปิดคู่มือการใช้แฟ้มแม่แบบและปุ่มในแถบ ITA"),
)


def calculate() -> None:
    """คำนวณและตรวจสอบ: every finding on the sheet ตรวจสอบ; score and level beside the button."""
    _run("calculate", _calculate)


def weak() -> None:
    """จุดอ่อน: the reasons of the weak items beside them on the sheet จุดอ่อน."""
    _run("weak", _weak)


def plan() -> None:
    """แผนมาตรการ: the sheet of that name made, or merged with what was typed in it."""
    _run("plan", _plan)


def followup() -> None:
    """ติดตามผล: the sheet of that name made, or merged with what was typed in it."""
    _run("followup", _followup)


def progress() -> None:
    """รายงานผล: the sheet of that name made from ติดตามผล, or merged with what was typed in it."""
    _run("progress", _progress)


def report() -> None:
    """รายงานฉบับสมบูรณ์: the report workbook beside the open one, opened."""
    _run("report", _report)


def memo() -> None:
    """บันทึกข้อความ: a workbook of the memo and its cover beside the open one, opened."""
    _run("memo", _memo)


def pdf() -> None:
    """PDF: the sheets of results that hold something, as one PDF beside the open workbook."""
    _run("pdf", _pdf)


def import_file() -> None:
    """นำเข้าไฟล์: the scores of a chosen file in the cells that are empty."""
    _run("import_file", _import_file)


def machine() -> None:
    """ตรวจเครื่อง: which versions are at work, what is lacking, and the cure."""
    _run("machine", _machine)


def batch() -> None:
    """ทำทั้งโฟลเดอร์: a report of every file of a chosen folder, and their summary."""
    _run_anywhere("batch")


def new_template() -> None:
    """แฟ้มแม่แบบใหม่: a fresh copy of the template."""
    _run_anywhere("new_template")


def guide() -> None:
    """คู่มือ: how to work with the buttons, as a workbook."""
    _run_anywhere("guide")


def _run(name: str, work: Callable[[OpenBook], str]) -> None:
    """Do the work of a button on the workbook that called, and say beside the button what came of it."""
    import xlwings

    from ita_xl.excel.book import OpenBook
    from ita_xl.excel.desk import desk_of, is_template
    from ita_xl.thai import buddhist_date

    caller = xlwings.Book.caller()
    command = next(one for one in COMMANDS if one.name == name)
    if not is_template(caller) and (desk := desk_of(caller)):
        _run_elsewhere(name, command.caption, caller, desk)
        return
    book = OpenBook(caller, command.caption)
    book.answer("done")
    with book.screen:
        try:
            told = work(book)
            book.worked()
        except ItaError as error:
            told = _failed(book, error)
        except Exception as fault:  # noqa: BLE001 - a traceback helps nobody at a button
            told = _failed(book, crashed(book.name, fault))
        now = dt.datetime.now()
        book.tell(name, f"{buddhist_date(now.date())} {now:%H:%M} น. {told}", tip=command.tip)


def _run_elsewhere(name: str, caption: str, caller: Any, desk: Desk) -> None:
    """What the add-in's button of a name does on a workbook that is not the template."""
    from ita_xl.excel import elsewhere

    same = {"report": _report, "memo": _memo}
    if name in same:
        elsewhere.answer(caller, desk, caption, lambda book, _: same[name](book))
    else:
        elsewhere.answer(caller, desk, caption, elsewhere.WORKS.get(name, elsewhere.template_only(caption)))


def _run_anywhere(name: str) -> None:
    """Do a work of the add-in that needs no workbook."""
    import xlwings

    from ita_xl.excel import elsewhere
    from ita_xl.excel.desk import desk_of

    caller = xlwings.Book.caller()
    caption = next(one.caption for one in ADDIN_COMMANDS if one.name == name)
    if desk := desk_of(caller):
        elsewhere.answer(caller, desk, caption, getattr(elsewhere, name))


def _failed(book: OpenBook, error: ItaError) -> str:
    with suppress(ItaError):  # the workbook itself may be the fault
        book.failed(error)
    return str(error)


def _calculate(book: OpenBook) -> str:
    from ita_xl.excel.telling import result_sentence

    diagnosis, findings, *_ = _judged(book)
    book.findings(findings)
    _unread(book, findings)
    return f"{result_sentence(diagnosis, findings)} ดูแผ่น “ตรวจสอบ”"


def _unread(book: OpenBook, findings: Sequence[Finding]) -> str:
    """Choose the first cell that could not be read; what is said of it."""
    from ita_xl.findings import Severity

    unread = (one for one in findings if one.severity is Severity.ERROR and one.code.startswith("R") and one.places)
    if (first := next(unread, None)) is None:
        return ""
    book.screen.choose(first.places[0])
    return f" แต่อ่าน {first.places[0].label} ไม่ได้ ผลจึงอาจไม่ครบ ดูวิธีแก้ในแผ่น “ตรวจสอบ”"


def _weak(book: OpenBook) -> str:
    return pressed_weak(book).told


def _plan(book: OpenBook) -> str:
    return _listed(book, pressed_plan(book))


def _followup(book: OpenBook) -> str:
    return _listed(book, pressed_followup(book))


def _progress(book: OpenBook) -> str:
    return _listed(book, pressed_progress(book))


def _listed(book: OpenBook, pressed: Pressed) -> str:
    """What a press noticed goes onto ตรวจสอบ; what it could not read is said beside the button, too."""
    book.findings(pressed.findings, (pressed.sheet,))
    return pressed.told + _unread(book, pressed.findings)


def pressed_weak(book: OpenBook) -> Pressed:
    """The reasons of the weak items written; nothing of it is for ตรวจสอบ.

    Raises:
        ItaError: what the button then says instead.
    """
    from ita_xl.excel.press import Pressed
    from ita_xl.sheets.template_results import WEAK

    diagnosis = _judged(book)[0]
    book.reasons(diagnosis)
    return Pressed([], f"พบจุดอ่อน {len(diagnosis.weak)} ข้อ ดูแผ่น “จุดอ่อน”", WEAK)


def pressed_plan(book: OpenBook) -> Pressed:
    """แผนมาตรการ made or merged, with everything that is for ตรวจสอบ; errors as :func:`pressed_weak`."""
    from ita_xl.excel.press import press
    from ita_xl.ingest.units import units_of
    from ita_xl.planning import arrange
    from ita_xl.sheets.plan_forms import plan_sheet

    judged = _judged(book)
    arranged = arrange(judged.measures, book.settings.wish(units_of(judged.sheets)))
    pressed = press(book, partial(plan_sheet, arranged), digits=book.settings.digits)
    return pressed._replace(findings=[*judged.findings, *pressed.findings])


def pressed_followup(book: OpenBook) -> Pressed:
    """ติดตามผล made or merged, as :func:`pressed_plan`."""
    from ita_xl.excel.press import press
    from ita_xl.sheets.followup import followup_of_plan

    judged = _judged(book)
    pressed = press(book, partial(followup_of_plan, judged.measures), digits=book.settings.digits)
    return pressed._replace(findings=[*judged.findings, *pressed.findings])


def pressed_progress(book: OpenBook) -> Pressed:
    """รายงานผล made from ติดตามผล or merged, as :func:`pressed_plan`; what is noticed is that of ติดตามผล."""
    from ita_xl.excel.press import blank, press
    from ita_xl.ingest.progress import read_progress
    from ita_xl.sheets.followup import FOLLOWUP, HEAD_CELL
    from ita_xl.sheets.progress import report_sheet

    if blank(book.sheet(FOLLOWUP)):
        raise InputError("E109", f"แผ่น “{FOLLOWUP}” ยังไม่มีมาตรการ", cure=f"กดปุ่ม “{FOLLOWUP}” แล้วกรอกผลก่อน")
    try:
        found = read_progress(book.values_of(FOLLOWUP), fiscal_year=book.fiscal_year)
    except InputError as error:
        if error.code == "E109":  # there is something on the sheet, but no heads that tell what
            error.place = Place(book.name, FOLLOWUP, HEAD_CELL)
            error.cure = f"ล้างข้อความในแถวหัวตารางของแผ่น “{FOLLOWUP}” แล้วกดปุ่ม “{FOLLOWUP}” หัวตารางเดิมจะกลับมา"
        raise
    make = partial(report_sheet, found, book.settings.report_form(found))
    pressed = press(book, make, digits=book.settings.digits)
    return pressed._replace(findings=[*found.findings, *pressed.findings])


def _report(book: AnyBook) -> str:
    from ita_xl.ingest.units import units_of
    from ita_xl.render import write_report

    folder = book.folder
    judged = _judged(book)
    settings = book.settings
    wish = settings.wish(units_of(judged.sheets))
    path = write_report(judged.measures, judged.findings, folder, digits=settings.digits, wish=wish)
    book.open(path)
    return f"จัดทำแฟ้ม “{path.name}” แล้ว"


def _pdf(book: OpenBook) -> str:
    from ita_xl.excel.press import blank
    from ita_xl.excel.printing import print_book
    from ita_xl.sheets.followup import FOLLOWUP
    from ita_xl.sheets.plan_forms import PLAN
    from ita_xl.sheets.progress import REPORT
    from ita_xl.sheets.template_results import SUMMARY, WEAK, weak_area, weakest

    areas = {SUMMARY: ""}
    if listed := len(weakest(_judged(book)[0].card)):
        areas[WEAK] = weak_area(listed)
    made = (name for name in (PLAN, FOLLOWUP, REPORT) if (page := book.find(name)) and not blank(page))
    areas |= dict.fromkeys(made, "")
    for name in areas:
        book.sheet(name)
    book.screen.says("กำลังพิมพ์")
    path, said = print_book(book, areas)
    return f"จัดทำแฟ้ม “{path.name}” แล้ว มีแผ่น {' '.join(f'“{one}”' for one in areas)}{said}"


def _memo(book: AnyBook) -> str:
    from ita_xl.ingest.letterhead import letterhead_of
    from ita_xl.render import safe_name, workbook_bytes, write_safely
    from ita_xl.sheets.cover import cover_sheet
    from ita_xl.sheets.memo import MEMO, memo_sheet
    from ita_xl.sheets.model import Book

    folder = book.folder
    judged = _judged(book)
    words = letterhead_of(judged.sheets)
    assessment = judged.diagnosis.card.assessment
    title = f"{MEMO} ITA {assessment.agency or 'หน่วยงาน'} {assessment.fiscal_year}"
    sheets = tuple(make(judged.measures, judged.findings, words) for make in (memo_sheet, cover_sheet))
    data = workbook_bytes(Book(title, MEMO, sheets), digits=book.settings.digits)
    path = write_safely(folder / f"{safe_name(title)}.xlsx", data)
    book.open(path)
    return f"จัดทำแฟ้ม “{path.name}” แล้ว"


def _import_file(book: OpenBook) -> str:
    from ita_xl.ingest import read

    chosen = book.chosen
    if not chosen:
        raise InputError("E101", "ยังไม่ได้เลือกแฟ้ม", cure="กดปุ่มนำเข้าไฟล์ แล้วเลือกแฟ้มผลการประเมิน")
    found = read(chosen)
    year = book.fiscal_year
    if len(found) != 1 or found[0].fiscal_year != year:
        held = "ผลของหลายหน่วยงาน" if len(found) != 1 else f"ผลปีงบประมาณ พ.ศ. {found[0].fiscal_year}"
        raise InputError(
            "E111",
            f"แฟ้ม “{Path(chosen).name}” มี{held} นำเข้าแฟ้มนี้ไม่ได้",
            cure=f"เลือกแฟ้มผลปีงบประมาณ พ.ศ. {year} ของหน่วยงานเดียว",
        )
    filled, kept = book.fill(found[0])
    more = f" คงค่าเดิมที่ต่างจากแฟ้ม {kept} ช่อง" if kept else ""
    return f"เติมจากแฟ้ม “{Path(chosen).name}” {filled} ช่อง{more}"


def _machine(book: OpenBook) -> str:
    from ita_xl.excel.machine import findings, told
    from ita_xl.excel.machine import report as report_of_machine
    from ita_xl.excel.places import places, this_system

    lines = report_of_machine(places() if this_system() else None, book.fullname)
    book.machine(findings(lines))
    return told(lines)


def _judged(book: AnyBook) -> Judged:
    """What the scores of the open workbook come to; the same for all that is pressed on this object."""
    if book.judged is None:
        book.judged = _judge(book)
    return book.judged


def _judge(book: AnyBook) -> Judged:
    from ita_xl.excel.judging import judge

    book.screen.says("กำลังอ่านคะแนน")
    try:
        return judge(book.values, of_year=book.own_year)
    except ItaError as error:
        if error.code == "E107":  # nothing was typed yet: here is where
            error.place = book.empty
        raise
