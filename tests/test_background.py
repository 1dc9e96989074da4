"""The background: weights, items, levels and elements are those of the rules of the year, and it prints."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from ita_xl.analysis.background import analysed_year, background
from ita_xl.diagnosis import diagnose
from ita_xl.framework import load, years
from ita_xl.ingest import read
from ita_xl.measures import plan
from ita_xl.planning import Form
from ita_xl.render import workbook_bytes, write_safely
from ita_xl.scoring import score
from ita_xl.sheets.background import background_sheet
from ita_xl.sheets.model import Book
from tests.build import LAMPHUN, assessment
from tests.validator import faults

if TYPE_CHECKING:
    from pathlib import Path

    from ita_xl.measures import MeasuresPlan
    from tests.office import Office

SCORED = [year for year in years() if load(year).scoring]


def made(year: int = 2568, **more: object) -> MeasuresPlan:
    return plan(diagnose(score(assessment(year, indicators=LAMPHUN, **more))))  # type: ignore[arg-type]


@pytest.mark.parametrize("year", SCORED)
def test_the_rules_of_the_year_are_told(year: int) -> None:
    told, framework = background(made(year)), load(year)
    assert [one.code for one in told.tools] == list(framework.scores)
    whole = [one for one in told.tools if one.code in framework.tool_codes]
    assert sum(one.weight for one in whole) == 100
    assert sum(one.items for one in whole) == len(framework.items)
    assert [one.name for one in told.levels] == [one.name for one in framework.levels]
    assert sum(one.reached for one in told.levels) == 1
    assert told.elements
    assert str(year + 1) in told.asked


def test_only_what_is_confirmed_is_said_to_be_asked() -> None:
    told = background(made())
    assert told.asked.endswith("กำหนดให้แสดง")
    assert [one[:3] for one in told.elements[1:]] == ["(1)", "(2)", "(3)", "(4)", "(5)"]
    assert "คะแนนภาพรวมและระดับผลการประเมิน" not in told.elements  # what agencies do, not read in the criteria


def test_parts_of_eit_weigh_half_each() -> None:
    told = background(made())
    assert {one.code: one.weight for one in told.tools}["EIT2"] == Decimal(15)
    assert told.formula == "คะแนนภาพรวม = 0.30 × IIT + 0.15 × EIT ส่วนที่ 1 + 0.15 × EIT ส่วนที่ 2 + 0.40 × OIT"


@pytest.mark.parametrize(("score_of_nine", "word"), [(65, "จึงบรรลุ"), (0, "จึงยังไม่บรรลุ")])
def test_the_target_is_of_the_overall_score(score_of_nine: int, word: str) -> None:
    card = score(assessment(indicators={**LAMPHUN, 9: score_of_nine}))
    assert word in background(plan(diagnose(card))).target


def test_a_year_without_a_target_says_none_and_inferred_rules_are_said_to_be() -> None:
    told = background(made(2564))
    assert told.target == ""
    assert "ควรตรวจทาน" in background(made(2566)).doubts
    assert background(made()).doubts == ""


def test_a_plan_of_another_year_than_the_criteria_expect_quotes_none() -> None:
    told = background(replace(made(), plan_year=2567))
    assert (told.asked, told.elements) == ("", ())


def test_the_year_that_measures_answer_to() -> None:
    assert [analysed_year(year) for year in (2566, 2569, 2580)] == [2565, 2568, 2579]


@pytest.mark.parametrize(("form", "last"), [(Form.INDICATORS, "10. "), (Form.TOPICS, "7. "), (Form.TWO_PARTS, "2. ")])
def test_the_parts_of_the_document_follow_its_form(form: Form, last: str) -> None:
    words = [str(cell.value) for cell in background_sheet(made(), form).cells if cell.style == "bullet" and cell.value]
    assert words[-1].startswith(last)


def test_an_unknown_overall_has_a_dash_and_no_target_reached() -> None:
    card = score(assessment(indicators={1: 90}))
    sheet = background_sheet(plan(diagnose(card)))
    words = [str(cell.value) for cell in sheet.cells]
    assert "–" in words
    assert not any("บรรลุ" in one for one in words)


def test_it_prints(tmp_path: Path, office: Office) -> None:
    path = write_safely(tmp_path / "ก.xlsx", workbook_bytes(Book("ก", "ก", (background_sheet(made()),))))
    assert faults(path) == []
    assert len(office.to_png(path, tmp_path / "png", dpi=20)) <= 3


def test_its_table_of_levels_tells_no_level_of_the_agency(tmp_path: Path) -> None:
    book = Book("ก", "ก", (background_sheet(made()),))
    path = write_safely(tmp_path / "ก.xlsx", workbook_bytes(book))
    assert not [one.text for each in read(path) for one in each.levels if one.text == "เงื่อนไข"]
