"""The buttons of the template clicked with a mouse, in a spreadsheet program on a screen, down to Python and back.

A click on the button runs the macro, the macro runs RunPython of a workbook that stands for the add-in of xlwings, that
starts Python, and Python works on the open workbook through the engine for LibreOffice. Pictures of the screen are kept
in ``out/clicks``.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from build import FOLDER, TEMPLATE, template
from ita_xl.excel.buttons import COMMANDS
from ita_xl.ingest import read
from ita_xl.sheets.notes import MESSAGES, NOTES, Notes, state_key
from tests.screen import Dialog, Screen, Window, missing, wait_for
from tests.test_press import macro_workbook
from vbaproject import Module, ModuleKind, document

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.libreoffice

PICTURES = Path(__file__).parent.parent / "out/clicks"
_BUTTONS = {one.name: one for one in COMMANDS}
_NOTES = Notes.of([one.name for one in COMMANDS])

# Stands for the add-in of xlwings: RunPython starts Python on the workbook in front, and waits for its end.
_RUN_PYTHON = """\
Attribute VB_Name = "xlwings"
Public Function RunPython(PythonCommand As String)
    Dim f As Integer, n As Long
    f = FreeFile
    Open "{folder}/command.txt" For Output As #f
    Print #f, PythonCommand
    Print #f, ActiveWorkbook.Name
    Close #f
    Shell "{python}", 0, "{runner} {address} {folder}"
    For n = 1 To 3000
        If Dir("{folder}/done.txt") <> "" Then Exit For
        Wait 20
    Next n
    Open "{folder}/ended.txt" For Output As #f
    Close #f
End Function
"""


class Pressed(NamedTuple):
    """What came of a press: beside the button, in windows, and in Python."""

    told: str
    said: list[str]
    traceback: str
    opened: list[str]


@dataclass
class Desk:
    """A screen, and a folder for the workbooks on it and for what Python and the add-in tell each other."""

    screen: Screen
    folder: Path

    def press(self, window: Window, name: str, *, choose: Path | None = None) -> Pressed:
        """Click the button of a command; where it asks for a file, choose it. Windows that open are closed again."""
        for mark in ("command.txt", "done.txt", "ended.txt"):
            (self.folder / mark).unlink(missing_ok=True)
        before = {one.name for one in self.screen.windows()}
        window.click(_BUTTONS[name].caption)
        said: list[str] = []
        try:
            if choose is not None:
                self._choose(choose)
            wait_for(lambda: self._over(said), f"{name} to end")
        except TimeoutError:
            self.picture(f"stuck-{name}")
            raise
        self._over(said)
        self.picture(f"pressed-{name}")
        made = {one.name: one for one in self.screen.windows() if one.name not in before}
        for one in made.values():
            one.front()
            self.picture(f"opened-{name}")
            one.close()
        done = self.folder / "done.txt"
        traceback = done.read_text(encoding="utf-8") if done.exists() else ""
        return Pressed(note(window, state_key(name)), said, traceback, [*made])

    def picture(self, name: str) -> None:
        self.screen.shot(PICTURES / f"{name}.png")

    def addin(self) -> Window:
        """Open the workbook that stands for the add-in of xlwings."""
        path = self.folder / "xlwings.xlam"
        if not path.exists():
            runner = Path(__file__).with_name("runpython.py")
            places = {"folder": self.folder, "python": sys.executable, "runner": runner, "address": self.screen.address}
            source = _RUN_PYTHON.format_map(places).replace("\n", "\r\n")
            sheets = [document("ThisWorkbook", workbook=True), document("Sheet1")]
            macro_workbook(path, *sheets, Module("xlwings", source, ModuleKind.STANDARD))
        return self.screen.open(path)

    def _choose(self, path: Path) -> None:
        (dialog,) = wait_for(self.screen.dialogs, "the window to choose a file in")
        dialog.fill("File name:", str(path))
        self.picture("choosing")
        dialog.click("Open")

    def _over(self, said: list[str]) -> bool:
        """Whether a press has come to its end; a message is read and closed, and is the end."""
        for one in self.screen.dialogs():
            said.append(one.text)
            self.picture(f"said-{len(one.text)}")
            one.click("OK")
            return True
        return (self.folder / "ended.txt").exists()


def note(window: Window, key: str) -> str:
    """What stands beside a key of the sheet of notes."""
    return str(window.cells(NOTES, _NOTES.cell(key).rpartition("!")[2]).getCellByPosition(0, 0).String)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    if lacking := missing():
        reason = f"no screen to click on without {', '.join(lacking)}"
        if os.environ.get("ITA_XL_REQUIRE_OFFICE") == "1":
            pytest.fail(f"{reason}, and ITA_XL_REQUIRE_OFFICE=1 requires it", pytrace=False)
        pytest.skip(reason)
    with Screen() as screen:
        one = Desk(screen, tmp_path_factory.mktemp("desk"))
        one.addin()
        yield one


def test_every_button_in_turn(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "งาน ITA ปี ๒๕๖๘"
    folder.mkdir()
    path = folder / "ผล ITA อบต. บางปลา (สำเนา 2).xlsm"
    path.write_bytes((FOLDER / TEMPLATE).read_bytes())
    window = desk.screen.open(path)
    desk.picture("opened")
    for name in _BUTTONS:
        choose = FOLDER / "samples/bang-pla-2568.xlsx" if name == "import_file" else None
        print(name, desk.press(window, name, choose=choose), flush=True)
    window.close()
