"""What a column holds, told by its header, and which rows are headers at all."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from ita_xl.ingest.labels import AGENCY, LABELS, YEAR
from ita_xl.ingest.model import VALUES, Column, Header, Role
from ita_xl.thai import parse_number, remembered, squash

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ita_xl.ingest.grid import Cell, Grid

_YEARS = re.compile(r"(?<!\d)(?<!\d[.,])(25[5-9]\d|20[1-4]\d)(?![.,]?\d)")
_SHORT_YEARS = re.compile(r"(?:ปี(?:งบ(?:ประมาณ)?)?(?:พ\.?ศ\.?)?|fy|ita)(6\d|7\d)(?!\d)")
_PART = re.compile(r"ส่วน(?:ที่)?([12])(?!\d)|eit[.\-]?\(?([12])(?!\d)|part([12])(?!\d)|(public)|(survey)")
_YEAR_LABEL = re.compile(
    r"(?:ประจำ)?ปี(?:งบ(?:ประมาณ)?)?(?:ที่)?(?:ถูก|รับการ|เข้ารับการ)?(?:ประเมิน)?(?:ล่าสุด)?(?:\(?พ\.ศ\)?)?|พ\.ศ|(?:fiscal_?)?year|fy"
)
#: A header that is a year and nothing else: "ปีงบประมาณ พ.ศ. ๒๕๖๘", "2567", "FY68 (เต็ม 100)".
_DATED = re.compile(r"\(?(?:ผล)?(?:ประจำ)?(?:ปี)?(?:งบ(?:ประมาณ|ฯ)?)?(?:พ\.?ศ\.?|fy|ita)*\(?\d{2,4}\)?(?:\([^)]*\))?")
#: A score inside a text: that is a result, no head of a column.
_SCORED = re.compile(r"(?<![\d.])\d{2,3}\.\d{2}(?![\d.])")
_LONGEST = 90
#: How many rows below a header tell what its columns are; the most that a score is, up to rounding.
_LOOK, _MOST = 12, 101
_NAMED = 25

_CHANGE = (
    "ผลต่าง", "เปลี่ยนแปลง", "เพิ่ม/ลด", "เพิ่ม(ลด)", "เพิ่มลด", "เพิ่มขึ้น", "+/-", "ส่วนต่าง", "ความแตกต่าง",
    "ลดลง", "change", "diff",
)  # fmt: skip
_IGNORED = (
    "คำนวณ", "น้ำหนัก", "หมายเหตุ", "เป้าหมาย", "ผลตรวจ", "สัดส่วน", "เกณฑ์", "ประเทศ", "แนวโน้ม", "ช่วงคะแนน",
    "วิเคราะห์", "ข้อเสนอ", "ข้อบกพร่อง", "ผลการดำเนิน", "ข้อสังเกต", "ตนเอง", "คลาดเคลื่อน", "คาดการณ์",
    "คาดหมาย", "ประมาณการ", "ซ้อม", "s.d.", "เบี่ยงเบน", "ขั้นต่ำ", "target", "ร้อยละการตอบ", "ร้อยละผู้ตอบ",
    "อัตราการตอบ", "จังหวัดเฉลี่ย", "เฉลี่ยจังหวัด", "เฉลี่ยทั้ง", "เฉลี่ยของ",
)  # fmt: skip
#: A column that sets a score against the year before's.
_COMPARED = re.compile(r"(?:เปรียบ)?เทียบ(?:กับ)?(?:ผล|คะแนน)?ปี(?:ก่อน|ที่แล้ว|ที่ผ่านมา|(?:งบประมาณ)?(?:พ\.ศ\.)?\d{2,4})")
_INDICATORS = re.compile(r"ตัวชี้?วัด|ตชว|indicator")
#: The score of an indicator beside those of its items.
_OF_INDICATOR = re.compile(r"(?:ผล)?คะแนน(?:เฉลี่ย|รวม)?(?:ของ|ราย)?(?:ตัวชี้?วัด|ตชว\.?)")
_OF_ITEM = re.compile(r"(?:ผล)?คะแนน(?:ของ|ราย|เฉลี่ย)*(?:ข้อ|ประเด็น|คำถาม)+(?:ย่อย)?")
#: "ตัวชี้วัดที่มีคะแนนสูงสุด 3 ลำดับแรก", "ข้อที่ได้คะแนนต่ำกว่า 90".
_RANKED = re.compile(r"(?:ตัวชี้วัด|ข้อ(?:คำถาม)?|ประเด็น|เครื่องมือ)ที่(?:มี|ได้)?(?:รับ)?(?:ผล)?คะแนน(?:สูง|ต่ำ|น้อย|มาก)")
#: The mean of both parts of EIT.
_BOTH = re.compile(r"(?:คะแนน|ค่า)?(?:รวม|เฉลี่ย|รวมเฉลี่ย)(?:2ส่วน|ทั้งสองส่วน|eit)?")
#: How lines of a letter begin.
_LETTER = ("เรื่อง", "เรียน", "อ้างถึง", "สิ่งที่ส่งมาด้วย")
_ORDER = ("ลำดับ", "อันดับ")
_NUMBERS = ("ที่", "no", "no.", "#", "rank", "order")
_FULL = ("คะแนนเต็ม", "เต็ม", "งบประมาณ")
_LEVELS = ("level", "เกรด", "grade", "rating", "ผลระดับ")
_OF_TOOL = re.compile(r"(?:ผล|ค่า)?คะแนน(?:เฉลี่ย|รวม)?(?:ราย|ของ)?(?:เครื่องมือ|แบบวัด)")
_ANNOUNCED = re.compile("ผลที่.*ประกาศ")
_PART_HEAD = re.compile(r"\(?(?:eit)?ส่วน(?:ที่)?[12]\)?[:\-]?\(?(?:ผู้|ประชาชน|เจ้าหน้าที่|จัดเก็บ|เก็บ|สำรวจ|public|survey)")
#: A head that names a part of EIT and little else is that of its scores.
_SHORT = 20
_BASE = ("ค่าฐาน", "ข้อมูลฐาน", "ข้อมูลพื้นฐาน", "baseline")
_BEFORE = ("ปีก่อน", "ปีที่แล้ว", "ปีที่ผ่านมา", "คะแนนเดิม")
_SCORE = (
    "คะแนน", "ผลการประเมิน", "ผลประเมิน", "ผลita", "score", "ปีปัจจุบัน", "ปีนี้", "ผลสรุป", "ได้/เต็ม",
    "ผลที่ได้", "ผลที่ประกาศ",
)  # fmt: skip
#: Points of a tool out of its weight: "คะแนนถ่วงน้ำหนัก", "คะแนน (30)", "IIT (30 คะแนน)", "ร้อยละ 40".
_POINTS = re.compile(
    r"ถ่วง|คะแนนตามน้ำหนัก|\((?:เต็ม|ร้อยละ|คะแนนเต็ม)*(?:15|30|40)(?:คะแนน|%)?\)|เต็ม(?:15|30|40)(?!\d)|"
    r"(?<![a-z])[ieo]it(?:ร้อยละ)?(?:15|30|40)%?$"
)
#: Words that begin the label columns of a table, whatever its figures are.
_NAMES = (
    "ข้อ", "รหัส", "ตัวชี้วัด", "ประเด็น", "กิจกรรม", "มาตรการ", "รายการ", "เครื่องมือ", "แบบวัด",
    "รายละเอียด", "ขั้นตอน", "ผลลัพธ์", "โครงการ", "indicator", "item", "tool",
)  # fmt: skip
_PLAN = ("มาตรการ", "กิจกรรม", "โครงการ", "ผู้รับผิดชอบ", "ระยะเวลา", "ขั้นตอน")
_AGENCY = (
    "หน่วยงาน", "ชื่อหน่วยงาน", "อปท", "ชื่ออปท", "องค์กรปกครองส่วนท้องถิ่น", "เทศบาล/อบต", "อบต./เทศบาล",
    "ส่วนราชการ", "ชื่อส่วนราชการ", "ประเภทหน่วยงาน", "กลุ่มหน่วยงาน", "คณะ/หน่วยงาน", "คณะ", "ส่วนงาน",
    "หน่วย", "agency", "สถานศึกษา", "โรงเรียน", "organisation", "organization", "agency_name", "agencyname",
    "unit", "department", "faculty", "university", "มหาวิทยาลัย", "วิทยาลัย", "โรงพยาบาล", "เขตพื้นที่",
    "เขตพื้นที่การศึกษา", "สถานี", "สถานีตำรวจ", "กรม", "คณะ/หน่วย",
)  # fmt: skip
#: Words a unit's name begins with, and its own name behind them.
_UNIT = re.compile(
    r"(?:องค์การ(?:บริหารส่วน)?|เทศบาล|อบต|อบจ|ท[ตมน]\.|จังหวัด|มหาวิทยาลัย|มรภ|มทร|ม\.|กรม|กระทรวง|สำนักงาน|สำนัก|คณะ|วิทยาลัย|"
    r"วิทยาเขต|สถาบัน|ศูนย์|กอง|โรงเรียน|โรงพยาบาล|รพ\.|บริษัท|การไฟฟ้า|การประปา|ธนาคาร|"
    r"เมืองพัทยา|กรุงเทพมหานคร|อำเภอ|"
    r"สถานีตำรวจ|สภ\.|สน\.|สพป|สพม|สสจ|สสอ)\.?[ก-๏]{2,}"
)
#: A kind of agencies, by which lists are grouped.
_KIND = re.compile(r"องค์การบริหารส่วน(?:จังหวัด|ตำบล)|เทศบาล(?:ตำบล|เมือง|นคร)?|สำนักงานจังหวัด|มหาวิทยาลัย(?:ราชภัฏ|ของรัฐ)?")
_NO_UNIT = (
    "ทุกส่วน",
    "รับผิดชอบ",
    "ผู้ตอบ",
    "ผู้รับ",
    "ผู้ประเมิน",
    "ผู้กำกับ",
    "ผู้บริหาร",
    "ที่เกี่ยวข้อง",
    "คะแนน",
    "ผล",
    "ประเมิน",
    "ประเภท",
)
#: Where several columns could be the score, the one with such a header is.
PLAIN_SCORE = (
    "คะแนน", "คะแนนที่ได้", "คะแนนที่ประกาศ", "ผลคะแนน", "คะแนนประเมิน", "ผลการประเมิน", "คะแนนตัวชี้วัด",
    "คะแนนเฉลี่ย", "คะแนนรวม", "ร้อยละ", "คะแนนร้อยละ",
)  # fmt: skip


def year_in(text: str) -> int | None:
    """The fiscal year (B.E.) a text names; ``None`` when it names none or several. AD years are moved.

    >>> year_in("ประจำปีงบประมาณ พ.ศ. ๒๕๖๘"), year_in("ปี 67"), year_in("2025"), year_in("ปี 2567-2568")
    (2568, 2567, 2568, None)
    """
    years = years_in(text)
    return years[0] if len(years) == 1 else None


@remembered(4096)
def years_in(text: str) -> tuple[int, ...]:
    """Every fiscal year (B.E.) a text names, in order.

    >>> years_in("ปี 2567 - 2568")
    (2567, 2568)
    """
    plain = squash(text)
    found = [int(year) for year in _YEARS.findall(plain)] or [2500 + int(year) for year in _SHORT_YEARS.findall(plain)]
    return tuple(dict.fromkeys(year + 543 if year < 2500 else year for year in found))


def year_label(cell: Cell) -> int | None:
    """The year of a label that is nothing else: "ปี 2564", 2564, "ปีงบประมาณ พ.ศ. 2564"."""
    if cell is None:
        return None
    if isinstance(cell, Decimal):
        return int(cell) if 2550 < cell < 2600 else int(cell) + 543 if 2010 < cell < 2050 else None
    text = str(cell)
    return year_in(text) if len(text) < 40 and not unit_named(text) else None


@lru_cache(maxsize=4096)
def part_in(text: str) -> int | None:
    """The part of EIT a header or title names.

    >>> part_in("EIT ส่วนที่ ๒"), part_in("EIT Public"), part_in("คะแนน")
    (2, 1, None)
    """
    found = _PART.search(squash(text))
    if found is None:
        return None
    return int(found[1] or found[2] or found[3] or (1 if found[4] else 2))


@lru_cache(maxsize=8192)
def unit_named(text: str) -> bool:
    """Whether a short text is the name of an agency or of a unit of one.

    >>> unit_named("อบต.ป่าพลู"), unit_named("คณะวิทยาศาสตร์"), unit_named("หน่วยงาน"), unit_named("กองที่รับผิดชอบ")
    (True, True, False, False)
    """
    plain = squash(text)
    if _KIND.fullmatch(plain):
        return False
    return len(plain) <= _LONGEST and _UNIT.match(plain) is not None and not any(word in plain for word in _NO_UNIT)


@lru_cache(maxsize=4096)
def column_of(text: str) -> Column | None:
    """The role of a column by its header; ``None`` when it says nothing about figures."""
    plain = squash(text)
    if not plain or len(plain) > _LONGEST:
        return None
    if (len(plain) > _NAMED and re.match(r"ตัวชี้วัด(?:ที่)?\d", plain)) or _RANKED.match(plain):
        return None  # a sentence about an indicator, or the head of names ordered by their scores
    if plain.startswith(_NAMES) and "(" in plain and not any(word in plain.partition("(")[0] for word in _SCORE):
        plain = plain.partition("(")[0]  # "ตัวชี้วัด (คะแนน ปี 2568)" heads names with their score in brackets
    part, year = part_in(text), year_in(text)
    role = _role(plain, part, year)
    if role is None:
        return None
    of_scores = role in (*VALUES, Role.TOOL, Role.IGNORED) and role is not Role.CHANGE
    return Column(
        role,
        part if of_scores or role is Role.CHANGE else None,
        year if of_scores or role is Role.LEVEL else None,
        plain,
    )


def _role(plain: str, part: int | None, year: int | None) -> Role | None:
    """The role that the words of a header give; the first that fits, as "ผลต่างคะแนน" is no score."""
    changes = any(word in plain for word in _CHANGE) or _COMPARED.fullmatch(plain) is not None
    ranks = any(word in plain for word in _ORDER)
    graded = plain.startswith("ระดับ") and "คะแนน" not in plain.removeprefix("ระดับคะแนน")
    dated = year is not None and (_DATED.fullmatch(plain) or any(word in plain for word in _BASE))
    fits = (
        (Role.CHANGE, changes and not ranks),
        (Role.ORDER, changes or plain in _NUMBERS or plain.startswith(_ORDER)),
        (Role.POINTS, _POINTS.search(plain)),
        (Role.IGNORED, plain.startswith(_FULL) or _counts(plain) or any(word in plain for word in _IGNORED)),
        (Role.BEFORE, any(word in plain for word in _BEFORE)),
        (Role.PART, plain in ("ส่วน", "ส่วนที่", "part")),
        (Role.TOOL, _OF_TOOL.fullmatch(plain)),
        (Role.LEVEL, graded or plain in _LEVELS),
        (Role.SCORE, dated or plain.startswith("ร้อยละ") or any(word in plain for word in _SCORE)),
        (Role.SCORE, _ANNOUNCED.search(plain) or (part and (year or len(plain) < _SHORT or _PART_HEAD.match(plain)))),
    )
    return next((role for role, fit in fits if fit), None)


@lru_cache(maxsize=8192)
def label_column(text: str) -> Column | None:
    """The role of a column of names: an agency, a province, a year; ``None`` for any other label."""
    plain = squash(text).rstrip(".")
    if plain in _AGENCY or plain.startswith(("รายชื่อ", "ชื่อหน่วย")):
        return Column(Role.AGENCY, text=plain)
    if plain in ("จังหวัด", "province"):
        return Column(Role.PROVINCE, text=plain)
    if _YEAR_LABEL.fullmatch(plain):
        return Column(Role.YEAR, text=plain)
    return None


def district_column(text: str) -> Column | None:
    """The role of a column of districts, which only a list of agencies has."""
    plain = squash(text)
    return (
        Column(Role.DISTRICT, text=plain) if plain in ("อำเภอ", "เขต", "อำเภอ/เขต", "เขต/อำเภอ", "district") else None
    )


def _counts(plain: str) -> bool:
    """A column of numbers of things ("จำนวนผู้ตอบ"), beside which "ร้อยละ" is a share of them."""
    groups = part_in(plain) is not None or plain.startswith(("กลุ่มผู้ตอบ", "ประเภทผู้ตอบ"))
    return (
        (not groups or "จำนวน" in plain)
        and any(word in plain for word in ("จำนวน", "ผู้ตอบ", "กลุ่มตัวอย่าง", "(คน)", "(แห่ง)"))
        and "คะแนน" not in plain
    )


def header_of(grid: Grid, row: int) -> Header | None:
    """A header row, or ``None``.

    A header has at least two filled cells, all of them short texts or years; it names a score or, if not, other
    columns that a table has. A label with its value is none.
    """
    if grid.counts[row] < 2 or not grid.plain(row):
        return None
    cells = {at: cell for at, cell in enumerate(grid.rows[row]) if cell is not None}
    if len(cells) < 2 or not all(header_cell(cell) for cell in cells.values()):
        return None
    found = _of_cells(tuple(cells.items()))
    if found is None:
        return None
    columns, texts = found
    return header_from(dict(columns), texts, lambda at: fractions_below(grid, row, at))


#: Headers, lines of labels and rows of texts alone come again in every file.
@lru_cache(maxsize=2048)
def _of_cells(filled: tuple[tuple[int, Cell], ...]) -> tuple[Mapping[int, Column], Sequence[str]] | None:
    """The columns that the filled cells of a row name, and all their words; ``None`` where they are labels."""
    cells = dict(filled)
    texts = [squash(str(cell)).rstrip(":") for cell in cells.values()]
    if labels_values(texts):
        return None
    columns = {at: column for at, cell in cells.items() if (column := column_of(str(cell)))}
    agencies = {at: str(cell) for at, cell in cells.items() if at not in columns and unit_named(str(cell))}
    if len(agencies) > 1 and min(agencies) > min(cells):
        columns |= {at: Column(Role.SCORE, text=squash(name), agency=name) for at, name in agencies.items()}
    columns |= _whole({at: squash(str(cell)) for at, cell in cells.items()}, columns)
    return columns, texts


def _whole(words: Mapping[int, str], columns: Mapping[int, Column]) -> dict[int, Column]:
    """The column of the mean beside those of both parts of EIT."""
    if {one.part for one in columns.values() if one.role is Role.SCORE} != {1, 2}:
        return {}
    return {
        at: Column(Role.SCORE, text=text) for at, text in words.items() if at not in columns and _BOTH.fullmatch(text)
    }


def labels_values(texts: Sequence[str]) -> bool:
    """Whether the (squashed) cells of a row are labels with their values, not the heads of columns.

    >>> labels_values(["หน่วยงาน", "เทศบาลตำบลก"]), labels_values(["หน่วยงาน", "คะแนน"])
    (True, False)
    >>> labels_values(["ชื่อหน่วยงาน", "เทศบาลตำบลก", "ปีงบประมาณ", "2568"])
    True
    """
    first, *others = texts
    if first in _LETTER:
        return True
    if first in LABELS and len(others) == 1:
        column = column_of(others[0])
        dated = first in YEAR and year_in(others[0]) is not None
        scores = column is not None and not re.fullmatch(r"\d+", others[0])
        return dated or (not scores and label_column(others[0]) is None)
    units = [unit_named(text) for text in others]
    return first in AGENCY and units[:1] == [True] and sum(units) == 1


def header_from(
    columns: Mapping[int, Column], texts: Sequence[str], scored: Callable[[int], bool], rows: int = 1
) -> Header | None:
    """The header that columns and the words above them make, or ``None`` when they are no header.

    ``scored`` tells whether scores stand below a column: those of a plan are figures too.
    """
    indicators = any(names_indicators(text) for text in texts)
    columns = _percent_changes(_results(columns, texts))
    explicit = any("คะแนน" in text or "ประเมิน" in text for text in texts)
    counted = any(_counts(text) for text in texts)
    planned = any(text.startswith(_PLAN) for text in texts) and not explicit
    if planned or counted:
        columns = {
            at: one for at, one in columns.items()
            if one.role not in (*VALUES, Role.LEVEL)
            or ((not planned or scored(at)) and ("ร้อยละ" not in one.text or "คะแนน" in one.text))
        }  # fmt: skip
    if any(one.role in (Role.SCORE, Role.BEFORE, Role.POINTS) for one in columns.values()):
        return Header(columns, True, indicators, rows)
    if planned or counted:
        return Header(columns, False, indicators, rows)
    names = sum(text.startswith(_NAMES) for text in texts)
    if names + len(columns) >= 2 and (names or any(one.role is Role.IGNORED for one in columns.values())):
        return Header(columns, False, indicators, rows)
    return None


@lru_cache(maxsize=4096)
def names_indicators(text: str) -> bool:
    """Whether a heading says that what stands below are indicators: "ตัวชี้วัดที่", "ตชว.", "Indicator".

    >>> names_indicators("ตชว."), names_indicators("ประเด็น")
    (True, False)
    """
    return _INDICATORS.search(squash(text)) is not None


def _results(columns: Mapping[int, Column], texts: Sequence[str]) -> Mapping[int, Column]:
    """Beside a column of targets, a column of results holds the scores."""
    if any(one.role in VALUES for one in columns.values()) or not any(
        "เป้าหมาย" in text or "target" in text for text in texts
    ):
        return columns
    return {
        at: replace(one, role=Role.SCORE)
        if one.role is Role.IGNORED and one.text.startswith(("ผลการดำเนิน", "ผลงาน", "ผลลัพธ์"))
        else one
        for at, one in columns.items()
    }


def _percent_changes(columns: Mapping[int, Column]) -> Mapping[int, Column]:
    """A change in percent is no change in points, unless the scores themselves are headed in percent."""
    percent = any(one.role is Role.SCORE and ("ร้อยละ" in one.text or "%" in one.text) for one in columns.values())
    return {
        at: replace(one, role=Role.IGNORED)
        if one.role is Role.CHANGE and not percent and ("ร้อยละ" in one.text or "%" in one.text)
        else one
        for at, one in columns.items()
    }


@lru_cache(maxsize=4096)
def names_columns(text: str) -> bool:
    """Whether a cell can only head a column of labels: "ข้อ", "ตัวชี้วัดที่", "ลำดับ"."""
    plain = squash(text)
    return plain == "ที่" or (plain.startswith((*_NAMES, *_ORDER)) and len(plain) < 30 and not re.search(r"\d", plain))


def stacked(grid: Grid, rows: Sequence[int]) -> dict[int, list[str]]:
    """The header words of each column, from the top row down; a merged cell speaks for all columns it spans.

    Where the format does not tell merged cells, a word holds for the empty cells to its right that have words below.
    """
    spans = {(row, at): grid.cell(area[0], area[1]) for area in grid.merged for row in range(area[0], area[2] + 1)
             if row in rows for at in range(area[1], area[3] + 1)}  # fmt: skip
    width = max((len(grid.raw[row]) for row in rows), default=0)
    words: dict[int, list[str]] = {}
    for level, row in enumerate(rows):
        above = ""
        for at in range(width):
            cell = grid.cell(row, at)
            own = str(cell) if cell is not None else ""
            if not own and (row, at) in spans:
                own = str(spans[row, at] or "")
            if own:
                above = own
            elif any(grid.cell(below, at) is not None for below in rows[level + 1 :]) and not grid.merged:
                own = above
            known = words.setdefault(at, [])
            if own and own not in known:
                known.append(own)
    return {at: own for at, own in words.items() if own}


def merge_headers(grid: Grid, rows: Sequence[int]) -> Header | None:
    """Two or three header rows read as one; ``None`` when the last row is a header by itself."""
    upper, lower = rows[-2], rows[-1]
    width = max(len(grid.raw[upper]), len(grid.raw[lower]))
    if not any(grid.cell(upper, at) is not None and grid.cell(lower, at) is None for at in range(width)):
        return None
    words = stacked(grid, rows)
    columns: dict[int, Column] = {}
    for at, own in words.items():
        column = column_of(" ".join(own))
        agency = next((word for word in own if unit_named(word)), "")
        if agency and min(words) < at:
            rest = column_of(" ".join(word for word in own if word != agency))
            column = replace(rest or Column(Role.SCORE, text=squash(agency)), agency=agency)
        if column:
            columns[at] = column
    columns |= _whole({at: squash(own[-1]) for at, own in words.items()}, columns)
    texts = [squash(" ".join(own)) for own in words.values()]
    return header_from(columns, texts, lambda at: fractions_below(grid, lower, at), len(rows))


def fractions_below(grid: Grid, row: int, at: int) -> bool:
    """Whether what stands below a header cell is mostly scores with decimals, not budgets, counts or dates."""
    cells = [cell for below in range(row + 1, min(row + 1 + _LOOK, len(grid.raw))) if (cell := grid.cell(below, at))]
    values = [number for cell in cells if (number := number_in(cell)) is not None and 0 < number < _MOST]
    return len(values) > 1 and 2 * sum(number % 1 != 0 for number in values) >= len(cells)


def number_in(cell: Cell) -> Decimal | None:
    """The number of a cell, as a number or as text."""
    return parse_number(cell) if isinstance(cell, str) else cell


def _changes_by_year(columns: Mapping[int, Column]) -> dict[int, Column]:
    """Of several columns of changes, each is that of the year to its left."""
    changes = [at for at, one in columns.items() if one.role is Role.CHANGE and not one.year and not one.part]
    dated = {at: one.year for at, one in columns.items() if one.role is Role.SCORE and one.year}
    if len(changes) < 2:
        return {}
    left = {at: max((one for one in dated if one < at), default=None) for at in changes}
    return {at: replace(columns[at], year=dated[one]) for at, one in left.items() if one is not None}


def clear_scores(columns: Mapping[int, Column], year: int) -> tuple[dict[int, Column], list[int]]:
    """Settle columns that would be the same score: the plainest header wins; columns that no header tells apart.

    Returns:
        The columns that may be read, and those left out because they cannot be told apart.
    """
    groups: dict[tuple[int | None, int, str], list[int]] = {}
    for at, one in columns.items():
        if one.role in (Role.SCORE, Role.BEFORE):
            own = one.year or (year if one.role is Role.SCORE else year - 1)
            groups.setdefault((one.part, own, one.agency), []).append(at)
    kept = dict(columns)
    whole = [at for at, one in columns.items() if one.role is Role.SCORE and _OF_INDICATOR.fullmatch(one.text)]
    if len(whole) == 1 and any(one.role is Role.SCORE and _OF_ITEM.fullmatch(one.text) for one in columns.values()):
        kept[whole[0]] = replace(columns[whole[0]], role=Role.TOOL)
        groups = {key: [at for at in places if at not in whole] for key, places in groups.items()}
    kept |= _changes_by_year(kept)
    unclear: list[int] = []
    full = any(one.role is Role.IGNORED and one.text.startswith(("คะแนนเต็ม", "เต็ม")) for one in columns.values())
    for places in groups.values():
        if len(places) < 2:
            continue
        shares = [at for at in places if columns[at].text.startswith(("ร้อยละ", "คะแนนร้อยละ"))]
        if full and len(shares) == 1:
            # Beside full marks, what was got is points, and its percentage is the score.
            kept |= {at: replace(columns[at], role=Role.POINTS) for at in places if at not in shares}
            continue
        plain = next(
            (found for name in PLAIN_SCORE if (found := [at for at in places if columns[at].text == name])), []
        )
        plain = plain if len(plain) == 1 else []
        dated = [at for at in places if columns[at].year]
        winners = plain or (dated if len(dated) == 1 else [])
        unclear += [] if winners else places
        for at in places:
            if at not in winners:
                kept[at] = Column(Role.IGNORED, text=columns[at].text)
    return kept, unclear


def header_cell(cell: Cell) -> bool:
    """Whether a cell may stand in a header: a short text that is no number, or a year."""
    if isinstance(cell, Decimal):
        return 2400 < cell < 2700 or 2010 < cell < 2050
    return cell is not None and len(cell) <= _LONGEST and _heads(cell)


@lru_cache(maxsize=8192)
def _heads(text: str) -> bool:
    if _SCORED.search(squash(text)) and "เกณฑ์" not in text:
        return False
    return parse_number(text) is None or year_in(text) is not None
