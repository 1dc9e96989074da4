"""What was read before changes nothing: every workbook is read the same by a process that knows its rows already."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from ita_xl.errors import ItaError
from ita_xl.ingest import recall, understand
from tests.mutate import mutant, samples, seeds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ita_xl.assessment import Assessment
    from ita_xl.ingest import Reading

MUTANTS = 120


def understood(path: Path) -> object:
    """All that reading makes of a file."""
    try:
        found = understand(path)
    except ItaError as error:
        return error.code, error.message, error.place
    return *_of(found), [dict(vars(one)) for last in found.assessments for one in _chain(last)]


def _of(found: Reading) -> Iterator[object]:
    for field in fields(found):
        value = getattr(found, field.name)
        if field.name == "tables":
            yield [(one.grid.name, one.kind, one.area, one.header, one.columns, one.year, one.figures) for one in value]
        elif field.name not in ("assessments", "sheets", "settled"):
            yield value


def _chain(last: Assessment | None) -> Iterator[Assessment]:
    while last is not None:
        yield last
        last = last.previous


def test_a_workbook_is_read_the_same_whatever_was_read_before(tmp_path: Path) -> None:
    given = seeds()
    files = samples()
    for number in range(MUTANTS):
        made = mutant(given, 7, number)
        folder = tmp_path / str(number)
        folder.mkdir()
        files.append(folder / made.name)
        files[-1].write_bytes(made.data)
    alone = {}
    for path in files:
        recall.forget()
        alone[path] = understood(path)
    for path in samples():
        understood(path)
    assert recall.known() > 100
    assert {path: understood(path) for path in files} == alone


def test_the_rows_of_an_input_workbook_are_known_the_second_time() -> None:
    path = samples()[0]
    recall.forget()
    understood(path)
    known = recall.known()
    understood(path)
    assert recall.known() == known > 50
