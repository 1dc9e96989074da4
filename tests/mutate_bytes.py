"""Accidents in the file of a workbook: in the parts of its package, in its bytes, and in the records of an .xls."""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING

from tests import rawbooks
from tests.nasty_parts import LAUGHS, OUTSIDE
from tests.rawbooks import STREAM_AT, XML

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from tests.rawbooks import Part

# --- changes of parts ---------------------------------------------------------------------------------------------


def _edit(parts: list[Part], at: int, change: Callable[[bytes], bytes]) -> None:
    name, data = parts[at]
    parts[at] = (name, change(data))


def _span(rng: random.Random, data: bytes | bytearray, longest: int = 400) -> slice:
    start = rng.randrange(len(data) or 1)
    return slice(start, start + rng.randint(1, longest))


def cut_part(rng: random.Random, parts: list[Part], at: int) -> None:
    _edit(parts, at, lambda data: data[: rng.randrange(len(data) or 1)])


def delete_span(rng: random.Random, parts: list[Part], at: int) -> None:
    def change(data: bytes) -> bytes:
        span = _span(rng, data)
        return data[: span.start] + data[span.stop :]

    _edit(parts, at, change)


def repeat_span(rng: random.Random, parts: list[Part], at: int) -> None:
    def change(data: bytes) -> bytes:
        span = _span(rng, data, 2000)
        return data[: span.start] + data[span] * rng.choice([2, 2, 50]) + data[span.stop :]

    _edit(parts, at, change)


def drop_part(_: random.Random, parts: list[Part], at: int) -> None:
    del parts[at]


def double_part(rng: random.Random, parts: list[Part], at: int) -> None:
    parts.insert(rng.randrange(len(parts) + 1), (parts[at][0], rng.choice(parts)[1]))


def rename_part(rng: random.Random, parts: list[Part], at: int) -> None:
    name, data = parts[at]
    parts[at] = (rng.choice([name.upper(), name + "x", "/" + name, "../" + name, name.replace("/", "\\")]), data)


def swap_parts(rng: random.Random, parts: list[Part], at: int) -> None:
    other = rng.randrange(len(parts))
    parts[at], parts[other] = (parts[at][0], parts[other][1]), (parts[other][0], parts[at][1])


def junk_attributes(rng: random.Random, parts: list[Part], at: int) -> None:
    """Values of attributes replaced: addresses, types, indexes, repetitions, sizes."""
    values = [
        "", "-1", "0", "4294967295", "99999999999999999999", "XFD1048576", "A0", "A1:XFD1048576", "ก", "NaN", "rId999",
        "s", "str", "b", "e", "d", "1048576", "true", "&a9;", "../workbook.xml", "float", "date",
    ]  # fmt: skip

    def change(data: bytes) -> bytes:
        places = list(re.finditer(rb'="[^"]*"', data))
        for place in sorted(rng.sample(places, k=min(len(places), rng.choice([1, 1, 2, 8]))), key=lambda m: -m.start()):
            data = data[: place.start() + 2] + rng.choice(values).encode() + data[place.end() - 1 :]
        return data

    _edit(parts, at, change)


def junk_texts(rng: random.Random, parts: list[Part], at: int) -> None:
    """Texts between elements replaced: values, indexes of strings, formulas."""
    values = [
        "",
        "-1",
        "4294967295",
        "1e308",
        "1e999",
        "NaN",
        "ก" * 3000,
        "&#0;",
        "&a9;",
        "]]>",
        "<",
        "\x01",
        "2958466",
        "1048577",
    ]

    def change(data: bytes) -> bytes:
        places = list(re.finditer(rb">[^<>]+<", data))
        for place in sorted(rng.sample(places, k=min(len(places), rng.choice([1, 2, 8]))), key=lambda m: -m.start()):
            data = data[: place.start() + 1] + rng.choice(values).encode() + data[place.end() - 1 :]
        return data

    _edit(parts, at, change)


def lying_dimension(rng: random.Random, parts: list[Part], at: int) -> None:
    lie = rng.choice(
        [b"A1:XFD1048576", b"XFD1048576:A1", b"A1", b"", b"ZZZZ9:A", b"A1:B2:C3", b"A4294967295:B4294967295"]
    )

    def change(data: bytes) -> bytes:
        if b"<dimension" not in data:
            return data.replace(b"<sheetData>", b'<dimension ref="' + lie + b'"/><sheetData>')
        return re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="' + lie + b'"', data)

    _edit(parts, at, change)


def repeat_much(rng: random.Random, parts: list[Part], at: int) -> None:
    """An .ods document whose rows or cells repeat; in any other part, addresses far out."""
    times = rng.choice([b"0", b"100", b"16384", b"1048576", b"4294967296"])

    def change(data: bytes) -> bytes:
        mark = rng.choice([(b"<table:table-row", b"rows"), (b"<table:table-cell", b"columns")])
        places = [found.end() for found in re.finditer(mark[0] + rb"(?=[ >])", data)]
        if not places:
            return re.sub(
                rb'r="([A-Z])(\d)"', rb'r="\g<1>' + rng.choice([b"ZZ", b"99999", b""]) + rb'\2"', data, count=9
            )
        place = rng.choice(places)
        return data[:place] + b" table:number-" + mark[1] + b'-repeated="' + times + b'"' + data[place:]

    _edit(parts, at, change)


def entities(rng: random.Random, parts: list[Part], at: int) -> None:
    payload = rng.choice([LAUGHS, OUTSIDE]).encode()

    def change(data: bytes) -> bytes:
        head = re.match(rb"\s*<\?xml[^>]*\?>", data)
        start = head.end() if head else 0
        rest = re.sub(rb">[^<>]+<", b">&a9;<", data[start:], count=rng.choice([0, 1, 3]))
        return data[:start] + payload + rest

    _edit(parts, at, change)


def other_encoding(rng: random.Random, parts: list[Part], at: int) -> None:
    encoding = rng.choice(["utf-16", "utf-16-be", "cp874", "utf-8-sig", "utf-32"])
    text = parts[at][1].decode(errors="replace").replace("UTF-8", rng.choice([encoding, "UTF-8", "x-none"]))
    parts[at] = (parts[at][0], text.encode(encoding, errors="replace"))


def deep(rng: random.Random, parts: list[Part], at: int) -> None:
    def change(data: bytes) -> bytes:
        place = data.find(b">", rng.randrange(len(data) or 1)) + 1
        return data[:place] + b"<a>" * rng.choice([10, 3000, 100_000]) + data[place:]

    _edit(parts, at, change)


def grow(rng: random.Random, parts: list[Part], at: int) -> None:
    """One element of the part ten thousand times."""

    def change(data: bytes) -> bytes:
        places = list(re.finditer(rb"<(\w+(?::[\w-]+)?)[ >](?:(?!</\1>).){0,300}</\1>", data, re.DOTALL))
        if not places:
            return data + data
        place = rng.choice(places)
        return data[: place.start()] + place[0] * 10_000 + data[place.end() :]

    _edit(parts, at, change)


def loop_links(rng: random.Random, parts: list[Part], at: int) -> None:
    """Relations that lead to other parts than they should, or to themselves."""
    links = [number for number, (name, _) in enumerate(parts) if name.endswith(".rels")]
    targets = [name.encode() for name, _ in parts] + [
        b"",
        b"workbook.xml",
        b"_rels/workbook.xml.rels",
        b"../../../x",
        b"http://a/",
    ]
    where = rng.choice(links) if links else at
    _edit(
        parts, where, lambda data: re.sub(rb'Target="[^"]*"', lambda _: b'Target="' + rng.choice(targets) + b'"', data)
    )


def list_sheets_again(rng: random.Random, parts: list[Part], _: int) -> None:
    """Sheets listed several times, under the same or other names, or without a part."""
    for at, (name, data) in enumerate(parts):
        listed = re.findall(rb"<sheet [^>]*/>", data) if name.endswith("workbook.xml") else []
        if listed:
            extra = [
                re.sub(rb'name="[^"]*"', b'name="%d"' % n, rng.choice(listed)) for n in range(rng.choice([1, 5, 900]))
            ]
            extra.append(b'<sheet name="x" sheetId="77" r:id="rId777"/>')
            parts[at] = (name, data.replace(b"</sheets>", b"".join(extra) + b"</sheets>"))


def raw_sheet(rng: random.Random, parts: list[Part], at: int) -> None:
    """A part that becomes a sheet of other cells, or what only looks like one."""
    rows = "".join(
        f'<row r="{rng.choice([n, n, 7, ""])}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(rng.choice([0, 5, 999]))
    )
    parts[at] = (parts[at][0], rng.choice([rawbooks.sheet_of(rows), XML, XML + "<a/>", rows]).encode())


PARTS: tuple[Callable[[random.Random, list[Part], int], None], ...] = (
    cut_part, delete_span, delete_span, repeat_span, drop_part, double_part, rename_part, swap_parts, junk_attributes,
    junk_attributes, junk_attributes, junk_texts, junk_texts, lying_dimension, repeat_much, repeat_much, entities,
    other_encoding, deep, grow, loop_links, list_sheets_again, raw_sheet,
)  # fmt: skip

# --- changes of bytes ---------------------------------------------------------------------------------------------


def flip_bits(rng: random.Random, data: bytearray) -> None:
    for _ in range(rng.choice([1, 2, 8, 64])):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def flip_bits_at_the_ends(rng: random.Random, data: bytearray) -> None:
    """Where the directory of a package and the head of a compound file stand."""
    for _ in range(rng.choice([1, 3, 9])):
        at = rng.randrange(min(len(data), 600))
        data[rng.choice([at, -at - 1])] = rng.choice([0, 0xFF, 0x7F, 0x80, rng.randrange(256)])


def overwrite(rng: random.Random, data: bytearray) -> None:
    span = _span(rng, data, 64)
    length = len(data[span])
    data[span] = rng.choice([bytes(length), b"\xff" * length, rng.randbytes(length)])


def cut_bytes(rng: random.Random, data: bytearray) -> None:
    del data[rng.randrange(len(data)) :]


def delete_bytes(rng: random.Random, data: bytearray) -> None:
    del data[_span(rng, data, 600)]


def insert_bytes(rng: random.Random, data: bytearray) -> None:
    at = rng.randrange(len(data) + 1)
    data[at:at] = rng.choice(
        [rng.randbytes(20), bytes(5000), b"PK\x03\x04", "ก".encode(), "ก".encode("cp874"), b'"', b"\r"]
    )


def repeat_bytes(rng: random.Random, data: bytearray) -> None:
    span = _span(rng, data, 3000)
    data[span.start : span.start] = data[span] * rng.choice([1, 3, 40])


def surround(rng: random.Random, data: bytearray) -> None:
    extra = rng.choice([rng.randbytes(30), bytes(512), b"PK\x05\x06" + bytes(18), bytes(data[:500])])
    at = rng.choice([0, len(data)])
    data[at:at] = extra


BYTES: tuple[Callable[[random.Random, bytearray], None], ...] = (
    flip_bits, flip_bits, flip_bits_at_the_ends, overwrite, cut_bytes, delete_bytes, insert_bytes, repeat_bytes,
    surround,
)  # fmt: skip


def _records(data: bytearray) -> list[tuple[int, int]]:
    """Where the records of a compound file begin, and their kinds, as far as they follow each other."""
    at = data.find(b"\x09\x08\x10\x00\x00\x06", STREAM_AT)
    found = []
    while 0 <= at < len(data) - 4 and len(found) < 100_000:
        kind, length = struct.unpack_from("<HH", data, at)
        if not kind:
            break
        found.append((at, kind))
        at += 4 + length
    return found


def record_kind(rng: random.Random, data: bytearray) -> None:
    for at, _ in rng.choices(_records(data) or [(0, 0)], k=3):
        kinds = (
            6,
            0x0A,
            0x2F,
            0x3C,
            0x85,
            0xBD,
            0xBE,
            0xE5,
            0xFC,
            0xFD,
            0x18,
            0x200,
            0x203,
            0x204,
            0x207,
            0x27E,
            0x809,
        )
        struct.pack_into("<H", data, at, rng.choice(kinds))


def record_length(rng: random.Random, data: bytearray) -> None:
    for at, _ in rng.choices(_records(data) or [(0, 0)], k=2):
        struct.pack_into("<H", data, at + 2, rng.choice([0, 1, 3, 8, 0x2020, 0xFFFF, rng.randrange(200)]))


def record_data(rng: random.Random, data: bytearray) -> None:
    """Rows, columns, counts and indexes at the head of records."""
    wanted = [
        at for at, kind in _records(data) if kind in {6, 0x85, 0xBD, 0xE5, 0xFC, 0xFD, 0x18, 0x200, 0x203, 0x204, 0x27E}
    ]
    for at in rng.choices(wanted or [0], k=rng.choice([1, 4])):
        place = at + 4 + 2 * rng.randrange(6)
        if place + 2 <= len(data):
            struct.pack_into("<H", data, place, rng.choice([0, 1, 0xFF, 0x7FFF, 0xFFFF, rng.randrange(0x10000)]))


RECORDS: tuple[Callable[[random.Random, bytearray], None], ...] = (record_kind, record_length, record_data, record_data)
