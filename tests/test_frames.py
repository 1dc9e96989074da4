"""Scorecards as a pandas table."""

from __future__ import annotations

import sys

import pytest

from ita_xl.errors import MachineError
from ita_xl.frames import to_frame
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
