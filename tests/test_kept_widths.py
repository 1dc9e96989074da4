"""Sheets made anew in columns that the user made narrower or wider, moved, or typed long texts into: no text is cut."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import xlwings
from openpyxl.utils import get_column_letter

from ita_xl.excel import buttons
from ita_xl.sheets.measure import column_points, line_count, row_height
from tests.filehost import FileBook, pressed

if TYPE_CHECKING:
    from pathlib import Path

PLAN, FOLLOWUP, REPORT = "แผนมาตรการ", "ติดตามผล", "รายงานผล"
_LONG = "ข้อความที่พิมพ์เองยาวกว่าที่โปรแกรมจัดทำไว้มาก " * 12
_MOST = 409.0


@pytest.fixture(scope="module")
def made(filled_template: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A filled template with its three sheets."""
    path = tmp_path_factory.mktemp("made") / "แม่แบบ.xlsx"
    path.write_bytes(filled_template)
    book = pressed(path)
    for press in (buttons.plan, buttons.followup, buttons.progress):
        press()
    book.cells.save(path)
    return path


@pytest.fixture
def book(made: Path) -> FileBook:
    return pressed(made)


def _page(name: str) -> Any:
    return xlwings.Book.caller().sheets[name]


def _cut(book: FileBook, name: str) -> list[str]:
    """The cells whose text needs a higher row than theirs, as they stand in their columns."""
    page, cells = _page(name), book.cells[name]
    widths = [column_points(page.range((1, column)).column_width) for column in range(1, cells.max_column + 1)]
    ends = {(one.min_row, one.min_col): one.max_col for one in cells.merged_cells.ranges}
    found = []
    for row in cells.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.alignment.wrap_text:
                last = ends.get((cell.row, cell.column), cell.column)
                lines = line_count(cell.value, sum(widths[cell.column - 1 : last]), cell.font.sz, bold=cell.font.b,
                                   indent=int(cell.alignment.indent))  # fmt: skip
                if cells.row_dimensions[cell.row].height < min(row_height(lines, cell.font.sz), _MOST) - 0.1:
                    found.append(cell.coordinate)
    return found


@pytest.mark.parametrize(
    ("name", "command", "column"),
    [(PLAN, "plan", 3), (PLAN, "plan", 1), (FOLLOWUP, "followup", 4), (REPORT, "progress", 2)],
)
def test_no_text_is_cut_in_a_narrower_column(book: FileBook, name: str, command: str, column: int) -> None:
    assert _cut(book, name) == []
    page = _page(name)
    narrow = page.range((1, column)).column_width * 0.6
    page.range((1, column)).column_width = narrow
    assert _cut(book, name)
    getattr(buttons, command)()
    assert _cut(book, name) == []
    assert page.range((1, column)).column_width == pytest.approx(narrow, abs=1 / 7)
    heights = {row: one.height for row, one in book.cells[name].row_dimensions.items()}
    getattr(buttons, command)()
    assert heights == {row: one.height for row, one in book.cells[name].row_dimensions.items()}


def test_rows_become_low_again_in_a_wider_column(book: FileBook) -> None:
    page = _page(PLAN)
    before = sum(one.height or 0 for one in book.cells[PLAN].row_dimensions.values())
    for column in range(1, 6):
        page.range((1, column)).column_width *= 1.5
    buttons.plan()
    assert _cut(book, PLAN) == []
    assert sum(one.height or 0 for one in book.cells[PLAN].row_dimensions.values()) < before * 0.8


def test_a_long_text_by_hand_has_room(book: FileBook) -> None:
    cells = book.cells[PLAN]
    row = next(cell.row for cell in cells["C"] if str(cell.value).startswith("1. "))
    cells.cell(row, 4).value = _LONG
    assert _cut(book, PLAN) == [f"D{row}"]
    buttons.plan()
    assert cells.cell(row, 4).value == _LONG
    assert _cut(book, PLAN) == []
    # It is a height of ours: a shorter text lets it go.
    cells.cell(row, 4).value = "สั้น"
    high = cells.row_dimensions[row].height
    buttons.plan()
    assert _cut(book, PLAN) == []
    assert cells.row_dimensions[row].height < high


def test_a_height_of_the_user_stays_until_the_text_needs_more(book: FileBook) -> None:
    cells = book.cells[PLAN]
    row = next(cell.row for cell in cells["C"] if str(cell.value).startswith("1. "))
    cells.row_dimensions[row].height = 300
    buttons.plan()
    assert cells.row_dimensions[row].height == 300
    cells.row_dimensions[row].height = 0
    buttons.plan()
    assert cells.row_dimensions[row].height == 0


def test_widths_are_those_of_the_columns_where_they_stand_now(book: FileBook) -> None:
    """A column inserted by hand moves the others, which keep their widths."""
    cells = book.cells[PLAN]
    widths = [_page(PLAN).range((1, column)).column_width for column in range(1, 6)]
    areas = [one.coord for one in cells.merged_cells.ranges]
    for one in areas:
        cells.unmerge_cells(one)
    cells.insert_cols(2)
    for column, width in enumerate([widths[0] / 2, 10.0, *widths[1:]], start=1):
        cells.column_dimensions[get_column_letter(column)].width = width + 5 / 7
    buttons.plan()
    assert _cut(book, PLAN) == []
    assert [_page(PLAN).range((1, column)).column_width for column in (1, 3)] == pytest.approx(
        [widths[0] / 2, widths[1]], abs=1 / 7
    )
