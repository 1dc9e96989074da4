"""PDF files beside the workbooks: printed by a real LibreOffice in one start of it, or it is told what is missing."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import openpyxl
import pypdf
import pytest
from typer.testing import CliRunner

from ita_xl import office as libreoffice
from ita_xl.cli import app
from ita_xl.render import pdf
from tests.mutate import samples

if TYPE_CHECKING:
    from tests.office import Office

EXTRAS = "memo,cover,analysis,items,topics,followup,checklist"
PLAN = "koh-loi-bang-hak-2566"


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(one) for one in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output.replace("\n", "")


def wrapper(folder: Path, before: str = "") -> Path:
    """A soffice that notes each start in ``starts``, does something, and then is the real one."""
    script = folder / "soffice"
    real = libreoffice.find()
    script.write_text(f'#!/bin/sh\necho start >> "{folder}/starts"\n{before}\nexec "{real}" "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    return script


def starts(folder: Path) -> int:
    return len((folder / "starts").read_text(encoding="utf-8").split())


@pytest.fixture
def real_fonts(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stand-in for TH SarabunPSK, where the machine does not have it."""
    monkeypatch.setenv("FONTCONFIG_FILE", office.environment["FONTCONFIG_FILE"])


def without(office: Office, folder: Path, *families: str) -> Path:
    """The fonts of the tests, less some families."""
    conf = Path(office.environment["FONTCONFIG_FILE"]).read_text(encoding="utf-8")
    names = "".join(f'<pattern><patelt name="family"><string>{one}</string></patelt></pattern>' for one in families)
    own = folder / "fonts.conf"
    end = f"<selectfont><rejectfont>{names}</rejectfont></selectfont></fontconfig>"
    own.write_text(conf.replace("</fontconfig>", end), encoding="utf-8")
    return own


class Made(NamedTuple):
    folder: Path
    starts: int
    home: Path
    output: str


@pytest.fixture(scope="module")
def made(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """What the commands make of the five samples."""
    folder, home, bin_ = (tmp_path_factory.mktemp(name) for name in ("รายงาน", "home", "bin"))
    scores = [path for path in samples() if path.stem != PLAN]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FONTCONFIG_FILE", office.environment["FONTCONFIG_FILE"])
        patch.setenv("HOME", str(home))
        script = str(wrapper(bin_))
        patch.setattr(libreoffice, "find", lambda: script)
        code, output = run("report", *scores, "-o", folder, "--with", EXTRAS, "--digits", "thai", "--pdf")
        assert code == 0, output
        begun = starts(bin_)
        (plan,) = [path for path in samples() if path.stem == PLAN]
        code, told = run("progress", plan, "-o", folder, "--pdf", "--date", "2026-01-05")
        assert code == 0, told
    return Made(folder, begun, home, output + told)


def pairs(made: Made) -> list[tuple[openpyxl.Workbook, pypdf.PdfReader, Path]]:
    books = sorted(made.folder.glob("*.xlsx"))
    assert len(books) == 5
    return [(openpyxl.load_workbook(one), pypdf.PdfReader(one.with_suffix(".pdf")), one) for one in books]


@pytest.mark.libreoffice
def test_one_start_prints_all_files_and_leaves_nothing_else(made: Made) -> None:
    assert made.starts == 1
    names = sorted(path.name for path in made.folder.iterdir())
    assert len(names) == 10
    assert all(name.endswith((".xlsx", ".pdf")) for name in names)
    assert not list(made.home.iterdir())
    for name in names:
        assert name in made.output.replace("\u200b", "") or name.endswith(".xlsx"), name


@pytest.mark.libreoffice
def test_pages_are_those_that_the_sheets_were_laid_out_for(made: Made) -> None:
    for book, printed, path in pairs(made):
        begin = 0
        places = {one.title: printed.get_destination_page_number(one) for one in printed.outline}  # type: ignore[union-attr,arg-type]
        assert list(places) == book.sheetnames, path.name
        for sheet in book.worksheets:
            assert places[sheet.title] == begin, f"{path.name}: {sheet.title}"
            begin += len(sheet.row_breaks.brk) + 1
        assert len(printed.pages) == begin, path.name


@pytest.mark.libreoffice
def test_every_page_has_words_of_its_own(made: Made) -> None:
    for _, printed, path in pairs(made):
        for number, page in enumerate(printed.pages):
            words = page.extract_text()
            assert len(words) > 150, f"{path.name} page {number + 1}: {words!r}"


@pytest.mark.libreoffice
def test_agency_and_year_stand_on_every_page_of_a_report_sheet(made: Made) -> None:
    for book, printed, path in pairs(made):
        letters = sum(name in ("บันทึกข้อความ", "ปก") for name in book.sheetnames)
        year = "ปีงบประมาณ พ.ศ. 2566" if "ดำเนินการ" in path.name else "ปีงบประมาณ พ.ศ. ๒๕๖"
        for page in printed.pages[letters:]:
            assert year in page.extract_text()
            assert abs(float(page.mediabox.width) * float(page.mediabox.height) - 595.3 * 841.9) < 500


@pytest.mark.libreoffice
def test_fonts_are_embedded_and_the_title_is_that_of_the_workbook(made: Made) -> None:
    for book, printed, path in pairs(made):
        assert printed.metadata is not None
        assert printed.metadata.title == book.properties.title
        fonts = [font for page in printed.pages for font in _fonts(page)]
        assert any("THSarabunPSK" in str(font["/BaseFont"]) for font in fonts), path.name
        for font in fonts:
            own = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            descriptor = own["/FontDescriptor"].get_object()
            assert any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")), font["/BaseFont"]


def _fonts(page: pypdf.PageObject) -> list[pypdf.generic.DictionaryObject]:
    resources = page["/Resources"].get_object()
    fonts = resources.get("/Font", {}).get_object() if "/Font" in resources else {}  # type: ignore[union-attr,operator]
    return [one.get_object() for one in fonts.values()]


@pytest.mark.libreoffice
def test_a_second_print_changes_nothing_and_another_pdf_is_kept(tmp_path: Path, real_fonts: None) -> None:
    book = Path(shutil.copy(samples()[0], tmp_path / "ก.xlsx"))
    (one,) = pdf.write_pdfs([book])
    assert one.path == tmp_path / "ก.pdf"
    assert one.findings == ()
    first = one.path.read_bytes()
    pdf.write_pdfs([book])
    assert one.path.read_bytes() == first
    one.path.write_bytes(b"signed")
    pdf.write_pdfs([book])
    assert (tmp_path / "ก (เดิม 1).pdf").read_bytes() == b"signed"
    assert one.path.read_bytes().startswith(b"%PDF")
    assert book.read_bytes() == samples()[0].read_bytes()


@pytest.mark.libreoffice
def test_columns_fit_the_page_without_the_font_that_widths_are_reckoned_with(
    tmp_path: Path, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", str(without(office, tmp_path, "Carlito", "Calibri")))
    (plan,) = [path for path in samples() if path.stem == PLAN]
    assert run("progress", plan, "-o", tmp_path, "--pdf")[0] == 0
    (path,) = tmp_path.glob("*.xlsx")
    pages = sum(len(sheet.row_breaks.brk) + 1 for sheet in openpyxl.load_workbook(path).worksheets)
    assert len(pypdf.PdfReader(path.with_suffix(".pdf")).pages) == pages


@pytest.mark.libreoffice
def test_a_substitute_font_is_said(tmp_path: Path, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", str(without(office, tmp_path, "TH SarabunPSK", "TH Sarabun New")))
    (plan,) = [path for path in samples() if path.stem == PLAN]
    code, output = run("progress", plan, "-o", tmp_path, "--pdf")
    assert code == 0
    assert "[E404]" in output
    assert list(tmp_path.glob("*.pdf"))


def test_without_libreoffice_the_workbook_is_there_and_the_code_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libreoffice, "find", lambda: None)
    for arguments in (("report", samples()[0]), ("progress", *(one for one in samples() if one.stem == PLAN))):
        folder = tmp_path / str(arguments[0])
        code, output = run(*arguments, "-o", folder, "--pdf")
        assert code == 1
        assert "[E402]" in output
        assert "libreoffice.org" in output
        assert [path.suffix for path in folder.iterdir()] == [".xlsx"]


@pytest.mark.libreoffice
def test_a_program_that_crashes_is_started_once_more(
    tmp_path: Path, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first time it leaves half a file and is gone."""
    once = tmp_path / "once"
    half = f'if [ ! -e "{once}" ]; then touch "{once}"; mkdir -p made; echo half > made/0.pdf; kill -9 $$; fi'
    script = str(wrapper(tmp_path, half))
    monkeypatch.setattr(libreoffice, "find", lambda: script)
    books = [Path(shutil.copy(one, tmp_path / one.name)) for one in samples()[:2]]
    done: list[int] = []
    printed = pdf.write_pdfs(books, step=done.append)
    assert starts(tmp_path) == 2
    assert [one.error for one in printed] == [None, None]
    assert all(
        len(pypdf.PdfReader(one.with_suffix(".pdf")).pages) >= len(openpyxl.load_workbook(one).worksheets)
        for one in books
    )
    assert done[-1] == 2


@pytest.mark.parametrize("what", ["kill -9 $$", "sleep 60", "exit 0"])
def test_one_that_crashes_hangs_or_makes_nothing_is_told_of_each_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    script = tmp_path / "soffice"
    script.write_text(f'#!/bin/sh\necho start >> "{tmp_path}/starts"\n{what}\n', encoding="ascii")
    script.chmod(0o755)
    monkeypatch.setattr(libreoffice, "find", lambda: str(script))
    monkeypatch.setattr(pdf, "SECONDS", 1.0)
    code, output = run("report", *samples()[:1], *samples()[2:4], "-o", tmp_path / "out", "--pdf")
    assert code == 1
    assert output.count("[E403]") == 3
    assert starts(tmp_path) == 2
    assert not list((tmp_path / "out").glob("*.pdf"))


@pytest.mark.parametrize(
    ("platform", "program", "variable"),
    [
        ("win32", "LibreOffice/program/soffice.com", "ProgramFiles"),
        ("win32", "LibreOffice 7/program/soffice.com", "ProgramFiles(x86)"),
        ("win32", "Programs/LibreOffice/program/soffice.com", "LOCALAPPDATA"),
        ("darwin", "Applications/LibreOffice.app/Contents/MacOS/soffice", ""),
        ("darwin", "home/Applications/LibreOffice.app/Contents/MacOS/soffice", ""),
        ("linux", "opt/libreoffice25.2/program/soffice", ""),
        ("linux", "usr/lib/libreoffice/program/soffice", ""),
    ],
)
def test_it_is_found_where_installers_put_it(tmp_path: Path, platform: str, program: str, variable: str) -> None:
    where = tmp_path / program
    where.parent.mkdir(parents=True)
    assert list(libreoffice.places(platform, {variable: str(tmp_path)}, tmp_path / "home", tmp_path)) == []
    where.touch()
    assert list(libreoffice.places(platform, {variable: str(tmp_path)}, tmp_path / "home", tmp_path)) == [str(where)]


def test_on_the_search_path_it_is_found_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "soffice"
    script.touch(mode=0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert libreoffice.find() == str(script)


@pytest.mark.libreoffice
def test_beside_json_nothing_else_is_printed(tmp_path: Path, office: Office) -> None:
    (plan,) = [path for path in samples() if path.stem == PLAN]
    result = CliRunner().invoke(app, ["progress", str(plan), "-o", str(tmp_path), "--pdf", "--json"])
    assert json.loads(result.stdout)
    assert ".pdf" in result.stderr
    assert run("progress", plan, "--pdf")[0] == 2
