"""Keys that a month brings and takes, and the pairs that share one because of it.

A key counts while few share it. So a pair is looked at, or no longer, where a mention was renewed,
and where a group came to be too large, or is so no more. Texts that became more or less rare move
no key: such a pair is known, and asked again.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pyarrow as pa

from warehouse.linkage.engine.blocking import FEWEST_SHARING, SharingMost, make_keys, rules
from warehouse.linkage.engine.match_levels import text_level
from warehouse.linkage.engine.words import TEXTS, text_prefix


def make_fresh_keys(con: duckdb.DuckDBPyConnection, compare: Sequence[str]) -> None:
    """Make ``fresh_keys``, those of the renewed mentions, and ``lost_keys``, what they had."""
    con.execute("create or replace table features as from now semi join renewed using (unique_id)")
    make_keys(con, compare)
    con.execute("create or replace temp view fresh_keys as from keys")
    con.execute(
        "create or replace temp table lost_keys as"
        " select k.* from known.keys k semi join moved using (unique_id)"
    )


def choose_all(con: duckdb.DuckDBPyConnection) -> None:
    """As ``choose_pairs`` where nothing is known, from ``blocked``."""
    con.execute(
        "create or replace temp table paired as"
        f" {_ordered('(select unique_id_l as a, unique_id_r as b from blocked)')}"
    )
    con.execute("create or replace temp table parted (l bigint, r bigint)")


def choose_pairs(con: duckdb.DuckDBPyConnection, most: SharingMost, compare: Sequence[str]) -> None:
    """Make ``paired``, the pairs to score that share a key, and ``parted``, those that no more do.

    Args:
        con: with ``fresh_keys``, ``lost_keys``, ``places``.
        most: for each rule, how many mentions may share a key.
    """
    caps = [(number, most[name]) for number, name in enumerate(rules(compare))]
    con.register("cap", pa.table({"rule": [c[0] for c in caps], "most": [c[1] for c in caps]}))
    con.execute(
        """
        create or replace temp table shift as
        select rule, key, sum(d)::bigint as d from (
            select rule, key, 1 as d from fresh_keys union all
            select rule, key, -1 from lost_keys)
        group by rule, key
        """
    )
    # All that is known of the keys that a month moves, read once.
    con.execute(
        "create or replace temp table near as"
        " select k.* from known.keys k semi join shift using (rule, key)"
    )
    _count_sharing(con, "sharing", "select rule, key from shift", "near")
    con.execute(
        """
        create or replace temp table opened as
        select rule, key from sharing where n + d <= most and n > most
        """
    )
    con.execute(
        f"""
        create or replace temp table member as
        select k.rule, k.key, k.unique_id, k.is_fresh from (
            select *, false as is_fresh from near anti join moved using (unique_id)
            union all select *, true from fresh_keys) k
        semi join (select rule, key from sharing
            where n + d between {FEWEST_SHARING} and most) s using (rule, key)
        """
    )
    con.execute(
        f"""
        create or replace temp table paired as
        with met as (
            select a.unique_id as a, b.unique_id as b from member a join member b
            on a.rule = b.rule and a.key = b.key and a.unique_id <> b.unique_id where a.is_fresh
            union all
            select a.unique_id, b.unique_id from member a join member b
            on a.rule = b.rule and a.key = b.key and a.unique_id < b.unique_id
            semi join opened o on o.rule = a.rule and o.key = a.key)
        {_ordered("met")}
        """
    )
    _part(con)
    _pair_retold(con, compare)


def _pair_retold(con: duckdb.DuckDBPyConnection, compare: Sequence[str]) -> None:
    """Add to ``paired`` the known pairs whose texts are alike in another degree than they were."""
    texts = [text_prefix(column) for column in (*TEXTS, *compare)]
    values = ", ".join(f"a.{t}_value as {t}_l, b.{t}_value as {t}_r" for t in texts)
    con.execute(
        f"""
        create or replace temp table retold_pair as
        select l, r, {values} from (
            select l, r from known.edges where round = 0
                and (l in (from retold) or r in (from retold))
                and l not in (from moved) and r not in (from moved))
        join known.features a on a.unique_id = l join known.features b on b.unique_id = r
        """
    )
    for text in texts:
        then, now = (text_level(f"{one}.{{}}", f"{two}.{{}}") for one, two in ("ab", "cd"))
        con.execute(
            f"""
            insert into paired
            with met as (select distinct {text}_l, {text}_r from retold_pair),
            other as (
                select {text}_l, {text}_r from met
                join known.told_{text} a on a.value = {text}_l
                join known.told_{text} b on b.value = {text}_r
                join told_now_{text} c on c.value = {text}_l
                join told_now_{text} d on d.value = {text}_r
                where {then} <> {now})
            select l, r from retold_pair semi join other using ({text}_l, {text}_r)
            anti join parted using (l, r) anti join paired using (l, r)
            """
        )


def _count_sharing(con: duckdb.DuckDBPyConnection, into: str, keys: str, relation: str) -> None:
    """Of some keys, how many shared each (``n``), how many more do now (``d``), and may."""
    con.execute(
        f"""
        create or replace temp table {into} as
        with asked as ({keys})
        select rule, key, coalesce(b.n, 0) as n, coalesce(s.d, 0) as d, most
        from asked left join (
            select rule, key, count(*) as n from {relation} semi join asked using (rule, key)
            group by rule, key) b using (rule, key)
        left join shift s using (rule, key) join cap using (rule)
        """
    )


def _part(con: duckdb.DuckDBPyConnection) -> None:
    """Make ``parted``: known pairs of unmoved mentions all of whose keys are crowded now."""
    con.execute(
        """
        create or replace temp table crowded as
        select k.* from near k
        semi join (select rule, key from sharing where n <= most and n + d > most) s
            using (rule, key)
        anti join moved using (unique_id)
        """
    )
    con.execute(
        """
        create or replace temp table loosened as
        select distinct e.l, e.r from known.edges e join crowded a on a.unique_id = e.l
        join crowded b on b.unique_id = e.r and b.rule = a.rule and b.key = a.key
        where e.round = 0
        """
    )
    con.execute(
        """
        create or replace temp table held as
        with k as (select k.* from known.keys k semi join (
            select l as unique_id from loosened union select r from loosened) using (unique_id))
        select o.l, o.r, a.rule, a.key from loosened o join k a on a.unique_id = o.l
        join k b on b.unique_id = o.r and b.rule = a.rule and b.key = a.key
        """
    )
    _count_sharing(con, "holding", "select distinct rule, key from held", "known.keys")
    con.execute(
        f"""
        create or replace temp table parted as
        select l, r from loosened anti join (
            select l, r from held semi join (select rule, key from holding
                where n + d between {FEWEST_SHARING} and most) using (rule, key)) using (l, r)
        """
    )


def _ordered(pairs: str) -> str:
    """SQL: distinct pairs (a, b) as l and r, by the order of their mentions' ids."""
    return f"""
        select distinct if(p.place < q.place, a, b) as l, if(p.place < q.place, b, a) as r
        from {pairs} join places p on p.unique_id = a join places q on q.unique_id = b
    """
