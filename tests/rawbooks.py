"""Workbook files put together part by part, so that a test may also make them wrong in every way.

A library that writes workbooks refuses what it knows to be faulty; these writers refuse nothing. They need no other
program, and the same rows always give the same bytes.
"""

from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Value = str | int | float | bool | None
Part = tuple[str, bytes]

_DAY = (1980, 1, 1, 0, 0, 0)
_SHEET_NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE_NS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_NS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES_NS = "http://schemas.openxmlformats.org/package/2006/content-types"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True)
class Formula:
    """A formula, with the value it had when the file was saved, if any."""

    text: str
    cached: Value = None


@dataclass(frozen=True)
class Page:
    """One sheet of a workbook: its rows, merged ranges ("A1:D1") and cells far away from the rows."""

    name: str
    rows: Sequence[Sequence[Value | Formula]]
    merges: Sequence[str] = ()
    hidden: bool = False
    far: Sequence[tuple[int, int, Value | Formula]] = ()


def package(parts: Iterable[Part], *, level: int = 6) -> bytes:
    """A zip file of the parts in their order, names twice where they come twice."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as made:
        for name, data in parts:
            entry = zipfile.ZipInfo(name, _DAY)
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            # Without the warning of the library: a name that comes twice is what the test wants.
            made.NameToInfo.pop(name, None)
            made.writestr(entry, data)
    return stream.getvalue()


def unpack(data: bytes) -> list[Part]:
    """The parts of a zip file, in their order."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return [(part.filename, book.read(part)) for part in book.infolist()]


def letters(column: int) -> str:
    """``0`` → ``"A"``; also beyond the last column of a sheet."""
    text, column = "", column + 1
    while column:
        column, digit = divmod(column - 1, 26)
        text = chr(65 + digit) + text
    return text


# --- xlsx ---------------------------------------------------------------------------------------------------------


def xlsx(pages: Sequence[Page], *, shared: bool = True, addresses: bool = True) -> bytes:
    """An .xlsx file; ``shared``: texts in the table of strings; ``addresses``: rows and cells say where they stand."""
    return package(xlsx_parts(pages, shared=shared, addresses=addresses))


def xlsx_parts(pages: Sequence[Page], *, shared: bool = True, addresses: bool = True) -> list[Part]:
    strings: dict[str, int] = {}
    sheets = [sheet_xml(page, strings if shared else None, addresses=addresses) for page in pages]
    names = [f"sheet{number}.xml" for number in range(1, len(pages) + 1)]
    listed = [(page.name, f"rId{number}", page.hidden) for number, page in enumerate(pages, 1)]
    links = [(f"rId{number}", "worksheet", f"worksheets/{name}") for number, name in enumerate(names, 1)]
    links.append((f"rId{len(links) + 1}", "sharedStrings", "sharedStrings.xml"))
    return [
        ("[Content_Types].xml", types_xml(names)),
        ("_rels/.rels", rels_xml([("rId1", "officeDocument", "xl/workbook.xml")])),
        ("xl/workbook.xml", workbook_xml(listed)),
        ("xl/_rels/workbook.xml.rels", rels_xml(links)),
        *((f"xl/worksheets/{name}", sheet) for name, sheet in zip(names, sheets, strict=True)),
        ("xl/sharedStrings.xml", strings_xml(strings)),
    ]


def types_xml(names: Iterable[str]) -> bytes:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/{name}" ContentType="{kind}.worksheet+xml"/>' for name in names
    )
    return (
        f'{XML}<Types xmlns="{_TYPES_NS}">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>{sheets}'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}.sharedStrings+xml"/></Types>'
    ).encode()


def rels_xml(links: Iterable[tuple[str, str, str]]) -> bytes:
    """Relations from (id, kind, target)."""
    body = "".join(
        f'<Relationship Id={quoteattr(one)} Type="{_OFFICE_NS}/{kind}" Target={quoteattr(target)}/>'
        for one, kind, target in links
    )
    return f'{XML}<Relationships xmlns="{_PACKAGE_NS}">{body}</Relationships>'.encode()


def workbook_xml(listed: Iterable[tuple[str, str, bool]]) -> bytes:
    """The list of sheets from (name, id of the relation, hidden)."""
    state = ("", ' state="hidden"')
    body = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}"{state[hidden]} r:id={quoteattr(link)}/>'
        for number, (name, link, hidden) in enumerate(listed, 1)
    )
    return f'{XML}<workbook xmlns="{_SHEET_NS}" xmlns:r="{_OFFICE_NS}"><sheets>{body}</sheets></workbook>'.encode(
        errors="replace"
    )


def strings_xml(strings: Iterable[str]) -> bytes:
    body = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings)
    return f'{XML}<sst xmlns="{_SHEET_NS}">{body}</sst>'.encode(errors="replace")


def sheet_xml(page: Page, strings: dict[str, int] | None = None, *, addresses: bool = True) -> bytes:
    rows = []
    for at, row in enumerate(page.rows):
        cells = [
            _cell_xml(letters(column) + str(at + 1) if addresses else "", value, strings)
            for column, value in enumerate(row)
            if value not in (None, "") or not addresses
        ]
        rows.append(f'<row r="{at + 1}">{"".join(cells)}</row>' if addresses else f"<row>{''.join(cells)}</row>")
    for at, column, value in page.far:
        rows.append(f'<row r="{at + 1}">{_cell_xml(letters(column) + str(at + 1), value, strings)}</row>')
    merges = "".join(f"<mergeCell ref={quoteattr(area)}/>" for area in page.merges)
    merged = f"<mergeCells>{merges}</mergeCells>" if merges else ""
    return sheet_of("".join(rows), after=merged).encode(errors="replace")


def sheet_of(data: str, *, before: str = "", after: str = "", head: str = "") -> str:
    """A sheet around its rows; ``before`` and ``after`` them other elements, ``head``: what follows the XML line."""
    return f'{XML}{head}<worksheet xmlns="{_SHEET_NS}">{before}<sheetData>{data}</sheetData>{after}</worksheet>'


def _cell_xml(address: str, value: Value | Formula, strings: dict[str, int] | None) -> str:
    where = f' r="{address}"' if address else ""
    if isinstance(value, Formula):
        cached = "" if value.cached is None else f"<v>{escape(str(value.cached))}</v>"
        kind = ' t="str"' if isinstance(value.cached, str) else ""
        return f"<c{where}{kind}><f>{escape(value.text)}</f>{cached}</c>"
    if value is None or value == "":
        return f"<c{where}/>"
    if isinstance(value, bool):
        return f'<c{where} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f"<c{where}><v>{value!r}</v></c>"
    if strings is not None:
        return f'<c{where} t="s"><v>{strings.setdefault(value, len(strings))}</v></c>'
    return f'<c{where} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


# --- ods ----------------------------------------------------------------------------------------------------------


def ods(pages: Sequence[Page]) -> bytes:
    return package(ods_parts("".join(map(ods_table, pages))))


def ods_parts(tables: str, *, head: str = "") -> list[Part]:
    """The parts of an .ods file around its tables; ``head``: what follows the XML line of the content."""
    content = (
        f'{XML}{head}<office:document-content xmlns:office="{_ODF}:office:1.0" xmlns:table="{_ODF}:table:1.0"'
        f' xmlns:text="{_ODF}:text:1.0" office:version="1.2"><office:body><office:spreadsheet>{tables}'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'{XML}<manifest:manifest xmlns:manifest="{_ODF}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS_TYPE.decode()}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return [
        ("mimetype", ODS_TYPE),
        ("content.xml", content.encode(errors="replace")),
        ("META-INF/manifest.xml", manifest.encode()),
    ]


def ods_table(page: Page) -> str:
    rows = "".join(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in page.rows)
    last = len(page.rows)
    for at, column, value in page.far:
        gap = max(at - last, 0)
        rows += ods_row("<table:table-cell/>", gap) if gap else ""
        rows += f"<table:table-row>{ods_cell(None, column) if column else ''}{ods_cell(value)}</table:table-row>"
        last = at + 1
    return f"<table:table table:name={quoteattr(page.name)}>{rows}</table:table>"


def ods_row(cells: str, repeated: object = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{repeated}">{cells}</table:table-row>'


def ods_cell(value: Value | Formula, repeated: object = 1) -> str:
    times = f' table:number-columns-repeated="{repeated}"' if repeated != 1 else ""
    if isinstance(value, Formula):
        times += f" table:formula={quoteattr('of:=' + value.text)}"
        value = value.cached
    if value is None or value == "":
        return f"<table:table-cell{times}/>"
    if isinstance(value, bool):
        return f'<table:table-cell{times} office:value-type="boolean" office:boolean-value="{str(value).lower()}"/>'
    if isinstance(value, int | float):
        return f'<table:table-cell{times} office:value-type="float" office:value="{value!r}"/>'
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in value.split("\n"))
    return f'<table:table-cell{times} office:value-type="string">{lines}</table:table-cell>'


# --- xls ----------------------------------------------------------------------------------------------------------

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_NO_STREAM = 0xFFFFFFFF
STREAM_AT = 512
"""Where the stream begins in the file that ``compound`` makes."""


def xls(pages: Sequence[Page]) -> bytes:
    """An .xls file of plain labels and numbers."""
    return compound(biff([(page.name, biff_sheet(page)) for page in pages]))


def biff_record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def biff_begin(kind: int) -> bytes:
    """The first record of a stream of records: 5 for the workbook, 16 for a sheet."""
    return biff_record(0x809, struct.pack("<HHHHII", 0x600, kind, 0x1FAA, 1997, 0x41, 6))


def biff(sheets: Sequence[tuple[str, bytes]], extra: bytes = b"") -> bytes:
    """The stream of a workbook from the names of its sheets and their records; ``extra``: more records before them."""
    names = [_biff_text(name[:31], "<B") for name, _ in sheets]
    head = biff_begin(5) + biff_record(0x42, struct.pack("<H", 1200)) + extra
    at = len(head) + sum(4 + 6 + len(name) for name in names) + 4
    listed = b""
    for name, (_, records) in zip(names, sheets, strict=True):
        listed += biff_record(0x85, struct.pack("<IBB", at, 0, 0) + name)
        at += len(records)
    return head + listed + biff_record(0x0A) + b"".join(records for _, records in sheets)


def biff_sheet(page: Page) -> bytes:
    cells = [(at, column, value) for at, row in enumerate(page.rows) for column, value in enumerate(row)]
    cells += page.far
    body = [_biff_cell(at & 0xFFFF, column & 0xFFFF, value) for at, column, value in cells if value not in (None, "")]
    merges = b""
    return biff_begin(16) + b"".join(body) + merges + biff_record(0x0A)


def _biff_cell(row: int, column: int, value: Value | Formula) -> bytes:
    if isinstance(value, Formula):
        value = value.cached
    place = struct.pack("<HHH", row, column, 15)
    if isinstance(value, bool):
        return biff_record(0x205, place + bytes([value, 0]))
    if isinstance(value, int | float):
        return biff_record(0x203, place + struct.pack("<d", value if abs(value) < 1e308 else 1e308))
    return biff_record(0x204, place + _biff_text(str(value or "")[:4000], "<H"))


def _biff_text(text: str, count: str) -> bytes:
    data = text.encode("utf-16-le", errors="replace")
    return struct.pack(count, len(data) // 2) + b"\x01" + data


def compound(stream: bytes, name: str = "Workbook") -> bytes:
    """An OLE compound file that holds one stream."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512
    tables = 1
    while tables * 128 < sectors + 1 + tables:
        tables += 1
    entries = [*range(1, sectors), _END, _END, *[_FAT] * tables]
    entries += [_FREE] * (tables * 128 - len(entries))
    first_tables = [sectors + 1 + number for number in range(tables)]
    if tables > 109:
        raise ValueError("a stream this long needs tables of tables")
    listed = first_tables + [_FREE] * (109 - tables)
    header = _OLE + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, tables, sectors, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", *listed)
    folder = _folder_entry("Root Entry", 5, 1, _END, 0) + _folder_entry(name, 2, _NO_STREAM, 0, len(stream))
    return header + stream + folder.ljust(512, b"\0") + struct.pack(f"<{len(entries)}I", *entries)


def _folder_entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1)
    return head + struct.pack("<III", _NO_STREAM, _NO_STREAM, child) + bytes(36) + struct.pack("<IQ", start, size)


# --- xlsb ---------------------------------------------------------------------------------------------------------


def xlsb(pages: Sequence[Page]) -> bytes:
    return package(xlsb_parts([(page.name, xlsb_sheet(page)) for page in pages]))


def xlsb_parts(sheets: Sequence[tuple[str, bytes]]) -> list[Part]:
    listed = b"".join(
        xlsb_record(156, struct.pack("<II", 0, number) + _wide(f"rId{number}") + _wide(name[:31]))
        for number, (name, _) in enumerate(sheets, 1)
    )
    book = xlsb_record(131) + xlsb_record(143) + listed + xlsb_record(144) + xlsb_record(132)
    links = [(f"rId{number}", "worksheet", f"worksheets/sheet{number}.bin") for number in range(1, len(sheets) + 1)]
    return [
        ("[Content_Types].xml", types_xml([])),
        ("_rels/.rels", rels_xml([("rId1", "officeDocument", "xl/workbook.bin")])),
        ("xl/workbook.bin", book),
        ("xl/_rels/workbook.bin.rels", rels_xml(links)),
        *((f"xl/worksheets/sheet{number}.bin", data) for number, (_, data) in enumerate(sheets, 1)),
    ]


def xlsb_sheet(page: Page) -> bytes:
    cells = [(at, column, value) for at, row in enumerate(page.rows) for column, value in enumerate(row)]
    cells += page.far
    made, last = [], -1
    for at, column, value in cells:
        if value in (None, ""):
            continue
        if at != last:
            made.append(xlsb_record(0, struct.pack("<II", at, 0) + bytes(9)))
            last = at
        made.append(_xlsb_cell(column, value))
    rows, columns = len(page.rows), max(map(len, page.rows), default=0)
    size = xlsb_record(148, struct.pack("<IIII", 0, max(rows - 1, 0), 0, max(columns - 1, 0)))
    return b"".join([xlsb_record(129), size, xlsb_record(145), *made, xlsb_record(146), xlsb_record(130)])


def xlsb_record(kind: int, data: bytes = b"", length: int | None = None) -> bytes:
    """A record of an .xlsb part; ``length``: what it says of itself, where that is a lie."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    rest = len(data) if length is None else length
    size = b""
    while rest > 0x7F:
        size, rest = size + bytes([rest & 0x7F | 0x80]), rest >> 7
    return head + size + bytes([rest]) + data


def _xlsb_cell(column: int, value: Value | Formula) -> bytes:
    if isinstance(value, Formula):
        value = value.cached
    place = struct.pack("<II", column, 0)
    if isinstance(value, bool):
        return xlsb_record(4, place + bytes([value]))
    if isinstance(value, int | float):
        return xlsb_record(5, place + struct.pack("<d", value if abs(value) < 1e308 else 1e308))
    return xlsb_record(6, place + _wide(str(value or "")))


def _wide(text: str) -> bytes:
    data = text.encode("utf-16-le", errors="replace")
    return struct.pack("<I", len(data) // 2) + data


# --- csv ----------------------------------------------------------------------------------------------------------


def csv(page: Page, *, delimiter: str = ",", encoding: str = "utf-8-sig", end: str = "\r\n") -> bytes:
    """Delimited text; what the encoding cannot write becomes a question mark."""
    lines = [delimiter.join(_csv_field(value, delimiter) for value in row) for row in page.rows]
    return (end.join(lines) + end).encode(encoding, errors="replace")


def _csv_field(value: Value | Formula, delimiter: str) -> str:
    if isinstance(value, Formula):
        value = f"={value.text}" if value.cached is None else value.cached
    text = "" if value is None else str(value)
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in f'{delimiter}"\n\r') else text
