"""Charts of the reports: bound to cells with figures, true titles, legible in grey, axes that say where they begin."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import range_boundaries

from ita_xl.assessment import Kind
from ita_xl.diagnosis import diagnose
from ita_xl.framework import load
from ita_xl.ingest import read
from ita_xl.measures import plan
from ita_xl.planning import Order, Wish
from ita_xl.progress import Measure, Progress, Status, Told
from ita_xl.render import write_report
from ita_xl.scoring import score
from ita_xl.sheets import looks, wording
from ita_xl.sheets.chart_sheet import chart_sheet
from ita_xl.sheets.progress import counts_title
from ita_xl.sheets.report_scores import Layout, indicators_sheet
from ita_xl.sheets.summary import summary_sheet, urgent_words
from ita_xl.sheets.theme import contrast, theme
from ita_xl.thai import points
from tests.build import BANG_PLA_2567, BANG_PLA_ITEMS, LAMPHUN, assessment
from tests.office import change_cell, values
from tests.test_report import CASES, agree, report_of

if TYPE_CHECKING:
    from pathlib import Path

    from ita_xl.assessment import Assessment
    from ita_xl.sheets.model import Look, Sheet
    from tests.office import Office

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
YEARS_2 = assessment(2567, indicators=BANG_PLA_2567)
YEARS_3 = assessment(
    2567, indicators=BANG_PLA_2567, previous=assessment(2566, indicators=dict.fromkeys(range(1, 11), 85))
)
MORE: dict[str, Assessment] = {
    "three years": assessment(items=BANG_PLA_ITEMS, indicators={9: 95, 10: 90}, previous=YEARS_3),
    "ups, downs and none": assessment(
        indicators={n: 40 + 5 * n for n in range(1, 11)},
        previous=assessment(2567, indicators=dict.fromkeys(range(1, 11), 60)),
    ),
    "only falls": assessment(
        indicators=dict.fromkeys(range(1, 11), 50),
        previous=assessment(2567, indicators=dict.fromkeys(range(1, 11), 60)),
    ),
    "one indicator": assessment(indicators={3: 80}, previous=assessment(2567, indicators={3: 80, 4: 90})),
    "seven levels": assessment(2564, indicators=LAMPHUN, previous=assessment(2563, indicators=LAMPHUN)),
    "nothing": assessment(items={"i1": 90}),
}


def charts_of(path: Path) -> list[ElementTree.Element]:
    with zipfile.ZipFile(path) as package:
        names = sorted(name for name in package.namelist() if name.startswith("xl/charts/chart"))
        return [ElementTree.fromstring(package.read(name)) for name in names]


def title_of(chart: ElementTree.Element) -> str:
    title = chart.find(f"{C}chart/{C}title")
    assert title is not None
    return "".join(title.itertext())


def sheets_of(one: Assessment) -> tuple[Sheet, ...]:
    made = plan(diagnose(score(one)))
    layout = Layout.of(made)
    return summary_sheet(made, (), layout), indicators_sheet(made, layout), chart_sheet(made, layout)


@pytest.mark.parametrize("name", [*CASES, *MORE])
def test_every_series_is_bound_to_cells_with_figures(tmp_path: Path, name: str) -> None:
    one = {**CASES, **MORE}[name]
    path = report_of(one, tmp_path)
    book = openpyxl.load_workbook(path, data_only=True)
    known = score(one).overall.value is not None
    charts = charts_of(path)
    assert charts or not known
    for chart in charts:
        assert title_of(chart)
        numbers = 0
        for series in chart.iter(f"{C}ser"):
            (names,) = (own.text or "" for own in series.findall(f"{C}cat//{C}f"))
            (figures,) = (own.text or "" for own in series.findall(f"{C}val//{C}f"))
            lengths = []
            for reference in (names, figures):
                sheet, _, cells = reference.rpartition("!")
                left, top, right, bottom = range_boundaries(cells)
                own = book[sheet.strip("'")]
                found = [own.cell(row, left).value for row in range(top, bottom + 1)]
                assert left == right
                lengths.append(len(found))
                if reference == names:
                    assert any(value not in (None, "") for value in found), reference
                else:
                    assert all(value is None or value == "" or isinstance(value, int | float) for value in found)
                    numbers += sum(isinstance(value, int | float) for value in found)
            assert lengths[0] == lengths[1]
        assert numbers or not known


@pytest.mark.parametrize("digits", ["arabic", "thai"])
def test_every_font_of_a_chart_is_thai_too_and_every_axis_says_where_it_begins(tmp_path: Path, digits: str) -> None:
    for name, one in {**CASES, **MORE}.items():
        path = report_of(one, tmp_path / name, digits)
        for chart in charts_of(path):
            latin, thai = chart.findall(f".//{A}latin"), chart.findall(f".//{A}cs")
            assert len(latin) == len(thai) > 2
            assert {own.get("typeface") for own in (*latin, *thai)} == {theme().font}
            text = "".join(own.text or "" for own in chart.iter(f"{A}t"))
            text = text.translate(str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789"))
            (least,) = {own.get("val") for own in chart.iter(f"{C}min")}
            assert float(least or 0) <= 0 or f"แกนเริ่มที่ {least}" in text


def test_thresholds_are_those_of_the_framework(tmp_path: Path) -> None:
    assert looks.bars(load(2568)) == (
        ("ผ่านดีเยี่ยม", Decimal(95)),
        ("ผ่าน", Decimal(85)),
        ("ต้องปรับปรุง", Decimal(70)),
    )
    assert [name for name, _ in looks.bars(load(2564))] == ["AA", "A", "B", "C", "D", "E"]
    summary, indicators, _ = sheets_of(MORE["seven levels"])
    for sheet in (summary, indicators):
        lines = [one for one in sheet.charts[0].series if one.line]
        assert [one.name for one in lines] == ["เกณฑ์ A (85)", "เกณฑ์ AA (95)"]
        held = {
            cell.value for one in lines for cell in sheet.cells
            if cell.column == one.values.first_column and one.values.first_row <= cell.row <= one.values.last_row
        }  # fmt: skip
        assert held == {85, 95}
        assert len({one.look.dash for one in lines}) == 2
    path = report_of(CASES["items"], tmp_path)
    with zipfile.ZipFile(path) as package:
        sheets = [package.read(name).decode() for name in package.namelist() if "/worksheets/sheet" in name]
    scales = [re.findall(r'<cfvo type="num" val="([^"]+)"', sheet) for sheet in sheets if "<colorScale>" in sheet]
    assert [set(found) for found in scales] == [{"70.0", "85.0", "95.0"}]


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_bars_and_lines_stand_out_and_are_told_apart_without_colour() -> None:
    for name, one in {**CASES, **MORE}.items():
        for sheet in sheets_of(one):
            for chart in sheet.charts:
                used: list[Look] = [series.look for series in chart.series]
                assert all(contrast(look.colour, "#FFFFFF") >= 3 for look in used), name
                plain = [(look.hatch, look.dash, look.marker, series.line) for look, series in
                         zip(used, chart.series, strict=True) if not series.named]  # fmt: skip
                assert len(set(plain)) == len(plain), (name, chart.title)
    bounds, colours = looks.heat(load(2568))
    shades = [luminance(one) for one in colours]
    assert list(bounds) == sorted(bounds) and shades == sorted(shades)
    assert all(contrast(theme().colour("ink"), one) >= 4.5 for one in colours)


def test_hatches_and_dashes_reach_the_file(tmp_path: Path) -> None:
    charts = charts_of(report_of(CASES["items"], tmp_path))
    assert any(chart.find(f".//{A}pattFill") is not None for chart in charts)
    dashes = {own.get("val") for chart in charts for own in chart.iter(f"{A}prstDash")}
    assert dashes == {"dash", "sysDot"}


@pytest.mark.parametrize("name", ["items", "ties", "zeros"])
def test_the_chart_by_score_begins_with_the_lowest(tmp_path: Path, name: str) -> None:
    made = plan(diagnose(score(CASES[name])))
    write_report(made, (), tmp_path, name="r.xlsx", wish=Wish(order=Order.SCORE))
    (bars,) = (one for one in charts_of(tmp_path / "r.xlsx") if "ต่ำสุด" in title_of(one) or "เท่ากัน" in title_of(one)
               if "P6" in "".join(one.itertext()).replace("$", ""))  # fmt: skip
    drawn = [float(own.text or 0) for own in bars.findall(f".//{C}barChart//{C}val//{C}v")]
    assert drawn == sorted(drawn) and len(drawn) == 10


def test_a_report_by_score_is_read_again_as_the_same(tmp_path: Path) -> None:
    one = MORE["three years"]
    path = write_report(plan(diagnose(score(one))), (), tmp_path, wish=Wish(order=Order.SCORE))
    again = score(read(path)[0])
    assert again.overall.value == score(one).overall.value
    assert {n: own.value for n, own in again.indicators.items()} == {
        n: own.value for n, own in score(one).indicators.items()
    }


@pytest.mark.libreoffice
def test_charts_follow_a_changed_item(tmp_path: Path, office: Office) -> None:
    one = MORE["three years"]
    path = write_report(plan(diagnose(score(one))), (), tmp_path, name="r.xlsx", wish=Wish(order=Order.SCORE))
    ups = write_report(plan(diagnose(score(MORE["ups, downs and none"]))), (), tmp_path, name="u.xlsx")
    layout = Layout.of(plan(diagnose(score(one))))
    where = layout.cells[Kind.ITEM, "i4"].rpartition("!")[2]
    changed = change_cell(path, tmp_path / "changed", "ข้อคำถาม", where, 1)
    again = office.recalculate_many([path, ups], tmp_path / "same")
    assert agree(path, again[0]) > 200
    assert agree(ups, again[1]) > 50
    shown = values(office.recalculate(changed, tmp_path / "out"))
    second = load(2568).indicator(2).name
    assert shown["ตัวชี้วัด", "O6"] == second
    assert [key for key, value in shown.items() if key[0] == "สรุปผล" and value == second]
    names = [shown[key] for key in sorted(shown, key=lambda key: (len(key[1]), key[1]))
             if key[0] == "แผนภูมิ" and re.fullmatch(r"O\d+", key[1]) and isinstance(shown[key], str)]  # fmt: skip
    assert names[-1] == second  # the greatest fall stands last


def test_sparklines_only_where_three_years_are_known() -> None:
    assert not any(sheet.sparklines for sheet in sheets_of(CASES["items"]))
    *_, sheet = sheets_of(MORE["three years"])
    framework = load(2568)
    assert len(sheet.sparklines) == 1 + len(framework.scores) + len(framework.indicators)
    assert {(one.values.first_column, one.values.last_column) for one in sheet.sparklines} == {(1, 3)}
    assert all(one.minimum < 81 and one.maximum > 100 for one in sheet.sparklines)


def test_a_year_that_is_missing_leaves_its_column_empty() -> None:
    gap = assessment(2566, indicators=LAMPHUN, previous=assessment(2564, indicators=LAMPHUN))
    *_, sheet = sheets_of(assessment(indicators=LAMPHUN, previous=assessment(2567, indicators=LAMPHUN, previous=gap)))
    assert {one.values.last_column for one in sheet.sparklines} == {5}
    row = sheet.sparklines[0].row
    assert [cell.value is None for cell in sheet.cells if cell.row == row][1:6] == [False, True, False, False, False]


def test_the_levels_in_a_line_mark_the_one_reached_or_those_possible() -> None:
    certain, uncertain = (
        next(str(cell.value) for cell in sheets_of(CASES[name])[0].cells if cell.style == "ladder")
        for name in ("items", "nothing but a total")
    )
    assert certain.count("●") == 1 and "● ผ่านดี  ‹" in certain and "?" not in certain
    assert "●" not in uncertain and "? ผ่าน  ‹  ? ผ่านดี  ‹  ผ่านดีเยี่ยม" in uncertain


def test_what_is_urgent_is_limited_to_what_is_known() -> None:
    def words(one: Assessment) -> str:
        return urgent_words(diagnose(score(one)))

    assert words(CASES["items"]) == "2 รายการต่ำกว่า 85.00 คะแนน: o6 (50.00), o27 (50.00)"
    assert words(CASES["nothing but a total"]).startswith("บอกไม่ได้")
    assert words(assessment(items={"i1": 90})) == "ไม่มีข้อที่ทราบคะแนนที่ต่ำกว่า 85.00 คะแนน"
    assert words(assessment(indicators=dict.fromkeys(range(1, 11), 90))) == "ไม่มีตัวชี้วัดที่ต่ำกว่า 85.00 คะแนน"
    assert words(CASES["zeros"]).endswith("และอีก 55 รายการ")


SCORES = st.dictionaries(st.integers(1, 10), st.sampled_from([0, 6000, 6001, 8500, 9999, 10_000]), min_size=1)


@settings(max_examples=150, deadline=None)
@given(SCORES, st.none() | SCORES)
def test_titles_are_true(now: dict[int, int], before: dict[int, int] | None) -> None:
    def scores(numbers: dict[int, int]) -> dict[int, Decimal]:
        return {number: Decimal(value).scaleb(-2) for number, value in numbers.items()}

    earlier = None if before is None else assessment(2567, indicators=scores(before))
    card = score(assessment(indicators=scores(now), previous=earlier))
    own = list(scores(now).values())
    spread = wording.spread_title(card)
    assert (points(max(own) - min(own)) in spread) or (len(set(own)) == 1 and points(own[0]) in spread)
    assert ("ที่ทราบ" in spread) == (len(own) < 10)
    both = set(now) & set(before or {})
    moved = [now[number] - (before or {})[number] for number in both]
    title = wording.changes_title(card)
    counts = {"เพิ่มขึ้น": sum(one > 0 for one in moved), "ลดลง": sum(one < 0 for one in moved), "เท่าเดิม": moved.count(0)}
    for word, count in counts.items():
        assert (word in title) == (count > 0)
        assert not count or str(count) in title
    assert ("เทียบได้" in title) == (0 < len(both) < 10)
    overall = wording.overall_title(card)
    if card.overall.value is None:
        assert overall == "ไม่มีคะแนนภาพรวม"
    else:
        assert points(card.overall.value) in overall
        assert ("ปีก่อน" in overall) == (card.before(Kind.OVERALL) is not None)
    for text in (wording.tools_title(card), wording.indicators_title(card)):
        values_known = [one.value for one in card.tools.values() if one.value is not None]
        if "คะแนนต่ำสุดคือ" in text and text.startswith("เครื่องมือ"):
            assert len(values_known) == len(card.tools)


@pytest.mark.parametrize(
    ("done", "total", "late", "silent", "title"),
    [
        (0, 0, 0, 0, "ไม่มีมาตรการในแผน"),
        (3, 3, 0, 0, "มาตรการแล้วเสร็จครบทั้ง 3 รายการ"),
        (1, 3, 0, 0, "มาตรการแล้วเสร็จ 1 จาก 3 รายการ"),
        (1, 3, 2, 0, "มาตรการแล้วเสร็จ 1 จาก 3 รายการ เกินกำหนด 2 รายการ"),
        (0, 4, 1, 2, "มาตรการที่ระบุว่าแล้วเสร็จ 0 จาก 4 รายการ ไม่ได้ระบุสถานะ 2 รายการ เกินกำหนด 1 รายการ"),
    ],
)
def test_the_title_of_the_measures(done: int, total: int, late: int, silent: int, title: str) -> None:
    day = dt.date(2025, 9, 1)
    end = Measure("ก", told=(Told(12, Status.DONE.thai),), due=day)
    begun = Measure("ข", told=(Told(12, Status.UNDER_WAY.thai),), due=day)
    overdue = Measure("ค", told=(Told(12, Status.NOT_BEGUN.thai),), due=day - dt.timedelta(days=1))
    rest = total - done - late - silent
    measures = (*[end] * done, *[overdue] * late, *[Measure("ง")] * silent, *[begun] * rest)
    assert counts_title(Progress(2568, load(2568), day, measures)) == title


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", ["three years", "ups, downs and none", "seven levels", "one indicator"])
def test_the_sheets_of_charts_are_printed(tmp_path: Path, office: Office, name: str) -> None:
    pages = office.to_png(report_of(MORE[name], tmp_path), tmp_path / "png", dpi=50)
    assert all(page.stat().st_size > 3_000 for page in pages)
