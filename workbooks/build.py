"""Build every workbook of this folder from the package's data; the same bytes every time."""

from __future__ import annotations

from pathlib import Path

from ita_xl.samples import write_samples

if __name__ == "__main__":
    for path in write_samples(Path(__file__).parent / "samples"):
        print(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
