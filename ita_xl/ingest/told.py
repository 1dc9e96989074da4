"""Lines and sentences around tables: agencies, years, levels, and scores in words or alone."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ita_xl.assessment import Figure, Kind
from ita_xl.framework import load, years
from ita_xl.ingest import across, identity, prose, taking
from ita_xl.ingest.headers import part_in, unit_named
from ita_xl.ingest.identity import agency_key
from ita_xl.ingest.labels import AGENCY, LEVEL, MAYBE_LEVEL, labelled, thai_side
from ita_xl.ingest.model import VALUES, Column, Role, RowKey
from ita_xl.ingest.rows import reference, row_key
from ita_xl.ingest.unlettered import Unlettered
from ita_xl.ingest.values import absent, number_of, score_of
from ita_xl.thai import remembered, squash

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ita_xl.ingest.grid import Cell
    from ita_xl.ingest.sheet import SheetReader

_LONGEST_NAME = 120
_MOST_TITLE_CELLS = 2
_LONGEST_TITLE = 300
#: Labels of what is said of the whole result.
_OF_THE_WHOLE = re.compile("(?:เปรียบ)?เทียบ(?:กับ)?ปี|ภาพรวม|คะแนนภาพรวม|ผลการประเมิน")
#: Lines that say that what follows are scores.
_ANNOUNCED = re.compile("(?:ผล)?คะแนน(?:ราย|แต่ละ|จำแนก|ตาม|ของแต่ละ)")


def line(reader: SheetReader, row: int, filled: Mapping[int, Cell]) -> bool:
    """A line that names an agency or a level; whether that is all it does."""
    if reader.blocks and not set(filled) <= set(reader.open.owners) and (name := agency_line(reader, row)):
        if (
            row + 1 < len(reader.view)
            and len(reader.view.filled(row + 1)) > 1
            and not across.heads(reader.view.filled(row + 1))
        ):
            reader.anew()  # the head at the top holds for all agencies
        else:
            reader.end_table()
        reader.now.agency, reader.now.name = agency_key(name), name
        reader.named.add(reader.now.agency)
        reader.seen.add(row)
        return True
    if _level_row(reader, row, filled):
        reader.seen.add(row)
        return True
    if len(filled) == 1 and squash(str(next(iter(filled.values())))).rstrip(":") in LEVEL:
        _level_below(reader, row, min(filled))
    listed = len(filled) == 1 and prose.lists_agency(str(next(iter(filled.values()))))
    levels = () if listed else identity.levels_in(reader.grid, row, reader.framework)
    for level in levels:
        reader.bucket().grade(level.text, level.place)
    if levels or any(labelled(reader.grid, (row,))):
        reader.seen.add(row)
    return False


def turns(reader: SheetReader, filled: Mapping[int, Cell]) -> bool:
    """Whether a title turns to another assessment, whose rows are left out; a title of this one turns back."""
    ((_, cell),) = filled.items()
    if not isinstance(cell, str) or len(cell) > _LONGEST_TITLE:
        return False
    if identity.other_assessment(cell):
        reader.end_table()
        reader.now.aside = True
        return True
    if reader.now.aside and identity.this_assessment(cell):
        reader.now.aside = False
    return False


def _level_row(reader: SheetReader, row: int, filled: Mapping[int, Cell]) -> bool:
    """A row of levels under several agencies or years."""
    if squash(thai_side(str(next(iter(filled.values()))))) not in LEVEL | MAYBE_LEVEL:
        return False
    if len(own := reader.open.having(Role.SCORE)) == 1 and reader.framework.level_named(str(filled.get(own[0], ""))):
        reader.bucket().grade(str(filled[own[0]]), reader.grid.place(row, own[0]))
        return True
    found = {
        at: column
        for at, column in reader.open.columns.items()
        if at in filled and column.role in (Role.SCORE, Role.BEFORE) and not absent(filled[at])
        if number_of(filled[at]) is None
    }
    several = any(column.agency or column.year or column.role is Role.BEFORE for column in found.values())
    if not several or (len(found) == 1 and len(reader.open.having(Role.SCORE, Role.BEFORE)) > 1):
        return False
    for at, column in found.items():
        year = column.year or (reader.now.year - 1 if column.role is Role.BEFORE else reader.now.year)
        agency = (agency_key(column.agency), column.agency) if column.agency else (reader.now.agency, reader.now.name)
        reader.bucket(year, *agency).grade(str(filled[at]), reader.grid.place(row, at))
    return True


def _level_below(reader: SheetReader, row: int, at: int) -> None:
    """The level that stands alone under its label."""
    filled = reader.view.filled(row + 1) if row + 1 < len(reader.view) else {}
    if set(filled) == {at} and reader.framework.level_named(str(filled[at])):
        reader.seen.update((row, row + 1))
        reader.bucket().grade(str(filled[at]), reader.grid.place(row + 1, at))


def below(reader: SheetReader, row: int, at: int, key: RowKey) -> None:
    """The score that stands alone under its name."""
    filled = reader.view.filled(row + 1) if row + 1 < len(reader.view) else {}
    if set(filled) == {at} and number_of(filled[at]) is not None:
        reader.seen.add(row + 1)
        taking.take(reader, row + 1, at, filled[at], key, Column(Role.SCORE))


def pairs(reader: SheetReader, row: int, filled: Mapping[int, Cell]) -> bool:
    """Several scores in a row without a header, each behind its own name."""
    cells = list(filled.items())
    if reader.open.headed or len(cells) < 4 or len(cells) % 2:
        return False
    taken = []
    for (_, label), (at, value) in zip(cells[::2], cells[1::2], strict=True):
        key = row_key([label], reader.framework, indicators=False) if isinstance(label, str) else None
        if key is None or key.kind is None or score_of(value)[0] is None:
            return False
        taken.append((at, value, key))
    for at, value, key in taken:
        taking.take(reader, row, at, value, key, Column(Role.SCORE))
    return True


def sentences(reader: SheetReader, row: int, filled: Mapping[int, Cell]) -> bool:
    """The figures that the sentences of a row state; a row of a table of scores has none."""
    if not any(isinstance(cell, str) and prose.says_figures(cell) for cell in filled.values()):
        return False
    figures = reader.open.having(*VALUES) if reader.open.scores else []
    listed = any(prose.lists_figures(str(filled[at])) for at in figures if at in filled)
    planned = reader.open.headed and not reader.open.scores  # its numbers are budgets and the like
    numbers = not planned and any(number_of(cell) is not None for cell in [*filled.values()][1:])
    if not listed and (numbers or any(at in filled for at in figures)):
        return False
    taken = False
    first = squash(str(next(iter(filled.values()))))
    for at, cell in filled.items():
        if isinstance(cell, str) and prose.says_figures(cell):
            units = [str(other) for other in filled.values() if other is not cell and unit_named(str(other))]
            alone = len(filled) == 1 or len(units) == 1 or _OF_THE_WHOLE.match(first) is not None
            about = RowKey(Kind.OVERALL) if _OF_THE_WHOLE.match(first) else None
            told = prose.said(cell, reader.framework, alone=alone, about=about)
            if len(filled) > 1 and all(one.level for one in told):
                continue  # a level beside a score that is read as a cell of its row
            for one in told:
                own = replace(one, agency=units[0]) if len(units) == 1 and not reader.open.headed else one
                taken |= say(reader, row, at, own)
    if taken:
        reader.seen.add(row)
    return taken and (listed or len(filled) == 1)


def beside(reader: SheetReader, row: int, filled: Mapping[int, Cell], key: RowKey) -> None:
    """What cells beside the score of a row state in words: "ส่วนที่ 1 ได้ 89.02 คะแนน", "ข้อ i1 … (78.30 คะแนน)"."""
    values = reader.open.having(*VALUES)
    for at, cell in filled.items():
        if isinstance(cell, str) and at > min(values, default=at) and at not in values and prose.says_figures(cell):
            for one in prose.said(cell, reader.framework, alone=False, about=key):
                if not one.level:
                    say(reader, row, at, one)


def say(reader: SheetReader, row: int, at: int, one: prose.Said) -> bool:
    """One statement of a sentence into its bucket."""
    year = one.year if one.year is not None and one.year <= reader.year else reader.now.year
    if one.year is not None and one.year > reader.year:
        return False
    agency = (agency_key(one.agency), one.agency) if one.agency else (reader.now.agency, reader.now.name)
    place = reader.grid.place(row, at)
    if one.level:
        reader.bucket(year, *agency).grade(one.level, place)
        return False
    assert one.key is not None and one.value is not None  # a statement without a level has both
    if year not in years():
        return False
    if one.key.number:
        _unlettered(reader, (row, at), year, agency[0], one)
        return True
    found = reference(load(year), one.key, None)
    if found is None or (one.key.foreign and year != reader.now.year):
        return False
    bucket = reader.bucket(year, *agency)
    figure = Figure(*found, one.value, place, one.text, one.change)
    figures = bucket.foreign if one.key.foreign else bucket.figures
    if figure not in figures:
        figures.append(figure)
    return True


def _unlettered(reader: SheetReader, cell: tuple[int, int], year: int, agency: str, one: prose.Said) -> None:
    """A score under a bare number: kept with the others of its cell until all of the file is known."""
    groups = reader.found.unlettered
    last = groups[-1] if groups else None
    if last is None or (last.grid, last.row, last.column, last.fiscal_year) != (reader.grid, *cell, year):
        last = Unlettered(reader.grid, *cell, agency, year)
        groups.append(last)
    if one.key is not None and one.value is not None:
        last.scores.append((int(one.key.number), one.value, one.text))


def title(reader: SheetReader, row: int, filled: Mapping[int, Cell]) -> None:
    """A line of its own: it may name the year or the tool of what follows."""
    ((at, cell),) = filled.items()
    text = str(cell)
    plain = squash(text)
    if named := identity.titled_year(text):
        reader.title = (named, row, at)
    if named or identity.names_agency(text):
        reader.seen.add(row)
    if (year := identity.titled_year(text)) and year in years() and year <= reader.year and year != reader.now.year:
        reader.end_table()
        reader.now.year, reader.framework = year, load(year)
    reader.now.announced = _ANNOUNCED.match(plain) is not None
    reader.now.overall = "ภาพรวม" in plain and len(plain) < 120
    if len(text) < 300 and (tools := set(re.findall(r"(?<![a-z])(iit|eit|oit)(?![a-z])", plain))) and len(tools) == 1:
        reader.enter(tools.pop().upper(), None)


def titles(reader: SheetReader) -> list[int]:
    """The rows of so few cells that they may be titles."""
    return [row for row, count in enumerate(reader.grid.counts) if 0 < count <= _MOST_TITLE_CELLS]


def agency_line(reader: SheetReader, row: int) -> str:
    """The agency that a line of its own names: the name alone, behind a label, or behind a number."""
    if reader.grid.counts[row] > _MOST_TITLE_CELLS:
        return ""
    filled = reader.view.filled(row)
    texts = [cell for cell in filled.values() if isinstance(cell, str)]
    if len(filled) == 2 and len(texts) == 2 and squash(texts[0]).rstrip(":") in AGENCY:
        return texts[1]
    if len(filled) != 1 or not texts or len(texts[0]) > 120:
        return ""
    text, alone = _called(texts[0])
    return "" if not alone and text and _names_score(reader, text) else text


@remembered(4096)
def _called(line: str) -> tuple[str, bool]:
    """The unit that a line names, or what stands behind the label of one; whether the label alone makes it one."""
    text = re.sub(r"^\s*(?:\(?[\d๐-๙]{1,3}[.)]\s*|[-•]\s*)", "", line).strip()
    label, colon, rest = text.partition(":")
    if colon and squash(label) in AGENCY:
        return rest.strip(), True
    text = re.sub(r"^(?:ชื่อ)?หน่วยงาน\s*:?\s*(?=\S)", "", text)
    text = re.split(r"\s*(?:ประจำ)?ปี\s*(?:งบประมาณ)?|\s*คะแนน|\s+ผลการ|\s+อำเภอ|\s+จังหวัด", text)[0].strip()
    if re.search(r"\d\.\d|(?:ได้|มี)$", squash(text)) or text.startswith("อำเภอ"):
        return "", False
    return text if unit_named(text) else "", False


def agency_above(reader: SheetReader) -> str:
    """The agency that the title of a table of a band names."""
    first = next((row for row in range(len(reader.view)) if reader.view.filled(row)), 0)
    return agency_line(reader, first)


def _names_score(reader: SheetReader, text: str) -> bool:
    return row_key([text], reader.framework, indicators=False) is not None


def one_or_many(reader: SheetReader) -> None:
    """Names above tables that never give the same score are one agency's, written differently: taken as the file's."""
    own = {key: one for key, one in reader.found.buckets.items() if key[0] in reader.named}
    seen: dict[tuple[int, str, str], str] = {}
    for (agency, year), bucket in own.items():
        for figure in bucket.figures:
            if figure.kind is not Kind.ITEM and seen.setdefault((year, figure.kind, figure.ref), agency) != agency:
                return
    for (agency, year), bucket in own.items():
        reader.found.bucket("", year).absorb(bucket)
        del reader.found.buckets[agency, year]


def part_line(filled: Mapping[int, Cell]) -> int | None:
    """A line that only says which part of EIT follows; a section "ส่วนที่ 1 …" of the document is none."""
    texts = [squash(str(cell)) for cell in filled.values()]
    if len(texts) != 1 or len(texts[0]) > 120:
        return None
    alone = re.fullmatch(r"\(?ส่วนที่[12]\)?", texts[0])
    about = any(word in texts[0] for word in ("eit", "ผู้รับบริการ", "ผู้ประเมิน", "ภายนอก", "public", "survey"))
    return part_in(texts[0]) if alone or about else None
