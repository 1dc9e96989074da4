"""Reading: the project's own workbook and plain tables, in every format."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlsxwriter

from ita_xl.assessment import Assessment, Kind
from ita_xl.errors import InputError
from ita_xl.framework import load
from ita_xl.ingest import read, understand
from ita_xl.ingest.grid import Values, open_grids
from ita_xl.ingest.guard import MAX_CELLS, reach_binary
from ita_xl.render import workbook_bytes
from ita_xl.scoring import score
from ita_xl.sheets.inputbook import input_book
from tests.build import BANG_PLA_2567, BANG_PLA_INDICATORS, BANG_PLA_ITEMS, BANG_PLA_TOOLS, assessment, workbook

if TYPE_CHECKING:
    from tests.office import Office

SAMPLE = Path(__file__).parent.parent / "workbooks" / "samples" / "bang-pla-2568.xlsx"
TITLE = ["การวิเคราะห์ผลการประเมิน ITA องค์การบริหารส่วนตำบลทดสอบ จังหวัดลำพูน ประจำปีงบประมาณ พ.ศ. ๒๕๖๘"]
NAMES = {one.number: one.name for one in load(2568).indicators}


def one(path: Path, **options: int) -> Assessment:
    (found,) = read(path, **options)  # type: ignore[arg-type]
    return found


def figures(found: Assessment, kind: Kind) -> dict[str, str]:
    return {figure.ref: str(figure.value) for figure in found.figures if figure.kind is kind and not figure.change}


def full() -> Assessment:
    before = assessment(2567, indicators=BANG_PLA_2567, overall="97.02", level="ผ่านดี", items={"i1": "98", "o35": "100"})
    return assessment(
        items=BANG_PLA_ITEMS,
        parts={"6:1": "100", "6:2": "96.67"},
        indicators=BANG_PLA_INDICATORS,
        tools=BANG_PLA_TOOLS,
        overall="96.04",
        level="ผ่านดี",
        previous=before,
    )


def same(found: Assessment, truth: Assessment) -> None:
    for kind in Kind:
        read_back = {ref: Decimal(value) for ref, value in figures(found, kind).items()}
        assert read_back == {ref: Decimal(value) for ref, value in figures(truth, kind).items()}
    assert [word.text for word in found.levels] == [word.text for word in truth.levels]


def test_the_own_workbook_gives_back_all_that_was_put_in(tmp_path: Path) -> None:
    path = tmp_path / "ก.xlsx"
    path.write_bytes(workbook_bytes(input_book(load(2568), full())))
    found = one(path)
    assert (found.fiscal_year, found.agency, found.problems) == (2568, "อบต.ทดสอบ", ())
    same(found, full())
    assert found.previous is not None
    assert full().previous is not None
    same(found.previous, full().previous)  # type: ignore[arg-type]
    assert found.figure(Kind.ITEM, "i1").place.label == "คะแนนรายข้อ!D5"  # type: ignore[union-attr]


@pytest.mark.libreoffice
@pytest.mark.parametrize("ending", ["xls", "ods", "xlsm"])
def test_every_format_gives_the_same(tmp_path: Path, office: Office, ending: str) -> None:
    path = tmp_path / "ผล.xlsx"
    path.write_bytes(workbook_bytes(input_book(load(2568), full())))
    found = one(office.convert(path, tmp_path / "out", ending))
    same(found, full())
    assert found.previous is not None


@pytest.mark.parametrize("year", [2563, 2564, 2566, 2567])
def test_an_empty_own_workbook_of_any_year_has_no_scores(tmp_path: Path, year: int) -> None:
    path = tmp_path / "ว่าง.xlsx"
    path.write_bytes(workbook_bytes(input_book(load(year))))
    with pytest.raises(InputError) as caught:
        read(path)
    assert caught.value.code == "E107"
    assert "ช่องที่อ่านไม่ได้" not in caught.value.message


def test_indicators_with_both_years_and_change(tmp_path: Path) -> None:
    rows = [TITLE, ["ตัวชี้วัดที่", "รายละเอียดตัวชี้วัด", "ปีงบประมาณ ๒๕๖๗", "ปีงบประมาณ ๒๕๖๘", "ผลต่าง"]]
    rows += [[number, NAMES[number], "๙๘.๒๘", "๙๘.๖๗", "+๐.๓๙"] for number in NAMES]
    found = one(workbook(tmp_path / "a.xlsx", {"ผล": rows}))
    assert found.agency == "องค์การบริหารส่วนตำบลทดสอบ"
    assert found.province == "ลำพูน"
    assert figures(found, Kind.INDICATOR) == {str(number): "98.67" for number in NAMES}
    assert found.previous is not None
    assert found.previous.fiscal_year == 2567
    assert figures(found.previous, Kind.INDICATOR) == {str(number): "98.28" for number in NAMES}
    assert found.figure(Kind.INDICATOR, "3", change=True).place.cell == "E5"  # type: ignore[union-attr]


def test_tools_under_a_header_of_two_rows(tmp_path: Path) -> None:
    rows = [
        TITLE,
        ["แบบวัด", "ผลการประเมิน", "", "ผลต่าง"],
        ["", "ปีงบประมาณ ๒๕๖๗", "ปีงบประมาณ ๒๕๖๘", ""],
        ["IIT", "๙๖.๒๖", "๙๙.๖", "+ ๓.๓๔"],
        ["EIT ส่วนที่ ๑", "๙๔.๐๘", "๙๙.๔๓", "+ ๕.๓๕"],
        ["EIT ส่วนที่ ๒", "๙๓.๕", "๙๕", "+ ๑.๕๐"],
        ["OIT", "๑๐๐", "๙๒.๕", "- ๗.๕๐"],
        ["ภาพรวม", "๙๗.๐๒", "๙๖.๐๔", "- ๐.๙๘"],
        ["ระดับ", "ผ่านดี"],
    ]
    found = one(workbook(tmp_path / "a.xlsx", {"ผล": rows}))
    assert figures(found, Kind.TOOL) == {"IIT": "99.6", "EIT1": "99.43", "EIT2": "95", "OIT": "92.5"}
    assert figures(found, Kind.OVERALL) == {"": "96.04"}
    assert [level.text for level in found.levels] == ["ผ่านดี"]
    assert str(found.figure(Kind.TOOL, "OIT", change=True).value) == "-7.50"  # type: ignore[union-attr]


def test_items_with_titles_codes_and_parts(tmp_path: Path) -> None:
    rows = [
        TITLE,
        ["ที่", "ข้อ", "ข้อคำถาม", "คะแนน", "หมายเหตุ"],
        [1, "i๑", "เจ้าหน้าที่ปฏิบัติงาน", 99.33, 12],
        [2, "๐๖", "แผนและความก้าวหน้า", "๕๐.๐๐"],
        [],
        ["ส่วนที่ ๒ ผู้ประเมินจัดเก็บข้อมูล (EIT Survey)"],
        ["เครื่องมือ", "ข้อคำถาม", "คะแนน"],
        ["EIT", "ข้อ e๑", 95],
        ["", "ข้อ e๒", "95 คะแนน"],
        ["", "ข้อ e๓", 100],
        ["คะแนนเฉลี่ย", "", 96.67],
    ]
    found = one(workbook(tmp_path / "a.xlsx", {"ผล": rows}))
    assert figures(found, Kind.ITEM) == {"i1": "99.33", "o6": "50.00", "e1:2": "95", "e2:2": "95", "e3:2": "100"}
    assert figures(found, Kind.INDICATOR_PART) == {"6:2": "96.67"}


def test_parts_in_columns_and_in_a_column_of_their_own(tmp_path: Path) -> None:
    columns = [TITLE, ["ข้อ", "คะแนน ส่วนที่ 1", "คะแนน ส่วนที่ 2"], ["e1", 90, 80], ["e2", "", 70]]
    assert figures(one(workbook(tmp_path / "a.xlsx", {"ก": columns})), Kind.ITEM) == {
        "e1:1": "90", "e1:2": "80", "e2:2": "70",
    }  # fmt: skip
    column = [TITLE, ["ข้อ", "ส่วนที่", "คะแนน"], ["e1", "ส่วนที่ 1", 90], ["e1", "ส่วนที่ 2", 80]]
    assert figures(one(workbook(tmp_path / "b.xlsx", {"ก": column})), Kind.ITEM) == {"e1:1": "90", "e1:2": "80"}


def test_an_item_of_eit_without_its_part_is_said(tmp_path: Path) -> None:
    found = one(workbook(tmp_path / "a.xlsx", {"ก": [TITLE, ["ข้อ", "คะแนน"], ["e1", 90], ["i1", 80]]}))
    assert figures(found, Kind.ITEM) == {"e1": "90", "i1": "80"}
    assert score(found).items["e1:1"].value is None
    assert [(problem.code, problem.places[0].label) for problem in found.problems] == [("R107", "ก!B3")]


def test_what_cannot_be_read_is_said_with_its_cell(tmp_path: Path) -> None:
    rows = [TITLE, ["ข้อ", "คะแนน"], ["i1", "เก้าสิบ"], ["i2", 101], ["i3", "-"], ["i4", ""], ["i5", 90]]
    found = one(workbook(tmp_path / "a.xlsx", {"ก": rows}))
    assert figures(found, Kind.ITEM) == {"i5": "90"}
    assert [(problem.code, problem.places[0].label) for problem in found.problems] == [
        ("R102", "ก!B3"),
        ("R103", "ก!B4"),
    ]


def test_two_numbers_without_a_header_are_no_guess(tmp_path: Path) -> None:
    found = one(workbook(tmp_path / "a.xlsx", {"ก": [TITLE, ["i1", 90, 80], ["i2", 70]]}))
    assert figures(found, Kind.ITEM) == {"i2": "70"}
    assert [problem.code for problem in found.problems] == ["R106"]


def test_the_number_of_an_indicator_is_never_its_score(tmp_path: Path) -> None:
    rows = [TITLE, ["ข้อ", "ข้อคำถาม", "ตัวชี้วัดที่", "คะแนน"], ["i1", "ก", 1, ""], ["i2", "ข", 1, 90]]
    assert figures(one(workbook(tmp_path / "a.xlsx", {"ก": rows})), Kind.ITEM) == {"i2": "90"}


def test_number_and_name_of_two_indicators(tmp_path: Path) -> None:
    rows = [TITLE, ["ตัวชี้วัด", "คะแนน"], ["ตัวชี้วัดที่ ๒ คุณภาพการดำเนินงาน", 91], ["ตัวชี้วัดที่ ๒ การใช้งบประมาณ", 92]]
    found = one(workbook(tmp_path / "a.xlsx", {"ก": rows}))
    assert figures(found, Kind.INDICATOR) == {"2": "92", "6": "91"}
    assert [(problem.code, problem.stated, problem.computed) for problem in found.problems] == [("R104", "2", "6")]


def test_items_of_two_years_meet_by_their_subject(tmp_path: Path) -> None:
    rows = [["ปีงบประมาณ", 2568], ["ข้อ", "คะแนน 2568", "คะแนน 2567"], ["o27", 50, 60], ["i1", 90, 91]]
    found = one(workbook(tmp_path / "a.xlsx", {"ก": rows}))
    assert found.previous is not None
    assert figures(found.previous, Kind.ITEM) == {"o34": "60", "i1": "91"}


def test_codes_of_another_year_are_set_aside(tmp_path: Path) -> None:
    rows = [TITLE, ["ข้อ", "คะแนน"], ["O7 แผนยุทธศาสตร์หรือแผนพัฒนาหน่วยงาน", 100], ["O35", 100]]
    found = one(workbook(tmp_path / "a.xlsx", {"ก": rows}))
    assert [figure.ref for figure in found.foreign] == ["o35"]
    assert found.titles["o7"].text == "แผนยุทธศาสตร์หรือแผนพัฒนาหน่วยงาน"


@pytest.mark.parametrize(
    ("name", "rows", "year"),
    [
        ("ผล ITA 2568.xlsx", [["ข้อ", "คะแนน"], ["i1", 90]], 2568),
        ("ก.xlsx", [["ปีงบประมาณ", "๒๕๖๗"], ["ข้อ", "คะแนน"], ["i1", 90]], 2567),
        ("ก.xlsx", [["ผลการประเมิน ปี 68"], ["ข้อ", "คะแนน"], ["i1", 90]], 2568),
        ("ก.xlsx", [["ผลการประเมิน ปี 2025"], ["ข้อ", "คะแนน"], ["i1", 90]], 2568),
    ],
)
def test_the_year(tmp_path: Path, name: str, rows: list[list[object]], year: int) -> None:
    assert one(workbook(tmp_path / name, {"ก": rows})).fiscal_year == year


def test_no_year_is_an_error_with_a_cure(tmp_path: Path) -> None:
    path = workbook(tmp_path / "ก.xlsx", {"ก": [["ข้อ", "คะแนน"], ["i1", 90]]})
    with pytest.raises(InputError) as caught:
        read(path)
    assert caught.value.code == "E106"
    assert "--year" in caught.value.cure
    assert one(path, fiscal_year=2568).fiscal_year == 2568


def test_unrounded_figures_of_a_spreadsheet(tmp_path: Path) -> None:
    rows = [TITLE, ["ข้อ", "คะแนน"], *[[f"i{n}", 98.67000000000002] for n in range(1, 4)]]
    card = score(one(workbook(tmp_path / "a.xlsx", {"ก": rows})))
    assert str(card.indicators[1].value) == "98.67"


ROWS = [["ตัวชี้วัดที่", "รายละเอียด", "คะแนน"], *[[number, name, 90 + number / 10] for number, name in NAMES.items()]]
SCORES = {str(number): Decimal(str(90 + number / 10)) for number in NAMES}


def scores_of(found: Assessment) -> dict[str, Decimal]:
    return {ref: Decimal(value) for ref, value in figures(found, Kind.INDICATOR).items()}


@pytest.mark.parametrize(
    "extra",
    [
        [["ประเด็น", "กิจกรรม", "จำนวนครั้ง"], ["o1", "ปรับปรุง", 2], ["i1", "อบรม", 3]],
        [["เครื่องมือ", "จำนวน", "ร้อยละ"], ["IIT", 30, 100], ["OIT", 28, 100]],
        [["แบบวัด", "น้ำหนัก"], ["IIT", 30], ["EIT", 30], ["OIT", 40]],
        [["ตัวชี้วัด", "มาตรการ", "งบประมาณ"], ["การปฏิบัติหน้าที่", "อบรม", 50]],
        [["มาตรการ", "ปี 2568", "ปี 2569"], ["การใช้อำนาจ", 10, 20]],
        [["อันดับ", "ตัวชี้วัด", "คะแนน"], [1, NAMES[10], 91], [2, NAMES[9], 90.9]],
        [["ระดับ", "ช่วงคะแนน"], ["ผ่านดี", "85.00-94.99"]],
        [["มาตรการ", "หน่วยงาน", "ระยะเวลา"], ["อบรม", "กองคลัง", "ตลอดปีงบประมาณ พ.ศ. 2569"]],
    ],
)
@pytest.mark.parametrize("beside", [True, False])
def test_numbers_that_are_no_scores_stay_out(tmp_path: Path, extra: list[list[object]], beside: bool) -> None:
    """Counts, weights, budgets, ranks and plans, under the table of scores or on a sheet of their own."""
    sheets = {"ผล": [TITLE, *ROWS, [], *extra]} if beside else {"ผล": [TITLE, *ROWS], "อื่น": extra}
    found = one(workbook(tmp_path / "a.xlsx", sheets))
    assert found.fiscal_year == 2568
    assert scores_of(found) == SCORES
    assert {figure.kind for figure in found.figures} == {Kind.INDICATOR}
    assert (found.problems, found.levels, found.agency) == ((), (), "องค์การบริหารส่วนตำบลทดสอบ")


def test_a_number_with_a_unit_is_no_score(tmp_path: Path) -> None:
    sheets = {"ผล": [TITLE, *ROWS], "ผู้ตอบ": [["IIT", 30, "คน"], ["EIT", 45, "คน"]]}
    assert figures(one(workbook(tmp_path / "a.xlsx", sheets)), Kind.TOOL) == {}


@pytest.mark.parametrize(
    "columns",
    [
        ("น้ำหนัก", "คะแนน"), ("คะแนนเต็ม", "คะแนนที่ได้"), ("คะแนนที่ได้", "หมายเหตุ"), ("คะแนน", "ลำดับคะแนน"),
        ("คะแนน", "คะแนนเฉลี่ยทั้งประเทศ"), ("เกณฑ์", "คะแนน"), ("ปี 2567", "ปี 2568"), ("ปีก่อน", "ปีปัจจุบัน"),
        ("คะแนน ปีงบ 67", "คะแนน ปีงบ 68"), ("FY67", "FY68"), ("คะแนนเดิม", "คะแนน"), ("คะแนน", "สัดส่วน (ร้อยละ)"),
        ("คะแนน", "คะแนนเพิ่ม(ลด)"), ("ปี 2567 (เต็ม 100)", "ปี 2568 (เต็ม 100)"), ("2567", "2568"),
    ],
)  # fmt: skip
def test_the_right_column_of_two(tmp_path: Path, columns: tuple[str, str]) -> None:
    at = next(at for at, text in enumerate(columns) if "68" in text or text in ("คะแนน", "คะแนนที่ได้", "ปีปัจจุบัน"))
    rows = [[number, name, *([90 + number / 10, 7][:: 1 if at == 0 else -1])] for number, name in NAMES.items()]
    path = workbook(tmp_path / "ผล 2568.xlsx", {"ผล": [["ที่", "ตัวชี้วัด", *columns], *rows]})
    assert scores_of(one(path)) == SCORES


def test_columns_that_no_header_tells_apart_are_no_guess(tmp_path: Path) -> None:
    rows = [TITLE, ["ข้อ", "คะแนน ก", "คะแนน ข"], ["i1", 90, 80]]
    with pytest.raises(InputError) as caught:
        read(workbook(tmp_path / "a.xlsx", {"ก": rows}))
    assert caught.value.code == "E107"
    assert "1 ช่อง" in caught.value.message


def test_percent_cells_are_read_as_percent_and_said(tmp_path: Path) -> None:
    rows = [TITLE, ["ตัวชี้วัด", "คะแนน"], [NAMES[1], 0.9867], [NAMES[2], 0.5], [NAMES[3], 1], [NAMES[4], 0.91]]
    found = one(workbook(tmp_path / "a.xlsx", {"ก": rows}))
    assert scores_of(found) == {"1": Decimal("98.67"), "2": Decimal(50), "3": Decimal(100), "4": Decimal(91)}
    assert [problem.code for problem in found.problems] == ["R105"]


def test_a_running_number_is_no_code(tmp_path: Path) -> None:
    rows = [TITLE, ["ลำดับ", "ข้อ", "คะแนน"], ["01", "i1", 99], ["02", "i2", 98]]
    assert figures(one(workbook(tmp_path / "a.xlsx", {"ก": rows})), Kind.ITEM) == {"i1": "99", "i2": "98"}
    named = [TITLE, ["ที่", "ตัวชี้วัด", "คะแนน"], ["01", NAMES[1], 99], ["02", NAMES[2], 98]]
    assert scores_of(one(workbook(tmp_path / "b.xlsx", {"ก": named}))) == {"1": Decimal(99), "2": Decimal(98)}


def test_several_items_in_one_row_are_none(tmp_path: Path) -> None:
    rows = [TITLE, ["ข้อ", "ตัวชี้วัด", "คะแนน"], ["i1-i3", NAMES[1], 98], ["i4 ถึง i6", NAMES[2], 97]]
    found = one(workbook(tmp_path / "a.xlsx", {"ก": rows}))
    assert (figures(found, Kind.ITEM), scores_of(found)) == ({}, {"1": Decimal(98), "2": Decimal(97)})


def test_a_row_with_a_remark_instead_of_a_score_is_no_header(tmp_path: Path) -> None:
    rows = [TITLE, ["ข้อ", "คะแนน", "หมายเหตุ"], ["i1", 90], ["i2", "-", "รอประกาศคะแนน"], ["i3", "", "ไม่ประเมินในปี 2568"],
            ["i4", 80]]  # fmt: skip
    assert figures(one(workbook(tmp_path / "a.xlsx", {"ก": rows})), Kind.ITEM) == {"i1": "90", "i4": "80"}


@pytest.mark.parametrize(
    "title",
    ["ส่วนที่ {}", "EIT ส่วนที่ {}", "แบบวัด EIT ส่วนที่ {}", "2.1 EIT ส่วนที่ {}", "EIT{}", "ส่วนที่ {} ผู้รับบริการหรือผู้ประเมิน"],
)
def test_blocks_of_eit_by_part(tmp_path: Path, title: str) -> None:
    rows: list[list[object]] = [TITLE]
    for part in (1, 2):
        rows += [[title.format(part)], ["ข้อ", "คะแนน"], ["e1", 80 + part], ["e2", 90 + part], []]
    assert figures(one(workbook(tmp_path / "a.xlsx", {"ก": rows})), Kind.ITEM) == {
        "e1:1": "81", "e2:1": "91", "e1:2": "82", "e2:2": "92",
    }  # fmt: skip


def test_a_section_of_the_document_is_no_part_of_eit(tmp_path: Path) -> None:
    rows = [TITLE, ["ส่วนที่ 1 ผลการประเมิน"], ["ข้อ", "คะแนน"], ["i1", 90], ["e1", 80]]
    found = one(workbook(tmp_path / "a.xlsx", {"ก": rows}))
    assert figures(found, Kind.ITEM) == {"i1": "90", "e1": "80"}
    assert [problem.code for problem in found.problems] == ["R107"]


def test_a_column_of_the_part_filled_down(tmp_path: Path) -> None:
    rows = [TITLE, ["ข้อ", "ส่วนที่", "ข้อคำถาม", "คะแนน"], ["e1", 1, "ก", 90], ["e2", "", "ข", 80], ["e1", 2, "ก", 70]]
    assert figures(one(workbook(tmp_path / "a.xlsx", {"ก": rows})), Kind.ITEM) == {
        "e1:1": "90",
        "e2:1": "80",
        "e1:2": "70",
    }


@pytest.mark.parametrize(
    ("label", "ref"),
    [
        ("IIT", "IIT"), ("IIT (ภายใน)", "IIT"), ("1. IIT", "IIT"), ("Internal (IIT)", "IIT"), ("คะแนนรวม IIT", "IIT"),
        ("EIT Public", "EIT1"), ("EIT Survey", "EIT2"), ("EIT ส่วนที่ ๑ (EIT Public)", "EIT1"), ("EIT Part 2", "EIT2"),
        ("OIT (เปิดเผยข้อมูล)", "OIT"), ("แบบวัดการเปิดเผยข้อมูลสาธารณะ", "OIT"), ("แบบตรวจการเปิดเผยข้อมูลสาธารณะ (OIT)", "OIT"),
    ],
)  # fmt: skip
def test_names_of_tools(tmp_path: Path, label: str, ref: str) -> None:
    found = one(workbook(tmp_path / "a.xlsx", {"ก": [TITLE, ["แบบวัด", "คะแนน"], [label, 91.5]]}))
    assert figures(found, Kind.TOOL) == {ref: "91.5"}


@pytest.mark.parametrize(
    "label",
    ["ภาพรวม", "คะแนนภาพรวมของหน่วยงาน", "สรุปผลการประเมินในภาพรวม", "คะแนน ITA ภาพรวม", "ภาพรวม (ITA)", "ผลคะแนนรวม",
     "Overall Score", "คะแนนเฉลี่ยรวม"],
)  # fmt: skip
def test_names_of_the_overall_score(tmp_path: Path, label: str) -> None:
    rows = [TITLE, ["แบบวัด", "คะแนน"], ["IIT", 91], ["EIT", 92], ["OIT", 93], [label, 92.2]]
    assert figures(one(workbook(tmp_path / "a.xlsx", {"ก": rows})), Kind.OVERALL) == {"": "92.2"}


@pytest.mark.parametrize(
    "line",
    [["ระดับ", "ผ่านดี"], ["ระดับ: ผ่านดี"], ["อยู่ในระดับ “ผ่านดี”"], ["ผลการประเมินระดับ ผ่านดี"], ["ผลการประเมิน", "ผ่านดี"],
     ["คะแนนภาพรวม", 96.04, "ผ่านดี"], ["ระดับที่ได้", "ผ่านดี"]],
)  # fmt: skip
def test_where_levels_stand(tmp_path: Path, line: list[object]) -> None:
    found = one(workbook(tmp_path / "a.xlsx", {"ก": [TITLE, ["ข้อ", "คะแนน"], ["i1", 90], [], line]}))
    assert [load(2568).level_named(word.text) for word in found.levels] == [load(2568).level("ผ่านดี")]


def test_a_row_without_a_known_name_is_said(tmp_path: Path) -> None:
    rows = [TITLE, ["ตัวชี้วัด", "คะแนน"], [NAMES[1], 90], ["การใช้อะไรสักอย่าง", 80], ["9.1 ข้อมูลพื้นฐาน", 70]]
    found = one(workbook(tmp_path / "a.xlsx", {"ก": rows}))
    assert [(problem.code, problem.places[0].label) for problem in found.problems] == [("R101", "ก!B4")]


def test_years_in_titles_and_plans_do_not_mislead(tmp_path: Path) -> None:
    rows = [["เปรียบเทียบผลการประเมิน ITA ปี 2567 - 2568"], ["ที่", "ตัวชี้วัด", "ปี 2567", "ปี 2568"], [1, NAMES[1], 80, 90]]
    plan = [["แผนมาตรการ ปีงบประมาณ พ.ศ. 2569"], ["มาตรการ", "ผู้รับผิดชอบ"], ["อบรม", "กองคลัง"]]
    found = one(workbook(tmp_path / "a.xlsx", {"ผล 2567-2568": rows, "แผน 2569": plan}))
    assert (found.fiscal_year, scores_of(found)) == (2568, {"1": Decimal(90)})


def test_of_three_years_the_last_two_count(tmp_path: Path) -> None:
    rows = [["ตัวชี้วัด", "ปี 2566", "ปี 2567", "ปี 2568"], *[[name, 70, 80, 90] for name in NAMES.values()]]
    found = one(workbook(tmp_path / "a.xlsx", {"ผล": rows}))
    assert found.previous is not None
    assert set(scores_of(found).values()) == {Decimal(90)}
    assert set(scores_of(found.previous).values()) == {Decimal(80)}


def test_the_same_figure_rounded_and_not(tmp_path: Path) -> None:
    rows = [TITLE, ["ตัวชี้วัด", "คะแนน"], [NAMES[1], 98.67]]
    again = [["ตัวชี้วัด", "คะแนน"], [NAMES[1], 98.66666667]]
    card = score(one(workbook(tmp_path / "a.xlsx", {"ก": rows, "ข": again})))
    assert str(card.indicators[1].value) == "98.67"


def test_the_agency_is_never_made_up(tmp_path: Path) -> None:
    path = tmp_path / "ก.xlsx"
    path.write_bytes(workbook_bytes(input_book(load(2568), Assessment(2568, figures=full().figures))))
    assert (one(path).agency, one(path).province) == ("", "")


def test_values_of_an_open_workbook_are_read_as_those_of_its_file(tmp_path: Path) -> None:
    """Texts, numbers with noise in their last digits, dates, truth values, empty rows and columns at the end."""
    rows = [
        [None, "ก\r\nข", " หน้า", "_x000D_", True, None],
        [0.1 + 0.2, 98.67000000000002, 1e-20, 5, False, None],
        [dt.datetime(2025, 9, 30), dt.datetime(2025, 9, 30, 12, 30, 15), None, "๙๘.๖๗", Decimal("96.04"), ""],
        [None, "", None, None, None, None],
    ]
    path = tmp_path / "ผล.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as made:
        for name, cells in (("หนึ่ง", rows), ("ว่าง", [[None]])):
            page = made.add_worksheet(name)
            for at, row in enumerate(cells):
                page.write_row(at, 0, row)
    filed, opened = open_grids(path), open_grids(Values(path.name, (("หนึ่ง", rows), ("ว่าง", [[None]]))))
    assert [(one.file, one.name, list(one.rows)) for one in opened] == [
        (one.file, one.name, list(one.rows)) for one in filed
    ]
    with pytest.raises(InputError, match="E104"):
        open_grids(Values("ว่าง.xlsx", (("ก", [[None, ""]]),)))


def test_an_open_workbook_is_understood_as_its_file() -> None:
    book = openpyxl.load_workbook(SAMPLE, data_only=True)
    values = tuple((page.title, tuple(page.iter_rows(values_only=True))) for page in book)
    (filed,), (opened,) = read(SAMPLE), understand(Values(SAMPLE.name, values)).assessments
    assert scores_of(opened) == scores_of(filed)
    assert (opened.agency, opened.fiscal_year) == (filed.agency, filed.fiscal_year)
    assert [one.place for one in opened.figures] == [one.place for one in filed.figures]


def record(kind: int, number: int, rest: bytes = b"") -> bytes:
    """A record of an .xlsb sheet whose data begin with a number."""
    data = number.to_bytes(4, "little") + rest
    return bytes([kind, len(data)]) + data


def test_a_cell_far_out_in_a_binary_sheet_is_seen() -> None:
    near = record(0, 4) + record(2, 3, bytes(8)) + record(1, 16_383)
    assert reach_binary(near) == 5 * 4  # the empty cell far out does not count
    far = bytes([0x81, 0x01, 0x00]) + near + record(0, 1_048_575) + record(5, 16_383, bytes(12))
    assert reach_binary(far) > MAX_CELLS
    assert reach_binary(far[:-20]) in (0, 20)
