"""Template and add-in as they came with the package, and what an add-in says of itself."""

from __future__ import annotations

import io
from pathlib import Path

from ita_xl.errors import MachineError

TEMPLATE, ADDIN = "ita_template.xlsm", "ita_addin.xlam"


def built(name: str) -> bytes:
    """The bytes of :data:`TEMPLATE` or :data:`ADDIN`.

    They are in the installed package; where it is used from its repository, in the folder ``workbooks`` there.

    Raises:
        MachineError: E414 where the package was installed without them.
    """
    from importlib.resources import files

    packed = files(__package__).joinpath("files", name)
    if packed.is_file():
        return packed.read_bytes()
    source = Path(__file__).parent.parent.parent / "workbooks" / name
    if source.is_file():
        return source.read_bytes()
    raise MachineError(
        "E414", f"ไม่มีแฟ้ม “{name}” ในโปรแกรมที่ติดตั้ง", cure='ติดตั้งใหม่ด้วย pip install --force-reinstall "ita-xl[excel]"'
    )


def version_in(workbook: bytes) -> str | None:
    """The version of the package that a template or add-in was built by; nothing where it is none of ours.

    A workbook of a version that did not say it yet has an empty one.
    """
    from ita_xl.sheets.notes import VERSION

    noted = _noted(workbook)
    return None if noted is None else noted.get(VERSION, "")


def template_year() -> int:
    """The year (B.E.) of the template that came with the package.

    Raises:
        MachineError: E414 where the package was installed without it.
    """
    from ita_xl.sheets.notes import YEAR

    return int(float((_noted(built(TEMPLATE)) or {})[YEAR]))


def template_project() -> bytes:
    """The VBA project of that template.

    Raises:
        MachineError: E414 where the package was installed without it.
    """
    import zipfile

    with zipfile.ZipFile(io.BytesIO(built(TEMPLATE))) as package:
        return package.read("xl/vbaProject.bin")


def _noted(workbook: bytes) -> dict[str, str] | None:
    """What the sheet of notes says, by key; nothing where there is none."""
    from python_calamine import CalamineError, CalamineWorkbook

    from ita_xl.sheets.notes import NOTES

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(workbook))
        if NOTES not in book.sheet_names:
            return None
        rows = book.get_sheet_by_name(NOTES).to_python()
    except CalamineError:
        return None
    return {str(row[0]): str(row[1]) for row in reversed(rows) if len(row) > 1}
