"""What the words of a report on measures get wrong: numbers of indicators, levels, results of another topic."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ita_xl.findings import Finding, Severity
from ita_xl.thai import arabic_digits, squash

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ita_xl.progress import Measure, Progress

_NUMBERED = re.compile(r"ตัวชี้วัดที่(\d{1,2})(?!\d)")


def contradictions(progress: Progress) -> list[Finding]:
    """The findings of every measure (P108-P110)."""
    return [
        found
        for one in progress.measures
        for told in (_number(progress, one), _level(progress, one), _topic(progress, one))
        for found in told
    ]


def _number(progress: Progress, one: Measure) -> Iterator[Finding]:
    """An indicator printed with the number of another one."""
    printed = _NUMBERED.search(squash(arabic_digits(one.subject)))
    own = [about.ref for about in one.about if about.kind == "indicator"]
    if printed is None or not own or str(int(printed[1])) in own:
        return
    name = progress.framework.indicator(int(own[0])).name
    yield Finding(
        "P108",
        Severity.ERROR,
        f"ตัวชี้วัด “{name}” พิมพ์หมายเลขเป็น {int(printed[1])} แต่คือตัวชี้วัดที่ {own[0]}",
        (one.place,),
        stated=printed[1],
        computed=own[0],
        cure="แก้หมายเลขของตัวชี้วัดในแผนให้ตรงกับชื่อ",
    )


def _level(progress: Progress, one: Measure) -> Iterator[Finding]:
    """An outcome that claims another level than the scores of the year give."""
    if not progress.level:
        return
    told = _claimed(squash(one.latest_of("output")), [squash(each.name) for each in progress.framework.levels])
    if told and squash(progress.level) not in told:
        yield Finding(
            "P109",
            Severity.WARNING,
            f"ผลลัพธ์ของมาตรการบอกระดับ “{told[0]}” แต่คะแนนของปี พ.ศ. {progress.year} อยู่ในระดับ “{progress.level}”",
            (one.place,),
            stated=told[0],
            computed=progress.level,
            cure="แก้ระดับในช่องผลลัพธ์ให้ตรงกับผลการประเมิน",
        )


def _claimed(text: str, names: list[str]) -> list[str]:
    """The levels that a squashed text names.

    ผ่าน is an ordinary word and counts in quotation marks only, the others after the word level; the two best levels
    are no ordinary words.
    """
    long = "|".join(re.escape(one) for one in sorted(names, key=len, reverse=True) if one != "ผ่าน")
    found = re.finditer(f'(?<!ยก)ระดับ[“"]?({long})|ระดับ[“"](ผ่าน)[”"]|(ผ่านดีเยี่ยม|ผ่านดี)', text)
    return [next(name for name in one.groups() if name) for one in found]


def _topic(progress: Progress, one: Measure) -> Iterator[Finding]:
    """An outcome that was copied from another topic: it names that one and not its own."""
    own = {about.ref for about in one.about if about.kind == "topic"}
    names = {str(topic.number): squash(topic.name) for topic in progress.framework.topics}
    text = squash(one.latest_of("output"))
    if not own & names.keys() or any(names[ref] in text for ref in own & names.keys()):
        return
    other = next((topic for topic in progress.framework.topics if names[str(topic.number)] in text), None)
    if other is not None:
        yield Finding(
            "P110",
            Severity.WARNING,
            f"ผลลัพธ์ของประเด็นที่ {min(own)} กล่าวถึงประเด็นที่ {other.number} {other.name}",
            (one.place,),
            stated=str(other.number),
            computed=min(own),
            cure="ตรวจว่าคัดลอกข้อความมาจากประเด็นอื่นหรือไม่ แล้วแก้ให้ตรงกับมาตรการ",
        )
