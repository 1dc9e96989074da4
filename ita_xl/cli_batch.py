"""The command ``batch``: many files in, a report of each agency and a summary of all out."""

from __future__ import annotations

import json
import signal
import sys
from contextlib import contextmanager, suppress
from enum import StrEnum
from importlib.util import find_spec
from threading import Thread
from typing import TYPE_CHECKING, Any

import typer

from ita_xl.errors import ItaError, MachineError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from types import FrameType

    from pandas import DataFrame

    from ita_xl.batch import Cluster, Entry, Options
    from ita_xl.batch.running import Results

DONE, INCOMPLETE, NOTHING, STOPPED = 0, 1, 3, 130


class Backend(StrEnum):
    """Where the work is done."""

    LOKY = "loky"
    DASK = "dask"


class _Told:
    """Every entry as it comes: a bar with rate and time left on a terminal, plain lines otherwise, or nothing."""

    def __init__(self, total: int, *, quiet: bool) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self.quiet = quiet
        self.bar = not quiet and sys.stderr.isatty()
        self.progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TextColumn("เหลืออีก"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
            disable=not self.bar,
        )
        self.task = self.progress.add_task("กำลังทำงาน", total=total, rate="")

    def __enter__(self) -> _Told:
        self.progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.progress.stop()

    def step(self, entry: Entry, skipped: bool) -> None:
        """Tell one entry; ``skipped`` was done by an earlier run."""
        if self.bar:
            from ita_xl import show

            own = self.progress.tasks[0]
            rate = f"{own.speed:.1f} แฟ้ม/วินาที" if own.speed else ""
            self.progress.update(self.task, advance=entry.start == 0, rate=rate)
            for failure in entry.failures:
                show.failure(self.progress.console, {**failure, "message": _named(failure)})
        elif not self.quiet:
            typer.echo(_line(entry, skipped))

    def last(self, what: str) -> None:
        """Tell what is still done when all entries are there."""
        self.progress.update(self.task, description=what, rate="")


def _line(entry: Entry, skipped: bool) -> str:
    where = f"{entry.source} (หน่วยงานที่ {entry.start + 1} เป็นต้นไป)" if entry.start else entry.source
    told = f"ทำไว้แล้ว ({entry.status.thai})" if skipped else entry.status.thai
    if entry.failures:
        told += "".join(f" [{one['code']}] {one['message']} วิธีแก้: {one['cure']}" for one in entry.failures)
    else:
        told += f" {len(entry.records)} หน่วยงาน"
    return f"{where}: {told}"


@contextmanager
def stoppable() -> Iterator[None]:
    """What is done inside may be stopped by Ctrl-C at any moment: exit code 130, and how to go on."""
    try:
        yield
    except KeyboardInterrupt:
        typer.echo("หยุดแล้ว ที่ทำเสร็จยังอยู่ครบ ทำต่อด้วยคำสั่งเดิมเพิ่ม --resume", err=True)
        raise typer.Exit(STOPPED) from None


def run_batch(
    given: Sequence[str],
    out: Path,
    options: Options,
    *,
    jobs: int,
    resume: bool,
    fail_fast: bool,
    cluster: Cluster | None,
    pdf: bool,
    table: Path | None,
    as_json: bool,
) -> int:
    """Run a batch, tell it, and return the exit code."""
    from ita_xl import jsonout, show
    from ita_xl.batch import Settings, find, run
    from ita_xl.frames import pandas

    found = find(given, out=out)
    problems: list[dict[str, Any]] = []
    if not found.sources:
        typer.echo(f"ไม่พบแฟ้มผลคะแนน (ข้ามแฟ้มชนิดอื่น {found.passed_over})", err=True)
        return NOTHING

    told = _Told(len(found.sources), quiet=as_json)

    def finish(results: Results) -> None:
        told.last("กำลังทำแฟ้มสรุป")
        try:
            _write_summary(out, results, options, table)
        except ItaError as error:
            problems.append(jsonout.failure("", error))
        if pdf:
            from ita_xl.cli_output import make_pdfs

            told.last("กำลังทำ PDF")
            reports = [out / name for entry in results.entries for name in entry.names]
            problems.extend(make_pdfs([one for one in reports if _older(one)], aside=as_json))

    before = signal.signal(signal.SIGTERM, _interrupted)
    results = None
    try:
        if find_spec("pandas") is None:
            pandas()  # says what to install, before any work is done
        # The summary needs it at the end: workers need not wait until it is imported.
        Thread(target=_import_pandas, daemon=True).start()
        with told:
            settings = Settings(jobs, resume, fail_fast, cluster)
            results = run(found.sources, out, options, settings, step=told.step, then=finish)
    except ItaError as error:
        problems.append(jsonout.failure("", error))
    finally:
        signal.signal(signal.SIGTERM, before)
    entries = results.entries if results else []
    failures = [failure for entry in entries for failure in entry.failures] + problems
    if as_json:
        print(json.dumps(_document(out, results, found.passed_over, failures), ensure_ascii=False, indent=1))
    else:
        for failure in problems:
            show.failure(show.console(stderr=True), failure)
        if results is not None:
            typer.echo(_sentence(results, found.passed_over))
    if results is None or not entries:
        return NOTHING
    return INCOMPLETE if failures else DONE


def _import_pandas() -> None:
    from ita_xl.frames import pandas

    with suppress(ItaError):  # the summary says it
        pandas()


def _write_summary(out: Path, results: Results, options: Options, table: Path | None) -> None:
    """The summary workbook, and the table for analysts where it is asked for."""
    from ita_xl.batch.closing import write_summary
    from ita_xl.batch.summing import analysts
    from ita_xl.render import write_safely

    write_summary(out, results, options)
    if table is not None:
        frame = analysts(results.entries)
        write_safely(table, _parquet(frame) if table.suffix.lower() == ".parquet" else _csv(frame), keep=False)


def _csv(frame: DataFrame) -> bytes:
    """UTF-8 with its mark, so that Excel opens Thai as Thai."""
    return frame.to_csv(index=False, lineterminator="\n", float_format="%.2f").encode("utf-8-sig")


def _parquet(frame: DataFrame) -> bytes:
    try:
        return frame.to_parquet(index=False)
    except ImportError:
        raise MachineError("E401", "ยังไม่ได้ติดตั้ง pyarrow", cure='ติดตั้งด้วย pip install "ita-xl[parquet]"') from None


def _interrupted(number: int, frame: FrameType | None) -> None:
    """What asks a process to end, ends this one as Ctrl-C does."""
    raise KeyboardInterrupt


def _older(report: Path) -> bool:
    """Whether a report has no PDF, or one that was made before it."""
    printed = report.with_suffix(".pdf")
    return not printed.is_file() or printed.stat().st_mtime < report.stat().st_mtime


def _named(failure: dict[str, Any]) -> str:
    file, message = str(failure["file"]), str(failure["message"])
    return f"{file}: {message}" if file else message


def _counts(entries: Sequence[Entry]) -> dict[str, int]:
    """Sources by how they ended: a source is as good as the worst of its units."""
    from ita_xl.batch import Status

    order = list(Status)
    worst: dict[str, Status] = {}
    for entry in entries:
        worst[entry.source] = max(worst.get(entry.source, Status.DONE), entry.status, key=order.index)
    return {status.value: sum(one is status for one in worst.values()) for status in Status}


def _sentence(results: Results, passed_over: int) -> str:
    from ita_xl.batch import Status

    counts = _counts(results.entries)
    agencies = sum(len(entry.records) for entry in results.entries)
    told = ", ".join(f"{status.thai} {counts[status.value]}" for status in Status)
    more = f" ข้ามแฟ้มชนิดอื่น {passed_over}" if passed_over else ""
    kept = f" (ทำไว้ก่อนแล้ว {results.skipped})" if results.skipped else ""
    stopped = " หยุดเมื่อพบแฟ้มที่ไม่สำเร็จ" if results.stopped else ""
    return f"แฟ้ม {sum(counts.values())}: {told}{kept}{more} | หน่วยงาน {agencies}{stopped}"


def _document(
    out: Path, results: Results | None, passed_over: int, failures: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """The JSON of one run."""
    from ita_xl.batch.running import SUMMARY
    from ita_xl.jsonout import SCHEMA

    entries = results.entries if results else []
    return {
        "schema": SCHEMA,
        "folder": str(out),
        "summary": SUMMARY if results and not results.stopped else None,
        "counts": _counts(entries),
        "passed_over": passed_over,
        "stopped": bool(results and results.stopped),
        "sources": [
            {
                "source": entry.source,
                "start": entry.start,
                "total": entry.total,
                "sha256": entry.digest or None,
                "status": entry.status.value,
                "agencies": [_agency(one) for one in entry.records],
            }
            for entry in entries
        ],
        "failures": list(failures),
    }


def _agency(record: dict[str, Any]) -> dict[str, Any]:
    told = ("agency", "province", "district", "kind", "fiscal_year", "overall", "level", "findings")
    return {**{name: record[name] for name in told}, "report": record.get("report")}
