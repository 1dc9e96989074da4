"""The tree of errors, and the place a figure or a fault stands at.

Every error says what is wrong, where, and the cure, in Thai, under a stable code that scripts may rely on
(``docs/codes.md`` lists them all).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a file, perhaps a sheet, perhaps a cell (``"C4"``)."""

    file: str = ""
    sheet: str = ""
    cell: str = ""

    @property
    def label(self) -> str:
        """``"สรุปผล!C4"``: sheet and cell, as much of it as is known."""
        return f"{self.sheet}!{self.cell}" if self.sheet and self.cell else self.sheet or self.cell


NOWHERE = Place()


class ItaError(Exception):
    """Anything this package raises on purpose. Catch this one to catch them all."""

    def __init__(self, code: str, message: str, *, cure: str = "", place: Place = NOWHERE) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.cure = cure
        self.place = place

    def __str__(self) -> str:
        where = f"{self.place.label}: " if self.place.label else ""
        cure = f" — วิธีแก้: {self.cure}" if self.cure else ""
        return f"[{self.code}] {where}{self.message}{cure}"


class InputError(ItaError):
    """A file that was given cannot be used: missing, damaged, locked, empty, without scores (codes ``E1``)."""


def crashed(file: str, fault: Exception) -> InputError:
    """What is said of a file (its name) at which the program failed: E999."""
    return InputError(
        "E999",
        f"โปรแกรมขัดข้องขณะอ่านแฟ้ม “{file}” ({type(fault).__name__}: {fault})",
        cure="ส่งแฟ้มนี้ (ลบข้อมูลที่ไม่ต้องการเปิดเผย) ให้ผู้พัฒนาโปรแกรม",
        place=Place(file),
    )


class RulesError(ItaError):
    """The rules of a year, or a recommendation file, are faulty or not known well enough (codes ``E2``)."""


class OutputError(ItaError):
    """A result cannot be written (codes ``E3``)."""


class MachineError(ItaError):
    """Something the machine should have is missing (codes ``E4``)."""
