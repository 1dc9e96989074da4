"""จำลองคะแนน of the template: with whatever was typed on คะแนน, trials give what Python's scoring gives."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import pytest

from ita_xl.assessment import Assessment, Figure, Kind
from ita_xl.excel.buttons import COMMANDS
from ita_xl.framework import load
from ita_xl.ingest import read
from ita_xl.render import workbook_bytes
from ita_xl.samples import write_samples
from ita_xl.scoring import OVERALL, score
from ita_xl.sheets.simulation import SIMULATION
from ita_xl.sheets.template import template_book
from tests.build import LAMPHUN, assessment
from tests.office import values
from tests.test_simulation import same

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ita_xl.scoring import Key
    from ita_xl.sheets.model import Book
    from tests.office import Office

YEAR = 2568
NOW, TRY, THEN = "C", "D", "E"
I1, O9 = (Kind.ITEM, "i1"), (Kind.INDICATOR, "9")


class Case(NamedTuple):
    """What stands on คะแนน, what is tried, and the assessment whose scores that must give; ``None``: it is unknown."""

    given: Assessment
    trials: Mapping[Key, str]
    truth: Assessment | None


def changed(given: Assessment, values: Mapping[Key, str]) -> Assessment:
    kept = [one for one in given.figures if (one.kind, one.ref) not in values]
    return replace(given, figures=(*kept, *(Figure(*key, Decimal(value)) for key, value in values.items())))


def without(given: Assessment, *kinds: Kind) -> Assessment:
    return replace(given, figures=tuple(one for one in given.figures if one.kind not in kinds))


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Case]:
    folder = tmp_path_factory.mktemp("samples")
    write_samples(folder)
    (whole,) = read(folder / "bang-pla-2568.xlsx")
    whole = without(whole, Kind.OVERALL, Kind.TOOL)
    lowest = dict.fromkeys(("i1", "i4", "e1:1", "e3:2"), "41.5")
    items = {(Kind.ITEM, ref): value for ref, value in lowest.items()}
    tools = assessment(YEAR, tools={"IIT": "97", "EIT1": "88", "EIT2": "92", "OIT": "90.5"})
    four = {"IIT": "9", "EIT1": "8", "EIT2": "7", "OIT": "6"}
    printed = assessment(YEAR, indicators=LAMPHUN)
    refs = load(YEAR).refs(load(YEAR).indicator(9))
    oit = {(Kind.ITEM, ref): "100" if at % 2 else "80" for at, ref in enumerate(refs)}
    mean = {**oit, O9: "90"}
    better = {**oit, (Kind.ITEM, refs[0]): "100"}
    return {
        "nothing tried": Case(whole, {}, whole),
        "items": Case(whole, items, changed(whole, items)),
        "an indicator of OIT": Case(whole, {O9: "55.55"}, changed(whole, {O9: "55.55"})),
        "items and an indicator": Case(whole, {**items, O9: "100"}, changed(whole, {**items, O9: "100"})),
        "tools": Case(tools, {(Kind.TOOL, "EIT1"): "99.99"}, changed(tools, {(Kind.TOOL, "EIT1"): "99.99"})),
        "indicators": Case(printed, {(Kind.INDICATOR, "1"): "12"}, changed(printed, {(Kind.INDICATOR, "1"): "12"})),
        "items of OIT": Case(
            changed(whole, mean), {(Kind.ITEM, refs[0]): "100"},
            changed(whole, {**better, O9: str(Decimal(sum(map(int, better.values()))) / len(refs))}),
        ),
        "items that are not what was printed": Case(
            changed(whole, {**oit, O9: "88"}), {(Kind.ITEM, refs[0]): "90"}, None,
        ),
        "nothing known, tools tried": Case(
            Assessment(YEAR), {(Kind.TOOL, code): value for code, value in four.items()}, assessment(YEAR, tools=four)
        ),
        "no score": Case(whole, {I1: "101"}, None),
    }  # fmt: skip


def rows(book: Book) -> dict[Key, int]:
    """The rows (from 1) of the table, by what stands in their first column."""
    (sheet,) = [one for one in book.sheets if one.name == SIMULATION]
    framework = load(YEAR)
    codes = {framework.label(code): (Kind.TOOL, code) for code in framework.scores} | {"ภาพรวม": OVERALL}
    codes |= {framework.item_label(ref): (Kind.ITEM, ref) for ref in framework.all_refs}
    found: dict[Key, int] = {}
    number = ""
    head = next(one.row for one in sheet.cells if one.value == "รายการ")
    for cell in sheet.cells:
        if cell.column or cell.row <= head or not isinstance(cell.value, str):
            continue
        if cell.value.startswith("ตัวชี้วัดที่ ") and cell.value[13:].isdigit():
            number = cell.value[13:]
            found[Kind.INDICATOR, number] = cell.row + 1
        elif cell.value in codes and codes[cell.value] not in found:
            found[codes[cell.value]] = cell.row + 1
        elif cell.value in ("ส่วนที่ 1", "ส่วนที่ 2"):
            found[Kind.INDICATOR_PART, f"{number}:{cell.value[-1]}"] = cell.row + 1
    return found


def filled(case: Case) -> tuple[Book, dict[Key, int]]:
    book = template_book(load(YEAR), COMMANDS, case.given)
    at = rows(book)
    trials = {(at[key] - 1, 3): Decimal(value) for key, value in case.trials.items()}
    sheets = []
    for one in book.sheets:
        cells = one.cells
        if one.name == SIMULATION:
            assert {cell.style for cell in cells if (cell.row, cell.column) in trials} <= {"input"}
            cells = tuple(cell._replace(value=trials.get((cell.row, cell.column), cell.value)) for cell in cells)
        sheets.append(replace(one, cells=cells, charts=()))
    return replace(book, sheets=tuple(sheets)), at


@pytest.mark.libreoffice
def test_trials_give_what_python_says(cases: dict[str, Case], office: Office, tmp_path: Path) -> None:
    written, places = [], []
    for number, case in enumerate(cases.values()):
        book, at = filled(case)
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(workbook_bytes(book))
        written.append(path)
        places.append(at)
    computed = office.recalculate_many(written, tmp_path / "out")
    for (name, case), path, at in zip(cases.items(), computed, places, strict=True):
        shown = {where: value for (sheet, where), value in values(path).items() if sheet == SIMULATION}
        assert not [value for value in shown.values() if str(value).startswith(("#", "Err:"))], name
        assert shown["G4"] == len(case.trials), name
        before = score(case.given)
        for key in (OVERALL, *((Kind.TOOL, code) for code in before.framework.scores)):
            assert same(shown.get(f"{NOW}{at[key]}"), before.value(*key)), (name, key)
        if case.truth is None:
            assert "?" in [shown.get(f"{THEN}{row}") for row in at.values()], name
            continue
        truth = score(case.truth)
        tried = {key: shown.get(f"{THEN}{row}") for key, row in at.items()}
        apart = {key: (value, truth.value(*key)) for key, value in tried.items() if not same(value, truth.value(*key))}
        assert apart == {}, name
        if all(truth.value(Kind.TOOL, code) is not None for code in truth.framework.floor_scores):
            assert shown["A4"] == truth.level.name, name
        else:
            assert shown["A4"] == "ข้อมูลไม่ครบ", name


def test_every_row_that_can_be_tried_is_yellow_and_takes_scores_only() -> None:
    book = template_book(load(YEAR), COMMANDS)
    at = rows(book)
    (sheet,) = [one for one in book.sheets if one.name == SIMULATION]
    yellow = {cell.row + 1 for cell in sheet.cells if cell.style == "input"}
    assert {key for key, row in at.items() if row not in yellow} == {
        OVERALL, (Kind.TOOL, "EIT"), *((Kind.INDICATOR, str(number)) for number in (6, 7, 8)),
    }  # fmt: skip
    checked = {row + 1 for rule in sheet.validations for row in range(rule.area.first_row, rule.area.last_row + 1)}
    assert checked == yellow
    assert max(len(cell.formula) for cell in sheet.cells) < 8192
