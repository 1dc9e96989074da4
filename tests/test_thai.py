"""Thai text: digits, numbers, codes."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ita_xl.thai import (
    arabic_digits,
    half_up,
    normalise,
    parse_item_code,
    parse_number,
    points,
    signed,
    squash,
    thai_digits,
)


@given(st.text() | st.text(alphabet="เแาํำ้่ ๆฯ\u200b\u00a0กข๑1\n-–"))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    assert squash(squash(text)) == squash(text)


@given(st.text(alphabet=st.characters(exclude_characters="๐๑๒๓๔๕๖๗๘๙")))
def test_digits_go_there_and_back(text: str) -> None:
    assert arabic_digits(thai_digits(text)) == text


@given(st.integers(-10_000, 10_000))
def test_any_score_is_read_back_in_either_digits(number: int) -> None:
    value = Decimal(number).scaleb(-2)
    assert parse_number(points(value)) == value
    assert parse_number(thai_digits(signed(value))) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("๙๖.๐๔", "96.04"), ("98,32", "98.32"), ("ร้อยละ ๙๘.๓๒", "98.32"), ("93 คะแนน", "93"), ("98.52%", "98.52"),
        ("- ๗.๕๐", "-7.50"), ("−0.98", "-0.98"), ("+ ๓.๓๔", "3.34"), ("5,300", "5300"), ("1e2", "1e2"), (".5", "0.5"),
    ],
)  # fmt: skip
def test_numbers(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "-", "ไม่มี", "98.32.1", "9x", "=1+1", "NaN", "Infinity", "๑๐/๑๐"])
def test_no_numbers(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "code", "part", "rest"),
    [
        ("i1", "i1", None, ""), ("I๑", "i1", None, ""), ("ข้อ i๑", "i1", None, ""), ("O25", "o25", None, ""),
        ("๐๒๕", "o25", None, ""), ("ข้อ ๐๑", "o1", None, ""), ("e1:2", "e1", 2, ""), ("e2 (1)", "e2", 1, ""),
        ("e4 ส่วนที่ ๒ ช่องทาง", "e4", 2, "ช่องทาง"), ("i12 มีการตรวจสอบ", "i12", None, "มีการตรวจสอบ"),
        ("o10", "o10", None, ""),
    ],
)  # fmt: skip
def test_item_codes(text: str, code: str, part: int | None, rest: str) -> None:
    assert parse_item_code(text) == (code, part, rest)


@pytest.mark.parametrize("text", ["E-Service", "IIT", "1", "14 ประเด็น", "0", "i", "o123", "i1.5"])
def test_no_item_codes(text: str) -> None:
    assert parse_item_code(text) is None


@given(st.fractions(min_value=-200, max_value=200))
def test_half_up_is_the_nearest_and_ties_go_away_from_zero(value: Fraction) -> None:
    rounded = Fraction(half_up(value))
    assert abs(rounded - value) <= Fraction(1, 200)
    if abs(rounded - value) == Fraction(1, 200):
        assert abs(rounded) > abs(value)
