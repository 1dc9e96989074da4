"""The frozen classes that hold the rules of one fiscal year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from ita_xl.thai import squash

if TYPE_CHECKING:
    from collections.abc import Mapping


_LONGEST_LEVEL = 80
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer scale: the points (0-100) of its choices from worst to best; empty when checked by an assessor."""

    name: str
    choices: int
    points: tuple[Decimal, ...]
    status: str


@dataclass(frozen=True, slots=True)
class Item:
    """One question or one datum (ข้อคำถาม). ``key`` is the same for the same subject in every year."""

    code: str
    key: str
    tool: str
    indicator: int | None
    title: str
    answer: str
    polarity: str
    subquestions: int
    status: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of EIT (ส่วนที่), scored by itself."""

    code: str
    number: int
    name: str


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool of the assessment (เครื่องมือ); ``weight`` in percent of the overall score."""

    code: str
    name: str
    english: str
    weight: Decimal | None
    parts: tuple[Part, ...]
    status: str


@dataclass(frozen=True, slots=True)
class SubIndicator:
    """A sub-indicator (ตัวชี้วัดย่อย): a group of OIT items."""

    code: str
    name: str
    items: tuple[str, ...]
    status: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """One of the ten indicators (ตัวชี้วัด).

    ``derive`` is ``"items"`` (the items give it), ``"check"`` (taken as printed; the mean by ``method`` only warns) or
    ``"stated"`` (taken as printed; nothing is known to compute it from).
    """

    number: int
    tool: str
    name: str
    variants: tuple[str, ...]
    derive: str
    method: str
    sub: tuple[SubIndicator, ...]
    items: tuple[str, ...]
    status: str


@dataclass(frozen=True, slots=True)
class Level:
    """A level of the result (ระดับ): reached from ``minimum`` overall, if no tested score is below ``tool_floor``."""

    name: str
    variants: tuple[str, ...]
    minimum: Decimal
    tool_floor: Decimal | None
    status: str


@dataclass(frozen=True, slots=True)
class Topic:
    """One of the seven topics (ประเด็น) and the items agencies put under it."""

    number: int
    name: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Criteria:
    """The items of the year that ask for the analysis, and for the report on its measures, and their contents."""

    measures: str
    report: str
    analyses_year: int
    form: str
    elements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """The overall score that the national plan asks of every agency (ค่าเป้าหมาย), and the name of that plan."""

    plan: str
    overall: Decimal
    status: str


@dataclass(frozen=True, slots=True)
class OpenFact:
    """A fact that is not certain enough to be in the rules, and what follows from that (Thai)."""

    fact: str
    consequence: str


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Distances, in points, within which a printed figure agrees with a computed one."""

    item: Decimal
    indicator: Decimal
    tool: Decimal
    overall: Decimal


@dataclass(frozen=True)
class Framework:
    """The rules of one fiscal year (กรอบการประเมิน). Make one with :func:`ita_xl.framework.load`."""

    fiscal_year: int
    scoring: bool
    reason: str
    tools_before_weighting: bool
    tolerance: Tolerance
    tools: tuple[Tool, ...]
    indicators: tuple[Indicator, ...]
    items: Mapping[str, Item]
    answers: Mapping[str, Answer]
    floor_scores: tuple[str, ...]
    levels: tuple[Level, ...]
    topics: tuple[Topic, ...]
    criteria: Criteria | None
    target: Target | None
    open: tuple[OpenFact, ...]
    statuses: Mapping[str, str]

    def tool(self, code: str) -> Tool:
        """The tool with this code (IIT, EIT, OIT)."""
        return self._tools[code]

    @cached_property
    def _tools(self) -> Mapping[str, Tool]:
        return {one.code: one for one in self.tools}

    def indicator(self, number: int) -> Indicator:
        """The indicator with this number (1-10)."""
        return self._indicators[number]

    @cached_property
    def _indicators(self) -> Mapping[int, Indicator]:
        return {one.number: one for one in self.indicators}

    def parts(self, tool: str) -> tuple[Part, ...]:
        """The parts of a tool; empty when it is scored as a whole."""
        return self.tool(tool).parts

    def of_tool(self, tool: str) -> tuple[Indicator, ...]:
        """The indicators of a tool."""
        return tuple(one for one in self.indicators if one.tool == tool)

    @cached_property
    def scores(self) -> tuple[str, ...]:
        """Codes of all tool and part scores in printing order: ``("IIT", "EIT", "EIT1", "EIT2", "OIT")``."""
        return tuple(code for tool in self.tools for code in (tool.code, *(part.code for part in tool.parts)))

    @cached_property
    def tool_codes(self) -> tuple[str, ...]:
        """Codes of the tools without their parts: ``("IIT", "EIT", "OIT")``."""
        return tuple(tool.code for tool in self.tools)

    def weight(self, score: str) -> Decimal:
        """The share of a tool or part in the overall score, in percent; 100 for anything else."""
        for tool in self.tools:
            for part in tool.parts:
                if part.code == score:
                    return (tool.weight or Decimal(0)) / len(tool.parts)
            if tool.code == score:
                return tool.weight or Decimal(0)
        return Decimal(100)

    def refs(self, indicator: Indicator, part: int | None = None) -> tuple[str, ...]:
        """References of the item scores of an indicator: ``i1`` or, where a tool has parts, ``e1:1``, ``e1:2``."""
        return self._refs[indicator.number, part]

    @cached_property
    def _refs(self) -> Mapping[tuple[int, int | None], tuple[str, ...]]:
        """References by indicator and part; by ``None`` those of all parts."""
        found: dict[tuple[int, int | None], tuple[str, ...]] = {}
        for one in self.indicators:
            numbers = [part.number for part in self.parts(one.tool)]
            own = {number: tuple(f"{code}:{number}" for code in one.items) for number in numbers}
            found[one.number, None] = tuple(ref for refs in own.values() for ref in refs) or one.items
            found |= {(one.number, number): refs for number, refs in own.items()}
        return found

    @cached_property
    def all_refs(self) -> tuple[str, ...]:
        """References of every item score of the year, in printing order."""
        return tuple(ref for indicator in self.indicators for ref in self.refs(indicator))

    def item(self, ref: str) -> Item:
        """The item of a reference (``e1:2`` is item ``e1``)."""
        return self.items[ref.partition(":")[0]]

    def ref_in(self, ref: str, other: Framework) -> str | None:
        """The reference that the subject of ``ref`` has in another year; ``None`` where it is not asked."""
        item = other.by_key.get(self.item(ref).key)
        part = ref.partition(":")[2]
        return None if item is None else f"{item.code}:{part}" if part else item.code

    def key_of(self, ref: str) -> str:
        """What a reference is about in every year: ``o.gifts``, and ``e.informed:1`` for a part of a question."""
        part = ref.partition(":")[2]
        key = self.item(ref).key
        return f"{key}:{part}" if part else key

    @cached_property
    def by_key(self) -> Mapping[str, Item]:
        """Items by their stable key."""
        return {one.key: one for one in self.items.values()}

    def indicator_named(self, text: str) -> Indicator | None:
        """The indicator whose name or variant this is, whatever the spacing and the commonest slips of the keyboard."""
        return self._names.get(_plain_name(text)) if len(text) <= _LONGEST_NAME else None

    @cached_property
    def _names(self) -> Mapping[str, Indicator]:
        return {_plain_name(name): one for one in self.indicators for name in (one.name, *one.variants)}

    def level_named(self, text: str) -> Level | None:
        """The level that a printed wording means, or ``None``.

        Quotation marks, "ระดับ" and bracketed remarks are passed over.
        """
        return self._level_names.get(_bare(text)) if len(text) <= _LONGEST_LEVEL else None

    @cached_property
    def _level_names(self) -> Mapping[str, Level]:
        return {_bare(name): one for one in self.levels for name in (one.name, *one.variants)}

    def level(self, name: str) -> Level:
        """The level of exactly this name."""
        return next(one for one in self.levels if one.name == name)

    def label(self, score: str) -> str:
        """A tool or part score in Thai print: ``EIT1`` is ``EIT ส่วนที่ 1``."""
        for tool in self.tools:
            for part in tool.parts:
                if part.code == score:
                    return f"{tool.code} ส่วนที่ {part.number}"
        return score

    def item_label(self, ref: str) -> str:
        """An item in Thai print: ``e1:2`` is ``e1 (ส่วนที่ 2)``."""
        code, _, part = ref.partition(":")
        return f"{code} (ส่วนที่ {part})" if part else code


def _bare(level: str) -> str:
    """A level's wording without what stands around it."""
    quotes = "\"'“”‘’():"
    word = squash(level).strip(quotes)
    for prefix in ("อยู่ใน", "ผลการประเมิน", "ระดับ"):
        word = word.removeprefix(prefix)
    return word.strip(quotes)


def _plain_name(text: str) -> str:
    """An indicator's name without what is typed around it: "ตัวชี้วัด…", "… (IIT)", ปฎิบัติ for ปฏิบัติ, ๅ for า."""
    plain = squash(text).replace("ปฎิบัติ", "ปฏิบัติ").replace("ๅ", "า").replace("ํา", "ำ")
    return re.sub(r"\((iit|eit|oit)\)$", "", plain.removeprefix("ตัวชี้วัดที่").removeprefix("ตัวชี้วัด")).strip(":.")
