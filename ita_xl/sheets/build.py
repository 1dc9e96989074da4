"""Putting a sheet together row by row; heights follow from the texts."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from ita_xl.sheets import paper
from ita_xl.sheets.measure import column_points, line_count, most_lines, row_height, wrapped
from ita_xl.sheets.model import (
    Area,
    Button,
    Cell,
    Chart,
    Comment,
    Condition,
    Page,
    Picture,
    Scale,
    Sheet,
    Sparkline,
    Table,
    Validation,
)
from ita_xl.sheets.theme import theme
from ita_xl.thai import CONTINUED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ita_xl.pictures import PictureFile
    from ita_xl.sheets.model import Value

_GROUP = "group"
#: Styles of rows that stay with what follows, and of rows that stay with what they follow.
_HEADS = {"title", "subtitle", "heading", "header", _GROUP}
_TAILS = {"note", "note_file", "total_text", "total_center"}
#: Where a group ends: another heading; a total that stays with what follows is one too.
_OPENING = {*_HEADS, *_TAILS}


#: A text of at most so many lines is the heading of its row, and stands again where the row goes on.
_HEADING_LINES = 4


class Text(NamedTuple):
    """A text to be wrapped in a cell over columns of some widths (characters) in a style of the theme."""

    text: str
    widths: Sequence[float]
    style: str

    @property
    def size(self) -> float:
        """Font size in points."""
        return theme().letters[self.style].size

    @property
    def lines(self) -> int:
        """How many lines it takes."""
        size, bold, indent = theme().letters[self.style]
        return line_count(self.text, self._points, size, bold=bold, indent=indent)

    def parts(self) -> list[str]:
        """The text cut into what one row holds each, between paragraphs where that leaves no row half empty."""
        size, bold, indent = theme().letters[self.style]
        most = most_lines(size)
        if self.lines <= most:
            return [self.text]
        lines = wrapped(self.text, self._points, size, bold=bold, indent=indent)
        found = []
        while lines:
            ends = [
                end for end in range(most // 2 + 1, most + 1) if lines[end - 1 : end] and lines[end - 1][-1:] == "\n"
            ]
            end = most if not ends or len(lines) <= most else ends[-1]
            found.append("".join(lines[:end]).removesuffix("\n"))
            lines = lines[end:]
        return found

    @property
    def _points(self) -> float:
        return _points(tuple(self.widths))


@lru_cache(maxsize=1024)
def _points(widths: tuple[float, ...]) -> float:
    """The width in points of columns (characters) together."""
    return sum(map(column_points, widths))


def rows_needed(texts: Iterable[Text]) -> int:
    """Over how many rows some texts beside each other must go: one unless a text is taller than a row may be."""
    return max((len(one.parts()) for one in texts), default=1)


class Builder:
    """A sheet in the making. Rows and columns are 0-based; ``row`` is the next free row.

    Rows of ``together`` stay on the page of the next one; those of ``new_page`` begin one. Titles, headings, headers,
    notes, totals and what lies under a chart keep their place by themselves.
    """

    def __init__(self, name: str, widths: Sequence[float], page: Page = Page(), tab: str = "") -> None:  # noqa: B008
        self.name = name
        self.widths = tuple(widths)
        self.page = page
        self.tab = tab
        self.row = 0
        self.freeze = (0, 0)
        self.rows: dict[int, list[Cell]] = {}
        self.heights: dict[int, float] = {}
        self.merges: list[Area] = []
        self._ends: dict[int, dict[int, int]] = {}
        self.charts: list[Chart] = []
        self.pictures: list[Picture] = []
        self.validations: list[Validation] = []
        self.conditions: list[Condition] = []
        self.comments: list[Comment] = []
        self.tables: list[Table] = []
        self.levels: dict[int, int] = {}
        self.scales: list[Scale] = []
        self.sparklines: list[Sparkline] = []
        self.keys: dict[int, str] = {}
        self.named: Counter[str] = Counter()
        self.buttons: list[Button] = []
        self.together: set[int] = set()
        self.new_page: set[int] = set()

    @property
    def last(self) -> int:
        """The last column."""
        return len(self.widths) - 1

    def put(
        self, row: int, column: int, value: Value, style: str = "text", formula: str = "", *, link: str = ""
    ) -> None:
        """One cell."""
        self.rows.setdefault(row, []).append(Cell(row, column, value, style, formula, link))

    def key(self, key: str) -> None:
        """Name the next row by what it is about. A key that is taken gets a number: ``item:o.gifts~2``."""
        self.named[key] += 1
        self.keys[self.row] = key if self.named[key] == 1 else f"{key}~{self.named[key]}"

    def _all_keys(self) -> dict[int, str]:
        """The keys of all rows; a row without one is named by its distance from the keyed row above it."""
        found: dict[int, str] = {}
        above, at = "top", -1
        for row in range(max((self.row, *(own + 1 for own in self.rows)))):
            if row in self.keys:
                above, at = self.keys[row], row
            found[row] = self.keys.get(row, f"{above}+{row - at}")
        return found

    def table(self, name: str, head: int) -> None:
        """Make a table of the rows from its head, at ``head``, to the last one so far, over all columns."""
        if self.row > head + 1:
            self.tables.append(Table(name, Area(head, 0, self.row - 1, self.last)))

    def line(
        self,
        values: Sequence[Value],
        styles: str | Sequence[str] = "text",
        *,
        height: float = 0,
        links: Mapping[int, str] = MappingProxyType({}),
    ) -> int:
        """A row of cells from column 0, some with a link; its height fits its texts unless given. Returns the row."""
        row = self.row
        for column, value in enumerate(values):
            style = styles if isinstance(styles, str) else styles[column]
            self.put(row, column, value, style, link=links.get(column, ""))
        self.fit(row, height)
        self.row += 1
        return row

    def wide(
        self, value: Value, style: str, *, first: int = 0, last: int | None = None, formula: str = "", height: float = 0
    ) -> int:
        """One merged cell across the sheet (or from ``first`` to ``last``) in a row of its own. Returns the row."""
        row = self.row
        self.span(row, first, self.last if last is None else last, value, style, formula)
        self.fit(row, height)
        self.row += 1
        return row

    def span(self, row: int, first: int, last: int, value: Value, style: str, formula: str = "") -> None:
        """A cell merged over several columns of one row."""
        for column in range(first, last + 1):
            self.put(row, column, value if column == first else None, style, formula if column == first else "")
        if last > first:
            self.merge(Area(row, first, row, last))

    def merge(self, area: Area) -> None:
        """Make one cell of an area."""
        self.merges.append(area)
        self._ends.setdefault(area.first_row, {})[area.first_column] = area.last_column

    def fit(self, row: int, height: float = 0) -> None:
        """Set the height of a row by its tallest text, merged ones over their whole width.

        A row taller than Excel allows is continued in further rows: ``row`` is then the last of them.
        """
        letters, ends = theme().letters, self._ends.get(row, {})
        tallest, fits = height, True
        for cell in self.rows.get(row, ()):
            if isinstance(cell.value, str) and cell.value:
                size, bold, indent = letters[cell.style]
                points = _points(self.widths[cell.column : ends.get(cell.column, cell.column) + 1])
                lines = line_count(cell.value, points, size, bold=bold, indent=indent)
                fits = fits and lines <= most_lines(size)
                tallest = max(tallest, row_height(lines, size))
        if not fits:
            texts = self._texts(row)
            rows = rows_needed(texts.values())
            self._continue(row, texts, rows)
            for further in range(rows):
                self.fit(row + further)
            self.row += rows - 1
            return
        if tallest:
            self.heights[row] = round(tallest, 2)

    def _texts(self, row: int) -> dict[int, Text]:
        """The texts of a row by column."""
        ends = self._ends.get(row, {})
        return {
            cell.column: Text(cell.value, self.widths[cell.column : ends.get(cell.column, cell.column) + 1], cell.style)
            for cell in self.rows.get(row, ())
            if isinstance(cell.value, str) and cell.value
        }

    def _continue(self, row: int, texts: Mapping[int, Text], rows: int) -> None:
        """Cut the texts of a row over so many rows; the first short one, its heading, stands again in each of them."""
        parts = {column: text.parts() for column, text in texts.items()}
        heading = next((column for column, text in texts.items() if text.lines <= _HEADING_LINES), None)
        cells, areas = self.rows.pop(row), [area for area in self.merges if area.first_row == row]
        for further in range(rows):
            at = row + further
            for cell in cells:
                own = parts.get(cell.column)
                value = cell.value if not further else None
                if own is not None and further and cell.column == heading:
                    value = f"{own[0]} {CONTINUED}"
                elif own is not None:
                    value = own[further] if further < len(own) else None
                formula, link = ("", "") if further else (cell.formula, cell.link)
                self.put(at, cell.column, value, cell.style, formula, link=link)
            if further:
                if row in self.levels:
                    self.levels[at] = self.levels[row]
                for area in areas:
                    self.merge(Area(at, area.first_column, at, area.last_column))

    def reserve(self, height: int) -> int:
        """Empty rows for a chart of so many pixels; returns the first."""
        first = self.row
        for _ in range(-(-height * 3 // 4 // 20) + 1):
            self.skip(20)
        return first

    def pixels(self, last: int) -> int:
        """The width of the columns up to ``last``, less a hair, so that a chart never adds a column to print."""
        return int(sum(column_points(one) for one in self.widths[: last + 1]) * 4 / 3) - 4

    def picture(self, file: PictureFile, alt: str, *, box: tuple[int, int], centre: bool = False) -> None:
        """A picture as large as a box (pixels, width and height) holds, from the next row on, which it leaves free."""
        times = min(box[0] / file.width, box[1] / file.height)
        width, height = max(int(file.width * times), 1), max(int(file.height * times), 1)
        right = max((self.pixels(self.last) - width) // 2, 0) if centre else 0
        self.pictures.append(Picture(file.data, self.row, 0, width, height, alt, right))

    def skip(self, height: float = 0) -> None:
        """Leave a row empty."""
        if height:
            self.heights[self.row] = height
        self.row += 1

    def sheet(self) -> Sheet:
        """The finished sheet."""
        printed = self.widths if self.page.last_column is None else self.widths[: self.page.last_column + 1]
        landscape = self.page.landscape
        percent = paper.scale(sum(column_points(one) for one in printed), landscape=landscape)
        fitted = self.page.one_page
        breaks = (
            () if fitted or self.page.flowing else paper.breaks(self._flow(), paper.room(percent, landscape=landscape))
        )
        ordered = (cell for row in sorted(self.rows) for cell in sorted(self.rows[row], key=lambda cell: cell.column))
        return Sheet(
            name=self.name,
            cells=tuple(ordered),
            widths=self.widths,
            heights=dict(self.heights),
            merges=tuple(self.merges),
            charts=tuple(self.charts),
            pictures=tuple(self.pictures),
            validations=tuple(self.validations),
            conditions=tuple(self.conditions),
            comments=tuple(self.comments),
            tables=tuple(self.tables),
            levels=dict(self.levels),
            scales=tuple(self.scales),
            sparklines=tuple(self.sparklines),
            keys=self._all_keys(),
            page=self.page,
            freeze=self.freeze,
            breaks=breaks,
            scale=0 if fitted else percent,
            tab=self.tab,
            buttons=tuple(self.buttons),
        )

    def _flow(self) -> paper.Flow:
        """The rows as pages see them, by what the styles of their first cells say."""
        rows = range(self.row)
        first = {row: min(cells, key=lambda cell: cell.column) for row, cells in self.rows.items() if cells}
        shown = {row for row in rows if row in first and any(cell.value is not None for cell in self.rows[row])}
        under = self._under()
        styles = {row: first[row].style if row in shown else "" for row in rows}
        heads = {*self.together, *(row for row in rows if styles[row] in _HEADS)}
        heads |= {row for row in under if row + 1 in under and under[row] == under[row + 1]}
        heads.discard(self.row - 1)
        tails = {
            row for row in rows if row not in heads and row not in under and (row not in shown or styles[row] in _TAILS)
        }
        return paper.Flow(
            count=self.row,
            heights=self.heights,
            heads=heads,
            tails=tails - {0},
            blocks=self._blocks(styles, heads, tails),
            forced=self.new_page,
            repeat=self.page.repeat,
            bare={row for row in rows if row not in shown or styles[row] in _OPENING} - set(under),
        )

    def _under(self) -> dict[int, int]:
        """The rows that lie under a chart or a picture, each with the row where that begins."""
        found: dict[int, int] = {}
        placed = [(one.row, one.height) for one in self.charts] + [(one.row, one.height) for one in self.pictures]
        for begin, pixels in placed:
            left, row = pixels * 0.75, begin
            while left > 0 and row < self.row:
                found[row] = begin
                left -= self.heights.get(row, paper.DEFAULT_HEIGHT)
                row += 1
        return found

    def _blocks(self, styles: dict[int, str], heads: set[int], tails: set[int]) -> list[tuple[int, int]]:
        """Every group with its heading, up to the next heading of any kind or the space behind it."""
        found: list[tuple[int, int]] = []
        begin = None
        for row in range(self.row + 1):
            ended = row == self.row or row in self.new_page or (row in heads and styles[row] in _OPENING)
            if begin is not None and (ended or (row in tails and not styles[row])):
                found.append((begin, row - 1))
                begin = None
            if row < self.row and styles[row] == _GROUP:
                begin = row
        return found
