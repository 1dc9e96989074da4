"""Exports of respondents: columns recognised, choices turned into points, and nothing guessed in silence."""

from __future__ import annotations

import csv
import datetime as dt
import json
import random
import time
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

import ita_xl
from ita_xl.answers import Duplicates, Numbers, Options, Order, Table, answers_of, is_survey, survey_of, table_of
from ita_xl.assessment import Kind
from ita_xl.cli import main
from ita_xl.findings import Severity
from ita_xl.framework import load
from ita_xl.ingest.grid import open_grids
from ita_xl.render import workbook_bytes
from ita_xl.sheets.survey import CHOICES, NOTES, SCORES, SPREAD, survey_book
from tests.office import change_cell, formula_cells, values
from tests.validator import faults

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ita_xl.answers import SurveyResult
    from tests.office import Office

F68, F64 = load(2568), load(2564)
AGREE = ("ไม่เห็นด้วยอย่างยิ่ง", "ไม่เห็นด้วย", "ค่อนข้างไม่เห็นด้วย", "ค่อนข้างเห็นด้วย", "เห็นด้วย", "เห็นด้วยอย่างยิ่ง")
DEGREE = ("ไม่มี", "มีสัดส่วนน้อยที่สุด", "มีสัดส่วนน้อย", "มีสัดส่วน ค่อนข้างมาก", "มีสัดส่วนมาก", "มีสัดส่วนมากที่สุด")
OFTEN = ("ไม่เคย", "แทบจะไม่เคย", "นาน ๆ ครั้ง", "ค่อนข้างบ่อย", "บ่อยครั้ง", "เป็นประจำ")
FOUR = ("น้อยที่สุดหรือไม่มีเลย", "น้อย", "มาก", "มากที่สุด")
SIX_POINTS = [Decimal(one) for one in (0, 20, 40, 60, 80, 100)]

QUESTIONS_68 = (
    "เจ้าหน้าที่ในหน่วยงานของท่าน ปฏิบัติงานหรือให้บริการแก่ผู้มาติดต่อ เป็นไปตามขั้นตอนและระยะเวลาที่กำหนด มากน้อยเพียงใด",
    "เจ้าหน้าที่ในหน่วยงานของท่าน ปฏิบัติงานหรือให้บริการแก่ผู้มาติดต่ออย่างเท่าเทียมกัน มากน้อยเพียงใด",
    "ในรอบปีที่ผ่านมา เจ้าหน้าที่มีการเรียกรับสินบน เพื่อแลกกับการปฏิบัติงานหรือให้บริการ หรือไม่",
    "หน่วยงานของท่านใช้จ่ายงบประมาณเป็นไปตามวัตถุประสงค์ที่ตั้งไว้ มากน้อยเพียงใด",
    "เจ้าหน้าที่ในหน่วยงานของท่าน มีการเบิกจ่ายเงินที่เป็นเท็จ มากน้อยเพียงใด",
    "หน่วยงานของท่าน มีการใช้งบประมาณหรือจัดซื้อจัดจ้าง ที่เอื้อประโยชน์ให้บุคคลใดบุคคลหนึ่ง มากน้อยเพียงใด",
    "ผู้บังคับบัญชาของท่าน สั่งให้เจ้าหน้าที่ทำธุระส่วนตัวของผู้บังคับบัญชา มากน้อยเพียงใด",
    "ผู้บังคับบัญชาสั่งให้เจ้าหน้าที่ทำในสิ่งที่เป็นการทุจริตหรือประพฤติมิชอบ มากน้อยเพียงใด",
    "การบริหารงานบุคคลมีการให้หรือรับสินบน เพื่อแลกกับการบรรจุ แต่งตั้ง โยกย้าย หรือเลื่อนตำแหน่ง หรือไม่",
    "เจ้าหน้าที่ขอยืมทรัพย์สินของทางราชการไปใช้ปฏิบัติงานอย่างถูกต้อง มากน้อยเพียงใด",
    "เจ้าหน้าที่นำทรัพย์สินของราชการไปใช้เพื่อประโยชน์ส่วนตัวหรือพวกพ้อง มากน้อยเพียงใด",
    "หน่วยงานมีการตรวจสอบเพื่อป้องกันการนำทรัพย์สินของราชการไปใช้ส่วนตัว มากน้อยเพียงใด",
    "ผู้บริหารสูงสุดของหน่วยงานให้ความสำคัญกับการแก้ไขปัญหาการทุจริต มากน้อยเพียงใด",
    "การป้องกันการทุจริตของหน่วยงานท่าน สามารถป้องกันการทุจริตได้จริง มากน้อยเพียงใด",
    "ท่านเชื่อมั่นกระบวนการจัดการเรื่องร้องเรียนการทุจริตของหน่วยงาน มากน้อยเพียงใด",
)
START = dt.datetime(2025, 6, 1, 9, 0, 0)


def answers(code: str, count: int, seed: int = 1, framework: object = F68) -> list[str]:
    """So many answers to an item in the words of its form."""
    item = F68.items[code]
    pick = random.Random(f"{code}{seed}")
    if item.answer == "yes_no":
        words: Sequence[str] = ("ไม่มี", "มี") if code[0] == "i" else ("ไม่เคย", "เคย")
    else:
        words = AGREE if code[0] == "e" else OFTEN if code == "i12" else DEGREE
    return [pick.choice(words) for _ in range(count)]


def by_hand(code: str, given: Sequence[str]) -> Decimal:
    """The score of an item the slow way."""
    item = F68.items[code]
    total = Fraction(0)
    for word in given:
        for words in (AGREE, DEGREE, OFTEN, ("ไม่มี", "มี"), ("ไม่เคย", "เคย")):
            if word in words and (len(words) == 2) == (item.answer == "yes_no"):
                step = Fraction(words.index(word), len(words) - 1)
                total += 100 * (step if item.polarity == "+" else 1 - step)
                break
    exact = Decimal(total.numerator) / Decimal(total.denominator) / len(given)
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def codes(result: SurveyResult) -> list[str]:
    return [one.code for one in result.findings]


def one(header: str, cells: Sequence[object], year: int = 2568, options: Options | None = None) -> SurveyResult:
    return answers_of([header], [cells], load(year), options=options)


def save(path: Path, headers: Sequence[object], columns: Sequence[Sequence[object]], sheet: str = "Sheet1") -> Path:
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream).writerows([headers, *zip(*columns, strict=True)])
        return path
    book = xlsxwriter.Workbook(path, {"default_date_format": "d/m/yyyy, h:mm:ss"})
    page = book.add_worksheet(sheet)
    for row, cells in enumerate([headers, *zip(*columns, strict=True)]):
        page.write_row(row, 0, cells)
    book.close()
    return path


def tables(path: Path) -> list[Table]:
    found = [table_of(grid.raw, file=path.name, sheet=grid.name) for grid in open_grids(path)]
    return [each for each in found if each is not None]


# Exports as the three services make them.


def google_form(count: int = 24) -> tuple[list[str], list[list[object]]]:
    """Google Forms: the time first, then the questions in full, no codes; a remark at the end."""
    headers = ["ประทับเวลา", "ที่อยู่อีเมล", "เพศ", *QUESTIONS_68, "ข้อเสนอแนะเพิ่มเติม"]
    columns: list[list[object]] = [
        [START + dt.timedelta(minutes=7 * row) for row in range(count)],
        [f"person{row}@example.go.th" for row in range(count)],
        [("ชาย", "หญิง")[row % 2] for row in range(count)],
        *(list(answers(f"i{number}", count)) for number in range(1, 16)),
        ["" if row % 5 else "ไม่มี" for row in range(count)],
    ]
    return headers, columns


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_google_forms_with_questions_in_full_and_no_codes(tmp_path: Path, ending: str) -> None:
    headers, columns = google_form()
    result = survey_of(tables(save(tmp_path / f"IIT (การตอบกลับ){ending}", headers, columns)), F68)
    assert result.scores == {f"i{at}": by_hand(f"i{at}", columns[2 + at]) for at in range(1, 16)}
    assert result.respondents == {"IIT": 24}
    assert not result.findings
    assert "ข้อเสนอแนะเพิ่มเติม" in result.unused
    assert result.item("i1").questions[0].place.cell == "D2:D25"  # type: ignore[union-attr]


def test_google_forms_grid_of_statements(tmp_path: Path) -> None:
    stem = "โปรดแสดงความคิดเห็นต่อการดำเนินงานของหน่วยงาน"
    items = ["e1", "e2", "e4", "e5", "e6", "e7", "e8"]
    headers = ["ประทับเวลา", *(f"{stem} [{F68.items[code].title}]" for code in items)]
    columns = [[START + dt.timedelta(minutes=row) for row in range(10)], *(answers(code, 10) for code in items)]
    path = save(tmp_path / "EIT ส่วนที่ 1.xlsx", headers, columns)
    result = survey_of(tables(path), F68)
    given = dict(zip(items, columns[1:], strict=True))
    assert result.scores == {f"{code}:1": by_hand(code, given[code]) for code in items}  # type: ignore[arg-type]
    assert codes(result) == ["R219"]  # e3 and e9 were not asked


def test_microsoft_forms_with_points_and_feedback_columns(tmp_path: Path) -> None:
    headers = ["ID", "Start time", "Completion time", "Email", "Name", "Total points", "Quiz feedback"]
    columns: list[list[object]] = [
        list(range(1, 13)),
        [START + dt.timedelta(minutes=9 * row) for row in range(12)],
        [START + dt.timedelta(minutes=9 * row + 4) for row in range(12)],
        ["anonymous"] * 12, [""] * 12, [0] * 12, [""] * 12,
    ]  # fmt: skip
    for number in range(1, 10):
        code = f"e{number}"
        question = f"{code} {F68.items[code].title}"
        headers += [question, f"Points - {question}", f"Feedback - {question}"]
        columns += [list(answers(code, 12)), [0] * 12, [""] * 12]
    path = save(tmp_path / "แบบสอบถาม.xlsx", headers, columns)
    result = survey_of(tables(path), F68, Options(part=2))
    assert result.scores == {f"e{at}:2": by_hand(f"e{at}", columns[4 + 3 * at]) for at in range(1, 10)}  # type: ignore[arg-type]
    assert not result.findings
    assert result.respondents == {"EIT2": 12}


def lime(heads: Sequence[str], cells: Sequence[Sequence[object]]) -> tuple[list[str], list[list[object]]]:
    count = len(cells[0])
    headers = ["id", "submitdate", "lastpage", "startlanguage", "seed", *heads]
    sent = [str(START + dt.timedelta(minutes=3 * row)) for row in range(count)]
    meta = [list(range(7, 7 + count)), sent, [2] * count, ["th"] * count, [str(9**8 + row) for row in range(count)]]
    return headers, [*meta, *(list(one) for one in cells)]


@pytest.mark.parametrize(
    "heading",
    [
        "IIT[{n}]",
        "i{n}. {title}",
        "IIT{n:02d}",
        "IIT[SQ{n:03d}] {title}",
        "i{n}[SQ001]",
        "[i{n}] {title}",
        "ข้อ I{n} {title}",
    ],
)
def test_limesurvey_with_codes_in_brackets(tmp_path: Path, heading: str) -> None:
    heads = [heading.format(n=at, title=F68.items[f"i{at}"].title) for at in range(1, 16)]
    headers, columns = lime(heads, [answers(f"i{at}", 11) for at in range(1, 16)])
    result = survey_of(tables(save(tmp_path / "results-survey12345.csv", headers, columns)), F68)
    assert result.scores == {f"i{at}": by_hand(f"i{at}", columns[4 + at]) for at in range(1, 16)}  # type: ignore[arg-type]
    assert not result.findings


def test_limesurvey_answers_that_were_never_sent_do_not_count() -> None:
    headers, columns = lime(["i3"], [["มี", "ไม่มี", "ไม่มี", "มี"]])
    columns[1][0] = columns[1][3] = ""
    result = answers_of(headers, columns, F68)
    assert result.scores == {"i3": Decimal("100.00")}
    assert result.respondents == {"IIT": 2}
    assert "R216" in codes(result)


def test_choice_codes_of_limesurvey_are_a_question() -> None:
    cells = ["A1", "A6", "A6", "A4"]
    refused = one("i5 เบิกจ่ายเงินเป็นเท็จ", cells)
    assert refused.scores == {}
    assert "R210" in codes(refused)
    up = one("i5", cells, options=Options(order=Order.UP))
    down = one("i5", cells, options=Options(order=Order.DOWN))
    assert up.scores == {"i5": Decimal("35.00")}  # a bad thing, least first: 100, 0, 0, 40
    assert down.scores == {"i5": Decimal("65.00")}


# Columns.


def test_questions_known_by_number_alone_are_said_aloud() -> None:
    headers = [f"Q{at}" for at in range(1, 16)]
    columns = [answers(f"i{at}", 9) for at in range(1, 16)]
    result = answers_of(headers, columns, F68, file="IIT.csv")
    assert result.scores == {f"i{at}": by_hand(f"i{at}", columns[at - 1]) for at in range(1, 16)}
    assert codes(result) == ["R202"]


def test_questions_known_by_order_alone_are_said_aloud() -> None:
    headers = ["ประทับเวลา", *(f"คำถามเรื่องที่{'กขคงจฉชซญ'[at]}" for at in range(9))]
    columns = [[START + dt.timedelta(minutes=row) for row in range(9)], *(answers(f"e{at}", 9) for at in range(1, 10))]
    result = answers_of(headers, columns, F68, options=Options(part=1))
    assert result.scores == {f"e{at}:1": by_hand(f"e{at}", columns[at]) for at in range(1, 10)}  # type: ignore[arg-type]
    assert codes(result) == ["R202"]


def test_order_is_not_used_where_a_column_is_missing_or_too_much() -> None:
    for count in (8, 10):
        headers = [f"คำถามเรื่องที่{'กขคงจฉชซญฎ'[at]}" for at in range(count)]
        result = answers_of(headers, [answers("e1", 5)] * count, F68, options=Options(part=1))
        assert result.scores == {}
        assert codes(result).count("R201") == count


def test_a_code_that_the_year_does_not_have() -> None:
    result = one("i20 ขั้นตอนการยืมสะดวก", ["มาก"])
    assert result.scores == {}
    assert "R203" in codes(result)


def test_the_code_of_one_item_with_the_words_of_another() -> None:
    result = one(f"i5 {F68.items['i13'].title} มากน้อยเพียงใด", ["มาก", "มากที่สุด"])
    assert result.scores == {}
    assert next(each for each in result.findings if each.code == "R204").computed == "i13"


def test_the_same_words_in_both_tools_are_settled_by_the_other_questions() -> None:
    headers = [F68.items["e1"].title, F68.items["e4"].title]
    with_other = answers_of(headers, [answers("e1", 4), answers("e4", 4)], F68, options=Options(part=1))
    assert set(with_other.scores) == {"e1:1", "e4:1"}
    alone = answers_of(headers[:1], [answers("e1", 4)], F68)
    assert alone.scores == {}
    assert codes(alone)[0] == "R201"
    assert "i1" in alone.findings[0].message and "e1" in alone.findings[0].message


def test_branches_of_a_form_ask_one_question_in_two_columns() -> None:
    headers = ["e4 ช่องทางเผยแพร่", "e4 ช่องทางเผยแพร่"]
    columns = [[AGREE[5], "", AGREE[5]], ["", AGREE[0], ""]]
    result = answers_of(headers, columns, F68, options=Options(part=1))
    assert result.scores == {"e4:1": Decimal("66.67")}
    assert result.respondents == {"EIT1": 3}
    columns[1][0] = AGREE[1]
    twice = answers_of(headers, columns, F68, options=Options(part=1))
    assert twice.scores == {}
    assert any(each.code == "R205" and each.severity is Severity.ERROR for each in twice.findings)


# Parts.


def test_parts_by_column_by_header_and_by_name() -> None:
    cells = [AGREE[5], AGREE[0], AGREE[5]]
    column = answers_of(["ส่วนที่", "e1"], [["ส่วนที่ 1", "EIT Survey", "ส่วนที่ ๑"], cells], F68)
    assert column.scores == {"e1:1": Decimal("100.00"), "e1:2": Decimal("0.00")}
    assert column.respondents == {"EIT1": 2, "EIT2": 1}
    header = answers_of(["e1 (ส่วนที่ 2) ขั้นตอน"], [cells], F68)
    assert set(header.scores) == {"e1:2"}
    assert set(answers_of(["EIT2[1]"], [cells], F68).scores) == {"e1:2"}
    assert set(answers_of(["e1"], [cells], F68, file="EIT_Part1.csv").scores) == {"e1:1"}
    assert set(answers_of(["e1"], [cells], F68, sheet="EIT Survey").scores) == {"e1:2"}


def test_an_unknown_part_is_not_guessed() -> None:
    result = answers_of(["e1"], [[AGREE[5]]], F68)
    assert result.scores == {}
    assert result.item("e1").why_not  # type: ignore[union-attr]
    assert "R212" in codes(result)
    lost = answers_of(["ส่วนที่", "e1"], [["1", "", "2"], [AGREE[5]] * 3], F68)
    assert lost.respondents == {"EIT1": 1, "EIT2": 1}
    assert "R212" in codes(lost)


# Choices.


@pytest.mark.parametrize(
    ("cells", "score"),
    [
        ([6, 6, 1], "66.67"),
        ([6.0, "5", "๑"], "60.00"),
        ([0, 5, 5, 4], "70.00"),
        ([100, 80, "60"], "80.00"),
        ([1.0, 0.8, 0.6], "80.00"),
        (["6 - มากที่สุด", "5 - มาก", "1 - ไม่มี"], "60.00"),
        (["มากที่สุด (6)", "(5) มาก", "ระดับ 4 ค่อนข้างมาก"], "80.00"),
        (["เป็นไปตาม ที่กำหนด มากที่สุด", "เป็นไปตามที่กำหนด\nน้อยที่สุด", "ไม่เป็นไปตามที่กำหนด"], "40.00"),
        ([" มากที่สุด", "มากที่สุ\u0e14\u200b", "มาก"], "93.33"),
    ],
)
def test_spellings_and_numbers_of_six_steps(cells: list[object], score: str) -> None:
    assert one("i4", cells).scores == {"i4": Decimal(score)}


def test_negative_items_are_mirrored_but_points_are_not() -> None:
    words = one("i5", ["มากที่สุด", "มากที่สุด", "ไม่มีเจ้าหน้าที่คนใดที่มีการเบิกจ่ายเป็นเท็จ"])
    assert words.scores == {"i5": Decimal("33.33")}
    assert [choice.points for choice in words.items[0].questions[0].choices] == [0, 100]
    points = one("i5", [100, 100, 0])
    assert points.scores == {"i5": Decimal("66.67")}
    assert codes(points)[0] == "R211"
    steps = one("i5", [6, 6, 1])
    assert steps.scores == {"i5": Decimal("33.33")}
    assert codes(steps)[0] == "R211"


@pytest.mark.parametrize("cells", [[1, 2, 5], [2, 3], [0, 1], [0, 6], [1], [0.5, 2]])
def test_numbers_that_may_be_counted_two_ways_are_a_question(cells: list[object]) -> None:
    result = one("i5", cells)
    assert result.scores == {}
    assert "R210" in codes(result)


def test_the_user_settles_what_numbers_are() -> None:
    assert one("i4", [1, 2, 5], options=Options(numbers=Numbers.FROM_1)).scores == {"i4": Decimal("33.33")}
    assert one("i4", [1, 2, 5], options=Options(numbers=Numbers.FROM_0)).scores == {"i4": Decimal("53.33")}
    assert not any(each == "R211" for each in codes(one("i4", [1, 5], options=Options(numbers=Numbers.FROM_1))))


def test_other_columns_of_the_scale_settle_how_numbers_count() -> None:
    result = answers_of(["i4", "i10"], [[2, 3, 5], [6, 1, 4]], F68)
    assert result.scores == {"i4": Decimal("46.67"), "i10": Decimal("53.33")}


@pytest.mark.parametrize(
    ("code", "cells", "score"),
    [
        ("i3", ["มี", "ไม่มี", "ไม่มี", "ไม่มี"], "75.00"),
        ("e3", ["เคย", "ไม่เคย"], "50.00"),
        ("e9", ["เคย", "เคยใช้งาน", "ไม่เคย"], "66.67"),
        ("e9", [1, 0, 1], "66.67"),
        ("i3", ["Yes", "No", "N/A"], "50.00"),
        ("i3", [True, False, False], "66.67"),
        ("i3", [100, 0, 0], "33.33"),
    ],
)
def test_questions_of_yes_and_no(code: str, cells: list[object], score: str) -> None:
    assert list(one(code, cells, options=Options(part=1)).scores.values()) == [Decimal(score)]


@pytest.mark.parametrize("cells", [[1, 2], [0, 1]])
def test_yes_as_a_number_under_a_bad_thing_is_a_question(cells: list[object]) -> None:
    result = one("i3", cells)
    assert result.scores == {}
    assert codes(result) == ["R210", "R219"]


@pytest.mark.parametrize(
    ("code", "cells"),
    [
        ("i4", ["มาก", "ปานกลาง"]),
        ("i4", ["น้อยที่สุดหรือไม่มีเลย", "มาก"]),
        ("i6", ["มี", "ไม่มี"]),
        ("i3", ["มีมาก", "ไม่มี"]),
        ("i4", ["มาก", "ไม่แน่ใจ"]),
        ("i4", [True, False]),
    ],
)
def test_another_scale_is_refused_not_fitted_in(code: str, cells: list[object]) -> None:
    result = one(code, cells)
    assert result.scores == {}
    assert "R209" in codes(result)
    assert result.items[0].distribution


def test_unknown_choices_are_told_with_cell_and_count() -> None:
    cells = ["มาก"] * 38 + ["แล้วแต่คน", "แล้วแต่คน"]
    result = one("i4", cells)
    finding = result.findings[0]
    assert finding.code == "R208" and "2 จาก 40" in finding.message and finding.places[0].cell == "A40"
    assert result.scores == {"i4": Decimal("80.00")}
    assert result.items[0].distribution == {"มาก": 38, "แล้วแต่คน": 2}
    many = one("i4", [*["มาก"] * 8, "แล้วแต่คน", "แล้วแต่คน"])
    assert many.scores == {}
    assert many.findings[0].severity is Severity.ERROR
    assert one("i4", ["ไม่มาก", "ไม่ค่อยมาก", "มาก"]).scores == {}


def test_no_answer_is_blank_and_never_nought() -> None:
    blank = ["", None, " ", "-", "ไม่ทราบ", "ไม่ตอบ", "N/A", "ไม่ทราบ/ไม่ตอบ", "ไม่มีความเห็น"]
    result = answers_of(["i4", "i10"], [["มากที่สุด", *blank], ["มากที่สุด"] * 10], F68)
    assert result.scores["i4"] == 100
    assert result.item("i4").blank == 9 and result.item("i4").answered == 1  # type: ignore[union-attr]
    assert "R217" in codes(result)


def test_a_form_that_may_have_had_four_choices_only() -> None:
    cells = [("น้อยที่สุด", "มาก", "มากที่สุด")[at % 3] for at in range(90)]
    assert "R221" in codes(one("i4", cells))
    assert "R221" not in codes(one("i4", [*cells, "ค่อนข้างมาก"]))


# The older year, and years whose questions are not known.


def test_four_steps_and_sub_questions_of_2564() -> None:
    headers = ["I1 ปฏิบัติงาน [เป็นไปตามขั้นตอน]", "I1 ปฏิบัติงาน [เป็นไปตามระยะเวลา]", "I9 งบประมาณ", "I2 เท่าเทียม"]
    columns = [[FOUR[3], FOUR[2]], [FOUR[1], FOUR[0]], [FOUR[0], FOUR[1]], [33, 67]]
    result = answers_of(headers, columns, F64)
    # i1: the mean of (100+67)/2 and (33+0)/2; i9 is bad: 100 and 67.
    assert result.scores == {"i1": Decimal("50.00"), "i9": Decimal("83.50"), "i2": Decimal("50.00")}
    assert len(result.item("i1").questions) == 2  # type: ignore[union-attr]


def test_sub_questions_missing_or_of_opposite_polarity_are_not_scored() -> None:
    missing = answers_of(["I3 มุ่งผลสำเร็จ"], [[FOUR[3]]], F64)
    assert missing.scores == {}
    assert "R206" in codes(missing)
    mixed = answers_of(["i11 [โปร่งใส]", "i11 [เอื้อประโยชน์]"], [[FOUR[3]], [FOUR[0]]], F64)
    assert mixed.scores == {}
    assert codes(mixed).count("R207") == 2
    scored = answers_of(["i11 [โปร่งใส]", "i11 [เอื้อประโยชน์]"], [[100, 67], [100, 100]], F64)
    assert scored.scores == {"i11": Decimal("91.75")}


def test_six_steps_are_refused_in_the_year_of_four() -> None:
    assert "R209" in codes(answers_of(["i2"], [["ค่อนข้างมาก", "มาก"]], F64))


@pytest.mark.parametrize("year", [2563, 2565, 2566, 2569])
def test_years_whose_questions_are_not_known_are_refused(year: int) -> None:
    result = answers_of(["i1", "e1"], [["มาก"], ["มาก"]], load(year))
    assert result.scores == {} and result.items == ()
    assert codes(result) == ["R203"]


# Rows.


def people(count: int, **columns: Sequence[object]) -> SurveyResult:
    headers = [{"mail": "อีเมล", "token": "token", "number": "ID", "time": "ประทับเวลา"}.get(key, key) for key in columns]
    assert all(len(cells) == count for cells in columns.values())
    return answers_of(headers, list(columns.values()), F68)


def test_the_last_answer_of_a_person_counts_unless_told_otherwise() -> None:
    headers, columns = ["อีเมล", "i3"], [["a@x", "b@x", "A@x ", ""], ["มี", "ไม่มี", "ไม่มี", "มี"]]
    last = answers_of(headers, columns, F68)
    assert last.respondents == {"IIT": 3} and last.scores == {"i3": Decimal("66.67")}
    first = answers_of(headers, columns, F68, options=Options(duplicates=Duplicates.FIRST))
    assert first.scores == {"i3": Decimal("33.33")}
    every = answers_of(headers, columns, F68, options=Options(duplicates=Duplicates.ALL))
    assert every.scores == {"i3": Decimal("50.00")}
    for result in (last, first, every):
        assert codes(result)[0] == "R213"
        assert "a@x" not in str(result.findings)


def test_one_who_collects_answers_for_others_is_no_duplicate() -> None:
    result = people(5, mail=["staff@x"] * 5, i3=["มี", "ไม่มี", "ไม่มี", "ไม่มี", "ไม่มี"])
    assert result.respondents == {"IIT": 5}
    assert codes(result)[0] == "R213"


def test_a_row_copied_with_its_number_counts_once_and_other_rows_of_that_number_stay() -> None:
    result = people(4, number=[1, 2, 2, 2], i3=["มี", "ไม่มี", "ไม่มี", "มี"])
    assert result.respondents == {"IIT": 3}
    assert codes(result)[:2] == ["R213", "R213"]


def test_equal_rows_within_seconds_are_only_a_warning() -> None:
    times = [START, START + dt.timedelta(seconds=3), START + dt.timedelta(minutes=3)]
    result = people(3, time=times, i3=["ไม่มี"] * 3)
    assert result.respondents == {"IIT": 3}
    assert codes(result)[0] == "R214" and result.findings[0].places[0].cell == "A3"
    texts = people(3, time=["1/6/2568, 9:00:00", "1/6/2568, 9:00:04", "2/6/2568, 9:00:05"], i3=["ไม่มี"] * 3)
    assert codes(texts)[0] == "R214" and "1 แถว" in texts.findings[0].message


def test_blank_rows_are_no_respondents() -> None:
    result = people(4, time=[START, START, START, ""], i3=["ไม่มี", "", "มี", ""], i4=["มาก", " ", "มาก", ""])
    assert result.respondents == {"IIT": 2}
    assert "R215" in codes(result) and "1 แถว" in result.findings[0].message


def test_fewer_respondents_than_expected() -> None:
    result = answers_of(["i3"], [["มี"] * 7], F68, expected={"IIT": 30, "EIT1": 100})
    told = [each for each in result.findings if each.code == "R218"]
    assert [(each.stated, each.computed) for each in told] == [("7", "30"), ("0", "100")]
    assert not any(each.code == "R218" for each in answers_of(["i3"], [["มี"] * 7], F68, expected=7).findings)


def test_a_table_typed_by_hand_with_titles_numbers_as_headers_and_a_mean_below() -> None:
    cells: list[list[object]] = [["ผลซ้อม IIT", *[""] * 15], ["ผู้ตอบคนที่", *(float(at) for at in range(1, 16))]]
    cells += [[float(row), *(float(1 + (row + at) % 2 * 5) for at in range(15))] for row in range(1, 5)]
    for row in cells[2:]:
        row[3], row[9] = "ไม่มี", "ไม่มี"
    cells.append(["ค่าเฉลี่ย", *[3.5] * 15])
    table = table_of(cells, file="IIT.xlsx")
    assert table is not None and table.first_row == 2
    result = survey_of([table], F68)
    assert result.respondents == {"IIT": 4} and len(result.scores) == 15
    assert result.scores["i4"] == 50 and result.scores["i3"] == 100
    assert [each for each in codes(result) if each != "R221"] == ["R202", "R215", "R211"]


# Properties.

ANSWERS = st.lists(st.integers(0, 5), min_size=1, max_size=60)
LEVEL_ITEMS = sorted(code for code, item in F68.items.items() if item.answer == "six")


@given(steps=ANSWERS, code=st.sampled_from(LEVEL_ITEMS), words=st.sampled_from([AGREE, DEGREE, OFTEN]))
@settings(max_examples=60, deadline=None)
def test_the_score_is_the_mean_by_hand_and_polarity_mirrors_it(
    steps: list[int], code: str, words: Sequence[str]
) -> None:
    result = one(code, [words[step] for step in steps], options=Options(part=1))
    exact = result.items[0].exact
    mean = sum((Fraction(20 * step) for step in steps), Fraction(0)) / len(steps)
    assert exact == (mean if F68.items[code].polarity == "+" else 100 - mean)
    mirrored = one(code, [words[5 - step] for step in steps], options=Options(part=1)).items[0].exact
    assert exact is not None and mirrored is not None and exact + mirrored == 100


@given(rows=st.lists(st.tuples(*(st.integers(0, 5) for _ in range(3))), min_size=1, max_size=30), data=st.data())
@settings(max_examples=40, deadline=None)
def test_shuffling_respondents_or_columns_changes_nothing(rows: list[tuple[int, ...]], data: st.DataObject) -> None:
    headers = ["i4", "i5", "i12"]
    words = (DEGREE, DEGREE, OFTEN)

    def result(own: Sequence[tuple[int, ...]], order: Sequence[int]) -> SurveyResult:
        columns = [[words[at][row[at]] for row in own] for at in order]
        return answers_of([headers[at] for at in order], columns, F68)

    straight = result(rows, (0, 1, 2))
    shuffled = result(data.draw(st.permutations(rows)), data.draw(st.permutations(range(3))))
    assert straight.scores == shuffled.scores
    assert {each.ref: each.distribution for each in straight.items} == {
        each.ref: each.distribution for each in shuffled.items
    }


@given(
    st.lists(
        st.lists(st.one_of(st.text(max_size=12), st.integers(-3, 120), st.none(), st.booleans()), max_size=5),
        max_size=6,
    )
)
@settings(max_examples=120, deadline=None)
def test_no_table_brings_it_down(cells: list[list[object]]) -> None:
    table = table_of([["i1", "e3", "คำถาม", "Q2"], *cells])
    if table is not None:
        is_survey(table, F68)
        result = survey_of([table], F68)
        assert all(0 <= score <= 100 for score in result.scores.values())


# Several tables, the scorecard, the workbook, the command.


def rehearsal() -> SurveyResult:
    made = [
        Table([f"i{at}" for at in range(1, 16)], [answers(f"i{at}", 30) for at in range(1, 16)], "IIT.xlsx", "ตอบ"),
        *(
            Table(
                [f"e{at}" for at in range(1, 10)],
                [answers(f"e{at}", 20, part) for at in range(1, 10)],
                f"EIT ส่วนที่ {part}.xlsx",
                "ตอบ",
            )
            for part in (1, 2)
        ),
    ]
    return survey_of(made, F68)


def test_several_tables_make_one_assessment_that_is_scored() -> None:
    result = rehearsal()
    assert len(result.scores) == 33 and not result.findings
    card = ita_xl.score(result.assessment("เทศบาลตำบลตัวอย่าง"))
    assert card.value(Kind.TOOL, "IIT") is not None
    assert card.value(Kind.TOOL, "EIT1") is not None and card.value(Kind.TOOL, "EIT2") is not None
    assert card.overall.value is None
    assert card.assessment.figure(Kind.ITEM, "e1:2").place.file == "EIT ส่วนที่ 2.xlsx"  # type: ignore[union-attr]


def test_the_same_item_in_two_tables_is_counted_together() -> None:
    made = [Table(["i3"], [["มี"]], "a.csv"), Table(["i3"], [["ไม่มี", "ไม่มี"]], "b.csv")]
    result = survey_of(made, F68)
    assert result.scores == {"i3": Decimal("66.67")} and result.respondents == {"IIT": 3}
    assert "R205" in codes(result)


def test_the_workbook_is_sound_and_computes_in_a_spreadsheet_program(tmp_path: Path, office: Office) -> None:
    result = rehearsal()
    path = tmp_path / "ซ้อม.xlsx"
    path.write_bytes(workbook_bytes(survey_book(result, "เทศบาลตำบลตัวอย่าง")))
    assert faults(path) == []
    assert {open_grids(path)[at].name for at in range(4)} == {SPREAD, SCORES, NOTES, CHOICES}
    cached = {cell: value for cell, (_, value) in formula_cells(path).items()}
    assert len(cached) > 300
    computed = values(office.recalculate(path, tmp_path / "again"))
    for cell, value in cached.items():
        assert (
            computed.get(cell) == pytest.approx(value) if isinstance(value, float) else computed.get(cell) == value
        ), cell
    # A count that is corrected by hand reaches the item, its indicator and its tool.
    changed = values(office.recalculate(change_cell(path, tmp_path / "edit", SPREAD, "E6", 1000), tmp_path / "then"))
    for cell in ((SPREAD, "L6"), (SCORES, "E5"), (SCORES, "E6")):
        assert changed[cell] != computed[cell], cell


def test_the_workbook_of_the_older_year_and_of_refused_items(tmp_path: Path) -> None:
    headers = ["I1 [ขั้นตอน]", "I1 [ระยะเวลา]", "I9", "I2", "=1+1"]
    result = answers_of(
        headers, [[FOUR[3], FOUR[2]], [FOUR[1], FOUR[0]], [FOUR[0], "ปานกลาง"], [33, 67], ["a", "b"]], F64
    )
    path = tmp_path / "ซ้อม.xlsx"
    path.write_bytes(workbook_bytes(survey_book(result)))
    assert faults(path) == []
    assert values(path)[SPREAD, "J6"] == 83.5


def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: object) -> tuple[int, str, str]:
    monkeypatch.setattr("sys.argv", ["ita-xl", *map(str, words)])
    with pytest.raises(SystemExit) as stop:
        main()
    shown = capsys.readouterr()
    return int(stop.value.code or 0), shown.out, shown.err


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    headers, columns = google_form()
    path = save(tmp_path / "IIT.csv", headers, columns)
    out = tmp_path / "out"
    code, text, _ = run(capsys, monkeypatch, "survey", path, "--year", 2568, "--expected", "IIT=40", "-o", out)
    assert code == 0
    assert "R218" in text and "IIT 24 คน" in text
    assert [one.name for one in out.iterdir()] == ["ผลซ้อมประเมิน ITA IIT 2568.xlsx"]
    code, text, _ = run(capsys, monkeypatch, "survey", path, "--year", 2568, "--json")
    document = json.loads(text)
    assert code == 0 and document["surveys"][0]["items"]["i1"]["score"] == str(by_hand("i1", columns[3]))  # type: ignore[arg-type]
    assert document["surveys"][0]["items"]["i1"]["questions"][0]["cells"].endswith("D2:D25")
    schema = json.loads((Path(__file__).parent.parent / "docs" / "survey.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(document, schema, cls=jsonschema.Draft202012Validator)
    unpaired = save(tmp_path / "EIT.csv", ["e1", "e2", "e3"], [["มากที่สุด", "ปานกลาง"]] * 3)
    _, text, _ = run(capsys, monkeypatch, "survey", unpaired, "--year", 2568, "--json")
    document = json.loads(text)
    jsonschema.validate(document, schema, cls=jsonschema.Draft202012Validator)
    assert (document["surveys"][0]["items"]["e1"]["score"], document["surveys"][0]["tools"]) == (None, {})
    _, text, _ = run(capsys, monkeypatch, "survey", tmp_path / "none.csv", "--year", 2568, "--json")
    jsonschema.validate(json.loads(text), schema, cls=jsonschema.Draft202012Validator)


def test_the_command_refuses_what_is_no_survey(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save(tmp_path / "งบ.xlsx", ["รายการ", "จำนวน"], [["กระดาษ"], [3]])
    code, _, error = run(capsys, monkeypatch, "survey", path, "--year", 2568)
    assert code == 3 and "E107" in error
    assert run(capsys, monkeypatch, "survey", path, "--year", 2568, "--expected", "มาก")[0] == 2
    code, _, error = run(capsys, monkeypatch, "survey", path, "--year", 2550)
    assert code == 3 and "E202" in error


def test_twenty_thousand_respondents_are_fast() -> None:
    count = 20_000
    headers = ["ประทับเวลา", "อีเมล", *(f"i{at}" for at in range(1, 16)), *(f"e{at}" for at in range(1, 10)), *"กขคง"]
    times = [START + dt.timedelta(seconds=40 * row) for row in range(count)]
    columns = [times, [f"p{row}@x" for row in range(count)]]
    columns += [answers(f"i{at}", count) for at in range(1, 16)] + [answers(f"e{at}", count) for at in range(1, 10)]  # type: ignore[operator]
    columns += [[f"ความเห็น {row % 900}" for row in range(count)] for _ in range(4)]
    best = 9.0
    for _ in range(3):
        begin = time.perf_counter()
        result = answers_of(headers, columns, F68, options=Options(part=1))
        best = min(best, time.perf_counter() - begin)
    assert len(result.scores) == 24
    assert best < 0.6  # measured: 0.1 s; the bound leaves room for a busy machine
