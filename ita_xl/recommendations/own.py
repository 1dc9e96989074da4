"""The library as a table of texts, one row a key, and an agency's own texts put over ours.

A key is that of an item (``iit.procedure``) or ``indicator.1``; a further measure of either has a row of its own,
``iit.procedure#2``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ita_xl.recommendations import KINDS, Library, Measure
from ita_xl.thai import squash

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ita_xl.recommendations import IndicatorAdvice, ItemAdvice

SHEET = "คลังข้อเสนอแนะ"
KEY = "คีย์"
ADVICE = {"defect": "ข้อบกพร่อง", "remedy": "แนวทางแก้ไข", "keep": "แนวทางรักษาระดับ", "risk": "ความเสี่ยง"}
MEASURE = {
    "name": "มาตรการ", "steps": "ขั้นตอน", "period": "ระยะเวลา", "responsible": "ผู้รับผิดชอบ", "joint": "ผู้ร่วมดำเนินการ",
    "success": "ตัวชี้วัดความสำเร็จ", "evidence": "หลักฐาน",
}  # fmt: skip
#: Fields of a row and what stands over their column.
HEADS = {**ADVICE, **MEASURE}


def is_library(sheet: str) -> bool:
    """Whether a sheet of this name holds the library.

    >>> is_library(" คลัง ข้อเสนอแนะ")
    True
    """
    return squash(sheet) == squash(SHEET)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: its texts by field. Fields that the key has not are left out."""

    key: str
    texts: Mapping[str, str]


def rows_of(library: Library, key: str) -> tuple[Row, ...]:
    """The rows of an item or an indicator: the first with its first measure, then one a further measure."""
    advice = _advice(library, key)
    fields = ADVICE if key in library.items else ("risk",)
    first = {field: str(getattr(advice, field)) for field in fields}
    measures = [_texts(one) for one in advice.measures]
    further = (Row(f"{key}#{number}", one) for number, one in enumerate(measures[1:], start=2))
    return (Row(key, {**first, **measures[0]}), *further)


def keys_of(library: Library) -> dict[str, Row]:
    """Every row of the table by its key."""
    keys = [*library.items, *(f"indicator.{number}" for number in library.indicators)]
    return {row.key: row for key in keys for row in rows_of(library, key)}


def with_own(library: Library, own: Iterable[Row]) -> Library:
    """The library with an agency's own texts in the place of ours, by key and field."""
    items, indicators = dict(library.items), dict(library.indicators)
    for row in own:
        key, _, number = row.key.partition("#")
        at = int(number or 1) - 1
        if key in items:
            advice = items[key]
            items[key] = replace(
                advice,
                defect=row.texts.get("defect", advice.defect),
                remedy=row.texts.get("remedy", advice.remedy),
                keep=row.texts.get("keep", advice.keep),
                risk=row.texts.get("risk", advice.risk),
                measures=_measures(advice.measures, at, row),
            )
        else:
            whole = indicators[int(key.rpartition(".")[2])]
            risk = row.texts.get("risk", whole.risk)
            indicators[whole.number] = replace(whole, risk=risk, measures=_measures(whole.measures, at, row))
    return Library(items, indicators, library.topics)


def steps_in(text: str) -> tuple[str, ...]:
    """The steps of a cell, one a line, without their numbers.

    >>> steps_in("1. สำรวจงาน\\n2) แก้ไข")
    ('สำรวจงาน', 'แก้ไข')
    """
    lines = (line.strip() for line in text.split("\n"))
    return tuple(step for line in lines if (step := _unnumbered(line)))


def _unnumbered(line: str) -> str:
    digits = line[: len(line) - len(line.lstrip("0123456789๐๑๒๓๔๕๖๗๘๙"))]
    rest = line[len(digits) :]
    return rest[1:].strip() if digits and rest[:1] in (".", ")") else line


def _advice(library: Library, key: str) -> ItemAdvice | IndicatorAdvice:
    if key in library.items:
        return library.items[key]
    return library.indicators[int(key.rpartition(".")[2])]


def _texts(measure: Measure) -> dict[str, str]:
    steps = "\n".join(f"{number}. {step}" for number, step in enumerate(measure.steps, start=1))
    return {field: steps if field == "steps" else str(getattr(measure, field)) for field in MEASURE}


def _measures(measures: tuple[Measure, ...], at: int, row: Row) -> tuple[Measure, ...]:
    texts = {field: text for field, text in row.texts.items() if field in MEASURE}
    if not texts:
        return measures
    measure = measures[at]
    name = texts.pop("name", measure.name)
    steps = steps_in(texts.pop("steps", "")) or measure.steps
    kind = next((one for one in KINDS if name.startswith(one)), KINDS[-1])
    own = replace(measure, kind=kind, name=name, steps=steps, **texts)
    return (*measures[:at], own, *measures[at + 1 :])
