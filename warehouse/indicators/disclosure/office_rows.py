"""What an office knows beside what is shown: the rows that it reported itself.

Of a place it would learn that others met one or two there, or one or two more than at an earlier
release: from the count itself, or by arithmetic over all that is shown and its own rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from warehouse.indicators.disclosure.feasible_tables import KnownRows
from warehouse.indicators.disclosure.finest_cells import Unknowns
from warehouse.indicators.disclosure.hiding_reasons import SuppressionRule
from warehouse.indicators.disclosure.integer_solver import Integers
from warehouse.indicators.disclosure.linked_tables import Cell, Shown


@dataclass(frozen=True)
class Reports:
    """All persons of one release, and of each office those whom it reported."""

    everybody: Mapping[Cell, int] = field(default_factory=dict)
    by_office: Mapping[str, Mapping[Cell, int]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class OfficeRows:
    """One office, at every release, the newest last."""

    rows: KnownRows  # those whom it reported
    # cells of the newest release where others are few, or few more than were told before
    few: Integers
    secrets: tuple[int, ...]  # rows of cells that it may not be able to tell exactly
    # pairs of such rows, of which it may not tell the difference
    changes: tuple[tuple[int, int], ...]

    def surely_agrees(self, stayed: Integers) -> bool:
        """Whether a history can be true of its rows, whoever else may be in their crossings.

        ``stayed``: (releases, unknowns), who came with each and stands in the newest. It is enough
        that of each as many came as are new among its rows; they may have come before as well.
        """
        new = np.diff(self.rows.counts, axis=0, prepend=0).clip(min=0)
        return bool((stayed >= new @ self.rows.held.T).all())


def office_rows(
    unknowns: Unknowns,
    rule: SuppressionRule,
    earlier: Sequence[Shown],
    reports: Sequence[Reports],
) -> list[OfficeRows]:
    """What each office knows, and what of it is near to others.

    Args:
        earlier: what each earlier release showed.
        reports: of each of them and of the newest; empty where nobody knows any more.
    """
    cells = unknowns.layout.cells
    counts = _known_rows(unknowns, [one.everybody for one in reports])[1]
    places = np.array([bool(rule.others_by.intersection(dict(cell))) for cell in cells])
    is_shown = [[one.get(cell) is not None for cell in cells] for one in earlier]
    shown = np.array(is_shown, dtype=bool).reshape(-1, len(cells))
    offices = []
    for name in sorted({name for one in reports for name in one.by_office}):
        rows, own = _known_rows(unknowns, [one.by_office.get(name, {}) for one in reports])
        others = counts - own
        others[[not one.everybody for one in reports]] = np.nan
        more = np.abs(others[-1] - others[:-1])
        few = places & (others > 0) & (others < rule.others)
        changed = places & (more > 0) & (more < rule.others)
        start = len(earlier) * len(cells)
        hidden = np.concatenate([few[:-1] & ~shown, few[-1:]])
        offices.append(
            OfficeRows(
                rows,
                few[-1] | (changed & shown).any(axis=0),
                tuple(map(int, np.flatnonzero(hidden))),
                tuple(
                    (start + int(cell), int(release) * len(cells) + int(cell))
                    for release, cell in np.argwhere(changed)
                ),
            )
        )
    return offices


def _known_rows(
    unknowns: Unknowns, persons: Sequence[Mapping[Cell, int]]
) -> tuple[KnownRows, Integers]:
    """Some persons of each release by crossing, and by cell."""
    crossings = sorted({cell for one in persons for cell in one if unknowns.has(cell)})
    counts = np.array([[one.get(cell, 0) for cell in crossings] for one in persons], dtype=float)
    held = unknowns.crossings(crossings)
    return KnownRows(held, counts), counts @ (unknowns.sums @ held).T
