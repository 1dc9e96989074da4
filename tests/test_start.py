"""The Python that a press starts: it does what xlwings asks of a Python, without what makes the wait."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ita_xl.excel import buttons
from ita_xl.excel.start import HEAVY, without

ROOT = Path(__file__).parent.parent
#: What pip writes for a command.
SCRIPT = "import sys\nfrom ita_xl.excel.start import main\nsys.exit(main())\n"
#: What xlwings (0.37.8) has the interpreter of its settings run, and on macOS.
WINDOWS = ["-B", "-c"]
MAC = ["-B", "-u", "-W", "ignore", "-c"]
FIRST = "import xlwings.utils;xlwings.utils.prepare_sys_path('true;{book};{book};;;;');"
LAST = ["--wb=book.xlsx", "--from_xl=1", "--app=Excel", "--hwnd=1"]
#: The press is of a book of the test's own, and says what was imported then.
PRESSED = "import tests.filehost, pathlib; book = tests.filehost.pressed(pathlib.Path({book!r}));"
TOLD = (
    "import json, sys; found = [one for one in {heavy!r} if one in sys.modules];"
    "import pandas, xlwings; json.dump({{'found': found, 'xlwings': xlwings.main.pd is pandas, 'argv': sys.argv,"
    " 'file': globals().get('__file__'), 'rows': book.cells[{sheet!r}].max_row if {sheet!r} else 0}}, sys.stdout)"
)


@pytest.fixture(scope="module")
def workbook(filled_template: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("start") / "สำเนา.xlsx"
    path.write_bytes(filled_template)
    return path


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The command as pip installs it."""
    script = tmp_path_factory.mktemp("bin") / "ita-xl-python"
    script.write_text(SCRIPT, encoding="utf-8")
    return [sys.executable, str(script)]


def _run(program: list[str], *arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [*program, *arguments], capture_output=True, encoding="utf-8", env=environment, cwd=cwd, check=False
    )


def _code(workbook: Path, command: str, sheet: str = "") -> str:
    """The code of a press, from the first word of xlwings to the last of the test."""
    first, pressed = (text.format(book=str(workbook)) for text in (FIRST, PRESSED))
    return f"{first} {pressed} {command}; {TOLD.format(heavy=['pandas', 'matplotlib'], sheet=sheet)}"


@pytest.mark.parametrize("options", [WINDOWS, MAC])
def test_a_cold_press_imports_neither_pandas_nor_matplotlib(
    program: list[str], workbook: Path, options: list[str]
) -> None:
    command = next(one for one in buttons.COMMANDS if one.name == "plan").python
    done = _run(program, *options, _code(workbook, command, "แผนมาตรการ"), *LAST)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["found"] == []
    assert told["rows"] > 20  # the press was made
    assert told["argv"] == ["-c", *LAST]
    assert told["file"] is None
    # Behind the press pandas is imported as ever; only xlwings stays without.
    assert told["xlwings"] is False


def test_a_plain_python_imports_both(workbook: Path) -> None:
    done = _run([sys.executable], *WINDOWS, _code(workbook, buttons.COMMANDS[-1].python), *LAST)
    told = json.loads(done.stdout)
    assert told["found"] == ["pandas", "matplotlib"]
    assert told["xlwings"] is True


def test_code_of_others_runs_as_it_would_have(program: list[str], workbook: Path) -> None:
    told = json.loads(_run(program, *WINDOWS, _code(workbook, "xlwings.serve"), *LAST).stdout)
    assert told["found"] == ["pandas", "matplotlib"]
    assert told["xlwings"] is True


def test_it_is_a_python_in_every_other_way(program: list[str], tmp_path: Path) -> None:
    (tmp_path / "beside.py").write_text("answer = 42\n", encoding="utf-8")
    told = "import sys, beside; print(beside.answer, sys.path[0] == '', __name__, sys.dont_write_bytecode)"
    done = _run(program, "-B", "-c", told, cwd=tmp_path)
    assert done.stdout.split() == ["42", "True", "__main__", "True"]
    assert _run(program, "--version").stdout == _run([sys.executable], "--version").stdout
    assert _run(program, "-m", "platform").stdout == _run([sys.executable], "-m", "platform").stdout
    assert _run(program, "-c", "import sys; sys.exit(7)").returncode == 7
    failed = _run(program, "-B", "-c", "import ita_xl.excel.buttons; ita_xl.excel.buttons.nothing()")
    assert failed.returncode == 1
    assert "AttributeError" in failed.stderr


def test_what_is_hidden_is_there_again() -> None:
    name = "plotly_that_is_not_there"
    with without(frozenset({"wave"})):
        sys.modules.pop("wave", None)
        with pytest.raises(ModuleNotFoundError) as refused:
            __import__("wave")
    assert refused.value.name == "wave"
    assert __import__("wave")
    assert "pandas" in HEAVY
    with pytest.raises(ModuleNotFoundError):
        __import__(name)


def test_it_is_installed_as_a_command() -> None:
    import tomllib

    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    assert scripts["ita-xl-python"] == "ita_xl.excel.start:main"
