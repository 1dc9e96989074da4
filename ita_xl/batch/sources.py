"""Where the inputs of a batch are: files, folders, patterns and zip files → sources, in an order that never changes."""

from __future__ import annotations

import glob
import os
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from ita_xl.errors import InputError, ItaError, Place
from ita_xl.ingest.guard import SUFFIXES, damaged, guard, locked, too_large
from ita_xl.ingest.limits import MAX_FILE_BYTES
from ita_xl.thai import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: What a zip file may hold: three times the agencies of the country, and a folder of theirs unpacked.
MAX_MEMBERS = 25_000
MAX_UNPACKED_BYTES = 4 * 2**30
_ENCRYPTED, _UTF_8 = 0x1, 0x800
#: Files that other programs put beside workbooks.
_PASSED_OVER = ("~$", ".", "__MACOSX")
#: Parts that only a workbook has, whatever its name ends with.
_WORKBOOK_PARTS = {"[Content_Types].xml", "mimetype"}


@dataclass(frozen=True)
class Source:
    """One input: a file, or a member of a zip file (its place in there), or the reason why it is none.

    ``label`` names it in every list: the path from what was given, with ``/``; no two sources share it.
    """

    label: str
    path: Path
    member: int | None = None
    error: ItaError | None = None

    @property
    def name(self) -> str:
        """The name of the file, without its folders."""
        return PurePosixPath(self.label).name


@dataclass(frozen=True)
class Found:
    """The sources of a batch in order, and how many files of other kinds were passed over."""

    sources: tuple[Source, ...]
    passed_over: int = 0


def find(given: Iterable[str | os.PathLike[str]], *, out: Path) -> Found:
    """Find the sources.

    Args:
        given: files, folders (searched with all below them), patterns (``**`` for any folders) and zip files.
        out: the folder of the results; what is in it is no source, unless named itself.

    Returns:
        The sources by what was given, then by path. A path that leads nowhere is a source with its error.
    """
    search = _Search(out.resolve())
    for one in given:
        search.take(os.fspath(one))
    return Found(tuple(search.sources), search.passed_over)


class _Search:
    def __init__(self, out: Path) -> None:
        self.out = out
        self.sources: list[Source] = []
        self.passed_over = 0
        self._seen: set[Path] = set()
        self._labels: set[str] = set()

    def take(self, given: str) -> None:
        path = Path(given)
        if path.is_dir():
            self._folder(path, path.resolve().name)
        elif path.exists() or not glob.has_magic(given):
            self._file(path, path.name)
        else:
            # Of a pattern that begins at the root of a disk, Path.glob makes nothing.
            found = sorted(map(Path, glob.glob(given, recursive=True)), key=_order)  # noqa: PTH207
            files = [one for one in found if one.is_file() and not self._is_ours(one)]
            if not files:
                self._refused(given, path, _no_match(given))
            for one in files:
                self._listed(one, one.name)

    def _folder(self, folder: Path, label: str) -> None:
        files = []
        for where, names, entries in os.walk(folder):
            names[:] = [one for one in names if not one.startswith(_PASSED_OVER)]
            files += [Path(where, one) for one in entries]
        for file in sorted(files, key=_order):
            if not self._is_ours(file):
                self._listed(file, "/".join((label, *file.relative_to(folder).parts)))

    def _is_ours(self, path: Path) -> bool:
        return path.resolve().is_relative_to(self.out)

    def _listed(self, file: Path, label: str) -> None:
        """A file that was found, not named: of other kinds nobody asked."""
        if file.name.startswith(_PASSED_OVER) or file.suffix.lower() not in (*SUFFIXES, ".zip"):
            self.passed_over += 1
        else:
            self._file(file, label)

    def _file(self, file: Path, label: str) -> None:
        real = file.resolve()
        if real in self._seen:
            return
        self._seen.add(real)
        if file.suffix.lower() != ".zip":
            self._add(Source(self._free(label), file))
            return
        try:
            members = list(_members(file))
        except ItaError as error:
            self._refused(label, file, error)
            return
        if members == [None]:
            self._add(Source(self._free(label), file))
            return
        for at, info in enumerate(members):
            if info is None or info.is_dir():
                continue
            name = _member_name(info)
            parts = [one for one in name.replace("\\", "/").split("/") if one not in ("", ".", "..")]
            own = "/".join((label, *parts))
            if not parts or any(one.startswith(_PASSED_OVER) for one in parts):
                continue
            suffix = PurePosixPath(parts[-1]).suffix.lower()
            if suffix == ".zip":
                self._refused(own, file, _nested(own))
            elif suffix in SUFFIXES:
                self._add(Source(self._free(own), file, at))
            else:
                self.passed_over += 1

    def _refused(self, label: str, path: Path, error: ItaError) -> None:
        self._add(Source(self._free(label), path, error=error))

    def _add(self, source: Source) -> None:
        self.sources.append(source)

    def _free(self, label: str) -> str:
        """The label, numbered where another source has it."""
        label = normalise(label)
        found, number = label, 2
        while found in self._labels:
            plain = PurePosixPath(label)
            found = str(plain.with_name(f"{plain.stem} ({number}){plain.suffix}"))
            number += 1
        self._labels.add(found)
        return found


def _order(path: Path) -> tuple[str, ...]:
    return tuple(normalise(part) for part in path.parts)


# -- contents --------------------------------------------------------------------------------------------------------


def content(source: Source) -> bytes:
    """The bytes of a source; a member of a zip file is unpacked in memory, never to a path of its own.

    Raises:
        ItaError: E101 when it cannot be read, E102 damaged, E103 locked, E105 too large.
    """
    if source.error is not None:
        raise source.error
    named = Path(source.name)
    try:
        if source.member is None:
            if source.path.is_file() and source.path.stat().st_size > MAX_FILE_BYTES:
                raise too_large(source.path)
            return source.path.read_bytes()
        package = _open(source.path, source.path.stat().st_mtime_ns)
        info = package.infolist()[source.member]
        if info.flag_bits & _ENCRYPTED:
            raise locked(named)
        if info.file_size > MAX_FILE_BYTES:
            raise too_large(named)
        with package.open(info) as stream:
            data = stream.read(MAX_FILE_BYTES + 1)
    except OSError:
        # Says what is wrong with a path that cannot be read; what became readable since is read.
        guard(source.path)
        return source.path.read_bytes()
    except _BROKEN as fault:
        raise damaged(named) from fault
    if len(data) > MAX_FILE_BYTES:
        raise too_large(named)
    return data


#: What the library says of a damaged zip file; NotImplementedError of one packed in a way that it does not know.
_BROKEN = (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, RuntimeError, zipfile.zlib.error)  # type: ignore[attr-defined]


@lru_cache(maxsize=4)
def _open(path: Path, changed: int) -> zipfile.ZipFile:
    """A zip file, kept open for its many members as long as it stays unchanged."""
    return zipfile.ZipFile(path)


def _members(path: Path) -> Iterator[zipfile.ZipInfo | None]:
    """The members of a zip file; a single ``None`` for a workbook that is called .zip.

    Raises:
        InputError: E101, E102, E105.
    """
    try:
        with path.open("rb") as stream, zipfile.ZipFile(stream) as package:
            found = package.infolist()
    except OSError:
        guard(path)
        raise damaged(path) from None
    except _BROKEN as fault:
        raise damaged(path) from fault
    if _WORKBOOK_PARTS & {one.filename for one in found[:50]}:
        return iter([None])
    if len(found) > MAX_MEMBERS or sum(one.file_size for one in found) > MAX_UNPACKED_BYTES:
        raise _too_many(path)
    if not any(PurePosixPath(one.filename).suffix.lower() in (*SUFFIXES, ".zip") for one in found):
        raise _nothing(path)
    return iter(found)


def _member_name(info: zipfile.ZipInfo) -> str:
    """The name of a member; without the mark of UTF-8 it is in UTF-8 all the same, or in the Thai code page."""
    if info.flag_bits & _UTF_8:
        return info.filename
    raw = info.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "cp874"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


# -- errors ----------------------------------------------------------------------------------------------------------


def _no_match(pattern: str) -> InputError:
    return InputError(
        "E101",
        f"ไม่พบแฟ้มที่ตรงกับ “{pattern}”",
        cure="ตรวจชื่อแฟ้มและโฟลเดอร์ แล้วสั่งใหม่",
        place=Place(pattern),
    )


def _nested(label: str) -> InputError:
    return InputError(
        "E113",
        f"“{label}” เป็นแฟ้ม zip ที่อยู่ในแฟ้ม zip จึงไม่เปิด",
        cure="แตกแฟ้ม zip ชั้นนอกไว้ในโฟลเดอร์ แล้วสั่งด้วยโฟลเดอร์นั้น",
        place=Place(label),
    )


def _too_many(path: Path) -> InputError:
    return InputError(
        "E105",
        f"แฟ้ม zip “{path.name}” มีแฟ้มเกิน {MAX_MEMBERS:,} แฟ้ม หรือกางออกใหญ่เกิน {MAX_UNPACKED_BYTES // 2**30} GB จึงไม่เปิด",
        cure="แบ่งเป็นแฟ้ม zip ย่อย หรือแตกไว้ในโฟลเดอร์ แล้วสั่งด้วยโฟลเดอร์นั้น",
        place=Place(path.name),
    )


def _nothing(path: Path) -> InputError:
    return InputError(
        "E104",
        f"แฟ้ม zip “{path.name}” ไม่มีแฟ้มผลคะแนน ({' '.join(SUFFIXES)})",
        cure="ตรวจว่าเลือกแฟ้ม zip ถูกแฟ้ม",
        place=Place(path.name),
    )
