"""What is said about survey answers, in Thai: every assumption, every doubt, everything left out."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ita_xl.answers.model import Duplicates, How, Numbers
from ita_xl.errors import Place
from ita_xl.findings import Finding, Severity
from ita_xl.thai import half_up, join_thai

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from ita_xl.answers.columns import Header
    from ita_xl.answers.model import SurveyItem, Table
    from ita_xl.framework import Framework, Item

# Why an item has no score.
SCALE = "ตัวเลือกไม่ใช่มาตราของปีนี้"
POLARITY = "ข้อย่อยมีทิศทางต่างกัน และหลักเกณฑ์ไม่ได้บอกว่าข้อใดเป็นเชิงลบ"
MEANING = "ตัวเลขหรือรหัสตัวเลือกตีความได้มากกว่าหนึ่งทาง"
UNKNOWN = "มีคำตอบที่ไม่รู้จักมากเกินไป"
SUBS = "จำนวนข้อย่อยไม่ตรงกับแบบวัดของปีนี้"
TWICE = "มีหลายคอลัมน์ของข้อเดียวกันที่ตอบพร้อมกัน"
PART = "ไม่ทราบว่าเป็น EIT ส่วนที่ 1 หรือ 2"

_SHOWN = 5
_LONGEST = 60
_SCALES = {6: "หกระดับ", 4: "สี่ระดับ", 2: "สองตัวเลือก (มี/ไม่มี หรือ เคย/ไม่เคย)"}


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _list(words: Sequence[str]) -> str:
    shown = ", ".join(f"“{_short(one)}”" for one in words[:_SHOWN])
    return f"{shown} และอื่น ๆ อีก {len(words) - _SHOWN} แบบ" if len(words) > _SHOWN else shown


def which_question(framework: Framework, header: Header, place: Place) -> Finding:
    """A column of answers that may be several questions, or none."""
    names = [f"{code} {framework.items[code].title}" for code in header.candidates]
    perhaps = f" อาจเป็น {join_thai(names, 'หรือ')}" if names else ""
    return Finding(
        "R201",
        Severity.WARNING,
        f"ไม่ทราบว่าคอลัมน์ “{_short(header.text) or 'ไม่มีหัว'}” เป็นข้อใด จึงไม่ได้นับ{perhaps}",
        (place,),
        stated=_short(header.text),
        cure="ใส่รหัสข้อ เช่น i1 หรือ e1 ไว้หน้าหัวคอลัมน์",
    )


def assumed_columns(how: How, codes: Sequence[str], places: Sequence[Place]) -> Finding:
    """Columns taken for questions by their number or place alone."""
    span = f"{codes[0]}–{codes[-1]}" if len(codes) > 1 else codes[0]
    return Finding(
        "R202",
        Severity.WARNING,
        f"จับคู่ {len(codes)} คอลัมน์กับข้อ {span} โดยอาศัย{how.value}เท่านั้น โปรดตรวจว่าตรงกับแบบวัดของปี",
        tuple(places),
        cure="ใส่รหัสข้อ เช่น i1 หรือ e1 ไว้หน้าหัวคอลัมน์",
    )


def foreign_code(framework: Framework, header: Header, place: Place) -> Finding:
    """An item code that the year does not have."""
    return Finding(
        "R203",
        Severity.ERROR,
        f"ไม่มีข้อ {header.foreign} ในแบบวัดปีงบประมาณ พ.ศ. {framework.fiscal_year} จึงไม่ได้นับ",
        (place,),
        stated=header.foreign,
        cure="ตรวจปีงบประมาณและรหัสข้อในหัวคอลัมน์",
    )


def nothing(framework: Framework, tables: Sequence[Table]) -> Finding:
    """No question of the year was found, or the year's questions are not known."""
    places = tuple(Place(one.file, one.sheet) for one in tables)
    if not any(one.tool in ("IIT", "EIT") for one in framework.items.values()):
        return Finding(
            "R203",
            Severity.ERROR,
            f"ยังไม่มีข้อคำถาม IIT และ EIT ของปีงบประมาณ พ.ศ. {framework.fiscal_year} ที่ยืนยันแล้ว จึงคิดคะแนนซ้อมไม่ได้",
            places,
            cure="ใช้ปีที่มีข้อคำถามในโปรแกรม",
        )
    return Finding(
        "R220",
        Severity.ERROR,
        f"ไม่พบคำตอบของข้อ IIT หรือ EIT ปีงบประมาณ พ.ศ. {framework.fiscal_year} ในแฟ้ม",
        places,
        cure="ใช้แฟ้มคำตอบที่หนึ่งแถวคือผู้ตอบหนึ่งคน และหัวคอลัมน์มีรหัสหรือข้อความของคำถาม",
    )


def code_and_words(framework: Framework, header: Header, place: Place) -> Finding:
    """The code of one item with the words of another."""
    own, other = framework.items[header.code], framework.items[header.clash]
    return Finding(
        "R204",
        Severity.ERROR,
        f"หัวคอลัมน์มีรหัส {own.code} แต่ข้อความเป็นของข้อ {other.code} ({other.title}) จึงไม่ได้นับ",
        (place,),
        stated=own.code,
        computed=other.code,
        cure="แก้รหัสหรือข้อความในหัวคอลัมน์ให้เป็นข้อเดียวกัน",
    )


def same_question(label: str, places: Sequence[Place], *, merged: bool) -> Finding:
    """Several columns of one question: one column where no respondent answered two of them."""
    if merged:
        return Finding(
            "R205", Severity.INFO, f"ข้อ {label} มี {len(places)} คอลัมน์ซึ่งไม่มีผู้ใดตอบซ้อนกัน จึงนับรวมเป็นข้อเดียว", tuple(places)
        )
    return Finding(
        "R205",
        Severity.ERROR,
        f"ข้อ {label} มี {len(places)} คอลัมน์ที่มีผู้ตอบพร้อมกัน จึงไม่คิดคะแนน",
        tuple(places),
        cure="ให้เหลือคอลัมน์เดียว หรือระบุส่วนที่ของ EIT ในหัวคอลัมน์",
    )


def sub_questions(label: str, item: Item, found: int, places: Sequence[Place]) -> Finding:
    """More or fewer sub-questions than the year asks."""
    return Finding(
        "R206",
        Severity.ERROR,
        f"ข้อ {label} มีข้อย่อย {item.subquestions} ข้อ แต่พบ {found} คอลัมน์ จึงไม่คิดคะแนน",
        tuple(places),
        stated=str(found),
        computed=str(item.subquestions),
        cure="เพิ่มข้อย่อยให้ครบ หรือลบคอลัมน์ที่ไม่ใช่ข้อย่อยของข้อนี้",
    )


def no_polarity(item: Item, place: Place) -> Finding:
    """An item whose sub-questions point both ways, which the rules do not tell apart."""
    return Finding(
        "R207",
        Severity.ERROR,
        f"ข้อ {item.code} {item.title}: {POLARITY} จึงไม่คิดคะแนน",
        (place,),
        cure="ใช้แฟ้มที่คำตอบเป็นคะแนน 0–100 แล้ว (100 คือดี) และสั่งด้วย --numbers points",
    )


def unknown_choices(item: Item, told: Sequence[tuple[str, int, Place]], answers: int, *, refused: bool) -> Finding:
    """Choices that the year does not have, with how often and the first cell of each."""
    words = [f"“{_short(label)}” {count} คำตอบ" for label, count, _ in told[:_SHOWN]]
    more = f" และอื่น ๆ อีก {len(told) - _SHOWN} แบบ" if len(told) > _SHOWN else ""
    total = sum(count for _, count, _ in told)
    then = "จึงไม่คิดคะแนนข้อนี้" if refused else "จึงไม่ได้นับคำตอบเหล่านี้"
    return Finding(
        "R208",
        Severity.ERROR if refused else Severity.WARNING,
        f"ข้อ {item.code} มีคำตอบที่ไม่รู้จัก {total} จาก {answers} คำตอบ {then}: {', '.join(words)}{more}",
        tuple(place for _, _, place in told[:_SHOWN]),
        stated=_short(told[0][0]),
        cure="แก้คำตอบให้เป็นตัวเลือกของแบบวัด หรือลบคำตอบที่ไม่ใช่ตัวเลือก",
    )


def other_scale(framework: Framework, item: Item, foreign: Sequence[str], place: Place) -> Finding:
    """Choices of another scale than the year's."""
    choices = framework.answers[item.answer].choices
    scale = _SCALES.get(choices, f"{choices} ตัวเลือก")
    found = f" แต่พบ {_list(sorted(foreign))}" if foreign else " ซึ่งโปรแกรมยังไม่รู้จักถ้อยคำของตัวเลือก"
    return Finding(
        "R209",
        Severity.ERROR,
        f"ข้อ {item.code} ของปีงบประมาณ พ.ศ. {framework.fiscal_year} ใช้มาตรา{scale}{found} จึงไม่คิดคะแนน",
        (place,),
        stated=_short(sorted(foreign)[0]) if foreign else None,
        computed=scale,
        cure="ซ้อมด้วยแบบสอบถามที่ใช้ตัวเลือกของแบบวัดปีที่ประเมิน",
    )


def unclear_choices(item: Item, labels: Sequence[str], place: Place, *, coded: bool = False) -> Finding:
    """Numbers or codes of choices that may mean one thing or the opposite."""
    if coded:
        text = f"ข้อ {item.code} มีแต่รหัสตัวเลือก {_list(sorted(labels))} ซึ่งไม่บอกว่ารหัสแรกคือน้อยที่สุดหรือมากที่สุด"
        cure = "ส่งออกแบบเต็ม (Full answers) หรือสั่งด้วย --order up เมื่อรหัสแรกคือน้อยที่สุด (--order down เมื่อกลับกัน)"
    else:
        text = f"ข้อ {item.code} มีตัวเลข {_list(sorted(labels))} ซึ่งอาจนับจาก 0 หรือจาก 1 หรือเป็นคะแนน"
        cure = "ส่งออกเป็นข้อความของตัวเลือก หรือสั่งด้วย --numbers from-1, from-0, points หรือ share"
    return Finding("R210", Severity.ERROR, f"{text} จึงไม่คิดคะแนน", (place,), stated=_short(labels[0]), cure=cure)


def assumed_numbers(numbers: Numbers, choices: int, labels: Sequence[str], places: Sequence[Place]) -> Finding:
    """How numbers were read where another reading would change the score."""
    what = {
        Numbers.FROM_1: f"ลำดับตัวเลือก 1–{choices} โดย 1 คือน้อยที่สุด และกลับด้านในข้อเชิงลบ",
        Numbers.FROM_0: f"ลำดับตัวเลือก 0–{choices - 1} โดย 0 คือน้อยที่สุดหรือไม่มี และกลับด้านในข้อเชิงลบ",
        Numbers.POINTS: "คะแนน 0–100 ที่ 100 คือดีแล้ว จึงไม่กลับด้านในข้อเชิงลบ",
        Numbers.SHARE: "ส่วนของ 1 ที่ 1 คือดีแล้ว จึงไม่กลับด้านในข้อเชิงลบ",
    }[numbers]
    return Finding(
        "R211",
        Severity.WARNING,
        f"ถือว่าตัวเลขในข้อ {_some(labels)} เป็น{what}",
        tuple(places[:_SHOWN]),
        cure="หากไม่ใช่ ให้สั่งด้วย --numbers และ --order",
    )


def _some(labels: Sequence[str]) -> str:
    more = f" และอีก {len(labels) - _SHOWN} ข้อ" if len(labels) > _SHOWN else ""
    return f"{', '.join(labels[:_SHOWN])}{more}"


def which_part(table: Table) -> Finding:
    """EIT answers of a year with two parts, and nothing says which."""
    return Finding(
        "R212",
        Severity.ERROR,
        "ไม่ทราบว่าคำตอบ EIT เป็นส่วนที่ 1 (ตอบเอง) หรือส่วนที่ 2 (ผู้ประเมินจัดเก็บ) จึงไม่คิดคะแนน",
        (Place(table.file, table.sheet),),
        cure="สั่งด้วย --part 1 หรือ --part 2 หรือใส่ “ส่วนที่ 1” ไว้ในชื่อแฟ้ม ชื่อแผ่น หรือคอลัมน์ “ส่วนที่”",
    )


def part_of_rows(count: int, places: Sequence[Place]) -> Finding:
    """Rows whose part is empty or not understood."""
    return Finding(
        "R212",
        Severity.WARNING,
        f"มี {count} แถวที่ไม่ทราบว่าเป็น EIT ส่วนใด จึงไม่ได้นับ",
        tuple(places),
        cure="กรอก 1 หรือ 2 ในคอลัมน์ “ส่วนที่” ให้ครบทุกแถว",
    )


def same_person(
    header: str, people: int, again: int, policy: Duplicates, places: Sequence[Place], *, collected: bool
) -> Finding:
    """One identity in several rows."""
    then = {
        Duplicates.LAST: "นับเฉพาะคำตอบสุดท้ายของแต่ละราย",
        Duplicates.FIRST: "นับเฉพาะคำตอบแรกของแต่ละราย",
        Duplicates.ALL: "นับทุกแถว เพราะดูเป็นผู้เก็บข้อมูลแทนผู้ตอบ" if collected else "นับทุกแถว",
    }[policy]
    return Finding(
        "R213",
        Severity.WARNING,
        f"“{_short(header)}” ซ้ำกัน {people} ราย เกินมา {again} แถว {then}",
        tuple(places),
        cure="ตรวจว่าเป็นผู้ตอบคนเดียวกันหรือไม่ เลือกคำตอบที่นับได้ด้วย --duplicates last, first หรือ all",
    )


def copied_rows(count: int, places: Sequence[Place]) -> Finding:
    """The same answer written twice."""
    return Finding(
        "R213", Severity.WARNING, f"มี {count} แถวที่เป็นคำตอบเดียวกันซ้ำทั้งแถวรวมทั้งเลขที่คำตอบ จึงนับเพียงครั้งเดียว", tuple(places)
    )


def same_number(count: int, places: Sequence[Place]) -> Finding:
    """The same number over different answers: counted, for two exports may be numbered alike."""
    return Finding(
        "R213",
        Severity.WARNING,
        f"เลขที่คำตอบซ้ำกัน {count} แถวแต่คำตอบต่างกัน จึงนับทุกแถว",
        tuple(places),
        cure="ตรวจว่ารวมแฟ้มจากหลายแบบสอบถามหรือไม่",
    )


def hasty(count: int, seconds: int, places: Sequence[Place]) -> Finding:
    """Rows that follow each other at once with the same answers."""
    return Finding(
        "R214",
        Severity.WARNING,
        f"มี {count} แถวที่ตอบเหมือนแถวก่อนทุกช่องภายใน {seconds} วินาที อาจเป็นการกดส่งซ้ำ แต่ยังนับทุกแถว",
        tuple(places),
        cure="ลบแถวที่ส่งซ้ำแล้วสั่งใหม่",
    )


def blank_rows(count: int, places: Sequence[Place]) -> Finding:
    """Respondents who answered nothing."""
    return Finding("R215", Severity.INFO, f"มี {count} แถวที่ไม่ได้ตอบข้อใดเลย จึงไม่นับเป็นผู้ตอบ", tuple(places))


def summaries(count: int, places: Sequence[Place]) -> Finding:
    """Rows of totals and means below the answers."""
    text = f"มี {count} แถวท้ายตารางที่เป็นผลรวมหรือค่าเฉลี่ย จึงไม่นับเป็นผู้ตอบ"
    return Finding("R215", Severity.INFO, text, tuple(places))


def unfinished(count: int, places: Sequence[Place]) -> Finding:
    """Answers that were never sent."""
    return Finding("R216", Severity.WARNING, f"มี {count} แถวที่ตอบค้างไว้โดยไม่ได้ส่ง (ไม่มีวันที่ส่ง) จึงไม่นับ", tuple(places))


def incomplete(label: str, count: int, respondents: int) -> Finding:
    """Respondents who left out some question."""
    return Finding(
        "R217",
        Severity.INFO,
        f"{label}: ผู้ตอบ {count} จาก {respondents} คนเว้นหรือตอบ “ไม่ทราบ” บางข้อ แต่ละข้อคิดคะแนนจากผู้ที่ตอบข้อนั้น",
    )


def too_few(
    framework: Framework, respondents: Mapping[str, int], expected: Mapping[str, int] | int | None
) -> list[Finding]:
    """Fewer respondents than there should be."""
    if expected is None:
        return []
    wanted = dict.fromkeys(respondents, expected) if isinstance(expected, int) else expected
    found = []
    for code, number in wanted.items():
        parts = [one.code for tool in framework.tools if tool.code == code for one in tool.parts]
        have = respondents.get(code, 0) + sum(respondents.get(one, 0) for one in parts)
        if have < number:
            text = f"{framework.label(code)}: มีผู้ตอบ {have} คน น้อยกว่าที่กำหนดไว้ {number} คน ขาดอีก {number - have} คน"
            found.append(
                Finding(
                    "R218",
                    Severity.WARNING,
                    text,
                    stated=str(have),
                    computed=str(number),
                    cure="เก็บคำตอบเพิ่มให้ครบตามจำนวนที่กำหนด",
                )
            )
    return found


def missing(framework: Framework, items: Sequence[SurveyItem], tools: Collection[str]) -> list[Finding]:
    """Items of the year without a column, of the tools and parts that were asked at all."""
    have = {one.ref for one in items}
    asked = {one.ref.partition(":")[2] for one in items if one.item.tool == "EIT"}
    found = []
    for tool in framework.tools:
        if tool.code not in tools or not items:
            continue
        for part in asked if tool.parts else {""}:
            codes = [one.code for one in framework.items.values() if one.tool == tool.code]
            lost = [code for code in codes if (f"{code}:{part}" if part else code) not in have]
            if lost:
                label = f"{tool.code} ส่วนที่ {part}" if part else tool.code
                text = f"{label}: ไม่พบคำตอบของข้อ {', '.join(lost)} ตัวชี้วัดและเครื่องมือที่ใช้ข้อเหล่านี้จึงยังไม่มีคะแนน"
                found.append(Finding("R219", Severity.WARNING, text, cure="ตรวจว่าแบบสอบถามมีครบทุกข้อ"))
    return found


def several_tables(labels: Sequence[str], places: Sequence[Place]) -> Finding:
    """The same items in more than one table."""
    return Finding("R205", Severity.INFO, f"ข้อ {_some(labels)} มีคำตอบในหลายตาราง จึงนับรวมกัน", tuple(places[:_SHOWN]))


def scale_in_doubt(framework: Framework, items: Sequence[SurveyItem], many: int) -> list[Finding]:
    """Many answers on six steps, and none of the two that a form of four steps lacks."""
    six = [one for one in items if framework.answers[one.item.answer].choices == 6 and one.score is not None]
    words = [
        choice for one in six for question in one.questions for choice in question.choices if choice.points is not None
    ]
    total = sum(one.count for one in words)
    seen = {one.points for one in words}
    steps = {Decimal(40), Decimal(60)}
    if total < many or seen & steps or not any(_worded(one.label) for one in words):
        return []
    share = half_up(Decimal(100) * total / max(total, 1), 0)
    text = f"คำตอบ {total} คำตอบ (ร้อยละ {share}) ไม่มีตัวเลือกกลางของมาตราหกระดับเลย แบบสอบถามอาจมีตัวเลือกไม่ครบหกระดับ"
    return [Finding("R221", Severity.INFO, text, cure="ตรวจตัวเลือกในแบบสอบถามกับแบบวัดของปีที่ประเมิน")]


def _worded(label: str) -> bool:
    return not label.replace(".", "").isdecimal()
