"""The notes of a sheet: their texts in one part, the boxes that show them in another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ita_xl.cells import address, position
from ita_xl.excel.closed import vml
from ita_xl.excel.closed.strings import escaped, text_of
from ita_xl.excel.closed.xml import Element, written

if TYPE_CHECKING:
    from collections.abc import Callable

    from ita_xl.excel.closed.rowmap import RowMap
    from ita_xl.excel.closed.sheet import ClosedSheet

    At = tuple[int, int]

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_AUTHOR = "ita_xl"
#: The size of the box of a note, and the gaps to its cell, in pixels.
_WIDE, _HIGH, _GAP, _TOP = 320, 130, 15, 2
_PIXEL = 0.75
_CHARACTER, _PADDING = 7, 5


class Notes:
    """The notes of one sheet, by cell (0-based)."""

    def __init__(self, sheet: ClosedSheet) -> None:
        self.sheet = sheet
        self.package = sheet.file.package

    @property
    def _part(self) -> str:
        return next(iter(self.package.related(self.sheet.part, "comments")), "")

    @property
    def _drawing(self) -> str:
        """The part of the boxes."""
        own = self.sheet.root.find("legacyDrawing")
        named = {one.id: one.part for one in self.package.relations(self.sheet.part)}
        return named.get(own.relation, "") if own is not None else ""

    def _list(self) -> Element | None:
        return self.package.tree(self._part).find("commentList") if self._part else None

    def _find(self, at: At) -> Element | None:
        found = self._list()
        own = address(*at)
        return next((one for one in found.elements() if one.get("ref") == own), None) if found is not None else None

    def rows(self) -> list[int]:
        """The rows with a note."""
        found = self._list()
        return [position(one.get("ref") or "")[0] for one in found.elements()] if found is not None else []

    def text(self, at: At) -> str | None:
        """The note of a cell."""
        own = self._find(at)
        text = own.find("text") if own is not None else None
        return text_of(text) if text is not None else None

    def delete(self, at: At) -> None:
        """Take a note away; the parts go with the last one."""
        own, found = self._find(at), self._list()
        if own is None or found is None:
            return
        self.sheet.change()
        found.children.remove(own)
        self._redraw(lambda text: vml.without_note(text, *at))
        if not found.elements():
            self._forget("comments", self._part)
            drawing = self._drawing
            if not vml.has_shapes(self._drawn(drawing)):
                self._forget("vmlDrawing", drawing)
                self.sheet.root.children.remove(self.sheet.child("legacyDrawing"))

    def add(self, at: At, text: str) -> None:
        """Write a note beside a cell that has none."""
        self.sheet.change()
        root = self.package.tree(self._part or self._new_part())
        authors, found = root.find("authors"), root.find("commentList")
        assert authors is not None
        assert found is not None
        names = [one.text for one in authors.elements()]
        if _AUTHOR not in names:
            authors.children.append(authors.make("author", {}, _AUTHOR))
            names.append(_AUTHOR)
        words = root.make("t", {"xml:space": "preserve"}, escaped(text))
        said = {"ref": address(*at), "authorId": str(names.index(_AUTHOR))}
        own = root.make("comment", said, root.make("text", {}, words))
        later = (place for place, one in enumerate(found.children)
                 if isinstance(one, Element) and position(one.get("ref") or "") > at)  # fmt: skip
        found.children.insert(next(later, len(found.children)), own)
        if not self._drawing:
            self._new_drawing()
        self._redraw(lambda drawn: vml.with_note(drawn, *at, self._anchor(*at)))

    def move(self, moved: RowMap) -> None:
        """Let notes go along with their rows."""
        for part in (self._part, *self.package.related(self.sheet.part, "threadedComment")):
            if part:
                root = self.package.tree(part)
                self._move_list(root.find("commentList") or root, moved)
        if self._drawing:
            self._redraw(lambda text: vml.moved(text, moved.row, lambda own: moved.formula(moved.sheet, own)))

    @staticmethod
    def _move_list(found: Element, moved: RowMap) -> None:
        for one in [one for one in found.elements() if one.get("ref")]:
            row, column = position(one.get("ref") or "")
            there = moved.row(row)
            if there is None:
                found.children.remove(one)
            else:
                one.attributes["ref"] = address(there, column)

    # -- the parts -----------------------------------------------------------------------------------------------------

    def _new_part(self) -> str:
        name = self.package.free_name("xl/comments{}.xml")
        root = Element("comments", {"xmlns": _MAIN}, Element("authors"), Element("commentList"))
        self.package.add(name, written(root), _TYPE)
        self.package.relate(self.sheet.part, "comments", name)
        return name

    def _new_drawing(self) -> None:
        drawings = [one for one in self.package.names if one.lower().endswith(".vml")]
        taken = [number for one in drawings for number in vml.numbers(self._drawn(one))]
        name = self.package.free_name("xl/drawings/vmlDrawing{}.vml")
        self.package.put(name, vml.empty(max(taken, default=0) + 1).encode())
        self.package.know("vml", _DRAWING_TYPE)
        relation = self.package.relate(self.sheet.part, "vmlDrawing", name)
        self.sheet.child("legacyDrawing").attributes[self.sheet.file.relation_name(self.sheet.root)] = relation

    def _forget(self, kind: str, part: str) -> None:
        relation = next(
            one.id for one in self.package.relations(self.sheet.part) if (one.kind, one.part) == (kind, part)
        )
        self.package.unrelate(self.sheet.part, relation)
        self.package.remove(part)

    def _drawn(self, name: str) -> str:
        return self.package.read(name).decode("utf-8", "surrogateescape")

    def _redraw(self, change: Callable[[str], str]) -> None:
        name = self._drawing
        if name:
            self.package.put(name, change(self._drawn(name)).encode("utf-8", "surrogateescape"))

    def _anchor(self, row: int, column: int) -> tuple[int, ...]:
        """Where the box of a note begins and ends: right of its cell, as wide and high as ever."""
        right, across = self._reach(column + 1, _GAP + _WIDE, lambda at: self._pixels(self.sheet.width(at)))
        below, down = self._reach(row, _TOP + _HIGH, lambda at: round(self.sheet.height(at) / _PIXEL))
        return (column + 1, _GAP, row, _TOP, right, across, below, down)

    @staticmethod
    def _pixels(characters: float) -> int:
        return round(characters * _CHARACTER + _PADDING) if characters else 0

    @staticmethod
    def _reach(at: int, pixels: int, size: Callable[[int], int]) -> tuple[int, int]:
        """The row or column so many pixels on, and the pixels within it."""
        while pixels > size(at):
            pixels -= size(at)
            at += 1
        return at, pixels
