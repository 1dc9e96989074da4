"""Template and add-in as they are built: from sources alone, with macros, buttons and ribbon that fit each other."""

from __future__ import annotations

import ast
import importlib
import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
import pyvbaanalysis
import xlsxwriter
from oletools.olevba import VBA_Parser

from build import ADDIN, TEMPLATE
from ita_xl.excel.buttons import ADDIN_COMMANDS, COMMANDS
from tests.validator import faults
from vbaproject import Module, ModuleKind, document, vba_project

ROOT = Path(__file__).parent.parent
KEPT = ROOT / "workbooks"
MACROS = {path.stem: path.read_text(encoding="ascii") for path in (ROOT / "macros").glob("*.bas")}
COMMANDS_OF = {"ItaButtons": COMMANDS, "ItaRibbon": (*COMMANDS, *ADDIN_COMMANDS)}
RIBBON = "customUI/customUI14.xml"
_OFFICE = "{http://schemas.microsoft.com/office/2009/07/customui}"
_PROCEDURE = re.compile(r"^\s*(?:Public |Private )?(?:Sub|Function) (\w+)", re.MULTILINE)
_PYTHON = re.compile(r'ItaPython "([^"]*)"')


def _code(path: Path) -> dict[str, str]:
    """The sources in a workbook as olevba reads them, by module."""
    parser = VBA_Parser(str(path))
    return {name.rpartition(".")[0]: code for _, _, name, code in parser.extract_macros()}


def _procedures(path: Path) -> set[str]:
    return {name for code in _code(path).values() for name in _PROCEDURE.findall(code)}


def _buttons(path: Path) -> dict[str, str]:
    """The macros that the buttons of a workbook run, with their captions."""
    found = {}
    with zipfile.ZipFile(path) as package:
        for part in package.namelist():
            if "vmlDrawing" in part:
                text = package.read(part).decode()
                captions = re.findall(r"<font [^>]*>([^<]*)</font>", text)
                macros = re.findall(r"<x:FmlaMacro>\[0\]!(\w+)</x:FmlaMacro>", text)
                found |= dict(zip(macros, captions, strict=True))
    return found


def _ribbon(path: Path) -> dict[str, dict[str, str]]:
    """The controls of an add-in's ribbon with their attributes, by id."""
    with zipfile.ZipFile(path) as package:
        root = ElementTree.fromstring(package.read(RIBBON))
    return {one.attrib["id"]: dict(one.attrib) for one in root.iter(f"{_OFFICE}button")}


def test_what_is_kept_is_what_the_sources_give(tmp_path: Path) -> None:
    subprocess.run([sys.executable, KEPT / "build.py", tmp_path], check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
    for name in (TEMPLATE, ADDIN):
        assert (tmp_path / name).read_bytes() == (KEPT / name).read_bytes(), f"{name}: run python workbooks/build.py"


@pytest.mark.parametrize(
    ("name", "modules"), [(TEMPLATE, ["ItaCall", "ItaButtons"]), (ADDIN, ["ItaCall", "ItaRibbon"])]
)
def test_the_macros_are_those_of_the_text_files(name: str, modules: list[str]) -> None:
    code = _code(KEPT / name)
    documents = [module for module in code if module == "ThisWorkbook" or re.fullmatch(r"Sheet\d+", module)]
    assert [*documents, *modules] == list(code)
    for module in modules:
        assert code[module].splitlines() == MACROS[module].rstrip().splitlines()
    assert all(line.startswith("Attribute ") for module in documents for line in code[module].splitlines())


@pytest.mark.parametrize("name", [TEMPLATE, ADDIN])
def test_nothing_is_wrong_with_the_macros(name: str) -> None:
    found = pyvbaanalysis.analyze_office_file(str(KEPT / name))
    assert {"ThisWorkbook", "ItaCall"} <= set(found)
    assert {module: faults for module, faults in found.items() if faults} == {}


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("If failed Then", "If failed"), ("Set answer = ItaNote(", "Set answer = ItaNotes(")],
)
def test_the_analysis_finds_a_fault(tmp_path: Path, right: str, wrong: str) -> None:
    assert right in MACROS["ItaCall"]
    planted = Module("ItaCall", MACROS["ItaCall"].replace(right, wrong).replace("\n", "\r\n"), ModuleKind.STANDARD)
    path = tmp_path / "planted.xlsm"
    with xlsxwriter.Workbook(path) as workbook:
        project = vba_project([document("ThisWorkbook", workbook=True), document("Sheet1"), planted])
        workbook.add_vba_project(io.BytesIO(project), is_stream=True)
        workbook.add_worksheet().set_vba_name("Sheet1")
    assert pyvbaanalysis.analyze_office_file(str(path))["ItaCall"]


@pytest.mark.parametrize("name", [TEMPLATE, ADDIN])
def test_the_packages_are_valid(name: str) -> None:
    assert faults(KEPT / name) == []


def test_every_command_has_its_button_and_every_button_its_macro() -> None:
    buttons = _buttons(KEPT / TEMPLATE)
    assert buttons == {one.macro: one.caption for one in COMMANDS}
    assert set(buttons) <= _procedures(KEPT / TEMPLATE)


def test_every_command_has_its_control_and_every_control_its_macro() -> None:
    controls = _ribbon(KEPT / ADDIN)
    commands = {one.control: one for one in (*COMMANDS, *ADDIN_COMMANDS)}
    assert sorted(controls) == sorted(commands)
    for one in commands.values():
        said = controls[one.control]
        assert (said["label"], said["screentip"], said["supertip"]) == (one.caption, one.caption, one.tip)
        assert said["onAction"] == one.callback
    assert {one["onAction"] for one in controls.values()} <= _procedures(KEPT / ADDIN)


@pytest.mark.parametrize("module", ["ItaButtons", "ItaRibbon"])
def test_every_python_command_parses_imports_and_calls_a_function(module: str) -> None:
    commands = _PYTHON.findall(MACROS[module])
    assert sorted(commands) == sorted(one.python for one in COMMANDS_OF[module])
    for command in commands:
        assert command.isascii()
        tree = ast.parse(command)
        imported = [name.name for node in tree.body if isinstance(node, ast.Import) for name in node.names]
        (call,) = [node.value for node in tree.body if isinstance(node, ast.Expr)]
        assert isinstance(call, ast.Call)
        assert not call.args
        assert not call.keywords
        package, _, function = ast.unparse(call.func).rpartition(".")
        assert imported == [package]
        assert callable(getattr(importlib.import_module(package), function))


def test_each_macro_runs_the_command_of_its_name() -> None:
    for module, name in (("ItaButtons", "macro"), ("ItaRibbon", "callback")):
        bodies = re.findall(r"^Public Sub (\w+)\(.*?^End Sub", MACROS[module], re.MULTILINE | re.DOTALL)
        whole = re.findall(r"^Public Sub \w+\(.*?^End Sub", MACROS[module], re.MULTILINE | re.DOTALL)
        said = {macro: _PYTHON.findall(body) for macro, body in zip(bodies, whole, strict=True)}
        assert said == {getattr(one, name): [one.python] for one in COMMANDS_OF[module]}


def test_no_code_of_others_is_built_in() -> None:
    """The add-in of xlwings is called by name, and nothing of it or of anybody else is in the files."""
    for name in (TEMPLATE, ADDIN):
        text = "".join(_code(KEPT / name).values())
        assert text.count("xlwings.xlam!RunPython") == 1
        assert not re.search(r"\bDeclare\b|Copyright|Licen[sc]e", text)
