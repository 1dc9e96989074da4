"""Scores against published figures, and properties that hold for any scores."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ita_xl.assessment import Figure, Kind
from ita_xl.bounds import mean_tie, narrow
from ita_xl.errors import RulesError
from ita_xl.framework import load
from ita_xl.scoring import Origin, score
from tests.build import (
    BANG_PLA_2567,
    BANG_PLA_INDICATORS,
    BANG_PLA_ITEMS,
    LAMPHUN,
    PA_PHLU,
    PHU_SANG_ITEMS,
    assessment,
)

REFS = load(2568).all_refs
HUNDREDTHS = st.integers(0, 10_000).map(lambda number: Decimal(number).scaleb(-2))
HIGH = st.integers(8_000, 10_000).map(lambda number: Decimal(number).scaleb(-2))


def published(value: Fraction) -> Decimal:
    """Half up to two decimals, by another way than the code's."""
    exact = Decimal(value.numerator * 10**20 // value.denominator).scaleb(-20)
    return exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def test_bang_pla_from_items_and_printed_indicators_9_and_10() -> None:
    card = score(assessment(items=BANG_PLA_ITEMS, indicators={9: 95, 10: 90}))
    assert {number: str(one.value) for number, one in card.indicators.items()} == BANG_PLA_INDICATORS
    assert {code: str(one.value) for code, one in card.tools.items()} == {
        "IIT": "99.60", "EIT": "97.22", "EIT1": "99.43", "EIT2": "95.00", "OIT": "92.50",
    }  # fmt: skip
    assert str(card.overall.value) == "96.04"
    assert card.level.name == "ผ่านดี"
    assert [(one.score, str(one.value), str(one.bound)) for one in card.level.shortfalls] == [("OIT", "92.50", "95")]


def test_bang_pla_2567_needs_half_up() -> None:
    tools = {"EIT1": "94.08", "EIT2": "93.5"}
    card = score(assessment(2567, indicators=BANG_PLA_2567, tools=tools))
    assert str(card.overall.value) == "97.02"  # 97.015 before rounding
    assert card.level.name == "ผ่านดี"


def test_lamphun_rounds_tools_before_weighting() -> None:
    card = score(assessment(indicators=LAMPHUN))
    assert str(card.overall.value) == "90.14"  # unrounded tools would give 90.145
    assert card.level.name == "ผ่าน"


def test_pa_phlu_is_certain_although_the_parts_are_unknown() -> None:
    card = score(assessment(indicators=PA_PHLU, overall="98.32", level="ผ่านดีเยี่ยม"))
    assert str(card.overall.value) == "97.92"
    assert str(card.overall.stated) == "98.32"
    assert card.tools["EIT1"].value is None
    assert card.tools["EIT1"].low >= 95
    assert card.level.name == "ผ่านดีเยี่ยม"


def test_phu_sang_is_bounded_by_its_printed_overall_score() -> None:
    card = score(assessment(2567, items=PHU_SANG_ITEMS, overall="99.78", level="ต้องปรับปรุง"))
    assert (str(card.tools["IIT"].value), str(card.tools["EIT1"].value)) == ("99.57", "99.41")
    assert card.overall.origin is Origin.STATED
    assert card.tools["OIT"].value is None
    assert card.tools["OIT"].low >= Decimal("99.97")
    assert card.level.name == "ผ่านดีเยี่ยม"


def test_unknown_parts_leave_a_set_of_levels() -> None:
    card = score(assessment(tools={"IIT": 96, "EIT": 96, "OIT": 96}))
    # The parts add up to 192: each lies in 92-100, so that one of them may be below 95.
    assert card.level.name is None
    assert [one.name for one in card.level.possible] == ["ผ่านดีเยี่ยม", "ผ่านดี"]


def test_a_sum_that_excludes_the_best_level_is_seen() -> None:
    # Both parts could be 100, not both at once: 0.15 (EIT1 + EIT2) = 26, so one is below 95.
    card = score(assessment(tools={"IIT": 100, "OIT": 100}, overall="96.00"))
    assert [one.name for one in card.level.possible] == ["ผ่านดี", "ผ่าน"]


def test_nothing_known_leaves_every_level() -> None:
    card = score(assessment())
    assert card.overall.value is None
    assert len(card.level.possible) == 5


def test_an_item_with_two_values_decides_nothing() -> None:
    one = assessment(items=BANG_PLA_ITEMS, indicators=BANG_PLA_INDICATORS)
    twice = (*one.figures, Figure(Kind.ITEM, "i1", Decimal("88.75")))
    card = score(type(one)(2568, figures=twice))
    assert card.items["i1"].value is None
    assert card.indicators[1].origin is Origin.STATED
    assert card.indicators[2].origin is Origin.COMPUTED


def test_missing_is_not_zero() -> None:
    items = {ref: value for ref, value in BANG_PLA_ITEMS.items() if ref != "i1"}
    card = score(assessment(items=items))
    assert card.indicators[1].value is None
    assert (card.indicators[1].low, card.indicators[1].high) == (Decimal("65.56"), Decimal("98.89"))


def test_indicators_9_and_10_are_not_derived() -> None:
    card = score(assessment(items=BANG_PLA_ITEMS))
    assert card.indicators[9].value is None
    assert card.tools["OIT"].value is None


def test_mixed_knowledge_takes_the_lowest_level() -> None:
    items = {ref: value for ref, value in BANG_PLA_ITEMS.items() if ref[0] == "i"}
    card = score(assessment(items=items, indicators={6: 90, 7: 90, 8: 90}, tools={"IIT": 50, "OIT": 80}))
    origins = {code: one.origin and one.origin.value for code, one in card.tools.items()}
    assert origins == {"IIT": "computed", "EIT": "computed", "EIT1": None, "EIT2": None, "OIT": "stated"}
    assert str(card.tools["IIT"].value) == "99.60"
    assert str(card.overall.value) == "88.88"


def test_years_before_2566_round_once_at_the_end() -> None:
    # Unrounded means weigh 85.66666… and 70.33333…; rounded first they would give 75.80 as well as 75.81.
    indicators = {1: 85, 2: 86, 3: 86, 4: 85, 5: 86, 6: 70, 7: 70, 8: "71.01", 9: 71, 10: 71}
    exact = Fraction(30 * 428, 500) + Fraction(3, 10) * Fraction(21101, 300) + Fraction(4, 10) * 71
    card = score(assessment(2563, indicators=indicators))
    assert card.overall.value == published(exact)
    assert card.level.name == "B"


def test_a_year_not_known_well_enough_says_so() -> None:
    with pytest.raises(RulesError) as caught:
        score(assessment(2569, indicators=LAMPHUN))
    assert caught.value.code == "E203"


@settings(max_examples=60, deadline=None)
@given(st.lists(HUNDREDTHS, min_size=len(REFS), max_size=len(REFS)), HUNDREDTHS, HUNDREDTHS)
def test_any_scores_follow_the_published_rule(values: list[Decimal], nine: Decimal, ten: Decimal) -> None:
    items = dict(zip(REFS, values, strict=True))
    card = score(assessment(items=items, indicators={9: nine, 10: ten}))

    def average(refs: list[str]) -> Fraction:
        return sum((Fraction(items[ref]) for ref in refs), Fraction(0)) / len(refs)

    one = average([f"i{n}" for n in range(1, 16)])
    first = average([f"e{n}:1" for n in range(1, 10)])
    second = average([f"e{n}:2" for n in range(1, 10)])
    third = (Fraction(nine) + Fraction(ten)) / 2
    assert card.indicators[7].value == published(average([f"e{n}:{p}" for n in (4, 5, 6) for p in (1, 2)]))
    tools = [published(value) for value in (one, first, second, third)]
    assert [card.tools[code].value for code in ("IIT", "EIT1", "EIT2", "OIT")] == tools
    weighted = sum(
        (Fraction(weight, 100) * Fraction(value) for weight, value in zip((30, 15, 15, 40), tools, strict=True)),
        Fraction(0),
    )
    assert card.overall.value == published(weighted)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(HIGH, min_size=len(REFS), max_size=len(REFS)),
    HIGH,
    HIGH,
    st.sets(st.sampled_from(["items", "EIT1", "EIT2", "OIT", "IIT", "EIT", "indicators", "overall"])),
)
def test_bounds_hold_the_truth_whatever_is_hidden(
    values: list[Decimal], nine: Decimal, ten: Decimal, hidden: set[str]
) -> None:
    items = dict(zip(REFS, values, strict=True))
    truth = score(assessment(items=items, indicators={9: nine, 10: ten}))
    # A tool computed from printed indicators may be 0.01 off; that must not decide a level in this test.
    tested = [truth.overall, *truth.tools.values()]
    assume(all(abs((one.value or 0) - bar) > Decimal("0.02") for one in tested for bar in (85, 95)))
    known = score(
        assessment(
            items={} if "items" in hidden else dict(list(items.items())[::2]),
            indicators={} if "indicators" in hidden else {n: one.value for n, one in truth.indicators.items()},
            tools={
                code: one.value for code, one in truth.tools.items() if code not in hidden and one.value is not None
            },
            overall=None if "overall" in hidden else truth.overall.value,
        )
    )
    assert not known.contradicted
    assert truth.level.level in known.level.possible
    for code, one in truth.tools.items():
        assert one.value is not None
        # A tool computed from printed indicators is itself a hundredth off at most.
        off = Decimal("0.01") if known.tools[code].value is not None else Decimal(0)
        assert known.tools[code].low - off <= one.value <= known.tools[code].high + off


def test_a_contradicted_figure_does_not_blur_the_level() -> None:
    card = score(assessment(indicators=dict.fromkeys(range(1, 11), 75), tools={"EIT1": 20}))
    assert card.contradicted
    assert card.level.name == "ต้องปรับปรุง"
    three = score(assessment(tools={"IIT": 90, "OIT": 90, "EIT1": 90}, overall=99))
    assert "ผ่านดีเยี่ยม" not in [one.name for one in three.level.possible]


def test_a_printed_tool_that_its_indicators_exclude() -> None:
    tools = {"IIT": 70, "EIT1": 90, "EIT2": 90, "OIT": 90}
    card = score(assessment(indicators=dict.fromkeys(range(1, 5), 100), tools=tools))
    assert card.contradicted[0][1] == "IIT"
    assert card.tools["IIT"].value == 70  # kept beside, but no level rests on it
    assert [one.name for one in card.level.possible] == ["ผ่านดี", "ผ่าน"]


def test_zero_is_a_score() -> None:
    card = score(assessment(items=dict.fromkeys(REFS, 0), indicators={9: 0, 10: 0}))
    assert str(card.overall.value) == "0.00"
    assert card.level.name == "ต้องปรับปรุงโดยด่วน"
    assert [(one.score, one.at_most) for one in card.level.shortfalls] == [("", False)]


def test_bounds_are_exact_whatever_they_are_divided_by() -> None:
    ties = [mean_tie("three", ["a", "b", "c"], Fraction(0)), mean_tie("seven", ["a", *"defghi"], Fraction(1, 200))]
    known = {
        "three": (Fraction(95), Fraction(95)),
        "b": (Fraction(100), Fraction(100)),
        "seven": (Fraction(99), Fraction(99)),
    }
    found = narrow(known, ties)
    assert found is not None
    assert found["a"] == (Fraction(93) - Fraction(7, 200), Fraction(100))
    assert found["c"] == (Fraction(85), Fraction(92) + Fraction(7, 200))
    assert found["d"] == (Fraction(93) - Fraction(7, 200), Fraction(100))
    assert narrow({**known, "a": (Fraction(0), Fraction(92))}, ties) is None
