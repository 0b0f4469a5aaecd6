"""How like one another two countings of combinations are: kept, lost and invented, by length.

What is published holds the rows against the noisy counts, which are private already; held against
the true ones, it stays in the building.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

Combination = tuple[tuple[str, str], ...]
"""Columns and their values, in the order of the policy's columns."""


@dataclass(frozen=True)
class LengthQuality:
    """Of the combinations of so many columns.

    Attributes:
        length: how many columns.
        kept: combinations that both have.
        lost: those that no row has.
        invented: those that rows alone have.
        mean_error: by how many persons a count is off, on average over all of these.
        largest_error: and at most.
    """

    length: int
    kept: int
    lost: int
    invented: int
    mean_error: float
    largest_error: int


def count_combinations(
    rows: pa.Table, column_sets: Iterable[Sequence[str]]
) -> dict[Combination, int]:
    """How many rows have which values of each set of columns; an empty cell is no value."""
    counts: dict[Combination, int] = {}
    for columns in column_sets:
        counted = rows.group_by(list(columns)).aggregate([([], "count_all")])
        for name in columns:
            counted = counted.filter(pc.not_equal(counted.column(name), ""))
        *values, numbers = (counted.column(name).to_pylist() for name in (*columns, "count_all"))
        for number, *held in zip(numbers, *values, strict=True):
            counts[tuple(zip(columns, held, strict=True))] = number
    return counts


def compare_combinations(
    reference: Mapping[Combination, int], of_rows: Mapping[Combination, int]
) -> list[LengthQuality]:
    """Each length of combinations that either has, the shortest first."""
    everything = reference.keys() | of_rows.keys()
    qualities = []
    for length in sorted({len(one) for one in everything}):
        these = [one for one in everything if len(one) == length]
        errors = [abs(reference.get(one, 0) - of_rows.get(one, 0)) for one in these]
        qualities.append(
            LengthQuality(
                length,
                sum(one in reference and one in of_rows for one in these),
                sum(one not in of_rows for one in these),
                sum(one not in reference for one in these),
                round(sum(errors) / len(errors), 1),
                max(errors),
            )
        )
    return qualities
