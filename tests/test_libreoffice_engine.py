"""LibreOffice as an engine of xlwings: each member of xlwings that we use does there what it does in Excel."""

from __future__ import annotations

import datetime as dt
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import xlwings
from PIL import Image

from ita_xl.excel import buttons
from ita_xl.render.live import draw
from ita_xl.sheets.model import Area, Cell, Comment, Sheet, Validation

if TYPE_CHECKING:
    from collections.abc import Callable


pytestmark = pytest.mark.libreoffice
ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "workbooks" / "samples" / "bang-pla-2568.xlsx"

#: What is checked, by the members of xlwings that it is about.
CHECKS: dict[str, Callable[[Any], None]] = {}


def about(*members: str) -> Callable[[Callable[[Any], None]], Callable[[Any], None]]:
    def note(check: Callable[[Any], None]) -> Callable[[Any], None]:
        CHECKS.update(dict.fromkeys(members, check))
        return check

    return note


@pytest.fixture
def template(filled_template: bytes, tmp_path: Path) -> Path:
    """The template with the scores of an agency, under a Thai name."""
    path = tmp_path / "ผล ITA สำเนา (2).xlsx"
    path.write_bytes(filled_template)
    return path


# -- members -----------------------------------------------------------------------------------------------------------


@about("Range.value", "Range.options", "Range.shape", "Range.raw_value", "Range.sheet", "Range.clear_contents")
def values(page: Any) -> None:
    noon = dt.datetime(2025, 9, 30, 12)
    cells = page.range((1, 1), (4, 3))
    assert cells.shape == (4, 3)
    cells.value = [
        ["หน่วยงาน", Decimal("93.25"), 3], [True, False, None], [noon, dt.date(2568, 1, 1), ""], ["๑\nสอง", 0.0, 1.0],
    ]  # fmt: skip
    rows = cells.options(ndim=2).value
    assert rows == [
        ["หน่วยงาน", 93.25, 3.0], [True, False, None], [noon, dt.datetime(2568, 1, 1), None], ["๑\nสอง", 0.0, 1.0],
    ]  # fmt: skip
    assert isinstance(rows[3][1], float)
    assert page.range("B1").value == 93.25
    assert page.range("A1:A2").value == ["หน่วยงาน", True]
    page.range("A2:B2").value = 7
    assert page.range("A2:C2").value == [7.0, 7.0, None]
    cells.clear_contents()
    assert cells.options(ndim=2).value == [[None] * 3] * 4
    assert cells.sheet == page


@about("Range.value", "Range.formula")
def texts_stay_texts(page: Any) -> None:
    given = ["'=1+1", "'1/2", "''ยกมา", "-", "+66", "@ก", "TRUE", "12", "'", "_x000D_", "ก" * 9000]
    shown = ["=1+1", "1/2", "'ยกมา", "-", "+66", "@ก", "TRUE", "12", None, "_x000D_", "ก" * 9000]
    # With a formula beside them they go another way.
    for beside in (None, "=1+1"):
        cells = page.range((1, 1), (len(given), 2))
        cells.value = [[one, beside] for one in given]
        assert [row[0] for row in cells.value] == shown
        assert [row[0] for row in cells.formula] == [one or "" for one in shown]
        assert cells.value[0][1] == (2.0 if beside else None)


@about("Range.formula", "Range.formula2")
def formulas(page: Any) -> None:
    other = page.book.sheets[0].name
    written = [
        ["=SUM(A1,2)*2", '=IF(A1>=1,"ก,ข;ค",TRUE)', "=1/0"],
        [f"='{page.name}'!$A$1+1", f"={other}!A1", "=EDATE(45000,1)"],
        ['=VLOOKUP(2,{1,"ก";2,"ข"},2,FALSE)', "=SUM($A:$A,2:2)", "=IFERROR(C1,_xlfn.IFS(1>0,5))"],
    ]
    page.range("A1").value = 1
    page.range("E1:G3").formula = written
    assert page.range("E1:G1").value == [6.0, "ก,ข;ค", None]
    assert page.range("G1").options(err_to_str=True).value == "#DIV/0!"
    assert page.range("E2:F2").value == [2.0, 0.0]
    assert page.range("G2").value == 45031.0
    assert page.range("E3").value == "ข"
    back = page.range("E1:G3").formula
    assert back[0] == ("=SUM(A1,2)*2", '=IF(A1>=1,"ก,ข;ค",TRUE())', "=1/0")
    assert back[1][:2] == (f"='{page.name}'!$A$1+1", f"={other}!A1")
    assert back[1][2] == "=EDATE(45000,1)"
    assert back[2][0] == '=VLOOKUP(2,{1,"ก";2,"ข"},2,FALSE())'
    page.range("A1:A3").value = [[1], [2], [3]]
    page.range("B1:B3").formula = "=$A$1+A1"
    assert page.range("B1:B3").value == [2.0, 3.0, 4.0]
    page.range("C1").formula2 = "=B1"
    assert page.range("C1").formula2 == "=B1"


@about("Range.number_format")
def number_formats(page: Any) -> None:
    page.range("A1:A2").value = [[0.5], [dt.date(2025, 9, 30)]]
    page.range("A1").number_format = "0.00%"
    page.range("A2").number_format = "[$-D07041E]d mmmm yyyy"
    assert page.range("A1").number_format == "0.00%"
    assert page.range("A2").value == dt.datetime(2025, 9, 30)
    assert page.range("A1:A2").number_format is None
    page.range("A2").value = dt.date(2026, 1, 1)
    assert page.range("A2").number_format == "[$-D07041E]d mmmm yyyy"
    page.range("B1:B2").formula = [["=A2"], ["=A2>1"]]
    assert page.range("B2").value is True
    page.range("B1").number_format = "yyyy-mm-dd"
    assert page.range("A1:B2").value == [[0.5, dt.datetime(2026, 1, 1)], [dt.datetime(2026, 1, 1), True]]


@about("Range.font", "Font.bold", "Font.italic", "Font.size", "Font.name", "Font.color")
def fonts(page: Any) -> None:
    font = page.range("A1:B2").font
    font.bold, font.italic, font.size, font.name, font.color = True, True, 16, "TH SarabunPSK", "#1F4E78"
    seen = page.range("B2").font
    assert (seen.bold, seen.italic, seen.size, seen.name, seen.color) == (
        True,
        True,
        16,
        "TH SarabunPSK",
        (31, 78, 120),
    )
    # Thai is set in the font of complex scripts.
    cell = page.range("B2").api
    assert (cell.CharFontNameComplex, cell.CharHeightComplex, cell.CharWeightComplex) == ("TH SarabunPSK", 16, 150)
    page.range("A1").font.bold = False
    assert page.range("A1:B2").font.bold is None


@about(
    "Range.color", "Range.wrap_text", "Range.horizontal_alignment", "Range.vertical_alignment", "Range.adjust_indent"
)
def cell_looks(page: Any) -> None:
    cells = page.range("A1:B2")
    assert (cells.color, cells.wrap_text, cells.horizontal_alignment) == (None, False, "general")
    cells.color, cells.wrap_text = "#DDEBF7", True
    cells.horizontal_alignment, cells.vertical_alignment = "center", "top"
    assert (cells.color, cells.wrap_text) == ((221, 235, 247), True)
    assert (cells.horizontal_alignment, cells.vertical_alignment) == ("center", "top")
    page.range("C1").adjust_indent(2)
    assert page.range("C1").horizontal_alignment == "left"
    assert page.range("C1").api.ParaIndent == 706
    with pytest.raises(NotImplementedError, match=r"Range\.horizontal_alignment 'distributed' is not there"):
        cells.horizontal_alignment = "distributed"


@about("Range.borders", "Borders.set", "Borders.clear")
def borders(page: Any) -> None:
    page.range("B2:D4").borders.set(["edge_top", "inside_vertical"], line_style="dot", color="#FF0000")
    top = page.range("C2").borders["edge_top"]
    assert (top.line_style, top.weight, top.color) == ("dot", "thin", (255, 0, 0))
    assert page.range("C3").borders["edge_left"].line_style == "dot"
    assert page.range("C3").borders["edge_bottom"].line_style is None
    assert page.range("B2").borders["edge_left"].line_style is None
    page.range("B2:D4").borders.clear()
    assert page.range("C2").borders["edge_top"].line_style is None
    page.range("B2:D4").borders.set("all", line_style="continuous", weight="medium")
    assert page.range("B2:D4").borders.weight == "medium"


@about("Range.clear_formats")
def formats_go(page: Any) -> None:
    cells = page.range("A1:C1")
    cells.value, cells.color, cells.font.bold, cells.number_format = [[1, 2, 3]], "#DDEBF7", True, "0.00"
    page.range("A1:B1").merge()
    cells.clear_formats()
    assert (cells.color, cells.font.bold, cells.number_format, cells.merge_cells) == (None, False, "General", False)
    assert page.range("A1").value == 1.0


@about("Range.merge", "Range.unmerge", "Range.merge_cells", "Range.merge_area")
def merged_cells(page: Any) -> None:
    page.range("A1:C3").value = [["ก", "ข", "ค"]] * 3
    page.range("A1:C2").merge(across=True)
    page.range("E1:F3").merge()
    # What is covered is gone, as in Excel.
    assert page.range("A1:C3").value == [["ก", None, None], ["ก", None, None], ["ก", "ข", "ค"]]
    assert [page.range(one).merge_area.address for one in ("B2", "F3", "A3")] == ["$A$2:$C$2", "$E$1:$F$3", "$A$3"]
    states = {"A1:C1": True, "A1:C2": None, "A1:D1": None, "B1": True, "A3:C3": False, "A3": False}
    assert {one: page.range(one).merge_cells for one in states} == states
    page.range("1:1").unmerge()
    assert page.range("A1:C1").merge_cells is False
    assert page.range("A2:C2").merge_cells is True


@about("Range.row_height", "Range.column_width")
def sizes(page: Any) -> None:
    page.range("A2:A3").row_height = 31.5
    page.range("B1:C1").column_width = 24.5
    assert page.range("C3").row_height == pytest.approx(31.5, abs=0.1)
    assert page.range("A1:A3").row_height is None
    assert page.range("B9:C9").column_width == pytest.approx(24.5, abs=0.1)
    page.range("A2").value = "ก " * 400
    page.range("A2").wrap_text = True
    assert page.range("A2").row_height == pytest.approx(31.5, abs=0.1)


@about(
    "Range.row", "Range.column", "Range.address", "Range.last_cell", "Sheet.range", "Sheet.used_range", "Range.expand"
)
def places(page: Any) -> None:
    page.range("B2:C4").value = [["ก", 1], ["ข", 2], ["ค", 3]]
    assert page.used_range.address == "$B$2:$C$4"
    last = page.used_range.last_cell
    assert (last.row, last.column) == (4, 3)
    addresses = ["A1", "$A$1:B2", "2:3", "B:B", "C2:A1"]
    assert [page.range(one).shape for one in addresses] == [(1, 1), (2, 2), (2, 16384), (1048576, 1), (2, 3)]
    assert page.range((2, 3), (4, 5)).address == "$C$2:$E$4"
    assert page.range(page.range("A1"), page.range("B2")).address == "$A$1:$B$2"
    assert page.range("B2").expand().address == "$B$2:$C$4"
    assert page[0, 1].address == "$B$1"
    with pytest.raises(xlwings.NoSuchObjectError):
        page.range("ไม่มีชื่อนี้")


@about("Range.insert", "Range.delete", "Range.move")
def rows_come_and_go(page: Any) -> None:
    page.range("A1:A4").value = [["ก"], ["ข"], ["ค"], [1]]
    page.range("B4").formula = "=A4"
    page.range("A3").row_height = 40
    page.range("A3").font.bold = True
    page.range("2:3").insert("down")
    assert page.range("A1:A6").value == ["ก", None, None, "ข", "ค", 1.0]
    assert page.range("B6").formula == "=A6"
    page.range("5:5").move(page.range("2:2"))
    assert page.range("A1:A6").value == ["ก", "ค", None, "ข", None, 1.0]
    assert page.range("A2").font.bold
    assert page.range("A2").row_height == pytest.approx(40, abs=0.1)
    page.range("3:3").delete("up")
    assert page.range("A1:A4").value == ["ก", "ค", "ข", None]
    assert page.range("B5").formula == "=A5"
    page.range("A1:A2").delete("up")
    assert page.range("A1").value == "ข"
    page.range("A1").insert("right")
    assert page.range("A1:B1").value == [None, "ข"]


@about("Range.note", "Range.add_note", "Note.text", "Note.delete")
def notes(page: Any) -> None:
    assert page.range("B2").note is None
    page.range("B2").add_note("ผลใหม่เสนอว่า: ก\nข")
    page.range("C2").add_note("อีกหมายเหตุ")
    assert page.range("B2").note.text == "ผลใหม่เสนอว่า: ก\nข"
    page.range("1:1").insert("down")
    assert page.range("B3").note.text == "ผลใหม่เสนอว่า: ก\nข"
    page.range("B3").note.delete()
    assert page.range("B3").note is None
    assert page.range("C3").note.text == "อีกหมายเหตุ"


@about("Range.add_hyperlink", "Range.hyperlink")
def links(page: Any) -> None:
    page.range("A1").add_hyperlink("https://www.nacc.go.th/a", "เว็บ")
    page.range("A2").add_hyperlink(f"#'{page.name}'!B5", "ในแฟ้ม")
    assert page.range("A1:A2").value == ["เว็บ", "ในแฟ้ม"]
    assert page.range("A1").hyperlink == "https://www.nacc.go.th/a"
    assert page.range("A2").hyperlink == f"#'{page.name}'!B5"
    assert page.range("A3").hyperlink == ""


@about("Range.data_validation", "DataValidation.set_list", "DataValidation.type", "DataValidation.source")
def validations(page: Any) -> None:
    rule = page.range("A1:A3").data_validation
    rule.set_list(["แล้วเสร็จ", 'มี "คำพูด"'])
    seen = page.range("A2").data_validation
    assert (seen.type, seen.source, seen.in_cell_dropdown) == ("list", 'แล้วเสร็จ,มี "คำพูด"', True)
    assert page.range("A4").data_validation.type == "none"
    page.range("B1").data_validation.set_list(page.range("C1:C3"))
    assert page.range("B1").data_validation.source == f"='{page.name}'!$C$1:$C$3"
    page.range("A2").data_validation.delete()
    assert page.range("A2").data_validation.type == "none"


@about("Sheet.freeze_panes", "FreezePanes.freeze_at", "FreezePanes.unfreeze")
def frozen(page: Any) -> None:
    page.activate()
    view = page.book.impl.controller
    for where, split in {"1:5": (0, 5), "A1:C5": (3, 5), "A:B": (2, 0)}.items():
        page.freeze_panes.freeze_at(where)
        assert view.hasFrozenPanes()
        assert (view.SplitColumn, view.SplitRow) == split
    page.freeze_panes.unfreeze()
    assert not view.hasFrozenPanes()


@about("Sheet.name", "Sheet.visible", "Sheet.copy", "Sheet.delete", "Sheet.index", "Sheet.book", "Sheets.add")
def sheets(page: Any) -> None:
    book, name = page.book, page.name
    page.range("A1").value = "ก"
    page.range("A1").row_height = 44
    copied = page.copy(after=page, name="สำเนา (เดิม)")
    assert [one.name for one in book.sheets][-2:] == [name, "สำเนา (เดิม)"]
    assert copied.range("A1").value == "ก"
    assert copied.range("A1").row_height == pytest.approx(44, abs=0.1)
    copied.visible = False
    assert (copied.visible, page.visible) == (False, True)
    added = book.sheets.add("แรก", before=page)
    assert added.index == page.index - 1
    page.name = "ชื่อใหม่"
    assert book.sheets["ชื่อใหม่"].range("A1").value == "ก"
    for one in (copied, added):
        one.delete()
    assert "แรก" not in [one.name for one in book.sheets]
    assert page.book == book


@about("Sheet.activate", "Sheet.select", "Range.select", "Sheets.active", "Book.selection")
def shown(page: Any) -> None:
    page.book.sheets[0].activate()
    assert page.book.sheets.active == page.book.sheets[0]
    page.select()
    assert page.book.sheets.active == page
    page.range("B2:C3").select()
    assert page.book.app.selection.address == "$B$2:$C$3"
    assert page.book.selection.address == "$B$2:$C$3"


@about("Book.sheets", "Book.name", "Book.fullname", "Book.app", "App.books", "Books.open", "Book.save", "Book.close")
def books(page: Any) -> None:
    app, folder = page.book.app, Path(page.book.app.impl.connection.own.folder.name)
    page.range("A1").value = "ก"
    path = folder / "แฟ้ม ไทย.xlsx"
    with pytest.raises(NotImplementedError, match=r"Book.save as .xlsm is not there"):
        page.book.save(folder / "แมโคร.xlsm")
    page.book.impl.save_copy(path)
    opened = app.books.open(path)
    assert (opened.name, opened.fullname) == (path.name, str(path))
    assert opened.sheets[page.name].range("A1").value == "ก"
    assert app.books.open(str(path)) == opened
    opened.sheets[0].range("A1").value = 5
    opened.save()
    assert openpyxl.load_workbook(path).worksheets[0]["A1"].value == 5
    opened.save(folder / "อีกชื่อ.ods")
    assert opened.name == "อีกชื่อ.ods"
    count = len(app.books)
    opened.close()
    assert len(app.books) == count - 1
    with pytest.raises(FileNotFoundError):
        app.books.open(folder / "ไม่มี.xlsx")


@about("Book.caller", "Book.set_mock_caller")
def caller(page: Any) -> None:
    page.book.set_mock_caller()
    assert xlwings.Book.caller() == page.book


@about("App.screen_updating", "App.status_bar", "App.display_alerts", "App.calculate", "App.version")
def program(page: Any) -> None:
    app = page.book.app
    app.screen_updating = False
    assert not app.screen_updating
    assert page.book.impl.model.hasControllersLocked()
    app.screen_updating = True
    assert not page.book.impl.model.hasControllersLocked()
    app.status_bar = "กำลังจัดทำ"
    assert app.status_bar == "กำลังจัดทำ"
    app.status_bar = False
    app.display_alerts = False
    app.display_alerts = True
    page.range("A1:A2").value = [[1], ["=A1+1"]]
    app.calculation = "manual"
    page.range("A1").value = 5
    assert (app.calculation, page.range("A2").value) == ("manual", 2.0)
    app.calculate()
    assert page.range("A2").value == 6.0
    app.calculation = "automatic"
    assert app.version.major >= 7


@about("Book.names", "Sheet.names", "Names.add", "Name.refers_to", "Name.refers_to_range", "Name.delete")
def names(page: Any) -> None:
    book = page.book
    page.range("A1:A2").value = [[3], [4]]
    book.names.add("คะแนนรวม", f"='{page.name}'!$A$1:$A$2")
    page.range("B1").formula = "=SUM(คะแนนรวม)"
    assert page.range("B1").value == 7.0
    assert book.names["คะแนนรวม"].refers_to == f"='{page.name}'!$A$1:$A$2"
    assert page.range("คะแนนรวม").address == "$A$1:$A$2"
    page.range("C1").name = "ผลรวม"
    assert book.names["ผลรวม"].refers_to_range.address == "$C$1"
    for one in ("คะแนนรวม", "ผลรวม"):
        book.names[one].delete()
    assert len(book.names) == 0


@about("Sheet.pictures", "Pictures.add", "Sheet.shapes")
def pictures(page: Any) -> None:
    path = Path(page.book.app.impl.connection.own.folder.name) / "ตรา.png"
    Image.new("RGB", (80, 40), "red").save(path)
    page.pictures.add(path, name="ตรา", left=10, top=50, width=40, height=20)
    (seen,) = page.pictures
    assert seen.name == "ตรา"
    assert [round(one) for one in (seen.left, seen.top, seen.width, seen.height)] == [10, 50, 40, 20]
    assert [one.type for one in page.shapes] == ["picture"]
    del seen
    for _ in range(30):  # a shape that was just dropped used to come back without its name, in one of four times
        assert page.pictures["ตรา"].name == page.shapes["ตรา"].name == "ตรา"
    page.pictures["ตรา"].delete()
    assert len(page.pictures) == 0


@about("Sheet.charts", "Charts.add", "Chart.set_source_data", "Chart.chart_type", "Chart.title")
def charts(page: Any) -> None:
    page.range("A1:B3").value = [["ตัวชี้วัด", "คะแนน"], ["ก", 90], ["ข", 80]]
    made = page.charts.add(source=page.range("A1:B3"), chart_type="bar_clustered", name="กราฟ", anchor=page.range("D2"))
    made.title = "คะแนนรายตัวชี้วัด"
    later = page.charts.add()
    later.chart_type = "line"
    later.set_source_data(page.range("A1:B3"))
    kinds = {one.name: (one.chart_type, one.title) for one in page.charts}
    assert kinds == {"กราฟ": ("bar_clustered", "คะแนนรายตัวชี้วัด"), "Chart 1": ("line", None)}
    # They follow their cells.
    page.range("B2").value = 10
    assert made.api.Data.getData()[0][0] == 10.0
    made.delete()
    assert len(page.charts) == 1


@about("Range.impl", "Sheet.impl")
def told_in_blocks(page: Any) -> None:
    """What the engine tells of many rows and columns at once is what it tells of each."""
    page.range("2:2").row_height = 40.5
    page.range("4:5").row_height = 17
    page.range("B:B").column_width = 30
    page.range("B2:D2").merge()
    page.range("A4:A5").merge()
    own = page.impl
    assert own.row_heights(6) == pytest.approx([page.range((row, 1)).row_height for row in range(1, 7)], abs=0.05)
    widths = [page.range((1, column)).column_width for column in range(1, 4)]
    assert own.column_widths(3) == pytest.approx(widths, abs=0.02)
    page.range("3:3").impl.row_hidden = True
    page.range("C:C").impl.column_hidden = True
    assert (own.row_heights(4)[2], own.column_widths(4)[2]) == (0, 0)
    assert [own.holds_merged(row, row, 4) for row in range(1, 5)] == [False, True, False, True]
    assert [own.holds_merged(2, 2, 1), own.holds_merged(1, 3, 4), own.holds_merged(6, 9, 4)] == [False, True, False]
    page.range("A7:B8").impl.write_rows([["'=1", 2.5], [None, "=B7*2"]])
    assert page.range("A7:B8").value == [["=1", 2.5], [None, 5.0]]
    with pytest.raises(ValueError, match=r"\$A\$7"):
        page.range("A7").impl.write_rows([[1.0, 2.0]])


@about("Sheet.page_setup", "PageSetup.print_area")
def printed(page: Any) -> None:
    assert page.page_setup.print_area is None
    page.page_setup.print_area = "$A$1:$D$20"
    assert page.page_setup.print_area == "$A$1:$D$20"


@pytest.mark.parametrize("check", dict.fromkeys(CHECKS.values()), ids=lambda one: one.__name__)
@pytest.mark.parametrize("still", [False, True], ids=["moving screen", "still screen"])
def test_members_do_what_they_do_in_excel(page: Any, check: Callable[[Any], None], still: bool) -> None:
    """While the screen stands still the engine works on what it keeps of the sheets."""
    page.book.app.screen_updating = not still
    try:
        check(page)
    finally:
        page.book.app.screen_updating = True


# -- the table is whole ------------------------------------------------------------------------------------------------


class _Watch:
    """Notes every member of xlwings that is called from the package."""

    def __init__(self) -> None:
        self.called: set[str] = set()

    def __enter__(self) -> _Watch:
        sys.setprofile(self._see)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)

    def _see(self, frame: Any, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_filename == xlwings.main.__file__ and frame.f_back is not None:
            caller = Path(frame.f_back.f_code.co_filename)
            if {ROOT / "ita_xl" / "excel", ROOT / "ita_xl" / "render"} & set(caller.parents):
                self.called.add(frame.f_code.co_qualname)


def test_every_member_that_we_use_is_checked(app: Any, page: Any, template: Path) -> None:
    with _Watch() as watch:
        draw(_everything(), page)
        book = _open(app, template)
        for name in ("calculate", "weak", "plan", "followup", "progress", "machine", "memo"):
            getattr(buttons, name)()
        _edit(book)
        for name in ("plan", "followup", "progress"):
            getattr(buttons, name)()
    for one in list(app.books):
        if one.name != page.book.name:
            one.close()
    # What every object of xlwings has, and what is asked of its collections.
    plain = {one for one in watch.called if one.rpartition(".")[2].startswith("_")}
    assert {"Range.insert", "Range.note", "Sheet.copy", "Borders.set", "DataValidation.set_list"} <= watch.called
    assert watch.called - plain - set(CHECKS) == set()


def _everything() -> Sheet:
    """A sheet with every part that is drawn."""
    cells = (
        Cell(0, 0, "หัวเรื่อง", "title"), Cell(1, 0, "เว็บ", "text", link="https://www.nacc.go.th"),
        Cell(2, 0, Decimal("1.5"), "score"), Cell(3, 0, Decimal(3), "score", formula="A3*2"),
    )  # fmt: skip
    words = Validation(Area(4, 0, 4, 1), "list", "", "", "", options=("ก", "ข"))
    return Sheet(
        "ทุกอย่าง", cells, (20.0, 30.0), {0: 30.0}, merges=(Area(0, 0, 0, 1), Area(5, 0, 6, 1)), freeze=(1, 1),
        comments=(Comment(1, 0, "หมายเหตุ"),), validations=(words,),
    )  # fmt: skip


def _open(app: Any, path: Path) -> Any:
    book = app.books.open(path)
    book.set_mock_caller()
    return book


def _edit(book: Any) -> None:
    """Other scores, and edits by hand on the plan: a cell typed over, a row added, one deleted, one moved."""
    scores = book.sheets["คะแนน"].range("D8:D40")
    less = [0.5] * 33
    scores.value = [
        [max(one - by, 0.0) if isinstance(one, float) else one] for one, by in zip(scores.value, less, strict=True)
    ]
    plan = book.sheets["แผนมาตรการ"]
    plan.range("B7:B20").value = [["พิมพ์เอง"]] * 14
    plan.range("9:9").delete("up")
    plan.range("12:12").insert("down")
    plan.range("A12").value = "มาตรการที่เพิ่มเอง"
    plan.range("15:15").insert("down")
    plan.range("20:20").move(plan.range("15:15"))
    plan.range("20:20").delete("up")


# -- what is not there -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("named", "use"),
    [
        ("Range.find", lambda page: page.range("A1").find("ก")),
        ("Range.autofilter", lambda page: page.range("A1:B2").autofilter.criteria),
        ("Range.replace_all", lambda page: page.range("A1:B2").replace_all("ก", "ข")),
        ("Range.copy to the clipboard", lambda page: page.range("A1").copy()),
        ("Sheet.tables", lambda page: page.tables),
        ("Sheet.pivot_tables", lambda page: page.pivot_tables),
        ("Sheet.show_gridlines", lambda page: setattr(page, "show_gridlines", False)),
        ("App.visible", lambda page: setattr(page.book.app, "visible", True)),
        ("Chart.legend", lambda page: page.charts.add().legend),
        ("DataValidation.set_rule", lambda page: page.range("A1").data_validation.set_custom("=A1>1")),
    ],
)
def test_what_is_not_there_says_so_by_name(page: Any, named: str, use: Callable[[Any], object]) -> None:
    with pytest.raises(NotImplementedError) as told:
        use(page)
    assert str(told.value) == f"LibreOffice engine: {named} is not there"
