"""Reading a file under watch: each in a process of its own, with its time, its peak of memory and how it ended.

``Trials`` keeps one clean interpreter that has the package imported and forks a child for every file; so a file that
hangs, crashes or eats the memory harms nothing but its own child, and what one file cost never counts for the next.
"""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import subprocess
import sys
import time
import traceback
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parent.parent
#: Of processor time: what else the machine does is no fault of a file. Of all time, so many times as much.
SECONDS = 10.0
_PATIENCE = 4
MEGABYTES = 500.0
#: No child gets more address space than this, so that a breach shows without taking the machine along.
_CEILING = 3 * 2**30
_LINES = 12
#: Megabytes of an interpreter that has the package imported, where the system does not say.
_USUAL = 40.0


@dataclass(frozen=True)
class Outcome:
    """How the reading of one file ended.

    ``end`` is ``"read"``, the code of an ``ItaError``, or what broke the property: ``"traceback"``, ``"hang"``,
    ``"died"`` (by a signal), ``"memory"``. ``said`` is the message or the traceback, ``noise`` what was printed on the
    way, ``seconds`` wall time, ``megabytes`` the peak of resident memory, ``figures`` and ``problems`` what was read.
    """

    end: str
    said: str = ""
    noise: str = ""
    seconds: float = 0.0
    megabytes: float = 0.0
    figures: int = 0
    problems: int = 0

    @property
    def broken(self) -> bool:
        return self.end in ("traceback", "hang", "died", "memory")


class Trials:
    """A watched reader. Use it as a context manager; not from two threads at once."""

    def __init__(self, *, seconds: float = SECONDS, megabytes: float = MEGABYTES) -> None:
        command = [sys.executable, "-m", "tests.trial", str(seconds), str(megabytes)]
        # The folder of this very package first, so that no other installed copy is tried instead.
        search = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        self._server = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": search},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._server.stdin is not None:
            self._server.stdin.close()
        self._server.wait()
        if self._server.stdout is not None:
            self._server.stdout.close()

    def read(self, path: Path) -> Outcome:
        """Read, score and audit one file."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps(str(path.absolute())) + "\n")
        self._server.stdin.flush()
        answer = self._server.stdout.readline()
        if not answer:
            raise RuntimeError("the reading server ended; what it printed stands above")
        return Outcome(**json.loads(answer))


def serve(seconds: float, megabytes: float) -> None:
    """Answer each path on standard input by a line with its outcome, until the input ends."""
    _warm_up()
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    kept = _kept()
    for line in sys.stdin:
        answers.write(json.dumps(asdict(_watched(json.loads(line), seconds, megabytes, kept))) + "\n")
        answers.flush()


def _warm_up() -> None:
    """Import all that reading needs and load what is kept between files, once for every child."""
    for sample in sorted((ROOT / "workbooks" / "samples").glob("*.xlsx"))[:2]:
        _attempt(str(sample))


def _watched(path: str, seconds: float, megabytes: float, kept: float) -> Outcome:
    report, report_end = os.pipe()
    noise, noise_end = os.pipe()
    start = time.perf_counter()
    child = os.fork()
    if child == 0:
        _child(path, report_end, noise_end)
    os.close(report_end)
    os.close(noise_end)
    said, printed, in_time = _listen(report, noise, child, _PATIENCE * seconds)
    if not in_time:
        _end(child)
    _, status, usage = os.wait4(child, 0)
    spent = time.perf_counter() - start
    os.close(report)
    os.close(noise)
    in_time = in_time and usage.ru_utime + usage.ru_stime <= seconds
    peak = _megabytes(usage) + kept
    text = printed.decode(errors="replace")[-2000:]
    if not in_time:
        return Outcome("hang", f"more than {seconds:g} s", text, spent, peak)
    if os.WIFSIGNALED(status):
        return Outcome("died", signal.Signals(os.WTERMSIG(status)).name, text, spent, peak)
    if not said:
        return Outcome("died", f"ended with code {os.waitstatus_to_exitcode(status)}", text, spent, peak)
    found = json.loads(said)
    if peak > megabytes and found["end"] != "traceback":
        found |= {"end": "memory", "said": f"{peak:.0f} MB; {found['end']} {found['said']}"}
    return Outcome(**found, noise=text, seconds=spent, megabytes=peak)


def _kept() -> float:
    """Megabytes that the server holds and a child of its own, which has touched nothing yet, is not charged for."""
    child = os.fork()
    if child == 0:
        os._exit(0)
    _, _, usage = os.wait4(child, 0)
    return max(_resident() - _megabytes(usage), 0.0)


def _resident() -> float:
    """Megabytes resident now. The peak that the system keeps is no help: it outlives the start of a new program."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return _USUAL
    return pages * resource.getpagesize() / 2**20


def _megabytes(usage: resource.struct_rusage) -> float:
    return usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def _end(child: int) -> None:
    """Kill a child and whatever it started; its group may not exist yet."""
    try:
        os.killpg(child, signal.SIGKILL)
    except ProcessLookupError:
        os.kill(child, signal.SIGKILL)


def _child(path: str, report: int, noise: int) -> None:
    """In the child: read, report, and end without a way back."""
    os.setpgid(0, 0)  # with whatever it starts, so that all of it ends together
    os.dup2(noise, 1)
    os.dup2(noise, 2)
    resource.setrlimit(resource.RLIMIT_AS, (_CEILING, _CEILING))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer = json.dumps(_attempt(path)).encode()
        at = 0
        while at < len(answer):
            at += os.write(report, answer[at:])
    finally:
        os._exit(0)


def _attempt(path: str) -> dict[str, str | int]:
    import ita_xl
    from ita_xl.errors import ItaError

    figures = problems = 0
    try:
        for one in ita_xl.read(path):
            figures += len(one.figures)
            problems += len(one.problems)
            ita_xl.audit(ita_xl.score(one))
    except ItaError as fault:
        return {"end": fault.code, "said": str(fault)[:500]}
    except BaseException as fault:  # noqa: BLE001 - a panic of the reader below is no Exception, and yet a breach
        lines = traceback.format_exception(fault, limit=-_LINES)
        return {"end": "traceback", "said": "".join(line[:500] for line in lines)[-4000:]}
    return {"end": "read", "said": "", "figures": figures, "problems": problems}


def _listen(report: int, noise: int, child: int, seconds: float) -> tuple[bytes, bytes, bool]:
    """What comes out of both pipes until the report closes, and whether it closed in time.

    The report alone decides: a program that the reading started and left behind may keep the other one open. On a
    machine that is busy with something else the time is that of the processor, but no more than thrice by the clock.
    """
    heard = {report: b"", noise: b""}
    open_ends = [report, noise]
    start = time.perf_counter()
    until, last = start + seconds, start + 3 * seconds
    while report in open_ends:
        ready, _, _ = select.select(open_ends, [], [], max(until - time.perf_counter(), 0))
        if not ready:
            left = seconds - _worked(child)
            if left <= 0 or until >= last:
                return heard[report], heard[noise], False
            until = min(time.perf_counter() + left, last)
        for end in ready:
            piece = os.read(end, 65536)
            heard[end] = (heard[end] + piece)[-1_000_000:]
            if not piece:
                open_ends.remove(end)
    return heard[report], heard[noise], True


def _worked(process: int) -> float:
    """Seconds of the processor that a process and what it waited for have had; many, where the system does not say."""
    try:
        said = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    except OSError:
        return float("inf")
    return sum(map(int, said[11:15])) / os.sysconf("SC_CLK_TCK")


def main(arguments: Sequence[str]) -> None:
    serve(float(arguments[0]), float(arguments[1]))


if __name__ == "__main__":
    main(sys.argv[1:])
