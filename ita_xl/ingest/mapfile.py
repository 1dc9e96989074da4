"""A reading written down as a map, so that the next file of the same layout reads at once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ita_xl.cells import area as range_of
from ita_xl.cells import letters
from ita_xl.ingest.maps import SCHEMA
from ita_xl.ingest.meanings import meaning_of, pattern, readable, subject_of
from ita_xl.ingest.model import TableKind
from ita_xl.ingest.pinned import header_words
from ita_xl.thai import squash

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ita_xl.ingest import Reading
    from ita_xl.ingest.grid import Grid
    from ita_xl.ingest.model import Column, Table

_LONGEST_LABEL = 120
_LONGEST_WORDS = 60
#: Problems of tables whose meaning a person should settle in the map.
_OPEN = ("R101", "R106", "R107")


@dataclass(frozen=True)
class _Entry:
    """A table as it is written down: its header by what a map compares, its columns by their words."""

    header: tuple[tuple[int, str], ...]
    kind: TableKind
    columns: tuple[tuple[int, str], ...]
    grid: Grid
    rows: range
    cells: str


def map_text(found: Reading) -> str:
    """The map of a reading, as TOML with remarks for people.

    Tables that begin with the same header and mean the same are written once; a header that means one thing here and
    another there is left to the reader. Agency and year are remarks only: the map is for other files of this layout.
    """
    return "\n".join([*_head(found), *_tables(found), *_labels(found), *_questions(found), ""])


def _head(found: Reading) -> Iterator[str]:
    yield f"# แผนที่การอ่าน จากแฟ้ม {' '.join(found.file.name.split())} ปีงบประมาณที่ประเมิน พ.ศ. {found.fiscal_year}"
    yield "# {ปี} คือปีที่ประเมิน {ปี-1} คือปีก่อน ใช้กับแฟ้มแบบเดียวกันของปีอื่นได้ด้วย --map"
    yield f"schema = {SCHEMA}"
    yield "# เอาเครื่องหมาย # ออกเมื่อต้องการกำหนดเองแทนที่แฟ้มบอก"
    yield f"# fiscal_year = {found.fiscal_year}"
    yield f"# agency = {_quoted(found.agency)}"
    yield ""


# -- tables ----------------------------------------------------------------------------------------------------------


def _tables(found: Reading) -> Iterator[str]:
    entries = [entry for table in found.tables if (entry := _entry(table, found.fiscal_year)) is not None]
    kept = _agreeing(entries, found)
    written: dict[tuple[object, ...], list[_Entry]] = {}
    for entry in kept:
        written.setdefault((entry.header, entry.kind, entry.columns, len(entry.rows)), []).append(entry)
    for same in written.values():
        for sheets in _sheets(same, kept, found):
            yield from _table(same[0], sheets, found.fiscal_year)


def _entry(table: Table, year: int) -> _Entry | None:
    """A table that a map can tell again by its header."""
    if table.header is None or table.kind in (TableKind.IGNORED, TableKind.PROSE):
        return None
    rows = range(table.area[0], table.header + 1)
    words = tuple(sorted(header_words(table.grid, rows, year).items()))
    columns = tuple((at, meaning_of(one, year)) for at, one in sorted(table.columns.items()))
    cells = range_of(*table.area)
    # Without figures and with sentences in it, a header is rather a row that only looks like one.
    doubtful = not table.figures and (not columns or any(len(text) > _LONGEST_WORDS for _, text in words))
    return None if doubtful or not words else _Entry(words, table.kind, columns, table.grid, rows, cells)


def _agreeing(entries: Sequence[_Entry], found: Reading) -> list[_Entry]:
    """The tables whose header means the same wherever it stands in their sheet."""
    meant: dict[tuple[str, object], set[object]] = {}
    for one in entries:
        meant.setdefault((one.grid.name, one.header), set()).add((one.kind, one.columns, len(one.rows)))
    del found
    return [one for one in entries if len(meant[one.grid.name, one.header]) == 1]


def _sheets(same: Sequence[_Entry], kept: Sequence[_Entry], found: Reading) -> list[str]:
    """The sheets to name for a table; none, where it means the same on any sheet that has it."""
    names = list(dict.fromkeys(one.grid.name for one in same))
    others = {one.grid.name for one in kept if one.header == same[0].header} - set(names)
    if not others and (len(found.sheets) == 1 or len(names) > 2):
        return [""]
    return names


def _table(entry: _Entry, sheet: str, year: int) -> Iterator[str]:
    yield f"# {entry.grid.name.replace(chr(10), ' ')}!{entry.cells}"
    yield "[[table]]"
    if sheet:
        yield f"sheet = {_quoted(readable(sheet, year))}"
    yield f"kind = {_quoted(entry.kind.value)}"
    if len(entry.rows) > 1:
        yield f"header_rows = {len(entry.rows)}"
    yield "[table.header]"
    for at, words in entry.header:
        yield f"{letters(at)} = {_quoted(_words(entry, at, words, year))}"
    if entry.columns:
        yield "[table.columns]"
        yield from (f"{letters(at)} = {_quoted(words)}" for at, words in entry.columns)
    yield ""


def _words(entry: _Entry, at: int, words: str, year: int) -> str:
    """The words of a header as people write them, as long as the map reads the same."""
    texts = [str(cell) for row in entry.rows if (cell := entry.grid.cell(row, at)) is not None]
    shown = " / ".join(readable(text, year) for text in texts)
    return shown if pattern(shown, None) == words else words


# -- labels ----------------------------------------------------------------------------------------------------------


def _labels(found: Reading) -> Iterator[str]:
    """Ambiguous codes that were settled, where their label means one thing all over its sheet."""
    sheets: dict[str, dict[str, str]] = {}
    for grid, label, rows, subjects in _settled(found):
        if len(subjects) == 1 and rows == _rows_with(grid, label):
            sheets.setdefault(grid.name, {})[label] = next(iter(subjects))
    single = len(found.sheets) == 1
    for name, labels in sheets.items():
        yield "[labels]" if single else f"[labels.{_quoted(readable(name, found.fiscal_year))}]"
        yield from (f"{_quoted(label)} = {_quoted(subject)}" for label, subject in labels.items())
        yield ""


def _settled(found: Reading) -> Iterator[tuple[Grid, str, set[int], set[str]]]:
    """Labels of rows whose codes were settled, with their rows and what they were taken for."""
    known: dict[tuple[str, str], tuple[Grid, set[int], set[str]]] = {}
    for grid, one, key in found.settled:
        label = _label_of(grid, one.row, one.key.number)
        if label and len(label) <= _LONGEST_LABEL:
            _, rows, subjects = known.setdefault((grid.name, label), (grid, set(), set()))
            rows.add(one.row)
            subjects.add("" if key is None else subject_of(key))
    for (_, label), (grid, rows, subjects) in known.items():
        if "" not in subjects:
            yield grid, label, rows, subjects


def _label_of(grid: Grid, row: int, number: str) -> str:
    """The label cell of a row that carries its number."""
    texts = (" ".join(squash(str(cell)).split()) for cell in grid.rows[row] if cell is not None)
    return next((text for text in texts if number in text), "")


def _rows_with(grid: Grid, label: str) -> set[int]:
    """The rows of a sheet that have a cell with this label."""
    return {
        row for row, cells in enumerate(grid.rows) if any(cell is not None and squash(str(cell)) == label for cell in cells)
    }


# -- questions -------------------------------------------------------------------------------------------------------


def _questions(found: Reading) -> Iterator[str]:
    """What was not understood, as remarks that a person may turn into entries."""
    asked = [
        f"# {_quoted(label)} = \"i1\""
        for grid, one, key in found.settled
        if key is None and (label := _label_of(grid, one.row, one.key.number)) and len(label) <= _LONGEST_LABEL
    ]
    if asked:
        yield "# รหัสข้อต่อไปนี้ยังไม่ทราบว่าเป็นข้อใด ระบุใน [labels] ให้ถูกต้องแล้วเอาเครื่องหมาย # ออก"
        yield from dict.fromkeys(asked)
    told = [one for one in found.problems if one.code in _OPEN]
    if told:
        yield "# สิ่งที่ยังอ่านไม่ได้ กำหนดความหมายของคอลัมน์หรือแถวข้างต้นได้"
        yield from (f"# [{one.code}] {' '.join(one.message.split())} ({_places(one.places)})" for one in told)


def _places(places: Sequence[object]) -> str:
    labels = [getattr(place, "label", "") for place in places]
    return ", ".join(label for label in labels[:6] if label) + (" …" if len(labels) > 6 else "")


def _quoted(text: str) -> str:
    """A TOML string: JSON writes one, but for the sign DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


