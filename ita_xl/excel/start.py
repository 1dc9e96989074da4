"""``ita-xl-python``: the Python that a press of a button starts, without what only makes it slow.

xlwings imports pandas, matplotlib and their like wherever they are installed, for converters that no button uses: that
is most of the wait for a press. Its macro begins with ``import xlwings.utils``, so that nothing in the command that our
macro hands over comes early enough to change it. What can be chosen is the program that is started: the interpreter of
xlwings' settings. This one takes what xlwings gives a Python (``-B -c CODE --wb=...``) and does the same with it. Where
the code is a press of ours, xlwings is imported first, and finds none of those packages; after that, they can be
imported as ever. Other code, also that of the UDF server and of other people's workbooks, runs as it would have.
"""

from __future__ import annotations

import sys
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: What xlwings would import for converters and pictures.
HEAVY = frozenset({"matplotlib", "numpy", "pandas", "PIL", "plotly", "polars"})
#: The name of the command, and how the command of every macro of ours begins.
PROGRAM = "ita-xl-python"
_OURS = "import ita_xl.excel.buttons;"


class Given(NamedTuple):
    """A command line of Python with ``-c``: the code, what comes behind it, and which options it had."""

    code: str
    rest: list[str]
    no_bytecode: bool
    no_warnings: bool


def main() -> int:
    """What the command does; an exit code."""
    given = parse(sys.argv[1:])
    if given is None:
        import subprocess

        return subprocess.call([sys.executable, *sys.argv[1:]])
    if sys.path and sys.argv[0].startswith(sys.path[0]):
        sys.path[0] = ""  # as with -c, not the folder of this program
    sys.argv = ["-c", *given.rest]
    if given.no_bytecode:
        sys.dont_write_bytecode = True
    if given.no_warnings:
        warnings.simplefilter("ignore")
    if _OURS in given.code:
        import_xlwings()
    run(given.code)
    return 0


def parse(words: Sequence[str]) -> Given | None:
    """What a command line asks of Python, if it is of the kind that xlwings writes.

    >>> parse(["-B", "-u", "-W", "ignore", "-c", "pass", "--wb=a"])
    Given(code='pass', rest=['--wb=a'], no_bytecode=True, no_warnings=True)
    >>> parse(["-m", "pip"]), parse(["-W", "error", "-c", "pass"]), parse(["-c"])
    (None, None, None)
    """
    left = list(words)
    seen = set()
    while left and left[0] != "-c":
        word = left.pop(0)
        if word == "-W" and left[:1] == ["ignore"]:
            left.pop(0)
        elif word not in ("-B", "-u"):
            return None
        seen.add(word)
    return Given(left[1], left[2:], "-B" in seen, "-W" in seen) if len(left) > 1 else None


def run(code: str) -> None:
    """Run code as ``python -c`` runs it: in a module ``__main__`` that is no file."""
    names = vars(sys.modules["__main__"])
    names.pop("__file__", None)
    exec(compile(code, "<string>", "exec"), names)


def import_xlwings() -> None:
    """Import xlwings with nothing heavy behind it, if it was not imported yet.

    Its converters for DataFrames and its pictures of plots are then missing in this process.
    """
    with without(HEAVY):
        import xlwings  # noqa: F401


@contextmanager
def without(packages: frozenset[str]) -> Iterator[None]:
    """A block in which some packages are not to be found; what was imported before stays."""
    hidden = _Hidden(packages)
    sys.meta_path.insert(0, hidden)
    try:
        yield
    finally:
        sys.meta_path.remove(hidden)


class _Hidden:
    """A finder that says of some packages that they are not installed."""

    def __init__(self, packages: frozenset[str]) -> None:
        self.packages = packages

    def find_spec(self, name: str, *_: object) -> None:
        if name.partition(".")[0] in self.packages:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
