"""Tasks → outcomes in their order: in this process, on the cores of this machine, or on a Dask cluster."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
import warnings
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from ita_xl.errors import MachineError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

Task = TypeVar("Task")
Outcome = TypeVar("Outcome")

#: Tasks that are given out beyond those at work, so that no worker ever waits.
_AHEAD = 3
#: Seconds between two looks of a worker at whether its run still lives.
_LOOK = 1.0


@dataclass(frozen=True)
class Cluster:
    """A Dask cluster by the address of its scheduler: ``tcp://10.0.0.5:8786``."""

    scheduler: str


class Work(NamedTuple, Generic[Task, Outcome]):
    """What is done with a task, and what comes of one whose process died; functions that other processes can import.

    Neither raises.
    """

    do: Callable[[Task], Outcome]
    failed: Callable[[Task, Exception], Outcome]


@contextmanager
def workers(jobs: int) -> Iterator[None]:
    """Begin the workers of this machine for what is done inside the block; at its end they are stopped.

    They import what they need while this process does the same. One job has none.

    Raises:
        MachineError: E401 when joblib is not installed.
    """
    try:
        if jobs > 1:
            with _unheard():
                _begun.append(_pool(jobs)([_joblib().delayed(os.getpid)()]))
        yield
    finally:
        stop()


#: What brought workers about before there was work for them.
_begun: list[Generator[int, None, None]] = []


def _ready() -> None:
    """Wait for workers that were begun."""
    while _begun:
        for _ in _begun.pop():
            pass


def stop() -> None:
    """Stop the workers at once, if there are any; others are begun when there is work again."""
    if "joblib" not in sys.modules:
        return
    from joblib.externals.loky import get_reusable_executor

    with _silent():
        while _begun:
            _begun.pop().close()
        get_reusable_executor(reuse=True).shutdown(kill_workers=True)


def _pool(jobs: int) -> Any:
    return _joblib().Parallel(
        n_jobs=jobs, backend="loky", return_as="generator", batch_size=1, pre_dispatch=jobs * _AHEAD,
        initializer=_prepare, initargs=(os.getpid(),),
    )  # fmt: skip


def _prepare(run: int) -> None:
    """Begin a worker of a run (a process id): it ends with it, and has what a task needs before the first comes."""
    if os.name == "posix":  # elsewhere no other process becomes the parent of those that are left
        threading.Thread(target=_watch, args=(run,), daemon=True).start()
    from ita_xl.recommendations import library

    library()


def outcomes(
    tasks: Sequence[Callable[[], Task]], work: Work[Task, Outcome], *, jobs: int, cluster: Cluster | None = None
) -> Generator[Outcome, None, None]:
    """Do tasks, each made when its turn comes; the outcomes keep their order, whoever ends first.

    Closing the generator stops the workers at once.

    Raises:
        MachineError: E401 when joblib or dask is not installed, E405 when the cluster does not answer.
    """
    if cluster is not None:
        yield from _on_cluster(tasks, work, cluster)
    elif jobs == 1 or len(tasks) < 2:
        for make in tasks:
            yield work.do(make())
    else:
        yield from _on_cores(tasks, work, jobs)


def _on_cores(tasks: Sequence[Callable[[], Task]], work: Work[Task, Outcome], jobs: int) -> Iterator[Outcome]:
    joblib = _joblib()
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    at = 0
    while at < len(tasks):
        rest = tasks[at:]
        try:
            _ready()
            with _unheard():
                found = _pool(jobs)(joblib.delayed(work.do)(make()) for make in rest)
            try:
                for outcome in found:
                    at += 1
                    yield outcome
            finally:
                with _silent():
                    found.close()
        except TerminatedWorkerError:
            # A worker died: of the tasks that were out, the one that kills it must not take the others along.
            for make in tasks[at : at + jobs * (_AHEAD + 1)]:
                at += 1
                yield _alone(make(), work)


def _watch(run: int) -> None:
    """End this worker when its run was killed, be it before the worker was ready: a run that is killed tells nobody."""
    while os.getppid() == run:
        time.sleep(_LOOK)
    os._exit(1)


@contextmanager
def _silent() -> Iterator[None]:
    """Threads that lose their workers inside the block, because these are ended at once, say nothing of it.

    Nor does joblib of tasks whose outcome nobody takes any more.
    """
    before = threading.excepthook
    threading.excepthook = lambda _: None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        threading.excepthook = before


def _alone(task: Task, work: Work[Task, Outcome]) -> Outcome:
    """Do one task in a process of its own; a process that dies is a failure of the task."""
    with _unheard(), ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        try:
            return pool.submit(work.do, task).result()
        except BrokenProcessPool as fault:
            return work.failed(task, fault)


@contextmanager
def _unheard() -> Iterator[None]:
    """Processes begun inside the block do not hear Ctrl-C, which ends this one and, by it, them.

    Pressed inside the block it waits for its end; on Windows it is lost.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    if hasattr(signal, "pthread_sigmask"):
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _on_cluster(tasks: Sequence[Callable[[], Task]], work: Work[Task, Outcome], cluster: Cluster) -> Iterator[Outcome]:
    joblib = _joblib()
    try:
        from distributed import Client
    except ImportError:
        raise MachineError("E401", "ยังไม่ได้ติดตั้ง dask", cure='ติดตั้งด้วย pip install "ita-xl[dask]"') from None
    try:
        client = Client(cluster.scheduler, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as fault:
        raise MachineError(
            "E405",
            f"ติดต่อ Dask scheduler ที่ “{cluster.scheduler}” ไม่ได้: {fault}",
            cure="ตรวจที่อยู่และพอร์ต เช่น tcp://10.0.0.5:8786 และว่า scheduler กับ worker ทำงานอยู่",
        ) from None
    with client, joblib.parallel_config(backend="dask", client=client, pure=False):
        threads = max(sum(client.nthreads().values()), 1)
        parallel = joblib.Parallel(n_jobs=threads, return_as="generator", batch_size=1, pre_dispatch=threads * _AHEAD)
        found = parallel(joblib.delayed(work.do)(make()) for make in tasks)
        try:
            yield from found
        finally:
            with _silent():
                found.close()


def _joblib() -> Any:
    try:
        import joblib
    except ImportError:
        raise MachineError("E401", "ยังไม่ได้ติดตั้ง joblib", cure='ติดตั้งด้วย pip install "ita-xl[batch]"') from None
    return joblib
