"""What a batch costs and stands: ``python benchmarks/batch.py [--files 60] [--kills 20]``.

- against the bare library, one workbook after another: at most 1.6 times a workbook;
- two jobs against one: at least 1.8 times as fast, on two free cores;
- the memory of a worker: under 250 MB, and no more at the end than after the first third;
- killed (kill -9) at so many random moments and resumed each time: the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

import ita_xl
import ita_xl.errors

SAMPLES = Path(__file__).parent.parent / "workbooks" / "samples"
NAMES = ("bang-pla-2568", "lamphun-2568", "pa-phlu-2568", "phu-sang-2567")


def command(given: Path, out: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "ita_xl", "batch", str(given), "-o", str(out), *more]


def inputs(folder: Path, count: int) -> Path:
    """Copies of the samples, a tenth of them broken."""
    folder.mkdir()
    for at in range(count):
        data = (SAMPLES / f"{NAMES[at % len(NAMES)]}.xlsx").read_bytes()
        (folder / f"หน่วยงาน {at:04}.xlsx").write_bytes(data[: 500 * at] if at % 10 == 9 else data)
    return folder


def bare(given: Path, out: Path) -> float:
    """Seconds of the library in one process, every file in turn, imports not counted."""
    start = time.perf_counter()
    for at, file in enumerate(sorted(given.iterdir())):
        try:
            card = ita_xl.score(ita_xl.read(file)[0])
        except ita_xl.errors.ItaError:
            continue
        ita_xl.write_report(ita_xl.plan(ita_xl.diagnose(card)), ita_xl.audit(card), out, name=f"{at}.xlsx")
    return time.perf_counter() - start


def timed(given: Path, out: Path, jobs: int) -> tuple[float, list[list[float]]]:
    """Seconds of a run, and the memory (MB) of each of its processes over time (Linux)."""
    seen: dict[str, list[float]] = {}
    start = time.perf_counter()
    with subprocess.Popen(command(given, out, "--jobs", str(jobs)), stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            for child in _workers(process.pid):
                if (size := _megabytes(child)) is not None:
                    seen.setdefault(child, []).append(size)
            time.sleep(0.1)
    return time.perf_counter() - start, list(seen.values())


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


def tree(out: Path) -> dict[str, str]:
    return {
        str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in out.rglob("*")
        if path.is_file() and path.name != "lock"
    }


def killed(given: Path, out: Path, seconds: float) -> None:
    with subprocess.Popen(command(given, out, "--jobs", "2", "--resume"), stdout=subprocess.DEVNULL) as process:
        time.sleep(seconds)
        process.kill()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=60)
    parser.add_argument("--kills", type=int, default=0)
    asked = parser.parse_args()
    random.seed(asked.files)
    os.environ["PYTHONPATH"] = str(Path(__file__).parent.parent)
    console = Console(width=110)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        given = inputs(folder / "ข้อมูล", asked.files)
        small = inputs(folder / "หนึ่ง", 4)
        bare(small, folder / "warm")
        alone = bare(given, folder / "bare")
        # What a run costs whatever it does (start, summary) is not a cost of a workbook.
        start, _ = timed(small, folder / "start", 1)
        one, _ = timed(given, folder / "one", 1)
        two, memory = timed(given, folder / "two", 2)
        each = (one - start) / (asked.files - 4)
        table = Table("what", "seconds", "a file, ms", "goal", "ratio")
        for what, seconds, own, goal, ratio in (
            ("library, file by file", alone, alone / asked.files, "", 1.0),
            ("batch, one job", one, each, "≤ 1.6", each * asked.files / alone),
            ("batch, two jobs", two, two / asked.files, "≥ 1.8", one / two),
        ):
            table.add_row(what, f"{seconds:.1f}", f"{own * 1000:.0f}", goal, f"{ratio:.2f}")
        console.print(table)
        for sizes in memory:
            third = max(sizes[: len(sizes) // 3], default=0)
            console.print(
                f"a worker: {third:.0f} MB after a third, {max(sizes):.0f} MB at most (goal: under 250, flat)"
            )
        want, same = tree(folder / "one"), tree(folder / "one") == tree(folder / "two")
        console.print(f"one job and two make the same bytes: {same}")
        for at in range(asked.kills):
            out = folder / f"killed{at}"
            killed(given, out, random.uniform(0.2, two))
            subprocess.run(command(given, out, "--jobs", "2", "--resume"), stdout=subprocess.DEVNULL, check=False)
            same &= tree(out) == want
            shutil.rmtree(out)
        if asked.kills:
            console.print(f"killed at {asked.kills} moments and resumed: the same bytes: {same}")
    raise SystemExit(not same)


if __name__ == "__main__":
    main()
