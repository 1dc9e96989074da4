"""Plans of measures, reports on them and analyses: every row with its cells, as printed in the published reports."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from ita_xl.cli import app
from ita_xl.ingest import Reading, understand
from ita_xl.ingest.grid import open_grids
from ita_xl.ingest.planmodel import Meaning, Plan, PlanKind, PlanRow
from tests.build import workbook
from tests.fixtures import Fixture, fixtures

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).parent
FIXTURES = {one.name: one for folder in ("published", "quirks", "collected") for one in fixtures(HERE / folder)}
_SHORT = {
    "h": "heading", "s": "subject", "n": "order", "f": "problem", "m": "measure", "p": "steps", "w": "responsible",
    "t": "period", "b": "budget", "k": "target", "r": "result", "e": "evidence", "x": "remark", "o": "other",
}  # fmt: skip


def reading(name: str, folder: Path, ending: str = "") -> Reading:
    fixture = FIXTURES[name]
    return understand(fixture.build(folder, ending or fixture.formats[0]), fiscal_year=fixture.data.get("year"))


def said(row: PlanRow) -> str:
    """A row in short: what it is about, then its cells, ``^`` before one that stands above and holds."""
    short = {name: letter for letter, name in _SHORT.items()}
    about = ",".join(f"{one.kind[:2]}{one.ref}" for one in row.about)
    cells = (f"{short[one.meaning]}{'^' if one.held else ''}{one.place.cell}" for one in row.cells)
    return f"{about or '-'} {' '.join(cells)}"


def one(kind: str, cells: str, year: int | None, *rows: str) -> tuple[str, str, int | None, list[str]]:
    return kind, cells, year, list(rows)


def laid_out(found: Sequence[Plan]) -> list[tuple[str, str, int | None, list[str]]]:
    return [one(plan.kind.value, plan.cells, plan.year, *map(said, plan.rows)) for plan in found]


# -- the published reports, by hand from their files -----------------------------------------------------------------

PUBLISHED = {
    "000_pa_phlu": [
        one("plan", f"A{row - 1}:D{row}", 2569, f"to{number} h^A{row - 3} mA{row} wB{row} pC{row} tD{row}")
        for number, row in enumerate((143, 148, 153, 158, 163, 168, 173), 1)
    ],
    "001_phu_sang": [
        one(
            "results",
            "A52:E68",
            2567,
            # the cell on the next page goes on with the one before the page break
            "to1 sA53 mB53 rC53 rD53 wE53 rC56",
            *(
                f"to{topic} sA{row} mB{row} rC{row} rD{row} wE{row}"
                for topic, row in ((2, 57), (3, 60), (4, 61), (5, 64), (6, 65), (7, 68))
            ),
        ),
    ],
    "002_bang_pla": [
        # beside the scores: one defect and one remedy, merged over the items that they are about
        one("plan", "A77:E82", None, "iti1,iti2 sA78 sB78 fD78 mE78 sB79 fD82"),
        one("plan", "A86:E87", None, "iti4 sA87 sB87 fD87 mE87"),
        one("plan", "A92:E94", None, "iti14,iti15 sA93 sB93 fD93 mE93 sB94"),
        one("plan", "A105:E109", None, "ite4,ite5,ite6 sA107 sB107 fD107 mE107 sB108 sB109"),
        one("plan", "A114:E116", None, "ite7 sA116 sB116 fD116 mE116"),
        one("plan", "A123:E126", None, "ite1,ite2 sA125 sB125 fD125 mE125 sB126"),
        one("plan", "A131:E133", None, "ite5 sA133 sB133 fD133 mE133"),
        one("plan", "A138:E141", None, "ite7,ite8 sA140 sB140 fD140 mE140 sB141"),
        one(
            "plan",
            "A150:E170",
            None,
            ",".join(f"ito{n}" for n in range(1, 21))
            + " sA151 sB151 fD151 mE151 "
            + " ".join(f"sB{row}" for row in range(152, 171)),
        ),
        one(
            "plan",
            "A175:E183",
            None,
            ",".join(f"ito{n}" for n in range(21, 29))
            + " sA176 sB176 fD176 mE176 "
            + " ".join(f"sB{row}" for row in range(177, 184)),
        ),
        # the plan: the indicator stands in a line above its measure
        one(
            "plan",
            "A190:E218",
            2569,
            *(
                f"in{number} h^A{row - 1} fA{row} mB{row} pC{row} tD{row} wE{row}"
                for number, row in enumerate((192, 196, 198, 200, 204, 206, 210, 212, 216, 218), 1)
            ),
        ),
    ],
    "003_lamphun": [
        one(
            "analysis",
            "A54:C92",
            None,
            "in1 sA55 sB55 fC55",
            "in2 sA58 sB58 fC58",
            "in3 sA59 sB59 fC59",
            "in4 sA62 sB62 fC62",
            "in5 sA63 sB63 fC63 fC66",
            "in6 sA67 sB67 fC67 fC70",
            "in7 sA71 sB71 fC71",
            "in8 sA72 sB72 fC72 fC75",
            "in9 sA76 sB76 fC76 fC79 fC82 fC85 fC88",
            "in10 sA89 sB89 fC89 fC92",
        ),
        one(
            "plan",
            "A96:F116",
            2569,
            "in9 sA97 mB97 fC97 pD97 tE97 wF97",
            "in6 sA100 mB100 fC100 pD100 tE100 wF100",
            "in7 sA103 mB103 fC103 pD103 tE103 wF103",
            "in4 sA104 mB104 fC104 pD104 tE104 wF104 fC107 pD107",
            "in2 sA110 mB110 fC110 pD110 tE110 wF110",
            "in10 sA113 mB113 fC113 pD113 tE113 wF113",
            "in5 sA116 mB116 fC116 pD116 tE116 wF116",
        ),
    ],
    "004_koh_loi": [
        one(
            "results",
            "A14:F35",
            2566,
            "in1 h^A15 sA16 sB16 mC16 wD16 rE16 rF16",
            "in2 h^A19 s^A16 sB20 mC20 wD20 rE20 rF20",
            "in3 h^A23 s^A16 sB24 mC24 wD24 rE24 rF24",
            "in4 h^A27 sA28 sB28 mC28 wD28 rE28 rF28",
            "in5 h^A31 sA32 mB32 wC32 rD32 rE32",
            "in5 h^A31 s^A32 mB33 wC33 rD33 rE33",
        ),
        one(
            "plan",
            "A51:I61",
            2566,
            *(f"- oA{row} mB{row} tC{row} bD{row} bE{row}" for row in (52, 53, 54, 55, 58, 59, 60, 61)),
        ),
        one(
            "results",
            "A63:F88",
            2566,
            # "ตัวชี้วัดที่ ๒ คุณภาพการดำเนินงาน" is indicator 6 under a wrong number
            "in6 h^A64 sA65 sB65 mC65 wD65 rE65 rF65",
            "in7 h^A68 sA69 mB69 wC69 rD69 rE69",
            "in8 h^A72 sA73 mB73 wC73 rD73 rE73",
            # six cells under five heads: the tool stands in front
            "in9 h^A77 sA79 sB79 mC79 wD79 rE79 rF79",
            "in9 h^A77 s^A79 s^B79 mC80 wD80 rE80 rF80",
            "in10 h^A83 sA84 mB84 wC84 rD84 rE84",
            "in10 h^A87 s^A84 mB88 wC88 rD88 rE88",
        ),
    ],
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_row_of_the_published_reports(tmp_path: Path, name: str) -> None:
    found = [
        one(plan.kind.value, plan.cells, plan.year, *map(said, plan.rows)) for plan in reading(name, tmp_path).plans
    ]
    assert found == PUBLISHED[name]


# -- all fixtures ----------------------------------------------------------------------------------------------------

_PARTED = ("e1:1", "e5:1", "e9:1", "e1:2", "e5:2", "e6:2", "e7:2", "e8:2", "e9:2")
KEPT = {
    "no-figures-implementation-results": [
        one("results", "A2:F5", 2568, *(f"to{n} sA{row} mB{row} rC{row} rD{row} rE{row} wF{row}" for n, row in
                                       ((1, 3), (2, 4), (4, 5)))),
    ],
    "scores-beside-respondents-and-plan": [
        one("plan", "A2:D5", 2569, "in1 sA3 mB3 kC3 bD3", "in4 sA4 mB4 kC4 bD4", "in9 sA5 mB5 kC5 bD5"),
    ],
    "plan-scores-in-brackets": [
        one("plan", "A3:F9", 2569, "in2 sA4 mB4 pC4 wD4 tE4 bF4", "in2 s^A4 mB5 pC5 wD5 tE5 bF5",
            "in7 sA6 mB6 pC6 wD6 tE6 bF6", "in7 s^A6 mB7 pC7 wD7 tE7 bF7", "in7 s^A6 mB8 pC8 wD8 tE8 bF8",
            "in8 sA9 mB9 pC9 wD9 tE9 bF9"),
    ],
    "project-plan-sections": [
        one("plan", "A4:H12", 2569, "in8 h^A5 nA6 mB6 bC6 tD6 tE6 tF6 tG6 kH6", "in8 h^A5 nA7 mB7 bC7 tE7 tF7 kH7",
            "in6 h^A8 nA9 mB9 bC9 tD9 kH9", "in10 h^A10 nA11 mB11 bC11 tE11 kH11",
            "in10 h^A10 nA12 mB12 bC12 tF12 kH12"),
    ],
    "quarter-plan-2568": [
        one("results", "A2:J7", 2568, "in2 nA4 sB4 mD4 tE4 tF4 rI4 bJ4", "in4 nA5 sB5 mD5 tF5 tG5 rI5 bJ5",
            "in7 nA6 sB6 mD6 tE6 tF6 tG6 tH6 rI6 bJ6", "in8 nA7 sB7 mD7 tG7 tH7 rI7 bJ7"),
    ],
    "measures-before-after": [
        one("results", "A3:F8", None, *(f"in{n} mA{row} sB{row} rF{row}" for n, row in
                                       ((2, 4), (4, 5), (7, 6), (8, 7), (9, 8)))),
    ],
    "province-plan-with-target": [
        one("plan", "A2:F12", 2569, *(f"in{n} sA{n + 2} kE{n + 2} wF{n + 2}" for n in range(1, 11))),
    ],
    "sao-items-below-ninety": [
        one("plan", "A3:F17", None, *(
            f"it{ref} nA{row} sB{row} fD{row} mE{row} tF{row}"
            for row, ref in enumerate((*(f"i{number}" for number in (1, 10, 11, 12, 14)), *_PARTED), 4)
        )),
    ],
    "weakest-items-bare-numbers": [
        one("plan", "A3:G13", None, *(f"{ref} nA{row} sB{row} sC{row} sD{row} fF{row} mG{row}"
            for row, ref in enumerate(
                ("ite8:1", "ite9:1", "ite3:2", "ite6:1", "ite2:1", "ite1:2", "ite5:2", "ite1:1", "ite2:2", "-"), 4))),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", KEPT)
def test_plans_as_agencies_keep_them(tmp_path: Path, name: str) -> None:
    found = [
        one(plan.kind.value, plan.cells, plan.year, *map(said, plan.rows)) for plan in reading(name, tmp_path).plans
    ]
    assert found == KEPT[name]


@pytest.mark.parametrize("name", FIXTURES)
def test_a_cell_of_a_plan_is_the_cell_of_the_sheet_and_none_is_taken_twice(tmp_path: Path, name: str) -> None:
    fixture = FIXTURES[name]
    path = fixture.build(tmp_path, fixture.formats[0])
    found = understand(path, fiscal_year=fixture.data.get("year", 2568))
    stands = {
        grid.place(row, at): cell
        for grid in open_grids(path)
        for row, cells in enumerate(grid.rows)
        for at, cell in enumerate(cells)
        if cell is not None
    }
    own = [cell for plan in found.plans for row in plan.rows for cell in row.cells if not cell.held]
    assert len({cell.place for cell in own}) == len(own)
    for plan in found.plans:
        assert plan.rows
        for row in plan.rows:
            assert all(cell.text == str(stands[cell.place]) for cell in row.cells)


def test_nothing_of_a_plan_without_scores_is_lost(tmp_path: Path) -> None:
    """Every cell from the first row of a plan to its last is in a row, heads one, or is a header again."""
    for name in ("000_pa_phlu", "001_phu_sang", "003_lamphun", "004_koh_loi", "no-figures-implementation-results"):
        found = reading(name, tmp_path)
        kept = {cell.place.cell for plan in found.plans for row in plan.rows for cell in row.cells}
        left = {cell for one in found.left for cell in _cells(one.cells)}
        for plan in found.plans:
            grid = next(grid for grid in found.sheets if grid.name == plan.sheet)
            heads = {column.header for column in plan.columns}
            top, bottom = (int(one) - 1 for one in re.findall(r"\d+", plan.cells))
            for row in range(top, bottom + 1):
                words = {" ".join(str(cell).split()) for cell in grid.rows[row] if cell is not None}
                if len(words & heads) > 1 or not words:
                    continue
                places = {grid.place(row, at).cell for at, cell in enumerate(grid.rows[row]) if cell is not None}
                repeated = {cell for cell in places if _heading_again(found, plan, grid.cell(row, 0))}
                assert places <= kept | left | repeated, (name, row + 1)


def _heading_again(found: Reading, plan: Plan, cell: object) -> bool:
    return any(one.text == str(cell) for row in plan.rows for one in row.of(Meaning.HEADING)) or "ประเด็น" in str(cell)


def _cells(area: str) -> set[str]:
    first, _, last = area.partition(":")
    column, top = re.match(r"([A-Z]+)(\d+)", first).groups()  # type: ignore[union-attr]
    bottom = re.search(r"\d+", last or first)[0]  # type: ignore[index]
    return {f"{column}{row}" for row in range(int(top), int(bottom) + 1)}


# -- rules -----------------------------------------------------------------------------------------------------------

TITLE = ["แผนปฏิบัติการส่งเสริมคุณธรรม ประจำปีงบประมาณ พ.ศ. 2569"]
HEAD = ["ตัวชี้วัด", "มาตรการ", "ขั้นตอน", "ผู้รับผิดชอบ"]


def plans(folder: Path, rows: list[list[object]], **others: list[list[object]]) -> list[Plan]:
    return list(understand(workbook(folder / "ก.xlsx", {"ก": rows, **others}), fiscal_year=2568).plans)


def test_lines_of_a_cell_wrapped_over_rows_go_on_with_the_row_above(tmp_path: Path) -> None:
    rows = [
        TITLE,
        HEAD,
        ["การใช้อำนาจ", "อบรมหัวหน้างาน", "1. นัดวันอบรม", "ทุกส่วน"],
        ["", "", "2. ชวนวิทยากร", "ราชการ"],
        ["", "เรื่องการมอบงาน", "", ""],
        ["", "2. ออกคำสั่งมอบงาน", "แจ้งทุกคน", "สำนักปลัด"],
    ]
    (plan,) = plans(tmp_path, rows)
    first, second = plan.rows
    assert first.text(Meaning.MEASURE) == "อบรมหัวหน้างาน\nเรื่องการมอบงาน"
    assert first.text(Meaning.RESPONSIBLE) == "ทุกส่วน\nราชการ"
    assert said(second) == "in3 s^A3 mB6 pC6 wD6"


def test_a_column_of_unknown_meaning_is_kept_with_its_header(tmp_path: Path) -> None:
    rows = [TITLE, [*HEAD, "เลขที่หนังสือสั่งการ"], ["การใช้อำนาจ", "อบรม", "1 วัน", "สำนักปลัด", "กข 12/3"]]
    (plan,) = plans(tmp_path, rows)
    (cell,) = plan.rows[0].of(Meaning.OTHER)
    assert (cell.text, cell.header, cell.place.cell) == ("กข 12/3", "เลขที่หนังสือสั่งการ", "E3")
    assert plan.columns[-1].meaning is Meaning.OTHER


def test_a_report_form_without_results_is_a_plan_still(tmp_path: Path) -> None:
    head = ["ตัวชี้วัด", "มาตรการ", "ผลการดำเนินการ"]
    (empty,) = plans(tmp_path, [TITLE, head, ["การใช้อำนาจ", "อบรม", ""]])
    (filled,) = plans(tmp_path, [TITLE, head, ["การใช้อำนาจ", "อบรม", "อบรมแล้ว"]])
    assert (empty.kind, filled.kind) == (PlanKind.PLAN, PlanKind.RESULTS)
    assert (empty.year, filled.year) == (2569, 2569)


def test_what_stands_below_a_plan_is_none_of_it(tmp_path: Path) -> None:
    remarks = [["หมายเหตุ งบประมาณจากข้อบัญญัติ"], [], ["ลงชื่อ ผู้รายงาน"]]
    rows = [TITLE, HEAD, ["การใช้อำนาจ", "อบรม", "1 วัน", "สำนักปลัด"], *remarks]
    found = understand(workbook(tmp_path / "ก.xlsx", {"ก": rows}), fiscal_year=2568)
    assert [said(row) for row in found.plans[0].rows] == ["in3 sA3 mB3 pC3 wD3"]
    assert {"A4", "A6"} <= {one.cells for one in found.left}


def test_a_plan_on_a_sheet_of_a_later_year_is_kept_and_its_scores_are_not(tmp_path: Path) -> None:
    scores = [["ปีงบประมาณ", 2568], ["ตัวชี้วัดที่", "ตัวชี้วัด", "คะแนน"], [3, "การใช้อำนาจ", 91.25]]
    later = [["ปีงบประมาณ", 2569], [], HEAD, ["การใช้อำนาจ", "อบรม", "1 วัน", "สำนักปลัด"], []]
    path = workbook(tmp_path / "ก.xlsx", {"คะแนน": scores, "แผน 2569": later})
    found = understand(path)
    assert [said(row) for plan in found.plans for row in plan.rows] == ["in3 sA4 mB4 pC4 wD4"]
    assert found.plans[0].year == 2569
    assert [figure.place.label for figure in found.assessments[0].figures] == ["คะแนน!C3"]


def test_other_tables_are_no_plans(tmp_path: Path) -> None:
    for name in ("no-figures-respondents", "target-and-result", "oit-check-marks-are-no-scores", "university-sar-2566"):
        assert not reading(name, tmp_path).plans, name


@pytest.mark.parametrize("ending", ["ods", "xls", "xlsb"])
@pytest.mark.parametrize("name", ["001_phu_sang", "003_lamphun", "004_koh_loi"])
def test_plans_are_the_same_in_every_format(tmp_path: Path, name: str, ending: str) -> None:
    fixture = Fixture(name, FIXTURES[name].data)
    assert laid_out(understand(fixture.build(tmp_path, ending)).plans) == PUBLISHED[name]


# -- shown -----------------------------------------------------------------------------------------------------------


def test_inspect_shows_plans_and_their_rows(tmp_path: Path) -> None:
    path = FIXTURES["003_lamphun"].build(tmp_path, "xlsx")
    shown = CliRunner().invoke(app, ["inspect", str(path), "--figures"], env={"COLUMNS": "200"})
    assert "รายงาน!A96:F116 แผนหรือมาตรการ ปี พ.ศ. 2569 · 7 รายการ" in shown.output
    assert "A เรื่อง | B มาตรการ | C ข้อบกพร่องหรือผลการวิเคราะห์ | D ขั้นตอน | E ระยะเวลา | F ผู้รับผิดชอบ" in shown.output
    assert "4. ตัวชี้วัดที่ 4" in shown.output


def test_the_json_of_plans(tmp_path: Path) -> None:
    path = FIXTURES["001_phu_sang"].build(tmp_path, "xlsx")
    plain, full = (
        json.loads(CliRunner().invoke(app, ["inspect", str(path), "--json", *more]).output)["readings"][0]["plans"]
        for more in ([], ["--figures"])
    )
    assert plain[0]["count"] == 7 and "rows" not in plain[0]
    assert plain[0]["columns"][0] == {"column": "A", "header": "ตัวชี้วัด", "meaning": "subject"}
    assert full[0]["rows"][1]["about"] == [{"kind": "topic", "ref": "2"}]
    assert full[0]["rows"][1]["cells"][4]["cell"] == "E57"


def test_the_plan_of_a_report_of_our_own_is_read_back(tmp_path: Path) -> None:
    sample = HERE.parent / "workbooks/samples/pa-phlu-2568.xlsx"
    assert CliRunner().invoke(app, ["report", str(sample), "-o", str(tmp_path)]).exit_code in (0, 1)
    (path,) = tmp_path.glob("*.xlsx")
    plan = next(plan for plan in understand(path).plans if plan.sheet == "แผนมาตรการ")
    assert (plan.kind, plan.year) == (PlanKind.PLAN, 2569)
    assert [row.about[0].ref for row in plan.rows] == [str(number) for number in range(1, 11)]
    for row in plan.rows:
        assert all(row.text(one) for one in (Meaning.MEASURE, Meaning.PROBLEM, Meaning.STEPS, Meaning.RESPONSIBLE))
