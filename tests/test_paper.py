"""Where pages break: by rule for any rows, and on every sheet of the samples."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ita_xl.auditing import audit_all
from ita_xl.diagnosis import diagnose
from ita_xl.ingest import read
from ita_xl.ingest.progress import read_progress
from ita_xl.measures import plan
from ita_xl.planning import Form, Wish
from ita_xl.progress import Form as ReportForm
from ita_xl.render import workbook_bytes
from ita_xl.samples import names, sample_book
from ita_xl.scoring import score
from ita_xl.sheets import paper
from ita_xl.sheets.extras import EXTRAS
from ita_xl.sheets.followup import followup_book
from ita_xl.sheets.measure import column_points
from ita_xl.sheets.paper import Flow, breaks
from ita_xl.sheets.progress import progress_book
from ita_xl.sheets.report import report_book
from ita_xl.sheets.theme import theme
from tests.mutate import samples

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ita_xl.sheets.model import Book, Sheet


def even(count: int, **more: object) -> Flow:
    """Rows of 10 points each: ten of them fill a page of 100."""
    return Flow(count, dict.fromkeys(range(count), 10.0), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("flow", "expected"),
    [
        (even(10), ()),
        (even(20), (10,)),
        (even(22), (10, 20)),
        (even(21), (10, 19)),  # not one row alone on the last page
        (even(12, heads={9}), (9,)),  # no heading at the foot
        (even(11, tails={10}), (8,)),  # no note alone, nor one with a single row
        (even(15, blocks=[(8, 14)]), (8,)),  # a block that fits a page stays whole
        (even(15, blocks=[(6, 13)]), (10,)),  # unless much of the page would stay empty
        (even(15, blocks=[(8, 10)]), (8,)),  # one of few rows is never torn
        (even(15, blocks=[(1, 14)]), (10,)),  # one that fits none does not
        (even(20, repeat=(0, 0)), (10, 18)),  # the header takes a row of every page
        (even(20, forced={3}), (3, 13)),
        (even(20, heads=set(range(10, 19)), bare=()), (10,)),  # rows of a table that stay together are not headings
    ],
)
def test_pages_break_where_nothing_is_torn(flow: Flow, expected: tuple[int, ...]) -> None:
    assert breaks(flow, 100) == expected


def test_a_row_taller_than_a_page_has_one_to_itself() -> None:
    assert breaks(Flow(3, {0: 50, 1: 400, 2: 50}), 100) == (1, 2)


@given(
    heights=st.lists(st.floats(5, 130), max_size=40),
    heads=st.sets(st.integers(0, 39)),
    tails=st.sets(st.integers(0, 39)),
)
def test_no_page_is_empty_or_too_full(heights: list[float], heads: set[int], tails: set[int]) -> None:
    count = len(heights)
    flow = Flow(count, dict(enumerate(heights)), {row for row in heads if row < count - 1}, tails)
    found = breaks(flow, 100)
    assert list(found) == sorted(set(found))
    edges = [0, *found, count]
    for first, after in pairwise(edges):
        assert sum(heights[first:after]) <= 100 or after == first + 1


@cache
def books() -> dict[str, Book]:
    """What the commands make of the five samples, in every form."""
    made: dict[str, Book] = {name: sample_book(name) for name in names()}
    every = ",".join(word for word, one in EXTRAS.items() if one.make)
    for path in samples():
        if path.stem == "koh-loi-bang-hak-2566":
            found = read_progress(path, as_of=dt.date(2026, 1, 5))
            made |= {f"progress {form}": progress_book(found, form) for form in ReportForm}
            made["followup"] = followup_book(found)
            continue
        (assessment,) = read(path)
        measures = plan(diagnose(score(assessment)))
        findings = audit_all(measures.diagnosis.card)
        for form in Form:
            extras = [every] if form is Form.INDICATORS else []
            made[f"{path.stem} {form}"] = report_book(measures, findings, extras=extras, wish=Wish(form))
    return made


def flowing() -> Iterator[tuple[str, Sheet]]:
    for name, book in books().items():
        for sheet in book.sheets:
            if not sheet.page.one_page:
                yield f"{name} {sheet.name}", sheet


def rows_of(sheet: Sheet) -> tuple[dict[int, str], int]:
    """The style of the first cell of each row that shows something, and how many rows there are."""
    shown = {cell.row for cell in sheet.cells if cell.value is not None}
    first: dict[int, str] = {}
    for cell in sheet.cells:
        if cell.row in shown:
            first.setdefault(cell.row, cell.style)
    return first, max(first) + 1


def height(sheet: Sheet, first: int, after: int) -> float:
    return sum(sheet.heights.get(row, paper.DEFAULT_HEIGHT) for row in range(first, after))


def test_every_page_of_the_samples_says_something() -> None:
    """At least two rows of a table under the header, or as much as the sheet has, or what fits no page with another."""
    some = 0
    for name, sheet in flowing():
        styles, count = rows_of(sheet)
        full = paper.room(sheet.scale, landscape=sheet.page.landscape)
        edges = [0, *sheet.breaks, count]
        for first, after in pairwise(edges):
            kinds = [styles[row] for row in range(first, after) if row in styles]
            body = [one for one in kinds if one not in ("title", "subtitle", "heading", "header", "group", "note")]
            # A chart says something too.
            body += ["chart" for one in sheet.charts if first <= one.row < after]
            assert body or len(edges) == 2, f"{name}: rows {first}–{after} are headings only"
            tall = max(sheet.heights.get(row, paper.DEFAULT_HEIGHT) for row in range(first, after))
            assert len(body) >= 2 or len(edges) == 2 or tall > full / 4, (
                f"{name}: one row alone on rows {first}–{after}"
            )
            assert kinds[-1] not in ("heading", "header", "group"), f"{name}: a heading at the foot, row {after - 1}"
            assert styles.get(first) != "note" or first == 0, f"{name}: a note begins the page at row {first}"
            some += 1
    assert some > 100


def test_a_group_is_torn_only_where_much_of_a_page_would_stay_empty() -> None:
    whole = torn = 0
    for name, sheet in flowing():
        styles, count = rows_of(sheet)
        full = paper.room(sheet.scale, landscape=sheet.page.landscape)
        opening = ("group", "heading", "header", "title", "total_text")
        starts = [row for row, style in styles.items() if style == "group"]
        for start in starts:
            end = next((row for row in range(start + 1, count) if row not in styles or styles[row] in opening), count)
            again = height(sheet, sheet.page.repeat[0], sheet.page.repeat[1] + 1) if sheet.page.repeat else 0
            if height(sheet, start, end) + again > full:
                continue
            inside = [row for row in sheet.breaks if start < row < end]
            whole += not inside
            torn += len(inside)
            for row in inside:
                for begin, after in ((start, row), (row, end)):
                    share = height(sheet, begin, after) / full
                    assert after - begin >= 2 or share > 0.12, f"{name}: the group of row {start} is torn"
                top = max((one for one in (0, *sheet.breaks) if one < row), default=0)
                assert height(sheet, top, start) < 0.8 * full, f"{name}: the page before row {start} was full enough"
    assert whole > 5 * torn


def test_pages_are_filled() -> None:
    """What is left empty at the foot of a page is less than what begins the next one, unless that begins anew."""
    for name, sheet in flowing():
        styles, _ = rows_of(sheet)
        if any(style == "group" for style in styles.values()):
            continue
        full = paper.room(sheet.scale, landscape=sheet.page.landscape)
        edges = [0, *sheet.breaks]
        for first, after in pairwise(edges):
            if styles.get(after, "heading") != "heading":  # the space before a heading begins with it
                left = full - height(sheet, first, after)
                assert left < full / 2, f"{name}: rows {first}–{after} leave {left / full:.0%} of a page empty"


def test_the_scale_fits_the_widest_columns_of_any_program() -> None:
    for name, sheet in flowing():
        last = sheet.page.last_column
        widths = sheet.widths if last is None else sheet.widths[: last + 1]
        width = sum(column_points(one) for one in widths) * sheet.scale / 100
        paper_width = (11.69 if sheet.page.landscape else 8.27) * 72
        # 15 pixels a digit on a screen of 192 dots an inch, where widths are reckoned with 7 of 96
        assert width * 15 / 14 <= paper_width - 2 * paper.SIDE * 72, name


def test_the_file_has_scale_breaks_header_and_footer(tmp_path: Path) -> None:
    path = tmp_path / "ก.xlsx"
    for digits, year in (("arabic", "2568"), ("thai", "๒๕๖๘")):
        path.write_bytes(workbook_bytes(books()[f"bang-pla-2568 {Form.INDICATORS}"], digits=digits))
        book = openpyxl.load_workbook(path)
        sheet = book["ข้อคำถาม"]
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.scale
        assert not sheet.sheet_properties.pageSetUpPr.fitToPage
        assert len(sheet.row_breaks.brk) >= 1
        assert sheet.print_title_rows == "$4:$4"
        assert sheet.oddHeader.left.text == "เทศบาลตำบลบางปลา"
        assert sheet.oddHeader.right.text == f"ปีงบประมาณ พ.ศ. {year}"
        assert sheet.oddHeader.left.font == f"{theme().font},Regular"
        assert sheet.oddFooter.left.text == "ข้อคำถาม"
        assert "&P" in sheet.oddFooter.right.text
        assert sheet.oddFooter.right.text == "หน้า &P / &N"
        assert book["สรุปผล"].sheet_properties.pageSetUpPr.fitToPage
        assert book["บันทึกข้อความ"].oddHeader.left.text is None


def test_what_an_agency_is_called_cannot_break_the_header(tmp_path: Path) -> None:
    book = replace(books()["followup"], header=("2 & 3 " + "ก" * 300, "2568"))
    path = tmp_path / "ก.xlsx"
    path.write_bytes(workbook_bytes(book))
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert sheet.HeaderFooter.oddHeader.left.size == 12
    assert sheet.HeaderFooter.oddHeader.left.text.startswith("2 && 3 กกก")
    assert sheet.HeaderFooter.oddHeader.right.text == "2568"
