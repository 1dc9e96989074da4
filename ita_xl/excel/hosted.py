"""A button pressed without Excel: LibreOffice opens the workbook, and the function behind the button runs on it."""

from __future__ import annotations

import importlib.util
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ita_xl.errors import InputError, MachineError, OutputError, Place
from ita_xl.render import write_safely

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ita_xl.excel.buttons import Command

#: The formats that LibreOffice keeps a template in. What it writes as .xlsm has lost the Thai of its macros.
KEPT = (".xlsx", ".ods")
#: Buttons that change the workbook; the others make documents beside it, or only tell.
_CHANGING = ("import_file", "calculate", "weak", "plan", "followup", "progress")
_BEFORE = "ก่อนกดปุ่ม"


@dataclass(frozen=True)
class Told:
    """What a button said beside itself, whether it could do its work, and the workbook that was saved."""

    text: str
    done: bool
    saved: Path | None = None


def press_file(command: Command, path: Path, *, chosen: Path | None = None, output: Path | None = None) -> Told:
    """Press a button in a workbook, in a LibreOffice that is started for it, and save the workbook.

    A workbook with macros stays as it is; the result is an .xlsx of its name beside it. Another one is replaced, and
    stays as it was in ``ชื่อ (ก่อนกดปุ่ม)``. Documents that a button makes lie beside the workbook. Where the button
    could not do its work nothing is saved.

    Args:
        command: one of :data:`ita_xl.excel.buttons.COMMANDS`.
        path: a copy of the template.
        chosen: the file to take in, for นำเข้าไฟล์.
        output: the workbook to save, one of :data:`KEPT`.

    Raises:
        InputError: E101, E102 when the workbook cannot be opened.
        OutputError: E302 when it is open elsewhere or cannot be written, E304 when another file would be replaced,
            E308 when it is no template.
        MachineError: E401 without xlwings, E402, E406, E407 without a LibreOffice that Python can drive.
    """
    _need_xlwings()
    from ita_xl.hosts.libreoffice import start

    source = path.absolute()
    target = _target(source, output) if command.name in _CHANGING else None
    for one in (source, target):
        _refuse_open(one)
    app = start()
    try:
        book = _opened(app, source)
        told = _press(command, book, chosen)
        if target is None or not told.done:
            return told
        with tempfile.TemporaryDirectory(prefix="ita_xl-") as folder:
            made = Path(folder) / f"made{target.suffix}"
            book.impl.save_copy(made)
            if target == source:
                before = source.with_name(f"{source.stem} ({_BEFORE}){source.suffix}")
                write_safely(before, source.read_bytes(), keep=False)
            write_safely(target, made.read_bytes(), keep=False)
        return Told(told.text, told.done, target)
    finally:
        app.quit()


def press_open(command: Command, address: str, name: str | None = None, *, chosen: Path | None = None) -> Told:
    """Press a button in a workbook that is open in a LibreOffice that listens; saving is left to the user.

    Args:
        command: one of :data:`ita_xl.excel.buttons.COMMANDS`.
        address: where the LibreOffice listens, as :func:`ita_xl.hosts.libreoffice.attach` has it.
        name: the name of the workbook; the one in front unless given.
        chosen: the file to take in, for นำเข้าไฟล์.

    Raises:
        InputError: E101 when it is not open there.
        OutputError: E308 when it is no template.
        MachineError: E401 without xlwings, E406, E407 when LibreOffice cannot be reached.
    """
    _need_xlwings()
    from ita_xl.hosts.libreoffice import attach

    app = attach(address)
    for book in _candidates(app, name):
        return _press(command, book, chosen)
    raise InputError(
        "E101",
        f"ไม่มีแฟ้ม “{name}” เปิดอยู่ใน LibreOffice" if name else "ไม่มีแฟ้มเปิดอยู่ใน LibreOffice",
        cure="เปิดแฟ้มใน LibreOffice แล้วสั่งใหม่",
    )


def _need_xlwings() -> None:
    if importlib.util.find_spec("xlwings") is None:
        raise MachineError("E401", "ยังไม่ได้ติดตั้ง xlwings", cure='ติดตั้งด้วย pip install "ita-xl[excel]"')


def _candidates(app: Any, name: str | None) -> Iterator[Any]:
    if name is None:
        yield from [app.books.active] if len(app.books) else []
    else:
        yield from (book for book in app.books if book.name == name)


def _press(command: Command, book: Any, chosen: Path | None) -> Told:
    from ita_xl.excel import buttons
    from ita_xl.excel.book import OpenBook

    own = OpenBook(book)
    if chosen is not None:
        own.choose(chosen.absolute())
    book.set_mock_caller()
    getattr(buttons, command.name)()
    text = own.told(command.name)
    return Told(text, done=" น. [E" not in text)


def _opened(app: Any, path: Path) -> Any:
    import xlwings

    try:
        return app.books.open(str(path))
    except FileNotFoundError:
        raise InputError("E101", f"ไม่พบแฟ้ม “{path.name}”", cure="ตรวจชื่อแฟ้มและโฟลเดอร์", place=Place(path.name)) from None
    except xlwings.XlwingsError:
        raise InputError(
            "E102",
            f"LibreOffice เปิดแฟ้ม “{path.name}” เป็นตารางคำนวณไม่ได้",
            cure="ตรวจว่าเป็นสำเนาของแฟ้มแม่แบบ และไม่ได้ตั้งรหัสผ่าน",
            place=Place(path.name),
        ) from None


def _target(source: Path, output: Path | None) -> Path:
    target = output.absolute() if output else source if source.suffix.lower() in KEPT else source.with_suffix(KEPT[0])
    if target != source and target.exists():
        raise OutputError(
            "E304",
            f"มีแฟ้ม “{target.name}” อยู่แล้ว จึงไม่เขียนทับ",
            cure=f"กดปุ่มในแฟ้ม “{target.name}” แทน หรือตั้งชื่อแฟ้มผลด้วย -o",
            place=Place(target.name),
        )
    return target


def _refuse_open(path: Path | None) -> None:
    """Refuse a workbook that LibreOffice or Excel holds open: what was typed there would be lost."""
    marks = (path.with_name(f".~lock.{path.name}#"), path.with_name(f"~${path.name}")) if path else ()
    if path and any(mark.exists() for mark in marks):
        raise OutputError(
            "E302",
            f"แฟ้ม “{path.name}” เปิดอยู่ในโปรแกรมอื่น",
            cure="บันทึกและปิดแฟ้มก่อน หรือกดปุ่มในโปรแกรมที่เปิดอยู่ด้วย --address",
            place=Place(path.name),
        )
