"""Golden workbooks: what the samples become, kept as files and compared part by part.

Whoever changes a sheet sees in the failure which cells and parts changed, finds the workbook and its pages in
``failed/``, looks at them, and if they are right renews the golden ones: ``python -m tests.golden --renew``.
"""

from __future__ import annotations

import argparse
import datetime as dt
import difflib
import re
import shutil
import sys
import tempfile
import zipfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from typer.testing import CliRunner

from ita_xl.cli import app
from ita_xl.samples import names, write_samples
from tests.office import Office, OfficeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

GOLDEN = Path(__file__).parent / "golden"
FAILED = Path(__file__).parent.parent / "failed"
_LINES = 40

ALL = "memo,cover,background,analysis,items,topics,checklist,followup"
#: What is made of each sample: the command and its options. A day is fixed where a report would look at today's.
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "bang-pla-2568": ("report", "--with", ALL),
    "koh-loi-bang-hak-2566": ("progress", "--with", "memo,cover", "--date", dt.date(2023, 10, 1).isoformat()),
    "lamphun-2568": ("report", "--digits", "thai", "--order", "score"),
    "pa-phlu-2568": ("report", "--form", "two-part", "--groups", "column"),
    "phu-sang-2567": ("report", "--with", "memo,cover,topics", "--form", "topics"),
}


def make(folder: Path) -> dict[str, Path]:
    """The workbook of every sample, by the name of the sample."""
    inputs = {path.stem: path for path in write_samples(folder / "samples")}
    if set(COMMANDS) != set(names()):
        raise ValueError(f"no command for {set(names()) - set(COMMANDS)}")
    made = {}
    for name, (command, *options) in COMMANDS.items():
        out = folder / name
        told = CliRunner().invoke(app, [command, str(inputs[name]), "-o", str(out), *options])
        found = list(out.glob("*.xlsx"))
        if len(found) != 1:
            raise ValueError(f"{name}: {told.output}")
        made[name] = found[0]
    return made


def differences(golden: Path, actual: Path) -> list[str]:
    """What of a workbook is not as in the golden one, a line each; none where only :data:`FORGIVEN` things differ."""
    old, new = _parts(golden), _parts(actual)
    found = [f"- part {name}" for name in sorted(old.keys() - new.keys())]
    found += [f"+ part {name}" for name in sorted(new.keys() - old.keys())]
    for name in sorted(old.keys() & new.keys()):
        if old[name] != new[name]:
            changed = list(_changed(old[name], new[name]))
            found += [f"{name}: {line}" for line in changed[:_LINES]]
            found += [f"{name}: … and {len(changed) - _LINES} more"] if len(changed) > _LINES else []
    return found


def keep(name: str, actual: Path) -> Path:
    """Put a workbook that is not as it was, and its pages, where a person can look at them; returns the folder."""
    folder = FAILED / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    kept = Path(shutil.copy(actual, folder / f"{name}.xlsx"))
    try:
        with Office() as office:
            office.to_png(kept, folder)
    except OfficeError as error:  # without LibreOffice there is the workbook alone
        (folder / "no pages.txt").write_text(str(error), "utf-8")
    return folder


def renew() -> None:
    """Make the golden workbooks anew from the code as it stands."""
    GOLDEN.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        for name, path in make(Path(work)).items():
            shutil.copy(path, GOLDEN / f"{name}.xlsx")


# Differences that say nothing about what a reader of the workbook sees or can do.


def without_writer_version(content: bytes) -> bytes:
    """docProps/app.xml names the version of the program that Excel should take the writer for."""
    return re.sub(rb"<AppVersion>[^<]*</AppVersion>", b"", content)


def without_text_numbers(content: bytes) -> bytes:
    """The order of shared texts: cells are compared by the texts themselves."""
    del content
    return b""


FORGIVEN: Mapping[str, Callable[[bytes], bytes]] = {
    "docProps/app.xml": without_writer_version,
    "xl/sharedStrings.xml": without_text_numbers,
}


def _parts(path: Path) -> dict[str, bytes]:
    """The parts of a workbook as they are compared."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    texts = re.findall(rb"<si>.*?</si>", parts.get("xl/sharedStrings.xml", b""), re.DOTALL)
    for name, content in parts.items():
        if name.startswith("xl/worksheets/sheet"):
            told = re.compile(rb'( t="s"><v>)(\d+)(</v>)')
            parts[name] = told.sub(partial(_told, texts), content)
    return {name: FORGIVEN.get(name, bytes)(content) for name, content in parts.items()}


def _told(texts: list[bytes], found: re.Match[bytes]) -> bytes:
    return found[1] + texts[int(found[2])] + found[3]


def _changed(old: bytes, new: bytes) -> Iterator[str]:
    """The lines of two parts that differ, one element a line."""
    first, second = (_lines(content) for content in (old, new))
    for line in difflib.unified_diff(first, second, lineterm="", n=0):
        if not line.startswith(("---", "+++", "@@")):
            yield line[:300]


def _lines(content: bytes) -> list[str]:
    """The elements of an XML part a line each, a cell with all it holds on one; another part as one line."""
    if not content.lstrip().startswith(b"<"):
        return [f"{len(content)} bytes"]
    text = content.decode("utf-8")
    return re.sub(r"(?<=>)(?=<(?!/?(?:v|f|t|si)\b))", "\n", text).splitlines()


def main() -> int:
    """Compare, or with ``--renew`` make anew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--renew", action="store_true", help="take the workbooks as they are made now for golden")
    if parser.parse_args().renew:
        renew()
        return 0
    with tempfile.TemporaryDirectory() as work:
        found = [line for name, path in make(Path(work)).items() for line in differences(GOLDEN / f"{name}.xlsx", path)]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
