"""What the tests share."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.office import Office, find_soffice

if TYPE_CHECKING:
    from collections.abc import Iterator


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
