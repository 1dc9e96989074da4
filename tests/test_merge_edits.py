"""Any edits, any new scores, any number of presses: no hand edit is lost, and pressing twice changes nothing."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING

from hypothesis import example, given, settings
from hypothesis import strategies as st

from ita_xl.excel.merge import Do, Kind, Merged, generated, merge, unknown
from ita_xl.excel.rows import Formula, Row, row_of
from ita_xl.excel.steps import What, steps
from ita_xl.excel.telling import merge_findings
from tests.merging import CODE, HEAD, SCORES, remembered, sheet, stands, texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ita_xl.excel.rows import Cells, Value


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


PRESSES = st.lists(st.tuples(st.lists(EDITS, max_size=6), ORDERS, SCORES), min_size=1, max_size=4)


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
