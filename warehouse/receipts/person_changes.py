"""What a file would change, to the person: who is new, known, corrected, or gone from her month.

Told by counts, and against the register's own earlier files alone: held against another's, a file
of one name would ask whether that person stands there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from warehouse.contracts.conformed_schema import LINEAGE

# Who she is said to be, and what ties her row to the month before: not where the row stands.
_WHO: Final = ("role", "family_name", "given_names", "sex", "birth_date_min", "birth_date_max")
_PLACE: Final = frozenset(field.name for field in LINEAGE)
_REFERENCES: Final = ("record_key", "pv_number", "rp_number", "ri_number")
"""What an office itself calls her row or her case, the closest first."""


@dataclass(frozen=True, slots=True)
class PersonChanges:
    """Counts of persons named in a file, each in one of them; and of those it no longer names."""

    same: int  # as the file that it replaces had her
    corrected: int  # in the file that it replaces under the same reference, and told otherwise
    known: int  # of the same name, sex and birth in another month of this register
    new: int  # none of these
    gone: int  # in the file that it replaces, and not in this one


def person_changes(file: pa.Table, replaced: pa.Table, others: pa.Table) -> PersonChanges:
    """Hold the mentions of a file against those that count now.

    Args:
        file: its ``person_mention``.
        replaced: those of the file that it would replace; none where it replaces none.
        others: those of the register's other months.
    """
    rows, before = file.to_pylist(), replaced.to_pylist()
    left = Counter(_content(row) for row in before)
    changed = []
    same = 0
    for row in rows:
        if left[_content(row)] > 0:
            left[_content(row)] -= 1
            same += 1
        else:
            changed.append(row)
    unmatched = _taken(before, left)
    known_elsewhere = {_person(row) for row in others.to_pylist() if _is_somebody(row)}
    answered: set[int] = set()
    by_reference = _places(unmatched, _reference)
    by_person = _places(unmatched, lambda row: _person(row) if _is_somebody(row) else None)
    corrected = named_before = new = 0
    for row in changed:
        person = _person(row) if _is_somebody(row) else None
        earlier = next(
            (
                place
                for place in (*by_reference.get(_reference(row), ()), *by_person.get(person, ()))
                if place not in answered
            ),
            None,
        )
        if earlier is not None:
            answered.add(earlier)
            corrected += 1
        elif person in known_elsewhere:
            named_before += 1
        else:
            new += 1
    return PersonChanges(same, corrected, named_before, new, len(unmatched) - corrected)


_Key = tuple[str, ...] | None


def _places(
    rows: list[dict[str, Any]], key_of: Callable[[dict[str, Any]], _Key]
) -> dict[_Key, list[int]]:
    """Where the rows of each key stand; a row without one nowhere."""
    places_of: dict[_Key, list[int]] = {}
    for place, row in enumerate(rows):
        if (key := key_of(row)) is not None:
            places_of.setdefault(key, []).append(place)
    return places_of


def _taken(rows: Iterable[dict[str, Any]], left: Counter[Any]) -> list[dict[str, Any]]:
    """The rows that nothing matched."""
    rest, taken = Counter(left), []
    for row in rows:
        if rest[_content(row)] > 0:
            rest[_content(row)] -= 1
            taken.append(row)
    return taken


def _content(row: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, repr(value)) for name, value in row.items() if name not in _PLACE))


def _person(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(row.get(name) or "").casefold() for name in _WHO)


def _is_somebody(row: dict[str, Any]) -> bool:
    return bool(row.get("family_name") or row.get("given_names"))


def _reference(row: dict[str, Any]) -> tuple[str, ...] | None:
    """Her role, and what the office calls her row or case; None where it calls it nothing."""
    named = next((str(row[one]) for one in _REFERENCES if row.get(one)), None)
    return (str(row.get("role")), named) if named else None
