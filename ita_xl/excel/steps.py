"""How a sheet that stands becomes the merged one: as few rows as possible are deleted, inserted and moved.

A row that is moved as a whole takes along its format, height, comments and pictures, and every formula that speaks of
it follows. What stays to be done is to write the cells of :attr:`ita_xl.excel.merge.MergedRow.cells`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from ita_xl.excel.merge import rising

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ita_xl.excel.merge import Merged


class What(StrEnum):
    """What is done with a row."""

    DELETE = "delete"
    INSERT = "insert"
    MOVE = "move"


class Step(NamedTuple):
    """One step: the row (0-based, as the steps before have left it), and for a move the row that it becomes."""

    what: What
    row: int
    to: int = -1


def steps(merged: Merged, stands: int) -> list[Step]:
    """The steps, in order; ``stands`` is the number of rows that stand."""
    found = [Step(What.DELETE, row) for row in sorted(merged.gone, reverse=True)]
    gone = set(merged.gone)
    rows: list[int | None] = [row for row in range(stands) if row not in gone]
    wanted = [one.now for one in merged.rows]
    order = [row for row in wanted if row is not None]
    waiting = set(order) - {order[at] for at in rising(order)}
    at = 0
    for row in wanted:
        # Rows that are moved stand here until their turn comes.
        while at < len(rows) and rows[at] in waiting:
            at += 1
        if row is None:
            found.append(Step(What.INSERT, at))
            rows.insert(at, None)
        elif row in waiting:
            there = rows.index(row)
            del rows[there]
            at -= there < at
            found.append(Step(What.MOVE, there, at))
            rows.insert(at, row)
            waiting.remove(row)
        at += 1
    return found


def joined(found: Iterable[Step]) -> list[Step]:
    """The same steps with rows that follow each other taken together.

    ``to`` is then the last row of those that are deleted or inserted at once.

    >>> [tuple(one) for one in joined([Step(What.DELETE, 5), Step(What.DELETE, 4), Step(What.INSERT, 2)])]
    [(<What.DELETE: 'delete'>, 4, 5), (<What.INSERT: 'insert'>, 2, 2)]
    """
    made: list[Step] = []
    for one in found:
        before = made[-1] if made else None
        if one.what is What.MOVE:
            made.append(one)
        elif before and before.what is one.what is What.DELETE and before.row == one.row + 1:
            made[-1] = before._replace(row=one.row)
        elif before and before.what is one.what is What.INSERT and before.to + 1 == one.row:
            made[-1] = before._replace(to=one.row)
        else:
            made.append(one._replace(to=one.row))
    return made
