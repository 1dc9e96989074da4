"""Exports of respondents: columns, parts and rows recognised, and nothing guessed in silence."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from ita_xl.answers import Duplicates, Options, Order, answers_of, survey_of, table_of
from ita_xl.findings import Severity
from tests.surveys import (
    AGREE,
    F68,
    START,
    answers,
    by_hand,
    codes,
    google_form,
    one,
    save,
    tables,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ita_xl.answers import SurveyResult


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
