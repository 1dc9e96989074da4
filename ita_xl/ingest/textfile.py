"""Text files of values (.csv, .tsv): encoding and delimiter found, cells as a workbook would give them."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from ita_xl.ingest.guard import damaged, too_large
from ita_xl.ingest.limits import MAX_CELLS, MAX_COLUMN, MAX_ROWS, MAX_TEXT_FILE_BYTES

if TYPE_CHECKING:
    from pathlib import Path

_DELIMITERS = ",\t;|"
_SAMPLE = 65_536
_LONGEST_CELL = 1_000_000
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d+)?")
_THAI = re.compile("[\u0e01-\u0e5b]")


def text_rows(path: Path) -> list[list[object]]:
    """The rows of a text file; plain numbers become numbers, everything else stays text.

    Raises:
        InputError: E102 when it is no text, E105 when it is too large.
    """
    if path.stat().st_size > MAX_TEXT_FILE_BYTES:
        raise too_large(path)
    text = _decoded(path.read_bytes())
    if text is None or "\x00" in text:
        raise damaged(path)
    delimiter = _delimiter(text)
    # Line ends within a cell count too: a text of so many lines is no list of scores either.
    lines = 1 + max(text.count("\n"), text.count("\r"))
    if lines > MAX_ROWS or lines + text.count(delimiter) > MAX_CELLS:
        raise too_large(path)
    # A trailing blank line or a lone carriage return is no row of its own.
    stream = io.StringIO(text, newline="")
    del text
    limit = csv.field_size_limit(_LONGEST_CELL)
    try:
        rows = [[_value(cell) for cell in row] for row in csv.reader(stream, delimiter=delimiter)]
    except csv.Error as fault:
        raise damaged(path) from fault
    finally:
        csv.field_size_limit(limit)
    width = max(map(len, rows), default=0)
    if width * len(rows) > MAX_CELLS or width > MAX_COLUMN:
        raise too_large(path)
    for row in rows:
        row.extend([""] * (width - len(row)))
    return rows


def _decoded(content: bytes) -> str | None:
    """The text in the first encoding that fits: a byte order mark, UTF-8, or the Thai code page of Windows."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _try(content, encoding)
    found = _try(content, "utf-8")
    if found is None:
        thai = _try(content, "cp874")
        # Any bytes at all are letters in a code page of eight bits; without Thai they are no text of an agency.
        return thai if thai is not None and _THAI.search(thai) else None
    return found


def _try(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _delimiter(text: str) -> str:
    """The delimiter that cuts most lines into the same number of cells, more than one."""
    lines = [line for line in text[:_SAMPLE].splitlines()[:50] if line.strip()]

    def agreement(delimiter: str) -> tuple[int, int]:
        counts = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
        usual = max(set(counts), key=lambda count: (count > 1, counts.count(count), count), default=1)
        return (counts.count(usual) if usual > 1 else 0, usual)

    return max(_DELIMITERS, key=agreement)


def _value(cell: str) -> object:
    """A number where the text is nothing else; a leading zero or a Thai digit keeps it text."""
    return float(cell) if _NUMBER.fullmatch(cell) else cell
