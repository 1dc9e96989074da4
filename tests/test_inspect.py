"""What is said of a reading; maps: written from a file, they read it again and the next year's, and correct."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ita_xl.cells import position
from ita_xl.errors import InputError, OutputError, RulesError
from ita_xl.ingest import load_map, read, understand
from ita_xl.ingest.mapfile import map_text
from ita_xl.ingest.maps import parse_map
from ita_xl.ingest.model import TableKind
from ita_xl.inspecting import Confidence, inspect
from tests.build import workbook
from tests.fixtures import Fixture, fixtures
from tests.test_cli import SAMPLES, run

if TYPE_CHECKING:
    from ita_xl.ingest import Reading
    from ita_xl.inspecting import TableSeen

HERE = Path(__file__).parent
NO_YEAR = ("no-figures-plan-of-measures",)
ALL = {
    one.name: one for folder in ("quirks", "published") for one in fixtures(HERE / folder) if one.name not in NO_YEAR
}


def path_of(name: str, folder: Path) -> Path:
    fixture = ALL[name]
    return fixture.build(folder, "xlsx" if "xlsx" in fixture.formats else fixture.formats[0])


def understood(name: str, folder: Path, text: str = "") -> Reading:
    pins = parse_map(text, "map.toml") if text else None
    return understand(path_of(name, folder), fiscal_year=ALL[name].data.get("year"), pins=pins)


def laid_out(found: Reading) -> Counter[tuple[object, ...]]:
    """Everything that was read, with its cell, and everything that was said."""
    all_: Counter[tuple[object, ...]] = Counter()
    for last in found.assessments:
        one = last
        while one is not None:
            owner = (one.agency, one.province, one.fiscal_year)
            for kind in ("figures", "foreign", "points", "levels"):
                all_.update((*owner, kind, each) for each in getattr(one, kind))
            all_.update((*owner, "problem", each.code, each.places) for each in one.problems)
            one = one.previous
    all_.update(("problem", each.code, each.places) for each in found.problems)
    all_.update(("left", each) for each in found.left)
    return all_


def scores(found: Reading) -> dict[tuple[int, str, str], list[str]]:
    """The figures of the only agency of a file: their values by year, kind and reference."""
    own: dict[tuple[int, str, str], list[str]] = {}
    for one in inspect(found).figures:
        own.setdefault((one.fiscal_year, one.figure.kind.value, one.figure.ref), []).append(str(one.figure.value))
    return own


def tables(found: Reading) -> list[TableSeen]:
    return [table for sheet in inspect(found).sheets for table in sheet.tables]


def count(text: str) -> int:
    """How many tables a map has."""
    return len(re.findall(r"^\[\[table\]\]$", text, re.MULTILINE))


# -- round trips -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ALL)
def test_a_map_of_a_file_reads_it_the_same(tmp_path: Path, name: str) -> None:
    found = understood(name, tmp_path)
    text = map_text(found)
    again = understood(name, tmp_path, text)
    assert laid_out(again) == laid_out(found)
    assert sum(table.pinned for table in again.tables) >= count(text)
    # Written once more, it says the same of the tables, and reads the same.
    once_more = map_text(again)
    assert count(once_more) == count(text)
    assert laid_out(understood(name, tmp_path, once_more)) == laid_out(found)


_YEAR = re.compile(r"(?<![\d๐-๙.,])(?:25[5-9]\d|๒๕[๕-๙][๐-๙]|20[12]\d|๒๐[๑๒][๐-๙])(?![\d๐-๙]|[.,][\d๐-๙])")
_SHORT = re.compile(r"((?:ปี|ITA)\s*)([67]\d|[๖๗][๐-๙])(?![\d๐-๙])")
_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def _next(year: str) -> str:
    later = str(int(year) + 1)
    return later if year.isascii() else later.translate(_THAI)


def a_year_later(value: Any) -> Any:
    """A value of a fixture with every year in it one later."""
    if isinstance(value, str):
        return _SHORT.sub(lambda one: one[1] + _next(one[2]), _YEAR.sub(lambda one: _next(one[0]), value))
    if isinstance(value, list):
        return [a_year_later(one) for one in value]
    if isinstance(value, dict):
        return {key: value[key] if key == "truth" else a_year_later(value[key]) for key in value}
    return value + 1 if isinstance(value, int) and not isinstance(value, bool) and 2555 < value < 2580 else value


#: What the rules of the next year leave open (items of 2565 and 2569, weights of 2569), the map of this year settles.
MAP_KNOWS = (
    "code-bare-number-under-tool-heading",
    "code-capital-i-read-as-one",
    "code-i-read-as-one-neighbours-settle",
    "code-i-read-as-one-titles-settle",
    "code-thirty-items-under-iit",
    "weighted-points-with-maximum-in-the-header",
    "002_bang_pla",
)


def cells(found: Reading) -> set[str]:
    return {one.figure.place.cell for one in inspect(found).figures}


@pytest.mark.parametrize("name", ALL)
def test_a_map_of_this_year_reads_the_file_of_the_next(tmp_path: Path, name: str) -> None:
    this = understood(name, tmp_path)
    text = map_text(this)
    later = Fixture(name, a_year_later(ALL[name].data))
    year = later.data.get("year")
    path = later.build(tmp_path, "xlsx" if "xlsx" in later.formats else later.formats[0])
    alone = understand(path, fiscal_year=year)
    mapped = understand(path, fiscal_year=year, pins=parse_map(text, "map.toml"))
    assert mapped.fiscal_year == this.fiscal_year + 1
    if name in MAP_KNOWS:
        assert cells(mapped) <= cells(this)
        assert len(cells(mapped)) >= len(cells(alone))
    else:
        assert laid_out(mapped) == laid_out(alone)
    assert sum(table.pinned for table in mapped.tables) >= count(text)


def test_a_table_whose_columns_are_a_question_is_a_remark_in_the_map(tmp_path: Path) -> None:
    rows = [
        ["ปีงบประมาณ", 2568],
        [],
        ["ข้อ", "คะแนนครั้งแรก", "คะแนนครั้งหลัง"],
        *([f"i{n}", 90 + n, 80 + n] for n in range(1, 6)),
    ]
    path = workbook(tmp_path / "ก.xlsx", {"ก": rows})
    found = understand(path)
    assert {one.code for one in found.problems} == {"R106"}
    text = map_text(found)
    assert count(text) == 0
    assert laid_out(understand(path, pins=parse_map(text))) == laid_out(found)
    block = text[text.index("# [[table]]") : text.index("\n\n", text.index("# [[table]]"))]
    mended = text.replace(block, block.replace("# ", "").replace('B = "ignore"', 'B = "score"'))
    again = understand(path, pins=parse_map(mended))
    assert scores(again)[2568, "item", "i2"] == ["92"]
    assert not again.problems


# -- what a person says ----------------------------------------------------------------------------------------------


def test_a_table_without_a_header_is_told_by_its_row(tmp_path: Path) -> None:
    name = "two-columns-no-header-tells-apart"
    assert (2568, "item", "i2") not in scores(understood(name, tmp_path))
    said = """
        schema = 1
        [[table]]
        row = 4
        columns = { A = "label", B = "score", C = "before" }
    """
    found = understood(name, tmp_path, said)
    assert scores(found)[2568, "item", "i2"] == ["90.4"]
    assert scores(found)[2567, "item", "i2"] == ["88.4"]
    assert not found.problems
    table = tables(found)[0]
    assert (table.cells, table.confidence, table.pinned) == ("A4:C12", Confidence.SURE, True)
    assert [(one.letters, one.meaning) for one in table.columns] == [("A", "label"), ("B", "score"), ("C", "before")]


def test_an_ambiguous_code_is_told_by_its_label_and_only_on_the_sheet_named(tmp_path: Path) -> None:
    name = "code-i-read-as-one-unsettled"
    text = map_text(understood(name, tmp_path))
    assert "[labels]\n# ยังไม่ทราบว่าเป็นข้อใด" in text
    assert '# "ข้อ14" = "i1"' in text
    found = understood(name, tmp_path, text.replace('# "ข้อ11"', '"ข้อ ๑๑"').replace('# "ข้อ14" = "i1"', '"ข้อ14" = "i4"'))
    assert (scores(found)[2568, "item", "i1"], scores(found)[2568, "item", "i4"]) == (["92.00"], ["94.67"])
    assert not found.problems
    elsewhere = 'schema = 1\n[labels."แผ่นอื่น"]\n"ข้อ 11" = "i1"\n'
    assert "R108" in {one.code for one in understood(name, tmp_path, elsewhere).problems}


LIST = [
    ["ผลการประเมิน ITA จังหวัดตัวอย่าง ปีงบประมาณ 2568"],
    ["ลำดับ", "หน่วยงาน", "IIT", "EIT", "OIT", "ผลรวม", "หมายเหตุ"],
    [1, "อบต.หนึ่ง", 90.1, 91.2, 92.3, 91.29, "ก"],
    [2, "อบต.สอง", 80.1, 81.2, 82.3, 81.29, "ข"],
    [3, "อบต.สาม", 70.1, 71.2, 72.3, 71.29, "ค"],
]
LIST_MAP = """
schema = 1
agency = "ท้องถิ่นตัวอย่าง"
province = "ตัวอย่าง"
[[table]]
kind = "agencies"
[table.header]
B = "หน่วยงาน"
C = "IIT"
[table.columns]
B = "agency"
C = "tool IIT"
D = "ignore"
E = "tool OIT"
F = "overall"
"""


def test_columns_of_a_list_are_told_and_left_out(tmp_path: Path) -> None:
    path = workbook(tmp_path / "ก.xlsx", {"ก": LIST})
    for place in range(2):  # the table may stand elsewhere another time
        if place:
            path = workbook(tmp_path / "ข.xlsx", {"ก": [LIST[0], [], *([None, *row] for row in LIST[1:])]})
        found = understand(path, pins=parse_map(LIST_MAP))
        assert [one.agency for one in found.assessments] == ["อบต.หนึ่ง", "อบต.สอง", "อบต.สาม"]
        assert {(one.kind.value, one.ref, str(one.value)) for one in found.assessments[1].figures} == {
            ("tool", "IIT", "80.1"), ("tool", "OIT", "82.3"), ("overall", "", "81.29"),
        }  # fmt: skip


def test_a_map_keeps_what_a_person_said_when_it_is_written_again(tmp_path: Path) -> None:
    said = """
        schema = 1
        agency = "อบต.ในแผนที่"
        [[table]]
        sheet = "ร่าง {ปี-1}"
        ignore = true
        [[table]]
        row = 7
        columns = { A = "label", B = "score", C = "points year=-1" }
        [[table]]
        header_rows = 2
        header = { A = "ก / ข", C = "ปี {ปี-1}" }
        columns = { C = "change year=-1" }
        [labels]
        "ข้อ 11" = "e1:2"
        [labels."ร่าง"]
        "แถวนี้" = "ignore"
    """
    path = workbook(tmp_path / "ก.xlsx", {"ก": [["ปีงบประมาณ", 2568], ["ข้อ", "คะแนน"], ["i1", 90.5]]})
    pins = parse_map(said)
    text = map_text(understand(path, pins=pins))
    again = parse_map(text)
    assert again.agency == pins.agency
    assert [replace(one, number=0) for one in again.tables][:3] == [replace(one, number=0) for one in pins.tables]
    assert again.tables[3].header == {0: "ข้อ", 1: "คะแนน"}
    assert {one.sheet: one.meanings for one in again.labels} == {one.sheet: one.meanings for one in pins.labels}


def test_sheets_tables_and_rows_are_ignored(tmp_path: Path) -> None:
    rows = [["ปีงบประมาณ", 2568], [], ["ข้อ", "คะแนน"], ["i1", 90.5], ["i2", 80.5], [], ["รหัส", "คะแนน"], ["i3", 70.5]]
    path = workbook(tmp_path / "ก.xlsx", {"จริง": rows, "ร่าง": rows})
    assert len(read(path)[0].figures) == 6
    said = """
        schema = 1
        [[table]]
        sheet = "ร่าง"
        ignore = true
        [[table]]
        header = { A = "รหัส" }
        ignore = true
        [labels]
        "i2" = "ignore"
    """
    found = understand(path, pins=parse_map(said))
    assert scores(found) == {(2568, "item", "i1"): ["90.5"]}
    ignored = [one for one in tables(found) if one.kind is TableKind.IGNORED]
    assert [one.cells for one in ignored] == ["A7:B8", "A1:B8"]
    assert not found.problems


def test_a_table_of_the_map_that_the_file_has_not_is_said(tmp_path: Path) -> None:
    path = workbook(tmp_path / "ก.xlsx", {"ก": [["ปีงบประมาณ", 2568], ["ข้อ", "คะแนน"], ["i1", 90.5]]})
    said = 'schema = 1\n[[table]]\nheader = { A = "ไม่มี" }\ncolumns = { B = "score" }\n'
    found = understand(path, pins=parse_map(said, "ก.toml"))
    assert [one.code for one in found.problems] == ["R120"]
    assert len(found.assessments[0].figures) == 1


def test_year_of_the_map(tmp_path: Path) -> None:
    path = workbook(tmp_path / "ก.xlsx", {"ก": [["ข้อ", "คะแนน"], ["i1", 90.5]]})
    assert understand(path, pins=parse_map("schema = 1\nfiscal_year = 2567\n")).fiscal_year == 2567
    assert understand(path, pins=parse_map("schema = 1\nfiscal_year = 2567\n"), fiscal_year=2568).fiscal_year == 2568


@pytest.mark.parametrize(
    ("line", "body"),
    [
        (1, "schema = 2"),
        (2, "schema = 1\nfoo = 1"),
        (2, "schema = 1\nfiscal_year = 2400"),
        (2, "schema = 1\n[[table]]\n"),
        (3, 'schema = 1\n[[table]]\nkind = "prose"\nheader = { A = "ก" }'),
        (5, 'schema = 1\n[[table]]\nrow = 1\n[table.columns]\nB = "คะแนน"'),
        (5, 'schema = 1\n[[table]]\nrow = 1\n[table.columns]\nB1 = "score"'),
        (5, 'schema = 1\n[[table]]\nrow = 1\n[table.columns]\nB = "score year=2567"'),
        (5, 'schema = 1\n[[table]]\nrow = 1\n[table.columns]\nB = "level i1"'),
        (3, 'schema = 1\n[[table]]\nheader_rows = 9\nheader = { A = "ก" }\ncolumns = { B = "score" }'),
        (3, 'schema = 1\n[labels]\n"ข้อ 11" = "i99x"'),
        (3, 'schema = 1\n[labels]\n"ข้อ 11" = "label"'),
    ],
)
def test_a_fault_in_a_map_is_pointed_at(line: int, body: str) -> None:
    with pytest.raises(RulesError) as caught:
        parse_map(body, "แผนที่.toml")
    assert caught.value.code == "E204"
    assert f"แผนที่.toml บรรทัดที่ {line} " in caught.value.message
    assert "--save-map" in caught.value.cure


def test_a_map_that_is_no_toml_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match=r"E204.*line 1"):
        parse_map("schema = \nx = 1", "แผนที่.toml")
    path = tmp_path / "แผนที่.toml"
    with pytest.raises(InputError, match="E108"):
        load_map(path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="E108"):
        load_map(path)
    path.write_text("\ufeffschema = 1\n", encoding="utf-8")
    assert load_map(path).tables == ()


# -- what is shown ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ALL)
def test_every_number_of_a_file_is_accounted_for(tmp_path: Path, name: str) -> None:
    """Read, asked about, listed as not used, or in a table that is no table of scores: nothing is passed over."""
    found = understood(name, tmp_path)
    seen = inspect(found)
    known = {place.label for one in seen.figures for place in (one.figure.place,)}
    known |= {place.label for one in seen.problems for place in one.places}
    for sheet in seen.sheets:
        areas = [one.cells for one in sheet.left]
        areas += [one.cells for one in sheet.tables if not one.scored and one.kind is not TableKind.PROSE]
        areas += [
            f"{column.letters}{top}:{column.letters}{bottom}"
            for table in sheet.tables
            for column in table.columns
            if column.meaning == "ignore"
            for top, bottom in re.findall(r"(\d+):[A-Z]+(\d+)", table.cells)
        ]
        known |= {f"{sheet.name}!{cell}" for area in areas for cell in _cells(area)}
    lost = [
        place.label
        for grid in found.sheets
        for row, values in enumerate(grid.rows)
        for at, value in enumerate(values)
        if isinstance(value, Decimal) and value % 1 and (place := grid.place(row, at)).label not in known
    ]
    assert lost == []


def _cells(area: str) -> list[str]:
    from ita_xl.cells import address

    first, _, last = area.partition(":")
    (top, left), (bottom, right) = position(first), position(last or first)
    return [address(row, at) for row in range(top, bottom + 1) for at in range(left, right + 1)]


def test_figures_are_counted_once(tmp_path: Path) -> None:
    for name in ("002_bang_pla", "agency-list-two-years", "tables-side-by-side-by-year"):
        seen = inspect(understood(name, tmp_path))
        places = {one.figure.place for one in seen.figures}
        assert sum(table.figures for sheet in seen.sheets for table in sheet.tables) == len(places)


@pytest.mark.parametrize(
    ("name", "confidence", "why"),
    [
        ("years-as-columns", Confidence.SURE, ""),
        ("code-i-read-as-one-titles-settle", Confidence.INFERRED, "อนุมานจากชื่อข้อ"),
        ("numbers-in-percent-format", Confidence.INFERRED, "ร้อยละ"),
        ("code-i-read-as-one-unsettled", Confidence.CHECK, "R108"),
        ("score-out-of-range", Confidence.CHECK, "R103"),
    ],
)
def test_confidence_is_the_least_of_what_is_known(tmp_path: Path, name: str, confidence: Confidence, why: str) -> None:
    own = [one for one in tables(understood(name, tmp_path)) if one.kind is TableKind.SCORES]
    assert confidence in {one.confidence for one in own}
    assert any(why in " ".join(one.reasons) for one in own if one.confidence is confidence)


def test_what_was_done_to_a_figure_is_told(tmp_path: Path) -> None:
    rows = [
        ["ปีงบประมาณ", "๒๕๖๘"],
        ["ข้อ", "คะแนน", "ปี 2567"],
        ["i1", "๙๒.๐๐", 91],
        ["o27", "94.67 คะแนน", 88.25],
        ["o43", 55, ""],
    ]
    found = inspect(understand(workbook(tmp_path / "ก.xlsx", {"ก": rows})))
    done = {(one.figure.place.cell, one.subject, one.used): one.done for one in found.figures}
    assert done == {
        ("B3", "ข้อ i1", True): "อ่านเลขไทย",
        ("B4", "ข้อ o27", True): "อ่านตัวเลขจากข้อความ",
        ("B5", "ข้อ o43", False): "รหัสนี้ไม่มีในปีนี้ จึงไม่นำมาคำนวณ",
        ("C3", "ข้อ i1", True): "",
        ("C4", "ข้อ o34", True): "ในแฟ้มใช้รหัส o27 ของปี พ.ศ. 2568",
    }


def test_a_hidden_sheet_is_marked(tmp_path: Path) -> None:
    seen = inspect(understood("hidden-sheet-of-last-year", tmp_path))
    assert [one.hidden for one in seen.sheets] == [False, True]


# -- the command -----------------------------------------------------------------------------------------------------


def test_the_command_shows_tables_columns_confidence_and_what_is_left(tmp_path: Path) -> None:
    path = path_of("hidden-sheet-of-last-year", tmp_path)
    done = run("inspect", path, "--figures")
    assert done.returncode == 0, done.stderr
    for words in ("2568", "2567", "(ซ่อนอยู่)", "ตารางคะแนน", "แน่ใจ", "[score]", "ตัวชี้วัดที่ 10", "คะแนน!C13"):
        assert words in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_the_command_shows_a_file_without_scores() -> None:
    path = SAMPLES / "koh-loi-bang-hak-2566.xlsx"
    assert run("score", path).returncode == 3
    done = run("inspect", path)
    assert done.returncode == 0
    assert "ไม่พบคะแนนในแฟ้มนี้" in done.stdout
    assert "ตารางผลการดำเนินการ" in done.stdout


def test_the_json_of_the_command(tmp_path: Path) -> None:
    path = path_of("means-of-others-beside", tmp_path)
    missing = tmp_path / "ไม่มี.xlsx"
    done = run("inspect", path, missing, "--json", "--figures")
    found = json.loads(done.stdout)
    assert done.returncode == 1
    assert [one["code"] for one in found["failures"]] == ["E101"]
    assert found["schema"] == 1
    (one,) = found["readings"]
    assert (one["fiscal_year"], one["years"], one["assessments"]) == (2567, [2567], 1)
    (sheet,) = one["sheets"]
    (table,) = sheet["tables"]
    assert (table["cells"], table["kind"], table["figures"], table["by_map"]) == ("A2:E12", "scores", 10, False)
    assert (table["confidence"], table["codes"]) == ("inferred", [])
    assert [column["meaning"] for column in table["columns"]][1:3] == ["label", "score"]
    assert sheet["left"] == [{"cells": "D3:D12", "words": "1 | 92.23"}]
    assert one["figures"][0] == {
        "agency": one["agency"], "fiscal_year": 2567, "kind": "indicator", "ref": "1", "change": False,
        "value": one["figures"][0]["text"], "used": True, "sheet": "ผล", "cell": "C3",
        "text": one["figures"][0]["text"], "done": None,
    }  # fmt: skip
    assert run("inspect", missing, "--json").returncode == 3


def test_the_command_saves_a_map_once_and_reads_by_it(tmp_path: Path) -> None:
    path = path_of("code-i-read-as-one-titles-settle", tmp_path)
    saved = tmp_path / "แผนที่.toml"
    done = run("inspect", path, "--save-map", saved)
    assert done.returncode == 0, done.stderr
    assert saved.name in done.stdout
    before = saved.read_bytes()
    again = run("inspect", path, "--map", saved, "--save-map", saved)
    assert (again.returncode, "E304" in again.stderr) == (1, True)
    assert "ตามแฟ้มแผนที่" in again.stdout
    assert saved.read_bytes() == before
    assert run("inspect", path, path, "--save-map", tmp_path / "ข.toml").returncode == 2
    assert not (tmp_path / "ข.toml").exists()


def test_a_saved_map_that_reads_otherwise_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ita_xl.cli_inspect import _save
    from ita_xl.ingest import mapfile

    found = understood("code-i-read-as-one-titles-settle", tmp_path)
    _save(found, tmp_path / "ก.toml")
    wrong = map_text(found).replace('C = "score"', 'C = "before"')
    monkeypatch.setattr(mapfile, "map_text", lambda _: wrong)
    with pytest.raises(OutputError, match="E305") as caught:
        _save(found, tmp_path / "ข.toml")
    assert "IIT!C" in caught.value.message
    assert (tmp_path / "ข.toml").exists()


@pytest.mark.parametrize("command", ["score", "check", "report", "inspect"])
def test_every_command_that_reads_takes_a_map(tmp_path: Path, command: str) -> None:
    path = workbook(tmp_path / "ก.xlsx", {"ก": LIST})
    more = ["-o", tmp_path / "out"] if command == "report" else []
    good = tmp_path / "แผนที่.toml"
    good.write_text(LIST_MAP, encoding="utf-8")
    done = run(command, path, "--map", good, *more)
    assert done.returncode == 0, done.stderr
    if command in ("score", "report"):
        assert "81.29" in done.stdout
    bad = tmp_path / "ผิด.toml"
    bad.write_text("schema = 1\nfoo = 2\n", encoding="utf-8")
    for name, code in ((bad, "E204"), (tmp_path / "ไม่มี.toml", "E108")):
        done = run(command, path, "--map", name, *more)
        assert (done.returncode, done.stdout) == (3, "")
        assert f"[{code}]" in done.stderr
        assert "วิธีแก้" in done.stderr
        assert "Traceback" not in done.stderr


def test_the_map_of_the_handbook_works(tmp_path: Path) -> None:
    handbook = (HERE.parent / "docs" / "handbook.md").read_text(encoding="utf-8")
    text = next(one for one in re.findall(r"```toml\n(.*?)```", handbook, re.DOTALL) if "[[table]]" in one)
    rows = [
        ["ผลการประเมิน ITA อบต.ตัวอย่าง ปีงบประมาณ 2568"],
        [],
        ["ข้อ ๑๑", 90.5, 80.5],
        ["i2", 91.5, 81.5],
        ["ตรวจแล้ว", 1, 2],
    ]
    list_ = [
        ["หน่วยงานในสังกัด"],
        [None, "ที่", "หน่วยงาน", "ก", "ข", "ค", "ผลรวมปี 2568"],
        [None, 1, "อบต.หนึ่ง", 95.1, 96.1, 97.1, 96.13],
        [None, 2, "อบต.สอง", 85.1, 86.1, 87.1, 86.13],
    ]
    path = workbook(tmp_path / "ก.xlsx", {"รายข้อ": rows, "ร่าง 2568": rows, "สังกัด": list_})
    found = understand(path, pins=parse_map(text))
    assert not found.problems
    figures = {(one.fiscal_year, one.figure.kind.value, one.figure.ref): one for one in inspect(found).figures}
    assert all("ร่าง" not in one.figure.place.sheet for one in figures.values())
    assert {key: one.figure.place.cell for key, one in figures.items() if one.figure.place.sheet == "รายข้อ"} == {
        (2568, "item", "i1"): "B3", (2567, "item", "i1"): "C3", (2568, "item", "i2"): "B4", (2567, "item", "i2"): "C4",
    }  # fmt: skip
    assert figures[2568, "overall", ""].figure.place.label == "สังกัด!G4"
    assert figures[2568, "tool", "OIT"].agency == "อบต.สอง"


def test_a_second_column_of_the_same_name_is_no_certainty(tmp_path: Path) -> None:
    rows = [["ปีงบประมาณ", 2568], [], ["ข้อ", "คะแนน", "คะแนน"], *([f"i{n}", 90 + n, 80 + n] for n in range(1, 6))]
    found = understand(workbook(tmp_path / "ก.xlsx", {"ก": rows}))
    if not found.problems:  # one of them was taken
        assert tables(found)[0].confidence is Confidence.CHECK
