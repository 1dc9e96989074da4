"""Mutated workbooks against the reader: ``python benchmarks/mutations.py --count 10000 --jobs 2 --seed 1``.

Whatever a file holds, reading, scoring and auditing it gives assessments or an ``ItaError``: no other exception, no end
by a signal, at most ten seconds and 500 MB a file. Every hand-made file of ``tests/nasty.py`` is tried, then the
mutants of ``tests/mutate.py``. What breaks the property is kept (``--keep``), with the number that makes it again
(``--only``); the exit code is then 1.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.mutate import Seeds, convert, mutant, seeds
from tests.nasty import NASTY
from tests.office import Office, find_soffice
from tests.trial import MEGABYTES, SECONDS, Outcome, Trials

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_CHUNK = 50
_SHOWN = 15


@dataclass(frozen=True)
class Case:
    """One file tried: how to make it again, what was done to it, how it ended."""

    label: str
    steps: tuple[str, ...]
    outcome: Outcome


@dataclass(frozen=True)
class Work:
    """What one process needs to know to try a chunk."""

    seed: int
    converted: Path | None
    keep: Path
    limits: tuple[float, float]


_kept: dict[Path | None, Seeds] = {}


def try_mutants(work: Work, numbers: Sequence[int]) -> list[Case]:
    """Make and read the mutants of these numbers; in a process of the pool, which keeps what they are made from."""
    if work.converted not in _kept:
        _kept[work.converted] = seeds(work.converted)
    given = _kept[work.converted]
    cases = []
    with Trials(seconds=work.limits[0], megabytes=work.limits[1]) as trials, _folder() as folder:
        for number in numbers:
            made = mutant(given, work.seed, number)
            cases.append(
                _tried(trials, work, folder, f"--seed {work.seed} --only {number}", made.name, made.data, made.steps)
            )
    return cases


def try_nasty(work: Work, names: Sequence[str]) -> list[Case]:
    """Make and read hand-made files."""
    with Trials(seconds=work.limits[0], megabytes=work.limits[1]) as trials, _folder() as folder:
        return [_tried(trials, work, folder, f"--nasty {name}", name, NASTY[name](), ()) for name in names]


def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="mutants-")


def _tried(trials: Trials, work: Work, folder: str, label: str, name: str, data: bytes, steps: tuple[str, ...]) -> Case:
    path = Path(folder) / name
    path.write_bytes(data)
    outcome = trials.read(path)
    if outcome.end == "hang":
        # A machine that was busy with something else for a moment is no fault of the reader.
        outcome = trials.read(path)
    if outcome.broken:
        work.keep.mkdir(parents=True, exist_ok=True)
        (work.keep / f"{label.replace('--', '').replace(' ', '-')}-{name}").write_bytes(data)
    path.unlink()
    return Case(label, steps, outcome)


def run(work: Work, numbers: Sequence[int], nasty: Sequence[str], jobs: int) -> Iterator[list[Case]]:
    """All cases, in lists as they are done."""
    with ProcessPoolExecutor(jobs) as pool:
        waiting = [pool.submit(try_nasty, work, nasty[at : at + 5]) for at in range(0, len(nasty), 5)]
        waiting += [pool.submit(try_mutants, work, numbers[at : at + _CHUNK]) for at in range(0, len(numbers), _CHUNK)]
        for done in as_completed(waiting):
            yield done.result()


# --- what is printed ----------------------------------------------------------------------------------------------


def report(console: Console, cases: Sequence[Case], spent: float) -> None:
    ends = Counter(case.outcome.end for case in cases)
    table = Table("ended with", "files", "seconds, at most", "MB, at most")
    for end, count in sorted(ends.items(), key=lambda one: (one[0] != "read", one[0])):
        same = [case.outcome for case in cases if case.outcome.end == end]
        table.add_row(end, str(count), f"{max(o.seconds for o in same):.2f}", f"{max(o.megabytes for o in same):.0f}")
    console.print(table)
    figures = sum(case.outcome.figures for case in cases)
    problems = sum(case.outcome.problems for case in cases)
    noisy = [case for case in cases if case.outcome.noise]
    console.print(
        f"{len(cases)} files in {spent:.0f} s; {figures} figures, {problems} problems; "
        f"{len(noisy)} wrote to the terminal"
    )
    for title, key in (("slowest", "seconds"), ("most memory", "megabytes")):
        most = sorted(cases, key=lambda case: -getattr(case.outcome, key))[:5]
        console.print(
            f"{title}: " + "; ".join(f"{case.label} {getattr(case.outcome, key):.2f}" for case in most), markup=False
        )
    if noisy:
        first = noisy[0]
        console.print(
            f"first that wrote: {first.label}: {first.outcome.noise.strip().splitlines()[0][:120]}", markup=False
        )


def report_broken(console: Console, cases: Sequence[Case], keep: Path) -> None:
    """What broke the property, once a kind: the same end, and for a traceback the same last lines."""
    kinds: dict[tuple[str, str], list[Case]] = {}
    for case in cases:
        cause = "\n".join(case.outcome.said.strip().splitlines()[-3:]) if case.outcome.end == "traceback" else ""
        kinds.setdefault((case.outcome.end, cause), []).append(case)
    console.print(f"[bold red]{len(cases)} files break the property, in {len(kinds)} ways; kept in {keep}")
    for (end, _), same in sorted(kinds.items(), key=lambda one: -len(one[1]))[:_SHOWN]:
        first = min(same, key=lambda case: len(case.steps))
        also = ", ".join(case.label for case in same[1:6])
        console.print(
            f"\n{end}, {len(same)} files: {first.label}  {' > '.join(first.steps)}", markup=False, highlight=False
        )
        console.print(first.outcome.said.strip()[-1500:], markup=False, highlight=False)
        if also:
            console.print(f"also {also}", markup=False, highlight=False)


def _converted() -> Path | None:
    """Workbooks saved by LibreOffice, made once for each state of their sources; ``None`` without it."""
    if find_soffice() is None:
        return None
    state = hashlib.sha256(repr(seeds().files).encode()).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"ita-xl-mutations-{os.getuid()}" / state
    with Office() as office:
        convert(office, folder)
    return folder


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=1000, help="mutants to make")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, nargs="*", help="mutants of these numbers and nothing else")
    parser.add_argument("--nasty", nargs="*", help="these hand-made files (none named: all) and no mutants")
    parser.add_argument("--keep", type=Path, default=None, help="folder for the files that break it")
    parser.add_argument("--without-office", action="store_true", help="nothing saved by LibreOffice to start from")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--megabytes", type=float, default=MEGABYTES)
    chosen = parser.parse_args(arguments)
    converted = None if chosen.without_office or chosen.nasty is not None else _converted()
    keep = chosen.keep or Path(tempfile.gettempdir()) / "ita-xl-mutations-broken"
    work = Work(chosen.seed, converted, keep.absolute(), (chosen.seconds, chosen.megabytes))
    numbers = chosen.only if chosen.only is not None else [] if chosen.nasty is not None else range(chosen.count)
    nasty = chosen.nasty or ([] if chosen.only is not None else list(NASTY))
    console = Console(width=120)
    cases: list[Case] = []
    start = time.perf_counter()
    for done in run(work, numbers, nasty, chosen.jobs):
        cases += done
        broken = sum(case.outcome.broken for case in cases)
        if sys.stderr.isatty():
            print(f"\r{len(cases)} files, {broken} broken", end="", file=sys.stderr, flush=True)
    report(console, cases, time.perf_counter() - start)
    broken_cases = [case for case in cases if case.outcome.broken]
    if broken_cases:
        report_broken(console, broken_cases, work.keep)
    return 1 if broken_cases else 0


if __name__ == "__main__":
    sys.exit(main())
