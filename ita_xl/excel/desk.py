"""Where a macro leaves what it asks, and waits for the answer: the hidden sheet of the template, or of the add-in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ita_xl.excel.files import ADDIN
from ita_xl.sheets.notes import ANSWER, CALLED, NOTES

if TYPE_CHECKING:
    from collections.abc import Iterator


class Desk:
    """The hidden sheet of one ``xlwings.Book``, key beside value."""

    def __init__(self, page: Any) -> None:
        self.page = page
        last = max(page.used_range.last_cell.row, 2)
        rows = page.range((1, 1), (last, 2)).options(ndim=2).value
        self._rows = {str(key): at for at, (key, _) in enumerate(rows, start=1) if key}
        self._values = {str(key): value for key, value in rows if key}

    def read(self, key: str) -> str:
        """The text beside a key."""
        return str(self._values.get(key) or "")

    def answer(self, text: str) -> None:
        """Answer the macro, which shows every answer but ``done``."""
        if ANSWER in self._rows:
            self.page.range((self._rows[ANSWER], 2)).value = f"'{text}"


def is_template(book: Any) -> bool:
    """Whether an ``xlwings.Book`` is a copy of the template."""
    return _notes(book) is not None


def desk_of(book: Any) -> Desk | None:
    """The desk of the macro that called with a book in front; nothing where none did, as on the command line.

    It is that of the book itself if it is the template, else of another book that has just asked, such as the add-in.
    """
    own = _notes(book)
    if own is not None:
        return Desk(own)
    asked = (Desk(page) for one in _others(book) if (page := _notes(one)) is not None)
    return next((one for one in asked if one.read(ANSWER) == CALLED), None)


def _others(book: Any) -> Iterator[Any]:
    try:
        yield from (one for one in book.app.books if one.name != book.name)
        # An add-in is none of the books that are open, but can be asked for by its name.
        yield book.app.books[ADDIN]
    except Exception:  # noqa: BLE001 - each engine says in its own way that it has no such book
        return


def _notes(book: Any) -> Any | None:
    return next((sheet for sheet in book.sheets if sheet.name == NOTES), None)
