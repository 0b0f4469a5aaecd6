"""A person's records with nobody in them: still counted, still one person, and nobody's."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from warehouse.contracts.conformed_schema import TABLES

# Letters that no name of the country has side by side: alike to no other, by ear or by eye.
_LETTERS: Final = "BCDFGHJKLMNPQRSTVWXZ"
_LONG: Final = 14
_NAMED: Final = ("family_name", "given_names", "id_number")
_BIRTH: Final = ("birth_date_min", "birth_date_max")


@dataclass(frozen=True, slots=True)
class Nobody:
    """What stands in a person's place: random, the same in all her records, kept nowhere else."""

    family_name: str
    given_names: str
    id_number: str


def make_nobody() -> Nobody:
    """A fresh one."""
    return Nobody(*("".join(secrets.choice(_LETTERS) for _ in range(_LONG)) for _ in _NAMED))


def without_person(
    table: str, rows: pa.Table, records: Collection[str], row_keys: Collection[str], who: Nobody
) -> pa.Table:
    """Records of a conformed table, those of a person with nobody in them.

    Her own mentions lose every personal column and every text as written; names and document are
    ``who``, births the whole year, so that they still meet each other and nobody else. Other
    records of the same source rows lose their texts as written.

    Args:
        records: the ids of her mentions.
        row_keys: the source rows that speak of her.
        who: what stands in her place.
    """
    is_hers = pc.is_in(rows["record_id"], value_set=pa.array(list(records), pa.string()))
    is_near = pc.is_in(rows["row_key"], value_set=pa.array(list(row_keys), pa.string()))
    for field in TABLES[table]:
        if field.name not in rows.column_names:
            continue
        place = rows.schema.get_field_index(field.name)
        kept = rows.column(place)
        if field.name in _BIRTH and table == "person_mention":
            new = _of_year(kept, last=field.name == _BIRTH[1])
            gone = is_hers
        elif field.name in _NAMED:
            new = pa.scalar(getattr(who, field.name), kept.type)
            # What had no document gets none: who lacks a name and a paper would gain one.
            gone = pc.and_(is_hers, pc.is_valid(kept)) if field.name == "id_number" else is_hers
        elif field.personal:
            new, gone = pa.scalar(None, kept.type), is_hers
        elif field.name.endswith("_raw") or field.name == "record_key":
            new, gone = pa.scalar(None, kept.type), pc.or_(is_hers, is_near)
        else:
            continue
        rows = rows.set_column(place, rows.schema.field(place), pc.if_else(gone, new, kept))
    return rows


def is_nobody(rows: pa.Table) -> pa.ChunkedArray:
    """Which mentions have nobody in them any more."""
    of_letters = pc.match_substring_regex(rows["family_name"], f"^[{_LETTERS}]{{{_LONG}}}$")
    return pc.fill_null(pc.and_(of_letters, pc.is_null(rows["name_raw"])), False)


def _of_year(days: pa.ChunkedArray, *, last: bool) -> pa.ChunkedArray:
    years = pc.year(days).to_pylist()
    month, day = (12, 31) if last else (1, 1)
    return pa.chunked_array(
        [pa.array([None if y is None else date(y, month, day) for y in years], pa.date32())]
    )
