"""Measuring Thai text: widths from the table, lines from the rules of Thai, heights from both."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ita_xl.sheets import measure, widths
from ita_xl.sheets.breaking import chunks, has_icu
from ita_xl.sheets.breaking import pieces as cut
from ita_xl.sheets.measure import (
    column_chars,
    column_points,
    fit_height,
    line_count,
    most_lines,
    row_height,
    text_width,
    wrapped,
)
from tests import make_widths

PARAGRAPH = (
    "ทบทวนคู่มือการปฏิบัติงานของภารกิจหลักให้ระบุขั้นตอน ผู้รับผิดชอบ และเวลาที่ทำได้จริง "
    "พร้อมให้หัวหน้างานติดตามเรื่องที่ใกล้ครบกำหนดเป็นประจำ เพื่อเร่งรัดก่อนเกิดความล่าช้า"
)
REQUIRED = os.environ.get("ITA_XL_REQUIRE_OFFICE") == "1"
MARKS = "ัิีึืฺุู็่้๊๋์ํ๎"
WIDTHS = st.floats(min_value=0, max_value=600)
SIZES = st.sampled_from([10, 14, 16, 22.5])

thai = st.text(st.characters(min_codepoint=0x0E01, max_codepoint=0x0E5B, exclude_categories=["Cn"]), max_size=40)
prose = st.lists(
    st.sampled_from([*PARAGRAPH.split(), "ร้อยละ", "90.25", "(ITA)", "ต่าง", "ๆ", "ฯลฯ", "1–2", "No Gift"]),
    max_size=20,
)
texts = st.one_of(
    st.text(max_size=40), thai, prose.map("".join), prose.map(" ".join), st.lists(thai, max_size=4).map("\n".join)
)


BREAKERS = [
    False,
    pytest.param(
        True, marks=pytest.mark.skipif(not REQUIRED and not has_icu(), reason="icu4py is not installed"), id="icu"
    ),
]
"""Whether ICU finds the words. Where every part of the tests is required it must be there."""


def pieces(text: str, *, icu: bool = False) -> list[str]:
    """The text cut wherever a line may end."""
    return [word + spaces for chunk in chunks(text) for word, spaces in cut(chunk, icu=icu)]


def width_for(text: str, size: float) -> float:
    """Width in points of the narrowest column that holds a text in one line."""
    return next(width / 4 for width in range(4000) if line_count(text, width / 4, size) == 1)


class TestTheTable:
    def test_is_what_the_font_says(self) -> None:
        if not (make_widths.laksaman("Regular") and make_widths.laksaman("Bold")):
            pytest.skip("Laksaman, the free font with the widths of TH SarabunPSK, is not installed")
        assert Path(widths.__file__).read_text(encoding="utf-8") == make_widths.source()

    @pytest.mark.parametrize("table", [widths.REGULAR, widths.BOLD])
    def test_has_whole_rows(self, table: dict[int, str]) -> None:
        assert {len(row.split()) for row in table.values()} == {make_widths.ROW}
        assert all(start % make_widths.ROW == 0 for start in table)

    @pytest.mark.parametrize("bold", [False, True])
    def test_knows_thai_ascii_and_the_punctuation_in_use(self, bold: bool) -> None:
        table = measure._Advances(widths.BOLD if bold else widths.REGULAR)
        letters = [chr(code) for code in range(0x0E01, 0x0E5C) if unicodedata.category(chr(code)) != "Cn"]
        assert set(letters) | {chr(code) for code in range(0x20, 0x7F)} | set("“”‘’–—…•÷×−≥≤·°√±") <= set(table)
        assert all(table[mark] == 0 for mark in MARKS)
        assert all(table[letter] > 0 for letter in letters if letter not in MARKS)


class TestWidth:
    def test_of_a_line_is_that_of_the_font(self) -> None:
        assert text_width("การ", 16) == pytest.approx((0.386 + 0.316 + 0.322) * 16)
        assert text_width("การ", 16, bold=True) == pytest.approx((0.391 + 0.336 + 0.329) * 16)

    def test_of_an_empty_text_is_nothing(self) -> None:
        assert text_width("", 16) == 0

    def test_of_a_character_without_a_glyph_is_an_em(self) -> None:
        assert [text_width(sign, 10) for sign in "✓▲▼→語"] == [10] * 5

    def test_of_the_invisible_is_nothing(self) -> None:
        assert text_width("\n\r\u200b\u200d\ufeff\u0301", 16) == 0

    @given(texts, st.sampled_from(MARKS), SIZES)
    def test_is_not_changed_by_marks(self, text: str, mark: str, size: float) -> None:
        assert text_width("".join(letter + mark for letter in text), size) == text_width(text, size)

    @given(texts, texts, st.booleans())
    def test_of_two_texts_is_the_sum(self, one: str, other: str, bold: bool) -> None:
        both = text_width(one + other, 16, bold=bold)
        assert both == pytest.approx(text_width(one, 16, bold=bold) + text_width(other, 16, bold=bold))

    @given(texts)
    def test_grows_with_the_size(self, text: str) -> None:
        assert text_width(text, 32) == pytest.approx(2 * text_width(text, 16))


class TestLines:
    def test_of_an_empty_text_is_one(self) -> None:
        assert line_count("", 100, 16) == 1

    def test_of_a_text_that_fits_is_one(self) -> None:
        assert line_count(PARAGRAPH, 10_000, 16) == 1

    # Heights that LibreOffice 7.4 fitted to the paragraph in columns of these widths, as lines.
    @pytest.mark.parametrize(
        ("column", "size", "lines"),
        [
            (400, 14, 2),
            (400, 16, 2),
            (260, 14, 3),
            (260, 16, 4),
            (180, 14, 5),
            (180, 16, 5),
            (90, 14, 9),
            (90, 16, 10),
        ],
    )
    @pytest.mark.parametrize("icu", BREAKERS)
    def test_are_those_of_libreoffice(self, column: float, size: float, lines: int, icu: bool) -> None:
        assert line_count(PARAGRAPH, column, size, icu=icu) == lines

    def test_count_hand_made_breaks(self) -> None:
        assert line_count("หนึ่ง\nสอง\n\nสี่", 1000, 16) == 4
        assert line_count("\n", 1000, 16) == 2

    def test_hang_spaces_over_the_edge(self) -> None:
        width = width_for("ประชาชน", 16)
        assert line_count("ประชาชน     ประชาชน", width, 16) == 2
        assert line_count("ประชาชน     ", width, 16) == 1

    def test_cut_a_word_that_is_longer_than_a_line(self) -> None:
        assert line_count("w" * 40, width_for("w" * 10, 16), 16) == 4

    def test_take_one_letter_at_least(self) -> None:
        assert line_count("กี่ปี", 0, 16) == line_count("กี่ปี", -5, 16) == 2

    def test_are_more_with_an_indent(self) -> None:
        width = width_for("ประชาชนผู้มาติดต่อ", 16)
        assert [line_count("ประชาชนผู้มาติดต่อ", width, 16, indent=steps) for steps in (0, 1)] == [1, 2]

    def test_end_at_the_last_space_where_the_line_is_full_behind_a_slash(self) -> None:
        text = "ตัวชี้วัด แนวทางการแก้ไข/พัฒนา/วิธีการดำเนินการ"  # as LibreOffice 7.4 has it
        assert wrapped(text, 125, 14, bold=True, indent=1)[0] == "ตัวชี้วัด "

    def test_are_more_in_bold(self) -> None:
        assert line_count(PARAGRAPH, 100, 16, bold=True) >= line_count(PARAGRAPH, 100, 16)

    @given(texts, WIDTHS, WIDTHS, SIZES, st.booleans())
    def test_are_never_more_in_more_width(self, text: str, one: float, other: float, size: float, bold: bool) -> None:
        narrow, wide = sorted((one, other))
        assert line_count(text, wide, size, bold=bold) <= line_count(text, narrow, size, bold=bold)

    @given(texts, texts, WIDTHS, st.sampled_from([" ", "\n"]))
    def test_are_never_fewer_with_more_text(self, one: str, other: str, width: float, between: str) -> None:
        both = line_count(one + between + other, width, 16)
        assert both >= max(line_count(one, width, 16), line_count(other, width, 16))

    @given(texts, texts, WIDTHS)
    def test_of_two_paragraphs_are_the_sum(self, one: str, other: str, width: float) -> None:
        assert line_count(f"{one}\n{other}", width, 16) == line_count(one, width, 16) + line_count(other, width, 16)

    @given(texts, st.floats(min_value=10, max_value=600), SIZES, st.booleans())
    def test_are_the_text_cut(self, text: str, width: float, size: float, bold: bool) -> None:
        lines = wrapped(text, width, size, bold=bold)
        assert "".join(lines) == text
        assert len(lines) == line_count(text, width, size, bold=bold)

    @given(texts, st.floats(min_value=60, max_value=600), SIZES)
    def test_hold_their_text(self, text: str, width: float, size: float) -> None:
        letters = measure._letters(measure._pixels(size), False)
        for line in wrapped(text, width, size):
            assert sum(letters[letter] for letter in line.rstrip(" \t\n\u200b")) <= max(
                measure._room(width, 0), 2 * size
            )


class TestBreaks:
    @pytest.mark.parametrize(
        "divided",
        [
            "การ|ปฏิบัติ|หน้าที่",
            "คะแนน|ของ|ประชาชน",
            "หรือ|สถาน|ที่",
            "ต่าง ๆ |ของ",
            "ต่างๆ|ของ",
            "เรื่อง|ราว|ร้อง|ทุกข์",
            "เว็บไซต์|ของ|เทศบาล",
            "ร้อย|ละ90",
            "และ/หรือ",
            "www.example.go.th/ita/index-1.html",
            "1/2568",
            "ไตรมาส|ที่ |1–|2",
            "ข้อมูล(เพิ่ม|เติม)",
            "ซอฟต์แวร์",
            "ก\u200b|ข",
            "",
        ],
    )
    @pytest.mark.parametrize("icu", BREAKERS)
    def test_come_between_words(self, divided: str, icu: bool) -> None:
        found = "|".join(pieces(divided.replace("|", ""), icu=icu))
        assert found.replace(" |ๆ", " ๆ") == divided

    @given(texts)
    def test_lose_nothing(self, text: str) -> None:
        assert "".join(pieces(text)) == text

    @given(texts)
    def test_never_part_a_letter_from_its_vowels_and_marks(self, text: str) -> None:
        for before, after in zip(pieces(text), pieces(text)[1:], strict=False):
            assert after[0] not in MARKS + "ะาำๅฯๆ" or before[-1] in " \t\u200b"
            assert before[-1] not in "เแโใไ" or after[0] in "เแโใไ"


class TestHeights:
    def test_of_a_row_at_16_points(self) -> None:
        assert row_height(1, 16) == pytest.approx(22.252)
        assert row_height(3, 16) - row_height(2, 16) == pytest.approx(16 * measure.LINE_HEIGHT)

    def test_never_fall_short_of_the_lines_that_the_tallest_row_holds(self) -> None:
        for size in (10, 14, 16, 22, 29):
            assert row_height(most_lines(size), size) < measure.MAX_HEIGHT
            assert row_height(most_lines(size) + 1, size) == measure.MAX_HEIGHT

    # What LibreOffice 7.4 makes of one and of ten lines.
    @pytest.mark.parametrize(
        ("lines", "size", "points"),
        [(1, 14, 19.39), (10, 14, 180.54), (1, 16, 21.6), (9, 16, 182.81), (1, 20, 27.61), (4, 26, 138.81)],
    )
    def test_are_not_below_those_of_libreoffice(self, lines: int, size: float, points: float) -> None:
        assert points <= row_height(lines, size) <= points * 1.05

    def test_of_nothing_is_one_line(self) -> None:
        assert row_height(0, 16) == fit_height([], 16) == fit_height([("", 100)], 16) == row_height(1, 16)

    def test_fit_the_tallest_cell(self) -> None:
        cells = [("สั้น", 60.0), (PARAGRAPH, 120.0), ("หนึ่ง\nสอง", 300.0)]
        assert fit_height(cells, 16) == max(fit_height([cell], 16) for cell in cells)
        assert fit_height([(PARAGRAPH, 120)], 16) == row_height(line_count(PARAGRAPH, 120, 16), 16)

    @given(st.integers(-2, 10_000), SIZES)
    def test_stay_within_what_excel_allows(self, lines: int, size: float) -> None:
        assert 0 < row_height(lines, size) <= row_height(lines + 1, size) <= 409

    @given(st.lists(st.tuples(texts, WIDTHS), max_size=4), SIZES, st.booleans())
    def test_of_cells_stay_within_it_too(self, cells: list[tuple[str, float]], size: float, bold: bool) -> None:
        assert row_height(1, size) <= fit_height(cells, size, bold=bold) <= 409


class TestColumns:
    # Excel's own pairs for Calibri 11 at 96 dpi: 8.43 characters are 64 pixels, 0.5 are 6, 20 are 145.
    @pytest.mark.parametrize(("chars", "pixels"), [(0, 0), (0.5, 6), (1, 12), (8.43, 64), (20, 145), (255, 1790)])
    def test_are_as_wide_as_in_excel(self, chars: float, pixels: int) -> None:
        assert column_points(chars) == pixels * 0.75

    @given(st.integers(0, 1790))
    def test_return_to_their_points(self, pixels: int) -> None:
        assert column_points(column_chars(pixels * 0.75)) == pixels * 0.75

    def test_are_never_negative(self) -> None:
        assert column_points(-1) == column_chars(-1) == 0
