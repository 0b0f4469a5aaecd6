"""Which pairs are looked at: mentions that share a key, each rule named for what it means.

A key counts only while few share it: what many share tells little, and costs most.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import duckdb

from warehouse.linkage.features import TEXTS, text_prefix

_SOUNDS: Final = "unnest(bones)"

# Each rule selects (unique_id, key) from `features`; a null key is no key. `s` holds one row for
# each mention and sounding word.
RULES: Final[dict[str, str]] = {
    "same_words": "select unique_id, name_key as key from features",
    "two_sounding_words": (
        "select a.unique_id, a.sound || ' ' || b.sound as key"
        " from s a join s b on a.unique_id = b.unique_id and a.sound < b.sound"
    ),
    "two_sounding_words_same_age": (
        "select a.unique_id, a.sound || ' ' || b.sound || ' ' || y.year as key"
        " from s a join s b on a.unique_id = b.unique_id and a.sound < b.sound"
        " join years y on a.unique_id = y.unique_id"
    ),
    "sounding_word_and_birth_day": (
        "select unique_id, sound || ' ' || birth_day as key from s join features using (unique_id)"
    ),
    "sounding_word_and_birth_year": (
        "select unique_id, sound || ' ' || year as key from s join years using (unique_id)"
    ),
    "sounding_word_and_place": (
        "select unique_id, sound || ' ' || text_place_value as key"
        " from s join features using (unique_id)"
    ),
    "sounding_word_and_case": (
        "select unique_id, sound || ' ' || case_ref as key from s join features using (unique_id)"
    ),
    "same_birth_day": "select unique_id, birth_day as key from features",
    "same_birth_day_and_sex": (
        "select unique_id, birth_day || coalesce(sex, '') as key from features"
    ),
    "same_birth_day_and_initial": (
        "select unique_id, birth_day || sound[1] as key from s join features using (unique_id)"
    ),
    "same_birth_day_and_place": (
        "select unique_id, birth_day || text_place_value as key from features"
    ),
    "same_telephone": "select unique_id, unnest(phone) as key from features",
    "same_document": "select unique_id, id_number as key from features",
}


def pairs_to_compare(
    con: duckdb.DuckDBPyConnection, compare: Sequence[str], most: int
) -> dict[str, int]:
    """Make the table ``blocked`` (join_key_l < join_key_r, match_key) from the table ``features``.

    Args:
        con: where ``features`` stands.
        compare: further text columns, each a rule of its own, alone and beside a sounding word.
        most: the largest group of mentions that may share a key.

    Returns:
        The number of pairs each rule alone asks for.
    """
    con.execute(
        "create or replace temp table s as select unique_id, unnest(bones) as sound from features"
    )
    con.execute(
        "create or replace temp table years as"
        " select unique_id, unnest([floor(birth_year / 2)::integer::varchar,"
        " 'x' || floor((birth_year + 1) / 2)::integer::varchar]) as year"
        " from features where birth_year is not null"
    )
    rules = dict(RULES)
    for column in compare:
        value = f"{text_prefix(column)}_value"
        rules[f"same_{column}"] = f"select unique_id, {value} as key from features"
        rules[f"sounding_word_and_{column}"] = (
            f"select unique_id, sound || ' ' || {value} as key"
            " from s join features using (unique_id)"
        )
    for a, b in zip((*TEXTS, *compare), (*compare, *TEXTS), strict=True):
        if a != b:
            rules[f"same_{a}_and_{b}"] = (
                f"select unique_id, {text_prefix(a)}_value || ' ' || {text_prefix(b)}_value as key"
                " from features"
            )
    con.execute("create or replace temp table found (l bigint, r bigint)")
    counts = {}
    for name, rule in rules.items():
        con.execute(
            f"create or replace temp table keyed as"
            f" select hash(key) as key, unique_id from ({rule}) where key is not null"
            f" group by all"
        )
        con.execute(
            "insert into found with shared as ("
            " select list(unique_id) as ids from keyed group by key"
            f" having count(*) between 2 and {most})"
            " select l, r from (select unnest(ids) as l, ids from shared) a,"
            " lateral (select unnest(a.ids) as r) b where l < r"
        )
        counts[name] = int(con.execute("select count(*) from found").fetchall()[0][0])
    con.execute(
        "create or replace table blocked as"
        " select l as join_key_l, r as join_key_r, '0' as match_key from found group by l, r"
    )
    con.execute("drop table found")
    return counts
