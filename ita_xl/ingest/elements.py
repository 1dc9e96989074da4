"""The elements of an XML part one by one, told by a parser: what stands in a comment or between quotes is none."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.parsers import expat

from ita_xl.ingest.limits import MAX_STEPS, Broken, within

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def walk(
    part: bytes,
    begin: Callable[[str, Mapping[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Go through a part, with every name as it is spelled there, prefix and all.

    Raises:
        Broken: it is no XML, or declares a document type.
        Oversized: too many elements to look at, or as ``begin``, ``end`` and ``text`` raise.
    """
    # Readers of workbooks take every part for UTF-8, whatever its first line says.
    parser = expat.ParserCreate("utf-8")
    steps = 0

    def counted(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal steps
        steps = within(MAX_STEPS, steps + 1)
        begin(name, attributes)

    def declared(*_: object) -> None:
        raise Broken

    parser.StartDoctypeDeclHandler = declared
    parser.StartElementHandler = counted
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.buffer_text = True
    try:
        parser.Parse(part, True)
    except expat.ExpatError as fault:
        raise Broken from fault


def local(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]
