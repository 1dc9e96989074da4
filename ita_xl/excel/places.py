"""Where Excel and xlwings keep what buttons need, on Windows and macOS; the settings file of xlwings.

The add-in goes into the folder whose workbooks Excel opens when it starts, where the add-in of xlwings is too. Excel
trusts that folder by itself, so that nothing in its Trust Center needs to be changed; the other folder for add-ins
(``AddIns``) asks to be ticked in a dialog.
"""

from __future__ import annotations

import locale
import os
import re
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from ita_xl.errors import MachineError
from ita_xl.excel.files import ADDIN

if TYPE_CHECKING:
    from collections.abc import Mapping

XLWINGS_ADDIN = "xlwings.xlam"
_SETTING = re.compile(r'\s*"(?P<key>[^"]*)"\s*,\s*"(?P<value>[^"]*)"')


class System(StrEnum):
    """The systems that Excel runs on."""

    WINDOWS = "windows"
    MAC = "macos"


@dataclass(frozen=True)
class Places:
    """The folders and files of one user.

    ``startup`` is the folder that Excel opens workbooks of when it starts, ``also`` those of the whole machine;
    ``config`` are the settings of xlwings; ``scripts`` is where macOS lets Excel run scripts from.
    """

    system: System
    startup: Path
    config: Path
    also: tuple[Path, ...] = ()
    scripts: Path | None = None

    @property
    def addin(self) -> Path:
        """Where our add-in belongs."""
        return self.startup / ADDIN

    @property
    def xlwings_addin(self) -> Path | None:
        """The add-in of xlwings, if it is there."""
        found = (folder / XLWINGS_ADDIN for folder in (self.startup, *self.also))
        return next((one for one in found if one.is_file()), None)

    @property
    def key(self) -> str:
        """The name of the setting that says which Python to start."""
        return "INTERPRETER_WIN" if self.system is System.WINDOWS else "INTERPRETER_MAC"


def this_system() -> System | None:
    """The system that this is, if Excel runs on it."""
    return {"win32": System.WINDOWS, "darwin": System.MAC}.get(sys.platform)


def places(
    system: System | None = None, home: Path | None = None, environment: Mapping[str, str] = os.environ
) -> Places:
    """The places of a user.

    Args:
        system: this one unless given.
        home: the home folder of the user; of the one who asks, unless given.
        environment: where Windows says which folders it uses; not asked for another home.

    Raises:
        MachineError: E410 on a system that has no Excel.
    """
    system = system or this_system()
    if system is None:
        raise MachineError(
            "E410",
            "เครื่องนี้ไม่มี Excel (มีเฉพาะ Windows และ macOS)",
            cure="ใช้แฟ้มแม่แบบใน LibreOffice แล้วสั่งปุ่มด้วย ita-xl press หรือใช้คำสั่งอื่นของ ita-xl ได้โดยไม่ต้องมี Excel",
        )
    own = home or Path.home()
    if system is System.MAC:
        office = own / "Library/Group Containers/UBF8T346G9.Office"
        return Places(
            system,
            office / "User Content.localized/Startup.localized/Excel",
            own / "Library/Containers/com.microsoft.Excel/Data/xlwings.conf",
            scripts=own / "Library/Application Scripts/com.microsoft.Excel",
        )
    roaming = environment.get("APPDATA") if home is None else None
    programs = [environment[name] for name in ("ProgramFiles", "ProgramFiles(x86)") if name in environment]
    return Places(
        system,
        (Path(roaming) if roaming else own / "AppData" / "Roaming") / "Microsoft" / "Excel" / "XLSTART",
        own / ".xlwings" / "xlwings.conf",
        also=tuple(Path(one) / "Microsoft Office" / "root" / "Office16" / "XLSTART" for one in programs),
    )


def read_settings(path: Path) -> str:
    """The text of xlwings' settings, in the code page of the machine as Excel reads it; empty without such a file."""
    if not path.is_file():
        return ""
    return path.read_bytes().decode(locale.getencoding(), "surrogateescape")


def setting(text: str, key: str) -> str:
    """The value of a setting; empty where it is not set.

    >>> setting('"INTERPRETER_WIN","C:\\\\Python\\\\python.exe"', "interpreter_win")
    'C:\\\\Python\\\\python.exe'
    """
    found = (_SETTING.match(line) for line in text.splitlines())
    return next((one["value"] for one in found if one and one["key"].lower() == key.lower()), "")


def with_setting(text: str, key: str, value: str | None, *, ending: str = "\n") -> str:
    """The settings with one of them set, or (``None``) without it; every other line stays as it is.

    >>> with_setting('"A","1"\\n"B","2"', "B", "3")
    '"A","1"\\n"B","3"\\n'
    """
    lines = [
        line for line in text.splitlines() if not ((one := _SETTING.match(line)) and one["key"].lower() == key.lower())
    ]
    if value is not None:
        lines.append(f'"{key}","{value}"')
    end = "\r\n" if "\r\n" in text else "\n" if text else ending
    return "".join(f"{line}{end}" for line in lines)
