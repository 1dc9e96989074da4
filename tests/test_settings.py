"""What is chosen on เริ่มต้น is what the buttons do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from ita_xl.criteria import Form
from ita_xl.excel import buttons
from ita_xl.planning import Order
from ita_xl.progress import Form as ReportForm
from ita_xl.sheets.notes import state_key
from ita_xl.sheets.settings import Settings, read_settings
from tests.filehost import FileBook, pressed

if TYPE_CHECKING:
    from pathlib import Path

START, PLAN, FOLLOWUP, REPORT = "เริ่มต้น", "แผนมาตรการ", "ติดตามผล", "รายงานผล"
THAI = set("๐๑๒๓๔๕๖๗๘๙")


@pytest.fixture
def book(filled_template: bytes, tmp_path: Path) -> FileBook:
    path = tmp_path / "ผล ITA.xlsx"
    path.write_bytes(filled_template)
    return pressed(path)


def _choose(book: FileBook, label: str, word: str | None) -> str:
    cell = next(one for one in book.cells[START]["A"] if one.value == label)
    book.cells[START].cell(cell.row, 2).value = word
    return f"B{cell.row}"


def _told(book: FileBook, command: str) -> str:
    rows = book.cells["_ita"].iter_rows(values_only=True)
    return next(str(value) for name, value in rows if name == state_key(command))


def _texts(book: FileBook, name: str) -> list[str]:
    rows = book.cells[name].iter_rows(values_only=True)
    return [value for row in rows for value in row if isinstance(value, str)]


def _looks(book: FileBook, name: str) -> object:
    page = book.cells[name]
    cells = {cell.coordinate: (cell.value, cell.style_id) for row in page.iter_rows() for cell in row if cell.value}
    return cells, sorted(one.coord for one in page.merged_cells.ranges)


def test_the_template_offers_every_choice_and_stands_on_the_defaults(book: FileBook) -> None:
    page = book.cells[START]
    assert read_settings(list(page.iter_rows(values_only=True)), START) == Settings()
    rules = {str(one.sqref): one.formula1 for one in page.data_validations.dataValidation if one.type == "list"}
    assert len(rules) == 4
    offered = {
        label: rules[_choose(book, label, None)].strip('"').split(",")
        for label in ("ตัวเลขในเอกสาร", "รูปแบบแผนมาตรการ", "ลำดับในแผนมาตรการ", "รูปแบบรายงานผล")
    }
    values = {
        word: read_settings([(label, word)], START) for label, words in offered.items() for word in words
    }  # fmt: skip
    assert values["ไทย"].digits == "thai"
    assert values["สองส่วน"].plan is Form.TWO_PARTS
    assert values["ต่ำสุดก่อน"].order is Order.SCORE
    assert values["รายเครื่องมือ"].report is ReportForm.TOOLS


def test_another_form_of_the_plan_stands_as_if_it_had_been_made_first(book: FileBook) -> None:
    buttons.plan()
    first = _looks(book, PLAN)
    _choose(book, "รูปแบบแผนมาตรการ", "รายประเด็น")
    buttons.plan()
    assert "ตามรูปแบบที่เลือก" in _told(book, "plan")
    assert any("ส่วนที่ 1 การวิเคราะห์ผลการประเมินรายประเด็น" in one for one in _texts(book, PLAN))
    widths = [book.cells[PLAN].column_dimensions[one].width for one in "ABCD"]
    made = _looks(book, PLAN)
    del book.cells[PLAN]
    buttons.plan()
    assert _looks(book, PLAN) == made
    assert [book.cells[PLAN].column_dimensions[one].width for one in "ABCD"] == widths
    _choose(book, "รูปแบบแผนมาตรการ", "ตามเกณฑ์ของปี")
    buttons.plan()
    assert _looks(book, PLAN) == first


def test_a_plan_that_was_typed_in_keeps_that_in_another_form(book: FileBook) -> None:
    buttons.plan()
    row = next(cell.row for cell in book.cells[PLAN]["C"] if str(cell.value).startswith("1. "))
    book.cells[PLAN].cell(row, 3).value = "ขั้นตอนที่เขียนเอง"
    _choose(book, "รูปแบบแผนมาตรการ", "รายประเด็น")
    for _ in range(3):
        buttons.plan()
        assert "ขั้นตอนที่เขียนเอง" in _texts(book, PLAN)


def test_an_engine_that_cannot_clear_merges_the_other_form(book: FileBook) -> None:
    buttons.plan()
    _choose(book, "รูปแบบแผนมาตรการ", "รายประเด็น")
    book.lacking = frozenset({"clear"})
    buttons.plan()
    assert any("ส่วนที่ 1 การวิเคราะห์ผลการประเมินรายประเด็น" in one for one in _texts(book, PLAN))


def test_the_lowest_come_first(book: FileBook) -> None:
    buttons.plan()
    groups = [one for one in _texts(book, PLAN) if one.startswith("ตัวชี้วัดที่ ") and "คะแนน)" in one]
    _choose(book, "ลำดับในแผนมาตรการ", "ต่ำสุดก่อน")
    buttons.plan()
    again = [one for one in _texts(book, PLAN) if one.startswith("ตัวชี้วัดที่ ") and "คะแนน)" in one]
    assert sorted(again) == sorted(groups)
    scores = [float(one.partition("(")[2].split()[0]) for one in again]
    assert scores == sorted(scores) != [float(one.partition("(")[2].split()[0]) for one in groups]


def test_thai_digits_go_through_every_document(book: FileBook) -> None:
    _choose(book, "ตัวเลขในเอกสาร", "ไทย")
    buttons.plan()
    buttons.followup()
    buttons.progress()
    buttons.report()
    for name in (PLAN, FOLLOWUP, REPORT):
        texts = "".join(_texts(book, name))
        assert THAI & set(texts), name
        assert not any(character in texts.replace("ITA", "") for character in "3456789"), name
    number = next(cell for cell in book.cells[FOLLOWUP]["A"] if cell.value == 1)
    assert number.number_format.startswith("[$-D00041E]")
    made = openpyxl.load_workbook(book.opened[0])
    assert "๒๕๖๘" in str(made["สรุปผล"]["A1"].value) + str(made["สรุปผล"]["A3"].value) + str(made["สรุปผล"]["A2"].value)
    for name in ("plan", "followup", "progress"):
        getattr(buttons, name)()
        assert "ไม่มีสิ่งใดเปลี่ยน" in _told(book, name)


@pytest.mark.parametrize(
    ("word", "begins"), [("รายประเด็น", "1. "), ("รายเครื่องมือ", "เครื่องมือ "), ("ตามเกณฑ์ของปี", "ตัวชี้วัดที่ ")]
)
def test_the_report_has_the_form_that_was_chosen(book: FileBook, word: str, begins: str) -> None:
    buttons.followup()
    _choose(book, "รูปแบบรายงานผล", word)
    buttons.progress()
    merged = {one.min_row for one in book.cells[REPORT].merged_cells.ranges}
    titles = [str(book.cells[REPORT].cell(row, 1).value) for row in sorted(merged) if row > 5]
    heads = titles or [str(cell.value) for cell in book.cells[REPORT]["A"] if cell.row > 5 and cell.value]
    assert any(one.startswith(begins) for one in heads), heads


def test_a_choice_that_there_is_not_is_shown_where_it_stands(book: FileBook) -> None:
    where = _choose(book, "รูปแบบแผนมาตรการ", "รายจังหวัด")
    buttons.plan()
    assert "[E125]" in _told(book, "plan")
    assert (book.front, book.chosen) == (START, f"$B${where[1:]}")
