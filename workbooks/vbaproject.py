"""vbaProject.bin from VBA sources (MS-OVBA), without Excel: the same sources give the same bytes.

The project holds sources only: no compiled code of any version of Excel, which compiles it when it is first run. VBA
stores text in the code page of one machine; sources are therefore ASCII, and Thai texts stay in cells.
"""

from __future__ import annotations

import re
import struct
import uuid
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from compound import compound_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_CODE_PAGE, _LANGUAGE = 1252, 0x409
_CHUNK = 4096
_SHORTEST_COPY = 3
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}")
_TITLE = re.compile(r'Attribute VB_Name = "([^"]*)"')

# The libraries that Excel itself names in every project; VBA's and its own it adds without being told.
_LIBRARIES = (
    (
        "stdole",
        r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation",
    ),
    (
        "Office",
        r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#C:\Program Files\Common Files\Microsoft Shared"
        r"\OFFICE16\MSO.DLL#Microsoft Office 16.0 Object Library",
    ),
)

_CLASS_ATTRIBUTES = """\
Attribute VB_Name = "{name}"
Attribute VB_Base = "0{{{base}-0000-0000-C000-000000000046}}"
Attribute VB_GlobalNameSpace = False
Attribute VB_Creatable = False
Attribute VB_PredeclaredId = True
Attribute VB_Exposed = True
Attribute VB_TemplateDerived = False
Attribute VB_Customizable = True
"""
_WORKBOOK, _WORKSHEET = "00020819", "00020820"


class ModuleKind(StrEnum):
    """What a module belongs to, in the words of the stream PROJECT."""

    STANDARD = "Module"
    DOCUMENT = "Document"


@dataclass(frozen=True)
class Module:
    """One module of a project: its name and its source, lines ending with CR LF, attributes first."""

    name: str
    source: str
    kind: ModuleKind

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"{self.name!r} cannot name a VBA module: a letter, then up to 30 letters and digits")


def module_of(path: Path) -> Module:
    """A standard module from its text file (.bas), as Excel exports and imports it.

    Raises:
        ValueError: with the place, where the file is not ASCII or does not begin with its own name.
    """
    text = path.read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.isascii():
            raise ValueError(f"{path.name}, line {number}: a VBA source is ASCII; Thai belongs in cells")
    title = _TITLE.match(text)
    if title is None or title[1] != path.stem:
        raise ValueError(f'{path.name}, line 1: must be Attribute VB_Name = "{path.stem}"')
    return Module(path.stem, _lines(text), ModuleKind.STANDARD)


def document(name: str, *, workbook: bool = False) -> Module:
    """The module without code that a workbook (``ThisWorkbook``) or a sheet (its code name) must have."""
    attributes = _CLASS_ATTRIBUTES.format(name=name, base=_WORKBOOK if workbook else _WORKSHEET)
    return Module(name, _lines(attributes), ModuleKind.DOCUMENT)


def vba_project(modules: Sequence[Module], name: str = "VBAProject") -> bytes:
    """The file xl/vbaProject.bin of some modules.

    Raises:
        ValueError: for two modules of one name (VBA ignores case).
    """
    if len({one.name.lower() for one in modules}) < len(modules):
        raise ValueError(f"two modules of one name: {', '.join(one.name for one in modules)}")
    streams = {
        "PROJECT": _project(modules, name),
        "PROJECTwm": b"".join(_bytes(one.name) + b"\0" + _wide(one.name) + b"\0\0" for one in modules) + b"\0\0",
        # No version of VBA has written compiled code into this project: every one compiles its sources.
        "VBA/_VBA_PROJECT": struct.pack("<HHBH", 0x61CC, 0xFFFF, 0, 0),
        "VBA/dir": compress(_dir(modules, name)),
    }
    streams |= {f"VBA/{one.name}": compress(_bytes(one.source)) for one in modules}
    return compound_file(streams)


def _lines(text: str) -> str:
    return "".join(f"{line}\r\n" for line in text.rstrip().splitlines())


def _bytes(text: str) -> bytes:
    return text.encode("ascii")


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def _record(number: int, data: bytes = b"") -> bytes:
    return struct.pack("<HI", number, len(data)) + data


def _dir(modules: Sequence[Module], name: str) -> bytes:
    """The stream that lists the project's properties, libraries and modules (MS-OVBA 2.3.4.2)."""
    long, short = "<I", "<H"
    found = [
        _record(0x01, struct.pack(long, 1)),  # 32-bit Windows, as every Excel writes
        _record(0x02, struct.pack(long, _LANGUAGE)),
        _record(0x14, struct.pack(long, _LANGUAGE)),
        _record(0x03, struct.pack(short, _CODE_PAGE)),
        _record(0x04, _bytes(name)),
        *(_record(one) for one in (0x05, 0x40, 0x06, 0x3D)),  # no description, no help file
        _record(0x07, struct.pack(long, 0)),
        _record(0x08, struct.pack(long, 0)),
        struct.pack("<HIIH", 0x09, 4, 1, 1),  # the version's record says 4 and has 6 bytes
        _record(0x0C),
        _record(0x3C),
    ]
    for title, library in _LIBRARIES:
        path = _bytes(library)
        found += [
            _record(0x16, _bytes(title)),
            _record(0x3E, _wide(title)),
            _record(0x0D, struct.pack(long, len(path)) + path + bytes(6)),
        ]
    found += [_record(0x0F, struct.pack(short, len(modules))), _record(0x13, b"\xff\xff")]
    for one in modules:
        found += [
            _record(0x19, _bytes(one.name)),
            _record(0x47, _wide(one.name)),
            _record(0x1A, _bytes(one.name)),
            _record(0x32, _wide(one.name)),
            _record(0x1C),
            _record(0x48),
            _record(0x31, struct.pack(long, 0)),  # the source begins at once: no compiled code before it
            _record(0x1E, struct.pack(long, 0)),
            _record(0x2C, b"\xff\xff"),
            _record(0x21 if one.kind is ModuleKind.STANDARD else 0x22),
            _record(0x2B),
        ]
    return b"".join([*found, _record(0x10)])


def _project(modules: Sequence[Module], name: str) -> bytes:
    """The stream PROJECT (MS-OVBA 2.3.1): text for people and for the editor."""
    text = name + "".join(one.name + one.source for one in modules)
    identity = f"{{{uuid.uuid5(uuid.NAMESPACE_OID, text)}}}".upper()
    lines = [f'ID="{identity}"']
    for one in modules:
        lines.append(f"{one.kind}={one.name}" + ("/&H00000000" if one.kind is ModuleKind.DOCUMENT else ""))
    lines += [
        f'Name="{name}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{_obscured(bytes(4), identity, 0x07)}"',  # nobody is kept out
        f'DPB="{_obscured(bytes(1), identity, 0x0E)}"',  # no password
        f'GC="{_obscured(bytes([255]), identity, 0x15)}"',  # the editor shows it
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
        *(f"{one.name}=0, 0, 0, 0, C" for one in modules),
    ]
    return _bytes("".join(f"{line}\r\n" for line in lines))


def _obscured(data: bytes, identity: str, seed: int) -> str:
    """The obscured form of a property (MS-OVBA 2.4.3.2); the seed may be any byte."""
    version, key = 2, sum(_bytes(identity)) & 0xFF
    out = [seed, seed ^ version, seed ^ key]
    plain = key
    for byte in bytes((seed & 6) // 2) + struct.pack("<I", len(data)) + data:
        out.append(byte ^ ((out[-2] + plain) & 0xFF))
        plain = byte
    return bytes(out).hex().upper()


def compress(data: bytes) -> bytes:
    """The compressed form of a stream (MS-OVBA 2.4.1): chunks of 4,096 bytes, each with copies from within itself."""
    return b"\x01" + b"".join(map(_chunk, (data[at : at + _CHUNK] for at in range(0, len(data), _CHUNK))))


def _chunk(data: bytes) -> bytes:
    body = b"".join(_groups(data))
    if len(body) < _CHUNK:
        return struct.pack("<H", 0xB000 | (len(body) - 1)) + body
    return struct.pack("<H", 0x3000 | (_CHUNK - 1)) + data.ljust(_CHUNK, b"\0")


def _groups(data: bytes) -> Iterator[bytes]:
    """Eight tokens at a time behind a byte that says which of them are copies."""
    seen: dict[bytes, list[int]] = {}
    at = 0
    while at < len(data):
        flags, tokens = 0, b""
        for bit in range(8):
            if at >= len(data):
                break
            offset, length = _copy(data, at, seen)
            if length:
                flags |= 1 << bit
                width = _offset_bits(at)
                tokens += struct.pack("<H", (offset - 1) << (16 - width) | (length - _SHORTEST_COPY))
            else:
                tokens += data[at : at + 1]
                length = 1
            for start in range(at, at + length):
                seen.setdefault(data[start : start + _SHORTEST_COPY], []).append(start)
            at += length
        yield bytes([flags]) + tokens


def _offset_bits(at: int) -> int:
    """How many bits of a copy say how far back it lies, at a place in the chunk."""
    return max(4, (at - 1).bit_length())


def _copy(data: bytes, at: int, seen: dict[bytes, list[int]]) -> tuple[int, int]:
    """The longest earlier run that goes on here: how far back, and how long; 0 long where none is worth it."""
    most = min((0xFFFF >> _offset_bits(at)) + _SHORTEST_COPY, len(data) - at)
    offset = longest = 0
    if most < _SHORTEST_COPY:
        return 0, 0
    for start in reversed(seen.get(data[at : at + _SHORTEST_COPY], [])):
        length = _SHORTEST_COPY
        while length < most and data[start + length] == data[at + length]:
            length += 1
        if length > longest:
            offset, longest = at - start, length
            if length == most:
                break
    return offset, longest
