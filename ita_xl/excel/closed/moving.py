"""What goes along when rows of a sheet move: on the sheet itself, and everywhere else that speaks of it.

Whatever cannot go along without doubt is refused (E323): a file that was not changed can still be worked on in Excel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ita_xl.excel.closed import vml
from ita_xl.excel.closed.rowmap import Box
from ita_xl.excel.closed.xml import Element, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ita_xl.excel.closed.book import ClosedFile
    from ita_xl.excel.closed.package import Package
    from ita_xl.excel.closed.rowmap import RowMap
    from ita_xl.excel.closed.sheet import ClosedSheet

#: What a sheet may speak of that would have to be computed anew, and what it is called.
_REFUSED = {"pivotTable": "มีตารางสรุป (PivotTable)", "queryTable": "มีตารางที่ดึงข้อมูลจากภายนอก"}
#: Elements of a sheet that keep rows in ways of their own, and what they are called.
_REFUSED_ELEMENTS = {"scenarios": "มีสถานการณ์สมมติ (Scenario)", "customSheetViews": "มีมุมมองแบบกำหนดเอง"}
_FORMULAS = ("f", "formula", "formula1", "formula2")
#: Attributes of controls and shapes that hold a formula.
_LINKED = ("fmlaLink", "fmlaRange", "fmlaTxbx", "fmlaPict", "fmlaGroup", "textlink")
#: Parts that hold what a table of texts or a person says, and no reference.
_DUMB = ("xl/sharedstrings.xml", "docprops/", "xl/styles.xml", "xl/theme/", "xl/comments", "xl/threadedcomments/",
         "xl/persons/", "customxml/", "xl/media/", "xl/externallinks/")  # fmt: skip


def move_along(sheet: ClosedSheet, moved: RowMap) -> None:
    """Everything on the sheet but its rows and cells themselves.

    Raises:
        OutputError: E323.
    """
    package, part, root = sheet.file.package, sheet.part, sheet.root
    for kind, why in _REFUSED.items():
        if package.related(part, kind):
            raise moved.refused(why)
    for local, why in _REFUSED_ELEMENTS.items():
        if root.find(local) is not None:
            raise moved.refused(why)
    for formula in sheet.formulas():
        _cell_formula(formula, moved)
    for one in root.elements():
        if one.local in _PARTS:
            _PARTS[one.local](one, moved)
    root.children = [one for one in root.children if not (isinstance(one, Element) and _emptied(one))]
    sheet.notes.move(moved)
    for name in package.related(part, "drawing"):
        _anchors(package.tree(name), moved)
    for name in package.related(part, "table"):
        _table(package.tree(name), moved)
    for name in package.related(part, "ctrlProp"):
        _linked(package.tree(name), sheet.name, moved)


def _cell_formula(formula: Element, moved: RowMap) -> None:
    if formula.get("t") == "dataTable":
        raise moved.refused("มีตารางข้อมูลของการวิเคราะห์แบบ What-If")
    if "ref" in formula.attributes:
        own = Box.of(formula.attributes["ref"])
        there = moved.box(own) if own else None
        formula.attributes["ref"] = str(there or own or "")
    formula.text = moved.formula(moved.sheet, formula.text)


def _merged(group: Element, moved: RowMap) -> None:
    _areas(group, "ref", moved, whole=True)


def _validations(group: Element, moved: RowMap) -> None:
    for rule in group.elements():
        _ruled(rule, moved)
    _without_gone(group)


def _links(group: Element, moved: RowMap) -> None:
    _areas(group, "ref", moved)
    for link in group.elements():
        if link.get("location"):
            link.attributes["location"] = moved.formula(moved.sheet, link.attributes["location"])


def _filters(one: Element, moved: RowMap) -> None:
    for each in one.walk():
        _one_area(each, moved)


def _ranges(group: Element, moved: RowMap) -> None:
    for each in group.elements():
        _sqref(each, moved)
    _without_gone(group)


def _watches(group: Element, moved: RowMap) -> None:
    _areas(group, "r", moved)


def _controls(group: Element, moved: RowMap) -> None:
    _anchors(group, moved)
    _linked(group, moved.sheet, moved)


def _emptied(one: Element) -> bool:
    """Whether something of a sheet has nothing left to say."""
    if one.local == "conditionalFormatting":
        return not one.get("sqref")
    groups = ("mergeCells", "dataValidations", "hyperlinks", "protectedRanges", "ignoredErrors", "cellWatches")
    return one.local in groups and not one.elements()


def _areas(group: Element, name: str, moved: RowMap, *, whole: bool = False) -> None:
    """Areas of which each has an element; those of rows that are gone go."""
    kept: list[Element | str] = []
    for one in group.elements():
        own = Box.of(one.get(name) or "")
        there = None if own is None else moved.box(own) if whole else next(iter(moved.boxes(own)), None)
        if there is not None and not (whole and there[:2] == there[2:]):
            one.attributes[name] = str(there)
            kept.append(one)
    group.children = list(kept)
    if "count" in group.attributes:
        group.attributes["count"] = str(len(kept))


def _one_area(one: Element, moved: RowMap) -> None:
    own = Box.of(one.get("ref") or "")
    if own is not None:
        there = moved.box(own)
        if there is None:
            raise moved.refused("แถวของตัวกรองถูกนำออก")
        one.attributes["ref"] = str(there)


def _sqref(one: Element, moved: RowMap) -> tuple[int, int]:
    """Move the areas of an element; how far its formulas are to be filled first."""
    there = moved.cells(one.get("sqref") or "")
    one.attributes["sqref"] = there[0] if there else ""
    return there[1] if there else (0, 0)


def _ruled(one: Element, moved: RowMap) -> None:
    by = _sqref(one, moved)
    for each in one.walk():
        if each.local in _FORMULAS and each.text:
            each.text = moved.filled(each.text, by)


def _without_gone(group: Element) -> None:
    group.children = [one for one in group.children if not (isinstance(one, Element) and not one.get("sqref"))]
    if "count" in group.attributes:
        group.attributes["count"] = str(len(group.elements()))


def _breaks(group: Element, moved: RowMap) -> None:
    """A break stands below the row of its number, counted from 1."""
    kept: list[Element | str] = []
    for one in group.elements():
        there = moved.row(whole(one.get("id")))
        if there:
            one.attributes["id"] = str(there)
            kept.append(one)
    group.children = list(kept)
    group.attributes["count"] = str(len(kept))
    group.attributes["manualBreakCount"] = str(sum(one.get("man") in ("1", "true") for one in group.elements()))


def _extensions(group: Element, moved: RowMap) -> None:
    """What newer programs added: each rule has its areas and formulas as texts of elements."""
    for ruled in _having_areas(group):
        area = ruled.find("sqref")
        if area is None:
            continue
        there = moved.cells(area.text)
        for each in ruled.walk():
            if each.local == "f" and each.text:
                each.text = moved.filled(each.text, there[1] if there else (0, 0))
        area.text = there[0] if there else ""
    _drop_gone(group)


def _having_areas(group: Element) -> list[Element]:
    return [one for one in group.walk() if one.find("sqref") is not None]


def _drop_gone(group: Element) -> None:
    """Take away rules without an area, and what is then empty."""
    for one in group.elements():
        area = one.find("sqref")
        if area is not None and not area.text:
            group.children.remove(one)
            continue
        had = bool(one.elements())
        _drop_gone(one)
        if had and not one.elements():
            group.children.remove(one)


def _anchors(root: Element, moved: RowMap) -> None:
    """Pictures, charts and shapes stay with the row that they begin in."""
    for one in root.walk():
        start = one.find("from")
        if start is None or one.get("editAs") == "absolute":
            continue
        first, end = start.find("row"), one.find("to", "row")
        if first is None:
            continue
        top = whole(first.text)
        there = moved.row(top)
        if there is None:
            later = (own for at in range(top, moved.stood) if (own := moved.row(at)) is not None)
            there = next(later, 0)
            offset = start.find("rowOff")
            if offset is not None:
                offset.text = "0"
        first.text = str(there)
        if end is not None:
            bottom = whole(end.text)
            below = moved.row(bottom) if one.get("editAs") in (None, "twoCell") else None
            end.text = str(below if below is not None and below >= there else there + bottom - top)


def _table(root: Element, moved: RowMap) -> None:
    own = Box.of(root.get("ref") or "")
    there = moved.box(own) if own else None
    if own is None or there is None or moved.row(own.top) != there.top or there.bottom == there.top:
        raise moved.refused("หัวตาราง (Table) ถูกนำออก")
    for one in root.walk():
        _one_area(one, moved)
        if one.local in ("calculatedColumnFormula", "totalsRowFormula"):
            one.text = moved.formula(moved.sheet, one.text)


def _linked(root: Element, sheet: str, moved: RowMap) -> None:
    for one in root.walk():
        for name in _LINKED:
            if name in one.attributes:
                one.attributes[name] = moved.formula(sheet, one.attributes[name])


#: How each part of a sheet goes along with its rows.
_PARTS: Mapping[str, Callable[[Element, RowMap], None]] = {
    "mergeCells": _merged,
    "conditionalFormatting": _ruled,
    "dataValidations": _validations,
    "hyperlinks": _links,
    "autoFilter": _filters,
    "sortState": _filters,
    "protectedRanges": _ranges,
    "ignoredErrors": _ranges,
    "cellWatches": _watches,
    "rowBreaks": _breaks,
    "oleObjects": _controls,
    "controls": _controls,
    "AlternateContent": _controls,
    "extLst": _extensions,
}


# -- elsewhere ---------------------------------------------------------------------------------------------------------


def move_elsewhere(file: ClosedFile, sheet: ClosedSheet, moved: RowMap) -> None:
    """Everything in the other parts that speaks of the sheet.

    Raises:
        OutputError: E323.
    """
    package = file.package
    pages = {own.part.lower(): own.name for own in file.entries}
    word = sheet.name.encode()
    for name in package.names:
        low = name.lower()
        if low == sheet.part.lower() or low.startswith(_DUMB) or not low.endswith((".xml", ".vml")):
            continue
        data = package.read(name)
        if word not in data and b"&#" not in data:  # some programs spell every Thai letter as a number
            continue
        if low in pages:
            _other_sheet(file, pages[low], moved)
        else:
            _other_part(package, name, moved)


def _other_sheet(file: ClosedFile, name: str, moved: RowMap) -> None:
    other = file.sheet(name)
    if any(own.get("t") == "shared" and moved.sheet in own.text for own in other.formulas()):
        other.change()
    for formula in other.formulas():
        if moved.sheet in formula.text:
            formula.text = moved.formula(name, formula.text)
    for one in other.root.elements():
        if one.local == "sheetData":
            continue
        for each in one.walk():
            if each.local in _FORMULAS and each.text:
                each.text = moved.formula(name, each.text)
            if each.local == "hyperlink" and each.get("location"):
                each.attributes["location"] = moved.formula(name, each.attributes["location"])


def _other_part(package: Package, name: str, moved: RowMap) -> None:
    low = name.lower()
    if low.endswith(".vml"):
        package.put(name, vml.relinked(package.read(name), lambda text: moved.formula("", text)))
    elif "pivotcache" in low:
        raise moved.refused("ตารางสรุป (PivotTable) ใช้ข้อมูลของแผ่นนี้")
    elif low.endswith("workbook.xml"):
        names = package.tree(name).find("definedNames")
        for one in names.elements() if names is not None else ():
            one.text = moved.formula("", one.text)
    elif "/charts/" in low:
        _told_of(package.tree(name).walk(), ("f",), moved)
    elif "/tables/" in low:
        _told_of(package.tree(name).walk(), ("calculatedColumnFormula", "totalsRowFormula"), moved)
    elif "/drawings/" in low or "/ctrlprops/" in low:
        _linked(package.tree(name), "", moved)


def _told_of(elements: Iterable[Element], locals_: tuple[str, ...], moved: RowMap) -> None:
    for one in elements:
        if one.local in locals_ and one.text:
            one.text = moved.formula("", one.text)
