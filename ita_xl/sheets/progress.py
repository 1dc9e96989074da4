"""The report on the measures of a plan: summary with a chart, the report in one of three forms, measures and scores.

The five columns are those that agencies publish: by topics, with the item scores of the new year as outcome, and by
tools, with the class of each indicator.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ita_xl.analysis.background import analysed_year, of_report
from ita_xl.letterhead import Letterhead
from ita_xl.progress import Form, Status, class_in
from ita_xl.sheets.build import Builder
from ita_xl.sheets.columns import shared
from ita_xl.sheets.model import Area, Book, Chart, Look, Page, Picture, Series, Sheet
from ita_xl.sheets.progress_letters import LETTERS
from ita_xl.sheets.theme import theme
from ita_xl.sheets.wording import fiscal_words
from ita_xl.thai import arabic_digits, buddhist_date, points, squash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ita_xl.progress import Change, Evidence, Measure, Progress, Told
    from ita_xl.sheets.columns import Widths

SUMMARY, REPORT, DETAILS, SCORES = "สรุปผลการดำเนินการ", "รายงานผล", "รายละเอียดการติดตาม", "ผลต่อคะแนน"
PICTURES = "ภาพหลักฐาน"
_TITLE = "รายงานผลการดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน"
_FORMS = {
    Form.TOPICS: ("ประเด็น", "มาตรการหรือกิจกรรม"),
    Form.TOOLS: ("ตัวชี้วัด", "แนวทางการแก้ไข พัฒนา\nหรือวิธีการดำเนินการ"),
    Form.INDICATORS: ("ตัวชี้วัดหรือข้อคำถาม", "มาตรการหรือกิจกรรม"),
}
_STYLES = {Status.DONE: "keep", Status.UNDER_WAY: "raise", Status.NOT_BEGUN: "urgent", Status.UNKNOWN: "center"}
_TOOL_LINES = ("IIT\n", "EIT\n", "OIT\n")
_CHART_HEIGHT = 310
_MOST_SCORES = 16
_REPORT_WIDTHS = (25.0, 42.0, 46.0, 44.0, 21.0)
#: Characters of an address that Excel takes as a link.
_LONGEST_LINK = 2079
#: The most that a picture takes, in pixels.
_PICTURE = (620, 380)


def progress_book(
    progress: Progress,
    form: Form | None = None,
    evidence: Sequence[Evidence] = (),
    letters: Sequence[str] = (),
    letterhead: Letterhead = Letterhead(),  # noqa: B008
) -> Book:
    """The report workbook.

    Args:
        progress: the plan with what was done.
        form: that of the plan itself unless given.
        evidence: pictures to place.
        letters: words of :data:`ita_xl.sheets.progress_letters.LETTERS`, for sheets before the report.
        letterhead: what fills them beside what was done; dotted lines without it.
    """
    sheets = [LETTERS[word](progress, letterhead) for word in letters]
    sheets += [summary_sheet(progress), report_sheet(progress, form or progress.own_form)]
    if any(one.latest for one in progress.measures):
        sheets.append(details_sheet(progress))
    if any(change.difference is not None for one in progress.measures for change in progress.changes(one)):
        sheets.append(scores_sheet(progress))
    if evidence:
        sheets.append(pictures_sheet(progress, evidence))
    return Book(
        title=f"รายงานผลการดำเนินการตามมาตรการ {progress.agency or 'หน่วยงาน'} ปีงบประมาณ พ.ศ. {progress.year}",
        subject="การประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ",
        sheets=tuple(sheets),
        header=(progress.agency, fiscal_words(progress.year)),
    )


def _titles(sheet: Builder, progress: Progress, title: str) -> None:
    agency, province = progress.agency or "หน่วยงาน", progress.province
    sheet.key("title:0")
    sheet.wide(title, "title", height=33)
    sheet.key("title:1")
    sheet.wide(agency if not province or province in agency else f"{agency} จังหวัด{province}", "subtitle", height=27)
    sheet.key("title:2")
    sheet.wide(f"ประจำปีงบประมาณ พ.ศ. {progress.year}", "subtitle", height=27)


# -- summary -----------------------------------------------------------------------------------------------------------


def summary_sheet(progress: Progress) -> Sheet:
    """สรุปผลการดำเนินการ: sentences, how many measures are how far with a chart, and what still needs doing."""
    sheet = Builder(SUMMARY, (7, 50, 21, 21, 22), Page(), theme().colour("navy"))
    _titles(sheet, progress, _TITLE)
    sheet.skip(6)
    for text in progress.sentences():
        sheet.wide(f"• {text}", "bullet")
    sheet.skip(8)
    _counts(sheet, progress)
    sheet.skip(8)
    _open(sheet, progress)
    return sheet.sheet()


def _counts(sheet: Builder, progress: Progress) -> None:
    total = len(progress.measures)
    row = sheet.row
    sheet.span(row, 0, 1, "สถานะของมาตรการ", "header")
    sheet.put(row, 2, "จำนวน (รายการ)", "header")
    sheet.span(row, 3, 4, "เกินกำหนด (รายการ)", "header")
    sheet.fit(row, 25)
    sheet.row += 1
    first = sheet.row
    shown = [one for one in Status if one is not Status.UNKNOWN or progress.counts[one]]
    for status in shown:
        row = sheet.row
        late = sum(one.status is status for one in progress.overdue)
        sheet.span(row, 0, 1, status.thai, "cell")
        sheet.put(row, 2, progress.counts[status], "whole")
        sheet.span(row, 3, 4, late, "whole")
        sheet.fit(row, 23)
        sheet.row += 1
    row = sheet.row
    sheet.span(row, 0, 1, "รวม", "total_text")
    sheet.put(row, 2, total, "total_center", f"SUM(C{first + 1}:C{row})")
    sheet.span(row, 3, 4, len(progress.overdue), "total_center", f"SUM(D{first + 1}:D{row})")
    sheet.fit(row, 23)
    sheet.row += 1
    sheet.skip(8)
    words = ", ".join(f"{one.thai} {progress.counts[one]}" for one in shown)
    sheet.charts.append(
        Chart(
            "bar",
            counts_title(progress),
            f"กราฟแท่งจำนวนมาตรการตามสถานะ {words}",
            (
                Series(
                    "จำนวนมาตรการ",
                    SUMMARY,
                    Area(first, 0, sheet.row - 3, 0),
                    Area(first, 2, sheet.row - 3, 2),
                    _look(shown[0]),
                    points=tuple(_look(one) for one in shown),
                ),
            ),
            sheet.row,
            0,
            sheet.pixels(4),
            _CHART_HEIGHT,
            maximum=max(total, 1),
            labels="0",
            unit=max(1, -(-total // 8)),
            axis="จำนวนมาตรการ (รายการ)",
        )
    )
    at = sheet.reserve(_CHART_HEIGHT)
    sheet.together.update(range(at, sheet.row - 1))


def _look(status: Status) -> Look:
    """Green, amber and red as in the table, and told apart without colour by their patterns."""
    colour, hatch = {
        Status.DONE: ("green", ""),
        Status.UNDER_WAY: ("amber", "up"),
        Status.NOT_BEGUN: ("red", "dots"),
        Status.UNKNOWN: ("quiet", "down"),
    }[status]
    return Look(theme().colour(colour), hatch)


def counts_title(progress: Progress) -> str:
    """The finding of the chart: how many measures are done, how many do not say, how many are overdue."""
    done, total, late = progress.counts[Status.DONE], len(progress.measures), len(progress.overdue)
    if done == total:
        return f"มาตรการแล้วเสร็จครบทั้ง {total} รายการ" if total else "ไม่มีมาตรการในแผน"
    silent = progress.counts[Status.UNKNOWN]
    text = f"มาตรการ{'ที่ระบุว่า' if silent else ''}แล้วเสร็จ {done} จาก {total} รายการ"
    rest = ((silent, "ไม่ได้ระบุสถานะ"), (late, "เกินกำหนด"))
    return " ".join([text, *(f"{words} {count} รายการ" for count, words in rest if count)])


def _open(sheet: Builder, progress: Progress) -> None:
    """What is not done, overdue measures first."""
    rest = [one for one in progress.urgent_first if one.status is not Status.DONE]
    day = buddhist_date(progress.as_of)
    sheet.together.add(sheet.wide("มาตรการที่ต้องติดตาม เรียงรายการที่เกินกำหนดก่อน", "heading"))
    if not rest:
        sheet.wide("ไม่มี มาตรการทุกรายการดำเนินการแล้วเสร็จ", "cell")
        return
    sheet.together.add(sheet.line(("ที่", "มาตรการหรือกิจกรรม", "ผู้รับผิดชอบ", "กำหนดแล้วเสร็จ", "สถานะ"), "header"))
    for at, one in enumerate(rest, start=1):
        late = one.overdue(progress.as_of)
        due = buddhist_date(one.due) if one.due else one.period or "ไม่ได้ระบุ"
        status = f"เกินกำหนด\n({one.status.thai})" if late else one.status.thai
        style = "urgent" if late else _STYLES[one.status]
        sheet.line((at, one.name, one.responsible or None, due, status), ("whole", *("cell_small",) * 3, style))
    sheet.wide(f"เกินกำหนด หมายถึง ยังไม่แล้วเสร็จและพ้นกำหนด ณ วันที่ {day}", "note")


# -- the report --------------------------------------------------------------------------------------------------------


def report_sheet(progress: Progress, form: Form, given: Widths | None = None) -> Sheet:
    """รายงานผล: what the measures answer to, then five columns under the titles of the form.

    ``given`` are the widths (characters) of a sheet that stands; else they are shared out.
    """
    if given:
        return _report(progress, form, given).sheet()
    return shared(lambda widths: _report(progress, form, widths), _REPORT_WIDTHS, range(5))


def empty_report() -> Sheet:
    """The paper of รายงานผล before it is made: its width, print setup and tab."""
    return _paper(_REPORT_WIDTHS).sheet()


def _paper(widths: Widths) -> Builder:
    return Builder(REPORT, widths, Page(landscape=True, repeat=(4, 4)), theme().colour("green"))


def _report(progress: Progress, form: Form, widths: Widths) -> Builder:
    sheet = _paper(widths)
    _titles(sheet, progress, _TITLE)
    earlier, agency = analysed_year(progress.year), progress.agency or "หน่วยงาน"
    intro = [of_report(agency, earlier, progress.year, len(progress.measures)), progress.result]
    sheet.key("intro")
    sheet.wide(" ".join(text for text in intro if text), "text")
    first, second = _FORMS[form]
    sheet.key("head")
    sheet.line(
        (first, second, "สรุปผลการดำเนินการ\nตามมาตรการ", "ผลลัพธ์หรือความสำเร็จ\nของการดำเนินการ", "ส่วนงานที่รับผิดชอบ"),
        "header",
    )
    sheet.freeze = (sheet.row, 0)
    for title, measures in progress.groups(form):
        if any(_plain(_subject(one, form)) != _plain(title) for one in measures):
            sheet.key(f"group:{title}")
            sheet.together.add(sheet.wide(title, "group", height=25))
        for at, one in enumerate(measures):
            again = at and _subject(measures[at - 1], form) == _subject(one, form)
            cells = (
                None if again else _subject(one, form) or None,
                one.name,
                _done(one) or "ยังไม่มีผลการดำเนินการ",
                _outcome(progress, one) or "–",
                one.responsible or "–",
            )
            sheet.key(f"measure:{one.key}")
            sheet.line(cells, "cell_small")
    if form is not progress.own_form:
        sheet.key("note")
        sheet.wide(_regrouped(form), "note")
    return sheet


def _regrouped(form: Form) -> str:
    words = {Form.TOPICS: "ประเด็น", Form.TOOLS: "เครื่องมือ", Form.INDICATORS: "ตัวชี้วัด"}[form]
    return f"จัดมาตรการเข้าตาม{words}จากข้อคำถามที่มาตรการเกี่ยวข้อง มาตรการที่เกี่ยวข้องหลาย{words}แสดงไว้เพียงแห่งเดียว"


def _plain(title: str) -> str:
    """A title by its letters: the heading of a topic is not printed above a column that holds it already."""
    return squash(arabic_digits(title))


def _subject(one: Measure, form: Form) -> str:
    """What the measure is about, as the plan prints it; the class of an indicator stands in a line of its own.

    A tool is told by the heading above.
    """
    codes = ", ".join(dict.fromkeys(each.ref.partition(":")[0] for each in one.about if each.kind == "item"))
    text = one.subject or one.heading
    if form is Form.INDICATORS and codes:
        return f"ข้อ {codes}"
    if form is Form.TOOLS and text[:4] in _TOOL_LINES:
        text = text[4:]
    if form is Form.TOOLS and (class_ := class_in(text)) and "(" in text:
        text = f"{text.rpartition('(')[0].strip()}\n({class_})"
    return text if text else codes


def _done(one: Measure) -> str:
    """The summary of the last round that has one, with its status and date where they are told."""
    lines = [one.latest_of("summary")]
    if status := one.latest_of("status"):
        date = one.latest_of("date")
        lines.append(f"สถานะ: {status}{f' ({date})' if date else ''}")
    return "\n".join(line for line in lines if line)


def _outcome(progress: Progress, one: Measure) -> str:
    """What came of it: the words of the plan, and the scores of the new year that they do not hold already."""
    own = one.latest_of("output")
    return "\n".join([*([own] if own else []), *(() if _scored(own) else _score_lines(progress, one))])


def _scored(text: str) -> bool:
    """Whether an outcome as typed ends with scores in brackets."""
    return "คะแนน)" in text.replace(" ", "")


def _score_lines(progress: Progress, one: Measure) -> list[str]:
    if progress.after is None:
        return []
    known = [each for each in progress.changes(one) if each.after is not None]
    lines = [f"({each.label} : {points(each.after)} คะแนน)" for each in known[:_MOST_SCORES] if each.after is not None]
    more = len(known) - _MOST_SCORES
    return [*lines, f"(และอีก {more} รายการ)"] if more > 0 else lines


# -- details -----------------------------------------------------------------------------------------------------------


def details_sheet(progress: Progress) -> Sheet:
    """รายละเอียดการติดตาม: every round with date, result, evidence, obstacles and next step; overdue measures first."""
    widths = (6.0, 38.0, 10.0, 19.0, 15.0, 38.0, 30.0, 28.0, 28.0)
    return shared(lambda own: _details(progress, own), widths, (1, 5, 6, 7, 8))


def _details(progress: Progress, widths: Widths) -> Builder:
    page = Page(landscape=True, repeat=(3, 3))
    sheet = Builder(DETAILS, widths, page, theme().colour("amber"))
    _titles(sheet, progress, "รายละเอียดการติดตามผลการดำเนินการตามมาตรการ")
    heads = ("ที่", "มาตรการหรือกิจกรรม", "รอบ", "สถานะ", "วันที่", "ผลการดำเนินการและผลผลิต", "หลักฐาน", "ปัญหาอุปสรรค", "ขั้นต่อไป")
    sheet.key("head")
    sheet.line(heads, "header")
    sheet.freeze = (sheet.row, 0)
    for at, one in enumerate(progress.urgent_first, start=1):
        rounds: list[Told | None] = [each for each in one.told if each] or [None]
        for number, told in enumerate(rounds):
            sheet.key(f"measure:{told.months if told else ''}:{one.key}")
            _round(sheet, progress, (at, one) if number == 0 else (None, one), told)
    return sheet


def _round(sheet: Builder, progress: Progress, numbered: tuple[int | None, Measure], told: Told | None) -> None:
    at, one = numbered
    late = one.overdue(progress.as_of)
    own = told.status if told and told.status else one.status.thai
    last = told is None or told == one.latest
    text = f"เกินกำหนด\n({own})" if late and last else own
    style = "urgent" if late and last else _STYLES[one.status] if last else "center"
    name = one.name if at is not None else None
    if told is None:
        sheet.line((at, name, None, text, None, "ยังไม่มีผลการดำเนินการ", None, None, None), _round_styles(style))
        return
    months = f"{told.months} เดือน" if told.months else "–"
    result = "\n".join(line for line in (told.summary, told.output) if line)
    words = (result, told.evidence, told.obstacles, told.next_step)
    values = (at, name, months, text, told.date or None, *(one or None for one in words))
    sheet.line(values, _round_styles(style), links={6: _web_address(told.evidence)})


def _web_address(text: str) -> str:
    """The text itself where it is one address on the web that a cell can lead to, else nothing."""
    return text if len(text) <= _LONGEST_LINK and re.fullmatch(r"https?://[^\s<>\"]+", text) else ""


def _round_styles(style: str) -> tuple[str, ...]:
    return (
        "whole",
        "cell_small",
        "center",
        style,
        "cell_small",
        "cell_small",
        "cell_small",
        "cell_small",
        "cell_small",
    )


# -- scores ------------------------------------------------------------------------------------------------------------


def scores_sheet(progress: Progress) -> Sheet:
    """ผลต่อคะแนน: every measure with the scores that it is about, before and after."""
    page = Page(landscape=True, repeat=(4, 4))
    sheet = Builder(SCORES, (44, 19, 46, 13, 13, 13, 17), page, theme().colour("blue"))
    _titles(sheet, progress, "มาตรการกับการเปลี่ยนแปลงของคะแนน")
    sheet.wide("คะแนนที่เปลี่ยนไปหลังดำเนินมาตรการ ไม่ได้แสดงว่ามาตรการเป็นเหตุเพียงอย่างเดียว", "note")
    before = f"ปี {progress.before.fiscal_year}" if progress.before else "ปีก่อน"
    sheet.line(("มาตรการหรือกิจกรรม", "ข้อหรือตัวชี้วัด", "เรื่อง", before, f"ปี {progress.year}", "ผลต่าง", "ผล"), "header")
    sheet.freeze = (sheet.row, 0)
    for one in progress.measures:
        for at, change in enumerate(progress.changes(one)):
            sheet.key(f"change:{change.label}:{one.key}")
            _change(sheet, one.name if at == 0 else None, change)
    return sheet.sheet()


def _change(sheet: Builder, name: str | None, change: Change) -> None:
    row = sheet.row
    known = change.difference is not None
    word, style = _moved(change)
    sheet.put(row, 0, name, "cell_small")
    sheet.put(row, 1, change.label, "cell_small")
    sheet.put(row, 2, change.title or None, "cell_small")
    sheet.put(row, 3, change.before if change.before is not None else "ไม่มี", "score")
    sheet.put(row, 4, change.after if change.after is not None else "ไม่มี", "score")
    sheet.put(row, 5, change.difference, "change", f"E{row + 1}-D{row + 1}" if known else "")
    sheet.put(row, 6, word, style)
    sheet.fit(row, 23)
    sheet.row += 1


def _moved(change: Change) -> tuple[str, str]:
    difference = change.difference
    if difference is None:
        return "เปรียบเทียบไม่ได้", "center"
    return ("เพิ่มขึ้น", "keep") if difference > 0 else ("ลดลง", "urgent") if difference < 0 else ("คงเดิม", "center")


# -- pictures ----------------------------------------------------------------------------------------------------------


def pictures_sheet(progress: Progress, evidence: Sequence[Evidence]) -> Sheet:
    """ภาพหลักฐาน: every picture under the measure that it is evidence of."""
    sheet = Builder(PICTURES, (92,), Page(), theme().colour("quiet"))
    _titles(sheet, progress, "ภาพหลักฐานการดำเนินการตามมาตรการ")
    last = None
    for one in evidence:
        if one.measure is not last:
            sheet.together.add(sheet.wide(one.measure.name, "group"))
            last = one.measure
        share = min(_PICTURE[0] / one.width, _PICTURE[1] / one.height, 1)
        width, height = max(1, int(one.width * share)), max(1, int(one.height * share))
        sheet.pictures.append(Picture(one.data, sheet.row, 0, width, height, f"ภาพหลักฐาน {one.measure.name}"))
        sheet.put(sheet.row, 0, None, "text")
        sheet.together.add(sheet.row)
        sheet.skip(height * 0.75 + 6)
        sheet.wide(one.name, "note")
    return sheet.sheet()
