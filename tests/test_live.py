"""A sheet drawn on a live book by xlwings looks and reads as the same sheet written to a file."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import xlwings

from ita_xl.diagnosis import diagnose
from ita_xl.measures import plan
from ita_xl.planning import Form, Wish, arrange
from ita_xl.render import workbook_bytes
from ita_xl.render.live import Brush, blocks, draw, entered
from ita_xl.scoring import score
from ita_xl.sheets.followup import followup_of_plan
from ita_xl.sheets.model import Area, Book, Cell, Sheet
from ita_xl.sheets.plan_forms import plan_sheet
from tests.build import BANG_PLA_ITEMS, assessment
from tests.filehost import FileBook

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def host(tmp_path: Path) -> FileBook:
    path = tmp_path / "ว่าง.xlsx"
    openpyxl.Workbook().save(path)
    return FileBook(path)


def _page(host: FileBook) -> Any:
    return xlwings.Book(impl=host).sheets[0]


def _measures() -> Any:
    return plan(diagnose(score(assessment(2568, items=BANG_PLA_ITEMS))))


def _sheets() -> list[Sheet]:
    measures = _measures()
    return [*(plan_sheet(arrange(measures, Wish(form=form))) for form in Form), followup_of_plan(measures)]


def _written(sheet: Sheet) -> Any:
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes(Book("", "", (sheet,))))).active


def _look(cell: Any) -> tuple[object, ...]:
    font, own, edges = cell.font, cell.alignment, cell.border
    sides = [(one and one.style, one and one.color and one.color.rgb[-6:])
             for one in (edges.left, edges.right, edges.top, edges.bottom)]  # fmt: skip
    fill = cell.fill.fgColor.rgb[-6:] if cell.fill.patternType else None
    return (
        font.name, font.sz, bool(font.b), bool(font.i), font.color.rgb[-6:], fill, own.horizontal, own.vertical,
        bool(own.wrap_text), int(own.indent or 0), cell.number_format, sides,
    )  # fmt: skip


@pytest.mark.parametrize("at", range(4))
def test_a_drawn_sheet_is_the_written_one(host: FileBook, at: int) -> None:
    sheet = _sheets()[at]
    skipped = draw(sheet, _page(host))
    ours, theirs = host.cells.worksheets[0], _written(sheet)
    assert set(skipped) <= {"breaks", "prompts"}
    assert {one.coord for one in ours.merged_cells.ranges} == {one.coord for one in theirs.merged_cells.ranges}
    inside = {
        (row, column)
        for one in theirs.merged_cells.ranges
        for row in range(one.min_row, one.max_row + 1)
        for column in range(one.min_col, one.max_col + 1)
    }
    for cell in sheet.cells:
        where = cell.row + 1, cell.column + 1
        mine, other = ours.cell(*where), theirs.cell(*where)
        assert mine.value == other.value, where
        if where not in inside:
            assert _look(mine) == _look(other), where
    for row in sheet.heights:
        assert ours.row_dimensions[row + 1].height == pytest.approx(
            theirs.row_dimensions[row + 1].height, abs=0.75
        )  # a pixel
    assert ours.freeze_panes == theirs.freeze_panes


def test_calls_grow_with_blocks_and_not_with_cells(host: FileBook) -> None:
    def table(rows: int) -> Sheet:
        cells = [Cell(row, column, f"ข้อความ {row} {column}", "cell") for row in range(rows) for column in range(5)]
        return Sheet("ตาราง", tuple(cells), (20.0,) * 5, dict.fromkeys(range(rows), 30.0))

    calls = []
    for rows in (3, 300):
        host.calls = 0
        draw(table(rows), _page(host))
        calls.append(host.calls)
    assert calls[0] == calls[1] < 20


def test_decoration_that_the_engine_lacks_is_counted_and_values_stand(host: FileBook) -> None:
    host.lacking = frozenset({"borders", "font", "merge", "row_height", "freeze_at", "validation"})
    sheet = _sheets()[-1]
    skipped = draw(sheet, _page(host))
    assert {"border", "font", "merge", "height", "freeze", "validation"} <= set(skipped)
    page = host.cells.worksheets[0]
    assert all(page.cell(one.row + 1, one.column + 1).value == one.value for one in sheet.cells)


def test_values_that_the_engine_lacks_are_never_left_out(host: FileBook) -> None:
    host.lacking = frozenset({"value"})
    with pytest.raises(NotImplementedError):
        draw(_sheets()[0], _page(host))


@pytest.mark.parametrize(
    "text", ["=1+1", "1/2", "๑", "'ยกมา", "-", "TRUE", "ข้อ 1", "บรรทัด\nสอง", "+66", "ก" * 40, "=" + "ก" * 40]
)
def test_any_text_stays_text(host: FileBook, text: str) -> None:
    Brush(_page(host)).values({(0, 0): entered(text)})
    cell = host.cells.worksheets[0].cell(1, 1)
    assert (cell.value, cell.data_type) == (text, "s")


def test_formulas_numbers_and_empty_cells_are_entered_as_such(host: FileBook) -> None:
    cells = (Cell(0, 0, Decimal("1.50")), Cell(0, 1, Decimal(3), formula="A1*2"), Cell(0, 2, None), Cell(0, 3, ""))
    draw(Sheet("ก", cells, (9.0,) * 4), _page(host))
    page = host.cells.worksheets[0]
    assert [one.value for one in page[1]] == [1.5, "=A1*2", None, None]


def test_blocks_are_rectangles_of_one_value() -> None:
    cells = {(0, 0): "a", (0, 1): "a", (1, 0): "a", (1, 1): "a", (2, 0): "a", (2, 1): "b", (4, 0): "a"}
    found = {(one.area, one.what) for one in blocks(cells)}
    assert found == {
        (Area(0, 0, 1, 1), "a"), (Area(2, 0, 2, 0), "a"), (Area(2, 1, 2, 1), "b"), (Area(4, 0, 4, 0), "a"),
    }  # fmt: skip
