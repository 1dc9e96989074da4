"""Who and when: the kind and the province of an agency, the years of a file, and what contradicts them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ita_xl.cli import app
from ita_xl.errors import InputError
from ita_xl.ingest import Reading, understand
from ita_xl.ingest.about import kind_of
from tests.build import workbook
from tests.fixtures import fixtures

HERE = Path(__file__).parent
FIXTURES = {one.name: one for folder in ("published", "quirks", "collected") for one in fixtures(HERE / folder)}
SCORES = [["ตัวชี้วัดที่", "ตัวชี้วัด", "คะแนน"], [3, "การใช้อำนาจ", 91.25], [4, "การใช้ทรัพย์สินของราชการ", 90.5]]
_CODES = ("R113", "R114", "R115", "R116")


def reading(name: str, folder: Path) -> Reading:
    fixture = FIXTURES[name]
    return understand(fixture.build(folder, fixture.formats[0]), fiscal_year=fixture.data.get("year"))


def file(folder: Path, *lines: str, name: str = "ก.xlsx", sheet: str = "ก") -> Reading:
    return understand(workbook(folder / name, {sheet: [*([one] for one in lines), [], *SCORES]}))


def noted(found: Reading) -> list[tuple[str, list[str]]]:
    own = (one for one in found.problems if one.code in _CODES)
    return [(one.code, [place.label or place.file for place in one.places]) for one in own]


# -- the published reports -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind", "province", "report", "plan"),
    [
        ("000_pa_phlu", "องค์การบริหารส่วนตำบล", "ลำพูน", 2568, 2569),
        ("001_phu_sang", "องค์การบริหารส่วนตำบล", "พะเยา", 2567, 2567),
        ("002_bang_pla", "เทศบาลตำบล", "สมุทรสาคร", None, 2569),
        ("003_lamphun", "จังหวัด", "ลำพูน", None, 2569),
        ("004_koh_loi", "องค์การบริหารส่วนตำบล", "ชลบุรี", 2566, 2566),
    ],
)
def test_the_published_reports(
    tmp_path: Path, name: str, kind: str, province: str, report: int | None, plan: int
) -> None:
    found = reading(name, tmp_path)
    assert (found.kind, found.province, found.report_year, found.plan_year) == (kind, province, report, plan)


def test_what_the_published_reports_contradict(tmp_path: Path) -> None:
    found = {name: noted(reading(name, tmp_path)) for name in FIXTURES if name[0].isdigit()}
    assert found == {
        # the name is misspelt on the cover; the plan says 2568 where its tables say 2569
        "000_pa_phlu": [
            ("R113", ["รายงาน!A27", "รายงาน!A2", "รายงาน!A4"]),
            ("R116", ["รายงาน!A172", "รายงาน!A24"]),
        ],
        # the cover is that of another agency
        "001_phu_sang": [("R113", ["รายงาน!A3", "รายงาน!A46"])],
        "002_bang_pla": [],
        "003_lamphun": [],
        "004_koh_loi": [],
    }


@pytest.mark.parametrize("name", [name for name in FIXTURES if not name[0].isdigit()])
def test_nothing_is_called_a_contradiction_that_is_none(tmp_path: Path, name: str) -> None:
    fixture = FIXTURES[name]
    try:
        found = understand(fixture.build(tmp_path, fixture.formats[0]), fiscal_year=fixture.data.get("year"))
    except InputError:
        return  # it names no year
    assert noted(found) == []


# -- rules -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("อบจ.ลำพูน", "องค์การบริหารส่วนจังหวัด"),
        ("ทน.เชียงใหม่", "เทศบาลนคร"),
        ("เทศบาลเมือง ก", "เทศบาลเมือง"),
        ("สำนักงานจังหวัดลำพูน", "จังหวัด"),
        ("กรมการปกครอง", "กรม"),
        ("กรรมการ", ""),
        ("มหาวิทยาลัยพะเยา", "สถาบันอุดมศึกษา"),
        ("การไฟฟ้านครหลวง", "รัฐวิสาหกิจ"),
        ("สภ.เมืองลำพูน", "สถานีตำรวจ"),
        ("สำนักงานเขตพื้นที่การศึกษาประถมศึกษาลำพูน เขต 1", "เขตพื้นที่การศึกษา"),
        ("โรงพยาบาลลำพูน", "โรงพยาบาล"),
        ("กรุงเทพมหานคร", "องค์กรปกครองส่วนท้องถิ่นรูปแบบพิเศษ"),
    ],
)
def test_the_kind_of_an_agency_by_its_name(name: str, kind: str) -> None:
    assert kind_of(name) == kind


def test_the_kind_beside_its_label_goes_before_the_name(tmp_path: Path) -> None:
    rows = [["หน่วยงาน", "หนองป่าครั่ง"], ["ประเภท", "เทศบาลตำบล", "จังหวัด", "เชียงใหม่"], ["ปีงบประมาณ", 2568], *SCORES]
    found = understand(workbook(tmp_path / "ก.xlsx", {"ก": rows}))
    assert (found.kind, found.province) == ("เทศบาลตำบล", "เชียงใหม่")


@pytest.mark.parametrize(
    "title",
    [
        "อบต.ป่าพลู อ.บ้านโฮ่ง จ.ลำพูน",
        "องค์การบริหารส่วนตำบลป่าพลู อำเภอบ้านโฮ่งจังหวัดลำพูน",
        "อบต.ป่าพลู จังหวัดลำพูนมีผลการประเมินดังนี้",
    ],
)
def test_the_province_from_the_tail_of_the_name(tmp_path: Path, title: str) -> None:
    found = file(tmp_path, title, "ผลการประเมิน ITA ปีงบประมาณ พ.ศ. 2568")
    assert found.province == "ลำพูน"
    assert found.assessments[0].province == "ลำพูน"


def test_the_province_from_the_name_of_the_sheet(tmp_path: Path) -> None:
    assert file(tmp_path, "อบต.ป่าพลู", "ผลการประเมิน ITA ปี 2568", sheet="จ.ลำพูน").province == "ลำพูน"


def test_two_provinces_are_said_with_both_cells(tmp_path: Path) -> None:
    found = file(tmp_path, "อบต.ป่าพลู จังหวัดลำพูน", "ผลการประเมิน ITA ปี 2568", "", "อ.บ้านโฮ่ง จ.ลำปาง")
    assert noted(found) == [("R114", ["ก!A1", "ก!A4"])]


def test_the_name_in_a_label_against_the_title(tmp_path: Path) -> None:
    rows = [["รายงานผล ITA ปี 2568 อบต.ป่าซาง"], ["หน่วยงาน", "อบต.ป่าพลู"], ["ปีงบประมาณ", 2568], *SCORES]
    found = understand(workbook(tmp_path / "ก.xlsx", {"ก": rows}))
    assert found.agency == "อบต.ป่าพลู"
    assert noted(found) == [("R113", ["ก!B2", "ก!A1"])]


def test_a_name_written_short_and_whole_is_one(tmp_path: Path) -> None:
    found = file(tmp_path, "อบต.ป่าพลู", "ผลการประเมิน ITA ปี 2568", "องค์การบริหารส่วนตำบลป่าพลูมีผลดังนี้")
    assert noted(found) == []


def test_the_year_of_the_file_name_against_the_sheet(tmp_path: Path) -> None:
    found = file(tmp_path, "อบต.ป่าพลู", "ผลการประเมิน ITA ปี 2568", name="ผล ITA 2566.xlsx")
    assert noted(found) == [("R115", ["ผล ITA 2566.xlsx", "ก!A2"])]


def test_a_file_named_after_the_year_of_the_plan_contradicts_nothing(tmp_path: Path) -> None:
    title = "ผลการประเมิน ITA ปี 2568 เพื่อกำหนดมาตรการ ประจำปีงบประมาณ พ.ศ. 2569"
    found = file(tmp_path, "อบต.ป่าพลู", title, name="มาตรการ ปี 2569.xlsx")
    assert (found.fiscal_year, found.plan_year, noted(found)) == (2568, 2569, [])


def test_the_year_of_the_report_is_that_of_its_title_over_several_lines(tmp_path: Path) -> None:
    found = file(tmp_path, "รายงานการวิเคราะห์ผลการประเมิน", "อบต.ป่าพลู", "ประจำปีงบประมาณ พ.ศ. 2568")
    assert found.report_year == 2568


def test_inspect_shows_who_and_when(tmp_path: Path) -> None:
    path = FIXTURES["000_pa_phlu"].build(tmp_path, "xlsx")
    shown = CliRunner().invoke(app, ["inspect", str(path)], env={"COLUMNS": "200"}).output
    line = "ประเภท องค์การบริหารส่วนตำบล · จังหวัด ลำพูน · ปีของรายงาน พ.ศ. 2568 · ปีของมาตรการ พ.ศ. 2569"
    assert line in shown
    told = json.loads(CliRunner().invoke(app, ["inspect", str(path), "--json"]).output)["readings"][0]
    assert (told["agency_kind"], told["province"]) == ("องค์การบริหารส่วนตำบล", "ลำพูน")
    assert (told["report_year"], told["plan_year"]) == (2568, 2569)
