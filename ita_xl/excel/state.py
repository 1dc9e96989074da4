"""What was generated last, kept in the workbook itself: texts for the cells of a very hidden sheet.

The first cell says what follows (name, version, number of cells, checksum), the others hold one JSON text in pieces. A
state that is damaged, made by a newer version, or missing is told, and nothing is then taken for generated.
"""

from __future__ import annotations

import hashlib
import json
import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, NamedTuple

from ita_xl.excel.merge import Last, Left
from ita_xl.excel.rows import Cells, Formula, Value
from ita_xl.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

VERSION = 1
#: Characters of one cell. A cell takes 32,767, but an array of cells that is written at once only 8,203 each.
PIECE = 8000
_HEAD = re.compile(r"ita_xl (\d+) (\d+) ([0-9a-f]{64})")
_KEEP = "แผ่นที่จัดทำจะถือข้อความที่ต่างจากผลใหม่เป็นข้อความที่พิมพ์เอง และเสนอผลใหม่ไว้ในหมายเหตุของช่อง"


class Read(NamedTuple):
    """The sheets of a state by name, and what is to be said where there is none to use."""

    sheets: Mapping[str, Last]
    finding: Finding | None = None


def state_texts(sheets: Mapping[str, Last]) -> list[str]:
    """The texts of the cells, from the top; none is taken for a number, a formula or an escape by any program."""
    data = {name: _packed(last) for name, last in sheets.items()}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # Spreadsheet files write control characters as _x000D_: a text that looks like one must not be read as one.
    text = text.replace("_x", "\\u005fx")
    pieces = list(_pieces(text))
    digest = hashlib.sha256(text.encode()).hexdigest()
    return [f"ita_xl {VERSION} {len(pieces)} {digest}", *(f"{at}:{one}" for at, one in enumerate(pieces, start=1))]


def read_state(texts: Sequence[object] | None) -> Read:
    """The state that the cells of the sheet hold; ``None`` where the workbook has no such sheet."""
    cells = [one for one in texts or () if one not in (None, "")]
    if not cells:
        return _without("K101", Severity.INFO, "แฟ้มนี้ไม่มีบันทึกว่าครั้งก่อนจัดทำอะไรไว้")
    head = _HEAD.fullmatch(str(cells[0]))
    if head is not None and int(head[1]) > VERSION:
        return _without("K103", Severity.WARNING, "บันทึกการจัดทำครั้งก่อนมาจากโปรแกรมรุ่นใหม่กว่า จึงอ่านไม่ได้")
    text = "".join(str(one).partition(":")[2] for one in cells[1:])
    if head is None or hashlib.sha256(text.encode()).hexdigest() != head[3]:
        return _without("K102", Severity.WARNING, "บันทึกการจัดทำครั้งก่อนในแฟ้มเสียหายหรือถูกแก้ไข")
    try:
        return Read({name: _unpacked(one) for name, one in json.loads(text).items()})
    except (ValueError, TypeError, KeyError, AttributeError, InvalidOperation):
        return _without("K102", Severity.WARNING, "บันทึกการจัดทำครั้งก่อนในแฟ้มเสียหายหรือถูกแก้ไข")


def _without(code: str, severity: Severity, message: str) -> Read:
    return Read({}, Finding(code, severity, message, cure=_KEEP))


def _pieces(text: str) -> Iterable[str]:
    """Pieces of as many characters as programs count them: one beyond the first 65,536 counts twice."""
    units = text.encode("utf-16-le", "surrogatepass")
    at = 0
    while True:
        end = at + 2 * PIECE
        # The first half of a character that counts twice begins the next piece.
        if end < len(units) and 0xD8 <= units[end - 1] <= 0xDB:
            end -= 2
        yield units[at:end].decode("utf-16-le", "surrogatepass")
        at = end
        if at >= len(units):
            return


def _packed(last: Last) -> dict[str, Any]:
    rows = []
    for one in last.rows:
        stood = 0 if one.stood == one.generated else [_plain(value) for value in one.stood]
        rows.append([one.key, [_plain(value) for value in one.generated], stood, one.height, one.spans, one.open])
    return {"rows": rows, "order": last.order, "width": last.width, "deleted": last.deleted, "place": last.place}


def _unpacked(data: Mapping[str, Any]) -> Last:
    rows = []
    for key, generated, stood, height, spans, opened in data["rows"]:
        made = _cells(generated)
        merged = tuple((int(first), int(last)) for first, last in spans)
        own = made if stood == 0 else _cells(stood)
        rows.append(Left(str(key), made, own, height, merged, tuple(int(one) for one in opened)))
    place = tuple(None if one is None else int(one) for one in data["place"])
    order, deleted = (tuple(map(str, data[name])) for name in ("order", "deleted"))
    return Last(tuple(rows), order, int(data["width"]), deleted, place)


def _plain(value: Value) -> object:
    """A text is a text, a number a list of its digits, a formula a list of "=" and itself."""
    if isinstance(value, Decimal):
        return [str(value)]
    return ["=", value.text] if isinstance(value, Formula) else value


def _cells(values: Iterable[object]) -> Cells:
    return tuple(_value(one) for one in values)


def _value(plain: object) -> Value:
    if plain is None or isinstance(plain, str):
        return plain
    if not isinstance(plain, list):
        raise TypeError(plain)
    return Formula(str(plain[1])) if len(plain) == 2 else Decimal(plain[0])
