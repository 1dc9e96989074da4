"""The paragraphs of the ten indicators: ranking, classes, risen and fallen, and one for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ita_xl.analysis import words
from ita_xl.analysis.model import Claim, Making
from ita_xl.assessment import Kind
from ita_xl.diagnosis import FULL, Class
from ita_xl.thai import half_up, join_thai, points

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal

    from ita_xl.analysis.model import Change, ItemFigure, Statement
    from ita_xl.diagnosis import Diagnosis, Thresholds
    from ita_xl.framework import Indicator
    from ita_xl.scoring import Key, Scorecard


def indicators(diagnosis: Diagnosis) -> tuple[Statement, ...]:
    """Highest, next and lowest, classes, and what rose and fell."""
    card = diagnosis.card
    known: dict[Key, Decimal] = {one.key: one.score for one in diagnosis.indicators.values()}
    count = len(card.framework.indicators)
    if not known:
        return (Making(Claim.MISSING).done("ไม่ปรากฏคะแนนรายตัวชี้วัด"),)
    told = words.extremes(card.framework, known, "ตัวชี้วัด", whole=len(known) == count, second=True)
    told.append(_classes(diagnosis))
    told += words.unknown(card, ((Kind.INDICATOR, str(one.number)) for one in card.framework.indicators))
    found = words.changes(card, known)
    return (*told, *words.moved(card, found, "ตัวชี้วัด", _details(card), whole=len(found) == count))


def _details(card: Scorecard) -> Callable[[Making, Sequence[Change], str], str]:
    def told(made: Making, group: Sequence[Change], word: str) -> str:
        first = group[0]
        title = words.name(card.framework, first.key)
        if len(group) == 1:
            return f"คะแนน{word} {made.count(1)} ตัวชี้วัด คือ {title} {words.from_to(made, first)}"
        equal = [one for one in group if one.amount == first.amount]
        which = join_thai(words.runs(int(one.key[1]) for one in group))
        lead = f"คะแนน{word} {made.count(len(group))} ตัวชี้วัด (ตัวชี้วัดที่ {which}) {word}มากที่สุด"
        if len(equal) == 1:
            return f"{lead} คือ {title} {words.from_to(made, first)}"
        shared = words.names(card.framework, [one.key for one in equal])
        return f"{lead} {made.points(abs(first.amount))} คะแนนเท่ากัน ได้แก่ {shared}"

    return told


def bounds_of(class_: Class, thresholds: Thresholds) -> str:
    """The scores of a class: ``95.00 คะแนนขึ้นไป``."""
    if class_ is Class.KEEP:
        return f"{points(thresholds.keep)} คะแนนขึ้นไป"
    if class_ is Class.URGENT:
        return f"ต่ำกว่า {points(thresholds.urgent)} คะแนน"
    return f"ตั้งแต่ {points(thresholds.urgent)} แต่ไม่ถึง {points(thresholds.keep)} คะแนน"


def _classes(diagnosis: Diagnosis) -> Statement:
    thresholds = diagnosis.thresholds
    made = Making(Claim.CLASSES, tuple(one.key for one in diagnosis.indicators.values()))
    made.figures += [half_up(thresholds.keep), half_up(thresholds.urgent)]
    groups = []
    for class_ in Class:
        own = [number for number, one in diagnosis.indicators.items() if one.class_ is class_]
        if own:
            which = join_thai(words.runs(own))
            span = bounds_of(class_, thresholds)
            groups.append(f"กลุ่ม{class_.value} ({span}) {made.count(len(own))} ตัวชี้วัด คือ ตัวชี้วัดที่ {which}")
    return made.done(f"เมื่อจัดกลุ่มเพื่อวางแผน {' '.join(groups)}")


def of_indicator(diagnosis: Diagnosis, indicator: Indicator, items: Sequence[ItemFigure]) -> tuple[Statement, ...]:
    """One indicator: score, class, change, its parts, and which of its items are lowest and full."""
    card = diagnosis.card
    key: Key = (Kind.INDICATOR, str(indicator.number))
    standing = diagnosis.indicators.get(indicator.number)
    told = []
    if standing is None:
        told += words.unknown(card, (key,), "ตัวชี้วัดนี้")
    else:
        made = Making(Claim.RANK, (key,))
        text = f"ได้ {made.points(standing.score)} คะแนน อยู่ในกลุ่ม{standing.class_.value}"
        if len(diagnosis.indicators) > 1:
            text += _rank(diagnosis, key, made)
        against = words.against_last_year(card, made, key)
        told.append(made.done(f"{text} {against}".strip()))
    return (*told, *_parts(card, indicator), *of_items(card, items), *_bounded(diagnosis, items))


def _rank(diagnosis: Diagnosis, key: Key, made: Making) -> str:
    """The place among the indicators with a score; ties share it."""
    rank = diagnosis.indicators[int(key[1])].rank
    others = [number for number, one in diagnosis.indicators.items() if one.rank == rank and str(number) != key[1]]
    whole = len(diagnosis.indicators) == len(diagnosis.card.framework.indicators)
    noun = "ตัวชี้วัด" if whole else "ตัวชี้วัดที่มีคะแนน"
    text = f" เป็นลำดับที่ {made.count(rank)} จาก {made.count(len(diagnosis.indicators))} {noun}"
    return f"{text} เท่ากับตัวชี้วัดที่ {join_thai(words.runs(others))}" if others else text


def _bounded(diagnosis: Diagnosis, items: Sequence[ItemFigure]) -> list[Statement]:
    """How low the other scores still allow the unknown items to be, where that is good and nothing contradicts it."""
    card = diagnosis.card
    refs = [ref for one in items if not one.known and not one.conflict for ref in one.scores]
    lows = [card.score(Kind.ITEM, ref).low for ref in refs]
    if card.contradicted or not lows or min(lows) < diagnosis.thresholds.urgent:
        return []
    made = Making(Claim.BOUND, tuple((Kind.ITEM, ref) for ref in refs))
    if min(lows) == FULL:
        return [made.done("แต่คะแนนที่ทราบบ่งว่าได้คะแนนเต็ม")]
    return [made.done(f"แต่คะแนนที่ทราบบ่งว่าได้ไม่ต่ำกว่า {made.points(min(lows))} คะแนน")]


def _parts(card: Scorecard, indicator: Indicator) -> list[Statement]:
    listed, made, keys = [], Making(Claim.SCORE), []
    for part in card.framework.parts(indicator.tool):
        key: Key = (Kind.INDICATOR_PART, f"{indicator.number}:{part.number}")
        value = card.value(*key)
        if value is not None:
            keys.append(key)
            listed.append(f"ส่วนที่ {part.number} ได้ {made.points(value)} คะแนน")
    made.keys = keys
    return [made.done(join_thai(listed))] if listed else []


def of_items(card: Scorecard, items: Sequence[ItemFigure]) -> list[Statement]:
    """Which items of a group are full, which is lowest, which have no score or only that of a part."""
    told = []
    known = [one for one in items if one.known and not one.conflict]
    full = [one for one in known if all(value == FULL for value in one.known)]
    below = [one for one in known if one not in full]
    whole = len(known) == len(items) and not any(one.partial for one in known)
    if below:
        told.append(_below(card, below, whole=whole))
    if full:
        made = Making(Claim.FULL, tuple((Kind.ITEM, ref) for one in full for ref in refs_of(one)))
        codes = words.codes([one.item.code for one in full if not one.partial])
        half = [card.framework.item_label(ref) for one in full if one.partial for ref in refs_of(one)]
        which = join_thai([*([codes] if codes else []), *half])
        if below:
            told.append(made.done(f"ข้อที่ได้คะแนนเต็ม {'คือ' if len(made.keys) == 1 else 'ได้แก่'} {which}"))
        else:
            told.append(made.done(f"ข้อ {which} ได้คะแนนเต็ม{'ทุกข้อ' if len(full) > 1 else ''}"))
    told += _conflicts([one for one in items if one.conflict])
    unknown = [one.item.code for one in items if not one.known and not one.conflict]
    if unknown:
        which = "รายข้อ" if len(unknown) == len(items) else f"ของข้อ {words.codes(unknown)}"
        told.append(Making(Claim.MISSING).done(f"ไม่ปรากฏคะแนน{which}"))
    return [*told, *_partly(known)]


def _partly(known: Sequence[ItemFigure]) -> list[Statement]:
    """Items of EIT with the score of one part only, or without a part."""
    told = []
    half = [one.item.code for one in known if one.partial]
    if half:
        told.append(Making(Claim.MISSING).done(f"ข้อ {words.codes(half)} มีคะแนนของแบบวัดเพียงส่วนเดียว"))
    bare = [one.item.code for one in known if one.bare is not None]
    if bare:
        told.append(Making(Claim.MISSING).done(f"ข้อ {words.codes(bare)} ใช้คะแนนตามที่พิมพ์ไว้ ซึ่งไม่ระบุส่วนของแบบวัด"))
    return told


def refs_of(figure: ItemFigure) -> list[str]:
    """The references with a score; the bare code where no part is printed."""
    return [ref for ref, value in figure.scores.items() if value is not None] or [figure.item.code]


def _below(card: Scorecard, below: Sequence[ItemFigure], *, whole: bool) -> Statement:
    """How many items are below full marks, and the lowest of them."""
    scores: dict[str, Decimal] = {}
    for one in below:
        scores |= {ref: value for ref, value in one.scores.items() if value is not None}
        if one.bare is not None:
            scores[one.item.code] = one.bare
    low = min(scores.values())
    refs = [ref for ref, value in scores.items() if value == low]
    made = Making(Claim.LOWEST, tuple((Kind.ITEM, ref) for ref in refs))
    labels = join_thai([card.framework.item_label(ref) for ref in refs])
    limited = "" if whole else "ในบรรดาข้อที่ทราบคะแนน "
    if len(below) == 1 and len(scores) == 1:
        return made.done(f"{limited}ข้อที่ยังไม่ได้คะแนนเต็มมีข้อเดียว คือ {labels} ({made.points(low)} คะแนน)")
    count = f"{limited}ข้อที่ยังไม่ได้คะแนนเต็มมี {made.count(len(below))} ข้อ"
    if len(refs) > words.NAMED_AT_MOST:
        codes = words.codes(dict.fromkeys(ref.partition(":")[0] for ref in refs))
        return made.done(f"{count} ต่ำสุด {made.points(low)} คะแนน ในข้อ {codes}")
    same = "เท่ากัน" if len(refs) > 1 else ""
    return made.done(f"{count} ต่ำสุดคือ {labels} ({made.points(low)} คะแนน{same})")


def _conflicts(items: Sequence[ItemFigure]) -> list[Statement]:
    told = []
    for one in items:
        made = Making(Claim.CONFLICT)
        values = join_thai([made.points(value) for value in one.conflict])
        told.append(made.done(f"ข้อ {one.item.code} พิมพ์คะแนนไว้ไม่ตรงกัน ({values}) จึงยังไม่นำมาคิด ต้องตรวจกับผลที่ประกาศ"))
    return told
