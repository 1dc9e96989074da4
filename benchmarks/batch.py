"""What a batch costs and stands: ``python benchmarks/batch.py [--files 200] [--jobs 1 2] [--turns 3] [--kills 20]``.

A tenth of the files is broken, in ten ways. Times are the least of several turns, in each of which every number of jobs
has its own, so that what else a machine does falls on all.

- against the library, one workbook after another: at most 1.6 times a workbook;
- two jobs against one: at least 1.8 times as fast, on two free cores, with the start and the summary in both; beside
  it what the machine gives at most just then, two runs of one job at the same time over a half of the files each;
- the memory of a worker: under 250 MB, and no more at the end than after the first third;
- a report of every sound file, a code and a cure of every broken one, and all of them in the summary;
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
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
from measured import Cost, cost
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parent.parent))

import ita_xl
import ita_xl.errors
from ita_xl.batch.running import SUMMARY
from tests.broken import BROKEN, SAMPLES

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMES = ("bang-pla-2568", "lamphun-2568", "pa-phlu-2568", "phu-sang-2567")


def command(given: Path, out: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "ita_xl", "batch", str(given), "-o", str(out), *more]


def inputs(folder: Path, count: int) -> Path:
    """Copies of the samples, and a tenth of so many files broken in ten ways."""
    folder.mkdir()
    ways = list(BROKEN.items())
    for at in range(count):
        if at % 10 == 9:
            name, (data, _) = ways[at // 10 % len(ways)]
            (folder / f"{at:04} {name}").write_bytes(data())
        else:
            shutil.copy(SAMPLES / f"{NAMES[at % len(NAMES)]}.xlsx", folder / f"{at:04} หน่วยงาน.xlsx")
    return folder


def accounted(out: Path, count: int) -> str:
    """What became of the files, as the summary says it: reports, failures by code, and files that are not in it."""
    sheet = openpyxl.load_workbook(out / SUMMARY, read_only=True)["แฟ้ม"]
    files = {str(row[0]): row[3] for row in sheet.iter_rows(min_row=3, values_only=True) if row[0]}
    failed = Counter(code for code in files.values() if code)
    return (
        f"{len(list(out.glob('รายงาน*.xlsx')))} reports, {failed.total()} failures "
        f"({', '.join(f'{code} {times}' for code, times in sorted(failed.items()))}), "
        f"{count - len(files)} of {count} files missing from the summary"
    )


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


def tree(out: Path) -> dict[str, str]:
    return {
        str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in out.rglob("*")
        if path.is_file() and path.name != "lock"
    }


def by_number(given: Path, part: Path, whole: Cost, jobs: int, files: int) -> Table:
    """Peak memory of a run over a quarter, half and all of the files."""
    found = Table("files", "jobs", "MB, the run itself", "MB, a worker at most")
    for share in (4, 2):
        part.mkdir()
        for file in sorted(given.iterdir())[: files // share]:
            shutil.copy(file, part)
        own = cost(command(part, part.with_name(f"out{share}"), "--jobs", str(jobs)))
        found.add_row(str(files // share), str(jobs), f"{own.megabytes:.0f}", f"{own.worker:.0f}")
        shutil.rmtree(part)
    found.add_row(str(files), str(jobs), f"{whole.megabytes:.0f}", f"{whole.worker:.0f}")
    return found


def at_once(halves: Sequence[Path], out: Path) -> float:
    """Seconds until runs of one job, begun at the same time, have all ended."""
    start = time.perf_counter()
    ours = [command(half, out / half.name, "--jobs", "1") for half in halves]
    for process in [subprocess.Popen(one, stdout=subprocess.DEVNULL) for one in ours]:
        process.wait()
    return time.perf_counter() - start


def halved(given: Path, folder: Path) -> list[Path]:
    """Every second file, and the others."""
    halves = [folder / "คี่", folder / "คู่"]
    for at, half in enumerate(halves):
        half.mkdir()
        for file in sorted(given.iterdir())[at::2]:
            shutil.copy(file, half)
    return halves


def killed(given: Path, out: Path, seconds: float) -> None:
    with subprocess.Popen(command(given, out, "--jobs", "2", "--resume"), stdout=subprocess.DEVNULL) as process:
        time.sleep(seconds)
        process.kill()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--jobs", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--turns", type=int, default=3)
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
        start = cost(command(small, folder / "start", "--jobs", "1"))
        turns: dict[int, list[Cost]] = {jobs: [] for jobs in asked.jobs}
        halves, both = halved(given, folder), []
        for _ in range(asked.turns):
            for jobs, own in turns.items():
                shutil.rmtree(folder / str(jobs), ignore_errors=True)
                own.append(cost(command(given, folder / str(jobs), "--jobs", str(jobs))))
            shutil.rmtree(folder / "both", ignore_errors=True)
            both.append(at_once(halves, folder / "both"))
        runs = {jobs: min(own, key=lambda one: one.seconds) for jobs, own in turns.items()}
        one = runs[asked.jobs[0]]
        each = (one.seconds - start.seconds) / (asked.files - 4)
        table = Table("what", "seconds", "CPU, s", "a file, ms", "files a second", "times", "goal")
        table.add_row("library, file by file", f"{alone:.1f}", "", f"{alone / asked.files * 1000:.0f}", "", "1.00", "")
        table.add_row(
            "batch, without start and summary", f"{one.seconds - start.seconds:.1f}", f"{one.cpu - start.cpu:.1f}",
            f"{each * 1000:.0f}", f"{1 / each:.1f}", f"{each * asked.files / alone:.2f}", "≤ 1.6 of the library",
        )  # fmt: skip
        for jobs, own in runs.items():
            table.add_row(
                f"a run, {jobs} jobs", f"{own.seconds:.1f}", f"{own.cpu:.1f}",
                f"{own.seconds / asked.files * 1000:.0f}", f"{asked.files / own.seconds:.1f}",
                f"{one.seconds / own.seconds:.2f}", "≥ 1.8 of one" if jobs == 2 else "",
            )  # fmt: skip
        machine = min(both)
        table.add_row("two runs of 1 job at once", f"{machine:.1f}", "", "", "", f"{one.seconds / machine:.2f}", "")
        console.print(table)
        console.print(by_number(given, folder / "part", runs[asked.jobs[-1]], asked.jobs[-1], asked.files))
        for jobs, own in runs.items():
            for sizes in own.workers or (own.sizes,):
                third = max(sizes[: len(sizes) // 3], default=0)
                console.print(
                    f"{jobs} jobs, a worker: {third:.0f} MB after a third, {max(sizes):.0f} MB at most "
                    "(goal: under 250, flat)"
                )
        console.print(accounted(folder / str(asked.jobs[0]), asked.files))
        want = tree(folder / str(asked.jobs[0]))
        same = all(tree(folder / str(jobs)) == want for jobs in asked.jobs)
        console.print(f"all numbers of jobs make the same bytes: {same}")
        for at in range(asked.kills):
            out = folder / f"killed{at}"
            killed(given, out, random.uniform(0.2, runs[asked.jobs[-1]].seconds))
            subprocess.run(command(given, out, "--jobs", "2", "--resume"), stdout=subprocess.DEVNULL, check=False)
            same &= tree(out) == want
            shutil.rmtree(out)
        if asked.kills:
            console.print(f"killed at {asked.kills} moments and resumed: the same bytes: {same}")
    raise SystemExit(not same)


if __name__ == "__main__":
    main()
