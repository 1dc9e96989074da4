"""MeasuresPlan → Arranged: its measures by indicator, by topic or in two parts, in order, merged and cut short."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from ita_xl import criteria
from ita_xl.criteria import Form
from ita_xl.errors import OutputError
from ita_xl.planning.groups import by_indicator, by_topic, in_two_parts
from ita_xl.planning.model import Arranged, Entry, Group, Headed, Order, Wish
from ita_xl.thai import squash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ita_xl.measures import MeasuresPlan

__all__ = ["Arranged", "Entry", "Form", "Group", "Headed", "Order", "Wish", "arrange", "form_of"]

_MAKERS = {Form.INDICATORS: by_indicator, Form.TOPICS: by_topic, Form.TWO_PARTS: in_two_parts}
_NO_SCORE = Decimal(101)


def form_of(plan_year: int) -> Form:
    """The form that the criteria of a year ask for; by indicator where the package has none of that year."""
    return criteria.load(plan_year).form if plan_year in criteria.years() else Form.INDICATORS


def arrange(plan: MeasuresPlan, wish: Wish = Wish()) -> Arranged:  # noqa: B008
    """Put the measures of a plan into a form.

    Args:
        plan: the plan.
        wish: form, order, how many measures, and the agency's own units.

    Raises:
        OutputError: E307 for a group to stand first that the form does not have.
    """
    form = wish.form or form_of(plan.plan_year)
    groups = _merged(_MAKERS[form](plan, wish.units), apart=form is Form.INDICATORS)
    if wish.order is Order.SCORE:
        groups = sorted(groups, key=lambda one: _NO_SCORE if one.score is None else one.score)
    groups = _first(groups, wish.first)
    if wish.most is None:
        return Arranged(plan, form, tuple(groups), headed=wish.headed)
    ranked = sorted((each for one in groups for each in one.entries), key=_rank)
    kept = {id(one) for one in ranked[: wish.most]}
    short = [replace(one, entries=tuple(each for each in one.entries if id(each) in kept)) for one in groups]
    return Arranged(plan, form, tuple(short), tuple(ranked[wish.most :]), wish.headed)


def _first(groups: Sequence[Group], numbers: Sequence[int]) -> list[Group]:
    """The groups of these numbers before the others."""
    known = {one.number: one for one in groups}
    if strange := [str(one) for one in numbers if one not in known]:
        raise OutputError(
            "E307",
            f"แผนรูปแบบนี้ไม่มีลำดับที่ {', '.join(strange)}",
            cure=f"ลำดับที่ใช้ได้คือ {min(known)}–{max(known)} หรือเลือกรูปแบบแผนอื่นด้วย --form",
        )
    chosen = [known[one] for one in dict.fromkeys(numbers)]
    return [*chosen, *(one for one in groups if one not in chosen)]


def _rank(entry: Entry) -> Decimal:
    return _NO_SCORE if entry.score is None else entry.score


def _merged(groups: Sequence[Group], *, apart: bool) -> list[Group]:
    """Each measure once, at the first that calls for it, with what all of them say.

    Where groups stay ``apart``, one that would lose its only measure keeps it.
    """
    done: list[list[Entry]] = []
    first: dict[str, tuple[int, int]] = {}
    for at, group in enumerate(groups):
        own: list[Entry] = []
        done.append(own)
        for entry in group.entries:
            name = squash(entry.measure.name)
            there = first.get(name)
            alone = apart and len({squash(one.measure.name) for one in group.entries}) == 1
            if there is None or (there[0] != at and alone):
                first.setdefault(name, (at, len(own)))
                own.append(entry)
                continue
            told = done[there[0]][there[1]]
            label = group.label if there[0] != at else ""
            done[there[0]][there[1]] = _both(told, entry, label)
    return [replace(group, entries=tuple(own)) for group, own in zip(groups, done, strict=True)]


def _both(first: Entry, second: Entry, label: str) -> Entry:
    """One entry for two that are the same measure; ``label`` names the other group."""
    measure = replace(
        first.measure,
        analysis=tuple(dict.fromkeys((*first.measure.analysis, *second.measure.analysis))),
        refs=tuple(dict.fromkeys((*first.measure.refs, *second.measure.refs))),
    )
    shared = (*first.shared, label) if label and label not in first.shared else first.shared
    return replace(first, measure=measure, score=min(first, second, key=_rank).score, shared=shared)
