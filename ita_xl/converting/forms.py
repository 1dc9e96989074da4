"""What the forms of this package say by themselves: found in an older workbook, it is nothing of the agency's."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ita_xl.cells import position
from ita_xl.framework import load, years
from ita_xl.ingest.grid import cell_of
from ita_xl.sheets.followup import empty_followup
from ita_xl.sheets.inputbook import BEFORE, OwnSheets, input_book
from ita_xl.sheets.notes import NOTES
from ita_xl.sheets.template import template_book
from ita_xl.sheets.template_results import ITEMS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from ita_xl.ingest import Left, Reading
    from ita_xl.ingest.grid import Grid
    from ita_xl.sheets.guide import Action
    from ita_xl.sheets.model import Book

#: The sheets of the template that nobody sees.
HIDDEN = frozenset({NOTES, ITEMS})


def own_words(reading: Reading, sheet: str, actions: Sequence[Action] = ()) -> Collection[str]:
    """What a sheet of that name has in its cells in the empty forms of the year of a workbook.

    Args:
        reading: the workbook; what its hidden sheets hold stands on the others too.
        sheet: the name; a sheet of another name than those of the forms has nothing.
        actions: the buttons of the template.
    """
    if reading.fiscal_year not in years():
        return frozenset()
    name = BEFORE if sheet.startswith(f"{BEFORE} ") else sheet
    if not any(grid.name == NOTES for grid in reading.sheets):
        return _input_words(reading.fiscal_year).get(name, frozenset())
    told = (str(cell) for grid in reading.sheets if grid.name in HIDDEN for row in grid.rows for cell in row if cell)
    own = _template_words(reading.fiscal_year, tuple(actions)).get(name)
    return own.union(told) if own else frozenset()


@lru_cache(maxsize=8)
def _input_words(year: int) -> Mapping[str, frozenset[str]]:
    """The words of the input workbook by its sheets, with a plan to follow and without."""
    framework = load(year)
    return _words(input_book(framework), input_book(framework, own=OwnSheets((empty_followup(),))))


@lru_cache(maxsize=2)
def _template_words(year: int, actions: tuple[Action, ...]) -> Mapping[str, frozenset[str]]:
    framework = load(year)
    return _words(template_book(framework, actions)) if framework.scoring else {}


def _words(*books: Book) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for sheet in (sheet for book in books for sheet in book.sheets):
        cells = (cell_of(cell.value) for cell in sheet.cells)
        found.setdefault(sheet.name, set()).update(str(cell) for cell in cells if cell is not None)
    return {name: frozenset(words) for name, words in found.items()}


def strange(grids: Sequence[Grid], words: Collection[str], left: Left | None = None) -> str:
    """The first that cells of a sheet say and the forms do not; ``""`` where there is nothing.

    Args:
        grids: the sheet, in the pieces in which it was read.
        words: the :func:`own_words` of its name.
        left: its cells that nothing was made of; all of it unless given.
    """
    return next((text for text in _texts(grids, left) if text not in words), "")


def _texts(grids: Sequence[Grid], left: Left | None) -> Iterator[str]:
    for grid in grids:
        top, bottom, beside = 0, len(grid.rows), slice(None)
        if left is not None:
            first, _, last = left.cells.partition(":")
            (row, column), (last_row, last_column) = position(first), position(last or first)
            top, bottom, beside = max(row - grid.top, 0), last_row + 1 - grid.top, slice(column, last_column + 1)
        for cells in grid.rows[top : max(bottom, 0)]:
            yield from (str(cell) for cell in cells[beside] if cell is not None)
