"""The macros in a real spreadsheet program: LibreOffice compiles them and presses the buttons, Python does the rest."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from build import FOLDER, TEMPLATE, addin_workbook, template
from ita_xl.excel import buttons
from ita_xl.sheets.notes import MESSAGES
from tests.filehost import pressed
from vbaproject import Module, ModuleKind, document, vba_project

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.office import Office

pytestmark = pytest.mark.libreoffice

# Stands for the add-in of xlwings: notes the command, and answers as Python would or keeps silent.
_STUB = """\
Attribute VB_Name = "xlwings"
Public Function RunPython(PythonCommand As String)
    Dim f As Integer
    f = FreeFile
    Open "{commands}" For Append As #f
    Print #f, PythonCommand
    Close #f
    {answer}
End Function
"""
_ANSWER = 'ActiveWorkbook.Worksheets("_ita").Range("B1").Value = "done"'

_BATCH = next(one for one in buttons.ADDIN_COMMANDS if one.name == "batch")

_DRIVER = """\
Dim book As Object
Dim report As Integer

Function Loaded(path)
  Dim how(0) As New com.sun.star.beans.PropertyValue
  how(0).Name = "MacroExecutionMode"
  how(0).Value = 4
  Loaded = StarDesktop.loadComponentFromURL(ConvertToURL(path), "_blank", 0, how())
End Function

Sub Probe(path)
  On Error Goto Failed
  Dim place, one
  one = Loaded(path)
  place = "vnd.sun.star.script:VBAProject.ItaCall.ItaProbe?language=Basic&location=document"
  Print #report, "probe|" & one.getScriptProvider().getScript(place).invoke(Array(), Array(), Array())
  one.close(True)
  Exit Sub
Failed:
  Print #report, "probe|failed"
End Sub

Sub Control(path, macro)
  Dim place, one
  one = Loaded(path)
  place = "vnd.sun.star.script:VBAProject." & macro & "?language=Basic&location=document"
  one.getScriptProvider().getScript(place).invoke(Array(Null), Array(), Array())
  Print #report, "control|" & one.Sheets.getByName("_ita").getCellRangeByName("B1").String & "|" & _
    Join(Split(one.Sheets.getByName("_ita").getCellRangeByName("B3").String, Chr(10)), "~")
  one.close(True)
End Sub

Sub Press(caption)
  Dim page, control, i, notes
  notes = book.Sheets.getByName("_ita")
  notes.getCellRangeByName("B1:B3").clearContents(1023)
  book.CurrentController.setFormDesignMode(False)
  page = book.Sheets.getByIndex(0).DrawPage
  For i = 0 To page.Count - 1
    control = book.CurrentController.getControl(page.getByIndex(i).Control).getAccessibleContext()
    If control.getAccessibleName() = caption Then control.doAccessibleAction(0)
  Next i
  Wait 300
  Print #report, "press|" & Join(Split(caption & "|" & notes.getCellRangeByName("B1").String & "|" & _
    notes.getCellRangeByName("B3").String, Chr(10)), "~")
End Sub

Sub Main
  On Error Goto Failed
  Dim addin
  report = FreeFile
  Open "{report}" For Output As #report
{steps}
  Close #report
  StarDesktop.terminate()
  Exit Sub
Failed:
  Print #report, "failed|" & Error
  Close #report
  StarDesktop.terminate()
End Sub
"""


@dataclass
class _Desk:
    """A folder with a copy of the template under another name, and add-ins that stand for that of xlwings."""

    office: Office
    folder: Path

    @property
    def copy(self) -> Path:
        path = self.folder / "ผล ITA อบต. สำเนา (2) 2569.xlsm"
        if not path.exists():
            path.write_bytes(template())
        return path

    @property
    def commands(self) -> list[str]:
        path = self.folder / "commands.txt"
        return path.read_text(encoding="utf-8").split("\n")[:-1] if path.exists() else []

    def addin(self, name: str, answer: str = "") -> Path:
        source = _STUB.format(commands=self.folder / "commands.txt", answer=answer).replace("\n", "\r\n")
        modules = [document("ThisWorkbook", workbook=True), document("Sheet1")]
        path = self.folder / name / "xlwings.xlam"
        path.parent.mkdir()
        macro_workbook(path, *modules, Module("xlwings", source, ModuleKind.STANDARD))
        return path

    def run(self, steps: Sequence[str]) -> list[list[str]]:
        report = self.folder / "report.txt"
        self.office.run_basic(_DRIVER.format(report=report, steps="\n".join(f"  {step}" for step in steps)))
        return [line.split("|") for line in report.read_text(encoding="utf-8").splitlines()]


def macro_workbook(path: Path, *modules: Module) -> None:
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_vba_project(io.BytesIO(vba_project(modules)), is_stream=True)
        workbook.set_vba_name("ThisWorkbook")
        workbook.add_worksheet().set_vba_name("Sheet1")


@pytest.fixture
def desk(office: Office, tmp_path: Path) -> _Desk:
    return _Desk(office, tmp_path)


def test_the_macros_answer_and_the_controls_of_the_ribbon_run(desk: _Desk) -> None:
    ribbon, without = desk.folder / "ribbon.xlsm", desk.folder / "without.xlsm"
    ribbon.write_bytes(addin_workbook())  # LibreOffice opens no add-ins of Excel
    macro_workbook(without, document("ThisWorkbook", workbook=True), document("Sheet1"))
    steps = [f'Probe "{path}"' for path in (FOLDER / TEMPLATE, ribbon, without)]
    calling = [one for one in buttons.COMMANDS if one.name != "import_file"]  # that one asks for a file first
    controls = [f'Control "{ribbon}", "ItaRibbon.{one.callback}"' for one in (*calling, _BATCH)]
    told = desk.run([*steps, *controls])
    assert [one[1].strip() == "42" for one in told[:3]] == [True, True, False]
    # Without a screen nobody chooses a folder: nothing is run, and nothing said.
    missing = ["control", "called", MESSAGES["no_addin"].replace("\n", "~")]
    assert told[3:] == [*([missing] * len(calling)), ["control", "", ""]]


def test_buttons_call_python_and_say_in_thai_what_is_missing(desk: _Desk) -> None:
    """On a renamed copy: without the add-in, with the add-in but without Python, and with both."""
    captions = [one.caption for one in buttons.COMMANDS if one.name != "import_file"]  # that one asks for a file first
    told = desk.run(
        [
            f'book = Loaded("{desk.copy}")',
            f'Press "{captions[0]}"',
            f'addin = Loaded("{desk.addin("silent")}")',
            f'book.close(True): book = Loaded("{desk.copy}")',
            f'Press "{captions[0]}"',
            "addin.close(True)",
            f'addin = Loaded("{desk.addin("whole", _ANSWER)}")',
            f'book.close(True): book = Loaded("{desk.copy}")',
            *(f'Press "{caption}"' for caption in captions),
        ]
    )
    missing = [MESSAGES[key].replace("\n", "~") for key in ("no_addin", "no_python")]
    assert told == [
        ["press", captions[0], "called", missing[0]],
        ["press", captions[0], "called", missing[1]],
        *(["press", caption, "done", ""] for caption in captions),
    ]
    expected = [one.python for one in buttons.COMMANDS if one.name != "import_file"]
    assert desk.commands == [expected[0], *expected]
    book = pressed(desk.copy)
    exec(desk.commands[-1], {})
    assert any("พร้อมใช้งาน" in str(value) for _, value in book.cells["_ita"].iter_rows(values_only=True))
