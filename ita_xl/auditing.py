"""Printed figures against computed ones → findings (ข้อสังเกต).

A figure within the tolerance of the year agrees; anything else is found with both figures and the cells.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from difflib import SequenceMatcher
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

from ita_xl import arithmetic
from ita_xl.assessment import Kind
from ita_xl.findings import Finding, Severity
from ita_xl.framework import load, years
from ita_xl.scoring import OVERALL, conditions, level_of, mean
from ita_xl.thai import half_up, join_thai, points, signed, squash

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ita_xl.assessment import Assessment, Figure
    from ita_xl.framework import Framework, Indicator, Level
    from ita_xl.scoring import Key, Score, Scorecard

_CODES = {Kind.OVERALL: "A101", Kind.TOOL: "A102", Kind.INDICATOR: "A103", Kind.INDICATOR_PART: "A104"}
_LIKE, _UNLIKE = 0.8, 0.6
_LONGEST_TITLE = 300
_STEP = Decimal("0.01")


def audit(card: Scorecard) -> tuple[Finding, ...]:
    """Every contradiction of one scorecard: reading problems first, then levels, figures and codes.

    The year before, when the workbook holds it, is audited by its own scorecard; see :func:`audit_all`.
    """
    return (
        *card.assessment.problems,
        *_levels(card),
        *_figures(card),
        *_impossible(card),
        *_parts(card),
        *_simple_means(card),
        *_changes(card),
        *_two_values(card),
        *foreign_codes(card.assessment, card.framework),
        *_missing(card),
    )


def audit_all(card: Scorecard) -> tuple[Finding, ...]:
    """The findings of the year and of the year before."""
    if card.previous is None:
        return audit(card)
    mark = f"ปีก่อน (พ.ศ. {card.previous.framework.fiscal_year}): "
    return (*audit(card), *(replace(one, message=mark + one.message) for one in audit(card.previous)))


def tolerance(framework: Framework, kind: Kind) -> Decimal:
    """How far a printed figure of this kind may stand from the computed one (points)."""
    return {
        Kind.ITEM: framework.tolerance.item,
        Kind.INDICATOR: framework.tolerance.indicator,
        Kind.INDICATOR_PART: framework.tolerance.indicator,
        Kind.TOOL: framework.tolerance.tool,
        Kind.OVERALL: framework.tolerance.overall,
    }[kind]


def _figures(card: Scorecard) -> Iterator[Finding]:
    """Each printed figure whose inputs are known."""
    for key, own in card.scores.items():
        if own.value is None or not own.inputs or key[0] not in _CODES:
            continue
        for read in card.assessment.readings(*key):
            if abs(half_up(read.value) - own.value) > tolerance(card.framework, key[0]):
                yield _disagrees(card, key, own, read)


def _disagrees(card: Scorecard, key: Key, own: Score, read: Figure) -> Finding:
    assert own.value is not None
    return Finding(
        _CODES[key[0]],
        _severity(*(tool.status for tool in card.framework.tools)) if key[0] is Kind.OVERALL else Severity.ERROR,
        f"{arithmetic.name(card.framework, key)} ที่ระบุไว้ {_printed(read)} ไม่ตรงกับที่คำนวณได้ "
        f"{points(own.value)} จาก {arithmetic.explain(card, key)}",
        (read.place,),
        _printed(read),
        points(own.value),
        "ตรวจตัวเลขที่พิมพ์กับผลที่ประกาศในระบบ ITAS แล้วแก้ให้ตรงกัน",
    )


def _impossible(card: Scorecard) -> Iterator[Finding]:
    """Printed scores that no values of the unknown ones can make true."""
    for key in card.contradicted:
        own = card.scores[key]
        if own.inputs or own.value is None:
            continue
        yield Finding(
            "A105",
            Severity.ERROR,
            f"{arithmetic.name(card.framework, key)} ที่ระบุไว้ {points(own.value)} เป็นไปไม่ได้ เมื่อเทียบกับคะแนนอื่นที่ทราบ",
            tuple(one.place for one in card.assessment.readings(*key)),
            points(own.value),
            None,
            "ตรวจคะแนนนี้และคะแนนที่เกี่ยวข้องกับผลที่ประกาศในระบบ ITAS",
        )


def _parts(card: Scorecard) -> Iterator[Finding]:
    """Printed part scores against the score of the whole, when that does not come from them."""
    framework = card.framework
    whole_and_parts: list[tuple[Key, list[Key]]] = [
        ((Kind.TOOL, tool.code), [(Kind.TOOL, part.code) for part in tool.parts]) for tool in framework.tools
    ]
    whole_and_parts += [
        (
            (Kind.INDICATOR, str(one.number)),
            [(Kind.INDICATOR_PART, f"{one.number}:{part.number}") for part in framework.parts(one.tool)],
        )
        for one in framework.indicators
    ]
    for whole, parts in whole_and_parts:
        own = card.scores[whole]
        values = [card.scores[one].value for one in parts]
        known = [one for one in values if one is not None]
        if not parts or own.value is None or len(known) < len(parts) or set(own.inputs) == set(parts):
            continue
        if all(card.scores[one].inputs for one in parts):
            continue  # both come from the same items
        average = mean([Fraction(one) for one in known])
        # Each of the three figures may be rounded by half a hundredth.
        if abs(average - Fraction(own.value)) > Fraction(framework.tolerance.overall):
            places = [read.place for key in parts for read in card.assessment.readings(*key)]
            printed = " และ ".join(points(one) for one in known)
            yield Finding(
                "A106",
                Severity.ERROR,
                f"ค่าเฉลี่ยของส่วนที่ 1 และส่วนที่ 2 ({printed}) ได้ {points(half_up(average))} ไม่ตรงกับ"
                f"{arithmetic.name(framework, whole)} {points(own.value)}",
                tuple(places),
                points(half_up(average)),
                points(own.value),
                "ตรวจคะแนนของทั้งสองส่วนกับผลที่ประกาศ",
            )


def simple_mean(card: Scorecard, indicator: Indicator) -> tuple[Decimal, str] | None:
    """The mean of the items (or of the sub-indicators) of an indicator with its arithmetic, if every item is known."""
    values = {ref: card.items[ref].value for ref in card.framework.refs(indicator)}
    known = {ref: one for ref, one in values.items() if one is not None}
    if not known or len(known) < len(values):
        return None
    if indicator.method == "mean_of_subs":
        subs = [mean([Fraction(known[code]) for code in sub.items]) for sub in indicator.sub]
        result = half_up(mean(subs))
        return result, arithmetic.mean_of([half_up(one) for one in subs], result)
    result = half_up(mean([Fraction(one) for one in known.values()]))
    return result, arithmetic.mean_of(list(known.values()), result)


def _simple_means(card: Scorecard) -> Iterator[Finding]:
    """Indicators that are taken as printed: a mean that differs is worth a look, no more."""
    for indicator in card.framework.indicators:
        key = (Kind.INDICATOR, str(indicator.number))
        own = card.scores[key].value
        if indicator.derive != "check" or own is None:
            continue
        found = simple_mean(card, indicator)
        if found and abs(found[0] - own) > card.framework.tolerance.indicator:
            yield Finding(
                "A108",
                Severity.WARNING,
                f"{arithmetic.name(card.framework, key)} ที่ประกาศ {points(own)} ต่างจากค่าเฉลี่ยของข้อ "
                f"{found[1]} ปีนี้คะแนนตัวชี้วัดใช้ตามที่ประกาศ จึงแจ้งไว้เพื่อตรวจคะแนนรายข้อ",
                tuple(read.place for read in card.assessment.readings(*key)),
                points(own),
                points(found[0]),
                "ตรวจคะแนนรายข้อกับผลที่ประกาศ หากตรงแล้วไม่ต้องแก้ไข",
            )


def _levels(card: Scorecard) -> Iterator[Finding]:
    framework, result = card.framework, card.level
    seen: set[str] = set()
    for stated in card.assessment.levels:
        level = framework.level_named(stated.text)
        if level is None:
            year = next((year for year in years() if load(year).level_named(stated.text)), None)
            owner = f" เป็นระดับของหลักเกณฑ์ปี พ.ศ. {year}" if year else ""
            yield Finding(
                "A202",
                Severity.ERROR if year else Severity.WARNING,
                f"ระดับ “{stated.text}” ไม่ใช่ระดับของปีงบประมาณ พ.ศ. {framework.fiscal_year}{owner}",
                (stated.place,),
                stated.text,
                result.name,
                f"ใช้ระดับใดระดับหนึ่งใน {join_thai([one.name for one in framework.levels], 'หรือ')}",
            )
            continue
        if level not in result.possible and level is not _as_printed(card):
            allowed = join_thai([one.name for one in result.possible], "หรือ")
            yield Finding(
                "A201",
                _severity(level.status),
                f"ระดับที่ระบุไว้ “{level.name}” ขัดกับคะแนน ซึ่งอยู่ในระดับ “{allowed}” ({_because(card)})",
                (stated.place,),
                level.name,
                allowed,
                "แก้ระดับให้ตรงกับเงื่อนไขของคะแนน หรือตรวจคะแนนอีกครั้ง",
            )
        seen.add(level.name)
    if len(seen) > 1:
        yield Finding(
            "A203",
            Severity.ERROR,
            f"ระบุระดับไว้มากกว่าหนึ่งระดับ: {join_thai(sorted(seen))}",
            tuple(one.place for one in card.assessment.levels),
            ", ".join(sorted(seen)),
            result.name,
            "ให้เหลือระดับเดียวที่ตรงกับคะแนน",
        )


def _as_printed(card: Scorecard) -> Level | None:
    """The level of the printed scores where they agree with the computed ones: at a bar, a hundredth decides."""
    values: dict[str, Decimal] = {}
    for key in (OVERALL, *((Kind.TOOL, code) for code in card.framework.floor_scores)):
        own = card.scores[key]
        if own.value is None:
            return None
        agrees = own.stated is not None and abs(own.stated - own.value) <= tolerance(card.framework, key[0])
        values[key[1]] = own.stated if own.stated is not None and agrees else own.value
    return level_of(card.framework, values.pop(""), values)


def _severity(*statuses: str) -> Severity:
    """Where a rule is known from other bodies' texts only, what contradicts it is worth a look, no more."""
    return Severity.WARNING if "secondary" in statuses else Severity.ERROR


def _because(card: Scorecard) -> str:
    """The scores a level rests on, in few words."""
    overall = card.overall
    words = [f"ภาพรวม {points(overall.value)}" if overall.value is not None
             else f"ภาพรวม {points(overall.low)}–{points(overall.high)}"]  # fmt: skip
    for code in card.framework.floor_scores:
        own = card.tools[code]
        label = card.framework.label(code)
        known = points(own.value) if own.value is not None else f"{points(own.low)}–{points(own.high)}"
        words.append(f"{label} {known}")
    return ", ".join(words)


def why_not_next(card: Scorecard) -> tuple[str, ...]:
    """Why the level reached is not the next one: ``OIT 92.50 ต่ำกว่า 95.00``."""
    return tuple(
        f"{card.framework.label(one.score) or 'ภาพรวม'} {'ไม่เกิน ' if one.at_most else ''}{points(one.value)} "
        f"ต่ำกว่า {points(one.bound)}"
        for one in card.level.shortfalls
    )


def level_conditions(framework: Framework, name: str) -> str:
    """What a level asks for, in a Thai clause."""
    level = framework.level(name)
    asked = conditions(framework, level)
    rank = framework.levels.index(level)
    better = framework.levels[rank - 1] if rank else None
    least = points(asked.pop(""))
    if level.tool_floor is None and better is not None and better.minimum > level.minimum:
        return f"ภาพรวม {least}–{points(better.minimum - _STEP)} คะแนน"
    text = f"ภาพรวม {least} คะแนนขึ้นไป"
    if level.tool_floor is None and better is not None and better.tool_floor is not None:
        return f"{text} แต่มีคะแนนรายเครื่องมือต่ำกว่า {points(better.tool_floor)} คะแนน"
    if level.tool_floor is not None:
        labels = join_thai([framework.label(code) for code in asked])
        text += f" และ {labels} ไม่ต่ำกว่า {points(level.tool_floor)} คะแนน"
    return text


def _changes(card: Scorecard) -> Iterator[Finding]:
    if card.previous is None:
        return
    for read in card.assessment.figures:
        if not read.change:
            continue
        now, before = card.value(read.kind, read.ref), card.before(read.kind, read.ref)
        if now is None or before is None:
            continue
        # Both years may have been rounded on the way, and the change itself before or after.
        if abs(half_up(read.value) - (now - before)) > 2 * tolerance(card.framework, read.kind):
            key = (read.kind, read.ref)
            yield Finding(
                "A107",
                Severity.ERROR,
                f"ผลต่างของ{arithmetic.name(card.framework, key)} ที่ระบุไว้ {_printed(read)} ไม่ตรงกับ "
                f"{points(now)} − {points(before)} = {signed(now - before)}",
                (read.place,),
                _printed(read),
                signed(now - before),
                "แก้ผลต่างให้ตรงกับคะแนนของสองปี",
            )


def _two_values(card: Scorecard) -> Iterator[Finding]:
    for key in card.scores:
        reads = card.assessment.readings(*key)
        values = list(dict.fromkeys(half_up(one.value) for one in reads))
        if len(values) < 2:
            continue
        item = key[0] is Kind.ITEM
        yield Finding(
            "A302" if item else "A303",
            Severity.ERROR,
            f"{arithmetic.name(card.framework, key)} มีมากกว่าหนึ่งค่า: "
            f"{join_thai([points(one) for one in values])}" + (" จึงไม่ใช้คำนวณจนกว่าจะเหลือค่าเดียว" if item else ""),
            tuple(one.place for one in reads),
            ", ".join(points(one) for one in values),
            None,
            "ตรวจกับผลที่ประกาศแล้วให้เหลือค่าเดียว",
        )


def foreign_codes(assessment: Assessment, framework: Framework) -> tuple[Finding, ...]:
    """Item codes, and titles beside them, that are those of another year."""
    return *_foreign_codes(assessment, framework), *_foreign_titles(assessment, framework)


def _foreign_codes(assessment: Assessment, framework: Framework) -> Iterator[Finding]:
    if not assessment.foreign:
        return
    codes = tuple(dict.fromkeys(one.ref for one in assessment.foreign))
    owners = [year for year in years() if all(code in load(year).items for code in codes)]
    owner = f" แต่มีในหลักเกณฑ์ปี พ.ศ. {max(owners)}" if owners else ""
    yield Finding(
        "A301",
        Severity.ERROR,
        f"รหัสข้อ {join_thai(codes)} ไม่มีในปีงบประมาณ พ.ศ. {framework.fiscal_year}{owner}",
        tuple(one.place for one in assessment.foreign),
        ", ".join(codes),
        None,
        "ตรวจว่าตารางนี้เป็นของปีใด แล้วใช้รหัสข้อของปีที่ประเมิน",
    )


def _foreign_titles(assessment: Assessment, framework: Framework) -> Iterator[Finding]:
    """Codes that exist in this year but stand beside the title they have in another."""
    strangers: list[tuple[int, str]] = []
    for code, title in assessment.titles.items():
        if code not in framework.items or code[0] != "o" or _alike(title.text, framework.items[code].title) >= _UNLIKE:
            continue
        near = sorted(years(), key=lambda year: (abs(year - framework.fiscal_year), year))
        for year in near:
            other = load(year).items.get(code)
            if year != framework.fiscal_year and other and _alike(title.text, other.title) >= _LIKE:
                strangers.append((year, code))
                break
    for year, group in groupby(sorted(strangers), key=lambda one: one[0]):
        codes = [code for _, code in group]
        yield Finding(
            "A304",
            Severity.WARNING,
            f"ชื่อของข้อ {join_thai(codes)} เป็นชื่อในหลักเกณฑ์ปี พ.ศ. {year} ไม่ใช่ปีงบประมาณ พ.ศ. {framework.fiscal_year}",
            tuple(assessment.titles[code].place for code in codes),
            ", ".join(codes),
            None,
            "ตรวจว่าตารางนี้เป็นของปีใด แล้วใช้รหัสและชื่อข้อของปีที่ประเมิน",
        )


def _alike(one: str, other: str) -> float:
    first, second = squash(one[:_LONGEST_TITLE]), squash(other)
    return 1.0 if first in second or second in first else SequenceMatcher(None, first, second).ratio()


def _missing(card: Scorecard) -> Iterator[Finding]:
    """What the level would need and nobody printed."""
    absent = [card.framework.label(code) for code in card.framework.floor_scores if card.tools[code].value is None]
    if card.scores[OVERALL].value is None:
        absent.append("ภาพรวม")
    if not absent:
        return
    possible = card.level.possible
    if len(possible) == 1:
        then = f"แต่ระดับยังเป็น “{possible[0].name}” แน่นอน ไม่ว่าคะแนนที่ขาดจะเป็นเท่าใด"
    else:
        then = f"ระดับที่เป็นไปได้จึงมี {join_thai([one.name for one in possible], 'หรือ')}"
    yield Finding(
        "A401",
        Severity.INFO,
        f"ไม่มีคะแนน {join_thai(absent)} {then}",
        (),
        None,
        None,
        "หากมีคะแนนเหล่านี้ให้กรอกเพิ่ม ผลจะครบถ้วนขึ้น",
    )


def _printed(read: Figure) -> str:
    return signed(read.value) if read.change else points(read.value)
