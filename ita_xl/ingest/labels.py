"""Lines of a label and its value: ``หน่วยงาน | เทศบาล…``, ``ระดับ: ผ่านดี``."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from ita_xl.thai import squash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ita_xl.errors import Place
    from ita_xl.ingest.grid import Grid

AGENCY = frozenset({
    "หน่วยงาน", "ชื่อหน่วยงาน", "หน่วยงานที่รับการประเมิน", "agency", "ส่วนราชการ", "ชื่อส่วนราชการ", "สถานศึกษา", "ชื่อสถานศึกษา",
    "ชื่อองค์กร", "ชื่ออปท", "ชื่อมหาวิทยาลัย", "ชื่อโรงเรียน", "ชื่อโรงพยาบาล",
})  # fmt: skip
PROVINCE = frozenset({"จังหวัด", "province"})
YEAR = frozenset({
    "ปีงบประมาณ", "ปีงบประมาณพ.ศ.", "ปีงบประมาณที่ประเมิน", "ปีที่ประเมิน", "ปีงบประมาณ(พ.ศ.)", "ปีที่ถูกประเมินล่าสุด",
    "ปีที่รับการประเมิน", "ปีประเมิน", "ประจำปีงบประมาณ", "ประจำปีงบประมาณพ.ศ.", "ปีงบประมาณที่ประเมิน(พ.ศ.)",
    "ปีงบประมาณของปีก่อน(พ.ศ.)",
})  # fmt: skip
LEVEL = frozenset({
    "ระดับ", "ระดับผลการประเมิน", "ระดับคะแนน", "ผลการประเมินระดับ", "ระดับที่ประกาศ", "ระดับผลการประเมินที่ประกาศ",
    "ระดับที่ได้", "อยู่ในระดับ", "ระดับการประเมิน", "level", "rating", "grade", "เกรด",
})  # fmt: skip
#: Labels that stand before a level, or before something else.
MAYBE_LEVEL = frozenset({"ผล", "ผลการประเมิน", "ผลการประเมินอยู่ในระดับ", "สรุปผลการประเมิน"})
_LONGEST = 60
#: Thai, and behind it the same in English: words of it, or one in brackets, behind a stroke or on a line of its own.
_TRANSLATED = re.compile(
    r"(?s)(.*[ก-๏])\s*(?:[\n/|]\s*\(?[A-Z][A-Za-z .,&'-]{3,}\)?|\([A-Z][a-z][A-Za-z .,&'-]+\)|"
    r"\s[A-Z][a-z]+(?: [A-Za-z]+)+)\s*"
)
LABELS = AGENCY | PROVINCE | YEAR | LEVEL | MAYBE_LEVEL


@lru_cache(maxsize=4096)
def thai_side(text: str) -> str:
    """A text without its translation: "คะแนนรวม / Overall Score" is "คะแนนรวม"; a text without Thai stays.

    >>> thai_side("1. การใช้อำนาจ\\nExercise of Power"), thai_side("ผ่าน (Passed)"), thai_side("EIT Public")
    ('1. การใช้อำนาจ', 'ผ่าน', 'EIT Public')
    """
    found = _TRANSLATED.fullmatch(text)
    return found[1].rstrip() if found else text


@lru_cache(maxsize=4096)
def _is_label(text: str) -> bool:
    if len(text) > _LONGEST:
        return ":" in text and squash(text.partition(":")[0]) in LABELS
    return squash(text).rstrip(":") in LABELS or (":" in text and squash(text.partition(":")[0]) in LABELS)


def label_rows(grid: Grid) -> tuple[int, ...]:
    """The rows of a sheet that begin with a label."""
    found = grid.memo.get("labels")
    if found is None:
        firsts = [raw[0] if raw else "" for raw in grid.raw]
        labels = {text for text in {text for text in firsts if isinstance(text, str)} if text and _is_label(text)}
        found = grid.memo["labels"] = tuple(
            [row for row, first in enumerate(firsts) if first in labels or (first == "" and _begins(grid.raw[row]))]
        )
    return found


def _begins(raw: Sequence[object]) -> bool:
    first = next((value for value in raw if value != ""), "")
    return isinstance(first, str) and _is_label(first)


def labelled(grid: Grid, rows: Iterable[int] | None = None) -> Iterator[tuple[str, str, Place]]:
    """Label and value pairs of a sheet, or of some rows of it: the label squashed, the value as it stands.

    A pair stands in two cells that follow each other in a row, or in one cell with a colon. Another label beside a
    label is no value; a label behind any other word heads a column.
    """
    for row in label_rows(grid) if rows is None else rows:
        filled = [(column, cell) for column, cell in enumerate(grid.rows[row]) if cell is not None]
        at = 0
        while at + 1 < len(filled):
            label = squash(str(filled[at][1])).rstrip(":")
            column, value = filled[at + 1]
            if label not in LABELS:
                break
            at += 1
            if squash(str(value)).rstrip(":") not in LABELS:
                yield label, str(value), grid.place(row, column)
                at += 1
        if len(filled) == 1 and isinstance(filled[0][1], str) and ":" in filled[0][1]:
            head, _, tail = filled[0][1].partition(":")
            if squash(head) in LABELS and tail.strip():
                yield squash(head), tail.strip(), grid.place(row, filled[0][0])
