"""One older workbook → what it holds of each agency, and what of it no new workbook can hold."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ita_xl.converting.forms import HIDDEN, own_words, strange
from ita_xl.errors import Place
from ita_xl.findings import Finding, Severity
from ita_xl.ingest import no_scores, understand
from ita_xl.ingest.identity import agency_key
from ita_xl.ingest.labels import AGENCY, PROVINCE, YEAR, labelled
from ita_xl.ingest.letterhead import letterhead_of
from ita_xl.ingest.model import TableKind
from ita_xl.ingest.units import units_of
from ita_xl.letterhead import Letterhead
from ita_xl.ownlibrary import OwnLibrary, own_library_of
from ita_xl.recommendations import library
from ita_xl.thai import half_up, points

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Sequence

    from ita_xl.assessment import Assessment, Figure
    from ita_xl.ingest import Reading
    from ita_xl.ingest.grid import Grid
    from ita_xl.ingest.maps import Pins
    from ita_xl.sheets.guide import Action

#: Findings of the reading that tell of figures that were not taken.
_REFUSED = ("R101", "R102", "R103", "R104", "R106", "R108", "R111", "R112")
#: Findings on the agency's own recommendations that tell of texts that were not taken.
_UNUSED_TEXTS = ("R302", "R303", "R304", "R305", "R306")
_APART = (TableKind.LIBRARY, TableKind.UNITS, TableKind.LEFT)
_SHOWN = 60
_COPY = "คัดลอกไปเองหากต้องการใช้"


@dataclass(frozen=True)
class Older:
    """What one file holds of one agency.

    ``fiscal_year`` (B.E.) is that of the file, ``years`` its assessments, the latest first. Letterhead, units, texts
    and plans are the agency's only where the file is its own. ``left`` is what nothing can be made of.
    """

    file: Path
    agency: str
    province: str
    fiscal_year: int
    years: tuple[Assessment, ...]
    reading: Reading
    letterhead: Letterhead = field(default_factory=Letterhead)
    units: tuple[str, ...] = ()
    own: OwnLibrary = field(default_factory=lambda: OwnLibrary(library()))
    left: tuple[Finding, ...] = ()


def read_older(
    path: str | os.PathLike[str],
    *,
    fiscal_year: int | None = None,
    pins: Pins | None = None,
    actions: Sequence[Action] = (),
) -> list[Older]:
    """Read a workbook of an earlier year, agency by agency.

    Args:
        path: as for :func:`ita_xl.read`.
        fiscal_year: the year assessed (B.E.), when the workbook does not say it.
        pins: a map (:func:`ita_xl.load_map`) that corrects the reading.
        actions: the buttons of the template, whose captions are nobody's own words.

    Raises:
        InputError: E101-E106 for a file that cannot be read, E107 for one that holds nothing to carry.
        RulesError: E202 for a year that the package has no rules of.
    """
    file = Path(path)
    reading = understand(file, fiscal_year=fiscal_year, pins=pins)
    by_agency: dict[str, list[Assessment]] = {}
    for one in reading.assessments:
        by_agency.setdefault(agency_key(one.agency), []).extend(_chain(one))
    if len(by_agency) > 1:
        return [_of_many(file, reading, years) for years in by_agency.values()]
    years = sorted(next(iter(by_agency.values()), []), key=lambda one: -one.fiscal_year)
    kinds = {table.kind for table in reading.tables}
    letterhead = letterhead_of(reading.sheets)
    units = units_of(reading.sheets) if TableKind.UNITS in kinds else ()
    own = own_library_of(reading.sheets) if TableKind.LIBRARY in kinds else OwnLibrary(library())
    if not (years or reading.plans or units or own.own or letterhead != Letterhead()):
        raise no_scores(reading)
    return [
        Older(
            file,
            reading.agency or next((one.agency for one in years if one.agency), ""),
            reading.province or next((one.province for one in years if one.province), ""),
            max(years[0].fiscal_year, reading.fiscal_year) if years else reading.fiscal_year,
            tuple(years),
            _slim(reading),
            letterhead,
            units,
            own,
            (*_refused(reading, years), *_texts_refused(own), *_sheets(reading, years, actions)),
        )
    ]


def _of_many(file: Path, reading: Reading, years: list[Assessment]) -> Older:
    """One agency of several."""
    years.sort(key=lambda one: -one.fiscal_year)
    left = list(_not_taken(years))
    kinds = {table.kind for table in reading.tables} & {TableKind.LIBRARY, TableKind.UNITS}
    if kinds or reading.plans:
        names = [table.grid.name for table in reading.tables if table.kind in kinds]
        names += [plan.sheet for plan in reading.plans]
        places = tuple(Place(file.name, one) for one in dict.fromkeys(names))
        left.append(
            Finding(
                "V115",
                Severity.WARNING,
                "แฟ้มมีหลายหน่วยงาน จึงไม่ทราบว่าแผน ข้อเสนอแนะ หรือส่วนราชการในแฟ้มเป็นของหน่วยงานใด",
                places,
                cure="ใช้แฟ้มของหน่วยงานเดียว หรือคัดลอกแผ่นเหล่านี้ไปเอง",
            )
        )
    first = years[0]
    return Older(file, first.agency, first.province, first.fiscal_year, tuple(years), _slim(reading), left=tuple(left))


def _chain(last: Assessment) -> Iterator[Assessment]:
    one: Assessment | None = last
    while one is not None:
        yield one
        one = one.previous


def _slim(reading: Reading) -> Reading:
    """The reading with its plans and the names of its sheets only: many are kept at a time."""
    sheets = tuple(replace(grid, raw=(), merged=(), memo={}) for grid in reading.sheets)
    return replace(reading, sheets=sheets, tables=(), left=(), assessments=(), settled=())


# -- what was not taken ------------------------------------------------------------------------------------------------


def _refused(reading: Reading, years: Sequence[Assessment]) -> Iterator[Finding]:
    told = dict.fromkeys([*reading.problems, *(one for each in years for one in each.problems)])
    for one in told:
        if one.code in _REFUSED:
            yield Finding(
                "V102", Severity.WARNING, f"{one.message} ({one.code})", one.places, one.stated, None, one.cure
            )
    yield from _not_taken(years)


def _not_taken(years: Iterable[Assessment]) -> Iterator[Finding]:
    """Figures that no cell of a form takes: contradictions, codes the year does not have, points and differences."""
    for one in years:
        seen: dict[tuple[str, str], Figure] = {}
        for figure in one.figures:
            if not figure.change:
                seen.setdefault((figure.kind, figure.ref), figure)
        for figure in seen.values():
            every = one.readings(figure.kind, figure.ref)
            if len({half_up(each.value) for each in every}) > 1:
                yield Finding(
                    "V103",
                    Severity.WARNING,
                    f"คะแนนของ{_named(figure)} ปี {one.fiscal_year} พิมพ์ไว้ต่างกัน จึงไม่ยกมา",
                    tuple(each.place for each in every),
                    " และ ".join(dict.fromkeys(points(each.value) for each in every)),
                    cure="ตรวจกับผลที่ประกาศ แล้วกรอกค่าที่ถูกในแฟ้มใหม่",
                )
        for figure in one.foreign:
            yield Finding(
                "V104",
                Severity.WARNING,
                f"ข้อ {figure.ref} ไม่มีในปี {one.fiscal_year} จึงไม่มีช่องให้ยกมา",
                (figure.place,),
                figure.text or points(figure.value),
                cure="ตรวจรหัสข้อกับปีของแฟ้ม",
            )
        changes = [each for each in one.figures if each.change]
        for what, figures in (("ผลต่างจากปีก่อนที่พิมพ์ไว้", changes), ("คะแนนถ่วงน้ำหนัก", one.points)):
            if figures:
                yield Finding(
                    "V104",
                    Severity.INFO,
                    f"{what}ของปี {one.fiscal_year} {len(figures)} ช่อง โปรแกรมคำนวณให้ใหม่จากคะแนน จึงไม่มีช่องให้ยกมา",
                    tuple(dict.fromkeys(replace(each.place, cell="") for each in figures)),
                )


def _named(figure: Figure) -> str:
    words = {
        "item": "ข้อ ",
        "indicator": "ตัวชี้วัดที่ ",
        "indicator_part": "ตัวชี้วัดที่ ",
        "tool": "เครื่องมือ ",
        "overall": "ภาพรวม",
    }
    return f"{words[figure.kind]}{figure.ref}".rstrip()


def _texts_refused(own: OwnLibrary) -> Iterator[Finding]:
    for one in own.findings:
        if one.code in _UNUSED_TEXTS:
            yield Finding(
                "V109", Severity.WARNING, f"{one.message} ({one.code})", one.places, one.stated, None, one.cure
            )


def _sheets(reading: Reading, years: Sequence[Assessment], actions: Sequence[Action]) -> Iterator[Finding]:
    """The sheets of which nothing was taken, and the texts beside what was; not what our forms say by themselves."""
    taken = {figure.place.sheet for one in years for figure in (*one.figures, *one.foreign, *one.points)}
    taken |= {word.place.sheet for one in years for word in one.levels}
    taken |= {plan.sheet for plan in reading.plans}
    taken |= {table.grid.name for table in reading.tables if table.kind in _APART}
    empty: list[Place] = []
    for name in dict.fromkeys(grid.name for grid in reading.sheets):
        place = Place(reading.file.name, name)
        grids = [one for one in reading.sheets if one.name == name]
        words = own_words(reading, name, actions)
        if name not in taken and not any(map(_tells, grids)):
            empty += [place] * bool(name not in HIDDEN and strange(grids, words))
        elif texts := [text for one in reading.left if one.sheet == name and (text := strange(grids, words, one))]:
            yield Finding(
                "V113",
                Severity.INFO,
                f"ข้อความอื่นในแผ่น “{name}” {len(texts)} แห่งไม่ใช่คะแนนหรือมาตรการ เช่น “{texts[0][:_SHOWN]}”",
                (place,),
                cure=_COPY,
            )
    if empty:
        message = f"{len(empty)} แผ่นไม่มีคะแนน มาตรการ หรือข้อมูลของหน่วยงานที่แฟ้มใหม่มีช่องรับ"
        yield Finding(
            "V113", Severity.INFO, message, tuple(empty), cure=f"{_COPY} แผ่นที่โปรแกรมจัดทำจะได้ใหม่จากคำสั่ง report"
        )


def _tells(grid: Grid) -> bool:
    """Whether a sheet says the agency, its province, the year, or words for its letters."""
    known = AGENCY | PROVINCE | YEAR
    return letterhead_of([grid]) != Letterhead() or any(label in known for label, _, _ in labelled(grid))
