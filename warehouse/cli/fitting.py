"""Rows for whoever reads them: a table where it fits, else bare columns, else a paragraph each.

A table that is wider than its place loses columns without a word, and where no terminal is there
the place is taken for 80 columns wide.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.measure import Measurement
from rich.table import Table


def print_rows(console: Console, names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under their names, every cell whole.

    Args:
        names: the head of each column, as people read it.
        rows: the cells of each row, in the order of ``names``.
    """
    heads = [escape(name) for name in names]
    for table in (Table(*heads), Table(*heads, box=None, pad_edge=False)):
        for row in rows:
            table.add_row(*(escape(cell) for cell in row))
        if natural_width(console, table) <= console.width:
            console.print(table)
            return
    wide = max(map(len, names))
    for number, row in enumerate(rows):
        if number:
            console.print()
        for name, cell in zip(names, row, strict=True):
            if cell:
                line = f"{name:<{wide}}  {cell}"
                console.print(line, markup=False, highlight=False, soft_wrap=True)


def print_whole(console: Console, table: Table) -> None:
    """Print a table with every cell whole where nobody looks at a terminal; as it fits else."""
    width = natural_width(console, table)
    if console.is_terminal or width <= console.width:
        console.print(table)
    else:
        Console(file=console.file, width=width, color_system=None).print(table)


def natural_width(console: Console, table: Table) -> int:
    """How many columns the table takes where nothing of it is cut."""
    return Measurement.get(console, console.options.update(max_width=10_000), table).maximum
