"""The file of a closed workbook: its sheets, the texts and formats that they share, and how it is saved.

To the buttons it is what ``xlwings.Book`` is, as far as they use one.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from ita_xl.errors import OutputError, Place
from ita_xl.excel.closed.package import Package
from ita_xl.excel.closed.pages import Page
from ita_xl.excel.closed.sheet import ClosedSheet
from ita_xl.excel.closed.strings import texts_of
from ita_xl.excel.closed.styles import Styles
from ita_xl.ingest.limits import Broken

if TYPE_CHECKING:
    from ita_xl.excel.closed.xml import Element

_LINKS = ("http://schemas.openxmlformats.org/officeDocument/2006/relationships",
          "http://purl.oclc.org/ooxml/officeDocument/relationships")  # fmt: skip
#: What stands before the place of ``definedNames`` in a workbook part, and behind that of ``calcPr``.
_BEFORE_NAMES = frozenset({
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences",
})  # fmt: skip
_AFTER_CALC = frozenset({
    "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing", "fileRecoveryPr",
    "webPublishObjects", "extLst",
})  # fmt: skip


class Entry(NamedTuple):
    """A sheet as the workbook lists it."""

    name: str
    part: str


class ClosedFile:
    """The file of a workbook (.xlsx, .xlsm) and its sheets.

    Args:
        data: the file, which :func:`ita_xl.ingest.guard.guard` let pass.
        name: its name.
        fullname: its path.

    Raises:
        Broken: no workbook in the form of these files.
        OutputError: E324 where a signature over the whole file would no longer hold.
    """

    def __init__(self, data: bytes, name: str, fullname: str = "") -> None:
        self.package = Package(data)
        self.name, self.fullname = name, fullname
        self.formulas_moved = False
        self._sheets: dict[str, ClosedSheet] = {}
        self._part = next(iter(self.package.related("", "officeDocument")), "")
        if not self._part:
            raise Broken
        if any(one.lower().startswith("_xmlsignatures/") for one in self.package.names):
            raise OutputError(
                "E324",
                f"แฟ้ม “{name}” มีลายเซ็นดิจิทัลของทั้งแฟ้ม การแก้จะทำให้ลายเซ็นใช้ไม่ได้ จึงไม่แก้",
                cure="ทำสำเนาที่เอาลายเซ็นออก (แฟ้ม > ข้อมูล > ดูลายเซ็น) แล้วสั่งกับสำเนา",
                place=Place(name),
            )

    @cached_property
    def entries(self) -> list[Entry]:
        """The sheets that are tables of cells, in their order."""
        named = {one.id: one for one in self.package.relations(self._part)}
        listed = self.package.tree(self._part).find("sheets")
        found = [(one.get("name") or "", named.get(one.relation)) for one in (listed.elements() if listed else [])]
        return [
            Entry(name, own.part) for name, own in found if own and own.kind == "worksheet" and own.part in self.package
        ]

    def sheet(self, name: str) -> ClosedSheet:
        """A sheet by its name.

        Raises:
            KeyError: there is none.
        """
        if name not in self._sheets:
            parts = {one.name: one.part for one in self.entries}
            self._sheets[name] = ClosedSheet(self, name, parts[name])
        return self._sheets[name]

    @property
    def sheets(self) -> list[Page]:
        """The sheets, as ``xlwings.Book.sheets`` gives them one by one."""
        return [Page(self, one.name) for one in self.entries]

    def name_of(self, name: str, sheet: str) -> Element | None:
        """What a name means on a sheet; ``None`` where it means nothing there."""
        names = self.package.tree(self._part).find("definedNames")
        at = str(self._listed.index(sheet))
        found = (one for one in (names.elements() if names else ()) if one.get("localSheetId") == at)
        return next((one for one in found if one.get("name") == name), None)

    def give_name(self, name: str, sheet: str, meaning: str) -> None:
        """Let a name mean something else on a sheet."""
        own = self.name_of(name, sheet)
        if own is not None:
            own.text = meaning
            return
        root = self.package.tree(self._part)
        names = root.find("definedNames")
        if names is None:
            names = root.make("definedNames")
            before = [at for at, one in enumerate(root.children) if getattr(one, "local", "") in _BEFORE_NAMES]
            root.children.insert(before[-1] + 1, names)
        said = {"name": name, "localSheetId": str(self._listed.index(sheet))}
        names.children.insert(0, names.make("definedName", said, meaning))

    @property
    def _listed(self) -> list[str]:
        """The names of all sheets, charts among them."""
        listed = self.package.tree(self._part).find("sheets")
        return [one.get("name") or "" for one in (listed.elements() if listed else [])]

    @cached_property
    def texts(self) -> list[str]:
        """The texts that cells share."""
        parts = self.package.related(self._part, "sharedStrings")
        return texts_of(self.package.look(parts[0])) if parts else []

    @cached_property
    def styles(self) -> Styles:
        """The formats."""
        parts = self.package.related(self._part, "styles")
        if not parts:
            raise Broken
        return Styles(self.package.tree(parts[0]))

    @staticmethod
    def relation_name(root: Element) -> str:
        """How a part writes the attribute that names a relation."""
        for name, space in root.attributes.items():
            if space in _LINKS and name.startswith("xmlns:"):
                return f"{name.removeprefix('xmlns:')}:id"
        root.attributes["xmlns:r"] = _LINKS[0]
        return "r:id"

    # -- the end -------------------------------------------------------------------------------------------------------

    @property
    def touched(self) -> frozenset[str]:
        """The sheets in which something was written."""
        return frozenset(name for name, one in self._sheets.items() if one.changed)

    def changes(self) -> dict[str, bytes]:
        """The parts that are no longer what they were, by name."""
        for one in list(self._sheets.values()):
            one.finish()
        return self.package.changed()

    def saved(self) -> bytes:
        """The file with what was changed; the very bytes it was read from where nothing was.

        A program that opens it computes its formulas anew.
        """
        if self.changes():
            self._compute_anew()
        return self.package.written()

    def _compute_anew(self) -> None:
        root = self.package.tree(self._part)
        calc = root.find("calcPr")
        if calc is None:
            calc = root.make("calcPr")
            later = (at for at, one in enumerate(root.children) if getattr(one, "local", "") in _AFTER_CALC)
            root.children.insert(next(later, len(root.children)), calc)
        calc.attributes["fullCalcOnLoad"] = "1"
        chain = [one for one in self.package.relations(self._part) if one.kind == "calcChain"]
        if self.formulas_moved:
            for one in chain:
                self.package.unrelate(self._part, one.id)
                if one.part in self.package:
                    self.package.remove(one.part)
