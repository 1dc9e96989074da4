"""Many files at once, as a user runs it: what becomes of each, stopping and resuming, two runs in one folder."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import openpyxl
import pandas as pd
import pytest
from distributed import Client, LocalCluster

from ita_xl.batch import Options, Settings, Status, find, run
from ita_xl.batch.locking import Lock
from ita_xl.batch.records import Manifest
from ita_xl.batch.running import STATE, SUMMARY
from ita_xl.batch.sources import content
from ita_xl.errors import InputError, OutputError
from ita_xl.frames import score_frame
from tests.broken import BROKEN
from tests.build import BANG_PLA_ITEMS, workbook

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "workbooks" / "samples"
SCHEMA = json.loads((ROOT / "docs" / "batch.schema.json").read_text(encoding="utf-8"))


def tree(folder: Path) -> dict[str, str]:
    """Every file below a folder, and what is in it; the lock names a process."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "lock"
    }


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "ita_xl", "batch", *map(str, arguments)]


ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}


def batch(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments), capture_output=True, encoding="utf-8", env=ENVIRONMENT, timeout=300, check=False
    )


def quiet(*_: object) -> None:
    """Tells nobody."""


def make(folder: Path, count: int) -> Path:
    """So many small workbooks of agencies, in folders of districts; every tenth has the same name."""
    for at in range(count):
        name = "อบต.ซ้ำ" if at % 10 == 9 else f"อบต.ทดสอบ{at}"
        own = folder / f"อำเภอที่{'กขค'[at % 3]}"
        own.mkdir(parents=True, exist_ok=True)
        items = [[ref, 100 - (at * 7 + row) % 30] for row, ref in enumerate(BANG_PLA_ITEMS)]
        workbook(
            own / f"ผล {at}.xlsx",
            {"ผล": [["หน่วยงาน", name], ["จังหวัด", "ลำพูน"], ["ปีงบประมาณ", 2568], ["ข้อ", "คะแนน"], *items]},
        )
    return folder


def test_every_file_ends_as_done_or_failed_with_code_and_cure(tmp_path: Path) -> None:
    given, out = make(tmp_path / "ข้อมูล", 40), tmp_path / "ผล"
    for name, (data, _) in BROKEN.items():
        (given / name).write_bytes(data())
    (given / "ภาพ.png").write_bytes(b"\x89PNG")
    (given / "อำเภอที่ก" / "~$ผล 0.xlsx").write_bytes(b"lock of Excel")
    done = batch(given, "-o", out, "--jobs", 2, "--json")
    found: dict[str, Any] = json.loads(done.stdout)
    jsonschema.validate(found, SCHEMA, cls=jsonschema.Draft202012Validator)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert found["passed_over"] == 2
    assert found["counts"]["failed"] == len(BROKEN)
    assert sum(found["counts"].values()) == 40 + len(BROKEN)
    told = {one["file"].removeprefix("ข้อมูล/"): one for one in found["failures"]}
    assert {name: one["code"] for name, one in told.items()} == {name: code for name, (_, code) in BROKEN.items()}
    assert all(one["message"] and one["cure"] for one in told.values())
    reports = [agency["report"] for one in found["sources"] for agency in one["agencies"]]
    assert len(set(reports)) == 40
    assert all((out / name).is_file() for name in reports)
    assert [name for name in reports if "ซ้ำ" in name] == [
        "รายงาน ITA อบต.ซ้ำ 2568.xlsx", *(f"รายงาน ITA อบต.ซ้ำ 2568 ({number}).xlsx" for number in (2, 3, 4)),
    ]  # fmt: skip
    assert {agency["district"] for one in found["sources"] for agency in one["agencies"]} == {"ที่ก", "ที่ข", "ที่ค"}


def test_one_job_and_two_make_the_same_bytes_as_report(tmp_path: Path) -> None:
    given = make(tmp_path / "ข้อมูล", 6)
    assert batch(given, "-o", tmp_path / "one", "--jobs", 1).returncode == 0
    assert batch(given, "-o", tmp_path / "two", "--jobs", 2).returncode == 0
    assert tree(tmp_path / "one") == tree(tmp_path / "two")
    source = given / "อำเภอที่ก" / "ผล 0.xlsx"
    subprocess.run(
        [sys.executable, "-m", "ita_xl", "report", source, "-o", tmp_path / "report"], env=ENVIRONMENT, check=True
    )
    (report,) = (tmp_path / "report").iterdir()
    assert report.read_bytes() == (tmp_path / "one" / report.name).read_bytes()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_killed_at_random_moments_and_resumed_ends_with_the_same_bytes(tmp_path: Path) -> None:
    given = make(tmp_path / "ข้อมูล", 12)
    (given / "เสีย.xlsx").write_bytes(b"no")
    start = time.monotonic()
    assert batch(given, "-o", tmp_path / "whole", "--jobs", 2).returncode == 1
    takes = time.monotonic() - start
    want = tree(tmp_path / "whole")
    moments = random.Random(2568)
    for ends in (signal.SIGKILL, signal.SIGINT, signal.SIGKILL):
        out = tmp_path / f"killed{moments.random()}"
        with subprocess.Popen(
            command(given, "-o", out, "--jobs", 2),
            env=ENVIRONMENT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            time.sleep(takes * moments.uniform(0.3, 0.9))
            process.send_signal(ends)
            asked = time.monotonic()
            code = process.wait(timeout=60)
            # Python may die by the signal itself (-2) after all was said; to a shell that is 130 too.
            assert code in ((130, -signal.SIGINT, 1) if ends is signal.SIGINT else (-9, 1))
            assert time.monotonic() - asked < 5
        half = {name: data for name, data in tree(out).items() if not name.startswith(STATE)} if out.exists() else {}
        assert half.items() <= want.items()
        assert batch(given, "-o", out, "--jobs", 2, "--resume").returncode == 1
        assert tree(out) == want


@pytest.mark.skipif(os.name == "nt", reason="finds the workers in /proc")
def test_a_worker_that_dies_takes_nothing_along(tmp_path: Path) -> None:
    given = make(tmp_path / "ข้อมูล", 12)
    assert batch(given, "-o", tmp_path / "whole", "--jobs", 1).returncode == 0
    out = tmp_path / "ผล"
    with subprocess.Popen(
        command(given, "-o", out, "--jobs", 2), env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()  # the first source is done: the workers are there
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        workers = [one for one in children if b"LokyProcess" in Path(f"/proc/{one}/cmdline").read_bytes()]
        os.kill(int(workers[0]), signal.SIGKILL)
        process.stdout.read()
        assert process.wait(timeout=120) == 0
    assert tree(out) == tree(tmp_path / "whole")


@pytest.mark.skipif(os.name == "nt", reason="finds the workers in /proc")
@pytest.mark.parametrize("ends", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_is_stopped_at_its_beginning_ends_and_leaves_no_worker_behind(
    tmp_path: Path, ends: signal.Signals
) -> None:
    given = make(tmp_path / "ข้อมูล", 40)
    start = time.monotonic()
    assert batch(given, "-o", tmp_path / "ผล", "--jobs", 2).returncode == 0
    takes = time.monotonic() - start
    for share in (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6):
        with subprocess.Popen(
            command(given, "-o", tmp_path / "ผล", "--jobs", 2),
            env={**ENVIRONMENT, "ITA_TEST": str(tmp_path)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            time.sleep(takes * share)
            process.send_signal(ends)
            assert process.wait(timeout=60) in ((130, -ends) if ends is signal.SIGINT else (-ends,))
    latest = time.monotonic() + 30
    while (left := processes_with(f"ITA_TEST={tmp_path}")) and time.monotonic() < latest:
        time.sleep(0.5)
    assert not left


def processes_with(variable: str) -> list[str]:
    """The command lines of all processes that were begun with a variable."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if variable.encode() in (folder / "environ").read_bytes().split(b"\0"):
                found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found


def test_resume_skips_what_is_unchanged_and_keeps_names_and_hand_edits(tmp_path: Path) -> None:
    given, out = make(tmp_path / "ข้อมูล", 4), tmp_path / "ผล"

    def again(*, resume: bool = True) -> list[tuple[str, bool]]:
        told: list[tuple[str, bool]] = []
        run(
            find([given], out=out).sources,
            out,
            Options(),
            Settings(resume=resume),
            step=lambda entry, skipped: told.append((entry.source.rpartition("/")[2], skipped)),
            then=quiet,
        )
        return sorted(told)

    assert again() == [(f"ผล {at}.xlsx", False) for at in range(4)]
    assert again() == [(f"ผล {at}.xlsx", True) for at in range(4)]
    edited = out / "รายงาน ITA อบต.ทดสอบ1 2568.xlsx"
    edited.write_bytes(b"typed over")
    (out / "รายงาน ITA อบต.ทดสอบ2 2568.xlsx").unlink()
    workbook(
        given / "อำเภอที่ก" / "ผล 0.xlsx",
        {"ผล": [["หน่วยงาน", "อบต.ทดสอบ1"], ["ปีงบประมาณ", 2568], ["ข้อ", "คะแนน"], ["i1", 91]]},
    )
    assert again() == [("ผล 0.xlsx", False), ("ผล 1.xlsx", True), ("ผล 2.xlsx", False), ("ผล 3.xlsx", True)]
    assert edited.read_bytes() == b"typed over"
    assert (out / "รายงาน ITA อบต.ทดสอบ1 2568 (2).xlsx").is_file()
    assert again(resume=False) == [(f"ผล {at}.xlsx", False) for at in range(4)]
    assert b"typed over" in {path.read_bytes() for path in out.glob("*(เดิม 1).xlsx")}


def test_workers_that_were_begun_for_nothing_say_nothing(tmp_path: Path) -> None:
    given, out = make(tmp_path / "ข้อมูล", 2), tmp_path / "ผล"
    assert batch(given, "-o", out, "--jobs", 1).returncode == 0
    done = batch(given, "-o", out, "--jobs", 2, "--resume")
    assert (done.returncode, done.stderr) == (0, "")
    assert "(ทำไว้ก่อนแล้ว 2)" in done.stdout


def test_a_torn_manifest_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    given, out = make(tmp_path / "ข้อมูล", 2), tmp_path / "ผล"
    run(find([given], out=out).sources, out, Options(), Settings(), step=quiet, then=quiet)
    manifest = Manifest(out / STATE / "manifest.jsonl")
    whole = manifest.path.read_bytes()
    first = whole.index(b"\n") + 1
    for cut in (first - 2, first, first + 50, len(whole) - 30):
        manifest.path.write_bytes(whole[:cut] + b"\xff{")
        assert len(manifest.load()) == (cut >= first)
    before = tree(out).keys()
    done = run(find([given], out=out).sources, out, Options(), Settings(resume=True), step=quiet, then=quiet)
    assert (done.skipped, len(done.entries)) == (1, 2)
    assert manifest.path.read_bytes() == whole
    assert tree(out).keys() == before


def test_two_runs_into_one_folder(tmp_path: Path) -> None:
    given, out = make(tmp_path / "ข้อมูล", 1), tmp_path / "ผล"
    (out / STATE).mkdir(parents=True)
    with Lock(out / STATE / "lock", out):
        done = batch(given, "-o", out)
        assert done.returncode == 3
        assert "[E310]" in done.stderr
        assert str(os.getpid()) in done.stderr
        assert not list(out.glob("*.xlsx"))
        with pytest.raises(OutputError, match="E310"), Lock(out / STATE / "lock", out):
            pass
    assert batch(given, "-o", out).returncode == 0


def test_the_first_failure_stops_a_run_that_is_to_fail_fast(tmp_path: Path) -> None:
    given, out = make(tmp_path / "ข้อมูล", 3), tmp_path / "ผล"
    (given / "กก.xlsx").write_bytes(b"")
    done = run(find([given], out=out).sources, out, Options(), Settings(fail_fast=True), step=quiet, then=quiet)
    assert done.stopped
    assert [one.status for one in done.entries] == [Status.FAILED]


def test_zip_files(tmp_path: Path) -> None:
    (book,) = (make(tmp_path / "หนึ่ง", 1)).rglob("*.xlsx")
    package = tmp_path / "ทั้งจังหวัด.zip"
    with zipfile.ZipFile(package, "w") as stream:
        stream.write(book, "../../หนี.xlsx")
        stream.write(book, "/etc/อำเภอเมือง/ผล.xlsx")
        stream.writestr("ข้างใน.zip", b"PK")
        stream.writestr("__MACOSX/._ผล.xlsx", b"")
        stream.writestr("อ่าน.docx", b"")
        stream.writestr(zipfile.ZipInfo("โฟลเดอร์.xlsx/"), b"")
    shutil.copy(book, tmp_path / "ที่จริงเป็นตาราง.zip")
    found = find([package, tmp_path / "ที่จริงเป็นตาราง.zip"], out=tmp_path / "ผล")
    assert [(one.label, one.error and one.error.code) for one in found.sources] == [
        ("ทั้งจังหวัด.zip/หนี.xlsx", None),
        ("ทั้งจังหวัด.zip/etc/อำเภอเมือง/ผล.xlsx", None),
        ("ทั้งจังหวัด.zip/ข้างใน.zip", "E113"),
        ("ที่จริงเป็นตาราง.zip", None),
    ]
    assert found.passed_over == 1
    before = tree(tmp_path).keys()
    out = tmp_path / "ผล"
    done = run(found.sources, out, Options(), Settings(), step=quiet, then=quiet)
    assert [len(one.records) for one in done.entries] == [1, 1, 0, 1]
    assert done.entries[1].records[0]["district"] == "เมือง"
    assert {name for name in tree(tmp_path).keys() - before if not name.startswith("ผล/")} == set()


def test_a_member_that_unfolds_without_end_is_refused(tmp_path: Path) -> None:
    package = tmp_path / "ใหญ่.zip"
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as stream:
        stream.writestr("ใหญ่.csv", bytes(60 * 2**20))
    (source,) = find([package], out=tmp_path / "ผล").sources
    with pytest.raises(InputError, match="E105"):
        content(source)


def test_thai_names_in_zip_files_of_old_programs(tmp_path: Path) -> None:
    package = tmp_path / "เก่า.zip"
    with zipfile.ZipFile(package, "w") as stream:
        stream.writestr("XXXX.csv", "ข้อ,คะแนน")
    package.write_bytes(package.read_bytes().replace(b"XXXX", "ผลปี".encode("cp874")))
    (source,) = find([package], out=tmp_path / "ผล").sources
    assert source.label == "เก่า.zip/ผลปี.csv"


def test_sources_keep_their_order_and_none_is_taken_twice(tmp_path: Path) -> None:
    given = make(tmp_path / "ข้อมูล", 5)
    out = given / "ผล"
    (out / STATE).mkdir(parents=True)
    shutil.copy(next(given.rglob("*.xlsx")), out / "รายงานเดิม.xlsx")
    labels = [one.label for one in find([given], out=out).sources]
    assert labels == sorted(labels)
    assert len(labels) == 5
    twice = find([given, given / "อำเภอที่ก" / "ผล 0.xlsx", f"{given}/**/*.xlsx"], out=out)
    assert [one.label for one in twice.sources] == labels
    (missing,) = find([f"{given}/ไม่มี*.xlsx"], out=out).sources
    assert missing.error is not None
    assert missing.error.code == "E101"


def test_a_list_of_many_agencies_gives_a_report_each(tmp_path: Path) -> None:
    rows = [[f"อบต.ที่{at}", *(90 + (at + one) % 10 for one in range(10))] for at in range(60)]
    heads = ["หน่วยงาน", *(f"ตัวชี้วัดที่ {number}" for number in range(1, 11))]
    book = workbook(tmp_path / "ทั้งจังหวัด.xlsx", {"ผล": [["ผลการประเมิน ITA ปีงบประมาณ พ.ศ. 2568"], heads, *rows]})
    done = batch(book, "-o", tmp_path / "ผล", "--jobs", 2)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(list((tmp_path / "ผล").glob("รายงาน*.xlsx"))) == 60
    lines = Manifest(tmp_path / "ผล" / STATE / "manifest.jsonl").load().values()
    assert [(one.start, len(one.records), one.total) for one in lines] == [(0, 50, 60), (50, 10, 60)]


def test_only_the_summary(tmp_path: Path) -> None:
    given, out = make(tmp_path / "ข้อมูล", 2), tmp_path / "ผล"
    assert batch(given, "-o", out, "--no-reports").returncode == 0
    assert not list(out.glob("รายงาน*.xlsx"))
    assert all(one.records for one in Manifest(out / STATE / "manifest.jsonl").load().values())


def test_a_cluster_asks_for_its_address() -> None:
    done = batch("x.xlsx", "-o", "x", "--backend", "dask")
    assert done.returncode == 2
    assert "--scheduler" in done.stderr


def sheets(out: Path) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of every sheet of the summary."""
    book = openpyxl.load_workbook(out / SUMMARY)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_the_summary_has_every_agency_and_every_file(tmp_path: Path) -> None:
    given, out = make(tmp_path / "ข้อมูล", 12), tmp_path / "ผล"
    for at in range(4):
        shutil.copy(SAMPLES / "bang-pla-2568.xlsx", given / f"บางปลา{at}.xlsx")
    shutil.copy(SAMPLES / "lamphun-2568.xlsx", given)
    (given / "เสีย.xlsx").write_bytes(b"no")
    table = tmp_path / "คะแนน.parquet"
    assert batch(given, "-o", out, "--jobs", 2, "--table", table).returncode == 1
    found = sheets(out)
    assert list(found) == [
        "ภาพรวม", "การกระจาย", "ตารางคะแนน", "จุดอ่อนที่พบมาก", "ใกล้ระดับถัดไป", "ข้อสังเกต", "แฟ้ม",
    ]  # fmt: skip
    files = {row[0]: row for row in found["แฟ้ม"][2:]}
    assert len(files) == 18
    assert files["ข้อมูล/เสีย.xlsx"][3] == "E102"
    league = found["ตารางคะแนน"][2:]
    assert len(league) == 17
    scored = [row for row in league if row[6] is not None]
    assert [row[0] for row in scored] == [1 + sum(other[6] > row[6] for other in scored) for row in scored]
    own = next(row for row in league if row[1] == "เทศบาลตำบลบางปลา")
    assert own[2:10] == ("สมุทรสาคร", None, "เทศบาลตำบล", 2568, 96.04, -0.98, 0, "ผ่านดี")
    assert own[10:13] == (99.6, 97.22, 92.5)
    head = next(row for row in found["ภาพรวม"] if row[0] == "กลุ่ม")
    whole = found["ภาพรวม"][found["ภาพรวม"].index(head) + 1]
    assert whole[:3] == ("ทั้งหมด", "ทุกหน่วยงาน", 17)
    assert head[-1] == "ยังบอกระดับไม่ได้"
    assert sum(count or 0 for count in whole[4:]) == 17
    assert sum(row[9] == head[-1] for row in league) == whole[-1]
    assert {("อำเภอ", "ที่ก", 4), ("ประเภท", "เทศบาลตำบล", 4)} <= {row[:3] for row in found["ภาพรวม"]}
    assert sum(row[1] or 0 for row in found["การกระจาย"][2:]) == len(scored)
    common = {(row[0], row[1]): row for row in found["จุดอ่อนที่พบมาก"][2:]}
    assert common[2568, "o27"][3:5] != (0, 0)
    assert all(row[3] and row[9] for row in common.values())
    near = {row[0]: row for row in found["ใกล้ระดับถัดไป"][2:]}
    assert near["จังหวัดลำพูน"][1:4] == ("ลำพูน", "ผ่าน", "ผ่านดี")
    assert {row[1:5:3] for row in found["ข้อสังเกต"][2:] if row[0] == "เทศบาลตำบลบางปลา"} == {("สมุทรสาคร", "A108")}
    links = openpyxl.load_workbook(out / SUMMARY)["ตารางคะแนน"]
    targets = {cell.hyperlink.target for row in links.iter_rows(min_row=3, max_col=2) for cell in row if cell.hyperlink}
    assert {(out / unquote(str(target))).is_file() for target in targets} == {True}
    assert len(targets) == 17
    frame = pd.read_parquet(table)
    assert sorted(frame.loc[frame["latest"], "overall"].dropna()) == sorted(row[6] for row in scored)
    own_years = frame[frame["agency"] == "เทศบาลตำบลบางปลา"].groupby("fiscal_year")
    assert own_years["overall"].unique().map(list).to_dict() == {2567: [97.02], 2568: [96.04]}
    assert own_years["before_overall"].unique().map(list).to_dict()[2568] == [97.02]


def test_scores_are_counted_in_bins_of_one_width(tmp_path: Path) -> None:
    def bins(*scores: float) -> list[tuple[str, int]]:
        heads = ["หน่วยงาน", *(f"ตัวชี้วัดที่ {number}" for number in range(1, 11))]
        rows = [[f"อบต.ที่{at}", *[score] * 10] for at, score in enumerate(scores)]
        book = workbook(tmp_path / "ผล.xlsx", {"ผล": [["ผลการประเมิน ITA ปีงบประมาณ พ.ศ. 2568"], heads, *rows]})
        assert batch(book, "-o", tmp_path / "ผล", "--jobs", 1, "--no-reports").returncode == 0
        found = [(str(row[0]), row[1]) for row in sheets(tmp_path / "ผล")["การกระจาย"][2:] if row[0] is not None]
        shutil.rmtree(tmp_path / "ผล")
        return found

    assert bins(97.99, 98, 99.5, 100, 100) == [("97–97.99", 1), ("98–98.99", 1), ("99–99.99", 1), ("100", 2)]
    wide = bins(60, 62.5, 97.49)
    assert len(wide) == 17
    assert [one for one in wide if one[1]] == [("60–62.49", 1), ("62.5–64.99", 1), ("95–97.49", 1)]
    assert [name for name, _ in bins(0, 49)][:2] == ["0–4.99", "5–9.99"]
    assert bins(100) == [("100", 1)]


def test_the_heat_of_scores_colours_nought_and_leaves_empty_cells(tmp_path: Path) -> None:
    heads = ["หน่วยงาน", *(f"ตัวชี้วัดที่ {number}" for number in range(1, 11))]
    rows = [["อบต.ก", 0, *[90] * 9], ["อบต.ข", None, *[90] * 9]]
    book = workbook(tmp_path / "สอง.xlsx", {"ผล": [["ผลการประเมิน ITA ปีงบประมาณ พ.ศ. 2568"], heads, *rows]})
    assert batch(book, "-o", tmp_path / "ผล", "--jobs", 1, "--no-reports").returncode == 0
    sheet = openpyxl.load_workbook(tmp_path / "ผล" / SUMMARY)["ตารางคะแนน"]
    assert [sheet.cell(row, 14).value for row in (3, 4)] == [0, None]
    for area in sheet.conditional_formatting:
        rules = sorted(area.rules, key=lambda rule: rule.priority)
        assert [(rule.type, rule.operator, rule.formula) for rule in rules[1:]] == [
            ("cellIs", "greaterThanOrEqual", ["95"]), ("cellIs", "greaterThanOrEqual", ["85"]),
            ("cellIs", "lessThan", ["85"]),
        ]  # fmt: skip
        assert (rules[0].type, rules[0].stopIfTrue, rules[0].dxfId) == ("containsBlanks", True, None)


def test_a_national_list_gives_one_table(tmp_path: Path) -> None:
    heads = ["หน่วยงาน", "จังหวัด", *(f"ตัวชี้วัดที่ {number}" for number in range(1, 11))]
    rows = [
        [f"อบต.ที่{at}", f"จังหวัด{'กขค'[at % 3]}", *(80 + (at * 7 + one) % 20 for one in range(10))] for at in range(1500)
    ]
    book = workbook(tmp_path / "ประเทศ.xlsx", {"ผล": [["ผลการประเมิน ITA ปีงบประมาณ พ.ศ. 2568"], heads, *rows]})
    out, table = tmp_path / "ผล", tmp_path / "คะแนน.csv"
    assert batch(book, "-o", out, "--jobs", 2, "--no-reports", "--table", table).returncode == 0
    found = sheets(out)
    assert len(found["ตารางคะแนน"]) == 1502
    assert len(found) == 7
    frame = pd.read_csv(table)
    assert len(frame) == 1500
    scored = score_frame(frame[[f"ind{number}" for number in range(1, 11)]], 2568)
    assert scored["overall"].tolist() == frame["overall"].tolist()
    assert scored["level"].tolist() == frame["level"].tolist()
    assert found["จุดอ่อนที่พบมาก"][2][1].startswith("ตัวชี้วัดที่")


def test_several_years_of_a_list_are_summed_up_for_the_latest(tmp_path: Path) -> None:
    heads = ["ที่", "หน่วยงาน", "อำเภอ", "จังหวัด", "ปีงบประมาณ", *(f"ตัวชี้วัดที่ {number}" for number in range(1, 11))]
    rows = [
        [at, f"อบต.ที่{at}", f"อำเภอ{'กขค'[at % 3]}", "ลำพูน", year, *[80 + (at + year) % 20] * 10]
        for at in range(30)
        for year in (2565, 2566, 2567, 2568)
        if (at, year) != (7, 2567)
    ]
    namesakes = [[99, "อบต.ที่1", "อำเภอก", "น่าน", year, *[70] * 10] for year in (2567, 2568)]
    book = workbook(tmp_path / "ประเทศ.xlsx", {"ผล": [["ผลการประเมิน ITA"], heads, *rows, *namesakes]})
    out, table = tmp_path / "ผล", tmp_path / "คะแนน.csv"
    assert batch(book, "-o", out, "--jobs", 1, "--no-reports", "--table", table).returncode == 0
    found = sheets(out)
    league = found["ตารางคะแนน"][2:]
    assert len(league) == 31
    assert {row[5] for row in league} == {2568}
    assert [row[2:4] for row in league if row[1] == "อบต.ที่1"] == [("ลำพูน", "ข"), ("น่าน", "ก")]
    changes = {row[1]: row[7] for row in league if row[2] == "ลำพูน"}
    assert (changes["อบต.ที่3"], changes["อบต.ที่7"]) == (1, 2)  # one year is missing: against the one before it
    assert {("อำเภอ", "ก (ลำพูน)", 10), ("อำเภอ", "ก (น่าน)", 1), ("อำเภอ", "ข", 10), ("จังหวัด", "น่าน", 1)} <= {
        row[:3] for row in found["ภาพรวม"]
    }
    frame = pd.read_csv(table)
    assert len(frame) == len(rows) + len(namesakes)
    assert frame["latest"].sum() == 31
    for year, own in frame.groupby("fiscal_year"):
        scored = score_frame(own[[f"ind{number}" for number in range(1, 11)]], year)
        assert scored["overall"].tolist() == own["overall"].tolist()
        assert scored["level"].fillna("").tolist() == own["level"].fillna("").tolist()


def test_a_dask_cluster_makes_the_same_bytes(tmp_path: Path) -> None:
    given = make(tmp_path / "ข้อมูล", 4)
    (given / "เสีย.xlsx").write_bytes(b"no")
    assert batch(given, "-o", tmp_path / "one", "--jobs", 1).returncode == 1
    with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster:
        address = cluster.scheduler_address
        assert batch(given, "-o", tmp_path / "many", "--backend", "dask", "--scheduler", address).returncode == 1
    assert tree(tmp_path / "one") == tree(tmp_path / "many")


@pytest.mark.skipif(os.name == "nt", reason="kills a process")
def test_a_worker_of_a_cluster_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    given = make(tmp_path / "ข้อมูล", 16)
    assert batch(given, "-o", tmp_path / "one", "--jobs", 1).returncode == 0
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
        subprocess.Popen(
            command(given, "-o", tmp_path / "many", "--backend", "dask", "--scheduler", cluster.scheduler_address),
            env=ENVIRONMENT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as process,
    ):
        killed = next(iter(client.run(os.getpid).values()))
        assert process.stdout is not None
        process.stdout.readline()
        os.kill(killed, signal.SIGKILL)
        left = process.stdout.read().count(b"\n")
        assert process.wait(timeout=120) == 0
        assert killed not in client.run(os.getpid).values()
    assert left > 8  # it was killed amid the work
    assert tree(tmp_path / "one") == tree(tmp_path / "many")


def test_a_cluster_that_does_not_answer_is_said(tmp_path: Path) -> None:
    given = make(tmp_path / "ข้อมูล", 1)
    done = batch(given, "-o", tmp_path / "ผล", "--backend", "dask", "--scheduler", "tcp://127.0.0.1:9")
    assert done.returncode == 3
    assert "[E405]" in done.stderr
