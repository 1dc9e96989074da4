"""Open documents as the books of xlwings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlwings
from xlwings import base_classes as base

from ita_xl.hosts.libreoffice.beside import Names
from ita_xl.hosts.libreoffice.lacking import Part, not_there
from ita_xl.hosts.libreoffice.sheets import Sheets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ita_xl.hosts.libreoffice.engine import App
    from ita_xl.hosts.libreoffice.ranges import Range

_SPREADSHEET = "com.sun.star.sheet.SpreadsheetDocument"
_FILTERS = {
    ".csv": "Text - txt - csv (StarCalc)",
    ".ods": "calc8",
    ".pdf": "calc_pdf_Export",
    ".xls": "MS Excel 97",
    ".xlsx": "Calc MS Excel 2007 XML",
}
#: Macros never run in what is opened here, and no link to another file is followed.
_NEVER, _NO_UPDATE = 0, 0


class Books(Part, base.Books):
    """The spreadsheets that are open in the program."""

    def __init__(self, app: App) -> None:
        self.app = app

    @property
    def api(self) -> Any:
        return self.app.connection.desktop.Components

    def _models(self) -> Iterator[Any]:
        found = self.api.createEnumeration()
        while found.hasMoreElements():
            one = found.nextElement()
            if one.supportsService(_SPREADSHEET):
                yield one

    @property
    def active(self) -> Book | None:
        current = self.app.connection.desktop.getCurrentComponent()
        if current is None or not current.supportsService(_SPREADSHEET):
            current = next(self._models(), None)
        return None if current is None else Book(self.app, current)

    def __call__(self, key: str | int) -> Book:
        books = list(self)
        if not isinstance(key, str):
            return books[key - 1]
        for book in books:
            if key in (book.name, book.fullname):
                return book
        raise KeyError(key)

    def __len__(self) -> int:
        return sum(1 for _ in self._models())

    def __iter__(self) -> Iterator[Book]:
        return (Book(self.app, one) for one in self._models())

    def add(self) -> Book:
        return self._loaded("private:factory/scalc")

    def open(
        self,
        fullname: str,
        update_links: bool | None = None,
        read_only: bool | None = None,
        format: str | None = None,  # noqa: A002 - as xlwings has it
        password: str | None = None,
        *others: Any,
        **more: Any,
    ) -> Book:
        if update_links or format is not None or any(one is not None for one in (*others, *more.values())):
            raise not_there("Books", "open with other options than read_only and password")
        how: dict[str, object] = {"MacroExecutionMode": _NEVER, "UpdateDocMode": _NO_UPDATE}
        if read_only:
            how["ReadOnly"] = True
        if password is not None:
            how["Password"] = password
        return self._loaded(Path(fullname).resolve().as_uri(), **how)

    def _loaded(self, url: str, **how: object) -> Book:
        connection = self.app.connection
        try:
            model = connection.desktop.loadComponentFromURL(url, "_blank", 0, connection.properties(**how))
        except connection.uno.getClass("com.sun.star.uno.Exception") as fault:
            raise xlwings.XlwingsError(f"LibreOffice could not open {url}: {fault}") from fault
        if model is None or not model.supportsService(_SPREADSHEET):
            if model is not None:
                model.close(True)
            raise xlwings.XlwingsError(f"LibreOffice could not open {url} as a spreadsheet")
        self.app.chosen.forget()
        return Book(self.app, model)


class Book(Part, base.Book):
    """A document that is open."""

    def __init__(self, app: App, model: Any) -> None:
        self._app = app
        self.model = model
        self.document = app.document(model)

    @property
    def api(self) -> Any:
        return self.model

    @property
    def app(self) -> App:
        return self._app

    @property
    def name(self) -> str:
        url = self.document.url.answer
        return Path(self._path(url)).name if url else self.document.title.answer

    @property
    def fullname(self) -> str:
        url = self.document.url.answer
        return self._path(url) if url else self.document.title.answer

    def _path(self, url: str) -> str:
        return str(self._app.connection.uno.fileUrlToSystemPath(url)) if url.startswith("file:") else url

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    @property
    def names(self) -> Names:
        return Names(self.model.NamedRanges, self)

    @property
    def controller(self) -> Any:
        """The view of the document; every document that is opened has one, seen or not."""
        return self.model.CurrentController

    @property
    def selection(self) -> Range | None:
        """The cells that are selected, where it is one rectangle."""
        chosen = self.model.getCurrentSelection()
        if chosen is None or not chosen.supportsService("com.sun.star.sheet.SheetCellRange"):
            return None
        return self.sheets.range_of(chosen.RangeAddress)

    def _come_forward(self) -> None:
        """Make its view the active one: files get what is frozen from that, whosever it is."""
        self.controller.Frame.activate()
        self._app.chosen.forget()

    def activate(self) -> None:
        self._come_forward()
        window = self.controller.Frame.ContainerWindow
        if self._app.visible and window is not None:
            window.toFront()

    def close(self) -> None:
        self._app.forget(self.model)
        self._app.chosen.forget()
        self.model.close(True)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Save, in the format of the ending; never as a workbook with macros."""
        target = Path(path or self.fullname).absolute()
        how: dict[str, object] = {"FilterName": self._filter(target)}
        if password is not None:
            how["Password"] = password
        self._come_forward()
        self.model.storeAsURL(target.as_uri(), self._app.connection.properties(**how))
        self.document.url.forget()
        self.document.title.forget()

    def save_copy(self, path: Path) -> None:
        """Write the document as it is now to another file, and stay with its own."""
        how = self._app.connection.properties(FilterName=self._filter(path))
        self._come_forward()
        self.model.storeToURL(path.absolute().as_uri(), how)

    def to_pdf(self, path: str, quality: str | None = None) -> None:
        """Print the sheets that are seen. LibreOffice would print a hidden one too that has an area to print."""
        sheets = [self.model.Sheets.getByIndex(at) for at in range(self.model.Sheets.Count)]
        areas = [(one, own) for one in sheets if not one.IsVisible and (own := one.getPrintAreas())]
        try:
            for one, _ in areas:
                one.setPrintAreas(())
            self.save_copy(Path(path))
        finally:
            for one, own in areas:
                one.setPrintAreas(own)

    @staticmethod
    def _filter(path: Path) -> str:
        ending = path.suffix.lower()
        if ending not in _FILTERS:
            # It writes macros in a code page without Thai, and drops what they need to run in Excel.
            raise not_there("Book", f"save as {ending or 'a file without ending'}")
        return _FILTERS[ending]
