"""The implementation report: statuses by their words, overdue first, scores of the new year against those before."""

from __future__ import annotations

import datetime as dt
import struct
import zlib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from typer.testing import CliRunner

import ita_xl
from ita_xl.cli import app
from ita_xl.errors import InputError
from ita_xl.framework import load
from ita_xl.ingest.pictures import evidence_of
from ita_xl.ingest.planwords import contradictions
from ita_xl.ingest.progress import read_progress
from ita_xl.letterhead import Letterhead
from ita_xl.progress import About, Form, Measure, Progress, Status, Told, due_of, status_of
from ita_xl.render import workbook_bytes, write_safely
from ita_xl.sheets.inputbook import input_book
from ita_xl.sheets.model import Book
from ita_xl.sheets.progress import progress_book, report_sheet
from ita_xl.sheets.progress_letters import LETTERS
from tests.build import assessment, workbook
from tests.test_plans import FIXTURES
from tests.validator import faults

if TYPE_CHECKING:
    from tests.office import Office

SAMPLES = Path(__file__).parent.parent / "workbooks" / "samples"
AGENCY = "องค์การบริหารส่วนตำบลภูซาง"
DAY = dt.date(2025, 4, 1)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("ดำเนินการแล้วเสร็จ", Status.DONE),
        ("แล้วเสร็จ ๑๐๐%", Status.DONE),
        ("ดำเนินการเรียบร้อยแล้ว", Status.DONE),
        ("อยู่ระหว่างดำเนินการ", Status.UNDER_WAY),
        ("ดำเนินการแล้วร้อยละ 50", Status.UNDER_WAY),
        ("ยังไม่แล้วเสร็จ", Status.UNDER_WAY),
        ("อยู่ระหว่างดำเนินการ คาดว่าจะแล้วเสร็จ มิ.ย.", Status.UNDER_WAY),
        ("ยังไม่ได้ดำเนินการ", Status.NOT_BEGUN),
        ("ร้อยละ 0", Status.NOT_BEGUN),
        ("กำหนดแล้วเสร็จ มีนาคม", Status.UNKNOWN),
        ("ล่าช้า", Status.UNKNOWN),
        ("", Status.UNKNOWN),
    ],
)
def test_a_status_is_told_by_its_words(text: str, status: Status) -> None:
    assert status_of(text) is status


def test_prose_tells_a_status_only_by_its_opening() -> None:
    assert status_of("ดำเนินการแล้ว โดยจัดประชุม", free=True) is Status.DONE
    assert status_of("จัดทำคู่มือให้แล้วเสร็จ", free=True) is Status.UNKNOWN
    assert status_of("ร้อยละ 80 ของบุคลากรพอใจ", free=True) is Status.UNKNOWN


def test_overdue_is_what_should_be_done_and_is_not() -> None:
    due = due_of("ภายในไตรมาสที่ 1 ของปีงบประมาณ พ.ศ. 2568", None)
    assert due == dt.date(2024, 12, 31)
    begun = Measure("ก", due=due, told=(Told(6, status="อยู่ระหว่างดำเนินการ"),))
    assert begun.overdue(DAY)
    assert not begun.overdue(dt.date(2024, 12, 31))
    assert not Measure("ก", due=due).overdue(DAY)  # nobody said that it is not done
    assert Measure("ก", told=(Told(6, status="ล่าช้ากว่าแผน"),)).overdue(DAY)
    assert not replace(begun, told=(Told(6, status="ล่าช้า"), Told(12, status="แล้วเสร็จ"))).overdue(DAY)


def test_a_score_is_followed_by_its_subject_across_years() -> None:
    before = assessment(2567, items={"i11": "96.77", "o34": "80"})
    after = assessment(2568, items={"i11": "98.92", "o27": "100"})
    one = Measure("ก", about=(About("item", "i11"), About("item", "o34")))
    found = Progress(2568, load(2567), DAY, (one,), after=after, before=before)
    assert [change.sentence for change in found.changes(one)] == [
        "i11 เพิ่มขึ้นจาก 96.77 คะแนน เป็น 98.92 คะแนน (+2.15)",
        "o27 (ปี 2567 คือ o34) เพิ่มขึ้นจาก 80.00 คะแนน เป็น 100.00 คะแนน (+20.00)",
    ]


def test_the_published_report_by_topics(tmp_path: Path) -> None:
    """Seven topics, the scores of the year in the same file, no word on how far a measure is."""
    found = read_progress(FIXTURES["001_phu_sang"].build(tmp_path, "xlsx"), as_of=DAY)
    assert (found.year, found.own_form, len(found.measures)) == (2567, Form.TOPICS, 7)
    assert found.counts[Status.UNKNOWN] == 7
    assert found.after is not None
    assert found.after.fiscal_year == 2567
    assert found.before is None
    fourth = found.measures[3]
    assert [change.sentence for change in found.changes(fourth)][1] == "i11 ได้ 98.92 คะแนน"
    book = progress_book(found)
    assert [one.name for one in book.sheets] == ["สรุปผลการดำเนินการ", "รายงานผล", "รายละเอียดการติดตาม"]
    printed = {str(cell.value) for cell in book.sheets[1].cells}
    for cell in (one for measure in found.measures for one in (measure.name, measure.responsible)):
        assert cell in printed


def test_the_published_report_by_tools(tmp_path: Path) -> None:
    """Tools, the class beside each indicator; the table of activities in it has no results."""
    fixture = FIXTURES["004_koh_loi"]
    found = read_progress(fixture.build(tmp_path, fixture.formats[0]), fiscal_year=fixture.data.get("year"), as_of=DAY)
    assert (found.year, found.own_form, len(found.measures)) == (2566, Form.TOOLS, 13)
    assert [(title[:15], len(rows)) for title, rows in found.groups(Form.TOOLS)] == [
        ("๑. มาตรการเพิ่ม", 6),
        ("๒. มาตรการสร้าง", 3),
        ("๓. มาตรการปรับป", 4),
    ]
    assert [title[-5:] for title, _ in found.groups(Form.TOOLS)] == ["(IIT)", "(EIT)", "(OIT)"]
    assert [one.code for one in found.findings] == ["P106", "P108"]
    assert "ตัวชี้วัดที่ ๒ การใช้งบประมาณ\n(แก้ไขเร่งด่วน)" in "".join(
        str(cell.value) for cell in progress_book(found).sheets[1].cells
    )


def test_what_the_published_reports_get_wrong_is_said(tmp_path: Path) -> None:
    """The level of the memo, an outcome copied from the topic before, a name of another agency; a number of another."""
    first = read_progress(FIXTURES["001_phu_sang"].build(tmp_path, "xlsx"), as_of=DAY)
    assert {one.code for one in first.findings} == {"A201", "P110", "R113"}
    assert first.result.endswith("99.78 คะแนน อยู่ในระดับ “ผ่านดีเยี่ยม”")
    last = read_progress(FIXTURES["004_koh_loi"].build(tmp_path, "xlsx"), as_of=DAY)
    (number,) = (one for one in last.findings if one.code == "P108")
    assert (number.stated, number.computed, number.places[0].cell) == ("2", "6", "C65")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("ส่งผลให้ผ่านดีเยี่ยมเกณฑ์การประเมิน", None),
        ("ยกระดับจากระดับผ่านดี เป็น ผ่านดีเยี่ยม", None),
        ("เผยแพร่ผ่านช่องทางออนไลน์ ยกระดับผ่านการอบรม ไม่มีเรื่องต้องปรับปรุง", None),
        ("อยู่ในระดับ “ผ่าน”", "P109"),
        ("ผลการประเมินผ่านดี", "P109"),
        ("ผลการประเมินระดับต้องปรับปรุง", "P109"),
    ],
)
def test_a_level_in_an_outcome_is_that_of_the_scores(words: str, code: str | None) -> None:
    after = assessment(2568, tools={"IIT": 96, "EIT1": 96, "EIT2": 96, "OIT": 96})
    one = Measure("ก", told=(Told(output=words),))
    found = Progress(2568, load(2567), DAY, (one,), after=after)
    assert found.level == "ผ่านดีเยี่ยม"
    assert [each.code for each in contradictions(found)] == ([code] if code else [])


def test_a_topic_is_no_heading_above_a_column_that_holds_it(tmp_path: Path) -> None:
    found = read_progress(FIXTURES["001_phu_sang"].build(tmp_path, "xlsx"), as_of=DAY)
    styles = [cell.style for cell in report_sheet(found, Form.TOPICS).cells]
    assert "group" not in styles
    assert "group" in [cell.style for cell in report_sheet(found, Form.TOOLS).cells]


def test_the_memo_and_the_cover(tmp_path: Path, office: Office) -> None:
    plan = FIXTURES["001_phu_sang"].build(tmp_path, "xlsx")
    arguments = ["progress", str(plan), "-o", str(tmp_path / "out"), "--date", "2025-04-01"]
    assert CliRunner().invoke(app, [*arguments, "--with", "letters"]).exit_code == 2
    assert CliRunner().invoke(app, [*arguments, "--with", "cover,memo"]).exit_code == 0
    (path,) = (tmp_path / "out").glob("*.xlsx")
    assert not faults(path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[:3] == ["บันทึกข้อความ", "ปก", "สรุปผลการดำเนินการ"]
    words = " ".join(str(cell.value) for row in book["บันทึกข้อความ"].iter_rows() for cell in row if cell.value)
    assert "เรื่องเดิม" in words
    assert "ต้องตรวจกับผลที่ประกาศก่อนเผยแพร่" in words
    found = read_progress(plan, as_of=DAY)
    letters = Book("ก", "ก", tuple(make(found, Letterhead()) for make in LETTERS.values()))
    alone = write_safely(tmp_path / "ก.xlsx", workbook_bytes(letters))
    assert len(office.to_png(alone, tmp_path / "png", dpi=20)) == 2  # one page each


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our own report with its sheet ติดตามผล filled in by hand."""
    folder = tmp_path_factory.mktemp("filled")
    card = ita_xl.score(ita_xl.read(SAMPLES / "phu-sang-2567.xlsx")[0])
    path = ita_xl.write_report(ita_xl.plan(ita_xl.diagnose(card)), (), folder, extras=("followup",), name="a.xlsx")
    book = openpyxl.load_workbook(path, data_only=True)  # formulas saved without values would need a LibreOffice
    sheet = book["ติดตามผล"]
    number = 0
    for row in sheet.iter_rows(min_row=5):
        if row[6].value == "6 เดือน":
            status = ("ดำเนินการแล้วเสร็จ", "อยู่ระหว่างดำเนินการ", "ยังไม่ได้ดำเนินการ", None)[number % 4]
            number += 1
            row[7].value = status
            if status:
                row[8].value, row[9].value = "15/3/2568", f"ทำข้อ {number}"
                row[12].value = "งบประมาณไม่พอ"
                row[13].value = "ประชุมอีกครั้ง"
    book.save(folder / "b.xlsx")
    return folder / "b.xlsx"


def next_year(folder: Path, agency: str = AGENCY, year: int = 2568) -> Path:
    framework = load(year)
    items = {ref: Decimal("99.00") for ref in framework.all_refs if not ref.startswith("o")} | {"i11": Decimal(98)}
    path = folder / f"ผล{year}.xlsx"
    path.write_bytes(workbook_bytes(input_book(framework, replace(assessment(year, items=items), agency=agency))))
    return path


def test_our_own_sheet_is_read_back(filled: Path) -> None:
    found = read_progress(filled, as_of=DAY)
    assert (found.year, len(found.measures), found.own_form) == (2568, 14, Form.INDICATORS)
    assert [found.counts[one] for one in Status] == [4, 4, 3, 3]
    first = found.measures[0].latest
    assert (first.months, first.date, first.summary) == (6, "15 มีนาคม 2568", "ทำข้อ 1")
    assert (first.obstacles, first.next_step) == ("งบประมาณไม่พอ", "ประชุมอีกครั้ง")
    assert [one.overdue(DAY) for one in found.urgent_first[: len(found.overdue)]] == [True] * len(found.overdue)
    assert {one.code for one in found.findings} == {"P101", "P105", "P106"}


@pytest.mark.parametrize("form", ["auto", "topics", "tools", "indicators"])
def test_the_command_with_scores(filled: Path, tmp_path: Path, form: str) -> None:
    arguments = ["progress", str(filled), "--results", str(next_year(tmp_path)), "-o", str(tmp_path / "out")]
    done = CliRunner().invoke(app, [*arguments, "--date", "2025-04-01", "--form", form])
    assert done.exit_code == 0, done.output
    path = tmp_path / "out" / f"รายงานผลการดำเนินการ {AGENCY} 2568.xlsx"
    assert not faults(path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["สรุปผลการดำเนินการ", "รายงานผล", "รายละเอียดการติดตาม", "ผลต่อคะแนน"]
    names = [row[1].value for row in book["รายงานผล"].iter_rows(min_row=6) if row[1].value]
    assert len(names) == 14  # every measure once, whatever the form
    rows = {row[1].value: [one.value for one in row[3:5]] for row in book["ผลต่อคะแนน"].iter_rows(min_row=6)}
    assert rows["i11"] == [98.92, 98]
    assert len(book["สรุปผลการดำเนินการ"]._charts) == 1


@pytest.mark.parametrize(("agency", "year", "code"), [("เทศบาลตำบลบางปลา", 2568, "P104"), (AGENCY, 2567, "P103")])
def test_scores_of_another_agency_or_year_are_not_used(
    filled: Path, tmp_path: Path, agency: str, year: int, code: str
) -> None:
    found = read_progress(filled, next_year(tmp_path, agency, year), as_of=DAY)
    assert code in {one.code for one in found.findings}
    assert found.after is None


def test_a_form_to_fill_in_from_any_plan(tmp_path: Path) -> None:
    plan = FIXTURES["001_phu_sang"].build(tmp_path, "xlsx")
    done = CliRunner().invoke(app, ["progress", str(plan), "--form-only", "-o", str(tmp_path)])
    assert done.exit_code == 0, done.output
    again = read_progress(tmp_path / f"แบบติดตามผล {AGENCY} 2567.xlsx", fiscal_year=2567)
    assert [one.about[0].ref for one in again.measures] == list("1234567")
    assert all(one.latest.summary for one in again.measures)


def test_a_file_without_measures(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"ก": [["ปีงบประมาณ", 2568], ["ข้อ", "คะแนน"], ["i1", 90]]})
    with pytest.raises(InputError, match="E109"):
        read_progress(path)
    done = CliRunner().invoke(app, ["progress", str(path), "-o", str(tmp_path)])
    assert done.exit_code == 3


def picture(width: int = 40, height: int = 20) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\x00" + b"\x20\x60\xa0" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def test_pictures_beside_the_plan_are_placed_and_others_are_said(tmp_path: Path) -> None:
    plan = tmp_path / "แผน"
    plan.mkdir()
    (plan / "กิจกรรม.png").write_bytes(picture(2000, 1000))
    (plan / "เสีย.jpg").write_bytes(b"not a picture")
    (tmp_path / "นอก.png").write_bytes(picture())
    names = "กิจกรรม.png\nเสีย.jpg, หาย.png\n../นอก.png\nhttps://example.go.th/a.png"
    rows = [
        ["แผนมาตรการ ปีงบประมาณ พ.ศ. 2568"],
        ["ตัวชี้วัด", "มาตรการ", "ผู้รับผิดชอบ", "สถานะ", "หลักฐาน"],
        ["ตัวชี้วัดที่ 1 การปฏิบัติหน้าที่", "จัดทำคู่มือ", "สำนักปลัด", "ดำเนินการแล้วเสร็จ", names],
    ]
    path = workbook(plan / "a.xlsx", {"แผน": rows})
    found = read_progress(path, fiscal_year=2567, as_of=DAY)
    evidence, problems = evidence_of(found)
    assert [(one.name, one.width, one.height) for one in evidence] == [("กิจกรรม.png", 2000, 1000)]
    assert [(one.code, one.stated) for one in problems] == [
        ("P107", "เสีย.jpg"), ("P107", "หาย.png"), ("P107", "../นอก.png"),
    ]  # fmt: skip
    done = CliRunner().invoke(app, ["progress", str(path), "--year", "2567", "-o", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    (out,) = (tmp_path / "out").iterdir()
    assert not faults(out)
    (image,) = openpyxl.load_workbook(out)["ภาพหลักฐาน"]._images
    assert image.anchor.to.row == image.anchor._from.row  # it stays within its row


def test_our_own_report_is_read_again_with_each_measure_once(tmp_path: Path) -> None:
    plan = SAMPLES / "koh-loi-bang-hak-2566.xlsx"
    arguments = ["progress", str(plan), "-o", str(tmp_path), "--with", "memo,cover", "--date", "2023-10-01"]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    first = read_progress(plan, as_of=DAY)
    again = read_progress(next(tmp_path.glob("*.xlsx")), as_of=DAY)
    assert (again.agency, again.province, again.year) == (first.agency, first.province, first.year)
    assert [one.name for one in again.measures] == [one.name for one in first.measures]
    assert [one.about for one in again.measures] == [one.about for one in first.measures]
    assert {one.code for one in again.findings} == {one.code for one in first.findings}
