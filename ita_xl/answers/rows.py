"""The rows of a table of respondents: which are empty, unfinished or there twice, and which therefore count."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from itertools import compress
from typing import TYPE_CHECKING

from ita_xl.answers import notes
from ita_xl.answers.choices import Special, read_cell
from ita_xl.answers.model import Duplicates
from ita_xl.thai import arabic_digits

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from ita_xl.answers.reading import Reading

#: A person who is asked once does not stand in more rows than this: then it is the one who collected the answers.
_COLLECTOR = 3
_SECONDS = 10
_LAST_ROWS = 10
_SUMMARY = re.compile(
    r"(?:ผล)?รวม(?:ทั้งหมด|คะแนน)?$|(?:ค่า|คะแนน)?เฉลี่ย|คะแนนรวม$|ร้อยละ$|ส่วนเบี่ยงเบน|s\.?d\.?$|total$|average$|mean$"
)
_SHOWN = 5
_NOBODY = frozenset({"", "anonymous", "ไม่ระบุ", "ไม่ระบุชื่อ", "-", "none", "null"})


def counted(reading: Reading) -> list[bool] | None:
    """Which rows count; ``None`` for all of them. Everything left out, or doubtful, is told."""
    questions = [at for at, one in enumerate(reading.headers) if one.code]
    total = len(reading.table.columns[0]) if reading.table.columns else 0
    if not questions or not total:
        return None
    out: set[int] = set(_blank_rows(reading, questions))
    out |= _summaries(reading, total)
    out |= _unfinished(reading, out)
    out |= _written_twice(reading, out)
    out |= _same_person(reading, out)
    _hasty(reading, questions, out)
    if not out:
        return None
    return [row not in out for row in range(total)]


def all_blank(columns: Sequence[Sequence[object]], blank: Collection[object]) -> list[int]:
    """The rows that are blank in every column."""
    if not columns or not blank:
        return []
    rows = [row for row, value in enumerate(columns[0]) if value in blank]
    for column in columns[1:]:
        if not rows:
            break
        rows = [row for row in rows if column[row] in blank]
    return rows


def some_blank(columns: Sequence[Sequence[object]], blank: Collection[object]) -> int:
    """How many rows are blank in some column."""
    rows: set[int] = set()
    for column in columns:
        if any(value in blank for value in set(column)):
            rows.update(row for row, value in enumerate(column) if value in blank)
    return len(rows)


def together(columns: Sequence[Sequence[object]], mask: list[bool] | None) -> list[object] | None:
    """Several columns as one, where no row fills two of them; ``None`` where one does."""
    kept = [column if mask is None else list(compress(column, mask)) for column in columns]
    result: list[object] = []
    for cells in zip(*kept, strict=True):
        filled = [value for value in cells if value is not None and str(value).strip()]
        if len(filled) > 1:
            return None
        result.append(filled[0] if filled else "")
    return result


def _blank_rows(reading: Reading, questions: Sequence[int]) -> list[int]:
    columns = [reading.table.columns[at] for at in questions]
    distinct = [value for at in questions for value in reading.distinct[at]]
    blank = {value for value in distinct if read_cell(value, 2).special is Special.BLANK}
    rows = all_blank(columns, blank)
    # Rows that are empty all over are the end of a sheet, not of interest to anybody.
    told = [row for row in rows if any(str(column[row] or "").strip() for column in reading.table.columns)]
    if told:
        places = [reading.place(questions[0], row) for row in told[:_SHOWN]]
        reading.findings.append(notes.blank_rows(len(told), places))
    return rows


def _summaries(reading: Reading, total: int) -> set[int]:
    """Totals and means that stand below the answers of a table made by hand."""
    rows: set[int] = set()
    first = max(0, total - _LAST_ROWS)
    for at, one in enumerate(reading.headers):
        if not one.code:
            column = reading.table.columns[at]
            rows |= {row for row in range(first, total) if _SUMMARY.match(str(column[row] or "").strip().lower())}
    if rows:
        reading.findings.append(notes.summaries(len(rows), [reading.place(0, row) for row in sorted(rows)[:_SHOWN]]))
    return rows


def _unfinished(reading: Reading, out: set[int]) -> set[int]:
    """Answers that were begun but never sent: the column of sending is empty there and filled elsewhere."""
    for at, one in enumerate(reading.headers):
        column = reading.table.columns[at]
        if one.role != "submitted" or not any(str(value or "").strip() for value in set(column)):
            continue
        rows = {row for row, value in enumerate(column) if not str(value or "").strip() and row not in out}
        if rows:
            places = [reading.place(at, row) for row in sorted(rows)[:_SHOWN]]
            reading.findings.append(notes.unfinished(len(rows), places))
        return rows
    return set()


def _repeated(column: Sequence[object], out: set[int]) -> dict[str, list[int]]:
    """The rows of every value that stands in more than one of the rows that count."""
    plain = {value: str(value).strip().lower() for value in set(column) if value is not None}
    counts = Counter(plain.values())
    if len(plain) == len(column) and len(counts) == len(plain):
        return {}
    found: dict[str, list[int]] = {}
    for row, value in enumerate(column):
        name = plain.get(value, "")
        if row not in out and name not in _NOBODY:
            found.setdefault(name, []).append(row)
    return {name: rows for name, rows in found.items() if len(rows) > 1}


def _written_twice(reading: Reading, out: set[int]) -> set[int]:
    """The same number of an answer with the same cells in the whole row: one answer that stands there twice."""
    left: set[int] = set()
    for at, one in enumerate(reading.headers):
        if one.role != "number":
            continue
        differing = []
        for rows in _repeated(reading.table.columns[at], out).values():
            kinds: dict[tuple[object, ...], int] = {}
            for row in rows:
                cells = tuple(column[row] for column in reading.table.columns)
                if cells in kinds:
                    left.add(row)
                kinds.setdefault(cells, row)
            if len(kinds) > 1:
                differing += list(kinds.values())[1:]
        if left:
            places = [reading.place(at, row) for row in sorted(left)[:_SHOWN]]
            reading.findings.append(notes.copied_rows(len(left), places))
        if differing:
            places = [reading.place(at, row) for row in sorted(differing)[:_SHOWN]]
            reading.findings.append(notes.same_number(len(differing), places))
    return left


def _same_person(reading: Reading, out: set[int]) -> set[int]:
    """Several answers of one token, e-mail or staff number: the option says which counts."""
    left: set[int] = set()
    for at, one in enumerate(reading.headers):
        if one.role not in ("identity", "name"):
            continue
        people = {name: [row for row in rows if row not in left]
                  for name, rows in _repeated(reading.table.columns[at], out).items()}  # fmt: skip
        people = {name: rows for name, rows in people.items() if len(rows) > 1}
        if not people:
            continue
        collected = any(len(rows) > _COLLECTOR for rows in people.values())
        policy = Duplicates.ALL if collected or one.role == "name" else reading.options.duplicates
        again = sorted(row for rows in people.values() for row in rows[1:])
        places = [reading.place(at, row) for row in again[:_SHOWN]]
        finding = notes.same_person(one.text, len(people), len(again), policy, places, collected=collected)
        reading.findings.append(finding)
        if policy is Duplicates.LAST:
            left |= {row for rows in people.values() for row in rows[:-1]}
        elif policy is Duplicates.FIRST:
            left |= set(again)
    return left


def _hasty(reading: Reading, questions: Sequence[int], out: set[int]) -> None:
    """Rows that agree in everything but the time and follow within seconds: likely one answer sent twice."""
    times = [at for at, one in enumerate(reading.headers) if one.role == "time"]
    if not times:
        return
    moving = {*times, *(at for at, one in enumerate(reading.headers) if one.role in ("number", "submitted"))}
    rest = [reading.table.columns[at] for at in range(len(reading.headers)) if at not in moving]
    keys = list(zip(*rest, strict=True))
    counts = Counter(keys)
    if len(counts) == len(keys):
        return
    column = reading.table.columns[times[-1]]
    last: dict[tuple[object, ...], float] = {}
    found = []
    for row, key in enumerate(keys):
        if counts[key] < 2 or row in out or (moment := _moment(column[row])) is None:
            continue
        before = last.get(key)
        if before is not None and 0 <= moment - before <= _SECONDS:
            found.append(row)
        last[key] = moment
    if found:
        places = [reading.place(times[-1], row) for row in found[:_SHOWN]]
        reading.findings.append(notes.hasty(len(found), _SECONDS, places))


def _moment(value: object) -> float | None:
    """A moment in seconds, comparable with those of the same column; ``None`` when it is none."""
    if isinstance(value, dt.datetime):
        return (value - dt.datetime(2000, 1, 1)).total_seconds()
    if not isinstance(value, str):
        return None
    text = arabic_digits(value)
    clock = re.search(r"(\d{1,2}):(\d{2}):(\d{2})", text)
    if clock is None:
        return None
    day = re.findall(r"\d+", text[: clock.start()])
    if len(day) < 3:
        return None
    afternoon = 12 if re.search(r"pm|หลังเที่ยง", text.lower()) and int(clock[1]) < 12 else 0
    # Days only have to differ from each other: two rows of different days are never seconds apart, save at midnight.
    number = int("".join(part.zfill(4) for part in day[:3]))
    return number * 86400 + (int(clock[1]) + afternoon) * 3600 + int(clock[2]) * 60 + int(clock[3])
