"""The command line: parses, calls the library, prints. Thai for people, JSON for programs.

Exit codes: 0 done; 1 done, but errors were found (check) or some inputs failed; 2 wrong usage; 3 nothing could be done.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from ita_xl import __version__, jsonout, show
from ita_xl.auditing import audit, audit_all
from ita_xl.cli_inspect import inspect
from ita_xl.cli_progress import progress
from ita_xl.cli_survey import survey
from ita_xl.criteria import load as load_criteria
from ita_xl.diagnosis import diagnose
from ita_xl.errors import ItaError, OutputError, crashed
from ita_xl.explaining import explain_all
from ita_xl.findings import Severity
from ita_xl.ingest import load_map, read
from ita_xl.ingest.letterhead import read_letterhead
from ita_xl.ingest.units import read_units
from ita_xl.planning import Form, Order, Wish
from ita_xl.scoring import score as score_assessment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ita_xl.assessment import Assessment
    from ita_xl.criteria import Checklist, YearCriteria
    from ita_xl.diagnosis import Diagnosis
    from ita_xl.ingest.maps import Pins
    from ita_xl.measures import MeasuresPlan
    from ita_xl.ownlibrary import OwnLibrary
    from ita_xl.planning import Arranged
    from ita_xl.sheets.model import Book

DONE, INCOMPLETE, USAGE, NOTHING = 0, 1, 2, 3

#: Every complaint about the words of a command; typer exports only this leaf of it.
UsageError: type[Exception] = typer.BadParameter.__mro__[1]

app = typer.Typer(
    name="ita-xl",
    help="คำนวณ ตรวจสอบ และจัดทำรายงานผลการประเมินคุณธรรมและความโปร่งใส (ITA) จากแฟ้ม Excel ของหน่วยงาน",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class Digits(StrEnum):
    """Which digits a report shows."""

    THAI = "thai"
    ARABIC = "arabic"


class FormWord(StrEnum):
    """What a plan of measures is divided by; ``auto`` follows the criteria of its year."""

    AUTO = "auto"
    INDICATORS = "indicators"
    TOPICS = "topics"
    TWO_PART = "two-part"


Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="แฟ้มผลคะแนน (xlsx xlsm xlsb xls ods csv tsv)")]
Json = Annotated[bool, typer.Option("--json", help="พิมพ์ผลเป็น JSON สำหรับโปรแกรมอื่น")]
Map = Annotated[Path | None, typer.Option("--map", metavar="MAP", help="แฟ้มแผนที่การอ่าน (.toml) ที่แก้หรือกำหนดการอ่าน")]
Year = Annotated[int | None, typer.Option("--year", help="ปีงบประมาณที่ประเมิน (พ.ศ.) เมื่อในแฟ้มไม่ได้บอกไว้")]
Extras = Annotated[
    list[str] | None,
    typer.Option(
        "--with",
        metavar="WORDS",
        help="แผ่นเสริมคั่นด้วยจุลภาค: memo (บันทึกข้อความ) cover (ปก) analysis items topics (บทวิเคราะห์) checklist (แบบตรวจสอบ)",
    ),
]
FormOption = Annotated[
    FormWord,
    typer.Option("--form", help="รูปแบบแผนมาตรการ: ตามหลักเกณฑ์ของปี (auto) สิบตัวชี้วัด เจ็ดประเด็น หรือสองส่วน"),
]
OrderOption = Annotated[Order, typer.Option("--order", help="ลำดับในแผนมาตรการ: ตามตัวชี้วัดหรือประเด็น หรือคะแนนต่ำสุดก่อน")]
Most = Annotated[
    int | None, typer.Option("--most", metavar="N", min=1, help="จำนวนมาตรการทั้งแผนที่มากที่สุด เลือกเรื่องที่คะแนนต่ำสุดก่อน")
]
_FORMS = {FormWord.AUTO: None, FormWord.INDICATORS: Form.INDICATORS, FormWord.TOPICS: Form.TOPICS,
          FormWord.TWO_PART: Form.TWO_PARTS}  # fmt: skip


@dataclass(frozen=True)
class _How:
    """How the inputs of a command are to be read."""

    year: int | None = None
    map_file: Path | None = None
    criteria: YearCriteria | None = None
    own_texts: bool = False


@dataclass
class _Run:
    """What became of the inputs of one command."""

    done: list[Diagnosis] = field(default_factory=list)
    failures: list[dict[str, Any]] = field(default_factory=list)
    shared: set[str] = field(default_factory=set)  # files of several agencies: nobody's letterhead
    checklists: list[Checklist] = field(default_factory=list)
    own: OwnLibrary | None = None
    """The agency's own recommendations in the file that is at hand, where they are asked for."""
    plans: list[Arranged] = field(default_factory=list)

    def exit_code(self, *, errors: bool = False) -> int:
        if not self.done and not self.checklists:
            return NOTHING
        return INCOMPLETE if self.failures or errors else DONE


@app.command()
def score(
    files: Files,
    as_json: Json = False,
    year: Year = None,
    map_file: Map = None,
    with_plan: Annotated[
        bool, typer.Option("--plan", help="เพิ่มแผนมาตรการใน JSON ของแต่ละผลการประเมิน (ใช้คู่กับ --json)")
    ] = False,
) -> None:
    """คำนวณคะแนน ระดับ จุดอ่อน และทางสู่ระดับถัดไป"""
    run = _Run()
    out = show.console()
    for diagnosis in _diagnoses(files, _How(year, map_file, own_texts=with_plan), run, quiet=as_json):
        if with_plan:
            run.plans.append(_arranged(diagnosis, run))
        if not as_json:
            show.scorecard(out, diagnosis, audit_all(diagnosis.card))
    _finish(run, as_json)
    raise typer.Exit(run.exit_code())


@app.command()
def check(
    files: Files,
    as_json: Json = False,
    year: Year = None,
    map_file: Map = None,
    criteria: Annotated[
        int | None,
        typer.Option("--criteria", metavar="YEAR", help="ตรวจเอกสารที่เสร็จแล้วว่าครบตามหลักเกณฑ์ของปีนี้ (พ.ศ.) หรือไม่"),
    ] = None,
) -> None:
    """ตรวจว่าตัวเลข ระดับ และรหัสข้อในแฟ้มขัดแย้งกันหรือไม่ และเอกสารครบตามหลักเกณฑ์ของปีหรือไม่"""
    run = _Run()
    out = show.console()
    errors = False
    with _told():
        criteria_of_year = None if criteria is None else load_criteria(criteria)
    how = _How(year, map_file, criteria_of_year, own_texts=True)
    for diagnosis in _diagnoses(files, how, run, quiet=as_json):
        findings = [*audit_all(diagnosis.card), *(run.own.findings if run.own else ())]
        errors |= any(one.severity is Severity.ERROR for one in findings)
        if not as_json:
            show.findings(out, diagnosis.card, findings, explain_all(diagnosis.card))
    for checklist in run.checklists:
        errors |= any(one.severity is Severity.ERROR for one in checklist.findings)
        if not as_json:
            show.checklist(out, checklist)
    _finish(run, as_json)
    raise typer.Exit(run.exit_code(errors=errors))


@app.command()
def report(
    files: Files,
    folder: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="โฟลเดอร์ปลายทาง")],
    digits: Annotated[Digits, typer.Option(help="ตัวเลขในรายงาน")] = Digits.ARABIC,
    year: Year = None,
    map_file: Map = None,
    extras: Extras = None,
    form: FormOption = FormWord.AUTO,
    order: OrderOption = Order.INDICATOR,
    most: Most = None,
) -> None:
    """จัดทำแฟ้มรายงาน: สรุปผล ตัวชี้วัด ข้อคำถาม จุดอ่อน แผนมาตรการ ผลตรวจสอบ และที่มา"""
    run = _Run()
    wish = Wish(_FORMS[form], order, most)
    _write_reports(files, folder, digits, _How(year, map_file, own_texts=True), run, _words(extras), wish)
    _finish(run, as_json=False)
    raise typer.Exit(run.exit_code())


@app.command()
def new(
    path: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="ชื่อแฟ้มที่จะสร้าง (.xlsx)")],
    year: Annotated[int, typer.Option("--year", help="ปีงบประมาณที่ประเมิน (พ.ศ.)")],
    agency: Annotated[str, typer.Option("--agency", help="ชื่อหน่วยงาน")] = "",
) -> None:
    """สร้างแฟ้มสำหรับกรอกคะแนน"""
    from ita_xl.assessment import Assessment
    from ita_xl.framework import scoring_framework
    from ita_xl.render import workbook_bytes, write_safely
    from ita_xl.sheets.inputbook import input_book

    with _told():
        if path.suffix.lower() != ".xlsx":
            raise OutputError("E303", f"แฟ้มใหม่ต้องลงท้ายด้วย .xlsx แต่ได้ “{path.name}”", cure="เปลี่ยนชื่อแฟ้มแล้วสั่งใหม่")
        if path.exists():
            raise OutputError("E304", f"มีแฟ้ม “{path}” อยู่แล้ว จึงไม่เขียนทับ", cure="ใช้ชื่ออื่น หรือย้ายแฟ้มเดิมก่อน")
        framework = scoring_framework(year)
        book = input_book(framework, Assessment(year, agency=agency))
        write_safely(path, workbook_bytes(book))
        show.console().print(f"สร้างแฟ้ม {path} แล้ว เปิดใน Excel แล้วกรอกช่องสีเหลือง")


@app.command()
def demo(
    folder: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="โฟลเดอร์ปลายทาง")] = Path("ita-xl-demo"),
) -> None:
    """สร้างแฟ้มตัวอย่างห้าหน่วยงานและรายงานของแต่ละแฟ้ม เพื่อลองใช้"""
    from ita_xl.samples import write_samples

    run = _Run()
    with _told():
        files = write_samples(folder / "samples")
        _write_reports(files, folder, Digits.ARABIC, _How(own_texts=True), run)
    _finish(run, as_json=False)


app.command()(inspect)
app.command()(progress)
app.command()(survey)


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="แสดงรุ่นของโปรแกรม")] = False,
) -> None:
    if version:
        typer.echo(f"ita-xl {__version__}")
        raise typer.Exit


def _diagnoses(files: Iterable[Path], how: _How, run: _Run, *, quiet: bool) -> Iterator[Diagnosis]:
    """Read and judge each file; a file that fails is noted, and the rest go on. Without its map nothing is read."""
    from ita_xl.ownlibrary import own_library

    try:
        pins = None if how.map_file is None else load_map(how.map_file)
    except ItaError as error:
        run.failures.append(jsonout.failure(str(how.map_file), error))
        return
    for file in _progress(list(files), quiet=quiet):
        try:
            found = _assessments(file, how, pins, run)
            if len(found) > 1:
                run.shared.add(str(file))
            run.own = own_library(file) if how.own_texts else None
            for assessment in found:
                diagnosis = diagnose(score_assessment(assessment))
                run.done.append(diagnosis)
                yield diagnosis
        except ItaError as error:
            run.failures.append(jsonout.failure(str(file), error))
        except Exception as fault:  # noqa: BLE001 - one broken file must not stop the others
            run.failures.append(jsonout.failure(str(file), crashed(file.name, fault)))


def _words(extras: list[str] | None) -> tuple[str, ...]:
    """The sheets that ``--with`` asks for; an unknown word is wrong usage."""
    if not extras:
        return ()
    from ita_xl.sheets.extras import extras_named

    try:
        return extras_named(extras)
    except OutputError as error:
        raise typer.BadParameter(f"{error.message} {error.cure}", param_hint="--with") from None


def _assessments(file: Path, how: _How, pins: Pins | None, run: _Run) -> Sequence[Assessment]:
    """The assessments of a file; where criteria are to be met it is a document too, and may hold no scores."""
    if how.criteria is None:
        return read(file, fiscal_year=how.year, pins=pins)
    from ita_xl.checking import check as check_document
    from ita_xl.checking import open_document

    reading = open_document(file, how.criteria, fiscal_year=how.year, pins=pins)
    run.checklists.append(check_document(reading, how.criteria))
    return reading.assessments


def _write_reports(
    files: list[Path],
    folder: Path,
    digits: Digits,
    how: _How,
    run: _Run,
    extras: tuple[str, ...] = (),
    wish: Wish = Wish(),  # noqa: B008
) -> None:
    from ita_xl.letterhead import Letterhead
    from ita_xl.measures import plan
    from ita_xl.render import report_name, write_report

    out = show.console()
    taken = {file.resolve() for file in files}
    for diagnosis in _diagnoses(files, how, run, quiet=False):
        measures = plan(diagnosis, texts=run.own.texts if run.own else None)
        findings = [*audit_all(diagnosis.card), *(run.own.findings if run.own else ())]
        name = _free_name(folder, report_name(measures), taken)
        file = diagnosis.card.assessment.file
        try:
            words = read_letterhead(file) if extras and file not in run.shared else Letterhead()
            path = write_report(
                measures,
                findings,
                folder,
                digits=digits.value,
                name=name,
                extras=extras,
                letterhead=words,
                finish=_checked(measures) if "checklist" in extras else None,
                wish=replace(wish, units=() if file in run.shared else read_units(file)),
            )
        except ItaError as error:
            run.done.remove(diagnosis)
            run.failures.append(jsonout.failure(file, error))
            continue
        show.report_line(out, diagnosis, findings, path)


def _arranged(diagnosis: Diagnosis, run: _Run) -> Arranged:
    """The plan of measures as the report of the same file has it."""
    from ita_xl.measures import plan
    from ita_xl.planning import arrange

    file = diagnosis.card.assessment.file
    units = () if file in run.shared else read_units(file)
    return arrange(plan(diagnosis, texts=run.own.texts if run.own else None), Wish(units=units))


def _checked(measures: MeasuresPlan) -> Callable[[Book], Book]:
    """Adds the checklist of the criteria that a plan of its year must meet."""
    from ita_xl.checking.own import with_checklist

    fiscal_year = measures.diagnosis.card.framework.fiscal_year
    return lambda book: with_checklist(book, measures.plan_year, fiscal_year=fiscal_year)


def _free_name(folder: Path, name: str, taken: set[Path]) -> str:
    """A name that no other report of this run, and no input, has."""
    path = folder / name
    number = 2
    while path.resolve() in taken:
        path = folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
        number += 1
    taken.add(path.resolve())
    return path.name


def _progress(files: list[Path], *, quiet: bool) -> Iterable[Path]:
    """The files, with a bar on a terminal when there are many."""
    if quiet or len(files) < 3 or not sys.stderr.isatty():
        return files
    from rich.progress import track

    return track(files, description="กำลังทำงาน", console=Console(stderr=True), transient=True)


def _finish(run: _Run, as_json: bool) -> None:
    if as_json:
        assessments = [jsonout.assessment(one, audit(one.card)) for one in run.done]
        for one, arranged in zip(assessments, run.plans, strict=False):
            one["plan"] = jsonout.plan(arranged)
        criteria = [jsonout.checklist(one) for one in run.checklists] or None
        print(json.dumps(jsonout.document(assessments, run.failures, criteria), ensure_ascii=False, indent=1))
        return
    for one in run.failures:
        show.failure(show.console(stderr=True), one)


class _told:  # noqa: N801 - reads as a clause
    """Turns an error of the package into its message and exit code 3."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, ItaError):
            show.failure(show.console(stderr=True), jsonout.failure("", error))
            raise typer.Exit(NOTHING) from None


def main() -> None:
    """Entry point of ``ita-xl``; never shows a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        code = app(standalone_mode=False)
    except UsageError as fault:
        if str(fault):  # without any words the help has been shown
            show.console(stderr=True).print(f"คำสั่งไม่ถูกต้อง: {fault}", markup=False)
            show.console(stderr=True).print("ดูวิธีใช้ด้วย ita-xl --help", markup=False)
        code = USAGE
    except (typer.Abort, KeyboardInterrupt):
        show.console(stderr=True).print("ยกเลิกแล้ว", markup=False)
        code = 130
    raise SystemExit(code or DONE)
