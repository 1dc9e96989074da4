"""What the tests' stand-in for the add-in of xlwings starts: Python with the command of a button, as RunPython does.

``python runpython.py ADDRESS FOLDER``: the LibreOffice that listens at ADDRESS has the workbook open; FOLDER holds
``command.txt`` (the command, then the name of the workbook), and ``done.txt`` is written when all is over.
"""

from __future__ import annotations

import sys
import traceback
from pathlib import Path


def main(address: str, folder: Path) -> None:
    """Run the command on the workbook whose button was pressed."""
    command, name = (folder / "command.txt").read_text(encoding="utf-8").splitlines()[:2]
    told = ""
    try:
        from ita_xl.excel.start import import_xlwings

        import_xlwings()
        import xlwings

        from ita_xl.hosts.libreoffice import attach

        attach(address)
        xlwings.books[name].set_mock_caller()
        exec(command, {})
    except Exception:  # noqa: BLE001 - what it is, the test says
        told = traceback.format_exc()
    finished = folder / "done.part"
    finished.write_text(told, encoding="utf-8")
    finished.rename(folder / "done.txt")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))
    main(sys.argv[1], Path(sys.argv[2]))
