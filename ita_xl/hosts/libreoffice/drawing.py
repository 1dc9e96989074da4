"""What is drawn over the cells: shapes, pictures, charts that follow their cells."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlwings
from xlwings import base_classes as base

from ita_xl.hosts.libreoffice.formats import Font
from ita_xl.hosts.libreoffice.lacking import Part, not_there

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ita_xl.hosts.libreoffice.ranges import Range
    from ita_xl.hosts.libreoffice.sheets import Sheet

_POINT = 2540 / 72
_PIXEL_POINTS = 0.75
_PICTURE = "com.sun.star.drawing.GraphicObjectShape"
_CONTROL = "com.sun.star.drawing.ControlShape"
_CHART = "com.sun.star.drawing.OLE2Shape"
_TYPES = {_PICTURE: "picture", _CONTROL: "form_control", _CHART: "chart"}
#: Kinds of charts: the diagram, what is set of it, and which way it is stacked.
_CHARTS: dict[str, tuple[str, dict[str, Any]]] = {
    "column_clustered": ("BarDiagram", {"Vertical": False}),
    "column_stacked": ("BarDiagram", {"Vertical": False, "Stacked": True}),
    "column_stacked_100": ("BarDiagram", {"Vertical": False, "Percent": True}),
    "bar_clustered": ("BarDiagram", {"Vertical": True}),
    "bar_stacked": ("BarDiagram", {"Vertical": True, "Stacked": True}),
    "bar_stacked_100": ("BarDiagram", {"Vertical": True, "Percent": True}),
    "line": ("LineDiagram", {"SymbolType": -3}),
    "line_markers": ("LineDiagram", {"SymbolType": -1}),
    "area": ("AreaDiagram", {}),
    "pie": ("PieDiagram", {}),
    "doughnut": ("DonutDiagram", {}),
    "radar": ("NetDiagram", {"SymbolType": -3}),
    "xy_scatter": ("XYDiagram", {"Lines": False}),
}


def _shapes(sheet: Sheet) -> list[Any]:
    """What is drawn on a sheet, in its order; all of it is held from then on.

    LibreOffice lets go of what was dropped here a moment later. Asked for it again by then, it gives an object that has
    lost its shape and has no name, so nothing is dropped before it was asked for again.
    """
    page = sheet.model.DrawPage
    found = [page.getByIndex(at) for at in range(page.Count)]
    sheet.book.document.shapes[sheet.name] = found
    return found


def _points(length: int) -> float:
    return float(round(length / _POINT, 2))


class Drawn(Part):
    """Something that is drawn on a sheet, with its place and size in points."""

    def __init__(self, sheet: Sheet, model: Any) -> None:
        self.sheet, self.model = sheet, model

    @property
    def api(self) -> Any:
        return self.model

    @property
    def parent(self) -> Sheet:
        return self.sheet

    @property
    def name(self) -> str:
        return str(self.model.Name)

    @name.setter
    def name(self, value: str) -> None:
        self.model.Name = value

    @property
    def left(self) -> float:
        return _points(self.model.Position.X)

    @left.setter
    def left(self, value: float) -> None:
        self._place(X=value)

    @property
    def top(self) -> float:
        return _points(self.model.Position.Y)

    @top.setter
    def top(self, value: float) -> None:
        self._place(Y=value)

    @property
    def width(self) -> float:
        return _points(self.model.Size.Width)

    @width.setter
    def width(self, value: float) -> None:
        self._size(Width=value)

    @property
    def height(self) -> float:
        return _points(self.model.Size.Height)

    @height.setter
    def height(self, value: float) -> None:
        self._size(Height=value)

    def _place(self, **points: float) -> None:
        place = self.model.Position
        for name, value in points.items():
            setattr(place, name, round(value * _POINT))
        self.model.Position = place

    def _size(self, **points: float) -> None:
        size = self.model.Size
        for name, value in points.items():
            setattr(size, name, round(value * _POINT))
        self.model.Size = size

    def delete(self) -> None:
        self.sheet.model.DrawPage.remove(self.model)


class Shape(Drawn, base.Shape):
    """A shape, a picture or a button."""

    @property
    def type(self) -> str:
        return _TYPES.get(self.model.ShapeType, "auto_shape")

    @property
    def text(self) -> str:
        button = self.model.ShapeType == _CONTROL
        return str(self.model.Control.Label if button else self.model.String)

    @text.setter
    def text(self, value: str) -> None:
        if self.model.ShapeType == _CONTROL:
            self.model.Control.Label = value
        else:
            self.model.String = value

    @property
    def font(self) -> Font:
        return Font(self)


class Picture(Drawn, base.Picture):
    """A picture."""

    lock_aspect_ratio = True


class Collection(Part, base.Collection):
    """Things drawn on a sheet, in their order."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    @property
    def api(self) -> Any:
        return self.sheet.model.DrawPage

    @property
    def parent(self) -> Sheet:
        return self.sheet

    def __call__(self, key: str | int) -> Any:
        items = list(self)
        if not isinstance(key, str):
            return items[key - 1]
        for one in items:
            if one.name == key:
                return one
        raise KeyError(key)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, key: str) -> bool:
        return any(one.name == key for one in self)


class Shapes(Collection):
    """Everything that is drawn."""

    def __iter__(self) -> Iterator[Shape]:
        return (Shape(self.sheet, one) for one in _shapes(self.sheet))


class Pictures(Collection, base.Pictures):
    """The pictures."""

    def __iter__(self) -> Iterator[Picture]:
        return (Picture(self.sheet, one) for one in _shapes(self.sheet) if one.ShapeType == _PICTURE)

    def add(
        self,
        filename: str,
        link_to_file: bool,
        save_with_document: bool,
        left: float | None,
        top: float | None,
        width: float,
        height: float,
        anchor: Any = None,
    ) -> Picture:
        if link_to_file:
            raise not_there("Pictures", "add of a link to a file")
        connection, book = self.sheet.book.app.connection, self.sheet.book
        provider = connection.create("com.sun.star.graphic.GraphicProvider")
        graphic = provider.queryGraphic(connection.properties(URL=Path(filename).absolute().as_uri()))
        if graphic is None:
            raise xlwings.XlwingsError(f"LibreOffice could not read the picture {filename}")
        shape = book.model.createInstance(_PICTURE)
        self.api.add(shape)
        _shapes(self.sheet)
        shape.Graphic = graphic
        picture = Picture(self.sheet, shape)
        if anchor is not None:
            left, top = anchor.left, anchor.top
        pixels = graphic.SizePixel
        picture._place(X=left or 0, Y=top or 0)
        picture._size(
            Width=pixels.Width * _PIXEL_POINTS if width in (None, -1) else width,
            Height=pixels.Height * _PIXEL_POINTS if height in (None, -1) else height,
        )
        return picture


class Chart(Drawn, base.Chart):
    """A chart over cells of the book."""

    def __init__(self, sheet: Sheet, key: str) -> None:
        self.sheet = sheet
        self._key = key

    @property
    def model(self) -> Any:
        """The shape that shows it."""
        return next(one for one in _shapes(self.sheet) if one.ShapeType == _CHART and one.PersistName == self._key)

    @property
    def table(self) -> Any:
        """The chart as the sheet keeps it, with its cells."""
        return self.sheet.model.Charts.getByName(self._key)

    @property
    def api(self) -> Any:
        return self.table.EmbeddedObject

    def set_source_data(self, rng: Range, plot_by: str | None = None) -> None:
        if not self.table.Ranges:
            # A chart that was made without cells takes none later.
            kind, title, name = self.chart_type, self.title, self.name
            place = (self.left, self.top, self.width, self.height)
            self.delete()
            self.sheet.charts.make(name, place, rng, self._key)
            self.chart_type, self.title = kind, title
        self.table.setRanges((rng.model.RangeAddress,))
        if plot_by is not None:
            way = self.sheet.book.app.connection.enum("chart.ChartDataRowSource", plot_by.upper())
            self.api.Diagram.DataRowSource = way

    @property
    def chart_type(self) -> str:
        diagram = self.api.Diagram
        for name, (kind, own) in _CHARTS.items():
            if diagram.DiagramType == f"com.sun.star.chart.{kind}" and all(
                getattr(diagram, key) == value for key, value in own.items() if key == "Vertical"
            ):
                return name
        raise not_there("Chart", f"chart_type for {diagram.DiagramType}")

    @chart_type.setter
    def chart_type(self, value: str) -> None:
        if value not in _CHARTS:
            raise not_there("Chart", f"chart_type {value!r}")
        kind, own = _CHARTS[value]
        chart = self.api
        chart.Diagram = chart.createInstance(f"com.sun.star.chart.{kind}")
        for name, setting in own.items():
            setattr(chart.Diagram, name, setting)

    @property
    def title(self) -> str | None:
        chart = self.api
        return str(chart.Title.String) if chart.HasMainTitle else None

    @title.setter
    def title(self, value: str | None) -> None:
        chart = self.api
        chart.HasMainTitle = bool(value)
        if value:
            chart.Title.String = value

    def delete(self) -> None:
        self.sheet.model.Charts.removeByName(self._key)


class Charts(Collection, base.Charts):
    """The charts of a sheet."""

    @property
    def api(self) -> Any:
        return self.sheet.model.Charts

    def __iter__(self) -> Iterator[Chart]:
        return (Chart(self.sheet, key) for key in self.api.ElementNames)

    def add(
        self,
        left: float,
        top: float,
        width: float,
        height: float,
        chart_type: str | None = None,
        source: Any = None,
        plot_by: str | None = None,
        name: str | None = None,
        anchor: Any = None,
        style: int | None = None,
    ) -> Chart:
        """Add a chart; the styles of Excel are not there, and none is taken."""
        if anchor is not None:
            left, top = anchor.left, anchor.top
        number = 1
        while name is None and (f"Chart {number}" in self or self.api.hasByName(f"Chart {number}")):
            number += 1
        chart = self.make(name or f"Chart {number}", (left, top, width, height), source)
        if chart_type is not None:
            chart.chart_type = chart_type
        if plot_by is not None:
            chart.set_source_data(source, plot_by)
        return chart

    def make(
        self, name: str, place: tuple[float, float, float, float], source: Range | None, key: str | None = None
    ) -> Chart:
        """A chart of columns at a place (left, top, width and height in points), by the key of an earlier one."""
        left, top, width, height = (round(one * _POINT) for one in place)
        box = self.sheet.book.app.connection.struct("awt.Rectangle", X=left, Y=top, Width=width, Height=height)
        ranges = () if source is None else (source.model.RangeAddress,)
        self.api.addNewByName(key or name, box, ranges, True, True)
        chart = Chart(self.sheet, key or name)
        chart.name = name
        return chart
