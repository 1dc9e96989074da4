"""The standard of printing: the lines and heights of every wrapped cell, as LibreOffice itself fits them."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from ita_xl.samples import write_samples
from ita_xl.sheets.measure import line_count
from tests.heights import fitted
from tests.test_measure import BREAKERS

if TYPE_CHECKING:
    from tests.heights import Fitted
    from tests.office import Office

pytestmark = pytest.mark.libreoffice

EXTRAS = "memo,cover,analysis,items,topics,checklist,followup"
#: Every sample, every form of the plan, both kinds of digits, every further sheet.
REPORTS = {
    "bang-pla-2568": ("report", "--form", "indicators", "--with", EXTRAS),
    "lamphun-2568": ("report", "--form", "topics", "--with", EXTRAS, "--digits", "thai"),
    "pa-phlu-2568": ("report", "--form", "two-part", "--with", EXTRAS),
    "phu-sang-2567": ("report", "--form", "topics", "--with", EXTRAS),
    "koh-loi-bang-hak-2566": ("progress",),
}


@pytest.fixture(scope="module")
def cells(office: Office, tmp_path_factory: pytest.TempPathFactory) -> list[Fitted]:
    folder = tmp_path_factory.mktemp("heights")
    samples = {path.stem: path for path in write_samples(folder / "samples")}
    assert set(REPORTS) == set(samples)
    for name, (command, *options) in REPORTS.items():
        call = [sys.executable, "-m", "ita_xl", command, str(samples[name]), "-o", str(folder), *options]
        subprocess.run(call, check=False, capture_output=True)  # the code of a report with findings is 1
    reports = sorted(folder.glob("*.xlsx"))
    assert len(reports) == len(REPORTS)
    return fitted(office, reports)


def share(cells: list[Fitted]) -> float:
    return sum(one.off == 0 for one in cells) / len(cells)


def test_lines_are_those_of_libreoffice(cells: list[Fitted]) -> None:
    several = [one for one in cells if one.lines > 1]
    assert len(cells) > 4000
    assert len(several) > 800
    assert share(cells) >= 0.99
    assert share(several) >= 0.97


def test_no_cell_is_more_than_a_line_off_and_none_loses_one(cells: list[Fitted]) -> None:
    assert [(one.file, one.sheet, one.cell, one.off) for one in cells if one.off not in (0, 1)] == []


@pytest.mark.parametrize("icu", BREAKERS)
def test_it_is_so_with_icu_and_without(cells: list[Fitted], icu: bool) -> None:
    off = [
        line_count(one.text, one.width, one.look.size, bold=one.look.bold, indent=one.look.indent, icu=icu) - one.lines
        for one in cells
    ]
    assert set(off) <= {0, 1}
    assert off.count(0) / len(off) >= 0.99


def test_every_row_holds_what_libreoffice_puts_into_it(cells: list[Fitted]) -> None:
    printed = [one for one in cells if one.printed]
    low = [(one.file, one.sheet, one.cell, one.height, one.needed) for one in printed if one.height < one.needed - 0.1]
    assert len(printed) > 0.95 * len(cells)
    assert low == []


def test_in_the_wider_columns_of_libreoffice_most_are_the_same(cells: list[Fitted]) -> None:
    assert sum(one.ours == one.own_lines for one in cells) / len(cells) >= 0.93
    assert all(one.ours >= one.own_lines for one in cells)
