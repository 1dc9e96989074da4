"""Assessments and workbooks for the tests."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import xlsxwriter

from ita_xl.assessment import Assessment, Figure, Kind, Wording
from ita_xl.errors import Place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

Number = str | int | float | Decimal


def assessment(
    year: int = 2568,
    *,
    items: Mapping[str, Number] | None = None,
    parts: Mapping[str, Number] | None = None,
    indicators: Mapping[int, Number] | None = None,
    tools: Mapping[str, Number] | None = None,
    overall: Number | None = None,
    level: str = "",
    previous: Assessment | None = None,
) -> Assessment:
    """An assessment from plain numbers; each figure stands in a cell of its own."""
    figures: list[Figure] = []
    groups: list[tuple[Kind, Mapping[str, Number]]] = [
        (Kind.ITEM, items or {}),
        (Kind.INDICATOR_PART, parts or {}),
        (Kind.INDICATOR, {str(number): value for number, value in (indicators or {}).items()}),
        (Kind.TOOL, tools or {}),
        (Kind.OVERALL, {} if overall is None else {"": overall}),
    ]
    for kind, values in groups:
        for ref, value in values.items():
            place = Place("ทดสอบ.xlsx", "แผ่น", f"B{len(figures) + 1}")
            figures.append(Figure(kind, ref, Decimal(str(value)), place, str(value)))
    levels = (Wording(level, Place("ทดสอบ.xlsx", "แผ่น", "Z1")),) if level else ()
    return Assessment(
        year, agency="อบต.ทดสอบ", figures=tuple(figures), levels=levels, previous=previous, file="ทดสอบ.xlsx"
    )


def workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    """A plain workbook of rows; ``None`` and ``""`` leave a cell empty, text is never a formula."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value not in (None, ""):
                        sheet.write(at, column, value)
    return path


BANG_PLA_ITEMS: dict[str, str] = (
    {f"i{n}": "100" for n in range(1, 16)}
    | {"i1": "99.33", "i2": "96.67", "i4": "99.33", "i14": "99.33", "i15": "99.33"}
    | {f"e{n}:1": "100" for n in range(1, 10)}
    | {"e4:1": "97.95", "e5:1": "98.46", "e6:1": "98.72", "e7:1": "99.74"}
    | {"e1:2": "95", "e2:2": "95", "e3:2": "100", "e4:2": "96", "e5:2": "94", "e6:2": "96"}
    | {"e7:2": "89", "e8:2": "93", "e9:2": "97"}
    | {f"o{n}": "100" for n in range(1, 29)}
    | {"o6": "50", "o27": "50"}
)
BANG_PLA_INDICATORS = {
    1: "98.67", 2: "99.78", 3: "100.00", 4: "100.00", 5: "99.55",
    6: "98.33", 7: "96.86", 8: "96.46", 9: "95.00", 10: "90.00",
}  # fmt: skip
BANG_PLA_TOOLS = {"IIT": "99.60", "EIT1": "99.43", "EIT2": "95.00", "OIT": "92.50"}
BANG_PLA_2567 = {
    1: "98.28", 2: "96.56", 3: "99.35", 4: "90.75", 5: "96.34", 6: "96.66", 7: "94.74", 8: "89.97", 9: "100", 10: "100",
}  # fmt: skip
PA_PHLU = {
    1: "95.21", 2: "98.96", 3: "99.56", 4: "89.58", 5: "97.92",
    6: "99.92", 7: "96.67", 8: "98.84", 9: "97.5", 10: "100",
}  # fmt: skip
LAMPHUN = {
    1: "92.68", 2: "95.98", 3: "98.84", 4: "90.76", 5: "94.09", 6: "97.18", 7: "95.62", 8: "95.24", 9: "65", 10: "100",
}  # fmt: skip
PHU_SANG_ITEMS = (
    {f"i{n}": "100" for n in range(1, 16)}
    | {"i2": "98.92", "i5": "96.76", "i7": "99.46", "i8": "99.46", "i11": "98.92"}
    | {"e1:1": "100", "e2:1": "100", "e3:1": "97.62", "e4:1": "99.5", "e5:1": "99.52", "e6:1": "99.52"}
    | {"e7:1": "99.05", "e8:1": "99.52", "e9:1": "100"}
)
