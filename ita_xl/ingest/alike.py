"""How like a printed title is to an official one."""

from __future__ import annotations

from difflib import SequenceMatcher

_LOOKED_AT = 200


def likeness(title: str, official: str) -> float:
    """The share of two squashed titles that is the same, 0 to 1; 1 where the title holds the official one.

    >>> likeness("ข้อi1การใช้อำนาจ", "การใช้อำนาจ"), likeness("การใช้อำนาจ", "คุณภาพ") < 0.4
    (1.0, True)
    """
    if official and official in title:
        return 1.0
    return SequenceMatcher(None, title[:_LOOKED_AT], official, autojunk=False).ratio()


def cut_short(word: str, name: str) -> bool:
    """Whether a squashed word holds nothing but letters of a name, in their order.

    >>> cut_short("แก้ทุจริต", "การแก้ไขปัญหาการทุจริต"), cut_short("สื่อสาร", "คุณภาพการดำเนินงาน")
    (True, False)
    """
    letters = iter(name)
    return len(word) > 1 and all(letter in letters for letter in word)
