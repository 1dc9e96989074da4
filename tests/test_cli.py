"""The command line as its users run it: a process of its own, its output, its exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest

from ita_xl.cli import FormWord, HeadedWord
from ita_xl.planning import Form, Headed
from tests.build import BANG_PLA_ITEMS, workbook
from tests.office import values

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "workbooks" / "samples"
SCHEMA = json.loads((ROOT / "docs" / "score.schema.json").read_text(encoding="utf-8"))


def run(*arguments: object, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, "-m", "ita_xl", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        env=environment,
        timeout=120,
        check=False,
    )


def answer(*arguments: object) -> tuple[int, dict[str, Any]]:
    done = run(*arguments, "--json")
    found: dict[str, Any] = json.loads(done.stdout)
    jsonschema.validate(found, SCHEMA, cls=jsonschema.Draft202012Validator)
    return done.returncode, found


def test_bang_pla() -> None:
    code, found = answer("score", SAMPLES / "bang-pla-2568.xlsx")
    one = found["assessments"][0]
    assert code == 0
    assert (one["agency"], one["fiscal_year"], one["overall"], one["level"]) == (
        "เทศบาลตำบลบางปลา", 2568, "96.04", "ผ่านดี",
    )  # fmt: skip
    assert one["tools"] == {"IIT": "99.60", "EIT": "97.22", "EIT1": "99.43", "EIT2": "95.00", "OIT": "92.50"}
    assert list(one["indicators"].values()) == [
        "98.67", "99.78", "100.00", "100.00", "99.55", "98.33", "96.86", "96.46", "95.00", "90.00",
    ]  # fmt: skip
    assert (one["items"]["i1"], one["items"]["e1:2"], one["items"]["o6"]) == ("99.33", "95.00", "50.00")
    assert one["stated"]["tools"]["EIT"] is None
    assert one["origin"]["overall"] == "computed"
    assert one["origin"]["indicators.9"] == "stated"
    assert one["previous"]["overall"] == "97.02"
    assert one["previous"]["level"] == "ผ่านดี"
    weak = {item["ref"]: item for item in one["weak"]}
    assert weak["o27"]["class"] == "แก้ไขเร่งด่วน"
    assert weak["o27"]["reasons"][:2] == ["below_urgent", "lowest_of_tool"]
    assert {finding["code"] for finding in one["findings"]} == {"A108"}


@pytest.mark.parametrize(
    ("sample", "overall", "level", "codes", "exit_code"),
    [
        ("lamphun-2568", "90.14", "ผ่าน", {"A401"}, 0),
        ("pa-phlu-2568", "97.92", "ผ่านดีเยี่ยม", {"A101", "A401"}, 1),
        ("phu-sang-2567", "99.78", "ผ่านดีเยี่ยม", {"A201", "A401"}, 1),
        ("bang-pla-2568", "96.04", "ผ่านดี", {"A108"}, 0),
    ],
)
def test_check(sample: str, overall: str, level: str, codes: set[str], exit_code: int) -> None:
    code, found = answer("check", SAMPLES / f"{sample}.xlsx")
    one = found["assessments"][0]
    assert (one["overall"], one["level"]) == (overall, level)
    assert {finding["code"] for finding in one["findings"]} == codes
    assert code == exit_code
    text = run("check", SAMPLES / f"{sample}.xlsx")
    assert text.returncode == exit_code
    assert all(f"[{each}]" in text.stdout for each in codes)


def test_pa_phlu_names_both_figures_and_the_cell() -> None:
    _, found = answer("check", SAMPLES / "pa-phlu-2568.xlsx")
    finding = next(one for one in found["assessments"][0]["findings"] if one["code"] == "A101")
    assert (finding["stated"], finding["computed"], finding["cells"]) == ("98.32", "97.92", ["คะแนนที่ประกาศ!B5"])


def test_a_report_without_scores_says_so() -> None:
    code, found = answer("score", SAMPLES / "koh-loi-bang-hak-2566.xlsx")
    assert code == 3
    assert found["assessments"] == []
    assert found["failures"][0]["code"] == "E107"
    assert "เกาะลอยบางหัก" in found["failures"][0]["message"]


def test_one_input_that_fails_does_not_stop_the_others(tmp_path: Path) -> None:
    done = run("report", SAMPLES / "koh-loi-bang-hak-2566.xlsx", SAMPLES / "lamphun-2568.xlsx", "-o", tmp_path)
    assert done.returncode == 1
    assert [path.name for path in tmp_path.iterdir()] == ["รายงาน ITA จังหวัดลำพูน 2568.xlsx"]
    assert "[E107]" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def corrupt(path: Path) -> Path:
    whole = (SAMPLES / "lamphun-2568.xlsx").read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return path


def bomb(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/worksheets/sheet1.xml", b"0" * (60 * 2**20))
    return path


def rewritten(path: Path, part: str, old: str, new: str) -> Path:
    """A sample with one part changed."""
    with zipfile.ZipFile(SAMPLES / "lamphun-2568.xlsx") as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            target.writestr(name, text.decode().replace(old, new, 1) if name == part else text)
    return path


def far_cell(path: Path) -> Path:
    end = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return rewritten(path, "xl/worksheets/sheet1.xml", "</sheetData>", end)


def far_cell_in_disguise(path: Path) -> Path:
    """Single quotes, a prefix-free row without its number."""
    return rewritten(
        path, "xl/worksheets/sheet1.xml", "</sheetData>", "<row><c r='XFD1048576'><v>1</v></c></row></sheetData>"
    )


def encrypted(path: Path) -> Path:
    """What Excel writes for a locked workbook: a compound file with a stream of this name."""
    name = "EncryptedPackage".encode("utf-16-le")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + name + bytes(600))
    return path


def named(data: bytes) -> Any:
    def make(path: Path) -> Path:
        path.write_bytes(data)
        return path

    return make


BAD = {
    "E101": lambda path: path,
    "E102 truncated": corrupt,
    "E102 text": named("ไม่ใช่แฟ้มตาราง".encode()),
    "E102 picture": named(b"\x89PNG\r\n\x1a\n" + bytes(100)),
    "E102 compound": named(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000)),
    "E103": encrypted,
    "E104 no bytes": named(b""),
    "E104 no cells": lambda path: workbook(path, {"ว่าง": []}),
    "E105 bomb": bomb,
    "E105 far cell": far_cell,
    "E105 far cell in disguise": far_cell_in_disguise,
    "E106": lambda path: workbook(path, {"ก": [["ข้อ", "คะแนน"], ["i1", 90]]}),
    "E107": lambda path: workbook(path, {"ก": [["ปีงบประมาณ", 2568], ["จดหมาย", "ถึงใคร"]]}),
    "E202": lambda path: workbook(path, {"ก": [["ปีงบประมาณ", 2559], ["ข้อ", "คะแนน"], ["i1", 90]]}),
    "E203": lambda path: workbook(path, {"ก": [["ปีงบประมาณ", 2569], ["ข้อ", "คะแนน"], ["o1", 90]]}),
}


@pytest.mark.parametrize("case", BAD)
@pytest.mark.parametrize("command", ["score", "check", "report"])
def test_a_bad_file_gives_one_clear_message(tmp_path: Path, case: str, command: str) -> None:
    path = BAD[case](tmp_path / "แฟ้ม.xlsx")
    out = tmp_path / "out"
    done = run(command, path, *(["-o", out] if command == "report" else []))
    assert done.returncode == 3, done.stderr
    assert done.stdout == ""
    assert done.stderr.count(f"[{case[:4]}]") == 1, done.stderr
    assert done.stderr.count("✗") == 1
    assert "วิธีแก้" in done.stderr
    assert "Traceback" not in done.stderr
    assert not out.exists() or not list(out.iterdir())


def test_rows_that_are_only_formatted_are_no_size(tmp_path: Path) -> None:
    empty = '<row r="1048576" ht="20"/></sheetData>'
    path = rewritten(tmp_path / "ก.xlsx", "xl/worksheets/sheet1.xml", "</sheetData>", empty)
    assert run("score", path).returncode == 0


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    """A sheet whose overall score is an entity of entities (ten to the ninth of them) is not opened at all."""
    part = "xl/worksheets/sheet3.xml"
    with zipfile.ZipFile(SAMPLES / "lamphun-2568.xlsx") as package:
        sheet = package.read(part).decode()
    laughs = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    hostile = sheet.replace("<worksheet", f'<!DOCTYPE x [<!ENTITY e0 "9">{laughs}]><worksheet', 1)
    assert "<v>90.14</v>" in hostile
    hostile = hostile.replace("<v>90.14</v>", "<v>&e9;</v>")
    code, found = answer("score", rewritten(tmp_path / "ก.xlsx", part, sheet, hostile))
    assert (code, [one["code"] for one in found["failures"]]) == (3, ["E102"])


@pytest.mark.parametrize(
    "arguments",
    [(), ("frobnicate",), ("score",), ("score", "ก.xlsx", "--frob"), ("report", "ก.xlsx"), ("new", "-o", "ก.xlsx"),
     ("score", "ก.xlsx", "--year", "ปีนี้"), ("report", "ก.xlsx", "-o", "out", "--digits", "roman")],
)  # fmt: skip
def test_wrong_usage(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2, (done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_new_filled_in_by_another_program_is_read(tmp_path: Path) -> None:
    """An officer types, saves (the formulas lose their values), and runs the command."""
    path = tmp_path / "ใหม่.xlsx"
    assert run("new", "-o", path, "--year", 2568, "--agency", "อบต.ทดลอง").returncode == 0
    book = openpyxl.load_workbook(path)
    for row in book["คะแนนรายข้อ"].iter_rows(min_row=5):
        code = row[0].value
        if code in BANG_PLA_ITEMS:
            row[3].value = float(BANG_PLA_ITEMS[code])
        elif code:
            row[4].value, row[5].value = (float(BANG_PLA_ITEMS[f"{code}:{part}"]) for part in (1, 2))
    stated = book["คะแนนที่ประกาศ"]
    typed = {"ตัวชี้วัดที่ 9 การเปิดเผยข้อมูล": 95, "ตัวชี้วัดที่ 10 การป้องกันการทุจริต": "๙๐.๐๐", "ระดับผลการประเมิน": "ผ่าน"}
    for row in stated.iter_rows(min_row=5):
        row[1].value = typed.get(row[0].value)
    book.save(path)
    code, found = answer("check", path)
    assert code == 1
    one = found["assessments"][0]
    assert (one["agency"], one["overall"], one["level"], one["previous"]) == ("อบต.ทดลอง", "96.04", "ผ่านดี", None)
    assert {each["code"] for each in one["findings"]} == {"A108", "A201"}
    assert run("report", path, "-o", tmp_path / "out", "--digits", "thai").returncode == 0


def test_new_and_what_it_refuses(tmp_path: Path) -> None:
    path = tmp_path / "ใหม่.xlsx"
    assert run("new", "-o", path, "--year", 2568, "--agency", "อบต.ทดลอง").returncode == 0
    assert values(path)["หน่วยงาน", "B4"] == "อบต.ทดลอง"
    assert run("new", "-o", path, "--year", 2568).returncode == 3  # never written over
    assert run("new", "-o", tmp_path / "ใหม่.docx", "--year", 2568).returncode == 3
    assert run("new", "-o", tmp_path / "ข.xlsx", "--year", 2569).returncode == 3
    assert run("new", "-o", tmp_path / "ค.xlsx", "--year", 2400).returncode == 3
    assert [one.name for one in tmp_path.iterdir()] == ["ใหม่.xlsx"]


def test_two_inputs_of_one_agency_make_two_reports_and_inputs_stay(tmp_path: Path) -> None:
    one = workbook(tmp_path / "รายงาน ITA อบต.ก 2568.xlsx", {"ก": [["หน่วยงาน", "อบต.ก"], ["ปีงบประมาณ", 2568],
                                                                    ["ข้อ", "คะแนน"], ["i1", 90]]})  # fmt: skip
    before = one.read_bytes()
    done = run("report", one, one, "-o", tmp_path)
    assert done.returncode == 0, done.stderr
    assert one.read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 3


def test_demo(tmp_path: Path) -> None:
    done = run("demo", "-o", tmp_path / "ลอง")
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "ลอง").glob("*.xlsx"))) == 5
    assert len(list((tmp_path / "ลอง" / "samples").glob("*.xlsx"))) == 5


def test_version_and_help() -> None:
    assert run("--version").stdout.startswith("ita-xl ")
    text = run("--help").stdout
    assert all(command in text for command in ("score", "check", "report", "new", "demo"))


def test_the_way_of_score_and_report_never_imports_pandas(tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv = ['ita-xl', 'report', sys.argv[1], '-o', sys.argv[2]]\n"
        "from ita_xl.cli import main\n"
        "try: main()\n"
        "except SystemExit as done: assert not done.code, done.code\n"
        "heavy = {'pandas', 'numpy', 'openpyxl', 'matplotlib', 'xlwings'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(SAMPLES / "lamphun-2568.xlsx"), str(tmp_path)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_importing_the_package_imports_almost_nothing() -> None:
    code = (
        "import sys, typing, __future__; before = set(sys.modules)\n"
        "import ita_xl; print(sorted(set(sys.modules) - before))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.strip() == "['ita_xl', 'ita_xl.version']"


@pytest.mark.parametrize("argument", ["--version", "--help", "score --help", "survey --help"])
def test_the_command_line_starts_without_what_only_its_commands_need(argument: str) -> None:
    code = (
        "import sys\n"
        "from ita_xl.cli import main\n"
        "sys.argv = ['ita-xl', *sys.argv[1:]]\n"
        "try: main()\n"
        "except SystemExit as done: assert not done.code, done.code\n"
        "names = ('python_calamine', 'pandas', 'openpyxl', 'xlsxwriter', 'ita_xl.ingest', 'ita_xl.explaining',\n"
        "         'ita_xl.planning', 'ita_xl.analysis', 'ita_xl.auditing', 'ita_xl.sheets', 'ita_xl.recommendations')\n"
        "heavy = [one for one in sys.modules if one.startswith(names)]\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *argument.split()],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_words_of_options_are_those_of_the_library() -> None:
    assert [one.value for one in HeadedWord] == [one.value for one in Headed]
    assert {one.value.replace("-", "_").rstrip("s") for one in FormWord} == {
        "auto", *(one.value.rstrip("s") for one in Form)
    }  # fmt: skip
