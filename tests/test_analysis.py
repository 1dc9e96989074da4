"""The analysis: every sentence is true to the figures, names what it states, and reads as Thai."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ita_xl.analysis import Claim, analyse, paragraph
from ita_xl.assessment import Assessment, Kind
from ita_xl.diagnosis import diagnose
from ita_xl.framework import load
from ita_xl.ingest import read
from ita_xl.measures import plan
from ita_xl.recommendations import library
from ita_xl.scoring import OVERALL, score
from ita_xl.thai import half_up, points
from tests.build import BANG_PLA_2567, BANG_PLA_ITEMS, LAMPHUN, PHU_SANG_ITEMS, assessment, workbook
from tests.test_recommendations import likeness

if TYPE_CHECKING:
    from pathlib import Path

    from ita_xl.analysis import Analysis, Statement
    from ita_xl.scoring import Key, Scorecard

RULES = load(2568)
REFS = RULES.all_refs


def analysis_of(one: Assessment) -> Analysis:
    return analyse(plan(diagnose(score(one))))


BANG_PLA = assessment(
    items=BANG_PLA_ITEMS,
    indicators={9: 95, 10: 90},
    overall="96.04",
    level="ผ่านดี",
    previous=assessment(2567, indicators=BANG_PLA_2567, tools={"EIT1": "94.08", "EIT2": "93.5", "IIT": "96.26"}),
)


def hundredths(draw: st.DrawFn) -> Decimal:
    """Scores that meet often: full marks, nothing, bars, ties."""
    common = st.sampled_from([0, 5000, 8499, 8500, 9500, 9999, 10_000, 10_000])
    return Decimal(draw(common | st.integers(0, 10_000))).scaleb(-2)


@st.composite
def years(draw: st.DrawFn, year: int = 2568) -> Assessment:
    """One year's figures: items, some of them or none, whole tools missing, ties, full marks, zeros."""
    rules = load(year)
    dropped = draw(st.sets(st.sampled_from(["IIT", "EIT", "OIT", "e:2"])))
    style = draw(st.sampled_from(["items", "some items", "indicators", "tools", "full", "one value"]))
    same = hundredths(draw)
    items: dict[str, Decimal] = {}
    indicators: dict[int, Decimal] = {}
    tools: dict[str, Decimal] = {}

    def value() -> Decimal:
        if style == "full":
            return Decimal(100)
        return same if style == "one value" else hundredths(draw)

    for ref in rules.all_refs:
        part = "e:2" if ref.endswith(":2") else ""
        if rules.item(ref).tool in dropped or part in dropped or style in ("indicators", "tools"):
            continue
        if style != "some items" or draw(st.booleans()):
            items[ref] = value()
    for one in rules.indicators:
        if (
            one.tool not in dropped
            and style != "tools"
            and (one.number > 8 or draw(st.integers(0, 3)) == 0 or not items)
        ):
            indicators[one.number] = value()
    for code in rules.scores:
        if style == "tools" and draw(st.booleans()):
            tools[code] = value()
    overall = draw(st.none() | st.just(value()))
    if not (items or indicators or tools or overall is not None):
        overall = Decimal(90)
    return assessment(year, items=items, indicators=indicators, tools=tools, overall=overall)


@st.composite
def cases(draw: st.DrawFn) -> Assessment:
    """A year with, or without, the year before."""
    one = draw(years())
    before = draw(st.none() | years(2567))
    return Assessment(one.fiscal_year, agency="อบต.ทดสอบ", figures=one.figures, previous=before)


def figures_of(card: Scorecard, found: Analysis) -> set[str]:
    """Every figure that a sentence about this card may print."""
    allowed: set[Decimal] = set()
    for each in [card, *([card.previous] if card.previous else [])]:
        for own in each.scores.values():
            allowed |= {own.low, own.high} | {one for one in (own.value, own.stated) if one is not None}
    known = {key: own.value for key, own in card.scores.items() if own.value is not None}
    for key, value in known.items():
        before = card.before(*key)
        allowed |= {Decimal(100) - value} | ({abs(value - before)} if before is not None else set())
    for item in found.items.values():
        values = list(item.figure.known)
        allowed |= {abs(one - other) for one in values for other in values}
    parts = [card.tools[part.code].value for tool in RULES.tools for part in tool.parts]
    allowed |= {abs(one - other) for one in parts for other in parts if one is not None and other is not None}
    bounds = {Decimal(85), Decimal(95), Decimal(70), Decimal("84.99"), Decimal("69.99"), Decimal(0)}
    allowed |= bounds | {bound.bound - bound.value for bound in card.level.shortfalls}
    allowed |= {half_up(topic.mean) for topic in found.topics if topic.mean is not None}
    return {points(one) for one in allowed}


def check_words(card: Scorecard, found: Analysis, one: Statement) -> None:
    text = one.text
    if one.claim is not Claim.ADVICE:
        printed = re.findall(r"\d+\.\d\d", text)
        assert set(printed) <= {points(value) for value in one.figures}, text
        assert set(printed) <= figures_of(card, found), text
    for hole in ("{", "}", "None", "  ", "ๆๆ", "และและ", "จึงควรควร", "ควรควร", "(,", ", ,", "()"):
        assert hole not in text, (hole, text)
    assert text == text.strip()
    assert not re.search(r"(?:และ|หรือ|ได้แก่|คือ|,)\s*$", text), text
    assert not re.search(r"(?:ได้แก่|คือ)\s*(?:\(|และ)", text), text
    for own in RULES.indicators:
        for other in RULES.indicators:
            assert own is other or f"ตัวชี้วัดที่ {own.number} {other.name}" not in text, text
    for code in re.findall(r"(?<![A-Za-z])[ieo]\d+", text):
        assert code in RULES.items, text


def check_truth(card: Scorecard, one: Statement) -> None:
    """What highest, lowest, risen, fallen, equal and full claim is so among the scores that are known."""
    values = [card.value(*key) for key in one.keys]
    if not one.keys or any(value is None for value in values):
        return
    kind = one.keys[0][0]
    tools = {tool_of(key) for key in one.keys}
    if one.claim in (Claim.HIGHEST, Claim.LOWEST, Claim.EQUAL) and kind in (Kind.INDICATOR, Kind.TOOL):
        assert len(set(values)) == 1
        extreme = max if one.claim is Claim.HIGHEST else min
        everywhere = known(card, kind)
        within = {key: value for key, value in everywhere.items() if tool_of(key) in tools}
        groups = [group for group in (everywhere, within) if extreme(group.values()) == values[0]]
        assert groups, one.text
        assert any({key for key, value in group.items() if value == values[0]} == set(one.keys) for group in groups)
        assert one.claim is not Claim.EQUAL or any(len(set(group.values())) == 1 for group in groups)
    moves = [None if (before := card.before(*key)) is None else value - before
             for key, value in zip(one.keys, values, strict=True) if value is not None]  # fmt: skip
    if one.claim is Claim.RISEN:
        assert all(move is not None and move > 0 for move in moves)
    if one.claim is Claim.FALLEN:
        assert all(move is not None and move < 0 for move in moves)
    if one.claim is Claim.SAME:
        assert all(move == 0 for move in moves)
    if one.claim is Claim.FULL:
        assert set(values) == {Decimal(100)}
    if one.claim is Claim.BELOW_FULL:
        assert any(value is not None and value < 100 for value in values)


def tool_of(key: Key) -> str:
    kind, ref = key
    if kind is Kind.INDICATOR:
        return RULES.indicator(int(ref)).tool
    return RULES.item(ref).tool if kind is Kind.ITEM else ref


def known(card: Scorecard, kind: Kind) -> dict[Key, Decimal]:
    whole = {(Kind.TOOL, code) for code in RULES.tool_codes}
    return {
        key: own.value
        for key, own in card.scores.items()
        if key[0] is kind and own.value is not None and (kind is not Kind.TOOL or key in whole)
    }


@settings(max_examples=100, deadline=None)
@given(cases())
def test_every_statement_is_true_to_the_card_and_reads_well(one: Assessment) -> None:
    found = analysis_of(one)
    card = found.plan.diagnosis.card
    for statement in found.statements:
        check_words(card, found, statement)
        check_truth(card, statement)
    told = {statement.claim for statement in found.indicators}
    moves = [value - before for key, value in known(card, Kind.INDICATOR).items()
             if (before := card.before(*key)) is not None]  # fmt: skip
    assert (Claim.RISEN in told) == any(move > 0 for move in moves)
    assert (Claim.FALLEN in told) == any(move < 0 for move in moves)
    assert (Claim.NONE_FALLEN in told) == (any(move > 0 for move in moves) and not any(move < 0 for move in moves)) or (
        any(move == 0 for move in moves)
    )


@settings(max_examples=50, deadline=None)
@given(cases(), st.data())
def test_what_is_said_stays_true_whatever_the_unknown_scores_are(one: Assessment, data: st.DataObject) -> None:
    """A statement that names a highest or lowest without saying it is of the known ones is about all of them."""
    found = analysis_of(one)
    card = found.plan.diagnosis.card
    unknown = [number for number, own in card.indicators.items() if own.value is None]
    if unknown:
        for statement in found.indicators:
            if statement.claim in (Claim.HIGHEST, Claim.EQUAL):
                assert "ที่มีคะแนน" in statement.text
            if statement.claim is Claim.LOWEST:
                assert "ในกลุ่มนี้" in statement.text
            if statement.claim in (Claim.RISEN, Claim.FALLEN, Claim.NONE_RISEN, Claim.NONE_FALLEN):
                assert "เท่าที่เทียบได้" in statement.text
    for number, statements in found.of_indicator.items():
        refs = RULES.refs(RULES.indicator(number))
        part_missing = any(card.items[ref].value is None for ref in refs)
        for statement in statements:
            if statement.claim is Claim.LOWEST and part_missing:
                assert "ในบรรดาข้อที่ทราบคะแนน" in statement.text
            if statement.claim is Claim.BOUND and not card.contradicted:
                assert all(card.score(*key).low >= (statement.figures or (Decimal(100),))[0] for key in statement.keys)


@settings(max_examples=40, deadline=None)
@given(cases())
def test_the_mean_of_a_topic_is_exact_and_counts_each_item_once(one: Assessment) -> None:
    found = analysis_of(one)
    card = found.plan.diagnosis.card
    for topic in found.topics:
        values = []
        for code in topic.topic.items:
            refs = [code, f"{code}:1", f"{code}:2"]
            own = [Fraction(value) for ref in refs if (value := card.value(Kind.ITEM, ref)) is not None]
            if own:
                values.append(sum(own) / len(own))
        assert topic.mean == (sum(values) / len(values) if values else None)
        if topic.mean is not None:
            told = paragraph(topic.statements)
            assert points(half_up(topic.mean)) in told or (topic.mean == 100 and "ได้คะแนนเต็ม" in told)


def test_the_seed_of_bang_pla() -> None:
    found = analysis_of(BANG_PLA)
    overall = paragraph(found.overall)
    assert "ได้คะแนนภาพรวม 96.04 คะแนน อยู่ในระดับ “ผ่านดี”" in overall
    assert "ลดลง 0.98 คะแนนจากปีงบประมาณ พ.ศ. 2567 (97.02 คะแนน) และยังอยู่ในระดับเดิม" in overall
    assert "OIT ขาดอีก 2.50 คะแนน (ได้ 92.50 จากเกณฑ์ 95.00)" in overall
    tools = paragraph(found.tools)
    assert "OIT ลดลง 7.50 คะแนน (จาก 100.00 เป็น 92.50)" in tools
    assert "EIT ส่วนที่ 1 สูงกว่าส่วนที่ 2 อยู่ 4.43 คะแนน" in tools
    ten = paragraph(found.indicators)
    assert "คะแนนเพิ่มขึ้น 8 ตัวชี้วัด (ตัวชี้วัดที่ 1–8)" in ten
    assert "คะแนนลดลง 2 ตัวชี้วัด (ตัวชี้วัดที่ 9 และ 10)" in ten
    assert "ตัวชี้วัดที่ 1 การปฏิบัติหน้าที่ (98.67 คะแนน)" in paragraph(found.of_tool["IIT"])  # the seed names 5 (99.55)
    assert "o6 (50.00 คะแนน)" in paragraph(found.of_indicator[9])
    assert found.items["i2"].defect
    assert not found.items["i3"].defect


def test_all_full_none_fallen_one_year() -> None:
    full = assessment(items=dict.fromkeys(REFS, 100), indicators={9: 100, 10: 100}, overall=100)
    found = analysis_of(full)
    assert "ตัวชี้วัดทุกรายการได้เท่ากันที่ 100.00 คะแนน" in paragraph(found.indicators)
    assert "เมื่อเทียบ" not in paragraph(found.indicators)
    assert "ระดับสูงสุด" in paragraph(found.overall)
    assert all("ได้คะแนนเต็ม" in paragraph(one.statements) for one in found.topics)
    before = assessment(2567, items=dict.fromkeys(load(2567).all_refs, 100), indicators={9: 100, 10: 100})
    both = analysis_of(assessment(items=dict.fromkeys(REFS, 100), indicators={9: 100, 10: 100}, previous=before))
    assert "ตัวชี้วัดที่เทียบได้ทั้ง 10 รายการได้คะแนนเท่าเดิม" in paragraph(both.indicators)


def test_without_item_scores_nothing_is_called_a_defect() -> None:
    found = analysis_of(assessment(indicators=LAMPHUN))
    assert all(not one.defect and one.advice for one in found.items.values())
    assert "ต้องปรับปรุง" not in paragraph(found.overall)


@pytest.mark.parametrize("year", [2563, 2564, 2565, 2566, 2567, 2568])
def test_every_year_has_an_analysis(year: int) -> None:
    rules = load(year)
    items = dict.fromkeys(rules.all_refs, "98.5")
    found = analysis_of(assessment(year, items=items, indicators=dict.fromkeys(range(1, 11), 90)))
    assert all(one.text and "{" not in one.text for one in found.statements)
    assert found.topics_note


def test_neighbouring_items_never_say_the_same() -> None:
    full = analysis_of(assessment(items=dict.fromkeys(REFS, 100), indicators={9: 100, 10: 100}))
    for found in (full, analysis_of(BANG_PLA), analysis_of(assessment(2567, items=PHU_SANG_ITEMS))):
        texts = [paragraph(one.statements) for one in found.items.values()]
        for one, other in pairwise(texts):
            assert one[:60] != other[:60], (one, other)


def test_an_item_is_told_by_its_gravest_reason_with_its_figures() -> None:
    before = assessment(2567, items=dict.fromkeys(load(2567).all_refs, "99.5"), indicators={9: 100, 10: 100})
    found = analysis_of(assessment(items=BANG_PLA_ITEMS, indicators={9: 95, 10: 90}, previous=before))
    low = analysis_of(BANG_PLA)
    texts = {code: one.statements[0].text for code, one in found.items.items()}
    assert low.items["i2"].statements[0].text.startswith("มีคะแนน 96.67 หมายความว่า")
    assert texts["i2"].startswith("จากเดิม 99.50 ปีนี้เหลือ 96.67 หรือลดลง 2.83 คะแนน")
    assert texts["o6"].startswith("ได้ 50.00 คะแนน ยังต่ำกว่าเกณฑ์ 95.00 ของระดับ “ผ่านดีเยี่ยม”")
    assert texts["i3"].startswith("ไม่มีผู้ตอบรายใดรับรู้การเรียกรับสินบน จึงได้คะแนนเต็ม")
    assert "ขณะที่ส่วนที่ 1 ได้คะแนนเต็ม สูงกว่าอยู่ 5.00 คะแนน" in texts["e2"] + texts["e1"]


def test_no_statement_of_a_row_says_another_again() -> None:
    before = assessment(2567, items=dict.fromkeys(load(2567).all_refs, "99.5"), indicators={9: 100, 10: 100})
    for earlier in (None, before):
        for value in (50, "90.00", 97, 100):
            items = {**dict.fromkeys(REFS, value), "i1": 96}
            found = analysis_of(assessment(items=items, indicators={9: 95, 10: 90}, previous=earlier))
            for row in (*found.items.values(), *found.topics):
                for one, other in combinations((each.text for each in row.statements), 2):
                    assert likeness(one, other) < 0.6, (one, other)


def test_the_texts_of_an_agency_are_told() -> None:
    ours = library()
    own = replace(ours.items["iit.bribery"], keep="ทำตามแนวทางของเรา")
    lacking = replace(ours.items["iit.equal_service"], defect="คิวของเรายังไม่ชัด", remedy="ติดป้ายคิวของเรา")
    items = {**ours.items, own.key: own, lacking.key: lacking}
    topic = replace(ours.topics[2], keep="ประเด็นนี้ของเราได้ {score}")
    texts = replace(ours, items=items, topics={**ours.topics, 2: topic})
    found = analyse(plan(diagnose(score(BANG_PLA)), texts=texts), texts=texts)
    assert "ทำตามแนวทางของเรา" in paragraph(found.items["i3"].statements)
    assert "คิวของเรายังไม่ชัด แก้ไขได้โดยติดป้ายคิวของเรา" in paragraph(found.items["i2"].statements)
    assert paragraph(found.topics[1].statements).startswith("ประเด็นนี้ของเราได้ 98.30")


def test_a_topic_is_told_by_its_class_and_has_its_measure() -> None:
    one, _, _, full, *_ = (paragraph(each.statements) for each in analysis_of(BANG_PLA).topics)
    assert one.startswith("คะแนนเฉลี่ย 94.10 ของประเด็นกระบวนการปฏิบัติงานอยู่ในกลุ่มพัฒนายกระดับ")
    assert "โครงการทบทวนขั้นตอนงานหลักให้กระชับ ชัดเจน และตรวจสอบได้" in one
    assert "ปีงบประมาณ พ.ศ. 2569" in one
    assert full.startswith("การกำกับดูแลทรัพย์สินของราชการได้คะแนนเต็ม")
    half = analysis_of(assessment(items={"i1": 96, "i2": 98, "i3": 100}))
    assert paragraph(half.topics[0].statements).startswith("จาก 3 ข้อที่มีคะแนนในทั้งหมด 10 ข้อ ")


def test_a_score_without_its_part_and_one_printed_twice(tmp_path: Path) -> None:
    rows = [["หน่วยงาน", "อบต.ก"], ["ปีงบประมาณ", 2568], ["ข้อ", "คะแนน"],
            ["i1", "96.88"], ["i2", "100"], ["i1", "100"], ["e1", "99.30"], ["o1", "100"]]  # fmt: skip
    (one,) = read(workbook(tmp_path / "ก.xlsx", {"ก": rows}))
    found = analysis_of(one)
    assert found.items["i1"].figure.conflict == (Decimal("96.88"), Decimal("100.00"))
    assert found.items["e1"].figure.bare == Decimal("99.30")
    assert "พิมพ์คะแนนไว้ไม่ตรงกัน (96.88 และ 100.00)" in paragraph(found.items["i1"].statements)
    assert found.topics[0].mean == (Fraction(100) + Fraction(9930, 100)) / 2
    assert "ไม่ระบุส่วน" in paragraph(found.topics[0].statements)


def test_a_printed_total_that_nothing_makes() -> None:
    found = analysis_of(assessment(indicators=LAMPHUN, overall="95.00"))
    assert "ต่างจากที่พิมพ์ไว้ (95.00 คะแนน)" in paragraph(found.overall)
    assert OVERALL in found.overall[0].keys
