"""Workbooks of earlier years carried into a new one: what is carried reads as it did, what is not is on the list."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from ita_xl import carried
from ita_xl.assessment import Assessment, Kind
from ita_xl.cli import app
from ita_xl.converting import convert, read_older
from ita_xl.converting.bringing import keys_read
from ita_xl.converting.measures import carry_measures
from ita_xl.diagnosis import diagnose
from ita_xl.errors import InputError
from ita_xl.excel.files import TEMPLATE, built
from ita_xl.findings import Severity
from ita_xl.framework import load
from ita_xl.ingest import read, understand
from ita_xl.ingest.grid import open_grids
from ita_xl.ingest.letterhead import read_letterhead
from ita_xl.ingest.progress import choose, measures_of, read_progress
from ita_xl.ingest.units import units_of
from ita_xl.jsonout import assessment as as_json
from ita_xl.measures import plan
from ita_xl.ownlibrary import own_library
from ita_xl.progress import About, Measure, Progress, Status
from ita_xl.recommendations import library
from ita_xl.recommendations.own import Row as TextRow
from ita_xl.recommendations.own import with_own
from ita_xl.render import report_bytes, workbook_bytes
from ita_xl.scoring import score
from ita_xl.sheets.brought import Row, brought_plan
from ita_xl.sheets.followup import followup_of_progress
from ita_xl.sheets.inputbook import OwnSheets, input_book
from tests.build import BANG_PLA_2567, BANG_PLA_INDICATORS, BANG_PLA_ITEMS, BANG_PLA_TOOLS, assessment, workbook
from tests.fixtures import Fixture, fixtures
from tests.test_letterhead import FULL
from tests.validator import faults

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from ita_xl.converting import Conversion, Older
    from ita_xl.findings import Finding
    from tests.office import Office

TESTS = Path(__file__).parent
SCHEMA = json.loads((TESTS.parent / "docs" / "convert.schema.json").read_text(encoding="utf-8"))
DAY = dt.date(2026, 5, 1)
PUBLISHED = {one.name: one for one in fixtures(TESTS / "published")}
COLLECTED = {one.name: one for one in fixtures(TESTS / "collected")} | {
    one.name: one for one in fixtures(TESTS / "quirks")
}
FULL_2568 = replace(
    assessment(
        2568,
        items=BANG_PLA_ITEMS,
        indicators=BANG_PLA_INDICATORS,  # type: ignore[arg-type]
        tools=BANG_PLA_TOOLS,
        overall="96.04",
        level="ผ่านดี",
        previous=assessment(2567, indicators=BANG_PLA_2567, overall="97.02", level="ผ่านดีเยี่ยม"),  # type: ignore[arg-type]
    ),
    agency="เทศบาลตำบลทดสอบ",
    province="ลำพูน",
)
UNITS = ("สำนักปลัด", "กองคลัง", "กองช่าง")


def saved(conversion: Conversion, folder: Path, name: str = "ใหม่.xlsx") -> Path:
    path = folder / name
    path.write_bytes(conversion.data)
    return path


def codes(left: Sequence[Finding]) -> set[str]:
    return {one.code for one in left}


def same_scores(older: Older, path: Path) -> int:
    """Every figure of every year, to the last digit, and the level; how many there are."""
    back = {one.fiscal_year: one for last in read(path) for one in _chain(last)}
    count = 0
    for one in older.years:
        now = back[one.fiscal_year]
        for kind, ref in keys_read(one):
            assert now.value(kind, ref) == one.value(kind, ref), (one.fiscal_year, kind, ref)
            count += 1
        assert {*keys_read(now)} == {*keys_read(one)}
        if one.levels:
            framework = load(one.fiscal_year)
            assert framework.level_named(now.levels[0].text) == framework.level_named(one.levels[0].text)
    return count


def _chain(last: Assessment) -> list[Assessment]:
    return [last, *(_chain(last.previous) if last.previous else [])]


def words(one: Measure) -> tuple[object, ...]:
    told = [replace(each, months=0) for each in one.told if each]
    return one.name, one.about, one.responsible, one.period, one.due, told


def invoke(*arguments: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["convert", *map(str, arguments)])
    return done.exit_code, done.stdout, done.stderr


def answer(*arguments: object) -> tuple[int, dict[str, Any]]:
    code, out, _ = invoke(*arguments, "--json")
    found: dict[str, Any] = json.loads(out)
    jsonschema.validate(found, SCHEMA, cls=jsonschema.Draft202012Validator)
    return code, found


GONE = load(2568).items["o11"].key
OWN_TEXTS = (
    TextRow("oit.integrity_measures", {"remedy": "=ทบทวนมาตรการ\nทุกไตรมาส ๑๐๐%", "steps": "1. ประชุม\n2. สรุปผล"}),
    TextRow(load(2568).items["i2"].key, {"risk": "ความเสี่ยงของเราเอง"}),
    TextRow(GONE, {"keep": "รักษาข้อมูลสถิติไว้"}),
    TextRow("indicator.9", {"full": "ตัวชี้วัดนี้ {agency} ได้คะแนนเต็ม"}),
    TextRow("topic.1", {"name": "มาตรการของหน่วยงาน"}),
)


def own_book(path: Path, texts: Sequence[TextRow] = OWN_TEXTS) -> Path:
    """Last year's input workbook of an agency, with everything in it that is the agency's own."""
    sheets = OwnSheets(texts=with_own(library(), texts))
    path.write_bytes(workbook_bytes(input_book(load(2568), FULL_2568, FULL, UNITS, sheets)))
    return path


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return own_book(tmp_path / "ของเรา 2568.xlsx")


# -- the published documents, in every format --------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["xlsx", "xls", "xlsb", "ods"])
@pytest.mark.parametrize("name", ["000_pa_phlu", "002_bang_pla", "003_lamphun"])
def test_a_published_report_of_2568_goes_into_2569(name: str, ending: str, tmp_path: Path) -> None:
    path = PUBLISHED[name].build(tmp_path, ending)
    (older,) = read_older(path)
    made = convert([older], 2569)
    new = saved(made, tmp_path)
    assert same_scores(older, new) == sum(made.scores.values())
    before, after = read_progress(path, as_of=DAY), read_progress(new, as_of=DAY)
    assert [words(one) for one in after.measures] == [words(one) for one in before.measures]
    assert (after.year, after.framework.fiscal_year, after.agency) == (2569, 2568, before.agency)
    assert len(after.measures) == made.measures > 0
    assert "V116" not in codes(made.left)
    found = understand(new)
    assert (found.fiscal_year, found.agency, found.plan_year) == (2569, older.agency, 2569)
    assert {"V106", "V105"} <= codes(made.left) or name == "003_lamphun"  # the one without scores of items


def test_the_list_says_what_the_documents_contradict(tmp_path: Path) -> None:
    made = convert(read_older(PUBLISHED["000_pa_phlu"].build(tmp_path, "xlsx")), 2569)
    twice = [one for one in made.left if one.code == "V103"]
    assert [(one.stated, [place.cell for place in one.places]) for one in twice] == [
        ("96.88 และ 100.00", ["C31", "C46"]),
        ("88.75 และ 100.00", ["C32", "C47"]),
    ]
    foreign = [one.message.split()[1] for one in made.left if one.message.endswith("ไม่มีในปี 2568 จึงไม่มีช่องให้ยกมา")]
    assert foreign == ["o30", "o31", "o29", "o30", "o31", "o32", "o33", "o34", "o35"]


def test_a_report_with_results_is_not_reported_on_again(tmp_path: Path) -> None:
    (older,) = read_older(PUBLISHED["004_koh_loi"].build(tmp_path, "xlsx"))
    made = convert([older], 2567)
    rows = [one for one in made.left if one.code == "V111"]
    names = {one.stated for one in rows}
    assert made.measures == 0
    assert {one.name[:120] for one in read_progress(older.file, as_of=DAY).measures} <= names
    assert all("ของปี 2566 ไม่ใช่ปี 2567" in one.message for one in rows)


@pytest.mark.parametrize(
    "name",
    ["analysis-ten-indicators", "police-station-strong-and-weak", "municipality-plan-seven-topics", "weak-items-gap",
     "sao-items-below-ninety", "weakest-items-bare-numbers", "topics-code-at-end-of-text"],
)  # fmt: skip
def test_plans_of_every_kind_keep_what_they_are_about(name: str, tmp_path: Path) -> None:
    fixture: Fixture = COLLECTED[name]
    (older,) = read_older(fixture.build(tmp_path, fixture.formats[0]), fiscal_year=fixture.data.get("year"))
    made = convert([older], older.fiscal_year)
    assert "V116" not in codes(made.left)
    (back,) = read_older(saved(made, tmp_path))
    was, now = (carry_measures([one], older.fiscal_year).measures for one in (older, back))
    assert [words(one) for one in now] == [words(one) for one in was]
    assert len(was) == made.measures > 0


# -- an agency's own workbook ------------------------------------------------------------------------------------------


def test_everything_of_its_own_is_carried_and_the_rest_is_listed(own: Path, tmp_path: Path) -> None:
    (older,) = read_older(own)
    made = convert([older], 2569)
    path = saved(made, tmp_path)
    assert faults(path) == []
    assert same_scores(older, path) == made.scores[2568] + made.scores[2567]
    assert units_of(open_grids(path)) == UNITS
    assert read_letterhead(path) == replace(FULL, number="", date="")
    was, now = own_library(own), own_library(path)
    assert {*now.own} == {*was.own} - {GONE}
    assert now.texts.items == was.texts.items | {GONE: now.texts.items[GONE]}
    assert (now.texts.indicators, now.texts.topics) == (was.texts.indicators, was.texts.topics)
    assert "V116" not in codes(made.left)
    said = {one.code: one for one in made.left}
    assert said["V108"].stated == "รักษาข้อมูลสถิติไว้"
    assert GONE in said["V108"].message
    assert [one.stated for one in made.left if one.code == "V112"] == [FULL.number, FULL.date]
    assert [one.message.split()[1] for one in made.left if one.code == "V105"] == ["o11", "o12", "o22"]
    assert sum(one.code == "V106" for one in made.left) == 2  # IIT and EIT of 2569 are not known
    assert made.sentences[1:] == (
        "คะแนนปีงบประมาณ พ.ศ. 2568 76 ช่อง",
        "คะแนนปีงบประมาณ พ.ศ. 2567 11 ช่อง",
        "ข้อความสำหรับบันทึกข้อความและปก 12 ช่อง",
        "ส่วนราชการ 3 ชื่อ",
        "ข้อเสนอแนะของหน่วยงาน 5 ช่อง",
    )


def test_what_is_read_of_last_year_is_the_same(own: Path, tmp_path: Path) -> None:
    """score, check and report of last year say the same of the new workbook, but for where it stands."""
    own_book(own, [one for one in OWN_TEXTS if one.key != GONE])  # 2569 does not ask it: there its text has no row
    path = saved(convert(read_older(own), 2569), tmp_path)
    cards = [score(read(one)[0]) for one in (own, path)]
    told = [as_json(diagnose(one), []) for one in cards]
    for one in told:
        one["file"] = one["previous"]["file"] = ""
        one["previous"]["findings"] = []
    assert told[0] == told[1]
    books = []
    for file, card in zip((own, path), cards, strict=True):
        bare = replace(card.assessment, file="")
        data = report_bytes(plan(diagnose(score(bare)), texts=own_library(file).texts), [])
        books.append(openpyxl.load_workbook(io.BytesIO(data)))
    for sheet in books[0]:
        if sheet.title != "ที่มา":  # where the figures stand
            assert cells_of(books[1][sheet.title]) == cells_of(sheet), sheet.title


def cells_of(sheet: Worksheet) -> list[tuple[object, ...]]:
    return list(sheet.iter_rows(values_only=True))


def test_the_same_year_is_only_laid_out_anew(own: Path, tmp_path: Path) -> None:
    (older,) = read_older(own)
    path = saved(convert([older], 2568), tmp_path)
    assert same_scores(older, path) == 87
    assert read_letterhead(path) == FULL  # the letter is of the same year
    assert own_library(path).texts == own_library(own).texts
    assert [one.title for one in openpyxl.load_workbook(path)] == [
        "หน่วยงาน", "คะแนนรายข้อ", "คะแนนที่ประกาศ", "ปีก่อน", "ส่วนราชการ", "คลังข้อเสนอแนะ", carried.LEFT,
    ]  # fmt: skip


def test_figures_keep_digits_that_their_cells_do_not_show(tmp_path: Path) -> None:
    exact = {"i1": "98.333333333333", "i2": "66.6666666666667", "e1:1": "99.005"}
    path = tmp_path / "ผล.xlsx"
    path.write_bytes(workbook_bytes(input_book(load(2568), assessment(2568, items=exact))))
    new = saved(convert(read_older(path), 2569), tmp_path)
    one = read(new)[0]
    assert {ref: one.value(Kind.ITEM, ref) for ref in exact} == {ref: Decimal(text) for ref, text in exact.items()}


@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_what_another_program_saved_is_carried_too(own: Path, ending: str, tmp_path: Path, office: Office) -> None:
    older = read_older(office.convert(own, tmp_path / "out", ending))
    made = convert(older, 2569)
    path = saved(made, tmp_path)
    assert same_scores(older[0], path) == 87
    assert (made.units, made.letters, made.texts) == (3, 12, 5)
    assert own_library(path).texts.indicators == own_library(own).texts.indicators


def test_a_new_workbook_opens_in_another_program_without_a_change(own: Path, tmp_path: Path, office: Office) -> None:
    (older,) = read_older(own)
    path = office.convert(saved(convert([older], 2569), tmp_path), tmp_path / "out", "xlsx")
    assert same_scores(older, path) == 87
    assert units_of(open_grids(path)) == UNITS


# -- the plan ----------------------------------------------------------------------------------------------------------


def test_the_report_on_measures_is_made_from_the_new_workbook(own: Path, tmp_path: Path) -> None:
    """A plan of 2569 made from the scores of 2568, results typed in, and the scores of 2569 as they are published."""
    card = score(read(own)[0])
    old = tmp_path / "รายงาน.xlsx"
    old.write_bytes(report_bytes(plan(diagnose(card)), [], extras=("followup",)))
    made = convert(read_older(old), 2569)
    path = saved(made, tmp_path)
    book = openpyxl.load_workbook(path)
    assert {carried.PLAN, carried.FOLLOWUP} <= {*book.sheetnames}
    follow = book[carried.FOLLOWUP]
    row = next(one for one in follow.iter_rows() if "o27" in str(one[2].value) and one[6].value == "6 เดือน")
    row[7].value, row[9].value = "ดำเนินการแล้วเสร็จ", "ประกาศมาตรการแล้ว"
    for cells in book["คะแนนรายข้อ"].iter_rows():
        if cells[0].value == "o25":
            cells[3].value = 100
    book["คะแนนที่ประกาศ"]["B5"] = 97.5
    book.save(path)
    found = read_progress(path, as_of=DAY)
    one = next(each for each in found.measures if About("item", "o27") in each.about)
    assert (found.year, found.framework.fiscal_year, found.counts[Status.DONE], one.status) == (
        2569, 2568, 1, Status.DONE,
    )  # fmt: skip
    assert found.after is not None
    assert (found.after.fiscal_year, found.after.value(Kind.OVERALL)) == (2569, Decimal("97.5"))
    change = next(each for each in found.changes(one) if each.kind == "item")
    assert (change.ref, change.before, change.after) == ("o25", Decimal(50), Decimal(100))
    codes_of_row = next(
        cells
        for cells in book[carried.PLAN].iter_rows(values_only=True)
        if "ข้อ o27" in str(cells[1:]).replace("\\n", " ")
    )
    assert any("ข้อ o25" in str(cell) for cell in codes_of_row)


TEXT = st.text(alphabet=st.sampled_from("กขคงุ้ำ ะเแ1๒.-(=+“”/:\nABc%"), min_size=1, max_size=40)


ABOUT = st.sampled_from([("item", "i1"), ("item", "e1:2"), ("topic", "3"), ("tool", "EIT1"), ("indicator", "10")])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(TEXT, TEXT, ABOUT), min_size=1, max_size=4))
def test_any_words_of_a_measure_come_back(tmp_path: Path, given: list[tuple[str, str, tuple[str, str]]]) -> None:
    measures = tuple(
        Measure(_plain(f"มาตรการ {number} {name}"), (About(*about),), responsible=_plain(f"กอง {who}"))
        for number, (name, who, about) in enumerate(given)
    )
    rows = [Row(codes=_code(one), measure=one.name, responsible=one.responsible) for one in measures]
    sheets = (
        brought_plan("อบต.ก", item_year=2568, year=2569, plan_year=2569, rows=rows),
        followup_of_progress(Progress(2569, load(2568), DAY, measures, "อบต.ก")),
    )
    path = tmp_path / "แผน.xlsx"
    filled = Assessment(2569, agency="อบต.ก")
    path.write_bytes(workbook_bytes(input_book(load(2569), filled, own=OwnSheets(measures=sheets))))
    chosen = choose(understand(path))
    found = measures_of(chosen.kept, chosen.year)
    assert [(one.name, one.about, one.responsible) for one in found] == [
        (one.name, one.about, one.responsible) for one in measures
    ]


def _plain(text: str) -> str:
    """As every reader of cells leaves it."""
    from ita_xl.thai import normalise

    return normalise(text).strip()


def _code(one: Measure) -> str:
    from ita_xl.ingest.planmodel import Subject

    return "\n".join(Subject(*each).thai for each in one.about)


# -- several years, several agencies -----------------------------------------------------------------------------------


def year_file(folder: Path, year: int, overall: object, **more: object) -> Path:
    path = folder / f"ผล {year}.xlsx"
    one = replace(assessment(year, overall=overall, **more), agency="อบต.ทดสอบ")  # type: ignore[arg-type]
    path.write_bytes(workbook_bytes(input_book(load(year), one)))
    return path


def test_several_years_of_an_agency_stand_behind_each_other(tmp_path: Path) -> None:
    files = [year_file(tmp_path, year, f"{year - 2480}.5") for year in (2566, 2568, 2567)]
    made = convert([one for file in files for one in read_older(file)], 2569)
    path = saved(made, tmp_path)
    assert dict(made.scores) == {2568: 1, 2567: 1, 2566: 1}
    assert openpyxl.load_workbook(path).sheetnames[3:6] == ["ปีก่อน", "ปีก่อน 2567", "ปีก่อน 2566"]
    assert [(one.fiscal_year, one.value(Kind.OVERALL)) for one in _chain(read(path)[0])] == [
        (2568, Decimal("88.5")), (2567, Decimal("87.5")), (2566, Decimal("86.5")),
    ]  # fmt: skip
    assert codes(made.left) <= {"V113", "V105", "V106"}


def test_two_files_that_disagree_on_a_year(tmp_path: Path) -> None:
    newer = year_file(tmp_path, 2568, "90", previous=assessment(2567, overall="80", items={"i1": 70}))
    older = year_file(tmp_path, 2567, "85")
    made = convert([*read_older(newer), *read_older(older)], 2569)
    year = _chain(read(saved(made, tmp_path))[0])[1]
    # The file of the year itself is believed; what only the other has is kept.
    assert (year.value(Kind.OVERALL), year.value(Kind.ITEM, "i1")) == (Decimal(85), Decimal(70))
    (told,) = (one for one in made.left if one.code == "V114")
    assert (told.stated, told.computed, [place.file for place in told.places]) == (
        "80.00", "85.00", [newer.name, older.name],
    )  # fmt: skip


def test_a_year_between_is_missing(tmp_path: Path) -> None:
    files = [year_file(tmp_path, year, 90) for year in (2566, 2568)]
    made = convert([one for file in files for one in read_older(file)], 2569)
    (told,) = (one for one in made.left if one.code == "V101")
    assert "คะแนนปี 2566 1 ช่อง" in told.message
    assert told.severity is Severity.WARNING
    assert "--to-year 2567" in told.cure
    assert dict(made.scores) == {2568: 1}


def test_a_list_of_agencies_makes_a_workbook_each(tmp_path: Path) -> None:
    rows: list[list[object]] = [["หน่วยงาน", "คะแนน ITA ปี 2568"], ["อบต.ก", 91.5], ["อบต.ข", 82.25], ["เทศบาลตำบลค", 77]]
    path = workbook(tmp_path / "รายชื่อ.xlsx", {"คะแนน": rows, "ส่วนราชการ": [["ส่วนราชการ"], ["กองคลัง"]]})
    code, found = answer(path, "-o", tmp_path / "ใหม่")
    assert code == 0
    assert [one["agency"] for one in found["conversions"]] == ["อบต.ก", "อบต.ข", "เทศบาลตำบลค"]
    for one, value in zip(found["conversions"], ("91.5", "82.25", "77"), strict=True):
        assert read(one["file"])[0].value(Kind.OVERALL) == Decimal(value)
        assert units_of(open_grids(Path(one["file"]))) == ()
        assert "V115" in {each["code"] for each in one["left"]}


def test_jobs_give_the_same_files(tmp_path: Path) -> None:
    files = [*sorted((Path(__file__).parent.parent / "workbooks/samples").glob("*.xlsx")), tmp_path / "เสีย.xlsx"]
    files[-1].write_bytes(b"PK")
    told = {jobs: answer(*files, "-o", tmp_path / jobs, "--jobs", jobs) for jobs in ("1", "2")}
    made = {jobs: {one.name: one.read_bytes() for one in (tmp_path / jobs).iterdir()} for jobs in told}
    assert len(made["1"]) == 5
    assert made["1"] == made["2"]
    assert [code for code, _ in told.values()] == [1, 1]
    plain = [
        json.dumps(found, ensure_ascii=False).replace(str(tmp_path / jobs), "") for jobs, (_, found) in told.items()
    ]
    assert plain[0] == plain[1]
    assert [one["code"] for one in told["2"][1]["failures"]] == ["E102"]


# -- refusals ----------------------------------------------------------------------------------------------------------


def test_what_was_refused_in_reading_is_on_the_list(tmp_path: Path) -> None:
    rows: list[list[object]] = [["หน่วยงาน", "อบต.ก"], ["ปีงบประมาณ", 2568], ["ข้อ", "คะแนน"]]
    rows += [["i1", 986], ["i2", "ไม่ทราบ"], ["i3", 90], ["o29", 100]]
    path = workbook(tmp_path / "ก.xlsx", {"ผล": rows, "อื่น": [["ตารางเวร", "จันทร์"]]})
    made = convert(read_older(path), 2569)
    refused = [(one.stated, one.places[0].label) for one in made.left if one.code == "V102"]
    assert refused == [("986", "ผล!B4"), ("ไม่ทราบ", "ผล!B5")]
    assert [one.stated for one in made.left if one.message.startswith("ข้อ o29")] == ["100"]
    (sheet,) = (one for one in made.left if one.code == "V113")
    assert [place.sheet for place in sheet.places] == ["อื่น"]
    sheets = openpyxl.load_workbook(saved(made, tmp_path))
    told = [row[1].value for row in sheets[carried.LEFT].iter_rows()]
    assert [one for one in told if str(one).startswith("V")] == [one.code for one in made.left]
    again = understand(tmp_path / "ใหม่.xlsx")
    assert [table.kind for table in again.tables if table.grid.name == carried.LEFT] == ["left"]
    assert same_scores(read_older(path)[0], tmp_path / "ใหม่.xlsx") == 1


def test_a_file_with_nothing_to_carry(tmp_path: Path) -> None:
    path = workbook(tmp_path / "ว่าง.xlsx", {"ก": [["ปีงบประมาณ", 2568], ["เรื่อง", "ผู้เข้าร่วม"], ["ประชุม", 20]]})
    with pytest.raises(InputError) as caught:
        read_older(path)
    assert caught.value.code == "E107"


def test_every_problem_is_told_and_the_rest_goes_on(own: Path, tmp_path: Path) -> None:
    before = own.read_bytes()
    broken = tmp_path / "เสีย.xlsx"
    broken.write_bytes(b"PK\x03\x04 not a workbook")
    later = year_file(tmp_path, 2568, 90).rename(tmp_path / "ข.xlsx")
    code, found = answer(own, broken, tmp_path / "ไม่มี.xlsx", "-o", tmp_path / "out")
    assert code == 1
    assert [one["code"] for one in found["failures"]] == ["E102", "E101"]
    assert [Path(one["file"]).name for one in found["conversions"]] == ["แฟ้มกรอก ITA เทศบาลตำบลทดสอบ 2569.xlsx"]
    code, found = answer(later, year_file(tmp_path, 2566, 80), "-o", tmp_path / "old", "--to-year", 2567)
    assert code == 1
    assert [(one["code"], Path(one["file"]).name) for one in found["failures"]] == [("E118", "ข.xlsx")]
    assert found["conversions"][0]["carried"]["scores"] == [{"fiscal_year": 2566, "figures": 1}]
    assert own.read_bytes() == before


def test_nothing_is_written_over(own: Path, tmp_path: Path) -> None:
    out = tmp_path / "ใหม่.xlsx"
    assert invoke(own, "-o", out)[0] == 0
    first = out.read_bytes()
    assert invoke(own, "-o", out)[0] == 0  # the same again is no change
    out.write_bytes(first + b"typed")
    code, _, err = invoke(own, "-o", out)
    assert code == 3
    assert "E304" in err
    assert out.read_bytes() == first + b"typed"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["ของเรา 2568.xlsx", "ใหม่.xlsx"]


def test_where_to_write_is_asked_before_anything_is_made(own: Path, tmp_path: Path) -> None:
    other = year_file(tmp_path, 2568, 90)
    other = other.rename(tmp_path / "อบต.xlsx")
    for arguments, code in (
        ((own, other, "-o", tmp_path / "หนึ่ง.xlsx"), "E119"),
        ((own, "-o", tmp_path / "แฟ้ม.xlsm"), "E303"),
        ((own, "-o", tmp_path / "out", "--to-year", 2590), "E202"),
    ):
        exit_code, found = answer(*arguments)
        assert (exit_code, [one["code"] for one in found["failures"]]) == (3, [code])
    assert sorted(one.suffix for one in tmp_path.iterdir()) == [".xlsx", ".xlsx"]


def test_the_terminal_tells_what_was_carried_and_what_was_not(own: Path, tmp_path: Path) -> None:
    code, out, _ = invoke(own, "-o", tmp_path / "out")
    assert code == 0
    for words_of in ("แฟ้มกรอกปีงบประมาณ พ.ศ. 2569", "ส่วนราชการ 3 ชื่อ", "[V108]", "[V112]", "วิธีแก้", "แฟ้มกรอก ITA"):
        assert words_of in out


# -- the template with buttons -----------------------------------------------------------------------------------------


def test_the_template_takes_the_same(tmp_path: Path) -> None:
    """A report of 2567 in the template of 2568: the same figures, its own sheets last, macros and buttons there."""
    card = score(replace(FULL_2568.previous or FULL_2568, agency="เทศบาลตำบลทดสอบ"))
    old = tmp_path / "รายงาน 2567.xlsx"
    old.write_bytes(report_bytes(plan(diagnose(card)), [], extras=("followup",)))
    out = tmp_path / "แม่แบบ.xlsm"
    code, found = answer(old, "-o", out, "--to-year", 2568, "--template")
    assert (code, found["failures"]) == (0, [])
    (one,) = found["conversions"]
    assert one["carried"]["measures"] > 0
    assert "V116" not in {each["code"] for each in one["left"]}
    assert same_scores(read_older(old)[0], out) == one["carried"]["scores"][0]["figures"]
    before, after = read_progress(old, as_of=DAY), read_progress(out, as_of=DAY)
    assert [words(each) for each in after.measures] == [words(each) for each in before.measures]
    assert faults(out) == []
    made, built_in = (openpyxl.load_workbook(io.BytesIO(data)) for data in (out.read_bytes(), built(TEMPLATE)))
    assert made.sheetnames == [*built_in.sheetnames, carried.PLAN, carried.LEFT]
    with zipfile.ZipFile(out) as package, zipfile.ZipFile(io.BytesIO(built(TEMPLATE))) as template:
        assert package.read("xl/vbaProject.bin") == template.read("xl/vbaProject.bin")
        names = [_code_name(package.read(f"xl/worksheets/sheet{at}.xml")) for at in range(1, len(made.sheetnames) + 1)]
    count = len(built_in.sheetnames)
    assert names == [*(f"Sheet{at}" for at in range(1, count + 1)), "", ""]


def _code_name(sheet: bytes) -> str:
    found = re.search(rb'codeName="([^"]*)"', sheet)
    return found[1].decode() if found else ""


def test_there_is_no_template_of_another_year(own: Path, tmp_path: Path) -> None:
    code, found = answer(own, "-o", tmp_path / "out", "--to-year", 2569, "--template")
    assert (code, [one["code"] for one in found["failures"]]) == (3, ["E117"])
    assert not (tmp_path / "out").exists()
