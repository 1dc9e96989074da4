"""The buttons แผนมาตรการ and ติดตามผล: pressed again and again, on sheets that were typed in."""

from __future__ import annotations

import random
from functools import partial
from typing import TYPE_CHECKING

import pytest
import xlwings
from openpyxl.cell import MergedCell
from openpyxl.comments import Comment

from ita_xl.assessment import Assessment, Kind
from ita_xl.diagnosis import diagnose
from ita_xl.excel import buttons
from ita_xl.excel.book import OpenBook
from ita_xl.excel.press import press, standing
from ita_xl.excel.state import read_state
from ita_xl.framework import load
from ita_xl.ingest import read
from ita_xl.ingest.progress import read_progress
from ita_xl.measures import plan
from ita_xl.planning import arrange
from ita_xl.render import workbook_bytes
from ita_xl.scoring import score
from ita_xl.sheets.build import Builder
from ita_xl.sheets.notes import state_key
from ita_xl.sheets.plan_forms import plan_sheet
from ita_xl.sheets.template import template_book
from tests.filehost import FileBook, pressed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal
    from pathlib import Path

    from ita_xl.sheets.columns import Widths
    from ita_xl.sheets.model import Sheet

YEAR = 2568
SAMPLE = "bang-pla-2568"
PLAN = "แผนมาตรการ"
FOLLOWUP, REPORT = "ติดตามผล", "รายงานผล"
KEPT = f"{PLAN} (เดิม)"


def _filled(folder: Path, assessment: Assessment) -> Path:
    path = folder / "สำเนา 2568.xlsx"
    path.write_bytes(workbook_bytes(template_book(load(YEAR), buttons.COMMANDS, assessment)))
    return path


def _told(book: FileBook, command: str) -> str:
    return next(str(value) for name, value in _rows(book, "_ita") if name == state_key(command))


def _figures(assessment: Assessment) -> dict[tuple[Kind, str], Decimal]:
    return {(one.kind, one.ref): one.value for one in assessment.figures}


@pytest.fixture
def planned(samples: Path, tmp_path: Path) -> FileBook:
    """A filled template whose plan was made."""
    (given,) = read(samples / f"{SAMPLE}.xlsx")
    book = pressed(_filled(tmp_path, given))
    buttons.plan()
    return book


def _rows(book: FileBook, name: str = PLAN) -> list[tuple[object, ...]]:
    return list(book.cells[name].iter_rows(values_only=True))


def _everything(book: FileBook, name: str = PLAN) -> tuple[object, ...]:
    page = book.cells[name]
    cells = [
        (cell.value, cell.style_id, cell.comment and cell.comment.text) for row in page.iter_rows() for cell in row
    ]
    areas = sorted(one.coord for one in page.merged_cells.ranges)
    return cells, areas, [page.row_dimensions[row + 1].height for row in range(page.max_row)]


def _score(book: FileBook, code: str, value: float) -> None:
    """Type a score into คะแนน."""
    row = next(cell.row for cell in book.cells["คะแนน"]["A"] if cell.value == code)
    book.cells["คะแนน"].cell(row, 4).value = value


def _measure(book: FileBook, name: str = PLAN) -> int:
    """The row (from 1) of the first measure of the plan."""
    return next(at for at, row in enumerate(_rows(book, name), start=1) if row[2] and str(row[2]).startswith("1. "))


def test_the_plan_is_made_as_the_report_has_it(planned: FileBook, samples: Path, tmp_path: Path) -> None:
    assert f"จัดทำแผ่น “{PLAN}” แล้ว" in _told(planned, "plan")
    (given,) = read(samples / f"{SAMPLE}.xlsx")
    sheet = plan_sheet(arrange(plan(diagnose(score(given)))))
    stands = {(at, column): value for at, row in enumerate(_rows(planned)) for column, value in enumerate(row) if value}
    assert stands == {(one.row, one.column): one.value for one in sheet.cells if one.value}
    assert KEPT not in planned.cells.sheetnames
    assert planned.cells[PLAN].page_setup.orientation == "landscape"


@pytest.mark.parametrize("command", ["plan", "followup", "progress"])
def test_a_second_press_changes_nothing(planned: FileBook, command: str) -> None:
    name = {"plan": PLAN, "followup": FOLLOWUP, "progress": REPORT}[command]
    buttons.followup()
    getattr(buttons, command)()
    before, memory = _everything(planned, name), _rows(planned, "ita_xl_state")
    getattr(buttons, command)()
    assert "ไม่มีสิ่งใดเปลี่ยน" in _told(planned, command)
    assert _everything(planned, name) == before
    assert _rows(planned, "ita_xl_state") == memory
    assert f"{name} (เดิม)" not in planned.cells.sheetnames


def test_what_was_typed_stays_and_the_new_text_is_proposed(planned: FileBook) -> None:
    page, row = planned.cells[PLAN], _measure(planned)
    steps, period = page.cell(row, 3).value, page.cell(row, 4).value
    page.cell(row, 3).value = "1. ขั้นตอนที่เขียนเอง"
    analysis = page.cell(row, 2)
    analysis.value, made = "วิเคราะห์เอง", analysis.value
    _score(planned, "i1", 12)
    buttons.plan()
    row = next(at for at, one in enumerate(_rows(planned), start=1) if one[2] == "1. ขั้นตอนที่เขียนเอง")
    assert page.cell(row, 2).value == "วิเคราะห์เอง"
    assert page.cell(row, 4).value == period
    assert page.cell(row, 3).comment is None
    assert "สภาพก่อนหน้าอยู่ในแผ่นที่ซ่อนไว้" in _told(planned, "plan")
    assert (made, steps) != ("วิเคราะห์เอง", "1. ขั้นตอนที่เขียนเอง")
    before = _everything(planned)
    buttons.plan()
    assert _everything(planned) == before


def test_a_conflict_is_a_note_and_a_finding_until_it_is_settled(planned: FileBook) -> None:
    page = planned.cells[PLAN]
    at = next(row for row, one in enumerate(_rows(planned), start=1) if "ตัวชี้วัดที่ 1 " in str(one[0]))
    page.cell(at, 1).value = "ตัวชี้วัดที่ 1 ตามที่เขียนเอง"
    _score(planned, "i1", 12)
    buttons.plan()
    cell = next(one for one in page["A"] if one.value == "ตัวชี้วัดที่ 1 ตามที่เขียนเอง")
    assert cell.comment.text.startswith("ผลใหม่เสนอว่า: ตัวชี้วัดที่ 1 ")
    assert any(row[2] == "K104" and f"{PLAN}!A{cell.row}" in str(row[6]) for row in _rows(planned, "ตรวจสอบ"))
    cell.value = cell.comment.text.removeprefix("ผลใหม่เสนอว่า: ").partition("\n")[0]
    buttons.plan()
    assert cell.comment is None
    assert not any(row[2] == "K104" for row in _rows(planned, "ตรวจสอบ"))


def test_a_note_of_the_user_stays(planned: FileBook) -> None:
    page = planned.cells[PLAN]
    at = next(row for row, one in enumerate(_rows(planned), start=1) if "ตัวชี้วัดที่ 1 " in str(one[0]))
    page.cell(at, 1).value = "เขียนเอง"
    page.cell(at, 1).comment = Comment("ถามปลัดก่อน", "")
    _score(planned, "i1", 12)
    buttons.plan()
    assert next(one for one in page["A"] if one.value == "เขียนเอง").comment.text == "ถามปลัดก่อน"


def test_a_row_added_by_hand_stays_below_its_row(planned: FileBook) -> None:
    page, row = planned.cells[PLAN], _measure(planned)
    above = page.cell(row, 1).value
    xlwings.Book.caller().sheets[PLAN].range(f"{row + 1}:{row + 1}").insert("down")
    for column, text in enumerate(("โครงการของเราเอง", "", "1. ทำเอง", "ทั้งปี", "สำนักปลัด"), start=1):
        page.cell(row + 1, column).value = text or None
    _score(planned, "i1", 12)
    _score(planned, "o1", 0)
    buttons.plan()
    names = [one[0] for one in _rows(planned)]
    assert names[names.index("โครงการของเราเอง") - 1] == above
    assert "ที่เพิ่มเองคงอยู่ 1 แถว" in _told(planned, "plan")


def test_new_measures_look_like_the_others(planned: FileBook) -> None:
    """A plan that grew by a press looks as one that is made at once from the new scores, but for its widths."""
    _score(planned, "i1", 12)
    _score(planned, "o1", 0)
    buttons.plan()
    assert "เพิ่มใหม่" in _told(planned, "plan")
    grown = _everything(planned)[:2]
    xlwings.Book.caller().sheets[PLAN].range("1:500").delete("up")
    buttons.plan()
    assert f"จัดทำแผ่น “{PLAN}” แล้ว" in _told(planned, "plan")
    assert grown == _everything(planned)[:2]


def test_the_sheet_before_the_press_is_kept_hidden(planned: FileBook) -> None:
    for value in (12, 55):
        before = _rows(planned)
        _score(planned, "i1", value)
        buttons.plan()
        assert _rows(planned, KEPT) == before != _rows(planned)
        assert planned.cells[KEPT].sheet_state == "hidden"


def test_a_plan_of_the_users_own_is_not_written_over(samples: Path, tmp_path: Path) -> None:
    (given,) = read(samples / f"{SAMPLE}.xlsx")
    book = pressed(_filled(tmp_path, given))
    texts = ["แผนของเทศบาล ปี 2569", "จัดอบรมบุคลากร", "ปรับปรุงเว็บไซต์"]
    for at, text in enumerate(texts, start=1):
        book.cells[PLAN].cell(at, 1).value = text
    buttons.plan()
    assert set(texts) <= {row[0] for row in _rows(book)}
    assert any(row[2] == "K101" for row in _rows(book, "ตรวจสอบ"))


def test_a_deleted_sheet_is_made_again(planned: FileBook) -> None:
    before = _rows(planned)
    del planned.cells[PLAN]
    buttons.plan()
    assert _rows(planned) == before
    assert planned.cells.sheetnames.index(PLAN) == planned.cells.sheetnames.index("ตรวจสอบ") + 1
    # No call of xlwings turns its paper.
    assert "ตั้งกระดาษเป็นแนวนอน" in _told(planned, "plan")


def test_an_engine_without_copies_and_notes_still_merges(planned: FileBook) -> None:
    planned.lacking = frozenset({"copy", "note", "borders"})
    _score(planned, "i1", 12)
    buttons.plan()
    assert "ตกแต่งไม่ได้" in _told(planned, "plan")
    assert "สภาพก่อนหน้า" not in _told(planned, "plan")
    planned.lacking = frozenset()
    before = _everything(planned)
    buttons.plan()
    assert _everything(planned) == before


def test_what_was_done_stays_when_the_plan_changes(planned: FileBook) -> None:
    buttons.followup()
    page = planned.cells[FOLLOWUP]
    at = next(row for row, one in enumerate(_rows(planned, FOLLOWUP), start=1) if one[6] == "6 เดือน")
    name = page.cell(at, 4).value
    page.cell(at, 8).value, page.cell(at, 10).value = "แล้วเสร็จ", "อบรมแล้ว 2 ครั้ง"
    _score(planned, "i1", 12)
    _score(planned, "o1", 0)
    buttons.followup()
    told = [one for one in _rows(planned, FOLLOWUP) if one[9] == "อบรมแล้ว 2 ครั้ง"]
    assert [(one[3], one[7]) for one in told] == [(name, "แล้วเสร็จ")]


def test_the_scores_are_read_as_before_with_the_plan_in_the_book(
    planned: FileBook, samples: Path, tmp_path: Path
) -> None:
    buttons.followup()
    _score(planned, "i1", 12)
    buttons.plan()
    out = tmp_path / "saved.xlsx"
    planned.cells.save(out)
    (given,), (again,) = read(samples / f"{SAMPLE}.xlsx"), read(out, fiscal_year=YEAR)
    figures = _figures(again)
    assert figures.pop((Kind.ITEM, "i1")) == 12
    assert figures.items() <= _figures(given).items()
    assert again.problems == given.problems


def test_the_report_on_results_follows_what_is_filled_in(planned: FileBook) -> None:
    buttons.followup()
    page = planned.cells[FOLLOWUP]
    at = next(row for row, one in enumerate(_rows(planned, FOLLOWUP), start=1) if one[6] == "6 เดือน")
    name = page.cell(at, 4).value
    buttons.progress()
    assert f"จัดทำแผ่น “{REPORT}” แล้ว" in _told(planned, "progress")
    report = planned.cells[REPORT]
    row = next(cell.row for cell in report["B"] if cell.value == name)
    assert report.cell(row, 3).value == "ยังไม่มีผลการดำเนินการ"
    assert any(one[2] == "P101" for one in _rows(planned, "ตรวจสอบ"))
    report.cell(row, 5).value = "งานนิติการ"
    page.cell(at, 8).value, page.cell(at, 10).value = "ดำเนินการแล้วเสร็จ", "อบรมแล้ว 2 ครั้ง"
    buttons.progress()
    assert [report.cell(row, column).value for column in (2, 3, 5)] == [
        name, "อบรมแล้ว 2 ครั้ง\nสถานะ: ดำเนินการแล้วเสร็จ", "งานนิติการ",
    ]  # fmt: skip


def test_the_report_on_results_needs_the_sheet_to_fill_in(planned: FileBook) -> None:
    buttons.progress()
    assert "[E109]" in _told(planned, "progress")
    assert _rows(planned, REPORT) == []


def test_heads_that_were_cleared_are_told_of_and_come_back(planned: FileBook) -> None:
    buttons.followup()
    page = planned.cells[FOLLOWUP]
    row = next(at for at, one in enumerate(_rows(planned, FOLLOWUP), start=1) if "สถานะ" in one)
    page.cell(row + 2, 10).value = "อบรมแล้ว 2 ครั้ง"
    before = _rows(planned, FOLLOWUP)
    for cell in page[row]:
        cell.value = None
    buttons.progress()
    told = _told(planned, "progress")
    assert f"[E109] {FOLLOWUP}!A{row}: " in told
    assert f"แล้วกดปุ่ม “{FOLLOWUP}”" in told
    assert _rows(planned, REPORT) == []
    buttons.followup()
    assert _rows(planned, FOLLOWUP) == before
    assert _rows(planned, f"{FOLLOWUP} (เดิม)")[row - 1] == (None,) * len(before[row - 1])
    buttons.progress()
    assert f"จัดทำแผ่น “{REPORT}” แล้ว" in _told(planned, "progress")


def test_a_plan_of_scores_that_cannot_be_read_says_so(planned: FileBook) -> None:
    page = planned.cells["คะแนน"]
    row = next(cell.row for cell in page["A"] if cell.value == "i1")
    page.cell(row, 4).value = "เก้าสิบ?"
    buttons.plan()
    assert f"แต่อ่าน คะแนน!D{row} ไม่ได้" in _told(planned, "plan")
    assert (planned.front, planned.chosen.replace("$", "")) == ("คะแนน", f"D{row}")


def test_the_command_line_reads_the_results_of_a_saved_template_once(planned: FileBook, tmp_path: Path) -> None:
    buttons.followup()
    page = planned.cells[FOLLOWUP]
    at = next(row for row, one in enumerate(_rows(planned, FOLLOWUP), start=1) if one[6] == "6 เดือน")
    name = page.cell(at, 4).value
    page.cell(at, 10).value = "อบรมแล้ว 2 ครั้ง"
    buttons.progress()
    _score(planned, "i1", 12)
    buttons.followup()
    cell = next(one for one in page["J"] if one.value == "อบรมแล้ว 2 ครั้ง")
    cell.value = "อบรมแล้ว 3 ครั้ง"
    assert planned.cells[f"{FOLLOWUP} (เดิม)"].sheet_state == "hidden"
    out = tmp_path / "saved.xlsx"
    planned.cells.save(out)
    told = [(one.name, own.summary) for one in read_progress(out).measures for own in one.told if own.summary]
    assert told == [(name, "อบรมแล้ว 3 ครั้ง")]


@pytest.mark.parametrize("seed", range(6))
def test_after_any_edits_the_sheet_is_what_the_merge_says(planned: FileBook, seed: int) -> None:
    """Rows inserted, deleted and moved, cells typed over, scores changed; then pressed, and all of it again."""
    chance = random.Random(seed)
    typed: set[str] = set()
    for round_ in range(3):
        for number in range(5):
            _edit(planned, chance, text := f"พิมพ์เอง {round_}.{number}")
            typed.add(text)
        typed &= {value for row in _rows(planned) for value in row if isinstance(value, str)}
        for code in chance.sample(["i1", "i2", "i5", "o1", "o4", "o9"], 2):
            _score(planned, code, chance.choice([0, 40, 85, 100]))
        buttons.plan()
        assert "แผ่น “" in _told(planned, "plan")
        _as_remembered(planned)
        assert typed <= {value for row in _rows(planned) for value in row}
        before = _everything(planned)
        buttons.plan()
        assert _everything(planned) == before


@pytest.mark.parametrize("seed", range(5))
def test_any_new_order_is_taken_over(planned: FileBook, seed: int) -> None:
    """Rows that nobody touched go, come and move at once: cells, looks, heights and merged cells are the new ones."""
    chance = random.Random(seed)
    book = OpenBook(xlwings.Book.caller())
    for round_ in range(3):
        order = chance.sample(range(16), chance.randrange(8, 14))
        for name in ("เดิม", f"ใหม่ {round_}"):
            press(book, partial(_listed, name, order))
        assert _everything(planned, "เดิม") == _everything(planned, f"ใหม่ {round_}")


def _listed(name: str, order: Sequence[int], given: Widths | None = None) -> Sheet:
    """A row for each number; each third is merged, and each has its own height."""
    sheet = Builder(name, given or (20.0, 30.0, 20.0))
    for one in order:
        sheet.key(f"row:{one}")
        if one % 3:
            sheet.line((one, f"เรื่องที่ {one}", f"ผู้รับผิดชอบงานที่ {one}"), "cell", height=30 + one)
        else:
            sheet.wide(f"หัวข้อที่ {one}", "group", height=30 + one)
    return sheet.sheet()


def _edit(book: FileBook, chance: random.Random, text: str) -> None:
    """One edit by hand, below the titles."""
    sheet = xlwings.Book.caller().sheets[PLAN]
    page = book.cells[PLAN]
    row, other = chance.randrange(7, page.max_row + 1), chance.randrange(7, page.max_row + 1)
    whole = sheet.range(f"{row}:{row}")
    match chance.choice(["type", "type", "insert", "delete", "move"]):
        case "insert":
            whole.insert("down")
            page.cell(row, 1).value = text
        case "delete":
            whole.delete("up")
        case "move":
            sheet.range(f"{other}:{other}").insert("down")
            here = row if row < other else row + 1
            sheet.range(f"{here}:{here}").move(sheet.range(f"{other}:{other}"))
            sheet.range(f"{here}:{here}").delete("up")
        case _:
            merged = isinstance(page.cell(row, 2), MergedCell)
            page.cell(row, 1 if merged else chance.randrange(1, 6)).value = text


def _as_remembered(book: FileBook) -> None:
    """What stands is what the state says was left, with its merged cells; the titles keep theirs."""
    remembered = read_state([row[0] for row in _rows(book, "ita_xl_state")])
    assert remembered.finding is None
    left = remembered.sheets[PLAN].rows
    rows = standing(xlwings.Book.caller().sheets[PLAN], len(left))
    assert [one.cells for one in rows] == [one.stood for one in left]
    assert [one.spans for one, own in zip(rows, left, strict=True) if own.key] == [own.spans for own in left if own.key]
