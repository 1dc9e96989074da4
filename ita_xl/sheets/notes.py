"""The very hidden sheet of template and add-in: what macros and Python tell each other, and the Thai texts of macros.

A key stands beside its value. The source of a macro cannot hold Thai, so that it looks its texts up here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ita_xl.cells import address, on
from ita_xl.sheets.build import Builder
from ita_xl.sheets.model import Page, Shown
from ita_xl.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ita_xl.sheets.model import Sheet, Value

NOTES = "_ita"
#: The very hidden sheet that remembers what was generated last.
STATE = "ita_xl_state"
#: What a macro writes and reads: Python's answer, the chosen file, what was told last, the chosen folder.
ANSWER, FILE, TOLD, FOLDER = "answer", "file", "told", "folder"
#: What a macro puts in the place of the answer before it calls Python.
CALLED = "called"
YEAR = "fiscal_year"
#: The version of the package that built the workbook.
VERSION = "version"

#: What a macro may have to say, by key.
MESSAGES: Mapping[str, str] = {
    "title": "ITA",
    "no_addin": (
        "ไม่พบ add-in ของ xlwings ซึ่งเป็นตัวเชื่อม Excel กับ Python\n"
        "ติดตั้งครั้งเดียว: เปิด Command Prompt (เครื่อง Mac ใช้ Terminal) แล้วสั่ง\n"
        'pip install "ita-xl[excel]"\n'
        "ita-xl excel install --with-xlwings\n"
        "จากนั้นปิด Excel แล้วเปิดแฟ้มนี้ใหม่ คะแนน ระดับ และกราฟในแฟ้มใช้ได้โดยไม่ต้องติดตั้ง"
    ),
    "no_python": (
        "Python ไม่ตอบ อาจยังไม่ได้ติดตั้ง Python หรือโปรแกรม ita-xl\n"
        "ติดตั้ง Python 3.11 ขึ้นไปจาก python.org โดยเลือก Add python.exe to PATH\n"
        "แล้วเปิด Command Prompt (เครื่อง Mac ใช้ Terminal) สั่ง\n"
        'pip install "ita-xl[excel]"\n'
        "หากติดตั้งแล้ว สั่ง ita-xl excel status ซึ่งบอกสิ่งที่ขาดพร้อมวิธีแก้"
    ),
    "no_workbook": "ยังไม่มีแฟ้มเปิดอยู่ เปิดแฟ้มใดก็ได้ก่อน แล้วสั่งใหม่",
    "no_dialog": "เปิดหน้าต่างเลือกโฟลเดอร์ไม่ได้ในเครื่องนี้ ใช้คำสั่ง ita-xl batch โฟลเดอร์ -o โฟลเดอร์ปลายทาง แทน",
    "other_workbook": "แฟ้มที่เปิดอยู่ไม่ใช่แฟ้มแม่แบบ ita_template เปิดแฟ้มแม่แบบหรือสำเนาของแฟ้มนั้นก่อน แล้วสั่งใหม่",
}


def earlier_name(sheet: str) -> str:
    """The hidden sheet that holds a generated sheet as it stood before the last press that changed it."""
    return f"{sheet} (เดิม)"


def state_key(command: str) -> str:
    """The key of what a command said last."""
    return f"state.{command}"


@dataclass(frozen=True)
class Notes:
    """The rows of the sheet, key and value, from its first cell on."""

    rows: tuple[tuple[str, Value], ...]

    @classmethod
    def of(cls, commands: Sequence[str], fiscal_year: int | None = None) -> Notes:
        """Those of the template of a year with some commands, by name; an add-in holds no year."""
        talk: list[tuple[str, Value]] = [(key, None) for key in (ANSWER, FILE, TOLD, FOLDER)]
        own = ((YEAR, fiscal_year), (VERSION, __version__))
        return cls((*talk, *own, *((state_key(one), None) for one in commands), *MESSAGES.items()))

    def cell(self, key: str) -> str:
        """The full reference of a key's value."""
        return on(NOTES, address([name for name, _ in self.rows].index(key), 1))

    def sheet(self) -> Sheet:
        """The sheet, which only a macro can show."""
        sheet = Builder(NOTES, (20, 80), Page())
        for row in self.rows:
            sheet.line(row, "text")
        return replace(sheet.sheet(), shown=Shown.NEVER)
