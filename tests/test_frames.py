"""Scorecards as a pandas table."""

from __future__ import annotations

import sys
from decimal import Decimal
from random import Random

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ita_xl.assessment import Assessment, Figure, Kind
from ita_xl.errors import MachineError
from ita_xl.frames import score_frame, to_frame
from ita_xl.framework import load
from ita_xl.scoring import score
from tests.build import BANG_PLA_ITEMS, LAMPHUN, assessment


def test_one_row_a_scorecard() -> None:
    cards = [score(assessment(items=BANG_PLA_ITEMS, indicators={9: 95, 10: 90})), score(assessment(indicators=LAMPHUN))]
    frame = to_frame(cards)
    assert list(frame["overall"]) == [96.04, 90.14]
    assert list(frame["level"]) == ["ผ่านดี", "ผ่าน"]
    assert frame["e1:2"].isna().tolist() == [False, True]
    assert frame["ind9"].sum() == 160


def test_without_pandas_the_cure_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MachineError) as caught:
        to_frame([])
    assert caught.value.code == "E401"
    assert "pip install" in caught.value.cure


KNOWN = {
    "all items": [*load(2568).all_refs, "ind9", "ind10"],
    "indicators": [f"ind{number}" for number in range(1, 11)],
    "tools": ["IIT", "EIT1", "EIT2", "OIT", "overall"],
    "everything": [
        *load(2568).all_refs, *load(2568).scores, "overall", *(f"ind{number}" for number in range(1, 11)),
        *(f"ind{number}:{part}" for number in (6, 7, 8) for part in (1, 2)),
    ],
}  # fmt: skip


@given(st.data(), st.sampled_from([2563, 2564, 2565, 2566, 2567, 2568]), st.sampled_from(sorted(KNOWN)))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_whole_table_is_scored_as_its_rows_one_by_one(data: st.DataObject, year: int, known: str) -> None:
    columns = [one for one in KNOWN[known] if one[0] not in "ieo" or one[:3] == "ind" or one in load(year).all_refs]
    random = Random(data.draw(st.integers(0, 10**9)))
    missing, close = data.draw(st.sampled_from([0, 0, 0.05, 0.5])), data.draw(st.booleans())

    def cell() -> float | None:
        if random.random() < missing:
            return None
        return random.choice([84.99, 85, 94.995, 95, 97.115, 100]) if close else random.randint(7000, 10000) / 100

    rows = [{column: cell() for column in columns} for _ in range(3)]
    found = score_frame(pd.DataFrame(rows, columns=columns, dtype=float).assign(agency="ก"), year)
    for at, row in enumerate(rows):
        figures = tuple(
            Figure(*KEYS.get(column, _key(column)), Decimal(str(value)))
            for column, value in row.items()
            if value is not None
        )
        want = to_frame([score(Assessment(year, figures=figures))]).iloc[0]
        for column in want.index.difference(["file", "agency", "province", "fiscal_year", "level"]):
            assert found[column][at] == want[column] or (pd.isna(found[column][at]) and pd.isna(want[column])), column
        level = found["level"][at]
        assert (None if pd.isna(level) else level) == want["level"]
    assert list(found["agency"]) == ["ก"] * 3


KEYS = {"overall": (Kind.OVERALL, ""), **{code: (Kind.TOOL, code) for code in ("IIT", "EIT", "EIT1", "EIT2", "OIT")}}


def _key(column: str) -> tuple[Kind, str]:
    if not column.startswith("ind"):
        return Kind.ITEM, column
    return (Kind.INDICATOR_PART if ":" in column else Kind.INDICATOR), column[3:]


def test_digits_that_a_float_cannot_hold_are_rounded_as_printed() -> None:
    table = score_frame(pd.DataFrame({"ind1": [97.115, 1.005, Decimal("8.345"), None]}), 2568)
    assert list(table["ind1"][:3]) == [97.12, 1.01, 8.35]
    assert pd.isna(table["ind1"][3])
