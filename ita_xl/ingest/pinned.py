"""A map held against the sheets of a file: which table begins in a row, what its columns are, what a row is about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ita_xl.findings import Finding, Severity
from ita_xl.ingest import tables, wide
from ita_xl.ingest.maps import TablePin, matches
from ita_xl.ingest.meanings import ANY_YEAR, any_year, bound_key, pattern
from ita_xl.ingest.model import Header, Table, TableKind
from ita_xl.thai import squash

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ita_xl.framework import Framework
    from ita_xl.ingest.grid import Cell, Grid
    from ita_xl.ingest.maps import Pins
    from ita_xl.ingest.model import Column, RowKey, View
    from ita_xl.ingest.sheet import SheetReader

_WIDE = (TableKind.AGENCIES, TableKind.SURVEY)


@dataclass(frozen=True)
class Match:
    """A table of the map found in a sheet: its header rows (none for a table without), and how far it was moved."""

    pin: TablePin
    rows: tuple[int, ...]
    moved: int = 0
    whole: bool = True

    @property
    def kind(self) -> TableKind:
        """What the table is."""
        return self.pin.kind

    @property
    def wide(self) -> bool:
        """Whether the columns of the table are scores, or answers."""
        return self.pin.kind in _WIDE

    def columns(self, year: int, framework: Framework) -> dict[int, Column]:
        """The columns under the rules of a year; ``year`` is the one assessed."""
        return {
            at + self.moved: replace(one.bound(year, framework), text=self.pin.header.get(at, ""))
            for at, one in self.pin.columns.items()
            if not one.label
        }

    @property
    def labels(self) -> frozenset[int]:
        """The columns that a person said to hold the names of rows."""
        return frozenset(at + self.moved for at, one in self.pin.columns.items() if one.label)


#: How well a header fits, and the table that it begins.
_Fit = tuple[tuple[bool, bool, bool, int], Match]


class Pinned:
    """A map in a file of one year."""

    def __init__(self, pins: Pins, year: int) -> None:
        self.pins = pins
        self.year = year
        self.used: set[int] = set()
        self._of_sheet: dict[str, tuple[TablePin, ...]] = {}
        self._labels: dict[str, dict[str, RowKey | None]] = {}
        self._last: tuple[View, int, Match | None] | None = None

    # -- sheets ------------------------------------------------------------------------------------------------------

    def ignores(self, sheet: str) -> bool:
        """Whether a whole sheet is not to be read."""
        found = [pin for pin in self._tables(sheet) if pin.whole_sheet]
        self.used.update(pin.number for pin in found)
        return bool(found)

    def names(self, sheet: str) -> bool:
        """Whether the map names this very sheet as one to read."""
        own = pattern(sheet, self.year)
        return any(pin.sheet == own and not pin.whole_sheet for pin in self.pins.tables)

    def unused(self) -> Iterator[TablePin]:
        """The tables of the map that no sheet has."""
        return (pin for pin in self.pins.tables if pin.number not in self.used)

    def _tables(self, sheet: str) -> tuple[TablePin, ...]:
        """The tables of a sheet: those that name its very years before those of any year."""
        found = self._of_sheet.get(sheet)
        if found is None:
            own = pattern(sheet, self.year)
            exact = [pin for pin in self.pins.tables if not pin.sheet or pin.sheet == own]
            # Where a table names the sheet with its years, another year's table is that of another sheet.
            named = any(pin.sheet for pin in exact)
            other = [pin for pin in self.pins.tables if pin.sheet and pin.sheet != own and not named]
            found = (*exact, *(pin for pin in other if matches(pin.sheet, own, loose=True)))
            self._of_sheet[sheet] = found
        return found

    # -- tables ------------------------------------------------------------------------------------------------------

    def match(self, view: View, row: int) -> Match | None:
        """The table that begins in a row: the one whose header fits best."""
        if self._last is None or self._last[0] is not view or self._last[1] != row:
            self._last = view, row, self._match(view, row)
        return self._last[2]

    def _match(self, view: View, row: int) -> Match | None:
        best: _Fit | None = None
        words: dict[int, dict[int, str]] = {}
        figures = has_figures(view.grid, row)
        for pin in self._tables(view.grid.name):
            if pin.row == view.grid.top + row:
                self.used.add(pin.number)
                return Match(pin, ())
            if figures or not pin.header or row + pin.header_rows > len(view):
                continue
            if pin.header_rows not in words:
                words[pin.header_rows] = header_words(view.grid, range(row, row + pin.header_rows), self.year)
            found = _fit(pin, words[pin.header_rows], row)
            if found is not None and (best is None or found[0] > best[0]):
                best = found
        if best is None:
            return None
        self.used.add(best[1].pin.number)
        return best[1]

    def keeps(self, view: View, row: int) -> bool:
        """Whether the map takes all of a row for the header of one table."""
        found = self.match(view, row)
        return found is not None and found.whole

    def columns(self, match: Match, framework: Framework) -> dict[int, Column]:
        """The columns of a table that was found."""
        return match.columns(self.year, framework)

    # -- rows --------------------------------------------------------------------------------------------------------

    def _labels_of(self, sheet: str) -> dict[str, RowKey | None]:
        found = self._labels.get(sheet)
        if found is None:
            own = pattern(sheet, self.year)
            found = {}
            for one in reversed(self.pins.labels):
                if not one.sheet or matches(one.sheet, own, loose=True):
                    found |= one.meanings
            self._labels[sheet] = found
        return found

    def ignores_row(self, sheet: str, filled: Mapping[int, Cell]) -> bool:
        """Whether a row is not to be read."""
        ignored = {label for label, key in self._labels_of(sheet).items() if key is None}
        return bool(ignored) and any(squash(str(cell)) in ignored for cell in filled.values())

    def key(self, sheet: str, labels: Sequence[Cell], own: RowKey | None, framework: Framework) -> RowKey | None:
        """What a row is about by the map, else what it was understood to be."""
        known = self._labels_of(sheet)
        found = next((key for label in labels if label is not None and (key := known.get(squash(str(label))))), None)
        if found is None:
            return own
        title, part = (own.title, own.part) if own is not None else ("", None)
        return bound_key(replace(found, title=title, part=found.part or part), framework)


def has_figures(grid: Grid, row: int) -> bool:
    """Whether a row has a number with a fraction: most rows are no headers of a map, and this shows it at once."""
    return any(type(value) is float and value % 1 for value in grid.raw[row])


def header_words(grid: Grid, rows: Sequence[int], year: int) -> dict[int, str]:
    """The header of some rows as a map tells it: the words of each column, top row first, parted by "/"."""
    words: dict[int, list[str]] = {}
    for row in rows:
        for at, cell in enumerate(grid.rows[row]):
            if cell is not None:
                words.setdefault(at, []).append(squash(str(cell)))
    return {at: pattern("/".join(own), year) for at, own in words.items()}


def _fit(pin: TablePin, words: Mapping[int, str], row: int) -> _Fit | None:
    """How well a header fits: all of the row, its very years, in its very columns, so many words."""
    first = min(pin.header)
    lead = any_year(pin.header[first])
    best: _Fit | None = None
    for at, word in words.items():
        if any_year(word) != lead:
            continue
        moved = at - first
        own = {column + moved: text for column, text in pin.header.items()}
        if any(any_year(words.get(column, "")) != any_year(text) for column, text in own.items()):
            continue
        exact = all(words[column] == text or ANY_YEAR in text for column, text in own.items())
        whole = set(own) == set(words)
        mark = (whole, exact, not moved, len(own))
        if best is None or mark > best[0]:
            best = mark, Match(pin, tuple(range(row, row + pin.header_rows)), moved, whole)
    return best


# -- reading ---------------------------------------------------------------------------------------------------------


def read(reader: SheetReader, row: int) -> int | None:
    """Read what the map says of a row; returns the row to go on with, ``None`` where the row is read as any other."""
    pins = reader.found.pins
    assert pins is not None  # asked for readers with a map only
    if pins.ignores_row(reader.grid.name, reader.view.filled(row)):
        reader.seen.add(row)
        return row + 1
    match = pins.match(reader.view, row)
    if match is None:
        return None
    if match.kind is TableKind.IGNORED:
        return _skip(reader, match, row)
    # Other tables beside it are read in bands of their own first.
    if not match.wide or not (match.whole or reader.band or match.rows == ()):
        return None
    end = wide.read(reader, row)
    if end is not None and not match.rows:
        reader.found.tables[-1].header = None
    return end


def open_table(reader: SheetReader, row: int) -> int | None:
    """Open the table of scores, or of anything else a row a thing, that the map says begins here."""
    pins = reader.found.pins
    assert pins is not None  # asked for readers with a map only
    match = pins.match(reader.view, row)
    if match is None or match.wide or match.kind is TableKind.IGNORED:
        return None
    words = match.pin.header.values()
    columns = pins.columns(match, reader.framework)
    header = Header(columns, match.kind is TableKind.SCORES, any("ตัวชี้วัด" in text for text in words), len(match.rows))
    tables.begin(reader, match.kind, match.rows or (row,), header)
    table = reader.found.tables[-1]
    reader.open.names = table.labels = match.labels
    table.pinned = True
    reader.seen.update(match.rows)
    if match.rows:
        return match.rows[-1] + 1
    table.header = None
    reader.open.header_rows = ()
    return None


def _skip(reader: SheetReader, match: Match, row: int) -> int:
    """Leave out a table: its rows down to an empty one or to another table of the map."""
    assert reader.found.pins is not None  # there is a match
    reader.end_table()
    end = (match.rows[-1] if match.rows else row) + 1
    while end < len(reader.view) and reader.view.filled(end) and reader.found.pins.match(reader.view, end) is None:
        end += 1
    table = Table(reader.grid, TableKind.IGNORED, (row, 0, row, 0), match.rows[-1] if match.rows else None)
    columns = [at for one in range(row, end) for at in reader.view.filled(one)]
    table.area = (row, min(columns), end - 1, max(columns))
    table.pinned = True
    reader.found.tables.append(table)
    reader.seen.update(range(row, end))
    return end


def not_found(pin: TablePin, file: str) -> Finding:
    """A table of the map that the file does not have."""
    where = f"แผ่น “{pin.sheet}” " if pin.sheet else ""
    words = " | ".join(pin.header[at] for at in sorted(pin.header))[:80]
    what = f"หัวตาราง “{words}”" if words else f"แถวที่ {pin.row + 1}" if pin.row is not None else "แผ่นที่ไม่ต้องอ่าน"
    return Finding(
        "R120",
        Severity.INFO,
        f"ไม่พบตารางลำดับที่ {pin.number + 1} ของแฟ้มแผนที่การอ่าน {file} ({where}{what}) ในแฟ้มนี้ จึงอ่านแฟ้มเท่าที่พบ",
        (),
        None,
        None,
        "ตรวจว่าใช้แฟ้มแผนที่ตรงกับแบบของแฟ้ม หรือสร้างใหม่ด้วย ita-xl inspect FILE --save-map",
    )
