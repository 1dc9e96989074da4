"""Regeneration that keeps what was typed: one edit at a time, and formulas that follow their rows."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from ita_xl.excel.merge import Do, Kind, Merged, generated, merge, merge_book
from ita_xl.excel.references import with_columns
from ita_xl.excel.rows import Formula, Row, row_of, value_of
from ita_xl.excel.steps import Step, What, steps
from ita_xl.excel.telling import merge_findings, merge_sentence, proposal_text
from tests.merging import CLASSES, CODE, HEAD, NEW, OLD, SCORES, remembered, sheet, stands, texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ita_xl.excel.rows import Value


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
