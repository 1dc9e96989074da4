"""The add-in put where Excel finds it, and taken away again; the interpreter of xlwings set, everything else left.

Nothing is trusted for the user: no registry, no trusted folder, no Excel option. What is there already and is not ours
stays.
"""

from __future__ import annotations

import locale
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ita_xl.errors import MachineError, OutputError
from ita_xl.excel.files import ADDIN, built, version_in
from ita_xl.excel.machine import Line, State, best_python, is_own
from ita_xl.excel.places import System, read_settings, setting, with_setting
from ita_xl.version import __version__

if TYPE_CHECKING:
    from ita_xl.excel.places import Places

_ADDIN_TITLE, _PYTHON_TITLE = "ส่วนเสริม ITA", "Python ที่ปุ่มเรียก"


def install(places: Places, interpreter: str = "", *, known: bool = True) -> list[Line]:
    """Put the add-in in its place and say which Python to start.

    Args:
        places: where.
        interpreter: the Python for the buttons. Unless given, this one (or its ``ita-xl-python``), and then only where
            no other is set that is there.
        known: whether it can be looked for on this machine; a user of another one has it elsewhere.

    Returns:
        What was done, or was done before.

    Raises:
        MachineError: E411 for a file that cannot be written, E412 for one of the same name that is not ours, E413 for
            an interpreter that is not there, E414 where the package has no add-in.
    """
    if interpreter and known and not Path(interpreter).is_file():
        raise MachineError("E413", f"ไม่มี Python ที่ “{interpreter}”", cure="ระบุที่อยู่เต็มของ python.exe หรือ ita-xl-python")
    return [_put_addin(places), _put_interpreter(places, interpreter)]


def uninstall(places: Places) -> list[Line]:
    """Take away the add-in, and the interpreter where it is this Python. The rest of the settings stays.

    Raises:
        MachineError: E411, E412 as for :func:`install`.
    """
    lines = []
    if _ours(places.addin):
        try:
            places.addin.unlink()
        except OSError as fault:
            raise _locked(places.addin, fault.strerror or str(fault)) from None
        lines.append(Line("addin", _ADDIN_TITLE, State.OK, f"นำ {places.addin} ออกแล้ว"))
    else:
        lines.append(Line("addin", _ADDIN_TITLE, State.OK, "ไม่มีอยู่แล้ว"))
    text = read_settings(places.config)
    found = setting(text, places.key)
    if found and is_own(found):
        _write_settings(places, with_setting(text, places.key, None))
        lines.append(Line("interpreter", _PYTHON_TITLE, State.OK, f"ลบ {places.key} ออกจาก {places.config} แล้ว"))
    else:
        lines.append(Line("interpreter", _PYTHON_TITLE, State.OK, f"คงไว้ตามเดิม ({found or 'ไม่ได้ตั้งไว้'})"))
    return lines


def install_xlwings_addin() -> None:
    """Have xlwings install its own add-in, as ``xlwings addin install`` does; it may start Excel for a moment."""
    code = "import sys; from xlwings.cli import main; sys.argv[1:] = ['addin', 'install']; main()"
    subprocess.run([sys.executable, "-c", code], check=False)


def _ours(path: Path) -> bool:
    """Whether there is an add-in of ours.

    Raises:
        MachineError: E412 where something else has its name.
    """
    if not path.is_file():
        return False
    if version_in(path.read_bytes()) is None:
        raise MachineError("E412", f"“{path}” มีอยู่แล้วและไม่ใช่ของโปรแกรมนี้", cure="ย้ายหรือเปลี่ยนชื่อแฟ้มนั้น แล้วสั่งใหม่")
    return True


def _put_addin(places: Places) -> Line:
    from ita_xl.render import write_safely

    data = built(ADDIN)
    if _ours(places.addin) and places.addin.read_bytes() == data:
        return Line("addin", _ADDIN_TITLE, State.OK, f"รุ่น {__version__} มีอยู่แล้วที่ {places.addin}")
    try:
        # A copy kept aside would be opened by Excel as well.
        write_safely(places.addin, data, keep=False)
    except OutputError as error:
        raise _locked(places.addin, error.message) from None
    return Line(
        "addin", _ADDIN_TITLE, State.OK, f"วางรุ่น {__version__} ไว้ที่ {places.addin} แล้ว ปิด Excel แล้วเปิดใหม่จะมีแถบ ITA"
    )


def _put_interpreter(places: Places, interpreter: str) -> Line:
    text = read_settings(places.config)
    found = setting(text, places.key)
    if found and not interpreter and not is_own(found) and Path(found).is_file():
        cure = f'หากต้องการเปลี่ยน สั่ง ita-xl excel install --interpreter "{best_python()}"'
        return Line("interpreter", _PYTHON_TITLE, State.WARNING, f"ตั้งไว้แล้วเป็น {found} จึงไม่เปลี่ยน", cure)
    wanted = interpreter or str(best_python())
    if found == wanted:
        return Line("interpreter", _PYTHON_TITLE, State.OK, f"ตั้งไว้แล้วเป็น {wanted}")
    ending = "\r\n" if places.system is System.WINDOWS else "\n"
    _write_settings(places, with_setting(text, places.key, wanted, ending=ending))
    return Line("interpreter", _PYTHON_TITLE, State.OK, f"ตั้งเป็น {wanted} ใน {places.config} แล้ว")


def _write_settings(places: Places, text: str) -> None:
    """Write the settings; those before stay beside them."""
    from ita_xl.render import write_safely

    try:
        data = text.encode(locale.getencoding(), "surrogateescape")
    except UnicodeEncodeError:
        raise MachineError(
            "E413",
            "ที่อยู่ของ Python มีอักษรที่ Excel ของเครื่องนี้อ่านไม่ได้",
            cure="ติดตั้ง Python ในโฟลเดอร์ที่ชื่อเป็นภาษาอังกฤษ แล้วสั่งใหม่",
        ) from None
    try:
        write_safely(places.config, data)
    except OutputError as error:
        raise _locked(places.config, error.message) from None


def _locked(path: Path, reason: str) -> MachineError:
    return MachineError("E411", f"เขียนหรือลบ “{path}” ไม่ได้: {reason}", cure="ปิด Excel ทุกหน้าต่าง แล้วสั่งใหม่")
