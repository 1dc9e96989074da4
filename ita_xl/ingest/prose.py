"""Figures in sentences: "ในภาพรวม ๙๖.๐๔ คะแนน อยู่ในระดับ “ผ่านดี”", "(i๑๐ : ๑๐๐ คะแนน)", "1. เทศบาล… 98.52 คะแนน"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from ita_xl.assessment import Kind
from ita_xl.framework import load
from ita_xl.ingest.headers import unit_named
from ita_xl.ingest.model import RowKey
from ita_xl.ingest.rows import row_key
from ita_xl.ingest.values import number_of, score_like
from ita_xl.thai import arabic_digits, normalise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ita_xl.framework import Framework

_LONGEST = 4000
_BOX = 120
_NUMBER = r"\d{1,3}(?:\.\d{1,4})?"
#: A number that is a bound, not a result: "๘๕ คะแนนขึ้นไป", "ไม่ต่ำกว่า 95 คะแนน".
_BOUND_BEFORE = re.compile(
    r"(?:ไม่ต่ำกว่า|ไม่น้อยกว่า|ตั้งแต่|มากกว่า|น้อยกว่า|ต่ำกว่า|สูงกว่า|เกินกว่า|เกิน|เต็ม|เป้าหมาย|เกณฑ์|ระหว่าง|ถึง|-)\s*(?:ร้อยละ)?\s*$"
)
_BOUND_AFTER = re.compile(r"\s*(?:ขึ้นไป|เต็ม|ลงมา|ลงไป|-|–|ถึง)")
_DISTANCE = 90
_FOLLOWING = r"(?![ก-๏A-Za-z])|(?=และ|หรือ|โดย|ซึ่ง|เมื่อ|ใน|ลดลง|เพิ่ม|สูงขึ้น|ส่งผล|บรรลุ|จาก|เท่า|ตาม)"
_LINE = re.compile(rf"^\s*(?:[-•*]|\(?\d{{1,3}}[.)])?\s*(\S.*?)[\s:=-]+(?:ได้\s*)?({_NUMBER})\s*คะแนน(.*)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Said:
    """One thing a text says: a score (``key``), a change of it, or a level; ``year`` where the text names one."""

    key: RowKey | None
    value: Decimal | None = None
    text: str = ""
    year: int | None = None
    change: bool = False
    level: str = ""
    agency: str = ""


def says_figures(text: str) -> bool:
    """Whether a text may hold a figure in words at all."""
    return "คะแนน" in text or "ร้อยละ" in text or ("\n" in text and len(text) < _BOX)


def said(text: str, framework: Framework, *, alone: bool = True) -> tuple[Said, ...]:
    """Every score, change and level that a text states as the result of the assessment.

    ``alone`` tells a line that speaks for itself: "ได้คะแนน 96.04 คะแนน" in it is the overall score.
    """
    if len(text) > _LONGEST:
        return ()
    if boxed := tuple(_boxed(text, framework)):
        return boxed
    line = re.sub(r"\s+", " ", arabic_digits(normalise(text)))
    return tuple(_listed(line, framework)) or tuple(_scan(line, framework, alone=alone))


def _boxed(text: str, framework: Framework) -> Iterator[Said]:
    """A box of a slide: the name of a score in one line, the score in another, perhaps a level in a third."""
    lines = [line for line in normalise(text).splitlines() if line]
    if not 2 <= len(lines) <= 3 or len(text) > _BOX:
        return
    values = {line: value for line in lines if (value := number_of(line)) is not None and score_like(value)}
    keys = [key for line in lines if line not in values and (key := row_key([line], framework, indicators=False))]
    if len(values) != 1 or len(keys) != 1 or not (keys[0].kind or keys[0].mean):
        return
    ((printed, value),) = values.items()
    yield Said(keys[0] if keys[0].kind else RowKey(Kind.OVERALL), value, printed)
    yield from (Said(None, level=line) for line in lines if line not in values and framework.level_named(line))


def _listed(line: str, framework: Framework) -> Iterator[Said]:
    """A line of a list of agencies."""
    found = _LINE.match(line)
    name = re.sub(r"^(?:ชื่อ)?หน่วยงาน\s*:?\s*", "", found[1]).strip() if found else ""
    if found is None or not unit_named(name) or re.search(r"คะแนน|ตัวชี้วัด|ภาพรวม|ผลการ|ระดับ", found[1]):
        return
    value = Decimal(found[2])
    if not score_like(value) or _BOUND_AFTER.match(found[3]):
        return
    yield Said(RowKey(Kind.OVERALL), value, found[2], agency=name)
    if level := _levels(framework.fiscal_year).search(found[3]):
        yield Said(None, level=level[1], agency=name)


def _scan(line: str, framework: Framework, *, alone: bool) -> Iterator[Said]:
    year: int | None = None
    subject: RowKey | None = None
    at, fresh = 0, False
    for found in _tokens(framework.fiscal_year).finditer(line):
        kind = found.lastgroup
        if kind == "year":
            year, fresh = int(found["yearno"]), subject is not None
        elif kind == "level":
            yield Said(None, level=found["word"], year=year)
        elif kind == "change":
            if subject is not None and found.start() - at < _DISTANCE * 2:
                sign = -1 if found["way"].startswith("ลด") else 1
                yield Said(subject, sign * Decimal(found["by"]), found["by"], year, change=True)
        elif kind == "figure":
            if subject is None or not fresh or found.start() - at > _DISTANCE or _is_bound(line, found):
                continue
            value = Decimal(found["value"] or found["plain"] or found["share"])
            if score_like(value):
                yield Said(subject, value, str(found["value"] or found["plain"] or found["share"]), year)
                fresh, at = False, found.end()
        elif kind != "opening" or alone:
            subject, at, fresh = _subject(found, framework), found.end(), True


def _is_bound(line: str, found: re.Match[str]) -> bool:
    return bool(
        _BOUND_BEFORE.search(line[max(0, found.start() - 30) : found.start()]) or _BOUND_AFTER.match(line, found.end())
    )


def _subject(found: re.Match[str], framework: Framework) -> RowKey | None:
    """The score that a token names."""
    if found["item"]:
        code = found["item"].lower().replace(" ", "")
        return RowKey(Kind.ITEM, code, foreign=code not in framework.items)
    if found["number"]:
        number = int(found["number"])
        return RowKey(Kind.INDICATOR, str(number)) if 1 <= number <= len(framework.indicators) else None
    if found["name"]:
        named = framework.indicator_named(found["name"])
        return RowKey(Kind.INDICATOR, str(named.number)) if named else None
    if found["tool"]:
        ref = found["tool"].upper() + (found["part"] or "")
        return RowKey(Kind.TOOL, ref if ref in framework.scores else ref[:3])
    if found["overall"] or found["begins"]:
        return RowKey(Kind.OVERALL)
    return None


@lru_cache(maxsize=16)
def _tokens(fiscal_year: int) -> re.Pattern[str]:
    """What a sentence about a result is made of, in the words of a year."""
    framework = load(fiscal_year)
    names = sorted((name for one in framework.indicators for name in (one.name, *one.variants)), key=len, reverse=True)
    return re.compile(
        r"(?P<year>(?:ปี\s*(?:งบประมาณ)?\s*(?:พ\.?\s?ศ\.?)?|พ\.?\s?ศ\.?)\s*(?P<yearno>25[5-9]\d))"
        rf"|(?P<level>{_level_words(fiscal_year)})"
        rf"|(?P<change>(?P<way>เพิ่มขึ้น|ลดลง|สูงขึ้น)\s*(?:จำนวน|ร้อยละ)?\s*(?:จากปี[^\d]{{0,24}})?(?P<by>{_NUMBER})\s*(?:คะแนน|$))"
        r"|(?P<opening>\A\s*(?:\d{1,2}[.)]\s*)?(?:โดย)?(?:มี|ได้)?\s*(?P<begins>(?:ผล)?คะแนน(?:รวม|ที่ได้|ita)?|ผลการประเมิน)(?=[^ก-๏]|ใน|จาก|รวม|เพิ่ม|ลด|อยู่|เท่า))"
        rf"|(?P<figure>(?<![\d.,])(?P<value>{_NUMBER})\s*คะแนน|(?<=คะแนน)\s*[:=]?\s*(?P<plain>\d{{1,3}}\.\d{{2}})(?![\d.])|(?<=ร้อยละ)\s*(?P<share>{_NUMBER})(?![\d.]))"
        r"|(?P<items>(?<![A-Za-z])(?P<item>[ieoIEO]\s?\d{1,2})(?![\d.]))"
        r"|(?P<indicator>ตัวชี้วัด(?:ที่)?\s*(?P<number>\d{1,2})(?!\s*[-–ถ,\d.]))"
        rf"|(?P<named>(?<![ก-๏])(?P<name>{'|'.join(map(re.escape, names))}))"
        r"|(?P<tools>(?<![A-Za-z])(?P<tool>IIT|EIT|OIT)(?![A-Za-z])(?:\s*\(?ส่วน(?:ที่)?\s*(?P<part>[12]))?)"
        r"|(?P<whole>(?P<overall>ภาพรวม))"
        r"|(?P<other>ประเด็นที่|ตัวชี้วัดย่อย|ข้อคำถาม)"
    )


def _level_words(fiscal_year: int) -> str:
    names = {name for one in load(fiscal_year).levels for name in (one.name, *one.variants)}
    words = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return rf"ระดับ(?:ผลการประเมิน)?\s*(?:อยู่ที่|คือ|เป็น)?[^ก-๏A-Za-z]*(?P<word>{words})(?:{_FOLLOWING})"


@lru_cache(maxsize=16)
def _levels(fiscal_year: int) -> re.Pattern[str]:
    return re.compile(_level_words(fiscal_year).replace("(?P<word>", "("))
