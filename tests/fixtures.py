"""Workbooks written down as data with their truth: what stands in them, and every figure with its cell."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ita_xl.assessment import Kind
from ita_xl.errors import InputError
from ita_xl.ingest import understand
from ita_xl.thai import squash
from tests import rawbooks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ita_xl.assessment import Assessment

#: (agency, year, kind, ref, value, cell)
Read = tuple[str, int, str, str, Decimal, str]
_WRITERS = {"xlsx": rawbooks.xlsx, "ods": rawbooks.ods, "xls": rawbooks.xls, "xlsb": rawbooks.xlsb}


@dataclass(frozen=True)
class Fixture:
    """One workbook and its truth."""

    name: str
    data: dict[str, Any]

    @property
    def formats(self) -> list[str]:
        """The formats to write it in."""
        return list(self.data.get("formats", ["xlsx"]))

    def build(self, folder: Path, ending: str) -> Path:
        """The file, written in a format."""
        path = folder / self.data.get("file", f"{self.name}.xlsx")
        path = path.with_suffix(f".{ending}")
        pages = [
            rawbooks.Page(one["name"], one["rows"], one.get("merges", ()), one.get("hidden", False))
            for one in self.data["sheet"]
        ]
        path.write_bytes(rawbooks.csv(pages[0]) if ending == "csv" else _WRITERS[ending](pages))
        return path

    def truth(self, path: Path) -> Counter[Read]:
        """Every figure that stands in the file."""
        found: Counter[Read] = Counter()
        for one in self.data.get("truth", ()):
            for kind, ref, value, cell in one["figures"]:
                found[squash(one["agency"]), one["year"], kind, ref, Decimal(value), self._cell(cell, path)] += 1
        return found

    def levels(self, path: Path) -> Counter[tuple[str, int, str, str]]:
        """Every level that stands in the file."""
        return Counter(
            (squash(one["agency"]), one["year"], squash(text), self._cell(cell, path))
            for one in self.data.get("truth", ())
            for text, cell in one.get("levels", ())
        )

    def expected(self, what: str, path: Path) -> list[str]:
        """Codes of problems, or cells that must be asked about."""
        return [self._cell(one, path) for one in self.data.get("expect", {}).get(what, ())]

    def _cell(self, cell: str, path: Path) -> str:
        # A text file has one table, called after the file.
        return f"{path.stem}!{cell.rpartition('!')[2]}" if path.suffix == ".csv" and "!" in cell else cell


@dataclass(frozen=True)
class Result:
    """What the reader made of a file."""

    figures: Counter[Read]
    levels: Counter[tuple[str, int, str, str]]
    codes: set[str]
    asked: set[str]


def fixtures(folder: Path) -> Iterator[Fixture]:
    """Every fixture of a folder."""
    for path in sorted(folder.glob("*.toml")):
        yield Fixture(path.stem, tomllib.loads(path.read_text(encoding="utf-8")))


def result(fixture: Fixture, path: Path) -> Result:
    """Read the file and lay out what was found."""
    try:
        understood = understand(path, fiscal_year=fixture.data.get("year"))
    except InputError as error:
        return Result(Counter(), Counter(), {error.code}, {error.place.label})
    found = list(understood.assessments)
    figures: Counter[Read] = Counter()
    levels: Counter[tuple[str, int, str, str]] = Counter()
    problems = [] if found else list(understood.problems)
    for one in (year for last in found for year in _chain(last)):
        agency = squash(one.agency)
        scored = {(figure.kind, figure.ref) for figure in one.figures if not figure.note.startswith("แปลง")}
        for figure in one.figures:
            if not figure.note.startswith("แปลง"):
                kind = f"change:{figure.kind}" if figure.change else str(figure.kind)
                figures[agency, one.fiscal_year, kind, figure.ref, figure.value, figure.place.label] += 1
        for figure in one.foreign:
            figures[agency, one.fiscal_year, "foreign", figure.ref, figure.value, figure.place.label] += 1
        for figure in one.points:
            # Where the score itself stands in the file, points beside it are no figures of their own.
            if figure.kind is Kind.TOOL and (figure.kind, figure.ref) not in scored:
                figures[agency, one.fiscal_year, "points", figure.ref, figure.value, figure.place.label] += 1
        levels.update((agency, one.fiscal_year, squash(word.text), word.place.label) for word in one.levels)
        problems += one.problems
    return Result(
        figures,
        levels,
        {one.code for one in problems},
        {place.label for one in problems for place in one.places},
    )


def _chain(last: Assessment) -> Iterator[Assessment]:
    one: Assessment | None = last
    while one is not None:
        yield one
        one = one.previous
