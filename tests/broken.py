"""Ten ways in which a file of a batch is broken, each with the code of what is said of it."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING

from tests.nasty import NASTY

if TYPE_CHECKING:
    from collections.abc import Callable

SAMPLES = Path(__file__).parent.parent / "workbooks" / "samples"
_PAGE = "<html><head><title>เข้าสู่ระบบ</title></head><body>กรุณาเข้าสู่ระบบก่อนดาวน์โหลด</body></html>"

BROKEN: dict[str, tuple[Callable[[], bytes], str]] = {
    "ว่าง.xlsx": (lambda: b"", "E104"),
    "ครึ่งเดียว.xlsx": (lambda: (SAMPLES / "lamphun-2568.xlsx").read_bytes()[:9000], "E102"),
    "หน้าเว็บ.xlsx": (_PAGE.encode, "E102"),
    "รหัสผ่าน.xlsx": (NASTY["locked.xlsx"], "E103"),
    "ระเบิด.xlsx": (NASTY["bomb-of-spaces.xlsx"], "E105"),
    "ไม่มีคะแนน.xlsx": ((SAMPLES / "koh-loi-bang-hak-2566.xlsx").read_bytes, "E107"),
    "ไม่มีปี.csv": ("ข้อ,คะแนน\ni1,90\ni2,80\n".encode, "E106"),
    "ปีไม่มีเกณฑ์.csv": ("ปีงบประมาณ,2550\nข้อ,คะแนน\ni1,90\ni2,80\n".encode, "E202"),
    "มั่ว.xls": (lambda: bytes.fromhex("d0cf11e0a1b11ae1") + random.Random(1).randbytes(5000), "E102"),
    "ขาด.zip": (lambda: b"PK\x03\x04" + bytes(300), "E102"),
}  # fmt: skip
