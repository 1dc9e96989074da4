"""Which score a row of a table is about, told by its code, number and name together."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from ita_xl.assessment import Kind
from ita_xl.framework import load
from ita_xl.ingest.alike import cut_short, likeness
from ita_xl.ingest.headers import names_indicators, part_in
from ita_xl.ingest.labels import thai_side
from ita_xl.ingest.model import RowKey
from ita_xl.thai import arabic_digits, normalise, parse_item_code, squash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ita_xl.framework import Framework
    from ita_xl.ingest.grid import Cell

#: A label is no longer.
_LONGEST = 400
#: Lines that sum up the rows above them, whatever those are: "คะแนนเฉลี่ย", "รวม", "ผลคะแนนรวมทั้งหมด".
_MEAN = re.compile(r"(?=.*(?:รวม|เฉลี่ย|สรุป))(?:ผล|ค่า|คะแนน|รวม|เฉลี่ย|สรุป|ทั้งสิ้น|ทั้งหมด|ทุกตัวชี้วัด|ถ่วงน้ำหนัก)+")
_OVERALL = frozenset({
    "all", "ita_score", "ita_total", "มีผลคะแนน", "ได้ผลคะแนน", "totalscore",
    "total_score", "total", "itascore", "ผลita", "คะแนนita", "คะแนนผลการประเมิน",
    "คะแนนผลการประเมินita", "overall", "overallscore", "ผลคะแนน(เต็ม100คะแนน)", "ผลคะแนนita",
})  # fmt: skip
_ASSESSMENT = re.compile(
    r"(?:ผล|ระดับ)(?:คะแนน)?(?:การ)?ประเมินคุณธรรมและความโปร่งใส"
    r"(?:ในการดำเนินงาน)?(?:ของหน่วยงาน)?(?:ภาครัฐ)?"
)
#: What a mean is of, behind its name: "คะแนน IIT (เฉลี่ยตัวชี้วัดที่ 1-5)".
_OF_WHAT = re.compile(r"\(\s*(?:ค่า|คะแนน)?เฉลี่ย[^()]*\)")
_NOT_SCORES = re.compile("จำนวน|ผู้ตอบ|น้ำหนัก|ข้อ(?!มูล)|ตัวชี้วัด|เกณฑ์|เป้าหมาย")
_TOOL = re.compile("(?<![a-z])(iit|eit|oit)(?=public|survey|part|[^a-z]|$)")
#: Tools by whom they ask, where neither the abbreviation nor the whole name stands.
_ASIDE = {
    "IIT": re.compile(r"(?:แบบ(?:วัด|สำรวจ|ประเมิน)|ผู้มีส่วนได้(?:ส่วน)?เสีย)ภายใน(?!และ)"),
    "EIT": re.compile(r"(?:แบบ(?:วัด|สำรวจ|ประเมิน)|ผู้มีส่วนได้(?:ส่วน)?เสีย)ภายนอก"),
}
_LONGEST_TOOL = 60
_LETTER = {"iit": "i", "eit": "e", "oit": "o"}
_TOOL_ITEM = re.compile(r"(iit|eit|oit)\s*ข้อ(?:คำถาม)?(?:ที่)?\s*(\d{1,2})(?!\d)(.*)", re.DOTALL | re.IGNORECASE)
#: A title with its code in brackets behind it: "… (e3 ส่วนที่ 1)".
_AT_END = re.compile(r"(.*[^\s(].*?)\(\s*(?:ข้อ\s*)?([ieoIEO]\d{1,2})\s*[,:]?\s*(?:(?:EIT )?ส่วน(?:ที่)?\s*([12]))?\s*\)")
_ZERO_CODE = re.compile(r"(?:ข้อ(?:คำถาม)?(?:ที่)?)?0\d{1,2}")
_INDICATOR = re.compile(
    r"(?:(?:ผล)?(?:คะแนน)?(?:รวม|เฉลี่ย|ค่าเฉลี่ย)*\s*)?(?:ตัวชี้?วัด|ตชว\.?)(?:ที่)?\s*(\d{1,2})(?!\d)[.)]?\s*(.*)", re.DOTALL
)
#: The number and the English name of an indicator.
_ENGLISH = re.compile(r"(\d{1,2})\s*[.)]\s*([A-Za-z][A-Za-z ,&'-]+)")
_LIKE = 0.5
_NUMBERED = re.compile(r"(\d{1,2})\s*[.)]?\s*(\D.*)", re.DOTALL)
#: A lower-case L or a bar in front of a number is an i.
_LIKE_I = re.compile(r"^((?:ข้อ(?:คำถาม)?(?:ที่)?\s*)?)[l|!](?=\s?[\d๐-๙]{1,2}(?![\d๐-๙]))")
_BRACKETED = re.compile(r"^\(\s*([ieo]\s*[\d๐-๙]{1,2})\s*\)|\((?=ส่วน|part)", re.IGNORECASE)
_ISSUE = re.compile(r"\d{1,3}\s*ประเด็น.*", re.DOTALL)
_BARE = re.compile(r"(?:ข้อ(?:คำถาม)?(?:ที่)?\s*)?(\d{1,3})(?:[.)]|\s+|$)(?!\d)(.*)", re.DOTALL)
_PART = re.compile(r"(.*?)\(?ส่วน(?:ที่)?\s*([12])\)?$", re.DOTALL)


def row_key(cells: Sequence[Cell], framework: Framework, *, indicators: bool, order: Cell = None) -> RowKey | None:
    """What the label cells of a row (those left of its figures) say, or ``None``.

    Args:
        cells: label cells, left to right, without the running number of the row.
        framework: rules of the year.
        indicators: whether bare numbers in this table number indicators.
        order: the running number; it numbers an indicator only where nothing else names one.
    """
    texts = tuple([str(cell) for cell in cells if cell is not None])
    return _known(texts, framework.fiscal_year, indicators, None if order is None else str(order))


@lru_cache(maxsize=16_384)
def _known(words: tuple[str, ...], fiscal_year: int, indicators: bool, order: str | None) -> RowKey | None:
    """Labels come again in every table and every file."""
    framework = load(fiscal_year)
    texts = [thai_side(normalise(word)) for word in words]
    key = _coded(texts, framework, zeros=False)
    if key is not None:
        return key
    part = next((int(found[2]) for text in texts if (found := _PART.match(squash(text)))), None)
    if issues := [text for text in texts if _ISSUE.fullmatch(_spaced(text))]:
        return _bare_number(issues, part)  # "14 ประเด็น…" beside the name of its indicator
    key = _indicator(texts, part, framework, bare=indicators) or _coded(texts, framework, zeros=True)
    if key is None and (key := _summary(texts, framework)) is None and indicators and order is not None:
        key = _indicator([order, *texts], part, framework, bare=True)
    return key or (None if indicators else _bare_number(texts, part))


def _bare_number(texts: Sequence[str], part: int | None) -> RowKey | None:
    """A row that has only a number for its code: "ข้อ ๑๑", "14 ประเด็น…", "3)"."""
    for at, text in enumerate(texts):
        if len(text) < _LONGEST and (found := _BARE.fullmatch(_spaced(text))):
            rest = (found[2].strip(), *texts[at + 1 :])
            title = next((one for one in rest if one and squash(one) not in _LETTER), "")
            return RowKey(None, "", title, part, number=found[1])
    return None


def reference(framework: Framework, key: RowKey, part: int | None) -> tuple[Kind, str] | None:
    """Kind and reference of the score a row or column is about, in a part of EIT where one is named.

    An item of EIT without its part stands under its bare code.
    """
    part = key.part or part
    if key.kind is None:
        return None
    if key.kind is Kind.ITEM:
        parted = not key.foreign and framework.parts(framework.items[key.ref].tool)
        return key.kind, f"{key.ref}:{part}" if parted and part else key.ref
    if key.kind is Kind.INDICATOR and part and framework.parts(framework.indicator(int(key.ref)).tool):
        return Kind.INDICATOR_PART, f"{key.ref}:{part}"
    if key.kind is Kind.TOOL and part and f"{key.ref}{part}" in framework.scores:
        return key.kind, f"{key.ref}{part}"
    return key.kind, key.ref


def _coded(texts: Sequence[str], framework: Framework, *, zeros: bool) -> RowKey | None:
    """A row with an item code; with ``zeros``, one whose o is typed as the digit 0."""
    for at, text in enumerate(map(_plain_code, texts)):
        if len(text) >= _LONGEST:
            continue
        if found := _TOOL_ITEM.fullmatch(_spaced(text)):
            return _item(
                (f"{_LETTER[found[1].lower()]}{int(found[2])}", None, found[3].strip()), texts[at + 1 :], framework
            )
        if not zeros and (found := _AT_END.fullmatch(_spaced(text))):
            part = int(found[3]) if found[3] else None
            return _item(
                (f"{found[2][0].lower()}{int(found[2][1:])}", part, found[1].strip(" -•")), texts[at + 1 :], framework
            )
        zero = _ZERO_CODE.fullmatch(squash(text)) is not None
        if zero is zeros and (code := parse_item_code(text)):
            return _item(code, texts[at + 1 :], framework)
    return None


def _plain_code(text: str) -> str:
    """A code out of its brackets, its letter an i where a stroke like one was typed."""
    if len(text) >= _LONGEST:
        return text
    return _LIKE_I.sub(r"\1i", _BRACKETED.sub(r"\1", text))


def _item(code: tuple[str, int | None, str], rest: Sequence[str], framework: Framework) -> RowKey:
    own, part, title = code
    for text in rest:
        if part is None and own[0] == "e" and (found := _PART.fullmatch(squash(text))) and not found[1]:
            part = int(found[2])
        elif not title and not re.fullmatch(r"[\d.]+", text) and squash(text) not in _LETTER:
            title = text
    if part is None and own[0] == "e" and (found := _PART.match(squash(title))) and found[1]:
        part = int(found[2])
    if (named := framework.indicator_named(title)) is not None and named.number == int(own[1:]):
        return RowKey(Kind.INDICATOR, str(named.number), title)  # the indicators numbered I1 to O10
    return RowKey(Kind.ITEM, own, title, part, foreign=own not in framework.items)


def _indicator(texts: Sequence[str], part: int | None, framework: Framework, *, bare: bool) -> RowKey | None:
    number: int | None = None
    name = unlike = ""
    named = None
    bare_number = False
    for text in texts:
        label = found[1].strip() if part and (found := _PART.match(text)) else text
        plain = squash(label)
        if found := _INDICATOR.fullmatch(_spaced(label)):
            number, rest = int(found[1]), found[2].strip()
            name = name or rest
        elif (found := _NUMBERED.fullmatch(_spaced(label))) and framework.indicator_named(found[2]):
            number, name = int(found[1]), found[2].strip()
        elif re.fullmatch(r"\d{1,2}\.?", plain):
            number, bare_number = int(plain.rstrip(".")) if number is None else number, True
        elif bare and (found := _ENGLISH.fullmatch(_spaced(label))):
            number, name = int(found[1]), found[2]
        elif framework.indicator_named(label):
            name = label
        elif bare_number and not unlike:
            unlike = label
    if name:
        named = framework.indicator_named(name)
    known = {one.number for one in framework.indicators}
    if named is not None:
        clash = number if number is not None and number != named.number else None
        return _indicator_key(named.number, part, name, clash)
    if number is None or number not in known or (unlike and not _alike(unlike, framework.indicator(number).name)):
        return None  # the first indicator of something else
    if bare or any(names_indicators(text) for text in texts):
        return _indicator_key(number, part, name, None)
    return None


def _alike(title: str, name: str) -> bool:
    """Whether the title beside a bare number may be the name of the indicator: cut short, misspelt, or in English."""
    plain, whole = squash(title), squash(name)
    return not re.search("[ก-๏]", plain) or cut_short(plain, whole) or likeness(plain, whole) >= _LIKE


def _indicator_key(number: int, part: int | None, name: str, clash: int | None) -> RowKey:
    if part:
        return RowKey(Kind.INDICATOR_PART, f"{number}:{part}", name, part, clash=clash)
    return RowKey(Kind.INDICATOR, str(number), name, clash=clash)


def _summary(texts: Sequence[str], framework: Framework) -> RowKey | None:
    for text in texts:
        plain = re.sub(
            r"\([^()]*(?:ถ่วงน้ำหนัก|เต็ม)[^()]*\)|\((?:[ieo]it|\d|[:+,/%=]|ร้อยละ|คะแนน)+\)|ปี(งบประมาณ)?(พ\.ศ\.)?\d{2,4}|\(?ita\)?|(?<!\d)\d+[.)]|ของหน่วยงาน",
            "",
            squash(text),
        ).strip(":-. ")
        if _MEAN.fullmatch(plain):
            return RowKey(None, "", text, mean=True)
        if re.search(r"[ieo]it|ตัวชี้วัด|ข้อ", plain):
            continue
        if (
            _ASSESSMENT.fullmatch(plain)
            or squash(text) in _OVERALL
            or plain in _OVERALL
            or squash(text) == "ita"
            or (plain == "ผลการประเมิน" and plain != squash(text))  # of a year, or of ITA
            or (plain.endswith("ภาพรวม") and len(plain) <= 40)
            or (plain.startswith(("ภาพรวม", "คะแนนภาพรวม", "ผลการประเมินภาพรวม")) and len(plain) <= 25)
        ):
            return RowKey(Kind.OVERALL, "", text)
    return _tool(texts, framework)


def _tool(texts: Sequence[str], framework: Framework) -> RowKey | None:
    """A row of a tool or a part of it: one abbreviation or full name, and nothing that speaks of something else."""
    joined = " ".join(_OF_WHAT.sub("", text) for text in texts if not re.fullmatch(r"[\d.,%]+", squash(text)))
    plain = squash(joined)
    if re.search(r"(?:iit|oit)\s?\d|eit\s?[3-9]", plain):
        return None  # "OIT 1" may be an item or an indicator
    if len(plain) > 160 or _NOT_SCORES.search(plain):
        return None
    found = {code.upper() for code in _TOOL.findall(_spaced(joined).lower())}
    named = {
        tool.code
        for tool in framework.tools
        if squash(tool.name).removeprefix("แบบวัด").removeprefix("แบบตรวจ") in plain
    }
    aside = {code for code, words in _ASIDE.items() if words.search(plain)} if not found and not named else set()
    codes = found or named or aside
    if len(codes) != 1 or (not named and len(plain) > _LONGEST_TOOL):
        return None
    code = codes.pop()
    part = part_in(joined)
    if part and f"{code}{part}" in framework.scores:
        code = f"{code}{part}"
    return RowKey(Kind.TOOL, code, texts[0])


def _spaced(text: str) -> str:
    """Arabic digits and single spaces, so that the patterns see one form."""
    return re.sub(r"\s+", " ", arabic_digits(text)).strip()
