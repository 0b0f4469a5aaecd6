"""Which pairs are looked at: mentions that share a key, each rule named for what it means.

A key counts only while few share it: what many share tells little, and costs most. How many may
share a key is part of the model. It is learnt from a table by what each rule is worth in pairs, so
that the cost of a linkage grows as the table does and no faster.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import duckdb

from warehouse.linkage.engine.words import TEXTS, text_prefix


@dataclass(frozen=True, slots=True)
class BlockingRule:
    """A reason to look at a pair."""

    # selects (unique_id, key) from `features`; a null key is no key. `s` holds one row for each
    # mention and sounding word, `years` one for each mention and overlapping two years.
    keys: str
    worth: float  # how many pairs for each mention of a large table it may ask for


# Measured on a hundred thousand labelled mentions: two words that sound alike, or one beside a full
# date, a telephone or a document, bring nearly all true pairs among few; one word beside a year or
# a place brings one true pair among ten thousand that nothing else brings.
_SURE: Final = 8.0
_LIKELY: Final = 3.0
_CONTEXT: Final = 0.5

_ONE_WORD: Final = "select unique_id, sound || ' ' || {0} as key from s join {1} using (unique_id)"
_TWO_WORDS: Final = (
    "select a.unique_id, a.sound || ' ' || b.sound{0} as key"
    " from s a join s b on a.unique_id = b.unique_id and a.sound < b.sound{1}"
)
_ALONE: Final = "select unique_id, {0} as key from features"

RULES: Final[dict[str, BlockingRule]] = {
    "same_words": BlockingRule(_ALONE.format("unnest([name_key, alias_key])"), _SURE),
    "two_sounding_words": BlockingRule(_TWO_WORDS.format("", ""), _SURE),
    "two_sounding_words_same_age": BlockingRule(
        _TWO_WORDS.format(" || ' ' || y.year", " join years y on a.unique_id = y.unique_id"), _SURE
    ),
    "same_telephone": BlockingRule(_ALONE.format("unnest(phone)"), _SURE),
    "same_document": BlockingRule(_ALONE.format("id_number"), _SURE),
    "sounding_word_and_birth_day": BlockingRule(_ONE_WORD.format("birth_day", "features"), _SURE),
    "sounding_word_and_birth_year": BlockingRule(_ONE_WORD.format("year", "years"), _LIKELY),
    "sounding_word_and_case": BlockingRule(_ONE_WORD.format("case_ref", "features"), _LIKELY),
    "same_birth_day_and_initial": BlockingRule(
        "select unique_id, birth_day || sound[1] as key from s join features using (unique_id)",
        _LIKELY,
    ),
    "same_birth_day_and_sex": BlockingRule(
        _ALONE.format("birth_day || coalesce(sex, '')"), _CONTEXT
    ),
    "same_birth_day": BlockingRule(_ALONE.format("birth_day"), _CONTEXT),
}

SMALL: Final = 1_000
"""Up to this many mentions every pair is looked at: half a million at most."""
MOST_SHARING: Final = 200
"""However small the table: more mentions than this under one key tell nothing."""
MOST_OF_ONE_NAME: Final = SMALL
"""But one name may be one person's: so many mentions of it are looked at, of a table of any size as
many pairs of them as of a small one. Held to ``MOST_SHARING`` and to what a rule is worth, each
mention of an inventor of 315 patents was a person (PatentsView's labelled ones, 37 mentions each:
F1 0.609, and 0.488 without employers, where stock Splink at its best has 0.633 and 0.507)."""
FEWEST_SHARING: Final = 2
_LARGE: Final = 400_000
_MOST_PATIENCE: Final = 5.0
PINNED_SHARING: Final = {_SURE: 100, _LIKELY: 30, _CONTEXT: 30}

SharingMost = Mapping[str, int]
"""For each rule, how many mentions may share a key of it."""


def rules(compare: Sequence[str] = ()) -> dict[str, BlockingRule]:
    """All rules for a table with these further text columns: each alone, and beside a word."""
    texts = (*TEXTS, *compare)
    by_name = dict(RULES)
    for column in texts:
        value = f"{text_prefix(column)}_value"
        by_name[f"sounding_word_and_{column}"] = BlockingRule(
            _ONE_WORD.format(value, "features"), _LIKELY
        )
        by_name[f"same_birth_day_and_{column}"] = BlockingRule(
            _ALONE.format(f"birth_day || ' ' || {value}"), _CONTEXT
        )
    for column in compare:
        by_name[f"same_{column}"] = BlockingRule(
            _ALONE.format(f"{text_prefix(column)}_value"), _CONTEXT
        )
    for one, two in zip(texts, (*texts[1:], texts[0]), strict=True):
        if one != two:
            values = f"{text_prefix(one)}_value || ' ' || {text_prefix(two)}_value"
            by_name[f"same_{one}_and_{two}"] = BlockingRule(_ALONE.format(values), _CONTEXT)
    return by_name


def choose_pairs(
    con: duckdb.DuckDBPyConnection, mentions: int, compare: Sequence[str], *, learns: bool
) -> bool:
    """Make the table ``blocked`` (unique_id_l < unique_id_r): the pairs to look at.

    Args:
        con: where ``features`` stands.
        learns: whether parameters are learnt from the pairs.

    Returns:
        Whether these are all pairs that there are.
    """
    # The pinned share of one person is that among pairs which share a key.
    if mentions <= SMALL and learns:
        con.execute(
            "create table blocked as select a.unique_id as unique_id_l, b.unique_id as unique_id_r"
            " from features a join features b on a.unique_id < b.unique_id"
        )
        return True
    make_keys(con, compare)
    most = learn_sharing(con, mentions, compare) if learns else pinned_sharing(compare)
    pairs_to_compare(con, most, compare)
    con.execute("drop table keys")
    return False


def pinned_sharing(compare: Sequence[str] = ()) -> dict[str, int]:
    """How many mentions may share a key where nothing is learnt from the table."""
    return {name: PINNED_SHARING[rule.worth] for name, rule in rules(compare).items()}


def make_keys(con: duckdb.DuckDBPyConnection, compare: Sequence[str] = ()) -> None:
    """Make the table ``keys`` (rule, key, unique_id) from the table ``features``.

    Args:
        con: where ``features`` stands.
    """
    con.execute(
        "create or replace temp table s as select unique_id, unnest(bones) as sound from features"
    )
    # Each birth stands in two spans of two years, so that neighbours always share one.
    con.execute(
        "create or replace temp table years as"
        " select unique_id, unnest([floor(birth_year / 2)::integer::varchar,"
        " 'x' || floor((birth_year + 1) / 2)::integer::varchar]) as year"
        " from features where birth_year is not null"
    )
    into = "create or replace table keys as"
    for number, rule in enumerate(rules(compare).values()):
        con.execute(
            f"{into} select distinct {number} as rule, hash(key) as key, unique_id"
            f" from ({rule.keys}) k where key is not null"
        )
        into = "insert into keys"
    con.execute("drop table s")
    con.execute("drop table years")


def learn_sharing(
    con: duckdb.DuckDBPyConnection, mentions: int, compare: Sequence[str] = ()
) -> dict[str, int]:
    """How many mentions may share a key of each rule, so that no rule asks for more than its worth.

    A small table can afford more: up to five times as many pairs for each mention.

    Args:
        con: where ``keys`` stands.
        mentions: how many mentions there are.
    """
    patience = min(_MOST_PATIENCE, max(1.0, (_LARGE / mentions) ** 0.5))
    asked = con.execute(
        f"""
        select rule, shared, sum(pairs) over (partition by rule order by shared) as pairs from (
            select rule, shared, count(*) * shared * (shared - 1) / 2 as pairs
            from (select rule, key, count(*) as shared from keys group by rule, key) g
            where shared between {FEWEST_SHARING} and {MOST_OF_ONE_NAME} group by rule, shared) h
        """
    ).fetchall()
    most = {}
    for number, (name, rule) in enumerate(rules(compare).items()):
        affordable, limit = rule.worth * patience * mentions, MOST_SHARING
        if name == "same_words":
            affordable, limit = max(affordable, SMALL * (SMALL - 1) / 2), MOST_OF_ONE_NAME
        most[name] = max(
            (
                shared
                for of, shared, pairs in asked
                if of == number and shared <= limit and pairs <= affordable
            ),
            default=FEWEST_SHARING,
        )
    return most


def pairs_to_compare(
    con: duckdb.DuckDBPyConnection, most: SharingMost, compare: Sequence[str] = ()
) -> None:
    """Make the table ``blocked`` (unique_id_l < unique_id_r) from the table ``keys``.

    Args:
        con: where ``keys`` stands.
        most: for each rule, how many mentions may share a key.
    """
    con.execute("create or replace table found (l bigint, r bigint)")
    for number, name in enumerate(rules(compare)):
        con.execute(
            f"""
            insert into found
            with shared as (
                select list(unique_id) as ids from keys where rule = {number} group by key
                having count(*) between {FEWEST_SHARING} and {most[name]})
            select l, r from (select unnest(ids) as l, ids from shared) a,
                lateral (select unnest(a.ids) as r) b where l < r
            """
        )
    con.execute(
        "create or replace table blocked as"
        " select l as unique_id_l, r as unique_id_r from found group by l, r"
    )
    con.execute("drop table found")
