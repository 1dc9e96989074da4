"""Reading: the project's own workbook and plain tables, in every format."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from ita_xl.assessment import Assessment, Kind
from ita_xl.errors import InputError
from ita_xl.framework import load
from ita_xl.ingest import read
from ita_xl.render import workbook_bytes
from ita_xl.scoring import score
from ita_xl.sheets.inputbook import input_book
from tests.build import BANG_PLA_2567, BANG_PLA_INDICATORS, BANG_PLA_ITEMS, BANG_PLA_TOOLS, assessment, workbook

if TYPE_CHECKING:
    from pathlib import Path

    from tests.office import Office

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
    assert figures(found, Kind.ITEM) == {"i1": "80"}
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
