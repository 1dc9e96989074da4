"""Many files at once: found, read, scored, audited and reported, in parallel; a run may be stopped and resumed."""

from __future__ import annotations

from ita_xl.batch.records import Entry, Status
from ita_xl.batch.running import Cluster, Settings, run
from ita_xl.batch.sources import Found, Source, find
from ita_xl.batch.unit import Options

__all__ = ["Cluster", "Entry", "Found", "Options", "Settings", "Source", "Status", "find", "run"]
