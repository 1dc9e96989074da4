"""Words that several paragraphs share: names of scores, runs of numbers, highest, lowest, risen and fallen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ita_xl.analysis.model import Change, Claim, Making
from ita_xl.assessment import Kind
from ita_xl.thai import half_up, join_thai

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from decimal import Decimal

    from ita_xl.analysis.model import Statement
    from ita_xl.framework import Framework
    from ita_xl.scoring import Key, Scorecard

#: More names than this in one list are given by number only.
NAMED_AT_MOST = 3


def runs(numbers: Iterable[int], prefix: str = "") -> list[str]:
    """Numbers with runs of three and more drawn together.

    >>> runs([1, 2, 3, 5, 6]), runs([1, 2, 3], "o")
    (['1–3', '5', '6'], ['o1–o3'])
    """
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and found[-1][-1] == number - 1:
            found[-1].append(number)
        else:
            found.append([number])
    texts = []
    for run in found:
        if len(run) > 2:
            texts.append(f"{prefix}{run[0]}–{prefix}{run[-1]}")
        else:
            texts += [f"{prefix}{number}" for number in run]
    return texts


def codes(items: Iterable[str]) -> str:
    """Item codes in a sentence, runs drawn together.

    >>> codes(["i1", "i2", "i3", "o6"])
    'i1–i3 และ o6'
    """
    by_letter: dict[str, list[int]] = {}
    for code in items:
        by_letter.setdefault(code[0], []).append(int(code[1:]))
    return join_thai([text for letter, numbers in by_letter.items() for text in runs(numbers, letter)])


def name(framework: Framework, key: Key) -> str:
    """A score in a sentence: ``ตัวชี้วัดที่ 3 การใช้อำนาจ``, ``ข้อ i2``, ``EIT ส่วนที่ 1``."""
    kind, ref = key
    if kind is Kind.INDICATOR:
        return f"ตัวชี้วัดที่ {ref} {framework.indicator(int(ref)).name}"
    if kind is Kind.ITEM:
        return f"ข้อ {framework.item_label(ref)}"
    return framework.label(ref) or "ภาพรวม"


def names(framework: Framework, keys: Sequence[Key]) -> str:
    """Scores of one kind in a sentence; many indicators by number only."""
    if len(keys) <= NAMED_AT_MOST:
        return join_thai([name(framework, key) for key in keys])
    if keys[0][0] is Kind.INDICATOR:
        return f"ตัวชี้วัดที่ {join_thai(runs(int(ref) for _, ref in keys))}"
    if keys[0][0] is Kind.ITEM:
        return f"ข้อ {join_thai([framework.item_label(ref) for _, ref in keys])}"
    return join_thai([name(framework, key) for key in keys])


def at(known: Mapping[Key, Decimal], value: Decimal) -> tuple[Key, ...]:
    """The scores with a value."""
    return tuple(key for key, one in known.items() if one == value)


def extremes(
    framework: Framework, known: Mapping[Key, Decimal], noun: str, *, whole: bool, second: bool = False
) -> list[Statement]:
    """Highest (and next) and lowest of known scores, or that they are all the same.

    Args:
        framework: the rules of the year.
        known: two scores at least, or nothing is said.
        noun: what the scores are of (``ตัวชี้วัด``, ``แบบวัด``).
        whole: whether these are all there are; what is said is else limited to those with a score.
        second: whether the next after the highest is named.
    """
    if len(known) < 2:
        return []
    high, low = max(known.values()), min(known.values())
    if high == low:
        made = Making(Claim.EQUAL, tuple(known))
        return [made.done(f"{noun}{'ทุกรายการ' if whole else 'ที่มีคะแนน'}ได้เท่ากันที่ {made.points(high)} คะแนน")]
    limited = "" if whole else f"ในบรรดา{noun}ที่มีคะแนน "
    found = [_extreme(framework, known, high, Claim.HIGHEST, f"{limited}{noun}ที่ได้คะแนนสูงสุด")]
    rest = sorted(set(known.values()) - {high, low}, reverse=True)
    if second and rest:
        found.append(_extreme(framework, known, rest[0], Claim.NEXT, "รองลงมา"))
    lead = f"ส่วน{noun}ที่ได้คะแนนต่ำสุด" if whole else f"ส่วน{noun}ที่ได้คะแนนต่ำสุดในกลุ่มนี้"
    found.append(_extreme(framework, known, low, Claim.LOWEST, lead))
    return found


def _extreme(framework: Framework, known: Mapping[Key, Decimal], value: Decimal, claim: Claim, lead: str) -> Statement:
    keys = at(known, value)
    made = Making(claim, keys)
    score = f"{made.points(value)} คะแนน"
    if len(keys) == 1:
        return made.done(f"{lead} คือ {names(framework, keys)} ({score})")
    if len(keys) <= NAMED_AT_MOST:
        return made.done(f"{lead} ได้แก่ {names(framework, keys)} ({score}เท่ากัน)")
    return made.done(f"{lead} มี {made.count(len(keys))} รายการเท่ากัน ({score}) ได้แก่ {names(framework, keys)}")


def spaced(text: str) -> str:
    """A space before what does not begin with a Thai letter."""
    return text if "ก" <= text[:1] <= "๎" else f" {text}"


def changes(card: Scorecard, keys: Iterable[Key]) -> list[Change]:
    """The scores among ``keys`` that are known in both years."""
    found = []
    for key in keys:
        now, before = card.value(*key), card.before(*key)
        if now is not None and before is not None:
            found.append(Change(key, before, now))
    return found


def risen(found: Iterable[Change]) -> list[Change]:
    """Those that rose, greatest first."""
    return sorted((one for one in found if one.amount > 0), key=lambda one: -one.amount)


def fallen(found: Iterable[Change]) -> list[Change]:
    """Those that fell, greatest first."""
    return sorted((one for one in found if one.amount < 0), key=lambda one: one.amount)


def moved(
    card: Scorecard,
    found: Sequence[Change],
    noun: str,
    details: Callable[[Making, Sequence[Change], str], str],
    *,
    whole: bool,
) -> list[Statement]:
    """What rose, fell and stayed against the year before; nothing when there is none to compare with.

    Args:
        card: the scores.
        found: what is known in both years.
        noun: what the scores are of.
        details: words the changes of one direction, greatest first.
        whole: whether all are known in both years; what is said is else limited to those that are.
    """
    if not found or card.previous is None:
        return []
    up, down = risen(found), fallen(found)
    same = [one for one in found if one.amount == 0]
    lead = f"เมื่อเทียบกับปีงบประมาณ พ.ศ. {card.previous.framework.fiscal_year} "
    limited = "" if whole else "เท่าที่เทียบได้ "
    if len(same) == len(found):
        made = Making(Claim.SAME, tuple(one.key for one in same))
        if len(same) == 1:
            return [made.done(f"{lead}{limited}{name(card.framework, same[0].key)} ได้คะแนนเท่าเดิม")]
        return [made.done(f"{lead}{noun}ที่เทียบได้ทั้ง {made.count(len(same))} รายการได้คะแนนเท่าเดิม")]
    told: list[Statement] = []
    for claim, word, group in ((Claim.RISEN, "เพิ่มขึ้น", up), (Claim.FALLEN, "ลดลง", down)):
        start = lead if not told else ""
        if group:
            made = Making(claim, tuple(one.key for one in group))
            told.append(made.done(f"{start}{limited}{details(made, group, word)}"))
        else:
            none = Making(Claim.NONE_RISEN if claim is Claim.RISEN else Claim.NONE_FALLEN, ())
            told.append(none.done(f"{start}{limited}ไม่มี{noun}ใดที่คะแนน{word}"))
    if same:
        made = Making(Claim.SAME, tuple(one.key for one in same))
        told.append(made.done(f"ส่วน{spaced(names(card.framework, made.keys))} ได้คะแนนเท่าเดิม"))
    return told


def from_to(made: Making, one: Change) -> str:
    """``3.34 คะแนน (จาก 96.26 เป็น 99.60)``."""
    amount = made.points(abs(one.amount))
    return f"{amount} คะแนน (จาก {made.points(one.before)} เป็น {made.points(one.after)})"


def against_last_year(card: Scorecard, made: Making, key: Key) -> str:
    """``ลดลง 0.98 คะแนนจากปีงบประมาณ พ.ศ. 2567 (97.02 คะแนน)``; empty without a year before."""
    now, before = card.value(*key), card.before(*key)
    if now is None or before is None or card.previous is None:
        return ""
    year = f"ปีงบประมาณ พ.ศ. {card.previous.framework.fiscal_year}"
    if now == before:
        return f"เท่ากับ{year}"
    word = "เพิ่มขึ้น" if now > before else "ลดลง"
    return f"{word} {made.points(abs(now - before))} คะแนนจาก{year} ({made.points(before)} คะแนน)"


def unknown(card: Scorecard, keys: Iterable[Key], called: str = "") -> list[Statement]:
    """What there is no score of, and what is printed with values that contradict each other.

    ``called`` stands for the names of the scores.
    """
    told, missing = [], []
    for key in keys:
        values = sorted({half_up(one.value) for one in card.assessment.readings(*key)})
        if card.value(*key) is not None:
            continue
        if len(values) < 2:
            missing.append(key)
            continue
        made = Making(Claim.CONFLICT, (key,))
        listed = join_thai([made.points(value) for value in values])
        told.append(made.done(f"{called or name(card.framework, key)} พิมพ์คะแนนไว้ไม่ตรงกัน ({listed}) ต้องตรวจกับผลที่ประกาศ"))
    if missing:
        listed = called or names(card.framework, missing)
        told.append(Making(Claim.MISSING, tuple(missing)).done(f"ไม่ปรากฏคะแนนของ{spaced(listed)}"))
    return told
