"""What a column holds, told by its header, and which rows are headers at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from ita_xl.ingest.labels import LABELS, YEAR
from ita_xl.thai import parse_number, squash

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ita_xl.ingest.grid import Cell, Grid

_YEARS = re.compile(r"(?<!\d)(25[5-9]\d|20[1-4]\d)(?!\d)")
_SHORT_YEARS = re.compile(r"(?:ปี(?:งบ(?:ประมาณ)?)?(?:พ\.?ศ\.?)?|fy|ita)(6\d|7\d)(?!\d)")
_PART = re.compile(r"ส่วน(?:ที่)?([12])(?!\d)|eit([12])(?!\d)|part([12])(?!\d)|(public)|(survey)")
#: A header that is a year and nothing else: "ปีงบประมาณ พ.ศ. ๒๕๖๘", "2567", "FY68 (เต็ม 100)".
_DATED = re.compile(r"\(?(?:ผล)?(?:ประจำ)?(?:ปี)?(?:งบ(?:ประมาณ)?)?(?:พ\.?ศ\.?|fy|ita)*\(?\d{2,4}\)?(?:\([^)]*\))?")
_LONGEST = 90


class Role(Enum):
    """What the cells of a column are."""

    SCORE = auto()
    BEFORE = auto()
    CHANGE = auto()
    LEVEL = auto()
    PART = auto()
    ORDER = auto()
    IGNORED = auto()


FIGURES = (Role.SCORE, Role.BEFORE, Role.CHANGE, Role.LEVEL)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its role, its part of EIT if it holds one, its year if its header names one."""

    role: Role
    part: int | None = None
    year: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a header row; ``scores`` tells a table of scores from any other one."""

    columns: Mapping[int, Column]
    scores: bool
    indicators: bool


_CHANGE = ("ผลต่าง", "เปลี่ยนแปลง", "เพิ่ม/ลด", "เพิ่ม(ลด)", "เพิ่มลด", "เพิ่มขึ้น", "+/-", "ส่วนต่าง")
_IGNORED = (
    "คำนวณ", "น้ำหนัก", "ถ่วง", "หมายเหตุ", "เป้าหมาย", "ผลตรวจ", "สัดส่วน", "เกณฑ์", "ประเทศ", "แนวโน้ม", "ช่วงคะแนน",
)  # fmt: skip
_ORDER = ("ลำดับ", "อันดับ")
_BEFORE = ("ปีก่อน", "ปีที่แล้ว", "ปีที่ผ่านมา", "คะแนนเดิม")
_SCORE = ("คะแนน", "ผลการประเมิน", "ผลประเมิน", "score", "ปีปัจจุบัน", "ปีนี้")
#: Words that begin the label columns of a table, whatever its figures are.
_NAMES = (
    "ข้อ", "รหัส", "ตัวชี้วัด", "ประเด็น", "กิจกรรม", "มาตรการ", "รายการ", "เครื่องมือ", "แบบวัด", "รายละเอียด", "ขั้นตอน",
    "ผลลัพธ์", "โครงการ",
)  # fmt: skip
_PLAN = ("มาตรการ", "กิจกรรม", "โครงการ", "ผู้รับผิดชอบ", "ระยะเวลา", "ขั้นตอน")
#: Where several columns could be the score, the one with such a header is.
_PLAIN_SCORE = ("คะแนน", "คะแนนที่ได้", "คะแนนที่ประกาศ", "ผลคะแนน", "คะแนนประเมิน", "ผลการประเมิน", "คะแนนตัวชี้วัด", "คะแนนเฉลี่ย")


def year_in(text: str) -> int | None:
    """The fiscal year (B.E.) a text names; ``None`` when it names none or several. AD years are moved.

    >>> year_in("ประจำปีงบประมาณ พ.ศ. ๒๕๖๘"), year_in("ปี 67"), year_in("2025"), year_in("ปี 2567-2568")
    (2568, 2567, 2568, None)
    """
    plain = squash(text)
    found = {int(year) for year in _YEARS.findall(plain)} or {2500 + int(year) for year in _SHORT_YEARS.findall(plain)}
    years = {year + 543 if year < 2500 else year for year in found}
    return years.pop() if len(years) == 1 else None


def part_in(text: str) -> int | None:
    """The part of EIT a header or title names.

    >>> part_in("EIT ส่วนที่ ๒"), part_in("EIT Public"), part_in("คะแนน")
    (2, 1, None)
    """
    found = _PART.search(squash(text))
    if found is None:
        return None
    return int(found[1] or found[2] or found[3] or (1 if found[4] else 2))


def column_of(text: str) -> Column | None:
    """The role of a column by its header; ``None`` when it says nothing about figures."""
    plain = squash(text)
    if not plain or len(plain) > _LONGEST:
        return None
    part, year = part_in(text), year_in(text)
    if any(word in plain for word in _CHANGE):
        return Column(Role.IGNORED if "ร้อยละ" in plain or "%" in plain else Role.CHANGE, part, None, plain)
    if plain in ("ที่", "no", "no.", "#") or plain.startswith(_ORDER):
        return Column(Role.ORDER, text=plain)
    if plain.startswith(("คะแนนเต็ม", "เต็ม", "งบประมาณ")) or _counts(plain) or any(word in plain for word in _IGNORED):
        return Column(Role.IGNORED, text=plain)
    if any(word in plain for word in _BEFORE):
        return Column(Role.BEFORE, part, year, plain)
    if plain in ("ส่วน", "ส่วนที่", "part"):
        return Column(Role.PART, text=plain)
    if plain.startswith("ระดับ"):
        return Column(Role.LEVEL, None, year, plain)
    if plain.startswith("ร้อยละ") or any(word in plain for word in _SCORE):
        return Column(Role.SCORE, part, year, plain)
    if (year and _DATED.fullmatch(plain)) or (part and len(plain) < 20):
        return Column(Role.SCORE, part, year, plain)
    return None


def _counts(plain: str) -> bool:
    """A column of numbers of things ("จำนวนผู้ตอบ"), beside which "ร้อยละ" is a share of them."""
    return "จำนวน" in plain and "คะแนน" not in plain


def header_of(grid: Grid, row: int) -> Header | None:
    """A header row, or ``None``.

    A header has at least two filled cells, all of them short texts or years; it names a score or, if not, other
    columns that a table has. A label with its value is none.
    """
    cells = {at: cell for at, cell in enumerate(grid.rows[row]) if cell is not None}
    if len(cells) < 2 or not all(_header_cell(cell) for cell in cells.values()):
        return None
    texts = [squash(str(cell)).rstrip(":") for cell in cells.values()]
    if texts[0] in LABELS and (column_of(texts[1]) is None or (texts[0] in YEAR and year_in(texts[1]))):
        return None
    columns = {at: column for at, cell in cells.items() if (column := column_of(str(cell)))}
    return _header(columns, texts)


def _header(columns: dict[int, Column], texts: list[str]) -> Header | None:
    indicators = any("ตัวชี้วัด" in text for text in texts)
    explicit = any("คะแนน" in text or "ประเมิน" in text for text in texts)
    counted = any(_counts(text) for text in texts)
    planned = any(text.startswith(_PLAN) for text in texts) and not explicit
    if planned or counted:
        columns = {
            at: one for at, one in columns.items()
            if one.role not in FIGURES or (counted and not planned and "ร้อยละ" not in one.text)
        }  # fmt: skip
    if any(one.role in (Role.SCORE, Role.BEFORE) for one in columns.values()):
        return Header(columns, True, indicators)
    if planned or counted:
        return Header(columns, False, indicators)
    names = sum(text.startswith(_NAMES) for text in texts)
    if names + len(columns) >= 2 and (names or any(one.role is Role.IGNORED for one in columns.values())):
        return Header(columns, False, indicators)
    return None


def names_columns(text: str) -> bool:
    """Whether a cell can only head a column of labels: "ข้อ", "ตัวชี้วัดที่", "ลำดับ"."""
    plain = squash(text)
    return plain == "ที่" or (plain.startswith((*_NAMES, *_ORDER)) and len(plain) < 30 and not re.search(r"\d", plain))


def merge_headers(grid: Grid, upper: int, lower: int) -> Header | None:
    """Two header rows read as one, an upper label reaching over the blank cells to its right.

    ``None`` when the lower row is a header by itself: then the upper one carries no column of its own.
    """
    width = max(len(grid.rows[upper]), len(grid.rows[lower]))
    if not any(grid.cell(upper, at) is not None and grid.cell(lower, at) is None for at in range(width)):
        return None
    columns: dict[int, Column] = {}
    texts = [squash(str(cell)) for row in (upper, lower) for cell in grid.rows[row] if cell is not None]
    above = ""
    for at in range(width):
        top, bottom = _text(grid.cell(upper, at)), _text(grid.cell(lower, at))
        above = top or (above if bottom else "")
        if column := column_of(f"{above} {bottom}" if bottom else top):
            columns[at] = column
    return _header(columns, texts)


def clear_scores(columns: Mapping[int, Column], year: int) -> tuple[dict[int, Column], list[int]]:
    """Settle columns that would be the same score: the plainest header wins; columns that no header tells apart.

    Returns:
        The columns that may be read, and those left out because they cannot be told apart.
    """
    groups: dict[tuple[Role, int | None, int], list[int]] = {}
    for at, one in columns.items():
        if one.role in (Role.SCORE, Role.BEFORE):
            own = one.year or (year if one.role is Role.SCORE else year - 1)
            role = Role.SCORE if own == year else Role.BEFORE
            groups.setdefault((role, one.part, own), []).append(at)
    kept = dict(columns)
    unclear: list[int] = []
    for places in groups.values():
        if len(places) < 2:
            continue
        plain = [at for name in _PLAIN_SCORE for at in places if columns[at].text == name][:1]
        dated = [at for at in places if columns[at].year]
        winners = plain or (dated if len(dated) == 1 else [])
        unclear += [] if winners else places
        for at in places:
            if at not in winners:
                kept[at] = Column(Role.IGNORED, text=columns[at].text)
    return kept, unclear


def _header_cell(cell: Cell) -> bool:
    if isinstance(cell, str):
        return len(cell) <= _LONGEST and (parse_number(cell) is None or year_in(cell) is not None)
    return cell is not None and year_in(str(cell)) is not None


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell)
