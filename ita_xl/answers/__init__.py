"""Answers of a rehearsal (ซ้อมประเมิน): an export of one respondent a row → scores of the IIT and EIT items.

The public face is :func:`answers_of` for one table and :func:`survey_of` for several; :func:`table_of` finds the table
on a sheet of raw cells. Nothing here reads a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ita_xl.answers.model import (
    Choice,
    Duplicates,
    How,
    Numbers,
    Options,
    Order,
    Question,
    SurveyItem,
    SurveyResult,
    Table,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ita_xl.answers.reading import is_survey, survey_of, table_of
    from ita_xl.framework import Framework

__all__ = [
    "Choice", "Duplicates", "How", "Numbers", "Options", "Order", "Question", "SurveyItem", "SurveyResult", "Table",
    "answers_of", "is_survey", "survey_of", "table_of",
]  # fmt: skip


def answers_of(
    headers: Sequence[object],
    columns: Sequence[Sequence[object]],
    framework: Framework,
    *,
    options: Options | None = None,
    expected: Mapping[str, int] | int | None = None,
    file: str = "",
    sheet: str = "",
) -> SurveyResult:
    """The items of one table: ``headers`` in its first row, ``columns`` of raw cells below.

    >>> from ita_xl.framework import load
    >>> headers = ["ประทับเวลา", "i1 ปฏิบัติงานตามขั้นตอน", "i3 มีการเรียกรับสินบนหรือไม่"]
    >>> columns = [["1/6/2568", "2/6/2568"], ["มากที่สุด", "มาก"], ["ไม่มี", "มี"]]
    >>> result = answers_of(headers, columns, load(2568))
    >>> {ref: str(score) for ref, score in result.scores.items()}
    {'i1': '90.00', 'i3': '50.00'}
    """
    from ita_xl.answers.reading import survey_of

    return survey_of([Table(headers, columns, file, sheet)], framework, options, expected=expected)


def __getattr__(name: str) -> object:
    # The readers are imported when they are first used: the command line shows its help without them.
    if name not in ("is_survey", "survey_of", "table_of"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from ita_xl.answers import reading

    return getattr(reading, name)
