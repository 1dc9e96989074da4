"""What is kept of an open document: each object of another program costs a millisecond to get hold of."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ita_xl.hosts.libreoffice.uno_bridge import Connection

#: How Excel's English syntax is called in the mapper of formulas, and in the parser.
_XL_ENGLISH, _XL_A1 = 4, 1
_ALL_MAPPINGS = 0x7FFFFFFF
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
        self._kinds: dict[int, int] = {}
        self._keys: dict[str, int] = {}

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

    def format_key(self, text: str) -> int:
        """The key of a number format by its code."""
        if text not in self._keys:
            code = "General" if text.lower() == "general" else text
            key = self.formats.queryKey(code, self.english, False)
            self._keys[text] = key if key != -1 else self.formats.addNew(code, self.english)
        return self._keys[text]

    def format_text(self, key: int) -> str:
        """The code of a number format."""
        return str(self.formats.getByKey(key).FormatString)

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
