"""SurveyResult → the workbook of a rehearsal: การกระจายคำตอบ, คะแนนซ้อมประเมิน, ข้อสังเกต and ตัวเลือกที่พบ."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ita_xl.assessment import Kind
from ita_xl.cells import address, on
from ita_xl.diagnosis import Class, Thresholds
from ita_xl.findings import Severity
from ita_xl.scoring import score
from ita_xl.sheets.build import Builder
from ita_xl.sheets.formulas import Formulas, class_of
from ita_xl.sheets.measure import column_points
from ita_xl.sheets.model import Area, Book, Chart, Condition, Look, Page, Series, Sheet
from ita_xl.sheets.theme import theme
from ita_xl.sheets.wording import fiscal_words
from ita_xl.thai import half_up, join_thai

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ita_xl.answers import Question, SurveyItem, SurveyResult
    from ita_xl.errors import Place
    from ita_xl.framework import Framework, Indicator
    from ita_xl.scoring import Key, Scorecard

SPREAD, SCORES, NOTES, CHOICES = "การกระจายคำตอบ", "คะแนนซ้อมประเมิน", "ข้อสังเกต", "ตัวเลือกที่พบ"

_FIRST = 5
_POINTS_ROW = 4
_ANSWERED, _COUNTS = 2, 4
_PLACES_SHOWN = 8
#: Pixels that the bars of all items may take, so that the chart fits on a printed page.
_TALLEST = 850
#: From the worst choice to the best; the worse half is hatched, so that a grey print still tells them apart.
_LOOKS = (
    Look("#9B1C1C", "up"),
    Look("#B4561A", "down"),
    Look("#8A5A00", "dots"),
    Look("#C9DDC2"),
    Look("#5FA777"),
    Look("#14532D"),
)
_CLASS_STYLES = {Class.KEEP: "keep", Class.RAISE: "raise", Class.URGENT: "urgent"}


def survey_book(result: SurveyResult, agency: str = "") -> Book:
    """The workbook of a rehearsal. A count changed on การกระจายคำตอบ changes item, indicator and tool scores."""
    framework = result.framework
    spread = _Spread(result, agency)
    sheets = (
        spread.sheet(),
        _scores_sheet(result, agency, spread),
        _notes_sheet(result, agency),
        _choices_sheet(result, agency),
    )
    return Book(
        title=f"ผลซ้อมประเมิน IIT และ EIT {agency or 'หน่วยงาน'} ปีงบประมาณ พ.ศ. {framework.fiscal_year}",
        subject="การซ้อมประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ",
        sheets=sheets,
        header=(agency, fiscal_words(framework.fiscal_year)),
    )


def _titles(sheet: Builder, framework: Framework, title: str, agency: str, last: int | None = None) -> None:
    sheet.wide(title, "title", height=33, last=last)
    sheet.wide(agency or "ผลซ้อมประเมินของหน่วยงาน ไม่ใช่ผลที่ประกาศ", "subtitle", height=27, last=last)
    sheet.wide(f"ประจำปีงบประมาณ พ.ศ. {framework.fiscal_year}", "subtitle", height=27, last=last)


def steps_of(framework: Framework) -> tuple[Decimal, ...]:
    """Every number of points a choice of the year can have, from the worst."""
    return tuple(sorted({one for answer in framework.answers.values() for one in answer.points}))


class _Spread:
    """การกระจายคำตอบ in the making; ``cells`` says where the score of each item stands."""

    def __init__(self, result: SurveyResult, agency: str) -> None:
        self.result = result
        self.steps = steps_of(result.framework)
        self.cells: dict[str, list[str]] = {}
        self.agency = agency
        count = len(self.steps)
        self.unknown = _COUNTS + count
        self.score = self.unknown + 1
        self.percents = self.score + 1
        widths = (15, 46, 10, 10, *(9,) * count, 10, 12, *(9,) * count)
        self.builder = Builder(
            SPREAD, widths, Page(landscape=True, repeat=(3, _POINTS_ROW)), tab=theme().colour("navy")
        )

    def sheet(self) -> Sheet:
        sheet = self.builder
        _titles(sheet, self.result.framework, "การกระจายของคำตอบรายข้อ", self.agency)
        self._header()
        sheet.freeze = (_FIRST, 2)
        assert sheet.row == _FIRST
        for item in self.result.items:
            for at, question in enumerate(item.questions):
                self._row(item, question, at)
        last = sheet.row - 1
        if last >= _FIRST:
            sheet.skip(8)
            self._chart(last)
        return sheet.sheet()

    def _header(self) -> None:
        sheet = self.builder
        row, count = sheet.row, len(self.steps)
        heads = ((0, "ข้อ"), (1, "ข้อคำถาม"), (2, "คำตอบ\nที่นับ"), (3, "ไม่ตอบ"),
                 (self.unknown, "ไม่รู้จัก"), (self.score, "คะแนน"))  # fmt: skip
        for column, text in heads:
            sheet.put(row, column, text, "header")
            sheet.put(row + 1, column, None, "header")
            sheet.merge(Area(row, column, row + 1, column))
        sheet.span(row, _COUNTS, _COUNTS + count - 1, "จำนวนคำตอบที่ได้ (คะแนน)", "header")
        sheet.span(row, self.percents, self.percents + count - 1, "ร้อยละของคำตอบที่ได้ (คะแนน)", "header")
        for at, points in enumerate(self.steps):
            sheet.put(row + 1, _COUNTS + at, points, "header")
            sheet.put(row + 1, self.percents + at, points, "header")
        sheet.heights[row] = sheet.heights[row + 1] = 26
        sheet.row += 2

    def _row(self, item: SurveyItem, question: Question, at: int) -> None:
        sheet, row, count = self.builder, self.builder.row, len(self.steps)
        label, several = self.result.framework.item_label(item.ref), len(item.questions) > 1
        sheet.put(row, 0, f"{label} ({at + 1})" if several else label, "code")
        sheet.put(row, 1, question.header if several else item.item.title, "cell_small")
        known = {one: sum(each.count for each in question.choices if each.points == one) for one in self.steps}
        cells = [address(row, _COUNTS + step) for step in range(count)]
        answered, answers = f"SUM({cells[0]}:{cells[-1]})", address(row, _ANSWERED)
        sheet.put(row, _ANSWERED, question.answered, "whole", answered)
        sheet.put(row, 3, question.blank, "whole")
        for step, points in enumerate(self.steps):
            share = half_up(Decimal(100) * known[points] / question.answered) if question.answered else None
            sheet.put(row, _COUNTS + step, known[points], "whole")
            formula = f'IF({answers}=0,"",ROUND(100*{cells[step]}/{answers},2))'
            sheet.put(row, self.percents + step, share, "score", formula)
        sheet.put(row, self.unknown, question.unknown, "whole")
        sheet.put(row, self.score, *self._score(item, question, row, cells))
        self.cells.setdefault(item.ref, []).append(on(SPREAD, address(row, self.score)))
        sheet.fit(row, 23)
        sheet.row += 1

    def _score(
        self, item: SurveyItem, question: Question, row: int, cells: Sequence[str]
    ) -> tuple[Decimal | str | None, str, str]:
        if question.exact is None or item.reason:
            return "ไม่คิดคะแนน", "center", ""
        head = (
            f"{address(_POINTS_ROW, _COUNTS, fixed=True)}:{address(_POINTS_ROW, _COUNTS + len(cells) - 1, fixed=True)}"
        )
        answers = address(row, _ANSWERED)
        body = f"SUMPRODUCT({head},{cells[0]}:{cells[-1]})/{answers}"
        places = 8 if len(item.questions) > 1 else 2
        shown = half_up(question.exact, places)
        formula = f'IF({answers}=0,"",ROUND(ROUND({body},8),{places}))'
        return shown, "score", formula

    def _chart(self, last: int) -> None:
        sheet = self.builder
        rows = last - _FIRST + 1
        height = 130 + rows * min(26, _TALLEST // rows)
        first = sheet.row
        for _ in range(-(-height * 3 // 4 // 20) + 1):
            sheet.skip(20)
        # The rows below a chart stay on one page with each other.
        sheet.together |= set(range(first, sheet.row - 1))
        width = int(sum(column_points(one) for one in sheet.widths) * 4 / 3) - 4
        names = Area(_FIRST, 0, last, 0)
        looks = self._looks()
        series = tuple(
            Series(
                f"{points:f} คะแนน",
                SPREAD,
                names,
                Area(_FIRST, self.percents + at, last, self.percents + at),
                looks[at],
            )
            for at, points in enumerate(self.steps)
        )
        title = self._finding()
        alt = f"กราฟแท่งแนวนอนแสดงร้อยละของคำตอบแต่ละคะแนนรายข้อ: {title}"
        sheet.charts.append(Chart("bar stacked", title, alt, series, first, 0, width, height, labels=""))

    def _looks(self) -> list[Look]:
        last = max(len(self.steps) - 1, 1)
        return [_LOOKS[round(at * (len(_LOOKS) - 1) / last)] for at in range(len(self.steps))]

    def _finding(self) -> str:
        """What the chart shows: the items with the lowest score."""
        scores = self.result.scores
        if not scores:
            return "การกระจายของคำตอบรายข้อ"
        low = min(scores.values())
        labels = [self.result.framework.item_label(ref) for ref, value in scores.items() if value == low]
        if len(labels) > 3:
            return f"คะแนนต่ำสุด {low} มี {len(labels)} ข้อเท่ากัน"
        return f"ข้อที่คะแนนต่ำสุดคือ {join_thai(labels)} ({low} คะแนน)"


def _choices_sheet(result: SurveyResult, agency: str) -> Sheet:
    """ตัวเลือกที่พบ: every choice as it stands in the cells, with the points it was given."""
    sheet = Builder(CHOICES, (15, 46, 12, 12, 60, 24), Page(landscape=True, repeat=(3, 3)), theme().colour("quiet"))
    _titles(sheet, result.framework, "ตัวเลือกที่พบในแฟ้ม และคะแนนของแต่ละตัวเลือก", agency)
    sheet.line(("ข้อ", "ตัวเลือก", "คะแนน", "จำนวน", "คอลัมน์ที่อ่าน", "จับคู่กับข้อโดย"), "header")
    sheet.freeze = (sheet.row, 0)
    for item in result.items:
        label = result.framework.item_label(item.ref)
        for question in item.questions:
            where = place_label(result, question.place)
            for choice in question.choices:
                none = "ไม่คิดคะแนน" if question.reason else "ไม่รู้จัก"
                points = none if choice.points is None else choice.points
                sheet.line(
                    (label, choice.label, points, choice.count, where, question.how.value),
                    ("code", "cell_small", "center", "whole", "place", "center"),
                    height=22,
                )
    return sheet.sheet()


def _scores_sheet(result: SurveyResult, agency: str, spread: _Spread) -> Sheet:
    """คะแนนซ้อมประเมิน: items under their indicators, then tools; what is not complete has no score."""
    framework = result.framework
    card = score(result.assessment(agency))
    page = Page(repeat=(3, 3))
    sheet = Builder(SCORES, (10, 52, 9, 11, 12, 18), page, tab=theme().colour("blue"))
    _titles(sheet, framework, "คะแนนซ้อมประเมิน IIT และ EIT", agency)
    sheet.line(("ข้อ", "ข้อคำถาม", "ส่วนที่", "คำตอบ\nที่นับ", "คะแนน", "กลุ่ม"), "header")
    sheet.freeze = (sheet.row, 0)
    asked = {one.item.tool for one in result.items}
    cells: dict[Key, str] = {}
    at = sheet.row
    for indicator in framework.indicators:
        if indicator.tool in asked:
            at = _place_items(framework, result, indicator, at, cells)
    for indicator in framework.indicators:
        if indicator.tool in asked:
            _indicator(sheet, card, result, indicator, cells, spread)
    sheet.skip(8)
    _tools(sheet, card, result, cells)
    sheet.skip(6)
    for text in _level_words(card, result):
        sheet.wide(text, "text")
    area = Area(4, 5, sheet.row, 5)
    for class_, style in _CLASS_STYLES.items():
        sheet.conditions.append(Condition(area, style, equals=class_.value))
    return sheet.sheet()


def _place_items(
    framework: Framework, result: SurveyResult, indicator: Indicator, row: int, cells: dict[Key, str]
) -> int:
    """Where the scores of an indicator, of its items and of its parts will stand; returns the next free row."""
    cells[Kind.INDICATOR, str(indicator.number)] = on(SCORES, address(row, 4))
    row += 1
    for ref in _refs(framework, result, indicator):
        cells[Kind.ITEM, ref] = on(SCORES, address(row, 4))
        row += 1
    return row


def _refs(framework: Framework, result: SurveyResult, indicator: Indicator) -> list[str]:
    """The items shown under an indicator: those of the parts that were asked, and those without a known part."""
    parts = {one.ref.partition(":")[2] for one in result.items if one.item.tool == indicator.tool}
    refs = [ref for ref in framework.refs(indicator) if ref.partition(":")[2] in parts]
    return [*refs, *(code for code in indicator.items if "" in parts and result.item(code) and code not in refs)]


def _indicator(
    sheet: Builder, card: Scorecard, result: SurveyResult, indicator: Indicator, cells: dict[Key, str], spread: _Spread
) -> None:
    key = (Kind.INDICATOR, str(indicator.number))
    row, value = sheet.row, card.value(*key)
    assert cells[key] == on(SCORES, address(row, 4))
    sheet.span(row, 0, 3, f"ตัวชี้วัดที่ {indicator.number} {indicator.name} ({indicator.tool})", "group")
    formula = Formulas(card, cells).score(key) if value is not None else ""
    sheet.put(
        row, 4, "ยังไม่ครบ" if value is None else value, "group_center" if value is None else "group_score", formula
    )
    _class(sheet, row, value)
    sheet.heights[row] = 25
    sheet.together.add(row)
    sheet.row += 1
    for ref in _refs(card.framework, result, indicator):
        _item(sheet, card, result, ref, spread)


def _item(sheet: Builder, card: Scorecard, result: SurveyResult, ref: str, spread: _Spread) -> None:
    row, found = sheet.row, result.item(ref)
    code, _, part = ref.partition(":")
    value = found.score if found else None
    why = "ไม่มีในแฟ้ม" if found is None else found.why_not
    title = card.framework.item(ref).title
    sheet.put(row, 0, code, "code")
    sheet.put(row, 1, title if value is not None else f"{title}\n({why})", "cell")
    sheet.put(row, 2, int(part) if part else None, "whole")
    sheet.put(row, 3, found.answered if found else None, "whole")
    sources = spread.cells.get(ref, [])
    formula = ""
    if value is not None:
        mean = sources[0] if len(sources) == 1 else f"ROUND(ROUND(AVERAGE({','.join(sources)}),8),2)"
        formula = f'IF(COUNT({",".join(sources)})={len(sources)},{mean},"")'
    sheet.put(row, 4, "–" if value is None else value, "center" if value is None else "score", formula)
    _class(sheet, row, value)
    sheet.fit(row, 23)
    sheet.row += 1


def _class(sheet: Builder, row: int, value: Decimal | None) -> None:
    if value is None:
        sheet.put(row, 5, None, "center")
    else:
        sheet.put(row, 5, Thresholds().class_of(value).value, "center", class_of(address(row, 4), Thresholds()))


def _tools(sheet: Builder, card: Scorecard, result: SurveyResult, cells: dict[Key, str]) -> None:
    """The tools and parts, as far as their items are all known."""
    row = sheet.row
    for column, text in ((0, "แบบวัด"), (2, "ผู้ตอบ"), (4, "คะแนน"), (5, "กลุ่ม")):
        sheet.span(row, column, column + 1 if column in (0, 2) else column, text, "header")
    sheet.heights[row] = 26
    sheet.row += 1
    live = Formulas(card, cells)
    # A tool in parts is a mean over its parts: they need cells before it is written.
    codes = list(card.framework.scores)
    for at, code in enumerate(codes):
        cells[Kind.TOOL, code] = on(SCORES, address(sheet.row + at, 4))
    for code in codes:
        key, row = (Kind.TOOL, code), sheet.row
        value = card.value(*key)
        parts = [one.code for tool in card.framework.tools if tool.code == code for one in tool.parts]
        people = sum(result.respondents.get(one, 0) for one in (code, *parts))
        sheet.span(
            row, 0, 1, card.framework.label(code), "total_text" if parts or code in ("IIT", "OIT") else "cell_part"
        )
        sheet.span(row, 2, 3, None if code == "OIT" else people, "whole")
        none = "ไม่ได้ซ้อม" if not people else "ยังไม่ครบ"
        sheet.put(row, 4, none if value is None else value, "center" if value is None else "total",
                  live.score(key) if value is not None else "")  # fmt: skip
        _class(sheet, row, value)
        sheet.heights[row] = 24
        sheet.row += 1


def _level_words(card: Scorecard, result: SurveyResult) -> list[str]:
    """Why no level is given, and what the rehearsal says of the conditions of the levels."""
    framework = card.framework
    unknown = [framework.label(code) for code in framework.scores if card.value(Kind.TOOL, code) is None]
    lines = ["คะแนนนี้เป็นผลซ้อมจากแบบสอบถามของหน่วยงาน ไม่ใช่ผลการประเมินที่ประกาศ"]
    if unknown:
        lines.append(f"ยังไม่สรุปคะแนนภาพรวมและระดับ เพราะยังไม่มีคะแนน {join_thai(unknown)}")
    for level in framework.levels:
        if level.tool_floor is None:
            continue
        known = {code: card.value(Kind.TOOL, code) for code in framework.floor_scores}
        low = [framework.label(code) for code, value in known.items() if value is not None and value < level.tool_floor]
        if low:
            lines.append(f"{join_thai(low)} ยังต่ำกว่า {level.tool_floor} คะแนน ซึ่งเป็นเงื่อนไขของระดับ “{level.name}”")
    left_out = [framework.item_label(one.ref) for one in result.items if one.score is None]
    if left_out:
        lines.append(f"ข้อที่ไม่คิดคะแนน: {', '.join(left_out)} เหตุผลอยู่ในแผ่น “{NOTES}”")
    return lines


def place_label(result: SurveyResult, place: Place) -> str:
    """A place with its file where there are several."""
    if len(result.files) < 2 or not place.file:
        return place.label or place.file
    return f"{place.file}: {place.label}" if place.label else place.file


def _notes_sheet(result: SurveyResult, agency: str) -> Sheet:
    """ข้อสังเกต: everything that was assumed, doubted or left out, gravest first."""
    page = Page(landscape=True, repeat=(3, 3))
    sheet = Builder(NOTES, (6, 15, 9, 70, 17, 17, 36, 46), page, theme().colour("amber"))
    _titles(sheet, result.framework, "ข้อสังเกตจากการอ่านคำตอบ", agency)
    sheet.line(("ที่", "ความสำคัญ", "รหัส", "ข้อสังเกต", "ที่พบ", "ที่ควรเป็น", "ตำแหน่งในแฟ้ม", "วิธีแก้ไข"), "header")
    sheet.freeze = (sheet.row, 0)
    if not result.findings:
        sheet.wide("ไม่พบสิ่งที่ต้องแก้ไขหรือตรวจสอบ อ่านคำตอบได้ครบทุกช่อง", "cell")
    styles = {Severity.ERROR: "urgent", Severity.WARNING: "raise", Severity.INFO: "center"}
    order = list(Severity)
    for at, one in enumerate(sorted(result.findings, key=lambda found: order.index(found.severity)), start=1):
        places = "\n".join(place_label(result, place) for place in one.places[:_PLACES_SHOWN])
        more = f"\nและอีก {len(one.places) - _PLACES_SHOWN} ช่อง" if len(one.places) > _PLACES_SHOWN else ""
        sheet.line(
            (at, one.severity.thai, one.code, one.message, one.stated, one.computed, places + more, one.cure),
            ("whole", styles[one.severity], "code", "cell_small", "center", "center", "place", "cell_small"),
        )
    sheet.skip(8)
    sheet.wide(f"แฟ้มที่อ่าน: {', '.join(result.files) or '–'} รวม {result.rows} แถว", "note")
    if result.unused:
        sheet.wide(f"คอลัมน์ที่ไม่ใช่ข้อคำถาม จึงไม่ได้ใช้คิดคะแนน: {', '.join(dict.fromkeys(result.unused))}", "note")
    return sheet.sheet()
