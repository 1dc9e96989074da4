"""The template: what is typed into it is read as from the input workbook, and its formulas say what Python says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ita_xl.assessment import Assessment, Figure, Kind
from ita_xl.excel.buttons import COMMANDS
from ita_xl.framework import load
from ita_xl.ingest import read
from ita_xl.render import workbook_bytes
from ita_xl.samples import names
from ita_xl.sheets.model import Shown
from ita_xl.sheets.template import template_book
from tests.office import Office, formula_cells
from tests.validator import faults

if TYPE_CHECKING:
    from decimal import Decimal
    from pathlib import Path

YEAR = 2568


def _filled(folder: Path, assessment: Assessment, name: str = "แม่แบบ 2568.xlsx") -> Path:
    path = folder / name
    path.write_bytes(workbook_bytes(template_book(load(YEAR), COMMANDS, assessment)))
    return path


def _figures(assessment: Assessment) -> dict[tuple[Kind, str], Decimal]:
    return {(one.kind, one.ref): one.value for one in assessment.figures}


@pytest.mark.parametrize("name", [one for one in names() if one.endswith("2568")])
def test_a_filled_template_is_read_as_the_input_workbook_is(samples: Path, tmp_path: Path, name: str) -> None:
    (given,) = read(samples / f"{name}.xlsx")
    (again,) = read(_filled(tmp_path, given))
    assert _figures(again) == _figures(given)
    assert (again.agency, again.province, again.fiscal_year) == (given.agency, given.province, given.fiscal_year)
    assert [one.text for one in again.levels] == [one.text for one in given.levels]
    assert (again.previous and _figures(again.previous)) == (given.previous and _figures(given.previous))
    assert again.problems == given.problems


def test_the_template_has_every_sheet_and_hides_what_macros_need() -> None:
    sheets = template_book(load(YEAR), COMMANDS).sheets
    assert [one.name for one in sheets if one.shown is Shown.YES] == [
        "เริ่มต้น", "คะแนน", "ปีก่อน", "สรุปผล", "จุดอ่อน", "ตรวจสอบ", "แผนมาตรการ", "ติดตามผล", "รายงานผล",
        "จำลองคะแนน", "ส่วนราชการ", "คลังข้อเสนอแนะ", "คู่มือ",
    ]  # fmt: skip
    assert [one.name for one in sheets if one.shown is Shown.NEVER] == ["_ita", "_ita_items", "ita_xl_state"]


@pytest.mark.libreoffice
def test_formulas_give_the_figures_of_python(office: Office, samples: Path, tmp_path: Path) -> None:
    """Empty, full, with parts only, with a printed figure that is wrong: every formula of every sheet."""
    (whole,) = read(samples / "bang-pla-2568.xlsx")
    (partial,) = read(samples / "lamphun-2568.xlsx")
    wrong = [one for one in whole.figures if one.kind is not Kind.OVERALL]
    wrong.append(Figure(Kind.OVERALL, "", whole.value(Kind.OVERALL) - 1))
    cases = {
        "empty": Assessment(YEAR),
        "whole": whole,
        "partial": partial,
        "wrong": Assessment(YEAR, whole.agency, whole.province, tuple(wrong), whole.levels, previous=whole.previous),
    }
    written = [_filled(tmp_path, assessment, f"{name}.xlsx") for name, assessment in cases.items()]
    for path, computed in zip(written, office.recalculate_many(written, tmp_path / "out"), strict=True):
        assert faults(path) == []
        ours, theirs = formula_cells(path), formula_cells(computed)
        assert len(ours) > 600
        apart = {
            where: (formula, cached, theirs[where][1])
            for where, (formula, cached) in ours.items()
            if not _same(cached, theirs[where][1])
        }
        assert apart == {}, path.name


def _same(one: object, other: object) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) < 1e-9
    return (one or None) == (other or None)
