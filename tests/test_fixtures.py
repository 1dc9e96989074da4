"""Reading what agencies really keep: every figure of every fixture, with its cell, in every format."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fixtures import Fixture, fixtures, result

HERE = Path(__file__).parent
ALL = [
    pytest.param(fixture, ending, id=f"{folder}-{fixture.name}-{ending}")
    for folder in ("quirks", "published", "collected")
    for fixture in fixtures(HERE / folder)
    for ending in fixture.formats
]


@pytest.mark.parametrize(("fixture", "ending"), ALL)
def test_every_figure_is_read_and_none_is_made_up(tmp_path: Path, fixture: Fixture, ending: str) -> None:
    path = fixture.build(tmp_path, ending)
    found = result(fixture, path)
    truth = fixture.truth(path)
    assert truth - found.figures == {}, "not read"
    assert found.figures - truth == {}, "read, but not there"
    assert found.levels == fixture.levels(path)
    assert set(fixture.expected("asked", path)) <= found.asked
    assert set(fixture.expected("problems", path)) <= found.codes
