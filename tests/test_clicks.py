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
from ita_xl.excel.judging import judge
from ita_xl.excel.rows import rows_of
from ita_xl.ingest import read
from ita_xl.planning import arrange
from ita_xl.sheets.followup import FOLLOWUP
from ita_xl.sheets.notes import MESSAGES, NOTES, STATE, Notes, state_key
from ita_xl.sheets.plan_forms import PLAN, plan_sheet
from ita_xl.sheets.progress import REPORT
from ita_xl.sheets.template import SCORES, STATED
from ita_xl.sheets.template_results import FINDINGS
from tests.screen import Screen, Window, missing, wait_for
from tests.test_press import macro_workbook
from vbaproject import Module, ModuleKind, document

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.libreoffice

PICTURES = Path(__file__).parent.parent / "out/clicks"
SAMPLE = FOLDER / "samples/bang-pla-2568.xlsx"
_BUTTONS = {one.name: one for one in COMMANDS}
#: Values, dates, texts and formulas, as the Delete key clears them.
_CONTENTS = 1 | 2 | 4 | 16
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
    Shell "{python}", 0, "{options} {runner} {address} {folder}"
    For n = 1 To 3000
        If Dir("{folder}/done.txt") <> "" Then Exit For
        Wait 20
    Next n
    Open "{folder}/ended.txt" For Output As #f
    Close #f
End Function
"""


class Pressed(NamedTuple):
    """What came of a press: beside the button, in messages, in Python, in workbooks that opened, and of the view."""

    told: str
    said: list[str]
    traceback: str
    opened: list[str]
    moved: bool


@dataclass
class Desk:
    """A screen, and a folder for the workbooks on it and for what Python and the add-in tell each other."""

    screen: Screen
    folder: Path
    _addin: Window | None = None

    def addin(self, options: str = "-B") -> None:
        """Open a workbook that stands for the add-in of xlwings, whose Python is started with some options."""
        self.no_addin()
        path = self.folder / options / "xlwings.xlam"
        if not path.exists():
            path.parent.mkdir()
            runner = Path(__file__).with_name("runpython.py")
            places = {"folder": self.folder, "address": self.screen.address, "runner": runner, "options": options}
            source = _RUN_PYTHON.format_map(places | {"python": sys.executable}).replace("\n", "\r\n")
            sheets = [document("ThisWorkbook", workbook=True), document("Sheet1")]
            macro_workbook(path, *sheets, Module("xlwings", source, ModuleKind.STANDARD))
        self._addin = self.screen.open(path)

    def no_addin(self) -> None:
        """Close that workbook."""
        if self._addin is not None:
            self._addin.close()
            self._addin = None

    def press(self, window: Window, name: str, *, choose: Path | None = None) -> Pressed:
        """Click the button of a command; where it asks for a file, choose it. Workbooks that it opens are closed."""
        for mark in ("command.txt", "done.txt", "ended.txt"):
            (self.folder / mark).unlink(missing_ok=True)
        before = {one.name for one in self.screen.windows()}
        window.click(_BUTTONS[name].caption)
        top = window.model.CurrentController.FirstVisibleRow
        said: list[str] = []
        try:
            if choose is not None:
                self._choose(choose)
            wait_for(lambda: self._over(said), f"{name} to end")
        except TimeoutError:
            self.picture(f"stuck-{name}")
            raise
        self._over(said)  # what the macro says after Python's end
        made = {one.name: one for one in self.screen.windows() if one.name not in before}
        for one in made.values():
            one.front()
            self.picture(f"made-{name}")
            one.close()
        moved = window.model.CurrentController.FirstVisibleRow != top
        done = self.folder / "done.txt"
        traceback = done.read_text(encoding="utf-8") if done.exists() else ""
        return Pressed(note(window, state_key(name)), said, traceback, [*made], moved)

    def picture(self, name: str) -> None:
        """Keep what is on the screen."""
        self.screen.shot(PICTURES / f"{name}.png")

    def _choose(self, path: Path) -> None:
        (dialog,) = wait_for(self.screen.dialogs, "the window to choose a file in")
        dialog.fill("File name:", str(path))
        self.picture("choosing")
        dialog.click("Open")

    def _over(self, said: list[str]) -> bool:
        """Whether a press has come to its end; a message is read and closed, and is the end."""
        for one in self.screen.dialogs():
            said.append(one.text)
            self.picture(f"said-{next((key for key, text in MESSAGES.items() if text == one.text), 'unknown')}")
            one.click("OK")
            return True
        return (self.folder / "ended.txt").exists()


def note(window: Window, key: str) -> str:
    """What stands beside a key of the sheet of notes; nothing where that sheet is gone."""
    return str(window.cells(NOTES, _NOTES.cell(key).rpartition("!")[2]).String) if NOTES in window.sheets else ""


def kept(window: Window, *but: str) -> dict[str, list[list[str]]]:
    """Every cell of every sheet, but those of some sheets."""
    return {name: texts for name, texts in window.everything().items() if name not in but}


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


@pytest.fixture(scope="module")
def filled() -> bytes:
    """A template with the figures of a sample."""
    return template(read(SAMPLE)[0])


@pytest.fixture
def window(desk: Desk, filled: bytes, tmp_path: Path) -> Iterator[Window]:
    """A copy of that template, open."""
    path = tmp_path / "สำเนา.xlsm"
    path.write_bytes(filled)
    one = desk.screen.open(path)
    yield one
    one.close()


#: What each button says beside it, in part; the first is given a sample, the others what it left.
_TOLD = {
    "import_file": "เติมจากแฟ้ม “bang-pla-2568.xlsx” 78 ช่อง",
    "calculate": "คะแนนภาพรวม 96.04 ระดับผ่านดี พบข้อที่ต้องแก้ไข 0 ข้อ",
    "weak": "พบจุดอ่อน 19 ข้อ ดูแผ่น “จุดอ่อน”",
    "plan": "จัดทำแผ่น “แผนมาตรการ” แล้ว",
    "followup": "จัดทำแผ่น “ติดตามผล” แล้ว",
    "progress": "จัดทำแผ่น “รายงานผล” แล้ว",
    "report": "จัดทำแฟ้ม “รายงาน ITA เทศบาลตำบลบางปลา 2568.xlsx” แล้ว",
    "pdf": ".pdf” แล้ว",
    "memo": "จัดทำแฟ้ม “บันทึกข้อความ ITA เทศบาลตำบลบางปลา 2568.xlsx” แล้ว",
    "machine": "ita-xl",
}


def test_every_button_in_turn_of_an_empty_copy_with_a_thai_name(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "งาน ITA ปี ๒๕๖๘"
    folder.mkdir()
    path = folder / "ผล ITA (สำเนา 2) ของเรา.xlsm"
    path.write_bytes((FOLDER / TEMPLATE).read_bytes())
    window = desk.screen.open(path)
    window.ready(COMMANDS[0].caption)
    desk.picture("empty")
    presses = {name: desk.press(window, name, choose=SAMPLE if name == "import_file" else None) for name in _BUTTONS}
    desk.picture("all-pressed")
    assert_rows(window)
    told = {name: one.told for name, one in presses.items()}
    assert {name: text for name, text in told.items() if _TOLD[name] not in text} == {}
    assert [one.traceback for one in presses.values()] == [""] * len(presses)
    assert [one.said for one in presses.values()] == [[]] * len(presses)
    assert [name for name, one in presses.items() if one.moved] == []
    made = sorted(one.name for one in folder.iterdir() if one.name != path.name)
    opened = [name for one in presses.values() for name in one.opened]
    assert [name for name in made if not name.endswith(".pdf")] == sorted(opened)
    assert len(opened) == 2
    window.show(PLAN)
    desk.picture("plan")
    saved = window.save_as(tmp_path / "บันทึก.xlsx")
    shown = window.values()
    window.close()
    assert len(shown) > 1000
    assert rounded(by_openpyxl(saved)) == rounded(shown)
    assert rounded(by_calamine(saved)) == rounded(shown)


def rounded(cells: dict[tuple[str, int, int], object]) -> dict[tuple[str, int, int], object]:
    """A file keeps 15 digits of a number."""
    return {
        where: float(f"{value:.12g}") if isinstance(value, float | int) else value for where, value in cells.items()
    }


def by_openpyxl(path: Path) -> dict[tuple[str, int, int], object]:
    """The values of a workbook by sheet, row and column from 0."""
    book = openpyxl.load_workbook(path, data_only=True)
    return {
        (sheet.title, cell.row - 1, cell.column - 1): cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value not in (None, "")
    }


def by_calamine(path: Path) -> dict[tuple[str, int, int], object]:
    """The same, by another reader."""
    book = CalamineWorkbook.from_path(path)
    return {
        (name, row, column): value
        for name in book.sheet_names
        for row, values in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False))
        for column, value in enumerate(values)
        if value != ""
    }


def test_the_buttons_stand_in_their_rows_with_their_captions_whole(desk: Desk, window: Window) -> None:
    spots = window.buttons()
    assert [*spots] == [one.caption for one in COMMANDS]
    assert len({(one.left, one.width) for one in spots.values()}) == 1
    assert [caption for caption, spot in spots.items() if window.needed(caption) > spot.width] == []
    assert_rows(window)


def assert_rows(window: Window) -> None:
    """Each button stands wholly in a cell of the first column, one below the other."""
    under = [window.cells_under(one.caption) for one in COMMANDS]
    first = under[0][0]
    assert under == [(first + at, 0, first + at, 0) for at in range(len(under))]


def test_what_was_typed_stays_and_a_second_press_changes_nothing(desk: Desk, window: Window) -> None:
    desk.press(window, "plan")
    page = window.model.Sheets.getByName(PLAN)
    made = window.texts(PLAN)
    long = [at for at, row in enumerate(made) if sum(len(one) > 40 for one in row) > 1]
    row, last = long[0], long[-1]
    column = max(range(len(made[row])), key=lambda at: len(made[row][at]))
    page.Rows.removeByIndex(last, 1)
    page.Rows.insertByIndex(row + 1, 1)
    page.getCellByPosition(column, row + 1).String = "มาตรการที่เพิ่มเอง"
    page.getCellByPosition(column, row).String = "พิมพ์เองทั้งหมด"
    page.Columns.getByIndex(column).Width += 1500
    width = page.Columns.getByIndex(column).Width
    edited = window.texts(PLAN)
    first = desk.press(window, "plan")
    assert "ที่เพิ่มเองคงอยู่ 1 แถว" in first.told or "ไม่มีสิ่งใดเปลี่ยน" in first.told
    desk.picture("edited")
    assert window.texts(PLAN) == edited
    assert page.Columns.getByIndex(column).Width == width
    before = kept(window, NOTES)
    again = desk.press(window, "plan")
    assert "ไม่มีสิ่งใดเปลี่ยน" in again.told
    assert kept(window, NOTES) == before


def test_new_scores_renew_what_the_hand_left_alone(desk: Desk, window: Window, tmp_path: Path) -> None:
    """A cell that both changed keeps the text of the hand, and the new one is proposed in a comment."""
    desk.press(window, "plan")
    page = window.model.Sheets.getByName(PLAN)
    made = window.texts(PLAN)
    both = next(at for at, row in enumerate(made) if row[0].startswith("ตัวชี้วัดที่ 1 "))
    alone = next(at for at, row in enumerate(made) if row[0].startswith("ตัวชี้วัดที่ 9 ")) + 1
    page.getCellByPosition(0, both).String = "ตัวชี้วัดที่ 1 ตามที่เขียนเอง"
    page.getCellByPosition(2, alone).String = "ทำตามที่ตกลงกัน"
    scores = window.texts(SCORES)
    type_score(window, "i1", 12)
    told = desk.press(window, "plan").told
    desk.picture("new-scores")
    assert window.texts(SCORES) != scores
    assert "มีข้อเสนอในหมายเหตุ 1 ช่อง" in told
    wanted = planned_anew(window.save_as(tmp_path / "ใหม่.xlsx"))
    both = next(at for at, row in enumerate(wanted) if row[0].startswith("ตัวชี้วัดที่ 1 "))
    alone = next(at for at, row in enumerate(wanted) if row[0] == made[alone][0])
    proposed = wanted[both][0]
    wanted[both][0], wanted[alone][2] = "ตัวชี้วัดที่ 1 ตามที่เขียนเอง", "ทำตามที่ตกลงกัน"
    assert wanted != made
    assert window.texts(PLAN) == wanted
    (note_,) = [page.Annotations.getByIndex(at) for at in range(page.Annotations.Count)]
    assert (note_.Position.Row, note_.Position.Column) == (both, 0)
    assert note_.String.startswith(f"ผลใหม่เสนอว่า: {proposed}\n")


def type_score(window: Window, code: str, score: float) -> None:
    """Type the score of an item into คะแนน."""
    row = next(at for at, row in enumerate(window.texts(SCORES)) if row[0] == code)
    window.model.Sheets.getByName(SCORES).getCellByPosition(STATED, row).Value = score


def planned_anew(path: Path) -> list[list[str]]:
    """The texts of the plan that the scores of a workbook lead to, by rows of one width."""
    rows = [[str(value or "") for value in one.cells] for one in rows_of(plan_sheet(arrange(judge(path).measures)))]
    width = max(map(len, rows))
    return [row + [""] * (width - len(row)) for row in rows]


def test_headings_that_are_gone_are_told_of_and_come_back(desk: Desk, window: Window) -> None:
    made = {}
    for name, sheet in (("plan", PLAN), ("followup", FOLLOWUP)):
        desk.press(window, name)
        made[sheet] = window.texts(sheet)
        clear_row(window, sheet, "ผู้รับผิดชอบ")
    _is_told(desk.press(window, "progress"), "[E109]", f"{FOLLOWUP}!A5", "หัวตารางเดิมจะกลับมา")
    for name, sheet in (("plan", PLAN), ("followup", FOLLOWUP)):
        before = window.texts(sheet)
        desk.press(window, name)
        assert window.texts(sheet) == made[sheet] != before
        assert window.texts(f"{sheet} (เดิม)") == before
    desk.picture("heads-again")
    assert f"จัดทำแผ่น “{REPORT}” แล้ว" in desk.press(window, "progress").told
    clear_row(window, SCORES, "คะแนนที่ประกาศ")
    _is_told(desk.press(window, "plan"), f"แต่อ่าน {SCORES}!D5 ไม่ได้")
    assert window.texts(f"{PLAN} (เดิม)") == made[PLAN]


def clear_row(window: Window, sheet: str, word: str) -> None:
    """Clear the row of a sheet that has a word in a cell of its own, as Delete does."""
    row = next(at for at, row in enumerate(window.texts(sheet)) if word in row)
    window.model.Sheets.getByName(sheet).Rows.getByIndex(row).clearContents(_CONTENTS)


def test_a_damaged_workbook_is_told_of_and_left_alone(desk: Desk, window: Window) -> None:
    """Scores are found on a sheet of any name; what cannot be done without is named, and nothing else is written."""
    sheets = window.model.Sheets
    sheets.getByName(SCORES).Name = "คะแนนเก่า"
    assert "คะแนนภาพรวม 96.04" in desk.press(window, "calculate").told
    sheets.removeByName(STATE)
    before = kept(window, NOTES, FINDINGS)
    _is_told(desk.press(window, "plan"), "[E308]", STATE)
    assert kept(window, NOTES, FINDINGS) == before
    sheets.getByName("คะแนนเก่า").getCellRangeByName("A1:H200").clearContents(1023)
    sheets.removeByName(FINDINGS)
    before = kept(window, NOTES)
    _is_told(desk.press(window, "report"), "[E107]", "คะแนน")
    _is_told(desk.press(window, "import_file", choose=SAMPLE), "[E308]", SCORES)
    desk.picture("damaged")
    assert kept(window, NOTES) == before


def _is_told(pressed: Pressed, *texts: str) -> None:
    assert [text for text in texts if text not in pressed.told] == [], pressed.told
    assert (pressed.said, pressed.traceback, pressed.opened) == ([], "", [])


def test_what_is_missing_is_said_and_nothing_is_changed(desk: Desk, window: Window) -> None:
    """The sheet that macros need, the add-in of xlwings, and Python with our package in it."""
    before = kept(window, NOTES)
    desk.no_addin()
    without_addin = desk.press(window, "plan")
    desk.addin("-S")
    without_package = desk.press(window, "plan")
    desk.addin()
    assert (without_addin.said, without_addin.told) == ([MESSAGES["no_addin"]], "")
    assert (without_package.said, without_package.told) == ([MESSAGES["no_python"]], "")
    assert "ModuleNotFoundError" in without_package.traceback
    assert kept(window, NOTES) == before
    window.model.Sheets.removeByName(NOTES)
    before = kept(window)
    other = desk.press(window, "plan")
    assert other.said == ["แฟ้มนี้เสียหาย คัดลอกคะแนนลงแฟ้มแม่แบบใหม่"]
    assert kept(window) == before
