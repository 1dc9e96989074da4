"""Scores in sentences whose item code has lost its letter, "(๑ : ๑๐๐ คะแนน)", settled by all that the file says.

A code can be meant that no other score of the file has. The scores of a tool also give away how many people answered
it, and a score that this number of people cannot have given is none of that tool.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

from ita_xl.assessment import Figure, Kind
from ita_xl.framework import load
from ita_xl.respondents import infer_respondents, unit_of_tool
from ita_xl.thai import join_thai

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from ita_xl.framework import Framework
    from ita_xl.ingest.grid import Grid
    from ita_xl.ingest.model import Harvest
    from ita_xl.respondents import Respondents

_LETTERS = {"IIT": "i", "EIT": "e", "OIT": "o"}
#: So many groups are tried together; more would be no report of one agency.
_MOST_GROUPS = 8


@dataclass
class Unlettered:
    """The scores of one cell, each with the number it is printed under (and as it is printed)."""

    grid: Grid
    row: int
    column: int
    agency: str
    fiscal_year: int
    scores: list[tuple[int, Decimal, str]] = field(default_factory=list)

    def codes(self, tool: str) -> tuple[str, ...]:
        """The codes, if all are items of one tool."""
        return tuple(f"{_LETTERS[tool]}{number}" for number, _, _ in self.scores)


def settle(found: Harvest) -> None:
    """Put the scores under the only codes they can have; ask where there are several."""
    for agency, year in dict.fromkeys((one.agency, one.fiscal_year) for one in found.unlettered):
        groups = [one for one in found.unlettered if (one.agency, one.fiscal_year) == (agency, year)]
        bucket = found.bucket(agency, year)
        bucket.make()
        framework = load(year)
        known = {
            one.ref.partition(":")[0]: one.value for one in bucket.figures if one.kind is Kind.ITEM and not one.change
        }
        chosen = _choose(groups, framework, known) if len(groups) <= _MOST_GROUPS else {}
        for at, group in enumerate(groups):
            if (tool := chosen.get(at)) is None:
                _ask(found, group, framework)
                continue
            place = group.grid.place(group.row, group.column)
            for code, (_, value, text) in zip(group.codes(tool), group.scores, strict=True):
                bucket.figures.append(
                    Figure(Kind.ITEM, code, value, place, text, note=f"พิมพ์เลขข้อโดยไม่มีตัวอักษร อ่านเป็น {code}")
                )


def _choose(groups: Sequence[Unlettered], framework: Framework, known: Mapping[str, Decimal]) -> dict[int, str]:
    """The tool of each group that is the same in every way to give all groups codes of their own."""
    answered = {tool: _respondents(framework, tool, known) for tool in _LETTERS}
    options = [[tool for tool in _LETTERS if _fits(one, tool, framework, known, answered[tool])] for one in groups]
    ways = []
    for way in product(*options):
        codes = [code for one, tool in zip(groups, way, strict=True) for code in one.codes(tool)]
        if len(codes) == len(set(codes)):
            ways.append(way)
    if not ways:
        return {}
    return {at: tools[0] for at, tools in enumerate(zip(*ways, strict=True)) if len(set(tools)) == 1}


def _fits(
    group: Unlettered, tool: str, framework: Framework, known: Mapping[str, Decimal], answered: Respondents | None
) -> bool:
    """Whether all scores of a group may be those of items of a tool."""
    if any(code not in framework.items or code in known for code in group.codes(tool)):
        return False
    if tool == "OIT":  # whole marks for what is disclosed
        return all(value % 1 == 0 for _, value, _ in group.scores)
    return answered is None or all(answered.fits(int(value * 100)) for _, value, _ in group.scores)


def _respondents(framework: Framework, tool: str, known: Mapping[str, Decimal]) -> Respondents | None:
    """The number of people whose answers explain the scores that are known."""
    unit = unit_of_tool(framework, tool)
    own = {code: (int(value * 100), 1) for code, value in known.items() if code[0] == _LETTERS[tool]}
    return infer_respondents(tool, unit, own) if unit else None


def _ask(found: Harvest, group: Unlettered, framework: Framework) -> None:
    number = group.scores[0][0]
    names = [f"{letter}{number}" for letter in _LETTERS.values() if f"{letter}{number}" in framework.items]
    found.problem(
        "R108",
        f"เลขข้อ {join_thai([str(one) for one, _, _ in group.scores])} ไม่มีตัวอักษร "
        f"(เช่น {number} อาจเป็น {join_thai(names, 'หรือ')}) จึงยังไม่นำมาใช้",
        (group.grid, group.row, group.column),
        stated=", ".join(text for _, _, text in group.scores),
        cure="พิมพ์รหัสข้อให้มีตัวอักษร เช่น i1, e1, o1",
        warning=True,
    )
