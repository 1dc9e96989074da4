"""The live formulas of the report: the same arithmetic as the core, over the cells where the scores stand.

A mean is rounded to eight decimals before it is rounded half-up to two: item scores are hundredths, so that no true
value lies within 10⁻⁵ of a tie unless it is one, and the first rounding only removes what binary floats add.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from ita_xl.assessment import Kind
from ita_xl.scoring import OVERALL, Origin, conditions, level_of
from ita_xl.sheets.wording import level_name
from ita_xl.thai import half_up

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
        if self.card.overall.origin is not Origin.COMPUTED or self.card.contradicted:
            return ""
        overall = self.cells[OVERALL]
        if all(self.card.scores[key].value is not None for key in tested):
            cells = [self.cells[key] for key in tested]
            guard = f"COUNT({','.join([overall, *cells])})<{len(cells) + 1}"
            floor = f"MIN({','.join(cells)})" if cells else ""
            return f'IF({guard},"{INCOMPLETE}",{self._chain(overall, floor)})'
        return self._level_of_bounds(overall)

    def _level_of_bounds(self, overall: str) -> str:
        """Parts unknown, their tool known: two parts add up to twice the tool, so that each is bounded by the other.

        Written only where it says what the core's sharper bounds say.
        """
        low: list[tuple[str, Decimal]] = []
        high: list[tuple[str, Decimal]] = []
        cells = [overall]
        for tool in self.card.framework.tools:
            key = (Kind.TOOL, tool.code)
            own = self.card.scores[key]
            if own.value is None:
                return ""
            cells.append(self.cells[key])
            # A tool that comes from rounded indicators may be a hundredth off, and its parts are rounded themselves.
            slack = Decimal("0.02" if own.origin is Origin.COMPUTED else "0.01")
            known = [(self.cells[Kind.TOOL, part.code], value) for part in tool.parts
                     if (value := self.card.value(Kind.TOOL, part.code)) is not None]  # fmt: skip
            cells += [cell for cell, _ in known]
            if len(known) == len(tool.parts):
                low += known or [(self.cells[key], own.value)]
                high += known or [(self.cells[key], own.value)]
                continue
            least, most = self._bounds(key, own.value, slack, known)
            low += [*known, least]
            high += [*known, most]
        worst = self._chain(overall, f"MIN({','.join(text for text, _ in low)})")
        best = self._chain(overall, f"MIN({','.join(text for text, _ in high)})")
        names = [self._name(min(value for _, value in side)) for side in (low, high)]
        if level_name(self.card) != (names[1] if names[0] == names[1] else f"{names[0]} ถึง {names[1]}"):
            return ""
        guard = f"COUNT({','.join(cells)})<{len(cells)}"
        return f'IF({guard},"{INCOMPLETE}",IF({worst}={best},{best},{worst}&" ถึง "&{best}))'

    def _bounds(
        self, key: Key, value: Decimal, slack: Decimal, known: Sequence[tuple[str, Decimal]]
    ) -> tuple[tuple[str, Decimal], tuple[str, Decimal]]:
        """Formula and value of how low, and how high, the lower unknown part of a two-part tool can be."""
        cell = self.cells[key]
        if known:
            other, amount = known[0]
            rest = 2 * value - amount
            return (
                (f"MAX(0,2*{cell}-{other}-{2 * slack})", max(Decimal(0), rest - 2 * slack)),
                (f"MIN(100,2*{cell}-{other}+{2 * slack})", min(Decimal(100), rest + 2 * slack)),
            )
        return (
            (f"MAX(0,2*({cell}-{slack})-100)", max(Decimal(0), 2 * (value - slack) - 100)),
            (f"{cell}+{slack}", value + slack),
        )

    def _name(self, floor: Decimal) -> str:
        """The level of the overall score when the lowest tested score is ``floor``."""
        assert self.card.overall.value is not None  # computed
        floors = dict.fromkeys(self.card.framework.floor_scores, floor)
        return level_of(self.card.framework, self.card.overall.value, floors).name

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
