"""Pictures of evidence that stand beside a plan: PNG and JPEG files within its folder, of a reasonable size."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING

from ita_xl.findings import Finding, Severity
from ita_xl.pictures import read_picture
from ita_xl.progress import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ita_xl.pictures import PictureFile
    from ita_xl.progress import Measure, Progress

_NAME = re.compile(r"[^\n<>:\"|?*]{1,150}\.(?:png|jpe?g)", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?|ftp|file):|www\.", re.IGNORECASE)
_MOST_PICTURES = 60


def evidence_of(progress: Progress) -> tuple[tuple[Evidence, ...], tuple[Finding, ...]]:
    """The pictures that the cells of evidence name, and what is said of those that cannot be used (P107)."""
    folder = Path(progress.file).resolve().parent
    found: list[Evidence] = []
    problems: list[Finding] = []
    for measure, name in _named(progress):
        told = _read(folder, name) if len(found) < _MOST_PICTURES else f"มีภาพเกิน {_MOST_PICTURES} ภาพ"
        if isinstance(told, str):
            problems.append(
                Finding(
                    "P107",
                    Severity.WARNING,
                    f"ไม่ได้วางภาพหลักฐาน “{name}”: {told}",
                    (measure.place,),
                    stated=name,
                    cure="วางแฟ้มภาพ png หรือ jpg ไว้ในโฟลเดอร์เดียวกับแฟ้มแผน และพิมพ์ชื่อให้ตรงกัน",
                )
            )
        else:
            found.append(Evidence(measure, name, *told))
    return tuple(found), tuple(problems)


def _named(progress: Progress) -> Iterator[tuple[Measure, str]]:
    """The names of pictures in the cells of evidence, a line or a comma each; addresses are none."""
    for one in progress.measures:
        texts = dict.fromkeys(told.evidence for told in one.told if told.evidence)
        words = [word.strip(" •-") for text in texts for word in re.split(r"[\n,;]", text)]
        for word in dict.fromkeys(words):
            if _NAME.fullmatch(word) and not _ADDRESS.match(word):
                yield one, word


def _read(folder: Path, name: str) -> PictureFile | str:
    """A picture within the folder, or why it is not used (Thai)."""
    plain = name.replace("\\", "/")
    if PureWindowsPath(name).is_absolute() or PurePosixPath(plain).is_absolute():
        return "อยู่นอกโฟลเดอร์ของแฟ้มแผน"
    try:
        path = (folder / plain).resolve()
        if not path.is_relative_to(folder):
            return "อยู่นอกโฟลเดอร์ของแฟ้มแผน"
    except OSError:
        return "เปิดแฟ้มไม่ได้"
    return read_picture(path)
