"""The older workbooks of one agency → the input workbook of a year, read back before it is given away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ita_xl.converting.bringing import bring, keys_read
from ita_xl.converting.proof import differences
from ita_xl.findings import Severity
from ita_xl.framework import load
from ita_xl.letterhead import ENTRIES, value_of
from ita_xl.render import safe_name, workbook_bytes
from ita_xl.sheets.brought import left_sheet
from ita_xl.sheets.inputbook import OwnSheets, input_book
from ita_xl.sheets.template import template_book

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ita_xl.converting.bringing import Brought
    from ita_xl.converting.older import Older
    from ita_xl.findings import Finding
    from ita_xl.sheets.guide import Action


@dataclass(frozen=True)
class Conversion:
    """A new workbook and what it is made of.

    ``sources`` are the older files with their years, the newest first; ``scores`` counts the figures carried by year;
    ``letters``, ``units``, ``texts`` and ``measures`` count what else was carried; ``left`` is what had no home.
    """

    agency: str
    province: str
    year: int
    name: str
    data: bytes
    sources: tuple[tuple[str, int], ...]
    scores: Mapping[int, int]
    letters: int = 0
    units: int = 0
    texts: int = 0
    measures: int = 0
    plan_year: int | None = None
    left: tuple[Finding, ...] = ()

    @property
    def sentences(self) -> tuple[str, ...]:
        """What was carried (Thai), a sentence a kind."""
        found = [f"แฟ้มปี {year}: {Path(file).name}" for file, year in self.sources]
        found += [f"คะแนนปีงบประมาณ พ.ศ. {year} {count} ช่อง" for year, count in self.scores.items()]
        if self.measures:
            found.append(f"มาตรการของปีงบประมาณ พ.ศ. {self.plan_year} {self.measures} รายการ")
        for count, words in (
            (self.letters, "ข้อความสำหรับบันทึกข้อความและปก {} ช่อง"),
            (self.units, "ส่วนราชการ {} ชื่อ"),
            (self.texts, "ข้อเสนอแนะของหน่วยงาน {} ช่อง"),
        ):
            if count:
                found.append(words.format(count))
        return tuple(found)


class Template(NamedTuple):
    """What makes the template with buttons: their table, and the VBA project that their macros are in."""

    actions: Sequence[Action]
    project: bytes


def convert(olders: Sequence[Older], to_year: int, template: Template | None = None) -> Conversion:
    """Make the input workbook of a year from an agency's workbooks of earlier years, or of that year.

    Args:
        olders: what :func:`read_older` gave for one agency; none of a later year.
        to_year: the fiscal year (B.E.) of the new workbook.
        template: makes the template with buttons (.xlsm) instead, whose year it must be.

    Returns:
        The workbook as bytes, and what of the older ones it could not take. It was read back: what did not come back
        as it was is in that list too.

    Raises:
        RulesError: E202 for a year that the package has no rules of.
        OutputError: E301 when a text cannot be written.
    """
    framework = load(to_year)
    newest = sorted(olders, key=lambda one: -one.fiscal_year)
    brought = bring(newest, framework)
    agency = next((one.agency for one in newest if one.agency), "")
    kind, ending = ("แม่แบบ", "xlsm") if template else ("แฟ้มกรอก", "xlsx")
    name = f"{safe_name(f'{kind} ITA {agency or newest[0].file.stem} {to_year}')}.{ending}"
    made = Conversion(
        agency=agency,
        province=brought.filled.province,
        year=to_year,
        name=name,
        data=b"",
        sources=tuple((str(one.file), one.fiscal_year) for one in newest),
        scores={one.fiscal_year: len(keys_read(one)) for one in brought.years},
        letters=sum(bool(value_of(brought.letterhead, one.target)) for one in ENTRIES),
        units=len(brought.units),
        texts=sum(len(texts) for texts in brought.texts().values()),
        measures=len(brought.plan.measures),
        plan_year=brought.plan.year or None,
        left=_ordered(brought.left),
    )
    data = _data(made, brought, template)
    if strange := tuple(differences(brought, data, agency)):
        made = replace(made, left=_ordered((*made.left, *strange)))
        data = _data(made, brought, template)
    return replace(made, data=data)


def _ordered(left: Iterable[Finding]) -> tuple[Finding, ...]:
    """What a person should look at stands first."""
    return tuple(sorted(left, key=lambda one: list(Severity).index(one.severity)))


def _data(made: Conversion, brought: Brought, template: Template | None) -> bytes:
    sheets = OwnSheets(
        brought.plan.sheets(made.agency, made.year),
        (left_sheet(made.year, made.sentences, made.left),),
        brought.own.texts,
        brought.older,
    )
    given = (brought.filled, brought.letterhead, brought.units, sheets)
    if template is None:
        return workbook_bytes(input_book(brought.framework, *given))
    bare = template_book(brought.framework, template.actions)
    book = template_book(brought.framework, template.actions, *given)
    return workbook_bytes(book, vba=template.project, named=len(bare.sheets))
