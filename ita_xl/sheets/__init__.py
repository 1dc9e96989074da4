"""Domain objects → sheets: cells, formulas, named styles, sizes, charts and print setup; knows no library."""
