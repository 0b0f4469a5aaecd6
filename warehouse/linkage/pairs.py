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

from warehouse.errors import CallError, message
from warehouse.linkage.blocking import (
    learn_sharing,
    make_keys,
    pairs_to_compare,
    pinned_sharing,
)
from warehouse.linkage.columns import standardise
from warehouse.linkage.features import prepare
from warehouse.linkage.memory import database
from warehouse.linkage.model import (
    FAMILY,
    NAME_STEPS,
    NO_EVIDENCE,
    OTHER_NAMES,
    Comparison,
    columns_of,
    comparisons,
    macros,
    settings,
    with_rates,
)
from warehouse.linkage.odds import (
    WORTH_KEEPING,
    against_lookalikes,
    siblings,
    worth_keeping,
    worth_reading_on,
)
from warehouse.linkage.training import Model, learn, pinned

log = structlog.get_logger(__name__)

SMALL: Final = 1_000
"""Up to this many mentions every pair is looked at: half a million at most."""
LEAST_TO_LEARN: Final = 200
"""Fewer mentions than this teach less than the pinned parameters know. Measured on parts of seven
labelled tables, of 150 and 390 mentions: F1 0.99 learnt, 0.92 pinned, precision 0.996 and more. In
simulated worlds of 250 and 390, full of brothers: 0.96 and 0.97 learnt, 0.95 pinned, precision 0.98
learnt, 0.99 pinned. In smaller ones two brothers who are often mentioned can teach that a part of a
name is enough: of 120 mentions precision fell to 0.67 once in five."""
LEAST_TO_TRAIN: Final = 400
"""Fewer mentions than this are no ground for parameters that are to serve other tables."""
_MOST_TO_LEARN: Final = 400_000
_FRIENDS: Final = 12
_FRIENDLY: Final = 2.0

Parameters = Literal["pinned", "learnt"]
Engine = Literal["duckdb", "spark"]


def train(mentions: pa.Table, compare: Sequence[str] = ()) -> Model:
    """Learn the parameters from a table, for ``parameters.json``; it needs no labels.

    Args:
        mentions: the standard columns, the more mentions the better.
        compare: its further columns to compare.

    Raises:
        CallError: the table cannot be linked, or has fewer mentions than can teach anything.
    """
    features = prepare(standardise(mentions, compare), compare)
    if features.num_rows < LEAST_TO_TRAIN:
        raise CallError(message("train_too_few", count=features.num_rows, least=LEAST_TO_TRAIN))
    with database() as con:
        asked = _set_out(con, features, compare)
        # They will be asked of the pairs that pinned parameters look at.
        _choose_pairs(con, features.num_rows, compare, "pinned")
        return _learn(con, asked, features.num_rows, kinds=False).to_pin(pinned())


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
        compare: further text columns.
        parameters: ``pinned`` ones, or ``learnt`` from this table, if it is large enough.
        engine: where pairs are found and scored; both give the same.
    """
    if engine == "spark":
        return _scored_on_spark(con, features, compare, parameters)
    asked = _set_out(con, features, compare)
    con.execute("create table edges (l bigint, r bigint, weight double)")
    if not asked:
        return None
    _choose_pairs(con, features.num_rows, compare, parameters)
    model = model_for(con, asked, features.num_rows, parameters)
    tells_given = _tells_given_names(con)
    score_blocked(con, asked, model, tells_given=tells_given)
    if features.num_rows > SMALL or parameters == "pinned":
        _befriend(con)
        score_blocked(con, asked, model, tells_given=tells_given)
    log.info(
        "pairs_scored",
        mentions=features.num_rows,
        kept=_count(con, "edges"),
        parameters=model.version,
    )
    return model


def score_blocked(
    con: duckdb.DuckDBPyConnection,
    asked: Sequence[Comparison],
    model: Model,
    *,
    tells_given: bool,
    read_on: str = "",
) -> None:
    """Score the pairs in the table ``blocked`` and add those worth keeping to ``edges``.

    In two passes: what a mention says of the person herself, then, for the pairs which that does
    not rule out, the free texts.

    Args:
        con: where ``features``, ``blocked`` and ``edges`` stand.
        asked: the comparisons.
        model: their parameters.
        tells_given: whether any mention tells given names from the family's.
        read_on: a table to which the pairs are added that persons alone do not rule out.
    """
    if not _count(con, "blocked"):
        # Splink takes seconds to say nothing.
        return
    persons = [c for c in asked if not c["output_column_name"].startswith("text_")]
    texts = [c for c in asked if c["output_column_name"].startswith("text_")]
    if not persons or not texts:
        first = _predict(con, with_rates(asked, model.rates), model.share, "blocked", WORTH_KEEPING)
        _keep(con, f"select p.*, match_weight as said from {first} p", asked, model)
        if read_on:
            passed = f"unique_id_l, unique_id_r from {first}"
            every = "join_key_l, join_key_r from blocked"
            con.execute(f"insert into {read_on} select {passed if persons else every}")
        con.execute(f"drop table {first}")
        return
    # Free texts are context: what is ruled out by name, birth and numbers is not read on.
    ready = with_rates(persons, model.rates)
    first = _predict(con, ready, model.share, "blocked", worth_reading_on(model))
    con.execute(
        "create or replace table read_on as select unique_id_l as join_key_l,"
        f" unique_id_r as join_key_r, '0' as match_key from {first} p"
    )
    if read_on:
        con.execute(f"insert into {read_on} select unique_id_l, unique_id_r from {first}")
    second = _predict(con, with_rates(texts, model.rates), 0.5, "read_on")
    family = "".join(
        f" - greatest(mw_{c}, 0)" for c in FAMILY if c in {p["output_column_name"] for p in persons}
    )
    brothers = siblings(asked, model, tells_given=tells_given)
    said = f"p.match_weight + case when {brothers} then 0{family} else t.match_weight end"
    home = ", ".join(f't."mw_{c["output_column_name"]}"' for c in texts)
    _keep(
        con,
        f"select p.*, {home}, {said} as said from {first} p join {second} t"
        " on p.unique_id_l = t.unique_id_l and p.unique_id_r = t.unique_id_r",
        asked,
        model,
    )
    for table in (first, second, "read_on"):
        con.execute(f"drop table {table}")


def _keep(
    con: duckdb.DuckDBPyConnection, scored: str, asked: Sequence[Comparison], model: Model
) -> None:
    weighed = against_lookalikes(scored, asked, model)
    con.execute(f"insert into edges {worth_keeping(weighed, asked, model)}")


def _tells_given_names(con: duckdb.DuckDBPyConnection) -> bool:
    return bool(
        con.execute("select count(*) from features where given is not null").fetchall()[0][0]
    )


def _scored_on_spark(
    con: duckdb.DuckDBPyConnection,
    features: pa.Table,
    compare: Sequence[str],
    parameters: Parameters,
) -> Model | None:
    """As ``score_features``, on Spark; only ``features`` and the edges stand on this machine."""
    from warehouse.linkage import spark

    with spark.connect() as other:
        model = score_features(other, features, compare, parameters)
        edges = other.sql("select l, r, weight from edges order by l, r").to_arrow_table()
    _lay_out(con, features)
    con.register("scored", edges)
    con.execute("create or replace table edges as select * from scored")
    return model


def _lay_out(con: duckdb.DuckDBPyConnection, features: pa.Table) -> None:
    """Make the macros and the table ``features``."""
    con.execute("set enable_progress_bar = false")
    con.execute(macros())
    con.register("prepared", features)
    con.execute("create table features as select * from prepared order by unique_id")


def _set_out(
    con: duckdb.DuckDBPyConnection, features: pa.Table, compare: Sequence[str]
) -> list[Comparison]:
    """Make the table ``features``; the comparisons that can be asked of it."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    _lay_out(con, features)
    return comparisons(features, compare)


def _choose_pairs(
    con: duckdb.DuckDBPyConnection, mentions: int, compare: Sequence[str], parameters: Parameters
) -> None:
    """Make the table ``blocked``."""
    # The pinned share of one person is that among pairs which share a key.
    if mentions <= SMALL and parameters == "learnt":
        con.execute(
            "create table blocked as select a.unique_id as join_key_l, b.unique_id as join_key_r,"
            " '0' as match_key from features a join features b on a.unique_id < b.unique_id"
        )
        return
    make_keys(con, compare)
    learnt = parameters == "learnt"
    most = learn_sharing(con, mentions, compare) if learnt else pinned_sharing(compare)
    pairs_to_compare(con, most, compare)
    con.execute("drop table keys")


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(con.execute(f"select count(*) from {table}").fetchall()[0][0])


def model_for(
    con: duckdb.DuckDBPyConnection,
    asked: Sequence[Comparison],
    mentions: int,
    parameters: Parameters,
) -> Model:
    """The pinned parameters, or those learnt from a sample of the pairs in ``blocked``."""
    kept = pinned()
    names = [c["output_column_name"] for c in asked]
    missing = [name for name in names if name not in kept.rates]
    if parameters == "pinned" and not missing:
        return kept.for_size(mentions)
    if mentions < LEAST_TO_LEARN:
        return kept.with_texts(missing)
    return _learn(con, asked, mentions)


def _learn(
    con: duckdb.DuckDBPyConnection,
    asked: Sequence[Comparison],
    mentions: int,
    *,
    kinds: bool = True,
) -> Model:
    """Parameters from a sample of the pairs looked at, with kinds of lookalikes or without."""
    names = [c["output_column_name"] for c in asked]
    # A pair is in the sample or not by its ids alone, so that the sample is always the same.
    one_in = max(1, round(_count(con, "blocked") / _MOST_TO_LEARN))
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
    held = NO_EVIDENCE if _tells_given_names(con) else {}
    sampled = max(1, mentions // one_in)
    if not kinds:
        return learn(names, sizes, patterns, counts, sampled, pinned(), held)
    most = [pairs / one_in for pairs in _namesakes(con, mentions)] if "names" in names else []
    return learn(names, sizes, patterns, counts, sampled, pinned(), held, OTHER_NAMES, most)


def _namesakes(con: duckdb.DuckDBPyConnection, mentions: int) -> list[float]:
    """For each step of rarity, how many pairs can be two persons, one with all words of the other.

    Each mention's words are met by chance in so many others as their rarity says.
    """
    said = con.execute(
        "select name_bits, count(*) from features where name_bits is not null"
        " group by name_bits order by name_bits"
    ).fetchall()
    bits, held = np.array(said, float).reshape(-1, 2).T
    step = np.searchsorted(NAME_STEPS, bits, side="right")
    met = np.bincount(step, weights=held * np.exp2(-bits), minlength=len(NAME_STEPS) + 1)
    return list(mentions * met[1:])


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
    # Splink copies every column of a table, and by its name alone: one of another database, of the
    # same name, would be copied beside it.
    con.execute(
        "create or replace temp view compared as"
        f" select unique_id, {', '.join(map(_quoted, columns_of(ready)))} from features"
    )
    linker = Linker(api.register("compared"), chosen)
    linker.table_management.register_blocked_pairs_for_predict(api.register(pairs))
    scored = linker.inference.predict(threshold_match_weight=least, warning_mode="never")
    return str(scored.physical_name)


def friends(edges: str, order: str = "b") -> str:
    """SQL: of each mention ``a`` her closest others ``b``, at most twelve.

    Args:
        edges: a relation of scored pairs.
        order: what tells two that are equally close apart.
    """
    return f"""
        with sides as (
            select l as a, r as b, weight from {edges} where weight >= {_FRIENDLY}
            union all select r, l, weight from {edges} where weight >= {_FRIENDLY}
        )
        select a, b from sides
        qualify row_number() over (partition by a order by weight desc, {order}) <= {_FRIENDS}
    """


def _befriend(con: duckdb.DuckDBPyConnection) -> None:
    """Replace ``blocked`` by the pairs not yet scored that have a strong friend in common.

    What blocking misses between two records of one person, a third record of hers often finds.
    """
    con.execute(f"create temp table friends as {friends('edges')}")
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
