"""Thai ITA results in, the documents of the assessment out.

The public face, used in the order of the walk:

>>> import ita_xl
>>> assessment = ita_xl.read("workbooks/samples/bang-pla-2568.xlsx")[0]
>>> card = ita_xl.score(assessment)
>>> card.overall.value, card.level.name
(Decimal('96.04'), 'ผ่านดี')
>>> [one.code for one in ita_xl.audit(card)]
['A108', 'A108']
>>> diagnosis = ita_xl.diagnose(card)
>>> diagnosis.weak[0].ref, diagnosis.way.level.name
('o6', 'ผ่านดีเยี่ยม')
>>> plan = ita_xl.plan(diagnosis)
>>> plan.plan_year, len(plan.rows)
(2569, 10)

Names are imported when they are first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ita_xl.version import __version__ as __version__

if TYPE_CHECKING:
    from ita_xl.analysis import analyse
    from ita_xl.auditing import audit_all as audit
    from ita_xl.diagnosis import diagnose
    from ita_xl.explaining import explain
    from ita_xl.frames import score_frame, to_frame
    from ita_xl.ingest import load_map, read, understand
    from ita_xl.ingest.letterhead import read_letterhead
    from ita_xl.inspecting import inspect
    from ita_xl.measures import plan
    from ita_xl.ownlibrary import own_library
    from ita_xl.render import write_report
    from ita_xl.render.pdf import write_pdfs
    from ita_xl.scoring import score

__all__ = [
    "analyse", "audit", "diagnose", "explain", "inspect", "load_map", "own_library", "plan", "read", "read_letterhead",
    "score", "score_frame", "to_frame", "understand", "write_pdfs", "write_report",
]  # fmt: skip

_HOMES = {
    "audit": ("ita_xl.auditing", "audit_all"),
    "analyse": ("ita_xl.analysis", "analyse"),
    "diagnose": ("ita_xl.diagnosis", "diagnose"),
    "explain": ("ita_xl.explaining", "explain"),
    "inspect": ("ita_xl.inspecting", "inspect"),
    "load_map": ("ita_xl.ingest", "load_map"),
    "own_library": ("ita_xl.ownlibrary", "own_library"),
    "plan": ("ita_xl.measures", "plan"),
    "read": ("ita_xl.ingest", "read"),
    "read_letterhead": ("ita_xl.ingest.letterhead", "read_letterhead"),
    "score": ("ita_xl.scoring", "score"),
    "score_frame": ("ita_xl.frames", "score_frame"),
    "to_frame": ("ita_xl.frames", "to_frame"),
    "understand": ("ita_xl.ingest", "understand"),
    "write_pdfs": ("ita_xl.render.pdf", "write_pdfs"),
    "write_report": ("ita_xl.render", "write_report"),
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    home, own = _HOMES[name]
    value = getattr(import_module(home), own)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
