"""What a cold press of a button costs before it does anything: ``python benchmarks/cold.py``.

A press on Windows and macOS starts a Python that imports xlwings, then what the button needs. Every button is pressed
once on the template of a sample, and what it had imported is then imported in processes of their own, in three ways:
with ``python`` as the interpreter of xlwings, which imports pandas and matplotlib with xlwings; with ``ita-xl-python``,
which does not; and where none of the heavy packages is installed (a Python environment for ita-xl alone). Everything is
compiled beforehand, as pip compiles what it installs. Processor and wall time of the whole process above those of an
empty one. Exits with 1 over the goal.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from ita_xl.excel import buttons
from ita_xl.excel.start import HEAVY
from ita_xl.framework import load
from ita_xl.ingest import read
from ita_xl.render import workbook_bytes
from ita_xl.sheets.template import template_book

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "workbooks" / "samples" / "bang-pla-2568.xlsx"
RUNS = 5
GOAL = 0.5
#: What the press itself imports; the rest of what is there belongs to the stand-in for Excel.
_OWN = ("ita_xl", "python_calamine", "xlsxwriter", "icu4py")
_NOTED = """
import sys; import tests.filehost; from pathlib import Path
tests.filehost.pressed(Path(sys.argv[1]))
import {module}; getattr({module}, sys.argv[2])()
print(*[name for name in sys.modules if name.partition(".")[0] in sys.argv[3:]])
"""
#: As xlwings writes it, the press itself left out.
_IMPORTS = (
    "import xlwings.utils;xlwings.utils.prepare_sys_path('true;;;;;;'); import ita_xl.excel.buttons;import {names}"
)
_OURS = "ita-xl-python"
_WAYS = {
    "python": "exec(sys.argv[1])",
    _OURS: "import ita_xl.excel.start as start; sys.argv[1:1] = ['-B', '-c']; start.main()",
    "nothing heavy": "import ita_xl.excel.start as start\nwith start.without(start.HEAVY): exec(sys.argv[1])",
}


class Cost(NamedTuple):
    """Seconds of a process."""

    processor: float
    wall: float


def imported(workbook: Path, button: str) -> list[str]:
    """The modules that a press of a button imports."""
    command = [sys.executable, "-c", _NOTED.format(module=buttons.__name__), str(workbook), button, *_OWN]
    told = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True).stdout
    return told.split()


def installed() -> list[str]:
    """The heavy packages that are there."""
    return sorted(one for one in HEAVY if find_spec(one) is not None)


def cost(*arguments: str) -> Cost:
    """The least of some processes, after one that compiles what was not compiled yet."""
    command = [sys.executable, *arguments]
    subprocess.run(command, check=True, cwd=ROOT)
    found = []
    for _ in range(RUNS):
        start = time.perf_counter()
        child = subprocess.Popen(command, cwd=ROOT)
        _, status, used = os.wait4(child.pid, 0)
        assert status == 0
        found.append(Cost(used.ru_utime + used.ru_stime, time.perf_counter() - start))
    return Cost(*(min(one[at] for one in found) for at in range(2)))


def main() -> int:
    console = Console(width=120)
    table = Table("button", "modules", *(f"{way}, {what}" for way in _WAYS for what in Cost._fields))
    over = 0
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(folder) / "compiled")
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        bare = cost("-c", "pass")
        workbook = Path(folder) / "press.xlsx"
        (given,) = read(SAMPLE)
        workbook.write_bytes(workbook_bytes(template_book(load(given.fiscal_year), buttons.COMMANDS, given)))
        for one in buttons.COMMANDS:
            names = imported(workbook, one.name)
            row = []
            for way, code in _WAYS.items():
                spent = cost("-c", f"import sys; {code}", _IMPORTS.format(names=",".join(names)))
                row += [spent.processor - bare.processor, spent.wall - bare.wall]
                over += way == _OURS and spent.processor - bare.processor > GOAL
            table.add_row(one.name, str(len(names)), *(f"{each:.3f}" for each in row))
    console.print(f"installed: {', '.join(installed())}; seconds above an empty process ({bare.processor:.3f})")
    console.print(table)
    console.print(f"goal: {_OURS} at most {GOAL} s of processor time; over it: {over} buttons")
    return bool(over)


if __name__ == "__main__":
    sys.exit(main())
