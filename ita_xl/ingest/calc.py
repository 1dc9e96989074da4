"""LibreOffice, where there is one, as the program that computes what another has left uncomputed.

The file is a stranger's, so the program is shown nothing of the user's and has a few seconds at most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ita_xl import office
from ita_xl.ingest.limits import MAX_COMPUTED_BYTES

if TYPE_CHECKING:
    from pathlib import Path

#: A cold start takes two; the reading of a file as a whole shall not take more than ten.
SECONDS = 7.0
_FORMAT = "xlsx:Calc MS Excel 2007 XML"


def computed(content: bytes, suffix: str, folder: Path) -> Path | None:
    """A workbook with every formula computed.

    Args:
        content: the workbook, which was found harmless to open.
        suffix: of its format.
        folder: an empty folder that is thrown away afterwards.

    Returns:
        The .xlsx file made, or ``None`` without a LibreOffice, or where it made nothing of it in time.
    """
    if len(content) > MAX_COMPUTED_BYTES or office.find() is None:
        return None
    source = folder / f"given{suffix}"
    source.write_bytes(content)
    return office.convert([source], _FORMAT, folder, seconds=SECONDS, closed=True).get(source)
