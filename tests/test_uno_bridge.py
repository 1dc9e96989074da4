"""The way to a LibreOffice: found, started, called, heard when it complains, and ended with who started it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ita_xl.errors import MachineError
from ita_xl.hosts.libreoffice import attach
from ita_xl.hosts.libreoffice.uno_bridge import folders
from ita_xl.render.live import Brush

if TYPE_CHECKING:
    from tests.office import Office

pytestmark = pytest.mark.libreoffice

#: A program that starts a LibreOffice, works with it, and is still at it.
_AT_WORK = """\
import time
from ita_xl.hosts.libreoffice import start
app = start()
app.books.add().sheets[0].range("A1").value = "ก"
print(app.impl.connection.own.pid, app.impl.connection.own.folder.name, flush=True)
time.sleep(600)
"""
_PATIENCE = 20.0


def test_nobody_listens(app: Any) -> None:
    for address in ("127.0.0.1:1", "pipe:ita_xl_nobody", "nowhere"):
        with pytest.raises(MachineError, match="E407"):
            attach(address)


def test_where_the_interface_to_python_is_looked_for(tmp_path: Path) -> None:
    placed = ["usr/lib/python3/dist-packages", "usr/lib64/python3.12/site-packages", "opt/libreoffice7.6/program"]
    for one in placed:
        (tmp_path / one).mkdir(parents=True)
        (tmp_path / one / "uno.py").touch()
    program = tmp_path / placed[2] / "soffice"
    program.touch()
    assert folders(str(program), tmp_path) == [tmp_path / one for one in placed]


def test_python_is_left_as_it_was(app: Any) -> None:
    assert __import__.__module__ == "builtins"
    assert "uno" in sys.modules
    assert not [one for one in sys.path if "dist-packages" in one or one.endswith("libreoffice/program")]


def test_what_libreoffice_says_is_heard_through_a_block(app: Any) -> None:
    """A block made by ``contextmanager`` used to put another exception in its place."""
    sheet = app.books.add().sheets[0]
    said = app.impl.connection.uno.getClass("com.sun.star.lang.IndexOutOfBoundsException")
    with pytest.raises(said) as plain:
        sheet.impl.model.getCellByPosition(-1, 0)
    with pytest.raises(said) as through, Brush(sheet).decoration("merge"):
        sheet.impl.model.getCellByPosition(-1, 0)
    assert through.value.Message == plain.value.Message != ""
    assert through.traceback[0].path == Path(__file__)


@pytest.mark.skipif(sys.platform != "linux", reason="has no such signals, and no /proc")
@pytest.mark.parametrize("way", ["SIGTERM", "SIGKILL"])
def test_a_libreoffice_ends_with_the_program_that_is_killed(office: Office, way: str) -> None:
    own = dict(os.environ, PYTHONPATH=str(Path(__file__).parent.parent))
    with subprocess.Popen([sys.executable, "-c", _AT_WORK], stdout=subprocess.PIPE, text=True, env=own) as program:
        assert program.stdout is not None
        number, folder = program.stdout.readline().split()
        assert running_in(int(number))
        program.send_signal(signal.Signals[way])
    until = time.monotonic() + _PATIENCE
    while (running_in(int(number)) or Path(folder).exists()) and time.monotonic() < until:
        time.sleep(0.05)
    assert not running_in(int(number))
    assert not Path(folder).exists()


def running_in(group: int) -> list[int]:
    """The processes of a group that have not ended."""
    found = []
    for one in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, own = one.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(own) == group and state != "Z":
            found.append(int(one.parent.name))
    return found
