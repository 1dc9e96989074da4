"""The headers of an export: which column is which question of the year, and what the others are.

A question is known by its code at the head ("i1", "[e3]", "IIT[1]", "EIT1_4"), then by its words, then by its number,
and in the last resort by its place among the others; what rests on number or place is said aloud.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from ita_xl.answers.model import How
from ita_xl.thai import arabic_digits, normalise, squash

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ita_xl.framework import Framework, Item

TOOLS = {"i": "IIT", "e": "EIT"}

#: How much of an item's title (by rare letter triples) a header must hold, and how far ahead of the next item.
_LIKE, _AHEAD = 0.42, 0.10
#: Below this the words of a coded header are clearly not those of its code, if another item's are there.
_UNLIKE, _SURE = 0.25, 0.70
_SAME = 0.08


@dataclass(frozen=True, slots=True)
class Header:
    """One header: its ``role`` and, for a question, its item (``candidates`` where several are possible).

    Roles: ``question``, ``time``, ``submitted``, ``number`` (of the answer), ``identity`` (of the respondent),
    ``name``, ``part``, ``other`` (anything else that is known) and ``unknown``. ``foreign`` is a code that the year
    does not have, ``clash`` the code of the item whose words stand behind another's code.
    """

    text: str
    role: str = "unknown"
    code: str = ""
    part: int | None = None
    how: How = How.CODE
    number: int | None = None
    candidates: tuple[str, ...] = ()
    foreign: str = ""
    clash: str = ""


_ROLES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (role, re.compile("|".join(words)))
    for role, words in (
        # The columns of points and remarks that quizzes put beside every question.
        (
            "other",
            (
                r"(?:points|feedback|คะแนน|คำติชม|ความคิดเห็น)-.*",
                r".*\[(?:คะแนน|score|points|feedback|ความคิดเห็น|คำติชม)\]",
            ),
        ),
        ("submitted", (r"submitdate|datesubmitted|วันที่ส่ง(?:คำตอบ|แบบสอบถาม)?",)),
        (
            "time",
            (
                r"ประทับเวลา|timestamp|start(?:time|date)|(?:date|time)started|(?:completion|lastmodified)time",
                r"datelastaction|datestamp|วันเวลา(?:ที่ตอบ)?|เวลา(?:ที่)?เริ่ม(?:ต้น|ทำ)?",
                r"เวลา(?:ที่)?(?:เสร็จสมบูรณ์|เสร็จสิ้น|แก้ไขล่าสุด|ปรับเปลี่ยนครั้งล่าสุด)",
            ),
        ),
        (
            "number",
            (r"id|responseid|ไอดี|รหัส|ลำดับ(?:ที่)?|ที่|(?:ผู้ตอบ)?คนที่|no\.?|#", r"(?:เลขที่|รหัส)(?:คำตอบ|การตอบ|แบบสอบถาม)"),
        ),
        (
            "identity",
            (
                r"(?:ที่อยู่)?อีเมล์?(?:ของ.*)?|e-?mail(?:address)?|username|ชื่อผู้ใช้|token|โทเค็น|accesscode|รหัสเข้าถึง",
                r"(?:เลข|หมายเลข)?(?:ประจำตัว|บัตร)ประชาชน|(?:เบอร์|หมายเลข)โทร\S{0,15}",
                r"รหัส(?:ผู้ตอบ|พนักงาน|เจ้าหน้าที่|ประจำตัว|บุคลากร)\S{0,15}",
            ),
        ),
        ("name", (r"name|fullname|ชื่อ(?:-?(?:นาม)?สกุล|และ(?:นาม)?สกุล|ผู้ตอบ\S{0,15})?",)),
        ("part", (r"ส่วน(?:ที่)?|part|eitpart|ส่วน(?:ที่)?ของ(?:แบบวัด)?eit|ประเภท(?:แบบวัด|eit)|แบบวัด",)),
        (
            "other",
            (
                r"lastpage|startlanguage|seed|refurl|referrerurl|ipaddr(?:ess)?|language|lastaction|ภาษา",
                r"(?:interview|group|question)time.*|totalpoints|quizfeedback|score|คะแนน(?:รวม)?|คำติชมแบบทดสอบ",
                r"gender|age|(?:เพศ|อายุ|ช่วงอายุ|(?:ระดับ|วุฒิ)?การศึกษา|อาชีพ|ตำแหน่ง|สังกัด|สถานะ)\S{0,15}",
                r"(?:(?:ชื่อ)?หน่วยงาน|กอง|สำนัก|แผนก|ระยะเวลา(?:ที่)?ปฏิบัติ)\S{0,15}",
                r"ประเภท(?:บุคลากร|ผู้ตอบ|ผู้รับบริการ|ตำแหน่ง)\S{0,15}",
                r"(?:ข้อ)?เสนอแนะ.*|ความคิดเห็น(?:เพิ่มเติม|อื่น).*|comments?|remarks?|หมายเหตุ.*|.{0,30}(?:ยินยอม|pdpa).*",
            ),
        ),
    )
)

_CODED = re.compile(r"^[\[(\s]*(?:ข้อ(?:คำถาม)?(?:ที่)?\s*)?(?:ans_)?([ie])[ .\-_]?(\d{1,4})(?![\d])[\]) .:_\-]*")
_IIT = re.compile(r"^[\[(\s]*iit[ _\-\[(.]*(?:sq|q|i|ข้อ)?\s*0*(\d{1,2})(?!\d)[\]) .:_\-]*")
_EIT_PART = re.compile(
    r"^[\[(\s]*eit[ _\-]*(?:p|part|ส่วนที่|ส่วน)?[ _\-]*([12])[\[ _(.\-]+(?:sq|q|e|ข้อ)?\s*0*(\d{1,2})(?!\d)[\]) .:_\-]*"
)
_EIT = re.compile(r"^[\[(\s]*eit[ _\-\[(.]*(?:sq|q|e|ข้อ)?\s*0*(\d{1,2})(?!\d)[\]) .:_\-]*")
_PART = re.compile(r"^[\s\[(:_\-]*(?:ส่วน(?:ที่)?|part|p)\s*([12])[\s\]):.\-]*")
_NUMBER = re.compile(
    r"^[\[(\s]*(?:(?:ข้อ(?:คำถาม)?|คำถาม)(?:ที่)?\s*(\d{1,2})"
    r"|(?:g\d+)?q(?:uestion)?[ _]*0*(\d{1,2})|(\d{1,2})(?=\s*[.)\]]|$))(?!\d)"
)
_TAIL = re.compile(r"\[\s*([^\[\]]+?)\s*\]\s*$")


def head(text: str, framework: Framework) -> Header:
    """What one header says by itself: a role, a code of the year, a number, or nothing."""
    shown = " ".join(normalise(text).split())
    plain = arabic_digits(shown).lower()
    tail = _TAIL.search(plain)
    tight = squash(shown)
    if _ROLES[0][1].fullmatch(tight):
        return Header(shown, _ROLES[0][0])
    found = _coded(shown, plain, framework) or (_coded(shown, tail[1], framework) if tail else None)
    if found is not None:
        return found
    for role, pattern in _ROLES:
        if pattern.fullmatch(tight):
            return Header(shown, role)
    number = _NUMBER.match(plain)
    return Header(shown, number=int(number[1] or number[2] or number[3]) if number else None)


def _coded(shown: str, plain: str, framework: Framework) -> Header | None:
    """A header with an item code at its head; ``foreign`` when the year has no such item."""
    part: int | None = None
    if match := _CODED.match(plain):
        code, rest = _plain_code(match[1], match[2], framework), plain[match.end() :]
    elif match := _EIT_PART.match(plain):
        part, code, rest = int(match[1]), f"e{int(match[2])}", plain[match.end() :]
    elif match := _IIT.match(plain):
        code, rest = f"i{int(match[1])}", plain[match.end() :]
    elif match := _EIT.match(plain):
        code, rest = f"e{int(match[1])}", plain[match.end() :]
    else:
        return None
    if code[0] == "e" and part is None and (mark := _PART.match(rest)):
        part, rest = int(mark[1]), rest[mark.end() :]
    if code not in framework.items:
        return Header(shown, "question", foreign=code, part=part)
    return Header(shown, "question", code, part, clash=_clash(rest, framework.items[code], framework))


def _plain_code(letter: str, digits: str, framework: Framework) -> str:
    """``i1`` of ``01``; of ``101`` too, where item 1 has sub-questions and this is the first of them."""
    if len(digits) > 2:
        item = framework.items.get(f"{letter}{int(digits[:-2])}")
        if item is not None and item.subquestions >= int(digits[-2:]):
            return item.code
    return f"{letter}{int(digits)}"


def _clash(rest: str, item: Item, framework: Framework) -> str:
    """The code of another item whose words follow this one's code, beyond doubt; else ``""``."""
    words = _triples(rest)
    if len(words) < 12:
        return ""
    weights = _weights(framework)
    if _likeness(words, item.title, weights) >= _UNLIKE:
        return ""
    others = {
        code: _likeness(words, one.title, weights)
        for code, one in framework.items.items()
        if one.tool == item.tool and code != item.code
    }
    best = max(others, key=lambda code: others[code], default="")
    return best if best and others[best] >= _SURE else ""


def _triples(text: str) -> frozenset[str]:
    plain = re.sub(r"[^a-z\u0e01-\u0e4e]", "", squash(text))
    return frozenset(plain[at : at + 3] for at in range(len(plain) - 2))


_triples_of_title = lru_cache(maxsize=512)(_triples)


def _weights(framework: Framework) -> Mapping[str, float]:
    """How telling each triple of letters is: those of many titles tell little."""
    titles = [one.title for one in framework.items.values() if one.tool in TOOLS.values()]
    counts = Counter(triple for title in dict.fromkeys(titles) for triple in _triples_of_title(title))
    return {triple: math.log(1 + len(titles) / count) for triple, count in counts.items()}


def _likeness(words: frozenset[str], title: str, weights: Mapping[str, float]) -> float:
    """The share of a title that a header holds, by weight."""
    own = _triples_of_title(title)
    return sum(weights[one] for one in own & words) / sum(weights[one] for one in own)


def by_title(headers: Sequence[Header], framework: Framework, tool: str) -> list[Header]:
    """Headers without a code that hold the words of one item; where IIT and EIT ask alike, the others decide."""
    weights = _weights(framework)
    items = [one for one in framework.items.values() if one.tool in TOOLS.values() and tool in ("", one.tool)]
    found: list[Header] = []
    for one in headers:
        if one.role != "unknown" or not items:
            found.append(one)
            continue
        tail = _TAIL.search(one.text)
        texts = [_triples(one.text), *([_triples(tail[1])] if tail else [])]
        like = {item.code: max(_likeness(words, item.title, weights) for words in texts) for item in items}
        found.append(_titled(one, like))
    return _settled(found)


def _titled(header: Header, like: Mapping[str, float]) -> Header:
    best = {letter: _best(like, letter) for letter in TOOLS}
    score = max(value for _, value, _ in best.values())
    if score < _LIKE:
        return header
    codes = tuple(code for code, value, _ in best.values() if value >= score - _SAME and value >= _LIKE)
    if any(value - second < _AHEAD for code, value, second in best.values() if code in codes):
        close = sorted((code for code, value in like.items() if value >= score - _AHEAD), key=lambda one: -like[one])
        return replace(header, candidates=tuple(close[:4]))
    if len(codes) == 1:
        return replace(header, role="question", code=codes[0], how=How.TITLE)
    return replace(header, candidates=codes, how=How.TITLE)


def _best(like: Mapping[str, float], letter: str) -> tuple[str, float, float]:
    """The likeliest item of a tool, its likeness and that of the next."""
    own = sorted(((value, code) for code, value in like.items() if code[0] == letter), reverse=True)
    if not own:
        return "", 0.0, 0.0
    return own[0][1], own[0][0], own[1][0] if len(own) > 1 else 0.0


def _settled(headers: Sequence[Header]) -> list[Header]:
    """Where the same words are asked in both tools, the tool of the other questions decides, if they are of one."""
    tools = {one.code[0] for one in headers if one.code}
    if len(tools) != 1:
        return list(headers)
    letter = tools.pop()
    result = []
    for one in headers:
        own = [code for code in one.candidates if code[0] == letter]
        settles = one.how is How.TITLE and not one.code and len(own) == 1
        result.append(replace(one, role="question", code=own[0], candidates=()) if settles else one)
    return result


def by_number(headers: Sequence[Header], framework: Framework, tool: str) -> list[Header]:
    """Headers that have a number only: it is that of the item when the tool is known and none contradicts it."""
    letter = next((letter for letter, name in TOOLS.items() if name == tool), "")
    numbered = [one for one in headers if one.role == "unknown" and one.number is not None]
    if not letter or not numbered:
        return list(headers)
    # Where a known question carries another number, the numbers of this form are not those of the year.
    for one in headers:
        if one.code and one.number is not None and one.code[0] == letter and one.code != f"{letter}{one.number}":
            return list(headers)
    taken = {one.code for one in headers if one.code}
    counts = Counter(f"{letter}{one.number}" for one in numbered)
    result = []
    for one in headers:
        code = f"{letter}{one.number}"
        item = framework.items.get(code)
        fits = one.role == "unknown" and item is not None and code not in taken and counts[code] == item.subquestions
        if fits and not (one.candidates and code not in one.candidates):
            result.append(replace(one, role="question", code=code, how=How.NUMBER, candidates=()))
        else:
            result.append(one)
    return result


def by_order(headers: Sequence[Header], answers: Sequence[bool], framework: Framework, tool: str) -> list[Header]:
    """The last resort: as many unknown columns of answers as the tool still misses, between the same neighbours.

    ``answers`` tells which columns hold choices.
    """
    letter = next((letter for letter, name in TOOLS.items() if name == tool), "")
    items = [one for one in framework.items.values() if one.tool == tool]
    wanted = [one.code for one in items for _ in range(one.subquestions)]
    columns = [
        at for at, one in enumerate(headers) if one.code[:1] == letter or (one.role == "unknown" and answers[at])
    ]
    if not letter or not wanted or len(columns) != len(wanted):
        return list(headers)
    if any(headers[at].code not in ("", code) for at, code in zip(columns, wanted, strict=True)):
        return list(headers)
    if any(
        headers[at].candidates and code not in headers[at].candidates for at, code in zip(columns, wanted, strict=True)
    ):
        return list(headers)
    result = list(headers)
    for at, code in zip(columns, wanted, strict=True):
        if not result[at].code:
            result[at] = replace(result[at], role="question", code=code, how=How.ORDER, candidates=())
    return result


def tool_of(headers: Sequence[Header], count: int, names: str, framework: Framework) -> str:
    """The tool a table asks about: by its known questions, by the names of file and sheet, by the number of answers."""
    known = {TOOLS[one.code[0]] for one in headers if one.code}
    if len(known) == 1:
        return known.pop()
    if known:
        return ""
    tight = squash(names)
    named = {tool for tool, word in (("IIT", "iit|ภายใน(?!ปี)"), ("EIT", "eit|ภายนอก")) if re.search(word, tight)}
    if len(named) == 1:
        return named.pop()
    sizes = {
        tool: sum(one.subquestions for one in framework.items.values() if one.tool == tool) for tool in TOOLS.values()
    }
    fitting = [tool for tool, size in sizes.items() if size and size == count]
    return fitting[0] if len(fitting) == 1 else ""


_PART_NAMES = (
    (1, r"ส่วน(?:ที่)?1|part1|p1|eit1|public|ตอบด้วยตนเอง|เข้าตอบเอง"),
    (2, r"ส่วน(?:ที่)?2|part2|p2|eit2|survey|ผู้ประเมิน|จัดเก็บ"),
)


def part_of(text: str) -> int | None:
    """The part of EIT that a name or a cell means, if it means just one.

    >>> part_of("EIT ส่วนที่ ๒"), part_of("EIT_Public.csv"), part_of("EIT")
    (2, 1, None)
    """
    tight = re.sub(r"[_\-]", "", squash(text))
    if tight in ("1", "2"):
        return int(tight)
    found = [part for part, words in _PART_NAMES if re.search(words, tight)]
    return found[0] if len(found) == 1 else None
