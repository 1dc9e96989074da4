"""What became of the measures of a plan: how far each one is, and how the scores that it is about have changed since.

A status is told by the words of the cells; what they do not tell is not known and is counted as that.
"""

from __future__ import annotations

import calendar
import datetime as dt
import hashlib
import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from ita_xl.assessment import Kind
from ita_xl.errors import NOWHERE, Place
from ita_xl.framework import load
from ita_xl.letterhead import long_date
from ita_xl.scoring import scorable, score
from ita_xl.thai import MONTHS, SHORT_MONTHS, arabic_digits, buddhist_date, join_thai, points, signed, squash

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from ita_xl.assessment import Assessment
    from ita_xl.findings import Finding
    from ita_xl.framework import Framework

ROUNDS = (6, 12)
"""The months after which is reported."""


class Status(StrEnum):
    """How far a measure is."""

    DONE = "done"
    UNDER_WAY = "under_way"
    NOT_BEGUN = "not_begun"
    UNKNOWN = "unknown"

    @property
    def thai(self) -> str:
        """The words on sheets; those of the first three are what the form offers."""
        return {
            "done": "ดำเนินการแล้วเสร็จ", "under_way": "อยู่ระหว่างดำเนินการ", "not_begun": "ยังไม่ได้ดำเนินการ",
            "unknown": "ไม่ได้ระบุสถานะ",
        }[self.value]  # fmt: skip


class Form(StrEnum):
    """How the rows of the report are grouped."""

    TOPICS = "topics"
    TOOLS = "tools"
    INDICATORS = "indicators"


class About(NamedTuple):
    """What a measure is about: ``kind`` topic, tool, indicator or item; ``ref`` "3", "EIT1", "6", "o27", "e1:2"."""

    kind: str
    ref: str


@dataclass(frozen=True, slots=True)
class Told:
    """What was told of a measure in one round: 6 or 12 months, 0 where the plan does not say which."""

    months: int = 0
    status: str = ""
    date: str = ""
    summary: str = ""
    output: str = ""
    evidence: str = ""
    obstacles: str = ""
    next_step: str = ""

    def __bool__(self) -> bool:
        return any((self.status, self.date, self.summary, self.output, self.evidence, self.obstacles, self.next_step))


@dataclass(frozen=True, slots=True)
class Measure:
    """One row of a plan with what was done; ``subject`` and ``heading`` as printed, ``due`` when it ends, if said."""

    name: str
    about: tuple[About, ...] = ()
    subject: str = ""
    heading: str = ""
    responsible: str = ""
    period: str = ""
    due: dt.date | None = None
    told: tuple[Told, ...] = ()
    place: Place = NOWHERE

    @property
    def key(self) -> str:
        """What it is known by when its status has changed; a plan that was read has nothing but its words."""
        return hashlib.sha256(squash(self.name).encode()).hexdigest()[:12]

    @property
    def latest(self) -> Told:
        """What was told last."""
        return max((one for one in self.told if one), key=lambda one: one.months, default=Told())

    def latest_of(self, name: str) -> str:
        """The last words of one field; an earlier round serves where a later one is silent."""
        own = sorted(self.told, key=lambda one: -one.months)
        return next((text for one in own if (text := str(getattr(one, name)))), "")

    @property
    def status(self) -> Status:
        """How far it is, by the last round that tells."""
        for one in sorted(self.told, key=lambda each: -each.months):
            found = status_of(one.status) if one.status else status_of(one.summary, free=True)
            if one.status or found is not Status.UNKNOWN:
                return found
        return Status.UNKNOWN

    def overdue(self, day: dt.date) -> bool:
        """Whether it should be done by that day and is not; one of an unknown status is so only by its own words."""
        if self.status is Status.DONE:
            return False
        if _LATE.search(squash(self.latest_of("status"))):
            return True
        return self.status is not Status.UNKNOWN and self.due is not None and self.due < day


@dataclass(frozen=True, slots=True)
class Evidence:
    """A picture of one measure: its file name, contents, and width and height in pixels."""

    measure: Measure
    name: str
    data: bytes
    width: int
    height: int


_LATE = re.compile("(?<!ไม่)(?:ล่าช้า|เกินกำหนด|เลยกำหนด)")
_HOPED = re.compile("(?:คาดว่าจะ|คาดว่า|จะ|กำหนด|เพื่อให้|ให้)(?:ดำเนินการ)?(?:แล้ว)?เสร็จ(?:สิ้น)?")
_PERCENT = re.compile(r"(?:ร้อยละ\s*(\d{1,3}(?:\.\d+)?))|(\d{1,3}(?:\.\d+)?)\s*%")
_NOT_BEGUN = re.compile(
    "ยังไม่(?:ได้)?(?:เริ่ม|ดำเนิน(?!การแล้ว)|จัดทำ|ทำ)|ไม่ได้(?:เริ่ม|ดำเนิน)|^ไม่ดำเนินการ|^รอดำเนินการ|notstarted"
)
_NOT_DONE = re.compile("(?:ยัง)?ไม่(?:ดำเนินการ)?(?:แล้ว)?เสร็จ(?:สิ้น)?|ยังไม่ดำเนินการแล้วเสร็จ")
_UNDER_WAY = re.compile("อยู่(?:ใน)?ระหว่าง|กำลัง(?:ดำเนิน|จัดทำ)|^ระหว่างดำเนิน|ดำเนินการ(?:แล้ว)?บางส่วน|inprogress")
_DONE = re.compile(
    "(?:แล้ว)?เสร็จ(?:สิ้น|เรียบร้อย|แล้ว|$)|แล้วเสร็จ|ดำเนินการ(?:เรียบร้อย)?แล้ว|ดำเนินการ(?:ครบ|เรียบร้อย)|^เรียบร้อย|"
    "^done|^completed?"
)


def status_of(text: str, *, free: bool = False) -> Status:
    """How far a measure is, by its words; ``free`` for prose, of which only the opening words tell it.

    >>> [status_of(one).name for one in ("ดำเนินการแล้ว", "แล้วเสร็จร้อยละ ๘๐", "ยังไม่แล้วเสร็จ", "ยังไม่ได้เริ่ม", "ตามแผน")]
    ['DONE', 'UNDER_WAY', 'UNDER_WAY', 'NOT_BEGUN', 'UNKNOWN']
    >>> status_of("ประชุมแล้วเสร็จ 1 ครั้ง", free=True).name, status_of("คาดว่าจะแล้วเสร็จ").name
    ('UNKNOWN', 'UNKNOWN')
    """
    plain = squash(arabic_digits(text))
    if free:
        plain = re.split(r"\d", plain)[0] if _PERCENT.match(plain) else plain
    plain = _HOPED.sub("", plain)
    if not free and (found := _PERCENT.search(plain)):
        share = float(found[1] or found[2])
        if 0 < share < 100:
            return Status.UNDER_WAY
        if share in (0, 100):
            return Status.DONE if share else Status.NOT_BEGUN

    def says(pattern: re.Pattern[str]) -> bool:
        hit = pattern.search(plain)
        return hit is not None and (not free or hit.start() == 0)

    not_done = says(_NOT_DONE)
    plain = _NOT_DONE.sub("", plain)
    told = {
        status
        for status, pattern in ((Status.NOT_BEGUN, _NOT_BEGUN), (Status.UNDER_WAY, _UNDER_WAY), (Status.DONE, _DONE))
        if says(pattern)
    }
    if not_done:
        told.add(Status.UNDER_WAY)
    if Status.UNDER_WAY in told and len(told) == 2 and Status.DONE in told:
        return Status.UNDER_WAY
    return told.pop() if len(told) == 1 else Status.UNKNOWN


_MONTH = {squash(name): at for names in (MONTHS, SHORT_MONTHS) for at, name in enumerate(names, start=1)}
_DATED = re.compile(
    rf"(?<!\d)(\d{{1,2}})?({'|'.join(map(re.escape, sorted(_MONTH, key=len, reverse=True)))})"
    r"(?:(?:ของ)?ปีงบประมาณ(?:พ\.ศ\.)?(\d{4})|(?:พ\.ศ\.)?(\d{4}|\d{2}(?!\d)))?"
)
_QUARTER = re.compile(r"ไตรมาส(?:ที่)?(\d)(?:[-–,]|ถึง|และ)?(?:ไตรมาส(?:ที่)?)?(\d)?(?!\d)")
_WHOLE = re.compile(
    "ตลอดปี|ทั้งปี|ทุกเดือน|ทุกไตรมาส|ทุกวัน|ไตรมาสละ|ปีละ|เดือนละ|รายเดือน|รายไตรมาส|"
    r"^(?:ปีงบประมาณ)?(?:พ\.ศ\.)?\d{4}$"
)
_FISCAL = re.compile(r"ปีงบประมาณ(?:พ\.ศ\.)?(\d{4})")
_CENTURY = 2500
_FISCAL_STARTS = 10


def due_of(period: str, year: int | None) -> dt.date | None:
    """The last day of a period as plans print it; ``year`` (B.E.) is that of the plan. ``None`` when it does not say.

    >>> due_of("ต.ค. 67 - มี.ค. 68", 2568), due_of("ภายในไตรมาสที่ 2 ของปีงบประมาณ พ.ศ. 2568", None)
    (datetime.date(2025, 3, 31), datetime.date(2025, 3, 31))
    >>> due_of("ตลอดปีงบประมาณ พ.ศ. 2568", None), due_of("ภายในเดือนพฤศจิกายน", 2568), due_of("เร็ว ๆ นี้", 2568)
    (datetime.date(2025, 9, 30), datetime.date(2024, 11, 30), None)
    """
    plain = squash(arabic_digits(period)).replace("กันยำยน", "กันยายน")
    fiscal = int(found[1]) if (found := _FISCAL.search(plain)) else year
    if dated := list(_DATED.finditer(plain)):
        return max((day for one in dated if (day := _day(one, fiscal))), default=None)
    if fiscal is None:
        return None
    if quarter := _QUARTER.search(plain):
        number = int(quarter[2] or quarter[1])
        ends = {1: (fiscal - 1, 12, 31), 2: (fiscal, 3, 31), 3: (fiscal, 6, 30), 4: (fiscal, 9, 30)}.get(number)
        return dt.date(ends[0] - 543, ends[1], ends[2]) if ends else None
    return dt.date(fiscal - 543, 9, 30) if _WHOLE.search(plain) else None


def _day(found: re.Match[str], fiscal: int | None) -> dt.date | None:
    month = _MONTH[found[2]]
    if found[4]:
        year = int(found[4]) + (_CENTURY if len(found[4]) == 2 else 0)
    elif found[3] or fiscal:
        own = int(found[3] or fiscal or 0)
        year = own - 1 if month >= _FISCAL_STARTS else own
    else:
        return None
    year -= 543
    if not 1 <= year <= 9999:
        return None
    last = calendar.monthrange(year, month)[1]
    return dt.date(year, month, min(int(found[1]), last) if found[1] and int(found[1]) else last)


class Change(NamedTuple):
    """One score of the new year and of the year before it; either may be unknown.

    ``label`` is its code or name on sheets; ``kind`` (item, indicator, tool) and ``ref`` are those of the new year.
    """

    label: str
    title: str
    before: Decimal | None
    after: Decimal | None
    kind: str = ""
    ref: str = ""

    @property
    def difference(self) -> Decimal | None:
        """New less old."""
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def sentence(self) -> str:
        """What is known of it.

        >>> from decimal import Decimal
        >>> Change("i11", "", Decimal("96.77"), Decimal("98.92")).sentence
        'i11 เพิ่มขึ้นจาก 96.77 คะแนน เป็น 98.92 คะแนน (+2.15)'
        """
        if self.after is None:
            return f"{self.label} ไม่มีคะแนนของปีใหม่"
        if self.before is None:
            return f"{self.label} ได้ {points(self.after)} คะแนน"
        change = self.after - self.before
        if not change:
            return f"{self.label} คงเดิมที่ {points(self.after)} คะแนน"
        word = "เพิ่มขึ้น" if change > 0 else "ลดลง"
        return f"{self.label} {word}จาก {points(self.before)} คะแนน เป็น {points(self.after)} คะแนน ({signed(change)})"


class _Scores:
    """The scores of one assessment, computed where the rules are known, else as printed."""

    def __init__(self, assessment: Assessment | None) -> None:
        self.assessment = assessment
        self.card = score(assessment) if assessment is not None and scorable(assessment) else None
        self.framework = None if assessment is None else load(assessment.fiscal_year)

    def value(self, kind: Kind, ref: str) -> Decimal | None:
        if self.assessment is None:
            return None
        own = self.card.value(kind, ref) if self.card else None
        return own if own is not None else self.assessment.value(kind, ref)

    def code(self, key: str) -> str:
        """The code of a subject in that year; empty where it is not asked."""
        item = self.framework.by_key.get(key) if self.framework else None
        return item.code if item else ""


@dataclass(frozen=True)
class Progress:
    """A plan of ``year`` with what was done.

    ``framework`` is the year whose items, indicators and topics the plan speaks of; ``after`` the assessment of the
    year in which it ran, ``before`` an earlier one; ``as_of`` the day on which what is not done counts as overdue.
    """

    year: int
    framework: Framework
    as_of: dt.date
    measures: tuple[Measure, ...]
    agency: str = ""
    province: str = ""
    after: Assessment | None = None
    before: Assessment | None = None
    findings: tuple[Finding, ...] = ()
    file: str = ""
    _memo: dict[str, _Scores] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def counts(self) -> Mapping[Status, int]:
        """How many measures are how far."""
        return {status: sum(one.status is status for one in self.measures) for status in Status}

    @cached_property
    def overdue(self) -> tuple[Measure, ...]:
        """What should be done and is not, the longest overdue first."""
        late = [one for one in self.measures if one.overdue(self.as_of)]
        return tuple(sorted(late, key=lambda one: one.due or dt.date.max))

    @cached_property
    def urgent_first(self) -> tuple[Measure, ...]:
        """Every measure: overdue ones, then those not begun, of unknown status, under way, done."""
        order = (Status.NOT_BEGUN, Status.UNKNOWN, Status.UNDER_WAY, Status.DONE)
        rest = [one for one in self.measures if one not in self.overdue]
        return (*self.overdue, *sorted(rest, key=lambda one: order.index(one.status)))

    def sentences(self) -> list[str]:
        """How far the plan is and how its scores have changed, for an executive."""
        if self.after is None:
            return [*self.status_sentences(), f"ยังไม่มีผลคะแนนของปีงบประมาณ พ.ศ. {self.year} ให้เปรียบเทียบ"]
        return [*self.status_sentences(), *self.score_sentences()]

    def status_sentences(self) -> list[str]:
        """How far the plan is."""
        total = len(self.measures)
        told = [f"{status.thai} {count} รายการ" for status, count in self.counts.items() if count]
        found = [f"มาตรการของปีงบประมาณ พ.ศ. {self.year} มี {total} รายการ {join_thai(told)}"]
        day = buddhist_date(self.as_of)
        if self.overdue:
            found.append(f"ณ วันที่ {day} มีมาตรการที่เกินกำหนดเวลาแล้วแต่ยังไม่แล้วเสร็จ {len(self.overdue)} รายการ")
        elif self.counts[Status.DONE] == total:
            found.append("มาตรการทุกรายการดำเนินการแล้วเสร็จ")
        if self.counts[Status.UNKNOWN]:
            reported = sum(one.status is Status.UNKNOWN and bool(one.latest) for one in self.measures)
            if reported:
                found.append(f"มาตรการที่ไม่ได้ระบุสถานะมีข้อความสรุปผลการดำเนินการแล้ว {reported} รายการ")
        proofs = sum(bool(one.latest_of("evidence")) for one in self.measures)
        return [*found, f"มีหลักฐานอ้างอิง {proofs} รายการ"] if proofs else found

    @property
    def result(self) -> str:
        """Overall score and level of the year in which the plan ran, computed; empty where they are not known."""
        card = self._scores("after").card
        if card is None or card.overall.value is None:
            return ""
        level = f" อยู่ในระดับ “{card.level.level.name}”" if card.level.level else ""
        return f"ผลการประเมิน ITA ปีงบประมาณ พ.ศ. {self.year} ได้คะแนนภาพรวม {points(card.overall.value)} คะแนน{level}"

    @property
    def level(self) -> str:
        """The level of that year; empty where it is not known."""
        card = self._scores("after").card
        return card.level.level.name if card is not None and card.level.level is not None else ""

    def score_sentences(self) -> list[str]:
        """The result of the year and how the scores that the measures are about have changed, as far as known."""
        lines = [self.result] if self.result else []
        changes = {change.label: change for one in self.measures for change in self.changes(one)}
        known = [one for one in changes.values() if one.difference is not None]
        if not known:
            return lines
        groups = {
            "เพิ่มขึ้น": [one for one in known if (one.difference or 0) > 0],
            "คงเดิม": [one for one in known if one.difference == 0],
            "ลดลง": [one for one in known if (one.difference or 0) < 0],
        }
        words = join_thai([f"{word} {len(group)} คะแนน" for word, group in groups.items() if group])
        words = words.replace(" คะแนน", " รายการ")
        lines += [f"คะแนนของข้อคำถามและตัวชี้วัดที่มาตรการเกี่ยวข้องและเปรียบเทียบกับปีก่อนได้ {len(known)} รายการ {words}"]
        for word, pick in (("เพิ่มขึ้น", max), ("ลดลง", min)):
            if groups[word]:
                most = pick(one.difference or 0 for one in groups[word])
                first, *rest = [one for one in groups[word] if one.difference == most]
                others = f" และอีก {len(rest)} รายการที่{word}เท่ากัน" if rest else ""
                lines.append(f"{word}มากที่สุด คือ {first.sentence}{others}")
        return lines

    # -- scores ------------------------------------------------------------------------------------------------------

    def _scores(self, which: str) -> _Scores:
        if which not in self._memo:
            self._memo[which] = _Scores(self.after if which == "after" else self.before)
        return self._memo[which]

    def items_of(self, one: Measure) -> tuple[str, ...]:
        """The codes of the items that a measure is about: its own codes, else those of its topics or indicators."""
        found = [about.ref.partition(":")[0] for about in one.about if about.kind == "item"]
        for about in () if found else one.about:
            if about.kind == "topic":
                topics = self.framework.topics
                found += next((topic.items for topic in topics if str(topic.number) == about.ref), ())
            elif about.kind == "indicator":
                found += next((each.items for each in self.framework.indicators if str(each.number) == about.ref), ())
        return tuple(dict.fromkeys(code for code in found if code in self.framework.items))

    def changes(self, one: Measure) -> tuple[Change, ...]:
        """The scores that a measure is about: its indicators and tools, and its items as far as a score is known."""
        found = [
            change
            for about in one.about
            if about.kind in ("indicator", "tool")
            if (change := self._whole(about)).after is not None or change.before is not None
        ]
        named = any(about.kind in ("item", "topic") for about in one.about)
        parts = {about.ref for about in one.about if about.kind == "item" and ":" in about.ref}
        for code in self.items_of(one):
            own = self._item(code, parts)
            found += own if named else [change for change in own if change.difference]
        return tuple(found)

    def _whole(self, about: About) -> Change:
        after, before = self._scores("after"), self._scores("before")
        if about.kind == "tool":
            values = (before.value(Kind.TOOL, about.ref), after.value(Kind.TOOL, about.ref))
            return Change(self.framework.label(about.ref), "", *values, about.kind, about.ref)
        number = int(about.ref)
        framework = after.framework or self.framework
        name = next((each.name for each in framework.indicators if each.number == number), "")
        values = (before.value(Kind.INDICATOR, about.ref), after.value(Kind.INDICATOR, about.ref))
        return Change(f"ตัวชี้วัดที่ {number}", name, *values, about.kind, about.ref)

    def _item(self, code: str, parts: set[str]) -> list[Change]:
        """An item in both years by its subject, each part of EIT by itself."""
        key, title = self.framework.items[code].key, self.framework.items[code].title
        after, before = self._scores("after"), self._scores("before")
        new, old = after.code(key), before.code(key)
        asked = {ref.partition(":")[2] for ref in parts if ref.partition(":")[0] == code}
        found = []
        for part in ("", ":1", ":2"):
            values = (
                before.value(Kind.ITEM, old + part) if old else None,
                after.value(Kind.ITEM, new + part) if new else None,
            )
            if values == (None, None) or (asked and part and part[1:] not in asked):
                continue
            own = new or old or code
            label = f"{own} ส่วนที่ {part[1:]}" if part else own
            if old and new and old != new and self.before is not None:
                label += f" (ปี {self.before.fiscal_year} คือ {old})"
            found.append(Change(label, title, *values, "item", own + part))
        return found

    # -- forms -------------------------------------------------------------------------------------------------------

    @cached_property
    def own_form(self) -> Form:
        """The form that the plan itself has: by what most of its rows are about."""
        kinds = [one.about[0].kind for one in self.measures if one.about]
        if kinds.count("topic") * 2 > len(kinds):
            return Form.TOPICS
        headed = any("มาตรการ" in one.heading or one.subject[:3] in self.framework.tool_codes for one in self.measures)
        grouped = headed and any(class_in(one.subject) for one in self.measures)
        return Form.TOOLS if grouped or kinds.count("tool") * 2 > len(kinds) else Form.INDICATORS

    def groups(self, form: Form) -> list[tuple[str, list[Measure]]]:
        """The measures under the titles of a form, in its order; those that it has no place for come last.

        Tools have the headings of the plan itself where it has such a form.
        """
        found: dict[tuple[int, str], list[Measure]] = {}
        for one in self.measures:
            found.setdefault(self._group(one, form), []).append(one)
        return [(title, found[at, title]) for at, title in sorted(found, key=lambda key: key[0])]

    def _group(self, one: Measure, form: Form) -> tuple[int, str]:
        items = self.items_of(one)
        own = {about.kind: about.ref for about in reversed(one.about)}
        last = (99, "มาตรการที่ไม่ได้ระบุว่าเกี่ยวข้องกับตัวชี้วัดใด")
        if form is Form.TOPICS:
            topics = {str(topic.number): topic for topic in self.framework.topics}
            number = own.get("topic") if own.get("topic") in topics else _most(
                [(ref, set(topic.items)) for ref, topic in topics.items()], items
            )  # fmt: skip
            return (int(number), f"{number}. {topics[number].name}") if number else last
        indicators = {str(each.number): each for each in self.framework.indicators}
        ref = own.get("indicator") if own.get("indicator") in indicators else _most(
            [(ref, set(each.items)) for ref, each in indicators.items()], items[:1]
        )  # fmt: skip
        if form is Form.INDICATORS:
            return (int(ref), f"ตัวชี้วัดที่ {ref} {indicators[ref].name}") if ref else last
        tool = indicators[ref].tool if ref else own.get("tool", "")[:3]
        codes = self.framework.tool_codes
        if tool not in codes:
            return last
        if one.heading and form is self.own_form:
            return codes.index(tool), one.heading if tool in one.heading else f"{one.heading} ({tool})"
        return codes.index(tool), f"เครื่องมือ {tool} {self.framework.tool(tool).name}"


def _most(groups: Sequence[tuple[str, set[str]]], items: Sequence[str]) -> str:
    """The group that holds most of the items, the first of several."""
    best = max(groups, key=lambda group: len(group[1] & set(items)), default=("", set()))
    return best[0] if best[1] & set(items) else ""


_CLASSES = ("แก้ไขเร่งด่วน", "พัฒนายกระดับ", "รักษาระดับ")


def class_in(text: str) -> str:
    """The class that stands beside the name of an indicator.

    >>> class_in("ตัวชี้วัดที่ ๒ การใช้งบประมาณ (แก้ไขเร่งด่วน)")
    'แก้ไขเร่งด่วน'
    """
    plain = squash(text)
    return next((one for one in _CLASSES if one in plain), "")


def tidy_date(text: str) -> str:
    """A date in the official form, as far as it is one."""
    return long_date(arabic_digits(text)) if text else ""
