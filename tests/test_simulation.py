"""The sheet จำลองคะแนน: scores typed into its yellow cells give what Python's scoring gives."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from ita_xl.assessment import Kind
from ita_xl.diagnosis import diagnose
from ita_xl.errors import RulesError
from ita_xl.framework import load, years
from ita_xl.ingest import read
from ita_xl.measures import plan
from ita_xl.render import workbook_bytes
from ita_xl.scoring import OVERALL, score
from ita_xl.sheets.report import report_book
from ita_xl.sheets.report_scores import INDICATORS, ITEMS, SUMMARY
from ita_xl.sheets.simulation import SIMULATION
from ita_xl.sheets.wording import level_name
from ita_xl.simulation import items_carry, trial_keys
from ita_xl.thai import half_up
from tests.build import BANG_PLA_ITEMS, LAMPHUN, assessment
from tests.office import values
from tests.test_report import CASES
from tests.xlsx_lint import lint

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ita_xl.assessment import Assessment
    from ita_xl.scoring import Key, Scorecard
    from ita_xl.sheets.model import Book, Cell
    from tests.office import Office

YEARS = [year for year in years() if load(year).scoring]
#: Known to Excel 2010 and LibreOffice 7, and to everything since.
ALLOWED = {"ABS", "AND", "AVERAGE", "COUNT", "COUNTA", "IF", "ISNUMBER", "MAX", "MIN", "OR", "ROUND", "ROUNDDOWN",
           "ROUNDUP", "SUM"}  # fmt: skip
NOW, TRY, THEN, CHANGE, TARGET = range(2, 7)
RANDOM = 2


@dataclass
class Sheet:
    """The sheet of a report: its book, and the row of every key by the words of its first two columns."""

    book: Book
    rows: dict[Key, int]

    @property
    def cells(self) -> dict[tuple[int, int], Cell]:
        (own,) = [sheet for sheet in self.book.sheets if sheet.name == SIMULATION]
        return {(cell.row, cell.column): cell for cell in own.cells}

    def typed(self, trials: Mapping[Key, Decimal | str]) -> Book:
        """What the sheet rests on, with these trials in its yellow cells and no value in any formula."""
        at = {(self.rows[key], TRY): value for key, value in trials.items()}
        assert all(self.cells[where].style == "input" for where in at)
        sheets = []
        for sheet in self.book.sheets:
            if sheet.name not in (SUMMARY, INDICATORS, ITEMS, SIMULATION):
                continue
            own = sheet.name == SIMULATION
            cells = [
                cell._replace(
                    value=at.get((cell.row, cell.column), cell.value) if own and not cell.formula else
                    None if cell.formula else cell.value,
                )
                for cell in sheet.cells
            ]  # fmt: skip
            sheets.append(replace(sheet, cells=tuple(cells), charts=()))
        return replace(self.book, sheets=tuple(sheets))


def sheet_of(one: Assessment) -> Sheet:
    """The rows are found by what an officer reads in them."""
    card = score(one)
    framework = card.framework
    made = Sheet(report_book(plan(diagnose(card)), ()), {})
    codes = {framework.label(code): (Kind.TOOL, code) for code in framework.scores}
    codes |= {framework.item_label(ref): (Kind.ITEM, ref) for ref in framework.all_refs}
    codes |= {f"ตัวชี้วัดที่ {one.number}": (Kind.INDICATOR, str(one.number)) for one in framework.indicators}
    number = ""
    for (row, column), cell in sorted(made.cells.items()):
        if column or row <= 10:
            continue
        text = str(cell.value)
        if text == "ภาพรวม":
            made.rows[OVERALL] = row
        elif text in codes:
            made.rows[codes[text]] = row
            number = codes[text][1]
        elif part := re.fullmatch(r"ส่วนที่ (\d)", text):
            made.rows[Kind.INDICATOR_PART, f"{number}:{part[1]}"] = row
    return made


def shown(path: Path, sheet: Sheet) -> tuple[dict[Key, object], object, dict[str, object]]:
    """Results by key, the level, and the status of each level, as the spreadsheet program shows them."""
    found = {where: value for (name, where), value in values(path).items() if name == SIMULATION}
    results = {key: found.get(f"E{row + 1}") for key, row in sheet.rows.items()}
    statuses = {str(found[f"B{row}"]).partition(":")[0]: found.get(f"A{row}") for row in range(11, 18)
                if ":" in str(found.get(f"B{row}"))}  # fmt: skip
    return results, found["A4"], statuses


def same(result: object, truth: Decimal | None) -> bool:
    if truth is None:
        return result in (None, "")
    return isinstance(result, int | float) and Decimal(repr(float(result))).quantize(Decimal("1e-6")) == truth


def bases(year: int) -> dict[str, dict[str, object]]:
    """Assessments of a year at every level of detail, as arguments of ``assessment``."""
    framework = load(year)
    indicators = dict.fromkeys(range(1, 11), "93.1")
    found: dict[str, dict[str, object]] = {
        "indicators": {"indicators": LAMPHUN},
        "near the bars": {"indicators": {n: f"95.0{n % 3}" for n in range(1, 11)}},
        "tools": {"tools": {code: "90.5" for code in framework.scores if code != "EIT" or not framework.parts("EIT")}},
        "tools without parts": {"tools": dict.fromkeys(framework.tool_codes, "96.2")},
        "a total": {"overall": "91.25"},
        "two tools": {"tools": {"IIT": "97", "OIT": "88.1"}},
    }
    items = [ref for one in framework.indicators if one.derive == "items" for ref in framework.refs(one)]
    if items:
        scores = {ref: f"{80 + at % 19}.{at:02}" for at, ref in enumerate(items)}
        found["items"] = {"items": scores, "indicators": {9: "88.8", 10: "95"}}
        found["items of one part"] = {
            "items": {ref: value for ref, value in scores.items() if not ref.endswith(":2")},
            "indicators": {9: "97", 10: "96.5"},
        }
    if framework.parts("EIT"):
        parts = {f"{n}:{part}": f"{85 + n + part}.33" for n in (6, 7, 8) for part in (1, 2)}
        rest = {n: value for n, value in indicators.items() if n not in (6, 7, 8)}
        found["parts of indicators"] = {"parts": parts, "indicators": rest}
    # Printed indicators that the items give exactly.
    checked = [one for one in framework.indicators if one.derive == "check" and one.tool == "OIT"]
    oit = {code: "100" if at % 5 else "50" for one in checked for at, code in enumerate(one.items)}
    means = {one.number: average(year, one.number, oit) for one in checked}
    found["items of OIT"] = {"items": oit, "indicators": {**indicators, **means}}
    return found


def average(year: int, number: int, items: Mapping[str, str]) -> str:
    """The mean of the items of an indicator, or of its sub-indicators, by hand."""
    indicator = load(year).indicator(number)
    groups = [sub.items for sub in indicator.sub] if indicator.method == "mean_of_subs" else [indicator.items]
    means = [sum(Decimal(items[code]) for code in group) / len(group) for group in groups]
    return f"{half_up(sum(means) / len(means))}"


def changed(year: int, base: Mapping[str, object], trials: Mapping[Key, Decimal]) -> Scorecard:
    """The scorecard of an assessment that was printed with the tried scores."""
    names = {Kind.ITEM: "items", Kind.INDICATOR_PART: "parts", Kind.INDICATOR: "indicators", Kind.TOOL: "tools"}
    figures = {word: dict(base.get(word) or {}) for word in names.values()}  # type: ignore[call-overload]
    overall = base.get("overall")
    for (kind, ref), value in trials.items():
        if kind is Kind.OVERALL:
            overall = value
        else:
            figures[names[kind]][int(ref) if kind is Kind.INDICATOR else ref] = value
    for indicator in load(year).indicators:
        own = (Kind.INDICATOR, str(indicator.number))
        tried_items = any((Kind.ITEM, code) in trials for code in indicator.items)
        if indicator.derive == "check" and own not in trials and tried_items:
            figures["indicators"][indicator.number] = average(year, indicator.number, figures["items"])
    return score(assessment(year, overall=overall, **figures))  # type: ignore[arg-type]


def some_trials(card: Scorecard, dice: random.Random) -> dict[Key, Decimal]:
    """Random scores for some of what can be tried; often near a bar."""
    keys = [*trial_keys(card)]
    keys += [(Kind.ITEM, ref) for one in card.framework.indicators if items_carry(card, one)
             for ref in card.framework.refs(one)]  # fmt: skip
    chosen = dice.sample(keys, dice.randint(1, len(keys)))
    kinds = (
        lambda: Decimal(dice.randint(0, 10_000)) / 100,
        lambda: dice.choice([Decimal(95), Decimal(85)]) + Decimal(dice.randint(-4, 4)) / 100,
        lambda: Decimal(dice.randint(9_000, 10_000)) / 100,
    )
    make = dice.choice(kinds)
    return {key: make() for key in chosen}


def edges(card: Scorecard) -> list[dict[Key, Decimal]]:
    """A whole EIT just where its unknown parts may, or must, reach a bar; one item of a printed indicator."""
    framework = card.framework
    found: list[dict[Key, Decimal]] = []
    eit = (Kind.TOOL, "EIT")
    if framework.parts("EIT") and eit in trial_keys(card):
        rest: dict[Key, Decimal] = {(Kind.TOOL, "IIT"): Decimal(99), (Kind.TOOL, "OIT"): Decimal(99)}
        found += [{**rest, eit: Decimal(value)} for value in ("94.98", "94.99", "97.50", "97.51")]
    for indicator in framework.indicators:
        if items_carry(card, indicator):
            found.append({(Kind.ITEM, indicator.items[0]): Decimal(37)})
    return found


@pytest.mark.libreoffice
@pytest.mark.parametrize("year", YEARS)
def test_what_is_tried_gives_what_python_gives(tmp_path: Path, office: Office, year: int) -> None:
    dice = random.Random(year)
    paths, truths = [], []
    for name, base in bases(year).items():
        one = assessment(year, **base)  # type: ignore[arg-type]
        card, sheet = score(one), sheet_of(one)
        for number, trials in enumerate([{}, *edges(card), *(some_trials(card, dice) for _ in range(RANDOM))]):
            path = tmp_path / f"{name} {number}.xlsx"
            path.write_bytes(workbook_bytes(sheet.typed(trials)))
            paths.append(path)
            truths.append((path.stem, sheet, trials, changed(year, base, trials)))
    for again, (name, sheet, trials, truth) in zip(
        office.recalculate_many(paths, tmp_path / "out"), truths, strict=True
    ):
        results, level, _ = shown(again, sheet)
        for key, result in results.items():
            assert same(result, truth.value(*key)), (name, key, result, truth.value(*key), trials)
        if truth.overall.value is None:
            assert level in ("ข้อมูลไม่ครบ", level_name(truth)), (name, trials)
        elif "a total" not in name or not load(year).floor_scores:
            assert level == level_name(truth), (name, trials)


@pytest.mark.libreoffice
def test_present_scores_typed_in_change_nothing(tmp_path: Path, office: Office) -> None:
    sheets, paths = [], []
    for name, one in CASES.items():
        card, sheet = score(one), sheet_of(one)
        present = {key: value for key in trial_keys(card) if (value := card.value(*key)) is not None}
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(workbook_bytes(sheet.typed(present)))
        sheets.append((name, card, sheet))
        paths.append(path)
    for again, (name, card, sheet) in zip(office.recalculate_many(paths, tmp_path / "out"), sheets, strict=True):
        results, level, _ = shown(again, sheet)
        complete = all(card.tools[code].value is not None for code in card.framework.tool_codes)
        if complete and not card.contradicted and max(one.value or 0 for one in card.scores.values()) <= 100:
            assert same(results[OVERALL], card.overall.value), name
            assert level == level_name(card), name


@pytest.mark.libreoffice
def test_the_way_beside_the_scores_leads_to_the_next_level(tmp_path: Path, office: Office) -> None:
    """What stands in the column of the way, copied into the yellow cells, reaches the level."""
    paths, sheets = [], []
    for name, one in CASES.items():
        diagnosis, sheet = diagnose(score(one)), sheet_of(one)
        way = diagnosis.way
        if way is None or not way.improvements:
            continue
        cells = sheet.cells
        trials = {
            key: cells[row, TARGET].value for key, row in sheet.rows.items() if cells[row, TARGET].value is not None
        }
        assert trials == {one_.key: one_.after for one_ in way.improvements}, name
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(workbook_bytes(sheet.typed(trials)))  # type: ignore[arg-type]
        paths.append(path)
        sheets.append((sheet, way.level.name))
    assert len(paths) > 5
    for again, (sheet, name) in zip(office.recalculate_many(paths, tmp_path / "out"), sheets, strict=True):
        _, level, statuses = shown(again, sheet)
        assert level == name, again.stem
        assert statuses[name] == "✓ ครบ", again.stem


@pytest.mark.libreoffice
@pytest.mark.parametrize("junk", ["เก้าสิบ", " ", Decimal("100.01"), Decimal(-1)])
def test_what_is_no_score_is_said(tmp_path: Path, office: Office, junk: Decimal | str) -> None:
    """Pasting passes by the validation."""
    sheet = sheet_of(CASES["items"])
    path = tmp_path / "ก.xlsx"
    path.write_bytes(workbook_bytes(sheet.typed({(Kind.ITEM, "i1"): junk})))
    results, level, _ = shown(office.recalculate(path, tmp_path / "out"), sheet)
    assert results[Kind.ITEM, "i1"] == "?"
    assert results[Kind.INDICATOR, "1"] in (None, "")
    assert results[OVERALL] in (None, "")
    assert level == "ข้อมูลไม่ครบ"


@pytest.mark.parametrize("name", CASES)
def test_only_functions_that_every_program_knows(name: str) -> None:
    formulas = [cell.formula for cell in sheet_of(CASES[name]).cells.values() if cell.formula]
    assert formulas
    for formula in formulas:
        bare = re.sub(r'"[^"]*"', "", formula)
        assert set(re.findall(r"([A-Z][A-Z0-9.]*)\(", bare)) <= ALLOWED, formula
        assert len(formula) < 8_000


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("items", {Kind.ITEM, Kind.INDICATOR}),
        ("indicators", {Kind.INDICATOR}),
        ("tools", {Kind.TOOL}),
        ("parts of indicators", {Kind.INDICATOR, Kind.INDICATOR_PART}),
        ("nothing but a total", {Kind.OVERALL}),
    ],
)
def test_scores_are_tried_where_they_are_known(name: str, kinds: set[Kind]) -> None:
    sheet = sheet_of(CASES[name])
    cells = sheet.cells
    yellow = {key for key, row in sheet.rows.items() if cells[row, TRY].style == "input"}
    assert {key[0] for key in yellow} == kinds
    assert all(cells[row, TRY].value is None for row in sheet.rows.values())
    (own,) = [one for one in sheet.book.sheets if one.name == SIMULATION]
    checked = {row for one in own.validations for row in range(one.area.first_row, one.area.last_row + 1)}
    assert checked == {sheet.rows[key] for key in yellow}
    assert {(one.minimum, one.maximum) for one in own.validations} == {(0, 100)}


def test_items_of_an_indicator_as_printed_only_where_they_give_it() -> None:
    """The published report of 2568 refutes the mean; where all items are equal, any way to add them up would fit."""
    oit = {f"o{number}": "100" for number in range(1, 21)}
    cases = [
        ({**oit, "o6": "50"}, "95.00", False),
        ({**oit, "o6": "50"}, "97.50", True),
        (oit, "100", False),
        ({code: value for code, value in oit.items() if code != "o3"}, "97.50", False),
    ]
    for items, printed, carried in cases:
        card = score(assessment(items=items, indicators={9: printed}))
        assert items_carry(card, card.framework.indicator(9)) is carried, (printed, len(items))


def test_a_trial_stays_within_its_sheet(tmp_path: Path) -> None:
    """Read again, a report with trials in it says what it said."""
    sheet = sheet_of(CASES["items"])
    path = tmp_path / "รายงาน.xlsx"
    book = sheet.book
    (own,) = [one for one in book.sheets if one.name == SIMULATION]
    at = sheet.rows[Kind.ITEM, "i1"]
    cells = tuple(
        cell._replace(value=Decimal(1)) if (cell.row, cell.column) == (at, TRY) else cell for cell in own.cells
    )
    sheets = tuple(replace(one, cells=cells) if one is own else one for one in book.sheets)
    path.write_bytes(workbook_bytes(replace(book, sheets=sheets)))
    assert lint(path) == []
    (again,) = read(path)
    assert {one.value for one in again.readings(Kind.ITEM, "i1")} == {Decimal(BANG_PLA_ITEMS["i1"])}


def test_a_year_whose_rules_are_not_known_has_nothing_to_try() -> None:
    with pytest.raises(RulesError) as caught:
        sheet_of(assessment(2569, indicators=LAMPHUN))
    assert caught.value.code == "E203"
