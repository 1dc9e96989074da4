"""Book → .xlsx by XlsxWriter: fast, the same bytes for the same book, every refusal of the library noticed."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from copy import copy
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.image import Image
from xlsxwriter.packager import Packager
from xlsxwriter.worksheet import (
    CellBlankTuple,
    CellFormulaTuple,
    CellNumberTuple,
    CellStringTuple,
    Worksheet,
    re_dynamic_function,
)

from ita_xl.cells import address, letters, on
from ita_xl.errors import OutputError
from ita_xl.render.charts import insert_chart
from ita_xl.sheets import paper
from ita_xl.sheets.measure import column_points
from ita_xl.sheets.model import Shown
from ita_xl.sheets.theme import theme
from ita_xl.thai import thai_digits, thai_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ita_xl.sheets.model import Area, Book, Button, Cell, Picture, Sheet, Table

#: A fixed date of creation, so that the same input gives the same bytes.
CREATED = dt.datetime(2025, 10, 1)
_ALIGN_VERTICAL = {"top": "top", "center": "vcenter", "bottom": "bottom"}
_SCREEN_DPI = 96
Look = tuple[tuple[str, Any], ...]
#: A format of every look, as new.
_FRESH: dict[Look, Any] = {}
_MOST_FRESH = 512
_RULES = {"dotted": 4}
#: Characters of a text above a page: Excel takes 255 with all their marks.
_RUNNING = 80
#: Rows that the library tells the first and the last column of together.
_SPAN_ROWS = 16
#: How hard the parts of a file are packed, 1 to 9: in 0.6 of the time of 6, which the library takes. A report has 6 to
#: 11 % more bytes for it, a workbook with the whole library of recommendations up to 23 %.
_PACKED = 4
#: The name of a function in a formula, with its bracket.
_FUNCTION = re.compile(r"[A-Z][A-Z0-9.]*\(")


def workbook_bytes(book: Book, *, digits: str = "arabic", vba: bytes = b"", named: int | None = None) -> bytes:
    """The file of a book: .xlsx, or .xlsm where it has macros.

    Args:
        book: what to write.
        digits: ``"thai"`` shows every digit as a Thai one, ``"arabic"`` as an Arabic one.
        vba: the VBA project, which must name the workbook ``ThisWorkbook`` and its sheets ``Sheet1``, ``Sheet2``, …
            in their order. Buttons are written only with it.
        named: how many sheets the project names, the first of the book; all unless given. Excel names the others.

    Raises:
        OutputError: E301 when the library refuses a cell (too long a text, a cell out of range).
    """
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = _Workbook(io.BytesIO(), options)
    if vba:
        workbook.add_vba_project(io.BytesIO(vba), is_stream=True)
        workbook.set_vba_name("ThisWorkbook")
    sheets = len(book.sheets) if named is None else named
    _Writer(workbook, thai=digits == "thai", named=sheets if vba else 0).write(book)
    return workbook.packed()


class _Workbook(xlsxwriter.Workbook):  # type: ignore[misc]
    """A workbook that packs its parts itself, which the library would do at a level of its own."""

    def _get_packager(self) -> Packager:
        self.parts = _Parts()
        return self.parts

    def packed(self) -> bytes:
        """The file of the workbook, once it is closed."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as package:
            for part, name, _ in self.parts.filenames:
                package.writestr(zipfile.ZipInfo(name), part.getvalue(), zipfile.ZIP_DEFLATED, _PACKED)
        return stream.getvalue()


class _Parts(Packager):  # type: ignore[misc]
    """The parts of a file, which are made as ever and kept from the library's own package."""

    def _create_package(self) -> list[Any]:
        super()._create_package()
        return []


class _Page(Worksheet):  # type: ignore[misc]
    """A sheet that takes short ways where the library asks of every cell what few cells need; the bytes are the same.

    It looks for functions newer than 2010 only in formulas that may have some, for the bounds of the sheet only beyond
    the cells before, and writes the plain kinds of cells straight.
    """

    #: The first and the last row, and the first and the last column, of the cells that were in their place.
    within = (0, -1, 0, -1)

    def _check_dimensions(self, row: int, col: int, ignore_row: bool = False, ignore_col: bool = False) -> int:
        top, bottom, left, right = self.within
        if top <= row <= bottom and left <= col <= right:
            return 0
        refused = int(super()._check_dimensions(row, col, ignore_row, ignore_col))
        if self.dim_rowmin is not None and self.dim_colmin is not None:
            self.within = (self.dim_rowmin, self.dim_rowmax, self.dim_colmin, self.dim_colmax)
        return refused

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return _prepared(formula, expand_future_functions or self.use_future_functions)

    def _write_formula(self, row: int, col: int, formula: str, cell_format: Any = None, value: Any = 0) -> int:
        if not _all_plain(formula):
            return int(super()._write_formula(row, col, formula, cell_format, value))
        if self._check_dimensions(row, col):
            return -1
        self.table[row][col] = CellFormulaTuple(formula[1:], cell_format, value)
        return 0

    def merge_blank(self, area: Area, style: Any) -> int:
        """Make one blank cell of an area; 0, or what the library says where it refuses."""
        rows, columns = range(area.first_row, area.last_row + 1), range(area.first_column, area.last_column + 1)
        cells = [(row, column) for row in rows for column in columns]
        free = self.merged_cells.keys().isdisjoint(cells) and self.table_cells.keys().isdisjoint(cells)
        if len(cells) == 1 or not free:
            return int(self.merge_range(*_corners(area), "", style))
        if self._check_dimensions(*cells[0]) or self._check_dimensions(*cells[-1]):
            return -1
        self.merge.append(list(_corners(area)))
        self.merged_cells |= dict.fromkeys(cells, str(area))
        blank = CellBlankTuple(style)
        for row in rows:
            self.table[row] |= dict.fromkeys(columns, blank)
        return 0

    def _write_rows(self) -> None:
        self._calculate_spans()
        for row in sorted(self.row_info.keys() | self.table.keys() | self.comments.keys()):
            cells, span, info = self.table.get(row), self.row_spans.get(row // _SPAN_ROWS), self.row_info.get(row)
            if cells:
                self._write_row(row, span, info)
                self._write_cells(row, cells)
                self.fh.write("</row>")
            elif info or row in self.comments:
                self._write_empty_row(row, span, info)

    def _write_cells(self, row: int, cells: Mapping[int, Any]) -> None:
        for column in sorted(cells):
            cell = cells[column]
            kind = type(cell) if cell.format else None
            if kind is CellStringTuple:
                end = f' t="s"><v>{cell.string}</v></c>'
            elif kind is CellNumberTuple:
                end = f"><v>{cell.number:.16G}</v></c>"
            elif kind is CellBlankTuple:
                end = "/>"
            elif kind is not CellFormulaTuple or not (end := self._formula(cell)):
                self._write_cell(row, column, cell)
                continue
            self.fh.write(f'<c r="{letters(column)}{row + 1}" s="{cell.format._get_xf_index()}"{end}')

    def _formula(self, cell: Any) -> str:
        """The end of the element of a formula; empty where its value is of a rarer kind."""
        value = cell.value
        if type(value) is float:
            kind = ""
        elif type(value) is str and not value.startswith("#"):
            kind, value = ' t="str"' if value else "", self._escape_data(value)
        else:
            return ""
        return f"{kind}><f>{self._escape_data(cell.formula)}</f><v>{value}</v></c>"

    def _write_row(self, row: int, spans: str | None, row_info: Any = None, empty_row: bool = False) -> None:
        known = row_info and row_info.height not in (None, self.original_row_height) and self.excel_version == 2007
        if not known or row_info.row_format or row_info.hidden or row_info.level or row_info.collapsed:
            super()._write_row(row, spans, row_info, empty_row)
            return
        span = f' spans="{spans}"' if spans else ""
        height = f'ht="{row_info.height * 0.75:.16g}" customHeight="1"'
        self.fh.write(f'<row r="{row + 1}"{span} {height}{"/" if empty_row else ""}>')

    def _calculate_spans(self) -> None:
        ends: dict[int, tuple[int, int]] = {}
        for row in self.table.keys() | self.comments.keys():
            columns = [*self.table.get(row, ()), *self.comments.get(row, ())]
            if columns:
                first, last = ends.get(row // _SPAN_ROWS, (self.xls_colmax, 0))
                ends[row // _SPAN_ROWS] = min(first, *columns), max(last, *columns)
        self.row_spans = {at: f"{first + 1}:{last + 1}" for at, (first, last) in ends.items()}


@lru_cache(maxsize=4096)
def _all_plain(formula: str) -> bool:
    """Whether the library writes a formula as it is."""
    return all(map(_is_plain, _FUNCTION.findall(formula)))


@lru_cache(maxsize=256)
def _is_plain(function: str) -> bool:
    """Whether the library writes a function (``SUM(``) as it is."""
    return _prepared(function, False) == function and not re_dynamic_function.search(function)


@lru_cache(maxsize=256)
def _prepared(formula: str, future: bool) -> str:
    """A formula as the library writes it, after looking for each newer function it knows: 150 more with ``future``."""
    return str(Worksheet()._prepare_formula(formula, future))


class _Writer:
    def __init__(self, workbook: Any, *, thai: bool, named: int) -> None:
        self.workbook = workbook
        self.thai = thai
        self.named = named
        self.formats: dict[str, Any] = {}
        self.looks: dict[Look, Any] = {}

    def write(self, book: Book) -> None:
        self.workbook.set_properties({"title": book.title, "subject": book.subject, "created": CREATED})
        self.workbook.set_calc_mode("auto")
        for number, sheet in enumerate(book.sheets, start=1):
            self._sheet(sheet, book.header, f"Sheet{number}" if number <= self.named else "")
        for name, target in book.names.items():
            self.workbook.define_name(name, f"={target}")
        self.workbook.close()

    def text(self, text: str) -> str:
        return thai_digits(text) if self.thai else text

    def format(self, style: str) -> Any:
        """The format of a style; one for all of one look, since the library reckons a second one at every cell."""
        found = self.formats.get(style)
        if found is None:
            look = tuple(sorted(self._properties(theme().styles[style]).items()))
            if look not in self.looks:
                self.looks[look] = self._added(look)
            found = self.formats[style] = self.looks[look]
        return found

    def _added(self, look: Look) -> Any:
        """A new format of the workbook: a copy, which the library makes much faster than it makes one anew."""
        if look not in _FRESH:
            if len(_FRESH) >= _MOST_FRESH:
                _FRESH.clear()
            _FRESH[look] = Format(self.workbook.default_format_properties | dict(look))
            _FRESH[look]._get_format_key()
        own, workbook = copy(_FRESH[look]), self.workbook
        own.xf_format_indices, own.dxf_format_indices = workbook.xf_format_indices, workbook.dxf_format_indices
        workbook.formats.append(own)
        return own

    def _properties(self, style: Mapping[str, Any]) -> dict[str, Any]:
        own = theme()
        found: dict[str, Any] = {
            "font_name": style.get("font", own.font),
            "font_size": style.get("size", own.size),
            "font_color": style.get("colour", own.colour("ink")),
            "valign": _ALIGN_VERTICAL[style.get("vertical", "top")],
        }
        for name, target in (("bold", "bold"), ("italic", "italic"), ("wrap", "text_wrap"), ("align", "align"),
                             ("indent", "indent")):  # fmt: skip
            if name in style:
                found[target] = style[name]
        if "fill" in style:
            found |= {"bg_color": style["fill"], "pattern": 1}
        if style.get("border"):
            found |= {"border": 1, "border_color": style["line"]}
        if "rule" in style:
            found |= {"bottom": _RULES[style["rule"]], "bottom_color": style["line"]}
        if number := style.get("format"):
            found["num_format"] = thai_number(number) if self.thai else number
        elif self.thai:
            found["num_format"] = thai_number("General")
        return found

    def _sheet(self, sheet: Sheet, header: tuple[str, str], code_name: str) -> None:
        page = self._page(sheet, code_name)
        for column, width in enumerate(sheet.widths):
            page.set_column(column, column, width)
        if sheet.levels:
            page.outline_settings(symbols_below=False)
        rows = sorted(sheet.heights.keys() | sheet.levels.keys())
        # The last one first: the library looks for the end of the sheet at every row beyond those before.
        for row in (*rows[-1:], *rows):
            page.set_row(row, sheet.heights.get(row), None, {"level": sheet.levels.get(row, 0)})
        merged = {(area.first_row, area.first_column): area for area in sheet.merges}
        for cell in sheet.cells:
            place = (cell.row, cell.column)
            if area := merged.get(place):
                self._checked(sheet, cell, page.merge_blank(area, self.format(cell.style)))
            elif place in page.merged_cells:
                continue  # behind the corner of its area
            self._checked(sheet, cell, self._cell(page, cell))
        self._rules(sheet, page)
        for table in sheet.tables:
            self._table(sheet, page, table)
        look = {"font_name": theme().font, "font_size": theme().size, "x_scale": 2.2, "y_scale": 1.4, "author": ""}
        for comment in sheet.comments:
            page.write_comment(comment.row, comment.column, self.text(comment.text), look)
        for chart in sheet.charts:
            insert_chart(self.workbook, page, chart, text=self.text, number=self._number)
        for picture in sheet.pictures:
            self._picture(page, picture)
        self._print(sheet, page)
        if sheet.page.running:
            self._running(sheet, page, header)

    def _page(self, sheet: Sheet, code_name: str) -> Any:
        """The empty sheet: seen or not, and where the file has macros with its name for them and its buttons."""
        page = self.workbook.add_worksheet(sheet.name, _Page)
        if sheet.shown is not Shown.YES:
            (page.hide if sheet.shown is Shown.NO else page.very_hidden)()
        if code_name:
            page.set_vba_name(code_name)
            for button in sheet.buttons:
                self._button(sheet, page, button)
        elif self.named:
            page.set_vba_name("")  # left to itself, the library names it after a module that the project has not
        return page

    def _cell(self, page: Any, cell: Cell) -> int:
        """Write a cell; 0, or what the library says where it refuses."""
        style, value = self.format(cell.style), cell.value
        code: int
        if cell.formula:
            shown = float(value) if isinstance(value, Decimal) else "" if value is None else value
            code = page._write_formula(cell.row, cell.column, f"={cell.formula}", style, shown)
        elif value is None:
            code = page._write_blank(cell.row, cell.column, None, style)
        elif isinstance(value, str):
            shown = self.text(value) if self.thai and not theme().styles[cell.style].get("literal") else value
            if cell.link:
                target = f"internal:{cell.link[1:]}" if cell.link.startswith("#") else cell.link
                code = page.write_url(cell.row, cell.column, target, style, shown)
            else:
                code = page._write_string(cell.row, cell.column, shown, style)
        else:
            code = page._write_number(cell.row, cell.column, value, style)
        return code

    @staticmethod
    def _checked(sheet: Sheet, cell: Cell, code: int) -> None:
        if code:
            raise OutputError(
                "E301",
                f"เขียนช่อง {sheet.name}!{address(cell.row, cell.column)} ไม่ได้ "
                f"({'ข้อความยาวเกิน 32,767 ตัวอักษร' if code == -2 else 'ช่องอยู่นอกแผ่นงานหรือซ้อนกัน'})",
                cure="ย่อข้อความในแฟ้มต้นทาง แล้วสั่งใหม่",
            )

    def _rules(self, sheet: Sheet, page: Any) -> None:
        for rule in sheet.conditions:
            if not rule.style:
                page.conditional_format(*_corners(rule.area), {"type": "blanks", "stop_if_true": True})
                continue
            own = theme().styles[rule.style]
            colours = {"font_color": own.get("colour", theme().colour("ink")), "bg_color": own.get("fill", "#FFFFFF")}
            style = self._added((*colours.items(), ("bold", bool(own.get("bold")))))
            criteria = {"criteria": "==", "value": f'"{rule.equals}"'} if rule.equals else \
                {"criteria": rule.criteria, "value": rule.bound}  # fmt: skip
            page.conditional_format(*_corners(rule.area), {"type": "cell", **criteria, "format": style})
        for scale in sheet.scales:
            ends: dict[str, Any] = {"type": "3_color_scale"}
            for name, bound, colour in zip(("min", "mid", "max"), scale.bounds, scale.colours, strict=True):
                ends |= {f"{name}_type": "num", f"{name}_value": float(bound), f"{name}_color": colour}
            page.conditional_format(*_corners(scale.area), ends)
        for spark in sheet.sparklines:
            first, last = spark.values.first_row, spark.values.last_row
            area = f"{address(first, spark.values.first_column)}:{address(last, spark.values.last_column)}"
            look = {
                "range": on(sheet.name, area),
                "type": "column",
                "series_color": spark.colour,
                "min": spark.minimum,
                "max": spark.maximum,
            }
            page.add_sparkline(spark.row, spark.column, look)
        for one in sheet.validations:
            options: dict[str, Any] = {
                "validate": one.kind,
                "input_title": one.title,
                "input_message": one.prompt,
                "error_title": one.title,
                "error_message": one.refusal,
                "error_type": "stop" if one.strict else "warning",
                "ignore_blank": True,
            }
            if one.kind == "list":
                options["source"] = list(one.options)
            elif one.kind != "any":
                options |= {"criteria": "between", "minimum": one.minimum, "maximum": one.maximum}
            page.data_validation(*_corners(one.area), options)

    def _table(self, sheet: Sheet, page: Any, table: Table) -> None:
        area = table.area
        heads = {cell.column: cell for cell in sheet.cells if cell.row == area.first_row}
        columns = [
            {"header": self.text(str(heads[column].value)), "header_format": self.format(heads[column].style)}
            for column in range(area.first_column, area.last_column + 1)
        ]
        # The library would leave the cells under the heads as they are: they are written already.
        options = {"name": table.name, "columns": columns, "style": None, "banded_rows": False}
        if page.add_table(*_corners(area), options):
            raise OutputError("E301", f"เขียนตาราง {table.name} ในแผ่น {sheet.name} ไม่ได้", cure="ตรวจหัวตาราง แล้วสั่งใหม่")

    def _button(self, sheet: Sheet, page: Any, button: Button) -> None:
        """A button in the middle of its cell."""
        a_pixel = 72 / _SCREEN_DPI
        width = column_points(sheet.widths[button.column]) / a_pixel
        height = sheet.heights[button.row] / a_pixel
        look = {
            "x_offset": max(int((width - button.width) / 2), 0),
            "y_offset": max(int((height - button.height) / 2), 0),
            "macro": button.macro,
            "caption": self.text(button.caption),
            "description": self.text(button.tip),
            "width": button.width,
            "height": button.height,
        }
        page.insert_button(button.row, button.column, look)

    def _picture(self, page: Any, picture: Picture) -> None:
        own = Image(io.BytesIO(picture.data))
        # The library shows a picture at its own resolution; a scale brings it to the pixels asked for.
        scale_x = picture.width * own.x_dpi / (_SCREEN_DPI * own.width)
        scale_y = picture.height * own.y_dpi / (_SCREEN_DPI * own.height)
        place = {
            "x_offset": picture.right,
            "x_scale": scale_x,
            "y_scale": scale_y,
            "description": self.text(picture.alt),
            "object_position": 1,
        }
        page.insert_image(picture.row, picture.column, own, place)

    def _number(self, pattern: str) -> str:
        return thai_number(pattern) if self.thai else pattern

    def _print(self, sheet: Sheet, page: Any) -> None:
        page.set_paper(9)
        left, right, top, bottom = sheet.page.margins or (paper.SIDE, paper.SIDE, paper.TOP, paper.BOTTOM)
        page.set_margins(left=left, right=right, top=top, bottom=bottom)
        if sheet.page.landscape:
            page.set_landscape()
        # A sheet that is fitted loses its page breaks, so only one of a single page is.
        if sheet.scale:
            page.set_print_scale(sheet.scale)
        else:
            page.fit_to_pages(1, 1)
        if sheet.breaks:
            page.set_h_pagebreaks(list(sheet.breaks))
        page.center_horizontally()
        page.hide_gridlines(2)
        if sheet.page.repeat:
            page.repeat_rows(*sheet.page.repeat)
        if sheet.freeze != (0, 0):
            page.freeze_panes(*sheet.freeze)
        if sheet.tab:
            page.set_tab_color(sheet.tab)
        if sheet.page.last_column is not None:
            last = max((cell.row for cell in sheet.cells), default=0)
            page.print_area(0, 0, max(last, sheet.page.last_row), sheet.page.last_column)

    def _running(self, sheet: Sheet, page: Any, header: tuple[str, str]) -> None:
        """What stands above and below every page. The page number is the program's own: no file can make it Thai."""
        # The size goes first: a number behind it would be read as part of it.
        font = f'&12&"{theme().font},Regular"'
        left, right = (self.text(one)[:_RUNNING].replace("&", "&&") for one in header)
        if left or right:
            page.set_header(f"&L{font}{left}&R{font}{right}", {"margin": paper.EDGE})
        name = self.text(sheet.name).replace("&", "&&")
        page.set_footer(f"&L{font}{name}&R{font}หน้า &P / &N", {"margin": paper.EDGE})


def _corners(area: Area) -> tuple[int, int, int, int]:
    return area.first_row, area.first_column, area.last_row, area.last_column
