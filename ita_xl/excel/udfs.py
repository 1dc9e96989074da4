"""The worksheet functions as Excel sees them: names, arguments and the Thai texts of the function wizard.

The module that the UDF server of xlwings imports (setting ``UDF MODULES``, Windows only); what the functions give is
in :mod:`ita_xl.excel.functions`. Excel shows 255 characters of a text. A fault inside a range arrives as its own text
(``err_to_str``), not as an empty cell.
"""
# ruff: noqa: N802 - named as Excel names functions
# No postponed annotations here: xlwings evaluates them to choose how an argument is read.

from typing import Any

import xlwings as xw

from ita_xl.excel import functions
from ita_xl.excel.functions import answer

CATEGORY = "ITA"
_SCORES = (
    "ช่วงที่คอลัมน์แรกเป็นรหัสข้อ (i1) หมายเลขตัวชี้วัด (1–10) เครื่องมือ (IIT) หรือ ภาพรวม และคอลัมน์ถัดไปเป็นคะแนน 0–100 "
    "(EIT สองคอลัมน์: ส่วนที่ 1 ส่วนที่ 2) หรือคะแนนภาพรวมเพียงช่องเดียว"
)
_YEAR = "ปีงบประมาณที่ประเมิน (พ.ศ.) เช่น 2568"
_CODE = "รหัสข้อ เช่น i1 e4 o12 หรือหมายเลขตัวชี้วัด 1–10"


@xw.func(category=CATEGORY)
@xw.arg("scores", ndim=2, err_to_str=True, doc=_SCORES)
@xw.arg("year", err_to_str=True, doc=_YEAR)
@xw.arg("name", err_to_str=True, doc="คะแนนที่ต้องการ เช่น OIT 9 หรือ i1 (ไม่ใส่ คือคะแนนภาพรวม)")
def ITA_SCORE(scores: Any, year: Any, name: Any = None) -> Any:
    """คะแนนที่คำนวณจากคะแนนรายข้อ ตัวชี้วัด หรือเครื่องมือ ตามหลักเกณฑ์ของปี ทศนิยมสองตำแหน่ง"""
    return answer(functions.score_of, scores, year, name)


@xw.func(category=CATEGORY)
@xw.arg("scores", ndim=2, err_to_str=True, doc=_SCORES)
@xw.arg("year", err_to_str=True, doc=_YEAR)
def ITA_LEVEL(scores: Any, year: Any) -> Any:
    """ระดับผลการประเมินตามหลักเกณฑ์ของปี ถ้าคะแนนที่ให้ยังชี้ระดับเดียวไม่ได้ จะบอกเป็นช่วง เช่น “ผ่าน ถึง ผ่านดี”"""
    return answer(functions.level_of, scores, year)


@xw.func(category=CATEGORY)
@xw.arg("score", err_to_str=True, doc="คะแนนของข้อหรือตัวชี้วัด 0–100")
def ITA_CLASS(score: Any) -> Any:
    """กลุ่มของข้อหรือตัวชี้วัด: รักษาระดับ (95 ขึ้นไป) พัฒนายกระดับ (85 ขึ้นไป) หรือแก้ไขเร่งด่วน"""
    return answer(functions.class_of, score)


@xw.func(category=CATEGORY)
@xw.arg("scores", ndim=2, err_to_str=True, doc=_SCORES)
@xw.arg("year", err_to_str=True, doc=_YEAR)
def ITA_GAP(scores: Any, year: Any) -> Any:
    """คะแนนที่ยังขาดจึงจะถึงระดับถัดไป 0 คือถึงระดับสูงสุดแล้ว คะแนนภาพรวมช่องเดียวเทียบเฉพาะเกณฑ์คะแนนภาพรวม"""
    return answer(functions.gap_of, scores, year)


@xw.func(category=CATEGORY)
@xw.arg("code", err_to_str=True, doc=_CODE)
@xw.arg("year", err_to_str=True, doc=_YEAR)
def ITA_TITLE(code: Any, year: Any) -> Any:
    """ข้อความของข้อคำถาม หรือชื่อตัวชี้วัด ของปีงบประมาณนั้น"""
    return answer(functions.title_of, code, year)


@xw.func(category=CATEGORY)
@xw.arg("code", err_to_str=True, doc=_CODE)
@xw.arg("score", err_to_str=True, doc="คะแนนของข้อหรือตัวชี้วัดนั้น 0–100")
@xw.arg("year", err_to_str=True, doc=_YEAR)
def ITA_REMEDY(code: Any, score: Any, year: Any) -> Any:
    """มาตรการที่คลังข้อเสนอแนะเสนอสำหรับข้อหรือตัวชี้วัดที่ได้คะแนนนี้"""
    return answer(functions.remedy_of, code, score, year)


@xw.func(category=CATEGORY)
@xw.arg("scores", ndim=2, err_to_str=True, doc=_SCORES)
@xw.arg("year", err_to_str=True, doc=_YEAR)
def ITA_PLAN(scores: Any, year: Any) -> Any:
    """ตารางแผนมาตรการตามตัวชี้วัด เก้าคอลัมน์พร้อมหัวตาราง Excel รุ่นก่อน 365 ให้เลือกช่วงแล้วกด Ctrl+Shift+Enter"""
    return answer(functions.plan_rows, scores, year)


@xw.func(category=CATEGORY)
@xw.arg("value", err_to_str=True, doc="ตัวเลขหรือข้อความ")
@xw.arg("places", err_to_str=True, doc="จำนวนทศนิยมของตัวเลข (ไม่ใส่ คือเท่าที่มี)")
def ITA_THAIDIGITS(value: Any, places: Any = None) -> Any:
    """ตัวเลขหรือข้อความเป็นเลขไทย"""
    return answer(functions.digits_of, value, places)


@xw.func(category=CATEGORY)
@xw.arg("day", err_to_str=True, doc="วันที่ของ Excel")
@xw.arg("form", err_to_str=True, doc="เต็ม ย่อ เดือน หรือ ปีงบ (ไม่ใส่ คือ เต็ม)")
def ITA_THAIDATE(day: Any, form: Any = None) -> Any:
    """วันที่เป็นภาษาไทย ปี พ.ศ. เช่น 30 กันยายน 2568"""
    return answer(functions.date_of, day, form)
