"""References in formulas: what a formula says when rows have moved."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ita_xl.cells import column_at, letters

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_TOKEN = re.compile(
    r'"(?:[^"]|"")*"'
    r"|(?<![\w.$'])(?P<sheet>(?:'(?:[^']|'')+'|[^\W\d][^\s'\"!()*+,\-/:;<=>@^&{}\[\]|%#~`]*)!)?"
    r"(?P<left>\$?[A-Z]{1,3}\$?)(?P<first>[1-9]\d{0,6})"
    r"(?::(?P<right>\$?[A-Z]{1,3}\$?)(?P<last>[1-9]\d{0,6}))?(?![\w(!.])"
)
GONE = "#REF!"

#: The identity of every row of every sheet, from the top: keys of generated rows, other names for rows added by hand.
Places = dict[str, "Sheetful"]


class Sheetful(NamedTuple):
    """The rows of one sheet: identities from the top, and the row of each."""

    ids: Sequence[str]
    rows: Mapping[str, int]

    @classmethod
    def of(cls, ids: Sequence[str]) -> Sheetful:
        """From the identities in order."""
        return cls(ids, {own: row for row, own in enumerate(ids)})


class Moves:
    """Formulas of one layout of the sheets told in another; rows are followed by their identity.

    A range is told by its ends, as Excel does, or with ``spread`` by all of its rows that are left. A row or sheet that
    is not known keeps its number.
    """

    def __init__(self, before: Places, after: Places, *, spread: bool = False) -> None:
        self.before, self.after, self.spread = before, after, spread
        self.still = {name: name in after and list(own.ids) == list(after[name].ids) for name, own in before.items()}
        self.known: dict[tuple[str, str], str] = {}
        self.ranges: dict[tuple[str, int, int], tuple[int, int] | None] = {}

    def __call__(self, sheet: str, formula: str) -> str:
        """The formula of a cell on ``sheet``; a reference to a row that is gone becomes ``#REF!``."""
        if all(self.still.values()):
            return formula
        found = self.known.get((sheet, formula))
        if found is None:
            found = _TOKEN.sub(self._moved_on(sheet), formula)
            self.known[sheet, formula] = found
        return found

    def _moved_on(self, sheet: str) -> Callable[[re.Match[str]], str]:
        def moved(found: re.Match[str]) -> str:
            if not found["first"]:
                return found[0]
            prefix = found["sheet"] or ""
            name = _sheet_of(prefix) or sheet
            if self.still.get(name, True) or name not in self.after:
                return found[0]
            first = int(found["first"]) - 1
            if not found["last"]:
                row = self._row(name, first)
                return f"{prefix}{found['left']}{row + 1}" if row is not None else prefix + GONE
            ends = self._ends(name, first, int(found["last"]) - 1)
            return f"{prefix}{found['left']}{ends[0] + 1}:{found['right']}{ends[1] + 1}" if ends else prefix + GONE

        return moved

    def _row(self, name: str, row: int) -> int | None:
        ids = self.before[name].ids
        return self.after[name].rows.get(ids[row]) if row < len(ids) else row

    def _ends(self, name: str, first: int, last: int) -> tuple[int, int] | None:
        if (name, first, last) not in self.ranges:
            found = [row for at in range(first, last + 1) if (row := self._row(name, at)) is not None]
            found = found if self.spread else found[:1] + found[-1:]
            self.ranges[name, first, last] = (min(found), max(found)) if found else None
        return self.ranges[name, first, last]


def with_columns(formula: str, sheet: str, places: Mapping[str, Mapping[int, int | None]]) -> str:
    """A formula of a cell on ``sheet`` with its columns elsewhere; a column without a place becomes ``#REF!``.

    >>> with_columns("IF(C5=1,$A5,'ข้อ'!C5)", "สรุป", {"สรุป": {0: 0, 2: 3}})
    "IF(D5=1,$A5,'ข้อ'!C5)"
    """

    def moved(found: re.Match[str]) -> str:
        if not found["first"]:
            return found[0]
        prefix = found["sheet"] or ""
        places_there = places.get(_sheet_of(prefix) or sheet, {})
        left = _column(found["left"], places_there)
        right = _column(found["right"], places_there) if found["right"] else ""
        if left is None or right is None:
            return prefix + GONE
        last = f":{right}{found['last']}" if right else ""
        return f"{prefix}{left}{found['first']}{last}"

    return _TOKEN.sub(moved, formula)


def translated(formula: str, rows: int, columns: int) -> str:
    """A formula as it reads in a cell so many rows below and columns to the right, as when it is filled there.

    >>> translated("SUM(A1:$B2)+C$3&\\"A1\\"", 2, 1), translated("A1", -1, 0)
    ('SUM(B3:$B4)+D$3&"A1"', '#REF!')
    """

    def cell(place: str, row: str) -> str | None:
        column = column_at(place.strip("$")) + (0 if place.startswith("$") else columns)
        at = int(row) + (0 if place.endswith("$") else rows)
        if column < 0 or at < 1:
            return None
        return f"{place.replace(place.strip('$'), letters(column))}{at}"

    def moved(found: re.Match[str]) -> str:
        if not found["first"]:
            return found[0]
        ends = [cell(found["left"], found["first"])]
        ends += [cell(found["right"], found["last"])] if found["last"] else []
        told = GONE if None in ends else ":".join(one or "" for one in ends)
        return f"{found['sheet'] or ''}{told}"

    return _TOKEN.sub(moved, formula)


def _sheet_of(prefix: str) -> str:
    return prefix[:-1].strip("'").replace("''", "'")


def _column(text: str, places: Mapping[int, int | None]) -> str | None:
    at = column_at(text.strip("$"))
    place = places.get(at, at)
    return None if place is None else text.replace(text.strip("$"), letters(place))


def squeezed(formula: str) -> str:
    """A formula for comparing: programs set blanks and the quotes of sheet names as they like.

    >>> squeezed("'สรุป'!A1 + 1") == squeezed("สรุป!A1+1"), squeezed('"a b"&A1')
    (True, '"a b"&A1')
    """
    parts = re.split(r'("(?:[^"]|"")*")', formula)
    return "".join(part if at % 2 else re.sub(r"['\s]", "", part) for at, part in enumerate(parts))


@lru_cache(maxsize=8192)
def without_rows(formula: str) -> str:
    """A formula without the rows it speaks of: how it looks wherever it stands.

    >>> without_rows("IF(D7=\\"A1\\",0,'ข้อ'!$D$7-LOG10(E7))")
    'IF(D#="A1",0,\\'ข้อ\\'!$D$#-LOG10(E#))'
    """

    def bare(found: re.Match[str]) -> str:
        if not found["first"]:
            return found[0]
        last = f":{found['right']}#" if found["last"] else ""
        return f"{found['sheet'] or ''}{found['left']}#{last}"

    return _TOKEN.sub(bare, formula)
