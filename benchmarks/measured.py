"""What a command costs: seconds, CPU seconds of all its processes, and the memory of each over time (Linux)."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_LOOK = 0.1


@dataclass(frozen=True)
class Cost:
    """Seconds, CPU seconds of all processes, MB over time of the process itself and of each of its workers."""

    seconds: float
    cpu: float
    sizes: tuple[float, ...]
    workers: tuple[tuple[float, ...], ...]

    @property
    def megabytes(self) -> float:
        """Peak MB of the process itself."""
        return max(self.sizes, default=0.0)

    @property
    def worker(self) -> float:
        """Peak MB of the largest worker; 0 without any."""
        return max((max(one) for one in self.workers), default=0.0)


def cost(command: Sequence[str]) -> Cost:
    """Run a command to its end and measure it."""
    seen: dict[str, list[float]] = {}
    own: list[float] = []
    start, before = time.perf_counter(), os.times()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            own.append(_megabytes(str(process.pid)) or 0.0)
            for child in _workers(process.pid):
                if (size := _megabytes(child)) is not None:
                    seen.setdefault(child, []).append(size)
            time.sleep(_LOOK)
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(time.perf_counter() - start, cpu, tuple(own), tuple(map(tuple, seen.values())))


def _workers(pid: int) -> list[str]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [one for one in children if b"LokyProcess" in Path(f"/proc/{one}/cmdline").read_bytes()]
    except OSError:
        return []


def _megabytes(pid: str) -> float | None:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return None
    line = next((one for one in status.splitlines() if one.startswith("VmRSS")), None)
    return int(line.split()[1]) / 1024 if line else None
