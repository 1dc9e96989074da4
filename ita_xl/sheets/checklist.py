"""แบบตรวจสอบความครบถ้วน: a finished document against the criteria of a year, element by element."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ita_xl.criteria import CHECKLIST_TITLE, Outcome, Status
from ita_xl.sheets.build import Builder
from ita_xl.sheets.model import Page, Sheet
from ita_xl.sheets.theme import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ita_xl.criteria import Checklist, Verdict
    from ita_xl.errors import Place

CHECKLIST = "แบบตรวจสอบ"
_GROUPS = {"result": "การวิเคราะห์ผลการประเมิน", "analysis": "การวิเคราะห์ผลการประเมิน", "plan": "แผนมาตรการ",
           "report": "รายงานผลของมาตรการ", "years": "ปีของเอกสาร", "codes": "รหัสข้อ"}  # fmt: skip
_STYLES = {Outcome.MET: "keep", Outcome.NOT_MET: "urgent", Outcome.UNKNOWN: "raise"}
_PLACES = 6


def checklist_sheet(checklist: Checklist) -> Sheet:
    """The checklist on landscape A4: number, element, met or not, what was found, where, and what to do."""
    criteria = checklist.criteria
    page = Page(landscape=True, repeat=(4, 4))
    sheet = Builder(CHECKLIST, (6, 46, 14, 52, 28, 48), page, theme().colour("navy"))
    sheet.wide(CHECKLIST_TITLE, "title", height=33)
    sheet.wide(checklist.agency or "หน่วยงาน", "subtitle", height=27)
    sheet.wide(f"หลักเกณฑ์ปีงบประมาณ พ.ศ. {criteria.fiscal_year}", "subtitle", height=27)
    sheet.wide("\n".join(f"{one.code} {one.title}" for one in checklist.documents), "note", height=24)
    sheet.line(("ที่", "องค์ประกอบ", "ผล", "สิ่งที่พบ", "ตำแหน่งในแฟ้ม", "สิ่งที่ต้องทำ"), "header")
    sheet.freeze = (sheet.row, 0)
    group = ""
    for number, verdict in enumerate(checklist.verdicts, start=1):
        own = _GROUPS[verdict.element.key.partition(".")[0]]
        if own != group:
            group = own
            sheet.together.add(sheet.wide(group, "group", height=25))
        _row(sheet, number, verdict)
    _notes(sheet, checklist)
    return sheet.sheet()


def _row(sheet: Builder, number: int, verdict: Verdict) -> None:
    element, outcome = verdict.element, verdict.outcome
    unsure = "" if element.status is Status.CONFIRMED else f"\n({element.status.thai})"
    sheet.line(
        (number, f"{element.title}{unsure}", f"{outcome.mark} {outcome.thai}", verdict.found,
         _labels(verdict.places), verdict.cure or "–"),
        ("whole", "cell_small", _STYLES[outcome], "cell_small", "place", "cell_small"),
    )  # fmt: skip


def _labels(places: Sequence[Place]) -> str | None:
    """The cells, a line for each sheet."""
    cells: dict[str, list[str]] = {}
    for one in [each for each in places if each.label][:_PLACES]:
        cells.setdefault(one.sheet, []).append(one.cell)
    lines = [f"{sheet}!{', '.join(own)}" for sheet, own in cells.items()]
    more = [f"และอีก {len(places) - _PLACES} ช่อง"] if len(places) > _PLACES else []
    return "\n".join([*lines, *more]) or None


def _notes(sheet: Builder, checklist: Checklist) -> None:
    criteria = checklist.criteria
    sheet.skip(8)
    counts = " ".join(f"{one.thai} {checklist.count(one)} ข้อ" for one in Outcome)
    sheet.wide(f"รวม {len(checklist.verdicts)} ข้อ: {counts}", "text")
    sheet.wide("ปีที่หลักเกณฑ์กำหนด", "heading")
    sheet.wide(f"• ผลการประเมินที่นำมาวิเคราะห์ พ.ศ. {criteria.analyses_year}", "bullet")
    sheet.wide(f"• มาตรการดำเนินการใน พ.ศ. {criteria.plan_year}", "bullet")
    sheet.wide(f"• มาตรการที่รายงานผลเป็นของ พ.ศ. {criteria.report_year}", "bullet")
    if criteria.open:
        sheet.wide("สิ่งที่ยังไม่ยืนยันของหลักเกณฑ์", "heading")
    for one in criteria.open:
        sheet.wide(f"• {one.fact}: {one.consequence}", "bullet")
