"""What the OIT items of each year ask of the documents about the result: one TOML file a year, checked on loading."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ita_xl import framework, toml
from ita_xl.criteria.model import (
    CHECKLIST_TITLE,
    Checklist,
    Document,
    Element,
    Form,
    OpenFact,
    Outcome,
    Status,
    Subject,
    Verdict,
    YearCriteria,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

    from ita_xl.toml import Node

__all__ = [
    "CHECKLIST_TITLE", "KEYS", "Checklist", "Document", "Element", "Form", "OpenFact", "Outcome", "Status", "Subject",
    "Verdict", "YearCriteria", "load", "parse", "years",
]  # fmt: skip

#: Every element that can be checked, and the document that it belongs to; ``None`` for either.
KEYS: dict[str, Subject | None] = {
    "result.overall": Subject.MEASURES,
    "analysis.indicators": Subject.MEASURES,
    "analysis.topics": Subject.MEASURES,
    "analysis.urgent": Subject.MEASURES,
    "analysis.develop": Subject.MEASURES,
    "plan.measure": Subject.MEASURES,
    "plan.analysis": Subject.MEASURES,
    "plan.approach": Subject.MEASURES,
    "plan.steps": Subject.MEASURES,
    "plan.period": Subject.MEASURES,
    "plan.responsible": Subject.MEASURES,
    "plan.follow": Subject.MEASURES,
    "plan.coverage": Subject.MEASURES,
    "report.measure": Subject.REPORT,
    "report.result": Subject.REPORT,
    "report.outcome": Subject.REPORT,
    "report.responsible": Subject.REPORT,
    "years.assessed": Subject.MEASURES,
    "years.plan": Subject.MEASURES,
    "years.report": Subject.REPORT,
    "codes.document": None,
    "codes.items": Subject.MEASURES,
}


@cache
def years() -> tuple[int, ...]:
    """The fiscal years (B.E.) whose criteria are in the package."""
    return toml.years_in(__name__)


@cache
def load(fiscal_year: int) -> YearCriteria:
    """The criteria of a fiscal year (B.E.).

    Raises:
        RulesError: E202 when the year is not in the package, E201 when its file is faulty.
    """
    return parse(toml.file_of_year(__name__, fiscal_year, "หลักเกณฑ์ของเอกสาร OIT "))


def parse(resource: Traversable) -> YearCriteria:
    """One year's file, checked.

    Raises:
        RulesError: E201, naming file, line and field of the first fault.
    """
    return _criteria(toml.load(resource))


def _criteria(root: Node) -> YearCriteria:
    root.only(
        "schema", "fiscal_year", "status", "form", "analyses_year", "plan_year", "report_year", "documents", "elements",
        "open",
    )  # fmt: skip
    fiscal_year = root.whole("fiscal_year")
    if fiscal_year not in framework.years():
        raise root.fault("fiscal_year", f"ไม่มีกรอบการประเมินของปี {fiscal_year}")
    status = Status(root.choice("status", list(Status)))
    documents = tuple(_document(node, status, fiscal_year) for node in root.tables("documents"))
    if [one.subject for one in documents] != list(Subject):
        raise root.fault("documents", f"ต้องมีเอกสารสองรายการตามลำดับ {', '.join(Subject)}")
    elements = tuple(_elements(root, status))
    return YearCriteria(
        fiscal_year=fiscal_year,
        form=Form(root.choice("form", list(Form))),
        analyses_year=root.whole("analyses_year"),
        plan_year=root.whole("plan_year"),
        report_year=root.whole("report_year"),
        documents=documents,
        elements=elements,
        open=tuple(_open(node) for node in root.tables("open", [])),
        status=status,
    )


def _document(node: Node, status: Status, fiscal_year: int) -> Document:
    node.only("key", "code", "title", "status", "source")
    return Document(
        Subject(node.choice("key", list(Subject))),
        node.choice("code", tuple(framework.load(fiscal_year).items)),
        node.text_of("title"),
        Status(node.choice("status", list(Status), status)),
        node.text_of("source"),
    )


def _elements(root: Node, status: Status) -> Iterator[Element]:
    seen = set()
    for node in root.tables("elements"):
        node.only("key", "title", "needs", "status", "source")
        key = node.choice("key", KEYS)
        if key in seen:
            raise node.fault("key", f"องค์ประกอบ “{key}” ซ้ำ")
        seen.add(key)
        yield Element(
            key,
            KEYS[key],
            node.text_of("title"),
            node.text_of("needs"),
            Status(node.choice("status", list(Status), status)),
            node.text_of("source"),
        )


def _open(node: Node) -> OpenFact:
    node.only("fact", "consequence")
    return OpenFact(node.text_of("fact"), node.text_of("consequence"))
