"""Values of cells on their way to LibreOffice and back: whole blocks, typed as xlwings has them.

The program's interface knows texts and numbers. A date and a truth value are numbers in a format; what a cell with an
error holds comes back as nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from numbers import Real
from typing import TYPE_CHECKING, Any, NamedTuple

from ita_xl.cells import runs
from ita_xl.hosts.libreoffice.formulas import to_office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_EPOCH = dt.datetime(1899, 12, 30)
_DAY = dt.timedelta(days=1)
#: What the error numbers of LibreOffice are called in Excel.
_ERRORS = {503: "#NUM!", 504: "#REF!", 508: "#NAME?", 509: "#NAME?", 521: "#NULL!", 524: "#REF!", 525: "#NAME?",
           532: "#DIV/0!", 32767: "#N/A"}  # fmt: skip


class Box(NamedTuple):
    """A rectangle of cells, 0-based, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


class CellError(str):
    """An error in a cell, by Excel's name for it where it was asked for."""

    __slots__ = ()


def error_name(number: int) -> CellError:
    """An error of LibreOffice by its number.

    >>> error_name(532), error_name(519)
    ('#DIV/0!', '#VALUE!')
    """
    return CellError(_ERRORS.get(number, "#VALUE!"))


@dataclass
class Given:
    """Values ready to go over: ``rows`` for ``setDataArray``, or where there are formulas for ``setFormulaArray``.

    ``left`` are formulas that only the program's own parser understands, by row and column.
    """

    rows: tuple[tuple[Any, ...], ...]
    formulas: bool = False
    dates: list[Box] = field(default_factory=list)
    truths: list[Box] = field(default_factory=list)
    left: dict[tuple[int, int], str] = field(default_factory=dict)


def given(values: Sequence[Sequence[object]]) -> Given:
    """Values of xlwings: a text that begins with "=" is a formula, one that begins with "'" the text behind it."""
    made = _Made()
    rows = [
        list(row) if set(map(type, row)) == {float} else [made.cell(at, column, one) for column, one in enumerate(row)]
        for at, row in enumerate(values)
    ]
    if made.formulas:
        said = made.formulas
        rows = [[_entered(one, (at, column) in said) for column, one in enumerate(row)] for at, row in enumerate(rows)]
    return Given(tuple(map(tuple, rows)), bool(made.formulas), boxes(made.dates), boxes(made.truths), made.left)


class _Made:
    """What was found in a block of values besides plain texts and numbers, by row and column."""

    def __init__(self) -> None:
        self.dates: list[tuple[int, int]] = []
        self.truths: list[tuple[int, int]] = []
        self.formulas: set[tuple[int, int]] = set()
        self.left: dict[tuple[int, int], str] = {}

    def cell(self, row: int, column: int, value: object) -> Any:
        """A value as the program takes it."""
        if value is None:
            return ""
        if type(value) is float:
            return value
        if isinstance(value, str):
            return self._text(row, column, value)
        if isinstance(value, dt.date):
            self.dates.append((row, column))
        elif isinstance(value, bool):
            self.truths.append((row, column))
        return _plain(value)

    def _text(self, row: int, column: int, text: str) -> str:
        if text[:1] == "'":
            return text[1:]
        if text[:1] != "=" or len(text) == 1:
            return text
        said = to_office(text)
        if said is None:
            self.left[row, column] = text
            return ""
        self.formulas.add((row, column))
        return said


def _entered(value: object, formula: bool) -> str:
    """A value as it would be typed."""
    if isinstance(value, str):
        return value if formula or not value else f"'{value}"
    return repr(value)


def _plain(value: object) -> Any:
    if isinstance(value, dt.datetime):
        return (value.replace(tzinfo=None) - _EPOCH) / _DAY
    if isinstance(value, dt.date):
        return float((value - _EPOCH.date()).days)
    if isinstance(value, dt.time):
        return (dt.datetime.combine(_EPOCH, value.replace(tzinfo=None)) - _EPOCH) / _DAY
    if isinstance(value, Real | Decimal):
        return float(value)
    return str(value)


def moment(number: float) -> dt.datetime:
    """The date and time of a number, to the second as spreadsheets show it.

    >>> moment(45930.5)
    datetime.datetime(2025, 9, 30, 12, 0)
    """
    return _EPOCH + dt.timedelta(days=int(number), seconds=round((number % 1) * 86_400_000) / 1000)


def cleaned(
    data: Any,
    date: Callable[..., Any],
    empty: Any,
    number: Callable[[float], Any] | None,
    errors: bool,
) -> list[list[Any]]:
    """Values read as the options of xlwings want them."""
    found = data if isinstance(data, list | tuple) else ((data,),)
    rows = found if found and isinstance(found[0], list | tuple) else (found,)

    def clean(value: Any) -> Any:
        if value is None or value == "":
            return empty
        kind = type(value)
        if kind is float:
            return value if number is None else number(value)
        if kind is CellError:
            return str(value) if errors else None
        if kind is dt.datetime:
            return date(
                year=value.year, month=value.month, day=value.day, hour=value.hour,
                minute=value.minute, second=value.second, microsecond=value.microsecond,
            )  # fmt: skip
        return value

    plain = {float} if number is None else set()
    return [list(row) if set(map(type, row)) <= plain else [clean(value) for value in row] for row in rows]


def boxes(cells: Iterable[tuple[int, int]]) -> list[Box]:
    """Cells, by row and column, joined down their columns, and columns that are alike joined.

    >>> boxes([(0, 0), (1, 0), (0, 1), (1, 1), (3, 1)])
    [Box(top=0, left=0, bottom=1, right=1), Box(top=3, left=1, bottom=3, right=1)]
    """
    columns: dict[int, list[int]] = defaultdict(list)
    for row, column in cells:
        columns[column].append(row)
    strips: dict[tuple[int, int], list[int]] = defaultdict(list)
    for column, rows in sorted(columns.items()):
        for run in runs(rows):
            strips[run].append(column)
    return sorted(
        Box(top, left, bottom, right) for (top, bottom), own in strips.items() for left, right in runs(own)
    )  # fmt: skip
