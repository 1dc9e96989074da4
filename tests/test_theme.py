"""The theme of the package and of an agency, and what a sheet holds beside its cells."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import openpyxl
import pytest
from PIL import Image
from typer.testing import CliRunner

from ita_xl.cli import app
from ita_xl.diagnosis import diagnose
from ita_xl.errors import InputError, ItaError, RulesError
from ita_xl.ingest import read
from ita_xl.letterhead import Letterhead
from ita_xl.measures import plan
from ita_xl.render import workbook_bytes, write_safely
from ita_xl.samples import write_samples
from ita_xl.scoring import score
from ita_xl.sheets.build import Builder
from ita_xl.sheets.model import Book, Comment
from ita_xl.sheets.report import report_book
from ita_xl.sheets.theme import CONTRAST, contrast, load_theme, theme, using
from tests.validator import faults

if TYPE_CHECKING:
    from pathlib import Path

    from ita_xl.measures import MeasuresPlan


def picture(path: Path, size: tuple[int, int] = (300, 150)) -> Path:
    Image.new("RGB", size, "#1B6E3C").save(path)
    return path


@pytest.fixture(scope="module")
def measures(tmp_path_factory: pytest.TempPathFactory) -> MeasuresPlan:
    samples = {path.stem: path for path in write_samples(tmp_path_factory.mktemp("samples"))}
    return plan(diagnose(score(read(samples["bang-pla-2568"])[0])))


def themed(folder: Path, text: str) -> Path:
    path = folder / "รูปแบบ.toml"
    path.write_text(f"schema = 1\n{text}", "utf-8")
    return path


def test_every_style_of_the_package_can_be_read() -> None:
    own = theme()
    grounds = {name: style.get("fill", own.colour("paper")) for name, style in own.styles.items()}
    assert {name for name, style in own.styles.items() if contrast(style["colour"], grounds[name]) < CONTRAST} == set()


def test_an_agency_changes_font_colours_and_pictures(tmp_path: Path, measures: MeasuresPlan) -> None:
    picture(tmp_path / "ตรา.png")
    picture(tmp_path / "ครุฑ.png", (90, 100))
    own = load_theme(
        themed(
            tmp_path,
            'font = "TH Sarabun New"\nlogo = "ตรา.png"\nemblem = "ครุฑ.png"\n[colours]\nnavy = "#5b1235"\n',
        )
    )
    with using(own):
        data = workbook_bytes(report_book(measures, (), extras=("memo", "cover"), letterhead=Letterhead()))
    assert theme().colour("navy") == "#12355B"
    path = write_safely(tmp_path / "a.xlsx", data)
    assert faults(path) == []
    book = openpyxl.load_workbook(path)
    title = book["สรุปผล"]["A1"].font
    assert (title.name, title.color.rgb) == ("TH Sarabun New", "FF5B1235")
    logo = book["ปก"]._images[0]
    assert (logo.width, logo.height) == (300, 150)
    assert len(book["บันทึกข้อความ"]._images) == 1
    plain = openpyxl.load_workbook(io.BytesIO(workbook_bytes(report_book(measures, (), extras=("memo", "cover")))))
    assert plain["ปก"]._images == []


FAULTY = {
    "a colour that is none": ('[colours]\nnavy = "blue"', "E205", "#RRGGBB"),
    "a colour that there is not": ('[colours]\nazure = "#0000FF"', "E205", "azure"),
    "a word that there is not": ('colour = "#0000FF"', "E205", "colour"),
    "text that cannot be read": ('[colours]\nink = "#AAAAAA"', "E205", "4.5"),
    "a ground that swallows the text": ('[colours]\nnavy = "#DDEEFF"', "E205", "navy"),
    "a font of other widths": ('font = "Tahoma"', "E205", "TH Sarabun New"),
    "a picture that is missing": ('logo = "ไม่มี.png"', "E110", "ไม่พบแฟ้ม"),
    "a picture that is none": ('logo = "รูปแบบ.toml"', "E110", "png"),
    "no TOML": ("font = ", "E205", "รูปแบบ.toml"),
}


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_theme_is_told(name: str, tmp_path: Path) -> None:
    text, code, told = FAULTY[name]
    with pytest.raises(ItaError) as caught:
        load_theme(themed(tmp_path, text))
    assert (caught.value.code, told in caught.value.message) == (code, True), caught.value.message
    assert isinstance(caught.value, RulesError if code == "E205" else InputError)


def test_a_theme_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="E110"):
        load_theme(tmp_path / "ไม่มี.toml")


def test_what_a_sheet_holds_beside_its_cells(tmp_path: Path) -> None:
    sheet = Builder("ก ข", (12, 40))
    head = sheet.line(("รหัส", "ข้อความ"), "header")
    sheet.line(("a", "ไปยังเว็บไซต์"), "cell", links={1: "https://example.go.th/?ก=1"})
    sheet.levels[sheet.row] = 1
    sheet.line(("b", "ไปยังช่องแรก"), "cell", links={1: "#'ก ข'!A1"})
    sheet.table("ITA_t", head)
    sheet.comments.append(Comment(1, 0, "หมายเหตุ ๑"))
    book = Book("ก", "ข", (sheet.sheet(),), names={"ITA_first": "'ก ข'!$A$2"})
    path = write_safely(tmp_path / "a.xlsx", workbook_bytes(book))
    assert faults(path) == []
    read = openpyxl.load_workbook(path)
    page = read["ก ข"]
    assert page["B2"].hyperlink.target == "https://example.go.th/?ก=1"
    assert (page["B3"].hyperlink.location, page["B3"].value) == ("'ก ข'!A1", "ไปยังช่องแรก")
    assert page.row_dimensions[3].outlineLevel == 1
    assert page.tables["ITA_t"].ref == "A1:B3"
    assert "หมายเหตุ" in page["A2"].comment.text
    assert read.defined_names["ITA_first"].attr_text == "'ก ข'!$A$2"


def test_a_report_can_be_walked_by_its_links_and_names(tmp_path: Path, measures: MeasuresPlan) -> None:
    path = write_safely(tmp_path / "a.xlsx", workbook_bytes(report_book(measures, ())))
    book = openpyxl.load_workbook(path, data_only=True)
    for row, weak in enumerate(measures.diagnosis.weak, start=5):
        sheet, _, cell = book["จุดอ่อน"].cell(row, 2).hyperlink.location.partition("!")
        assert book[sheet.strip("'")][cell].value == pytest.approx(float(weak.score or 0))
    sheet, _, cell = book.defined_names["ITA_overall"].attr_text.partition("!")
    assert book[sheet.strip("'")][cell.replace("$", "")].value == pytest.approx(
        float(measures.diagnosis.card.overall.value or 0)
    )
    assert {level.outlineLevel for level in book["ข้อคำถาม"].row_dimensions.values()} == {0, 1}


def test_the_commands_take_a_theme(tmp_path: Path) -> None:
    samples = {path.stem: path for path in write_samples(tmp_path / "samples")}
    own = themed(tmp_path, '[colours]\nnavy = "#5B1235"\n')
    for command, name in (("report", "lamphun-2568"), ("progress", "koh-loi-bang-hak-2566")):
        out = tmp_path / command
        run = CliRunner().invoke(app, [command, str(samples[name]), "-o", str(out), "--theme", str(own)])
        assert run.exit_code == 0, run.output
        page = openpyxl.load_workbook(next(out.glob("*.xlsx"))).worksheets[0]
        assert page["A1"].font.color.rgb == "FF5B1235"
        run = CliRunner().invoke(app, [command, str(samples[name]), "-o", str(out), "--theme", str(tmp_path / "ก")])
        assert (run.exit_code, "E110" in run.output) == (3, True)
