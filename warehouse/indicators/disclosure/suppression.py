"""Which cells are hidden so that no reader can tell what they hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from warehouse.indicators.disclosure.hiding_reasons import SuppressionRule, is_primary
from warehouse.indicators.disclosure.linked_tables import Cell, LinkedTables, Shown, count_cells
from warehouse.indicators.disclosure.protection import Protection


def suppress(
    layout: LinkedTables,
    persons: Mapping[Cell, int],
    rule: SuppressionRule,
    earlier: Sequence[Shown] = (),
) -> dict[Cell, int | None]:
    """What of these tables is shown: the count of each cell, or ``None`` where it is hidden.

    Args:
        layout: the tables to release.
        persons: how many persons have which category of each dimension.
        rule: what policy asks.
        earlier: what each earlier release showed of the same persons, the oldest first.

    Raises:
        CallError: tables too fine, or an earlier release shows what cannot be protected.
    """
    past = [dict(one) for one in _different(earlier)]
    wide = _with_earlier(layout, past)
    layout = replace(layout, categories=wide.categories)
    counts = count_cells(layout, persons)
    hidden = {cell for cell in layout.cells if is_primary(cell, counts, rule, past)}
    if hidden or past:
        hidden = Protection(wide, counts, hidden, rule, past).hide()
    return {cell: None if cell in hidden else counts[cell] for cell in layout.cells}


def _different(releases: Iterable[Shown]) -> list[Shown]:
    """A release that shows what the one before it showed tells nothing more."""
    kept: list[Shown] = []
    for release in releases:
        if release and (not kept or dict(kept[-1]) != dict(release)):
            kept.append(release)
    return kept


def _with_earlier(layout: LinkedTables, earlier: Sequence[Shown]) -> LinkedTables:
    """The layout with whatever categories and tables earlier releases had."""
    categories = {one: set(of) for one, of in layout.categories.items()}
    tables = set(layout.tables)
    for cell in {cell for release in earlier for cell in release}:
        tables.add(frozenset(dimension for dimension, _ in cell))
        for dimension, category in cell:
            categories[dimension].add(category)
    widest = tuple(sorted((one for one in tables if not any(one < t for t in tables)), key=sorted))
    return replace(
        layout,
        categories={one: tuple(sorted(of)) for one, of in categories.items()},
        tables=widest,
    )
