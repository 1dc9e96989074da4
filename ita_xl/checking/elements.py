"""The check of each element: is it there, where, and what to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from ita_xl.assessment import Kind
from ita_xl.auditing import foreign_codes
from ita_xl.checking.headers import Role, role_of
from ita_xl.checking.material import Spot, places, sheets
from ita_xl.checking.mentions import codes_in, document_codes, years_of
from ita_xl.checking.periods import fiscal_years
from ita_xl.criteria import Outcome, Status, Subject, Verdict
from ita_xl.criteria import load as load_criteria
from ita_xl.criteria import years as criteria_years
from ita_xl.findings import Severity
from ita_xl.framework import load
from ita_xl.thai import arabic_digits, join_thai, points

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ita_xl.assessment import Assessment
    from ita_xl.checking.material import Material, Table
    from ita_xl.checking.mentions import Year
    from ita_xl.criteria import Element, YearCriteria
    from ita_xl.errors import Place
    from ita_xl.ingest import Reading

_MOST = 12
#: So many rows above the header of a plan its title stands.
_ABOVE = 8


@dataclass(frozen=True)
class Document:
    """A file to check: its reading, what it holds, and the criteria to meet."""

    reading: Reading
    material: Material
    criteria: YearCriteria
    subjects: frozenset[Subject] = field(default_factory=frozenset)

    @cached_property
    def years(self) -> tuple[Year, ...]:
        """The years that its lines name."""
        return tuple(years_of(self.material.lines))

    @cached_property
    def chain(self) -> tuple[Assessment, ...]:
        """The assessments of the first agency, latest year first."""
        found: list[Assessment] = []
        one: Assessment | None = self.reading.assessments[0] if self.reading.assessments else None
        while one is not None:
            found.append(one)
            one = one.previous
        return tuple(found)

    @property
    def assessment(self) -> Assessment | None:
        """The result that is to be analysed."""
        return next((one for one in self.chain if one.fiscal_year == self.criteria.analyses_year), None)


@dataclass(frozen=True, slots=True)
class Answer:
    """An outcome with what was found, the cells, and the cure."""

    outcome: Outcome
    found: str
    places: tuple[Place, ...] = ()
    cure: str = ""


def met(found: str, *where: Place) -> Answer:
    """It is there."""
    return Answer(Outcome.MET, found, tuple(dict.fromkeys(where))[:_MOST])


def lacking(found: str, cure: str, *where: Place) -> Answer:
    """It is not there, or wrong."""
    return Answer(Outcome.NOT_MET, found, tuple(dict.fromkeys(where))[:_MOST], cure)


def unclear(found: str, cure: str, *where: Place) -> Answer:
    """It cannot be told."""
    return Answer(Outcome.UNKNOWN, found, tuple(dict.fromkeys(where))[:_MOST], cure)


def judge(document: Document, element: Element) -> Verdict:
    """Decide one element. What is not verified to be asked for is never said to be missing."""
    code, check = CHECKS[element.key]
    answer = check(document)
    outcome = answer.outcome
    if outcome is Outcome.NOT_MET and element.status is Status.UNVERIFIED:
        outcome = Outcome.UNKNOWN
    return Verdict(element, code, outcome, answer.found, answer.places, answer.cure)


def _overall(document: Document) -> Answer:
    year = document.criteria.analyses_year
    cure = f"ใส่คะแนนภาพรวมและระดับของผลการประเมินปีงบประมาณ พ.ศ. {year}"
    own = document.assessment
    if own is None:
        return lacking(f"ไม่พบคะแนนของปีงบประมาณ พ.ศ. {year}", cure)
    names = document.material.names
    figures = [one for one in own.readings(Kind.OVERALL) if one.place.sheet in names]
    levels = [one for one in own.levels if one.place.sheet in names]
    where = [*(one.place for one in figures), *(one.place for one in levels)]
    if not figures:
        return lacking("ไม่พบคะแนนภาพรวม", cure, *where)
    if not levels:
        return lacking(f"พบคะแนนภาพรวม {points(figures[0].value)} แต่ไม่พบระดับ", cure, *where)
    return met(f"คะแนนภาพรวม {points(figures[0].value)} ระดับ “{levels[0].text}”", *where)


def _analysed(document: Document) -> Answer:
    """Whether every indicator, or every topic, has words of analysis."""
    material, subjects = document.material, document.material.subjects
    missing = [number for number in subjects.numbers if number not in material.told]
    first = [spots[0] for _, spots in sorted(material.told.items())]
    if not missing:
        return met(f"มีข้อความวิเคราะห์ครบ {len(subjects.numbers)} {subjects.word}", *places(first))
    named = join_thai([subjects.label(one) for one in missing])
    if len(missing) == len(subjects.numbers):
        named = f"ทุก{subjects.word}"
    return lacking(
        f"ไม่พบการวิเคราะห์ของ{named}",
        f"เพิ่มผลการวิเคราะห์ของ{named} เช่น จุดอ่อน สาเหตุ และสิ่งที่จะปรับปรุงหรือรักษาระดับ",
        *places(first),
    )


def _says(*words: str) -> Callable[[Document], Answer]:
    """Whether the document says one of some words."""

    def check(document: Document) -> Answer:
        found = [spot for spot in document.material.texts if any(word in spot.text for word in words)]
        if found:
            return met(f"พบในแผ่นงาน {join_thai([f'“{one}”' for one in sheets(found)])}", *places(found, 3))
        return lacking(f"ไม่พบข้อความ “{words[0]}”", f"เพิ่มหัวข้อ “{words[0]}” พร้อมรายละเอียด")

    return check


def _column(role: Role, tables: Callable[[Document], Sequence[Table]], name: str) -> Callable[[Document], Answer]:
    """Whether every measure has something in the column of a role."""

    def check(document: Document) -> Answer:
        own = tables(document)
        if not own:
            return _labelled(document, role) or lacking(f"ไม่พบตาราง{name}", f"เพิ่มตาราง{name}ที่มีคอลัมน์ “{role.thai}”")
        without = [one for one in own if role not in one.columns]
        if len(without) == len(own):
            headers = [one.grid.place(one.header, min(min(each) for each in one.columns.values())) for one in own]
            return _labelled(document, role) or lacking(
                f"ไม่มีคอลัมน์ “{role.thai}” ในตาราง{name}", f"เพิ่มคอลัมน์ “{role.thai}” แล้วกรอกทุกรายการ", *headers
            )
        total = sum(len(one.entries) for one in own)
        empty = [one.empty(entry, role) for one in own for entry in one.entries if role not in entry.cells]
        if empty:
            return lacking(f"ว่างหรือไม่มี {len(empty)} จาก {total} รายการ", f"กรอก “{role.thai}” ในช่องที่ระบุ", *empty)
        return met(f"ครบทั้ง {total} รายการ", *(one.span(role) for one in own))

    return check


def _labelled(document: Document, role: Role) -> Answer | None:
    """Outside tables, what stands beside or behind a label such as "ผู้รับผิดชอบ:"."""
    rows: dict[tuple[int, int], list[Spot]] = {}
    for spot in document.material.lines:
        rows.setdefault((id(spot.grid), spot.row), []).append(spot)
    found = []
    for first, *others in rows.values():
        label, mark, value = first.text.partition(":")
        beside = len(others) in (1, 2) and all(role_of(one.text) is None for one in others)
        if role_of(label) is role and (beside or (mark and value.strip())):
            found.append(first)
    return met(f"พบหัวข้อ “{role.thai}” {len(found)} แห่ง", *places(found)) if found else None


def _plans(document: Document) -> Sequence[Table]:
    return document.material.plans


def _reports(document: Document) -> Sequence[Table]:
    return document.material.reports


def _result(document: Document) -> Answer:
    """The column of results; where there is none, that of what was done, beside the outcome."""
    column = _column(Role.RESULT, _reports, _TAKEN)(document)
    done = _column(Role.STEPS, _reports, _TAKEN)(document)
    return done if column.outcome is not Outcome.MET and done.outcome is Outcome.MET else column


def _approach(document: Document) -> Answer:
    """The column where there is one; else a heading and what follows it."""
    column = _column(Role.APPROACH, _plans, "แผนมาตรการ")(document)
    if column.outcome is Outcome.MET or document.material.subjects.word == "ประเด็น":
        return column
    lines = [one for one in document.material.lines if "นำผล" in one.text and "ปฏิบัติ" in one.text]
    return met("พบหัวข้อแนวทางการนำผลการวิเคราะห์ไปสู่การปฏิบัติ", *places(lines, 3)) if lines else column


def _follow(document: Document) -> Answer:
    column = _column(Role.FOLLOW, _plans, "แผนมาตรการ")(document)
    if column.outcome is Outcome.MET:
        return column
    spots = [one for one in document.material.texts if "กำกับติดตาม" in one.text or "ติดตามผล" in one.text]
    if spots:
        return met("พบข้อความเรื่องการกำกับติดตาม", *places(spots, 3))
    return lacking("ไม่พบเรื่องการกำกับติดตาม", "เพิ่มวิธีกำกับติดตามของแต่ละมาตรการ")


def _covered(document: Document) -> Answer:
    """Whether every subject has a measure."""
    subjects, plans = document.material.subjects, document.material.plans
    if not plans:
        return lacking("ไม่พบตารางแผนมาตรการ", "เพิ่มตารางแผนมาตรการ")
    entries = [(table, entry) for table in plans for entry in table.entries]
    first: dict[int, Place] = {}
    for table, entry in entries:
        if entry.subject is not None:
            column = min(spot.column for spots in entry.cells.values() for spot in spots)
            first.setdefault(entry.subject, table.grid.place(entry.row, column))
    where = [first[one] for one in sorted(first)]
    missing = [subjects.label(one) for one in subjects.numbers if one not in first]
    if not missing:
        return met(f"มีมาตรการครบ {len(subjects.numbers)} {subjects.word}", *where)
    if not first:
        return unclear(f"ไม่ทราบว่ามาตรการใดเป็นของ{subjects.word}ใด", f"ระบุชื่อ{subjects.word}ของแต่ละมาตรการ")
    return lacking(f"ไม่มีมาตรการของ{join_thai(missing)}", f"เพิ่มมาตรการของ{join_thai(missing)}", *where)


def _assessed_year(document: Document) -> Answer:
    asked = document.criteria.analyses_year
    cure = f"ใช้ผลการประเมินปีงบประมาณ พ.ศ. {asked} และแก้ปีในหัวเรื่องให้ตรงกัน"
    read = [one.fiscal_year for one in document.chain]
    said = [one for one in document.years if one.kind == "result"]
    titles = [one for one in document.years if one.kind == "title"]
    if read and read[0] != asked:
        wrong = [one.spot for one in (*titles, *said) if one.year == read[0]]
        figures = [one.place for one in document.chain[0].figures[:3]]
        return lacking(f"ผลการประเมินในแฟ้มเป็นของปี {read[0]}", cure, *(places(wrong, 6) or figures))
    fits = [one.spot for one in (*titles, *said) if one.year == asked]
    allowed = {*_own_years(document), asked, document.criteria.fiscal_year}
    wrong = [one.spot for one in said if one.year > asked] + [one.spot for one in titles if one.year not in allowed]
    wrong_places = [*places(wrong), *_clashing_titles(document)]
    if wrong_places:
        named = join_thai([str(year) for year in sorted({one.year for one in (*said, *titles) if one.spot in wrong})])
        return lacking(f"พบปีที่ไม่ตรงกัน{': ' + named if named else ''}", cure, *wrong_places)
    if not read and not fits:
        return unclear("ไม่พบปีของผลการประเมิน", cure)
    earlier = [one.spot for one in said if one.year not in allowed and str(asked) not in one.spot.text]
    if earlier:
        found = f"คะแนนเป็นของปี {asked} แต่มีข้อความอ้างถึงผลการประเมินปีอื่น"
        return unclear(found, "ตรวจข้อความว่าอ้างถึงปีใด แล้วแก้ให้ตรงกัน", *places(earlier))
    return met(f"ปี {asked}", *(places(fits, 3) or [one.place for one in document.chain[0].figures[:1]]))


def _own_years(document: Document) -> Iterator[int]:
    """The years that the file has figures of; those that only repeat the year asked for have no more than a title."""
    asked = document.assessment
    known = {(one.kind, one.ref, one.value) for one in asked.figures} if asked is not None else set()
    for year in document.chain:
        if year is asked or any((one.kind, one.ref, one.value) not in known for one in year.figures):
            yield year.fiscal_year


def _clashing_titles(document: Document) -> Iterator[Place]:
    """Titles that say another year than the columns below them."""
    problems = [*document.reading.problems, *(each for one in document.chain for each in one.problems)]
    for problem in problems:
        if problem.code == "R110":
            yield from (one for one in problem.places[:3] if one.sheet in document.material.names)


def _plan_year(document: Document) -> Answer:
    asked = document.criteria.plan_year
    cure = f"แก้ให้เป็นปีงบประมาณ พ.ศ. {asked} (1 ตุลาคม {asked - 1} – 30 กันยายน {asked})"
    right: list[Spot] = []
    wrong: list[Spot] = []
    partly: list[Spot] = []
    seen: set[int] = set()
    for spot in _periods(document):
        sure, perhaps = fiscal_years(spot.text)
        seen |= sure
        if not sure and not perhaps:
            continue
        fits = asked in sure or bool(perhaps & {asked, asked - 1})
        if not fits:
            wrong.append(spot)
        elif sure - {asked} or perhaps - {asked, asked - 1}:
            partly.append(spot)
        else:
            right.append(spot)
    planned = [one for one in document.years if one.kind == "plan"]
    titles = [one for one in planned if _above_a_plan(document, one.spot)]
    wrong += [one.spot for one in titles if one.year != asked]
    right += [one.spot for one in planned if one.year == asked]
    seen |= {one.year for one in titles}
    if wrong:
        others = join_thai([str(one) for one in sorted(seen - {asked})])
        return lacking(f"พบช่วงเวลาที่ไม่อยู่ในปีงบประมาณ พ.ศ. {asked} (พบปี {others})", cure, *places(wrong))
    if partly:
        return unclear(f"มีช่วงเวลาที่คาบเกี่ยวปีอื่นนอกจากปี {asked}", "ตรวจว่าตั้งใจให้เกินปีงบประมาณหรือไม่", *places(partly))
    stray = [one.spot for one in planned if one.year != asked and one not in titles]
    if right and stray:
        found = f"ช่วงเวลาอยู่ในปี {asked} แต่มีข้อความว่ามาตรการเป็นของปีอื่น"
        return unclear(found, "ตรวจข้อความว่าอ้างถึงปีใด แล้วแก้ให้ตรงกัน", *places(stray))
    if stray:
        return lacking(f"มาตรการเป็นของปี {join_thai([str(one.year) for one in planned])}", cure, *places(stray))
    if not right:
        return unclear("ไม่พบปีของช่วงเวลาดำเนินการ", f"ระบุปีงบประมาณ พ.ศ. {asked} ในช่วงเวลา")
    return met(f"อยู่ในปีงบประมาณ พ.ศ. {asked}", *places(right, 6))


def _periods(document: Document) -> Iterator[Spot]:
    """The cells of periods, and the headers above them where they name a year."""
    for table in document.material.plans:
        for column in table.columns.get(Role.PERIOD, ()):
            cell = table.grid.cell(table.header, column)
            if isinstance(cell, str):
                yield Spot(table.grid, table.header, column, arabic_digits(cell))
        for entry in table.entries:
            yield from entry.cells.get(Role.PERIOD, ())


def _above_a_plan(document: Document, spot: Spot) -> bool:
    tables = document.material.plans
    return any(one.grid is spot.grid and 0 < one.header - spot.row <= _ABOVE for one in tables)


def _report_year(document: Document) -> Answer:
    asked = document.criteria.report_year
    cure = f"รายงานผลของมาตรการปีงบประมาณ พ.ศ. {asked} และแก้ปีในหัวเรื่องให้ตรงกัน"
    pages = {id(one.grid) for one in document.material.reports}
    kinds = ("report", "title") if not document.material.plans else ("report",)
    said = [one for one in document.years if one.kind in kinds and id(one.spot.grid) in pages]
    said = said or [one for one in document.years if one.kind in ("report", "title")]
    right, wrong = ([one for one in said if (one.year == asked) is same] for same in (True, False))
    if not said:
        return unclear("ไม่พบปีของมาตรการที่รายงาน", cure)
    years = join_thai([str(one) for one in sorted({one.year for one in wrong})])
    if not right:
        return lacking(f"รายงานมาตรการของปี {years}", cure, *places([one.spot for one in wrong]))
    if wrong:
        return unclear(f"พบทั้งปี {asked} และ {years}", cure, *places([one.spot for one in wrong]))
    return met(f"มาตรการปี {asked}", *places([one.spot for one in right], 3))


def _document_code(document: Document) -> Answer:
    criteria = document.criteria
    own = [one.code for one in criteria.documents if one.subject in document.subjects]
    cure = f"ใช้รหัส {join_thai(own, 'หรือ')} ตามหลักเกณฑ์ปี {criteria.fiscal_year}"
    found = list(document_codes(document.material))
    wrong = [one for one in found if one.code not in criteria.codes or one.year not in (None, criteria.fiscal_year)]
    if wrong:
        told = []
        for one in wrong:
            if one.code not in criteria.codes:
                owners = [str(year) for year in criteria_years() if one.code in load_criteria(year).codes]
                told.append(f"{one.code}{f' เป็นรหัสของปี {join_thai(owners)}' if owners else ' ไม่ใช่รหัสของเอกสารนี้'}")
            else:
                told.append(f"{one.code} เป็นรหัสของปี {criteria.fiscal_year} แต่อ้างเกณฑ์ปี {one.year}")
        return lacking(join_thai(list(dict.fromkeys(told))), cure, *places([one.spot for one in wrong]))
    if not found:
        return unclear("เอกสารไม่ได้ระบุรหัสข้อ OIT ของตน", f"หากระบุ {cure}")
    return met(join_thai(list(dict.fromkeys(one.code for one in found))), *places([one.spot for one in found], 3))


def _item_codes(document: Document) -> Answer:
    year = document.criteria.analyses_year
    framework, own = load(year), document.assessment
    cure = f"ใช้รหัสข้อของปีที่ประเมิน {year}"
    problems = foreign_codes(own, framework) if own is not None else ()
    told = {code for one in problems for code in (one.stated or "").split(", ")}
    itself = {(id(one.spot.grid), one.spot.row, one.spot.column) for one in document_codes(document.material)}
    strange: dict[str, list[Spot]] = {}
    named: list[Spot] = []
    for spot in document.material.texts:
        codes = [] if (id(spot.grid), spot.row, spot.column) in itself else codes_in(spot.text)
        named += [spot] if codes else []
        for code in codes:
            if code not in framework.items and code not in (*document.criteria.codes, *told):
                strange.setdefault(code, []).append(spot)
    where = [at for one in problems for at in one.places]
    where += places([each for spots in strange.values() for each in spots])
    messages = [one.message for one in problems]
    if strange:
        messages.append(f"{join_thai(sorted(strange, key=lambda one: int(one[1:])))} ไม่มีในปี {year}")
    if strange or any(one.severity is Severity.ERROR for one in problems):
        return lacking("; ".join(messages), cure, *where)
    if problems:
        return unclear("; ".join(messages), cure, *where)
    items = [one.place for one in own.figures if one.kind is Kind.ITEM] if own is not None else []
    if not named and not items:
        return unclear("ไม่มีรหัสข้อคำถามในเอกสาร", f"หากอ้างถึงข้อคำถาม {cure}")
    return met(f"รหัสที่อ้างถึงมีในปี {year} ทั้งหมด", *(places(named, 3) or items[:3]))


_MEASURES, _TAKEN = "แผนมาตรการ", "รายงานผลของมาตรการ"
#: By the key of an element: the code of its finding, and its check.
CHECKS: dict[str, tuple[str, Callable[[Document], Answer]]] = {
    "result.overall": ("C101", _overall),
    "analysis.indicators": ("C102", _analysed),
    "analysis.topics": ("C102", _analysed),
    "analysis.urgent": ("C102", _says("ข้อบกพร่อง", "จุดอ่อน", "เร่งด่วน")),
    "analysis.develop": ("C102", _says("พัฒนาให้ดีขึ้น", "พัฒนายกระดับ", "ควรพัฒนา", "ต้องพัฒนา")),
    "plan.measure": ("C103", _column(Role.MEASURE, _plans, _MEASURES)),
    "plan.analysis": ("C103", _column(Role.ANALYSIS, _plans, _MEASURES)),
    "plan.approach": ("C103", _approach),
    "plan.steps": ("C103", _column(Role.STEPS, _plans, _MEASURES)),
    "plan.period": ("C103", _column(Role.PERIOD, _plans, _MEASURES)),
    "plan.responsible": ("C103", _column(Role.RESPONSIBLE, _plans, _MEASURES)),
    "plan.follow": ("C103", _follow),
    "plan.coverage": ("C104", _covered),
    "report.measure": ("C105", _column(Role.MEASURE, _reports, _TAKEN)),
    "report.result": ("C105", _result),
    "report.outcome": ("C105", _column(Role.OUTCOME, _reports, _TAKEN)),
    "report.responsible": ("C105", _column(Role.RESPONSIBLE, _reports, _TAKEN)),
    "years.assessed": ("C201", _assessed_year),
    "years.plan": ("C202", _plan_year),
    "years.report": ("C203", _report_year),
    "codes.document": ("C301", _document_code),
    "codes.items": ("C302", _item_codes),
}
