"""Columns share the width of a table by what they hold."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from ita_xl.sheets.build import Builder
from ita_xl.sheets.columns import share, shared

if TYPE_CHECKING:
    from ita_xl.sheets.model import Sheet

LONG = "ทบทวนคู่มือการปฏิบัติงานและแจ้งเวียนให้บุคลากรทุกส่วนราชการถือปฏิบัติ " * 6
SHORT = "สำนักปลัด"


def table(widths: tuple[float, ...], rows: list[list[str]]) -> Builder:
    sheet = Builder("ก", widths)
    sheet.line([f"หัวตารางที่ {number}" for number in range(len(widths))], "header")
    for row in rows:
        sheet.line(row, "cell")
    return sheet


def high(sheet: Builder | Sheet) -> float:
    return sum(sheet.heights.values())


def test_the_column_with_more_to_say_becomes_wider() -> None:
    rows = [[SHORT, LONG, SHORT]] * 3
    sheet = shared(lambda widths: table(widths, rows), (40.0, 40.0, 40.0), (0, 1, 2))
    assert sheet.widths[1] > 60
    assert sum(sheet.widths) == 120
    assert high(sheet) < 0.8 * high(table((40, 40, 40), rows))


def test_only_flexible_columns_change_and_none_below_its_head() -> None:
    rows = [[SHORT, LONG, "ก"]]
    sheet = table((40, 40, 40), rows)
    assert share(sheet, (0, 1))[2] == 40
    assert share(sheet, (0, 1, 2))[2] >= 18
    assert share(sheet, (1,)) == share(sheet, ()) == (40, 40, 40)


def test_a_table_without_rows_stays_as_it_is() -> None:
    assert share(table((20, 20), []), (0, 1)) == (20, 20)
    assert share(Builder("ก", (20,)), (0,)) == (20,)


TEXTS = st.text(alphabet="กขคง า่ิ1 \n", max_size=200)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=6))
def test_the_whole_is_as_wide_as_before_and_hardly_ever_higher(rows: list[tuple[str, str, str]]) -> None:
    typed = (30.0, 30.0, 30.0)
    before = table(typed, [list(row) for row in rows])
    widths = share(before, (0, 1, 2))
    assert sum(widths) == sum(typed)
    assert all(width >= 18 for width in widths)
    after = table(widths, [list(row) for row in rows])
    # The search goes by estimates of lines; their exact number may be a line more in a row here and there.
    assert high(after) <= high(before) + 25 * len(rows)


def test_the_same_texts_give_the_same_widths() -> None:
    rows = [[SHORT, LONG, LONG[:200]], [LONG[:90], SHORT, LONG]]
    found = [share(table((30, 30, 30), rows), (0, 1, 2)) for _ in range(3)]
    assert all(one == other for one, other in pairwise(found))
