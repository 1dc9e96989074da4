"""Addresses of cells."""

from __future__ import annotations


def address(row: int, column: int, *, fixed: bool = False) -> str:
    """The A1 address of a 0-based cell.

    >>> address(3, 2), address(0, 26, fixed=True)
    ('C4', '$AA$1')
    """
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"${letters}${row + 1}" if fixed else f"{letters}{row + 1}"


def on(sheet: str, cell: str) -> str:
    """A reference to a cell of another sheet.

    >>> on("สรุปผล", "C4")
    "'สรุปผล'!C4"
    """
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{cell}"
