"""Where the walk down a sheet stands, and the table that is open."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, cast

from ita_xl.ingest.rows import reference

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ita_xl.assessment import Figure, Kind
    from ita_xl.framework import Framework
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
class Known:
    """What the labels of a row mean, and the reference of its scores for each part of EIT that was asked for."""

    key: RowKey
    references: dict[int | None, tuple[Kind, str] | None] = field(default_factory=dict)

    def reference(self, framework: Framework, part: int | None) -> tuple[Kind, str] | None:
        """Kind and reference, each looked up once."""
        if part not in self.references:
            self.references[part] = reference(framework, self.key, part)
        return self.references[part]


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
    question: int = -1
    by_place: bool = False
    parted: tuple[int, RowKey] | None = None
    ordered: dict[int, int] = field(default_factory=dict)
    header: tuple[object, ...] = ()
    quick: frozenset[int] = frozenset()
    shape: tuple[object, ...] = ()
    figured: tuple[int, ...] = ()
    width: int = 0
    _roles: dict[tuple[Role, ...], list[int]] = field(default_factory=dict)

    @cached_property
    def _labels(self) -> Callable[[Sequence[object]], object]:
        aside = self.quick | {*self.owners, *self.years}
        places = [at for at in range(self.width) if at not in aside]
        return itemgetter(*places) if places else lambda _: ()

    @cached_property
    def beside(self) -> Callable[[Sequence[object]], object]:
        """The cells of a row beside its figures."""
        return itemgetter(*(at for at in range(self.width) if at not in self.figured))

    @cached_property
    def _whose(self) -> Callable[[Sequence[object]], object]:
        places = (*self.owners, *self.years)
        return itemgetter(*places) if len(places) > 1 else lambda raw: tuple(raw[at] for at in places)

    def owned_by(self, raw: Sequence[object]) -> tuple[object, ...]:
        """The agency and the year of a row as they stand there."""
        if len(raw) < self.width:
            return tuple(raw[at] if at < len(raw) else "" for at in (*self.owners, *self.years))
        return cast("tuple[object, ...]", self._whose(raw))

    def labelled(self, raw: Sequence[object], year: int) -> tuple[object, ...]:
        """What a row is known by: its year, its header and its cells, but for its figures and whom they are of."""
        return year, self.header, self._labels(raw)

    def having(self, *roles: Role) -> list[int]:
        """The columns of these roles."""
        found = self._roles.get(roles)
        if found is None:
            found = self._roles[roles] = [at for at, one in self.columns.items() if one.role in roles]
        return found
