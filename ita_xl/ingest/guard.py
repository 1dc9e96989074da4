"""What must not be opened at all: no workbook, locked, or unfolding beyond all measure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ita_xl.errors import InputError, Place
from ita_xl.ingest import compound, packages
from ita_xl.ingest.limits import MAX_CELLS, MAX_FILE_BYTES, Broken, Oversized
from ita_xl.ingest.packages import reach_binary

if TYPE_CHECKING:
    from pathlib import Path

    from ita_xl.ingest.formulas import Cells

__all__ = [
    "MAX_CELLS",
    "SUFFIXES",
    "TEXTS",
    "WORKBOOKS",
    "Opened",
    "damaged",
    "empty",
    "guard",
    "locked",
    "reach_binary",
    "too_large",
]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
TEXTS = (".csv", ".tsv", ".txt")
SUFFIXES = (*WORKBOOKS, *TEXTS)
_SAME = {".xlsm": ".xlsx"}


@dataclass(frozen=True)
class Opened:
    """A file that may be opened, a workbook or a text.

    ``kind``: the file ending that fits a workbook; ``content``: where its name or parts would mislead a reader;
    ``uncomputed``: formulas without a value.
    """

    workbook: bool
    kind: str = ""
    content: bytes | None = None
    uncomputed: Cells = field(default_factory=dict)


def guard(path: Path) -> Opened:
    """Refuse what must not be opened.

    Returns:
        How the file is to be read.

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
    if ole or head.startswith(b"PK"):
        return _look(path, size, package=not ole)
    if path.suffix.lower() in TEXTS:
        return Opened(workbook=False)
    raise damaged(path)


def _look(path: Path, size: int, *, package: bool) -> Opened:
    try:
        with path.open("rb") as stream:
            if not package:
                data = stream.read()
                formulas = compound.look(data)
                content = None if path.suffix.lower() == ".xls" else data
                return Opened(workbook=True, kind=".xls", content=content, uncomputed=formulas)
            looked = packages.look(stream, size)
            suffix = path.suffix.lower()
            as_said = looked.usual and looked.kind == _SAME.get(suffix, suffix)
            anew = None if as_said else packages.repacked(stream)
            return Opened(workbook=True, kind=looked.kind, content=anew, uncomputed=looked.uncomputed)
    except Oversized:
        raise too_large(path) from None
    except (Broken, OSError) as fault:
        raise damaged(path) from fault


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
