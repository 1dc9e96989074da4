"""What a row of a plan is about: a topic, a tool, an indicator or items, told by its words."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from ita_xl.assessment import Kind
from ita_xl.framework import load
from ita_xl.ingest.alike import likeness
from ita_xl.ingest.headers import part_in
from ita_xl.ingest.planmodel import Subject
from ita_xl.ingest.rows import row_key
from ita_xl.thai import arabic_digits, squash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ita_xl.framework import Framework
    from ita_xl.ingest.model import RowKey

#: The year whose names of the seven topics serve for years that have none of their own.
_TOPICS_OF = 2568
_LIKE = 0.8
_LONGEST = 400
#: What stands before and behind the name of a subject: "ส่วนที่ 1", "มาตรการที่ 2", "(98.67 คะแนน)", "(รักษาระดับ)".
_BEFORE = re.compile(r"^\s*(?:(?:ส่วน|มาตรการ|กลยุทธ์|แผน)ที่\s*\d+[.:]?|[-•*–])\s*")
_BEHIND = re.compile(r"\s*\([^()]*(?:คะแนน|ระดับ|เร่งด่วน|\d\.\d)[^()]*\)\s*$")
_NUMBER = re.compile(r"^(?:ประเด็น(?:ที่)?|ข้อ|ด้าน(?:ที่)?)?\s*\(?(\d{1,2})[.)]*(?!\d)\s*(.*)$", re.DOTALL)
_TOPIC = re.compile(r"ประเด็น(?:ที่)?([1-7])(?!\d)")
_CODES = re.compile(r"(?<![a-z])([ieo])[.\-]?(\d{1,2})(?!\d|\.\d)(?:(?:-|ถึง)(?:\1)?(\d{1,2})(?!\d|\.\d))?")
_TOOL = re.compile(r"(?:แบบวัด)?([ieo])it(?:\(?ส่วน(?:ที่)?([12])\)?)?")


def subjects_in(
    texts: Sequence[str], framework: Framework, *, indicators: bool, settled: RowKey | None = None
) -> tuple[Subject, ...]:
    """What words name: a topic or an indicator, and items by their codes; or else a tool; empty for nothing known.

    ``indicators`` tells that bare numbers number indicators; ``settled`` is what the reading made of an ambiguous code.
    """
    if settled is not None and (own := _of_key(settled)):
        return (own,)
    return _known(tuple(texts), framework.fiscal_year, indicators)


@lru_cache(maxsize=4096)
def _known(texts: tuple[str, ...], fiscal_year: int, indicators: bool) -> tuple[Subject, ...]:
    framework = load(fiscal_year)
    plain = [_bare(text) for text in texts if len(text) <= _LONGEST]
    part = next((int(found[2]) for text in plain if (found := _TOOL.fullmatch(squash(text))) and found[2]), None)
    items = [one for text in plain for one in _items(text, framework, part)]
    others = [text for text in plain if not _items(text, framework, part)]
    whole = _whole(others, framework, indicators=indicators) if others else None
    if items:
        kept = [whole] if whole is not None and whole.kind in ("topic", "indicator") else []
        return tuple(dict.fromkeys([*kept, *items]))
    return () if whole is None else (whole,)


def _whole(texts: Sequence[str], framework: Framework, *, indicators: bool) -> Subject | None:
    """The topic, the question of a tool, the indicator or the tool that words without a code name."""
    if (topic := next((one for text in texts if (one := _topic(text, framework))), None)) is not None:
        return Subject("topic", str(topic))
    if (item := _question(texts)) is not None:
        return item if item.ref.partition(":")[0] in framework.items else None
    key = row_key(texts, framework, indicators=indicators)
    if key is None or (key.kind is Kind.INDICATOR and not indicators and not key.title and not _says_indicator(texts)):
        return None
    return _of_key(key)


def _says_indicator(texts: Sequence[str]) -> bool:
    return any("ตัวชี้วัด" in text or "ตชว" in text for text in texts)


def _bare(text: str) -> str:
    return _BEHIND.sub("", _BEFORE.sub("", arabic_digits(text)))


def _of_key(key: RowKey) -> Subject | None:
    if key.mean or key.kind is None or key.kind is Kind.OVERALL:
        return None
    kind = "indicator" if key.kind is Kind.INDICATOR_PART else key.kind.value
    part = f":{key.part}" if key.kind is Kind.ITEM and key.part and ":" not in key.ref else ""
    return Subject(kind, key.ref + part)


def _items(text: str, framework: Framework, part: int | None) -> list[Subject]:
    """The items whose codes stand in a text, a range as all of its items; also codes that the year does not have."""
    plain = squash(text)
    part = part_in(plain) or part
    most = {letter: sum(code.startswith(letter) for code in framework.items) for letter in "ieo"}
    found = []
    for letter, first, last in _CODES.findall(plain):
        for number in range(int(first), int(last or first) + 1):
            if 0 < number <= max(most[letter], 50):
                found.append(Subject("item", f"{letter}{number}" + (f":{part}" if letter == "e" and part else "")))
    return found


def _question(texts: Sequence[str]) -> Subject | None:
    """The item of a tool in one cell and the number of the question in the next: "EIT ส่วนที่ 1", "8"."""
    for tool, number in pairwise(texts):
        if (found := _TOOL.fullmatch(squash(tool))) and re.fullmatch(r"(?:ข้อ(?:ที่)?)?\d{1,2}", squash(number)):
            digits = re.sub(r"\D", "", squash(number))
            return Subject("item", f"{found[1]}{int(digits)}" + (f":{found[2]}" if found[2] else ""))
    return None


def _topic(text: str, framework: Framework) -> int | None:
    """The number of the topic that a text names, by its name before its number."""
    topics = framework.topics or load(_TOPICS_OF).topics
    found = _NUMBER.match(text.strip())
    name = squash(found[2] if found else text)
    if framework.indicator_named(name):
        return None
    for topic in topics:
        own = squash(topic.name)
        if name and (own in name or (len(name) > 8 and likeness(name, own.removeprefix("กระบวนการ")) >= _LIKE)):
            return topic.number
        if len(name) > 20 and own.startswith(name):
            return topic.number
    bare = _TOPIC.fullmatch(squash(text))
    return int(bare[1]) if bare else None
