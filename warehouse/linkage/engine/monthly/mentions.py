"""Whom a month changes: mentions that come, that go, and whose words are as rare no more.

What is called ``now`` is what is known without what goes, and with what comes. Nothing is written
to what is known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import duckdb
import pyarrow as pa

from warehouse.errors import CallError, message
from warehouse.linkage.engine.features import features
from warehouse.linkage.engine.monthly.rare import Totals, keep_told, stale, tell, told_columns
from warehouse.linkage.engine.size_correction import DOUBLINGS, grown, seen_in
from warehouse.linkage.engine.words import NameField, hear, learn_words, rank, rarity, value_rarity

# What differs by what others say, and only weighs.
_BITS: Final = ("name_bits", "name_word_bits", DOUBLINGS)


def come_and_go(
    con: duckdb.DuckDBPyConnection, come: pa.Table, go: pa.Array, numbered: pa.Table | None = None
) -> None:
    """Make ``arrived`` and ``gone``, and the table ``known.mention`` where there is none.

    Args:
        con: with ``known``.
        come: mentions as ``standardise`` makes them; one whose id is known takes its place, and its
            number.
        go: ids of mentions that count no more; unknown ones do nothing.
        numbered: ``mention_id``, ``unique_id``: numbers that were given before all was forgotten.

    Raises:
        CallError: other columns are compared than before.
    """
    con.register("come", come)
    con.register("go", pa.table({"mention_id": go.cast(pa.string())}))
    con.execute(
        "create table if not exists known.mention as"
        " select 0::bigint as unique_id, * from come limit 0"
    )
    remembered = [row[0] for row in con.execute("describe known.mention").fetchall()][1:]
    if set(remembered) != set(come.column_names):
        differ = set(remembered) ^ set(come.column_names)
        raise CallError(message("linkage_known_compare", columns=", ".join(sorted(differ))))
    con.register(
        "before",
        con.sql("select mention_id, unique_id from known.mention").to_arrow_table()
        if numbered is None
        else numbered,
    )
    con.execute(
        "create or replace temp table gone as select unique_id from known.mention where mention_id"
        " in (select mention_id from come union all select mention_id from go)"
    )
    con.execute(
        """
        create or replace temp table arrived as
        select coalesce(b.unique_id, row_number() over (
            partition by b.unique_id is null order by mention_id) - 1
            + (select coalesce(max(numbers), 0) from known.made))::bigint as unique_id, come.*
        from come left join before b using (mention_id)
        """
    )


def refresh(
    con: duckdb.DuckDBPyConnection, asked: Sequence[NameField], compare: Sequence[str]
) -> dict[str, Totals]:
    """Make ``fresh``, the features of every mention that are other than known.

    Whose they are is in ``renewed``, and in ``moved`` with those that are gone; in ``rarer``, where
    nothing differs but how rare the words of a name are, or how large the table had grown when it
    was seen. ``retold`` are the others, of which a text is more or less rare than known (see
    ``rare``).

    Args:
        con: with ``arrived`` and ``gone``.

    Returns:
        For each field, its totals now. Beside them it leaves, of each field, ``after_``, ``tally_``
        and ``spoken_`` (wholes, words and values whose count changed, with ``n`` and ``before``)
        for ``keep_words``.
    """
    learn_words(con, asked, "arrived")
    totals = {field.name: _count(con, field) for field in asked}
    otherwise = [where for field in asked if (where := stale(con, field, totals[field.name]))]
    otherwise += _crowd(con)
    con.execute(
        "create or replace temp table m as select * from arrived union all by name"
        " select k.* from known.mention k anti join gone using (unique_id)"
        f" where {' or '.join(otherwise) or 'false'}"
    )
    for field in asked:
        _weigh(con, field, totals[field.name])
    told_names = ", ".join(one for f in asked if not f.of_persons for one in told_columns(f.name))
    fresh = f"select * exclude ({told_names}) from ({features(compare)})"
    con.execute(f"create or replace temp table fresh as {fresh}")
    con.execute("create table if not exists known.features as select * from fresh limit 0")
    columns = [row[0] for row in con.execute("describe fresh").fetchall()]
    con.execute(
        f"""
        create or replace temp table reread as
        select f.unique_id, {_differ(c for c in columns if c not in _BITS)} as is_other,
            {_differ(_BITS)} as is_rarer
        from fresh f join known.features k using (unique_id)
        where f.unique_id not in (select unique_id from arrived)
        """
    )
    con.execute(
        "create or replace temp table renewed as select unique_id from arrived"
        " union all select unique_id from reread where is_other or is_rarer"
    )
    con.execute(
        "create or replace temp table rarer as"
        " select unique_id from reread where is_rarer and not is_other"
    )
    con.execute("delete from fresh where unique_id not in (from renewed)")
    con.execute(
        "create or replace temp table moved as select unique_id from gone union from renewed"
    )
    retold = [tell(con, field, totals[field.name]) for field in asked if not field.of_persons]
    con.execute(
        "create or replace temp table retold as select unique_id from known.features"
        f" anti join moved using (unique_id) where {' or '.join(retold)}"
    )
    return totals


def keep_mentions(
    con: duckdb.DuckDBPyConnection, asked: Sequence[NameField], totals: dict[str, Totals]
) -> None:
    """Write to what is known what ``refresh`` has found."""
    con.execute("delete from known.mention where unique_id in (select unique_id from gone)")
    con.execute("insert into known.mention by name select * from arrived")
    con.execute("delete from known.features where unique_id in (from moved)")
    con.execute("insert into known.features select * from fresh")
    con.execute("delete from known.crowd")
    con.execute("insert into known.crowd by name select * from crowd")
    for field in asked:
        for table, column, prefix in (
            ("whole", "whole", "after"),
            ("tally", "bones", "tally"),
            ("value", "value", "spoken"),
        ):
            con.execute(
                f"delete from known.{table}_{field.name} where {column} in"
                f" (select {column} from {prefix}_{field.name} where before > 0)"
            )
            con.execute(
                f"insert into known.{table}_{field.name} by name"
                f" select * exclude (before) from {prefix}_{field.name} where n > 0"
            )
        if not field.of_persons:
            keep_told(con, field)
        con.execute(
            "update known.total set words = ?, said = ? where field = ?",
            [totals[field.name].words, totals[field.name].said, field.name],
        )


def _differ(columns: Iterable[str]) -> str:
    """SQL: whether any of these features is another than is known."""
    return " or ".join(f'f."{c}" is distinct from k."{c}"' for c in columns)


def _crowd(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Make ``crowd``, how large the table had grown by each month now.

    Returns:
        SQL: whether a known mention ``k`` was seen in a month that was smaller, or larger, before.
    """
    stay = "select seen_on from known.mention anti join gone using (unique_id)"
    counted = grown(f"(select seen_on from arrived union all {stay})")
    con.execute(f"create or replace temp table crowd as {counted}")
    other = (
        "select month from crowd c join known.crowd k using (month)"
        f" where c.{DOUBLINGS} <> k.{DOUBLINGS}"
    )
    if not con.execute(f"select count(*) from ({other})").fetchall()[0][0]:
        return []
    return [f"{seen_in('k.seen_on')} in ({other})"]


def _count(con: duckdb.DuckDBPyConnection, field: NameField) -> Totals:
    """Count the field's wholes, words and values anew, where a mention came or went."""
    f = field.name
    con.execute(
        f"""
        create or replace temp table delta_{f} as
        select whole, sum(d)::bigint as d from (
            select {field.said} as whole, 1 as d from arrived union all
            select {field.said}, -1 from known.mention semi join gone using (unique_id))
        where whole <> '' group by whole having sum(d) <> 0
        """
    )
    con.execute(
        f"create or replace temp table unheard_{f} as"
        f" select whole from delta_{f} anti join known.whole_{f} using (whole)"
    )
    heard = hear(con, field, f"unheard_{f}")
    con.execute(
        f"""
        create or replace temp table after_{f} as
        select whole, n + d as n, n as before, held, words, value, kin
        from delta_{f} join known.whole_{f} using (whole)
        union all by name
        select whole, d as n, 0::bigint as before, held, words, value, kin
        from delta_{f} join unheard_{f} using (whole) left join {heard} using (whole)
        """
    )
    con.execute(
        f"create or replace temp view now_{f} as"
        f" select * from known.whole_{f} anti join delta_{f} using (whole) union all by name"
        f" select * exclude (before) from after_{f} where n > 0"
    )
    words, spoken_before = con.execute(
        "select words, said from known.total where field = ?", [f]
    ).fetchall()[0]
    more = _count_words(con, field)
    _tally(
        con,
        f"spoken_{f}",
        f"known.value_{f}",
        "value",
        f"select value, sum(n - before) as d from after_{f} where value is not null group by value",
    )
    (spoken,) = con.execute(f"select coalesce(sum(d), 0)::bigint from delta_{f}").fetchall()[0]
    return Totals(words + more, spoken_before + spoken)


def _count_words(con: duckdb.DuckDBPyConnection, field: NameField) -> int:
    """Make ``tally_<field>``; by how much more names or mentions its words are counted."""
    f = field.name
    if field.of_persons:
        # A name is a set of words: it counts once, as long as any whole says it.
        con.execute(
            f"""
            create or replace temp table kin_{f} as
            with asked as (select distinct kin from after_{f}
                where kin is not null and (before = 0) <> (n = 0)),
            now as (select distinct kin from now_{f} semi join asked using (kin)),
            "then" as (select distinct kin from known.whole_{f} semi join asked using (kin))
            select kin, (now.kin is not null)::int - ("then".kin is not null)::int as n
            from asked left join now using (kin) left join "then" using (kin)
            """
        )
    else:
        con.execute(
            f"create or replace temp table kin_{f} as"
            f" select kin, n - before as n from after_{f} where kin is not null"
        )
    words = "select n, unnest(string_split(kin, ' ')) as bones"
    moves = f"select bones, sum(n) as d from ({words} from kin_{f}) group by bones"
    _tally(con, f"tally_{f}", f"known.tally_{f}", "bones", moves)
    return int(con.execute(f"select coalesce(sum(n), 0) from kin_{f}").fetchall()[0][0])


def _tally(
    con: duckdb.DuckDBPyConnection, into: str, relation: str, column: str, moves: str
) -> None:
    con.execute(
        f"create or replace temp table {into} as"
        f" select {column}, (coalesce(k.n, 0) + d)::bigint as n, coalesce(k.n, 0)::bigint as before"
        f" from ({moves}) left join {relation} k using ({column}) where d <> 0"
    )


def _weigh(con: duckdb.DuckDBPyConnection, field: NameField, totals: Totals) -> None:
    """Make what ``features`` asks of a field, for the mentions in ``m``."""
    f = field.name
    con.execute(
        f"create or replace temp table t_{f} as select unique_id, {field.said} as whole from m"
    )
    words = (
        f"(select bones, n from known.tally_{f} anti join tally_{f} using (bones)"
        f" union all select bones, n from tally_{f} where n > 0)"
    )
    wholes = f"(select * from now_{f} semi join t_{f} using (whole))"
    ranked = rank(field, wholes, rarity(words, totals.words) if field.is_weighed else "")
    con.execute(f"create or replace temp table {f} as {ranked}")
    if field.is_weighed and not field.of_persons:
        values = (
            f"(select value, n from known.value_{f} anti join spoken_{f} using (value)"
            f" union all select value, n from spoken_{f} where n > 0)"
        )
        con.execute(f"create or replace temp table v_{f} as {value_rarity(values, totals.said)}")
