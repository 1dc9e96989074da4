"""What is kept of an open document: each object of another program costs a millisecond to get hold of."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ita_xl.hosts.libreoffice.pages import Lately, Pages

if TYPE_CHECKING:
    from ita_xl.hosts.libreoffice.uno_bridge import Connection

#: How Excel's English syntax is called in the mapper of formulas, and in the parser.
_XL_ENGLISH, _XL_A1 = 4, 1
_ALL_MAPPINGS = 0x7FFFFFFF
#: Formats whose codes are the same in every language that has "." for decimals.
_EVERYWHERE = re.compile(r"General|BOOLEAN|@|[0#.,%]+")
_TWO_DECIMALS = 2
_DATE, _TIME, _TRUTH = 2, 4, 1024
_SHORT_DATE, _LONG_DATE = "m/d/yyyy", "m/d/yyyy h:mm"


class Document:
    """An open spreadsheet document with its formats and its parser of formulas.

    Args:
        connection: the program.
        model: the document there.
    """

    def __init__(self, connection: Connection, model: Any) -> None:
        self.connection = connection
        self.model = model
        self.pages = Pages(self)
        self.url = Lately(lambda: str(model.URL))
        self.title = Lately(lambda: str(model.Title))
        self.cuts = 0
        """How often cells were deleted out of rows; objects of sheets from before are of no use then."""
        self.shapes: dict[str, list[Any]] = {}
        """What is drawn on each sheet, by its name, as far as it was asked for."""
        self._steady = False
        self._kinds: dict[int, int] = {}
        self._keys: dict[str, int] = {}

    @property
    def steady(self) -> bool:
        """Whether its screen stands still: rows, columns and sheets then move only as they are told to from here."""
        return self._steady

    @steady.setter
    def steady(self, value: bool) -> None:
        self._steady = value
        self.pages.unsettle()

    def cut(self) -> None:
        """Cells were deleted out of rows, and LibreOffice has cut them out of its objects of the sheet, too."""
        self.cuts += 1
        self.pages.forget()

    @cached_property
    def sheets(self) -> Any:
        """Its sheets."""
        return self.model.Sheets

    @cached_property
    def formats(self) -> Any:
        """Its number formats."""
        return self.model.NumberFormats

    @cached_property
    def english(self) -> Any:
        """The language that number formats are written in."""
        return self.connection.struct("lang.Locale", Language="en", Country="US")

    @cached_property
    def _own_language(self) -> Any:
        """The language of the program, for formats that read there as in English: they need not name a language."""
        own = self.connection.struct("lang.Locale")
        decimals = self.formats.getByKey(self.formats.getFormatIndex(_TWO_DECIMALS, own)).FormatString
        return own if decimals == "0.00" else self.english

    def format_key(self, text: str) -> int:
        """The key of a number format by its code."""
        if text not in self._keys:
            code = "General" if text.lower() == "general" else text
            language = self._own_language if _EVERYWHERE.fullmatch(code) else self.english
            key = self.formats.queryKey(code, language, False)
            self._keys[text] = key if key != -1 else self.formats.addNew(code, language)
        return self._keys[text]

    def format_text(self, key: int) -> str:
        """The code of a number format, as it was given where it was given here."""
        given = next((text for text, own in self._keys.items() if own == key), None)
        return given or str(self.formats.getByKey(key).FormatString)

    def is_date(self, key: int) -> bool:
        """Whether a number format shows a date or a time."""
        return bool(self._kind(key) & (_DATE | _TIME))

    def is_truth(self, key: int) -> bool:
        """Whether a number format shows TRUE and FALSE."""
        return bool(self._kind(key) & _TRUTH)

    def _kind(self, key: int) -> int:
        if key not in self._kinds:
            self._kinds[key] = self.formats.getByKey(key).Type
        return self._kinds[key]

    def date_key(self, whole: bool) -> int:
        """The format that a date gets in a cell without one: ``whole`` days, or with the time."""
        return self.format_key(_SHORT_DATE if whole else _LONG_DATE)

    @property
    def truth_key(self) -> int:
        """The format of TRUE and FALSE."""
        return self.format_key("BOOLEAN")

    @cached_property
    def _parser(self) -> Any:
        parser = self.model.createInstance("com.sun.star.sheet.FormulaParser")
        parser.CompileEnglish = True
        parser.FormulaConvention = _XL_A1
        # Without the names of this mapping "," would not separate arguments.
        mapper = self.model.createInstance("com.sun.star.sheet.FormulaOpCodeMapper")
        parser.OpCodeMap = mapper.getAvailableMappings(_XL_ENGLISH, _ALL_MAPPINGS)
        return parser

    def tokens(self, formula: str, cell: Any) -> Any:
        """A formula of Excel, with or without "=", for a cell (its address)."""
        return self._parser.parseFormula(formula.removeprefix("="), cell)

    def formula(self, tokens: Any, cell: Any) -> str:
        """Tokens of a cell (its address) as a formula of Excel, with "="."""
        return f"={self._parser.printFormula(tokens, cell)}"
