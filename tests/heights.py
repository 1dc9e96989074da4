"""What LibreOffice makes of the wrapped cells of finished workbooks, asked through its API, and what we make of them.

``python -m tests.heights FILE.xlsx …`` prints the comparison. The questions are put by a macro (``heights.bas``) in the
profile of an ``Office``, so no Python binding of LibreOffice is needed: every wrapped text is put alone, in its own
font, into a row of a column as wide as its own (merged cells: as all their columns together), and LibreOffice fits that
row. It draws the columns of a file some 6 % wider than Excel does, so this is done twice: in columns as wide as in
Excel, for which our heights are made, and in its own.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import openpyxl
import xlsxwriter
from openpyxl.utils import range_boundaries

from ita_xl.sheets.measure import column_points, line_count
from tests.office import Office, OfficeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_RULER_CHARS = 100
_MOST_LINES = 40
_HUNDREDTHS_MM = 2540 / 72


class Look(NamedTuple):
    """What the height of a text depends on besides its width."""

    size: float
    bold: bool
    indent: int


@dataclass(frozen=True)
class Fitted:
    """One wrapped cell: its text, its width in Excel and its row height as written (points), and lines of LibreOffice.

    ``lines`` are those in a column as wide as in Excel, ``own_lines`` those in LibreOffice's own wider one;
    ``needed`` is the height in points that LibreOffice gives a row for the latter. What stands beside the ``printed``
    columns only feeds charts.
    """

    file: str
    sheet: str
    cell: str
    text: str
    look: Look
    width: float
    height: float
    lines: int
    own_lines: int
    needed: float
    printed: bool

    @cached_property
    def ours(self) -> int:
        """Our number of lines."""
        return line_count(self.text, self.width, self.look.size, bold=self.look.bold, indent=self.look.indent)

    @property
    def off(self) -> int:
        """How many lines more than LibreOffice we count."""
        return self.ours - self.lines


def fitted(office: Office, files: Sequence[Path]) -> list[Fitted]:
    """Every wrapped text of some workbooks as LibreOffice fits it."""
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        books = [openpyxl.load_workbook(file, data_only=True) for file in files]
        ruler = _ruler(folder / "ruler.xlsx", {float(font.size) for book in books for font in book._fonts if font.size})
        asked = [_asked(ruler, openpyxl.load_workbook(ruler))]
        for number, (file, book) in enumerate(zip(files, books, strict=True)):
            # a name of plain letters: the macro reads the listing in the code of the system
            asked.append(_asked(Path(shutil.copy(file, folder / f"{number}{file.suffix}")), book))
        answers = _ask(office, asked, folder)
    rulers: dict[float, list[int]] = {}
    for answer in answers[0]:
        rulers.setdefault(float(answer.sheet), []).append(answer.own)
    found = zip(files, books, answers[1:], strict=True)
    return [one for file, book, own in found for one in _joined(file.name, book, own, rulers)]


class _Answer(NamedTuple):
    """What the macro tells of one cell; lengths in hundredths of a millimetre."""

    sheet: str
    row: int
    column: int
    height: int
    own: int
    excel: int


def _ask(office: Office, asked: Sequence[str], folder: Path) -> list[list[_Answer]]:
    code = Path(__file__).with_suffix(".bas").read_text(encoding="utf-8")
    listing, result = folder / "books.txt", folder / "heights.txt"
    listing.write_text("".join(f"{line}\n" for line in asked), encoding="utf-8")
    office.run_basic(code, listing, result)
    answers: list[list[_Answer]] = []
    for line in result.read_text(encoding="utf-8").splitlines():
        if line.startswith("failed"):
            raise OfficeError(line)
        if line == "book":
            answers.append([])
        else:
            sheet, *numbers = line.split("\t")
            answers[-1].append(_Answer(sheet, *map(int, numbers)))
    return answers


def _asked(path: Path, book: Workbook) -> str:
    """A workbook as the macro wants it: its address, and for every sheet the widths of its columns in Excel."""
    widths = (",".join(f"{one * _HUNDREDTHS_MM:.2f}" for one in _points(sheet)) for sheet in book.worksheets)
    return "\t".join([path.as_uri(), *widths])


def _ruler(path: Path, sizes: Iterable[float]) -> Path:
    """A workbook with a sheet a font size, whose rows hold one, two, three, … lines."""
    book = xlsxwriter.Workbook(path)
    for size in sizes:
        sheet = book.add_worksheet(f"{size:g}")
        sheet.set_column(0, 0, _RULER_CHARS)
        style = book.add_format({"font_name": "TH SarabunPSK", "font_size": size, "text_wrap": True})
        for lines in range(1, _MOST_LINES + 1):
            sheet.write_string(lines - 1, 0, "\n".join(["กี่"] * lines), style)
    book.close()
    return path


def _joined(
    file: str, book: Workbook, answers: Iterable[_Answer], rulers: Mapping[float, list[int]]
) -> Iterator[Fitted]:
    widths = {sheet.title: _points(sheet) for sheet in book.worksheets}
    printed = {sheet.title: _last_printed(sheet) for sheet in book.worksheets}
    merged = {
        (sheet.title, area.min_row, area.min_col): area.max_col
        for sheet in book.worksheets
        for area in sheet.merged_cells.ranges
    }
    for answer in answers:
        cell: Any = book[answer.sheet].cell(answer.row + 1, answer.column + 1)
        last = merged.get((answer.sheet, cell.row, cell.column), cell.column)
        look = Look(float(cell.font.size), bool(cell.font.bold), int(cell.alignment.indent))
        yield Fitted(
            file,
            answer.sheet,
            cell.coordinate,
            str(cell.value),
            look,
            sum(widths[answer.sheet][cell.column - 1 : last]),
            answer.height / _HUNDREDTHS_MM,
            _nearest(answer.excel, rulers[look.size]),
            _nearest(answer.own, rulers[look.size]),
            answer.own / _HUNDREDTHS_MM,
            cell.column <= printed[answer.sheet],
        )


def _last_printed(sheet: Worksheet) -> int:
    """The last column of the printed area, or of the sheet (1-based)."""
    area = str(sheet.print_area or "").rpartition("!")[2]
    return int(range_boundaries(area)[2] or 0) if area else sheet.max_column


def _points(sheet: Worksheet) -> list[float]:
    """Widths in points of the columns: files hold the characters of the dialog and the 5 pixels of padding."""
    found = [column_points(8.43)] * sheet.max_column
    for own in sheet.column_dimensions.values():
        for column in range(own.min, min(own.max, sheet.max_column) + 1):
            found[column - 1] = column_points(own.width - 5 / 7)
    return found


def _nearest(height: int, ruler: Sequence[int]) -> int:
    return min(range(len(ruler)), key=lambda at: abs(ruler[at] - height)) + 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare the workbooks named and print what differs."""
    parser = argparse.ArgumentParser(prog="python -m tests.heights", description="Our heights against LibreOffice's.")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    with Office(timeout=900) as office:
        cells = fitted(office, parser.parse_args(arguments).files)
    for name, chosen in (("all cells", cells), ("of more than one line", [one for one in cells if one.lines > 1])):
        counts = Counter(one.off for one in chosen)
        shares = ", ".join(f"{off:+d}: {count}" for off, count in sorted(counts.items()))
        sys.stdout.write(f"{name}: {len(chosen)}, equal {counts[0] / max(len(chosen), 1):.2%} ({shares})\n")
    equal = sum(one.ours == one.own_lines for one in cells) / max(len(cells), 1)
    low = [one for one in cells if one.printed and one.height < one.needed - 0.1]
    sys.stdout.write(f"in LibreOffice's own columns: equal {equal:.2%}; rows lower than it fits them: {len(low)}\n")
    for one in [one for one in cells if one.off] + low:
        heights = f"{one.height:.1f} for {one.needed:.1f} pt"
        where = f"{one.file} {one.sheet}!{one.cell}"
        sys.stdout.write(f"{one.off:+d} of {one.lines} lines, {heights}: {where} {one.text[:60]!r}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
