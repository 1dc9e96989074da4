"""An agency's own texts: the sheet คลังข้อเสนอแนะ of its workbook → the library with them in the place of ours."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from ita_xl.findings import Finding, Severity
from ita_xl.ingest.grid import open_grids
from ita_xl.recommendations import Library, library, unknown_fields
from ita_xl.recommendations.own import (
    HEADS,
    KEY,
    MEASURE,
    SHEET,
    Row,
    fields_of,
    is_library,
    keys_of,
    steps_in,
    with_own,
)
from ita_xl.thai import squash

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    from ita_xl.ingest.grid import Grid

_HEAD_ROWS = 20
_OTHER_HEADS = {squash(one) for one in ("ข้อ", "หัวข้อ")}
_RESTORE = "คัดลอกจากแผ่นนี้ในแฟ้มที่สร้างด้วย ita-xl new"


@dataclass(frozen=True)
class OwnLibrary:
    """The texts to be used for a workbook, the keys whose texts are the agency's own, and what was noticed."""

    texts: Library
    own: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def own_library(path: str | os.PathLike[str]) -> OwnLibrary:
    """Read an agency's own recommendations from its workbook; the package's own where it has none.

    A cell that is empty, that says what ours says, or that cannot be used leaves our text as it is.

    Args:
        path: the workbook; the sheet is found by its name, its columns by their heads, its rows by their keys.

    Raises:
        InputError: E101-E105 for a file that cannot be opened.
    """
    return own_library_of(open_grids(Path(path)))


def own_library_of(grids: Sequence[Grid]) -> OwnLibrary:
    """An agency's own recommendations from the sheets of its workbook, as :func:`own_library`."""
    grid = next((one for one in grids if is_library(one.name)), None)
    return OwnLibrary(library()) if grid is None else _Reader(grid).read()


@lru_cache(maxsize=1)
def _our_rows() -> dict[str, Row]:
    return keys_of(library())


@dataclass
class _Reader:
    grid: Grid
    findings: list[Finding] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    ours: Mapping[str, Row] = field(default_factory=_our_rows)

    def read(self) -> OwnLibrary:
        head = self._head()
        if head is None:
            heads = f"“{KEY}” และ “{HEADS['name']}”"
            self._note("R301", 0, 0, f"แผ่น “{SHEET}” ไม่มีแถวหัวตารางที่มี {heads} จึงใช้ข้อเสนอแนะของโปรแกรม", _RESTORE)
            return OwnLibrary(library(), (), tuple(self.findings))
        columns = self._columns(head)
        found = [
            self._row(row, columns) for row in range(head + 1, len(self.grid.raw)) if not self._unchanged(row, columns)
        ]
        own = [row for row in found if row is not None and row.texts]
        if own:
            count = sum(len(row.texts) for row in own)
            message = f"ใช้ข้อเสนอแนะของหน่วยงานแทนของโปรแกรม {count} ช่อง ใน {len(own)} แถว"
            self._note("R307", head, columns[KEY], message, "", Severity.INFO)
        keys = tuple(row.key for row in own)
        return OwnLibrary(with_own(library(), own), keys, tuple(self.findings))

    def _head(self) -> int | None:
        asked = {squash(KEY), squash(HEADS["name"])}
        for row in range(min(_HEAD_ROWS, len(self.grid.raw))):
            if asked <= {squash(str(cell)) for cell in self.grid.rows[row] if cell is not None}:
                return row
        return None

    def _columns(self, head: int) -> dict[str, int]:
        """The columns by field; the key's by its head."""
        fields = {squash(text): name for name, text in HEADS.items()} | {squash(KEY): KEY}
        found: dict[str, int] = {}
        for column, cell in enumerate(self.grid.rows[head]):
            name = squash(str(cell)) if cell is not None else ""
            if name in fields and fields[name] not in found:
                found[fields[name]] = column
            elif name and name not in _OTHER_HEADS:
                known = " ".join(f"“{text}”" for text in HEADS.values())
                self._note("R302", head, column, f"ไม่รู้จักคอลัมน์ “{cell}” จึงไม่ใช้", f"ใช้หัวคอลัมน์ {known}")
        return found

    def _unchanged(self, row: int, columns: Mapping[str, int]) -> bool:
        """Whether a row has its first key and says what ours says, letter by letter: most rows of most workbooks."""
        raw = self.grid.raw[row]
        texts = {name: raw[column] if column < len(raw) else "" for name, column in columns.items()}
        key = str(texts.pop(KEY))
        if key not in self.ours or key in self.seen:
            return False
        ours = self.ours[key].texts
        if any(text != ours.get(name, "") for name, text in texts.items()):
            return False
        self.seen[key] = self.grid.top + row + 1
        return True

    def _row(self, row: int, columns: Mapping[str, int]) -> Row | None:
        """The own texts of a row: what is not empty, not ours, and usable."""
        texts = {name: self._text(row, column) for name, column in columns.items()}
        key = "".join(texts.pop(KEY).lower().split())
        if not key:
            if any(texts.values()):
                self._note("R303", row, columns[KEY], "แถวนี้มีข้อความแต่ไม่มีคีย์ จึงไม่ใช้", f"ใส่คีย์ของหัวข้อ {_RESTORE}")
            return None
        ours = self.ours.get(key)
        if ours is None:
            self._note("R303", row, columns[KEY], f"ไม่รู้จักคีย์ “{key}” จึงไม่ใช้แถวนี้", f"ใช้คีย์เดิม {_RESTORE}")
            return None
        if key in self.seen:
            message = f"คีย์ “{key}” ซ้ำกับแถวที่ {self.seen[key]} จึงใช้แถวแรก"
            self._note("R304", row, columns[KEY], message, "รวมเป็นแถวเดียว หรือลบแถวที่ไม่ใช้")
            return None
        self.seen[key] = self.grid.top + row + 1
        if "name" in columns and not texts["name"]:
            self._note(
                "R305",
                row,
                columns["name"],
                f"มาตรการของ “{key}” ว่าง จึงใช้มาตรการของโปรแกรม",
                "ใส่ชื่อมาตรการ โครงการ หรือกิจกรรม",
            )
            texts = {name: text for name, text in texts.items() if name not in MEASURE}
        own = {name: text for name, text in texts.items() if self._is_own(name, text, ours)}
        return Row(key, {name: text for name, text in own.items() if self._usable(row, columns[name], key, name, text)})

    def _text(self, row: int, column: int) -> str:
        cell = self.grid.cell(row, column)
        return "" if cell is None else str(cell).strip()

    def _is_own(self, name: str, text: str, ours: Row) -> bool:
        if not text or name not in ours.texts:
            return False
        return squash(text) != squash(ours.texts[name])

    def _usable(self, row: int, column: int, key: str, name: str, text: str) -> bool:
        fields = fields_of(key, name)
        unknown = unknown_fields(text, fields)
        if unknown or text.count("{") != text.count("}"):
            shown = " ".join(f"{{{one}}}" for one in unknown) or "วงเล็บปีกกาที่ไม่ครบคู่"
            allowed = " ".join(f"{{{one}}}" for one in sorted(fields))
            self._note(
                "R306", row, column, f"ช่องนี้มี {shown} ซึ่งเติมข้อความไม่ได้ จึงใช้ข้อความของโปรแกรม", f"ใช้ได้เฉพาะ {allowed}"
            )
            return False
        if name == "steps" and not steps_in(text):
            self._note("R305", row, column, "ช่องขั้นตอนไม่มีขั้นตอนใด จึงใช้ของโปรแกรม", "พิมพ์ขั้นตอนบรรทัดละข้อ")
            return False
        return True

    def _note(
        self, code: str, row: int, column: int, message: str, cure: str, severity: Severity = Severity.WARNING
    ) -> None:
        self.findings.append(Finding(code, severity, message, (self.grid.place(row, column),), cure=cure))
