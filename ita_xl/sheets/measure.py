"""Measuring Thai text without a font: how wide a line is, how many lines a cell takes, how high its row must be.

No program tells a writer of .xlsx files how high a row of wrapped Thai text has to be, and Excel does not fit the rows
of merged cells at all; so heights are worked out here, from the advance widths of TH SarabunPSK (``widths``) and the
places where Thai breaks (``breaking``). The model is that of LibreOffice, which can be asked (``tests/heights.py``):
every letter takes whole pixels of a screen of 96 dpi, and a column holds 3 % less than it measures. Excel rounds
letters likewise but its columns hold all that they measure, so that what fits here fits there, at any zoom of Windows.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ita_xl.sheets import widths
from ita_xl.sheets.breaking import CLUSTER, chunks, pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

ROOM = 1.2936
"""Pixels of text that a point of a column's width holds in LibreOffice; on a screen of 96 dpi it is 4/3 pixels wide.
Found by fitting 8,000 rows of 60 to 500 points at 14, 16 and 18 points; it is 0.06468 for each twentieth of a point."""

PADDING = 4
"""Pixels of a cell's width that its text cannot use, both sides together."""

INDENT = 7.5
"""Points that a step of indent takes: three spaces of the default font (Calibri 11)."""

SLACK = 4 / 3 / ROOM
"""How much wider than its letters a text must be taken to be, to stay within a width whatever program draws it."""

LINE_HEIGHT = 1.297
"""Height of a line of TH SarabunPSK in parts of the font size: ``ASCENT`` and ``DESCENT``. See ``line_height``."""

ASCENT, DESCENT = 0.850, 0.447
"""What TH SarabunPSK rises above and sinks below its base line, in parts of the font size."""

ROW_PADDING = 1.5
"""Points of a row's height above and below its lines."""

MAX_HEIGHT = 409.0
"""The greatest height of a row in points that Excel allows."""

_UNKNOWN = 1000
"""Width of a character that the font lacks (✓ ▲ →): another font stands in, seldom with anything wider than an em."""

_DIGIT_PIXELS = 7
_COLUMN_PADDING_PIXELS = 5
_POINTS_PER_PIXEL = 0.75


class _Piece(NamedTuple):
    """What stays on one line and the spaces after it, with their widths in pixels; ``slash``: that up to its slash."""

    text: str
    spaces: str
    width: int
    gap: int
    slash: int


@lru_cache(maxsize=8192)
def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width in points of a text set in one line of TH SarabunPSK, as the outlines of its letters have it.

    Args:
        text: Any text; line breaks take no width.
        size: Font size in points.
        bold: Whether it is set in bold.

    >>> text_width("กี่", 16) == text_width("ก", 16)
    True
    """
    return sum(map(_advances(bold).__getitem__, text)) * size / 1000


@lru_cache(maxsize=16384)
def line_count(
    text: str, width: float, size: float, *, bold: bool = False, indent: int = 0, icu: bool | None = None
) -> int:
    """Number of lines of a text wrapped in a cell.

    Args:
        text: Line breaks ("\\n") are kept; an empty text is one line.
        width: Whole width in points of the column, or of the merged columns (see ``column_points``).
        size: Font size in points.
        bold: Whether it is set in bold.
        indent: Steps of indent of the cell.
        icu: Whether ICU finds the words; unless said, where it is installed.

    >>> line_count("ข้อเสนอแนะ\\nแนวทาง", 200, 16)
    2
    """
    room, pixels = _room(width, indent), _pixels(size)
    of = _letters(pixels, bold).__getitem__
    lines = 0
    for paragraph in text.split("\n"):
        if sum(map(of, paragraph)) <= room:  # most texts of a sheet: no need to look for their words
            lines += 1
        else:
            lines += sum(1 for _ in _starts(_measured(paragraph, pixels, bold, icu), room, pixels, bold))
    return lines


def wrapped(text: str, width: float, size: float, *, bold: bool = False, indent: int = 0) -> list[str]:
    """The lines of a text wrapped in a cell, each with its spaces and its line break; together they are the text.

    Arguments as for :func:`line_count`, which tells how many they are.
    """
    room, pixels = _room(width, indent), _pixels(size)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        measured = _measured(paragraph, pixels, bold)
        places = [0]
        for one in measured:
            places.append(places[-1] + len(one.text) + len(one.spaces))
        starts = [places[at] + offset for at, offset in _starts(measured, room, pixels, bold)]
        lines += [paragraph[start:end] for start, end in zip(starts, [*starts[1:], None], strict=True)]
        lines[-1] += "\n"
    lines[-1] = lines[-1].removesuffix("\n")
    return lines


@lru_cache(maxsize=64)
def line_height(size: float) -> float:
    """Height in points of a line at a font size: that of the font, or more where whole pixels make it more."""
    pixels = _pixels(size)
    return max(size * LINE_HEIGHT, (int(ASCENT * pixels + 0.5) + int(DESCENT * pixels + 0.5)) * _POINTS_PER_PIXEL)


@lru_cache(maxsize=1024)
def row_height(lines: int, size: float) -> float:
    """Height in points of a row of so many lines at a font size in points; never more than ``MAX_HEIGHT``."""
    return min(max(lines, 1) * line_height(size) + ROW_PADDING, MAX_HEIGHT)


@lru_cache(maxsize=64)
def most_lines(size: float) -> int:
    """How many lines of a font size in points the tallest row holds."""
    return max(int((MAX_HEIGHT - ROW_PADDING) / line_height(size)), 1)


def fit_height(texts: Iterable[tuple[str, float]], size: float, *, bold: bool = False, indent: int = 0) -> float:
    """Height in points of a row in which several cells wrap, each given as its text and the width of its column.

    Args:
        texts: Texts with the whole width of their column, or merged columns, in points (see ``column_points``).
        size: Font size in points.
        bold: Whether they are set in bold.
        indent: Steps of indent of the cells.
    """
    lines = (line_count(text, width, size, bold=bold, indent=indent) for text, width in texts)
    return row_height(max(lines, default=1), size)


def forget() -> None:
    """Forget the texts measured so far, as a process that has just begun."""
    text_width.cache_clear()
    line_count.cache_clear()
    _measured.cache_clear()
    _measured_chunk.cache_clear()


@lru_cache(maxsize=256)
def column_points(width_chars: float) -> float:
    """Width in points of a column as wide as Excel's dialog says, in characters of the default font (Calibri 11).

    A character is 7 pixels of 1/96 inch and the column has 5 more; below one character the whole shrinks evenly.

    >>> column_points(8.43)
    48.0
    """
    if width_chars < 1:
        pixels = int(max(width_chars, 0) * (_DIGIT_PIXELS + _COLUMN_PADDING_PIXELS) + 0.5)
    else:
        pixels = int(width_chars * _DIGIT_PIXELS + 0.5) + _COLUMN_PADDING_PIXELS
    return pixels * _POINTS_PER_PIXEL


def column_chars(points: float) -> float:
    """Width in characters, as Excel's dialog has it, of a column so many points wide: undoes ``column_points``.

    >>> column_chars(75)
    13.571428571428571
    """
    pixels = max(points, 0) / _POINTS_PER_PIXEL
    if pixels < _DIGIT_PIXELS + _COLUMN_PADDING_PIXELS:
        return pixels / (_DIGIT_PIXELS + _COLUMN_PADDING_PIXELS)
    return (pixels - _COLUMN_PADDING_PIXELS) / _DIGIT_PIXELS


class _Advances(dict[str, int]):
    """Widths by character; one that the font lacks gets its default when first asked for."""

    def __init__(self, table: Mapping[int, str]) -> None:
        for start, row in table.items():
            for code, width in enumerate(row.split(), start):
                if width != ".":
                    self[chr(code)] = int(width)

    def __missing__(self, character: str) -> int:
        invisible = unicodedata.category(character) in {"Mn", "Me", "Cc", "Cf"}
        self[character] = width = 0 if invisible else _UNKNOWN
        return width


class _Pixels(dict[str, int]):
    """Widths by character in whole pixels, at a font size in pixels."""

    def __init__(self, advances: Mapping[str, int], pixels: int) -> None:
        self._advances, self._size = advances, pixels

    def __missing__(self, character: str) -> int:
        self[character] = width = int(self._advances[character] * self._size / 1000 + 0.5)
        return width


@cache
def _advances(bold: bool) -> _Advances:
    return _Advances(widths.BOLD if bold else widths.REGULAR)


@cache
def _letters(pixels: int, bold: bool) -> _Pixels:
    return _Pixels(_advances(bold), pixels)


def _pixels(size: float) -> int:
    """A font size in points as whole pixels of a screen of 96 dpi."""
    return int(size / _POINTS_PER_PIXEL + 0.5)


def _room(width: float, indent: int) -> int:
    return max(int(width * ROOM) - PADDING - int(indent * INDENT * ROOM), 0)


def _starts(measured: tuple[_Piece, ...], room: int, pixels: int, bold: bool) -> Iterator[tuple[int, int]]:
    """Fill line after line: where each begins, as the number of a piece and a place inside it.

    Spaces at the end of a line hang over its edge. A piece longer than a line is cut between any two letters. Where a
    line is full just behind a slash, LibreOffice ends it at the last space before.
    """
    yield 0, 0
    used = first = spaced = 0
    for at, piece in enumerate(measured):
        width = piece.width
        if used and used + width > room and piece.slash and used + piece.slash <= room and spaced > first:
            yield spaced, 0
            first = spaced
            used = sum(one.width for one in measured[first:at])
        if used and used + width > room:
            yield at, 0
            first, used = at, 0
        if width > room:
            letters = _letters(pixels, bold)
            width = 0
            for cluster in CLUSTER.finditer(piece.text):
                own = sum(map(letters.__getitem__, cluster[0]))
                if width and width + own > room:
                    yield at, cluster.start()
                    width = 0
                width += own
        used += width + piece.gap
        if piece.spaces:
            spaced = at + 1


@lru_cache(maxsize=2048)
def _measured(paragraph: str, pixels: int, bold: bool, icu: bool | None = None) -> tuple[_Piece, ...]:
    # Paragraphs with a figure in them are each like no other; nearly all of their chunks come again.
    return tuple([piece for chunk in chunks(paragraph) for piece in _measured_chunk(chunk, pixels, bold, icu)])


@lru_cache(maxsize=16384)
def _measured_chunk(chunk: str, pixels: int, bold: bool, icu: bool | None) -> tuple[_Piece, ...]:
    of = _letters(pixels, bold).__getitem__
    return tuple(
        _Piece(text, spaces, sum(map(of, text)), sum(map(of, spaces)), sum(map(of, text[: text.find("/", 1) + 1])))
        for text, spaces in pieces(chunk, icu=icu)
    )
