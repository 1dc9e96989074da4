"""An older workbook that is a form of ours: what the form says is nobody's, what was typed beside it is listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from ita_xl.converting import convert, read_older
from ita_xl.excel.buttons import COMMANDS
from tests.test_converting import saved, year_file

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("year", [2566, 2567, 2568, 2569])
def test_what_our_own_form_says_is_not_left_behind(tmp_path: Path, year: int) -> None:
    path = year_file(tmp_path, year, 90)
    assert [one for one in read_older(path)[0].left if one.code == "V113"] == []
    again = saved(convert(read_older(path), min(year + 1, 2569)), tmp_path)
    assert [one for one in read_older(again)[0].left if one.code == "V113"] == []


def test_what_was_typed_beside_our_own_form_is_left_behind(tmp_path: Path) -> None:
    path = year_file(tmp_path, 2568, 90, items={"i1": 90})
    book = openpyxl.load_workbook(path)
    book["คะแนนรายข้อ"]["K3"] = "โทรถามกองคลังก่อนส่ง"
    book["คะแนนรายข้อ"]["A1"] = "คะแนนรายข้อของเรา"
    book["หน่วยงาน"].cell(book["หน่วยงาน"].max_row + 3, 1).value = "รับทราบ ปลัด"
    book.create_sheet("ตาราง")["A1"] = 7
    book.save(path)
    left = [one for one in read_older(path)[0].left if one.code == "V113"]
    assert [[place.sheet for place in one.places] for one in left] == [["หน่วยงาน"], ["คะแนนรายข้อ"], ["ตาราง"]]
    assert "1 แห่ง" in left[0].message
    assert "“รับทราบ ปลัด”" in left[0].message
    assert "โทรถามกองคลังก่อนส่ง" in left[1].message or "คะแนนรายข้อของเรา" in left[1].message


def test_what_our_template_says_is_not_left_behind(filled_template: bytes, tmp_path: Path) -> None:
    path = tmp_path / "แม่แบบ.xlsx"
    path.write_bytes(filled_template)
    left = [one for one in read_older(path, actions=COMMANDS)[0].left if one.code == "V113"]
    # Sheets that are made anew from the scores are named, as those of any other workbook.
    assert [place.sheet for one in left for place in one.places] == ["สรุปผล", "จุดอ่อน", "จำลองคะแนน"]
