"""The misprints behind contradicting figures are proposed, the likeliest first, and nothing is ever applied."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ita_xl import jsonout
from ita_xl.agreement import CODES, Agreement
from ita_xl.assessment import Assessment, Figure, Kind
from ita_xl.auditing import audit
from ita_xl.diagnosis import diagnose
from ita_xl.errors import Place
from ita_xl.explaining import Proposal, explain, explain_all
from ita_xl.framework import load
from ita_xl.misprints import Reason, guesses, hundredths
from ita_xl.respondents import infer_respondents
from ita_xl.scoring import Scorecard, score
from tests.build import (
    BANG_PLA_2567,
    BANG_PLA_INDICATORS,
    BANG_PLA_ITEMS,
    BANG_PLA_TOOLS,
    PA_PHLU,
    assessment,
)

ROOT = Path(__file__).parent.parent
FRAMEWORK = load(2568)
SURVEYED = [ref for ref in FRAMEWORK.all_refs if ref[0] != "o"]
PARTS = [f"{number}:{part}" for number in (6, 7, 8) for part in (1, 2)]
KINDS = {"items": Kind.ITEM, "parts": Kind.INDICATOR_PART, "indicators": Kind.INDICATOR, "tools": Kind.TOOL}


def bang_pla_as_printed() -> Assessment:
    return assessment(
        items=BANG_PLA_ITEMS | {"e1:2": "85", "e2:2": "85"},
        parts={"6:2": "86.67", "7:1": "98.34"},
        indicators=BANG_PLA_INDICATORS,
        tools=BANG_PLA_TOOLS,
        overall="96.04",
        level="ผ่านดี",
    )


def changes(one: Proposal) -> set[tuple[str, str, str]]:
    return {(each.ref, str(each.printed), str(each.proposed)) for each in one.changes}


def codes(one: Scorecard) -> Counter[str]:
    return Counter(each.code for each in audit(one) if each.code in CODES)


def applied(one: Assessment, proposal: Proposal) -> Assessment:
    new = {(each.kind, each.ref, each.change, each.printed): each.proposed for each in proposal.changes}
    figures = tuple(
        replace(each, value=new.get((each.kind, each.ref, each.change, half(each.value)), each.value))
        for each in one.figures
    )
    return replace(one, figures=figures)


def half(value: Decimal) -> Decimal:
    return Decimal(hundredths(value)).scaleb(-2)


# --- the published reports


def test_bang_pla_as_printed() -> None:
    card = score(bang_pla_as_printed())
    found = explain(card)
    best = found[0]
    assert changes(best) == {
        ("e1:2", "85.00", "95.00"),
        ("e2:2", "85.00", "95.00"),
        ("6:2", "86.67", "96.67"),
        ("7:1", "98.34", "98.38"),
    }
    assert {each.reason for each in best.changes} == {Reason.DIGIT_MISREAD}
    assert [(one.code, one.ref) for one in best.settles] == [
        ("A104", "6:2"), ("A103", "6"), ("A104", "7:1"), ("A102", "EIT2"), ("A101", ""),
    ]  # fmt: skip
    assert best.remains == ()
    assert "ข้อ e1 และ e2 ส่วนที่ 2 น่าจะเป็น 95.00 แทน 85.00 (อ่านเลข 9 เป็น 8)" in best.message
    assert "ตัวชี้วัดที่ 6 = (100.00 + 100.00 + 100.00 + 95.00 + 95.00 + 100.00) ÷ 6 = 98.33 ตามที่พิมพ์" in best.message
    assert "EIT ส่วนที่ 2 = 95.00 ตามที่พิมพ์" in best.message
    assert "พอ ๆ กัน" not in best.message


def test_bang_pla_as_checked_needs_no_explanation() -> None:
    checked = assessment(
        items=BANG_PLA_ITEMS, indicators=BANG_PLA_INDICATORS, tools=BANG_PLA_TOOLS, overall="96.04", level="ผ่านดี"
    )
    assert explain(score(checked)) == ()


def test_pa_phlu() -> None:
    found = explain(score(assessment(indicators=PA_PHLU, overall="98.32", level="ผ่านดีเยี่ยม")))
    best = found[0]
    assert changes(best) == {("7", "96.67", "99.67"), ("8", "98.84", "99.84"), ("3", "99.56", "99.58")}
    assert [(one.scope, one.count) for one in best.respondents] == [("IIT", 32)]
    assert "จำนวนผู้ตอบ 32 คน ซึ่งคะแนนเปลี่ยนทีละ 0.2083" in best.message
    assert "0.30 × 96.25 + 0.30 × 99.81 + 0.40 × 98.75 = 98.32 ตามที่พิมพ์" in best.message
    # One sum leaves room for more than one explanation, and the message says so.
    assert len(found) > 1
    assert re.search(r"คำอธิบายที่เป็นไปได้พอ ๆ กัน \d+ แบบ", best.message)


# --- each sort of slip


def printed(**figures: Any) -> Assessment:
    """Bang Pla as checked with its parts, some figures printed otherwise: ``items={"i1": "93.93"}``."""
    card = score(assessment(items=BANG_PLA_ITEMS, indicators=BANG_PLA_INDICATORS))
    whole: dict[str, Any] = {
        "items": {ref: BANG_PLA_ITEMS[ref] for ref in SURVEYED},
        "parts": {ref: card.value(Kind.INDICATOR_PART, ref) for ref in PARTS},
        "indicators": dict(BANG_PLA_INDICATORS),
        "tools": dict(BANG_PLA_TOOLS),
        "overall": "96.04",
    }
    previous = figures.pop("previous", None)
    for group, changed in figures.items():
        whole[group] = whole[group] | changed if isinstance(changed, dict) else changed
    return assessment(**whole, previous=previous)


@pytest.mark.parametrize(
    ("figures", "expected", "reason"),
    [
        ({"items": {"i1": "99.83"}}, {("i1", "99.83", "99.33")}, Reason.DIGIT_MISREAD),
        ({"items": {"e5:1": "94.86"}}, {("e5:1", "94.86", "98.46")}, Reason.DIGITS_EXCHANGED),
        ({"items": {"i2": "9667"}}, {("i2", "9667.00", "96.67")}, Reason.POINT_MOVED),
        ({"items": {"i2": "6.67"}}, {("i2", "6.67", "96.67")}, Reason.DIGIT_LOST),
        ({"tools": {"EIT1": "9.94"}}, {("EIT1", "9.94", "99.43")}, Reason.POINT_MOVED),
        ({"indicators": {7: "98.66"}}, {("7", "98.66", "96.86")}, Reason.DIGITS_EXCHANGED),
        ({"overall": "95.04"}, {("", "95.04", "96.04")}, Reason.DIGIT_MISREAD),
        (
            {"indicators": {7: "96.46", 8: "96.86"}},
            {("7", "96.46", "96.86"), ("8", "96.86", "96.46")},
            Reason.FIGURES_SWAPPED,
        ),
        (
            {"items": {"e7:2": "97", "e9:2": "89", "e4:2": "93", "e8:2": "96"}},
            {("e4:2", "93.00", "96.00"), ("e8:2", "96.00", "93.00")},
            Reason.FIGURES_SWAPPED,
        ),
    ],
)
def test_slips(figures: dict[str, Any], expected: set[tuple[str, str, str]], reason: Reason) -> None:
    best = explain(score(printed(**figures)))[0]
    assert changes(best) == expected
    assert {each.reason for each in best.changes} == {reason}
    assert best.remains == ()


def test_a_figure_of_the_year_before() -> None:
    previous = assessment(2567, indicators=BANG_PLA_2567 | {3: "91.37"})
    best = explain(score(printed(indicators={3: "91.37"}, previous=previous)))[0]
    assert [(each.ref, each.reason) for each in best.changes] == [("3", Reason.YEAR_BEFORE)]
    assert abs(best.changes[0].proposed - 100) <= Decimal("0.01")
    assert "พิมพ์คะแนนของปีก่อน" in best.message


def test_a_figure_of_the_row_above() -> None:
    found = explain(score(printed(items={"e8:2": "89"})))
    assert [("e8:2", "89.00", "93.00")] in [list(changes(one)) for one in found[:2]]
    copied = printed(items={"e5:1": "97.95"})
    # Which of two equal rows is the copy cannot be known.
    found = explain(score(copied))
    assert [[(each.ref, str(each.proposed), each.reason) for each in one.changes] for one in found] == [
        [(ref, "98.46", Reason.OTHER_ROW)] for ref in ("e4:1", "e5:1")
    ]


def test_a_difference_without_its_sign() -> None:
    previous = assessment(2567, indicators=BANG_PLA_2567)
    one = printed(previous=previous)
    place = Place("ทดสอบ.xlsx", "แผ่น", "E9")
    one = replace(one, figures=(*one.figures, Figure(Kind.INDICATOR, "9", Decimal("5.00"), place, "5.00", change=True)))
    best = explain(score(one))[0]
    assert [(each.ref, each.change, each.printed, each.proposed) for each in best.changes] == [
        ("9", True, Decimal("5.00"), Decimal("-5.00"))
    ]
    assert best.changes[0].reason is Reason.SIGN_LOST
    assert [one.code for one in best.settles] == ["A107"]
    assert "น่าจะเป็น -5.00 แทน +5.00" in best.message
    assert "95.00 − 100.00 = -5.00" in best.message


def test_a_figure_of_the_year_before_misread_there() -> None:
    previous = assessment(2567, indicators=BANG_PLA_2567 | {1: "93.28"}, overall="97.02")
    assert codes(score(previous))["A101"] == 1
    one = replace(printed(), previous=previous)
    place = Place("ทดสอบ.xlsx", "แผ่น", "E1")
    one = replace(
        one, figures=(*one.figures, Figure(Kind.INDICATOR, "1", Decimal("0.39"), place, "+0.39", change=True))
    )
    best = explain(score(one))[0]
    assert [(each.fiscal_year, each.ref, str(each.proposed)) for each in best.changes] == [(2567, "1", "98.28")]
    assert "ปี พ.ศ. 2567" in best.message


def test_printed_parts_against_their_whole() -> None:
    tools = BANG_PLA_TOOLS | {"EIT1": "93.43"}
    one = assessment(indicators=BANG_PLA_INDICATORS, tools=tools, overall="96.04")
    assert codes(score(one)) == {"A106": 1}
    best = explain(score(one))[0]
    assert changes(best) == {("EIT1", "93.43", "99.43")}
    assert [(each.code, each.ref) for each in best.settles] == [("A106", "EIT")]
    assert "แล้วคะแนนสองส่วนของ EIT ตรงกับคะแนนรวม" in best.message


def test_an_impossible_score() -> None:
    one = assessment(items={"i1": "99.33", "i2": "96.67"}, indicators={1: "88.67"})
    best = explain(score(one))
    assert codes(score(one)) == {}
    assert best == ()
    low = assessment(items={"i1": "99.33", "i2": "96.67"}, indicators={1: "48.67"})
    assert codes(score(low)) == {"A105": 1}
    best = explain(score(low))
    assert [one.code for one in best[0].settles] == ["A105"]
    assert codes(score(applied(low, best[0]))) == {}


def test_one_figure_in_several_cells_is_one_change_with_all_its_places() -> None:
    one = printed(items={"i1": "99.83"})
    again = Place("ทดสอบ.xlsx", "แผ่นอื่น", "C3")
    one = replace(one, figures=(*one.figures, Figure(Kind.ITEM, "i1", Decimal("99.83"), again)))
    change = explain(score(one))[0].changes[0]
    assert [place.cell for place in change.places] == ["B1", "C3"]


def test_what_cannot_all_be_settled_is_told() -> None:
    # Four misprints in four tables: three of them at most are proposed together.
    one = printed(items={"i1": "99.83", "e5:1": "94.86"}, parts={"7:2": "95.88"}, tools={"OIT": "97.50"})
    found = explain(score(one))
    assert found
    for each in found:
        assert each.remains
        assert "แต่ยังเหลือข้อขัดแย้งที่" in each.message


def test_two_slips_that_have_nothing_to_do_with_each_other() -> None:
    one = printed(items={"i1": "99.83"}, parts={"8:1": "99.97"})
    assert changes(explain(score(one))[0]) == {("i1", "99.83", "99.33"), ("8:1", "99.97", "99.91")}


def test_no_likely_misprint_no_proposal() -> None:
    assert explain(score(printed(tools={"IIT": "12.34"}))) == ()


def test_the_limit() -> None:
    card = score(assessment(indicators=PA_PHLU, overall="98.32"))
    assert len(explain(card, limit=2)) == 2
    assert explain(card, limit=0) == ()
    assert explain(card, limit=2)[0].changes == explain(card)[0].changes


def test_the_year_before_is_explained_with_a_mark() -> None:
    previous = assessment(2567, indicators=BANG_PLA_2567, tools={"IIT": "96.56"})
    card = score(printed(previous=previous))
    assert explain(card) == ()
    assert all(one.message.startswith("ปีก่อน (พ.ศ. 2567): ") for one in explain_all(card))
    assert changes(explain_all(card)[0]) == {("IIT", "96.56", "96.26")}


# --- the parts of it


def test_guesses_are_within_the_scale_and_name_the_likeliest_slip() -> None:
    found = {one.value: one for one in guesses(9834)}
    assert found[9838].reason is Reason.DIGIT_MISREAD
    assert found[9838].cost < found[9832].cost
    assert found[9843].reason is Reason.DIGITS_EXCHANGED
    assert all(0 <= one.value <= 10000 for one in guesses(9834))
    assert {one.value for one in guesses(-98, change=True)} >= {98, -93}
    assert 9867 in {one.value for one in guesses(987)}
    assert 9867 in {one.value for one in guesses(986700)}


@pytest.mark.parametrize(
    ("scores", "count"),
    [
        ({"1": (9521, 3), "2": (9896, 3), "3": (9956, 3), "4": (8958, 3), "5": (9792, 3)}, 32),
        ({"i2": (9892, 1), "i5": (9676, 1), "i7": (9946, 1)}, 37),
        ({"e3": (9762, 1), "e4": (9950, 1), "e5": (9952, 1), "e7": (9905, 1), "e6": (9952, 1)}, 42),
        ({"e4": (9795, 1), "e5": (9846, 1), "e6": (9872, 1), "e7": (9974, 1)}, 78),
        ({"i1": (9933, 1)}, None),
        ({"i1": (10000, 1), "i2": (10000, 1), "i3": (9000, 1)}, None),
        ({str(n): (n, 1) for n in (9013, 9151, 9377, 9419, 9533, 9641, 9787, 9931)}, None),
    ],
)
def test_numbers_of_respondents(scores: dict[str, tuple[int, int]], count: int | None) -> None:
    found = infer_respondents("IIT", Fraction(20), scores)
    assert (found.count if found else None) == count


# --- properties


@st.composite
def consistent(draw: st.DrawFn) -> dict[str, Any]:
    """Printed figures as the scoring computes them, of respondents whose number differs by tool and part."""
    counts = {one: draw(st.sampled_from([10, 20, 30, 37, 42, 78, 120])) for one in "i12"}
    items = {}
    for ref in SURVEYED:
        count = counts["i" if ref[0] == "i" else ref[-1]]
        lost = draw(st.integers(0, max(1, count // 2)))
        items[ref] = half(Decimal(100) - Decimal(20 * lost) / count)
    oit = {9: draw(st.sampled_from(["100", "97.50", "95", "90"])), 10: draw(st.sampled_from(["100", "90", "87.50"]))}
    card = score(assessment(items=items, indicators=oit))
    whole: dict[str, Any] = {
        "items": items,
        "parts": {ref: card.value(Kind.INDICATOR_PART, ref) for ref in PARTS},
        "indicators": {one: card.value(Kind.INDICATOR, str(one)) for one in range(1, 11)},
        "tools": {code: card.value(Kind.TOOL, code) for code in BANG_PLA_TOOLS},
        "overall": card.overall.value,
    }
    if draw(st.booleans()):
        del whole["parts"]
    return whole


@st.composite
def misprinted(draw: st.DrawFn) -> tuple[dict[str, Any], tuple[Kind, str, Decimal]]:
    """A consistent assessment with one misread digit, and what the misread figure truly is."""
    whole = draw(consistent())
    group = draw(st.sampled_from([one for one in whole if one != "overall"]))
    ref = draw(st.sampled_from(list(whole[group])))
    true = whole[group][ref]
    digits = f"{hundredths(true):03d}"
    at = draw(st.integers(0, len(digits) - 1))
    wrong = int(digits[:at] + draw(st.sampled_from("0123456789".replace(digits[at], ""))) + digits[at + 1 :])
    assume(0 < wrong <= 10000)
    return whole | {group: whole[group] | {ref: Decimal(wrong).scaleb(-2)}}, (KINDS[group], str(ref), true)


@settings(max_examples=60, deadline=None)
@given(consistent())
def test_figures_that_agree_need_no_explanation(whole: dict[str, Any]) -> None:
    card = score(assessment(**whole))
    assert codes(card) == {}
    assert explain(card) == ()


@settings(max_examples=150, deadline=None)
@given(misprinted())
def test_one_misread_digit_is_found(case: tuple[dict[str, Any], tuple[Kind, str, Decimal]]) -> None:
    whole, true = case
    card = score(assessment(**whole))
    assume(codes(card))
    found = explain(card, limit=8)
    truths = [at for at, one in enumerate(found) if [(c.kind, c.ref, c.proposed) for c in one.changes] == [true]]
    assert truths, [changes(one) for one in found]
    # What stands above it is no better than close.
    assert found[truths[0]].cost - found[0].cost <= 90


def known_numbers(card: Scorecard, proposal: Proposal) -> set[str]:
    after = score(applied(card.assessment, proposal))
    values = {one.value for each in (card, after) for one in each.scores.values() if one.value is not None}
    values |= {half(one.value) for one in card.assessment.figures}
    values |= {value for one in proposal.changes for value in (one.printed, one.proposed)}
    return {f"{abs(value):.2f}" for value in values}


@settings(max_examples=80, deadline=None)
@given(misprinted())
def test_every_number_of_a_message_is_a_figure(case: tuple[dict[str, Any], tuple[Kind, str, Decimal]]) -> None:
    card = score(assessment(**case[0]))
    for one in explain(card):
        known = known_numbers(card, one)
        told = re.sub(r"0\.\d+ ×|ทีละ [\d.]+", "", one.message)
        assert set(re.findall(r"\d+\.\d\d", told)) <= known, one.message


@st.composite
def anything(draw: st.DrawFn) -> Assessment:
    """Figures of any value, any of them missing."""
    year = draw(st.sampled_from([2563, 2564, 2566, 2567, 2568]))
    framework = load(year)
    spread = draw(st.sampled_from([3, 300, 10000]))
    values = st.integers(10000 - spread, 10000).map(lambda one: str(Decimal(one).scaleb(-2)))

    def some(names: list[Any]) -> dict[Any, str]:
        chosen = draw(st.sampled_from([0, len(names) // 2, len(names)]))
        return {name: draw(values) for name in names[:chosen]}

    parts = [f"{one.number}:{part.number}" for one in framework.indicators for part in framework.parts(one.tool)]
    whole = assessment(
        year,
        items=some([ref for ref in framework.all_refs if ref[0] != "o"]),
        parts=some(parts),
        indicators=some(list(range(1, 11))),
        tools=some(list(framework.scores)),
        overall=draw(st.none() | values),
    )
    if draw(st.booleans()):
        before = assessment(2567, indicators={n: draw(values) for n in range(1, 11)}) if year == 2568 else None
        moved = tuple(
            Figure(one.kind, one.ref, Decimal(draw(st.integers(-500, 500))).scaleb(-2), change=True)
            for one in whole.figures[:3]
        )
        whole = replace(whole, figures=(*whole.figures, *moved), previous=before)
    return whole


@settings(max_examples=60, deadline=None)
@given(anything())
def test_any_assessment_is_explained_or_left_and_never_made_worse(one: Assessment) -> None:
    card = score(one)
    before = codes(card)
    figures = one.figures
    found = explain(card)
    assert one.figures is figures
    assert found == explain(card)
    assert not found or before
    assert [each.cost for each in found if not each.remains] == sorted(each.cost for each in found if not each.remains)
    for each in found:
        assert each.changes
        assert each.settles
        if any(change.fiscal_year != one.fiscal_year for change in each.changes):
            continue
        after = codes(score(applied(one, each)))
        assert sum(after.values()) < sum(before.values())
        assert bool(after) == bool(each.remains)


@settings(max_examples=80, deadline=None)
@given(misprinted())
def test_the_sums_are_those_of_the_audit(case: tuple[dict[str, Any], tuple[Kind, str, Decimal]]) -> None:
    card = score(assessment(**case[0]))
    agreement = Agreement(card)
    broken = Counter(one.about.code for at, one in enumerate(agreement.checks) if not agreement.holds(at))
    assert broken == codes(card)


def test_json_of_proposals_is_as_described() -> None:
    schema = json.loads((ROOT / "docs" / "score.schema.json").read_text(encoding="utf-8"))
    card = score(bang_pla_as_printed())
    document = jsonout.document([jsonout.assessment(diagnose(card), audit(card))], [])
    jsonschema.validate(document, schema, cls=jsonschema.Draft202012Validator)
    first = document["assessments"][0]["proposals"][0]
    assert {"ref": "7:1", "printed": "98.34", "proposed": "98.38", "reason": "digit_misread"}.items() <= {
        key: value for one in first["changes"] if one["ref"] == "7:1" for key, value in one.items()
    }.items()
    assert {"code": "A101", "kind": "overall", "ref": ""} in first["settles"]
    assert first["remains"] == []
