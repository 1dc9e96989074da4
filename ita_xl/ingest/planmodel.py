"""What a plan of measures, or a report on one, says: its rows, each cell by the meaning of its column."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ita_xl.errors import Place


class PlanKind(StrEnum):
    """What a table of measures is: a plan, a report with results, or the analysis that measures come from."""

    PLAN = "plan"
    RESULTS = "results"
    ANALYSIS = "analysis"

    @property
    def thai(self) -> str:
        """The word on screens."""
        return {"plan": "แผนหรือมาตรการ", "results": "ผลการดำเนินการ", "analysis": "ผลการวิเคราะห์"}[self.value]


class Meaning(StrEnum):
    """What the cells of a column of a plan say. ``heading``: a line above the rows that they stand under."""

    ORDER = "order"
    HEADING = "heading"
    SUBJECT = "subject"
    PROBLEM = "problem"
    MEASURE = "measure"
    STEPS = "steps"
    RESPONSIBLE = "responsible"
    PERIOD = "period"
    BUDGET = "budget"
    TARGET = "target"
    RESULT = "result"
    EVIDENCE = "evidence"
    REMARK = "remark"
    OTHER = "other"

    @property
    def thai(self) -> str:
        """The word on screens."""
        return _THAI[self]


_THAI = {
    Meaning.ORDER: "ลำดับ",
    Meaning.HEADING: "หัวข้อ",
    Meaning.SUBJECT: "เรื่อง",
    Meaning.PROBLEM: "ข้อบกพร่องหรือผลการวิเคราะห์",
    Meaning.MEASURE: "มาตรการ",
    Meaning.STEPS: "ขั้นตอน",
    Meaning.RESPONSIBLE: "ผู้รับผิดชอบ",
    Meaning.PERIOD: "ระยะเวลา",
    Meaning.BUDGET: "งบประมาณ",
    Meaning.TARGET: "ตัวชี้วัดความสำเร็จ",
    Meaning.RESULT: "ผลการดำเนินการ",
    Meaning.EVIDENCE: "หลักฐาน",
    Meaning.REMARK: "หมายเหตุ",
    Meaning.OTHER: "อื่น ๆ",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a row is about: ``kind`` topic, tool, indicator or item; ``ref`` "3", "EIT1", "6", "o27", "e1:2"."""

    kind: str
    ref: str

    @property
    def thai(self) -> str:
        """The words on screens."""
        own, _, part = self.ref.partition(":")
        if self.kind == "tool":
            return own
        words = {"topic": "ประเด็นที่", "indicator": "ตัวชี้วัดที่", "item": "ข้อ"}[self.kind]
        return f"{words} {own}{f' ส่วนที่ {part}' if part else ''}"


@dataclass(frozen=True, slots=True)
class PlanCell:
    """A cell of a plan: its meaning, its text as printed, where it stands, and the header above it.

    ``held`` marks one that stands above and holds for the row: a merged cell, a subject not repeated, a heading.
    """

    meaning: Meaning
    text: str
    place: Place
    header: str = ""
    held: bool = False


@dataclass(frozen=True, slots=True)
class PlanColumn:
    """A column of a plan: its letters, the words of its header, and their meaning."""

    letters: str
    header: str
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One measure, or one finding: its cells from left to right, those of lines that go on with it behind them."""

    cells: tuple[PlanCell, ...]
    about: tuple[Subject, ...] = ()

    def of(self, meaning: Meaning) -> tuple[PlanCell, ...]:
        """The cells of a meaning."""
        return tuple(one for one in self.cells if one.meaning is meaning)

    def text(self, meaning: Meaning) -> str:
        """The words of a meaning, a line a cell; empty where there are none."""
        return "\n".join(one.text for one in self.of(meaning))


@dataclass(frozen=True, slots=True)
class Plan:
    """A table of measures; one broken over pages is one.

    ``year`` (B.E.) is the year of its measures, if it says it; ``item_year`` the year whose codes of items it uses.
    """

    kind: PlanKind
    sheet: str
    cells: str
    year: int | None
    columns: tuple[PlanColumn, ...]
    rows: tuple[PlanRow, ...]
    item_year: int = 0
