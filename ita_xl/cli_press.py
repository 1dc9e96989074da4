"""The command ``press``: a button of the template pressed in LibreOffice, for machines without Excel."""

from __future__ import annotations

from contextlib import suppress
from enum import StrEnum
from pathlib import Path  # noqa: TC003 - typer asks for it
from typing import Annotated

import typer

from ita_xl.errors import ItaError
from ita_xl.excel.buttons import COMMANDS

NOTHING = 3


class Host(StrEnum):
    """Where the button is pressed."""

    LIBREOFFICE = "libreoffice"


def press(
    button: Annotated[
        str,
        typer.Argument(metavar="BUTTON", help=f"ปุ่ม: {', '.join(f'{one.caption} ({one.name})' for one in COMMANDS)}"),
    ],
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="สำเนาของแฟ้มแม่แบบ (.xlsm .xlsx .ods) ไม่ต้องบอกเมื่อใช้ --address")
    ] = None,
    host: Annotated[
        Host, typer.Option("--host", help="โปรแกรมที่กดปุ่ม (libreoffice)")
    ] = Host.LIBREOFFICE,
    address: Annotated[
        str | None,
        typer.Option("--address", metavar="HOST:PORT", help="กดในแฟ้มที่เปิดอยู่ใน LibreOffice ที่รอรับคำสั่ง แล้วผู้ใช้บันทึกเอง"),
    ] = None,
    chosen: Annotated[Path | None, typer.Option("--file", metavar="SCORES", help="แฟ้มที่จะนำเข้า ใช้กับปุ่มนำเข้าไฟล์")] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="FILE",
            help="แฟ้มผล (.xlsx .ods) ปกติเป็น .xlsx ชื่อเดียวกับแฟ้ม .xlsm ซึ่งไม่ถูกแก้ เพราะ LibreOffice บันทึกแมโครไม่ครบ",
        ),
    ] = None,
) -> None:  # fmt: skip
    """กดปุ่มของแฟ้มแม่แบบใน LibreOffice โดยไม่ต้องมี Excel"""
    from ita_xl import jsonout, show
    from ita_xl.excel.hosted import KEPT, press_file, press_open
    from ita_xl.excel.start import import_xlwings

    command = next((one for one in COMMANDS if button.strip() in (one.caption, one.name)), None)
    if command is None:
        raise typer.BadParameter(
            f"ไม่มีปุ่ม “{button}” ใช้ {', '.join(one.caption for one in COMMANDS)}", param_hint="BUTTON"
        )
    if output is not None and (address or output.suffix.lower() not in KEPT):
        raise typer.BadParameter("แฟ้มผลลงท้ายด้วย .xlsx หรือ .ods และใช้คู่กับ --address ไม่ได้", param_hint="-o")
    if file is None and not address:
        raise typer.BadParameter("บอกแฟ้มที่จะกดปุ่ม หรือที่อยู่ของ LibreOffice ด้วย --address", param_hint="FILE")
    with suppress(ImportError):  # what is missing is told below
        import_xlwings()
    try:
        if address:
            told = press_open(command, address, file.name if file else None, chosen=chosen)
        elif file:
            told = press_file(command, file, chosen=chosen, output=output)
    except ItaError as error:
        show.failure(show.console(stderr=True), jsonout.failure(str(file or ""), error))
        raise typer.Exit(NOTHING) from None
    out = show.console(stderr=not told.done)
    out.print(f"{command.caption}: {told.text}", markup=False, soft_wrap=True)
    if told.saved:
        out.print(f"    → {told.saved}", markup=False, soft_wrap=True)
    raise typer.Exit(0 if told.done else NOTHING)
