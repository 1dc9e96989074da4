"""The memo and the cover: sentences true to the figures, unknown names as dotted lines, one page each."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from ita_xl.assessment import Assessment
from ita_xl.auditing import audit_all
from ita_xl.cli import app
from ita_xl.diagnosis import diagnose
from ita_xl.errors import OutputError
from ita_xl.framework import load
from ita_xl.letterhead import ENTRIES, Letterhead, make
from ita_xl.measures import plan
from ita_xl.render import workbook_bytes, write_report, write_safely
from ita_xl.scoring import score
from ita_xl.sheets.cover import cover_sheet
from ita_xl.sheets.extras import EXTRAS, extras_named
from ita_xl.sheets.inputbook import input_book
from ita_xl.sheets.letters import facts, indicators_sentence, place_words, proposal, publication, weak_sentence
from ita_xl.sheets.measure import column_points
from ita_xl.sheets.memo import memo_sheet
from ita_xl.sheets.model import Book, Sheet
from ita_xl.sheets.report import report_book
from ita_xl.thai import points
from tests.build import LAMPHUN, assessment, workbook
from tests.office import formula_cells, values
from tests.test_letterhead import FULL, SCORED
from tests.test_report import CASES, HOSTILE
from tests.validator import faults

if TYPE_CHECKING:
    from pathlib import Path

    from tests.office import Office

LONG = make({one.target: "องค์การบริหารส่วนตำบลชื่อยาวมากเป็นพิเศษ " * 2 for one in ENTRIES})
WORST = assessment(
    items={ref: 10 + at % 70 for at, ref in enumerate(load(2568).all_refs)},
    indicators={9: "85.11", 10: "85.12"},
    level="ผ่านดี",
    previous=assessment(2567, indicators=LAMPHUN, tools={"EIT1": "94.08", "EIT2": "93.5"}),
)
ALL = {
    **CASES,
    "worst": WORST,
    "one indicator": assessment(indicators={3: 90}),
    "no agency": Assessment(2568, figures=SCORED.figures),
}


def sheets_of(one: Assessment, words: Letterhead) -> tuple[Sheet, Sheet]:
    card = score(one)
    made, findings = plan(diagnose(card)), audit_all(card)
    return memo_sheet(made, findings, words), cover_sheet(made, findings, words)


def texts(sheet: Sheet) -> list[str]:
    return [cell.value for cell in sheet.cells if isinstance(cell.value, str)]


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.integers(1, 10), st.integers(0, 10_000)),
    st.dictionaries(st.sampled_from(load(2568).all_refs), st.integers(0, 10_000)),
    st.none() | st.dictionaries(st.integers(1, 10), st.integers(0, 10_000), min_size=10),
)
def test_every_number_of_a_memo_is_a_figure_of_the_card(
    now: dict[int, int], items: dict[str, int], before: dict[int, int] | None
) -> None:
    def scores(given_: dict) -> dict:
        return {key: Decimal(value).scaleb(-2) for key, value in given_.items()}

    earlier = None if before is None else assessment(2567, indicators=scores(before))
    card = score(assessment(indicators=scores(now), items=scores(items), previous=earlier))
    made = plan(diagnose(card))
    cards = [card, *([card.previous] if card.previous else [])]
    figures = {points(one.value) for each in cards for one in each.scores.values() if one.value is not None}
    if card.previous:
        known = [(own.value, card.previous.value(*key)) for key, own in card.scores.items()]
        figures |= {points(abs(a - b)) for a, b in known if a is not None and b is not None}
    for text in (*facts(made, audit_all(card)), proposal(made)):
        assert set(re.findall(r"\d+\.\d\d", text)) <= figures, text
        assert not re.search(r"None|[{}]|  | ,|\(\)", text), text
    counts = [int(one) for one in re.findall(r"ไม่เต็ม (\d+) รายการ", weak_sentence(made.diagnosis))]
    assert sum(counts) == len(made.diagnosis.weak)


def test_sentences_of_every_situation() -> None:
    def told(one: Assessment) -> str:
        card = score(one)
        return " ".join(facts(plan(diagnose(card)), audit_all(card)))

    first = told(CASES["items"])
    assert "96.04 คะแนน อยู่ในระดับ “ผ่านดี” ลดลง 0.98 คะแนน" in first
    assert "ข้อคำถามที่ทราบคะแนน 61 รายการ ได้คะแนนไม่เต็ม 19 รายการ" in first
    assert "ที่ต้องแก้ไขเร่งด่วนคือ ข้อ o6 (50.00 คะแนน) และ ข้อ o27 (50.00 คะแนน)" in first
    one_year = told(CASES["indicators"])
    assert "เมื่อเทียบกับ" not in one_year
    assert "ตัวชี้วัดที่ทราบคะแนน 10 รายการ ได้คะแนนไม่เต็ม 9 รายการ" in one_year
    assert "ส่วนคะแนน OIT ไม่มีในแฟ้มที่อ่าน" in told(CASES["half the items"])
    assert "พบข้อที่ต้องแก้ไข 1 รายการ" in told(CASES["half the items"])
    total = told(CASES["nothing but a total"])
    assert "อยู่ในระดับ" not in total
    assert "ระดับที่เป็นไปได้คือ" in total
    assert "ไม่มีคะแนนรายเครื่องมือในแฟ้มที่อ่าน" in total
    assert "ยังระบุจุดอ่อนรายข้อไม่ได้" in total
    full = told(assessment(items=dict.fromkeys(load(2568).all_refs, 100), indicators={9: 100, 10: 100}))
    assert "มีคะแนนเท่ากันทั้ง 10 ตัวชี้วัด คือ 100.00 คะแนน" in full
    assert "ข้อคำถามที่ทราบคะแนน 61 รายการ ได้คะแนนเต็มทุกรายการ" in full
    assert "ไม่พบข้อขัดแย้ง" in full


def test_highest_and_lowest_of_what_is_known() -> None:
    assert indicators_sentence(score(assessment(indicators={1: 90, 2: 80}))).startswith(
        "ในตัวชี้วัดที่ทราบคะแนน 2 จาก 10 ตัวชี้วัด ที่ได้คะแนนสูงสุดคือ ตัวชี้วัดที่ 1 การปฏิบัติหน้าที่ (90.00 คะแนน)"
    )
    ties = indicators_sentence(score(assessment(indicators=dict.fromkeys(range(1, 10), 100) | {10: 50})))
    assert "ตัวชี้วัดที่ 1, 2, 3, 4, 5, 6, 7, 8 และ 9 (100.00 คะแนน)" in ties


@pytest.mark.parametrize(
    ("year", "item"), [(2566, ("o34", 2567)), (2567, ("o27", 2568)), (2568, ("o25", 2569)), (2563, ("o42", 2564))]
)
def test_the_item_of_publication_is_that_of_the_next_year(year: int, item: tuple[str, int]) -> None:
    found = publication(score(assessment(year, indicators=LAMPHUN)))
    assert found is not None
    assert (found.code, found.fiscal_year) == item


def test_no_item_is_named_before_its_criteria_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ita_xl.sheets.letters.years", lambda: (2568,))
    card = score(SCORED)
    assert publication(card) is None
    assert "ตามข้อ" not in proposal(plan(diagnose(card)))
    assert "และมาตรการส่งเสริมคุณธรรม" in " ".join(texts(sheets_of(SCORED, FULL)[1]))


def test_a_filled_memo_has_every_word_and_an_empty_one_dotted_lines() -> None:
    memo, cover = sheets_of(SCORED, FULL)
    told = " ".join(texts(memo))
    for word in ("สำนักปลัด", "0 5300 0000 ต่อ 11", "ทส 12345/119", "11 กุมภาพันธ์ 2569", "อำเภอทดสอบ", "(นายสี่ ทดสอบ)"):
        assert word in told
    assert "ความเห็น/คำสั่งนายกองค์การบริหารส่วนตำบลทดสอบ" in told
    assert [text for text in texts(cover) if "กุมภาพันธ์ 2569" in text]
    memo, cover = sheets_of(SCORED, Letterhead())
    assert sum(bool(re.search(r"\(\.{20,}\)", text)) for text in texts(memo)) == 4
    empty = [cell for cell in memo.cells if cell.style == "letter_rule" and cell.value is None]
    assert {cell.row for cell in empty if cell.column < 3} >= {2, 6}  # ที่ and เรียน
    assert "จัดทำโดย\n....." in " ".join(texts(cover))
    assert "None" not in " ".join([*texts(memo), *texts(cover)])


def test_the_executive_is_written_to_when_nobody_else_is_named() -> None:
    words = make({"executive.position": "นายกเทศมนตรี"})
    assert "นายกเทศมนตรี" in texts(sheets_of(SCORED, words)[0])


def test_places_are_told_as_addresses_are() -> None:
    def words(agency: str, province: str = "", district: str = "") -> str:
        return re.sub(r"\.+", "…", place_words(Assessment(2568, agency, province), Letterhead(district=district)))

    assert words("เทศบาลตำบลทดสอบ", "ลำพูน", "เมืองลำพูน") == "อำเภอเมืองลำพูน จังหวัดลำพูน"
    assert words("เทศบาลตำบลทดสอบ", "ลำพูน", "อำเภอเมืองลำพูน") == "อำเภอเมืองลำพูน จังหวัดลำพูน"
    assert words("องค์การบริหารส่วนตำบลทดสอบ") == "อำเภอ… จังหวัด…"
    assert words("จังหวัดลำพูน", "ลำพูน") == ""
    assert words("กรมทดสอบ") == ""
    assert words("สถาบันทดสอบ", "กรุงเทพมหานคร", "ดุสิต") == "เขตดุสิต กรุงเทพมหานคร"


@pytest.mark.parametrize("name", ALL)
def test_a_memo_is_printed_at_a_size_that_can_be_read(name: str) -> None:
    for words in (Letterhead(), FULL):
        memo, cover = sheets_of(ALL[name], words)
        for sheet in (memo, cover):
            left, right, top, bottom = sheet.page.margins or (0, 0, 0, 0)
            wide = (8.27 - left - right) * 72 / sum(column_points(one) for one in sheet.widths)
            tall = (11.69 - top - bottom) * 72 / sum(sheet.heights.values())
            assert min(wide, tall) > (0.78 if sheet is memo else 0.97), (min(wide, tall), sheet.name)


@pytest.mark.libreoffice
@pytest.mark.parametrize("digits", ["arabic", "thai"])
def test_one_page_each(tmp_path: Path, office: Office, digits: str) -> None:
    made = [
        replace(sheet, name=f"{sheet.name} {number} {at}")
        for at, one in enumerate(ALL.values())
        for number, words in enumerate((Letterhead(), FULL, LONG))
        for sheet in sheets_of(one, words)
    ]
    path = write_safely(tmp_path / "ก.xlsx", workbook_bytes(Book("ก", "ก", tuple(made)), digits=digits))
    assert faults(path) == []
    assert len(office.to_png(path, tmp_path / "png", dpi=20)) == len(made)


def test_thai_digits_leave_no_arabic_ones(tmp_path: Path) -> None:
    book = Book("ก", "ก", sheets_of(SCORED, FULL))
    path = write_safely(tmp_path / "ก.xlsx", workbook_bytes(book, digits="thai"))
    told = " ".join(str(one) for one in values(path).values())
    assert not re.search(r"[0-9]", told)
    assert "พ.ศ. ๒๕๖๘" in told


@pytest.mark.parametrize("text", HOSTILE)
def test_a_letterhead_never_becomes_a_formula(tmp_path: Path, text: str) -> None:
    words = make({one.target: text for one in ENTRIES})
    card = score(CASES["indicators"])
    path = write_report(plan(diagnose(card)), (), tmp_path, extras=("memo", "cover"), letterhead=words)
    assert faults(path) == []
    of_letters = [key for key in formula_cells(path) if key[0] in ("บันทึกข้อความ", "ปก")]
    assert of_letters == []


def test_the_report_is_the_same_without_extras_and_they_stand_in_front() -> None:
    card = score(SCORED)
    made = plan(diagnose(card))
    plain = report_book(made, ())
    with_all = report_book(made, (), extras=tuple(EXTRAS), letterhead=FULL)
    assert [one.name for one in with_all.sheets[:3]] == ["บันทึกข้อความ", "ปก", "ความเป็นมา"]
    assert with_all.sheets[3 : 3 + len(plain.sheets)] == plain.sheets


def test_words_for_extras() -> None:
    assert extras_named([]) == ()
    assert extras_named(["cover,memo", "cover"]) == ("memo", "cover")
    with pytest.raises(OutputError) as caught:
        extras_named(["memo,ไม่มี"])
    assert caught.value.code == "E306"


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(arguments))
    return done.exit_code, done.output


def test_the_command_line_fills_the_memo_from_the_input_workbook(tmp_path: Path) -> None:
    source = write_safely(tmp_path / "ก.xlsx", workbook_bytes(input_book(load(2568), SCORED, FULL)))
    code, _ = run("report", str(source), "-o", str(tmp_path / "out"), "--with", "memo", "--with", "cover")
    assert code == 0
    (path,) = (tmp_path / "out").iterdir()
    assert "(นายสี่ ทดสอบ)" in {value for (sheet, _), value in values(path).items() if sheet == "บันทึกข้อความ"}
    assert faults(path) == []


def test_an_unknown_extra_is_wrong_usage(tmp_path: Path) -> None:
    source = write_safely(tmp_path / "ก.xlsx", workbook_bytes(input_book(load(2568), SCORED)))
    assert run("report", str(source), "-o", str(tmp_path / "out"), "--with", "nothing")[0] == 2
    assert not (tmp_path / "out").exists()


def test_a_file_of_several_agencies_is_nobodys_letterhead(tmp_path: Path) -> None:
    rows = [
        ["ผลการประเมิน ITA ปีงบประมาณ 2568"],
        ["ผู้บริหาร", "นายสี่ ทดสอบ"],
        ["หน่วยงาน", "IIT", "EIT ส่วนที่ 1", "EIT ส่วนที่ 2", "OIT"],
        ["เทศบาลตำบลหนึ่ง", 90, 91, 92, 93],
        ["เทศบาลตำบลสอง", 80, 81, 82, 83],
    ]
    source = workbook(tmp_path / "ก.xlsx", {"ก": rows})
    assert run("report", str(source), "-o", str(tmp_path / "out"), "--with", "memo")[0] == 0
    made = list((tmp_path / "out").iterdir())
    assert len(made) == 2
    assert not any("นายสี่" in str(value) for path in made for value in values(path).values())
