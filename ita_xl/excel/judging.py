"""What every button that needs scores does first: read, score, audit and plan, as the command line does."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ita_xl.auditing import audit_all
from ita_xl.diagnosis import diagnose
from ita_xl.errors import InputError
from ita_xl.ingest import read
from ita_xl.measures import plan
from ita_xl.ownlibrary import own_library
from ita_xl.scoring import score

if TYPE_CHECKING:
    from pathlib import Path

    from ita_xl.diagnosis import Diagnosis
    from ita_xl.findings import Finding
    from ita_xl.measures import MeasuresPlan


class Judged(NamedTuple):
    """The diagnosis of a workbook, everything that was noticed, and the plan in the agency's own words."""

    diagnosis: Diagnosis
    findings: list[Finding]
    measures: MeasuresPlan


def judge(path: Path) -> Judged:
    """Judge the one assessment of a workbook.

    Raises:
        InputError: E126 for one of several agencies, and whatever reading raises.
    """
    found = read(path)
    if len(found) > 1:
        raise InputError(
            "E126",
            f"แฟ้ม “{path.name}” มีผลของ {len(found)} หน่วยงาน ปุ่มนี้ทำทีละหน่วยงาน",
            cure="ใช้ปุ่ม “ทำทั้งโฟลเดอร์” ในแถบ ITA หรือคำสั่ง ita-xl batch",
        )
    diagnosis = diagnose(score(found[0]))
    own = own_library(path)
    return Judged(diagnosis, [*audit_all(diagnosis.card), *own.findings], plan(diagnosis, texts=own.texts))
