"""What the sheets of the analysis share: merged rows, paragraphs, scores that follow the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ita_xl.sheets.formulas import difference

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from ita_xl.scoring import Key, Scorecard
    from ita_xl.sheets.build import Builder
    from ita_xl.sheets.report_scores import Layout

#: The last column of บทวิเคราะห์.
LAST = 9


def prose(sheet: Builder, text: str) -> None:
    """A paragraph across the sheet."""
    sheet.wide(text, "text")


def row_of(sheet: Builder, *, keep: bool = False, height: float = 23) -> None:
    """Finish the current row; ``keep`` holds it on the page of the next."""
    sheet.fit(sheet.row, height)
    if keep:
        sheet.together.add(sheet.row)
    sheet.row += 1


def spread(sheet: Builder, cells: Sequence[tuple[int, int, str]], style: str, *, height: float = 23) -> None:
    """A row of merged cells: first and last column and text of each."""
    for first, last, text in cells:
        sheet.span(sheet.row, first, last, text, style)
    row_of(sheet, height=height)


def score_cell(card: Scorecard, layout: Layout | None, key: Key) -> str:
    """The formula that takes a score from the report's own sheet; ``""`` where there is none."""
    cell = layout.cells.get(key) if layout else None
    return f'IF({cell}="","",{cell})' if cell and card.value(*key) is not None else ""


def change(
    sheet: Builder,
    row: int,
    columns: tuple[int, int],
    now: Decimal | None,
    before: Decimal | None,
    cells: tuple[str, str],
    style: str,
) -> None:
    """A change cell, live where both years are known."""
    value = None if now is None or before is None else now - before
    sheet.span(row, *columns, value, style, "" if value is None else difference(*cells))


def plain(text: str) -> str:
    """The name of an indicator in a cell that stands under a heading of indicators."""
    return text.removeprefix("ตัวชี้วัดที่ ")
