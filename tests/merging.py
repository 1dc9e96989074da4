"""Sheets to merge: as they are generated, as they stand in a workbook, as they come back from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from ita_xl.excel.rows import Formula, Row, row_of, value_of
from ita_xl.excel.state import read_state, state_texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ita_xl.excel.merge import Last, Merged
    from ita_xl.excel.rows import Cells


HEAD = 3
CODE = 1
CLASSES = ("รักษาระดับ", "พัฒนายกระดับ", "แก้ไขเร่งด่วน")


SCORES = st.lists(st.integers(0, 100), min_size=1, max_size=15)


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


OLD = sheet(range(8), [10, 20, 30, 40, 50, 60, 70, 80])
NEW = sheet([3, 0, 1, 2, 4, 5, 6, 7, 8], [11, 21, 31, 41, 51, 61, 71, 81, 91])


def remembered(last: Last) -> Last:
    """The state as the workbook gives it back."""
    found = read_state(state_texts({"แผ่น": last}))
    assert found.finding is None
    return found.sheets["แผ่น"]
