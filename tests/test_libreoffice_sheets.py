"""Sheets drawn in LibreOffice: they look, read and print as the same sheets written to a file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from ita_xl.render import workbook_bytes
from ita_xl.render.live import draw, lay_out
from ita_xl.sheets.model import Book
from tests.test_live import _look, _sheets

if TYPE_CHECKING:
    from pathlib import Path

    pass

pytestmark = pytest.mark.libreoffice


@pytest.mark.parametrize("at", range(4))
def test_a_drawn_sheet_is_the_written_one(page: Any, tmp_path: Path, at: int) -> None:
    """As the same test does in a file, after LibreOffice has saved both."""
    sheet = _sheets()[at]
    skipped = draw(sheet, page)
    assert set(skipped) <= {"breaks"}
    saved, written = tmp_path / "drawn.xlsx", tmp_path / "written.xlsx"
    page.book.impl.save_copy(saved)
    written.write_bytes(workbook_bytes(Book("", "", (sheet,))))
    ours, theirs = openpyxl.load_workbook(saved)[page.name], openpyxl.load_workbook(written).active
    assert theirs is not None
    assert {one.coord for one in ours.merged_cells.ranges} == {one.coord for one in theirs.merged_cells.ranges}
    inside = {cell for one in theirs.merged_cells.ranges for cell in one.cells}
    for cell in sheet.cells:
        where = cell.row + 1, cell.column + 1
        mine, other = ours.cell(*where), theirs.cell(*where)
        assert mine.value == other.value, where
        if where not in inside:
            assert _plain(_look(mine)) == _plain(_look(other)), where
    for row in sheet.heights:
        assert ours.row_dimensions[row + 1].height == pytest.approx(theirs.row_dimensions[row + 1].height, abs=0.8)
    assert ours.freeze_panes == theirs.freeze_panes
    lists = {one.formula1 for one in theirs.data_validations.dataValidation if one.type == "list"}
    assert lists <= {one.formula1 for one in ours.data_validations.dataValidation}
    assert _said(ours) == _said(theirs)


def _said(sheet: Any) -> set[tuple[object, ...]]:
    """What is said of cells: while one is chosen, and to what may not be typed."""
    return {
        (area, one.promptTitle, one.prompt, one.error or "", bool(one.error) and (one.errorStyle or "stop"))
        for one in sheet.data_validations.dataValidation
        for area in str(one.sqref).split()
    }


@pytest.mark.parametrize("at", range(4))
def test_a_sheet_that_was_added_is_printed_as_the_written_one(open_book: Any, tmp_path: Path, at: int) -> None:
    sheet = _sheets()[at]
    page = open_book.sheets.add(f"{sheet.name} {at}")
    assert lay_out(replace(sheet, name=page.name), page)
    draw(sheet, page)
    saved, written = tmp_path / "drawn.xlsx", tmp_path / "written.xlsx"
    open_book.impl.save_copy(saved)
    written.write_bytes(workbook_bytes(Book("", "", (replace(sheet, name=page.name),))))
    ours, theirs = openpyxl.load_workbook(saved)[page.name], openpyxl.load_workbook(written).active
    assert theirs is not None
    assert (ours.page_setup.orientation, int(ours.page_setup.paperSize)) == ("landscape", 9)
    assert ours.sheet_properties.pageSetUpPr.fitToPage
    assert (int(ours.page_setup.fitToWidth), int(ours.page_setup.fitToHeight)) == (1, 0)
    assert ours.print_title_rows == theirs.print_title_rows
    assert ours.sheet_properties.tabColor.rgb[-6:] == theirs.sheet_properties.tabColor.rgb[-6:]
    for side in ("left", "right", "top", "bottom"):
        assert getattr(ours.page_margins, side) == pytest.approx(getattr(theirs.page_margins, side), abs=0.02)
    assert (ours.oddFooter.left.text, ours.oddFooter.right.text) == (page.name, theirs.oddFooter.right.text)
    assert not ours.oddHeader.center.text
    # The other sheets keep their paper.
    assert openpyxl.load_workbook(saved).worksheets[0].page_setup.orientation == "portrait"
    page.delete()


def _plain(look: tuple[object, ...]) -> tuple[object, ...]:
    return tuple("general" if one is None else one for one in look)
