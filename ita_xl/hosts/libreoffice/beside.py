"""What belongs to cells without standing in them: notes, links, rules of what may be typed, names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from xlwings import base_classes as base

from ita_xl.hosts.libreoffice.formulas import from_office, sheet_prefix, to_office
from ita_xl.hosts.libreoffice.lacking import Part, not_there

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ita_xl.hosts.libreoffice.books import Book
    from ita_xl.hosts.libreoffice.ranges import Range
    from ita_xl.hosts.libreoffice.sheets import Sheet

_URL_FIELD = "com.sun.star.text.TextField.URL"
_LIST = "LIST"
_WORD = re.compile(r'"((?:[^"]|"")*)"')


class Note(Part, base.Note):
    """The note of a cell."""

    def __init__(self, cell: Range) -> None:
        self.cell = cell

    @property
    def api(self) -> Any:
        return self.cell.model.getCellByPosition(0, 0).Annotation

    @property
    def text(self) -> str:
        return str(self.api.String)

    @text.setter
    def text(self, value: str) -> None:
        self.api.String = value

    @property
    def author(self) -> str:
        return str(self.api.Author)

    @property
    def location(self) -> Range:
        return self.cell

    def delete(self) -> None:
        notes = self.cell.sheet.model.Annotations
        for at in range(notes.Count):
            place = notes.getByIndex(at).Position
            if (place.Row + 1, place.Column + 1) == (self.cell.row, self.cell.column):
                notes.removeByIndex(at)
                return


class Notes(Part):
    """The notes of a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    def __iter__(self) -> Iterator[Note]:
        notes = self.sheet.model.Annotations
        for at in range(notes.Count):
            place = notes.getByIndex(at).Position
            yield Note(self.sheet.range((place.Row + 1, place.Column + 1)))

    def __len__(self) -> int:
        return int(self.sheet.model.Annotations.Count)


class DataValidation(Part, base.DataValidation):
    """What may be typed into cells: one of a list."""

    def __init__(self, cells: Range) -> None:
        self.cells = cells

    @property
    def api(self) -> Any:
        return self.cells.model.Validation

    def set_list(self, source: Any, in_cell_dropdown: bool) -> None:
        rule = self.api
        rule.Type = self._kind(_LIST)
        rule.ShowList = 1 if in_cell_dropdown else 0
        rule.IgnoreBlankCells = True
        rule.setFormula1(self._written(source))
        self.cells.model.Validation = rule

    def say(self, title: str, prompt: str, refusal: str, *, strict: bool) -> None:
        """What is said while a cell is chosen, and to what may not be typed; no call of xlwings does that."""
        rule = self.api
        rule.ShowInputMessage, rule.InputTitle, rule.InputMessage = bool(prompt), title, prompt
        rule.ShowErrorMessage, rule.ErrorTitle, rule.ErrorMessage = bool(refusal), title, refusal
        style = "STOP" if strict else "WARNING"
        rule.ErrorAlertStyle = self.cells.sheet.book.app.connection.enum("sheet.ValidationAlertStyle", style)
        self.cells.model.Validation = rule

    def _written(self, source: Any) -> str:
        if isinstance(source, Name):
            return source.name
        if hasattr(source, "get_address"):
            source = f"={sheet_prefix(source.sheet.name)}{source.address}"
        if isinstance(source, str) and source.startswith("="):
            said = to_office(source)
            if said is None:
                raise not_there("DataValidation", f"set_list from {source!r}")
            return said[1:]
        words = source.split(",") if isinstance(source, str) else source
        return ";".join('"{}"'.format(str(word).replace('"', '""')) for word in words)

    def _kind(self, name: str) -> Any:
        return self.cells.sheet.book.app.connection.enum("sheet.ValidationType", name)

    @property
    def type(self) -> str:
        return {"ANY": "none", _LIST: "list"}.get(self.api.Type.value, "unknown")

    @property
    def source(self) -> str | None:
        rule = self.api
        if rule.Type.value != _LIST:
            return None
        text = str(rule.getFormula1())
        if text.startswith('"'):
            return ",".join(word.replace('""', '"') for word in _WORD.findall(text))
        return from_office(f"={text}")

    @property
    def in_cell_dropdown(self) -> bool:
        return bool(self.api.ShowList)

    def delete(self) -> None:
        rule = self.api
        rule.Type = self._kind("ANY")
        self.cells.model.Validation = rule


def link(cells: Range, address: str, text: str | None) -> None:
    """Make the first cell a link to an address, or to ``#`` and a cell of the book."""
    cell = cells.model.getCellByPosition(0, 0)
    field = cells.sheet.book.model.createInstance(_URL_FIELD)
    field.URL = _own_address(address)
    field.Representation = address if text is None else str(text)
    cell.String = ""
    cell.insertTextContent(cell.createTextCursor(), field, False)


def hyperlink(cells: Range) -> str:
    """Where the first cell leads, as it was given; nothing where it is no link."""
    fields = cells.model.getCellByPosition(0, 0).TextFields
    return _excel_address(str(fields.getByIndex(0).URL)) if fields.Count else ""


def _own_address(address: str) -> str:
    """A place of the book as LibreOffice writes it: ``#'ข้อ'.A5``."""
    if not address.startswith("#"):
        return address
    sheet, mark, cell = address[1:].rpartition("!")
    return f"#{sheet}.{cell}" if mark else address


def _excel_address(address: str) -> str:
    if not address.startswith("#"):
        return address
    sheet, mark, cell = address[1:].rpartition(".")
    return f"#{sheet.removeprefix('$')}!{cell}" if mark else address


class Names(Part, base.Names):
    """The names of a book or of one sheet."""

    def __init__(self, model: Any, book: Book) -> None:
        self.model, self.book = model, book

    @property
    def api(self) -> Any:
        return self.model

    def __call__(self, key: str | int) -> Name:
        if not isinstance(key, str):
            return Name(self, self.model.getByIndex(key - 1))
        if not self.model.hasByName(key):
            raise KeyError(key)
        return Name(self, self.model.getByName(key))

    def contains(self, key: str | int) -> bool:
        return bool(self.model.hasByName(key)) if isinstance(key, str) else 1 <= key <= len(self)

    def __len__(self) -> int:
        return int(self.model.Count)

    def __iter__(self) -> Iterator[Name]:
        return (Name(self, self.model.getByIndex(at)) for at in range(len(self)))

    def add(self, name: str, refers_to: str) -> Name:
        said = to_office(refers_to)
        if said is None:
            raise not_there("Names", f"add for {refers_to!r}")
        first = self.book.app.connection.struct("table.CellAddress")
        self.model.addNewByName(name, said.removeprefix("="), first, 0)
        return self(name)


class Name(Part, base.Name):
    """A name for cells or a formula."""

    def __init__(self, names: Names, model: Any) -> None:
        self.names, self.model = names, model

    @property
    def api(self) -> Any:
        return self.model

    @property
    def name(self) -> str:
        return str(self.model.Name)

    @name.setter
    def name(self, value: str) -> None:
        self.model.Name = value

    @property
    def refers_to(self) -> str:
        said = from_office(f"={self.model.Content}")
        if said is None:
            raise not_there("Name", f"refers_to for {self.model.Content!r}")
        return said

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        said = to_office(value)
        if said is None:
            raise not_there("Name", f"refers_to for {value!r}")
        self.model.Content = said.removeprefix("=")

    @property
    def refers_to_range(self) -> Range | None:
        cells = self.model.getReferredCells()
        return None if cells is None else self.names.book.sheets.range_of(cells.RangeAddress)

    def delete(self) -> None:
        self.names.model.removeByName(self.name)
