"""The library of recommendations: nothing is without its text, and every text reads as Thai when it is filled."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from ita_xl import toml
from ita_xl.diagnosis import diagnose
from ita_xl.errors import RulesError
from ita_xl.framework import load, years
from ita_xl.measures import MEASURES_PER_INDICATOR, plan
from ita_xl.recommendations import BAR, FALL, FIELDS, Reason, fill, library, parse, parse_topics
from ita_xl.scoring import score
from tests.build import assessment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal
    from pathlib import Path

    from ita_xl.recommendations import Measure

TEXTS = library()
FIGURES = {
    "agency": "องค์การบริหารส่วนตำบลทดสอบ",
    "fiscal_year": 2568,
    "plan_year": 2569,
    "score": "80.00",
    "before": "90.00",
    "change": "10.00",
    "bar": "85.00",
    "next_level": "ผ่านดี",
    "indicator_name": "การเปิดเผยข้อมูล",
    "item_title": "ข้อมูลการติดต่อ",
}
#: Latin words that have no official Thai term, or are part of one.
LATIN = {"ITA", "E-Service", "No", "Gift", "Policy", "e-GP"}


def of_measure(measure: Measure) -> Iterator[str]:
    yield from (measure.name, *measure.steps, measure.period, measure.responsible, measure.success, measure.evidence)
    yield from (measure.joint,) if measure.joint else ()


def every_text() -> Iterator[tuple[str, str]]:
    """Every template with a name to find it by."""
    for key, item in TEXTS.items.items():
        yield from ((f"{key} {one}", getattr(item, one)) for one in ("defect", "remedy", "keep", "risk"))
        yield from ((f"{key} {reason}", text) for reason, text in item.analysis.items())
        yield from ((f"{key} measure", text) for one in item.measures for text in of_measure(one))
    for number, whole in TEXTS.indicators.items():
        own = (whole.full, whole.keep, whole.raise_, whole.urgent, whole.fallen, whole.bar, whole.risk)
        yield from ((f"indicator {number}", text) for text in (*own, *whole.items.values()))
        yield from ((f"indicator {number}", text) for one in whole.measures for text in of_measure(one))
    for number, topic in TEXTS.topics.items():
        own = (topic.full, topic.keep, topic.raise_, topic.urgent, topic.risk)
        yield from ((f"topic {number}", text) for text in own)
        yield from ((f"topic {number}", text) for one in topic.measures for text in of_measure(one))


class TestCoverage:
    @pytest.mark.parametrize("year", years())
    def test_every_item_of_every_year_has_every_text(self, year: int) -> None:
        for item in load(year).items.values():
            advice = TEXTS.items[item.key]
            assert set(advice.analysis) == set(Reason)
            assert advice.defect and advice.remedy and advice.keep and advice.risk and advice.measures

    @pytest.mark.parametrize("year", years())
    def test_every_indicator_of_every_year_has_a_text_for_every_class(self, year: int) -> None:
        for indicator in load(year).indicators:
            advice = TEXTS.indicators[indicator.number]
            assert set(advice.items) == {"keep", "raise", "urgent"}
            assert advice.measures

    @pytest.mark.parametrize("year", years())
    def test_every_topic_has_its_texts(self, year: int) -> None:
        assert set(TEXTS.topics) == set(range(1, 8))
        for topic in load(year).topics:
            assert TEXTS.topics[topic.number].name == topic.name

    def test_there_is_no_text_that_no_year_asks_for(self) -> None:
        keys = {item.key for year in years() for item in load(year).items.values()}
        assert set(TEXTS.items) == keys

    def test_an_item_stands_in_the_file_of_an_indicator_that_has_it(self) -> None:
        homes: dict[str, set[int | None]] = {}
        for year in years():
            for item in load(year).items.values():
                homes.setdefault(item.key, set()).add(item.indicator)
        assert all(advice.indicator in homes[key] for key, advice in TEXTS.items.items())

    def test_what_officers_answer_for_has_a_measure_without_budget(self) -> None:
        asked = [item.key for item in load(2568).items.values() if item.tool != "OIT"]
        assert all("ไม่ใช้งบประมาณ" in TEXTS.items[key].measures[-1].period or
                   "วัสดุที่มีอยู่" in TEXTS.items[key].measures[-1].period for key in asked)  # fmt: skip
        assert all("ไม่ใช้งบประมาณ" in one.measures[-1].period for one in TEXTS.indicators.values())


def faults_of(told: str) -> Iterator[str]:
    if "{" in told or "}" in told:
        yield "a hole"
    if told != told.strip() or "  " in told or "\n" in told:
        yield "a space too many"
    if re.search(r"(คะแนน|จึง|ควร|ต้อง|ให้)\s*\1", told):
        yield "a word twice"
    if re.search(r" [ๆฯ,.;:)]?$|[๐-๙]|[“(] | [”)]", told):
        yield "a sign out of place"
    if not set(re.findall(r"[A-Za-z][A-Za-z-]*", told)) <= LATIN:
        yield "a foreign word"
    # A number stands apart from the Thai before it; a unit after it too.
    if re.search(r"[ก-๎]\d|\d[ก-๎]", told):
        yield "a number that touches a word"


def test_every_filled_text_reads_as_thai() -> None:
    found = [(name, fault, text) for name, text in every_text() for fault in faults_of(fill(text, **FIGURES))]
    assert not found


def test_an_analysis_follows_the_name_of_its_item() -> None:
    """ข้อ i1 …: no analysis begins with a figure, and each says the figures of its reason."""
    for analysis in (one.analysis for one in TEXTS.items.values()):
        assert not any(text[0] in "{0123456789“" for text in analysis.values())
        assert {"{before}", "{change}", "{score}"} <= set(re.findall(r"\{\w+\}", analysis[Reason.FALLEN]))
        assert {"{bar}", "{next_level}", "{score}"} <= set(re.findall(r"\{\w+\}", analysis[Reason.BAR]))
        assert re.search("คะแนน(จึง)?เต็ม", analysis[Reason.FULL])


def grams(text: str) -> set[str]:
    plain = re.sub(r"\{\w+\}|\s", "", text)
    return {plain[at : at + 4] for at in range(len(plain) - 3)}


def likeness(one: str, other: str) -> float:
    """The share of the shorter text's runs of four letters that the other has."""
    left, right = grams(one), grams(other)
    return len(left & right) / min(len(left), len(right))


@pytest.mark.parametrize("year", years())
def test_neighbouring_rows_do_not_repeat_each_other(year: int) -> None:
    framework = load(year)
    for one, other in pairwise(TEXTS.items[item.key] for item in framework.items.values()):
        pairs = [(getattr(one, field), getattr(other, field)) for field in ("defect", "remedy", "keep", "risk")]
        pairs += [(one.analysis[reason], other.analysis[reason]) for reason in Reason]
        pairs += [(" ".join(one.measures[0].steps), " ".join(other.measures[0].steps))]
        pairs += [(one.measures[0].name, other.measures[0].name)]
        for left, right in pairs:
            assert likeness(left, right) <= 0.55, (one.key, other.key, left, right)


def test_no_sentence_is_used_twice() -> None:
    for field in ("defect", "remedy", "keep", "risk"):
        texts = [getattr(one, field) for one in TEXTS.items.values()]
        assert len(set(texts)) == len(texts)
    analyses = [text for one in TEXTS.items.values() for text in one.analysis.values()]
    assert len(set(analyses)) == len(analyses)
    names = [one.name for advice in TEXTS.items.values() for one in advice.measures]
    assert len(set(names)) == len(names)


class TestThePlan:
    @pytest.mark.parametrize("year", [year for year in years() if load(year).scoring])
    def test_of_every_year_says_what_its_scores_say(self, year: int) -> None:
        framework = load(year)
        items: dict[str, str | int | float | Decimal] = dict.fromkeys(framework.all_refs, "80")
        before = assessment(
            year, items=dict.fromkeys(framework.all_refs, "90"), indicators=dict.fromkeys(range(1, 11), 90)
        )
        now = assessment(year, items=items, indicators=dict.fromkeys(range(1, 11), 80), previous=before)
        made = plan(diagnose(score(now)))
        for row in made.rows:
            texts = [*row.analysis, *(text for one in row.measures for text in one.analysis)]
            assert not any("{" in text for text in texts)
            assert all(len(one.refs) for one in row.measures if one.analysis)
            assert len(row.measures) <= MEASURES_PER_INDICATOR

    def test_tells_the_bar_before_the_fall(self) -> None:
        before = assessment(2567, items={"i1": 100, "i2": 96})
        items = {f"i{number}": 96 for number in range(1, 16)} | {"i1": 80, "i2": 95}
        tools = {"EIT1": 96, "EIT2": 96, "OIT": 96}
        made = plan(diagnose(score(assessment(items=items, tools=tools, previous=before))))
        told = {one.refs: one.analysis[0] for one in made.rows[0].measures}
        assert "ต่ำกว่า" not in told["i2",] and "95.00 รวม" not in told["i2",]
        assert "96.00" in told["i2",] and "1.00" in told["i2",]

    def test_says_the_bar_that_keeps_from_the_next_level(self) -> None:
        items = {f"i{number}": 90 for number in range(1, 16)}
        made = plan(diagnose(score(assessment(items=items, tools={"EIT1": 99, "EIT2": 99, "OIT": 99}))))
        text = made.rows[0].measures[0].analysis[0]
        assert "95.00" in text and "“ผ่านดีเยี่ยม”" in text
        assert any("95.00" in text for text in made.rows[0].analysis)

    def test_joins_the_parts_of_a_question(self) -> None:
        items = {"e7:1": "99.00", "e7:2": "80.00"}
        made = plan(diagnose(score(assessment(items=items))))
        told = [one for one in made.rows[7].measures if one.refs == ("e7:1", "e7:2")]
        assert "99.00 และ 80.00" in told[0].analysis[0]

    def test_tells_what_a_class_asks_once(self) -> None:
        made = plan(diagnose(score(assessment(items={"i4": 80, "i5": 81, "i6": 82}))))
        calls = [text for one in made.rows[1].measures for text in one.analysis if "กลุ่มแก้ไขเร่งด่วน" in text]
        assert len(calls) == 1

    def test_keeps_a_level_with_the_lightest_measure(self) -> None:
        key = load(2568).item("i1").key
        kept = plan(diagnose(score(assessment(items={"i1": 97}))))
        assert kept.rows[0].measures[0].name == TEXTS.items[key].measures[-1].name
        urgent = plan(diagnose(score(assessment(items={"i1": 40}))))
        assert urgent.rows[0].measures[0].name == TEXTS.items[key].measures[0].name


class TestFaults:
    def fault(self, tmp_path: Path, name: str, old: str, new: str) -> str:
        text = toml.package_files("ita_xl.recommendations")[name].read_text(encoding="utf-8")
        assert old in text
        path = tmp_path / f"{name}.toml"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(RulesError) as caught:
            (parse_topics if name == "topics" else parse)(path)
        assert caught.value.code == "E201"
        line = next(
            at for at, one in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if new in one or not new
        )
        assert f"บรรทัดที่ {line} " in caught.value.message or not new, (line, caught.value.message)
        return caught.value.message

    @pytest.mark.parametrize(
        ("name", "old", "new", "says"),
        [
            ("01", "defect = 'บุ", "defect = '{agnecy}บุ", "ไม่รู้จักช่องเติมข้อความ {agnecy}"),
            ("01", "low = 'ได้ {score} คะแนน แสดงว่าผู้ตอบ", "low = 'แสดงว่าผู้ตอบ", "ต้องมีช่องเติมข้อความ {score}"),
            ("01", "low = 'ได้ {score}", "low = 'ได้ {before} {score}", "ไม่รู้จักช่องเติมข้อความ {before}"),
            ("02", "risk = 'โครงการที่", "risks = 'โครงการที่", "ไม่รู้จักช่องนี้"),
            ("03", "kind = 'กิจกรรม'", "kind = 'งาน'", "ต้องเป็นค่าใดค่าหนึ่ง"),
            ("04", "name = 'กิจกรรมวัน", "name = 'วัน", "ต้องขึ้นต้นด้วย"),
            ("05", "responsible = 'ผู้บริหารสูงสุด'", "responsible = ' '", "ต้องไม่ว่าง"),
            ("06", "keep = 'ข้อในกลุ่ม", "keep = 'ข้อ{ในกลุ่ม", "วงเล็บปีกกา"),
            ("topics", "keep = 'กระบวนการปฏิบัติงานมีคะแนนเฉลี่ย {score}", "keep = 'กระบวนการปฏิบัติงานมี", "{score}"),
        ],
    )
    def test_name_file_line_and_field(self, tmp_path: Path, name: str, old: str, new: str, says: str) -> None:
        assert says in self.fault(tmp_path, name, old, new)

    def test_a_measure_is_found_by_its_line(self, tmp_path: Path) -> None:
        old = "success = 'จำนวนเรื่องค้างเกินกำหนด"
        assert "items.0.measures.1.success" in self.fault(tmp_path, "01", old, "success = '{x}จำนวนเรื่องค้างเกินกำหนด")


def test_the_fields_are_named_once() -> None:
    assert not FIELDS & (FALL | BAR)
    assert set(FIGURES) == FIELDS | FALL | BAR
