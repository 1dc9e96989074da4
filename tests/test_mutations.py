"""Damaged, hostile and shuffled files: reading gives assessments, or an error that says what is wrong; never more."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from ita_xl.errors import InputError
from ita_xl.ingest import read
from tests import rawbooks
from tests.mutate import mutant, seeds
from tests.nasty import NASTY
from tests.nasty_parts import GOOD
from tests.trial import Outcome, Trials

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SAMPLE = 100
JOBS = 2


@pytest.fixture(scope="module")
def nasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Outcome]]:
    """All hand-made files, read once by two watched readers at a time."""
    folder = tmp_path_factory.mktemp("nasty")

    def some(names: list[str]) -> dict[str, Outcome]:
        found = {}
        with Trials() as watched:
            for name in names:
                path = folder / name
                path.write_bytes(NASTY[name]())
                found[name] = watched.read(path)
                path.unlink()
        return found

    names = list(NASTY)
    with ThreadPoolExecutor(JOBS) as pool:
        halves = list(pool.map(some, (names[at::JOBS] for at in range(JOBS))))
    yield {name: outcome for half in halves for name, outcome in half.items()}


@pytest.mark.parametrize("name", NASTY)
def test_a_hand_made_file_hurts_no_one(nasty: dict[str, Outcome], name: str) -> None:
    outcome = nasty[name]
    assert not outcome.broken, f"{outcome.end}: {outcome.said}"


def test_a_sample_of_mutants(tmp_path: Path) -> None:
    given = seeds()

    def some(numbers: range) -> list[str]:
        broken = []
        with Trials() as trials:
            for number in numbers:
                made = mutant(given, 0, number)
                folder = tmp_path / str(number)
                folder.mkdir()
                path = folder / made.name
                path.write_bytes(made.data)
                outcome = trials.read(path)
                if outcome.broken:
                    broken.append(f"mutant {number}, {' > '.join(made.steps)}: {outcome.end}: {outcome.said}")
                path.unlink()
        return broken

    with ThreadPoolExecutor(JOBS) as pool:
        broken = [one for half in pool.map(some, (range(at, SAMPLE, JOBS) for at in range(JOBS))) for one in half]
    assert not broken, "\n\n".join(broken)


def test_a_mutant_is_the_same_every_time() -> None:
    first, again = seeds(), seeds()
    assert [mutant(first, 1, number) for number in range(20)] == [mutant(again, 1, number) for number in range(20)]
    assert mutant(first, 2, 0) != mutant(first, 1, 0)


@pytest.mark.parametrize("writer", [rawbooks.xlsx, rawbooks.ods, rawbooks.xls, rawbooks.xlsb])
def test_the_ordinary_table_is_read(tmp_path: Path, writer: Callable[[list[rawbooks.Page]], bytes]) -> None:
    """What the hand-made files begin with; otherwise they would be refused for another reason than theirs."""
    path = tmp_path / f"ผล.{writer.__name__}"
    path.write_bytes(writer([GOOD]))
    assert len(read(path)[0].figures) == 10


def test_the_empty_rows_that_programs_save_are_no_harm(nasty: dict[str, Outcome]) -> None:
    outcome = nasty["repeats-as-saved-by-programs.ods"]
    assert outcome.end == "read", outcome.said
    assert outcome.figures == 10


def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ท่อ.xlsx")
    (tmp_path / "วน.xlsx").symlink_to("วน.xlsx")
    for path in (tmp_path, tmp_path / "ไม่มี.xlsx", tmp_path / "ท่อ.xlsx", tmp_path / "วน.xlsx"):
        with pytest.raises(InputError) as caught:
            read(path)
        assert caught.value.code == "E101"
