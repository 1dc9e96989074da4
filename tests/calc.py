"""A LibreOffice that listens, driven through the engine under test, with the private fonts of the tests."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from ita_xl.errors import MachineError
from ita_xl.hosts.libreoffice import start
from ita_xl.hosts.libreoffice.uno_bridge import load_uno

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.office import Office


@contextmanager
def running(office: Office) -> Iterator[Any]:
    """The ``xlwings.App`` of one. Where it must not be missing, as on the build server: ITA_XL_REQUIRE_OFFICE=1."""
    try:
        load_uno()
    except MachineError as error:
        if os.environ.get("ITA_XL_REQUIRE_OFFICE") == "1":
            pytest.fail(f"{error}, and ITA_XL_REQUIRE_OFFICE=1 requires it", pytrace=False)
        pytest.skip("LibreOffice's interface to Python (python3-uno) is not installed")
    with start({"FONTCONFIG_FILE": office.fonts}) as app:
        yield app
