"""Picture files that a report may show: PNG and JPEG, of a reasonable size, known by their contents."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

_MOST_BYTES = 8_000_000
_MOST_PIXELS = 12_000
_START_OF_FRAME = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


class PictureFile(NamedTuple):
    """The contents of a picture, its width and its height in pixels."""

    data: bytes
    width: int
    height: int


def read_picture(path: Path) -> PictureFile | str:
    """A picture, or why it cannot be used (Thai)."""
    try:
        if not path.is_file():
            return "ไม่พบแฟ้ม"
        if path.stat().st_size > _MOST_BYTES:
            return f"แฟ้มใหญ่เกิน {_MOST_BYTES // 1_000_000} MB"
        data = path.read_bytes()
    except OSError:
        return "เปิดแฟ้มไม่ได้"
    size = size_of(data)
    if size is None or not all(0 < one <= _MOST_PIXELS for one in size):
        return "ไม่ใช่ภาพ png หรือ jpg ที่ใช้ได้"
    return PictureFile(data, *size)


def size_of(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG or JPEG picture in pixels; ``None`` for anything else."""
    try:
        if data[:8] == b"\x89PNG\r\n\x1a\n" and data[12:16] == b"IHDR" and b"IEND" in data[-16:]:
            width, height = struct.unpack(">II", data[16:24])
            return width, height
        if data[:3] != b"\xff\xd8\xff":
            return None
        at = 2
        while at < len(data) - 9:
            marker, length = data[at + 1], struct.unpack(">H", data[at + 2 : at + 4])[0]
            if data[at] != 0xFF or length < 2:
                return None
            if marker in _START_OF_FRAME:
                height, width = struct.unpack(">HH", data[at + 5 : at + 9])
                return width, height
            at += 2 + length
    except struct.error:
        return None
    return None
