"""The memo and the cover of the implementation report: what they say of a plan with what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ita_xl import criteria, framework
from ita_xl.assessment import Assessment
from ita_xl.findings import Severity
from ita_xl.progress import Status
from ita_xl.sheets.cover import cover_page
from ita_xl.sheets.letters import ASSESSMENT, Publication, place_words
from ita_xl.sheets.memo import Words, memo_page

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ita_xl.letterhead import Letterhead
    from ita_xl.progress import Progress
    from ita_xl.sheets.model import Sheet

_MEASURES = "มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน"
_FISCAL_STARTS = 10


def progress_memo(progress: Progress, letterhead: Letterhead) -> Sheet:
    """The memo that lays the report before the executive, filled from what was done and the letterhead."""
    agency = progress.agency or "หน่วยงาน"
    words = Words(
        agency=progress.agency,
        place=_place(progress, letterhead),
        subject=(f"รายงานผลการดำเนินการตาม{_MEASURES}", f"ประจำปีงบประมาณ พ.ศ. {progress.year}"),
        origin=f"ตามที่{agency}ได้กำหนด{_MEASURES} ประจำปีงบประมาณ พ.ศ. {progress.year} จากผล{ASSESSMENT} นั้น",
        facts=tuple(facts(progress)),
        proposal=proposal(progress),
    )
    return memo_page(words, letterhead)


def progress_cover(progress: Progress, letterhead: Letterhead) -> Sheet:
    """The cover: title, year of the measures, agency and place, office, and the month of the letter."""
    title = f"รายงานผลการดำเนินการตาม\n{_MEASURES}\nประจำปีงบประมาณ พ.ศ. {progress.year}"
    return cover_page((title,), progress.agency, _place(progress, letterhead), letterhead)


#: The letters to ask for by word, in the order of the sheets.
LETTERS: Mapping[str, Callable[[Progress, Letterhead], Sheet]] = {"memo": progress_memo, "cover": progress_cover}


def facts(progress: Progress) -> list[str]:
    """The paragraphs of ข้อเท็จจริง: how far the measures are; the result and how the scores have
    changed, where they are known; how many errors the files hold."""
    scores = progress.score_sentences()
    errors = sum(one.severity is Severity.ERROR for one in progress.findings)
    doubts = [f"ในแฟ้มมีข้อที่ต้องแก้ไข {errors} รายการ ซึ่งต้องตรวจกับผลที่ประกาศก่อนเผยแพร่"] if errors else []
    return [" ".join(progress.status_sentences()), *([" ".join(scores)] if scores else []), *doubts]


def proposal(progress: Progress) -> str:
    """What the executive is asked: to take note, to have what is open done, to have the report published."""
    rest = len(progress.measures) - progress.counts[Status.DONE]
    asked = ["รับทราบผลการดำเนินการตามเอกสารแนบ"]
    if rest:
        late = f" โดยเฉพาะที่เกินกำหนดแล้ว {len(progress.overdue)} รายการ" if progress.overdue else ""
        asked.append(f"สั่งการให้ส่วนงานที่รับผิดชอบเร่งรัดและรายงานผลของมาตรการที่ยังไม่มีผลว่าแล้วเสร็จ {rest} รายการ{late}")
    where = report_publication(progress)
    under = (
        f" ตามข้อ {where.code} {where.title} ของ{where.tool} (OIT) ปีงบประมาณ พ.ศ. {where.fiscal_year}" if where else ""
    )
    asked.append(f"ให้เผยแพร่รายงานผลการดำเนินการบนเว็บไซต์ของหน่วยงาน{under}")
    numbered = [f"({number}) {one}" for number, one in enumerate(asked, start=1)]
    return f"เห็นควรเสนอเพื่อโปรด {' '.join(numbered[:-1])} และ {numbered[-1]}"


def report_publication(progress: Progress) -> Publication | None:
    """The item that asks for the report on measures of this year.

    Where the items of two years ask for it, the one of the fiscal year of the report counts; ``None`` where it is
    neither, or where the criteria are not known yet.
    """
    day = progress.as_of
    now = day.year + 543 + (day.month >= _FISCAL_STARTS)
    asking = [year for year in criteria.years() if criteria.load(year).report_year == progress.year]
    year = now if now in asking else asking[0] if len(asking) == 1 else None
    if year is None:
        return None
    document = next(one for one in criteria.load(year).documents if one.subject is criteria.Subject.REPORT)
    return Publication(document.code, document.title, framework.load(year).tool("OIT").name, year)


def _place(progress: Progress, letterhead: Letterhead) -> str:
    return place_words(Assessment(progress.year, progress.agency, progress.province), letterhead)
