"""The command ``inspect``: what was understood of a file, for people or as JSON, and written down as a map."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path  # noqa: TC003 - typer asks for it
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ita_xl.errors import ItaError, OutputError, Place, crashed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from ita_xl.findings import Finding
    from ita_xl.ingest import Reading
    from ita_xl.ingest.planmodel import Plan
    from ita_xl.inspecting import ColumnSeen, FigureSeen, Inspection, SheetSeen, TableSeen

DONE, INCOMPLETE, NOTHING = 0, 1, 3

_COLOURS = {"sure": "green", "inferred": "yellow", "check": "bold red"}
_MOST_LEFT = 12
_MOST_NAMES = 5


def inspect(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="แฟ้มที่จะดูว่าโปรแกรมอ่านอย่างไร")],
    as_json: Annotated[bool, typer.Option("--json", help="พิมพ์ผลเป็น JSON สำหรับโปรแกรมอื่น")] = False,
    year: Annotated[int | None, typer.Option("--year", help="ปีงบประมาณที่ประเมิน (พ.ศ.) เมื่อในแฟ้มไม่ได้บอกไว้")] = None,
    figures: Annotated[bool, typer.Option("--figures", help="แสดงตัวเลขทุกตัวพร้อมช่องที่อ่านและสิ่งที่ทำกับตัวเลข")] = False,
    map_file: Annotated[
        Path | None, typer.Option("--map", metavar="MAP", help="แฟ้มแผนที่การอ่าน (.toml) ที่แก้หรือกำหนดการอ่าน")
    ] = None,
    save_map: Annotated[
        Path | None, typer.Option("--save-map", metavar="MAP", help="เขียนสิ่งที่เข้าใจเป็นแฟ้มแผนที่ (.toml) ใช้ได้กับแฟ้มเดียว")
    ] = None,
) -> None:
    """แสดงว่าโปรแกรมอ่านแฟ้มอย่างไร: ตาราง ความหมายของคอลัมน์ ความแน่ใจ และสิ่งที่ไม่ได้อ่าน"""
    from ita_xl import jsonout, show
    from ita_xl.ingest import load_map, understand
    from ita_xl.inspecting import inspect as laid_out

    if save_map is not None and len(files) > 1:
        raise typer.BadParameter("เขียนแผนที่ได้จากแฟ้มเดียว ให้สั่งทีละแฟ้ม", param_hint="--save-map")
    failures: list[dict[str, Any]] = []
    seen: list[dict[str, Any]] = []
    shown = 0
    try:
        pins = None if map_file is None else load_map(map_file)
    except ItaError as error:
        failures.append(jsonout.failure(str(map_file), error))
        files = []
    out = show.console()
    for file in files:
        try:
            found = laid_out(understand(file, fiscal_year=year, pins=pins))
            if as_json:
                seen.append(_document(found, figures=figures))
            else:
                _show(out, found, figures=figures)
            shown += 1
            if save_map is not None:
                _save(found.reading, save_map)
                if not as_json:
                    out.print(f"    → {save_map}", markup=False)
        except ItaError as error:
            failures.append(jsonout.failure(str(file), error))
        except Exception as fault:  # noqa: BLE001 - one broken file must not stop the others
            failures.append(jsonout.failure(str(file), crashed(file.name, fault)))
    if as_json:
        answer = {"schema": jsonout.SCHEMA, "readings": seen, "failures": failures}
        print(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        for one in failures:
            show.failure(show.console(stderr=True), one)
    raise typer.Exit((INCOMPLETE if failures else DONE) if shown else NOTHING)


def _save(found: Reading, path: Path) -> None:
    """Write the map of a reading, and see that it reads the same; one that a person worked on is not written over."""
    from ita_xl.ingest import understand
    from ita_xl.ingest.mapfile import map_text
    from ita_xl.ingest.maps import parse_map
    from ita_xl.inspecting import difference
    from ita_xl.render.files import write_safely

    if path.exists():
        raise OutputError("E304", f"มีแฟ้ม “{path}” อยู่แล้ว จึงไม่เขียนทับ", cure="ใช้ชื่ออื่น หรือย้ายแฟ้มเดิมก่อน")
    text = map_text(found)
    write_safely(path, text.encode("utf-8", "replace"))
    again = understand(found.file, fiscal_year=found.fiscal_year, pins=parse_map(text, path.name))
    if cells := difference(found, again):
        raise OutputError(
            "E305",
            f"เขียนแฟ้มแผนที่ “{path}” แล้ว แต่อ่านแฟ้ม “{found.file.name}” ด้วยแผนที่นี้ได้ไม่เหมือนเดิม "
            f"{len(cells)} ช่อง เช่น {cells[0]}",
            cure="แก้ความหมายของตารางที่มีช่องนั้นในแฟ้มแผนที่ หรือลบตารางนั้นออกจากแผนที่",
            place=Place(found.file.name),
        )


# -- for people ------------------------------------------------------------------------------------------------------


def _show(out: Console, found: Inspection, *, figures: bool) -> None:
    from ita_xl import show

    reading = found.reading
    who = reading.agency or _names(reading)
    out.print(f"── {reading.file.name}: {who} ปีงบประมาณที่ประเมิน พ.ศ. {reading.fiscal_year}", style="bold", markup=False)
    if told := _told(reading):
        out.print(told, markup=False)
    before = sorted({one.fiscal_year for one in found.figures} - {reading.fiscal_year}, reverse=True)
    if before:
        out.print(f"มีคะแนนของปีอื่นด้วย: {', '.join(map(str, before))}", markup=False)
    if not reading.assessments:
        out.print("ไม่พบคะแนนในแฟ้มนี้", style="yellow")
    for sheet in found.sheets:
        _show_sheet(out, sheet)
    if reading.plans:
        _show_plans(out, reading.plans, rows=figures)
    if found.problems:
        out.print("ข้อสังเกตจากการอ่าน", style="bold")
        show.list_findings(out, _together(found.problems))
    if figures:
        _show_figures(out, found.figures)
    out.print()


def _told(reading: Reading) -> str:
    """What else the file says of its agency and its years."""
    words = (
        ("ประเภท", reading.kind),
        ("จังหวัด", reading.province),
        ("ปีของรายงาน พ.ศ.", reading.report_year),
        ("ปีของมาตรการ พ.ศ.", reading.plan_year),
    )
    return " · ".join(f"{name} {value}" for name, value in words if value)


def _together(problems: tuple[Finding, ...]) -> list[Finding]:
    """Problems that say the same of several cells as one."""
    same: dict[tuple[str, str], list[Finding]] = {}
    for one in problems:
        same.setdefault((one.code, one.message), []).append(one)
    return [replace(own[0], places=tuple(place for one in own for place in one.places)) for own in same.values()]


def _names(reading: Reading) -> str:
    """The agencies of a file of many."""
    count = len(reading.assessments)
    names = [name for one in reading.assessments[:_MOST_NAMES] if (name := one.agency)]
    if not names:
        return "ไม่พบชื่อหน่วยงาน"
    more = f" และอื่น ๆ รวม {count} รายการ" if count > len(names) else ""
    return ", ".join(dict.fromkeys(names)) + more


def _show_sheet(out: Console, sheet: SheetSeen) -> None:
    out.print(f"แผ่น “{sheet.name}”{' (ซ่อนอยู่)' if sheet.hidden else ''}", style="bold cyan", markup=False)
    if not sheet.tables and not sheet.left:
        out.print("  ไม่มีข้อมูล", style="dim")
    for table in sheet.tables:
        _show_table(out, table)
    if sheet.left:
        out.print("  ไม่ได้ใช้", style="dim")
    for one in sheet.left[:_MOST_LEFT]:
        out.print(f"    {one.cells} “{' '.join(one.words.split())}”", style="dim", markup=False)
    if len(sheet.left) > _MOST_LEFT:
        out.print(f"    และอีก {len(sheet.left) - _MOST_LEFT} แห่ง (ดูทั้งหมดด้วย --json)", style="dim")


def _show_table(out: Console, table: TableSeen) -> None:
    from rich.text import Text

    year = f" ปี พ.ศ. {table.year}" if table.year else ""
    count = f" · {table.figures} ตัวเลข" if table.figures or table.scored else ""
    line = Text(f"  {table.cells} {table.thai}{year}{count} · ")
    line.append(table.confidence.thai, style=_COLOURS[table.confidence.value])
    line.append(f" ({', '.join(table.reasons)})" if table.reasons else "", style="dim")
    out.print(line)
    if table.scored:
        for one in table.columns:
            out.print(f"      {_column_line(one)}", markup=False)
    elif table.columns:
        out.print(f"      {' | '.join(one.header for one in table.columns if one.header)}", style="dim", markup=False)


def _column_line(one: ColumnSeen) -> str:
    head = f" “{one.header}”" if one.header else ""
    return f"{one.letters}{head} = {one.thai}{f'  [{one.meaning}]' if one.meaning else ''}"


def _show_plans(out: Console, plans: Sequence[Plan], *, rows: bool) -> None:
    from ita_xl.ingest.planmodel import Meaning

    out.print("มาตรการและผลการดำเนินการ", style="bold cyan")
    for one in plans:
        year = f" ปี พ.ศ. {one.year}" if one.year else ""
        out.print(f"  {one.sheet}!{one.cells} {one.kind.thai}{year} · {len(one.rows)} รายการ", markup=False)
        columns = " | ".join(
            f"{column.letters} {column.meaning.thai}"
            + (f" “{column.header}”" if column.meaning is Meaning.OTHER and column.header else "")
            for column in one.columns
        )
        out.print(f"      {columns}", style="dim", markup=False)
        for number, row in enumerate(one.rows if rows else (), 1):
            about = ", ".join(subject.thai for subject in row.about)
            out.print(f"    {number}. {about or '(ไม่ทราบเรื่อง)'}", markup=False)
            for cell in row.cells:
                words = " ".join(cell.text.split())
                out.print(f"       {cell.place.cell} {cell.meaning.thai}: {words}", style="dim", markup=False)


def _show_figures(out: Console, figures: tuple[FigureSeen, ...]) -> None:
    from rich.table import Table
    from rich.text import Text

    several = len({one.agency for one in figures}) > 1
    heads = [*(["หน่วยงาน"] if several else []), "เรื่อง", "ปี", "ค่า", "ช่อง", "ข้อความในช่อง", "สิ่งที่ทำ"]
    lines = Table(*heads, pad_edge=False)
    for one in figures:
        figure = one.figure
        cells = [one.subject, str(one.fiscal_year), f"{figure.value:f}", figure.place.label, figure.text, one.done]
        lines.add_row(*(Text(" ".join(text.split())) for text in ([one.agency, *cells] if several else cells)))
    out.print(lines)


# -- for programs ----------------------------------------------------------------------------------------------------


def _document(found: Inspection, *, figures: bool) -> dict[str, Any]:
    """The JSON of one file."""
    from ita_xl import jsonout

    reading = found.reading
    own: dict[str, Any] = {
        "file": str(reading.file),
        "fiscal_year": reading.fiscal_year,
        "agency": reading.agency or None,
        "agency_kind": reading.kind or None,
        "province": reading.province or None,
        "report_year": reading.report_year,
        "plan_year": reading.plan_year,
        "assessments": len(reading.assessments),
        "years": sorted({one.fiscal_year for one in found.figures}, reverse=True),
        "sheets": [_sheet(one) for one in found.sheets],
        "plans": [_plan(one, rows=figures) for one in reading.plans],
        "findings": [jsonout.finding(one) for one in found.problems],
    }
    if figures:
        own["figures"] = [_figure(one) for one in found.figures]
    return own


def _sheet(one: SheetSeen) -> dict[str, Any]:
    return {
        "name": one.name,
        "hidden": one.hidden,
        "tables": [_table(each) for each in one.tables],
        "left": [{"cells": each.cells, "words": each.words} for each in one.left],
    }


def _table(one: TableSeen) -> dict[str, Any]:
    return {
        "cells": one.cells,
        "kind": one.kind.value,
        "fiscal_year": one.year,
        "columns": [
            {"column": each.letters, "header": each.header, "meaning": each.meaning or None} for each in one.columns
        ],
        "figures": one.figures,
        "confidence": one.confidence.value,
        "reasons": list(one.reasons),
        "codes": list(dict.fromkeys(each.code for each in one.problems)),
        "by_map": one.pinned,
    }


def _plan(one: Plan, *, rows: bool) -> dict[str, Any]:
    own: dict[str, Any] = {
        "kind": one.kind.value,
        "sheet": one.sheet,
        "cells": one.cells,
        "fiscal_year": one.year,
        "columns": [
            {"column": each.letters, "header": each.header, "meaning": each.meaning.value} for each in one.columns
        ],
        "count": len(one.rows),
    }
    if rows:
        own["rows"] = [
            {
                "about": [{"kind": each.kind, "ref": each.ref} for each in row.about],
                "cells": [
                    {
                        "meaning": each.meaning.value,
                        "header": each.header,
                        "cell": each.place.cell,
                        "text": each.text,
                        "held": each.held,
                    }
                    for each in row.cells
                ],
            }
            for row in one.rows
        ]
    return own


def _figure(one: FigureSeen) -> dict[str, Any]:
    figure = one.figure
    return {
        "agency": one.agency or None,
        "fiscal_year": one.fiscal_year,
        "kind": figure.kind.value,
        "ref": figure.ref,
        "change": figure.change,
        "value": f"{figure.value:f}",
        "used": one.used,
        "sheet": figure.place.sheet,
        "cell": figure.place.cell,
        "text": figure.text,
        "done": one.done or None,
    }
