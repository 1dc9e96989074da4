"""Many files at once: found, read, scored, audited and reported, in parallel; a run may be stopped and resumed.

Names are imported when they are first used: workers are begun before anything else is imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ita_xl.batch.parallel import Cluster, workers
    from ita_xl.batch.records import Entry, Status
    from ita_xl.batch.running import Settings, run
    from ita_xl.batch.sources import Found, Source, find
    from ita_xl.batch.unit import Options

__all__ = ["Cluster", "Entry", "Found", "Options", "Settings", "Source", "Status", "find", "run", "workers"]

_HOMES = {
    "Cluster": "parallel",
    "Entry": "records",
    "Found": "sources",
    "Options": "unit",
    "Settings": "running",
    "Source": "sources",
    "Status": "records",
    "find": "sources",
    "run": "running",
    "workers": "parallel",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
