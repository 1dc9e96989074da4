"""Tables of respondents → item scores: which rows count, what each column says, what was noticed on the way.

Cells are counted as they come, a column at a time, and only the distinct ones are looked at.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import compress, pairwise
from typing import TYPE_CHECKING

from ita_xl.answers import notes, rows
from ita_xl.answers.choices import (
    Numbering,
    Read,
    Special,
    gathered,
    known_scale,
    looks_like_answers,
    numbering,
    points_of,
    read_cell,
)
from ita_xl.answers.columns import Header, by_number, by_order, by_title, head, part_of, tool_of
from ita_xl.answers.model import How, Numbers, Options, Question, SurveyItem, SurveyResult, Table
from ita_xl.cells import address
from ita_xl.errors import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from ita_xl.findings import Finding
    from ita_xl.framework import Framework, Item

#: Above this share of unknown choices a score would say little of what was answered.
_UNKNOWN_SHARE = Fraction(1, 10)
#: So many answers without one of the two choices that only six steps have make one doubt that the form had six.
_MANY = 60
#: A table with a time or a number of each answer and more columns than this is taken for one of respondents.
_FEW = 6


@dataclass
class Reading:
    """What one table gave."""

    table: Table
    framework: Framework
    options: Options
    headers: list[Header] = field(default_factory=list)
    distinct: dict[int, list[object]] = field(default_factory=dict)
    items: list[SurveyItem] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    respondents: Counter[str] = field(default_factory=Counter)
    tools: set[str] = field(default_factory=set)
    unused: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """File and sheet, in which tool and part may be named."""
        return f"{self.table.file} {self.table.sheet}"

    def place(self, column: int, row: int | None = None) -> Place:
        """A cell of the answers, or the header when ``row`` is ``None``; rows from 0."""
        at = self.table.first_row - 1 if row is None else self.table.first_row + row
        return Place(self.table.file, self.table.sheet, address(at, self.table.first_column + column))

    def span(self, column: int) -> Place:
        """The cells of a column of answers."""
        last = self.table.first_row + len(self.table.columns[column]) - 1
        across = self.table.first_column + column
        cells = f"{address(self.table.first_row, across)}:{address(last, across)}"
        return Place(self.table.file, self.table.sheet, cells)


def survey_of(
    tables: Sequence[Table],
    framework: Framework,
    options: Options | None = None,
    *,
    expected: Mapping[str, int] | int | None = None,
) -> SurveyResult:
    """Read the answers of a rehearsal, of one table or several, and score every item that they settle.

    Args:
        tables: one respondent a row; IIT and EIT, or the parts of EIT, may stand in tables of their own.
        framework: the rules of the year.
        options: what the tables leave open.
        expected: how many respondents there should be, by tool or part (``{"IIT": 30, "EIT1": 100}``), or for each.

    Returns:
        The result; what could not be settled is in its findings, and its items then have no score.
    """
    readings = [_read(table, framework, options or Options()) for table in tables]
    findings = [one for reading in readings for one in reading.findings]
    items = _pooled(framework, readings, findings)
    respondents: Counter[str] = Counter()
    for reading in readings:
        respondents.update(reading.respondents)
    tools = {tool for reading in readings for tool in reading.tools}
    findings += notes.missing(framework, items, tools)
    findings += notes.too_few(framework, respondents, expected)
    findings += notes.scale_in_doubt(framework, items, _MANY)
    if not items:
        findings.append(notes.nothing(framework, tables))
    return SurveyResult(
        framework=framework,
        items=tuple(items),
        findings=tuple(findings),
        respondents=dict(respondents),
        rows=sum(len(table.columns[0]) if table.columns else 0 for table in tables),
        files=tuple(dict.fromkeys(table.file for table in tables if table.file)),
        unused=tuple(text for reading in readings for text in reading.unused),
    )


def _read(table: Table, framework: Framework, options: Options) -> Reading:
    reading = Reading(table, framework, options)
    reading.headers = [head(_text(one), framework) for one in table.headers]
    if not any(one.tool in ("IIT", "EIT") for one in framework.items.values()):
        return reading
    _recognise(reading)
    keep = rows.counted(reading)
    by_part = _parts(reading, keep)
    for part, mask in by_part.items():
        _score_group(reading, part, mask)
    return reading


def _text(header: object) -> str:
    if isinstance(header, float) and header.is_integer():
        return str(int(header))
    return "" if header is None else str(header)


def _recognise(reading: Reading) -> None:
    """Settle which column is which question, by code, words, number and order."""
    framework, options = reading.framework, reading.options
    tool = options.tool or ("EIT" if options.part else "")
    for at, one in enumerate(reading.headers):
        if one.role in ("unknown", "question", "part"):
            reading.distinct[at] = list(Counter(reading.table.columns[at]))
    answers = [looks_like_answers(reading.distinct.get(at, ())) for at in range(len(reading.headers))]
    headers = by_title(reading.headers, framework, tool)
    open_ = sum(one.role == "unknown" and answers[at] for at, one in enumerate(headers))
    tool = tool or tool_of(headers, open_, reading.name, framework)
    headers = by_title(headers, framework, tool) if tool else headers
    headers = by_number(headers, framework, tool)
    reading.headers = by_order(headers, answers, framework, tool)
    reading.tools = {framework.items[one.code].tool for one in reading.headers if one.code}
    _tell_columns(reading, answers)


def _tell_columns(reading: Reading, answers: Sequence[bool]) -> None:
    """What is not certain about the columns, and those that no question was found for."""
    for at, one in enumerate(reading.headers):
        place = reading.place(at)
        if one.foreign:
            reading.findings.append(notes.foreign_code(reading.framework, one, place))
        elif one.clash:
            reading.findings.append(notes.code_and_words(reading.framework, one, place))
        elif one.role == "unknown" and (one.candidates or answers[at]):
            reading.findings.append(notes.which_question(reading.framework, one, place))
        if one.role in ("unknown", "other") and one.text:
            reading.unused.append(one.text)
    for how in (How.NUMBER, How.ORDER):
        own = [(at, one) for at, one in enumerate(reading.headers) if one.code and one.how is how]
        if own:
            codes = [one.code for _, one in own]
            reading.findings.append(notes.assumed_columns(how, codes, [reading.place(at) for at, _ in own]))


def _parts(reading: Reading, keep: list[bool] | None) -> dict[int | None, list[bool] | None]:
    """The rows of each part of EIT, where a column or the name of the table says it; ``None``: one part or unknown."""
    framework = reading.framework
    if "EIT" not in reading.tools or not framework.parts("EIT"):
        return {None: keep}
    if reading.options.part is not None:
        return {reading.options.part: keep}
    columns = [at for at, one in enumerate(reading.headers) if one.role == "part"]
    for at in columns:
        known = {value: part_of(_text(value)) for value in reading.distinct[at]}
        if any(known.values()):
            return _by_column(reading, at, known, keep)
    return {part_of(reading.table.file) or part_of(reading.table.sheet): keep}


def _by_column(
    reading: Reading, at: int, known: Mapping[object, int | None], keep: list[bool] | None
) -> dict[int | None, list[bool] | None]:
    column = reading.table.columns[at]
    mask = keep or [True] * len(column)
    found: dict[int | None, list[bool] | None] = {}
    for part in sorted({part for part in known.values() if part is not None}):
        found[part] = [kept and known[value] == part for value, kept in zip(column, mask, strict=True)]
    lost = [row for row, value in enumerate(column) if mask[row] and known[value] is None]
    if lost:
        reading.findings.append(notes.part_of_rows(len(lost), [reading.place(at, row) for row in lost[:5]]))
    return found


def _score_group(reading: Reading, part: int | None, mask: list[bool] | None) -> None:
    """The items of one part (or of everything that has none) over the rows of it."""
    columns: dict[str, list[int]] = {}
    for at, one in enumerate(reading.headers):
        if one.code and not one.clash:
            columns.setdefault(_ref(reading.framework, one, part), []).append(at)
    counts = {at: _count(reading.table.columns[at], mask) for own in columns.values() for at in own}
    columns, merged = _one_each(reading, columns, mask)
    counts |= {at: Counter(column) for at, column in merged.items()}
    reads = _distinct_reads(reading, columns, counts)
    numberings = _numberings(reading, columns, reads)
    for ref, own in columns.items():
        item = reading.framework.item(ref)
        questions = tuple(_question(reading, item, at, counts[at], reads[at], numberings) for at in own)
        reason = _whole(reading, ref, item, own)
        if any(one.answered or one.unknown for one in questions):
            reading.items.append(SurveyItem(ref, item, questions, reason))
    _count_respondents(reading, columns, counts, mask, merged)


def _ref(framework: Framework, header: Header, part: int | None) -> str:
    parts = [one.number for one in framework.parts(framework.items[header.code].tool)]
    number = header.part or part
    return f"{header.code}:{number}" if number in parts else header.code


def _count(column: Sequence[object], mask: list[bool] | None) -> Counter[object]:
    return Counter(column if mask is None else compress(column, mask))


def _one_each(
    reading: Reading, columns: dict[str, list[int]], mask: list[bool] | None
) -> tuple[dict[str, list[int]], dict[int, Sequence[object]]]:
    """Branches of a form ask the same question in columns of their own: one column, where no row fills two of them."""
    merged: dict[int, Sequence[object]] = {}
    for ref, own in columns.items():
        wanted = reading.framework.item(ref).subquestions
        if len(own) <= wanted or wanted > 1:
            continue
        together = rows.together([reading.table.columns[at] for at in own], mask)
        places = [reading.place(at) for at in own]
        if together is None:
            reading.findings.append(notes.same_question(reading.framework.item_label(ref), places, merged=False))
        else:
            merged[own[0]] = together
            columns[ref] = own[:1]
            reading.findings.append(notes.same_question(reading.framework.item_label(ref), places, merged=True))
    return columns, merged


def _distinct_reads(
    reading: Reading, columns: Mapping[str, list[int]], counts: Mapping[int, Counter[object]]
) -> dict[int, dict[object, Read]]:
    seen: dict[tuple[int, object, type], Read] = {}
    found: dict[int, dict[object, Read]] = {}
    for ref, own in columns.items():
        choices = reading.framework.answers[reading.framework.item(ref).answer].choices
        for at in own:
            found[at] = {}
            for value in counts[at]:
                # True and 1 are one key of a dict, but not one answer.
                key = (choices, value, type(value))
                if key not in seen:
                    seen[key] = read_cell(value, choices)
                found[at][value] = seen[key]
    return found


def _numberings(
    reading: Reading, columns: Mapping[str, list[int]], reads: Mapping[int, Mapping[object, Read]]
) -> dict[str, tuple[Numbering, int]]:
    """How numbers and choice codes are read, settled for all questions of a scale together."""
    found: dict[str, tuple[Numbering, int]] = {}
    for name in {reading.framework.item(ref).answer for ref in columns}:
        own = [at for ref, several in columns.items() if reading.framework.item(ref).answer == name for at in several]
        cells = [one for at in own for one in reads[at].values()]
        values = {one.number for one in cells if one.number is not None}
        codes = {one.code for one in cells if one.code is not None}
        asked = reading.options
        choices = reading.framework.answers[name].choices
        found[name] = (numbering(values, choices, asked.numbers, asked.order), 0 if 0 in codes else 1)
        _tell_numbers(reading, columns, name, found[name][0], reads)
    return found


def _tell_numbers(
    reading: Reading,
    columns: Mapping[str, list[int]],
    name: str,
    numbers: Numbering,
    reads: Mapping[int, Mapping[object, Read]],
) -> None:
    """Say aloud how numbers were read wherever the other reading would give another score."""
    if numbers.numbers is None or numbers.told:
        return
    affected = [
        (ref, at)
        for ref, own in columns.items()
        for at in own
        if reading.framework.item(ref).answer == name
        and any(one.number is not None for one in reads[at].values())
        and (numbers.numbers in (Numbers.FROM_1, Numbers.FROM_0) or reading.framework.item(ref).polarity == "-")
    ]
    if affected and not all(_unclear_two(reading, ref, numbers) for ref, _ in affected):
        codes = list(dict.fromkeys(ref for ref, _ in affected if not _unclear_two(reading, ref, numbers)))
        labels = [reading.framework.item_label(one) for one in codes]
        places = [reading.place(at) for ref, at in affected if ref in codes]
        choices = reading.framework.answers[name].choices
        reading.findings.append(notes.assumed_numbers(numbers.numbers, choices, labels, places))


def _unclear_two(reading: Reading, ref: str, numbers: Numbering) -> bool:
    """0 and 1 under a yes/no question whose "yes" is bad: 1 may be "yes" or the full share of points."""
    item = reading.framework.item(ref)
    two = reading.framework.answers[item.answer].choices == 2
    return two and numbers.numbers is Numbers.FROM_0 and item.polarity != "+" and not numbers.told


def _question(
    reading: Reading,
    item: Item,
    at: int,
    counts: Counter[object],
    reads: Mapping[object, Read],
    numberings: Mapping[str, tuple[Numbering, int]],
) -> Question:
    answer = reading.framework.answers[item.answer]
    header = reading.headers[at]
    numbers, first_code = numberings[item.answer]
    own: Counter[Read] = Counter()
    for value, count in counts.items():
        if reads[value].special is not Special.BLANK:
            own[reads[value]] += count
    blank = counts.total() - own.total()
    points: dict[Read, Decimal | None] = {
        one: points_of(one, answer, item, numbers, first_code) if known_scale(answer) else None for one in own
    }
    reason, finding = _refusal(reading, item, at, own, numbers)
    if finding is not None:
        reading.findings.append(finding)
    if not reason:
        reason = _unknown(reading, item, at, own, points, counts)
    elif any(one.special is Special.FOREIGN for one in own) or item.polarity == "mixed":
        points = dict.fromkeys(own)
    return Question(header.text, reading.span(at), header.how, gathered(own, points), blank, reason)


def _refusal(
    reading: Reading, item: Item, at: int, own: Iterable[Read], numbers: Numbering
) -> tuple[str, Finding | None]:
    """Why the answers of a column cannot be turned into points of the year, with the finding; ``("", None)`` else."""
    answer, place = reading.framework.answers[item.answer], reading.place(at)
    foreign = [one.label for one in own if one.special is Special.FOREIGN]
    if foreign or not known_scale(answer):
        return notes.SCALE, notes.other_scale(reading.framework, item, foreign, place)
    numbered = any(one.number is not None for one in own)
    coded = any(one.code is not None for one in own)
    as_points = numbers.numbers in (Numbers.POINTS, Numbers.SHARE)
    if item.polarity not in ("+", "-") and not (numbered and as_points):
        return notes.POLARITY, notes.no_polarity(item, place)
    if coded and reading.options.order is None:
        return notes.MEANING, notes.unclear_choices(item, [one.label for one in own], place, coded=True)
    if numbered and (numbers.numbers is None or _unclear_two(reading, item.code, numbers)):
        return notes.MEANING, notes.unclear_choices(item, [one.label for one in own if one.number is not None], place)
    return "", None


def _unknown(
    reading: Reading,
    item: Item,
    at: int,
    own: Counter[Read],
    points: Mapping[Read, Decimal | None],
    counts: Counter[object],
) -> str:
    """Tell the choices that the year does not have; a reason when they are too many to leave out."""
    strange = {one: count for one, count in own.items() if points[one] is None}
    if not strange:
        return ""
    labels = {one.label for one in strange}
    choices = reading.framework.answers[item.answer].choices
    column = reading.table.columns[at]
    cells: dict[str, Place] = {}
    for value in counts:
        label = read_cell(value, choices).label
        if label in labels and label not in cells and value in column:
            cells[label] = reading.place(at, column.index(value))
    total = sum(strange.values())
    refused = total > own.total() * _UNKNOWN_SHARE
    told = [(one.label, count, cells.get(one.label, reading.place(at))) for one, count in strange.items()]
    reading.findings.append(notes.unknown_choices(item, told, own.total(), refused=refused))
    return notes.UNKNOWN if refused else ""


def _whole(reading: Reading, ref: str, item: Item, own: Sequence[int]) -> str:
    """Why an item cannot be scored although its columns can: sub-questions missing, two columns, no part."""
    label = reading.framework.item_label(ref)
    if len(own) > 1 and item.subquestions == 1:
        return notes.TWICE
    if len(own) != item.subquestions:
        reading.findings.append(notes.sub_questions(label, item, len(own), [reading.place(at) for at in own]))
        return notes.SUBS
    if reading.framework.parts(item.tool) and ":" not in ref:
        return notes.PART
    return ""


def _count_respondents(
    reading: Reading,
    columns: Mapping[str, list[int]],
    counts: Mapping[int, Counter[object]],
    mask: list[bool] | None,
    merged: Mapping[int, Sequence[object]],
) -> None:
    """How many rows answered anything of each tool or part."""
    framework = reading.framework
    groups: dict[str, list[int]] = {}
    for ref, own in columns.items():
        item, _, part = framework.item(ref), *ref.partition(":")[1:]
        code = next((one.code for one in framework.parts(item.tool) if str(one.number) == part), item.tool)
        groups.setdefault(code, []).extend(own)
    for code, own in groups.items():
        blank = {value for at in own for value in counts[at] if read_cell(value, 2).special is Special.BLANK}
        cells = [_kept(merged.get(at, reading.table.columns[at]), None if at in merged else mask) for at in own]
        rows_ = len(cells[0])
        empty = rows.all_blank(cells, blank)
        if rows_ - len(empty):
            reading.respondents[code] += rows_ - len(empty)
        partly = rows.some_blank(cells, blank) - len(empty)
        if partly > 0:
            reading.findings.append(notes.incomplete(framework.label(code), partly, rows_ - len(empty)))
    if any(code == "EIT" for code in groups) and framework.parts("EIT"):
        reading.findings.append(notes.which_part(reading.table))


def _kept(column: Sequence[object], mask: list[bool] | None) -> Sequence[object]:
    return column if mask is None else list(compress(column, mask))


def _pooled(framework: Framework, readings: Sequence[Reading], findings: list[Finding]) -> list[SurveyItem]:
    """One item a reference: where several tables hold it, their answers together."""
    found: dict[str, list[SurveyItem]] = {}
    for reading in readings:
        for one in reading.items:
            found.setdefault(one.ref, []).append(one)
    order = [*framework.all_refs, *(code for code in found if code not in framework.all_refs)]
    items = []
    again = []
    for ref in order:
        own = found.get(ref, [])
        if len(own) > 1:
            again.append((framework.item_label(ref), [item.questions[0].place for item in own]))
        if own:
            items.append(own[0] if len(own) == 1 else _joined(own))
    if again:
        findings.append(
            notes.several_tables([label for label, _ in again], [one for _, places in again for one in places])
        )
    return items


def _joined(own: Sequence[SurveyItem]) -> SurveyItem:
    """The same item of several tables: question by question, choice by choice."""
    reason = next((one.reason for one in own if one.reason), "")
    first = own[0]
    if len({len(one.questions) for one in own}) > 1:
        return SurveyItem(first.ref, first.item, first.questions, reason or notes.SUBS)
    questions = []
    for several in zip(*(one.questions for one in own), strict=True):
        counts: Counter[Read] = Counter()
        points: dict[Read, Decimal | None] = {}
        for question in several:
            for choice in question.choices:
                key = Read(choice.label, number=choice.points)
                counts[key] += choice.count
                points[key] = choice.points
        why = next((one.reason for one in several if one.reason), "")
        blank = sum(one.blank for one in several)
        questions.append(
            Question(several[0].header, several[0].place, several[0].how, gathered(counts, points), blank, why)
        )
    return SurveyItem(first.ref, first.item, tuple(questions), reason)


def table_of(cells: Sequence[Sequence[object]], *, file: str = "", sheet: str = "") -> Table | None:
    """The table of respondents on a sheet, by its raw cells; ``None`` where there is none.

    The headers are the first row, among the first ten, that is filled nearly as wide as any and holds texts.
    """
    filled = [[at for at, value in enumerate(row) if _text(value).strip()] for row in cells[:30]]
    widest = max((len(one) for one in filled), default=0)
    for row, own in enumerate(filled[:10]):
        heads = _running([cells[row][at] for at in own])
        if heads and len(own) >= 2 and len(own) * 10 >= widest * 6 and len(cells) > row + 1:
            width = max(len(one) for one in (cells[row], *cells[row + 1 : row + 30]))
            below = cells[row + 1 :]
            if any(len(one) != width for one in below):
                below = [(*one[:width], *[""] * (width - len(one))) for one in below]
            headers = (*cells[row], *[""] * (width - len(cells[row])))
            return Table(headers, list(zip(*below, strict=True)), file, sheet, row + 1)
    return None


def _running(heads: Sequence[object]) -> bool:
    """Whether cells can be headers: texts, and perhaps whole numbers that rise from cell to cell."""
    texts = sum(isinstance(one, str) for one in heads)
    numbers = [one for one in heads if isinstance(one, int | float)]
    if texts * 10 >= len(heads) * 8 or not texts:
        return texts > 0
    rising = all(first < second for first, second in pairwise(numbers))
    return rising and texts + len(numbers) == len(heads) and all(one == int(one) for one in numbers)


def is_survey(table: Table, framework: Framework) -> bool:
    """Whether a table asks anything of the year: a sheet of results or a cover does not."""
    headers = by_title([head(_text(one), framework) for one in table.headers], framework, "")
    known = sum(bool(one.code) or bool(one.foreign) for one in headers)
    stamped = any(one.role in ("time", "submitted", "number") for one in headers)
    return known >= 2 or (stamped and (known > 0 or len(headers) > _FEW))
