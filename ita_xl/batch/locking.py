"""One run at a time in a folder: a lock that the system itself gives back when its holder dies."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from ita_xl.errors import OutputError, Place

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType
    from typing import IO

#: Where the lock proper lies on Windows, which locks bytes: far behind the words that say who holds it.
_BYTE = 2**20


class Lock:
    """Holds a folder of results inside a ``with`` block.

    Raises:
        OutputError: E310 while another run holds it, E302 where no lock can be made.
    """

    def __init__(self, path: Path, folder: Path) -> None:
        self.path = path
        self.folder = folder
        self._stream: IO[str] | None = None

    def __enter__(self) -> Lock:
        try:
            stream = self.path.open("a+", encoding="utf-8")
        except OSError as fault:
            raise OutputError(
                "E302",
                f"เขียนในโฟลเดอร์ “{self.folder}” ไม่ได้: {fault.strerror or fault}",
                cure="ตรวจว่าโฟลเดอร์ปลายทางเขียนได้และมีที่ว่าง",
                place=Place(str(self.folder)),
            ) from None
        try:
            _lock(stream)
        except OSError:
            stream.seek(0)
            holder = stream.read(200).strip()
            stream.close()
            raise OutputError(
                "E310",
                f"มีคำสั่ง batch อีกคำสั่งกำลังทำงานในโฟลเดอร์ “{self.folder}”{f' ({holder})' if holder else ''}",
                cure="รอให้คำสั่งนั้นเสร็จ หรือใช้โฟลเดอร์ปลายทางอื่นด้วย -o",
                place=Place(str(self.folder)),
            ) from None
        stream.truncate(0)
        stream.write(f"process {os.getpid()}\n")
        stream.flush()
        self._stream = stream
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._stream is not None:
            self._stream.truncate(0)
            self._stream.close()
            self._stream = None


if sys.platform == "win32":
    import msvcrt

    def _lock(stream: IO[str]) -> None:
        stream.seek(_BYTE)
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        stream.seek(0)

else:
    import fcntl

    def _lock(stream: IO[str]) -> None:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
