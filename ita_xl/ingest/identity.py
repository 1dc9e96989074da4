"""Which agency, province and year a workbook is about, and the levels it prints."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from ita_xl import carried
from ita_xl.assessment import Wording
from ita_xl.framework import load, years
from ita_xl.ingest.grid import cell_of
from ita_xl.ingest.headers import column_of, header_of, label_column, merge_headers, unit_named, year_in, years_in
from ita_xl.ingest.labels import AGENCY, LEVEL, MAYBE_LEVEL, PROVINCE, YEAR, labelled
from ita_xl.ingest.model import VALUES, Role
from ita_xl.thai import remembered, squash

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from ita_xl.framework import Framework
    from ita_xl.ingest.grid import Grid
    from ita_xl.ingest.model import Header

#: A name stands free or behind "ของ"; inside another word (และจังหวัด…) it is none.
_FREE = r"(?:(?<![ก-๏])|(?<=ของ)|(?<=หน่วยงาน)|(?<=นายก))"
#: Words that go on about many agencies, not about one by name.
_MANY = r"(?!\s?(?:ใน|ทุก|ทั้ง|และ|แต่ละ|ต่าง|ที่))"
_ABBREVIATED = r"(?:\s?เขต\s?[\d๐-๙]+)?(?:\s?\([^()\s]{2,12}\))?"
_AGENCY = re.compile(
    _FREE + r"(?:องค์การบริหารส่วน(?:ตำบล|จังหวัด)|เทศบาล(?:ตำบล|เมือง|นคร)|อบต\.|อบจ\.|ทต\.|ทม\.|ทน\.|มหาวิทยาลัย|"
    r"กรม(?!การ(?:จังหวัด|อำเภอ)))" + _MANY + r"\s?[ก-๏][^\s(:]*" + _ABBREVIATED
)
_OFFICE = re.compile(
    _FREE + r"(?!สำนักงาน\s?(?:คณะกรรมการ)?(?:ป\.ป\.ช|ป้องกันและปราบปรามการทุจริต))"
    r"(?:สถานีตำรวจ|สภ\.|สน\.|สพป\.|สพม\.|สสจ\.|สสอ\.|รพ\.|สำนักงาน|สถาบัน|"
    r"โรงเรียน|โรงพยาบาล|วิทยาลัย|กระทรวง|การ(?:ไฟฟ้า|ประปา|ท่าเรือ|รถไฟ|เคหะ|ยาง|กีฬา|ท่องเที่ยว|ทาง|นิคม)|"
    r"ธนาคาร|สำนัก|ที่ทำการ|องค์การ|ศูนย์|กอง|คณะ)(?!\s?ป\.ป\.ช|ปลัด(?!กระทรวง)|การประเมิน|กรรมการ)"
    + _MANY
    + r"[ก-๏][^\s(:]*"
    + _ABBREVIATED
)
_ENGLISH = re.compile(
    r"\b(?:[A-Z][\w&.'-]*\s+){1,6}(?:University|Municipality|Department|Office|Authority|College|Institute|Hospital|School)\b"
    r"|\b(?:University|Department|Ministry|Office|Institute|Bureau) of(?: the)?(?:\s+[A-Z][\w&.'-]*)+"
)
_PROVINCE = re.compile(_FREE + r"จังหวัด\s?([ก-๏]+)")
#: An office of an agency, named before it.
_OFFICE_OF = re.compile("สำนักปลัด|สำนักงานปลัด|กอง|งาน|ฝ่าย|ส่วน")
#: Where a sentence goes on behind a name without a space.
_VERB = re.compile("(?<=...)(?:(?:ได้|มี)(?:คะแนน|ผล|รับ|เข้า)|ประจำปี|ปีงบ)")
_SHORT_NAMES = (
    ("อบต.", "องค์การบริหารส่วนตำบล"), ("อบจ.", "องค์การบริหารส่วนจังหวัด"), ("ทต.", "เทศบาลตำบล"), ("ทม.", "เทศบาลเมือง"),
    ("ทน.", "เทศบาลนคร"),
)  # fmt: skip
_BEFORE = ("ปีก่อน", "ปีที่แล้ว", "ปีที่ผ่านมา")
#: The sheets that every report of this package has, and those of it that only say again what the others hold.
_REPORT = {"สรุปผล", "ตัวชี้วัด", "ข้อคำถาม", "จุดอ่อน", "แผนมาตรการ", "ตรวจสอบ", "ที่มา"}
RETOLD = (_REPORT - {"สรุปผล", "ตัวชี้วัด", "ข้อคำถาม"}) | {
    "บันทึกข้อความ", "ปก", "บทวิเคราะห์", "วิเคราะห์รายข้อ", "วิเคราะห์รายประเด็น", "แบบตรวจสอบ", "ติดตามผล", "จำลองคะแนน",
    "แผนภูมิ",
}  # fmt: skip
#: The sheets of the template, and those of it that hold nothing typed.
_TEMPLATE = {"เริ่มต้น", "คะแนน", "สรุปผล", "ตรวจสอบ", "คู่มือ"}
#: Those that only say again what its sheet ติดตามผล holds: the report on it, and sheets as they stood before a button.
TEMPLATE_AGAIN = frozenset({"รายงานผล", "แผนมาตรการ (เดิม)", "ติดตามผล (เดิม)", "รายงานผล (เดิม)"})
SHOWN = RETOLD | TEMPLATE_AGAIN | {"สรุปผล", "คู่มือ", "_ita", "_ita_items", "ita_xl_state"}
#: The sheets of a report of ours on measures, and those of it that only say again what the others hold.
_PROGRESS = {"สรุปผลการดำเนินการ", "รายงานผล"}
PROGRESS_AGAIN = frozenset({"บันทึกข้อความ", "ปก", "สรุปผลการดำเนินการ", "ผลต่อคะแนน", "ภาพหลักฐาน"})
_TITLE_ROWS = 12
_FEWEST_HEADS = 2
_LONGEST_YEAR = 30
#: What a number must lie between to be a year, of either era.
_EARLIEST, _LATEST = 2000, 2700
#: A cell that says that it names an agency.
_INTRODUCED = re.compile(r"(?:ชื่อ)?หน่วยงาน:?(?=องค์การ|เทศบาล|อบต|อบจ|มหาวิทยาลัย|สำนักงาน|กรม|โรง|วิทยาลัย)")
_FEW_ROWS = 200
_LONGEST_AGENCY = 200
PROVINCES = frozenset({
    "กระบี่", "กาญจนบุรี", "กาฬสินธุ์", "กำแพงเพชร", "ขอนแก่น", "จันทบุรี", "ฉะเชิงเทรา", "ชลบุรี", "ชัยนาท",
    "ชัยภูมิ", "ชุมพร", "เชียงราย", "เชียงใหม่", "ตรัง", "ตราด", "ตาก", "นครนายก", "นครปฐม", "นครพนม",
    "นครราชสีมา", "นครศรีธรรมราช", "นครสวรรค์", "นนทบุรี", "นราธิวาส", "น่าน", "บึงกาฬ", "บุรีรัมย์",
    "ปทุมธานี", "ประจวบคีรีขันธ์", "ปราจีนบุรี", "ปัตตานี", "พระนครศรีอยุธยา", "พะเยา", "พังงา", "พัทลุง",
    "พิจิตร", "พิษณุโลก", "เพชรบุรี", "เพชรบูรณ์", "แพร่", "ภูเก็ต", "มหาสารคาม", "มุกดาหาร", "แม่ฮ่องสอน",
    "ยโสธร", "ยะลา", "ร้อยเอ็ด", "ระนอง", "ระยอง", "ราชบุรี", "ลพบุรี", "ลำปาง", "ลำพูน", "เลย", "ศรีสะเกษ",
    "สกลนคร", "สงขลา", "สตูล", "สมุทรปราการ", "สมุทรสงคราม", "สมุทรสาคร", "สระแก้ว", "สระบุรี", "สิงห์บุรี",
    "สุโขทัย", "สุพรรณบุรี", "สุราษฎร์ธานี", "สุรินทร์", "หนองคาย", "หนองบัวลำภู", "อ่างทอง", "อำนาจเจริญ",
    "อุดรธานี", "อุตรดิตถ์", "อุทัยธานี", "อุบลราชธานี",
})  # fmt: skip
_LONGEST_TITLE = 300
_OTHER = re.compile(
    r"(?<![a-z])(?:lpa|pmqa|dla|มาตรฐานการปฏิบัติราชการ)(?![a-z])|ประสิทธิภาพขององค์กร|ความพึงพอใจ|การควบคุมภายใน"
)
_PLANNED = re.compile("มาตรการ|แผน|ไปสู่|เพื่อกำหนด|เป้าหมาย|โครงการ")
_LONGEST_LEVEL = 80
#: What stands beside “ระดับ” at the head of a table of criteria.
_OF_CRITERIA = frozenset({"เงื่อนไข", "เกณฑ์", "เกณฑ์คะแนน", "ช่วงคะแนน", "ความหมาย", "คำอธิบาย"})
#: A label with its value, and perhaps a unit or a remark.
_MOST_PAIR = 3


def _titles(grid: Grid) -> Iterator[str]:
    """The title lines of a sheet: rows near its top of one text cell, or of a few that head no columns."""
    for row in grid.lines:
        if row >= _TITLE_ROWS:
            return
        filled = [cell for cell in grid.rows[row] if cell is not None]
        if len(filled) == 1 or header_of(grid, row) is None:
            yield from (cell for cell in filled if isinstance(cell, str))
        else:
            yield from (cell for cell in filled if isinstance(cell, str) and _INTRODUCED.match(squash(cell)))


def _labelled(grids: Sequence[Grid], labels: frozenset[str]) -> str:
    for grid in grids:
        for label, value, _ in labelled(grid):
            if label in labels and not column_of(value) and not label_column(value):
                # A letterhead names the office before the agency.
                inside = _AGENCY.search(value) if labels is AGENCY and _OFFICE_OF.match(value) else None
                return inside[0] if inside else value
    return ""


def agency_of(grids: Sequence[Grid]) -> str:
    """The agency by its label, else by the first title that names one."""
    if found := _labelled(grids, AGENCY):
        return found[:_LONGEST_AGENCY]
    titles = [title for grid in grids for title in _titles(grid)]
    told = [*titles, *(text for grid in grids for text in _lines(grid, _TITLE_ROWS))]
    for patterns in ((_AGENCY,), (_OFFICE, _PROVINCE), (_ENGLISH,)):
        # A name is told many times; the one slip of a cover does not count.
        names = [one[0] for pattern in patterns for text in told for one in pattern.finditer(text)]
        named = Counter(_VERB.split(name)[0][:_LONGEST_AGENCY] for name in names)
        if any(pattern.search(title) for pattern in patterns for title in titles):
            return max(named, key=lambda one: named[one])
    if unit := next((title for title in titles if unit_named(title)), ""):
        return unit
    if province := next((grid.name.strip() for grid in grids if grid.name.strip() in PROVINCES), ""):
        return f"จังหวัด{province}"
    stem = re.sub(r"[_\s]+", " ", grids[0].file.rpartition(".")[0]) if grids else ""
    named_so = (one[0] for pattern in (_AGENCY, _OFFICE, _ENGLISH) for one in pattern.finditer(stem))
    return next(named_so, "")


def _lines(grid: Grid, first: int = 0) -> Iterator[str]:
    """Lines of one text cell among the first rows."""
    for row in grid.lines:
        if row >= _FEW_ROWS:
            return
        if row >= first:
            filled = [cell for cell in grid.rows[row] if cell is not None]
            if len(filled) == 1 and isinstance(filled[0], str):
                yield filled[0]


@remembered(1024, longest=_LONGEST_TITLE)
def names_agency(text: str) -> bool:
    """Whether a title line names an agency or a province."""
    return any(pattern.search(text) for pattern in (_AGENCY, _OFFICE, _PROVINCE, _ENGLISH)) or unit_named(text)


def agency_key(name: str) -> str:
    """One key for the ways an agency's name is written: short or whole, with or without its district and province.

    >>> agency_key("อบต.ป่าพลู") == agency_key("องค์การบริหารส่วนตำบล ป่าพลู อำเภอบ้านโฮ่ง จังหวัดลำพูน")
    True
    >>> agency_key("อบจ.ลำพูน") == agency_key("องค์การบริหารส่วนจังหวัดลำพูน") != agency_key("อบจ.น่าน")
    True
    """
    plain = squash(name)
    for short, whole in _SHORT_NAMES:
        if plain.startswith(short):
            plain = whole + plain[len(short) :]
    return (
        re.split(r"(?<=.)(?:อำเภอ|อ\.|(?<!บริหารส่วน)จังหวัด|จ\.)", plain)[0]
        if plain.startswith(("องค์การบริหาร", "เทศบาล"))
        else plain
    )


def agency_of_sheet(grid: Grid) -> str:
    """The agency that one sheet of several is about, by its label, a title or its name; empty when it does not say."""
    if found := _labelled((grid,), AGENCY):
        return found[:_LONGEST_AGENCY]
    for title in _titles(grid):
        if name := _AGENCY.search(title) or _OFFICE.match(title):
            return name[0][:_LONGEST_AGENCY]
    return grid.name if unit_named(grid.name) else ""


def retold(grids: Sequence[Grid]) -> AbstractSet[str]:
    """The sheets that only say again what others hold, of a report of this package or of its template."""
    names = {grid.name for grid in grids}
    if names >= _TEMPLATE:
        return SHOWN
    if names >= _REPORT:
        return RETOLD
    return PROGRESS_AGAIN if names >= _PROGRESS else frozenset()


def brought(grids: Sequence[Grid]) -> AbstractSet[str]:
    """The sheets of measures that an input workbook has from an older one."""
    names = {grid.name for grid in grids}
    return {carried.PLAN, carried.FOLLOWUP} if carried.PLAN in names else frozenset()


def measures_again(grids: Sequence[Grid]) -> AbstractSet[str]:
    """The sheets whose measures and results others of the same file hold, of what this package made."""
    names = {grid.name for grid in grids}
    if names >= _TEMPLATE:
        return TEMPLATE_AGAIN
    return PROGRESS_AGAIN if retold(grids) is PROGRESS_AGAIN else frozenset()


def province_of(grids: Sequence[Grid]) -> str:
    """The province by its label, else from a title."""
    if found := _labelled(grids, PROVINCE):
        return found.removeprefix("จังหวัด").strip()[:_LONGEST_AGENCY]
    for grid in grids:
        for title in _titles(grid):
            if name := _PROVINCE.search(title):
                return name[1]
    return ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a sheet says of itself, before any figure is read.

    ``labelled`` is the year beside its label, ``year`` that or else the one of its name or title, ``columns`` the years
    its columns of scores name, ``rows`` those that head its rows, ``told`` those of sentences about the result;
    ``previous`` tells a sheet named after the year before.
    """

    grid: Grid
    labelled: int | None
    year: int | None
    columns: frozenset[int]
    scores: bool
    previous: bool
    rows: frozenset[int] = frozenset()
    told: frozenset[int] = frozenset()


def sheet_of(grid: Grid) -> Sheet:
    """Look a sheet over."""
    headers = [
        header for row in range(min(len(grid.rows), _FEW_ROWS)) if (header := _header(grid, row)) and header.scores
    ]
    labelled_year = next(
        (year for label, value, _ in labelled(grid) if label in YEAR and (year := year_in(value))), None
    )
    return Sheet(
        grid,
        labelled_year,
        labelled_year or year_in(grid.name) or _titled_year(grid),
        frozenset(_columns_years(headers, labelled_year or _titled_year(grid))),
        bool(headers),
        any(word in squash(grid.name) for word in _BEFORE),
        frozenset(_rows_years(grid)),
        frozenset(year for text in _sentences(grid) for year in years_in(text)),
    )


def _columns_years(headers: Sequence[Header], titled: int | None) -> Iterator[int]:
    """The years of the columns; beside dated ones, those without a year are of the year of the title."""
    for header in headers:
        values = [one for one in header.columns.values() if one.role in VALUES]
        dated = {one.year for one in values if one.year}
        yield from dated
        bare = any(one.role is Role.SCORE and not one.year for one in values)
        if dated and bare and titled == max(dated) + 1:
            yield titled


def _header(grid: Grid, row: int) -> Header | None:
    """A header row, read together with the one above it."""
    own = header_of(grid, row)
    if own is None or not row or len([cell for cell in grid.rows[row - 1] if cell is not None]) < _FEWEST_HEADS:
        return own
    above = header_of(grid, row - 1)
    return (merge_headers(grid, (row - 1, row)) if above is not None else None) or own


def _rows_years(grid: Grid) -> Iterator[int]:
    """The years that head rows, or stand in a column of years."""
    columns: set[int] = set()
    for row, raw in enumerate(grid.raw[:_FEW_ROWS]):
        if grid.counts[row] <= _FEWEST_HEADS:
            continue
        if grid.plain(row):
            columns.update([at for at, text in enumerate(raw) if text and isinstance(text, str) and _heads_years(text)])
        first = list(islice((at for at, value in enumerate(raw) if value != ""), 2))
        for at in (*first, *(at for at in columns if at not in first and at < len(raw) and raw[at] != "")):
            value = raw[at]
            if isinstance(value, float) and not _EARLIEST < value < _LATEST:
                continue
            if len(text := str(cell_of(value))) < _LONGEST_YEAR and (year := year_in(text)):
                yield year


@remembered(4096)
def _heads_years(text: str) -> bool:
    """Whether a text as the file has it heads a column of years."""
    column = label_column(str(cell_of(text)))
    return column is not None and column.role is Role.YEAR


def _sentences(grid: Grid) -> Iterator[str]:
    """Lines of text that speak of scores, not of plans."""
    for text in _lines(grid):
        plain = squash(text)
        if "คะแนน" in plain and not any(word in plain for word in ("มาตรการ", "แผน", "เป้าหมาย")):
            yield text


def _titled_year(grid: Grid) -> int | None:
    """The year of a title line about the result."""
    return next((year for title in _titles(grid) if (year := titled_year(title))), None)


@remembered(1024, longest=_LONGEST_TITLE)
def other_assessment(title: str) -> bool:
    """Whether a title is about another assessment.

    >>> other_assessment("ผลการประเมิน LPA ประจำปี 2567"), other_assessment("ผลการประเมิน ITA และ LPA")
    (True, False)
    """
    return _OTHER.search(squash(title)) is not None and not this_assessment(title)


@remembered(1024, longest=_LONGEST_TITLE)
def this_assessment(title: str) -> bool:
    """Whether a title names the integrity and transparency assessment."""
    return re.search("ita(?![a-z])|คุณธรรม|โปร่งใส", squash(title)) is not None


@remembered(1024, longest=_LONGEST_TITLE)
def titled_year(title: str) -> int | None:
    """The year of the result that a title is about; of a plan or a date it says none.

    >>> titled_year("ผลการประเมิน ITA ปี 2567 เพื่อกำหนดมาตรการ ปี 2568"), titled_year("แผนมาตรการ ปีงบประมาณ 2569")
    (2567, None)
    """
    plain = squash(title)
    if len(plain) > _LONGEST_TITLE or any(word in plain for word in ("วันที่", "ข้อมูลณ")) or other_assessment(title):
        return None
    about = _PLANNED.split(plain)[0]
    if any(word in about for word in ("ปีงบประมาณ", "ประเมิน", "ita", "คะแนน", "ผล")) or re.fullmatch(
        r"\(?ปี\d+\)?", about
    ):
        return year_in(about)
    return None


def levels_in(grid: Grid, row: int, framework: Framework) -> tuple[Wording, ...]:
    """The levels printed in a row beside a label, or in a line of its own."""
    alone = sum(cell is not None for cell in grid.rows[row]) <= _MOST_PAIR
    found = tuple(
        Wording(value, place)
        for label, value, place in labelled(grid, (row,))
        if len(value) <= _LONGEST_LEVEL
        and ((label in LEVEL and alone) or (label in LEVEL | MAYBE_LEVEL and _any_level(value)))
        if not re.search(r"\d", value) and not column_of(value) and squash(value) not in _OF_CRITERIA
    )
    return found or _level_line(grid, row, framework)


def _any_level(text: str) -> bool:
    return any(load(year).level_named(text) for year in years())


def _level_line(grid: Grid, row: int, framework: Framework) -> tuple[Wording, ...]:
    """A line such as "อยู่ในระดับ “ผ่านดี”"; a line about criteria is none."""
    filled = [(column, cell) for column, cell in enumerate(grid.rows[row]) if cell is not None]
    if len(filled) != 1 or not isinstance(filled[0][1], str) or len(filled[0][1]) > _LONGEST_LEVEL:
        return ()
    column, text = filled[0][0], str(filled[0][1])
    plain = squash(text).replace("ผลการประเมิน", "")
    if any(word in plain for word in ("เกณฑ์", "เงื่อนไข", "ไม่ถึง", "สู่ระดับ")) or not (
        level := _level_pattern(framework.fiscal_year).search(plain)
    ):
        return ()
    return (Wording(level[1], grid.place(row, column)),)


@lru_cache(maxsize=16)
def _level_pattern(fiscal_year: int) -> re.Pattern[str]:
    names = {name for one in load(fiscal_year).levels for name in (one.name, *one.variants)}
    ordered = sorted(names, key=len, reverse=True)
    return re.compile(
        r"ระดับ[^ก-๏A-Za-z]*(" + "|".join(re.escape(squash(name)) for name in ordered) + r")(?![ก-๏A-Za-z])"
    )
