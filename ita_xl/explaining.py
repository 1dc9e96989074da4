"""The audit that explains: the fewest misprints that would make contradicting figures agree, proposed, never applied.

Each printed figure may be wrong by one slip (see :mod:`ita_xl.misprints`). A search over exact sums
(:mod:`ita_xl.agreement`, :mod:`ita_xl.repairs`) looks for up to three slips after which the contradictions of the audit
are gone and no new one has come. What it finds is scored and audited as if it had been printed, and only what stands
that test is proposed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from ita_xl import arithmetic
from ita_xl.agreement import CODES, Agreement, Contradiction
from ita_xl.assessment import Kind
from ita_xl.auditing import audit
from ita_xl.findings import Severity
from ita_xl.misprints import Reason
from ita_xl.repairs import hunt
from ita_xl.respondents import items_of
from ita_xl.scoring import score
from ita_xl.thai import half_up, join_thai, points, signed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ita_xl.agreement import Slot
    from ita_xl.assessment import Assessment, Figure
    from ita_xl.errors import Place
    from ita_xl.findings import Finding
    from ita_xl.framework import Framework
    from ita_xl.repairs import Repair, Step
    from ita_xl.respondents import Respondents
    from ita_xl.scoring import Key, Scorecard

#: Repairs that are tested by scoring and auditing them, at most; fewer where the bounds of unknown scores, or which of
#: several impossible ones to believe, must be worked out every time.
_TRIALS, _TRIALS_OF_PARTS, _TRIALS_OF_UNKNOWN = 12, 6, 2
#: Proposals whose costs lie this close together explain equally well.
_EQUAL = 20
_SHOWN_SUMS = 2


@dataclass(frozen=True, slots=True)
class Change:
    """One printed figure and what it probably is.

    ``ref`` names the figure within its kind, as in :class:`ita_xl.assessment.Figure`; ``change`` marks a printed
    difference to the year before. ``places`` are all the cells that show it.
    """

    fiscal_year: int
    kind: Kind
    ref: str
    printed: Decimal
    proposed: Decimal
    reason: Reason
    places: tuple[Place, ...] = ()
    change: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """One explanation of contradictions (ข้อเสนอ): changes that together settle them.

    ``settles`` and ``remains`` are the contradictions that vanish and that stay, ``respondents`` the numbers of
    respondents that speak for a changed figure. ``cost`` is 100 for one common slip; the lowest explains best.
    """

    changes: tuple[Change, ...]
    settles: tuple[Contradiction, ...]
    remains: tuple[Contradiction, ...]
    cost: int
    message: str
    respondents: tuple[Respondents, ...] = ()


def explain(card: Scorecard, *, limit: int = 5) -> tuple[Proposal, ...]:
    """The likeliest misprints behind the contradictions of a scorecard, best first.

    Every proposal settles all contradictions of the printed figures (audit codes A101-A107); where up to three changes
    cannot do that, as many as can be. Nothing is applied: the scorecard and its assessment stay as they are. Without
    contradictions, and where no likely misprint explains any, there is nothing to propose.

    Args:
        card: the scorecard to explain; the year before is explained by its own.
        limit: the most proposals.
    """
    before = audit(card)
    codes = _contradictions(before)
    if not codes or limit < 1:
        return ()
    agreement = Agreement(card)
    targets = _targets(card, agreement)
    if not targets:
        return ()
    repairs, evidence = hunt(agreement, _frameworks(card), targets)
    found: list[tuple[Repair, Scorecard]] = []
    for repair in repairs[: _trials(card)]:
        if len(found) >= limit:
            break
        after = _tried(card, agreement, repair, before)
        if after is not None:
            found.append((repair, after))
    proposals = [_proposal(card, after, agreement, repair, evidence) for repair, after in found]
    proposals.sort(key=lambda one: (len(one.remains), one.cost))
    return tuple(_with_rivals(one, proposals) for one in proposals)


def explain_all(card: Scorecard, *, limit: int = 5) -> tuple[Proposal, ...]:
    """The proposals for the year and for the year before."""
    if card.previous is None:
        return explain(card, limit=limit)
    mark = f"ปีก่อน (พ.ศ. {card.previous.framework.fiscal_year}): "
    before = explain(card.previous, limit=limit)
    return (*explain(card, limit=limit), *(replace(one, message=mark + one.message) for one in before))


def _contradictions(found: Iterable[Finding]) -> Counter[str]:
    """By code; a figure that stands in several cells contradicts once."""
    return Counter(code for code, _ in {(one.code, one.message) for one in found if one.code in CODES})


def _trials(card: Scorecard) -> int:
    """How many repairs may be tested, by what scoring one takes."""
    framework = card.framework
    rows = [[card.items[ref].value is None for ref in framework.refs(one)] for one in framework.indicators]
    rows.append([one.value is None for one in card.indicators.values()])
    whole = all(one.value is not None for one in card.tools.values())
    partly = not whole and any(len(set(row)) > 1 for row in rows)
    if card.contradicted or partly or any(card.tools[tool.code].value is None for tool in framework.tools):
        return _TRIALS_OF_UNKNOWN
    return _TRIALS if whole else _TRIALS_OF_PARTS


def _frameworks(card: Scorecard) -> dict[int, Framework]:
    cards = [card] if card.previous is None else [card, card.previous]
    return {one.framework.fiscal_year: one.framework for one in cards}


def _targets(card: Scorecard, agreement: Agreement) -> frozenset[int]:
    """The broken checks that the audit of the year has found too."""
    return frozenset(
        number
        for number, check in enumerate(agreement.checks)
        if check.own
        and not agreement.holds(number)
        and (check.about.code != "A105" or (check.about.kind, check.about.ref) in card.contradicted)
    )


def _tried(card: Scorecard, agreement: Agreement, repair: Repair, before: Sequence[Finding]) -> Scorecard | None:
    """The scorecard as if the repair had been printed; ``None`` when that contradicts itself more than it should."""
    repaired = _repaired(card.assessment, agreement, repair.steps)
    if repaired.previous is card.assessment.previous:
        # The year before is as it was: no need to score it again.
        after = replace(score(replace(repaired, previous=None)), assessment=repaired, previous=card.previous)
    else:
        after = score(repaired)
    found = audit(after)
    expected = Counter(agreement.checks[one].about.code for one in repair.left)
    modelled = Counter(agreement.checks[one].about.code for one in repair.settled | repair.left)
    unmodelled = _contradictions(before) - modelled
    if _contradictions(found) - expected - unmodelled or _errors(found) - _errors(before):
        return None
    return after


def _errors(found: Iterable[Finding]) -> Counter[str]:
    """What else the audit takes for wrong: levels, codes, two values for one score."""
    return Counter(one.code for one in found if one.severity is Severity.ERROR and one.code not in CODES)


def _repaired(assessment: Assessment, agreement: Agreement, steps: Sequence[Step]) -> Assessment:
    """A copy of the assessment with the changes in it."""
    new = {
        (agreement.slots[one.slot].fiscal_year, id(figure)): Decimal(one.value).scaleb(-2)
        for one in steps
        for figure in agreement.slots[one.slot].figures
    }

    def changed(own: Assessment | None) -> Assessment | None:
        if own is None or not any(year == own.fiscal_year for year, _ in new):
            return own
        figures = tuple(_printed_as(one, new.get((own.fiscal_year, id(one)))) for one in own.figures)
        return replace(own, figures=figures)

    repaired = changed(assessment)
    assert repaired is not None
    return replace(repaired, previous=changed(assessment.previous))


def _printed_as(figure: Figure, value: Decimal | None) -> Figure:
    return figure if value is None else replace(figure, value=value, text=points(value))


def _proposal(
    card: Scorecard,
    after: Scorecard,
    agreement: Agreement,
    repair: Repair,
    evidence: Sequence[Respondents],
) -> Proposal:
    changes = tuple(_change(agreement.slots[one.slot], one) for one in repair.steps)
    settles = [agreement.checks[one].about for one in sorted(repair.settled)]
    remains = [agreement.checks[one].about for one in sorted(repair.left)]
    speaking = tuple(_speaking(agreement, repair, evidence))
    left = _with_impossible(remains, after, set(after.contradicted))
    text = _Words(card, after, agreement).message(repair, speaking, left)
    return Proposal(
        changes=changes,
        settles=_with_impossible(settles, card, set(card.contradicted) - set(after.contradicted)),
        remains=left,
        cost=repair.cost,
        message=text,
        respondents=speaking,
    )


def _with_rivals(own: Proposal, proposals: Sequence[Proposal]) -> Proposal:
    """Where others explain as well, the message says so."""
    equals = sum(len(one.remains) == len(own.remains) and abs(one.cost - own.cost) <= _EQUAL for one in proposals)
    if equals < 2:
        return own
    text = f"{own.message} ทั้งนี้มีคำอธิบายที่เป็นไปได้พอ ๆ กัน {equals} แบบ จึงควรตรวจกับผลที่ประกาศก่อนแก้ไข"
    return replace(own, message=text)


def _with_impossible(
    found: Sequence[Contradiction], card: Scorecard, impossible: set[Key]
) -> tuple[Contradiction, ...]:
    """The contradictions with the impossible scores as the scoring sees them, which looks at all bounds together."""
    year = card.framework.fiscal_year
    whole = [Contradiction("A105", *key, year) for key in sorted(impossible) if not card.scores[key].inputs]
    return tuple(dict.fromkeys([*(one for one in found if one.code != "A105"), *whole]))


def _change(slot: Slot, step: Step) -> Change:
    return Change(
        fiscal_year=slot.fiscal_year,
        kind=slot.kind,
        ref=slot.ref,
        printed=Decimal(slot.value).scaleb(-2),
        proposed=Decimal(step.value).scaleb(-2),
        reason=step.reason,
        places=tuple(dict.fromkeys(one.place for one in slot.figures)),
        change=slot.change,
    )


def _speaking(agreement: Agreement, repair: Repair, evidence: Sequence[Respondents]) -> Iterator[Respondents]:
    """The numbers of respondents that a changed figure did not fit, and now does."""
    changed = {one.slot for one in repair.steps}
    for one in evidence:
        if changed & set(one.misfits):
            yield replace(one, misfits=tuple(agreement.slots[at].ref for at in one.misfits if isinstance(at, int)))


_SLIPS = {
    Reason.DIGIT_MISREAD: "อ่านตัวเลขผิดหนึ่งหลัก",
    Reason.DIGIT_LOST: "ตัวเลขหน้าหาย",
    Reason.DIGITS_EXCHANGED: "พิมพ์ตัวเลขสองหลักสลับกัน",
    Reason.POINT_MOVED: "จุดทศนิยมหายหรือเลื่อน",
    Reason.SIGN_LOST: "เครื่องหมายหายหรือกลับกัน",
    Reason.FIGURES_SWAPPED: "สลับที่กัน",
    Reason.OTHER_ROW: "พิมพ์ซ้ำกับแถวติดกัน",
    Reason.YEAR_BEFORE: "พิมพ์คะแนนของปีก่อน",
}


_ANSWERED = (Kind.ITEM, Kind.INDICATOR, Kind.INDICATOR_PART)


def _slip(reason: Reason, printed: str, proposed: str) -> str:
    """The slip in words; for a misread digit, which one was taken for which."""
    if reason is Reason.DIGIT_MISREAD and len(printed) == len(proposed):
        pairs = [(one, other) for one, other in zip(printed, proposed, strict=True) if one != other]
        if len(pairs) == 1:
            return f"อ่านเลข {pairs[0][1]} เป็น {pairs[0][0]}"
    return _SLIPS[reason]


class _Words:
    """The sentences of one proposal."""

    def __init__(self, card: Scorecard, after: Scorecard, agreement: Agreement) -> None:
        self.card = card
        self.after = after
        self.agreement = agreement

    def message(self, repair: Repair, evidence: Sequence[Respondents], remains: Sequence[Contradiction]) -> str:
        """What is probably meant, why, and what agrees then."""
        text = join_thai(list(self._changes(repair.steps)))
        for one in evidence:
            text += f" {self._evidence(one)}"
        results = self._results(repair)
        if results:
            text += f" แล้ว{_spaced(join_thai(results))}"
        if remains:
            left = dict.fromkeys(self._name(one) for one in remains)
            text += f" แต่ยังเหลือข้อขัดแย้งที่{join_thai(list(left))}"
        return text

    def _evidence(self, one: Respondents) -> str:
        """Why the number of respondents speaks against a printed figure."""
        slots = [slot for slot in self.agreement.slots if slot.ref in one.misfits and slot.kind in _ANSWERED]
        names = join_thai(list(dict.fromkeys(_short(self.card.framework, slot.kind, slot.ref) for slot in slots)))
        where = self.card.framework.label(one.scope)
        items = {items_of(self.card.framework, slot) or 1 for slot in slots}
        step = f" ซึ่งคะแนนเปลี่ยนทีละ {half_up(one.step(*items), 4)}" if len(items) == 1 else ""
        return f"(คะแนนอื่นของ {where} เข้ากับจำนวนผู้ตอบ {one.count} คน{step} แต่ค่าที่พิมพ์ของ{_spaced(names)} ไม่เข้า)"

    def _changes(self, steps: Sequence[Step]) -> Iterator[str]:
        """Equal changes are told together, and so are two figures that change places."""
        groups: dict[tuple[object, ...], list[Step]] = {}
        for one in steps:
            slot = self.agreement.slots[one.slot]
            part = slot.ref.partition(":")[2] if slot.kind is Kind.ITEM else slot.ref
            alike = slot.fiscal_year, slot.kind, slot.value, one.value, part
            swap = tuple(sorted((slot.value, one.value)))
            swapped = one.reason is Reason.FIGURES_SWAPPED
            groups.setdefault((one.reason, *(swap if swapped else alike)), []).append(one)
        for group in groups.values():
            slots = [self.agreement.slots[one.slot] for one in group]
            values = [(signed if slots[0].change else points)(Decimal(one.value).scaleb(-2)) for one in group]
            if group[0].reason is Reason.FIGURES_SWAPPED:
                names = join_thai([self._named([slot]) for slot in slots], "กับ")
                yield f"{names} น่าจะพิมพ์{_SLIPS[group[0].reason]} คือ {join_thai(values)} ตามลำดับ"
                continue
            printed = (signed if slots[0].change else points)(Decimal(slots[0].value).scaleb(-2))
            slip = _slip(group[0].reason, printed, values[0])
            yield f"{self._named(slots)} น่าจะเป็น {values[0]} แทน {printed} ({slip})"

    def _named(self, slots: Sequence[Slot]) -> str:
        first = slots[0]
        if first.kind is Kind.ITEM:
            part = first.ref.partition(":")[2]
            name = "ข้อ " + join_thai([one.ref.partition(":")[0] for one in slots]) + (f" ส่วนที่ {part}" if part else "")
        else:
            name = _short(self.card.framework, first.kind, first.ref)
        if first.change:
            name = f"ผลต่างของ{_spaced(name)}"
        if first.fiscal_year != self.card.framework.fiscal_year:
            name += f" ปี พ.ศ. {first.fiscal_year}"
        return name

    def _results(self, repair: Repair) -> list[str]:
        """The settled contradictions, the first of them with their arithmetic."""
        told: list[str] = []
        sums = 0
        changed = {one.slot for one in repair.steps}
        for number in sorted(repair.settled):
            check = self.agreement.checks[number]
            if check.about.code == "A107":
                told.append(self._difference(check.about))
            elif check.slot is None:
                name = _spaced(self._name(check.about))
                parts = check.about.code == "A106"
                told.append(f"คะแนนสองส่วนของ{name} ตรงกับคะแนนรวม" if parts else f"{name.strip()} เป็นไปได้")
            else:
                key = check.about.kind, check.about.ref
                sum_ = arithmetic.explain(self.after, key) if sums < _SHOWN_SUMS else ""
                sums += bool(sum_)
                told.append(self._as_printed(check.about, sum_, check.slot, changed))
        return list(dict.fromkeys(told))

    def _as_printed(self, about: Contradiction, sum_: str, at: int, changed: set[int]) -> str:
        """A score that agrees now: ``EIT ส่วนที่ 2 = (96.67 + 95.33 + 93.00) ÷ 3 = 95.00 ตามที่พิมพ์``."""
        computed = self.after.value(about.kind, about.ref)
        assert computed is not None
        text = f"{_short(self.card.framework, about.kind, about.ref)} = {sum_ or points(computed)}"
        printed = Decimal(self.agreement.slots[at].value).scaleb(-2)
        if at in changed:
            return text
        return f"{text} ตามที่พิมพ์" if printed == computed else f"{text} (พิมพ์ {points(printed)})"

    def _difference(self, about: Contradiction) -> str:
        now, before = self.after.value(about.kind, about.ref), self.after.before(about.kind, about.ref)
        assert now is not None
        assert before is not None
        name = _spaced(_short(self.card.framework, about.kind, about.ref))
        return f"ผลต่างของ{name} = {points(now)} − {points(before)} = {signed(now - before)}"

    def _name(self, about: Contradiction) -> str:
        name = _short(self.card.framework, about.kind, about.ref)
        return f"ผลต่างของ{_spaced(name)}" if about.code == "A107" else name


def _short(framework: Framework, kind: Kind, ref: str) -> str:
    """A score in few words: ``ตัวชี้วัดที่ 6 ส่วนที่ 2``."""
    if kind is Kind.OVERALL:
        return "คะแนนภาพรวม"
    if kind is Kind.TOOL:
        return framework.label(ref)
    if kind is Kind.ITEM:
        code, _, part = ref.partition(":")
        return f"ข้อ {code} ส่วนที่ {part}" if part else f"ข้อ {code}"
    number, _, part = ref.partition(":")
    return f"ตัวชี้วัดที่ {number} ส่วนที่ {part}" if part else f"ตัวชี้วัดที่ {number}"


def _spaced(name: str) -> str:
    """Latin letters stand apart from Thai ones."""
    return f" {name}" if name[:1].isascii() else name
