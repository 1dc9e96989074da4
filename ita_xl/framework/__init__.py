"""The rules of each fiscal year: one TOML file a year, loaded into frozen classes and checked on the way."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ita_xl import toml
from ita_xl.errors import RulesError
from ita_xl.framework.model import (
    Answer,
    Criteria,
    Framework,
    Indicator,
    Item,
    Level,
    OpenFact,
    Part,
    SubIndicator,
    Target,
    Tolerance,
    Tool,
    Topic,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

    from ita_xl.toml import Node

__all__ = [
    "Answer", "Criteria", "Framework", "Indicator", "Item", "Level", "OpenFact", "Part", "SubIndicator",
    "Target", "Tolerance", "Tool", "Topic", "load", "parse", "scoring_framework", "years",
]  # fmt: skip

STATUSES = ("confirmed", "arithmetic", "inferred", "secondary")
TOOL_OF_LETTER = {"i": "IIT", "e": "EIT", "o": "OIT"}


@cache
def years() -> tuple[int, ...]:
    """The fiscal years (B.E.) whose rules are in the package."""
    return toml.years_in(__name__)


@cache
def load(fiscal_year: int) -> Framework:
    """The rules of a fiscal year (B.E.).

    Raises:
        RulesError: E202 when the year is not in the package, E201 when its file is faulty.
    """
    return parse(toml.file_of_year(__name__, fiscal_year, "หลักเกณฑ์ของ", "โปรดตรวจสอบปีงบประมาณในแฟ้ม"))


def scoring_framework(fiscal_year: int) -> Framework:
    """The rules of a year that is known well enough to compute scores.

    Raises:
        RulesError: E203 when it is not, with the reason.
    """
    framework = load(fiscal_year)
    if not framework.scoring:
        raise RulesError(
            "E203",
            f"หลักเกณฑ์ของปีงบประมาณ พ.ศ. {fiscal_year} ยังยืนยันไม่ครบ จึงยังคำนวณคะแนนไม่ได้: {framework.reason}",
            cure="ใช้ผลคะแนนตามที่สำนักงาน ป.ป.ช. ประกาศไปก่อน และปรับปรุงโปรแกรมเมื่อมีรุ่นใหม่",
        )
    return framework


def parse(resource: Traversable) -> Framework:
    """One year's file, checked.

    Raises:
        RulesError: E201, naming file, line and field of the first fault.
    """
    root = toml.load(resource)
    root.only(
        "schema", "fiscal_year", "status", "scoring", "reason", "rounding", "tolerance", "tools", "indicators",
        "answers", "items", "levels", "target", "topics", "criteria", "open",
    )  # fmt: skip
    status = root.choice("status", STATUSES)
    scoring = root.flag("scoring")
    answers = _answers(root)
    tools = tuple(_tool(node, status, scoring) for node in root.tables("tools"))
    items = _items(root.table("items"), status, answers)
    indicators = tuple(_indicator(node, status, tools, items) for node in root.tables("indicators"))
    if [one.number for one in indicators] != list(range(1, len(indicators) + 1)):
        raise root.fault("indicators", "ตัวชี้วัดต้องเรียงหมายเลขจาก 1 โดยไม่ข้าม")
    floor_scores, levels = _levels(root, status, tools)
    if scoring and sum(one.weight or 0 for one in tools) != 100:
        raise root.fault("tools", "น้ำหนักของเครื่องมือรวมกันต้องได้ 100")
    rounding = root.table("rounding")
    rounding.only("tools_before_weighting", "status")
    topics, topic_status = _topics(root, items)
    return Framework(
        fiscal_year=root.whole("fiscal_year"),
        scoring=scoring,
        reason=root.text_of("reason", "") if scoring else root.text_of("reason"),
        tools_before_weighting=rounding.flag("tools_before_weighting"),
        tolerance=_tolerance(root),
        tools=tools,
        indicators=indicators,
        items=items,
        answers=answers,
        floor_scores=floor_scores,
        levels=levels,
        topics=topics,
        criteria=_criteria(root, items),
        target=_target(root, status),
        open=tuple(OpenFact(node.text_of("fact"), node.text_of("consequence")) for node in root.tables("open", [])),
        statuses={"year": status, "rounding": rounding.choice("status", STATUSES, status), "topics": topic_status},
    )


def _status(node: Node, default: str) -> str:
    return node.choice("status", STATUSES, default)


def _answers(root: Node) -> Mapping[str, Answer]:
    found: dict[str, Answer] = {}
    table = root.table("answers", {})
    for name in table.data:
        node = table.table(name)
        node.only("choices", "points", "status")
        points = tuple(toml.Node(node.file, node.text, node.path, {"points": one}).decimal("points")
                       for one in node.texts("points", []))  # fmt: skip
        if len(points) != node.whole("choices"):
            raise node.fault("points", "จำนวนค่าคะแนนไม่เท่ากับจำนวนตัวเลือก")
        found[name] = Answer(name, len(points), points, _status(node, "confirmed"))
    return found


def _tool(node: Node, status: str, scoring: bool) -> Tool:
    node.only("code", "name", "english", "weight", "parts", "status")
    parts = tuple(
        Part(one.text_of("code"), one.whole("number"), one.text_of("name")) for one in node.tables("parts", [])
    )
    return Tool(
        code=node.choice("code", tuple(TOOL_OF_LETTER.values())),
        name=node.text_of("name"),
        english=node.text_of("english"),
        weight=node.decimal("weight") if scoring or "weight" in node.data else None,
        parts=parts,
        status=_status(node, status),
    )


def _items(table: Node, status: str, answers: Mapping[str, Answer]) -> Mapping[str, Item]:
    table.only("list")
    items: dict[str, Item] = {}
    keys: set[str] = set()
    for node in table.tables("list"):
        node.only("code", "key", "indicator", "title", "answer", "polarity", "subquestions", "status")
        code, key = node.text_of("code"), node.text_of("key")
        if code[:1] not in TOOL_OF_LETTER or not code[1:].isdecimal():
            raise node.fault("code", f"รหัสข้อ “{code}” ต้องขึ้นต้นด้วย i, e หรือ o ตามด้วยตัวเลข")
        if code in items:
            raise node.fault("code", f"รหัสข้อ “{code}” ซ้ำ")
        if key in keys:
            raise node.fault("key", f"กุญแจ “{key}” ซ้ำ")
        keys.add(key)
        items[code] = Item(
            code=code,
            key=key,
            tool=TOOL_OF_LETTER[code[0]],
            indicator=node.whole("indicator") if "indicator" in node.data else None,
            title=node.text_of("title"),
            answer=node.choice("answer", tuple(answers)),
            polarity=node.choice("polarity", ("+", "-", "mixed")),
            subquestions=node.whole("subquestions", 1),
            status=_status(node, status),
        )
    return items


def _indicator(node: Node, status: str, tools: tuple[Tool, ...], items: Mapping[str, Item]) -> Indicator:
    node.only("number", "tool", "name", "variants", "derive", "method", "sub", "status")
    number = node.whole("number")
    tool = node.choice("tool", tuple(one.code for one in tools))
    own = tuple(one.code for one in items.values() if one.indicator == number)
    if any(items[code].tool != tool for code in own):
        raise node.fault("tool", f"ข้อของตัวชี้วัดที่ {number} ไม่ได้อยู่ในเครื่องมือ {tool} ทั้งหมด")
    derive = node.choice("derive", ("items", "check", "stated"))
    if derive != "stated" and not own:
        raise node.fault("derive", f"ตัวชี้วัดที่ {number} ไม่มีข้อให้คำนวณ")
    sub = []
    for one in node.tables("sub", []):
        one.only("code", "name", "items", "status")
        members = one.texts("items")
        if strangers := [code for code in members if code not in own]:
            raise one.fault("items", f"ข้อ {', '.join(strangers)} ไม่ได้อยู่ในตัวชี้วัดที่ {number}")
        sub.append(SubIndicator(one.text_of("code"), one.text_of("name"), members, _status(one, status)))
    return Indicator(
        number=number,
        tool=tool,
        name=node.text_of("name"),
        variants=node.texts("variants", []),
        derive=derive,
        method=node.choice("method", ("mean", "mean_of_subs"), "mean"),
        sub=tuple(sub),
        items=own,
        status=_status(node, status),
    )


def _levels(root: Node, status: str, tools: tuple[Tool, ...]) -> tuple[tuple[str, ...], tuple[Level, ...]]:
    table = root.table("levels")
    table.only("floor_scores", "list", "status")
    status = _status(table, status)
    known = {code for tool in tools for code in (tool.code, *(part.code for part in tool.parts))}
    floor_scores = table.texts("floor_scores", [])
    if strangers := [code for code in floor_scores if code not in known]:
        raise table.fault("floor_scores", f"ไม่รู้จัก {', '.join(strangers)}")
    levels: list[Level] = []
    for node in table.tables("list"):
        node.only("name", "variants", "minimum", "tool_floor", "status")
        floor = node.decimal("tool_floor") if "tool_floor" in node.data else None
        one = Level(node.text_of("name"), node.texts("variants", []), node.decimal("minimum"), floor,
                    _status(node, status))  # fmt: skip
        if levels and one.minimum > levels[-1].minimum:
            raise node.fault("minimum", "ระดับต้องเรียงจากสูงไปต่ำ")
        levels.append(one)
    if not levels or levels[-1].minimum != 0 or levels[-1].tool_floor is not None:
        raise table.fault("list", "ระดับสุดท้ายต้องเริ่มที่ 0 และไม่มีเงื่อนไขรายเครื่องมือ")
    return floor_scores, tuple(levels)


def _topics(root: Node, items: Mapping[str, Item]) -> tuple[tuple[Topic, ...], str]:
    if "topics" not in root.data:
        return (), ""
    table = root.table("topics")
    table.only("status", "list")
    topics = []
    for node in table.tables("list"):
        node.only("number", "name", "items")
        members = node.texts("items")
        if strangers := [code for code in members if code not in items]:
            raise node.fault("items", f"ไม่มีข้อ {', '.join(strangers)} ในปีนี้")
        topics.append(Topic(node.whole("number"), node.text_of("name"), members))
    return tuple(topics), _status(table, "secondary")


def _criteria(root: Node, items: Mapping[str, Item]) -> Criteria | None:
    if "criteria" not in root.data:
        return None
    node = root.table("criteria")
    node.only("measures", "report", "analyses_year", "form", "elements", "status")
    return Criteria(
        measures=node.choice("measures", tuple(items)),
        report=node.choice("report", tuple(items)),
        analyses_year=node.whole("analyses_year"),
        form=node.choice("form", ("two_parts", "topics", "indicators")),
        elements=node.texts("elements"),
    )


def _target(root: Node, status: str) -> Target | None:
    if "target" not in root.data:
        return None
    node = root.table("target")
    node.only("plan", "overall", "status")
    return Target(node.text_of("plan"), node.decimal("overall"), _status(node, status))


def _tolerance(root: Node) -> Tolerance:
    node = root.table("tolerance")
    node.only("item", "indicator", "tool", "overall")
    return Tolerance(node.decimal("item"), node.decimal("indicator"), node.decimal("tool"), node.decimal("overall"))
