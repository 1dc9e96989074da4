"""Files made to hurt a reader, each named after the way it does. ``NASTY`` maps file names to what makes them.

Most carry an ordinary table besides, so that a reader that survives the opening goes on to look at every cell.
"""

from __future__ import annotations

import gzip
import random
import struct
from typing import TYPE_CHECKING

from tests.nasty_parts import (
    BOOK,
    BOOK_RELS,
    CELL,
    FAR_CELL,
    GOOD,
    LAST_COLUMN,
    LAST_ROW,
    LAUGHS,
    OUTSIDE,
    QUADRATIC,
    ROWS,
    SHEET,
    STRINGS,
    changed,
    dense_xml,
    encrypted_zip,
    far_sheet,
    fat_loop,
    good_parts,
    good_sheet,
    hidden_row,
    inserted,
    linked,
    lying_size,
    many_sheets,
    moved_sheet,
    nested_zip,
    number_record,
    ods_rows,
    one_part_many_times,
    one_text_everywhere,
    padded,
    patched,
    rows_after,
    same_sheet_xls,
    text_table,
    with_sheet,
    xls_of,
    xlsb_with,
    xlsx_namespaced,
)
from tests.rawbooks import (
    ODS_TYPE,
    XML,
    Formula,
    Page,
    biff_record,
    compound,
    csv,
    ods,
    ods_cell,
    ods_parts,
    ods_row,
    ods_table,
    package,
    rels_xml,
    sheet_of,
    strings_xml,
    xls,
    xlsb,
    xlsb_record,
    xlsx,
)

if TYPE_CHECKING:
    from collections.abc import Callable


# --- the files ----------------------------------------------------------------------------------------------------

_TABLE = csv(GOOD)
_MARKS = "ก" + "\u0e38\u0e48" * 500_000  # a vowel sign and a tone mark in turn: ordering them may cost the square
_HTML = (
    '<html><head><meta charset="utf-8"></head><body><table>'
    + "".join("<tr>" + "".join(f"<td>{value}</td>" for value in row) + "</tr>" for row in ROWS)
    + "</table></body></html>"
)
_SPREADSHEET_2003 = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table><Row><Cell><Data>1</Data></Cell>'
    "</Row></Table></Worksheet></Workbook>"
)

NASTY: dict[str, Callable[[], bytes]] = {
    # Entities
    "laughs-in-strings.xlsx": lambda: inserted(STRINGS, LAUGHS, "&a9;"),
    "laughs-in-sheet.xlsx": lambda: inserted(SHEET, LAUGHS, "&a9;"),
    "laughs-in-inline-text.xlsx": lambda: with_sheet(CELL.replace("ก", "&a9;"), head=LAUGHS),
    "laughs-in-workbook.xlsx": lambda: inserted(BOOK, LAUGHS, "&a9;"),
    "laughs-in-links.xlsx": lambda: inserted(BOOK_RELS, LAUGHS, "&a9;"),
    "laughs.ods": lambda: package(ods_parts(ods_table(GOOD).replace("ชื่อ", "&a9;"), head=LAUGHS)),
    "laughs-behind-a-comment.xlsx": lambda: inserted(STRINGS, f"<!-- <a> -->{LAUGHS}", "&a9;"),
    "laughs-behind-a-comment.ods": lambda: package(
        ods_parts(ods_table(GOOD).replace("ชื่อ", "&a9;"), head=f"<!-- <a> -->{LAUGHS}")
    ),
    "quadratic-entity.xlsx": lambda: inserted(STRINGS, QUADRATIC, "&a;" * 20_000),
    "outside-entity.xlsx": lambda: inserted(STRINGS, OUTSIDE, "&a9;"),
    "outside-entity.ods": lambda: package(ods_parts(ods_table(GOOD).replace("ชื่อ", "&a9;"), head=OUTSIDE)),
    "entity-in-address.xlsx": lambda: rows_after('<row r="9"><c r="&#88;FD1048576"><v>1</v></c></row>'),
    "entity-unknown.xlsx": lambda: rows_after('<row r="99"><c r="A99" t="str"><v>&nbsp;&#0;&#x110000;</v></c></row>'),
    # Bombs
    "bomb-of-spaces.xlsx": lambda: with_sheet(" " * 120_000_000),
    "bomb-of-spaces-padded.xlsx": lambda: padded(with_sheet(" " * 120_000_000)),
    "bomb-of-tiny-cells-padded.xlsx": lambda: padded(with_sheet("<row>" + '<c r="A1"><v>1</v></c>' * 5_500_000)),
    "bomb-of-empty-rows-padded.xlsx": lambda: padded(with_sheet("<row/>" * 18_000_000)),
    "bomb-in-unused-part.xlsx": lambda: package([*good_parts(), ("xl/media/a.bin", bytes(120_000_000))]),
    "bomb-in-comments.xlsx": lambda: package([*good_parts(), ("xl/comments1.xml", b"<c/>" * 27_000_000)]),
    "bomb-in-styles.xlsx": lambda: padded(
        package([*good_parts(), ("xl/styles.xml", f"{XML}<styleSheet>{'<xf/>' * 22_000_000}</styleSheet>".encode())])
    ),
    "bomb-in-strings.xlsx": lambda: padded(changed(good_parts(), strings=strings_xml(["ก"] * 2_800_000))),
    "bomb-in-content.ods": lambda: padded(package(ods_parts("<table:table-row/>" * 6_000_000))),
    "bomb-nested.xlsx": lambda: nested_zip(4, 1_000_000),
    "size-said-too-small.xlsx": lambda: lying_size(100, 110_000_000),
    "size-said-too-large.xlsx": lambda: lying_size(0xFFFFFFF0, 1000),
    "100-mb-in-one-cell.xlsx": lambda: with_sheet(
        f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"ก" * 33_000_000}</t></is></c></row>'
    ),
    "100-mb-in-one-cell-padded.xlsx": lambda: padded(
        with_sheet(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"ก" * 33_000_000}</t></is></c></row>')
    ),
    "100-mb-of-one-cell.xlsx": lambda: padded(with_sheet("<row>" + CELL * 2_000_000 + "</row>")),
    "100-mb-of-one-cell-down.xlsx": lambda: padded(
        with_sheet(("<row>" + CELL.replace(' r="A1"', "") + "</row>") * 2_000_000)
    ),
    "one-long-string-everywhere.xlsx": lambda: padded(
        changed(
            good_parts(),
            strings=strings_xml(["ก" * 32_000]),
            sheet=sheet_of(('<row><c t="s"><v>0</v></c>' + "</row>") * 60_000),
        )
    ),
    "one-string-of-1-kb-everywhere.xlsx": lambda: changed(
        good_parts(),
        strings=strings_xml(["ก" * 350]),
        sheet=sheet_of(("<row>" + '<c t="s"><v>0</v></c>' * 10 + "</row>") * 80_000),
    ),
    "long-sheet-name-and-many-problems.xlsx": lambda: xlsx(
        [Page("ก" * 100_000, [*ROWS, *([f"i{number % 15 + 1}", "ก", "ไม่มี"] for number in range(5000))])]
    ),
    "dense-8-million-cells.xlsx": lambda: padded(with_sheet(dense_xml(800_000, 10))),
    "dense-1-million-cells.xlsx": lambda: with_sheet(dense_xml(100_000, 10)),
    "dense-wide-rows.xlsx": lambda: with_sheet(dense_xml(60, 16_384)),
    # Cells far out and attributes that lie
    "far-cell.xlsx": lambda: xlsx([Page("คะแนน", ROWS, far=[(LAST_ROW, LAST_COLUMN, 1)])]),
    "far-column.xlsx": lambda: xlsx([Page("คะแนน", ROWS, far=[(20, LAST_COLUMN, "ก")])]),
    "far-row.xlsx": lambda: xlsx([Page("คะแนน", ROWS, far=[(LAST_ROW, 0, "ก")])]),
    "far-cells-of-many-sheets.xlsx": lambda: xlsx(
        [Page(f"{number}", ROWS, far=[(LAST_ROW - number, 8, 1)]) for number in range(30)]
    ),
    "far-cell-beyond-the-sheet.xlsx": lambda: rows_after('<row r="9"><c r="ZZZZZZ999999999"><v>1</v></c></row>'),
    "far-row-of-32-bits.xlsx": lambda: rows_after(
        '<row r="4294967295"><c><v>1</v></c><c r="B4294967295"><v>1</v></c></row>'
    ),
    "far-row-then-no-address.xlsx": lambda: rows_after('<row r="1048576"/><row><c><v>1</v></c></row>' * 2),
    "far-cell-empty-text.xlsx": lambda: rows_after('<row r="9"><c r="XFD1048576" t="str"><v></v></c></row>'),
    "far-cell-spaced-attribute.xlsx": lambda: rows_after('<row r="9"><c r = "XFD1048576"><v>1</v></c></row>'),
    "far-cell-sign-in-attribute.xlsx": lambda: rows_after('<row r="9"><c s=">" r="XFD1048576"><v>1</v></c></row>'),
    "far-cell-line-break.xlsx": lambda: rows_after('<row r="9"><c\nr="XFD1048576"\n><v>1</v></c></row>'),
    "far-cell-other-prefix.xlsx": lambda: changed(
        good_parts(),
        sheet=xlsx_namespaced(
            '<ก:row r="9"><ก:c r="A1"><ก:v>1</ก:v></ก:c><ก:c r="XFD1048576"><ก:v>1</ก:v></ก:c></ก:row>'
        ),
    ),
    "far-cell-utf-16.xlsx": lambda: changed(
        good_parts(), sheet=far_sheet().replace("UTF-8", "UTF-16").encode("utf-16")
    ),
    "far-cell-in-strange-part.xlsx": lambda: moved_sheet("xl/strange.dat", far_sheet().encode()),
    "far-cell-in-capital-part.xlsx": lambda: moved_sheet("xl/worksheets/SHEET1.XML", far_sheet().encode()),
    "far-cell-in-relation-part.xlsx": lambda: moved_sheet("xl/worksheets/sheet1.xml.rels", far_sheet().encode()),
    "far-cell-in-second-part-of-a-name.xlsx": lambda: package([*good_parts(), (SHEET, far_sheet().encode())]),
    "far-cell-commented.xlsx": lambda: rows_after("<!-- <c r='XFD1048576'><v>1</v></c> -->"),
    "far-cell-between-comments.xlsx": lambda: rows_after(f'<!-- <c x=" -->{FAR_CELL}<!-- " -->'),
    "far-cell-between-attributes.xlsx": lambda: rows_after(f"""<x y="<c z='"/>{FAR_CELL}<x y="'>"/>"""),
    "far-cell-between-ends.xlsx": lambda: rows_after(f"</c '>{FAR_CELL}</x '>"),
    "far-cell-of-two-addresses.xlsx": lambda: rows_after('<row><c r="A1" r="XFD1048576"><v>1</v></c></row>'),
    "far-cell-of-two-addresses-spaced.xlsx": lambda: rows_after('<row><c  r="A1" r="XFD1048576"><v>1</v></c></row>'),
    "far-cell-of-another-attribute.xlsx": lambda: rows_after(
        """<row><c x=' r="A1" ' r="XFD1048576"><v>1</v></c></row>"""
    ),
    "address-zero.xlsx": lambda: rows_after('<row r="0"><c r="A0"><v>1</v></c></row>'),
    "address-empty.xlsx": lambda: rows_after('<row r=""><c r=""><v>1</v></c></row>'),
    "address-turned.xlsx": lambda: rows_after('<row r="-1"><c r="1A"><v>1</v></c><c r="A-1"><v>2</v></c></row>'),
    "address-without-row.xlsx": lambda: rows_after('<row r="20"><c r="AAAA"><v>1</v></c><c r="7"><v>2</v></c></row>'),
    "rows-backwards.xlsx": lambda: with_sheet(
        "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(5000, 0, -1))
    ),
    "dimension-of-the-whole-sheet.xlsx": lambda: changed(
        good_parts(), sheet=good_sheet().replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    ),
    "dimension-backwards.xlsx": lambda: changed(
        good_parts(), sheet=good_sheet().replace("<sheetData>", '<dimension ref="XFD1048576:A1"/><sheetData>')
    ),
    "dimension-of-nonsense.xlsx": lambda: changed(
        good_parts(), sheet=good_sheet().replace("<sheetData>", '<dimension ref="::A:B:1"/><sheetData>')
    ),
    "merge-of-the-whole-sheet.xlsx": lambda: xlsx([Page("คะแนน", ROWS, merges=["A1:XFD1048576"])]),
    "merge-of-all-rows.xlsx": lambda: xlsx([Page("คะแนน", ROWS, merges=["A3:A1048576", "A1:XFD1"])]),
    "merge-backwards.xlsx": lambda: xlsx([Page("คะแนน", ROWS, merges=["C9:A1", "XFD1048576:A1"])]),
    "merge-of-nonsense.xlsx": lambda: xlsx(
        [Page("คะแนน", ROWS, merges=["", "A", ":", "A1:", "A0:B0", "A1:B2:C3", "ก1:ข2"])]
    ),
    "merges-over-each-other.xlsx": lambda: xlsx([Page("คะแนน", ROWS, merges=["A1:C12"] * 50_000)]),
    "merges-one-hundred-thousand.xlsx": lambda: xlsx(
        [Page("คะแนน", ROWS, merges=[f"A{n}:P{n}" for n in range(1, 100_001)])]
    ),
    "merges-huge-and-many.xlsx": lambda: xlsx(
        [Page("คะแนน", ROWS, merges=[f"A{n}:XFD1048576" for n in range(1, 3000)])]
    ),
    "string-index-out-of-range.xlsx": lambda: rows_after(
        '<row r="20"><c r="A20" t="s"><v>4000000000</v></c><c r="B20" t="s"><v>-1</v></c></row>'
    ),
    "string-count-of-4-billion.xlsx": lambda: changed(
        good_parts(), strings=strings_xml(["ก"]).replace(b"<sst ", b'<sst uniqueCount="4294967295" ')
    ),
    "string-count-behind-a-bracket.xlsx": lambda: changed(
        good_parts(), strings=strings_xml(["ก"]).replace(b"<sst ", b'<sst x="<si>" uniqueCount="4294967295" ')
    ),
    "string-count-far-behind.xlsx": lambda: changed(
        good_parts(),
        strings=strings_xml(["ก"]).replace(b"<sst ", b"<sst " + b" " * 9_000 + b'uniqueCount="4294967295" '),
    ),
    "string-count-across-4096.xlsx": lambda: changed(
        good_parts(),
        strings=strings_xml(["ก"]).replace(b"<sst ", b"<sst " + b" " * 4_030 + b'uniqueCount="4294967295" '),
    ),
    "string-count-spelled-otherwise.xlsx": lambda: changed(
        good_parts(), strings=strings_xml(["ก"]).replace(b"<sst ", b"<sst uniqueCount = '+04294967295' ")
    ),
    "string-numbers-shifted.xlsx": lambda: padded(
        changed(
            good_parts(),
            strings=strings_xml(["ข", "ก" * 32_000]).replace(b"<si>", b"<!-- <si> -->" * 9 + b"<si>", 1),
            sheet=sheet_of(('<row><c t="s"><v>1</v></c></row>') * 60_000),
        )
    ),
    "string-parted-by-comments.xlsx": lambda: one_text_everywhere("<!--</si><si>-->"),
    "string-parted-by-sections.xlsx": lambda: one_text_everywhere("<![CDATA[</si><si>]]>"),
    "string-parted-by-instructions.xlsx": lambda: one_text_everywhere("<?x </si><si>?>"),
    "string-parted-by-attributes.xlsx": lambda: one_text_everywhere('</t><r x="></si><si>"/><t>'),
    "string-parted-by-quotes.xlsx": lambda: one_text_everywhere("</t><r'></si><si>'/><t>"),
    "string-parted-by-prefixes.xlsx": lambda: one_text_everywhere("</t><x:si/></x:si><x:si><t>"),
    "string-parted-by-beginnings.xlsx": lambda: one_text_everywhere("</t><si><t>"),
    "string-index-no-number.xlsx": lambda: rows_after('<row r="20"><c r="A20" t="s"><v>ก</v></c></row>'),
    "style-index-out-of-range.xlsx": lambda: rows_after('<row r="20"><c r="A20" s="4000000000"><v>1</v></c></row>'),
    "type-of-cell-unknown.xlsx": lambda: rows_after('<row r="20"><c r="A20" t="zzz"><v>1</v></c></row>'),
    "date-of-nonsense.xlsx": lambda: rows_after('<row r="20"><c r="A20" t="d"><v>99999-99-99</v></c></row>'),
    "hidden-columns-of-the-whole-sheet.xlsx": lambda: changed(
        good_parts(),
        sheet=good_sheet().replace("<sheetData>", '<cols><col min="1" max="4294967295" hidden="1"/></cols><sheetData>'),
    ),
    "hidden-rows-one-million.xlsx": lambda: with_sheet(
        "".join(f'<row r="{n}" hidden="1"/>' for n in range(1, 1_000_000))
    ),
    "formulas-without-values.xlsx": lambda: xlsx(
        [Page("คะแนน", [*ROWS, *([Formula(f"A{n}*2")] for n in range(3000))])]
    ),
    "formulas-400000.xlsx": lambda: with_sheet(
        "".join(
            f'<row r="{n}">' + "".join(f'<c r="{letter}{n}"><f>1</f></c>' for letter in "ABCDEFGHIJ") + "</row>"
            for n in range(1, 40_001)
        )
    ),
    "formulas-of-one-area.xlsx": lambda: with_sheet(
        "".join(f'<row r="{n}"><c r="A{n}"><f t="array" ref="A1:CV100">1</f></c></row>' for n in range(1, 50_001))
    ),
    "formula-of-itself.xlsx": lambda: xlsx([Page("คะแนน", [*ROWS, ["11", "ก", Formula("C13")]])]),
    "formula-to-the-net.xlsx": lambda: xlsx(
        [
            Page(
                "คะแนน",
                [
                    *ROWS,
                    ["11", Formula('WEBSERVICE("http://127.0.0.1:9/")'), Formula("'http://127.0.0.1:9/[a.xlsx]a'!A1")],
                ],
            )
        ]
    ),
    "formula-shared-lies.xlsx": lambda: rows_after(
        '<row r="20"><c r="A20"><f t="shared" ref="A1:XFD1048576" si="0">A1+1</f></c>'
        '<c r="B20"><f t="shared" si="99"/></c><c r="C20"><f t="array" ref="ZZ">1</f><v>1</v></c></row>'
    ),
    "formula-shared-repeated.xlsx": lambda: with_sheet(
        "".join(
            f'<row r="{n}"><c r="A{n}"><f t="shared" ref="A1:A60000" si="0">{"A1+" * 2000}1</f><v>1</v></c></row>'
            for n in range(1, 2000)
        )
    ),
    # The package itself
    "no-parts.xlsx": lambda: package([]),
    "only-folders.xlsx": lambda: package([("xl/", b""), ("xl/worksheets/", b"")]),
    "no-workbook.xlsx": lambda: changed(good_parts(), book=None),
    "no-sheet-part.xlsx": lambda: changed(good_parts(), sheet=None),
    "no-strings-part.xlsx": lambda: changed(good_parts(), strings=None),
    "no-links.xlsx": lambda: changed(good_parts(), links=None),
    "parts-empty.xlsx": lambda: package((name, b"") for name, _ in good_parts()),
    "part-without-a-name.xlsx": lambda: package([("", b"x"), *good_parts()]),
    "part-longer-than-any-file.xlsx": lambda: patched(
        xlsx([GOOD]), xlsx([GOOD]).index(b"PK\x01\x02") + 20, struct.pack("<I", 0xFFFFFFF0)
    ),
    "part-with-a-path-out.xlsx": lambda: package([*good_parts(), ("../../../etc/passwd", b"x"), ("/xl/a.xml", b"x")]),
    "parts-one-hundred-thousand.xlsx": lambda: package(
        [*good_parts(), *((f"xl/{n}.xml", b"") for n in range(100_000))]
    ),
    "link-to-itself.xlsx": lambda: linked(("rId1", "worksheet", "_rels/workbook.xml.rels")),
    "link-to-the-workbook.xlsx": lambda: linked(("rId1", "worksheet", "workbook.xml")),
    "link-out-of-the-package.xlsx": lambda: linked(("rId1", "worksheet", "../../../../etc/passwd")),
    "link-to-the-net.xlsx": lambda: linked(("rId1", "worksheet", "http://127.0.0.1:9/sheet1.xml")),
    "link-empty.xlsx": lambda: linked(("rId1", "worksheet", "")),
    "links-in-a-ring.xlsx": lambda: package(
        [
            *good_parts(),
            ("xl/_rels/_rels/workbook.xml.rels.rels", rels_xml([("rId1", "worksheet", "../workbook.xml.rels")])),
        ]
    ),
    "links-one-million.xlsx": lambda: padded(
        linked(*(("rId1", "worksheet", "worksheets/sheet1.xml") for _ in range(500_000)))
    ),
    "1000-sheets.xlsx": lambda: many_sheets(1000),
    "10000-sheets-listed-once-there.xlsx": lambda: one_part_many_times(10_000, 0),
    "1000-sheets-of-one-large-part.xlsx": lambda: one_part_many_times(1000, 20_000),
    "sheet-names-strange.xlsx": lambda: xlsx(
        [Page(name, ROWS) for name in ("", "'", "ก" * 5000, "[a]:*?/\\", "a", "a", "\t")]
    ),
    "sheet-is-a-chart.xlsx": lambda: linked(("rId1", "chartsheet", "worksheets/sheet1.xml")),
    "deep-elements.xlsx": lambda: with_sheet("<a>" * 1_000_000),
    "deep-elements-in-a-cell.xlsx": lambda: with_sheet('<row r="1"><c r="A1" t="inlineStr"><is>' + "<r>" * 1_000_000),
    "deep-elements.ods": lambda: package(ods_parts("<text:span>" * 1_000_000)),
    "deep-tables.ods": lambda: package(ods_parts("<table:table><table:table-row><table:table-cell>" * 30_000)),
    "attributes-one-million.xlsx": lambda: with_sheet("<row " + " ".join(f'a{n}="1"' for n in range(1_000_000)) + "/>"),
    "never-closed.xlsx": lambda: changed(good_parts(), sheet=good_sheet()[:-60]),
    "not-closed-comment.xlsx": lambda: rows_after("<!-- " + "ก" * 100_000),
    "not-utf-8.xlsx": lambda: changed(
        good_parts(), sheet=good_sheet().replace("</sheetData>", CELL + "</sheetData>").encode("cp874")
    ),
    "cut-in-half.xlsx": lambda: xlsx([GOOD])[: len(xlsx([GOOD])) // 2],
    "cut-directory.xlsx": lambda: xlsx([GOOD])[:-30],
    "twice.xlsx": lambda: xlsx([GOOD]) * 2,
    "after-much-else.xlsx": lambda: b"\0" * 100_000 + xlsx([GOOD]),
    "only-the-first-bytes.xlsx": lambda: b"PK\x03\x04",
    "empty.xlsx": bytes,
    "one-byte.xlsx": lambda: b"P",
    # Another kind than the name says, and locked files
    "a-csv.xlsx": lambda: _TABLE,
    "an-xlsx.csv": lambda: xlsx([GOOD]),
    "an-xlsx.xls": lambda: xlsx([GOOD]),
    "an-xlsx.ods": lambda: xlsx([GOOD]),
    "an-xls.xlsx": lambda: xls([GOOD]),
    "an-xls.csv": lambda: xls([GOOD]),
    "an-ods.xlsx": lambda: ods([GOOD]),
    "an-ods.csv": lambda: ods([GOOD]),
    "an-xlsb.xlsx": lambda: xlsb([GOOD]),
    "a-web-page.xls": _HTML.encode,
    "a-web-page.csv": _HTML.encode,
    "a-sheet-of-2003.xls": _SPREADSHEET_2003.encode,
    "a-picture.xlsx": lambda: b"\x89PNG\r\n\x1a\n" + random.Random(2).randbytes(20_000),
    "a-document.xlsx": lambda: b"%PDF-1.7\n" + random.Random(3).randbytes(20_000),
    "a-text-document.xlsx": lambda: package([("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")]),
    "a-text-document.ods": lambda: package(
        [("mimetype", ODS_TYPE.replace(b"spreadsheet", b"text")), ("content.xml", b"<a/>")]
    ),
    "packed-again.xlsx": lambda: package([("ผล.xlsx", xlsx([GOOD]))]),
    "packed-by-gzip.xlsx": lambda: gzip.compress(xlsx([GOOD]), mtime=0),
    "no-suffix": lambda: xlsx([GOOD]),
    "locked.xlsx": lambda: compound(random.Random(4).randbytes(9000), "EncryptedPackage"),
    "locked-parts.xlsx": encrypted_zip,
    "locked.ods": lambda: package([*ods_parts("")[:2], ("META-INF/manifest.xml", b"<manifest:encryption-data/>")]),
    "locked.xls": lambda: xls_of(before=biff_record(0x2F, struct.pack("<HHH", 1, 1, 1) + bytes(48))),
    # ods: what repeats
    "repeats-as-saved-by-programs.ods": lambda: ods_rows(
        ods_row("<table:table-cell/>", 9) + ods_row(ods_cell(None, 16_384), 1_048_000)
    ),
    "repeated-rows-filled.ods": lambda: ods_rows(ods_row(ods_cell("i1") + ods_cell(90.5), 1_048_576)),
    "repeated-columns-filled.ods": lambda: ods_rows(ods_row(ods_cell(90.5, 1_048_576))),
    "repeated-both-filled.ods": lambda: ods_rows(ods_row(ods_cell(90.5, 1_048_576), 1_048_576)),
    "repeated-16384-by-1000-filled.ods": lambda: ods_rows(ods_row(ods_cell("ก", 16_384), 1000)),
    "repeated-long-text.ods": lambda: ods_rows(ods_row(ods_cell("ก" * 30_000, 100), 1000)),
    "repeated-long-text-in-many-rows.ods": lambda: ods_rows(ods_row(ods_cell("ก" * 3000, 500)) * 500),
    "repeated-empty-then-filled.ods": lambda: ods_rows(
        ods_row("<table:table-cell/>", 1_048_000) + ods_row(ods_cell(1))
    ),
    "repeated-empty-columns-then-filled.ods": lambda: ods_rows(ods_row(ods_cell(None, 1_000_000) + ods_cell(1)) * 20),
    "repeated-in-thousands-of-rows.ods": lambda: ods_rows(ods_row(ods_cell(1, 100_000)) * 2000),
    "repeated-32-bits.ods": lambda: ods_rows(ods_row(ods_cell(1, 4_294_967_295), 4_294_967_295)),
    "repeated-64-bits.ods": lambda: ods_rows(ods_row(ods_cell(1, 2**64 - 1), 2**64 - 1)),
    "repeated-zero.ods": lambda: ods_rows(ods_row(ods_cell(1, 0), 0)),
    "repeated-negative.ods": lambda: ods_rows(ods_row(ods_cell(1, -5), -5)),
    "repeated-nonsense.ods": lambda: ods_rows(ods_row(ods_cell(1, "ก"), "๑")),
    "repeated-spaced-attribute.ods": lambda: ods_rows(ods_row(ods_cell(1, 90_000), 90_000).replace("=", " = ")),
    "repeated-by-entity.ods": lambda: ods_rows(ods_row(ods_cell(1, "&#57;0000"), "&#57;0000")),
    "repeated-other-prefix.ods": lambda: package(
        (name, data.replace(b"table:", b"t:").replace(b":table=", b":t="))
        for name, data in ods_parts(
            ods_table(GOOD).replace("</table:table>", ods_row(ods_cell(1, 9999), 90_000) + "</table:table>")
        )
    ),
    "repeated-covered-cells.ods": lambda: ods_rows(
        ods_row(ods_cell("ก", 9999).replace("table:table-cell", "table:covered-table-cell"), 90_000)
    ),
    "repeated-columns-of-the-table.ods": lambda: ods_rows(
        '<table:table-column table:number-columns-repeated="1048576"/>'
    ),
    "repeated-spaces.ods": lambda: ods_rows(
        ods_row(ods_cell("@").replace("@", '<text:s text:c="1000000000"/>') + ods_cell(1))
    ),
    "repeated-between-comments.ods": lambda: hidden_row('<!-- <table:table-cell x=" -->', '<!-- " -->'),
    "repeated-between-sections.ods": lambda: hidden_row('<![CDATA[<table:table-cell x="]]>', '<![CDATA["]]>'),
    "repeated-between-instructions.ods": lambda: hidden_row('<?x <table:table-cell x=" ?>', '<?x " ?>'),
    "repeated-between-attributes.ods": lambda: hidden_row("""<text:p x="<table:table-cell y='"/>""", """<x y="'>"/>"""),
    "repeated-in-another-attribute.ods": lambda: ods_rows(
        ods_row(ods_cell("ก" * 3_000, 16_384), 1_000).replace(
            "table:number-", """x='table:number-columns-repeated="1" table:number-rows-repeated="1"' table:number-"""
        )
    ),
    "spanned-whole-sheet.ods": lambda: ods_rows(
        ods_row(
            ods_cell("ก").replace(
                "<table:table-cell",
                '<table:table-cell table:number-columns-spanned="16384" table:number-rows-spanned="1048576"',
            )
        )
    ),
    "spanned-many-times.ods": lambda: ods_rows(
        ods_row(
            ods_cell("ก").replace(
                "<table:table-cell",
                '<table:table-cell table:number-columns-spanned="16384" table:number-rows-spanned="1048576"',
            )
        )
        * 2000
    ),
    "tables-one-thousand.ods": lambda: ods([Page(f"{number}", ROWS) for number in range(1000)]),
    "no-mimetype.ods": lambda: package(ods_parts(ods_table(GOOD))[1:]),
    "no-content.ods": lambda: package([("mimetype", ODS_TYPE)]),
    "values-of-nonsense.ods": lambda: ods_rows(
        ods_row(
            '<table:table-cell office:value-type="float" office:value="NaN"/>'
            '<table:table-cell office:value-type="float" office:value="1e999"/>'
            '<table:table-cell office:value-type="float"/>'
            '<table:table-cell office:value-type="date" office:date-value="x"/>'
            '<table:table-cell office:value-type="percentage" office:value="ก"/>'
        )
    ),
    # xls and xlsb: records
    "ole-garbage.xls": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + random.Random(5).randbytes(50_000),
    "ole-only-the-first-bytes.xls": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "ole-of-another-program.xls": lambda: compound(random.Random(6).randbytes(9000), "WordDocument"),
    "ole-loop-of-sectors.xls": fat_loop,
    "ole-huge-sectors.xls": lambda: patched(xls([GOOD]), 30, struct.pack("<H", 63)),
    "ole-huge-table-count.xls": lambda: patched(xls([GOOD]), 44, struct.pack("<I", 0xFFFFFFF0)),
    "ole-loop-of-tables.xls": lambda: patched(xls([GOOD]), 68, struct.pack("<II", 0, 0xFFFFFFF0)),
    "ole-folder-far-out.xls": lambda: patched(xls([GOOD]), 48, struct.pack("<I", 0x00FFFFFF)),
    "ole-all-small-streams.xls": lambda: patched(xls([GOOD]), 56, struct.pack("<I", 0x7FFFFFFF)),
    "far-cell.xls": lambda: xls_of(number_record(0xFFFF, 0xFF)),
    "far-cell-beyond-the-sheet.xls": lambda: xls_of(number_record(0xFFFF, 0xFFFF)),
    "far-cells-of-30-sheets.xls": lambda: xls_of(number_record(0xFFFF, 0x60), count=30),
    "size-said-huge.xls": lambda: xls_of(biff_record(0x200, struct.pack("<IIHHH", 0, 0xFFFFFFFF, 0, 0xFFFF, 0))),
    "size-said-backwards.xls": lambda: xls_of(biff_record(0x200, struct.pack("<IIHHH", 9, 1, 9, 1, 0))),
    "record-too-long.xls": lambda: xls_of(struct.pack("<HH", 0x203, 0xFFFF)),
    "record-too-short.xls": lambda: xls_of(
        *(biff_record(kind, b"\1") for kind in (0x203, 0x204, 0xFD, 0x27E, 0xBD, 6, 0x205))
    ),
    "records-empty.xls": lambda: xls_of(*(biff_record(kind) for kind in range(0x300))),
    "string-table-of-4-billion.xls": lambda: xls_of(
        before=biff_record(0xFC, struct.pack("<II", 0xFFFFFFFF, 0xFFFFFFFF))
    ),
    "string-index-out-of-range.xls": lambda: xls_of(biff_record(0xFD, struct.pack("<HHHI", 20, 0, 15, 0xFFFFFFF0))),
    "string-longer-than-record.xls": lambda: xls_of(biff_record(0x204, struct.pack("<HHHHB", 20, 0, 15, 0xFFFF, 1))),
    "numbers-in-one-record-backwards.xls": lambda: xls_of(
        biff_record(0xBD, struct.pack("<HH", 20, 9) + bytes(12) + b"\1\0")
    ),
    "merges-of-the-whole-sheet.xls": lambda: xls_of(
        *[biff_record(0xE5, struct.pack("<HHHHH", 1, 0, 0xFFFF, 0, 0xFF))] * 3000
    ),
    "merge-count-lies.xls": lambda: xls_of(biff_record(0xE5, struct.pack("<H", 0xFFFF))),
    "sheets-of-one-place.xls": lambda: same_sheet_xls(1000),
    "formula-of-nonsense.xls": lambda: xls_of(
        biff_record(6, struct.pack("<HHH", 20, 0, 15) + bytes(14) + b"\xff\xff" + b"\x44" * 40)
    ),
    "far-cell.xlsb": lambda: xlsb([Page("คะแนน", ROWS, far=[(LAST_ROW, LAST_COLUMN, 1.5)])]),
    "far-cell-beyond-the-sheet.xlsb": lambda: xlsb([Page("คะแนน", ROWS, far=[(0xFFFFFFFE, 0xFFFFFFFE, 1.5)])]),
    "record-too-long.xlsb": lambda: xlsb_with(xlsb_record(5, bytes(16), length=0x0FFFFFFF)),
    "record-too-short.xlsb": lambda: xlsb_with(*(xlsb_record(kind, b"\1") for kind in range(12))),
    "size-said-huge.xlsb": lambda: xlsb_with(xlsb_record(148, struct.pack("<IIII", 0, 0xFFFFFFFF, 0, 0xFFFFFFFF))),
    "string-index-out-of-range.xlsb": lambda: xlsb_with(xlsb_record(7, struct.pack("<III", 0, 0, 0xFFFFFFF0))),
    "text-longer-than-record.xlsb": lambda: xlsb_with(xlsb_record(6, struct.pack("<III", 0, 0, 0xFFFFFFF0))),
    # Delimited text
    "nul-bytes.csv": lambda: _TABLE.replace(b",", b"\0,\0"),
    "only-nul.csv": lambda: bytes(100_000),
    "only-a-mark.csv": lambda: b"\xef\xbb\xbf",
    "only-delimiters.csv": lambda: b"," * 5_000_000,
    "only-line-ends.csv": lambda: b"\r\n" * 5_000_000,
    "only-quotes.csv": lambda: b'"' * 5_000_001,
    "one-line-of-10-mb.csv": lambda: b"1," * 5_000_000,
    "one-field-of-10-mb.csv": lambda: _TABLE + ("ก" * 3_400_000).encode(),
    "one-word-of-45-mb.csv": lambda: b"9" * 45_000_000,
    "quote-never-closed.csv": lambda: _TABLE + b'"' + _TABLE * 20_000,
    "one-million-lines.csv": lambda: _TABLE + "i1,ก,90.5\r\n".encode() * 1_000_000,
    "three-million-short-lines.csv": lambda: _TABLE + b"1,2\n" * 3_000_000,
    "one-long-row-among-many.csv": lambda: b"a," * 16_000 + b"\n" + b"a\n" * 300_000,
    "line-ends-of-old.csv": lambda: _TABLE.replace(b"\r\n", b"\r"),
    "line-ends-mixed.csv": lambda: _TABLE.replace(b"\r\n", b"\r\r\n\n\x0b\x0c\x1c\xe2\x80\xa8"),
    "tis-620-and-utf-8.csv": lambda: _TABLE + csv(GOOD, encoding="cp874") + _TABLE,
    "utf-16.csv": lambda: csv(GOOD, encoding="utf-16"),
    "utf-16-without-mark.csv": lambda: csv(GOOD, encoding="utf-16-le"),
    "utf-16-cut.csv": lambda: csv(GOOD, encoding="utf-16")[:-1],
    "utf-32.csv": lambda: csv(GOOD, encoding="utf-32"),
    "utf-7.csv": lambda: csv(GOOD, encoding="utf-7"),
    "bytes-of-no-encoding.csv": lambda: _TABLE + bytes(range(256)) * 100,
    "random.csv": lambda: random.Random(7).randbytes(300_000),
    "random-letters.tsv": lambda: "".join(
        random.Random(8).choices("กขค123.,\t\n\"'\ud7ff\u200b😀", k=200_000)
    ).encode(),
    "all-delimiters.csv": lambda: _TABLE.replace(b",", b",;\t|"),
    "formulas.csv": lambda: _TABLE + b"=cmd|' /C calc'!A0,+1+1,@SUM(1),-2\r\n",
    # Texts
    "marks-one-million.xlsx": lambda: text_table(_MARKS),
    "marks-one-million.csv": lambda: _TABLE + _MARKS.encode(),
    "marks-32000.xlsx": lambda: text_table(_MARKS[:32_000]),
    "spaces-one-million.xlsx": lambda: text_table("1" + " " * 1_000_000 + "ก"),
    "spaces-32000.xlsx": lambda: text_table("i" + " \u00a0\u200b\n" * 8000 + "1"),
    "digits-32000.xlsx": lambda: text_table("9" * 32_000),
    "digits-with-commas.xlsx": lambda: text_table("9,999" * 6000),
    "digits-with-points.xlsx": lambda: text_table("1." * 16_000),
    "codes-10000.xlsx": lambda: text_table("i1-i2, e3 ถึง o4 " * 2000),
    "codes-without-end.xlsx": lambda: text_table("i1 " * 10_000),
    "years-10000.xlsx": lambda: text_table("ปีงบประมาณ พ.ศ. ๒๕๖๘ และ ปี 2567 " * 1000),
    "brackets-32000.xlsx": lambda: text_table("(" * 16_000 + "[" * 16_000),
    "words-of-headers-32000.xlsx": lambda: text_table("คะแนน ร้อยละ ตัวชี้วัดที่ ประเด็น " * 1000),
    "lines-32000.xlsx": lambda: text_table("\n" * 32_000),
    "numbers-of-other-scripts.xlsx": lambda: xlsx(
        [Page("คะแนน", [*ROWS, *(["i1", "ก", sign] for sign in "²③½٣߀Ⅷ㊿𝟗")])]
    ),
    "numbers-at-the-edge.xlsx": lambda: xlsx(
        [
            Page(
                "คะแนน",
                [
                    *ROWS,
                    *(
                        ["i1", "ก", sign]
                        for sign in (1e308, -1e308, 5e-324, 2**63, "1e999", "9" * 60, "0." + "0" * 60 + "1")
                    ),
                ],
            )
        ]
    ),
    "numbers-that-are-none.xlsx": lambda: rows_after(
        '<row r="20"><c r="A20"><v>NaN</v></c><c r="B20"><v>inf</v></c>'
        '<c r="C20"><v>1e999</v></c><c r="D20"><v>ก</v></c></row>'
    ),
    "rows-alike-50000.xlsx": lambda: xlsx([Page("คะแนน", [*ROWS, *ROWS[2:] * 5000])]),
    "headers-20000.xlsx": lambda: xlsx([Page("คะแนน", ROWS * 1700)]),
    "columns-of-scores-5000.xlsx": lambda: xlsx([Page("คะแนน", [[*row[:2], *[row[-1]] * 5000] for row in ROWS])]),
    "sheets-300-of-full-tables.xlsx": lambda: many_sheets(300, 12),
}
