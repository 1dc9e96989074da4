"""Compound files (MS-CFB, version 3): the container a VBA project is stored in. The same streams give the same bytes.

No clock, no random numbers and no addresses go in: times and class identifiers are zero, as the format allows.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SECTOR, _SMALL_SECTOR = 512, 64
_SMALL = 4096
"""A stream shorter than this lives in the small sectors of the root's own stream."""
_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_FAT_SECTORS_IN_HEADER = 109
_LONGEST_NAME = 31


@dataclass
class _Entry:
    """One entry of the directory; ``left``, ``right`` and ``child`` number other entries."""

    name: str
    kind: int
    data: bytes = b""
    inside: list[int] = field(default_factory=list)
    left: int = _NONE
    right: int = _NONE
    child: int = _NONE
    red: bool = False
    start: int = 0

    @property
    def rank(self) -> tuple[int, str]:
        """How names are ordered in a compound file: by length, then without regard to case."""
        return len(self.name), self.name.upper()


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """The bytes of a compound file.

    Args:
        streams: contents by path; ``"VBA/dir"`` is the stream ``dir`` in the storage ``VBA``.

    Raises:
        ValueError: for a name longer than 31 characters, or contents beyond the 6.8 MB that need no further table.
    """
    entries = _directory(streams)
    space = _Sectors()
    _place_streams(entries, space)
    directory = b"".join(map(_packed, entries))
    unused = _packed(_Entry("", 0, red=True))
    while len(directory) % _SECTOR:
        directory += unused
    first_directory = space.add(directory)
    return space.file(first_directory)


def _directory(streams: Mapping[str, bytes]) -> list[_Entry]:
    entries = [_Entry("Root Entry", _ROOT)]
    storages = {"": 0}
    for path, data in streams.items():
        folder, _, name = path.rpartition("/")
        if folder not in storages:
            storages[folder] = len(entries)
            entries[0].inside.append(len(entries))
            entries.append(_Entry(folder, _STORAGE))
        entries[storages[folder]].inside.append(len(entries))
        entries.append(_Entry(name, _STREAM, data))
    for entry in entries:
        if len(entry.name) > _LONGEST_NAME:
            raise ValueError(f"a name in a compound file has at most {_LONGEST_NAME} characters: {entry.name!r}")
        ordered = sorted(entry.inside, key=lambda number: entries[number].rank)
        entry.child = _tree(entries, ordered, 1, (len(ordered) + 1).bit_length() - 1)
    return entries


def _tree(entries: list[_Entry], ordered: Sequence[int], depth: int, full: int) -> int:
    """Hang the entries into a red-black tree: every level full but the last, whose nodes are the red ones."""
    if not ordered:
        return _NONE
    middle = len(ordered) // 2
    root = ordered[middle]
    entries[root].red = depth > full
    entries[root].left = _tree(entries, ordered[:middle], depth + 1, full)
    entries[root].right = _tree(entries, ordered[middle + 1 :], depth + 1, full)
    return root


def _place_streams(entries: list[_Entry], space: _Sectors) -> None:
    """Give every stream its sectors; short ones share those of the root."""
    root = entries[0]
    for entry in entries[1:]:
        if entry.kind != _STREAM:
            continue
        entry.start = space.add(entry.data) if len(entry.data) >= _SMALL else space.add_small(entry.data)
    root.data = bytes(space.small)
    root.start = space.add(root.data)


def _packed(entry: _Entry) -> bytes:
    name = f"{entry.name}\0".encode("utf-16-le") if entry.name else b""
    return struct.pack(
        "<64sHBBIII16sIQQIQ",
        name,
        len(name),
        entry.kind,
        not entry.red,
        entry.left,
        entry.right,
        entry.child,
        b"",
        0,
        0,
        0,
        entry.start,
        len(entry.data),
    )


class _Sectors:
    """The sectors of a file and the table that chains them; ``small`` is the stream of the small sectors."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.next: list[int] = []
        self.small = bytearray()
        self.next_small: list[int] = []

    def add(self, data: bytes) -> int:
        """Append a chain of sectors; its first one."""
        first, count = len(self.parts), -(-len(data) // _SECTOR)
        self.parts += [data[at : at + _SECTOR].ljust(_SECTOR, b"\0") for at in range(0, len(data), _SECTOR)]
        self.next += _chain(first, count)
        return first if count else _END

    def add_small(self, data: bytes) -> int:
        first, count = len(self.next_small), -(-len(data) // _SMALL_SECTOR)
        self.small += data.ljust(count * _SMALL_SECTOR, b"\0")
        self.next_small += _chain(first, count)
        return first if count else _END

    def file(self, first_directory: int) -> bytes:
        """Header, sectors and the table of sectors."""
        table = _numbers(self.next_small)
        first_small = self.add(table)
        fats = 1
        while len(self.next) + fats > fats * _SECTOR // 4:
            fats += 1
        if fats > _FAT_SECTORS_IN_HEADER:
            raise ValueError("too much for a compound file without a further table")
        first_fat = len(self.parts)
        fat = _numbers(self.next + [_FAT] * fats)
        where = [first_fat + one if one < fats else _FREE for one in range(_FAT_SECTORS_IN_HEADER)]
        header = struct.pack(
            "<8s16sHHHHH6s9I109I",
            bytes.fromhex("D0CF11E0A1B11AE1"),
            b"",
            0x3E,  # minor version
            3,  # major version: sectors of 512 bytes
            0xFFFE,  # little-endian
            9,  # 2**9 bytes a sector
            6,  # 2**6 bytes a small sector
            b"",
            0,
            fats,
            first_directory,
            0,
            _SMALL,
            first_small,
            len(table) // _SECTOR,
            _END,
            0,
            *where,
        )
        return header + b"".join(self.parts) + fat


def _chain(first: int, count: int) -> list[int]:
    return [*range(first + 1, first + count), _END] if count else []


def _numbers(values: Sequence[int]) -> bytes:
    """A table of numbers in whole sectors."""
    per_sector = _SECTOR // 4
    padding = -len(values) % per_sector
    return struct.pack(f"<{len(values) + padding}I", *values, *[_FREE] * padding)
