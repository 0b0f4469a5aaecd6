"""What of a mention is compared: words with their rarity, births with their precision, numbers.

Everything is computed once per distinct word or in columns, in DuckDB. Nothing here decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import duckdb
import pyarrow as pa

from warehouse.linkage.engine.memory import MEMORY, database
from warehouse.linkage.engine.size_correction import DOUBLINGS, grown, seen_in
from warehouse.linkage.engine.words import (
    TEXTS,
    NameField,
    count_all,
    count_words,
    fields,
    hear,
    learn_words,
    rank,
    rarity,
    text_prefix,
    value_rarity,
)


def prepare(mentions: pa.Table, compare: Sequence[str] = (), memory: str = MEMORY) -> pa.Table:
    """The features of each mention.

    Args:
        mentions: a table that ``standardise`` has made.
        compare: its further columns to compare.

    Returns:
        One row per mention, sorted by ``mention_id``, ``unique_id`` its place in that order, with
        the columns of ``features``.
    """
    with database(memory) as con:
        con.register("mentions", mentions)
        con.execute(
            "create table m as select row_number() over (order by mention_id) - 1 as unique_id, *"
            " from mentions"
        )
        con.execute(f"create table crowd as {grown('m')}")
        asked = fields(compare)
        learn_words(con, asked, "m")
        for field in asked:
            con.execute(
                f"create table t_{field.name} as select unique_id, {field.said} as whole from m"
            )
            _weigh(con, field)
        return con.sql(features(compare)).to_arrow_table()


def _weigh(con: duckdb.DuckDBPyConnection, field: NameField) -> None:
    """Make ``<field>``, the words of each whole, and ``v_<field>``, how rare each value is."""
    name = field.name
    con.execute(
        f"create table said_{name} as"
        f" select whole, count(*) as n from t_{name} where whole <> '' group by whole"
    )
    heard = hear(con, field, f"said_{name}")
    wholes = f"(select * from said_{name} join {heard} using (whole))"
    bits = ""
    if field.is_weighed:
        total = con.execute(count_all(field, wholes)).fetchall()[0][0]
        bits = rarity(f"({count_words(field, wholes)})", total)
    if field.is_weighed and not field.of_persons:
        spoken = con.execute(f"select coalesce(sum(n), 0) from said_{name}").fetchall()[0][0]
        values = f"(select value, sum(n) as n from {wholes} group by value)"
        con.execute(f"create table v_{name} as {value_rarity(values, spoken)}")
    con.execute(f"create table {name} as {rank(field, heard, bits)}")


def features(compare: Sequence[str] = ()) -> str:
    """SQL: the features of each mention of ``m``, in the order of ``unique_id``.

    It asks ``m`` (standard columns and ``unique_id``), ``crowd`` (of ``size_correction``) and, for
    each field, ``t_<field>`` (``unique_id``, ``whole``), ``<field>`` (of ``words.rank``) and, for
    texts, ``v_<field>`` (of ``words.value_rarity``).

    Gives ``names`` (at most six words, the rarest first), ``name_word_bits`` (the rarity of each),
    ``names_written`` (each as it is written, in the same order), ``name_bits`` (of all),
    ``name_key`` (all words in order of the alphabet), ``bones`` (their
    skeletons), ``given`` (the words of given names alone), ``given_plain`` (the same as they are
    written, accents aside), ``initials`` (letters that stand alone, and no word begins
    so) and ``firsts`` (those, and what the words begin with; a bit of each letter, of those that
    sound alike one),
    ``is_unnamed``; ``birth_day`` (YYYYMMDD, only when the day is known),
    ``birth_year`` (fraction of a year, the middle of the interval),
    ``birth_precision`` (3 day, 2 year, 1 age); ``sex``, ``phone``, ``id_number``, ``nationality``,
    ``case_ref``, ``alias_key`` (as ``name_key``); ``doublings`` of the table until it was seen; of
    each text column ``text_c_value``, ``_words``, ``_bits`` (of each word), ``_rarity`` (of all).
    """
    texts = (*TEXTS, *compare)
    return _SELECT.format(
        texts=_text_columns(texts),
        joins=_text_joins(texts),
        doublings=DOUBLINGS,
        month=seen_in("m.seen_on"),
    )


def _text_columns(texts: Sequence[str]) -> str:
    return "".join(
        f", {p}.value as {p}_value, {p}.words as {p}_words, {p}.word_bits as {p}_bits,"
        f" v_{p}.bits::float as {p}_rarity"
        for p in map(text_prefix, texts)
    )


def _text_joins(texts: Sequence[str]) -> str:
    return "".join(
        f" left join t_{p} on t_{p}.unique_id = m.unique_id"
        f" left join {p} on {p}.whole = t_{p}.whole"
        f" left join v_{p} on v_{p}.value = {p}.value"
        for p in map(text_prefix, texts)
    )


# 1 January and 31 December are what a clerk writes for a year, unless the warehouse knows better.
# Of a written day that the calendar does not have, only the year is believed.
_SELECT: Final = """
with dated as (
    select unique_id, birth_precision as told,
        coalesce(birth_date_min, birth_date_max) as lo,
        coalesce(birth_date_max, birth_date_min) as hi
    from m
),
written as (
    select unique_id, translate(regexp_replace(regexp_replace(
        upper(strip_accents(concat_ws(' ', family_name, given_names, full_name))),
        '[^\\p{{L}}\\p{{M}} .,/-]', '', 'g'), '^ *M[. ]', ''), 'CQZGWOYF', 'KKSJUUIP') as name
    from m
),
begun as (
    select unique_id,
        list_bit_or(list_transform(regexp_extract_all(name, '\\b([A-Z])[A-Z]', 1),
            lambda x: 1 << (ascii(x) - 65))) as words,
        list_bit_or(list_transform(regexp_extract_all(name, '\\b([A-WYZ])\\b', 1),
            lambda x: 1 << (ascii(x) - 65))) as letters
    from written
),
split as (
    select *, lo[:10] = hi[:10] and regexp_matches(lo, '^\\d{{4}}-\\d{{2}}-\\d{{2}}') as is_point,
        try_cast(lo[:4] as integer) as y1, try_cast(hi[:4] as integer) as y2,
        try_cast(lo[:10] as date) as d1, try_cast(hi[:10] as date) as d2
    from dated
),
birth as (
    select unique_id,
        case when lo is null then null
             when told in ('day') then 3
             when told in ('month', 'year') then 2
             when told is not null then 1
             when is_point and d1 is not null and lo[6:10] not in ('01-01', '12-31') then 3
             when y2 - y1 <= 0 or (d1 is not null and d2 is not null and d2 - d1 <= 366) then 2
             else 1 end as birth_precision,
        case when d1 is not null and d2 is not null
             then extract(year from d1 + ((d2 - d1) // 2)::integer)
                  + (extract(doy from d1 + ((d2 - d1) // 2)::integer) - 1) / 366.0
             else (y1 + y2 + 1) / 2.0 end as birth_year,
        case when is_point then replace(lo[:10], '-', '') end as digits
    from split
)
select m.unique_id, m.mention_id, m.source_id, m.role, m.row_key, m.record_key, m.seen_on,
    case when n.words is null or m.is_unnamed = 'true' then null else n.words end as names,
    case when n.words is null or m.is_unnamed = 'true' then null else n.value end as name_key,
    case when n.words is null or m.is_unnamed = 'true' then null else n.bones end as bones,
    n.total::float as name_bits, n.word_bits as name_word_bits, n.written as names_written,
    coalesce(m.is_unnamed = 'true', false)
        or coalesce(n.words is null and n.held, false) as is_unnamed,
    g.words as given, array_to_string(a.words, ' ') as alias_key,
    nullif(regexp_extract_all(upper(strip_accents(m.given_names)), '\\p{{L}}{{2,}}'), [])
        as given_plain,
    (coalesce(begun.letters, 0) & ~coalesce(begun.words, 0))::int as initials,
    (coalesce(begun.letters, 0) | coalesce(begun.words, 0))::int as firsts,
    case when birth.birth_precision = 3 then birth.digits end as birth_day,
    case when birth.birth_precision = 2 and birth.digits is not null
         then floor(birth.birth_year) + 0.5 else birth.birth_year end as birth_year,
    birth.birth_precision,
    case when upper(m.sex) in ('M', 'F') then upper(m.sex) end as sex,
    nullif(list_distinct(list_filter(
        list_transform(string_split_regex(m.phone, '[/;,]| ou '),
            lambda p: right(regexp_replace(p, '\\D', '', 'g'), 8)),
        lambda p: length(p) >= 6 and length(replace(p, p[1], '')) > 1)), []) as phone,
    case when length(regexp_replace(m.id_number, '[^\\p{{L}}\\p{{N}}]', '', 'g')) >= 4
         then upper(regexp_replace(m.id_number, '[^\\p{{L}}\\p{{N}}]', '', 'g')) end as id_number,
    upper(m.nationality) as nationality,
    nullif(upper(regexp_replace(m.case_ref, '[^\\p{{L}}\\p{{N}}]', '', 'g')), '') as case_ref,
    crowd.{doublings}
    {texts}
from m
join birth on birth.unique_id = m.unique_id
join begun on begun.unique_id = m.unique_id
join crowd on crowd.month = {month}
left join t_names on t_names.unique_id = m.unique_id
left join names n on n.whole = t_names.whole
left join t_given on t_given.unique_id = m.unique_id
left join given g on g.whole = t_given.whole
left join t_alias on t_alias.unique_id = m.unique_id
left join alias a on a.whole = t_alias.whole
{joins}
order by m.unique_id
"""
