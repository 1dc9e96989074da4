"""A header → the table that opens under it: what its columns are, and what closes it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ita_xl.framework import load
from ita_xl.ingest.headers import (
    clear_scores,
    fractions_below,
    label_column,
    merge_headers,
    names_columns,
)
from ita_xl.ingest.model import VALUES, Column, Header, Role, Table, TableKind
from ita_xl.ingest.state import Open
from ita_xl.thai import squash

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ita_xl.assessment import Figure
    from ita_xl.ingest.model import Bucket
    from ita_xl.ingest.sheet import SheetReader

_MOST_HEADER_ROWS = 3
_RESULTS = ("ผลการดำเนิน", "สรุปผลการดำเนิน", "ผลลัพธ์", "ความสำเร็จ", "สถานะ")
#: A column headed by full marks of a hundred: the scores themselves, where what stands in it varies.
_OUT_OF = re.compile(r"เต็ม\(?100")
#: The head of a column of the numbers of questions.
_QUESTION = ("ข้อ", "ข้อที่", "ข้อคำถามที่", "เลขข้อ")
#: How many rows below a header tell what its columns are.
_LOOK = 30
#: Scores up to here are fractions in percent cells, not points.
_FRACTION = 1


def open_under(reader: SheetReader, row: int, header: Header) -> None:
    """Open the table of a header row, which may go on from the header rows above it."""
    rows: tuple[int, ...] = (row,)
    if reader.open.header_rows and reader.open.header_rows[-1] == row - 1 and not reader.open.keys:
        rows = (*reader.open.header_rows, row)[-_MOST_HEADER_ROWS:]
        header = merge_headers(reader.grid, rows) or header
    columns, unclear = clear_scores(_owned(reader, row, _of_hundred(reader, row, header.columns)), reader.now.year)
    if unclear and (tool := _sparse(reader, row, unclear)) is not None:
        dense = next(at for at in unclear if at != tool)
        columns |= {tool: replace(header.columns[tool], role=Role.TOOL), dense: header.columns[dense]}
    elif unclear:
        reader.found.problem(
            "R106",
            "ตารางนี้มีคอลัมน์คะแนนมากกว่าหนึ่งคอลัมน์ที่หัวตารางไม่บอกความต่าง จึงไม่ทราบว่าคอลัมน์ใดเป็นคะแนน",
            *((reader.grid, row, at) for at in unclear),
            stated=", ".join(columns[at].text for at in unclear),
            cure="ให้เหลือหัวตาราง “คะแนน” คอลัมน์เดียว หรือใส่ปีไว้ในหัวตาราง",
        )
    if len(rows) > 1 and reader.open.table is not None and reader.open.table.header == rows[-2]:
        reader.found.tables.remove(reader.open.table)
    texts = [squash(str(cell)) for cell in reader.view.filled(row).values()]
    kind = TableKind.SCORES if header.scores else _other_kind(texts)
    begin(reader, kind, rows, Header(columns, header.scores, header.indicators, len(rows)))


def begin(reader: SheetReader, kind: TableKind, rows: tuple[int, ...], header: Header) -> None:
    """Open a table under its header rows; the one before it ends."""
    reader.settle()
    settle_points(reader)
    row, columns = rows[-1], header.columns
    check_title(reader, row, columns)
    # A line "ส่วนที่ 1" above a table holds for it; one inside the table before does not.
    part = reader.open.part if not reader.open.keys else None
    table = Table(reader.grid, kind, (rows[0], 0, row, 0), row, columns, reader.now.year)
    table.area = (rows[0], min(reader.view.filled(row)), row, max(reader.view.filled(row)))
    reader.found.tables.append(table)
    reader.open = Open(columns, header.scores, True, header.indicators, rows, part, table=table)
    reader.open.width = len(reader.grid.raw[row])
    plain = all(one.role is Role.SCORE and not (one.year or one.part or one.agency) for at, one in columns.items()
                if one.role in VALUES)  # fmt: skip
    if header.scores and plain and not reader.open.having(Role.PART, Role.TOOL, Role.LEVEL):
        reader.open.header = tuple(f"{at}:{one.text}" for at, one in columns.items())
        reader.open.quick = frozenset(reader.open.having(*VALUES))
    if header.scores:
        owners = _label_columns(reader, row, columns, Role.AGENCY)
        reader.open.owners = tuple(dict.fromkeys([*owners, *reader.open.having(Role.AGENCY)]))
        reader.open.years = tuple(_label_columns(reader, row, columns, Role.YEAR))
        heads = reader.view.filled(row).items()
        reader.open.question = next((at for at, cell in heads if squash(str(cell)) in _QUESTION), -1)
        _figured(reader.open)


def _figured(table: Open) -> None:
    """Note the columns of scores of a table of one agency that has no other figures: its rows may be known already."""
    figures = {at: one for at, one in table.columns.items() if one.role in VALUES}
    others = (*table.owners, *table.years, *table.having(Role.PART, Role.TOOL, Role.LEVEL))
    plain = all(one.role is Role.SCORE and not (one.year or one.agency) for one in figures.values())
    if figures and plain and not others and table.width > len(figures):
        table.figured = tuple(figures)
        columns = tuple((at, one.role, one.part, one.text) for at, one in table.columns.items())
        table.shape = (columns, table.width, table.indicators, table.question)


def _of_hundred(reader: SheetReader, row: int, columns: Mapping[int, Column]) -> dict[int, Column]:
    """The columns, with "คะแนนเต็ม 100" as scores out of 100 where what stands below varies."""
    return {
        at: replace(one, role=Role.SCORE)
        if one.role is Role.IGNORED and _OUT_OF.search(one.text) and fractions_below(reader.grid, row, at)
        else one
        for at, one in columns.items()
    }


def _owned(reader: SheetReader, row: int, columns: Mapping[int, Column]) -> dict[int, Column]:
    """The columns, with a score between an agency and the names of its parts as the score of the agency."""
    names = [at for at, cell in reader.view.filled(row).items() if names_columns(str(cell)) and at not in columns]
    owners = _label_columns(reader, row, columns, Role.AGENCY)
    last = max((at for at, one in columns.items() if one.role is Role.SCORE), default=0)
    return {
        at: replace(one, role=Role.TOOL)
        if one.role is Role.SCORE and owners and any(min(owners) < at < name < last for name in names)
        else one
        for at, one in columns.items()
    }


def _label_columns(reader: SheetReader, row: int, columns: Mapping[int, Column], role: Role) -> list[int]:
    """The columns of labels of a role, left of the figures."""
    first = min((at for at, one in columns.items() if one.role in VALUES), default=0)
    heads = {at: label_column(str(cell)) for at, cell in reader.view.filled(row).items() if at < first}
    return [at for at, one in heads.items() if one is not None and one.role is role]


def _sparse(reader: SheetReader, row: int, unclear: Sequence[int]) -> int | None:
    """Of two columns the one that has a score only where another tool begins: the score of the tool."""
    below = [reader.view.filled(one) for one in range(row + 1, min(row + 1 + _LOOK, len(reader.view)))]
    counts = {at: sum(at in filled for filled in below) for at in unclear}
    if len(unclear) != 2 or not min(counts.values()):
        return None
    few, many = sorted(unclear, key=lambda at: counts[at])
    return few if counts[few] * 2 < counts[many] else None


def check_title(reader: SheetReader, row: int, columns: Mapping[int, Column]) -> None:
    """Say so when the title above a table names another year than its columns do; the columns count."""
    dated = {one.year: at for at, one in columns.items() if one.year is not None and one.role in VALUES}
    # Scores of no year are of the year of the title, whatever stands beside them.
    titled = any(one.role is Role.SCORE and one.year is None for one in columns.values())
    if reader.title is None or not dated or titled or reader.title[0] in dated:
        return
    year, title_row, title_at = reader.title
    reader.title = None
    last = max(dated)
    reader.found.problem(
        "R110",
        f"หัวเรื่องบอกปี พ.ศ. {year} แต่หัวตารางบอกปี พ.ศ. {last} จึงอ่านตามหัวตาราง",
        (reader.grid, title_row, title_at),
        (reader.grid, row, dated[last]),
        stated=year,
        cure="ตรวจว่าตารางเป็นของปีใด แล้วแก้หัวเรื่องหรือหัวตารางให้ตรงกัน",
        warning=True,
    )


def settle_points(reader: SheetReader) -> None:
    """Tool figures of one column that are all within the weights of their tools are weighted points."""
    columns: dict[tuple[int, int, str], list[tuple[Bucket, Figure]]] = {}
    for at, bucket, year, figure in reader.open.tools:
        columns.setdefault((at, year, bucket.agency), []).append((bucket, figure))
    for (_, year, _), own in columns.items():
        framework = load(year)
        if (
            {figure.ref[:3] for _, figure in own} == set(framework.tool_codes)
            and all(0 < figure.value <= framework.weight(figure.ref) for _, figure in own)
            and any(figure.value > _FRACTION for _, figure in own)
        ):
            for bucket, figure in own:
                bucket.figures.remove(figure)
                bucket.points.append(figure)


def _other_kind(texts: list[str]) -> TableKind:
    """What a table without scores is."""
    joined = " ".join(texts)
    if any(word in joined for word in ("จำนวน", "ผู้ตอบ")):
        return TableKind.COUNTS
    if any(word in joined for word in _RESULTS):
        return TableKind.RESULTS
    if any(word in joined for word in ("มาตรการ", "กิจกรรม", "โครงการ", "ผู้รับผิดชอบ", "ขั้นตอน")):
        return TableKind.PLAN
    return TableKind.OTHER
