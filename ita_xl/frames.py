"""Scorecards and whole tables of scores for analysts; the only door to pandas, opened when it is used."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Any

from ita_xl.assessment import Assessment, Figure, Kind
from ita_xl.errors import MachineError
from ita_xl.framework import scoring_framework
from ita_xl.scoring import OVERALL, conditions, score
from ita_xl.thai import half_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    import pandas as pd

    from ita_xl.framework import Framework, Indicator
    from ita_xl.scoring import Key, Scorecard

    Ints = np.ndarray[Any, np.dtype[np.int64]]
    Bools = np.ndarray[Any, np.dtype[np.bool_]]

#: So near to half a hundredth, a float no longer says on which side of it the printed figure lies.
_DOUBTFUL = 1e-6


def to_frame(cards: Iterable[Scorecard]) -> pd.DataFrame:
    """One row a scorecard: file, agency, province, fiscal year, overall, level, tools, ``ind1``-``ind10``.

    Scores are floats with two decimals, missing ones NaN; items are in columns by their reference (``i1``, ``e1:2``).

    Raises:
        MachineError: E401 when pandas is not installed.
    """
    frame: pd.DataFrame = pandas().DataFrame([_row(card) for card in cards])
    return frame


def pandas() -> Any:
    """The library.

    Raises:
        MachineError: E401 when it is not installed.
    """
    try:
        import pandas as pd
    except ImportError:
        raise MachineError("E401", "ยังไม่ได้ติดตั้ง pandas", cure='ติดตั้งด้วย pip install "ita-xl[pandas]"') from None
    return pd


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


def score_frame(frame: pd.DataFrame, fiscal_year: int) -> pd.DataFrame:
    """Score a whole table at once: the same figures, to the last digit, as :func:`ita_xl.score` gives row by row.

    Args:
        frame: one agency a row; scores as read in columns named as those of :func:`to_frame`, with ``ind6:1`` for a
            part of an indicator; columns may be missing, and so may values (NaN). Other columns are kept.
        fiscal_year: the year assessed (B.E.) of all rows.

    Returns:
        A new table: the columns of ``frame``, and all scores of the year with two decimals (NaN where unknown) and
        ``level`` (missing where more than one is possible).

    Raises:
        MachineError: E401 when pandas is not installed.
        RulesError: E202 or E203 when the rules of the year are not known (well enough).
    """
    pandas()
    table = _Table(frame, scoring_framework(fiscal_year))
    table.climb()
    result = frame.copy()
    for key in table.published:
        result[_column(key)] = table.rounded(key)
    result["level"] = table.levels()
    return result


def _column(key: Key) -> str:
    kind, ref = key
    if kind is Kind.OVERALL:
        return "overall"
    return f"ind{ref}" if kind in (Kind.INDICATOR, Kind.INDICATOR_PART) else ref


class _Table:
    """The climb of :mod:`ita_xl.scoring` for all rows together, in whole numbers: hundredths of a point, ``unit`` each.

    The unit is a multiple of every count that a mean of the year divides by, so that no figure is rounded on the way.
    """

    def __init__(self, frame: pd.DataFrame, framework: Framework) -> None:
        self.frame = frame
        self.framework = framework
        self.unit = _unit(framework)
        self.exact: dict[Key, Ints] = {}
        self.known: dict[Key, Bools] = {}
        self.computed: dict[Key, Bools] = {}
        self.stated: dict[Key, tuple[Ints, Bools]] = {}
        numbers = [str(one.number) for one in framework.indicators]
        self.published: list[Key] = [
            OVERALL,
            *((Kind.TOOL, code) for code in framework.scores),
            *((Kind.INDICATOR, number) for number in numbers),
            *((Kind.ITEM, ref) for ref in framework.all_refs),
        ]

    def climb(self) -> None:
        framework = self.framework
        for ref in framework.all_refs:
            self._mean((Kind.ITEM, ref), [])
        for indicator in framework.indicators:
            self._indicator(indicator)
        for tool in framework.tools:
            for part in tool.parts:
                refs = [f"{one.number}:{part.number}" for one in framework.of_tool(tool.code)]
                self._mean((Kind.TOOL, part.code), [(Kind.INDICATOR_PART, ref) for ref in refs])
            self._tool(tool.code)
        self._overall()

    def rounded(self, key: Key) -> np.ndarray[Any, np.dtype[np.float64]]:
        """A score with two decimals, half up; NaN where it is not known."""
        import numpy as np

        return np.where(self.known[key], self._hundredths(key) / 100, np.nan)

    def levels(self) -> list[str | None]:
        """The level of every row: at once where all scores that it rests on are known, by its scorecard elsewhere."""
        import numpy as np

        framework = self.framework
        watched = [OVERALL, *((Kind.TOOL, code) for code in framework.scores)]
        plain = np.logical_and.reduce([self.known[key] for key in watched]) & ~self._partly_known()
        best = np.full(len(self.frame), len(framework.levels))
        for rank, level in reversed(list(enumerate(framework.levels))):
            met = np.ones(len(self.frame), dtype=bool)
            for code, bound in conditions(framework, level).items():
                met &= self._hundredths((Kind.TOOL, code) if code else OVERALL) >= int(bound * 100)
            best[met] = rank
        return [
            framework.levels[rank].name if sure else self._level(row)
            for row, (rank, sure) in enumerate(zip(best.tolist(), plain.tolist(), strict=True))
        ]

    def _partly_known(self) -> Bools:
        """Rows in which some, not all, of what makes up a score are known."""
        import numpy as np

        framework = self.framework
        groups: list[list[Key]] = [
            [(Kind.INDICATOR, str(one.number)) for one in framework.of_tool(tool.code)] for tool in framework.tools
        ]
        groups += [
            [(Kind.ITEM, ref) for ref in framework.refs(one)] for one in framework.indicators if one.derive == "items"
        ]
        found = np.zeros(len(self.frame), dtype=bool)
        for group in groups:
            known = np.array([self.known[key] for key in group])
            found |= known.any(axis=0) & ~known.all(axis=0)
        return found

    def _level(self, row: int) -> str | None:
        figures = tuple(
            Figure(*key, Decimal(int(values[row])) / 100) for key, (values, known) in self.stated.items() if known[row]
        )
        return score(Assessment(self.framework.fiscal_year, figures=figures)).level.name

    # -- one step of the climb ---------------------------------------------------------------------------------------

    def _read(self, key: Key) -> tuple[Ints, Bools]:
        """What is printed, in hundredths, and where it is."""
        import numpy as np

        if key not in self.stated:
            column = _column(key)
            if column not in self.frame:
                nothing = np.zeros(len(self.frame), dtype=np.int64)
                self.stated[key] = nothing, nothing.astype(bool)
            else:
                self.stated[key] = _hundredths_of(self.frame[column])
        return self.stated[key]

    def _set(self, key: Key, exact: Ints, known: Bools, computed: Bools) -> None:
        self.exact[key], self.known[key], self.computed[key] = exact, known, computed

    def _all(self, keys: Sequence[Key]) -> Bools:
        import numpy as np

        found: Bools = np.logical_and.reduce([self.known[key] for key in keys])
        return found

    def _mean_of(self, keys: Sequence[Key]) -> Ints:
        total: Ints = sum(self.exact[key] for key in keys)  # type: ignore[assignment]
        return total // len(keys)

    def _mean(self, key: Key, inputs: Sequence[Key]) -> None:
        """The mean of the inputs where all are known, else the printed figure."""
        import numpy as np

        printed, there = self._read(key)
        if not inputs:
            self._set(key, printed * self.unit, there, np.zeros_like(there))
            return
        all_known = self._all(inputs)
        mean = self._mean_of(inputs)
        self._set(key, np.where(all_known, mean, printed * self.unit), all_known | there, all_known)

    def _instead(self, key: Key, inputs: Sequence[Key], where: Bools) -> None:
        """The mean of the inputs in some rows, in which all of them are known."""
        import numpy as np

        self._set(
            key,
            np.where(where, self._mean_of(inputs), self.exact[key]),
            self.known[key] | where,
            self.computed[key] | where,
        )

    def _indicator(self, indicator: Indicator) -> None:
        framework = self.framework
        items = indicator.derive == "items"
        parts: list[Key] = []
        for part in framework.parts(indicator.tool):
            own: Key = (Kind.INDICATOR_PART, f"{indicator.number}:{part.number}")
            refs = framework.refs(indicator, part.number) if items else ()
            self._mean(own, [(Kind.ITEM, ref) for ref in refs])
            parts.append(own)
        key: Key = (Kind.INDICATOR, str(indicator.number))
        self._mean(key, [(Kind.ITEM, ref) for ref in framework.refs(indicator)] if items else [])
        if parts:
            self._instead(key, parts, ~self.known[key] & self._all(parts))

    def _tool(self, code: str) -> None:
        import numpy as np

        framework = self.framework
        key: Key = (Kind.TOOL, code)
        indicators: list[Key] = [(Kind.INDICATOR, str(one.number)) for one in framework.of_tool(code)]
        self._mean(key, indicators)
        parts: list[Key] = [(Kind.TOOL, part.code) for part in framework.parts(code)]
        if parts:
            from_items = np.logical_and.reduce([self.computed[one] for one in parts])
            self._instead(key, parts, self._all(parts) & (from_items | ~self._all(indicators)))

    def _overall(self) -> None:
        import numpy as np

        framework = self.framework
        printed, there = self._read(OVERALL)
        total = np.zeros(len(self.frame), dtype=np.int64)
        known = np.ones(len(self.frame), dtype=bool)
        for tool in framework.tools:
            key: Key = (Kind.TOOL, tool.code)
            own = self._weighted([key])
            chosen = self.known[key]
            parts: list[Key] = [(Kind.TOOL, part.code) for part in tool.parts]
            if parts:
                apart = abs(self.exact[key] - self._mean_of(parts))
                near = apart <= int(Fraction(framework.tolerance.tool) * 100 * self.unit)
                by_parts = self._all(parts) & (~chosen | near)
                own = np.where(by_parts, self._weighted(parts), own)
                chosen = chosen | by_parts
            total += own * int(Fraction(tool.weight or 0) * 100)
            known &= chosen
        # Every weight was taken a hundred times in percent.
        self._set(OVERALL, np.where(known, total // 10_000, printed * self.unit), known | there, known)

    def _weighted(self, keys: Sequence[Key]) -> Ints:
        """The mean of scores as it goes into the overall one: rounded first in the years that do so."""
        if not self.framework.tools_before_weighting:
            return self._mean_of(keys)
        total: Ints = sum(self._hundredths(key) for key in keys)  # type: ignore[assignment]
        return total * self.unit // len(keys)

    def _hundredths(self, key: Key) -> Ints:
        """A score rounded half up, in hundredths."""
        return (2 * self.exact[key] + self.unit) // (2 * self.unit)


def _unit(framework: Framework) -> int:
    """A whole number that every division of the year leaves whole."""
    items = lcm(*(len(framework.refs(one, part)) or 1 for one in framework.indicators
                  for part in (None, *(each.number for each in framework.parts(one.tool)))))  # fmt: skip
    parts = lcm(*(len(tool.parts) or 1 for tool in framework.tools))
    tools = lcm(*(len(framework.of_tool(tool.code)) or 1 for tool in framework.tools))
    # Parts are divided by twice (an indicator, a tool), and weights are hundredths of a percent.
    return items * parts**2 * tools * 10_000


def _hundredths_of(values: pd.Series[Any]) -> tuple[Ints, Bools]:
    """Printed scores in hundredths, rounded half up as their digits say, and which of them there are."""
    import numpy as np
    import pandas as pd

    floats = values.map(lambda one: float(one) if isinstance(one, Decimal) else one)
    plain = np.asarray(pd.to_numeric(floats), dtype=float)
    known = ~np.isnan(plain)
    scaled = np.where(known, plain, 0.0) * 100
    whole = np.floor(scaled + 0.5).astype(np.int64)
    for at in np.flatnonzero(abs(scaled % 1 - 0.5) < _DOUBTFUL):
        whole[at] = int(half_up(Decimal(str(values.iloc[at]))) * 100)
    return whole, known
