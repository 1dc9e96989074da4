"""XML of a part as a tree that is written again as it was read: prefixes, declarations and order stay.

Parts of workbooks name prefixes in the values of attributes (``mc:Ignorable``), so that a reader that renames them, or
leaves out a declaration that looks unused, damages the file.
"""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, NamedTuple
from xml.parsers import expat

from ita_xl.ingest.limits import Broken, Oversized

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_DEEPEST = 200
#: A larger part is not taken apart: a generated sheet has a hundredth of it.
LARGEST = 10 * 2**20
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_VALUE = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
)


class Raw(NamedTuple):
    """What stays as it is: a comment or a processing instruction."""

    text: str


class Element:
    """One element. ``name`` and the names of ``attributes`` are as written, with their prefixes."""

    __slots__ = ("attributes", "children", "name")

    def __init__(self, name: str, attributes: dict[str, str] | None = None, *children: Element | str | Raw) -> None:
        self.name = name
        self.attributes = attributes if attributes is not None else {}
        self.children: list[Element | str | Raw] = list(children)

    @property
    def local(self) -> str:
        """The name without its prefix."""
        return self.name.rpartition(":")[2]

    @property
    def text(self) -> str:
        """The text in the element itself."""
        return "".join(one for one in self.children if isinstance(one, str))

    @text.setter
    def text(self, value: str) -> None:
        self.children = [value] if value else []

    def get(self, name: str) -> str | None:
        """An attribute by its name as written."""
        return self.attributes.get(name)

    @property
    def relation(self) -> str:
        """The id of the relation that the element speaks of: the attribute ``id`` of another namespace."""
        return next((own for name, own in self.attributes.items() if name.endswith(":id")), "")

    def elements(self, local: str = "") -> list[Element]:
        """The elements in it, all or those of a name."""
        return [one for one in self.children if isinstance(one, Element) and local in ("", one.local)]

    def find(self, *path: str) -> Element | None:
        """The first element in it by its name, and in that by the next."""
        found: Element | None = self
        for local in path:
            found = next(iter(found.elements(local)), None) if found is not None else None
        return found

    def walk(self) -> Iterator[Element]:
        """The element and everything in it."""
        yield self
        for one in self.elements():
            yield from one.walk()

    def make(self, local: str, attributes: dict[str, str] | None = None, *children: Element | str) -> Element:
        """An element of the same namespace, not yet put anywhere."""
        prefix, mark, _ = self.name.rpartition(":")
        return Element(f"{prefix}{mark}{local}", attributes, *children)


def whole(text: str | None, default: int = 0) -> int:
    """A whole number that a part says, or what stands for none.

    Raises:
        Broken: it is no number.
    """
    try:
        return int(text) if text else default
    except ValueError:
        raise Broken from None


def figure(text: str | None, default: float = 0.0) -> float:
    """A number that a part says; errors as :func:`whole`."""
    try:
        found = float(text) if text else default
    except ValueError:
        raise Broken from None
    if not isfinite(found):
        raise Broken
    return found


def parse(data: bytes) -> Element:
    """The root of a part.

    Raises:
        Broken: not well-formed, nested without measure, or with a document type, whose entities unfold without end.
        Oversized: larger than any part that is taken apart here.
    """
    if len(data) > LARGEST:
        raise Oversized
    top = Element("")
    open_ones = [top]
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.ordered_attributes = True

    def start(name: str, attributes: list[str]) -> None:
        if len(open_ones) > _DEEPEST:
            raise Broken
        one = Element(name, dict(zip(attributes[::2], attributes[1::2], strict=True)))
        open_ones[-1].children.append(one)
        open_ones.append(one)

    def end(_: str) -> None:
        own = open_ones.pop()
        here = parser.CurrentByteIndex
        if not own.children and data[here - 2 : here] != b"/>":
            own.children.append("")  # <v></v> is a value, <v/> is none to some readers

    def declared(*_: object) -> None:
        raise Broken

    parser.StartElementHandler = start
    parser.EndElementHandler = end

    def put(one: str | Raw) -> None:
        open_ones[-1].children.append(one)

    parser.CharacterDataHandler = put
    parser.CommentHandler = lambda text: put(Raw(f"<!--{text}-->"))
    parser.ProcessingInstructionHandler = lambda name, text: put(Raw(f"<?{name} {text}?>"))
    parser.StartDoctypeDeclHandler = declared
    try:
        parser.Parse(data, True)
    except expat.ExpatError as fault:
        raise Broken from fault
    return top.elements()[0]


def written(root: Element) -> bytes:
    """The bytes of a part."""
    pieces = [_HEAD]
    _write(root, pieces)
    return "".join(pieces).encode()


def _write(one: Element, pieces: list[str]) -> None:
    head = "".join(f' {name}="{value.translate(_VALUE)}"' for name, value in one.attributes.items())
    if not one.children:
        pieces.append(f"<{one.name}{head}/>")
        return
    pieces.append(f"<{one.name}{head}>")
    for child in one.children:
        if isinstance(child, Element):
            _write(child, pieces)
        else:
            pieces.append(child.text if isinstance(child, Raw) else child.translate(_TEXT))
    pieces.append(f"</{one.name}>")
