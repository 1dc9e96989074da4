"""Data files of the package: loaded with checks that name the file, the line and the field of a fault."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from importlib import resources
from typing import TYPE_CHECKING, Any, TypeVar

from ita_xl.errors import Place, RulesError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from importlib.resources.abc import Traversable

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Node:
    """A table of a TOML file that knows its file and its path in it, so that a fault can be pointed at."""

    file: str
    text: str
    path: tuple[str | int, ...]
    data: dict[str, Any]

    def fault(self, field: str, message: str) -> RulesError:
        """An error at ``field`` of this table."""
        path = ".".join(str(step) for step in (*self.path, field) if step != "")
        return RulesError(
            "E201",
            f"แฟ้มข้อมูล {self.file} บรรทัดที่ {line_of(self.text, (*self.path, field))} ช่อง “{path}”: {message}",
            cure="แก้ไขแฟ้มข้อมูลตามที่ระบุ หรือติดตั้งโปรแกรมใหม่",
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
        return Node(self.file, self.text, (*self.path, field), self._get(field, dict, default))

    def tables(self, field: str, default: list[Any] | None = None) -> Iterator[Node]:
        """The tables of a list."""
        value: list[Any] = self._get(field, list, default)
        for number, one in enumerate(value):
            if not isinstance(one, dict):
                raise self.fault(field, "ต้องเป็นรายการของตาราง")
            yield Node(self.file, self.text, (*self.path, field, number), one)

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
    text = resource.read_text(encoding="utf-8")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise RulesError(
            "E201",
            f"แฟ้มข้อมูล {resource.name} อ่านไม่ได้: {fault}",
            cure="แก้ไขแฟ้มข้อมูลตามที่ระบุ หรือติดตั้งโปรแกรมใหม่",
            place=Place(resource.name),
        ) from None
    node = Node(resource.name, text, (), data)
    if node.whole("schema") != 1:
        raise node.fault("schema", "โปรแกรมรุ่นนี้อ่านได้เฉพาะ schema 1")
    return node


def package_files(package: str) -> dict[str, Traversable]:
    """The TOML files of a package by their name without ending."""
    found = (one for one in resources.files(package).iterdir() if one.name.endswith(".toml"))
    return {one.name.removesuffix(".toml"): one for one in sorted(found, key=lambda one: one.name)}


def line_of(text: str, path: tuple[str | int, ...]) -> int:
    """The 1-based line where ``path`` stands in a TOML text, or that of the nearest table around it.

    Follows ``[table]`` and ``[[list]]`` headers, and lists whose inline tables stand one a line.
    """
    lines = text.splitlines()
    first, last = 0, len(lines)
    found = 0
    steps = list(path)
    while steps:
        name = steps.pop(0)
        number = steps.pop(0) if steps and isinstance(steps[0], int) else None
        header = [
            at for at in range(first, last) if re.match(rf"\s*\[\[?{re.escape(str(name))}\]\]?\s*(#|$)", lines[at])
        ]
        if header:
            at = header[number if isinstance(number, int) and number < len(header) else 0]
            found, first = at, at + 1
            last = next((n for n in range(first, last) if lines[n].startswith("[")), last)
            continue
        key = re.compile(rf"(^|[{{,\s]){re.escape(str(name))}\s*=")
        at_key = next((at for at in range(first, last) if key.search(lines[at])), None)
        if at_key is None:
            break
        found = at_key
        if isinstance(number, int):
            entries = [at for at in range(at_key + 1, last) if lines[at].lstrip().startswith("{")]
            if number < len(entries):
                found = entries[number]
                first, last = found, found + 1
        elif not steps:
            break
    return found + 1
