"""The sheets of the analysis: figures that follow the report, every item and topic there, nothing broken in print."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from ita_xl.analysis import analyse
from ita_xl.assessment import Assessment, Kind
from ita_xl.auditing import audit_all
from ita_xl.diagnosis import diagnose
from ita_xl.framework import load
from ita_xl.measures import plan
from ita_xl.render import workbook_bytes, write_safely
from ita_xl.scoring import score
from ita_xl.sheets.analysis import ANALYSIS, analysis_sheet
from ita_xl.sheets.analysis_items import TOPICS, items_analysis_sheet, topics_sheet
from ita_xl.sheets.model import Book
from ita_xl.sheets.report import report_book
from ita_xl.sheets.report_scores import Layout
from tests.build import BANG_PLA_2567, BANG_PLA_ITEMS, assessment
from tests.office import change_cell, values
from tests.test_report import CASES, agree
from tests.validator import faults

if TYPE_CHECKING:
    from pathlib import Path

    from ita_xl.sheets.model import Sheet
    from tests.office import Office

MORE: dict[str, Assessment] = {
    **CASES,
    "all full": assessment(items=dict.fromkeys(load(2568).all_refs, 100), indicators={9: 100, 10: 100}),
    "only an overall score last year": assessment(items=BANG_PLA_ITEMS, previous=assessment(2567, overall="97.02")),
}

#: Those that differ in what the sheets of the report they follow hold.
RECALCULATED = ("items", "half the items", "indicators", "ties", "zeros")


def book_of(one: Assessment, *, alone: bool = False) -> Book:
    card = score(one)
    made = plan(diagnose(card))
    found = analyse(made)
    layout = None if alone else Layout.of(made)
    own = (analysis_sheet(found, layout), items_analysis_sheet(found, layout), topics_sheet(found, layout))
    sheets = own if alone else (*report_book(made, audit_all(card)).sheets, *own)
    return Book(title="บทวิเคราะห์", subject="ITA", sheets=sheets)


def written(one: Assessment, path: Path, *, alone: bool = False, digits: str = "arabic") -> Path:
    return write_safely(path, workbook_bytes(book_of(one, alone=alone), digits=digits))


def texts(sheet: Sheet) -> list[str]:
    return [str(cell.value) for cell in sheet.cells if cell.value is not None]


@pytest.mark.libreoffice
def test_a_spreadsheet_program_shows_the_same_figures(tmp_path: Path, office: Office) -> None:
    paths = [written(MORE[name], tmp_path / f"{at}.xlsx") for at, name in enumerate(RECALCULATED)]
    paths += [written(one, tmp_path / f"a{at}.xlsx", alone=True) for at, one in enumerate(MORE.values())]
    again = office.recalculate_many(paths, tmp_path / "out")
    assert sum(agree(path, other) for path, other in zip(paths, again, strict=True)) > 1000


@pytest.mark.libreoffice
def test_a_changed_item_changes_the_analysis(tmp_path: Path, office: Office) -> None:
    one = MORE["items"]
    path = written(one, tmp_path / "ก.xlsx")
    layout = Layout.of(plan(diagnose(score(one))))
    sheet, cell = layout.cells[Kind.ITEM, "e7:2"].replace("'", "").split("!")
    shown = values(office.recalculate(change_cell(path, tmp_path / "changed", sheet, cell, 40.0), tmp_path / "out"))
    truth = analyse(plan(diagnose(score(assessment(items={**BANG_PLA_ITEMS, "e7:2": 40}, indicators={9: 95, 10: 90})))))
    means = {
        round(float(value), 2)
        for (name, _), value in shown.items()
        if name == TOPICS and isinstance(value, int | float)
    }
    for topic in truth.topics:
        assert topic.mean is not None
        assert any(abs(float(topic.mean) - mean) < 0.0051 for mean in means), topic.topic.number
    now = truth.plan.diagnosis.card.overall.value
    assert any(name == ANALYSIS and value == pytest.approx(float(now or 0)) for (name, _), value in shown.items()
               if isinstance(value, float))  # fmt: skip


@pytest.mark.libreoffice
@pytest.mark.parametrize("digits", ["arabic", "thai"])
def test_pages(tmp_path: Path, office: Office, digits: str) -> None:
    path = written(MORE["items"], tmp_path / "ก.xlsx", alone=True, digits=digits)
    pages = office.to_png(path, tmp_path / "png", dpi=50)
    assert 12 <= len(pages) <= 30
    assert all(page.stat().st_size > 3_000 for page in pages)


@pytest.mark.parametrize("name", MORE)
@pytest.mark.parametrize("alone", [True, False])
def test_nothing_needs_repair(tmp_path: Path, name: str, alone: bool) -> None:
    assert faults(written(MORE[name], tmp_path / "ก.xlsx", alone=alone)) == []


def test_every_item_indicator_and_topic_is_there() -> None:
    framework = load(2568)
    whole, items, topics = book_of(MORE["items"], alone=True).sheets
    assert {cell.value for cell in items.cells} >= set(framework.items)
    assert all(any(one.name in text for text in texts(whole)) for one in framework.indicators)
    assert all(any(one.name in text for text in texts(topics)) for one in framework.topics)
    assert {cell.value for cell in topics.cells if cell.column == 1} >= {
        code for one in framework.topics for code in one.items
    }


@pytest.mark.parametrize("name", MORE)
def test_no_hole_no_heading_alone(name: str) -> None:
    for sheet in book_of(MORE[name], alone=True).sheets:
        for text in texts(sheet):
            assert "None" not in text
            assert "{" not in text
            assert "  " not in text
        rows = {cell.row for cell in sheet.cells}
        headings = {cell.row for cell in sheet.cells if cell.style in ("heading", "header", "group") and cell.value}
        assert all(row + 1 in rows or row + 2 in rows for row in headings)
        assert not any(row - 1 in headings for row in sheet.breaks), "a heading ends a page"
        assert max(sheet.heights.values()) < 409


def test_one_year_has_no_column_for_another() -> None:
    one = book_of(MORE["indicators"], alone=True).sheets[0]
    assert "ผลต่าง" not in texts(one)
    two = book_of(assessment(indicators=BANG_PLA_2567, previous=assessment(2567, indicators=BANG_PLA_2567)), alone=True)
    assert "ผลต่าง" in texts(two.sheets[0])
    assert any(text == "ไม่มี" for text in texts(two.sheets[0]))


def test_a_year_without_topics_says_so() -> None:
    sheet = topics_sheet(analyse(plan(diagnose(score(assessment(2564, indicators=BANG_PLA_2567))))))
    assert any("ไม่ได้แบ่งข้อเป็นประเด็น" in text for text in texts(sheet))


def test_a_mean_is_half_up_and_exact() -> None:
    items = {**dict.fromkeys((f"i{n}" for n in (10, 11, 12)), Decimal("99.99")), "o23": Decimal("99.99"), "o24": 100}
    topic = book_of(assessment(items=items), alone=True).sheets[2]
    cells = [cell for cell in topic.cells if cell.style == "total" and cell.value is not None]
    assert [cell.value for cell in cells if "SUM" in cell.formula][-2:]
    assert Decimal("99.99") in [cell.value for cell in cells]
