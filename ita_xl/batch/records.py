"""What became of each source, and the manifest that remembers it: one line of JSON a unit of work, only ever appended.

A run that is killed loses at most the line it was writing; a line that is not whole is passed over on reading.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from ita_xl.render.files import write_safely

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SCHEMA = 1
Key = tuple[str, int]


class Status(StrEnum):
    """How a source ended."""

    DONE = "done"
    FINDINGS = "findings"
    FAILED = "failed"

    @property
    def thai(self) -> str:
        """The word on sheets and screens."""
        return {Status.DONE: "เรียบร้อย", Status.FINDINGS: "เรียบร้อย มีข้อสังเกต", Status.FAILED: "ไม่สำเร็จ"}[self]


@dataclass(frozen=True)
class Entry:
    """What became of one unit of work: a source, or its agencies from ``start`` on (of ``total``).

    ``records`` are as :func:`ita_xl.batch.unit.record` makes them, each with its ``report`` (file name in the folder of
    the results) and the ``sha256`` of that, where one was written. ``failures`` are as in the JSON of ``score``.
    """

    source: str
    start: int
    digest: str
    signature: str
    total: int
    records: tuple[dict[str, Any], ...]
    failures: tuple[dict[str, Any], ...]

    @property
    def key(self) -> Key:
        """What names it among all."""
        return self.source, self.start

    @property
    def status(self) -> Status:
        """Failed when anything failed; findings of information alone do not count."""
        if self.failures:
            return Status.FAILED
        told = any(found["severity"] != "info" for one in self.records for found in one["findings"])
        return Status.FINDINGS if told else Status.DONE

    @property
    def names(self) -> list[str]:
        """The file names of its reports."""
        return [one["report"] for one in self.records if one.get("report")]

    def line(self) -> str:
        """The entry as one line of JSON."""
        return json.dumps({"schema": SCHEMA, **vars(self)}, ensure_ascii=False, separators=(",", ":"))


class Manifest:
    """The manifest of a folder of results. Only the holder of its lock may write."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self) -> dict[Key, Entry]:
        """The last entry of every unit; empty where nothing was remembered."""
        found: dict[Key, Entry] = {}
        if self.path.is_file():
            with self.path.open(encoding="utf-8", errors="replace") as lines:
                for entry in map(_entry, lines):
                    if entry is not None:
                        found[entry.key] = entry
        return found

    def append(self, entry: Entry) -> None:
        """Remember one more."""
        with self.path.open("a", encoding="utf-8", newline="\n") as stream:
            stream.write(f"{entry.line()}\n")

    def rewrite(self, entries: Iterable[Entry]) -> None:
        """Begin anew with these."""
        text = "".join(f"{one.line()}\n" for one in entries)
        write_safely(self.path, text.encode(), keep=False)


def _entry(line: str) -> Entry | None:
    try:
        data = json.loads(line)
        if data.pop("schema") != SCHEMA:
            return None
        entry = Entry(**data)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return replace(entry, records=tuple(entry.records), failures=tuple(entry.failures))
