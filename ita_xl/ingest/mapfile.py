"""A reading written down as a map, so that the next file of the same layout reads at once."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ita_xl.cells import area as range_of
from ita_xl.cells import letters
from ita_xl.ingest.maps import SCHEMA, scored
from ita_xl.ingest.meanings import IGNORE, LABEL, meaning_of, pattern, readable, subject_of
from ita_xl.ingest.model import TableKind
from ita_xl.ingest.pinned import has_figures, header_words
from ita_xl.thai import squash

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from ita_xl.errors import Place
    from ita_xl.ingest import Reading
    from ita_xl.ingest.grid import Grid
    from ita_xl.ingest.maps import TablePin
    from ita_xl.ingest.meanings import Meaning
    from ita_xl.ingest.model import Table

_LONGEST_LABEL = 120
_LONGEST_WORDS = 60
_MOST_PLACES = 6
#: Problems of tables whose meaning a person should settle in the map.
_OPEN = ("R101", "R106", "R107")


@dataclass(frozen=True)
class _Entry:
    """A table as it is written down: its header by what a map compares, its columns by their words.

    ``open`` marks one whose columns are a question to a person.
    """

    header: tuple[tuple[int, str], ...]
    kind: TableKind
    columns: tuple[tuple[int, str], ...]
    grid: Grid
    rows: range
    cells: str
    open: bool

    @property
    def meaning(self) -> tuple[object, ...]:
        """What the map says of a table under this header."""
        return self.kind, self.columns, len(self.rows)


def map_text(found: Reading) -> str:
    """The map of a reading, as TOML with remarks for people.

    What a map said comes first, then the other tables of the file. Those that begin with the same header and mean the
    same are written once; a header that means one thing here and another there is left to the reader. The year is a
    remark only: the map is for files of other years too.
    """
    pins = () if found.pins is None else found.pins.tables
    lines = [*_head(found), *(line for pin in pins for line in _pinned(pin)), *_tables(found)]
    return "\n".join([*lines, *_labels(found), *_questions(found), ""])


def _head(found: Reading) -> Iterator[str]:
    yield f"# แผนที่การอ่าน จากแฟ้ม {_line(found.file.name)} ปีงบประมาณที่ประเมิน พ.ศ. {found.fiscal_year}"
    yield "# {ปี} คือปีที่ประเมิน {ปี-1} คือปีก่อน ใช้กับแฟ้มแบบเดียวกันของปีอื่นได้ด้วย --map"
    yield f"schema = {SCHEMA}"
    pinned = [] if found.pins is None else [("agency", found.pins.agency), ("province", found.pins.province)]
    yield from (f"{name} = {_quoted(text)}" for name, text in pinned if text)
    yield "# เอาเครื่องหมาย # ออกเมื่อต้องการกำหนดเองแทนที่แฟ้มบอก"
    yield f"# fiscal_year = {found.fiscal_year}"
    if not any(text for name, text in pinned if name == "agency"):
        yield f"# agency = {_quoted(found.agency)}"
    yield ""


# -- tables ----------------------------------------------------------------------------------------------------------


def _pinned(pin: TablePin) -> Iterator[str]:
    """A table of the map that the file was read by."""
    header = [(at, pin.header[at]) for at in sorted(pin.header)]
    columns = [(at, _words_of(pin.columns[at])) for at in sorted(pin.columns)]
    yield from _lines(pin.sheet, pin.kind, header, pin.header_rows, columns, row=pin.row)


def _words_of(meaning: Meaning) -> str:
    return LABEL if meaning.label else meaning_of(replace(meaning.column, year=meaning.offset), 0)


def _tables(found: Reading) -> Iterator[str]:
    asked = {(place.sheet, place.cell) for one in found.problems if one.code == "R106" for place in one.places}
    entries = [entry for table in found.tables if (entry := _entry(table, found.fiscal_year, asked)) is not None]
    meant: dict[tuple[str, object], set[object]] = {}
    for entry in entries:
        meant.setdefault((entry.grid.name, entry.header), set()).add(entry.meaning)
    # Only a header that means the same wherever it stands in its sheet can be told by its words.
    kept = [entry for entry in entries if len(meant[entry.grid.name, entry.header]) == 1]
    same: dict[tuple[object, ...], list[_Entry]] = {}
    for entry in kept:
        same.setdefault((entry.header, entry.meaning), []).append(entry)
    for group in same.values():
        first = group[0]
        header = [(at, _readable(first, at, words, found.fiscal_year)) for at, words in first.header]
        for sheet in _sheets(group, kept, found):
            yield f"# {_line(first.grid.name)}!{first.cells}"
            name = readable(sheet, found.fiscal_year) if sheet else ""
            lines = _lines(name, first.kind, header, len(first.rows), first.columns)
            if any(one.open for one in group):
                yield "# ยังไม่ทราบว่าคอลัมน์ใดเป็นคะแนน แก้ให้ถูกต้องแล้วเอาเครื่องหมาย # ออกทุกบรรทัดของตารางนี้"
                lines = (f"# {line}" if line else line for line in lines)
            yield from lines


def _entry(table: Table, year: int, asked: Collection[tuple[str, str]]) -> _Entry | None:
    """A table that a map can tell again by its header, and does not say yet."""
    if table.header is None or table.pinned:
        return None
    rows = range(table.area[0], table.header + 1)
    header = tuple(sorted(header_words(table.grid, rows, year).items()))
    columns = tuple((at, meaning_of(one, year)) for at, one in sorted(table.columns.items()))
    # Without figures and with sentences in it, a header is rather a row that only looks like one.
    doubtful = not table.figures and (not columns or any(len(text) > _LONGEST_WORDS for _, text in header))
    top, left, bottom, right = table.area
    cells = range_of(table.grid.top + top, left, table.grid.top + bottom, right)
    if doubtful or not header or has_figures(table.grid, rows[0]):
        return None
    heads = (table.grid.place(row, at) for row in rows for at, _ in header)
    nameless = not scored(table.kind, table.columns.values())
    is_open = nameless or any((place.sheet, place.cell) in asked for place in heads)
    return _Entry(header, table.kind, columns, table.grid, rows, cells, is_open)


def _sheets(same: Sequence[_Entry], kept: Sequence[_Entry], found: Reading) -> list[str]:
    """The sheets to name for a table; none, where it means the same on any sheet that has it."""
    names = list(dict.fromkeys(one.grid.name for one in same))
    others = {one.grid.name for one in kept if one.header == same[0].header} - set(names)
    return [""] if not others and (len(found.sheets) == 1 or len(names) > 2) else names


def _readable(entry: _Entry, at: int, words: str, year: int) -> str:
    """The words of a header as people write them, as long as the map reads the same."""
    texts = [str(cell) for row in entry.rows if (cell := entry.grid.cell(row, at)) is not None]
    shown = " / ".join(readable(text, year) for text in texts)
    return shown if pattern(shown, None) == words else words


def _lines(
    sheet: str,
    kind: TableKind,
    header: Sequence[tuple[int, str]],
    rows: int,
    columns: Sequence[tuple[int, str]],
    *,
    row: int | None = None,
) -> Iterator[str]:
    """One table of a map; ``row`` (from 0) is that where a table without header begins."""
    yield "[[table]]"
    if sheet:
        yield f"sheet = {_quoted(sheet)}"
    yield "ignore = true" if kind is TableKind.IGNORED else f"kind = {_quoted(kind.value)}"
    if row is not None:
        yield f"row = {row + 1}"
    if rows > 1:
        yield f"header_rows = {rows}"
    for name, own in (("header", header), ("columns", columns)):
        if own:
            yield f"[table.{name}]"
            yield from (f"{letters(at)} = {_quoted(words)}" for at, words in own)
    yield ""


# -- labels ----------------------------------------------------------------------------------------------------------


def _labels(found: Reading) -> Iterator[str]:
    """What a map said of labels, and ambiguous codes settled where their label means one thing all over its sheet."""
    sheets: dict[str, dict[str, str]] = {}
    for one in () if found.pins is None else found.pins.labels:
        own = {label: IGNORE if key is None else subject_of(key) for label, key in one.meanings.items()}
        sheets.setdefault(one.sheet, {}).update(own)
    single = len(found.sheets) == 1
    for name, label, subjects in _settled(found):
        if len(subjects) == 1:
            own = sheets.setdefault("" if single else readable(name, found.fiscal_year), {})
            own.update({label: next(iter(subjects))})
    asked = _asked(found)
    for name in sorted({*sheets, ""} if asked else sheets):
        yield f"[labels.{_quoted(name)}]" if name else "[labels]"
        yield from () if name else asked
        yield from (f"{_quoted(label)} = {_quoted(subject)}" for label, subject in sheets.get(name, {}).items())
        yield ""


def _asked(found: Reading) -> list[str]:
    """Codes that remain ambiguous, as remarks that a person may turn into entries."""
    labels = (_label_of(grid, one.row, one.key.number) for grid, one, key in found.settled if key is None)
    asked = dict.fromkeys(f'# {_quoted(label)} = "i1"' for label in labels if label)
    return ["# ยังไม่ทราบว่าเป็นข้อใด แก้เป็นข้อที่ถูกต้องแล้วเอาเครื่องหมาย # ออก", *asked] if asked else []


def _settled(found: Reading) -> Iterator[tuple[str, str, set[str]]]:
    """Sheets with labels that only rows have whose code was settled, and what these were taken for."""
    known: dict[tuple[str, str], tuple[set[int], set[str]]] = {}
    for grid, one, key in found.settled:
        if label := _label_of(grid, one.row, one.key.number):
            rows, subjects = known.setdefault((grid.name, label), (set(), set()))
            rows.add(grid.top + one.row)
            subjects.add("" if key is None else subject_of(key))
    having = _rows_of(found.sheets, known)
    for (name, label), (rows, subjects) in known.items():
        if "" not in subjects and rows == having[name, label]:
            yield name, label, subjects


def _label_of(grid: Grid, row: int, number: str) -> str:
    """The label cell of a row that carries its number; nothing where it is a text rather than a label."""
    texts = (squash(str(cell)) for cell in grid.rows[row] if cell is not None)
    found = next((text for text in texts if number in text), "")
    return found if len(found) <= _LONGEST_LABEL else ""


def _rows_of(grids: Sequence[Grid], wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], set[int]]:
    """The rows of each sheet that have a cell with one of these labels."""
    names = {name for name, _ in wanted}
    rows: dict[tuple[str, str], set[int]] = {}
    for grid in grids:
        for row, cells in enumerate(grid.rows if grid.name in names else ()):
            for cell in cells:
                if cell is not None and (at := (grid.name, squash(str(cell)))) in wanted:
                    rows.setdefault(at, set()).add(grid.top + row)
    return rows


# -- questions -------------------------------------------------------------------------------------------------------


def _questions(found: Reading) -> Iterator[str]:
    """What was not understood, as remarks."""
    told = [one for one in found.problems if one.code in _OPEN]
    if told:
        yield "# สิ่งที่ยังอ่านไม่ได้ กำหนดความหมายของคอลัมน์ใน [[table]] หรือของแถวใน [labels] ได้"
        yield from (f"# [{one.code}] {_line(one.message)} ({_places(one.places)})" for one in told)


def _places(places: Sequence[Place]) -> str:
    labels = [_line(place.label) for place in places if place.label]
    return ", ".join(labels[:_MOST_PLACES]) + (" …" if len(labels) > _MOST_PLACES else "")


def _line(text: str) -> str:
    """A text that stays in its line."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _quoted(text: str) -> str:
    """A TOML string: JSON writes one, but for the sign DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
