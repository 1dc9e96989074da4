"""The frozen classes that hold the templates, and the fields that their texts may name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS = ("โครงการ", "กิจกรรม", "มาตรการ")

#: What every text may name.
FIELDS = frozenset({"agency", "fiscal_year", "plan_year", "score", "indicator_name", "item_title"})
#: What only the analysis of a fall may name: the score of the year before and the points lost.
FALL = frozenset({"before", "change"})
#: What only the analysis of a score below the bar of the next level may name.
BAR = frozenset({"bar", "next_level"})


class Reason(StrEnum):
    """Why something is said of a score: it is full, below the bar of the next level, fallen, or else not full."""

    LOW = "low"
    FALLEN = "fallen"
    BAR = "bar"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure, project or activity (มาตรการ/โครงการ/กิจกรรม) as a template. ``name`` begins with its ``kind``."""

    kind: str
    name: str
    steps: tuple[str, ...]
    period: str
    responsible: str
    joint: str
    success: str
    evidence: str


@dataclass(frozen=True, slots=True)
class ItemAdvice:
    """What to say and do about one item.

    ``defect`` is the likely one, ``remedy`` its cure, ``keep`` how full marks are kept, ``risk`` what follows if none
    of it is done. Of several ``measures`` the last is the lightest: it costs no budget.
    """

    key: str
    indicator: int
    defect: str
    remedy: str
    keep: str
    risk: str
    analysis: Mapping[Reason, str]
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class IndicatorAdvice:
    """What to say and do about an indicator as a whole.

    One sentence for full marks or for the class, one more where the score has fallen or is below the bar; ``items`` is
    what the class of one of its items asks for, by ``keep``, ``raise``, ``urgent``.
    """

    number: int
    full: str
    keep: str
    raise_: str
    urgent: str
    fallen: str
    bar: str
    risk: str
    items: Mapping[str, str]
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class TopicAdvice:
    """What to say and do about one of the seven topics (ประเด็น): a paragraph for full marks and for each class."""

    number: int
    name: str
    full: str
    keep: str
    raise_: str
    urgent: str
    risk: str
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Library:
    """All templates: items by stable key, indicators and topics by number."""

    items: Mapping[str, ItemAdvice]
    indicators: Mapping[int, IndicatorAdvice]
    topics: Mapping[int, TopicAdvice]
