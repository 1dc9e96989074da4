"""Pictures of evidence that stand beside a plan: PNG and JPEG files within its folder, of a reasonable size."""

from __future__ import annotations

import re
import struct
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING

from ita_xl.findings import Finding, Severity
from ita_xl.progress import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ita_xl.progress import Measure, Progress

_NAME = re.compile(r"[^\n<>:\"|?*]{1,150}\.(?:png|jpe?g)", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?|ftp|file):|www\.", re.IGNORECASE)
_MOST_BYTES = 8_000_000
_MOST_PIXELS = 12_000
_MOST_PICTURES = 60
_START_OF_FRAME = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


def evidence_of(progress: Progress) -> tuple[tuple[Evidence, ...], tuple[Finding, ...]]:
    """The pictures that the cells of evidence name, and what is said of those that cannot be used (P107)."""
    folder = Path(progress.file).resolve().parent
    found: list[Evidence] = []
    problems: list[Finding] = []
    for measure, name in _named(progress):
        told = _read(folder, name) if len(found) < _MOST_PICTURES else f"มีภาพเกิน {_MOST_PICTURES} ภาพ"
        if isinstance(told, str):
            problems.append(
                Finding(
                    "P107",
                    Severity.WARNING,
                    f"ไม่ได้วางภาพหลักฐาน “{name}”: {told}",
                    (measure.place,),
                    stated=name,
                    cure="วางแฟ้มภาพ png หรือ jpg ไว้ในโฟลเดอร์เดียวกับแฟ้มแผน และพิมพ์ชื่อให้ตรงกัน",
                )
            )
        else:
            found.append(Evidence(measure, name, *told))
    return tuple(found), tuple(problems)


def _named(progress: Progress) -> Iterator[tuple[Measure, str]]:
    """The names of pictures in the cells of evidence, a line or a comma each; addresses are none."""
    for one in progress.measures:
        texts = dict.fromkeys(told.evidence for told in one.told if told.evidence)
        words = [word.strip(" •-") for text in texts for word in re.split(r"[\n,;]", text)]
        for word in dict.fromkeys(words):
            if _NAME.fullmatch(word) and not _ADDRESS.match(word):
                yield one, word


def _read(folder: Path, name: str) -> tuple[bytes, int, int] | str:
    """The contents and the size of a picture, or why it is not used (Thai)."""
    plain = name.replace("\\", "/")
    if PureWindowsPath(name).is_absolute() or PurePosixPath(plain).is_absolute():
        return "อยู่นอกโฟลเดอร์ของแฟ้มแผน"
    try:
        path = (folder / plain).resolve()
        if not path.is_relative_to(folder):
            return "อยู่นอกโฟลเดอร์ของแฟ้มแผน"
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
    return data, *size


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
