"""Sheets of the open book as one PDF beside it: printed by the program it is open in, or else by LibreOffice."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ita_xl.errors import InputError, OutputError
from ita_xl.render import safe_name, write_safely
from ita_xl.render.pdf import shows_the_same, substituted, write_pdfs
from ita_xl.render.printable import only_sheets
from ita_xl.sheets.theme import theme

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ita_xl.excel.anybook import AnyBook
    from ita_xl.excel.book import OpenBook


def print_book(book: OpenBook, areas: Mapping[str, str]) -> tuple[Path, str]:
    """Print sheets of the open book, in its own order, into a PDF of its name beside it.

    Args:
        book: the open book.
        areas: the sheets, each with the area to print (``"A1:F20"``), ``""`` for all of it.

    Returns:
        The path, and what is to be said of it.

    Raises:
        OutputError: E302 where it cannot be written, E309 for a book that is not in a folder.
        MachineError: E402, E403 where neither the program nor LibreOffice can print.
    """
    path = book.folder / f"{safe_name(Path(book.name).stem)}.pdf"
    data = _by_the_program(book, areas)
    if data is None:
        return path, _by_libreoffice(book, areas, path)
    if not path.is_file() or not shows_the_same(path.read_bytes(), data):
        write_safely(path, data)
    return path, _of_its_font(data)


def _of_its_font(data: bytes) -> str:
    """What is to be said of a PDF that the program printed with letters of another font."""
    found = substituted(data, theme().font)
    return "" if found is None else f" {found.message} วิธีแก้: {found.cure}"


def _by_the_program(book: OpenBook, areas: Mapping[str, str]) -> bytes | None:
    """What the program prints; ``None`` where it cannot, as without a printer, or an engine that has no way to."""
    half = book.folder / f"{safe_name(Path(book.name).stem)} (กำลังพิมพ์).pdf"
    try:
        with _areas(book, areas):
            book.book.to_pdf(str(half), include=list(areas))
        return half.read_bytes()
    except Exception:  # noqa: BLE001 - each engine has errors of its own
        return None
    finally:
        with suppress(OSError):
            half.unlink(missing_ok=True)


def print_file(book: AnyBook, path: Path) -> tuple[Path, str]:
    """Print a workbook that was made, by the program that ``book`` is open in or else by LibreOffice.

    Returns:
        The PDF beside it, and what is to be said of it.

    Raises:
        OutputError: E302.
        MachineError: E402, E403.
    """
    target = path.with_suffix(".pdf")
    half = path.with_name(f"{path.stem} (กำลังพิมพ์).pdf")
    try:
        opened = book.book.app.books.open(str(path))
        try:
            opened.to_pdf(str(half))
        finally:
            opened.close()
        data = half.read_bytes()
    except Exception:  # noqa: BLE001 - each engine has errors of its own
        (made,) = write_pdfs([path])
        if made.error is not None:
            raise made.error from None
        return target, "".join(f" {one.message}" for one in made.findings)
    finally:
        with suppress(OSError):
            half.unlink(missing_ok=True)
    if not target.is_file() or not shows_the_same(target.read_bytes(), data):
        write_safely(target, data)
    return target, _of_its_font(data)


@contextmanager
def _areas(book: OpenBook, areas: Mapping[str, str]) -> Iterator[None]:
    """Only these areas are printed, for as long as it takes."""
    before: dict[str, Any] = {}
    try:
        for name, area in areas.items():
            if area:
                setup = book.sheet(name).page_setup
                before[name] = setup.print_area
                setup.print_area = area
        yield
    finally:
        for name, own in before.items():
            book.sheet(name).page_setup.print_area = own


def _by_libreoffice(book: OpenBook, areas: Mapping[str, str], path: Path) -> str:
    """Print the book as it was saved last; returns what is to be said of that."""
    file = Path(book.fullname)
    with tempfile.TemporaryDirectory(prefix="ita_xl-") as name:
        copy = Path(name) / f"{path.stem}.xlsx"
        try:
            copy.write_bytes(only_sheets(file.read_bytes(), areas))
        except (OSError, ValueError) as fault:
            raise OutputError(
                "E331",
                f"พิมพ์แฟ้ม “{book.name}” เป็น PDF ไม่ได้ เพราะอ่านแฟ้มที่บันทึกไว้ไม่ได้ ({fault})",
                cure="บันทึกแฟ้มเป็น .xlsx หรือ .xlsm แล้วกดปุ่มใหม่",
            ) from None
        (made,) = write_pdfs([copy])
        if made.error is not None or made.path is None:
            raise made.error or InputError("E999", f"พิมพ์แฟ้ม “{book.name}” ไม่ได้")
        data = made.path.read_bytes()
        if not path.is_file() or not shows_the_same(path.read_bytes(), data):
            write_safely(path, data)
    said = " ".join(one.message for one in made.findings)
    return f" พิมพ์ด้วย LibreOffice จากแฟ้มที่บันทึกไว้ครั้งล่าสุด {said}".rstrip()
