"""ปก: the cover of a report, one A4 page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ita_xl.sheets.build import Builder
from ita_xl.sheets.letters import dots, place_words, publication
from ita_xl.sheets.model import Page, Sheet
from ita_xl.sheets.theme import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ita_xl.findings import Finding
    from ita_xl.letterhead import Letterhead
    from ita_xl.measures import MeasuresPlan

COVER = "ปก"
_WIDTH = 83.0
_MARGINS = (1.18, 0.79, 0.98, 0.79)
#: Points of the page between its margins that the rows fill, a little less than there are.
_HEIGHT = 690.0
#: The largest a logo is shown, in pixels.
_LOGO = (240, 160)
_RESULT = "รายงานการวิเคราะห์ผลการประเมิน\nคุณธรรมและความโปร่งใส\nในการดำเนินงานของหน่วยงานภาครัฐ (ITA)"
_MEASURES = "มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน"


def cover_sheet(plan: MeasuresPlan, findings: Sequence[Finding], letterhead: Letterhead) -> Sheet:
    """The cover of the result and its plan: titles and both years."""
    del findings  # a cover holds no figures
    card = plan.diagnosis.card
    where = publication(card)
    titles = (
        f"{_RESULT}\nประจำปีงบประมาณ พ.ศ. {card.framework.fiscal_year}",
        f"และ{where.title if where else _MEASURES}\nประจำปีงบประมาณ พ.ศ. {plan.plan_year}",
    )
    return cover_page(titles, card.assessment.agency, place_words(card.assessment, letterhead), letterhead)


def cover_page(titles: Sequence[str], agency: str, place: str, letterhead: Letterhead) -> Sheet:
    """The cover: titles, agency and place, office, and the month where the date of the letter tells it."""
    sheet = Builder(COVER, (_WIDTH,), Page(one_page=True, margins=_MARGINS, running=False))
    groups = (
        [(title, "cover_title") for title in titles],
        [(agency or dots(300, 24), "cover_agency"), (place, "cover_text")],
        [(f"จัดทำโดย\n{letterhead.office or dots(220, 20)}", "cover_text"), (letterhead.month, "cover_text")],
    )
    if logo := theme().logo:
        sheet.picture(logo, f"ตราของ{agency or 'หน่วยงาน'}", box=_LOGO, centre=True)
        sheet.skip(_LOGO[1] * 0.75 + 6)
    gaps = []
    for group in groups:
        gaps.append(sheet.row)
        sheet.skip()
        for text, style in group:
            if text:
                sheet.wide(text, style)
                sheet.skip(14)
    # Little above, most before the agency and before the office.
    rest = max(_HEIGHT - sum(sheet.heights.values()), 60.0)
    for row, share in zip(gaps, (0.2, 0.4, 0.4), strict=True):
        sheet.heights[row] = round(rest * share, 2)
    return sheet.sheet()
