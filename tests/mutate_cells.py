"""Accidents in the cells of a workbook: what people, programs and pasting do to a table, and values no one expects."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.rawbooks import Formula, Page, letters

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from tests.mutate import Seeds
    from tests.rawbooks import Value

# --- values that no one expects -----------------------------------------------------------------------------------

_SIGNS = "กขคงจ่้ัิีึ๐๑๒๓๔๕๖๗๘๙0123456789.,%-+()/: \n\t\u200b\u00a0\u0e4d\u0e32๛😀éא"
JUNK: tuple[Value | Formula, ...] = (
    1e308, -1e308, 5e-324, 10**15, -1, -0.0, 0, 100.005, 99.995, 1e16, 2**63, 0.1 + 0.2, True, False,
    "NaN", "sNaN", "inf", "-Infinity", "1e999", "1e-999", "9" * 40, "9" * 400, "๙" * 40,
    "0." + "0" * 50 + "1", "-" * 50, "²", "③", "½", "٣", "߀", "Ⅷ", "𝟗𝟗", "1_000", "1,2,3", "1.2.3",
    "12/10/2568", "2568-10-12", "31 กันยายน 2568", "ปี 2568", "ปีงบประมาณ พ.ศ. ๒๕๙๙", "ปี 1", "#REF!",
    "#DIV/0!", "=1+1", "=HYPERLINK(\"http://a\")", "+1", "@SUM(A1)", "'98", "i1", "i99", "e0", "o๔๔",
    "i1-i5", "ข้อ", "E4-e5", "ตัวชี้วัดที่", "ตัวชี้วัดที่ ๑๑", "คะแนน", "ร้อยละ", "คะแนนเฉลี่ย", "รวม",
    "AA", "ผ่าน", "ก" * 32_767, "ก\u0e38\u0e48\u0e38\u0e48" * 200, " " * 5000, "\n" * 2000, "(" * 500,
    "i1 " * 300, "a\0b", "\x01\x02\x1b[31m", "\u202eหลังหน้า\u202c", "😀👩‍👩‍👧", "\ufeff\u200b",
    "\ud7ff\ue000\uffff", "</t></si>", "&amp;&lt;", "_x0000_", "%s%n{0}", "[red]x[/red]",
    "98.67 คะแนน ระดับ AA", "98,67", "๙๘.๖๗%", "+ ๓.๓๔", "98.67 (97.00)", "ระดับ A (88.50)", "๐๒๕", "O25",
    "l1", "1)", Formula("A1*2"), Formula("1/0", "#DIV/0!"), Formula("B2", 98.67), Formula("A1:A9", ""),
)  # fmt: skip


def _junk(rng: random.Random) -> Value | Formula:
    kind = rng.random()
    if kind < 0.75:
        return rng.choice(JUNK)
    if kind < 0.9:
        return "".join(rng.choices(_SIGNS, k=rng.choice([1, 3, 9, 60, 900])))
    return rng.choice([rng.uniform(-200, 200), rng.randint(-5, 3000), rng.uniform(0, 1), float(rng.randint(0, 100))])


# --- changes of cells ---------------------------------------------------------------------------------------------

Grid = list[list["Value | Formula"]]


def _page(rng: random.Random, book: list[Page]) -> tuple[int, Grid]:
    at = rng.randrange(len(book))
    return at, book[at].rows  # type: ignore[return-value]  # the rows of a mutant's pages are lists of lists


def _width(rows: Grid) -> int:
    return max(map(len, rows), default=0)


def _cells(rows: Grid) -> list[tuple[int, int]]:
    return [(at, column) for at, row in enumerate(rows) for column, value in enumerate(row) if value not in (None, "")]


def shuffle_cells(rng: random.Random, book: list[Page], _: Seeds) -> None:
    rows = _page(rng, book)[1]
    cells = _cells(rows)
    some = rng.sample(cells, k=rng.randint(min(2, len(cells)), len(cells)))
    values = [rows[at][column] for at, column in some]
    rng.shuffle(values)
    for (at, column), value in zip(some, values, strict=True):
        rows[at][column] = value


def shuffle_rows(rng: random.Random, book: list[Page], _: Seeds) -> None:
    rng.shuffle(_page(rng, book)[1])


def shuffle_columns(rng: random.Random, book: list[Page], _: Seeds) -> None:
    at, rows = _page(rng, book)
    order = list(range(_width(rows)))
    rng.shuffle(order)
    book[at] = replace(book[at], rows=[[row[one] if one < len(row) else None for one in order] for row in rows])


def delete_rows(rng: random.Random, book: list[Page], _: Seeds) -> None:
    rows = _page(rng, book)[1]
    for _number in range(rng.randint(1, 4)):
        if rows:
            del rows[rng.randrange(len(rows))]


def delete_column(rng: random.Random, book: list[Page], _: Seeds) -> None:
    rows = _page(rng, book)[1]
    column = rng.randrange(_width(rows) or 1)
    for row in rows:
        del row[column : column + 1]


def repeat_rows(rng: random.Random, book: list[Page], _: Seeds) -> None:
    rows = _page(rng, book)[1]
    start = rng.randrange(len(rows) or 1)
    piece = rows[start : start + rng.randint(1, 8)]
    rows[rng.randrange(len(rows) + 1) : 0] = [
        list(row) for _number in range(rng.choice([1, 1, 2, 50])) for row in piece
    ]


def repeat_column(rng: random.Random, book: list[Page], _: Seeds) -> None:
    rows = _page(rng, book)[1]
    column, times = rng.randrange(_width(rows) or 1), rng.choice([1, 1, 2, 30])
    for row in rows:
        row[column:column] = row[column : column + 1] * times


def transpose(rng: random.Random, book: list[Page], _: Seeds) -> None:
    at, rows = _page(rng, book)
    turned = [[row[column] if column < len(row) else None for row in rows] for column in range(_width(rows))]
    book[at] = replace(book[at], rows=turned)


def move_down_and_right(rng: random.Random, book: list[Page], _: Seeds) -> None:
    rows = _page(rng, book)[1]
    right = rng.randint(0, 5)
    for row in rows:
        row[:0] = [None] * right
    rows[:0] = [[] for _number in range(rng.choice([1, 3, 200]))]


def change_headers(rng: random.Random, book: list[Page], _: Seeds) -> None:
    rows = _page(rng, book)[1]
    words = [
        "",
        "คะแนน",
        "ร้อยละ",
        "ปี 2567",
        "2568",
        "ผลต่าง",
        "ตัวชี้วัดที่",
        "ค่าน้ำหนัก",
        "หมายเหตุ",
        "ลำดับ",
        "x",
        "คะแนนเต็ม",
        "ข้อ",
    ]
    for row in rows[:6]:
        for column, value in enumerate(row):
            if isinstance(value, str) and rng.random() < 0.4:
                row[column] = rng.choice([*words, value[::-1], value[: len(value) // 2], value + value])


def junk_values(rng: random.Random, book: list[Page], _: Seeds) -> None:
    rows = _page(rng, book)[1]
    cells = _cells(rows)
    for at, column in rng.sample(cells, k=min(len(cells), rng.choice([1, 3, 10, 60]))):
        rows[at][column] = _junk(rng)


def junk_column(rng: random.Random, book: list[Page], _: Seeds) -> None:
    rows = _page(rng, book)[1]
    column = rng.randrange(_width(rows) or 1)
    same = _junk(rng) if rng.random() < 0.5 else None
    for row in rows[:300]:
        if column < len(row):
            row[column] = _junk(rng) if same is None else same


def scribble(rng: random.Random, book: list[Page], _: Seeds) -> None:
    """Characters of texts struck out, doubled or replaced."""
    rows = _page(rng, book)[1]
    for at, column in _cells(rows):
        value = rows[at][column]
        if isinstance(value, str) and value and rng.random() < 0.3:
            place = rng.randrange(len(value))
            new = rng.choice(["", rng.choice(_SIGNS), value[place] * 2])
            rows[at][column] = value[:place] + new + value[place + 1 :]


def numbers_otherwise(rng: random.Random, book: list[Page], _: Seeds) -> None:
    """Numbers as text, in Thai digits, as fractions of one, or with another sign of decimals."""
    rows = _page(rng, book)[1]
    way = rng.choice(
        [str, lambda n: str(n).translate(_THAI), lambda n: n / 100, lambda n: f"{n:.2f}".replace(".", ",")]
    )
    for at, column in _cells(rows):
        value = rows[at][column]
        if isinstance(value, int | float) and not isinstance(value, bool):
            rows[at][column] = way(value)


_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def random_merges(rng: random.Random, book: list[Page], _: Seeds) -> None:
    at, rows = _page(rng, book)
    areas = []
    for _number in range(rng.choice([1, 3, 40])):
        row, column = rng.randint(1, len(rows) + 2), rng.randint(0, _width(rows) + 1)
        areas.append(
            f"{letters(column)}{row}:{letters(column + rng.randint(0, 4))}{row + rng.choice([0, 1, 9, 100_000])}"
        )
    book[at] = replace(book[at], merges=[*book[at].merges, *areas])


def cut_sheet(rng: random.Random, book: list[Page], _: Seeds) -> None:
    del book[rng.randrange(len(book))]


def cut_rows_off(rng: random.Random, book: list[Page], _: Seeds) -> None:
    rows = _page(rng, book)[1]
    del rows[rng.randrange(len(rows) + 1) :]


def double_sheet(rng: random.Random, book: list[Page], _: Seeds) -> None:
    page = rng.choice(book)
    for _number in range(rng.choice([1, 1, 2, 12])):
        book.append(replace(page, rows=[list(row) for row in page.rows], name=rng.choice([page.name, page.name + "2"])))


def rename_sheet(rng: random.Random, book: list[Page], _: Seeds) -> None:
    at = rng.randrange(len(book))
    names = [
        "",
        "Sheet1",
        "ปี 2567",
        "๒๕๖๘",
        "คู่มือ",
        "ก" * 300,
        "a'b!c",
        "[x]:*?/\\",
        "\n",
        "😀",
        "แผน",
        "IIT",
        "EIT ส่วนที่ 2",
    ]
    book[at] = replace(book[at], name=rng.choice(names))


def hide_sheet(rng: random.Random, book: list[Page], _: Seeds) -> None:
    at = rng.randrange(len(book))
    book[at] = replace(book[at], hidden=True)


def cell_far_out(rng: random.Random, book: list[Page], _: Seeds) -> None:
    at = rng.randrange(len(book))
    row, column = rng.choice([200, 9000, 65_535, 1_048_575]), rng.choice([0, 3, 60, 255, 16_383])
    book[at] = replace(book[at], far=[*book[at].far, (row, column, _junk(rng))])


def other_book(rng: random.Random, book: list[Page], given: Seeds) -> None:
    """Sheets of another workbook besides, or its rows under these."""
    _name, pages = rng.choice(given.books)
    if rng.random() < 0.5:
        book += [replace(page, rows=[list(row) for row in page.rows]) for page in pages]
    else:
        _page(rng, book)[1].extend(list(row) for row in rng.choice(pages).rows)


def beside(rng: random.Random, book: list[Page], given: Seeds) -> None:
    """The table of another workbook at the right of this one."""
    at, rows = _page(rng, book)
    others = rng.choice(rng.choice(given.books)[1]).rows
    width = _width(rows)
    joined = [
        [*row, *[None] * (width - len(row)), *(others[n] if n < len(others) else ())] for n, row in enumerate(rows)
    ]
    book[at] = replace(book[at], rows=joined)


CONTENT: tuple[Callable[[random.Random, list[Page], Seeds], None], ...] = (
    shuffle_cells, shuffle_rows, shuffle_columns, delete_rows, delete_column, repeat_rows, repeat_column, transpose,
    move_down_and_right, change_headers, change_headers, junk_values, junk_values, junk_column, scribble, scribble,
    numbers_otherwise, random_merges, cut_sheet, cut_rows_off, double_sheet, rename_sheet, hide_sheet, cell_far_out,
    other_book, beside,
)  # fmt: skip
