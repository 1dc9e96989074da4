"""The plan of older workbooks → the rows of แผนที่ยกมา and ติดตามผล, and the measures that have no match any more."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ita_xl.errors import Place
from ita_xl.findings import Finding, Severity
from ita_xl.framework import load
from ita_xl.ingest.planmodel import Meaning, PlanKind, Subject
from ita_xl.ingest.progress import assigned, choose, item_year_of, measures_of, rows_of, told_field
from ita_xl.progress import Progress
from ita_xl.sheets.brought import Row, brought_plan
from ita_xl.sheets.followup import followup_of_progress
from ita_xl.thai import squash

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ita_xl.converting.older import Older
    from ita_xl.framework import Framework
    from ita_xl.ingest.planmodel import Plan, PlanRow
    from ita_xl.progress import About, Measure
    from ita_xl.sheets.model import Sheet

_NONE = "–"
_SHOWN = 120


@dataclass(frozen=True)
class Carried:
    """The measures of ``year`` (B.E.), which speak of the items of ``item_year``; none where there is no plan."""

    year: int = 0
    item_year: int = 0
    measures: tuple[Measure, ...] = ()
    rows: tuple[Row, ...] = ()
    left: tuple[Finding, ...] = field(default=())

    def sheets(self, agency: str, year: int) -> tuple[Sheet, ...]:
        """The two sheets of the plan in the workbook of a year."""
        if not self.measures:
            return ()
        day = dt.date(self.year - 543, 9, 30)
        progress = Progress(self.year, load(self.item_year), day, self.measures, agency)
        plan = brought_plan(agency, item_year=self.item_year, year=year, plan_year=self.year, rows=self.rows)
        return plan, followup_of_progress(progress)


def carry_measures(olders: Sequence[Older], to_year: int) -> Carried:
    """The plan whose measures run in a year, from the newest workbook that has one.

    A workbook of the year itself is only laid out anew: its own plan is carried, whichever year it is of. Where no plan
    is of that year, one that is not older than the scores beside it and has not been reported on is carried as well.

    Args:
        olders: the workbooks of one agency, the newest first.
        to_year: the year of the new workbook.
    """
    found: Carried | None = None
    left: list[Finding] = []
    for older in olders:
        chosen = choose(older.reading, to_year)
        if not chosen.kept:
            latest = choose(older.reading)
            reported = any(one.kind is PlanKind.RESULTS for one in latest.kept)
            if older.fiscal_year == to_year or (not reported and latest.year >= older.fiscal_year):
                chosen = latest
        again = [one for one in older.reading.plans if one.kind is PlanKind.ANALYSIS]
        if found is None and chosen.kept:
            found = _carried(chosen.kept, chosen.year, older, to_year)
            left += _left(older, chosen.left, chosen.year, again)
        else:
            left += _left(older, [*chosen.kept, *chosen.left], to_year, again)
    if found is None:
        return Carried(left=tuple(left))
    return Carried(found.year, found.item_year, found.measures, found.rows, (*found.left, *left))


def _carried(plans: Sequence[Plan], year: int, older: Older, to_year: int) -> Carried:
    item_year = item_year_of(plans, older.fiscal_year)
    then, now = load(item_year), load(to_year)
    measures = measures_of(plans, year)
    rows = [_row(one, of, then, now) for one, of in zip(measures, rows_of(plans), strict=True)]
    return Carried(year, item_year, tuple(measures), tuple(rows), tuple(_unmatched(measures, then, now)))


def _row(measure: Measure, of: Sequence[PlanRow], then: Framework, now: Framework) -> Row:
    def words(meaning: Meaning) -> str:
        return next((text for one in of if (text := _plain(one, meaning))), "")

    return Row(
        heading=measure.heading,
        subject=measure.subject,
        codes="\n".join(Subject(*one).thai for one in measure.about),
        now="\n".join(_now(one, then, now) for one in measure.about),
        problem=words(Meaning.PROBLEM),
        measure=measure.name,
        steps=words(Meaning.STEPS) if squash(words(Meaning.STEPS)) != squash(measure.name) else "",
        responsible=measure.responsible,
        period=measure.period,
        budget=words(Meaning.BUDGET),
        target=words(Meaning.TARGET),
        remark=words(Meaning.REMARK),
        other=words(Meaning.OTHER),
    )


def _plain(row: PlanRow, meaning: Meaning) -> str:
    """The words of a meaning that tell nothing of what was done: that stands on ติดตามผล."""
    cells = [one for one in row.of(meaning) if not told_field(one) and not squash(one.header).startswith("รอบ")]
    if meaning is Meaning.OTHER:
        return "\n".join(f"{head}: {one.text}" if (head := " ".join(one.header.split())) else one.text for one in cells)
    return "\n".join(one.text for one in cells)


def _now(one: About, then: Framework, now: Framework) -> str:
    """What a subject is called in the year of the new workbook."""
    ref = one.ref if one.kind != "item" else _code_now(one.ref, then, now)
    return Subject(one.kind, ref).thai if ref else _NONE


def _code_now(ref: str, then: Framework, now: Framework) -> str:
    """The code of an item in the year of the new workbook; empty where it is not known to be asked."""
    return (then.ref_in(ref, now) or "") if ref.partition(":")[0] in then.items else ""


def _unmatched(measures: Sequence[Measure], then: Framework, now: Framework) -> Iterator[Finding]:
    for one in measures:
        refs = [each.ref for each in one.about if each.kind == "item"]
        lost = [ref for ref in dict.fromkeys(refs) if not _code_now(ref, then, now)]
        if not lost:
            continue
        known = {item.tool for item in now.items.values()}
        sure = any(ref.partition(":")[0] not in then.items or then.item(ref).tool in known for ref in lost)
        why = f"ไม่มีในปี {now.fiscal_year}" if sure else f"โปรแกรมยังไม่ทราบว่าปี {now.fiscal_year} ถามหรือไม่"
        yield Finding(
            "V110",
            Severity.INFO,
            f"ข้อ {', '.join(lost)} ของมาตรการนี้{why} แถวของมาตรการยกมาแล้ว แต่เทียบคะแนนรายข้อกับปี {now.fiscal_year} ไม่ได้",
            (one.place,),
            one.name[:_SHOWN],
            cure="รายงานผลตามแผนเดิมได้ตามปกติ",
        )


def _left(older: Older, plans: Sequence[Plan], year: int, analyses: Sequence[Plan]) -> Iterator[Finding]:
    """The measures that are not carried, one by one; tables that a report makes anew as a whole."""
    for plan in plans:
        other = plan.year not in (None, year)
        if not other and not assigned(plan):
            yield _table(older, plan, "ตารางข้อเสนอแนะที่ไม่มีผู้รับผิดชอบและระยะเวลา")
            continue
        why = f"เป็นมาตรการของปี {plan.year} ไม่ใช่ปี {year}" if other else "ไม่ตรงกับมาตรการที่มีผลการดำเนินการแล้ว"
        for row in plan.rows:
            name = row.text(Meaning.MEASURE) or row.text(Meaning.STEPS)
            if name.strip():
                place = next((one.place for one in row.cells if one.meaning is Meaning.MEASURE), row.cells[-1].place)
                cure = "คัดลอกไปเองหากยังต้องดำเนินการ"
                message = f"มาตรการนี้{why} จึงไม่ยกมา"
                yield Finding("V111", Severity.INFO, message, (place,), name[:_SHOWN], cure=cure)
    for plan in analyses:
        yield _table(older, plan, "ตารางผลการวิเคราะห์")


def _table(older: Older, plan: Plan, what: str) -> Finding:
    message = f"{what} {len(plan.rows)} แถว โปรแกรมจัดทำให้ใหม่จากคะแนน จึงไม่ยกมา"
    cure = "สั่ง ita-xl report เมื่อมีคะแนนของปีใหม่ หรือคัดลอกไปเอง"
    return Finding("V111", Severity.INFO, message, (Place(older.file.name, plan.sheet, plan.cells),), cure=cure)
