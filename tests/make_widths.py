"""Make ``ita_xl/sheets/widths.py`` from the fonts Laksaman and Laksaman Bold: ``python -m tests.make_widths``.

Laksaman has the outlines of TH SarabunPSK at 1.503 times the size on the same em of 1,000 units, so its advance widths
divided by 1.503 are those of TH SarabunPSK, which no free system ships. The module goes to the standard output; a test
compares it with the stored one.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from fontTools.ttLib import TTFont

if TYPE_CHECKING:
    from collections.abc import Mapping

SCALE = 1.503
"""How many times larger Laksaman's outlines are than those of TH SarabunPSK."""

ROW = 16
"""Code points in a row of the table."""

# ASCII, Latin-1, Thai, general punctuation, then the single rows that hold €, ™, −, √, ≈ and ≠ ≤ ≥.
_ROWS = (
    *range(0x0020, 0x0080, ROW),
    *range(0x00A0, 0x0100, ROW),
    *range(0x0E00, 0x0E60, ROW),
    *range(0x2010, 0x2040, ROW),
    *(0x20A0, 0x2120, 0x2210, 0x2240, 0x2260),
)

_HEAD = '''\
"""Advance widths of TH SarabunPSK in thousandths of the font size; made by tests/make_widths.py, not by hand.

A row holds the widths of 16 code points from the one it is named after; "." stands where the font has no such
character. Signs above and below a consonant take no width: 0.
"""

from __future__ import annotations
'''


@cache
def laksaman(style: str) -> Path | None:
    """The font file of a style (``Regular`` or ``Bold``), or None when the font is not installed."""
    program = shutil.which("fc-list")
    if program is None:
        return None
    command = [program, "--format", "%{file}\n", f":family=Laksaman:style={style}"]
    found = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True).stdout.splitlines()
    return Path(min(found)) if found else None


def advances(path: Path) -> dict[str, int]:
    """Character → width in thousandths of an em of TH SarabunPSK, from a font file of Laksaman."""
    with TTFont(path) as font:
        em = font["head"].unitsPerEm * SCALE
        metrics = font["hmtx"].metrics
        return {chr(code): round(metrics[name][0] * 1000 / em) for code, name in font.getBestCmap().items()}


def row(widths: Mapping[str, int], start: int) -> str:
    """The widths of one row; a code point that the font lacks is a dot."""
    return " ".join(str(widths.get(chr(code), ".")) for code in range(start, start + ROW))


def source() -> str:
    """The text of the whole module.

    Raises:
        FileNotFoundError: Laksaman is not installed.
    """
    parts = [_HEAD]
    for name, style in (("REGULAR", "Regular"), ("BOLD", "Bold")):
        path = laksaman(style)
        if path is None:
            raise FileNotFoundError(f"Laksaman {style} is not installed (Debian: fonts-tlwg-laksaman-ttf)")
        widths = advances(path)
        rows = (f'    0x{start:04X}: "{row(widths, start)}",\n' for start in _ROWS)
        parts.append(f"\n{name} = {{\n{''.join(rows)}}}\n")
    return "".join(parts)


if __name__ == "__main__":
    sys.stdout.write(source())
