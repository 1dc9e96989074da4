"""One unit of work: the bytes of a source and the options in, records and report workbooks out. It touches no result.

A pure function, so that it may run in any process of any machine: two runs of it give the same bytes.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from ita_xl import __version__, jsonout
from ita_xl.batch.memory import seldom, settle
from ita_xl.errors import ItaError, crashed
from ita_xl.ingest.about import kind_of
from ita_xl.render.files import safe_name
from ita_xl.reporting import How, Look, Opened, Run, judged, opened, reports
from ita_xl.sheets.theme import using
from ita_xl.thai import points

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from ita_xl.diagnosis import Diagnosis
    from ita_xl.findings import Finding
    from ita_xl.scoring import Scorecard
    from ita_xl.sheets.theme import Theme

#: Agencies of one source in one unit: as many as keep its reports small beside the worker itself.
AGENCIES, AGENCIES_WITHOUT_REPORTS = 50, 1_000
#: Tasks done by this process, and how many are between two settlings of its memory.
_done, _BETWEEN = count(1), 10
_DISTRICT = re.compile(r"(?:^|\s)(?:อำเภอ|อ\.|เขต(?!พื้นที่))\s?([ก-๏]+?)(?=\s|จังหวัด|จ\.|$)")


@dataclass(frozen=True)
class Options:
    """What is asked of every source alike; ``reports`` are left out where only the summary is wanted."""

    how: How = field(default_factory=lambda: How(own_texts=True))
    look: Look = field(default_factory=Look)
    theme: Theme | None = None
    reports: bool = True

    @property
    def agencies(self) -> int:
        """How many agencies of a source one unit takes."""
        return AGENCIES if self.reports else AGENCIES_WITHOUT_REPORTS

    @property
    def signature(self) -> str:
        """Version and options as one word: what was made under another one is made anew."""
        asked = repr((__version__, self.how, self.look, self.theme, self.reports))
        return hashlib.sha256(asked.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Task:
    """A source, or the agencies of it from ``start`` on; ``refused`` (a failure) where it cannot even be read."""

    label: str
    data: bytes
    start: int
    options: Options
    refused: dict[str, Any] | None = None

    @property
    def digest(self) -> str:
        """The SHA-256 of the source."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True)
class Outcome:
    """What became of a task.

    ``total`` counts all agencies of the source; ``reports`` are name and bytes for each of ``records``, or nothing
    where no reports were asked for.
    """

    label: str
    start: int
    digest: str
    total: int = 0
    records: tuple[dict[str, Any], ...] = ()
    reports: tuple[tuple[str, bytes], ...] = ()
    failures: tuple[dict[str, Any], ...] = ()


def work(task: Task) -> Outcome:
    """Do a task. Never raises: what goes wrong is a failure of the outcome."""
    if task.refused is not None:
        return Outcome(task.label, task.start, "", failures=(task.refused,))
    try:
        with seldom(), using(task.options.theme):
            return _outcome(task)
    except Exception as fault:  # noqa: BLE001 - one broken file must not stop the others
        return failed(task, fault)
    finally:
        if next(_done) % _BETWEEN == 0:
            settle()


def failed(task: Task, fault: Exception) -> Outcome:
    """The outcome of a task at which the program failed: E999."""
    failure = jsonout.failure(task.label, crashed(PurePosixPath(task.label).name, fault))
    return Outcome(task.label, task.start, task.digest, failures=(failure,))


def _outcome(task: Task) -> Outcome:
    options, run = task.options, Run()
    digest = task.digest
    with tempfile.TemporaryDirectory(prefix="ita-xl-", ignore_cleanup_errors=True) as folder:
        name = PurePosixPath(task.label)
        file = Path(folder) / f"{safe_name(name.stem)}{name.suffix}"
        file.write_bytes(task.data)
        records: list[dict[str, Any]] = []
        made: list[tuple[str, bytes]] = []
        total = 0
        try:
            source = _source(task, digest, file, run)
            total = len(source.assessments)
            part = judged(source, run, slice(task.start, task.start + options.agencies))
            if options.reports:
                for one in reports(part, options.look, run):
                    records.append(record(one.diagnosis, one.findings, task.label))
                    made.append((one.name, one.data))
            else:
                records = [record(one, run.findings(one), task.label) for one in part]
        except ItaError as error:
            run.failures.append(jsonout.failure(task.label, error))
        except Exception as fault:  # noqa: BLE001 - the agencies before the one that fails are kept
            run.failures.append(jsonout.failure(task.label, crashed(name.name, fault)))
    if task.start + options.agencies >= total:
        _kept.clear()
    failures = tuple({**one, "file": task.label} for one in run.failures)
    return Outcome(task.label, task.start, digest, total, tuple(records), tuple(made), failures)


def _source(task: Task, digest: str, file: Path, run: Run) -> Opened:
    """The file read. One of more agencies than a unit takes is kept: the next task is often a further part of it."""
    key = (task.label, digest, task.options.signature)
    if key in _kept:
        return _kept[key]
    _kept.clear()
    source = opened(file, task.options.how, run)
    if len(source.assessments) > task.options.agencies:
        _kept[key] = source
    return source


_kept: dict[tuple[str, str, str], Opened] = {}


# -- records ---------------------------------------------------------------------------------------------------------


def record(diagnosis: Diagnosis, found: Sequence[Finding], label: str) -> dict[str, Any]:
    """What the summary needs of one agency and year, as plain data; figures are strings with two decimals."""
    card = diagnosis.card
    own = card.assessment
    years = list(_years_of(card))
    agency = own.agency or PurePosixPath(label).stem
    return {
        "agency": agency,
        "named": bool(own.agency),
        "province": own.province or None,
        "district": own.district or _district(agency, label),
        "kind": kind_of(agency) or None,
        **years[0],
        "items": {ref: _figure(one.value) for ref, one in card.items.items() if one.value is not None},
        "earlier": years[1:],
        "weak": [
            {"ref": one.ref, "class": one.class_.name.lower(), "score": points(one.score)} for one in diagnosis.weak
        ],
        "next": _next(diagnosis),
        "findings": [jsonout.finding(one) for one in found],
    }


def _years_of(card: Scorecard | None) -> Iterator[dict[str, Any]]:
    """The scores of a year and of all years before it that the source holds, the latest first."""
    while card is not None:
        yield _scores(card)
        card = card.previous


def _scores(card: Scorecard) -> dict[str, Any]:
    return {
        "fiscal_year": card.framework.fiscal_year,
        "overall": _figure(card.overall.value),
        "level": card.level.name,
        "possible_levels": [one.name for one in card.level.possible],
        "tools": {code: _figure(one.value) for code, one in card.tools.items()},
        "indicators": {str(number): _figure(one.value) for number, one in card.indicators.items()},
    }


def _next(diagnosis: Diagnosis) -> dict[str, Any] | None:
    """The next level, what it lacks, and the fewest improvements that reach it; ``None`` at the best level."""
    way = diagnosis.way
    if way is None:
        return None
    return {
        "level": way.level.name,
        "lacking": [
            {"score": one.score, "value": points(one.value), "bound": points(one.bound)} for one in way.lacking
        ],
        "improvements": [
            {"kind": one.key[0].value, "ref": one.key[1], "before": points(one.before), "after": points(one.after)}
            for one in way.improvements
        ],
    }


def _district(agency: str, label: str) -> str | None:
    """The district, as the name of the agency or a folder of the source says it."""
    return next((found[1] for found in map(_DISTRICT.search, _telling(agency, label)) if found), None)


def _telling(agency: str, label: str) -> Iterator[str]:
    yield agency
    yield from reversed(PurePosixPath(label).parts[:-1])


def _figure(value: Decimal | None) -> str | None:
    return None if value is None else points(value)
