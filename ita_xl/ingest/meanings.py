"""What a column or a row means, in the words of a map; years told by their distance to the year assessed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ita_xl.assessment import Kind
from ita_xl.ingest.model import VALUES, Column, Role, RowKey
from ita_xl.thai import arabic_digits, normalise, squash

if TYPE_CHECKING:
    from ita_xl.framework import Framework

ROLES = {
    "score": Role.SCORE, "before": Role.BEFORE, "change": Role.CHANGE, "points": Role.POINTS, "tool": Role.TOOL,
    "level": Role.LEVEL, "part": Role.PART, "year": Role.YEAR, "agency": Role.AGENCY, "province": Role.PROVINCE,
    "district": Role.DISTRICT, "order": Role.ORDER, "ignore": Role.IGNORED,
}  # fmt: skip
WORDS = {role: word for word, role in ROLES.items()}
#: A column of names or codes of rows; no role of a figure.
LABEL = "label"
IGNORE = "ignore"
_TOOLS = ("IIT", "EIT", "EIT1", "EIT2", "OIT")
_FURTHEST = 20
_YEAR = re.compile(r"(?<!\d)(?<!\d[.,])(25[5-9]\d|20[1-4]\d)(?![.,]?\d)")
_SHORT_YEAR = re.compile(r"((?:ปี\s*(?:งบ\s*(?:ประมาณ)?)?\s*(?:พ\.?\s?ศ\.?)?|fy|ita)\s*)([67]\d)(?!\d)", re.IGNORECASE)
_TOKEN = re.compile(r"\{ปี(?:[+-]\d{1,2})?\}")
ANY_YEAR = "{*}"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column is; ``offset`` is its year less the year assessed. ``label`` marks a column of names of rows."""

    column: Column
    offset: int | None = None
    label: bool = False

    def bound(self, year: int, framework: Framework) -> Column:
        """The column in a file of a year, under the rules of its table."""
        key = self.column.key
        if key is not None:
            key = bound_key(key, framework)
        return replace(self.column, key=key, year=None if self.offset is None else year + self.offset)


def bound_key(key: RowKey, framework: Framework) -> RowKey:
    """A row key under the rules of a year: an item that the year does not have is foreign."""
    return replace(key, foreign=key.kind is Kind.ITEM and key.ref not in framework.items)


# -- words → meaning -------------------------------------------------------------------------------------------------


def parse_meaning(text: str) -> Meaning:
    """A column from its words: a role, perhaps a score, then ``part=``, ``year=`` and ``agency=``.

    >>> parse_meaning("score year=-1").offset, parse_meaning("tool IIT").column.key.ref
    (-1, 'IIT')

    Raises:
        ValueError: with the reason in Thai.
    """
    words, agency = text.strip(), ""
    if found := re.search(r"(?:^|\s)agency\s*=\s*(\S.*)$", words):
        words, agency = words[: found.start()], found[1].strip()
    part: int | None = None
    offset: int | None = None
    plain: list[str] = []
    for word in words.split():
        name, equals, value = word.partition("=")
        if not equals:
            plain.append(word)
        elif name == "part" and value in ("1", "2"):
            part = int(value)
        elif name == "year" and re.fullmatch(r"[+-]?\d{1,2}", value) and abs(int(value)) <= _FURTHEST:
            offset = int(value)
        elif name == "year":
            raise ValueError(f"ปี “{value}” ต้องเป็นจำนวนปีที่ห่างจากปีที่ประเมิน เช่น year=0 หรือ year=-1")
        else:
            raise ValueError(f"ไม่รู้จัก “{word}” ใช้ได้เฉพาะ part=1, part=2, year=-1 และ agency=ชื่อ")
    if plain == [LABEL] and part is None and offset is None and not agency:
        return Meaning(Column(Role.IGNORED), label=True)
    role = Role.SCORE
    if plain and plain[0] in ROLES and not (plain[0] == "tool" and len(plain) > 1):
        role = ROLES[plain.pop(0)]
    key = parse_subject(" ".join(plain)) if plain else None
    if key is not None and role not in VALUES:
        raise ValueError(f"คอลัมน์ “{WORDS[role]}” ไม่มีชื่อคะแนน “{' '.join(plain)}”")
    if key is None and not plain and not words.strip():
        raise ValueError("ต้องบอกความหมายของคอลัมน์ เช่น score")
    return Meaning(Column(role, part, None, "", agency, key), offset)


def parse_subject(text: str) -> RowKey:
    """The score a row or a column is about: ``i1``, ``e1:2``, ``indicator 6``, ``indicator 6:2``, ``EIT1``, …

    >>> parse_subject("item e1:2").part, parse_subject("indicator 10").ref, parse_subject("overall").kind.value
    (2, '10', 'overall')

    Raises:
        ValueError: with the reason in Thai.
    """
    plain = " ".join(arabic_digits(text).split())
    if plain.lower() == "overall":
        return RowKey(Kind.OVERALL)
    if found := re.fullmatch(r"(?:item )?([ieoIEO])([1-9]\d?)(?::([12]))?", plain):
        letter = found[1].lower()
        if found[3] and letter != "e":
            raise ValueError(f"ข้อ {letter}{found[2]} ไม่มีส่วนที่ {found[3]} มีเฉพาะข้อของ EIT")
        return RowKey(Kind.ITEM, f"{letter}{found[2]}", part=int(found[3]) if found[3] else None)
    if found := re.fullmatch(r"indicator (10|[1-9])(?::([12]))?", plain):
        if not found[2]:
            return RowKey(Kind.INDICATOR, found[1])
        return RowKey(Kind.INDICATOR_PART, f"{found[1]}:{found[2]}", part=int(found[2]))
    if (tool := plain.removeprefix("tool ").upper()) in _TOOLS:
        return RowKey(Kind.TOOL, tool)
    raise ValueError(
        f"ไม่รู้จัก “{text}” ใช้ได้เช่น score, before, change, level, agency, ignore "
        "หรือชื่อคะแนน i1, e1:2, indicator 6, tool IIT, overall"
    )


# -- meaning → words -------------------------------------------------------------------------------------------------


def meaning_of(column: Column, year: int) -> str:
    """The words of a column in a file of a year; :func:`parse_meaning` reads them back.

    >>> meaning_of(Column(Role.SCORE, part=1, year=2567), 2568)
    'score part=1 year=-1'
    """
    words = [WORDS[column.role]]
    if column.key is not None and column.role in VALUES:
        subject = subject_of(column.key)
        words = [subject] if column.role is Role.SCORE else [*words, subject]
    if column.part:
        words.append(f"part={column.part}")
    if column.year is not None:
        words.append("year=0" if column.year == year else f"year={column.year - year:+d}")
    if column.agency:
        words.append(f"agency={' '.join(column.agency.split())}")
    return " ".join(words)


def subject_of(key: RowKey) -> str:
    """The words of a score; :func:`parse_subject` reads them back.

    >>> subject_of(RowKey(Kind.INDICATOR_PART, "6:2", part=2)), subject_of(RowKey(Kind.ITEM, "e1", part=1))
    ('indicator 6:2', 'item e1:1')
    """
    if key.kind is Kind.ITEM:
        return f"item {key.ref}:{key.part}" if key.part else f"item {key.ref}"
    if key.kind in (Kind.INDICATOR, Kind.INDICATOR_PART):
        return f"indicator {key.ref}"
    return f"tool {key.ref}" if key.kind is Kind.TOOL else "overall"


# -- years -----------------------------------------------------------------------------------------------------------


def pattern(text: str, year: int | None) -> str:
    """A text for comparing, its years told by their distance to the year assessed; any year where that is not known.

    >>> pattern("ผลคะแนน ปี พ.ศ. ๒๕๖๗", 2568), pattern("ITA 68", 2568), pattern("ปี 2568", None)
    ('ผลคะแนนปีพ.ศ.{ปี-1}', 'ita{ปี}', 'ปี{*}')
    """
    return generalised(squash(text), year)


def generalised(text: str, year: int | None) -> str:
    """A text with its years told by their distance to the year assessed."""
    plain = _YEAR.sub(lambda found: _token(int(found[1]), year), arabic_digits(normalise(text)))
    return _SHORT_YEAR.sub(lambda found: found[1] + _token(2500 + int(found[2]), year), plain)


def _token(named: int, year: int | None) -> str:
    if year is None:
        return ANY_YEAR
    offset = (named + 543 if named < 2500 else named) - year
    return "{ปี}" if not offset else f"{{ปี{offset:+d}}}"


def any_year(text: str) -> str:
    """A pattern whose years may be any ones.

    >>> any_year("ผล{ปี-1}")
    'ผล{*}'
    """
    return _TOKEN.sub(ANY_YEAR, text)


def readable(text: str, year: int) -> str:
    """A text for a map as people write it, as long as it gives the same pattern."""
    own = " ".join(generalised(text, year).split())
    return own if pattern(own, None) == pattern(text, year) else pattern(text, year)
