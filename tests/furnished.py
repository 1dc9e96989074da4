"""What people and other programs put into a workbook and openpyxl drops on save, written into its parts by hand.

Everything is put at one row of แผนมาตรการ or speaks of it from elsewhere, so that it must go where that row goes.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PLAN = "แผนมาตรการ"
_SHEET, _START, _CHART = "xl/worksheets/sheet7.xml", "xl/worksheets/sheet1.xml", "xl/charts/chart2.xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_XM = "http://schemas.microsoft.com/office/excel/2006/main"
_XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def _png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = (1).to_bytes(4, "big") * 2 + b"\x08\x00\x00\x00\x00"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def _anchor(row: int, what: str) -> str:
    ends = "".join(
        f"<xdr:{end}><xdr:col>{column}</xdr:col><xdr:colOff>0</xdr:colOff>"
        f"<xdr:row>{at}</xdr:row><xdr:rowOff>9525</xdr:rowOff></xdr:{end}>"
        for end, column, at in (("from", 6, row - 1), ("to", 8, row))
    )
    return f"<xdr:twoCellAnchor>{ends}{what}<xdr:clientData/></xdr:twoCellAnchor>"


_PLACE = (
    '<xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="9525" cy="9525"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr>'
)


def _drawing(row: int) -> str:
    picture = (
        '<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="ภาพ"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill>'
        f'<a:blip xmlns:r="{_OFFICE}" r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill>'
        f"{_PLACE}</xdr:pic>"
    )
    text = (
        '<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="3" name="กล่อง"/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr>'
        f"{_PLACE}<xdr:txBody><a:bodyPr/><a:p><a:r><a:t>ผู้บริหารเห็นชอบแล้ว</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
    )
    return f'<xdr:wsDr xmlns:xdr="{_XDR}" xmlns:a="{_A}">{_anchor(row, picture)}{_anchor(row, text)}</xdr:wsDr>'


def _old_drawing(row: int) -> str:
    """A note and a button; the text of the button is as careless as Excel writes it."""
    return (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml"\r\n xmlns:o="urn:schemas-microsoft-com:office:office"\r\n'
        ' xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
        '<o:idmap v:ext="edit" data="7"/></o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" '
        'o:spt="202" path="m,l,21600r21600,l21600,xe"></v:shapetype>'
        '<v:shape id="_x0000_s7169" type="#_x0000_t202" style="visibility:hidden"><v:textbox><div></div></v:textbox>'
        f'<x:ClientData ObjectType="Note"><x:Anchor>2, 15, {row - 1}, 2, 4, 15, {row}, 4</x:Anchor>'
        f"<x:Row>{row - 1}</x:Row><x:Column>1</x:Column></x:ClientData></v:shape>"
        '<v:shape id="_x0000_s7170" type="#_x0000_t201" o:button="t"><v:textbox><div>'
        '<font face="Tahoma">พิมพ์<br>แผน</font></div></v:textbox><x:ClientData ObjectType="Button">'
        f"<x:Anchor>9, 0, {row - 1}, 0, 10, 0, {row}, 0</x:Anchor>"
        "<x:FmlaMacro>[0]!ITA_Plan</x:FmlaMacro></x:ClientData></v:shape></xml>"
    )


def _rules(row: int) -> str:
    return (
        f'<conditionalFormatting sqref="D{row}:E{row}"><cfRule type="expression" priority="9">'
        f"<formula>LEN($C{row})&gt;9</formula></cfRule></conditionalFormatting>"
        f'<dataValidations count="1"><dataValidation type="list" allowBlank="1" sqref="E{row}">'
        f"<formula1>$A${row}</formula1></dataValidation></dataValidations>"
        f'<hyperlinks><hyperlink ref="A{row}" location="\'{PLAN}\'!C{row}" display="ดู"/></hyperlinks>'
    )


def _extensions(row: int) -> str:
    return (
        f'<extLst><ext uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}" xmlns:x14="{_X14}"><x14:conditionalFormattings>'
        f'<x14:conditionalFormatting xmlns:xm="{_XM}"><x14:cfRule type="expression" priority="8" '
        f'id="{{00000000-0000-0000-0000-000000000001}}"><xm:f>$B{row}=""</xm:f></x14:cfRule><xm:sqref>B{row}</xm:sqref>'
        "</x14:conditionalFormatting></x14:conditionalFormattings></ext>"
        f'<ext uri="{{05C60535-1F16-4fd2-B633-F4F36F0B64E0}}" xmlns:x14="{_X14}"><x14:sparklineGroups xmlns:xm="{_XM}">'
        "<x14:sparklineGroup><x14:sparklines><x14:sparkline>"
        f"<xm:f>{PLAN}!H{row}:K{row}</xm:f><xm:sqref>G{row}</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup>"
        "</x14:sparklineGroups></ext></extLst>"
    )


def furnish(path: Path, row: int) -> None:
    """Put it all in; ``row`` (from 1) is that of แผนมาตรการ."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    own = _Parts(parts)
    own.swap(_SHEET, "<printOptions", f"{_rules(row)}<printOptions")
    breaks = f'<rowBreaks count="1" manualBreakCount="1"><brk id="{row}" max="16383" man="1"/></rowBreaks>'
    drawn = f'{breaks}<drawing r:id="rId1"/><legacyDrawing r:id="rId2"/>{_extensions(row)}'
    own.swap(_SHEET, "</headerFooter>", f"</headerFooter>{drawn}")
    own.relations(_SHEET, ("drawing", "../drawings/drawing7.xml"), ("vmlDrawing", "../drawings/vmlDrawing7.vml"),
                  ("comments", "../comments7.xml"))  # fmt: skip
    own.add("xl/drawings/drawing7.xml", _drawing(row), "application/vnd.openxmlformats-officedocument.drawing+xml")
    own.relations("xl/drawings/drawing7.xml", ("image", "../media/image7.png"))
    parts["xl/media/image7.png"] = _png()
    own.swap("[Content_Types].xml", "<Default", '<Default Extension="png" ContentType="image/png"/><Default')
    parts["xl/drawings/vmlDrawing7.vml"] = _old_drawing(row).encode()
    own.add("xl/comments7.xml", f'<comments xmlns="{_MAIN}"><authors><author>ปลัด</author></authors><commentList>'
            f'<comment ref="B{row}" authorId="0"><text><t>ถามปลัดก่อน</t></text></comment></commentList></comments>',
            "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml")  # fmt: skip
    name = f"<definedName name=\"มาตรการหลัก\">'{PLAN}'!$A${row}:$E${row}</definedName>"
    own.swap("xl/workbook.xml", "<definedNames>", f"<definedNames>{name}")
    own.swap("xl/workbook.xml", ' fullCalcOnLoad="1"', "")
    last = max(map(int, re.findall(r'<row r="(\d+)"', parts[_START].decode()))) + 1
    cell = f'<row r="{last}"><c r="A{last}" t="str"><f>\'{PLAN}\'!A{row}&amp;"A{row}"</f><v>x</v></c></row>'
    own.swap(_START, "</sheetData>", f"{cell}</sheetData>")
    parts[_CHART] = re.sub(
        rb"<c:f>[^<]*</c:f>", f"<c:f>{PLAN}!$A${row}:$A${row}</c:f>".encode(), parts[_CHART], count=1
    )
    own.add("xl/calcChain.xml", f'<calcChain xmlns="{_MAIN}"><c r="A{last}" i="1"/></calcChain>',
            "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml")  # fmt: skip
    parts["customXml/item1.xml"] = '<หน่วยงาน xmlns="urn:ita">กองคลัง</หน่วยงาน>'.encode()
    named = f'<Relationship Id="rId{{}}" Type="{_OFFICE}/{{}}" Target="{{}}"/>'
    more = named.format(98, "customXml", "../customXml/item1.xml") + named.format(99, "calcChain", "calcChain.xml")
    own.swap("xl/_rels/workbook.xml.rels", "</Relationships>", f"{more}</Relationships>")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)


class _Parts:
    def __init__(self, parts: dict[str, bytes]) -> None:
        self.parts = parts

    def swap(self, name: str, old: str, new: str) -> None:
        text = self.parts[name].decode()
        assert old in text, (name, old)
        self.parts[name] = text.replace(old, new, 1).encode()

    def add(self, name: str, text: str, kind: str) -> None:
        self.parts[name] = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}'.encode()
        self.swap("[Content_Types].xml", "</Types>", f'<Override PartName="/{name}" ContentType="{kind}"/></Types>')

    def relations(self, name: str, *targets: tuple[str, str]) -> None:
        folder, _, own = name.rpartition("/")
        listed = "".join(
            f'<Relationship Id="rId{at}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
            for at, (kind, target) in enumerate(targets, start=1)
        )
        self.parts[f"{folder}/_rels/{own}.rels"] = _RELS.format(listed).encode()
