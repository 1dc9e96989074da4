"""What survey answers become: tables of respondents in, item scores with their distribution out."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from ita_xl.assessment import Assessment, Figure, Kind
from ita_xl.thai import half_up

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from ita_xl.errors import Place
    from ita_xl.findings import Finding
    from ita_xl.framework import Framework, Item


class How(StrEnum):
    """By what a column was recognised as a question of the year; the value is what a user reads."""

    CODE = "รหัสข้อ"
    TITLE = "ข้อความของคำถาม"
    NUMBER = "หมายเลขข้อ"
    ORDER = "ลำดับคอลัมน์"


class Numbers(StrEnum):
    """What numbers in the cells are: choices counted from 1 or from 0, points (0-100) or shares of 1."""

    FROM_1 = "from-1"
    FROM_0 = "from-0"
    POINTS = "points"
    SHARE = "share"


class Order(StrEnum):
    """In which order a form numbers its choices: from the least to the most (up) or the other way (down)."""

    UP = "up"
    DOWN = "down"


class Duplicates(StrEnum):
    """Which answers of a person who answered more than once are counted."""

    LAST = "last"
    FIRST = "first"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Options:
    """What a user may settle that a table leaves open; ``None`` and ``""`` leave it to the table.

    ``tool`` is IIT or EIT, ``part`` the part of EIT.
    """

    tool: str = ""
    part: int | None = None
    numbers: Numbers | None = None
    order: Order | None = None
    duplicates: Duplicates = Duplicates.LAST


@dataclass(frozen=True)
class Table:
    """One respondent a row: ``headers`` and, for each of them, the raw cells below it.

    ``first_row`` and ``first_column`` (0-based) say where the first answer stands in the sheet.
    """

    headers: Sequence[object]
    columns: Sequence[Sequence[object]]
    file: str = ""
    sheet: str = ""
    first_row: int = 1
    first_column: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice as it was found; ``points`` (0-100, already "good = 100") is ``None`` for one that is not known."""

    label: str
    points: Decimal | None
    count: int


@dataclass(frozen=True, slots=True)
class Question:
    """One column of answers: an item, or one sub-question of it. ``place`` is the range of its cells.

    ``reason`` says why no score can be claimed, ``""`` when one can.
    """

    header: str
    place: Place
    how: How
    choices: tuple[Choice, ...]
    blank: int
    reason: str = ""

    @property
    def answered(self) -> int:
        """How many answers have points."""
        return sum(one.count for one in self.choices if one.points is not None)

    @property
    def unknown(self) -> int:
        """How many answers are choices that the year does not have."""
        return sum(one.count for one in self.choices if one.points is None)

    @property
    def distribution(self) -> dict[str, int]:
        """Count by choice, from the worst to the best."""
        return {one.label: one.count for one in self.choices}

    @property
    def exact(self) -> Fraction | None:
        """The mean of the points, not rounded; ``None`` when it cannot be claimed."""
        if self.reason or not self.answered:
            return None
        total = sum(Fraction(one.points) * one.count for one in self.choices if one.points is not None)
        return Fraction(total) / self.answered


@dataclass(frozen=True, slots=True)
class SurveyItem:
    """One item (ข้อคำถาม) with its questions: several where the year asks sub-questions.

    ``ref`` is ``i1`` or, for a part of EIT, ``e1:2``; it is ``e1`` when the part is not known, and ``reason`` says so.
    """

    ref: str
    item: Item
    questions: tuple[Question, ...]
    reason: str = ""

    @property
    def exact(self) -> Fraction | None:
        """The mean over the questions, not rounded."""
        parts = [one.exact for one in self.questions]
        known = [one for one in parts if one is not None]
        if self.reason or not known or len(known) < len(parts):
            return None
        return sum(known, Fraction(0)) / len(known)

    @property
    def score(self) -> Decimal | None:
        """The score (two decimals, half up), ``None`` when it cannot be claimed."""
        return None if self.exact is None else half_up(self.exact)

    @property
    def answered(self) -> int:
        """The answers that count; of an item with sub-questions, those of the least answered one."""
        return min((one.answered for one in self.questions), default=0)

    @property
    def blank(self) -> int:
        """The cells without an answer, of all its questions."""
        return sum(one.blank for one in self.questions)

    @property
    def distribution(self) -> dict[str, int]:
        """Count by choice over all its questions."""
        found: dict[str, int] = {}
        for question in self.questions:
            for label, count in question.distribution.items():
                found[label] = found.get(label, 0) + count
        return found

    @property
    def why_not(self) -> str:
        """Why there is no score, in Thai; ``""`` when there is one."""
        if self.exact is not None:
            return ""
        return self.reason or next((one.reason for one in self.questions if one.reason), "ไม่มีคำตอบ")


@dataclass(frozen=True)
class SurveyResult:
    """The outcome of a rehearsal (ผลซ้อมประเมิน): items in the order of the year, and everything that was noticed.

    ``respondents`` counts the rows that count, by tool or part (``IIT``, ``EIT1``); ``rows`` all rows of all tables.
    ``unused`` are the headers of columns that are no question of the year.
    """

    framework: Framework
    items: tuple[SurveyItem, ...]
    findings: tuple[Finding, ...]
    respondents: Mapping[str, int]
    rows: int
    files: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    scores: Mapping[str, Decimal] = field(init=False)

    def __post_init__(self) -> None:
        known = {one.ref: one.score for one in self.items if one.score is not None}
        object.__setattr__(self, "scores", known)

    def item(self, ref: str) -> SurveyItem | None:
        """The item of a reference."""
        return next((one for one in self.items if one.ref == ref), None)

    def assessment(self, agency: str = "") -> Assessment:
        """The item scores as an assessment, which :func:`ita_xl.score` takes."""
        figures = tuple(
            Figure(Kind.ITEM, one.ref, self.scores[one.ref], one.questions[0].place, f"{one.answered} คำตอบ")
            for one in self.items
            if one.ref in self.scores
        )
        return Assessment(
            fiscal_year=self.framework.fiscal_year,
            agency=agency,
            figures=figures,
            problems=self.findings,
            file=", ".join(self.files),
        )
