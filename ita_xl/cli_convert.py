"""The command ``convert``: workbooks of earlier years in, the input workbook of a year out, what had no home told."""

from __future__ import annotations

import json
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ita_xl.converting import Conversion, Older, Template
    from ita_xl.converting.many import Wanted
    from ita_xl.ingest.maps import Pins

DONE, INCOMPLETE, NOTHING = 0, 1, 3
#: So many agencies are told one by one; of more, a line each.
_TOLD = 3
#: An output with one of these is a file, else a folder.
_ENDINGS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv")


def convert(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="OLD...", help="แฟ้มของปีก่อน หนึ่งปีหรือหลายปี (xlsx xlsm xlsb xls ods csv tsv)"),
    ],
    out: Annotated[Path, typer.Option("-o", "--output", metavar="OUT", help="โฟลเดอร์ปลายทาง หรือชื่อแฟ้มเมื่อมีหน่วยงานเดียว")],
    to_year: Annotated[
        int | None,
        typer.Option("--to-year", metavar="YEAR", help="ปีงบประมาณ (พ.ศ.) ของแฟ้มใหม่ ไม่ระบุคือปีถัดจากปีล่าสุดที่พบ"),
    ] = None,
    year: Annotated[int | None, typer.Option("--year", help="ปีงบประมาณที่ประเมิน (พ.ศ.) เมื่อในแฟ้มไม่ได้บอกไว้")] = None,
    map_file: Annotated[
        Path | None, typer.Option("--map", metavar="MAP", help="แฟ้มแผนที่การอ่าน (.toml) ที่แก้หรือกำหนดการอ่าน")
    ] = None,
    template: Annotated[
        bool, typer.Option("--template", help="ใช้แม่แบบที่มีปุ่ม (.xlsm) แทนแฟ้มกรอก เฉพาะปีของแม่แบบในโปรแกรม")
    ] = False,
    jobs: Annotated[int, typer.Option("--jobs", metavar="N", min=1, help="ทำพร้อมกันกี่แฟ้ม (ปกติทีละแฟ้ม)")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="พิมพ์ผลเป็น JSON สำหรับโปรแกรมอื่น")] = False,
) -> None:
    """ย้ายข้อมูลจากแฟ้มปีก่อนไปแฟ้มกรอกของปีใหม่: หน่วยงาน คะแนน แผนมาตรการ ข้อเสนอแนะ และส่วนราชการ"""
    from ita_xl import jsonout, show
    from ita_xl.batch import workers
    from ita_xl.converting.many import Wanted
    from ita_xl.errors import ItaError
    from ita_xl.ingest import load_map

    failures: list[dict[str, Any]] = []
    made: list[tuple[Conversion, Path]] = []
    target = to_year
    try:
        pins = None if map_file is None else load_map(map_file)
        with workers(jobs if len(files) > 1 else 1):
            olders = _read(files, year, pins, failures, jobs)
            if olders:
                target = to_year or max(one.fiscal_year for one in olders) + 1
                _ruled(target)
                groups = _groups(_not_later(olders, target, failures))
                _asked(out, len(groups), ".xlsm" if template else ".xlsx")
                own = _template(target) if template else None
                tasks = [partial(Wanted, one, target, own) for one in groups]
                made = _make(tasks, out, failures, jobs, told=not as_json)
    except ItaError as error:
        failures.append(jsonout.failure(str(map_file or ""), error))
    if as_json:
        conversions = [_json(one, path) for one, path in made]
        answer = {"schema": jsonout.SCHEMA, "to_year": target, "conversions": conversions, "failures": failures}
        print(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        for one in failures:
            show.failure(show.console(stderr=True), one)
    raise typer.Exit(NOTHING if not made else INCOMPLETE if failures else DONE)


def _read(
    files: Sequence[Path], year: int | None, pins: Pins | None, failures: list[dict[str, Any]], jobs: int
) -> list[Older]:
    """Every file once; one that fails is noted, and the rest go on."""
    from ita_xl.batch.parallel import Work, outcomes
    from ita_xl.converting.many import Given, read_one, unread
    from ita_xl.excel.buttons import COMMANDS

    once = [*{one.resolve(): one for one in reversed(files)}.values()][::-1]
    tasks = [partial(Given, file, year, pins, COMMANDS) for file in once]
    found: list[Older] = []
    with closing(outcomes(tasks, Work(read_one, unread), jobs=jobs)) as every:
        for one in every:
            found += one.olders
            failures += [one.failure] if one.failure else []
    return found


def _not_later(olders: Sequence[Older], target: int, failures: list[dict[str, Any]]) -> list[Older]:
    """The workbooks that are not of a later year than the new one; the others are noted, each file once."""
    from ita_xl import jsonout
    from ita_xl.errors import InputError, Place

    later = {one.file: one for one in olders if one.fiscal_year > target}
    for file, one in later.items():
        error = InputError(
            "E118",
            f"แฟ้ม “{file.name}” เป็นของปีงบประมาณ พ.ศ. {one.fiscal_year} จึงย้ายไปแฟ้มของปี {target} ไม่ได้",
            cure=f"สั่งด้วย --to-year {one.fiscal_year + 1} หรือใช้แฟ้มของปีที่ไม่ใหม่กว่า {target}",
            place=Place(file.name),
        )
        failures.append(jsonout.failure(str(file), error))
    return [one for one in olders if one.fiscal_year <= target]


def _groups(olders: Sequence[Older]) -> list[list[Older]]:
    """The workbooks of each agency: the same name, and no other province; one without a name stands alone."""
    from ita_xl.ingest.identity import agency_key

    found: dict[str, list[list[Older]]] = {}
    for at, one in enumerate(olders):
        alike = found.setdefault(agency_key(one.agency) or f"?{at}", [])
        for group in alike:
            provinces = {each.province for each in (*group, one) if each.province}
            if len(provinces) < 2:
                group.append(one)
                break
        else:
            alike.append([one])
    return [group for alike in found.values() for group in alike]


def _ruled(target: int) -> None:
    """Whether there are rules of the year.

    Raises:
        RulesError: E202 where there are none.
    """
    from ita_xl.errors import RulesError
    from ita_xl.framework import years

    if target not in years():
        raise RulesError(
            "E202",
            f"โปรแกรมไม่มีหลักเกณฑ์ของปีงบประมาณ พ.ศ. {target} จึงสร้างแฟ้มของปีนั้นไม่ได้",
            cure=f"สั่งด้วย --to-year ตั้งแต่ {min(years())} ถึง {max(years())} หรือใช้โปรแกรมรุ่นใหม่",
        )


def _template(target: int) -> Template:
    """The template of the package, which must be of the year.

    Raises:
        RulesError: E117 for another year.
        MachineError: E414 where the package was installed without it.
    """
    from ita_xl.converting import Template
    from ita_xl.errors import RulesError
    from ita_xl.excel.buttons import COMMANDS
    from ita_xl.excel.files import template_project, template_year

    if (year := template_year()) != target:
        raise RulesError(
            "E117",
            f"โปรแกรมมีแม่แบบของปีงบประมาณ พ.ศ. {year} ไม่มีของปี {target}",
            cure="สั่งโดยไม่ใช้ --template จะได้แฟ้มกรอกของปีนั้น",
        )
    return Template(COMMANDS, template_project())


def _asked(out: Path, agencies: int, ending: str) -> None:
    """Whether so many workbooks can be written where they are asked for.

    Raises:
        OutputError: E303 for another ending of a workbook, E119 for one file for several agencies.
    """
    from ita_xl.errors import OutputError

    if not _is_file(out):
        return
    if out.suffix.lower() != ending:
        raise OutputError("E303", f"แฟ้มใหม่ต้องลงท้ายด้วย {ending} แต่ได้ “{out.name}”", cure="เปลี่ยนชื่อแฟ้มแล้วสั่งใหม่")
    if agencies > 1:
        raise OutputError(
            "E119",
            f"แฟ้มที่ให้มามี {agencies} หน่วยงาน แต่ “{out.name}” เป็นแฟ้มเดียว",
            cure="ระบุโฟลเดอร์แทนชื่อแฟ้ม เช่น -o แฟ้มใหม่",
        )


def _is_file(out: Path) -> bool:
    """Whether a file is asked for, not a folder."""
    return out.suffix.lower() in _ENDINGS and not out.is_dir()


def _make(
    tasks: Sequence[Callable[[], Wanted]], out: Path, failures: list[dict[str, Any]], jobs: int, *, told: bool
) -> list[tuple[Conversion, Path]]:
    """Make, write and tell the workbook of each agency, in their order."""
    from ita_xl import jsonout
    from ita_xl.batch.parallel import Work, outcomes
    from ita_xl.converting.many import make_one, unmade
    from ita_xl.errors import ItaError

    made: list[tuple[Conversion, Path]] = []
    taken: set[Path] = set()
    with closing(outcomes(tasks, Work(make_one, unmade), jobs=jobs)) as every:
        for one in every:
            if one.conversion is None:
                failures += [one.failure] if one.failure else []
                continue
            try:
                path = _write(one.conversion, out, taken)
            except ItaError as error:
                failures.append(jsonout.failure(one.file, error))
                continue
            made.append((one.conversion, path))
            if told:
                _tell(one.conversion, path, briefly=len(tasks) > _TOLD)
    return made


def _write(one: Conversion, out: Path, taken: set[Path]) -> Path:
    """Write a workbook; what is there is never written over.

    Raises:
        OutputError: E304 where another file has the name, E302 where nothing can be written.
    """
    from ita_xl.errors import OutputError, Place
    from ita_xl.render import write_safely

    if _is_file(out):
        path = out
    else:
        path, number = out / one.name, 2
        while path in taken:
            path, number = out / f"{Path(one.name).stem} ({number}){Path(one.name).suffix}", number + 1
    taken.add(path)
    if path.exists() and (not path.is_file() or path.read_bytes() != one.data):
        raise OutputError(
            "E304",
            f"มีแฟ้ม “{path}” อยู่แล้ว จึงไม่เขียนทับ",
            cure="ใช้ชื่อหรือโฟลเดอร์อื่น หรือย้ายแฟ้มเดิมก่อน",
            place=Place(path.name),
        )
    return write_safely(path, one.data)


def _tell(one: Conversion, path: Path, *, briefly: bool) -> None:
    from ita_xl import show

    out = show.console()
    who = one.agency or Path(one.sources[0][0]).name
    if briefly:
        out.print(f"✓ {who} → {path} | ไม่ได้ยกมา {len(one.left)} รายการ", markup=False)
        return
    out.print(f"── {who} แฟ้มกรอกปีงบประมาณ พ.ศ. {one.year}", markup=False, style="bold")
    for text in one.sentences:
        out.print(f"  {text}", markup=False)
    if one.left:
        out.print(f"  ไม่ได้ยกมา {len(one.left)} รายการ (อยู่ในแผ่น “รายการที่ไม่ได้ยกมา” ด้วย)", markup=False)
    show.list_findings(out, one.left)
    out.print(f"    → {path}", markup=False)


def _json(one: Conversion, path: Path) -> dict[str, Any]:
    from ita_xl import jsonout

    return {
        "file": str(path),
        "agency": one.agency or None,
        "province": one.province or None,
        "fiscal_year": one.year,
        "sources": [{"file": file, "fiscal_year": year} for file, year in one.sources],
        "carried": {
            "scores": [{"fiscal_year": year, "figures": count} for year, count in one.scores.items()],
            "measures": one.measures,
            "plan_year": one.plan_year,
            "letters": one.letters,
            "units": one.units,
            "texts": one.texts,
        },
        "left": [
            {**jsonout.finding(each), "files": list(dict.fromkeys(place.file for place in each.places if place.file))}
            for each in one.left
        ],
    }
