"""What the worksheet functions give: plain functions on the values of cells, without Excel.

A value is what xlwings reads from a cell: a number, a text, a date, ``None`` for an empty cell; rows of them for a
range. A blank where a score, code or date is expected gives an empty text, never 0. What cannot be answered is a text
that begins with ``#`` and says why in Thai (:func:`answer`); a fault in an argument, Excel's own (``#N/A``) or ours, is
passed on as it is, so that the first fault of a chain of formulas is the one that is read.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ita_xl.assessment import Assessment, Figure, Kind
from ita_xl.diagnosis import FULL, Thresholds, diagnose
from ita_xl.errors import InputError, ItaError, crashed
from ita_xl.framework import load
from ita_xl.measures import plan as plan_of
from ita_xl.measures import suited
from ita_xl.planning import Form, Wish, arrange
from ita_xl.recommendations import fill, library
from ita_xl.scoring import OVERALL
from ita_xl.scoring import score as card_of
from ita_xl.sheets.wording import level_name
from ita_xl.thai import (
    MONTHS,
    SHORT_MONTHS,
    half_up,
    join_thai,
    parse_item_code,
    parse_number,
    squash,
    thai_digits,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ita_xl.framework import Framework, Indicator, Part
    from ita_xl.planning import Entry, Group
    from ita_xl.scoring import Key, Scorecard

#: One cell, or the rows of a range.
Value = Any
Rows = list[list[Value]]

#: The head of the table that a plan is given as.
PLAN_HEAD = (
    "ตัวชี้วัด", "ข้อ", "คะแนน", "กลุ่ม", "มาตรการ", "ขั้นตอน", "ผู้รับผิดชอบ", "ระยะเวลา", "ตัวชี้วัดความสำเร็จ",
)  # fmt: skip
FULL_DATE, SHORT_DATE, MONTH_DATE, FISCAL_YEAR = "เต็ม", "ย่อ", "เดือน", "ปีงบ"

_BAD = "E120"
_MOST_ROWS = 1000
_BUDDHIST = 543
#: No date of an office is in this year of the common era or later: it was typed as a year of the Buddhist era.
_FIRST_BUDDHIST = 2400
_FISCAL_FROM = 10
#: Day 0 of the numbers that Excel keeps dates as, from the 61st day on: before that it counts a 29 February 1900.
_DAY_0 = dt.date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 61, 2_958_465
_DIGITS_OF_EXCEL = 15


def answer(work: Callable[..., Value], *args: Value) -> Value:
    """What a function gives for the values of some cells, as text for a cell where it cannot be said.

    Never raises: a traceback in a cell helps nobody.

    >>> answer(class_of, 84.99), answer(class_of, None), answer(class_of, "#N/A"), answer(class_of, 984)
    ('แก้ไขเร่งด่วน', '', '#N/A', '#คะแนน 984 อยู่นอกช่วง 0–100 [E120]')
    """
    fault = next((each for one in args for row in _rows(one) for each in row if _is_fault(each)), None)
    if fault is not None:
        return fault
    try:
        return work(*args)
    except ItaError as error:
        return f"#{error.message} [{error.code}]"
    except Exception as error:  # noqa: BLE001 - shown in a cell of somebody's sheet
        return f"#{crashed('', error).message} [E999]"


def score_of(scores: Value, year: Value, name: Value = None) -> float | str:
    """A score computed from the scores below it.

    Args:
        scores: names beside scores (0-100). A name is an item code, the number or name of an indicator, a tool code
            (``EIT1`` is its first part) or ``ภาพรวม``. One column of scores; two for the parts of EIT; three for the
            score as a whole and the parts, as the template has them. One number alone is the overall score.
        year: the fiscal year assessed (B.E.).
        name: which score is wanted, named in the same way; the overall score unless given.

    Returns:
        Two decimals, half up; an empty text where nothing was typed yet.

    Raises:
        InputError: E120 for a name or score that cannot be used, and for a score that the others do not give.
        RulesError: E202, E203 for a year that cannot be computed with.

    >>> score_of([["IIT", 93.67], ["EIT", 94.56], ["OIT", 98.92]], 2568)
    96.04
    """
    card = _card(scores, year)
    if card is None:
        return ""
    key = OVERALL if _blank(name) else _named(card.framework, name)
    if key is None:
        raise InputError(_BAD, f"ไม่รู้จัก “{_shown(name)}” ของปี {card.framework.fiscal_year}")
    in_parts = key[0] is Kind.ITEM and bool(_parts(card.framework, key))
    value = _item_mean(card, key) if in_parts else card.value(*key)
    if value is None:
        raise InputError(_BAD, "คะแนนยังไม่ครบ จึงยังคำนวณไม่ได้")
    return float(value)


def level_of(scores: Value, year: Value) -> str:
    """The level of the result, or the span of levels that the scores leave possible.

    Args:
        scores: as for :func:`score_of`; the overall score alone leaves a span where a year tests the tools too.
        year: the fiscal year assessed (B.E.).

    >>> level_of(96.04, 2568), level_of(96.04, 2564)
    ('ผ่าน ถึง ผ่านดีเยี่ยม', 'AA')
    >>> level_of([["IIT", 93.67], ["EIT", 94.56], ["OIT", 98.92]], 2568)
    'ผ่านดี'
    """
    card = _card(scores, year)
    return "" if card is None else level_name(card)


def gap_of(scores: Value, year: Value) -> float | str:
    """How many points are lacking to the next level; 0 at the highest.

    Args:
        scores: as for :func:`score_of`. Of the overall score alone, the points to the next limit of overall scores; of
            names and scores, the most that any of the scores lacks which the next level tests.
        year: the fiscal year assessed (B.E.).

    >>> gap_of(94.2, 2568), gap_of([["IIT", 93.67], ["EIT", 94.56], ["OIT", 98.92]], 2568)
    (0.8, 1.33)
    """
    card = _card(scores, year)
    if card is None:
        return ""
    if _one(scores):
        overall = card.overall.value or Decimal(0)
        above = [one.minimum for one in card.framework.levels if one.minimum > overall]
        return float(min(above) - overall) if above else 0.0
    if card.level.level is None:
        raise InputError(_BAD, f"คะแนนที่มียังชี้ระดับเดียวไม่ได้ (อาจเป็น {level_name(card)})")
    return float(max((one.bound - one.value for one in card.level.shortfalls), default=Decimal(0)))


def class_of(score: Value) -> str:
    """The class of the score of an item or indicator: รักษาระดับ (from 95), พัฒนายกระดับ (from 85), แก้ไขเร่งด่วน."""
    return "" if _blank(score) else Thresholds().class_of(_points(score)).value


def title_of(code: Value, year: Value) -> str:
    """What an item of a year asks, or the name of an indicator or a tool.

    >>> title_of("i1", 2568)[:14], title_of(6, 2568)
    ('เจ้าหน้าที่ปฏิ', 'คุณภาพการดำเนินงาน')
    """
    if _blank(code):
        return ""
    framework = load(_year(year))
    kind, ref = _must_name(framework, code)
    if kind is Kind.ITEM:
        return framework.item(ref).title
    if kind in (Kind.INDICATOR, Kind.INDICATOR_PART):
        return framework.indicator(int(ref.partition(":")[0])).name
    if kind is Kind.OVERALL:
        return "คะแนนภาพรวม"
    tool = next(one for one in framework.tools if ref in (one.code, *(part.code for part in one.parts)))
    return next((part.name for part in tool.parts if part.code == ref), tool.name)


def remedy_of(code: Value, score: Value, year: Value) -> str:
    """The measure that the library proposes for an item or indicator with this score.

    At full marks, how an item keeps them; an indicator has its lightest measure then.

    Args:
        code: an item code, or the number or name of an indicator.
        score: its score (0-100).
        year: the fiscal year assessed (B.E.); the measure is for the year after it.
    """
    if _blank(code) or _blank(score):
        return ""
    framework = load(_year(year))
    value = _points(score)
    kind, ref = _must_name(framework, code)
    texts = library()
    fields: dict[str, object] = {
        "agency": "หน่วยงาน",
        "fiscal_year": framework.fiscal_year,
        "plan_year": framework.fiscal_year + 1,
        "score": f"{half_up(value):.2f}",
    }
    class_ = Thresholds().class_of(value)
    if kind is Kind.INDICATOR:
        indicator = framework.indicator(int(ref))
        fields |= {"indicator_name": indicator.name, "item_title": indicator.name}
        return fill(suited(texts.indicators[indicator.number].measures, class_).name, **fields)
    item = framework.item(ref) if kind is Kind.ITEM else None
    advice = texts.items.get(item.key) if item else None
    if item is None or advice is None:
        raise InputError(_BAD, f"คลังข้อเสนอแนะไม่มีเรื่อง “{_shown(code)}”")
    fields |= {"indicator_name": framework.indicator(advice.indicator).name, "item_title": item.title}
    return fill(advice.keep if value == FULL else suited(advice.measures, class_).name, **fields)


def plan_rows(scores: Value, year: Value) -> Rows | str:
    """The plan of measures by indicator, as a table under :data:`PLAN_HEAD`.

    Args:
        scores: names beside scores, as for :func:`score_of`.
        year: the fiscal year assessed (B.E.); the plan is for the year after it.
    """
    card = _card(scores, year)
    if card is None:
        return ""
    if _one(scores):
        raise InputError(_BAD, "เลือกช่วงที่มีรหัสข้อหรือตัวชี้วัดคู่กับคะแนน")
    arranged = arrange(plan_of(diagnose(card)), Wish(form=Form.INDICATORS))
    rows = [_plan_row(card.framework, group, entry) for group in arranged.groups for entry in group.entries]
    return [list(PLAN_HEAD), *rows]


def digits_of(value: Value, places: Value = None) -> str:
    """A number or text in Thai digits.

    Args:
        value: a number, or a text with digits in it.
        places: decimals of a number, half up; as many as the number has unless given.

    >>> digits_of(95.5), digits_of(95.5, 2), digits_of("ปี 2568"), digits_of(2568.0)
    ('๙๕.๕', '๙๕.๕๐', 'ปี ๒๕๖๘', '๒๕๖๘')
    """
    if _blank(value):
        return ""
    if isinstance(value, dt.date):
        raise InputError(_BAD, "ช่องนี้เป็นวันที่ ให้ใช้ ITA_THAIDATE ก่อน")
    if isinstance(value, str):
        return thai_digits(value)
    number = _decimal(value)
    if _blank(places):
        return thai_digits(f"{number:f}")
    many = _decimal(places)
    if many != many.to_integral_value() or not 0 <= many <= _DIGITS_OF_EXCEL:
        raise InputError(_BAD, f"จำนวนทศนิยมต้องเป็น 0–{_DIGITS_OF_EXCEL}")
    return thai_digits(f"{half_up(number, int(many)):f}")


def date_of(day: Value, form: Value = None) -> str:
    """A date in Thai, of the Buddhist era.

    Args:
        day: a date, or the number that Excel keeps one as. A year from 2400 on was typed in the Buddhist era.
        form: ``เต็ม`` 30 กันยายน 2568 (unless given), ``ย่อ`` 30 ก.ย. 2568, ``เดือน`` กันยายน 2568, ``ปีงบ`` the fiscal year.

    >>> import datetime
    >>> [date_of(datetime.datetime(2025, 10, 1), one) for one in (None, "ย่อ", "เดือน", "ปีงบ")]
    ['1 ตุลาคม 2568', '1 ต.ค. 2568', 'ตุลาคม 2568', '2569']
    """
    if _blank(day):
        return ""
    own = _date(day)
    year = own.year if own.year >= _FIRST_BUDDHIST else own.year + _BUDDHIST
    forms = {
        FULL_DATE: f"{own.day} {MONTHS[own.month - 1]} {year}",
        SHORT_DATE: f"{own.day} {SHORT_MONTHS[own.month - 1]} {year}",
        MONTH_DATE: f"{MONTHS[own.month - 1]} {year}",
        FISCAL_YEAR: f"{year + (own.month >= _FISCAL_FROM)}",
    }
    word = FULL_DATE if _blank(form) else squash(str(form))
    if word not in forms:
        raise InputError(_BAD, f"รูปแบบวันที่ใช้ได้เพียง {join_thai(list(forms), 'หรือ')}")
    return forms[word]


# -- the values of cells ---------------------------------------------------------------------------------------------


def _rows(value: Value) -> Rows:
    """Rows, whatever shape the cells came in."""
    if not isinstance(value, list | tuple):
        return [[value]]
    return [list(one) if isinstance(one, list | tuple) else [one] for one in value]


def _one(value: Value) -> bool:
    rows = _rows(value)
    return len(rows) == 1 and len(rows[0]) == 1


def _is_fault(value: Value) -> bool:
    return isinstance(value, str) and value.startswith("#")


def _blank(value: Value) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _shown(value: Value) -> str:
    return f"{_decimal(value):f}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)


def _decimal(value: Value) -> Decimal:
    """A number as Excel shows it, of 15 digits at most."""
    if isinstance(value, bool | dt.date):
        raise InputError(_BAD, f"“{value}” ไม่ใช่ตัวเลข")
    number = Decimal(f"{value:.{_DIGITS_OF_EXCEL}g}") if isinstance(value, int | float) else parse_number(str(value))
    if number is None or not number.is_finite():
        raise InputError(_BAD, f"“{value}” ไม่ใช่ตัวเลข")
    return number.normalize() if number == number.to_integral_value() else number


def _points(value: Value) -> Decimal:
    number = half_up(_decimal(value))
    if not 0 <= number <= FULL:
        raise InputError(_BAD, f"คะแนน {_shown(value)} อยู่นอกช่วง 0–100")
    return number


def _year(value: Value) -> int:
    if _blank(value):
        raise InputError(_BAD, "ยังไม่ได้ใส่ปีงบประมาณ (พ.ศ.)")
    return int(_decimal(value))


def _date(value: Value) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and _FIRST_SERIAL <= value <= _LAST_SERIAL:
        return _DAY_0 + dt.timedelta(days=int(value))
    raise InputError(_BAD, f"“{_shown(value)}” ไม่ใช่วันที่ ให้พิมพ์เป็นวันที่ของ Excel")


# -- names and scores ------------------------------------------------------------------------------------------------


def _card(scores: Value, year: Value) -> Scorecard | None:
    """The scorecard of the cells; nothing where they are all empty."""
    rows = _rows(scores)
    if all(_blank(one) for row in rows for one in row):
        return None
    if len(rows) > _MOST_ROWS:
        raise InputError(_BAD, f"เลือกไม่เกิน {_MOST_ROWS} แถว")
    found = _year(year)
    if _one(scores):
        return card_of(Assessment(found, figures=(Figure(*OVERALL, _points(rows[0][0])),)))
    # The same scores are asked for by many cells of a sheet.
    return _judged(tuple(map(tuple, rows)), found)


@lru_cache(maxsize=32)
def _judged(rows: tuple[tuple[Value, ...], ...], year: int) -> Scorecard | None:
    framework = load(year)
    keys = [_named(framework, row[0]) for row in rows]
    columns = _score_columns(framework, rows, keys)
    figures: list[Figure] = []
    for row, key in zip(rows, keys, strict=True):
        values = [None if _blank(row[column]) else row[column] for column in columns]
        if key is not None and key[0] is not Kind.ITEM and any(_is_code(one) for one in row[1:]):
            raise InputError(_BAD, "เลือกช่วงให้คอลัมน์แรกเป็นรหัสข้อ ไม่ใช่ลำดับที่")
        if key is not None:
            figures += _figures(framework, key, values)
        elif not _blank(row[0]) and any(_is_number(one) for one in (values if columns else row[1:])):
            raise InputError(_BAD, f"ไม่รู้จัก “{_shown(row[0])}” ของปี {year}")
    return card_of(Assessment(year, figures=tuple(figures))) if figures else None


def _score_columns(framework: Framework, rows: Sequence[Sequence[Value]], keys: Sequence[Key | None]) -> list[int]:
    """The columns beside the names that hold numbers, and no other text, in the rows with a name.

    A column of the numbers of the indicators beside their items, as the template has one, holds no scores.
    """
    named = [(key, row) for row, key in zip(rows, keys, strict=True) if key is not None]
    found = []
    for column in range(1, len(rows[0])):
        cells = [(key, row[column]) for key, row in named if not _blank(row[column])]
        if cells and all(_is_number(one) for _, one in cells) and not all(_of(framework, *one) for one in cells):
            found.append(column)
    if len(found) > 3:
        raise InputError(_BAD, "เลือกคอลัมน์ชื่อกับคอลัมน์คะแนนไม่เกินสามคอลัมน์ (คะแนน ส่วนที่ 1 ส่วนที่ 2)")
    if named and not found and any(not _blank(one) for _, row in named for one in row[1:]):
        raise InputError(_BAD, "ไม่พบคอลัมน์คะแนนที่เป็นตัวเลขข้างชื่อ")
    return found


def _of(framework: Framework, key: Key, value: Value) -> bool:
    """Whether this is the number of the indicator that an item belongs to."""
    return key[0] is Kind.ITEM and _decimal(value) == framework.item(key[1]).indicator


def _is_code(value: Value) -> bool:
    return isinstance(value, str) and parse_item_code(value) is not None


def _is_number(value: Value) -> bool:
    if isinstance(value, bool | dt.date) or _blank(value):
        return False
    return isinstance(value, int | float) or parse_number(str(value)) is not None


def _figures(framework: Framework, key: Key, values: Sequence[Value]) -> list[Figure]:
    """The scores of one row: of one column the whole, of two the parts, of three the whole and the parts."""
    kind, ref = key
    numbers = [one.number for one in _parts(framework, key)]
    whole, parts = (values[0] if values else None, values[1:]) if len(values) != 2 else (None, values)
    if not numbers:
        given = [one for one in values if one is not None]
        if len(given) > 1:
            raise InputError(_BAD, f"“{ref or 'ภาพรวม'}” มีคะแนนมากกว่าหนึ่งช่อง")
        return [Figure(kind, ref, _points(one)) for one in given]
    own = Kind.ITEM if kind is Kind.ITEM else Kind.INDICATOR_PART
    found = [Figure(own, f"{ref}:{number}", _points(one))
             for number, one in zip(numbers, parts, strict=False) if one is not None]  # fmt: skip
    if whole is None:
        return found
    if kind is Kind.ITEM:
        raise InputError(_BAD, f"ข้อ {ref} ต้องแยกคะแนนส่วนที่ 1 และส่วนที่ 2")
    return [*found, Figure(kind, ref, _points(whole))]


def _parts(framework: Framework, key: Key) -> tuple[Part, ...]:
    """The parts that an item or indicator is scored by; none for one part of it, and for anything else."""
    kind, ref = key
    if kind is Kind.ITEM and ":" not in ref:
        return framework.parts(framework.item(ref).tool)
    return framework.parts(framework.indicator(int(ref)).tool) if kind is Kind.INDICATOR else ()


def _item_mean(card: Scorecard, key: Key) -> Decimal | None:
    """The mean of the parts of an item, where all are known."""
    values = [card.value(Kind.ITEM, f"{key[1]}:{part.number}") for part in _parts(card.framework, key)]
    known = [one for one in values if one is not None]
    return half_up(sum(known, Decimal(0)) / len(known)) if len(known) == len(values) else None


def _must_name(framework: Framework, name: Value) -> Key:
    key = _named(framework, name)
    if key is None:
        raise InputError(_BAD, f"ไม่รู้จัก “{_shown(name)}” ของปี {framework.fiscal_year}")
    return key


def _named(framework: Framework, name: Value) -> Key | None:
    """Which score a cell names; nothing where it names none."""
    if _blank(name) or isinstance(name, bool | dt.date):
        return None
    if isinstance(name, int | float):
        return _numbered(framework, name)
    text = squash(str(name))
    codes = {squash(label): code for code in framework.scores for label in (code, framework.label(code))}
    if text in codes:
        return Kind.TOOL, codes[text]
    if text in ("ภาพรวม", "คะแนนภาพรวม", "คะแนนรวม"):
        return OVERALL
    if found := parse_item_code(str(name)):
        code, part, _ = found
        parts = [one.number for one in framework.parts(framework.items[code].tool)] if code in framework.items else []
        if code not in framework.items or (part is not None and part not in parts):
            return None
        return Kind.ITEM, code if part is None else f"{code}:{part}"
    bare = text.removeprefix("ตัวชี้วัดที่").removeprefix("ตัวชี้วัด")
    if bare.isdecimal():
        return _numbered(framework, int(bare))
    named = framework.indicator_named(str(name)) or framework.indicator_named(bare.lstrip("0123456789."))
    return None if named is None else (Kind.INDICATOR, str(named.number))


def _numbered(framework: Framework, number: float) -> Key | None:
    numbers = {one.number for one in framework.indicators}
    return (Kind.INDICATOR, str(int(number))) if number in numbers else None


def _plan_row(framework: Framework, group: Group, entry: Entry) -> list[Value]:
    measure = entry.measure
    indicator: Indicator = framework.indicator(group.number)
    score = "" if entry.score is None else float(entry.score)
    class_ = Thresholds().class_of(entry.score).value if entry.score is not None else ""
    return [
        f"{indicator.number}. {indicator.name}",
        ", ".join(framework.item_label(ref) for ref in measure.refs),
        score,
        class_,
        measure.name,
        "\n".join(f"{number}. {step}" for number, step in enumerate(measure.steps, start=1)),
        measure.responsible,
        entry.dates,
        measure.success,
    ]
