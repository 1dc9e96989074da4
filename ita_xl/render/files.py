"""Putting a result where it belongs: safe names, written beside and renamed, nothing that was there lost."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

from ita_xl.errors import OutputError, Place
from ita_xl.thai import normalise

_FORBIDDEN = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_LONGEST_BYTES = 180


def safe_name(text: str) -> str:
    """A file name, without ending, that every system takes and that stays in its folder.

    >>> safe_name("../อบต. ก/ข: ปี 2568?"), safe_name("...")
    ('อบต. ก ข ปี 2568', 'ไม่มีชื่อ')
    """
    name = re.sub(r"\s+", " ", _FORBIDDEN.sub(" ", normalise(text))).strip(" .")
    name = re.sub(r"^(\.+\s*)+", "", name).strip(" .")
    while len(name.encode()) > _LONGEST_BYTES:
        name = name[:-1].rstrip(" .")
    if not name or _RESERVED.fullmatch(name):
        return f"{name}_" if name else "ไม่มีชื่อ"
    return name


def write_safely(path: Path, data: bytes, *, keep: bool = True, beside: Path | None = None) -> Path:
    """Write a file beside its place (or in ``beside``, a folder of the same disk) and rename it there.

    No half file is ever seen.

    With ``keep``, a file that is already there with other contents stays as ``ชื่อ (เดิม N)``: an officer may have
    typed in it.

    Raises:
        OutputError: E302 when the folder cannot be written to, or the file is open elsewhere.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if keep and path.exists() and path.read_bytes() != data:
            path.rename(aside(path))
        handle, name = tempfile.mkstemp(prefix=".ita_xl-", suffix=".tmp", dir=beside or path.parent)
        half = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            half.chmod(0o666 & ~_umask())
            half.replace(path)
        except BaseException:
            half.unlink(missing_ok=True)
            raise
    except OSError as fault:
        raise OutputError(
            "E302",
            f"เขียนแฟ้ม “{path}” ไม่ได้: {fault.strerror or fault}",
            cure="ตรวจว่าโฟลเดอร์ปลายทางเขียนได้ มีที่ว่าง และแฟ้มนี้ไม่ได้เปิดค้างอยู่ใน Excel",
            place=Place(path.name),
        ) from None
    return path


def aside(path: Path) -> Path:
    """Where a file goes that another takes the place of: ``ชื่อ (เดิม N)`` with the next free number."""
    number = 1
    while (free := path.with_name(f"{path.stem} (เดิม {number}){path.suffix}")).exists():
        number += 1
    return free


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
