"""The theme: fonts, colours and every named style, from one TOML file that an agency may change in part."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ita_xl import toml
from ita_xl.errors import InputError, Place
from ita_xl.pictures import PictureFile, read_picture

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping

PROPERTIES = (
    "font", "size", "bold", "italic", "colour", "fill", "border", "line", "align", "vertical", "wrap", "format",
    "indent", "literal", "rule",
)  # fmt: skip

#: Fonts whose letters are as wide as those that texts are measured with. TH SarabunIT๙ draws Arabic digits as Thai.
FONTS = ("TH SarabunPSK", "TH Sarabun New", "TH SarabunIT๙")
#: The least contrast of a text against its ground, as the guidelines for accessible content (WCAG 2, level AA) have it.
CONTRAST = 4.5
_OWN = toml.Kind("E205", "แฟ้มรูปแบบ", "แก้ไขแฟ้มรูปแบบตามที่ระบุ ดูตัวอย่างในคู่มือ หัวข้อ “รูปแบบของหน่วยงาน”")
_LONGEST = 100_000


class Letters(NamedTuple):
    """How the text of a style is set: its size (points), bold or not, and its steps of indent."""

    size: float
    bold: bool
    indent: int


@dataclass(frozen=True)
class Theme:
    """Font and size (points) of plain text, colours by name (#RRGGBB), styles by name with their properties.

    ``logo`` stands on covers and ``emblem`` (ตราครุฑ) on letters, where an agency gives them.
    """

    font: str
    size: int
    colours: Mapping[str, str]
    styles: Mapping[str, Mapping[str, Any]]
    logo: PictureFile | None = None
    emblem: PictureFile | None = None

    def colour(self, name: str) -> str:
        """A colour by its name in the theme."""
        return self.colours[name]

    @cached_property
    def letters(self) -> Mapping[str, Letters]:
        """How texts are set, by style."""
        return {
            name: Letters(float(own.get("size", self.size)), bool(own.get("bold")), int(own.get("indent", 0)))
            for name, own in self.styles.items()
        }


_USED: ContextVar[Theme | None] = ContextVar("theme", default=None)


def theme() -> Theme:
    """The theme in use: the package's, or the one of :func:`using`.

    Raises:
        RulesError: E201, naming line and field, for an unknown property, colour or base style in the package's.
    """
    return _USED.get() or _package_theme()


@contextmanager
def using(own: Theme | None) -> Iterator[None]:
    """Make and write sheets with another theme inside the block; ``None`` leaves everything as it is."""
    token = _USED.set(own or _USED.get())
    try:
        yield
    finally:
        _USED.reset(token)


def load_theme(path: str | os.PathLike[str]) -> Theme:
    """The package's theme with an agency's changes from a TOML file (UTF-8).

    The file may name a font of :data:`FONTS`, colours by their names in the theme, and pictures: ``logo`` and
    ``emblem``, paths from the folder of the file.

    Raises:
        InputError: E110 when the file or a picture cannot be read.
        RulesError: E205 for a fault in it, with line and field, such as a text that would be hard to read.
    """
    file = Path(path)
    root = toml.parse(file.name, toml.read_text(file, partial(_unreadable, file), _LONGEST), _OWN)
    root.only("schema", "font", "colours", "logo", "emblem")
    base = _package()
    changed = root.table("colours", {})
    changed.only(*base.table("colours").data)
    colours = {name: _colour(changed, name) for name in changed.data}
    own = _built(base, root.choice("font", FONTS, base.text_of("font")), colours)
    for name, style in own.styles.items():
        ground = style.get("fill", own.colour("paper"))
        if contrast(style["colour"], ground) < CONTRAST:
            blamed = next((one for one, value in colours.items() if value in (style["colour"], ground)), "")
            raise changed.fault(
                blamed, f"ตัวอักษร {style['colour']} บนพื้น {ground} (รูปแบบ {name}) อ่านยาก ต้องต่างกันอย่างน้อย {CONTRAST} ต่อ 1"
            )
    pictures = {name: _picture(file, root, name) for name in ("logo", "emblem") if name in root.data}
    return Theme(own.font, own.size, own.colours, own.styles, **pictures)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours (#RRGGBB), 1 to 21, as WCAG 2 defines it.

    >>> contrast("#000000", "#FFFFFF")
    21.0
    """
    dark, light = sorted(_luminance(colour) for colour in (one, other))
    return round((light + 0.05) / (dark + 0.05), 2)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@cache
def _package() -> toml.Node:
    root = toml.load(toml.package_files("ita_xl.sheets")["theme"])
    root.only("schema", "font", "size", "colours", "styles")
    return root


@cache
def _package_theme() -> Theme:
    return _built(_package(), _package().text_of("font"), {})


def _built(root: toml.Node, font: str, changed: Mapping[str, str]) -> Theme:
    """The theme of the package's file, some of its colours replaced."""
    colours = root.table("colours")
    palette = {**{name: colours.text_of(name) for name in colours.data}, **changed}
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
    return Theme(font, root.whole("size"), palette, styles)


def _colour(colours: toml.Node, name: str) -> str:
    value = colours.text_of(name).upper()
    if len(value) != 7 or value[0] != "#" or not set(value[1:]) <= set("0123456789ABCDEF"):
        raise colours.fault(name, f"สีต้องอยู่ในรูป #RRGGBB เช่น #12355B แต่พบ “{value}”")
    return value


def _picture(file: Path, root: toml.Node, name: str) -> PictureFile:
    told = read_picture(file.parent / root.text_of(name))
    if isinstance(told, str):
        raise _unreadable(file, f"ช่อง “{name}” ระบุภาพ “{root.data[name]}” ซึ่งใช้ไม่ได้: {told}")
    return told


def _unreadable(file: Path, why: str) -> InputError:
    return InputError(
        "E110",
        f"ใช้แฟ้มรูปแบบ “{file.name}” ไม่ได้: {why}",
        cure="ตรวจชื่อแฟ้มและโฟลเดอร์ แฟ้มรูปแบบเป็นข้อความ UTF-8 และภาพเป็น png หรือ jpg",
        place=Place(file.name),
    )
