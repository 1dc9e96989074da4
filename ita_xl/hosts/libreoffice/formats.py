"""Looks of cells: fonts, colours, borders. Each setter is one call for the whole range."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes as base
from xlwings import utils

from ita_xl.hosts.libreoffice.lacking import Part, not_there

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ita_xl.hosts.libreoffice.ranges import Range

_AMBIGUOUS = "AMBIGUOUS_VALUE"
_BOLD, _PLAIN = 150.0, 100.0
_SCRIPTS = ("", "Asian", "Complex")
_NO_COLOUR = -1
_BLACK = 0
_SIDES = {
    "edge_left": "Left", "edge_top": "Top", "edge_bottom": "Bottom", "edge_right": "Right",
    "inside_vertical": "Vertical", "inside_horizontal": "Horizontal",
}  # fmt: skip
_DIAGONALS = {"diagonal_down": "DiagonalTLBR2", "diagonal_up": "DiagonalBLTR2"}
#: Line styles of UNO, and weights in hundredths of a millimetre, as it reads them from a workbook.
_STYLES = {"continuous": 0, "dot": 1, "dash": 2, "double": 3, "dash_dot": 16, "dash_dot_dot": 17}
_WEIGHTS = {"hairline": 2, "thin": 26, "medium": 62, "thick": 88}


def format_of(model: Any, name: str) -> tuple[bool, Any]:
    """A property of cells, after whether all of them have the same; else it means nothing."""
    same = model.getPropertyState(name).value != _AMBIGUOUS
    return same, model.getPropertyValue(name) if same else None


def given_colour(value: Any) -> int:
    """A colour of xlwings as UNO has it: 0xRRGGBB, or -1 for none.

    >>> hex(given_colour("#10FF02")), hex(given_colour((16, 255, 2))), given_colour(None)
    ('0x10ff02', '0x10ff02', -1)
    """
    if value is None:
        return _NO_COLOUR
    if isinstance(value, str):
        return int(value.removeprefix("#"), 16)
    red, green, blue = utils.int_to_rgb(value) if isinstance(value, int) else value
    return int(red << 16 | green << 8 | blue)


def colour_of(value: int) -> tuple[int, int, int] | None:
    """A colour of UNO as xlwings has it.

    >>> colour_of(0x10FF02), colour_of(-1)
    ((16, 255, 2), None)
    """
    return None if value < 0 else (value >> 16 & 255, value >> 8 & 255, value & 255)


class Font(Part, base.Font):
    """The font of cells or of a shape. A cell has three, for Western, Asian and complex script: Thai takes the last."""

    def __init__(self, owner: Any) -> None:
        self._owner = owner

    @property
    def model(self) -> Any:
        """The cells or the shape in the program."""
        return self._owner.model

    @property
    def api(self) -> Any:
        return self.model

    def _set(self, name: str, value: Any) -> None:
        names = tuple(f"{name}{script}" for script in _SCRIPTS)
        self.model.setPropertyValues(names, (value,) * len(names))

    def _get(self, name: str) -> Any:
        return format_of(self.model, name)[1]

    @property
    def bold(self) -> bool | None:
        value = self._get("CharWeight")
        return None if value is None else value >= _BOLD

    @bold.setter
    def bold(self, value: bool) -> None:
        self._set("CharWeight", _BOLD if value else _PLAIN)

    @property
    def italic(self) -> bool | None:
        value = self._get("CharPosture")
        return None if value is None else value.value != "NONE"

    @italic.setter
    def italic(self, value: bool) -> None:
        kind = type(self.model.CharPosture)
        self._set("CharPosture", kind("com.sun.star.awt.FontSlant", "ITALIC" if value else "NONE"))

    @property
    def size(self) -> float | None:
        value = self._get("CharHeight")
        return None if value is None else float(value)

    @size.setter
    def size(self, value: float) -> None:
        self._set("CharHeight", float(value))

    @property
    def name(self) -> str | None:
        value = self._get("CharFontName")
        return None if value is None else str(value)

    @name.setter
    def name(self, value: str) -> None:
        self._set("CharFontName", value)

    @property
    def color(self) -> tuple[int, int, int] | None:
        value = self._get("CharColor")
        return None if value is None else colour_of(value)

    @color.setter
    def color(self, value: Any) -> None:
        self.model.CharColor = given_colour(value)


class Borders(Part, base.Borders):
    """The lines around and between the cells of a range."""

    def __init__(self, cells: Range) -> None:
        self.parent = cells

    @property
    def api(self) -> Any:
        return self.parent.model.TableBorder2

    def set(
        self,
        which: Sequence[str] | str = "all",
        *,
        line_style: Any = base._UNSET,
        weight: Any = base._UNSET,
        color: Any = base._UNSET,
    ) -> None:
        """Set what is given of the lines named; one call for all."""
        for side in which:
            if side in _DIAGONALS:
                line = self.parent.model.getPropertyValue(_DIAGONALS[side])
                _draw(line, line_style, weight, color)
                self.parent.model.setPropertyValue(_DIAGONALS[side], line)
        border = self.parent.model.TableBorder2
        for side, name in _SIDES.items():
            line = getattr(border, f"{name}Line")
            chosen = side in which
            if chosen:
                _draw(line, line_style, weight, color)
                setattr(border, f"{name}Line", line)
            setattr(border, f"Is{name}LineValid", chosen)
        border.IsDistanceValid = False
        self.parent.model.TableBorder2 = border

    def __getitem__(self, side: str) -> Border:
        return Border(self, side)

    def _same(self, name: str) -> Any:
        found = {getattr(self[side], name) for side in self._grid_sides()}
        return found.pop() if len(found) == 1 else None

    @property
    def line_style(self) -> Any:
        return self._same("line_style")

    @property
    def weight(self) -> Any:
        return self._same("weight")

    @property
    def color(self) -> Any:
        return self._same("color")


class Border(Part, base.Border):
    """One side of the lines of a range."""

    def __init__(self, borders: Borders, side: str) -> None:
        self.borders, self.side = borders, side

    @property
    def api(self) -> Any:
        if self.side in _DIAGONALS:
            return self.borders.parent.model.getPropertyValue(_DIAGONALS[self.side])
        return getattr(self.borders.api, f"{_SIDES[self.side]}Line")

    @property
    def line_style(self) -> str | None:
        line = self.api
        drawn = line.LineWidth or line.OuterLineWidth
        return next((name for name, own in _STYLES.items() if own == line.LineStyle), None) if drawn else None

    @line_style.setter
    def line_style(self, value: str | None) -> None:
        self.borders.set([self.side], line_style=value)

    @property
    def weight(self) -> str | None:
        line = self.api
        width = line.LineWidth or line.OuterLineWidth
        return min(_WEIGHTS, key=lambda name: abs(_WEIGHTS[name] - width)) if width else None

    @weight.setter
    def weight(self, value: str) -> None:
        self.borders.set([self.side], weight=value)

    @property
    def color(self) -> tuple[int, int, int] | None:
        line = self.api
        return colour_of(line.Color) if line.LineWidth or line.OuterLineWidth else None

    @color.setter
    def color(self, value: Any) -> None:
        self.borders.set([self.side], color=value)


def _draw(line: Any, style: Any, weight: Any, colour: Any) -> None:
    """Change a line: a weight or a colour alone draws a thin black one where there is none, as Excel does."""
    if style is None:
        line.LineWidth = line.OuterLineWidth = line.InnerLineWidth = line.LineDistance = 0
        return
    width = line.LineWidth or line.OuterLineWidth or _WEIGHTS["thin"]
    if weight is not base._UNSET:
        width = _WEIGHTS[weight]
    if colour is not base._UNSET:
        line.Color = given_colour(colour)
    if style is not base._UNSET:
        if style not in _STYLES:
            raise not_there("Borders", f"line style {style!r}")
        line.LineStyle = _STYLES[style]
    line.LineWidth = line.OuterLineWidth = width
    line.InnerLineWidth = line.LineDistance = 0
    if line.LineStyle == _STYLES["double"]:
        line.LineWidth = 3 * width
        line.InnerLineWidth = line.LineDistance = width
