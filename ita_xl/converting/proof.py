"""The new workbook read back: whatever does not come back as it went in is said."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from ita_xl.assessment import Assessment
from ita_xl.converting.bringing import keys_read, label_of, own_texts
from ita_xl.converting.measures import carry_measures
from ita_xl.converting.older import read_older
from ita_xl.findings import Finding, Severity
from ita_xl.framework import load
from ita_xl.letterhead import ENTRIES, Letterhead, value_of
from ita_xl.thai import points, squash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ita_xl.converting.bringing import Brought
    from ita_xl.ownlibrary import OwnLibrary
    from ita_xl.progress import Measure

_SHOWN = 120
#: Decimals to which a figure must come back: those that a spreadsheet keeps.
_DECIMALS = 10


def differences(brought: Brought, data: bytes, agency: str) -> Iterator[Finding]:
    """Whatever does not come back from the new workbook as it went in."""
    with tempfile.TemporaryDirectory(prefix="ita_xl-") as folder:
        path = Path(folder) / "input.xlsx"
        path.write_bytes(data)
        (back,) = read_older(path) if _holds(brought) else (None,)
    if back is None:
        return
    if back.reading.fiscal_year != brought.framework.fiscal_year:
        yield _strange("ปีงบประมาณของแฟ้ม", str(brought.framework.fiscal_year), str(back.reading.fiscal_year))
    if squash(back.agency) != squash(agency):
        yield _strange("ชื่อหน่วยงาน", agency, back.agency)
    yield from _figures(brought.years, {one.fiscal_year: one for one in back.years})
    if back.units != brought.units:
        yield _strange("ส่วนราชการ", ", ".join(brought.units), ", ".join(back.units))
    for entry in ENTRIES:
        was, now = value_of(brought.letterhead, entry.target), value_of(back.letterhead, entry.target)
        if was != now:
            yield _strange(entry.label, was, now)
    yield from _library(brought, back.own)
    now_measures = carry_measures([back], brought.framework.fiscal_year)
    yield from _measures(brought.plan.measures, now_measures.measures)


def _holds(brought: Brought) -> bool:
    """Whether there is anything to read back."""
    return bool(
        brought.years or brought.units or brought.own.own or brought.plan.measures or brought.letterhead != Letterhead()
    )


def _strange(what: str, was: str, now: str) -> Finding:
    return Finding(
        "V116",
        Severity.WARNING,
        f"{what}อ่านกลับจากแฟ้มใหม่ได้ไม่เหมือนเดิม: ได้ “{now[:_SHOWN]}”",
        stated=was[:_SHOWN],
        cure="ตรวจและแก้ในแฟ้มใหม่ แล้วแจ้งผู้พัฒนาโปรแกรม",
    )


def _figures(years: Iterable[Assessment], back: Mapping[int, Assessment]) -> Iterator[Finding]:
    for one in years:
        now = back.get(one.fiscal_year) or Assessment(one.fiscal_year)
        for key in keys_read(one):
            figure, other = one.figure(*key), now.value(*key)
            if figure is None or (other is not None and _same(figure.value, other)):
                continue
            if other is not None:
                yield _strange(f"คะแนนปี {one.fiscal_year} ของ{label_of(key)} ", points(figure.value), points(other))
                continue
            yield Finding(
                "V104",
                Severity.WARNING,
                f"คะแนนปี {one.fiscal_year} ของ{label_of(key)} ไม่มีช่องในแฟ้มใหม่",
                (figure.place,),
                figure.text or points(figure.value),
                cure="คัดลอกไปเองหากต้องการเก็บไว้",
            )
        framework = load(one.fiscal_year)
        if one.levels and framework.level_named(one.levels[0].text) != (
            framework.level_named(now.levels[0].text) if now.levels else None
        ):
            yield Finding(
                "V107",
                Severity.WARNING,
                f"ระดับของปี {one.fiscal_year} ที่พิมพ์ไว้ไม่ใช่ระดับของปีนั้น จึงไม่มีช่องให้ยกมา",
                (one.levels[0].place,),
                one.levels[0].text,
                cure="เลือกระดับจากรายการในแฟ้มใหม่",
            )


def _same(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) < Decimal(1).scaleb(-_DECIMALS)


def _library(brought: Brought, back: OwnLibrary) -> Iterator[Finding]:
    was, now = brought.texts(), own_texts(back)
    for key in sorted({*was, *now}):
        if was.get(key) != now.get(key):
            texts = ["\n".join(each.get(key, {}).values()) for each in (was, now)]
            yield _strange(f"ข้อเสนอแนะ {key} ", *texts)


def _measures(was: Sequence[Measure], now: Sequence[Measure]) -> Iterator[Finding]:
    """Measures by their words; several may have the same name."""
    left = [_words(one) for one in now]
    for one in was:
        own = _words(one)
        if own in left:
            left.remove(own)
            continue
        other = next((each for each in now if squash(each.name) == squash(one.name)), None)
        yield _strange("มาตรการ" if other is None else "รายละเอียดของมาตรการ", one.name, other.name if other else "")


def _words(one: Measure) -> tuple[object, ...]:
    told = tuple(
        (each.status, each.date, each.summary, each.output, each.evidence, each.obstacles, each.next_step)
        for each in one.told
        if each
    )
    return squash(one.name), frozenset(one.about), one.responsible, one.period, one.due, told
