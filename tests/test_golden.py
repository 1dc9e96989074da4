"""The workbooks of the samples are what they were when a person last looked at them."""

from __future__ import annotations

import shutil
import zipfile
from typing import TYPE_CHECKING

import pytest
from openpyxl.formula.tokenizer import Token, Tokenizer
from python_calamine import CalamineWorkbook

from ita_xl.cells import address
from tests.golden import COMMANDS, GOLDEN, differences, keep, make
from tests.office import formula_cells, values
from tests.validator import faults, sdk_faults

if TYPE_CHECKING:
    from pathlib import Path

    from tests.office import Office


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return make(tmp_path_factory.mktemp("made"))


@pytest.mark.parametrize("name", COMMANDS)
def test_a_workbook_is_as_its_golden_one(made: dict[str, Path], name: str) -> None:
    found = differences(GOLDEN / f"{name}.xlsx", made[name])
    if found:
        folder = keep(name, made[name])
        pytest.fail("\n".join([f"look at {folder}; right? python -m tests.golden --renew", *found]), pytrace=False)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_golden_workbook_needs_no_repair(name: str) -> None:
    assert faults(GOLDEN / f"{name}.xlsx") == []


#: Every function that a workbook of ours uses; Excel 2010 and LibreOffice 7 have them all.
FUNCTIONS = {
    "ABS", "AND", "AVERAGE", "COUNT", "COUNTA", "COUNTIF", "IF", "INDEX", "ISNUMBER", "LARGE", "MATCH", "MAX", "MIN",
    "OR", "RANK", "ROUND", "ROUNDDOWN", "ROUNDUP", "SMALL", "SUM",
}  # fmt: skip


def test_only_functions_that_excel_2010_has() -> None:
    used = set()
    for path in GOLDEN.iterdir():
        for formula, _ in formula_cells(path).values():
            parts = Tokenizer(formula).items
            used |= {one.value.rstrip("(") for one in parts if one.type == Token.FUNC and one.subtype == Token.OPEN}
    assert used == FUNCTIONS


def by_calamine(path: Path) -> dict[tuple[str, str], object]:
    """The cells of a workbook that are not empty, as another library reads them."""
    found = {}
    with CalamineWorkbook.from_path(path) as book:
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            found |= {
                (name, address(row, column)): value
                for row, line in enumerate(rows)
                for column, value in enumerate(line)
                if value != ""
            }
    return found


@pytest.mark.libreoffice
def test_three_programs_read_the_same_cells(tmp_path: Path, office: Office) -> None:
    """openpyxl, calamine, and LibreOffice after computing every formula anew."""
    paths = sorted(GOLDEN.iterdir())
    for path, again in zip(paths, office.recalculate_many(paths, tmp_path), strict=True):
        first, second, third = ({key: value for key, value in cells.items() if value not in (None, "")}
                                for cells in (values(path), by_calamine(path), values(again)))  # fmt: skip
        assert first.keys() == second.keys() == third.keys()
        for key, value in first.items():
            if isinstance(value, int | float):
                assert second[key] == pytest.approx(value, abs=1e-9), key
                assert third[key] == pytest.approx(value, abs=1e-9), key
            else:
                assert (second[key], third[key]) == (value, value), key


def edited(source: Path, target: Path, part: str, old: str, new: str) -> Path:
    """A copy of a workbook with one text of one part replaced, written by another packer."""
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as copy:
        for name in reversed(archive.namelist()):
            content = archive.read(name).decode("utf-8")
            if name == part:
                assert old in content
                content = content.replace(old, new, 1)
            copy.writestr(name, content)
    return target


PLANTED = {
    "a text": ("xl/sharedStrings.xml", "สรุปผลการประเมิน", "สรุปผลการประเมินฯ", "xl/worksheets/sheet"),
    "a width": ("xl/worksheets/sheet1.xml", 'width="', 'width="1', "xl/worksheets/sheet1.xml"),
    "a colour": ("xl/styles.xml", "FF12355B", "FF12355C", "xl/styles.xml"),
    "the title of a chart": ("xl/charts/chart1.xml", "</a:t>", "!</a:t>", "xl/charts/chart1.xml"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_difference_is_found_and_named(name: str, tmp_path: Path) -> None:
    part, old, new, told = PLANTED[name]
    golden = GOLDEN / "lamphun-2568.xlsx"
    found = differences(golden, edited(golden, tmp_path / "a.xlsx", part, old, new))
    assert found and all(told in line for line in found), found


def test_packing_order_and_the_version_of_the_writer_are_forgiven(tmp_path: Path) -> None:
    golden = GOLDEN / "lamphun-2568.xlsx"
    other = edited(golden, tmp_path / "a.xlsx", "docProps/app.xml", "<AppVersion>", "<AppVersion>9")
    assert differences(golden, other) == []


def test_the_sdk_finds_what_its_schema_does_not_know(tmp_path: Path) -> None:
    golden = GOLDEN / "lamphun-2568.xlsx"
    bad = edited(golden, tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml", "<sheetData>", '<sheetData colour="red">')
    assert any("colour" in line for line in sdk_faults(bad))
    good = shutil.copy(golden, tmp_path / "b.xlsx")
    assert sdk_faults(good) == []
