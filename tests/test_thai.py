"""Thai text: typing faults, digits, numbers, changes, scores, codes."""

from __future__ import annotations

import time
import unicodedata
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ita_xl.thai import (
    arabic_digits,
    half_up,
    normalise,
    parse_change,
    parse_item_code,
    parse_number,
    parse_score,
    points,
    signed,
    squash,
    thai_digits,
)

#: Every sign of the script, with the neighbours it is mistyped with.
THAI = st.text(
    alphabet=[chr(code) for code in (*range(0xE01, 0xE3B), *range(0xE3F, 0xE5C))] + list(" \n\u200b\u00a0-1")
)
#: The signs that stand on, under and beside one another, and the letters of the words that are repaired.
CLUSTERS = st.text(alphabet="เแาำๅะั\u0e34ุู\u0e3a\u0e4d็่้์๎ กขฤนงรมหวคอจดสตบล\u00ad\u0323๑1\n-–\uf70a２")
WORDS = (
    "การปฏิบัติหน้าที่", "การใช้งบประมาณ", "การใช้อำนาจ", "การใช้ทรัพย์สินของทางราชการ",
    "การแก้ไขปัญหาการทุจริต",
    "คุณภาพการดำเนินงาน", "ประสิทธิภาพการสื่อสาร", "การปรับปรุงระบบการทำงาน", "การเปิดเผยข้อมูล",
    "การป้องกันการทุจริต",
    "สำนักงานปลัดองค์การบริหารส่วนตำบล", "อำเภอเมือง", "แผนดำเนินงานประจำปีงบประมาณ",
    "น้ำหนักของเครื่องมือ", "แม่น้ำ", "ต่ำกว่าเกณฑ์",
    "ข้อมูลพื้นฐาน", "ผู้มีส่วนได้ส่วนเสียภายใน", "เจตจำนงสุจริตของผู้บริหาร", "ผ่านดีเยี่ยม",
    "สิทธิ์", "พันธุ์",
)  # fmt: skip


@given(st.text() | THAI | CLUSTERS)
def test_mending_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    assert squash(squash(text)) == squash(text)


@given(st.text() | THAI | CLUSTERS)
def test_what_is_mended_is_composed_has_no_stray_white_space_and_squashes_alike(text: str) -> None:
    plain = normalise(text)
    assert unicodedata.is_normalized("NFC", plain)
    assert "  " not in plain
    assert [line.strip() for line in plain.split("\n")] == plain.split("\n")
    assert squash(plain) == squash(text)
    assert not any(letter.isspace() for letter in squash(text))


@given(st.text(max_size=30) | THAI | st.text(alphabet="0123456789๑๒.,+-()/% คะแนนร้อยละลดงเพิ่มขึ้▲▼\u00adie*²"))
def test_no_text_makes_a_parser_fail(text: str) -> None:
    for parse in (parse_number, parse_change, parse_score, parse_item_code):
        parse(text)
    if (score := parse_score(text)) is not None:
        assert score[0].is_finite()


FAULTS = {
    "nikhahit and sara aa": ("ำ", ("\u0e4d\u0e32", "\u0e32\u0e4d", "\u0e4d\u200b\u0e32", "\u0e4dำ", " ำ")),
    "sara ae typed as two": ("แ", ("เเ", "เ\u200bเ", "เ เ")),
    "tone mark typed twice": ("่", ("่่",)),
    "other tone mark typed twice": ("้", ("้้", "\u200b้", " ้")),
    "vowel sign typed twice": ("ี", ("ีี", " ี")),
    "lakkhang yao": ("า", ("ๅ",)),
    "space": (" ", ("\u00a0", "\u3000", "  ", "\n", "\t")),
}  # fmt: skip


@st.composite
def mistyped(draw: st.DrawFn) -> tuple[str, str]:
    """An official word and the same with faults in it."""
    word = draw(st.sampled_from(WORDS))
    text = word
    for name in draw(st.lists(st.sampled_from(sorted(FAULTS)), max_size=4, unique=True)):
        right, wrong = FAULTS[name]
        text = text.replace(right, draw(st.sampled_from(wrong)))
    for vowel, tone in (("ี", "่"), ("ู", "้"), ("ั", "้"), ("ื", "้"), ("ิ", "์")):
        if draw(st.booleans()):
            text = text.replace(vowel + tone, tone + vowel)
    for tone in "่้":
        if draw(st.booleans()):
            text = text.replace(f"{tone}ำ", f"ำ{tone}").replace(f"{tone}า", f"า{tone}")
    for unseen in draw(st.lists(st.sampled_from("\u200b\u200c\ufeff\u2060\u00ad"), max_size=3)):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + unseen + text[at:]
    return word, text


@given(mistyped())
def test_typing_faults_of_official_words_are_repaired(case: tuple[str, str]) -> None:
    word, text = case
    assert squash(text) == squash(word)


@given(st.sampled_from(WORDS), st.data())
def test_a_word_wrapped_by_hand_anywhere_is_one_word_again(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(word) - 1))
    assert squash(f"{word[:at]} \n {word[at:]}") == squash(word)


@pytest.mark.parametrize("word", [word for word in WORDS if "า" in word])
def test_a_font_without_sara_aa_is_read_where_no_other_word_is_meant(word: str) -> None:
    """Such a font turns sara aa into sara am and puts a space before a true sara am."""
    if not {"แม่น้ำ", "ต่ำกว่าเกณฑ์"} & {word}:
        assert normalise(word.replace("ำ", " ำ").replace("า", "ำ")) == word


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("ด าเนินการ", "ดำเนินการ"), ("ประจ าปี", "ประจำปี"), ("ต่ ากว่า", "ต่ำกว่า"),
        ("ก ารใช้", "การใช้"), ("การใช้อานาจ", "การใช้อำนาจ"),
        ("ท\u0e48\u0e35", "ที่"), ("น\u0e33\u0e49", "น้ำ"), ("น\u0e49\u0e4d\u0e32", "น้ำ"),
        ("น\u0e32\u0e4d\u0e49", "น้ำ"),
        ("เ จ้าหน้าที่", "เจ้าหน้าที่"), ("ท\uf70a\uf702", "ที่"), ("ก\uf710น", "กัน"),
        ("ซ\u0e34\u0e4dง", "ซึง"), ("ฤ\u0e45ษี", "ฤๅษี"),
        ("\u00ad7.50", "-7.50"), ("ดำเนิน\u00adการ", "ดำเนินการ"), ("ＩＴＡ　１００％", "ITA 100%"),
        ("98.67¹", "98.67¹"),
        ("ต่าง\u2009ๆ", "ต่าง ๆ"), ("a\u2014b\u2212c\u2011d", "a-b-c-d"), ("ก\r\nข\x0bค\u2028ง", "ก\nข\nค\nง"),
    ],
)  # fmt: skip
def test_mended_texts(text: str, mended: str) -> None:
    assert normalise(text) == mended


@pytest.mark.parametrize(
    "text",
    ["กาาร", "นานา", "กำราบ", "กำไร", "การครอบงำนโยบาย", "เงื่อนงำ", "จัดทำงบประมาณ", "แนวทำงาน",
     "สำรวจ", "สำรอง", "จำกัด", "คว่ำ", "หม่ำ",
     "ปฏิบัติ หน้าที่", "ต่าง ๆ", "กรุงเทพฯ", "ทา นา คา", "ก\n\nข", "พระสงฆ์", "ก็", "“ผ่านดี” • ๒๕๖๘"],
)  # fmt: skip
def test_sound_texts_stay(text: str) -> None:
    assert normalise(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "เ " * 20_000,
        "ก า" * 20_000,
        "่" * 50_000,
        " " * 50_000 + "\u00a0",
        "1," * 30_000,
        "ก\n" * 20_000,
        "(" * 50_000,
        "9 " * 50_000,
    ],
)
def test_no_text_takes_long(text: str) -> None:
    begun = time.perf_counter()
    for read in (normalise, squash, parse_number, parse_change, parse_score):
        read(text)
    assert time.perf_counter() - begun < 3


@given(st.text(alphabet=st.characters(exclude_characters="๐๑๒๓๔๕๖๗๘๙")))
def test_digits_go_there_and_back(text: str) -> None:
    assert arabic_digits(thai_digits(text)) == text


@given(st.integers(-10_000, 10_000))
def test_any_score_is_read_back_in_either_digits(number: int) -> None:
    value = Decimal(number).scaleb(-2)
    assert parse_number(points(value)) == value
    assert parse_number(thai_digits(signed(value))) == value


FORMS = (
    "{}", " {} ", "{} คะแนน", "{}คะแนน", "ร้อยละ {}", "ร้อยละ {} คะแนน", "{}%", "{} %",
    "เท่ากับ {}", "ได้ {} คะแนน", "{}*", "{} ¹", "{}/100",
    "{} / 100 คะแนน", "{}\u00a0", "\u200b{}", "'{}",
)  # fmt: skip
DIGITS = (
    str,
    thai_digits,
    lambda text: text.translate({0x30 + at: chr(0xFF10 + at) for at in range(10)} | {0x2E: "．"}),
    lambda text: text[:1] + thai_digits(text[1:]),
    lambda text: text.replace(".", " . "),
    lambda text: text.replace(".", ","),
)


@given(st.integers(0, 10_000), st.sampled_from(FORMS), st.sampled_from(DIGITS))
def test_a_score_in_any_form_is_read_back(number, form, digits) -> None:  # type: ignore[no-untyped-def]
    value = Decimal(number).scaleb(-2)
    assert parse_number(form.format(digits(points(value)))) == value


@given(st.integers(0, 10_000), st.sampled_from(DIGITS))
def test_a_change_in_any_form_is_read_back(number, digits) -> None:  # type: ignore[no-untyped-def]
    value = Decimal(number).scaleb(-2)
    text = digits(points(value))
    for falls in (
        "-{}",
        "– {}",
        "\u2212{}",
        "({})",
        "(-{})",
        "▼{}",
        "↓ {}",
        "{} ▼",
        "ลดลง {} คะแนน",
        "(ลดลง {})",
        "ลดลง -{}",
        "{} (ลดลง)",
    ):
        assert parse_change(falls.format(text)) == -value
    for rises in (
        "{}",
        "+{}",
        "+ {}",
        "(+{})",
        "▲{}",
        "{} ↑",
        "เพิ่มขึ้น {} คะแนน",
        "เพิ่มขึ้นร้อยละ {}",
        "เพิ่มขึ้น ({})",
        "เพิ่มขึ้น +{}",
    ):
        assert parse_change(rises.format(text)) == value


@given(
    st.integers(0, 10_000),
    st.sampled_from(DIGITS[:4]),
    st.sampled_from(
        [
            "{} ({})",
            "{} คะแนน ระดับ{}",
            "{} / {}",
            "{}\n{}",
            "{} - {}",
            "ปี 2568 {} {}",
            "ได้ {} คะแนน {}",
            "{} คะแนน (เต็ม 100) {}",
        ]
    ),
    st.sampled_from(["ผ่าน", "ผ่านดี", "ผ่านดีเยี่ยม", "ต้องปรับปรุงโดยด่วน", "AA"]),
)
def test_a_score_beside_its_level_is_read_back(number, digits, form, level) -> None:  # type: ignore[no-untyped-def]
    value = Decimal(number).scaleb(-2)
    read = parse_score(form.format(digits(points(value)), level))
    assert read is not None
    assert read[0] == value
    assert read[1].endswith(level)
    turned = parse_score(f"{level} ({digits(points(value))})")
    assert turned == (value, level)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("๙๖.๐๔", "96.04"), ("98,32", "98.32"), ("ร้อยละ ๙๘.๓๒", "98.32"), ("93 คะแนน", "93"),
        ("98.52%", "98.52"),
        ("- ๗.๕๐", "-7.50"), ("−0.98", "-0.98"), ("+ ๓.๓๔", "3.34"), ("5,300", "5300"),
        ("1e2", "1e2"), (".5", "0.5"),
        ("98 . 67", "98.67"), ("๙๘. ๖๗", "98.67"), ("เท่ากับ 98.67", "98.67"),
        ("98.67*", "98.67"), ("98.67²", "98.67"), ("9๘.๖7", "98.67"),
        ("1,234.50", "1234.50"), ("98/100", "98"), ("คะแนน 98.67", "98.67"),
        ("\u00ad7.50", "-7.50"), ("𝟗𝟖.𝟔𝟕", "98.67"),
    ],
)  # fmt: skip
def test_numbers(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    ["", "-", "ไม่มี", "98.32.1", "9x", "=1+1", "NaN", "Infinity", "๑๐/๑๐", "98..67", "98 67",
     "98\n67", "98, 99",
     "1. 98", "คะแนน 100", "(98.67)", "98.67 ผ่าน", "+-3", "12,34,567", "²", "ปี 2568", "9" * 200],
)  # fmt: skip
def test_no_numbers(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("เท่าเดิม", "0"), ("คงที่ (0.00)", "0"), ("ไม่เปลี่ยนแปลง", "0"), ("- ๐.๙๘", "-0.98"),
     ("ลดลง 3.34 ▼", "-3.34"), ("⬆️ 3.34", "3.34")],
)  # fmt: skip
def test_changes(text: str, value: str) -> None:
    assert parse_change(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "เพิ่มขึ้น",
        "เพิ่ม/ลด",
        "(0.98",
        "0.98)",
        "ลดลง +5",
        "เพิ่มขึ้น -5",
        "▲▼3",
        "3.34 และ 2",
        "±0.5",
        "95.00 98.00",
        "()",
    ],
)
def test_no_changes(text: str) -> None:
    assert parse_change(text) is None


@pytest.mark.parametrize(
    ("text", "value", "rest"),
    [
        ("96.04", "96.04", ""),
        ("1. เทศบาล ก 98.52 คะแนน ระดับ AA", "98.52", "1. เทศบาล ก ระดับ AA"), ("i1 96.04", "96.04", "i1"),
        ("ตัวชี้วัดที่ ๖ คุณภาพ ๙๕.๕", "95.5", "ตัวชี้วัดที่ 6 คุณภาพ"),
        ("96.04/100 ผ่านดี", "96.04", "ผ่านดี"), ("96,04 ผ่านดี", "96.04", "ผ่านดี"),
        ("คะแนนอยู่ที่ 96 คะแนน", "96", ""),
        ("96.04 จากผู้ตอบ 30 คน", "96.04", "จากผู้ตอบ 30 คน"), ("ITA 68 96.04", "96.04", "ITA 68"),
        ("30 กันยายน 2568 96.04", "96.04", "30 กันยายน 2568"), ("98.67 คะแนนเฉลี่ย", "98.67", "คะแนนเฉลี่ย"),
    ],
)  # fmt: skip
def test_scores_among_words(text: str, value: str, rest: str) -> None:
    assert parse_score(text) == (Decimal(value), rest)


@pytest.mark.parametrize(
    "text",
    ["", "ผ่านดี", "2568", "ปี 68", "85.00-94.99", "ไม่น้อยกว่า 85", "85 คะแนนขึ้นไป",
     "เพิ่มขึ้น 3.34", "-96.04", "98..67 ผ่าน", "98.67.1 ผ่าน",
     "ผ่าน 3 ข้อ", "30 คน", "i1", "i1.5", "ผ่านดี 96.04 (85.00-94.99)", "ข้อ ๑๑", "เต็ม 100", "98 67"],
)  # fmt: skip
def test_no_scores_among_words(text: str) -> None:
    assert parse_score(text) is None


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
