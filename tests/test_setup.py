"""Add-in, settings and machine: real files in folders of the test's own, as Excel and xlwings would find them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import xlwings.utils
from typer.testing import CliRunner

from ita_xl.cli import app
from ita_xl.errors import MachineError
from ita_xl.excel import machine
from ita_xl.excel.files import ADDIN, TEMPLATE, built, version_in
from ita_xl.excel.machine import State, heavy_packages, report, told
from ita_xl.excel.places import System, places, read_settings, setting, this_system, with_setting
from ita_xl.excel.setup import install, uninstall
from ita_xl.version import __version__

if TYPE_CHECKING:
    from click.testing import Result

    from ita_xl.excel.machine import Line
    from ita_xl.excel.places import Places

ROOT = Path(__file__).parent.parent
XLWINGS = Path(xlwings.__file__).parent
OTHERS = '"USE UDF SERVER","True"\n"PYTHONPATH","D:\\งาน\\โค้ด"\n\n"LICENSE_KEY",""\n'


@pytest.fixture(params=list(System))
def own(request: pytest.FixtureRequest, tmp_path: Path) -> Places:
    return places(request.param, tmp_path / "ผู้ใช้", {})


def _states(lines: list[Line]) -> dict[str, State]:
    return {one.key: one.state for one in lines}


def _line(lines: list[Line], key: str) -> Line:
    return next(one for one in lines if one.key == key)


def _command(*words: str) -> Result:
    return CliRunner().invoke(app, ["excel", *words])


def _complete(own: Places) -> None:
    """Everything that a machine needs, put there by hand."""
    install(own)
    (own.startup / "xlwings.xlam").write_bytes((XLWINGS / "addin" / "xlwings.xlam").read_bytes())
    if own.scripts is not None:
        own.scripts.mkdir(parents=True)
        name = f"xlwings-{xlwings.__version__}.applescript"
        (own.scripts / name).write_bytes((XLWINGS / name).read_bytes())


# -- places and settings ---------------------------------------------------------------------------------------------


def test_places_are_those_of_excel_and_xlwings(tmp_path: Path) -> None:
    environment = {"APPDATA": str(tmp_path / "Roaming"), "ProgramFiles": str(tmp_path / "Program Files")}
    windows = places(System.WINDOWS, None, environment)
    assert windows.addin == tmp_path / "Roaming" / "Microsoft" / "Excel" / "XLSTART" / ADDIN
    # Where there is no Windows, xlwings looks for its settings in the same folder.
    assert str(windows.config) == xlwings.USER_CONFIG_FILE
    assert windows.xlwings_addin is None
    shared = tmp_path / "Program Files" / "Microsoft Office" / "root" / "Office16" / "XLSTART"
    shared.mkdir(parents=True)
    (shared / "xlwings.xlam").touch()
    assert windows.xlwings_addin == shared / "xlwings.xlam"
    mac = places(System.MAC, tmp_path)
    assert mac.startup.is_relative_to(tmp_path / "Library" / "Group Containers" / "UBF8T346G9.Office")
    assert (windows.key, mac.key) == ("INTERPRETER_WIN", "INTERPRETER_MAC")


@pytest.mark.skipif(this_system() is not None, reason="Excel may be here")
def test_without_excel_the_way_out_is_told() -> None:
    with pytest.raises(MachineError) as refused:
        places()
    assert refused.value.code == "E410"
    for words in (["status"], ["status", "--json"], ["install"], ["uninstall"]):
        done = _command(*words)
        assert done.exit_code == 3
        assert "[E410]" in done.stderr
        assert "LibreOffice" in done.stderr
        assert done.stdout == ""


def test_a_setting_is_set_and_everything_else_left() -> None:
    text = with_setting(OTHERS, "INTERPRETER_WIN", "C:\\Python\\python.exe")
    assert text == f'{OTHERS}"INTERPRETER_WIN","C:\\Python\\python.exe"\n'
    again = with_setting(text, "interpreter_win", "D:\\p.exe")
    assert setting(again, "INTERPRETER_WIN") == "D:\\p.exe"
    assert again.lower().count("interpreter_win") == 1
    assert with_setting(again, "INTERPRETER_WIN", None) == OTHERS
    assert with_setting("", "A", "1", ending="\r\n") == '"A","1"\r\n'
    assert with_setting('"B","2"\r\n', "A", "1") == '"B","2"\r\n"A","1"\r\n'


def test_xlwings_reads_the_settings_that_were_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = places(System.WINDOWS, tmp_path)
    install(own)
    monkeypatch.setattr(xlwings, "USER_CONFIG_FILE", str(own.config))
    assert xlwings.utils.read_user_config() == {"interpreter_win": str(machine.best_python())}


# -- install, status, uninstall --------------------------------------------------------------------------------------


def test_install_puts_everything_and_a_second_time_changes_nothing(own: Places) -> None:
    own.config.parent.mkdir(parents=True)
    own.config.write_text(OTHERS, encoding="utf-8")
    assert _states(install(own)) == {"addin": State.OK, "interpreter": State.OK}
    assert own.addin.read_bytes() == built(ADDIN) == (ROOT / "workbooks" / ADDIN).read_bytes()
    assert read_settings(own.config).startswith(OTHERS)
    assert setting(read_settings(own.config), own.key) == str(machine.best_python())
    kept = {path: path.stat().st_mtime_ns for path in (own.addin, own.config)}
    assert [path.name for path in own.startup.iterdir()] == [ADDIN]
    backups = [path for path in own.config.parent.iterdir() if path != own.config]
    assert [path.read_text(encoding="utf-8") for path in backups] == [OTHERS]
    assert _states(install(own)) == {"addin": State.OK, "interpreter": State.OK}
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    assert len(list(own.config.parent.iterdir())) == 2


def test_uninstall_leaves_what_is_not_ours(own: Places) -> None:
    _complete(own)
    before = with_setting(OTHERS, own.key, None)
    own.config.write_text(with_setting(before, own.key, str(machine.best_python())), encoding="utf-8")
    uninstall(own)
    assert not own.addin.exists()
    assert (own.startup / "xlwings.xlam").exists()
    assert own.config.read_text(encoding="utf-8") == OTHERS
    own.config.write_text(f'"{own.key}","/other/python"\n', encoding="utf-8")
    uninstall(own)
    assert own.config.read_text(encoding="utf-8") == f'"{own.key}","/other/python"\n'


def test_another_python_that_is_there_stays_unless_asked(own: Places, tmp_path: Path) -> None:
    other = tmp_path / "python"
    other.touch()
    own.config.parent.mkdir(parents=True)
    own.config.write_text(f'"{own.key}","{other}"\n', encoding="utf-8")
    assert _states(install(own))["interpreter"] is State.WARNING
    assert setting(read_settings(own.config), own.key) == str(other)
    assert _line(report(own), "interpreter").state is State.WARNING
    assert _states(install(own, sys.executable))["interpreter"] is State.OK
    assert setting(read_settings(own.config), own.key) == sys.executable
    other.unlink()
    own.config.write_text(f'"{own.key}","{other}"\n', encoding="utf-8")
    assert _line(report(own), "interpreter").state is State.MISSING
    install(own)
    assert setting(read_settings(own.config), own.key) == str(machine.best_python())


def test_a_setting_of_conda_is_told(own: Places) -> None:
    own.config.parent.mkdir(parents=True)
    own.config.write_text('"CONDA PATH","/conda"\n"CONDA ENV","งาน"\n', encoding="utf-8")
    line = _line(report(own), "interpreter")
    assert (line.state, "งาน" in line.said) == (State.WARNING, True)


def test_a_space_in_the_path_of_python_stops_macos_only(own: Places, tmp_path: Path) -> None:
    spaced = tmp_path / "my own" / "python"
    spaced.parent.mkdir()
    spaced.symlink_to(sys.executable)
    own.config.parent.mkdir(parents=True)
    own.config.write_text(f'"{own.key}","{spaced}"\n', encoding="utf-8")
    code = "import sys; from ita_xl.excel import machine, places; from pathlib import Path;"
    code += f"own = places.places(places.System({own.system.value!r}), Path({str(tmp_path / 'ผู้ใช้')!r}), {{}});"
    code += "print([one.state.value for one in machine.report(own) if one.key == 'interpreter'])"
    libraries = os.pathsep.join([str(ROOT), *(one for one in sys.path if one.endswith("site-packages"))])
    done = subprocess.run(
        [str(spaced), "-c", code],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": libraries},
    )
    assert done.stdout.strip() == ("['missing']" if own.system is System.MAC else "['ok']")


def test_a_file_of_others_is_never_written_over(own: Places) -> None:
    own.startup.mkdir(parents=True)
    for data in (b"not a workbook", (XLWINGS / "addin" / "xlwings.xlam").read_bytes()):
        own.addin.write_bytes(data)
        assert _line(report(own), "addin").state is State.WARNING
        for work in (install, uninstall):
            with pytest.raises(MachineError) as refused:
                work(own)
            assert refused.value.code == "E412"
        assert own.addin.read_bytes() == data


def test_an_older_addin_is_told_and_replaced(own: Places) -> None:
    install(own)
    with zipfile.ZipFile(own.addin) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(own.addin, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data.replace(f">{__version__}<".encode(), b">0.0.9<"))
    assert version_in(own.addin.read_bytes()) == "0.0.9"
    line = _line(report(own), "addin")
    assert (line.state, "0.0.9" in line.said) == (State.WARNING, True)
    install(own)
    assert version_in(own.addin.read_bytes()) == __version__
    assert _line(report(own), "addin").state is State.OK


def test_what_cannot_be_written_is_told(own: Places, tmp_path: Path) -> None:
    own.startup.parent.mkdir(parents=True)
    own.startup.write_text("a file where a folder should be", encoding="utf-8")
    with pytest.raises(MachineError) as refused:
        install(own)
    assert refused.value.code == "E411"
    with pytest.raises(MachineError) as missing:
        install(own, str(tmp_path / "nothing"))
    assert missing.value.code == "E413"


def test_the_report_of_an_empty_machine_names_every_cure(own: Places) -> None:
    lines = report(own)
    wanted = {"addin": State.WARNING, "xlwings_addin": State.MISSING, "interpreter": State.MISSING}
    if own.system is System.MAC:
        wanted["script"] = State.MISSING
    states = _states(lines)
    assert {key: states[key] for key in wanted} == wanted
    assert all(one.cure for one in lines if one.state is not State.OK)
    assert states["python"] is states["package"] is states["xlwings"] is State.OK


def test_the_report_of_a_complete_machine(own: Places) -> None:
    _complete(own)
    states = _states(report(own))
    slow = states.pop("speed")
    assert set(states.values()) == {State.OK}
    # Where this environment has pandas and ita-xl-python, it is chosen; without that command, its lack is told.
    quick = machine.quick_python()
    assert slow is (State.OK if quick or not heavy_packages() else State.WARNING)
    assert machine.best_python() == (quick if quick and heavy_packages() else Path(sys.executable))


def test_an_xlwings_addin_of_another_version_is_told(own: Places) -> None:
    _complete(own)
    with (own.startup / "xlwings.xlam").open("ab") as addin:
        addin.write(b"\0")
    line = _line(report(own), "xlwings_addin")
    assert (line.state, line.cure.endswith("xlwings addin install")) == (State.WARNING, True)


# -- the workbook ----------------------------------------------------------------------------------------------------


def test_where_the_workbook_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def seen(name: Path | str) -> dict[str, State]:
        known = {"python", "package", "xlwings"}
        return {key: state for key, state in _states(report(None, str(name))).items() if key not in known}

    book = tmp_path / "ผลITA.xlsm"
    book.touch()
    assert seen(book) == {"workbook": State.OK}
    assert seen("https://example.sharepoint.com/งาน/ผลITA.xlsm") == {"workbook": State.MISSING}
    assert seen("Book1") == {"workbook": State.MISSING}
    Path(f"{book}:Zone.Identifier").touch()
    assert seen(book) == {"marked": State.WARNING}
    for folder, wanted in (
        ("OneDrive - เทศบาล", {"onedrive": State.WARNING}),
        ("Temp1_แฟ้ม.zip", {"passing": State.MISSING}),
        ("INetCache", {"passing": State.MISSING}),
        ("ก" * 60 + "/" + "ข" * 60, {"length": State.WARNING}),
        ("ก" * 80 + "/" + "ข" * 80 + "/" + "ค" * 60, {"length": State.MISSING}),
    ):
        there = tmp_path / folder / "แฟ้ม.xlsm"
        there.parent.mkdir(parents=True)
        there.touch()
        assert seen(there) == wanted, folder
    monkeypatch.setenv("OneDriveCommercial", str(tmp_path / "ซิงก์"))
    synced = tmp_path / "ซิงก์" / "แฟ้ม.xlsm"
    synced.parent.mkdir()
    synced.touch()
    assert seen(synced) == {"onedrive": State.WARNING}


@pytest.mark.skipif(not Path("/proc/version").is_file(), reason="a folder that nobody can write to")
def test_a_folder_that_cannot_be_written_to() -> None:
    lines = report(None, "/proc/version")
    assert _states(lines)["permission"] is State.MISSING


def test_beside_the_button_stands_what_matters(own: Places) -> None:
    ready = told(report(None))
    assert ready.startswith(f"พร้อมใช้งาน: ita-xl {__version__} Python ")
    assert f"xlwings {xlwings.__version__}" in ready
    lacking = report(own)
    assert told(lacking).startswith(f"พบ {sum(one.state is not State.OK for one in lacking)} เรื่อง ดูแผ่น “ตรวจสอบ”: ")
    assert [one.code for one in machine.findings(lacking)].count("M101") == sum(
        one.state is State.MISSING for one in lacking
    )


# -- the commands ----------------------------------------------------------------------------------------------------


def test_the_commands_for_another_user(tmp_path: Path) -> None:
    home = ["--home", str(tmp_path), "--system", "windows"]
    refused = _command("install", *home)
    assert refused.exit_code == 2
    before = _command("status", *home, "--json")
    assert before.exit_code == 1
    rows = {one["key"]: one for one in json.loads(before.stdout)["status"]}
    assert {key: one["state"] for key, one in rows.items()} == {
        "addin": "warning", "xlwings_addin": "missing", "interpreter": "missing",
    }  # fmt: skip
    assert all(one["cure"] for one in rows.values())
    done = _command("install", *home, "--interpreter", "C:\\Python\\python.exe")
    assert done.exit_code == 0
    assert "✓ ส่วนเสริม ITA" in done.stdout
    assert "✗ ส่วนเสริม xlwings" in done.stdout
    own = places(System.WINDOWS, tmp_path)
    (own.startup / "xlwings.xlam").write_bytes((XLWINGS / "addin" / "xlwings.xlam").read_bytes())
    after = _command("status", str(ROOT / "workbooks" / TEMPLATE), *home)
    assert after.exit_code == 0
    assert after.stdout.count("✓") == 4
    assert _command("uninstall", *home).exit_code == 0
    assert not own.addin.exists()


def test_template_and_addin_are_handed_out(tmp_path: Path) -> None:
    for name, source in (("แม่แบบ.xlsm", TEMPLATE), ("ita.xlam", ADDIN)):
        assert _command("template", "-o", str(tmp_path / name)).exit_code == 0
        assert (tmp_path / name).read_bytes() == (ROOT / "workbooks" / source).read_bytes()
    again = _command("template", "-o", str(tmp_path / "ita.xlam"))
    assert (again.exit_code, "[E304]" in again.stderr) == (3, True)
    other = _command("template", "-o", str(tmp_path / "แม่แบบ.xlsx"))
    assert (other.exit_code, "[E303]" in other.stderr) == (3, True)


def test_both_workbooks_say_their_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__
    for name in (TEMPLATE, ADDIN):
        assert version_in(built(name)) == __version__, f"{name}: run python workbooks/build.py"
    assert version_in((XLWINGS / "addin" / "xlwings.xlam").read_bytes()) is None


def test_a_wheel_holds_both_workbooks(tmp_path: Path) -> None:
    """The wheel that pip builds, installed into an environment of its own where there is no repository."""
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(tmp_path), str(ROOT)]
    subprocess.run(build, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    venv.create(tmp_path / "own")
    folder = tmp_path / "own" / ("Scripts" if os.name == "nt" else "bin")
    placed = ["-m", "pip", "--python", str(tmp_path / "own"), "install", "--quiet", "--no-deps", str(wheel)]
    subprocess.run([sys.executable, *placed], check=True)
    # What it depends on is that of this environment.
    libraries = os.pathsep.join(one for one in sys.path if one.endswith("site-packages"))

    def run(*words: str) -> list[str]:
        done = subprocess.run(
            words, check=True, cwd=tmp_path, env={**os.environ, "PYTHONPATH": libraries}, capture_output=True, text=True
        )
        return done.stdout.split()

    for name, target in ((TEMPLATE, "a.xlsm"), (ADDIN, "a.xlam")):
        run(str(folder / "python"), "-m", "ita_xl", "excel", "template", "-o", target)
        assert (tmp_path / target).read_bytes() == (ROOT / "workbooks" / name).read_bytes()
    where = "import ita_xl; print(ita_xl.__file__)"
    asked = f"from ita_xl.excel.machine import quick_python; print(quick_python()); {where}"
    quick, home = run(str(folder / "python"), "-c", asked)
    assert Path(home).is_relative_to(tmp_path / "own")
    # The command that install gives to xlwings is found, and it is a Python of the same environment.
    assert Path(quick) == folder / "ita-xl-python"
    assert run(quick, "-B", "-c", where) == [home]
