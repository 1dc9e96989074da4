"""LibreOffice on a virtual screen with a mouse: workbooks with macros are open in windows, and buttons are clicked.

Nothing is called on behalf of the user here. A button is found where it stands on the screen, and the mouse of the
screen goes there and clicks; what a macro says is read off the window that appears, and closed by a click on its OK.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from PIL import ImageGrab

from ita_xl.errors import MachineError
from ita_xl.hosts.libreoffice.uno_bridge import Connection, load_uno
from tests.office import Office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

#: The screen of a plain office computer, in pixels.
WIDTH, HEIGHT = 1366, 768
#: How long anything may take that a user waits for, in seconds; far more than it takes.
PATIENCE = 60.0
_LOOK_EVERY = 0.02
_ROWS_ABOVE = 8
_STILL = 3

# Macros run without a question, as after "Enable content"; no file is locked by a program that was stopped.
_SETTINGS = """\
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>0</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Common/Misc">
<prop oor:name="UseLocking" oor:op="fuse"><value>false</value></prop>
</item>
</oor:items>
"""
_MACROS_AS_SET = 3
# Roles of what can be seen, as com.sun.star.accessibility.AccessibleRole numbers them.
_ALERT, _COMBO_BOX, _DIALOG, _PUSH_BUTTON, _STATIC = 1, 7, 12, 44, 86


class Spot(NamedTuple):
    """Where something stands on the screen, in pixels."""

    left: int
    top: int
    width: int
    height: int

    @property
    def middle(self) -> tuple[int, int]:
        return self.left + self.width // 2, self.top + self.height // 2


def missing() -> list[str]:
    """What the screen needs and this machine has not."""
    lacking = [name for name in ("Xvfb", "xdotool", "soffice") if shutil.which(name) is None]
    try:
        load_uno()
    except MachineError:
        lacking.append("python3-uno")
    return lacking


def wait_for(look: Callable[[], Any], what: str, seconds: float = PATIENCE) -> Any:
    """What ``look`` gives once it gives something.

    Raises:
        TimeoutError: it gave nothing for so long.
    """
    until = time.monotonic() + seconds
    while not (found := look()):
        if time.monotonic() > until:
            raise TimeoutError(f"waited {seconds} s for {what}")
        time.sleep(_LOOK_EVERY)
    return found


def settled(look: Callable[[], Spot | None], what: str) -> Spot:
    """Where something stands once it moves no more and is wholly in sight."""
    seen: list[Spot] = []

    def still() -> Spot | None:
        now = look()
        if now is None:
            return None
        seen.append(now)
        inside = now.left >= 0 and now.top > 0 and now.left + now.width <= WIDTH and now.top + now.height <= HEIGHT
        return now if inside and seen[-_STILL:] == [now] * _STILL else None

    found: Spot = wait_for(still, f"“{what}” to be seen")
    return found


class Screen:
    """A screen of our own with a LibreOffice of our own on it. Use it as a context manager."""

    def __init__(self) -> None:
        self._office = Office()
        read, write = os.pipe()
        size = f"{WIDTH}x{HEIGHT}x24"
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", size, "-nolisten", "tcp", "-noreset"],
            pass_fds=[write],
            stderr=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read) as told:
            self._environment = {**self._office.environment, "DISPLAY": f":{told.readline().strip()}"}
        settings = self._office.profile / "user/registrymodifications.xcu"
        settings.write_text(settings.read_text("utf-8").replace("</oor:items>\n", _SETTINGS), encoding="utf-8")
        pipe = f"ita_xl_{uuid.uuid4().hex}"
        quiet = ["--norestore", "--nologo", "--nodefault", "--nofirststartwizard"]
        profile = f"-env:UserInstallation={self._office.profile.as_uri()}"
        self._program = subprocess.Popen(
            [str(self._office.program), profile, *quiet, f"--accept=pipe,name={pipe};urp;"],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        #: Where the program listens, as ``ita_xl.hosts.libreoffice.attach`` takes it.
        self.address = f"pipe:{pipe}"
        try:
            self.connection: Connection = wait_for(self._answering, "LibreOffice to start")
        except TimeoutError:
            self.close()
            raise
        #: What UNO raises of things that are not there yet or any more.
        self.gone = self.connection.uno.getClass("com.sun.star.uno.Exception")
        self._toolkit = self.connection.create("com.sun.star.awt.Toolkit")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the program and the screen, and remove what they leave behind."""
        with suppress(ProcessLookupError):
            os.killpg(self._program.pid, signal.SIGKILL)
        self._program.wait()
        self._server.terminate()
        self._server.wait()
        self._office.socket.unlink(missing_ok=True)
        self._office.close()

    def _answering(self) -> Connection | None:
        try:
            return Connection(self.address)
        except MachineError:
            return None

    def open(self, path: Path) -> Window:
        """A workbook in a window of its own that fills the screen; its macros may run."""
        how = self.connection.properties(MacroExecutionMode=_MACROS_AS_SET)
        model = self.connection.desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, how)
        window = Window(self, model)
        window.front()
        return window

    def windows(self) -> list[Window]:
        """Every workbook that is open."""
        found = self.connection.desktop.Components.createEnumeration()
        models = []
        while found.hasMoreElements():
            models.append(found.nextElement())
        return [Window(self, one) for one in models if one.supportsService("com.sun.star.sheet.SpreadsheetDocument")]

    def dialogs(self) -> list[Dialog]:
        """The windows that wait for an answer, the topmost first."""
        found = []
        for at in range(self._toolkit.getTopWindowCount()):
            with suppress(self.gone):  # while we look
                seen = self._toolkit.getTopWindow(at).getAccessibleContext()
                if seen.getAccessibleRole() in (_ALERT, _DIALOG):
                    found.append(Dialog(self, seen))
        return found

    def click(self, spot: Spot) -> None:
        """The mouse goes to the middle of a spot and clicks."""
        x, y = spot.middle
        self._mouse("mousemove", str(x), str(y), "click", "1")

    def shot(self, path: Path) -> Path:
        """The whole screen as PNG."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._toolkit.processEventsToIdle()
        ImageGrab.grab(xdisplay=self._environment["DISPLAY"]).save(path)
        return path

    def _mouse(self, *arguments: str) -> None:
        subprocess.run(["xdotool", *arguments], env=self._environment, check=True, timeout=PATIENCE)


@dataclass
class Window:
    """A workbook that is open on the screen."""

    screen: Screen
    model: Any

    def front(self) -> None:
        """Bring it before all others, as large as the screen."""
        frame = self.model.CurrentController.Frame
        frame.ContainerWindow.setPosSize(0, 0, WIDTH, HEIGHT, 15)
        frame.ContainerWindow.toFront()
        frame.activate()

    def close(self) -> None:
        """Close it without saving."""
        self.model.close(True)

    @property
    def name(self) -> str:
        """The name of its file."""
        return str(self.screen.connection.uno.fileUrlToSystemPath(self.model.URL)).rpartition("/")[2]

    @property
    def sheets(self) -> list[str]:
        """The names of its sheets, in order, hidden ones too."""
        return list(self.model.Sheets.ElementNames)

    def cells(self, sheet: str, address: str) -> Any:
        """Cells of a sheet, as UNO has them."""
        return self.model.Sheets.getByName(sheet).getCellRangeByName(address)

    def texts(self, sheet: str) -> list[list[str]]:
        """Every cell of a sheet up to the last in use: its formula, or its value as it is typed."""
        return [list(row) for row in self._used(sheet).getFormulaArray()]

    def _used(self, sheet: str) -> Any:
        page = self.model.Sheets.getByName(sheet)
        cursor = page.createCursor()
        cursor.gotoEndOfUsedArea(False)
        last = cursor.RangeAddress
        return page.getCellRangeByPosition(0, 0, last.EndColumn, last.EndRow)

    def everything(self) -> dict[str, list[list[str]]]:
        """``texts`` of every sheet."""
        return {name: self.texts(name) for name in self.sheets}

    def buttons(self) -> dict[str, Spot]:
        """The buttons of the first sheet by their captions, where they stand now; some may be out of sight."""
        controller = self.model.CurrentController
        controller.setFormDesignMode(False)
        controller.setActiveSheet(self.model.Sheets.getByIndex(0))
        found = {}
        for one in self._controls():
            with suppress(self.screen.gone):  # not drawn yet
                seen = controller.getControl(one.Control).getAccessibleContext()
                found[seen.getAccessibleName()] = _spot(seen)
        return found

    def needed(self, caption: str) -> int:
        """The width that a button's caption needs, in pixels."""
        control = next(one.Control for one in self._controls() if one.Control.Label == caption)
        return int(self.model.CurrentController.getControl(control).getPreferredSize().Width)

    def cells_under(self, caption: str) -> tuple[int, int, int, int]:
        """The cells that a button covers: first row and column, last row and column, from 0."""
        shape = next(one for one in self._controls() if one.Control.Label == caption)
        page = self.model.Sheets.getByIndex(0)
        cells = [[0, 0], [0, 0]]
        for axis, (place, size) in enumerate(
            ((shape.Position.Y, shape.Size.Height), (shape.Position.X, shape.Size.Width))
        ):
            for end, at in enumerate((place + 1, place + size - 1)):
                while self._begin(page, axis, cells[end][axis] + 1) <= at:
                    cells[end][axis] += 1
        return cells[0][0], cells[0][1], cells[1][0], cells[1][1]

    @staticmethod
    def _begin(page: Any, axis: int, at: int) -> int:
        """Where a row (axis 0) or a column begins, in hundredths of a millimetre."""
        return int(page.getCellByPosition(0, at).Position.Y if axis == 0 else page.getCellByPosition(at, 0).Position.X)

    def show(self, sheet: str) -> None:
        """Turn to a sheet."""
        self.model.CurrentController.setActiveSheet(self.model.Sheets.getByName(sheet))

    def values(self) -> dict[tuple[str, int, int], object]:
        """The value of every cell that has one, by sheet, row and column from 0; an error is none."""
        found = {}
        for name in self.sheets:
            data = self._used(name).getDataArray()
            found.update(
                {
                    (name, row, column): value
                    for row, values in enumerate(data)
                    for column, value in enumerate(values)
                    if value not in (None, "")
                }
            )
        return found

    def click(self, caption: str) -> None:
        """Click a button of the first sheet, scrolled into sight first."""
        self.front()
        self.buttons()
        self._scroll(wait_for(lambda: self._top(caption), f"the button {caption}"))
        self.screen.click(self.ready(caption))

    def ready(self, caption: str) -> Spot:
        """Wait until a button of the first sheet can be seen; where."""
        return settled(lambda: self.buttons().get(caption), caption)

    def save_as(self, path: Path) -> Path:
        """Write it as .xlsx, by LibreOffice; the window stays with its own file."""
        how = self.screen.connection.properties(FilterName="Calc MS Excel 2007 XML")
        self.model.storeToURL(path.as_uri(), how)
        return path

    def _top(self, caption: str) -> int | None:
        """How far down the first sheet a button stands, in hundredths of a millimetre."""
        return next((one.Position.Y for one in self._controls() if one.Control.Label == caption), None)

    def _scroll(self, top: int) -> None:
        """Bring what stands so far down the first sheet (hundredths of a millimetre) some rows below its head."""
        page = self.model.Sheets.getByIndex(0)
        row = 0
        while top >= page.getCellByPosition(0, row + 1).Position.Y:
            row += 1
        self.model.CurrentController.setFirstVisibleRow(max(row - _ROWS_ABOVE, 0))

    def _controls(self) -> Iterator[Any]:
        page = self.model.Sheets.getByIndex(0).DrawPage
        shapes = (page.getByIndex(at) for at in range(page.Count))
        return (one for one in shapes if getattr(one, "Control", None) is not None)


@dataclass
class Dialog:
    """A window that waits for an answer."""

    screen: Screen
    seen: Any

    @property
    def title(self) -> str:
        return str(self.seen.getAccessibleName())

    @property
    def text(self) -> str:
        """What it says."""
        return "\n".join(one.getAccessibleName() for one in _all(self.seen, _STATIC))

    def click(self, caption: str) -> None:
        """Click one of its buttons, and wait until it has gone."""
        title, count = self.title, len(self.screen.dialogs())
        button = self._find(_PUSH_BUTTON, caption)
        self.screen.click(settled(lambda: _spot(button), caption))
        wait_for(lambda: len(self.screen.dialogs()) < count, f"the window {title} to close")

    def fill(self, name: str, text: str) -> None:
        """Put a text into a field; keys that are typed as fast as a program types get lost."""
        box = self._find(_COMBO_BOX, name)
        settled(lambda: _spot(box), name)
        box.getAccessibleChild(0).getAccessibleContext().setText(text)

    def _find(self, role: int, name: str) -> Any:
        return next(one for one in _all(self.seen, role) if one.getAccessibleName() == name)


def _all(seen: Any, role: int) -> Iterator[Any]:
    """What of one role can be seen in a window."""
    if seen.getAccessibleRole() == role:
        yield seen
    for at in range(seen.getAccessibleChildCount()):
        child = seen.getAccessibleChild(at)
        if hasattr(child, "getAccessibleContext"):
            yield from _all(child.getAccessibleContext(), role)


def _spot(seen: Any) -> Spot:
    place, size = seen.getLocationOnScreen(), seen.getSize()
    return Spot(place.X, place.Y, size.Width, size.Height)
