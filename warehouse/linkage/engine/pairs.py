"""Pairs of mentions with the probability that they are one person: Splink on DuckDB.

``blocking`` chooses the pairs, ``parameters`` says by which model, ``scoring`` scores them, and
``friends`` finds those that no key brought up. The order of the mentions never matters: they are
sorted before anything is done, and nothing is drawn at random.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import duckdb
import pyarrow as pa
import structlog

from warehouse.linkage.engine.blocking import choose_pairs
from warehouse.linkage.engine.memory import rows_in
from warehouse.linkage.engine.parameters import Parameters, model_for
from warehouse.linkage.engine.scoring import compare_pairs, lay_out, score_compared, set_out
from warehouse.linkage.engine.training import Model
from warehouse.linkage.engine.transitive_pairs import befriend

log = structlog.get_logger(__name__)

Engine = Literal["duckdb", "spark"]


def score_features(
    con: duckdb.DuckDBPyConnection,
    features: pa.Table,
    compare: Sequence[str],
    parameters: Parameters,
    engine: Engine = "duckdb",
) -> Model | None:
    """Score pairs of prepared mentions, by the model that is given back; none, if none applies.

    Makes the table ``edges``: l and r (``unique_id``, l < r) and weight.

    Args:
        con: an empty in-memory database, in which ``features`` is made, too.
        features: what ``prepare`` has made.
        parameters: ``pinned`` ones, or ``learnt`` from this table, if it is large enough.
        engine: where pairs are found and scored; both give the same.
    """
    if engine == "spark":
        return _scored_on_spark(con, features, compare, parameters)
    asked = set_out(con, features, compare)
    con.execute("create table edges (l bigint, r bigint, weight double)")
    if not asked:
        return None
    is_every = choose_pairs(con, features.num_rows, compare, learns=parameters == "learnt")
    compare_pairs(con, asked)
    model = model_for(con, asked, features.num_rows, parameters)
    score_compared(con, asked, model)
    if not is_every:
        befriend(con)
        compare_pairs(con, asked)
        score_compared(con, asked, model)
    log.info(
        "pairs_scored",
        mentions=features.num_rows,
        kept=rows_in(con, "edges"),
        parameters=model.version,
    )
    return model


def _scored_on_spark(
    con: duckdb.DuckDBPyConnection,
    features: pa.Table,
    compare: Sequence[str],
    parameters: Parameters,
) -> Model | None:
    """As ``score_features``, on Spark; only ``features`` and the edges stand on this machine."""
    from warehouse.linkage.engine import spark

    with spark.connect() as other:
        model = score_features(other, features, compare, parameters)
        edges = other.sql("select l, r, weight from edges order by l, r").to_arrow_table()
    lay_out(con, features)
    con.register("scored", edges)
    con.execute("create or replace table edges as select * from scored")
    return model
