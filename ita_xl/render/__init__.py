"""Sheets → files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ita_xl.render.files import safe_name, write_safely
from ita_xl.render.xlsx import workbook_bytes

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence

    from ita_xl.findings import Finding
    from ita_xl.letterhead import Letterhead
    from ita_xl.measures import MeasuresPlan
    from ita_xl.planning import Wish
    from ita_xl.sheets.model import Book

__all__ = ["report_bytes", "report_name", "safe_name", "workbook_bytes", "write_report", "write_safely"]


def report_name(plan: MeasuresPlan) -> str:
    """The file name of a report: ``รายงาน ITA เทศบาลตำบลบางปลา 2568.xlsx``."""
    card = plan.diagnosis.card
    agency = card.assessment.agency or Path(card.assessment.file).stem or "หน่วยงาน"
    return f"{safe_name(f'รายงาน ITA {agency} {card.framework.fiscal_year}')}.xlsx"


def write_report(
    plan: MeasuresPlan,
    findings: Sequence[Finding],
    folder: str | os.PathLike[str],
    *,
    digits: str = "arabic",
    name: str = "",
    extras: Sequence[str] = (),
    letterhead: Letterhead | None = None,
    finish: Callable[[Book], Book] | None = None,
    wish: Wish | None = None,
) -> Path:
    """Write the report workbook of one agency into a folder.

    Args:
        plan: the plan of measures, which carries diagnosis and scores.
        findings: what the audit found.
        folder: made when it is missing; no file leaves it.
        digits: ``"arabic"`` or ``"thai"``.
        name: file name; :func:`report_name` unless given.
        extras: words for further sheets: ``"memo"``, ``"cover"``, ``"analysis"``, ``"items"``, ``"topics"``,
            ``"followup"``.
        letterhead: what fills them beside the scores (:func:`ita_xl.read_letterhead`); dotted lines without it.
        finish: adds to the finished book, as :func:`ita_xl.checking.own.with_checklist` does.
        wish: form, order and length of the plan of measures; as the criteria of its year ask unless given.

    Returns:
        The path of the report.

    Raises:
        OutputError: E301, E302, E306.
    """
    data = report_bytes(plan, findings, digits=digits, extras=extras, letterhead=letterhead, finish=finish, wish=wish)
    return write_safely(Path(folder) / (name or report_name(plan)), data)


def report_bytes(
    plan: MeasuresPlan,
    findings: Sequence[Finding],
    *,
    digits: str = "arabic",
    extras: Sequence[str] = (),
    letterhead: Letterhead | None = None,
    finish: Callable[[Book], Book] | None = None,
    wish: Wish | None = None,
) -> bytes:
    """The report workbook of one agency as a file; arguments and errors as for :func:`write_report`."""
    from ita_xl.letterhead import Letterhead
    from ita_xl.planning import Wish as Wanted
    from ita_xl.sheets.report import report_book

    book = report_book(plan, findings, extras=extras, letterhead=letterhead or Letterhead(), wish=wish or Wanted())
    return workbook_bytes(finish(book) if finish else book, digits=digits)
