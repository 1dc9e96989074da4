"""``refresh`` on closed files: the same merge as behind the buttons, and nothing else in the file is touched."""

from __future__ import annotations

import datetime as dt
import io
import json
import random
import zipfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import openpyxl
import pytest
import xlwings
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from build import template
from ita_xl.assessment import Kind
from ita_xl.cli import app
from ita_xl.diagnosis import diagnose
from ita_xl.errors import InputError, OutputError
from ita_xl.excel import buttons
from ita_xl.excel.book import OpenBook
from ita_xl.excel.closed.book import ClosedFile
from ita_xl.excel.closed.xml import parse
from ita_xl.excel.press import standing
from ita_xl.excel.refresh import SHEETS, ClosedBook, refresh
from ita_xl.framework import load
from ita_xl.ingest import read
from ita_xl.ingest.limits import Broken
from ita_xl.measures import plan
from ita_xl.render import report_bytes, workbook_bytes
from ita_xl.scoring import score
from ita_xl.sheets.template import template_book
from ita_xl.sheets.template_results import FINDINGS
from tests.filehost import FileBook, pressed
from tests.furnished import furnish
from tests.validator import faults, sdk_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from click.testing import Result

    from ita_xl.excel.closed.pages import Page
    from ita_xl.excel.rows import Row
    from tests.office import Office

ROOT = Path(__file__).parent.parent
YEAR = 2568
SAMPLE = "bang-pla-2568"
PLAN, FOLLOWUP, REPORT = SHEETS[1:]
NOW = dt.datetime(2025, 11, 21, 9, 30)
#: The sheets that a refresh of the three may write: those, their state, what was noticed, what was told.
MAY_CHANGE = {*SHEETS[1:], "ita_xl_state", FINDINGS, "_ita"}


@pytest.fixture(scope="session")
def filled(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The template with its macros and the scores of a sample, its three sheets made."""
    folder = tmp_path_factory.mktemp("filled")
    (given,) = read(samples / f"{SAMPLE}.xlsx")
    vba = zipfile.ZipFile(io.BytesIO(template())).read("xl/vbaProject.bin")
    path = folder / "สำเนา.xlsm"
    path.write_bytes(workbook_bytes(template_book(load(YEAR), buttons.COMMANDS, given), vba=vba))
    refresh(path, sheets=SHEETS[1:], now=NOW)
    return path.read_bytes()


@pytest.fixture
def copy(filled: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "แผน ITA สำเนา (2).xlsm"
    path.write_bytes(filled)
    return path


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _packed(path: Path) -> dict[str, bytes]:
    """Every part as it lies in the file, packed."""
    data = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        found = {}
        for one in archive.infolist():
            head = data[one.header_offset : one.header_offset + 30]
            start = (
                one.header_offset + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
            )
            found[one.filename] = data[start : start + one.compress_size]
        return found


def _rows(path: Path, name: str = PLAN) -> list[list[object]]:
    """The rows of a sheet, ``None`` for an empty cell."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python(skip_empty_area=False)
    return [[None if value == "" else value for value in row] for row in rows]


@contextmanager
def _opened(path: Path) -> Iterator[ClosedFile]:
    """The file, to be edited by hand; saved as a program does that keeps everything else."""
    file = ClosedFile(path.read_bytes(), path.name)
    yield file
    path.write_bytes(file.saved())


def _page(file: ClosedFile, name: str) -> Page:
    return next(one for one in file.sheets if one.name == name)


def _score(path: Path, **scores: float) -> None:
    """Type scores into คะแนน."""
    with _opened(path) as file:
        page = _page(file, "คะแนน")
        codes = {row[0]: at for at, row in enumerate(page.range((1, 1), (200, 1)).options(ndim=2).value, start=1)}
        for code, score in scores.items():
            page.range((codes[code], 4)).value = score


def _type(path: Path, row: int, column: int, text: str | None, name: str = PLAN) -> None:
    with _opened(path) as file:
        _page(file, name).range((row, column)).value = text


def _measure(path: Path) -> int:
    return next(at for at, row in enumerate(_rows(path), start=1) if str(row[2]).startswith("1. "))


# -- as behind the buttons ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_after_any_edits_the_file_holds_what_a_press_on_the_open_book_gives(
    filled: bytes, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    path = tmp_path / "สำเนา 2568.xlsm"
    path.write_bytes(filled)
    for round_ in range(2):
        with _opened(path) as file:
            for number in range(5):
                _edit(file, chance, f"พิมพ์เอง {round_}.{number}")
        _score(path, **{code: chance.choice([0, 40, 85, 100]) for code in chance.sample(["i1", "i2", "i5", "o1"], 2)})
        book = pressed(path)
        buttons.plan()
        buttons.followup()
        refresh(path, sheets=(PLAN, FOLLOWUP), now=NOW)
        noticed = [[row.cells for row in rows] for rows in (_standing(path, FINDINGS), _standing_live(book, FINDINGS))]
        assert noticed[0] == noticed[1]
        for name in (PLAN, FOLLOWUP, "ita_xl_state"):
            assert _standing(path, name) == _standing_live(book, name)
        assert _notes(path) == _notes_live(book)
        before = path.read_bytes()
        again = refresh(path, sheets=(PLAN, FOLLOWUP), now=NOW)
        assert again.parts == ()
        assert path.read_bytes() == before


@pytest.mark.parametrize("named", [True, False])
def test_the_weak_items_alone_are_printed(copy: Path, named: bool) -> None:
    """Also in a file without any name."""
    parts = _parts(copy)
    if not named:
        book = parts["xl/workbook.xml"]
        first, last = book.index(b"<definedNames>"), book.index(b"</definedNames>") + len(b"</definedNames>")
        _pack(copy, parts | {"xl/workbook.xml": book[:first] + book[last:]})
    refresh(copy, sheets=("จุดอ่อน",), now=NOW)
    page = openpyxl.load_workbook(copy)["จุดอ่อน"]
    listed = sum(bool(row[0]) for row in _rows(copy, "จุดอ่อน")[3:])
    assert page.print_area == f"'จุดอ่อน'!$A$1:$F${3 + listed}"
    assert faults(copy) == []
    after = copy.read_bytes()
    refresh(copy, sheets=("จุดอ่อน",), now=NOW)
    assert copy.read_bytes() == after


def _edit(file: ClosedFile, chance: random.Random, text: str) -> None:
    """One edit by hand, below the titles."""
    page = _page(file, PLAN)
    last = page.used_range.last_cell.row
    row, other = chance.randrange(7, last + 1), chance.randrange(7, last + 1)
    whole = page.range(f"{row}:{row}")
    match chance.choice(["type", "type", "insert", "delete", "move"]):
        case "insert":
            whole.insert("down")
            page.range((row, 1)).value = text
        case "delete":
            whole.delete("up")
        case "move":
            there = page.range(f"{other}:{other}")
            there.insert("down")
            here = row if row < other else row + 1
            page.range(f"{here}:{here}").move(there)
            page.range(f"{here}:{here}").delete("up")
        case _:
            page.range((row, chance.randrange(1, 6))).value = text


def _standing(path: Path, name: str) -> list[Row]:
    book = ClosedBook(ClosedFile(path.read_bytes(), path.name), path)
    return standing(book.sheet(name), 0)


def _standing_live(book: FileBook, name: str) -> list[Row]:
    return standing(OpenBook(xlwings.Book(impl=book)).sheet(name), 0)


def _notes(path: Path) -> dict[str, str]:
    page = openpyxl.load_workbook(path)[PLAN]
    return {cell.coordinate: cell.comment.text for row in page.iter_rows() for cell in row if cell.comment}


def _notes_live(book: FileBook) -> dict[str, str]:
    return {cell.coordinate: cell.comment.text for row in book.cells[PLAN].iter_rows() for cell in row if cell.comment}


def test_another_form_and_digits_are_those_of_a_press(copy: Path) -> None:
    with _opened(copy) as file:
        page = _page(file, "เริ่มต้น")
        labels = [row[0] for row in page.range((1, 1), (80, 1)).options(ndim=2).value]
        for label, word in (("รูปแบบแผนมาตรการ", "รายประเด็น"), ("ตัวเลขในเอกสาร", "ไทย")):
            page.range((labels.index(label) + 1, 2)).value = word
    book = pressed(copy)
    buttons.plan()
    told = refresh(copy, sheets=[PLAN], now=NOW)
    assert "ใหม่ตามรูปแบบที่เลือก" in told.sheets[0].told
    assert _standing(copy, PLAN) == _standing_live(book, PLAN)
    buttons.plan()  # rows are raised to the Thai digits
    refresh(copy, sheets=[PLAN], now=NOW)
    assert _standing(copy, PLAN) == _standing_live(book, PLAN)
    assert refresh(copy, sheets=[PLAN]).parts == ()
    assert faults(copy) == []


# -- what else is in the file ------------------------------------------------------------------------------------------


def test_everything_else_in_the_file_stays_byte_for_byte(copy: Path) -> None:
    furnish(copy, _measure(copy))
    assert faults(copy) == []
    _score(copy, i1=12)
    _type(copy, 4, 1, "ข้อความที่พิมพ์เอง")
    before, packed = _parts(copy), _packed(copy)
    done = refresh(copy, now=NOW)
    assert done.changed
    assert done.path == copy
    after = _parts(copy)
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == set(done.parts)
    moved = {"xl/drawings/drawing7.xml", "xl/drawings/vmlDrawing7.vml", "xl/comments7.xml", "xl/charts/chart2.xml"}
    told = {"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml", "xl/worksheets/sheet1.xml"}
    written = {one.part for one in ClosedFile(copy.read_bytes(), "").entries if one.name in MAY_CHANGE}
    assert changed <= written | moved | told
    assert before.keys() - after.keys() == {"xl/calcChain.xml"}
    again = _packed(copy)
    assert {name: data for name, data in packed.items() if name in again and name not in changed} == {
        name: data for name, data in again.items() if name not in changed
    }
    for kept in ("xl/vbaProject.bin", "xl/sharedStrings.xml", "xl/media/image7.png", "customXml/item1.xml"):
        assert kept not in changed
    assert faults(copy) == []
    assert _rows(copy)[3][0] == "ข้อความที่พิมพ์เอง"
    assert done.kept is not None
    assert _parts(done.kept) == before


def test_what_stands_at_a_row_goes_where_the_row_goes(copy: Path) -> None:
    row = max(at for at, one in enumerate(_rows(copy), start=1) if str(one[2]).startswith("1. "))
    name = _rows(copy)[row - 1][0]
    furnish(copy, row)
    _score(copy, i1=12, o1=0)
    refresh(copy, sheets=[PLAN], now=NOW)
    (there,) = (at for at, one in enumerate(_rows(copy), start=1) if one[0] == name)
    assert there > row
    parts = {part: data.decode("utf-8", "replace") for part, data in _parts(copy).items()}
    sheet = parts["xl/worksheets/sheet7.xml"]
    for said in (
        f'sqref="D{there}:E{there}"', f"LEN($C{there})", f'sqref="E{there}"', f"<formula1>$A${there}<",
        f'ref="A{there}"', f"'{PLAN}'!C{there}\"", f'<brk id="{there}"', f"<xm:sqref>B{there}<",
        f'<xm:f>$B{there}="', f"<xm:sqref>G{there}<", f"<xm:f>{PLAN}!H{there}:K{there}<",
    ):  # fmt: skip
        assert said in sheet, said
    assert parts["xl/drawings/drawing7.xml"].count(f"<xdr:row>{there - 1}</xdr:row>") == 2
    assert parts["xl/drawings/drawing7.xml"].count(f"<xdr:row>{there}</xdr:row>") == 2
    drawn = parts["xl/drawings/vmlDrawing7.vml"]
    assert f"<x:Row>{there - 1}</x:Row>" in drawn
    assert f"9, 0, {there - 1}, 0, 10, 0, {there}, 0" in drawn
    assert "พิมพ์<br>แผน" in drawn
    assert f'<comment ref="B{there}"' in parts["xl/comments7.xml"]
    assert f"'{PLAN}'!$A${there}:$E${there}<" in parts["xl/workbook.xml"]
    assert 'fullCalcOnLoad="1"' in parts["xl/workbook.xml"]
    assert f"<f>'{PLAN}'!A{there}&amp;\"A{row}\"</f>" in parts["xl/worksheets/sheet1.xml"]
    assert f"<c:f>{PLAN}!$A${there}:$A${there}</c:f>" in parts["xl/charts/chart2.xml"]
    assert "calcChain" not in parts["[Content_Types].xml"] + parts["xl/_rels/workbook.xml.rels"]
    assert faults(copy) == []


def test_what_stands_at_a_row_that_goes_goes_with_it(copy: Path) -> None:
    row = next(at for at, one in enumerate(_rows(copy), start=1) if str(one[2]).startswith("1. "))
    furnish(copy, row)
    with _opened(copy) as file:
        _page(file, PLAN).range(f"{row}:{row}").delete("up")
    parts = {part: data.decode("utf-8", "replace") for part, data in _parts(copy).items()}
    sheet = parts["xl/worksheets/sheet7.xml"]
    for gone in ("conditionalFormatting", "dataValidation", "hyperlink", "sparkline"):
        assert gone not in sheet
    assert "<comment " not in parts["xl/comments7.xml"]
    assert 'ObjectType="Note"' not in parts["xl/drawings/vmlDrawing7.vml"]
    assert 'ObjectType="Button"' in parts["xl/drawings/vmlDrawing7.vml"]
    assert "#REF!" in parts["xl/worksheets/sheet1.xml"]
    assert sdk_faults(copy) == []


# -- what was typed ----------------------------------------------------------------------------------------------------


def test_a_proposal_is_a_note_until_it_is_settled(copy: Path) -> None:
    at = next(row for row, one in enumerate(_rows(copy), start=1) if "ตัวชี้วัดที่ 1 " in str(one[0]))
    _type(copy, at, 1, "ตัวชี้วัดที่ 1 ตามที่เขียนเอง")
    _score(copy, i1=12)
    before = set(_parts(copy))
    done = refresh(copy, now=NOW)
    assert [one.code for one in done.findings].count("K104") == 1
    ((cell, text),) = _notes(copy).items()
    assert text.startswith("ผลใหม่เสนอว่า: ตัวชี้วัดที่ 1 ")
    assert set(_parts(copy)) - before == {
        "xl/comments1.xml", "xl/drawings/vmlDrawing2.vml", "xl/worksheets/_rels/sheet7.xml.rels",
    }  # fmt: skip
    assert faults(copy) == []
    _type(copy, int(cell[1:]), 1, text.removeprefix("ผลใหม่เสนอว่า: ").partition("\n")[0])
    done = refresh(copy, now=NOW)
    assert "K104" not in [one.code for one in done.findings]
    assert set(_parts(copy)) == before


def test_a_note_of_the_user_stays_beside_ours(copy: Path) -> None:
    row = _measure(copy)
    furnish(copy, row)
    _type(copy, row, 1, "โครงการของเราเอง")
    title = next(at for at, one in enumerate(_rows(copy), start=1) if "ตัวชี้วัดที่ 1 " in str(one[0]))
    _type(copy, title, 1, "ตัวชี้วัดที่ 1 ตามที่เขียนเอง")
    _score(copy, i1=12)
    refresh(copy, sheets=[PLAN], now=NOW)
    notes = _notes(copy)
    assert sum(text == "ถามปลัดก่อน" for text in notes.values()) == 1
    assert sum(text.startswith("ผลใหม่เสนอว่า: ") for text in notes.values()) >= 1
    assert faults(copy) == []


def test_rows_added_and_deleted_by_hand_stay_so(copy: Path) -> None:
    row = _measure(copy)
    name, other = _rows(copy)[row - 1][0], _rows(copy)[row][0]
    with _opened(copy) as file:
        page = _page(file, PLAN)
        page.range(f"{row + 1}:{row + 1}").delete("up")
        page.range(f"{row + 1}:{row + 1}").insert("down")
        page.range((row + 1, 1)).value = "โครงการของเราเอง"
    _score(copy, i1=12, o1=0)
    refresh(copy, sheets=[PLAN], now=NOW)
    names = [one[0] for one in _rows(copy)]
    assert names[names.index("โครงการของเราเอง") - 1] == name
    assert other not in names


def test_a_column_put_in_by_hand_stays(copy: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(copy, keep_vba=True)
    row = _measure(copy)
    page = book[PLAN]
    for one in list(page.merged_cells.ranges):
        page.unmerge_cells(one.coord)
    page.insert_cols(2)
    page.cell(row, 2).value = "งบประมาณ 20,000 บาท"
    book.save(copy)
    name = page.cell(row, 1).value
    _score(copy, i1=12)
    refresh(copy, sheets=[PLAN], now=NOW)
    ((_, amount, analysis),) = (one[:3] for one in _rows(copy) if one[0] == name)
    assert amount == "งบประมาณ 20,000 บาท"
    assert len(str(analysis)) > 20


def test_a_date_that_was_typed_is_read_as_one(copy: Path) -> None:
    """What ติดตามผล holds goes into รายงานผล of the same run, dates as dates."""
    at = next(row for row, one in enumerate(_rows(copy, FOLLOWUP), start=1) if one[6] == "6 เดือน")
    name = _rows(copy, FOLLOWUP)[at - 1][3]
    with _opened(copy) as file:
        page = _page(file, FOLLOWUP)
        page.range((at, 8)).value = "ดำเนินการแล้วเสร็จ"
        page.range((at, 9)).value = 45672
        page.range((at, 9)).clear_formats()
        page.range((at, 9)).number_format = "[$-D07041E]d mmmm yyyy"
        page.range((at, 10)).value = "อบรมแล้ว 2 ครั้ง"
    with _opened(copy) as file:
        assert _page(file, FOLLOWUP).range((at, 9)).value == dt.datetime(2025, 1, 15)
    refresh(copy, now=NOW)
    told = next(str(one[2]) for one in _rows(copy, REPORT) if one[1] == name)
    assert told.startswith("อบรมแล้ว 2 ครั้ง")


# -- what is said and refused ------------------------------------------------------------------------------------------


def test_a_second_refresh_touches_nothing(copy: Path) -> None:
    furnish(copy, _measure(copy))
    _score(copy, i1=12)
    refresh(copy, now=NOW)
    before, time = copy.read_bytes(), copy.stat().st_mtime_ns
    names = sorted(one.name for one in copy.parent.iterdir())
    again = refresh(copy)
    assert (again.changed, again.path, again.kept) == (False, None, None)
    assert all("ไม่มีสิ่งใดเปลี่ยน" in one.told for one in again.sheets)
    assert (copy.read_bytes(), copy.stat().st_mtime_ns) == (before, time)
    assert sorted(one.name for one in copy.parent.iterdir()) == names


def test_a_dry_run_tells_and_writes_nothing(copy: Path, tmp_path: Path) -> None:
    _score(copy, i1=12)
    before = copy.read_bytes()
    told = refresh(copy, dry_run=True, now=NOW)
    assert told.changed
    assert copy.read_bytes() == before
    assert list(tmp_path.iterdir()) == [copy]
    other = tmp_path / "ใหม่.xlsm"
    done = refresh(copy, output=other, now=NOW)
    assert (done.path, done.kept, done.parts) == (other, None, told.parts)
    assert copy.read_bytes() == before
    with pytest.raises(OutputError, match="E303"):
        refresh(copy, output=tmp_path / "ใหม่.xlsx")


def test_what_was_done_stands_beside_the_button(copy: Path) -> None:
    _score(copy, i1=12)
    refresh(copy, sheets=[PLAN], now=NOW)
    told = dict(openpyxl.load_workbook(copy)["_ita"].iter_rows(values_only=True))["state.plan"]
    assert told.startswith("21 พฤศจิกายน 2568 09:30 น. แผ่น “แผนมาตรการ”: ปรับตามผลใหม่")


def test_only_sheets_that_hold_something_are_brought_up_to_date(filled_template: bytes, tmp_path: Path) -> None:
    path = tmp_path / "สำเนา.xlsx"
    path.write_bytes(filled_template)
    with pytest.raises(InputError, match="E133"):
        refresh(path)
    refresh(path, sheets=[PLAN], now=NOW)
    assert [one.sheet for one in refresh(path).sheets] == [PLAN]
    assert _rows(path, FOLLOWUP) == []
    with pytest.raises(InputError, match="E109"):
        refresh(path, sheets=[REPORT])
    refresh(path, sheets=[SHEETS[0]], now=NOW)
    assert [one.sheet for one in refresh(path).sheets] == [SHEETS[0], PLAN]


_SHEET = "xl/worksheets/sheet7.xml"
_PROTECTED = '</sheetData><sheetProtection sheet="1"/>'
_SCENARIO = '<scenarios><scenario name="ก" count="0"/></scenarios><mergeCells'
_ACROSS = f'<row r="99"><c r="A99"><f>SUM(คะแนน:{PLAN}!A1)</f></c></row></sheetData>'


@pytest.mark.parametrize(
    ("part", "old", "new", "code"),
    [
        (_SHEET, "</sheetData>", _PROTECTED, "E322"),
        (_SHEET, "<mergeCells", _SCENARIO, "E323"),
        ("xl/worksheets/sheet1.xml", "</sheetData>", _ACROSS, "E323"),
    ],
    ids=["protected", "scenarios", "across-sheets"],
)
def test_what_cannot_go_along_is_refused_and_the_file_not_touched(
    copy: Path, part: str, old: str, new: str, code: str
) -> None:
    _score(copy, i1=12, o1=0)
    _swap(copy, part, old, new)
    before = copy.read_bytes()
    with pytest.raises(OutputError, match=code):
        refresh(copy, sheets=[PLAN])
    assert copy.read_bytes() == before


def _swap(path: Path, part: str, old: str, new: str) -> None:
    parts = _parts(path)
    text = parts[part].decode()
    assert old in text
    parts[part] = text.replace(old, new, 1).encode()
    _pack(path, parts)


def _pack(path: Path, parts: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)


def test_pivot_tables_and_signatures_are_refused(copy: Path) -> None:
    parts = _parts(copy)
    source = f'<worksheetSource ref="A1:E9" sheet="{PLAN}"/>'
    _pack(copy, {**parts, "xl/pivotCache/pivotCacheDefinition1.xml": f"<x>{source}</x>".encode()})
    _score(copy, i1=12, o1=0)
    with pytest.raises(OutputError, match="E323"):
        refresh(copy, sheets=[PLAN])
    _pack(copy, {**parts, "_xmlsignatures/sig1.xml": b"<Signature/>"})
    with pytest.raises(OutputError, match="E324"):
        refresh(copy)


@pytest.mark.parametrize("lock", ["~${}", ".~lock.{}#"])
def test_a_file_that_is_open_is_left_alone(copy: Path, lock: str) -> None:
    copy.with_name(lock.format(copy.name)).write_bytes(b"")
    with pytest.raises(OutputError, match="E321"):
        refresh(copy)
    assert refresh(copy, dry_run=True).path is None


def test_reports_and_other_files_are_told_kindly(samples: Path, filled: bytes, tmp_path: Path) -> None:
    report = tmp_path / "รายงาน.xlsx"
    diagnosis = diagnose(score(read(samples / f"{SAMPLE}.xlsx")[0]))
    report.write_bytes(report_bytes(plan(diagnosis), []))
    with pytest.raises(InputError, match=r"E132.*เป็นรายงานที่จัดทำเสร็จแล้ว"):
        refresh(report)
    with pytest.raises(InputError, match=r"E132.*ไม่ใช่สำเนาของแฟ้มแม่แบบ"):
        refresh(samples / f"{SAMPLE}.xlsx")
    for name, data in (("ก.xlsb", filled), ("ก.ods", filled), ("ก.csv", b"1,2")):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(InputError, match="E131"):
            refresh(tmp_path / name)
    (tmp_path / "ข.xlsx").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(InputError, match="E102"):
        refresh(tmp_path / "ข.xlsx")


def test_a_part_that_unfolds_without_end_is_refused(copy: Path) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ก"><!ENTITY b "&a;&a;">]>'
    _swap(copy, "xl/worksheets/sheet7.xml", '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>', bomb)
    with pytest.raises(InputError, match="E102"):
        refresh(copy)
    with pytest.raises(Broken):
        parse(f"{bomb}<x>&b;</x>".encode())


# -- other programs ----------------------------------------------------------------------------------------------------


def test_other_readers_see_the_same_rows(copy: Path) -> None:
    furnish(copy, _measure(copy))
    _score(copy, i1=12, o1=0)
    refresh(copy, now=NOW)
    with pytest.warns(UserWarning, match="not supported and will be removed"):
        page = openpyxl.load_workbook(copy)[PLAN]
    assert [row[:5] for row in _rows(copy)] == [list(row[:5]) for row in page.iter_rows(values_only=True)]
    assert [cell.comment.text for cell in page["B"] if cell.comment] == ["ถามปลัดก่อน"]
    assert (Kind.ITEM, "i1", 12) in {(one.kind, one.ref, one.value) for one in read(copy, fiscal_year=YEAR)[0].figures}


@pytest.mark.libreoffice
def test_libreoffice_opens_it_with_notes_and_rows(copy: Path, office: Office, tmp_path: Path) -> None:
    at = next(row for row, one in enumerate(_rows(copy), start=1) if "ตัวชี้วัดที่ 1 " in str(one[0]))
    _type(copy, at, 1, "ตัวชี้วัดที่ 1 ตามที่เขียนเอง")
    _score(copy, i1=12, o1=0)
    refresh(copy, now=NOW)
    made = office.convert(copy, tmp_path / "out", "xlsx")
    assert _rows(made) == _rows(copy)
    assert len(_notes(made)) == len(_notes(copy)) == 1


# -- the command -------------------------------------------------------------------------------------------------------


def test_the_command_tells_people_and_programs(copy: Path, tmp_path: Path) -> None:
    _score(copy, i1=12)
    (tmp_path / "ก.csv").write_bytes(b"1,2")
    ran = _ran("refresh", copy, tmp_path / "ก.csv", "--dry-run", "--json")
    assert ran.exit_code == 1
    told = json.loads(ran.stdout)
    schema = json.loads((ROOT / "docs" / "refresh.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(told, schema, cls=jsonschema.Draft202012Validator)
    assert [one["changed"] for one in told["files"]] == [True]
    assert [one["sheet"] for one in told["files"][0]["sheets"]] == [PLAN, FOLLOWUP, REPORT]
    assert [one["code"] for one in told["failures"]] == ["E131"]
    ran = _ran("refresh", copy)
    assert ran.exit_code == 0
    assert "แฟ้มก่อนปรับอยู่ที่" in ran.stdout
    assert (tmp_path / f"{copy.stem} (เดิม 1).xlsm").exists()
    ran = _ran("refresh", copy)
    assert "ทุกแผ่นเป็นปัจจุบันแล้ว ไม่ได้แก้แฟ้ม" in ran.stdout
    assert _ran("refresh", tmp_path / "ก.csv").exit_code == 3
    assert _ran("refresh", copy, "--sheet", "คะแนน").exit_code == 2
    assert _ran("refresh", copy, copy, "-o", tmp_path / "ข.xlsm").exit_code == 2


def _ran(*words: object) -> Result:
    return CliRunner().invoke(app, [str(one) for one in words])
