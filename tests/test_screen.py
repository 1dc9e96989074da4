"""What the user sees of a press: the same sheet and cell afterwards, progress, and errors where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ita_xl.assessment import Assessment
from ita_xl.excel import buttons
from ita_xl.framework import load
from ita_xl.render import workbook_bytes
from ita_xl.sheets.notes import state_key
from ita_xl.sheets.template import template_book
from tests.filehost import FileBook, pressed

if TYPE_CHECKING:
    from pathlib import Path

PLAN, FINDINGS, SCORES = "แผนมาตรการ", "ตรวจสอบ", "คะแนน"


@pytest.fixture
def book(filled_template: bytes, tmp_path: Path) -> FileBook:
    path = tmp_path / "แม่แบบ.xlsx"
    path.write_bytes(filled_template)
    return pressed(path)


def _noticed(book: FileBook) -> list[tuple[object, ...]]:
    return [row for row in book.cells[FINDINGS].iter_rows(min_row=5, values_only=True) if row[2]]


def _told(book: FileBook, command: str) -> str:
    rows = book.cells["_ita"].iter_rows(values_only=True)
    return next(str(value) for name, value in rows if name == state_key(command))


def _cell(book: FileBook, code: str) -> str:
    return next(f"D{cell.row}" for cell in book.cells[SCORES]["A"] if cell.value == code)


@pytest.mark.parametrize("command", ["plan", "calculate", "weak"])
def test_sheet_and_cell_are_come_back_to(book: FileBook, command: str) -> None:
    book.front, book.chosen = "สรุปผล", "$C$7:$D$9"
    del book.cells[PLAN]  # so that one is added, which comes to the front in Excel
    getattr(buttons, command)()
    assert (book.front, book.chosen) == ("สรุปผล", "$C$7:$D$9")
    assert book.updating is True
    caption = next(one.caption for one in buttons.COMMANDS if one.name == command)
    assert len(book.said) > 1
    assert book.said[-1] is False
    assert all(str(one).startswith(f"ITA {caption}: ") for one in book.said[:-1])


def test_a_copy_for_the_hidden_sheet_does_not_stay_in_front(book: FileBook) -> None:
    buttons.plan()
    book.cells[SCORES][_cell(book, "i1")].value = 12
    book.front, book.chosen = PLAN, "$B$9"
    buttons.plan()
    assert f"{PLAN} (เดิม)" in book.cells.sheetnames
    assert (book.front, book.chosen) == (PLAN, "$B$9")


def test_nothing_is_scored_yet_and_the_first_cell_is_chosen(tmp_path: Path) -> None:
    path = tmp_path / "ว่าง.xlsx"
    path.write_bytes(workbook_bytes(template_book(load(2568), buttons.COMMANDS, Assessment(2568))))
    book = pressed(path)
    buttons.plan()
    assert "[E107]" in _told(book, "plan")
    assert (book.front, book.chosen) == (SCORES, "$D$5")
    (row,) = _noticed(book)
    assert row[1:3] == ("ต้องแก้ไข", "E107")
    assert row[6] == "คะแนน!D5"
    assert row[7]
    assert book.updating is True
    assert book.said[-1] is False


def test_a_score_that_is_no_number_is_chosen(book: FileBook) -> None:
    where = _cell(book, "i3")
    book.cells[SCORES][where].value = "ก้าวหน้า"
    buttons.calculate()
    assert [(row[2], row[6]) for row in _noticed(book) if row[2] == "R102"] == [("R102", f"คะแนน!{where}")]
    assert (book.front, book.chosen) == (SCORES, f"$D${where[1:]}")


def test_an_error_goes_when_the_next_press_works_and_the_rest_stays(book: FileBook) -> None:
    buttons.calculate()
    before = _noticed(book)
    buttons.import_file()  # no file was chosen
    assert [row[2] for row in _noticed(book)] == ["E101", *(row[2] for row in before)]
    buttons.import_file()
    assert [row[2] for row in _noticed(book)].count("E101") == 1
    buttons.weak()
    assert _noticed(book) == before


def test_what_the_last_press_kept_is_still_told_after_the_calculation(book: FileBook) -> None:
    buttons.plan()
    buttons.followup()
    plan = book.cells[PLAN]
    row = next(cell.row for cell in plan["C"] if str(cell.value).startswith("1. "))
    plan.cell(row, 2).value = "วิเคราะห์เอง"
    book.cells[SCORES][_cell(book, "i1")].value = 12
    buttons.plan()
    kept = [one[2:] for one in _noticed(book) if one[2] == "K104"]
    assert kept
    for press in (buttons.calculate, buttons.followup, buttons.calculate):
        press()
        assert [one[2:] for one in _noticed(book) if one[2] == "K104"] == kept
    plan.cell(row, 2).value = None
    del book.cells["ita_xl_state"]
    book.cells.create_sheet("ita_xl_state")
    buttons.plan()
    assert [one[6] for one in _noticed(book) if one[2] == "K101"] == [PLAN]


def test_results_and_scores_are_told_beside_each_other(book: FileBook) -> None:
    buttons.calculate()
    audit = [row[2:] for row in _noticed(book)]
    assert audit
    buttons.followup()
    buttons.progress()
    both = [row[2:] for row in _noticed(book)]
    assert {str(row[0])[0] for row in both} > {str(row[0])[0] for row in audit}
    assert [row for row in both if row in audit] == audit
    buttons.calculate()
    assert sorted(both, key=str) == sorted([row[2:] for row in _noticed(book)], key=str)
    low = [book.cells[FINDINGS].row_dimensions[row].height for row in range(5 + len(both), 65)]
    assert set(low) == {23}


@pytest.mark.parametrize("name", ["active", "selection", "activate", "select", "screen_updating", "status_bar"])
def test_an_engine_without_it_works_all_the_same(book: FileBook, name: str) -> None:
    book.lacking = frozenset({name})
    buttons.calculate()
    assert "คะแนนภาพรวม" in _told(book, "calculate")
    assert book.updating is True


def test_the_screen_is_on_again_when_the_program_fails(book: FileBook) -> None:
    book.lacking = frozenset({"formula"})
    buttons.plan()
    book.cells[SCORES][_cell(book, "i1")].value = 12
    buttons.plan()
    assert "[E999]" in _told(book, "plan")
    assert [row[2] for row in _noticed(book)].count("E999") == 1
    assert book.updating is True
    assert book.said[-1] is False


def test_a_document_that_is_opened_stays_in_front(book: FileBook) -> None:
    book.front, book.chosen = "สรุปผล", "$C$7"
    buttons.memo()
    assert book.opened == [book.in_front] != [book.fullname]
    assert (book.front, book.chosen) == ("สรุปผล", "$C$7")
