"""Results on a terminal, in Thai."""

from __future__ import annotations

import sys
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ita_xl.assessment import Kind
from ita_xl.criteria import Outcome, Status
from ita_xl.diagnosis import Class
from ita_xl.findings import Severity
from ita_xl.sheets.wording import level_name, level_sentences, overall_sentence, way_sentences
from ita_xl.thai import points, signed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal
    from pathlib import Path

    from ita_xl.criteria import Checklist
    from ita_xl.diagnosis import Diagnosis
    from ita_xl.explaining import Proposal
    from ita_xl.findings import Finding
    from ita_xl.scoring import Scorecard

_COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_CLASS_COLOURS = {Class.KEEP: "green", Class.RAISE: "yellow", Class.URGENT: "bold red"}
_OUTCOME_COLOURS = {Outcome.MET: "green", Outcome.NOT_MET: "bold red", Outcome.UNKNOWN: "yellow"}
_WEAK_SHOWN = 8


def console(*, stderr: bool = False) -> Console:
    """A console as wide as the terminal; in files and pipes, lines are not cut at 80 columns."""
    stream = sys.stderr if stderr else sys.stdout
    return Console(file=stream, width=None if stream.isatty() else 120, highlight=False)


def scorecard(out: Console, diagnosis: Diagnosis, found: Sequence[Finding]) -> None:
    """Scores, level, weak items and the way to the next level of one assessment."""
    card = diagnosis.card
    _heading(out, card)
    out.print(overall_sentence(card), markup=False)
    for line in level_sentences(card):
        out.print(f"  {line}", markup=False)
    out.print(_scores_table(diagnosis))
    for weak in diagnosis.weak[:_WEAK_SHOWN]:
        label = card.framework.item_label(weak.key[1]) if weak.key[0] is Kind.ITEM else f"ตัวชี้วัดที่ {weak.key[1]}"
        row = Text(f"  {label} {points(weak.score)} ")
        row.append(weak.class_.value, style=_CLASS_COLOURS[weak.class_])
        row.append(f" {', '.join(weak.reasons)}")
        out.print(row)
    if len(diagnosis.weak) > _WEAK_SHOWN:
        out.print(f"  และจุดอ่อนอื่นอีก {len(diagnosis.weak) - _WEAK_SHOWN} ข้อ", markup=False)
    for line in way_sentences(diagnosis):
        out.print(f"  → {line}", markup=False)
    out.print(_counts(found), markup=False)
    out.print()


def _scores_table(diagnosis: Diagnosis) -> Table:
    card = diagnosis.card
    table = Table("รายการ", "คะแนน", "ปีก่อน", "ผลต่าง", "กลุ่ม", pad_edge=False)
    rows: list[tuple[str, Kind, str]] = [("ภาพรวม", Kind.OVERALL, "")]
    rows += [(card.framework.label(code), Kind.TOOL, code) for code in card.framework.scores]
    rows += [(f"{one.number}. {one.name}", Kind.INDICATOR, str(one.number)) for one in card.framework.indicators]
    for label, kind, ref in rows:
        now = card.value(kind, ref)
        before = card.before(kind, ref)
        change = "" if now is None or before is None else signed(now - before)
        class_ = ""
        if kind is Kind.INDICATOR and now is not None:
            class_ = diagnosis.thresholds.class_of(now).value
        table.add_row(label, _shown(now), _shown(before), change, class_)
    return table


def findings(out: Console, card: Scorecard, found: Sequence[Finding], proposals: Sequence[Proposal] = ()) -> None:
    """What the audit found, errors first, and the likeliest misprints behind it."""
    _heading(out, card)
    list_findings(out, found)
    _proposals(out, proposals)
    out.print(_counts(found), markup=False)
    out.print()


def list_findings(out: Console, found: Sequence[Finding]) -> None:
    """Findings with their cells and cures, errors first."""
    for one in sorted(found, key=lambda each: list(Severity).index(each.severity)):
        line = Text(f"  {one.severity.thai} ", style=_COLOURS[one.severity])
        line.append(f"[{one.code}] ", style="default")
        line.append(one.message, style="default")
        places = ", ".join(place.label for place in one.places if place.label)
        if places:
            line.append(f" ({places})", style="dim")
        out.print(line)
        if one.cure:
            out.print(f"      วิธีแก้: {one.cure}", markup=False, style="dim")


def checklist(out: Console, one: Checklist) -> None:
    """A document against the criteria of a year, element by element."""
    asked = one.criteria
    out.print(f"{one.file} ตามหลักเกณฑ์ปีงบประมาณ พ.ศ. {asked.fiscal_year}", style="bold", markup=False)
    for document in one.documents:
        out.print(f"  {document.code} {document.title}", markup=False)
    for each in one.verdicts:
        line = Text("  ")
        line.append(f"{each.outcome.mark} {each.outcome.thai}", style=_OUTCOME_COLOURS[each.outcome])
        line.append(f" {each.element.title}: {each.found}")
        places = ", ".join(place.label for place in each.places if place.label)
        if places and each.outcome is not Outcome.MET:
            line.append(f" ({places})", style="dim")
        out.print(line)
        if each.outcome is not Outcome.MET:
            unsure = f" ({each.element.status.thai})" if each.element.status is not Status.CONFIRMED else ""
            cure = f" วิธีแก้: {each.cure}" if each.cure else ""
            out.print(f"      [{each.code}]{unsure}{cure}", markup=False, style="dim")
    counts = ", ".join(f"{outcome.thai} {one.count(outcome)} ข้อ" for outcome in Outcome)
    out.print(f"{counts} จาก {len(one.verdicts)} ข้อ", markup=False)
    out.print()


def _proposals(out: Console, proposals: Sequence[Proposal]) -> None:
    if proposals:
        out.print("  คำอธิบายที่เป็นไปได้ของตัวเลขที่ขัดแย้งกัน (เป็นข้อเสนอ โปรแกรมไม่แก้ตัวเลขให้)", markup=False)
    for number, one in enumerate(proposals, 1):
        line = Text(f"  {number}) {one.message}")
        places = ", ".join(place.label for change in one.changes for place in change.places if place.label)
        if places:
            line.append(f" ({places})", style="dim")
        out.print(line)


def report_line(out: Console, diagnosis: Diagnosis, found: Sequence[Finding], path: Path) -> None:
    """One line for a report that was written."""
    card = diagnosis.card
    agency = card.assessment.agency or PurePath(card.assessment.file).name
    score = _shown(card.overall.value)
    line = Text(f"✓ {agency} ปี {card.framework.fiscal_year}: {score} {level_name(card)}")
    line.append(f" | จุดอ่อน {len(diagnosis.weak)} | {_counts(found)}")
    out.print(line)
    for one in found:
        if one.severity is Severity.ERROR:
            out.print(f"    [{one.code}] {one.message}", markup=False, style="red")
    out.print(f"    → {path}", markup=False)


def failure(out: Console, one: dict[str, Any]) -> None:
    """An input that could not be used, with the cure."""
    where = f" ({one['cell']})" if one["cell"] else ""
    out.print(f"✗ [{one['code']}] {one['message']}{where}", markup=False, style="red")
    if one["cure"]:
        out.print(f"    วิธีแก้: {one['cure']}", markup=False)


def _heading(out: Console, card: Scorecard) -> None:
    own = card.assessment
    agency = own.agency or PurePath(own.file).name
    out.print(f"── {agency} ปีงบประมาณ พ.ศ. {own.fiscal_year} ({PurePath(own.file).name})", markup=False, style="bold")


def _counts(found: Sequence[Finding]) -> str:
    counts = {severity: sum(one.severity is severity for one in found) for severity in Severity}
    if not any(counts.values()):
        return "ไม่พบข้อขัดแย้ง"
    return "พบเรื่อง" + ", ".join(f"{one.thai} {count} รายการ" for one, count in counts.items() if count)


def _shown(value: Decimal | None) -> str:
    return "–" if value is None else points(value)
