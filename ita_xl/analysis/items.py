"""The items: what is known of each, what its figures say, the likely defect and the remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ita_xl.analysis import words
from ita_xl.analysis.model import Claim, ItemAnalysis, ItemFigure, Making
from ita_xl.assessment import Kind
from ita_xl.diagnosis import FULL
from ita_xl.recommendations import fill
from ita_xl.thai import half_up, join_thai, points

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from ita_xl.analysis.model import Statement
    from ita_xl.framework import Item
    from ita_xl.measures import MeasuresPlan
    from ita_xl.recommendations import Library
    from ita_xl.scoring import Key, Scorecard

#: Openings for full marks, so that rows that stand together do not all begin alike.
_FULL_OPENINGS = ("ได้คะแนนเต็ม", "ไม่เสียคะแนนในข้อนี้", "ได้ครบทุกคะแนน", "ผลเป็นคะแนนเต็ม")


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
        whole = len(keys) > 1 and not one.partial
        opening = _FULL_OPENINGS[turn % len(_FULL_OPENINGS)]
        if opening == _FULL_OPENINGS[2]:
            opening = "ได้คะแนนเต็มทั้งสองส่วน" if whole else "ได้ครบทุกคะแนน"
        made = Making(Claim.FULL, keys)
        where = self._where(one)
        text = f"{where} {opening}" if where else opening
        told = [made.done(f"{text} {self._moved(one, made)}".strip())]
        told.append(Making(Claim.ADVICE, keys).done(f"จึงควร{advice}"))
        return ItemAnalysis(one, tuple(told), defect, advice)

    def _below(self, one: ItemFigure, turn: int) -> ItemAnalysis:
        assert one.lowest is not None  # some score is known
        defect, advice = self._texts(one, one.lowest[1])
        made = Making(Claim.BELOW_FULL, self._keys(one))
        told = [made.done(f"{self._score(one, made, turn)} {self._moved(one, made)}".strip()), *self._lowest(one)]
        told.append(Making(Claim.ADVICE, self._keys(one)).done(f"{defect} จึงควร{advice}"))
        return ItemAnalysis(one, tuple(told), defect, advice)

    def _unknown(self, one: ItemFigure) -> ItemAnalysis:
        """No score of its own: what to do, without saying that anything is wrong."""
        number = one.item.indicator
        whole = None if number is None else self.card.value(Kind.INDICATOR, str(number))
        lows = [self.card.score(Kind.ITEM, ref).low for ref in one.scores]
        surely = not self.card.contradicted and min(lows) >= self.plan.diagnosis.thresholds.keep
        full = whole == FULL or surely
        _, advice = self._texts(one, FULL if full else None)
        return ItemAnalysis(one, (Making(Claim.ADVICE).done(f"ควร{advice}"),), "", advice)

    def _keys(self, one: ItemFigure) -> tuple[Key, ...]:
        known = [ref for ref, value in one.scores.items() if value is not None]
        return tuple((Kind.ITEM, ref) for ref in known or [one.item.code])

    def _where(self, one: ItemFigure) -> str:
        """Which part the score is of, where it is not of the whole item."""
        if one.partial:
            ref = next(ref for ref, value in one.scores.items() if value is not None)
            return f"ส่วนที่ {ref.partition(':')[2]}"
        return ""

    def _score(self, one: ItemFigure, made: Making, turn: int) -> str:
        known = {ref: value for ref, value in one.scores.items() if value is not None}
        if len(known) > 1:
            (first, one_), (second, two) = list(known.items())[:2]
            parts = [f"ส่วนที่ {ref.partition(':')[2]} ได้ {made.points(value)} คะแนน" for ref, value in known.items()]
            if one_ == two:
                score = f"{made.points(one_)} คะแนนเท่ากัน"
                return f"ได้ {score}ทั้งสองส่วน" if turn % 2 else f"ทั้งสองส่วนได้ {score}"
            low, high = (first, second) if one_ < two else (second, first)
            if turn % 2:
                own, other = (f"ส่วนที่ {ref.partition(':')[2]} ({made.points(known[ref])} คะแนน)" for ref in (low, high))
                return f"{own} ต่ำกว่า{other} อยู่ {made.points(abs(one_ - two))} คะแนน"
            return f"{' '.join(parts)} ส่วนที่ {low.partition(':')[2]} ต่ำกว่าอยู่ {made.points(abs(one_ - two))} คะแนน"
        value = one.known[0]
        where = self._where(one)
        if turn % 2:
            lead = f"{where or 'คะแนน'}อยู่ที่"
            return f"{lead} {made.points(value)} ห่างจากคะแนนเต็ม {made.points(FULL - value)} คะแนน"
        lead = f"{where} ได้" if where else "ได้"
        return f"{lead} {made.points(value)} คะแนน ขาดอีก {made.points(FULL - value)} คะแนนจึงเต็ม"

    def _moved(self, one: ItemFigure, made: Making) -> str:
        """The change of each known part against last year."""
        known = [ref for ref, value in one.scores.items() if value is not None]
        told = []
        for ref in known:
            text = words.against_last_year(self.card, made, (Kind.ITEM, ref))
            if text:
                told.append(f"ส่วนที่ {ref.partition(':')[2]} {text}" if ":" in ref and len(known) > 1 else text)
        return " ".join(told)

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
        return [made.done(f"เป็นคะแนนต่ำสุด{limited}แบบวัด {tool}{shared}")]

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
        indicator = one.item.indicator
        fields = {
            "agency": self.card.assessment.agency or "หน่วยงาน",
            "fiscal_year": self.card.framework.fiscal_year,
            "plan_year": self.plan.plan_year,
            "item_title": one.item.title,
            "indicator_name": self.card.framework.indicator(indicator).name if indicator else "",
            "score": "" if score is None else points(score),
        }
        if score == FULL:
            return "", fill(advice.keep, **fields)
        return fill(advice.defect, **fields), fill(advice.remedy, **fields)
