"""Every contradiction of the published reports is found, and figures that agree raise no alarm."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ita_xl.assessment import Assessment, Figure, Kind, Wording
from ita_xl.auditing import audit, audit_all
from ita_xl.errors import Place
from ita_xl.findings import Finding, Severity
from ita_xl.framework import load
from ita_xl.scoring import score
from tests.build import (
    BANG_PLA_2567,
    BANG_PLA_INDICATORS,
    BANG_PLA_ITEMS,
    BANG_PLA_TOOLS,
    LAMPHUN,
    PA_PHLU,
    PHU_SANG_ITEMS,
    assessment,
)

REFS = load(2568).all_refs


def found(one: Assessment) -> dict[str, list[Finding]]:
    by_code: dict[str, list[Finding]] = {}
    for finding in audit_all(score(one)):
        by_code.setdefault(finding.code, []).append(finding)
    return by_code


def test_bang_pla_as_checked_only_warns_of_indicators_9_and_10() -> None:
    one = assessment(
        items=BANG_PLA_ITEMS, indicators=BANG_PLA_INDICATORS, tools=BANG_PLA_TOOLS, overall="96.04", level="ผ่านดี"
    )
    codes = found(one)
    assert set(codes) == {"A108"}
    assert [(f.stated, f.computed, f.severity) for f in codes["A108"]] == [
        ("95.00", "97.50", Severity.WARNING),
        ("90.00", "93.75", Severity.WARNING),
    ]


def test_bang_pla_as_printed_contradicts_itself() -> None:
    printed = BANG_PLA_ITEMS | {"e1:2": "85", "e2:2": "85"}
    parts = {"6:2": "86.67", "7:1": "98.34", "7:2": "95.33", "8:1": "99.91", "8:2": "93.00"}
    codes = found(assessment(items=printed, parts=parts, indicators=BANG_PLA_INDICATORS, tools=BANG_PLA_TOOLS))
    assert [(f.stated, f.computed) for f in codes["A104"]] == [("86.67", "90.00"), ("98.34", "98.38")]
    assert [(f.stated, f.computed) for f in codes["A103"]] == [("98.33", "95.00")]
    assert ("95.00", "92.78") in [(f.stated, f.computed) for f in codes["A102"]]


def test_narrative_98_34_against_the_table_98_33_is_within_tolerance_but_two_values() -> None:
    one = assessment(items=BANG_PLA_ITEMS, indicators=BANG_PLA_INDICATORS)
    twice = replace(one, figures=(*one.figures, Figure(Kind.INDICATOR, "6", Decimal("98.34"), Place("f", "s", "C9"))))
    codes = found(twice)
    assert codes["A303"][0].stated == "98.33, 98.34"
    assert "A103" not in codes


def test_pa_phlu_overall() -> None:
    finding = found(assessment(indicators=PA_PHLU, overall="98.32", level="ผ่านดีเยี่ยม"))["A101"][0]
    assert (finding.stated, finding.computed) == ("98.32", "97.92")
    assert finding.places[0].cell == "B11"


def test_pa_phlu_item_tables() -> None:
    figures = [
        Figure(Kind.ITEM, "i1", Decimal("96.88"), Place("f", "s", "C17")),
        Figure(Kind.ITEM, "i1", Decimal("100"), Place("f", "s", "C24")),
        *(
            Figure(Kind.ITEM, ref, Decimal(value))
            for ref, value in {"i10": "100", "i11": "96.77", "i12": "98.06"}.items()
        ),
    ]
    one = assessment(indicators=PA_PHLU)
    one = replace(
        one,
        figures=(*one.figures, *figures),
        foreign=(Figure(Kind.ITEM, "o30", Decimal(100), Place("f", "s", "C40")),),
        titles={"o7": Wording("แผนยุทธศาสตร์หรือแผนพัฒนาหน่วยงาน", Place("f", "s", "C20"))},
    )
    codes = found(one)
    assert [place.cell for place in codes["A302"][0].places] == ["C17", "C24"]
    assert ("89.58", "98.28") in [(f.stated, f.computed) for f in codes["A103"]]
    assert codes["A301"][0].stated == "o30"
    assert "2567" in codes["A301"][0].message
    assert codes["A304"][0].stated == "o7"


def test_phu_sang_level() -> None:
    finding = found(assessment(2567, items=PHU_SANG_ITEMS, overall="99.78", level="ต้องปรับปรุง"))["A201"][0]
    assert (finding.stated, finding.computed) == ("ต้องปรับปรุง", "ผ่านดีเยี่ยม")
    assert finding.severity is Severity.ERROR


def test_lamphun_agrees() -> None:
    codes = found(assessment(indicators=LAMPHUN, overall="90.14", level="ผ่าน"))
    assert set(codes) == {"A401"}


@pytest.mark.parametrize(("wording", "code"), [("AA", "A202"), ("ยอดเยี่ยมมาก", "A202"), ("ผ่านดี", "A201")])
def test_levels_that_cannot_be(wording: str, code: str) -> None:
    assert code in found(assessment(indicators=LAMPHUN, level=wording))


def test_two_levels() -> None:
    one = assessment(indicators=LAMPHUN, level="ผ่าน")
    assert "A203" in found(replace(one, levels=(*one.levels, Wording("ผ่านดี"))))


def test_parts_that_do_not_fit_their_tool() -> None:
    codes = found(assessment(indicators=BANG_PLA_INDICATORS, tools={"EIT1": "99.43", "EIT2": "85.00"}))
    assert (codes["A106"][0].stated, codes["A106"][0].computed) == ("92.22", "97.22")


def test_a_printed_score_that_cannot_be() -> None:
    # IIT and OIT alone give 70; whatever EIT is, the overall score is at least that.
    codes = found(assessment(tools={"IIT": 100, "OIT": 100}, overall="69.00"))
    assert codes["A105"][0].stated == "69.00"


def test_a_printed_change() -> None:
    before = assessment(2567, indicators=BANG_PLA_2567)
    one = assessment(indicators=BANG_PLA_INDICATORS, previous=before)
    right = Figure(Kind.INDICATOR, "1", Decimal("0.39"), change=True)
    wrong = Figure(Kind.INDICATOR, "2", Decimal("3.92"), Place("f", "s", "E3"), change=True)
    codes = found(replace(one, figures=(*one.figures, right, wrong)))
    assert [(f.stated, f.computed) for f in codes["A107"]] == [("+3.92", "+3.22")]


def test_the_year_before_is_audited_too() -> None:
    before = assessment(2567, indicators=BANG_PLA_2567, overall="99.99")
    findings = found(assessment(indicators=BANG_PLA_INDICATORS, previous=before))["A101"]
    assert findings[0].message.startswith("ปีก่อน (พ.ศ. 2567)")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 10_000), min_size=len(REFS), max_size=len(REFS)), st.integers(-1, 1))
def test_figures_that_agree_raise_no_alarm(values: list[int], slip: int) -> None:
    """Printed figures that are the computed ones, or 0.01 off, are no findings."""
    items = {ref: Decimal(value).scaleb(-2) for ref, value in zip(REFS, values, strict=True)}
    truth = score(assessment(items=items, indicators={9: 95, 10: 90}))
    off = Decimal(slip).scaleb(-2)

    def near(value: Decimal | None) -> Decimal:
        assert value is not None
        return min(Decimal(100), max(Decimal(0), value + off))

    printed = assessment(
        items=items,
        indicators={number: near(one.value) for number, one in truth.indicators.items()} | {9: 95, 10: 90},
        tools={code: near(one.value) for code, one in truth.tools.items()},
        overall=near(truth.overall.value),
        level=truth.level.name or "",
    )
    assert {finding.code for finding in audit(score(printed))} <= {"A108"}


def test_a_change_of_an_item_is_against_its_subject() -> None:
    before = assessment(2567, items={"o34": 60, "o27": 100})
    one = assessment(items={"o27": 50}, previous=before)
    right = Figure(Kind.ITEM, "o27", Decimal(-10), change=True)
    assert "A107" not in found(replace(one, figures=(*one.figures, right)))


def test_at_a_bar_the_printed_figures_that_agree_may_decide_the_level() -> None:
    indicators = {1: "95.01", 2: "95.01", 3: "95.01", 4: "94.98", 5: "94.98"} | dict.fromkeys(range(6, 11), "95")
    assert set(found(assessment(2565, indicators=indicators, overall="94.99", level="A"))) == set()
    assert set(found(assessment(2565, indicators=indicators, overall="94.99", level="B"))) == {"A201"}


def test_a_year_known_from_other_bodies_only_warns() -> None:
    codes = found(assessment(2563, indicators=dict.fromkeys(range(1, 11), 90), overall=92, level="AA"))
    assert {finding.severity for group in codes.values() for finding in group} == {Severity.WARNING}
