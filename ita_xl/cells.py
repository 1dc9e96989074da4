"""Addresses of cells, and runs of rows or columns."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def address(row: int, column: int, *, fixed: bool = False) -> str:
    """The A1 address of a 0-based cell.

    >>> address(3, 2), address(0, 26, fixed=True)
    ('C4', '$AA$1')
    """
    return f"${letters(column)}${row + 1}" if fixed else f"{letters(column)}{row + 1}"


@cache
def letters(column: int) -> str:
    """The letters of a 0-based column.

    >>> letters(0), letters(27)
    ('A', 'AB')
    """
    text, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def column_at(text: str) -> int:
    """The 0-based column of its letters; -1 for anything else.

    >>> column_at("A"), column_at("ab"), column_at("A1")
    (0, 27, -1)
    """
    if not re.fullmatch(r"[A-Za-z]{1,3}", text):
        return -1
    column = 0
    for letter in text.upper():
        column = column * 26 + ord(letter) - 64
    return column - 1


def position(cell: str) -> tuple[int, int]:
    """The 0-based row and column of an A1 address.

    >>> position("C4")
    (3, 2)
    """
    found = re.fullmatch(r"([A-Z]+)(\d+)", cell)
    return (int(found[2]) - 1, column_at(found[1])) if found else (-1, -1)


def area(top: int, left: int, bottom: int, right: int) -> str:
    """The A1 range of a rectangle of 0-based cells.

    >>> area(0, 0, 2, 1), area(4, 4, 4, 4)
    ('A1:B3', 'E5')
    """
    first, last = address(top, left), address(bottom, right)
    return first if first == last else f"{first}:{last}"


def on(sheet: str, cell: str) -> str:
    """A reference to a cell of another sheet.

    >>> on("สรุปผล", "C4")
    "'สรุปผล'!C4"
    """
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{cell}"


def absolute(reference: str) -> str:
    """A reference made by :func:`on`, with its cell fixed.

    >>> absolute("'สรุปผล'!C4")
    "'สรุปผล'!$C$4"
    """
    sheet, mark, cell = reference.rpartition("!")
    return f"{sheet}{mark}{address(*position(cell), fixed=True)}"


def runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """First and last of the numbers that follow each other, in rising order.

    >>> runs([7, 1, 3, 2])
    [(1, 3), (7, 7)]
    """
    found: list[tuple[int, int]] = []
    for one in sorted(numbers):
        if found and found[-1][1] == one - 1:
            found[-1] = (found[-1][0], one)
        else:
            found.append((one, one))
    return found
