"""A run: what is done and unchanged is skipped, the rest is worked on, every result is put in its place and remembered.

Results are put in the order of the sources, so that names never depend on who ended first; each report is there before
the manifest says so, and a run that is killed in between makes the same file again.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ita_xl import jsonout
from ita_xl.batch.locking import Lock
from ita_xl.batch.memory import settle
from ita_xl.batch.parallel import Cluster, Work, outcomes, stop
from ita_xl.batch.records import Entry, Key, Manifest
from ita_xl.batch.sources import Source, content
from ita_xl.batch.unit import Options, Outcome, Task, failed, work
from ita_xl.errors import ItaError, OutputError, Place
from ita_xl.render.files import write_safely

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["Cluster", "Results", "Settings", "run"]

#: Outcomes taken in between two settlings of the memory of the run.
_BETWEEN = 100
STATE = ".ita-xl-batch"
SUMMARY = "สรุปผลการประเมิน ITA.xlsx"


@dataclass(frozen=True)
class Settings:
    """How to run: workers of this machine (or a cluster), whether to go on from an earlier run, and when to stop."""

    jobs: int = 1
    resume: bool = False
    fail_fast: bool = False
    cluster: Cluster | None = None


@dataclass
class Results:
    """What became of the sources, in their order. ``stopped`` by the first failure, where that was asked for."""

    entries: list[Entry] = field(default_factory=list)
    skipped: int = 0
    stopped: bool = False


def run(
    sources: Sequence[Source],
    out: Path,
    options: Options,
    settings: Settings,
    *,
    step: Callable[[Entry, bool], None],
    then: Callable[[Results], None],
) -> Results:
    """Work on sources and put reports into ``out``.

    Args:
        sources: as :func:`ita_xl.batch.find` finds them.
        out: made when it is missing; one run at a time.
        options: what is asked of every source.
        settings: how to run.
        step: is told every entry as it comes, and whether it was done before.
        then: is told the results while the folder is still held, unless the run was stopped.

    Raises:
        OutputError: E302, E310.
        MachineError: E401, E405.
    """
    state = out / STATE
    _made(state)
    with Lock(state / "lock", out):
        for half in state.glob("*.tmp"):
            half.unlink(missing_ok=True)
        results = _Run(sources, out, options, settings, step).go()
        stop()
        if not results.stopped:
            then(results)
        return results


def put(out: Path, name: str, data: bytes) -> Path:
    """Put a file about the whole run into its folder; one that somebody has changed since the last run is kept."""
    path, mark = out / name, out / STATE / f"{name}.sha256"
    ours = mark.is_file() and path.is_file() and _sha(path.read_bytes()) == mark.read_text(encoding="ascii")
    write_safely(path, data, keep=not ours, beside=out / STATE)
    write_safely(mark, _sha(data).encode(), keep=False)
    return path


class _Run:
    def __init__(
        self,
        sources: Sequence[Source],
        out: Path,
        options: Options,
        settings: Settings,
        step: Callable[[Entry, bool], None],
    ) -> None:
        self.sources = sources
        self.out = out
        self.options = options
        self.settings = settings
        self.step = step
        self.signature = options.signature
        self.manifest = Manifest(out / STATE / "manifest.jsonl")
        before = self.manifest.load()
        #: What an earlier run wrote, by name: such a file is replaced unless somebody has changed it since.
        self.written = {
            one["report"]: one["sha256"] for entry in before.values() for one in entry.records if one.get("report")
        }
        self.known = before if settings.resume else {}
        self.entries: dict[Key, Entry] = {}
        self.taken = {SUMMARY.casefold(), *(one.path.name.casefold() for one in sources if self._lies_here(one))}
        #: How many further ones of a name there were so far.
        self.numbers: Counter[str] = Counter()
        self.skipped = 0

    def _lies_here(self, source: Source) -> bool:
        return source.path.resolve().parent == self.out.resolve()

    def go(self) -> Results:
        """Every source first, then what is left of the long ones; stops at a failure where that was asked for."""
        firsts = [(one, 0) for one in self.sources]
        kept = self._keep(firsts)
        self.manifest.rewrite(kept)
        stopped = self._pass(firsts)
        if not stopped:
            rest = [
                (one, start)
                for one in self.sources
                for start in range(0, self.entries[one.label, 0].total, self.options.agencies)[1:]
            ]
            stopped = self._pass(rest)
        order = {one.label: at for at, one in enumerate(self.sources)}
        entries = sorted(self.entries.values(), key=lambda one: (order[one.source], one.start))
        if not stopped:
            self.manifest.rewrite(entries)
        return Results(entries, self.skipped, stopped)

    def _keep(self, firsts: Sequence[tuple[Source, int]]) -> list[Entry]:
        """The entries of an earlier run that still hold; their reports keep their names."""
        kept: list[Entry] = []
        of_source: dict[str, list[Entry]] = {}
        for entry in self.known.values():
            of_source.setdefault(entry.source, []).append(entry)
        for source, _ in firsts:
            own = of_source.get(source.label, [])
            digest = _digest(source) if any(map(self._holds, own)) else ""
            kept += [entry for entry in own if digest and entry.digest == digest and self._holds(entry)]
        self.known = {entry.key: entry for entry in kept}
        self.taken |= {name.casefold() for entry in kept for name in entry.names}
        return kept

    def _holds(self, entry: Entry) -> bool:
        """Whether an entry was made under the same options without a failure, and its reports are still there."""
        made = entry.signature == self.signature and not entry.failures
        return made and all((self.out / name).is_file() for name in entry.names)

    def _pass(self, units: Sequence[tuple[Source, int]]) -> bool:
        """Work on units in order; says whether the run is to stop."""
        settings = self.settings
        todo = [unit for unit in units if (unit[0].label, unit[1]) not in self.known]
        tasks = [partial(_task, source, start, self.options) for source, start in todo]
        with closing(outcomes(tasks, Work(work, failed), jobs=settings.jobs, cluster=settings.cluster)) as found:
            for source, start in units:
                entry = self.known.get((source.label, start))
                old = entry is not None
                if entry is None:
                    entry = self._put(next(found))
                    self.manifest.append(entry)
                self.skipped += old
                self.entries[entry.key] = entry
                if len(self.entries) % _BETWEEN == 0:
                    settle()
                self.step(entry, old)
                if entry.failures and settings.fail_fast:
                    return True
        return False

    def _put(self, outcome: Outcome) -> Entry:
        """Put the reports of an outcome in their place."""
        records: list[dict[str, Any]] = []
        failures = list(outcome.failures)
        reports: Iterator[tuple[str, bytes]] = iter(outcome.reports)
        for record in outcome.records:
            own = dict(record)
            if self.options.reports:
                name, data = next(reports)
                name = self._free(name)
                try:
                    path = self.out / name
                    keep = not self._ours(path)
                    write_safely(path, data, keep=keep, beside=self.out / STATE)
                except ItaError as error:
                    failures.append(jsonout.failure(outcome.label, error))
                else:
                    own |= {"report": name, "sha256": _sha(data)}
            records.append(own)
        return Entry(
            outcome.label, outcome.start, outcome.digest, self.signature, outcome.total, tuple(records), tuple(failures)
        )

    def _ours(self, path: Path) -> bool:
        """Whether a file is as an earlier run wrote it."""
        known = self.written.get(path.name)
        return known is not None and path.is_file() and _sha(path.read_bytes()) == known

    def _free(self, name: str) -> str:
        """The name, numbered where another report (or an input) has it, on any system."""
        plain, found = Path(name), name
        while found.casefold() in self.taken:
            self.numbers[name] += 1
            found = f"{plain.stem} ({self.numbers[name] + 1}){plain.suffix}"
        self.taken.add(found.casefold())
        return found


def _task(source: Source, start: int, options: Options) -> Task:
    try:
        return Task(source.label, content(source), start, options)
    except ItaError as error:
        return Task(source.label, b"", start, options, jsonout.failure(source.label, error))


def _digest(source: Source) -> str:
    """The SHA-256 of a source; empty where it cannot be read."""
    try:
        return _sha(content(source))
    except ItaError:
        return ""


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _made(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise OutputError(
            "E302",
            f"สร้างโฟลเดอร์ “{folder.parent}” ไม่ได้: {fault.strerror or fault}",
            cure="ตรวจชื่อและสิทธิ์ของโฟลเดอร์ปลายทาง",
            place=Place(str(folder.parent)),
        ) from None
