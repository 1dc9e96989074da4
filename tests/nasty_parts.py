"""What files that are made to hurt a reader are put together from: an ordinary table, and ways to spoil its file."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from typing import TYPE_CHECKING

from tests.rawbooks import (
    STREAM_AT,
    XML,
    Formula,
    Page,
    biff,
    biff_begin,
    biff_record,
    biff_sheet,
    compound,
    ods_cell,
    ods_parts,
    ods_row,
    ods_table,
    package,
    rels_xml,
    sheet_of,
    sheet_xml,
    strings_xml,
    workbook_xml,
    xls,
    xlsb_parts,
    xlsb_record,
    xlsb_sheet,
    xlsx,
    xlsx_parts,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.rawbooks import Part, Value

ROWS: list[list[Value | Formula]] = [
    ["ผลการประเมิน ITA ปีงบประมาณ พ.ศ. 2568 เทศบาลตำบลตัวอย่าง"],
    ["ตัวชี้วัดที่", "ชื่อ", "คะแนน"],
    *([str(number), "", 90.5] for number in range(1, 11)),
]
GOOD = Page("คะแนน", ROWS)
LAUGHS = "<!DOCTYPE lolz [" + '<!ENTITY a0 "ฮ่า">'
LAUGHS += "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)) + "]>"
QUADRATIC = f'<!DOCTYPE q [<!ENTITY a "{"ฮ" * 50_000}">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a9 SYSTEM "file:///etc/passwd"><!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd">%p;]>'
SHEET, STRINGS, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"
BOOK_RELS, CONTENT = "xl/_rels/workbook.xml.rels", "content.xml"
LAST_ROW, LAST_COLUMN = 1_048_575, 16_383
FAR_CELL = '<row r="9"><c\nr="XFD1048576"><v>1</v></c></row>'
CELL = '<c r="A1" t="inlineStr"><is><t>ก</t></is></c>'


# --- parts of a package -------------------------------------------------------------------------------------------


def changed(parts: Sequence[Part], **new: bytes | str | None) -> bytes:
    """A package with other contents in some parts (``None``: without it); keywords as ``_key`` spells them."""
    keys = {_key(name): name for name, _ in parts}
    unknown = set(new) - set(keys)
    if unknown:
        raise ValueError(f"no such part: {unknown}")
    made = []
    for name, data in parts:
        other = new.get(_key(name), data)
        if other is not None:
            made.append((name, other.encode(errors="replace") if isinstance(other, str) else other))
    return package(made, level=1)


def _key(name: str) -> str:
    return {SHEET: "sheet", STRINGS: "strings", BOOK: "book", BOOK_RELS: "links", CONTENT: "content"}.get(name, name)


def good_parts() -> list[Part]:
    return xlsx_parts([GOOD])


def with_sheet(data: str, **around: str) -> bytes:
    """A workbook whose only sheet has these rows."""
    return changed(good_parts(), sheet=sheet_of(data, **around))


def one_text_everywhere(between: str) -> bytes:
    """A workbook whose cells all have one long text, in which something looks like the end of one and the next."""
    long = between.join(["ก" * 3_000] * 300)
    cells = sheet_of('<row><c t="s"><v>0</v></c></row>' * 3_000)
    return padded(changed(good_parts(), strings=strings_xml(["ข"]).decode().replace("ข", long), sheet=cells))


def hidden_row(before: str, behind: str) -> bytes:
    """An .ods file with a row that is written out 16 million times, between what may hide it."""
    return ods_rows(before + ods_row(ods_cell("ก" * 3_000, 16_384), 1_000) + behind)


def rows_after(data: str) -> bytes:
    """A workbook whose sheet begins with the ordinary table."""
    return changed(good_parts(), sheet=good_sheet().replace("</sheetData>", data + "</sheetData>"))


def good_sheet() -> str:
    return sheet_xml(GOOD).decode()


def inserted(part: str, payload: str, use: str) -> bytes:
    """The ordinary workbook with a document type in one part, and an entity used in its first text or name."""
    parts = dict(good_parts())
    text = parts[part].decode().replace(XML, XML + payload)
    mark = {SHEET: "ชื่อ", STRINGS: "ชื่อ", BOOK: "คะแนน", BOOK_RELS: "worksheets"}.get(part, "xml")
    parts[part] = text.replace(mark, use, 1).encode()
    return package(parts.items())


def moved_sheet(name: str, sheet: bytes) -> bytes:
    """A workbook whose sheet stands in a part of another name."""
    parts = [(name if part == SHEET else part, sheet if part == SHEET else data) for part, data in good_parts()]
    links = rels_xml([("rId1", "worksheet", name.removeprefix("xl/")), ("rId2", "sharedStrings", "sharedStrings.xml")])
    return package([(part, links if part == BOOK_RELS else data) for part, data in parts])


def linked(*links: tuple[str, str, str]) -> bytes:
    return changed(good_parts(), links=rels_xml(links))


def many_sheets(count: int, rows: int = 1) -> bytes:
    return xlsx([Page(f"แผ่น{number}", ROWS * rows) for number in range(count)])


def one_part_many_times(count: int, rows: int) -> bytes:
    """Very many sheets in the list that are all the same part."""
    page = Page("คะแนน", [*ROWS, *([str(number), "ก", 1.5] for number in range(rows))])
    book = workbook_xml((f"แผ่น{number}", "rId1", False) for number in range(count))
    return changed(xlsx_parts([page]), book=book)


def lying_size(claimed: int, real: int) -> bytes:
    """A package that says of its sheet another size than it has."""
    data = bytearray(with_sheet(CELL + " " * real))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        length = int.from_bytes(data[at + 28 : at + 30], "little")
        if data[at + 46 : at + 46 + length] == SHEET.encode():
            data[at + 24 : at + 28] = claimed.to_bytes(4, "little")
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def padded(data: bytes, size: int = 2_000_000) -> bytes:
    """A package made larger by what cannot be packed, so that the ratio looks innocent."""
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a") as book:
        book.writestr(zipfile.ZipInfo("xl/media/image1.png"), random.Random(1).randbytes(size))
    return stream.getvalue()


def nested_zip(depth: int, size: int) -> bytes:
    data = bytes(size)
    for number in range(depth):
        data = package([(f"{number}{copy}.zip", data) for copy in range(8)])
    return data


def dense_xml(rows: int, columns: int) -> str:
    """A sheet full of one digit, without addresses: the least that makes a cell."""
    return ("<row>" + "<c><v>1</v></c>" * columns + "</row>") * rows


# --- other formats ------------------------------------------------------------------------------------------------


def ods_rows(rows: str) -> bytes:
    return package(ods_parts(ods_table(GOOD).replace("</table:table>", rows + "</table:table>")))


def xls_of(*records: bytes, before: bytes = b"", count: int = 1) -> bytes:
    """An .xls file with more records in its sheet, and others before the list of sheets."""
    sheet = biff_sheet(GOOD)[:-4] + b"".join(records) + biff_record(0x0A)
    return compound(biff([(f"คะแนน{number}", sheet) for number in range(count)], before))


def same_sheet_xls(count: int) -> bytes:
    """An .xls file whose sheets all begin at the same place."""
    sheet = biff_sheet(Page("ก", ROWS * 500))
    data = bytearray(biff([(f"{number}", sheet if number == 0 else b"") for number in range(count)]))
    start = data.find(biff_begin(16))
    at = data.find(b"\x85\x00")
    for _ in range(count):
        length = int.from_bytes(data[at + 2 : at + 4], "little")
        data[at + 4 : at + 8] = start.to_bytes(4, "little")
        at += 4 + length
    return compound(bytes(data))


def number_record(row: int, column: int) -> bytes:
    return biff_record(0x203, struct.pack("<HHHd", row, column, 15, 99.5))


def patched(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


def fat_loop() -> bytes:
    """An .xls file whose second sector follows itself for ever."""
    data = xls([GOOD])
    sectors = int.from_bytes(data[76:80], "little")
    return patched(data, STREAM_AT + sectors * 512 + 4, struct.pack("<I", 1))


def xlsb_with(*records: bytes) -> bytes:
    sheet = xlsb_sheet(GOOD)
    end = xlsb_record(146)
    return package(xlsb_parts([("คะแนน", sheet.replace(end, b"".join(records) + end))]))


def encrypted_zip() -> bytes:
    """A package that says all its parts are locked."""
    data = bytearray(xlsx([GOOD]))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def text_table(text: str) -> bytes:
    """A workbook with one text beside the scores, as a row label, as a title and in the column of scores."""
    rows = [*ROWS, [text, text, 90], ["11", text, text], ["i1", text, "90"]]
    return xlsx([Page("คะแนน", rows), Page("อื่น", [[text], *ROWS])], shared=False)


def far_sheet() -> str:
    """A sheet with the ordinary table and the last cell there is."""
    return sheet_xml(Page("คะแนน", ROWS, far=[(LAST_ROW, LAST_COLUMN, 1)])).decode()


def xlsx_namespaced(rows: str) -> str:
    """A sheet whose elements carry a prefix of Thai letters."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'{XML}<ก:worksheet xmlns:ก="{space}"><ก:sheetData>{rows}</ก:sheetData></ก:worksheet>'
