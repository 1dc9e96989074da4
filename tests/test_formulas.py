"""Formulas that the program which wrote the file left without a value: computed, or said; never read as 0."""

from __future__ import annotations

import socketserver
import struct
import threading
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlsxwriter

from ita_xl import office as libreoffice
from ita_xl.ingest import calc, read, understand
from ita_xl.ingest.grid import open_grids
from ita_xl.ingest.guard import guard
from tests.mutate import samples
from tests.nasty_parts import xls_of
from tests.rawbooks import Formula, Page, biff_record, ods, package, unpack, xlsx

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.office import Office

HEAD = [["ผลการประเมิน ITA ปีงบประมาณ พ.ศ. 2568 เทศบาลตำบลตัวอย่าง"], ["ข้อ", "ชื่อ", "คะแนน", "ร้อยละ"]]
#: The score of each item is a formula.
ROWS = [[f"i{number}", "ชื่อ", f"=D{number + 2}*10", 8 + number / 10] for number in range(1, 10)]


def by_openpyxl(path: Path) -> Path:
    book = openpyxl.Workbook()
    for row in (*HEAD, *ROWS):
        book.active.append(row)
    book.save(path)
    return path


def by_xlsxwriter(path: Path) -> Path:
    """It writes 0 for a value that it is not given."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("ผล")
        for at, row in enumerate((*HEAD, *ROWS)):
            sheet.write_row(at, 0, row)
    return path


def without_values(path: Path, out: Path) -> Path:
    """An .ods file as a program writes it that computes nothing."""
    parts = [
        (name, b"".join(_bare(piece) for piece in _pieces(data)) if name == "content.xml" else data)
        for name, data in unpack(path.read_bytes())
    ]
    out.write_bytes(package(parts))
    return out


def _pieces(data: bytes) -> list[bytes]:
    first, *rest = data.split(b"<table:table-cell ")
    return [first, *(b"<table:table-cell " + piece for piece in rest)]


def _bare(piece: bytes) -> bytes:
    if b"table:formula=" not in piece:
        return piece
    tag, _, rest = piece.partition(b">")
    kept = [word for word in tag.split(b" ") if b"value" not in word]
    return b" ".join(kept) + b"/>" + rest[rest.index(b"</table:table-cell>") + len(b"</table:table-cell>") :]


@pytest.fixture
def no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libreoffice, "find", lambda: None)


@pytest.mark.parametrize("writer", [by_openpyxl, by_xlsxwriter])
def test_without_a_program_to_compute_them_they_are_said(
    tmp_path: Path, no_office: None, writer: Callable[[Path], Path]
) -> None:
    found = understand(writer(tmp_path / "ผล.xlsx"))
    (said,) = [one for one in found.problems if one.code == "R112"]
    assert [place.cell for place in said.places] == [f"C{row}" for row in range(3, 12)]
    assert not any(one.value == 0 for one in (found.assessments[0].figures if found.assessments else ()))


@pytest.mark.libreoffice
@pytest.mark.parametrize("writer", [by_openpyxl, by_xlsxwriter])
def test_libreoffice_computes_them(tmp_path: Path, office: Office, writer: Callable[[Path], Path]) -> None:
    path = writer(tmp_path / "ผล.xlsx")
    before = path.read_bytes()
    (one,) = read(path)
    assert {figure.ref: float(figure.value) for figure in one.figures} == {
        f"i{number}": 80 + number for number in range(1, 10)
    }
    assert not [problem for problem in one.problems if problem.code == "R112"]
    assert path.read_bytes() == before


@pytest.mark.libreoffice
def test_of_an_ods_file_too(tmp_path: Path, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    saved = office.convert(by_openpyxl(tmp_path / "ผล.xlsx"), tmp_path / "out", "ods")
    assert guard(saved).uncomputed == {}
    path = without_values(saved, tmp_path / "ผล.ods")
    assert len(guard(path).uncomputed["Sheet"]) == 9
    assert len(read(path)[0].figures) == 9
    monkeypatch.setattr(libreoffice, "find", lambda: None)
    assert [one.code for one in understand(path).problems] == ["R112"]


def test_of_an_ods_file_with_repetitions(tmp_path: Path, no_office: None) -> None:
    path = tmp_path / "ก.ods"
    path.write_bytes(ods([Page("ก", [["ก"], [None, 2, Formula("[.B2]*2"), Formula("[.B2]*3", 6)]])]))
    assert guard(path).uncomputed == {"ก": ((1, 2),)}


def formula_record(row: int, result: bytes, *, anew: bool = False) -> bytes:
    """The formula =2 in the first column of an .xls sheet, with the eight bytes of its value."""
    return biff_record(6, struct.pack("<HHH8sHIH3s", row, 0, 15, result, 2 * anew, 0, 3, b"\x1e\x02\x00"))


def test_of_an_xls_file(tmp_path: Path, no_office: None) -> None:
    """There a text without a letter stands for a value that is missing, and a 0 may be marked to be computed anew."""
    none, zero, two = b"\3" + bytes(5) + b"\xff\xff", bytes(8), struct.pack("<d", 2)
    path = tmp_path / "ก.xls"
    path.write_bytes(xls_of(formula_record(20, none), formula_record(21, zero, anew=True), formula_record(22, zero)))
    assert guard(path).uncomputed == {"คะแนน0": ((21, 0),)}
    path.write_bytes(xls_of(formula_record(20, none), formula_record(21, zero, anew=True)))
    assert guard(path).uncomputed == {"คะแนน0": ((20, 0), (21, 0))}
    path.write_bytes(xls_of(formula_record(20, two), formula_record(21, none)))
    assert guard(path).uncomputed == {}


def test_what_has_a_value_is_believed(tmp_path: Path) -> None:
    """A text without a letter, an error, a 0 of a program that computes: all are values."""
    path = tmp_path / "ก.xlsx"
    path.write_bytes(xlsx([Page("ก", [[1, Formula("A1-1", 0), Formula('""', ""), Formula("A1", 1)]])]))
    assert guard(path).uncomputed == {}
    path.write_bytes(xlsx([Page("ก", [[1, Formula("A1-1", 0), Formula("A1+1")]])], addresses=False))
    assert guard(path).uncomputed == {"ก": ((0, 2),)}


def test_our_own_workbooks_are_computed() -> None:
    for path in samples():
        assert guard(path).uncomputed == {}, path.name


def test_a_zero_beside_values_is_none_where_all_is_to_be_computed_anew(tmp_path: Path, no_office: None) -> None:
    """XlsxWriter asks for everything to be computed anew when the file is opened, so its 0 says nothing."""
    path = tmp_path / "ก.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("ก")
        sheet.write("A1", 2)
        sheet.write_formula("B1", "=A1*3", value=6)
        sheet.write_formula("C1", "=A1*3")
        sheet.write_formula("D1", '=""', value="")
    (grid,) = open_grids(path)
    assert list(grid.raw[0]) == [2, 6, ""]
    assert grid.uncomputed == ((0, 2),)


@pytest.mark.libreoffice
def test_what_libreoffice_cannot_compute_is_said_and_no_link_is_followed(tmp_path: Path, office: Office) -> None:
    asked: list[object] = []

    class Watch(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            asked.append(self.request.recv(1000))

    server = socketserver.TCPServer(("127.0.0.1", 0), Watch)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host = f"http://127.0.0.1:{server.server_address[1]}"
    path = tmp_path / "ก.xlsx"
    book = openpyxl.Workbook()
    for formula in (2, "=A1*2", "=NOSUCH(A1)", f'=WEBSERVICE("{host}/a")', f"='{host}/[b.xlsx]ก'!A1"):
        book.active.append([formula])
    book.save(path)
    (grid,) = open_grids(path)
    server.shutdown()
    server.server_close()
    assert [row[0] for row in grid.raw] == [2, 4, "", "", ""]
    assert grid.uncomputed == ((2, 0), (3, 0), (4, 0))
    assert asked == []


def test_a_program_that_hangs_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nsleep 60 &\nwait\n", encoding="ascii")
    program.chmod(0o755)
    monkeypatch.setattr(libreoffice, "find", lambda: str(program))
    monkeypatch.setattr(calc, "SECONDS", 0.3)
    assert [one.code for one in understand(by_openpyxl(tmp_path / "ผล.xlsx")).problems] == ["R112"]


def test_the_file_is_left_as_it_was(tmp_path: Path, no_office: None) -> None:
    path = by_openpyxl(tmp_path / "ผล.xlsx")
    before = sorted(tmp_path.iterdir())
    open_grids(path)
    assert sorted(tmp_path.iterdir()) == before
    assert zipfile.is_zipfile(path)
