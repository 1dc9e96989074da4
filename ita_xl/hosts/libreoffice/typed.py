"""What the numbers of cells are: dates, truth values or numbers, as the formats of the cells say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ita_xl.hosts.libreoffice.formats import format_of
from ita_xl.hosts.libreoffice.values import CellError, error_name, moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ita_xl.hosts.libreoffice.ranges import Range

_DATES = 2
_NUMBER_RESULTS = 1
_ERROR = CellError()


def typed(cells: Range, data: tuple[tuple[Any, ...], ...], *, named: bool) -> tuple[tuple[Any, ...], ...]:
    """The values of cells; errors by their names where ``named``, else as an error without one.

    The program is asked about formats only where there are numbers: once for the whole range where all cells have one
    format, else for the dates that were typed and for the numbers that formulas give.
    """
    errors = any(value is None for row in data for value in row)
    numbers = any(type(value) is float for row in data for value in row)
    if not errors and not numbers:
        return data
    rows = [list(row) for row in data]
    if numbers:
        _type_numbers(cells, rows)
    if errors:
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is None:
                    row[column] = _name(cells, at, column) if named else _ERROR
    return tuple(map(tuple, rows))


def _name(cells: Range, row: int, column: int) -> CellError:
    return error_name(cells.model.getCellByPosition(column, row).getError())


def _type_numbers(cells: Range, rows: list[list[Any]]) -> None:
    document = cells.sheet.book.document
    same, key = format_of(cells.model, "NumberFormat")
    if same:
        if document.is_date(key) or document.is_truth(key):
            _convert(rows, 0, 0, len(rows) - 1, len(rows[0]) - 1, dates=document.is_date(key))
        return
    for kind in _kinds(cells):
        address, dates = kind
        top, left = address.StartRow - cells.first_row + 1, address.StartColumn - cells.first_column + 1
        bottom, right = address.EndRow - cells.first_row + 1, address.EndColumn - cells.first_column + 1
        _convert(rows, max(top, 0), max(left, 0), min(bottom, len(rows) - 1), min(right, len(rows[0]) - 1), dates=dates)


def _kinds(cells: Range) -> Iterator[tuple[Any, bool]]:
    """The rectangles of dates and truth values, each with whether it is of dates."""
    document = cells.sheet.book.document
    groups = cells.model.UniqueCellFormatRanges
    for at in range(groups.Count):
        group = groups.getByIndex(at)
        key = group.getPropertyValue("NumberFormat")
        if document.is_date(key) or document.is_truth(key):
            for address in group.RangeAddresses:
                yield address, document.is_date(key)


def _convert(rows: list[list[Any]], top: int, left: int, bottom: int, right: int, *, dates: bool) -> None:
    for row in rows[top : bottom + 1]:
        for column in range(left, right + 1):
            value = row[column]
            if type(value) is float:
                if dates:
                    row[column] = moment(value)
                elif value in (0.0, 1.0):
                    row[column] = bool(value)
