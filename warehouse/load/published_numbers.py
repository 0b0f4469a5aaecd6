"""Numbers of procedures as they are published: as they parse, or not at all.

A number comes from a cell, and a clerk may put a name, a telephone or a birth into that cell. What
is published has a counter, a year, and letters that a code list knows as a register, a service or a
place; any other reading stays in the vault, where it still joins what cites it.
"""

from __future__ import annotations

import re
from collections.abc import Collection

import pyarrow as pa

NUMBERS = frozenset(
    {"pv_number", "rp_number", "ri_number", "judgment_number"}
    | {"pv_numbers", "rp_numbers", "ri_numbers"}
)
# A counter of seven digits is a telephone's or a paper's; no register of ours comes near.
_PARSED = re.compile(
    r"(?P<counter>\d{1,6}(?:-(?:BIS|TER|QUATER))?)(?P<letters>(?:/[A-Z]+)*)"
    r"(?:/(?:19|20)\d\d)?(?P<more>(?:/\d{1,6})*)"
)


def published(number: str | None, words: Collection[str]) -> str | None:
    """The number as it may be published, if it may.

    Args:
        number: as ``read_reference`` gives it.
        words: those that may be its letters, as ``words_of`` gives them.
    """
    parsed = _PARSED.fullmatch(number or "")
    if parsed is None:
        return None
    letters = parsed["letters"].strip("/").casefold().split("/")
    if parsed["letters"]:
        return number if set(letters) <= set(words) else None
    # A day and a month besides the year are a date, of a birth perhaps.
    return None if parsed["more"] else number


def publish_numbers(rows: pa.Table, words: Collection[str]) -> pa.Table:
    """The rows with every number in them as it may be published."""
    by_number: dict[str | None, str | None] = {}

    def told(number: str | None) -> str | None:
        if number not in by_number:
            by_number[number] = published(number, words)
        return by_number[number]

    for place, field in enumerate(rows.schema):
        if field.name not in NUMBERS:
            continue
        values = rows[field.name].to_pylist()
        if pa.types.is_list(field.type):
            values = [
                None
                if one is None
                else [number_told for each in one if (number_told := told(each))]
                for one in values
            ]
        else:
            values = [told(one) for one in values]
        rows = rows.set_column(place, field, pa.array(values, field.type))
    return rows
