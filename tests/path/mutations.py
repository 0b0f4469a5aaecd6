"""Files as a careless clerk or a bad line would make them, from the golden drops and a seed."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import openpyxl

from warehouse.read.dropped_file import read_file

Grid = list[list[str]]

NASTY = (
    "", " ", "X", "NEANT", "RAS", "-", "0", "TOTAL", "Total général", "31/02/2026", "46147",
    "1E+11", "=1+1", "@SUM(A1)", '"', "';--", "\u00a0", "\ufeff", "é" * 300, "a\nb", "a\tb",
    "1\u202f000",
    "Fait à Bangui, le 09/06/2026", "NB : voir annexe", "12/2026", "9999-12-31", "0001-01-01",
    "1e308", "-5", "²", "٣", "NaN", "null", "TRUE", "5 ans dont 9 avec sursis", "+236", "CANARI",
)  # fmt: skip


def blank_cell(grid: Grid, r: random.Random) -> None:
    _put(grid, r, "")


def nasty_cell(grid: Grid, r: random.Random) -> None:
    _put(grid, r, r.choice(NASTY))


def swapped_cells(grid: Grid, r: random.Random) -> None:
    row = r.choice(grid)
    if len(row) > 1:
        i, j = r.sample(range(len(row)), 2)
        row[i], row[j] = row[j], row[i]


def lost_row(grid: Grid, r: random.Random) -> None:
    del grid[r.randrange(len(grid))]


def repeated_row(grid: Grid, r: random.Random) -> None:
    grid.insert(r.randrange(len(grid) + 1), list(r.choice(grid)))


def blank_row(grid: Grid, r: random.Random) -> None:
    grid.insert(r.randrange(len(grid) + 1), [""])


def stray_row(grid: Grid, r: random.Random) -> None:
    grid.insert(r.randrange(len(grid) + 1), [r.choice(NASTY) for _ in range(r.randint(1, 4))])


def short_row(grid: Grid, r: random.Random) -> None:
    row = r.choice(grid)
    del row[r.randrange(len(row) + 1) :]


def long_row(grid: Grid, r: random.Random) -> None:
    r.choice(grid).extend(r.choice(NASTY) for _ in range(r.randint(1, 5)))


def lost_column(grid: Grid, r: random.Random) -> None:
    at = r.randrange(max(map(len, grid), default=1))
    for row in grid:
        del row[at : at + 1]


def doubled_column(grid: Grid, r: random.Random) -> None:
    at = r.randrange(max(map(len, grid), default=1))
    for row in grid:
        row[at:at] = row[at : at + 1]


def shuffled_rows(grid: Grid, r: random.Random) -> None:
    r.shuffle(grid)


MUTATIONS: tuple[Callable[[Grid, random.Random], None], ...] = (
    blank_cell, nasty_cell, nasty_cell, nasty_cell, swapped_cells, lost_row, repeated_row,
    blank_row, stray_row, short_row, long_row, lost_column, doubled_column, shuffled_rows,
)  # fmt: skip


def _put(grid: Grid, r: random.Random, value: str) -> None:
    row = r.choice(grid)
    if row:
        row[r.randrange(len(row))] = value


def mutated(drop: Path, folder: Path, seed: int) -> Path:
    """A mutation of ``drop``, written into ``folder``; the same seed gives the same file."""
    r = random.Random(seed)
    grids = {
        sheet.name: [[str(v) for v in row.values()] for row in sheet.cells.to_pylist()]
        for sheet in read_file(drop)
    }
    for _ in range(r.randint(1, 4)):
        grid = r.choice(list(grids.values()))
        if grid:
            r.choice(MUTATIONS)(grid, r)
    if drop.suffix in (".xlsx", ".ods") and r.random() < 0.6:
        path = folder / f"{drop.stem}.xlsx"
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, grid in grids.items():
            sheet = book.create_sheet(name or "Feuil1")
            for row in grid:
                sheet.append([_cell(value) for value in row])
        book.save(path)
    else:
        path = folder / f"{drop.stem}.csv"
        text = "\r\n".join(
            r.choice([";", ";", ";", ","]).join(row) if r.random() < 0.02 else ";".join(row)
            for grid in grids.values()
            for row in grid
        )
        path.write_bytes(text.encode(r.choice(["utf-8", "cp1252", "utf-16"]), "replace"))
    if r.random() < 0.15:
        whole = path.read_bytes()
        path.write_bytes(whole[: r.randrange(len(whole) + 1)])
    return path


def _cell(value: str) -> object:
    # A workbook may hold a figure as a number, and no control character at all.
    return int(value) if value.isascii() and value.isdigit() and len(value) < 6 else value
