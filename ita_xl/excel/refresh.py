"""Generated sheets of a closed template brought up to date: what the buttons do, on the file itself.

Only the parts of the file that change are written anew. Macros, buttons, text boxes, pictures, charts, sparklines and
whatever else stands in the file stay byte for byte.
"""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from ita_xl.errors import InputError, OutputError, Place
from ita_xl.excel import buttons
from ita_xl.excel.anybook import block
from ita_xl.excel.book import OpenBook
from ita_xl.excel.closed.book import ClosedFile
from ita_xl.excel.press import blank
from ita_xl.ingest.guard import damaged, guard, too_large
from ita_xl.ingest.identity import SHOWN
from ita_xl.ingest.limits import Broken, Oversized
from ita_xl.render.files import aside, write_safely
from ita_xl.sheets.notes import NOTES, STATE
from ita_xl.sheets.template_results import ITEMS, REASON, WEAK
from ita_xl.thai import buddhist_date

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from ita_xl.excel.press import Pressed
    from ita_xl.findings import Finding
    from ita_xl.ingest.grid import Values

SUFFIXES = (".xlsx", ".xlsm")
#: What makes each sheet, in the order in which one builds on another; with the name of the button.
_WORKS: dict[str, tuple[str, Callable[[OpenBook], Pressed]]] = {
    WEAK: ("weak", buttons.pressed_weak),
    "แผนมาตรการ": ("plan", buttons.pressed_plan),
    "ติดตามผล": ("followup", buttons.pressed_followup),
    "รายงานผล": ("progress", buttons.pressed_progress),
}
SHEETS = tuple(_WORKS)
"""The sheets that can be brought up to date."""
#: Sheets by which a workbook of this package that is no template is told.
_REPORT, _PROGRESS_REPORT = {"ที่มา", "ตัวชี้วัด"}, {"สรุปผลการดำเนินการ"}


class Done(NamedTuple):
    """What became of one sheet: whether it changed, and the sentence that its button would say."""

    sheet: str
    changed: bool
    told: str


class Refreshed(NamedTuple):
    """What became of a file.

    ``path`` is where the result is, ``None`` where nothing was written; ``kept`` is the file as it was before.
    ``parts`` are the names of the parts that changed.
    """

    file: Path
    sheets: tuple[Done, ...]
    findings: tuple[Finding, ...]
    parts: tuple[str, ...] = ()
    path: Path | None = None
    kept: Path | None = None

    @property
    def changed(self) -> bool:
        """Whether the file is, or would be, another."""
        return bool(self.parts)


class ClosedBook(OpenBook):
    """A closed copy of the template, as :class:`~ita_xl.excel.book.OpenBook` is an open one."""

    def __init__(self, file: ClosedFile, path: Path) -> None:
        super().__init__(file)
        self.path = path

    @cached_property
    def values(self) -> Path | Values:
        """As those of an open book; the file itself where formulas wait to be computed, which its reader sees to."""
        typed = [page for page in self.book.sheets if page.name not in SHOWN]
        return self.path if any(page.own.waiting for page in typed) else super().values


def refresh(
    path: Path,
    *,
    sheets: Sequence[str] = (),
    output: Path | None = None,
    dry_run: bool = False,
    now: dt.datetime | None = None,
) -> Refreshed:
    """Bring generated sheets of a copy of the template up to date.

    Args:
        path: the file, .xlsx or .xlsm; closed.
        sheets: which of :data:`SHEETS`; those that hold something unless given.
        output: where the result goes; in the place of the file, which is kept beside it, unless given.
        dry_run: tell only what would change.
        now: the time that is noted beside the buttons.

    Raises:
        InputError: E101–E105, E131 (kind of file), E132 (no template), E133 (nothing to bring up to date), or what
            makes its scores unusable.
        OutputError: E302, E303, E308, E321 (open in a program), E322 (protected), E323, E324.
    """
    file, data = _opened(path)
    if output is not None and output.suffix.lower() != path.suffix.lower():
        raise OutputError(
            "E303",
            f"แฟ้มใหม่ต้องลงท้ายด้วย {path.suffix} เหมือนแฟ้มเดิม แต่ได้ “{output.name}”",
            cure="เปลี่ยนชื่อแฟ้มแล้วสั่งใหม่",
        )
    target = (output or path).resolve()
    if not dry_run:
        _not_open(target)
    try:
        book = ClosedBook(file, path)
        done, findings = _pressed(book, sheets)
        if file.changes():
            _tell(book, done, now or dt.datetime.now())
        new = file.saved()
        parts = tuple(sorted(file.changes()))
    except Oversized:
        raise too_large(path) from None
    except Broken:
        raise damaged(path) from None
    if dry_run or (not parts and output is None):
        return Refreshed(path, done, findings, parts)
    if path.read_bytes() != data:
        raise InputError(
            "E101",
            f"แฟ้ม “{path.name}” เปลี่ยนไประหว่างทำงาน จึงไม่เขียนทับ",
            cure="ปิดโปรแกรมที่ใช้แฟ้มนี้ แล้วสั่งใหม่",
            place=Place(path.name),
        )
    kept = aside(target) if target.exists() and target.read_bytes() != new else None
    write_safely(target, new)
    return Refreshed(path, done, findings, parts, output or path, kept)


def _opened(path: Path) -> tuple[ClosedFile, bytes]:
    """The file, if it is one that can be brought up to date."""
    opened = guard(path)
    place = Place(path.name)
    if opened.kind != ".xlsx" or path.suffix.lower() not in SUFFIXES:
        raise InputError(
            "E131",
            f"แฟ้ม “{path.name}” ไม่ใช่แฟ้ม .xlsx หรือ .xlsm จึงปรับแผ่นในแฟ้มไม่ได้",
            cure="เปิดแฟ้มใน Excel บันทึกเป็น .xlsm (หรือ .xlsx หากไม่ใช้ปุ่ม) แล้วสั่งกับแฟ้มใหม่",
            place=place,
        )
    data = path.read_bytes()
    try:
        file = ClosedFile(data, path.name, str(path.resolve()))
        names = {one.name for one in file.entries}
    except Oversized:
        raise too_large(path) from None
    except Broken:
        raise damaged(path) from None
    if not {NOTES, STATE} <= names:
        raise _no_template(path, names)
    return file, data


def _no_template(path: Path, names: set[str]) -> InputError:
    if names >= _REPORT or names >= _PROGRESS_REPORT:
        what = "เป็นรายงานที่จัดทำเสร็จแล้ว ไม่ใช่แฟ้มแม่แบบ จึงไม่แก้ให้"
        cure = "จัดทำรายงานใหม่ด้วย ita-xl report หรือ ita-xl progress รายงานเดิมที่แก้ไว้จะยังอยู่ในชื่อ “(เดิม 1)”"
    else:
        what = "ไม่ใช่สำเนาของแฟ้มแม่แบบ ita_template จึงไม่มีแผ่นให้ปรับ"
        cure = "คัดลอกคะแนนลงแฟ้ม workbooks/ita_template.xlsm แล้วสั่งกับแฟ้มนั้น"
    return InputError("E132", f"แฟ้ม “{path.name}” {what}", cure=cure, place=Place(path.name))


def _not_open(path: Path) -> None:
    """Refuse a file that a program has open: what it saves later would take the place of ours."""
    for lock in (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#")):
        if lock.exists():
            raise OutputError(
                "E321",
                f"แฟ้ม “{path.name}” เปิดอยู่ในโปรแกรมอื่น จึงไม่แก้",
                cure=f"บันทึกและปิดแฟ้มก่อน แล้วสั่งใหม่ หากไม่ได้เปิดอยู่ ให้ลบแฟ้ม “{lock.name}” ที่ค้างไว้",
                place=Place(path.name),
            )


def _pressed(book: ClosedBook, wanted: Sequence[str]) -> tuple[tuple[Done, ...], tuple[Finding, ...]]:
    """Do what the buttons of some sheets do, in their order; everything noticed goes onto ตรวจสอบ once."""
    names = [name for name in SHEETS if name in wanted] or [name for name in SHEETS if _holds(book, name)]
    if not names:
        raise InputError(
            "E133",
            f"แฟ้ม “{book.name}” ยังไม่มีแผ่นที่จัดทำไว้ จึงไม่มีสิ่งใดให้ปรับ",
            cure="บอกแผ่นที่จะจัดทำ เช่น --sheet แผนมาตรการ หรือกดปุ่มของแผ่นใน Excel",
            place=Place(book.name),
        )
    done: list[Done] = []
    findings: dict[Finding, None] = {}
    touched: frozenset[str] = frozenset()
    for name in names:
        book.sheet(name)
        pressed = _WORKS[name][1](book)
        before, touched = touched, book.book.touched
        done.append(Done(name, touched != before, pressed.told))
        findings.update(dict.fromkeys(pressed.findings))
    if any(name != WEAK for name in names):
        book.findings(list(findings), names)
    return tuple(done), tuple(findings)


def _holds(book: ClosedBook, name: str) -> bool:
    """Whether a sheet was made before; จุดอ่อน shows formulas always, and reasons once they were made."""
    if name != WEAK:
        page = book.find(name)
        return page is not None and not blank(page)
    page = book.find(ITEMS)
    return page is not None and any(len(row) > REASON and row[REASON] for row in block(page)[1:])


def _tell(book: ClosedBook, done: Sequence[Done], now: dt.datetime) -> None:
    """Say beside each button what came of it, as the button does."""
    for one in done:
        told = f"{buddhist_date(now.date())} {now:%H:%M} น. {one.told}"
        book.tell(_WORKS[one.sheet][0], told)
