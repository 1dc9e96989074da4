"""The compound file of an .xls workbook before a reader opens it: its sectors followed, its records gone through.

What a reader believes here may cost it all memory: a chain of sectors that bites its own tail, a size that a sheet says
it has, a cell far out, one long text in every cell, a thousand sheets that are the same.
"""

from __future__ import annotations

import struct
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from ita_xl.ingest.limits import MAX_CELLS, MAX_SHEETS, MAX_STEPS, MAX_TEXT_BYTES, MAX_UNCOMPUTED, Broken, within

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ita_xl.ingest.formulas import Cells

_HEAD_TABLES = 109
_LAST_SECTOR = 0xFFFFFFF9
_FREE = 0xFFFFFFFF
_ENTRY = 128
_STREAMS = ("workbook", "book")
_END, _SHEET, _LOCKED, _DIMENSIONS, _TEXTS, _CONTINUE, _MERGES = 0x0A, 0x85, 0x2F, 0x200, 0xFC, 0x3C, 0xE5
_SHARED, _LABEL, _SEVERAL, _FORMULA = 0xFD, 0x204, 0xBD, 0x06
#: Computed anew when the file is opened.
_ANEW = 2
#: Records of a cell with a value: several numbers, formula, rich text, text of the table, number, text, truth, number.
_CELLS = frozenset({_SEVERAL, _FORMULA, 0xD6, _SHARED, 0x203, _LABEL, 0x205, 0x27E, 0x02, 0x03, 0x04, 0x05})


def look(data: bytes) -> Cells:
    """Look into a compound file.

    Returns:
        The formulas whose value nobody has computed yet.

    Raises:
        Broken: its sectors or records contradict themselves, or it holds no workbook.
        Oversized: it unfolds too far.
    """
    try:
        return _records(_stream(data))
    except (struct.error, IndexError) as fault:
        raise Broken from fault


# --- sectors ------------------------------------------------------------------------------------------------------


def _stream(data: bytes) -> bytes:
    """The stream of the workbook, put together from its sectors."""
    shift, short_shift = struct.unpack_from("<HH", data, 30)
    if shift not in (9, 12) or short_shift != 6:
        raise Broken
    size = 1 << shift
    first_folder, _, cutoff, first_short, _, first_more, _ = struct.unpack_from("<7I", data, 48)
    table = _table(data, size, first_more)
    folder = _joined(data, size, table, first_folder)
    entries = [folder[at : at + _ENTRY] for at in range(0, len(folder) - _ENTRY + 1, _ENTRY)]
    named = {_name(entry): entry for entry in reversed(entries)}
    entry = next((named[name] for name in _STREAMS if name in named), None)
    if entry is None or not entries:
        raise Broken
    start, length = struct.unpack_from("<II", entry, 116)
    if length >= cutoff:
        return _joined(data, size, table, start)[:length]
    small = _joined(data, size, table, struct.unpack_from("<I", entries[0], 116)[0])
    short_table = _joined(data, size, table, first_short) if first_short < _LAST_SECTOR else b""
    short = struct.unpack(f"<{len(short_table) // 4}I", short_table[: len(short_table) // 4 * 4])
    return b"".join(small[at * 64 : at * 64 + 64] for at in _chain(short, start))[:length]


def _table(data: bytes, size: int, more: int) -> tuple[int, ...]:
    """Which sector follows which."""
    tables = [one for one in struct.unpack_from(f"<{_HEAD_TABLES}I", data, 76) if one <= _LAST_SECTOR]
    seen: set[int] = set()
    while more <= _LAST_SECTOR:
        if more in seen or len(seen) > len(data) // size:
            raise Broken
        seen.add(more)
        *listed, more = struct.unpack_from(f"<{size // 4}I", data, (more + 1) * size)
        tables += [one for one in listed if one <= _LAST_SECTOR]
    if len(tables) > len(data) // size + 1:
        raise Broken
    return tuple(one for table in tables for one in struct.unpack_from(f"<{size // 4}I", data, (table + 1) * size))


def _chain(table: tuple[int, ...], start: int) -> Iterator[int]:
    """The sectors of a stream in their order."""
    for _ in range(len(table) + 1):
        if start > _LAST_SECTOR:
            return
        yield start
        start = table[start]
    raise Broken


def _joined(data: bytes, size: int, table: tuple[int, ...], start: int) -> bytes:
    pieces = [data[(at + 1) * size : (at + 2) * size] for at in _chain(table, start)]
    if any(not piece for piece in pieces):
        raise Broken
    return b"".join(pieces)


def _name(entry: bytes) -> str:
    length = int.from_bytes(entry[64:66], "little")
    return entry[: max(min(length, 64) - 2, 0)].decode("utf-16-le", errors="replace").lower()


# --- records ------------------------------------------------------------------------------------------------------


class _Sheet(NamedTuple):
    """The cells of the rectangle of a sheet (or those it says it has, if more), its records, the bytes of its texts,
    its formulas without a value, and whether there are others."""

    cells: int
    steps: int
    weight: int
    formulas: dict[tuple[int, int], str]
    computed: bool


def _records(stream: bytes) -> Cells:
    """Refuse a workbook whose sheets take too much, each as often as it is listed."""
    starts: list[tuple[int, str]] = []
    texts: list[int] = []
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == _SHEET:
            starts.append(
                (int.from_bytes(stream[at + 4 : at + 8], "little"), _title(stream[at + 10 : at + 4 + length]))
            )
            within(MAX_SHEETS, len(starts))
        elif kind == _TEXTS:
            texts = _texts(stream, at)
        elif kind == _END:
            break
        at += 4 + length
    cells = steps = weight = 0
    known: dict[int, _Sheet] = {}
    for start, _ in starts:
        if start not in known:
            known[start] = _sheet(stream, start, texts)
            steps = within(MAX_STEPS, steps + known[start].steps)
        cells = within(MAX_CELLS, cells + known[start].cells)
        weight = within(MAX_TEXT_BYTES, weight + known[start].weight)
    # A text without a letter is no value where no formula of the workbook has another.
    states = {"zero"} if any(one.computed for one in known.values()) else {"zero", "none"}
    named = {
        name: tuple(at for at, state in known[start].formulas.items() if state in states) for start, name in starts
    }
    return {name: cells for name, cells in named.items() if cells}


def _title(said: bytes) -> str:
    """The name of a sheet: how many characters, whether they are wide, the characters."""
    length, wide = said[0], said[1] & 1
    return said[2 : 2 + length * (1 + wide)].decode("utf-16-le" if wide else "latin-1", errors="replace")


def _sheet(stream: bytes, at: int, texts: list[int]) -> _Sheet:
    said = last_row = last_column = cells = steps = weight = 0
    used: Counter[int] = Counter()
    formulas: dict[tuple[int, int], str] = {}
    computed = False
    unpack = struct.Struct("<HHHH").unpack_from
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        steps = within(MAX_STEPS, steps + 1)
        if kind in _CELLS and length >= 4:
            _, _, row, column = unpack(stream, at)
            cells += 1
            if kind == _SEVERAL:
                column = int.from_bytes(stream[at + 4 + length - 2 : at + 4 + length], "little")
                cells += max(length - 6, 0) // 6
            elif kind == _SHARED:
                used[int.from_bytes(stream[at + 10 : at + 14], "little")] += 1
            elif kind == _FORMULA:
                state = _state(stream[at + 10 : at + 20])
                if state == "value":
                    computed = True
                else:
                    formulas[row, column] = state
                    within(MAX_UNCOMPUTED, len(formulas))
            last_row, last_column = max(last_row, row), max(last_column, column)
        elif kind == _DIMENSIONS:
            said = max(said, _said(stream[at + 4 : at + 4 + length]))
        elif kind == _MERGES and length < 2 + 8 * int.from_bytes(stream[at + 4 : at + 6], "little"):
            raise Broken
        elif kind == _END:
            break
        at += 4 + length
    if used:
        weight = sum(3 * texts[one] * count for one, count in used.items() if one < len(texts))
    return _Sheet(
        max(said, cells, (last_row + 1) * (last_column + 1) if cells else 0), steps, weight, formulas, computed
    )


def _state(result: bytes) -> str:
    """Whether a formula has a ``value``, ``none`` (or a text without a letter), or a ``zero`` to be computed anew."""
    value, flags = result[:8], int.from_bytes(result[8:], "little")
    if value[:1] == b"\3" and value[6:] == b"\xff\xff":
        return "none"
    return "zero" if flags & _ANEW and not any(value) else "value"


def _said(data: bytes) -> int:
    """The cells of the rectangle that a sheet says it has; readers make room for them before they see any."""
    if len(data) not in (10, 14):
        raise Broken
    first_row, end_row, first_column, end_column = struct.unpack_from("<HHHH" if len(data) == 10 else "<IIHH", data)
    if first_row == end_row or first_column == end_column:
        return 0
    if end_row < first_row or end_column < first_column:
        raise Broken
    return int(end_row - first_row) * int(end_column - first_column)


def _texts(stream: bytes, at: int) -> list[int]:
    """How long each text of the table of texts is, in characters."""
    count = int.from_bytes(stream[at + 8 : at + 12], "little")
    pieces = []
    kind = _CONTINUE
    while kind == _CONTINUE and at + 4 <= len(stream):
        length = int.from_bytes(stream[at + 2 : at + 4], "little")
        pieces.append(stream[at + 4 : at + 4 + length])
        at += 4 + length
        kind = int.from_bytes(stream[at : at + 2], "little")
    if count * 3 > sum(map(len, pieces)):
        raise Broken
    return _Texts(pieces).lengths(count)


class _Texts:
    """The table of texts, which goes on from record to record."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = pieces
        self._piece = 0
        self._at = 8

    def lengths(self, count: int) -> list[int]:
        """The lengths of as many texts as there are."""
        found = []
        for _ in range(count):
            self._turn()
            length, flags = struct.unpack_from("<HB", self._pieces[self._piece], self._at)
            self._at += 3
            runs = self._number(2) if flags & 8 else 0
            more = self._number(4) if flags & 4 else 0
            self._skip_characters(length, 2 if flags & 1 else 1)
            self._skip(runs * 4 + more)
            found.append(length)
        return found

    def _turn(self) -> None:
        while self._at >= len(self._pieces[self._piece]):
            self._at -= len(self._pieces[self._piece])
            self._piece += 1

    def _number(self, size: int) -> int:
        self._at += size
        return int.from_bytes(self._pieces[self._piece][self._at - size : self._at], "little")

    def _skip(self, size: int) -> None:
        self._at += size

    def _skip_characters(self, left: int, width: int) -> None:
        """Characters that go on in the next record begin there with their width anew."""
        while left:
            piece = self._pieces[self._piece]
            here = min(left, (len(piece) - self._at) // width)
            self._at += here * width
            left -= here
            if left:
                self._piece, self._at = self._piece + 1, 1
                width = 2 if self._pieces[self._piece][0] & 1 else 1
