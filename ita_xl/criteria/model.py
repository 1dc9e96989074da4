"""The frozen classes of the criteria of one year, and of a document checked against them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ita_xl.findings import Finding, Severity

if TYPE_CHECKING:
    from ita_xl.errors import Place


#: The title of the sheet that shows a checklist; what stands on it is no part of the document that was checked.
CHECKLIST_TITLE = "แบบตรวจสอบความครบถ้วนตามหลักเกณฑ์"


class Form(StrEnum):
    """What an analysis is divided by."""

    INDICATORS = "indicators"
    TOPICS = "topics"
    TWO_PARTS = "two_parts"


class Subject(StrEnum):
    """The two documents: the analysis with its plan of measures, and the report on the measures."""

    MEASURES = "measures"
    REPORT = "report"


class Status(StrEnum):
    """How sure a fact is; what is ``UNVERIFIED`` is looked for, but never said to be missing."""

    CONFIRMED = "confirmed"
    ARITHMETIC = "arithmetic"
    INFERRED = "inferred"
    SECONDARY = "secondary"
    UNVERIFIED = "unverified"

    @property
    def thai(self) -> str:
        """The words on sheets and screens."""
        return _STATUS[self]


_STATUS = {
    Status.CONFIRMED: "ยืนยันจากเอกสารที่ประกาศ",
    Status.ARITHMETIC: "ได้จากการคำนวณย้อนจากผลที่ประกาศ",
    Status.INFERRED: "เทียบเคียงจากปีใกล้เคียง",
    Status.SECONDARY: "ตามที่หน่วยงานปฏิบัติ",
    Status.UNVERIFIED: "ยังไม่ยืนยันว่าเป็นข้อกำหนด",
}


@dataclass(frozen=True, slots=True)
class Document:
    """A document that an OIT item of the year asks for."""

    subject: Subject
    code: str
    title: str
    status: Status
    source: str


@dataclass(frozen=True, slots=True)
class Element:
    """One thing that a document must hold. ``key`` names the check of it, the same in every year.

    ``document`` is ``None`` for what is asked of either document.
    """

    key: str
    document: Subject | None
    title: str
    needs: str
    status: Status
    source: str


@dataclass(frozen=True, slots=True)
class OpenFact:
    """What is not known of the criteria of a year, and what follows from that (Thai)."""

    fact: str
    consequence: str


@dataclass(frozen=True, slots=True)
class YearCriteria:
    """What the OIT items of ``fiscal_year`` (B.E.) ask of the documents about the result.

    ``analyses_year`` is the year whose result is analysed, ``plan_year`` the one in which the measures run,
    ``report_year`` the one whose measures the report on measures tells of.
    """

    fiscal_year: int
    form: Form
    analyses_year: int
    plan_year: int
    report_year: int
    documents: tuple[Document, ...]
    elements: tuple[Element, ...]
    open: tuple[OpenFact, ...]
    status: Status

    def document(self, subject: Subject) -> Document:
        """The document of this kind."""
        return next(one for one in self.documents if one.subject is subject)

    @property
    def codes(self) -> tuple[str, ...]:
        """The OIT codes of the documents."""
        return tuple(one.code for one in self.documents)


class Outcome(StrEnum):
    """Whether a document has an element."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"

    @property
    def thai(self) -> str:
        """The word on sheets and screens."""
        return _OUTCOME[self]

    @property
    def mark(self) -> str:
        """The mark in front of the word."""
        return _MARK[self]


_OUTCOME = {Outcome.MET: "ครบ", Outcome.NOT_MET: "ไม่ครบ", Outcome.UNKNOWN: "บอกไม่ได้"}
_MARK = {Outcome.MET: "✓", Outcome.NOT_MET: "✗", Outcome.UNKNOWN: "?"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided of one element: what was found, the cells that show it, and what to do."""

    element: Element
    code: str
    outcome: Outcome
    found: str
    places: tuple[Place, ...] = ()
    cure: str = ""

    @property
    def finding(self) -> Finding | None:
        """The finding of an element that is not met or cannot be told; ``None`` when it is met.

        A requirement that is not confirmed for the year only warns.
        """
        if self.outcome is Outcome.MET:
            return None
        severity = Severity.INFO
        if self.outcome is Outcome.NOT_MET:
            sure = self.element.status in (Status.CONFIRMED, Status.ARITHMETIC)
            severity = Severity.ERROR if sure else Severity.WARNING
        return Finding(self.code, severity, f"{self.element.title}: {self.found}", self.places, cure=self.cure)


@dataclass(frozen=True, slots=True)
class Checklist:
    """A finished document against the criteria of a year, element by element.

    ``documents`` are those of the two that it holds.
    """

    file: str
    agency: str
    criteria: YearCriteria
    documents: tuple[Document, ...]
    verdicts: tuple[Verdict, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every element that is not met or cannot be told."""
        return tuple(found for one in self.verdicts if (found := one.finding) is not None)

    def count(self, outcome: Outcome) -> int:
        """How many elements have this outcome."""
        return sum(one.outcome is outcome for one in self.verdicts)

    def verdict(self, key: str) -> Verdict:
        """What was decided of the element with this key."""
        return next(one for one in self.verdicts if one.element.key == key)
