"""The documents of five published reports come out of the same figures, section by section and column by column.

Each table below goes through one report from its first page to its last: what it has (as it stands in the fixture of
``tests/published``) and where ours has it. ``WRONG`` holds what the reports get wrong against their own figures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from typer.testing import CliRunner

import ita_xl
from ita_xl.auditing import audit_all
from ita_xl.cli import app
from ita_xl.ingest.progress import read_progress
from ita_xl.thai import arabic_digits, squash
from tests.fixtures import fixtures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from ita_xl.findings import Finding

HERE = Path(__file__).parent
PUBLISHED = {one.name: one for one in fixtures(HERE / "published")}
SAMPLES = HERE.parent / "workbooks" / "samples"


@dataclass(frozen=True)
class Above:
    """A column of theirs that ours tells in a row above the rows it is about."""

    words: str


@dataclass(frozen=True)
class Section:
    """A section or a paragraph: words of theirs, and the words that stand on a sheet of ours."""

    theirs: str
    sheet: str
    ours: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table: the heads of their columns, and of ours in the same order."""

    theirs: tuple[str, ...]
    sheet: str
    ours: tuple[str | Above, ...]


Parts = tuple[Section | Table, ...]
MEMO, COVER, BACKGROUND, ANALYSIS = "บันทึกข้อความ", "ปก", "ความเป็นมา", "บทวิเคราะห์"
PLAN, RESULTS, TOPICS, ITEMS = "แผนมาตรการ", "รายงานผล", "วิเคราะห์รายประเด็น", "วิเคราะห์รายข้อ"
IIT = "แบบวัดการรับรู้ของผู้มีส่วนได้ส่วนเสียภายใน (Internal Integrity and Transparency Assessment: IIT)"
EIT = "แบบวัดการรับรู้ของผู้มีส่วนได้ส่วนเสียภายนอก (External Integrity and Transparency Assessment: EIT)"
OIT = "แบบวัดการเปิดเผยข้อมูลสาธารณะ (Open Data Integrity and Transparency Assessment: OIT)"
SEVEN = (
    "กระบวนการปฏิบัติงานที่โปร่งใสและมีประสิทธิภาพ",
    "การให้บริการและระบบ E-Service",
    "ช่องทางและรูปแบบการประชาสัมพันธ์เผยแพร่ข้อมูลข่าวสารภาครัฐ",
    "กระบวนการกำกับดูแลการใช้ทรัพย์สินของราชการ",
    "กระบวนการสร้างความโปร่งใสในการใช้งบประมาณและการจัดซื้อจัดจ้าง",
    "กระบวนการควบคุม ตรวจสอบการใช้อำนาจและการบริหารงานบุคคล",
    "กลไกและมาตรการในการแก้ไขและป้องกันการทุจริตภายในหน่วยงาน",
)
TEN = (
    "การปฏิบัติหน้าที่",
    "การใช้งบประมาณ",
    "การใช้อำนาจ",
    "การใช้ทรัพย์สินของราชการ",
    "การแก้ไขปัญหาการทุจริต",
    "คุณภาพการดำเนินงาน",
    "ประสิทธิภาพการสื่อสาร",
    "การปรับปรุงการทำงาน",
    "การเปิดเผยข้อมูล",
    "การป้องกันการทุจริต",
)

#: Tambon administrative organisation, result of 2568: indicators, seven topics, a plan by topic.
PA_PHLU: Parts = (
    Section("รายงานการวิเคราะห์ผลการประเมินคุณธรรมและความโปร่งใส", COVER, ("รายงานการวิเคราะห์ผลการประเมิน",)),
    Section("คะแนนภาพรวม 98.32 คะแนน ระดับผลการประเมินอยู่ที่", BACKGROUND, ("มีผลการประเมินในภาพรวม",)),
    Table(("เครื่องมือการประเมิน", "รายละเอียดตัวชี้วัด", "คะแนน"), BACKGROUND, ("แบบวัด", "ข้อคำถาม", "คะแนน ปี 2568")),
    Section("คะแนนเฉลี่ย", BACKGROUND, ("คะแนนภาพรวม",)),
    Section("บรรลุค่าเป้าหมาย", BACKGROUND, ("ค่าเป้าหมายตามแผนแม่บทภายใต้ยุทธศาสตร์ชาติ", "บรรลุค่าเป้าหมาย")),
    Section("โดยแยกเป็น 7 ประเด็น", BACKGROUND, tuple(f"{n}. {name}" for n, name in enumerate(SEVEN, 1))),
    *(Section(f"ประเด็นที่ {n} {name}", TOPICS, (f"ประเด็นที่ {n} {name}",)) for n, name in enumerate(SEVEN, 1)),
    Table(("เครื่องมือ การประเมิน", "ข้อความ", "คะแนน ปี 2568"), TOPICS, ("เครื่องมือ", "ข้อคำถาม", "คะแนน ปี 2568")),
    Section("ประเด็นที่เกี่ยวข้องกับกระบวนการกำกับดูแล", TOPICS, ("มีคะแนนเฉลี่ย", "คะแนนเฉลี่ยของประเด็น")),
    Section("การกำหนดวิธีการนำผลการวิเคราะห์แต่ละประเด็นไปสู่การปฏิบัติ", PLAN,
            ("การกำหนดวิธีการนำผลการวิเคราะห์แต่ละประเด็นไปสู่การปฏิบัติ",)),
    *(Section(f"มาตรการที่ {n} ", PLAN, (f"ประเด็นที่ {n} {name}",)) for n, name in enumerate(SEVEN, 1)),
    Table(("วิธีการนำผลวิเคราะห์ไปสู่การปฏิบัติ", "ผู้รับผิดชอบ", "ขั้นตอน/วิธีปฏิบัติ", "วัน เดือน ปี"), PLAN,
          ("วิธีการนำผลการวิเคราะห์ไปสู่การปฏิบัติ", "ผู้รับผิดชอบ", "ขั้นตอนหรือวิธีปฏิบัติ", "ระยะเวลา (วัน เดือน ปี)")),
)  # fmt: skip

#: Tambon administrative organisation, result of 2567: the memo on the result.
PHU_SANG_MEMO: Parts = (
    Section("ส่วนราชการ สำนักปลัด", MEMO, ("ส่วนราชการ",)),
    Section("ที่ พย", MEMO, ("ที่",)),
    Section("วันที่ ๑๑", MEMO, ("วันที่",)),
    Section("เรื่อง รายงานผลการประเมิน", MEMO, ("เรื่อง", "ประจำปีงบประมาณ พ.ศ. 2567")),
    Section("เรียน ", MEMO, ("เรียน",)),
    Section("เรื่องเดิม", MEMO, ("เรื่องเดิม",)),
    Section("ข้อเท็จจริง", MEMO, ("ข้อเท็จจริง", "99.78 คะแนน อยู่ในระดับ “ผ่านดีเยี่ยม”")),
    Section("ข้อพิจารณา", MEMO, ("ข้อพิจารณา",)),
    Section("จึงเรียนมาเพื่อโปรดทราบ", MEMO, ("จึงเรียนมาเพื่อโปรดพิจารณา",)),
    Section("ความเห็นหัวหน้าสำนักปลัด", MEMO, ("ความเห็น", "(ลงชื่อ)")),
    Section("ความเห็น / คำสั่ง", MEMO, ("ความเห็น/คำสั่ง",)),
    Section("เห็นชอบดำเนินการตามเสนอ", MEMO, ("เห็นชอบ",)),
    Section("ไม่เห็นชอบ เพราะ", MEMO, ("ไม่เห็นชอบ เพราะ",)),
)

#: The same: the report on its measures of 2567, by topic, with the item scores as outcome.
PHU_SANG: Parts = (
    Section("บันทึกข้อความ", MEMO, ("เรื่องเดิม", "ข้อเท็จจริง", "ข้อพิจารณา")),
    Section("รายงานมาตรการส่งเสริมคุณธรรมและความโปร่งใส", COVER,
            ("รายงานผลการดำเนินการ\nตามมาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน", "องค์การบริหารส่วนตำบลภูซาง")),
    Section("การดำเนินการตามมาตรการเพื่อขับเคลื่อน", RESULTS, ("รายงานผลการดำเนินการตามมาตรการ",)),
    Table(("ตัวชี้วัด", "มาตรการหรือกิจกรรม", "สรุปผลการดำเนินการตามมาตรการ", "ผลลัพธ์หรือความสำเร็จ",
           "ส่วนงานที่รับผิดชอบ"), RESULTS,
          ("ประเด็น", "มาตรการหรือกิจกรรม", "สรุปผลการดำเนินการตามมาตรการ", "ผลลัพธ์หรือความสำเร็จ",
           "ส่วนงานที่รับผิดชอบ")),
    *(Section(name[:18], RESULTS, (name,)) for name in SEVEN),
    Section("(i๑๑ : ๙๘.๙๒ คะแนน)", RESULTS, ("(i๑๑ : ๙๘.๙๒ คะแนน)",)),
    Section("ส่งผลให้ผ่านดีเยี่ยมเกณฑ์การประเมิน", RESULTS, ("อยู่ในระดับ “ผ่านดีเยี่ยม”",)),
)  # fmt: skip

#: Tambon municipality, result of 2568 beside 2567: background, results, analysis by indicator, plan by indicator.
BANG_PLA: Parts = (
    Section("การนำผลการประเมิน ITA ไปสู่การพัฒนาองค์กร", COVER, ("การนำผลการประเมิน ITA ไปสู่การพัฒนาองค์กร",)),
    Section("จัดทำโดย", COVER, ("จัดทำโดย",)),
    Section("๑. ความเป็นมา", BACKGROUND, ("1. ความเป็นมา",)),
    Section("ในข้อ ๐๒๕ การนำผลการประเมิน", BACKGROUND, ("ข้อ o25 การนำผลการประเมิน ITA ไปสู่การพัฒนาองค์กร กำหนดให้แสดง",)),
    Section("ครบทั้ง ๑๐ ตัวชี้วัด", BACKGROUND, ("ครอบคลุมทั้ง 10 ตัวชี้วัด",)),
    Section("(๑) มาตรการ", BACKGROUND, ("(1) มาตรการ",)),
    Section("(๒) ผลการวิเคราะห์", BACKGROUND, ("(2) ผลการวิเคราะห์",)),
    Section("(๓) ขั้นตอน", BACKGROUND, ("(3) ขั้นตอน",)),
    Section("(๔) ช่วงระยะเวลา", BACKGROUND, ("(4) ช่วงระยะเวลา",)),
    Section("(๕) ผู้รับผิดชอบ", BACKGROUND, ("(5) ผู้รับผิดชอบ",)),
    Section("๒.๑ ผลการประเมินในภาพรวม", ANALYSIS,
            ("1. ผลการประเมินในภาพรวม", "96.04 คะแนน อยู่ในระดับ “ผ่านดี” คะแนนภาพรวมลดลง 0.98 คะแนน")),
    Section("๒.๒ ผลการประเมินรายเครื่องมือ", ANALYSIS, ("2. ผลการประเมินรายแบบวัด",)),
    Table(("ปีงบประมาณ ๒๕๖๗", "ปีงบประมาณ ๒๕๖๘"), ANALYSIS, ("แบบวัด", "ปี 2567", "ปี 2568", "ผลต่าง")),
    Section("แบบวัด OIT ของปีงบประมาณ พ.ศ. ๒๕๖๘ ที่ลดลง", ANALYSIS, ("คะแนน OIT ที่ลดลง",)),
    Section("๒.๓ ผลการประเมินรายตัวชี้วัด", ANALYSIS,
            ("3. ผลการประเมินรายตัวชี้วัด", "4. ตัวชี้วัดที่ได้คะแนนสูงสุดและต่ำสุด", "เพิ่มขึ้น 8 ตัวชี้วัด")),
    Table(("ตัวชี้วัดที่", "รายละเอียดตัวชี้วัด", "ปีงบประมาณ ๒๕๖๗", "ปีงบประมาณ ๒๕๖๘", "ผลต่าง"), ANALYSIS,
          ("ตัวชี้วัด", "ปี 2567", "ปี 2568", "ผลต่าง")),
    Section("บรรลุค่าเป้าหมาย", BACKGROUND, ("บรรลุค่าเป้าหมาย", "EIT ส่วนที่ 2 และ OIT ไม่ต่ำกว่า 85.00")),
    Section("(Internal Integrity and Transparency Assessment: IIT)", ANALYSIS, (IIT, "ตัวชี้วัดที่ได้คะแนนต่ำสุด")),
    Section("(External Integrity and Transparency Assessment: EIT)", ANALYSIS, (EIT,)),
    Section("(Open Data Integrity and Transparency Assessment: OIT)", ANALYSIS, (OIT,)),
    *(Section(words, ANALYSIS, (f"6.{n} {name}",)) for words, n, name in (
        ("๓.๑ การปฏิบัติหน้าที่", 1, TEN[0]), ("๓.๒ การใช้งบประมาณ", 2, TEN[1]), ("๓.๓ การแก้ไขปัญหาการทุจริต", 5, TEN[4]),
        ("๓.๔ ประสิทธิภาพการสื่อสาร", 7, TEN[6]), ("๓.๖ คุณภาพการดำเนินงาน", 6, TEN[5]), ("๓.๕ การปรับปรุง", 8, TEN[7]),
        ("๓.๙ การเปิดเผยข้อมูล", 9, TEN[8]), ("๓.๑๐ การป้องกันการทุจริต", 10, TEN[9]))),
    Table(("เครื่องมือ", "ข้อคำถาม", "คะแนน", "ข้อบกพร่อง", "ข้อแก้ไข/ปรับปรุง/รักษาระดับ"), ANALYSIS,
          (Above(IIT), "ข้อคำถาม", "คะแนน", "ข้อบกพร่อง", "ข้อแก้ไข/ปรับปรุง/รักษาระดับ")),
    Section("ส่วนที่ ๑ ผู้รับบริการ", ANALYSIS, ("ส่วนที่ 1", "ส่วนที่ 2")),
    Section("คะแนนเฉลี่ย", ANALYSIS, ("คะแนนเฉลี่ยของส่วน", "คะแนนตัวชี้วัด")),
    Section("๔. การนำผลการวิเคราะห์ไปสู่การพัฒนาองค์กร", PLAN, ("การนำผลการประเมิน ITA ไปสู่การพัฒนาองค์กร",)),
    Table(("ผลการวิเคราะห์", "มาตรการ โครงการ", "ขั้นตอนหรือวิธีการ", "ช่วงระยะเวลา", "ผู้รับผิดชอบ"), PLAN,
          ("มาตรการ โครงการ หรือกิจกรรม", "ผลการวิเคราะห์ตัวชี้วัดที่สอดคล้อง", "ขั้นตอนหรือวิธีการดำเนินการ", "ช่วงระยะเวลา",
           "ผู้รับผิดชอบ")),
    Section("ตัวชี้วัดที่ ๑ การปฏิบัติหน้าที่ (๙๘.๖๗ คะแนน)", PLAN, ("ตัวชี้วัดที่ 1 การปฏิบัติหน้าที่ (98.67 คะแนน)",)),
)  # fmt: skip

#: Province, result of 2568: introduction, analysis of every item, a plan of six columns in an order of its own.
LAMPHUN: Parts = (
    Section("การวิเคราะห์ผลการประเมินคุณธรรมและความโปร่งใส", COVER, ("รายงานการวิเคราะห์ผลการประเมิน",)),
    Section("โดย สำนักงานจังหวัดลำพูน", COVER, ("จัดทำโดย",)),
    Section("การประเมิน ITA ประจำปีงบประมาณ พ.ศ. ๒๕๖๘ จังหวัดลำพูน", BACKGROUND,
            ("(Integrity and Transparency Assessment: ITA)", "การเตรียมความพร้อมและการมีส่วนร่วมของหน่วยงาน")),
    Section("ส่วนที่ ๑ การวิเคราะห์", BACKGROUND,
            ("ส่วนที่ 1 การวิเคราะห์ผลการประเมิน", *(f"{n}. {name}" for n, name in enumerate(TEN, 1)))),
    Section("ส่วนที่ ๒ การกำหนดวิธีการ", BACKGROUND, ("ส่วนที่ 2 การนำผลการวิเคราะห์ไปสู่การปฏิบัติ",)),
    Section("๑. มาตรการ โครงการ หรือกิจกรรม", BACKGROUND, ("(1) มาตรการ",)),
    Section("๕. ผู้รับผิดชอบ", BACKGROUND, ("(5) ผู้รับผิดชอบ",)),
    Section("จังหวัดหวังให้ผลนี้", BACKGROUND, ("เท่ากับ 90.14 คะแนน อยู่ในระดับ “ผ่าน”",)),
    Table(("ตัวชี้วัดที่ ๑ การปฏิบัติหน้าที่", "ได้คะแนน ๙๒.๖๘ คะแนน"), BACKGROUND, ("ตัวชี้วัดที่", "ตัวชี้วัด", "คะแนน ปี 2568")),
    Table(("ตัวชี้วัด", "เครื่องมือการประเมิน", "การวิเคราะห์ผลการประเมิน"), ITEMS,
          (Above("1. การปฏิบัติหน้าที่ (IIT)"), "ข้อ", "ประเด็น", "การวิเคราะห์ผลการประเมิน")),
    Section("i1 ประเด็น", ITEMS, ("i1", "i15", "e1", "e9", "o1", "o28")),
    Section("ส่วนที่ ๒ การนำผลการวิเคราะห์แต่ละตัวชี้วัด", PLAN, ("มาตรการที่จะดำเนินการในปีงบประมาณ พ.ศ. 2569",)),
    Table(("ตัวชี้วัด", "มาตรการ/โครงการ/กิจกรรม", "ผลการวิเคราะห์ตัวชี้วัด", "ขั้นตอน/วิธีการ", "ระยะเวลา", "ผู้รับผิดชอบ"), PLAN,
          ("ตัวชี้วัด", "มาตรการ โครงการ หรือกิจกรรม", "ผลการวิเคราะห์ตัวชี้วัด", "ขั้นตอนหรือวิธีการ", "ช่วงระยะเวลา", "ผู้รับผิดชอบ")),
)  # fmt: skip

#: Tambon administrative organisation, measures of 2566: three groups with headings of its own, a class beside each.
KOH_LOI: Parts = (
    Section("รายงานผลการดำเนินงาน", COVER, ("รายงานผลการดำเนินการ", "ประจำปีงบประมาณ พ.ศ. 2566")),
    Section("หน่วยงานได้วิเคราะห์ผลการประเมิน", RESULTS,
            ("ได้วิเคราะห์ผลการประเมิน ITA ประจำปีงบประมาณ พ.ศ. 2565", "สำหรับปีงบประมาณ พ.ศ. 2566")),
    *(Section(words, RESULTS, (words, tool)) for words, tool in (
        ("๑. มาตรการเพิ่มประสิทธิภาพการดำเนินงานและการสื่อสารกับบุคลากรภายในองค์กร", "(IIT)"),
        ("๒. มาตรการสร้างการรับรู้และส่งเสริมการมีส่วนร่วมของผู้มีส่วนได้ส่วนเสียภายนอกองค์กร", "(EIT)"),
        ("๓. มาตรการปรับปรุงการเปิดเผยข้อมูลสาธารณะขององค์กร", "(OIT)"))),
    Table(("ตัวชี้วัด", "แนวทางการแก้ไข/พัฒนา/วิธีการดำเนินการ", "ผู้รับผิดชอบ", "สรุปผลการดำเนินการ", "ผลลัพธ์/ความสำเร็จ"), RESULTS,
          ("ตัวชี้วัด", "แนวทางการแก้ไข", "สรุปผลการดำเนินการ", "ผลลัพธ์หรือความสำเร็จ", "ส่วนงานที่รับผิดชอบ")),
    Section("ตัวชี้วัดที่ ๑ การปฏิบัติหน้าที่ (รักษาระดับ)", RESULTS, ("ตัวชี้วัดที่ ๑ การปฏิบัติหน้าที่\n(รักษาระดับ)",)),
    Section("ตัวชี้วัดที่ ๓ การใช้อำนาจ (พัฒนายกระดับ)", RESULTS, ("ตัวชี้วัดที่ ๓ การใช้อำนาจ\n(พัฒนายกระดับ)",)),
    Section("ตัวชี้วัดที่ ๘ การปรับปรุงการทำงาน (แก้ไขเร่งด่วน)", RESULTS, ("ตัวชี้วัดที่ ๘ การปรับปรุงการทำงาน\n(แก้ไขเร่งด่วน)",)),
)  # fmt: skip

REPORT = ("--with", "cover,background,analysis,items,topics")
FRONT = ("--with", "memo,cover", "--date", "2025-04-01")
#: By name: the published report, what is asked of ours, the parts. A sample holds the figures as they were checked.
DOCUMENTS: dict[str, tuple[str, str | None, tuple[str, ...], Parts]] = {
    "pa phlu": ("000_pa_phlu", None, ("report", *REPORT, "--form", "topics"), PA_PHLU),
    "phu sang, memo": ("001_phu_sang", None, ("report", "--with", "memo"), PHU_SANG_MEMO),
    "phu sang": ("001_phu_sang", None, ("progress", *FRONT), PHU_SANG),
    "bang pla": ("002_bang_pla", "bang-pla-2568", ("report", *REPORT), BANG_PLA),
    "lamphun": (
        "003_lamphun",
        None,
        ("report", *REPORT, "--order", "9,6,7,4,2,10,5", "--groups", "column"),
        LAMPHUN,
    ),
    "koh loi": ("004_koh_loi", None, ("progress", *FRONT), KOH_LOI),
}


class Made:
    """The published workbook and ours, made from the same figures once a run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.books: dict[str, Workbook] = {}

    def source(self, published: str) -> Path:
        path = self.folder / f"{published}.xlsx"
        return path if path.exists() else PUBLISHED[published].build(self.folder, "xlsx")

    def ours(self, name: str) -> Workbook:
        if name not in self.books:
            published, sample, (command, *more), _ = DOCUMENTS[name]
            source = SAMPLES / f"{sample}.xlsx" if sample else self.source(published)
            out = self.folder / name
            done = CliRunner().invoke(app, [command, str(source), "-o", str(out), *more])
            assert done.exit_code == 0, done.output
            (path,) = out.glob("*.xlsx")
            self.books[name] = openpyxl.load_workbook(path, data_only=True)
        return self.books[name]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made(tmp_path_factory.mktemp("published"))


def plain(value: object) -> str:
    return squash(arabic_digits(str(value)))


def rows(sheet: Worksheet) -> list[list[str]]:
    return [["" if value is None else plain(value) for value in row] for row in sheet.iter_rows(values_only=True)]


def header_of(table: list[list[str]], heads: list[str]) -> tuple[int, list[int]] | None:
    """The row in which all of these begin cells of their own, and their columns."""
    for at, row in enumerate(table):
        columns: list[int] = []
        for head in map(plain, heads):
            free = [n for n, cell in enumerate(row) if cell.startswith(head) and n not in columns]
            columns += sorted(free, key=lambda n: len(row[n]))[:1]
        if len(columns) == len(heads):
            return at, columns
    return None


def cases() -> Iterator[object]:
    for name, (_, _, _, parts) in DOCUMENTS.items():
        for part in parts:
            theirs = part.theirs if isinstance(part, Section) else " | ".join(part.theirs)
            yield pytest.param(name, part, id=f"{name}: {theirs}")


@pytest.mark.parametrize(("name", "part"), list(cases()))
def test_ours_has_what_theirs_has(made: Made, name: str, part: Section | Table) -> None:
    theirs = rows(openpyxl.load_workbook(made.source(DOCUMENTS[name][0])).worksheets[0])
    ours = rows(made.ours(name)[part.sheet])
    if isinstance(part, Section):
        assert any(plain(part.theirs) in cell for row in theirs for cell in row), "not in the published report"
        lacking = [one for one in part.ours if not any(plain(one) in cell for row in ours for cell in row)]
        assert not lacking
        return
    assert header_of(theirs, list(part.theirs)), "not in the published report"
    found = header_of(ours, [one for one in part.ours if isinstance(one, str)])
    assert found, "no such table"
    at, columns = found
    for column in columns:
        assert any(row[column] for row in ours[at + 1 :]), "an empty column"
    for one in part.ours:
        if isinstance(one, Above):
            assert any(plain(one.words) in row[0] for row in ours[at + 1 :])


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if name != "phu sang, memo"])
def test_no_figure_of_theirs_is_lost(made: Made, name: str) -> None:
    """Scores and changes: in a cell of ours, or in the words of a finding where a figure contradicts the others."""
    book = made.ours(name)
    known = {
        Decimal(one.replace(",", "")).quantize(Decimal("0.01"))
        for sheet in book.worksheets
        for row in sheet.iter_rows(values_only=True)
        for value in row
        if value is not None
        for one in re.findall(r"\d[\d,]*(?:\.\d+)?", arabic_digits(str(value)))
        if one.replace(",", "").replace(".", "").isdigit()
    }
    wrong = (
        {Decimal("85"), Decimal("86.67"), Decimal("98.34")} if DOCUMENTS[name][1] else set()
    )  # put right in the sample
    for truth in PUBLISHED[DOCUMENTS[name][0]].data.get("truth", ()):
        for kind, ref, value, cell in truth["figures"]:
            figure = abs(Decimal(value)).quantize(Decimal("0.01"))
            assert figure in known or figure in wrong, (kind, ref, value, cell)


@pytest.mark.parametrize(
    ("name", "theirs", "last"),
    [
        ("bang pla", "ภาพที่ ๑ ผลการประเมินในภาพรวม", "ภาพรวม"),
        ("bang pla", "ภาพที่ ๒ ผลการประเมินรายเครื่องมือ", "ภาพรวม"),
        ("bang pla", "ภาพที่ ๓ ผลการประเมินรายตัวชี้วัด", "10. การป้องกันการทุจริต"),
        ("lamphun", "กราฟแสดงผลการประเมิน", "10. การป้องกันการทุจริต"),
    ],
)
def test_their_charts_are_ours(made: Made, name: str, theirs: str, last: str) -> None:
    """A chart of ours ends with what theirs is of: the overall score stands beside the tools."""
    published = rows(openpyxl.load_workbook(made.source(DOCUMENTS[name][0])).worksheets[0])
    assert any(plain(theirs) in cell for row in published for cell in row)
    sheet = made.ours(name)[ANALYSIS]
    ends = [sheet[chart.series[0].cat.strRef.f.rpartition(":")[2].replace("$", "")].value for chart in sheet._charts]
    assert last in ends


def test_the_plan_of_the_province_keeps_its_order_and_leaves_no_indicator_out(made: Made) -> None:
    """The published plan has no measure for indicators 1, 3 and 8."""
    titles = [row[0] for row in rows(made.ours("lamphun")[PLAN])]
    numbers = [int(found[1]) for one in titles if (found := re.match(r"ตัวชี้วัดที่(\d+)", one))]
    assert numbers == [9, 6, 7, 4, 2, 10, 5, 1, 3, 8]


#: What the reports get wrong: where, and the code and words of the finding that says it.
WRONG = [
    ("000_pa_phlu", "overall 98.32 from its indicators and items", "A101", "98.32"),
    ("000_pa_phlu", "i1 96.88 and 100", "A302", "i1"),
    ("000_pa_phlu", "i2 88.75 and 100", "A302", "i2"),
    ("000_pa_phlu", "indicator 4 from its items", "A103", "89.58"),
    ("000_pa_phlu", "OIT codes of 2567", "A301", "o35"),
    ("000_pa_phlu", "OIT titles of 2567", "A304", "2567"),
    ("000_pa_phlu", "the name on the cover", "R113", "ป่าพูลู"),
    ("001_phu_sang", "the level beside 99.78", "A201", "ต้องปรับปรุง"),
    ("001_phu_sang", "the name on the cover", "R113", "กุฉินทรา"),
    ("002_bang_pla", "mean of indicator 7 in part 1", "A104", "98.34"),
    ("002_bang_pla", "e1, e2 and the mean of indicator 6 in part 2", "A102", "95.00"),
    ("002_bang_pla", "indicator 9 from its items", "A108", "97.50"),
    ("002_bang_pla", "indicator 10 from its items", "A108", "93.75"),
    ("002_bang_pla", "indicator 6 in the prose", "A303", "98.34"),
]


@pytest.mark.parametrize(("published", "where", "code", "words"), WRONG)
def test_what_theirs_got_wrong_is_flagged(made: Made, published: str, where: str, code: str, words: str) -> None:
    found: list[Finding] = []
    for one in ita_xl.read(made.source(published)):
        found += audit_all(ita_xl.score(one))
    assert [one for one in found if one.code == code and words in one.message], where


@pytest.mark.parametrize(
    ("published", "code", "words"),
    [
        ("001_phu_sang", "A201", "ต้องปรับปรุง"),
        ("001_phu_sang", "R113", "กุฉินทรา"),
        ("001_phu_sang", "P110", "ประเด็นที่ 4"),
        ("004_koh_loi", "P108", "คุณภาพการดำเนินงาน"),
    ],
)
def test_what_the_reports_on_measures_got_wrong_is_flagged(made: Made, published: str, code: str, words: str) -> None:
    found = read_progress(made.source(published)).findings
    assert [one for one in found if one.code == code and words in one.message]


def test_the_lowest_indicator_of_iit_is_the_lowest(made: Made) -> None:
    """The prose of the municipality calls indicator 5 (99.55) the lowest; it is 1 (98.67)."""
    row = next(row for row in made.ours("bang pla")[ANALYSIS].iter_rows(values_only=True) if row[0] == "IIT" and row[1])
    assert (row[5], row[9]) == ("1 การปฏิบัติหน้าที่", 98.67)


def test_a_figure_of_the_year_before_is_not_taken_for_this_one(made: Made) -> None:
    """The prose under the indicators of 2568 speaks of 99.40 in 2567."""
    (one,) = ita_xl.read(made.source("000_pa_phlu"))
    card = ita_xl.score(one)
    assert card.previous is not None
    assert (card.previous.framework.fiscal_year, card.previous.overall.value) == (2567, Decimal("99.40"))
    assert card.overall.stated == Decimal("98.32")


def test_the_means_of_the_topics_are_those_of_their_items(made: Made) -> None:
    """The report prints 98.96 for 98.966; the mean of its first topic, 98.32, is its overall score."""
    found = {str(row[0]): row[5] for row in made.ours("pa phlu")[TOPICS].iter_rows(max_row=14, values_only=True)}
    assert [found[n] for n in ("4", "5", "6")] == [98.97, 100, 100]
    assert found["1"] != 98.32


def test_the_target_is_that_of_the_plan_and_not_of_the_level(made: Made) -> None:
    """The report takes 95, the bound of the best level, for the national target of 85."""
    told = [cell for row in rows(made.ours("pa phlu")[BACKGROUND]) for cell in row if "ค่าเป้าหมาย" in cell]
    assert [("85.00" in one, "95.00" in one) for one in told] == [(True, False)]
