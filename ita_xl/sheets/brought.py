"""What an input workbook has from an older one: the plan of measures as it was, and what had no home."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ita_xl import carried
from ita_xl.sheets.build import Builder
from ita_xl.sheets.columns import shared
from ita_xl.sheets.model import Page, Sheet
from ita_xl.sheets.theme import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ita_xl.errors import Place
    from ita_xl.findings import Finding
    from ita_xl.sheets.columns import Widths

_HEAD = 4
_MOST_PLACES = 12


class Row(NamedTuple):
    """One row of the older plan, its words as printed.

    ``heading`` stands above it; ``codes`` tell what it is about in the year of the plan's scores, a line each, ``now``
    the same subjects in the year of the workbook.
    """

    heading: str = ""
    subject: str = ""
    codes: str = ""
    now: str = ""
    problem: str = ""
    measure: str = ""
    steps: str = ""
    responsible: str = ""
    period: str = ""
    budget: str = ""
    target: str = ""
    remark: str = ""
    other: str = ""


#: Columns by the field of a row: head, width, and whether they stand though no row has words for them.
_COLUMNS = (
    ("subject", "เรื่อง", 22.0, False), ("codes", "รหัส\nปี {item_year}", 15.0, True),
    ("now", "รหัส\nปี {year}", 15.0, True), ("problem", "ผลการวิเคราะห์", 26.0, False),
    ("measure", "มาตรการ โครงการ\nหรือกิจกรรม", 34.0, True), ("steps", "ขั้นตอนหรือวิธีการดำเนินการ", 34.0, False),
    ("responsible", "ผู้รับผิดชอบ", 18.0, True), ("period", "ระยะเวลา\nดำเนินการ", 18.0, True),
    ("budget", "งบประมาณ", 12.0, False), ("target", "ตัวชี้วัดความสำเร็จ", 22.0, False), ("remark", "หมายเหตุ", 16.0, False),
    ("other", "อื่น ๆ", 18.0, False),
)  # fmt: skip
_FIXED = ("codes", "now", "budget")


def brought_plan(agency: str, *, item_year: int, year: int, plan_year: int, rows: Sequence[Row]) -> Sheet:
    """แผนที่ยกมา: the older plan, row by row.

    Args:
        agency: whose it is.
        item_year: the year (B.E.) whose scores the plan answers, and whose codes it uses.
        year: the year of the workbook.
        plan_year: the year in which the measures run.
        rows: its rows in their order.
    """
    kept = [one for one in _COLUMNS if one[3] or any(getattr(row, one[0]) for row in rows)]
    widths = (5.0, *(width for _, _, width, _ in kept))
    flexible = [at for at, one in enumerate(kept, start=1) if one[0] not in _FIXED]
    heads = ["ที่", *(head.format(item_year=item_year, year=year) for _, head, _, _ in kept)]

    def made(widths: Widths) -> Builder:
        sheet = Builder(carried.PLAN, widths, Page(landscape=True, repeat=(_HEAD, _HEAD)), theme().colour("quiet"))
        sheet.wide("แผนมาตรการที่ยกมาจากแฟ้มเดิม", "title", height=33)
        # The reader takes the codes of this sheet for those of the year that this line names.
        sheet.wide(f"ปีงบประมาณที่ประเมิน (พ.ศ.): {item_year}", "subtitle", height=27)
        sheet.wide(f"มาตรการประจำปีงบประมาณ พ.ศ. {plan_year} {agency}".strip(), "subtitle", height=27)
        sheet.wide(
            f"ถ้อยคำตามแผนเดิม กรอกผลในแผ่น “{carried.FOLLOWUP}” เครื่องหมาย – คือข้อที่ไม่พบในรายการข้อของปี {year} ที่โปรแกรมทราบ",
            "note",
        )
        sheet.line(heads, "header")
        sheet.freeze = (sheet.row, 0)
        heading = ""
        for number, row in enumerate(rows, start=1):
            if row.heading and row.heading != heading:
                sheet.together.add(sheet.wide(row.heading, "group", height=25))
            heading = row.heading
            texts = [getattr(row, name) or None for name, *_ in kept]
            sheet.line((number, *texts), ("whole", *("cell_small",) * len(texts)))
        return sheet

    return shared(made, widths, flexible)


#: What a finding of the conversion is about, by its code.
MATTERS = {
    "V101": "คะแนนของปีอื่น", "V102": "คะแนนที่อ่านไม่ได้", "V103": "คะแนนที่ขัดแย้งกัน", "V104": "คะแนนที่ไม่มีช่อง",
    "V105": "ข้อคำถามที่ไม่มีแล้ว", "V106": "ข้อคำถามที่ยังไม่ทราบ", "V107": "ระดับ", "V108": "ข้อเสนอแนะของหน่วยงาน",
    "V109": "ข้อเสนอแนะที่ใช้ไม่ได้", "V110": "มาตรการที่ไม่มีข้อตรงกัน", "V111": "มาตรการและผลการวิเคราะห์",
    "V112": "บันทึกข้อความและปก", "V113": "แผ่นงานและข้อความ", "V114": "แฟ้มหลายปี",
    "V115": "แฟ้มหลายหน่วยงาน", "V116": "อ่านกลับไม่ตรง",
}  # fmt: skip
_LEFT_WIDTHS = (5.0, 8.0, 20.0, 62.0, 22.0, 30.0, 40.0)
_LEFT_HEADS = ("ที่", "รหัส", "เรื่อง", "รายการ", "ข้อความหรือตัวเลขเดิม", "ที่อยู่ในแฟ้มเดิม", "ควรทำอย่างไร")


def left_sheet(year: int, brought: Sequence[str], left: Sequence[Finding]) -> Sheet:
    """รายการที่ไม่ได้ยกมา: what was carried, in sentences, and what was not, one a row.

    Args:
        year: the year (B.E.) of the workbook.
        brought: what was carried, and from where.
        left: what had no home.
    """
    sheet = Builder(carried.LEFT, _LEFT_WIDTHS, Page(landscape=True), theme().colour("quiet"))
    sheet.wide(carried.LEFT, "title", height=33)
    sheet.wide(f"โปรแกรมไม่อ่านแผ่นนี้ ลบได้เมื่อตรวจแล้ว แฟ้มนี้เตรียมไว้สำหรับปีงบประมาณ พ.ศ. {year}", "note")
    sheet.wide("ยกมาแล้ว", "heading")
    for text in brought:
        sheet.wide(f"• {text}", "bullet")
    sheet.wide(f"ไม่ได้ยกมา {len(left)} รายการ", "heading")
    sheet.page = Page(landscape=True, repeat=(sheet.row, sheet.row))
    sheet.line(_LEFT_HEADS, "header")
    sheet.freeze = (sheet.row, 0)
    styles = ("whole", "code", *("cell_small",) * 5)
    for number, one in enumerate(left, start=1):
        places = _places(one.places) or None
        sheet.line((number, one.code, MATTERS[one.code], one.message, one.stated, places, one.cure or None), styles)
    if not left:
        sheet.wide("ยกมาได้ทุกรายการ", "cell")
    return sheet.sheet()


def _places(places: Sequence[Place]) -> str:
    """The cells, sheets or files, a line a file."""
    found: dict[str, list[str]] = {}
    for one in places:
        found.setdefault(one.file, []).append(one.label)
    lines = []
    for file, labels in found.items():
        shown = list(dict.fromkeys(label for label in labels if label))
        more = f" และอีก {len(shown) - _MOST_PLACES} แห่ง" if len(shown) > _MOST_PLACES else ""
        cells = ", ".join(shown[:_MOST_PLACES]) + more
        lines.append(f"{cells} ในแฟ้ม {file}" if cells and len(found) > 1 else cells or file)
    return "\n".join(lines)
