"""What the measures of an input workbook are about that came from an older one: its sheet says it in a column."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ita_xl import carried
from ita_xl.ingest.planmodel import Meaning, Plan, Subject
from ita_xl.thai import arabic_digits, squash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ita_xl.ingest.planmodel import PlanRow

_SUBJECT = re.compile(
    r"(?P<topic>ประเด็นที่(\d+))|(?P<indicator>ตัวชี้วัดที่(\d+))|(?P<item>ข้อ([ieo]\d+)(?:ส่วนที่([12]))?)|(?P<tool>([ieo]it[12]?))"
)


def told_subjects(plans: Sequence[Plan]) -> list[Plan]:
    """The plans, with what the column of codes says their rows are about; the follow-up by the same number and name.

    A row whose column was emptied or written over is about what its words say, as in any plan.
    """
    known = {
        _name(row): subjects
        for plan in plans
        if plan.sheet == carried.PLAN
        for row in plan.rows
        if (subjects := _subjects(row))
    }
    return [
        replace(plan, rows=tuple(replace(row, about=known.get(_name(row), row.about)) for row in plan.rows))
        if plan.sheet in (carried.PLAN, carried.FOLLOWUP)
        else plan
        for plan in plans
    ]


def _name(row: PlanRow) -> tuple[str, str]:
    return row.text(Meaning.ORDER), squash(row.text(Meaning.MEASURE))


def _subjects(row: PlanRow) -> tuple[Subject, ...]:
    text = next((one.text for one in row.of(Meaning.OTHER) if squash(one.header).startswith(carried.CODES)), "")
    found = []
    for line in text.split("\n"):
        if (hit := _SUBJECT.fullmatch(squash(arabic_digits(line)))) is not None and (kind := hit.lastgroup):
            ref = hit[kind].removeprefix("ประเด็นที่").removeprefix("ตัวชี้วัดที่").removeprefix("ข้อ")
            found.append(Subject(kind, ref.upper() if kind == "tool" else ref.replace("ส่วนที่", ":")))
    return tuple(found)
