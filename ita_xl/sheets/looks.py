"""How the charts of a report look: this year, last year, thresholds, rises and falls; told apart in grey print too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ita_xl.sheets.model import Area, Look, Series
from ita_xl.sheets.theme import theme

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from ita_xl.framework import Framework

#: A heat table has its colours at three scores; so many thresholds are taken, the highest first.
_HEAT = 3


def now() -> Look:
    """The year of the report: solid."""
    return Look(theme().colour("blue"), marker="circle")


def before() -> Look:
    """The year before: hatched, or dashed where it is a line."""
    return Look(theme().colour("quiet"), hatch="up", dash="dash", marker="square")


def rise() -> Look:
    """What rose, to the right of nothing: solid."""
    return Look(theme().colour("green"))


def fall() -> Look:
    """What fell, to the left of nothing: hatched."""
    return Look(theme().colour("red"), hatch="up")


def bars(framework: Framework) -> tuple[tuple[str, Decimal], ...]:
    """The thresholds of the overall score above 0, highest first, each with the least level that begins there.

    >>> from ita_xl.framework import load
    >>> [(name, int(bound)) for name, bound in bars(load(2568))]
    [('ผ่านดีเยี่ยม', 95), ('ผ่าน', 85), ('ต้องปรับปรุง', 70)]
    """
    found = {one.minimum: one.name for one in framework.levels if one.minimum}
    return tuple((found[bound], bound) for bound in sorted(found, reverse=True))


def lines(framework: Framework, sheet: str, names: Area, columns: Sequence[int]) -> tuple[Series, ...]:
    """The two highest thresholds as lines over ``names``; their values stand in ``columns``, the lower one first."""
    high, low = bars(framework)[:2]
    # In ink, which shows on a solid bar and on white alike.
    looks = (Look(theme().colour("ink"), dash="dots"), Look(theme().colour("ink"), dash="dash"))
    return tuple(
        Series(
            f"เกณฑ์ {name} ({bound:f})",
            sheet,
            names,
            Area(names.first_row, column, names.last_row, column),
            look,
            line=True,
        )
        for (name, bound), column, look in zip((low, high), columns, looks, strict=True)
    )


def heat(framework: Framework) -> tuple[tuple[Decimal, Decimal, Decimal], tuple[str, str, str]]:
    """Scores and colours of a heat table: darker is lower, and every colour leaves the ink readable."""
    low, middle, high = reversed([bound for _, bound in bars(framework)[:_HEAT]])
    return (low, middle, high), ("#E79A8B", "#FBE3A6", "#EEF7F0")
