"""The words of a period → a range of Buddhist-era dates within the fiscal year of the plan."""

from __future__ import annotations

import re

from ita_xl.thai import MONTHS, arabic_digits, normalise

_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_OCTOBER, _FEBRUARY = 10, 2
_YEARLY = re.compile(
    "ตลอดปี|ทุก(?:เดือน|ไตรมาส|สัปดาห์|วันทำการ|หกเดือน|ครั้ง|รอบ| 6 เดือน)|เดือนละ|ไตรมาสละ|สิ้นปีงบประมาณ|ต่อเนื่อง|เป็นต้นไป|ตั้งแต่"
)
_QUARTERS = re.compile(r"ไตรมาสที่\s*(\d)(?:\s*[–-]\s*(\d)| และ (\d))?")
_MONTHS = re.compile(f"({'|'.join(MONTHS)})")


def dates(words: str, year: int) -> str:
    """The dates between which a measure runs in the fiscal year ``year`` (B.E.), 1 October to 30 September.

    What recurs runs to the end of the year; words that tell no time run over the whole of it.

    >>> dates("ไตรมาสที่ 1–2 ของปีงบประมาณ พ.ศ. 2569", 2569)
    '1 ตุลาคม 2568 – 31 มีนาคม 2569'
    >>> dates("เดือนมีนาคมถึงเมษายนของปีงบประมาณ พ.ศ. 2569", 2569)
    '1 มีนาคม 2569 – 30 เมษายน 2569'
    >>> dates("ปรับคู่มือในไตรมาสที่ 1 และติดตามผลตลอดปีงบประมาณ พ.ศ. 2569", 2569)
    '1 ตุลาคม 2568 – 30 กันยายน 2569'
    """
    first, last = _span(arabic_digits(normalise(words)))
    return f"{_day(first, year, last=False)} – {_day(last, year, last=True)}"


def _span(text: str) -> tuple[int, int]:
    """The first and the last month, counted from October as 0."""
    months = [(MONTHS.index(one) + 3) % 12 for one in _MONTHS.findall(text)]
    quarters = [int(one) for found in _QUARTERS.findall(text) for one in found if one and one in "1234"]
    months += [month for one in quarters for month in (3 * one - 3, 3 * one - 1)]
    if "เดือนแรก" in text:
        months.append(0)
    if not months:
        return 0, 11
    within = re.match("(?:ประกาศ|ติดตั้งป้าย)?ภายใน", text) is not None and not quarters
    return (0 if within else min(months)), (11 if _YEARLY.search(text) else max(months))


def _day(at: int, year: int, *, last: bool) -> str:
    month = (at + _OCTOBER - 1) % 12 + 1
    own = year - 1 if month >= _OCTOBER else year
    day = 1 if not last else _DAYS[month - 1] + (month == _FEBRUARY and (own - 543) % 4 == 0)
    return f"{day} {MONTHS[month - 1]} {own}"
