"""The command ``refresh``: generated sheets of closed copies of the template brought up to date."""

from __future__ import annotations

import json
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from ita_xl.excel.refresh import Refreshed

DONE, SOME, NOTHING = 0, 1, 3


def refresh(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="สำเนาของแฟ้มแม่แบบ ita_template (.xlsm .xlsx) ที่ปิดอยู่")
    ],
    sheets: Annotated[
        list[str] | None,
        typer.Option("--sheet", metavar="SHEET", help="แผ่นที่จะปรับ ระบุซ้ำได้ ปกติปรับทุกแผ่นที่จัดทำไว้แล้ว"),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="เขียนเป็นแฟ้มอื่น ปกติเขียนแทนแฟ้มเดิมและเก็บแฟ้มเดิมไว้ข้างกัน"),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="บอกว่าจะเปลี่ยนอะไร โดยไม่เขียนแฟ้ม")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="พิมพ์ผลเป็น JSON สำหรับโปรแกรมอื่น")] = False,
) -> None:
    """ปรับแผ่นจุดอ่อน แผนมาตรการ ติดตามผล และรายงานผลในแฟ้มแม่แบบตามคะแนนล่าสุด โดยคงสิ่งที่พิมพ์เองและทุกอย่างในแฟ้มไว้"""
    from ita_xl import jsonout, show
    from ita_xl.errors import ItaError, crashed
    from ita_xl.excel.refresh import SHEETS
    from ita_xl.excel.refresh import refresh as refreshed

    wanted = tuple(sheets or ())
    unknown = [one for one in wanted if one not in SHEETS]
    if unknown:
        raise typer.BadParameter(f"ไม่มีแผ่น “{unknown[0]}” ให้ปรับ ใช้ {', '.join(SHEETS)}", param_hint="--sheet")
    if output is not None and len(files) > 1:
        raise typer.BadParameter("ใช้ได้กับแฟ้มเดียวเท่านั้น", param_hint="--output")
    done: list[Refreshed] = []
    failures: list[dict[str, Any]] = []
    for file in files:
        try:
            done.append(refreshed(file, sheets=wanted, output=output, dry_run=dry_run))
        except ItaError as error:
            failures.append(jsonout.failure(str(file), error))
        except Exception as fault:  # noqa: BLE001 - whatever a file holds, staff never see a traceback
            failures.append(jsonout.failure(str(file), crashed(file.name, fault)))
    if as_json:
        answer = {"schema": jsonout.SCHEMA, "files": [_json(one) for one in done], "failures": failures}
        print(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        for one in done:
            _show(one, dry_run=dry_run)
        for each in failures:
            show.failure(show.console(stderr=True), each)
    raise typer.Exit(DONE if not failures else SOME if done else NOTHING)


def _json(one: Refreshed) -> dict[str, Any]:
    from ita_xl import jsonout

    return {
        "file": str(one.file),
        "changed": one.changed,
        "sheets": [{"sheet": each.sheet, "changed": each.changed, "message": each.told} for each in one.sheets],
        "parts": list(one.parts),
        "findings": [jsonout.finding(each) for each in one.findings],
        "written": None if one.path is None else str(one.path),
        "kept": None if one.kept is None else str(one.kept),
    }


def _show(one: Refreshed, *, dry_run: bool) -> None:
    from ita_xl import show

    out = show.console()
    out.print(f"── {one.file.name}", markup=False, style="bold")
    for each in one.sheets:
        out.print(f"  {each.told}", markup=False)
    show.list_findings(out, one.findings)
    if not one.changed:
        out.print("  ทุกแผ่นเป็นปัจจุบันแล้ว ไม่ได้แก้แฟ้ม", markup=False)
    elif dry_run:
        out.print("  ยังไม่ได้เขียนแฟ้ม (--dry-run)", markup=False)
    if one.path is not None:
        out.print(f"    → {one.path}", markup=False)
    if one.kept is not None:
        out.print(f"    แฟ้มก่อนปรับอยู่ที่ {one.kept}", markup=False)
