"""Keys of rows: every row has one of its own, and it stays with its subject when scores, order and years change."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import ita_xl
from ita_xl.auditing import audit_all
from ita_xl.diagnosis import diagnose
from ita_xl.ingest import read
from ita_xl.ingest.progress import read_progress
from ita_xl.planning import Form, Order, Wish, arrange
from ita_xl.progress import Form as ProgressForm
from ita_xl.samples import names
from ita_xl.scoring import score
from ita_xl.sheets.extras import CHECKLIST, EXTRAS
from ita_xl.sheets.followup import followup_book, followup_of_plan
from ita_xl.sheets.plan_forms import plan_sheet
from ita_xl.sheets.progress import progress_book
from ita_xl.sheets.report import report_book
from tests.build import BANG_PLA_ITEMS, LAMPHUN, assessment
from tests.test_plans import FIXTURES

if TYPE_CHECKING:
    from ita_xl.assessment import Assessment
    from ita_xl.sheets.model import Sheet

SAMPLES = Path(__file__).parent.parent / "workbooks" / "samples"
WITHOUT_SCORES = "koh-loi-bang-hak-2566"


def _named(sheet: Sheet) -> dict[str, list[object]]:
    """What stands in each row, by its key; every row with cells has one, and no two share one."""
    rows: dict[int, list[object]] = {row: [] for row in sheet.keys}
    for cell in sheet.cells:
        rows[cell.row].append(cell.value)
    assert len(set(sheet.keys.values())) == len(sheet.keys), sheet.name
    assert sorted(sheet.keys) == list(range(len(sheet.keys))), sheet.name
    return {sheet.keys[row]: values for row, values in rows.items()}


def _sheets(one: Assessment) -> dict[str, dict[str, list[object]]]:
    plan = ita_xl.plan(diagnose(score(one)))
    findings = audit_all(plan.diagnosis.card)
    book = report_book(plan, findings, extras=[word for word in EXTRAS if word != CHECKLIST])
    return {sheet.name: _named(sheet) for sheet in book.sheets}


@pytest.mark.parametrize("name", [one for one in names() if one != WITHOUT_SCORES])
def test_all_rows_of_all_samples_have_keys_of_their_own(name: str) -> None:
    path = SAMPLES / f"{name}.xlsx"
    for one in read(path):
        plan = ita_xl.plan(diagnose(score(one)))
        for sheet in report_book(plan, audit_all(plan.diagnosis.card), extras=["memo,cover,analysis,items"]).sheets:
            assert len(_named(sheet)) > 1
        for form in Form:
            for order in Order:
                found = _named(plan_sheet(arrange(plan, Wish(form=form, order=order, most=4))))
                assert sum(key.startswith("measure:") and "+" not in key for key in found) == 4
                assert any(key.startswith("left_out:") for key in found)
        assert sum(key.startswith("measure:12:") and "+" not in key for key in _named(followup_of_plan(plan))) == sum(
            len(row.measures) for row in plan.rows
        )


@pytest.mark.parametrize("name", ["001_phu_sang", "004_koh_loi", WITHOUT_SCORES])
def test_rows_of_an_implementation_report_have_keys_of_their_own(name: str, tmp_path: Path) -> None:
    path, year = SAMPLES / f"{name}.xlsx", None
    if name in FIXTURES:
        fixture = FIXTURES[name]
        path, year = fixture.build(tmp_path, fixture.formats[0]), fixture.data.get("year")
    progress = read_progress(path, fiscal_year=year)
    for form in ProgressForm:
        for sheet in progress_book(progress, form).sheets:
            assert len(_named(sheet)) > 1
    told = _named(followup_book(progress).sheets[0])
    assert sum(key.startswith("measure:6:") and "+" not in key for key in told) == len(progress.measures)


def test_a_key_follows_its_item_to_another_year_and_another_code() -> None:
    of_2567 = _sheets(assessment(2567, items={"o34": 50, "o35": 0, "i1": 90}))
    of_2568 = _sheets(assessment(2568, items={"o27": 50, "o28": 0, "i1": 90}))
    key = "item:oit.integrity_measures"
    assert [one["จุดอ่อน"][key][1] for one in (of_2567, of_2568)] == ["o34", "o27"]
    assert [one["ข้อคำถาม"][key][0] for one in (of_2567, of_2568)] == ["o34", "o27"]
    assert any(one.startswith("measure:oit.integrity_measures:") for one in of_2568["แผนมาตรการ"])


def test_keys_stay_when_scores_turn_the_order_round() -> None:
    low = _sheets(assessment(items={**BANG_PLA_ITEMS, "o6": 10, "i2": "99"}, indicators={9: 95, 10: 90}))
    high = _sheets(assessment(items={**BANG_PLA_ITEMS, "o6": 90, "i2": "20"}, indicators={9: 95, 10: 90}))
    order = [[key for key in one["จุดอ่อน"] if key.startswith("item:")] for one in (low, high)]
    assert order[0] != order[1]
    assert set(order[0]) == set(order[1])
    for key in order[0]:
        assert low["จุดอ่อน"][key][1:3] == high["จุดอ่อน"][key][1:3]
    measures = [
        {key: values[0] for key, values in one["แผนมาตรการ"].items() if "measure:" in key} for one in (low, high)
    ]
    same = measures[0].keys() & measures[1].keys()
    assert len(same) > 5
    assert all(measures[0][key].split("\n")[0] == measures[1][key].split("\n")[0] for key in same)


def test_indicators_without_items_are_weak_under_their_number() -> None:
    found = _sheets(assessment(indicators=LAMPHUN))["จุดอ่อน"]
    assert found["indicator:9"][1] == "ตัวชี้วัดที่ 9"
    assert not any(key.startswith("item:") for key in found)


def test_two_findings_of_one_cell_have_two_keys() -> None:
    found = _sheets(assessment(items=BANG_PLA_ITEMS, indicators={9: 95, 10: 90}, overall="50", level="ผ่าน"))["ตรวจสอบ"]
    assert sum(key.startswith("finding:") for key in found) > 1
