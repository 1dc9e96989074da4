"""The summary of many agencies → its workbook: a table with filters, heat, charts and links; no sheet an agency."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from ita_xl.diagnosis import Thresholds
from ita_xl.findings import Severity
from ita_xl.sheets import looks
from ita_xl.sheets.build import Builder
from ita_xl.sheets.model import Area, Book, Chart, Condition, Page, Series, Sheet
from ita_xl.sheets.theme import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ita_xl.sheets.model import Value

OVERVIEW, SPREAD, LEAGUE, WEAK = "ภาพรวม", "การกระจาย", "ตารางคะแนน", "จุดอ่อนที่พบมาก"
NEAR, FINDINGS, FILES = "ใกล้ระดับถัดไป", "ข้อสังเกต", "แฟ้ม"
UNSURE = "ยังบอกระดับไม่ได้"
_CLASSES = Thresholds()
#: Excel takes no more links on one sheet.
_LINKS = 65_000
_CHART = 320
#: The column at which a chart beside a table of counts begins.
_BESIDE = 2
_HEIGHT = 23
_LONG = Page(landscape=True, repeat=(1, 1), flowing=True)


@dataclass(frozen=True, slots=True)
class Standing:
    """One agency and year in the league table; ``rank`` among the agencies of its year, ``change`` in points.

    ``tools`` and ``indicators`` stand in the order of :class:`Summary`; ``findings`` count errors and warnings.
    """

    rank: int | None
    agency: str
    province: str
    district: str
    kind: str
    fiscal_year: int
    overall: Decimal | None
    change: Decimal | None
    moved: int | None
    level: str
    tools: tuple[Decimal | None, ...]
    indicators: tuple[Decimal | None, ...]
    findings: int
    report: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """How many agencies of a group reach each level (in the order of :class:`Summary`), and their mean."""

    group: str
    name: str
    agencies: int
    mean: Decimal | None
    levels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Common:
    """A weak item that many agencies share: how many of those that have a score of it, and the measure proposed."""

    fiscal_year: int
    label: str
    title: str
    weak: int
    urgent: int
    known: int
    mean: Decimal
    lowest: Decimal
    measure: str


@dataclass(frozen=True, slots=True)
class Near:
    """An agency that one improvement brings to the next level."""

    agency: str
    province: str
    level: str
    next_level: str
    lacking: str
    improvement: str
    gain: Decimal
    report: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """One finding of one agency."""

    agency: str
    province: str
    fiscal_year: int
    severity: Severity
    code: str
    message: str
    cells: str
    cure: str


@dataclass(frozen=True, slots=True)
class File:
    """One source and how it ended, failures with code and cure."""

    name: str
    status: str
    agencies: int
    code: str = ""
    message: str = ""
    cure: str = ""


@dataclass(frozen=True)
class Summary:
    """What is known of many agencies together. ``bins`` are the counts of overall scores by lower bound (points)."""

    levels: tuple[str, ...]
    tools: tuple[str, ...]
    league: tuple[Standing, ...]
    counts: tuple[Count, ...]
    bins: tuple[tuple[str, int], ...]
    common: tuple[Common, ...]
    near: tuple[Near, ...]
    told: tuple[Told, ...]
    files: tuple[File, ...]


def summary_book(summary: Summary) -> Book:
    """The workbook of a province or of the country."""
    return Book(
        title="สรุปผลการประเมิน ITA หลายหน่วยงาน",
        subject="การประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ",
        sheets=(
            _overview(summary),
            *((_spread(summary),) if summary.bins else ()),
            _league(summary),
            _common(summary),
            _near(summary),
            _findings(summary),
            _files(summary),
        ),
        header=("สรุปผลการประเมิน ITA", ""),
    )


def _overview(summary: Summary) -> Sheet:
    # Where not all tools are known, an agency may have more than one level.
    unsure = any(one.agencies > sum(one.levels) for one in summary.counts)
    levels = (*summary.levels, *((UNSURE,) if unsure else ()))
    sheet = Builder(OVERVIEW, (20, 34, 12, 12, *(21 for _ in levels)), Page(landscape=True), theme().colour("navy"))
    sheet.wide("สรุปผลการประเมิน ITA หลายหน่วยงาน", "title")
    known = [one.overall for one in summary.league if one.overall is not None]
    failed = len({one.name for one in summary.files if one.code})
    sheet.wide(
        f"หน่วยงาน {len(summary.league):,} รายการ มีคะแนนภาพรวม {len(known):,} | "
        f"แฟ้ม {len({one.name for one in summary.files}):,} ไม่สำเร็จ {failed:,}",
        "subtitle",
    )
    drawn = bool(summary.counts and levels)
    row = sheet.reserve(_CHART) if drawn else sheet.row
    sheet.skip(8)
    sheet.wide("จำนวนหน่วยงานตามระดับ ประเภท และพื้นที่", "heading")
    head = sheet.line(("กลุ่ม", "รายการ", "หน่วยงาน", "เฉลี่ย", *levels), "header")
    sheet.page = replace(sheet.page, repeat=(head, head))
    for one in summary.counts:
        reached = (*one.levels, one.agencies - sum(one.levels))[: len(levels)]
        _row(sheet, (one.group, one.name, one.agencies, one.mean, *(count or None for count in reached)),
             ("cell", "cell", "count", "score", *("count" for _ in levels)))  # fmt: skip
    sheet.table("ITA_counts", head)
    if drawn:
        # The first count is that of all agencies.
        first = summary.counts[0]
        _bars(sheet, "จำนวนหน่วยงานแต่ละระดับ", Area(head, 4, head, sheet.last), Area(head + 1, 4, head + 1, sheet.last),
              max(*first.levels, first.agencies - sum(first.levels)), row, 0)  # fmt: skip
    return sheet.sheet()


def _spread(summary: Summary) -> Sheet:
    """The counts of overall scores, with their chart beside them."""
    sheet = Builder(
        SPREAD, (20, 16, *(16 for _ in range(6))), Page(landscape=True, one_page=True), theme().colour("navy")
    )
    sheet.wide("การกระจายของคะแนนภาพรวม", "title")
    head = sheet.row
    for column, text in enumerate(("ช่วงคะแนน", "หน่วยงาน")):
        sheet.put(head, column, text, "header")
    sheet.heights[head] = _HEIGHT
    sheet.row += 1
    for name, count in summary.bins:
        _row(sheet, (name, count), ("center", "count"))
    last = sheet.row - 1
    _bars(sheet, "การกระจายของคะแนนภาพรวม", Area(head + 1, 0, last, 0), Area(head + 1, 1, last, 1),
          max(count for _, count in summary.bins), head, _BESIDE)  # fmt: skip
    while sum(sheet.heights.get(row, 0) for row in range(head, sheet.row)) < _CHART * 0.75:
        sheet.skip(_HEIGHT)
    return sheet.sheet()


def _bars(sheet: Builder, title: str, names: Area, values: Area, most: int, row: int, column: int) -> None:
    """A chart of counts from a cell to the right edge."""
    series = Series("จำนวนหน่วยงาน", sheet.name, names, values, looks.now())
    top = max(most + most // 10 + 1, 5)
    width = sheet.pixels(sheet.last) - (sheet.pixels(column - 1) if column else 0)
    alt = f"กราฟแท่ง {title}"
    sheet.charts.append(Chart("column", title, alt, (series,), row, column, width, _CHART, 0, top, "#,##0"))


def _league(summary: Summary) -> Sheet:
    tools = len(summary.tools)
    widths = (7, 38, 16, 17, 23, 7, 9, 11, 9, 18, *(8 for _ in range(tools + 10)), 10)
    sheet = Builder(LEAGUE, widths, _LONG, theme().colour("blue"))
    sheet.wide("ตารางคะแนนทุกหน่วยงาน (ชื่อหน่วยงานเปิดรายงาน กรองและเรียงได้จากหัวตาราง)", "title")
    heads = ("อันดับ", "หน่วยงาน", "จังหวัด", "อำเภอ", "ประเภท", "ปี", "ภาพรวม", "เปลี่ยนแปลง", "อันดับ\nเปลี่ยน", "ระดับ",
             *summary.tools, *(f"ตัวชี้วัด\nที่ {number}" for number in range(1, 11)), "ข้อสังเกต")  # fmt: skip
    head = sheet.line(heads, "header", height=2 * _HEIGHT)
    sheet.freeze = (sheet.row, 2)
    styles = ("count", "cell", "cell", "cell", "cell", "whole", "score", "change", "rank_change", "center",
              *("score" for _ in range(tools + 10)), "count")  # fmt: skip
    first = sheet.row
    for at, one in enumerate(summary.league):
        values = (one.rank, one.agency, one.province, one.district, one.kind, one.fiscal_year, one.overall, one.change,
                  one.moved, one.level or UNSURE, *one.tools, *one.indicators, one.findings)  # fmt: skip
        _row(sheet, values, styles, link=one.report if at < _LINKS else "")
    sheet.table("ITA_league", head)
    if summary.league:
        for left, right in ((6, 6), (10, 9 + tools + 10)):
            _heat(sheet, Area(first, left, sheet.row - 1, right))
    return sheet.sheet()


def _heat(sheet: Builder, area: Area) -> None:
    """The three classes of scores as colours; an empty cell has none."""
    sheet.conditions.append(Condition(area))
    for style, criteria, bound in (
        ("keep", ">=", _CLASSES.keep), ("raise", ">=", _CLASSES.urgent), ("urgent", "<", _CLASSES.urgent),
    ):  # fmt: skip
        sheet.conditions.append(Condition(area, style, criteria=criteria, bound=bound))


def _common(summary: Summary) -> Sheet:
    sheet = Builder(WEAK, (9, 14, 56, 12, 12, 12, 10, 10, 10, 70), _LONG,
                    theme().colour("red"))  # fmt: skip
    sheet.wide(f"ข้อที่หลายหน่วยงานได้คะแนนต่ำกว่า {_CLASSES.keep} เรียงจากที่พบมาก พร้อมมาตรการที่เสนอ", "title")
    heads = (
        "ปี",
        "ข้อ",
        "ประเด็น",
        "จำนวน\nหน่วยงาน",
        f"ต่ำกว่า {_CLASSES.urgent}",
        "ที่ทราบ\nคะแนน",
        "ร้อยละ",
        "เฉลี่ย",
        "ต่ำสุด",
        "มาตรการที่เสนอ",
    )
    head = sheet.line(heads, "header")
    sheet.freeze = (sheet.row, 0)
    for one in summary.common:
        share = (Decimal(one.weak) * 100 / one.known).quantize(Decimal("0.01"))
        counts = (one.weak, one.urgent, one.known, share, one.mean, one.lowest)
        sheet.line(
            (one.fiscal_year, one.label, one.title, *counts, one.measure),
            ("whole", "code", "cell", "count", "count", "count", "score", "score", "score", "cell"),
        )
    sheet.table("ITA_common", head)
    if not summary.common:
        sheet.wide(f"ไม่มีข้อที่ต่ำกว่า {_CLASSES.keep} หรือไม่มีคะแนนรายข้อ", "cell")
    return sheet.sheet()


def _near(summary: Summary) -> Sheet:
    sheet = Builder(NEAR, (44, 16, 18, 18, 52, 80, 12), _LONG, theme().colour("green"))
    sheet.wide("หน่วยงานที่เพิ่มคะแนนเพียงเรื่องเดียวก็ถึงระดับถัดไป เรียงจากที่ต้องเพิ่มน้อย", "title")
    head = sheet.line(("หน่วยงาน", "จังหวัด", "ระดับ", "ระดับถัดไป", "ที่ยังขาด", "เรื่องที่ต้องเพิ่ม", "เพิ่มอีก"), "header")
    sheet.freeze = (sheet.row, 0)
    for one in summary.near:
        values = (one.agency, one.province, one.level or UNSURE, one.next_level, one.lacking, one.improvement, one.gain)
        _row(sheet, values, ("cell", "cell", "center", "center", "cell", "cell", "score"), link=one.report, at=0)
    sheet.table("ITA_near", head)
    if not summary.near:
        sheet.wide("ไม่มี", "cell")
    return sheet.sheet()


def _findings(summary: Summary) -> Sheet:
    sheet = Builder(FINDINGS, (40, 16, 9, 15, 9, 90, 30, 50), _LONG, theme().colour("amber"))
    sheet.wide("ข้อสังเกตรายหน่วยงาน", "title")
    head = sheet.line(("หน่วยงาน", "จังหวัด", "ปี", "ความสำคัญ", "รหัส", "ข้อสังเกต", "ตำแหน่งในแฟ้ม", "วิธีแก้ไข"), "header")
    sheet.freeze = (sheet.row, 0)
    styles = {Severity.ERROR: "urgent", Severity.WARNING: "raise", Severity.INFO: "center"}
    for one in summary.told:
        whose, what = (one.agency, one.province, one.fiscal_year), (one.severity.thai, one.code, one.message)
        _row(sheet, (*whose, *what, one.cells, one.cure),
             ("cell", "cell", "whole", styles[one.severity], "code", "cell_small", "place", "cell_small"))  # fmt: skip
    sheet.table("ITA_findings", head)
    if not summary.told:
        sheet.wide("ไม่พบข้อขัดแย้ง", "cell")
    return sheet.sheet()


def _files(summary: Summary) -> Sheet:
    sheet = Builder(FILES, (66, 22, 12, 9, 80, 70), _LONG, theme().colour("quiet"))
    sheet.wide("แฟ้มทุกแฟ้มและผล", "title")
    head = sheet.line(("แฟ้ม", "ผล", "หน่วยงาน", "รหัส", "เหตุ", "วิธีแก้ไข"), "header")
    sheet.freeze = (sheet.row, 0)
    for one in summary.files:
        values = (one.name, one.status, one.agencies, one.code, one.message, one.cure)
        _row(sheet, values, ("place", "urgent" if one.code else "center", "count", "code", "cell_small", "cell_small"))
    sheet.table("ITA_files", head)
    return sheet.sheet()


def _row(sheet: Builder, values: Sequence[Value], styles: Sequence[str], *, link: str = "", at: int = 1) -> None:
    """A row of a table, as high as its texts; ``at`` has the link."""
    for column, value in enumerate(values):
        own = f"external:{link}" if link and column == at and "#" not in link else ""
        sheet.put(sheet.row, column, None if value == "" else value, styles[column], link=own)
    sheet.fit(sheet.row, _HEIGHT)
    sheet.row += 1
