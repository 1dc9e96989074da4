"""What was noticed in a workbook without stopping the work: reading problems and contradictions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ita_xl.errors import Place


class Severity(StrEnum):
    """How much a finding weighs; only errors make ``ita-xl check`` exit with 1."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def thai(self) -> str:
        """The word on sheets and screens."""
        return _THAI[self]


_THAI = {Severity.ERROR: "ต้องแก้ไข", Severity.WARNING: "ควรตรวจสอบ", Severity.INFO: "เพื่อทราบ"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing noticed (ข้อสังเกต).

    ``stated`` is the figure or word as printed, ``computed`` what it should be; either may be missing. ``places`` are
    the cells that show it. Codes ``R…`` come from reading, ``A…`` from the audit, ``P…`` from a
    report on measures, ``K…`` from making sheets anew, ``M…`` from a look at the machine, ``V…`` from carrying a
    workbook into another year.
    """

    code: str
    severity: Severity
    message: str
    places: tuple[Place, ...] = ()
    stated: str | None = None
    computed: str | None = None
    cure: str = ""
