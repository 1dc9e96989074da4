"""Sentences are true to the figures and read as Thai."""

from __future__ import annotations

import re
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from ita_xl.auditing import level_conditions
from ita_xl.diagnosis import diagnose
from ita_xl.framework import load
from ita_xl.scoring import score
from ita_xl.sheets import wording
from ita_xl.thai import points
from tests.build import LAMPHUN, assessment


def test_a_score_that_is_only_bounded_is_not_stated_as_known() -> None:
    items = {f"i{n}": 50 for n in range(1, 16)}
    card = score(assessment(items=items, tools={"EIT1": 50, "EIT2": 50}, indicators={9: 20}))
    text = " ".join([*wording.level_sentences(card), *wording.way_sentences(diagnose(card))])
    assert "ภาพรวม ไม่เกิน 54.00 ต่ำกว่า 70.00" in text
    assert "ขาดอีกอย่างน้อย 16.00" in text


def test_an_uncertain_level_is_no_level() -> None:
    sentence = wording.overall_sentence(score(assessment(overall="95.00")))
    assert "อยู่ในระดับ" not in sentence
    assert "ระดับที่เป็นไปได้คือ" in sentence


def test_why_a_level_is_certain() -> None:
    low = wording.level_sentences(score(assessment(tools={"IIT": 50, "OIT": 50, "EIT": 60})))[0]
    assert "ไม่ต่ำกว่า" not in low  # the overall score decides, not what bounds the parts
    high = wording.level_sentences(score(assessment(tools={"IIT": 99, "OIT": 99, "EIT": 99})))[0]
    assert "ไม่ต่ำกว่า 97.98" in high


def test_one_score_is_not_all() -> None:
    assert "เท่ากันทุกรายการ" not in wording.indicators_title(score(assessment(indicators=LAMPHUN)))
    assert "ที่ทราบ" in wording.indicators_title(score(assessment(indicators={1: 90})))
    assert wording.indicators_title(score(assessment(indicators=dict.fromkeys(range(1, 11), 90)))).startswith(
        "คะแนนเท่ากัน"
    )


def test_conditions_of_each_level() -> None:
    rules = load(2568)
    texts = {one.name: level_conditions(rules, one.name) for one in rules.levels}
    assert texts["ผ่าน"] == "ภาพรวม 85.00 คะแนนขึ้นไป แต่มีคะแนนรายเครื่องมือต่ำกว่า 85.00 คะแนน"
    assert texts["ต้องปรับปรุง"] == "ภาพรวม 70.00–84.99 คะแนน"
    assert texts["ต้องปรับปรุงโดยด่วน"] == "ภาพรวม 0.00–69.99 คะแนน"


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.integers(1, 10), st.integers(0, 10_000), min_size=1),
    st.none() | st.dictionaries(st.integers(1, 10), st.integers(0, 10_000), min_size=10),
)
def test_every_number_of_a_sentence_is_a_figure_of_the_card(now: dict[int, int], before: dict[int, int] | None) -> None:
    def scores(values: dict[int, int]) -> dict[int, Decimal]:
        return {number: Decimal(value).scaleb(-2) for number, value in values.items()}

    earlier = None if before is None else assessment(2567, indicators=scores(before))
    card = score(assessment(indicators=scores(now), previous=earlier))
    cards = [card, *([card.previous] if card.previous else [])]
    figures = {points(one.value) for each in cards for one in each.scores.values() if one.value is not None}
    if card.previous:
        for key, own in card.scores.items():
            earlier_value = card.previous.value(*key)
            if own.value is not None and earlier_value is not None:
                figures.add(points(abs(own.value - earlier_value)))
    for sentence in (wording.overall_sentence(card), wording.tools_title(card), wording.indicators_title(card)):
        assert set(re.findall(r"\d+\.\d\d", sentence)) <= figures, sentence
        assert "None" not in sentence
