"""LibreOffice Calc as an engine of xlwings: the code that drives Excel drives it too, over UNO.

The engine is written against the base classes of xlwings, which are free software, and needs no licence. What it does
not have says so by name: ``NotImplementedError: LibreOffice engine: Range.sort is not there``.

Where it differs from Excel: a text is never taken for a number, a date or a formula unless it begins with "=";
workbooks with macros are opened but never saved, since LibreOffice would damage what they hold; a sheet that Excel
hides for good is merely hidden.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def attach(address: str) -> Any:
    """The ``xlwings.App`` of a LibreOffice that runs and listens; its engine becomes the active one.

    A LibreOffice listens when it was started so: ``soffice --accept="socket,host=127.0.0.1,port=2002;urp;"``.

    Args:
        address: ``"127.0.0.1:2002"``, or ``"pipe:NAME"`` for one that listens at a pipe.

    Raises:
        MachineError: E406 without LibreOffice's interface to Python, E407 when nobody listens there.
    """
    from ita_xl.hosts.libreoffice.engine import activated
    from ita_xl.hosts.libreoffice.uno_bridge import Connection

    return activated(Connection(address))


def start(environment: Mapping[str, str] | None = None) -> Any:
    """The ``xlwings.App`` of a LibreOffice of its own, without a window; its engine becomes the active one.

    It has a profile of its own, runs no macro and follows no link. ``quit()`` of the app ends it, as does the end of a
    ``with`` block over the app, or of Python.

    Args:
        environment: variables for the program besides those of this process.

    Raises:
        MachineError: E402 without a LibreOffice, E406 without its interface to Python, E407 when it does not start.
    """
    from ita_xl.hosts.libreoffice.engine import activated
    from ita_xl.hosts.libreoffice.uno_bridge import started

    return activated(started(environment or {}))
