"""The sample of an implementation report: measures of each indicator, their class and results, without scores."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ita_xl.framework import load
from ita_xl.sheets.build import Builder
from ita_xl.sheets.model import Book, Page
from ita_xl.sheets.theme import theme

if TYPE_CHECKING:
    from ita_xl.toml import Node


def progress_book(root: Node) -> Book:
    """The workbook of a report on measures taken, as an agency publishes it."""
    year = root.whole("fiscal_year")
    framework = load(year)
    agency = root.text_of("agency")
    page = Page(landscape=True, repeat=(4, 4))
    sheet = Builder("รายงานผล", (10, 40, 48, 20, 44, 44), page, theme().colour("green"))
    sheet.wide("รายงานผลการดำเนินงานตามมาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน", "title", height=34)
    sheet.wide(f"{agency} จังหวัด{root.text_of('province')}", "subtitle", height=28)
    sheet.wide(f"ประจำปีงบประมาณ พ.ศ. {year}", "subtitle", height=28)
    sheet.wide(f"จากการวิเคราะห์ผลการประเมินของปีงบประมาณ พ.ศ. {root.whole('analysed_year')}", "note")
    heads = ("เครื่องมือ", "ตัวชี้วัด", "แนวทางการแก้ไขหรือพัฒนา", "ผู้รับผิดชอบ", "สรุปผลการดำเนินการ", "ผลลัพธ์หรือความสำเร็จ")
    sheet.line(heads, "header")
    for row in root.tables("rows"):
        indicator = framework.indicator(row.whole("indicator"))
        printed = row.whole("printed_number", indicator.number)
        label = f"ตัวชี้วัดที่ {printed} {indicator.name} ({row.text_of('class')})"
        sheet.line(
            (
                indicator.tool,
                label,
                row.text_of("measure"),
                row.text_of("responsible"),
                row.text_of("done"),
                row.text_of("outcome"),
            ),
            "cell",
        )
    return Book(f"รายงานผลการดำเนินงานตามมาตรการ {agency} {year}", "ITA", (sheet.sheet(),))
