"""The tables of an .ods document before a reader opens it: what they span and hold, every repetition written out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ita_xl.ingest.elements import walk
from ita_xl.ingest.limits import MAX_CELL_TEXT, MAX_CELLS, MAX_SHEETS, MAX_TEXT_BYTES, Broken, Oversized, within

if TYPE_CHECKING:
    from collections.abc import Mapping

_REPEATS = ("table:number-columns-repeated", "table:number-rows-repeated")
_REPEATED = re.compile(r"[0-9]{1,9}")
_SPACES = re.compile(r"[0-9]{1,5}")


@dataclass
class Tables:
    """The tables of an .ods document while they are measured: all before, this one, its row, its cell."""

    cells: int = 0
    weight: int = 0
    above: int = 0
    rows: int = 0
    width: int = 0
    times: int = 0
    reached: int = 0
    filled: int = 0
    text: int = 0
    repeats: int = 0
    own: int = 0

    def weigh(self, part: bytes) -> None:
        """Refuse tables whose filled cells, with every repetition written out, span too far or hold too much text."""
        within(MAX_SHEETS, part.count(b"<table:table "))
        walk(part, self._begin, self._end, self._text)
        self._end_row()

    def _begin(self, name: str, said: Mapping[str, str]) -> None:
        if name in ("table:table-cell", "table:covered-table-cell"):
            self._end_cell()
            self.repeats = _repeated(said)
            self.reached += self.repeats
            if any("value" in one for one in said):
                self._fill(sum(map(len, said.values())))
        elif name == "text:s":
            spaces = said.get("text:c", "1")
            if not _SPACES.fullmatch(spaces):
                raise Oversized
            self._fill(within(MAX_CELL_TEXT, int(spaces)))
        elif name in ("table:table-row", "table:table"):
            self._end_row()
            self.times = _repeated(said) if name == "table:table-row" else 0
            if name == "table:table":
                self.cells += self.rows * self.width
                self.above = self.rows = self.width = 0
        else:
            self._fill(1)

    def _end(self, name: str) -> None:
        if name == "table:table-row":
            self._end_row()

    def _text(self, said: str) -> None:
        self._fill(len(said.encode()))

    def _fill(self, size: int) -> None:
        """The open cell holds so many bytes more."""
        if self.repeats:
            self.filled = within(MAX_CELLS, self.reached)
            self.own += size

    def _end_cell(self) -> None:
        self.text += within(MAX_TEXT_BYTES, self.own * self.repeats)
        self.own = self.repeats = 0

    def _end_row(self) -> None:
        self._end_cell()
        # Empty rows count only where a filled one follows.
        self.above += self.times
        if self.filled:
            self.rows = self.above
            self.width = max(self.width, self.filled)
            self.weight = within(MAX_TEXT_BYTES, self.weight + self.text * self.times)
            within(MAX_CELLS, self.cells + self.rows * self.width)
        self.reached = self.filled = self.text = self.times = 0


def _repeated(said: Mapping[str, str]) -> int:
    times = [said[one] for one in _REPEATS if one in said]
    if not all(map(_REPEATED.fullmatch, times)):
        raise Broken
    return max(map(int, times), default=1)
