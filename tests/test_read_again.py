"""Reports of the package, read again as input."""

from __future__ import annotations

from pathlib import Path

import pytest

import ita_xl
from ita_xl.auditing import audit_all
from ita_xl.findings import Severity
from ita_xl.sheets.extras import CHECKLIST, EXTRAS

SAMPLES = Path(__file__).parent.parent / "workbooks" / "samples"


@pytest.mark.parametrize("sample", ["bang-pla-2568", "lamphun-2568", "pa-phlu-2568", "phu-sang-2567"])
@pytest.mark.parametrize("digits", ["arabic", "thai"])
def test_a_report_says_the_same_when_it_is_read_again(tmp_path: Path, sample: str, digits: str) -> None:
    """What its sheets tell again in sentences is no second figure, and no way to a level is a score."""
    card = ita_xl.score(ita_xl.read(SAMPLES / f"{sample}.xlsx")[0])
    words = tuple(word for word in EXTRAS if word != CHECKLIST)
    path = ita_xl.write_report(ita_xl.plan(ita_xl.diagnose(card)), (), tmp_path, digits=digits, extras=words)
    again = ita_xl.score(ita_xl.read(path)[0])
    assert again.assessment.agency == card.assessment.agency
    assert again.framework.fiscal_year == card.framework.fiscal_year
    assert (again.overall.value, again.level.name) == (card.overall.value, card.level.name)
    known = {one.code for one in audit_all(card) if one.severity is Severity.ERROR}
    if card.overall.stated not in (None, card.overall.value):
        known.add("A303")  # the report shows both
    assert {one.code for one in audit_all(again) if one.severity is Severity.ERROR} <= known
