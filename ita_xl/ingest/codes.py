"""Item codes that can be read in more than one way, settled by their neighbours, their title and their place.

An ``i`` or ``I`` is often read as the digit one (ข้อ ๑๑ for i1, 14 for i4), and a bare number under the heading of a
tool is the number of one of its items.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from ita_xl.assessment import Kind
from ita_xl.ingest.alike import likeness
from ita_xl.ingest.model import RowKey
from ita_xl.thai import squash

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ita_xl.framework import Framework
    from ita_xl.ingest.grid import Cell

_LETTERS = {"IIT": "i", "EIT": "e", "OIT": "o"}
_ALIKE, _APART = 0.55, 0.15


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row whose code is not settled: its figure cells, and the tool and indicator that the place names."""

    row: int
    key: RowKey
    cells: list[tuple[int, Cell]]
    tool: str
    indicator: int | None


def _plain(letter: str) -> Callable[[str], str]:
    return lambda number: f"{letter}{int(number)}"


def _misread(number: str) -> str:
    """The item of IIT whose letter was read as the digit one."""
    return f"i{int(number[1:])}" if number[0] == "1" and len(number) > 1 and int(number[1:]) else ""


#: The ways a number can be meant; a table keeps to one of them.
_READINGS: tuple[Callable[[str], str], ...] = (_plain("i"), _plain("e"), _plain("o"), _misread)


def candidates(one: Waiting, framework: Framework) -> tuple[str, ...]:
    """The items a row may be about: those of the tool and the indicator its place names, as far as it does."""
    found = dict.fromkeys(
        code for reading in _READINGS if (code := reading(one.key.number)) and _fits(one, code, framework)
    )
    return tuple(found)


def _fits(one: Waiting, code: str, framework: Framework) -> bool:
    item = framework.items.get(code)
    if item is None or (one.tool and not code.startswith(_LETTERS[one.tool])):
        return False
    return one.indicator is None or item.indicator == one.indicator


def settle(
    waiting: Sequence[Waiting], framework: Framework, known: Sequence[str]
) -> list[tuple[Waiting, RowKey | None]]:
    """Give each row its item, or ``None`` where several remain possible.

    Args:
        waiting: rows of one table, in order.
        framework: rules of the year.
        known: items of the same table whose code was plain; none of them comes twice.
    """
    chosen = {one.row: code for one in waiting if (code := _by_title(one, framework))}
    fitting = [
        codes
        for reading in _READINGS
        if (codes := _sequence(reading, waiting, framework, known))
        and all(codes[row] == code for row, code in chosen.items())
    ]
    if len(fitting) == 1:
        chosen = fitting[0] | chosen
    for one in waiting:
        if one.row not in chosen and len(own := candidates(one, framework)) == 1 and own[0] not in known:
            chosen[one.row] = own[0]
    return [(one, _key(one, chosen.get(one.row), framework)) for one in waiting]


def _sequence(
    reading: Callable[[str], str], waiting: Sequence[Waiting], framework: Framework, known: Sequence[str]
) -> dict[int, str] | None:
    """The items of all rows under one reading, when each fits its place and they rise."""
    codes = [reading(one.key.number) for one in waiting]
    if not all(
        code and code not in known and _fits(one, code, framework) for one, code in zip(waiting, codes, strict=True)
    ):
        return None
    numbers = [int(code[1:]) for code in codes]
    rising = all(before < after for before, after in pairwise(numbers))
    return {one.row: code for one, code in zip(waiting, codes, strict=True)} if rising else None


def _by_title(one: Waiting, framework: Framework) -> str | None:
    """The candidate whose official title the row's title is like, if no other comes near."""
    title = squash(one.key.title)
    if len(title) < 6:
        return None
    marks = sorted(
        ((likeness(title, squash(framework.items[code].title)), code) for code in candidates(one, framework)),
        reverse=True,
    )
    if not marks or marks[0][0] < _ALIKE or (len(marks) > 1 and marks[0][0] - marks[1][0] < _APART):
        return None
    return marks[0][1]


def _key(one: Waiting, code: str | None, framework: Framework) -> RowKey | None:
    if code is None:
        return None
    del framework
    return RowKey(Kind.ITEM, code, one.key.title, one.key.part)
