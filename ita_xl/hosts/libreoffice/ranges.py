"""Ranges of cells. A range is its corners until something is asked of the program; then it is one object there."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

import xlwings
from xlwings import base_classes as base

from ita_xl.hosts.libreoffice.arranging import LAST_COLUMN, LAST_ROW, Arranged
from ita_xl.hosts.libreoffice.formats import Borders, Font, colour_of, format_of, given_colour
from ita_xl.hosts.libreoffice.formulas import column_letters, column_number, from_office, moved, sheet_prefix
from ita_xl.hosts.libreoffice.lacking import Part, not_there
from ita_xl.hosts.libreoffice.typed import typed
from ita_xl.hosts.libreoffice.values import Box, given

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ita_xl.hosts.libreoffice.sheets import Sheet

_ALL_CONTENTS, _CONTENTS, _FORMATS = 1023, 1 | 2 | 4 | 16, 32 | 64 | 256 | 512
POINT = 2540 / 72
"""A point in hundredths of a millimetre."""
#: Excel gives widths in characters of its standard font, Calibri 11: 7 pixels each, and 5 beside them.
_DIGIT, _PADDING, _PIXELS = 7, 5, 96 / 2540
_STEP = 353
"""A step of indentation: 10 points."""
_ADDRESS = re.compile(r"\$?([A-Z]{1,3})?\$?([1-9]\d*)?(?::\$?([A-Z]{1,3})?\$?([1-9]\d*)?)?", re.IGNORECASE)
_HORIZONTAL = {
    "general": "STANDARD", "left": "LEFT", "center": "CENTER", "right": "RIGHT", "fill": "REPEAT", "justify": "BLOCK",
}  # fmt: skip
_VERTICAL = {"bottom": 3, "top": 1, "center": 2, "justify": 4}


def characters(width: int) -> float:
    """The characters of a column of a width in hundredths of a millimetre."""
    return round((width * _PIXELS - _PADDING) / _DIGIT, 2)


def corners(sheet: Sheet, given: Any) -> tuple[int, int, int, int]:
    """Top, left, bottom and right (from 1) of a range, an address, a name, or row and column with perhaps a size."""
    if isinstance(given, Range):
        return given.first_row, given.first_column, given.last_row, given.last_column
    if not isinstance(given, str):
        row, column, height, width = given if len(given) == 4 else (*given, 1, 1)
        return row, column, row + height - 1, column + width - 1
    found = _ADDRESS.fullmatch(given)
    first, top, last, bottom = found.groups() if found else (None,) * 4
    if first or top:
        if ":" not in given:
            last, bottom = first, bottom or top
        if (first and top and last and bottom) or (":" in given and not (first and top)):
            rows = sorted((int(top or 1), int(bottom or LAST_ROW)))
            columns = sorted((column_number(first) if first else 1, column_number(last) if last else LAST_COLUMN))
            return rows[0], columns[0], rows[1], columns[1]
    for names in (sheet.names, sheet.book.names):
        if names.contains(given):
            own = names(given).refers_to_range
            if own is not None and own.sheet.name == sheet.name:
                return corners(sheet, own)
    raise xlwings.NoSuchObjectError(f"The address or name {given!r} does not exist on sheet {sheet.name!r}.")


class Range(Arranged, Part, base.Range):
    """A rectangle of cells, by its corners from 1."""

    def __init__(self, sheet: Sheet, top: int, left: int, bottom: int, right: int) -> None:
        self._sheet = sheet
        self.first_row, self.first_column, self.last_row, self.last_column = top, left, bottom, right
        self.options: dict[str, Any] = {}
        self.source: Range | None = None
        """The range that it was asked for as a cell of: xlwings cuts a range into cells, and joins them again."""

    @property
    def corners(self) -> tuple[int, int, int, int]:
        """Top, left, bottom and right from 0."""
        return self.first_row - 1, self.first_column - 1, self.last_row - 1, self.last_column - 1

    @property
    def model(self) -> Any:
        """The cells in the program, for a call or two: it may be a cursor that moves on with the next range."""
        if "api" in self.__dict__ or not self._sheet.page.document.steady:
            return self.api
        return self._sheet.page.cursor(*self.corners)

    @cached_property
    def api(self) -> Any:
        top, left, bottom, right = self.corners
        return self._sheet.model.getCellRangeByPosition(left, top, right, bottom)

    @property
    def sheet(self) -> Sheet:
        return self._sheet

    @property
    def row(self) -> int:
        return self.first_row

    @property
    def column(self) -> int:
        return self.first_column

    @property
    def shape(self) -> tuple[int, int]:
        return self.last_row - self.first_row + 1, self.last_column - self.first_column + 1

    @property
    def coords(self) -> tuple[str, int, int, int, int]:
        return self._sheet.name, self.first_row, self.first_column, *self.shape

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def __call__(self, row: int, column: int | None = None) -> Range:
        if column is None:
            row, column = (part + 1 for part in divmod(row - 1, self.shape[1]))
        cell = self._cell(self.first_row + row - 1, self.first_column + column - 1)
        cell.source = self
        return cell

    def sharing(self, other: Range | None) -> Range:
        """This range, with the object that another one of the same cells has got hold of."""
        same = other is not None and other._sheet is self._sheet and other.corners == self.corners
        if other is not None and same and "api" in other.__dict__:
            self.__dict__["api"] = other.api
        return self

    def _of(self, top: int, left: int, bottom: int, right: int) -> Range:
        """Other cells of the sheet."""
        return Range(self._sheet, top, left, bottom, right)

    def _cell(self, row: int, column: int) -> Range:
        return self._of(row, column, row, column)

    @property
    def address(self) -> str:
        return self.get_address(True, True, False)

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        row_mark, column_mark = "$" * row_absolute, "$" * col_absolute
        text = f"{column_mark}{column_letters(self.first_column)}{row_mark}{self.first_row}"
        if len(self) > 1:
            text += f":{column_mark}{column_letters(self.last_column)}{row_mark}{self.last_row}"
        return f"[{self._sheet.book.name}]{sheet_prefix(self._sheet.name)}{text}" if external else text

    # -- values and formulas -------------------------------------------------------------------------------------------

    @property
    def raw_value(self) -> Any:
        """The values as rows of cells, typed by the formats of the cells; of one cell, its value."""
        rows = typed(self, self.model.getDataArray(), named=bool(self.options.get("err_to_str")))
        return rows[0][0] if len(self) == 1 else rows

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        if isinstance(data, list | tuple):
            self.write_rows([row if isinstance(row, list | tuple) else [row] for row in data])
        elif isinstance(data, str) and data.startswith("="):
            self._fill(data)
        else:
            height, width = self.shape
            self.write_rows([[data] * width] * height)

    def write_rows(self, values: Sequence[Sequence[object]]) -> None:
        """Write rows of values that fit the range, without what xlwings makes of them for other programs first."""
        made = given(values)
        if (len(values), len(values[0])) != self.shape:
            raise ValueError(f"{len(values)} rows of {len(values[0])} values do not fit {self.address}")
        self._sheet.page.write(self.model, made)
        document = self._sheet.book.document
        for (row, column), text in made.left.items():
            cell = self.model.getCellByPosition(column, row)
            cell.setTokens(document.tokens(text, cell.CellAddress))
        for box in made.dates:
            whole = all(
                float(made.rows[row][column]).is_integer()
                for row in range(box.top, box.bottom + 1)
                for column in range(box.left, box.right + 1)
            )
            self.part(box)._number_as(document.date_key(whole), document.is_date)
        for box in made.truths:
            self.part(box)._number_as(document.truth_key, document.is_truth)

    def part(self, box: Box) -> Range:
        """Cells of this range, by their rows and columns in it."""
        top, left = self.first_row, self.first_column
        return self._of(top + box.top, left + box.left, top + box.bottom, left + box.right)

    def _number_as(self, key: int, fits: Any) -> None:
        """Give cells a number format unless they have one of its kind, each as it has."""
        state, own = format_of(self.model, "NumberFormat")
        if not state and len(self) > 1:
            for one in self._cells():
                one._number_as(key, fits)
        elif not fits(own):
            self.model.NumberFormat = key

    def _cells(self) -> Iterator[Range]:
        for row in range(self.first_row, self.last_row + 1):
            for column in range(self.first_column, self.last_column + 1):
                yield self._cell(row, column)

    def _fill(self, formula: str) -> None:
        """One formula in every cell, its references moved along as Excel does."""
        height, width = self.shape
        self.write_rows([[moved(formula, row, column) for column in range(width)] for row in range(height)])

    @property
    def formula(self) -> Any:
        """Formulas in Excel's syntax; of a cell without one, what would be typed."""
        rows = tuple(
            tuple(self._said(at, column, text) for column, text in enumerate(row))
            for at, row in enumerate(self.model.getFormulaArray())
        )
        return rows[0][0] if len(self) == 1 else rows

    @formula.setter
    def formula(self, value: Any) -> None:
        self.raw_value = value

    formula2 = formula

    def _said(self, row: int, column: int, text: str) -> str:
        if text[:1] != "=":
            # A text that would read as something else comes with an apostrophe before it.
            return text[1:] if text[:1] == "'" else text
        said = from_office(text)
        if said is None:
            cell = self.model.getCellByPosition(column, row)
            said = self._sheet.book.document.formula(cell.getTokens(), cell.CellAddress)
        return said

    @property
    def has_array(self) -> bool:
        return bool(self._cell(self.first_row, self.first_column).model.getArrayFormula())

    def clear(self) -> None:
        self.unmerge()
        self.model.clearContents(_ALL_CONTENTS)

    def clear_contents(self) -> None:
        self.model.clearContents(_CONTENTS)

    def clear_formats(self) -> None:
        self.unmerge()
        self.model.clearContents(_FORMATS)

    # -- looks ---------------------------------------------------------------------------------------------------------

    @property
    def font(self) -> Font:
        return Font(self)

    @property
    def borders(self) -> Borders:
        return Borders(self)

    @property
    def color(self) -> tuple[int, int, int] | None:
        same, value = format_of(self.model, "CellBackColor")
        return colour_of(value) if same else None

    @color.setter
    def color(self, value: Any) -> None:
        self.model.CellBackColor = given_colour(value)

    @property
    def number_format(self) -> str | None:
        same, key = format_of(self.model, "NumberFormat")
        return self._sheet.book.document.format_text(key) if same else None

    @number_format.setter
    def number_format(self, value: str) -> None:
        self.model.NumberFormat = self._sheet.book.document.format_key(value)

    @property
    def wrap_text(self) -> bool | None:
        same, value = format_of(self.model, "IsTextWrapped")
        return bool(value) if same else None

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        self.model.IsTextWrapped = bool(value)

    @property
    def horizontal_alignment(self) -> str | None:
        same, value = format_of(self.model, "HoriJustify")
        return next((name for name, own in _HORIZONTAL.items() if own == value.value), None) if same else None

    @horizontal_alignment.setter
    def horizontal_alignment(self, value: str) -> None:
        if value not in _HORIZONTAL:
            raise not_there("Range", f"horizontal_alignment {value!r}")
        self.model.HoriJustify = self._enum("table.CellHoriJustify", _HORIZONTAL[value])

    @property
    def vertical_alignment(self) -> str | None:
        same, value = format_of(self.model, "VertJustify")
        return next((name for name, own in _VERTICAL.items() if own == value), "bottom") if same else None

    @vertical_alignment.setter
    def vertical_alignment(self, value: str) -> None:
        if value not in _VERTICAL:
            raise not_there("Range", f"vertical_alignment {value!r}")
        self.model.VertJustify = _VERTICAL[value]

    def adjust_indent(self, amount: int) -> None:
        if self.horizontal_alignment == "general":
            # Only a text that is aligned is indented.
            self.horizontal_alignment = "left"
        self.model.ParaIndent = max(0, self.model.ParaIndent + amount * _STEP)

    def _enum(self, name: str, value: str) -> Any:
        return self._sheet.book.app.connection.enum(name, value)

    # -- sizes ---------------------------------------------------------------------------------------------------------

    @property
    def row_height(self) -> float | None:
        rows = self._sheet.page.rows
        heights = {rows.getByIndex(row).Height for row in range(self.first_row - 1, self.last_row)}
        return round(heights.pop() / POINT, 2) if len(heights) == 1 else None

    @row_height.setter
    def row_height(self, value: float) -> None:
        rows, height = self._rows, round(value * POINT)
        # To set a height lays out the pages of the sheet anew, be it the one that the row has.
        if self.shape[0] > 1 or rows.Height != height or rows.OptimalHeight:
            rows.Height = height

    @property
    def _rows(self) -> Any:
        return self._sheet.page.rows.getByIndex(self.first_row - 1) if self.shape[0] == 1 else self.model.Rows

    @property
    def _columns(self) -> Any:
        one = self.shape[1] == 1
        return self._sheet.page.columns.getByIndex(self.first_column - 1) if one else self.model.Columns

    @property
    def column_width(self) -> float | None:
        columns = self._sheet.page.columns
        widths = {columns.getByIndex(column).Width for column in range(self.first_column - 1, self.last_column)}
        return characters(widths.pop()) if len(widths) == 1 else None

    @column_width.setter
    def column_width(self, value: float) -> None:
        self._columns.Width = round((value * _DIGIT + _PADDING) / _PIXELS)

    @property
    def row_hidden(self) -> bool:
        return not self._rows.IsVisible

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        self._rows.IsVisible = not value

    @property
    def column_hidden(self) -> bool:
        return not self._columns.IsVisible

    @column_hidden.setter
    def column_hidden(self, value: bool) -> None:
        self._columns.IsVisible = not value

    @property
    def left(self) -> float:
        return float(round(self.model.Position.X / POINT, 2))

    @property
    def top(self) -> float:
        return float(round(self.model.Position.Y / POINT, 2))

    @property
    def width(self) -> float:
        return float(round(self.model.Size.Width / POINT, 2))

    @property
    def height(self) -> float:
        return float(round(self.model.Size.Height / POINT, 2))

    def autofit(self, axis: str | None = None) -> None:
        if axis in (None, "rows", "r"):
            self.model.Rows.OptimalHeight = True
        if axis in (None, "columns", "c"):
            self.model.Columns.OptimalWidth = True
