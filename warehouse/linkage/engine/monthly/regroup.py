"""Groups formed anew where a month changed an edge within one, came, or went; the rest stands.

A group depends on the edges among its own component, on the guards over its mentions and on what
humans said of them, and on nothing else. So a component in which none of these differs keeps its
groups, and all others are agglomerated as ``clusters`` does with a whole table.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from warehouse.linkage.engine.clusters import Clustering, agglomerate
from warehouse.linkage.engine.guards import guard_rows
from warehouse.linkage.engine.judgements import (
    Contradiction,
    Pair,
    contradictions,
    judged,
    overruled,
    yielding,
)
from warehouse.linkage.engine.sayings import sayings
from warehouse.linkage.engine.thresholds import Thresholds

Ints = npt.NDArray[np.int64]

_PLACED: Final = "join places p on p.unique_id = l join places q on q.unique_id = r"


@dataclass(frozen=True, slots=True)
class Regrouped:
    """What was grouped anew."""

    unique_id: Ints  # of each mention that was, its number, in the order of mention ids
    component: Ints  # of each, the component it is in now
    found: Clustering  # the clustering; its mentions are places in ``unique_id``
    # judgements that cannot all be true; pairs are places in ``unique_id``
    contradictions: list[Contradiction]
    judged: set[Pair]  # places in ``unique_id`` on whose pairs somebody decided


def regroup(con: duckdb.DuckDBPyConnection, judgements: pa.Table, cut: Thresholds) -> Regrouped:
    """Group anew what a month stirred.

    Args:
        con: with ``now``, ``places``, ``now_edges`` and ``changed``.
        judgements: all that humans decided.
        cut: what joins, and what a human judges.
    """
    number = con.sql("select unique_id from places order by place").to_arrow_table()
    unique_id = number["unique_id"].to_numpy().astype(np.int64)
    spoken_of = _places_of(con, judgements)
    judged_known = judged(judgements.to_pylist(), spoken_of)
    component = _components(con, len(unique_id), judged_known.must_link, cut)
    con.register("labelled", pa.table({"place": np.arange(len(unique_id)), "label": component}))
    stirred = _stirred(con, spoken_of.values())
    members = np.flatnonzero(np.isin(component, np.unique(component[stirred])))
    con.register("member_place", pa.table({"place": members, "dense": np.arange(len(members))}))
    con.execute(
        "create or replace table features as select dense::bigint as unique_id,"
        " now.* exclude (unique_id)"
        " from now join places using (unique_id) join member_place using (place)"
    )
    edges = con.sql(
        """
        select a.dense as l, b.dense as r, counted, never
        from now_edges join places p on p.unique_id = l join places q on q.unique_id = r
        join member_place a on a.place = p.place join member_place b on b.place = q.place
        where counted is not null order by 1, 2
        """
    ).to_arrow_table()
    must, rows = guard_rows(con)
    left, right = (edges[side].to_numpy().astype(np.int64) for side in ("l", "r"))
    is_never = edges["never"].to_numpy(zero_copy_only=False).astype(bool)
    pairs = zip(left[is_never].tolist(), right[is_never].tolist(), strict=True)
    never = sorted({*rows, *pairs})
    dense = {mention: int(np.searchsorted(members, place)) for mention, place in spoken_of.items()}
    judged_dense = judged(judgements.to_pylist(), dense)
    guarded = overruled(never, judged_dense)
    clustering = agglomerate(
        len(members),
        left,
        right,
        edges["counted"].to_numpy().astype(float),
        must_link=[*yielding(must, judged_dense, guarded), *judged_dense.must_link],
        never_same=[*guarded, *judged_dense.never_same],
        thresholds=cut,
        says=sayings(con),
    )
    first = np.full(component.max(initial=-1) + 1, -1)
    # Written from the last to the first, so that the first mention names its component.
    first[component[members[::-1]]] = unique_id[members[::-1]]
    return Regrouped(
        unique_id[members],
        first[component[members]],
        clustering,
        contradictions(judged_dense, must, never),
        judged_dense.pairs,
    )


def keep_persons(con: duckdb.DuckDBPyConnection, new: Regrouped, judgements: pa.Table) -> None:
    """Write to what is known the groups that were formed anew."""
    con.register(
        "regrouped",
        pa.table(
            {
                "unique_id": new.unique_id,
                "component": new.component,
                "cluster": new.unique_id[new.found.cluster],
                "support": pa.array(new.found.support, from_pandas=True),
            }
        ),
    )
    con.execute(
        "delete from known.person where unique_id in"
        " (select unique_id from gone union all select unique_id from regrouped)"
    )
    con.execute("insert into known.person select * from regrouped")
    con.execute(
        "delete from known.doubtful where l in"
        " (select unique_id from gone union all select unique_id from regrouped)"
    )
    doubts = np.array([(a, b) for a, b, _ in new.found.doubtful], np.int64).reshape(-1, 2)
    con.register(
        "doubts",
        pa.table(
            {
                "l": new.unique_id[doubts[:, 0]],
                "r": new.unique_id[doubts[:, 1]],
                "support": pa.array([mean for *_, mean in new.found.doubtful], pa.float64()),
            }
        ),
    )
    con.execute("insert into known.doubtful select * from doubts")
    spoken_of = pa.array(list(_places_of(con, judgements).values()), pa.int64())
    con.register("spoken_of", pa.table({"place": spoken_of}))
    con.execute("delete from known.judged")
    con.execute(
        "insert into known.judged select unique_id from places join spoken_of using (place)"
    )


@dataclass(frozen=True, slots=True)
class InPlaces:
    """All that is known, with the mentions numbered by their place in the order of their ids."""

    found: Clustering  # the clustering of all mentions
    edges: pa.Table  # ``l``, ``r``, ``weight``: the pairs that count, sorted
    decided: set[Pair]  # pairs on which humans decided
    contradictions: list[Contradiction]  # judgements that cannot all be true


def standing(con: duckdb.DuckDBPyConnection) -> Clustering:
    """All groups that are known, mentions numbered by their place in the order of their ids.

    Args:
        con: after ``renew``.
    """
    persons = con.sql(
        "select q.place as cluster, support from known.person join places p using (unique_id)"
        " join places q on q.unique_id = cluster order by p.place"
    ).to_arrow_table()
    doubtful = con.execute(
        f"select p.place, q.place, support from known.doubtful {_PLACED} order by 1, 2"
    ).fetchall()
    return Clustering(
        persons["cluster"].to_numpy().astype(np.int64),
        persons["support"].to_numpy().astype(float),
        doubtful,
    )


def in_places(con: duckdb.DuckDBPyConnection, grouped: Regrouped) -> InPlaces:
    """What is known, as a linkage of the whole table would say it; ``features`` too.

    Args:
        con: after ``renew``.
    """
    edges = con.sql(
        f"select p.place as l, q.place as r, counted as weight from known.edges {_PLACED}"
        " where counted is not null order by 1, 2"
    ).to_arrow_table()
    clustering = standing(con)
    con.execute("drop table features")
    con.execute(
        "create view features as select place as unique_id, now.* exclude (unique_id)"
        " from now join places using (unique_id)"
    )
    con.register("numbered", pa.table({"unique_id": grouped.unique_id}))
    place = (
        con.sql("select place from numbered join places using (unique_id) order by place")
        .to_arrow_table()["place"]
        .to_pylist()
    )
    return InPlaces(
        clustering,
        edges,
        {(place[a], place[b]) for a, b in grouped.judged},
        [
            replace(one, pairs=tuple((place[a], place[b]) for a, b in one.pairs))
            for one in grouped.contradictions
        ],
    )


def _places_of(con: duckdb.DuckDBPyConnection, judgements: pa.Table) -> dict[str, int]:
    """The place of each current mention of which humans said something."""
    ids = {
        one for side in ("left", "right") for one in judgements[f"{side}_mention_id"].to_pylist()
    }
    con.register("asked_about", pa.table({"mention_id": pa.array(sorted(ids), pa.string())}))
    return dict(
        con.execute(
            "select mention_id, place from now join places using (unique_id)"
            " semi join asked_about using (mention_id)"
        ).fetchall()
    )


def _components(
    con: duckdb.DuckDBPyConnection, size: int, must_link: list[Pair], cut: Thresholds
) -> Ints:
    """Of each place, its component over pairs that could join, and over those that must."""
    could = con.sql(
        f"""
        select p.place as l, q.place as r from now_edges
        join places p on p.unique_id = l join places q on q.unique_id = r
        where counted >= {min(cut.join, cut.judge)}
        union all
        select min(place) over w as l, place as r from now join places using (unique_id)
        where record_key is not null and not is_unnamed
        window w as (partition by source_id, record_key)
        union all
        select min(place) over w as l, place as r from now join places using (unique_id)
        where record_key is not null and case_ref is not null and is_unnamed
        window w as (partition by source_id, record_key, case_ref)
        """
    ).to_arrow_table()
    linked = np.array(must_link, np.int64).reshape(-1, 2)
    left = np.concatenate([could["l"].to_numpy(), linked[:, 0]])
    right = np.concatenate([could["r"].to_numpy(), linked[:, 1]])
    graph = coo_matrix((np.ones(len(left)), (left, right)), shape=(size, size))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _stirred(con: duckdb.DuckDBPyConnection, spoken_of: Collection[int]) -> Ints:
    """The places of mentions whose group may be another now.

    Those that say something else; that were in one component with one that is gone; of which
    humans say, or have said, something; and both ends of an edge that changed within a component,
    as it is now or as it was.
    """
    stirred = con.sql(
        """
        with stirred as (
            select unique_id from renewed anti join rarer using (unique_id)
            union select unique_id from known.person where component in (
                select component from known.person semi join gone using (unique_id))
            union select unique_id from known.judged
        ),
        ends as (
            select p.place as l, q.place as r from changed
            join places p on p.unique_id = l join places q on q.unique_id = r
            join labelled a on a.place = p.place join labelled b on b.place = q.place
            left join known.person x on x.unique_id = l left join known.person y on y.unique_id = r
            where a.label = b.label or x.component = y.component
        )
        select place from places semi join stirred using (unique_id)
        union select l from ends union select r from ends
        """
    ).to_arrow_table()
    return np.union1d(
        stirred["place"].to_numpy().astype(np.int64), np.array(list(spoken_of), np.int64)
    )
