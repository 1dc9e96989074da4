"""Build every workbook of this folder: samples from the package's data, template and add-in with the macros of
``macros/``. Excel is not needed, and the bytes are the same every time.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ita_xl.excel import buttons
from ita_xl.excel.files import ADDIN, TEMPLATE
from ita_xl.framework import load
from ita_xl.render import workbook_bytes, write_safely
from ita_xl.samples import write_samples
from ita_xl.sheets.build import Builder
from ita_xl.sheets.model import Book
from ita_xl.sheets.notes import Notes
from ita_xl.sheets.template import template_book
from packing import addin_of
from vbaproject import Module, document, module_of, vba_project

if TYPE_CHECKING:
    from ita_xl.assessment import Assessment

FOLDER = Path(__file__).parent
MACROS = FOLDER.parent / "macros"
#: The newest year whose rules are known well enough to compute with.
YEAR = 2568
_ADDIN_TEXT = "ส่วนเสริม ITA ของ Excel: ปุ่มในแถบ ITA ทำงานกับแฟ้มที่เปิดอยู่ข้างหน้า ทั้งแฟ้มแม่แบบและแฟ้มอื่น"


def template(filled: Assessment | None = None) -> bytes:
    """The template workbook with the macros of its buttons, empty or filled with an assessment's figures."""
    book = template_book(load(YEAR), buttons.COMMANDS, filled)
    return workbook_bytes(book, vba=_project(book, "ItaCall", "ItaButtons"))


def addin() -> bytes:
    """The add-in: its workbook with its ribbon."""
    return addin_of(addin_workbook(), (MACROS / "customUI14.xml").read_bytes())


def addin_workbook() -> bytes:
    """The macros of the ribbon in a workbook of their own."""
    front = Builder("ITA", (90,))
    front.wide(_ADDIN_TEXT, "text")
    book = Book("ITA", "ส่วนเสริมสำหรับแฟ้มผลการประเมิน ITA", (front.sheet(), Notes.of(()).sheet()))
    return workbook_bytes(book, vba=_project(book, "ItaCall", "ItaRibbon"))


def _project(book: Book, *names: str) -> bytes:
    sheets = [document(f"Sheet{number}") for number in range(1, len(book.sheets) + 1)]
    macros: list[Module] = [module_of(MACROS / f"{name}.bas") for name in names]
    return vba_project([document("ThisWorkbook", workbook=True), *sheets, *macros])


def build(folder: Path) -> list[Path]:
    """Write everything into a folder; what is there is written over, since it comes from sources alone."""
    made = [write_safely(folder / name, data, keep=False) for name, data in ((TEMPLATE, template()), (ADDIN, addin()))]
    return [*made, *write_samples(folder / "samples")]


if __name__ == "__main__":
    for path in build(Path(sys.argv[1]) if sys.argv[1:] else FOLDER):
        print(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
