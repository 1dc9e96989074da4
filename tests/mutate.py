"""Workbooks with accidents: from whole ones to mutated files, the same file for the same numbers every time.

``seeds()`` gathers what there is to start from: the samples, the fixtures and, with a LibreOffice, the same saved by
it in other formats. ``mutant(seeds, seed, number)`` makes one file out of them: its cells moved and replaced (as
someone might who pastes and sorts), the parts of its package changed, or its bytes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import random
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import python_calamine
import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from tests import rawbooks
from tests.mutate_bytes import BYTES, PARTS, RECORDS
from tests.mutate_cells import CONTENT
from tests.rawbooks import Page, package, unpack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.office import Office
    from tests.rawbooks import Part, Value

ROOT = Path(__file__).parent.parent
FOLDERS = (ROOT / "tests" / "quirks", ROOT / "tests" / "published")
_CREATED = dt.datetime(2025, 1, 1)
#: How many fixtures LibreOffice saves in another format; the samples always.
_CONVERTED = 12


@dataclass(frozen=True)
class Seeds:
    """What mutants are made of: the pages of every workbook by its name, and whole files by their name."""

    books: tuple[tuple[str, tuple[Page, ...]], ...]
    files: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True)
class Mutant:
    """A mutated file, and what was done to it, in order."""

    name: str
    data: bytes
    steps: tuple[str, ...]


# --- what to start from -------------------------------------------------------------------------------------------


def seeds(converted: Path | None = None) -> Seeds:
    """All there is, in the order of the names; ``converted``: a folder that ``convert`` has filled."""
    books = [*map(_sample, samples()), *filter(None, map(_fixture, fixtures()))]
    files = [(path.name, path.read_bytes()) for path in samples()]
    files += [(f"{name}.xlsx", _written(pages)) for name, pages in books[len(files) :]]
    for path in sorted(converted.iterdir()) if converted else ():
        files.append((path.name, path.read_bytes()))
    return Seeds(tuple(books), tuple(files))


def samples() -> list[Path]:
    return sorted((ROOT / "workbooks" / "samples").glob("*.xlsx"))


def fixtures() -> list[Path]:
    return [path for folder in FOLDERS for path in sorted(folder.glob("*.toml"))]


def convert(office: Office, folder: Path) -> None:
    """Samples and some fixtures as .ods and .xls; what is there from another run is not made again."""
    folder.mkdir(parents=True, exist_ok=True)
    sources = [path.read_bytes() for path in samples()]
    sources += [_written(pages) for _, pages in filter(None, map(_fixture, fixtures()[::5][:_CONVERTED]))]
    for data in sources:
        mark = hashlib.sha256(data).hexdigest()[:12]
        for ending in ("ods", "xls"):
            if not (folder / f"{mark}.{ending}").exists():
                source = folder / "source" / f"{mark}.xlsx"
                source.parent.mkdir(exist_ok=True)
                source.write_bytes(data)
                office.convert(source, folder / ending, ending).replace(folder / f"{mark}.{ending}")
    for rest in [*folder.glob("*/*"), *(path for path in folder.iterdir() if path.is_dir())]:
        rest.rmdir() if rest.is_dir() else rest.unlink()


def _sample(path: Path) -> tuple[str, tuple[Page, ...]]:
    with python_calamine.load_workbook(path) as book:
        return path.stem, tuple(
            Page(name, [[_value(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python()])
            for name in book.sheet_names
        )


def _fixture(path: Path) -> tuple[str, tuple[Page, ...]] | None:
    """The sheets of a fixture; ``None`` while it cannot be read, which is for the test of the fixtures to say."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        pages = tuple(
            Page(
                sheet["name"], [[_value(cell) for cell in row] for row in sheet["rows"]], tuple(sheet.get("merges", ()))
            )
            for sheet in table["sheet"]
        )
    except (OSError, KeyError, ValueError):
        return None
    return path.stem, pages


def _value(value: object) -> Value:
    if value is None or isinstance(value, str | int | float):
        return value
    return str(value)


def _written(pages: Sequence[Page]) -> bytes:
    """The pages as XlsxWriter writes them, which is how most of the files in the tests are made."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": _CREATED})
        for page in pages:
            sheet = book.add_worksheet(page.name[:31])
            for area in page.merges:
                try:
                    sheet.merge_range(area, "")
                except XlsxWriterException:
                    continue
            for at, row in enumerate(page.rows):
                for column, value in enumerate(row):
                    if value not in (None, ""):
                        sheet.write(at, column, value)
    return stream.getvalue()


# --- mutants ------------------------------------------------------------------------------------------------------


def mutant(given: Seeds, seed: int, number: int) -> Mutant:
    """One mutated file: number ``number`` of the row of mutants that ``seed`` begins."""
    rng = random.Random(f"{seed}:{number}")
    kind = rng.random()
    if kind < 0.55:
        name, data, steps = _content(given, rng)
    elif kind < 0.8:
        name, data, steps = _parts(given, rng)
    else:
        name, data, steps = _bytes(given, rng)
    if rng.random() < 0.08:
        name = Path(name).stem + rng.choice([".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv", ".txt", ""])
        steps = (*steps, f"named {name}")
    return Mutant(name, data, steps)


def _content(given: Seeds, rng: random.Random) -> tuple[str, bytes, tuple[str, ...]]:
    name, pages = rng.choice(given.books)
    book = [replace(page, rows=[list(row) for row in page.rows]) for page in pages]
    steps = [name]
    for _ in range(rng.randint(1, 6)):
        step = rng.choice(CONTENT)
        step(rng, book, given)
        steps.append(step.__name__)
        book = [page for page in book if isinstance(page, Page)] or [Page("ว่าง", [])]
        if sum(len(page.rows) for page in book) > 4000:
            break
    ending, data = _saved(rng, book)
    return f"{name}{ending}", data, (*steps, ending)


def _saved(rng: random.Random, book: list[Page]) -> tuple[str, bytes]:
    kind = rng.random()
    if kind < 0.55:
        return ".xlsx", rawbooks.xlsx(book, shared=rng.random() < 0.7, addresses=rng.random() < 0.9)
    if kind < 0.7:
        return ".ods", rawbooks.ods(book)
    if kind < 0.8:
        return ".xls", rawbooks.xls(book)
    if kind < 0.85:
        return ".xlsb", rawbooks.xlsb(book)
    encoding = rng.choice(["utf-8", "utf-8-sig", "cp874", "utf-16", "utf-16-be", "latin-1", "utf-8", "cp874"])
    delimiter = rng.choice([",", ",", ";", "\t", "|", "^"])
    ending = rng.choice(["\n", "\r\n", "\r\n", "\r"])
    return rng.choice([".csv", ".csv", ".tsv", ".txt"]), rawbooks.csv(
        rng.choice(book), delimiter=delimiter, encoding=encoding, end=ending
    )


def _parts(given: Seeds, rng: random.Random) -> tuple[str, bytes, tuple[str, ...]]:
    name, data = rng.choice([one for one in given.files if one[1].startswith(b"PK")])
    parts = unpack(data)
    steps = [name]
    for _ in range(rng.randint(1, 3)):
        step = rng.choice(PARTS)
        at = _some_part(rng, parts)
        steps.append(f"{step.__name__} {parts[at][0]}" if parts else step.__name__)
        step(rng, parts, at)
        if not parts:
            break
    return name, package(parts, level=1), tuple(steps)


def _some_part(rng: random.Random, parts: list[Part]) -> int:
    """Mostly a part that matters to a reader of values."""
    names = ("sheet", "content.xml", "workbook.xml", "sharedStrings", "styles", "Content_Types")
    wanted = [at for at, (name, _) in enumerate(parts) if any(word in name for word in names)]
    return rng.choice(wanted) if wanted and rng.random() < 0.85 else rng.randrange(len(parts))


def _bytes(given: Seeds, rng: random.Random) -> tuple[str, bytes, tuple[str, ...]]:
    if rng.random() < 0.75:
        name, data = rng.choice(given.files)
    else:
        name, pages = rng.choice(given.books)
        ending, data = _saved(rng, list(pages))
        name += ending
    steps = [name]
    made = bytearray(data)
    for _ in range(rng.choice([1, 1, 2, 3])):
        records = data.startswith(b"\xd0\xcf") and rng.random() < 0.6
        step = rng.choice(RECORDS if records else BYTES)
        step(rng, made)
        steps.append(step.__name__)
        made = made or bytearray(b"\0")
    return name, bytes(made), tuple(steps)
