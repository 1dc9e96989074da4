"""What makes Excel offer to repair a workbook, found without Excel.

The checks read the parts of the package as they are, because a library that loads a workbook forgives what Excel does
not. Hidden sheets, rows and columns are no faults.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
import zipfile
from collections import Counter
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError
from openpyxl.utils import FORMULAE
from openpyxl.utils.cell import column_index_from_string, coordinate_to_tuple
from openpyxl.worksheet.cell_range import CellRange

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
FORMULAS = {MAIN + tag for tag in ("f", "formula", "formula1", "formula2")}

# Functions younger than the file format stand in it under the prefix _xlfn. only. openpyxl lists the old ones, except:
OLD_FUNCTIONS = FORMULAE | {"ISTHAIDIGIT", "ROUNDBAHTDOWN", "ROUNDBAHTUP", "THAIDAYOFWEEK", "THAIDIGIT"}
OLD_FUNCTIONS |= {"THAIMONTHOFYEAR", "THAINUMSOUND", "THAINUMSTRING", "THAISTRINGLENGTH", "THAIYEAR", "USDOLLAR"}
SHEET = re.compile(r"(?:'((?:[^']|'')+)'|([^'!:]+))!")  # before a cell: quoted or plain


class Sheet(NamedTuple):
    """A sheet of the workbook that has a part."""

    name: str
    part: str
    root: ET.Element


class Package:
    """The parts of a workbook, and what the checks need to know of the whole of it."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            self.names = [name.lower() for name in archive.namelist() if not name.endswith("/")]
            xml = [name for name in archive.namelist() if name.endswith((".xml", ".rels", ".vml"))]
            self.xml = {name: _parse(name, archive.read(name)) for name in xml}
        self.workbook = self.xml["xl/workbook.xml"]
        self.entries = self.workbook.findall(f"{MAIN}sheets/{MAIN}sheet")
        self.sheet_names = frozenset(entry.get("name", "").lower() for entry in self.entries)
        targets = self.targets("xl/workbook.xml")
        parts = [(entry.get("name", ""), targets.get(entry.get(f"{LINK}id", ""), "")) for entry in self.entries]
        self.sheets = [Sheet(name, part, self.xml[part]) for name, part in parts if part in self.xml]
        self.defined_names = list(self.workbook.iter(f"{MAIN}definedName"))
        self.styles = {group.tag.removeprefix(MAIN): len(group) for group in self.part("xl/styles.xml")}
        self.strings = [_text(item) for item in self.part("xl/sharedStrings.xml").findall(f"{MAIN}si")]

    def part(self, name: str) -> ET.Element:
        """The root of an XML part; an empty element when there is none."""
        return self.xml.get(name, ET.Element("nothing"))

    def links(self, part: str) -> list[ET.Element]:
        """The relationships of a part; of the package itself for ``""``."""
        folder, name = posixpath.split(part)
        return list(self.part(posixpath.join(folder, "_rels", f"{name}.rels")))

    def targets(self, part: str, kind: str = "") -> dict[str, str]:
        """The parts that a part refers to, by the id of the relationship; only those whose type ends in ``kind``."""
        links = [link for link in self.links(part) if link.get("Type", "").endswith(kind)]
        inside = [link for link in links if link.get("TargetMode") != "External" and link.get("Target", "")[:1] != "#"]
        paths = [posixpath.join("/", posixpath.dirname(part), unquote(link.get("Target", ""))) for link in inside]
        return {link.get("Id", ""): posixpath.normpath(path)[1:] for link, path in zip(inside, paths, strict=True)}

    def tables(self, sheet: Sheet) -> list[ET.Element]:
        """The tables of a sheet that have a part."""
        return [self.xml[part] for part in self.targets(sheet.part, "/table").values() if part in self.xml]


def lint(path: Path) -> list[str]:
    """The faults of a workbook (.xlsx, .xlsm, .xlam), a line each; ``[]`` when there are none."""
    try:
        package = Package(path)
        of_package = chain.from_iterable(check(package) for check in PACKAGE_CHECKS)
        of_sheets = ((s.name, fault) for s in package.sheets for check in SHEET_CHECKS for fault in check(package, s))
        return [*of_package, *(f"{name}: {fault}" for name, fault in of_sheets)]
    except KeyError as error:
        return [f"missing part: {error}"]
    except (zipfile.BadZipFile, ET.ParseError, ValueError) as error:  # ValueError: what must be a number is none
        return [f"not readable: {error}"]


def part_faults(package: Package) -> Iterator[str]:
    """Each part once, with a content type."""
    yield from (f"part twice: {name}" for name in _repeated(package.names))
    types = package.part("[Content_Types].xml")
    typed = {item.get("PartName", "").lstrip("/").lower() for item in types}
    endings = {item.get("Extension", "").lower() for item in types if item.get("ContentType") != "application/xml"}
    untyped = [name for name in package.names if name not in typed and name.rpartition(".")[2] not in endings]
    yield from (f"part without a content type: {name}" for name in untyped if name.startswith("xl/"))


def link_faults(package: Package) -> Iterator[str]:
    """Relationships lead to parts, and every id used in a part is one of its relationships."""
    for part in ("", *package.xml):
        missing = {target for target in package.targets(part).values() if target.lower() not in package.names}
        yield from (f"dangling relationship: {part} to {target}" for target in sorted(missing))
        attributes = chain.from_iterable(element.items() for element in package.part(part).iter())
        used = {value for key, value in attributes if key.startswith(LINK) and value}
        unknown = used - {link.get("Id", "") for link in package.links(part)}
        yield from (f"dangling relationship: {part} uses {name}" for name in sorted(unknown))


def sheet_name_faults(package: Package) -> Iterator[str]:
    """Names that Excel accepts, each once; at least one sheet to see."""
    names = [entry.get("name", "") for entry in package.entries]
    bad = [name for name in names if not 1 <= len(name) <= 31 or re.search(r"[\[\]:*?/\\]|^'|'$", name)]
    yield from (f"sheet name: {name!r}" for name in bad)
    yield from (f"sheet name twice: {name}" for name in _repeated(map(str.lower, names)))
    yield from (f"sheetId twice: {n}" for n in _repeated(entry.get("sheetId", "") for entry in package.entries))
    if all(entry.get("state", "visible") != "visible" for entry in package.entries):
        yield "no visible sheet"


def name_faults(package: Package) -> Iterator[str]:
    """Defined names and tables: names Excel accepts, each once in its scope, sound references."""
    keys = [(item.get("name", "").lower(), item.get("localSheetId", "")) for item in package.defined_names]
    tables = [table for sheet in package.sheets for table in package.tables(sheet)]
    keys += [(table.get("displayName", "").lower(), "") for table in tables]
    yield from (f"name not allowed: {name}" for name, _ in keys if not _is_name(name))
    yield from (f"defined name or table twice: {name}" for name, _ in _repeated(keys))
    yield from (f"table id twice: {number}" for number in _repeated(table.get("id", "") for table in tables))
    yield from (f"name of a missing sheet: {name}" for name, n in keys if n and int(n) >= len(package.entries))
    formulas = ((item.get("name"), item.text or "") for item in package.defined_names)
    yield from (f"{name}: {x}" for name, formula in formulas for x in formula_faults(formula, package.sheet_names))


def row_faults(package: Package, sheet: Sheet) -> Iterator[str]:
    """Rows and cells in rising order, within the sheet, no row higher than Excel allows."""
    last_row = 0
    for row in sheet.root.iter(f"{MAIN}row"):
        number = int(row.get("r", last_row + 1))
        if not last_row < number <= 1_048_576:
            yield f"row order: {number}"
        if float(row.get("ht", 0)) > 409.5:
            yield f"row height over 409.5: {number}"
        last_row, last_column = number, 0
        for cell in row:
            at_row, at_column = coordinate_to_tuple(cell.get("r", "A0"))
            if at_row != number or not last_column < at_column <= 16_384:
                yield f"cell order: {cell.get('r')}"
            last_column = at_column
            yield from (f"{cell.get('r')}: {fault}" for fault in cell_faults(package, cell))


def cell_faults(package: Package, cell: ET.Element) -> Iterator[str]:
    """The style and the text a cell points to exist; its own text is not too long."""
    if not 0 <= int(cell.get("s", 0)) < max(package.styles.get("cellXfs", 0), 1):
        yield "style index out of range"
    if cell.get("t") == "s" and not 0 <= int(cell.findtext(f"{MAIN}v", "-1")) < len(package.strings):
        yield "shared string index out of range"
    if len(_cell_text(package, cell)) > 32_767:
        yield "string over 32767"


def sheet_formula_faults(package: Package, sheet: Sheet) -> Iterator[str]:
    """The formulas of cells, conditional formats and data validations."""
    formulas = {element.text for element in sheet.root.iter() if element.tag in FORMULAS and element.text}
    yield from (fault for formula in sorted(formulas) for fault in formula_faults(formula, package.sheet_names))


def merge_faults(_: Package, sheet: Sheet) -> Iterator[str]:
    """Merged ranges: of more than one cell, apart from each other."""
    merges = _ranges(sheet.root.iter(f"{MAIN}mergeCell"))
    yield from (f"merge of a single cell: {merge.coord}" for merge in merges if merge.size == {"columns": 1, "rows": 1})
    yield from (f"overlapping merges: {a.coord} {b.coord}" for a, b in _overlaps(merges))


def rule_faults(package: Package, sheet: Sheet) -> Iterator[str]:
    """Conditional formats: of styles that exist. Data validation: the list, titles and messages within their limits."""
    indexes = {int(rule.get("dxfId", -1)) for rule in sheet.root.iter(f"{MAIN}cfRule")}
    yield from (f"dxfId out of range: {index}" for index in indexes if index >= package.styles.get("dxfs", 0))
    limits = {"promptTitle": 32, "errorTitle": 32, "prompt": 255, "error": 255}
    for item in sheet.root.iter(f"{MAIN}dataValidation"):
        too_long = [key for key, limit in limits.items() if len(item.get(key, "")) > limit]
        formula = item.findtext(f"{MAIN}formula1", "")
        if formula.startswith('"') and len(formula) > 255 + len('""'):
            too_long.append("list")
        yield from (f"data validation {item.get('sqref')}: {key} too long" for key in too_long)


def table_faults(package: Package, sheet: Sheet) -> Iterator[str]:
    """Tables: columns as the range and the header cells say, apart from each other and from merged cells."""
    tables = package.tables(sheet)
    areas = _ranges(tables)
    merges = _ranges(sheet.root.iter(f"{MAIN}mergeCell"))
    yield from (f"overlapping tables: {a.coord} {b.coord}" for a, b in _overlaps(areas))
    yield from (f"merge in a table: {m.coord}" for m in merges if not all(m.isdisjoint(area) for area in areas))
    cells = [cell for cell in sheet.root.iter(f"{MAIN}c") if cell.get("t", "n") != "n"] if tables else []
    texts = {coordinate_to_tuple(cell.get("r", "")): _cell_text(package, cell) for cell in cells}
    for table, area in zip(tables, areas, strict=True):
        place = f"table {table.get('displayName')}"
        columns = [_unescaped(column.get("name", "")) for column in table.iter(f"{MAIN}tableColumn")]
        yield from (f"{place}: column twice: {column}" for column in _repeated(map(str.lower, columns)))
        if area.size["columns"] != len(columns):
            yield f"{place}: {len(columns)} columns in {area.coord}"
        elif table.get("headerRowCount", "1") != "0":
            heads = [texts.get(cell) for cell in area.top]
            yield from (f"{place}: no header cell {c}" for c, head in zip(columns, heads, strict=True) if c != head)


@lru_cache(maxsize=4096)
def formula_faults(formula: str, sheet_names: frozenset[str]) -> tuple[str, ...]:
    """Length, brackets, separators, prefixes of functions, sheets. ``formula`` as in the file, without ``=``."""
    try:
        tokens = Tokenizer(f"={formula}").items
    except (TokenizerError, IndexError):  # IndexError: closed more often than opened
        return (f"formula, unbalanced: {formula[:60]}",)
    brackets = Counter(t.subtype for t in tokens)
    separators = {t.value for t in tokens if t.type == Token.SEP}
    # no function of Excel has an underscore: that is a prefix, or a function of an add-in
    functions = [t.value[:-1].upper() for t in tokens if t.type == Token.FUNC and t.subtype == Token.OPEN]
    # [1]Sheet!A1 is of another workbook, Table[column] of none
    ranges = [t.value for t in tokens if t.subtype == Token.RANGE and "[" not in t.value]
    sheets = [quoted.replace("''", "'") or plain for text in ranges for quoted, plain in SHEET.findall(text)]
    faults = [
        *(["over 8192 characters"] if len(formula) > 8_192 else []),
        *(["unbalanced"] if brackets[Token.OPEN] != brackets[Token.CLOSE] else []),
        *(["semicolon"] if ";" in separators and "{" not in formula else []),
        *(f"function without its prefix {name}" for name in functions if "_" not in name and name not in OLD_FUNCTIONS),
        *(f"missing sheet {name}" for name in sheets if not sheet_names.issuperset(name.lower().split(":"))),
    ]
    return tuple(f"formula, {fault}: {formula[:60]}" for fault in faults)


PACKAGE_CHECKS = (part_faults, link_faults, sheet_name_faults, name_faults)
SHEET_CHECKS = (row_faults, sheet_formula_faults, merge_faults, rule_faults, table_faults)


def _is_name(name: str) -> bool:
    r"""Letters of any script with their marks, digits, ``_ . \ ?``; not what could be a cell, as ITA2568 is."""
    allowed = all(char in "_.\\?" or unicodedata.category(char)[0] in "LMN" for char in name)
    starts = name[:1] in ("_", "\\") or name[:1].isalpha()
    cell = re.fullmatch(r"([A-Z]{1,3})\d{1,7}", name.upper())
    is_cell = cell is not None and column_index_from_string(cell[1]) <= 16_384
    return allowed and starts and not is_cell and len(name) <= 255 and not re.fullmatch(r"(?i)r\d*(c\d*)?|c\d*", name)


def _ranges(elements: Iterable[ET.Element]) -> list[CellRange]:
    return [CellRange(element.get("ref", "none")) for element in elements]


def _overlaps(areas: list[CellRange]) -> Iterator[tuple[CellRange, CellRange]]:
    """Pairs that share a cell; going down the sheet, only those that reach so far down are compared."""
    reaching: list[CellRange] = []
    for area in sorted(areas, key=lambda area: area.min_row):
        reaching = [other for other in reaching if other.max_row >= area.min_row]
        yield from ((other, area) for other in reaching if not other.isdisjoint(area))
        reaching.append(area)


def _parse(name: str, content: bytes) -> ET.Element:
    try:
        return ET.fromstring(content.replace(b"<br>", b"<br/>") if name.endswith(".vml") else content)
    except ET.ParseError as error:
        raise ET.ParseError(f"{name} is not well-formed: {error}") from None


def _cell_text(package: Package, cell: ET.Element) -> str:
    value = cell.findtext(f"{MAIN}v", "")
    if cell.get("t") == "s" and value.isdecimal() and int(value) < len(package.strings):
        return package.strings[int(value)]
    return _text(cell) if cell.get("t") == "inlineStr" else _unescaped(value)


def _text(item: ET.Element) -> str:
    return _unescaped("".join(run.text or "" for run in item.iter(f"{MAIN}t")))


def _unescaped(text: str) -> str:
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)


def _repeated(items: Iterable[Any]) -> list[Any]:
    return [item for item, count in Counter(items).items() if count > 1]
