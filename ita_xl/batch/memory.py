"""What a long run keeps in memory, kept out of the searches for garbage that would go through it again and again.

Records of all agencies, texts measured and rows known grow with every workbook; with thousands of them these searches
took a quarter of a worker's time and half of the summary's. What a workbook itself needs while it is made is no garbage
either, and a search of it every few rows took a tenth.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


#: Objects made and not yet thrown away between two searches: about those of two reports.
_SELDOM = 20_000


def settle() -> None:
    """Throw garbage away, and take what is left for kept."""
    gc.collect()
    gc.freeze()


@contextmanager
def seldom() -> Iterator[None]:
    """Few searches inside the block: for work whose objects last nearly as long as itself."""
    before = gc.get_threshold()
    gc.set_threshold(_SELDOM, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def unsearched() -> Iterator[None]:
    """No search inside the block: for work that only adds to what is kept."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()
