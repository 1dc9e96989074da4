"""The items: what is known of each, what its figures say, the likely defect and the remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ita_xl.analysis import words
from ita_xl.analysis.model import Claim, ItemAnalysis, ItemFigure, Making
from ita_xl.assessment import Kind
from ita_xl.diagnosis import FULL
from ita_xl.reasons import gravest
from ita_xl.recommendations import Reason, fill, library
from ita_xl.thai import half_up, join_thai, points

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from ita_xl.analysis.model import Statement
    from ita_xl.framework import Item
    from ita_xl.measures import MeasuresPlan
    from ita_xl.recommendations import Library
    from ita_xl.scoring import Key, Scorecard

#: Words that open what every row has, so that rows that stand together do not all begin alike.
_REMEDIES = ("แนวทางแก้ไขคือ", "แก้ไขได้โดย", "วิธีปรับปรุงคือ", "สิ่งที่ควรทำคือ")
_MOVED = ("คะแนนข้อนี้", "ผลของปีนี้", "คะแนนที่ได้")
_OTHER = ("ขณะที่", "แต่")
_BOTH = ("ทั้งสองส่วน", "ทั้งส่วนที่ 1 และ 2")


def figures(card: Scorecard) -> dict[str, ItemFigure]:
    """What is known of every item of the year, by code."""
    return {item.code: figure(card, item) for item in card.framework.items.values()}


def figure(card: Scorecard, item: Item) -> ItemFigure:
    """What is known of one item; readings that contradict each other give no score."""
    parts = card.framework.parts(item.tool)
    refs = [f"{item.code}:{part.number}" for part in parts] or [item.code]
    scores = {ref: card.value(Kind.ITEM, ref) for ref in refs}
    conflict: tuple[Decimal, ...] = ()
    for ref in (*refs, item.code):
        values = sorted({half_up(one.value) for one in card.assessment.readings(Kind.ITEM, ref)})
        if len(values) > 1:
            conflict = tuple(values)
    bare = None
    if parts and not any(value is not None for value in scores.values()):
        value = card.assessment.value(Kind.ITEM, item.code)
        bare = None if value is None else half_up(value)
    return ItemFigure(item, scores, bare, conflict)


def items(plan: MeasuresPlan, texts: Library, known: Mapping[str, ItemFigure]) -> dict[str, ItemAnalysis]:
    """The analysis of every item of the year, by code."""
    writer = _Writer(plan, texts)
    return {code: writer.item(one, turn) for turn, (code, one) in enumerate(known.items())}


class _Writer:
    def __init__(self, plan: MeasuresPlan, texts: Library) -> None:
        self.plan = plan
        self.card = plan.diagnosis.card
        self.texts = texts

    def item(self, one: ItemFigure, turn: int) -> ItemAnalysis:
        if one.conflict:
            made = Making(Claim.CONFLICT)
            values = join_thai([made.points(value) for value in one.conflict])
            text = f"พิมพ์คะแนนไว้ไม่ตรงกัน ({values}) ต้องตรวจกับผลที่ประกาศก่อนจึงวิเคราะห์ข้อนี้ได้"
            return ItemAnalysis(one, (made.done(text),), "", "")
        if not one.known:
            return self._unknown(one)
        if all(value == FULL for value in one.known):
            return self._full(one, turn)
        return self._below(one, turn)

    def _full(self, one: ItemFigure, turn: int) -> ItemAnalysis:
        defect, advice = self._texts(one, FULL)
        keys = self._keys(one)
        made = Making(Claim.FULL, keys)
        own = self.texts.items.get(one.item.key)
        where = f"ใน{self._where(one)} " if one.partial else ""
        text = fill(own.analysis[Reason.FULL], **self._fields(one, FULL)) if own else "ได้คะแนนเต็ม"
        told = [made.done(f"{where}{text}"), *self._moved(one, self._refs(one), turn)]
        if own is None or self._replaced(one, "keep"):
            told.append(Making(Claim.ADVICE, keys).done(f"เพื่อรักษาระดับ ควร{advice}"))
        return ItemAnalysis(one, tuple(told), defect, advice)

    def _below(self, one: ItemFigure, turn: int) -> ItemAnalysis:
        """What the gravest reason says; then what it leaves out, so that no figure is told twice."""
        assert one.lowest is not None  # some score is known
        defect, advice = self._texts(one, one.lowest[1])
        refs = self._refs(one)
        reason, told = gravest(self.plan.diagnosis, refs) if refs else (Reason.LOW, [])
        made = Making(Claim.BELOW_FULL, self._keys(one))
        text = self._said(one, reason, told, made, turn)
        compared = [ref for ref in refs if reason is not Reason.FALLEN or ref not in told]
        found = [made.done(f"{text}{self._apart(one, told, made, turn)}"), *self._moved(one, compared, turn)]
        found += self._lowest(one)
        last = Making(Claim.ADVICE, self._keys(one))
        said = reason is Reason.LOW and one.item.key in self.texts.items and not self._replaced(one, "defect")
        lead = "" if said else f"{defect} "  # the text of a low score says what is lacking
        found.append(last.done(f"{lead}{_REMEDIES[turn % len(_REMEDIES)]}{advice}"))
        return ItemAnalysis(one, tuple(found), defect, advice)

    def _said(self, one: ItemFigure, reason: Reason, told: list[str], made: Making, turn: int) -> str:
        """The text of a reason for the parts it holds for, with their figures."""
        own = self.texts.items.get(one.item.key)
        scores = [self.plan.diagnosis.items[ref] for ref in told]
        if len({(each.score, each.previous if reason is Reason.FALLEN else None) for each in scores}) == 1:
            scores = scores[:1]
        values = [each.score for each in scores] or list(one.known)
        score = join_thai([made.points(value) for value in values])
        where = f"ส่วนที่ {told[0].partition(':')[2]} " if told and ":" in told[0] else ""
        if len(told) > 1:
            where = f"{_BOTH[turn % len(_BOTH)]} "
        if own is None:
            return f"{where}ได้ {score} คะแนน"
        fields: dict[str, object] = {**self._fields(one, None), "score": score}
        if reason is Reason.FALLEN:
            fields["before"] = join_thai([made.points(each.previous) for each in scores if each.previous is not None])
            fields["change"] = join_thai([made.points(-each.change) for each in scores if each.change is not None])
        level = self.card.level.next_level
        if reason is Reason.BAR:
            fields["bar"] = made.points(self.plan.diagnosis.bars[scores[0].key])
            fields["next_level"] = level.name if level else "ถัดไป"
        return f"{where}{fill(own.analysis[reason], **fields)}"

    def _apart(self, one: ItemFigure, told: list[str], made: Making, turn: int) -> str:
        """The part that is not told yet, and how far the two parts are from each other."""
        known = {ref: value for ref, value in one.scores.items() if value is not None}
        if len(known) != 2:
            return ""
        (first, low), (second, high) = sorted(known.items(), key=lambda each: each[1])
        names = {ref: f"ส่วนที่ {ref.partition(':')[2]}" for ref in known}
        if len(told) == 2:
            return f" {names[first]} ต่ำกว่า{names[second]} อยู่ {made.points(high - low)} คะแนน" if low < high else ""
        (other,) = (ref for ref in known if ref not in told)
        lead = f" {_OTHER[turn % len(_OTHER)]}{names[other]} ได้"
        if low == high:
            return f"{lead}คะแนนเท่ากัน"
        score = "คะแนนเต็ม" if known[other] == FULL else f" {made.points(known[other])} คะแนน"
        return f"{lead}{score} {'ต่ำ' if other == first else 'สูง'}กว่าอยู่ {made.points(high - low)} คะแนน"

    def _unknown(self, one: ItemFigure) -> ItemAnalysis:
        """No score of its own: what to do, without saying that anything is wrong."""
        number = one.item.indicator
        whole = None if number is None else self.card.value(Kind.INDICATOR, str(number))
        lows = [self.card.score(Kind.ITEM, ref).low for ref in one.scores]
        surely = not self.card.contradicted and min(lows) >= self.plan.diagnosis.thresholds.keep
        full = whole == FULL or surely
        _, advice = self._texts(one, FULL if full else None)
        return ItemAnalysis(one, (Making(Claim.ADVICE).done(f"ควร{advice}"),), "", advice)

    def _refs(self, one: ItemFigure) -> list[str]:
        """The references with a score of their own."""
        return [ref for ref, value in one.scores.items() if value is not None]

    def _keys(self, one: ItemFigure) -> tuple[Key, ...]:
        return tuple((Kind.ITEM, ref) for ref in self._refs(one) or [one.item.code])

    def _where(self, one: ItemFigure) -> str:
        """Which part the score is of, where it is not of the whole item."""
        if one.partial:
            ref = next(ref for ref, value in one.scores.items() if value is not None)
            return f"ส่วนที่ {ref.partition(':')[2]}"
        return ""

    def _moved(self, one: ItemFigure, refs: list[str], turn: int) -> list[Statement]:
        """The change of some parts against last year."""
        made = Making(Claim.CHANGE, tuple((Kind.ITEM, ref) for ref in refs))
        texts = {ref: words.against_last_year(self.card, made, (Kind.ITEM, ref)) for ref in refs}
        if len(one.scores) == 1:
            told = [f"{_MOVED[turn % len(_MOVED)]}{text}" for text in texts.values() if text]
        elif len(texts) > 1 and len(set(texts.values())) == 1:
            told = [f"ทั้งสองส่วน{text}" for text in set(texts.values()) if text]
        else:
            told = [f"ส่วนที่ {ref.partition(':')[2]} {text}" for ref, text in texts.items() if text]
        return [made.done(" ".join(told))] if told else []

    def _lowest(self, one: ItemFigure) -> list[Statement]:
        """Whether it is the lowest item of its tool, alone or with others."""
        standings = self.plan.diagnosis.items
        framework = self.card.framework
        tool = one.item.tool
        scores = {ref: each.score for ref, each in standings.items() if framework.item(ref).tool == tool}
        low = min(scores.values(), default=None)
        own = [ref for ref in one.scores if ref in scores and scores[ref] == low]
        if low is None or not own or len(scores) < 2:
            return []
        others = [ref for ref, value in scores.items() if value == low and ref not in own]
        asked = [ref for ref in framework.all_refs if framework.item(ref).tool == tool]
        limited = "ของ" if len(scores) == len(asked) else "ในบรรดาข้อที่ทราบคะแนนของ"
        made = Making(Claim.LOWEST, tuple((Kind.ITEM, ref) for ref in (*own, *others)))
        labels = join_thai([framework.item_label(ref) for ref in others])
        if len(others) > words.NAMED_AT_MOST:
            labels = words.codes(dict.fromkeys(ref.partition(":")[0] for ref in others))
        shared = f" ร่วมกับข้อ {labels}" if others else ""
        part = f"ส่วนที่ {own[0].partition(':')[2]} ของข้อนี้" if len(own) < len(one.scores) else "ข้อนี้"
        return [made.done(f"{part}ได้คะแนนต่ำสุด{limited}แบบวัด {tool}{shared}")]

    def _texts(self, one: ItemFigure, score: Decimal | None) -> tuple[str, str]:
        """Defect and advice: those of the plan where it has the item, else those of the library or of its title."""
        lowest = one.lowest
        advice = self.texts.items.get(one.item.key)
        note = self.plan.notes.get(lowest[0]) if lowest else None
        if advice is None:
            title = one.item.title
            if score == FULL:
                return "", f"รักษาการดำเนินการในเรื่อง “{title}” ให้คงระดับเดิม"
            return f"ยังเสียคะแนนในเรื่อง “{title}”", f"ทบทวนสาเหตุและปรับปรุงการดำเนินการในเรื่อง “{title}”"
        if note is not None:
            return note.defect, note.advice
        fields = self._fields(one, score)
        if score == FULL:
            return "", fill(advice.keep, **fields)
        return fill(advice.defect, **fields), fill(advice.remedy, **fields)

    def _fields(self, one: ItemFigure, score: Decimal | None) -> dict[str, object]:
        """What every text may name."""
        indicator = one.item.indicator
        return {
            "agency": self.card.assessment.agency or "หน่วยงาน",
            "fiscal_year": self.card.framework.fiscal_year,
            "plan_year": self.plan.plan_year,
            "item_title": one.item.title,
            "indicator_name": self.card.framework.indicator(indicator).name if indicator else "",
            "score": "" if score is None else points(score),
        }

    def _replaced(self, one: ItemFigure, field: str) -> bool:
        """Whether a text of the item is the agency's own, which is told whatever else is."""
        key = one.item.key
        ours = library().items.get(key)
        return ours is None or getattr(self.texts.items[key], field) != getattr(ours, field)
