"""What a column of a plan of measures holds, told by the words of its header, and which rows are such headers."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from ita_xl.ingest.headers import column_of, header_cell, year_in, years_in
from ita_xl.ingest.model import VALUES, Role
from ita_xl.ingest.planmodel import Meaning
from ita_xl.thai import remembered, squash

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from ita_xl.ingest.grid import Cell

_LONGEST = 90
#: The share of a header that may be other words than those of headers.
_STRANGE = 0.15
#: The share of the cells of a header row that must be made of words of headers.
_ENOUGH = 0.6
_LONGEST_TITLE = 300

#: Words that headers of plans are made of, whatever their order.
_WORDS = re.compile(
    "|".join(
        sorted(
            (
                "ผลการวิเคราะห์", "วิเคราะห์", "ประเมินผล", "ประเมิน", "นำผล", "ผล", "ไปสู่", "สู่", "ปฏิบัติ", "ตัวชี้วัด",
                "ความสำเร็จ", "สำเร็จ", "ที่สอดคล้อง", "สอดคล้อง", "เกี่ยวข้อง", "กับ", "มาตรการ", "โครงการ", "กิจกรรม",
                "แนวทาง", "แก้ไข", "ปรับปรุง", "พัฒนา", "รักษาระดับ", "ยกระดับ", "ข้อ", "วิธี", "ดำเนินการ", "ดำเนินงาน",
                "ดำเนิน", "การ", "ที่", "ขั้นตอน", "ระยะเวลา", "ช่วง", "เวลา", "กำหนด", "แล้วเสร็จ", "เสร็จ", "วันเดือนปี",
                "วัน", "เดือน", "ปีงบประมาณ", "ปี", "ใน", "พ.ศ.", "งบประมาณ", "งบ", "บาท", "ค่าใช้จ่าย", "แหล่ง", "ผู้",
                "รับผิดชอบ", "หน่วยงาน", "ส่วนงาน", "ส่วนราชการ", "ส่วน", "งาน", "หลัก", "ร่วม", "สรุป", "ผลลัพธ์", "ผลผลิต",
                "ตาม", "ของ", "หรือ", "และ", "เพื่อ", "เป้าหมาย", "ค่า", "คาดว่า", "จะ", "ได้รับ", "คาดหวัง", "คาด",
                "หลักฐาน", "เชิงประจักษ์", "อ้างอิง", "เอกสาร", "ลิงก์", "ลิงค์", "url", "link", "หมายเหตุ", "ข้อบกพร่อง",
                "จุดอ่อน", "จุดแข็ง", "ปัญหา", "อุปสรรค", "สาเหตุ", "จุด", "ประเด็น", "ต้อง", "ควร", "หัวข้อ", "รายการ",
                "รายละเอียด", "รายงาน", "ราย", "ติดตาม", "กำกับ", "ก้าวหน้า", "ความ", "สถานะ", "ร้อยละ", "ลำดับ",
                "เครื่องมือ", "แบบวัด", "คำถาม", "ข้อความ", "ถาม", "คะแนน", "ระดับ", "ด้าน", "เรื่อง", "เสี่ยง", "เสนอแนะ",
                "สังเกต", "ค้นพบ", "พบ", "สภาพ", "ปัจจุบัน", "เกณฑ์", "kpi", "ตรวจ", "เร่งด่วน", "เผยแพร่", "ได้", "แล้ว",
                "สิ่ง", "ทำ", "ขับเคลื่อน", "คุณธรรม", "โปร่งใส", "ไตรมาส", "แผน", "ภาย", "ใช้", "ชื่อ", "รหัส", "ita", "ฯ",
                "ตัวชีวัด", "ต่ำสุด", "สูงสุด", "กลุ่ม",
            ),
            key=len,
            reverse=True,
        )
    )
    + r"|[\d\W_]+"
)  # fmt: skip

_MEANINGS = (
    (Meaning.RESPONSIBLE, re.compile("รับผิดชอบ|ผู้ดำเนินการ|หน่วยงานดำเนินการ|เจ้าภาพ|responsible")),
    (
        Meaning.BUDGET,
        re.compile(r"^งบ|^วงเงิน|^จำนวนเงิน|^ค่าใช้จ่าย|^แหล่งงบ|(?<!ปี)งบประมาณ(?:ที่ใช้|\(|$)|budget"),
    ),
    (Meaning.EVIDENCE, re.compile("หลักฐาน|ลิงก์|ลิงค์|url|link|เอกสารอ้างอิง|ภาพถ่าย")),
    (
        Meaning.PERIOD,
        re.compile(
            "ระยะเวลา|ช่วงเวลา|ห้วงเวลา|กำหนด(?:แล้ว)?เสร็จ|กำหนดการ|กำหนดเวลา|วันเดือนปี|ไตรมาส|^เวลา|^เดือน|วันที่ดำเนิน|"
            "^(?:ประจำ)?ปีงบประมาณ|timeline|period"
        ),
    ),
    (Meaning.PROBLEM, re.compile("^(?:สาเหตุ|ปัญหา|จุดอ่อน|ข้อบกพร่อง)")),
    (
        Meaning.TARGET,
        re.compile(
            "ตัวชี้วัด(?:ของ)?(?:ความสำเร็จ|ผลสำเร็จ|โครงการ|มาตรการ|กิจกรรม|ผลผลิต|ผลลัพธ์)|เป้าหมาย|ที่คาด|คาดว่า|คาดหวัง|^kpi|"
            "เกณฑ์ความสำเร็จ|target"
        ),
    ),
    (Meaning.MEASURE, re.compile("^(?:แนวทาง|มาตรการ|วิธีแก้|การแก้ไข|ข้อแก้ไข|ข้อเสนอ)|นำผล.*(?:ไปสู่|ปฏิบัติ)")),
    (
        Meaning.PROBLEM,
        re.compile(
            "^(?:สรุป)?(?:ผล)?(?:การ)?วิเคราะห์|ข้อบกพร่อง|จุดอ่อน|จุดแข็ง|ปัญหา|สาเหตุ|จุดที่(?:ต้อง|ควร)|ประเด็นที่(?:ต้อง|ควร)|"
            "ค้นพบ|ข้อสังเกต|ความเสี่ยง|สิ่งที่(?:ตรวจ)?พบ|ข้อ(?:ที่)?ตรวจพบ|weakness|problem"
        ),
    ),
    (
        Meaning.RESULT,
        re.compile(
            "ผล(?:การ)?(?:ดำเนิน|ปฏิบัติ)|ผลลัพธ์|ผลสำเร็จ|ผลผลิต|ผลที่(?:ได้|เกิด)|ติดตาม|ก้าวหน้า|สถานะ|ความสำเร็จ|^สรุปผล$|"
            "^ผล$|^รายงานผล|result|status|progress"
        ),
    ),
)
#: Words that head columns of scores too; so they tell only what no score is.
_WEAKER = (
    (Meaning.STEPS, re.compile("ขั้นตอน|วิธีการ|วิธีดำเนิน|วิธีปฏิบัติ|^วิธี|^การ(?:ปฏิบัติ|ดำเนินการ|ดำเนินงาน)$")),
    (
        Meaning.MEASURE,
        re.compile(
            "มาตรการ|แนวทาง|โครงการ|กิจกรรม|แก้ไข|ปรับปรุง|พัฒนา|แผนงาน|การดำเนิน(?:การ|งาน)|รายการดำเนิน|สิ่งที่ต้อง(?:ทำ|ดำเนิน)|"
            "ข้อเสนอ|measure|activity"
        ),
    ),
    (Meaning.REMARK, re.compile("หมายเหตุ|remark|^note")),
    (Meaning.ORDER, re.compile(r"^(?:ลำดับ(?:ที่)?|ที่|no\.?|#)$")),
    (
        Meaning.SUBJECT,
        re.compile(
            "ตัวชี้?วัด|ประเด็น|คำถาม|ข้อความ|หัวข้อ|รายการ|เครื่องมือ|แบบวัด|^ด้าน|^เรื่อง|^ข้อ(?:ที่|มูล)?|^ชื่อ$|indicator|item|topic"
        ),
    ),
)
_CORE = frozenset({Meaning.PROBLEM, Meaning.MEASURE, Meaning.STEPS, Meaning.RESPONSIBLE})
_WITH_MEASURE = frozenset(
    {
        Meaning.SUBJECT, Meaning.PROBLEM, Meaning.RESPONSIBLE, Meaning.PERIOD, Meaning.BUDGET, Meaning.TARGET,
        Meaning.RESULT,
    }
)  # fmt: skip
#: What is to be done about an indicator, as it stands in cells.
_CLASSES = ("พัฒนายกระดับ", "รักษาระดับ", "แก้ไขเร่งด่วน", "พัฒนา", "แก้ไข", "ปรับปรุง")
#: A question or an indicator by its number is no word of a header.
_NUMBERED = re.compile(r"(?:ข้อ|ตัวชี้วัด|ประเด็น)(?:คำถาม)?(?:ที่)?\(?\d")
_FOLLOWED = re.compile("ติดตาม")
_PLANNED = re.compile(
    r"มาตรการ|แผน(?!แม่บท|ภูมิ|ผัง|ก|พัฒนา|ยุทธศาสตร์)|ไปสู่การ|สู่การ(?:ปรับปรุง|พัฒนา|ปฏิบัติ)|โครงการ|การดำเนินการ(?:ตาม|เพื่อ)|ส่งเสริมคุณธรรม"
)
_ANALYSED = re.compile(r"จากผล|ตามผล|(?<!ยกระดับ)ผลการ(?:วิเคราะห์|ประเมิน)|วันที่|จัดทำจาก|วิเคราะห์จาก")
_OF_YEAR = re.compile(r"ปีงบประมาณ(?:พ\.?ศ\.?)?(\d{4})")


@lru_cache(maxsize=4096)
def meaning_of(text: str) -> Meaning | None:
    """What stands below a header; ``None`` for scores.

    >>> [one and one.value for one in map(meaning_of, ("ข้อแก้ไข/ปรับปรุง", "สรุปผลการดำเนินการตามมาตรการ", "คะแนน", "แผ่นที่"))]
    ['measure', 'result', None, 'other']
    """
    plain = squash(text)
    scored = _scores(text)
    named = (meaning for meaning, pattern in _MEANINGS if pattern.search(plain))
    weaker = (meaning for meaning, pattern in _WEAKER if (pattern.match if scored else pattern.search)(plain))
    return next(named, None) or next(weaker, None if scored else Meaning.OTHER)


def _scores(text: str) -> bool:
    column = column_of(text)
    return column is not None and column.role in (*VALUES, Role.TOOL)


def tells_results(header: str) -> bool:
    """Whether a header of results is about what was done, not about how it will be followed."""
    return meaning_of(header) is Meaning.RESULT and not _FOLLOWED.search(squash(header))


@lru_cache(maxsize=8192)
def _core(text: str) -> bool:
    return len(text) <= _LONGEST and heads_word(text) and meaning_of(text) in _CORE


@lru_cache(maxsize=8192)
def heads_word(text: str) -> bool:
    """Whether a text is made of words of headers, and few other ones."""
    plain = squash(text)
    if not plain or len(plain) > _LONGEST or not re.search(r"[^\W\d_]", plain):
        return False
    if _NUMBERED.match(plain) or plain in _CLASSES:
        return False
    return len(_WORDS.sub("", plain)) <= _STRANGE * len(plain)


def heads_plan(cells: Collection[Cell]) -> bool:
    """Whether the cells of a row head the columns of a plan of measures, or of the analysis that it comes from.

    >>> heads_plan(["ตัวชี้วัด", "มาตรการ/กิจกรรม", "ผู้รับผิดชอบ"]), heads_plan(["ข้อ", "ประเด็น", "คะแนน"])
    (True, False)
    >>> heads_plan(["มาตรการป้องกันสินบน", "สำนักปลัด"])
    False
    """
    if len(cells) < 2 or not any(isinstance(cell, str) and _core(cell) for cell in cells):
        return False
    return heads_columns(cells) and is_plan({meaning_of(str(cell)) for cell in cells if heads_word(str(cell))})


def is_one_plan(cells: Collection[Cell]) -> bool:
    """Whether the columns of a header of a plan are of one table, as none of them comes twice."""
    found = [meaning for cell in cells if (meaning := meaning_of(str(cell))) in _CORE]
    return len(found) == len(set(found)) and heads_plan(cells)


def heads_columns(cells: Collection[Cell]) -> bool:
    """Whether the cells of a row are mostly made of words that head columns."""
    if not all(map(header_cell, cells)):
        return False
    known = sum(isinstance(cell, str) and heads_word(cell) for cell in cells)
    return len(cells) > 1 and known >= 2 and known >= _ENOUGH * len(cells)


def is_plan(meanings: Collection[Meaning | None]) -> bool:
    """Whether columns of these meanings make a plan, a report on one, or an analysis."""
    if Meaning.MEASURE in meanings or Meaning.STEPS in meanings:
        return bool(_WITH_MEASURE & set(meanings)) or {Meaning.MEASURE, Meaning.STEPS} <= set(meanings)
    return Meaning.SUBJECT in meanings and bool(_CORE & set(meanings))


@remembered(2048)
def planned_year(text: str) -> int | None:
    """The year of the measures that a title is about, behind the words that speak of measures.

    >>> planned_year("ผลการประเมิน ITA ปี 2567 เพื่อกำหนดมาตรการ ปี 2568"), planned_year("ผลการประเมิน ITA ปี 2567")
    (2568, None)
    """
    plain = squash(text)
    if len(plain) > _LONGEST_TITLE or not (found := _PLANNED.search(plain)):
        return None
    named = years_in(_ANALYSED.split(plain[found.start() :])[0])
    return named[0] if named else None


def year_of_title(lines: Sequence[str]) -> int | None:
    """The year of the measures that a title of some lines names: its last line that does, else all of them as one.

    >>> year_of_title(["การนำผลการประเมินไปสู่การพัฒนา", "ประจำปีงบประมาณ พ.ศ. 2568", "มาตรการในปีงบประมาณ พ.ศ. 2569"])
    2569
    """
    own = (year for line in reversed(lines) if (year := planned_year(line)) is not None)
    return next(own, None) or planned_year(" ".join(lines))


def year_of_period(headers: Iterable[str], cells: Iterable[str]) -> int | None:
    """The one fiscal year that the headers of a plan, or else its cells of time, name."""
    headed = {year for text in headers if (year := year_in(text))}
    if len(headed) == 1:
        return headed.pop()
    told = {int(year) for text in cells for year in _OF_YEAR.findall(squash(text))}
    return told.pop() if len(told) == 1 else None
