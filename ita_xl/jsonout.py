"""The JSON of ``score``, ``check`` and ``progress``: contracts, described in ``docs/json.md`` and by schemas there.

Figures are strings with two decimals, half up; what is not known is ``null``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ita_xl.assessment import Kind
from ita_xl.thai import points, signed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from ita_xl.agreement import Contradiction
    from ita_xl.criteria import Checklist
    from ita_xl.diagnosis import Diagnosis
    from ita_xl.errors import ItaError
    from ita_xl.explaining import Change, Proposal
    from ita_xl.findings import Finding
    from ita_xl.planning import Arranged, Entry
    from ita_xl.progress import Evidence, Progress
    from ita_xl.progress import Measure as Followed
    from ita_xl.scoring import Scorecard

SCHEMA = 1


def document(
    assessments: Sequence[dict[str, Any]],
    failures: Sequence[dict[str, Any]],
    criteria: Sequence[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """The whole answer of one command; ``criteria`` where documents were checked against those of a year."""
    asked = {} if criteria is None else {"criteria": list(criteria)}
    return {"schema": SCHEMA, "assessments": list(assessments), **asked, "failures": list(failures)}


def checklist(one: Checklist) -> dict[str, Any]:
    """One document against the criteria of a year."""
    asked = one.criteria
    return {
        "file": one.file,
        "agency": one.agency or None,
        "criteria_year": asked.fiscal_year,
        "form": asked.form.value,
        "years": {"assessed": asked.analyses_year, "plan": asked.plan_year, "report": asked.report_year},
        "documents": [
            {"subject": each.subject.value, "code": each.code, "title": each.title} for each in one.documents
        ],
        "elements": [
            {
                "key": each.element.key,
                "title": each.element.title,
                "status": each.element.status.value,
                "outcome": each.outcome.value,
                "found": each.found,
                "cells": [place.label for place in each.places if place.label],
                "cure": each.cure,
            }
            for each in one.verdicts
        ],
        "findings": [finding(each) for each in one.findings],
    }


def assessment(diagnosis: Diagnosis, findings: Sequence[Finding]) -> dict[str, Any]:
    """One assessment with its weak items, findings and the year before."""
    from ita_xl.auditing import audit
    from ita_xl.diagnosis import diagnose
    from ita_xl.explaining import explain

    card = diagnosis.card
    before = card.previous
    return {
        **_scores(card),
        "previous": None if before is None else assessment(diagnose(before, diagnosis.thresholds), audit(before)),
        "weak": [
            {
                "ref": one.ref,
                "score": points(one.score),
                "class": one.class_.value,
                "reasons": [rule.value for rule in one.rules],
            }
            for one in diagnosis.weak
        ],
        "findings": [finding(one) for one in findings],
        "proposals": [proposal(one) for one in explain(card)],
    }


def plan(arranged: Arranged) -> dict[str, Any]:
    """The plan of measures of one assessment, in the form of the criteria of its year."""
    return {
        "year": arranged.plan.plan_year,
        "form": arranged.form.value,
        "groups": [
            {
                "number": one.number,
                "name": one.name,
                "score": _figure(one.score),
                "class": one.class_.value if one.class_ else None,
                "analysis": list(one.analysis),
                "measures": [_measure(each) for each in one.entries],
            }
            for one in arranged.groups
        ],
        "left_out": [_measure(one) for one in arranged.left_out],
    }


def _measure(one: Entry) -> dict[str, Any]:
    own = one.measure
    return {
        "kind": own.kind,
        "name": own.name,
        "refs": list(own.refs),
        "score": _figure(one.score),
        "analysis": list(own.analysis),
        "steps": list(own.steps),
        "period": own.period,
        "dates": one.dates,
        "responsible": own.responsible,
        "joint": own.joint,
        "success": own.success,
        "evidence": own.evidence,
    }


def progress(found: Progress, evidence: Sequence[Evidence], findings: Sequence[Finding]) -> dict[str, Any]:
    """One plan with what was done; ``evidence`` are its pictures."""
    return {
        "file": found.file,
        "agency": found.agency or None,
        "province": found.province or None,
        "year": found.year,
        "as_of": found.as_of.isoformat(),
        "form": found.own_form.value,
        "counts": {status.value: count for status, count in found.counts.items()},
        "overdue": len(found.overdue),
        "score_years": {
            "before": found.before.fiscal_year if found.before else None,
            "after": found.after.fiscal_year if found.after else None,
        },
        "sentences": found.sentences(),
        "measures": [_followed(found, one, evidence) for one in found.measures],
        "findings": [finding(one) for one in findings],
    }


def _followed(found: Progress, one: Followed, evidence: Sequence[Evidence]) -> dict[str, Any]:
    return {
        "name": one.name,
        "about": [{"kind": each.kind, "ref": each.ref} for each in one.about],
        "subject": one.subject,
        "heading": one.heading,
        "responsible": one.responsible,
        "period": one.period,
        "due": one.due.isoformat() if one.due else None,
        "status": one.status.value,
        "overdue": one.overdue(found.as_of),
        "rounds": [
            {
                "months": each.months or None,
                "status": each.status,
                "date": each.date,
                "summary": each.summary,
                "output": each.output,
                "evidence": each.evidence,
                "obstacles": each.obstacles,
                "next_step": each.next_step,
            }
            for each in one.told
            if each
        ],
        "pictures": [each.name for each in evidence if each.measure is one],
        "changes": [
            {
                "kind": each.kind,
                "ref": each.ref,
                "label": each.label,
                "title": each.title,
                "before": _figure(each.before),
                "after": _figure(each.after),
                "difference": None if each.difference is None else signed(each.difference),
            }
            for each in found.changes(one)
        ],
        "cell": one.place.label or None,
    }


def _scores(card: Scorecard) -> dict[str, Any]:
    own = card.assessment
    level = card.level
    return {
        "file": own.file,
        "agency": own.agency or None,
        "province": own.province or None,
        "fiscal_year": own.fiscal_year,
        "overall": _figure(card.overall.value),
        "level": level.name,
        "possible_levels": [one.name for one in level.possible],
        "tools": {code: _figure(one.value) for code, one in card.tools.items()},
        "indicators": {str(number): _figure(one.value) for number, one in card.indicators.items()},
        "items": {ref: _figure(one.value) for ref, one in card.items.items()},
        "stated": {
            "overall": _figure(own.value(Kind.OVERALL)),
            "level": level.stated,
            "tools": {code: _figure(own.value(Kind.TOOL, code)) for code in card.framework.scores},
            "indicators": {str(one): _figure(own.value(Kind.INDICATOR, str(one))) for one in card.indicators},
        },
        "origin": _origins(card),
        "bounds": {
            code: [points(one.low), points(one.high)]
            for code, one in {"overall": card.overall, **card.tools}.items()
            if one.value is None
        },
    }


def _origins(card: Scorecard) -> dict[str, str]:
    named = {"overall": card.overall}
    named |= {f"tools.{code}": one for code, one in card.tools.items()}
    named |= {f"indicators.{number}": one for number, one in card.indicators.items()}
    return {name: one.origin.value for name, one in named.items() if one.origin is not None}


def finding(one: Finding) -> dict[str, Any]:
    """One finding."""
    return {
        "code": one.code,
        "severity": one.severity.value,
        "message": one.message,
        "cells": [place.label for place in one.places if place.label],
        "stated": one.stated,
        "computed": one.computed,
        "cure": one.cure,
    }


def proposal(one: Proposal) -> dict[str, Any]:
    """One explanation of contradictions."""
    return {
        "message": one.message,
        "cost": one.cost,
        "changes": [_change(each) for each in one.changes],
        "settles": [_contradiction(each) for each in one.settles],
        "remains": [_contradiction(each) for each in one.remains],
        "respondents": [{"scope": each.scope, "count": each.count} for each in one.respondents],
    }


def _change(one: Change) -> dict[str, Any]:
    show = signed if one.change else points
    return {
        "fiscal_year": one.fiscal_year,
        "kind": one.kind.value,
        "ref": one.ref,
        "change": one.change,
        "printed": show(one.printed),
        "proposed": show(one.proposed),
        "reason": one.reason.value,
        "cells": [place.label for place in one.places if place.label],
    }


def _contradiction(one: Contradiction) -> dict[str, str]:
    return {"code": one.code, "kind": one.kind.value, "ref": one.ref}


def failure(file: str, error: ItaError) -> dict[str, Any]:
    """One input that could not be used."""
    return {
        "file": file,
        "code": error.code,
        "message": error.message,
        "cell": error.place.label or None,
        "cure": error.cure,
    }


def _figure(value: Decimal | None) -> str | None:
    return None if value is None else points(value)
