"""What one agency scored in one year, each figure with the cell it was read from."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from ita_xl.errors import NOWHERE, Place
from ita_xl.thai import half_up

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from ita_xl.findings import Finding


class Kind(StrEnum):
    """What a figure is the score, or the change, of."""

    ITEM = "item"
    INDICATOR_PART = "indicator_part"
    INDICATOR = "indicator"
    TOOL = "tool"
    OVERALL = "overall"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as it was read.

    ``ref`` names it within its kind: an item ``i1`` or ``e1:2``, an indicator ``6``, its part ``6:2``, a tool ``EIT1``,
    ``""`` for the overall score; an item whose part of EIT is not known stands under its bare code. ``change`` marks a
    printed difference to the year before; ``note`` says what was done to the printed figure (Thai), if anything was.
    """

    kind: Kind
    ref: str
    value: Decimal
    place: Place = NOWHERE
    text: str = ""
    change: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """A word as it was read: a level, a title, an item code that is not of the year."""

    text: str
    place: Place = NOWHERE


@dataclass(frozen=True)
class Assessment:
    """One agency's figures of one fiscal year (B.E.), as read.

    ``titles`` holds the printed titles of items by code, ``foreign`` figures under item codes that the year does not
    have, ``points`` weighted points (out of the weight of their tool), ``problems`` what could not be read.
    ``district`` is told by lists of agencies alone. ``previous`` is the year before, when the workbook holds it.
    """

    fiscal_year: int
    agency: str = ""
    province: str = ""
    figures: tuple[Figure, ...] = ()
    levels: tuple[Wording, ...] = ()
    titles: Mapping[str, Wording] = field(default_factory=dict)
    foreign: tuple[Figure, ...] = ()
    points: tuple[Figure, ...] = ()
    problems: tuple[Finding, ...] = ()
    previous: Assessment | None = None
    file: str = ""
    district: str = ""

    @cached_property
    def _readings(self) -> Mapping[tuple[Kind, str, bool], tuple[Figure, ...]]:
        found: dict[tuple[Kind, str, bool], tuple[Figure, ...]] = {}
        for one in self.figures:
            key = (one.kind, one.ref, one.change)
            found[key] = (*found.get(key, ()), one)
        return found

    def readings(self, kind: Kind, ref: str = "", *, change: bool = False) -> tuple[Figure, ...]:
        """Every reading of one figure, in reading order."""
        return self._readings.get((kind, ref, change), ())

    def figure(self, kind: Kind, ref: str = "", *, change: bool = False) -> Figure | None:
        """The figure, when its readings agree at two decimals; ``None`` when there is none or they contradict."""
        found = self.readings(kind, ref, change=change)
        return found[0] if len({half_up(one.value) for one in found}) == 1 else None

    def value(self, kind: Kind, ref: str = "") -> Decimal | None:
        """The value of :meth:`figure`."""
        found = self.figure(kind, ref)
        return found.value if found else None

    @property
    def has_scores(self) -> bool:
        """Whether any score at all was read."""
        return any(not one.change for one in self.figures)
