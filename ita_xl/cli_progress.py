"""The command ``progress``: a plan with what was done in, the implementation report or a form to fill in out."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - typer reads the annotations
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ita_xl.errors import ItaError, OutputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ita_xl.progress import Evidence, Progress

DONE, INCOMPLETE, NOTHING = 0, 1, 3


class Shape(StrEnum):
    """The form of the report; ``auto`` is that of the plan itself."""

    AUTO = "auto"
    TOPICS = "topics"
    TOOLS = "tools"
    INDICATORS = "indicators"


class Figures(StrEnum):
    """Which digits the report shows."""

    THAI = "thai"
    ARABIC = "arabic"


def progress(
    plan: Annotated[
        Path, typer.Argument(metavar="PLAN", help="แฟ้มแผนมาตรการที่กรอกผลการดำเนินการแล้ว (.xlsx .xls .ods ...)")
    ],
    folder: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="โฟลเดอร์ปลายทาง")],
    results: Annotated[
        Path | None, typer.Option("--results", metavar="FILE", help="แฟ้มผลคะแนนของปีที่ดำเนินมาตรการ")
    ] = None,
    form: Annotated[
        Shape, typer.Option("--form", help="รูปแบบรายงาน: ตามแผน เจ็ดประเด็น เครื่องมือ หรือสิบตัวชี้วัด")
    ] = Shape.AUTO,
    digits: Annotated[Figures, typer.Option("--digits", help="ตัวเลขในรายงาน")] = Figures.ARABIC,
    day: Annotated[
        dt.datetime | None,
        typer.Option("--date", formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="วันที่ใช้ดูว่าเกินกำหนด (ค.ศ.) ปกติคือวันนี้"),
    ] = None,
    form_only: Annotated[bool, typer.Option("--form-only", help="สร้างเฉพาะแบบติดตามผลให้กรอก")] = False,
    year: Annotated[int | None, typer.Option("--year", help="ปีงบประมาณที่ประเมิน (พ.ศ.) เมื่อในแฟ้มไม่ได้บอกไว้")] = None,
) -> None:
    """จัดทำรายงานผลการดำเนินการตามมาตรการ จากแผนที่กรอกผลแล้ว พร้อมคะแนนที่เปลี่ยนไป"""
    from ita_xl import jsonout, show
    from ita_xl.findings import Severity
    from ita_xl.ingest.pictures import evidence_of
    from ita_xl.ingest.progress import read_progress

    out = show.console()
    try:
        found = read_progress(plan, results, as_of=day.date() if day else None, fiscal_year=year)
        evidence, problems = evidence_of(found)
        path = _write(found, evidence, folder, form, digits, form_only=form_only)
    except ItaError as error:
        show.failure(show.console(stderr=True), jsonout.failure(str(plan), error))
        raise typer.Exit(NOTHING) from None
    out.print(f"── {found.agency or plan.name} มาตรการปีงบประมาณ พ.ศ. {found.year}", markup=False, style="bold")
    for text in found.sentences():
        out.print(f"  {text}", markup=False)
    show.list_findings(out, [*found.findings, *problems])
    out.print(f"    → {path}", markup=False)
    raise typer.Exit(INCOMPLETE if any(one.severity is Severity.ERROR for one in found.findings) else DONE)


def _write(
    found: Progress, evidence: Sequence[Evidence], folder: Path, form: Shape, digits: Figures, *, form_only: bool
) -> Path:
    from ita_xl.progress import Form
    from ita_xl.render import safe_name, workbook_bytes, write_safely
    from ita_xl.sheets.followup import followup_book
    from ita_xl.sheets.progress import progress_book

    plan = Path(found.file)
    who = f"{found.agency or plan.stem} {found.year}"
    if form_only:
        book, name = followup_book(found), f"แบบติดตามผล {who}"
    else:
        book = progress_book(found, None if form is Shape.AUTO else Form(form.value), evidence)
        name = f"รายงานผลการดำเนินการ {who}"
    path = folder / f"{safe_name(name)}.xlsx"
    if path.resolve() == plan.resolve():
        raise OutputError("E304", f"มีแฟ้ม “{path}” อยู่แล้วและเป็นแฟ้มแผนเอง จึงไม่เขียนทับ", cure="ใช้โฟลเดอร์ปลายทางอื่น")
    return write_safely(path, workbook_bytes(book, digits=digits.value))
