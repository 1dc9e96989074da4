"""The commands of ``excel``: what buttons need is put in its place, looked at, or taken away; template and add-in."""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ita_xl.errors import ItaError, OutputError
from ita_xl.excel.places import System, places, this_system

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ita_xl.excel.machine import Line

DONE, LACKING, NOTHING = 0, 1, 3
_COLOURS = {"ok": "green", "warning": "yellow", "missing": "bold red"}

excel = typer.Typer(
    help="ติดตั้ง ตรวจ และถอนสิ่งที่ปุ่มใน Excel ต้องใช้ (Windows และ macOS) และขอแฟ้มแม่แบบ",
    no_args_is_help=True,
    add_completion=False,
)

Home = Annotated[Path | None, typer.Option("--home", metavar="DIR", help="โฟลเดอร์ของผู้ใช้ เมื่อทำให้ผู้ใช้คนอื่น (ปกติคือของผู้สั่ง)")]
SystemOption = Annotated[
    System | None, typer.Option("--system", help="ระบบของเครื่องที่มี Excel เมื่อไม่ใช่เครื่องนี้: windows หรือ macos")
]


@excel.command()
def install(
    interpreter: Annotated[
        str, typer.Option("--interpreter", metavar="PYTHON", help="Python ที่ปุ่มเรียก (ปกติคือตัวที่สั่งคำสั่งนี้)")
    ] = "",
    with_xlwings: Annotated[
        bool, typer.Option("--with-xlwings", help="สั่ง xlwings addin install ให้ด้วย (อาจเปิด Excel ชั่วครู่)")
    ] = False,
    home: Home = None,
    system: SystemOption = None,
) -> None:
    """วางส่วนเสริม ITA ไว้ที่ที่ Excel เปิดเอง และบอก xlwings ว่าให้ปุ่มเรียก Python ตัวใด"""
    from ita_xl.excel import setup
    from ita_xl.excel.machine import report

    elsewhere = _elsewhere(home, system)
    if elsewhere and not interpreter:
        raise typer.BadParameter("ระบุ --interpreter ของเครื่องหรือผู้ใช้นั้นด้วย", param_hint="--home/--system")
    if elsewhere and with_xlwings:
        raise typer.BadParameter("ใช้ได้เฉพาะผู้ใช้และเครื่องนี้", param_hint="--with-xlwings")
    with _told():
        found = places(system, home)
        done = setup.install(found, interpreter, known=not elsewhere)
        if with_xlwings:
            setup.install_xlwings_addin()
        named = {one.key for one in done}
        wrong = [one for one in report(found, here=not elsewhere) if one.state != "ok" and one.key not in named]
    _show([*done, *wrong])


@excel.command()
def status(
    workbook: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="แฟ้มที่จะกดปุ่ม เพื่อตรวจที่อยู่และสิทธิ์ด้วย")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="พิมพ์ผลเป็น JSON สำหรับโปรแกรมอื่น")] = False,
    home: Home = None,
    system: SystemOption = None,
) -> None:
    """ตรวจ Python แพ็กเกจ ส่วนเสริม การตั้งค่า และที่อยู่ของแฟ้ม พร้อมวิธีแก้สิ่งที่ขาด (ออกด้วยรหัส 1 เมื่อมีสิ่งที่ขาด)"""
    from ita_xl import jsonout
    from ita_xl.excel.machine import State, report

    with _told():
        name = "" if workbook is None else str(workbook.absolute())
        lines = report(places(system, home), name, here=not _elsewhere(home, system))
    if as_json:
        rows = [
            {"key": one.key, "title": one.title, "state": one.state, "said": one.said, "cure": one.cure}
            for one in lines
        ]
        print(json.dumps({"schema": jsonout.SCHEMA, "status": rows}, ensure_ascii=False, indent=1))
    else:
        _show(lines)
    raise typer.Exit(LACKING if any(one.state is State.MISSING for one in lines) else DONE)


@excel.command()
def uninstall(home: Home = None, system: SystemOption = None) -> None:
    """นำส่วนเสริม ITA ออก และลบ Python ที่ตั้งไว้เมื่อเป็นตัวนี้ การตั้งค่าอื่นและส่วนเสริมของ xlwings คงอยู่"""
    from ita_xl.excel import setup

    with _told():
        _show(setup.uninstall(places(system, home)))


@excel.command()
def template(
    path: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="แฟ้มที่จะสร้าง: .xlsm คือแฟ้มแม่แบบ .xlam คือส่วนเสริม")
    ],
) -> None:
    """ขอแฟ้มแม่แบบที่มีปุ่ม (.xlsm) หรือส่วนเสริม (.xlam) ที่มากับโปรแกรม"""
    from ita_xl.excel.files import ADDIN, TEMPLATE, built
    from ita_xl.render import write_safely

    names = {Path(one).suffix: one for one in (TEMPLATE, ADDIN)}
    with _told():
        name = names.get(path.suffix.lower())
        if name is None:
            raise OutputError(
                "E303", f"แฟ้มใหม่ต้องลงท้ายด้วย .xlsm หรือ .xlam แต่ได้ “{path.name}”", cure="เปลี่ยนชื่อแฟ้มแล้วสั่งใหม่"
            )
        if path.exists():
            raise OutputError("E304", f"มีแฟ้ม “{path}” อยู่แล้ว จึงไม่เขียนทับ", cure="ใช้ชื่ออื่น หรือย้ายแฟ้มเดิมก่อน")
        write_safely(path, built(name))
        typer.echo(f"สร้างแฟ้ม {path} แล้ว")


def _elsewhere(home: Path | None, system: System | None) -> bool:
    """Whether another user or another machine is meant."""
    return home is not None or (system is not None and system is not this_system())


def _show(lines: Sequence[Line]) -> None:
    from rich.text import Text

    from ita_xl import show

    out = show.console()
    for one in lines:
        line = Text(f"{one.state.mark} ", style=_COLOURS[one.state])
        line.append(f"{one.title}: {one.said}", style="default")
        out.print(line, soft_wrap=True)
        if one.cure:
            out.print(f"    วิธีแก้: {one.cure}", markup=False, soft_wrap=True)


@contextmanager
def _told() -> Iterator[None]:
    """Turns an error of the package into its message and exit code 3."""
    try:
        yield
    except ItaError as error:
        from ita_xl import jsonout, show

        show.failure(show.console(stderr=True), jsonout.failure("", error))
        raise typer.Exit(NOTHING) from None
