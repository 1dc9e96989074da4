"""Where the rows of a sheet went, and what becomes of everything that speaks of them: areas, anchors, formulas."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ita_xl.cells import area, column_at
from ita_xl.errors import OutputError, Place
from ita_xl.excel.references import GONE, Moves, Sheetful, translated

if TYPE_CHECKING:
    from collections.abc import Sequence

#: A row that was not there before.
NEW = -1
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_ROWS_ONLY = re.compile(
    r'"(?:[^"]|"")*"'
    r"|(?P<sheet>(?:'(?:[^']|'')+'|[^\W\d][^\s'\"!()*+,\-/:;<=>@^&{}\[\]|%#~`]*)!)?"
    r"(?<![\w.$:])(?P<one>\$?)(?P<first>\d{1,7}):(?P<two>\$?)(?P<last>\d{1,7})(?![\w(!.:])"
)
_ACROSS = re.compile(r"(?:'[^']*:[^']*'|[^\W\d][\w.]*:[^\W\d][\w.]*)!")


class Box(NamedTuple):
    """A rectangle of cells, 0-based, its last row and column included."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        return area(*self)

    @classmethod
    def of(cls, text: str) -> Box | None:
        """From ``A1`` or ``A1:B2``; ``None`` for anything else."""
        first, _, last = text.partition(":")
        ends = [_CELL.fullmatch(one) for one in (first, last or first)]
        if ends[0] is None or ends[1] is None:
            return None
        (one, row), (other, end) = (found.groups() for found in ends if found)
        return cls(int(row) - 1, column_at(one), int(end) - 1, column_at(other))

    def crosses(self, other: Box) -> bool:
        """Whether they have a cell in common."""
        return (
            self.top <= other.bottom and other.top <= self.bottom
            and self.left <= other.right and other.left <= self.right
        )  # fmt: skip


class RowMap:
    """The rows of a sheet in their new order.

    Args:
        sheet: its name.
        order: for each row that stands now the row that it was, or :data:`NEW`. Rows beyond stay.
        stood: how many rows ``order`` speaks of.
    """

    def __init__(self, sheet: str, order: Sequence[int], stood: int) -> None:
        self.sheet, self.order, self.stood = sheet, order, stood
        self.to = {own: at for at, own in enumerate(order) if own != NEW}
        fresh = (f"+{at}" if own == NEW else str(own) for at, own in enumerate(order))
        before = Sheetful.of([str(at) for at in range(stood)])
        self._moves = Moves({sheet: before}, {sheet: Sheetful.of(list(fresh))})

    def row(self, at: int) -> int | None:
        """Where a row is now; ``None`` for one that is gone."""
        return at if at >= self.stood else self.to.get(at)

    def ends(self, top: int, bottom: int) -> tuple[int, int] | None:
        """Where the ends of a stretch are; those of its rows that are left where an end is gone."""
        left = [own for at in range(top, min(bottom, self.stood) + 1) if (own := self.row(at)) is not None]
        if not left:
            return None
        return min(left[0], left[-1]), max(left[0], left[-1]) if bottom < self.stood else bottom

    def box(self, box: Box) -> Box | None:
        """Where a rectangle is that must stay one.

        Raises:
            OutputError: E323 where a row was moved out of it or into it.
        """
        ends = self.ends(box.top, box.bottom)
        if ends is None:
            return None
        inside = [own for own in self.order[ends[0] : ends[1] + 1] if own != NEW]
        if inside != sorted(inside) or any(not box.top <= own <= box.bottom for own in inside):
            raise self.refused(f"ตาราง ช่องที่ผสาน หรือสูตรอาร์เรย์ “{box}” คร่อมแถวที่ต้องย้าย")
        return Box(ends[0], box.left, ends[1], box.right)

    def boxes(self, box: Box) -> list[Box]:
        """Where the cells of a rectangle are that may fall apart; rows put between two of its rows belong to it."""
        if box.bottom >= self.stood:
            ends = self.ends(box.top, box.bottom)
            return [Box(ends[0], box.left, ends[1], box.right)] if ends else []
        places = sorted(own for at in range(box.top, box.bottom + 1) if (own := self.to.get(at)) is not None)
        found: list[Box] = []
        for own in places:
            if found and all(one == NEW for one in self.order[found[-1].bottom + 1 : own]):
                found[-1] = found[-1]._replace(bottom=own)
            else:
                found.append(Box(own, box.left, own, box.right))
        return found

    def cells(self, text: str) -> tuple[str, tuple[int, int]] | None:
        """Where the areas of ``sqref`` are, and how far (rows, columns) their formulas are to be filled before they
        are moved: formulas speak from the first cell, which may be another now. ``None`` where all are gone."""
        old = [one for part in text.split() if (one := Box.of(part))]
        new = [(one, own) for one in old for own in self.boxes(one)]
        if not new:
            return None
        first, base = new[0][1], old[0]
        was = self.order[first.top] if first.top < len(self.order) else first.top
        return " ".join(str(own) for _, own in new), (was - base.top, first.left - base.left)

    def formula(self, sheet: str, text: str) -> str:
        """A formula on a sheet.

        Raises:
            OutputError: E323 where it reaches across several sheets at once.
        """
        if _ACROSS.search(text):
            raise self.refused(f"สูตร “{text[:60]}” อ้างหลายแผ่นพร้อมกัน")
        return _ROWS_ONLY.sub(lambda found: self._rows_only(sheet, found), self._moves(sheet, text))

    def filled(self, text: str, by: tuple[int, int]) -> str:
        """A formula of the sheet itself that is first filled elsewhere."""
        return self.formula(self.sheet, translated(text, *by) if by != (0, 0) else text)

    def _rows_only(self, sheet: str, found: re.Match[str]) -> str:
        if not found["first"]:
            return found[0]
        prefix = found["sheet"] or ""
        name = prefix[:-1].strip("'").replace("''", "'") or sheet
        if name != self.sheet:
            return found[0]
        ends = self.ends(int(found["first"]) - 1, int(found["last"]) - 1)
        if ends is None:
            return prefix + GONE
        return f"{prefix}{found['one']}{ends[0] + 1}:{found['two']}{ends[1] + 1}"

    def refused(self, why: str) -> OutputError:
        """The error of what cannot be moved along."""
        return OutputError(
            "E323",
            f"เพิ่มหรือย้ายแถวในแผ่น “{self.sheet}” ไม่ได้ เพราะ{why} จึงไม่แก้แฟ้ม",
            cure="เปิดแฟ้มใน Excel แล้วกดปุ่มของแผ่นนี้แทน หรือนำสิ่งที่ระบุออกก่อน",
            place=Place(sheet=self.sheet),
        )
