"""The theme: fonts, colours and every named style, from one TOML file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from ita_xl import toml

if TYPE_CHECKING:
    from collections.abc import Mapping

PROPERTIES = (
    "font", "size", "bold", "italic", "colour", "fill", "border", "line", "align", "vertical", "wrap", "format",
    "indent", "literal", "rule",
)  # fmt: skip


@dataclass(frozen=True)
class Theme:
    """Font and size (points) of plain text, colours by name (#RRGGBB), styles by name with their properties."""

    font: str
    size: int
    colours: Mapping[str, str]
    styles: Mapping[str, Mapping[str, Any]]

    def colour(self, name: str) -> str:
        """A colour by its name in the theme."""
        return self.colours[name]


@cache
def theme() -> Theme:
    """The package's theme.

    Raises:
        RulesError: E201, naming line and field, for an unknown property, colour or base style.
    """
    root = toml.load(toml.package_files("ita_xl.sheets")["theme"])
    root.only("schema", "font", "size", "colours", "styles")
    colours = root.table("colours")
    palette = {name: colours.text_of(name) for name in colours.data}
    styles: dict[str, dict[str, Any]] = {}
    table = root.table("styles")
    for name in table.data:
        node = table.table(name)
        node.only("base", *PROPERTIES)
        own = dict(node.data)
        base = own.pop("base", None)
        if base is not None and base not in styles:
            raise node.fault("base", f"ไม่มีรูปแบบ “{base}” ก่อนหน้านี้")
        for field in ("colour", "fill", "line"):
            if field in own:
                own[field] = palette[node.choice(field, palette)]
        styles[name] = {**styles.get(base or "", {}), **own}
    return Theme(root.text_of("font"), root.whole("size"), palette, styles)
