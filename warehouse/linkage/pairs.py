"""Pairs of mentions with the probability that they are one person: Splink on DuckDB.

The order of the mentions never matters: they are sorted before anything is done, and nothing is
drawn at random.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any, Final, Literal

import duckdb
import numpy as np
import pyarrow as pa
import structlog
from splink import DuckDBAPI, Linker

from warehouse.linkage.blocking import pairs_to_compare
from warehouse.linkage.features import prepare
from warehouse.linkage.model import Comparison, comparisons, macros, settings, with_rates
from warehouse.linkage.training import Model, learn, pinned

log = structlog.get_logger(__name__)

SMALL: Final = 2_000
"""Up to this many mentions every pair is looked at: two million at most."""
_MOST_SHARING: Final = ((200_000, 100), (1_000_000, 50))
_FEWEST_SHARING: Final = 30
LEAST_TO_LEARN: Final = 400
"""Fewer mentions than this cannot teach anything: the pinned parameters serve."""
_MOST_TO_LEARN: Final = 2_000_000
_WORTH_KEEPING: Final = -12.0
_FRIENDS: Final = 12
_FRIENDLY: Final = 2.0

Parameters = Literal["pinned", "learnt"]
Engine = Literal["duckdb", "spark"]


def score_pairs(
    mentions: pa.Table, compare: Sequence[str] = (), parameters: Parameters = "pinned"
) -> pa.Table:
    """Score the pairs of mentions that share anything worth a look.

    Args:
        mentions: a table that ``standardise`` has made.
        compare: its further columns to compare.
        parameters: ``pinned`` ones, or ``learnt`` from this table, if it is large enough.

    Returns:
        One row per pair: mention_id_l < mention_id_r, ``weight`` (log2 odds), ``probability``.
        Pairs with less than -12 bits are left out.
    """
    features = prepare(mentions, compare)
    with duckdb.connect() as con:
        edges = score_features(con, features, compare, parameters)
    ids = features["mention_id"].combine_chunks()
    return pa.table(
        {
            "mention_id_l": ids.take(edges["l"]),
            "mention_id_r": ids.take(edges["r"]),
            "weight": edges["weight"],
            "probability": pa.array(1 / (1 + np.exp2(-edges["weight"].to_numpy()))),
        }
    )


def train(mentions: pa.Table, compare: Sequence[str] = ()) -> Model:
    """Learn the parameters from a table, for ``parameters.json``; it needs no labels.

    Args:
        mentions: a table that ``standardise`` has made, the larger the better.
        compare: its further columns to compare.
    """
    features = prepare(mentions, compare)
    with duckdb.connect() as con:
        asked, count = _set_out(con, features, compare)
        return _learn(con, asked, features.num_rows, count)


def score_features(
    con: duckdb.DuckDBPyConnection,
    features: pa.Table,
    compare: Sequence[str],
    parameters: Parameters,
    engine: Engine = "duckdb",
) -> pa.Table:
    """Score pairs of prepared mentions: l and r (``unique_id``, l < r) and weight, sorted.

    Args:
        con: an empty in-memory database; the tables ``features`` and ``edges`` are made in it and
            stay.
        features: what ``prepare`` has made.
        compare: further text columns.
        parameters: as for ``score_pairs``.
        engine: where pairs are found and scored; both give the same.
    """
    if engine == "spark":
        return _scored_on_spark(con, features, compare, parameters)
    asked, count = _set_out(con, features, compare)
    if not asked or not count:
        return pa.table(
            {
                "l": pa.array([], pa.int64()),
                "r": pa.array([], pa.int64()),
                "weight": pa.array([], pa.float64()),
            }
        )
    model = _model(con, asked, features.num_rows, count, parameters)
    ready = with_rates(asked, model.rates)
    con.execute("create table edges as " + _scored(con, ready, model.share, "blocked"))
    if features.num_rows > SMALL:
        _befriend(con)
        con.execute("insert into edges " + _scored(con, ready, model.share, "blocked"))
    edges = con.sql("select l, r, weight from edges order by l, r").to_arrow_table()
    log.info(
        "pairs_scored",
        mentions=features.num_rows,
        looked_at=count,
        kept=edges.num_rows,
        parameters=model.version,
    )
    return edges


def _scored_on_spark(
    con: duckdb.DuckDBPyConnection,
    features: pa.Table,
    compare: Sequence[str],
    parameters: Parameters,
) -> pa.Table:
    """As ``score_features``, on Spark; only ``features`` and the edges stand on this machine."""
    from warehouse.linkage import spark

    with spark.connect() as other:
        edges = score_features(other, features, compare, parameters)
    _lay_out(con, features)
    con.register("scored", edges)
    con.execute("create or replace table edges as select * from scored")
    return edges


def _lay_out(con: duckdb.DuckDBPyConnection, features: pa.Table) -> None:
    """Make the macros and the table ``features``."""
    con.execute("set enable_progress_bar = false")
    con.execute(macros())
    con.register("prepared", features)
    con.execute("create table features as select * from prepared order by unique_id")


def _set_out(
    con: duckdb.DuckDBPyConnection, features: pa.Table, compare: Sequence[str]
) -> tuple[list[Comparison], int]:
    """Make the tables ``features`` and ``blocked``; the comparisons, and how many pairs."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    _lay_out(con, features)
    asked = comparisons(features, compare)
    return asked, _choose_pairs(con, features.num_rows, compare)


def _choose_pairs(con: duckdb.DuckDBPyConnection, mentions: int, compare: Sequence[str]) -> int:
    """Make the table ``blocked``; its number of rows."""
    if mentions <= SMALL:
        con.execute(
            "create table blocked as select a.unique_id as join_key_l, b.unique_id as join_key_r,"
            " '0' as match_key from features a join features b on a.unique_id < b.unique_id"
        )
    else:
        most = next((m for size, m in _MOST_SHARING if mentions <= size), _FEWEST_SHARING)
        pairs_to_compare(con, compare, most)
    return int(con.execute("select count(*) from blocked").fetchall()[0][0])


def _model(
    con: duckdb.DuckDBPyConnection,
    asked: Sequence[Comparison],
    mentions: int,
    count: int,
    parameters: Parameters,
) -> Model:
    """The pinned parameters, or those learnt from a sample of the pairs looked at."""
    kept = pinned()
    names = [c["output_column_name"] for c in asked]
    missing = [name for name in names if name not in kept.rates]
    if parameters == "pinned" and not missing:
        return kept
    if mentions < LEAST_TO_LEARN:
        return kept.with_texts(missing)
    return _learn(con, asked, mentions, count)


def _learn(
    con: duckdb.DuckDBPyConnection, asked: Sequence[Comparison], mentions: int, count: int
) -> Model:
    """Parameters from a sample of the pairs looked at."""
    names = [c["output_column_name"] for c in asked]
    # A pair is in the sample or not by its ids alone, so that the sample is always the same.
    one_in = max(1, round(count / _MOST_TO_LEARN))
    con.execute(
        "create table sampled as select * from blocked"
        f" where hash(join_key_l, join_key_r) % {one_in} = 0"
    )
    numbered = _predict(con, _numbered(asked), 0.5, "sampled")
    columns = ", ".join(f"round(mw_{name})::int - 1 as {_quoted(name)}" for name in names)
    seen = con.sql(
        f"select *, count(*) as pairs from (select {columns} from {numbered})"
        " group by all order by all"
    ).to_arrow_table()
    con.execute("drop table sampled")
    con.execute(f"drop table {numbered}")
    patterns = np.column_stack([seen[name].to_numpy() for name in names]).astype(np.int64)
    counts = seen["pairs"].to_numpy().astype(np.int64)
    sizes = [len(c["comparison_levels"]) - 1 for c in asked]
    return learn(names, sizes, patterns, counts, max(1, mentions // one_in), pinned())


def _quoted(name: str) -> str:
    return f'"{name}"'


def _numbered(asked: Sequence[Comparison]) -> list[Comparison]:
    """Comparisons whose weight in bits is the number of the level plus one; unknown weighs 0."""
    rates = {
        c["output_column_name"]: [
            (2.0 ** (level + 1 - 60), 2.0**-60) for level in range(len(c["comparison_levels"]) - 1)
        ]
        for c in asked
    }
    return with_rates(asked, rates)


def _predict(
    con: duckdb.DuckDBPyConnection,
    ready: Sequence[Comparison],
    share: float,
    pairs: str,
    least: float | None = None,
) -> str:
    """Let Splink score the table ``pairs``; the name of its table of predictions."""
    api = DuckDBAPI(con) if isinstance(con, duckdb.DuckDBPyConnection) else con.splink()
    chosen: dict[str, Any] = settings(ready, share)
    linker = Linker(api.register("features"), chosen)
    linker.table_management.register_blocked_pairs_for_predict(api.register(pairs))
    scored = linker.inference.predict(threshold_match_weight=least, warning_mode="never")
    return str(scored.physical_name)


def _scored(
    con: duckdb.DuckDBPyConnection, ready: Sequence[Comparison], share: float, pairs: str
) -> str:
    """SQL that reads the scored pairs."""
    scored = _predict(con, ready, share, pairs, _WORTH_KEEPING)
    return f"select unique_id_l as l, unique_id_r as r, match_weight as weight from {scored}"


def _befriend(con: duckdb.DuckDBPyConnection) -> None:
    """Replace ``blocked`` by the pairs not yet scored that have a strong friend in common.

    What blocking misses between two records of one person, a third record of hers often finds.
    """
    con.execute(
        f"""
        create temp table friends as
        with sides as (
            select l as a, r as b, weight from edges where weight >= {_FRIENDLY}
            union all select r, l, weight from edges where weight >= {_FRIENDLY}
        )
        select a, b from sides
        qualify row_number() over (partition by a order by weight desc, b) <= {_FRIENDS}
        """
    )
    con.execute("create temp table looked_at as select join_key_l, join_key_r from blocked")
    con.execute(
        """
        create or replace table blocked as
        select x.b as join_key_l, y.b as join_key_r, '0' as match_key
        from friends x join friends y on x.a = y.a and x.b < y.b
        group by all
        """
    )
    con.execute(
        """
        create or replace table blocked as
        select b.* from blocked b anti join looked_at using (join_key_l, join_key_r)
        """
    )
