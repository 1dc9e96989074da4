"""Seconds a workbook for PDF files: one, and ten by one start of LibreOffice. ``python benchmarks/printing.py``."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

from ita_xl import diagnose, plan, read, score, write_pdfs, write_report
from ita_xl.samples import write_samples

EXTRAS = ("analysis", "items", "topics", "followup")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sample = next(path for path in write_samples(folder) if path.stem == "bang-pla-2568")
        report = write_report(plan(diagnose(score(read(sample)[0]))), (), folder)
        long = write_report(plan(diagnose(score(read(sample)[0]))), (), folder, name="long.xlsx", extras=EXTRAS)
        for what, source in (("the report", report), ("with every analysis", long)):
            for count in (1, 10):
                books = [Path(shutil.copy(source, folder / f"{what} {number}.xlsx")) for number in range(count)]
                begin = time.perf_counter()
                printed = write_pdfs(books)
                taken = time.perf_counter() - begin
                assert all(one.path for one in printed)
                print(f"{what}, {count:2} files: {taken:6.2f} s, {taken / count:5.2f} s a file")


if __name__ == "__main__":
    main()
