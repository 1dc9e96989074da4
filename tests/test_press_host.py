"""Buttons pressed in LibreOffice by ``ita-xl press``, in a program that it starts and in one that runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from ita_xl.cli import app as command
from ita_xl.sheets.template import FAILED, PRESSED, START, UNPRESSED

pytestmark = pytest.mark.libreoffice
ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "workbooks" / "samples" / "bang-pla-2568.xlsx"
OWN = "ข้อความที่พิมพ์เอง"


def _press(*words: object) -> tuple[int, str]:
    done = CliRunner().invoke(command, ["press", *map(str, words)])
    return done.exit_code, done.output


def _cells(path: Path, sheet: str) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True))


def test_a_template_with_macros_becomes_a_workbook_beside_it(app: Any, tmp_path: Path) -> None:
    """Scores taken in, then a plan made: the template stays, the workbook before the press stays under another name."""
    template = tmp_path / "ผล ITA อบต. (1).xlsm"
    template.write_bytes((ROOT / "workbooks" / "ita_template.xlsm").read_bytes())
    before = template.read_bytes()
    code, said = _press("นำเข้าไฟล์", template, "--file", SAMPLE, "--host", "libreoffice")
    book = template.with_suffix(".xlsx")
    assert (code, template.read_bytes(), book.is_file()) == (0, before, True)
    assert f"เติมจากแฟ้ม “{SAMPLE.name}”" in said
    assert str(book) in said

    code, said = _press("แผนมาตรการ", template)
    assert (code, "[E304]" in said) == (3, True)
    first = book.read_bytes()
    code, said = _press("plan", book)
    assert code == 0, said
    assert "จัดทำแผ่น “แผนมาตรการ” แล้ว" in said
    assert book.with_name("ผล ITA อบต. (1) (ก่อนกดปุ่ม).xlsx").read_bytes() == first
    assert any("มาตรการ" in str(cell) for row in _cells(book, "แผนมาตรการ") for cell in row)


def test_buttons_in_a_workbook_that_is_open(app: Any, filled_template: bytes, tmp_path: Path) -> None:
    """Follow-up and report from what was filled in; twice changes nothing; documents lie beside; nothing is saved."""
    path = tmp_path / "แฟ้มที่เปิดอยู่.xlsx"
    path.write_bytes(filled_template)
    before = path.read_bytes()
    book = app.books.open(path)
    address = app.impl.connection.address

    def said(button: str) -> str:
        code, text = _press(button, path.name, "--address", address)
        assert code == 0, text
        return text

    code, text = _press("รายงานผล", "--address", address)
    assert (code, "[E109]" in text) == (3, True)
    assert (_state(book, "แผนมาตรการ"), _state(book, "รายงานผล")) == (UNPRESSED, FAILED)
    assert "จัดทำแผ่น “แผนมาตรการ” แล้ว" in said("แผนมาตรการ")
    assert (_state(book, "แผนมาตรการ"), _state(book, "ติดตามผล")) == (PRESSED, UNPRESSED)
    plan = _all(book, "แผนมาตรการ")
    book.sheets["แผนมาตรการ"].range("C7").value = OWN
    plan[6][2] = OWN
    assert "ไม่มีสิ่งใดเปลี่ยน" in said("plan")
    assert _all(book, "แผนมาตรการ") == plan
    assert "จัดทำแผ่น “ติดตามผล” แล้ว" in said("ติดตามผล")
    sheet = book.sheets["ติดตามผล"]
    block = sheet.range((1, 1), sheet.used_range.last_cell.address).value
    head = next(at for at, row in enumerate(block) if "สถานะ" in row)
    status = block[head].index("สถานะ")
    filled = next(at for at, row in enumerate(block) if at > head and isinstance(row[0], float))
    sheet.range((filled + 1, status + 1), (filled + 1, status + 3)).value = ["แล้วเสร็จ", None, OWN]
    assert "จัดทำแผ่น “รายงานผล” แล้ว" in said("รายงานผล")
    assert _state(book, "รายงานผล") == PRESSED
    stands = {one: _all(book, one) for one in ("ติดตามผล", "รายงานผล")}
    for one in stands:
        assert "ไม่มีสิ่งใดเปลี่ยน" in said(one)
    assert {one: _all(book, one) for one in stands} == stands
    assert stands["ติดตามผล"][filled][status] == "แล้วเสร็จ"
    assert any(OWN in str(cell) for row in stands["รายงานผล"] for cell in row)
    assert "พบจุดอ่อน" in said("จุดอ่อน")
    assert "คะแนนภาพรวม" in said("calculate")
    assert "จัดทำแฟ้ม “บันทึกข้อความ ITA" in said("บันทึกข้อความ")
    assert [one.name for one in tmp_path.glob("บันทึกข้อความ*.xlsx")]
    assert path.read_bytes() == before
    for one in list(app.books):
        one.close()
    code, text = _press("machine", "--address", address)
    assert (code, "[E101]" in text) == (3, True)


def _state(book: Any, sheet: str) -> object:
    """What the first sheet says of another: the last row there that begins with its name."""
    return next(row[2] for row in reversed(_all(book, START)) if row[0] == sheet)


def _all(book: Any, sheet: str) -> list[list[object]]:
    page = book.sheets[sheet]
    rows: list[list[object]] = page.range((1, 1), page.used_range.last_cell.address).value
    return rows


def test_wrong_words_and_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = tmp_path / "ก.xlsx"
    book.write_bytes(SAMPLE.read_bytes())
    for words in (["ไม่มีปุ่มนี้", book], ["plan"], ["plan", book, "-o", "ก.xlsm"], ["plan", book, "--host", "excel"]):
        assert _press(*words)[0] == 2
    assert _press("plan", "--address", "127.0.0.1:1")[0] == 3
    (tmp_path / ".~lock.ก.xlsx#").touch()
    code, said = _press("plan", book)
    assert (code, "[E302]" in said) == (3, True)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("ita_xl.office.places", lambda *_: iter(()))
    code, said = _press("plan", tmp_path / "ข.xlsx")
    assert (code, "[E402]" in said or "[E406]" in said) == (3, True)


def test_a_workbook_that_is_no_template(app: Any, tmp_path: Path) -> None:
    book = tmp_path / "ก.xlsx"
    book.write_bytes(SAMPLE.read_bytes())
    opened = app.books.open(book)
    code, said = _press("plan", book.name, "--address", app.impl.connection.address)
    opened.close()
    assert (code, "[E308]" in said) == (3, True)
