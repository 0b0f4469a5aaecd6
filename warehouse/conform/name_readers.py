"""Readers of names: a person's in one column, or in several.

As ``readers``: distinct texts in, once each; fields and states out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from warehouse.conform.clean.names import (
    PersonName,
    persons_besides,
    read_name,
    read_name_parts,
)
from warehouse.conform.clean.state import State
from warehouse.conform.reading_task import Fields, Reading, ReadingTask, Values

NAME_COLUMNS: Final = frozenset({"name", "family_name"})
"""Kinds of columns without which a row names nobody: a whole name, or the family's."""


def person_fields(names: Sequence[PersonName], raws: Sequence[str]) -> Fields:
    """The name fields of a mention, in the order of ``names``."""
    return {
        "family_name": [n.family_name or None for n in names],
        "given_names": [n.given_names or None for n in names],
        "alias": [n.alias or None for n in names],
        "other_names": [n.other_names or None for n in names],
        "is_unnamed": [n.is_unnamed for n in names],
        "name_raw": [raw or None for raw in raws],
    }


def read_whole_name(task: ReadingTask, values: Values) -> Reading:
    """The name of a person in one column, and how many further persons its cells name."""
    names = [read_name(value) for value in values]
    also = [persons_besides(value, name) for value, name in zip(values, names, strict=True)]
    fields = person_fields(names, values)
    return Reading([n.state for n in names], fields, also, [n.is_firm for n in names])


def read_split_name(family: Values, given: Values, alias: Values) -> dict[str, Reading]:
    """The name of a person whose family name, given names and alias stand in columns of their own.

    Args:
        family: family names, one per distinct combination.
        given: given names of the same combinations.
        alias: alias of the same combinations.

    Returns:
        A reading of each column by its kind; the family name's has the fields of the whole name. A
        family name that is missing beside a given name is missing, whatever the given name says.
    """
    names = [read_name_parts(*cells) for cells in zip(family, given, alias, strict=True)]
    raws = [" ".join(c for c in cells if c) for cells in zip(family, given, alias, strict=True)]
    return {
        "family_name": Reading(
            [_part_state(n, n.family_name, c) for n, c in zip(names, family, strict=True)],
            person_fields(names, raws),
            [_besides_part(n, c) for n, c in zip(names, family, strict=True)],
            [n.is_firm for n in names],
        ),
        "given_names": Reading(
            [_part_state(n, n.given_names, c) for n, c in zip(names, given, strict=True)],
            {},
            [_besides_part(n, c) for n, c in zip(names, given, strict=True)],
        ),
        "alias": Reading(["read" if cell else "missing" for cell in alias], {}),
    }


def _part_state(name: PersonName, part: str, cell: str) -> State:
    """The state of one cell of a name of several; it costs a second reading only in doubt."""
    if name.is_firm:
        return name.state if cell else "missing"
    if name.state == "unread":
        return read_name(cell).state
    return "read" if part and cell else "missing"


def _besides_part(name: PersonName, cell: str) -> int:
    whole_name = read_name(cell) if name.also_named else name
    return persons_besides(cell, whole_name, words_each=1)
