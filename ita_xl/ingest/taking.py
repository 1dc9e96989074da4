"""A figure cell → a figure: its number, the score it is of, and the agency and year it belongs to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ita_xl.assessment import Figure, Kind, Wording
from ita_xl.framework import load, years
from ita_xl.ingest.identity import agency_key
from ita_xl.ingest.model import Column, Role, RowKey
from ita_xl.ingest.rows import reference
from ita_xl.ingest.values import absent, change_of, out_of, score_like, score_of

if TYPE_CHECKING:
    from decimal import Decimal

    from ita_xl.framework import Framework
    from ita_xl.ingest.grid import Cell
    from ita_xl.ingest.model import Bucket
    from ita_xl.ingest.sheet import SheetReader

#: The most that a score can be.
FULL = 100
#: No year has more items, those of both parts of EIT counted twice.
_ITEMS = 120
_LONGEST_VALUE = 60


def take(reader: SheetReader, row: int, column: int, cell: Cell, key: RowKey, meaning: Column) -> None:
    """One figure cell into the bucket of its agency and year."""
    if (marks := out_of(cell)) is not None and marks[1] < FULL and key.kind is Kind.TOOL:
        meaning = replace(meaning, role=Role.POINTS)
    year = meaning.year or (reader.now.year - 1 if meaning.role is Role.BEFORE else reader.now.year)
    if isinstance(cell, str) and reader.framework.level_named(cell):
        return
    change = meaning.role is Role.CHANGE
    value = _value(reader, row, column, cell, key, year, change=change)
    found = _ref(reader, row, column, key, meaning) if value is not None else None
    if value is None or found is None:
        return
    if year not in years():
        reader.found.unruled.append((reader.grid, row, column, year))
        return
    agency = (agency_key(meaning.agency), meaning.agency) if meaning.agency else (reader.now.agency, reader.now.name)
    bucket = reader.bucket(year, *agency)
    if reader.open.table:
        reader.open.table.figures += 1
    figure = Figure(*found, value, reader.grid.place(row, column), str(cell), change)
    _put(reader, bucket, figure, year, column, key, meaning)


def _put(
    reader: SheetReader, bucket: Bucket, figure: Figure, year: int, column: int, key: RowKey, meaning: Column
) -> None:
    """A figure where it belongs: scores, points out of a weight, items that the year does not have, clashing names."""
    kind, place = figure.kind, figure.place
    if key.title and kind is Kind.ITEM and year == reader.now.year:
        bucket.titles.setdefault(key.ref, Wording(key.title, place))
    if meaning.role is Role.POINTS and kind is not Kind.OVERALL:
        bucket.points.append(figure)
    elif key.foreign:
        if year == reader.now.year:
            bucket.foreign.append(figure)
    elif year != reader.now.year:
        if (other := _in_year(reader, figure, load(year))) is not None:
            bucket.figures.append(other)
    elif key.clash is not None and not figure.change:
        bucket.clashes.append((key, figure))
    else:
        bucket.figures.append(figure)
        if kind is Kind.TOOL and not figure.change:
            reader.open.tools.append((column, bucket, year, figure))


def _value(
    reader: SheetReader, row: int, column: int, cell: Cell, key: RowKey, year: int, *, change: bool
) -> Decimal | None:
    """The number of a figure cell; what is no score is said and left out."""
    value, rest = (change_of(cell), "") if change else score_of(cell)
    if rest and reader.framework.level_named(rest) and key.kind is Kind.OVERALL:
        reader.bucket(year).grade(rest, reader.grid.place(row, column))
    what = f"ข้อ {key.ref}" if key.kind is Kind.ITEM else f"“{key.title or name_of(key)}”"
    if value is None:
        if not absent(cell) and len(str(cell)) <= _LONGEST_VALUE:
            column_name = "ผลต่าง" if change else "คะแนน"
            reader.found.problem(
                "R102",
                f"ช่อง{column_name}ของ{what} เป็น “{str(cell)[:40]}” ซึ่งไม่ใช่ตัวเลข จึงถือว่าไม่มีค่า",
                (reader.grid, row, column),
                stated=cell,
                cure="พิมพ์เป็นตัวเลข (คะแนนอยู่ในช่วง 0–100) หรือเว้นว่างหากไม่มี",
            )
        return None
    if abs(value) > FULL if change else not score_like(value):
        column_name, scale = ("ผลต่าง", "-100 ถึง 100") if change else ("คะแนน", "0–100")
        reader.found.problem(
            "R103",
            f"{column_name}ของ{what} เป็น {str(cell)[:40]} ซึ่งอยู่นอกช่วง {scale} จึงไม่นำมาใช้",
            (reader.grid, row, column),
            stated=cell,
            cure="ตรวจตัวเลขกับผลที่ประกาศ จุดทศนิยมอาจหายไป",
        )
        return None
    return value


def _ref(reader: SheetReader, row: int, column: int, key: RowKey, meaning: Column) -> tuple[Kind, str] | None:
    """Kind and reference of a figure, with the part of EIT that its row, column or table names."""
    parted = key.kind is Kind.ITEM or (key.kind is Kind.INDICATOR and _has_items(reader, int(key.ref)))
    part = meaning.part or (reader.open.part if parted else None)
    if key.kind is Kind.INDICATOR_PART and meaning.part:
        key = replace(key, ref=f"{key.ref.partition(':')[0]}:{meaning.part}", part=meaning.part)
    found = reference(reader.framework, key, part)
    if found is None or found[0] is not Kind.ITEM or key.foreign or ":" in found[1]:
        return found
    if reader.framework.parts(reader.framework.items[key.ref].tool):
        if any(one.part for one in reader.open.columns.values()):
            return None  # the mean of both parts, beside them
        reader.no_part.append((key.ref, row, column))
    return found


def _has_items(reader: SheetReader, number: int) -> bool:
    """Whether items of an indicator stand above in the table: its row sums them up."""
    items = reader.framework.items
    return any(
        key.kind is Kind.ITEM and not key.foreign and items[key.ref].indicator == number
        for key in reader.open.keys[-_ITEMS:]
    )


def _in_year(reader: SheetReader, figure: Figure, other: Framework) -> Figure | None:
    """A figure of another year; an item goes under the code its subject has then."""
    if figure.kind is not Kind.ITEM:
        return figure
    ref = reader.framework.ref_in(figure.ref, other)
    note = "" if ref == figure.ref else moved_note(figure.ref, reader.framework)
    return None if ref is None else replace(figure, ref=ref, note=note)


def moved_note(ref: str, own: Framework) -> str:
    """What is said of a figure of another year that stands under the code of this one."""
    return f"ในแฟ้มใช้รหัส {ref} ของปี พ.ศ. {own.fiscal_year}"


def name_of(key: RowKey) -> str:
    """A score's name where nothing else names it."""
    return {Kind.INDICATOR: f"ตัวชี้วัดที่ {key.ref}", Kind.TOOL: key.ref}.get(key.kind or Kind.OVERALL, "ภาพรวม")
