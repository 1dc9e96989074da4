"""The library as a table of texts, one row a key, and an agency's own texts put over ours.

A key is that of an item (``iit.procedure``), ``indicator.1`` or ``topic.1``; a further measure of any has a row of its
own, ``iit.procedure#2``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ita_xl.recommendations import BAR, FALL, FIELDS, KINDS, IndicatorAdvice, ItemAdvice, Library, Measure, TopicAdvice
from ita_xl.thai import squash

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SHEET = "คลังข้อเสนอแนะ"
KEY = "คีย์"
ADVICE = {"defect": "ข้อบกพร่อง", "remedy": "แนวทางแก้ไข", "keep": "แนวทางรักษาระดับ", "risk": "ความเสี่ยง"}
MEASURE = {
    "name": "มาตรการ", "steps": "ขั้นตอน", "period": "ระยะเวลา", "responsible": "ผู้รับผิดชอบ", "joint": "ผู้ร่วมดำเนินการ",
    "success": "ตัวชี้วัดความสำเร็จ", "evidence": "หลักฐาน",
}  # fmt: skip
#: What is said of the score of an indicator or a topic, and what an indicator asks of its items by their class.
WORDS = {
    "full": "ข้อความเมื่อได้คะแนนเต็ม", "class_keep": "ข้อความเมื่อรักษาระดับ", "class_raise": "ข้อความเมื่อพัฒนายกระดับ",
    "class_urgent": "ข้อความเมื่อแก้ไขเร่งด่วน", "fallen": "ข้อความเมื่อคะแนนลดลง", "bar": "ข้อความเมื่อต่ำกว่าเกณฑ์ระดับถัดไป",
    "items_keep": "ข้อความของข้อที่รักษาระดับ", "items_raise": "ข้อความของข้อที่พัฒนายกระดับ",
    "items_urgent": "ข้อความของข้อที่แก้ไขเร่งด่วน",
}  # fmt: skip
#: Fields of a row and what stands over their column.
HEADS = {**ADVICE, **MEASURE, **WORDS}
_MORE = {"fallen": FALL, "bar": BAR}
_INDICATOR, _TOPIC = "indicator.", "topic."


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
    """The rows of an item, an indicator or a topic: the first with its first measure, then one a further measure."""
    advice = _advice(library, key)
    measures = [_texts(one) for one in advice.measures]
    further = (Row(f"{key}#{number}", one) for number, one in enumerate(measures[1:], start=2))
    return (Row(key, {**_said(advice), **measures[0]}), *further)


def keys_of(library: Library) -> dict[str, Row]:
    """Every row of the table by its key."""
    whole = [*(f"{_INDICATOR}{number}" for number in library.indicators), *(f"{_TOPIC}{one}" for one in library.topics)]
    return {row.key: row for key in (*library.items, *whole) for row in rows_of(library, key)}


def fields_of(key: str, field: str) -> frozenset[str]:
    """What a text may name: only what is known where it is used.

    >>> sorted(fields_of("topic.1", "full"))
    ['agency', 'fiscal_year', 'plan_year', 'score']
    """
    unknown = {"item_title", "indicator_name"} if key.startswith(_TOPIC) else {"item_title"}
    own = FIELDS - unknown if key.startswith((_INDICATOR, _TOPIC)) else FIELDS
    return own | _MORE.get(field, frozenset())


def with_own(library: Library, own: Iterable[Row]) -> Library:
    """The library with an agency's own texts in the place of ours, by key and field."""
    items, indicators, topics = dict(library.items), dict(library.indicators), dict(library.topics)
    now = Library(items, indicators, topics)
    for row in own:
        key, _, number = row.key.partition("#")
        advice = _advice(now, key)
        measures = _measures(advice.measures, int(number or 1) - 1, row)
        texts = {**_said(advice), **row.texts}
        if isinstance(advice, ItemAdvice):
            items[key] = replace(
                advice,
                defect=texts["defect"],
                remedy=texts["remedy"],
                keep=texts["keep"],
                risk=texts["risk"],
                measures=measures,
            )
        elif isinstance(advice, TopicAdvice):
            topics[advice.number] = replace(
                advice,
                full=texts["full"],
                keep=texts["class_keep"],
                raise_=texts["class_raise"],
                urgent=texts["class_urgent"],
                risk=texts["risk"],
                measures=measures,
            )
        else:
            indicators[advice.number] = replace(
                advice,
                full=texts["full"],
                keep=texts["class_keep"],
                raise_=texts["class_raise"],
                urgent=texts["class_urgent"],
                fallen=texts["fallen"],
                bar=texts["bar"],
                risk=texts["risk"],
                items={name: texts[f"items_{name}"] for name in advice.items},
                measures=measures,
            )
    return now


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


def _advice(library: Library, key: str) -> ItemAdvice | IndicatorAdvice | TopicAdvice:
    if key in library.items:
        return library.items[key]
    number = int(key.rpartition(".")[2])
    return library.topics[number] if key.startswith(_TOPIC) else library.indicators[number]


def _said(advice: ItemAdvice | IndicatorAdvice | TopicAdvice) -> dict[str, str]:
    """The texts beside the measures, by field."""
    if isinstance(advice, ItemAdvice):
        return {field: str(getattr(advice, field)) for field in ADVICE}
    classes = {"class_keep": advice.keep, "class_raise": advice.raise_, "class_urgent": advice.urgent}
    found = {"risk": advice.risk, "full": advice.full, **classes}
    if isinstance(advice, TopicAdvice):
        return found
    calls = {f"items_{name}": text for name, text in advice.items.items()}
    return {**found, "fallen": advice.fallen, "bar": advice.bar, **calls}


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
