"""Which indicator, or which of the seven topics, a text is about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ita_xl.thai import squash

if TYPE_CHECKING:
    from ita_xl.framework import Framework

_LEAD = re.compile(r"^[(\[•-]*(?:ตัวชี้วัด|ประเด็น|มาตรการ|ด้าน|ข้อ)?(?:ที่)?:?(?:\d{1,2}(?:\.\d{1,2})?)?[.):\]-]*")
_BEHIND = re.compile(r"$|[(\[:/\"”-]|กลุ่ม|คะแนน|ได้|ระดับ|iit|eit|oit")
_LONGEST = 160
_SAYING = 40
_JUDGES = re.compile(
    "วิเคราะห์|พบว่า|จุดอ่อน|จุดแข็ง|ข้อบกพร่อง|ควร|ปรับปรุง|พัฒนา|รักษา|ถือว่า|สูง|ต่ำ|เนื่องจาก|ทบทวน|แก้ไข|ส่งเสริม|ยังไม่|ทำให้|จะ"
)


class Subjects:
    """The indicators of a year, or its topics, by number and name."""

    def __init__(self, framework: Framework, *, topics: bool) -> None:
        self.word = "ประเด็น" if topics else "ตัวชี้วัด"
        self.names: dict[int, str] = {}
        self._plain: list[tuple[str, int]] = []
        if topics:
            for topic in framework.topics:
                self.names[topic.number] = topic.name
                plain = squash(topic.name)
                self._plain += [(one, topic.number) for one in {plain, *_shortened(plain)}]
        else:
            for indicator in framework.indicators:
                self.names[indicator.number] = indicator.name
                self._plain += [(squash(one), indicator.number) for one in (indicator.name, *indicator.variants)]
        self._plain.sort(key=lambda one: -len(one[0]))
        self._topics = topics
        lead = "" if topics else r"ตัวชี้วัด(?:ที่\d{1,2})?"
        self._patterns = [(re.compile(lead + re.escape(name)), number) for name, number in self._plain]
        self._numbers = re.compile(rf"{self.word}ที่(\d{{1,2}})(?!\d|\.\d)")

    @property
    def numbers(self) -> tuple[int, ...]:
        """Every number."""
        return tuple(self.names)

    def label(self, number: int) -> str:
        """``ตัวชี้วัดที่ 4 การใช้ทรัพย์สินของราชการ``."""
        return f"{self.word}ที่ {number} {self.names[number]}"

    def named(self, text: str) -> int | None:
        """The subject that a heading or a cell of a column of subjects names; ``None`` for any other text."""
        if len(text) > _LONGEST:
            return None
        plain = _plain(text)
        if (found := self._numbers.fullmatch(plain)) and int(found[1]) in self.names:
            return int(found[1])
        body = _LEAD.sub("", plain, count=1)
        for name, number in self._plain:
            if body.startswith(name) and _BEHIND.match(body[len(name) :]):
                return number
        return None

    def told(self, text: str) -> int | None:
        """The one subject that a text is about; ``None`` when it names none or several."""
        plain = _plain(text)
        found = {int(one) for one in self._numbers.findall(plain)} & set(self.names)
        if self._topics or "ตัวชี้วัด" in plain:
            found |= {number for pattern, number in self._patterns if pattern.search(plain)}
        return found.pop() if len(found) == 1 else None

    def judged(self, text: str) -> bool:
        """Whether a sentence says more of its subject than the name and a figure."""
        plain = _plain(text)
        for name, _ in self._plain:
            plain = plain.replace(name, "")
        return len(plain) > _SAYING and _JUDGES.search(plain) is not None


def _shortened(name: str) -> tuple[str, ...]:
    """A topic as measures name it: "กระบวนการปฏิบัติงาน…" is "การปฏิบัติงาน…"."""
    return (name.removeprefix("กระบวนการ"), name.removeprefix("กระบวน")) if name.startswith("กระบวนการ") else ()


def _plain(text: str) -> str:
    return squash(text).replace("ปฎิบัติ", "ปฏิบัติ").replace("ฎิบัติ", "ฏิบัติ")
