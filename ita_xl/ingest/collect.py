"""What the sheets gave → assessments: figures of each agency and year brought together and settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, overload

from ita_xl.assessment import Assessment, Figure, Kind
from ita_xl.findings import Finding, Severity
from ita_xl.framework import load, years
from ita_xl.ingest.identity import agency_key
from ita_xl.ingest.model import Bucket, Role
from ita_xl.ingest.rows import reference
from ita_xl.ingest.taking import moved_note
from ita_xl.ingest.values import absent, change_of, score_like, score_of
from ita_xl.thai import half_up, join_thai, normalise, points, squash

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ita_xl.framework import Framework
    from ita_xl.ingest.model import Harvest, RowKey
    from ita_xl.ingest.wide import Line, Listing

#: So many scores strictly between 0 and 1 in one sheet are no scores but percent cells.
_PERCENT_CELLS = 3
_HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Owner:
    """The agency of the file itself."""

    agency: str
    province: str
    file: str


class Assessments(Sequence[Assessment]):
    """The assessments of a file, each made when it is first asked for: a national list holds thousands."""

    def __init__(self, found: Harvest, owner: Owner) -> None:
        self._found = found
        self._owner = owner
        self._made: dict[int, Assessment] = {}

    @cached_property
    def _lines(self) -> dict[str, list[tuple[Listing, Line]]]:
        lines: dict[str, list[tuple[Listing, Line]]] = {}
        own = agency_key(self._owner.agency)
        for listing in self._found.listings:
            for line in listing.lines:
                key = agency_key(line.agency) if line.agency else ""
                lines.setdefault("" if key == own else key, []).append((listing, line))
        return dict(_told_apart(lines))

    @cached_property
    def _buckets(self) -> dict[str, dict[int, Bucket]]:
        named: dict[str, dict[int, Bucket]] = {}
        own = agency_key(self._owner.agency)
        for (agency, year), bucket in self._found.buckets.items():
            kept = named.setdefault("" if agency == own else agency, {})
            if year in kept:
                kept[year] = kept[year].copy()
                kept[year].absorb(bucket)
            else:
                kept[year] = bucket
        return named

    @cached_property
    def _index(self) -> list[tuple[str, tuple[int, ...]]]:
        return [
            (agency, run)
            for agency in dict.fromkeys((*self._buckets, *self._lines))
            for run in _runs(self._years(agency))
        ]

    def __bool__(self) -> bool:
        return any(self._years_of_listings()) or bool(self._index)

    def _years_of_listings(self) -> Iterator[bool]:
        """Whether a list has a line with a figure: known without going through it."""
        for listing in self._found.listings:
            yield bool(listing.lines) and bool(_years_of(listing, listing.lines[0]) & set(years()))

    def _years(self, agency: str) -> set[int]:
        found = {year for year, bucket in self._buckets.get(agency, {}).items() if bucket.filled}
        for listing, line in self._lines.get(agency, ()):
            found |= _years_of(listing, line)
        return found & set(years())

    def __len__(self) -> int:
        return len(self._index)

    @overload
    def __getitem__(self, at: int) -> Assessment: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Assessment]: ...
    def __getitem__(self, at: int | slice) -> Assessment | Sequence[Assessment]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        at = range(len(self))[at]
        if at not in self._made:
            self._made[at] = self._make(*self._index[at], first=at == 0)
        return self._made[at]

    def __repr__(self) -> str:
        return f"<{len(self)} assessments of {self._owner.file}>"

    def _make(self, agency: str, run: tuple[int, ...], *, first: bool) -> Assessment:
        buckets = {year: bucket.copy() for year, bucket in self._buckets.get(agency, {}).items()}
        for listing, line in self._lines.get(agency, ()):
            _fill(listing, line, buckets)
        name, province = (self._owner.agency, self._owner.province) if not agency else ("", "")
        district = ""
        for bucket in buckets.values():
            name, province = name or normalise(bucket.agency), province or normalise(bucket.province)
            district = district or normalise(bucket.district)
        previous: Assessment | None = None
        for year in sorted(run):
            bucket = buckets.get(year, Bucket())
            _settle(bucket, load(year))
            problems = (*(self._found.problems if first and year == run[0] else ()), *bucket.problems)
            previous = Assessment(
                fiscal_year=year,
                agency=name,
                province=province.removeprefix("จังหวัด").strip(),
                district=district.removeprefix("อำเภอ").removeprefix("เขต").strip(),
                figures=tuple(bucket.figures),
                levels=tuple(dict.fromkeys(bucket.levels)),
                titles=bucket.titles,
                foreign=tuple(bucket.foreign),
                points=tuple(bucket.points),
                problems=problems,
                previous=previous,
                file=self._owner.file,
            )
        assert previous is not None  # a run has at least one year
        return previous


def _told_apart(lines: Mapping[str, list[tuple[Listing, Line]]]) -> Iterator[tuple[str, list[tuple[Listing, Line]]]]:
    """Agencies of one name in several provinces, or districts, each by itself.

    Only names that stand twice for one year are parted: a province may be missing, or misspelt, in another year.
    """
    for key, own in lines.items():
        parts = {key: own}
        for place in ("province", "district"):
            finer: dict[str, list[tuple[Listing, Line]]] = {}
            for part, held in parts.items():
                if not _twice(held):
                    finer[part] = held
                    continue
                for listing, line in held:
                    finer.setdefault(f"{part}|{squash(getattr(line, place))}", []).append((listing, line))
            parts = finer
        yield from parts.items()


def _twice(held: Sequence[tuple[Listing, Line]]) -> bool:
    """Whether two rows of one table hold the same figures of the same year."""
    told = [(id(listing), line.year, line.role, line.part) for listing, line in held]
    return len(set(told)) < len(told)


def _runs(found: set[int]) -> Iterator[tuple[int, ...]]:
    """Years that follow one another, each run from its last year down, the latest run first."""
    run: list[int] = []
    for year in sorted(found, reverse=True):
        if run and run[-1] != year + 1:
            yield tuple(run)
            run = []
        run.append(year)
    if run:
        yield tuple(run)


# -- tables whose columns are scores ---------------------------------------------------------------------------------


def _years_of(listing: Listing, line: Line) -> set[int]:
    """The years that a line has figures of."""
    base = line.year or listing.year
    if line.role is Role.CHANGE:
        return set()
    if listing.plain and line.role is Role.SCORE:
        return {base}
    found: set[int] = set()
    for at, column in listing.figure_columns.items():
        value = listing.grid.cell(line.row, at)
        if column.role is not Role.CHANGE and score_of(value)[0] is not None:
            found.add(_year_of(listing, line, column.year, column.role))
    return found


def _year_of(listing: Listing, line: Line, year: int | None, role: Role) -> int:
    before = Role.BEFORE in (role, line.role)
    return line.year or year or (listing.year - 1 if before else listing.year)


def _fill(listing: Listing, line: Line, buckets: dict[int, Bucket]) -> None:
    """The figures of a line into the buckets of their years."""
    for at, column in listing.columns.items():
        cell = listing.grid.cell(line.row, at)
        if cell is None:
            continue
        year = _year_of(listing, line, column.year, column.role)
        if year not in years():
            continue
        bucket = buckets.setdefault(year, Bucket())
        bucket.agency, bucket.province = bucket.agency or line.agency, bucket.province or line.province
        bucket.district = bucket.district or line.district
        if column.role is Role.LEVEL:
            if not absent(cell):
                bucket.grade(str(cell), listing.grid.place(line.row, at))
        elif column.key is not None and at in listing.figure_columns:
            _take(listing, line, at, bucket, year)


def _take(listing: Listing, line: Line, at: int, bucket: Bucket, year: int) -> None:
    column, cell = listing.columns[at], listing.grid.cell(line.row, at)
    key, framework, place = column.key, load(year), listing.grid.place(line.row, at)
    assert key is not None  # asked for figure columns only
    if isinstance(cell, str) and framework.level_named(cell):
        bucket.grade(cell, place)
        return
    change = Role.CHANGE in (column.role, line.role)
    value, rest = (change_of(cell), "") if change else score_of(cell)
    if rest and framework.level_named(rest):
        bucket.grade(rest, place)
    name = f"“{key.title or key.ref or 'ภาพรวม'}” ของ{line.agency or 'หน่วยงาน'}"
    if value is None or not (change or score_like(value)):
        if not absent(cell):
            bucket.problems.append(_unusable(value, name, str(cell), place))
        return
    figure = _figure(listing.framework, framework, key, column.part or line.part, value)
    if figure is None:
        return
    figure = replace(figure, place=place, text=str(cell), change=change)
    if Role.POINTS in (column.role, line.role) and line.role is not Role.TOOL:
        bucket.points.append(figure)
    elif key.foreign:
        bucket.foreign.append(figure)
    else:
        bucket.figures.append(figure)


def _unusable(value: Decimal | None, name: str, text: str, place: object) -> Finding:
    code, what, cure = (
        (
            "R102",
            f"คะแนนของ{name} เป็น “{text[:40]}” ซึ่งไม่ใช่ตัวเลข จึงถือว่าไม่มีค่า",
            "พิมพ์เป็นตัวเลข (คะแนนอยู่ในช่วง 0–100) หรือเว้นว่างหากไม่มี",
        )
        if value is None
        else (
            "R103",
            f"คะแนนของ{name} เป็น {text[:40]} ซึ่งอยู่นอกช่วง 0–100 จึงไม่นำมาใช้",
            "ตรวจตัวเลขกับผลที่ประกาศ จุดทศนิยมอาจหายไป",
        )
    )
    return Finding(code, Severity.ERROR, what, (place,), text[:40], None, cure)  # type: ignore[arg-type]


def _figure(own: Framework, other: Framework, key: RowKey, part: int | None, value: Decimal) -> Figure | None:
    """A figure under the reference it has in its year."""
    found = reference(own, key, part)
    if found is None:
        return None
    kind, ref = found
    note = ""
    if kind is Kind.ITEM and own is not other and not key.foreign:
        moved = own.ref_in(ref, other)
        if moved is None:
            return None
        note = "" if moved == ref else moved_note(ref, own)
        ref = moved
    if kind is Kind.TOOL and ref not in other.scores:
        return None
    return Figure(kind, ref, value, note=note)


# -- settling --------------------------------------------------------------------------------------------------------


def _settle(bucket: Bucket, framework: Framework) -> None:
    bucket.make()
    _as_percent(bucket)
    _settle_points(bucket, framework)
    _settle_clashes(bucket, framework)


def _as_percent(bucket: Bucket) -> None:
    """Several scores of a sheet below 1 are cells in percent format (96.04 % is 0.9604): read as such, and said."""
    for sheet in dict.fromkeys(one.place.sheet for one in bucket.figures):
        scores = [one for one in bucket.figures if one.place.sheet == sheet and not one.change and 0 < one.value <= 1]
        if sum(one.value < 1 for one in scores) < _PERCENT_CELLS:
            continue
        note = "อ่านเป็นร้อยละ"
        bucket.figures[:] = [
            replace(one, value=one.value * _HUNDRED, note=note) if one in scores else one for one in bucket.figures
        ]
        first = scores[0]
        bucket.problems.append(
            Finding(
                "R105",
                Severity.WARNING,
                f"คะแนน {len(scores)} ช่องอยู่ระหว่าง 0 ถึง 1 เช่น {first.text} จึงอ่านเป็นร้อยละ "
                f"({points(first.value * _HUNDRED)})",
                tuple(one.place for one in scores),
                first.text,
                points(first.value * _HUNDRED),
                "ตรวจว่าช่องตั้งรูปแบบเป็นเปอร์เซ็นต์ หากใช่ไม่ต้องแก้ไข",
            )
        )


def _settle_points(bucket: Bucket, framework: Framework) -> None:
    """Weighted points are said; where nothing else gives the score of their tool, it is computed from them."""
    if not bucket.points:
        return
    known = {one.ref for one in bucket.figures if one.kind is Kind.TOOL}
    indicators = {one.ref for one in bucket.figures if one.kind is Kind.INDICATOR}
    converted = []
    for one in bucket.points:
        weight = framework.weight(one.ref) if one.kind is Kind.TOOL else Decimal(0)
        tool = one.ref[:3]
        own = {str(number.number) for number in framework.of_tool(tool)} if one.kind is Kind.TOOL else set()
        if not weight or one.change or one.ref in known or (one.ref == tool and own <= indicators):
            continue
        value = half_up(one.value / weight * _HUNDRED)
        note = f"แปลงจากคะแนนถ่วงน้ำหนัก {one.text} จาก {weight.normalize():f}"
        converted.append(replace(one, value=value, note=note))
    bucket.figures += converted
    then = f"แปลงเป็นคะแนนเต็ม 100 ให้ {join_thai([one.ref for one in converted])}" if converted else "จึงไม่ใช้เป็นคะแนน"
    bucket.problems.append(
        Finding(
            "R109",
            Severity.INFO,
            f"ตัวเลข {len(bucket.points)} ช่องเป็นคะแนนถ่วงน้ำหนัก "
            f"(เช่น {bucket.points[0].ref} {bucket.points[0].text}) {then}",
            tuple(one.place for one in bucket.points),
            bucket.points[0].text,
            points(converted[0].value) if converted else None,
            "ไม่ต้องแก้ไข หากต้องการความละเอียดให้ใช้คะแนนเต็ม 100 ที่ประกาศ",
        )
    )


def _settle_clashes(bucket: Bucket, framework: Framework) -> None:
    """Rows whose number and name are of two indicators: said, and taken by the name if that place is free."""
    for key, figure in bucket.clashes:
        own = framework.indicator(int(figure.ref.partition(":")[0]))
        free = not any((one.kind, one.ref) == (figure.kind, figure.ref) for one in bucket.figures)
        then = "จึงอ่านตามชื่อ" if free else "ซึ่งมีคะแนนอยู่แล้ว จึงไม่ใช้แถวนี้"
        bucket.problems.append(
            Finding(
                "R104",
                Severity.ERROR,
                f"แถวนี้เขียนหมายเลข {key.clash} แต่ชื่อ “{own.name}” เป็นตัวชี้วัดที่ {own.number} {then}",
                (figure.place,),
                str(key.clash),
                str(own.number),
                "แก้หมายเลขหรือชื่อตัวชี้วัดให้ตรงกัน",
            )
        )
        if free:
            bucket.figures.append(figure)
