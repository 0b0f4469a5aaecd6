"""Random sets of linked tables, their releases, and what offices reported of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np

from warehouse.indicators.disclosure.linked_tables import Cell, LinkedTables

OFFICES = (0.95, 0.4)
"""Of the offices that report, the share of all persons that each met."""


def random_layout(chance: np.random.Generator) -> LinkedTables:
    """Two to four dimensions of two to four categories, and some tables that cross them."""
    count = int(chance.integers(2, 5))
    most = {2: 5, 3: 3, 4: 2}[count]
    names = [chr(ord("a") + i) for i in range(count)]
    categories = {
        name: tuple(f"{name}{i}" for i in range(int(chance.integers(2, most + 1))))
        for name in names
    }
    tables = set()
    for _ in range(int(chance.integers(1, 4))):
        size = int(chance.integers(2, min(3, count) + 1))
        tables.add(frozenset(chance.choice(names, size, replace=False).tolist()))
    used = frozenset().union(*tables)
    return LinkedTables(
        {one: categories[one] for one in sorted(used)}, tuple(sorted(tables, key=sorted))
    )


def with_regions(layout: LinkedTables, chance: np.random.Generator) -> LinkedTables:
    """The same tables, one dimension of them of places: each of its tables by region as well."""
    finest = max(layout.categories, key=lambda name: len(layout.categories[name]))
    named = {one: "place" if one == finest else one for one in layout.categories}
    region_of = {
        place: f"region{int(chance.integers(2)) if i > 1 else i}"
        for i, place in enumerate(layout.categories[finest])
    }
    tables = {frozenset(named[one] for one in table) for table in layout.tables}
    tables |= {table - {"place"} | {"region"} for table in tables if "place" in table}
    return LinkedTables(
        {named[one]: of for one, of in layout.categories.items()}
        | {"region": tuple(sorted(set(region_of.values())))},
        tuple(sorted(tables, key=sorted)),
        coarser={"region": ("place", region_of)},
    )


def random_releases(
    layout: LinkedTables, chance: np.random.Generator, count: int
) -> list[dict[Cell, int]]:
    """The persons at each release: most come, a few go, and some releases bring nearly nobody."""
    names = sorted(set(layout.categories) - set(layout.coarser))
    crossings = list(product(*(layout.categories[name] for name in names)))
    held = chance.poisson(chance.exponential(4, len(crossings)))
    releases = []
    for number in range(count):
        if number:
            held = held + chance.poisson(chance.choice([0.05, 0.5, 3]), len(crossings))
            if chance.random() < 0.3:
                place = int(chance.integers(len(crossings)))
                held[place] = max(0, held[place] - 1)
        releases.append(
            {
                tuple(zip(names, of, strict=True)): int(n)
                for of, n in zip(crossings, held, strict=True)
            }
        )
    return releases


def random_reports(
    releases: Sequence[Mapping[Cell, int]], chance: np.random.Generator
) -> list[list[dict[Cell, int]]]:
    """Of each release and office, the persons that it reported: one met nearly all, one some."""
    reports: list[list[dict[Cell, int]]] = []
    for persons in releases:
        of_offices = []
        for office, share in enumerate(OFFICES):
            own = {}
            for cell, held in persons.items():
                before = releases[len(reports) - 1][cell] if reports else 0
                knew = min(reports[-1][office][cell], held) if reports else 0
                own[cell] = knew + int(chance.binomial(max(0, held - before), share))
            of_offices.append(own)
        reports.append(of_offices)
    return reports
