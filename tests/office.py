"""LibreOffice as a real spreadsheet program for the tests: it recalculates, converts and prints what we write.

A workbook is proved by a program that knows nothing of the code that made it. ``Office`` runs one headless soffice a
call, with a profile and fonts of its own, so that neither the settings of the machine nor a running LibreOffice can
change a result. To look at a workbook: ``python -m tests.office FILE.xlsx -o DIR`` makes a PNG of every page.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self
from xml.sax.saxutils import escape

import openpyxl
from fontTools.ttLib import TTFont

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from openpyxl.workbook import Workbook

CellKey = tuple[str, str]
"""A cell by sheet name and address: ``("สรุปผล", "C4")``."""

STAND_INS = ("TH SarabunPSK", "TH Sarabun New")
"""The families that Thai official documents are set in; Debian has neither."""

_FILTERS = {
    "csv": "Text - txt - csv (StarCalc):44,34,76",  # comma, double quote, UTF-8; the first sheet only
    "fods": "OpenDocument Spreadsheet Flat XML",
    "html": "HTML (StarCalc)",
    "ods": "calc8",
    "pdf": "calc_pdf_Export",
    "xls": "MS Excel 97",
    "xlsm": "Calc MS Excel 2007 VBA XML",
    "xlsx": "Calc MS Excel 2007 XML",
}

# 0 = always. Otherwise LibreOffice trusts the cached values of a file it did not write itself, and a wrong value we
# wrote would come back as if it had been computed.
_SETTINGS = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
<prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""

# The first cachedir is the one fontconfig writes to: ours, so that nothing about the private fonts outlives the test.
_FONTS_CONF = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
<cachedir>{cache}</cachedir>
<include>{system}</include>
<dir>{fonts}</dir>
</fontconfig>
"""


# A library of macros in the profile, as LibreOffice keeps it.
_LIBRARY = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Tests"/></library:library>
"""
_MODULE = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Tests" script:language="StarBasic"
>{source}</script:module>
"""


class OfficeError(RuntimeError):
    """A program failed, took too long or is missing; the message carries what it printed."""


def find_soffice() -> Path | None:
    """The LibreOffice on the search path, or None."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return Path(found) if found else None


class Office:
    """A LibreOffice with its own profile and fonts. Use it as a context manager, or call ``close()``.

    Every method that makes a file puts it into the folder ``out`` (made when missing) under the name of its input,
    replaces an older one there, and refuses to write over the input itself. Nothing else appears, neither there nor
    beside the input. ``timeout``: seconds that one call of soffice may take.
    """

    def __init__(self, soffice: Path | None = None, *, timeout: float = 120) -> None:
        program = soffice or find_soffice()
        if program is None:
            raise OfficeError("LibreOffice (soffice) is not on the search path")
        self.program = program
        self._timeout = timeout
        self._home = tempfile.TemporaryDirectory(prefix="office-")
        self._root = Path(self._home.name)
        self.profile = _make_profile(self._root)
        self.environment = {
            **os.environ,
            "FONTCONFIG_FILE": str(_make_fonts(self._root)),
            "LC_ALL": "C.UTF-8",  # the language of the machine would choose the paper and the formats of dates
            "TMPDIR": str(_folder(self._root / "tmp")),
            "XDG_CACHE_HOME": str(self._root / "cache"),
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Remove the profile, the fonts and everything else that was made for this Office."""
        self._home.cleanup()

    @property
    def fonts(self) -> str:
        """The fontconfig file of the private fonts."""
        return self.environment["FONTCONFIG_FILE"]

    @property
    def socket(self) -> Path:
        """Where a running soffice listens for a second one of the same profile; the name is of its choosing.

        So is the folder, which is the usual one for temporary files even when TMPDIR names another.
        """
        digest = hashlib.md5(self.profile.as_uri().encode("utf-16-le"), usedforsecurity=False).digest()
        name = "".join(f"{byte:x}" for byte in digest)  # without leading zeros, as soffice writes it
        return Path(tempfile.gettempdir()) / f"OSL_PIPE_{os.getuid()}_SingleOfficeIPC_{name}"

    def recalculate(self, path: Path, out: Path) -> Path:
        """Load, compute every formula anew, save as .xlsx."""
        return self.convert(path, out, "xlsx")

    def recalculate_many(self, paths: Iterable[Path], out: Path) -> list[Path]:
        """As ``recalculate``, all in one call of soffice: the start, most of the time, is paid once."""
        return self._convert(list(paths), out, "xlsx")

    def to_pdf(self, path: Path, out: Path) -> Path:
        """Print to PDF, with the page setup of the workbook."""
        return self.convert(path, out, "pdf")

    def convert(self, path: Path, out: Path, ext: str) -> Path:
        """Save in another format: csv, fods, html, ods, pdf, xls, xlsm or xlsx. Formulas are computed anew."""
        return self._convert([path], out, ext)[0]

    def to_png(self, path: Path, out: Path, dpi: int = 80) -> list[Path]:
        """Print and draw each page: ``NAME-1.png``, ``NAME-2.png``, … in the order of the pages."""
        with tempfile.TemporaryDirectory(dir=self._root) as work:
            pdf = self.to_pdf(path, Path(work))
            pages = _folder(Path(work) / "pages")
            self._run([_tool("pdftoppm"), "-png", "-r", str(dpi), str(pdf), str(pages / path.stem)])
            return [_move(page, out) for page in sorted(pages.iterdir())]

    def fonts_used(self, pdf: Path) -> set[str]:
        """The PostScript names of the fonts in a PDF, without the marks of a subset."""
        lines = self._run([_tool("pdffonts"), str(pdf)]).splitlines()[2:]
        return {line.split()[0].rpartition("+")[2] for line in lines}

    def run_basic(self, source: str, *arguments: object) -> None:
        """Run ``Sub Main`` of a LibreOffice Basic module with some texts.

        It runs inside the program, where workbooks are loaded with their macros and their controls can be pressed.
        """
        library = self.profile / "user/basic/Standard"
        if not library.exists():
            self.soffice("--terminate_after_init")  # the first start puts a library of its own there
        (library / "script.xlb").write_text(_LIBRARY, encoding="utf-8")
        (library / "Tests.xba").write_text(_MODULE.format(source=escape(source)), encoding="utf-8")
        texts = ",".join(f'"{text}"' for text in arguments)
        self.soffice(f"macro:///Standard.Tests.Main({texts})" if texts else "macro:///Standard.Tests.Main")

    def installed_fonts(self, family: str) -> list[Path]:
        """The font files that this Office sees under exactly this family name."""
        return font_files(family, self.environment)

    def _convert(self, paths: Sequence[Path], out: Path, ext: str) -> list[Path]:
        if not paths:
            return []
        if ext not in _FILTERS:
            raise ValueError(f"no conversion to {ext!r}; there are: {', '.join(_FILTERS)}")
        _refuse_clashes(paths, [out / f"{path.stem}.{ext}" for path in paths])
        with tempfile.TemporaryDirectory(dir=self._root) as work:
            made = _folder(Path(work) / "out")
            sources = [str(path.absolute()) for path in paths]
            output = self.soffice("--convert-to", f"{ext}:{_FILTERS[ext]}", "--outdir", str(made), *sources)
            results = [made / f"{path.stem}.{ext}" for path in paths]
            # soffice answers 0 even when it could not load a file
            if missing := [path.name for path, result in zip(paths, results, strict=True) if not result.exists()]:
                raise OfficeError(f"soffice made no .{ext} of {', '.join(missing)}:\n{output}")
            return [_move(result, out) for result in results]

    def soffice(self, *arguments: str) -> str:
        """Run soffice with this profile and these fonts; what it printed."""
        start = [str(self.program), f"-env:UserInstallation={self.profile.as_uri()}"]
        quiet = ["--headless", "--norestore", "--nologo", "--nodefault", "--nofirststartwizard"]
        try:
            return self._run([*start, *quiet, *arguments])
        finally:  # a soffice that had to be stopped leaves it behind
            self.socket.unlink(missing_ok=True)

    def _run(self, command: Sequence[str]) -> str:
        return _run(command, environment=self.environment, timeout=self._timeout)


def formula_cells(path: Path) -> dict[CellKey, tuple[str, object]]:
    """Every formula cell of a workbook: its formula (with ``=``) and its cached value (None when there is none)."""
    cached = values(path)
    book = openpyxl.load_workbook(path)
    formulas = {
        (sheet.title, cell.coordinate): getattr(cell.value, "text", cell.value)  # an array formula is an object
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }
    return {where: (str(formula), cached.get(where)) for where, formula in formulas.items()}


def values(path: Path) -> dict[CellKey, object]:
    """The value of every cell that has one; of a formula, the cached value."""
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in openpyxl.load_workbook(path, data_only=True).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def change_cell(path: Path, out: Path, sheet: str, cell: str, value: object) -> Path:
    """A copy, in the folder ``out``, with one cell changed, as a user's edit; its cached values are gone."""
    target = out / path.name
    _refuse_clashes([path], [target])
    book: Workbook = openpyxl.load_workbook(path, keep_vba=path.suffix == ".xlsm")
    book[sheet][cell] = value
    _folder(out)
    book.save(target)
    return target


def font_files(family: str, environment: Mapping[str, str] = os.environ) -> list[Path]:
    """The files of a family's styles, as the programs with this environment see them; none without fontconfig."""
    fc_list = shutil.which("fc-list")
    if fc_list is None:
        return []
    output = _run([fc_list, "--format", "%{file}\n", f":family={family}"], environment=environment, timeout=30)
    return sorted(path for path in map(Path, output.splitlines()) if path.is_file())  # other lines are warnings


def _run(command: Sequence[str], *, environment: Mapping[str, str], timeout: float) -> str:
    """What the command printed. It gets a process group of its own: soffice is a script that starts another program."""
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
        text=True,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    ) as process:
        try:
            output, _ = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            raise OfficeError(f"{Path(command[0]).name} took longer than {timeout} s:\n{_stop(process)}") from None
        finally:  # an interrupt of the tests does not reach a group of its own: stop it here
            if process.poll() is None:
                _stop(process)
    if process.returncode != 0:
        raise OfficeError(f"{Path(command[0]).name} ended with code {process.returncode}:\n{output}")
    return output


def _stop(process: subprocess.Popen[str]) -> str:
    """End the whole group; return what was printed until then."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    return process.communicate()[0]


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise OfficeError(f"{name} (of poppler-utils) is not on the search path")
    return found


def _make_profile(root: Path) -> Path:
    profile = root / "profile"
    (_folder(profile / "user") / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    return profile


def _make_fonts(root: Path) -> Path:
    """The fontconfig file of a private folder with a stand-in for each family that the machine does not have."""
    fonts = _folder(root / "fonts")
    for family in STAND_INS:
        if not font_files(family):
            for source in font_files("Laksaman"):
                _make_stand_in(source, fonts, family)
    conf = root / "fonts.conf"
    # a bare name is looked up in fontconfig's own folder, wherever this machine has it
    system = os.environ.get("FONTCONFIG_FILE", "fonts.conf")
    places = {"cache": _folder(root / "cache"), "system": system, "fonts": fonts}
    escaped = {key: escape(str(place)) for key, place in places.items()}
    conf.write_text(_FONTS_CONF.format_map(escaped), encoding="utf-8")
    return conf


def _make_stand_in(source: Path, folder: Path, family: str) -> Path:
    """One style of Laksaman with the size of the real font: the same outlines on a larger em, the vertical metrics.

    Laksaman has the outlines of TH SarabunPSK (1,000 units an em) at 1.503 times the size. Debian's fontconfig tells
    programs to draw it at 0.66 of its size when they ask for "TH Sarabun…", which LibreOffice does not do, so lines
    would come out half as long again as in Excel.
    """
    font = TTFont(source)
    style = _style_name(font)
    font["head"].unitsPerEm = 1503
    _set_vertical_metrics(font, em=1503)
    _set_names(font, family, style)
    target = folder / f"{family}-{style}.ttf".replace(" ", "")
    font.save(target)
    return target


def _style_name(font: TTFont) -> str:
    """Bold and italic as the bits of the font say; the names of styles may be in any language."""
    bits = font["head"].macStyle
    return " ".join(name for bit, name in ((1, "Bold"), (2, "Italic")) if bits & bit) or "Regular"


def _set_vertical_metrics(font: TTFont, *, em: int) -> None:
    """Those of TH SarabunPSK 2.0, given in parts of an em: they make the height of a line."""
    hhea, os2 = font["hhea"], font["OS/2"]
    hhea.ascent, hhea.descent, hhea.lineGap = round(0.850 * em), -round(0.447 * em), round(0.030 * em)
    os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap = round(0.850 * em), -round(0.250 * em), round(0.060 * em)
    os2.usWinAscent, os2.usWinDescent = round(0.850 * em), round(0.447 * em)
    os2.fsSelection &= ~(1 << 7)  # "use the typo metrics" off: the line height is that of the win metrics


def _set_names(font: TTFont, family: str, style: str) -> None:
    postscript = f"{family}-{style}".replace(" ", "")
    names = {1: family, 2: style, 3: f"stand-in;{postscript}", 4: f"{family} {style}", 6: postscript}
    table = font["name"]
    for number in (*names, 16, 17, 21, 22):  # the last four are families and styles again, for other programs
        table.removeNames(nameID=number)
    for number, text in names.items():
        table.setName(text, number, 3, 1, 0x409)


def _refuse_clashes(paths: Sequence[Path], targets: Sequence[Path]) -> None:
    if len(set(targets)) < len(targets):
        raise ValueError(f"two files would get one name: {', '.join(sorted(path.name for path in paths))}")
    for path, target in zip(paths, targets, strict=True):
        if path.resolve() == target.resolve():
            raise ValueError(f"{path.name} would be written over itself: choose another folder")


def _move(path: Path, folder: Path) -> Path:
    return Path(shutil.move(path, _folder(folder) / path.name))


def _folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw the pages of workbooks and print the names of the files made."""
    parser = argparse.ArgumentParser(prog="python -m tests.office", description="Draw every page of a workbook as PNG.")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("-o", "--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--dpi", type=int, default=80)
    options = parser.parse_args(arguments)
    try:
        with Office() as office:
            for path in options.files:
                for page in office.to_png(path, options.out, options.dpi):
                    sys.stdout.write(f"{page}\n")
    except (OfficeError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
