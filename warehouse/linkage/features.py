"""What of a mention is compared: words with their rarity, births with their precision, numbers.

Everything is computed once per distinct word or in columns, in DuckDB. Nothing here decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import duckdb
import pyarrow as pa

from warehouse.linkage.columns import NAMES
from warehouse.linkage.memory import MEMORY, database
from warehouse.linkage.sounds import COMMON, PARTICLES, PLACEHOLDERS, plain, skeleton, spelled

TEXTS: Final = ("place",)
"""Standard columns that are compared as free text, as every ``--compare`` column is."""

_WORD: Final = r"[\p{L}\p{M}\p{N}''’ʼ]+"
_MOST_WORDS: Final = 6

# A table of ten rows does not know which names are common. It counts as if it held so many rows
# more, in which a word has the share it has in the country: one in 64 if it is a common name, else
# one in 8192 (the median of words seen twice among a hundred thousand mentions).
_BACKGROUND: Final = 500
_COMMON_SHARE: Final = 2.0**-6
_OTHER_SHARE: Final = 2.0**-13


def prepare(mentions: pa.Table, compare: Sequence[str] = (), memory: str = MEMORY) -> pa.Table:
    """The features of each mention.

    Args:
        mentions: a table that ``standardise`` has made.
        compare: its further columns to compare.
        memory: the ceiling for DuckDB.

    Returns:
        One row per mention, sorted by ``mention_id``, ``unique_id`` its place in that order:
        ``names`` (at most six words, the rarest first), ``name_word_bits`` (the rarity of each),
        ``name_bits`` (of all), ``name_key`` (all words in order of the alphabet), ``bones`` (their
        skeletons), ``given`` (the words of given names alone), ``is_unnamed``; ``birth_day``
        (YYYYMMDD, only when the day is known), ``birth_year`` (fraction of a year, the middle of
        the interval), ``birth_precision`` (3 day, 2 year, 1 age); ``sex``, ``phone``,
        ``id_number``, ``nationality``, ``case_ref``, ``alias_words``; for each text column
        ``text_c_value``, ``_words``, ``_bits`` (of each word), ``_rarity`` (of the whole).
    """
    with database(memory) as con:
        con.register("mentions", mentions)
        con.execute(
            "create table m as select row_number() over (order by mention_id) - 1 as unique_id, *"
            " from mentions"
        )
        texts = (*TEXTS, *compare)
        _learn_words(con, (*NAMES, "alias", *texts))
        _words_of(con, "names", NAMES, of_persons=True)
        _words_of(con, "given", ("given_names",), of_persons=True)
        _words_of(con, "alias", ("alias",), of_persons=True)
        for column in texts:
            _words_of(con, text_prefix(column), (column,), of_persons=False)
        select = _SELECT.format(texts=_text_columns(texts), joins=_text_joins(texts))
        return con.sql(select).to_arrow_table()


def text_prefix(column: str) -> str:
    """The stem of the feature columns made from a free-text column."""
    return "text_" + "".join(c if c.isalnum() else "_" for c in column)


def _learn_words(con: duckdb.DuckDBPyConnection, columns: Sequence[str]) -> None:
    """One row per distinct word of any compared column: its sound and its skeleton."""
    words = " union ".join(
        f"select unnest(regexp_extract_all(\"{column}\", '{_WORD}')) as word from m"
        for column in columns
    )
    seen = con.sql(words).to_arrow_table()["word"].to_pylist()
    bare = [plain(word) for word in seen]
    sound = [spelled(word) for word in bare]
    con.register(
        "learnt",
        pa.table(
            {
                "word": seen,
                "token": sound,
                "bones": [skeleton(word) for word in sound],
                "is_particle": [word in PARTICLES or len(word) < 2 for word in bare],
                "is_placeholder": [word in PLACEHOLDERS for word in bare],
            }
        ),
    )
    con.register("often", pa.table({"bones": sorted({skeleton(spelled(w)) for w in COMMON})}))
    con.execute("create table common as select bones from often")
    con.execute("create table word as select * from learnt where token <> ''")


def _words_of(
    con: duckdb.DuckDBPyConnection, name: str, columns: Sequence[str], *, of_persons: bool
) -> None:
    """Table ``name``: the words of each mention in ``columns`` with bits, once per distinct text.

    Rarity is that of the skeleton, so that a slip of the pen does not make a common name rare. A
    word in the name of persons is counted once for each different name that holds it, so that one
    person with twenty mentions does not make her own name common; any other word by mentions.
    """
    text = "concat_ws(' ', " + ", ".join(f'"{column}"' for column in columns) + ")"
    kept = "not is_particle" if of_persons else "true"
    bearers = "1" if of_persons else "sum(n)"
    con.execute(f"create table t_{name} as select unique_id, {text} as whole from m")
    con.execute(
        f"""
        create table {name} as
        with said as (select whole, count(*) as n from t_{name} where whole <> '' group by whole),
        heard as (
            select whole, n, token, bones, is_placeholder
            from (select whole, n, unnest(regexp_extract_all(whole, '{_WORD}')) as word from said)
            join word using (word) where {kept} or is_placeholder
        ),
        once as (
            select whole, token, any_value(n) as n, min(bones) as bones
            from heard where not is_placeholder group by whole, token
        ),
        kin as (
            select kin, unnest(bones) as bones, {bearers} as n
            from (select whole, any_value(n) as n, list(distinct bones order by bones) as bones,
                      string_agg(distinct bones, ' ' order by bones) as kin
                  from once group by whole)
            group by kin, bones
        ),
        rarity as (
            select bones, -log2(
                (sum(n) + {_BACKGROUND}
                    * if(bones in (from common), {_COMMON_SHARE}, {_OTHER_SHARE}))
                / (any_value(everyone) + {_BACKGROUND})) as bits
            from kin, (select sum(n) as everyone from (
                select kin, any_value(n) as n from kin group by kin)) group by bones
        ),
        ranked as (
            select *, row_number() over (partition by whole order by bits desc, token) as rank
            from once join rarity using (bones)
        ),
        shown as (select whole, bool_or(is_placeholder) as held from heard group by whole)
        select shown.whole, shown.held,
            list(token order by bits desc, token) filter (rank <= {_MOST_WORDS}) as words,
            list(greatest(bits, 0.1)::float order by bits desc, token)
                filter (rank <= {_MOST_WORDS}) as word_bits,
            list(distinct bones order by bones) filter (rank <= {_MOST_WORDS}) as bones,
            string_agg(token, ' ' order by token) as value,
            sum(greatest(bits, 0.1)) filter (rank <= {_MOST_WORDS}) as total
        from shown left join ranked using (whole) group by all
        """
    )
    con.execute(
        f"""
        create table v_{name} as
        select value, -log2((sum(n) + {_BACKGROUND * _OTHER_SHARE})
            / (select count(*) + {_BACKGROUND} from t_{name} where whole <> '')) as bits
        from {name} join (select whole, count(*) as n from t_{name} group by whole) using (whole)
        group by value
        """
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
# A written day that the calendar does not have keeps its year and its digits.
_SELECT: Final = """
with dated as (
    select unique_id, birth_precision as told,
        coalesce(birth_date_min, birth_date_max) as lo,
        coalesce(birth_date_max, birth_date_min) as hi
    from m
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
             when is_point and lo[6:10] not in ('01-01', '12-31') then 3
             when y2 - y1 <= 0 or (d1 is not null and d2 is not null and d2 - d1 <= 366) then 2
             else 1 end as birth_precision,
        case when d1 is not null and d2 is not null
             then extract(year from d1 + ((d2 - d1) // 2)::integer)
                  + (extract(doy from d1 + ((d2 - d1) // 2)::integer) - 1) / 366.0
             else (y1 + y2 + 1) / 2.0 end as birth_year,
        case when is_point then replace(lo[:10], '-', '') end as digits
    from split
)
select m.unique_id, m.mention_id, m.source_id, m.role, m.row_key, m.record_key,
    case when n.words is null or m.is_unnamed = 'true' then null else n.words end as names,
    case when n.words is null or m.is_unnamed = 'true' then null else n.value end as name_key,
    case when n.words is null or m.is_unnamed = 'true' then null else n.bones end as bones,
    n.total::float as name_bits, n.word_bits as name_word_bits,
    coalesce(m.is_unnamed = 'true', n.words is null and n.held, false) as is_unnamed,
    g.words as given, a.words as alias_words,
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
    nullif(upper(regexp_replace(m.case_ref, '[^\\p{{L}}\\p{{N}}]', '', 'g')), '') as case_ref
    {texts}
from m
join birth on birth.unique_id = m.unique_id
left join t_names on t_names.unique_id = m.unique_id
left join names n on n.whole = t_names.whole
left join t_given on t_given.unique_id = m.unique_id
left join given g on g.whole = t_given.whole
left join t_alias on t_alias.unique_id = m.unique_id
left join alias a on a.whole = t_alias.whole
{joins}
order by m.unique_id
"""
