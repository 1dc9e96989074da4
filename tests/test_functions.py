"""The worksheet functions: by themselves, and through the UDF machinery of the real xlwings."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from ita_xl.assessment import Assessment
from ita_xl.diagnosis import diagnose
from ita_xl.excel.functions import (
    PLAN_HEAD,
    answer,
    class_of,
    date_of,
    digits_of,
    gap_of,
    level_of,
    plan_rows,
    remedy_of,
    score_of,
    title_of,
)
from ita_xl.framework import load, years
from ita_xl.ingest import read
from ita_xl.measures import plan
from ita_xl.recommendations import library
from ita_xl.scoring import score
from tests.conftest import SAMPLE

if TYPE_CHECKING:
    from ita_xl.scoring import Scorecard

ROOT = Path(__file__).parent.parent
YEAR = 2568
NAMES = (
    "ITA_SCORE", "ITA_LEVEL", "ITA_CLASS", "ITA_GAP", "ITA_TITLE", "ITA_REMEDY", "ITA_PLAN", "ITA_THAIDIGITS",
    "ITA_THAIDATE",
)  # fmt: skip
TOOLS = [["IIT", 93.67], ["EIT", 94.56], ["OIT", 98.92]]


class Called(NamedTuple):
    """What the UDF machinery gave for the template of a sample, and the scorecard of that sample."""

    given: dict[str, Any]
    functions: dict[str, Any]
    vba: str
    card: Scorecard


#: Calls by a name of their own; the ranges are those of the template (names in column A, scores in D to F).
CALLS: dict[str, tuple[str, list[Any]]] = {
    "items": ("ITA_SCORE", [{"range": "คะแนน!A23:F75"}, 2568.0, {"missing": True}]),
    "one item": ("ITA_SCORE", [{"range": "คะแนน!A23:F75"}, 2568.0, "i1"]),
    "two parts": ("ITA_SCORE", [{"range": "คะแนน!A23:F75"}, 2568.0, "e1"]),
    "without parts": ("ITA_SCORE", [{"range": "คะแนน!A24:D38"}, 2568.0, "IIT"]),
    "printed": ("ITA_SCORE", [{"range": "คะแนน!A5:F20"}, "๒๕๖๘", 9.0]),
    "level": ("ITA_LEVEL", [{"range": "คะแนน!A5:F75"}, 2568.0]),
    "gap": ("ITA_GAP", [{"range": "คะแนน!A5:F75"}, 2568.0]),
    "gap of one cell": ("ITA_GAP", [{"range": "คะแนน!D5"}, 2568.0]),
    "empty cells": ("ITA_SCORE", [{"range": "คะแนน!J23:L75"}, 2568.0]),
    "empty cell": ("ITA_CLASS", [{"range": "คะแนน!J23"}]),
    "plan": ("ITA_PLAN", [{"range": "คะแนน!A23:F75"}, 2568.0]),
    "array": ("ITA_LEVEL", [{"rows": TOOLS}, 2568.0]),
    "class": ("ITA_CLASS", [94.99]),
    "title": ("ITA_TITLE", ["o12", 2568.0]),
    "remedy": ("ITA_REMEDY", ["i1", 80.0, 2568.0]),
    "fault": ("ITA_CLASS", [-2146826246]),
    "fault in cells": ("ITA_SCORE", [{"rows": [["IIT", 93.67], ["EIT", -2146826281], ["OIT", 98.92]]}, 2568.0]),
    "digits": ("ITA_THAIDIGITS", [95.5, 2.0]),
    "whole": ("ITA_THAIDIGITS", [2568.0, {"missing": True}]),
    "date": ("ITA_THAIDATE", [{"date": "2025-09-30"}, {"missing": True}]),
    "serial": ("ITA_THAIDATE", [45930.0, "ย่อ"]),
    "no such year": ("ITA_LEVEL", [90.0, 2500.0]),
}


@pytest.fixture(scope="module")
def called(filled_template: bytes, tmp_path_factory: pytest.TempPathFactory) -> Called:
    book = tmp_path_factory.mktemp("functions") / "สำเนา.xlsx"
    book.write_bytes(filled_template)
    done = subprocess.run(
        [sys.executable, "-m", "tests.udf_host"],
        input=json.dumps({"book": str(book), "calls": list(CALLS.values())}),
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    answers = dict(zip(CALLS, told["answers"], strict=True))
    return Called(answers, {one["name"]: one for one in told["functions"]}, told["vba"], score(read(SAMPLE)[0]))


def _cell(called: Called, name: str) -> Any:
    ((value,),) = called.given[name]
    return value


def test_scores_of_the_template_are_those_of_the_package(called: Called) -> None:
    card = called.card
    values = {name: _cell(called, name) for name in ("items", "one item", "two parts", "printed", "without parts")}
    parts = [float(card.items[f"e1:{part}"].value or 0) for part in (1, 2)]
    assert values["one item"] == float(card.items["i1"].value or 0)
    assert values["two parts"] == round(sum(parts) / 2 + 1e-9, 2)
    assert values["without parts"] == float(card.tools["IIT"].value or 0)
    assert values["printed"] == float(card.indicators[9].value or 0)
    # Indicators 9 and 10 are taken as printed, so that the items alone give no overall score.
    assert values["items"] == "#คะแนนยังไม่ครบ จึงยังคำนวณไม่ได้ [E120]"


def test_level_and_gap_are_those_of_the_package(called: Called) -> None:
    card = called.card
    assert _cell(called, "level") == card.level.name == "ผ่านดี"
    assert _cell(called, "gap") == float(max(one.bound - one.value for one in card.level.shortfalls))
    assert _cell(called, "gap of one cell") == 0.0
    assert _cell(called, "array") == "ผ่านดี"


def test_empty_cells_give_an_empty_text(called: Called) -> None:
    assert _cell(called, "empty cells") == ""
    assert _cell(called, "empty cell") == ""


def test_the_plan_is_a_table_of_the_measures(called: Called) -> None:
    head, *rows = called.given["plan"]
    assert head == list(PLAN_HEAD)
    assert {len(row) for row in rows} == {len(PLAN_HEAD)}
    named = {row[4] for row in rows}
    of_items = [one for row in plan(diagnose(called.card)).rows for one in row.measures if one.refs]
    assert of_items
    assert {one.name for one in of_items} <= named
    assert all(row[2] == "" or 0 <= row[2] <= 100 for row in rows)


def test_values_cross_the_border_as_they_are(called: Called) -> None:
    assert _cell(called, "class") == "พัฒนายกระดับ"
    assert _cell(called, "title") == load(YEAR).items["o12"].title
    assert _cell(called, "remedy") == library().items[load(YEAR).items["i1"].key].measures[0].name
    assert _cell(called, "digits") == "๙๕.๕๐"
    assert _cell(called, "whole") == "๒๕๖๘"
    assert _cell(called, "date") == "30 กันยายน 2568"
    assert _cell(called, "serial") == "30 ก.ย. 2568"


def test_faults_are_passed_on_and_told(called: Called) -> None:
    assert _cell(called, "fault") == "#N/A"
    assert _cell(called, "fault in cells") == "#DIV/0!"
    assert re.fullmatch(r"#.*2500.* \[E202\]", _cell(called, "no such year"))


def test_excel_can_show_every_text(called: Called) -> None:
    assert tuple(called.functions) == NAMES
    for one in called.functions.values():
        assert one["category"] == "ITA"
        texts = [one["doc"], *(doc for _, doc, _ in one["args"])]
        assert all(re.search("[ก-๙]", text) and len(text) <= 255 for text in texts), texts


def test_the_wrapper_in_vba_calls_every_function(called: Called) -> None:
    heads = dict(re.findall(r"^Function (\w+)\((.*)\)$", called.vba, re.MULTILINE))
    assert tuple(sorted(heads)) == tuple(sorted(NAMES))
    assert called.vba.isascii()
    for name, one in called.functions.items():
        names = [f"Optional {arg}" if optional else arg for arg, _, optional in one["args"]]
        assert heads[name] == ", ".join(names)
        assert f'{name} = XLPy.CallUDF("ita_xl.excel.udfs", "{name}", ' in called.vba


def test_the_handbook_has_every_function() -> None:
    handbook = (ROOT / "docs/handbook.md").read_text(encoding="utf-8")
    for name in NAMES:
        assert f"`={name}(" in handbook, name
    assert "ita_xl.excel.udfs" in handbook


@pytest.mark.parametrize("year", [2563, 2564, 2565, 2566, 2567, 2568])
def test_every_item_of_every_year_has_a_title_and_a_remedy(year: int) -> None:
    framework = load(year)
    for code in framework.items:
        assert title_of(code, year) == framework.items[code].title
        for points in (0, 90, 100):
            text = remedy_of(code, points, year)
            assert text
            assert "{" not in text
    for indicator in framework.indicators:
        assert title_of(f"ตัวชี้วัดที่ {indicator.number}", year) == indicator.name == title_of(indicator.name, year)
        assert "{" not in remedy_of(indicator.number, 90, year)


def test_the_remedy_follows_the_score() -> None:
    advice = library().items[load(YEAR).items["o12"].key]
    assert remedy_of("o12", 100, YEAR) == advice.keep
    assert remedy_of("o12", 0, YEAR) != remedy_of("o12", 100, YEAR)


def test_names_of_scores_in_every_spelling() -> None:
    for name in ("IIT", "iit ", "ＩＩＴ"):
        assert score_of([[name, 93.67], *TOOLS[1:]], YEAR) == 96.04
    parts = [["IIT", 90], ["EIT ส่วนที่ ๑", 90], ["EIT2", 80], ["OIT", 100]]
    assert score_of(parts, YEAR) == 92.5
    assert score_of(parts, YEAR, "EIT") == 85.0
    assert score_of([["ภาพรวม", 91.5]], YEAR) == 91.5 == score_of(91.5, YEAR)
    assert score_of([[f"ตัวชี้วัดที่ {number}", 90 + number] for number in range(1, 11)], YEAR, "IIT") == 93.0
    assert score_of([[float(number), 90 + number] for number in range(1, 11)], YEAR, 10) == 100.0


def test_items_in_one_two_and_three_columns() -> None:
    iit = [[f"i{number}", 95] for number in range(1, 16)]
    assert score_of(iit, YEAR, "IIT") == 95.0
    eit = [["ข้อ", "ส่วนที่ 1", "ส่วนที่ 2"], *([f"e{number}", 90, 80] for number in range(1, 10))]
    assert score_of(eit, YEAR, "EIT") == 85.0
    assert score_of(eit, YEAR, "EIT1") == 90.0
    both = [*([*row, None] for row in iit), *eit[1:]]
    assert (score_of(both, YEAR, "IIT"), score_of(both, YEAR, "EIT2")) == (95.0, 80.0)
    three = [*([code, "ข้อความ", value, None, None] for code, value in iit),
             *([code, "ข้อความ", None, one, two] for code, one, two in eit[1:])]  # fmt: skip
    assert (score_of(three, YEAR, "IIT"), score_of(three, YEAR, "EIT")) == (95.0, 85.0)
    flat = [[f"e{number} ส่วนที่ {part}", 90] for number in range(1, 10) for part in (1, 2)]
    assert score_of(flat, YEAR, "EIT") == 90.0


@pytest.mark.parametrize(
    ("scores", "year", "said"),
    [
        ([["e1", 90], ["e2", 80]], YEAR, "ต้องแยกคะแนนส่วนที่ 1 และส่วนที่ 2"),
        ([["i99", 90]], YEAR, "ไม่รู้จัก “i99”"),
        ([["IIT", 984], ["EIT", 90]], YEAR, "คะแนน 984 อยู่นอกช่วง"),
        ([["IIT", "ไม่มี"], ["EIT", "ไม่มี"]], YEAR, "ไม่พบคอลัมน์คะแนน"),
        ([[1, "i1", 90], [2, "i2", 80]], YEAR, "คอลัมน์แรกเป็นรหัสข้อ"),
        ([["i1", 81, 82, 83, 84], ["i2", 81, 82, 83, 84]], YEAR, "ไม่เกินสามคอลัมน์"),
        ([["i1", 81, 82], ["i2", 81, 82]], YEAR, "“i1” มีคะแนนมากกว่าหนึ่งช่อง"),
        ([["IIT", 81, 82], ["EIT", 81, 82]], YEAR, "“IIT” มีคะแนนมากกว่าหนึ่งช่อง"),
        (TOOLS, None, "ยังไม่ได้ใส่ปีงบประมาณ"),
        (TOOLS, 2025, "[E202]"),
        (TOOLS, 2569, "[E203]"),
        ([["x", 1]] * 1001, YEAR, "ไม่เกิน 1000 แถว"),
    ],
)
def test_what_cannot_be_used_is_told(scores: Any, year: Any, said: str) -> None:
    for work in (score_of, level_of, plan_rows):
        told = answer(work, scores, year)
        assert told.startswith("#")
        assert said in told


def test_a_missing_score_is_not_zero() -> None:
    scores = [["IIT", 93.67], ["EIT", None], ["OIT", 98.92]]
    assert answer(score_of, scores, YEAR) == "#คะแนนยังไม่ครบ จึงยังคำนวณไม่ได้ [E120]"
    assert score_of(scores, YEAR, "OIT") == 98.92
    assert level_of(scores, YEAR) == "ต้องปรับปรุงโดยด่วน ถึง ผ่านดี"
    assert "ยังชี้ระดับเดียวไม่ได้" in answer(gap_of, scores, YEAR)


def test_gaps_reach_the_next_level() -> None:
    for year in (one for one in years() if load(one).scoring):
        lowest = min(one.minimum for one in load(year).levels)
        for hundredths in range(0, 10001, 487):
            value = hundredths / 100
            gap = gap_of(value, year)
            assert isinstance(gap, float)
            if gap:
                reached = level_of(round(value + gap, 2), year)
                assert reached != level_of(value, year), (year, value)
            else:
                assert value >= max(one.minimum for one in load(year).levels)
        assert lowest == 0


@pytest.mark.parametrize(
    ("value", "said"), [(84.994, "แก้ไขเร่งด่วน"), (84.995, "พัฒนายกระดับ"), (95, "รักษาระดับ"), ("๙๕", "รักษาระดับ")]
)
def test_classes(value: Any, said: str) -> None:
    assert class_of(value) == said


@pytest.mark.parametrize(
    ("value", "places", "said"),
    [
        (0.1 + 0.2, None, "๐.๓"),
        (1e20, None, "๑๐๐๐๐๐๐๐๐๐๐๐๐๐๐๐๐๐๐๐๐"),
        (-7.5, None, "-๗.๕"),
        (97.015, 2, "๙๗.๐๒"),
        (3, 0, "๓"),
        ("1,234.50 บาท", None, "๑,๒๓๔.๕๐ บาท"),
        (None, 2, ""),
        (True, None, "#“True” ไม่ใช่ตัวเลข [E120]"),
        (1, 2.5, "#จำนวนทศนิยมต้องเป็น 0–15 [E120]"),
        (dt.datetime(2025, 9, 30), None, "#ช่องนี้เป็นวันที่ ให้ใช้ ITA_THAIDATE ก่อน [E120]"),
    ],
)
def test_thai_digits(value: Any, places: Any, said: str) -> None:
    assert answer(digits_of, value, places) == said


@pytest.mark.parametrize(
    ("day", "form", "said"),
    [
        (dt.datetime(2025, 9, 30, 23, 59), None, "30 กันยายน 2568"),
        (dt.date(2025, 10, 1), "ปีงบ", "2569"),
        (dt.date(2025, 9, 30), "ปีงบ", "2568"),
        # As officers type it: Excel takes the year of the Buddhist era for one of the common era.
        (dt.datetime(2568, 9, 30), None, "30 กันยายน 2568"),
        (61, None, "1 มีนาคม 2443"),
        (60, None, "#“60” ไม่ใช่วันที่ ให้พิมพ์เป็นวันที่ของ Excel [E120]"),
        ("30 ก.ย. 68", None, "#“30 ก.ย. 68” ไม่ใช่วันที่ ให้พิมพ์เป็นวันที่ของ Excel [E120]"),
        (dt.date(2025, 9, 30), "ยาว", "#รูปแบบวันที่ใช้ได้เพียง เต็ม, ย่อ, เดือน หรือ ปีงบ [E120]"),
        (None, None, ""),
    ],
)
def test_thai_dates(day: Any, form: Any, said: str) -> None:
    assert answer(date_of, day, form) == said


def test_a_crash_is_told_in_the_cell() -> None:
    def broken(_: object) -> str:
        raise ZeroDivisionError("x")

    assert answer(broken, 1).endswith("(ZeroDivisionError: x) [E999]")


def test_functions_do_not_need_excel_or_pandas() -> None:
    code = "import sys, ita_xl.excel.functions; print(sorted({'xlwings', 'pandas', 'openpyxl'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_nothing_typed_gives_nothing() -> None:
    empty = [[None, None], ["", " "]]
    assert [work(empty, YEAR) for work in (score_of, level_of, gap_of, plan_rows)] == [""] * 4
    assert (title_of(None, YEAR), remedy_of("i1", None, YEAR), class_of(""), date_of("")) == ("", "", "", "")
    assert score_of([["i1", None], ["i2", ""]], YEAR) == ""
    assert Assessment(YEAR).has_scores is False
