"""The library's general units (งานพัสดุ) → the agency's own (กองคลัง)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The words in the name of a unit that does such work, the likeliest first.
_KEYS: dict[str, tuple[str, ...]] = {
    "งานกฎหมายหรือนิติการ": ("กฎหมาย", "นิติ", "สำนักปลัด", "สำนักงานปลัด", "อำนวยการ", "เลขานุการ"),
    "งานนิติการ": ("นิติ", "กฎหมาย", "สำนักปลัด", "สำนักงานปลัด", "อำนวยการ", "เลขานุการ"),
    "งานวิเคราะห์นโยบายและแผน": ("ยุทธศาสตร์", "แผน", "สำนักปลัด", "สำนักงานปลัด", "อำนวยการ", "เลขานุการ"),
    "งานแผนและงบประมาณ": ("ยุทธศาสตร์", "แผน", "งบประมาณ", "สำนักปลัด", "สำนักงานปลัด", "อำนวยการ"),
    "งานการเจ้าหน้าที่": ("การเจ้าหน้าที่", "บุคคล", "สำนักปลัด", "สำนักงานปลัด", "อำนวยการ", "เลขานุการ"),
    "งานบริหารงานทั่วไป": ("บริหารงานทั่วไป", "บริหารทั่วไป", "สำนักปลัด", "สำนักงานปลัด", "อำนวยการ", "เลขานุการ"),
    "งานพัสดุ": ("พัสดุ", "คลัง", "การเงิน"),
    "งานการเงินและบัญชี": ("การเงิน", "คลัง", "บัญชี"),
    "งานประชาสัมพันธ์": ("ประชาสัมพันธ์", "สื่อสาร", "สำนักปลัด", "สำนักงานปลัด", "อำนวยการ", "เลขานุการ"),
    "งานเทคโนโลยีสารสนเทศ": ("สารสนเทศ", "ดิจิทัล", "เทคโนโลยี", "ยุทธศาสตร์", "สำนักปลัด", "สำนักงานปลัด", "อำนวยการ"),
    "หน่วยตรวจสอบภายใน": ("ตรวจสอบภายใน",),
}
_GENERAL = re.compile("|".join(sorted(_KEYS, key=len, reverse=True)))


def with_units(text: str, units: Sequence[str]) -> str:
    """The units of a text with the agency's own before them; what none of these does stays general.

    >>> with_units("งานพัสดุ และหน่วยตรวจสอบภายใน", ("สำนักปลัด", "กองคลัง"))
    'กองคลัง (งานพัสดุ) และหน่วยตรวจสอบภายใน'
    """
    return _GENERAL.sub(lambda found: _own(found[0], units), text)


def _own(general: str, units: Sequence[str]) -> str:
    for key in _KEYS[general]:
        for unit in units:
            if key in unit:
                return unit if general in unit or unit in general else f"{unit} ({general})"
    return general
