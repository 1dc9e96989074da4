"""The rules of each year: complete, checked on loading, faults named by file, line and field."""

from __future__ import annotations

from pathlib import Path

import pytest

from ita_xl import framework
from ita_xl.errors import RulesError
from ita_xl.framework import load, parse

RULES = Path(framework.__file__).parent


def test_years() -> None:
    assert framework.years() == tuple(range(2563, 2570))


@pytest.mark.parametrize(
    ("year", "iit", "eit", "oit"),
    [(2563, 0, 0, 43), (2564, 30, 0, 43), (2565, 0, 0, 43), (2566, 0, 0, 43), (2567, 15, 9, 35), (2568, 15, 9, 28),
     (2569, 0, 0, 26)],
)  # fmt: skip
def test_items_of_each_year(year: int, iit: int, eit: int, oit: int) -> None:
    codes = list(load(year).items)
    assert [sum(code[0] == letter for code in codes) for letter in "ieo"] == [iit, eit, oit]


@pytest.mark.parametrize("year", range(2563, 2569))
def test_weights_and_indicators(year: int) -> None:
    rules = load(year)
    assert {one.code: int(one.weight or 0) for one in rules.tools} == {"IIT": 30, "EIT": 30, "OIT": 40}
    assert [one.tool for one in rules.indicators] == ["IIT"] * 5 + ["EIT"] * 3 + ["OIT"] * 2
    assert bool(rules.parts("EIT")) is (year >= 2566)
    assert rules.tools_before_weighting is (year >= 2566)


def test_indicators_9_and_10_are_never_derived() -> None:
    assert all(load(year).indicator(number).derive != "items" for year in framework.years() for number in (9, 10))


def test_the_item_about_these_reports() -> None:
    asked = {year: load(year).criteria for year in framework.years()}
    codes = {year: (one.measures, one.report) for year, one in asked.items() if one}
    assert codes[2566] == ("o42", "o43")
    assert codes[2567] == ("o34", "o35")
    assert codes[2568] == ("o27", "o28")
    assert codes[2569] == ("o25", "o26")
    assert {load(year).items[code].key for year, (code, _) in codes.items()} == {"oit.integrity_measures"}


def test_levels() -> None:
    assert [one.name for one in load(2565).levels] == ["AA", "A", "B", "C", "D", "E", "F"]
    assert load(2568).levels[0].name == "ผ่านดีเยี่ยม"
    assert load(2568).level_named("อยู่ในระดับ “ผ่านดี”").name == "ผ่านดี"  # type: ignore[union-attr]
    assert load(2564).level_named("ระดับ AA (95-100)").name == "AA"  # type: ignore[union-attr]
    assert load(2568).level_named("ผ่านดีมาก") is None


def test_name_variants() -> None:
    rules = load(2568)
    for text in ("การใช้อ\u0e4d\u0e32นาจ", "การใช้ ทรัพย์สินของทางราชการ", "การปรับปรุงระบบการทำงาน"):
        assert rules.indicator_named(text) is not None


def test_unknown_year() -> None:
    with pytest.raises(RulesError) as caught:
        load(2562)
    assert caught.value.code == "E202"


def test_what_is_not_certain_says_what_follows() -> None:
    for year in framework.years():
        for one in load(year).open:
            assert one.fact
            assert one.consequence
    assert load(2568).open


FAULTS = [
    ('polarity = "-" },\n  { code = "i4"', 'polarity = "x" },\n  { code = "i4"', "i3", "polarity"),
    ('code = "i2", key', 'code = "i1", key', 'key = "iit.equal_service"', "code"),
    ("[rounding]\n", "[rounding]\nroundng = true\n", "roundng", "roundng"),
    ('weight = "40"', 'weight = "สี่สิบ"', "สี่สิบ", "weight"),
    (
        'derive = "items"\n\n[[indicators]]\nnumber = 2',
        'derive = "itmes"\n\n[[indicators]]\nnumber = 2',
        "itmes",
        "derive",
    ),
    ('items = ["o12", "o13"]', 'items = ["o12", "o99"]', "o99", "items"),
    ('name = "ผ่านดี", minimum = "85"', 'name = "ผ่านดี", minimum = "96"', '"96"', "minimum"),
]


@pytest.mark.parametrize(("right", "wrong", "mark", "field"), FAULTS)
def test_a_fault_is_named_with_file_line_and_field(
    tmp_path: Path, right: str, wrong: str, mark: str, field: str
) -> None:
    text = (RULES / "2568.toml").read_text(encoding="utf-8")
    assert right in text
    broken = text.replace(right, wrong, 1)
    path = tmp_path / "2568.toml"
    path.write_text(broken, encoding="utf-8")
    line = next(at for at, one in enumerate(broken.splitlines(), start=1) if mark in one)
    with pytest.raises(RulesError) as caught:
        parse(path)
    message = str(caught.value)
    assert caught.value.code == "E201"
    assert "2568.toml" in message
    assert f"บรรทัดที่ {line} " in message, (line, message)
    assert field in message


def test_broken_toml_names_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "2570.toml"
    path.write_text("schema = 1\nfiscal_year = = 2570\n", encoding="utf-8")
    with pytest.raises(RulesError, match=r"2570\.toml.*line 2"):
        parse(path)
