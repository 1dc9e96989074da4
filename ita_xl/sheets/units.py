"""The sheet ส่วนราชการ of the input workbook: the agency's own units, which a plan of measures names as responsible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ita_xl.sheets.build import Builder
from ita_xl.sheets.model import Area, Page, Sheet, Validation
from ita_xl.sheets.theme import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

UNITS = "ส่วนราชการ"
_ROWS = 30
_HEAD = 4
_NOTE = (
    "ไม่บังคับ พิมพ์ชื่อส่วนราชการหรือกองของหน่วยงาน หนึ่งชื่อต่อหนึ่งแถว เช่น สำนักปลัด กองคลัง "
    "แผนมาตรการจะใช้ชื่อเหล่านี้เป็นผู้รับผิดชอบแทนคำกลางอย่าง งานพัสดุ หรือ งานการเจ้าหน้าที่ เว้นว่างไว้จะใช้คำกลาง"
)


def units_sheet(units: Sequence[str] = ()) -> Sheet:
    """An empty table, or one of the units of the agency, with room for more."""
    sheet = Builder(UNITS, (72,), Page(one_page=True, repeat=(_HEAD - 1, _HEAD - 1)), theme().colour("amber"))
    sheet.wide("ส่วนราชการของหน่วยงาน", "title", height=34)
    sheet.wide(_NOTE, "note")
    sheet.skip(8)
    sheet.line((UNITS,), "header", height=26)
    first = sheet.row
    for at in range(max(_ROWS, len(units) + 5)):
        sheet.line((units[at] if at < len(units) else None,), "input_plain", height=24)
    sheet.validations.append(
        Validation(Area(first, 0, sheet.row - 1, 0), "any", UNITS, "ชื่อส่วนราชการหนึ่งชื่อ เช่น กองคลัง", "")
    )
    sheet.freeze = (_HEAD, 0)
    return sheet.sheet()
