"""Texts taller than a row may be: they go on in further rows, with their heading, and nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from ita_xl.auditing import audit_all
from ita_xl.diagnosis import diagnose
from ita_xl.ingest import read, understand
from ita_xl.measures import MeasuresPlan, plan
from ita_xl.planning import Form, Wish
from ita_xl.render import write_report
from ita_xl.scoring import score
from ita_xl.sheets.build import Builder, Text, rows_needed
from ita_xl.sheets.measure import MAX_HEIGHT
from ita_xl.sheets.report import report_book
from ita_xl.thai import CONTINUED
from tests.build import BANG_PLA_ITEMS, assessment
from tests.office import formula_cells, values

if TYPE_CHECKING:
    from pathlib import Path

    from ita_xl.sheets.model import Sheet
    from tests.office import Office

STEPS = tuple(
    f"ทบทวนคู่มือการปฏิบัติงานของภารกิจหลักข้อที่ {number} ให้ระบุขั้นตอน ผู้รับผิดชอบ และเวลาที่ทำได้จริง" for number in range(1, 61)
)
LONG = "\n".join(STEPS)


def long_plan() -> MeasuresPlan:
    """A plan whose first measure has sixty steps, and one item a defect as long."""
    made = plan(diagnose(score(assessment(items=BANG_PLA_ITEMS, indicators={9: 95, 10: 90}))))
    first = made.rows[0]
    measures = (replace(first.measures[0], steps=STEPS), *first.measures[1:])
    notes = {**made.notes, "i1": replace(made.notes["i1"], defect=LONG)}
    return replace(made, rows=(replace(first, measures=measures), *made.rows[1:]), notes=notes)


def column(sheet: Sheet, number: int) -> str:
    """The texts of a column below each other."""
    return "\n".join(str(cell.value) for cell in sheet.cells if cell.column == number and cell.value is not None)


class TestARow:
    def test_goes_on_in_further_rows_with_its_heading(self) -> None:
        sheet = Builder("แผน", (20, 40, 10))
        first = sheet.line(("มาตรการ", LONG, 5), ("cell", "cell_small", "whole"))
        rows = sheet.row - first
        made = sheet.sheet()
        assert rows == rows_needed([Text(LONG, (40,), "cell_small")]) > 4
        assert column(made, 0).split("\n") == ["มาตรการ", *[f"มาตรการ {CONTINUED}"] * (rows - 1)]
        assert column(made, 1) == LONG
        assert [cell.value for cell in made.cells if cell.column == 2] == [5, *[None] * (rows - 1)]
        assert all(height < MAX_HEIGHT for height in made.heights.values())
        assert len({(cell.row, cell.column) for cell in made.cells}) == len(made.cells) == 3 * rows

    def test_keeps_its_merges(self) -> None:
        sheet = Builder("แผน", (20, 20, 10))
        sheet.wide(LONG, "text")
        sheet.wide("ท้าย", "text")
        made = sheet.sheet()
        assert column(made, 0) == f"{LONG}\nท้าย"
        assert [(area.first_row, area.last_row, area.last_column) for area in made.merges] == [
            (row, row, 2) for row in range(sheet.row)
        ]

    def test_that_fits_is_left_alone(self) -> None:
        sheet = Builder("แผน", (20, 40))
        sheet.line(("มาตรการ", "\n".join(STEPS[:9])))
        assert sheet.row == 1

    def test_of_two_long_texts_repeats_neither(self) -> None:
        sheet = Builder("แผน", (40, 40))
        sheet.line((LONG, LONG))
        made = sheet.sheet()
        assert column(made, 0) == column(made, 1) == LONG


@pytest.mark.parametrize("form", [Form.INDICATORS, Form.TWO_PARTS])
def test_no_row_of_a_report_is_as_tall_as_excel_allows_and_no_step_is_lost(form: Form) -> None:
    made = long_plan()
    book = report_book(made, [], extras=("analysis", "items", "followup"), wish=Wish(form))
    heights = [height for sheet in book.sheets for height in sheet.heights.values()]
    assert max(heights) < MAX_HEIGHT
    text = "\n".join(str(cell.value) for sheet in book.sheets if sheet.name == "แผนมาตรการ" for cell in sheet.cells)
    assert all(step in text for step in STEPS)


def test_what_goes_on_is_read_as_one_measure(tmp_path: Path) -> None:
    made = long_plan()
    path = write_report(made, [], tmp_path, wish=Wish(Form.INDICATORS))
    rows = [row for table in understand(path).plans for row in table.rows]
    whole = [row for row in rows if made.rows[0].measures[0].name in str(row)]
    assert len(whole) == 1
    assert all(step in str(whole[0]) for step in STEPS)
    assert CONTINUED not in str(whole[0])


@pytest.mark.libreoffice
def test_formulas_follow_the_rows_that_moved(tmp_path: Path, office: Office) -> None:
    made = long_plan()
    path = write_report(made, audit_all(made.diagnosis.card), tmp_path)
    shown = values(office.recalculate(path, tmp_path / "again"))
    truth = formula_cells(path)
    assert len(truth) > 50
    for where, (_, cached) in truth.items():
        if isinstance(cached, int | float):
            assert shown[where] == pytest.approx(cached), where
    assert read(path)[0].fiscal_year == 2568
