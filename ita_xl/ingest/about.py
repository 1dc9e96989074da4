"""Who and when: kind and province of an agency, the years of its report and its plan, and what contradicts them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from ita_xl.errors import Place
from ita_xl.findings import Severity
from ita_xl.ingest import identity
from ita_xl.ingest.headers import year_in, years_in
from ita_xl.ingest.labels import AGENCY, PROVINCE, labelled
from ita_xl.ingest.planheads import year_of_title
from ita_xl.ingest.planmodel import PlanKind
from ita_xl.thai import join_thai, normalise, squash

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from ita_xl.ingest.grid import Grid
    from ita_xl.ingest.model import Harvest

_FEW_ROWS = 200
_TOP_ROWS = 40
_MOST_CELLS = 8
_LONGEST_LABEL = 30
_LONGEST = 300
_MOST_PLACES = 6
#: The kinds that the assessment groups agencies by, told by the beginning of the name (squashed).
_KINDS = (
    ("องค์การบริหารส่วนจังหวัด", r"องค์การบริหารส่วนจังหวัด|อบจ"),
    ("องค์การบริหารส่วนตำบล", r"องค์การบริหารส่วนตำบล|อบต"),
    ("เทศบาลนคร", r"(?:สำนักงาน)?เทศบาลนคร|ทน\."),
    ("เทศบาลเมือง", r"(?:สำนักงาน)?เทศบาลเมือง|ทม\."),
    ("เทศบาลตำบล", r"(?:สำนักงาน)?เทศบาลตำบล|ทต\."),
    ("องค์กรปกครองส่วนท้องถิ่นรูปแบบพิเศษ", r"กรุงเทพมหานคร|เมืองพัทยา"),
    ("เขตพื้นที่การศึกษา", r"(?:สำนักงาน)?เขตพื้นที่การศึกษา|สพป|สพม"),
    ("สถานีตำรวจ", r"สถานีตำรวจ|สภ\.|สน\."),
    ("องค์การมหาชน", r".*\(องค์การมหาชน\)|องค์การมหาชน"),
    ("โรงพยาบาล", r"โรงพยาบาล|รพ\."),
    ("สถาบันอุดมศึกษา", r"มหาวิทยาลัย|มรภ|มทร|คณะ.*มหาวิทยาลัย|สถาบันอุดมศึกษา|.*university"),
    ("สถานศึกษา", r"โรงเรียน|วิทยาลัย|สถานศึกษา|.*college"),
    ("รัฐวิสาหกิจ", r"การ(?:ไฟฟ้า|ประปา|ท่าเรือ|รถไฟ|เคหะ|ยาง|กีฬา|ท่องเที่ยว|ทาง|นิคม)|ธนาคาร|บริษัท|รัฐวิสาหกิจ"),
    ("องค์กรอิสระ", r"สำนักงาน(?:การตรวจเงินแผ่นดิน|ผู้ตรวจการแผ่นดิน|คณะกรรมการการเลือกตั้ง|คณะกรรมการสิทธิมนุษยชน)|องค์กรอิสระ"),
    ("จังหวัด", r"(?:สำนักงาน)?จังหวัด"),
    ("กรม", r"กรม|.*department"),
    ("กระทรวง", r"(?:สำนักงานปลัด)?กระทรวง|.*ministry"),
    ("ส่วนราชการ", r"สำนัก|กอง|ที่ทำการ|ศูนย์|สถาบัน|สสจ|สสอ"),
)  # fmt: skip
_KIND_LABELS = frozenset({"ประเภท", "ประเภทหน่วยงาน", "ประเภทองค์กร", "ประเภทอปท", "ประเภทของหน่วยงาน", "กลุ่มหน่วยงาน"})
#: A province behind its word, or behind a district.
_PROVINCE = re.compile(
    r"(?:(?<![ก-๏])จังหวัด|(?<![ก-๏])จ\.|(?<=ส่วน)จังหวัด|(?:อำเภอ|อ\.)\s?[ก-๏]+?\s?จังหวัด|อ\.\s?[ก-๏]+\s?จ\.)\s?([ก-๏]{2,})"
)
_COMPARED = re.compile("เทียบ|เช่น|ดีเด่น|ลำดับ|อันดับ|ตัวอย่าง|ศึกษาดูงาน")
_LOCAL = re.compile(r"(?:องค์การบริหารส่วน(?:ตำบล|จังหวัด)|เทศบาล(?:ตำบล|เมือง|นคร)|อบต\.|อบจ\.|ท[ตมน]\.)\s?[ก-๏][^\s(:,]*")
_ENDS = re.compile(r"(?<=...)(?:ได้|มี|ประจำ|ปี|ผล|เข้า|รับ|ที่|และ|โดย|เป็น|ใน|ตาม|จึง|จะ)")
_LABELS = AGENCY | PROVINCE | {"อำเภอ", "ตำบล", "ประเภท"}
#: A title that says the year of measures in so many words.
_MEASURES_OF = re.compile(
    r"(?:มาตรการ|แผนปฏิบัติการ|แผนงาน)(?:(?!ผล|โดย|ตาม|จาก).){0,90}?(?:ประจำ|สำหรับ)ปี(?:งบประมาณ)?(?:พ\.?ศ\.?)?(\d{4})"
)
_DATED = re.compile("วันที่|ข้อมูลณ|ณวัน")
_REPORT = re.compile("รายงาน")
_REPORT_WITHIN = 60


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of its agency and its years; empty or ``None`` where it says nothing.

    ``single`` tells a file about one agency.
    """

    kind: str = ""
    province: str = ""
    report_year: int | None = None
    plan_year: int | None = None
    single: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of one text cell, and where it stands; ``block`` counts the lines that follow each other without a gap."""

    text: str
    place: Place
    block: int


def about(grids: Sequence[Grid], found: Harvest, file: Path, *, agency: str, province: str, year: int) -> About:
    """What a file says of its agency and its years; contradictions are noted in ``found``.

    Of a file of many agencies only the years are told.
    """
    lines = list(_lines(grids))
    scored = {year for (_, year), bucket in found.buckets.items() if bucket.filled}
    report, plan = _report_year(lines), _plan_year(found, lines)
    if not _single(found, agency):
        return About("", province if _named(province) else "", report, plan)
    kind = _kind(grids, agency)
    provinces = list(_provinces(grids, lines, agency))
    own = province or next((name for name, _ in provinces), "")
    assessed = max(scored, default=year)
    _check_agency(found, grids, lines, agency)
    _check_province(found, provinces)
    _check_file(found, file, lines, assessed, {year, assessed, report, plan, *scored})
    _check_plan(found, lines, plan)
    return About(kind, known_province(own), report, plan, single=True)


def kind_of(name: str) -> str:
    """The kind of an agency by its name; empty where the name does not tell.

    >>> kind_of("อบต.ป่าพลู"), kind_of("โรงพยาบาลบ้านแพ้ว (องค์การมหาชน)"), kind_of("ป่าพลู")
    ('องค์การบริหารส่วนตำบล', 'องค์การมหาชน', '')
    """
    plain = squash(name)
    return next((kind for kind, pattern in _KINDS if re.match(pattern, plain)), "")


def known_province(name: str) -> str:
    """The name of a province without what runs on behind it; a name that is not known stays.

    >>> known_province("ลำพูนมีผลการประเมิน"), known_province("ตัวอย่าง")
    ('ลำพูน', 'ตัวอย่าง')
    """
    plain = name.strip()
    begun = [one for one in identity.PROVINCES if plain.startswith(one)]
    # A longer word that only begins like a province is the name of another place, unless a sentence goes on there.
    longest = max(begun, key=len, default="")
    rest = plain[len(longest) :]
    return longest if longest and (not rest or _RUNS_ON.match(rest)) else plain


_RUNS_ON = re.compile(r"\s|[^ก-๏]|ได้|มี|ประจำ|ปี|ผล|เข้า|รับ|และ|โดย|เป็น|ใน|ตาม|จำนวน")


def _lines(grids: Sequence[Grid]) -> Iterator[_Line]:
    """The lines of one text cell near the top of each sheet and between its tables."""
    block = 0
    for grid in grids:
        before = -2
        for row in grid.lines:
            if row >= _FEW_ROWS:
                break
            filled = [(at, cell) for at, cell in enumerate(grid.rows[row]) if cell is not None]
            if len(filled) != 1 or not isinstance(filled[0][1], str) or len(filled[0][1]) > _LONGEST:
                continue
            block += row != before + 1
            before = row
            yield _Line(filled[0][1], grid.place(row, filled[0][0]), block)
        block += 1


def _blocks(lines: Sequence[_Line]) -> Iterator[list[str]]:
    """The texts of lines that follow each other without a gap."""
    for _, own in groupby(lines, lambda line: line.block):
        yield [line.text for line in own]


def _single(found: Harvest, agency: str) -> bool:
    """Whether a file is about one agency."""
    own = identity.agency_key(agency)
    named = {key for (key, _), bucket in found.buckets.items() if key and bucket.filled}
    named |= {
        identity.agency_key(line.agency) for listing in found.listings for line in listing.lines[:50] if line.agency
    }
    return bool(agency) and named <= {own}


# -- who -------------------------------------------------------------------------------------------------------------


def _named(province: str) -> bool:
    """Whether a province is a name, not another label or a number that stands beside the word."""
    return re.fullmatch("(?!และ|ทุก)[ก-๏ ]{2,}", province) is not None and squash(province) not in _LABELS


def _pairs(grid: Grid) -> Iterator[tuple[str, str, Place]]:
    """Labels of a kind or a province in short rows near the top (squashed), with the cell to their right."""
    for row, count in enumerate(grid.counts[:_TOP_ROWS]):
        if not 1 < count <= _MOST_CELLS:
            continue
        words = [(at, value) for at, value in enumerate(grid.raw[row]) if value != ""]
        for (_, label), (at, value) in pairwise(words):
            if isinstance(label, str) and isinstance(value, str) and len(label) <= _LONGEST_LABEL:
                plain = squash(label).rstrip(".:")
                if plain in PROVINCE or plain in _KIND_LABELS:
                    yield plain, normalise(value), grid.place(row, at)


def _kind(grids: Sequence[Grid], agency: str) -> str:
    """The kind beside its label, or else by the name."""
    pairs = (pair for grid in grids for pair in _pairs(grid))
    told = (kind for label, value, _ in pairs if label in _KIND_LABELS and (kind := kind_of(value)))
    return next(told, "") or kind_of(agency)


def _provinces(grids: Sequence[Grid], lines: Sequence[_Line], agency: str) -> Iterator[tuple[str, Place]]:
    """The known provinces that a file names as those of the agency: labels, titles, the name, sheets, the file."""
    for grid in grids:
        for label, value, place in (*labelled(grid), *_pairs(grid)):
            if label in PROVINCE and (name := known_province(value.removeprefix("จังหวัด"))) in identity.PROVINCES:
                yield name, place
    for line in lines:
        if not _COMPARED.search(line.text):
            for one in _PROVINCE.finditer(line.text):
                if (name := known_province(one[1])) in identity.PROVINCES:
                    yield name, line.place
    for one in _PROVINCE.finditer(agency):
        if (name := known_province(one[1])) in identity.PROVINCES:
            yield name, Place(grids[0].file)
    named = {name: grid for grid in grids if (name := _bare_province(grid.name))}
    if len(named) == 1:
        name, grid = next(iter(named.items()))
        yield name, Place(grid.file, grid.name)


def _bare_province(text: str) -> str:
    name = re.sub(r"^(?:จังหวัด|จ\.)\s?", "", normalise(text).strip())
    return name if name in identity.PROVINCES else ""


def _check_agency(found: Harvest, grids: Sequence[Grid], lines: Sequence[_Line], agency: str) -> None:
    """Say so when the agency is called by another name in a label or a title."""
    if not _LOCAL.match(agency):
        return
    named = [(value, place) for grid in grids for label, value, place in labelled(grid) if label in AGENCY]
    named += [
        (_ENDS.split(one[0])[0], line.place)
        for line in lines
        if not _COMPARED.search(line.text)
        for one in _LOCAL.finditer(line.text)
    ]
    own = identity.agency_key(agency)
    known = [(identity.agency_key(name), name, place) for name, place in named if _LOCAL.match(name)]
    same = [place for key, _, place in known if _alike(key, own)]
    others: dict[str, list[tuple[str, Place]]] = {}
    for key, name, place in known:
        if not _alike(key, own):
            others.setdefault(key, []).append((name, place))
    if not same or not others:
        return
    places = [same[0], *(place for told in others.values() for _, place in told)]
    names = join_thai([f"“{told[0][0]}”" for told in others.values()])
    found.note(
        "R113",
        f"หน่วยงานในแฟ้มคือ “{agency}” แต่บางแห่งเขียนเป็น {names}",
        places[:_MOST_PLACES],
        stated=next(iter(others.values()))[0][0],
        cure="ตรวจว่าเป็นหน่วยงานเดียวกัน แล้วแก้ชื่อให้ตรงกันทั้งแฟ้ม (อาจคัดลอกมาจากแฟ้มของหน่วยงานอื่น)",
        severity=Severity.WARNING,
    )


def _alike(key: str, own: str) -> bool:
    """Whether two keys are of one agency: one may go on where the other ends."""
    return key.startswith(own) or own.startswith(key)


def _check_province(found: Harvest, provinces: Sequence[tuple[str, Place]]) -> None:
    """Say so when two provinces are named as that of the agency."""
    firsts: dict[str, Place] = {}
    for name, place in provinces:
        firsts.setdefault(name, place)
    if len(firsts) < 2:
        return
    counts = Counter(name for name, _ in provinces)
    names = sorted(firsts, key=lambda name: -counts[name])
    found.note(
        "R114",
        f"แฟ้มบอกจังหวัดของหน่วยงานไม่ตรงกัน: {join_thai(names)}",
        [firsts[name] for name in names],
        stated=", ".join(names),
        cure="แก้ชื่อจังหวัดให้ตรงกันทั้งแฟ้ม",
        severity=Severity.WARNING,
    )


# -- when ------------------------------------------------------------------------------------------------------------


def _report_year(lines: Sequence[_Line]) -> int | None:
    """The year of the first title that calls itself a report."""
    for own in _blocks(lines):
        plain = squash(" ".join(own))
        begin = _REPORT.search(plain)
        if begin is None or begin.start() > _REPORT_WITHIN or len(plain) > _LONGEST:
            continue
        if years := years_in(_DATED.split(plain[begin.start() :])[0]):
            return years[0]
    return None


def _plan_year(found: Harvest, lines: Sequence[_Line]) -> int | None:
    """The year that most plans of the file are for, else that of a title about measures."""
    for kinds in ((PlanKind.PLAN,), (PlanKind.RESULTS,)):
        years = Counter(one.year for one in found.plans if one.kind in kinds and one.year is not None)
        if years:
            return years.most_common(1)[0][0]
    return next((year for own in _blocks(lines) if (year := year_of_title(own)) is not None), None)


def _check_file(found: Harvest, file: Path, lines: Sequence[_Line], assessed: int, known: set[int | None]) -> None:
    """Say so when the name of the file tells a year that is none of those in it."""
    year = year_in(normalise(file.stem))
    if year is None or year in known:
        return
    cell = next((line.place for line in lines if year_in(line.text) == assessed), None)
    found.note(
        "R115",
        f"ชื่อแฟ้มบอกปี พ.ศ. {year} แต่ในแฟ้มเป็นผลของปี พ.ศ. {assessed}",
        [Place(file.name), *([cell] if cell is not None else [])],
        stated=year,
        cure="ตรวจว่าเป็นแฟ้มของปีใด แล้วแก้ชื่อแฟ้มหรือปีในแฟ้มให้ตรงกัน",
        severity=Severity.WARNING,
    )


def _check_plan(found: Harvest, lines: Sequence[_Line], plan: int | None) -> None:
    """Say so when a title gives the measures another year than their table does."""
    tables = {one.year: one for one in found.plans if one.kind is PlanKind.PLAN and one.year is not None}
    if plan not in tables:
        return
    told = {int(year): line.place for line in reversed(lines) for year in _MEASURES_OF.findall(squash(line.text))}
    others = {
        year: Place(one.rows[0].cells[0].place.file, one.sheet, one.cells.partition(":")[0])
        for year, one in tables.items()
    }
    wrong = {year: place for year, place in {**told, **others}.items() if year != plan}
    if not wrong:
        return
    found.note(
        "R116",
        f"มาตรการในแฟ้มเป็นของปี พ.ศ. {plan} แต่บางแห่งบอกปี พ.ศ. {join_thai([str(year) for year in sorted(wrong)])}",
        [others[plan], *wrong.values()][:_MOST_PLACES],
        stated=min(wrong),
        cure="มาตรการมักเป็นของปีถัดจากปีที่ประเมิน ตรวจแล้วแก้ปีให้ตรงกัน",
        severity=Severity.INFO,
    )
