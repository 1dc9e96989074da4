"""What staff choose on เริ่มต้น: digits, the form and order of the plan, the form of the report on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from ita_xl.cells import address
from ita_xl.errors import InputError, Place
from ita_xl.planning import Form, Order, Wish, form_of
from ita_xl.progress import Form as ReportForm
from ita_xl.sheets.model import Area, Validation
from ita_xl.thai import normalise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ita_xl.progress import Progress
    from ita_xl.sheets.build import Builder

_BY_CRITERIA = "ตามเกณฑ์ของปี"
#: The form of a report on a plan by the form that the criteria of its year ask for.
_REPORT_FORMS = {Form.TOPICS: ReportForm.TOPICS, Form.INDICATORS: ReportForm.INDICATORS}


@dataclass(frozen=True)
class Settings:
    """The choices; ``None`` for a form that is as the criteria of the year have it."""

    digits: str = "arabic"
    plan: Form | None = None
    order: Order = Order.INDICATOR
    report: ReportForm | None = None

    def wish(self, units: Sequence[str]) -> Wish:
        """How the plan of measures is asked for, with the agency's own units."""
        return Wish(form=self.plan, order=self.order, units=tuple(units))

    def report_form(self, progress: Progress) -> ReportForm:
        """The form of a report: as chosen, as the criteria of the plan's year, or as the plan itself has it."""
        return self.report or _REPORT_FORMS.get(form_of(progress.year)) or progress.own_form


class _Choice(NamedTuple):
    """One setting: its field, label, words with their values (the first is the default), and what it is for."""

    name: str
    label: str
    words: Mapping[str, Any]
    about: str


_CHOICES = (
    _Choice("digits", "ตัวเลขในเอกสาร", {"อารบิก": "arabic", "ไทย": "thai"},
            "ใช้กับแผ่นและแฟ้มที่ปุ่มจัดทำ ตัวเลขในแผ่น “สรุปผล” และ “จุดอ่อน” เป็นอารบิกเสมอ"),
    _Choice("plan", "รูปแบบแผนมาตรการ",
            {_BY_CRITERIA: None, "รายตัวชี้วัด": Form.INDICATORS, "รายประเด็น": Form.TOPICS, "สองส่วน": Form.TWO_PARTS},
            "ปุ่ม “แผนมาตรการ” และ “รายงานฉบับสมบูรณ์”"),
    _Choice("order", "ลำดับในแผนมาตรการ", {"ตามหมายเลข": Order.INDICATOR, "ต่ำสุดก่อน": Order.SCORE},
            "ตามหมายเลขตัวชี้วัดหรือประเด็น หรือเรื่องที่ได้น้อยที่สุดก่อน"),
    _Choice("report", "รูปแบบรายงานผล",
            {_BY_CRITERIA: None, "รายประเด็น": ReportForm.TOPICS, "รายเครื่องมือ": ReportForm.TOOLS,
             "รายตัวชี้วัด": ReportForm.INDICATORS},
            "ปุ่ม “รายงานผล”"),
)  # fmt: skip


def settings_rows(sheet: Builder) -> None:
    """A row for each setting: label, the cell to choose in, what it is for."""
    for one in _CHOICES:
        words = tuple(one.words)
        row = sheet.line((one.label, words[0], one.about), ("total_text", "input_text", "cell_small"), height=26)
        refusal = f"เลือก {' หรือ '.join(words)}"
        area = Area(row, 1, row, 1)
        sheet.validations.append(Validation(area, "list", one.label, "เลือกจากรายการ", refusal, options=words))


def read_settings(rows: Sequence[Sequence[object]], sheet: str) -> Settings:
    """The choices on a sheet, given as its rows from the first cell on; an empty cell is the default.

    Raises:
        InputError: E125 for a word that is not to be chosen, with its cell.
    """
    labels = {one.label: one for one in _CHOICES}
    found: dict[str, Any] = {}
    for at, row in enumerate(rows):
        one = labels.get(normalise(str(row[0] or "")).strip()) if row else None
        if one is None or one.name in found:
            continue
        word = normalise(str(row[1] or "")).strip() if len(row) > 1 else ""
        if word and word not in one.words:
            raise InputError(
                "E125",
                f"ค่าที่ตั้งของ “{one.label}” ไม่มี “{word}”",
                cure=f"เลือก {' หรือ '.join(one.words)}",
                place=Place(sheet=sheet, cell=address(at, 1)),
            )
        found[one.name] = one.words[word or next(iter(one.words))]
    return Settings(**found)
