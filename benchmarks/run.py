"""What things cost, as ratios against the bare work in the same run: ``python benchmarks/run.py``.

- importing the package, over a bare interpreter, with pandas installed;
- reading and reporting one agency, against python-calamine reading and XlsxWriter writing the same cells.

Whole workbooks, the samples and some of the country, are compared by ``python benchmarks/whole.py``.
"""

from __future__ import annotations

import io
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import python_calamine
import xlsxwriter
from rich.console import Console
from rich.table import Table
from timing import cpu_ms

from ita_xl.auditing import audit_all
from ita_xl.diagnosis import diagnose
from ita_xl.ingest import read
from ita_xl.measures import plan
from ita_xl.recommendations import library
from ita_xl.render import workbook_bytes
from ita_xl.scoring import score
from ita_xl.sheets import measure
from ita_xl.sheets.build import Text
from ita_xl.sheets.extras import CHECKLIST, EXTRAS
from ita_xl.sheets.report import report_book

if TYPE_CHECKING:
    from collections.abc import Callable

    from ita_xl.scoring import Scorecard
    from ita_xl.sheets.model import Area, Book

SAMPLE = Path(__file__).parent.parent / "workbooks" / "samples" / "bang-pla-2568.xlsx"
RUNS = 15


def process(code: str) -> float:
    """Milliseconds of a whole process that runs ``code``."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return (time.perf_counter() - start) * 1000


def median_ms(work: Callable[[], object]) -> float:
    """Median CPU milliseconds of ``work`` in this process."""
    return statistics.median(cpu_ms(work, RUNS))


def make_book(path: Path = SAMPLE) -> Book:
    card = score(read(path)[0])
    return report_book(plan(diagnose(card)), audit_all(card))


def fresh_library() -> None:
    library.cache_clear()
    library()


def bare_read(path: Path = SAMPLE) -> None:
    with python_calamine.load_workbook(path) as book:
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def full_book(card: Scorecard) -> Book:
    """The report with every sheet that can be asked for of a finished plan."""
    return report_book(plan(diagnose(card)), audit_all(card), extras=[word for word in EXTRAS if word != CHECKLIST])


def bare_write(book: Book) -> None:
    """The same cells, formulas, merges and charts as a short script would write them: one font and no other looks."""
    with xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True}) as workbook:
        style = workbook.add_format({"font_name": "TH SarabunPSK"})
        for sheet in book.sheets:
            page = workbook.add_worksheet(sheet.name)
            for area in sheet.merges:
                page.merge_range(*corners(area), "", style)
            for cell in sheet.cells:
                if cell.formula:
                    page.write_formula(cell.row, cell.column, f"={cell.formula}", style, str(cell.value or ""))
                elif cell.value is None:
                    page.write_blank(cell.row, cell.column, None, style)
                elif isinstance(cell.value, str):
                    page.write_string(cell.row, cell.column, cell.value, style)
                else:
                    page.write_number(cell.row, cell.column, cell.value, style)
            for chart in sheet.charts:
                bare = workbook.add_chart({"type": chart.kind.partition(" ")[0]})
                for one in chart.series:
                    values, names = ([one.sheet, *corners(area)] for area in (one.values, one.categories))
                    bare.add_series({"name": one.name, "values": values, "categories": names})
                bare.set_title({"name": chart.title})
                page.insert_chart(chart.row, chart.column, bare)


def corners(area: Area) -> tuple[int, int, int, int]:
    return area.first_row, area.first_column, area.last_row, area.last_column


def texts_of(book: Book) -> list[Text]:
    """Every text of a book with the widths of its columns, as the heights of rows are worked out from them."""
    found = []
    for sheet in book.sheets:
        last = {(one.first_row, one.first_column): one.last_column for one in sheet.merges}
        found += [
            Text(cell.value, sheet.widths[cell.column : last.get((cell.row, cell.column), cell.column) + 1], cell.style)
            for cell in sheet.cells
            if isinstance(cell.value, str) and cell.value
        ]
    return found


def measured_anew(texts: list[Text]) -> int:
    """The lines of all texts, as in a process that has just begun."""
    measure.forget()
    return sum(one.lines for one in texts)


def main() -> None:
    table = Table("work", "ms", "against", "ms", "ratio")

    def row(name: str, own: float, against: str, other: float) -> None:
        table.add_row(name, f"{own:.1f}", against, f"{other:.1f}", f"{own / other:.2f}")

    bare, package = [], []
    for _ in range(RUNS):
        bare.append(process("pass"))
        package.append(process("import ita_xl"))
    core = statistics.median(process("import ita_xl.scoring, ita_xl.diagnosis, ita_xl.measures") for _ in range(RUNS))
    interpreter = statistics.median(bare)
    row("import ita_xl", statistics.median(package), "bare interpreter", interpreter)
    row("import of the whole core", core, "bare interpreter", interpreter)
    command = statistics.median(process("import ita_xl.cli") for _ in range(RUNS))
    typer = statistics.median(process("import typer") for _ in range(RUNS))
    row("import of the command line", command, "import typer", typer)
    book = make_book()
    reading = median_ms(lambda: read(SAMPLE))
    row("read one agency", reading, "calamine alone", median_ms(bare_read))
    row("load all recommendations", median_ms(fresh_library), "read one agency", reading)
    scored = read(SAMPLE)[0]
    judging = median_ms(lambda: audit_all(diagnose(score(scored)).card))
    row("score, diagnose, audit", judging, "read one agency", reading)
    card = score(scored)
    laying = median_ms(lambda: report_book(plan(diagnose(card)), ()))
    writing = median_ms(lambda: workbook_bytes(book))
    bare_writing = median_ms(lambda: bare_write(book))
    row("plan and lay out the sheets", laying, "XlsxWriter, same cells", bare_writing)
    row("write the report", writing, "XlsxWriter, same cells", bare_writing)
    full = full_book(card)
    bare_full = median_ms(lambda: bare_write(full))
    writing_full = median_ms(lambda: workbook_bytes(full))
    texts = texts_of(full)
    measuring = median_ms(lambda: measured_anew(texts))
    name = f"{sum(len(one.cells) for one in full.sheets)} cells, {sum(len(one.charts) for one in full.sheets)} charts"
    row(f"write {name}", writing_full, "XlsxWriter, same cells", bare_full)
    row(f"the same, {len(texts)} texts measured anew", writing_full + measuring, "the same", bare_full)
    cells = sum(len(sheet.cells) for sheet in book.sheets)
    console = Console(width=110)
    console.print(table)
    console.print(f"{cells} cells, {len(book.sheets)} sheets; medians of {RUNS} runs")
    console.print(f"import ita_xl over the bare interpreter: {statistics.median(package) - interpreter:.1f} ms")


if __name__ == "__main__":
    main()
