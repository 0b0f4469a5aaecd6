"""The pairs that a month changes, scored again.

A pair is looked at because it shares a key (round 0, see ``blocking_keys``) or has a friend in
common (round 1). Which pairs are, and what they weigh, is as ``pairs`` says for a whole table; here
only what differs from what is known is found, in the same order within a pair: by mention id.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import duckdb
import pyarrow as pa

from warehouse.linkage.engine.guards import guard_pairs
from warehouse.linkage.engine.match_levels import Comparison, comparisons_of
from warehouse.linkage.engine.monthly.rare import with_rarity
from warehouse.linkage.engine.scoring import compare_pairs, score_compared
from warehouse.linkage.engine.training import Model
from warehouse.linkage.engine.transitive_pairs import friends
from warehouse.linkage.engine.words import TEXTS, text_prefix

# What of a mention no pair is asked.
_ALONE: Final = "mention_id, row_key, record_key, bones"


def lay_out(con: duckdb.DuckDBPyConnection, compare: Sequence[str]) -> None:
    """Make ``now``, the features of all mentions that count now, and ``places``.

    ``places`` is the rank of each mention by its id.
    """
    mentions = (
        "(select * from known.features anti join moved using (unique_id) union all from fresh)"
    )
    texts = [text_prefix(column) for column in (*TEXTS, *compare)]
    con.execute(f"create or replace temp view now as {with_rarity(mentions, texts)}")
    con.execute(
        "create or replace temp table places as"
        " select unique_id, row_number() over (order by mention_id) - 1 as place"
        f" from {mentions}"
    )


def asked_of(con: duckdb.DuckDBPyConnection, compare: Sequence[str]) -> list[Comparison]:
    """The comparisons that all mentions together can be asked."""
    columns = [row[0] for row in con.execute("describe now").fetchall() if row[0] != "unique_id"]
    counted = con.execute("select " + ", ".join(f'count("{c}")' for c in columns) + " from now")
    held = {c for c, n in zip(columns, counted.fetchall()[0], strict=True) if n}
    return comparisons_of(held, compare)


def score(
    con: duckdb.DuckDBPyConnection,
    asked: Sequence[Comparison],
    model: Model,
    *,
    strict: bool,
) -> None:
    """Make ``now_edges``, all that hold now, and ``changed``, the pairs whose edge differs.

    Args:
        con: with ``paired`` and ``parted``.
        strict: whether all guards hold.
    """
    con.execute(
        "create or replace temp table scored (l bigint, r bigint, weight double, round int)"
    )
    con.execute(f"create or replace table features as select * exclude ({_ALONE}) from now limit 0")
    _score_round(con, "paired", 0, asked, model)
    _befriend(con)
    con.execute(
        """
        create or replace temp table newly_befriended as
        select * from befriended anti join (
            select l, r from known.friendly where l not in (from moved union all from retold)
            and r not in (from moved union all from retold)) using (l, r)
        """
    )
    _score_round(con, "newly_befriended", 1, asked, model)
    _guard(con, strict=strict, in_homes=model.has_households)
    con.execute(
        """
        create or replace temp table fallen as
        with looked_at as (from paired union all from parted),
        stay as (from befriended anti join newly_befriended using (l, r))
        select * from known.edges where l in (from moved) or r in (from moved)
            or case round when 0 then (l, r) in (from looked_at) else (l, r) not in (from stay) end
        """
    )
    con.execute(
        "create or replace temp view now_edges as select * from known.edges"
        " anti join fallen using (l, r) union all by name select * from guarded"
    )
    con.execute(
        """
        create or replace temp table changed as
        select l, r from fallen f full join guarded g using (l, r)
        where f.counted is distinct from g.counted
            or coalesce(f.never, false) <> coalesce(g.never, false)
        """
    )


def _befriend(con: duckdb.DuckDBPyConnection) -> None:
    """Make ``befriended``, the pairs that have a friend in common and share no key."""
    still = (
        "anti join paired using (l, r) anti join parted using (l, r)"
        " where round = 0 and l not in (from moved) and r not in (from moved)"
    )
    closest = friends(
        "(select p.place as l, q.place as r, weight from ("
        f"select l, r, weight from known.edges {still} union all"
        " select l, r, weight from scored where round = 0)"
        " join places p on p.unique_id = l join places q on q.unique_id = r)"
    )
    con.execute(
        f"""
        create or replace temp table met as
        with closest as ({closest}),
        two as (select x.b as one, y.b as other from closest x join closest y
            on x.a = y.a and x.b < y.b group by all)
        select p.unique_id as l, q.unique_id as r from two
        join places p on p.place = one join places q on q.place = other
        """
    )
    # Few of the edges are among those met: asked in this order, few are asked the rest.
    con.execute(
        f"""
        create or replace temp table befriended as
        with held as (select l, r, round from known.edges semi join met using (l, r)),
        keyed as (select l, r from held {still}
            union all select l, r from scored where round = 0)
        select l, r from met anti join keyed using (l, r)
        """
    )


def _score_round(
    con: duckdb.DuckDBPyConnection,
    pairs: str,
    number: int,
    asked: Sequence[Comparison],
    model: Model,
) -> None:
    """Add the pairs worth keeping to ``scored``, and, without a weight, those read on in vain."""
    con.execute(
        f"insert into features select n.* exclude ({_ALONE}) from now n semi join ("
        f"select l as unique_id from {pairs} union select r from {pairs}) using (unique_id)"
        " anti join features using (unique_id)"
    )
    con.execute(
        f"create or replace table blocked as select l as unique_id_l, r as unique_id_r from {pairs}"
    )
    con.execute("create or replace table edges (l bigint, r bigint, weight double)")
    con.execute("create or replace temp table passed (l bigint, r bigint)")
    if asked:
        compare_pairs(con, asked)
        score_compared(con, asked, model, read_on="passed")
    con.execute(
        f"insert into scored select l, r, weight, {number} from passed left join edges using (l, r)"
    )


def _guard(con: duckdb.DuckDBPyConnection, *, strict: bool, in_homes: bool) -> None:
    """Make ``guarded``: what was scored, with what of it counts, and which may never be one."""
    con.execute(
        "create or replace table edges as select l, r, weight from scored where weight is not null"
    )
    never = guard_pairs(con, strict=strict, in_homes=in_homes)
    con.register(
        "forbidden",
        pa.table(
            {
                "l": pa.array([one for one, _ in never], pa.int64()),
                "r": pa.array([two for _, two in never], pa.int64()),
            }
        ),
    )
    con.execute(
        """
        create or replace temp table guarded as
        select s.l, s.r, s.weight, s.round, e.weight as counted,
            f.l is not null as never
        from scored s left join edges e using (l, r) left join forbidden f using (l, r)
        """
    )


def keep_edges(con: duckdb.DuckDBPyConnection) -> None:
    """Write to what is known the keys and edges that differ."""
    con.execute("delete from known.keys where unique_id in (from moved)")
    con.execute("insert into known.keys select * from fresh_keys")
    con.execute("delete from known.edges where (l, r) in (select (l, r) from fallen)")
    con.execute("insert into known.edges by name select * from guarded")
    con.execute("delete from known.friendly")
    con.execute("insert into known.friendly select * from befriended")
