"""Workbooks → PDF files beside them, by LibreOffice: bookmarks for the sheets, fonts embedded, never half a file."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import unescape

from ita_xl import office
from ita_xl.errors import ItaError, MachineError, Place
from ita_xl.findings import Finding, Severity
from ita_xl.render.files import write_safely

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: The longest that one workbook may take. Fifty pages take three seconds, on a machine with much else to do thirty.
SECONDS = 180.0
_FORMAT = "pdf:calc_pdf_Export"
_FONTS = re.compile(rb"/BaseFont\s*/(?:[A-Z]{6}\+)?([^\s/<>\[\]()]+)")
_NAMES = re.compile(r'<name val="([^"]*)"')
#: The font of cells that nobody wrote to.
_DEFAULT_FONT = "Calibri"
#: What differs between two prints of one workbook: when, and numbers made from when.
_STAMPS = re.compile(rb"/CreationDate\s*\([^)]*\)|/ID\s*\[[^\]]*\]|/DocChecksum\s*/\w+")
_PAGES = re.compile(rb"/Type\s*/Page\b")
_SHEET = re.compile(r"xl/worksheets/sheet\d+\.xml")
_SETUP = re.compile(rb"<pageSetup\b[^>]*>")
_SCALE = re.compile(rb'\sscale="\d+"')
_PROPERTIES = re.compile(rb"<sheetPr\b[^>]*?(?:/>|>(.*?)</sheetPr>)", re.DOTALL)
_FIT = b'<pageSetUpPr fitToPage="1"/>'


@dataclass(frozen=True)
class Printed:
    """What became of one workbook: its PDF and what must be said of it, or the error."""

    workbook: Path
    path: Path | None = None
    findings: tuple[Finding, ...] = ()
    error: ItaError | None = None


def write_pdfs(workbooks: Sequence[Path], *, step: Callable[[int], None] | None = None) -> list[Printed]:
    """Print workbooks into PDF files of their names beside them, all by one start of LibreOffice.

    The workbooks are left as they are. A PDF that is already there and shows something else stays as
    ``ชื่อ (เดิม N)``. A workbook that fails does not stop the others.

    Args:
        workbooks: .xlsx files.
        step: is told how many are done.

    Raises:
        MachineError: E402 without a LibreOffice.
    """
    if office.find() is None:
        raise MachineError(
            "E402",
            "ทำแฟ้ม PDF ไม่ได้ เพราะไม่พบโปรแกรม LibreOffice ในเครื่องนี้",
            cure="ติดตั้ง LibreOffice จาก libreoffice.org แล้วสั่งใหม่ หรือเปิดแฟ้ม .xlsx ใน Excel แล้วบันทึกเป็น PDF",
        )
    with tempfile.TemporaryDirectory(prefix="ita-xl-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        given = [folder / f"{number}.xlsx" for number in range(len(workbooks))]
        for workbook, copy in zip(workbooks, given, strict=True):
            copy.write_bytes(workbook.read_bytes())
        made = office.convert(given, _FORMAT, folder, seconds=SECONDS, again=True, step=step)
        made |= _narrowed(made, folder / "narrowed")
        return [_put(workbook, made.get(copy)) for workbook, copy in zip(workbooks, given, strict=True)]


def _narrowed(made: dict[Path, Path], folder: Path) -> dict[Path, Path]:
    """What has more pages than its workbook is laid out for, printed again with every sheet one page wide.

    The widths of columns are reckoned with a font; on a machine that lacks it, columns are too wide for the scale.
    """
    torn = [copy for copy, printed in made.items() if len(_PAGES.findall(printed.read_bytes())) > _laid_out(copy)]
    if not torn:
        return {}
    folder.mkdir()
    fitted = {folder / copy.name: copy for copy in torn}
    for target, copy in fitted.items():
        target.write_bytes(_fitted(copy.read_bytes()))
    again = office.convert(list(fitted), _FORMAT, folder, seconds=SECONDS, again=True)
    return {fitted[target]: printed for target, printed in again.items()}


def _laid_out(workbook: Path) -> int:
    """How many pages the sheets of a workbook have by their own page breaks."""
    with zipfile.ZipFile(workbook) as package:
        sheets = [package.read(name) for name in package.namelist() if _SHEET.fullmatch(name)]
    return sum(1 + xml.count(b"<brk ") for xml in sheets)


def _put(workbook: Path, made: Path | None) -> Printed:
    if made is None:
        error = MachineError(
            "E403",
            f"LibreOffice ทำแฟ้ม PDF ของ “{workbook.name}” ไม่สำเร็จ (ขัดข้องหรือใช้เวลานานเกินไป)",
            cure="สั่งใหม่อีกครั้ง หากยังไม่ได้ให้เปิดแฟ้ม .xlsx แล้วบันทึกเป็น PDF",
            place=Place(workbook.name),
        )
        return Printed(workbook, error=error)
    data = made.read_bytes()
    path = workbook.with_suffix(".pdf")
    try:
        if not path.is_file() or not shows_the_same(path.read_bytes(), data):
            write_safely(path, data)
    except ItaError as error:
        return Printed(workbook, error=error)
    return Printed(workbook, path, _substituted(data, workbook))


def shows_the_same(one: bytes, other: bytes) -> bool:
    """Whether two PDF files are prints of the same, made at different times."""
    return _STAMPS.sub(b"", one) == _STAMPS.sub(b"", other)


def _substituted(data: bytes, workbook: Path) -> tuple[Finding, ...]:
    """A warning where the letters are not those of the font that the workbook is written in."""
    with zipfile.ZipFile(workbook) as package:
        names = _NAMES.findall(package.read("xl/styles.xml").decode("utf-8", "replace"))
    fonts = Counter(unescape(name) for name in names if name != _DEFAULT_FONT)
    found = substituted(data, fonts.most_common(1)[0][0]) if fonts else None
    return () if found is None else (replace(found, places=(Place(workbook.name),)),)


def substituted(data: bytes, wanted: str) -> Finding | None:
    """E404 where a PDF has letters, and none of the font that they are to be of."""
    used = {name.decode("ascii", "replace").replace("#20", "") for name in _FONTS.findall(data)}
    if not used or any(name.replace("-", "").startswith(wanted.replace(" ", "")) for name in used):
        return None
    message = f"เครื่องนี้ไม่มีแบบอักษร {wanted} แฟ้ม PDF จึงใช้แบบอักษรอื่นแทน ({', '.join(sorted(used))})"
    cure = f"ติดตั้งแบบอักษร {wanted} แล้วสั่งใหม่ ข้อความอาจล้นช่องหรือขึ้นบรรทัดต่างจากแฟ้ม Excel"
    return Finding("E404", Severity.WARNING, message, cure=cure)


def _fitted(data: bytes) -> bytes:
    """The workbook with every sheet fitted to the width of its page instead of printed at its scale.

    LibreOffice keeps the page breaks of a fitted sheet, which Excel does not. Finding the scale takes it as long as
    printing, so this is not done without need.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as fitted:
        for part in package.infolist():
            content = package.read(part)
            fitted.writestr(part, _fitted_sheet(content) if _SHEET.fullmatch(part.filename) else content)
    return out.getvalue()


def _fitted_sheet(xml: bytes) -> bytes:
    setup = _SETUP.search(xml)
    if setup is None or not _SCALE.search(setup[0]):
        return xml
    wide = _SCALE.sub(b' fitToHeight="0"', setup[0])
    xml = xml.replace(setup[0], wide)
    properties = _PROPERTIES.search(xml)
    if properties is None:
        return re.sub(rb"(<worksheet\b[^>]*>)", rb"\1<sheetPr>" + _FIT + b"</sheetPr>", xml, count=1)
    own = properties[0]
    if own.endswith(b"</sheetPr>"):
        return xml.replace(own, own.replace(b"</sheetPr>", _FIT + b"</sheetPr>"), 1)
    return xml.replace(own, own[:-2] + b">" + _FIT + b"</sheetPr>", 1)
