"""What must not be opened at all: no workbook, locked, or unfolding beyond all measure."""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import TYPE_CHECKING

from ita_xl.errors import InputError, Place

if TYPE_CHECKING:
    from pathlib import Path

#: Limits on what an input may unfold to; a workbook of one agency is a thousandth of this.
MAX_FILE_BYTES = 50 * 2**20
MAX_UNPACKED_BYTES = 150 * 2**20
MAX_PACKING = 200
MAX_CELLS = 6_000_000
MAX_SHEETS = 1_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
#: Record types of .xlsb sheets: a row, an empty cell, and the last of the cells with a value that follow it.
_ROW, _BLANK, _LAST_CELL = 0, 1, 11
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
TEXTS = (".csv", ".tsv", ".txt")
SUFFIXES = (*WORKBOOKS, *TEXTS)


def guard(path: Path) -> bool:
    """Refuse what must not be opened.

    Returns:
        Whether the file is a workbook; otherwise it is a text file of values.

    Raises:
        InputError: E101 missing, E102 no workbook, E103 locked by a password, E104 empty, E105 too large.
    """
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
            encrypted = ole and _ENCRYPTED in stream.read(min(size, 2**20))
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
        raise too_large(path)
    if encrypted:
        raise locked(path)
    if head.startswith(b"PK"):
        _guard_package(path)
        return True
    if ole:
        return True
    if path.suffix.lower() in TEXTS:
        return False
    raise damaged(path)


def _guard_package(path: Path) -> None:
    """Refuse a package that unfolds too far: a zip bomb, or a cell far out that makes the sheet huge."""
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
            unpacked = sum(part.file_size for part in parts)
            if unpacked > MAX_UNPACKED_BYTES or unpacked > MAX_PACKING * max(path.stat().st_size, 100_000):
                raise too_large(path)
            names = [part.filename.lower() for part in parts]
            if sum("worksheets/sheet" in name for name in names) > MAX_SHEETS:
                raise too_large(path)
            for part, name in zip(parts, names, strict=True):
                if name.endswith((".xml", ".bin")) and not name.endswith(".rels"):
                    _guard_part(path, name, package.read(part))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as fault:
        raise damaged(path) from fault


def _guard_part(path: Path, name: str, part: bytes) -> None:
    if name.endswith(".bin"):
        cells = reach_binary(part) if "worksheets/" in name else 0
    elif _declares(part):
        raise damaged(path)
    elif name == "content.xml":
        cells = _reach_repeated(part)
    else:
        cells = reach(part) if "worksheets/" in name or b"sheetData" in part[:4096] else 0
    if cells > MAX_CELLS:
        raise too_large(path)


def _declares(part: bytes) -> bool:
    """Whether a document type stands before the first element: no spreadsheet program writes one, and its entities may
    unfold without end."""
    first = re.search(rb"<[A-Za-z]", part)
    return b"<!DOCTYPE" in part[: first.start() if first else None]


def reach(part: bytes) -> int:
    """How many cells the rectangle spans that a sheet's cells reach into (at least so many, where that is few).

    A reader makes room for the whole rectangle, so that one cell far out would take all memory. One quick search shows
    that every address is as short as those of the first rows and of the last; only where that is not so, or not short
    enough, are all addresses looked at.
    """
    digits = len(str(max(map(int, re.findall(rb"<row r=\"(\d{1,7})\"", part)), default=1)))
    columns = re.findall(rb"<c r=\"([A-Z]{1,3})\d", part[:65_536])
    first = max((letters[:1] for letters in columns if len(letters) == 2), default=b"")
    width = 26 * (first[0] - 63) if first else 26
    if width * 10**digits <= MAX_CELLS:
        letters = b"[A-%b]?[A-Z]" % first if first else b"[A-Z]"
        if not re.search(rb"[<:]c[\s>](?!r=\"" + letters + rb"\d{1,%d}\")" % digits, part):
            return width * 10**digits
    # Cells with an address and a value (empty formatted rows do not count), and rows whose cells leave it out.
    cells = re.findall(rb"<(?:\w+:)?c\b[^>]*?\br=[\"']([A-Za-z]+)(\d+)[\"'][^>/]*>", part)
    reached = {letters.upper() for letters, _ in cells}
    rows = {int(row) for _, row in cells}
    rows |= {int(row) for row in re.findall(rb"<(?:\w+:)?row\b[^>]*?\br=[\"'](\d+)[\"'][^>/]*>\s*<(?:\w+:)?c>", part)}
    return max(rows, default=0) * max(map(_column_number, reached), default=702)


def _reach_repeated(part: bytes) -> int:
    """The rectangle that the filled cells of an .ods document span when every repetition is written out."""
    rows = width = 0
    for attributes, cells in re.findall(rb"<table:table-row\b([^>]*?)(?:/>|>(.*?)</table:table-row>)", part, re.DOTALL):
        reached = filled = 0
        for cell, content in re.findall(rb"<table:(?:covered-)?table-cell\b([^>]*?)(/>|>)", cells):
            reached += _repeated(rb"columns", cell)
            if content == b">" or b"office:value" in cell:
                filled = reached
        if filled:
            rows += _repeated(rb"rows", attributes)
            width = max(width, filled)
    return rows * width


def _repeated(what: bytes, attributes: bytes) -> int:
    found = re.search(rb"number-" + what + rb"-repeated\s*=\s*[\"'](\d+)", attributes)
    return int(found[1][:9]) if found else 1


def reach_binary(part: bytes) -> int:
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


def locked(path: Path) -> InputError:
    """The error of a workbook with a password."""
    return InputError(
        "E103",
        f"แฟ้ม “{path.name}” ตั้งรหัสผ่านไว้ จึงเปิดอ่านไม่ได้",
        cure="เปิดแฟ้มใน Excel แล้วเอารหัสผ่านออก (แฟ้ม > ข้อมูล > ปกป้องเวิร์กบุ๊ก) บันทึก แล้วสั่งใหม่",
        place=Place(path.name),
    )


def too_large(path: Path) -> InputError:
    """The error of a file that is, or unfolds, too large."""
    return InputError(
        "E105",
        f"แฟ้ม “{path.name}” ใหญ่หรือกางออกใหญ่เกินกว่าจะเป็นแฟ้มผลประเมิน จึงไม่เปิด",
        cure="คัดลอกเฉพาะตารางคะแนนไปไว้ในแฟ้มใหม่",
        place=Place(path.name),
    )


def damaged(path: Path) -> InputError:
    """The error of a file that no reader makes sense of."""
    return InputError(
        "E102",
        f"แฟ้ม “{path.name}” ไม่ใช่แฟ้ม Excel หรือแฟ้มเสียหาย",
        cure=f"ใช้แฟ้มชนิด {', '.join(SUFFIXES)} ที่เปิดใน Excel ได้ หากเปิดได้ให้บันทึกเป็น .xlsx แล้วสั่งใหม่",
        place=Place(path.name),
    )


def empty(path: Path) -> InputError:
    """The error of a workbook without any value."""
    return InputError(
        "E104",
        f"แฟ้ม “{path.name}” ไม่มีข้อมูลในแผ่นงานใดเลย",
        cure="เลือกแฟ้มที่กรอกข้อมูลแล้ว หรือสร้างแฟ้มกรอกข้อมูลใหม่ด้วยคำสั่ง ita-xl new",
        place=Place(path.name),
    )
