"""Scorecards as tables for analysts; the only door to pandas, opened when it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ita_xl.errors import MachineError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from ita_xl.scoring import Scorecard


def to_frame(cards: Iterable[Scorecard]) -> pd.DataFrame:
    """One row a scorecard: file, agency, province, fiscal year, overall, level, tools, ``ind1``-``ind10``.

    Scores are floats with two decimals, missing ones NaN; items are in columns by their reference (``i1``, ``e1:2``).

    Raises:
        MachineError: E401 when pandas is not installed.
    """
    try:
        import pandas as pd
    except ImportError:
        raise MachineError("E401", "ยังไม่ได้ติดตั้ง pandas", cure='ติดตั้งด้วย pip install "ita-xl[pandas]"') from None
    return pd.DataFrame([_row(card) for card in cards])


def _row(card: Scorecard) -> dict[str, Any]:
    own = card.assessment
    row: dict[str, Any] = {
        "file": own.file,
        "agency": own.agency,
        "province": own.province,
        "fiscal_year": own.fiscal_year,
        "overall": card.overall.value,
        "level": card.level.name,
    }
    row |= {code: one.value for code, one in card.tools.items()}
    row |= {f"ind{number}": one.value for number, one in card.indicators.items()}
    row |= {ref: one.value for ref, one in card.items.items()}
    words = {"file", "agency", "province", "fiscal_year", "level"}
    return {name: value if name in words or value is None else float(value) for name, value in row.items()}
