"""What xlwings on LibreOffice costs: ``python benchmarks/hosts.py``; LibreOffice and its Python interface are needed.

- blocks of cells written and read, against one bare call of UNO of the same size;
- the sheets of plan, follow-up and report made and made again in the template, with the interpreter up.
"""

from __future__ import annotations

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

    Block = list[list[Any]]

SAMPLE = Path(__file__).parent.parent / "workbooks" / "samples" / "bang-pla-2568.xlsx"
SIZES = ((1_000, 5), (20_000, 20))
RUNS = 5
PRESSES = 6
GENERATED = ("plan", "followup", "progress")


def seconds(work: Callable[[], object]) -> float:
    """Seconds of one run."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def both(ours: Callable[[], object], bare: Callable[[], object]) -> tuple[float, float]:
    """Least milliseconds of two pieces of work, run in turn after one run of each that is not counted."""
    ours(), bare()
    pairs = [(seconds(ours), seconds(bare)) for _ in range(RUNS)]
    own, other = (min(one) * 1000 for one in zip(*pairs, strict=True))
    return own, other


def blocks(app: Any, table: Table) -> None:
    """Rows of the table for values and formulas of each size; the bare call gets its cells first, as ours does."""
    for cells, columns in SIZES:
        book = app.books.add()
        rows = range(cells // columns)
        numbers: Block = [[row * 1.5 + column for column in range(columns)] for row in rows]
        texts: Block = [[f"การเปิดเผยข้อมูล {row} {column}" for column in range(columns)] for row in rows]
        formulas: Block = [[f"=SUM(A{row + 1},{column})" for column in range(columns)] for row in rows]
        for name, values, first in (
            ("numbers", numbers, 1),
            ("Thai text", texts, 1),
            ("formulas", formulas, columns + 1),
        ):
            ways = _ways(book.sheets[0], values, first)
            for way, (ours, bare) in ways.items():
                own, other = both(ours, bare)
                table.add_row(f"{way} {cells:,} {name}", f"{own:.1f}", f"{other:.1f}", f"{own / other:.2f}")
        book.close()


def _ways(sheet: Any, values: Block, first: int) -> dict[str, tuple[Callable[[], object], Callable[[], object]]]:
    """A block written and read from a column on, by xlwings and by one call of UNO."""
    last = first + len(values[0]) - 1
    page = sheet.impl.model

    def area() -> Any:
        return sheet.range((1, first), (len(values), last))

    def cells() -> Any:
        return page.getCellRangeByPosition(first - 1, 0, last - 1, len(values) - 1)

    if not str(values[0][0]).startswith("="):
        data = tuple(map(tuple, values))
        return {
            "write": (lambda: setattr(area(), "value", values), lambda: cells().setDataArray(data)),
            "read": (lambda: area().value, lambda: cells().getDataArray()),
        }
    own = tuple(tuple(one.replace(",", ";") for one in row) for row in values)
    return {
        "write": (lambda: setattr(area(), "formula", values), lambda: cells().setFormulaArray(own)),
        "read": (lambda: area().formula, lambda: cells().getFormulaArray()),
    }


def generate(app: Any, console: Console) -> None:
    """Say how long the generated sheets take, at the least: made, found current, and changed by other scores."""
    spent: dict[str, list[dict[str, float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for run in range(PRESSES):
            book = _template(app, Path(folder) / f"แม่แบบ {run}.xlsx")
            for what in ("made", "found current", "renewed after other scores"):
                if what.startswith("renewed"):
                    scores = book.sheets["คะแนน"].range("D8:D40")
                    scores.value = [
                        [None if one is None else max(one - 20.0, 0.0) if isinstance(one, float) else one]
                        for one in scores.value
                    ]
                spent.setdefault(what, []).append({name: seconds(getattr(buttons, name)) for name in GENERATED})
            book.close()
    for what, runs in spent.items():
        parts = ", ".join(f"{name} {min(one[name] for one in runs):.2f}" for name in GENERATED)
        together = min(sum(one.values()) for one in runs)
        console.print(f"{what}: {together:.2f} s one after the other ({parts})")


def _template(app: Any, path: Path) -> Any:
    """A template with the scores of a sample, opened; the buttons are pressed in it."""
    (given,) = read(SAMPLE)
    path.write_bytes(workbook_bytes(template_book(load(given.fiscal_year), buttons.COMMANDS, given)))
    book = app.books.open(str(path))
    book.set_mock_caller()
    return book


def main() -> None:
    console = Console(width=110)
    table = Table("work", "ms", "bare UNO, ms", "ratio")
    with start() as app:
        blocks(app, table)
        console.print(table)
        generate(app, console)


if __name__ == "__main__":
    main()
