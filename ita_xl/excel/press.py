"""A generated sheet in the open book: made where there is none, merged with what was typed where it stands.

A press that changes nothing writes nothing. One that changes something leaves the sheet as it stood in a hidden copy
beside it, since no macro can be undone in Excel; the next such press takes its place.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from ita_xl.errors import Place
from ita_xl.excel.anybook import block
from ita_xl.excel.heights import given_widths, raised
from ita_xl.excel.merge import HEAD, Do, Kind, columns_of, generated, merge_book, unknown
from ita_xl.excel.rows import Cells, Formula, Row, Value, rows_of
from ita_xl.excel.standing import column_widths, standing
from ita_xl.excel.state import read_state, state_texts
from ita_xl.excel.steps import joined, steps
from ita_xl.excel.telling import PROPOSED, merge_findings, merge_sentence, proposal_text
from ita_xl.render.live import BEYOND, Brush, draw, entered, lay_out, put
from ita_xl.sheets.model import Area
from ita_xl.sheets.notes import STATE, earlier_name
from ita_xl.sheets.template_results import FINDINGS

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Mapping, Sequence

    from ita_xl.excel.book import OpenBook
    from ita_xl.excel.merge import Last, Merged
    from ita_xl.excel.state import Read
    from ita_xl.findings import Finding
    from ita_xl.sheets.columns import Widths
    from ita_xl.sheets.model import Sheet

    Make = Callable[[Widths | None], Sheet]

#: The height of a pixel in points, and a hair: programs round to pixels.
_PIXEL = 0.76


class Pressed(NamedTuple):
    """What came of it: findings for ตรวจสอบ, one sentence for beside the button, and the sheet that was pressed."""

    findings: list[Finding]
    told: str
    sheet: str


def press(book: OpenBook, make: Make, *, digits: str = "arabic") -> Pressed:
    """Make a sheet in the open book, or bring the one that stands there up to date.

    Args:
        book: the open book.
        make: makes the sheet for columns of some widths (characters), of the widths that suit it best for ``None``.
        digits: ``"arabic"`` or ``"thai"``.

    Raises:
        OutputError: E308 where the sheet that remembers what was generated is gone.
    """
    memory = book.sheet(STATE)
    texts = [row[0] for row in block(memory)]
    read = read_state(texts)
    book.screen.says("กำลังจัดทำแผ่น")
    sheet = make(None)
    page = book.find(sheet.name)
    if page is None or blank(page):
        findings, told, left = _made(book, page, sheet, digits)
    else:
        findings, told, left = _renewed(page, sheet, make, read, digits)
    _remember(memory, texts, {**read.sheets, sheet.name: left})
    return Pressed(findings, told, sheet.name)


def blank(page: Any) -> bool:
    """Whether an ``xlwings.Sheet`` holds nothing."""
    return not any(value not in (None, "") for row in block(page) for value in row)


def _remember(memory: Any, texts: Sequence[object], sheets: Mapping[str, Last]) -> None:
    """Keep the state in the cells of its sheet, and clear what is left of a longer one."""
    new: list[str | None] = [*state_texts(sheets)]
    if new != [one for one in texts if one not in (None, "")]:
        new += [None] * (len(texts) - len(new))
        put(memory.range((1, 1), (len(new), 1)), [[one] for one in new])


def _made(book: OpenBook, page: Any, sheet: Sheet, digits: str) -> tuple[list[Finding], str, Last]:
    told = f"จัดทำแผ่น “{sheet.name}” แล้ว"
    if page is None:
        page = book.book.sheets.add(sheet.name, after=book.sheet(FINDINGS))
        if not lay_out(sheet, page) and sheet.page.landscape:
            told += " เป็นแผ่นใหม่ ก่อนพิมพ์ให้ตั้งกระดาษเป็นแนวนอน"
    skipped = draw(sheet, page, digits=digits)
    return [], told + _lacking(skipped), generated(rows_of(sheet, digits=digits))


def _renewed(page: Any, sheet: Sheet, make: Make, read: Read, digits: str) -> tuple[list[Finding], str, Last]:
    fresh, own = sheet, read.sheets.get(sheet.name)
    new = rows_of(sheet, digits=digits)
    nothing = read.finding or (read_state(None).finding if own is None else None)
    last = own or unknown(new)
    now = standing(page, len(last.rows), [at for at, one in enumerate(last.rows) if one.spans])
    stand = column_widths(page)
    widths = given_widths(sheet.widths, columns_of(last, now, new), stand)
    if widths != sheet.widths:
        sheet = make(widths)
        new = rows_of(sheet, digits=digits)
        last = own or unknown(new)
    merged = merge_book({sheet.name: last}, {sheet.name: now}, {sheet.name: new})[sheet.name]
    merged = raised(merged, now, sheet, stand)
    if own is not None and _headed_otherwise(own, new) and not _by_hand(merged):
        told = _redrawn(page, fresh, digits)
        if told:
            return merge_findings({sheet.name: merged}), told, generated(rows_of(fresh, digits=digits))
    change = _Change(page, sheet, merged, now, digits)
    told = merge_sentence(sheet.name, merged)
    if change.needed:
        change.make()
        told += _kept(sheet.name) if change.kept else ""
    else:
        told = f"แผ่น “{sheet.name}” เป็นปัจจุบันแล้ว ไม่มีสิ่งใดเปลี่ยน"
    change.propose(last)
    findings = merge_findings({sheet.name: merged})
    about = [replace(nothing, places=(Place(sheet=sheet.name),))] if nothing else []
    return [*about, *findings], told + _lacking(change.brush.skipped), merged.left


def _headed_otherwise(last: Last, new: Sequence[Row]) -> bool:
    """Whether the sheet has become one of other columns, as when another form of it was chosen."""
    before = {one.key: one.generated for one in last.rows if one.key == HEAD}
    return any(one.key == HEAD and one.cells != before.get(HEAD, one.cells) for one in new)


def _by_hand(merged: Merged) -> bool:
    """Whether anything in the sheet is the user's."""
    return bool(merged.deleted) or any(
        one.hand or one.moved or one.kind in (Kind.HAND, Kind.KEPT) for one in merged.rows
    )


def _redrawn(page: Any, sheet: Sheet, digits: str) -> str:
    """Draw a sheet that nobody typed in anew, in its own columns; nothing is said where the program cannot."""
    try:
        kept = keep_copy(page, sheet.name)
        page.clear()
    except NotImplementedError:
        return ""
    skipped = draw(sheet, page, digits=digits)
    said = _kept(sheet.name) if kept else ""
    return f"จัดทำแผ่น “{sheet.name}” ใหม่ตามรูปแบบที่เลือก{said}{_lacking(skipped)}"


def _kept(sheet: str) -> str:
    return f" สภาพก่อนหน้าอยู่ในแผ่นที่ซ่อนไว้ “{earlier_name(sheet)}”"


def keep_copy(page: Any, sheet: str) -> bool:
    """Put a sheet as it stands into a hidden copy beside it, in the place of an earlier one.

    ``False`` for a sheet of a closed file, which is kept as a whole.
    """
    if getattr(page, "kept_as_file", False):
        return False
    name = earlier_name(sheet)
    for one in page.book.sheets:
        if one.name == name:
            one.delete()
            break
    page.copy(after=page, name=name).visible = False
    return True


def _lacking(skipped: Counter[str]) -> str:
    """What is said where the program could not adorn the sheet as it should be."""
    count = sum(number for name, number in skipped.items() if name not in BEYOND)
    return f" โปรแกรมที่เปิดแฟ้มตกแต่งไม่ได้ {count} แห่ง" if count else ""


class _Change:
    """What is to be done to a sheet that stands, and the doing of it."""

    def __init__(self, page: Any, sheet: Sheet, merged: Merged, now: Sequence[Row], digits: str) -> None:
        self.page, self.sheet, self.merged, self.now = page, sheet, merged, now
        self.brush = Brush(page, digits)
        self.kept = False
        self.steps = steps(merged, len(now))
        self.values: dict[tuple[int, int], object] = {}
        self.heights: dict[int, float] = {}
        self.spans: dict[int, tuple[tuple[int, int], ...]] = {}
        for at, one in enumerate(merged.rows):
            stood = Row(()) if one.now is None else now[one.now]
            for column in range(max(len(stood.cells), len(one.cells))):
                wanted = _at(one.cells, column)
                if one.what(column) is Do.RENEW and wanted != _at(stood.cells, column):
                    self.values[at, column] = str(wanted) if isinstance(wanted, Formula) else entered(wanted)
            if one.height is not None and (stood.height is None or abs(stood.height - one.height) > _PIXEL):
                self.heights[at] = one.height
            if one.spans != stood.spans:
                self.spans[at] = one.spans

    @property
    def needed(self) -> bool:
        """Whether anything is to be done but notes."""
        return bool(self.steps or self.values or self.heights or self.spans)

    def make(self) -> None:
        """Keep a copy of the sheet, then do it."""
        with self.brush.decoration("copy"):
            self.kept = keep_copy(self.page, self.sheet.name)
        for what, row, last in joined(self.steps):
            getattr(self, f"_{what.value}")(row, last)
        self.brush.styles(self._styles())
        self.brush.values(self.values)
        for at in self.spans:
            with self.brush.decoration("merge"):
                self._row(at).unmerge()
        self.brush.merge(Area(at, left, at, right) for at, spans in self.spans.items() for left, right in spans)
        self.brush.heights(self.heights)

    def _row(self, at: int, last: int | None = None) -> Any:
        return self.page.range(f"{at + 1}:{(at if last is None else last) + 1}")

    def _delete(self, row: int, last: int) -> None:
        self._row(row, last).delete("up")

    def _insert(self, row: int, last: int) -> None:
        self._row(row, last).insert("down")

    def _move(self, row: int, to: int) -> None:
        """A row is cut into an empty one; what it leaves is deleted."""
        there = to if to < row else to + 1
        here = row if row < there else row + 1
        self._row(there).insert("down")
        self._row(here).move(self._row(there))
        self._row(here).delete("up")

    def _styles(self) -> dict[tuple[int, int], str]:
        """The styles of the rows that are added."""
        rows = {one.new: at for at, one in enumerate(self.merged.rows) if one.kind is Kind.ADDED}
        places = {cell: self._place(cell.column) for cell in self.sheet.cells if cell.row in rows}
        return {(rows[cell.row], place): cell.style for cell, place in places.items() if place is not None}

    def _place(self, column: int) -> int | None:
        """Where a generated column stands."""
        return self.merged.columns[column] if self.merged.columns else column

    def propose(self, last: Last) -> None:
        """Write what is proposed into notes, and take away ours that no longer hold; a note of the user stays."""
        before = {one.key: one.open for one in last.rows if one.open}
        for at, one in enumerate(self.merged.rows):
            columns = [self._place(column) for column in before.get(one.key, ()) if one.key]
            for column in sorted({*(each for each in columns if each is not None), *one.proposals}):
                with self.brush.decoration("note"):
                    self._note(at, column, one.proposals)

    def _note(self, row: int, column: int, proposals: Mapping[int, Value]) -> None:
        wanted = proposal_text(proposals[column]) if column in proposals else ""
        cell = self.page.range((row + 1, column + 1))
        stands = cell.note
        if stands is not None and (not stands.text.startswith(PROPOSED) or stands.text == wanted):
            return
        if stands is not None:
            stands.delete()
        if wanted:
            cell.add_note(wanted)


def _at(cells: Cells, column: int) -> Value:
    return cells[column] if column < len(cells) else None
