"""The frozen classes of a plan of measures as a document wants it: how it is asked for, its groups and entries."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from ita_xl.criteria import Form
    from ita_xl.diagnosis import Class
    from ita_xl.measures import MeasuresPlan, PlannedMeasure


class Order(StrEnum):
    """By the number of the indicator or topic, or the lowest score first."""

    INDICATOR = "indicator"
    SCORE = "score"


class Headed(StrEnum):
    """Where a group stands on the sheet: in a row above its measures, or in the first column beside them."""

    ROWS = "rows"
    COLUMN = "column"


@dataclass(frozen=True, slots=True)
class Wish:
    """How a plan is asked for.

    ``form`` is that of the criteria of the plan's year unless given; ``most`` measures in all, the worst first;
    ``units`` are the agency's own units (ส่วนราชการ), put in the place of the library's general ones; ``first`` are the
    numbers of the groups that stand first, in this order; ``headed`` is where a group stands.
    """

    form: Form | None = None
    order: Order = Order.INDICATOR
    most: int | None = None
    units: tuple[str, ...] = ()
    first: tuple[int, ...] = ()
    headed: Headed = Headed.ROWS


@dataclass(frozen=True, slots=True)
class Entry:
    """One measure in its group.

    ``score`` is the lowest that calls for it, ``dates`` its period as a range of dates, ``shared`` the groups whose
    items call for the same measure.
    """

    measure: PlannedMeasure
    score: Decimal | None
    dates: str
    shared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """An indicator, a topic or a part of the plan: what its scores say, and its measures.

    ``label`` is short (``ตัวชี้วัดที่ 9``). A group without entries has its measures in other groups, or they were left out.
    """

    number: int
    label: str
    name: str
    score: Decimal | None
    class_: Class | None
    analysis: tuple[str, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Arranged:
    """A plan in a form: its groups in their order, and the measures that a short list leaves out."""

    plan: MeasuresPlan
    form: Form
    groups: tuple[Group, ...]
    left_out: tuple[Entry, ...] = ()
    headed: Headed = Headed.ROWS
