"""The workbook that is open in Excel, as its buttons see it: read in blocks, written only where a button may write."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ita_xl.assessment import Kind
from ita_xl.errors import InputError, ItaError, OutputError, Place
from ita_xl.excel.anybook import AnyBook, block
from ita_xl.findings import Finding, Severity
from ita_xl.framework import load
from ita_xl.ingest.identity import SHOWN
from ita_xl.render.live import Brush, entered, put
from ita_xl.sheets.inputbook import AGENCY, PROVINCE
from ita_xl.sheets.measure import column_points, fit_height
from ita_xl.sheets.notes import ANSWER, FILE, NOTES, YEAR, state_key
from ita_xl.sheets.progress import REPORT
from ita_xl.sheets.settings import Settings, read_settings
from ita_xl.sheets.template import (
    OUTCOME,
    ROW_HEIGHT,
    SCORES,
    START,
    START_WIDTHS,
    STATED,
    TIP,
    first_cell,
    row_labels,
)
from ita_xl.sheets.template_results import (
    FINDING_ROWS,
    FINDING_WIDTHS,
    FINDINGS,
    FIRST_FINDING,
    FIRST_WEAK,
    ITEMS,
    REASON,
    WEAK,
    WEAK_WIDTHS,
    item_refs,
    weak_area,
    weakest,
)
from ita_xl.thai import half_up, normalise

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from ita_xl.assessment import Assessment
    from ita_xl.diagnosis import Diagnosis
    from ita_xl.framework import Framework
    from ita_xl.ingest.grid import Values

_SMALL = 14
_LEAST_HEIGHT, _MOST_HEIGHT = 23, 409
#: A row of ตรวจสอบ after its number: severity, code, message, stated, computed, places, cure.
_Noticed = tuple[str, ...]


class OpenBook(AnyBook):
    """An open copy of the template.

    Raises:
        OutputError: E308 where a sheet that is needed is gone.
    """

    def answer(self, text: str) -> None:
        """Tell the macro that Python is there."""
        self._note(ANSWER).value = text

    def tell(self, command: str, text: str, *, tip: str = "") -> None:
        """Say what came of a command, beside its button.

        Args:
            command: its name.
            text: what came of it.
            tip: what stands beside the button too; the row with it is made high enough for the text.
        """
        self._note(state_key(command)).value = text
        start = self.find(START) if tip else None
        for at, row in enumerate(block(start) if start else ()):
            if len(row) > TIP and row[TIP] == tip:
                _set_height(start, at + 1, {TIP: tip, OUTCOME: text}, START_WIDTHS, least=ROW_HEIGHT)

    def told(self, command: str) -> str:
        """What a command said last."""
        return str(self._note(state_key(command)).value or "")

    def choose(self, path: Path) -> None:
        """Note a file as the one that the user chose."""
        self._note(FILE).value = f"'{path}"

    @property
    def chosen(self) -> str:
        """The file that the macro let the user choose."""
        return str(self._note(FILE).value or "")

    @property
    def fiscal_year(self) -> int:
        """The year whose items the workbook has."""
        return int(self._note(YEAR).value)

    @property
    def framework(self) -> Framework:
        """The rules of that year."""
        return load(self.fiscal_year)

    @property
    def own_year(self) -> int:
        """That year too."""
        return self.fiscal_year

    @property
    def empty(self) -> Place:
        """The first cell that takes a score."""
        return Place(self.name, SCORES, first_cell(self.framework))

    @cached_property
    def settings(self) -> Settings:
        """What was chosen on เริ่มต้น; the defaults where the sheet is gone.

        Raises:
            InputError: E125 for a choice that there is not.
        """
        page = self.find(START)
        return read_settings(block(page), START) if page is not None else Settings()

    @cached_property
    def values(self) -> Path | Values:
        """The values of every sheet that is typed into."""
        return self._values(sheet for sheet in self.book.sheets if sheet.name not in SHOWN)

    def values_of(self, name: str) -> Values:
        """The values of one sheet.

        Raises:
            OutputError: E308 where the sheet is gone.
        """
        return self._values([self.sheet(name)])

    def findings(self, findings: Sequence[Finding], about: Collection[str] = ()) -> None:
        """Write what was noticed onto ตรวจสอบ, errors first, in the place of what presses like this one wrote there.

        Args:
            findings: what was noticed.
            about: the sheets that were made. What was said of the making of others (codes ``K``) stays, and so does
                what was noticed of results (``P``) beside scores and the other way round.
        """
        owned = {"E", *("P" if REPORT in about else ""), *("ACR" if set(about) != {REPORT} else "")}
        kept = [row for row in self._noticed() if row[1][0] not in owned
                and not (row[1][0] == "K" and _sheet_of(row) in about)]  # fmt: skip
        self._notice([*map(_finding_row, findings), *kept])

    def failed(self, error: ItaError) -> None:
        """Put an error on ตรวจสอบ, above what stands there, and choose its cell."""
        if self.find(FINDINGS) is not None:
            own = Finding(error.code, Severity.ERROR, error.message, (error.place,), cure=error.cure)
            self._notice([_finding_row(own), *(row for row in self._noticed() if not row[1].startswith("E"))])
        if error.place.sheet:
            self.screen.choose(error.place)

    def machine(self, findings: Sequence[Finding]) -> None:
        """Put what was noticed of the machine (codes ``M``) on ตรวจสอบ, above what stands there."""
        if self.find(FINDINGS) is not None:
            others = [row for row in self._noticed() if not row[1].startswith("M")]
            self._notice([*map(_finding_row, findings), *others])

    def worked(self) -> None:
        """Take the error of an earlier press off ตรวจสอบ."""
        if self.find(FINDINGS) is not None:
            rows = self._noticed()
            if any(row[1].startswith("E") for row in rows):
                self._notice([row for row in rows if not row[1].startswith("E")])

    def _noticed(self) -> list[_Noticed]:
        """The rows of ตรวจสอบ that stand, from severity to cure."""
        return [row for row in self._noticed_rows if row[1]]

    @cached_property
    def _noticed_rows(self) -> list[_Noticed]:
        """All its rows, be they empty."""
        rows = self._notices(0, FINDING_ROWS - 1, 1).options(ndim=2).value
        return [tuple("" if one is None else str(one) for one in row) for row in rows]

    def _notices(self, first: int, last: int, column: int) -> Any:
        """The cells of some of its rows, from a column on (all from 0)."""
        top = FIRST_FINDING + 1
        return self.sheet(FINDINGS).range((top + first, column + 1), (top + last, len(FINDING_WIDTHS)))

    def _notice(self, noticed: Sequence[_Noticed]) -> None:
        """Write rows of ตรวจสอบ, severest first, as far as they are not there yet, and make those high enough."""
        order = [one.thai for one in Severity]
        rows = sorted(noticed, key=lambda row: order.index(row[0]) if row[0] in order else len(order))
        if not rows:
            rows = [_remark("ไม่พบข้อขัดแย้ง ตัวเลขและระดับที่อ่านได้สอดคล้องกันทั้งหมด")]
        if len(rows) > FINDING_ROWS:
            more = f"และอีก {len(rows) - FINDING_ROWS + 1} ข้อ ดูทั้งหมดในแฟ้มรายงานฉบับสมบูรณ์"
            rows = [*rows[: FINDING_ROWS - 1], _remark(more)]
        rows += [("",) * len(rows[0])] * (FINDING_ROWS - len(rows))
        changed = [at for at in range(FINDING_ROWS) if rows[at] != self._noticed_rows[at]]
        if changed:
            first, last = changed[0], changed[-1]
            put(self._notices(first, last, 0), [_as_written(at, rows[at]) for at in range(first, last + 1)])
            heights = {at: float(_LEAST_HEIGHT) for at, row in enumerate(rows) if not any(row)}
            for at in changed:
                heights[at] = _height({column: rows[at][column - 1] for column in (3, 6, 7)}, FINDING_WIDTHS)
            Brush(self.sheet(FINDINGS)).heights({FIRST_FINDING + at: height for at, height in heights.items()})
            self._noticed_rows = rows

    def reasons(self, diagnosis: Diagnosis) -> None:
        """Write why items are weak into the hidden list of items, each with the score that it is said of."""
        refs = item_refs(self.framework)
        weak = {one.key[1]: one for one in diagnosis.weak if one.key[0] is Kind.ITEM}
        rows = [("\n".join(f"• {reason}" for reason in weak[ref].reasons), float(weak[ref].score))
                if ref in weak else (None, None) for ref in refs]  # fmt: skip
        seen = self.sheet(WEAK)
        first = (2, REASON + 1)
        self.sheet(ITEMS).range(first, (len(refs) + 1, REASON + 2)).value = rows
        reasons = {ref: reason or "" for ref, (reason, _) in zip(refs, rows, strict=True)}
        listed = weakest(diagnosis.card)
        for at, ref in enumerate(listed, start=FIRST_WEAK + 1):
            _set_height(seen, at, {2: self.framework.item(ref).title, 5: reasons[ref]}, WEAK_WIDTHS)
        _print_only(seen, weak_area(len(listed)))

    def fill(self, assessment: Assessment) -> tuple[int, int]:
        """Put an assessment into the empty cells of คะแนน and เริ่มต้น; how many, and how many differ and stay."""
        sheet = self.sheet(SCORES)
        rows = block(sheet)
        labels = row_labels(self.framework)
        filled = kept = 0
        for at, row in enumerate(rows):
            key = labels.get(normalise(str(row[0] or "")).strip())
            for part in (0, 1, 2) if key else ():
                value = assessment.value(*_part_of(key, part)) if key else None
                if value is None:
                    continue
                there = row[STATED + part] if len(row) > STATED + part else None
                if there in (None, ""):
                    sheet.range((at + 1, STATED + part + 1)).value = float(half_up(value))
                    filled += 1
                else:
                    kept += not isinstance(there, int | float) or half_up(Decimal(str(there))) != half_up(value)
        return filled + self._introduce(assessment), kept

    def _introduce(self, assessment: Assessment) -> int:
        """Put agency and province into their empty cells of เริ่มต้น; how many."""
        start = self.find(START)
        texts = {AGENCY: assessment.agency, PROVINCE: assessment.province}
        filled = 0
        for at, row in enumerate(block(start) if start else ()):
            text = texts.get(row[0])
            if start and text and (len(row) == 1 or row[1] in (None, "")):
                start.range((at + 1, 2)).value = entered(text)
                filled += 1
        return filled

    def find(self, name: str) -> Any | None:
        """A sheet by its name, if there is one."""
        return next((sheet for sheet in self.book.sheets if sheet.name == name), None)

    def sheet(self, name: str) -> Any:
        """A sheet that must be there.

        Raises:
            OutputError: E308 where it is gone.
        """
        found = self.find(name)
        if found is not None:
            return found
        raise OutputError(
            "E308", f"ไม่มีแผ่น “{name}” ในแฟ้ม “{self.name}”", cure="ใช้แฟ้มแม่แบบที่มีแผ่นครบ หรือเปลี่ยนชื่อแผ่นกลับเป็นชื่อเดิม"
        )

    @cached_property
    def _noted(self) -> dict[object, int]:
        """Where the keys of the hidden sheet stand: their rows from 1."""
        places: dict[object, int] = {}
        for at, row in enumerate(block(self.sheet(NOTES)), start=1):
            places.setdefault(row[0], at)
        return places

    def _note(self, key: str) -> Any:
        """The cell beside a key of the hidden sheet."""
        if key in self._noted:
            return self.sheet(NOTES).range((self._noted[key], 2))
        raise InputError("E112", f"แฟ้ม “{self.name}” มาจากแม่แบบรุ่นอื่น", cure="คัดลอกคะแนนลงแม่แบบของโปรแกรมรุ่นนี้")


def _set_height(
    sheet: Any, row: int, texts: Mapping[int, str], widths: Sequence[float], *, least: float = _LEAST_HEIGHT
) -> None:
    """Make a row (from 1) as high as its small texts need, each given by its column (from 0)."""
    sheet.range((row, 1)).row_height = _height(texts, widths, least=least)


def _height(texts: Mapping[int, str], widths: Sequence[float], *, least: float = _LEAST_HEIGHT) -> float:
    """The height that small texts need, each given by its column (from 0)."""
    height = fit_height([(text, column_points(widths[column])) for column, text in texts.items()], _SMALL)
    return min(max(least, height), _MOST_HEIGHT)


def _print_only(sheet: Any, cells: str) -> None:
    """Let these rows be printed, not those that are prepared below them; what the user chose to print stays."""
    with suppress(Exception):  # where there is no printer, Excel has no page setup
        before = (sheet.page_setup.print_area or "").rpartition("!")[2]
        if before != cells and before.rstrip("0123456789") in ("", cells.rstrip("0123456789")):
            sheet.page_setup.print_area = cells


def _finding_row(one: Finding) -> _Noticed:
    """From severity to cure, as texts."""
    shown, most = [place for place in one.places if place.label][:8], len(one.places)
    places = "\n".join(place.label for place in shown)
    more = f"\nและอีก {most - len(shown)} ช่อง" if most > len(shown) and shown else ""
    texts = (one.code, one.message, one.stated, one.computed, places + more, one.cure)
    return one.severity.thai, *(text or "" for text in texts)


def _sheet_of(row: _Noticed) -> str:
    """The sheet that a row of ตรวจสอบ speaks of."""
    return row[5].partition("\n")[0].rpartition("!")[0] or row[5].partition("\n")[0]


def _remark(text: str) -> _Noticed:
    """A row of ตรวจสอบ that is no finding."""
    return ("", "", text, "", "", "", "")


def _as_written(at: int, row: _Noticed) -> list[object]:
    """A row of ตรวจสอบ with its number: what a file says there must not become a formula or a number."""
    texts = [f"'{one}" if one.startswith(("=", "+", "-", "@")) else one or None for one in row]
    return [at + 1 if row[1] else None, *texts]


def _part_of(key: tuple[Kind, str], part: int) -> tuple[Kind, str]:
    """The key of a figure's part; 0 is the figure itself."""
    if not part:
        return key
    kinds = {Kind.INDICATOR: Kind.INDICATOR_PART}
    return kinds.get(key[0], key[0]), f"{key[1]}:{part}"
