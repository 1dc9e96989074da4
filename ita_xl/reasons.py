"""Why something is said of an item: of its parts the gravest reason, and the parts it holds for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ita_xl.diagnosis import FULL
from ita_xl.recommendations import Reason

if TYPE_CHECKING:
    from collections.abc import Collection

    from ita_xl.diagnosis import Diagnosis, Standing

#: Of several reasons to speak of an item, the first is told.
_GRAVEST = (Reason.BAR, Reason.FALLEN, Reason.LOW, Reason.FULL)


def fell(standing: Standing) -> bool:
    """Whether a score is below that of the year before."""
    return standing.change is not None and standing.change < 0


def gravest(diagnosis: Diagnosis, refs: Collection[str]) -> tuple[Reason, list[str]]:
    """The gravest reason of some parts of one item, and the parts it holds for; of several bars the highest.

    Args:
        diagnosis: the judged scores.
        refs: references with a known score, one at least.
    """
    reasons = {ref: _reason(diagnosis, ref) for ref in refs}
    reason = next(one for one in _GRAVEST if one in reasons.values())
    told = sorted(ref for ref in refs if reasons[ref] is reason)
    if reason is Reason.BAR:
        bars = {ref: diagnosis.bars[diagnosis.items[ref].key] for ref in told}
        told = [ref for ref in told if bars[ref] == max(bars.values())]
    return reason, told


def _reason(diagnosis: Diagnosis, ref: str) -> Reason:
    standing = diagnosis.items[ref]
    if standing.score == FULL:
        return Reason.FULL
    if standing.key in diagnosis.bars:
        return Reason.BAR
    return Reason.FALLEN if fell(standing) else Reason.LOW
