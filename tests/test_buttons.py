"""The buttons' functions, run by the real xlwings on the template that is built."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlwings

from ita_xl.assessment import Assessment, Figure, Kind, Wording
from ita_xl.excel import buttons
from ita_xl.excel.anybook import AnyBook
from ita_xl.framework import load
from ita_xl.ingest import read
from ita_xl.render import workbook_bytes
from ita_xl.sheets.notes import Notes, state_key
from ita_xl.sheets.template import template_book
from tests.filehost import FileBook, pressed

if TYPE_CHECKING:
    from pathlib import Path

YEAR = 2568
SAMPLE = "bang-pla-2568"


def _filled(folder: Path, assessment: Assessment, name: str = "สำเนา 2568.xlsx") -> Path:
    path = folder / name
    path.write_bytes(workbook_bytes(template_book(load(YEAR), buttons.COMMANDS, assessment)))
    return path


def _empty(folder: Path) -> Path:
    return _filled(folder, Assessment(YEAR))


def _told(book: FileBook, command: str) -> str:
    return str(_note(book, state_key(command)))


def _note(book: FileBook, key: str) -> object:
    return next(value for name, value in book.cells["_ita"].iter_rows(values_only=True) if name == key)


def _figures(assessment: Assessment) -> dict[tuple[Kind, str], Decimal]:
    return {(one.kind, one.ref): one.value for one in assessment.figures}


def test_calculate_tells_score_level_and_findings(samples: Path, tmp_path: Path) -> None:
    (given,) = read(samples / f"{SAMPLE}.xlsx")
    wrong = Figure(Kind.TOOL, "OIT", Decimal("95.00"))
    figures = (*(one for one in given.figures if (one.kind, one.ref) != (Kind.TOOL, "OIT")), wrong)
    altered = Assessment(YEAR, given.agency, given.province, figures, (Wording("ผ่านดีเยี่ยม"),))
    book = pressed(_filled(tmp_path, altered))
    buttons.calculate()
    assert _note(book, "answer") == "done"
    assert "คะแนนภาพรวม 96.04 ระดับผ่านดี พบข้อที่ต้องแก้ไข" in _told(book, "calculate")
    rows = [row for row in book.cells["ตรวจสอบ"].iter_rows(min_row=5, values_only=True) if row[0]]
    # The printed score of OIT, and the printed level, are not what the items give.
    errors = {(row[2], row[6].partition("!")[0]) for row in rows if row[1] == "ต้องแก้ไข"}
    assert errors == {("A102", "คะแนน"), ("A201", "คะแนน")}
    assert all(row[3] for row in rows)
    assert book.cells["ตรวจสอบ"].row_dimensions[5].height >= 23
    buttons.calculate()
    assert [row for row in book.cells["ตรวจสอบ"].iter_rows(min_row=5, values_only=True) if row[0]] == rows


def test_calculate_on_an_empty_template_says_what_is_missing(tmp_path: Path) -> None:
    book = pressed(_empty(tmp_path))
    buttons.calculate()
    assert _note(book, "answer") == "done"
    assert "[E107]" in _told(book, "calculate")


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("สำเนา 2568.xlsm", "สำเนา 2568.xlsm"),
        ("สำเนา 2568.XLSB", "สำเนา 2568.XLSB"),
        ("สมุดงาน1", "สมุดงาน1.xlsx"),
        ("ผล อบต.บางปลา", "ผล อบต.บางปลา.xlsx"),
    ],
)
def test_a_workbook_is_called_by_its_own_name_with_one_that_is_not_saved_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, called: str
) -> None:
    monkeypatch.setattr(FileBook, "name", name)
    pressed(_empty(tmp_path))
    assert str(AnyBook(xlwings.Book.caller()).values) == called


def test_figures_of_the_year_before_alone_are_not_those_of_the_year(samples: Path, tmp_path: Path) -> None:
    (given,) = read(samples / f"{SAMPLE}.xlsx")
    before = Assessment(YEAR - 1, given.agency, given.province, (Figure(Kind.OVERALL, "", Decimal("90.00")),))
    book = pressed(_filled(tmp_path, Assessment(YEAR, given.agency, given.province, previous=before)))
    buttons.report()
    assert "[E107]" in _told(book, "report")
    assert f"พ.ศ. {YEAR}" in _told(book, "report")
    assert book.opened == []


def test_a_button_tells_of_a_sheet_that_is_gone(samples: Path, tmp_path: Path) -> None:
    path = _filled(tmp_path, read(samples / f"{SAMPLE}.xlsx")[0], f"{'ชื่อที่ยาว ' * 7}2568.xlsx")
    book = pressed(path)
    del book.cells["ตรวจสอบ"]
    buttons.calculate()
    assert "[E308]" in _told(book, "calculate")
    assert "ตรวจสอบ" in _told(book, "calculate")
    # Beside the button the whole of it can be seen.
    start = book.cells["เริ่มต้น"]
    rows = {row[1].value: start.row_dimensions[row[1].row].height for row in start.iter_rows(max_col=2)}
    assert rows[buttons.COMMANDS[1].tip] > 45 > rows[buttons.COMMANDS[2].tip]


def test_weak_writes_the_reasons_beside_their_items(samples: Path, tmp_path: Path) -> None:
    (given,) = read(samples / f"{SAMPLE}.xlsx")
    book = pressed(_filled(tmp_path, given))
    buttons.weak()
    rows = {row[0]: row for row in book.cells["_ita_items"].iter_rows(min_row=2, values_only=True)}
    said = {ref: row for ref, row in rows.items() if row[5]}
    assert f"พบจุดอ่อน {len(said)} ข้อ" in _told(book, "weak")
    assert said
    for ref, row in said.items():
        assert row[5].startswith("• ")
        assert Decimal(str(row[6])) == given.value(Kind.ITEM, ref)
    assert len(rows) == 61
    # The list on จุดอ่อน is in the order of the formulas; its rows are as high as the reasons that they then show.
    listed = [
        row[0] for row in book.cached["จุดอ่อน"].iter_rows(min_row=4, min_col=2, max_col=2, values_only=True) if row[0]
    ]
    heights = [book.cells["จุดอ่อน"].row_dimensions[4 + at].height for at in range(len(listed))]
    assert len(listed) == len(said)
    assert max(heights) > min(heights) >= 23
    assert book.cached["จุดอ่อน"]["A1"].value == f"ข้อที่ยังไม่ได้คะแนนเต็ม {len(listed)} ข้อ เรียงจากคะแนนต่ำสุด"


def test_weak_lets_the_rows_in_use_be_printed(samples: Path, tmp_path: Path) -> None:
    (given,) = read(samples / f"{SAMPLE}.xlsx")
    book = pressed(_filled(tmp_path, given))
    listed = sum(bool(row[0]) for row in book.cached["จุดอ่อน"].iter_rows(min_row=4, values_only=True))
    page = book.cells["จุดอ่อน"]
    for before, after in (
        ("", f"$A$1:$F${3 + listed}"),
        ("$A$1:$F$9", f"$A$1:$F${3 + listed}"),
        ("$B$1:$D$70", "$B$1:$D$70"),  # the user's own choice
    ):
        page.print_area = before
        buttons.weak()
        assert page.print_area == f"'จุดอ่อน'!{after}"
        assert "พบจุดอ่อน" in _told(book, "weak")
    book.lacking = frozenset({"print_area"})
    buttons.weak()
    assert "พบจุดอ่อน" in _told(book, "weak")


def test_report_and_memo_are_made_beside_the_workbook_and_opened(samples: Path, tmp_path: Path) -> None:
    book = pressed(_filled(tmp_path, read(samples / f"{SAMPLE}.xlsx")[0]))
    buttons.report()
    buttons.memo()
    made = {"รายงาน ITA เทศบาลตำบลบางปลา 2568.xlsx": "สรุปผล", "บันทึกข้อความ ITA เทศบาลตำบลบางปลา 2568.xlsx": "บันทึกข้อความ"}
    assert book.opened == [str(tmp_path / name) for name in made]
    for (name, sheet), command in zip(made.items(), ("report", "memo"), strict=True):
        assert sheet in openpyxl.load_workbook(tmp_path / name, read_only=True).sheetnames
        assert f"จัดทำแฟ้ม “{name}” แล้ว" in _told(book, command)


def test_a_workbook_that_lies_on_the_web_is_told_to_be_saved(samples: Path, tmp_path: Path) -> None:
    book = pressed(_filled(tmp_path, read(samples / f"{SAMPLE}.xlsx")[0]))
    type(book).fullname = property(lambda self: f"https://example.go.th/{self.name}")
    try:
        buttons.report()
    finally:
        type(book).fullname = property(lambda self: str(self.path))
    assert "[E309]" in _told(book, "report")
    assert book.opened == []


def test_a_workbook_on_the_web_that_xlwings_does_not_find(samples: Path, tmp_path: Path) -> None:
    def refused(_: FileBook) -> str:
        raise xlwings.XlwingsError("URL not recognized as valid OneDrive/SharePoint link.")

    book = pressed(_filled(tmp_path, read(samples / f"{SAMPLE}.xlsx")[0]))
    type(book).fullname = property(refused)
    try:
        buttons.report()
        buttons.machine()
    finally:
        type(book).fullname = property(lambda self: str(self.path))
    assert "[E309]" in _told(book, "report")
    assert "พบ 1 เรื่อง ดูแผ่น “ตรวจสอบ”: ที่อยู่ของแฟ้ม" in _told(book, "machine")


def test_import_fills_empty_cells_and_keeps_what_was_typed(samples: Path, tmp_path: Path) -> None:
    (given,) = read(samples / f"{SAMPLE}.xlsx")
    path = _empty(tmp_path)
    book = pressed(path)
    _choose(book, samples / f"{SAMPLE}.xlsx")
    cells = {cell.value: cell for cell in book.cells["คะแนน"]["A"] if cell.value}
    typed = book.cells["คะแนน"].cell(cells["i1"].row, 4)
    typed.value = 11
    buttons.import_file()
    told = _told(book, "import_file")
    assert f"เติมจากแฟ้ม “{SAMPLE}.xlsx” {len(given.figures) + 1} ช่อง คงค่าเดิมที่ต่างจากแฟ้ม 1 ช่อง" in told
    assert typed.value == 11
    start = {row[0].value: row[1].value for row in book.cells["เริ่มต้น"].iter_rows(max_col=2)}
    assert (start["หน่วยงาน"], start["จังหวัด"]) == (given.agency, given.province)
    typed.value = None
    buttons.import_file()
    out = tmp_path / "saved.xlsx"
    book.cells.save(out)
    assert _figures(read(out, fiscal_year=YEAR)[0]) == _figures(given)


@pytest.mark.parametrize("name", ["phu-sang-2567", ""])
def test_import_refuses_another_year_and_no_file(samples: Path, tmp_path: Path, name: str) -> None:
    book = pressed(_empty(tmp_path))
    if name:
        _choose(book, samples / f"{name}.xlsx")
    buttons.import_file()
    assert ("[E111]" if name else "[E101]") in _told(book, "import_file")


def _choose(book: FileBook, path: Path) -> None:
    row = 1 + [key for key, _ in Notes.of([]).rows].index("file")
    book.cells["_ita"].cell(row, 2).value = str(path)


def test_machine_names_the_versions(tmp_path: Path) -> None:
    book = pressed(_empty(tmp_path))
    buttons.machine()
    assert "พร้อมใช้งาน: ita-xl" in _told(book, "machine")


def test_machine_puts_what_is_lacking_on_checks(samples: Path, tmp_path: Path) -> None:
    path = _filled(tmp_path, read(samples / f"{SAMPLE}.xlsx")[0])
    path.with_name(f"{path.name}:Zone.Identifier").touch()
    book = pressed(path)
    for _ in range(2):
        buttons.machine()
        rows = [row for row in book.cells["ตรวจสอบ"].iter_rows(min_row=5, values_only=True) if row[2] == "M102"]
        assert len(rows) == 1
        assert "Unblock" in rows[0][7]
        assert "พบ 1 เรื่อง ดูแผ่น “ตรวจสอบ”: แฟ้มจากอินเทอร์เน็ต" in _told(book, "machine")
    path.with_name(f"{path.name}:Zone.Identifier").unlink()
    buttons.machine()
    assert "พร้อมใช้งาน: ita-xl" in _told(book, "machine")
    assert not [row for row in book.cells["ตรวจสอบ"].iter_rows(min_row=5, values_only=True) if row[2] == "M102"]


def test_what_a_file_says_never_becomes_a_formula(samples: Path, tmp_path: Path) -> None:
    (given,) = read(samples / f"{SAMPLE}.xlsx")
    book = pressed(_filled(tmp_path, Assessment(YEAR, given.agency, "", given.figures, (Wording('=HYPERLINK("x")'),))))
    buttons.calculate()
    cells = [cell for row in book.cells["ตรวจสอบ"].iter_rows(min_row=5) for cell in row if cell.value]
    assert any(cell.value == '=HYPERLINK("x")' for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n"}
