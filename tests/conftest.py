"""What the tests share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ita_xl.excel.buttons import COMMANDS
from ita_xl.framework import load
from ita_xl.ingest import read
from ita_xl.render import workbook_bytes
from ita_xl.samples import write_samples
from ita_xl.sheets.template import template_book
from tests.calc import running
from tests.office import Office, find_soffice

if TYPE_CHECKING:
    from collections.abc import Iterator


SAMPLE = Path(__file__).parent.parent / "workbooks" / "samples" / "bang-pla-2568.xlsx"


@pytest.fixture(scope="session")
def filled_template() -> bytes:
    """The template without macros, with the scores of an agency typed in."""
    (given,) = read(SAMPLE)
    return workbook_bytes(template_book(load(given.fiscal_year), COMMANDS, given))


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """A LibreOffice of our own. Where it must not be missing, as on the build server: ITA_XL_REQUIRE_OFFICE=1."""
    if find_soffice() is None:
        reason = "LibreOffice is not installed (no soffice on the search path)"
        if os.environ.get("ITA_XL_REQUIRE_OFFICE") == "1":
            pytest.fail(f"{reason}, and ITA_XL_REQUIRE_OFFICE=1 requires it", pytrace=False)
        pytest.skip(reason)
    with Office() as program:
        yield program


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the sample workbooks."""
    folder = tmp_path_factory.mktemp("ตัวอย่าง")
    write_samples(folder)
    return folder


@pytest.fixture(scope="module")
def app(office: Office) -> Iterator[Any]:
    """That LibreOffice as an app of xlwings."""
    with running(office) as found:
        yield found


@pytest.fixture(scope="module")
def open_book(app: Any) -> Iterator[Any]:
    """A book in it."""
    book = app.books.add()
    yield book
    book.close()


@pytest.fixture
def page(open_book: Any) -> Iterator[Any]:
    """An empty sheet of a book with two."""
    sheet = open_book.sheets.add(f"หน้า {len(open_book.sheets)}")
    yield sheet
    for one in list(open_book.sheets)[1:]:
        one.delete()
