"""Where a line of Thai may end. Thai has no spaces between words; programs find them in a dictionary.

With the package icu4py (``pip install "ita-xl[icu]"``) ICU finds them, as it does for LibreOffice. Without it the words
of our own sheets (``words.txt``) and the rules of syllables serve: a line may end beside a known word, and what is
unknown between known words stays together, as ICU has it. Doubts are settled for staying together: a line too many
costs a little air, a line too few cuts words off.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

CLUSTER = re.compile(r"[เ-ไ]*.[ฯ-ฺๅ-๎]*", re.DOTALL)
"""A letter with the vowels and marks that cannot leave it."""

_FOLLOWING = frozenset("ฯะัาำิีึืฺุูๅๆ็่้๊๋์ํ๎")
"""What never begins a line: vowels and marks that belong to the letter before, and ฯ ๆ."""

_THAI = re.compile(r"[ก-ฺเ-๎]+")
_CHUNK = re.compile(r"[^ \t\u200b]+[ \t\u200b]*|[ \t\u200b]+")
_SPACES = " \t\u200b"
_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]+")
# A dash or an ellipsis inside a chunk ends a line, but not before a digit: 1–2568, -5. A slash does not: LibreOffice
# keeps และ/หรือ together, against the rules of Unicode.
_JOINT = re.compile(r"[–—…]+(?=.)|(?<=.)-+(?=[^\d/-])")


def chunks(paragraph: str) -> list[str]:
    """Cut a paragraph behind its spaces. What stands in one chunk says nothing of the others.

    >>> chunks("ร้อยละ 85.00  ขึ้นไป")
    ['ร้อยละ ', '85.00  ', 'ขึ้นไป']
    """
    return _CHUNK.findall(paragraph)


def pieces(chunk: str, *, icu: bool | None = None) -> list[tuple[str, str]]:
    """Cut a chunk (:func:`chunks`) wherever a line may end, into texts and the spaces after them.

    Args:
        chunk: a text without line breaks, and without spaces but at its end.
        icu: whether ICU finds the words; unless said, where it is installed.
    """
    word_ends = _icu_ends if (has_icu() if icu is None else icu) else _own_ends
    text = chunk.rstrip(_SPACES)
    found, start = [], 0
    for end in _line_ends(text, word_ends):
        found.append((text[start:end], ""))
        start = end
    return [*found, (text[start:], chunk[len(text) :])]


@cache
def has_icu() -> bool:
    """Whether icu4py is installed."""
    return find_spec("icu4py") is not None


def _line_ends(chunk: str, word_ends: Callable[[str], Iterable[int]]) -> list[int]:
    """Where a line may end inside a chunk without spaces.

    Thai and what touches it (digits, brackets, Latin letters) stay together, as Unicode's rules have it.
    """
    ends = {match.end() for match in _JOINT.finditer(chunk)}
    for run in _THAI.finditer(chunk):
        ends.update(run.start() + end for end in word_ends(run[0]) if end < len(run[0]))
    for address in _ADDRESS.finditer(chunk):
        ends.difference_update(range(address.start() + 1, address.end()))
    return sorted(end for end in ends if chunk[end] not in _FOLLOWING)


def _icu_ends(run: str) -> Iterator[int]:
    """The ends of words inside a run of Thai letters by ICU."""
    from icu4py.breakers import LineBreaker

    return (end for _, end in LineBreaker(run, "th").segments())


def _own_ends(run: str) -> list[int]:
    """The ends of words inside a run of Thai letters: its cheapest division, unknown syllables joined."""
    length = len(run)
    unreached = length * _STRAY + 1
    costs = [0] + [unreached] * length
    starts = [0] * (length + 1)
    known = [True] * (length + 1)
    for start in range(length):
        if costs[start] == unreached:
            continue
        for end, price in _steps(run, start):
            if costs[start] + price <= costs[end]:
                costs[end], starts[end], known[end] = costs[start] + price, start, price == _WORD
    ends = []
    end = length
    while start := starts[end]:
        if known[start] or known[end]:
            ends.append(start)
        end = start
    return ends


# What a division pays for a part: a known word least, the fewest parts in all. A closed syllable without a written
# vowel (คน) and a consonant alone (ส in สบาย) are only taken where nothing else fits.
_WORD, _SYLLABLE, _BARE, _ALONE, _STRAY = 9, 10, 13, 22, 40


def _steps(run: str, start: int) -> Iterator[tuple[int, int]]:
    """The parts that can begin at ``start``: their ends and prices."""
    found: dict[int, int] = {}
    match = _syllable().match(run, start)
    for group, price in enumerate(_PRICES, 1):
        end = match.end(group) if match else -1
        if end > start:
            found[end] = min(price, found.get(end, price))
    for word in _words().get(run[start : start + 2], ()):
        if run.startswith(word, start):
            found[start + len(word)] = _WORD
    whole = {_after_signs(run, end): price for end, price in found.items()}
    fitting = {end: price for end, price in whole.items() if end == len(run) or run[end] not in _FOLLOWING}
    if not fitting:
        cluster = CLUSTER.match(run, start)
        fitting = {cluster.end() if cluster else len(run): _STRAY}
    yield from fitting.items()


def _after_signs(run: str, end: int) -> int:
    """Past the ฯ and ๆ that belong to the part that ends here."""
    while end < len(run) and run[end] in "ฯๆ":
        end += 1
    return end


# The syllables, with O for the consonants they begin with, T for a tone mark and F for a final consonant. Alternatives
# of one form exclude each other; forms do not: ตา and ตาก both begin ตากลม.
_FORMS = (
    (_SYLLABLE, "เOTา?ะ|เOTา|เOีTย|เOืTอ|เOTอะ?|แOTะ|โOTะ|ไOTย?|ใOT|OัTวะ?|O[ิีึุู]T|OืTอ|OT[าำะ]|O็|OTอ|Oรร"),
    (_SYLLABLE, "[เแโ]O็?T"),
    (_SYLLABLE, "เOีTยF|เOืTอF|เOิTF|เOTอF|OัTF|O[ิีึืุู]TF|OTาF|O็อ?F|OTอF|OTวF|OรรF"),
    (_SYLLABLE, "[เแโ]O็?TF"),
    (_BARE, "OTF"),
)
_ONSETS = ("[ก-ฮ]", "(?:[กขคจซตทบปผพฟศส][รลว]|ห[งญณนมยรลวฬ]|อย)")
_TONE = "[่-๋]?"
_FINAL = "[กขคฆงจชซญฎฏฐฑฒณดตถทธนบปพฟภมยรลวศษสฬ]"
_SILENT = "(?:[ก-ฮ]?[ก-ฮ][ิุ]?์)?"
_PRICES = (*(price for price, _ in _FORMS for _ in _ONSETS), _ALONE)


@cache
def _syllable() -> re.Pattern[str]:
    """One group for each form and onset; all are tried at one place, and each that fits tells its end."""
    groups = [
        f"(?:{form.replace('O', onset).replace('T', _TONE).replace('F', _FINAL)}){_SILENT}"
        for _, form in _FORMS
        for onset in _ONSETS
    ]
    return re.compile("".join(f"(?=({group})|)" for group in (*groups, "[ก-ฮ]")))


@cache
def _words() -> dict[str, list[str]]:
    """The known words by their first two characters."""
    words: dict[str, list[str]] = {}
    for word in resources.files("ita_xl.sheets").joinpath("words.txt").read_text(encoding="utf-8").split():
        words.setdefault(word[:2], []).append(word)
    return words
