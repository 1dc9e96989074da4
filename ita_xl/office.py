"""LibreOffice, where there is one, as the program that computes and prints what this package cannot.

It runs without a window, with a profile of its own that is thrown away, without macros, with no link followed, and no
longer than it is given. All files of one task go to one start of it: the start takes longer than most files.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_ALWAYS, _NEVER, _WITH_BOOKMARKS = 0, 2, 1
_SETTINGS = f"""\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>{_ALWAYS}</value></prop>
<prop oor:name="ODFRecalcMode" oor:op="fuse"><value>{_ALWAYS}</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>{_NEVER}</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Common/Misc">
<prop oor:name="UseLocking" oor:op="fuse"><value>false</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Common/Filter/PDF/Export">
<prop oor:name="ExportBookmarks" oor:op="fuse"><value>true</value></prop>
<prop oor:name="InitialView" oor:op="fuse"><value>{_WITH_BOOKMARKS}</value></prop>
</item>
<item oor:path="/org.openoffice.Inet/Settings">
<prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop>
<prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop>
<prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop>
</item>
</oor:items>
"""
_QUIET = ("--headless", "--norestore", "--nologo", "--nodefault", "--nofirststartwizard")
_LOOK_EVERY = 0.05
#: How often a guard tries to remove a folder.
_TRIES = 40


def find() -> str | None:
    """The LibreOffice of this machine: on the search path, else where its installers put it."""
    on_path = shutil.which("soffice") or shutil.which("libreoffice")
    return on_path or next(places(sys.platform, os.environ, Path.home()), None)


def places(platform: str, environment: Mapping[str, str], home: Path, root: Path = Path("/")) -> Iterator[str]:
    """The programs that installers have put on a machine.

    Args:
        platform: as ``sys.platform`` has it.
        environment: names the folders of programs on Windows.
        home: the user's folder.
        root: where the file system begins, on the systems that have one.
    """
    if platform == "win32":
        names = ("ProgramFiles", "ProgramW6432", "ProgramFiles(x86)", "LOCALAPPDATA")
        folders = [Path(environment[name]) for name in names if environment.get(name)]
        # soffice.com waits for its end, soffice.exe need not
        looks = [(folder, pattern) for folder in folders for pattern in
                 ("LibreOffice*/program/soffice.com", "Programs/LibreOffice*/program/soffice.com")]  # fmt: skip
    elif platform == "darwin":
        bundle = "LibreOffice*.app/Contents/MacOS/soffice"
        looks = [(root / "Applications", bundle), (home / "Applications", bundle)]
    else:
        looks = [(root / "opt", "libreoffice*/program/soffice"), (root / "usr/lib", "libreoffice/program/soffice")]
    for folder, pattern in looks:
        yield from map(str, sorted(folder.glob(pattern), reverse=True))


def convert(
    sources: Sequence[Path],
    form: str,
    folder: Path,
    *,
    seconds: float,
    again: bool = False,
    closed: bool = False,
    step: Callable[[int], None] | None = None,
) -> dict[Path, Path]:
    """Save files in another format, all by one start of LibreOffice.

    Args:
        sources: the files, each with a name of its own whatever its folder.
        form: ending and filter, as in ``"pdf:calc_pdf_Export"``.
        folder: takes everything that is made; the caller throws it away.
        seconds: the longest that one file may take, for the first with the start.
        again: start once more with what is left when the program crashes or hangs, the file it was at last.
        closed: the files are strangers', so nothing of the user is shown to the program, not even fonts.
        step: is told how many files are done.

    Returns:
        What was made of each source; a file that cannot be converted is not there, and neither is any without a
        LibreOffice.
    """
    program = find()
    if program is None:
        return {}
    made = folder / "made"
    targets = {source: made / f"{source.stem}.{form.partition(':')[0]}" for source in sources}
    left = list(sources)
    for attempt in range(2 if again else 1):
        profile = _profile(folder / f"profile{attempt}")
        command = [program, f"-env:UserInstallation={profile.as_uri()}", *_QUIET]
        command += ["--convert-to", form, "--outdir", str(made), *map(str, left)]
        watch = _Watch([targets[source] for source in left], len(sources) - len(left), step or (lambda _: None))
        well = _run(command, folder, watch, seconds=seconds, closed=closed)
        _forget(profile)
        done = [source for source in left if targets[source].is_file()]
        if done and not well:
            # It may have been stopped in the middle of this one.
            targets[done[-1]].unlink()
        left = [source for source in left if not targets[source].is_file()]
        if not left:
            break
        left = [*left[1:], left[0]]
    return {source: target for source, target in targets.items() if target.is_file()}


@dataclass
class Listening:
    """A LibreOffice that waits for calls at a pipe, with the folder of its profile."""

    process: subprocess.Popen[bytes]
    folder: tempfile.TemporaryDirectory[str]
    pipe: str
    guard: subprocess.Popen[bytes]

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self.process.pid

    @property
    def alive(self) -> bool:
        """Whether it runs still."""
        return self.process.poll() is None

    def close(self, patience: float = 0.0) -> None:
        """Give it so many seconds to end by itself, then end it, and remove what it leaves behind."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(patience)
        if self.alive:
            _end(self.process)
        self.process.wait()
        self.guard.communicate(b".")
        _forget(Path(self.folder.name) / "profile")
        _unlink_pipe(self.pipe)
        self.folder.cleanup()


def listen(folder: tempfile.TemporaryDirectory[str], pipe: str, environment: Mapping[str, str]) -> Listening | None:
    """Start a LibreOffice that waits for calls; ``None`` where there is none.

    It ends with this process, however that ends: a guard beside it sees to that when this one is killed.

    Args:
        folder: takes everything that it makes; goes with it.
        pipe: the name that it waits at, which only this user can reach.
        environment: variables besides those of this process.
    """
    program = find()
    if program is None:
        return None
    place = Path(folder.name)
    profile = _profile(place / "profile")
    command = [program, f"-env:UserInstallation={profile.as_uri()}", *_QUIET, f"--accept=pipe,name={pipe};urp;"]
    try:
        process = _started(command, place, {**_environment(place, closed=False), **environment})
    except OSError:
        return None
    return Listening(process, folder, pipe, _guarded(process.pid, place, pipe))


def _guarded(pid: int, folder: Path, pipe: str) -> subprocess.Popen[bytes]:
    """A process that reads from this one, and so learns of its end even when a signal left it no time to say it."""
    return subprocess.Popen(
        [sys.executable, "-I", __file__, str(pid), str(folder), pipe],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def guard(pid: int, folder: Path, pipe: str) -> None:
    """What the guard does: wait for a word; when none comes any more, end a LibreOffice and remove what it leaves.

    Args:
        pid: the number of its process.
        folder: its folder.
        pipe: the name that it waits at.
    """
    if sys.stdin.buffer.read(1):
        return
    _end_group(pid)
    _forget(folder / "profile")
    _unlink_pipe(pipe)
    for _ in range(_TRIES):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            break
        time.sleep(_LOOK_EVERY)  # it writes while it ends


class _Watch:
    """How many of the files of a run are there, besides those of the run before."""

    def __init__(self, targets: Sequence[Path], before: int, step: Callable[[int], None]) -> None:
        self.targets = list(targets)
        self.done = before
        self.step = step

    def moved(self) -> bool:
        """Whether a file more is there; says so."""
        made = [target for target in self.targets if target.is_file()]
        for target in made:
            self.targets.remove(target)
        self.done += len(made)
        if made:
            self.step(self.done)
        return bool(made)


def _run(command: list[str], folder: Path, watch: _Watch, *, seconds: float, closed: bool) -> bool:
    """Run the program to its end.

    Returns:
        Whether it came to its end by itself and says that all is well.
    """
    try:
        process = _started(command, folder, _environment(folder, closed=closed))
    except OSError:
        return False
    with process:
        try:
            until = time.monotonic() + seconds
            while process.poll() is None and time.monotonic() < until:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(_LOOK_EVERY)
                if watch.moved():
                    until = time.monotonic() + seconds
        finally:
            well = process.poll() == 0
            if process.poll() is None:
                _end(process)
    watch.moved()
    return well


def _started(command: list[str], folder: Path, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """The program in a group of its own: it is a script that starts another, and both end together."""
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        cwd=folder,
        start_new_session=True,
    )


def _environment(folder: Path, *, closed: bool) -> dict[str, str]:
    place = str(folder)
    own = dict.fromkeys(("TMPDIR", "TMP", "TEMP", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"), place)
    own["LC_ALL"] = "C.UTF-8"
    if closed:
        own["HOME"] = place
    if sys.platform == "linux":
        own["SAL_USE_VCLPLUGIN"] = "svp"
    return {**os.environ, **own}


def _profile(profile: Path) -> Path:
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    return profile


def _end(process: subprocess.Popen[bytes]) -> None:
    _end_group(process.pid)
    with suppress(OSError):
        process.kill()


def _end_group(pid: int) -> None:
    """End a program with all that it started."""
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(pid, signal.SIGKILL)
        else:
            subprocess.run(["taskkill", "/T", "/F", "/PID", str(pid)], capture_output=True, check=False)


def _forget(profile: Path) -> None:
    """Remove what a LibreOffice that had to be stopped leaves behind: the place it is called at."""
    digest = hashlib.md5(profile.as_uri().encode("utf-16-le"), usedforsecurity=False).digest()
    _unlink_pipe(f"SingleOfficeIPC_{''.join(f'{byte:x}' for byte in digest)}")


def _unlink_pipe(name: str) -> None:
    if hasattr(os, "getuid"):
        (Path(tempfile.gettempdir()) / f"OSL_PIPE_{os.getuid()}_{name}").unlink(missing_ok=True)


if __name__ == "__main__":
    guard(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
