"""The VBA project writer, read back by programs that know nothing of it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import olefile
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oletools.olevba import VBA_Parser, decompress_stream

from compound import compound_file
from vbaproject import Module, ModuleKind, compress, document, module_of, vba_project

if TYPE_CHECKING:
    from pathlib import Path


def _module(name: str, lines: int) -> Module:
    body = "".join(f"' line {number} of {number % 7}\r\n" for number in range(lines))
    return Module(name, f'Attribute VB_Name = "{name}"\r\n{body}', ModuleKind.STANDARD)


def _read_back(project: bytes) -> dict[str, str]:
    """The sources of a project as olevba sees them, by module."""
    parser = VBA_Parser("vbaProject.bin", data=project)
    return {name.rpartition(".")[0]: code for _, _, name, code in parser.extract_macros()}


def test_a_project_reads_back_as_it_was_written() -> None:
    modules = [
        document("ThisWorkbook", workbook=True),
        *(document(f"Sheet{number}") for number in range(1, 13)),
        _module("Short", 3),
        _module("Long", 5000),
    ]
    project = vba_project(modules)
    assert _read_back(project) == {one.name: one.source for one in modules}
    assert project == vba_project(modules)


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.binary(min_size=1, max_size=9000), st.text("ab \r\n", min_size=1, max_size=9000).map(str.encode)))
def test_compressed_data_is_what_another_program_unpacks(data: bytes) -> None:
    unpacked = bytes(decompress_stream(bytearray(compress(data))))
    # A chunk that could not be made smaller is stored whole, padded with zeros; the source stops there.
    assert unpacked[: len(data)] == data
    assert set(unpacked[len(data) :]) <= {0}


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.text("abXY9_", min_size=1, max_size=31), st.integers(0, 9000), min_size=1, max_size=20))
def test_a_compound_file_holds_every_stream(sizes: dict[str, int]) -> None:
    named = {name.upper(): size for name, size in sizes.items()}  # names differ by more than case
    streams = {f"In/{name}" if size % 2 else name: bytes([size % 251]) * size for name, size in named.items()}
    streams.pop("IN", None)  # a stream cannot have the name of the storage
    with olefile.OleFileIO(io.BytesIO(compound_file(streams)), raise_defects=olefile.DEFECT_POTENTIAL) as read:
        assert read.parsing_issues == []
        assert {"/".join(path): read.openstream(path).read() for path in read.listdir()} == streams


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('Attribute VB_Name = "Other"\n', r"Bad\.bas, line 1: must be Attribute VB_Name = \"Bad\""),
        ('Attribute VB_Name = "Bad"\n\' \u0e44\u0e17\u0e22\n', r"Bad\.bas, line 2: a VBA source is ASCII"),
    ],
)
def test_a_source_that_no_project_may_hold_is_refused(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "Bad.bas"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=told):
        module_of(path)


def test_names_that_vba_would_mix_up_are_refused() -> None:
    with pytest.raises(ValueError, match="two modules of one name"):
        vba_project([_module("Twice", 1), _module("TWICE", 1)])
    with pytest.raises(ValueError, match="cannot name a VBA module"):
        document("1st")
