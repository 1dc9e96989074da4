"""A finished document against the criteria of a year: element by element, met, not met, or cannot be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ita_xl.checking.elements import Document, judge
from ita_xl.checking.material import gather
from ita_xl.checking.subjects import Subjects
from ita_xl.criteria import Checklist, Form, Subject, YearCriteria, load
from ita_xl.errors import InputError
from ita_xl.framework import load as load_framework
from ita_xl.ingest import understand
from ita_xl.thai import squash

if TYPE_CHECKING:
    import os

    from ita_xl.checking.material import Material
    from ita_xl.ingest import Reading
    from ita_xl.ingest.maps import Pins

__all__ = ["check", "check_file"]

_REPORTING = ("รายงานผลการดำเนิน", "รายงานผลการปฏิบัติตามมาตรการ", "รายงานมาตรการ")


def check_file(
    path: str | os.PathLike[str], criteria_year: int, *, fiscal_year: int | None = None, pins: Pins | None = None
) -> Checklist:
    """Check a finished file against the criteria of a year.

    Args:
        path: as for :func:`ita_xl.read`.
        criteria_year: the year (B.E.) whose criteria the document must meet.
        fiscal_year: the year assessed, where the file does not say it; else the one that the criteria ask for.
        pins: a map that corrects or pins the reading.

    Raises:
        InputError: E101-E105 for a file that cannot be opened.
        RulesError: E202 for a year that the package has no criteria of.
    """
    criteria = load(criteria_year)
    return check(open_document(path, criteria, fiscal_year=fiscal_year, pins=pins), criteria)


def open_document(
    path: str | os.PathLike[str],
    criteria: YearCriteria,
    *,
    fiscal_year: int | None = None,
    pins: Pins | None = None,
) -> Reading:
    """Read a document; one that names no year is read as one of the year that the criteria ask for."""
    try:
        return understand(path, fiscal_year=fiscal_year, pins=pins)
    except InputError as error:
        if error.code != "E106":
            raise
        return understand(path, fiscal_year=criteria.analyses_year, pins=pins)


def check(reading: Reading, criteria: YearCriteria) -> Checklist:
    """Check a document that was read. Which of the two documents of the year it is, its tables tell."""
    framework = load_framework(criteria.analyses_year)
    topics = criteria.form is Form.TOPICS
    # The topics have the same names in every year that has them.
    named = framework if framework.topics or not topics else load_framework(criteria.fiscal_year)
    material = gather(reading.sheets, Subjects(named, topics=topics))
    subjects = _subjects(material)
    document = Document(reading, material, criteria, subjects)
    verdicts = tuple(
        judge(document, one) for one in criteria.elements if one.document is None or one.document in subjects
    )
    return Checklist(
        file=reading.file.name,
        agency=reading.agency,
        criteria=criteria,
        documents=tuple(one for one in criteria.documents if one.subject in subjects),
        verdicts=verdicts,
    )


def _subjects(material: Material) -> frozenset[Subject]:
    """Which documents a file holds: by its tables, else by its title; an analysis when nothing tells."""
    found = {Subject.MEASURES} if material.plans else set()
    if material.reports:
        found.add(Subject.REPORT)
    if not found:
        titles = [squash(one.text) for one in material.lines[:12]]
        reporting = any(title.startswith(words) for title in titles for words in _REPORTING)
        found = {Subject.REPORT if reporting else Subject.MEASURES}
    return frozenset(found)
