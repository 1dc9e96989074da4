"""The library of recommendation templates: one TOML file an indicator and one for the topics, read by stable item key.

Texts may hold the fields of :mod:`ita_xl.recommendations.model`; :func:`fill` puts them in. The files are read when the
library is first asked for, and every field is checked on the way.
"""

from __future__ import annotations

import copyreg
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from ita_xl import toml
from ita_xl.recommendations.model import (
    BAR,
    FALL,
    FIELDS,
    KINDS,
    IndicatorAdvice,
    ItemAdvice,
    Library,
    Measure,
    Reason,
    TopicAdvice,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from importlib.resources.abc import Traversable

    from ita_xl.toml import Node

__all__ = [
    "BAR", "FALL", "FIELDS", "KINDS", "IndicatorAdvice", "ItemAdvice", "Library", "Measure", "Reason", "TopicAdvice",
    "fill", "library", "parse", "parse_topics", "unknown_fields",
]  # fmt: skip

_BRACES = re.compile(r"\{([^{}]*)\}")
_CLASSES = ("keep", "raise", "urgent")
_TOPICS = "topics"
#: The figures without which the analysis of a reason says nothing.
_ASKED = {Reason.LOW: {"score"}, Reason.FALLEN: {"score", "change"}, Reason.BAR: {"score", "bar"}, Reason.FULL: ()}


@cache
def library() -> Library:
    """The library of the package.

    Raises:
        RulesError: E201, naming file, line and field of the first fault.
    """
    items: dict[str, ItemAdvice] = {}
    indicators: dict[int, IndicatorAdvice] = {}
    files = toml.package_files(__name__)
    topics = parse_topics(files.pop(_TOPICS))
    for resource in files.values():
        indicator, own = parse(resource)
        indicators[indicator.number] = indicator
        items |= {one.key: one for one in own}
    return Library(items, indicators, {one.number: one for one in topics})


def _beside_ours(*own: dict[Any, Any]) -> Library:
    """The library of the package with some other texts."""
    ours = library()
    return Library(*(theirs | mine for theirs, mine in zip(_parts(ours), own, strict=True)))


def _packed(one: Library) -> tuple[Callable[..., Library], tuple[dict[Any, Any], ...]]:
    """How a library goes to another process, which has that of the package too: only what is other than there."""
    pairs = list(zip(_parts(one), _parts(library()), strict=True))
    if any(theirs.keys() - mine.keys() for mine, theirs in pairs):
        return Library, _parts(one)
    return _beside_ours, tuple(
        {key: own for key, own in mine.items() if theirs.get(key) is not own} for mine, theirs in pairs
    )


def _parts(one: Library) -> tuple[dict[Any, Any], ...]:
    return dict(one.items), dict(one.indicators), dict(one.topics)


copyreg.pickle(Library, _packed)


def parse(resource: Traversable) -> tuple[IndicatorAdvice, tuple[ItemAdvice, ...]]:
    """One indicator's file, checked.

    Raises:
        RulesError: E201, naming file, line and field of the first fault.
    """
    root = toml.load(resource)
    root.only("schema", "indicator", "overall", "items")
    number = root.whole("indicator")
    overall = root.table("overall")
    overall.only("full", *_CLASSES, "fallen", "bar", "risk", "items", "measures")
    calls = overall.table("items")
    calls.only(*_CLASSES)
    advice = IndicatorAdvice(
        number,
        _text(overall, "full"),
        _text(overall, "keep", asked={"score"}),
        _text(overall, "raise", asked={"score"}),
        _text(overall, "urgent", asked={"score"}),
        _text(overall, "fallen", FALL, asked={"change"}),
        _text(overall, "bar", BAR, asked={"bar"}),
        _text(overall, "risk"),
        {one: _text(calls, one) for one in _CLASSES},
        _measures(overall),
    )
    items = tuple(_item(node, number) for node in root.tables("items"))
    if len({one.key for one in items}) < len(items):
        raise root.fault("items", "มีรหัสหัวข้อซ้ำกัน")
    return advice, items


def parse_topics(resource: Traversable) -> tuple[TopicAdvice, ...]:
    """The file of the seven topics, checked.

    Raises:
        RulesError: E201, naming file, line and field of the first fault.
    """
    root = toml.load(resource)
    root.only("schema", _TOPICS)
    found = []
    for node in root.tables(_TOPICS):
        node.only("number", "name", "full", *_CLASSES, "risk", "measures")
        found.append(
            TopicAdvice(
                node.whole("number"),
                node.text_of("name"),
                _text(node, "full"),
                _text(node, "keep", asked={"score"}),
                _text(node, "raise", asked={"score"}),
                _text(node, "urgent", asked={"score"}),
                _text(node, "risk"),
                _measures(node),
            )
        )
    return tuple(found)


def fill(text: str, **fields: object) -> str:
    """Put the fields into a template.

    >>> fill("ตลอดปีงบประมาณ พ.ศ. {plan_year}", plan_year=2569)
    'ตลอดปีงบประมาณ พ.ศ. 2569'
    """
    return _BRACES.sub(lambda found: str(fields.get(found[1], found[0])), text)


def unknown_fields(text: str, allowed: frozenset[str] = FIELDS) -> list[str]:
    """The fields that a text names and that nothing can be put into.

    >>> unknown_fields("{agency} ได้ {points} คะแนน")
    ['points']
    """
    return [name for name in _BRACES.findall(text) if name not in allowed]


def _item(node: Node, indicator: int) -> ItemAdvice:
    node.only("key", "defect", "remedy", "keep", "risk", "analysis", "measures")
    analysis = node.table("analysis")
    analysis.only(*Reason)
    more = {Reason.FALLEN: FALL, Reason.BAR: BAR}
    return ItemAdvice(
        node.text_of("key"),
        indicator,
        _text(node, "defect"),
        _text(node, "remedy"),
        _text(node, "keep"),
        _text(node, "risk"),
        {one: _text(analysis, one.value, more.get(one, frozenset()), asked=_ASKED[one]) for one in Reason},
        _measures(node),
    )


def _measures(node: Node) -> tuple[Measure, ...]:
    found = tuple(_measure(one) for one in node.tables("measures"))
    if not found:
        raise node.fault("measures", "ต้องมีอย่างน้อยหนึ่งมาตรการ")
    return found


def _measure(node: Node) -> Measure:
    node.only("kind", "name", "steps", "period", "responsible", "joint", "success", "evidence")
    kind, name, steps = node.choice("kind", KINDS), _text(node, "name"), node.texts("steps")
    if not name.startswith(kind):
        raise node.fault("name", f"ชื่อต้องขึ้นต้นด้วย “{kind}”")
    if len(steps) < 2:
        raise node.fault("steps", "ต้องมีอย่างน้อยสองขั้นตอน")
    for one in steps:
        _check(node, "steps", one)
    period = _text(node, "period", asked={"plan_year"})
    responsible, joint = _text(node, "responsible"), node.text_of("joint", "")
    return Measure(kind, name, steps, period, responsible, joint, _text(node, "success"), _text(node, "evidence"))


def _text(node: Node, field: str, more: frozenset[str] = frozenset(), *, asked: Collection[str] = ()) -> str:
    text = node.text_of(field)
    _check(node, field, text, FIELDS | more)
    for name in asked:
        if f"{{{name}}}" not in text:
            raise node.fault(field, f"ต้องมีช่องเติมข้อความ {{{name}}}")
    return text


def _check(node: Node, field: str, text: str, allowed: frozenset[str] = FIELDS) -> None:
    for name in unknown_fields(text, allowed):
        raise node.fault(field, f"ไม่รู้จักช่องเติมข้อความ {{{name}}}")
    if "{" in _BRACES.sub("", text) or "}" in _BRACES.sub("", text):
        raise node.fault(field, "วงเล็บปีกกาไม่ครบคู่")
