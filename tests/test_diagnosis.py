"""Weak items, classes, ranks, and the way to the next level."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations, islice

from hypothesis import given, settings
from hypothesis import strategies as st

from ita_xl.diagnosis import Class, Rule, Thresholds, diagnose
from ita_xl.framework import load
from ita_xl.scoring import conditions, score
from ita_xl.thai import points
from tests.build import BANG_PLA_2567, BANG_PLA_INDICATORS, BANG_PLA_ITEMS, LAMPHUN, PA_PHLU, assessment


def test_bang_pla() -> None:
    before = assessment(2567, indicators=BANG_PLA_2567, items={"i4": "100", "o34": "60"})
    diagnosis = diagnose(score(assessment(items=BANG_PLA_ITEMS, indicators={9: 95, 10: 90}, previous=before)))
    weak = diagnosis.weak_by_ref
    assert list(weak)[:2] == ["o6", "o27"]
    assert weak["o27"].rules == (Rule.BELOW_URGENT, Rule.LOWEST_OF_TOOL, Rule.FALLEN, Rule.BLOCKS_NEXT_LEVEL)
    assert weak["o27"].class_ is Class.URGENT
    assert weak["e7:2"].rules == (Rule.BELOW_KEEP, Rule.LOWEST_OF_TOOL)
    assert weak["i2"].rules == (Rule.BELOW_FULL, Rule.LOWEST_OF_TOOL)
    assert weak["i4"].rules == (Rule.BELOW_FULL, Rule.FALLEN)  # against i4 of the year before
    assert "i3" not in weak
    assert diagnosis.items["o27"].change == Decimal("-10")  # o34 of 2567 is the same subject
    assert [diagnosis.indicators[n].rank for n in (3, 4, 2, 10)] == [1, 1, 3, 10]
    way = diagnosis.way
    assert way is not None
    assert way.level.name == "ผ่านดีเยี่ยม"
    assert [(one.key[1], points(one.before), points(one.after)) for one in way.improvements] == [
        ("10", "90.00", "95.00")
    ]
    assert way.arithmetic[0] == "OIT: 92.50 + 5.00 ÷ 2 = 95.00 ไม่ต่ำกว่า 95.00"


def test_reasons_are_in_thai_and_true() -> None:
    diagnosis = diagnose(score(assessment(items=BANG_PLA_ITEMS, indicators={9: 95, 10: 90})))
    assert diagnosis.weak_by_ref["o6"].reasons == (
        "ต่ำกว่า 85.00 ต้องแก้ไขเร่งด่วน",
        "ข้อที่คะแนนต่ำสุดของ OIT",
        "ฉุด OIT ไม่ให้ถึงระดับ “ผ่านดีเยี่ยม”",
    )


def test_indicators_stand_in_where_items_are_not_known() -> None:
    diagnosis = diagnose(score(assessment(indicators=LAMPHUN)))
    assert diagnosis.weak[0].ref == "indicators.9"
    assert Rule.BLOCKS_NEXT_LEVEL in diagnosis.weak[0].rules
    way = diagnosis.way
    assert way is not None
    assert [(one.key[1], points(one.after)) for one in way.improvements] == [("9", "70.00")]


def test_the_best_level_has_no_way_on() -> None:
    assert diagnose(score(assessment(indicators=PA_PHLU))).way is None


def test_thresholds_are_settings() -> None:
    diagnosis = diagnose(score(assessment(indicators=BANG_PLA_INDICATORS)), Thresholds(Decimal(98), Decimal(96)))
    assert diagnosis.indicators[7].class_ is Class.RAISE
    assert diagnosis.indicators[9].class_ is Class.URGENT


REFS = load(2568).all_refs


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(5_000, 10_000), min_size=len(REFS), max_size=len(REFS)),
    st.integers(6_000, 10_000),
    st.integers(6_000, 10_000),
)
def test_the_way_arrives_and_no_smaller_set_does(values: list[int], nine: int, ten: int) -> None:
    items = {ref: Decimal(value).scaleb(-2) for ref, value in zip(REFS, values, strict=True)}
    tens = {9: Decimal(nine).scaleb(-2), 10: Decimal(ten).scaleb(-2)}
    card = score(assessment(items=items, indicators=tens))
    way = diagnose(card).way
    if way is None:
        return
    after_items, after_tens = dict(items), dict(tens)
    for one in way.improvements:
        kind, ref = one.key
        if kind == "item":
            after_items[ref] = one.after
        else:
            after_tens[int(ref)] = one.after
    arrived = score(assessment(items=after_items, indicators=after_tens))
    levels = card.framework.levels
    assert arrived.level.level is not None
    assert levels.index(arrived.level.level) <= levels.index(way.level)
    # One improvement fewer, each to full marks, never arrives.
    fewer = len(way.improvements) - 1
    if fewer > 2:
        return  # too many sets to try them all; the counting is the same for small ones
    everything = [("item", ref) for ref in REFS if ref[0] != "o"] + [("indicator", "9"), ("indicator", "10")]
    step = 41 if fewer == 2 else 1  # of the pairs, a sample
    for chosen in islice(combinations(everything, fewer), values[0] % step, None, step):
        raised = {**items, **{ref: Decimal(100) for kind, ref in chosen if kind == "item"}}
        raised_tens = {**tens, **{int(ref): Decimal(100) for kind, ref in chosen if kind == "indicator"}}
        tried = score(assessment(items=raised, indicators=raised_tens))
        asked = conditions(card.framework, way.level)
        reached = {"": tried.overall.value, **{code: one.value for code, one in tried.tools.items()}}
        assert not all((reached[code] or 0) >= bound for code, bound in asked.items())


def test_parts_that_contradict_their_indicators_lead_no_way_astray() -> None:
    indicators = {1: 74, 2: 69, 3: 76, 4: 51, 5: 86, 6: 52, 7: 50, 8: 68, 9: 88, 10: 67}
    card = score(assessment(2566, indicators=indicators, tools={"EIT1": "72.75", "EIT2": "99.39"}))
    way = diagnose(card).way
    assert way is not None
    raised = {**indicators, **{int(one.key[1]): one.after for one in way.improvements}}
    after = score(assessment(2566, indicators=raised, tools={"EIT1": "72.75", "EIT2": "99.39"}))
    assert after.level.level is not None
    assert card.framework.levels.index(after.level.level) <= card.framework.levels.index(way.level)


def test_the_lowest_of_a_tool_is_the_lowest_of_all_its_indicators() -> None:
    diagnosis = diagnose(score(assessment(items={"i1": 60, "i2": 60, "i3": 60}, indicators={2: 90})))
    assert Rule.LOWEST_OF_TOOL not in diagnosis.weak_by_ref["indicators.2"].rules


def test_an_indicator_counts_in_a_part_with_its_own_part() -> None:
    parts = {"6:1": 60, "6:2": 100, "7:1": 100, "7:2": 60, "8:1": 100, "8:2": 80}
    weak = diagnose(score(assessment(parts=parts, tools={"IIT": 99, "OIT": 99}))).weak_by_ref
    assert Rule.BLOCKS_NEXT_LEVEL in weak["indicators.8"].rules
    assert "ส่วนที่ 2" in weak["indicators.8"].reasons[-1]
    assert "ส่วนที่ 2" not in " ".join(weak["indicators.6"].reasons)
