"""Sheet → the live book by plain xlwings calls: as many as there are blocks of cells that are alike, not cells.

Values are always written. Decoration that the engine behind xlwings cannot do is left out and counted by its name.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from ita_xl.cells import letters, runs
from ita_xl.sheets.model import Area
from ita_xl.sheets.theme import theme
from ita_xl.thai import thai_digits, thai_number

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

    from ita_xl.sheets.model import Cell, Sheet, Validation

#: A shorter text might be a date, a number or a truth value to the program; no date is as long as this.
_SHORT = 32
_RISKY = ("=", "+", "-", "@", "'")
#: Parts of a sheet that no plain call makes, by their field of the model.
_PARTS = ("charts", "pictures", "conditions", "scales", "sparklines", "tables", "levels", "breaks")
BEYOND = frozenset((*_PARTS, "prompts"))
"""Names under which such parts are counted; a list of words to choose from can be made, its prompt only by some."""
_EDGES = ("edge_left", "edge_top", "edge_bottom", "edge_right")
_UNDERLINE = {"dotted": "dot"}


class Block(NamedTuple):
    """A rectangle of cells (0-based) that have something in common."""

    area: Area
    what: Any


def blocks(cells: Mapping[tuple[int, int], Hashable]) -> list[Block]:
    """Cells, by row and column, joined into rectangles of one value each.

    >>> (one,) = blocks({(0, 0): 1, (0, 1): 1, (1, 0): 1, (1, 1): 1})
    >>> one.area == Area(0, 0, 1, 1)
    True
    """
    strips: dict[tuple[int, int, Hashable], list[int]] = defaultdict(list)
    by_row: dict[int, list[int]] = defaultdict(list)
    for row, column in sorted(cells):
        by_row[row].append(column)
    for row, columns in by_row.items():
        first = columns[0]
        for column, following in zip(columns, [*columns[1:], -1], strict=True):
            own = cells[row, column]
            if following != column + 1 or cells[row, following] != own:
                strips[first, column, own].append(row)
                first = following
    return [
        Block(Area(top, left, bottom, right), own)
        for (left, right, own), rows in strips.items()
        for top, bottom in runs(rows)
    ]


def entered(value: object) -> object:
    """A value as it is given to a cell of the program, so that a text stays the text it is.

    >>> entered("1/2"), entered(Decimal("1.5")), entered("=1+1")
    ("'1/2", 1.5, "'=1+1")
    """
    if isinstance(value, Decimal):
        return float(value)
    if not isinstance(value, str):
        return value
    if not value:
        return None
    safe = (len(value) > _SHORT or "\n" in value) and not value.startswith(_RISKY)
    return value if safe else f"'{value}"


def draw(sheet: Sheet, page: Any, *, digits: str = "arabic") -> Counter[str]:
    """Draw a sheet on an empty ``xlwings.Sheet``; returns what was left out, each with its number.

    ``digits`` as for :func:`ita_xl.render.workbook_bytes`.
    """
    brush = Brush(page, digits)
    # Rows of a given height first: else programs work out one for every text that is written.
    brush.widths(sheet.widths)
    brush.heights(sheet.heights)
    brush.styles({(one.row, one.column): one.style for one in sheet.cells})
    brush.values({(one.row, one.column): _given(one, digits) for one in sheet.cells})
    brush.merge(sheet.merges)
    for cell in sheet.cells:
        if cell.link:
            with brush.decoration("link"):
                brush.range(Area(cell.row, cell.column, cell.row, cell.column)).add_hyperlink(cell.link, cell.value)
    for comment in sheet.comments:
        brush.note(comment.row, comment.column, comment.text)
    for rule in sheet.validations:
        brush.rule(rule)
    if sheet.freeze != (0, 0):
        with brush.decoration("freeze"):
            page.freeze_panes.freeze_at(_frozen(*sheet.freeze))
    brush.skipped.update({name: len(getattr(sheet, name)) for name in _PARTS if getattr(sheet, name)})
    return brush.skipped


def lay_out(sheet: Sheet, page: Any) -> bool:
    """Give an ``xlwings.Sheet`` the paper of a sheet; whether the engine can, for which xlwings has no call."""
    own = beyond(page.page_setup, "lay_out")
    if own is not None:
        own(sheet)
    return own is not None


def beyond(part: Any, name: str) -> Any:
    """What the engine behind a part of xlwings can do that xlwings has no call for; ``None`` where it cannot."""
    return getattr(getattr(part, "impl", None), name, None)


def _frozen(rows: int, columns: int) -> str:
    """The address of rows and columns that stay in sight.

    >>> _frozen(5, 0), _frozen(5, 3), _frozen(0, 3)
    ('1:5', 'A1:C5', 'A:C')
    """
    if not columns:
        return f"1:{rows}"
    return f"A1:{letters(columns - 1)}{rows}" if rows else f"A:{letters(columns - 1)}"


def _given(cell: Cell, digits: str) -> object:
    return f"={cell.formula}" if cell.formula else entered(shown(cell, digits))


def shown(cell: Cell, digits: str) -> object:
    """The value of a cell with its digits as asked for (``"arabic"`` or ``"thai"``)."""
    if digits == "thai" and isinstance(cell.value, str) and not theme().styles[cell.style].get("literal", False):
        return thai_digits(cell.value)
    return cell.value


class Brush:
    """Writes on one ``xlwings.Sheet`` in blocks; rows and columns are 0-based.

    ``skipped`` counts decoration that the engine cannot do, by name.
    """

    def __init__(self, page: Any, digits: str = "arabic") -> None:
        self.page = page
        self.digits = digits
        self.skipped: Counter[str] = Counter()

    def range(self, area: Area) -> Any:
        """The cells of an area."""
        first, last = (area.first_row + 1, area.first_column + 1), (area.last_row + 1, area.last_column + 1)
        return self.page.range(first, last)

    @contextmanager
    def decoration(self, name: str) -> Iterator[None]:
        """What only adorns: counted where the engine cannot do it."""
        try:
            yield
        except NotImplementedError:
            self.skipped[name] += 1

    def values(self, cells: Mapping[tuple[int, int], object]) -> None:
        """Values and formulas (with "="), as :func:`entered` makes them; ``None`` empties a cell."""
        for area, _ in blocks(dict.fromkeys(cells, True)):
            columns = range(area.first_column, area.last_column + 1)
            rows = range(area.first_row, area.last_row + 1)
            put(self.range(area), [[cells[row, column] for column in columns] for row in rows])

    def styles(self, styles: Mapping[tuple[int, int], str]) -> None:
        """The formats of cells by the names of their styles; what was set or merged there before goes."""
        for area, _ in blocks(dict.fromkeys(styles, True)):
            with self.decoration("format"):
                self.range(area).clear_formats()
        looks = {style: _look(style, self.digits) for style in set(styles.values())}
        # Each range of a program is an object there: the same one serves all that is set of it.
        ranges: dict[Area, Any] = {}
        for name in _SETTERS:
            own = {where: looks[style][name] for where, style in styles.items() if looks[style][name]}
            for area, value in blocks(own):
                cells = ranges.setdefault(area, self.range(area))
                with self.decoration(name):
                    _SETTERS[name](cells, value)

    def merge(self, areas: Iterable[Area]) -> None:
        """Merge cells; areas of one row each that stand over each other go together."""
        flat: dict[tuple[int, int], list[int]] = defaultdict(list)
        for one in areas:
            if one.first_row == one.last_row:
                flat[one.first_column, one.last_column].append(one.first_row)
            else:
                with self.decoration("merge"):
                    self.range(one).merge()
        for (left, right), rows in flat.items():
            for top, bottom in runs(rows):
                with self.decoration("merge"):
                    self.range(Area(top, left, bottom, right)).merge(across=True)

    def widths(self, widths: Iterable[float]) -> None:
        """The widths of the columns from A on, in characters."""
        for area, width in blocks({(0, column): width for column, width in enumerate(widths)}):
            with self.decoration("width"):
                self.range(area).column_width = width

    def heights(self, heights: Mapping[int, float]) -> None:
        """The heights of rows in points: first the commonest for all rows that follow each other, then the others."""
        for first, last in runs(heights):
            for top, bottom, height in _strokes([heights[row] for row in range(first, last + 1)], first):
                with self.decoration("height"):
                    self.range(Area(top, 0, bottom, 0)).row_height = height

    def rule(self, rule: Validation) -> None:
        """What may be typed, of a list; what is said of it, where the engine can, for which xlwings has no call."""
        with self.decoration("validation"):
            cells = self.range(rule.area).data_validation
            if rule.kind == "list":
                cells.set_list(list(rule.options))
            say = beyond(cells, "say")
            if say is None or rule.kind not in ("list", "any"):
                self.skipped["prompts"] += 1
            else:
                say(rule.title, rule.prompt, rule.refusal, strict=rule.strict)

    def note(self, row: int, column: int, text: str) -> None:
        """A note beside a cell that has none."""
        with self.decoration("note"):
            self.range(Area(row, column, row, column)).add_note(text)


def put(cells: Any, rows: Sequence[Sequence[object]]) -> None:
    """Write rows of texts, numbers, formulas and ``None`` into an ``xlwings.Range`` of their size."""
    # A program that takes them as they are is spared what xlwings asks of it before it writes.
    write = beyond(cells, "write_rows")
    if write is not None:
        write(rows)
    else:
        cells.value = rows


def _strokes(heights: Sequence[float], top: int) -> Iterator[tuple[int, int, float]]:
    """First row, last row and height of what is to be set in turn, so that rows come to have these heights.

    >>> list(_strokes([25, 40, 25, 60, 60], 0))
    [(0, 4, 25), (1, 1, 40), (3, 4, 60)]
    """
    starts = [at for at, height in enumerate(heights) if not at or height != heights[at - 1]]
    height, times = Counter(heights[at] for at in starts).most_common(1)[0]
    if times == 1:
        for at, end in zip(starts, [*starts[1:], len(heights)], strict=True):
            yield top + at, top + end - 1, heights[at]
        return
    yield top, top + len(heights) - 1, height
    for first, last in runs(at for at, one in enumerate(heights) if one != height):
        yield from _strokes(heights[first : last + 1], top + first)


def _look(style: str, digits: str) -> dict[str, Any]:
    """What is to be set for a style; nothing stands for what a cell without formats has anyway."""
    own, plain = theme().styles[style], theme()
    return {
        "font": own.get("font", plain.font),
        "size": own.get("size", plain.size),
        "colour": own.get("colour", plain.colour("ink")),
        "vertical": own.get("vertical", "top"),
        "bold": own.get("bold"),
        "italic": own.get("italic"),
        "wrap": own.get("wrap"),
        "align": own.get("align"),
        "indent": own.get("indent"),
        "fill": own.get("fill"),
        "border": own["line"] if own.get("border") else None,
        "rule": (own["rule"], own["line"]) if "rule" in own else None,
        "number_format": thai_number(own.get("format", "General")) if digits == "thai" else own.get("format"),
    }


def _border(cells: Any, colour: str) -> None:
    rows, columns = cells.shape
    inside = [*(["inside_horizontal"] if rows > 1 else []), *(["inside_vertical"] if columns > 1 else [])]
    cells.borders.set([*_EDGES, *inside], line_style="continuous", weight="thin", color=colour)


def _rule(cells: Any, rule: tuple[str, str]) -> None:
    inside = ["inside_horizontal"] if cells.shape[0] > 1 else []
    cells.borders.set(["edge_bottom", *inside], line_style=_UNDERLINE[rule[0]], color=rule[1])


def _on_cells(name: str) -> Any:
    return lambda cells, value: setattr(cells, name, value)


def _on_font(name: str) -> Any:
    return lambda cells, value: setattr(cells.font, name, value)


#: How each property of a look is set on cells without formats.
_SETTERS: Mapping[str, Any] = {
    "font": _on_font("name"),
    "size": _on_font("size"),
    "colour": _on_font("color"),
    "bold": _on_font("bold"),
    "italic": _on_font("italic"),
    "fill": _on_cells("color"),
    "wrap": _on_cells("wrap_text"),
    "align": _on_cells("horizontal_alignment"),
    "vertical": _on_cells("vertical_alignment"),
    "indent": lambda cells, steps: cells.adjust_indent(steps),
    "number_format": _on_cells("number_format"),
    "border": _border,
    "rule": _rule,
}
