"""Sheets, what stays in sight of them, and what of them is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import xlwings
from xlwings import base_classes as base

from ita_xl.hosts.libreoffice.arranging import LAST_COLUMN, LAST_ROW
from ita_xl.hosts.libreoffice.beside import Names, Notes
from ita_xl.hosts.libreoffice.drawing import Charts, Pictures, Shapes
from ita_xl.hosts.libreoffice.lacking import Part, not_there
from ita_xl.hosts.libreoffice.paper import lay_out
from ita_xl.hosts.libreoffice.ranges import POINT, Range, characters, corners

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ita_xl.hosts.libreoffice.books import Book
    from ita_xl.hosts.libreoffice.pages import Page
    from ita_xl.sheets.model import Sheet as Given

_SMALLEST_ZOOM = 20
_ALL_CONTENTS, _CONTENTS, _FORMATS = 1023, 1 | 2 | 4 | 16, 32 | 64 | 256 | 512


class Sheets(Part, base.Sheets):
    """The sheets of a book."""

    def __init__(self, book: Book) -> None:
        self.book = book

    @property
    def api(self) -> Any:
        return self.book.document.sheets

    @property
    def active(self) -> Sheet:
        return Sheet(self.book, self.book.controller.ActiveSheet.Name)

    def __call__(self, key: str | int) -> Sheet:
        names = self.api.ElementNames
        if not isinstance(key, str):
            return Sheet(self.book, names[key - 1])
        for name in names:
            if name.lower() == key.lower():
                return Sheet(self.book, name)
        raise xlwings.NoSuchObjectError(f"Sheet {key!r} does not exist.")

    def __len__(self) -> int:
        return len(self.api.ElementNames)

    def __iter__(self) -> Iterator[Sheet]:
        return (Sheet(self.book, name) for name in self.api.ElementNames)

    def range_of(self, address: Any) -> Range:
        """The range of an address of the program."""
        return self.range_on(self(address.Sheet + 1), address)

    @staticmethod
    def range_on(sheet: Sheet, address: Any) -> Range:
        """The range of an address of the program on a sheet that is known."""
        first, last = (address.StartRow + 1, address.StartColumn + 1), (address.EndRow + 1, address.EndColumn + 1)
        return Range(sheet, *first, *last)

    def add(self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None) -> Sheet:
        names = self.api.ElementNames
        if name is None:
            number = len(names) + 1
            while f"Sheet{number}" in names:
                number += 1
            name = f"Sheet{number}"
        self.api.insertNewByName(name, place(before, after, len(names)))
        self.book.document.pages.unsettle()
        sheet = Sheet(self.book, name)
        sheet.activate()
        return sheet


def place(before: Sheet | None, after: Sheet | None, last: int) -> int:
    """Where a sheet comes, from 0."""
    return before.index - 1 if before else after.index if after else last


class Sheet(Part, base.Sheet):
    """A sheet, by its name until it is first worked on."""

    def __init__(self, book: Book, name: str) -> None:
        self._book = book
        self._name = name
        self._known: Page | None = None
        self._cuts = book.document.cuts

    @property
    def page(self) -> Page:
        """What is kept of it."""
        if self._cuts != self._book.document.cuts:
            self._cuts = self._book.document.cuts
            if self._known is not None:
                self._name = str(self._known.model.Name)
            self._known = None
        if self._known is None:
            self._known = self._book.document.pages(self._name)
        return self._known

    @property
    def model(self) -> Any:
        """The sheet in the program."""
        return self.page.model

    @property
    def api(self) -> Any:
        return self.model

    @property
    def book(self) -> Book:
        return self._book

    @property
    def name(self) -> str:
        return self._name if self._known is None else self.page.name.answer

    @name.setter
    def name(self, value: str) -> None:
        self.model.Name = value
        self.page.name.forget()

    @property
    def index(self) -> int:
        return int(self.model.RangeAddress.Sheet) + 1

    @property
    def names(self) -> Names:
        return Names(self.model.NamedRanges, self._book)

    @property
    def visible(self) -> bool:
        return bool(self.model.IsVisible)

    @visible.setter
    def visible(self, value: bool | int) -> None:
        # Excel's 2 is hidden for good; here it is hidden.
        self.model.IsVisible = value in (True, -1)
        self.page.unsettle()

    @property
    def cells(self) -> Range:
        return Range(self, 1, 1, LAST_ROW, LAST_COLUMN)

    @property
    def used_range(self) -> Range:
        return self._book.sheets.range_on(self, self.page.used())

    def row_heights(self, rows: int) -> list[float]:
        """The heights of the first rows in points, to half a pixel; of one that is hidden, 0."""
        return [round(one / POINT, 2) for one in self.page.heights(rows)]

    def column_widths(self, columns: int) -> list[float]:
        """The widths of the first columns in characters, to half a pixel; of one that is hidden, 0."""
        return [max(characters(one), 0.0) for one in self.page.widths(columns)]

    def holds_merged(self, first: int, last: int, columns: int) -> bool:
        """Whether any cells are merged among the first columns of some rows (from 1)."""
        return bool(self.page.cursor(first - 1, 0, last - 1, columns - 1).IsMerged)

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        top, left, bottom, right = corners(self, arg1)
        if arg2 is not None:
            other = corners(self, arg2)
            top, left = min(top, other[0]), min(left, other[1])
            bottom, right = max(bottom, other[2]), max(right, other[3])
        return Range(self, top, left, bottom, right).sharing(getattr(arg1, "source", None))

    def activate(self) -> None:
        self._book.controller.ActiveSheet = self.model
        self._book.app.chosen.forget()

    select = activate

    def clear(self) -> None:
        self.model.clearContents(_ALL_CONTENTS)

    def clear_contents(self) -> None:
        self.model.clearContents(_CONTENTS)

    def clear_formats(self) -> None:
        self.model.clearContents(_FORMATS)

    def autofit(self, axis: str | None = None) -> None:
        self.used_range.autofit(axis)

    def delete(self) -> None:
        name = self.name
        self._book.document.sheets.removeByName(name)
        self._book.document.pages.unsettle(gone=name)

    def copy(self, before: Sheet | None, after: Sheet | None) -> None:
        beside = before or after
        if beside is None or beside.book.model != self._book.model:
            raise not_there("Sheet", "copy to another book")
        sheets, own = self._book.document.sheets, self.name
        number = 2
        while f"{own} ({number})" in sheets.ElementNames:
            number += 1
        sheets.copyByName(own, f"{own} ({number})", place(before, after, 0))
        self._book.document.pages.unsettle()

    @property
    def freeze_panes(self) -> FreezePanes:
        return FreezePanes(self)

    @property
    def page_setup(self) -> PageSetup:
        return PageSetup(self)

    @property
    def notes(self) -> Notes:
        return Notes(self)

    @property
    def shapes(self) -> Shapes:
        return Shapes(self)

    @property
    def pictures(self) -> Pictures:
        return Pictures(self)

    @property
    def charts(self) -> Charts:
        return Charts(self)


class FreezePanes(Part, base.FreezePanes):
    """Rows and columns that stay in sight. They belong to the view of the document."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    def freeze_at(self, frozen_range: str) -> None:
        _, _, bottom, right = corners(self.sheet, frozen_range)
        self._freeze(0 if right == LAST_COLUMN else right, 0 if bottom == LAST_ROW else bottom)

    def unfreeze(self) -> None:
        self._freeze(0, 0)

    def _freeze(self, columns: int, rows: int) -> None:
        controller = self.sheet.book.controller
        before = controller.ActiveSheet
        controller.ActiveSheet = self.sheet.model
        controller.freezeAtPosition(columns, rows)
        if (controller.SplitColumn, controller.SplitRow) != (columns, rows):
            # Only what can be seen is frozen: in a small window rows must be made small for a moment.
            zoom = controller.ZoomValue
            controller.ZoomValue = _SMALLEST_ZOOM
            controller.freezeAtPosition(columns, rows)
            controller.ZoomValue = zoom
        controller.ActiveSheet = before


class PageSetup(Part, base.PageSetup):
    """What of a sheet is printed, and on what paper."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    @property
    def api(self) -> Any:
        styles = self.sheet.book.model.StyleFamilies.getByName("PageStyles")
        return styles.getByName(self.sheet.model.PageStyle)

    @property
    def print_area(self) -> str | None:
        areas = [self.sheet.book.sheets.range_of(one).address for one in self.sheet.model.PrintAreas]
        return ",".join(areas) or None

    @print_area.setter
    def print_area(self, value: str | None) -> None:
        parts = [one.strip() for one in (value or "").split(",") if one.strip()]
        self.sheet.model.PrintAreas = tuple(self.sheet.range(one).model.RangeAddress for one in parts)

    def lay_out(self, given: Given) -> None:
        """Give the sheet the paper of one that was made; no call of xlwings does that."""
        lay_out(self.sheet, given)
