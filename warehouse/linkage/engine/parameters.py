"""Which parameters a table is linked by: the pinned ones, or those learnt from its own pairs.

``training`` says what is learnt from how often each pattern of levels occurs; here the patterns of
a table are counted. Nothing is drawn at random.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import duckdb
import numpy as np
import pyarrow as pa

from warehouse.errors import CallError, message
from warehouse.linkage.engine.blocking import choose_pairs
from warehouse.linkage.engine.features import prepare
from warehouse.linkage.engine.match_levels import (
    NAME_STEPS,
    NO_EVIDENCE,
    OTHER_NAMES,
    Comparison,
    with_rates,
)
from warehouse.linkage.engine.memory import database, rows_in
from warehouse.linkage.engine.mention_columns import standardise
from warehouse.linkage.engine.scoring import predict, quoted, set_out, tells_given_names
from warehouse.linkage.engine.training import Model, learn, pinned

LEAST_TO_LEARN: Final = 200
"""Fewer mentions than this teach less than the pinned parameters know. Measured on parts of seven
labelled tables, of 150 and 390 mentions: F1 0.99 learnt, 0.92 pinned, precision 0.996 and more. In
simulated worlds of 250 and 390, full of brothers: 0.96 and 0.97 learnt, 0.95 pinned, precision 0.98
learnt, 0.99 pinned. In smaller ones two brothers who are often mentioned can teach that a part of a
name is enough: of 120 mentions precision fell to 0.67 once in five."""
LEAST_TO_TRAIN: Final = 400
"""Fewer mentions than this are no ground for parameters that are to serve other tables."""
_MOST_TO_LEARN: Final = 400_000

Parameters = Literal["pinned", "learnt"]


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
        asked = set_out(con, features, compare)
        # They will be asked of the pairs that pinned parameters look at.
        choose_pairs(con, features.num_rows, compare, learns=False)
        return _learn(con, asked, features.num_rows, kinds=False).to_pin(pinned())


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
        return kept
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
    one_in = max(1, round(rows_in(con, "blocked") / _MOST_TO_LEARN))
    con.execute(
        "create table sampled as select * from blocked"
        f" where hash(join_key_l, join_key_r) % {one_in} = 0"
    )
    numbered = predict(con, _numbered(asked), 0.5, "sampled")
    columns = ", ".join(f"round(mw_{name})::int - 1 as {quoted(name)}" for name in names)
    seen = con.sql(
        f"select *, count(*) as pairs from (select {columns} from {numbered})"
        " group by all order by all"
    ).to_arrow_table()
    con.execute("drop table sampled")
    con.execute(f"drop table {numbered}")
    patterns = np.column_stack([seen[name].to_numpy() for name in names]).astype(np.int64)
    counts = seen["pairs"].to_numpy().astype(np.int64)
    sizes = [len(c["comparison_levels"]) - 1 for c in asked]
    held = NO_EVIDENCE if tells_given_names(con) else {}
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


def _numbered(asked: Sequence[Comparison]) -> list[Comparison]:
    """Comparisons whose weight in bits is the number of the level plus one; unknown weighs 0."""
    rates = {
        c["output_column_name"]: [
            (2.0 ** (level + 1 - 60), 2.0**-60) for level in range(len(c["comparison_levels"]) - 1)
        ]
        for c in asked
    }
    return with_rates(asked, rates)
