"""Real reports merged with what was typed in them, and what is remembered of them."""

from __future__ import annotations

import random
import re
from collections import Counter
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ita_xl
from ita_xl.auditing import audit_all
from ita_xl.diagnosis import diagnose
from ita_xl.excel.merge import generated, merge_book
from ita_xl.excel.rows import Formula, Row, row_of, rows_of
from ita_xl.excel.state import read_state, state_texts
from ita_xl.scoring import score
from ita_xl.sheets.report import report_book
from tests.build import BANG_PLA_ITEMS, assessment
from tests.merging import OLD, remembered, stands, texts


@cache
def report(**items: str) -> dict[str, tuple[Row, ...]]:
    plan = ita_xl.plan(diagnose(score(assessment(items={**BANG_PLA_ITEMS, **items}, indicators={9: 95, 10: 90}))))
    made = report_book(plan, audit_all(plan.diagnosis.card), extras=["followup"])
    return {one.name: rows_of(one) for one in made.sheets}


def test_a_real_report_pressed_with_new_scores_is_the_new_report() -> None:
    old, new = report(), report(i2="40", o6="90", o12="0")
    merged = merge_book(
        {name: generated(rows) for name, rows in old.items()}, {name: stands(rows) for name, rows in old.items()}, new
    )
    for name, rows in new.items():
        assert texts(merged[name]) == [one.cells for one in rows], name


@pytest.mark.parametrize("seed", range(12))
def test_nothing_typed_in_a_real_report_is_lost(seed: int) -> None:
    chance = random.Random(seed)
    old, new = report(), report(i2="40", o6="90", o12="0", i5="70")
    now = {name: [list(one.cells) for one in rows] for name, rows in old.items()}
    for rows in now.values():
        for at in range(chance.randint(2, 8)):
            row = chance.randrange(len(rows))
            what = chance.choice(("edit", "append", "insert", "delete", "move"))
            texts_there = [column for column, value in enumerate(rows[row]) if isinstance(value, str)]
            if what == "delete":
                del rows[row]
            elif what == "insert":
                rows.insert(row, [f"✎{at}", None, f"✎{at} แทรก"])
            elif what == "move":
                rows.insert(chance.randrange(len(rows)), rows.pop(row))
            elif texts_there:
                column = chance.choice(texts_there)
                rows[row][column] = f"✎{at}" if what == "edit" else f"{rows[row][column]} ✎{at}"
    standing = {name: [row_of(one) for one in rows] for name, rows in now.items()}
    merged = merge_book({name: generated(rows) for name, rows in old.items()}, standing, new)
    for name, rows in standing.items():
        typed = Counter(value for one in rows for value in one.cells if isinstance(value, str) and "✎" in value)
        there = Counter(
            value for one in texts(merged[name]) for value in one if isinstance(value, str) and "✎" in value
        )
        assert there == typed, name
    again = merge_book(
        {name: one.left for name, one in merged.items()},
        {name: [Row(cells) for cells in one.cells] for name, one in merged.items()},
        new,
    )
    assert {name: one.cells for name, one in again.items()} == {name: one.cells for name, one in merged.items()}


def test_scores_of_the_table_of_weak_items_stay_right_when_it_is_sorted() -> None:
    rows = [one for one in report()["จุดอ่อน"] if one.key.startswith("item:") and "+" not in one.key]
    assert rows
    for one in rows:
        formula = one.cells[3]
        assert isinstance(formula, Formula)
        assert re.fullmatch(r"'ข้อคำถาม'!\$D\$\d+", formula.text)


def test_what_was_done_stays_with_its_measure_when_the_plan_changes() -> None:
    old, new = report(), report(i2="40", o6="100", o12="0")
    now = {name: stands(rows) for name, rows in old.items()}
    at = next(at for at, one in enumerate(old["ติดตามผล"]) if one.key.startswith("measure:6:oit."))
    key = old["ติดตามผล"][at].key
    cells = list(now["ติดตามผล"][at].cells) + [None] * 14
    cells[7], cells[9] = "ดำเนินการแล้วเสร็จ", "ประชุม 2 ครั้ง"
    now["ติดตามผล"][at] = row_of(cells[:14])
    merged = merge_book({name: generated(rows) for name, rows in old.items()}, now, new)["ติดตามผล"]
    (row,) = [one for one in merged.rows if one.key == key]
    assert (row.cells[7], row.cells[9]) == ("ดำเนินการแล้วเสร็จ", "ประชุม 2 ครั้ง")


# -- the state ---------------------------------------------------------------------------------------------------------


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.lists(st.one_of(st.none(), st.text(), st.decimals(allow_nan=False, allow_infinity=False)), max_size=5),
        max_size=8,
    )
)
def test_any_text_survives_the_state(values: list[list[object]]) -> None:
    rows = [row_of(one, f"k:{at}") for at, one in enumerate(values)]
    assert remembered(generated(rows)) == generated(rows)


def test_the_state_of_a_report_fits_in_cells_and_comes_back() -> None:
    sheets = {name: generated(rows) for name, rows in report().items()}
    cells = state_texts(sheets)
    assert max(len(one.encode("utf-16-le")) // 2 for one in cells) <= 8203
    assert len(cells) > 3
    assert not any(one[0] in "=+-@'" or one.replace(".", "").isdigit() or "_x" in one[7:] for one in cells)
    assert dict(read_state(cells).sheets) == sheets


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda cells: None, "K101"),
        (lambda cells: [], "K101"),
        (lambda cells: cells[:-1], "K102"),
        (lambda cells: [*cells[:-1], cells[-1] + "ก"], "K102"),
        (lambda cells: ["อะไรก็ได้", *cells[1:]], "K102"),
        (lambda cells: [cells[0].replace("ita_xl 1 ", "ita_xl 2 "), *cells[1:]], "K103"),
    ],
)
def test_a_missing_damaged_or_newer_state_is_told(spoil, code: str) -> None:  # type: ignore[no-untyped-def]
    found = read_state(spoil(state_texts({"แผ่น": generated(OLD)})))
    assert found.finding is not None
    assert (found.finding.code, dict(found.sheets)) == (code, {})
