"""Answers of respondents to make tables of, and their scores the slow way."""

from __future__ import annotations

import csv
import datetime as dt
import random
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import xlsxwriter

from ita_xl.answers import Options, Table, answers_of, table_of
from ita_xl.framework import load
from ita_xl.ingest.grid import open_grids

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ita_xl.answers import SurveyResult


F68, F64 = load(2568), load(2564)
AGREE = ("ไม่เห็นด้วยอย่างยิ่ง", "ไม่เห็นด้วย", "ค่อนข้างไม่เห็นด้วย", "ค่อนข้างเห็นด้วย", "เห็นด้วย", "เห็นด้วยอย่างยิ่ง")
DEGREE = ("ไม่มี", "มีสัดส่วนน้อยที่สุด", "มีสัดส่วนน้อย", "มีสัดส่วน ค่อนข้างมาก", "มีสัดส่วนมาก", "มีสัดส่วนมากที่สุด")
OFTEN = ("ไม่เคย", "แทบจะไม่เคย", "นาน ๆ ครั้ง", "ค่อนข้างบ่อย", "บ่อยครั้ง", "เป็นประจำ")
FOUR = ("น้อยที่สุดหรือไม่มีเลย", "น้อย", "มาก", "มากที่สุด")
SIX_POINTS = [Decimal(one) for one in (0, 20, 40, 60, 80, 100)]

QUESTIONS_68 = (
    "เจ้าหน้าที่ในหน่วยงานของท่าน ปฏิบัติงานหรือให้บริการแก่ผู้มาติดต่อ เป็นไปตามขั้นตอนและระยะเวลาที่กำหนด มากน้อยเพียงใด",
    "เจ้าหน้าที่ในหน่วยงานของท่าน ปฏิบัติงานหรือให้บริการแก่ผู้มาติดต่ออย่างเท่าเทียมกัน มากน้อยเพียงใด",
    "ในรอบปีที่ผ่านมา เจ้าหน้าที่มีการเรียกรับสินบน เพื่อแลกกับการปฏิบัติงานหรือให้บริการ หรือไม่",
    "หน่วยงานของท่านใช้จ่ายงบประมาณเป็นไปตามวัตถุประสงค์ที่ตั้งไว้ มากน้อยเพียงใด",
    "เจ้าหน้าที่ในหน่วยงานของท่าน มีการเบิกจ่ายเงินที่เป็นเท็จ มากน้อยเพียงใด",
    "หน่วยงานของท่าน มีการใช้งบประมาณหรือจัดซื้อจัดจ้าง ที่เอื้อประโยชน์ให้บุคคลใดบุคคลหนึ่ง มากน้อยเพียงใด",
    "ผู้บังคับบัญชาของท่าน สั่งให้เจ้าหน้าที่ทำธุระส่วนตัวของผู้บังคับบัญชา มากน้อยเพียงใด",
    "ผู้บังคับบัญชาสั่งให้เจ้าหน้าที่ทำในสิ่งที่เป็นการทุจริตหรือประพฤติมิชอบ มากน้อยเพียงใด",
    "การบริหารงานบุคคลมีการให้หรือรับสินบน เพื่อแลกกับการบรรจุ แต่งตั้ง โยกย้าย หรือเลื่อนตำแหน่ง หรือไม่",
    "เจ้าหน้าที่ขอยืมทรัพย์สินของทางราชการไปใช้ปฏิบัติงานอย่างถูกต้อง มากน้อยเพียงใด",
    "เจ้าหน้าที่นำทรัพย์สินของราชการไปใช้เพื่อประโยชน์ส่วนตัวหรือพวกพ้อง มากน้อยเพียงใด",
    "หน่วยงานมีการตรวจสอบเพื่อป้องกันการนำทรัพย์สินของราชการไปใช้ส่วนตัว มากน้อยเพียงใด",
    "ผู้บริหารสูงสุดของหน่วยงานให้ความสำคัญกับการแก้ไขปัญหาการทุจริต มากน้อยเพียงใด",
    "การป้องกันการทุจริตของหน่วยงานท่าน สามารถป้องกันการทุจริตได้จริง มากน้อยเพียงใด",
    "ท่านเชื่อมั่นกระบวนการจัดการเรื่องร้องเรียนการทุจริตของหน่วยงาน มากน้อยเพียงใด",
)
START = dt.datetime(2025, 6, 1, 9, 0, 0)


def answers(code: str, count: int, seed: int = 1, framework: object = F68) -> list[str]:
    """So many answers to an item in the words of its form."""
    item = F68.items[code]
    pick = random.Random(f"{code}{seed}")
    if item.answer == "yes_no":
        words: Sequence[str] = ("ไม่มี", "มี") if code[0] == "i" else ("ไม่เคย", "เคย")
    else:
        words = AGREE if code[0] == "e" else OFTEN if code == "i12" else DEGREE
    return [pick.choice(words) for _ in range(count)]


def by_hand(code: str, given: Sequence[str]) -> Decimal:
    """The score of an item the slow way."""
    item = F68.items[code]
    total = Fraction(0)
    for word in given:
        for words in (AGREE, DEGREE, OFTEN, ("ไม่มี", "มี"), ("ไม่เคย", "เคย")):
            if word in words and (len(words) == 2) == (item.answer == "yes_no"):
                step = Fraction(words.index(word), len(words) - 1)
                total += 100 * (step if item.polarity == "+" else 1 - step)
                break
    exact = Decimal(total.numerator) / Decimal(total.denominator) / len(given)
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def codes(result: SurveyResult) -> list[str]:
    return [one.code for one in result.findings]


def one(header: str, cells: Sequence[object], year: int = 2568, options: Options | None = None) -> SurveyResult:
    return answers_of([header], [cells], load(year), options=options)


def save(path: Path, headers: Sequence[object], columns: Sequence[Sequence[object]], sheet: str = "Sheet1") -> Path:
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream).writerows([headers, *zip(*columns, strict=True)])
        return path
    book = xlsxwriter.Workbook(path, {"default_date_format": "d/m/yyyy, h:mm:ss"})
    page = book.add_worksheet(sheet)
    for row, cells in enumerate([headers, *zip(*columns, strict=True)]):
        page.write_row(row, 0, cells)
    book.close()
    return path


def tables(path: Path) -> list[Table]:
    found = [table_of(grid.raw, file=path.name, sheet=grid.name) for grid in open_grids(path)]
    return [each for each in found if each is not None]


def google_form(count: int = 24) -> tuple[list[str], list[list[object]]]:
    """Google Forms: the time first, then the questions in full, no codes; a remark at the end."""
    headers = ["ประทับเวลา", "ที่อยู่อีเมล", "เพศ", *QUESTIONS_68, "ข้อเสนอแนะเพิ่มเติม"]
    columns: list[list[object]] = [
        [START + dt.timedelta(minutes=7 * row) for row in range(count)],
        [f"person{row}@example.go.th" for row in range(count)],
        [("ชาย", "หญิง")[row % 2] for row in range(count)],
        *(list(answers(f"i{number}", count)) for number in range(1, 16)),
        ["" if row % 5 else "ไม่มี" for row in range(count)],
    ]
    return headers, columns
