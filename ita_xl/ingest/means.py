"""What a row of means sums up, told by the rows above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ita_xl.assessment import Kind
from ita_xl.ingest.model import RowKey

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ita_xl.framework import Framework


def mean_of(keys: Sequence[RowKey], part: int | None, framework: Framework) -> RowKey | None:
    """The score that a row of means below these rows is: of an indicator (part), a tool, or the whole.

    ``part`` is the part of EIT that the table is about.
    """
    if items := [key for key in keys if key.kind is Kind.ITEM]:
        return _mean_of_items(items, part, framework)
    kinds = {key.kind for key in keys}
    if not kinds:
        return RowKey(Kind.OVERALL)
    if kinds == {Kind.INDICATOR}:
        return _of_indicators({int(key.ref) for key in keys}, framework)
    if kinds == {Kind.INDICATOR_PART} and len(parts := {key.ref[-1] for key in keys}) == 1:
        return RowKey(Kind.TOOL, f"EIT{parts.pop()}") if len(keys) == len(framework.of_tool("EIT")) else None
    return RowKey(Kind.OVERALL) if Kind.TOOL in kinds else None


def _mean_of_items(items: Sequence[RowKey], part: int | None, framework: Framework) -> RowKey | None:
    if any(key.foreign for key in items):
        return None
    numbers = {framework.items[key.ref].indicator for key in items}
    parts = {key.part or part for key in items}
    if len(parts) != 1 or None in numbers:
        return None
    if len(numbers) > 1:
        return _of_indicators({int(number or 0) for number in numbers}, framework)
    number, own = int(numbers.pop() or 0), parts.pop()
    if own and framework.parts(framework.indicator(number).tool):
        return RowKey(Kind.INDICATOR_PART, f"{number}:{own}")
    return RowKey(Kind.INDICATOR, str(number))


def _of_indicators(numbers: set[int], framework: Framework) -> RowKey | None:
    """The score that a mean over these indicators is printed as: the overall one, or a tool's."""
    if len(numbers) == len(framework.indicators):
        return RowKey(Kind.OVERALL)
    for tool in framework.tools:
        if numbers == {one.number for one in framework.of_tool(tool.code)}:
            return RowKey(Kind.TOOL, tool.code)
    return None
