"""The sheet คลังข้อเสนอแนะ: our texts in the input workbook, the agency's own out of it."""

from __future__ import annotations

import json
import pickle
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import openpyxl
import pytest
from typer.testing import CliRunner

from ita_xl import diagnose, own_library, plan, read, score, understand
from ita_xl.cli import app
from ita_xl.findings import Severity
from ita_xl.framework import load, scoring_framework, years
from ita_xl.recommendations import library
from ita_xl.recommendations.own import HEADS, KEY, SHEET, Row, keys_of, with_own
from ita_xl.render import workbook_bytes
from ita_xl.sheets.inputbook import input_book
from tests.build import assessment

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl.worksheet.worksheet import Worksheet

    from ita_xl.findings import Finding
    from ita_xl.ownlibrary import OwnLibrary

SCHEMA = json.loads((Path(__file__).parent.parent / "docs" / "score.schema.json").read_text(encoding="utf-8"))
SCORES = {"i1": 80, "i2": 90, "i3": 100}


@pytest.fixture
def made(tmp_path: Path) -> Path:
    path = tmp_path / "ผล.xlsx"
    path.write_bytes(workbook_bytes(input_book(load(2568), assessment(items=SCORES))))
    return path


def changed(path: Path, edit: Callable[[Worksheet], None]) -> OwnLibrary:
    book = openpyxl.load_workbook(path, data_only=True)  # formulas saved without values would need a LibreOffice
    edit(book[SHEET])
    book.save(path)
    return own_library(path)


def cell(sheet: Worksheet, key: str, head: str) -> str:
    """The address of the cell of a key under a head."""
    heads = next(row for row in sheet.iter_rows() if any(one.value == KEY for one in row))
    column = next(one.column_letter for one in heads if one.value == head)
    key_column = next(one.column for one in heads if one.value == KEY) - 1
    row = next(row[0].row for row in sheet.iter_rows() if row[key_column].value == key)
    return f"{column}{row}"


def told(found: OwnLibrary, code: str) -> Finding:
    return next(one for one in found.findings if one.code == code)


@pytest.mark.parametrize("year", [year for year in years() if load(year).scoring])
def test_an_untouched_sheet_changes_nothing(tmp_path: Path, year: int) -> None:
    path = tmp_path / "ผล.xlsx"
    path.write_bytes(workbook_bytes(input_book(scoring_framework(year))))
    found = own_library(path)
    assert found.own == () and found.findings == ()
    assert found.texts == library()


@pytest.mark.parametrize("key", ["iit.procedure", "indicator.3", "topic.5"])
def test_only_what_is_other_than_ours_goes_to_another_process(key: str) -> None:
    ours = library()
    own = with_own(ours, [Row(key, {"risk": "ความเสี่ยงที่เราเขียนเอง"})])
    packed = pickle.dumps(own)
    assert pickle.loads(packed) == own != ours
    assert list(pickle.loads(packed).items) == list(own.items)
    assert len(packed) < 20_000 < len(pickle.dumps(dict(own.items)))
    assert len(pickle.dumps(with_own(ours, ()))) < 500
    fewer = replace(own, topics={5: own.topics[5]})
    assert pickle.loads(pickle.dumps(fewer)) == fewer


def test_the_sheet_has_a_row_a_key_of_the_year(made: Path) -> None:
    sheet = openpyxl.load_workbook(made)[SHEET]
    keys = [row[1].value for row in sheet.iter_rows(min_row=6) if row[1].value]
    assert len(set(keys)) == len(keys)
    whole = {f"indicator.{one}" for one in range(1, 11)} | {f"topic.{one}" for one in range(1, 8)}
    assert {item.key for item in load(2568).items.values()} | whole <= set(keys)
    assert set(keys) <= set(keys_of(library()))


def test_the_sheet_leaves_the_scores_as_they_are(made: Path) -> None:
    one = read(made)[0]
    assert {figure.ref: int(figure.value) for figure in one.figures} == SCORES
    assert not one.problems


def test_what_is_written_there_is_no_score_no_year_and_no_agency(made: Path) -> None:
    def edit(sheet: Worksheet) -> None:
        sheet["A1"] = "คลังข้อเสนอแนะ เทศบาลเมืองบางพลี ปีงบประมาณ พ.ศ. 2570"
        sheet["D6"] = "ตัวชี้วัดที่ 1 การปฏิบัติหน้าที่ 85.00 คะแนน"
        sheet["X5"], sheet["X6"] = "คะแนน", 55
        sheet["L6"] = "หน่วยงาน: องค์การบริหารส่วนตำบลหนองปลาไหล"

    changed(made, edit)
    found = understand(made)
    assert (found.agency, found.fiscal_year) == ("อบต.ทดสอบ", 2568)
    assert {figure.ref: int(figure.value) for figure in found.assessments[0].figures} == SCORES
    assert [one.kind for one in found.tables if one.grid.name == SHEET] == ["library"]
    assert not found.plans


def test_a_text_of_the_agency_goes_before_ours(made: Path) -> None:
    def edit(sheet: Worksheet) -> None:
        sheet[cell(sheet, "iit.procedure", HEADS["name"])] = "โครงการคลินิกงานค้างของเรา"
        sheet[cell(sheet, "iit.procedure", HEADS["steps"])] = "๑. นับงานค้าง\n2) แก้งานค้าง\n\nรายงานผลปี {plan_year}"
        sheet[cell(sheet, "iit.equal_service", HEADS["defect"])] = "คิวของ{agency}ยังไม่ชัด"

    found = changed(made, edit)
    assert found.own == ("iit.procedure", "iit.equal_service")
    measure = found.texts.items["iit.procedure"].measures[0]
    assert (measure.kind, measure.name) == ("โครงการ", "โครงการคลินิกงานค้างของเรา")
    assert measure.steps == ("นับงานค้าง", "แก้งานค้าง", "รายงานผลปี {plan_year}")
    assert measure.period == library().items["iit.procedure"].measures[0].period
    assert found.texts.items["iit.procedure"].measures[1:] == library().items["iit.procedure"].measures[1:]
    assert told(found, "R307").severity is Severity.INFO
    assert "3 ช่อง ใน 2 แถว" in told(found, "R307").message
    written = plan(diagnose(score(read(made)[0])), texts=found.texts)
    assert written.rows[0].measures[0].name == "โครงการคลินิกงานค้างของเรา"
    assert written.rows[0].measures[0].steps[2] == "รายงานผลปี 2569"
    assert written.notes["i2"].defect == "คิวของอบต.ทดสอบยังไม่ชัด"


def test_further_measures_and_those_of_indicators_have_rows_of_their_own(made: Path) -> None:
    def edit(sheet: Worksheet) -> None:
        sheet[cell(sheet, "iit.procedure#2", HEADS["name"])] = "กิจกรรมของเรา"
        sheet[cell(sheet, "indicator.9", HEADS["responsible"])] = "สำนักปลัด"

    found = changed(made, edit)
    assert found.texts.items["iit.procedure"].measures[1].name == "กิจกรรมของเรา"
    assert found.texts.indicators[9].measures[0].responsible == "สำนักปลัด"
    assert found.texts.items["iit.procedure"].measures[0] == library().items["iit.procedure"].measures[0]


def test_every_text_of_every_key_can_be_the_agency_s_own() -> None:
    ours = keys_of(library())
    own = [
        Row(key, {name: f"{text}\nเพิ่ม" if name == "steps" else f"{text} ของเรา" for name, text in row.texts.items()})
        for key, row in ours.items()
    ]
    found = keys_of(with_own(library(), own))
    for row in own:
        said = found[row.key].texts
        assert {name: text for name, text in said.items() if name != "steps"} == {
            name: text for name, text in row.texts.items() if name != "steps"
        }
        assert said["steps"].endswith(". เพิ่ม")
    assert {*HEADS} == {name for row in own for name in row.texts}


def test_texts_of_topics_and_indicators_are_told_in_the_plan_and_the_analysis(tmp_path: Path) -> None:
    path = tmp_path / "ผล.xlsx"
    before = assessment(2567, indicators={1: 96})
    items = {**SCORES, **{f"i{one}": 90 for one in range(4, 16)}}
    path.write_bytes(workbook_bytes(input_book(load(2568), assessment(items=items, previous=before))))

    def edit(sheet: Worksheet) -> None:
        for key, field, text in (
            ("indicator.1", "class_raise", "ตัวชี้วัดนี้ของเราได้ {score}"),
            ("indicator.1", "fallen", "ปีก่อนเราได้ {before} ลดลง {change}"),
            ("indicator.1", "items_urgent", "ข้อเร่งด่วนของเราให้เสร็จในปี {plan_year}"),
            ("topic.1", "class_raise", "ประเด็นแรกของเราได้ {score}"),
            ("topic.1", "name", "กิจกรรมประเด็นแรกของ{agency}"),
        ):
            sheet[cell(sheet, key, HEADS[field])] = text

    found = changed(path, edit)
    assert found.own == ("indicator.1", "topic.1")
    assert [one.code for one in found.findings] == ["R307"]
    written = plan(diagnose(score(read(path)[0])), texts=found.texts)
    said = " ".join([*written.rows[0].analysis, *(text for one in written.rows[0].measures for text in one.analysis)])
    assert "ตัวชี้วัดนี้ของเราได้ 90.00" in said
    assert "ปีก่อนเราได้ 96.00 ลดลง 6.00" in said
    assert "ข้อเร่งด่วนของเราให้เสร็จในปี 2569" in said
    out = tmp_path / "out"
    arguments = ["report", str(path), "-o", str(out), "--form", "topics", "--with", "topics"]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    book = openpyxl.load_workbook(next(out.glob("*.xlsx")))
    for name in ("แผนมาตรการ", "วิเคราะห์รายประเด็น"):
        text = "\n".join(str(one.value) for row in book[name].iter_rows() for one in row if one.value)
        assert "ประเด็นแรกของเราได้ " in text, name
        assert "กิจกรรมประเด็นแรกของอบต.ทดสอบ" in text, name
        assert not re.search(r"\{\w+\}", text), name


def test_a_name_without_a_kind_is_a_measure(made: Path) -> None:
    found = changed(made, lambda sheet: sheet.__setitem__(cell(sheet, "oit.news", HEADS["name"]), "ลงข่าวทุกวัน"))
    assert found.texts.items["oit.news"].measures[0].kind == "มาตรการ"


@pytest.mark.parametrize(
    ("code", "key", "head", "text"),
    [
        ("R303", "oit.news", KEY, "oit.newz"),
        ("R303", "oit.news", KEY, None),
        ("R304", "oit.news", KEY, "oit.contact"),
        ("R305", "oit.news", HEADS["name"], None),
        ("R305", "oit.news", HEADS["steps"], "1. \n2. "),
        ("R306", "oit.news", HEADS["remedy"], "ลงข่าวของ {หน่วยงาน}"),
        ("R306", "oit.news", HEADS["remedy"], "คะแนน {before} ปีก่อน"),
        ("R306", "oit.news", HEADS["remedy"], "ลงข่าวของ {agency"),
        ("R306", "indicator.2", HEADS["full"], "ข้อ {item_title} เต็ม"),
        ("R306", "indicator.2", HEADS["fallen"], "ต่ำกว่า {bar}"),
        ("R306", "topic.3", HEADS["class_keep"], "{indicator_name} ได้ {score}"),
        ("R303", "topic.3", KEY, "topic.8"),
        ("R305", "topic.3", HEADS["name"], None),
    ],
)
def test_what_cannot_be_used_is_said_with_its_cell_and_cure(
    made: Path, code: str, key: str, head: str, text: str | None
) -> None:
    where = cell(openpyxl.load_workbook(made)[SHEET], key, head)

    def edit(sheet: Worksheet) -> None:
        sheet[where] = text

    found = changed(made, edit)
    finding = told(found, code)
    assert finding.severity is Severity.WARNING
    assert finding.places[0].label == f"{SHEET}!{where}"
    assert finding.cure
    assert found.texts == library()


def test_unknown_columns_and_lost_heads_are_said(made: Path) -> None:
    found = changed(made, lambda sheet: sheet.__setitem__("X5", "งบประมาณ"))
    assert told(found, "R302").places[0].label == f"{SHEET}!X5"
    found = changed(made, lambda sheet: sheet.delete_rows(5))
    assert [one.code for one in found.findings] == ["R301"]
    assert found.texts == library()


def test_a_file_without_the_sheet_uses_ours(tmp_path: Path) -> None:
    (tmp_path / "ผล.csv").write_text("ข้อ,คะแนน\ni1,90\n", encoding="utf-8")
    assert own_library(tmp_path / "ผล.csv").texts is library()
    book = openpyxl.Workbook()
    book.active.append(["ข้อ", "คะแนน"])
    book.save(tmp_path / "ผล.xlsx")
    assert own_library(tmp_path / "ผล.xlsx").texts is library()


def test_nothing_own_is_the_library_itself() -> None:
    assert with_own(library(), ()) == library()


def test_report_and_check_use_the_own_texts(made: Path, tmp_path: Path) -> None:
    def edit(sheet: Worksheet) -> None:
        sheet[cell(sheet, "iit.procedure", HEADS["name"])] = "โครงการคลินิกงานค้างของเรา"
        sheet[cell(sheet, "oit.news", KEY)] = "oit.newz"

    changed(made, edit)
    done = CliRunner().invoke(app, ["report", str(made), "-o", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    book = openpyxl.load_workbook(next((tmp_path / "out").glob("*.xlsx")))
    assert any(one.value == "โครงการคลินิกงานค้างของเรา" for row in book["แผนมาตรการ"].iter_rows() for one in row)
    assert any(one.value == "R303" for row in book["ตรวจสอบ"].iter_rows() for one in row)
    checked = CliRunner().invoke(app, ["check", str(made)])
    assert "R303" in checked.output
    assert "R307" in checked.output
    found = json.loads(CliRunner().invoke(app, ["check", str(made), "--json"]).output)
    jsonschema.validate(found, SCHEMA, cls=jsonschema.Draft202012Validator)
    own = [one for one in found["assessments"][0]["findings"] if one["code"].startswith("R3")]
    assert [one["code"] for one in own] == ["R303", "R307"]
    assert own[0]["cells"] == [f"{SHEET}!{cell(openpyxl.load_workbook(made)[SHEET], 'oit.newz', KEY)}"]
    assert own[0]["cure"]
