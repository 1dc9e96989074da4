"""Finished documents against the criteria of a year: ours, published ones, and those edited by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

import ita_xl
from ita_xl.checking import check_file
from ita_xl.checking.headers import Role, role_of
from ita_xl.checking.mentions import codes_in
from ita_xl.checking.own import book_checklist, with_checklist
from ita_xl.checking.periods import fiscal_years
from ita_xl.checking.subjects import Subjects
from ita_xl.criteria import Outcome
from ita_xl.findings import Severity
from ita_xl.framework import load
from ita_xl.ingest import understand
from ita_xl.planning import Form, Wish
from ita_xl.render import workbook_bytes
from ita_xl.sheets.checklist import CHECKLIST, checklist_sheet
from ita_xl.sheets.report import report_book
from tests import rawbooks
from tests.fixtures import fixtures
from tests.test_cli import SCHEMA, run

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl.worksheet.worksheet import Worksheet

    from ita_xl.criteria import Checklist
    from ita_xl.sheets.model import Book

ROOT = Path(__file__).parent.parent
SAMPLES = sorted((ROOT / "workbooks" / "samples").glob("*.xlsx"))
SCORED = [path for path in SAMPLES if not path.name.startswith("koh-loi")]
PUBLISHED = {one.name: one for one in fixtures(Path(__file__).parent / "published")}
COLLECTED = {one.name: one for one in fixtures(Path(__file__).parent / "collected")}
PLAN = "แผนมาตรการ"


def outcomes(checklist: Checklist) -> dict[str, str]:
    return {one.element.key: one.outcome.mark for one in checklist.verdicts}


def book_of(sample: Path, form: Form | None = None) -> tuple[Book, int]:
    card = ita_xl.score(ita_xl.read(sample)[0])
    plan = ita_xl.plan(ita_xl.diagnose(card))
    return report_book(plan, ita_xl.audit(card), wish=Wish(form)), plan.plan_year


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our report of a municipality, to be edited."""
    book, _ = book_of(ROOT / "workbooks" / "samples" / "bang-pla-2568.xlsx")
    path = tmp_path_factory.mktemp("report") / "report.xlsx"
    path.write_bytes(workbook_bytes(book))
    return path


def edited(report: Path, folder: Path, edit: Callable[[dict[str, Worksheet]], object], year: int = 2569) -> Checklist:
    book = openpyxl.load_workbook(report, data_only=True)
    edit({one.title: one for one in book.worksheets})
    path = folder / "edited.xlsx"
    book.save(path)
    return check_file(path, year)


# Our own reports


@pytest.mark.parametrize("sample", SCORED, ids=lambda one: one.stem)
@pytest.mark.parametrize("digits", ["arabic", "thai"])
def test_the_sheet_of_our_report_says_what_a_check_of_the_file_says(sample: Path, digits: str, tmp_path: Path) -> None:
    book, year = book_of(sample)
    own = book_checklist(book, year)
    path = tmp_path / "any name.xlsx"
    path.write_bytes(workbook_bytes(with_checklist(book, year), digits=digits))
    later = check_file(path, year)

    def said(one: Checklist) -> list[tuple[str, Outcome, str, list[str], str]]:
        return [
            (each.element.key, each.outcome, each.found, [place.label for place in each.places], each.cure)
            for each in one.verdicts
        ]

    assert said(own) == said(later)
    cells = {(one.row, one.column): one.value for one in checklist_sheet(own).cells}
    shown = [cells[row, 2] for row, column in sorted(cells) if column == 0 and isinstance(cells[row, 0], int)]
    assert shown == [f"{one.outcome.mark} {one.outcome.thai}" for one in later.verdicts]


@pytest.mark.parametrize("sample", [one for one in SCORED if "2568" in one.name], ids=lambda one: one.stem)
def test_our_report_of_2568_meets_the_criteria_of_2569(sample: Path) -> None:
    """Nothing is missing; what the report does not name at all (its OIT code, items) cannot be told."""
    book, year = book_of(sample)
    marks = outcomes(book_checklist(book, year))
    assert year == 2569
    assert "✗" not in marks.values()
    assert {key for key, mark in marks.items() if mark == "?"} <= {"codes.document", "codes.items"}


def test_a_report_of_2567_by_indicator_has_ten_indicators_where_2568_asks_for_seven_topics() -> None:
    book, year = book_of(ROOT / "workbooks" / "samples" / "phu-sang-2567.xlsx", Form.INDICATORS)
    found = outcomes(book_checklist(book, year))
    assert year == 2568
    assert {key for key, mark in found.items() if mark == "✗"} == {"analysis.topics", "plan.approach"}


def test_the_checklist_in_a_file_is_no_part_of_the_document(report: Path, tmp_path: Path) -> None:
    """It names all elements and codes; figures and year of the file are read as without it."""
    book, year = book_of(ROOT / "workbooks" / "samples" / "bang-pla-2568.xlsx")
    path = tmp_path / report.name
    path.write_bytes(workbook_bytes(with_checklist(book, year)))
    with_sheet, without = understand(path), understand(report)
    assert with_sheet.fiscal_year == without.fiscal_year
    assert with_sheet.assessments[0].figures == without.assessments[0].figures
    assert [one.name for one in with_sheet.sheets] == [*(one.name for one in without.sheets), CHECKLIST]


def test_a_checklist_alone_meets_nothing(tmp_path: Path) -> None:
    book, year = book_of(ROOT / "workbooks" / "samples" / "bang-pla-2568.xlsx")
    sheet = checklist_sheet(book_checklist(book, year))
    path = tmp_path / "checklist 2568.xlsx"
    path.write_bytes(workbook_bytes(replace(book, sheets=(sheet,))))
    assert "✓" not in outcomes(check_file(path, year)).values()


# Published reports


@pytest.mark.parametrize(
    ("name", "year", "codes", "missing", "unclear"),
    [
        # Seven topics with four columns, as 2568 asks; but the result is that of 2568 (2567 is asked) and the measures
        # run from October 2568. It has no column of follow-up, and does not name its own code.
        ("000_pa_phlu", 2568, ["o27"], {"years.assessed", "years.plan"}, {"plan.follow", "codes.document"}),
        # By its years it is a document of 2569, and those criteria ask for ten indicators: none is analysed, measures
        # stand above their tables and not in a column. Items carry the codes of 2567 (o35). A sentence says that the
        # measures are of 2568.
        ("000_pa_phlu", 2569, ["o25"], {"analysis.indicators", "plan.measure", "plan.analysis", "codes.items"},
         {"plan.coverage", "years.plan", "codes.document"}),
        # A report on the measures of 2567, whole.
        ("001_phu_sang", 2567, ["o35"], set(), {"codes.document"}),
        # Ten indicators, five columns, whole; but "เกณฑ์การประเมิน ITA ปี ๒๕๖๘ ในข้อ ๐๒๕": o25 is of 2569.
        ("002_bang_pla", 2569, ["o25"], {"codes.document"}, set()),
        # Six columns ordered by score; no measures for indicators 1, 3 and 8, which nobody says are asked for.
        ("003_lamphun", 2569, ["o25"], set(), {"plan.coverage", "codes.document"}),
        # A report on the measures of 2566, whole.
        ("004_koh_loi", 2566, ["o43"], set(), {"codes.document"}),
    ],
)  # fmt: skip
def test_published_reports(
    name: str, year: int, codes: list[str], missing: set[str], unclear: set[str], tmp_path: Path
) -> None:
    path = PUBLISHED[name].build(tmp_path, "xlsx")
    found = check_file(path, year)
    marks = outcomes(found)
    assert [one.code for one in found.documents] == codes
    assert {key for key, mark in marks.items() if mark == "✗"} == missing
    assert {key for key, mark in marks.items() if mark == "?"} == unclear


def test_the_wrong_year_beside_a_code_is_said(tmp_path: Path) -> None:
    found = check_file(PUBLISHED["002_bang_pla"].build(tmp_path, "xlsx"), 2569).verdict("codes.document")
    assert found.found == "o25 เป็นรหัสของปี 2569 แต่อ้างเกณฑ์ปี 2568"
    assert [one.cell for one in found.places] == ["A17"]


def test_a_report_against_the_criteria_of_another_year(tmp_path: Path) -> None:
    found = check_file(PUBLISHED["004_koh_loi"].build(tmp_path, "xlsx"), 2569).verdict("years.report")
    assert found.outcome is Outcome.NOT_MET
    assert found.found == "รายงานมาตรการของปี 2566"


# Edited by hand


def clear(sheet: Worksheet, column: int) -> None:
    for row in sheet.iter_rows(min_row=5, min_col=column, max_col=column):
        if type(row[0]).__name__ != "MergedCell" and row[0].column == column and column > 1:
            row[0].value = None


@pytest.mark.parametrize(
    ("column", "key"), [(2, "plan.analysis"), (3, "plan.steps"), (4, "plan.period"), (5, "plan.responsible")]
)
def test_a_column_deleted(column: int, key: str, report: Path, tmp_path: Path) -> None:
    found = edited(report, tmp_path, lambda sheets: clear(sheets[PLAN], column))
    assert found.verdict(key).outcome is Outcome.NOT_MET
    assert "ไม่มีคอลัมน์" in found.verdict(key).found
    assert found.verdict(key).finding.severity is Severity.ERROR  # type: ignore[union-attr]
    others = {each: mark for each, mark in outcomes(found).items() if each.startswith("plan.") and each != key}
    assert set(others.values()) == {"✓"}


@pytest.mark.parametrize("text", [None, "-", "......", "(ระบุผู้รับผิดชอบ)"])
def test_one_cell_left_empty(text: str | None, report: Path, tmp_path: Path) -> None:
    def edit(sheets: dict[str, Worksheet]) -> None:
        sheets[PLAN]["E12"] = text

    found = edited(report, tmp_path, edit).verdict("plan.responsible")
    assert found.outcome is Outcome.NOT_MET
    assert [one.label for one in found.places] == [f"{PLAN}!E12"]


def test_the_rows_of_an_indicator_deleted(report: Path, tmp_path: Path) -> None:
    def edit(sheets: dict[str, Worksheet]) -> None:
        sheets[PLAN]["A13"] = None
        for column in "ABCDE":
            sheets[PLAN][f"{column}14"] = None
        for row in sheets["ข้อคำถาม"].iter_rows(min_row=17, max_row=20):
            for cell in row:
                if type(cell).__name__ != "MergedCell":
                    cell.value = None

    found = edited(report, tmp_path, edit)
    assert found.verdict("analysis.indicators").outcome is Outcome.NOT_MET
    assert "ตัวชี้วัดที่ 4 การใช้ทรัพย์สินของราชการ" in found.verdict("analysis.indicators").found
    assert found.verdict("plan.coverage").outcome is Outcome.UNKNOWN


def test_the_year_of_the_plan_changed(report: Path, tmp_path: Path) -> None:
    def edit(sheets: dict[str, Worksheet]) -> None:
        sheets[PLAN]["A4"] = "มาตรการที่จะดำเนินการในปีงบประมาณ พ.ศ. ๒๕๖๘"

    found = edited(report, tmp_path, edit).verdict("years.plan")
    assert found.outcome is Outcome.NOT_MET
    assert [one.label for one in found.places] == [f"{PLAN}!A4"]


def test_a_period_of_another_year(report: Path, tmp_path: Path) -> None:
    def edit(sheets: dict[str, Worksheet]) -> None:
        sheets[PLAN]["D12"] = "๑ ต.ค. ๖๗ - ๓๐ ก.ย. ๖๘"

    found = edited(report, tmp_path, edit).verdict("years.plan")
    assert found.outcome is Outcome.NOT_MET
    assert "2568" in found.found
    assert [one.label for one in found.places] == [f"{PLAN}!D12"]


def test_the_result_of_another_year(report: Path, tmp_path: Path) -> None:
    found = edited(report, tmp_path, lambda _: None, year=2568)
    assert found.verdict("years.assessed").outcome is Outcome.NOT_MET
    assert found.verdict("years.plan").outcome is Outcome.NOT_MET


@pytest.mark.parametrize("sheet", ["จุดอ่อน", PLAN])
def test_a_title_of_another_year(sheet: str, report: Path, tmp_path: Path) -> None:
    """Also where the figures below it are read as those of that year."""

    def edit(sheets: dict[str, Worksheet]) -> None:
        sheets[sheet]["A3"] = "ประจำปีงบประมาณ พ.ศ. 2566"

    found = edited(report, tmp_path, edit).verdict("years.assessed")
    assert found.outcome is Outcome.NOT_MET
    assert f"{sheet}!A3" in [one.label for one in found.places]


@pytest.mark.parametrize(
    ("line", "mark", "said"),
    [
        ("ตามหลักเกณฑ์ OIT ข้อ o34 มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน", "✗", "o34 เป็นรหัสของปี 2567"),
        ("O27 มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน", "✗", "o27 เป็นรหัสของปี 2568"),
        ("OIT ข้อ ๐๔๒", "✗", "o42 เป็นรหัสของปี 2563, 2564, 2565 และ 2566"),
        ("ข้อ o25 การนำผลการประเมิน ITA ไปสู่การพัฒนาองค์กร", "✓", "o25"),
        ("เกณฑ์ปี ๒๕๖๙ ข้อ ๐๒๕ การนำผลการประเมิน ITA ไปสู่การพัฒนาองค์กร", "✓", "o25"),
    ],
)
def test_the_code_of_the_document(line: str, mark: str, said: str, report: Path, tmp_path: Path) -> None:
    def edit(sheets: dict[str, Worksheet]) -> None:
        sheets[PLAN].insert_rows(1)
        sheets[PLAN]["A1"] = line

    found = edited(report, tmp_path, edit).verdict("codes.document")
    assert (found.outcome.mark, found.found) == (mark, said)
    assert [one.label for one in found.places] == [f"{PLAN}!A1"]


def test_the_code_of_an_item_of_another_year(report: Path, tmp_path: Path) -> None:
    def edit(sheets: dict[str, Worksheet]) -> None:
        sheets[PLAN]["B32"] = "ข้อ o34 ยังไม่ครบถ้วน ควรปรับปรุงให้ครบทุกหัวข้อ"

    found = edited(report, tmp_path, edit).verdict("codes.items")
    assert found.outcome is Outcome.NOT_MET
    assert "o34 ไม่มีในปี 2568" in found.found


def test_the_overall_taken_out(report: Path, tmp_path: Path) -> None:
    """Elements that agencies have, though no criteria that were read ask for them, warn."""
    book = openpyxl.load_workbook(report, data_only=True)
    del book["สรุปผล"]
    path = tmp_path / "edited.xlsx"
    book.save(path)
    found = check_file(path, 2569).verdict("result.overall")
    assert found.outcome is Outcome.NOT_MET
    assert found.finding.severity is Severity.WARNING  # type: ignore[union-attr]


def plan_rows(header: list[str], *rows: list[str]) -> list[list[str]]:
    return [["แผนมาตรการ"], ["ประจำปีงบประมาณ พ.ศ. 2569"], [], header, *rows]


def check_rows(rows: list[list[str]], folder: Path, year: int = 2569) -> Checklist:
    path = folder / "plan.xlsx"
    path.write_bytes(rawbooks.xlsx([rawbooks.Page("แผน", rows)]))
    return check_file(path, year)


def test_other_words_and_another_order_of_columns(tmp_path: Path) -> None:
    header = ["ที่", "ตัวชี้วัด", "ผลการวิเคราะห์", "โครงการ/กิจกรรม", "วิธีดำเนินการ", "หน่วยงานที่รับผิดชอบ", "กำหนดเวลา"]
    row = ["1", "การใช้อำนาจ", "คะแนนลดลงจากปีก่อน", "อบรมหัวหน้างาน", "ประชุมและติดตาม", "สำนักปลัด", "ไตรมาส 1 ปีงบประมาณ 2569"]
    marks = outcomes(check_rows(plan_rows(header, row), tmp_path))
    elements = ("measure", "analysis", "steps", "period", "responsible")
    assert {marks[f"plan.{one}"] for one in elements} == {"✓"}
    assert marks["years.plan"] == "✓"


def test_a_plan_drawn_as_a_calendar(tmp_path: Path) -> None:
    rows = plan_rows(
        ["มาตรการ", "ผลการวิเคราะห์", "ขั้นตอน", "ระยะเวลา ปีงบประมาณ 2569", "", "", "ผู้รับผิดชอบ"],
        ["", "", "", "ต.ค. 68", "พ.ย. 68", "ธ.ค. 68", ""],
        ["อบรมเรื่องการยืม", "การใช้ทรัพย์สินของราชการยังไม่ชัด", "จัดทำคู่มือ", "", "✓", "", "กองคลัง"],
    )
    path = tmp_path / "plan.xlsx"
    path.write_bytes(rawbooks.xlsx([rawbooks.Page("แผน", rows, merges=["D4:F4"])]))
    marks = outcomes(check_file(path, 2569))
    assert marks["plan.period"] == marks["plan.responsible"] == marks["years.plan"] == "✓"


def test_a_plan_in_labels(tmp_path: Path) -> None:
    rows = [
        ["การนำผลการประเมิน ITA ปีงบประมาณ พ.ศ. 2568 ไปสู่การพัฒนาองค์กร"],
        ["มาตรการ", "อบรมหัวหน้างานเรื่องการมอบหมายงาน"],
        ["ผู้รับผิดชอบ: สำนักปลัดเทศบาล"],
    ]
    marks = outcomes(check_rows(rows, tmp_path))
    assert (marks["plan.measure"], marks["plan.responsible"], marks["plan.steps"]) == ("✓", "✓", "✗")


def test_a_file_that_names_no_year(tmp_path: Path) -> None:
    found = check_rows([["แผน"], ["มาตรการ", "ผู้รับผิดชอบ"], ["อบรมหัวหน้างาน", "สำนักปลัด"]], tmp_path)
    assert found.verdict("years.plan").outcome is Outcome.UNKNOWN
    assert found.verdict("years.assessed").outcome is Outcome.UNKNOWN


def test_hidden_sheets_do_not_count(tmp_path: Path) -> None:
    rows = plan_rows(["มาตรการ", "ผู้รับผิดชอบ"], ["อบรมหัวหน้างาน", "สำนักปลัด"])
    pages = [rawbooks.Page("ปี 2568", [["ประจำปีงบประมาณ พ.ศ. 2568"]]), rawbooks.Page("แผน", rows, hidden=True)]
    path = tmp_path / "hidden.xlsx"
    path.write_bytes(rawbooks.xlsx(pages))
    assert check_file(path, 2569).verdict("plan.measure").outcome is Outcome.NOT_MET


@pytest.mark.parametrize(
    ("name", "year", "document", "met"),
    [
        ("analysis-ten-indicators", 2569, "o25", {"analysis.indicators", "plan.measure", "plan.coverage"}),
        ("municipality-plan-seven-topics", 2568, "o27",
         {"analysis.topics", "plan.coverage", "plan.responsible", "plan.period"}),
        ("sao-report-on-measures", 2568, "o28", {"report.measure", "report.result", "report.outcome"}),
        ("development-plan-kpis", 2569, "o25", set()),
        ("oit-weekly-tracking", 2568, "o27", set()),
    ],
)  # fmt: skip
def test_workbooks_that_agencies_keep(name: str, year: int, document: str, met: set[str], tmp_path: Path) -> None:
    found = check_file(COLLECTED[name].build(tmp_path, "xlsx"), year)
    assert [one.code for one in found.documents] == [document]
    held = {one.element.key for one in found.verdicts if one.outcome is Outcome.MET}
    assert {one for one in held if one.split(".")[0] in ("analysis", "plan", "report")} == met


def test_every_year_on_every_kind_of_workbook(tmp_path: Path) -> None:
    """Nothing that agencies keep makes the check fail."""
    for one in COLLECTED.values():
        path = one.build(tmp_path, one.formats[0])
        for year in (2566, 2568, 2569):
            found = check_file(path, year, fiscal_year=one.data.get("year"))
            assert all(each.found for each in found.verdicts), one.name
            assert all(each.cure for each in found.verdicts if each.outcome is not Outcome.MET), one.name


# The parts


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("มาตรการ/โครงการ/กิจกรรม", Role.MEASURE),
        ("ผลการวิเคราะห์ ตัวชี้วัดที่สอดคล้อง กับมาตรการ โครงการ หรือกิจกรรม", Role.ANALYSIS),
        ("วิธีการนำผลวิเคราะห์ไปสู่การปฏิบัติ", Role.APPROACH),
        ("แนวทางการแก้ไข/พัฒนา/วิธีการดำเนินการ", Role.APPROACH),
        ("ผู้รับผิดชอบ/ ผู้ที่เกี่ยวข้อง", Role.RESPONSIBLE),
        ("ส่วนงานที่รับผิดชอบ", Role.RESPONSIBLE),
        ("วัน เดือน ปี ที่ดำเนินการในปี งบ 69", Role.PERIOD),
        ("สรุปผลการดำเนินการตามมาตรการ", Role.RESULT),
        ("ผลลัพธ์หรือความสำเร็จของการดำเนินการ", Role.OUTCOME),
        ("ข้อแก้ไข/ปรับปรุง/รักษาระดับ", Role.DEFECT),
        ("การกำกับติดตาม", Role.FOLLOW),
        ("ตัวชี้วัดความสำเร็จ", None),
        ("โครงการอบรมคุณธรรมแก่บุคลากร", None),
        ("ติดตามผลทุกเดือน", None),
        ("คะแนน", None),
    ],
)
def test_roles(text: str, role: Role | None) -> None:
    assert role_of(text) is role


@pytest.mark.parametrize(
    ("text", "sure", "perhaps"),
    [
        ("ตุลาคม ๒๕๖๘ - กันยายน ๒๕๖๙", {2569}, set()),
        ("1/10/2568 – 30/9/2569", {2569}, set()),
        ("ภายใน เดือนกุมภาพันธ์ และ เดือนสิงหาคม ๒๕๖๙", {2569}, set()),
        ("ตลอด ปีงบประมาณ พ.ศ. ๒๕๖๙", {2569}, set()),
        ("ต.ค.68-ก.ย.69", {2569}, set()),
        ("ธันวาคม 2569", {2570}, set()),
        ("ปีงบประมาณ 2569-2570", {2569, 2570}, set()),
        ("ภายในปี พ.ศ. 2569", set(), {2569}),
        ("ทุกไตรมาส", set(), set()),
        ("ปีละ 2 ครั้ง", set(), set()),
    ],
)
def test_fiscal_years(text: str, sure: set[int], perhaps: set[int]) -> None:
    assert fiscal_years(text) == (sure, perhaps)


def test_subjects() -> None:
    indicators, topics = Subjects(load(2568), topics=False), Subjects(load(2568), topics=True)
    assert indicators.named("ตัวชี้วัดที่ ๒ คุณภาพการดำเนินงาน (แก้ไขเร่งด่วน)") == 6
    assert indicators.named("๓.๑๐ การป้องกันการทุจริต") == 10
    assert indicators.named("การใช้อำนาจหน้าที่โดยมิชอบ") is None
    assert topics.named("มาตรการที่ 1 การปฏิบัติงานที่โปร่งใสและมีประสิทธิภาพ") == 1
    assert topics.named("ตัวชี้วัดที่ 3") is None
    assert topics.told("ประเด็นที่เกี่ยวข้องกับการให้บริการและระบบ E-Service") == 2
    assert indicators.told("ตัวชี้วัดที่ 1 และตัวชี้วัดที่ 2") is None


def test_codes_in_texts() -> None:
    assert codes_in("O1–O26, o.34, ข้อ ๐๒๕, OIT 027") == ["o1", "o26", "o34", "o25", "o27"]
    assert codes_in("No 12, i15, e9, 025, พ.ศ. 2568") == []


# The command


def test_the_command(report: Path, tmp_path: Path) -> None:
    whole = PUBLISHED["001_phu_sang"].build(tmp_path, "xlsx")
    done = run("check", str(whole), "--criteria", "2567")
    assert "ครบ 5 ข้อ, ไม่ครบ 0 ข้อ, บอกไม่ได้ 1 ข้อ จาก 6 ข้อ" in done.stdout
    old = PUBLISHED["002_bang_pla"].build(tmp_path, "xlsx")
    done = run("check", str(old), "--criteria", "2569")
    assert done.returncode == 1
    assert "[C301]" in done.stdout


def test_the_command_on_a_report_without_scores(tmp_path: Path) -> None:
    path = PUBLISHED["004_koh_loi"].build(tmp_path, "xlsx")
    assert run("check", str(path)).returncode == 3
    assert run("check", str(path), "--criteria", "2566").returncode == 0
    assert run("check", str(path), "--criteria", "2569").returncode == 1


def test_the_command_for_a_year_without_criteria(tmp_path: Path) -> None:
    path = PUBLISHED["004_koh_loi"].build(tmp_path, "xlsx")
    done = run("check", str(path), "--criteria", "2562")
    assert done.returncode == 3
    assert "E202" in done.stderr


def test_the_json(tmp_path: Path) -> None:
    import jsonschema

    paths = [str(PUBLISHED[one].build(tmp_path, "xlsx")) for one in ("002_bang_pla", "004_koh_loi")]
    found = json.loads(run("check", *paths, "--criteria", "2569", "--json").stdout)
    jsonschema.validate(found, SCHEMA, cls=jsonschema.Draft202012Validator)
    first, second = found["criteria"]
    assert [one["code"] for one in first["documents"]] == ["o25"]
    assert first["years"] == {"assessed": 2568, "plan": 2569, "report": 2568}
    assert {one["outcome"] for one in first["elements"]} == {"met", "not_met"}
    assert [one["code"] for one in first["findings"]] == ["C301"]
    assert [one["code"] for one in second["documents"]] == ["o26"]
    assert "criteria" not in json.loads(run("check", paths[0], "--json").stdout)
