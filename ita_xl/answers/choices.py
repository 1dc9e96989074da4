"""The choices of a question: from what stands in the cells to points on the scale of the year.

A scale runs from the least to the most of what the question asks about ("ไม่มี" … "มากที่สุด"). Which end is good is
the polarity of the item; how many steps there are, and what each is worth, are the rules of the year. Wordings are
those of the forms of 2564 (four steps) and 2567-2568 (six). A wording of another scale is never fitted in: with a
middle choice ("ปานกลาง") or another number of steps the answers cannot be turned into points of the year.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING

from ita_xl.answers.model import Choice, Numbers, Order
from ita_xl.thai import normalise, parse_number, squash

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from ita_xl.framework import Answer, Item

_BLANK_WORDS = frozenset(
    squash(word)
    for word in (
        "", "-", "--", "N/A", "NA", "#N/A", "null", "none", "ไม่ทราบ", "ไม่ตอบ", "ไม่ทราบ/ไม่ตอบ", "ไม่ทราบหรือไม่ตอบ",
        "ไม่ระบุ", "ไม่ขอตอบ", "ไม่ประสงค์ตอบ", "ไม่ประสงค์จะตอบ", "ไม่มีความเห็น", "ไม่มีความคิดเห็น", "ไม่ออกความเห็น", "ไม่เกี่ยวข้อง",
        "ไม่สามารถตอบได้", "no answer", "not answered", "don't know", "do not know", "not applicable",
    )
)  # fmt: skip
#: Words that only scales with a middle have, or other numbers of steps than any year has.
_MIDDLE = re.compile(r"ปานกลาง|พอใช้|เฉยๆ|ไม่แน่ใจ|ค่อนข้างน้อย|บางครั้ง|พึงพอใจ|ดีมาก|^ดี$|ควรปรับปรุง")

_LEAD = r"(?:มี|มีสัดส่?วน|เป็นไปตาม\S*?|ให้ความสำคัญ|(?:สามารถ)?ป้องกัน(?:ได้)?|เชื่อมั่น|(?:อยู่ใน)?ระดับ|เท่าเทียม(?:กัน)?|ถูกต้อง)?"
_SIX = tuple(
    re.compile(pattern)
    for pattern in (
        r"ไม่มี(?:เลย|(?:เจ้าหน้าที่|บุคลากร|ผู้|ใคร|คนใด)\S*)?|ไม่เป็นไปตาม\S*|ไม่ให้ความสำคัญ(?:เลย)?|ไม่สามารถป้องกัน\S*"
        r"|ป้องกันไม่ได้(?:เลย)?|ไม่เชื่อมั่น(?:เลย)?|(?:เจ้าหน้าที่ทุกคน)?\S{0,40}ไม่เท่าเทียม(?:กัน)?|ไม่เคย|ไม่เห็นด้วยอย่างยิ่ง",
        _LEAD + r"น้อยที่สุด|แทบ(?:จะ)?ไม่เคย|ไม่เห็นด้วย",
        _LEAD + r"น้อย|นานๆครั้ง|ค่อนข้างไม่เห็นด้วย",
        _LEAD + r"ค่อนข้างมาก|ค่อนข้างบ่อย|ค่อนข้างเห็นด้วย",
        _LEAD + r"มาก|บ่อย(?:ครั้ง)?|เห็นด้วย",
        _LEAD + r"มากที่สุด|เป็นประจำ|เห็นด้วยอย่างยิ่ง",
    )
)
_FOUR = tuple(re.compile(pattern) for pattern in (r"น้อยที่สุด(?:(?:หรือ|/|\()ไม่มี(?:เลย)?\)?)?", r"น้อย", r"มาก", r"มากที่สุด"))
_TWO = (
    re.compile(r"ไม่(?:มี|เคย|ใช่)(?!.*(?:มาก|น้อย|ยิ่ง|ความ)).{0,40}|no|n|false"),
    re.compile(r"(?:มี|เคย|ใช่)(?!.*(?:ไม่|มาก|น้อย)).{0,40}|yes|y|true"),
)
_LADDERS = {6: _SIX, 4: _FOUR, 2: _TWO}
#: What stands before or after a choice to number it: "5 - มากที่สุด", "(ก) มี", "มากที่สุด (5 คะแนน)".
_NUMBERED = re.compile(
    r"^(?:(?:ระดับ(?:ที่)?)?[(\[]?\d{1,3}(?:คะแนน)?[)\].:=\-]*|[(\[]?[ก-ฉ][)\].:=\-]+)(?=[^\d.])"
    r"|[(\[=]\d{1,3}(?:คะแนน)?[)\]]?$"
)
_BULLETS = "•○●◯*\"'“”.,"
_CODE = re.compile(r"(?:a|ao|l)0*(\d{1,2})")
#: No question has so many choices, spellings and slips included.
_MOST_CHOICES = 24
#: The points of the steps of all scales, by which a column of points is told from ages and the like.
_POINTS = frozenset(map(Decimal, (20, 33, 40, 60, 67, 80, 100)))


class Special(Enum):
    """What a cell may be besides a choice of the year."""

    BLANK = "blank"
    UNKNOWN = "unknown"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class Read:
    """One distinct cell: a step of the scale (0 is the least), a number, the number of a choice code, or special."""

    label: str
    step: int | None = None
    number: Decimal | None = None
    code: int | None = None
    special: Special | None = None


def read_cell(value: object, choices: int) -> Read:
    """One distinct raw value on a scale of so many choices.

    >>> read_cell("มีสัดส่วน ค่อนข้างมาก", 6).step, read_cell("5 - มาก", 6).step, read_cell("ไม่เคย", 2).step
    (3, 4, 0)
    >>> read_cell("ปานกลาง", 6).special, read_cell("ไม่ทราบ", 6).special, read_cell("A3", 6).code
    (<Special.FOREIGN: 'foreign'>, <Special.BLANK: 'blank'>, 3)
    """
    if isinstance(value, bool):
        return Read(str(value).upper(), **({"step": int(value)} if choices == 2 else {"special": Special.FOREIGN}))
    if isinstance(value, int | float | Decimal):
        number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        plain = number.to_integral_value() if number.is_finite() and number == number.to_integral_value() else number
        if not number.is_finite():
            return Read(str(value), special=Special.UNKNOWN)
        return Read(f"{plain:f}", number=plain)
    text = normalise(str(value)) if value is not None else ""
    label = " ".join(text.split())
    tight = squash(text)
    if tight in _BLANK_WORDS:
        return Read(label, special=Special.BLANK)
    number_in_text = parse_number(text)
    if number_in_text is not None:
        return Read(label, number=number_in_text)
    return _read_words(label, tight, choices)


def _read_words(label: str, tight: str, choices: int) -> Read:
    if code := _CODE.fullmatch(tight):
        return Read(label, code=int(code[1]))
    plain = _NUMBERED.sub("", tight.strip(_BULLETS)).strip(_BULLETS)
    if plain in _BLANK_WORDS:
        return Read(label, special=Special.BLANK)
    step = _step(plain, choices)
    if step is not None:
        return Read(label, step=step)
    others = (other for other in _LADDERS if other != choices)
    foreign = len(plain) <= 60 and (_MIDDLE.search(plain) or any(_step(plain, other) is not None for other in others))
    return Read(label, special=Special.FOREIGN if foreign else Special.UNKNOWN)


def _step(plain: str, choices: int) -> int | None:
    found = [step for step, pattern in enumerate(_LADDERS.get(choices, ())) if pattern.fullmatch(plain)]
    return found[0] if found else None


def known_scale(answer: Answer) -> bool:
    """Whether the wordings of a scale are known."""
    return answer.choices in _LADDERS and len(answer.points) == answer.choices


def looks_like_answers(values: Collection[object]) -> bool:
    """Whether distinct cells are choices of some scale: words, small numbers or codes, and next to nothing else."""
    if len(values) > _MOST_CHOICES:
        return False
    reads = [read_cell(value, 6) for value in values]
    known = [one for one in reads if one.special is not Special.BLANK]
    good = [one for one in known if _is_answer(one)]
    return bool(good) and len(good) * 10 >= len(known) * 8


def _is_answer(one: Read) -> bool:
    if one.number is not None:
        return 0 <= one.number <= 6 or one.number in _POINTS
    return one.step is not None or one.code is not None or one.special is Special.FOREIGN


@dataclass(frozen=True, slots=True)
class Numbering:
    """How numbers of one scale are read; ``numbers`` is ``None`` when they allow more than one reading."""

    numbers: Numbers | None
    order: Order = Order.UP
    told: bool = False


def numbering(values: set[Decimal], choices: int, asked: Numbers | None, order: Order | None) -> Numbering:
    """What the numbers under all questions of one scale are, if only one reading fits.

    >>> numbering({Decimal(1), Decimal(6)}, 6, None, None).numbers
    <Numbers.FROM_1: 'from-1'>
    >>> numbering({Decimal(2), Decimal(5)}, 6, None, None).numbers is None
    True
    """
    direction = order or Order.UP
    if asked is not None:
        return Numbering(asked, direction, told=True)
    if not values:
        return Numbering(None, direction)
    low, high = min(values), max(values)
    whole = all(one == one.to_integral_value() for one in values)
    found: Numbers | None = None
    if high > max(choices, 2):
        found = Numbers.POINTS
    elif not whole:
        found = Numbers.SHARE if high <= 1 else None
    elif choices > 2 and low >= 1 and high == choices:
        found = Numbers.FROM_1
    elif low == 0 and (1 < high < choices or (choices == 2 and high == 1)):
        found = Numbers.FROM_0
    return Numbering(found, direction, told=order is not None)


def ladder(answer: Answer, polarity: str) -> tuple[Decimal, ...]:
    """The points of the steps from the least to the most of what is asked."""
    return answer.points if polarity == "+" else answer.points[::-1]


def points_of(read: Read, answer: Answer, item: Item, numbers: Numbering, first_code: int) -> Decimal | None:
    """The points of one distinct cell; ``None`` when the year has no such choice."""
    last = answer.choices - 1
    step = read.step
    if read.number is not None:
        if numbers.numbers in (Numbers.POINTS, Numbers.SHARE):
            value = read.number * (100 if numbers.numbers is Numbers.SHARE else 1)
            return value if value in answer.points else None
        if read.number != read.number.to_integral_value():
            return None
        step = int(read.number) - (1 if numbers.numbers is Numbers.FROM_1 else 0)
    elif read.code is not None:
        step = read.code - first_code
    if read.step is None and step is not None and numbers.order is Order.DOWN:
        step = last - step
    if step is None or not 0 <= step <= last or item.polarity not in ("+", "-"):
        return None
    return ladder(answer, item.polarity)[step]


def gathered(counts: Mapping[Read, int], points: Mapping[Read, Decimal | None]) -> tuple[Choice, ...]:
    """The choices found, worst first, spellings of one choice together; what is not known stands last."""
    found: dict[tuple[Decimal | None, str], int] = {}
    for read, count in counts.items():
        key = (points.get(read), read.label)
        found[key] = found.get(key, 0) + count
    ordered = sorted(found.items(), key=lambda one: (one[0][0] is None, one[0][0] or Decimal(0), one[0][1]))
    return tuple(Choice(label, value, count) for (value, label), count in ordered)
