"""What the engine keeps of the sheets while the screen stands still: it is never another sheet or other cells."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from tests.calc import running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.office import Office

pytestmark = pytest.mark.libreoffice


@pytest.fixture(scope="module")
def app(office: Office) -> Iterator[Any]:
    with running(office) as found:
        yield found


@pytest.fixture
def page(app: Any) -> Iterator[Any]:
    """The one sheet of a book."""
    book = app.books.add()
    yield book.sheets[0]
    app.screen_updating = True
    book.close()


@pytest.mark.parametrize("still", [False, True], ids=["moving screen", "still screen"])
def test_a_sheet_is_found_by_the_name_it_has_now(page: Any, still: bool) -> None:
    """Sheets deleted, moved and renamed in between, in the window and from here."""
    book, model = page.book, page.book.impl.model
    book.app.screen_updating = not still
    names = ("ก", "ข", "ค")
    for name in names:
        book.sheets.add(name).range("A1").value = name
    for name in names:
        book.sheets[name].range((2, 1)).row_height = 30 + ord(name) % 10
    book.sheets["ก"].delete()
    made = book.sheets.add("ก", before=book.sheets["ข"])
    made.range("B2").value = "ใหม่"
    assert [book.sheets[name].range("A1").value for name in names] == [None, "ข", "ค"]
    book.app.screen_updating = True
    model.Sheets.removeByName("ข")
    model.Sheets.insertNewByName("ข", 1)
    model.Sheets.getByName("ค").Name = "ง"
    book.app.screen_updating = not still
    assert [book.sheets[name].range("A1").value for name in ("ก", "ข", "ง")] == [None, None, "ค"]
    assert book.sheets["ก"].range("B2").value == "ใหม่"
    heights = [book.sheets[name].range((2, 1)).row_height for name in ("ข", "ง")]
    assert heights[1] == pytest.approx(30 + ord("ค") % 10, abs=0.1)
    assert heights[0] < 20
    assert "ค" not in [one.name for one in book.sheets]


def test_rows_that_move_take_nothing_into_other_cells(page: Any) -> None:
    """Cells are found where they are, whatever was inserted or deleted above."""
    page.book.app.screen_updating = False
    page.range("A1:B6").value = [[f"ก{row}", row] for row in range(6)]
    cell = page.range("B4")
    assert cell.value == 3
    page.range("2:3").insert("down")
    assert [page.range("B6").value, cell.row, cell.value] == [3, 4, 1]
    page.range("6:6").delete("up")
    assert page.range("A6:B6").value == ["ก4", 4]
    page.range("6:6").delete("up")
    assert page.range("A1:B6").value[-1] == ["ก5", 5]
    page.range("A6").font.bold = True
    assert page.range("A5:A6").font.bold is None
    page.range("A6:B6").delete("up")
    assert page.used_range.last_cell.row == 5


def test_the_cursor_stands_where_it_was_sent(page: Any) -> None:
    """From anywhere to anywhere: single cells, blocks, whole rows and columns, the last cells of a sheet."""
    page.book.app.screen_updating = False
    last_row, last_column = 1_048_575, 1023
    chance = random.Random(7)
    tops = [0, 1, 40, 31_990, 32_010, last_row - 3, last_row]
    lefts = [0, 3, 250, 260, last_column]
    for _ in range(120):
        rows = sorted(chance.choices([*tops, chance.randrange(200)], k=2))
        columns = sorted(chance.choices([*lefts, chance.randrange(20)], k=2))
        corners = (rows[0], columns[0], rows[1], columns[1])
        if chance.random() < 0.2:
            page.used_range  # noqa: B018 - it goes elsewhere
        found = page.impl.page.cursor(*corners).RangeAddress
        assert (found.StartRow, found.StartColumn, found.EndRow, found.EndColumn) == corners


def test_a_hidden_sheet_is_written_without_making_its_rows_fit(page: Any) -> None:
    book = page.book
    hidden, text = book.sheets.add("ซ่อน"), "ข้อความยาว " * 40
    page.range("A1").wrap_text = hidden.range("A1").wrap_text = True
    hidden.visible = False
    book.app.screen_updating = False
    for one in (page, hidden):
        one.range("A1").value = text
    assert page.range("A1").row_height > 10 * hidden.range("A1").row_height
    hidden.visible = True
    hidden.range("A1").value = f"{text}ต่อ"
    assert hidden.range("A1").row_height > 100
    assert book.impl.model.IsAdjustHeightEnabled
