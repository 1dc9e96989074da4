"""The packages .xlsx, .xlsb and .ods before a reader opens them: what their sheets span, and how much text they hold.

A reader makes room for the whole rectangle from the first cell to the last, and for every text as often as it stands in
a cell; one that finds no room ends the program. So the size is told beforehand: quickly where a sheet is spelled as the
known programs spell it, step by step where it is not, and never too small.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass, field
from operator import mul
from typing import IO, TYPE_CHECKING, NamedTuple

from ita_xl.ingest import formulas, ods
from ita_xl.ingest.elements import local, walk
from ita_xl.ingest.limits import (
    MAX_CELLS,
    MAX_FILE_BYTES,
    MAX_PACKING,
    MAX_SHEETS,
    MAX_STEPS,
    MAX_TEXT_BYTES,
    MAX_UNPACKED_BYTES,
    Broken,
    Oversized,
    within,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from ita_xl.ingest.formulas import Cells

_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".svg", ".wdp")
_OLE = b"\xd0\xcf\x11\xe0"
_END = b"PK\x05\x06"
_END_BYTES = 22
#: The least a cell with a number, and a cell with a text of the table of texts, take in a sheet.
_LEAST_CELL, _LEAST_TEXT = len(b'<c r="A1"><v>1</v></c>'), len(b'<c t="s"><v>1')
_WIDENINGS = 300
#: Record types of .xlsb: a row, an empty cell, the last of the cells with a value that follow it, a cell with a text of
#: the table, a text of that table, the beginning of that table, a sheet of the list.
_ROW, _BLANK, _LAST_CELL, _SHARED, _STRING, _STRINGS, _SHEET = 0, 1, 11, 7, 19, 159, 156

#: What may stand before the first element: words, comments and instructions.
_PROLOG = re.compile(rb"(?:[^<]++|<!--.*?-->|<\?.*?\?>)*+", re.DOTALL)
#: What is no tag as the known programs write them into a table of texts: a comment, a prefix, a bracket between quotes.
_ODD_TAG = re.compile(rb'<(?!/?(?:si|t|r)>|/?[A-Za-z][A-Za-z0-9]*(?>\s+[\w:.-]+="[^"<]*")*+\s*/?>)')
_COUNTED = b"uniqueCount"
_COUNT = re.compile(_COUNTED + rb"\s*=\s*[\"'][^\"'\d]*(\d{1,20})")
#: A sheet in the list of sheets as the known programs write it, and whatever may be one.
_USUAL_SHEET = re.compile(rb'<sheet name="[^"<]*" sheetId="\d+"(?: state="\w+")? r:id="(\w*)"/>')
_ANY_SHEET = re.compile(rb"[<:]sheet(?![^\s/>])")
#: What follows the address in the tag of a cell: no second address.
_REST_OF_CELL = rb"\"(?: (?:s|t|cm|vm|ph)=\"[A-Za-z0-9]*\")*+/?>"
_PLAIN_ADDRESS = re.compile(rb"<c r=\"([A-Z]{1,3})([1-9]\d{0,6})\"")
_CELL_ADDRESS = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_ROW_NUMBER = re.compile(r"[0-9]{1,7}")
_OTHER_CELL = re.compile(rb":c[\s/>]")
_TEXT_CELL = re.compile(rb"=\"s\"><v>(\d{1,9})</v>")
_ANY_TEXT_CELL = re.compile(rb"\bt=[\"']s[\"'][^<]*><v>(\d{1,9})</v>")


class Extent(NamedTuple):
    """What a sheet takes: the cells of its rectangle (or those written, if more), how many have a text of the table of
    texts, and, where it is known, how often they have which."""

    cells: int
    texts: int = 0
    used: Counter[int] | None = None


class Looked(NamedTuple):
    """What a look into a package showed.

    ``usual``: it is put together as programs do, so that every reader will find the same parts in it; ``kind``: the
    file ending that fits; ``uncomputed``: formulas whose value nobody has computed yet.
    """

    usual: bool
    kind: str
    uncomputed: Cells


@dataclass
class _Found:
    """What the parts of a package hold; ``again``: a sheet may be listed more than once."""

    book: bytes = b""
    core: bytes = b""
    formulas: dict[str, bytes] = field(default_factory=dict)
    uncomputed: Cells = field(default_factory=dict)
    sheets: list[tuple[Extent, bytes]] = field(default_factory=list)
    strings: list[int] = field(default_factory=list)
    tables: list[bytes] = field(default_factory=list)
    listed: int = 0
    again: bool = False

    def list(self, ids: Sequence[bytes | str], count: int) -> None:
        """Note the list of sheets."""
        self.listed += within(MAX_SHEETS, count)
        self.again |= len(set(ids)) < count


def look(stream: IO[bytes], size: int) -> Looked:
    """Look into a package.

    Raises:
        Broken: no sound package, or a part is none that a spreadsheet program writes.
        Oversized: it unfolds too far.
    """
    try:
        with zipfile.ZipFile(stream) as package:
            parts = [part for part in package.infolist() if part.filename]
            unpacked = sum(part.file_size for part in parts)
            within(min(MAX_UNPACKED_BYTES, MAX_PACKING * max(size, 100_000)), unpacked)
            within(10 * MAX_SHEETS, len(parts))
            uncomputed = _look(stream, parts)
            return Looked(_usual(stream, package, parts, size), _kind(package), uncomputed)
    except (zipfile.BadZipFile, zlib.error, LookupError, RuntimeError, EOFError, OSError, ValueError) as fault:
        raise Broken from fault


def repacked(stream: IO[bytes]) -> bytes:
    """The package put together anew from the parts that were looked at."""
    import io

    made = io.BytesIO()
    with zipfile.ZipFile(stream) as package, zipfile.ZipFile(made, "w") as new:
        for part in {part.filename: part for part in package.infolist() if part.filename}.values():
            new.writestr(zipfile.ZipInfo(part.filename), _content(stream, part))
    return made.getvalue()


def failed(path: Path) -> dict[str, frozenset[tuple[int, int]]]:
    """By sheet, the cells of an .xlsx file made by LibreOffice that hold an error.

    Raises:
        Broken, Oversized: as ``look`` does.
    """
    with path.open("rb") as stream:
        look(stream, path.stat().st_size)
        with zipfile.ZipFile(stream) as package:
            names = formulas.names_of(package.read("xl/workbook.xml"), package.read("xl/_rels/workbook.xml.rels"))
            parts = {names[part.lower()]: part for part in package.namelist() if part.lower() in names}
            return {name: formulas.failed(package.read(part)) for name, part in parts.items()}


def _kind(package: zipfile.ZipFile) -> str:
    names = {name.lower().replace("\\", "/").lstrip("/") for name in package.namelist()}
    if "xl/workbook.bin" in names:
        return ".xlsb"
    return ".ods" if "content.xml" in names and not any(name.startswith("xl/") for name in names) else ".xlsx"


def _usual(stream: IO[bytes], package: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo], size: int) -> bool:
    """One archive from the first byte to the last, each name once."""
    stream.seek(max(size - _END_BYTES, 0))
    end = stream.read(_END_BYTES)
    alone = end.startswith(_END) and end.endswith(b"\0\0") and min(part.header_offset for part in parts) == 0
    names = {part.filename.lower() for part in parts}
    return alone and len(names) == len(package.infolist()) and not package.comment


def _content(stream: IO[bytes], part: zipfile.ZipInfo) -> bytes:
    """A part unpacked, as far as the directory says it goes and not a byte further."""
    if part.flag_bits & 1:
        raise Broken
    stream.seek(part.header_offset)
    head = stream.read(30)
    if not head.startswith(b"PK\x03\x04"):
        raise Broken
    stream.seek(int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little"), 1)
    packed = stream.read(min(part.compress_size, MAX_FILE_BYTES))
    if part.compress_type == zipfile.ZIP_STORED:
        data = packed
    elif part.compress_type == zipfile.ZIP_DEFLATED:
        data = zlib.decompressobj(-15).decompress(packed, part.file_size + 1)
    else:
        raise Broken
    if len(data) != part.file_size:
        raise Broken
    return data


def _look(stream: IO[bytes], parts: Sequence[zipfile.ZipInfo]) -> Cells:
    found = _Found()
    links = b""
    later = []
    for part in parts:
        name = part.filename.lower()
        if name.endswith(("workbook.xml.rels", "workbook.bin.rels")):
            links += _content(stream, part)
        if name.endswith((*_PICTURES, ".bin")):
            later.append(part)
        elif not part.is_dir():
            _look_at_xml(found, name, _content(stream, part))
    for part in later:
        # Whatever its name, a part that the workbook names may be read as a sheet.
        name = part.filename.lower()
        if part.filename.rpartition("/")[2].encode() in links or name.endswith("workbook.bin"):
            data = _content(stream, part)
            _look_at_xml(found, name, data) if data[:5].lstrip(b"\xef\xbb\xbf").startswith(b"<") else _look_at_binary(
                found, name, data
            )
    targets = re.findall(rb"Target\s*=\s*[\"']([^\"']*)", links)
    again = found.again or len(set(targets)) < len(targets)
    _weigh(found, found.listed if again else 1)
    if found.formulas:
        found.uncomputed |= formulas.in_package(found.formulas, found.book, links, found.core)
    return found.uncomputed


def _look_at_binary(found: _Found, name: str, data: bytes) -> None:
    if name.endswith("sharedstrings.bin"):
        for number, at, length in records(data):
            if number == _STRING:
                found.strings.append(length)
            elif number == _STRINGS:
                _within_part(data, int.from_bytes(data[at + 4 : at + 8], "little"))
    elif name.endswith("workbook.bin"):
        ids = [data[at + 8 : at + length] for number, at, length in records(data) if number == _SHEET]
        found.list([one[: 4 + 2 * int.from_bytes(one[:4], "little")] for one in ids], len(ids))
    elif not data.startswith(_OLE):
        found.sheets.append((extent_binary(data), b""))


def _look_at_xml(found: _Found, name: str, data: bytes) -> None:
    if name.endswith((".xml", ".rels")) and (
        _declares(data) or data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:100]
    ):
        raise Broken
    if name.endswith("content.xml"):
        ods.Tables().weigh(data)
        if b"table:formula" in data:
            found.uncomputed |= formulas.in_tables(data)
    if name.endswith("core.xml"):
        found.core = data
    if name.endswith("workbook.xml"):
        found.book = data
        found.list(*_listed(data))
    if name.endswith("sharedstrings.xml"):
        for count in _counts(data):
            # A reader makes room for as many before it sees any.
            _within_part(data, count)
        found.tables.append(data)
    elif b"sheetData" in data:
        found.sheets.append((extent(data), data))
        if formulas.has_formulas(data):
            found.formulas[name] = data


def _counts(table: bytes) -> Iterator[int]:
    """How many texts a table of texts says it has, wherever it does."""
    at = table.find(_COUNTED)
    while at >= 0:
        if found := _COUNT.match(table, at):
            yield int(found[1])
        at = table.find(_COUNTED, at + 1)


def _all_short(found: _Found, cells: int) -> bool:
    """Whether so many cells may have any texts: all are seen to be short enough without a look at each."""
    most = MAX_TEXT_BYTES // max(cells, 1)
    return max(found.strings, default=0) <= most and all(len(one) <= most or _parted(one, most) for one in found.tables)


def _parted(table: bytes, most: int) -> bool:
    """Whether a text ends in every so many bytes of a table of texts; told in leaps, each to the last end in reach.

    Only where nothing but an end can look like one.
    """
    if _ODD_TAG.search(table, _root(table)):
        return False
    at = 0
    while at + most < len(table):
        at = table.rfind(b"</si>", at + 1, at + most)
        if at < 0:
            return False
    return True


def _lengths(table: bytes) -> list[int]:
    """The bytes of each text of a table of texts, about as long as in the file.

    Raises:
        Broken: it is no XML.
    """
    found: list[int] = []
    inside: list[str] = []

    def begin(name: str, _: object) -> None:
        if not inside and local(name) == "si":
            found.append(0)
            inside.append(name)

    def end(name: str) -> None:
        if inside == [name]:
            inside.clear()

    def text(said: str) -> None:
        if inside:
            found[-1] += len(said.encode())

    walk(table, begin, end, text)
    return found


def _listed(book: bytes) -> tuple[list[str], int]:
    """What the list of sheets says of their parts, and how many sheets it has."""
    usual = [one.decode() for one in _USUAL_SHEET.findall(book)]
    if len(usual) == len(_ANY_SHEET.findall(book)):
        return usual, len(usual)
    found: list[str] = []
    count = 0

    def begin(name: str, said: Mapping[str, str]) -> None:
        nonlocal count
        if local(name) == "sheet":
            count += 1
            found.extend([value for key, value in said.items() if local(key) == "id"])

    walk(book, begin)
    return found, count


def _within_part(part: bytes, count: int) -> None:
    """Refuse a part that says it holds more things than it has room for."""
    if count > len(part):
        raise Broken


def _declares(part: bytes) -> bool:
    """Whether a document type stands before the first element: no spreadsheet program writes one, and its entities may
    unfold without end."""
    return part.startswith(b"<!", _root(part))


def _root(part: bytes) -> int:
    """Where the first element begins, or a document type before it."""
    prolog = _PROLOG.match(part)
    return prolog.end() if prolog else 0


def _weigh(found: _Found, times: int) -> None:
    """Refuse sheets that span too many cells or hold too much text, all together, each as often as it is listed."""
    extents = [one for one, _ in found.sheets]
    cells = sum(one.cells for one in extents)
    if times > 1:
        cells = max(cells, times * max((one.cells for one in extents), default=0))
    within(MAX_CELLS, cells)
    if _all_short(found, times * sum(one.texts for one in extents)):
        return
    texts = [_text_cells(data) if one.used is None else one.texts for one, data in found.sheets]
    if _all_short(found, times * sum(texts)):
        return
    for table in found.tables:
        found.strings += _lengths(table)
    longest = max(found.strings, default=0)
    weight = 0
    for (one, data), count in zip(found.sheets, texts, strict=True):
        used = _used(data, count) if one.used is None else one.used
        weight += longest * max(count - used.total(), 0) + _weight(found, used)
    within(MAX_TEXT_BYTES, times * weight)


def _weight(found: _Found, used: Counter[int]) -> int:
    """The bytes of the texts used; of several tables, where their numbers are not sure, of the longest most often."""
    if len(found.tables) > 1:
        return sum(map(mul, sorted(found.strings, reverse=True), sorted(used.values(), reverse=True)))
    return sum(found.strings[at] * count for at, count in used.items() if at < len(found.strings))


def _used(data: bytes, texts: int) -> Counter[int]:
    """How often the cells of a sheet have which text of the table."""
    used: Counter[int] = Counter()
    found = Counter(_TEXT_CELL.findall(data))
    if found.total() < texts * 0.9:
        found = Counter(_ANY_TEXT_CELL.findall(data))
    for number, count in found.items():
        used[int(number)] += count
    return used


# --- .xlsx --------------------------------------------------------------------------------------------------------


def extent(part: bytes) -> Extent:
    """What a sheet takes at most."""
    rows = part[part.find(b"sheetData") : part.rfind(b"sheetData")]
    quick = None if b":" in rows and _OTHER_CELL.search(rows) else _quick(rows)
    return Extent(_stepwise(part) if quick is None else quick, len(rows) // _LEAST_TEXT)


def _text_cells(part: bytes) -> int:
    """How many cells have a text of the table of texts, at most."""
    return part.count(b's"') + (part.count(b"s'") if b"'" in part else 0)


def _quick(rows: bytes) -> int | None:
    """The rectangle of a sheet whose every cell says where it stands, in the spelling of all known programs.

    A guess from the first and the last cells is held against all of them and widened where one goes beyond it.
    """
    if len(rows) > MAX_CELLS * _LEAST_CELL and rows.count(b"<c") > MAX_CELLS:
        raise Oversized
    column = row = at = 0
    seen = [*_PLAIN_ADDRESS.findall(rows, 0, 4096), *_PLAIN_ADDRESS.findall(rows, max(len(rows) - 1024, 0))]
    if seen:
        columns, numbers = map(set, zip(*seen, strict=True))
        column, row = max(map(column_number, columns)), max(map(int, numbers))
    for _ in range(_WIDENINGS):
        beyond = re.compile(rb"<c(?! r=\"" + _letters(column) + _digits(row) + _REST_OF_CELL + rb")").search(rows, at)
        if beyond is None:
            return _widened(column) * _rounded(row)
        where = _PLAIN_ADDRESS.match(rows, beyond.start())
        if where is None or (column_number(where[1]) <= column and int(where[2]) <= row):
            return None  # spelled in another way
        at, column, row = beyond.start(), max(column, column_number(where[1])), max(row, int(where[2]))
        if _widened(column) * _rounded(row) > MAX_CELLS:
            return None
    return None


def _letters(column: int) -> bytes:
    """A pattern of the columns up to this one, at least A to Z."""
    if column <= 26:
        return b"[A-%c]" % (64 + max(column, 1))
    first, last = divmod(column - 1, 26)
    if first <= 26:
        upper = b"[A-%c][A-Z]|" % (63 + first) if first > 1 else b""
        return b"(?:[A-Z]|" + upper + b"%c[A-%c])" % (64 + first, 65 + last)
    return rb"(?:[A-Z]{1,2}|[A-%c][A-Z]{2})" % (64 + (first - 1) // 26)


def _widened(column: int) -> int:
    """The last column that the pattern of this one lets pass."""
    return column if column <= 702 else (column - 703) // 676 * 676 + 1378


def _digits(row: int) -> bytes:
    """A pattern of the rows up to this one, rounded up."""
    text = b"%d" % _rounded(row)
    if len(text) == 1:
        return b"[0-%c]" % text[0]
    more = len(text) - 1
    lower = b"[1-%c]?" % (text[0] - 1) if text[:1] > b"1" else b""
    return b"(?:%b[0-9]{1,%d}|%c[0-%c]%b)" % (lower, more, text[0], text[1], b"[0-9]" * (more - 1))


def _rounded(row: int) -> int:
    """The row with nines behind its first two digits."""
    text = str(max(row, 1))
    return int(text[:2] + "9" * (len(text) - 2))


def _stepwise(part: bytes) -> int:
    """The rectangle of a sheet spelled in any other way: every row and cell looked at by itself."""
    rows = _Rows()
    walk(part, rows.begin, rows.end)
    return max(rows.last_row * rows.last_column, rows.cells)


@dataclass
class _Rows:
    """The rows of a sheet while they are looked at; ``open``: the row and the column of a cell that is empty so far."""

    inside: bool = False
    row: int = 0
    column: int = 0
    open: tuple[int, int] | None = None
    last_row: int = 0
    last_column: int = 0
    cells: int = 0

    def begin(self, name: str, said: Mapping[str, str]) -> None:
        kind = local(name)
        if kind == "sheetData":
            self.inside = True
        elif not self.inside:
            return
        elif kind == "row":
            self.row, self.column = self._number(said), 0
        elif kind == "c":
            self.open = self._place(said)
        elif self.open:
            own, column = self.open
            self.open, self.cells = None, self.cells + 1
            self.last_row, self.last_column = max(self.last_row, own, self.row), max(self.last_column, column)

    def end(self, name: str) -> None:
        kind = local(name)
        if kind == "c":
            self.open = None
        elif kind == "sheetData":
            self.inside = False

    def _number(self, said: Mapping[str, str]) -> int:
        if "r" not in said:
            return self.row + 1
        if not _ROW_NUMBER.fullmatch(said["r"]):
            raise Broken
        return int(said["r"])

    def _place(self, said: Mapping[str, str]) -> tuple[int, int]:
        self.column += 1
        if "r" not in said:
            return self.row, self.column
        address = _CELL_ADDRESS.fullmatch(said["r"])
        if address is None:
            raise Broken
        self.column = column_number(address[1].upper().encode())
        return int(address[2]), self.column


def column_number(letters: bytes) -> int:
    """``b"A"`` is 1."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


# --- .xlsb --------------------------------------------------------------------------------------------------------


def records(part: bytes) -> Iterator[tuple[int, int, int]]:
    """The records of a binary part: their kind, where their data begin, and how long these are."""
    at = steps = 0
    while at + 2 <= len(part):
        steps = within(MAX_STEPS, steps + 1)
        number = part[at]
        at += 1
        if number & 0x80:
            number, at = number & 0x7F | part[at] << 7, at + 1
        length = 0
        for shift in range(0, 28, 7):
            if at >= len(part):
                return
            byte = part[at]
            length, at = length | (byte & 0x7F) << shift, at + 1
            if not byte & 0x80:
                break
        yield number, at, length
        at += length


def extent_binary(part: bytes) -> Extent:
    """What a sheet of an .xlsb file takes: rows and cells say their number."""
    row = last_row = last_column = cells = 0
    used: Counter[int] = Counter()
    for number, at, _ in records(part):
        if number == _ROW:
            row = int.from_bytes(part[at : at + 4], "little")
        elif _BLANK < number <= _LAST_CELL:
            column = int.from_bytes(part[at : at + 4], "little")
            last_row, last_column, cells = max(last_row, row + 1), max(last_column, column + 1), cells + 1
            if number == _SHARED:
                used[int.from_bytes(part[at + 8 : at + 12], "little")] += 1
    return Extent(max(last_row * last_column, cells), used.total(), used)


def reach_binary(part: bytes) -> int:
    """The cells of the rectangle of a sheet of an .xlsb file."""
    return extent_binary(part).cells
