"""Which score a row of a table is about, told by its code, number and name together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ita_xl.assessment import Kind
from ita_xl.thai import normalise, parse_item_code, squash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ita_xl.framework import Framework
    from ita_xl.ingest.grid import Cell

_OVERALL = frozenset({
    "ภาพรวม", "คะแนนภาพรวม", "ภาพรวมหน่วยงาน", "คะแนนภาพรวมหน่วยงาน", "คะแนนรวม", "รวม", "รวมทั้งสิ้น", "คะแนนita",
    "ผลการประเมินในภาพรวม", "ผลการประเมินภาพรวม", "ผลคะแนนในภาพรวม", "คะแนนผลการประเมิน", "คะแนนผลการประเมินในภาพรวม",
    "คะแนนรวมทั้งหมด", "overall", "คะแนนในภาพรวม",
})  # fmt: skip
_MEAN = frozenset({"คะแนนเฉลี่ย", "เฉลี่ย", "ค่าเฉลี่ย", "คะแนนเฉลี่ยรวม"})
_TOOL = re.compile(r"(?:แบบวัด|แบบตรวจ|แบบ|เครื่องมือ|คะแนน)*\(?(iit|eit|oit)\)?(?:ส่วน(?:ที่)?|part|\(|:)?([12])?\)?")
_INDICATOR = re.compile(r"(?:ตัวชี้วัด(?:ที่)?)\s*(\d{1,2})(?!\d)[.)]?\s*(.*)", re.DOTALL)
_NUMBERED = re.compile(r"(\d{1,2})\s*[.)]?\s*(\D.*)", re.DOTALL)
_PART = re.compile(r"(.*?)\(?ส่วน(?:ที่)?\s*([12])\)?$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class RowKey:
    """What a row is about.

    ``mean`` marks a row of means, whose meaning hangs on the rows above. ``title`` is the printed name;
    ``clash`` the number that stands beside another indicator's name; ``part`` a part of EIT named in the row.
    """

    kind: Kind | None
    ref: str = ""
    title: str = ""
    part: int | None = None
    mean: bool = False
    foreign: bool = False
    clash: int | None = None


def row_key(cells: Sequence[Cell], framework: Framework, *, indicators: bool) -> RowKey | None:
    """What the label cells of a row (those left of its figures) say, or ``None``.

    Args:
        cells: label cells, left to right.
        framework: rules of the year.
        indicators: whether bare numbers in this table number indicators.
    """
    texts = [normalise(str(cell)) for cell in cells if cell is not None]
    for at, text in enumerate(texts):
        if (code := parse_item_code(text)) and len(text) < 400:
            return _item(code, texts[at + 1 :], framework)
    part = next((int(found[2]) for text in texts if (found := _PART.match(squash(text)))), None)
    return _indicator(texts, part, framework, bare=indicators) or _summary(texts, framework)


def _item(code: tuple[str, int | None, str], rest: Sequence[str], framework: Framework) -> RowKey:
    own, part, title = code
    for text in rest:
        if part is None and own[0] == "e" and (found := _PART.fullmatch(squash(text))) and not found[1]:
            part = int(found[2])
        elif not title and not re.fullmatch(r"[\d.]+", text) and not _TOOL.fullmatch(squash(text)):
            title = text
    return RowKey(Kind.ITEM, own, title, part, foreign=own not in framework.items)


def _indicator(texts: Sequence[str], part: int | None, framework: Framework, *, bare: bool) -> RowKey | None:
    number: int | None = None
    name = ""
    named = None
    for text in texts:
        label = _PART.sub(r"\1", text).strip() if part else text
        plain = squash(label)
        if found := _INDICATOR.fullmatch(_spaced(label)):
            number, rest = int(found[1]), found[2].strip()
            name = name or rest
        elif (found := _NUMBERED.fullmatch(_spaced(label))) and framework.indicator_named(found[2]):
            number, name = int(found[1]), found[2].strip()
        elif re.fullmatch(r"\d{1,2}\.?", plain):
            number = int(plain.rstrip(".")) if number is None else number
        elif framework.indicator_named(label):
            name = label
    if name:
        named = framework.indicator_named(name)
    known = {one.number for one in framework.indicators}
    if named is not None:
        clash = number if number is not None and number != named.number else None
        return _indicator_key(named.number, part, name, clash)
    if number in known and (bare or any("ตัวชี้วัด" in text for text in texts)):
        return _indicator_key(number or 0, part, name, None)
    return None


def _indicator_key(number: int, part: int | None, name: str, clash: int | None) -> RowKey:
    if part:
        return RowKey(Kind.INDICATOR_PART, f"{number}:{part}", name, part, clash=clash)
    return RowKey(Kind.INDICATOR, str(number), name, clash=clash)


def _summary(texts: Sequence[str], framework: Framework) -> RowKey | None:
    for text in texts:
        plain = squash(text).rstrip(":")
        if plain in _OVERALL:
            return RowKey(Kind.OVERALL, "", text)
        if plain in _MEAN:
            return RowKey(None, "", text, mean=True)
    joined = "".join(squash(text) for text in texts)
    for plain in (squash(texts[0]) if texts else "", joined):
        if found := _TOOL.fullmatch(plain):
            code = found[1].upper() + (found[2] or "")
            if code in framework.scores:
                return RowKey(Kind.TOOL, code, texts[0])
    for tool in framework.tools:
        if tool.code.lower() in joined and squash(tool.name) in joined and len(joined) < 140:
            part = next((one for one in tool.parts if f"ส่วนที่{one.number}" in joined), None)
            return RowKey(Kind.TOOL, part.code if part else tool.code, texts[0])
    return None


def _spaced(text: str) -> str:
    """Arabic digits and single spaces, so that the patterns see one form."""
    from ita_xl.thai import arabic_digits

    return re.sub(r"\s+", " ", arabic_digits(text)).strip()
