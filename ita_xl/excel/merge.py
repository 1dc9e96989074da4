"""Three-way merge of generated sheets: what was generated last, what stands there now, and what is generated anew.

Cells that nobody touched are renewed and follow the order of the new generation. What was typed stays, rows typed by
hand stay in their place, rows deleted by hand stay deleted. A cell that both sides changed keeps what was typed and
carries the new text as a proposal until one agrees with the other. Merging twice changes nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from ita_xl.excel.align import align
from ita_xl.excel.columns import Layout, layout_of
from ita_xl.excel.references import GONE, Moves, Places, Sheetful, squeezed, with_columns
from ita_xl.excel.rows import Cells, Formula, Row, Value, trimmed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


#: The height of a pixel in points, and a hair.
_PIXEL = 0.76
#: The key of the row that heads the columns of a sheet. Readers find columns by it, so that it alone comes back where
#: it was emptied or deleted; what was typed in it stays as everywhere.
HEAD = "head"


@dataclass(frozen=True, slots=True)
class Left:
    """One row as the last press left it.

    ``key`` and ``generated`` are those of a generated row, with its height and merged columns; a row typed by hand has
    neither. ``stood`` is what stood there. ``open`` are columns whose text by hand has a proposal beside it.
    """

    key: str
    generated: Cells
    stood: Cells
    height: float | None = None
    spans: tuple[tuple[int, int], ...] = ()
    open: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Last:
    """One sheet as the last press left it: its rows, all keys in the order generated, those deleted by hand.

    ``width`` is how many columns were generated; cells further right were typed. ``place`` is where those columns
    stood, ``None`` for one that the user deleted; it is empty where all stood as generated.
    ``known`` is false where no state was found: then any difference may have been typed.
    """

    rows: tuple[Left, ...]
    order: tuple[str, ...]
    width: int
    deleted: tuple[str, ...] = ()
    place: tuple[int | None, ...] = ()
    known: bool = True


class Kind(StrEnum):
    """What a row of a merged sheet is."""

    RENEWED = "renewed"
    ADDED = "added"
    HAND = "hand"
    KEPT = "kept"
    """It is no longer generated, but something was typed in it."""


class Do(StrEnum):
    """What becomes of a cell."""

    RENEW = "renew"
    KEEP = "keep"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class MergedRow:
    """One row to write.

    ``now`` is the row it stands in (its format, comments and pictures go with it), ``new`` the generated one; either
    may be missing. ``cells`` is what is to stand, ``hand`` the columns that stay as typed, and ``proposals`` what is
    proposed for some of them. ``values`` are what new formulas give. ``height`` in points and ``spans``, merged
    columns, are those of the user where they were changed.
    """

    key: str
    kind: Kind
    now: int | None
    new: int | None
    cells: Cells
    hand: frozenset[int] = frozenset()
    proposals: Mapping[int, Value] = field(default_factory=dict)
    values: Mapping[int, Value] = field(default_factory=dict)
    height: float | None = None
    spans: tuple[tuple[int, int], ...] = ()
    moved: bool = False

    def what(self, column: int) -> Do:
        """What becomes of a cell of the row."""
        if column in self.proposals:
            return Do.CONFLICT
        return Do.KEEP if self.kind in (Kind.HAND, Kind.KEPT) or column in self.hand else Do.RENEW


@dataclass(frozen=True)
class Merged:
    """A merged sheet: its rows, generated rows that stay deleted, rows that went, and what to remember of it.

    ``columns`` is where each column stands that is or was generated, ``None`` for one that the user deleted; it is
    empty where all stand as generated.
    """

    rows: tuple[MergedRow, ...]
    deleted: tuple[Row, ...]
    gone: tuple[int, ...]
    left: Last
    columns: tuple[int | None, ...]

    @property
    def cells(self) -> tuple[Cells, ...]:
        """What is to stand, row by row."""
        return tuple(one.cells for one in self.rows)


def generated(new: Sequence[Row]) -> Last:
    """What to remember of a sheet that was written as generated."""
    rows = (Left(one.key, one.cells, one.cells, one.height, one.spans) for one in new)
    return Last(tuple(rows), _keys(new), _width(new))


def unknown(new: Sequence[Row]) -> Last:
    """What is taken for the last press where its state is missing: all that stands otherwise was typed."""
    return replace(generated(new), known=False)


def merge(last: Last, now: Sequence[Row], new: Sequence[Row]) -> Merged:
    """Merge one sheet whose formulas speak of itself only; see :func:`merge_book`."""
    return merge_book({"": last}, {"": now}, {"": new})[""]


def merge_book(
    last: Mapping[str, Last], now: Mapping[str, Sequence[Row]], new: Mapping[str, Sequence[Row]]
) -> dict[str, Merged]:
    """Merge the sheets of a book together, because formulas of one speak of rows of another.

    Args:
        last: the sheets as the last press left them, by name; :func:`unknown` for one without a state.
        now: the rows that stand there, as far as each sheet is used; without keys.
        new: the rows generated now, with keys. Sheets that are not in all three are left alone.
    """
    names = [name for name in new if name in last and name in now]
    layouts = {name: _layout(last[name], now[name], new[name]) for name in names}
    back = {
        name: {own: column for column, own in enumerate(one.place) if own is not None}
        for name, one in layouts.items()
        if not one.plain
    }
    sheets = [_Merge(name, last[name], _own(name, layouts[name], now[name], back), new[name], layouts[name].absent)
              for name in names]  # fmt: skip
    stood, stand = _places(sheets, "stood_ids"), _places(sheets, "ids")
    since = (Moves(stood, stand), Moves(stood, stand, spread=True))
    for one in sheets:
        one.find_edits(since)
        one.arrange()
    final = _places(sheets, "final_ids")
    of_last, of_now = Moves(stood, final, spread=True), Moves(stand, final)
    of_new = Moves(_places(sheets, "new_ids"), final, spread=True)
    places = {name: dict(enumerate(layouts[name].place)) for name in back}
    merged = {one.name: one.merged(of_last, of_now, of_new) for one in sheets}
    return {name: _placed(name, one, layouts[name], places) for name, one in merged.items()}


def columns_of(last: Last, now: Sequence[Row], new: Sequence[Row]) -> tuple[int | None, ...]:
    """Where each column stands that is or was generated, ``None`` for one that the user deleted."""
    return _layout(last, now, new).place


def _layout(last: Last, now: Sequence[Row], new: Sequence[Row]) -> Layout:
    width = max(last.width, _width(new))
    stood, stands = [one.stood for one in last.rows], [one.cells for one in now]
    return layout_of(stood, stands, made=last.width, width=width, place=last.place)


def _own(name: str, layout: Layout, rows: Sequence[Row], back: Mapping[str, Mapping[int, int | None]]) -> Sequence[Row]:
    """The rows of a workbook in the columns of the merge; ``back`` leads there from those of the workbook."""
    if not back:
        return rows
    return [
        one._replace(cells=tuple(_there(name, value, back) for value in one.cells)) for one in map(layout.own, rows)
    ]


def _there(name: str, value: Value, places: Mapping[str, Mapping[int, int | None]]) -> Value:
    return Formula(with_columns(value.text, name, places)) if isinstance(value, Formula) else value


def _placed(name: str, merged: Merged, layout: Layout, places: Mapping[str, Mapping[int, int | None]]) -> Merged:
    """A merged sheet in the columns of the workbook; what is remembered of it stays in those of the merge."""
    if not places:
        return merged
    rows = []
    for one in merged.rows:
        values = {column: value for column, value in one.values.items() if layout.place[column] is not None}
        cells = list(one.cells)
        for column, value in enumerate(cells):
            told = _there(name, value, places)
            lost = isinstance(told, Formula) and GONE in told.text and column in values
            cells[column] = values.pop(column) if lost else told
        spans = (layout.span(*span) for span in one.spans)
        rows.append(
            replace(
                one,
                cells=layout.placed(tuple(cells)),
                hand=frozenset(own for column in one.hand if (own := layout.place[column]) is not None),
                proposals=_columns(one.proposals, layout),
                values=_columns(values, layout),
                spans=tuple(span for span in spans if span is not None),
            )
        )
    left = merged.left if layout.plain else replace(merged.left, place=layout.place[: merged.left.width])
    return replace(merged, rows=tuple(rows), left=left, columns=layout.place)


def _columns(by_column: Mapping[int, Value], layout: Layout) -> dict[int, Value]:
    return {own: value for column, value in by_column.items() if (own := layout.place[column]) is not None}


def _places(sheets: Sequence[_Merge], which: str) -> Places:
    return {one.name: Sheetful.of(getattr(one, which)) for one in sheets}


def _width(rows: Sequence[Row]) -> int:
    return max((len(one.cells) for one in rows), default=0)


def _keys(rows: Sequence[Row]) -> tuple[str, ...]:
    return tuple(one.key for one in rows)


class _Merge:
    """The merge of one sheet. Every row has an identity: its key, or a name for one typed by hand."""

    def __init__(self, name: str, last: Last, now: Sequence[Row], new: Sequence[Row], absent: frozenset[int]) -> None:
        self.name, self.last, self.now, self.new, self.absent = name, last, now, new, absent
        pairs = align([_without(one.stood, absent) for one in last.rows], [one.cells for one in now], last.width)
        self._find_head(pairs)
        self.left: list[Left | None] = [None if there is None else last.rows[there] for there in pairs]
        self.stood_ids = [one.key or f"\0{at}" for at, one in enumerate(last.rows)]
        self.ids = [f"\0+{at}" if there is None else self.stood_ids[there] for at, there in enumerate(pairs)]
        self.new_ids = list(_keys(new))
        self.new_at = {key: at for at, key in enumerate(self.new_ids)}
        self.now_at = {own: at for at, own in enumerate(self.ids)}
        self.edited: list[frozenset[int]] = []
        self.final_ids: list[str] = []
        self.moved: set[str] = set()

    def _find_head(self, pairs: list[int | None]) -> None:
        """Pair a head that nothing is left of with the row in its place: an emptied one, or one headed anew by hand."""
        last, now = self.last, self.now
        head = next((at for at, one in enumerate(last.rows) if one.key == HEAD), -1)
        if head < 0 or head in pairs:
            return
        at = pairs.index(head - 1) + 1 if head - 1 in pairs else 0
        if at < len(pairs) and pairs[at] is None:
            own, made = (sum(one is not None for one in row) for row in (now[at].cells, last.rows[head].stood))
            if own == 0 or own * 2 >= made:
                pairs[at] = head

    # -- what was typed ------------------------------------------------------------------------------------------------

    def find_edits(self, since: tuple[Moves, Moves]) -> None:
        """The columns of each row that do not hold what was generated there."""
        for row, left in zip(self.now, self.left, strict=True):
            if left is None or not left.key or row.cells == left.generated:
                self.edited.append(frozenset())
            else:
                longest = max(len(row.cells), len(left.generated))
                pairs = zip(_padded(row.cells, longest), _padded(left.generated, longest), strict=True)
                self.edited.append(
                    frozenset(
                        column
                        for column, (own, made) in enumerate(pairs)
                        if own != made
                        and column not in self.absent
                        and not (own is None and left.key == HEAD)
                        and self._typed(own, made, since)
                    )
                )

    def _typed(self, own: Value, made: Value, since: tuple[Moves, Moves]) -> bool:
        """Whether a cell was typed; a formula that only followed its rows was not."""
        if not isinstance(own, Formula) or not isinstance(made, Formula):
            return True
        plain = squeezed(own.text)
        return all(plain != squeezed(moves(self.name, made.text)) for moves in since)

    # -- the order -----------------------------------------------------------------------------------------------------

    @property
    def deleted(self) -> tuple[str, ...]:
        """The keys of rows deleted by hand, now or before."""
        if not self.last.known:
            return self.last.deleted
        lost = [one.key for one in self.last.rows if one.key not in ("", HEAD) and one.key not in self.now_at]
        return tuple(dict.fromkeys((*self.last.deleted, *lost)))

    def arrange(self) -> None:
        """Put the rows in order: generated ones as generated, what was typed or moved below the row it stands below."""
        staying = [self._stays(at) for at in range(len(self.now))]
        in_order = self._in_order(staying)
        following: dict[str, list[str]] = defaultdict(list)
        above = ""
        for at, own in enumerate(self.ids):
            if not staying[at]:
                continue
            if at in in_order:
                above = own
            else:
                following[above].append(own)
        deleted = set(self.deleted)
        end = following.pop(above, []) if above else []
        self.final_ids = following[""]
        for key in self.new_ids:
            at_now = self.now_at.get(key)
            if at_now in in_order or (at_now is None and key not in deleted):
                self.final_ids.append(key)
                self.final_ids += following[key]
        self.final_ids += end

    def _stays(self, at: int) -> bool:
        """Whether a row that stands stays: it is generated again, or someone typed in it."""
        left = self.left[at]
        return left is None or not left.key or left.key in self.new_at or bool(self.edited[at])

    def _in_order(self, staying: Sequence[bool]) -> set[int]:
        """The rows that stand as they were generated, as many as possible; the others were moved by hand."""
        made = {key: at for at, key in enumerate(self.last.order)}
        known = [
            (at, made[own]) for at, own in enumerate(self.ids) if staying[at] and own in made and own in self.new_at
        ]
        kept = {known[one][0] for one in rising([place for _, place in known])}
        self.moved = {self.ids[at] for at, _ in known if at not in kept}
        return kept

    # -- the rows ------------------------------------------------------------------------------------------------------

    def merged(self, of_last: Moves, of_now: Moves, of_new: Moves) -> Merged:
        rows, left = [], []
        for own in self.final_ids:
            at, new_at = self.now_at.get(own), self.new_at.get(own)
            new = self._told_anew(new_at, of_new)
            if at is None:
                assert new is not None
                row = MergedRow(own, Kind.ADDED, None, new_at, new.cells, height=new.height, spans=new.spans,
                                values=dict(new.values))  # fmt: skip
                left.append(Left(own, new.cells, new.cells, new.height, new.spans))
            else:
                row, remembered = self._row(at, new, of_last, of_now)
                left.append(remembered)
            rows.append(row)
        deleted = self.deleted
        refused = tuple(self.new[self.new_at[key]] for key in deleted if key in self.new_at)
        gone = tuple(at for at in range(len(self.now)) if not self._stays(at))
        return Merged(tuple(rows), refused, gone, Last(tuple(left), tuple(self.new_ids), _width(self.new), deleted), ())

    def _told_anew(self, at: int | None, of_new: Moves) -> Row | None:
        """A generated row as it is written in its place; a formula over a deleted row gives way to its value."""
        if at is None:
            return None
        row = self.new[at]
        values = dict(row.values)
        if not values:
            return row
        cells = list(row.cells)
        for column, value in row.values:
            own = cells[column]
            if isinstance(own, Formula):
                text = of_new(self.name, own.text)
                lost = GONE in text and GONE not in own.text
                cells[column] = value if lost else Formula(text)
        return row._replace(cells=tuple(cells))

    def _row(self, at: int, new: Row | None, of_last: Moves, of_now: Moves) -> tuple[MergedRow, Left]:
        now, left, edited = self.now[at], self.left[at], self.edited[at]
        if left is not None and new is not None:
            if not edited:
                return self._renewed(at, left, new, new.cells)
            return self._renewed(at, left, new, *self._cells(at, left, new, of_last, of_now))
        stands = tuple(self._moved(one, of_now) for one in now.cells)
        if left is None or not left.key:
            row = MergedRow("", Kind.HAND, at, None, stands, height=now.height, spans=now.spans)
            return row, Left("", (), stands)
        stood = _padded(stands, len(left.generated))
        made = tuple(
            self._moved(own, of_last) if column in edited | self.absent else stood[column]
            for column, own in enumerate(left.generated)
        )
        moved = left.key in self.moved
        row = MergedRow(left.key, Kind.KEPT, at, None, stands, edited, height=now.height, spans=now.spans, moved=moved)
        return row, replace(left, generated=made, stood=stands)

    def _renewed(
        self,
        at: int,
        left: Left,
        new: Row,
        cells: Cells,
        hand: frozenset[int] = frozenset(),
        proposals: Mapping[int, Value] = MappingProxyType({}),
    ) -> tuple[MergedRow, Left]:
        now = self.now[at]
        height = now.height if was_set(now.height, left.height) else new.height
        spans = new.spans if now.spans == left.spans else now.spans
        values = {column: value for column, value in new.values if column not in hand}
        moved = left.key in self.moved
        row = MergedRow(
            left.key, Kind.RENEWED, at, self.new_at[left.key], cells, hand, proposals, values, height, spans, moved
        )
        return row, Left(left.key, new.cells, cells, new.height, new.spans, tuple(sorted(proposals)))

    def _moved(self, value: Value, moves: Moves) -> Value:
        return Formula(moves(self.name, value.text)) if isinstance(value, Formula) else value

    def _cells(
        self, at: int, left: Left, new: Row, of_last: Moves, of_now: Moves
    ) -> tuple[Cells, frozenset[int], dict[int, Value]]:
        """What is to stand, the columns of the hand, and what is proposed for them."""
        longest = max(len(self.now[at].cells), len(left.generated), len(new.cells))
        now, before, own = (_padded(one, longest) for one in (self.now[at].cells, left.generated, new.cells))
        cells, hand, proposals = list(own), set(), {}
        for column in self.edited[at]:
            typed = self._moved(now[column], of_now)
            if _same(typed, own[column]):
                continue
            made = self._moved(before[column], of_last)
            if not self.last.known or column in left.open or not _same(made, own[column]):
                proposals[column] = own[column]
            cells[column] = typed
            hand.add(column)
        return trimmed(cells), frozenset(hand), proposals


def _without(cells: Cells, absent: frozenset[int]) -> Cells:
    return tuple(None if at in absent else one for at, one in enumerate(cells)) if absent else cells


def _padded(cells: Cells, length: int) -> Cells:
    return cells + (None,) * (length - len(cells))


def was_set(height: float | None, made: float | None) -> bool:
    """Whether the height of a row is the user's; programs round what they are given to pixels."""
    return height is not None and (made is None or abs(height - made) > _PIXEL)


def _same(one: Value, other: Value) -> bool:
    if isinstance(one, Formula) and isinstance(other, Formula):
        return squeezed(one.text) == squeezed(other.text)
    return one == other


def rising(places: Sequence[int]) -> list[int]:
    """The positions of a longest rising sequence."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, place in enumerate(places):
        length = bisect_left(tails, place)
        if length == len(tails):
            tails.append(place)
            ends.append(at)
        else:
            tails[length], ends[length] = place, at
        before.append(ends[length - 1] if length else -1)
    found, at = [], ends[-1] if ends else -1
    while at >= 0:
        found.append(at)
        at = before[at]
    return found[::-1]
