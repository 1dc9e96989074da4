"""What the numbers of cells are: dates, truth values or numbers, as the formats of the cells say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ita_xl.hosts.libreoffice.formats import format_of
from ita_xl.hosts.libreoffice.values import Box, CellError, boxes, error_name, moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ita_xl.hosts.libreoffice.ranges import Range

_DATES = 2
_NUMBER_RESULTS = 1
_ERROR = CellError()
_TRUTHS = (0.0, 1.0)
#: From so many places on, all formats of a range are looked at instead.
_MANY = 12


def typed(cells: Range, data: tuple[tuple[Any, ...], ...], *, named: bool) -> tuple[tuple[Any, ...], ...]:
    """The values of cells; errors by their names where ``named``, else as an error without one.

    The program is asked about formats only where there are numbers, and as little as will do.
    """
    kinds = {kind for row in data for kind in set(map(type, row))}
    if kinds <= {str}:
        return data
    rows = [list(row) for row in data]
    if float in kinds:
        _type_numbers(cells, rows)
    if type(None) in kinds:
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is None:
                    row[column] = _name(cells, at, column) if named else _ERROR
    return tuple(map(tuple, rows))


def _name(cells: Range, row: int, column: int) -> CellError:
    return error_name(cells.model.getCellByPosition(column, row).getError())


def _type_numbers(cells: Range, rows: list[list[Any]]) -> None:
    """Dates that were typed are found at once; what formulas give, and 0 and 1, need their formats looked at."""
    whole = Box(0, 0, len(rows) - 1, len(rows[0]) - 1)
    if _by_format(cells, rows, whole):
        return
    for address in cells.model.queryContentCells(_DATES).RangeAddresses:
        _convert(rows, _inside(cells, address), dates=True)
    results = cells.model.queryFormulaCells(_NUMBER_RESULTS).RangeAddresses
    places = ((at, column) for at, row in enumerate(rows) for column, value in enumerate(row)
              if type(value) is float and value in _TRUTHS)  # fmt: skip
    unsure = [*(_inside(cells, one) for one in results), *boxes(places)]
    for box in unsure if len(unsure) <= _MANY else [whole]:
        part = cells.part(box)
        if not _by_format(part, rows, box):
            for address, dates in _kinds(part):
                _convert(rows, _inside(cells, address), dates=dates)


def _by_format(part: Range, rows: list[list[Any]], box: Box) -> bool:
    """Type cells that all have one format; whether they have."""
    document = part.sheet.book.document
    same, key = format_of(part.model, "NumberFormat")
    if same and (document.is_date(key) or document.is_truth(key)):
        _convert(rows, box, dates=document.is_date(key))
    return same


def _kinds(part: Range) -> Iterator[tuple[Any, bool]]:
    """The rectangles of dates and truth values, each with whether it is of dates."""
    document = part.sheet.book.document
    groups = part.model.UniqueCellFormatRanges
    for at in range(groups.Count):
        group = groups.getByIndex(at)
        key = group.getPropertyValue("NumberFormat")
        if document.is_date(key) or document.is_truth(key):
            for address in group.RangeAddresses:
                yield address, document.is_date(key)


def _inside(cells: Range, address: Any) -> Box:
    """A rectangle of the sheet as one of the rows of a range."""
    top, left = address.StartRow - cells.first_row + 1, address.StartColumn - cells.first_column + 1
    return Box(top, left, top + address.EndRow - address.StartRow, left + address.EndColumn - address.StartColumn)


def _convert(rows: list[list[Any]], box: Box, *, dates: bool) -> None:
    for row in rows[box.top : box.bottom + 1]:
        for column in range(box.left, box.right + 1):
            value = row[column]
            if type(value) is float:
                if dates:
                    row[column] = moment(value)
                elif value in _TRUTHS:
                    row[column] = bool(value)
