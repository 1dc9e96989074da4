"""Thai text: the repair of typing faults, digits, numbers, changes and scores, item codes, Buddhist-era dates."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache, wraps
from itertools import groupby
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from fractions import Fraction

Told = TypeVar("Told")

#: Characters that the titles of items have at most, which come again in every file.
_SHORT = 150
THAI_DIGITS = "๐๑๒๓๔๕๖๗๘๙"
_TO_THAI = str.maketrans("0123456789", THAI_DIGITS)
_ARABIC = dict(zip(THAI_DIGITS, "0123456789", strict=True))

#: What is added to a heading that stands again where its text goes on.
CONTINUED = "(ต่อ)"

MONTHS = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
SHORT_MONTHS = ("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.")

#: Vowel signs above and below a consonant, and the signs that stand after them: tones, thanthakhat, nikhahit, yamakkan.
_SIGNS, _TONES, _NIKHAHIT = "\u0e31\u0e34-\u0e3a\u0e47", "\u0e48-\u0e4b", "\u0e4d"
_MARKS = f"{_SIGNS}\u0e48-\u0e4e"
#: The order of the marks of one consonant. Phinthu comes first because the canonical order of Unicode says so.
_RANK = {
    "\u0e3a": 0, **dict.fromkeys("\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e47", 1), _NIKHAHIT: 2,
    **dict.fromkeys("\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4e", 3),
}  # fmt: skip


def _fold() -> dict[int, str | None]:
    """Characters that are another one in a different coat.

    Compatibility forms (NFKC) as a whole would do harm: they take sara am apart and make ¹, a footnote, a digit 1.
    """
    spaces = "\t\u00a0\u1680\u205f\u2800\u3000\u202f" + "".join(map(chr, range(0x2000, 0x200B)))
    dashes = "\u02d7\u058a\u05be\u2212\u2796\u2e3a\u2e3b\u301c\u3030\ufe58\ufe63" + "".join(
        map(chr, range(0x2010, 0x2016))
    )
    unseen = [
        *range(9), *range(0xE, 0x1C), *range(0x7F, 0x85), *range(0x86, 0xA0), 0xAD, 0x34F, 0x61C, 0x180E,
        *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), *range(0xFE00, 0xFE10), 0xFEFF, 0xFFFC,
    ]  # fmt: skip
    # Fonts for Thai keep the marks shifted for tall or tailed consonants in the private area; pasted text shows it.
    shifted = "ฐ\u0e34\u0e35\u0e36\u0e37" + "\u0e48\u0e49\u0e4a\u0e4b\u0e4c" * 2 + "ญ\u0e31\u0e4d\u0e47"
    shifted += "\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e38\u0e39\u0e3a"
    return {
        **dict.fromkeys(unseen),
        **dict.fromkeys(map(ord, spaces), " "),
        **{0xFF01 + at: chr(0x21 + at) for at in range(94)},
        **dict.fromkeys(map(ord, dashes), "-"),
        **{0xF700 + at: sign for at, sign in enumerate(shifted)},
        **{0x1D7CE + at: str(at % 10) for at in range(50)},
        **{0x2044: "/", 0x2215: "/", 0x2024: ".", 0xFE6A: "%", 0xFE62: "+"},
    }


_FOLD = _fold()
#: Where sara am stands for sara aa, as (before, after): a font without sara aa of its own leaves "กำร" for "การ".
#: No word of official Thai is spelt so; those that come near (กำราบ, ครอบงำ, ทำงาน, สำรวจ, คว่ำ) are kept out.
_NO_SARA_AM = (
    ("[ญฐณภศษฝ]", ""), ("ก", "ร(?![าำ][บกล]|ู|อ(?:\\Z|\\s|บ(?!ร)))"), ("ประก", "ศ"), ("ง", "น"), ("ม", "(?!เลือง)"),
    ("ว", "[งจดทมรส]"), ("ห", "[กยรว]"), ("[ญดทมรอ]ห", ""), ("หน้", ""), ("ผ่", "น"), ("ข่", "ว"), ("ท่", "น"),
    ("[^ค]ว่", ""), ("อย่", "ง"), ("ประช", ""), ("ร", "ย(?!วน|้|ั่)|ชก[าำ]ร"), ("อ[าำ]น", "จ"), ("ส", "ธ[าำ]รณ|ม[าำ]รถ"),
    ("ธ", "รณ"), ("พิจ", "รณ"), ("สื่อส", "ร"), ("ข่[าำ]วส", "ร(?!วจ|อง|[าำ]ญ)"), ("เอกส", "ร"), ("ช่องท", "ง"),
    ("แนวท", "ง(?![าำ]น)"), ("ท", "งร[าำ]ชก"), ("โอก", "ส"), ("ทร", "บ"),
)  # fmt: skip
#: Official words whose sara am lost its ring; without it they are no words.
_SARA_AM = (
    ("อ", "นาจ|เภอ"), ("ด", "เนิน"), ("ส", "นัก|หรับ|คัญ|เร็จ"), ("ต", "บล"), ("จ", "นวน"), ("ก", "หนด"), ("ค", "นวณ"),
    ("ประจ", "ปี"),
)  # fmt: skip


def _standing(sign: str, places: tuple[tuple[str, str], ...]) -> str:
    return "(?:" + "|".join(f"(?<={before}{sign})(?={after})" for before, after in places) + ")"


# What follows is looked at first: it rules out nearly every sara aa at once.
_SWAPPED = re.compile(
    f"ำ(?<!ครอบงำ)(?<!เงื่อนงำ)(?<!คะมำ)(?<!ฉมำ){_standing('ำ', _NO_SARA_AM)}|า(?=[นเหคบป]){_standing('า', _SARA_AM)}"
)
_QUIET = "!-~ก-ฮฯ฿ๆ๏-๛“”‘’…•"
#: A text that needs no mending, as most do not. Possessive, so that each sign is looked at once.
_SOUND = re.compile(
    rf"(?![ \n])[{_QUIET}]*+(?:(?:"
    rf"[ัิ-\u0e39็](?![{_SIGNS}{_NIKHAHIT}])|[{_TONES}์๎](?![{_MARKS}])|[ะาำ](?![{_TONES}{_NIKHAHIT}])|[เ-ไ](?![ เ])"
    rf"| (?![ \n{_MARKS}ะาำๅ]|\Z)|\n(?! |\Z)|(?<=[ฤฦ])ๅ)[{_QUIET}]*+)*+"
)
_FOREIGN = re.compile(rf"[^\n {_QUIET}ะ-\u0e39เ-\u0e4e]")
_SPACES = re.compile("  +")
_SOFT_MINUS = re.compile(r"(?<![^\s\d])\u00ad+(?=\s?\d)")
_LOST_RING = re.compile(rf"([ก-ฮ][{_MARKS}]*) +า")
_SPLIT_SYLLABLE = re.compile(rf"(?<=[ก-ฮ{_MARKS}]) +(?=[{_MARKS}ะำๅ])|(?<=[เ-ไ]) +(?=[ก-ฮ])|(?<=เ) +(?=เ)")
_STACK = re.compile(rf"(?=[{_MARKS}ะาำ]{{2}})([{_MARKS}]*)([ะาำ]?)([{_TONES}{_NIKHAHIT}]*)")
_LAKKHANG = re.compile("(?<![ฤฦ])ๅ")

_THAI_DIGIT = re.compile("[๐-๙]")
_LONGEST_NUMBER = 80
_LONGEST_SCORE = 300
_DIGIT = re.compile(r"\d")
_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,20}(?:\.[0-9]{1,30})?")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
#: Two figures, though without the white space they would look like one; so does a number of order before a figure.
_TWO_FIGURES = re.compile(r"\d\s+\d|\d\s*,\s+\d|\d\s+,\s*\d|\A\s*(?:[1-4]?\d|50)\.\s+\d")
_BEFORE_FIGURE = re.compile(r"(?:['‘’`]|อยู่ที่|เท่ากับ|คิดเป็น|ได้|ร้อยละ|คะแนน(?=\d+[.,]\d))+")
_BEHIND_FIGURE = re.compile(r"(?:(?:/|จาก|เต็ม|จากเต็ม|จากคะแนนเต็ม)100)?(?:คะแนน|%|ร้อยละ|เปอร์เซ็นต์)?[*†‡§#¹²³⁴-⁹⁰]*\Z")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d{1,2}")

_SAME = re.compile(r"(?:เท่าเดิม|เท่ากัน|คงที่|คงเดิม|ไม่เปลี่ยนแปลง)(?:\(?[+-]?0+(?:[.,]0+)?(?:คะแนน|%)?\)?)?")
_RISES = r"เพิ่มขึ้น|สูงขึ้น|มากขึ้น|ดีขึ้น|เพิ่ม|[▲△⬆↑↗🔺]"
_FALLS = r"ลดลง|ต่ำลง|น้อยลง|ลด|[▼▽⬇↓↘🔻]"
_WAY = rf"(?P<{{}}>(?P<{{}}>{_RISES})|{_FALLS})"
_CHANGE = re.compile(
    rf"(?:\(?{_WAY.format('head', 'up')}\)?(?:จากเดิม|จากปี(?:ก่อน|ที่แล้ว|ที่ผ่านมา))?(?:เท่ากับ|ร้อยละ|:)*)?"
    rf"(?P<open>\()?(?P<figure>[^()]*?)(?(open)\)(?:คะแนน|%)?)(?:\(?{_WAY.format('tail', 'up_behind')}\)?)?"
)

#: A figure of a score among words. Spaces about the point only on both sides: "1. 98.52" has a number of order.
_FIGURE = re.compile(r"(?<![\d.,])(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?: \. |\.)\d+|\d+,\d{1,2}(?!\d)|\d+)")
_YEAR = re.compile(r"25[5-9]\d|20[1-4]\d")
_NUMBERED = re.compile(r"(?:[A-Za-z]-?|(?:(?<!อยู่)ที่|ข้อ|ลำดับ|อันดับ|ส่วน|เต็ม|จาก|/) ?\(?)\Z")
_OF_YEAR = re.compile(r"(?:ปี|พ\.ศ\.|ประมาณ|FY|ITA) ?\(?\Z", re.IGNORECASE)
_CODED = re.compile(r"(?<![A-Za-z])[ieo]-?\Z", re.IGNORECASE)
_COUNTED = re.compile(
    r" ?(?:(?:ข้อ|คน|แห่ง|หน่วยงาน|ราย|บาท|ครั้ง|วัน|เดือน|ปี|ประเด็น|ตัวชี้วัด|เครื่องมือ|ชั่วโมง|โครงการ|กิจกรรม)(?!ที่| ?\d)|"
    + "|".join(MONTHS)
    + ")"
)
_BOUND = re.compile(rf"กว่า|ไม่ถึง|ตั้งแต่|ขึ้นไป|เกิน|เป้าหมาย|ระหว่าง|[<>≤≥±]|{_RISES}|{_FALLS}")
_LEAD = re.compile(r"(?:\A|(?<=[^ก-๛]))(?:(?:ได้|อยู่ที่|เท่ากับ|คิดเป็น|ร้อยละ|คะแนน|[:=]) ?)+\Z")
_UNIT = re.compile(r"(?: ?(?:/|จาก|\(?เต็ม) ?100\)?(?!\d))?(?: ?(?:คะแนน(?!เฉลี่ย|รวม|เต็ม)|%|เปอร์เซ็นต์))?[*†‡§#¹²³⁴-⁹⁰]*")
_SEPARATORS = " /|:;,=-\n"

_CODE = re.compile(r"(?:ข้อ(?:คำถาม)?(?:ที่)?)?\.?([ieo])[.\-]?(\d{1,2})(?!\d|\.\d)")
_RANGE = re.compile(r"(?:-|ถึง|,|และ)\s*(?:ข้อ)?\s*[ieo]?\d")
_ZERO_CODE = re.compile(r"(?:ข้อ(?:คำถาม)?(?:ที่)?)?0(\d{1,2})")
_PART = re.compile(r"(?::|part|ส่วน(?:ที่)?|\()\s*([12])\)?")


def remembered(most: int, *, longest: int = _SHORT) -> Callable[[Callable[[str], Told]], Callable[[str], Told]]:
    """Keep what a pure function says of the ``most`` short texts asked last: they come again in every row and file."""

    def around(function: Callable[[str], Told]) -> Callable[[str], Told]:
        known = lru_cache(maxsize=most)(function)

        @wraps(function)
        def asked(text: str) -> Told:
            return known(text) if len(text) <= longest else function(text)

        return asked

    return around


def thai_number(pattern: str) -> str:
    """A number format that shows Thai digits; an empty section still hides its numbers.

    >>> thai_number("0.00;;0")
    '[$-D00041E]0.00;;[$-D00041E]0'
    """
    return ";".join(f"[$-D00041E]{one}" if one else "" for one in pattern.split(";"))


def thai_digits(text: str) -> str:
    """Arabic digits become Thai ones.

    >>> thai_digits("ปี 2568")
    'ปี ๒๕๖๘'
    """
    return text.translate(_TO_THAI)


def arabic_digits(text: str) -> str:
    """Thai digits become Arabic ones.

    >>> arabic_digits("๙๖.๐๔")
    '96.04'
    """
    return _THAI_DIGIT.sub(lambda found: _ARABIC[found[0]], text)


@remembered(8192)
def normalise(text: str) -> str:
    """One spelling for what looks the same or was plainly mistyped. Line breaks stay; a second time changes nothing.

    - NFC; full-width forms, all dashes and all spaces become the plain ones; what cannot be seen goes. A soft hyphen
      before a digit is a minus.
    - Whole sara am, whatever the order of its parts and of a tone mark; แ for เเ; า for ๅ; vowel sign before tone mark,
      neither of them twice in one place; marks that a font keeps in the private area of Unicode.
    - No space within a syllable; in "ด าเนินการ" the space stands for the ring of sara am.
    - Sara am that is sara aa, or the other way round, only in words that leave no doubt ("กำร", "อานาจ").

    A vowel typed twice beside itself ("กาาร") and a space between two words are left as they are: they may be meant.

    >>> normalise("การใช้อ\u0e4d\u0e32นาจ  คะเเนน")
    'การใช้อำนาจ คะแนน'
    >>> normalise("ท\u0e48\u0e35\u0e48 น\u0e32\u0e49\u0e4d ด าเนินกำร"), normalise("–７．５０\u00a0")
    ('ที่ น้ำ ดำเนินการ', '-7.50')
    """
    if _clean(text):
        return text
    text = _plain(text)
    # One mend may uncover another fault; two rounds settle nearly any text.
    while not _clean(text) and (mended := _plain(_mend(text))) != text:
        text = mended
    return text


def _clean(text: str) -> bool:
    return _SOUND.fullmatch(text) is not None and _SWAPPED.search(text) is None


def _plain(text: str) -> str:
    """Plain characters and single spaces, none at the ends of lines."""
    if _FOREIGN.search(text):
        text = unicodedata.normalize("NFC", _SOFT_MINUS.sub("-", text).translate(_FOLD))
        text = "\n".join(text.splitlines())
    if "\n" in text:
        text = "\n".join([line.strip() for line in text.split("\n")])
    return _SPACES.sub(" ", text.strip())


def _mend(text: str) -> str:
    """Whole syllables, and sara am where it belongs."""
    text = _SPLIT_SYLLABLE.sub("", _LOST_RING.sub("\\1ำ", text)).replace("เเ", "แ")
    text = _STACK.sub(_stacked, _LAKKHANG.sub("า", text))
    return _SWAPPED.sub(lambda found: "า" if found[0] == "ำ" else "ำ", text)


def _stacked(found: re.Match[str]) -> str:
    """The marks of one consonant in order, each once, and the vowel that follows."""
    marks, vowel = found[1] + found[3], found[2]
    if vowel in ("า", "ำ") and _NIKHAHIT in marks:
        marks, vowel = marks.replace(_NIKHAHIT, ""), "ำ"
    ordered = "".join(mark for mark, _ in groupby(sorted(marks, key=_RANK.__getitem__)))
    return ordered.replace("\u0e34\u0e4d", "\u0e36") + vowel


@remembered(8192)
def squash(text: str) -> str:
    r"""The text for comparing: normalised, Arabic digits, lower case, no white space at all.

    >>> squash("EIT  ส่วนที่ ๑"), squash("การใช้ งบประ\nมาณ")
    ('eitส่วนที่1', 'การใช้งบประมาณ')
    """
    plain = "".join(arabic_digits(normalise(text)).lower().split())
    # Once more where spaces kept apart what belongs together (เ เ is แ).
    while not _clean(plain) and (mended := "".join(normalise(plain).lower().split())) != plain:
        plain = mended
    return plain


def parse_number(text: str) -> Decimal | None:
    """A number as Thai offices type it, or ``None`` when the text is no number or more than one.

    Thai digits, "ร้อยละ", "คะแนน", "เท่ากับ", "%", "/100", a footnote mark, a decimal comma, thousands commas, a
    detached sign or point. Brackets are left to `parse_change`. White space between two digits parts two numbers.

    >>> parse_number("ร้อยละ ๙๘,๓๒"), parse_number("+ ๓.๓๔"), parse_number("ไม่มี")
    (Decimal('98.32'), Decimal('3.34'), None)
    >>> parse_number("เท่ากับ 98 . 67 คะแนน*"), parse_number("๙๘/๑๐๐"), parse_number("98 67")
    (Decimal('98.67'), Decimal('98'), None)
    """
    if _PLAIN_NUMBER.fullmatch(text):
        return Decimal(text)
    if not _DIGIT.search(text):
        return None
    line = normalise(text)
    if len(line) > _LONGEST_NUMBER or _TWO_FIGURES.search(line):
        return None
    return _number(squash(line))


def _number(plain: str) -> Decimal | None:
    if lead := _BEFORE_FIGURE.match(plain):
        plain = plain[lead.end() :]
    plain = _BEHIND_FIGURE.sub("", plain, count=1)
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    elif _DECIMAL_COMMA.fullmatch(plain):
        plain = plain.replace(",", ".")
    return Decimal(plain) if _NUMBER.fullmatch(plain) else None


def parse_change(text: str) -> Decimal | None:
    """A printed change, in points: signed, in brackets when it falls, with an arrow or in words.

    ``None`` when it is no number, or when words and sign contradict each other.

    >>> parse_change("–๗.๕๐"), parse_change("(0.98)"), parse_change("▼ 5.00"), parse_change("เพิ่มขึ้น 3.34 คะแนน")
    (Decimal('-7.50'), Decimal('-0.98'), Decimal('-5.00'), Decimal('3.34'))
    >>> parse_change("เท่าเดิม"), parse_change("เพิ่มขึ้น -5.00"), parse_change("-")
    (Decimal('0'), None, None)
    """
    line = normalise(text)
    if len(line) > _LONGEST_NUMBER or _TWO_FIGURES.search(line):
        return None
    plain = squash(line)
    if _SAME.fullmatch(plain):
        return Decimal(0)
    if plain.startswith("(") and plain.endswith(")") and _BOUND.search(plain):
        plain = plain[1:-1]
    found = _CHANGE.fullmatch(plain)
    value = _number(found["figure"]) if found else None
    if found is None or value is None:
        return None
    signed_itself = found["figure"].startswith(("+", "-"))
    # Every sign of the direction that is there must say the same.
    ways = {bool(found[up]) for way, up in (("head", "up"), ("tail", "up_behind")) if found[way]}
    if not ways:
        return -value if found["open"] and not signed_itself else value
    if signed_itself and value:
        ways.add(value > 0)
    return None if len(ways) > 1 else abs(value) if ways.pop() else -abs(value)


def parse_score(text: str) -> tuple[Decimal, str] | None:
    """The one figure of a text and the words that are left, or ``None``.

    Years, numbers of order, item codes, full marks and counts of things are no figures. A text with two figures, a
    bound ("ไม่น้อยกว่า 85"), a change or a minus says no score.

    >>> parse_score("96.04 (ผ่านดี)"), parse_score("ผ่านดี (๙๖.๐๔)"), parse_score("96.04 / ผ่านดี")
    ((Decimal('96.04'), 'ผ่านดี'), (Decimal('96.04'), 'ผ่านดี'), (Decimal('96.04'), 'ผ่านดี'))
    >>> parse_score("ปี 2568 ได้ 96.04 คะแนน ระดับผ่านดี"), parse_score("85.00-94.99")
    ((Decimal('96.04'), 'ปี 2568 ระดับผ่านดี'), None)
    """
    if not _DIGIT.search(text):
        return None
    line = arabic_digits(normalise(text)).replace("\n", " ")
    if len(line) > _LONGEST_SCORE:
        return None
    figures = [one for one in _FIGURE.finditer(line) if not _names(line, one)]
    if len(figures) != 1 or _BOUND.search(line) or line.startswith(("-", "+")):
        return None
    start, end = figures[0].span()
    value = _number("".join(figures[0][0].split()))
    if (
        value is None
        or re.match(r"[.,]?\d|\.\.", line[end:])
        or re.search(r"[.,]\Z", line[:start].rstrip("0123456789"))
    ):
        return None
    if unit := _UNIT.match(line, end):
        end = unit.end()
    before, behind = _LEAD.sub("", line[:start]), line[end:]
    if before.endswith("(") and behind.startswith(")"):
        before, behind = before[:-1], behind[1:]
    rest = " ".join([*before.strip(_SEPARATORS).split(), *behind.lstrip(".").strip(_SEPARATORS).split()])
    return value, rest[1:-1].strip() if re.fullmatch(r"\([^()]*\)", rest) else rest


def _names(line: str, figure: re.Match[str]) -> bool:
    """Whether a figure of a line names or counts something: a year, a place in a list, a code, a number of things."""
    digits, before, behind = figure[0], line[: figure.start()], line[figure.end() :]
    if not digits.isdecimal():
        return _CODED.search(before) is not None
    listed = not before.strip("( ") and len(digits) <= 2 and re.match(r"[.)]\s*\D|[.)] ", behind)
    dated = _YEAR.fullmatch(digits) or (re.fullmatch(r"[67]\d", digits) and _OF_YEAR.search(before))
    return bool(dated or listed or _NUMBERED.search(before) or _COUNTED.match(behind))


def parse_item_code(text: str) -> tuple[str, int | None, str] | None:
    """The code at the head of a cell, as (code, part or ``None``, what follows), or ``None``.

    ``o`` may be typed as the digit zero in front of the number (๐๒๕ for o25).

    >>> parse_item_code("ข้อ i๑ เจ้าหน้าที่ปฏิบัติงาน")
    ('i1', None, 'เจ้าหน้าที่ปฏิบัติงาน')
    >>> parse_item_code("e4 ส่วนที่ ๒"), parse_item_code("๐๒๕"), parse_item_code("E-Service")
    (('e4', 2, ''), ('o25', None, ''), None)
    """
    line = arabic_digits(normalise(text)).replace("\n", " ")
    tight = re.sub(r"^(ข้อ(?:คำถาม)?(?:ที่)?)\s+", r"\1", line.lower())
    tight = re.sub(r"^((?:ข้อ(?:คำถาม)?(?:ที่)?)?[ieo0])\s+(?=\d)", r"\1", tight)
    if found := _CODE.match(tight):
        code = found[1] + str(int(found[2]))
    elif found := _ZERO_CODE.fullmatch(tight):
        code = f"o{int(found[1])}"
    else:
        return None
    if code.endswith("0") and int(code[1:]) == 0:
        return None
    rest = tight[found.end() :].lstrip(" .)")
    if _RANGE.match(rest):
        return None  # several items, such as i1-i3, are no one item
    part = None
    if code[0] == "e" and (mark := _PART.match(rest)):
        part, rest = int(mark[1]), rest[mark.end() :].lstrip()
    return code, part, line[len(line) - len(rest) :]


def half_up(value: Fraction | Decimal, places: int = 2) -> Decimal:
    """Round half up (away from zero) to ``places`` decimals, exactly.

    >>> from fractions import Fraction
    >>> half_up(Fraction(58113, 600)), half_up(Decimal("97.015"))
    (Decimal('96.86'), Decimal('97.02'))
    """
    if isinstance(value, Decimal):
        # Adding zero turns -0.00, which no report prints, into 0.00.
        return value.quantize(_unit(places), rounding=ROUND_HALF_UP) + 0
    above, below = value.numerator, value.denominator
    whole = (2 * abs(above) * 10**places + below) // (2 * below)
    return Decimal(whole if above > 0 else -whole).scaleb(-places)


@cache
def _unit(places: int) -> Decimal:
    """One in the last of so many decimals."""
    return Decimal(1).scaleb(-places)


def points(value: Decimal) -> str:
    """A score as it is printed: two decimals, half up.

    >>> points(Decimal("99.6"))
    '99.60'
    """
    return f"{half_up(value):.2f}"


def signed(value: Decimal) -> str:
    """A change as it is printed, with its sign.

    >>> signed(Decimal("-0.98")), signed(Decimal("3.34")), signed(Decimal("0"))
    ('-0.98', '+3.34', '0.00')
    """
    text = points(value)
    return f"+{text}" if value > 0 else text


def buddhist_date(day: dt.date, *, thai: bool = False) -> str:
    """``30 กันยายน 2568``.

    >>> import datetime
    >>> buddhist_date(datetime.date(2025, 9, 30), thai=True)
    '๓๐ กันยายน ๒๕๖๘'
    """
    text = f"{day.day} {MONTHS[day.month - 1]} {day.year + 543}"
    return thai_digits(text) if thai else text


def join_thai(words: list[str] | tuple[str, ...], last: str = "และ") -> str:
    """A list in a Thai sentence.

    >>> join_thai(["IIT", "EIT", "OIT"])
    'IIT, EIT และ OIT'
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
