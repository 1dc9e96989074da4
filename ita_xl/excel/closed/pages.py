"""Sheets and ranges of a closed workbook under the names that xlwings gives them. Rows and columns are 1-based here.

Only what a button asks for is here. A call that is not is no part of these classes, and an error tells its name.
"""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ita_xl.cells import letters, on
from ita_xl.excel.closed.rowmap import NEW, Box
from ita_xl.excel.closed.sheet import ClosedSheet, Content, columns_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ita_xl.excel.closed.book import ClosedFile

_EPOCH = dt.datetime(1899, 12, 30)
_LAST_COLUMN = 16384
#: What a list of words to choose from may have in all.
_LONGEST_LIST = 255
_PRINT_AREA = "_xlnm.Print_Area"
_SIDES = ("left", "right", "top", "bottom")
_LINES = {("continuous", "thin"): "thin", ("dot", None): "dotted"}


class Page:
    """A sheet: ``xlwings.Sheet`` as far as the buttons use it."""

    #: The file before the change is kept whole; no copy of a sheet is put into it.
    kept_as_file = True

    def __init__(self, file: ClosedFile, name: str) -> None:
        self.file, self.name = file, name

    @property
    def own(self) -> ClosedSheet:
        """The sheet itself."""
        return self.file.sheet(self.name)

    @property
    def book(self) -> ClosedFile:
        """The workbook."""
        return self.file

    @property
    def used_range(self) -> Range:
        """From the first cell to the last one in use."""
        self.own.settle()
        return Range(self, Box(0, 0, *self.own.extent()))

    @property
    def freeze_panes(self) -> _Freeze:
        """Rows and columns that stay in sight."""
        return _Freeze(self.own)

    @property
    def page_setup(self) -> _PageSetup:
        """What of the sheet is printed."""
        return _PageSetup(self)

    def clear(self) -> None:
        """Empty the sheet."""
        self.own.settle()
        self.own.clear()

    def range(self, first: str | tuple[int, int], last: tuple[int, int] | None = None) -> Range:
        """Cells from one to another (row, column), or whole rows: ``"5:7"``."""
        if isinstance(first, str):
            top, _, bottom = first.partition(":")
            return Range(self, Box(int(top) - 1, 0, int(bottom) - 1, _LAST_COLUMN - 1))
        end = last or first
        return Range(self, Box(first[0] - 1, first[1] - 1, end[0] - 1, end[1] - 1))


class Range:
    """Cells of a sheet: ``xlwings.Range`` as far as the buttons use it."""

    def __init__(self, page: Page, box: Box) -> None:
        self.page, self.box = page, box

    @property
    def _sheet(self) -> ClosedSheet:
        """The sheet, with rows that were put in or taken out in their places."""
        own = self.page.own
        own.settle()
        return own

    def _cells(self) -> Iterator[tuple[int, int]]:
        for row in range(self.box.top, self.box.bottom + 1):
            for column in range(self.box.left, self.box.right + 1):
                yield row, column

    @property
    def row(self) -> int:
        """The number of the first row."""
        return self.box.top + 1

    @property
    def column(self) -> int:
        """The number of the first column."""
        return self.box.left + 1

    @property
    def shape(self) -> tuple[int, int]:
        """The numbers of rows and columns."""
        return self.box.bottom - self.box.top + 1, self.box.right - self.box.left + 1

    @property
    def last_cell(self) -> Range:
        """The last cell."""
        return Range(self.page, Box(self.box.bottom, self.box.right, self.box.bottom, self.box.right))

    # -- values --------------------------------------------------------------------------------------------------------

    def options(self, *, ndim: int) -> _Rows:
        """The cells with values as a list of rows, be it one cell."""
        assert ndim == 2
        return _Rows(self)

    def rows(self) -> list[list[object]]:
        """The values, row by row: texts, numbers, dates, truth values, ``None``."""
        sheet = self._sheet
        columns = range(self.box.left, self.box.right + 1)
        return [
            [_value(sheet, (row, column)) for column in columns] for row in range(self.box.top, self.box.bottom + 1)
        ]

    @property
    def value(self) -> Any:
        """The value of one cell, or those of several as rows."""
        found = self.rows()
        return found[0][0] if self.shape == (1, 1) else found

    @value.setter
    def value(self, given: Any) -> None:
        sheet = self._sheet
        rows: Sequence[Sequence[object]] = given if isinstance(given, list | tuple) else [[given]]
        for row, values in enumerate(rows, start=self.box.top):
            for column, one in enumerate(values, start=self.box.left):
                sheet.put((row, column), _content(one))

    @property
    def formula(self) -> tuple[tuple[str, ...], ...]:
        """What was typed, row by row: a formula with "=", else the value as a text."""
        sheet = self._sheet
        columns = range(self.box.left, self.box.right + 1)
        return tuple(
            tuple(_typed(sheet.content((row, column))) for column in columns)
            for row in range(self.box.top, self.box.bottom + 1)
        )

    # -- rows and columns ----------------------------------------------------------------------------------------------

    @property
    def row_height(self) -> float | None:
        """The height in points, ``None`` where the rows differ."""
        found = {self._sheet.height(row) for row in range(self.box.top, self.box.bottom + 1)}
        return found.pop() if len(found) == 1 else None

    @row_height.setter
    def row_height(self, points: float) -> None:
        for row in range(self.box.top, self.box.bottom + 1):
            self._sheet.set_height(row, points)

    @property
    def column_width(self) -> float | None:
        """The width in characters, ``None`` where the columns differ."""
        found = {self._sheet.width(column) for column in range(self.box.left, self.box.right + 1)}
        return found.pop() if len(found) == 1 else None

    @column_width.setter
    def column_width(self, characters: float) -> None:
        for column in range(self.box.left, self.box.right + 1):
            self._sheet.set_width(column, characters)

    def insert(self, shift: str) -> None:
        """Put whole rows in above."""
        assert shift == "down"
        self.page.own.order()[self.box.top : self.box.top] = [NEW] * self.shape[0]

    def delete(self, shift: str) -> None:
        """Take whole rows out."""
        assert shift == "up"
        del self.page.own.order()[self.box.top : self.box.bottom + 1]

    def move(self, there: Range) -> None:
        """Cut one whole row and put it in the place of another; an empty one is left."""
        order = self.page.own.order()
        order[there.box.top], order[self.box.top] = order[self.box.top], NEW

    # -- merged cells --------------------------------------------------------------------------------------------------

    @property
    def merge_cells(self) -> bool | None:
        """Whether cells are merged: false where none are, else nothing or true."""
        crossing = [one for one in self._sheet.merged() if one.crosses(self.box)]
        return (True if crossing == [self.box] else None) if crossing else False

    @property
    def merge_area(self) -> Range:
        """The merged cells that the first cell belongs to, or the cell itself."""
        cell = Box(self.box.top, self.box.left, self.box.top, self.box.left)
        return Range(self.page, next((one for one in self._sheet.merged() if one.crosses(cell)), cell))

    def merge(self, *, across: bool = False) -> None:
        """Merge the cells, or those of each row."""
        sheet, box = self._sheet, self.box
        for row in range(box.top, box.bottom + 1) if across else ():
            sheet.merge(Box(row, box.left, row, box.right))
        if not across:
            sheet.merge(box)

    def unmerge(self) -> None:
        """Take merged cells apart."""
        self._sheet.unmerge(self.box)

    # -- looks ---------------------------------------------------------------------------------------------------------

    def clear_formats(self) -> None:
        """Take the formats away, and merged cells apart."""
        self.unmerge()
        self._look(None)

    def _look(self, said: dict[str, object] | None) -> None:
        sheet = self._sheet
        for at in self._cells():
            sheet.look(at, said)

    @property
    def font(self) -> _Font:
        """The letters."""
        return _Font(self)

    @property
    def borders(self) -> _Borders:
        """The lines around the cells."""
        return _Borders(self)

    def adjust_indent(self, steps: int) -> None:
        """Set the text off from the edge; what is not aligned is then aligned to the left."""
        self._look({"indent": steps, "align": "left"})

    color = property(None, lambda self, value: self._look({"fill": _digits(value)}))
    wrap_text = property(None, lambda self, value: self._look({"wrap": bool(value)}))
    horizontal_alignment = property(None, lambda self, value: self._look({"align": value}))
    vertical_alignment = property(None, lambda self, value: self._look({"vertical": value}))
    number_format = property(None, lambda self, value: self._look({"number_format": value}))

    # -- beside the cells ----------------------------------------------------------------------------------------------

    @property
    def note(self) -> _Note | None:
        """The note of the first cell."""
        text = self._sheet.notes.text(self.box[:2])
        return None if text is None else _Note(self._sheet, self.box[:2], text)

    def add_note(self, text: str) -> None:
        """Write a note beside the first cell."""
        self._sheet.notes.add(self.box[:2], text)

    @property
    def data_validation(self) -> _Validation:
        """What may be typed."""
        return _Validation(self._sheet, self.box)


class _Rows:
    def __init__(self, cells: Range) -> None:
        self.value = cells.rows()


class _Font:
    def __init__(self, cells: Range) -> None:
        self.cells = cells

    name = property(None, lambda self, value: self.cells._look({"font": value}))
    size = property(None, lambda self, value: self.cells._look({"size": float(value)}))
    bold = property(None, lambda self, value: self.cells._look({"bold": bool(value)}))
    italic = property(None, lambda self, value: self.cells._look({"italic": bool(value)}))
    color = property(None, lambda self, value: self.cells._look({"colour": _digits(value)}))


class _Borders:
    def __init__(self, cells: Range) -> None:
        self.cells = cells

    def set(self, which: Sequence[str], *, line_style: str, weight: str | None = None, color: str) -> None:
        """Lines at edges, and inside (each cell then has its own)."""
        line = (_LINES[line_style, weight], _digits(color))
        sides = tuple(line if f"edge_{side}" in which else None for side in _SIDES)
        self.cells._look({"borders": sides})


class _Note:
    def __init__(self, sheet: ClosedSheet, at: tuple[int, int], text: str) -> None:
        self._sheet, self._at, self.text = sheet, at, text

    def delete(self) -> None:
        """Take the note away."""
        self._sheet.notes.delete(self._at)


class _Freeze:
    def __init__(self, sheet: ClosedSheet) -> None:
        self._sheet = sheet

    def freeze_at(self, frozen: str) -> None:
        """Keep rows (``"1:5"``), columns (``"A:C"``) or both (``"A1:C5"``) in sight."""
        box = Box.of(frozen)
        rows = box.bottom + 1 if box else int(frozen.partition(":")[2]) if frozen[0].isdigit() else 0
        columns = box.right + 1 if box else 0 if rows else columns_of(frozen)[1] + 1
        self._sheet.change()
        view = self._sheet.child("sheetViews").elements("sheetView")[0]
        where = "bottomRight" if rows and columns else "bottomLeft" if rows else "topRight"
        split = {name: str(number) for name, number in (("xSplit", columns), ("ySplit", rows)) if number}
        there = {"topLeftCell": f"{letters(columns)}{rows + 1}", "activePane": where, "state": "frozen"}
        view.children = [view.make("pane", {**split, **there}), view.make("selection", {"pane": where})]


class _PageSetup:
    def __init__(self, page: Page) -> None:
        self._page = page

    @property
    def print_area(self) -> str | None:
        """The cells that are printed, ``None`` for all."""
        own = self._page.file.name_of(_PRINT_AREA, self._page.name)
        return own.text if own is not None else None

    @print_area.setter
    def print_area(self, cells: str) -> None:
        self._page.file.give_name(_PRINT_AREA, self._page.name, on(self._page.name, cells))


class _Validation:
    def __init__(self, sheet: ClosedSheet, box: Box) -> None:
        self._sheet, self._box = sheet, box

    def set_list(self, words: Sequence[str]) -> None:
        """Words to choose from.

        Raises:
            NotImplementedError: more of them than a file takes in a cell's own list.
        """
        text = ",".join(words)
        if len(text) > _LONGEST_LIST:
            raise NotImplementedError("set_list")
        self._sheet.change()
        group = self._sheet.child("dataValidations")
        group.children = [one for one in group.elements() if one.get("sqref") != str(self._box)]
        said = {"type": "list", "allowBlank": "1", "showInputMessage": "1", "showErrorMessage": "1"}
        quoted = text.replace('"', '""')
        words_of = group.make("formula1", {}, f'"{quoted}"')
        group.children.append(group.make("dataValidation", {**said, "sqref": str(self._box)}, words_of))
        group.attributes["count"] = str(len(group.elements()))


def _value(sheet: ClosedSheet, at: tuple[int, int]) -> object:
    own = sheet.result(at)
    if own.kind == "number" and isinstance(own.value, float) and sheet.shows_date(at):
        with suppress(OverflowError):
            return _EPOCH + dt.timedelta(days=own.value)
    return None if own.kind in ("", "error") else own.value


def _content(given: object) -> Content:
    """What a value as it is given to a program makes of a cell: "'" says that the rest is text, "=" a formula."""
    if given is None or given == "":
        return Content()
    if isinstance(given, bool):
        return Content("truth", given)
    if isinstance(given, int | float | Decimal):
        return Content("number", float(given))
    text = str(given).replace("\r\n", "\n")
    if text.startswith("="):
        return Content("formula", text[1:])
    text = text.removeprefix("'")
    return Content("text", text) if text else Content()


def _typed(own: Content) -> str:
    if own.kind == "formula":
        return f"={own.value}"
    if own.kind == "number":
        return f"{own.value:.15g}"
    return str(own.value).upper() if own.kind == "truth" else str(own.value)


def _digits(colour: str) -> str:
    """The six digits of a colour."""
    return colour.removeprefix("#").upper()
