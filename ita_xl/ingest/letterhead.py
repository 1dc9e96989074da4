"""The letterhead of a workbook: lines of a label and its value, on whatever sheet they stand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ita_xl.ingest.grid import open_grids
from ita_xl.ingest.headers import label_column
from ita_xl.letterhead import LABELS, Letterhead, make
from ita_xl.thai import squash

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Sequence

    from ita_xl.ingest.grid import Grid

__all__ = ["letterhead_of", "read_letterhead"]

_PAIR = 2


def read_letterhead(path: str | os.PathLike[str]) -> Letterhead:
    """What a workbook says for letters: office, number, date, addressee, who signs.

    It is read by its own, not with the scores: only a memo or a cover needs it.

    Args:
        path: as for :func:`ita_xl.read`.

    Raises:
        InputError: E101-E105 for a file that cannot be opened.
    """
    return letterhead_of(open_grids(Path(path)))


def letterhead_of(grids: Sequence[Grid]) -> Letterhead:
    """The letterhead on sheets; of two values under one label the first counts."""
    found: dict[str, str] = {}
    for grid in grids:
        for target, value in _pairs(grid):
            found.setdefault(target, value)
    return make(found)


def _pairs(grid: Grid) -> Iterator[tuple[str, str]]:
    """Targets and values of the rows that are a label and its value, in two cells or in one with a colon."""
    for row in grid.lines:
        filled = [str(cell) for cell in grid.rows[row] if cell is not None]
        if len(filled) == 1 and ":" in filled[0]:
            head, _, tail = filled[0].partition(":")
            filled = [head, tail.strip()]
        if len(filled) != _PAIR or not filled[1]:
            continue
        target, value = LABELS.get(squash(filled[0]).rstrip(":")), filled[1]
        # Two labels side by side head columns.
        if target and not _heads(value):
            yield target, value


def _heads(text: str) -> bool:
    """Whether a text is a label or the head of a column itself."""
    plain = squash(text).rstrip(":")
    return plain in LABELS or plain.startswith(("คะแนน", "ลำดับ", "ผลการประเมิน")) or label_column(text) is not None
