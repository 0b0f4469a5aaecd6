"""Which parameters a table is linked by: the pinned ones, or those learnt from its own pairs.

``training`` says what is learnt from how often each pattern of levels occurs; here the patterns of
a table are counted. Nothing is drawn at random.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Final, Literal

import duckdb
import numpy as np
import pyarrow as pa
import structlog

from warehouse.errors import CallError, message
from warehouse.linkage.engine.blocking import choose_pairs
from warehouse.linkage.engine.features import prepare
from warehouse.linkage.engine.match_levels import (
    NAME_STEPS,
    NO_EVIDENCE,
    OTHER_NAMES,
    Comparison,
    gamma,
    levels,
)
from warehouse.linkage.engine.memory import database, rows_in
from warehouse.linkage.engine.mention_columns import standardise
from warehouse.linkage.engine.names_alone import learn_from_names, tells_names_alone
from warehouse.linkage.engine.scoring import compare_pairs, persons_and_texts, set_out
from warehouse.linkage.engine.training import REFUSED, Levels, Model, believable, learn, pinned

log = structlog.get_logger(__name__)

LEAST_TO_LEARN: Final = 200
"""Fewer mentions than this teach less than the pinned parameters know. Measured on parts of seven
labelled tables, of 150 and 390 mentions: F1 0.99 learnt, 0.92 pinned, precision 0.996 and more. In
simulated worlds of 250 and 390, full of brothers: 0.96 and 0.97 learnt, 0.95 pinned, precision 0.98
learnt, 0.99 pinned. In smaller ones two brothers who are often mentioned can teach that a part of a
name is enough: of 120 mentions precision fell to 0.67 once in five."""
LEAST_TO_TRAIN: Final = 400
"""Fewer mentions than this are no ground for parameters that are to serve other tables."""
MOST_TO_LEARN: Final = 400_000
_STRANGERS_TO_LEARN: Final = 200_000
_STANDS_FOR: Final = 2 / 3
"""What a sampled stranger counts, as a power of how many pairs she stands for: between herself (0)
and all of them (1). Counted in full, a sample of 50,000 mentions drowns the pairs that are looked
at (four thousand to one), the lookalikes that decide are no longer learnt, and the few pairs of one
person in it count as so many strangers alike. Where thirty records are one person, 11 of 300,000
sampled were, and stood for 46,000. Counted once each, a table of few columns is not told what
chance shares. Measured at 0, 2/3 and 1: a table of names, years and sexes has F1 0.926, 0.982 and
0.981; historical_50k 0.954 at 2/3 and 0.945 at 1; the loss in bits for each true pair of dev10k is
0.20, 0.25 (at 3/4) and 0.32.
"""
_FEW_COLUMNS: Final = 2
"""Of a table that compares no more than this, names and births, every stranger counts in full: what
chance shares is then all that speaks against a pair. Counted less, one given name beside one day of
birth and another family name, as often as chance has it, became one person (RLdata10000: precision
0.943, counted in full 0.973; F1 0.945 and 0.959).
"""

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
        compare_pairs(con, asked)
        return _learn(con, asked, features.num_rows, kinds=False).to_pin(pinned())


def model_for(
    con: duckdb.DuckDBPyConnection,
    asked: Sequence[Comparison],
    mentions: int,
    parameters: Parameters,
) -> Model:
    """The pinned parameters, or those learnt from a sample of the pairs in ``blocked``.

    What was learnt and cannot be is refused: the pinned ones then, and their version says so.
    """
    kept = pinned()
    names = [c["output_column_name"] for c in asked]
    missing = [name for name in names if name not in kept.rates]
    if parameters == "pinned" and not missing:
        return kept
    if mentions < LEAST_TO_LEARN:
        return kept.with_texts(missing)
    learnt = _learn(con, asked, mentions)
    if believable(learnt, OTHER_NAMES):
        return learnt
    log.warning("learnt_parameters_refused", mentions=mentions)
    return replace(kept.with_texts(missing), version=REFUSED)


def _learn(
    con: duckdb.DuckDBPyConnection,
    asked: Sequence[Comparison],
    mentions: int,
    *,
    kinds: bool = True,
) -> Model:
    """Parameters from a sample of the pairs looked at, with kinds of lookalikes or without.

    With kinds, pairs that no key brought up are looked at too, and stand for all of them.
    """
    names = [c["output_column_name"] for c in asked]
    # A pair is in the sample or not by its ids alone, so that the sample is always the same.
    one_in = max(1, round(rows_in(con, "compared") / MOST_TO_LEARN))
    sample = f"(select * from compared where hash(unique_id_l, unique_id_r) % {one_in} = 0)"
    patterns, counts = count_patterns(con, asked, sample, persons_and_texts(asked)[0])
    sizes = [len(c["comparison_levels"]) - 1 for c in asked]
    # Names with nothing in common never speak for one person, however they are written.
    held = NO_EVIDENCE if _tells_given_names(con) else {"names": ((0,), 0.5)}
    if kinds and tells_names_alone(names):
        met = _namesakes(con, mentions)
        return learn_from_names(names, sizes, patterns, counts.astype(float) * one_in, met)
    if not kinds:
        return learn(names, sizes, patterns, counts, max(1, mentions // one_in), pinned(), held)
    most = _namesakes(con, mentions) if "names" in names else []
    weights = counts.astype(float) * one_in
    strangers = np.zeros(len(patterns), bool)
    if (each := _draw_strangers(con, mentions, len(names) - ("spelling" in names))) > 0:
        # DuckDB walks the side that it takes for the larger, and a table of ten thousand mentions,
        # being wide, on one core: half a second of five. The pairs are to be walked, on all.
        with _as_written(con, is_wanted=mentions <= _STRANGERS_TO_LEARN // 2):
            further, seen = count_patterns(con, asked, "strangers")
        con.execute("drop table strangers")
        # Who is written the same shares a key; no stranger is.
        further[:, [name == "spelling" for name in names]] = -1
        patterns = np.vstack([patterns, further])
        weights = np.concatenate([weights, seen * each])
        strangers = np.concatenate([strangers, np.ones(len(further), bool)])
    return learn(
        names, sizes, patterns, weights, mentions, pinned(), held, OTHER_NAMES, most, strangers
    )


@contextmanager
def _as_written(con: duckdb.DuckDBPyConnection, *, is_wanted: bool) -> Iterator[None]:
    """Within, a join holds its right side and walks its left."""
    if is_wanted:
        con.execute("set disabled_optimizers = 'build_side_probe_side'")
    try:
        yield
    finally:
        con.execute("set disabled_optimizers = ''")


def _tells_given_names(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether any mention of ``features`` tells given names from the family's."""
    return rows_in(con, "(select * from features where given is not null) told") > 0


def _draw_strangers(con: duckdb.DuckDBPyConnection, mentions: int, columns: int) -> float:
    """Make ``strangers``, a sample of the pairs that no key brought up; how much each counts.

    Each mention is met with so many others, as their ids are scattered; the sample of a table is
    always the same. Where every pair is looked at, there are none.
    """
    others = max(1, round(_STRANGERS_TO_LEARN / mentions))
    if rows_in(con, "blocked") >= mentions * (mentions - 1) // 2 or others >= mentions // 2:
        return 0.0
    con.execute(
        "create table scattered as select unique_id,"
        " row_number() over (order by hash(unique_id) % 1000003, unique_id) - 1 as place"
        " from features"
    )
    con.register("further", pa.table({"further": np.arange(1, others + 1)}))
    con.execute(
        f"""
        create table strangers as
        with met as (
            select least(a.unique_id, b.unique_id) as unique_id_l,
                greatest(a.unique_id, b.unique_id) as unique_id_r
            from (select unique_id, (place + further) % {mentions} as place
                from scattered cross join further) a
            join scattered b using (place)
        )
        select met.* from met anti join blocked using (unique_id_l, unique_id_r)
        """
    )
    con.execute("drop table scattered")
    each = mentions * (mentions - 1) / 2 / (mentions * others)
    return float(max(1.0, each) ** (1.0 if columns <= _FEW_COLUMNS else _STANDS_FOR))


def count_patterns(
    con: duckdb.DuckDBPyConnection,
    asked: Sequence[Comparison],
    pairs: str,
    compared: Sequence[Comparison] = (),
) -> tuple[Levels, Levels]:
    """The patterns of levels that the pairs of a table show, and how many show each.

    Args:
        con: where ``features`` and the pairs stand.
        pairs: the table, as for ``levels``.
        compared: the comparisons whose level it has.

    Returns:
        One row per pattern, of each comparison the level, -1 where it is not known; and counts.
    """
    further = [c for c in asked if c not in compared]
    columns = ", ".join(map(gamma, asked))
    seen = con.sql(
        f"select {columns}, count(*) as pairs from ({levels(further, pairs, compared)}) p"
        " group by all order by all"
    ).to_arrow_table()
    patterns = np.column_stack([seen[j].to_numpy() for j in range(len(asked))]).astype(np.int64)
    return patterns, seen["pairs"].to_numpy().astype(np.int64)


def _namesakes(con: duckdb.DuckDBPyConnection, mentions: int) -> list[float]:
    """For each step of rarity, how many pairs can be two persons, one with all words of the other.

    Each mention's words are met by chance in so many others as their rarity says.
    """
    rows = con.execute(
        "select name_bits, count(*) from features where name_bits is not null"
        " group by name_bits order by name_bits"
    ).fetchall()
    bits, held = np.array(rows, float).reshape(-1, 2).T
    step = np.searchsorted(NAME_STEPS, bits, side="right")
    met = np.bincount(step, weights=held * np.exp2(-bits), minlength=len(NAME_STEPS) + 1)
    return list(mentions * met[1:])
