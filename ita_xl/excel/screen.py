"""What the user sees while a button works: no flicker, a line of progress, the same sheet and cell in the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from ita_xl.errors import Place


class Screen:
    """The window of an ``xlwings.Book`` during one press; each part only where the program can.

    Args:
        book: the open book.
        caption: what stands on the button, named in the status bar.
    """

    def __init__(self, book: Any, caption: str) -> None:
        self.book, self.caption = book, caption
        self._front: Any = None
        self._chosen: Any = None
        self._at_front = True

    def __enter__(self) -> Screen:
        self._front = _try(lambda: self.book.sheets.active)
        self._chosen = _try(lambda: self.book.selection)
        _try(lambda: setattr(self.book.app, "screen_updating", False))
        self.says("กำลังทำงาน")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._at_front:
            self.back()
        _try(lambda: setattr(self.book.app, "status_bar", False))
        _try(lambda: setattr(self.book.app, "screen_updating", True))

    def says(self, text: str) -> None:
        """Say in the status bar what is being done."""
        _try(lambda: setattr(self.book.app, "status_bar", f"ITA {self.caption}: {text} …"))

    def back(self) -> None:
        """Bring back the sheet that was in front, with the cells that were chosen.

        What is still so is let be: to choose cells scrolls to them, away from the button and what is said beside it.
        """
        front = _try(lambda: self.book.sheets.active)
        if self._front is not None and front != self._front:
            _try(self._front.activate)
        # What was chosen may have been a shape, or a cell of a sheet that is gone.
        if self._chosen is not None and _try(lambda: self.book.selection) != self._chosen:
            _try(self._chosen.select)

    def leave(self) -> None:
        """Bring them back now: what comes to the front from here on is meant to stay there."""
        self.back()
        self._at_front = False

    def choose(self, place: Place) -> None:
        """Put the cell of an error in front and choose it, where it is one of this book."""
        sheet = next((one for one in self.book.sheets if one.name == place.sheet), None)
        if sheet is not None:
            _try(sheet.activate)
            _try(lambda: sheet.range(place.cell or "A1").select())
            self._at_front = False


def _try(do: Callable[[], Any]) -> Any:
    """What an engine may not have, or a program refuse in the state it is in; no work is lost with it."""
    try:
        return do()
    except Exception:  # noqa: BLE001 - each engine has errors of its own
        return None
