"""The way to a LibreOffice: found, started, called, and heard when it complains."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ita_xl.errors import MachineError
from ita_xl.hosts.libreoffice import attach
from ita_xl.hosts.libreoffice.uno_bridge import folders
from ita_xl.render.live import Brush
from tests.calc import running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.office import Office

pytestmark = pytest.mark.libreoffice


@pytest.fixture(scope="module")
def app(office: Office) -> Iterator[Any]:
    with running(office) as found:
        yield found


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
