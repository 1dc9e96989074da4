"""The plan of measures in its forms: complete, in order, merged, cut short, with dates and own units."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import openpyxl
import pytest
from typer.testing import CliRunner

import ita_xl
from ita_xl.checking.own import book_checklist
from ita_xl.cli import app, main
from ita_xl.criteria import Outcome
from ita_xl.errors import OutputError
from ita_xl.framework import load
from ita_xl.ingest import understand
from ita_xl.ingest.grid import open_grids
from ita_xl.ingest.units import units_of
from ita_xl.planning import Form, Headed, Order, Wish, arrange, form_of
from ita_xl.planning.periods import dates
from ita_xl.recommendations import library
from ita_xl.render import workbook_bytes
from ita_xl.sheets.inputbook import input_book
from ita_xl.sheets.plan_forms import plan_sheet
from ita_xl.sheets.report import report_book
from tests.build import BANG_PLA_ITEMS, LAMPHUN, assessment, workbook
from tests.xlsx_lint import lint

if TYPE_CHECKING:
    from pathlib import Path

    from ita_xl.assessment import Assessment
    from ita_xl.measures import MeasuresPlan

OF_2565 = assessment(
    2565, indicators=LAMPHUN, items={"i3": "83.2", "o3": 0}, tools={"IIT": 90, "EIT": 88, "OIT": 90}, overall="89"
)
OF_2567 = assessment(
    2567,
    items={**{f"i{n}": 100 for n in range(1, 16)}, **{f"e{n}:{p}": 96 for n in range(1, 10) for p in (1, 2)}}
    | {f"o{n}": 100 for n in range(1, 36)} | {"i1": "84", "o8": 0, "o30": 50},
    overall="90",
)  # fmt: skip
OF_2568 = assessment(items=BANG_PLA_ITEMS, indicators={9: 95, 10: 90}, overall="96.04")


def planned(one: Assessment) -> MeasuresPlan:
    return ita_xl.plan(ita_xl.diagnose(ita_xl.score(one)))


def texts(plan: MeasuresPlan, wish: Wish = Wish()) -> list[str]:  # noqa: B008
    return [str(cell.value) for cell in plan_sheet(arrange(plan, wish)).cells if cell.value is not None]


@pytest.mark.parametrize(
    ("year", "form"),
    [(2563, Form.TWO_PARTS), (2566, Form.TWO_PARTS), (2567, Form.TOPICS), (2568, Form.TOPICS), (2569, Form.INDICATORS),
     (2580, Form.INDICATORS)],
)  # fmt: skip
def test_the_form_follows_the_criteria(year: int, form: Form) -> None:
    assert form_of(year) is form


@pytest.mark.parametrize("one", [OF_2565, OF_2567, OF_2568], ids=["two parts", "topics", "indicators"])
@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("headed", list(Headed))
def test_each_form_meets_the_criteria_of_its_year(one: Assessment, order: Order, headed: Headed) -> None:
    plan = planned(one)
    found = book_checklist(report_book(plan, (), wish=Wish(order=order, headed=headed)), plan.plan_year)
    assert not [v.element.key for v in found.verdicts if v.outcome is Outcome.NOT_MET]
    unknown = {v.element.key for v in found.verdicts if v.outcome is Outcome.UNKNOWN}
    assert unknown <= {"codes.document", "codes.items"}


def test_worst_first() -> None:
    groups = arrange(planned(OF_2568), Wish(order=Order.SCORE)).groups
    scores = [one.score for one in groups if one.score is not None]
    assert scores == sorted(scores)
    assert [one.number for one in arrange(planned(OF_2568)).groups] == list(range(1, 11))


def test_the_order_of_an_agency_stands_first_and_the_rest_follows() -> None:
    wish = Wish(first=(9, 6, 7, 4))
    assert [one.number for one in arrange(planned(OF_2568), wish).groups] == [9, 6, 7, 4, 1, 2, 3, 5, 8, 10]
    with pytest.raises(OutputError, match="E307") as caught:
        arrange(planned(OF_2568), replace(wish, form=Form.TOPICS))
    assert "1–7" in caught.value.cure


@pytest.mark.parametrize(("form", "columns"), [(Form.INDICATORS, 6), (Form.TOPICS, 5), (Form.TWO_PARTS, 6)])
def test_groups_in_a_column_of_their_own(form: Form, columns: int) -> None:
    plan = planned(OF_2568)
    rows, beside = (plan_sheet(arrange(plan, Wish(form=form, headed=one))) for one in Headed)
    assert len(beside.widths) == len(rows.widths) + 1 == columns
    header = max(cell.row for cell in beside.cells if cell.style == "header")
    below = [cell for cell in beside.cells if cell.row > header and cell.column == 0 and cell.style == "cell"]
    assert [one for one in below if one.value]
    assert {cell.value for cell in rows.cells if cell.column and cell.value} <= {
        cell.value for cell in beside.cells if cell.value
    }


def test_a_measure_of_two_topics_is_written_once() -> None:
    """Item i1 is of topics 1 and 2."""
    arranged = arrange(planned(OF_2567))
    names = [entry.measure.name for group in arranged.groups for entry in group.entries]
    assert len(names) == len(set(names))
    (entry,) = [one for group in arranged.groups for one in group.entries if one.measure.refs == ("i1",)]
    assert entry.shared == ("ประเด็นที่ 2",)


def test_an_agencys_measure_for_two_items_is_written_once() -> None:
    ours = library()
    same = replace(ours.items["iit.procedure"].measures[0], name="โครงการเดียว")
    items = {key: replace(one, measures=(same,)) if one.indicator == 1 else one for key, one in ours.items.items()}
    low = assessment(items={**BANG_PLA_ITEMS, "i1": 80, "i2": 81})
    plan = ita_xl.plan(ita_xl.diagnose(ita_xl.score(low)), texts=replace(ours, items=items))
    first = arrange(plan).groups[0]
    assert [one.measure.name for one in first.entries] == ["โครงการเดียว"]
    assert first.entries[0].measure.refs == ("i1", "i2")


@pytest.mark.parametrize("form", list(Form))
def test_a_short_list_keeps_the_worst_and_says_what_is_left_out(form: Form) -> None:
    plan = planned(OF_2568)
    every = [one for group in arrange(plan, Wish(form)).groups for one in group.entries]
    short = arrange(plan, Wish(form, most=4))
    kept = [one for group in short.groups for one in group.entries]
    assert len(kept) == 4
    assert len(kept) + len(short.left_out) == len(every)
    assert max(one.score for one in kept if one.score is not None) <= min(
        one.score for one in short.left_out if one.score is not None
    )
    shown = "\n".join(texts(plan, Wish(form, most=4)))
    assert all(one.measure.name in shown for one in short.left_out)


@pytest.mark.parametrize("form", list(Form))
def test_a_changed_score_changes_only_what_it_matters_to(form: Form) -> None:
    """The score of o6 stands in indicator 9 and in topics 1 and 5; nothing else is written differently."""
    before = planned(OF_2568)
    after = planned(assessment(items={**BANG_PLA_ITEMS, "o6": "40"}, indicators={9: 95, 10: 90}, overall="96.04"))

    def entries(plan: MeasuresPlan) -> dict[str, object]:
        return {one.measure.name: one for group in arrange(plan, Wish(form)).groups for one in group.entries}

    was, now = entries(before), entries(after)
    changed = {name for name in was.keys() | now.keys() if was.get(name) != now.get(name)}
    topics = (1, 5) if form is Form.TOPICS else ()
    own = {
        one.measure.name
        for group in arrange(after, Wish(form)).groups
        for one in group.entries
        if "o6" in one.measure.refs or (group.number in topics and not one.measure.refs)
    }
    assert changed <= own
    if form is not Form.TWO_PARTS:
        groups = zip(arrange(before, Wish(form)).groups, arrange(after, Wish(form)).groups, strict=True)
        differ = {one.number for one, other in groups if one.analysis != other.analysis}
        assert differ <= ({9} if form is Form.INDICATORS else {1, 5})


def test_every_period_of_the_library_is_dates_of_the_year() -> None:
    ours = library()
    for advice in (*ours.items.values(), *ours.indicators.values(), *ours.topics.values()):
        for one in advice.measures:
            found = re.fullmatch(r"1 (\S+) (25\d\d) – (\d\d) (\S+) (25\d\d)", dates(one.period, 2569))
            assert found, one.period
            assert found[2] in ("2568", "2569")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("ภายในไตรมาสที่ 2 ของปีงบประมาณ พ.ศ. 2571", "1 มกราคม 2571 – 31 มีนาคม 2571"),
        ("เดือนแรกของปีงบประมาณ พ.ศ. 2571", "1 ตุลาคม 2570 – 31 ตุลาคม 2570"),
        ("ไตรมาสที่ 1 และไตรมาสที่ 3", "1 ตุลาคม 2570 – 30 มิถุนายน 2571"),
        ("ตั้งแต่ไตรมาสที่ 2 เป็นต้นไป", "1 มกราคม 2571 – 30 กันยายน 2571"),
        ("ถึงเดือนกุมภาพันธ์", "1 กุมภาพันธ์ 2571 – 29 กุมภาพันธ์ 2571"),
        ("เมื่อพร้อม", "1 ตุลาคม 2570 – 30 กันยายน 2571"),
    ],
)
def test_periods(words: str, expected: str) -> None:
    assert dates(words, 2571) == expected


def test_own_units(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        {"หน่วยงาน": [["หน่วยงาน", "อบต.ทดสอบ"]], "ส่วนราชการ": [["ที่", "ส่วนราชการ"], [1, "สำนักปลัด"], [2, "กองคลัง"]]},
    )
    units = units_of(open_grids(path))
    assert units == ("สำนักปลัด", "กองคลัง")
    shown = "\n".join(texts(planned(OF_2568), Wish(units=units)))
    assert "สำนักปลัด (งาน" in shown
    assert "(หน่วยตรวจสอบภายใน" not in shown


def test_units_stand_under_their_head_beside_whatever_else(tmp_path: Path) -> None:
    rows = [
        ["ส่วนราชการ"],
        ["ข้อมูล ณ ตุลาคม"],
        ["ที่", "หัวหน้า", "ส่วนราชการ", "โทรศัพท์"],
        [1, "นาง ก", "สำนักปลัด", "0-5300-0000"],
        [2, "นาย ข", "กองคลัง", "0-5300-0001"],
        ["รวม 2 ส่วนราชการ"],
    ]
    assert units_of(open_grids(workbook(tmp_path / "a.xlsx", {"ส่วนราชการ": rows}))) == ("สำนักปลัด", "กองคลัง")


UNITS = ("สำนักปลัดเทศบาล", "กองคลัง", "กองช่าง (งานโยธา)", "หน่วยตรวจสอบภายใน")


def test_the_input_workbook_asks_for_units_and_they_come_back(tmp_path: Path) -> None:
    for name, units in (("empty", ()), ("filled", UNITS)):
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(workbook_bytes(input_book(load(2568), OF_2568, units=units)))
        assert not lint(path)
        assert units_of(open_grids(path)) == units
        found = understand(path)
        assert [one.kind for one in found.tables if one.grid.name == "ส่วนราชการ"] == ["units"]
        assert found.assessments[0].figures
        assert found.agency == OF_2568.agency
        assert not [one for one in found.problems if any(place.sheet == "ส่วนราชการ" for place in one.places)]


def test_new_filled_in_with_units_gives_a_plan_with_them(tmp_path: Path) -> None:
    path = tmp_path / "ใหม่.xlsx"
    assert CliRunner().invoke(app, ["new", "-o", str(path), "--year", "2568", "--agency", "อบต.ทดลอง"]).exit_code == 0
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["หน่วยงาน", "คะแนนรายข้อ", "คะแนนที่ประกาศ", "ปีก่อน", "ส่วนราชการ", "คลังข้อเสนอแนะ"]
    sheet = book["ส่วนราชการ"]
    assert sheet["A5"].value is None
    assert str(sheet.data_validations.dataValidation[0].sqref) == "A5:A34"
    sheet["A5"], sheet["A6"] = "สำนักปลัด", "กองคลัง"
    book["คะแนนรายข้อ"]["D5"] = 80
    book.save(path)
    found = json.loads(CliRunner().invoke(app, ["score", str(path), "--json", "--plan"]).output)["assessments"][0]
    named = {one["responsible"] for group in found["plan"]["groups"] for one in group["measures"]}
    assert any("กองคลัง (" in one for one in named)
    report = CliRunner().invoke(app, ["report", str(path), "-o", str(tmp_path / "out")])
    assert report.exit_code == 0, report.output


def test_a_sheet_of_units_with_scores_is_read_for_its_scores(tmp_path: Path) -> None:
    rows = [["ผลการประเมิน ITA ปีงบประมาณ พ.ศ. 2568"], ["ที่", "ส่วนราชการ", "IIT", "EIT", "OIT", "คะแนนรวม"],
            [1, "ที่ทำการปกครองจังหวัดลำพูน", 90, 91, 92, 91.1], [2, "สำนักงานคลังจังหวัดลำพูน", 80, 81, 82, 81.1]]  # fmt: skip
    found = understand(workbook(tmp_path / "a.xlsx", {"ส่วนราชการ": rows}))
    assert len(found.assessments) == 2


def test_a_workbook_without_the_sheet_has_no_units(tmp_path: Path) -> None:
    assert units_of(open_grids(workbook(tmp_path / "a.xlsx", {"แผ่น": [["สำนักปลัด"]]}))) == ()


def test_the_json(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    sample = "workbooks/samples/bang-pla-2568.xlsx"
    monkeypatch.setattr("sys.argv", ["ita-xl", "score", sample, "--json", "--plan"])
    with pytest.raises(SystemExit):
        main()
    found = json.loads(capsys.readouterr().out)
    from pathlib import Path

    jsonschema.validate(found, json.loads(Path("docs/score.schema.json").read_text(encoding="utf-8")))
    plan = found["assessments"][0]["plan"]
    assert (plan["year"], plan["form"], len(plan["groups"])) == (2569, "indicators", 10)


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import openpyxl

    sample = "workbooks/samples/bang-pla-2568.xlsx"
    words = ["report", sample, "-o", str(tmp_path), "--form", "two-part", "--order", "score", "--most", "3"]
    monkeypatch.setattr("sys.argv", ["ita-xl", *words])
    with pytest.raises(SystemExit) as done:
        main()
    assert done.value.code == 0
    (path,) = tmp_path.glob("*.xlsx")
    cells = [str(one.value) for row in openpyxl.load_workbook(path)["แผนมาตรการ"].iter_rows() for one in row]
    assert any("แก้ไขโดยเร่งด่วน" in one for one in cells)
    assert any("เลือกไว้ 3 รายการ" in one for one in cells)


@pytest.mark.parametrize(
    ("more", "code"),
    [(["--order", "๙, 6,7", "--groups", "column"], 0), (["--order", "worst"], 2), (["--order", "11"], 3)],
)
def test_the_command_takes_numbers_and_a_column(tmp_path: Path, more: list[str], code: int) -> None:
    done = CliRunner().invoke(app, ["report", "workbooks/samples/lamphun-2568.xlsx", "-o", str(tmp_path), *more])
    assert done.exit_code == code
