"""Any workbook that is open: its values as a closed one, so that the reader of files understands it too, saved or not,
and where documents about it are put.
"""

from __future__ import annotations

import io
import tempfile
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ita_xl.errors import OutputError, Place
from ita_xl.excel.screen import Screen
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
        self.copies = Copies(book.name)
        #: What the scores in :attr:`copy` come to, once they were judged.
        self.judged: Judged | None = None

    @cached_property
    def copy(self) -> Path:
        """A workbook of the values of every sheet, named like the open one."""
        return self.copies.of(self.book.sheets)

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


class Copies:
    """Copies of the sheets of one book, each a workbook named like it; they go with this object."""

    def __init__(self, name: str) -> None:
        self._name = safe_name(Path(name).stem)
        self._folders: list[tempfile.TemporaryDirectory[str]] = []

    def of(self, sheets: Iterable[Any]) -> Path:
        """A workbook of the values of some ``xlwings.Sheet``."""
        import xlsxwriter

        stream = io.BytesIO()
        copy = xlsxwriter.Workbook(stream, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
        for sheet in sheets:
            page = copy.add_worksheet(sheet.name)
            for row, values in enumerate(block(sheet)):
                for column, value in enumerate(values):
                    _write(page, row, column, value)
        copy.close()
        self._folders.append(tempfile.TemporaryDirectory(prefix="ita_xl-"))
        path = Path(self._folders[-1].name) / f"{self._name}.xlsx"
        path.write_bytes(stream.getvalue())
        return path


def block(sheet: Any) -> list[list[Any]]:
    """All values of an ``xlwings.Sheet`` from its first cell on, in one block."""
    last = sheet.used_range.last_cell
    values: list[list[Any]] = sheet.range((1, 1), (last.row, last.column)).options(ndim=2).value
    return values


def _write(page: Any, row: int, column: int, value: Any) -> None:
    """One value, as what it is: text never becomes a formula."""
    if isinstance(value, str):
        page.write_string(row, column, value)
    elif isinstance(value, bool):
        page.write_boolean(row, column, value)
    elif isinstance(value, int | float | Decimal):
        page.write_number(row, column, value)
    elif value is not None:
        page.write_datetime(row, column, value)
