"""จำลองคะแนน: scores tried in yellow cells, and what the result would then be, by formulas alone.

An empty yellow cell means the present score, so that clearing them begins anew. What is tried runs up the same ladder
as in :mod:`ita_xl.scoring`; the level is read off the table of levels, where every condition shows what it still lacks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ita_xl.assessment import Kind
from ita_xl.cells import address, area, runs
from ita_xl.scoring import OVERALL, conditions
from ita_xl.sheets import wording
from ita_xl.sheets.build import Builder
from ita_xl.sheets.formulas import difference
from ita_xl.sheets.gaps import MET, MISSED, UNSURE, Gaps, Live
from ita_xl.sheets.ladder import Ladder
from ita_xl.sheets.model import Area, Condition, Page, Validation
from ita_xl.sheets.report_scores import LEVEL_CELL
from ita_xl.sheets.theme import theme
from ita_xl.simulation import items_carry, trial_keys, untouched
from ita_xl.thai import half_up, join_thai, points

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from ita_xl.framework import Framework, Indicator, Level
    from ita_xl.measures import MeasuresPlan
    from ita_xl.scoring import Key
    from ita_xl.sheets.model import Sheet
    from ita_xl.sheets.report_scores import Layout

SIMULATION = "จำลองคะแนน"
#: What a trial counts as that is no score from 0 to 100: nothing above it is then known.
WRONG = "?"

_CODE, _NAME, _NOW, _TRY, _THEN, _CHANGE, _TARGET = range(7)
_WIDTHS = (16, 50, 13, 13, 13, 13, 13)
_CARDS = 2
_LEVELS_FIRST = 10
_HELP = (
    "กรอกคะแนนที่อยากลอง (0–100) ในช่องสีเหลือง ผลด้านบนเปลี่ยนทันที ช่องที่เว้นว่างใช้คะแนนปัจจุบัน "
    "ลบช่องสีเหลืองทั้งหมดเพื่อเริ่มใหม่ แผ่นนี้ใช้ลองเท่านั้น ไม่เปลี่ยนคะแนนในแผ่นอื่น"
)
_UNKNOWN = "ช่องสีเหลืองที่ไม่มีคะแนนปัจจุบันต้องกรอกให้ครบ จึงจะรู้คะแนนภาพรวมและระดับเมื่อทดลอง"
_BY_ITEMS = "ลองที่ตัวชี้วัดหรือรายข้อก็ได้ ถ้ากรอกทั้งสองใช้ของตัวชี้วัด รายข้อคิดเป็นค่าเฉลี่ย ซึ่งตรงกับผลที่ประกาศ แต่วิธีรวมคะแนนยังไม่ยืนยัน"
_NOT_BY_ITEMS = "ลองที่คะแนนตัวชี้วัด เพราะปีนี้ใช้คะแนนตัวชี้วัดตามที่ประกาศ ไม่คำนวณจากข้อ"


class Row(NamedTuple):
    """One row of the table of scores; ``look`` is the prefix of its styles."""

    key: Key
    code: str
    name: str
    look: str = ""


def rows_above(framework: Framework) -> list[Row]:
    """The rows above the indicators: overall, the tools and their parts."""
    shares = " ".join(f"{tool.code} {half_up(framework.weight(tool.code), 0)}" for tool in framework.tools)
    found = [Row(OVERALL, "ภาพรวม", f"คะแนนถ่วงน้ำหนัก {shares}", "total")]
    for tool in framework.tools:
        found.append(Row((Kind.TOOL, tool.code), tool.code, tool.name))
        found += [Row((Kind.TOOL, one.code), framework.label(one.code), one.name) for one in tool.parts]
    return found


def group_row(indicator: Indicator) -> Row:
    """The row of an indicator, above its parts and items."""
    number = str(indicator.number)
    return Row((Kind.INDICATOR, number), f"ตัวชี้วัดที่ {number}", f"{indicator.name} ({indicator.tool})", "group")


#: The styles of a row by its prefix.
LOOKS = {
    # code, name, present score, result, change
    "": ("center", "cell_small", "score", "result", "moved"),
    "total": ("total_center", "total_text", "total", "total", "total_moved"),
    "group": ("group_center", "group", "group_score", "group_score", "group_moved"),
}


def simulation_sheet(plan: MeasuresPlan, layout: Layout) -> Sheet:
    """จำลองคะแนน: result and level of the trial on top, the levels and what they lack, then the scores to try.

    ``layout`` says where the present scores stand in the report.
    """
    return _Simulation(plan, layout).sheet()


class _Simulation:
    """The sheet in the making: the rows are laid out first, because formulas point down the sheet."""

    def __init__(self, plan: MeasuresPlan, layout: Layout) -> None:
        self.plan = plan
        self.layout = layout
        self.card = plan.diagnosis.card
        self.framework: Framework = self.card.framework
        self.keys = frozenset(trial_keys(self.card))
        self.by_items = {
            one.number: tuple((Kind.ITEM, ref) for ref in self.framework.refs(one))
            for one in self.framework.indicators
            if (Kind.INDICATOR, str(one.number)) in self.keys and items_carry(self.card, one)
        }
        self.to_try = self.keys | {key for items in self.by_items.values() for key in items}
        self.levels = self.framework.levels[:-1]
        self.way = wording.way_steps(plan.diagnosis)
        self.head = _LEVELS_FIRST + len(self.levels) + 4 + len(self.way)
        self.rows = self._rows()
        self.at = {row.key: self.head + 1 + number for number, row in enumerate(self.rows)}
        self.cells = {key: address(at, _THEN) for key, at in self.at.items()}
        first, last = self.head + 1, self.head + len(self.rows)
        self.trials = f"{address(first, _TRY, fixed=True)}:{address(last, _TRY, fixed=True)}"
        self.base = untouched(self.card)
        self.ladder = Ladder(self.framework, {key: self.cells[key] for key in self.keys}, self.cells)
        self.live = {row.key: self._then(row.key) for row in self.rows}
        self.gaps = Gaps(
            self.framework,
            self.cells,
            {key: live.value for key, live in self.live.items() if not isinstance(live.value, str)},
            frozenset(key for key, live in self.live.items() if live.formula),
            self.keys,
        )
        self.statuses = [self._status(level, at) for at, level in enumerate(self.levels, start=_LEVELS_FIRST)]

    def _rows(self) -> list[Row]:
        """Overall, tools and parts, then each indicator that can be known, with its parts and items that are tried."""
        framework = self.framework
        # Whether a score can be known does not depend on the places of the cells.
        anywhere = Ladder(framework, dict.fromkeys(self.keys, "A1"), {})
        found = rows_above(framework)
        for indicator in framework.indicators:
            number = str(indicator.number)
            below = [
                Row(key, f"ส่วนที่ {part.number}", indicator.name)
                for part in framework.parts(indicator.tool)
                if (key := (Kind.INDICATOR_PART, f"{number}:{part.number}")) in self.keys
            ]
            below += [
                Row((Kind.ITEM, ref), framework.item_label(ref), framework.item(ref).title)
                for ref in framework.refs(indicator)
                if (Kind.ITEM, ref) in self.to_try
            ]
            if below or anywhere.formula((Kind.INDICATOR, number)):
                found += [group_row(indicator), *below]
        return found

    def _notes(self) -> list[str]:
        """Where the indicators are tried that are taken as printed, though their items are known."""
        known = [one for one in self.framework.indicators if one.derive == "check" and one.number not in self.by_items
                 and any(self.card.items[ref].value is not None for ref in self.framework.refs(one))
                 and (Kind.INDICATOR, str(one.number)) in self.keys]  # fmt: skip
        groups = ((list(self.by_items), _BY_ITEMS), ([one.number for one in known], _NOT_BY_ITEMS))
        return [
            f"ตัวชี้วัดที่ {join_thai([str(number) for number in numbers])}: {text}" for numbers, text in groups if numbers
        ]

    def _then(self, key: Key) -> Live:
        """The result of a score: as tried, or computed from what is tried below it."""
        at = self.at[key]
        now, own = address(at, _NOW), address(at, _TRY)
        present = self.card.value(*key)
        if key in self.to_try:
            kept = now
            if key[0] is Kind.INDICATOR and (items := self.by_items.get(int(key[1]))):
                kept = self._kept(items, now, self.framework.indicator(int(key[1])))
            score = f'IF(ISNUMBER({own}),IF(AND({own}>=0,{own}<=100),ROUND({own},2),"{WRONG}"),"{WRONG}")'
            return Live(f'IF({own}="",{kept},{score})', present)
        formula = self.ladder.formula(key)
        return self._unless_untouched(Live(formula, self.base[key].value), now, present) if formula else Live("", None)

    def _kept(self, items: tuple[Key, ...], now: str, indicator: Indicator) -> str:
        """A printed indicator that is not tried itself: as it is, or the mean of its items when one is tried."""
        cells = {key[1]: self.cells[key] for key in items}
        tries = ",".join(_runs([self.at[key] for key in items], _TRY))
        results = ",".join(_runs([self.at[key] for key in items], _THEN))
        groups = [",".join(cells[code] for code in sub.items) for sub in indicator.sub]
        mean = f"AVERAGE({','.join(f'AVERAGE({one})' for one in groups)})" if indicator.method == "mean_of_subs" else \
            f"AVERAGE({results})"  # fmt: skip
        average = f'IF(COUNT({results})={len(items)},ROUND(ROUND({mean},8),2),"{WRONG}")'
        return f"IF(COUNTA({tries})=0,{now},{average})"

    def _unless_untouched(self, live: Live, now: str, present: Decimal | str | None) -> Live:
        """With nothing tried a result is as the report says, which may rest on more than what can be tried."""
        if live.value == present:
            return live
        return Live(f"IF(COUNTA({self.trials})=0,{now},{live.formula})", present)

    def sheet(self) -> Sheet:
        sheet = Builder(SIMULATION, _WIDTHS, Page(repeat=(self.head, self.head)), theme().colour("amber"))
        agency = self.card.assessment.agency or "หน่วยงาน"
        sheet.wide("จำลองคะแนนและระดับผลการประเมิน", "title", height=33)
        sheet.wide(f"{agency} ปีงบประมาณ พ.ศ. {self.framework.fiscal_year}", "subtitle", height=27)
        self._cards(sheet)
        sheet.freeze = (sheet.row, 0)
        sheet.skip(6)
        unknown = any(self.card.value(*key) is None for key in self.keys)
        sheet.wide(f"{_HELP} {_UNKNOWN}" if unknown else _HELP, "note")
        sheet.skip(6)
        self._levels(sheet)
        sheet.skip(6)
        sheet.wide("ทางที่ใกล้ที่สุดสู่ระดับถัดไป", "heading")
        for text in self.way:
            sheet.wide(f"• {text}", "bullet")
        sheet.skip(6)
        self._table(sheet)
        return sheet.sheet()

    def _cards(self, sheet: Builder) -> None:
        """Level, overall score and change of the trial, big, the present ones below; how many cells are tried."""
        row = _CARDS
        assert sheet.row == row
        statuses = [
            (level, address(at, _CODE), str(status.value))
            for at, (level, status) in enumerate(zip(self.levels, self.statuses, strict=True), start=_LEVELS_FIRST)
        ]
        present = wording.level_name(self.card)
        level = self._unless_untouched(self.gaps.level(statuses), address(row + 2, _NAME), present)
        overall = self._card(self.cells[OVERALL], self.live[OVERALL].value)
        change = self._card(address(self.at[OVERALL], _CHANGE), self._moved(OVERALL))
        cards = (
            (_CODE, _NAME, "ระดับเมื่อทดลอง", level.value, level.formula, "card_text"),
            (_NOW, _TRY, "คะแนนภาพรวมเมื่อทดลอง", overall.value, overall.formula, "card"),
            (_THEN, _CHANGE, "เปลี่ยนแปลง", change.value, change.formula, "card_change"),
            (_TARGET, _TARGET, "ช่องที่ลอง", 0, f"COUNTA({self.trials})", "card_count"),
        )
        for first, last, label, value, formula, style in cards:
            sheet.span(row, first, last, label, "card_label")
            sheet.span(row + 1, first, last, value, style, formula)
        sheet.put(row + 2, _CODE, "ระดับปัจจุบัน", "card_label")
        sheet.put(row + 2, _NAME, present, "card_label", LEVEL_CELL)
        sheet.put(row + 2, _NOW, "คะแนนปัจจุบัน", "card_label")
        before = self._card(self.layout.cells[OVERALL], self.card.overall.value)
        sheet.put(row + 2, _TRY, before.value, "card_before", before.formula)
        for column in (_THEN, _CHANGE, _TARGET):
            sheet.put(row + 2, column, None, "card_label")
        sheet.heights |= {row: 22, row + 1: 42, row + 2: 22}
        sheet.row += 3

    @staticmethod
    def _card(cell: str, value: Decimal | str | None) -> Live:
        return Live(f'IF({cell}="","–",{cell})', "–" if value is None else value)

    def _status(self, level: Level, row: int) -> Live:
        """Whether a level is reached; with nothing tried, as the report knows it."""
        width = len(conditions(self.framework, level))
        live = self.gaps.status(level, [address(row, _NOW + at) for at in range(width)])
        ranks = [self.framework.levels.index(one) for one in self.card.level.possible]
        own = self.framework.levels.index(level)
        present = MET if max(ranks) <= own else MISSED if min(ranks) > own else UNSURE
        return self._unless_untouched(live, f'"{present}"', present)

    def _levels(self, sheet: Builder) -> None:
        """Each level with its conditions: met or not, and what each score still lacks."""
        framework = self.framework
        codes = ("", *framework.floor_scores)
        sheet.wide("ถึงระดับใดแล้ว และยังขาดอีกเท่าใด", "heading")
        heads = [f"{framework.label(code) or 'ภาพรวม'}\nขาดอีก" for code in codes]
        sheet.line(("ผล", "ระดับและเงื่อนไขขั้นต่ำ", *heads), "header")
        assert sheet.row == _LEVELS_FIRST
        for level, status in zip(self.levels, self.statuses, strict=True):
            row = sheet.row
            sheet.put(row, _CODE, status.value, "center", status.formula)
            sheet.put(row, _NAME, asked_of(framework, level), "cell")
            asked = conditions(framework, level)
            for column, code in enumerate(codes, start=_NOW):
                gap = self.gaps.gap(level, code) if code in asked else Live("", None)
                sheet.put(row, column, gap.value, "gap", gap.formula)
            sheet.fit(row, 23)
            sheet.row += 1
        statuses = Area(_LEVELS_FIRST, _CODE, sheet.row - 1, _CODE)
        looks = {MET: "keep", MISSED: "urgent", UNSURE: "raise"}
        sheet.conditions += [Condition(statuses, style, equals=text) for text, style in looks.items()]
        sheet.wide(f"ไม่ถึงระดับใดข้างต้น คือ “{framework.levels[-1].name}”", "note")

    def _table(self, sheet: Builder) -> None:
        assert sheet.row == self.head
        heads = ("ข้อ", "รายการ", "คะแนน\nปัจจุบัน", "ลองกรอก\nคะแนน", "ผล\nเมื่อทดลอง", "เปลี่ยนแปลง", "ควรได้\n(ระดับถัดไป)")
        sheet.line(heads, "header")
        way = self.plan.diagnosis.way
        targets: Mapping[Key, Decimal] = {one.key: one.after for one in way.improvements} if way else {}
        for row in self.rows:
            self._row(sheet, row, targets.get(row.key))
        tries = [self.at[key] for key in self.to_try]
        for first, last in runs(tries):
            sheet.validations.append(
                Validation(
                    Area(first, _TRY, last, _TRY), "decimal", "ลองคะแนน",
                    "ตัวเลข 0–100 เว้นว่างคือใช้คะแนนปัจจุบัน", "คะแนนต้องเป็นตัวเลขตั้งแต่ 0 ถึง 100",
                )
            )  # fmt: skip
        for text in self._notes():
            sheet.wide(text, "note")
        results = Area(self.head + 1, _THEN, self.head + len(self.rows), _THEN)
        sheet.conditions.append(Condition(results, "urgent", equals=WRONG))

    def _row(self, sheet: Builder, row: Row, target: Decimal | None) -> None:
        at = sheet.row
        assert at == self.at[row.key]
        code, name, score, result, change = LOOKS[row.look]
        present, live = self.card.value(*row.key), self.live[row.key]
        source = self.layout.cells.get(row.key)
        sheet.put(at, _CODE, row.code, code)
        sheet.put(at, _NAME, row.name, name)
        sheet.put(at, _NOW, present, score, f'IF({source}="","",{source})' if source else "")
        sheet.put(at, _TRY, None, "input" if row.key in self.to_try else code)
        sheet.put(at, _THEN, live.value, result, live.formula)
        moved = difference(address(at, _THEN), address(at, _NOW))
        sheet.put(at, _CHANGE, self._moved(row.key), change, moved)
        sheet.put(at, _TARGET, target, score)
        sheet.fit(at, 23)
        if row.look == "group":
            sheet.together.add(at)
        sheet.row += 1

    def _moved(self, key: Key) -> Decimal | None:
        now, then = self.card.value(*key), self.live[key].value
        return None if now is None or then is None or isinstance(then, str) else then - now


def asked_of(framework: Framework, level: Level) -> str:
    """A level with what it asks for at least."""
    text = f"{level.name}: ภาพรวม {points(level.minimum)} ขึ้นไป"
    if level.tool_floor is None:
        return text
    labels = join_thai([framework.label(code) for code in framework.floor_scores])
    return f"{text} โดย {labels} ไม่ต่ำกว่า {points(level.tool_floor)}"


def _runs(rows: Iterable[int], column: int) -> list[str]:
    return [area(first, column, last, column) for first, last in runs(rows)]
