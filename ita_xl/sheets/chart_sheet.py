"""แผนภูมิ: overall against the levels, shape and change of the indicators, the items as a heat table, the years.

What the charts are drawn from and no other sheet holds stands beside the printed columns.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ita_xl.assessment import Kind
from ita_xl.cells import address, on
from ita_xl.scoring import OVERALL
from ita_xl.sheets import looks, wording
from ita_xl.sheets.build import Builder
from ita_xl.sheets.model import Area, Chart, Look, Page, Scale, Series, Sheet, Sparkline
from ita_xl.sheets.report_scores import (
    BEFORE,
    CHANGE,
    INDICATORS,
    INDICATORS_FIRST,
    ITEMS,
    SCORE,
    axis_floor,
    shown_items,
    titles_over,
)
from ita_xl.sheets.theme import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ita_xl.framework import Indicator
    from ita_xl.measures import MeasuresPlan
    from ita_xl.scoring import Key, Scorecard
    from ita_xl.sheets.report_scores import Layout

CHARTS = "แผนภูมิ"
#: The label column, then columns of one width: items of the heat table, years of the table of years.
_LABEL, _EACH, _ACROSS = 30.0, 7.4, 11
_WIDTHS = (_LABEL, *(_EACH,) * _ACROSS, 4, *(13,) * 9)
#: The first column beside the printed ones.
_BESIDE = _ACROSS + 2
_SCALE_HEIGHT, _PAIR_HEIGHT = 240, 460
#: Where the bars of the scale and of the changes stand: left, top, width, height as shares of the chart.
_SCALE_PLOT, _CHANGES_PLOT = (0.13, 0.2, 0.83, 0.52), (0.36, 0.11, 0.58, 0.68)
#: The share of the width that the radar takes beside the chart of changes.
_RADAR = 0.45
#: The bands of the levels, the best first; further ones below them take turns.
_BANDS = (("green", ""), ("blue", "down"), ("amber", "dots"), ("red", "up"))
_LOWER = (("quiet", "down"), ("quiet", "up"))
_FEWEST_YEARS = 3
_MOST_YEARS = 8


def chart_sheet(plan: MeasuresPlan, layout: Layout) -> Sheet:
    """The charts that do not fit beside their tables, and the heat table of the items."""
    card = plan.diagnosis.card
    sheet = Builder(CHARTS, _WIDTHS, Page(last_column=_ACROSS), theme().colour("green"))
    titles_over(sheet, card, "แผนภูมิผลการประเมิน", _ACROSS)
    sheet.skip(6)
    if card.overall.value is not None:
        _scale(sheet, card, layout)
    _shape_and_change(sheet, card)
    sheet.new_page.add(sheet.row)
    _years(sheet, card, layout)
    _heat(sheet, card, layout)
    sheet.page = Page(last_column=_ACROSS, last_row=sheet.row - 1)
    return sheet.sheet()


def _heading(sheet: Builder, text: str) -> None:
    sheet.together.add(sheet.wide(text, "heading", last=_ACROSS, height=28))


def _reserve(sheet: Builder, height: int) -> int:
    first = sheet.reserve(height)
    sheet.together |= set(range(first, sheet.row - 1))
    return first


# -- overall -----------------------------------------------------------------------------------------------------------


def _scale(sheet: Builder, card: Scorecard, layout: Layout) -> None:
    """The overall score of both years under a bar that is cut at the thresholds of the levels."""
    framework, year = card.framework, card.framework.fiscal_year
    before = card.before(*OVERALL)
    _heading(sheet, "คะแนนภาพรวมเทียบเกณฑ์ของระดับ")
    first = _reserve(sheet, _SCALE_HEIGHT)
    years = [("เกณฑ์ของระดับ", None, ""), (f"ปี {year}", card.overall.value, layout.cells[OVERALL])]
    if before is not None:
        years.append((f"ปี {year - 1}", before, layout.before(OVERALL)))
    names = Area(first, _BESIDE, first + len(years) - 1, _BESIDE)

    def column(at: int) -> Area:
        return Area(first, _BESIDE + at, first + len(years) - 1, _BESIDE + at)

    for at, (name, value, cell) in enumerate(years):
        sheet.put(first + at, _BESIDE, name, "note")
        if cell:
            sheet.put(first + at, _BESIDE + 1, value, "note", f'IF({cell}="","",{cell})')
    series = [Series("คะแนนภาพรวม", CHARTS, names, column(1), Look(theme().colour("navy")), labels="0.00")]
    bounds = list(reversed(looks.bars(framework)))
    low = min(axis_floor([card.overall.value, before]), int(bounds[-3][1]) // 10 * 10 - 10)
    floor = Decimal(0)
    at = 2
    bands = [(framework.levels[-1].name, Decimal(0)), *bounds]
    for place, (name, _) in enumerate(bands):
        top = bands[place + 1][1] if place + 1 < len(bands) else Decimal(100)
        if top <= low:
            continue
        sheet.put(first, _BESIDE + at, top - floor, "note")
        rank = len(bands) - 1 - place
        colour, hatch = _BANDS[rank] if rank < len(_BANDS) else _LOWER[rank % len(_LOWER)]
        look = Look(theme().colour(colour), hatch)
        series.append(Series(name, CHARTS, names, column(at), look, named=True))
        floor = top
        at += 1
    title = wording.overall_title(card)
    sheet.charts.append(
        Chart(
            "bar stacked",
            title,
            f"กราฟแท่งคะแนนภาพรวมใต้แถบเกณฑ์ของระดับ ปีงบประมาณ พ.ศ. {year}: {title}",
            tuple(series),
            first,
            0,
            sheet.pixels(_ACROSS),
            _SCALE_HEIGHT,
            minimum=low,
            labels="",
            axis=wording.axis_title(low),
            plot=_SCALE_PLOT,
            legend=False,
            unit=5 if low >= 50 else 10,
        )
    )
    if framework.floor_scores:
        sheet.wide("แถบแสดงเกณฑ์ของคะแนนภาพรวมเท่านั้น ระดับยังขึ้นกับคะแนนต่ำสุดของเครื่องมือด้วย", "note", last=_ACROSS)
    sheet.skip(6)


# -- shape and change --------------------------------------------------------------------------------------------------


def _shape_and_change(sheet: Builder, card: Scorecard) -> None:
    """The radar of both years and, where last year is known, the changes beside it, greatest rise first."""
    changes = wording.indicator_changes(card)
    known = [one.value for one in card.indicators.values() if one.value is not None]
    if not known:
        return
    _heading(sheet, "รูปทรงและการเปลี่ยนแปลงของตัวชี้วัด" if changes else "รูปทรงของคะแนนตัวชี้วัด")
    first = _reserve(sheet, _PAIR_HEIGHT)
    whole = sheet.pixels(_ACROSS)
    width = int(whole * _RADAR) if changes else whole
    sheet.charts.append(_radar(card, first, width))
    if changes:
        sheet.charts.append(_changes(sheet, card, changes, first, (width + 8, whole - width - 8)))
    names = "  ".join(f"{one.number}. {one.name}" for one in card.framework.indicators)
    sheet.wide(f"ตัวเลขรอบกราฟเรดาร์คือตัวชี้วัดที่ {names}", "note", last=_ACROSS)
    sheet.skip(6)


def _radar(card: Scorecard, row: int, width: int) -> Chart:
    year = card.framework.fiscal_year
    first, last = INDICATORS_FIRST, INDICATORS_FIRST + len(card.framework.indicators) - 1
    names = Area(first, 0, last, 0)
    before = [card.before(Kind.INDICATOR, str(number)) for number in card.indicators]
    low = axis_floor([*(one.value for one in card.indicators.values()), *before])
    series = [Series(f"ปี {year}", INDICATORS, names, Area(first, SCORE, last, SCORE), looks.now())]
    if any(one is not None for one in before):
        area = Area(first, BEFORE, last, BEFORE)
        series.insert(0, Series(f"ปี {year - 1}", INDICATORS, names, area, looks.before()))
    title = wording.spread_title(card)
    return Chart(
        "radar",
        f"{title} (แกนเริ่มที่ {low})" if low else title,
        f"กราฟเรดาร์คะแนน {len(card.indicators)} ตัวชี้วัด ปีงบประมาณ พ.ศ. {year}: {title}",
        tuple(series),
        row,
        0,
        width,
        _PAIR_HEIGHT,
        minimum=low,
        labels="",
        unit=10 if low >= 60 else 20,
    )


def _changes(sheet: Builder, card: Scorecard, changes: dict[int, Decimal], first: int, place: tuple[int, int]) -> Chart:
    """Rises to the right and falls to the left, in an order that follows the figures: greatest rise first."""
    framework, year = card.framework, card.framework.fiscal_year
    top, bottom = INDICATORS_FIRST, INDICATORS_FIRST + len(framework.indicators) - 1
    key, name, rise, fall = range(_BESIDE, _BESIDE + 4)
    keys = f"{address(first, key, fixed=True)}:{address(first + len(framework.indicators) - 1, key, fixed=True)}"
    names, moves = (
        on(INDICATORS, f"{address(top, column, fixed=True)}:{address(bottom, column, fixed=True)}")
        for column in (1, CHANGE)
    )
    for at, indicator in enumerate(framework.indicators):
        own = on(INDICATORS, address(top + at, CHANGE))
        change = changes.get(indicator.number)
        # A millionth of the number settles ties without moving any change past another.
        value = None if change is None else change - Decimal(indicator.number).scaleb(-6)
        formula = f'IF({own}="","",{own}-{on(INDICATORS, address(top + at, 0))}/1000000)' if change is not None else ""
        sheet.put(first + at, key, value, "note", formula)
    ordered = sorted(changes, key=lambda number: (-changes[number], number))
    for at, number in enumerate(ordered):
        row, change = first + at, changes[number]
        match = f"MATCH(LARGE({keys},{at + 1}),{keys},0)"
        guard, move = f'IF(COUNT({keys})<{at + 1},"",', f"INDEX({moves},{match})"
        same = " (เท่าเดิม)"
        text = f"{framework.indicator(number).name}{'' if change else same}"
        sheet.put(row, name, text, "note", f'{guard}INDEX({names},{match})&IF({move}=0,"{same}",""))')
        sheet.put(row, rise, change if change >= 0 else "", "note", f'{guard}IF({move}<0,"",{move}))')
        sheet.put(row, fall, change if change < 0 else "", "note", f'{guard}IF({move}<0,{move},""))')
    last = first + len(ordered) - 1
    area = Area(first, name, last, name)
    # Room for the figures beside the bars, for changes made later, and for both directions alike.
    reach = max(5, -(-int(max(map(abs, changes.values())) * 13) // 50) * 5)
    title = wording.changes_title(card)
    listed = ", ".join(f"{framework.indicator(number).name} {changes[number]:+.2f}" for number in ordered)
    return Chart(
        "bar",
        title,
        f"กราฟแท่งผลต่างของคะแนนตัวชี้วัดจากปีก่อน ปีงบประมาณ พ.ศ. {year}: {listed}",
        (
            Series("เพิ่มขึ้น (+)", CHARTS, area, Area(first, rise, last, rise), looks.rise(), labels="+0.00;;"),
            Series("ลดลง (−)", CHARTS, area, Area(first, fall, last, fall), looks.fall(), labels=";-0.00;"),
        ),
        first,
        0,
        place[1],
        _PAIR_HEIGHT,
        minimum=-reach,
        maximum=reach,
        left=place[0],
        overlap=True,
        axis="ผลต่างจากปีก่อน (คะแนน)",
        plot=_CHANGES_PLOT,
    )


# -- years -------------------------------------------------------------------------------------------------------------


def _years(sheet: Builder, card: Scorecard, layout: Layout) -> None:
    """Overall, tools and indicators over the years with columns of their own, where three years or more are known."""
    cards = {card.framework.fiscal_year: card}
    earlier = card.previous
    while earlier is not None:
        cards[earlier.framework.fiscal_year] = earlier
        earlier = earlier.previous
    if len(cards) < _FEWEST_YEARS:
        return
    years = range(max(min(cards), card.framework.fiscal_year - _MOST_YEARS + 1), card.framework.fiscal_year + 1)
    _heading(sheet, f"คะแนนปี {years[0]}–{years[-1]}")
    row = sheet.row
    sheet.put(row, 0, "คะแนน", "header")
    for at, year in enumerate(years, start=1):
        sheet.put(row, at, year, "header")
    line = len(years) + 1
    sheet.put(row, line, "แนวโน้ม", "header")
    sheet.fit(row, 25)
    sheet.together.add(row)
    sheet.row += 1
    framework = card.framework
    keys: list[tuple[Key, str]] = [(OVERALL, "ภาพรวม")]
    keys += [((Kind.TOOL, code), framework.label(code)) for code in framework.scores]
    keys += [((Kind.INDICATOR, str(one.number)), f"{one.number}. {one.name}") for one in framework.indicators]
    rows = {key: [cards[one].value(*key) if one in cards else None for one in years] for key, _ in keys}
    low = axis_floor([value for values in rows.values() for value in values])
    for key, label in keys:
        sheet.together.add(sheet.row)
        _year_row(sheet, label, rows[key], layout.cells[key], low)
    words = f" เริ่มที่ {low} คะแนน" if low else ""
    sheet.wide(f"แท่งในช่องแนวโน้มใช้แกนเดียวกันทุกแถว{words}", "note", last=_ACROSS)
    sheet.skip(6)


def _year_row(sheet: Builder, label: str, values: Sequence[Decimal | None], now: str, low: int) -> None:
    row, last = sheet.row, len(values)
    sheet.put(row, 0, label, "cell_small")
    for at, value in enumerate(values, start=1):
        formula = f'IF({now}="","",{now})' if at == last and value is not None else ""
        sheet.put(row, at, value, "heat", formula)
    sheet.put(row, last + 1, None, "cell_small")
    # A little above 100, so that the columns of one row do not touch those of the next.
    high = 100 + (100 - low) // 5
    sheet.sparklines.append(Sparkline(row, last + 1, Area(row, 1, row, last), theme().colour("navy"), low, high))
    sheet.heights[row] = 23
    sheet.row += 1


# -- items -------------------------------------------------------------------------------------------------------------


def _heat(sheet: Builder, card: Scorecard, layout: Layout) -> None:
    """Every item under its code, a band of rows for each indicator, on a ground that darkens with a lower score."""
    shown = [(one, shown_items(card, one)) for one in card.framework.indicators]
    if not any(refs for _, refs in shown):
        return
    (low, middle, high), _ = looks.heat(card.framework)
    _heading(sheet, "คะแนนรายข้อของแต่ละตัวชี้วัด")
    text = f"พื้นยิ่งเข้มคะแนนยิ่งต่ำ สีเปลี่ยนที่ {low:f} {middle:f} และ {high:f} คะแนน ตามเกณฑ์ของระดับ ช่องว่างคือไม่มีคะแนน"
    if any(tool.parts for tool in card.framework.tools):
        text += " ส.1 และ ส.2 คือส่วนที่ของ EIT"
    sheet.together.add(sheet.wide(text, "note", last=_ACROSS))
    for indicator, refs in shown:
        _heat_rows(sheet, card, layout, indicator, refs)


def _heat_rows(sheet: Builder, card: Scorecard, layout: Layout, indicator: Indicator, refs: Sequence[str]) -> None:
    name = f"{indicator.number}. {indicator.name} ({indicator.tool})"
    if not refs:
        sheet.put(sheet.row, 0, name, "cell_small")
        sheet.wide("ไม่มีคะแนนรายข้อ", "cell_small", first=1, last=_ACROSS, height=22)
        return
    bounds, colours = looks.heat(card.framework)
    first = sheet.row
    for start in range(0, len(refs), _ACROSS):
        row = sheet.row
        for at, ref in enumerate(refs[start : start + _ACROSS], start=1):
            cell = on(ITEMS, address(layout.rows[ref], SCORE))
            value = card.items[ref].value
            code, _, part = ref.partition(":")
            sheet.put(row, at, f"{code} ส.{part}" if part else code, "heat_code")
            sheet.put(row + 1, at, value, "heat", f'IF({cell}="","",{cell})' if value is not None else "")
        sheet.heights[row], sheet.heights[row + 1] = 17, 22
        sheet.row += 2
    last = sheet.row - 1
    for row in range(first, last + 1):
        sheet.put(row, 0, name if row == first else None, "cell_small")
    sheet.merge(Area(first, 0, last, 0))
    sheet.scales.append(Scale(Area(first, 1, last, _ACROSS), bounds, colours))
    sheet.together |= set(range(first, last))
