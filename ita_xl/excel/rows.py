"""Rows of a sheet as values that compare: what was generated, what stands in a workbook, what is generated now."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from ita_xl.render.live import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ita_xl.sheets.model import Sheet

#: What a spreadsheet program keeps of a number.
_DIGITS = 15
_EPOCH = dt.datetime(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula in Excel's English syntax without "="; ``value`` is what it gave, and no part of what it is."""

    text: str

    def __str__(self) -> str:
        return f"={self.text}"


#: What stands in a cell: a text, a number, a formula or nothing.
Value = str | Decimal | Formula | None
Cells = tuple[Value, ...]


class Row(NamedTuple):
    """One row: its cells from column A, its height in points if known, and the columns merged in it (first, last).

    ``key`` is that of a generated row. ``values`` are what its formulas give, by column.
    """

    cells: Cells
    key: str = ""
    height: float | None = None
    spans: tuple[tuple[int, int], ...] = ()
    values: tuple[tuple[int, Value], ...] = ()


def value_of(raw: object) -> Value:
    """A value as any library gives it, so that equal cells are equal: 1, 1.0 and ``Decimal("1.00")`` are one number.

    >>> value_of(1.0) == value_of(Decimal("1.00")), value_of(""), value_of("ก\\r\\nข"), value_of(True)
    (True, None, 'ก\\nข', 'TRUE')
    """
    if raw is None or raw == "":
        return None
    if isinstance(raw, str):
        return raw.replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, Formula):
        return raw
    if isinstance(raw, dt.date):
        moment = raw if isinstance(raw, dt.datetime) else dt.datetime.combine(raw, dt.time())
        raw = (moment.replace(tzinfo=None) - _EPOCH) / dt.timedelta(days=1)
    if isinstance(raw, int | float | Decimal):
        return Decimal(f"{float(raw):.{_DIGITS}g}")
    return str(raw)


def row_of(values: Iterable[object], key: str = "") -> Row:
    """A row of values as a library gives them."""
    return Row(trimmed(value_of(one) for one in values), key)


def trimmed(cells: Iterable[Value]) -> Cells:
    """Cells without the empty ones at their end."""
    own = list(cells)
    while own and own[-1] is None:
        own.pop()
    return tuple(own)


def rows_of(sheet: Sheet, *, digits: str = "arabic") -> tuple[Row, ...]:
    """The rows of a generated sheet as a workbook shows them; ``digits`` as :func:`ita_xl.render.workbook_bytes`."""
    cells: list[dict[int, Value]] = [{} for _ in sheet.keys]
    values: list[dict[int, Value]] = [{} for _ in sheet.keys]
    for cell in sheet.cells:
        value = value_of(shown(cell, digits))
        cells[cell.row][cell.column] = Formula(cell.formula) if cell.formula else value
        if cell.formula:
            values[cell.row][cell.column] = value
    spans: list[list[tuple[int, int]]] = [[] for _ in sheet.keys]
    for area in sheet.merges:
        spans[area.first_row].append((area.first_column, area.last_column))
    return tuple(
        Row(
            trimmed(own.get(column) for column in range(max(own, default=-1) + 1)),
            sheet.keys[at],
            sheet.heights.get(at),
            tuple(sorted(spans[at])),
            tuple(values[at].items()),
        )
        for at, own in enumerate(cells)
    )
