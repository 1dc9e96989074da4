"""xlwings on a workbook file: an engine of its own over openpyxl, where Excel is not.

The code under test is the very code that runs behind a button, and xlwings is the real one; only what Excel would do
with a cell is done by openpyxl. Formulas are not computed: a cell with one gives the value that the file keeps for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import xlwings
from xlwings import base_classes as base

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class FileBook(base.Book):
    """A workbook that is open; ``opened`` are the paths of those that were opened through it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.cells = openpyxl.load_workbook(path, keep_vba=path.suffix == ".xlsm")
        self.cached = openpyxl.load_workbook(path, data_only=True)
        self.opened: list[str] = []

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


class _Engine:
    name, type = "file", "desktop"

    @property
    def apps(self) -> list[Any]:
        return []

    @staticmethod
    def prepare_xl_data_element(value: object, _: object) -> object:
        return value

    @staticmethod
    def clean_value_data(data: Any, *_: object) -> Any:
        return [[float(one) if type(one) is int else one for one in row] for row in data]


class _App(base.App):
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


class _Books(base.Books):
    def __init__(self, book: FileBook) -> None:
        self.book = book

    @property
    def app(self) -> _App:
        return _App(self.book)

    def open(self, fullname: str, *_: object, **__: object) -> FileBook:
        self.book.opened.append(fullname)
        return self.book

    def __call__(self, name: str) -> FileBook:
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


class _Sheet(base.Sheet):
    def __init__(self, book: FileBook, name: str) -> None:
        self._book, self._name = book, name

    @property
    def name(self) -> str:
        return self._name

    @property
    def book(self) -> FileBook:
        return self._book

    @property
    def used_range(self) -> _Range:
        page = self._book.cells[self._name]
        return _Range(self, (page.min_row, page.min_column), (page.max_row, page.max_column))

    def range(self, arg1: Any, arg2: Any = None) -> _Range:
        if isinstance(arg1, _Range):
            return _Range(self, arg1.first, arg2.last if arg2 else arg1.last)
        return _Range(self, arg1, arg2 or arg1)


class _Range(base.Range):
    def __init__(self, sheet: _Sheet, first: tuple[int, int], last: tuple[int, int]) -> None:
        self._sheet, self.first, self.last = sheet, first, last

    @property
    def sheet(self) -> _Sheet:
        return self._sheet

    @property
    def api(self) -> object:
        return self._sheet.book.cells[self._sheet.name]

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
    def raw_value(self) -> list[list[object]]:
        book, name = self._sheet.book, self._sheet.name
        return [
            [self._value(book, name, row, column) for column in range(self.first[1], self.last[1] + 1)]
            for row in range(self.first[0], self.last[0] + 1)
        ]

    @staticmethod
    def _value(book: FileBook, name: str, row: int, column: int) -> object:
        cell = book.cells[name].cell(row, column)
        return book.cached[name].cell(row, column).value if cell.data_type == "f" else cell.value

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        rows = data if isinstance(data, list | tuple) else [[data]]
        page = self._sheet.book.cells[self._sheet.name]
        for row, values in enumerate(rows, start=self.first[0]):
            for column, value in enumerate(values, start=self.first[1]):
                # As in Excel: a leading apostrophe says that the rest is text.
                text = isinstance(value, str) and value.startswith("'")
                page.cell(row, column).value = value[1:] if text else value
                if text:
                    page.cell(row, column).data_type = "s"

    @property
    def row_height(self) -> float:
        return float(self._sheet.book.cells[self._sheet.name].row_dimensions[self.first[0]].height)

    @row_height.setter
    def row_height(self, value: float) -> None:
        self._sheet.book.cells[self._sheet.name].row_dimensions[self.first[0]].height = value


def pressed(path: Path) -> FileBook:
    """A workbook whose button has just been pressed: what ``xlwings.Book.caller()`` then is."""
    book = FileBook(path)
    xlwings.Book(impl=book).set_mock_caller()
    return book
