"""Friends of friends: what blocking misses between two records, a third one often finds."""

from __future__ import annotations

from typing import Final

import duckdb

_FRIENDS: Final = 12
_FRIENDLY: Final = 2.0


def friends(edges: str) -> str:
    """SQL: of each mention ``a`` her closest others ``b``, at most twelve, of scored pairs."""
    return f"""
        with sides as (
            select l as a, r as b, weight from {edges} where weight >= {_FRIENDLY}
            union all select r, l, weight from {edges} where weight >= {_FRIENDLY}
        )
        select a, b from sides
        qualify row_number() over (partition by a order by weight desc, b) <= {_FRIENDS}
    """


def befriend(con: duckdb.DuckDBPyConnection) -> None:
    """Replace ``blocked`` by the pairs not yet scored that have a strong friend in common.

    Args:
        con: where ``blocked``, those that were looked at, and their ``edges`` stand.
    """
    con.execute(f"create temp table friends as {friends('edges')}")
    con.execute("create temp table looked_at as select unique_id_l, unique_id_r from blocked")
    con.execute(
        """
        create or replace table blocked as
        select x.b as unique_id_l, y.b as unique_id_r
        from friends x join friends y on x.a = y.a and x.b < y.b
        group by all
        """
    )
    con.execute(
        """
        create or replace table blocked as
        select b.* from blocked b anti join looked_at using (unique_id_l, unique_id_r)
        """
    )
