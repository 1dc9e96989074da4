"""What the commands on score files share: every file read and judged, its report written, what became of it told."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from ita_xl import jsonout, show
from ita_xl.auditing import audit, audit_all
from ita_xl.diagnosis import diagnose
from ita_xl.errors import ItaError, crashed
from ita_xl.ingest import load_map, read
from ita_xl.ingest.letterhead import read_letterhead
from ita_xl.ingest.units import read_units
from ita_xl.letterhead import Letterhead
from ita_xl.measures import plan
from ita_xl.ownlibrary import own_library
from ita_xl.planning import Wish, arrange
from ita_xl.render import report_name, write_report
from ita_xl.scoring import score

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ita_xl.assessment import Assessment
    from ita_xl.criteria import Checklist, YearCriteria
    from ita_xl.diagnosis import Diagnosis
    from ita_xl.findings import Finding
    from ita_xl.ingest.maps import Pins
    from ita_xl.measures import MeasuresPlan
    from ita_xl.ownlibrary import OwnLibrary
    from ita_xl.planning import Arranged
    from ita_xl.sheets.model import Book

DONE, INCOMPLETE, NOTHING = 0, 1, 3


@dataclass(frozen=True)
class How:
    """How the inputs of a command are to be read."""

    year: int | None = None
    map_file: Path | None = None
    criteria: YearCriteria | None = None
    own_texts: bool = False


@dataclass
class Run:
    """What became of the inputs of one command."""

    done: list[Diagnosis] = field(default_factory=list)
    failures: list[dict[str, Any]] = field(default_factory=list)
    shared: set[str] = field(default_factory=set)  # files of several agencies: nobody's letterhead
    checklists: list[Checklist] = field(default_factory=list)
    own: dict[str, OwnLibrary] = field(default_factory=dict)
    """The agency's own recommendations by file, where they are asked for."""
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
        return () if file in self.shared else read_units(file)

    def exit_code(self, *, errors: bool = False) -> int:
        """The exit code of the command; ``errors`` where the audit found some that count."""
        if not self.done and not self.checklists:
            return NOTHING
        return INCOMPLETE if self.failures or errors else DONE


def diagnoses(files: Iterable[Path], how: How, run: Run, *, quiet: bool) -> Iterator[Diagnosis]:
    """Read and judge each file; a file that fails is noted, and the rest go on. Without its map nothing is read."""
    try:
        pins = None if how.map_file is None else load_map(how.map_file)
    except ItaError as error:
        run.failures.append(jsonout.failure(str(how.map_file), error))
        return
    for file in _progress(list(files), quiet=quiet):
        try:
            found = _assessments(file, how, pins, run)
            if len(found) > 1:
                run.shared.add(str(file))
            if how.own_texts:
                run.own[str(file)] = own_library(file)
            for assessment in found:
                diagnosis = diagnose(score(assessment))
                run.done.append(diagnosis)
                yield diagnosis
        except ItaError as error:
            run.failures.append(jsonout.failure(str(file), error))
        except Exception as fault:  # noqa: BLE001 - one broken file must not stop the others
            run.failures.append(jsonout.failure(str(file), crashed(file.name, fault)))


def _assessments(file: Path, how: How, pins: Pins | None, run: Run) -> Sequence[Assessment]:
    """The assessments of a file; where criteria are to be met it is a document too, and may hold no scores."""
    if how.criteria is None:
        return read(file, fiscal_year=how.year, pins=pins)
    from ita_xl.checking import check as check_document
    from ita_xl.checking import open_document

    reading = open_document(file, how.criteria, fiscal_year=how.year, pins=pins)
    run.checklists.append(check_document(reading, how.criteria))
    return reading.assessments


def write_reports(
    files: list[Path],
    folder: Path,
    how: How,
    run: Run,
    *,
    digits: str = "arabic",
    extras: tuple[str, ...] = (),
    wish: Wish = Wish(),  # noqa: B008
) -> None:
    """Write the report of every assessment and tell it, a line each; what cannot be written is noted."""
    out = show.console()
    taken = {file.resolve() for file in files}
    for diagnosis in diagnoses(files, how, run, quiet=False):
        measures = run.plan(diagnosis)
        findings = run.findings(diagnosis)
        name = _free_name(folder, report_name(measures), taken)
        file = diagnosis.card.assessment.file
        try:
            words = read_letterhead(file) if extras and file not in run.shared else Letterhead()
            path = write_report(
                measures,
                findings,
                folder,
                digits=digits,
                name=name,
                extras=extras,
                letterhead=words,
                finish=_checked(measures) if "checklist" in extras else None,
                wish=replace(wish, units=run.units(diagnosis)),
            )
        except ItaError as error:
            run.done.remove(diagnosis)
            run.failures.append(jsonout.failure(file, error))
            continue
        run.written.append(path)
        show.report_line(out, diagnosis, findings, path)


def arranged(diagnosis: Diagnosis, run: Run) -> Arranged:
    """The plan of measures as the report of the same file has it."""
    return arrange(run.plan(diagnosis), Wish(units=run.units(diagnosis)))


def _checked(measures: MeasuresPlan) -> Callable[[Book], Book]:
    """Adds the checklist of the criteria that a plan of its year must meet."""
    from ita_xl.checking.own import with_checklist

    fiscal_year = measures.diagnosis.card.framework.fiscal_year
    return lambda book: with_checklist(book, measures.plan_year, fiscal_year=fiscal_year)


def _free_name(folder: Path, name: str, taken: set[Path]) -> str:
    """A name that no other report of this run, and no input, has."""
    path = folder / name
    number = 2
    while path.resolve() in taken:
        path = folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
        number += 1
    taken.add(path.resolve())
    return path.name


def _progress(files: list[Path], *, quiet: bool) -> Iterable[Path]:
    """The files, with a bar on a terminal when there are many."""
    if quiet or len(files) < 3 or not sys.stderr.isatty():
        return files
    from rich.progress import track

    return track(files, description="กำลังทำงาน", console=Console(stderr=True), transient=True)


def finish(run: Run, as_json: bool) -> None:
    """Tell what failed; as JSON everything."""
    if as_json:
        assessments = [jsonout.assessment(one, [*audit(one.card), *run.own_findings(one)]) for one in run.done]
        for one, own in zip(assessments, run.plans, strict=False):
            one["plan"] = jsonout.plan(own)
        criteria = [jsonout.checklist(one) for one in run.checklists] or None
        print(json.dumps(jsonout.document(assessments, run.failures, criteria), ensure_ascii=False, indent=1))
        return
    for one in run.failures:
        show.failure(show.console(stderr=True), one)
