"""The live formulas of the report: the same arithmetic as the core, over the cells where the scores stand.

A mean is rounded to eight decimals before it is rounded half-up to two: item scores are hundredths, so that no true
value lies within 10⁻⁵ of a tie unless it is one, and the first rounding only removes what binary floats add.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from ita_xl.assessment import Kind
from ita_xl.scoring import OVERALL, Origin, conditions
from ita_xl.thai import half_up

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from ita_xl.diagnosis import Thresholds
    from ita_xl.framework import Framework, Level
    from ita_xl.scoring import Key, Scorecard

#: What a level formula shows when figures it needs were deleted.
INCOMPLETE = "ข้อมูลไม่ครบ"


class Formulas:
    """Formulas of one scorecard; ``cells`` says where each score stands (a full reference with its sheet)."""

    def __init__(self, card: Scorecard, cells: Mapping[Key, str]) -> None:
        self.card = card
        self.cells = cells

    def score(self, key: Key) -> str:
        """The formula of a computed score, ``""`` for one that was read."""
        own = self.card.scores[key]
        if own.origin is not Origin.COMPUTED:
            return ""
        leaves = self._leaves(key)
        body = self._overall() if key == OVERALL else self._mean(own.inputs)
        return f'IF(COUNT({",".join(self._ranges(leaves))})={len(leaves)},ROUND(ROUND({body},8),2),"")'

    def level(self) -> str:
        """The formula of the level; ``""`` where only bounds that no cell holds make it certain."""
        framework = self.card.framework
        tested = [(Kind.TOOL, code) for code in framework.floor_scores]
        if self.card.level.level is None or self.card.overall.origin is not Origin.COMPUTED:
            return ""
        overall = self.cells[OVERALL]
        if all(self.card.scores[key].value is not None for key in tested):
            cells = [self.cells[key] for key in tested]
            guard = f"COUNT({','.join([overall, *cells])})<{len(cells) + 1}"
            floor = f"MIN({','.join(cells)})" if cells else ""
            return f'IF({guard},"{INCOMPLETE}",{self._chain(overall, floor)})'
        return self._level_of_bounds(overall)

    def _level_of_bounds(self, overall: str) -> str:
        """Parts unknown, their tool known: the lower part lies between twice the tool less 100 and the tool itself."""
        low, high, cells = [], [], [overall]
        for tool in self.card.framework.tools:
            cell = self.cells[Kind.TOOL, tool.code]
            if self.card.scores[Kind.TOOL, tool.code].value is None:
                return ""
            cells.append(cell)
            unknown = any(self.card.scores[Kind.TOOL, part.code].value is None for part in tool.parts)
            # The tool itself comes from rounded indicators: with the parts it may be two hundredths off.
            slack = Fraction(2, 100)
            low.append(f"MAX(0,{len(tool.parts)}*({cell}-{_number(slack)})-100)" if unknown else cell)
            high.append(f"{cell}+{_number(slack)}" if unknown else cell)
        worst = self._chain(overall, f"MIN({','.join(low)})")
        best = self._chain(overall, f"MIN({','.join(high)})")
        guard = f"COUNT({','.join(cells)})<{len(cells)}"
        return f'IF({guard},"{INCOMPLETE}",IF({worst}={best},{best},{worst}&" ถึง "&{best}))'

    def _chain(self, overall: str, floor: str) -> str:
        """Nested tests from the best level down."""
        text = f'"{self.card.framework.levels[-1].name}"'
        for level in reversed(self.card.framework.levels[:-1]):
            text = f'IF({_test(self.card.framework, level, overall, floor)},"{level.name}",{text})'
        return text

    def _mean(self, inputs: Sequence[Key]) -> str:
        if all(key in self.cells and self.card.scores[key].origin is not Origin.COMPUTED for key in inputs):
            return f"AVERAGE({','.join(self._ranges(inputs))})"
        return f"AVERAGE({','.join(self._exact(key) for key in inputs)})"

    def _exact(self, key: Key) -> str:
        own = self.card.scores[key]
        return self._mean(own.inputs) if own.origin is Origin.COMPUTED else self.cells[key]

    def _overall(self) -> str:
        framework = self.card.framework
        shares = weights(framework)
        rounded = framework.tools_before_weighting
        terms = [
            f"{_number(shares[key[1]])}*{self.cells[key] if rounded else self._exact(key)}"
            for key in self.card.overall.inputs
        ]
        return "+".join(terms)

    def _leaves(self, key: Key) -> list[Key]:
        own = self.card.scores[key]
        if own.origin is not Origin.COMPUTED:
            return [key]
        return list(dict.fromkeys(leaf for below in own.inputs for leaf in self._leaves(below)))

    def _ranges(self, keys: Sequence[Key]) -> list[str]:
        """References of cells, runs of one column gathered into ranges."""
        runs: list[tuple[str, str, int, int]] = []
        for sheet, column, row in sorted(_split(self.cells[key]) for key in keys):
            if runs and runs[-1][:2] == (sheet, column) and runs[-1][3] == row - 1:
                runs[-1] = (sheet, column, runs[-1][2], row)
            else:
                runs.append((sheet, column, row, row))
        return [
            f"{sheet}!{column}{first}" if first == last else f"{sheet}!{column}{first}:{column}{last}"
            for sheet, column, first, last in runs
        ]


def weights(framework: Framework) -> dict[str, Fraction]:
    """The share of every tool and part in the overall score."""
    found = {}
    for tool in framework.tools:
        share = Fraction(tool.weight or 0) / 100
        found[tool.code] = share
        found |= {part.code: share / len(tool.parts) for part in tool.parts}
    return found


def class_of(cell: str, thresholds: Thresholds) -> str:
    """The class of a score cell."""
    keep, urgent = _number(Fraction(thresholds.keep)), _number(Fraction(thresholds.urgent))
    return f'IF({cell}="","",IF({cell}>={keep},"รักษาระดับ",IF({cell}>={urgent},"พัฒนายกระดับ","แก้ไขเร่งด่วน")))'


def difference(now: str, before: str) -> str:
    """The change between two cells, empty when one is."""
    return f'IF(COUNT({now},{before})=2,ROUND({now}-{before},2),"")'


def _test(framework: Framework, level: Level, overall: str, floor: str) -> str:
    asked = conditions(framework, level)
    test = f"{overall}>={_number(Fraction(asked['']))}"
    return f"AND({test},{floor}>={_number(Fraction(level.tool_floor))})" if level.tool_floor is not None else test


def _split(reference: str) -> tuple[str, str, int]:
    sheet, _, cell = reference.rpartition("!")
    letters = cell.rstrip("0123456789")
    return sheet, letters, int(cell[len(letters) :])


def _number(value: Fraction) -> str:
    exact: Decimal = half_up(value, 6)
    return f"{exact.normalize():f}"
