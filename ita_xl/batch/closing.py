"""What a run ends with: the summary workbook of all agencies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ita_xl.batch.memory import unsearched
from ita_xl.batch.running import SUMMARY, put
from ita_xl.batch.summing import summed
from ita_xl.render import workbook_bytes
from ita_xl.sheets.league import summary_book
from ita_xl.sheets.theme import using

if TYPE_CHECKING:
    from pathlib import Path

    from ita_xl.batch.running import Results
    from ita_xl.batch.unit import Options


def write_summary(out: Path, results: Results, options: Options) -> Path:
    """Write the summary of a run into its folder.

    Raises:
        OutputError: E302.
        MachineError: E401 without pandas.
    """
    with using(options.theme), unsearched():
        return put(out, SUMMARY, workbook_bytes(summary_book(summed(results.entries)), digits=options.look.digits))
