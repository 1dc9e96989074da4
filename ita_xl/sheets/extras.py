"""Sheets that a report holds when they are asked for, each by a word: what ``ita-xl report --with`` takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ita_xl.analysis import analyse
from ita_xl.errors import OutputError
from ita_xl.sheets.analysis import analysis_sheet
from ita_xl.sheets.analysis_items import items_analysis_sheet, topics_sheet
from ita_xl.sheets.background import background_sheet
from ita_xl.sheets.cover import cover_sheet
from ita_xl.sheets.followup import followup_of_plan
from ita_xl.sheets.memo import memo_sheet
from ita_xl.sheets.report_scores import Layout

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from ita_xl.findings import Finding
    from ita_xl.letterhead import Letterhead
    from ita_xl.measures import MeasuresPlan
    from ita_xl.planning import Wish
    from ita_xl.sheets.model import Sheet


#: The sheet that says whether the book meets the criteria of the year of its plan.
CHECKLIST = "checklist"


class Extra(NamedTuple):
    """One sheet to ask for: how it is made, whether it stands before the report, whether it takes a letterhead.

    What is made of the finished book, as its checklist is, has no maker here.
    """

    make: Callable[[MeasuresPlan, Sequence[Finding], Letterhead, Wish], Sheet] | None
    front: bool = False
    letter: bool = False


#: By word, in the order of the sheets.
EXTRAS: dict[str, Extra] = {
    "memo": Extra(lambda plan, findings, words, _: memo_sheet(plan, findings, words), front=True, letter=True),
    "cover": Extra(lambda plan, findings, words, _: cover_sheet(plan, findings, words), front=True, letter=True),
    "background": Extra(lambda plan, _, __, wish: background_sheet(plan, wish.form, Layout.of(plan)), front=True),
    "analysis": Extra(lambda plan, *_: analysis_sheet(analyse(plan), Layout.of(plan))),
    "items": Extra(lambda plan, *_: items_analysis_sheet(analyse(plan), Layout.of(plan))),
    "topics": Extra(lambda plan, *_: topics_sheet(analyse(plan), Layout.of(plan))),
    "followup": Extra(lambda plan, *_: followup_of_plan(plan)),
    CHECKLIST: Extra(None),
}


def extras_named(words: Iterable[str], known: Collection[str] = tuple(EXTRAS)) -> tuple[str, ...]:
    """The words of one or more lists, in the order of the sheets that are ``known``, each once.

    >>> extras_named(["cover, memo", "memo"])
    ('memo', 'cover')

    Raises:
        OutputError: E306 for a word that names no sheet.
    """
    asked = {word.strip().lower() for text in words for word in text.split(",") if word.strip()}
    if unknown := sorted(asked - set(known)):
        raise OutputError(
            "E306",
            f"ไม่มีแผ่นเสริมชื่อ “{', '.join(unknown)}”",
            cure=f"เลือกจาก {', '.join(known)} คั่นด้วยเครื่องหมายจุลภาค",
        )
    return tuple(word for word in known if word in asked)
