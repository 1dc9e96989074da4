"""A workbook in, its report out: ``python benchmarks/whole.py [--agencies 20]``.

Against bare work on the same cells: python-calamine reads every sheet, XlsxWriter writes every cell, formula, merge and
chart of the report in one font. The samples, and so many agencies of the country with all their scores
(``national.py``); the least CPU time of several turns, in each of which every way has its own, so that what else a
machine does falls on both. Goal: at most 1.6 times.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from national import agencies, workbook
from rich.console import Console
from rich.table import Table
from run import SAMPLE, bare_read, bare_write, make_book
from timing import least

from ita_xl.render import workbook_bytes

TURNS = 15
GOAL = 1.6


def compared(path: Path, turns: int) -> list[float]:
    """CPU milliseconds of the package and of the bare work on one workbook."""
    book = make_book(path)
    return least(turns, lambda: workbook_bytes(make_book(path)), lambda: (bare_read(path), bare_write(book)))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--agencies", type=int, default=20)
    asked = parser.parse_args()
    table = Table("workbook", "in and out, ms", "bare, ms", "times", f"goal {GOAL}")

    def row(name: str, own: float, bare: float) -> None:
        table.add_row(name, f"{own:.1f}", f"{bare:.1f}", f"{own / bare:.2f}", "yes" if own <= GOAL * bare else "no")

    for path in sorted(SAMPLE.parent.glob("*-256[78].xlsx")):
        row(path.stem, *compared(path, TURNS))
    with tempfile.TemporaryDirectory() as folder:
        found = []
        given = [one for one in agencies() if 2568 in one.overall]
        for agency in given[:: max(len(given) // asked.agencies, 1)][: asked.agencies]:
            path = Path(folder) / f"{agency.name}.xlsx"
            path.write_bytes(workbook(agency))
            found.append(compared(path, 3))
        if found:
            own, bare = (sum(column) / len(found) for column in zip(*found, strict=True))
            row(f"{len(found)} agencies of the country, mean", own, bare)
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
