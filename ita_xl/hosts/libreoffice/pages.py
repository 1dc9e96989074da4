"""What is kept of the sheets of a document: each object of another program costs a millisecond to get hold of.

While the screen stands still, one cursor a sheet is moved to the cells that are worked on. At other times somebody may
be at work in the window, and each range is asked for anew.
"""

from __future__ import annotations

import time
from contextlib import suppress
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from ita_xl.hosts.libreoffice.document import Document
    from ita_xl.hosts.libreoffice.values import Given

Answer = TypeVar("Answer")

#: How long what was asked for is taken as it was, in seconds: one statement of xlwings asks for it many times.
_A_MOMENT = 0.1
#: The first cell, and a whole sheet, by their corners.
_FIRST, _WHOLE = (0, 0, 0, 0), (0, 0, 1_048_575, 16_383)
#: Rows and columns that every sheet has, whatever the settings of the program.
_ALWAYS = (32_000, 256)


def _size(corners: tuple[int, int, int, int]) -> tuple[int, int]:
    """The numbers of rows and columns between corners."""
    return corners[2] - corners[0] + 1, corners[3] - corners[1] + 1


def _near(row: int, column: int) -> bool:
    """Whether every sheet has a cell there."""
    return 0 < row < _ALWAYS[0] and 0 < column < _ALWAYS[1]


class Lately(Generic[Answer]):
    """An answer of the program that is good for a moment."""

    def __init__(self, ask: Callable[[], Answer]) -> None:
        self._ask = ask
        self._answer: Answer
        self._until = 0.0

    @property
    def answer(self) -> Answer:
        """The answer."""
        if time.monotonic() > self._until:
            self._answer = self._ask()
            self._until = time.monotonic() + _A_MOMENT
        return self._answer

    def forget(self) -> None:
        """Ask again next time."""
        self._until = 0.0


class Page:
    """A sheet in the program, shared by all sheets of xlwings that stand for it.

    Args:
        document: whose sheet it is.
        model: the sheet there.
    """

    def __init__(self, document: Document, model: Any) -> None:
        self.document = document
        self.model = model
        self.name = Lately(lambda: str(model.Name))
        self._parts: dict[str, Any] = {}
        self._stands = _FIRST

    def settle(self) -> None:
        """Rows or columns moved or are going to: the cursor might stand elsewhere, or nowhere."""
        self._parts.pop("cursor", None)

    def unsettle(self) -> None:
        """Sheets moved: rows, columns and cursor may be those of another."""
        self._parts.clear()

    def _part(self, name: str, make: Callable[[], Any]) -> Any:
        if not self.document.steady:
            return make()
        if name not in self._parts:
            self._parts[name] = make()
        return self._parts[name]

    @property
    def rows(self) -> Any:
        """All its rows."""
        return self._part("rows", lambda: self.model.Rows)

    @property
    def columns(self) -> Any:
        """All its columns."""
        return self._part("columns", lambda: self.model.Columns)

    def write(self, cells: Any, made: Given) -> None:
        """Write values into cells; on a hidden sheet no rows are made to fit, which takes most of the time."""
        write = cells.setFormulaArray if made.formulas else cells.setDataArray
        hidden = self.document.steady and self._part("hidden", lambda: not self.model.IsVisible)
        if not hidden:
            write(made.rows)
            return
        model = self.document.model
        model.IsAdjustHeightEnabled = False
        try:
            write(made.rows)
        finally:
            model.IsAdjustHeightEnabled = True

    def cursor(self, top: int, left: int, bottom: int, right: int) -> Any:
        """A cursor on cells by their corners from 0, for this once."""
        if not self.document.steady:
            return self.model.createCursorByRange(self.model.getCellRangeByPosition(left, top, right, bottom))
        # One that fails on its way is not used again.
        cursor = self._parts.pop("cursor", None)
        if cursor is None:
            cursor, self._stands = self.model.createCursor(), _WHOLE
        wanted = (top, left, bottom, right)
        first, size = self._stands[:2], _size(self._stands)
        if (top, left) != first:
            if size != (1, 1) and not _near(top + size[0], left + size[1]):
                cursor.collapseToSize(1, 1)
                size = (1, 1)
            cursor.gotoOffset(left - first[1], top - first[0])
        if _size(wanted) != size:
            cursor.collapseToSize(right - left + 1, bottom - top + 1)
        self._stands = wanted
        self._parts["cursor"] = cursor
        return cursor

    def heights(self, rows: int) -> list[int]:
        """The heights of the first rows in hundredths of a millimetre; of one that is not seen, 0."""
        found = self._steps(rows, 0, 1, lambda place: place.Y)
        self._stands = (rows, 0, rows, 0)
        return found

    def widths(self, columns: int) -> list[int]:
        """The widths of the first columns in hundredths of a millimetre; of one that is not seen, 0."""
        found = self._steps(columns, 1, 0, lambda place: place.X)
        self._stands = (0, columns, 0, columns)
        return found

    def _steps(self, steps: int, right: int, down: int, part: Callable[[Any], int]) -> list[int]:
        """How far it is from cell to cell, from the first one on: a step costs a third of what a row or column does."""
        cursor = self.cursor(*_FIRST)
        places = [part(cursor.Position)]
        for _ in range(steps):
            cursor.gotoOffset(right, down)
            places.append(part(cursor.Position))
        return [there - here for here, there in pairwise(places)]

    def merged(self, row: int, column: int) -> Any:
        """The address of the merged cells that a cell (from 0) belongs to."""
        cursor = self.cursor(row, column, row, column)
        cursor.collapseToMergedArea()
        return self._address(cursor)

    def used(self) -> Any:
        """The address of the cells in use."""
        cursor = self.cursor(*_FIRST)
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        return self._address(cursor)

    def _address(self, cursor: Any) -> Any:
        """Where the cursor has gone by itself."""
        found = cursor.RangeAddress
        self._stands = (found.StartRow, found.StartColumn, found.EndRow, found.EndColumn)
        return found


class Pages:
    """The sheets of a document by their names."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._known: dict[str, Page] = {}

    def __call__(self, name: str) -> Page:
        """The sheet that has a name now."""
        known = self._known.get(name)
        if known is not None and self._is_called(known, name):
            return known
        self._known[name] = Page(self._document, self._document.sheets.getByName(name))
        return self._known[name]

    def _is_called(self, page: Page, name: str) -> bool:
        with suppress(self._document.connection.uno.getClass("com.sun.star.uno.Exception")):  # it was deleted
            return page.name.answer == name
        return False

    def unsettle(self, gone: str | None = None) -> None:
        """Sheets move, one goes, or somebody else may move them."""
        self._known.pop(gone or "", None)
        for page in self._known.values():
            page.unsettle()
            page.name.forget()

    def forget(self) -> None:
        """Keep none of them."""
        self._known.clear()
