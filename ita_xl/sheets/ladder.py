"""The ladder of the scores as formulas: whatever cells hold the figures, the lowest level known wins.

The same rules as :mod:`ita_xl.scoring`, for sheets whose figures are typed: which of them are there shows only when the
spreadsheet program computes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ita_xl.assessment import Kind
from ita_xl.scoring import OVERALL
from ita_xl.sheets.formulas import weights
from ita_xl.thai import half_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ita_xl.framework import Framework, Indicator
    from ita_xl.scoring import Key


class Known(NamedTuple):
    """A figure in a formula: its exact expression, and the test that it is known."""

    exact: str
    known: str


def first_known(*values: Known | None) -> Known | None:
    """The first of the values that is known; ``None`` where no cell can hold one."""
    some = [one for one in values if one is not None]
    if not some:
        return None
    exact = some[-1].exact
    for one in reversed(some[:-1]):
        exact = f"IF({one.known},{one.exact},{exact})"
    known = some[0].known if len(some) == 1 else f"OR({','.join(one.known for one in some)})"
    return Known(exact, known)


def mean_known(values: Sequence[Known | None]) -> Known | None:
    """The mean of values, known when all are; ``None`` where one never is."""
    some = [one for one in values if one is not None]
    if len(some) < len(values):
        return None
    return Known(f"AVERAGE({','.join(one.exact for one in some)})", f"AND({','.join(one.known for one in some)})")


class Ladder:
    """Formulas from typed figures up to the overall score.

    Args:
        framework: the rules of the year.
        typed: the cells of the figures by key; a key that is not there is never known.
        used: the cells where the formulas of the tools and parts stand.
    """

    def __init__(self, framework: Framework, typed: Mapping[Key, str], used: Mapping[Key, str]) -> None:
        self.framework = framework
        self.typed = typed
        self.used = used
        self._found: dict[Key, Known | None] = {}

    def formula(self, key: Key) -> str:
        """The formula of the figure that is used: computed from below where possible, else as typed.

        ``""`` where no cell can make it known.
        """
        value = self._value(key)
        return "" if value is None else f'IF({value.known},ROUND(ROUND({value.exact},8),2),"")'

    def _value(self, key: Key) -> Known | None:
        """A figure, made once: each goes into all that stand above it."""
        if key not in self._found:
            self._found[key] = self._made(key)
        return self._found[key]

    def _made(self, key: Key) -> Known | None:
        if key == OVERALL:
            return self._overall()
        if key[0] is Kind.INDICATOR:
            return self._indicator(self.framework.indicator(int(key[1])))
        if key[0] is Kind.INDICATOR_PART:
            number, _, part = key[1].partition(":")
            return self._part(self.framework.indicator(int(number)), int(part))
        return self._tool(key[1])

    def _mean(self, kind: Kind, refs: Iterable[str]) -> Known | None:
        return mean_known([self._value((kind, ref)) for ref in refs])

    def _typed(self, key: Key) -> Known | None:
        cell = self.typed.get(key)
        return None if cell is None else Known(f"ROUND({cell},2)", f"COUNT({cell})=1")

    def _items(self, indicator: Indicator, part: int | None = None) -> Known | None:
        """The mean of an indicator's items, of one part or of all; each part's items stand below each other."""
        if indicator.derive != "items":
            return None
        parts = [one.number for one in self.framework.parts(indicator.tool) if part in (None, one.number)]
        groups = [self.framework.refs(indicator, one) for one in parts] or [self.framework.refs(indicator)]
        if any((Kind.ITEM, ref) not in self.typed for group in groups for ref in group):
            return None
        cells = [[self.typed[Kind.ITEM, ref] for ref in group] for group in groups]
        ranges = ",".join(f"{group[0]}:{group[-1].rpartition('!')[2]}" for group in cells)
        return Known(f"AVERAGE({ranges})", f"COUNT({ranges})={sum(map(len, cells))}")

    def _part(self, indicator: Indicator, part: int) -> Known | None:
        """An indicator in one part of EIT."""
        return first_known(
            self._items(indicator, part), self._typed((Kind.INDICATOR_PART, f"{indicator.number}:{part}"))
        )

    def _indicator(self, indicator: Indicator) -> Known | None:
        """From its items; as typed; or, since a mean of rounded parts may be 0.01 off, last from its parts."""
        parts = self.framework.parts(indicator.tool)
        refs = [f"{indicator.number}:{one.number}" for one in parts]
        means = self._mean(Kind.INDICATOR_PART, refs) if parts else None
        return first_known(self._items(indicator), self._typed((Kind.INDICATOR, str(indicator.number))), means)

    def _tool(self, code: str) -> Known | None:
        framework = self.framework
        for tool in framework.tools:
            for part in tool.parts:
                if part.code == code:
                    refs = [f"{one.number}:{part.number}" for one in framework.of_tool(tool.code)]
                    below = self._mean(Kind.INDICATOR_PART, refs)
                    return first_known(below, self._typed((Kind.TOOL, code)))
        indicators = self._mean(Kind.INDICATOR, [str(one.number) for one in framework.of_tool(code)])
        parts = framework.parts(code)
        if not parts:
            return first_known(indicators, self._typed((Kind.TOOL, code)))
        # Parts that come from below go before the indicators, parts as typed behind them.
        refs = [f"{one.number}:{part.number}" for part in parts for one in framework.of_tool(code)]
        below = self._mean(Kind.INDICATOR_PART, refs)
        typed = self._mean(Kind.TOOL, [part.code for part in parts])
        return first_known(below, indicators, typed, self._typed((Kind.TOOL, code)))

    def _overall(self) -> Known | None:
        """The weighted tools; parts stand for their tool when both are known and agree with it."""
        framework = self.framework
        shares = {code: f"{half_up(share, 6).normalize():f}" for code, share in weights(framework).items()}
        used = {code: self.used[Kind.TOOL, code] for code in framework.scores}
        terms = []
        for tool in framework.tools:
            value = self._value((Kind.TOOL, tool.code))
            if value is None:
                return self._typed(OVERALL)
            # Rounded before it is weighted, or exact in the years that round only once.
            whole = f"{shares[tool.code]}*{used[tool.code] if framework.tools_before_weighting else value.exact}"
            split = [self._value((Kind.TOOL, part.code)) for part in tool.parts]
            known = [part for part in split if part is not None]
            if known and len(known) == len(split):
                cells = ",".join(used[part.code] for part in tool.parts)
                apart = f"ABS(AVERAGE({','.join(part.exact for part in known)})-{value.exact})"
                close = f"ROUND({apart},8)<={framework.tolerance.tool}"
                both = "+".join(f"{shares[part.code]}*{used[part.code]}" for part in tool.parts)
                whole = f"IF(COUNT({cells})={len(known)},IF({close},{both},{whole}),{whole})"
            terms.append(whole)
        tools = [used[tool.code] for tool in framework.tools]
        return first_known(Known("+".join(terms), f"COUNT({','.join(tools)})={len(tools)}"), self._typed(OVERALL))
