"""The report and input workbooks: live formulas in a real spreadsheet program, looks, safety, the same bytes."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from ita_xl.assessment import Assessment, Kind
from ita_xl.auditing import audit_all
from ita_xl.diagnosis import diagnose
from ita_xl.errors import OutputError
from ita_xl.excel.buttons import COMMANDS
from ita_xl.framework import load
from ita_xl.ingest import read
from ita_xl.measures import plan
from ita_xl.render import report_name, safe_name, workbook_bytes, write_report, write_safely, xlsx
from ita_xl.samples import names, write_samples
from ita_xl.scoring import score
from ita_xl.sheets.extras import CHECKLIST, EXTRAS
from ita_xl.sheets.inputbook import input_book
from ita_xl.sheets.model import Book, Cell, Sheet
from ita_xl.sheets.report import report_book
from ita_xl.sheets.report_scores import Layout
from ita_xl.sheets.template import template_book
from tests.build import (
    BANG_PLA_2567,
    BANG_PLA_ITEMS,
    LAMPHUN,
    PA_PHLU,
    PHU_SANG_ITEMS,
    assessment,
    workbook,
)
from tests.office import change_cell, formula_cells, values
from tests.validator import faults

if TYPE_CHECKING:
    from pathlib import Path

    from ita_xl.sheets.model import Area
    from tests.office import Office

CASES: dict[str, Assessment] = {
    "items": assessment(
        items=BANG_PLA_ITEMS,
        indicators={9: 95, 10: 90},
        overall="96.04",
        level="ผ่านดี",
        previous=assessment(2567, indicators=BANG_PLA_2567, tools={"EIT1": "94.08", "EIT2": "93.5"}),
    ),
    "indicators": assessment(indicators=LAMPHUN),
    "wrong total": assessment(indicators=PA_PHLU, overall="98.32"),
    "half the items": assessment(2567, items=PHU_SANG_ITEMS, overall="99.78", level="ต้องปรับปรุง"),
    "tools": assessment(tools={"IIT": "80.15", "EIT1": "70.2", "EIT2": "70.1", "OIT": "60"}),
    "uncertain": assessment(tools={"IIT": 96, "EIT": 96, "OIT": 96}),
    "bands": assessment(2564, indicators={**LAMPHUN, 9: "71.11"}, items={f"o{n}": 100 for n in range(1, 44)}),
    "ties": assessment(
        items={**BANG_PLA_ITEMS, **{f"i{n}": "96.855" for n in range(1, 4)}}, indicators={9: 85, 10: 100}
    ),
    "nothing but a total": assessment(overall="85.00"),
    "parts of indicators": assessment(
        2566,
        parts={f"{n}:{p}": 80 + 3 * n + p for n in (6, 7, 8) for p in (1, 2)},
        indicators={1: 90, 2: 91, 3: 92, 4: 93, 5: 94, 9: 95, 10: 96},
    ),
    "parts against tools": assessment(
        2566, indicators=LAMPHUN, tools={"EIT1": "72.75", "EIT2": "99.39"}, parts={"6:1": 90, "6:2": 80}
    ),
    "a part from items, the other typed": assessment(
        items={f"e{n}:1": "99.43" if n < 8 else "99.42" for n in range(1, 10)},
        tools={"EIT2": "95.00", "IIT": 90, "OIT": 90},
    ),
    "one part known": assessment(tools={"IIT": 99, "EIT": 96, "OIT": 99, "EIT1": "95.5"}),
    "rounded at the bar": assessment(tools={"IIT": 99, "EIT": "97.51", "OIT": 99}),
    "contradicted": assessment(indicators=dict.fromkeys(range(1, 11), 75), tools={"EIT1": 20}),
    "zeros": assessment(items=dict.fromkeys(BANG_PLA_ITEMS, 0), indicators={9: 0, 10: 0}),
}


def report_of(one: Assessment, folder: Path, digits: str = "arabic") -> Path:
    card = score(one)
    return write_report(plan(diagnose(card)), audit_all(card), folder, digits=digits)


def agree(path: Path, recalculated: Path) -> int:
    """Every formula cell shows in the spreadsheet program what Python wrote; returns how many there are."""
    truth = formula_cells(path)
    shown = values(recalculated)
    for key, (formula, cached) in truth.items():
        after = shown.get(key)
        if isinstance(cached, int | float) and not isinstance(cached, bool):
            assert isinstance(after, int | float), (key, formula, cached, after)
            assert abs(Decimal(repr(float(cached))) - Decimal(repr(float(after)))) < Decimal("0.000001"), (key, formula)
        else:
            assert (after or "") == (cached or ""), (key, formula, cached, after)
    return len(truth)


@pytest.mark.libreoffice
def test_a_spreadsheet_program_shows_the_same_figures(tmp_path: Path, office: Office) -> None:
    reports, inputs = [], []
    for number, (name, one) in enumerate(CASES.items()):
        card = score(one)
        reports.append(write_report(plan(diagnose(card)), audit_all(card), tmp_path, name=f"r{number} {name}.xlsx"))
        inputs.append(
            write_safely(tmp_path / f"i{number} {name}.xlsx", workbook_bytes(input_book(card.framework, one)))
        )
    after = office.recalculate_many([*reports, *inputs], tmp_path / "out")
    counts = [agree(path, again) for path, again in zip([*reports, *inputs], after, strict=True)]
    assert counts[0] > 150
    assert sum(counts) > 600


@pytest.mark.libreoffice
@pytest.mark.parametrize(("ref", "value"), [("i2", "12.34"), ("e7:2", "40"), ("e1:1", "99.99")])
def test_a_changed_item_changes_everything_above_it(tmp_path: Path, office: Office, ref: str, value: str) -> None:
    one = CASES["items"]
    path = report_of(one, tmp_path)
    layout = Layout.of(plan(diagnose(score(one))))
    sheet, cell = layout.cells[Kind.ITEM, ref].replace("'", "").split("!")
    changed = change_cell(path, tmp_path / "changed", sheet, cell, float(value))
    shown = values(office.recalculate(changed, tmp_path / "out"))
    truth = score(assessment(items={**BANG_PLA_ITEMS, ref: value}, indicators={9: 95, 10: 90}))
    for key, own in truth.scores.items():
        if key[0] is Kind.ITEM or own.value is None:
            continue
        where = layout.cells[key].replace("'", "").split("!")
        assert Decimal(repr(shown[where[0], where[1]])).quantize(Decimal("0.01")) == own.value, key
    assert shown["สรุปผล", "B6"] == truth.level.name


@pytest.mark.libreoffice
def test_a_deleted_item_empties_what_needs_it(tmp_path: Path, office: Office) -> None:
    path = report_of(CASES["items"], tmp_path)
    changed = change_cell(path, tmp_path / "changed", "ข้อคำถาม", "D6", None)
    shown = values(office.recalculate(changed, tmp_path / "out"))
    assert not shown.get(("ตัวชี้วัด", "D6"))
    assert shown["สรุปผล", "B6"] == "ข้อมูลไม่ครบ"


@pytest.mark.libreoffice
@pytest.mark.parametrize("digits", ["arabic", "thai"])
def test_pages(tmp_path: Path, office: Office, digits: str) -> None:
    """Rendered, the report is A4 in the official font, and no page is blank."""
    path = report_of(CASES["items"], tmp_path, digits)
    pages = office.to_png(path, tmp_path / "png", dpi=50)
    assert 8 <= len(pages) <= 26
    assert all(page.stat().st_size > 3_000 for page in pages)
    fonts = office.fonts_used(office.to_pdf(path, tmp_path / "pdf"))
    assert any("Sarabun" in font for font in fonts), fonts


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("digits", ["arabic", "thai"])
def test_nothing_in_a_report_or_input_workbook_needs_repair(tmp_path: Path, name: str, digits: str) -> None:
    assert faults(report_of(CASES[name], tmp_path, digits)) == []
    own = write_safely(tmp_path / "i.xlsx", workbook_bytes(input_book(load(CASES[name].fiscal_year), CASES[name])))
    assert faults(own) == []


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    first = report_of(CASES["items"], tmp_path / "a").read_bytes()
    assert report_of(CASES["items"], tmp_path / "b").read_bytes() == first


class _Plain(Worksheet):  # type: ignore[misc]
    """A sheet as the library writes it."""

    def merge_blank(self, area: Area, style: object) -> int:
        return int(self.merge_range(*area, "", style))


class _Library(Workbook):  # type: ignore[misc]
    """A workbook as the library packs it, at its level 6."""

    def packed(self) -> bytes:
        return bytes(self.filename.getvalue())


@pytest.mark.parametrize("name", ["items", "uncertain", "ties", "parts of indicators"])
def test_the_short_ways_to_write_a_sheet_change_no_byte(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    card = score(CASES[name])
    extras = [word for word in EXTRAS if word != CHECKLIST]
    book = report_book(plan(diagnose(card)), audit_all(card), extras=extras)
    if name == "ties":  # with its hidden sheets, prompts and comments
        book = template_book(load(2568), COMMANDS, CASES[name])
    monkeypatch.setattr(xlsx, "_PACKED", 6)
    short = workbook_bytes(book)
    monkeypatch.setattr(xlsx, "_Workbook", _Library)
    monkeypatch.setattr(xlsx, "_Page", _Plain)
    monkeypatch.setattr(xlsx._Writer, "_added", lambda self, look: self.workbook.add_format(dict(look)))
    assert workbook_bytes(book) == short


def test_nine_sheets_and_thai_chart_fonts(tmp_path: Path) -> None:
    path = report_of(CASES["items"], tmp_path)
    with zipfile.ZipFile(path) as package:
        book = package.read("xl/workbook.xml").decode()
        charts = [package.read(name).decode() for name in package.namelist() if "/charts/chart" in name]
        drawings = [package.read(name).decode() for name in package.namelist() if "/drawings/drawing" in name]
    for name in (
        "สรุปผล", "ตัวชี้วัด", "ข้อคำถาม", "แผนภูมิ", "จุดอ่อน", "จำลองคะแนน", "แผนมาตรการ", "ตรวจสอบ", "ที่มา",
    ):  # fmt: skip
        assert f'name="{name}"' in book
    assert len(charts) == 5
    assert all('<a:cs typeface="TH SarabunPSK"' in chart for chart in charts)
    assert all("descr=" in drawing for drawing in drawings)


def test_thai_digits(tmp_path: Path) -> None:
    path = report_of(CASES["items"], tmp_path, "thai")
    with zipfile.ZipFile(path) as package:
        texts = package.read("xl/sharedStrings.xml").decode()
        styles = package.read("xl/styles.xml").decode()
    assert "พ.ศ. ๒๕๖๘" in texts
    assert "พ.ศ. 2568" not in texts
    assert "[$-D00041E]0.00" in styles


HOSTILE = ['=HYPERLINK("http://a","ก")', "=1+1", "+1+1", "-1", "@SUM(A1)", "\t=1", "http://a.b", "{=1}", "<b>&amp;"]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_from_outside_never_becomes_a_formula(tmp_path: Path, text: str) -> None:
    rows = [["หน่วยงาน", text], ["ปีงบประมาณ", 2568], ["ข้อ", "ข้อคำถาม", "คะแนน"], ["i1", text, 90]]
    (one,) = read(workbook(tmp_path / "ก.xlsx", {"ก": rows}))
    path = report_of(one, tmp_path / "out")
    assert all("HYPERLINK" not in formula and "SUM(A1)" not in formula for formula, _ in formula_cells(path).values())
    with zipfile.ZipFile(path) as package:
        assert not any("external" in name.lower() for name in package.namelist())
        assert all(
            "TargetMode" not in package.read(name).decode() for name in package.namelist() if name.endswith("rels")
        )


@pytest.mark.parametrize(
    "agency", ["../../ออก", "/etc/passwd", "a\\b", "..", "CON", "ก" * 300, "\x00", "a:b*c?", "   "]
)
def test_no_report_leaves_its_folder(tmp_path: Path, agency: str) -> None:
    folder = tmp_path / "ใน"
    card = score(Assessment(2568, agency=agency, figures=CASES["indicators"].figures, file="ก.xlsx"))
    path = write_report(plan(diagnose(card)), (), folder)
    assert path.resolve().parent == folder.resolve()
    assert [one.name for one in tmp_path.iterdir()] == ["ใน"]


def test_reserved_names() -> None:
    assert safe_name("con") == "con_"
    assert safe_name("") == "ไม่มีชื่อ"


def test_what_was_there_is_kept(tmp_path: Path) -> None:
    path = report_of(CASES["items"], tmp_path)
    path.write_bytes(b"typed by hand")
    again = report_of(CASES["items"], tmp_path)
    assert again == path
    kept = path.with_name(f"{path.stem} (เดิม 1).xlsx")
    assert kept.read_bytes() == b"typed by hand"
    report_of(CASES["items"], tmp_path)
    assert len(list(tmp_path.iterdir())) == 2  # the same bytes again keep nothing aside


def test_a_folder_that_cannot_be_written_to_is_said(tmp_path: Path) -> None:
    (tmp_path / "แฟ้ม").write_text("ก", encoding="utf-8")
    with pytest.raises(OutputError) as caught:
        report_of(CASES["items"], tmp_path / "แฟ้ม")
    assert caught.value.code == "E302"
    assert [one.name for one in tmp_path.iterdir()] == ["แฟ้ม"]


def test_a_text_beyond_the_limit_of_a_cell_is_refused() -> None:
    book = Book("ก", "ก", (Sheet("ก", (Cell(0, 0, "ก" * 40_000),), (10,)),))
    with pytest.raises(OutputError) as caught:
        workbook_bytes(book)
    assert caught.value.code == "E301"


def test_the_plan_covers_all_ten_indicators_with_the_five_elements() -> None:
    for one in CASES.values():
        made = plan(diagnose(score(one)))
        assert [row.indicator.number for row in made.rows] == list(range(1, 11))
        for row in made.rows:
            for measure in row.measures:
                assert measure.name and measure.steps and measure.period and measure.responsible
                assert str(made.plan_year) in measure.period
            assert row.analysis
            texts = [
                *row.analysis,
                *(text for one_ in row.measures for text in (one_.name, *one_.steps, *one_.analysis)),
            ]
            assert not any("{" in text or "}" in text for text in texts)


def test_every_template_can_be_planned() -> None:
    items = dict.fromkeys(load(2568).all_refs, "50")
    made = plan(diagnose(score(assessment(items=items, indicators={9: 50, 10: 50}))))
    assert len(made.notes) == len(load(2568).all_refs)
    assert all(note.defect and note.advice for note in made.notes.values())


def test_samples_in_the_repository_are_what_the_data_gives(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    kept = pytestconfig.rootpath / "workbooks" / "samples"
    made = write_samples(tmp_path)
    assert len(made) == 5
    for path in made:
        assert (kept / path.name).read_bytes() == path.read_bytes(), f"{path.name}: run python workbooks/build.py"
    assert names() == tuple(sorted(path.stem for path in kept.glob("*.xlsx")))


def test_samples_hide_nothing(tmp_path: Path) -> None:
    for path in write_samples(tmp_path):
        with zipfile.ZipFile(path) as package:
            parts = [package.read(name).decode() for name in package.namelist() if name.endswith(".xml")]
        assert any("<sheet " in part for part in parts)
        assert not any('hidden="1"' in part or 'state="hidden"' in part or "veryHidden" in part for part in parts)


def test_the_name_of_a_report() -> None:
    assert report_name(plan(diagnose(score(CASES["items"])))) == "รายงาน ITA อบต.ทดสอบ 2568.xlsx"
