"""What a workbook says for letters is read as it was typed, and nothing of the scores changes by it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ita_xl.framework import load
from ita_xl.ingest import read
from ita_xl.ingest.letterhead import read_letterhead
from ita_xl.letterhead import ENTRIES, LABELS, Letterhead, Signer, long_date, make, value_of
from ita_xl.render import workbook_bytes, write_safely
from ita_xl.scoring import score
from ita_xl.sheets.inputbook import input_book
from tests.build import BANG_PLA_ITEMS, assessment, workbook
from tests.validator import faults

if TYPE_CHECKING:
    from pathlib import Path

FULL = make({
    "district": "ทดสอบ",
    "office": "สำนักปลัด",
    "phone": "0 5300 0000 ต่อ 11",
    "number": "ทส 12345/119",
    "date": "11 กุมภาพันธ์ 2569",
    "addressee": "นายกองค์การบริหารส่วนตำบลทดสอบ",
    "proposer.name": "นางสาวหนึ่ง ทดสอบ",
    "proposer.position": "นักทรัพยากรบุคคลชำนาญการ",
    "supervisor.name": "นายสอง ทดสอบ",
    "supervisor.position": "หัวหน้าสำนักปลัด",
    "secretary.name": "นางสาม ทดสอบ",
    "secretary.position": "ปลัดองค์การบริหารส่วนตำบลทดสอบ",
    "executive.name": "นายสี่ ทดสอบ",
    "executive.position": "นายกองค์การบริหารส่วนตำบลทดสอบ",
})  # fmt: skip
SCORED = assessment(items=BANG_PLA_ITEMS, indicators={9: 95, 10: 90}, overall="96.04", level="ผ่านดี")


def test_every_line_of_the_input_workbook_is_read_again(tmp_path: Path) -> None:
    path = write_safely(tmp_path / "ก.xlsx", workbook_bytes(input_book(load(2568), SCORED, FULL)))
    assert read_letterhead(path) == FULL
    assert all(value_of(FULL, one.target) for one in ENTRIES)
    assert faults(path) == []


def test_an_empty_input_workbook_says_nothing(tmp_path: Path) -> None:
    path = write_safely(tmp_path / "ก.xlsx", workbook_bytes(input_book(load(2568))))
    assert read_letterhead(path) == Letterhead()


@pytest.mark.parametrize("agency", ["", "อบต.ทดสอบ"])
def test_the_scores_are_the_same_with_and_without(tmp_path: Path, agency: str) -> None:
    cards = []
    for folder, words in (("a", Letterhead()), ("b", FULL)):
        book = input_book(load(2568), replace(SCORED, agency=agency), words)
        (one,) = read(write_safely(tmp_path / folder / "ก.xlsx", workbook_bytes(book)))
        cards.append((one.agency, one.province, one.figures, one.levels, one.problems, score(one).level.name))
    assert cards[0] == cards[1]
    assert cards[0][0] == agency


def test_any_workbook_with_such_labels_will_do(tmp_path: Path) -> None:
    rows = [
        ["ผลการประเมิน ITA ปีงบประมาณ 2568"],
        ["เจ้าของเรื่อง: กองการเจ้าหน้าที่"],
        ["โทร.", "๐ ๒๐๐๐ ๐๐๐๐"],
        ["ผู้บริหารสูงสุด", "", "นายสี่ ทดสอบ"],
        ["เรียน", "................................"],
        ["ข้อ", "คะแนน"],
        ["i1", 90],
    ]
    found = read_letterhead(workbook(tmp_path / "ก.xlsx", {"หนึ่ง": [["คะแนน"]], "สอง": rows}))
    assert found == Letterhead(office="กองการเจ้าหน้าที่", phone="0 2000 0000", executive=Signer("นายสี่ ทดสอบ"))


def test_heads_of_columns_are_no_letterhead(tmp_path: Path) -> None:
    rows = [["อำเภอ", "จังหวัด"], ["เมือง", "ลำพูน"], ["อำเภอ", "คะแนน"], ["เมือง", 90], ["อำเภอ", "โทร", "ที่"]]
    assert read_letterhead(workbook(tmp_path / "ก.xlsx", {"ก": rows})) == Letterhead()


def test_a_date_cell_is_a_date(tmp_path: Path) -> None:
    path = tmp_path / "ก.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["วันที่ของหนังสือ", dt.date(2026, 2, 11)])
    book.save(path)
    assert read_letterhead(path).date == "11 กุมภาพันธ์ 2569"


@pytest.mark.parametrize(
    "typed", ["11 ก.พ. 2569", "วันที่ ๑๑ เดือน กุมภาพันธ์ พ.ศ. ๒๕๖๙", "11/02/2026", "11-2-2569", "11 ก.พ. 69"]
)
def test_dates_as_officers_type_them(typed: str) -> None:
    found = make({"date": typed})
    assert found.date == "11 กุมภาพันธ์ 2569"
    assert found.month == "กุมภาพันธ์ 2569"


@pytest.mark.parametrize("typed", ["31 กุมภาพันธ์ 2569", "เร็ว ๆ นี้", "11/13/2569"])
def test_what_is_no_date_stays_as_typed_and_has_no_month(typed: str) -> None:
    assert (make({"date": typed}).date, make({"date": typed}).month) == (typed, "")


def test_a_month_alone() -> None:
    assert (long_date("มีนาคม 2569"), make({"date": "มีนาคม 2569"}).month) == ("มีนาคม 2569", "มีนาคม 2569")


def test_labels_are_one_each() -> None:
    assert len(LABELS) == sum(1 + len(one.others) for one in ENTRIES)
    assert not {"ที่", "วันที่", "หน่วยงาน", "จังหวัด"} & set(LABELS)


@given(st.text(max_size=400))
def test_any_text_makes_a_letterhead(text: str) -> None:
    found = make(dict.fromkeys((one.target for one in ENTRIES), text))
    assert len(found.office) <= 300
    assert isinstance(found.month, str)
