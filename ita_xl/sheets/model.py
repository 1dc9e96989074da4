"""The model of a sheet: what stands where and how it should look, without any spreadsheet library."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

Value = str | int | Decimal | None


class Cell(NamedTuple):
    """One cell, 0-based. ``formula`` is in Excel's English syntax without "="; ``value`` is then its value.

    ``link`` is where a text leads: an address on the web, ``#`` and a cell of the book (``#'ข้อคำถาม'!A5``), or
    ``external:`` and a file beside the book.
    """

    row: int
    column: int
    value: Value
    style: str = "text"
    formula: str = ""
    link: str = ""


class Area(NamedTuple):
    """A rectangle of cells, 0-based, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Comment:
    """A note that opens beside a cell, 0-based."""

    row: int
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table that can be sorted and filtered: its name and its area, the first row of which heads the columns.

    No cell of it is merged, and no two heads are the same.
    """

    name: str
    area: Area


@dataclass(frozen=True, slots=True)
class Look:
    """How a bar or a line of a chart is told from the others: a colour, and what a grey print still shows.

    ``hatch`` (``"up"``, ``"down"``, ``"dots"``) fills a bar with a pattern on white and outlines it; ``dash``
    (``"dash"``, ``"dots"``) breaks a line; ``marker`` (``"circle"``, ``"square"``) marks its points.
    """

    colour: str
    hatch: str = ""
    dash: str = ""
    marker: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a chart: its name and the areas of its categories and values on ``sheet``.

    A ``line`` is a threshold and carries no labels; the others show their values in the number format ``labels``, which
    is that of the chart unless given (``""`` for none), or their name when ``named``. ``points`` are looks of single
    points in their order.
    """

    name: str
    sheet: str
    categories: Area
    values: Area
    look: Look
    line: bool = False
    labels: str | None = None
    points: tuple[Look, ...] = ()
    named: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A native chart. ``title`` says the finding; ``alt`` describes it; sizes in pixels, axis bounds in points.

    ``labels`` is the number format of the values shown, ``""`` for none; ``unit`` the distance of grid lines where it
    must be said; ``axis`` the title of the axis of scores; ``left`` how many pixels right of the column it begins;
    ``overlap`` puts the bars of all series in one place; ``legend`` is shown where there are several series; ``plot``
    says where the bars stand (left, top, width and height as shares of the chart) where a program left to itself makes
    them too small.
    """

    kind: str
    title: str
    alt: str
    series: tuple[Series, ...]
    row: int
    column: int
    width: int
    height: int
    minimum: int = 0
    maximum: int = 100
    labels: str = "0.00"
    unit: int = 0
    axis: str = ""
    left: int = 0
    overlap: bool = False
    legend: bool = True
    plot: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """Numbers of an area on a ground that runs through three colours, each at its score (lowest first)."""

    area: Area
    bounds: tuple[Decimal, Decimal, Decimal]
    colours: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Sparkline:
    """Columns drawn in one cell for ``values``, a row of the same sheet, between ``minimum`` and ``maximum``."""

    row: int
    column: int
    values: Area
    colour: str
    minimum: int
    maximum: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture (PNG or JPEG), shown at a width and height in pixels; ``alt`` describes it.

    It begins at a cell, ``right`` pixels from the left edge of it.
    """

    data: bytes
    row: int
    column: int
    width: int
    height: int
    alt: str
    right: int = 0


@dataclass(frozen=True, slots=True)
class Validation:
    """What may be typed into an area: a number between two bounds, or one of some words; with prompt and refusal.

    The kind "any" takes anything and only shows its prompt.
    """

    area: Area
    kind: str
    title: str
    prompt: str
    refusal: str
    minimum: Decimal | int = 0
    maximum: Decimal | int = 100
    options: tuple[str, ...] = ()
    strict: bool = True


@dataclass(frozen=True, slots=True)
class Condition:
    """A conditional format: cells whose text is ``equals``, or whose number compares to ``bound``, get ``style``.

    Without a style it keeps the formats behind it from empty cells, whose number would be 0.
    """

    area: Area
    style: str = ""
    equals: str = ""
    criteria: str = ""
    bound: Decimal | int = 0


@dataclass(frozen=True, slots=True)
class Button:
    """A button that runs a macro; it begins at a cell, sizes in pixels. ``tip`` describes it to a screen reader.

    A file without macros has no buttons.
    """

    row: int
    column: int
    width: int
    height: int
    caption: str
    macro: str
    tip: str = ""


class Shown(StrEnum):
    """Whether a sheet is seen; a very hidden one only a macro can show."""

    YES = "visible"
    NO = "hidden"
    NEVER = "very hidden"


@dataclass(frozen=True, slots=True)
class Page:
    """Print setup on A4: one page wide (``one_page``: and one tall), with rows repeated on every page.

    ``last_column`` ends the printed area where columns beside it serve the
    charts only; ``last_row`` is then the last row that must be printed. ``margins`` are inches left, right, top and
    bottom where they are not those of a report; ``running`` prints agency and year above, the name of the sheet and
    the page below. A ``flowing`` sheet is a long table, which every program divides into pages by itself.
    """

    landscape: bool = False
    repeat: tuple[int, int] | None = None
    one_page: bool = False
    last_column: int | None = None
    last_row: int = 0
    margins: tuple[float, float, float, float] | None = None
    running: bool = True
    flowing: bool = False


@dataclass(frozen=True)
class Sheet:
    """One sheet. Widths in characters by column, heights in points by row (others stay at the default).

    ``levels`` are the levels of the outline by row: rows of level 1 fold away under the row above them. ``keys`` name
    every row by what it is about (``item:o.gifts``), no two the same, so that it is known again when the sheet is made
    anew.
    ``breaks`` are the rows that begin a page when it is printed at ``scale`` percent; 0 fits it as its page says.
    """

    name: str
    cells: tuple[Cell, ...]
    widths: tuple[float, ...]
    heights: Mapping[int, float] = field(default_factory=dict)
    merges: tuple[Area, ...] = ()
    charts: tuple[Chart, ...] = ()
    pictures: tuple[Picture, ...] = ()
    validations: tuple[Validation, ...] = ()
    conditions: tuple[Condition, ...] = ()
    comments: tuple[Comment, ...] = ()
    tables: tuple[Table, ...] = ()
    levels: Mapping[int, int] = field(default_factory=dict)
    scales: tuple[Scale, ...] = ()
    sparklines: tuple[Sparkline, ...] = ()
    keys: Mapping[int, str] = field(default_factory=dict)
    page: Page = Page()
    freeze: tuple[int, int] = (0, 0)
    breaks: tuple[int, ...] = ()
    scale: int = 0
    tab: str = ""
    buttons: tuple[Button, ...] = ()
    shown: Shown = Shown.YES


@dataclass(frozen=True)
class Book:
    """A workbook: its sheets, what its properties say, and names for cells ("ITA_overall": "'สรุปผล'!$B$4").

    ``header`` is what stands above every page, on the left and on the right.
    """

    title: str
    subject: str
    sheets: tuple[Sheet, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    header: tuple[str, str] = ("", "")
