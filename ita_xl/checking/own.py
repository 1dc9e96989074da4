"""The checklist of a workbook of our own, before it is written."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ita_xl.checking import check_file
from ita_xl.render import workbook_bytes
from ita_xl.sheets.checklist import checklist_sheet

if TYPE_CHECKING:
    from ita_xl.criteria import Checklist
    from ita_xl.sheets.model import Book

_NAME = "รายงาน.xlsx"


def book_checklist(book: Book, criteria_year: int, *, fiscal_year: int | None = None) -> Checklist:
    """Check a book as the file that it will be, so that a later check of the file says the same.

    Args:
        book: the sheets of the document.
        criteria_year: the year (B.E.) whose criteria it must meet.
        fiscal_year: the year assessed.

    Raises:
        OutputError: E301 for a cell that cannot be written.
        RulesError: E202 for a year that the package has no criteria of.
    """
    with tempfile.TemporaryDirectory(prefix="ita-xl-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / _NAME
        path.write_bytes(workbook_bytes(book))
        return check_file(path, criteria_year, fiscal_year=fiscal_year)


def with_checklist(book: Book, criteria_year: int, *, fiscal_year: int | None = None) -> Book:
    """The book with its checklist as the last sheet; arguments and errors as for :func:`book_checklist`."""
    checklist = book_checklist(book, criteria_year, fiscal_year=fiscal_year)
    return replace(book, sheets=(*book.sheets, checklist_sheet(checklist)))
