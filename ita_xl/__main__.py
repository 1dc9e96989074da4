"""``python -m ita_xl``."""

from ita_xl.cli import main

main()
