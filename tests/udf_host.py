"""The real UDF machinery of xlwings without Windows: run by itself, calls come in and answers go out as JSON.

Only what Windows and Excel bring is stood in for: the modules of pywin32, and ranges, which are those of a workbook
file. Decorators, conversion of arguments and results, ``call_udf`` and the generator of VBA are xlwings' own.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import sys
import types
from pathlib import Path
from typing import Any

MODULE = "ita_xl.excel.udfs"
#: What COM hands over for an argument that was left out, and for cells with a fault.
MISSING = -2147352572
FAULTS = {-2146826246: "#N/A", -2146826273: "#VALUE!", -2146826281: "#DIV/0!"}


def _module(name: str, **names: object) -> types.ModuleType:
    made = types.ModuleType(name)
    made.__dict__.update(names)
    sys.modules[name] = made
    return made


class _Engine:
    """Cells as xlwings reads and writes them through COM."""

    name, type = "excel", "desktop"

    @staticmethod
    def prepare_xl_data_element(value: object, _: object) -> object:
        return "" if value is None else value

    @staticmethod
    def clean_value_data(data: Any, build: Any, empty: object, number: Any, faults: bool) -> list[list[object]]:
        def clean(value: Any) -> object:
            if value in ("", None):
                return empty
            if isinstance(value, dt.datetime):
                return build(**{name: getattr(value, name) for name in ("year", "month", "day", "hour", "minute")})
            if isinstance(value, int) and value in FAULTS:
                return FAULTS[value] if faults else None
            if isinstance(value, int) and not isinstance(value, bool):
                value = float(value)  # Excel has no whole numbers
            return number(value) if number and isinstance(value, float) else value

        return [[clean(one) for one in row] for row in data]


def machinery() -> types.ModuleType:
    """``xlwings.udfs``, as it is on Windows."""
    _module("pythoncom", CoInitialize=lambda *_: None)
    _module("pywintypes", com_error=OSError)
    _module("win32com").client = _module("win32com.client", Dispatch=lambda one: one)  # type: ignore[attr-defined]
    import xlwings

    from tests import filehost

    xlwings.engines.add(xlwings.Engine(impl=_Engine()))
    filehost._App.engine = property(lambda _: _Engine())  # type: ignore[method-assign,assignment]
    windows = _module(
        "xlwings._xlwindows",
        Range=lambda xl: xl,
        Book=lambda xl: xl,
        is_range_instance=lambda one: isinstance(one, filehost._Range),
        BOOK_CALLER=None,
    )
    xlwings._xlwindows = windows
    _module("xlwings.com_server", loop=None)
    from xlwings import udfs

    xlwings.func, xlwings.arg, xlwings.ret = udfs.xlfunc, udfs.xlarg, udfs.xlret
    return udfs


def _argument(book: Any, one: Any) -> object:
    """A value; ``{"range": "sheet!A1:B2"}``, ``{"date": "2025-09-30"}``, ``{"missing": true}``, ``{"rows": [...]}``."""
    if not isinstance(one, dict):
        return one
    if "missing" in one:
        return MISSING
    if "date" in one:
        return dt.datetime.fromisoformat(one["date"])
    if "rows" in one:
        return tuple(map(tuple, one["rows"]))
    sheet, _, cells = one["range"].partition("!")
    return book.sheets(sheet).range(cells)


def main() -> None:
    asked = json.load(sys.stdin)
    udfs = machinery()
    from tests.filehost import FileBook

    book = FileBook(Path(asked["book"]))
    caller = book.sheets(1).range("A1")
    answers = []
    for name, arguments in asked["calls"]:
        given = [_argument(book, one) for one in arguments]
        answers.append(udfs.call_udf(MODULE, name, given, None, caller))
    module = udfs.get_udf_module(MODULE, None)
    functions = [one.__xlfunc__ for one in vars(module).values() if hasattr(one, "__xlfunc__")]
    wrapper = io.StringIO()
    udfs.generate_vba_wrapper(MODULE, module, wrapper, types.SimpleNamespace(Name="คะแนน.xlsm"))
    told = [
        {
            "name": one["name"],
            "category": one["category"],
            "doc": one["ret"]["doc"],
            "args": [(each["name"], each["doc"], "optional" in each) for each in one["args"]],
        }
        for one in functions
    ]
    json.dump({"answers": answers, "functions": told, "vba": wrapper.getvalue()}, sys.stdout)


if __name__ == "__main__":
    main()
