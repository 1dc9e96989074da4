"""Rows of a merged sheet as high as what stands in them: the text by hand, in columns as wide as the user left them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from ita_xl.excel.merge import Do, Kind, was_set
from ita_xl.sheets.build import Text
from ita_xl.sheets.measure import row_height

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ita_xl.excel.merge import Left, Merged, MergedRow
    from ita_xl.excel.rows import Row
    from ita_xl.sheets.columns import Widths
    from ita_xl.sheets.model import Sheet

#: A narrower column (characters) shows no text, however high its rows are; a hidden one has no width at all.
NARROWEST = 8.0
#: The width of a pixel in characters, and a hair.
_PIXEL = 0.15
_STYLE = "cell_small"


def given_widths(fresh: Widths, columns: Sequence[int | None], stand: Sequence[float]) -> Widths:
    """The widths (characters) in which a sheet is to be made anew.

    Args:
        fresh: those that it would have by itself.
        columns: where each generated column stands, ``None`` for one that was deleted.
        stand: the widths of the columns of the workbook.
    """
    found = []
    for column, width in enumerate(fresh):
        place = columns[column] if column < len(columns) else None
        own = stand[place] if place is not None and place < len(stand) else 0.0
        # Programs round the width that they are given.
        found.append(max(own, NARROWEST) if own and abs(own - width) > _PIXEL else width)
    return tuple(found)


def raised(merged: Merged, now: Sequence[Row], sheet: Sheet, stand: Sequence[float]) -> Merged:
    """A merged sheet whose rows hold their text, in columns of the widths ``stand`` (characters) of the workbook.

    A height that the user set stays as long as the texts of the row do. Rows typed by hand are the user's own.
    """
    styles = _Styles(sheet, merged)
    pairs = [_raised(one, left, now, styles, stand) for one, left in zip(merged.rows, merged.left.rows, strict=True)]
    return replace(
        merged, rows=tuple(row for row, _ in pairs), left=replace(merged.left, rows=tuple(left for _, left in pairs))
    )


def _raised(
    one: MergedRow, left: Left, now: Sequence[Row], styles: _Styles, stand: Sequence[float]
) -> tuple[MergedRow, Left]:
    height = one.height
    stood = None if one.now is None else now[one.now]
    if one.kind is Kind.HAND or height == 0 or (stood is not None and stood.height == 0):
        return one, left
    by_user = was_set(height, left.height)
    if by_user and stood is not None and stood.cells == one.cells:
        return one, left
    spans, spread = dict(one.spans), one.spans != left.spans
    needed = 0.0
    for column, value in enumerate(one.cells):
        # What was generated fits the row as it was made, unless the user joined its cells otherwise.
        if isinstance(value, str) and (spread or one.what(column) is not Do.RENEW):
            widths = [max(width, NARROWEST) for width in stand[column : spans.get(column, column) + 1] if width]
            if widths:
                text = Text(value, widths, styles.of(one, column))
                needed = max(needed, row_height(text.lines, text.size))
    needed = round(needed, 2)
    if not needed or (height is not None and needed <= height):
        return one, left
    return replace(one, height=needed), left if by_user else replace(left, height=needed)


class _Styles:
    """The style of a cell of the workbook: that of the generated cell there, else the commonest of its column."""

    def __init__(self, sheet: Sheet, merged: Merged) -> None:
        places: Mapping[int, int | None] = dict(enumerate(merged.columns))
        self.own: dict[tuple[int, int], str] = {}
        common: dict[int, Counter[str]] = {}
        for cell in sheet.cells:
            place = places.get(cell.column, cell.column)
            if place is not None:
                self.own[cell.row, place] = cell.style
                common.setdefault(place, Counter())[cell.style] += 1
        self.common = {place: count.most_common(1)[0][0] for place, count in common.items()}

    def of(self, row: MergedRow, column: int) -> str:
        usual = self.common.get(column, _STYLE)
        return usual if row.new is None else self.own.get((row.new, column), usual)
