"""What is done with ranges as a whole: merged, inserted, deleted, moved, found, annotated, linked, named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ita_xl.hosts.libreoffice.beside import DataValidation, Note, hyperlink, link
from ita_xl.hosts.libreoffice.lacking import not_there

if TYPE_CHECKING:
    from ita_xl.hosts.libreoffice.beside import Name
    from ita_xl.hosts.libreoffice.ranges import Range
    from ita_xl.hosts.libreoffice.sheets import Sheet

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_DIRECTIONS = {"down": (1, 0), "up": (-1, 0), "right": (0, 1), "left": (0, -1)}


class Arranged:
    """The part of a range that is about its place on the sheet."""

    if TYPE_CHECKING:
        model: Any
        _sheet: Sheet
        first_row: int
        first_column: int
        last_row: int
        last_column: int

        @property
        def api(self) -> Any: ...
        @property
        def corners(self) -> tuple[int, int, int, int]: ...
        @property
        def shape(self) -> tuple[int, int]: ...
        @property
        def address(self) -> str: ...
        def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str: ...
        def __len__(self) -> int: ...
        def _of(self, top: int, left: int, bottom: int, right: int) -> Range: ...
        def _cell(self, row: int, column: int) -> Range: ...

    # -- merged cells --------------------------------------------------------------------------------------------------

    def merge(self, across: bool = False) -> None:
        """Merge; what stands in the cells that are covered goes, as in Excel."""
        height, width = self.shape
        rows = range(self.first_row, self.last_row + 1) if across else (self.first_row,)
        if width > 1:
            self._of(self.first_row, self.first_column + 1, self.last_row, self.last_column).clear_contents()
        if height > 1 and not across:
            self._of(self.first_row + 1, self.first_column, self.last_row, self.first_column).clear_contents()
        if height == 1 or not across:
            self.model.merge(True)
            return
        for row in rows:
            self._of(row, self.first_column, row, self.last_column).model.merge(True)

    def unmerge(self) -> None:
        self.model.merge(False)

    @property
    def merge_cells(self) -> bool | None:
        """Whether all cells are merged ones, or none; ``None`` where some are."""
        if len(self) > 1 and not self._sheet.page.cursor(*self.corners).IsMerged:
            return False
        area = self.merge_area
        if len(area) == 1:
            return None if len(self) > 1 else False
        inside = area.last_row >= self.last_row and area.last_column >= self.last_column
        return True if inside else None

    @property
    def merge_area(self) -> Range:
        """The merged cells that the first cell belongs to."""
        found = self._sheet.page.merged(self.first_row - 1, self.first_column - 1)
        return self._sheet.book.sheets.range_on(self._sheet, found)

    # -- rows, columns and cells ---------------------------------------------------------------------------------------

    @property
    def _whole_rows(self) -> bool:
        return (self.first_column, self.last_column) == (1, LAST_COLUMN)

    @property
    def _whole_columns(self) -> bool:
        return (self.first_row, self.last_row) == (1, LAST_ROW)

    def insert(self, shift: str | None = None, copy_origin: str | None = None) -> None:
        """Insert cells; new ones look as those above or left of them."""
        if copy_origin not in (None, "format_from_left_or_above"):
            raise not_there("Range", f"insert with {copy_origin!r}")
        height, width = self.shape
        page = self._sheet.page
        if self._whole_rows:
            page.rows.insertByIndex(self.first_row - 1, height)
        elif self._whole_columns:
            page.columns.insertByIndex(self.first_column - 1, width)
        else:
            way = "RIGHT" if shift == "right" or (shift is None and height > width) else "DOWN"
            page.model.insertCells(self.model.RangeAddress, self._mode("CellInsertMode", way))
        page.settle()

    def delete(self, shift: str | None = None) -> None:
        height, width = self.shape
        page = self._sheet.page
        page.settle()
        if self._whole_rows:
            page.rows.removeByIndex(self.first_row - 1, height)
        elif self._whole_columns:
            page.columns.removeByIndex(self.first_column - 1, width)
        else:
            way = "LEFT" if shift == "left" or (shift is None and height > width) else "UP"
            page.model.removeRange(self.model.RangeAddress, self._mode("CellDeleteMode", way))
            self._sheet.book.document.cut()

    def _mode(self, name: str, value: str) -> Any:
        return self._sheet.book.app.connection.enum(f"sheet.{name}", value)

    def move(self, destination: Any) -> None:
        """Cut and paste: formulas follow, and whole rows take their heights along."""
        there = destination.impl
        rows = self._sheet.page.rows if self._whole_rows else None
        heights = [rows.getByIndex(row - 1).Height for row in self._own_rows()] if rows else []
        target = there._sheet
        target.model.moveRange(there.model.getCellByPosition(0, 0).CellAddress, self.model.RangeAddress)
        self._sheet.page.settle()
        target.page.settle()
        for at, height in enumerate(heights):
            target.page.rows.getByIndex(there.first_row - 1 + at).Height = height

    def _own_rows(self) -> range:
        return range(self.first_row, self.last_row + 1)

    def copy(self, destination: Any = None) -> None:
        """Copy to other cells of the book."""
        if destination is None:
            raise not_there("Range", "copy to the clipboard")
        there = destination.impl
        there._sheet.model.copyRange(there.model.getCellByPosition(0, 0).CellAddress, self.model.RangeAddress)

    # -- found from here -----------------------------------------------------------------------------------------------

    @property
    def current_region(self) -> Range:
        cursor = self._sheet.model.createCursorByRange(self.model)
        cursor.collapseToCurrentRegion()
        return self._sheet.book.sheets.range_on(self._sheet, cursor.RangeAddress)

    def end(self, direction: str) -> Range:
        """The edge of the filled cells in a direction, as Ctrl and an arrow key find it."""
        down, right = _DIRECTIONS[direction]
        used = self._sheet.used_range
        row, column = self.first_row, self.first_column
        last_row, last_column = max(used.last_row, row), max(used.last_column, column)
        block = self._of(1, 1, last_row, last_column).model.getDataArray()

        def filled(at: int, beside: int) -> bool:
            inside = 1 <= at <= last_row and 1 <= beside <= last_column
            return inside and block[at - 1][beside - 1] != ""

        through = filled(row, column) and filled(row + down, column + right)
        while 1 <= row + down <= LAST_ROW and 1 <= column + right <= LAST_COLUMN:
            if through and not filled(row + down, column + right):
                break
            row, column = row + down, column + right
            if not through and filled(row, column):
                break
            if not (1 <= row <= last_row and 1 <= column <= last_column):
                # Nothing more comes on this way but the edge of the sheet.
                row = row if not down else LAST_ROW if down > 0 else 1
                column = column if not right else LAST_COLUMN if right > 0 else 1
                break
        return self._cell(row, column)

    def select(self) -> None:
        self._sheet.activate()
        self._sheet.book.controller.select(self.api)
        self._sheet.book.app.chosen.forget()

    # -- beside the cells ----------------------------------------------------------------------------------------------

    @property
    def _own(self) -> Range:
        return self._of(self.first_row, self.first_column, self.last_row, self.last_column)

    @property
    def note(self) -> Note | None:
        cell = self.model.getCellByPosition(0, 0)
        return Note(self._cell(self.first_row, self.first_column)) if cell.Annotation.String else None

    def add_note(self, text: str) -> Note:
        self._sheet.model.Annotations.insertNew(self.model.getCellByPosition(0, 0).CellAddress, text)
        return Note(self._cell(self.first_row, self.first_column))

    @property
    def data_validation(self) -> DataValidation:
        return DataValidation(self._own)

    @property
    def hyperlink(self) -> str:
        return hyperlink(self._own)

    def add_hyperlink(self, address: str, text_to_display: str | None = None, screen_tip: str | None = None) -> None:
        """Make the first cell a link; the program shows its address instead of a tip."""
        link(self._own, address, text_to_display)

    @property
    def name(self) -> Name | None:
        for name in self._sheet.book.names:
            own = name.refers_to_range
            if own is not None and own.address == self.address and own.sheet.name == self._sheet.name:
                return name
        return None

    @name.setter
    def name(self, value: str) -> None:
        place = self.get_address(True, True, True).rpartition("]")[2]
        self._sheet.book.names.add(value, f"={place}")

    @property
    def table(self) -> None:
        """LibreOffice has database ranges, which are no tables."""
        return None
