"""Formulas between Excel's English syntax and that of LibreOffice's interface, as text.

So a whole block of formulas goes over at once. What cannot be said without knowing the workbook (structured references,
other files, references that are lost) is left to the program's own parser, a formula at a time: ``None`` stands for it.
"""

from __future__ import annotations

import re
from functools import lru_cache

_QUOTED = r"'(?:[^']|'')+'"
_PIECE = re.compile(
    rf"""
    (?P<text>"(?:[^"]|"")*")
    | (?P<sheet>(?:{_QUOTED}|[^\W\d][\w.]*)!)
    | (?P<word>[^\W\d][\w.]*(?=\s*\()) | (?P<truth>(?:TRUE|FALSE)\b(?!\s*\())
    | (?P<name>[$\w.\\]+)
    | (?P<space>\s+)
    | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_SHEET = re.compile(rf"\$?({_QUOTED}|[^\W\d]\w*)\.(?=\$?[A-Z]{{1,3}}\$?\d|\$?[A-Z]{{1,3}}:|\$?\d+:)")
_TEXT = re.compile(r'("(?:[^"]|"")*")')
_REFERENCE = re.compile(r"(?<![\w.$'])(\$?)([A-Z]{1,3})(\$?)([1-9]\d*)(?![\w.(])")
_PLAIN = re.compile(r"[^\W\d]\w*")
_CELL = re.compile(r"[A-Z]{1,3}\d+|R\d*C\d*", re.IGNORECASE)
_BEYOND_EXCEL = ("[", "#", "@")
_BEYOND_OFFICE = ("[", "#", "COM.SUN.STAR")
_MARKS = {";": ",", "|": ";", "~": ","}
#: A formula of numbers, functions and cells of the same sheet, which reads alike in both.
_ALIKE = re.compile(r"=[A-Z0-9$:+\-*/^()<>=&%]*")
#: The same of LibreOffice, where only the sign between arguments is another.
_SEPARATED = re.compile(r"=[A-Z0-9$:;+\-*/^()<>=&%]*")
_TRUTHS = ("TRUE", "FALSE")
_PREFIXES = re.compile(r"_xl(?:fn|ws)\.", re.IGNORECASE)


@lru_cache(maxsize=4096)
def to_office(formula: str) -> str | None:
    """A formula of Excel, with "=", as LibreOffice's interface takes it.

    >>> to_office("=SUM(A1:B2,'ปี 68'!C3)*{1,2;3,4}")
    "=SUM(A1:B2;$'ปี 68'.C3)*{1;2|3;4}"
    >>> to_office('=IF(TRUE,"a,b",_xlfn.IFS(A1>1,2))')
    '=IF(TRUE();"a,b";IFS(A1>1;2))'
    """
    if _ALIKE.fullmatch(formula) and not any(one in formula for one in _TRUTHS):
        return formula
    body = _PREFIXES.sub("", formula)
    said = _Said()
    for piece in _PIECE.finditer(body):
        if not said.take(piece, body[piece.end() : piece.end() + 1]):
            return None
    return "".join(said.made)


class _Said:
    """A formula as it is said over, piece by piece."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.before = ""
        self.arrays = 0
        self.functions: list[bool] = []

    def take(self, piece: re.Match[str], after: str) -> bool:
        """Say the next piece; whether it can be said."""
        kind, text = piece.lastgroup, piece[0]
        if kind == "sheet":
            if "[" in text or self.before == ":":
                return False
            text = f"${text[:-1]}." if text.startswith("'") else f"$'{text[:-1]}'."
        elif kind == "truth":
            text = f"{text}()"
        elif kind == "space":
            if _intersects(self.before, after):
                return False
        elif kind == "mark":
            if text in _BEYOND_EXCEL:
                return False
            text = self._mark(text)
        if kind != "space":
            self.before = piece[0]
        self.made.append(text)
        return True

    def _mark(self, mark: str) -> str:
        self.arrays += (mark == "{") - (mark == "}")
        if self.arrays:
            return {",": ";", ";": "|"}.get(mark, mark)
        if mark == "(":
            self.functions.append(self.before[-1:].isalnum() or self.before[-1:] in tuple("_."))
        elif mark == ")" and self.functions:
            self.functions.pop()
        elif mark == ",":
            # Outside the brackets of a function a comma joins references.
            return ";" if self.functions and self.functions[-1] else "~"
        return mark


@lru_cache(maxsize=4096)
def from_office(formula: str) -> str | None:
    """A formula as LibreOffice's interface gives it, with "=", as Excel has it.

    >>> from_office("=SUM(A1:B2;$'ปี 68'.C3)*{1;2|3;4}"), from_office("=$Sheet1.A$1")
    ("=SUM(A1:B2,'ปี 68'!C3)*{1,2;3,4}", '=Sheet1!A$1')
    """
    if _SEPARATED.fullmatch(formula):
        return formula.replace(";", ",")
    pieces = _TEXT.split(formula)
    for at in range(0, len(pieces), 2):
        if any(one in pieces[at] for one in _BEYOND_OFFICE):
            return None
        made = []
        for mark in re.split(r"([;|~])", _SHEET.sub(_of_excel, pieces[at])):
            made.append(_MARKS.get(mark, mark))
        pieces[at] = "".join(made)
    return "".join(pieces)


def moved(formula: str, rows: int, columns: int) -> str:
    """A formula for another cell so many rows and columns away: references without "$" move along.

    >>> moved('=A1+$B$2&"A1"+B$3', 1, 2)
    '=C2+$B$2&"A1"+D$3'
    """
    pieces = _TEXT.split(formula)
    for at in range(0, len(pieces), 2):
        pieces[at] = _REFERENCE.sub(lambda found: _moved(found, rows, columns), pieces[at])
    return "".join(pieces)


def column_letters(column: int) -> str:
    """The letters of a column, from 1.

    >>> column_letters(1), column_letters(27)
    ('A', 'AA')
    """
    text = ""
    while column:
        column, left = divmod(column - 1, 26)
        text = chr(65 + left) + text
    return text


def column_number(text: str) -> int:
    """The number of a column by its letters, from 1."""
    number = 0
    for letter in text.upper():
        number = number * 26 + ord(letter) - 64
    return number


def sheet_prefix(name: str) -> str:
    """The name of a sheet before a reference, quoted where Excel needs it.

    >>> sheet_prefix("Sheet1"), sheet_prefix("ปี 68"), sheet_prefix("A1")
    ('Sheet1!', "'ปี 68'!", "'A1'!")
    """
    if name.isascii() and _PLAIN.fullmatch(name) and not _CELL.fullmatch(name):
        return f"{name}!"
    return "'{}'!".format(name.replace("'", "''"))


def _of_excel(found: re.Match[str]) -> str:
    name = found[1]
    return sheet_prefix(name[1:-1].replace("''", "'") if name.startswith("'") else name)


def _intersects(before: str, after: str) -> bool:
    """Whether a space between two words may be Excel's sign for what two references share."""
    return bool(before) and (before[-1].isalnum() or before[-1] in ")'") and bool(re.match(r"[\w$'(]", after))


def _moved(found: re.Match[str], rows: int, columns: int) -> str:
    fixed_column, letters, fixed_row, number = found.groups()
    column = letters if fixed_column else column_letters(column_number(letters) + columns)
    row = number if fixed_row else str(int(number) + rows)
    return f"{fixed_column}{column}{fixed_row}{row}"
