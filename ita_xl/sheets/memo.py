"""บันทึกข้อความ: the memo that lays a matter before the executive, on one A4 page: the result with its plan, or a report.

The layout is that of the rules on official correspondence (ระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ) as far as cells can
follow it; the blocks of opinions are those that agencies print on theirs.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from ita_xl.sheets.build import Builder
from ita_xl.sheets.letters import ASSESSMENT, dots, facts, place_words, proposal
from ita_xl.sheets.measure import column_points
from ita_xl.sheets.model import Page, Sheet
from ita_xl.sheets.theme import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ita_xl.findings import Finding
    from ita_xl.letterhead import Letterhead, Signer
    from ita_xl.measures import MeasuresPlan

MEMO = "บันทึกข้อความ"
#: Twelve columns, somewhat wider together than the paper: what must stand on one page is printed a little smaller.
_COLUMNS = (7.58,) * 12
_HALF, _THIRD = len(_COLUMNS) // 2, len(_COLUMNS) // 3
#: 3 cm left, 2 cm right (inches), the rest as little as printers need.
_MARGINS = (1.18, 0.79, 0.6, 0.5)
_INDENT = " " * 18
_BOX = "☐"
#: The emblem of letters is 1.5 cm high (pixels: width, height).
_EMBLEM = (80, 57)
#: Room for a hand on a rule that is dotted itself.
_GAP = "\u00a0" * 24

#: Lines of a block, each a text and its style.
_Block = list[tuple[str, str]]


class Words(NamedTuple):
    """What one memo says; ``agency`` and ``place`` are empty where they are not known, ``subject`` has two lines."""

    agency: str
    place: str
    subject: tuple[str, str]
    origin: str
    facts: tuple[str, ...]
    proposal: str


def memo_sheet(plan: MeasuresPlan, findings: Sequence[Finding], letterhead: Letterhead) -> Sheet:
    """The memo on the result and the plan, filled from the scores and the letterhead."""
    card = plan.diagnosis.card
    agency = card.assessment.agency
    year = card.framework.fiscal_year
    words = Words(
        agency=agency,
        place=place_words(card.assessment, letterhead),
        subject=(
            f"รายงานการวิเคราะห์ผล{ASSESSMENT}",
            f"ประจำปีงบประมาณ พ.ศ. {year} และขอความเห็นชอบแผนมาตรการปีงบประมาณ พ.ศ. {plan.plan_year}",
        ),
        origin=f"ตามที่{agency or 'หน่วยงาน'}ได้เข้ารับ{ASSESSMENT} ประจำปีงบประมาณ พ.ศ. {year} นั้น",
        facts=tuple(facts(plan, findings)),
        proposal=proposal(plan),
    )
    return memo_page(words, letterhead)


def memo_page(words: Words, letterhead: Letterhead) -> Sheet:
    """The page of a memo; what is unknown is a dotted line to write on."""
    sheet = Builder(MEMO, _COLUMNS, Page(one_page=True, margins=_MARGINS, running=False))
    if emblem := theme().emblem:
        sheet.picture(emblem, "ตราครุฑ", box=_EMBLEM)
    sheet.wide(MEMO, "letter_title", height=_EMBLEM[1] * 0.75)
    _head(sheet, words, letterhead)
    sheet.skip(4)
    _body(sheet, words)
    sheet.skip(6)
    _side_by_side(sheet, _HALF, [], _signature(letterhead.proposer, _HALF))
    sheet.skip(8)
    _side_by_side(
        sheet,
        _THIRD,
        _opinion(letterhead.supervisor),
        _opinion(letterhead.secretary),
        _decision(letterhead.executive),
    )
    return sheet.sheet()


def _head(sheet: Builder, words: Words, letterhead: Letterhead) -> None:
    office = [
        letterhead.office or _GAP,
        words.agency or dots(150),
        words.place,
        f"โทร. {letterhead.phone or dots(58)}",
    ]
    _ruled(sheet, ((0, 1, "ส่วนราชการ", 11, " ".join(word for word in office if word)),))
    _ruled(sheet, ((0, 0, "ที่", 5, letterhead.number), (6, 6, "วันที่", 11, letterhead.date)))
    _ruled(sheet, ((0, 0, "เรื่อง", 11, words.subject[0]),))
    _ruled(sheet, ((0, 0, "", 11, words.subject[1]),))
    sheet.skip(5)
    row = sheet.row
    sheet.put(row, 0, "เรียน", "letter")
    sheet.span(row, 1, 11, letterhead.to or None, "letter" if letterhead.to else "letter_rule")
    sheet.fit(row, 24)
    sheet.row += 1


def _ruled(sheet: Builder, fields: Sequence[tuple[int, int, str, int, str]]) -> None:
    """A row of labels (from, to, text) and values that end in a column, each value on a dotted rule."""
    row = sheet.row
    for first, last, label, end, value in fields:
        sheet.span(row, first, last, label or None, "letter_label")
        sheet.span(row, last + 1, end, value or None, "letter_rule")
    sheet.fit(row, 27 if any(label for _, _, label, _, _ in fields) else 23)
    sheet.row += 1


def _body(sheet: Builder, words: Words) -> None:
    for title, paragraphs in (("เรื่องเดิม", (words.origin,)), ("ข้อเท็จจริง", words.facts), ("ข้อพิจารณา", (words.proposal,))):
        sheet.wide(title, "letter_bold")
        for text in paragraphs:
            sheet.wide(f"{_INDENT}{text}", "letter")
    sheet.wide(f"{_INDENT}จึงเรียนมาเพื่อโปรดพิจารณา", "letter")


def _signature(signer: Signer, columns: int, *, dated: bool = False) -> _Block:
    """Where somebody signs: a line, the name in brackets, the position, and perhaps a date to write in."""
    width = _width(columns)
    lines = [
        f"(ลงชื่อ) {dots(width - 60)}",
        f"({signer.name or dots(width - 40)})",
        signer.position or f"ตำแหน่ง {dots(width - 65)}",
    ]
    if dated:
        lines.append("........ / ................ / ........")
    return [(line, "letter_center") for line in lines]


def _opinion(signer: Signer) -> _Block:
    """The opinion of one superior, with lines to write it on."""
    width = _width(_THIRD)
    title = f"ความเห็น{signer.position}" if signer.position else f"ความเห็น {dots(width - 65)}"
    lines = [(dots(width - 12), "letter")] * 3
    return [(title, "letter_bold"), *lines, *_signature(signer, _THIRD, dated=True)]


def _decision(executive: Signer) -> _Block:
    """The opinion and order of the executive: boxes to tick, and the signature."""
    width = _width(_THIRD)
    title = f"ความเห็น/คำสั่ง{executive.position}" if executive.position else f"ความเห็น/คำสั่ง {dots(width - 95)}"
    ticks = (
        "เห็นชอบ ให้ดำเนินการตามเสนอ",
        f"ไม่เห็นชอบ เพราะ {dots(width - 115)}",
        f"อื่น ๆ {dots(width - 60)}",
    )
    boxes = [(f"{_BOX} {text}", "letter") for text in ticks]
    return [(title, "letter_bold"), *boxes, *_signature(executive, _THIRD, dated=True)]


def _side_by_side(sheet: Builder, columns: int, *blocks: _Block) -> None:
    """Blocks of so many columns each beside each other, line by line."""
    for lines in zip_longest(*blocks):
        row = sheet.row
        for at, line in enumerate(lines):
            if line:
                sheet.span(row, at * columns, (at + 1) * columns - 1, line[0], line[1])
        sheet.fit(row)
        sheet.row += 1


def _width(columns: int) -> float:
    """Width in points of so many columns."""
    return sum(column_points(one) for one in _COLUMNS[:columns])
