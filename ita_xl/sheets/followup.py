"""ติดตามผล: the sheet on which an agency writes what was done, after 6 and after 12 months."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ita_xl.progress import ROUNDS, Status
from ita_xl.sheets.build import Builder
from ita_xl.sheets.columns import shared
from ita_xl.sheets.model import Area, Book, Page, Sheet, Validation
from ita_xl.sheets.theme import theme
from ita_xl.sheets.wording import fiscal_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ita_xl.measures import MeasuresPlan
    from ita_xl.progress import Measure, Progress, Told
    from ita_xl.sheets.columns import Widths

FOLLOWUP = "ติดตามผล"
#: The row of the head, under titles and note.
_HEAD = 4
#: Its first cell.
HEAD_CELL = f"A{_HEAD + 1}"
_HEADS = (
    ("ที่", 5.0), ("ตัวชี้วัด", 18.0), ("ข้อ", 8.0), ("มาตรการ โครงการ\nหรือกิจกรรม", 27.0), ("ผู้รับผิดชอบ", 14.0),
    ("ระยะเวลา\nดำเนินการ", 15.0), ("รอบ", 8.5), ("สถานะ", 15.0), ("วันที่", 13.0), ("สรุปผลการดำเนินการ", 24.0),
    ("ผลผลิต", 18.0), ("หลักฐาน\n(ลิงก์หรือแฟ้มภาพ)", 19.0), ("ปัญหาอุปสรรค", 17.0), ("ขั้นต่อไป", 17.0),
)  # fmt: skip
_STATUS = 7
#: The columns that the plan fills with words.
_WORDS = (1, 3, 4, 5)
_FIELDS = ("status", "date", "summary", "output", "evidence", "obstacles", "next_step")
_TOLD = tuple(one.thai for one in (Status.DONE, Status.UNDER_WAY, Status.NOT_BEGUN))


class Line(NamedTuple):
    """One measure to follow: its key, what it is about, the codes of its items, its words, and what was told."""

    key: str
    subject: str
    items: str
    name: str
    responsible: str
    period: str
    told: Sequence[Told] = ()


def followup_of_plan(plan: MeasuresPlan, given: Widths | None = None) -> Sheet:
    """The sheet for a plan of the package; ``given`` are the widths (characters) of one that stands."""
    lines = [
        Line(
            one.key,
            f"ตัวชี้วัดที่ {row.indicator.number} {row.indicator.name}",
            ", ".join(dict.fromkeys(ref.partition(":")[0] for ref in one.refs)),
            one.name,
            f"{one.responsible}\nร่วมกับ {one.joint}" if one.joint else one.responsible,
            one.period,
        )
        for row in plan.rows
        for one in row.measures
    ]
    return _sheet(plan.diagnosis.card.assessment.agency, plan.plan_year, lines, given)


def followup_of_progress(progress: Progress) -> Sheet:
    """The sheet for any plan that was read, with what it tells already."""
    return _sheet(progress.agency, progress.year, [_line(one) for one in progress.measures])


def followup_book(progress: Progress) -> Book:
    """A workbook of that sheet alone."""
    title = f"แบบติดตามผล {progress.agency or 'หน่วยงาน'} ปีงบประมาณ พ.ศ. {progress.year}"
    subject = "การประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ"
    header = (progress.agency, fiscal_words(progress.year))
    return Book(title, subject, (followup_of_progress(progress),), header=header)


def empty_followup() -> Sheet:
    """The paper of a sheet that is not made yet: its width, print setup and tab."""
    return _paper(tuple(width for _, width in _HEADS)).sheet()


def _paper(widths: Widths) -> Builder:
    return Builder(FOLLOWUP, widths, Page(landscape=True, repeat=(_HEAD, _HEAD)), theme().colour("amber"))


def _line(one: Measure) -> Line:
    items = ", ".join(dict.fromkeys(each.ref.partition(":")[0] for each in one.about if each.kind == "item"))
    kinds = {"topic": "ประเด็นที่", "tool": "", "indicator": "ตัวชี้วัดที่"}
    named = [f"{kinds[each.kind]} {each.ref}".strip() for each in one.about if each.kind in kinds]
    about = one.subject or one.heading or "\n".join(named)
    return Line(one.key, about, items, one.name, one.responsible, one.period, one.told)


def _sheet(agency: str, year: int, lines: Iterable[Line], given: Widths | None = None) -> Sheet:
    measures = tuple(lines)
    if given:
        return _made(agency, year, measures, given).sheet()
    return shared(lambda widths: _made(agency, year, measures, widths), tuple(width for _, width in _HEADS), _WORDS)


def _made(agency: str, year: int, measures: Sequence[Line], widths: Widths) -> Builder:
    sheet = _paper(widths)
    sheet.key("title:0")
    sheet.wide("แบบติดตามผลการดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใส", "title", height=33)
    sheet.key("title:1")
    sheet.wide(agency or "หน่วยงาน", "subtitle", height=27)
    sheet.key("title:2")
    sheet.wide(f"มาตรการประจำปีงบประมาณ พ.ศ. {year}", "subtitle", height=27)
    sheet.key("note")
    sheet.wide("กรอกช่องสีเหลือง เลือกสถานะจากรายการ หลักฐานเป็นลิงก์หรือชื่อแฟ้มภาพ (png, jpg) ที่อยู่ในโฟลเดอร์เดียวกับแฟ้มนี้", "note")
    assert sheet.row == _HEAD
    sheet.key("head")
    sheet.line([text for text, _ in _HEADS], "header")
    sheet.freeze = (sheet.row, 0)
    for months in ROUNDS:
        if months != ROUNDS[0]:
            sheet.new_page.add(sheet.row)
        end = f"31 มีนาคม {year}" if months == ROUNDS[0] else f"30 กันยายน {year}"
        sheet.key(f"round:{months}")
        sheet.together.add(sheet.wide(f"รอบ {months} เดือน (1 ตุลาคม {year - 1} – {end})", "group"))
        first = sheet.row
        for at, one in enumerate(measures, start=1):
            _row(sheet, at, one, months)
        if measures:
            _rules(sheet, first, sheet.row - 1)
    return sheet


def _row(sheet: Builder, at: int, one: Line, months: int) -> None:
    sheet.key(f"measure:{months}:{one.key}")
    told = next((each for each in one.told if each.months == months), None)
    if told is None and months == ROUNDS[-1]:
        told = next((each for each in one.told if not each.months), None)
    given = [str(getattr(told, name)) or None if told else None for name in _FIELDS]
    plain = (at, one.subject or None, one.items or None, one.name, one.responsible or None, one.period or None)
    styles = ("whole", *("cell_small",) * 5, "cell_small", *("input_small",) * len(_FIELDS))
    sheet.line((*plain, f"{months} เดือน", *given), styles)


def _rules(sheet: Builder, first: int, last: int) -> None:
    """What may be typed: a status of the list; elsewhere only a word of help."""
    sheet.validations.append(
        Validation(
            Area(first, _STATUS, last, _STATUS),
            "list",
            "สถานะ",
            "เลือกจากรายการ ยังไม่ทราบให้เว้นว่าง",
            f"เลือก {', '.join(_TOLD)}",
            options=_TOLD,
        )
    )
    prompts = (
        "เช่น 15 มีนาคม 2569",
        "สิ่งที่ได้ทำตามมาตรการ",
        "จำนวน เอกสาร หรือสิ่งที่ได้",
        "ลิงก์ หรือชื่อแฟ้มภาพข้างแฟ้มนี้ บรรทัดละหนึ่งรายการ",
        "เว้นว่างหากไม่มี",
        "สิ่งที่จะทำต่อ",
    )
    heads = [text.replace("\n", " ") for text, _ in _HEADS]
    for column, prompt in enumerate(prompts, start=_STATUS + 1):
        area = Area(first, column, last, column)
        sheet.validations.append(Validation(area, "any", heads[column][:32], prompt, "", strict=False))
