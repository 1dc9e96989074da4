"""The command ``survey``: exports of respondents in, a workbook of a rehearsal or JSON out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ita_xl.answers import Duplicates, Numbers, Options, Order, Table
from ita_xl.errors import InputError, ItaError, Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ita_xl.answers import SurveyItem, SurveyResult
    from ita_xl.framework import Framework
    from ita_xl.scoring import Scorecard

DONE, INCOMPLETE, NOTHING = 0, 1, 3


def survey(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="แฟ้มคำตอบ หนึ่งแถวต่อผู้ตอบหนึ่งคน (.xlsx .xlsm .xlsb .xls .ods .csv)"),
    ],
    year: Annotated[int, typer.Option("--year", help="ปีงบประมาณของแบบวัดที่ใช้ซ้อม (พ.ศ.)")],
    part: Annotated[int | None, typer.Option("--part", min=1, max=2, help="ส่วนที่ของ EIT เมื่อในแฟ้มไม่ได้บอกไว้")] = None,
    expected: Annotated[
        list[str] | None,
        typer.Option("--expected", metavar="N", help="จำนวนผู้ตอบที่ควรมี เช่น 30 หรือ IIT=30 (สั่งซ้ำได้)"),
    ] = None,
    folder: Annotated[Path | None, typer.Option("-o", "--output", metavar="DIR", help="โฟลเดอร์ของแฟ้มผลซ้อม")] = None,
    agency: Annotated[str, typer.Option("--agency", help="ชื่อหน่วยงาน")] = "",
    numbers: Annotated[Numbers | None, typer.Option("--numbers", help="ตัวเลขในช่องคำตอบคืออะไร")] = None,
    order: Annotated[Order | None, typer.Option("--order", help="ตัวเลือกแรกคือน้อยที่สุด (up) หรือมากที่สุด (down)")] = None,
    duplicates: Annotated[Duplicates, typer.Option("--duplicates", help="ผู้ที่ตอบซ้ำ นับคำตอบใด")] = Duplicates.LAST,
    as_json: Annotated[bool, typer.Option("--json", help="พิมพ์ผลเป็น JSON สำหรับโปรแกรมอื่น")] = False,
) -> None:
    """คิดคะแนนซ้อมประเมิน IIT และ EIT จากแฟ้มคำตอบของ Google Forms, Microsoft Forms หรือ LimeSurvey"""
    from ita_xl import jsonout
    from ita_xl.answers import survey_of
    from ita_xl.framework import load

    failures: list[dict[str, Any]] = []
    wanted = _expected(expected or [])
    options = Options(part=part, numbers=numbers, order=order, duplicates=duplicates)
    try:
        framework = load(year)
        tables = list(_tables(files, framework, failures))
        result = survey_of(tables, framework, options, expected=wanted) if tables else None
        path = _write(result, folder, agency) if result is not None and result.items and folder else None
    except ItaError as error:
        failures.append(jsonout.failure("", error))
        result = path = None
    if as_json:
        surveys = [] if result is None else [_document(result, agency)]
        print(
            json.dumps(
                {"schema": jsonout.SCHEMA, "surveys": surveys, "failures": failures}, ensure_ascii=False, indent=1
            )
        )
    else:
        _show(result, failures, path)
    raise typer.Exit(_exit_code(result, failures))


def _exit_code(result: SurveyResult | None, failures: Sequence[object]) -> int:
    if result is None or not result.scores:
        return NOTHING
    from ita_xl.findings import Severity

    errors = any(one.severity is Severity.ERROR for one in result.findings)
    return INCOMPLETE if failures or errors else DONE


def _expected(texts: Iterable[str]) -> dict[str, int] | int | None:
    """``30`` for every tool and part, or ``IIT=30``, ``EIT1=100``."""
    found: dict[str, int] = {}
    every: int | None = None
    for text in texts:
        name, _, number = text.rpartition("=")
        code = name.strip().upper()
        if not number.strip().isdecimal() or code not in ("", "IIT", "EIT", "EIT1", "EIT2"):
            raise typer.BadParameter(
                f"“{text}” ต้องเป็นจำนวน เช่น 30 หรือ IIT=30, EIT1=100, EIT2=20", param_hint="--expected"
            )
        if code:
            found[code] = int(number)
        else:
            every = int(number)
    return found or every


def _tables(files: Sequence[Path], framework: Framework, failures: list[dict[str, Any]]) -> Iterable[Table]:
    """The tables of respondents in all files; a file without one, or that cannot be read, is noted."""
    from ita_xl import jsonout
    from ita_xl.answers import is_survey, table_of
    from ita_xl.ingest.grid import open_grids

    for file in files:
        try:
            grids = open_grids(file)
            found = [table_of(grid.raw, file=file.name, sheet=grid.name) for grid in grids]
            tables = [one for one in found if one is not None and is_survey(one, framework)]
            if not tables:
                raise InputError(
                    "E107",
                    f"แฟ้ม “{file.name}” ไม่มีตารางคำตอบของผู้ตอบให้คำนวณ",
                    cure="ใช้แฟ้มที่ส่งออกจากแบบสอบถาม หนึ่งแถวต่อผู้ตอบหนึ่งคน และหัวคอลัมน์มีรหัสหรือข้อความของคำถาม",
                    place=Place(file.name),
                )
            yield from tables
        except ItaError as error:
            failures.append(jsonout.failure(str(file), error))


def _write(result: SurveyResult, folder: Path, agency: str) -> Path:
    from ita_xl.render import safe_name, workbook_bytes, write_safely
    from ita_xl.sheets.survey import survey_book

    who = agency or Path(result.files[0]).stem
    year = str(result.framework.fiscal_year)
    name = f"{safe_name(f'ผลซ้อมประเมิน ITA {who}' if year in who else f'ผลซ้อมประเมิน ITA {who} {year}')}.xlsx"
    return write_safely(folder / name, workbook_bytes(survey_book(result, agency)))


def _document(result: SurveyResult, agency: str) -> dict[str, Any]:
    """The JSON of one rehearsal."""
    from ita_xl import jsonout

    card = _card(result, agency)
    return {
        "files": list(result.files),
        "agency": agency or None,
        "fiscal_year": result.framework.fiscal_year,
        "rows": result.rows,
        "respondents": dict(result.respondents),
        "tools": {code: _figure(one.value) for code, one in card.tools.items()} if card else {},
        "indicators": {str(number): _figure(one.value) for number, one in card.indicators.items()} if card else {},
        "items": {one.ref: _item(one) for one in result.items},
        "unused_columns": list(result.unused),
        "findings": [jsonout.finding(one) for one in result.findings],
    }


def _item(one: SurveyItem) -> dict[str, Any]:
    return {
        "score": _figure(one.score),
        "reason": one.why_not or None,
        "questions": [
            {
                "header": question.header,
                "cells": question.place.label,
                "matched_by": question.how.name.lower(),
                "answered": question.answered,
                "blank": question.blank,
                "unknown": question.unknown,
                "choices": [
                    {
                        "label": each.label,
                        "points": None if each.points is None else f"{each.points:f}",
                        "count": each.count,
                    }
                    for each in question.choices
                ],
            }
            for question in one.questions
        ],
    }


def _figure(value: Any) -> str | None:
    from ita_xl.thai import points

    return None if value is None else points(value)


def _card(result: SurveyResult, agency: str) -> Scorecard | None:
    from ita_xl.scoring import scorable, score

    assessment = result.assessment(agency)
    return score(assessment) if scorable(assessment) else None


def _show(result: SurveyResult | None, failures: Sequence[dict[str, Any]], path: Path | None) -> None:
    from rich.table import Table as Lines
    from rich.text import Text

    from ita_xl import show
    from ita_xl.thai import points

    out = show.console()
    if result is not None:
        people = ", ".join(f"{result.framework.label(code)} {count} คน" for code, count in result.respondents.items())
        out.print(f"── ผลซ้อมประเมิน ปีงบประมาณ พ.ศ. {result.framework.fiscal_year} ผู้ตอบ {people or 'ไม่มี'}", style="bold")
        lines = Lines("ข้อ", "คะแนน", "คำตอบที่นับ", "หมายเหตุ", pad_edge=False)
        for one in result.items:
            label = result.framework.item_label(one.ref)
            lines.add_row(label, _figure(one.score) or "–", str(one.answered), Text(one.why_not))
        if result.items:
            out.print(lines)
        card = _card(result, "")
        for code, own in card.tools.items() if card else ():
            if own.value is not None:
                out.print(f"  {result.framework.label(code)} {points(own.value)}", markup=False)
        show.list_findings(out, result.findings)
    if path is not None:
        out.print(f"    → {path}", markup=False)
    for failure in failures:
        show.failure(show.console(stderr=True), failure)
