"""What each level still lacks, as formulas with their values: the table of levels of จำลองคะแนน.

A part of EIT that is not known lies between bounds: the two parts add up to twice the tool, up to rounding. The slacks
are those of :mod:`ita_xl.scoring`, so that a level is certain here exactly where it is certain there.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from ita_xl.assessment import Kind
from ita_xl.scoring import OVERALL, conditions
from ita_xl.sheets.formulas import INCOMPLETE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ita_xl.framework import Framework, Level
    from ita_xl.scoring import Key

MET, MISSED, UNSURE = "✓ ครบ", "✗ ยังขาด", "? บอกไม่ได้"

_FULL = Fraction(100)
_PRINTED, _COMPUTED = Fraction(1, 100), Fraction(2, 100)


@dataclass(frozen=True, slots=True)
class Live:
    """A formula and what it shows now; ``None`` shows as empty."""

    formula: str
    value: Decimal | str | None


@dataclass(frozen=True, slots=True)
class _Bounds:
    """How low and how high an unknown part can be; ``cells`` must all be known for that."""

    cells: tuple[str, ...]
    low: str
    high: str
    least: Decimal
    most: Decimal


class Gaps:
    """The gaps of every level.

    Args:
        framework: the rules of the year.
        cells: the cells of the results by key.
        values: what they show now.
        known: the keys whose cells can show a score; the others never do.
        typed: those of them that are typed, not computed.
    """

    def __init__(
        self,
        framework: Framework,
        cells: Mapping[Key, str],
        values: Mapping[Key, Decimal | None],
        known: frozenset[Key],
        typed: frozenset[Key],
    ) -> None:
        self.framework = framework
        self.cells = cells
        self.values = values
        self.known = known
        self.typed = typed
        parts = [code for code in framework.floor_scores if (Kind.TOOL, code) not in known]
        self.bounds = {code: self._bounds(code) for code in parts}

    def gap(self, level: Level, code: str) -> Live:
        """What a score (a tool code, ``""`` for the overall score) lacks to meet a level; empty where it is unknown."""
        bound = conditions(self.framework, level)[code]
        key = (Kind.TOOL, code) if code else OVERALL
        if key in self.known:
            cell, value = self.cells[key], self.values[key]
            gap = None if value is None else max(Decimal("0.00"), bound - value)
            return Live(f'IF(COUNT({cell})=0,"",MAX(0,ROUND({bound}-{cell},2)))', gap)
        own = self.bounds[code]
        if own is None:
            return Live("", None)
        formula = (
            f'IF(COUNT({",".join(own.cells)})<{len(own.cells)},"",'
            f'IF({own.low}>={bound},0,IF({own.high}<{bound},ROUND({bound}-{own.high},2),"")))'
        )
        if any(self.values[key] is None for key in self.cells if self.cells[key] in own.cells):
            return Live(formula, None)
        return Live(formula, Decimal("0.00") if own.least >= bound else bound - own.most if own.most < bound else None)

    def status(self, level: Level, cells: Sequence[str]) -> Live:
        """Whether a level is reached; ``cells`` are those of its gaps."""
        gaps = [self.gap(level, code).value for code in conditions(self.framework, level)]
        known = [one for one in gaps if isinstance(one, Decimal)]
        value = MISSED if sum(known) > 0 else UNSURE if len(known) < len(gaps) else MET
        area = ",".join(cells)
        return Live(f'IF(SUM({area})>0,"{MISSED}",IF(COUNT({area})<{len(cells)},"{UNSURE}","{MET}"))', value)

    def level(self, statuses: Sequence[tuple[Level, str, str]]) -> Live:
        """The level, or the span of levels still possible, from each level's cell of status and what it shows."""
        last = self.framework.levels[-1].name
        best = worst = f'"{last}"'
        top = bottom = last
        for level, cell, value in reversed(statuses):
            best = f'IF({cell}<>"{MISSED}","{level.name}",{best})'
            worst = f'IF({cell}="{MET}","{level.name}",{worst})'
            top = level.name if value != MISSED else top
            bottom = level.name if value == MET else bottom
        certain = all((Kind.TOOL, code) in self.known for code in self.framework.floor_scores)
        text = worst if certain else f'IF({worst}={best},{best},{worst}&" ถึง "&{best})'
        value = bottom if certain or top == bottom else f"{bottom} ถึง {top}"
        if self.values[OVERALL] is None:
            value = INCOMPLETE
        return Live(f'IF(COUNT({self.cells[OVERALL]})=0,"{INCOMPLETE}",{text})', value)

    def _bounds(self, code: str) -> _Bounds | None:
        """The bounds of a part that is not known, from its tool and the other part or the printed indicators."""
        tool = next(one for one in self.framework.tools if code in {one.code, *(part.code for part in one.parts)})
        whole = (Kind.TOOL, tool.code)
        if tool.code == code or whole not in self.known:
            return None
        cell, value = self.cells[whole], Fraction(self.values[whole] or 0)
        slack = _PRINTED if whole in self.typed else _COMPUTED
        other = next((Kind.TOOL, part.code) for part in tool.parts if part.code != code)
        if other in self.known:
            beside, rest = self.cells[other], Fraction(self.values[other] or 0)
            return _clipped(
                (cell, beside),
                f"2*{cell}-{beside}-{_text(2 * slack)}",
                f"2*{cell}-{beside}+{_text(2 * slack)}",
                2 * value - rest - 2 * slack,
                2 * value - rest + 2 * slack,
            )
        if whole in self.typed:
            low, least = f"2*({cell}-{_text(slack)})-100", 2 * (value - slack) - _FULL
            return _clipped((cell,), low, f"{cell}+{_text(slack)}", least, value + slack)
        keys = [(Kind.INDICATOR, str(one.number)) for one in self.framework.of_tool(tool.code)]
        cells = [self.cells[key] for key in keys]
        printed = [Fraction(self.values[key] or 0) for key in keys]
        # Each indicator is the mean of two parts of at most 100, all of them rounded.
        sums = "+".join(f"MAX(0,2*({one}-0.01)-100)" for one in cells)
        least = sum((max(Fraction(0), 2 * (one - _PRINTED) - _FULL) for one in printed), Fraction(0)) / len(keys)
        average = sum(printed, Fraction(0)) / len(keys)
        return _clipped(
            (cell, *cells),
            f"({sums})/{len(keys)}-0.01",
            f"MIN({cell},AVERAGE({','.join(cells)}))+{_text(slack)}",
            least - _PRINTED,
            min(value, average) + slack,
        )


def _clipped(cells: tuple[str, ...], low: str, high: str, least: Fraction, most: Fraction) -> _Bounds:
    """Bounds within 0-100, on the grid of printed scores."""
    return _Bounds(
        cells,
        f"MAX(0,ROUNDUP(ROUND({low},8),2))",
        f"MIN(100,ROUNDDOWN(ROUND({high},8),2))",
        max(Decimal("0.00"), Decimal(ceil(least * 100)).scaleb(-2)),
        min(Decimal("100.00"), Decimal(floor(most * 100)).scaleb(-2)),
    )


def _text(value: Fraction) -> str:
    return f"{float(value):.2f}"
