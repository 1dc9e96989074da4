"""How far a file may unfold, and what a look at its inside may find before any reader is let at it."""

from __future__ import annotations

MAX_FILE_BYTES = 50 * 2**20
MAX_UNPACKED_BYTES = 100 * 2**20
MAX_TEXT_FILE_BYTES = 20 * 2**20
MAX_PACKING = 200
#: Cells of the rectangles that all sheets span, and rows with anything in them. A list of all agencies of the country
#: has a sixth of these; one agency, a thousandth.
MAX_CELLS = 2_000_000
MAX_ROWS = 100_000
MAX_SHEETS = 1_000
#: Bytes of all texts, each as often as a cell holds it.
MAX_TEXT_BYTES = 60 * 2**20
#: Excel lets no cell hold more.
MAX_CELL_TEXT = 32_767
MAX_COLUMN = 16_384
#: Formulas without a value.
MAX_UNCOMPUTED = 300_000
#: What another program is asked to compute: the time it takes grows with both.
MAX_COMPUTED_CELLS = 100_000
MAX_COMPUTED_BYTES = 5 * 2**20
#: Things looked at one by one: records, or elements of a sheet that is spelled as no known program spells it.
MAX_STEPS = 3_000_000


class Oversized(Exception):  # noqa: N818 - said to the user as E105
    """The file unfolds beyond a limit."""


class Broken(Exception):  # noqa: N818 - said to the user as E102
    """The file is damaged, or spelled as no program that writes workbooks spells it."""


def within(limit: int, number: int) -> int:
    """The number, where it keeps the limit.

    Raises:
        Oversized: it does not.
    """
    if number > limit:
        raise Oversized
    return number
