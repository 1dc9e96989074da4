"""What the commands that write workbooks share: ``--theme``, and ``--pdf`` for the PDF files beside them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

Pdf = Annotated[bool, typer.Option("--pdf", help="ทำแฟ้ม PDF ไว้ข้างแฟ้ม .xlsx ด้วย (ต้องมี LibreOffice)")]

ThemeFile = Annotated[
    Path | None, typer.Option("--theme", metavar="THEME", help="แฟ้มรูปแบบของหน่วยงาน (.toml): แบบอักษร สี ตรา และครุฑ")
]


def themed(file: Path | None) -> AbstractContextManager[None]:
    """A block in which sheets have the theme of a file; without one, that of the package.

    Raises:
        ItaError: E110, E205 when the theme cannot be used.
    """
    from ita_xl.sheets.theme import load_theme, using

    return using(None if file is None else load_theme(file))


def make_pdfs(workbooks: Sequence[Path], *, aside: bool = False) -> list[dict[str, Any]]:
    """Print the workbooks, say what was made (``aside``: not where JSON goes), and return the failures."""
    from ita_xl import jsonout, show
    from ita_xl.errors import MachineError
    from ita_xl.render.pdf import write_pdfs

    if not workbooks:
        return []
    try:
        with _Bar(len(workbooks)) as step:
            printed = write_pdfs(workbooks, step=step)
    except MachineError as error:
        return [jsonout.failure("", error)]
    out = show.console(stderr=aside)
    for one in printed:
        if one.path is not None:
            out.print(f"    → {one.path}", markup=False)
    # What the machine lacks is the same for all of them.
    show.list_findings(out, next((one.findings for one in printed if one.findings), ()))
    return [jsonout.failure(str(one.workbook), one.error) for one in printed if one.error is not None]


class _Bar:
    """On a terminal, a bar with the number of files that are done."""

    def __init__(self, total: int) -> None:
        from rich.console import Console
        from rich.progress import Progress

        shown = sys.stderr.isatty()
        self.progress = Progress(console=Console(stderr=True), transient=True, disable=not shown)
        self.task = self.progress.add_task("กำลังทำ PDF", total=total)

    def __enter__(self) -> Callable[[int], None]:
        self.progress.start()
        return lambda done: self.progress.update(self.task, completed=done)

    def __exit__(self, *_: object) -> None:
        self.progress.stop()
