"""How the benchmarks take time: CPU milliseconds of work in this process."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def least(turns: int, *ways: Callable[[], object]) -> list[float]:
    """The least CPU milliseconds of each way; they take turns, so that what else a machine does falls on all."""
    spent = [[cpu_ms(way, 1)[0] for way in ways] for _ in range(turns)]
    return [min(one) for one in zip(*spent, strict=True)]


def cpu_ms(work: Callable[[], object], runs: int) -> list[float]:
    """CPU milliseconds of each of so many runs, after one that is not counted."""
    work()
    spent = []
    for _ in range(runs):
        start = time.process_time()
        work()
        spent.append((time.process_time() - start) * 1000)
    return spent
