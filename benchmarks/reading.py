"""What reading costs over python-calamine alone, in the same run: ``python benchmarks/reading.py``.

- 20,000 rows: a national list, a long list of items by agency, one table of items, answers of a survey; as a ratio;
- 400 rows: a provincial list and one table of items; in milliseconds over calamine;
- one file after another: how much memory each leaves behind.
"""

from __future__ import annotations

import random
import resource
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import python_calamine
import xlsxwriter
from rich.console import Console
from rich.table import Table
from timing import cpu_ms

from ita_xl.ingest import understand

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

YEAR = 2568
LARGE, SMALL = 20_000, 400
RUNS, FILES = 7, 200
TITLE = f"ผลการประเมิน ITA ปีงบประมาณ พ.ศ. {YEAR}"
CHOICES = ("น้อยที่สุด", "น้อย", "ค่อนข้างน้อย", "ค่อนข้างมาก", "มาก", "มากที่สุด")


def score() -> float:
    return round(random.uniform(70, 100), 2)


def agencies(count: int) -> Iterator[list[str | float]]:
    """One agency a row, ten indicators, tools, overall and level across."""
    yield [TITLE]
    indicators = [f"ตัวชี้วัดที่ {number}" for number in range(1, 11)]
    yield [
        "ลำดับ",
        "หน่วยงาน",
        "จังหวัด",
        "ประเภท",
        *indicators,
        "IIT",
        "EIT ส่วนที่ 1",
        "EIT ส่วนที่ 2",
        "OIT",
        "คะแนนรวม",
        "ระดับ",
    ]
    for row in range(count):
        name = f"องค์การบริหารส่วนตำบลทดสอบ{row}"
        yield [row + 1, name, f"จังหวัด{row % 77}", "อบต.", *(score() for _ in range(15)), "ผ่านดี"]


def items(count: int) -> Iterator[list[str | float]]:
    """One table of items of one agency."""
    yield [f"{TITLE} เทศบาลตำบลทดสอบ"]
    yield ["ข้อ", "ข้อคำถาม", "คะแนน", "หมายเหตุ"]
    for row in range(count):
        yield [f"i{row % 15 + 1}", "เจ้าหน้าที่ปฏิบัติงานตามขั้นตอน", score(), ""]


def long_list(count: int) -> Iterator[list[str | float]]:
    """One item a row, with its agency beside it."""
    yield ["หน่วยงาน", "ปีงบประมาณ", "รหัสข้อ", "ข้อคำถาม", "คะแนน"]
    for row in range(count):
        yield [f"เทศบาลตำบลทดสอบ{row // 15}", YEAR, f"i{row % 15 + 1}", "เจ้าหน้าที่ปฏิบัติงานตามขั้นตอน", score()]


def answers(count: int) -> Iterator[list[str | float]]:
    """One respondent a row."""
    yield ["ประทับเวลา", *(f"i{number} คำถามของแบบวัดข้อที่ {number}" for number in range(1, 16))]
    for row in range(count):
        yield [f"2025-01-01 10:{row % 60:02d}", *random.choices(CHOICES, k=15)]


def save(path: Path, rows: Iterator[list[str | float]]) -> Path:
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("ผล")
        for at, cells in enumerate(rows):
            sheet.write_row(at, 0, cells)
    return path


def bare(path: Path) -> None:
    with python_calamine.load_workbook(path) as book:
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def least_ms(work: Callable[[], object]) -> float:
    """The least CPU milliseconds of several runs: what the work itself takes."""
    return min(cpu_ms(work, RUNS))


def resident_mb() -> float:
    """Memory of this process now (Linux), or its highest so far where that cannot be told."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    random.seed(YEAR)
    table = Table("file", "rows", "calamine ms", "read ms", "ratio", "over it, ms")
    with tempfile.TemporaryDirectory() as folder:
        for name, rows, count in (
            ("agencies across", agencies, LARGE),
            ("items of many agencies", long_list, LARGE),
            ("items of one agency", items, LARGE),
            ("answers", answers, LARGE),
            ("agencies across", agencies, SMALL),
            ("items of one agency", items, SMALL),
        ):
            path = save(Path(folder) / f"{rows.__name__}{count}.xlsx", rows(count))
            alone = least_ms(lambda path=path: bare(path))
            whole = least_ms(lambda path=path: understand(path, fiscal_year=YEAR))
            table.add_row(
                name, f"{count:,}", f"{alone:.1f}", f"{whole:.1f}", f"{whole / alone:.2f}", f"{whole - alone:.1f}"
            )
        paths = [save(Path(folder) / f"แฟ้ม{at}.xlsx", agencies(SMALL)) for at in range(4)]
        for path in paths * 5:
            list(understand(path, fiscal_year=YEAR).assessments)
        before = resident_mb()
        for at in range(FILES):
            list(understand(paths[at % len(paths)], fiscal_year=YEAR).assessments)
        after = resident_mb()
    console = Console(width=110)
    console.print(table)
    console.print(f"goals: at most 2.0 times at {LARGE:,} rows, at most 5 ms over it at {SMALL} rows")
    console.print(f"memory: {before:.0f} MB, after {FILES} more files {after:.0f} MB")


if __name__ == "__main__":
    main()
