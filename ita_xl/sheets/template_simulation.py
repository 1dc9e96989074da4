"""จำลองคะแนน of the template: scores tried in yellow cells over whatever stands on คะแนน, by formulas alone.

What figures are there shows only when the spreadsheet program computes, so every row can be tried that lies lowest on
some way to the overall score: items, indicators or their parts, tools or their parts. An empty yellow cell means the
present score; what is tried on a row goes before what its lower rows give.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from ita_xl.assessment import Kind
from ita_xl.cells import address, area, runs
from ita_xl.scoring import OVERALL, conditions
from ita_xl.sheets.build import Builder
from ita_xl.sheets.formulas import difference
from ita_xl.sheets.gaps import MET, MISSED, UNSURE, Gaps
from ita_xl.sheets.inputbook import Live
from ita_xl.sheets.ladder import Known, first_known, mean_known
from ita_xl.sheets.model import Area, Condition, Page, Validation
from ita_xl.sheets.simulation import LOOKS, SIMULATION, WRONG, Row, asked_of, group_row, rows_above
from ita_xl.sheets.theme import theme
from ita_xl.thai import half_up

if TYPE_CHECKING:
    from ita_xl.framework import Framework, Indicator, Level
    from ita_xl.scoring import Key, Scorecard
    from ita_xl.sheets.model import Sheet
    from ita_xl.sheets.template import Places

_CODE, _NAME, _NOW, _TRY, _THEN, _CHANGE, _PRINTED = range(7)
#: Beside the page: what a row gives before it is rounded, from which the rows above it are computed.
_EXACT = 8
_LAST = _PRINTED
_WIDTHS = (16, 50, 14, 14, 14, 14, 14, 3, 14)
_CARDS = 2
_LEVELS_FIRST = 9
_HELP = (
    "กรอกคะแนนที่อยากลอง (0–100) ในช่องสีเหลือง ผลด้านบนเปลี่ยนทันที ช่องที่เว้นว่างใช้คะแนนปัจจุบันจากแผ่น “คะแนน” "
    "ลบช่องสีเหลืองทั้งหมดเพื่อเริ่มใหม่ แผ่นนี้ใช้ลองเท่านั้น ไม่เปลี่ยนคะแนนในแผ่นอื่น"
)
_HOW = (
    "ลองที่แถวใด แถวนั้นใช้คะแนนที่ลองแทนผลของแถวย่อย แถวย่อยมีผลเมื่อรู้คะแนนครบทุกแถวย่อย (คะแนนปัจจุบันหรือที่ลอง)",
    "ตัวชี้วัด {numbers} ใช้คะแนนตัวชี้วัดที่ประกาศ ลองรายข้อได้เมื่อค่าเฉลี่ยรายข้อตรงกับคะแนนที่ประกาศ หากไม่ตรงขึ้น “?” ให้ลองที่ตัวชี้วัด",
)


def trial_sheet(card: Scorecard, places: Places, level: str, agency: str) -> Sheet:
    """The sheet.

    Args:
        card: the scores that the template holds when it is made.
        places: where คะแนน takes figures and gives scores.
        level: the cell of the level there.
        agency: the cell of the agency's name.
    """
    return _Trial(card, places).sheet(level, agency)


class _Trial(Live):
    """The formulas of the rows, each over those of the rows below it; the ladder is that of คะแนน."""

    def __init__(self, card: Scorecard, places: Places) -> None:
        self.card = card
        self.places = places
        self.levels = card.framework.levels[:-1]
        self.head = _LEVELS_FIRST + len(self.levels) + 3
        self.rows = _rows(card.framework)
        self.at = {row.key: self.head + 1 + number for number, row in enumerate(self.rows)}
        items = {key: self._cell(key, _EXACT) for key in self.at if key[0] is Kind.ITEM}
        super().__init__(card.framework, {**places.typed, **items}, {key: self._cell(key, _THEN) for key in self.at})
        self.scores = {key: self._present(key)[1] for key in self.at}
        first, last = self.head + 1, self.head + len(self.rows)
        self.trials = f"{address(first, _TRY, fixed=True)}:{address(last, _TRY, fixed=True)}"
        self.gaps = Gaps(card.framework, self.used, self.scores, frozenset(self.at), frozenset())

    def _cell(self, key: Key, column: int) -> str:
        return address(self.at[key], column)

    def tryable(self, key: Key) -> bool:
        """Whether a row can be tried: not the overall score, nor what lies in two parts that are tried."""
        kind, ref = key
        if kind is Kind.INDICATOR:
            return not self.framework.parts(self.framework.indicator(int(ref)).tool)
        in_parts = {tool.code for tool in self.framework.tools if tool.parts}
        return key != OVERALL and not (kind is Kind.TOOL and ref in in_parts)

    # -- the ladder over the rows --------------------------------------------------------------------------------------

    def _row(self, key: Key) -> Known:
        cell = self._cell(key, _EXACT)
        return Known(cell, f"COUNT({cell})=1")

    def _part(self, indicator: Indicator, part: int) -> Known | None:
        return self._row((Kind.INDICATOR_PART, f"{indicator.number}:{part}"))

    def _indicator(self, indicator: Indicator) -> Known | None:
        return self._row((Kind.INDICATOR, str(indicator.number)))

    def _tool(self, code: str) -> Known | None:
        return self._row((Kind.TOOL, code))

    def _below(self, key: Key) -> Known | None:
        """What the rows below give, else the printed figure."""
        kind, ref = key
        if kind is Kind.INDICATOR_PART:
            number, _, part = ref.partition(":")
            return super()._part(self.framework.indicator(int(number)), int(part))
        if kind is Kind.INDICATOR:
            indicator = self.framework.indicator(int(ref))
            parts = [(Kind.INDICATOR_PART, f"{ref}:{one.number}") for one in self.framework.parts(indicator.tool)]
            return first_known(self._tried(parts), super()._indicator(indicator))
        if kind is Kind.TOOL:
            tool = next((one for one in self.framework.tools if one.code == ref), None)
            parts = [(Kind.TOOL, one.code) for one in (tool.parts if tool else ())]
            return first_known(self._tried(parts), super()._tool(ref))
        return super()._value(key)

    def _tried(self, parts: list[Key]) -> Known | None:
        """The mean of both parts where one of them is tried."""
        both = mean_known([self._row(key) for key in parts]) if parts else None
        if both is None:
            return None
        return Known(both.exact, f"AND(COUNTA({','.join(self._cell(key, _TRY) for key in parts)})>0,{both.known})")

    def exact(self, key: Key) -> str:
        """The formula of a row before rounding: as tried, else from below."""
        own, now = self._cell(key, _TRY), self._cell(key, _NOW)
        if key[0] is Kind.ITEM:
            present = now
        else:
            below = self._below(key)
            present = f'IF({below.known},{below.exact},"")' if below else '""'
            if key[0] is Kind.INDICATOR and (items := self.carried(self.framework.indicator(int(key[1])))):
                present = self._by_items(items, self.framework.indicator(int(key[1])), present)
        if not self.tryable(key):
            return present
        score = f'IF(ISNUMBER({own}),IF(AND({own}>=0,{own}<=100),ROUND({own},2),"{WRONG}"),"{WRONG}")'
        return f'IF({own}="",{present},{score})'

    def carried(self, indicator: Indicator) -> list[Key]:
        """The items of an indicator that is taken as printed."""
        if indicator.derive != "check":
            return []
        return [(Kind.ITEM, ref) for ref in self.framework.refs(indicator)]

    def _by_items(self, items: list[Key], indicator: Indicator, printed: str) -> str:
        """As printed, or the mean of the items when one is tried and their present mean is what was printed."""
        mean, present = (self._mean_of(indicator, column) for column in (_EXACT, _NOW))
        tries, known, now = (",".join(self._ranges(items, column)) for column in (_TRY, _EXACT, _NOW))
        own = self._cell((Kind.INDICATOR, str(indicator.number)), _NOW)
        holds = (
            f"AND(COUNT({known})={len(items)},COUNT({now})={len(items)},"
            f"ROUND(IFERROR({present},-1),2)=IF(COUNT({own})=1,{own},-2))"
        )
        return f'IF(COUNTA({tries})=0,{printed},IF({holds},{mean},"{WRONG}"))'

    def _mean_of(self, indicator: Indicator, column: int) -> str:
        if indicator.method == "mean_of_subs":
            groups = [",".join(self._cell((Kind.ITEM, code), column) for code in sub.items) for sub in indicator.sub]
            return f"ROUND(AVERAGE({','.join(f'AVERAGE({one})' for one in groups)}),8)"
        return f"ROUND(AVERAGE({','.join(self._ranges(self.carried(indicator), column))}),8)"

    def _ranges(self, keys: list[Key], column: int) -> list[str]:
        return [area(first, column, last, column) for first, last in runs(self.at[key] for key in keys)]

    # -- the sheet -----------------------------------------------------------------------------------------------------

    def _present(self, key: Key) -> tuple[str, Decimal | None]:
        """The formula of the present score of a row, and what it gives."""
        value = self.card.value(*key)
        if key[0] is Kind.ITEM:
            cell = self.places.typed[key]
            return f'IF(COUNT({cell})=1,ROUND({cell},2),"")', value
        if key in self.places.used:
            cell = self.places.used[key]
            return f'IF(COUNT({cell})=1,{cell},"")', value
        return Live(self.framework, self.places.typed, self.places.used).formula(key) or '""', value

    def sheet(self, level: str, agency: str) -> Sheet:
        page = Page(repeat=(self.head, self.head), last_column=_LAST)
        sheet = Builder(SIMULATION, _WIDTHS, page, theme().colour("amber"))
        sheet.wide("จำลองคะแนนและระดับผลการประเมิน", "title", last=_LAST, height=33)
        year = f"ปีงบประมาณ พ.ศ. {self.framework.fiscal_year}"
        name = self.card.assessment.agency
        text = f'IF({agency}="","หน่วยงาน",{agency})&" {year}"'
        sheet.wide(f"{name or 'หน่วยงาน'} {year}", "subtitle", last=_LAST, formula=text, height=27)
        self._cards(sheet, level)
        sheet.freeze = (sheet.row, 0)
        sheet.skip(6)
        sheet.wide(_HELP, "note", last=_LAST)
        sheet.wide("ถึงระดับใดแล้ว และยังขาดอีกเท่าใด", "heading", last=_LAST)
        self._levels(sheet)
        sheet.skip(6)
        sheet.wide("ลองคะแนน", "heading", last=_LAST)
        self._table(sheet)
        return sheet.sheet()

    def _cards(self, sheet: Builder, level: str) -> None:
        row = _CARDS
        assert sheet.row == row
        own = self.level_value(self.card)
        overall = self.scores[OVERALL]
        shown = "–" if overall is None else overall
        cell = self.used[OVERALL]
        change = self._cell(OVERALL, _CHANGE)
        cards = (
            (_CODE, _NAME, "ระดับเมื่อทดลอง", own, self.level(), "card_text"),
            (_NOW, _TRY, "คะแนนภาพรวมเมื่อทดลอง", shown, f'IF(COUNT({cell})=0,"–",{cell})', "card"),
            (_THEN, _CHANGE, "เปลี่ยนแปลง", "–" if overall is None else overall - overall,
             f'IF(COUNT({change})=0,"–",{change})', "card_change"),
            (_PRINTED, _PRINTED, "ช่องที่ลอง", 0, f"COUNTA({self.trials})", "card_count"),
        )  # fmt: skip
        for first, last, label, value, formula, style in cards:
            sheet.span(row, first, last, label, "card_label")
            sheet.span(row + 1, first, last, value, style, formula)
        now = self.places.used[OVERALL]
        sheet.put(row + 2, _CODE, "ระดับปัจจุบัน", "card_label")
        sheet.put(row + 2, _NAME, own, "card_label", f'{level}&""')
        sheet.put(row + 2, _NOW, "คะแนนปัจจุบัน", "card_label")
        sheet.put(row + 2, _TRY, shown, "card_before", f'IF(COUNT({now})=0,"–",{now})')
        for column in (_THEN, _CHANGE, _PRINTED):
            sheet.put(row + 2, column, None, "card_label")
        sheet.heights |= {row: 22, row + 1: 42, row + 2: 22}
        sheet.row += 3

    def _levels(self, sheet: Builder) -> None:
        """Each level with its conditions: reached or not, and what each score still lacks."""
        codes = ("", *self.framework.floor_scores)
        assert len(codes) <= _LAST - _NOW + 1
        heads = [f"{self.framework.label(code) or 'ภาพรวม'}\nขาดอีก" for code in codes]
        sheet.line(("ผล", "ระดับและเงื่อนไขขั้นต่ำ", *heads), "header")
        assert sheet.row == _LEVELS_FIRST
        for row, level in enumerate(self.levels, start=_LEVELS_FIRST):
            self._level_row(sheet, row, level, codes)
        statuses = Area(_LEVELS_FIRST, _CODE, sheet.row - 1, _CODE)
        looks = {MET: "keep", MISSED: "urgent", UNSURE: "raise"}
        sheet.conditions += [Condition(statuses, style, equals=text) for text, style in looks.items()]
        sheet.wide(f"ไม่ถึงระดับใดข้างต้น คือ “{self.framework.levels[-1].name}”", "note", last=_LAST)

    def _level_row(self, sheet: Builder, row: int, level: Level, codes: tuple[str, ...]) -> None:
        asked = conditions(self.framework, level)
        status = self.gaps.status(level, [address(row, _NOW + at) for at in range(len(asked))])
        sheet.put(row, _CODE, status.value, "center", status.formula)
        sheet.put(row, _NAME, asked_of(self.framework, level), "cell")
        for column, code in enumerate(codes, start=_NOW):
            gap = self.gaps.gap(level, code) if code in asked else None
            sheet.put(row, column, gap.value if gap else None, "gap", gap.formula if gap else "")
        sheet.fit(row, 23)
        sheet.row += 1

    def _table(self, sheet: Builder) -> None:
        assert sheet.row == self.head
        heads = ("ข้อ", "รายการ", "คะแนน\nปัจจุบัน", "ลองกรอก\nคะแนน", "ผล\nเมื่อทดลอง", "เปลี่ยนแปลง", "คะแนน\nที่ประกาศ")
        sheet.line(heads, "header")
        sheet.put(self.head, _EXACT, "ก่อนปัดเศษ", "note")
        for row in self.rows:
            self._table_row(sheet, row)
        for first, last in runs(at for key, at in self.at.items() if self.tryable(key)):
            sheet.validations.append(
                Validation(
                    Area(first, _TRY, last, _TRY), "decimal", "ลองคะแนน",
                    "ตัวเลข 0–100 เว้นว่างคือใช้คะแนนปัจจุบัน", "คะแนนต้องเป็นตัวเลขตั้งแต่ 0 ถึง 100",
                )
            )  # fmt: skip
        numbers = [f"{one.number}" for one in self.framework.indicators if self.carried(one)]
        for text in _HOW if numbers else _HOW[:1]:
            sheet.wide(text.format(numbers=" และ ".join(numbers)), "note", last=_LAST)
        results = Area(self.head + 1, _THEN, self.head + len(self.rows), _THEN)
        sheet.conditions.append(Condition(results, "urgent", equals=WRONG))
        sheet.page = replace(sheet.page, last_row=sheet.row - 1)

    def _table_row(self, sheet: Builder, row: Row) -> None:
        at = sheet.row
        assert at == self.at[row.key]
        code, name, score, result, change = LOOKS[row.look]
        formula, value = self._present(row.key)
        exact, now, then = (address(at, column) for column in (_EXACT, _NOW, _THEN))
        sheet.put(at, _CODE, row.code, code)
        sheet.put(at, _NAME, row.name, name)
        sheet.put(at, _NOW, value, score, formula)
        sheet.put(at, _TRY, None, "input" if self.tryable(row.key) else code)
        sheet.put(at, _THEN, value, result, f"IF(ISNUMBER({exact}),ROUND(ROUND({exact},8),2),{exact})")
        sheet.put(at, _CHANGE, None if value is None else value - value, change, difference(then, now))
        printed, cell = self.card.assessment.value(*row.key), self.places.typed[row.key]
        told = printed is not None and row.key[0] is not Kind.ITEM
        sheet.put(at, _PRINTED, half_up(printed) if printed is not None and told else None, score,
                  "" if row.key[0] is Kind.ITEM else f'IF(COUNT({cell})=1,{cell},"")')  # fmt: skip
        whole = self.card.score(*row.key).exact
        shown = None if whole is None else Decimal(whole.numerator) / Decimal(whole.denominator)
        sheet.put(at, _EXACT, shown, "note", self.exact(row.key))
        sheet.fit(at, 23)
        if row.look == "group":
            sheet.together.add(at)
        sheet.row += 1


def _rows(framework: Framework) -> list[Row]:
    """Overall, tools and parts, then each indicator with its parts and items, those of a part below each other."""
    found = rows_above(framework)
    for indicator in framework.indicators:
        found.append(group_row(indicator))
        parts = framework.parts(indicator.tool)
        found += [Row((Kind.INDICATOR_PART, f"{indicator.number}:{one.number}"), f"ส่วนที่ {one.number}", indicator.name)
                  for one in parts]  # fmt: skip
        groups = [framework.refs(indicator, one.number) for one in parts] or [framework.refs(indicator)]
        found += [Row((Kind.ITEM, ref), framework.item_label(ref), framework.item(ref).title)
                  for group in groups for ref in group]  # fmt: skip
    return found
