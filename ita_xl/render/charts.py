"""Charts of the model → native charts of XlsxWriter, in the font of the report for Thai too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ita_xl.sheets.theme import theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from ita_xl.sheets.model import Area, Chart, Look, Series

#: Point sizes of the title, of that of a narrow chart, of the legend, of names and values.
_TITLE, _TITLE_NARROW, _PLAIN, _SMALL = 18, 13, 14, 12
#: A chart of at most so many pixels is narrow.
_NARROW = 500
_HATCHES = {"up": "wide_upward_diagonal", "down": "light_downward_diagonal", "dots": "percent_20"}
_DASHES = {"dash": "dash", "dots": "round_dot"}


def insert_chart(
    workbook: Any, page: Any, chart: Chart, *, text: Callable[[str], str], number: Callable[[str], str]
) -> None:
    """Put a chart onto a worksheet; ``text`` and ``number`` bring texts and number formats to the digits shown."""
    kind, _, subtype = chart.kind.partition(" ")
    drawn = _thai_fonts(workbook.add_chart({"type": kind, "subtype": subtype or None}))
    lines = _thai_fonts(workbook.add_chart({"type": "line"}))
    for one in chart.series:
        options = _series(chart, one, text, number)
        (lines if one.line else drawn).add_series(options)
    if any(one.line for one in chart.series):
        drawn.combine(lines)
    drawn.set_title(
        {
            "name": text(chart.title),
            "name_font": {**_font(_TITLE if chart.width > _NARROW else _TITLE_NARROW), "bold": True},
            "overlay": False,
        }
    )
    drawn.set_legend(
        {"position": "bottom", "font": _font(_PLAIN)} if chart.legend and len(chart.series) > 1 else {"none": True}
    )
    _axes(drawn, chart, kind, text, number)
    if chart.plot:
        drawn.set_plotarea({"layout": dict(zip(("x", "y", "width", "height"), chart.plot, strict=True))})
    drawn.set_size({"width": chart.width, "height": chart.height})
    drawn.set_chartarea({"border": {"color": theme().colour("grid")}})
    place = {"description": text(chart.alt), "object_position": 1, "x_offset": chart.left}
    page.insert_chart(chart.row, chart.column, drawn, place)


def _font(size: int) -> dict[str, Any]:
    return {"name": theme().font, "size": size, "color": theme().colour("ink")}


def _series(chart: Chart, one: Series, text: Callable[[str], str], number: Callable[[str], str]) -> dict[str, Any]:
    kind, _, subtype = chart.kind.partition(" ")
    options: dict[str, Any] = {
        "name": text(one.name),
        "categories": [one.sheet, *_corners(one.categories)],
        "values": [one.sheet, *_corners(one.values)],
    }
    labels = chart.labels if one.labels is None else one.labels
    if (labels or one.named) and not one.line:
        # On white, so that no line or pattern runs through a figure.
        options["data_labels"] = {
            "value": not one.named,
            "series_name": one.named,
            "font": _font(_SMALL),
            "num_format": number(labels),
            "fill": {"color": theme().colour("paper")},
        }
        if subtype and not one.named:
            options["data_labels"]["position"] = "inside_end"
    if one.line or kind == "radar":
        options["line"] = {"color": one.look.colour, "width": 2}
        if one.look.dash:
            options["line"]["dash_type"] = _DASHES[one.look.dash]
        if one.look.marker:
            own = {"color": one.look.colour}
            options["marker"] = {"type": one.look.marker, "size": 7, "fill": own, "border": own}
        return options
    options |= {**_fill(one.look), "gap": 30 if subtype else 60, "overlap": 100 if subtype or chart.overlap else -5}
    if one.points:
        options["points"] = [_fill(look) for look in one.points]
    return options


def _fill(look: Look) -> dict[str, Any]:
    if not look.hatch:
        return {"fill": {"color": look.colour}, "border": {"color": look.colour}}
    pattern = {"pattern": _HATCHES[look.hatch], "fg_color": look.colour, "bg_color": theme().colour("paper")}
    return {"pattern": pattern, "border": {"color": look.colour, "width": 1}}


def _axes(drawn: Any, chart: Chart, kind: str, text: Callable[[str], str], number: Callable[[str], str]) -> None:
    names: dict[str, Any] = {"num_font": _font(_SMALL), "interval_unit": 1}
    scores: dict[str, Any] = {
        "min": chart.minimum,
        "max": chart.maximum,
        "num_font": _font(_SMALL),
        "num_format": number("0"),
        "major_gridlines": {"visible": True, "line": {"color": theme().colour("grid"), "width": 0.5}},
    }
    if chart.unit:
        scores["major_unit"] = chart.unit
    if chart.axis:
        scores |= {"name": text(chart.axis), "name_font": {**_font(_SMALL), "bold": False}}
    if kind == "bar":
        # Bars lie: the first name stands on top, the scores still below, and names left of the lowest value.
        drawn.set_y_axis({**names, "reverse": True, "crossing": "max", "label_position": "low"})
        drawn.set_x_axis(scores)
    else:
        if kind == "radar":
            names["num_format"] = number("0")
        drawn.set_x_axis(names)
        drawn.set_y_axis(scores)


def _thai_fonts(chart: Any) -> Any:
    """Let a chart name its font for Thai too: the library sets the Latin face only, and Thai takes the other one."""
    write_latin = chart._write_a_latin

    def write_both(attributes: list[tuple[str, Any]]) -> None:
        write_latin(attributes)
        faces = [(name, value) for name, value in attributes if name == "typeface"]
        if faces:
            chart._xml_empty_tag("a:cs", faces)

    chart._write_a_latin = write_both
    return chart


def _corners(area: Area) -> tuple[int, int, int, int]:
    return area.first_row, area.first_column, area.last_row, area.last_column
