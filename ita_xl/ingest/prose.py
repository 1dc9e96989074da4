"""Figures in sentences: "ในภาพรวม ๙๖.๐๔ คะแนน อยู่ในระดับ “ผ่านดี”", "(i๑๐ : ๑๐๐ คะแนน)", "1. เทศบาล… 98.52 คะแนน"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from ita_xl.assessment import Kind
from ita_xl.framework import load
from ita_xl.ingest.headers import unit_named
from ita_xl.ingest.model import RowKey
from ita_xl.ingest.rows import row_key
from ita_xl.ingest.values import number_of, score_like
from ita_xl.thai import arabic_digits, normalise, remembered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ita_xl.framework import Framework

_LONGEST = 4000
_SHORT = 150
_BOX = 120
_NUMBER = r"\d{1,3}(?:\.\d{1,4})?"
#: A number that is a bound, not a result: "๘๕ คะแนนขึ้นไป", "ไม่ต่ำกว่า 95 คะแนน".
_BOUND_BEFORE = re.compile(
    r"(?:ไม่ต่ำกว่า|ไม่น้อยกว่า|ตั้งแต่|มากกว่า|น้อยกว่า|ต่ำกว่า|สูงกว่า|เกินกว่า|เกิน|เต็ม|เป้าหมาย|เกณฑ์(?:ผ่าน)?(?:คือ)?|"
    r"ระหว่าง|ถึง|อย่างน้อย|ขาด|อีก|ต้องเพิ่ม|ต้องได้|ขั้นต่ำ|(?:ให้|เพิ่ม(?:ขึ้น)?)(?:ได้|เป็น)|-)\s*(?:ร้อยละ)?\s*$"
)
_BOUND_AFTER = re.compile(r"\s*(?:ขึ้นไป|เต็ม|ลงมา|ลงไป|-|–|ถึง|[×*+÷])")
#: How a score would come about, or could: that is no score.
_REASONED = re.compile(r"[•\-\s]*(?:วิธีคิด|ทางสู่|เงื่อนไข|ยังไม่ถึง)|.*×")
#: A piece of a line that ends in a score.
_ENDING = re.compile(r"\d\.\d{1,2}(?:\s*คะแนน)?\s*\Z")
_TOOLS = ("iit", "eit", "oit")
_AND = ("และ", "กับ", ",", "/", "หรือ")
_DISTANCE = 90
#: How near a score in brackets stands behind its name.
_NEAR = 2
#: A year behind these words is the one that is compared with.
_AGAINST = re.compile(r"(?:จาก|กับ|กว่า|โดย|ขณะที่|ซึ่ง|เดิม)\s*\Z")
#: An agency right before "ได้คะแนน …".
_UNIT = re.compile(r"(?:องค์การบริหาร|เทศบาล|อบต\.|อบจ\.|มหาวิทยาลัย|กรม|สำนักงาน|โรงพยาบาล|สถานีตำรวจ|วิทยาลัย|จังหวัด)\S*\s*\Z")
#: A line about the assessment, so that "ได้คะแนน 93.51 คะแนน" in it is the result.
_ASSESSED = re.compile(r"ประเมิน|คุณธรรม|ITA", re.IGNORECASE)
#: Several scores in one cell, each behind its code.
_CODED = re.compile(
    r"(?<![A-Za-z])(?:[ieoIEO]\s?[\d๐-๙]{1,2}|[IEO]IT)\s*(?:\([^()]*\)\s*)?[=:]\s*[\d๐-๙]{1,3}\.[\d๐-๙]"
)
#: A score that stands without the word for it: "i1 = 98.20", "การใช้งบประมาณ (91.51)", "• e7 … 75.13".
_POINTED = re.compile(r"(?:[IEO]IT[^=:]{0,14}|(?:[=:(]|ได้)\s*[\d๐-๙]{0,2})[\d๐-๙]\.[\d๐-๙]")
_CODE = re.compile(r"[ieoIEO][\d๐-๙]{1,2}\s")
_FIGURE_LAST = re.compile(r"[\d๐-๙]\.[\d๐-๙]{2}$")
#: How a sentence begins that speaks of the whole without saying so.
_BEGINS = (
    r"(?:\A[^ก-๏A-Za-z\d]*(?:\d{1,2}[.)]\s*)?|(?<=\d{4})\s*|(?=(?:มี|ได้)(?:ผล)?คะแนน))(?:โดย)?(?:มี|ได้)?\s*"
    r"(?:(?:ผล)?คะแนน(?:รวม|ที่ได้|ita)?|ผล(?:การ)?ประเมิน)(?=[^ก-๏]|ใน|จาก|รวม|เพิ่ม|ลด|อยู่|เท่า|คุณธรรม|ได้)"
)
#: A score by the words around it; in brackets right behind its name; at the end of the line of an item.
_FIGURES = (
    rf"(?<![\d.,])(?P<value>{_NUMBER})\s*คะแนน",
    r"(?<=คะแนน)\s*[:=]?\s*(?P<plain>\d{1,3}\.\d{2})(?![\d.])",
    r"(?<=ได้)\s*(?P<got>\d{1,3}\.\d{1,2})(?![\d.])",
    r"(?<=[=:])\s*(?P<equal>\d{1,3}\.\d{1,2})(?![\d.])",
    rf"(?<=ร้อยละ)\s*(?P<share>{_NUMBER})(?![\d.])",
    r"(?<=\()(?P<inner>\d{1,3}\.\d{1,2})(?=%?\))",
    r"(?P<tail>(?<![\d.])\d{1,3}\.\d{2})(?=\s*\Z)",
)
#: What else a figure may be of.
_OTHERS = (
    r"ประเด็นที่|ตัวชี้วัดย่อย|ข้อคำถาม|ผู้ตอบ|กลุ่มตัวอย่าง|ด้าน(?:ที่)?\s*\d|หัวข้อ|หมวด|"
    r"จำนวน\s*[\d,]+\s*(?:คน|ราย|ข้อ|แห่ง|หน่วยงาน|ตัวชี้วัด)"
)
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


@remembered(4096)
def says_figures(text: str) -> bool:
    """Whether a text may hold a figure in words at all."""
    return "คะแนน" in text or "ร้อยละ" in text or ("\n" in text and len(text) < _BOX) or _pointed(text)


def _pointed(text: str) -> bool:
    if _POINTED.search(text):
        return True
    # From the end: a text may hold very many codes.
    text = text.rstrip()
    line = text[max(text.rfind("\n") - 3, 0) :]
    return _FIGURE_LAST.search(line[-4:]) is not None and _CODE.search(line) is not None


def lists_figures(text: str) -> bool:
    """Whether a text is a list of codes with their scores: "i1 = 98.20, i2 = 97.00".

    >>> lists_figures("e1 (ส่วนที่ 1) = 98.20"), lists_figures("i1 การให้บริการ")
    (True, False)
    """
    return _CODED.search(text) is not None


def said(text: str, framework: Framework, *, alone: bool = True, about: RowKey | None = None) -> tuple[Said, ...]:
    """Every score, change and level that a text states as the result of the assessment.

    ``alone`` tells a line that speaks for itself: "ได้คะแนน 96.04 คะแนน" in it is the overall score. ``about`` is the
    indicator of the row it stands in: "ส่วนที่ 1 ได้ 89.02 คะแนน" in it is the score of that part of the indicator.
    """
    if len(text) > _LONGEST:
        return ()
    read = _said_again if len(text) <= _SHORT else _said
    return read(text, framework.fiscal_year, alone, about)


def _said(text: str, fiscal_year: int, alone: bool, about: RowKey | None) -> tuple[Said, ...]:
    framework = load(fiscal_year)
    if boxed := tuple(_boxed(text, framework)):
        return boxed
    line = re.sub(r"\s+", " ", arabic_digits(normalise(text)))
    if _REASONED.match(line):
        return ()
    pieces = [piece.strip(" ()") for piece in re.split(r"[|•]| / ", line)]
    if sum(_ENDING.search(piece) is not None for piece in pieces) > 1:
        return tuple(one for piece in pieces for one in _Scanner(piece, framework, alone=False, about=about).read())
    return tuple(_listed(line, framework)) or tuple(_Scanner(line, framework, alone=alone, about=about).read())


#: The notes and heads of a form are the same in every file.
_said_again = lru_cache(maxsize=2048)(_said)


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
    name = "" if found is None else _agency(found)
    if found is None or not name:
        return
    yield Said(RowKey(Kind.OVERALL), Decimal(found[2]), found[2], agency=name)
    if level := _levels(framework.fiscal_year).search(found[3]):
        yield Said(None, level=level[1], agency=name)


def _agency(found: re.Match[str]) -> str:
    """The agency of such a line; empty where the line is about something else."""
    name = re.sub(r"^(?:ชื่อ)?หน่วยงาน\s*:?\s*", "", found[1]).strip()
    if not unit_named(name) or re.search(r"คะแนน|ตัวชี้วัด|ภาพรวม|ผลการ|ระดับ", found[1]):
        return ""
    return "" if not score_like(Decimal(found[2])) or _BOUND_AFTER.match(found[3]) else name


def lists_agency(text: str) -> bool:
    """Whether a text is a line of a list of agencies with their scores.

    >>> lists_agency("1. เทศบาลตำบลบางพลา 98.52 คะแนน ระดับ AA"), lists_agency("ได้ 98.52 คะแนน")
    (True, False)
    """
    if len(text) > _LONGEST or "คะแนน" not in text:
        return False
    found = _LINE.match(re.sub(r"\s+", " ", arabic_digits(normalise(text))))
    return found is not None and bool(_agency(found))


class _Scanner:
    """Goes through the tokens of a line: the subject named last is what the next figure is the score of.

    ``fresh`` tells that the subject has no figure yet, ``at`` where it was named; ``bare`` that the line may speak of
    the whole without saying so, as nothing else was named in it.
    """

    def __init__(self, line: str, framework: Framework, *, alone: bool, about: RowKey | None) -> None:
        self._line = line
        self._framework = framework
        self._alone = self._bare = alone
        self._about = about
        self._year: int | None = None
        self._years: set[int] = set()  # those that the line is about, not those it compares with
        self._subject: RowKey | None = None
        self._at = 0
        self._fresh = False

    def read(self) -> Iterator[Said]:
        """What the line states."""
        for found in _tokens(self._framework.fiscal_year).finditer(self._line):
            kind = found.lastgroup
            if kind == "year":
                self._note_year(found)
            elif kind == "level":
                yield Said(None, level=found["word"] or found["inside"], year=self._year)
            elif kind == "change":
                yield from self._change(found)
            elif kind == "coded":
                yield from self._coded(found)
            elif kind == "figure":
                yield from self._figure(found)
            elif kind == "unlettered":
                yield Said(
                    RowKey(None, number=found["bareno"]), Decimal(found["barevalue"]), found["barevalue"], self._year
                )
            else:
                self._turn(found, str(kind))

    def _note_year(self, found: re.Match[str]) -> None:
        own = self._framework.fiscal_year
        self._year, self._fresh = int(found["yearno"] or own - 1), self._subject is not None
        if not _AGAINST.search(self._line, 0, found.start()):
            self._years.add(self._year)

    def _change(self, found: re.Match[str]) -> Iterator[Said]:
        """A change belongs to the later year; in brackets behind the year before, to the year assessed."""
        subject = self._subject
        if subject is None and self._about is not None and self._about.kind is Kind.OVERALL:
            subject = self._about
        if subject is None or found.start() - self._at >= 2 * _DISTANCE:
            return
        sign = -1 if found["way"].startswith("ลด") else 1
        year = None if self._line[: found.start()].endswith("(") else max(self._years, default=None)
        yield Said(subject, sign * Decimal(found["by"]), found["by"], year, change=True)

    def _coded(self, found: re.Match[str]) -> Iterator[Said]:
        key, value = _subject(found, self._framework), Decimal(found["cvalue"])
        if key is not None and score_like(value):
            yield Said(key, value, found["cvalue"], self._year)

    def _figure(self, found: re.Match[str]) -> Iterator[Said]:
        distance = found.start() - self._at
        if self._subject is None or not self._fresh or distance > _DISTANCE or _is_bound(self._line, found):
            return
        printed = _printed(found, self._subject, near=distance <= _NEAR)
        if printed and score_like(value := Decimal(printed)):
            yield Said(self._subject, value, printed, self._year)
            self._fresh, self._at = False, found.end()

    def _turn(self, found: re.Match[str], kind: str) -> None:
        """A token that names a subject, or says more of the one before."""
        of_item = self._fresh and self._subject is not None and self._subject.kind is Kind.ITEM
        if kind == "opening":
            if self._opens(found):
                self._name(RowKey(Kind.OVERALL) if self._alone else self._subject, found)
        elif kind == "parts":
            part = _part_of(self._about or self._subject, int(found["partno"]), self._framework)
            if part is not None:
                self._name(part, found)
        elif kind == "tools" and of_item and self._line[: found.start()].endswith("("):
            part_of = int(found["part"]) if found["part"] else None
            self._subject = None if self._subject is None else replace(self._subject, part=part_of)
            self._at = found.end() + 1
        elif kind == "tools" and self._fresh and self._line[self._at : found.start()].strip() in _AND:
            self._subject, self._fresh = None, False  # one score of two tools is of neither
        elif kind == "named" and of_item:
            self._at = found.end()  # the title of the item
        else:
            self._name(_subject(found, self._framework), found)
            self._bare = self._bare and kind != "other"

    def _opens(self, found: re.Match[str]) -> bool:
        """Whether "ได้คะแนน …" speaks of the whole: it begins the line, or nothing else was named before it."""
        about = self._year is not None or _ASSESSED.search(self._line) or _UNIT.search(self._line[: found.start()])
        return not found.start() or (self._subject is None and self._bare and bool(about))

    def _name(self, subject: RowKey | None, found: re.Match[str]) -> None:
        self._subject, self._at, self._fresh = subject, found.end(), True


def _printed(found: re.Match[str], subject: RowKey, *, near: bool) -> str:
    """The number of a figure, where it stands as one of this subject does."""
    if found["inner"]:
        return found["inner"] if near else ""
    if found["tail"]:
        return found["tail"] if subject.kind is Kind.ITEM or near else ""
    return found["value"] or found["plain"] or found["share"] or found["got"] or found["equal"] or ""


def _part_of(about: RowKey | None, part: int, framework: Framework) -> RowKey | None:
    """A part of the indicator that the row, or the sentence, is about; or of EIT itself."""
    if about is not None and about.kind is Kind.TOOL and f"{about.ref[:3]}{part}" in framework.scores:
        return RowKey(Kind.TOOL, f"{about.ref[:3]}{part}")
    if (
        about is None
        or about.kind is not Kind.INDICATOR
        or not framework.parts(framework.indicator(int(about.ref)).tool)
    ):
        return None
    return RowKey(Kind.INDICATOR_PART, f"{about.ref}:{part}")


def _is_bound(line: str, found: re.Match[str]) -> bool:
    return bool(
        _BOUND_BEFORE.search(line[max(0, found.start() - 30) : found.start()]) or _BOUND_AFTER.match(line, found.end())
    )


def _subject(found: re.Match[str], framework: Framework) -> RowKey | None:
    """The score that a token names."""
    if word := found["item"] or found["code"]:
        if (code := word.lower().replace(" ", "")) in _TOOLS:
            return RowKey(Kind.TOOL, _tool(code.upper(), found["cpart"], framework))
        part = int(found["cpart"]) if found["cpart"] else None
        return RowKey(Kind.ITEM, code, part=part, foreign=code not in framework.items)
    if found["number"]:
        number = int(found["number"])
        return RowKey(Kind.INDICATOR, str(number)) if 1 <= number <= len(framework.indicators) else None
    if found["name"]:
        named = framework.indicator_named(found["name"])
        return RowKey(Kind.INDICATOR, str(named.number)) if named else None
    if found["tool"]:
        return RowKey(Kind.TOOL, _tool(found["tool"].upper(), found["part"], framework))
    if found["overall"]:
        return RowKey(Kind.OVERALL)
    return None


def _tool(code: str, part: str | None, framework: Framework) -> str:
    return f"{code}{part}" if part and f"{code}{part}" in framework.scores else code


@lru_cache(maxsize=16)
def _tokens(fiscal_year: int) -> re.Pattern[str]:
    """What a sentence about a result is made of, in the words of a year."""
    framework = load(fiscal_year)
    names = sorted((name for one in framework.indicators for name in (one.name, *one.variants)), key=len, reverse=True)
    parts = r"(?:\(?ส่วน(?:ที่)?\s*(?P<cpart>[12])\)?)?"
    tokens = (
        r"(?P<year>(?:ปี\s*(?:งบประมาณ)?\s*(?:พ\.?\s?ศ\.?)?|พ\.?\s?ศ\.?)\s*(?P<yearno>25[5-9]\d)|ปี(?:ที่แล้ว|ก่อน|ที่ผ่านมา))",
        rf"(?P<level>{_level_words(fiscal_year)}|(?<=\()(?P<inside>{_level_names(fiscal_year)})(?=\)))",
        r"(?P<change>(?P<way>เพิ่มขึ้น|ลดลง|สูงขึ้น)\s*(?:จำนวน|ร้อยละ)?\s*(?:จากปี[^\d]{0,24}(?:25\d\d\s*(?:จำนวน|ถึง|อยู่|คิดเป็น|เท่ากับ|เป็น)?\s*)?)?"
        rf"(?P<by>{_NUMBER})\s*(?:คะแนน|$))",
        rf"(?P<opening>{_BEGINS}|(?:(?<=\d{{4}})\s|(?<=\d{{4}}))ได้(?=\s*\d)|(?=(?:เพิ่มขึ้น|สูงขึ้น|ลดลง)\s*จากปี))",
        rf"(?P<unlettered>\((?P<bareno>\d{{1,2}})\s*:\s*(?P<barevalue>{_NUMBER})\s*คะแนน\))",
        rf"(?P<figure>{'|'.join(_FIGURES)})",
        rf"(?P<coded>(?<![A-Za-z])(?P<code>[ieoIEO]\s?\d{{1,2}}|[IEO]IT)\s*{parts}\s*[=:]\s*"
        rf"(?P<cvalue>{_NUMBER})(?![\d.]))",
        r"(?P<items>(?<![A-Za-z])(?P<item>[ieoIEO]\s?\d{1,2})(?![\d.]))",
        r"(?P<indicator>ตัวชี้วัด(?:ที่)?\s*(?P<number>\d{1,2})(?!\s*[-–ถ,\d.]))",
        rf"(?P<named>(?<![ก-๏])(?P<name>{'|'.join(map(re.escape, names))}))",
        r"(?P<tools>(?<![A-Za-z])(?P<tool>IIT|EIT|OIT)(?![A-Za-z])(?:\s*\(?(?:ส่วน(?:ที่)?)?\s*(?P<part>[12])(?![\d.]))?)",
        r"(?P<whole>(?P<overall>ภาพรวม))",
        r"(?P<parts>ส่วน(?:ที่)?\s*(?P<partno>[12])(?!\d))",
        rf"(?P<other>{_OTHERS})",
    )
    return re.compile("|".join(tokens))


def _level_words(fiscal_year: int) -> str:
    words = _level_names(fiscal_year)
    range_ = rf"(?!\s*ถึง\s*(?:{words}))"
    return rf"ระดับ(?:ผลการประเมิน)?\s*(?:อยู่ที่|คือ|เป็น)?[^ก-๏A-Za-z]*(?P<word>{words})(?:{_FOLLOWING}){range_}"


def _level_names(fiscal_year: int) -> str:
    names = {name for one in load(fiscal_year).levels for name in (one.name, *one.variants)}
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


@lru_cache(maxsize=16)
def _levels(fiscal_year: int) -> re.Pattern[str]:
    return re.compile(_level_words(fiscal_year).replace("(?P<word>", "("))
