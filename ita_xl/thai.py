"""Thai text: digits, numbers, item codes, Buddhist-era dates and the repair of common typing faults."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from fractions import Fraction

_SHORT = 100
THAI_DIGITS = "๐๑๒๓๔๕๖๗๘๙"
_TO_THAI = str.maketrans("0123456789", THAI_DIGITS)
_TO_ARABIC = str.maketrans(THAI_DIGITS, "0123456789")

MONTHS = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip

_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe63\uff0d]")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
_CODE = re.compile(r"(?:ข้อ(?:คำถาม)?(?:ที่)?)?\.?([ieo])[.\-]?(\d{1,2})(?!\d|\.\d)")
_RANGE = re.compile(r"(?:-|ถึง|,|และ)\s*(?:ข้อ)?\s*[ieo]?\d")
_ZERO_CODE = re.compile(r"(?:ข้อ(?:คำถาม)?(?:ที่)?)?0(\d{1,2})")
_PART = re.compile(r"(?::|part|ส่วน(?:ที่)?|\()\s*([12])\)?")


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
    return text.translate(_TO_ARABIC)


def normalise(text: str) -> str:
    """One spelling for what looks the same: NFC, whole sara am, แ for เเ, plain spaces and dashes, nothing invisible.

    Line breaks stay. Applying it twice changes nothing more.

    >>> normalise("การใช้อ\u0e4d\u0e32นาจ  คะเเนน")
    'การใช้อำนาจ คะแนน'
    """
    return _normalise_known(text) if len(text) <= _SHORT else _normalise(text)


def _normalise(text: str) -> str:
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    text = re.sub("\u0e4d([\u0e48-\u0e4b]?)\u0e32", "\\1\u0e33", text).replace("เเ", "แ")
    text = _DASHES.sub("-", _SPACES.sub(" ", text))
    return "\n".join(line.strip() for line in text.splitlines()).strip()


#: Headers, names and labels come again in every row and every file.
_normalise_known = lru_cache(maxsize=8192)(_normalise)


def squash(text: str) -> str:
    """The text for comparing: normalised, Arabic digits, lower case, no white space at all.

    >>> squash("EIT  ส่วนที่ ๑")
    'eitส่วนที่1'
    """
    return _squash_known(text) if len(text) <= _SHORT else _squash(text)


def _squash(text: str) -> str:
    # Once more after the spaces are gone: what they kept apart may belong together (เ เ is แ).
    return normalise(re.sub(r"\s+", "", arabic_digits(normalise(text))).lower())


_squash_known = lru_cache(maxsize=8192)(_squash)


def parse_number(text: str) -> Decimal | None:
    """A number as Thai offices type it, or ``None`` when the text is no number.

    Thai digits, "ร้อยละ", "คะแนน", "%", a decimal comma, thousands commas, a detached sign.

    >>> parse_number("ร้อยละ ๙๘,๓๒"), parse_number("+ ๓.๓๔"), parse_number("ไม่มี")
    (Decimal('98.32'), Decimal('3.34'), None)
    """
    plain = squash(text)
    plain = re.sub(r"^ร้อยละ|(/100)?(คะแนน|%|ร้อยละ)?$", "", plain)
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", plain):
        plain = plain.replace(",", "")
    elif re.fullmatch(r"[+-]?\d+,\d{1,2}", plain):
        plain = plain.replace(",", ".")
    if not _NUMBER.fullmatch(plain):
        return None
    try:
        return Decimal(plain)
    except InvalidOperation:  # pragma: no cover - the pattern admits only what Decimal reads
        return None


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
        return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP) + 0
    scale = 10**places
    sign = -1 if value < 0 else 1
    scaled = abs(value) * scale
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(sign * whole).scaleb(-places)


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
