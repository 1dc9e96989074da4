"""What judges our workbooks is judged here: LibreOffice must recalculate, the lint must find what is planted."""

from __future__ import annotations

import os
import re
import shutil
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlsxwriter
from fontTools.ttLib import TTFont
from python_calamine import CalamineWorkbook

from tests.office import STAND_INS, Office, OfficeError, change_cell, font_files, formula_cells, main, values
from tests.xlsx_lint import lint

if TYPE_CHECKING:
    from collections.abc import Callable

THAI_NAME = "รายงานผล ITA ปี 2568 (ร่าง) #1 ร้อยละ 100%.ก.xlsx"
A4 = 9  # the number of the paper in a workbook
REQUIRED = os.environ.get("ITA_XL_REQUIRE_OFFICE") == "1"


def needs(tool: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not REQUIRED and shutil.which(tool) is None, reason=f"{tool} is not installed")


def sums(path: Path, first: int = 1) -> Path:
    """A workbook whose formulas carry wrong cached values: 0 for all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("สรุปผล")
        sheet.write("A1", first)
        sheet.write_formula("B1", "=A1+1", None, 0)
        sheet.write_formula("C1", "=B1*2", None, 0)
        sheet.write_array_formula("D1:D1", "{=SUM(A1:B1*2)}", None, 0)
    return path


# --- recalculation


@pytest.mark.libreoffice
def test_wrong_cached_values_are_computed_anew(office: Office, tmp_path: Path) -> None:
    before = sums(tmp_path / "a.xlsx")
    after = office.recalculate(before, tmp_path / "out")
    assert after == tmp_path / "out" / "a.xlsx"
    assert formula_cells(before)["สรุปผล", "B1"] == ("=A1+1", 0)
    assert formula_cells(after) == {
        ("สรุปผล", "B1"): ("=A1+1", 2),
        ("สรุปผล", "C1"): ("=B1*2", 4),
        ("สรุปผล", "D1"): ("=SUM(A1:B1*2)", 6),
    }


@pytest.mark.libreoffice
def test_a_changed_input_changes_the_result(office: Office, tmp_path: Path) -> None:
    path = sums(tmp_path / "a.xlsx")
    changed = change_cell(path, tmp_path / "changed", "สรุปผล", "A1", 41)
    assert values(path)["สรุปผล", "A1"] == 1
    assert values(office.recalculate(changed, tmp_path / "out"))["สรุปผล", "C1"] == 84


@pytest.mark.libreoffice
def test_many_thai_names_in_one_call_keep_their_order(office: Office, tmp_path: Path) -> None:
    paths = [sums(tmp_path / str(first) / f"{first} {THAI_NAME}", first) for first in (30, 10, 20)]
    results = office.recalculate_many(paths, tmp_path / "ผลลัพธ์")
    assert [path.name for path in results] == [path.name for path in paths]
    assert [values(path)["สรุปผล", "B1"] for path in results] == [31, 11, 21]
    assert office.recalculate_many([], tmp_path) == []


@pytest.mark.libreoffice
@pytest.mark.parametrize("ext", ["ods", "xls", "xlsm"])
def test_other_formats_hold_the_computed_values(office: Office, tmp_path: Path, ext: str) -> None:
    made = office.convert(sums(tmp_path / THAI_NAME), tmp_path / "out", ext)
    assert made == tmp_path / "out" / f"{Path(THAI_NAME).stem}.{ext}"
    assert CalamineWorkbook.from_path(made).get_sheet_by_name("สรุปผล").to_python() == [[1, 2, 4, 6]]


@pytest.mark.libreoffice
def test_nothing_appears_beside_the_input_and_only_the_result_elsewhere(office: Office, tmp_path: Path) -> None:
    path, old = sums(tmp_path / "in" / "a.xlsx"), sums(tmp_path / "out" / "a.xlsx", first=7)
    content = path.read_bytes()
    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(office.recalculate, path, old.parent)
        seen = {entry.name for _ in iter(call.done, True) for entry in path.parent.iterdir()}
    assert seen == {"a.xlsx"}  # no lock file, not even for a moment
    assert [entry.name for entry in old.parent.iterdir()] == ["a.xlsx"]
    assert values(old)["สรุปผล", "B1"] == 2
    assert path.read_bytes() == content


def test_a_changed_workbook_keeps_its_macros(tmp_path: Path) -> None:
    (tmp_path / "macros.bin").write_bytes(b"macros")
    with xlsxwriter.Workbook(tmp_path / "a.xlsm") as book:
        book.add_worksheet("สรุปผล")
        book.add_vba_project(tmp_path / "macros.bin")
    with zipfile.ZipFile(change_cell(tmp_path / "a.xlsm", tmp_path / "out", "สรุปผล", "A1", 2)) as changed:
        assert changed.read("xl/vbaProject.bin") == b"macros"


# --- what goes wrong


@pytest.mark.libreoffice
def test_a_file_that_cannot_be_loaded_is_named(office: Office, tmp_path: Path) -> None:
    good, broken = sums(tmp_path / "good.xlsx"), tmp_path / "เสีย.xlsx"
    broken.write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(OfficeError, match=r"(?s)no \.xlsx of เสีย\.xlsx:.*could not be loaded"):
        office.recalculate_many([good, broken], tmp_path / "out")


@pytest.mark.libreoffice
@pytest.mark.usefixtures("office")
@needs("ps")
def test_a_call_that_takes_too_long_is_ended_with_all_it_started(tmp_path: Path) -> None:
    path = sums(tmp_path / "a.xlsx")
    with Office(timeout=0.5) as slow, ThreadPoolExecutor(1) as pool:  # a new profile alone takes longer
        call = pool.submit(slow.recalculate, path, tmp_path / "out")
        listened = any(slow.socket.exists() for _ in iter(call.done, True))
        assert isinstance(call.exception(), OfficeError)
        assert "soffice took longer than 0.5 s" in str(call.exception())
        assert listened or "TMPDIR" in os.environ
        assert not slow.socket.exists()
        running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
        assert slow.profile.as_uri() not in running
    assert not slow.profile.exists()
    assert not (tmp_path / "out").exists()


@needs("sh")
def test_what_a_stopped_program_started_does_not_hold_us_up(tmp_path: Path) -> None:
    script = tmp_path / "soffice"
    script.write_text("#!/usr/bin/env sh\necho started\nsleep 30\n")
    script.chmod(0o700)
    begin = time.monotonic()
    with Office(script, timeout=0.3) as stuck, pytest.raises(OfficeError, match=r"(?s)longer than 0\.3 s:.*started"):
        stuck.recalculate(sums(tmp_path / "a.xlsx"), tmp_path / "out")
    assert time.monotonic() - begin < 10


def refusals(office: Office, path: Path) -> list[tuple[str, Callable[[], object]]]:
    out = path.parent / "out"
    return [
        ("over itself", lambda: office.recalculate(path, path.parent)),
        ("over itself", lambda: change_cell(path, path.parent, "สรุปผล", "A1", 2)),
        ("one name", lambda: office.recalculate_many([path, path.parent / "b" / path.name], out)),
        ("no conversion to 'docx'", lambda: office.convert(path, out, "docx")),
    ]


@pytest.mark.libreoffice
@pytest.mark.parametrize("number", range(4))
def test_what_cannot_go_well_is_refused(office: Office, tmp_path: Path, number: int) -> None:
    message, call = refusals(office, sums(tmp_path / "a.xlsx"))[number]
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(
    ("required", "outcome"),
    [("", "1 skipped in"), ("1", "1 error in")],
    ids=["skips", "fails when required"],
)
def test_without_libreoffice_the_fixture(required: str, outcome: str) -> None:
    root = Path(__file__).parents[1]
    test = f"tests/test_office.py::{test_a_changed_input_changes_the_result.__name__}"
    environment = os.environ | {"PATH": "", "PYTHONPATH": str(root), "ITA_XL_REQUIRE_OFFICE": required}
    command = [sys.executable, "-m", "pytest", "-rsE", "-p", "no:cacheprovider", test]
    run = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert outcome in run.stdout
    assert "LibreOffice is not installed" in run.stdout


# --- pages and fonts


def two_pages(path: Path) -> Path:
    """A4: black text on the first page, white text, not to be seen, on the second."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("หน้า")
        sheet.set_paper(A4)
        sheet.write("A1", "คะแนนภาพรวม")
        sheet.write("A9", "คะแนนภาพรวม", book.add_format({"font_color": "white"}))
        sheet.set_h_pagebreaks([5])
    return path


def png_size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">2I", png[16:24])


def has_ink(png: bytes) -> bool:
    """Smooth black letters on white need many shades; a blank page is two or three bytes, repeated."""
    data, at = b"", 8
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        data += png[at + 8 : at + 8 + length] if kind == b"IDAT" else b""
        at += length + 12
    return len(set(zlib.decompress(data))) > 16


@pytest.mark.libreoffice
@needs("pdftoppm")
def test_pages_are_drawn_in_order_and_in_their_size(office: Office, tmp_path: Path) -> None:
    pages = office.to_png(two_pages(tmp_path / THAI_NAME), tmp_path / "out", dpi=80)
    assert [page.name for page in pages] == [f"{Path(THAI_NAME).stem}-{number}.png" for number in (1, 2)]
    images = [page.read_bytes() for page in pages]
    for width, height in map(png_size, images):
        assert width == pytest.approx(210 / 25.4 * 80, abs=1)
        assert height == pytest.approx(297 / 25.4 * 80, abs=1)
    assert [has_ink(image) for image in images] == [True, False]


@pytest.mark.libreoffice
@pytest.mark.usefixtures("office")
@needs("pdftoppm")
def test_pages_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = two_pages(tmp_path / "a.xlsx")
    assert main([str(path), "-o", str(tmp_path / "out")]) == 0
    assert capsys.readouterr().out.split() == [str(tmp_path / "out" / f"a-{number}.png") for number in (1, 2)]
    assert main([str(tmp_path / "none.xlsx"), "-o", str(tmp_path)]) == 1
    assert "none.xlsx" in capsys.readouterr().err


STYLES = {
    "Regular": {},
    "Bold": {"bold": True},
    "Italic": {"italic": True},
    "BoldItalic": {"bold": True, "italic": True},
}
WORD = "กขค123abc"


@pytest.fixture(scope="module")
def typeset(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PDF with one word, at 16 points, in every style of the Thai families."""
    if not font_files("Laksaman") or any(map(font_files, STAND_INS)):
        pytest.skip("no stand-ins: Laksaman is not installed, or the real fonts are")
    folder = tmp_path_factory.mktemp("fonts")
    with xlsxwriter.Workbook(folder / "fonts.xlsx") as book:
        sheet = book.add_worksheet()
        for row, family in enumerate(STAND_INS):
            for column, style in enumerate(STYLES.values()):
                font = book.add_format({"font_name": family, "font_size": 16, **style})
                sheet.write(row, column, WORD, font)
        sheet.set_column("A:D", 15)
    return office.to_pdf(folder / "fonts.xlsx", folder)


@pytest.mark.libreoffice
@needs("pdffonts")
def test_every_style_of_the_thai_fonts_is_used(office: Office, typeset: Path) -> None:
    families = [family.replace(" ", "") for family in STAND_INS]
    assert office.fonts_used(typeset) == {f"{family}-{style}" for family in families for style in STYLES}


@pytest.mark.libreoffice
@needs("pdftotext")
def test_text_is_as_wide_as_in_the_real_font(office: Office, typeset: Path) -> None:
    layout = subprocess.run(["pdftotext", "-bbox", typeset, "-"], capture_output=True, text=True, check=True).stdout
    found = re.findall(rf'xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)" yMax="[\d.]+">{WORD}<', layout)
    assert len(found) == len(STAND_INS) * len(STYLES)
    laksaman = next(TTFont(path) for path in office.installed_fonts("Laksaman") if path.stem == "Laksaman")
    glyphs = [laksaman.getBestCmap()[ord(char)] for char in WORD]
    units = sum(laksaman["hmtx"][glyph][0] for glyph in glyphs)
    left, right = map(float, found[0])
    assert right - left == pytest.approx(units / 1503 * 16, rel=0.01)


def test_no_private_font_stays_when_an_office_is_closed() -> None:
    office = Office(Path("soffice"))
    fonts = [path for family in STAND_INS for path in office.installed_fonts(family)]
    private = [path for path in fonts if path.is_relative_to(office.profile.parent)]
    assert all(path.exists() for path in private)
    office.close()
    assert not any(path.exists() for path in [*private, office.profile])


# --- the lint


def rich_workbook(path: Path) -> Path:
    """One of everything the lint looks at, all of it right; with much that looks wrong and is not."""
    with xlsxwriter.Workbook(path, {"use_future_functions": True}) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet("สรุปผล")
        columns = [{"header": header} for header in ("ลำดับ", "ตัวชี้วัด\nปี 68", "คะแนน")]
        rows = [[1, "การปฏิบัติหน้าที่", 91.5], [2, "การใช้งบประมาณ", 84]]
        sheet.add_table("A1:C3", {"name": "ตัวชี้วัด", "columns": columns, "data": rows})
        sheet.merge_range("E1:F1", "หัวเรื่อง", bold)
        sheet.merge_range("E2:F2", "หัวเรื่องรอง", bold)
        sheet.write("E3", "ก;ข'ค!ง(", bold)
        sheet.write_formula("E4", "=SUM(C2:C3)+'แผน ปี''69'!A1", bold, 175.5)
        sheet.write_formula("E5", '=TEXTJOIN(";",TRUE,ตัวชี้วัด[คะแนน])&"ไม่มี!(" & THAIDIGIT(1)', None, "")
        sheet.write_formula("E6", "=SUM({1;2})", None, 3)
        sheet.write_dynamic_array_formula("H1:H3", "=SORT(C2:C3)", None, 84)
        sheet.write_formula("E7", "=ITA_SCORE(C2)", None, 0)
        sheet.write_url("E8", "internal:'แผน ปี''69'!A1", string="ไปยังแผน")
        sheet.write_url("E9", "https://itas.nacc.go.th/")
        sheet.data_validation("E10", {"validate": "list", "source": ["ผ่าน", "ไม่ผ่าน"], "input_title": "เลือก"})
        sheet.conditional_format("C2:C3", {"type": "cell", "criteria": ">", "value": 85, "format": bold})
        sheet.conditional_format("B2:B3", {"type": "formula", "criteria": "=$C2<85", "format": bold})
        sheet.set_row(10, 409.5, None, {"hidden": True})
        sheet.set_column("J:XFD", None, None, {"hidden": True})
        sheet.write_comment("C2", "หมายเหตุ")
        sheet.repeat_rows(0)
        plan = book.add_worksheet("แผน ปี'69")
        plan.write("A1", 0)
        plan.write("A2", "x" * 32_767)
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "='แผน ปี''69'!$A$1:$A$1"})
        plan.insert_chart("C3", chart)
        plan.hide()
        book.add_worksheet("ซ่อน").very_hidden()
        book.define_name("ปีงบประมาณ", "='แผน ปี''69'!$A$1")
        book.define_name("'สรุปผล'!ผลรวม", "=สรุปผล!$E$4")
    return path


def with_edited_part(path: Path, target: Path, part: str, edit: Callable[[str], str | None]) -> Path:
    """A copy of a workbook with one part changed, or left out for None. An edit that changes nothing is a mistake."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        assert part in source.namelist()
        for name in source.namelist():
            content = source.read(name)
            if name != part:
                copy.writestr(name, content)
            elif (text := edit(content.decode())) is not None:
                assert text != content.decode()
                copy.writestr(name, text)
    return target


def swap(first: str, second: str) -> Callable[[str], str]:
    """Put the second of two neighbours before the first; both are patterns."""
    return lambda text: re.sub(f"({first})({second})", r"\2\1", text, count=1)


def twice(pattern: str) -> Callable[[str], str]:
    return lambda text: re.sub(f"({pattern})", r"\1\1", text, count=1)


def put(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, 1)


def gone(_: str) -> None:
    return None


SHEET, BOOK, TABLE = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/tables/table1.xml"
TEXTS, LINKS, TYPES = "xl/sharedStrings.xml", "xl/worksheets/_rels/sheet1.xml.rels", "[Content_Types].xml"
SUM = "SUM(C2:C3)+"

PLANTED = {
    "a part is missing": ("xl/drawings/drawing1.xml", gone, "sheet2.xml to xl/drawings/drawing1.xml"),
    "the workbook is missing": (BOOK, gone, "missing part: 'xl/workbook.xml'"),
    "the styles are missing": ("xl/styles.xml", gone, "dangling relationship: xl/workbook.xml to xl/styles.xml"),
    "a relationship leads nowhere": (LINKS, put("table1.xml", "table9.xml"), "to xl/tables/table9.xml"),
    "a relationship is not there": (SHEET, put('<tablePart r:id="', '<tablePart r:id="x'), "sheet1.xml uses xrId"),
    "no content type": (TYPES, put("/xl/tables/table1.xml", "/xl/x.xml"), "without a content type: xl/tables/table1"),
    "not well-formed": (SHEET, put("</sheetData>", ""), "not well-formed"),
    "a control character": (TEXTS, put("<t>", "<t>\x0b"), "not well-formed"),
    "overlapping merges": (SHEET, put('ref="E2:F2"', 'ref="F1:G2"'), "overlapping merges: E1:F1 F1:G2"),
    "the same merge twice": (SHEET, put('ref="E2:F2"', 'ref="E1:F1"'), "overlapping merges: E1:F1 E1:F1"),
    "a merge of one cell": (SHEET, put('ref="E2:F2"', 'ref="E2"'), "merge of a single cell: E2"),
    "a merge in a table": (SHEET, put('ref="E2:F2"', 'ref="C3:D3"'), "merge in a table: C3:D3"),
    "a long sheet name": (BOOK, put('name="ซ่อน"', f'name="{"ซ" * 32}"'), "sheet name: 'ซซซ"),
    "a character no sheet may have": (BOOK, put('name="ซ่อน"', 'name="ก/ข"'), "sheet name: 'ก/ข'"),
    "an apostrophe at the end": (BOOK, put('name="ซ่อน"', "name=\"ก'\""), 'sheet name: "ก\'"'),
    "a sheet name twice": (BOOK, put('name="ซ่อน"', 'name="สรุปผล"'), "sheet name twice: สรุปผล"),
    "a sheet id twice": (BOOK, put('sheetId="2"', 'sheetId="1"'), "sheetId twice: 1"),
    "nothing to see": (BOOK, put('sheetId="1"', 'sheetId="1" state="hidden"'), "no visible sheet"),
    "a name twice": (BOOK, twice('<definedName name="ปี.*?</definedName>'), "table twice: ปีงบประมาณ"),
    "a name like a cell": (BOOK, put('name="ปีงบประมาณ"', 'name="ITA2568"'), "name not allowed: ita2568"),
    "a name of a sheet that is none": (BOOK, put('localSheetId="0"', 'localSheetId="7"'), "name of a missing sheet"),
    "a name to a missing sheet": (BOOK, put("สรุปผล!$E$4", "สรุป!$E$4"), "missing sheet สรุป:"),
    "a name used by a table too": (BOOK, put('name="ปีงบประมาณ"', 'name="ตัวชี้วัด"'), "or table twice: ตัวชี้วัด"),
    "a style that is not there": (SHEET, put('r="E1" s="1"', 'r="E1" s="99"'), "E1: style index out of range"),
    "a text that is not there": (SHEET, put('<v>0</v>', '<v>999</v>'), "A1: shared string index out of range"),
    "a format that is not there": (SHEET, put('dxfId="0"', 'dxfId="9"'), "dxfId out of range: 9"),
    "rows out of order": (SHEET, swap('<row r="2".*?</row>', '<row r="3".*?</row>'), "row order: 2"),
    "cells out of order": (SHEET, swap('<c r="A2".*?</c>', '<c r="B2".*?</c>'), "cell order: A2"),
    "a cell of another row": (SHEET, put('r="A2"', 'r="A9"'), "cell order: A9"),
    "a high row": (SHEET, put('ht="409.5"', 'ht="410"'), "row height over 409.5: 11"),
    "a long text": (TEXTS, put("xxx", "xxxx"), "A2: string over 32767"),
    "a long formula": (SHEET, put(SUM, "1+" * 4096 + SUM), "over 8192 characters"),
    "a bracket too few": (SHEET, put(SUM, "SUM(C2:C3+"), "formula, unbalanced: SUM(C2"),
    "a bracket too many": (SHEET, put(SUM, "SUM(C2:C3))+"), "formula, unbalanced: SUM(C2"),
    "a semicolon": (SHEET, put(SUM, "SUM(C2;C3)+"), "formula, semicolon"),
    "no prefix": (SHEET, put("_xlfn.TEXTJOIN", "TEXTJOIN"), "function without its prefix TEXTJOIN"),
    "no prefix with a dot": (SHEET, put(SUM, "STDEV.S(C2:C3)+"), "function without its prefix STDEV.S"),
    "a formula to a missing sheet": (SHEET, put("แผน ปี''69", "แผน ปี''70"), "missing sheet แผน ปี'70"),
    "a long list": (SHEET, put("ผ่าน,", "ผ่าน," * 60), "data validation E10: list too long"),
    "a long title": (SHEET, put('promptTitle="', 'promptTitle="' + "ก" * 30), "E10: promptTitle too long"),
    "a long message": (SHEET, put('promptTitle="', f'error="{"ก" * 256}" promptTitle="'), "E10: error too long"),
    "a table column twice": (TABLE, put('name="คะแนน"', 'name="ลำดับ"'), "column twice: ลำดับ"),
    "a header that differs": (TABLE, put('name="คะแนน"', 'name="ค่า"'), "table ตัวชี้วัด: no header cell ค่า"),
    "a table name with a space": (TABLE, put('displayName="ตัว', 'displayName="ตัว '), "name not allowed: ตัว ชี้วัด"),
    "a table that is too small": (TABLE, put('ref="A1:C3"', 'ref="A1:B3"'), "3 columns in A1:B3"),
}  # fmt: skip


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return rich_workbook(tmp_path_factory.mktemp("rich") / "rich.xlsx")


@pytest.mark.parametrize("name", PLANTED)
def test_lint_finds(name: str, rich: Path, tmp_path: Path) -> None:
    part, edit, fault = PLANTED[name]
    found = lint(with_edited_part(rich, tmp_path / "bad.xlsx", part, edit))
    assert any(fault in line for line in found), found


def test_lint_reads_what_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_text("<html>")
    assert lint(path) == ["not readable: File is not a zip file"]


def test_lint_is_silent_on_good_workbooks_of_two_libraries(rich: Path, tmp_path: Path) -> None:
    assert lint(rich) == []
    book = openpyxl.load_workbook(sums(tmp_path / "a.xlsx"))
    book.create_sheet("ว่าง").merge_cells("A1:B2")
    book.save(tmp_path / "b.xlsx")
    assert lint(tmp_path / "b.xlsx") == []


@pytest.mark.libreoffice
def test_lint_is_silent_on_what_libreoffice_writes(office: Office, tmp_path: Path) -> None:
    assert lint(office.recalculate(sums(tmp_path / "a.xlsx"), tmp_path / "out")) == []
