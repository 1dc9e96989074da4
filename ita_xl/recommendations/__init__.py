"""The library of recommendation templates: one TOML file an indicator, read by stable item key.

Texts may hold the fields ``{agency}``, ``{fiscal_year}``, ``{plan_year}``, ``{score}``, ``{indicator_name}`` and
``{item_title}``; :func:`fill` puts them in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ita_xl import toml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

    from ita_xl.toml import Node

FIELDS = frozenset({"agency", "fiscal_year", "plan_year", "score", "indicator_name", "item_title"})
_MEASURE = ("measure", "steps", "period", "responsible", "joint", "success", "evidence")
_BRACES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure, project or activity (มาตรการ/โครงการ/กิจกรรม) as a template."""

    name: str
    steps: tuple[str, ...]
    period: str
    responsible: str
    joint: str
    success: str
    evidence: str


@dataclass(frozen=True, slots=True)
class ItemAdvice:
    """What to say and do about one item: the likely defect, its remedy, how to keep full marks, and a measure."""

    key: str
    indicator: int
    defect: str
    remedy: str
    keep: str
    measure: Measure


@dataclass(frozen=True, slots=True)
class IndicatorAdvice:
    """What to say and do about an indicator as a whole: a sentence for full marks and for each class, and a measure."""

    number: int
    full: str
    keep: str
    raise_: str
    urgent: str
    measure: Measure


@dataclass(frozen=True, slots=True)
class Library:
    """All templates: items by stable key, indicators by number."""

    items: Mapping[str, ItemAdvice]
    indicators: Mapping[int, IndicatorAdvice]


@cache
def library() -> Library:
    """The library of the package.

    Raises:
        RulesError: E201, naming file, line and field of the first fault.
    """
    items: dict[str, ItemAdvice] = {}
    indicators: dict[int, IndicatorAdvice] = {}
    for resource in toml.package_files(__name__).values():
        number, indicator, own = parse(resource)
        indicators[number] = indicator
        items |= {one.key: one for one in own}
    return Library(items, indicators)


def parse(resource: Traversable) -> tuple[int, IndicatorAdvice, tuple[ItemAdvice, ...]]:
    """One indicator's file, checked."""
    root = toml.load(resource)
    root.only("schema", "indicator", "overall", "items")
    number = root.whole("indicator")
    overall = root.table("overall")
    overall.only("full", "keep", "raise", "urgent", *_MEASURE)
    advice = IndicatorAdvice(
        number, _text(overall, "full"), _text(overall, "keep"), _text(overall, "raise"), _text(overall, "urgent"),
        _measure(overall),
    )  # fmt: skip
    items = []
    for node in root.tables("items"):
        node.only("key", "defect", "remedy", "keep", *_MEASURE)
        items.append(
            ItemAdvice(node.text_of("key"), number, _text(node, "defect"), _text(node, "remedy"), _text(node, "keep"),
                       _measure(node))
        )  # fmt: skip
    return number, advice, tuple(items)


def fill(text: str, **fields: object) -> str:
    """Put the fields into a template.

    >>> fill("ตลอดปีงบประมาณ พ.ศ. {plan_year}", plan_year=2569)
    'ตลอดปีงบประมาณ พ.ศ. 2569'
    """
    return _BRACES.sub(lambda found: str(fields.get(found[1], found[0])), text)


def _measure(node: Node) -> Measure:
    steps = node.texts("steps")
    for one in steps:
        _check(node, "steps", one)
    period, responsible, joint = _text(node, "period"), _text(node, "responsible"), _text(node, "joint")
    return Measure(_text(node, "measure"), steps, period, responsible, joint, _text(node, "success"),
                   _text(node, "evidence"))  # fmt: skip


def _text(node: Node, field: str) -> str:
    text = node.text_of(field)
    _check(node, field, text)
    return text


def _check(node: Node, field: str, text: str) -> None:
    for name in _BRACES.findall(text):
        if name not in FIELDS:
            raise node.fault(field, f"ไม่รู้จักช่องเติมข้อความ {{{name}}}")
