"""LibreOffice, where there is one, as the program that computes what another has left uncomputed.

The file is a stranger's: the program runs without a window, with a profile of its own that is thrown away, without
macros, with no link followed, for a few seconds at most.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from ita_xl.ingest.limits import MAX_COMPUTED_BYTES

#: A cold start takes two; the reading of a file as a whole shall not take more than ten.
SECONDS = 7.0

_ALWAYS, _NEVER = 0, 2
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
<item oor:path="/org.openoffice.Inet/Settings">
<prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop>
<prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop>
<prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop>
</item>
</oor:items>
"""
_FORMAT = "xlsx:Calc MS Excel 2007 XML"
_QUIET = ("--headless", "--norestore", "--nologo", "--nodefault", "--nofirststartwizard")


def find() -> str | None:
    """The LibreOffice on the search path."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def computed(content: bytes, suffix: str, folder: Path) -> Path | None:
    """A workbook with every formula computed.

    Args:
        content: the workbook, which was found harmless to open.
        suffix: of its format.
        folder: an empty folder that is thrown away afterwards.

    Returns:
        The .xlsx file made, or ``None`` without a LibreOffice, or where it made nothing of it in time.
    """
    program = find()
    if program is None or len(content) > MAX_COMPUTED_BYTES:
        return None
    source, made, profile = folder / f"given{suffix}", folder / "made", folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    source.write_bytes(content)
    start = [program, f"-env:UserInstallation={profile.as_uri()}", *_QUIET]
    _run([*start, "--convert-to", _FORMAT, "--outdir", str(made), str(source)], folder)
    _forget(profile)
    found = made / "given.xlsx"
    return found if found.is_file() else None


def _run(command: list[str], folder: Path) -> None:
    """Run the program in a group of its own: it is a script that starts another, and both end together."""
    environment = {
        **os.environ,
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "XDG_CACHE_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "SAL_USE_VCLPLUGIN": "svp",
    }
    with (
        suppress(OSError),
        subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=folder,
            start_new_session=True,
        ) as process,
    ):
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            _end(process)
        except BaseException:
            _end(process)
            raise


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


def _forget(profile: Path) -> None:
    """Remove what a LibreOffice that had to be stopped leaves behind: the place it is called at."""
    if hasattr(os, "getuid"):
        digest = hashlib.md5(profile.as_uri().encode("utf-16-le"), usedforsecurity=False).digest()
        name = f"OSL_PIPE_{os.getuid()}_SingleOfficeIPC_{''.join(f'{byte:x}' for byte in digest)}"
        (Path(tempfile.gettempdir()) / name).unlink(missing_ok=True)
