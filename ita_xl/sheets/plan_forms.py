"""แผนมาตรการ in the form that the criteria of its year ask for: ten indicators, seven topics, or two parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ita_xl.diagnosis import Class
from ita_xl.planning import Form, Headed
from ita_xl.sheets.build import Builder
from ita_xl.sheets.columns import shared
from ita_xl.sheets.model import Page, Sheet
from ita_xl.sheets.report_scores import titles
from ita_xl.sheets.theme import theme
from ita_xl.thai import points

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ita_xl.planning import Arranged, Entry, Group
    from ita_xl.sheets.columns import Widths

PLAN = "แผนมาตรการ"
_MEASURES = "มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน"
_NONE = "–"
_GROUPS_WIDTH = 28.0
#: The row of the head of a form that is one table, under its titles.
_HEAD = 4
_WIDTHS: Mapping[Form, Widths] = {
    Form.INDICATORS: (34.0, 46.0, 56.0, 24.0, 24.0),
    Form.TOPICS: (54.0, 26.0, 72.0, 30.0),
    Form.TWO_PARTS: (44.0, 64.0, 26.0, 28.0, 44.0),
}


def plan_sheet(arranged: Arranged, given: Widths | None = None) -> Sheet:
    """The plan of measures in its form, and under it what a short list leaves out.

    ``given`` are the widths (characters) of a sheet that stands, one for each column; else they are shared out.
    """
    maker = {Form.INDICATORS: _indicators, Form.TOPICS: _topics, Form.TWO_PARTS: _two_parts}[arranged.form]
    widths = _WIDTHS[arranged.form]
    if arranged.headed is Headed.COLUMN:
        widths = (_GROUPS_WIDTH, *widths)

    def made(widths: Widths) -> Builder:
        sheet = maker(arranged, widths)
        _left_out(sheet, arranged)
        return sheet

    return made(given).sheet() if given else shared(made, widths, range(len(widths)))


def empty_plan(form: Form) -> Sheet:
    """The paper of a plan that is not made yet: its width, print setup and tab."""
    page = Page(landscape=True, repeat=(_HEAD, _HEAD) if form is Form.INDICATORS else None)
    return Builder(PLAN, _WIDTHS[form], page, theme().colour("green")).sheet()


def _begin(arranged: Arranged, title: str, widths: Widths, *, header: bool = True) -> Builder:
    """The titles; without a header to be repeated the form has tables of its own."""
    plan = arranged.plan
    sheet = Builder(
        PLAN, widths, Page(landscape=True, repeat=(_HEAD, _HEAD) if header else None), theme().colour("green")
    )
    titles(sheet, plan.diagnosis.card, title)
    sheet.key("title:3")
    sheet.wide(f"มาตรการที่จะดำเนินการในปีงบประมาณ พ.ศ. {plan.plan_year}", "subtitle", height=27)
    return sheet


def _heading(group: Group, *, mean: bool = False) -> str:
    score = "ไม่มีคะแนน" if group.score is None else f"{'เฉลี่ย ' if mean else ''}{points(group.score)} คะแนน"
    class_ = f" กลุ่ม{group.class_.value}" if group.class_ else ""
    return f"{group.label} {group.name} ({score}){class_}"


def _indicators(arranged: Arranged, widths: Widths) -> Builder:
    """The five elements that the criteria of 2569 ask for, indicator by indicator."""
    sheet = _begin(arranged, "การนำผลการประเมิน ITA ไปสู่การพัฒนาองค์กร", widths)
    heads = ("มาตรการ โครงการ\nหรือกิจกรรม", "ผลการวิเคราะห์ตัวชี้วัด\nที่สอดคล้อง", "ขั้นตอนหรือวิธีการดำเนินการ",
             "ช่วงระยะเวลา\nการดำเนินการ", "ผู้รับผิดชอบ")  # fmt: skip
    _heads(sheet, arranged, "ตัวชี้วัด", heads)
    sheet.freeze = (sheet.row, 0)
    for group in arranged.groups:
        rows: list[tuple[str, ...]] = []
        for at, entry in enumerate(group.entries):
            analysis = [*(group.analysis if at == 0 else ()), *entry.measure.analysis]
            rows.append((_name(entry), "\n".join(analysis), _steps(entry), _period(entry), _responsible(entry)))
        _group(
            sheet, arranged, group, _heading(group), rows or [(_NONE, "\n".join(group.analysis), _NONE, _NONE, _NONE)]
        )
    return sheet


def _topics(arranged: Arranged, widths: Widths) -> Builder:
    """The analysis of the seven topics, then the four columns that the criteria of 2567 and 2568 ask for."""
    sheet = _begin(arranged, _MEASURES, widths, header=False)
    sheet.skip(6)
    sheet.key("part:1")
    sheet.wide("ส่วนที่ 1 การวิเคราะห์ผลการประเมินรายประเด็น", "heading")
    for group in arranged.groups:
        sheet.key(f"topic:{group.number}")
        sheet.together.add(sheet.wide(_heading(group, mean=True), "group", height=25))
        sheet.key(f"analysis:{group.number}")
        sheet.wide(" ".join(group.analysis), "text")
    sheet.skip(6)
    sheet.key("part:2")
    sheet.together.add(sheet.wide("ส่วนที่ 2 การกำหนดวิธีการนำผลการวิเคราะห์แต่ละประเด็นไปสู่การปฏิบัติ", "heading"))
    heads = ("วิธีการนำผลการวิเคราะห์ไปสู่การปฏิบัติ", "ผู้รับผิดชอบหรือ\nผู้ที่เกี่ยวข้อง", "ขั้นตอนหรือวิธีปฏิบัติ", "ระยะเวลา\n(วัน เดือน ปี)")
    _heads(sheet, arranged, "ประเด็น", heads)
    sheet.page = Page(landscape=True, repeat=(sheet.row - 1, sheet.row - 1))
    for group in arranged.groups:
        rows: list[tuple[str, ...]] = []
        for entry in group.entries:
            approach = "\n".join((_name(entry), *entry.measure.analysis, f"เป้าหมาย: {entry.measure.success}"))
            rows.append((approach, _responsible(entry), _steps(entry), _period(entry)))
        _group(sheet, arranged, group, f"{group.label} {group.name}", rows or [(_NONE,) * len(heads)])
    sheet.skip(6)
    sheet.key("follow")
    sheet.wide("การกำกับติดตาม: ผู้รับผิดชอบรายงานความก้าวหน้าของทุกรายการต่อผู้บริหารทุกไตรมาส และสรุปผลเมื่อสิ้นปีงบประมาณ", "text")
    return sheet


def _two_parts(arranged: Arranged, widths: Widths) -> Builder:
    """What is urgent and what is to be developed, then the measures with their follow-up."""
    sheet = _begin(arranged, _MEASURES, widths, header=False)
    sheet.skip(6)
    year = arranged.plan.diagnosis.card.framework.fiscal_year
    sheet.key("part:1")
    sheet.wide(f"ส่วนที่ 1 การวิเคราะห์ผลการประเมิน ITA ปีงบประมาณ พ.ศ. {year}", "heading")
    for group in arranged.groups:
        sheet.key(f"told:{group.number}")
        sheet.together.add(sheet.wide(f"1.{group.number} {group.name}", "group", height=25))
        sheet.key(f"analysis:{group.number}")
        sheet.wide(" ".join(group.analysis), "text")
        for entry in group.entries:
            sheet.key(f"about:{entry.measure.key}")
            sheet.wide("• " + " ".join(entry.measure.analysis), "bullet")
    approach = f"1.{len(arranged.groups) + 1} แนวทางการนำผลการวิเคราะห์ไปสู่การปฏิบัติ"
    sheet.key("approach")
    sheet.together.add(sheet.wide(approach, "group", height=25))
    sheet.key("approach:text")
    sheet.wide(
        "เรื่องที่ต้องแก้ไขโดยเร่งด่วนให้เริ่มตามกำหนดของมาตรการและรายงานผู้บริหารทุกเดือน "
        "เรื่องที่ต้องพัฒนาให้ดีขึ้นให้ดำเนินการตามช่วงเวลาและรายงานทุกไตรมาส รายละเอียดอยู่ในส่วนที่ 2",
        "text",
    )
    sheet.skip(6)
    sheet.key("part:2")
    sheet.together.add(sheet.wide("ส่วนที่ 2 มาตรการขับเคลื่อนการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน", "heading"))
    heads = ("มาตรการ โครงการ\nหรือกิจกรรม", "ขั้นตอนหรือวิธีปฏิบัติ", "ผู้รับผิดชอบ", "ระยะเวลา\nดำเนินการ", "การกำกับติดตาม")
    _heads(sheet, arranged, "ประเด็น", heads)
    sheet.page = Page(landscape=True, repeat=(sheet.row - 1, sheet.row - 1))
    for group in arranged.groups:
        rows = [
            (_name(entry), _steps(entry), _responsible(entry), _period(entry), _follow(group, entry))
            for entry in group.entries
        ]
        _group(sheet, arranged, group, f"2.{group.number} {group.name}", rows or [(_NONE,) * len(heads)])
    return sheet


def _heads(sheet: Builder, arranged: Arranged, group: str, heads: tuple[str, ...]) -> None:
    """The header of the table; ``group`` heads the column of the groups."""
    own = (group, *heads) if arranged.headed is Headed.COLUMN else heads
    sheet.key("head")
    sheet.together.add(sheet.line(own, "header", height=26))


def _group(sheet: Builder, arranged: Arranged, group: Group, title: str, rows: Sequence[tuple[str, ...]]) -> None:
    """The measures of a group, under its title or beside it."""
    keys = [f"measure:{entry.measure.key}" for entry in group.entries] or [f"none:{group.number}"]
    if arranged.headed is Headed.COLUMN:
        title = title.replace(" (", "\n(", 1).replace(") กลุ่ม", ")\nกลุ่ม")
        for at, (key, texts) in enumerate(zip(keys, rows, strict=True)):
            sheet.key(key)
            styles = ["cell", "cell", *["cell_small"] * (len(texts) - 1)]
            sheet.line((title if at == 0 else None, *texts), styles)
        return
    sheet.key(f"group:{group.number}")
    sheet.together.add(sheet.wide(title, "group", height=25))
    for key, texts in zip(keys, rows, strict=True):
        sheet.key(key)
        sheet.line(texts, ["cell", *["cell_small"] * (len(texts) - 1)])


def _name(entry: Entry) -> str:
    shared = f"\n(ใช้ร่วมกับ{' และ'.join(entry.shared)})" if entry.shared else ""
    return entry.measure.name + shared


def _steps(entry: Entry) -> str:
    return "\n".join(f"{number}. {step}" for number, step in enumerate(entry.measure.steps, start=1))


def _period(entry: Entry) -> str:
    return f"{entry.dates}\n({entry.measure.period})"


def _responsible(entry: Entry) -> str:
    own = entry.measure
    return f"{own.responsible}\nร่วมกับ {own.joint}" if own.joint else own.responsible


def _follow(group: Group, entry: Entry) -> str:
    often = "ทุกเดือน" if group.class_ is Class.URGENT else "ทุกไตรมาส"
    own = entry.measure
    return f"รายงานความก้าวหน้าต่อผู้บริหาร{often}\nความสำเร็จ: {own.success}\nหลักฐาน: {own.evidence}"


def _left_out(sheet: Builder, arranged: Arranged) -> None:
    """What a short list leaves out, so that nobody takes it for all there is to do."""
    if not arranged.left_out:
        return
    kept = sum(len(one.entries) for one in arranged.groups)
    sheet.skip(8)
    sheet.key("left_out")
    sheet.wide(f"แผนนี้เลือกไว้ {kept} รายการที่คะแนนต่ำสุดก่อน อีก {len(arranged.left_out)} รายการยังไม่กำหนดในปีนี้ ได้แก่", "heading")
    for entry in arranged.left_out:
        score = "" if entry.score is None else f" ({points(entry.score)} คะแนน)"
        sheet.key(f"left_out:{entry.measure.key}")
        sheet.wide(f"• {entry.measure.name}{score}", "bullet")
