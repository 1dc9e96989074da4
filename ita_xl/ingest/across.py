"""The head of a table whose columns are scores: indicators, items, tools or years side by side."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from ita_xl.assessment import Kind
from ita_xl.ingest import bands
from ita_xl.ingest.alike import cut_short
from ita_xl.ingest.headers import (
    PLAIN_SCORE,
    column_of,
    district_column,
    header_cell,
    label_column,
    labels_values,
    names_columns,
    part_in,
    stacked,
    unit_named,
    year_in,
)
from ita_xl.ingest.labels import LABELS
from ita_xl.ingest.model import VALUES, Column, Role, RowKey
from ita_xl.ingest.rows import row_key
from ita_xl.ingest.values import number_of
from ita_xl.thai import squash

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ita_xl.framework import Framework
    from ita_xl.ingest.grid import Cell
    from ita_xl.ingest.model import View
    from ita_xl.ingest.sheet import SheetReader

_MOST_HEADER_ROWS = 3
#: Full marks behind a name: no part of it.
_FULL = re.compile(r"\(\s*(?:เต็ม|ร้อยละ|คะแนนเต็ม)?\s*\d{2,3}\s*(?:คะแนน|%)?\s*\)")
#: The head of a mean over the columns before.
_MEANS = re.compile(r"(?:คะแนน|ค่า)?(?:รวม|เฉลี่ย|รวมเฉลี่ย)(?:คะแนน)?")
#: A year and the word for a score, and nothing else.
_PLAIN = re.compile(
    r"(?:ผล)?(?:คะแนน)?(?:รวม|ita|ที่ได้)?(?:ปี)?(?:งบประมาณ)?(?:พ\.ศ\.)?\d{4}(?:ผล)?(?:คะแนน)?(?:รวม|ita|ที่ได้)?"
)


def columns_of_scores(reader: SheetReader, row: int) -> tuple[tuple[int, ...], dict[int, Column]] | None:
    """The header rows that begin here and their columns, when at least one of them is a score."""
    view = reader.view
    if reader.found.pins is not None and (match := reader.found.pins.match(view, row)) is not None:
        # The map has the last word; a table without header begins right below the row before.
        pinned = reader.found.pins.columns(match, reader.framework)
        return (match.rows or (row - 1,), pinned) if match.wide else None
    raw = reader.grid.raw[row]
    # Most rows are no headers: a number with a fraction shows it at once.
    if sum(value != "" for value in raw) < 2 or any(type(value) is float and value % 1 for value in raw):
        return None
    filled = view.filled(row)
    if not heads(filled) or _told(filled):
        return None
    rows = [row]
    for below in range(row + 1, min(row + _MOST_HEADER_ROWS, len(view))):
        if not _heads_below(reader, rows, below):
            break
        rows.append(below)
    if len(rows) > 1 and not reader.band and len(bands.starts_of(view.filled(rows[-1]))) > 1:
        return None  # the titles of tables that stand side by side
    words = stacked(reader.grid, rows)
    numbered = any("ตัวชี้วัด" in squash(word) for own in words.values() for word in own) or _title_above(view, row)
    if any(
        len(own) > 1 and names_columns(own[-1]) and _subject(own[:-1], reader.framework, numbered=False)
        for own in words.values()
    ):
        return None  # the titles of tables that stand side by side, not the head of columns
    columns: dict[int, Column] = {}
    for at, own in words.items():
        if column := _column(own, reader.framework, numbered=numbered):
            columns[at] = column
    columns |= in_order({at: own[-1] for at, own in words.items()}, reader.framework)
    _cornered(columns, min(words, default=0), view, rows[-1] + 1)
    under = view.filled(rows[-1] + 1) if rows[-1] + 1 < len(view) else {}
    for at, one in columns.items():
        # "ผลการประเมิน" may head scores or levels: what stands below tells.
        if one.role is Role.SCORE and one.key is None and reader.framework.level_named(str(under.get(at, ""))):
            columns[at] = Column(Role.LEVEL, None, one.year, one.text)
    return _checked(tuple(rows), columns, words)


def _told(filled: Mapping[int, Cell]) -> bool:
    """Whether a row is a label with its value."""
    return labels_values([squash(str(cell)).rstrip(":") for cell in filled.values()])


def _title_above(view: View, row: int) -> bool:
    """Whether the line right above says that its numbers are indicators."""
    if not row:
        return False
    filled = view.filled(row - 1)
    return len(filled) == 1 and "ตัวชี้วัด" in squash(str(next(iter(filled.values()))))


def heads(filled: Mapping[int, Cell]) -> bool:
    """Whether a row can be a header: short texts, years, or numbers counting up."""
    others = [cell for cell in filled.values() if not header_cell(cell)]
    if len(filled) - len(others) < 1:
        return False
    numbers = [number_of(cell) for cell in others]
    if not others:
        return len(filled) > 1
    return len(others) > 2 and all(
        after is not None and before is not None and after == before + 1 for before, after in pairwise(numbers)
    )


def _heads_below(reader: SheetReader, rows: Sequence[int], below: int) -> bool:
    """Whether the next row goes on with the header: most of its cells say what a column is."""
    filled = reader.view.filled(below)
    own = reader.view.filled(rows[-1])
    if not filled or (len(filled) == 1 and min(filled) == min(own)) or _told(filled):
        return False
    if _weights(filled):
        return True
    if not (all(header_cell(cell) for cell in filled.values()) or _counts_up(filled)):
        return False
    if all(at in own for at in filled) and len(filled) >= len(own):
        # A row as full as the one above is a second header only where that one is made of merged cells.
        spanned = {
            at
            for area in reader.grid.merged
            if rows[-1] in range(area[0], area[2] + 1)
            for at in range(area[1], area[3])
        }
        if not spanned & set(filled):
            return False
    if in_order({at: str(cell) for at, cell in filled.items()}, reader.framework):
        return True
    known = sum(_says(cell, reader.framework) for cell in filled.values())
    return known * 2 >= len(filled) or _counts_up(filled)


def _weights(filled: Mapping[int, Cell]) -> bool:
    """Whether a row holds the weights of the tools, and perhaps of the whole: 30% | 30% | 40% | 100%."""
    numbers = [number_of(cell.rstrip("%") if isinstance(cell, str) else cell) for cell in filled.values()]
    return len(numbers) > 2 and all(number in (30, 40, 100) for number in numbers) and numbers.count(Decimal(30)) == 2


def _counts_up(filled: Mapping[int, Cell]) -> bool:
    numbers = [value for cell in filled.values() if (value := number_of(cell)) is not None and value < 100]
    return (
        len(numbers) > 2
        and len(numbers) * 2 > len(filled)
        and all(after == before + 1 for before, after in pairwise(numbers))
    )


def _says(cell: Cell, framework: Framework) -> bool:
    text = str(cell)
    if column_of(text) or label_column(text) or year_in(text) or part_in(text):
        return True
    return row_key([text], framework, indicators=False) is not None


def _column(words: Sequence[str], framework: Framework, *, numbered: bool) -> Column | None:
    """A column by the words above it, from the top row down."""
    joined = " ".join(words)
    if len(words) == 1 and (label := label_column(joined)):
        return label
    own = column_of(joined) or column_of(words[-1])
    if own is not None and own.role in (Role.ORDER, Role.IGNORED, Role.PART):
        return own
    key = _subject(words, framework, numbered=numbered)
    if own is None and key is None:
        return next((found for word in reversed(words) if (found := label_column(word) or district_column(word))), None)
    if own is not None and own.role is Role.POINTS and key is not None and key.kind is Kind.OVERALL:
        own = replace(own, role=Role.SCORE)  # the points of all tools together are the overall score
    own = own or Column(Role.SCORE, part_in(joined), year_in(joined), squash(joined))
    agency = next((word for word in words[:-1] if unit_named(word)), "")
    year = None if own.role is Role.CHANGE else own.year or year_in(joined)
    return replace(own, key=key, year=year, agency=agency)


def _cornered(columns: dict[int, Column], corner: int, view: View, below: int) -> None:
    """A tool in the corner, above labels, says which tool and part the columns are of."""
    own = columns.get(corner)
    labels = below < len(view) and number_of(view.filled(below).get(corner)) is None
    if own is None or own.key is None or own.key.kind is not Kind.TOOL or not labels:
        return
    del columns[corner]
    part = int(own.key.ref[3:]) if own.key.ref[3:] else None
    for at, one in columns.items():
        if one.key is not None and one.key.kind is Kind.ITEM and part:
            columns[at] = replace(one, part=one.part or part)
        elif one.key is not None and one.key.kind is Kind.OVERALL and (_MEANS.fullmatch(one.text)):
            columns[at] = replace(one, key=RowKey(Kind.TOOL, own.key.ref, own.key.title))


def in_order(words: Mapping[int, str], framework: Framework) -> dict[int, Column]:
    """Columns side by side that are all the indicators in their order, by number or by a name cut short.

    "หน้าที่ | งบประมาณ | อำนาจ | …" or "1 Duty | 2 Budget | …": one such word means little, all of them in order do.
    """
    names = [(one.number, squash(one.name)) for one in framework.indicators]
    for start, begins in words.items():
        first = squash(begins)
        if not first.startswith("1") and not cut_short(first, names[0][1]):
            continue
        run = [squash(words.get(at, "")) for at in range(start, start + len(names))]
        short = all(word and cut_short(word, name) for word, (_, name) in zip(run, names, strict=True))
        numbered = all(
            re.match(rf"{number}[.)]?[^\d.]{{2}}", word) for word, (number, _) in zip(run, names, strict=True)
        )
        if short or numbered:
            return {
                start + at: Column(Role.SCORE, text=word, key=RowKey(Kind.INDICATOR, str(number), word))
                for at, (word, (number, _)) in enumerate(zip(run, names, strict=True))
            }
    return {}


def _subject(words: Sequence[str], framework: Framework, *, numbered: bool) -> RowKey | None:
    """The score a column is about: the lowest word that names one, helped by those above it."""
    for at in range(len(words) - 1, -1, -1):
        word, above = _FULL.sub("", words[at]), words[:at]
        if re.fullmatch(r"\d{1,2}\.?", squash(word)):
            return _numbered(int(squash(word).rstrip(".")), above, framework, numbered=numbered)
        key = row_key([word], framework, indicators=numbered)
        if key is not None and key.mean:
            upper = _subject(above, framework, numbered=numbered) if above else None
            return upper if upper is not None and not upper.mean else RowKey(Kind.OVERALL, title=word)
        if key is not None and key.kind is not None:
            return key
    return None


def _numbered(number: int, above: Sequence[str], framework: Framework, *, numbered: bool) -> RowKey | None:
    """A bare number: an indicator, or under the heading of a tool one of its items."""
    upper = _subject(above, framework, numbered=False) if above else None
    tool = upper.ref if upper is not None and upper.kind is Kind.TOOL else ""
    known = {one.number for one in (framework.of_tool(tool) if tool in framework.tool_codes else framework.indicators)}
    if any("ข้อ" in squash(word) for word in above) and tool:
        code = f"{tool[0].lower()}{number}"
        return RowKey(Kind.ITEM, code, foreign=code not in framework.items)
    if number in known and (numbered or tool):
        return RowKey(Kind.INDICATOR, str(number))
    return None


def _checked(
    rows: tuple[int, ...], columns: dict[int, Column], words: Mapping[int, Sequence[str]]
) -> tuple[tuple[int, ...], dict[int, Column]] | None:
    """The columns, when they are those of a table of this kind."""
    keys = {(one.key.kind, one.key.ref, one.part) for one in columns.values() if one.key is not None}
    labels = [at for at, one in columns.items() if one.role in (Role.AGENCY, Role.YEAR, Role.PROVINCE)]
    scores = [at for at, one in columns.items() if one.role in VALUES and one.key is None]
    if not any(one.role is Role.AGENCY for one in columns.values()):
        # Where nothing else is called an agency, a province is one.
        columns |= {at: replace(columns[at], role=Role.AGENCY) for at in labels if columns[at].role is Role.PROVINCE}
    if not any(one.role is Role.AGENCY for one in columns.values()):
        columns = {at: one for at, one in columns.items() if one.role is not Role.DISTRICT}
    if labels and scores and {kind for kind, _, _ in keys} <= {Kind.OVERALL}:
        columns |= {at: replace(columns[at], key=RowKey(Kind.OVERALL)) for at in scores}
        keys.add((Kind.OVERALL, "", None))
    plain = [at for at in scores if columns[at].role is Role.SCORE and columns[at].text in PLAIN_SCORE]
    if labels and len(plain) == 1 and keys and (Kind.OVERALL, "", None) not in keys:
        columns |= {plain[0]: replace(columns[plain[0]], key=RowKey(Kind.OVERALL))}
        keys.add((Kind.OVERALL, "", None))
    for at in scores:
        # A score of another year beside the whole's, with nothing else in its head.
        if columns[at].year and _PLAIN.fullmatch(columns[at].text) and (Kind.OVERALL, "", None) in keys:
            columns[at] = replace(columns[at], key=RowKey(Kind.OVERALL))
        # A change without a name is that of the score to its left.
        left = max((one for one in columns if one < at and columns[one].key is not None), default=None)
        if columns[at].role is Role.CHANGE and columns[at].key is None and left is not None:
            columns[at] = replace(columns[at], key=columns[left].key)
    graded = any(one.role is Role.LEVEL for one in columns.values())
    if len(keys) >= 2 or (keys and (labels or graded)):
        # A label such as "หน่วยงาน | เทศบาล…" is no header.
        first = squash(words[min(words)][-1]).rstrip(":")
        return (rows, columns) if len(words) > 2 or first not in LABELS or labels else None
    return None
