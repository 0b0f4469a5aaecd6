"""The pairs that a month changes, scored again.

A pair is looked at because it shares a key (round 0, see ``keys``) or has a friend in common (round
1). Which pairs are, and what they weigh, is as ``pairs`` says for a whole table; here only what
differs from what is known is found. The order within a pair is that of the mentions' ids, as it is
there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import duckdb
import pyarrow as pa

from warehouse.linkage.guards import guard_pairs
from warehouse.linkage.model import Comparison, comparisons_of
from warehouse.linkage.pairs import friends, score_blocked
from warehouse.linkage.training import Model

_STAYS: Final = "not exists (select 1 from moved_on x where x.unique_id = {0}.{1})"


def lay_out(con: duckdb.DuckDBPyConnection) -> None:
    """Make ``now`` (the features of all mentions that count now), ``places`` and ``moved_on``.

    ``places`` is the rank of each mention by its id; ``moved_on`` are the mentions of which nothing
    known holds: those that are gone and those that were touched.
    """
    con.execute(
        "create or replace temp table moved_on as"
        " select unique_id from gone union select unique_id from touched"
    )
    con.execute(
        "create or replace temp view now as select * from known.features"
        " anti join moved_on using (unique_id) union all select * from fresh"
    )
    con.execute(
        "create or replace temp table places as"
        " select unique_id, row_number() over (order by mention_id) - 1 as place from now"
    )


def asked_of(
    con: duckdb.DuckDBPyConnection, compare: Sequence[str]
) -> tuple[list[Comparison], bool]:
    """The comparisons that all mentions together can be asked; whether any tells given names."""
    columns = [row[0] for row in con.execute("describe now").fetchall() if row[0] != "unique_id"]
    counted = con.execute("select " + ", ".join(f'count("{c}")' for c in columns) + " from now")
    held = {c for c, n in zip(columns, counted.fetchall()[0], strict=True) if n}
    return comparisons_of(held, compare), "given" in held


def score(
    con: duckdb.DuckDBPyConnection,
    asked: Sequence[Comparison],
    model: Model,
    *,
    tells_given: bool,
    strict: bool,
) -> None:
    """Make ``now_edges``, all that hold now, and ``changed``, the pairs whose edge differs.

    Args:
        con: with ``paired`` and ``parted``.
        asked: the comparisons.
        model: their parameters.
        tells_given: whether any mention tells given names from the family's.
        strict: whether all guards hold.
    """
    con.execute(
        "create or replace temp table scored (l bigint, r bigint, weight double, round int)"
    )
    _score_round(con, "paired", 0, asked, model, tells_given=tells_given)
    untouched = f"{_STAYS.format('e', 'l')} and {_STAYS.format('e', 'r')}"
    con.execute(
        f"""
        create or replace temp table keyed as
        select l, r, weight from known.edges e
        anti join paired using (l, r) anti join parted using (l, r)
        where round = 0 and {untouched}
        union all select l, r, weight from scored
        """
    )
    closest = friends(
        "(select p.place as l, q.place as r, weight from keyed join places p on p.unique_id = l"
        " join places q on q.unique_id = r)"
    )
    con.execute(
        f"""
        create or replace temp table befriended as
        with closest as ({closest}),
        met as (select x.b as one, y.b as two from closest x join closest y
            on x.a = y.a and x.b < y.b group by all)
        select p.unique_id as l, q.unique_id as r from met
        join places p on p.place = one join places q on q.place = two
        anti join keyed k on k.l = p.unique_id and k.r = q.unique_id
        """
    )
    con.execute(
        f"""
        create or replace temp table newly_befriended as
        select * from befriended anti join (
            select l, r from known.friendly e where {untouched}) using (l, r)
        """
    )
    _score_round(con, "newly_befriended", 1, asked, model, tells_given=tells_given)
    _guard(con, strict=strict)
    con.execute(
        f"""
        create or replace temp table kept as
        select e.* from known.edges e anti join paired using (l, r) anti join parted using (l, r)
        where {untouched} and round = 0
        union all
        select e.* from known.edges e semi join befriended using (l, r)
        anti join newly_befriended using (l, r) where {untouched} and round = 1
        """
    )
    con.execute(
        "create or replace temp view now_edges as"
        " select * from kept union all by name select * from guarded"
    )
    con.execute(
        """
        create or replace temp table fallen as
        select * from known.edges anti join kept using (l, r)
        """
    )
    con.execute(
        """
        create or replace temp table changed as
        select distinct l, r from (
            (select l, r, counted, never from fallen except
             select l, r, counted, never from guarded) union all
            (select l, r, counted, never from guarded except
             select l, r, counted, never from fallen))
        """
    )


def _score_round(
    con: duckdb.DuckDBPyConnection,
    pairs: str,
    number: int,
    asked: Sequence[Comparison],
    model: Model,
    *,
    tells_given: bool,
) -> None:
    """Add the pairs worth keeping to ``scored``; their mentions' features to ``features``."""
    con.execute(
        f"insert into features select n.* from now n semi join ("
        f"select l as unique_id from {pairs} union select r from {pairs}) using (unique_id)"
        " anti join features using (unique_id)"
    )
    con.execute(
        f"create or replace table blocked as select l as join_key_l, r as join_key_r,"
        f" '0' as match_key from {pairs}"
    )
    con.execute("create or replace table edges (l bigint, r bigint, weight double)")
    if asked:
        score_blocked(con, asked, model, tells_given=tells_given)
    con.execute(f"insert into scored select l, r, weight, {number} from edges")


def _guard(con: duckdb.DuckDBPyConnection, *, strict: bool) -> None:
    """Make ``guarded``: what was scored, with what of it counts, and which may never be one."""
    con.execute("create or replace table edges as select l, r, weight from scored")
    never = guard_pairs(con, strict=strict)
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
    con.execute("delete from known.keys where unique_id in (select unique_id from moved_on)")
    con.execute("insert into known.keys select * from fresh_keys")
    con.execute("delete from known.edges where (l, r) in (select (l, r) from fallen)")
    con.execute("insert into known.edges by name select * from guarded")
    con.execute("delete from known.friendly")
    con.execute("insert into known.friendly select * from befriended")
