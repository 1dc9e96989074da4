"""The engine itself, and the program as an app of xlwings."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import xlwings
from xlwings import base_classes as base

from ita_xl.hosts.libreoffice.books import Books
from ita_xl.hosts.libreoffice.document import Document
from ita_xl.hosts.libreoffice.lacking import Part
from ita_xl.hosts.libreoffice.pages import Lately
from ita_xl.hosts.libreoffice.values import cleaned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ita_xl.hosts.libreoffice.uno_bridge import Connection

NAME = "libreoffice"


def activated(connection: Connection) -> xlwings.App:
    """The app of a connection; its engine takes the place of an earlier one and becomes the active one."""
    engine = Engine(connection)
    listed = xlwings.Engine(impl=engine)
    xlwings.engines.engines[:] = [one for one in xlwings.engines.engines if one.name != NAME]
    xlwings.engines.add(listed)
    listed.activate()
    return xlwings.App(impl=engine.app)


class Engine:
    """What xlwings asks of an engine, over one connection."""

    name = NAME
    type = "desktop"

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.app = App(self)

    @property
    def apps(self) -> Apps:
        """The one program."""
        return Apps(self)

    @staticmethod
    def prepare_xl_data_element(value: Any, _: object) -> Any:
        """A value on its way to a cell; those of numpy and pandas become plain ones."""
        if value is None or type(value) is str:
            return value
        if isinstance(value, str | float | int):
            return None if value != value else value  # noqa: PLR0124 - not a number
        if hasattr(value, "to_pydatetime"):
            return None if value != value else value.to_pydatetime()  # noqa: PLR0124 - not a time
        if type(value).__module__ == "numpy":
            return Engine.prepare_xl_data_element(value.item(), _)
        return None if type(value).__name__ in ("NAType", "NaTType") else value

    @staticmethod
    def clean_value_data(
        data: Any, date: Callable[..., Any], empty: Any, number: Callable[[float], Any] | None, errors: bool
    ) -> list[list[Any]]:
        """Values that were read, as the options of xlwings want them."""
        return cleaned(data, date, empty, number, errors)


class Apps(base.Apps):
    """The apps of the engine: one."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def keys(self) -> list[int]:
        return [self.engine.app.pid]

    def __iter__(self) -> Iterator[App]:
        return iter([self.engine.app])

    def __len__(self) -> int:
        return 1

    def __getitem__(self, pid: int) -> App:
        if pid != self.engine.app.pid:
            raise KeyError(pid)
        return self.engine.app


class App(Part, base.App):
    """A LibreOffice."""

    display_alerts = True
    enable_events = True
    interactive = True

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.connection = engine.connection
        self._documents: dict[str, Document] = {}
        self._locked: list[Document] = []
        self.chosen: Lately[Any] = Lately(self._chosen)
        """What is selected: xlwings asks for it four times over."""
        self._status: str | bool = False
        self._indicator: Any = None

    @property
    def engine(self) -> Engine:
        return self._engine

    @property
    def api(self) -> Any:
        return self.connection.desktop

    @property
    def pid(self) -> int:
        return self.connection.pid

    @property
    def books(self) -> Books:
        return Books(self)

    def document(self, model: Any) -> Document:
        """What is kept of an open document."""
        key = model.RuntimeUID
        if key not in self._documents:
            self._documents[key] = Document(self.connection, model)
        return self._documents[key]

    def forget(self, model: Any) -> None:
        """Keep nothing more of a document that is closed."""
        self._documents.pop(model.RuntimeUID, None)

    @property
    def version(self) -> str:
        provider = self.connection.create("com.sun.star.configuration.ConfigurationProvider")
        place = self.connection.properties(nodepath="/org.openoffice.Setup/Product")
        product = provider.createInstanceWithArguments("com.sun.star.configuration.ConfigurationAccess", place)
        return str(product.getByName("ooSetupVersion"))

    @property
    def visible(self) -> bool:
        """Whether its windows are seen; whether they are was settled when it was started."""
        return self.connection.own is None

    @property
    def selection(self) -> Any:
        return self.chosen.answer

    def _chosen(self) -> Any:
        book = self.books.active
        return None if book is None else book.selection

    def activate(self, steal_focus: bool = False) -> None:
        book = self.books.active
        if book is not None:
            book.activate()

    @property
    def screen_updating(self) -> bool:
        return not self._locked

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        if value:
            while self._locked:
                document = self._locked.pop()
                document.steady = False
                with suppress(self.connection.uno.getClass("com.sun.star.uno.Exception")):  # closed by now
                    document.model.unlockControllers()
        elif not self._locked:
            for book in self.books:
                book.model.lockControllers()
                book.document.steady = True
                self._locked.append(book.document)

    @property
    def status_bar(self) -> str | bool:
        return self._status

    @status_bar.setter
    def status_bar(self, value: str | bool) -> None:
        self._status = value
        if isinstance(value, str) and self._indicator is not None:
            self._indicator.setText(value)
        elif isinstance(value, str) and self.visible:
            frame = self.connection.desktop.getCurrentFrame()
            if frame is not None:
                self._indicator = frame.createStatusIndicator()
                self._indicator.start(value, 0)
        elif self._indicator is not None:
            self._indicator.end()
            self._indicator = None

    @property
    def calculation(self) -> str:
        books = list(self.books)
        return "automatic" if all(book.model.isAutomaticCalculationEnabled() for book in books) else "manual"

    @calculation.setter
    def calculation(self, value: str) -> None:
        for book in self.books:
            book.model.enableAutomaticCalculation(value == "automatic")

    def calculate(self) -> None:
        for book in self.books:
            book.model.calculateAll()

    def quit(self) -> None:
        """End it. One that was not started here asks about what is not saved, or stays."""
        self.screen_updating = True
        if self.connection.own:
            for book in list(self.books):
                book.close()
        self.connection.close()

    def kill(self) -> None:
        self.quit()
