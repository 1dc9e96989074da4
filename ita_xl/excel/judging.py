"""What every button that needs scores does first: read, score, audit and plan, as the command line does."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ita_xl.auditing import audit_all
from ita_xl.diagnosis import diagnose
from ita_xl.errors import InputError
from ita_xl.ingest import scored
from ita_xl.measures import plan
from ita_xl.ownlibrary import own_library_of
from ita_xl.scoring import score

if TYPE_CHECKING:
    from pathlib import Path

    from ita_xl.diagnosis import Diagnosis
    from ita_xl.findings import Finding
    from ita_xl.ingest.grid import Grid, Values
    from ita_xl.measures import MeasuresPlan


class Judged(NamedTuple):
    """The diagnosis of a workbook, what was noticed, the plan in the agency's own words, and the sheets of all that."""

    diagnosis: Diagnosis
    findings: list[Finding]
    measures: MeasuresPlan
    sheets: tuple[Grid, ...]


def judge(source: Path | Values, of_year: int | None = None) -> Judged:
    """Judge the one assessment of a workbook.

    Args:
        source: the workbook, a file or open in a program.
        of_year: the year that it is made for, where it is made for one.

    Raises:
        InputError: E107 where there are only scores of another year, E126 for a workbook of several agencies, and
            whatever reading raises.
    """
    reading = scored(source)
    found = reading.assessments
    if len(found) > 1:
        raise InputError(
            "E126",
            f"แฟ้ม “{reading.file.name}” มีผลของ {len(found)} หน่วยงาน ปุ่มนี้ทำทีละหน่วยงาน",
            cure="ใช้ปุ่ม “ทำทั้งโฟลเดอร์” ในแถบ ITA หรือคำสั่ง ita-xl batch",
        )
    if of_year and found[0].fiscal_year != of_year:  # only ปีก่อน was filled in
        raise InputError(
            "E107",
            f"แฟ้ม “{reading.file.name}” ยังไม่มีคะแนนของปีงบประมาณ พ.ศ. {of_year}",
            cure="กรอกคะแนนในแผ่น “คะแนน” แล้วกดปุ่มใหม่",
        )
    diagnosis = diagnose(score(found[0]))
    own = own_library_of(reading.sheets)
    findings = [*audit_all(diagnosis.card), *own.findings]
    return Judged(diagnosis, findings, plan(diagnosis, texts=own.texts), reading.sheets)
