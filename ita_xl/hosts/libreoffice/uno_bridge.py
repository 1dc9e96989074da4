"""The way to a LibreOffice: its Python interface found and loaded, a program started or called, structs made."""

from __future__ import annotations

import builtins
import os
import sys
import tempfile
import time
import uuid
import weakref
import zlib
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ita_xl import office
from ita_xl.errors import MachineError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ita_xl.office import Listening

#: How long a LibreOffice may take to start, in seconds: two are usual, a first start on a slow machine takes many.
SECONDS = 90.0
_LOOK_EVERY = 0.05
#: How often one that runs is called, and how long between.
_TRIES, _PAUSE = 4, 0.25
#: How long one that was told to end may take to do so.
_PATIENCE = 2.0


def load_uno() -> Any:
    """The module ``uno`` of LibreOffice.

    It belongs to LibreOffice or to the system, not to the environment of this program, so its folder is known to
    Python for this import only. It also replaces Python's own ``import``, which is put back, and its exceptions lose
    what they say on their way through ``with``, which is mended.

    Raises:
        MachineError: E406 where there is none that this Python can load.
    """
    if "uno" in sys.modules:
        return sys.modules["uno"]
    for folder in (None, *folders()):
        with _looking_in(folder), suppress(ImportError):
            import uno

            _keep_texts(uno)
            return uno
    raise MachineError(
        "E406",
        f"ไม่พบส่วนที่ให้ Python คุมโปรแกรม LibreOffice (uno) ซึ่งใช้กับ Python {sys.version_info[0]}.{sys.version_info[1]} ได้",
        cure="Linux ติดตั้งแพ็กเกจ python3-uno ส่วน Windows และ macOS ติดตั้ง ita-xl ลงใน Python ที่มากับ LibreOffice",
    )


def folders(program: str | None = None, root: Path = Path("/")) -> list[Path]:
    """Where ``uno`` may lie: with the system's Python, or beside the program.

    Args:
        program: the LibreOffice; the one of this machine unless given.
        root: where the file system begins.
    """
    places = [*root.glob("usr/lib/python3/dist-packages"), *sorted(root.glob("usr/lib*/python3.*/site-packages"))]
    found = program or office.find()
    if found:
        own = Path(found).resolve().parent
        places += [own, own.parent / "Resources", own.parent / "program"]
    return [place for place in dict.fromkeys(places) if (place / "uno.py").is_file()]


@contextmanager
def _looking_in(folder: Path | None) -> Iterator[None]:
    """A block in which modules are also looked for in a folder, with what the import of ``uno`` changes put back."""
    plain, path, boot = builtins.__import__, list(sys.path), os.environ.get("URE_BOOTSTRAP")
    rules = folder / "fundamentalrc" if folder else None
    if rules is not None:
        sys.path.append(str(folder))
        if boot is None and rules.is_file():
            os.environ["URE_BOOTSTRAP"] = f"vnd.sun.star.pathname:{rules}"
    try:
        yield
    finally:
        builtins.__import__ = plain
        sys.path[:] = path
        if boot is None:
            os.environ.pop("URE_BOOTSTRAP", None)


def _keep_texts(uno: Any) -> None:
    """Let the exceptions of ``uno`` take what Python sets of every exception.

    A block made by ``contextmanager`` sets the traceback of one that passes through it. UNO would look for a field of
    that name in its own struct, and raise another exception, about that, in the place of the one that said something.
    """
    into_struct = uno._uno_struct__setattr__

    def set_field(self: Any, name: str, value: Any) -> None:
        if name == "__traceback__":
            BaseException.__setattr__(self, name, value)
        else:
            into_struct(self, name, value)

    uno._uno_struct__setattr__ = set_field


class Connection:
    """A LibreOffice that answers.

    Args:
        address: ``"HOST:PORT"`` or ``"pipe:NAME"``.
        own: the program where it was started for this connection; it ends with it.

    Raises:
        MachineError: E406 without ``uno``, E407 when nobody listens there.
    """

    def __init__(self, address: str, own: Listening | None = None) -> None:
        self.uno = load_uno()
        self.address = address
        self.own = own
        self.context = self._found(1 if own else _TRIES)
        self.desktop = self.create("com.sun.star.frame.Desktop")
        self._end = weakref.finalize(self, own.close) if own else None

    def _found(self, tries: int) -> Any:
        """The program; a busy one may miss a call."""
        local = self.uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        way = f"uno:{_way(self.address)};urp;StarOffice.ComponentContext"
        for left in reversed(range(tries)):
            try:
                return resolver.resolve(way)
            except self.uno.getClass("com.sun.star.uno.Exception") as fault:
                if not left:
                    raise _silent(self.address) from fault
                time.sleep(_PAUSE)
        raise _silent(self.address)

    @property
    def pid(self) -> int:
        """A number for the program: that of its process where it was started here."""
        return self.own.pid if self.own else zlib.crc32(self.address.encode())

    def create(self, service: str) -> Any:
        """A service of the program."""
        return self.context.ServiceManager.createInstanceWithContext(service, self.context)

    def struct(self, name: str, **fields: object) -> Any:
        """A struct of UNO, as ``struct("awt.Point", X=1, Y=2)``."""
        made = self.uno.createUnoStruct(f"com.sun.star.{name}")
        for field, value in fields.items():
            setattr(made, field, value)
        return made

    def enum(self, name: str, value: str) -> Any:
        """A value of an enumeration of UNO."""
        return self.uno.Enum(f"com.sun.star.{name}", value)

    def properties(self, **values: object) -> tuple[Any, ...]:
        """Named values as UNO takes them."""
        return tuple(self.struct("beans.PropertyValue", Name=name, Value=value) for name, value in values.items())

    def close(self) -> None:
        """End the program: at once where it was started here, as its own menu does otherwise."""
        with suppress(self.uno.getClass("com.sun.star.uno.Exception")):
            self.desktop.terminate()
        if self.own and self._end and self._end.detach():
            self.own.close(_PATIENCE)


def started(environment: Mapping[str, str]) -> Connection:
    """A connection to a LibreOffice that is started for it."""
    load_uno()
    pipe = f"ita_xl_{uuid.uuid4().hex}"
    folder = tempfile.TemporaryDirectory(prefix="ita-xl-", ignore_cleanup_errors=True)
    own = office.listen(folder, pipe, environment)
    if own is None:
        folder.cleanup()
        raise MachineError(
            "E402",
            "ไม่พบโปรแกรม LibreOffice ในเครื่องนี้",
            cure="ติดตั้ง LibreOffice จาก libreoffice.org แล้วสั่งใหม่",
        )
    until = time.monotonic() + SECONDS
    while True:
        try:
            return Connection(f"pipe:{pipe}", own)
        except MachineError:
            if not own.alive or time.monotonic() > until:
                own.close()
                raise
            time.sleep(_LOOK_EVERY)


def _way(address: str) -> str:
    kind, _, name = address.rpartition(":")
    if kind == "pipe":
        return f"pipe,name={name}"
    if not name.isdecimal():
        raise _silent(address)
    return f"socket,host={kind or '127.0.0.1'},port={name},tcpNoDelay=1"


def _silent(address: str) -> MachineError:
    return MachineError(
        "E407",
        f"ติดต่อโปรแกรม LibreOffice ที่ “{address}” ไม่ได้",
        cure='เปิด LibreOffice ด้วย soffice --accept="socket,host=127.0.0.1,port=2002;urp;" แล้วใช้ที่อยู่ 127.0.0.1:2002',
    )
