"""Where the walk down a sheet stands, and the table that is open."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ita_xl.assessment import Figure
    from ita_xl.ingest.codes import Waiting
    from ita_xl.ingest.model import Bucket, Column, Role, RowKey, Table


@dataclass
class Now:
    """Where the walk stands: the agency, part, tool and indicator that titles and labels named last.

    ``aside`` holds below the title of another assessment, ``announced`` below one that says that scores follow.
    """

    agency: str = ""
    name: str = ""
    year: int = 0
    part: int | None = None
    tool: str = ""
    indicator: int | None = None
    overall: bool = False
    aside: bool = False
    announced: bool = False


@dataclass
class Open:
    """The table that is open: its columns, whether they hold scores, and what was read of it."""

    columns: Mapping[int, Column] = field(default_factory=dict)
    scores: bool = False
    headed: bool = False
    indicators: bool = False
    header_rows: tuple[int, ...] = ()
    part: int | None = None
    keys: list[RowKey] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    table: Table | None = None
    last: RowKey | None = None
    tools: list[tuple[int, Bucket, int, Figure]] = field(default_factory=list)
    owners: tuple[int, ...] = ()
    years: tuple[int, ...] = ()
    owned: tuple[object, ...] = ()
    names: frozenset[int] = frozenset()
    header: tuple[object, ...] = ()
    quick: frozenset[int] = frozenset()
    _roles: dict[tuple[Role, ...], list[int]] = field(default_factory=dict)

    @cached_property
    def aside(self) -> frozenset[int]:
        """The columns of figures that may wait, and those of agency and year."""
        return self.quick | {*self.owners, *self.years}

    def having(self, *roles: Role) -> list[int]:
        """The columns of these roles."""
        found = self._roles.get(roles)
        if found is None:
            found = self._roles[roles] = [at for at, one in self.columns.items() if one.role in roles]
        return found
