"""The years and the OIT codes that the lines of a document name, and what they say of them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ita_xl.thai import arabic_digits, squash

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ita_xl.checking.material import Material, Spot

_BE = r"(25\d\d)(?!\d)"
_OF_YEAR = rf"(?:ปี(?:งบประมาณ)?(?:พ\.?ศ\.?)?|พ\.ศ\.){_BE}"
_TITLE = re.compile(rf"^(?:ประจำ|ใน|สำหรับ)?ปีงบประมาณ(?:พ\.?ศ\.?)?{_BE}$")
_TITLED = re.compile(rf"ประจำปีงบประมาณ(?:พ\.?ศ\.?)?{_BE}$")
_RESULT = re.compile(rf"(?:ผล(?:การ|คะแนน)?ประเมิน|คะแนนภาพรวม)(?:(?!ไปสู่|มาตรการ|แผน|25\d\d).){{0,90}}?{_OF_YEAR}")
_PLANNED = re.compile(rf"(?:ไปสู่|มาตรการ|แผนมาตรการ)(?:(?!ผล(?:การ)?ประเมิน|25\d\d).){{0,90}}?{_OF_YEAR}")
_REPORTED = re.compile(
    rf"(?:รายงาน|ผลการดำเนิน|การดำเนินการตาม).{{0,40}}?มาตรการ(?:(?!ผล(?:การ)?ประเมิน|25\d\d).){{0,90}}?{_OF_YEAR}"
)
_ASKED = re.compile(rf"เกณฑ์(?:(?!25\d\d).){{0,60}}?{_OF_YEAR}")
_CODE = re.compile(r"(?:(?<![a-z0-9])o\s?[.-]?\s?|(?<=ข้อ)\s?0|(?<=oit)\s?0)(\d{1,2})(?!\d|\.\d)")
_DOCUMENT = re.compile(
    "การนำผลการประเมินita|มาตรการส่งเสริมคุณธรรมและความโปร่งใส|เพื่อส่งเสริมคุณธรรมและความโปร่งใส|มาตรการเพื่อขับเคลื่อน"
)
_LABEL = re.compile(
    r"^(?:รหัส|ข้อ|รายการ|ตัวชี้วัดย่อย)?(?:ข้อ|ข้อมูล|ตัวชี้วัด)?(?:ตาม)?(?:แบบวัด)?\(?oit\)?(?:ข้อ|ที่|รหัส|:|$|o?\d)|^o-?\d{1,2}(?!\d|\.)"
)
_SHORT = 60
#: A document has at most so many codes: that of the plan and that of the report on it.
_MOST_CODES = 2
#: A title with other words before its year stands in the first rows and is no longer than this.
_TOP, _LONGEST_TITLE = 15, 110


@dataclass(frozen=True, slots=True)
class Year:
    """A year that a text names: of a title, of a result, of the measures, or of a report on measures."""

    kind: str
    year: int
    spot: Spot


def years_of(lines: Sequence[Spot]) -> Iterator[Year]:
    """The years that lines name, by what they are said of."""
    for spot in lines:
        plain = squash(spot.text)
        top = spot.row + spot.grid.top < _TOP and len(plain) <= _LONGEST_TITLE
        if top and not _TITLE.match(plain) and not _RESULT.search(plain) and not _PLANNED.search(plain):
            yield from (Year("title", int(found[1]), spot) for found in _TITLED.finditer(plain))
        for kind, pattern in (("title", _TITLE), ("result", _RESULT), ("plan", _PLANNED), ("report", _REPORTED)):
            for found in pattern.finditer(plain):
                yield Year(kind, int(found[1]), spot)


@dataclass(frozen=True, slots=True)
class Code:
    """An OIT code that a line gives the document itself, and the year of the criteria it names beside it."""

    code: str
    year: int | None
    spot: Spot


def document_codes(material: Material) -> Iterator[Code]:
    """The codes under which the document presents itself: beside its title, after "OIT ข้อ", or heading a line."""
    beside = {(id(one.grid), one.row) for one in material.lines if _LABEL.match(squash(one.text))}
    told = Counter((id(one.grid), one.row) for one in material.lines if codes_in(one.text))
    for spot in material.lines:
        plain = squash(spot.text)
        codes = list(dict.fromkeys(codes_in(spot.text)))
        if not 1 <= len(codes) <= _MOST_CODES:
            continue
        row = (id(spot.grid), spot.row)
        # A row of many codes is a list of items, whatever stands before it.
        labelled = len(plain) <= _SHORT and told[row] <= _MOST_CODES and (_LABEL.match(plain) or row in beside)
        if _DOCUMENT.search(plain) or labelled:
            asked = _ASKED.search(plain)
            for code in codes:
                yield Code(code, int(asked[1]) if asked else None, spot)


def codes_in(text: str) -> list[str]:
    """The OIT codes in a text, however they are typed.

    >>> codes_in("ตามข้อ ๐๒๕ และ O 26"), codes_in("โครงการ No Gift Policy ปี 2568")
    (['o25', 'o26'], [])
    """
    return [f"o{int(one)}" for one in _CODE.findall(arabic_digits(text).lower()) if int(one)]
