"""What a merge did, in Thai: findings for the sheet ตรวจสอบ, and one sentence for the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ita_xl.cells import address
from ita_xl.errors import Place
from ita_xl.excel.merge import Kind
from ita_xl.excel.rows import Formula
from ita_xl.findings import Finding, Severity
from ita_xl.thai import join_thai, points

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ita_xl.diagnosis import Diagnosis
    from ita_xl.excel.merge import Merged
    from ita_xl.excel.rows import Cells, Value

_LONGEST = 80
_EMPTY = "(ว่าง)"
#: How a note of ours begins.
PROPOSED = "ผลใหม่เสนอว่า: "


def merge_findings(merged: Mapping[str, Merged]) -> list[Finding]:
    """What stays to be told of merged sheets: it is the same after a second press that changes nothing."""
    parts = (_proposals, _kept, _deleted)
    return [one for sheet, own in merged.items() for part in parts for one in part(sheet, own)]


def result_sentence(diagnosis: Diagnosis, findings: Sequence[Finding]) -> str:
    """Overall score and level, and how much was noticed."""
    card = diagnosis.card
    overall = "ยังไม่ทราบคะแนนภาพรวม" if card.overall.value is None else f"คะแนนภาพรวม {points(card.overall.value)}"
    level = f" ระดับ{card.level.name}" if card.level.name else ""
    errors = sum(one.severity is Severity.ERROR for one in findings)
    warnings = sum(one.severity is Severity.WARNING for one in findings)
    return f"{overall}{level} พบข้อที่ต้องแก้ไข {errors} ข้อ ควรตรวจ {warnings} ข้อ"


def proposal_text(value: Value) -> str:
    """The words of the comment beside a cell that keeps what was typed."""
    new = _EMPTY if value is None else str(value)
    return f"{PROPOSED}{new}\n(ช่องนี้พิมพ์เองไว้ จึงคงข้อความเดิม)"


def merge_sentence(sheet: str, merged: Merged) -> str:
    """What was done with a sheet, with the number of rows of each kind."""
    kinds = [one.kind for one in merged.rows]
    counts = (
        ("ปรับตามผลใหม่", kinds.count(Kind.RENEWED)),
        ("เพิ่มใหม่", kinds.count(Kind.ADDED)),
        ("นำออก", len(merged.gone)),
        ("ที่เพิ่มเองคงอยู่", kinds.count(Kind.HAND)),
        ("ที่ย้ายเองคงที่", sum(one.moved for one in merged.rows)),
        ("ที่ไม่มีในผลใหม่แต่แก้ไขไว้จึงคงอยู่", kinds.count(Kind.KEPT)),
        ("ที่ลบไว้ไม่ใส่คืน", len(merged.deleted)),
    )
    told = [f"{words} {count} แถว" for words, count in counts if count]
    proposals = sum(len(one.proposals) for one in merged.rows)
    told += [f"มีข้อเสนอในหมายเหตุ {proposals} ช่อง"] if proposals else []
    return f"แผ่น “{sheet}”: {join_thai(told) if told else 'ไม่มีแถว'}"


def _proposals(sheet: str, merged: Merged) -> list[Finding]:
    return [
        Finding(
            "K104",
            Severity.WARNING,
            f"ช่องนี้พิมพ์เองไว้ และผลใหม่เปลี่ยนไปด้วย จึงคงข้อความที่พิมพ์ไว้: {_shown(_at(one.cells, column))}",
            (Place(sheet=sheet, cell=address(row, column)),),
            computed=_shown(value),
            cure="ถ้าจะใช้ผลใหม่ พิมพ์ตามข้อเสนอในหมายเหตุของช่อง แล้วสั่งใหม่",
        )
        for row, one in enumerate(merged.rows)
        for column, value in sorted(one.proposals.items())
    ]


def _kept(sheet: str, merged: Merged) -> list[Finding]:
    return [
        Finding(
            "K105",
            Severity.WARNING,
            f"แถวนี้ไม่มีในผลใหม่แล้ว แต่มีข้อความที่พิมพ์เอง จึงคงไว้: {_named(one.cells)}",
            (Place(sheet=sheet, cell=address(row, min(one.hand, default=0))),),
            cure="ถ้าไม่ใช้แล้ว ลบแถวนี้",
        )
        for row, one in enumerate(merged.rows)
        if one.kind is Kind.KEPT
    ]


def _deleted(sheet: str, merged: Merged) -> list[Finding]:
    return [
        Finding(
            "K106",
            Severity.INFO,
            f"แถวนี้ถูกลบด้วยมือ จึงไม่ใส่คืนแม้มีในผลใหม่: {_named(one.cells)}",
            (Place(sheet=sheet),),
            cure="ถ้าต้องการแถวนี้ ให้จัดทำรายงานเป็นแฟ้มใหม่แล้วคัดลอกแถวมา",
        )
        for one in merged.deleted
        if one.cells
    ]


def _named(cells: Cells) -> str:
    """A row by its texts."""
    texts = [" ".join(one.split()) for one in cells if isinstance(one, str)]
    return _short(" | ".join(texts)) or _EMPTY


def _shown(value: Value) -> str:
    if value is None:
        return _EMPTY
    return f"={value.text}" if isinstance(value, Formula) else _short(f"{value}")


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _at(cells: Cells, column: int) -> Value:
    return cells[column] if column < len(cells) else None
