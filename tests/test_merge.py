"""Regeneration that keeps what was typed: any edits, any new scores, any number of presses."""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import ita_xl
from ita_xl.auditing import audit_all
from ita_xl.diagnosis import diagnose
from ita_xl.excel.merge import Do, Kind, Last, Merged, generated, merge, merge_book, unknown
from ita_xl.excel.references import with_columns
from ita_xl.excel.rows import Formula, Row, row_of, rows_of, value_of
from ita_xl.excel.state import read_state, state_texts
from ita_xl.excel.steps import Step, What, steps
from ita_xl.excel.telling import merge_findings, merge_sentence, proposal_text
from ita_xl.scoring import score
from ita_xl.sheets.report import report_book
from tests.build import BANG_PLA_ITEMS, assessment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ita_xl.excel.rows import Cells, Value

HEAD = 3
CODE = 1
CLASSES = ("รักษาระดับ", "พัฒนายกระดับ", "แก้ไขเร่งด่วน")


def sheet(order: Sequence[int], scores: Sequence[int], title: str = "ผล", years: int = 2568) -> list[Row]:
    """A generated sheet: titles, an empty row, a head, and a row an item with a formula over its own row."""
    rows = [
        row_of([f"{title} ปี {years}"], "title:0"),
        Row((), "title:0+1"),
        row_of(["ที่", "ข้อ", "ประเด็น", "คะแนน", "กลุ่ม", "ขาด"], "head"),
    ]
    for at, item in enumerate(order, start=1):
        points = scores[item % len(scores)]
        formula = Formula(f"100-D{len(rows) + 1}")
        cells = (at, f"o{item}", f"เรื่องที่ {item} ของหน่วยงาน", points, CLASSES[points % 3])
        rows.append(Row((*row_of(cells).cells, formula), f"item:{item}", 27.0, (), ((5, value_of(100 - points)),)))
    return rows


def stands(rows: Sequence[Row]) -> list[Row]:
    """What a workbook gives back: no keys, no heights."""
    return [Row(one.cells) for one in rows]


def texts(merged: Merged) -> list[Cells]:
    return list(merged.cells)


# -- any edits ---------------------------------------------------------------------------------------------------------


class Book:
    """A sheet in the hands of a user: whatever moves, the formula of a row follows it, as in Excel."""

    def __init__(self, cells: Sequence[Cells]) -> None:
        self.rows: list[list[Value]] = []
        self.typed = 0
        self.take(cells)

    def take(self, cells: Sequence[Cells]) -> None:
        self.rows = []
        for at, one in enumerate(cells, start=1):
            own = list(one) + [None] * (8 - len(one))
            self.rows.append([self._own(value, at) for value in own])

    @staticmethod
    def _own(value: Value, at: int) -> Value:
        if isinstance(value, Formula):
            assert value.text == f"100-D{at}", (value, at)
            return Formula("own")
        return value

    @property
    def now(self) -> list[Row]:
        shown = []
        for at, row in enumerate(self.rows, start=1):
            cells = [Formula(f"100-D{at}") if isinstance(one, Formula) else one for one in row]
            shown.append(row_of(cells))
        return shown

    def mark(self) -> str:
        self.typed += 1
        return f"✎{self.typed}"

    def do(self, what: str, first: int, second: int, column: int) -> None:
        if what == "insert" or not self.rows:
            new: list[Value] = [None] * 8
            new[column], new[second % 8] = self.mark(), self.mark()
            self.rows.insert(first % (len(self.rows) + 1), new)
            return
        at = first % len(self.rows)
        if what == "edit":
            self.rows[at][column] = self.mark()
        elif what == "clear":
            self.rows[at][column] = None
        elif what == "delete":
            del self.rows[at]
        elif what == "move":
            self.rows.insert(second % len(self.rows), self.rows.pop(at))
        elif what == "sort":
            body = self.rows[HEAD:]
            self.rows[HEAD:] = sorted(body, key=lambda row: str(row[column]), reverse=bool(second % 2))


def _marks(values: Sequence[Value]) -> list[str]:
    return [one for one in values if isinstance(one, str) and one.startswith("✎")]


WHATS = ("edit", "clear", "insert", "delete", "move", "sort")
EDITS = st.tuples(st.sampled_from(WHATS), st.integers(0, 30), st.integers(0, 30), st.integers(0, 6))
ORDERS = st.lists(st.integers(0, 14), unique=True, max_size=12)
SCORES = st.lists(st.integers(0, 100), min_size=1, max_size=15)
PRESSES = st.lists(st.tuples(st.lists(EDITS, max_size=6), ORDERS, SCORES), min_size=1, max_size=4)


def remembered(last: Last) -> Last:
    """The state as the workbook gives it back."""
    found = read_state(state_texts({"แผ่น": last}))
    assert found.finding is None
    return found.sheets["แผ่น"]


def walked(merged: Merged, stands: int) -> list[int | None]:
    """Where each row that stands has come to after the steps; inserted ones are ``None``."""
    rows: list[int | None] = list(range(stands))
    for one in steps(merged, stands):
        if one.what is What.INSERT:
            rows.insert(one.row, None)
            continue
        row = rows.pop(one.row)
        if one.what is What.MOVE:
            rows.insert(one.to, row)
    return rows


# A column whose cells were all cleared by hand, in a sheet with too few rows to tell it from any other.
EMPTIED = [([("delete", 0, 0, 0), ("edit", 0, 0, 0), ("edit", 2, 0, 0)], [], [0]),
           ([("delete", 0, 0, 0), ("delete", 0, 0, 0), ("clear", 0, 0, 0)], [0], [0])]  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(ORDERS, SCORES, PRESSES)
@example([0], [0], EMPTIED)
def test_whatever_is_typed_stays(
    order: list[int], scores: list[int], presses: list[tuple[list, list[int], list[int]]]
) -> None:
    first = sheet(order, scores)
    last, book = generated(first), Book([one.cells for one in first])
    deleted: set[Value] = set()
    for edits, next_order, next_scores in presses:
        for what, at, second, column in edits:
            book.do(what, at, second, column)
        now, new = book.now, sheet(next_order, next_scores)
        merged = merge(remembered(last), now, new)
        result = texts(merged)

        typed = Counter(mark for one in now for mark in _marks(one.cells))
        assert Counter(mark for one in result for mark in _marks(one)) == typed

        codes = {one.cells[CODE] for one in now if len(one.cells) > CODE}
        deleted |= {
            one.stood[CODE] for one in last.rows if one.key.startswith("item:") and len(one.stood) > CODE
        } - codes
        assert not deleted & {one[CODE] for one in result if len(one) > CODE and not _marks([one[CODE]])}

        made = {one.generated[CODE]: one.generated for one in last.rows if one.key.startswith("item:")}
        there = {one[CODE]: one for one in result if len(one) > CODE}
        for one in now:
            code = one.cells[CODE] if len(one.cells) > CODE else None
            if code in made and code in there:
                for column in range(5):
                    own = one.cells[column] if column < len(one.cells) else None
                    if own != made[code][column]:
                        assert (there[code][column] if column < len(there[code]) else None) == own

        assert walked(merged, len(now)) == [one.now for one in merged.rows]

        again = merge(remembered(merged.left), [Row(one) for one in result], new)
        assert texts(again) == result
        assert steps(again, len(result)) == []
        assert [one.proposals for one in again.rows] == [one.proposals for one in merged.rows]
        assert again.left == merged.left
        assert not again.gone
        assert merge_findings({"แผ่น": again}) == merge_findings({"แผ่น": merged})
        last = merged.left
        book.take(result)


@settings(max_examples=50, deadline=None)
@given(ORDERS, SCORES, st.lists(st.tuples(ORDERS, SCORES), min_size=1, max_size=4))
def test_without_edits_the_sheet_is_what_is_generated(
    order: list[int], scores: list[int], presses: list[tuple[list[int], list[int]]]
) -> None:
    first = sheet(order, scores)
    last, now = generated(first), stands(first)
    for next_order, next_scores in presses:
        new = sheet(next_order, next_scores)
        merged = merge(last, now, new)
        assert texts(merged) == [one.cells for one in new]
        assert [one.height for one in merged.rows] == [one.height for one in new]
        assert not merged.deleted
        assert all(one.what(column) is Do.RENEW for one in merged.rows for column in range(6))
        last, now = merged.left, stands(new)


@settings(max_examples=60, deadline=None)
@given(ORDERS, SCORES, st.lists(EDITS, max_size=8), ORDERS, SCORES)
def test_untouched_rows_follow_the_new_order(
    order: list[int], scores: list[int], edits: list, next_order: list[int], next_scores: list[int]
) -> None:
    first = sheet(order, scores)
    book = Book([one.cells for one in first])
    for what, at, second, column in edits:
        if what not in ("move", "sort"):
            book.do(what, at, second, column)
    merged = merge(generated(first), book.now, sheet(next_order, next_scores))
    keys = [one.key for one in merged.rows if one.kind in (Kind.RENEWED, Kind.ADDED) and one.key.startswith("item:")]
    assert keys == [f"item:{one}" for one in next_order if f"item:{one}" in keys]
    assert not any(one.moved for one in merged.rows)


@settings(max_examples=60, deadline=None)
@given(ORDERS, SCORES, st.lists(EDITS, max_size=8), ORDERS, SCORES)
def test_without_a_state_all_that_stands_was_typed(
    order: list[int], scores: list[int], edits: list, next_order: list[int], next_scores: list[int]
) -> None:
    book = Book([one.cells for one in sheet(order, scores)])
    for what, at, second, column in edits:
        book.do(what, at, second, column)
    now, new = book.now, sheet(next_order, next_scores)
    merged = merge(unknown(new), now, new)
    values = Counter(
        value for one in now for value in one.cells if value is not None and not isinstance(value, Formula)
    )
    after = Counter(value for one in texts(merged) for value in one if value is not None)
    assert not values - after
    assert texts(merge(merged.left, [Row(one) for one in texts(merged)], new)) == texts(merged)


# -- one thing at a time -----------------------------------------------------------------------------------------------

OLD = sheet(range(8), [10, 20, 30, 40, 50, 60, 70, 80])
NEW = sheet([3, 0, 1, 2, 4, 5, 6, 7, 8], [11, 21, 31, 41, 51, 61, 71, 81, 91])


def edited(at: int, column: int, value: object) -> list[Row]:
    now = stands(OLD)
    cells = list(now[at].cells)
    cells[column] = value_of(value)
    now[at] = row_of(cells)
    return now


def row_with(merged: Merged, code: str) -> int:
    return next(at for at, one in enumerate(texts(merged)) if len(one) > CODE and one[CODE] == code)


def test_a_cell_changed_on_both_sides_keeps_what_was_typed_and_proposes_the_new_text() -> None:
    merged = merge(generated(OLD), edited(5, 4, "ตามมติที่ประชุม"), NEW)
    row = merged.rows[row_with(merged, "o2")]
    assert row.cells[4] == "ตามมติที่ประชุม"
    assert (row.what(4), row.what(3)) == (Do.CONFLICT, Do.RENEW)
    assert row.proposals == {4: CLASSES[31 % 3]}
    (found,) = merge_findings({"จุดอ่อน": merged})
    assert (found.code, found.places[0].label, found.computed) == ("K104", "จุดอ่อน!E7", CLASSES[31 % 3])
    assert CLASSES[31 % 3] in proposal_text(row.proposals[4])


def test_a_cell_changed_by_hand_alone_stays_without_a_word() -> None:
    new = [*OLD[:-1], NEW[-1]]
    merged = merge(generated(OLD), edited(5, 2, "ชื่อเรื่องของเรา"), new)
    row = merged.rows[5]
    assert (row.cells[2], row.what(2), row.proposals) == ("ชื่อเรื่องของเรา", Do.KEEP, {})


def test_a_proposal_closes_when_the_user_takes_it_over() -> None:
    merged = merge(generated(OLD), edited(5, 4, "ของเรา"), NEW)
    taken = [Row(one) for one in texts(merged)]
    at = row_with(merged, "o2")
    taken[at] = row_of([*taken[at].cells[:4], merged.rows[at].proposals[4], taken[at].cells[5]])
    again = merge(merged.left, taken, NEW)
    assert again.rows[at].what(4) is Do.RENEW
    assert merge_findings({"จุดอ่อน": again}) == []


def test_a_cleared_cell_stays_clear() -> None:
    merged = merge(generated(OLD), edited(5, 2, None), OLD)
    assert merged.rows[5].cells[2] is None
    assert merged.rows[5].what(2) is Do.KEEP


def test_a_row_deleted_by_hand_stays_deleted_and_is_listed() -> None:
    now = stands(OLD)
    del now[6]
    merged = merge(generated(OLD), now, NEW)
    assert [one.key for one in merged.deleted] == ["item:3"]
    assert "item:3" not in {one.key for one in merged.rows}
    (found,) = merge_findings({"จุดอ่อน": merged})
    assert (found.code, "เรื่องที่ 3" in found.message) == ("K106", True)
    # It was away for a year, and is proposed again: it stays deleted.
    without = sheet([0, 1, 2], [5])
    later = merge(merge(merged.left, [Row(one) for one in texts(merged)], without).left, stands(without), NEW)
    assert "item:3" in {one.key for one in later.deleted}


def test_a_head_that_is_gone_comes_back() -> None:
    emptied, deleted = stands(OLD), stands(OLD)
    emptied[HEAD - 1] = Row(())
    del deleted[HEAD - 1]
    partly = edited(HEAD - 1, 3, None)
    for now in (emptied, deleted, partly):
        merged = merge(generated(OLD), now, OLD)
        assert texts(merged) == [one.cells for one in OLD]
        assert [one.key for one in merged.rows] == [one.key for one in OLD]
        assert merge_findings({"จุดอ่อน": merged}) == []


def test_a_head_of_our_own_words_stays() -> None:
    now = stands(OLD)
    now[HEAD - 1] = row_of(["#", "code", "subject", "points", None, "gap"])
    merged = merge(generated(OLD), now, NEW)
    assert texts(merged)[HEAD - 1] == row_of(["#", "code", "subject", "points", "กลุ่ม", "gap"]).cells
    assert [one.key for one in merged.rows] == [one.key for one in NEW]
    assert not merged.deleted


def test_a_row_added_by_hand_stays_below_the_row_it_was_typed_under() -> None:
    now = stands(OLD)
    now[5:5] = [row_of([None, "ของเรา", "เรื่องที่หน่วยงานเพิ่มเอง"])]
    merged = merge(generated(OLD), now, NEW)
    at = row_with(merged, "ของเรา")
    assert merged.rows[at].kind is Kind.HAND
    assert merged.rows[at - 1].key == "item:1"


def test_what_was_typed_under_the_table_stays_under_it() -> None:
    now = [*stands(OLD), Row(()), row_of([None, None, "ลงชื่อ ผู้จัดทำ"])]
    merged = merge(generated(OLD), now, NEW)
    assert texts(merged)[-2:] == [(), (None, None, "ลงชื่อ ผู้จัดทำ")]
    assert merged.rows[-3].key == "item:8"


def test_a_sorted_table_stays_sorted_and_is_renewed() -> None:
    now = stands(OLD)
    now[HEAD:] = [
        Row((*row.cells[:5], Formula(f"100-D{at}"))) for at, row in enumerate(reversed(now[HEAD:]), start=HEAD + 1)
    ]
    merged = merge(generated(OLD), now, NEW)
    codes = [one[CODE] for one in texts(merged)[HEAD:]]
    assert [one for one in codes if one != "o8"] == [f"o{at}" for at in range(7, -1, -1)]
    assert texts(merged)[row_with(merged, "o5")][3] == Decimal(61)
    assert all(one[5] == Formula(f"100-D{at}") for at, one in enumerate(texts(merged)[HEAD:], start=HEAD + 1))


def test_a_moved_row_stays_where_it_was_put() -> None:
    now = stands(OLD)
    now.insert(HEAD, now.pop(9))
    now = [
        Row((*one.cells[:5], Formula(f"100-D{at}"))) if len(one.cells) > 5 and at > HEAD else one
        for at, one in enumerate(now, start=1)
    ]
    merged = merge(generated(OLD), now, NEW)
    assert merged.rows[HEAD].key == "item:6"
    assert [one.key for one in merged.rows if one.moved] == ["item:6"]
    assert "ที่ย้ายเองคงที่ 1 แถว" in merge_sentence("จุดอ่อน", merged)


def test_one_row_that_changes_its_place_is_one_step() -> None:
    order = [1, 2, 3, 4, 5, 6, 7, 0]
    merged = merge(generated(OLD), stands(OLD), sheet(order, [5]))
    assert steps(merged, len(OLD)) == [Step(What.MOVE, HEAD, HEAD + 7)]
    merged = merge(generated(OLD), stands(OLD), sheet([0, 9, 2, 3, 4, 5, 6, 7], [5]))
    assert steps(merged, len(OLD)) == [Step(What.DELETE, HEAD + 1), Step(What.INSERT, HEAD + 1)]


def test_a_row_that_is_generated_no_more_goes_unless_something_was_typed_in_it() -> None:
    less = sheet([0, 1], [5])
    merged = merge(generated(OLD), edited(7, 4, "รอผลการตรวจ"), less)
    assert [one.key for one in merged.rows if one.key.startswith("item:")] == ["item:0", "item:1", "item:4"]
    assert merged.rows[-1].kind is Kind.KEPT
    (found,) = merge_findings({"จุดอ่อน": merged})
    assert (found.code, found.places[0].label) == ("K105", "จุดอ่อน!E6")
    # It comes back with the next scores: the row is the same one, and what was typed stays.
    back = merge(merged.left, [Row(one) for one in texts(merged)], NEW)
    row = back.rows[row_with(back, "o4")]
    assert (row.kind, row.cells[3], row.cells[4]) == (Kind.RENEWED, Decimal(51), "รอผลการตรวจ")


def test_a_column_added_on_the_right_stays() -> None:
    now = [row_of([*one.cells, *[None] * (6 - len(one.cells)), f"หมายเหตุ {at}"]) for at, one in enumerate(stands(OLD))]
    merged = merge(generated(OLD), now, NEW)
    for at in range(8):
        row = merged.rows[row_with(merged, f"o{at}")]
        assert row.cells[6] == f"หมายเหตุ {at + HEAD}"
        assert row.cells[3] == Decimal(11 + 10 * at)
        assert (row.what(6), row.proposals) == (Do.KEEP, {})


def with_column(rows: Sequence[Row], place: int, texts: Sequence[str | None]) -> list[Row]:
    """What stands after a column was inserted: cells to its right move, and formulas with them."""
    found = []
    for one, text in zip(rows, texts, strict=True):
        cells = [with_formula(value, {"": {at: at + 1 for at in range(place, 9)}}) for value in one.cells]
        cells += [None] * (place - len(cells))
        found.append(row_of([*cells[:place], text, *cells[place:]]))
    return found


def with_formula(value: Value, places: dict[str, dict[int, int | None]]) -> Value:
    return Formula(with_columns(value.text, "", places)) if isinstance(value, Formula) else value


@settings(max_examples=50, deadline=None)
@given(
    st.permutations(range(9)),
    SCORES,
    st.integers(0, 6),
    st.lists(st.booleans(), min_size=12, max_size=12),
    st.permutations(range(11)),
    SCORES,
)
def test_a_column_inserted_anywhere_stays_and_the_others_are_renewed(
    order: list[int], scores: list[int], place: int, filled: list[bool], next_order: list[int], next_scores: list[int]
) -> None:
    old, new = sheet(order, scores), sheet(next_order, next_scores)
    typed = [f"✎{at}" if one else None for at, one in enumerate(filled)]
    merged = merge(generated(old), with_column(stands(old), place, typed), new)
    by_key = {one.key: text for one, text in zip(old, typed, strict=True)}
    expected = with_column(new, place, [by_key.get(one.key) for one in new])
    assert texts(merged) == [one.cells for one in expected]
    assert not merged.deleted
    assert not any(one.proposals for one in merged.rows)
    same = merge(remembered(merged.left), [Row(one) for one in texts(merged)], new)
    assert texts(same) == texts(merged)


def test_a_deleted_column_stays_deleted() -> None:
    now = [
        row_of(
            Formula(f"100-C{at}") if isinstance(value, Formula) else value
            for column, value in enumerate(one.cells)
            if column != 2
        )
        for at, one in enumerate(OLD, start=1)
    ]
    merged = merge(generated(OLD), now, NEW)
    assert merged.columns[:6] == (0, 1, None, 2, 3, 4)
    expected = [(*one.cells[:2], *one.cells[3:5], Formula(f"100-C{at}")) for at, one in enumerate(NEW, start=1)]
    assert texts(merged)[HEAD:] == expected[HEAD:]
    assert texts(merge(remembered(merged.left), [Row(one) for one in texts(merged)], NEW)) == texts(merged)
    less = merge(merged.left, [Row(one) for one in texts(merged)], sheet([1, 2], [5]))
    assert [one.key for one in less.rows[HEAD:]] == ["item:1", "item:2"]


def test_a_new_column_of_the_generation_comes_beside_what_was_typed() -> None:
    now = [row_of([*one.cells, *[None] * (6 - len(one.cells)), f"ของเรา {at}"]) for at, one in enumerate(stands(OLD))]
    new = [row_of([*one.cells, *[None] * (6 - len(one.cells)), f"ใหม่ {at}"], one.key) for at, one in enumerate(OLD)]
    merged = merge(generated(OLD), now, new)
    assert [one[6:] for one in texts(merged)] == [(f"ของเรา {at}", f"ใหม่ {at}") for at in range(len(OLD))]
    assert not any(one.proposals for one in merged.rows)
    assert texts(merge(remembered(merged.left), [Row(one) for one in texts(merged)], new)) == texts(merged)


def test_a_title_typed_over_is_the_title() -> None:
    now = stands(OLD)
    now[0] = row_of(["รายงานของเทศบาล"])
    merged = merge(generated(OLD), now, sheet(range(8), [10], title="สรุป"))
    assert merged.rows[0].cells == ("รายงานของเทศบาล",)
    assert merged.rows[0].proposals == {0: "สรุป ปี 2568"}
    assert not merged.deleted


def test_heights_and_merged_columns_of_the_user_stay() -> None:
    spans = ((0, 5),)
    old = [OLD[0]._replace(height=33.0, spans=spans), *OLD[1:]]
    new = [NEW[0]._replace(height=60.0, spans=spans), *NEW[1:]]
    plain, taller = (
        [Row(one.cells, "", height, one.spans) if at == 0 else Row(one.cells) for at, one in enumerate(old)]
        for height in (33.75, 50.0)
    )
    assert merge(generated(old), plain, new).rows[0].height == 60.0
    assert merge(generated(old), taller, new).rows[0].height == 50.0
    split = [taller[0]._replace(spans=((0, 2),)), *taller[1:]]
    assert merge(generated(old), split, new).rows[0].spans == ((0, 2),)
    assert merge(generated(old), taller, new).rows[0].spans == spans


def test_several_cells_of_one_row_and_its_neighbours() -> None:
    now = stands(OLD)
    now[5] = row_of(["๓", "o2", "แก้ชื่อ", "แก้คะแนน", "แก้กลุ่ม", "แก้สูตร"])
    now[6] = row_of([4, "ข้อสี่", OLD[6].cells[2], 40, "แก้", "แก้"])
    del now[7]
    now[3:3] = [row_of(["แทรก"])]
    merged = merge(generated(OLD), now, OLD)
    kinds = {one.cells[CODE]: one.key for one in merged.rows if len(one.cells) > CODE}
    assert (kinds["o2"], kinds["ข้อสี่"]) == ("item:2", "item:3")
    assert [one.key for one in merged.deleted] == ["item:4"]


# -- formulas over other rows and sheets -------------------------------------------------------------------------------


def book(count: int) -> dict[str, list[Row]]:
    """Two sheets: figures with a sum over them, and rows that point to the figures."""
    figures = [row_of([f"ข้อ {at}", at * 10], f"f:{at}") for at in range(count)]
    total = Row(("รวม", Formula(f"SUM(B1:B{count})")), "total", None, (), ((1, value_of(0)),))
    points = [
        Row((f"เรื่อง {at}", Formula(f"'ตัว เลข'!B{at + 1}")), f"p:{at}", None, (), ((1, value_of(at * 10)),))
        for at in range(count)
    ]
    return {"ตัว เลข": [*figures, total], "เรื่อง": points}


def pressed(now: dict[str, list[Row]], new: dict[str, list[Row]], old: dict[str, list[Row]]) -> dict[str, Merged]:
    return merge_book({name: generated(rows) for name, rows in old.items()}, now, new)


def test_formulas_follow_rows_that_were_inserted_on_another_sheet() -> None:
    old = book(3)
    now = {name: stands(rows) for name, rows in old.items()}
    now["ตัว เลข"].insert(1, row_of(["เพิ่มเอง", 7]))
    now["ตัว เลข"][-1] = Row(("รวม", Formula("SUM(B1:B4)")))
    now["เรื่อง"] = [Row((f"เรื่อง {at}", Formula(f"'ตัว เลข'!B{row}"))) for at, row in enumerate((1, 3, 4))]
    merged = pressed(now, book(4), old)
    assert [one.cells[1] for one in merged["เรื่อง"].rows] == [Formula(f"'ตัว เลข'!B{row}") for row in (1, 3, 4, 5)]
    assert merged["ตัว เลข"].rows[-1].cells[1] == Formula("SUM(B1:B5)")
    assert not any(one.hand for one in merged["เรื่อง"].rows)
    assert merge_findings(merged) == []


def test_a_formula_over_a_row_deleted_by_hand_gives_way_to_its_value() -> None:
    old = book(3)
    now = {name: stands(rows) for name, rows in old.items()}
    del now["ตัว เลข"][1]
    now["ตัว เลข"][-1] = Row(("รวม", Formula("SUM(B1:B2)")))
    broken = (Formula("'ตัว เลข'!B1"), Formula("'ตัว เลข'!#REF!"), Formula("'ตัว เลข'!B2"))
    now["เรื่อง"] = [Row((f"เรื่อง {at}", formula)) for at, formula in enumerate(broken)]
    merged = pressed(now, old, old)
    assert [one.cells[1] for one in merged["เรื่อง"].rows] == [broken[0], Decimal(10), broken[2]]
    assert merged["ตัว เลข"].rows[-1].cells[1] == Formula("SUM(B1:B2)")
    assert not any(one.hand for one in merged["เรื่อง"].rows)


def test_a_formula_typed_by_hand_follows_its_rows() -> None:
    old = book(3)
    now = {name: stands(rows) for name, rows in old.items()}
    now["เรื่อง"].append(Row(("ของเรา", Formula("'ตัว เลข'!B3*2"))))
    new = {"ตัว เลข": [old["ตัว เลข"][2], *old["ตัว เลข"][:2], old["ตัว เลข"][3]], "เรื่อง": old["เรื่อง"]}
    merged = pressed(now, new, old)
    assert merged["เรื่อง"].rows[-1].cells[1] == Formula("'ตัว เลข'!B1*2")


def test_a_formula_typed_over_a_formula_is_typed() -> None:
    old = book(3)
    now = {name: stands(rows) for name, rows in old.items()}
    now["เรื่อง"][0] = Row(("เรื่อง 0", Formula("'ตัว เลข'!B1+5")))
    row = pressed(now, book(3), old)["เรื่อง"].rows[0]
    assert (row.cells[1], row.what(1)) == (Formula("'ตัว เลข'!B1+5"), Do.KEEP)


# -- real sheets -------------------------------------------------------------------------------------------------------


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


# -- how long it takes -------------------------------------------------------------------------------------------------


def test_a_thousand_rows_take_no_time() -> None:
    old = sheet(range(1000), list(range(100)))
    new = sheet(range(999, -1, -1), list(range(1, 98)))
    now = stands(old)
    for at in range(HEAD, 1003, 7):
        now[at] = row_of([*now[at].cells[:4], "แก้", now[at].cells[5]])
    del now[500:520]
    now[300:300] = [row_of([f"เพิ่ม {at}"]) for at in range(20)]
    last = generated(old)
    spent = []
    for _ in range(3):
        start = time.process_time()
        merge(last, now, new)
        spent.append(time.process_time() - start)
    assert min(spent) < 0.25
