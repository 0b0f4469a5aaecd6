"""How much a release lets a reader liken a victim to an accused: measured, and said with it.

The quasi-identifiers are what both tables tell of a person: sex, years of birth, nationality and
préfecture. A victim who is like exactly one accused by them is found by a join.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

import pyarrow as pa

QUASI_IDENTIFIERS: Final = (
    "sex",
    "birth_year_min",
    "birth_year_max",
    "nationality",
    "prefecture_code",
)


def likeness(tables: Mapping[str, pa.Table]) -> dict[str, int] | None:
    """Counts of victims by how they may be likened to the accused; None where either is missing.

    Args:
        tables: ``schema.table`` -> rows of a release.

    Returns:
        ``victims``; ``like_one_suspect``: those whose quasi-identifiers, all told, are those of
        exactly one accused; ``alone``: those whom no other victim is like; ``suspects`` and
        ``suspects_alone``, likewise.
    """
    tables_of_persons = [tables.get(f"warehouse.{name}") for name in ("victim", "suspect")]
    if any(
        rows is None or not set(QUASI_IDENTIFIERS) <= set(rows.column_names)
        for rows in tables_of_persons
    ):
        return None
    victims, suspects = (_classes(rows) for rows in tables_of_persons if rows is not None)
    return {
        "victims": victims.total(),
        "like_one_suspect": sum(
            many for one, many in victims.items() if None not in one and suspects[one] == 1
        ),
        "alone": sum(many == 1 for many in victims.values()),
        "suspects": suspects.total(),
        "suspects_alone": sum(many == 1 for many in suspects.values()),
    }


def _classes(rows: pa.Table) -> Counter[tuple[object, ...]]:
    columns = (rows[name].to_pylist() for name in QUASI_IDENTIFIERS)
    return Counter(zip(*columns, strict=True))
