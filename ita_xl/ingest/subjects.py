"""Which score a row of a sheet is about, told by its labels and by where it stands."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from ita_xl.assessment import Kind
from ita_xl.framework import load
from ita_xl.ingest import across
from ita_xl.ingest.headers import part_in, year_label
from ita_xl.ingest.model import VALUES, Role, RowKey
from ita_xl.ingest.rows import row_key
from ita_xl.ingest.values import number_of
from ita_xl.thai import squash

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ita_xl.ingest.grid import Cell
    from ita_xl.ingest.sheet import SheetReader

    #: The label cells of a row, with their columns.
    Labels = list[tuple[int, Cell]]

_OVERALL = ("คะแนน", "คะแนนที่ได้", "ผลคะแนน", "ผลการประเมิน", "ได้คะแนน")
_PART = re.compile(r"[-•*]?\(?(?:eit)?ส่วน(?:ที่)?([12])\)?")
_PART_OF = re.compile(r"(?:eit)?(?:\(?ส่วน(?:ที่)?[12]\)?|public|survey|[12])")
_TOOL = re.compile(r"(?:แบบวัด)?[ieo]it(?:\(?ส่วน(?:ที่)?[12]\)?)?")
_DATED = re.compile(r"(?:ประจำ)?(?:ปี)?(?:งบ(?:ประมาณ|ฯ)?)?(?:พ\.?ศ\.?)?\d{4}")
_TOOLS = re.compile("[ieo]it")
_TOOL_NAME = re.compile(r"(?:แบบวัด)?(iit|eit|oit)(?:\(?ส่วน(?:ที่)?([12])\)?)?")
_LONGEST_NAME = 120
_HEADING = re.compile(r"^(?:[\d.]+[).]?|\(\d+\))?")


def subject_of(reader: SheetReader, row: int, filled: Mapping[int, Cell]) -> RowKey | None:
    """The score that a row is about, or ``None``."""
    labels = _labels(reader, filled)
    cells = [cell for _, cell in labels]
    if reader.now.overall and not reader.open.headed and cells and squash(str(cells[0])).rstrip(":") in _OVERALL:
        return RowKey(Kind.OVERALL, title="ภาพรวม")
    key = _by_labels(reader, filled, labels) if (placed := _by_place(reader, row, labels)) is None else placed
    if key is None:
        key = placed = _by_order(reader, row, labels)
    reader.open.by_place = placed is not None
    pins = reader.found.pins
    return pins.key(reader.grid.name, cells, key, reader.framework) if pins is not None else key


def labels_of(reader: SheetReader, filled: Mapping[int, Cell]) -> list[Cell]:
    """The cells left of the first figure column, or, without a header, the texts and a leading number."""
    return [cell for _, cell in _labels(reader, filled)]


def _labels(reader: SheetReader, filled: Mapping[int, Cell]) -> Labels:
    table = reader.open
    if table.names:
        return [(at, cell) for at, cell in filled.items() if at in table.names]
    aside = {*table.having(Role.IGNORED, Role.TOOL), *table.years}
    aside |= {at for at in table.owners if reader.is_owner(filled.get(at))}
    aside |= {at for at in table.having(Role.ORDER) if number_of(filled.get(at)) is not None}
    if figures := table.having(*VALUES, Role.LEVEL):
        return [(at, cell) for at, cell in filled.items() if at < min(figures) and at not in aside]
    first = min(filled)
    score = min((at for at, cell in filled.items() if at != first and number_of(cell) is not None), default=None)
    # What stands behind the only number is a remark on it.
    return [
        (at, cell)
        for at, cell in filled.items()
        if at not in aside and (at == first or (number_of(cell) is None and (score is None or at < score)))
    ]


# -- by its place ----------------------------------------------------------------------------------------------------


def _by_place(reader: SheetReader, row: int, labels: Labels) -> RowKey | None:
    """A row that says little by itself: a part below its tool or its item, a year, an indicator among all of them."""
    if len(labels) != 1:
        return None
    at, label = labels[0]
    if (number := reader.open.ordered.get(row)) is not None:
        return RowKey(Kind.INDICATOR, str(number), str(label))
    return _part_below(reader, at, str(label)) or _year(reader, row, label)


def _part_below(reader: SheetReader, at: int, label: str) -> RowKey | None:
    """A row that is only called a part of EIT: below EIT, an indicator, or the other part of an item."""
    before = reader.open.parted
    plain = squash(label)
    if before is not None and before[0] == at and _PART_OF.fullmatch(plain) and (part := part_in(label)):
        return replace(before[1], part=part)
    if reader.now.tool != "EIT" or not (found := _PART.fullmatch(plain)):
        return None
    if reader.now.indicator is not None:
        return RowKey(Kind.INDICATOR_PART, f"{reader.now.indicator}:{found[1]}", part=int(found[1]))
    return RowKey(Kind.TOOL, f"EIT{found[1]}")


def _year(reader: SheetReader, row: int, label: Cell) -> RowKey | None:
    """A row called by a year, with the overall score of that year, above the rows of its tools."""
    table = reader.open
    dated = _DATED.fullmatch(squash(str(label))) is not None
    year = year_label(label) if table.scores and not table.years and dated else None
    if year is None or year > reader.year or not any(reader.grid.cell(row, at) for at in table.having(Role.SCORE)):
        return None
    reader.turn_to(year)
    return RowKey(Kind.OVERALL)


def _by_order(reader: SheetReader, row: int, labels: Labels) -> RowKey | None:
    """An indicator by a name cut short, where all of them follow each other in their order."""
    if not reader.open.scores or len(labels) != 1:
        return None
    at, label = labels[0]
    below = {
        below: str(reader.grid.cell(below, at) or "") for below in range(row, row + len(reader.framework.indicators))
    }
    for place, column in across.in_order(below, reader.framework).items():
        if column.key is not None:
            reader.open.ordered[place] = int(column.key.ref)
    number = reader.open.ordered.get(row)
    return None if number is None else RowKey(Kind.INDICATOR, str(number), str(label))


# -- by its labels ---------------------------------------------------------------------------------------------------


def _by_labels(reader: SheetReader, filled: Mapping[int, Cell], labels: Labels) -> RowKey | None:
    cells = [cell for _, cell in labels]
    question = reader.open.question
    if question in filled and number_of(filled[question]) is not None and reader.now.tool:
        named = [cell for cell in cells if _TOOLS.search(squash(str(cell)))]
        if any(len(_TOOLS.findall(squash(str(cell)))) > 1 for cell in named):
            return None  # the question of two tools is of neither
        if any(_TOOL.fullmatch(squash(str(cell))) for cell in named):
            cells = [cell for cell in cells if cell not in named]
            return row_key(cells, reader.framework, indicators=False)
    order = next((filled[at] for at in reader.open.having(Role.ORDER) if at in filled), None)
    key = row_key(cells, reader.framework, indicators=reader.open.indicators, order=order)
    of_part = next(((at, part_in(str(cell))) for at, cell in labels[1:] if _PART_OF.fullmatch(squash(str(cell)))), None)
    if key is None or of_part is None or not (key.mean or (key.kind is Kind.ITEM and key.ref.startswith("e"))):
        return key
    key = replace(key, part=of_part[1])
    reader.open.parted = of_part[0], key
    return key


@lru_cache(maxsize=8192)
def place_of(text: str, fiscal_year: int) -> tuple[str, int | None, int | None] | None:
    """The tool, its part and the indicator that a cell is the name of."""
    if len(text) > _LONGEST_NAME:
        return None
    plain = squash(text)
    if found := _TOOL_NAME.fullmatch(plain):
        return found[1].upper(), int(found[2]) if found[2] else None, None
    indicator = load(fiscal_year).indicator_named(_HEADING.sub("", plain))
    return (indicator.tool, None, indicator.number) if indicator else None
