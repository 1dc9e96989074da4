"""The button PDF: by the program that has the workbook open, or by LibreOffice from the file that was saved."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import openpyxl
import pypdf
import pytest

from ita_xl import office as libreoffice
from ita_xl.excel import buttons
from ita_xl.render.pdf import write_pdfs
from ita_xl.render.printable import only_sheets
from ita_xl.sheets.notes import state_key
from tests.filehost import FileBook, pressed
from tests.test_pdf import without
from tests.validator import faults

if TYPE_CHECKING:
    from pathlib import Path

    from tests.office import Office

SUMMARY, WEAK, PLAN = "สรุปผล", "จุดอ่อน", "แผนมาตรการ"


@pytest.fixture
def book(filled_template: bytes, tmp_path: Path) -> FileBook:
    path = tmp_path / "ผล ITA.xlsx"
    path.write_bytes(filled_template)
    return pressed(path)


def _told(book: FileBook) -> str:
    rows = book.cells["_ita"].iter_rows(values_only=True)
    return next(str(value) for name, value in rows if name == state_key("pdf"))


def _bookmarks(path: Path) -> list[str]:
    return [str(one.title) for one in pypdf.PdfReader(path).outline]


@pytest.mark.libreoffice
def test_where_the_program_cannot_print_libreoffice_prints_what_was_saved(
    book: FileBook, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", office.environment["FONTCONFIG_FILE"])
    buttons.pdf()
    made = book.path.with_suffix(".pdf")
    assert f"จัดทำแฟ้ม “{made.name}” แล้ว มีแผ่น “{SUMMARY}” “{WEAK}” พิมพ์ด้วย LibreOffice" in _told(book)
    assert _bookmarks(made) == [SUMMARY, WEAK]
    # Of จุดอ่อน no row is printed that shows nothing.
    listed = sum(bool(row[0]) for row in book.cached[WEAK].iter_rows(min_row=4, values_only=True))
    pages = [page.extract_text() for page in pypdf.PdfReader(made).pages[1:]]
    assert 0 < listed < 61
    assert len(pages) == 2
    buttons.pdf()
    assert sorted(one.name for one in book.path.parent.glob("*.pdf")) == [made.name]


@pytest.mark.libreoffice
def test_the_program_prints_the_sheets_that_hold_something(book: FileBook, office: Office, tmp_path: Path) -> None:
    areas: list[str | None] = []

    def printer(cells: openpyxl.Workbook) -> bytes:
        areas.append(cells[WEAK].print_area)
        shown = tmp_path / "พิมพ์.xlsx"
        cells.save(shown)
        return office.to_pdf(shown, tmp_path / "out").read_bytes()

    buttons.plan()
    book.printer = printer
    states = [one.sheet_state for one in book.cells.worksheets]
    before = book.cells[WEAK].print_area
    buttons.pdf()
    assert _told(book).endswith(f"แล้ว มีแผ่น “{SUMMARY}” “{WEAK}” “{PLAN}”")
    assert _bookmarks(book.path.with_suffix(".pdf"))[:2] == [SUMMARY, WEAK]
    assert PLAN in _bookmarks(book.path.with_suffix(".pdf"))
    assert "$A$1:$F$" in str(areas)
    assert [one.sheet_state for one in book.cells.worksheets] == states
    assert book.cells[WEAK].print_area == before
    assert list(tmp_path.glob("*กำลังพิมพ์*")) == []


@pytest.mark.libreoffice
def test_letters_of_another_font_are_said(
    book: FileBook, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as lacking:
        lacking.setenv("FONTCONFIG_FILE", str(without(office, tmp_path, "TH SarabunPSK", "TH Sarabun New")))
        (printed,) = write_pdfs([book.path])
    assert printed.path is not None
    data = printed.path.read_bytes()
    book.printer = lambda _: data
    buttons.pdf()
    assert "เครื่องนี้ไม่มีแบบอักษร TH SarabunPSK" in _told(book)
    assert "วิธีแก้: ติดตั้งแบบอักษร TH SarabunPSK" in _told(book)


def test_without_any_printer_it_is_said_what_to_install(book: FileBook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(libreoffice, "places", lambda *_: iter(()))
    buttons.pdf()
    assert "[E402]" in _told(book)
    assert not book.path.with_suffix(".pdf").exists()


def test_a_book_that_was_saved_as_something_else_is_told(book: FileBook) -> None:
    book.path.write_text("คะแนน", encoding="utf-8")
    buttons.pdf()
    assert "[E331]" in _told(book)


@pytest.mark.parametrize("areas", [{SUMMARY: ""}, {WEAK: "A1:F20", PLAN: ""}])
def test_only_some_sheets_of_a_file_are_shown(book: FileBook, tmp_path: Path, areas: dict[str, str]) -> None:
    out = tmp_path / "บางแผ่น.xlsx"
    out.write_bytes(only_sheets(book.path.read_bytes(), areas))
    assert faults(out) == []
    one = openpyxl.load_workbook(io.BytesIO(out.read_bytes()))
    assert [sheet.title for sheet in one.worksheets if sheet.sheet_state == "visible"] == list(areas)
    assert one.sheetnames == book.cells.sheetnames
    assert {name: one[name].print_area for name, area in areas.items() if area} == (
        {WEAK: "'จุดอ่อน'!$A$1:$F$20"} if areas.get(WEAK) else {}
    )
