"""What cells of the engine over a file look like and have beside them: fonts, lines, notes, lists to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openpyxl.styles import Border, Side
from openpyxl.worksheet.datavalidation import DataValidation
from xlwings import base_classes as base

if TYPE_CHECKING:
    from tests.filehost import _Range


class Font(base.Font):
    def __init__(self, cells: _Range) -> None:
        self.cells = cells

    name = property(None, lambda self, value: self.cells._set("font", "font", name=value))
    size = property(None, lambda self, value: self.cells._set("font", "font", size=value))
    bold = property(None, lambda self, value: self.cells._set("font", "font", bold=value))
    italic = property(None, lambda self, value: self.cells._set("font", "font", italic=value))
    color = property(None, lambda self, value: self.cells._set("font", "font", color=value.removeprefix("#")))


class Borders(base.Borders):
    def __init__(self, cells: _Range) -> None:
        self.cells = cells

    def set(self, which: tuple[str, ...], *, line_style: object, weight: object = None, color: object = None) -> None:
        self.cells._sheet.book.asked("borders")
        line = Side("thin" if line_style == "continuous" else "dotted", "".join(f"{part:02X}" for part in color))
        first, last = self.cells.first, self.cells.last
        for cell in self.cells._cells():
            sides = {
                "top": "edge_top" if cell.row == first[0] else "inside_horizontal",
                "bottom": "edge_bottom" if cell.row == last[0] else "inside_horizontal",
                "left": "edge_left" if cell.column == first[1] else "inside_vertical",
                "right": "edge_right" if cell.column == last[1] else "inside_vertical",
            }
            cell.border = Border(**{side: line for side, own in sides.items() if own in which})


class Note(base.Note):
    def __init__(self, cell: Any) -> None:
        self.cell = cell

    @property
    def text(self) -> str:
        return str(self.cell.comment.text)

    def delete(self) -> None:
        self.cell.comment = None


class Validation(base.DataValidation):
    def __init__(self, cells: _Range) -> None:
        self.cells = cells

    def set_list(self, source: Any, in_cell_dropdown: bool) -> None:
        self.cells._sheet.book.asked("validation")
        words = ",".join(source) if not isinstance(source, str) else source
        rule = DataValidation("list", f'"{words}"', showDropDown=not in_cell_dropdown)
        rule.add(self.cells.address.replace("$", ""))
        self.cells.page.add_data_validation(rule)
