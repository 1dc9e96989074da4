"""The memo and the cover of the implementation report, its JSON, and the map that corrects its reading."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import openpyxl
import pytest
from typer.testing import CliRunner

from ita_xl.cli import app
from ita_xl.framework import load
from ita_xl.ingest.progress import letterhead_of_report, read_progress
from ita_xl.letterhead import ENTRIES, Letterhead, Signer, make
from ita_xl.progress import Measure, Progress, Told
from ita_xl.render import workbook_bytes
from ita_xl.sheets.inputbook import input_book
from ita_xl.sheets.progress import progress_book
from ita_xl.sheets.progress_letters import facts, progress_cover, progress_memo, proposal, report_publication
from tests.build import assessment, workbook
from tests.xlsx_lint import lint

if TYPE_CHECKING:
    from ita_xl.sheets.model import Sheet
    from tests.office import Office

SCHEMA = json.loads((Path(__file__).parent.parent / "docs" / "progress.schema.json").read_text(encoding="utf-8"))
AGENCY = "เทศบาลตำบลทดสอบ"
DAY = dt.date(2025, 4, 1)
WORDS = make({one.target: f"ค่า {one.target}" for one in ENTRIES} | {"date": "11/3/2568"})
HEADS = ["ตัวชี้วัด", "มาตรการ", "ผู้รับผิดชอบ", "ระยะเวลา", "สถานะ", "สรุปผลการดำเนินการ", "หลักฐาน"]
ROWS = [
    ["ตัวชี้วัดที่ 1 การปฏิบัติหน้าที่", "จัดทำคู่มือ", "สำนักปลัด", "ไตรมาสที่ 2", "แล้วเสร็จ", "ทำครบ", "ก.pdf"],
    ["ตัวชี้วัดที่ 2 การใช้งบประมาณ", "เผยแพร่แผน", "กองคลัง", "ไตรมาสที่ 1", "อยู่ระหว่างดำเนินการ", "ร่างแล้ว", ""],
    ["ตัวชี้วัดที่ 3 การใช้อำนาจ", "ประเมินผล", "กองช่าง", "ตลอดปี", "ยังไม่ได้ดำเนินการ", "", ""],
]


def plan_file(path: Path, *more: list[Any], sheets: dict[str, list[list[Any]]] | None = None) -> Path:
    rows = [["แผนมาตรการ ปีงบประมาณ พ.ศ. 2568"], HEADS, *ROWS]
    about = [["หน่วยงาน", AGENCY], ["ปีงบประมาณที่ประเมิน", 2567], *more]
    return workbook(path, {"หน่วยงาน": about, "แผน": rows, **(sheets or {})})


def results_file(path: Path, letterhead: Letterhead = Letterhead()) -> Path:  # noqa: B008
    before = assessment(2567, indicators={1: 80, 2: 90, 3: 95})
    now = assessment(2568, indicators={1: "88.50", 2: "89.00", 3: 95}, previous=before)
    path.write_bytes(workbook_bytes(input_book(load(2568), replace(now, agency=AGENCY), letterhead)))
    return path


def texts(sheet: Sheet) -> list[str]:
    return [cell.value for cell in sheet.cells if isinstance(cell.value, str)]


def answer(*arguments: object) -> tuple[int, dict[str, Any]]:
    done = CliRunner().invoke(app, ["progress", *map(str, arguments), "--json"])
    found: dict[str, Any] = json.loads(done.output)
    jsonschema.validate(found, SCHEMA, cls=jsonschema.Draft202012Validator)
    return done.exit_code, found


def made(*statuses: str, day: dt.date = DAY, year: int = 2568) -> Progress:
    due = dt.date(2025, 3, 31)
    measures = tuple(Measure(f"ม{at}", due=due, told=(Told(6, status=one),)) for at, one in enumerate(statuses))
    return Progress(year, load(2567), day, measures, agency=AGENCY)


# -- letters -----------------------------------------------------------------------------------------------------------


def test_the_memo_says_what_was_done_and_how_the_scores_have_changed(tmp_path: Path) -> None:
    found = read_progress(plan_file(tmp_path / "a.xlsx"), results_file(tmp_path / "b.xlsx"), as_of=DAY)
    status, scores = facts(found)
    assert "มี 3 รายการ" in status
    for words in ("ดำเนินการแล้วเสร็จ", "อยู่ระหว่างดำเนินการ", "ยังไม่ได้ดำเนินการ", "แต่ยังไม่แล้วเสร็จ"):
        assert f"{words} 1 รายการ" in status
    assert "เพิ่มขึ้น 1 รายการ" in scores
    assert "ตัวชี้วัดที่ 1 เพิ่มขึ้นจาก 80.00 คะแนน เป็น 88.50 คะแนน (+8.50)" in scores
    asked = proposal(found)
    assert "ที่ยังไม่มีผลว่าแล้วเสร็จ 2 รายการ โดยเฉพาะที่เกินกำหนดแล้ว 1 รายการ" in asked
    assert asked.count("(3)") == 1


def test_without_scores_the_memo_says_nothing_of_scores() -> None:
    (status,) = facts(made("แล้วเสร็จ", "แล้วเสร็จ"))
    assert "คะแนน" not in status
    assert "มาตรการทุกรายการดำเนินการแล้วเสร็จ" in status
    assert "สั่งการ" not in proposal(made("แล้วเสร็จ", "แล้วเสร็จ"))


@pytest.mark.parametrize("words", [Letterhead(), WORDS], ids=["nothing known", "all known"])
@pytest.mark.parametrize("agency", ["", AGENCY])
def test_what_is_unknown_is_a_dotted_line(words: Letterhead, agency: str) -> None:
    found = replace(made("แล้วเสร็จ", ""), agency=agency, province="ลำพูน")
    memo, cover = progress_memo(found, words), progress_cover(found, words)
    assert memo.page.one_page
    assert cover.page.one_page
    for sheet in (memo, cover):
        whole = "\n".join(texts(sheet))
        assert not re.search(r"None|[{}]|\(\)", whole), whole
        assert ("....." in whole) == (words == Letterhead() or not agency or sheet is memo)
        assert "ปีงบประมาณ พ.ศ. 2568" in whole
    for one in (words.office, words.executive.position, words.executive.name):
        assert one in "\n".join(texts(memo))
    assert words.office in "\n".join(texts(cover))
    assert ("มีนาคม 2568" in texts(cover)) == (words == WORDS)


@pytest.mark.parametrize(
    ("year", "day", "code", "of"),
    [
        (2568, DAY, "o26", 2569),
        (2567, dt.date(2024, 4, 1), "o35", 2567),
        (2567, dt.date(2025, 1, 1), "o28", 2568),
        (2567, dt.date(2026, 1, 1), None, None),
        (2580, DAY, None, None),
    ],
)
def test_the_item_that_asks_for_the_report(year: int, day: dt.date, code: str | None, of: int | None) -> None:
    found = made("แล้วเสร็จ", day=day, year=year)
    where = report_publication(found)
    assert (where.code, where.fiscal_year) == (code, of) if where else (code, of) == (None, None)
    assert ("ตามข้อ" in proposal(found)) == (where is not None)


def test_the_letterhead_of_the_plan_goes_before_that_of_the_results(tmp_path: Path) -> None:
    plan = plan_file(tmp_path / "a.xlsx", ["เรียน", "นายกเทศมนตรี"], ["ผู้เสนอ", "นาง ก"], ["เลขที่หนังสือ", "ทส 1"])
    results = results_file(tmp_path / "b.xlsx", WORDS)
    assert letterhead_of_report(plan).office == ""
    found = letterhead_of_report(plan, results)
    assert (found.addressee, found.number, found.office) == ("นายกเทศมนตรี", "ทส 1", "ค่า office")
    assert found.proposer == Signer("นาง ก")  # never with the position of another
    assert found.executive == WORDS.executive
    assert found.date == ""  # that beside the scores is of another letter


def test_results_of_many_agencies_give_no_letterhead(tmp_path: Path) -> None:
    rows = [["ผลการประเมิน ITA ปีงบประมาณ พ.ศ. 2568"], ["หน่วยงาน", "IIT", "EIT", "OIT", "คะแนนรวม"],
            [AGENCY, 90, 91, 92, 91.1], ["เทศบาลตำบลอื่น", 80, 81, 82, 81.1]]  # fmt: skip
    results = workbook(tmp_path / "b.xlsx", {"ผล": rows, "อื่น": [["ผู้บริหาร", "นาย ค"]]})
    assert letterhead_of_report(plan_file(tmp_path / "a.xlsx"), results) == Letterhead()


def test_the_command_with_letters(tmp_path: Path) -> None:
    plan = plan_file(tmp_path / "a.xlsx", ["ตำแหน่งผู้บริหาร", "นายกเทศมนตรี"])
    done = CliRunner().invoke(
        app, ["progress", str(plan), "-o", str(tmp_path / "out"), "--with", "cover,memo", "--digits", "thai"]
    )
    assert done.exit_code == 0, done.output
    (path,) = (tmp_path / "out").iterdir()
    assert not lint(path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[:4] == ["บันทึกข้อความ", "ปก", "สรุปผลการดำเนินการ", "รายงานผล"]
    memo = "\n".join(str(cell.value) for row in book["บันทึกข้อความ"].iter_rows() for cell in row if cell.value)
    assert "นายกเทศมนตรี" in memo
    assert "พ.ศ. ๒๕๖๘" in memo
    plain = tmp_path / "plain.xlsx"
    plain.write_bytes(workbook_bytes(progress_book(read_progress(plan, as_of=DAY))))
    with_letters, without = (read_progress(one, fiscal_year=2567, as_of=DAY) for one in (path, plain))
    assert [one.name for one in with_letters.measures] == [one.name for one in without.measures]


@pytest.mark.parametrize(
    "arguments", [("--with", "analysis", "-o", "out"), ("--with", "memo"), ("--form-only",),
                  ("--form-only", "--with", "memo", "-o", "out")],
)  # fmt: skip
def test_wrong_usage(tmp_path: Path, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    plan = plan_file(tmp_path / "a.xlsx")
    assert CliRunner().invoke(app, ["progress", str(plan), *arguments]).exit_code == 2
    assert list(tmp_path.iterdir()) == [plan]


def test_each_letter_is_one_page(tmp_path: Path, office: Office) -> None:
    long = make({one.target: "องค์การบริหารส่วนตำบลชื่อยาวมากเป็นพิเศษ " * 2 for one in ENTRIES})
    plan, results = plan_file(tmp_path / "a.xlsx"), results_file(tmp_path / "b.xlsx")
    book = progress_book(read_progress(plan, results, as_of=DAY), None, (), ("memo", "cover"), long)
    path = tmp_path / "c.xlsx"
    path.write_bytes(workbook_bytes(replace(book, sheets=book.sheets[:2])))
    assert len(office.to_png(path, tmp_path / "out")) == 2


# -- JSON --------------------------------------------------------------------------------------------------------------


def test_json_of_a_plan_with_scores(tmp_path: Path) -> None:
    plan, results = plan_file(tmp_path / "a.xlsx"), results_file(tmp_path / "b.xlsx")
    code, found = answer(plan, "--results", results, "--date", "2025-04-01")
    (one,) = found["progress"]
    assert code == 0
    assert (one["agency"], one["year"], one["as_of"], one["form"]) == (AGENCY, 2568, "2025-04-01", "indicators")
    assert one["counts"] == {"done": 1, "under_way": 1, "not_begun": 1, "unknown": 0}
    assert (one["overdue"], one["report"]) == (1, None)
    assert one["score_years"] == {"before": 2567, "after": 2568}
    assert [each["status"] for each in one["measures"]] == ["done", "under_way", "not_begun"]
    assert [each["overdue"] for each in one["measures"]] == [False, True, False]
    assert [each["due"] for each in one["measures"]] == ["2025-03-31", "2024-12-31", "2025-09-30"]
    first = one["measures"][0]
    assert (first["about"], first["cell"]) == ([{"kind": "indicator", "ref": "1"}], "แผน!B3")
    assert first["rounds"][0]["evidence"] == "ก.pdf"
    change = first["changes"][0]
    assert (change["kind"], change["ref"], change["before"], change["after"], change["difference"]) == (
        "indicator", "1", "80.00", "88.50", "+8.50",
    )  # fmt: skip
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.xlsx", "b.xlsx"]
    code, found = answer(plan, "-o", tmp_path / "out", "--form", "tools")
    assert Path(found["progress"][0]["report"]).exists()
    assert found["progress"][0]["form"] == "tools"


def test_json_of_what_cannot_be_used_names_its_file(tmp_path: Path) -> None:
    plan = plan_file(tmp_path / "a.xlsx")
    broken = tmp_path / "b.xlsx"
    broken.write_bytes(b"x")
    faulty = tmp_path / "m.toml"
    faulty.write_text("schema = 2\n", encoding="utf-8")
    empty = workbook(tmp_path / "c.xlsx", {"ก": [["ปีงบประมาณ", 2568], ["ข้อ", "คะแนน"], ["i1", 90]]})
    for arguments, file, failure in (
        ((empty,), empty, "E109"),
        ((plan, "--results", broken), broken, "E102"),
        ((plan, "--map", faulty), faulty, "E204"),
        ((plan, "--map", tmp_path / "none.toml"), tmp_path / "none.toml", "E108"),
    ):
        code, found = answer(*arguments)
        assert (code, found["progress"]) == (3, [])
        assert [(one["code"], one["file"]) for one in found["failures"]] == [(failure, str(file))]


# -- maps --------------------------------------------------------------------------------------------------------------


def test_a_map_corrects_the_plan_and_the_scores(tmp_path: Path) -> None:
    draft = [HEADS, ["ตัวชี้วัดที่ 4 การใช้ทรัพย์สิน", "ร่างเก่า", "กองคลัง", "ตลอดปี", "แล้วเสร็จ", "x", "y"]]
    plan = plan_file(tmp_path / "a.xlsx", sheets={"ร่าง": draft})
    results = workbook(
        tmp_path / "b.xlsx",
        {"ผล": [["หน่วยงาน", AGENCY], ["ปีงบประมาณ", 2568], ["ข้อ", "คะแนน"], ["เรื่องแรก", 91], ["i2", 95]]},
    )
    pins = tmp_path / "m.toml"
    pins.write_text(
        'schema = 1\nfiscal_year = 2567\n[[table]]\nsheet = "ร่าง"\nignore = true\n'
        '[labels]\n"เรื่องแรก" = "indicator 1"\n',
        encoding="utf-8",
    )
    _, plain = answer(plan, "--results", results)
    assert len(plain["progress"][0]["measures"]) == 4
    _, found = answer(plan, "--results", results, "--map", pins)
    (one,) = found["progress"]
    assert [each["name"] for each in one["measures"]] == ["จัดทำคู่มือ", "เผยแพร่แผน", "ประเมินผล"]
    assert one["score_years"]["after"] == 2568
    assert one["measures"][0]["changes"][0]["after"] == "91.00"
    assert "R120" not in {each["code"] for each in one["findings"]}  # the plan has the sheet, the results need not
    pins.write_text('schema = 1\n[[table]]\nsheet = "ไม่มี"\nignore = true\n', encoding="utf-8")
    _, found = answer(plan, "--results", results, "--map", pins)
    assert [each["code"] for each in found["progress"][0]["findings"]].count("R120") == 1
