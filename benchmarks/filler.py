"""The same report the usual way, a formatted template filled with openpyxl: ``python benchmarks/filler.py``.

The template is a report of ours without its values: all sheets, styles, widths, heights, merges and page settings are
there, fit for this one agency, and so are the formulas. The filler loads it, writes every value into its cell, and
saves it. Two comparisons:

- the file: from known values to the bytes of the report, ours (which writes every style and chart anew) and the
  filler's (which loses the charts);
- the whole: from the agency's workbook, which the filler reads with openpyxl in its fastest way. Scoring, audit and
  wording are in ours and cost the filler nothing: what it is to write is given to it.
"""

from __future__ import annotations

import io
import statistics
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
from rich.console import Console
from rich.table import Table
from timing import least

from ita_xl.auditing import audit_all
from ita_xl.batch.memory import settle
from ita_xl.batch.unit import Options, Task, work
from ita_xl.diagnosis import diagnose
from ita_xl.ingest import read
from ita_xl.measures import plan
from ita_xl.render import workbook_bytes
from ita_xl.scoring import score
from ita_xl.sheets.report import report_book

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openpyxl.workbook import Workbook

    from ita_xl.sheets.model import Book

SAMPLES = Path(__file__).parent.parent / "workbooks" / "samples"
NAMES = ("bang-pla-2568", "lamphun-2568", "pa-phlu-2568", "phu-sang-2567")
RUNS = 9
GOAL = 4

Values = dict[str, dict[tuple[int, int], object]]
"""Values by sheet and by row and column (1-based)."""


def composed(path: Path) -> Book:
    """The report of ours before it is written."""
    card = score(read(path)[0])
    return report_book(plan(diagnose(card)), audit_all(card))


def values_of(book: Workbook) -> Values:
    """Every value that the filler has to write; formulas stand in the template."""
    return {
        sheet.title: {
            (cell.row, cell.column): cell.value
            for row in sheet.iter_rows()
            for cell in row
            if cell.value not in (None, "") and cell.data_type != "f"
        }
        for sheet in book
    }


def emptied(book: Workbook, values: Mapping[str, Mapping[tuple[int, int], object]]) -> bytes:
    """The template: the book without these values."""
    for name, own in values.items():
        for row, column in own:
            book[name].cell(row, column).value = None
    return saved(book)


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read_usually(path: Path) -> int:
    """Every cell of the agency's workbook."""
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    cells = sum(len(row) for sheet in book for row in sheet.iter_rows(values_only=True))
    book.close()
    return cells


def filled(template: bytes, values: Mapping[str, Mapping[tuple[int, int], object]]) -> bytes:
    """The report: the template with its values."""
    book = openpyxl.load_workbook(io.BytesIO(template))
    for name, own in values.items():
        cell = book[name].cell
        for (row, column), value in own.items():
            cell(row, column).value = value
    return saved(book)


def same(report: bytes, other: bytes) -> bool:
    """Whether two files have the same values, formulas, number formats, fonts and fills in all cells, and widths."""
    books = [openpyxl.load_workbook(io.BytesIO(data)) for data in (report, other)]
    looks = [
        {
            (sheet.title, cell.coordinate): (
                _told(cell.value),
                cell.number_format,
                cell.font.b,
                cell.font.sz,
                cell.fill.fgColor.rgb,
            )
            for sheet in book
            for row in sheet.iter_rows()
            for cell in row
        }
        for book in books
    ]
    widths = [
        [(sheet.title, key, one.width) for sheet in book for key, one in sheet.column_dimensions.items()]
        for book in books
    ]
    return looks[0] == looks[1] and widths[0] == widths[1]


def _told(value: object) -> object:
    return None if value == "" else value


def main() -> None:
    table = Table(
        "report",
        "cells",
        "the file: ours, ms",
        "filler, ms",
        "ratio",
        "the whole: ours, ms",
        "filler, ms",
        "ratio",
        "same",
    )
    right, files, wholes = True, [], []
    for name in NAMES:
        path = SAMPLES / f"{name}.xlsx"
        book = composed(path)
        data = workbook_bytes(book)
        values = values_of(openpyxl.load_workbook(io.BytesIO(data)))
        template = emptied(openpyxl.load_workbook(io.BytesIO(data)), values)
        task = Task(path.name, path.read_bytes(), 0, Options())
        settle()  # neither way is to search what the other keeps, as in processes of their own
        writing, filling, ours, reading = least(
            RUNS,
            lambda book=book: workbook_bytes(book),  # type: ignore[misc]
            lambda template=template, values=values: filled(template, values),  # type: ignore[misc]
            lambda task=task: work(task),  # type: ignore[misc]
            lambda path=path: read_usually(path),  # type: ignore[misc]
        )
        theirs = filling + reading
        equal = same(data, filled(template, values))
        right &= equal
        files.append(filling / writing)
        wholes.append(theirs / ours)
        table.add_row(
            name, f"{sum(map(len, values.values())):,}", f"{writing:.0f}", f"{filling:.0f}", f"{files[-1]:.2f}",
            f"{ours:.0f}", f"{theirs:.0f}", f"{wholes[-1]:.2f}", str(equal),
        )  # fmt: skip
    console = Console(width=120)
    console.print(table)
    console.print(
        f"the file {statistics.median(files):.2f} times as fast (goal: at least {GOAL}), "
        f"the whole from workbook to report {statistics.median(wholes):.2f} times"
    )
    sys.exit(not right)


if __name__ == "__main__":
    main()
