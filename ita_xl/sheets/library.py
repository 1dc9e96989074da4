"""The sheet คลังข้อเสนอแนะ of the input workbook: the texts of the package, to be written over by the agency.

It stands in the input workbook and not in the report: a report is made anew each time, and what an officer typed into
it would be lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ita_xl.recommendations import library
from ita_xl.recommendations.own import HEADS, KEY, SHEET, WORDS, rows_of
from ita_xl.sheets.build import Builder
from ita_xl.sheets.model import Page, Sheet
from ita_xl.sheets.theme import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ita_xl.framework import Framework, Item
    from ita_xl.recommendations import Library

_WIDTHS = {
    "defect": 38, "remedy": 46, "keep": 38, "risk": 38, "name": 34, "steps": 52, "period": 28, "responsible": 22,
    "joint": 24, "success": 36, "evidence": 34, **dict.fromkeys(WORDS, 40),
}  # fmt: skip
_FIELDS_NOTE = (
    "ช่องเติมข้อความที่ใช้ได้: {agency} ชื่อหน่วยงาน {fiscal_year} ปีที่ประเมิน {plan_year} ปีของแผน {score} คะแนน "
    "{item_title} ชื่อข้อ (เฉพาะแถวของข้อ) {indicator_name} ชื่อตัวชี้วัด (ไม่ใช้กับประเด็น) "
    "เมื่อคะแนนลดลงใช้ {before} {change} ได้ด้วย และเมื่อต่ำกว่าเกณฑ์ระดับถัดไปใช้ {bar} {next_level} ได้ด้วย"
)
_HEAD = 4


def library_sheet(framework: Framework, texts: Library | None = None, older: Sequence[Item] = ()) -> Sheet:
    """คลังข้อเสนอแนะ: a row a key for items, indicators and topics; yellow cells may be written over.

    ``texts`` stand in them, those of the package unless given; ``older`` are items of an earlier year that the year is
    not known to ask, and may.
    """
    own = texts or library()
    page = Page(landscape=True, repeat=(_HEAD, _HEAD))
    sheet = Builder(SHEET, (9, 26, 34, *(_WIDTHS[field] for field in HEADS)), page, theme().colour("amber"))
    sheet.wide("คลังข้อเสนอแนะ", "title", last=5, height=34)
    sheet.wide(
        "แก้ถ้อยคำในช่องสีเหลืองให้ตรงกับหน่วยงานได้ ช่องที่แก้จะใช้แทนข้อความของโปรแกรม ช่องที่เว้นว่างใช้ของโปรแกรม", "note", last=5
    )
    sheet.wide(_FIELDS_NOTE, "note", last=5)
    sheet.skip(8)
    sheet.line(("ข้อ", KEY, "หัวข้อ", *HEADS.values()), "header", height=28)
    sheet.freeze = (sheet.row, 3)
    for item in (*framework.items.values(), *older):
        _rows(sheet, own, item.code, item.key, item.title)
    for indicator in framework.indicators:
        _rows(sheet, own, f"ตัวชี้วัดที่ {indicator.number}", f"indicator.{indicator.number}", indicator.name)
    for number, topic in sorted(own.topics.items()):
        _rows(sheet, own, f"ประเด็นที่ {number}", f"topic.{number}", topic.name)
    return sheet.sheet()


def _rows(sheet: Builder, own: Library, code: str, key: str, title: str) -> None:
    for number, row in enumerate(rows_of(own, key), start=1):
        shown = title if number == 1 else f"{title} (มาตรการทางเลือกที่ {number} สำหรับการรักษาระดับ)"
        texts = [row.texts.get(field) for field in HEADS]
        styles = ["input_small" if text is not None else "group_center" for text in texts]
        sheet.line((code, row.key, shown, *texts), ("center", "place", "cell_small", *styles))
