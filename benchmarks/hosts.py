"""What xlwings on LibreOffice costs: ``python benchmarks/hosts.py``; LibreOffice and its Python interface are needed.

- blocks of cells written and read, against one bare call of UNO of the same size;
- the sheets of plan, follow-up and report made and made again in the template, with the interpreter up.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from ita_xl.excel import buttons
from ita_xl.framework import load
from ita_xl.hosts.libreoffice import start
from ita_xl.ingest import read
from ita_xl.render import workbook_bytes
from ita_xl.sheets.template import template_book

if TYPE_CHECKING:
    from collections.abc import Callable

SAMPLE = Path(__file__).parent.parent / "workbooks" / "samples" / "bang-pla-2568.xlsx"
SIZES = ((1_000, 5), (5_000, 10), (20_000, 20))
RUNS = 5
GENERATED = ("plan", "followup", "progress")


def seconds(work: Callable[[], object]) -> float:
    """Seconds of one run."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def both(ours: Callable[[], object], bare: Callable[[], object]) -> tuple[float, float]:
    """Median milliseconds of two pieces of work, run in turn after one run of each that is not counted."""
    ours(), bare()
    pairs = [(seconds(ours), seconds(bare)) for _ in range(RUNS)]
    own, other = (statistics.median(one) * 1000 for one in zip(*pairs, strict=True))
    return own, other


def blocks(app: Any, table: Table) -> None:
    """Rows of the table for values and formulas of each size."""
    for cells, columns in SIZES:
        book = app.books.add()
        sheet = book.sheets[0]
        rows = range(cells // columns)
        kinds: dict[str, list[list[Any]]] = {
            "numbers": [[row * 1.5 + column for column in range(columns)] for row in rows],
            "Thai text": [[f"การเปิดเผยข้อมูล {row} {column}" for column in range(columns)] for row in rows],
        }
        area = sheet.range((1, 1), (len(rows), columns))
        bare = area.impl.model
        for name, values in kinds.items():
            data = tuple(map(tuple, values))
            _row(
                table,
                f"write {cells:,} {name}",
                *both(lambda: setattr(area, "value", values), lambda: bare.setDataArray(data)),
            )
            _row(table, f"read {cells:,} {name}", *both(lambda: area.value, bare.getDataArray))  # noqa: B023
        formulas = [[f"=SUM(A{row + 1},{column})" for column in range(columns)] for row in rows]
        own = tuple(tuple(one.replace(",", ";") for one in row) for row in formulas)
        beside = sheet.range((1, columns + 1), (len(rows), 2 * columns))
        there = beside.impl.model
        _row(
            table,
            f"write {cells:,} formulas",
            *both(lambda: setattr(beside, "formula", formulas), lambda: there.setFormulaArray(own)),
        )
        _row(table, f"read {cells:,} formulas", *both(lambda: beside.formula, there.getFormulaArray))  # noqa: B023
        book.close()


def _row(table: Table, name: str, own: float, bare: float) -> None:
    table.add_row(name, f"{own:.1f}", f"{bare:.1f}", f"{own / bare:.2f}")


def generate(app: Any, console: Console) -> None:
    """Say how long the generated sheets take: made, found current, and changed by other scores."""
    (given,) = read(SAMPLE)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "แม่แบบ.xlsx"
        path.write_bytes(workbook_bytes(template_book(load(given.fiscal_year), buttons.COMMANDS, given)))
        book = app.books.open(str(path))
        book.set_mock_caller()
        for what in ("made", "found current", "renewed after other scores"):
            if what.startswith("renewed"):
                scores = book.sheets["คะแนน"].range("D8:D40")
                scores.value = [
                    [None if one is None else max(one - 20.0, 0.0) if isinstance(one, float) else one]
                    for one in scores.value
                ]
            spent = {name: seconds(getattr(buttons, name)) for name in GENERATED}
            parts = ", ".join(f"{name} {one:.2f}" for name, one in spent.items())
            console.print(f"{what}: {sum(spent.values()):.2f} s ({parts})")
        book.close()


def main() -> None:
    console = Console(width=110)
    table = Table("work", "ms", "bare UNO, ms", "ratio")
    with start() as app:
        blocks(app, table)
        console.print(table)
        generate(app, console)


if __name__ == "__main__":
    main()
