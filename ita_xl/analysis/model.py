"""What an analysis is made of: statements with the figures they rest on, item figures, topics."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from ita_xl.thai import half_up, points

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from ita_xl.framework import Item, Topic
    from ita_xl.measures import MeasuresPlan
    from ita_xl.scoring import Key


class Claim(StrEnum):
    """What a statement claims of the scores it names."""

    SCORE = "score"
    LEVEL = "level"
    DISTANCE = "distance"
    CHANGE = "change"
    HIGHEST = "highest"
    NEXT = "next"
    LOWEST = "lowest"
    EQUAL = "equal"
    PARTS = "parts"
    RISEN = "risen"
    FALLEN = "fallen"
    SAME = "same"
    NONE_RISEN = "none_risen"
    NONE_FALLEN = "none_fallen"
    FLOOR = "floor"
    CLASSES = "classes"
    RANK = "rank"
    FULL = "full"
    BELOW_FULL = "below_full"
    MEAN = "mean"
    MISSING = "missing"
    BOUND = "bound"
    CONFLICT = "conflict"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence (Thai) and what it rests on.

    ``keys`` are the scores it names; ``figures`` every score, difference or bound it prints; ``counts`` every number
    of things it counts.
    """

    claim: Claim
    text: str
    keys: tuple[Key, ...] = ()
    figures: tuple[Decimal, ...] = ()
    counts: tuple[int, ...] = ()


@dataclass
class Making:
    """A statement in the making: whatever figure goes into its text is kept beside it."""

    claim: Claim
    keys: Sequence[Key] = ()
    figures: list[Decimal] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)

    def points(self, value: Decimal) -> str:
        """A score or difference as it is printed."""
        self.figures.append(half_up(value))
        return points(value)

    def count(self, number: int) -> str:
        """A number of things."""
        self.counts.append(number)
        return str(number)

    def done(self, text: str) -> Statement:
        """The finished statement."""
        return Statement(self.claim, text, tuple(self.keys), tuple(self.figures), tuple(self.counts))


@dataclass(frozen=True, slots=True)
class Change:
    """A score that is known in both years."""

    key: Key
    before: Decimal
    after: Decimal

    @property
    def amount(self) -> Decimal:
        """The change in points."""
        return self.after - self.before


@dataclass(frozen=True)
class ItemFigure:
    """What is known of one item: its scores by reference, ``None`` where there is none.

    ``bare`` is a score printed without its part of EIT. ``conflict`` holds the values printed for one reference where
    they differ; such an item has no score.
    """

    item: Item
    scores: Mapping[str, Decimal | None]
    bare: Decimal | None = None
    conflict: tuple[Decimal, ...] = ()

    @cached_property
    def known(self) -> tuple[Decimal, ...]:
        """The scores that are known."""
        values = tuple(one for one in self.scores.values() if one is not None)
        return values or (() if self.bare is None else (self.bare,))

    @cached_property
    def exact(self) -> Fraction | None:
        """The mean of the known parts, before rounding; ``None`` without a score or with a conflict."""
        known = self.known
        return sum(map(Fraction, known), Fraction(0)) / len(known) if known and not self.conflict else None

    @cached_property
    def score(self) -> Decimal | None:
        """:attr:`exact` as it is printed."""
        return None if self.exact is None else half_up(self.exact)

    @property
    def lowest(self) -> tuple[str, Decimal] | None:
        """The reference and score of the lowest part; the bare code where no part is printed."""
        known = [(ref, value) for ref, value in self.scores.items() if value is not None]
        if known:
            return min(known, key=lambda one: one[1])
        return None if self.bare is None else (self.item.code, self.bare)

    @property
    def partial(self) -> bool:
        """Whether only some of its parts are known."""
        return bool(self.known) and self.bare is None and None in self.scores.values()


@dataclass(frozen=True, slots=True)
class ItemAnalysis:
    """One item: what its figures say, the likely defect (empty at full marks or without a score) and what to do."""

    figure: ItemFigure
    statements: tuple[Statement, ...]
    defect: str
    advice: str


@dataclass(frozen=True, slots=True)
class TopicAnalysis:
    """One of the seven topics: its items, their mean (our own figure, each item counted once), and what they say."""

    topic: Topic
    items: tuple[ItemFigure, ...]
    mean: Fraction | None
    statements: tuple[Statement, ...]

    @property
    def counted(self) -> tuple[ItemFigure, ...]:
        """The items that the mean is of."""
        return tuple(one for one in self.items if one.exact is not None)


@dataclass(frozen=True, slots=True)
class Extremes:
    """The indicators of one tool with its highest and its lowest known score; the same ones where all are equal."""

    tool: str
    highest: tuple[Key, ...]
    lowest: tuple[Key, ...]


@dataclass(frozen=True)
class Analysis:
    """What the scores of one agency and year say (บทวิเคราะห์), paragraph by paragraph.

    ``of_tool`` and ``of_indicator`` are the paragraphs of one tool or indicator; ``extremes``, ``risen`` and
    ``fallen`` (indicators and items, greatest change first) are the figures of the small tables, ``compared`` how many
    indicators are known in both years; ``items`` goes by code of the year.
    """

    plan: MeasuresPlan
    overall: tuple[Statement, ...]
    tools: tuple[Statement, ...]
    indicators: tuple[Statement, ...]
    of_tool: Mapping[str, tuple[Statement, ...]]
    of_indicator: Mapping[int, tuple[Statement, ...]]
    extremes: tuple[Extremes, ...]
    compared: int
    risen: tuple[Change, ...]
    fallen: tuple[Change, ...]
    fallen_items: tuple[Change, ...]
    items: Mapping[str, ItemAnalysis]
    topics: tuple[TopicAnalysis, ...]
    topics_note: tuple[Statement, ...]

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Every statement."""
        found = [*self.overall, *self.tools, *self.indicators, *self.topics_note]
        for group in (*self.of_tool.values(), *self.of_indicator.values()):
            found += group
        for item in self.items.values():
            found += item.statements
        for topic in self.topics:
            found += topic.statements
        return tuple(found)


def paragraph(statements: Sequence[Statement]) -> str:
    """The statements one after another."""
    return " ".join(one.text for one in statements)
