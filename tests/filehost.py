"""xlwings on a workbook file: an engine of its own over openpyxl, where Excel is not.

The code under test is the very code that runs behind a button, and xlwings is the real one; only what Excel would do
with a cell is done by openpyxl. Formulas are not computed: a cell with one gives the value that the file keeps for it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import xlwings
from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.cell_range import CellRange
from xlwings import base_classes as base

from tests.filelooks import Borders, Font, Note, Validation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from openpyxl.worksheet.worksheet import Worksheet

_LAST_COLUMN = 16384


class FileBook(base.Book):
    """A workbook that is open; ``opened`` are the paths of those that were opened through it.

    ``calls`` counts what was asked of its sheets and ranges; ``lacking`` names what this engine then cannot do.
    ``front`` and ``chosen`` are the sheet in front and the address of its chosen cells, ``said`` the lines of the
    status bar, ``updating`` whether the screen shows what happens, ``in_front`` the path of the workbook in front,
    ``addin`` the add-in that is loaded.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.cells = openpyxl.load_workbook(path, keep_vba=path.suffix == ".xlsm")
        self.cached = openpyxl.load_workbook(path, data_only=True)
        self.opened: list[str] = []
        self.calls = 0
        self.lacking: frozenset[str] = frozenset()
        self.front: str = self.cells.active.title
        self.chosen = "$A$1"
        self.said: list[str | bool] = []
        self.updating = True
        self.printer: Callable[[openpyxl.Workbook], bytes] | None = None
        self.addin: FileBook | None = None
        self.in_front = str(path)

    def asked(self, name: str) -> None:
        """Count a call, and refuse it as an engine of xlwings does that lacks it."""
        self.calls += 1
        if name in self.lacking:
            raise NotImplementedError(name)

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def fullname(self) -> str:
        return str(self.path)

    @property
    def app(self) -> _App:
        return _App(self)

    @property
    def sheets(self) -> _Sheets:
        return _Sheets(self)

    def to_pdf(self, path: str, quality: str) -> None:
        """Print the visible sheets by the ``printer``; without one, as an engine that cannot print."""
        self.asked("to_pdf")
        if self.printer is None:
            raise NotImplementedError("to_pdf")
        Path(path).write_bytes(self.printer(self.cells))

    def close(self) -> None:
        self.asked("close")

    def activate(self) -> None:
        self.asked("activate")
        self.in_front = self.fullname


class _Engine:
    name, type = "file", "desktop"
    #: The one workbook that is open, as the program that xlwings would then find running.
    open: FileBook | None = None

    @property
    def apps(self) -> list[Any]:
        return [_App(self.open)] if self.open else []

    @staticmethod
    def prepare_xl_data_element(value: object, _: object) -> object:
        return value

    @staticmethod
    def clean_value_data(data: Any, *_: object) -> Any:
        return [[float(one) if type(one) is int else one for one in row] for row in data]


class _App(base.App):
    display_alerts = True

    def __init__(self, book: FileBook) -> None:
        self.book = book

    @property
    def pid(self) -> int:
        return 1

    @property
    def engine(self) -> _Engine:
        return _Engine()

    @property
    def books(self) -> _Books:
        return _Books(self.book)

    def activate(self, steal_focus: bool = False) -> None:
        self.book.asked("activate")

    @property
    def selection(self) -> _Range:
        self.book.asked("selection")
        return _Sheet(self.book, self.book.front).range(self.book.chosen)

    @property
    def screen_updating(self) -> bool:
        return self.book.updating

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        self.book.asked("screen_updating")
        self.book.updating = value

    @property
    def status_bar(self) -> str | bool:
        return self.book.said[-1] if self.book.said else False

    @status_bar.setter
    def status_bar(self, value: str | bool) -> None:
        self.book.asked("status_bar")
        self.book.said.append(value)


class _Books(base.Books):
    def __init__(self, book: FileBook) -> None:
        self.book = book

    @property
    def app(self) -> _App:
        return _App(self.book)

    def open(self, fullname: str, *_: object, **__: object) -> FileBook:
        self.book.opened.append(fullname)
        self.book.in_front = fullname
        other = FileBook(Path(fullname))
        other.printer = self.book.printer
        return other

    def __call__(self, name: str) -> FileBook:
        if self.book.addin is not None and name == "ita_addin.xlam":
            return self.book.addin
        raise KeyError(name)  # none is open but the one itself

    def __iter__(self) -> Iterator[FileBook]:
        return iter([self.book])

    def __len__(self) -> int:
        return 1


class _Sheets(base.Sheets):
    def __init__(self, book: FileBook) -> None:
        self.book = book

    def __iter__(self) -> Iterator[_Sheet]:
        return (_Sheet(self.book, name) for name in self.book.cells.sheetnames)

    def __len__(self) -> int:
        return len(self.book.cells.sheetnames)

    def __call__(self, key: str | int) -> _Sheet:
        names = self.book.cells.sheetnames
        return _Sheet(self.book, names[key - 1] if isinstance(key, int) else names[names.index(key)])

    def add(self, before: _Sheet | None, after: _Sheet | None, name: str | None) -> _Sheet:
        beside = before or after
        names = self.book.cells.sheetnames
        at = names.index(beside.name) + (beside is after) if beside else len(names)
        self.book.front, self.book.chosen = self.book.cells.create_sheet(name, at).title, "$A$1"  # as Excel does
        return self.active

    @property
    def active(self) -> _Sheet:
        self.book.asked("active")
        return _Sheet(self.book, self.book.front)


class _Sheet(base.Sheet):
    def __init__(self, book: FileBook, name: str) -> None:
        self._book, self._name = book, name

    @property
    def name(self) -> str:
        return self._name

    @property
    def book(self) -> FileBook:
        return self._book

    @name.setter
    def name(self, value: str) -> None:
        if self._book.front == self._name:
            self._book.front = value
        self.page.title = self._name = value

    @property
    def page(self) -> Worksheet:
        return self._book.cells[self._name]

    @property
    def used_range(self) -> _Range:
        page = self.page
        return _Range(self, (page.min_row, page.min_column), (page.max_row, page.max_column))

    @property
    def visible(self) -> int:
        return {"visible": -1, "hidden": 0, "veryHidden": 2}[self.page.sheet_state]

    @visible.setter
    def visible(self, value: int) -> None:
        self.page.sheet_state = "veryHidden" if value == 2 else "visible" if value else "hidden"

    @property
    def index(self) -> int:
        return self._book.cells.sheetnames.index(self._name) + 1

    @property
    def page_setup(self) -> _PageSetup:
        return _PageSetup(self)

    @property
    def freeze_panes(self) -> _Freeze:
        return _Freeze(self)

    def copy(self, before: _Sheet | None, after: _Sheet | None) -> None:
        self._book.asked("copy")
        book = self._book.cells
        copied = book.copy_worksheet(self.page)
        beside = before or after
        place = book.sheetnames.index(beside.name) + (beside is after)
        book.move_sheet(copied, place - len(book.sheetnames) + 1)
        self._book.front = copied.title

    def delete(self) -> None:
        self._book.cells.remove(self.page)

    def clear(self) -> None:
        self._book.asked("clear")
        page = self.page
        for one in list(page.merged_cells.ranges):
            page.unmerge_cells(one.coord)
        page._cells.clear()
        page.data_validations.dataValidation.clear()

    def activate(self) -> None:
        self._book.asked("activate")
        if self._book.front != self.name:
            self._book.front, self._book.chosen = self.name, "$A$1"

    def range(self, arg1: Any, arg2: Any = None) -> _Range:
        if isinstance(arg1, str):
            left, top, right, bottom = range_boundaries(arg1)
            return _Range(self, (top, left or 1), (bottom, right or _LAST_COLUMN))
        if isinstance(arg1, _Range):
            return _Range(self, arg1.first, arg2.last if arg2 else arg1.last)
        return _Range(self, arg1, arg2 or arg1)


class _PageSetup(base.PageSetup):
    def __init__(self, sheet: _Sheet) -> None:
        self.sheet = sheet

    @property
    def print_area(self) -> str | None:
        self.sheet.book.asked("print_area")
        return self.sheet.page.print_area or None

    @print_area.setter
    def print_area(self, value: str | None) -> None:
        self.sheet.book.asked("print_area")
        self.sheet.page.print_area = value or ""


class _Freeze(base.FreezePanes):
    def __init__(self, sheet: _Sheet) -> None:
        self.sheet = sheet

    def freeze_at(self, frozen_range: str) -> None:
        self.sheet.book.asked("freeze_at")
        _, _, right, bottom = range_boundaries(frozen_range)
        self.sheet.page.freeze_panes = f"{get_column_letter((right or 0) + 1)}{(bottom or 0) + 1}"


class _Range(base.Range):
    def __init__(self, sheet: _Sheet, first: tuple[int, int], last: tuple[int, int]) -> None:
        self._sheet, self.first, self.last = sheet, first, last

    @property
    def sheet(self) -> _Sheet:
        return self._sheet

    @property
    def api(self) -> object:
        return self.page

    @property
    def row(self) -> int:
        return self.first[0]

    @property
    def column(self) -> int:
        return self.first[1]

    @property
    def shape(self) -> tuple[int, int]:
        return self.last[0] - self.first[0] + 1, self.last[1] - self.first[1] + 1

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def __call__(self, row: int, column: int) -> _Range:
        cell = self.first[0] + row - 1, self.first[1] + column - 1
        return _Range(self._sheet, cell, cell)

    @property
    def page(self) -> Worksheet:
        return self._sheet.page

    @property
    def address(self) -> str:
        first, last = (f"${get_column_letter(column)}${row}" for row, column in (self.first, self.last))
        return first if first == last else f"{first}:{last}"

    def _cells(self) -> Iterator[Any]:
        """The cells of the range; of a merged one, the corner alone."""
        for row in self.page.iter_rows(self.first[0], self.last[0], self.first[1], self.last[1]):
            yield from row

    @property
    def raw_value(self) -> list[list[object]]:
        book, name = self._sheet.book, self._sheet.name
        book.asked("value")
        return [
            [self._value(book, name, row, column) for column in range(self.first[1], self.last[1] + 1)]
            for row in range(self.first[0], self.last[0] + 1)
        ]

    @staticmethod
    def _value(book: FileBook, name: str, row: int, column: int) -> object:
        cell = book.cells[name].cell(row, column)
        if cell.data_type != "f":
            return cell.value
        return book.cached[name].cell(row, column).value if name in book.cached.sheetnames else None

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        rows = data if isinstance(data, list | tuple) else [[data]]
        self._sheet.book.asked("value")
        page = self.page
        for row, values in enumerate(rows, start=self.first[0]):
            for column, value in enumerate(values, start=self.first[1]):
                if isinstance(page.cell(row, column), MergedCell):
                    continue
                # As in Excel: a leading apostrophe says that the rest is text.
                text = isinstance(value, str) and value.startswith("'")
                page.cell(row, column).value = value[1:] if text else value
                if text:
                    page.cell(row, column).data_type = "s"

    @property
    def formula(self) -> tuple[tuple[str, ...], ...]:
        self._sheet.book.asked("formula")
        return tuple(
            tuple("" if (value := self.page.cell(row, column).value) is None else str(value)
                  for column in range(self.first[1], self.last[1] + 1))
            for row in range(self.first[0], self.last[0] + 1)
        )  # fmt: skip

    @property
    def row_height(self) -> float | None:
        self._sheet.book.asked("row_height")
        own = [self.page.row_dimensions[row].height for row in range(self.first[0], self.last[0] + 1)]
        heights = {15.0 if one is None else one for one in own}
        return heights.pop() if len(heights) == 1 else None

    @row_height.setter
    def row_height(self, value: float) -> None:
        self._sheet.book.asked("row_height")
        for row in range(self.first[0], self.last[0] + 1):
            self.page.row_dimensions[row].height = value

    @property
    def column_width(self) -> float | None:
        """In characters as Excel's dialog says, without the five pixels of padding that files add."""
        found = {self._width(column) for column in range(self.first[1], self.last[1] + 1)}
        return found.pop() if len(found) == 1 else None

    def _width(self, column: int) -> float:
        for one in self.page.column_dimensions.values():
            if (one.min or 0) <= column <= (one.max or 0) or get_column_letter(column) == one.index:
                return 0.0 if one.hidden else round(float(one.width) * 7 - 5) / 7
        return 8.43

    @column_width.setter
    def column_width(self, value: float) -> None:
        self._sheet.book.asked("column_width")
        for column in range(self.first[1], self.last[1] + 1):
            self._ungroup()
            self.page.column_dimensions[get_column_letter(column)].width = value + 5 / 7

    def _ungroup(self) -> None:
        """A column of its own for each that the file holds together with its neighbours."""
        own = self.page.column_dimensions
        for one in [one for one in own.values() if (one.max or 0) > (one.min or 0)]:
            for column in range(one.min + 1, one.max + 1):
                own[get_column_letter(column)].width = one.width
            one.max = one.min

    def select(self) -> None:
        self._sheet.book.asked("select")
        if self._sheet.book.front != self._sheet.name:
            raise ValueError("only cells of the sheet in front can be chosen")  # as Excel says it
        self._sheet.book.chosen = self.address

    # -- rows ----------------------------------------------------------------------------------------------------------

    def insert(self, shift: str | None = None, copy_origin: str | None = None) -> None:
        assert (self.first[1], self.last[1], shift) == (1, _LAST_COLUMN, "down")
        self._sheet.book.asked("insert")
        rows = self.shape[0]
        self._shift(lambda row: row + rows if row >= self.first[0] else row)

    def delete(self, shift: str | None = None) -> None:
        assert (self.first[1], self.last[1], shift) == (1, _LAST_COLUMN, "up")
        self._sheet.book.asked("delete")
        rows, (first, _), (last, _) = self.shape[0], self.first, self.last
        self._shift(lambda row: 0 if first <= row <= last else row - rows if row > last else row)

    def move(self, destination: xlwings.Range) -> None:
        assert (self.first[1], self.last[1], self.shape[0]) == (1, _LAST_COLUMN, 1)
        self._sheet.book.asked("move")
        here, there = self.first[0], destination.row
        self._shift(lambda row: there if row == here else 0 if row == there else row)

    def _shift(self, place: Callable[[int], int]) -> None:
        """Put every row where ``place`` says, 0 for nowhere, with its cells, height, notes and merged cells."""
        page = self.page
        areas = [CellRange(one.coord) for one in page.merged_cells.ranges]
        for one in areas:
            page.unmerge_cells(one.coord)
        cells = {(place(row), column): cell for (row, column), cell in page._cells.items()}
        heights = {place(row): page.row_dimensions[row].height for row in list(page.row_dimensions)}
        page._cells.clear()
        page.row_dimensions.clear()
        for (row, column), cell in cells.items():
            if row:
                cell.row = row
                page._cells[row, column] = cell
        for row, height in heights.items():
            if row:
                page.row_dimensions[row].height = height
        for one in areas:
            if place(one.min_row):
                page.merge_cells(None, place(one.min_row), one.min_col, place(one.max_row), one.max_col)

    # -- merged cells --------------------------------------------------------------------------------------------------

    def merge(self, across: bool = False) -> None:
        self._sheet.book.asked("merge")
        rows = range(self.first[0], self.last[0] + 1) if across else (self.first[0],)
        for row in rows:
            self.page.merge_cells(None, row, self.first[1], row if across else self.last[0], self.last[1])

    def unmerge(self) -> None:
        self._sheet.book.asked("unmerge")
        for one in [one for one in self.page.merged_cells.ranges if self._crosses(one)]:
            self.page.unmerge_cells(one.coord)

    def _crosses(self, one: CellRange) -> bool:
        rows = one.min_row <= self.last[0] and one.max_row >= self.first[0]
        return rows and one.min_col <= self.last[1] and one.max_col >= self.first[1]

    @property
    def merge_cells(self) -> bool | None:
        """As Excel: true or false where all cells are alike, else nothing."""
        self._sheet.book.asked("merge_cells")
        crossing = [one for one in self.page.merged_cells.ranges if self._crosses(one)]
        if not crossing:
            return False
        return True if any(one.size["columns"] >= self.shape[1] for one in crossing) and self.shape[0] == 1 else None

    @property
    def merge_area(self) -> _Range:
        self._sheet.book.asked("merge_area")
        for one in self.page.merged_cells.ranges:
            if self._crosses(one):
                return _Range(self._sheet, (one.min_row, one.min_col), (one.max_row, one.max_col))
        return self

    # -- looks ---------------------------------------------------------------------------------------------------------

    def clear_formats(self) -> None:
        self.unmerge()
        for cell in self._cells():
            cell.style = "Normal"

    def _set(self, name: str, field: str, /, **changes: object) -> None:
        self._sheet.book.asked(name)
        for cell in self._cells():
            own = getattr(cell, field).__copy__()
            for key, value in changes.items():
                setattr(own, key, value)
            setattr(cell, field, own)

    @property
    def font(self) -> Font:
        return Font(self)

    @property
    def borders(self) -> Borders:
        return Borders(self)

    def _color(self, value: str) -> None:
        self._sheet.book.asked("color")
        for cell in self._cells():
            cell.fill = PatternFill("solid", value.removeprefix("#"))

    color = property(None, _color)
    wrap_text = property(None, lambda self, value: self._set("wrap_text", "alignment", wrap_text=value))
    horizontal_alignment = property(None, lambda self, value: self._set("align", "alignment", horizontal=value))
    vertical_alignment = property(None, lambda self, value: self._set("vertical", "alignment", vertical=value))

    def adjust_indent(self, amount: int) -> None:
        self._set("indent", "alignment", indent=amount)

    def _number_format(self, value: str) -> None:
        self._sheet.book.asked("number_format")
        for cell in self._cells():
            cell.number_format = value

    number_format = property(None, _number_format)

    # -- beside the cells ----------------------------------------------------------------------------------------------

    @property
    def note(self) -> Note | None:
        self._sheet.book.asked("note")
        cell = self.page.cell(*self.first)
        return Note(cell) if cell.comment else None

    def add_note(self, text: str) -> Note:
        self._sheet.book.asked("note")
        cell = self.page.cell(*self.first)
        cell.comment = Comment(text, "")
        return Note(cell)

    @property
    def data_validation(self) -> Validation:
        return Validation(self)


def pressed(path: Path) -> FileBook:
    """A workbook whose button has just been pressed: what ``xlwings.Book.caller()`` then is."""
    book = _Engine.open = FileBook(path)
    if "file" not in xlwings.engines.engines_by_name:
        xlwings.engines.add(xlwings.Engine(impl=_Engine()))
    xlwings.engines["file"].activate()
    xlwings.Book(impl=book).set_mock_caller()
    return book
