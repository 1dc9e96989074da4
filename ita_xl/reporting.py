"""What every way to make reports shares: files read and judged, and the report of each assessment, as bytes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from ita_xl import jsonout
from ita_xl.auditing import audit_all
from ita_xl.diagnosis import diagnose
from ita_xl.errors import ItaError, crashed
from ita_xl.ingest import scored
from ita_xl.ingest.letterhead import read_letterhead
from ita_xl.ingest.units import units_of
from ita_xl.letterhead import Letterhead
from ita_xl.measures import plan
from ita_xl.ownlibrary import own_library_of
from ita_xl.planning import Wish, arrange
from ita_xl.render import report_bytes, report_name
from ita_xl.scoring import score

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from ita_xl.assessment import Assessment
    from ita_xl.criteria import Checklist, YearCriteria
    from ita_xl.diagnosis import Diagnosis
    from ita_xl.findings import Finding
    from ita_xl.ingest import Reading
    from ita_xl.ingest.maps import Pins
    from ita_xl.measures import MeasuresPlan
    from ita_xl.ownlibrary import OwnLibrary
    from ita_xl.planning import Arranged
    from ita_xl.sheets.model import Book

DONE, INCOMPLETE, NOTHING = 0, 1, 3


@dataclass(frozen=True)
class How:
    """How inputs are to be read."""

    year: int | None = None
    pins: Pins | None = None
    criteria: YearCriteria | None = None
    own_texts: bool = False


@dataclass(frozen=True)
class Look:
    """How reports are to look: digits, extra sheets, and the form of the plan of measures."""

    digits: str = "arabic"
    extras: tuple[str, ...] = ()
    wish: Wish = field(default_factory=Wish)


@dataclass(frozen=True)
class Report:
    """The report workbook of one assessment, before it is put anywhere."""

    diagnosis: Diagnosis
    findings: Sequence[Finding]
    name: str
    data: bytes


@dataclass
class Run:
    """What became of the inputs."""

    done: list[Diagnosis] = field(default_factory=list)
    failures: list[dict[str, Any]] = field(default_factory=list)
    totals: dict[str, int] = field(default_factory=dict)
    """The number of assessments of every file that was read."""
    checklists: list[Checklist] = field(default_factory=list)
    own: dict[str, OwnLibrary] = field(default_factory=dict)
    """The agency's own recommendations by file, where they are asked for."""
    listed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The units that each file lists."""
    plans: list[Arranged] = field(default_factory=list)
    written: list[Path] = field(default_factory=list)

    def findings(self, diagnosis: Diagnosis) -> list[Finding]:
        """What the audit found in an assessment and the years before it, and the reading of its own recommendations."""
        return [*audit_all(diagnosis.card), *self.own_findings(diagnosis)]

    def own_findings(self, diagnosis: Diagnosis) -> tuple[Finding, ...]:
        """What was noticed in the agency's own recommendations."""
        own = self.own.get(diagnosis.card.assessment.file)
        return own.findings if own else ()

    def plan(self, diagnosis: Diagnosis) -> MeasuresPlan:
        """The plan of measures, with the agency's own recommendations before ours."""
        own = self.own.get(diagnosis.card.assessment.file)
        return plan(diagnosis, texts=own.texts if own else None)

    def units(self, diagnosis: Diagnosis) -> tuple[str, ...]:
        """The agency's own units; none in a file of several agencies."""
        file = diagnosis.card.assessment.file
        return () if self.shared(file) else self.listed.get(file, ())

    def shared(self, file: str) -> bool:
        """Whether a file is of several agencies: nobody's letterhead, nobody's units."""
        return self.totals.get(file, 0) > 1

    def arranged(self, diagnosis: Diagnosis) -> Arranged:
        """The plan of measures as the report of the same file has it."""
        return arrange(self.plan(diagnosis), Wish(units=self.units(diagnosis)))

    def exit_code(self, *, errors: bool = False) -> int:
        """The exit code of the command; ``errors`` where the audit found some that count."""
        if not self.done and not self.checklists:
            return NOTHING
        return INCOMPLETE if self.failures or errors else DONE


@dataclass(frozen=True)
class Opened:
    """A file that was read: its assessments and units, and its own recommendations where they are asked for."""

    file: str
    assessments: Sequence[Assessment]
    units: tuple[str, ...] = ()
    own: OwnLibrary | None = None


def diagnoses(files: Iterable[Path], how: How, run: Run) -> Iterator[Diagnosis]:
    """Read and judge each file; a file that fails is noted, and the rest go on."""
    for file in files:
        try:
            yield from judged(opened(file, how, run), run)
        except ItaError as error:
            run.failures.append(jsonout.failure(str(file), error))
        except Exception as fault:  # noqa: BLE001 - one broken file must not stop the others
            run.failures.append(jsonout.failure(str(file), crashed(file.name, fault)))


def opened(file: Path, how: How, run: Run) -> Opened:
    """Read a file.

    Raises:
        ItaError: what the reading of it raises.
    """
    reading = _read(file, how, run)
    own = own_library_of(reading.sheets) if how.own_texts else None
    return Opened(str(file), reading.assessments, units_of(reading.sheets), own)


def judged(source: Opened, run: Run, part: slice = slice(None)) -> Iterator[Diagnosis]:
    """Judge the assessments of a file, or a part of them."""
    run.totals[source.file] = len(source.assessments)
    run.listed[source.file] = source.units
    if source.own is not None:
        run.own[source.file] = source.own
    for assessment in source.assessments[part]:
        diagnosis = diagnose(score(assessment))
        run.done.append(diagnosis)
        yield diagnosis


def _read(file: Path, how: How, run: Run) -> Reading:
    """A file as it was understood; where criteria are to be met it is a document too, and may hold no scores."""
    if how.criteria is None:
        return scored(file, fiscal_year=how.year, pins=how.pins)
    from ita_xl.checking import check as check_document
    from ita_xl.checking import open_document

    reading = open_document(file, how.criteria, fiscal_year=how.year, pins=how.pins)
    run.checklists.append(check_document(reading, how.criteria))
    return reading


def reports(diagnosed: Iterable[Diagnosis], look: Look, run: Run) -> Iterator[Report]:
    """The report of every assessment; what cannot be made is noted in the run, and the rest go on."""
    for diagnosis in diagnosed:
        try:
            yield _report(diagnosis, look, run)
        except Exception as fault:  # noqa: BLE001 - one agency must not stop the others
            file = diagnosis.card.assessment.file
            error = fault if isinstance(fault, ItaError) else crashed(PurePath(file).name, fault)
            run.done.remove(diagnosis)
            run.failures.append(jsonout.failure(file, error))


def _report(diagnosis: Diagnosis, look: Look, run: Run) -> Report:
    measures, findings = run.plan(diagnosis), run.findings(diagnosis)
    file = diagnosis.card.assessment.file
    data = report_bytes(
        measures,
        findings,
        digits=look.digits,
        extras=look.extras,
        letterhead=read_letterhead(file) if look.extras and not run.shared(file) else Letterhead(),
        finish=_checked(measures) if "checklist" in look.extras else None,
        wish=replace(look.wish, units=run.units(diagnosis)),
    )
    return Report(diagnosis, findings, report_name(measures), data)


def _checked(measures: MeasuresPlan) -> Callable[[Book], Book]:
    """Adds the checklist of the criteria that a plan of its year must meet."""
    from ita_xl.checking.own import with_checklist

    fiscal_year = measures.diagnosis.card.framework.fiscal_year
    return lambda book: with_checklist(book, measures.plan_year, fiscal_year=fiscal_year)
