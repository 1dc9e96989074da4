"""The parts of a workbook file: read one by one, and written so that those that did not change stay byte for byte."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from typing import NamedTuple
from urllib.parse import unquote

from ita_xl.excel.closed.xml import Element, parse, written
from ita_xl.ingest.limits import Broken

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_UTF8, _LATER_SIZES, _ENCRYPTED = 0x800, 0x8, 0x1
_VERSION = 20
_FIRST_DAY = 1 << 5 | 1
_TYPES = "[Content_Types].xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


class Relation(NamedTuple):
    """What a part speaks of: by the id it uses, the last word of its type, and the part (empty: outside the file)."""

    id: str
    kind: str
    part: str


class _Stored(NamedTuple):
    """A part as it lies in the file: packed, and what the directory says of it."""

    info: zipfile.ZipInfo
    packed: bytes


class Package:
    """A file of parts. Names of parts have no slash at their head and compare without regard to case.

    Raises:
        Broken: no sound package.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._stored: dict[str, _Stored] = {}
        self._put: dict[str, bytes] = {}
        self._trees: dict[str, Element] = {}
        self._as_read: dict[str, bytes] = {}
        self._names: dict[str, str] = {}
        self._removed = False
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for info in archive.infolist():
                    self._store(info)
        except (zipfile.BadZipFile, struct.error, ValueError, OSError) as fault:
            raise Broken from fault

    def _store(self, info: zipfile.ZipInfo) -> None:
        name = info.filename
        head = self.data[info.header_offset : info.header_offset + _LOCAL.size]
        sound = head.startswith(b"PK\x03\x04") and info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        if not sound or info.flag_bits & _ENCRYPTED or name.lower() in self._names:
            raise Broken
        *_, name_length, extra_length = _LOCAL.unpack(head)
        start = info.header_offset + _LOCAL.size + name_length + extra_length
        self._stored[name] = _Stored(info, self.data[start : start + info.compress_size])
        self._names[name.lower()] = name

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._names

    @property
    def names(self) -> list[str]:
        """The names of all parts, in the order of the file."""
        return list(self._names.values())

    def read(self, name: str) -> bytes:
        """The bytes of a part as it is now.

        Raises:
            Broken: it is not there, or damaged.
        """
        own = self._names.get(name.lower())
        if own is None:
            raise Broken
        if own in self._trees:
            return written(self._trees[own])
        return self._put[own] if own in self._put else self._original(own)

    def _original(self, name: str) -> bytes:
        info, packed = self._stored[name]
        try:
            data = packed if info.compress_type == zipfile.ZIP_STORED else zlib.decompressobj(-15).decompress(
                packed, info.file_size + 1
            )  # fmt: skip
        except zlib.error as fault:
            raise Broken from fault
        if len(data) != info.file_size or zlib.crc32(data) != info.CRC:
            raise Broken
        return data

    def tree(self, name: str) -> Element:
        """The XML of a part. What is changed in it is written with the file."""
        own = self._names.get(name.lower(), name)
        if own not in self._trees:
            self._trees[own] = parse(self.read(own))
            if own not in self._put:
                self._as_read[own] = written(self._trees[own])
        return self._trees[own]

    def look(self, name: str) -> Element:
        """The XML of a part that is only read."""
        return parse(self.read(name))

    def put(self, name: str, data: bytes) -> None:
        """Give a part other bytes; a new one comes last."""
        own = self._names.setdefault(name.lower(), name)
        self._trees.pop(own, None)
        self._put[own] = data

    def add(self, name: str, data: bytes, content_type: str) -> None:
        """Add a part, and say what it is."""
        self.put(name, data)
        types = self.tree(_TYPES)
        types.children.append(types.make("Override", {"PartName": f"/{name}", "ContentType": content_type}))

    def know(self, ending: str, content_type: str) -> None:
        """Say what parts of an ending are, unless it is said."""
        types = self.tree(_TYPES)
        if not any((one.get("Extension") or "").lower() == ending for one in types.elements("Default")):
            types.children.insert(0, types.make("Default", {"Extension": ending, "ContentType": content_type}))

    def remove(self, name: str) -> None:
        """Take a part away, with what is said of it."""
        own = self._names.pop(name.lower())
        self._removed |= own in self._stored
        for parts in (self._stored, self._put, self._trees):
            parts.pop(own, None)
        types = self.tree(_TYPES)
        types.children = [
            one
            for one in types.children
            if not (isinstance(one, Element) and (one.get("PartName") or "").lower() == f"/{own.lower()}")
        ]

    # -- relations -----------------------------------------------------------------------------------------------------

    def relations(self, part: str) -> list[Relation]:
        """What a part speaks of; of the whole file for ``""``."""
        own = _relations_of(part)
        if own not in self:
            return []
        return [
            Relation(one.get("Id") or "", (one.get("Type") or "").rpartition("/")[2], _target(part, one))
            for one in self.tree(own).elements("Relationship")
        ]

    def related(self, part: str, kind: str) -> list[str]:
        """The parts of a kind that a part speaks of and that are there."""
        return [one.part for one in self.relations(part) if one.kind == kind and one.part in self]

    def relate(self, part: str, kind: str, target: str) -> str:
        """Let a part speak of another; returns the id."""
        own = _relations_of(part)
        if own not in self:
            root = Element("Relationships", {"xmlns": "http://schemas.openxmlformats.org/package/2006/relationships"})
            self.put(own, written(root))
        root = self.tree(own)
        taken = {one.id for one in self.relations(part)}
        free = next(name for number in range(1, len(taken) + 2) if (name := f"rId{number}") not in taken)
        there = posixpath.relpath(target, posixpath.dirname(part))
        root.children.append(root.make("Relationship", {"Id": free, "Type": _RELATION + kind, "Target": there}))
        return free

    def unrelate(self, part: str, relation: str) -> None:
        """Let a part no longer speak of another; relations of none go as a whole."""
        root = self.tree(_relations_of(part))
        root.children = [one for one in root.children if not (isinstance(one, Element) and one.get("Id") == relation)]
        if not root.elements():
            self.remove(_relations_of(part))

    def free_name(self, pattern: str) -> str:
        """A name that no part has; ``pattern`` has a place for a number."""
        number = 1
        while (name := pattern.format(number)) in self:
            number += 1
        return name

    # -- writing -------------------------------------------------------------------------------------------------------

    def changed(self) -> dict[str, bytes]:
        """The parts that are not what they were, by name; a tree that says the same as before is none."""
        found = {}
        for name in self._names.values():
            if name in self._trees:
                new = written(self._trees[name])
                if new != self._as_read.get(name):
                    found[name] = new
            elif name in self._put and (name not in self._stored or self._put[name] != self._original(name)):
                found[name] = self._put[name]
        return found

    def written(self) -> bytes:
        """The file: the very bytes it was read from where nothing changed."""
        changed = self.changed()
        if not changed and not self._removed:
            return self.data
        file, directory = io.BytesIO(), io.BytesIO()
        for name in self._names.values():
            _enter(file, directory, self._stored.get(name) or _new(name), changed.get(name))
        start, entries = file.tell(), len(self._names)
        size = directory.tell()
        file.write(directory.getvalue())
        file.write(_END.pack(b"PK\x05\x06", 0, 0, entries, entries, size, start, 0))
        return file.getvalue()


def _new(name: str) -> _Stored:
    """A part that the file did not have."""
    info = zipfile.ZipInfo(name)
    info.CRC = 0
    info.flag_bits = 0 if name.isascii() else _UTF8
    return _Stored(info, b"")


def _enter(file: io.BytesIO, directory: io.BytesIO, stored: _Stored, data: bytes | None) -> None:
    """Write a part and its entry of the directory; one that did not change with its packed bytes."""
    info, packed = stored
    method, check, size = info.compress_type, info.CRC, info.file_size
    if data is not None:
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        packed, method = packer.compress(data) + packer.flush(), zipfile.ZIP_DEFLATED
        check, size = zlib.crc32(data), len(data)
    name = info.filename.encode("utf-8" if info.flag_bits & _UTF8 else "cp437")
    flags = info.flag_bits & ~_LATER_SIZES & 0xFFFF
    year, month, day, hour, minute, second = info.date_time
    date = max(year - 1980 << 9 | month << 5 | day, _FIRST_DAY)
    time = hour << 11 | minute << 5 | second // 2
    common = (_VERSION, flags, method, time, date, check, len(packed), size, len(name), 0)
    offset = file.tell()
    file.write(_LOCAL.pack(b"PK\x03\x04", *common) + name + packed)
    system = info.create_system << 8 | _VERSION
    attributes = (0, 0, info.internal_attr, info.external_attr, offset)
    directory.write(_CENTRAL.pack(b"PK\x01\x02", system, *common, *attributes) + name)


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _target(part: str, relation: Element) -> str:
    if relation.get("TargetMode") == "External":
        return ""
    target = unquote(relation.get("Target") or "")
    there = target if target.startswith("/") else posixpath.join("/", posixpath.dirname(part), target)
    return posixpath.normpath(there).lstrip("/")
