"""Workbooks of earlier years → the input workbook of a year, with a list of what had no home in it."""

from __future__ import annotations

from ita_xl.converting.making import Conversion, Template, convert
from ita_xl.converting.older import Older, read_older

__all__ = ["Conversion", "Older", "Template", "convert", "read_older"]
