"""A workbook with a plan and what was done, perhaps one with the scores of the year after → Progress."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from ita_xl.auditing import audit
from ita_xl.errors import InputError, Place
from ita_xl.findings import Finding, Severity
from ita_xl.framework import load
from ita_xl.ingest import understand
from ita_xl.ingest.identity import agency_key, measures_again
from ita_xl.ingest.letterhead import letterhead_of
from ita_xl.ingest.planmodel import Meaning, PlanKind
from ita_xl.ingest.planwords import contradictions
from ita_xl.letterhead import Letterhead
from ita_xl.progress import About, Measure, Progress, Status, Told, due_of, tidy_date
from ita_xl.scoring import scorable, score
from ita_xl.thai import squash

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Sequence

    from ita_xl.assessment import Assessment
    from ita_xl.ingest import Reading
    from ita_xl.ingest.grid import Values
    from ita_xl.ingest.maps import Pins
    from ita_xl.ingest.planmodel import Plan, PlanCell, PlanRow

#: What a column says of what was done, by its header; the first that fits.
_FIELDS = (
    ("next_step", re.compile("ขั้น(?:ตอน)?ต่อไป|ขั้น(?:ตอน)?ถัดไป|แนวทาง.*(?:ต่อไป|ปัญหา)|แผน.*ต่อไป")),
    ("obstacles", re.compile("อุปสรรค")),
    ("evidence", re.compile("หลักฐาน|ลิงก์|ลิงค์|url|link|ภาพถ่าย|ภาพกิจกรรม")),
    ("status", re.compile("สถานะ|ความก้าวหน้า|ร้อยละ(?:ของ)?ความ|^ร้อยละ|status")),
    ("date", re.compile("^วันที่|^วันเดือนปี|^วันดำเนิน")),
)
_OUTPUT = re.compile("ผลลัพธ์|ผลผลิต|ความสำเร็จ|ผลสำเร็จ|ผลที่ได้")
_MONTHS = re.compile(r"(6|12)เดือน")
_ROUND = re.compile("^รอบ")
#: What contradicts itself about who and when.
_IDENTITY = ("R113", "R114", "R115", "R116")


def read_progress(
    path: str | os.PathLike[str] | Values,
    results: str | os.PathLike[str] | None = None,
    *,
    as_of: dt.date | None = None,
    fiscal_year: int | None = None,
    pins: Pins | None = None,
) -> Progress:
    """Read a plan with what was done, and the scores of the year in which it ran.

    Args:
        path: the workbook of the plan, a file or open in a program; scores in it are used as what they are of.
        results: a workbook with the scores of the year of the plan.
        as_of: the day on which what is not done counts as overdue; today unless given.
        fiscal_year: the year assessed of the plan's workbook, when it does not say it.
        pins: a map (:func:`ita_xl.load_map`) that corrects the reading of both; its year is the plan's workbook's.

    Raises:
        InputError: E109 without a plan; E101-E106 for a file that cannot be read.
    """
    reading = understand(path, fiscal_year=fiscal_year, pins=pins)
    scored = None if results is None else understand(results, pins=_of_results(pins))
    found: list[Finding] = list(_unused(reading, scored))
    plans, year = _plans(reading, found)
    measures = measures_of(plans, year)
    if not measures:
        raise InputError(
            "E109",
            f"แฟ้ม “{reading.file.name}” ไม่มีแผนหรือมาตรการให้รายงานผล",
            cure="ใช้แฟ้มที่มีตารางมาตรการ ซึ่งหัวคอลัมน์มีคำว่า มาตรการ ผู้รับผิดชอบ หรือผลการดำเนินการ",
            place=Place(reading.file.name),
        )
    after, before = _scores(reading, scored, year, found)
    found += _remarks(measures)
    progress = Progress(
        year=year,
        framework=load(item_year_of(plans, reading.fiscal_year)),
        as_of=as_of or dt.date.today(),
        measures=tuple(measures),
        agency=reading.agency or (after.agency if after else ""),
        province=reading.province,
        after=after,
        before=before,
        file=str(path),
    )
    named = [one for one in reading.problems if one.code in _IDENTITY]
    return replace(progress, findings=(*found, *contradictions(progress), *named, *_audited(after)))


def _audited(after: Assessment | None) -> list[Finding]:
    """What the scores of the new year contradict; their level and changes stand in the report."""
    if after is None or not scorable(after):
        return []
    return [one for one in audit(score(after)) if one.severity is Severity.ERROR]


def letterhead_of_report(
    path: str | os.PathLike[str],
    results: str | os.PathLike[str] | None = None,
    *,
    fiscal_year: int | None = None,
    pins: Pins | None = None,
) -> Letterhead:
    """The letterhead of the plan's workbook; what it does not say, from the workbook of the scores.

    Number and date are the plan's workbook's only: those beside the scores belong to another letter. A file of several
    agencies is nobody's.

    Raises:
        InputError: as :func:`read_progress`.
    """
    own = _words(understand(path, fiscal_year=fiscal_year, pins=pins))
    if results is None:
        return own
    other = _words(understand(results, pins=_of_results(pins)))
    return own.filled_from(replace(other, number="", date=""))


def _words(reading: Reading) -> Letterhead:
    return letterhead_of(reading.sheets) if len(reading.assessments) < 2 else Letterhead()


def _of_results(pins: Pins | None) -> Pins | None:
    """The map for the scores, which are of a later year."""
    return None if pins is None else replace(pins, fiscal_year=None)


def _unused(*readings: Reading | None) -> list[Finding]:
    """What the map names and none of the files has."""
    told = [
        {one.message: one for one in reading.problems if one.code == "R120"}
        for reading in readings
        if reading is not None
    ]
    return [one for message, one in told[0].items() if all(message in other for other in told)]


#: A measure by its name (squashed) and what it is about.
_Key = tuple[str, tuple[str, ...]]


# -- the plan ----------------------------------------------------------------------------------------------------------


class Chosen(NamedTuple):
    """The tables of measures of one year: those that are its plan, the others, and that year."""

    kept: list[Plan]
    left: list[Plan]
    year: int


def choose(reading: Reading, wanted: int | None = None) -> Chosen:
    """The tables to report on: those with results and the plans of the same measures.

    ``wanted`` is the year of the measures (B.E.); without it, the latest that there are results of, else plans.
    """
    again = measures_again(reading.sheets)
    tables = [one for one in reading.plans if one.kind is not PlanKind.ANALYSIS and one.sheet not in again]
    results = [one for one in tables if one.kind is PlanKind.RESULTS]
    years = [one.year for one in results or tables if one.year is not None]
    latest = max(years) if years else reading.plan_year or reading.fiscal_year + 1
    year = wanted or latest
    results = [one for one in results if wanted is None or (one.year or latest) == year]
    kept: list[Plan] = []
    left: list[Plan] = []
    known = {_key(row) for one in results for row in one.rows}
    some = any(assigned(one) for one in tables)
    for one in tables:
        other = (one.year or latest) != year
        strange = bool(results) and one.kind is PlanKind.PLAN and not any(_key(row) in known for row in one.rows)
        advice = some and one.kind is PlanKind.PLAN and not assigned(one)
        (left if other or strange or advice else kept).append(one)
    return Chosen(kept, left, year)


def _plans(reading: Reading, found: list[Finding]) -> tuple[list[Plan], int]:
    """The tables to report on, and their year; what is not reported on is said."""
    kept, left, year = choose(reading)
    if left:
        found.append(
            Finding(
                "P106",
                Severity.INFO,
                f"ตารางมาตรการ {len(left)} ตารางเป็นของปีอื่น หรือไม่มีทั้งผู้รับผิดชอบและผลการดำเนินการ จึงไม่นำมารายงาน",
                tuple(Place(reading.file.name, one.sheet, one.cells) for one in left),
                cure="ย้ายไว้แฟ้มอื่น หรือกรอกผลการดำเนินการ หากต้องการให้รายงาน",
            )
        )
    return kept, year


def item_year_of(plans: Sequence[Plan], year: int) -> int:
    """The year whose codes the measures use; that of the file where their tables are of several."""
    years = {one.item_year for one in plans}
    return years.pop() if len(years) == 1 else year


def assigned(plan: Plan) -> bool:
    """Whether a table says who does a measure, or when; one that does not gives advice."""
    return any(one.meaning in (Meaning.RESPONSIBLE, Meaning.PERIOD) for one in plan.columns)


def _key(row: PlanRow) -> _Key:
    return squash(_name(row)), tuple(sorted(one.ref for one in row.about if one.kind != "item"))


def _name(row: PlanRow) -> str:
    return row.text(Meaning.MEASURE) or row.text(Meaning.STEPS)


def measures_of(plans: Sequence[Plan], year: int) -> list[Measure]:
    """The measures of all tables; one that stands in several is one, with what each of them tells."""
    measures = []
    for first, *others in rows_of(plans):
        own = _measure(first, year)
        for other in others:
            own = _joined(own, _measure(other, year))
        measures.append(own)
    return measures


def rows_of(plans: Sequence[Plan]) -> list[list[PlanRow]]:
    """The rows of every measure, in the order the measures are met; one that stands in several tables has several."""
    found: dict[_Key, list[PlanRow]] = {}
    for plan in plans:
        for row in plan.rows:
            if _name(row).strip():
                found.setdefault(_known(_key(row), found), []).append(row)
    return list(found.values())


def _known(key: _Key, found: Iterable[_Key]) -> _Key:
    """The key of the same measure in another table: where one of them does not say what it is about, the name tells."""
    name, about = key
    alike = [one for one in found if one[0] == name and (one[1] == about or not one[1] or not about)]
    return key if key in alike or len(alike) != 1 else alike[0]


def _measure(row: PlanRow, year: int) -> Measure:
    period = "\n".join(one.text for one in row.of(Meaning.PERIOD) if told_field(one) != "date")
    first = next((one.place for one in row.cells if one.meaning is Meaning.MEASURE), row.cells[-1].place)
    return Measure(
        name=_name(row),
        about=tuple(About(one.kind, one.ref) for one in row.about),
        subject=row.text(Meaning.SUBJECT),
        heading=row.text(Meaning.HEADING),
        responsible=row.text(Meaning.RESPONSIBLE),
        period=period,
        due=due_of(period, year),
        told=tuple(_told(row)),
        place=first,
    )


def _joined(one: Measure, other: Measure) -> Measure:
    """The same measure in two tables."""
    return replace(
        one,
        about=tuple(dict.fromkeys((*one.about, *other.about))),
        responsible=one.responsible or other.responsible,
        period=one.period or other.period,
        due=one.due or other.due,
        told=(*one.told, *other.told),
    )


def _told(row: PlanRow) -> Iterator[Told]:
    """What was done, round by round: by a column รอบ, or by the months that the headers name."""
    own = next((one.text for one in row.cells if _ROUND.match(squash(one.header)) and one.meaning is Meaning.OTHER), "")
    rounds: dict[int, dict[str, list[str]]] = {}
    for cell in row.cells:
        if (name := told_field(cell)) and cell.text.strip(" .…_-–") and not cell.held:
            rounds.setdefault(_months(cell.header) or _months(own), {}).setdefault(name, []).append(cell.text.strip())
    for months, fields in sorted(rounds.items()):
        texts = {name: "\n".join(lines) for name, lines in fields.items()}
        yield Told(
            months=months,
            status=texts.get("status", ""),
            date=tidy_date(texts.get("date", "")),
            summary=texts.get("summary", ""),
            output=texts.get("output", ""),
            evidence=texts.get("evidence", ""),
            obstacles=texts.get("obstacles", ""),
            next_step=texts.get("next_step", ""),
        )


def told_field(cell: PlanCell) -> str:
    """What a cell says of what was done; empty for the plan itself."""
    plain = squash(cell.header)
    if not plain or cell.meaning in (Meaning.ORDER, Meaning.HEADING, Meaning.SUBJECT, Meaning.MEASURE, Meaning.TARGET):
        return "next_step" if _FIELDS[0][1].search(plain) else ""
    if (named := next((name for name, pattern in _FIELDS if pattern.search(plain)), "")) != "":
        return named
    if cell.meaning is Meaning.RESULT:
        return "output" if _OUTPUT.search(plain) and "สรุปผล" not in plain else "summary"
    return ""


def _months(text: str) -> int:
    found = _MONTHS.search(squash(text))
    return int(found[1]) if found else 0


# -- the scores --------------------------------------------------------------------------------------------------------


def _scores(
    reading: Reading, results: Reading | None, year: int, found: list[Finding]
) -> tuple[Assessment | None, Assessment | None]:
    """The assessment of the year of the plan and the latest one before it, of the same agency."""
    known: dict[int, Assessment] = {}
    sources = [reading] if results is None else [reading, results]
    for at, source in enumerate(sources):
        one = _own(source, reading.agency, found, given=at > 0)
        while one is not None:
            if one.has_scores:
                known[one.fiscal_year] = one
            one = one.previous
    after = known.get(year)
    if after is None and results is not None:
        told = max(known, default=0)
        found.append(
            Finding(
                "P103",
                Severity.ERROR,
                f"แฟ้มผลคะแนนไม่มีคะแนนของปีงบประมาณ พ.ศ. {year} ซึ่งเป็นปีของมาตรการ จึงไม่แสดงผลต่อคะแนน",
                stated=str(told or "") or None,
                computed=str(year),
                cure="ใช้แฟ้มผลการประเมินของปีเดียวกับแผนมาตรการ",
            )
        )
    earlier = [one for one in known if one < year]
    return after, known[max(earlier)] if earlier else None


def _own(source: Reading, agency: str, found: list[Finding], *, given: bool) -> Assessment | None:
    """The assessment of the agency of the plan; scores of another one are never used."""
    every = list(source.assessments)
    if not every:
        return None
    key = agency_key(agency)
    own = [one for one in every if agency and one.agency and agency_key(one.agency) == key]
    if own:
        return own[0]
    if len(every) == 1 and not (agency and every[0].agency):
        return every[0]
    if given:
        names = every[0].agency if len(every) == 1 else f"{len(every)} หน่วยงาน"
        found.append(
            Finding(
                "P104",
                Severity.ERROR,
                f"แฟ้มผลคะแนนเป็นของ{names} ไม่พบคะแนนของ{agency or 'หน่วยงานในแผน'} จึงไม่นำมาใช้",
                stated=names,
                computed=agency or None,
                cure="ใช้แฟ้มผลการประเมินของหน่วยงานเดียวกับแผน หรือแก้ชื่อหน่วยงานให้ตรงกัน",
            )
        )
    return None


def _remarks(measures: Sequence[Measure]) -> list[Finding]:
    """What a reader of the report would ask about."""
    found = []
    silent = [one for one in measures if not one.latest]
    if silent:
        found.append(
            Finding(
                "P101",
                Severity.WARNING,
                f"มาตรการ {len(silent)} รายการจาก {len(measures)} รายการยังไม่มีผลการดำเนินการ",
                tuple(one.place for one in silent),
                cure="กรอกสถานะและสรุปผลในแผ่น “ติดตามผล” หรือในตารางมาตรการ",
            )
        )
    unclear = (one for one in measures if one.status is Status.UNKNOWN)
    vague = [one for one in unclear if one.latest_of("status") not in ("", Status.UNKNOWN.thai)]
    if vague:
        found.append(
            Finding(
                "P102",
                Severity.WARNING,
                f"สถานะของมาตรการ {len(vague)} รายการไม่ชัดว่าแล้วเสร็จ อยู่ระหว่างดำเนินการ หรือยังไม่ได้ดำเนินการ",
                tuple(one.place for one in vague),
                stated=", ".join(dict.fromkeys(one.latest_of("status") for one in vague))[:200],
                cure=f"ใช้คำว่า {', '.join(one.thai for one in list(Status)[:3])}",
            )
        )
    bare = [one for one in measures if one.status is Status.DONE and not one.latest_of("evidence")]
    if bare:
        found.append(
            Finding(
                "P105",
                Severity.INFO,
                f"มาตรการที่แล้วเสร็จ {len(bare)} รายการไม่มีหลักฐาน",
                tuple(one.place for one in bare),
                cure="ใส่ลิงก์หรือชื่อแฟ้มภาพในคอลัมน์หลักฐาน",
            )
        )
    return found
