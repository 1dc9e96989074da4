"""Texts of cells: the table that the file shares them in, and a text as it stands in a cell of its own.

New texts stand in their cells, so that the table, and the numbers by which other sheets use it, stay untouched.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ita_xl.excel.closed.xml import Element

#: How files write a control character, and what must be written so as not to be read as one.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")


def text_of(one: Element) -> str:
    """The text of an entry: its runs without the readings above them."""
    own = [each.text for each in one.elements("t")]
    runs = [each.text for run in one.elements("r") for each in run.elements("t")]
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), "".join(own + runs))


def texts_of(root: Element) -> list[str]:
    """The texts of the shared table, by their number."""
    return [text_of(one) for one in root.elements("si")]


def escaped(text: str) -> str:
    """A text as files write it.

    >>> escaped("ก\\x0bข _x0041_"), escaped("ก\\nข")
    ('ก_x000B_ข _x005F_x0041_', 'ก\\nข')
    """
    marked = _ESCAPED.sub(lambda found: f"_x005F{found[0]}", text)
    return _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", marked)


def inline(cell: Element, text: str) -> Element:
    """The element that holds a text in a cell itself."""
    kept = {"xml:space": "preserve"} if text != text.strip() or "\n" in text else {}
    own = cell.make("t", kept, escaped(text))
    return cell.make("is", {}, own)
