"""Splink as its own users would set it up, tuned by hand for mentions of this kind: the rival.

Nothing of ``warehouse.linkage`` is used. What is here is what was found to carry Splink on such
data: order-free words weighed by their rarity and crossed with what contradicts, births by
precision, composite blocking keys that few share, expectation maximisation on three rules, and
connected components. The threshold rises with the size of the table; the best one in hindsight is
reported beside it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

import duckdb
import numpy as np
import pyarrow as pa
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

_PARTICLES: Final = (
    *("m", "mr", "mme", "mlle", "epse", "epouse", "nee", "alias", "dit", "dite", "el", "hadj"),
    *("feu", "veuve", "vve", "le", "la", "de", "du", "nomme", "nommee", "sieur", "dame"),
    *("x", "xx", "xxx", "inconnu", "inconnue", "nsp", "nd", "neant"),
)
_MOST_SHARING: Final = 100
_RANDOM_PAIRS: Final = 1_000_000
_TRAINING_PAIRS: Final = 500_000
_LOWEST: Final = -2.0
_THRESHOLDS: Final = tuple(np.arange(_LOWEST, 16.0, 1.0).tolist())

# Columns that another table may not have are null: a comparison is only made of what is there.
_PREPARED: Final = """
create table prepared as
with m as (select row_number() over (order by mention_id) - 1 as unique_id, * from mentions),
said as (
    select unique_id, lower(strip_accents(concat_ws(' ', family_name, given_names, full_name)))
        as whole from m
),
heard as (
    select distinct unique_id, word from (
        select unique_id, unnest(regexp_extract_all(regexp_replace(whole, '[''’]', '', 'g'),
            '[\\p{{L}}\\p{{N}}]+')) as word from said)
    where word not in ({particles})
),
rarity as (
    select word, -log2(count(*) / (select count(*) from m)) as bits from heard group by word
),
names as (
    select unique_id, list(word order by bits desc, word) as words,
        list(bits::float order by bits desc, word) as bits,
        list(distinct {sound} order by {sound}) as sounds,
        string_agg(word, ' ' order by word) as name_key
    from heard join rarity using (word) group by unique_id
)
select m.unique_id, m.mention_id, n.words, n.bits, list_sum(n.bits) as total, n.sounds, n.name_key,
    case when birth_date_min = birth_date_max and birth_date_min[6:10] <> '01-01'
        and length(birth_date_min) = 10 then birth_date_min end as birth_day,
    (try_cast(birth_date_min[:4] as int) + try_cast(birth_date_max[:4] as int)) / 2.0 as birth_year,
    case when birth_day is not null then 3
        when birth_date_min[:4] = birth_date_max[:4] then 2
        when birth_date_min is not null then 1 end as birth_precision,
    {texts}
from m left join names n using (unique_id)
"""
_SOUND: Final = (
    "left(word, 1) || regexp_replace(translate(word[2:], 'wqzcv', 'ukskf'), '[aeiouyh]', '', 'g')"
)
_KEYS: Final = (
    "select unique_id, 'n' || name_key as key from prepared",
    "select a.unique_id, 'p' || a.s || ' ' || b.s as key from s a join s b"
    " on a.unique_id = b.unique_id and a.s < b.s",
    "select unique_id, 'y' || s || ' ' || floor(birth_year / 2) as key from s",
    "select unique_id, 'z' || s || ' ' || floor((birth_year + 1) / 2) as key from s",
    "select unique_id, 'b' || birth_day || coalesce(sex, '') as key from prepared",
    "select unique_id, 'i' || birth_day || s[:1] as key from s",
)
_TEXT_KEYS: Final = {
    "place": "select unique_id, 'l' || s || ' ' || \"place\" as key from s",
    "phone": "select unique_id, 't' || \"phone\" as key from prepared",
    "id_number": "select unique_id, 'd' || \"id_number\" as key from prepared",
}

# One expression, asked by every level and by the null level first: DuckDB then works it out once
# for each pair, and not once for each level.
_MACROS: Final = """
create macro bits_near(words_a, bits_a, words_b) as list_dot_product(bits_a, list_transform(words_a,
    lambda x: (coalesce(list_max(list_transform(words_b,
        lambda y: jaro_winkler_similarity(x, y))), 0) >= 0.86)::int::float));
create macro bits_same(words_a, bits_a, words_b) as list_dot_product(bits_a, list_transform(words_a,
    lambda x: coalesce(list_contains(words_b, x), false)::int::float));
create macro names_step(near, same, is_whole) as greatest(
    (near >= 3)::int + (near >= 6)::int + (near >= 10)::int + (near >= 15)::int,
    is_whole::int * (near >= 6)::int * (4 + greatest(
        (near >= 6)::int + (near >= 10)::int + (near >= 15)::int,
        (same >= 8)::int * (3 + (same >= 8)::int + (same >= 11)::int + (same >= 15)::int
            + (same >= 19)::int + (same >= 24)::int + (same >= 30)::int))));
create macro names_of(near_l, near_r, same, total_l, total_r) as names_step(
    least(near_l, near_r), same, near_l >= total_l - 0.1 or near_r >= total_r - 0.1);
create macro names_level(words_l, bits_l, total_l, words_r, bits_r, total_r) as coalesce(names_of(
    bits_near(words_l, bits_l, words_r), bits_near(words_r, bits_r, words_l),
    bits_same(words_l, bits_l, words_r), total_l, total_r) + 0 * len(words_l) * len(words_r), -1);
"""


def link_with_stock_splink(mentions: pa.Table, compare: Sequence[str] = ()) -> pa.Table:
    """Link a table with Splink.

    Args:
        mentions: standard columns and those of ``compare``.

    Returns:
        ``mention_id``, ``person_id`` at the threshold set without labels, and ``at_0`` ...: the
        same at each threshold tried.
    """
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on
    from splink.internals.exceptions import EMTrainingException

    logging.getLogger("splink").setLevel(logging.ERROR)
    with duckdb.connect() as con:
        con.execute("set enable_progress_bar = false")
        con.execute(_MACROS)
        texts = _prepare(con, mentions, compare)
        chosen = SettingsCreator(
            link_type="dedupe_only",
            comparisons=_comparisons(texts),
            blocking_rules_to_generate_predictions=[
                block_on("keys", arrays_to_explode=["keys"]),
            ],
            probability_two_random_records_match=min(0.1, 0.7 / len(mentions)),
            retain_matching_columns=False,
        )
        api = DuckDBAPI(con)
        linker = Linker(api.register("prepared"), chosen, log_level=logging.ERROR)
        linker.training.estimate_u_using_random_sampling(
            max_pairs=_RANDOM_PAIRS, seed=1, num_chunks=1
        )
        # A rule names the columns of the comparison that it holds fixed, which is then not trained.
        rules = [block_on("words"), block_on("birth_day"), block_on("words[1]")]
        if not texts and not _is_born(con):
            rules = [block_on("keys", arrays_to_explode=["keys"])]
        for rule in rules:
            # A rule under which the table has no two of one person teaches nothing.
            with suppress(ValueError, EMTrainingException):
                linker.training.estimate_parameters_using_expectation_maximisation(
                    rule, max_pairs=_TRAINING_PAIRS
                )
        scored = linker.inference.predict(threshold_match_weight=_LOWEST).physical_name
        edges = con.sql(
            f"select unique_id_l as l, unique_id_r as r, match_weight as weight from {scored}"
        ).to_arrow_table()
        ids = con.sql("select mention_id from prepared order by unique_id").to_arrow_table()
    left, right = edges["l"].to_numpy(), edges["r"].to_numpy()
    weight = edges["weight"].to_numpy()
    at = {t: _components(len(ids), left, right, weight >= t) for t in _THRESHOLDS}
    usual = min(_THRESHOLDS, key=lambda t: abs(t - _threshold(len(ids))))
    columns = {"mention_id": ids["mention_id"], "person_id": pa.array(at[usual])}
    return pa.table(columns | {f"at_{t:g}": pa.array(persons) for t, persons in at.items()})


def _is_born(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether any mention has a birth: where none has, only names can be trained."""
    asked = "select count(*) from prepared where birth_year is not null"
    return bool(con.execute(asked).fetchall()[0][0])


def _threshold(mentions: int) -> float:
    """The match weight from which two are one, by the size of the table, without its labels.

    The best one on labelled data was 1, 3 and 5 to 6 bits at ten thousand, a hundred thousand and
    a million mentions.
    """
    return float(max(0.0, 1 + 2.25 * (np.log10(max(mentions, 1)) - 4)))


def _prepare(
    con: duckdb.DuckDBPyConnection, mentions: pa.Table, compare: Sequence[str]
) -> list[str]:
    """Make the table ``prepared`` with its blocking keys; the text columns that hold something."""
    names = ("family_name", "given_names", "full_name", "birth_date_min", "birth_date_max")
    single = ("sex", "place", "nationality", "phone", "id_number", "case_ref", *compare)
    for name in (*names, *single):
        if name not in mentions.column_names:
            mentions = mentions.append_column(name, pa.nulls(len(mentions), pa.string()))
    con.register("mentions", mentions)
    texts = ", ".join(f'lower(strip_accents("{c}")) as "{c}"' for c in single)
    particles = ", ".join(f"'{word}'" for word in _PARTICLES)
    con.execute(_PREPARED.format(particles=particles, sound=_SOUND, texts=texts))
    there = [c for c in single if mentions[c].null_count < len(mentions)]
    con.execute("create table s as select *, unnest(sounds) as s from prepared")
    keys = [*_KEYS, *(_TEXT_KEYS[c] for c in _TEXT_KEYS if c in there)]
    keys += [f"select unique_id, '{c}' || s || ' ' || \"{c}\" as key from s" for c in compare]
    con.execute(
        "create table kept as with every as (" + " union ".join(keys) + ")"
        " select unique_id, list(key) as keys from every where key is not null and key in"
        f" (select key from every group by key having count(*) between 2 and {_MOST_SHARING})"
        " group by unique_id"
    )
    con.execute(
        "create or replace table prepared as select p.*, coalesce(k.keys, []) as keys"
        " from prepared p left join kept k using (unique_id)"
    )
    con.execute("drop table s; drop table kept")
    return there


def _comparisons(texts: Sequence[str]) -> list[Any]:
    import splink.comparison_library as cl

    made: list[Any] = [_names(), _births()]
    for column in texts:
        if column == "sex":
            made.append(cl.ExactMatch(column))
        elif column in ("nationality", "case_ref"):
            made.append(cl.ExactMatch(column).configure(term_frequency_adjustments=True))
        elif column in ("phone", "id_number"):
            made.append(cl.DamerauLevenshteinAtThresholds(column, [1]))
        else:
            made.append(
                cl.JaroWinklerAtThresholds(column, [0.92, 0.8]).configure(
                    term_frequency_adjustments=True
                )
            )
    return made


def _names() -> Any:
    """Bits of rarity in common, in any order, beside whether one name is contained in the other."""
    level = "names_level(words_l, bits_l, total_l, words_r, bits_r, total_r)"
    steps = [f"{level} = {k}" for k in range(13, 0, -1)]
    return _custom("names", f"{level} = -1", steps)


def _births() -> Any:
    days = "birth_day_l is not null and birth_day_r is not null"
    apart = "abs(birth_year_l - birth_year_r)"
    swapped = (
        "birth_day_l[:4] = birth_day_r[:4] and birth_day_l[6:7] = birth_day_r[9:10]"
        " and birth_day_l[9:10] = birth_day_r[6:7]"
    )
    vaguer = "least(birth_precision_l, birth_precision_r)"
    steps = ["birth_day_l = birth_day_r", swapped]
    steps += [f"{days} and damerau_levenshtein(birth_day_l, birth_day_r) = 1"]
    steps += [f"{days} and birth_day_l[:7] = birth_day_r[:7]"]
    steps += [f"{days} and {apart} = 0", f"{vaguer} = 2 and {apart} = 0"]
    steps += [f"{vaguer} = 2 and {apart} <= 1", f"{vaguer} = 1 and {apart} <= 1"]
    steps += [f"{apart} <= {years}" for years in (2, 5, 10)]
    return _custom("birth", "birth_year_l is null or birth_year_r is null", steps)


def _custom(name: str, unknown: str, steps: Sequence[str]) -> Any:
    import splink.comparison_level_library as cll
    import splink.comparison_library as cl

    return cl.CustomComparison(
        output_column_name=name,
        comparison_levels=[
            cll.CustomLevel(unknown).configure(is_null_level=True),
            *(cll.CustomLevel(step) for step in steps),
            cll.ElseLevel(),
        ],
    )


def _components(size: int, left: Any, right: Any, kept: Any) -> Any:
    graph = coo_matrix((np.ones(int(kept.sum())), (left[kept], right[kept])), shape=(size, size))
    return connected_components(graph, directed=False)[1]
