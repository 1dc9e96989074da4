"""The sheets that an input workbook has from an older one: names that who writes and who reads must share."""

from __future__ import annotations

PLAN = "แผนที่ยกมา"
"""The plan of measures as the older workbook has it."""

FOLLOWUP = "ติดตามผล"
"""The same measures, to be filled in with what was done."""

LEFT = "รายการที่ไม่ได้ยกมา"
"""What had no home in the new workbook; nothing on it is a figure of the agency any more."""

CODES = "รหัสปี"
"""How the heads of the columns of codes on the plan begin, without spaces: that of the plan's year stands first."""
