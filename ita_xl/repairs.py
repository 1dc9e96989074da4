"""The search for the fewest misprints that make contradicting figures agree.

A move changes one printed figure, several equal ones in the same way, or exchanges two. The search applies moves that
settle a contradiction, up to :data:`MOST_CHANGES` of them, cheapest first, within a budget of trials.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

from ita_xl import respondents
from ita_xl.assessment import Kind
from ita_xl.misprints import SLIP, Guess, Reason, guesses
from ita_xl.respondents import Respondents, items_of, scope_of, table_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ita_xl.agreement import Agreement, Slot
    from ita_xl.framework import Framework
    from ita_xl.respondents import Table

#: The most moves of one repair.
MOST_CHANGES = 3
#: Repairs that cost this much more than the cheapest are not worth showing.
WINDOW = 90
#: Trials of all: a look at a move counts one, making it three.
_BUDGET = 25_000
_MADE = 3
_WIDTH = 3
_SAME_AGAIN = 30
_SWAPPED = 150
_COPIED = 170
_AGAINST = 70
_OFF_GRID = 100
_FITS_BETTER = 30
_MISFIT_LEFT = 60
_EASY = SLIP - _FITS_BETTER
_OFF = 10
_PROPOSED_OFF = 45
_FAR = 50
_FAR_BELOW = 2000
_NEIGHBOURS = 10
_FULL = 10000
#: Published scores of indicators 9 and 10 that are means of items stand on steps of two and a half points.
_OIT_STEP = 250


@dataclass(frozen=True, slots=True)
class Step:
    """One figure of a repair: the slot, its new value in hundredths, the slip."""

    slot: int
    value: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Repair:
    """Moves that settle contradictions: numbers of checks settled and left, the cost (100 for one common slip)."""

    steps: tuple[Step, ...]
    cost: int
    settled: frozenset[int]
    left: frozenset[int]


@dataclass(slots=True)
class _Option:
    delta: int
    cost: int
    reason: Reason


@dataclass(slots=True)
class _Move:
    """``slots`` with the sign in which each follows the difference; ``free`` is the slip of a copied figure."""

    slots: tuple[tuple[int, int], ...]
    options: list[_Option]
    free: Reason | None = None
    effects: tuple[tuple[int, int], ...] = ()
    checks: tuple[int, ...] = ()
    mask: int = 0
    deltas: list[int] = field(default_factory=list)
    gains: dict[int, tuple[int, int]] = field(default_factory=dict)
    touched: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Leaning:
    """What is known of a figure besides the sums."""

    coarse: bool
    respondents: Respondents | None
    items: int
    lowest: int


Taken = tuple[tuple[_Move, _Option], ...]
#: Changes (slot, value), cost, checks left open, the moves.
_Found = tuple[frozenset[tuple[int, int]], int, int, Taken]


def hunt(
    agreement: Agreement, frameworks: dict[int, Framework], targets: frozenset[int]
) -> tuple[list[Repair], tuple[Respondents, ...]]:
    """Repairs, best first, and the numbers of respondents that speak for them.

    Args:
        agreement: the figures and their checks; left as it was found.
        frameworks: the rules by fiscal year.
        targets: the numbers of the checks to settle.
    """
    evidence = respondents.evidence(agreement, frameworks)
    search = _Search(agreement, frameworks, targets, evidence)
    return search.run(), tuple(search.evidence.values())


class _Search:
    def __init__(
        self,
        agreement: Agreement,
        frameworks: dict[int, Framework],
        targets: frozenset[int],
        evidence: dict[tuple[int, str], Respondents],
    ) -> None:
        self.agreement = agreement
        self.frameworks = frameworks
        self.evidence = evidence
        self.suspects = {slot for one in evidence.values() for slot in one.misfits if isinstance(slot, int)}
        self.targets = _mask(targets)
        broken = [one for one in range(len(agreement.checks)) if not agreement.holds(one)]
        self.broken = _mask(broken) | self.targets
        #: What was broken before and is not asked for.
        self.old = self.broken & ~self.targets
        self.lowest: dict[Table, int] = {}
        for slot in agreement.slots:
            table = table_of(frameworks, slot)
            self.lowest[table] = min(slot.value, self.lowest.get(table, slot.value))
        self.leanings = [self._leaning_of(slot) for slot in agreement.slots]
        self.moves = [self._ready(one) for one in self._all_moves()]
        self.moves = [one for one in self.moves if one.checks and (one.options or one.free)]
        self.masks = {one.mask for one in self.moves}
        self.slacks = [one.slack for one in agreement.checks]
        self.covers: dict[tuple[int, int], bool] = {}
        self.moves_of: list[list[int]] = [[] for _ in agreement.checks]
        for number, move in enumerate(self.moves):
            for check in move.checks:
                self.moves_of[check].append(number)
        self.found: dict[frozenset[tuple[int, int]], tuple[int, int, Taken]] = {}
        self.best = 10**6
        self.budget = _BUDGET
        self.partial = False
        self.pairing = False

    # --- moves

    def _all_moves(self) -> Iterator[_Move]:
        slots = self.agreement.slots
        for at, slot in enumerate(slots):
            yield _Move(((at, 1),), [self._option(at, one) for one in self._guesses(slot)], self._copied(at))
        for group in self._rows():
            if slots[group[0]].kind is Kind.ITEM:
                yield from self._twins(group)
        yield from self._swaps()

    def _guesses(self, slot: Slot) -> tuple[Guess, ...]:
        return guesses(slot.value, change=slot.change)

    def _option(self, at: int, guess: Guess) -> _Option:
        value = self.agreement.slots[at].value
        return _Option(guess.value - value, guess.cost + self._leaning(at, guess.value), guess.reason)

    def _leaning_of(self, slot: Slot) -> _Leaning:
        framework = self.frameworks[slot.fiscal_year]
        coarse = False
        if slot.kind is Kind.INDICATOR and not slot.change:
            one = framework.indicator(int(slot.ref))
            coarse = one.derive == "check" and one.method == "mean" and slot.value % _OIT_STEP == 0
        items = None if slot.change else items_of(framework, slot)
        known = self.evidence.get((slot.fiscal_year, scope_of(framework, slot))) if items else None
        return _Leaning(coarse, known, items or 1, self._lowest(slot))

    def _lowest(self, slot: Slot) -> int:
        """The lowest figure of the same sort and tool: what lies far below all of them is hardly meant."""
        return -2 * _FULL if slot.change else self.lowest[table_of(self.frameworks, slot)]

    def _leaning(self, at: int, value: int) -> int:
        """What the other figures say for (less than 0) or against a new value."""
        own = self.leanings[at]
        cost = _FAR if value < own.lowest - _FAR_BELOW else 0
        if own.coarse and value % _OIT_STEP:
            return cost + _OFF_GRID
        if own.respondents is None:
            return cost
        if not own.respondents.fits(value, own.items):
            return cost + _AGAINST
        return cost - _FITS_BETTER if at in self.suspects else cost

    def _copied(self, at: int) -> Reason | None:
        """Whether a figure looks copied: from the year before, or from the row above or below."""
        slot = self.agreement.slots[at]
        if slot.change or slot.value % 500 == 0:
            return None  # round figures are the same by themselves
        if slot.fiscal_year == self.agreement.year and self.agreement.before.get(slot.key) == slot.value:
            return Reason.YEAR_BEFORE
        for other in (at - 1, at + 1):
            one = self.agreement.slots[other] if 0 <= other < len(self.agreement.slots) else slot
            same_table = table_of(self.frameworks, one) == table_of(self.frameworks, slot)
            if one.ref != slot.ref and one.value == slot.value and same_table:
                return Reason.OTHER_ROW
        return None

    def _rows(self) -> Iterator[list[int]]:
        """Slots that stand in rows of one small table: items of one indicator (and part)."""
        groups: dict[tuple[object, ...], list[int]] = {}
        for at, slot in enumerate(self.agreement.slots):
            if slot.kind is Kind.ITEM and not slot.change:
                item = self.frameworks[slot.fiscal_year].item(slot.ref)
                groups.setdefault((slot.fiscal_year, item.indicator, slot.ref.partition(":")[2]), []).append(at)
        yield from groups.values()

    def _twins(self, group: Sequence[int]) -> Iterator[_Move]:
        """Equal figures of one indicator misread in the same way."""
        by_value: dict[int, list[int]] = {}
        for at in group:
            by_value.setdefault(self.agreement.slots[at].value, []).append(at)
        for same in by_value.values():
            for size in range(2, min(len(same), 3) + 1):
                for chosen in combinations(same, size):
                    options = [self._option(chosen[0], one) for one in self._guesses(self.agreement.slots[same[0]])]
                    for one in options:
                        one.cost += _SAME_AGAIN * (size - 1)
                    yield _Move(tuple((at, 1) for at in chosen), options)

    def _swaps(self) -> Iterator[_Move]:
        """Two figures of one table that stand in each other's place."""
        tables: dict[tuple[object, ...], list[int]] = {}
        for at, slot in enumerate(self.agreement.slots):
            scope = scope_of(self.frameworks[slot.fiscal_year], slot) if slot.kind is Kind.ITEM else ""
            tables.setdefault((slot.fiscal_year, slot.kind, scope, slot.change), []).append(at)
            if slot.kind is Kind.ITEM and ":" in slot.ref:
                tables.setdefault((slot.fiscal_year, slot.ref.partition(":")[0]), []).append(at)
        for table in tables.values():
            for one, other in combinations(table, 2):
                first, second = self.agreement.slots[one], self.agreement.slots[other]
                if first.value != second.value and first.ref != second.ref:
                    cost = _SWAPPED + self._leaning(one, second.value) + self._leaning(other, first.value)
                    option = _Option(second.value - first.value, cost, Reason.FIGURES_SWAPPED)
                    yield _Move(((one, 1), (other, -1)), [option])

    def _ready(self, move: _Move) -> _Move:
        """The move with its effects on nodes and checks worked out."""
        moved: dict[int, int] = {}
        for at, sign in move.slots:
            for node, effect in self.agreement.effects[at].items():
                moved[node] = moved.get(node, 0) + sign * effect
        move.effects = tuple((node, effect) for node, effect in moved.items() if effect)
        numbers = {one for node, _ in move.effects for one in self.agreement.checks_of_node.get(node, ())}
        move.checks = tuple(sorted(numbers))
        move.mask = _mask(move.checks)
        move.options.sort(key=lambda one: one.delta)
        move.deltas = [one.delta for one in move.options]
        move.touched = frozenset(at for at, _ in move.slots)
        return move

    # --- trials

    def _apply(self, move: _Move, delta: int, broken: int) -> int:
        """Make a move; the checks that are broken then."""
        self.budget -= _MADE
        values = self.agreement.values
        for node, effect in move.effects:
            values[node] += effect * delta
        broken &= ~move.mask
        for number in move.checks:
            if not self.agreement.holds(number):
                broken |= 1 << number
        return broken

    def _undo(self, move: _Move, delta: int) -> None:
        values = self.agreement.values
        for node, effect in move.effects:
            values[node] -= effect * delta

    def _span(self, move: _Move, check: int, now: int) -> tuple[int, int] | None:
        """Between which differences a move can make a check hold; rounding is allowed for generously."""
        gain = move.gains.get(check)
        if gain is None:
            gain = move.gains[check] = self.agreement.gain(check, move.effects)
        numerator, denominator = gain
        if not numerator:
            return None
        one, slack = self.agreement.checks[check], self.slacks[check]
        low, high = (one.low - slack - now) * denominator, (one.high + slack - now) * denominator
        if numerator < 0:
            low, high, numerator = -high, -low, -numerator
        return -(-low // numerator), high // numerator

    def _settling(self, move: _Move, check: int, now: int) -> list[_Option]:
        """The options of a move that may settle a check whose sum is ``now``."""
        self.budget -= 1
        span = self._span(move, check, now)
        if span is None:
            return []
        found = move.options[bisect_left(move.deltas, span[0]) : bisect_right(move.deltas, span[1])]
        return [*found, *self._solved(move)] if move.free else found

    def _solved(self, move: _Move) -> list[_Option]:
        """For a copied figure, whose true value may be any: the one in the middle of what all its checks allow."""
        spans = [self._span(move, check, self.agreement.sum_of(check)) for check in move.checks]
        low = max((one[0] for one in spans if one), default=0)
        high = min((one[1] for one in spans if one), default=0)
        at = move.slots[0][0]
        printed, own = self.agreement.slots[at].value, self.leanings[at]
        values = range(max(low + printed, 0), min(high + printed, _FULL) + 1)
        if not values or move.free is None:
            return []
        middle = printed + (low + high) // 2
        fitting = [one for one in values[:_FULL] if own.respondents is None or own.respondents.fits(one, own.items)]
        value = min(fitting or values, key=lambda one: abs(one - middle))
        if value == printed or value - printed in move.deltas:
            return []
        return [_Option(value - printed, _COPIED + self._leaning(at, value), move.free)]

    # --- search

    def run(self) -> list[Repair]:
        """The repairs found, best first.

        Moves that each settle something come first; then two that do so only together; where nothing settles all
        contradictions, what settles the most of them.
        """
        cheapest = min((option.cost for move in self.moves for option in move.options), default=SLIP)
        self._deepen(1, MOST_CHANGES, cheapest)
        self.pairing, self.budget = True, _BUDGET
        # Beside a repair already found, only few moves are worth the longer search.
        self._deepen(2, 2 if self.found else MOST_CHANGES, cheapest)
        if not self.found and self.targets.bit_count() > 1:
            self.partial, self.pairing, self.budget = True, False, _BUDGET
            self._deepen(1, MOST_CHANGES, cheapest)
        return self._ranked()

    def _deepen(self, first: int, last: int, cheapest: int) -> None:
        for depth in range(first, last + 1):
            if (depth - 1) * SLIP + cheapest > self.best + WINDOW:
                break
            self._descend(depth, self.broken, 0, ())

    def _descend(self, left: int, broken: int, cost: int, taken: Taken) -> None:
        open_ = broken & ~self.old
        if not open_ or (self.partial and not open_ & ~self.targets and open_ != self.targets):
            self._note(open_, cost, taken)
        if not open_ or not left or self.budget < 0 or cost >= self.best + WINDOW:
            return
        checks = sorted(_bits(open_), key=lambda one: len(self.moves_of[one]))
        used = frozenset(at for move, _ in taken for at in move.touched)
        for check in checks if self.partial else checks[:_WIDTH]:
            now = self.agreement.sum_of(check)
            for number in self.moves_of[check]:
                move = self.moves[number]
                if self.budget < 0:
                    return
                if not used & move.touched and (self.partial or self._coverable(open_ & ~move.mask, left - 1)):
                    self._try(move, self._settling(move, check, now), left - 1, broken, cost, taken, check)
        if left > 1 and self.pairing:
            self._pairs(checks[0], left, broken, cost, taken, used)

    def _coverable(self, open_: int, left: int) -> bool:
        """Whether some moves, up to this many, have a say in all open checks."""
        if not open_ or not left:
            return not open_
        key = open_, left
        if key not in self.covers:
            first = open_ & -open_
            self.covers[key] = any(self._coverable(open_ & ~mask, left - 1) for mask in self.masks if mask & first)
        return self.covers[key]

    def _try(
        self, move: _Move, options: Sequence[_Option], left: int, broken: int, cost: int, taken: Taken, check: int
    ) -> None:
        for option in options:
            if self.budget < 0:
                return
            if cost + option.cost > self.best + WINDOW:
                continue
            after = self._apply(move, option.delta, broken)
            if not after >> check & 1:
                self._descend(left, after, cost + option.cost, (*taken, (move, option)))
            self._undo(move, option.delta)

    def _pairs(self, check: int, left: int, broken: int, cost: int, taken: Taken, used: frozenset[int]) -> None:
        """Two moves that settle a check only together; the likeliest first moves first."""
        open_ = broken & ~self.old
        numbers = [one for one in self.moves_of[check] if not used & self.moves[one].touched]
        seconds = {
            number: [
                self.moves[other]
                for other in numbers
                if other > number
                and not self.moves[other].touched & self.moves[number].touched
                and self._coverable(open_ & ~self.moves[number].mask & ~self.moves[other].mask, left - 2)
            ]
            for number in numbers
        }
        firsts = sorted(
            (option.cost, number, at)
            for number in numbers
            if seconds[number]
            for at, option in enumerate(self.moves[number].options)
        )
        for own, number, at in firsts:
            if self.budget < 0 or cost + own + SLIP // 2 > self.best + WINDOW:
                return
            move = self.moves[number]
            option = move.options[at]
            after = self._apply(move, option.delta, broken)
            if after >> check & 1:
                now = self.agreement.sum_of(check)
                needed = after & ~self.old
                chosen = (*taken, (move, option))
                for second in seconds[number]:
                    if left > 2 or not needed & ~second.mask:
                        options = self._settling(second, check, now)
                        self._try(second, options, left - 2, after, cost + own, chosen, check)
            self._undo(move, option.delta)

    def _note(self, open_: int, cost: int, taken: Taken) -> None:
        cost += self._distance(taken) - _NEIGHBOURS * self._neighbours(taken)
        changes = frozenset(
            (at, self.agreement.slots[at].value + sign * option.delta)
            for move, option in taken
            for at, sign in move.slots
        )
        known = self.found.get(changes)
        if known is None or cost < known[0]:
            self.found[changes] = cost, open_, taken
        if not self.partial:
            self.best = min(self.best, cost)

    def _distance(self, taken: Taken) -> int:
        """What it costs that printed figures still stand a hundredth or two from the computed ones.

        That happens in print; for a figure that is proposed, there is no reason for it.
        """
        proposed = {at for move, _ in taken for at in move.touched}
        cost = 0
        for number in {one for move, _ in taken for one in move.checks}:
            slot = self.agreement.checks[number].slot
            if slot is not None:
                cost += min(abs(self.agreement.sum_of(number)), 2) * (_PROPOSED_OFF if slot in proposed else _OFF)
        return cost

    def _neighbours(self, taken: Taken) -> int:
        """How many moves stand in the same table as the one before: where one figure is hard to read, others are."""
        slots = [self.agreement.slots[move.slots[0][0]] for move, _ in taken]
        tables = [table_of(self.frameworks, one) for one in slots]
        return len(tables) - len(set(tables))

    # --- ranking

    def _ranked(self) -> list[Repair]:
        minimal = [(changes, *own) for changes, own in self.found.items() if not self._needless(changes, own[1])]
        minimal.sort(key=lambda one: (one[2].bit_count(), one[1], sorted(one[0])))
        minimal = self._nearest(minimal)
        repairs = [self._repair(cost, open_, taken) for _, cost, open_, taken in minimal[:60]]
        repairs.sort(key=lambda one: (len(one.left), one.cost, len(one.steps)))
        if not repairs:
            return []
        first = repairs[0]
        return [one for one in repairs if len(one.left) == len(first.left) and one.cost <= first.cost + WINDOW]

    def _needless(self, changes: frozenset[tuple[int, int]], open_: int) -> bool:
        """Whether some of the changes settle as much as all of them."""
        for size in range(1, len(changes)):
            for fewer in combinations(changes, size):
                known = self.found.get(frozenset(fewer))
                if known is not None and known[1] & open_ == known[1]:
                    return True
        return False

    def _nearest(self, found: list[_Found]) -> list[_Found]:
        """Of repairs that differ only in a hundredth of a computed score, the best one."""
        judged = {one.slot for one in self.agreement.checks}
        kept: dict[frozenset[object], _Found] = {}
        for one in found:
            alike: frozenset[object] = frozenset(change[0] if change[0] in judged else change for change in one[0])
            kept.setdefault(alike, one)
        return list(kept.values())

    def _repair(self, cost: int, open_: int, taken: Taken) -> Repair:
        steps = [
            Step(at, self.agreement.slots[at].value + sign * option.delta, option.reason)
            for move, option in taken
            for at, sign in move.slots
        ]
        cost += self._follow_evidence(steps, open_, taken)
        return Repair(tuple(steps), cost, frozenset(_bits(self.targets & ~open_)), frozenset(_bits(open_)))

    def _follow_evidence(self, steps: list[Step], open_: int, taken: Taken) -> int:
        """Add what the number of respondents asks for beside, where nothing speaks against it; the cost of that."""
        cost = 0
        room = MOST_CHANGES - len(taken)
        done = {one.slot for one in steps}
        broken = self.broken
        for move, option in taken:
            broken = self._apply(move, option.delta, broken)
        for at in sorted(self.suspects - done):
            alone = next((one for one in self.moves if one.slots == ((at, 1),)), None)
            chosen = self._fitting(alone, broken) if alone and room else None
            if chosen is None:
                cost += _MISFIT_LEFT
                continue
            steps.append(Step(at, self.agreement.slots[at].value + chosen.delta, chosen.reason))
            cost += chosen.cost // 2
            room -= 1
        for move, option in taken:
            self._undo(move, option.delta)
        return cost

    def _fitting(self, move: _Move, broken: int) -> _Option | None:
        """The nearest likely value that fits and breaks nothing."""
        slot = self.agreement.slots[move.slots[0][0]]
        leaning = self.leanings[move.slots[0][0]]
        assert leaning.respondents is not None  # only these are suspect
        for option in sorted(move.options, key=lambda one: (abs(one.delta), one.cost)):
            if option.cost <= _EASY and leaning.respondents.fits(slot.value + option.delta, leaning.items):
                after = self._apply(move, option.delta, broken)
                self._undo(move, option.delta)
                if not after & ~broken:
                    return option
        return None


def _mask(numbers: Sequence[int] | frozenset[int]) -> int:
    mask = 0
    for one in numbers:
        mask |= 1 << one
    return mask


def _bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
