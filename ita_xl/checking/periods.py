"""Which fiscal years a period names: dates, months, quarters and years as agencies write them."""

from __future__ import annotations

import re

from ita_xl.thai import MONTHS, SHORT_MONTHS, arabic_digits, normalise

_MONTH = {name.replace(".", ""): at % 12 + 1 for at, name in enumerate((*MONTHS, *SHORT_MONTHS))}
_NAMES = "|".join(sorted((*MONTHS, *(one.replace(".", r"\.?\s?") for one in SHORT_MONTHS)), key=len, reverse=True))
_YEAR = r"(?:25\d\d|[5-9]\d)(?!\d)"
_MONTHLY = re.compile(rf"({_NAMES})\s*(?:ปี)?\s*(?:พ\.ศ\.)?\s*({_YEAR})")
_DATED = re.compile(rf"(?<!\d)\d{{1,2}}\s?[/.-]\s?(\d{{1,2}})\s?[/.-]\s?({_YEAR})")
_FISCAL = re.compile(rf"(?:ปีงบประมาณ|ปีงบฯ?|งบประมาณ|งบ)\s*(?:พ\.ศ\.)?\s*({_YEAR})(?:\s*-\s*({_YEAR}))?")
_BARE = re.compile(r"(?<!\d)(25\d\d)(?!\d)")
_OCTOBER = 10


def fiscal_years(text: str) -> tuple[set[int], set[int]]:
    """The fiscal years (B.E.) that a text names, and the years of which it cannot be told whether they are fiscal ones.

    >>> fiscal_years("วันที่ ๑ ต.ค. ๖๘ - ๓๑ มี.ค. ๖๙"), fiscal_years("ตลอดปีงบประมาณ พ.ศ. 2569")
    (({2569}, set()), ({2569}, set()))
    >>> fiscal_years("ภายในปี 2569"), fiscal_years("ไตรมาสที่ 1-2")
    ((set(), {2569}), (set(), set()))
    """
    plain = arabic_digits(normalise(text)).replace("\n", " ")
    sure: set[int] = set()

    def fiscal(found: re.Match[str]) -> str:
        years = [_whole(one) for one in found.groups() if one]
        sure.update(range(years[0], min(years[-1], years[0] + 10) + 1))
        return " "

    def monthly(found: re.Match[str]) -> str:
        month = _MONTH.get(re.sub(r"[.\s]", "", found[1]), 0)
        sure.add(_whole(found[2]) + (month >= _OCTOBER))
        return " "

    def dated(found: re.Match[str]) -> str:
        if 1 <= int(found[1]) <= 12:
            sure.add(_whole(found[2]) + (int(found[1]) >= _OCTOBER))
        return " "

    rest = _DATED.sub(dated, _MONTHLY.sub(monthly, _FISCAL.sub(fiscal, plain)))
    return sure, {int(one) for one in _BARE.findall(rest)}


def _whole(year: str) -> int:
    return int(year) + 2500 if len(year) == 2 else int(year)
