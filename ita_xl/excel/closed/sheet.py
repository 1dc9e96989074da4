"""One sheet of a closed workbook: its rows, cells, merged cells and columns, as its part holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ita_xl.cells import address, column_at, position
from ita_xl.errors import OutputError, Place
from ita_xl.excel.closed.moving import move_along, move_elsewhere
from ita_xl.excel.closed.notes import Notes
from ita_xl.excel.closed.rowmap import NEW, Box, RowMap
from ita_xl.excel.closed.strings import inline, text_of
from ita_xl.excel.closed.styles import look_of
from ita_xl.excel.closed.xml import Element, figure, whole
from ita_xl.excel.references import translated
from ita_xl.ingest.limits import Broken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ita_xl.excel.closed.book import ClosedFile

#: The elements of a worksheet in the order that the schema asks for.
_ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
    "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "AlternateContent", "controls",
    "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
#: Rows beyond the last one in use that a formula or a format may speak of and that rows put in push down.
_BEYOND = 2000
_LAST = 1 << 20
_LAST_ROW, _LAST_COLUMN = 1_048_575, 16_383
#: Points by which heights do not differ: files write a few digits.
_SAME = 0.01
_DEFAULT_HEIGHT, _DEFAULT_WIDTH = 15.0, 8.43
#: Pixels of a character and of the padding of a column.
_CHARACTER, _PADDING = 7, 5
#: Prefixes of functions in files, which no program shows.
_PREFIXES = ("_xlfn._xlws.", "_xlfn.", "_xlpm.")

At = tuple[int, int]


class Content(NamedTuple):
    """What a cell holds: ``kind`` is ``""`` (nothing), ``text``, ``number``, ``truth``, ``error`` or ``formula``."""

    kind: str = ""
    value: str | float | bool = ""


class ClosedSheet:
    """A sheet. Rows and columns are 0-based."""

    def __init__(self, file: ClosedFile, name: str, part: str) -> None:
        self.file, self.name, self.part = file, name, part
        self.root = file.package.tree(part)
        self.notes = Notes(self)
        self.changed = False
        self._looks: dict[At, dict[str, object]] = {}
        self._order: list[int] | None = None
        self._stood = 0
        self.rows: dict[int, Element] = {}
        self.cells: dict[At, Element] = {}
        self._read_cells()

    def _read_cells(self) -> None:
        """Find rows and cells; those that do not say where they stand follow the one before."""
        row = -1
        for one in self.data.elements("row"):
            row = _place(whole(one.get("r"), row + 2) - 1, _LAST_ROW)
            self.rows[row] = one
            column = -1
            for cell in one.elements("c"):
                said = cell.get("r")
                column = _place(position(said)[1] if said else column + 1, _LAST_COLUMN)
                self.cells[row, column] = cell

    @property
    def data(self) -> Element:
        """The element of the rows."""
        return self.child("sheetData")

    def child(self, local: str) -> Element:
        """An element of the sheet, put in its place where it is missing."""
        found = self.root.find(local)
        if found is None:
            found = self.root.make(local)
            rank = _ORDER.index(local)
            later = (
                at
                for at, one in enumerate(self.root.children)
                if isinstance(one, Element) and one.local in _ORDER and _ORDER.index(one.local) > rank
            )
            self.root.children.insert(next(later, len(self.root.children)), found)
        return found

    def extent(self) -> At:
        """The last row and column in use; formats alone count a little below the last value."""
        filled = [at for at, cell in self.cells.items() if cell.children]
        last_row = max((row for row, _ in filled), default=0)
        styled = max((row for row, _ in self.cells if row <= last_row + _BEYOND), default=0)
        return max(last_row, styled), max((column for _, column in filled), default=0)

    # -- reading -------------------------------------------------------------------------------------------------------

    def content(self, at: At) -> Content:
        """What a cell holds; for a formula the text, without "="."""
        cell = self.cells.get(at)
        formula = cell.find("f") if cell is not None else None
        if cell is not None and formula is not None:
            return Content("formula", self._formula(at, formula))
        return self.result(at)

    def result(self, at: At) -> Content:
        """What a cell shows: for a formula, what it gave when the file was saved."""
        cell = self.cells.get(at)
        if cell is None:
            return Content()
        kind = cell.get("t") or "n"
        if kind == "inlineStr":
            own = cell.find("is")
            return Content("text", text_of(own)) if own is not None and text_of(own) else Content()
        value = cell.find("v")
        if value is None or not value.text:
            return Content()
        return self._shown(kind, value.text)

    def _shown(self, kind: str, said: str) -> Content:
        if kind == "s":
            number = whole(said)
            if not 0 <= number < len(self.file.texts):
                raise Broken
            text = self.file.texts[number]
            return Content("text", text) if text else Content()
        if kind == "b":
            return Content("truth", said.strip() in ("1", "true"))
        if kind in ("str", "d", "e"):
            return Content("error" if kind == "e" else "text", said)
        return Content("number", figure(said))

    @property
    def waiting(self) -> bool:
        """Whether a formula has no value yet; an empty one, which is spelled otherwise, is a value."""
        cells = (cell for cell in self.cells.values() if cell.find("f") is not None)
        return any((value := cell.find("v")) is None or not value.children for cell in cells)

    def shows_date(self, at: At) -> bool:
        """Whether a cell shows its number as a date."""
        cell = self.cells.get(at)
        return cell is not None and self.file.styles.shows_date(whole(cell.get("s")))

    def _formula(self, at: At, formula: Element) -> str:
        text = formula.text
        if formula.get("t") == "shared" and not text:
            own, (row, column) = self._shared[formula.get("si") or ""]
            text = translated(own, at[0] - row, at[1] - column)
        for prefix in _PREFIXES:
            text = text.replace(prefix, "")
        return text

    @property
    def _shared(self) -> dict[str, tuple[str, At]]:
        """The formulas that others follow, and where they stand."""
        return {
            own.get("si") or "": (own.text, at)
            for at, cell in self.cells.items()
            if (own := cell.find("f")) is not None and own.get("t") == "shared" and own.text
        }

    def height(self, row: int) -> float:
        """The height of a row in points."""
        one = self.rows.get(row)
        if one is not None and one.get("hidden") in ("1", "true"):
            return 0.0
        said = one.get("ht") if one is not None else None
        plain = self.root.find("sheetFormatPr")
        default = plain.get("defaultRowHeight") if plain is not None else None
        return figure(said or default, _DEFAULT_HEIGHT)

    def width(self, column: int) -> float:
        """The width of a column in characters, as the program shows it."""
        for one in self._columns():
            if whole(one.get("min")) <= column + 1 <= whole(one.get("max")) and one.get("width"):
                hidden = one.get("hidden") in ("1", "true")
                return 0.0 if hidden else round(figure(one.get("width")) * _CHARACTER - _PADDING) / _CHARACTER
        return _DEFAULT_WIDTH

    def _columns(self) -> list[Element]:
        found = self.root.find("cols")
        return found.elements("col") if found is not None else []

    def merged(self) -> list[Box]:
        """The merged cells."""
        found = self.root.find("mergeCells")
        return [box for one in (found.elements() if found is not None else []) if (box := Box.of(one.get("ref") or ""))]

    # -- writing -------------------------------------------------------------------------------------------------------

    def change(self) -> None:
        """Note that something is about to change.

        Raises:
            OutputError: E322 where the sheet is protected.
        """
        if self.changed:
            return
        protection = self.root.find("sheetProtection")
        if protection is not None and protection.get("sheet") in ("1", "true"):
            raise OutputError(
                "E322",
                f"แผ่น “{self.name}” ถูกป้องกันไว้ จึงไม่แก้แฟ้ม",
                cure="เปิดแฟ้มใน Excel เลือก ตรวจทาน > ยกเลิกการป้องกันแผ่นงาน บันทึก แล้วสั่งใหม่",
                place=Place(self.file.name, self.name),
            )
        self.changed = True
        for row, one in self.rows.items():
            one.attributes["r"] = str(row + 1)
        for at, cell in self.cells.items():
            cell.attributes["r"] = address(*at)
        self._unshare()

    def _unshare(self) -> None:
        """Write out formulas that follow another: they would follow it to the wrong place."""
        shared = self._shared
        for at, cell in self.cells.items() if shared else ():
            own = cell.find("f")
            if own is not None and own.get("t") == "shared":
                text, (row, column) = shared[own.get("si") or ""]
                own.text = own.text or translated(text, at[0] - row, at[1] - column)
                for name in ("t", "si", "ref"):
                    own.attributes.pop(name, None)

    def put(self, at: At, new: Content) -> None:
        """Write a cell, unless it holds that already; what merged cells cover stays empty."""
        if self.content(at) == new:
            return
        if any(one.top <= at[0] <= one.bottom and one.left <= at[1] <= one.right and at != (one.top, one.left)
               for one in self.merged()):  # fmt: skip
            return
        self.change()
        cell = self.cells.get(at)
        if cell is None:
            cell = self._new_cell(at)
        if cell.find("f") is not None or new.kind == "formula":
            self.file.formulas_moved = True
        for name in ("t", "cm", "vm", "ph"):
            cell.attributes.pop(name, None)
        cell.children = list(_inside(cell, new))

    def _new_cell(self, at: At) -> Element:
        row = self.row(at[0])
        row.attributes.pop("spans", None)
        cell = row.make("c", {"r": address(*at)})
        row.children.append(cell)
        self.cells[at] = cell
        return cell

    def row(self, at: int) -> Element:
        """The element of a row."""
        if at not in self.rows:
            self.rows[at] = self.data.make("row", {"r": str(at + 1)})
        return self.rows[at]

    def set_height(self, row: int, points: float) -> None:
        """Make a row as high."""
        if abs(self.height(row) - points) >= _SAME:
            self.change()
            self.row(row).attributes.update({"ht": f"{points:g}", "customHeight": "1"})

    def set_width(self, column: int, characters: float) -> None:
        """Make a column as wide."""
        pixels = int(characters * _CHARACTER + 0.5)
        if pixels == round(self.width(column) * _CHARACTER):
            return
        self.change()
        cols = self.child("cols")
        found: list[tuple[int, int, dict[str, str]]] = []
        for one in cols.elements("col"):
            first, last = whole(one.get("min")), whole(one.get("max"))
            for low, high in ((first, min(last, column)), (max(first, column + 2), last)):
                if low <= high:
                    found.append((low, high, one.attributes))
        width = int((pixels + _PADDING) / _CHARACTER * 256) / 256
        found.append((column + 1, column + 1, {"width": f"{width:.8g}", "customWidth": "1"}))
        cols.children = [
            cols.make("col", {**said, "min": str(low), "max": str(high)})
            for low, high, said in sorted(found, key=lambda own: own[0])
        ]

    def merge(self, box: Box) -> None:
        """Merge cells; what stands below the first one goes."""
        if box in self.merged() or box[:2] == box[2:]:
            return
        self.unmerge(box)
        self.change()
        cells = self.child("mergeCells")
        cells.children.append(cells.make("mergeCell", {"ref": str(box)}))
        cells.attributes["count"] = str(len(cells.elements()))
        for row in range(box.top, box.bottom + 1):
            for column in range(box.left, box.right + 1):
                cell = self.cells.get((row, column))
                if cell is not None and (row, column) != box[:2]:
                    cell.attributes.pop("t", None)
                    cell.children = []

    def unmerge(self, box: Box) -> None:
        """Take apart what is merged and reaches into a rectangle."""
        if any(one.crosses(box) for one in self.merged()):
            self.change()
            self._keep_merged([one for one in self.merged() if not one.crosses(box)])

    def _keep_merged(self, boxes: list[Box]) -> None:
        cells = self.child("mergeCells")
        cells.children = [cells.make("mergeCell", {"ref": str(one)}) for one in boxes]
        cells.attributes["count"] = str(len(boxes))
        if not boxes:
            self.root.children.remove(cells)

    def clear(self) -> None:
        """Take away cells, formats, merged cells and what may be typed; notes of the user and drawings stay."""
        self.change()
        self.file.formulas_moved |= any(True for _ in self.formulas())
        for row in self.rows.values():
            row.children = []
            row.attributes = {"r": row.attributes["r"]}
        self.cells, self._looks = {}, {}
        self._keep_merged([])
        self.root.children.remove(self.child("dataValidations"))

    def look(self, at: At, said: dict[str, object] | None) -> None:
        """Set something of how a cell looks; ``None`` takes its format away first."""
        self.change()
        if said is None:
            self._looks[at] = {}
        else:
            self._looks.setdefault(at, {}).update(said)

    # -- rows ----------------------------------------------------------------------------------------------------------

    def order(self) -> list[int]:
        """The rows as they are to stand, to be inserted into, deleted from and exchanged; see :meth:`settle`."""
        if self._order is None:
            last = max((self.extent()[0], *self.notes.rows()))
            self._stood = last + 1 + _BEYOND
            self._order = list(range(self._stood))
        return self._order

    def settle(self) -> None:
        """Put the rows where :meth:`order` says, with everything that speaks of them, anywhere in the workbook.

        Raises:
            OutputError: E322, E323.
        """
        order, self._order = self._order, None
        if order is None or order == list(range(self._stood)):
            return
        self.change()
        moved = RowMap(self.name, order, self._stood)
        move_along(self, moved)
        self._move_rows(moved)
        self.file.formulas_moved = True
        move_elsewhere(self.file, self, moved)

    def _move_rows(self, moved: RowMap) -> None:
        rows, cells = self.rows, self.cells
        by_row: dict[int, dict[int, Element]] = {}
        for (row, column), cell in cells.items():
            by_row.setdefault(row, {})[column] = cell
        self.rows, self.cells = {}, {}
        for at, own in enumerate(moved.order):
            if own == NEW:
                self._like_above(at)
            elif own in rows:
                self.rows[at] = rows[own]
                rows[own].attributes["r"] = str(at + 1)
                for column, cell in by_row.get(own, {}).items():
                    cell.attributes["r"] = address(at, column)
                    self.cells[at, column] = cell
        for own in rows.keys() - self.rows.keys():
            if own >= moved.stood:
                self.rows[own] = rows[own]
                self.cells.update({(own, column): cell for column, cell in by_row.get(own, {}).items()})

    def _like_above(self, at: int) -> None:
        """A row that is put in has the formats of the row above, as in the program."""
        above = self.rows.get(at - 1)
        if above is None:
            return
        cells = [
            above.make("c", {"r": address(at, position(one.get("r") or "")[1]), "s": one.get("s") or "0"})
            for one in above.elements("c")
            if one.get("s")
        ]
        self.rows[at] = above.make("row", {"r": str(at + 1)}, *cells)
        self.cells.update({(at, position(one.get("r") or "")[1]): one for one in cells})

    def formulas(self) -> Iterator[Element]:
        """The formulas of its cells."""
        for cell in self.cells.values():
            formula = cell.find("f")
            if formula is not None:
                yield formula

    # -- the end -------------------------------------------------------------------------------------------------------

    def finish(self) -> None:
        """Write down what was left for the end: formats, the order of rows and cells, and what the sheet spans."""
        self.settle()
        if not self.changed:
            return
        for at, said in self._looks.items():
            cell = self.cells.get(at) or self._new_cell(at)
            style = self.file.styles.style(look_of(said)) if said else 0
            cell.attributes.pop("s", None)
            if style:
                cell.attributes["s"] = str(style)
        self._looks = {}
        for row in self.rows.values():
            row.children.sort(key=_column)
        self.data.children = [self.rows[at] for at in sorted(self.rows)]
        rows, columns = [row for row, _ in self.cells], [column for _, column in self.cells]
        spans = Box(min(rows), min(columns), max(rows), max(columns)) if rows else Box(0, 0, 0, 0)
        if self.root.find("dimension") is not None:
            self.child("dimension").attributes["ref"] = str(spans)


def _inside(cell: Element, new: Content) -> Iterator[Element]:
    """What stands in the element of a cell; sets its kind."""
    if new.kind == "text":
        cell.attributes["t"] = "inlineStr"
        yield inline(cell, str(new.value))
    elif new.kind == "formula":
        yield cell.make("f", {}, str(new.value))
    elif new.kind == "truth":
        cell.attributes["t"] = "b"
        yield cell.make("v", {}, "1" if new.value else "0")
    elif new.kind == "number":
        yield cell.make("v", {}, repr(float(new.value)).removesuffix(".0"))


def _place(at: int, last: int) -> int:
    """The number of a row or column, if a sheet has so many."""
    if not 0 <= at <= last:
        raise Broken
    return at


def _column(one: object) -> int:
    """Where something stands in its row: cells by their column, anything else behind them."""
    return position(one.get("r") or "")[1] if isinstance(one, Element) and one.local == "c" else _LAST


def columns_of(text: str) -> tuple[int, int]:
    """The 0-based columns of ``A:C``."""
    first, _, last = text.partition(":")
    return column_at(first), column_at(last or first)
