"""What a machine has for the buttons, and what it lacks: a line each, with the cure. ตรวจเครื่อง and ``excel status``."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import sysconfig
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING

from ita_xl.excel.files import ADDIN, built, version_in
from ita_xl.excel.places import System, read_settings, setting
from ita_xl.excel.start import HEAVY, PROGRAM
from ita_xl.findings import Finding, Severity
from ita_xl.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ita_xl.excel.places import Places

#: The oldest xlwings that buttons work with.
OLDEST_XLWINGS = (0, 37, 8)
#: The longest path of a workbook that Excel opens, and what the name of a report may take of it.
_LONGEST_PATH, _NAME = 218, 100
_PIP = 'pip install --upgrade "ita-xl[excel]"'
_INSTALL = "ita-xl excel install"
_ADDIN_INSTALL = "xlwings addin install"
#: Folders that a workbook is only shown from: an attachment of a mail, a zip file that was not unpacked.
_PASSING = ("inetcache", "content.outlook", "temporary internet files")


class State(StrEnum):
    """Whether a thing is as buttons need it."""

    OK = "ok"
    WARNING = "warning"
    MISSING = "missing"

    @property
    def mark(self) -> str:
        """What stands before it."""
        return {State.OK: "✓", State.WARNING: "!", State.MISSING: "✗"}[self]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing: a stable key, its name and what is said of it (Thai), and the cure where something is wrong."""

    key: str
    title: str
    state: State
    said: str
    cure: str = ""


def report(places: Places | None, workbook: str = "", *, here: bool = True) -> list[Line]:
    """Everything there is to say.

    Args:
        places: where Excel looks; nothing is said of add-ins and settings without them (no Excel on this system).
        workbook: the full name of a workbook that buttons are pressed in, as Excel gives it.
        here: whether the places are those of this Python's user; of others, nothing is said of Python and packages.
    """
    lines = [_python(), *_packages()] if here else []
    if places is not None:
        lines += [_addin(places), _xlwings_addin(places), *_scripts(places), _interpreter(places, here=here)]
        lines += [_speed(places)] if here else []
    return [*lines, *_workbook(workbook)] if workbook else lines


def told(lines: Sequence[Line]) -> str:
    """A report in the room beside a button: that all is well with the versions, or how much is not."""
    wrong = [one for one in lines if one.state is not State.OK]
    versions = f"ita-xl {__version__} Python {platform.python_version()} xlwings {_version('xlwings') or '–'}"
    if not wrong:
        return f"พร้อมใช้งาน: {versions}"
    return f"พบ {len(wrong)} เรื่อง ดูแผ่น “ตรวจสอบ”: {', '.join(one.title for one in wrong)} ({versions})"


def findings(lines: Sequence[Line]) -> list[Finding]:
    """What is not as buttons need it, for ตรวจสอบ."""
    codes = {State.MISSING: ("M101", Severity.ERROR), State.WARNING: ("M102", Severity.WARNING)}
    return [
        Finding(*codes[one.state], f"{one.title}: {one.said}", cure=one.cure) for one in lines if one.state in codes
    ]


def heavy_packages() -> list[str]:
    """Packages that are installed and that xlwings imports though no button needs them."""
    return sorted(name for name in HEAVY if find_spec(name) is not None)


def quick_python() -> Path | None:
    """The command ``ita-xl-python``, if it was installed with the package: where this Python keeps commands."""
    user = sysconfig.get_preferred_scheme("user")
    folders = (sysconfig.get_path("scripts"), sysconfig.get_path("scripts", user))
    found = (Path(folder) / f"{PROGRAM}{ending}" for folder in folders for ending in (".exe", ""))
    return next((one for one in found if one.is_file()), None)


def best_python() -> Path:
    """The interpreter for the buttons: ``ita-xl-python`` where something makes a plain Python slow to start."""
    quick = quick_python() if heavy_packages() else None
    return quick or Path(sys.executable)


def is_own(interpreter: str) -> bool:
    """Whether a path is this Python, or its ``ita-xl-python``."""
    own = [Path(sys.executable), *filter(None, [quick_python()])]
    return any(os.path.normcase(one) == os.path.normcase(interpreter) for one in own)


def _python() -> Line:
    bits = 64 if sys.maxsize > 2**32 else 32
    return Line("python", "Python", State.OK, f"{platform.python_version()} ({bits} บิต) {sys.executable}")


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _packages() -> list[Line]:
    found = _version("xlwings")
    if found is None:
        xlwings = Line("xlwings", "xlwings", State.MISSING, "ยังไม่ได้ติดตั้ง", _PIP)
    elif tuple(int(part) for part in found.split(".")[:3] if part.isdecimal()) < OLDEST_XLWINGS:
        xlwings = Line("xlwings", "xlwings", State.MISSING, f"รุ่น {found} เก่าเกินไป", _PIP)
    else:
        xlwings = Line("xlwings", "xlwings", State.OK, f"รุ่น {found}")
    return [Line("package", "ita-xl", State.OK, f"รุ่น {__version__}"), xlwings]


def _addin(places: Places) -> Line:
    key, title = "addin", "ส่วนเสริม ITA"
    if not places.addin.is_file():
        return Line(key, title, State.WARNING, f"ไม่มี {ADDIN} จึงไม่มีแถบ ITA (ปุ่มในแฟ้มแม่แบบยังใช้ได้)", _INSTALL)
    data = places.addin.read_bytes()
    found = version_in(data)
    if found is None:
        return Line(key, title, State.WARNING, f"{places.addin} ไม่ใช่ของโปรแกรมนี้", f"ย้ายแฟ้มนั้นออก แล้วสั่ง {_INSTALL}")
    if found != __version__ or data != built(ADDIN):
        said = f"รุ่น {found or 'ที่ไม่ได้บอกไว้'} ไม่ตรงกับโปรแกรม (รุ่น {__version__})"
        return Line(key, title, State.WARNING, said, f"ปิด Excel แล้วสั่ง {_INSTALL}")
    return Line(key, title, State.OK, f"รุ่น {found} {places.addin}")


def _xlwings_addin(places: Places) -> Line:
    key, title = "xlwings_addin", "ส่วนเสริม xlwings"
    found = places.xlwings_addin
    if found is None:
        return Line(key, title, State.MISSING, "ไม่มี ปุ่มจึงเรียก Python ไม่ได้", _ADDIN_INSTALL)
    own = _own_xlwings_addin()
    if own is not None and found.read_bytes() != own.read_bytes():
        return Line(key, title, State.WARNING, f"{found} เป็นคนละรุ่นกับ xlwings ที่ติดตั้ง", f"ปิด Excel แล้วสั่ง {_ADDIN_INSTALL}")
    return Line(key, title, State.OK, str(found))


def _own_xlwings_addin() -> Path | None:
    """The add-in in the installed package of xlwings, which is not imported for it."""
    found = find_spec("xlwings")
    folders = (found.submodule_search_locations or ()) if found else ()
    return next((one for folder in folders if (one := Path(folder) / "addin" / "xlwings.xlam").is_file()), None)


def _scripts(places: Places) -> list[Line]:
    """On macOS a script of xlwings starts Python, a file of its own for each version."""
    if places.scripts is None:
        return []
    key, title, name = "script", "สคริปต์ของ xlwings", f"xlwings-{_version('xlwings')}.applescript"
    if (places.scripts / name).is_file():
        return [Line(key, title, State.OK, str(places.scripts / name))]
    return [Line(key, title, State.MISSING, f"ไม่มี {name}", "xlwings runpython install")]


def _interpreter(places: Places, *, here: bool) -> Line:
    key, title = "interpreter", "Python ที่ปุ่มเรียก"
    text = read_settings(places.config)
    found = setting(text, places.key) or setting(text, "INTERPRETER")
    if found in ("", "python", "pythonw"):
        first = shutil.which("python") if here and places.system is System.WINDOWS else None
        if first and is_own(first):
            return Line(key, title, State.OK, f"{first} (ตาม PATH)")
        if conda := setting(text, "CONDA ENV"):
            cure = f'ตรวจว่าติดตั้ง ita-xl ใน “{conda}” แล้ว หรือสั่ง {_INSTALL} --interpreter "{best_python()}"'
            return Line(key, title, State.WARNING, f"ใช้สภาพแวดล้อม “{conda}” ของ conda ตามที่ตั้งไว้", cure)
        return Line(key, title, State.MISSING, "ยังไม่ได้ระบุ จึงขึ้นกับ PATH ของเครื่อง", _INSTALL)
    path = os.path.expandvars(found)
    if not here:
        return Line(key, title, State.OK, f"{path} (ตรวจจากเครื่องหรือผู้ใช้นี้ไม่ได้)")
    if not Path(path).is_file():
        return Line(key, title, State.MISSING, f"ไม่มีแฟ้ม {path} ตามที่ตั้งไว้ใน {places.config}", _INSTALL)
    if not is_own(path):
        cure = f'ติดตั้ง ita-xl ใน Python นั้นด้วย หรือสั่ง {_INSTALL} --interpreter "{best_python()}"'
        return Line(key, title, State.WARNING, f"{path} เป็น Python คนละตัวกับที่ตรวจอยู่นี้", cure)
    if places.system is System.MAC and " " in path:
        # The script of xlwings hands the path to a shell as it is.
        cure = "ติดตั้ง Python หรือสร้าง venv ในโฟลเดอร์ที่ชื่อไม่มีเว้นวรรค แล้วสั่งติดตั้งใหม่"
        return Line(key, title, State.MISSING, f"{path} มีเว้นวรรค สคริปต์ของ xlwings จึงเรียกไม่ได้", cure)
    return Line(key, title, State.OK, path)


def _speed(places: Places) -> Line:
    key, title = "speed", "เวลาเริ่มของปุ่ม"
    heavy = heavy_packages()
    if not heavy:
        return Line(key, title, State.OK, "ไม่มีแพ็กเกจที่ทำให้เริ่มช้า")
    found = os.path.expandvars(setting(read_settings(places.config), places.key))
    quick = quick_python()
    if quick is not None and os.path.normcase(found) == os.path.normcase(quick):
        return Line(key, title, State.OK, f"ใช้ {PROGRAM} ซึ่งไม่โหลด {', '.join(heavy)}")
    cure = _INSTALL if quick is not None else f"{_PIP} แล้วสั่ง {_INSTALL}"
    return Line(key, title, State.WARNING, f"xlwings โหลด {', '.join(heavy)} ทุกครั้งที่กดปุ่ม", cure)


# -- the workbook ----------------------------------------------------------------------------------------------------


def _workbook(name: str) -> list[Line]:
    """Where a workbook lies: what keeps buttons from putting documents beside it."""
    key, title = "workbook", "ที่อยู่ของแฟ้ม"
    if "://" in name:
        said = f"อยู่บนเว็บ ({name.partition('://')[2].partition('/')[0]}) ปุ่มจึงวางเอกสารข้างแฟ้มไม่ได้"
        return [Line(key, title, State.MISSING, said, "บันทึกสำเนาลงโฟลเดอร์ในเครื่อง แล้วเปิดจากที่นั่น")]
    path = Path(name)
    if not path.is_absolute() or not path.is_file():
        return [
            Line(
                key,
                title,
                State.MISSING,
                f"“{path.name}” ไม่อยู่ในโฟลเดอร์ของเครื่อง (ยังไม่ได้บันทึก หรืออยู่บนเว็บ)",
                "บันทึกแฟ้มลงโฟลเดอร์ในเครื่อง",
            )
        ]
    lines = [_cloud(path), _writable(path), _length(path), _passing(path), _marked(path)]
    wrong = [one for one in lines if one is not None]
    return wrong or [Line(key, title, State.OK, str(path))]


def _cloud(path: Path) -> Line | None:
    folders = [os.environ[one] for one in ("OneDrive", "OneDriveConsumer", "OneDriveCommercial") if os.environ.get(one)]
    inside = any(path.is_relative_to(one) for one in folders) or "OneDrive" in "/".join(path.parts[:-1])
    if not inside:
        return None
    said = "อยู่ใน OneDrive เอกสารที่ปุ่มทำจะซิงก์ขึ้นเว็บ และ Excel อาจบอกที่อยู่เป็นเว็บ"
    cure = "หากปุ่มบอกว่าแฟ้มยังไม่อยู่ในเครื่อง (E309) คัดลอกแฟ้มไปโฟลเดอร์นอก OneDrive"
    return Line("onedrive", "OneDrive", State.WARNING, said, cure)


def _writable(path: Path) -> Line | None:
    key, title = "permission", "สิทธิ์ของแฟ้ม"
    try:
        tempfile.TemporaryFile(dir=path.parent).close()
    except OSError:
        said = f"เขียนในโฟลเดอร์ {path.parent} ไม่ได้ ปุ่มจึงวางเอกสารไม่ได้"
        return Line(key, title, State.MISSING, said, "ย้ายแฟ้มไปโฟลเดอร์ที่เขียนได้ เช่น Documents")
    if not os.access(path, os.W_OK):
        return Line(
            key, title, State.WARNING, "แฟ้มเป็นแบบอ่านอย่างเดียว", "คลิกขวาที่แฟ้ม เลือก Properties เอาเครื่องหมาย Read-only ออก"
        )
    return None


def _length(path: Path) -> Line | None:
    key, title, long = "length", "ความยาวของที่อยู่", len(str(path))
    cure = "ย้ายแฟ้มไปโฟลเดอร์ที่ชื่อสั้นกว่า"
    if long > _LONGEST_PATH:
        return Line(key, title, State.MISSING, f"ที่อยู่ของแฟ้มยาว {long} อักษร Excel เปิดได้ไม่เกิน {_LONGEST_PATH}", cure)
    if len(str(path.parent)) + _NAME > _LONGEST_PATH:
        return Line(
            key, title, State.WARNING, f"โฟลเดอร์ยาว {len(str(path.parent))} อักษร Excel อาจเปิดเอกสารที่ปุ่มทำไม่ได้", cure
        )
    return None


def _passing(path: Path) -> Line | None:
    parts = [one.lower() for one in PureWindowsPath(path).parts[:-1]]
    if any(one in _PASSING or one.startswith("temp1_") or one.endswith(".zip") for one in parts):
        said = "เปิดจากแฟ้มแนบหรือในแฟ้ม zip สิ่งที่ทำจะหายไป"
        return Line("passing", "ที่อยู่ชั่วคราว", State.MISSING, said, "บันทึกหรือแตกแฟ้มลงโฟลเดอร์ในเครื่อง แล้วเปิดใหม่")
    return None


def _marked(path: Path) -> Line | None:
    """Windows keeps beside a file that it came from the internet; Excel then blocks its macros."""
    with suppress(OSError):
        if Path(f"{path}:Zone.Identifier").is_file():
            cure = "คลิกขวาที่แฟ้ม เลือก Properties กาเครื่องหมาย Unblock แล้วเปิดใหม่"
            return Line("marked", "แฟ้มจากอินเทอร์เน็ต", State.WARNING, "Excel อาจปิดกั้นแมโครของแฟ้มนี้", cure)
    return None
