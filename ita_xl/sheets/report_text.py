"""The sheets of words: จุดอ่อน, ตรวจสอบ and ที่มา."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from ita_xl import arithmetic
from ita_xl.assessment import Kind
from ita_xl.cells import absolute, address
from ita_xl.findings import Severity
from ita_xl.scoring import OVERALL, Origin
from ita_xl.sheets.build import Builder
from ita_xl.sheets.formulas import class_of
from ita_xl.sheets.model import Area, Comment, Condition, Page, Sheet
from ita_xl.sheets.report_scores import CLASS_STYLES, Layout, titles
from ita_xl.sheets.theme import theme
from ita_xl.thai import points

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ita_xl.findings import Finding
    from ita_xl.measures import MeasuresPlan
    from ita_xl.scoring import Key, Scorecard

WEAK, FINDINGS, ORIGINS = "จุดอ่อน", "ตรวจสอบ", "ที่มา"
_STATUS_WORDS = {"arithmetic": "ได้จากการคำนวณย้อนจากผลที่ประกาศ", "inferred": "เทียบเคียงจากปีใกล้เคียง",
                 "secondary": "จากเอกสารของหน่วยงานอื่น", "confirmed": "ยืนยันจากเอกสารที่ประกาศ"}  # fmt: skip


def weak_sheet(plan: MeasuresPlan, layout: Layout) -> Sheet:
    """จุดอ่อน: weak items worst first, each with its class and reasons."""
    diagnosis = plan.diagnosis
    card, framework = diagnosis.card, diagnosis.card.framework
    sheet = Builder(WEAK, (7, 16, 48, 12, 18, 66), Page(landscape=True, repeat=(3, 3)), theme().colour("red"))
    titles(sheet, card, "ข้อที่เป็นจุดอ่อน เรียงจากคะแนนต่ำสุด")
    sheet.key("head")
    head = sheet.line(("ที่", "ข้อ", "ประเด็น", "คะแนน", "กลุ่ม", "เหตุผล"), "header")
    sheet.freeze = (sheet.row, 0)
    first = sheet.row
    for at, weak in enumerate(diagnosis.weak, start=1):
        row, kind, ref = sheet.row, *weak.key
        sheet.key(f"item:{framework.key_of(ref)}" if kind is Kind.ITEM else f"indicator:{ref}")
        label = framework.item_label(ref) if kind is Kind.ITEM else f"ตัวชี้วัดที่ {ref}"
        title = framework.item(ref).title if kind is Kind.ITEM else framework.indicator(int(ref)).name
        sheet.put(row, 0, at, "whole")
        sheet.put(row, 1, label, "center", link=f"#{layout.cells[weak.key]}")
        sheet.put(row, 2, title, "cell")
        # Fixed, because the table can be sorted: a program moves a reference to another sheet along with its row.
        sheet.put(row, 3, weak.score, "score", absolute(layout.cells[weak.key]))
        sheet.put(row, 4, weak.class_.value, "center", class_of(address(row, 3), diagnosis.thresholds))
        sheet.put(row, 5, "\n".join(f"• {reason}" for reason in weak.reasons), "cell_small")
        sheet.fit(row, 23)
        sheet.row += 1
    sheet.table("ITA_weak", head)
    if diagnosis.weak:
        for class_, style in CLASS_STYLES.items():
            sheet.conditions.append(Condition(Area(first, 4, sheet.row - 1, 4), style, equals=class_.value))
    else:
        known = bool(diagnosis.items or diagnosis.indicators)
        sheet.key("none")
        sheet.wide("ไม่พบจุดอ่อน ทุกข้อได้คะแนนเต็ม" if known else "ไม่มีคะแนนรายข้อหรือรายตัวชี้วัด", "cell")
    return sheet.sheet()


def findings_sheet(card: Scorecard, findings: Sequence[Finding]) -> Sheet:
    """ตรวจสอบ: every finding with both figures and the cells, errors first."""
    page = Page(landscape=True, repeat=(3, 3))
    sheet = Builder(FINDINGS, (6, 15, 9, 66, 17, 17, 24, 42), page, theme().colour("amber"))
    titles(sheet, card, "ผลการตรวจสอบความถูกต้องของตัวเลขและระดับ")
    sheet.key("head")
    head = sheet.line(("ที่", "ความสำคัญ", "รหัส", "ข้อสังเกต", "ที่ระบุไว้", "ที่ควรเป็น", "ตำแหน่งในแฟ้ม", "วิธีแก้ไข"), "header")
    sheet.freeze = (sheet.row, 0)
    styles = {Severity.ERROR: "urgent", Severity.WARNING: "raise", Severity.INFO: "center"}
    order = list(Severity)
    for at, one in enumerate(sorted(findings, key=lambda found: order.index(found.severity)), start=1):
        places = "\n".join(place.label for place in one.places[:8])
        more = f"\nและอีก {len(one.places) - 8} ช่อง" if len(one.places) > 8 else ""
        sheet.key(f"finding:{one.code}:{one.places[0].label if one.places else ''}")
        values = (at, one.severity.thai, one.code, one.message, one.stated, one.computed, places + more, one.cure)
        sheet.line(
            values,
            ("whole", styles[one.severity], "code", "cell_small", "center", "center", "place", "cell_small"),
        )
    sheet.table("ITA_findings", head)
    if not findings:
        sheet.key("none")
        sheet.wide("ไม่พบข้อขัดแย้ง ตัวเลขและระดับที่อ่านได้สอดคล้องกันทั้งหมด", "cell")
    return sheet.sheet()


def origins_sheet(card: Scorecard, layout: Layout) -> Sheet:
    """ที่มา: where each figure came from, and what of the rules is not certain."""
    page = Page(landscape=True, repeat=(3, 3))
    sheet = Builder(ORIGINS, (44, 12, 18, 30, 70, 14), page, theme().colour("quiet"))
    titles(sheet, card, "ที่มาของตัวเลขในรายงาน")
    sheet.key("head")
    sheet.line(("คะแนน", "ค่า", "ที่มา", "อ่านจากช่อง", "วิธีคำนวณ", "คะแนน\nที่ประกาศ"), "header")
    sheet.freeze = (sheet.row, 0)
    keys = [OVERALL, *((Kind.TOOL, code) for code in card.framework.scores)]
    keys += [(Kind.INDICATOR, str(one.number)) for one in card.framework.indicators]
    keys += [key for key in card.scores if key[0] in (Kind.INDICATOR_PART, Kind.ITEM)]
    for key in keys:
        if card.scores[key].value is not None or key[0] in (Kind.OVERALL, Kind.TOOL):
            _origin_row(sheet, card, layout, key)
    sheet.skip(8)
    sheet.wide(f"แฟ้มที่อ่าน: {PurePath(card.assessment.file).name or '–'}", "note_file")
    sheet.wide("หลักเกณฑ์ที่ใช้และข้อที่ยังไม่ยืนยัน", "heading")
    framework = card.framework
    sheet.wide(f"หลักเกณฑ์ปีงบประมาณ พ.ศ. {framework.fiscal_year}: {_STATUS_WORDS[framework.statuses['year']]}", "text")
    rounding = "ปัดคะแนนรายเครื่องมือเป็นทศนิยมสองตำแหน่งก่อนถ่วงน้ำหนัก" if framework.tools_before_weighting else \
        "ถ่วงน้ำหนักจากคะแนนที่ไม่ปัด แล้วปัดครั้งเดียวที่คะแนนภาพรวม"  # fmt: skip
    sheet.wide(f"• {rounding} ({_STATUS_WORDS[framework.statuses['rounding']]})", "bullet")
    for one in framework.open:
        sheet.wide(f"• {one.fact}: {one.consequence}", "bullet")
    return sheet.sheet()


def _origin_row(sheet: Builder, card: Scorecard, layout: Layout, key: Key) -> None:
    own, row = card.scores[key], sheet.row
    kind, ref = key
    sheet.key(f"origin:{kind.value}:{card.framework.key_of(ref) if kind is Kind.ITEM else ref}")
    reads = card.assessment.readings(*key)
    origin, how = "ไม่ทราบ", f"อยู่ระหว่าง {points(own.low)} ถึง {points(own.high)}"
    if own.origin is Origin.COMPUTED:
        origin, how = "คำนวณ", arithmetic.explain(card, key)
    elif own.origin is Origin.STATED:
        origin, how = "อ่านตามที่ระบุ", ""
    stated = ", ".join(points(one.value) for one in reads) if own.origin is Origin.COMPUTED else ""
    sheet.put(row, 0, arithmetic.name(card.framework, key), "cell")
    sheet.put(row, 1, own.value, "score", layout.cells[key] if own.value is not None and key in layout.cells else "")
    sheet.put(row, 2, origin, "center")
    sheet.put(row, 3, "\n".join(dict.fromkeys(one.place.label for one in reads)) or None, "place")
    sheet.put(row, 4, how or None, "cell_small")
    sheet.put(row, 5, stated or None, "center")
    if stated and own.value is not None and any(one.value != own.value for one in reads):
        sheet.comments.append(Comment(row, 5, f"ที่ประกาศ {stated} ต่างจากที่คำนวณได้ {points(own.value)} ดูแผ่น {FINDINGS}"))
    sheet.fit(row, 23)
    sheet.row += 1
