"""The command line: parses, calls the library, prints. Thai for people, JSON for programs.

What a command needs is imported when it runs, so that the help and the version are shown at once.

Exit codes: 0 done; 1 done, but errors were found (check) or some inputs failed; 2 wrong usage; 3 nothing could be done.
"""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ita_xl import __version__
from ita_xl.cli_batch import Backend, stoppable
from ita_xl.cli_convert import convert
from ita_xl.cli_excel import excel
from ita_xl.cli_inspect import inspect
from ita_xl.cli_output import Pdf, ThemeFile, make_pdfs, themed
from ita_xl.cli_press import press
from ita_xl.cli_progress import progress, report_on
from ita_xl.cli_refresh import refresh
from ita_xl.cli_survey import survey
from ita_xl.errors import ItaError, OutputError

if TYPE_CHECKING:
    from ita_xl.planning import Order, Wish

DONE, USAGE, NOTHING = 0, 2, 3

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


class HeadedWord(StrEnum):
    """Where the groups of a plan of measures stand."""

    ROWS = "rows"
    COLUMN = "column"


Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="แฟ้มผลคะแนน (xlsx xlsm xlsb xls ods csv tsv)")]
Json = Annotated[bool, typer.Option("--json", help="พิมพ์ผลเป็น JSON สำหรับโปรแกรมอื่น")]
Map = Annotated[Path | None, typer.Option("--map", metavar="MAP", help="แฟ้มแผนที่การอ่าน (.toml) ที่แก้หรือกำหนดการอ่าน")]
Year = Annotated[int | None, typer.Option("--year", help="ปีงบประมาณที่ประเมิน (พ.ศ.) เมื่อในแฟ้มไม่ได้บอกไว้")]
Extras = Annotated[
    list[str] | None,
    typer.Option(
        "--with",
        metavar="WORDS",
        help="แผ่นเสริมคั่นด้วยจุลภาค: memo (บันทึกข้อความ) cover (ปก) background (ความเป็นมา) "
        "analysis items topics (บทวิเคราะห์) followup (ติดตามผล) checklist (แบบตรวจสอบ)",
    ),
]
FormOption = Annotated[
    FormWord,
    typer.Option("--form", help="รูปแบบแผนมาตรการ: ตามหลักเกณฑ์ของปี (auto) สิบตัวชี้วัด เจ็ดประเด็น หรือสองส่วน"),
]
OrderOption = Annotated[
    str,
    typer.Option(
        "--order",
        metavar="ORDER",
        help="ลำดับในแผนมาตรการ: ตามตัวชี้วัดหรือประเด็น (indicator) คะแนนต่ำสุดก่อน (score) หรือหมายเลขที่ให้อยู่ก่อน เช่น 9,6,7",
    ),
]
HeadedOption = Annotated[
    HeadedWord, typer.Option("--groups", help="ตัวชี้วัดหรือประเด็นในแผนมาตรการ: เป็นแถวหัวข้อ (rows) หรือคอลัมน์แรก (column)")
]
Most = Annotated[
    int | None, typer.Option("--most", metavar="N", min=1, help="จำนวนมาตรการทั้งแผนที่มากที่สุด เลือกเรื่องที่คะแนนต่ำสุดก่อน")
]


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
    from ita_xl import show
    from ita_xl.cli_run import diagnoses, finish
    from ita_xl.reporting import How, Run

    run = Run()
    out = show.console()
    for diagnosis in diagnoses(files, How(year, own_texts=with_plan), run, quiet=as_json, map_file=map_file):
        if with_plan:
            run.plans.append(run.arranged(diagnosis))
        if not as_json:
            show.scorecard(out, diagnosis, run.findings(diagnosis))
    finish(run, as_json)
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
    from ita_xl import show
    from ita_xl.cli_run import diagnoses, finish
    from ita_xl.criteria import load as load_criteria
    from ita_xl.explaining import explain_all
    from ita_xl.findings import Severity
    from ita_xl.reporting import How, Run

    run = Run()
    out = show.console()
    errors = False
    with _told():
        criteria_of_year = None if criteria is None else load_criteria(criteria)
    how = How(year, criteria=criteria_of_year, own_texts=True)
    for diagnosis in diagnoses(files, how, run, quiet=as_json, map_file=map_file):
        findings = run.findings(diagnosis)
        errors |= any(one.severity is Severity.ERROR for one in findings)
        if not as_json:
            show.findings(out, diagnosis.card, findings, explain_all(diagnosis.card))
    for checklist in run.checklists:
        errors |= any(one.severity is Severity.ERROR for one in checklist.findings)
        if not as_json:
            show.checklist(out, checklist)
    finish(run, as_json)
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
    order: OrderOption = "indicator",
    most: Most = None,
    groups: HeadedOption = HeadedWord.ROWS,
    theme: ThemeFile = None,
    pdf: Pdf = False,
) -> None:
    """จัดทำแฟ้มรายงาน: สรุปผล ตัวชี้วัด ข้อคำถาม จุดอ่อน จำลองคะแนน แผนมาตรการ ผลตรวจสอบ และที่มา"""
    from ita_xl.cli_run import finish, write_reports
    from ita_xl.reporting import How, Look, Run

    run = Run()
    how = How(year, own_texts=True)
    look = Look(digits.value, _words(extras), _wish(form, order, most, groups))
    with _told(), themed(theme):
        write_reports(files, folder, how, run, look, map_file=map_file)
    if pdf:
        run.failures += make_pdfs(run.written)
    finish(run, as_json=False)
    raise typer.Exit(run.exit_code())


@app.command()
def batch(
    sources: Annotated[
        list[str],
        typer.Argument(metavar="SOURCE...", help="แฟ้ม โฟลเดอร์ (รวมโฟลเดอร์ย่อย) รูปแบบชื่อเช่น *.xlsx หรือแฟ้ม zip"),
    ],
    folder: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="โฟลเดอร์ปลายทาง")],
    jobs: Annotated[
        int | None, typer.Option("--jobs", metavar="N", min=1, help="ทำพร้อมกันกี่แฟ้ม (ปกติเท่าจำนวนแกนของเครื่อง)")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="ทำต่อจากครั้งก่อน ข้ามแฟ้มที่ทำแล้วและไม่เปลี่ยน")] = False,
    fail_fast: Annotated[bool, typer.Option("--fail-fast", help="หยุดเมื่อพบแฟ้มแรกที่ไม่สำเร็จ")] = False,
    no_reports: Annotated[bool, typer.Option("--no-reports", help="ทำเฉพาะสรุป ไม่ทำรายงานรายหน่วยงาน")] = False,
    backend: Annotated[Backend, typer.Option("--backend", help="ทำในเครื่องนี้ (loky) หรือบนคลัสเตอร์ (dask)")] = Backend.LOKY,
    scheduler: Annotated[
        str, typer.Option("--scheduler", metavar="ADDRESS", help="ที่อยู่ของ Dask scheduler เช่น tcp://10.0.0.5:8786")
    ] = "",
    digits: Annotated[Digits, typer.Option(help="ตัวเลขในรายงาน")] = Digits.ARABIC,
    year: Year = None,
    map_file: Map = None,
    extras: Extras = None,
    form: FormOption = FormWord.AUTO,
    order: OrderOption = "indicator",
    most: Most = None,
    groups: HeadedOption = HeadedWord.ROWS,
    theme: ThemeFile = None,
    pdf: Pdf = False,
    table: Annotated[
        Path | None,
        typer.Option("--table", metavar="FILE", help="ตารางคะแนนทุกหน่วยงานสำหรับวิเคราะห์ต่อ (.parquet หรือ .csv)"),
    ] = None,
    as_json: Json = False,
) -> None:
    """ทำรายงานของหลายหน่วยงานในครั้งเดียว พร้อมแฟ้มสรุป หยุดแล้วทำต่อได้"""
    from os import cpu_count

    from ita_xl.batch import Cluster, workers

    if (backend is Backend.DASK) != bool(scheduler):
        raise typer.BadParameter("ใช้ --backend dask คู่กับ --scheduler ADDRESS", param_hint="--backend")
    if table is not None and table.suffix.lower() not in (".parquet", ".csv"):
        raise typer.BadParameter("ใช้ชื่อที่ลงท้ายด้วย .parquet หรือ .csv", param_hint="--table")
    jobs = jobs or cpu_count() or 1
    with _told(), stoppable(), workers(1 if scheduler or _is_one_file(sources) else jobs):
        # Workers import what they need while this process does: what follows takes as long as their start.
        from ita_xl.batch import Options
        from ita_xl.cli_batch import run_batch
        from ita_xl.ingest import load_map
        from ita_xl.reporting import How, Look
        from ita_xl.sheets.theme import load_theme

        look = Look(digits.value, _words(extras), _wish(form, order, most, groups))
        how = How(year, None if map_file is None else load_map(map_file), own_texts=True)
        options = Options(how, look, None if theme is None else load_theme(theme), reports=not no_reports)
        code = run_batch(
            sources,
            folder,
            options,
            jobs=jobs,
            resume=resume,
            fail_fast=fail_fast,
            cluster=Cluster(scheduler) if scheduler else None,
            pdf=pdf,
            table=table,
            as_json=as_json,
        )
    raise typer.Exit(code)


def _is_one_file(sources: list[str]) -> bool:
    """Whether a batch begins with a single workbook: workers come when it turns out to hold many agencies."""
    return len(sources) == 1 and Path(sources[0]).is_file() and not sources[0].lower().endswith(".zip")


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
        typer.echo(f"สร้างแฟ้ม {path} แล้ว เปิดใน Excel แล้วกรอกช่องสีเหลือง")


@app.command()
def demo(
    folder: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="โฟลเดอร์ปลายทาง")] = Path("ita-xl-demo"),
) -> None:
    """สร้างแฟ้มตัวอย่างห้าหน่วยงานและรายงานของแต่ละแฟ้ม เพื่อลองใช้"""
    from ita_xl.cli_run import finish, write_reports
    from ita_xl.reporting import How, Run
    from ita_xl.samples import is_plan, write_samples

    run = Run()
    with _told():
        files = write_samples(folder / "samples")
        write_reports([one for one in files if not is_plan(one.stem)], folder, How(own_texts=True), run)
        for plan in filter(lambda one: is_plan(one.stem), files):
            report_on(plan, folder)
    finish(run, as_json=False)


app.command()(convert)
app.command()(inspect)
app.command()(press)
app.command()(progress)
app.command()(survey)
app.command()(refresh)
app.add_typer(excel, name="excel")


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="แสดงรุ่นของโปรแกรม")] = False,
) -> None:
    if version:
        typer.echo(f"ita-xl {__version__}")
        raise typer.Exit


def _wish(form: FormWord, order: str, most: int | None, groups: HeadedWord) -> Wish:
    """How the plan of measures is asked for."""
    from ita_xl.planning import Form, Headed, Wish

    forms = {FormWord.INDICATORS: Form.INDICATORS, FormWord.TOPICS: Form.TOPICS, FormWord.TWO_PART: Form.TWO_PARTS}
    by, first = _order(order)
    return Wish(forms.get(form), by, most, first=first, headed=Headed(groups.value))


def _words(extras: list[str] | None) -> tuple[str, ...]:
    """The sheets that ``--with`` asks for; an unknown word is wrong usage."""
    if not extras:
        return ()
    from ita_xl.sheets.extras import extras_named

    try:
        return extras_named(extras)
    except OutputError as error:
        raise typer.BadParameter(f"{error.message} {error.cure}", param_hint="--with") from None


def _order(text: str) -> tuple[Order, tuple[int, ...]]:
    """An order by its word, or the numbers that stand first; anything else is wrong usage."""
    from ita_xl.planning import Order
    from ita_xl.thai import arabic_digits

    word = text.strip().lower()
    if word in tuple(Order):
        return Order(word), ()
    numbers = [one.strip() for one in arabic_digits(word).split(",")]
    if not all(one.isdecimal() for one in numbers):
        message = f"ไม่มีลำดับ “{text}” ใช้ {', '.join(Order)} หรือหมายเลขคั่นด้วยจุลภาค เช่น 9,6,7"
        raise typer.BadParameter(message, param_hint="--order")
    return Order.INDICATOR, tuple(int(one) for one in numbers)


class _told:  # noqa: N801 - reads as a clause
    """Turns an error of the package into its message and exit code 3."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, ItaError):
            from ita_xl import jsonout, show

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
            typer.echo(f"คำสั่งไม่ถูกต้อง: {fault}\nดูวิธีใช้ด้วย ita-xl --help", err=True)
        code = USAGE
    except (typer.Abort, KeyboardInterrupt):
        typer.echo("ยกเลิกแล้ว", err=True)
        code = 130
    raise SystemExit(code or DONE)
