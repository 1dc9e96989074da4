"""Any workbook that is open: its values, which the reader of files understands too, and where documents are put."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ita_xl.errors import OutputError, Place
from ita_xl.excel.screen import Screen
from ita_xl.ingest.grid import Values
from ita_xl.ingest.guard import WORKBOOKS
from ita_xl.render import safe_name
from ita_xl.sheets.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ita_xl.excel.judging import Judged


class AnyBook:
    """An open workbook, whatever it is.

    Args:
        book: the ``xlwings.Book`` that was in front when a button was pressed.
        caption: what stands on the button.
    """

    def __init__(self, book: Any, caption: str = "") -> None:
        self.book = book
        self.screen = Screen(book, caption)
        self.name: str = book.name
        #: What the scores in :attr:`values` come to, once they were judged.
        self.judged: Judged | None = None

    @cached_property
    def values(self) -> Path | Values:
        """The values of every sheet as they stand."""
        return self._values(self.book.sheets)

    def _values(self, sheets: Iterable[Any]) -> Values:
        """Those of some ``xlwings.Sheet``, under the name that the workbook's file would have."""
        own = Path(self.name)
        ending = own.suffix if own.suffix.lower() in WORKBOOKS else ".xlsx"
        name = f"{safe_name(own.stem if ending == own.suffix else self.name)}{ending}"
        return Values(name, tuple((sheet.name, block(sheet)) for sheet in sheets))

    @cached_property
    def settings(self) -> Settings:
        """What staff chose; the defaults where there is no place to choose."""
        return Settings()

    @property
    def own_year(self) -> int | None:
        """The year that the workbook is made for, where it is made for one."""
        return None

    @property
    def empty(self) -> Place:
        """Where scores are to be typed, if there are none."""
        return Place(self.name)

    @property
    def fullname(self) -> str:
        """The path of the workbook; its name alone where it lies on the web and xlwings finds no copy here."""
        from xlwings import XlwingsError

        try:
            return str(self.book.fullname)
        except XlwingsError:
            return self.name

    @property
    def folder(self) -> Path:
        """Where documents are put: beside the workbook.

        Raises:
            OutputError: E309 for a workbook that was never saved, or lies on the web only.
        """
        path = Path(self.fullname)
        if not path.is_absolute() or not path.parent.is_dir():
            raise OutputError(
                "E309",
                f"แฟ้ม “{self.name}” ยังไม่อยู่ในเครื่อง จึงไม่รู้ว่าจะวางเอกสารไว้ที่ใด",
                cure="บันทึกแฟ้มลงโฟลเดอร์ในเครื่อง แล้วกดปุ่มใหม่",
            )
        return path.parent

    def open(self, path: Path) -> None:
        """Open a workbook that was made; it stays in front."""
        self.screen.leave()
        self.book.app.books.open(str(path))


def block(sheet: Any) -> list[list[Any]]:
    """All values of an ``xlwings.Sheet`` from its first cell on, in one block."""
    last = sheet.used_range.last_cell
    values: list[list[Any]] = sheet.range((1, 1), (last.row, last.column)).options(ndim=2).value
    return values
