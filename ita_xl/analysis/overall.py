"""The paragraphs of the overall score and of the tools."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ita_xl import toml
from ita_xl.analysis import words
from ita_xl.analysis.model import Claim, Making
from ita_xl.assessment import Kind
from ita_xl.auditing import level_conditions
from ita_xl.scoring import OVERALL, Origin
from ita_xl.thai import half_up, join_thai

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ita_xl.analysis.model import Change, Statement
    from ita_xl.scoring import Key, Scorecard

_STEP = Decimal("0.01")


def overall(card: Scorecard) -> tuple[Statement, ...]:
    """Score and level, the change, why this level, the distance to the next, a conflict with what is printed."""
    return (_score(card), *_change(card), *_why(card), *_distance(card), *_conflict(card))


def _score(card: Scorecard) -> Statement:
    made = Making(Claim.SCORE, (OVERALL,))
    agency = card.assessment.agency or "หน่วยงาน"
    lead = f"ในปีงบประมาณ พ.ศ. {card.framework.fiscal_year} {agency}"
    own = card.overall
    if own.value is not None:
        text = f"{lead}ได้คะแนนภาพรวม {made.points(own.value)} คะแนน"
    else:
        text = f"{lead}ยังไม่มีคะแนนภาพรวม"
        if not card.contradicted and (own.low > 0 or own.high < 100):
            text += f" แต่คะแนนที่ทราบบ่งว่าอยู่ระหว่าง {made.points(own.low)} ถึง {made.points(own.high)} คะแนน"
    return made.done(f"{text} {_level(card)}")


def _level(card: Scorecard) -> str:
    if card.level.level is not None:
        return f"อยู่ในระดับ “{card.level.level.name}”"
    possible = join_thai([f"“{one.name}”" for one in reversed(card.level.possible)], "หรือ")
    return f"ทั้งนี้คะแนนที่ทราบยังชี้ระดับเดียวไม่ได้ อาจเป็นระดับ {possible}"


def _change(card: Scorecard) -> list[Statement]:
    if card.previous is None:
        return []
    made = Making(Claim.CHANGE, (OVERALL,))
    text = words.against_last_year(card, made, OVERALL)
    if not text:
        return []
    now, before = card.level.level, card.previous.level.level
    levels = [one.name for one in card.framework.levels]
    if before is not None:
        if now is None or before.name not in levels:
            text += f" ซึ่งอยู่ในระดับ “{before.name}”"
        elif now.name == before.name:
            text += " และยังอยู่ในระดับเดิม"
        else:
            way = "เลื่อนขึ้นจาก" if levels.index(now.name) < levels.index(before.name) else "ลดลงจาก"
            text += f" ระดับ{way} “{before.name}”"
    return [made.done(f"คะแนนภาพรวม{text}")]


def _why(card: Scorecard) -> list[Statement]:
    level = card.level.level
    if level is None:
        return []
    made = Making(Claim.LEVEL, (OVERALL,))
    rank = card.framework.levels.index(level)
    better = card.framework.levels[rank - 1] if rank else None
    bounds = [level.minimum, level.tool_floor]
    bounds += [better.minimum - _STEP, better.tool_floor] if better else []
    made.figures += [half_up(one) for one in bounds if one is not None]
    return [made.done(f"ระดับ “{level.name}” กำหนดให้{level_conditions(card.framework, level.name)}")]


def _distance(card: Scorecard) -> list[Statement]:
    better = card.level.next_level
    if card.level.level is None:
        return []
    if better is None:
        return [Making(Claim.DISTANCE).done("ระดับนี้เป็นระดับสูงสุดตามหลักเกณฑ์ เป้าหมายของปีถัดไปจึงเป็นการรักษาระดับ")]
    if not card.level.shortfalls:
        return []
    made = Making(Claim.DISTANCE, tuple(_key(one.score) for one in card.level.shortfalls))
    lacks = []
    for one in card.level.shortfalls:
        gap, value, bound = (made.points(each) for each in (one.bound - one.value, one.value, one.bound))
        least, most = ("อย่างน้อย ", "ไม่เกิน ") if one.at_most else ("", "")
        label = f"{card.framework.label(one.score)} " if one.score else "ภาพรวม"
        lacks.append(f"{label}ขาดอีก {least}{gap} คะแนน (ได้{most or ' '}{value} จากเกณฑ์ {bound})")
    return [made.done(f"ที่ยังไม่ถึงระดับ “{better.name}” เพราะ{words.spaced(join_thai(lacks))}")]


def _key(score: str) -> Key:
    return (Kind.TOOL, score) if score else OVERALL


def _conflict(card: Scorecard) -> list[Statement]:
    """A printed overall score that what stands below it does not make."""
    own = card.overall
    if own.origin is not Origin.COMPUTED or own.stated is None or own.value is None:
        return []
    if abs(own.stated - own.value) <= card.framework.tolerance.overall:
        return []
    made = Making(Claim.CONFLICT, (OVERALL,))
    return [made.done(f"คะแนนภาพรวมข้างต้นคำนวณจากคะแนนที่อ่านได้ ต่างจากที่พิมพ์ไว้ ({made.points(own.stated)} คะแนน) "
                      "ต้องตรวจกับผลที่ประกาศก่อนเผยแพร่")]  # fmt: skip


def tools(card: Scorecard) -> tuple[Statement, ...]:
    """Each tool with its parts, highest and lowest, risen and fallen, what is missing, advice for those that fell."""
    framework = card.framework
    keys: list[Key] = [(Kind.TOOL, code) for code in framework.tool_codes]
    known = {key: value for key in keys if (value := card.value(*key)) is not None}
    told = [*_scores(card), *words.extremes(framework, known, "แบบวัด", whole=len(known) == len(keys)), *_parts(card)]
    found = words.changes(card, _compared(card))

    def details(made: Making, group: Sequence[Change], word: str) -> str:
        return join_thai([f"{framework.label(one.key[1])} {word} {words.from_to(made, one)}" for one in group])

    told += words.moved(card, found, "แบบวัด", details, whole=len(found) == len(_compared(card)))
    told += words.unknown(card, _asked(card))
    advice = _advice()
    fell = dict.fromkeys(_tool_of(card, one.key[1]) for one in words.fallen(found))
    told += [Making(Claim.ADVICE, ((Kind.TOOL, code),)).done(advice[code]) for code in fell]
    return tuple(told)


def _scores(card: Scorecard) -> list[Statement]:
    made = Making(Claim.SCORE)
    keys: list[Key] = []
    listed = []
    for tool in card.framework.tools:
        value = card.value(Kind.TOOL, tool.code)
        parts = [(part, own) for part in tool.parts if (own := card.value(Kind.TOOL, part.code)) is not None]
        inner = " ".join(f"ส่วนที่ {part.number} ได้ {made.points(own)} คะแนน" for part, own in parts)
        keys += [(Kind.TOOL, part.code) for part, _ in parts]
        if value is not None:
            keys.append((Kind.TOOL, tool.code))
            listed.append(f"{tool.code} ได้ {made.points(value)} คะแนน{f' ({inner})' if inner else ''}")
        elif inner:
            listed.append(f"{tool.code} {inner}")
    made.keys = keys
    if not listed:
        return []
    return [made.done(f"เมื่อจำแนกตามแบบวัด {join_thai(listed)}")]


def _parts(card: Scorecard) -> list[Statement]:
    """How the two parts of a tool stand to each other."""
    told = []
    for tool in card.framework.tools:
        own = [(part, value) for part in tool.parts if (value := card.value(Kind.TOOL, part.code)) is not None]
        if len(own) != 2:
            continue
        (first, one), (second, two) = own
        made = Making(Claim.PARTS, ((Kind.TOOL, first.code), (Kind.TOOL, second.code)))
        if one == two:
            told.append(made.done(f"ทั้งสองส่วนของ {tool.code} ได้คะแนนเท่ากัน"))
            continue
        high, low = (first, second) if one > two else (second, first)
        told.append(
            made.done(f"{tool.code} ส่วนที่ {high.number} สูงกว่าส่วนที่ {low.number} อยู่ {made.points(abs(one - two))} คะแนน")
        )
    return told


def _compared(card: Scorecard) -> list[Key]:
    """The scores that are compared with last year: parts where they are known in both years, else the tool."""
    found: list[Key] = []
    for tool in card.framework.tools:
        parts: list[Key] = [(Kind.TOOL, part.code) for part in tool.parts]
        both = parts and all(card.value(*key) is not None and card.before(*key) is not None for key in parts)
        found += parts if both else [(Kind.TOOL, tool.code)]
    return found


def _asked(card: Scorecard) -> list[Key]:
    """Every tool, and the parts of one of which anything is known."""
    found: list[Key] = []
    for tool in card.framework.tools:
        parts: list[Key] = [(Kind.TOOL, part.code) for part in tool.parts]
        found.append((Kind.TOOL, tool.code))
        if any(card.value(*key) is not None for key in [found[-1], *parts]):
            found += parts
    return found


def _tool_of(card: Scorecard, code: str) -> str:
    return next(tool.code for tool in card.framework.tools if code in (tool.code, *(one.code for one in tool.parts)))


def of_tool(card: Scorecard, code: str) -> tuple[Statement, ...]:
    """Highest and lowest indicator of one tool, and which floor of a level its scores reach."""
    framework = card.framework
    own = framework.of_tool(code)
    known: dict[Key, Decimal] = {}
    for one in own:
        value = card.value(Kind.INDICATOR, str(one.number))
        if value is not None:
            known[Kind.INDICATOR, str(one.number)] = value
    told = words.extremes(framework, known, "ตัวชี้วัด", whole=len(known) == len(own))
    floors = [
        score for score in (code, *(part.code for part in framework.parts(code))) if score in framework.floor_scores
    ]
    told += [one for score in floors for one in _floor(card, score)]
    if not known:
        told.append(Making(Claim.MISSING).done(f"ไม่ปรากฏคะแนนรายตัวชี้วัดของแบบวัด {code}"))
    return tuple(told)


def _floor(card: Scorecard, code: str) -> list[Statement]:
    """Which of the levels' conditions on single tools a score meets."""
    value = card.value(Kind.TOOL, code)
    levels = [(one.tool_floor, one.name) for one in card.framework.levels if one.tool_floor is not None]
    if value is None or not levels:
        return []
    made = Making(Claim.FLOOR, ((Kind.TOOL, code),))
    lead = f"{card.framework.label(code)} ซึ่งได้ {made.points(value)} คะแนน"
    met = next(((floor, name) for floor, name in levels if value >= floor), None)
    missed = next(((floor, name) for floor, name in reversed(levels) if value < floor), None)
    parts = []
    if met:
        parts.append(f"ถึงเกณฑ์รายแบบวัดของระดับ “{met[1]}” ({made.points(met[0])} คะแนน)")
    if missed:
        parts.append(f"ยังไม่ถึงเกณฑ์รายแบบวัดของระดับ “{missed[1]}” ({made.points(missed[0])} คะแนน)")
    return [made.done(f"{lead} {' แต่'.join(parts)}")]


def _advice() -> dict[str, str]:
    root = toml.load(toml.package_files("ita_xl.analysis")["texts"])
    root.only("schema", "fallen")
    table = root.table("fallen")
    return {code: table.text_of(code) for code in table.data}
