"""A workbook file as plain grids of cells, whatever its format; nothing in it is run, nothing unbounded is opened."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
import zlib
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from ita_xl.cells import address
from ita_xl.errors import InputError, Place
from ita_xl.thai import normalise

if TYPE_CHECKING:
    from pathlib import Path

Cell = str | Decimal | None

#: Limits on what an input may unfold to; a workbook of one agency is a thousandth of this.
MAX_FILE_BYTES = 50 * 2**20
MAX_UNPACKED_BYTES = 300 * 2**20
MAX_PACKING = 200
MAX_CELLS = 10_000_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
#: Record types of .xlsb sheets: a row, an empty cell, and the last of the cells with a value that follow it.
_ROW, _BLANK, _LAST_CELL = 0, 1, 11
SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")


@dataclass(frozen=True)
class Grid:
    """One sheet: rows of cells, each normalised text, an exact number, or ``None``; rows and columns from 0."""

    file: str
    name: str
    rows: tuple[tuple[Cell, ...], ...]

    def place(self, row: int, column: int) -> Place:
        """Where a cell stands."""
        return Place(self.file, self.name, address(row, column))

    def cell(self, row: int, column: int) -> Cell:
        """A cell; ``None`` outside."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            return self.rows[row][column]
        return None


def open_grids(path: Path) -> tuple[Grid, ...]:
    """Every worksheet of a workbook file.

    Raises:
        InputError: E101 missing, E102 damaged or no workbook, E103 locked by a password, E104 empty, E105 too large.
    """
    _guard(path)
    import python_calamine as calamine

    try:
        with calamine.load_workbook(path) as book:
            names = [one.name for one in book.sheets_metadata if one.typ == calamine.SheetTypeEnum.WorkSheet]
            grids = tuple(_grid(path.name, book.get_sheet_by_name(name)) for name in names)
    except calamine.PasswordError:
        raise _locked(path) from None
    except (calamine.CalamineError, OSError, ValueError) as fault:
        raise _damaged(path) from fault
    except BaseException as fault:
        # A panic inside the reader is no Exception, yet it only means that the file is damaged.
        if type(fault).__name__ != "PanicException":
            raise
        raise _damaged(path) from None
    if not any(cell is not None for grid in grids for row in grid.rows for cell in row):
        raise InputError(
            "E104",
            f"แฟ้ม “{path.name}” ไม่มีข้อมูลในแผ่นงานใดเลย",
            cure="เลือกแฟ้มที่กรอกข้อมูลแล้ว หรือสร้างแฟ้มกรอกข้อมูลใหม่ด้วยคำสั่ง ita-xl new",
            place=Place(path.name),
        )
    return grids


def _grid(file: str, sheet: object) -> Grid:
    rows = sheet.to_python(skip_empty_area=False)  # type: ignore[attr-defined]
    return Grid(file, sheet.name, tuple(tuple(_cell(value) for value in row) for row in rows))  # type: ignore[attr-defined]


def _cell(value: object) -> Cell:
    if isinstance(value, str):
        return normalise(value) or None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        # repr of a float is the shortest decimal that gives it back: 98.67 is 98.67, not 98.670000000000001.
        number = Decimal(repr(value))
        if not number.is_finite():
            return None
        return number.to_integral_value() if number == number.to_integral_value() else number
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return None if value is None else str(value)


def _guard(path: Path) -> None:
    """Refuse what must not be opened at all."""
    place = Place(path.name)
    if not path.is_file():
        raise InputError(
            "E101",
            f"“{path}” เป็นโฟลเดอร์ ไม่ใช่แฟ้ม" if path.is_dir() else f"ไม่พบแฟ้ม “{path}”",
            cure="ตรวจชื่อแฟ้มและโฟลเดอร์ แล้วสั่งใหม่",
            place=place,
        )
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(8)
            ole = head == _OLE
            locked = ole and _ENCRYPTED in stream.read(min(size, 2**20))
    except OSError as fault:
        raise InputError(
            "E101",
            f"เปิดแฟ้ม “{path.name}” ไม่ได้: {fault.strerror}",
            cure="ปิดโปรแกรมอื่นที่เปิดแฟ้มนี้อยู่ และตรวจสิทธิ์การอ่าน",
            place=place,
        ) from None
    if size == 0:
        raise InputError("E104", f"แฟ้ม “{path.name}” ว่างเปล่า (0 ไบต์)", cure="คัดลอกแฟ้มมาใหม่จากต้นทาง", place=place)
    if size > MAX_FILE_BYTES:
        raise _too_large(path)
    if locked:
        raise _locked(path)
    if head.startswith(b"PK"):
        _guard_package(path)
    elif not ole:
        raise _damaged(path)


def _guard_package(path: Path) -> None:
    """Refuse a package that unfolds beyond all measure: a zip bomb, or a cell far out that makes the sheet huge."""
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
            unpacked = sum(part.file_size for part in parts)
            if unpacked > MAX_UNPACKED_BYTES or unpacked > MAX_PACKING * max(path.stat().st_size, 100_000):
                raise _too_large(path)
            for part in parts:
                name = part.filename.lower()
                reach = _reach if name.endswith(".xml") else _reach_binary if "worksheets/" in name else None
                if reach is not None and not name.endswith(".rels") and reach(package.read(part)) > MAX_CELLS:
                    raise _too_large(path)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as fault:
        raise _damaged(path) from fault


def _reach(part: bytes) -> int:
    """How many cells the rectangle spans that a sheet's cells reach into; 0 for a part that is no sheet.

    A reader makes room for the whole rectangle, so that one cell far out would take all memory.
    """
    if b"sheetData" not in part:
        return 0
    # Cells with an address and a value (empty formatted rows do not count), and rows whose cells leave it out.
    cells = re.findall(rb"<(?:\w+:)?c\b[^>]*?\br=[\"']([A-Za-z]+)(\d+)[\"'][^>/]*>", part)
    columns = {letters.upper() for letters, _ in cells}
    rows = {int(row) for _, row in cells}
    rows |= {int(row) for row in re.findall(rb"<(?:\w+:)?row\b[^>]*?\br=[\"'](\d+)[\"'][^>/]*>\s*<(?:\w+:)?c>", part)}
    return max(rows, default=0) * max(map(_column_number, columns), default=702)


def _reach_binary(part: bytes) -> int:
    """The same for a sheet of an .xlsb file: records of a type, a length and data, rows and cells with their number."""
    at, row, last_row, last_column = 0, 0, 0, 0
    while at + 2 <= len(part):
        kind = part[at]
        at += 1
        if kind & 0x80:
            kind, at = kind & 0x7F | part[at] << 7, at + 1
        length = 0
        for shift in range(0, 28, 7):
            if at >= len(part):
                return 0
            byte = part[at]
            length, at = length | (byte & 0x7F) << shift, at + 1
            if not byte & 0x80:
                break
        number = int.from_bytes(part[at : at + 4], "little")
        if kind == _ROW:
            row = number
        elif _BLANK < kind <= _LAST_CELL:
            last_row, last_column = max(last_row, row + 1), max(last_column, number + 1)
        at += length
    return last_row * last_column


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters[:8]:
        number = number * 26 + letter - 64
    return number


def _locked(path: Path) -> InputError:
    return InputError(
        "E103",
        f"แฟ้ม “{path.name}” ตั้งรหัสผ่านไว้ จึงเปิดอ่านไม่ได้",
        cure="เปิดแฟ้มใน Excel แล้วเอารหัสผ่านออก (แฟ้ม > ข้อมูล > ปกป้องเวิร์กบุ๊ก) บันทึก แล้วสั่งใหม่",
        place=Place(path.name),
    )


def _too_large(path: Path) -> InputError:
    return InputError(
        "E105",
        f"แฟ้ม “{path.name}” ใหญ่หรือกางออกใหญ่เกินกว่าจะเป็นแฟ้มผลประเมิน จึงไม่เปิด",
        cure="คัดลอกเฉพาะตารางคะแนนไปไว้ในแฟ้มใหม่",
        place=Place(path.name),
    )


def _damaged(path: Path) -> InputError:
    return InputError(
        "E102",
        f"แฟ้ม “{path.name}” ไม่ใช่แฟ้ม Excel หรือแฟ้มเสียหาย",
        cure=f"ใช้แฟ้มชนิด {', '.join(SUFFIXES)} ที่เปิดใน Excel ได้ หากเปิดได้ให้บันทึกเป็น .xlsx แล้วสั่งใหม่",
        place=Place(path.name),
    )
