"""The whole country: ``python benchmarks/national.py [--workbooks 200] [--jobs 1 2] [--years 2566 2567 2568]``.

As many agencies as were assessed, with generated names and scores whose number, mean and share of passes are the
published national figures.

- one list of them, one agency a row: read, scored, audited, summed up, with a table for analysts;
- the same with several years of the list;
- so many of them as workbooks of their own, as ``ita-xl new`` makes and an office fills: a report each.
  Where they are fewer than all, the time of all is reckoned from them; ``--workbooks 0`` leaves them out.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import joblib
import pandas as pd
import xlsxwriter
from measured import Cost, cost
from rich.console import Console
from rich.table import Table

from ita_xl.assessment import Assessment, Figure, Kind
from ita_xl.framework import load
from ita_xl.render import workbook_bytes
from ita_xl.sheets.inputbook import input_book

if TYPE_CHECKING:
    from collections.abc import Sequence

MINUTES = 10
PASS = 8500


@dataclass(frozen=True)
class National:
    """What was published of a year: agencies, their mean (hundredths of a point), and how many reached 85 points."""

    agencies: int
    mean: int
    passed: int


#: What was told to the press of each year; of 2567 by the changes that were told of 2568.
PUBLISHED = {
    2566: National(8323, 9019, 6737),
    2567: National(8325, 9305, round(8325 * 0.9244)),
    2568: National(8317, 9382, 7832),
}
KINDS = ("องค์การบริหารส่วนตำบล", "เทศบาลตำบล", "เทศบาลเมือง", "องค์การบริหารส่วนจังหวัด", "กรม", "จังหวัด", "มหาวิทยาลัย")
SHARES = (64, 26, 4, 1, 2, 1, 2)
PROVINCES = 77
DISTRICTS = 12
SYLLABLES = ("บาง", "หนอง", "ทุ่ง", "ดอน", "ห้วย", "โคก", "นา", "ท่า", "ป่า", "แก้ว", "ทอง", "สัก", "ไผ่", "ยาง", "ขาม", "งาม")


@dataclass(frozen=True)
class Agency:
    """A generated agency: who it is, and its overall score by year (hundredths)."""

    name: str
    province: str
    district: str
    overall: dict[int, int]


def agencies() -> list[Agency]:
    """All agencies of the country, the same in every run."""
    dice = random.Random(2568)
    overall = {year: _overall(one, dice) for year, one in PUBLISHED.items()}
    found = []
    for at in range(max(one.agencies for one in PUBLISHED.values())):
        kind = dice.choices(KINDS, SHARES)[0]
        province = f"จังหวัดที่ {at % PROVINCES + 1}"
        name = f"{kind}{''.join(dice.choices(SYLLABLES, k=2))}{at + 1}"
        district = f"อำเภอ{SYLLABLES[dice.randrange(DISTRICTS)]}{SYLLABLES[at % PROVINCES % len(SYLLABLES)]}"
        found.append(
            Agency(name, province, district, {year: own[at] for year, own in overall.items() if at < len(own)})
        )
    return found


def _overall(year: National, dice: random.Random) -> list[int]:
    """Overall scores (hundredths) of which so many pass, and whose sum is that of the mean."""
    passed = [min(10_000, int(dice.triangular(PASS, 10_000, 9_700))) for _ in range(year.passed)]
    failed = [min(PASS - 1, int(dice.triangular(5_000, PASS, 8_300))) for _ in range(year.agencies - year.passed)]
    scores = passed + failed
    missing = year.mean * year.agencies - sum(scores)
    while missing:
        step = max(-150, min(150, missing))
        at = dice.randrange(year.passed)
        own = max(PASS, min(10_000, scores[at] + step))
        missing -= own - scores[at]
        scores[at] = own
    dice.shuffle(scores)
    return scores


def figures(overall: int, year: int, dice: random.Random) -> dict[str, dict[str, int]]:
    """Scores (hundredths) of tools, indicators and items that make up an overall score exactly."""
    framework = load(year)
    room = min(10_000 - overall, 1_600)
    first, second = (4 * (dice.randint(-room, room) // 8) for _ in range(2))
    tools = {"IIT": overall + first, "EIT": overall + second, "OIT": overall - 3 * (first + second) // 4}
    tools = tools if max(tools.values()) <= 10_000 else dict.fromkeys(tools, overall)
    found: dict[str, dict[str, int]] = {"indicators": {}, "items": {}}
    for code, score in tools.items():
        own = framework.of_tool(code)
        for indicator, points in zip(own, _around(score, len(own), dice), strict=True):
            found["indicators"][str(indicator.number)] = points
            refs = framework.refs(indicator)
            if indicator.derive == "items":
                found["items"] |= dict(zip(refs, _around(points, len(refs), dice), strict=True))
            else:
                found["items"] |= {ref: 10_000 if dice.random() < points / 10_000 else 0 for ref in refs}
    return found


def _around(mean: int, count: int, dice: random.Random) -> list[int]:
    """So many scores with this mean."""
    room = min(10_000 - mean, mean, 1_000)
    found = [mean] * count
    for low, high in zip(range(0, count - 1, 2), range(1, count, 2), strict=True):
        step = dice.randint(0, room)
        found[low] -= step
        found[high] += step
    return found


def national_list(path: Path, years: Sequence[int]) -> int:
    """One list, an agency and year a row, as agencies publish them; returns its rows."""
    heads = (
        "ลำดับ",
        "หน่วยงาน",
        "จังหวัด",
        "อำเภอ",
        "ปีงบประมาณ",
        *(f"ตัวชี้วัดที่ {number}" for number in range(1, 11)),
        "คะแนนรวม",
    )
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("ผลการประเมิน")
        sheet.write_row(0, 0, ["ผลการประเมิน ITA ของหน่วยงานภาครัฐ"])
        sheet.write_row(1, 0, heads)
        row = 1
        for agency in agencies():
            for year in years:
                if year in agency.overall:
                    row += 1
                    overall = agency.overall[year]
                    own = figures(overall, year, random.Random(row))["indicators"]
                    scores = [points / 100 for points in own.values()]
                    sheet.write_row(
                        row, 0, [row - 1, agency.name, agency.province, agency.district, year, *scores, overall / 100]
                    )
    return row - 1


def workbooks(folder: Path, count: int, jobs: int) -> None:
    """So many agencies of 2568, a workbook each as ``ita-xl new`` makes it, with the year before."""
    chosen = [one for one in agencies() if 2568 in one.overall][:count]
    parts = [chosen[at : at + 50] for at in range(0, len(chosen), 50)]
    joblib.Parallel(jobs)(joblib.delayed(_write)(folder, part) for part in parts)


def _write(folder: Path, part: Sequence[Agency]) -> None:
    for agency in part:
        own = folder / agency.province / agency.district
        own.mkdir(parents=True, exist_ok=True)
        (own / f"{agency.name}.xlsx").write_bytes(workbook(agency))


def workbook(agency: Agency) -> bytes:
    """The input workbook of an agency for 2568, with the year before."""
    dice = random.Random(agency.name)
    before = _assessment(agency, 2567, dice)
    return workbook_bytes(input_book(load(2568), _assessment(agency, 2568, dice, before)))


def _assessment(agency: Agency, year: int, dice: random.Random, before: Assessment | None = None) -> Assessment:
    own = figures(agency.overall[year], year, dice)
    scores = [
        *(Figure(Kind.ITEM, ref, Decimal(points).scaleb(-2)) for ref, points in own["items"].items()),
        *(Figure(Kind.INDICATOR, number, Decimal(points).scaleb(-2)) for number, points in own["indicators"].items()),
        Figure(Kind.OVERALL, "", Decimal(agency.overall[year]).scaleb(-2)),
    ]
    return Assessment(
        year, agency=agency.name, province=agency.province.removeprefix("จังหวัด"), figures=tuple(scores), previous=before
    )


def batch(given: Path, out: Path, jobs: int, *more: str) -> Cost:
    shutil.rmtree(out, ignore_errors=True)
    command = [
        sys.executable,
        "-m",
        "ita_xl",
        "batch",
        str(given),
        "-o",
        str(out),
        "--jobs",
        str(jobs),
        *more,
        "--json",
    ]
    return cost(command)


def check(table: Path, years: Sequence[int]) -> bool:
    """Whether the table for analysts has the published figures."""
    frame = pd.read_parquet(table)
    for year in years:
        own, want = frame.loc[frame["fiscal_year"] == year, "overall"], PUBLISHED[year]
        if (len(own), round(own.sum() * 100), int((own >= 85).sum())) != (
            want.agencies, want.mean * want.agencies, want.passed,
        ):  # fmt: skip
            return False
    return True


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--workbooks", type=int, default=200, help="agencies with a workbook of their own (0: none)")
    parser.add_argument("--jobs", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--years", type=int, nargs="+", default=sorted(PUBLISHED))
    parser.add_argument("--keep", type=Path, help="where the inputs and results are kept")
    asked = parser.parse_args()
    os.environ["PYTHONPATH"] = str(Path(__file__).parent.parent)
    console = Console(width=120)
    table = Table(
        "what", "jobs", "agencies", "seconds", "CPU, s", "ms an agency", "MB, parent", "MB, worker", "all, minutes"
    )
    right = True
    with tempfile.TemporaryDirectory() as name:
        folder = asked.keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)

        def row(what: str, jobs: int, count: int, own: Cost, whole: int) -> None:
            share = own.seconds / count
            table.add_row(
                what, str(jobs), f"{count:,}", f"{own.seconds:.1f}", f"{own.cpu:.1f}", f"{share * 1000:.1f}",
                f"{own.megabytes:.0f}", f"{own.worker:.0f}", f"{share * whole / 60:.1f}",
            )  # fmt: skip

        for years in ([2568], asked.years):
            given, told = folder / f"บัญชี {years[0]}-{years[-1]}.xlsx", folder / f"บัญชี {years[0]}-{years[-1]}.parquet"
            rows = national_list(given, years)
            own = batch(given, folder / "ผลบัญชี", 1, "--no-reports", "--table", str(told))
            row(f"a list of {len(years)} year{'s' * (len(years) > 1)}", 1, rows, own, rows)
            right &= check(told, years)
        if asked.workbooks:
            given = folder / "หน่วยงาน"
            workbooks(given, asked.workbooks, max(asked.jobs))
            for jobs in asked.jobs:
                own = batch(given, folder / "ผล", jobs)
                row("workbooks of their own", jobs, asked.workbooks, own, PUBLISHED[2568].agencies)
                right &= len(list((folder / "ผล").glob("รายงาน*.xlsx"))) == asked.workbooks
    console.print(table)
    console.print(
        f"published figures found again, a report for every workbook: {right} (goal: all within {MINUTES} minutes)"
    )
    raise SystemExit(not right)


if __name__ == "__main__":
    main()
