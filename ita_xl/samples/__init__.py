"""The sample workbooks: five agencies' published figures, written as an officer would keep them.

The figures are data in this package; the workbooks are built from them and from nothing else.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ita_xl import toml
from ita_xl.assessment import Assessment, Figure, Kind, Wording
from ita_xl.framework import load
from ita_xl.render import workbook_bytes, write_safely
from ita_xl.samples.progress_form import progress_book
from ita_xl.sheets.inputbook import input_book

if TYPE_CHECKING:
    import os

    from ita_xl.sheets.model import Book
    from ita_xl.toml import Node


def names() -> tuple[str, ...]:
    """The samples by name: ``bang-pla-2568`` and so on."""
    return tuple(toml.package_files(__name__))


def is_plan(name: str) -> bool:
    """Whether a sample is a plan with what was done, which ``ita-xl progress`` takes, instead of scores."""
    return _sample(name).choice("form", ("input", "progress"), "input") == "progress"


def sample_book(name: str) -> Book:
    """One sample as a book."""
    root = _sample(name)
    if is_plan(name):
        return progress_book(root)
    return input_book(load(root.whole("fiscal_year")), _assessment(root))


def write_samples(folder: str | os.PathLike[str]) -> list[Path]:
    """Write every sample workbook into a folder; the same bytes every time.

    Samples come from the package's data alone, so an older one is written over.
    """
    paths = {name: Path(folder) / f"{name}.xlsx" for name in names()}
    return [write_safely(path, workbook_bytes(sample_book(name)), keep=False) for name, path in paths.items()]


def _sample(name: str) -> Node:
    return toml.load(toml.package_files(__name__)[name])


def _assessment(root: Node) -> Assessment:
    previous = _assessment(root.table("previous")) if "previous" in root.data else None
    figures: list[Figure] = []
    for section, kind in (("items", Kind.ITEM), ("indicators", Kind.INDICATOR), ("tools", Kind.TOOL)):
        table: dict[str, Any] = root.data.get(section, {})
        figures += [Figure(kind, ref, Decimal(str(value))) for ref, value in table.items()]
    if "overall" in root.data:
        figures.append(Figure(Kind.OVERALL, "", root.decimal("overall")))
    level = root.text_of("level", "")
    return Assessment(
        fiscal_year=root.whole("fiscal_year"),
        agency=root.text_of("agency", ""),
        province=root.text_of("province", ""),
        figures=tuple(figures),
        levels=(Wording(level),) if level else (),
        previous=previous,
    )
