"""The sheets of the template that show results: สรุปผล and จุดอ่อน by formulas, ตรวจสอบ to be filled by its button."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from ita_xl.assessment import Kind
from ita_xl.cells import address, area, on
from ita_xl.diagnosis import Thresholds
from ita_xl.scoring import OVERALL
from ita_xl.sheets import looks
from ita_xl.sheets.build import Builder
from ita_xl.sheets.formulas import class_of, difference, weights
from ita_xl.sheets.inputbook import AGREE, DIFFER, Live
from ita_xl.sheets.ladder import Ladder
from ita_xl.sheets.model import Area, Chart, Condition, Page, Series, Shown
from ita_xl.sheets.report_scores import CLASS_STYLES, axis_floor
from ita_xl.sheets.theme import theme
from ita_xl.sheets.wording import axis_title
from ita_xl.thai import half_up

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ita_xl.framework import Framework
    from ita_xl.scoring import Key, Scorecard
    from ita_xl.sheets.model import Sheet
    from ita_xl.sheets.template import Places

SUMMARY, WEAK, FINDINGS = "สรุปผล", "จุดอ่อน", "ตรวจสอบ"
#: The very hidden sheet with one row an item: its name, score and the reasons that Python wrote for that score.
ITEMS = "_ita_items"
REASON, SCORE_THEN = 5, 6
"""Its columns that Python writes: the reasons, and the score they were written for."""
FIRST_FINDING, FINDING_ROWS = 4, 60
FIRST_WEAK = 3
WEAK_WIDTHS = (7, 16, 48, 12, 18, 66)
FINDING_WIDTHS = (6, 15, 9, 66, 17, 17, 24, 42)
_ALL_AGREE, _NOTHING_STATED = "ตรงกันทุกรายการที่กรอก", "ยังไม่ได้กรอก"
_CHANGED = "คะแนนเปลี่ยนแล้ว กดปุ่มจุดอ่อนอีกครั้ง"
_TOOLS, _NOW, _BEFORE = 8, 3, 4
_LAST = 8
_WIDTHS = (7, 34, 11, 12, 12, 12, 18, 9, 13, 4, 11, 11)
_BARS = (10, 11)
"""The columns beside the page that the lines of the charts are drawn from."""


class _Summary:
    """สรุปผล in the making: the cells of the input sheets give every figure of it."""

    def __init__(self, card: Scorecard, places: Places, earlier: Framework | None, before: Places | None) -> None:
        self.card = card
        self.framework = card.framework
        self.places = places
        self.keys: list[Key] = [*((Kind.TOOL, code) for code in self.framework.scores), OVERALL]
        self.sheet = Builder(SUMMARY, _WIDTHS, Page(one_page=True, last_column=_LAST), theme().colour("green"))
        rows = {key: on(SUMMARY, address(_TOOLS + at, _BEFORE)) for at, key in enumerate(self.keys)}
        self.ladder = Ladder(earlier, before.typed, rows) if earlier and before else None
        self.shares = weights(self.framework)

    def earlier(self, key: Key) -> str:
        """The formula of a score of the year before; empty where that year had no such score."""
        if self.ladder is None or (key[0] is Kind.TOOL and key[1] not in self.ladder.framework.scores):
            return ""
        return self.ladder.formula(key)

    def cards(self) -> None:
        """Overall score, level, change and agreement, label above value."""
        card, sheet = self.card, self.sheet
        live = Live(self.framework, self.places.typed, self.places.used)
        row = _TOOLS + len(self.keys) - 1
        overall, before = self.places.used[OVERALL], address(row, _BEFORE)
        now, then = card.overall.value, card.before(*OVERALL)
        change = None if now is None or then is None else now - then
        where = self.places.checks
        agreement = f'IF(COUNTIF({where},"{DIFFER}")>0,"{DIFFER} "&COUNTIF({where},"{DIFFER}")&" รายการ",' \
                    f'IF(COUNTIF({where},"{AGREE}")>0,"{_ALL_AGREE}","{_NOTHING_STATED}"))'  # fmt: skip
        cells = (
            (0, 1, "คะแนนภาพรวม", card.overall.value, "card", f'IF(COUNT({overall})=1,{overall},"–")'),
            (2, 4, "ระดับผลการประเมิน", live.level_value(card), "card_text", live.level()),
            (5, 6, "เปลี่ยนแปลงจากปีก่อน", change, "card_change",
             f'IF(COUNT({overall},{before})=2,ROUND({overall}-{before},2),"–")'),
            (7, 8, "คะแนนที่ประกาศ", self._agreement(), "card_label", agreement),
        )  # fmt: skip
        for first, last, label, value, style, formula in cells:
            sheet.span(sheet.row, first, last, label, "card_label")
            sheet.span(sheet.row + 1, first, last, "–" if value is None else value, style, formula)
        sheet.heights[sheet.row], sheet.heights[sheet.row + 1] = 22, 42
        sheet.row += 2

    def _agreement(self) -> str:
        """What the formula over the checks gives."""
        known = [self._apart(key) for key in self.places.used]
        stated = [one for one in known if one is not None]
        apart = sum(stated)
        if apart:
            return f"{DIFFER} {apart} รายการ"
        return _ALL_AGREE if stated else _NOTHING_STATED

    def _apart(self, key: Key) -> bool | None:
        """Whether a printed figure differs from the computed one; ``None`` where there are not both."""
        typed, own = self.card.assessment.value(*key), self.card.scores[key]
        if typed is None or own.value is None or not own.origin:
            return None
        tolerance = self.framework.tolerance
        return abs(half_up(typed) - own.value) > (tolerance.overall if key == OVERALL else tolerance.tool)

    def tools(self) -> None:
        """Tools, parts and the overall score, and their chart."""
        year, sheet = self.framework.fiscal_year, self.sheet
        heads = ("แบบวัด", None, "น้ำหนัก\n(ร้อยละ)", f"คะแนน\nปี {year}", f"คะแนน\nปี {year - 1}", "ผลต่าง",
                 "คะแนน\nถ่วงน้ำหนัก", None, "คะแนน\nที่ประกาศ")  # fmt: skip
        row = sheet.line(heads, "header")
        sheet.merge(Area(row, 0, row, 1))
        sheet.merge(Area(row, 6, row, 7))
        assert sheet.row == _TOOLS
        for key in self.keys:
            self._tool(key)
        last = sheet.row - 1
        names = Area(_TOOLS, 0, last, 0)
        series = (
            Series(f"ปี {year - 1}", SUMMARY, names, Area(_TOOLS, _BEFORE, last, _BEFORE), looks.before()),
            Series(f"ปี {year}", SUMMARY, names, Area(_TOOLS, _NOW, last, _NOW), looks.now()),
        )
        self._chart("คะแนนรายแบบวัดและภาพรวม", series if self.ladder else series[1:], [*self.keys])

    def _tool(self, key: Key) -> None:
        sheet, row, total = self.sheet, self.sheet.row, key == OVERALL
        own = self.card.scores[key].value
        share = Decimal(100) if total else half_up(self.shares[key[1]] * 100, 0)
        style = "total" if total else "score"
        sheet.span(row, 0, 1, "ภาพรวม" if total else self.framework.label(key[1]), "total_text" if total else "cell")
        sheet.put(row, 2, int(share), "total_center" if total else "whole")
        self._scores(key, row, style, "total_change" if total else "change")
        now = address(row, _NOW)
        weighted = None if own is None else half_up(own * share / 100)
        formula = f'IF({now}="","",ROUND(ROUND({now}*{address(row, 2)}/100,8),2))'
        sheet.span(row, 6, 7, weighted, style, formula)
        sheet.heights[row] = 23
        sheet.row += 1

    def indicators(self) -> None:
        """The ten indicators with change, class and rank, and their chart against the limits of the classes."""
        year, sheet, thresholds = self.framework.fiscal_year, self.sheet, Thresholds()
        heads = ("ที่", "ตัวชี้วัด", "เครื่องมือ", f"คะแนน\nปี {year}", f"คะแนน\nปี {year - 1}", "ผลต่าง", "กลุ่ม", "อันดับ",
                 "คะแนน\nที่ประกาศ")  # fmt: skip
        sheet.line(heads, "header")
        bars = tuple(zip(_BARS, reversed(looks.bars(self.framework)[:2]), strict=True))
        for column, (name, _) in bars:
            sheet.put(sheet.row - 1, column, f"เส้นเกณฑ์ {name}", "note")
        first, last = sheet.row, sheet.row + len(self.framework.indicators) - 1
        among = f"{address(first, _NOW, fixed=True)}:{address(last, _NOW, fixed=True)}"
        known = [own.value for own in self.card.indicators.values() if own.value is not None]
        for one in self.framework.indicators:
            row, now = sheet.row, address(sheet.row, _NOW)
            own = self.card.indicators[one.number].value
            sheet.put(row, 0, one.number, "whole")
            sheet.put(row, 1, one.name, "cell")
            sheet.put(row, 2, one.tool, "center")
            self._scores((Kind.INDICATOR, str(one.number)), row, "score", "change")
            class_ = "" if own is None else thresholds.class_of(own).value
            sheet.put(row, 6, class_, "center", class_of(now, thresholds))
            rank = None if own is None else 1 + sum(other > own for other in known)
            sheet.put(row, 7, rank, "whole", f'IF({now}="","",RANK({now},{among}))')
            for column, (_, bound) in bars:
                sheet.put(row, column, bound, "note")
            sheet.heights[row] = 23
            sheet.row += 1
        for kind, style in CLASS_STYLES.items():
            sheet.conditions.append(Condition(Area(first, 6, last, 6), style, equals=kind.value))
        names = Area(first, 1, last, 1)
        series = (
            Series(f"คะแนน ปี {year}", SUMMARY, names, Area(first, _NOW, last, _NOW), looks.now()),
            *looks.lines(self.framework, SUMMARY, names, _BARS),
        )
        self._chart("คะแนนรายตัวชี้วัด", series, [(Kind.INDICATOR, str(one.number)) for one in self.framework.indicators])

    def _scores(self, key: Key, row: int, style: str, change_style: str) -> None:
        """This year, the year before, the change, and the printed figure."""
        sheet, own, before = self.sheet, self.card.scores[key].value, self.card.before(*key)
        used, typed = self.places.used[key], self.places.typed[key]
        sheet.put(row, _NOW, own, style, f'IF(COUNT({used})=1,{used},"")')
        sheet.put(row, _BEFORE, before, style, self.earlier(key))
        change = None if own is None or before is None else own - before
        sheet.put(row, 5, change, change_style, difference(address(row, _NOW), address(row, _BEFORE)))
        stated = self.card.assessment.value(*key)
        sheet.put(row, 8, None if stated is None else half_up(stated), style, f'IF(COUNT({typed})=1,{typed},"")')

    def _chart(self, title: str, series: Sequence[Series], keys: Sequence[Key]) -> None:
        sheet, height = self.sheet, 320
        sheet.skip(8)
        full = f"{title} ปีงบประมาณ พ.ศ. {self.framework.fiscal_year}"
        floor = axis_floor([self.card.scores[key].value for key in keys])
        row = sheet.reserve(height)
        place = (row, 0, sheet.pixels(_LAST), height)
        sheet.charts.append(
            Chart("column", full, f"กราฟแท่ง{full}", tuple(series), *place, minimum=floor, axis=axis_title(floor))
        )


def summary(card: Scorecard, places: Places, earlier: Framework | None, before: Places | None, agency: str) -> Sheet:
    """สรุปผล: cards, tools and indicators with their charts, all by formulas over คะแนน and ปีก่อน."""
    made = _Summary(card, places, earlier, before)
    sheet = made.sheet
    for text, style, formula in (
        ("สรุปผลการประเมินคุณธรรมและความโปร่งใส (ITA)", "title", ""),
        (card.assessment.agency, "subtitle", f'{agency}&""'),
        (f"ประจำปีงบประมาณ พ.ศ. {card.framework.fiscal_year}", "subtitle", ""),
    ):
        sheet.wide(text, style, last=_LAST, formula=formula, height=30)
    sheet.skip(6)
    made.cards()
    sheet.skip(6)
    made.tools()
    made.indicators()
    sheet.page = replace(sheet.page, last_row=sheet.row)
    return sheet.sheet()


def item_refs(framework: Framework) -> tuple[str, ...]:
    """The rows of the hidden list of items, in order."""
    return tuple(ref for one in framework.indicators for ref in framework.refs(one))


def weak_items(card: Scorecard, places: Places) -> Sheet:
    """The hidden list that จุดอ่อน is sorted from: a score with its row as a tiny fraction differs from every other."""
    sheet = Builder(ITEMS, (12, 16, 48, 12, 14, 66, 12), Page())
    sheet.line(("ref", "label", "title", "score", "key", "reason", "score_then"), "text")
    for ref in item_refs(card.framework):
        row, own = sheet.row, card.items[ref].value
        cell, value = places.typed[Kind.ITEM, ref], address(row, 3)
        sheet.put(row, 0, ref, "text")
        sheet.put(row, 1, card.framework.item_label(ref), "text")
        sheet.put(row, 2, card.framework.item(ref).title, "text")
        sheet.put(row, 3, own, "text", f'IF(COUNT({cell})=1,{cell},"")')
        key = None if own is None else own + Decimal(row + 1) / 1000000
        sheet.put(row, 4, key, "text", f'IF({value}="","",{value}+{row + 1}/1000000)')
        sheet.row += 1
    return replace(sheet.sheet(), shown=Shown.NEVER)


def weakest(card: Scorecard) -> list[str]:
    """The items below the full score as จุดอ่อน lists them: lowest first, then in the order of the year."""
    known = [(own.value, ref) for ref in item_refs(card.framework) if (own := card.items[ref]).value is not None]
    return [ref for value, ref in sorted(known, key=lambda one: one[0]) if value < 100]


def weak_area(listed: int) -> str:
    """The cells of จุดอ่อน that show something where so many items are listed: ``"$A$1:$F$22"``."""
    last = address(FIRST_WEAK + listed - 1, len(WEAK_WIDTHS) - 1, fixed=True)
    return f"{address(0, 0, fixed=True)}:{last}"


def weak_list(card: Scorecard) -> Sheet:
    """จุดอ่อน: items below the full score, lowest first, by formulas; the reasons are those that its button wrote."""
    refs = item_refs(card.framework)
    sheet = Builder(WEAK, WEAK_WIDTHS, Page(landscape=True, repeat=(2, 2)), theme().colour("red"))
    shown, numbers = weakest(card), area(FIRST_WEAK, 0, FIRST_WEAK + len(refs) - 1, 0)
    # How many there are is printed with the list, whatever part of it is.
    sheet.wide(
        f"ข้อที่ยังไม่ได้คะแนนเต็ม {len(shown)} ข้อ เรียงจากคะแนนต่ำสุด", "title",
        formula=f'"ข้อที่ยังไม่ได้คะแนนเต็ม "&COUNT({numbers})&" ข้อ เรียงจากคะแนนต่ำสุด"', height=34,
    )  # fmt: skip
    sheet.wide("ลำดับ คะแนน และกลุ่มเปลี่ยนตามแผ่น “คะแนน” ทันที เหตุผลมาจากปุ่ม “จุดอ่อน” ในแผ่น “เริ่มต้น”", "note")
    sheet.line(("ที่", "ข้อ", "ประเด็น", "คะแนน", "กลุ่ม", "เหตุผล"), "header")
    sheet.freeze = (sheet.row, 0)
    first = sheet.row
    assert first == FIRST_WEAK
    keys = _column(refs, 4)
    for at in range(len(refs)):
        row, ref = sheet.row, shown[at] if at < len(shown) else None
        item = card.framework.item(ref) if ref else None
        value = card.items[ref].value if ref else None
        smallest = f"SMALL({keys},{at + 1})"
        found = f"MATCH({smallest},{keys},0)"
        there = f"COUNT({keys})>{at}"
        number, own = address(row, 0), address(row, 3)
        sheet.put(row, 0, at + 1 if ref else None, "whole", f'IF({there},IF(ROUND({smallest},2)<100,{at + 1},""),"")')
        texts = (card.framework.item_label(ref) if ref else "", item.title if item else "")
        for column, (text, style) in enumerate(zip(texts, ("center", "cell"), strict=True), start=1):
            sheet.put(row, column, text, style, f'IF({number}="","",INDEX({_column(refs, column)},{found}))')
        sheet.put(row, 3, value, "score", f'IF({number}="","",ROUND({smallest},2))')
        class_ = "" if value is None else Thresholds().class_of(value).value
        sheet.put(row, 4, class_, "center", class_of(own, Thresholds()))
        reason, then = (f"INDEX({_column(refs, one)},{found})" for one in (REASON, SCORE_THEN))
        text = f'IF(COUNT({then})=0,"",IF(ROUND({then}-{own},2)=0,{reason}&"","{_CHANGED}"))'
        sheet.put(row, 5, "", "cell_small", f'IF({number}="","",{text})')
        sheet.heights[row] = 46
        sheet.row += 1
    for kind, look in CLASS_STYLES.items():
        sheet.conditions.append(Condition(Area(first, 4, max(first, sheet.row - 1), 4), look, equals=kind.value))
    return sheet.sheet()


def _column(refs: Sequence[str], column: int) -> str:
    where = area(1, column, len(refs), column)
    first, _, last = where.partition(":")
    return on(ITEMS, f"${first[0]}${first[1:]}:${last[0]}${last[1:]}")


def checks_sheet() -> Sheet:
    """ตรวจสอบ: room for the findings, which its button writes."""
    page = Page(landscape=True, repeat=(3, 3))
    sheet = Builder(FINDINGS, FINDING_WIDTHS, page, theme().colour("amber"))
    sheet.wide("ผลการตรวจสอบความถูกต้องของตัวเลขและระดับ", "title", height=34)
    sheet.wide("กดปุ่ม “คำนวณและตรวจสอบ” ในแผ่น “เริ่มต้น” ข้อสังเกตใหม่จะแทนของเดิม", "note")
    sheet.skip(8)
    sheet.line(("ที่", "ความสำคัญ", "รหัส", "ข้อสังเกต", "ที่ระบุไว้", "ที่ควรเป็น", "ตำแหน่งในแฟ้ม", "วิธีแก้ไข"), "header")
    assert sheet.row == FIRST_FINDING
    styles = ("whole", "center", "code", "cell_small", "center", "center", "place", "cell_small")
    for _ in range(FINDING_ROWS):
        sheet.line((None,) * len(styles), styles)
    sheet.freeze = (FIRST_FINDING, 0)
    return sheet.sheet()
