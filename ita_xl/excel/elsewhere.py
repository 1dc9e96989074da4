"""The add-in's commands where no template is in front: documents of any workbook that can be read, a whole folder,
a new template, the guide. Nothing is written into the workbook; the macro shows what came of it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ita_xl.errors import InputError, ItaError, OutputError, Place, crashed
from ita_xl.excel.anybook import AnyBook
from ita_xl.excel.judging import judge
from ita_xl.render import safe_name, workbook_bytes, write_report, write_safely
from ita_xl.sheets.model import Book
from ita_xl.sheets.notes import FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ita_xl.batch import Entry
    from ita_xl.batch.running import Results
    from ita_xl.excel.desk import Desk

#: The folder that a batch puts its results into, in the folder that it was asked for.
RESULTS = "ผล ITA"
_NEW = "แฟ้มแม่แบบ ITA"


def answer(caller: Any, desk: Desk, caption: str, work: Callable[[AnyBook, Desk], str]) -> None:
    """Do a work and answer the macro with what came of it."""
    desk.answer("done")
    book = AnyBook(caller, caption)
    with book.screen:
        try:
            told = work(book, desk)
        except ItaError as error:
            told = str(error)
        except Exception as fault:  # noqa: BLE001 - a traceback helps nobody at a button
            told = str(crashed(book.name, fault))
    desk.answer(told)


def template_only(caption: str) -> Callable[[AnyBook, Desk], str]:
    """What a button says that works in the template alone."""

    def refuse(book: AnyBook, _: Desk) -> str:
        raise OutputError(
            "E332",
            f"ปุ่ม “{caption}” ใช้กับแฟ้มแม่แบบ แต่ “{book.name}” ไม่ใช่",
            cure="กดปุ่ม “แฟ้มแม่แบบใหม่” แล้วใช้ปุ่ม “นำเข้าไฟล์” เลือกแฟ้มนี้",
        )

    return refuse


def calculate(book: AnyBook, _: Desk) -> str:
    """A workbook of the findings beside the open one, opened."""
    from ita_xl.excel.telling import result_sentence
    from ita_xl.sheets.report_text import findings_sheet

    folder = book.folder
    book.screen.says("กำลังอ่านคะแนน")
    diagnosis, findings, _measures, _sheets = judge(book.values)
    assessment = diagnosis.card.assessment
    title = f"ผลตรวจ ITA {assessment.agency or 'หน่วยงาน'} {assessment.fiscal_year}"
    made = Book(title, "การตรวจสอบผลการประเมิน ITA", (findings_sheet(diagnosis.card, findings),))
    path = write_safely(folder / f"{safe_name(title)}.xlsx", workbook_bytes(made))
    book.open(path)
    return f"{result_sentence(diagnosis, findings)} ดูแฟ้ม “{path.name}”"


def pdf(book: AnyBook, _: Desk) -> str:
    """The report workbook and its PDF beside the open workbook."""
    from ita_xl.excel.printing import print_file
    from ita_xl.ingest.units import units_of

    folder = book.folder
    judged = judge(book.values)
    wish = book.settings.wish(units_of(judged.sheets))
    path = write_report(judged.measures, judged.findings, folder, wish=wish)
    book.screen.says("กำลังพิมพ์")
    printed, said = print_file(book, path)
    return f"จัดทำแฟ้ม “{path.name}” และ “{printed.name}” แล้ว{said}"


def progress(book: AnyBook, _: Desk) -> str:
    """The report on the measures that the open workbook tells of, beside it, opened."""
    from ita_xl.ingest.progress import read_progress
    from ita_xl.sheets.progress import progress_book

    folder = book.folder
    found = read_progress(book.values)
    title = f"รายงานผลการดำเนินการ {found.agency or Path(book.name).stem} {found.year}"
    path = write_safely(folder / f"{safe_name(title)}.xlsx", workbook_bytes(progress_book(found)))
    book.open(path)
    return f"จัดทำแฟ้ม “{path.name}” แล้ว {' '.join(found.sentences()[:1])}"


def batch(book: AnyBook, desk: Desk) -> str:
    """Reports of every file of the chosen folder, and the summary of all, opened."""
    from ita_xl.batch import Options, Settings, find, run
    from ita_xl.batch.closing import write_summary

    folder = Path(desk.read(FOLDER))
    if not desk.read(FOLDER) or not folder.is_dir():
        raise InputError("E101", "ยังไม่ได้เลือกโฟลเดอร์", cure="กดปุ่ม “ทำทั้งโฟลเดอร์” แล้วเลือกโฟลเดอร์ที่มีแฟ้มผลการประเมิน")
    out, options = folder / RESULTS, Options()
    sources = find([str(folder)], out=out).sources
    if not sources:
        raise InputError(
            "E101",
            f"ไม่พบแฟ้มผลการประเมินในโฟลเดอร์ “{folder.name}”",
            cure="เลือกโฟลเดอร์ที่มีแฟ้ม .xlsx .xls .ods .csv หรือ .zip",
            place=Place(folder.name),
        )
    made: list[Path] = []
    done: set[str] = set()

    def step(entry: Entry, _skipped: bool) -> None:
        done.add(entry.source)
        book.screen.says(f"{len(done)} จาก {len(sources)} แฟ้ม")

    def then(results: Results) -> None:
        book.screen.says("กำลังสรุป")
        made.append(write_summary(out, results, options))

    book.screen.says(f"0 จาก {len(sources)} แฟ้ม")
    results = run(sources, out, options, Settings(resume=True), step=step, then=then)
    for path in made:
        book.open(path)
    agencies = sum(len(entry.records) for entry in results.entries)
    failed = {entry.source for entry in results.entries if entry.failures}
    lacking = f" อ่านไม่ได้ {len(failed)} แฟ้ม ดูแผ่น “แฟ้ม” ในแฟ้มสรุป" if failed else ""
    return f"จัดทำรายงาน {agencies} หน่วยงาน จาก {len(sources)} แฟ้ม ไว้ในโฟลเดอร์ “{folder.name}/{RESULTS}”{lacking}"


def new_template(book: AnyBook, _: Desk) -> str:
    """A fresh copy of the template beside the open workbook, else among the user's documents, opened."""
    from ita_xl.excel.files import TEMPLATE, built

    try:
        folder = book.folder
    except OutputError:
        documents = Path.home() / "Documents"
        folder = documents if documents.is_dir() else Path.home()
    number, path = 1, folder / f"{_NEW}{Path(TEMPLATE).suffix}"
    while path.exists():
        number += 1
        path = folder / f"{_NEW} ({number}){Path(TEMPLATE).suffix}"
    write_safely(path, built(TEMPLATE))
    book.open(path)
    return f"จัดทำแฟ้ม “{path.name}” ในโฟลเดอร์ “{folder.name}” แล้ว"


def guide(book: AnyBook, _: Desk) -> str:
    """The guide of the template as a workbook of its own, opened."""
    from ita_xl.excel.buttons import ADDIN_COMMANDS, COMMANDS
    from ita_xl.sheets.guide import GUIDE, guide_sheet

    made = workbook_bytes(Book(GUIDE, "การใช้ปุ่ม ITA ใน Excel", (guide_sheet(COMMANDS, ADDIN_COMMANDS),)))
    path = Path(tempfile.mkdtemp(prefix="ita_xl-")) / f"{GUIDE} ITA.xlsx"
    path.write_bytes(made)
    book.open(path)
    return f"เปิดแฟ้ม “{path.name}” แล้ว"


def machine(book: AnyBook, _: Desk) -> str:
    """What the machine has and lacks, line by line."""
    from ita_xl.excel.machine import report
    from ita_xl.excel.places import places, this_system

    lines = report(places() if this_system() else None, book.fullname)
    return "\n".join(f"{one.title}: {one.said}{f' — วิธีแก้: {one.cure}' if one.cure else ''}" for one in lines)


#: What a button of the template does on another workbook, by its name.
WORKS: Mapping[str, Callable[[AnyBook, Desk], str]] = {
    "calculate": calculate,
    "machine": machine,
    "pdf": pdf,
    "progress": progress,
}
