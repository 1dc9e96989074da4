"""Reading one file and making one workbook as units of work: nothing is raised, so that one failure stops no other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ita_xl import jsonout
from ita_xl.converting.making import convert
from ita_xl.converting.older import read_older
from ita_xl.errors import ItaError, crashed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ita_xl.converting.making import Conversion, Template
    from ita_xl.converting.older import Older
    from ita_xl.ingest.maps import Pins
    from ita_xl.sheets.guide import Action


class Given(NamedTuple):
    """A file to read, and what :func:`~ita_xl.converting.read_older` is to know of it."""

    file: Path
    fiscal_year: int | None
    pins: Pins | None
    actions: Sequence[Action]


class Read(NamedTuple):
    """What a file holds of each agency, or why it cannot be used (a failure of ``--json``)."""

    olders: Sequence[Older] = ()
    failure: dict[str, Any] | None = None


class Wanted(NamedTuple):
    """A workbook to make, and what :func:`~ita_xl.converting.convert` makes it of."""

    olders: Sequence[Older]
    to_year: int
    template: Template | None


class Made(NamedTuple):
    """A workbook, or why there is none, with the first file that it was to be made of."""

    file: str
    conversion: Conversion | None = None
    failure: dict[str, Any] | None = None


def read_one(given: Given) -> Read:
    """Read a file."""
    try:
        return Read(read_older(given.file, fiscal_year=given.fiscal_year, pins=given.pins, actions=given.actions))
    except Exception as fault:  # noqa: BLE001 - one broken file must not stop the others
        return unread(given, fault)


def unread(given: Given, fault: Exception) -> Read:
    """A file that cannot be used."""
    return Read(failure=_failure(given.file, fault))


def make_one(wanted: Wanted) -> Made:
    """Make a workbook."""
    try:
        return Made(str(wanted.olders[0].file), convert(wanted.olders, wanted.to_year, wanted.template))
    except Exception as fault:  # noqa: BLE001 - one agency must not stop the others
        return unmade(wanted, fault)


def unmade(wanted: Wanted, fault: Exception) -> Made:
    """A workbook that cannot be made."""
    file = wanted.olders[0].file
    return Made(str(file), failure=_failure(file, fault))


def _failure(file: Path, fault: Exception) -> dict[str, Any]:
    return jsonout.failure(str(file), fault if isinstance(fault, ItaError) else crashed(file.name, fault))
