"""What of an agency's older workbooks goes into the new one, and what of them has no home there."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from ita_xl.assessment import Assessment, Kind
from ita_xl.converting.measures import carry_measures
from ita_xl.findings import Finding, Severity
from ita_xl.framework import load
from ita_xl.letterhead import Letterhead
from ita_xl.ownlibrary import OwnLibrary
from ita_xl.recommendations import library
from ita_xl.recommendations.own import HEADS, keys_of
from ita_xl.thai import half_up, points, squash

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ita_xl.assessment import Figure
    from ita_xl.converting.measures import Carried
    from ita_xl.converting.older import Older
    from ita_xl.framework import Framework, Item

_T = TypeVar("_T")
_SHOWN = 120


@dataclass(frozen=True)
class Brought:
    """What goes into the new workbook."""

    framework: Framework
    filled: Assessment
    years: tuple[Assessment, ...]
    letterhead: Letterhead
    units: tuple[str, ...]
    own: OwnLibrary
    older: tuple[Item, ...]
    plan: Carried
    left: list[Finding] = field(default_factory=list)

    def texts(self) -> dict[str, dict[str, str]]:
        """The agency's own texts that have a row in the new workbook, by key and field."""
        rows = {*self.framework.by_key, *(item.key for item in self.older)}
        return {key: texts for key, texts in own_texts(self.own).items() if _whole(key) or _subject(key) in rows}


def bring(olders: Sequence[Older], framework: Framework) -> Brought:
    """Choose from the workbooks of one agency, the newest first, what goes into the workbook of a year."""
    left = [one for older in olders for one in older.left]
    years = _merged(olders, left)
    filled, carried = _filled(years, framework, olders, left)
    letterhead = _letterhead(olders, framework.fiscal_year, left)
    units = _first([(one, one.units) for one in olders if one.units], "ส่วนราชการ", left) or ()
    chosen = _first([(one, one.own) for one in olders if one.own.own], "ข้อเสนอแนะของหน่วยงาน", left)
    own, kept = _texts(chosen or OwnLibrary(library()), framework, olders, left)
    plan = carry_measures(olders, framework.fiscal_year)
    left += plan.left
    left += _gone(carried, framework)
    return Brought(framework, filled, carried, letterhead, units, own, kept, plan, left)


# -- scores ------------------------------------------------------------------------------------------------------------


def keys_read(one: Assessment) -> list[tuple[Kind, str]]:
    """The figures that an assessment has one value for."""
    keys = dict.fromkeys((figure.kind, figure.ref) for figure in one.figures if not figure.change)
    return [key for key in keys if one.value(*key) is not None]


def _merged(olders: Sequence[Older], left: list[Finding]) -> dict[int, Assessment]:
    """One assessment a year: that of the file of the year itself, with what only another file has."""
    found: dict[int, Assessment] = {}
    every = [(older, one) for older in olders for one in older.years]
    for older, one in sorted(every, key=lambda each: each[0].fiscal_year != each[1].fiscal_year):
        known = found.get(one.fiscal_year)
        found[one.fiscal_year] = one if known is None else _joined(known, one, older, left)
    return found


def _joined(known: Assessment, other: Assessment, older: Older, left: list[Finding]) -> Assessment:
    more: list[Figure] = []
    for key in keys_read(other):
        figure, own = other.figure(*key), known.readings(*key)
        if figure is None:
            continue
        if not own:
            more.append(figure)
        elif half_up(own[0].value) != half_up(figure.value):
            left.append(
                Finding(
                    "V114",
                    Severity.WARNING,
                    f"คะแนนปี {known.fiscal_year} ของ{label_of(key)} ไม่ตรงกับแฟ้ม “{own[0].place.file}” จึงใช้ของแฟ้มนั้น",
                    (figure.place, own[0].place),
                    points(figure.value),
                    points(own[0].value),
                    "ตรวจกับผลที่ประกาศ แล้วแก้ในแฟ้มใหม่หากจำเป็น",
                )
            )
    levels = known.levels or other.levels
    return replace(known, figures=(*known.figures, *more), levels=levels)


def label_of(key: tuple[Kind, str]) -> str:
    """A figure in Thai words: ``ตัวชี้วัดที่ 6``."""
    words = {Kind.ITEM: "ข้อ ", Kind.TOOL: "เครื่องมือ ", Kind.OVERALL: "ภาพรวม"}
    return f"{words.get(key[0], 'ตัวชี้วัดที่ ')}{key[1]}".rstrip()


def _filled(
    years: Mapping[int, Assessment], framework: Framework, olders: Sequence[Older], left: list[Finding]
) -> tuple[Assessment, tuple[Assessment, ...]]:
    """The assessment that fills the workbook, and the years in it that have figures, the latest first."""
    to_year = framework.fiscal_year
    agency = next((one.agency for one in olders if one.agency), "")
    province = next((one.province for one in olders if one.province), "")
    last = to_year
    while last - 1 in years and load(last - 1).scoring:
        last -= 1
    previous: Assessment | None = None
    carried = []
    for year in range(last, to_year + 1):
        one = years.get(year) or Assessment(year)
        previous = replace(one, agency=agency, province=province, previous=previous)
        if year in years:
            carried.append(previous)
    assert previous is not None  # the range holds the year itself
    for year, one in sorted(years.items(), reverse=True):
        if year < last or (year < to_year and year not in [each.fiscal_year for each in carried]):
            left.append(
                Finding(
                    "V101",
                    Severity.WARNING,
                    f"คะแนนปี {year} {len(keys_read(one))} ช่อง: แฟ้มของปี {to_year} รับเฉพาะปีที่ติดกันย้อนหลังจากปี {to_year - 1}",
                    tuple(dict.fromkeys(replace(figure.place, cell="") for figure in one.figures)),
                    cure=f"เพิ่มแฟ้มของปีที่ขาด หรือสั่งด้วย --to-year {year + 1}",
                )
            )
    for one in carried:
        left += _levels(one)
    return previous, tuple(reversed(carried))


def _levels(one: Assessment) -> Iterator[Finding]:
    """The levels that the one cell of the form does not take."""
    framework = load(one.fiscal_year)
    first = one.levels[0] if one.levels else None
    for word in one.levels[1:]:
        own, known = framework.level_named(word.text), framework.level_named(first.text) if first else None
        same = own == known if own and known else squash(word.text) == squash(first.text if first else "")
        if not same:
            yield Finding(
                "V107",
                Severity.WARNING,
                f"แฟ้มพิมพ์ระดับของปี {one.fiscal_year} ไว้ต่างกัน จึงยกมาเฉพาะ “{first.text if first else ''}”",
                (word.place,),
                word.text,
                cure="ตรวจกับผลที่ประกาศ",
            )


def _gone(carried: Sequence[Assessment], framework: Framework) -> Iterator[Finding]:
    """The items of the latest carried year that the new one does not ask, or is not known to ask."""
    earlier = next((one for one in carried if one.fiscal_year < framework.fiscal_year), None)
    if earlier is None:
        return
    then, now, year = load(earlier.fiscal_year), framework, framework.fiscal_year
    known = {item.tool for item in now.items.values()}
    unknown: dict[str, list[str]] = {}
    for item in then.items.values():
        refs = [ref for ref in then.all_refs if ref.partition(":")[0] == item.code]
        figures = [one for ref in refs if (one := earlier.figure(Kind.ITEM, ref)) is not None]
        if item.key in now.by_key or not figures:
            continue
        if item.tool not in known:
            unknown.setdefault(item.tool, []).append(item.code)
            continue
        yield Finding(
            "V105",
            Severity.INFO,
            f"ข้อ {item.code} “{item.title}” ไม่มีในปี {year} คะแนนอยู่ในแผ่นของปี {then.fiscal_year} แต่เทียบกับปี {year} ไม่ได้",
            tuple(one.place for one in figures),
            " ".join(points(one.value) for one in figures),
        )
    for tool, codes in unknown.items():
        yield Finding(
            "V106",
            Severity.INFO,
            f"โปรแกรมยังไม่ทราบข้อคำถาม {tool} ของปี {year} จึงไม่มีช่องกรอกรายข้อ "
            f"คะแนนของ {codes[0]}–{codes[-1]} อยู่ในแผ่นของปี {then.fiscal_year}",
            cure=f"กรอกคะแนนตัวชี้วัดของปี {year} ตามที่ประกาศไปก่อน",
        )


# -- letters, units, texts ---------------------------------------------------------------------------------------------


def _letterhead(olders: Sequence[Older], to_year: int, left: list[Finding]) -> Letterhead:
    """The words for letters; number and date are those of a letter that was sent, unless it is of the same year."""
    found = Letterhead()
    for older in olders:
        words = older.letterhead
        if older.fiscal_year != to_year:
            for text, name in ((words.number, "เลขที่หนังสือ"), (words.date, "วันที่ของหนังสือ")):
                if text:
                    left.append(
                        Finding(
                            "V112",
                            Severity.INFO,
                            f"{name}เป็นของหนังสือปี {older.fiscal_year} ฉบับใหม่ใช้ของใหม่",
                            stated=text,
                            cure="กรอกเมื่อออกหนังสือฉบับใหม่",
                        )
                    )
            words = replace(words, number="", date="")
        found = found.filled_from(words)
    return found


def _first(held: Sequence[tuple[Older, _T]], what: str, left: list[Finding]) -> _T | None:
    """What the newest workbook holds; that the others hold it too is said."""
    for older, own in held[1:]:
        if own != held[0][1]:
            left.append(
                Finding(
                    "V114",
                    Severity.INFO,
                    f"{what}ในแฟ้ม “{older.file.name}” ต่างจากแฟ้ม “{held[0][0].file.name}” ซึ่งใหม่กว่า จึงใช้ของแฟ้มใหม่กว่า",
                    cure="คัดลอกไปเองหากยังต้องการใช้",
                )
            )
    return held[0][1] if held else None


def own_texts(own: OwnLibrary) -> dict[str, dict[str, str]]:
    """The agency's own texts by key and field."""
    ours, theirs = keys_of(library()), keys_of(own.texts)
    found = {}
    for key in own.own:
        texts = {name: text for name, text in theirs[key].texts.items() if text != ours[key].texts.get(name)}
        found[key] = texts
    return found


def _texts(
    own: OwnLibrary, framework: Framework, olders: Sequence[Older], left: list[Finding]
) -> tuple[OwnLibrary, tuple[Item, ...]]:
    """The agency's own texts, and the items that need a row for theirs though the year is not known to ask them."""
    known = {item.tool for item in framework.items.values()}
    asked = [
        load(year).by_key for older in olders for year in (older.fiscal_year, *(one.fiscal_year for one in older.years))
    ]
    kept: dict[str, Item] = {}
    for key, texts in own_texts(own).items():
        subject = _subject(key)
        if subject in framework.by_key or _whole(key):
            continue
        item = next((items[subject] for items in asked if subject in items), None)
        if item is not None and item.tool not in known:
            kept[subject] = item
            continue
        title = f"ข้อ “{item.title}”" if item else f"คีย์ “{subject}”"
        for name, text in texts.items():
            left.append(
                Finding(
                    "V108",
                    Severity.WARNING,
                    f"{HEADS[name]}ของ{title} ({key}) ไม่มีในปี {framework.fiscal_year} จึงไม่มีช่องให้ยกมา",
                    stated=text[:_SHOWN],
                    cure="คัดลอกไปใช้กับข้ออื่นเองหากยังต้องการ",
                )
            )
    return own, tuple(kept.values())


def _subject(key: str) -> str:
    """The key without the number of a further measure."""
    return key.partition("#")[0]


def _whole(key: str) -> bool:
    """Whether a key is that of an indicator or a topic, which every year has."""
    return key.startswith(("indicator.", "topic."))
