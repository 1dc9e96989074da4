"""The documents are true: examples run, every command, option and code is described."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
from pathlib import Path

import pytest
import typer

import ita_xl
from ita_xl.cli import app
from ita_xl.excel import udfs
from ita_xl.excel.buttons import COMMANDS

ROOT = Path(__file__).parent.parent
MODULES = ["ita_xl", *(one.name for one in pkgutil.walk_packages(ita_xl.__path__, "ita_xl."))]
PROSE = "".join((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "docs/handbook.md"))


@pytest.mark.parametrize("name", [one for one in MODULES if one != "ita_xl.__main__"])
def test_examples_in_docstrings(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS).failed == 0


def test_examples_in_the_readme(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "workbooks").symlink_to(ROOT / "workbooks")
    monkeypatch.chdir(tmp_path)
    done = doctest.testfile(str(ROOT / "README.md"), module_relative=False, encoding="utf-8")
    assert done.attempted >= 8
    assert done.failed == 0


def test_every_public_name_resolves_and_is_documented() -> None:
    for name in ita_xl.__all__:
        assert getattr(ita_xl, name).__doc__
    with pytest.raises(AttributeError):
        ita_xl.nothing_of_this_name  # noqa: B018


def test_every_command_and_option_is_described() -> None:
    commands = dict(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
    assert commands["excel"].help
    commands |= {f"excel {name}": one for name, one in commands.pop("excel").commands.items()}
    assert set(commands) == {
        "score", "check", "report", "inspect", "new", "demo", "survey", "progress", "batch", "excel install",
        "excel status", "excel uninstall", "excel template", "press", "refresh", "convert",
    }  # fmt: skip
    for name, command in commands.items():
        assert command.help, name
        assert f"ita-xl {name}" in PROSE
        for parameter in command.params:
            assert getattr(parameter, "help", ""), (name, parameter.name)
            long = [one for one in parameter.opts if one.startswith("--")]
            short = [one for one in parameter.opts if one.startswith("-") and not one.startswith("--")]
            assert not long or any(one in PROSE for one in [*long, *short]), (name, parameter.opts)


def test_every_code_is_listed_and_every_listed_code_is_used() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "ita_xl").rglob("*.py"))
    used = set(re.findall(r'"([ACEKMPRV]\d{3})"', source))
    listed = set(
        re.findall(r"^\| ([ACEKMPRV]\d{3}) \|", (ROOT / "docs/codes.md").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert used == listed


def test_the_walk_through_excel_passes_every_button_and_function() -> None:
    walk = (ROOT / "docs/smoke-excel.md").read_text(encoding="utf-8")
    functions = [name for name, one in vars(udfs).items() if name.startswith("ITA_") and callable(one)]
    assert len(functions) == 9
    for name in (*(one.caption for one in COMMANDS), *functions):
        assert name in walk, name
    numbers = [int(one) for one in re.findall(r"^\| (\d+) \|", walk, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_links_in_documents_lead_somewhere() -> None:
    for document in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\(([^)#]+)\)", document.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (document.parent / target).exists(), (document.name, target)


def test_modules_have_a_reasonable_size() -> None:
    for path in (ROOT / "ita_xl").rglob("*.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 600, path.name
