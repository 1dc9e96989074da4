"""The number of a figure cell, and what is said when there is none."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from ita_xl.framework import load, years
from ita_xl.thai import parse_change, parse_number, parse_score, squash

if TYPE_CHECKING:
    from ita_xl.ingest.grid import Cell

#: What stands in a cell that holds no figure on purpose.
ABSENT = frozenset({
    "", "-", "--", "n/a", "na", "ไม่มี", "ไม่มีข้อมูล", "ไม่ระบุ", "ยังไม่ประกาศ", "ไม่ประเมิน", "รอประกาศ", ".", "..", "...", "…",
    "ไม่เข้าร่วม", "ไม่ได้เข้าร่วม", "ไม่เข้ารับการประเมิน", "ไม่ได้ประเมิน", "none", "null", "nan", "x", "×",
})  # fmt: skip
_LONGEST = 60
_OUT_OF = re.compile(r"(\d{1,3}(?:\.\d+)?)/(15|30|40|100)(?:คะแนน)?")
#: A score with its rank among others behind it; a weight in that place would make it points.
_RANKED = re.compile(r"(\d{1,3}\.\d{1,2})\((?:ที่|อันดับ(?:ที่)?)?(\d{1,4})\)")
_WEIGHTS = (15, 30, 40, 100)
_LOWEST, _HIGHEST = Decimal("-0.005"), Decimal("100.005")


def number_of(cell: Cell) -> Decimal | None:
    """The number a cell holds, as a number or as text."""
    if isinstance(cell, Decimal):
        return cell
    return parse_number(cell.strip("' *").rstrip(".")) if cell else None


def out_of(cell: Cell) -> tuple[Decimal, int] | None:
    """Points with their full marks in one cell: "28.31 / 30".

    >>> out_of("28.31 / 30"), out_of("96.04")
    ((Decimal('28.31'), 30), None)
    """
    found = _OUT_OF.fullmatch(squash(cell)) if isinstance(cell, str) and "/" in cell else None
    return (Decimal(found[1]), int(found[2])) if found else None


def score_of(cell: Cell) -> tuple[Decimal | None, str]:
    """The score a cell holds, and the words beside it: "96.04 (ผ่านดี)", "ได้คะแนน ๙๒.๖๘ คะแนน"."""
    if (marks := out_of(cell)) is not None:
        return marks[0], ""
    value = number_of(cell)
    if value is not None or not isinstance(cell, str) or len(cell) > _LONGEST:
        return value, ""
    if (ranked := _RANKED.fullmatch(squash(cell))) and int(ranked[2]) not in _WEIGHTS:
        return Decimal(ranked[1]), ""
    found = parse_score(cell)
    return found if found is not None and (not found[1] or _is_level(found[1])) else (None, "")


@lru_cache(maxsize=256)
def _is_level(text: str) -> bool:
    return any(load(year).level_named(text) is not None for year in years())


def absent(cell: Cell) -> bool:
    """Whether a cell says that there is no figure."""
    return squash(str(cell or "")) in ABSENT


def score_like(value: Decimal) -> bool:
    """Whether a number can be a score: 0-100 up to rounding."""
    return _LOWEST < value < _HIGHEST


def change_of(cell: Cell) -> Decimal | None:
    """A printed change: signed, or in words ("ลดลง 5.00", "เท่าเดิม", "(0.98)")."""
    return parse_change(cell) if isinstance(cell, str) else cell
