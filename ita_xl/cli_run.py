"""What the commands on score files share: progress while files are read, reports written, what became of it told."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from ita_xl import jsonout, reporting, show
from ita_xl.auditing import audit
from ita_xl.errors import ItaError
from ita_xl.ingest import load_map
from ita_xl.render import write_safely
from ita_xl.reporting import Look

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ita_xl.diagnosis import Diagnosis
    from ita_xl.reporting import How, Run


def diagnoses(
    files: Iterable[Path], how: How, run: Run, *, quiet: bool, map_file: Path | None = None
) -> Iterator[Diagnosis]:
    """Read and judge each file; a file that fails is noted, and the rest go on. Without its map nothing is read."""
    try:
        pins = None if map_file is None else load_map(map_file)
    except ItaError as error:
        run.failures.append(jsonout.failure(str(map_file), error))
        return
    yield from reporting.diagnoses(_progress(list(files), quiet=quiet), replace(how, pins=pins), run)


def write_reports(
    files: list[Path],
    folder: Path,
    how: How,
    run: Run,
    look: Look = Look(),  # noqa: B008
    *,
    map_file: Path | None = None,
) -> None:
    """Write the report of every assessment and tell it, a line each; what cannot be written is noted."""
    out = show.console()
    taken = {file.resolve() for file in files}
    for report in reporting.reports(diagnoses(files, how, run, quiet=False, map_file=map_file), look, run):
        try:
            path = write_safely(folder / _free_name(folder, report.name, taken), report.data)
        except ItaError as error:
            run.done.remove(report.diagnosis)
            run.failures.append(jsonout.failure(report.diagnosis.card.assessment.file, error))
            continue
        run.written.append(path)
        show.report_line(out, report.diagnosis, report.findings, path)


def _free_name(folder: Path, name: str, taken: set[Path]) -> str:
    """A name that no other report of this run, and no input, has."""
    path = folder / name
    number = 2
    while path.resolve() in taken:
        path = folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
        number += 1
    taken.add(path.resolve())
    return path.name


def _progress(files: list[Path], *, quiet: bool) -> Iterable[Path]:
    """The files, with a bar on a terminal when there are many."""
    if quiet or len(files) < 3 or not sys.stderr.isatty():
        return files
    from rich.progress import track

    return track(files, description="กำลังทำงาน", console=Console(stderr=True), transient=True)


def finish(run: Run, as_json: bool) -> None:
    """Tell what failed; as JSON everything."""
    if as_json:
        assessments = [jsonout.assessment(one, [*audit(one.card), *run.own_findings(one)]) for one in run.done]
        for one, own in zip(assessments, run.plans, strict=False):
            one["plan"] = jsonout.plan(own)
        criteria = [jsonout.checklist(one) for one in run.checklists] or None
        print(json.dumps(jsonout.document(assessments, run.failures, criteria), ensure_ascii=False, indent=1))
        return
    for one in run.failures:
        show.failure(show.console(stderr=True), one)
