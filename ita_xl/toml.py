"""Data files of the package: loaded with checks that name the file, the line and the field of a fault."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from importlib import resources
from typing import TYPE_CHECKING, Any, TypeVar

from ita_xl.errors import Place, RulesError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from ita_xl.errors import ItaError

T = TypeVar("T")

#: A line that begins another table; rows of a list of lists are indented and have commas.
_HEADER = re.compile(r"\[|\s+\[\[?[^\[\],]+\]\]?\s*(?:#|$)")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of TOML file: the code of its faults, what it is called, and the cure of a fault."""

    code: str
    name: str
    cure: str


#: Files that come with the package.
PACKAGE = Kind("E201", "แฟ้มข้อมูล", "แก้ไขแฟ้มข้อมูลตามที่ระบุ หรือติดตั้งโปรแกรมใหม่")


@dataclass(frozen=True, slots=True)
class Node:
    """A table of a TOML file that knows its file and its path in it, so that a fault can be pointed at."""

    file: str
    text: str
    path: tuple[str | int, ...]
    data: dict[str, Any]
    kind: Kind = PACKAGE

    def fault(self, field: str, message: str) -> RulesError:
        """An error at ``field`` of this table."""
        path = ".".join(str(step) for step in (*self.path, field) if step != "")
        return RulesError(
            self.kind.code,
            f"{self.kind.name} {self.file} บรรทัดที่ {line_of(self.text, (*self.path, field))} ช่อง “{path}”: {message}",
            cure=self.kind.cure,
            place=Place(self.file),
        )

    def _get(self, field: str, kind: type[T], default: T | None) -> T:
        value = self.data.get(field, default)
        if value is None:
            raise self.fault(field, "ไม่มีค่า")
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.fault(field, f"ต้องเป็นชนิด {kind.__name__} แต่พบ {type(value).__name__}")
        return value

    def text_of(self, field: str, default: str | None = None) -> str:
        """A text; empty only if the default is."""
        value = self._get(field, str, default)
        if not value.strip() and default is None:
            raise self.fault(field, "ต้องไม่ว่าง")
        return value

    def choice(self, field: str, options: Collection[str], default: str | None = None) -> str:
        """A text that is one of ``options``."""
        value = self._get(field, str, default)
        if value not in options:
            raise self.fault(field, f"ต้องเป็นค่าใดค่าหนึ่งใน {', '.join(sorted(options))} แต่พบ “{value}”")
        return value

    def whole(self, field: str, default: int | None = None) -> int:
        """A whole number."""
        return self._get(field, int, default)

    def flag(self, field: str, default: bool | None = None) -> bool:
        """A truth value."""
        return self._get(field, bool, default)

    def decimal(self, field: str) -> Decimal:
        """A number written as a text, so that it is exact."""
        value = self.text_of(field)
        try:
            return Decimal(value)
        except InvalidOperation:
            raise self.fault(field, f"“{value}” ไม่ใช่ตัวเลข") from None

    def texts(self, field: str, default: list[str] | None = None) -> tuple[str, ...]:
        """A list of texts."""
        value: list[Any] = self._get(field, list, default)
        if not all(isinstance(one, str) and one.strip() for one in value):
            raise self.fault(field, "ต้องเป็นรายการข้อความ")
        return tuple(value)

    def table(self, field: str, default: dict[str, Any] | None = None) -> Node:
        """A table inside this one."""
        return replace(self, path=(*self.path, field), data=self._get(field, dict, default))

    def tables(self, field: str, default: list[Any] | None = None) -> Iterator[Node]:
        """The tables of a list."""
        value: list[Any] = self._get(field, list, default)
        for number, one in enumerate(value):
            if not isinstance(one, dict):
                raise self.fault(field, "ต้องเป็นรายการของตาราง")
            yield replace(self, path=(*self.path, field, number), data=one)

    def only(self, *fields: str) -> None:
        """Refuse fields that are not of this kind of table: a mistyped name must not pass in silence."""
        for field in self.data:
            if field not in fields:
                raise self.fault(field, "ไม่รู้จักช่องนี้")


def load(resource: Traversable) -> Node:
    """Read one TOML file of the package.

    Raises:
        RulesError: E201, with file and line, when the file is no TOML or not of schema 1.
    """
    return parse(resource.name, resource.read_text(encoding="utf-8"))


def read_text(file: Path, refuse: Callable[[str], ItaError], longest: int) -> str:
    """The text of a TOML file that a person wrote (UTF-8, with or without its mark).

    Raises:
        ItaError: what ``refuse`` makes of the reason (Thai), when there is no such file, it has over ``longest`` bytes,
            or it is no text.
    """
    try:
        if file.stat().st_size > longest:
            raise refuse("แฟ้มใหญ่ผิดปกติ")
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise refuse("ไม่พบแฟ้ม") from None
    except UnicodeDecodeError:
        raise refuse("ไม่ใช่ข้อความ UTF-8") from None
    except OSError as fault:
        raise refuse(fault.strerror or "เปิดไม่ได้") from None


def parse(name: str, text: str, kind: Kind = PACKAGE) -> Node:
    """The text of a TOML file of some kind.

    Raises:
        RulesError: the code of its kind, with file and line, when the text is no TOML or not of schema 1.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise RulesError(kind.code, f"{kind.name} {name} อ่านไม่ได้: {fault}", cure=kind.cure, place=Place(name)) from None
    node = Node(name, text, (), data, kind)
    if node.whole("schema") != 1:
        raise node.fault("schema", "โปรแกรมรุ่นนี้อ่านได้เฉพาะ schema 1")
    return node


def package_files(package: str) -> dict[str, Traversable]:
    """The TOML files of a package by their name without ending."""
    found = (one for one in resources.files(package).iterdir() if one.name.endswith(".toml"))
    return {one.name.removesuffix(".toml"): one for one in sorted(found, key=lambda one: one.name)}


def years_in(package: str) -> tuple[int, ...]:
    """The fiscal years (B.E.) of a package whose files are named after them."""
    return tuple(int(name) for name in package_files(package))


def file_of_year(package: str, fiscal_year: int, subject: str, advice: str = "") -> Traversable:
    """The file of a fiscal year (B.E.) in such a package.

    Args:
        package: the package.
        fiscal_year: the year.
        subject: what the files hold, as the message calls it.
        advice: what to do beside taking one of the years that there are.

    Raises:
        RulesError: E202 when there is none of that year.
    """
    found = package_files(package).get(str(fiscal_year))
    if found is None:
        years = years_in(package)
        raise RulesError(
            "E202",
            f"ไม่มี{subject}ปีงบประมาณ พ.ศ. {fiscal_year} ในโปรแกรม",
            cure=f"ปีที่ใช้ได้คือ พ.ศ. {years[0]}–{years[-1]} {advice}".strip(),
        )
    return found


def line_of(text: str, path: tuple[str | int, ...]) -> int:
    """The 1-based line where ``path`` stands in a TOML text, or that of the nearest table around it.

    Follows ``[table]``, ``[table.inner]`` and ``[[list]]`` headers, dotted keys, and lists whose inline tables stand
    one a line.
    """
    lines = text.splitlines()
    first, last = 0, len(lines)
    found = 0
    steps = list(path)
    above = ""
    while steps:
        name = steps.pop(0)
        number = steps.pop(0) if steps and isinstance(steps[0], int) else None
        key = _key(str(name))
        header = [at for at in range(first, last) if re.match(rf"\s*\[\[?{above}{key}\]\]?\s*(#|$)", lines[at])]
        if header:
            at = header[number if isinstance(number, int) and number < len(header) else 0]
            found, first, above = at, at + 1, rf"{above}{key}\s*\.\s*"
            inner = re.compile(rf"\s*\[\[?{above}")
            last = next((n for n in range(first, last) if _HEADER.match(lines[n]) and not inner.match(lines[n])), last)
            continue
        at_key = next((at for at in range(first, last) if re.search(rf"(^|[{{,\s.]){key}\s*=", lines[at])), None)
        if at_key is None:
            at_key = next((at for at in range(first, last) if re.search(rf"(^|[{{,\s]){key}\s*\.", lines[at])), None)
            if at_key is None:
                break
            found, first = at_key, at_key
            continue
        found = at_key
        if isinstance(number, int):
            entries = [at for at in range(at_key + 1, last) if lines[at].lstrip().startswith("{")]
            if number < len(entries):
                found = entries[number]
                first, last = found, found + 1
        elif not steps:
            break
    return found + 1


def _key(name: str) -> str:
    """A key as a pattern, bare or in quotes."""
    own = re.escape(name)
    return rf"(?:{own}|\"{own}\"|'{own}')"
