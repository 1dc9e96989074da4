"""What the columns of a plan or a report on measures are, by the words of their header."""

from __future__ import annotations

import re
from enum import Enum, auto

from ita_xl.thai import squash

_LONGEST = 110


class Role(Enum):
    """What the cells of a column of words are."""

    SUBJECT = auto()
    MEASURE = auto()
    ANALYSIS = auto()
    DEFECT = auto()
    APPROACH = auto()
    STEPS = auto()
    PERIOD = auto()
    RESPONSIBLE = auto()
    FOLLOW = auto()
    RESULT = auto()
    OUTCOME = auto()

    @property
    def thai(self) -> str:
        """The usual header."""
        return _THAI[self]


_THAI = {
    Role.SUBJECT: "ตัวชี้วัดหรือประเด็น",
    Role.MEASURE: "มาตรการ โครงการ หรือกิจกรรม",
    Role.ANALYSIS: "ผลการวิเคราะห์ตัวชี้วัดที่สอดคล้อง",
    Role.DEFECT: "ข้อบกพร่องหรือข้อแก้ไข",
    Role.APPROACH: "วิธีการนำผลการวิเคราะห์ไปสู่การปฏิบัติ",
    Role.STEPS: "ขั้นตอนหรือวิธีการดำเนินการ",
    Role.PERIOD: "ช่วงระยะเวลาการดำเนินการ",
    Role.RESPONSIBLE: "ผู้รับผิดชอบ",
    Role.FOLLOW: "การกำกับติดตาม",
    Role.RESULT: "สรุปผลการดำเนินการตามมาตรการ",
    Role.OUTCOME: "ผลลัพธ์หรือความสำเร็จของการดำเนินการ",
}

#: The first pattern that a header has tells its role; the order decides where words of several are in it.
_PATTERNS = tuple(
    (re.compile(pattern), role)
    for pattern, role in (
        ("คาดว่า|คาดหวัง|ตัวชี้วัดความสำเร็จ|ตัวชี้วัดผล|เป้าหมาย", None),
        ("นำผล.*ปฏิบัติ", Role.APPROACH),
        ("ติดตาม", Role.FOLLOW),
        ("วิเคราะห์", Role.ANALYSIS),
        ("ผลลัพธ์|ความสำเร็จ|ผลสำเร็จ", Role.OUTCOME),
        ("ผล(?:การ|ของการ)?(?:ดำเนิน|ปฏิบัติ)|ความก้าวหน้า|สรุปผล", Role.RESULT),
        ("ข้อบกพร่อง|จุดอ่อน|ข้อแก้ไข|ข้อค้นพบ|รักษาระดับ|ต่ำ(?:ที่)?สุด", Role.DEFECT),
        ("^แนวทาง", Role.APPROACH),
        ("ระยะเวลา|ช่วงเวลา|วันเดือนปี|กำหนดการ|กำหนดเวลา|เวลาดำเนิน|เวลาที่ดำเนิน|ห้วงเวลา", Role.PERIOD),
        ("รับผิดชอบ|ผู้เกี่ยวข้อง|ผู้ที่เกี่ยวข้อง|ผู้ดำเนินการ", Role.RESPONSIBLE),
        ("ขั้นตอน|วิธีปฏิบัติ|วิธีการ|วิธีดำเนิน|^การดำเนินการ$", Role.STEPS),
        ("มาตรการ|โครงการ|กิจกรรม", Role.MEASURE),
        ("^ตัวชี้วัด|^ประเด็น|^ด้าน|^ข้อ/?ประเด็น", Role.SUBJECT),
    )
)
#: All that a header is made of; a cell with any other word holds a measure or a step, not the name of a column.
_LEXICON = (
    "มาตรการ|โครงการ|กิจกรรม|หรือ|และ|กับ|ของ|ตาม|ที่|ใน|ภายใน|เพื่อ|จาก|สู่|ไป|นำ|ใช้|แต่ละ|"
    "ผลลัพธ์|ผลสำเร็จ|ผล|การ|งาน|วิเคราะห์|ประเมิน|ตัวชี้วัด|ประเด็น|ด้าน|สอดคล้อง|ขั้นตอน|วิธี|ปฏิบัติ|ดำเนิน|"
    "ช่วง|ห้วง|ระยะ|เวลา|วัน|เดือน|ปี|งบประมาณ|งบ|พ[.]ศ[.]|กำหนด|เริ่มต้น|สิ้นสุด|แล้วเสร็จ|"
    "ผู้|รับผิดชอบ|เกี่ยวข้อง|หน่วยงาน|ส่วนงาน|ส่วนราชการ|หลัก|ร่วม|รอง|สรุป|ความสำเร็จ|สำเร็จ|ความก้าวหน้า|ความ|"
    "แนวทาง|แก้ไข|พัฒนา|ปรับปรุง|รักษาระดับ|ยกระดับ|ข้อบกพร่อง|จุดอ่อน|ข้อแก้ไข|ข้อค้นพบ|ข้อคำถาม|ข้อ|จุด|คะแนน|ต่ำ|สุด|ร้อยละ|"
    "กำกับ|ติดตาม|รายงาน|ขับเคลื่อน|ส่งเสริม|คุณธรรม|โปร่งใส|องค์กร|ได้|ita|oit|[(][^()]{0,20}[)]|[0-9]+|[-/.:,()]"
)
_WORDS = re.compile(f"(?:{'|'.join(sorted(_LEXICON.split('|'), key=len, reverse=True))})++")
_NUMBER = re.compile(r"^\(?\d{1,2}[.)]+")


def role_of(text: str) -> Role | None:
    """The role that a header names, or ``None`` for anything else.

    >>> role_of("ช่วงระยะเวลา การดำเนินการ"), role_of("ผลการวิเคราะห์ ตัวชี้วัดที่สอดคล้องกับมาตรการ โครงการ หรือกิจกรรม")
    (<Role.PERIOD: 7>, <Role.ANALYSIS: 3>)
    >>> role_of("โครงการอบรมคุณธรรม"), role_of("วัน เดือน ปี ที่ดำเนินการในปีงบประมาณ 69")
    (None, <Role.PERIOD: 7>)
    """
    if len(text) > _LONGEST:
        return None
    plain = _NUMBER.sub("", squash(text))
    if not plain or _WORDS.fullmatch(plain) is None:
        return None
    return next((role for pattern, role in _PATTERNS if pattern.search(plain)), None)
