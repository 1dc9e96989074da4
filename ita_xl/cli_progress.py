"""The command ``progress``: a plan with what was done in, the implementation report or a form to fill in out."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - typer reads the annotations
import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from ita_xl.cli_output import Pdf, ThemeFile, make_pdfs, themed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ita_xl.errors import ItaError
    from ita_xl.findings import Finding
    from ita_xl.letterhead import Letterhead
    from ita_xl.progress import Evidence, Progress
    from ita_xl.sheets.model import Book

DONE, INCOMPLETE, NOTHING = 0, 1, 3
#: The scores that were given are not those of the plan.
_NOT_USED = ("P103", "P104")


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
    folder: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="DIR", help="โฟลเดอร์ปลายทาง ไม่ระบุจะแสดงผลโดยไม่สร้างแฟ้ม")
    ] = None,
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
    extras: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="WORDS", help="แผ่นเสริมคั่นด้วยจุลภาค: memo (บันทึกข้อความ) cover (ปก)"),
    ] = None,
    year: Annotated[int | None, typer.Option("--year", help="ปีงบประมาณที่ประเมิน (พ.ศ.) เมื่อในแฟ้มไม่ได้บอกไว้")] = None,
    map_file: Annotated[
        Path | None, typer.Option("--map", metavar="MAP", help="แฟ้มแผนที่การอ่าน (.toml) ของแฟ้มแผนและแฟ้มผลคะแนน")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="พิมพ์ผลเป็น JSON สำหรับโปรแกรมอื่น")] = False,
    theme: ThemeFile = None,
    pdf: Pdf = False,
) -> None:
    """จัดทำรายงานผลการดำเนินการตามมาตรการ จากแผนที่กรอกผลแล้ว พร้อมคะแนนที่เปลี่ยนไป"""
    from ita_xl import show
    from ita_xl.errors import ItaError, crashed
    from ita_xl.ingest import load_map
    from ita_xl.ingest.pictures import evidence_of
    from ita_xl.ingest.progress import letterhead_of_report, read_progress

    letters = _letters(extras)
    if form_only and letters:
        raise typer.BadParameter("แบบติดตามผลไม่มีบันทึกข้อความและปก", param_hint="--with")
    if folder is None and (form_only or letters or pdf):
        raise typer.BadParameter("บอกโฟลเดอร์ปลายทางของแฟ้มที่จะสร้างด้วย", param_hint="--output")
    path = None
    try:
        pins = None if map_file is None else load_map(map_file)
        found = read_progress(plan, results, as_of=day.date() if day else None, fiscal_year=year, pins=pins)
        evidence, problems = evidence_of(found)
        with themed(theme):
            if folder is not None and form_only:
                path = _write_form(found, folder, digits)
            elif folder is not None:
                words = letterhead_of_report(plan, results, fiscal_year=year, pins=pins) if letters else None
                path = _write_report(found, evidence, folder, form, digits, letters, words)
    except ItaError as error:
        _fail(error, (plan, results, map_file, theme), as_json=as_json)
    except Exception as fault:  # noqa: BLE001 - whatever a file holds, staff never see a traceback
        _fail(crashed(plan.name, fault), (plan,), as_json=as_json)
    if as_json:
        _print(found, evidence, problems, None if form is Shape.AUTO else form.value, path)
    else:
        _show(found, problems, path)
    failures = make_pdfs([path], aside=as_json) if pdf and path is not None else []
    for one in failures:
        show.failure(show.console(stderr=True), one)
    wrong = failures or any(one.code in _NOT_USED for one in found.findings)
    raise typer.Exit(INCOMPLETE if wrong else DONE)


def report_on(plan: Path, folder: Path) -> None:
    """Write and show the report on a plan, as the command does without options.

    Raises:
        ItaError: when the plan cannot be read or the report not be written.
    """
    from ita_xl.ingest.pictures import evidence_of
    from ita_xl.ingest.progress import read_progress

    found = read_progress(plan)
    evidence, problems = evidence_of(found)
    _show(found, problems, _write_report(found, evidence, folder, Shape.AUTO, Figures.ARABIC, (), None))


def _letters(extras: list[str] | None) -> tuple[str, ...]:
    """The letters that ``--with`` asks for; an unknown word is wrong usage."""
    if not extras:
        return ()
    from ita_xl.errors import OutputError
    from ita_xl.sheets.extras import extras_named
    from ita_xl.sheets.progress_letters import LETTERS

    try:
        return extras_named(extras, tuple(LETTERS))
    except OutputError as error:
        raise typer.BadParameter(f"{error.message} {error.cure}", param_hint="--with") from None


def _write_form(found: Progress, folder: Path, digits: Figures) -> Path:
    from ita_xl.sheets.followup import followup_book

    return _write(found, followup_book(found), folder, "แบบติดตามผล", digits)


def _write_report(
    found: Progress,
    evidence: Sequence[Evidence],
    folder: Path,
    form: Shape,
    digits: Figures,
    letters: tuple[str, ...],
    letterhead: Letterhead | None,
) -> Path:
    from ita_xl.letterhead import Letterhead as Words
    from ita_xl.progress import Form
    from ita_xl.sheets.progress import progress_book

    own = None if form is Shape.AUTO else Form(form.value)
    book = progress_book(found, own, evidence, letters, letterhead or Words())
    return _write(found, book, folder, "รายงานผลการดำเนินการ", digits)


def _write(found: Progress, book: Book, folder: Path, name: str, digits: Figures) -> Path:
    from ita_xl.errors import OutputError
    from ita_xl.render import safe_name, workbook_bytes, write_safely

    plan = Path(found.file)
    path = folder / f"{safe_name(f'{name} {found.agency or plan.stem} {found.year}')}.xlsx"
    if path.resolve() == plan.resolve():
        raise OutputError("E304", f"มีแฟ้ม “{path}” อยู่แล้วและเป็นแฟ้มแผนเอง จึงไม่เขียนทับ", cure="ใช้โฟลเดอร์ปลายทางอื่น")
    return write_safely(path, workbook_bytes(book, digits=digits.value))


def _show(found: Progress, problems: Sequence[Finding], path: Path | None) -> None:
    from ita_xl import show

    out = show.console()
    who = found.agency or Path(found.file).name
    out.print(f"── {who} มาตรการปีงบประมาณ พ.ศ. {found.year}", markup=False, style="bold")
    for text in found.sentences():
        out.print(f"  {text}", markup=False)
    show.list_findings(out, [*found.findings, *problems])
    if path is not None:
        out.print(f"    → {path}", markup=False)


def _print(
    found: Progress, evidence: Sequence[Evidence], problems: Sequence[Finding], form: str | None, path: Path | None
) -> None:
    from ita_xl import jsonout

    own = jsonout.progress(found, evidence, [*found.findings, *problems])
    own["form"] = form or own["form"]
    own["report"] = None if path is None else str(path)
    print(json.dumps({"schema": jsonout.SCHEMA, "progress": [own], "failures": []}, ensure_ascii=False, indent=1))


def _fail(error: ItaError, files: Sequence[Path | None], *, as_json: bool) -> NoReturn:
    """Tell an error of the file that it names, else of the first, and end."""
    from ita_xl import jsonout, show

    file = next((one for one in files if one is not None and one.name == error.place.file), files[0])
    failure = jsonout.failure(str(file), error)
    if as_json:
        answer = {"schema": jsonout.SCHEMA, "progress": [], "failures": [failure]}
        print(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        show.failure(show.console(stderr=True), failure)
    raise typer.Exit(NOTHING)
