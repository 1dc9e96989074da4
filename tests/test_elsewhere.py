"""The ribbon of the add-in where no template is in front: documents of any workbook, a folder, a new template, help."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import openpyxl
import pypdf
import pytest

from build import addin_workbook
from ita_xl.excel import buttons
from ita_xl.excel.files import TEMPLATE, built
from tests.filehost import FileBook, pressed

if TYPE_CHECKING:
    from pathlib import Path

    from tests.office import Office

SAMPLE = "bang-pla-2568.xlsx"


def _opened(folder: Path, source: Path) -> FileBook:
    """A workbook in front, and the add-in loaded."""
    path = folder / f"แฟ้มของหน่วยงาน{source.suffix}"
    path.write_bytes(source.read_bytes())
    addin = folder / "โปรแกรม" / "ita_addin.xlsm"
    addin.parent.mkdir()
    addin.write_bytes(addin_workbook())
    book = pressed(path)
    book.addin = FileBook(addin)
    return book


def _press(book: FileBook, command: str) -> None:
    """As the macro does it: the place of the answer is marked, then Python called."""
    _write(book, "answer", "called")
    getattr(buttons, command)()


@pytest.fixture
def book(samples: Path, tmp_path: Path) -> FileBook:
    return _opened(tmp_path, samples / SAMPLE)


def _write(book: FileBook, key: str, value: str) -> None:
    assert book.addin is not None
    cell = next(one for one in book.addin.cells["_ita"]["A"] if one.value == key)
    book.addin.cells["_ita"].cell(cell.row, 2).value = value


def _answer(book: FileBook) -> str:
    assert book.addin is not None
    return next(str(row[1]) for row in book.addin.cells["_ita"].iter_rows(values_only=True) if row[0] == "answer")


def _sum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("command", "name", "sheet"),
    [
        ("report", "รายงาน ITA เทศบาลตำบลบางปลา 2568.xlsx", "แผนมาตรการ"),
        ("memo", "บันทึกข้อความ ITA เทศบาลตำบลบางปลา 2568.xlsx", "บันทึกข้อความ"),
        ("calculate", "ผลตรวจ ITA เทศบาลตำบลบางปลา 2568.xlsx", "ตรวจสอบ"),
    ],
)
def test_a_document_of_any_workbook_is_made_beside_it(book: FileBook, command: str, name: str, sheet: str) -> None:
    before = _sum(book.path)
    _press(book, command)
    assert f"“{name}”" in _answer(book)
    made = book.path.parent / name
    assert sheet in openpyxl.load_workbook(made, read_only=True).sheetnames
    assert book.opened == [book.in_front] == [str(made)]
    assert _sum(book.path) == before
    assert book.said[-1] is False


def test_what_is_not_saved_yet_is_read_too(book: FileBook) -> None:
    cells = (one for page in book.cells for row in page.iter_rows() for one in row)
    cell = next(one for one in cells if one.value == "เทศบาลตำบลบางปลา")
    cell.value = "เทศบาลตำบลตัวอย่าง"
    _press(book, "memo")
    assert "เทศบาลตำบลตัวอย่าง" in _answer(book)


def test_the_report_on_measures_of_any_plan_is_made(samples: Path, tmp_path: Path) -> None:
    book = _opened(tmp_path, samples / "koh-loi-bang-hak-2566.xlsx")
    _press(book, "progress")
    assert "รายงานผลการดำเนินการ" in _answer(book)
    assert "รายงานผล" in openpyxl.load_workbook(book.opened[0], read_only=True).sheetnames


@pytest.mark.parametrize("command", ["weak", "plan", "followup", "import_file"])
def test_what_needs_the_template_says_so(book: FileBook, command: str) -> None:
    before = sorted(one.name for one in book.path.parent.iterdir())
    _press(book, command)
    assert "[E332]" in _answer(book)
    assert "แฟ้มแม่แบบใหม่" in _answer(book)
    assert sorted(one.name for one in book.path.parent.iterdir()) == before


def test_the_machine_is_told_on_any_workbook(book: FileBook) -> None:
    _press(book, "machine")
    assert "ita-xl" in _answer(book)


def test_a_workbook_without_scores_and_one_of_several_agencies_are_told(samples: Path, tmp_path: Path) -> None:
    empty, many = tmp_path / "ว่าง", tmp_path / "หลาย"
    for folder in (empty, many):
        folder.mkdir()
    source = empty / "รายชื่อ.xlsx"
    openpyxl.Workbook().save(source)
    book = _opened(empty, source)
    _press(book, "report")
    assert _answer(book).startswith("[E1")
    wide = openpyxl.Workbook()
    wide.active.append(["หน่วยงาน", "ปีงบประมาณ", *(f"ตัวชี้วัดที่ {number}" for number in range(1, 11))])
    for name in ("อบต.หนึ่ง", "อบต.สอง"):
        wide.active.append([name, 2568, *range(81, 91)])
    source = many / "ทั้งอำเภอ.xlsx"
    wide.save(source)
    book = _opened(many, source)
    _press(book, "report")
    assert "[E126]" in _answer(book)


@pytest.mark.libreoffice
def test_the_pdf_of_any_workbook_is_that_of_its_report(
    book: FileBook, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", office.environment["FONTCONFIG_FILE"])
    _press(book, "pdf")
    made = book.path.parent / "รายงาน ITA เทศบาลตำบลบางปลา 2568.pdf"
    assert f"“{made.name}”" in _answer(book)
    assert "จำลองคะแนน" in [str(one.title) for one in pypdf.PdfReader(made).outline]


def test_a_folder_with_a_thai_name_is_worked_on(book: FileBook, samples: Path) -> None:
    folder = book.path.parent / "ผลของ อบต. ๓ แห่ง"
    folder.mkdir()
    for name in (SAMPLE, "lamphun-2568.xlsx", "pa-phlu-2568.xlsx"):
        (folder / name).write_bytes((samples / name).read_bytes())
    (folder / "เสีย.xlsx").write_bytes(b"")
    _write(book, "folder", str(folder))
    _press(book, "batch")
    assert f"จัดทำรายงาน 3 หน่วยงาน จาก 4 แฟ้ม ไว้ในโฟลเดอร์ “{folder.name}/ผล ITA” อ่านไม่ได้ 1 แฟ้ม" in _answer(book)
    assert book.opened == [str(folder / "ผล ITA" / "สรุปผลการประเมิน ITA.xlsx")]
    assert len(list((folder / "ผล ITA").rglob("รายงาน*.xlsx"))) == 3
    assert any("4 จาก 4 แฟ้ม" in str(one) for one in book.said)
    again = {one: _sum(one) for one in (folder / "ผล ITA").rglob("*.xlsx")}
    _press(book, "batch")
    assert {one: _sum(one) for one in (folder / "ผล ITA").rglob("*.xlsx")} == again


@pytest.mark.parametrize("folder", ["", "ไม่มีโฟลเดอร์นี้", "ว่าง"])
def test_a_folder_without_results_is_told(book: FileBook, folder: str) -> None:
    (book.path.parent / "ว่าง").mkdir()
    _write(book, "folder", folder and str(book.path.parent / folder))
    _press(book, "batch")
    assert "[E101]" in _answer(book)
    assert list((book.path.parent / "ว่าง").iterdir()) == []


def test_a_new_template_never_takes_the_place_of_another(book: FileBook) -> None:
    _press(book, "new_template")
    _press(book, "new_template")
    made = [book.path.parent / name for name in ("แฟ้มแม่แบบ ITA.xlsm", "แฟ้มแม่แบบ ITA (2).xlsm")]
    assert book.opened == [str(one) for one in made]
    assert {one.read_bytes() for one in made} == {built(TEMPLATE)}


def test_the_guide_opens_as_a_workbook_of_its_own(book: FileBook) -> None:
    _press(book, "guide")
    texts = [
        str(value) for row in openpyxl.load_workbook(book.opened[0])["คู่มือ"].iter_rows(values_only=True) for value in row
    ]
    assert {one.caption for one in (*buttons.COMMANDS, *buttons.ADDIN_COMMANDS)} <= set(texts)


def test_with_the_template_in_front_the_answer_stands_in_it(samples: Path, tmp_path: Path) -> None:
    path = tmp_path / "แม่แบบ.xlsm"
    path.write_bytes(built(TEMPLATE))
    book = pressed(path)
    buttons.guide()
    rows = book.cells["_ita"].iter_rows(values_only=True)
    assert "คู่มือ ITA.xlsx" in next(str(value) for name, value in rows if name == "answer")


def test_the_guide_knows_every_sheet_and_every_kind_of_code() -> None:
    from ita_xl.framework import load
    from ita_xl.sheets.model import Shown
    from ita_xl.sheets.template import template_book

    book = template_book(load(2568), buttons.COMMANDS)
    guide = next(one for one in book.sheets if one.name == "คู่มือ")
    told = " ".join(str(cell.value) for cell in guide.cells if cell.value)
    for sheet in book.sheets:
        assert sheet.name in told or sheet.shown is Shown.NEVER, sheet.name
    for word in (
        "ita-xl excel install",
        "ita-xl excel status",
        "ita-xl press",
        "ita-xl refresh",
        "UDF Server",
        "Unblock",
    ):
        assert word in told
    assert all(text in told for text in (one.tip for one in buttons.COMMANDS))
