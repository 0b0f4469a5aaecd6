"""All linkages beside one another, on simulated worlds and on labelled tables, and what size costs.

On simulated worlds every linkage is given the standard columns, which is all that the warehouse
has; ``compare`` adds the further columns to those that can take them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import log
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from warehouse.errors import CallError, message
from warehouse.proof.bench.linkage.contest import Result, contend
from warehouse.proof.bench.linkage.labelled_tables import labelled_tables
from warehouse.proof.bench.linkage.month_against_million import contend_month
from warehouse.proof.bench.linkage.reliability import ReliabilityBin, pooled
from warehouse.proof.bench.linkage.table_of_tables import bench_table_of_tables
from warehouse.proof.bench.measured_page import bench_console
from warehouse.proof.simulate.mentions.slips import NOISES
from warehouse.proof.simulate.mentions.worlds import COMPARE, MENTIONS_PER_PERSON, simulate_world

Tell = Callable[[str], None]

COUNTRY: Final = 1.3
"""Mentions per person in a country's files at large: the worlds that measure what size costs."""


def bench_linkage(
    sizes: Sequence[int],
    noises: Sequence[int],
    persons: Path | None = None,
    *,
    stock: bool = True,
    compare: bool = False,
    exponent: bool = False,
    month: int = 0,
    worlds: bool = False,
    tell: Tell = lambda _: None,
) -> dict[str, list[dict[str, Any]]]:
    """Measure every linkage, each in a process of its own.

    Args:
        sizes: of the simulated worlds; without: ten thousand, and for ``exponent`` a hundred
            thousand and a million more. None are simulated for ``persons`` unless asked for.
        noises: of the worlds; all three without, the middle one for ``exponent``.
        persons: a folder of labelled tables.
        stock: Splink as its users set it up, too.
        compare: with the further columns of the worlds.
        month: so many mentions more come to each world, and are linked against it.
        worlds: the tables of ``table_of_tables`` instead, the worst first.

    Returns:
        ``results`` and ``exponents``, as plain values.

    Raises:
        CallError: a noise is unknown, or the folder holds no known table.
    """
    unknown = [one for one in noises if one not in NOISES]
    if unknown:
        raise CallError(message("bench_linkage_noise", noise=unknown[0]))
    if worlds:
        of_kinds = bench_table_of_tables(stock=stock, tell=tell)
        return {"results": [one.to_json() for one in of_kinds], "exponents": []}
    usual = (10_000, 100_000, 1_000_000) if exponent else () if persons else (10_000,)
    results = bench_worlds(
        sizes or usual,
        noises or ((2,) if exponent else tuple(NOISES)),
        stock=stock,
        compare=compare,
        mentions_per_person=COUNTRY if exponent or month else MENTIONS_PER_PERSON,
        month=month,
        tell=tell,
    )
    if persons:
        labelled = list(bench_tables(persons, stock=stock, tell=tell))
        if not labelled:
            raise CallError(message("bench_linkage_no_tables", folder=persons.name))
        results += labelled
    return {
        "results": [one.to_json() for one in results],
        "exponents": exponents(results) if exponent else [],
    }


def bench_worlds(
    sizes: Sequence[int],
    noises: Sequence[int],
    *,
    stock: bool = True,
    compare: bool = False,
    mentions_per_person: float = MENTIONS_PER_PERSON,
    month: int = 0,
    tell: Tell = lambda _: None,
) -> list[Result]:
    """Link simulated worlds in every way, or, with ``month``, first without their last mentions.

    Args:
        noises: 1 light, 2 as on the ground, 3 heavy.
        stock: Splink as its users set it up, too.
        month: how many mentions come last.
    """
    asked = COMPARE if compare else ()
    results = []
    for size in sizes:
        for noise in noises:
            world = simulate_world(size + month, noise, 1, mentions_per_person)
            mentions = world.mentions.drop_columns([c for c in COMPARE if c not in asked])
            name = f"world {size:,} noise {noise}"
            if month:
                tell(f"{name}: month of {month:,}")
                results += contend_month(world, month, f"{name} + {month:,}", mentions, asked)
                continue
            for linkage in _linkages(stock):
                tell(f"{name}: {linkage}")
                results += contend(linkage, name, mentions, world.person, asked)
    return results


def bench_tables(
    folder: Path, *, stock: bool = True, tell: Tell = lambda _: None
) -> Iterator[Result]:
    """Link the labelled tables of a folder in every way, the smallest first."""
    for table in labelled_tables(folder):
        for linkage in _linkages(stock):
            tell(f"{table.name}: {linkage}")
            yield from contend(linkage, table.name, table.mentions, table.person, table.compare)


def exponents(results: Sequence[Result]) -> list[dict[str, Any]]:
    """How the cost of each linkage grows between one size and the next.

    Returns:
        Per linkage and step: ``linkage``, ``from``, ``to`` (mentions), and the exponents of
        ``seconds`` and ``megabytes``: 1 is linear, 2 quadratic.
    """
    grown = []
    for linkage in dict.fromkeys(r.linkage for r in results if not r.linkage.endswith("_best")):
        runs = sorted(
            (r for r in results if r.linkage == linkage), key=lambda r: r.figures.mentions
        )
        for small, large in pairwise(runs):
            step = log(large.figures.mentions / small.figures.mentions)
            grown.append(
                {
                    "linkage": linkage,
                    "from": small.figures.mentions,
                    "to": large.figures.mentions,
                    "seconds": log(large.seconds / small.seconds) / step,
                    "megabytes": log(large.megabytes / small.megabytes) / step,
                }
            )
    return grown


def show(measured: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """A row per linkage of each table; what was told beside what was right; what size costs."""
    _show_results(measured["results"])
    _show_reliability(measured["results"])
    if measured["exponents"]:
        _show_exponents(measured["exponents"])


def _show_results(results: Sequence[Mapping[str, Any]]) -> None:
    names = ("", "linkage", "F1", "precision", "recall", "B-cubed", "persons", "true", "largest")
    table = Table(*names, "seconds", "MB")
    before = ""
    for one in results:
        f = one["figures"]
        if before and before != one["table"]:
            table.add_section()
        table.add_row(
            one["table"] if one["table"] != before else "",
            one["linkage"],
            *(f"{f[name]:.4f}" for name in ("f1", "precision", "recall", "bcubed")),
            f"{f['persons']:,}",
            f"{f['true_persons']:,}",
            f"{f['largest']} / {f['true_largest']}",
            f"{one['seconds']:.1f}",
            f"{one['megabytes']:,.0f}",
        )
        before = one["table"]
    Console(width=140).print(table)


def _show_reliability(results: Sequence[Mapping[str, Any]]) -> None:
    curves = curves_of(results)
    if not curves:
        return
    table = Table("linkage", "probability", "mentions", "told", "right")
    for linkage, bins in curves.items():
        for one_bin in bins:
            table.add_row(
                linkage,
                f"{one_bin.least:g} to {one_bin.most:g}",
                f"{one_bin.mentions:,}",
                f"{one_bin.told:.3f}",
                f"{one_bin.right:.3f}",
            )
    Console(width=140).print(table)


def curves_of(results: Sequence[Mapping[str, Any]]) -> dict[str, tuple[ReliabilityBin, ...]]:
    """Of each linkage that tells a probability, the curve over all tables."""
    curves: dict[str, list[list[ReliabilityBin]]] = {}
    for one in results:
        if one["reliability"]:
            curve = [ReliabilityBin(**values) for values in one["reliability"]]
            curves.setdefault(one["linkage"], []).append(curve)
    return {linkage: pooled(some) for linkage, some in curves.items()}


def _show_exponents(grown: Sequence[Mapping[str, Any]]) -> None:
    table = Table("linkage", "from", "to", "exponent of time", "of memory")
    for one in grown:
        table.add_row(
            one["linkage"],
            f"{one['from']:,}",
            f"{one['to']:,}",
            f"{one['seconds']:.2f}",
            f"{one['megabytes']:.2f}",
        )
    bench_console().print(table)


def _linkages(stock: bool) -> tuple[str, ...]:
    return ("pinned", "learnt", "stock") if stock else ("pinned", "learnt")
