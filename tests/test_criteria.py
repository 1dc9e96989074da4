"""The criteria of each year are data that agrees with the rules of the year, and faults in it are pointed at."""

from __future__ import annotations

from pathlib import Path

import pytest

from ita_xl import criteria, framework
from ita_xl.checking.elements import CHECKS
from ita_xl.criteria import Form, Status, Subject, load, parse
from ita_xl.errors import RulesError

FOLDER = Path(criteria.__file__).parent


@pytest.mark.parametrize("year", criteria.years())
def test_criteria_agree_with_the_framework_of_the_year(year: int) -> None:
    own, asked = load(year), framework.load(year).criteria
    assert asked is not None
    assert (*own.codes, own.analyses_year, own.form) == (asked.measures, asked.report, asked.analyses_year, asked.form)
    for one in own.documents:
        assert framework.load(year).items[one.code].title == one.title
    assert own.plan_year == year == own.analyses_year + 1
    assert own.report_year in (year, year - 1)


def test_forms() -> None:
    forms = {year: load(year).form for year in criteria.years()}
    assert {year for year, form in forms.items() if form is Form.TWO_PARTS} == {2563, 2564, 2565, 2566}
    assert {year for year, form in forms.items() if form is Form.TOPICS} == {2567, 2568}
    assert forms[2569] is Form.INDICATORS


def test_five_elements_of_2569() -> None:
    elements = [one for one in load(2569).elements if one.title[:1] == "("]
    assert [one.key for one in elements] == [
        "plan.measure", "plan.analysis", "plan.steps", "plan.period", "plan.responsible",
    ]  # fmt: skip
    assert {one.status for one in elements} == {Status.CONFIRMED}


def test_what_was_not_read_anywhere_is_never_a_requirement() -> None:
    """Follow-up (all years), steps of two parts, and measures for each of the ten indicators."""
    unverified = {
        (year, one.key) for year in criteria.years() for one in load(year).elements if one.status is Status.UNVERIFIED
    }
    assert {(year, "plan.follow") for year in range(2563, 2569)} <= unverified
    assert {(year, "plan.steps") for year in range(2563, 2567)} <= unverified
    assert (2569, "plan.coverage") in unverified


def test_every_element_has_a_check_and_every_check_is_used() -> None:
    used = {one.key for year in criteria.years() for one in load(year).elements}
    assert used == set(criteria.KEYS) == set(CHECKS)


def test_unknown_year() -> None:
    with pytest.raises(RulesError) as caught:
        load(2562)
    assert caught.value.code == "E202"


@pytest.mark.parametrize(
    ("before", "after", "field", "line"),
    [
        ('key = "plan.steps"', 'key = "plan.step"', "elements.4.key", 'key = "plan.step"'),
        ('code = "o26"', 'code = "o99"', "documents.1.code", 'code = "o99"'),
        ('form = "indicators"', 'form = "columns"', "form", 'form = "columns"'),
        ('key = "plan.steps"', 'key = "plan.measure"', "elements.4.key", 'key = "plan.measure"\ntitle = "(3)'),
        ('status = "unverified"', 'status = "unsure"', "status", 'status = "unsure"'),
        ('key = "report"', 'key = "measures"', "documents", ""),
        ("plan_year = 2569\n", "plan_year = 2569\nplans_year = 1\n", "plans_year", "plans_year"),
    ],
)
def test_a_fault_is_pointed_at(before: str, after: str, field: str, line: str, tmp_path: Path) -> None:
    text = (FOLDER / "2569.toml").read_text(encoding="utf-8")
    assert before in text
    path = tmp_path / "2569.toml"
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(RulesError) as caught:
        parse(path)
    assert caught.value.code == "E201"
    assert field in caught.value.message
    number = path.read_text(encoding="utf-8").partition(line)[0].count("\n") + 1 if line else None
    assert number is None or f"บรรทัดที่ {number} " in caught.value.message


def test_documents() -> None:
    assert load(2569).document(Subject.REPORT).code == "o26"
