"""A closed workbook part by part: what is read, written, moved and left alone."""

from __future__ import annotations

import io
import random
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from ita_xl.errors import OutputError
from ita_xl.excel.closed import vml
from ita_xl.excel.closed.book import ClosedFile
from ita_xl.excel.closed.package import Package
from ita_xl.excel.closed.rowmap import NEW, Box, RowMap
from ita_xl.excel.closed.styles import Look, Styles
from ita_xl.excel.closed.xml import parse, written
from ita_xl.ingest.limits import Broken
from ita_xl.render import workbook_bytes
from ita_xl.render.live import draw
from ita_xl.sheets.build import Builder
from ita_xl.sheets.model import Book
from tests.validator import faults

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ita_xl.excel.closed.pages import Page

ROOT = Path(__file__).parent.parent
FILES = [ROOT / "workbooks/ita_template.xlsm", *sorted((ROOT / "workbooks/samples").glob("*.xlsx"))[:2],
         *sorted((ROOT / "tests/golden").glob("*.xlsx"))[:2]]  # fmt: skip
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


# -- parts -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_part_is_written_as_it_was_read(path: Path) -> None:
    data = path.read_bytes()
    package = Package(data)
    assert package.written() == data
    for name in package.names:
        if name.endswith((".xml", ".rels")):
            assert written(parse(package.read(name))) == package.read(name), name
            package.tree(name)
    assert package.changed() == {}


def test_prefixes_comments_and_empty_values_stay() -> None:
    text = (
        b'<x:a xmlns:x="urn:x" xmlns:x14ac="urn:y" mc:Ignorable="x14ac" xmlns:mc="urn:m"><!-- c --><x:v></x:v>'
        b'<x:v/><x:t xml:space="preserve"> a&#13;\n&amp;&lt;</x:t><x:b c="1&#10;2&quot;"/></x:a>'
    )
    assert written(parse(text)).partition(b"\n")[2] == text


@pytest.mark.parametrize(
    "text", [b"<a>", b"<!DOCTYPE a><a/>", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b"<a>" * 999, b""]
)
def test_what_is_no_sound_part_is_refused(text: bytes) -> None:
    with pytest.raises(Broken):
        parse(text)


class _Unseekable(io.BytesIO):
    """Makes a zip file tell the sizes of its parts behind them."""

    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        raise OSError


def test_a_package_of_any_program_keeps_its_other_parts_packed() -> None:
    stream = _Unseekable()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{MAIN}"/>')
        archive.writestr("xl/สื่อ/ภาพ.png", b"\0" * 5000)
        archive.writestr(zipfile.ZipInfo("stored.bin", (1980, 1, 1, 0, 0, 0)), b"123", zipfile.ZIP_STORED)
        archive.writestr("a.xml", "<a/>")
    package = Package(stream.getvalue())
    package.put("A.xml", b"<a>1</a>")
    package.add("new.xml", b"<b/>", "text/b")
    with zipfile.ZipFile(io.BytesIO(package.written())) as archive:
        assert archive.testzip() is None
        assert archive.read("xl/สื่อ/ภาพ.png") == b"\0" * 5000
        assert (archive.read("stored.bin"), archive.read("a.xml"), archive.read("new.xml")) == (
            b"123",
            b"<a>1</a>",
            b"<b/>",
        )
        assert archive.namelist() == ["[Content_Types].xml", "xl/สื่อ/ภาพ.png", "stored.bin", "a.xml", "new.xml"]
    package.remove("new.xml")
    assert b"new.xml" not in package.written()


def test_a_part_that_stands_twice_or_is_damaged_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.xml", "<a/>")
        archive.writestr("A.xml", "<b/>")
    with pytest.raises(Broken):
        Package(stream.getvalue())
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.xml", "<a/>")
    with pytest.raises(Broken):
        Package(stream.getvalue().replace(b"<a/>", b"<b/>")).read("a.xml")


# -- rows --------------------------------------------------------------------------------------------------------------


@st.composite
def _orders(draw_: Callable[..., int], stood: int = 30) -> list[int]:
    order = list(range(stood))
    for _ in range(draw_(st.integers(0, 8))):
        at = draw_(st.integers(0, len(order) - 1))
        match draw_(st.integers(0, 2)):
            case 0:
                order.insert(at, NEW)
            case 1:
                del order[at]
            case _:
                order.insert(draw_(st.integers(0, len(order) - 1)), order.pop(at))
    return order


@given(_orders(), st.integers(0, 29))
def test_a_reference_follows_its_row(order: list[int], row: int) -> None:
    moved = RowMap("แผน", order, 30)
    there = order.index(row) if row in order else None
    assert moved.row(row) == there
    for text, told in (("$B{}", "$B{}"), ("'แผน'!B${}", "'แผน'!B${}"), ("SUM(อื่น!B{0},แผน!C{0})", None)):
        new = moved.formula("แผน", text.format(row + 1))
        if told is None:
            continue
        prefix = text.partition("!")[0] + "!" if "!" in text else ""
        assert new == (f"{prefix}#REF!" if there is None else told.format(there + 1))
    assert moved.formula("แผน", f'"B{row + 1}"&อื่น!B{row + 1}') == f'"B{row + 1}"&อื่น!B{row + 1}'


@given(_orders(), st.integers(0, 29), st.integers(0, 29))
def test_the_cells_of_a_rule_are_those_that_it_had(order: list[int], one: int, other: int) -> None:
    """No row comes to a rule but those it had and new ones between them; none that is left loses it."""
    top, bottom = min(one, other), max(one, other)
    found = RowMap("แผน", order, 30).boxes(Box(top, 2, bottom, 4))
    rows = {row for box in found for row in range(box.top, box.bottom + 1)}
    assert {order[row] for row in rows} - {NEW} == {own for own in order if top <= own <= bottom}
    assert {(box.left, box.right) for box in found} <= {(2, 4)}


def test_ranges_of_whole_rows_move_too() -> None:
    moved = RowMap("แผน", [NEW, *range(20)], 20)
    assert moved.formula("", "แผน!$5:$6,'แผน'!2:2") == "แผน!$6:$7,'แผน'!3:3"
    assert moved.formula("แผน", "SUM(5:5)+A1:A1048576") == "SUM(6:6)+A2:A1048576"
    with pytest.raises(OutputError, match="E323"):
        moved.formula("แผน", "SUM('ก:ข'!A1)")


def test_what_must_stay_together_is_not_torn_apart() -> None:
    assert RowMap("แผน", [0, 1, NEW, 2, 3], 4).box(Box(1, 0, 2, 0)) == Box(1, 0, 3, 0)
    assert RowMap("แผน", [0, 3], 4).box(Box(1, 0, 2, 0)) is None
    with pytest.raises(OutputError, match="E323"):
        RowMap("แผน", [0, 1, 3, 2], 4).box(Box(1, 0, 2, 0))


# -- a sheet -----------------------------------------------------------------------------------------------------------


def _file(fill: Callable[[xlsxwriter.Workbook], object]) -> ClosedFile:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        fill(book)
    return ClosedFile(stream.getvalue(), "ก.xlsx")


def _page(file: ClosedFile, name: str) -> Page:
    return next(one for one in file.sheets if one.name == name)


def _respelled(file: ClosedFile, part: str, changes: Mapping[str, str]) -> ClosedFile:
    text = file.package.read(part).decode()
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    package = Package(file.package.data)
    package.put(part, text.encode())
    return ClosedFile(package.written(), file.name)


def test_formulas_that_share_one_are_read_and_written_apart() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("แผน")
        for row in range(6):
            sheet.write_number(row, 0, row)
            sheet.write_formula(row, 1, f"=A{row + 1}*$A$1", None, row)

    sheet = "xl/worksheets/sheet1.xml"
    shared = {"<f>A2*$A$1</f>": '<f t="shared" ref="B2:B5" si="0">A2*$A$1</f>'}
    shared |= {f"<f>A{row}*$A$1</f>": '<f t="shared" si="0"/>' for row in (3, 4, 5)}
    file = _respelled(_file(fill), sheet, shared)
    page = _page(file, "แผน")
    assert [row[0] for row in page.range((1, 2), (6, 2)).formula] == [f"=A{row}*$A$1" for row in range(1, 7)]
    page.range("1:1").insert("down")
    page.range("4:4").delete("up")
    page.range((3, 2)).value = 7
    again = _page(ClosedFile(file.saved(), ""), "แผน")
    assert [row[0] for row in again.range((2, 2), (6, 2)).formula] == [
        "=A2*$A$2", "7", "=A4*$A$2", "=A5*$A$2", "=A6*$A$2",
    ]  # fmt: skip


def test_other_sheets_follow_however_they_are_spelled() -> None:
    """A formula that others share, one that speaks of its own sheet, and letters that are written as numbers."""

    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("แผน").write_column(0, 0, range(9))
        sheet = book.add_worksheet("อื่น")
        for row in range(3):
            sheet.write_formula(row, 0, f"=แผน!A{row + 2}+A{row + 9}")
        sheet.write_formula(4, 0, "=แผน!A4")

    numbers = "".join(f"&#{ord(letter)};" for letter in "แผน!A4")
    changes = {
        "<f>แผน!A2+A9</f>": '<f t="shared" ref="A1:A3" si="0">แผน!A2+A9</f>',
        "<f>แผน!A4</f>": f"<f>{numbers}</f>",
    }
    changes |= {f"<f>แผน!A{row}+A{row + 7}</f>": '<f t="shared" si="0"/>' for row in (3, 4)}
    file = _respelled(_file(fill), "xl/worksheets/sheet2.xml", changes)
    _page(file, "แผน").range("3:3").insert("down")
    again = _page(ClosedFile(file.saved(), ""), "อื่น")
    told = [row[0] for row in again.range((1, 1), (5, 1)).formula]
    assert told == ["=แผน!A2+A9", "=แผน!A4+A10", "=แผน!A5+A11", "", "=แผน!A5"]
    file = _respelled(_file(fill), "xl/worksheets/sheet2.xml", {"<f>แผน!A4</f>": f"<f>{numbers}</f>"})
    _page(file, "แผน").range("3:3").insert("down")
    assert _page(ClosedFile(file.saved(), ""), "อื่น").range((5, 1)).formula == (("=แผน!A5",),)


def test_a_sheet_in_the_spelling_of_another_program_is_read_and_written() -> None:
    """A prefix on every element, and cells that do not say where they stand."""
    file = _file(lambda book: book.add_worksheet("แผน").write_row(0, 0, [1, 2]))
    text = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c><x:c t="inlineStr"><x:is>'
        "<x:r><x:t>ก</x:t></x:r><x:r><x:t>ข_x000B_</x:t></x:r><x:rPh><x:t>ค</x:t></x:rPh></x:is></x:c></x:row><x:row/>"
        '<x:row><x:c t="b"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    package = Package(file.package.data)
    package.put("xl/worksheets/sheet1.xml", text.encode())
    file = ClosedFile(package.written(), "ก.xlsx")
    page = _page(file, "แผน")
    assert page.range((1, 1), (3, 2)).value == [[1.0, "กข\x0b"], [None, None], [True, None]]
    page.range((2, 2)).value = "ใหม่"
    page.range((1, 1), (1, 2)).merge()
    again = _page(ClosedFile(file.saved(), ""), "แผน")
    assert again.range((1, 1), (3, 2)).value == [[1.0, None], [None, "ใหม่"], [True, None]]
    assert b"<x:mergeCells" in file.package.read("xl/worksheets/sheet1.xml")


def test_a_multi_row_array_and_merge_grow_and_a_data_table_is_refused() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("แผน")
        sheet.write_array_formula("B2:B4", "{=A2:A4*2}")
        sheet.merge_range("D2:D4", "ก")

    file = _file(fill)
    _page(file, "แผน").range("3:3").insert("down")
    file.saved()
    text = file.package.read("xl/worksheets/sheet1.xml").decode()
    assert 'ref="B2:B5"' in text
    assert "A2:A5*2" in text
    assert 'ref="D2:D5"' in text
    sheet = "xl/worksheets/sheet1.xml"
    table = _respelled(_file(fill), sheet, {'t="array" ref="B2:B4"': 't="dataTable" ref="B2:B4"'})
    _page(table, "แผน").range("3:3").insert("down")
    with pytest.raises(OutputError, match="E323"):
        table.saved()


@pytest.mark.parametrize(
    ("code", "dated"),
    [("yyyy-mm-dd", True), ("[$-D07041E]d mmmm yyyy", True), ("[h]:mm", True), ("วว/ดด/ปปปป", True), ("0.00", False),
     ('0 "day"', False), ("[Red]0", False), ("General", False), ("@", False), ('"ปี" 0', False), ("#,##0_d", False)],
)  # fmt: skip
def test_dates_are_told_by_their_format(code: str, dated: bool) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("แผน").write_number(0, 0, 45000, book.add_format({"num_format": code}))

    value = _page(_file(fill), "แผน").range((1, 1)).value
    assert isinstance(value, float) != dated


def test_a_sheet_drawn_in_a_closed_file_looks_as_one_that_is_written() -> None:
    sheet = Builder("แผน", (20.0, 30.0, 12.0))
    for style in ("title", "header", "cell", "group_center", "score", "input", "code"):
        sheet.line(("ก", "ข้อความ\nสองบรรทัด", Decimal("95.25")), style, height=40)
    sheet.wide("ทั้งแถว", "group")
    made = sheet.sheet()
    bare = Builder("แผน", (20.0,)).sheet()
    book = workbook_bytes(Book("ก", "ก", (bare, Builder("อื่น", (10.0,)).sheet())))
    file = ClosedFile(book, "ก.xlsx")
    assert not draw(made, _page(file, "แผน"))
    data = file.saved()
    drawn = openpyxl.load_workbook(io.BytesIO(data))["แผน"]
    direct = openpyxl.load_workbook(io.BytesIO(workbook_bytes(Book("ก", "ก", (made,)))))["แผน"]
    for one, other in zip(_looks(drawn), _looks(direct), strict=True):
        assert one == other
    # Looks that the file has already are used again.
    file = ClosedFile(data, "ก.xlsx")
    before = file.package.read("xl/styles.xml")
    draw(made, _page(file, "อื่น"))
    file.saved()
    assert file.package.read("xl/styles.xml") == written(parse(before))


def _looks(page: object) -> list[object]:
    found: list[object] = []
    for row in page.iter_rows():  # type: ignore[attr-defined]
        for cell in row:
            font, sides = cell.font, [getattr(cell.border, side) for side in ("left", "right", "top", "bottom")]
            fill, align = cell.fill, cell.alignment
            found.append((
                cell.coordinate, cell.value, cell.number_format, align.indent,
                font.name, font.sz, bool(font.b), bool(font.i), font.color and font.color.rgb,
                fill.fill_type, fill.fgColor.rgb if fill.fill_type else None,
                align.horizontal, align.vertical, bool(align.wrap_text),
                [(side.style, side.color.rgb if side.color else None) for side in sides],
            ))  # fmt: skip
    # Writers of files round down to pixels, programs do so when they read.
    heights = [page.row_dimensions[row].height // 0.75 for row in range(1, 8)]  # type: ignore[attr-defined]
    widths = [round(page.column_dimensions[letter].width, 2) for letter in "ABC"]  # type: ignore[attr-defined]
    return [*found, heights, widths, sorted(map(str, page.merged_cells.ranges))]  # type: ignore[attr-defined]


def test_formats_of_themes_and_palettes_are_not_taken_for_ours() -> None:
    root = parse(
        f'<styleSheet xmlns="{MAIN}"><fonts count="2"><font><sz val="11"/><name val="Tahoma"/></font>'
        '<font><sz val="11"/><color theme="1"/><name val="Tahoma"/></font></fonts><fills count="1"><fill>'
        '<patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders><cellXfs count="2">'
        '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0"/>'
        "</cellXfs></styleSheet>".encode()
    )
    styles = Styles(root)
    assert styles.style(Look()) == 0
    assert styles.style(Look(colour="112233", number_format="0.000")) == 2
    assert styles.style(Look(colour="112233", number_format="0.000")) == 2
    assert root.children[0].name == "numFmts"  # type: ignore[union-attr]


def test_notes_come_and_go_with_their_parts() -> None:
    file = _file(lambda book: book.add_worksheet("แผน").write_string(0, 0, "ก"))
    before = file.package.data
    page = _page(file, "แผน")
    chance = random.Random(1)
    for row in chance.sample(range(1, 20), 5):
        page.range((row, 1)).add_note(f"ข้อเสนอ {row}\nสองบรรทัด")
    first = file.saved()
    cells = [cell for (cell,) in openpyxl.load_workbook(io.BytesIO(first))["แผน"].iter_rows() if cell.comment]
    notes = {cell.row: cell.comment.text for cell in cells}
    assert len(notes) == 5
    assert all(text == f"ข้อเสนอ {row}\nสองบรรทัด" for row, text in notes.items())
    file = ClosedFile(first, "ก.xlsx")
    page = _page(file, "แผน")
    for row in notes:
        page.range((row, 1)).note.delete()
    last = zipfile.ZipFile(io.BytesIO(file.saved())).namelist()
    assert last == zipfile.ZipFile(io.BytesIO(before)).namelist()


def test_a_drawing_of_many_notes_numbers_them_apart() -> None:
    text = vml.empty(3)
    for row in range(4):
        text = vml.with_note(text, row, 0, (1, 15, row, 2, 3, 15, row + 3, 4))
    assert [text.count(f'"_x0000_s{number}"') for number in range(3073, 3077)] == [1, 1, 1, 1]
    assert vml.without_note(text, 2, 0).count("<v:shape ") == 3
    assert vml.has_shapes(text)
    assert not vml.has_shapes(vml.empty(3))


def test_a_long_list_of_words_is_left_to_the_program(tmp_path: Path) -> None:
    file = _file(lambda book: book.add_worksheet("แผน").write_string(0, 0, "ก"))
    page = _page(file, "แผน")
    with pytest.raises(NotImplementedError):
        page.range((1, 1), (5, 1)).data_validation.set_list(["ก" * 200, "ข" * 60])
    page.range((1, 1), (5, 1)).data_validation.set_list(["ทำแล้ว", "ยัง"])
    page.freeze_panes.freeze_at("1:2")
    page.range((1, 1)).column_width = 33
    path = tmp_path / "ก.xlsx"
    path.write_bytes(file.saved())
    made = openpyxl.load_workbook(path)["แผน"]
    assert [(str(one.sqref), one.formula1) for one in made.data_validations.dataValidation] == [("A1:A5", '"ทำแล้ว,ยัง"')]
    assert made.freeze_panes == "A3"
    assert round(made.column_dimensions["A"].width, 2) == 33.71
    assert faults(path) == []
