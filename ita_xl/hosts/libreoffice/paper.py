"""The paper a sheet is printed on, for which xlwings has no calls: size, margins, fit, heads on each page, footer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ita_xl.sheets.paper import BOTTOM, EDGE, SIDE, TOP

if TYPE_CHECKING:
    from ita_xl.hosts.libreoffice.sheets import Sheet
    from ita_xl.sheets.model import Sheet as Given

_INCH = 2540
_SHORT, _LONG = 21000, 29700
_FIELDS = "com.sun.star.text.TextField."


def lay_out(sheet: Sheet, given: Given) -> None:
    """Give a sheet the paper of one that was made: A4, one page wide, under a style of its own.

    Without a style of its own a sheet has that of all new ones, and would turn their paper too.
    """
    model, book = sheet.model, sheet.book.model
    styles, name = book.StyleFamilies.getByName("PageStyles"), f"ita_xl {given.name}"
    if not styles.hasByName(name):
        styles.insertByName(name, book.createInstance("com.sun.star.style.PageStyle"))
    left, right, top, bottom = given.page.margins or (SIDE, SIDE, TOP, BOTTOM)
    wide, high = (_LONG, _SHORT) if given.page.landscape else (_SHORT, _LONG)
    said = {
        "IsLandscape": given.page.landscape, "Width": wide, "Height": high,
        "LeftMargin": left, "RightMargin": right, "TopMargin": top, "HeaderIsOn": False,
        "BottomMargin": EDGE if given.page.running else bottom, "FooterIsOn": given.page.running,
        "ScaleToPagesX": 1, "ScaleToPagesY": int(given.page.one_page), "CenterHorizontally": True, "PrintGrid": False,
    }  # fmt: skip
    style = styles.getByName(name)
    for key, value in said.items():
        setattr(style, key, round(value * _INCH) if key.endswith("Margin") else value)
    if given.page.running:
        style.FooterIsDynamicHeight, style.FooterHeight = False, round((bottom - EDGE) * _INCH)
        _footer(book, style, given.name)
    model.PageStyle = name
    if given.page.repeat:
        first, last = given.page.repeat
        model.setTitleRows(model.getCellRangeByPosition(0, first, 0, last).RangeAddress)
        model.setPrintTitleRows(True)
    if given.tab:
        model.TabColor = int(given.tab.lstrip("#"), 16)


def _footer(book: Any, style: Any, name: str) -> None:
    """The name of the sheet on the left, page and pages on the right."""
    footer = style.RightPageFooterContent
    footer.LeftText.String, footer.CenterText.String, footer.RightText.String = name, "", ""
    text = footer.RightText
    end = text.createTextCursor()
    for words, field in (("หน้า ", "PageNumber"), (" / ", "PageCount")):
        text.insertString(end, words, False)
        text.insertTextContent(end, book.createInstance(f"{_FIELDS}{field}"), False)
    style.RightPageFooterContent = footer
