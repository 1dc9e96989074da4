"""What an agency's letters say beside the figures: office, number, date, addressee and who signs; all of it optional.

It is no part of an :class:`~ita_xl.assessment.Assessment`: scores stay scores, a file of many agencies has none of it,
and a report without letters never looks for it.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, NamedTuple

from ita_xl.thai import MONTHS, SHORT_MONTHS, arabic_digits, buddhist_date, normalise, squash

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: the name as it is printed under the signature, and the position."""

    name: str = ""
    position: str = ""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The words of a memo and a cover that no score tells; ``""`` where they are not known.

    ``office`` is the part of the agency that the matter belongs to (ส่วนราชการเจ้าของเรื่อง), ``addressee`` the position
    written to (เรียน). A memo goes from the ``proposer`` through ``supervisor`` and ``secretary`` (ปลัดหรือเทียบเท่า) to
    the ``executive``.
    """

    office: str = ""
    phone: str = ""
    number: str = ""
    date: str = ""
    district: str = ""
    addressee: str = ""
    proposer: Signer = Signer()
    supervisor: Signer = Signer()
    secretary: Signer = Signer()
    executive: Signer = Signer()

    @property
    def to(self) -> str:
        """The position the memo is written to: the addressee, else that of the executive."""
        return self.addressee or self.executive.position

    @property
    def month(self) -> str:
        """The month and the year of the date, ``กุมภาพันธ์ 2568``; empty when it does not say them."""
        found = _month_year(self.date)
        return f"{MONTHS[found[0] - 1]} {found[1]}" if found else ""

    def filled_from(self, other: Letterhead) -> Letterhead:
        """What is not known here as the other says it; a signer is taken whole: name and position are of one person."""
        names = [one.name for one in fields(self) if getattr(self, one.name) in ("", Signer())]
        return replace(self, **{name: getattr(other, name) for name in names})


class Entry(NamedTuple):
    """One line of the letterhead on a sheet: where its value goes, its label, other labels for it, and the prompt."""

    target: str
    label: str
    prompt: str
    others: tuple[str, ...] = ()


ENTRIES = (
    Entry("district", "อำเภอ", "เช่น เมืองลำพูน ไม่ต้องพิมพ์คำว่าอำเภอ", ("เขต", "อำเภอ/เขต", "อำเภอหรือเขต")),
    Entry("office", "ส่วนราชการเจ้าของเรื่อง", "เช่น สำนักปลัด", ("เจ้าของเรื่อง", "หน่วยงานเจ้าของเรื่อง")),
    Entry("phone", "โทรศัพท์", "หมายเลขของส่วนราชการเจ้าของเรื่อง", ("โทร", "โทร.", "หมายเลขโทรศัพท์", "เบอร์โทรศัพท์")),
    Entry("number", "เลขที่หนังสือ", "ข้อความหลังคำว่า “ที่”", ("ที่หนังสือ", "หนังสือที่", "ที่ (เลขที่หนังสือ)")),
    Entry("date", "วันที่ของหนังสือ", "เช่น 11 กุมภาพันธ์ 2568", ("ลงวันที่", "วันที่หนังสือ", "หนังสือลงวันที่")),
    Entry("addressee", "เรียน", "ตำแหน่งผู้รับ เช่น นายกเทศมนตรี", ("เรียน (ตำแหน่ง)",)),
    Entry("proposer.name", "ผู้เสนอ", "ชื่อและนามสกุล พร้อมคำนำหน้า", ("ชื่อผู้เสนอ",)),
    Entry("proposer.position", "ตำแหน่งผู้เสนอ", "ตามที่พิมพ์ใต้ลายมือชื่อ"),
    Entry("supervisor.name", "หัวหน้าของผู้เสนอ", "ชื่อและนามสกุล พร้อมคำนำหน้า", ("ชื่อหัวหน้าของผู้เสนอ",)),
    Entry("supervisor.position", "ตำแหน่งหัวหน้าของผู้เสนอ", "เช่น หัวหน้าสำนักปลัด"),
    Entry("secretary.name", "ปลัดหรือเทียบเท่า", "ชื่อและนามสกุล พร้อมคำนำหน้า", ("ชื่อปลัด", "ปลัด")),
    Entry("secretary.position", "ตำแหน่งปลัดหรือเทียบเท่า", "เช่น ปลัดเทศบาล", ("ตำแหน่งปลัด",)),
    Entry("executive.name", "ผู้บริหาร", "ชื่อและนามสกุล พร้อมคำนำหน้า", ("ผู้บริหารสูงสุด", "ชื่อผู้บริหาร", "ชื่อผู้บริหารสูงสุด")),
    Entry("executive.position", "ตำแหน่งผู้บริหาร", "เช่น นายกเทศมนตรี", ("ตำแหน่งผู้บริหารสูงสุด",)),
)
"""The lines of the letterhead in their order on the sheet. Labels such as ที่ and วันที่ are none: they head columns."""

#: Every label, squashed, and where its value goes.
LABELS: Mapping[str, str] = {
    squash(label).rstrip(":"): one.target for one in ENTRIES for label in (one.label, *one.others)
}

LONGEST = 300
"""Characters of a value that are kept; no name or number of a letter is as long."""


def make(values: Mapping[str, str]) -> Letterhead:
    """A letterhead from values by target (``"office"``, ``"executive.name"``).

    >>> make({"office": "สำนักปลัด", "executive.position": "นายกเทศมนตรี"}).to
    'นายกเทศมนตรี'
    """
    plain = {name: _tidy(value) for name, value in values.items()}

    def signer(name: str) -> Signer:
        return Signer(plain.get(f"{name}.name", ""), plain.get(f"{name}.position", ""))

    return Letterhead(
        office=plain.get("office", ""),
        phone=plain.get("phone", ""),
        number=plain.get("number", ""),
        date=long_date(plain.get("date", "")),
        district=plain.get("district", ""),
        addressee=plain.get("addressee", ""),
        proposer=signer("proposer"),
        supervisor=signer("supervisor"),
        secretary=signer("secretary"),
        executive=signer("executive"),
    )


def value_of(letterhead: Letterhead, target: str) -> str:
    """The value at a target of :data:`ENTRIES`."""
    first, _, rest = target.partition(".")
    found = getattr(letterhead, first)
    return str(getattr(found, rest) if rest else found)


def _tidy(value: str) -> str:
    """Arabic digits, so that a document shows the digits it was asked for; dots that only fill a form are nothing."""
    text = arabic_digits(normalise(value))[:LONGEST].strip()
    return "" if re.fullmatch(r"[\s().…_\-/]*", text) else text


_NAMED = {squash(name): at for names in (MONTHS, SHORT_MONTHS) for at, name in enumerate(names, start=1)}
_WORDS = re.compile(rf"(?:วันที่)?(\d{{1,2}})?(?:เดือน)?({'|'.join(map(re.escape, _NAMED))})(?:พ\.ศ\.)?(\d{{4}}|\d{{2}})")
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:t.*)?")
_CENTURY, _EARLIEST_BUDDHIST = 2500, 2400


def _parts(text: str) -> tuple[int, int, int] | None:
    """Day (0 when it is not said), month and year (B.E.) of a date as officers type it."""
    plain = squash(text)
    if found := _WORDS.fullmatch(plain):
        day, month, year = int(found[1] or 0), _NAMED[found[2]], int(found[3])
    elif found := _SLASHED.fullmatch(plain):
        day, month, year = int(found[1]), int(found[2]), int(found[3])
    elif found := _ISO.fullmatch(plain):
        day, month, year = int(found[3]), int(found[2]), int(found[1])
    else:
        return None
    year += _CENTURY if year < 100 else 543 if year < _EARLIEST_BUDDHIST else 0
    try:
        dt.date(year - 543, month, day or 1)
    except ValueError:
        return None
    return day, month, year


def long_date(text: str) -> str:
    """A date in the official form; what is no whole date stays as it was typed.

    >>> long_date("2025-02-11"), long_date("11 ก.พ. 68"), long_date("11/2/2568"), long_date("กุมภาพันธ์ 2568")
    ('11 กุมภาพันธ์ 2568', '11 กุมภาพันธ์ 2568', '11 กุมภาพันธ์ 2568', 'กุมภาพันธ์ 2568')
    """
    found = _parts(text)
    return buddhist_date(dt.date(found[2] - 543, found[1], found[0])) if found and found[0] else text


def _month_year(text: str) -> tuple[int, int] | None:
    found = _parts(text)
    return (found[1], found[2]) if found else None
