"""From mentions to groups that are persons: all anew, or what differs from what is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import structlog

from warehouse.linkage.engine.clusters import Clustering, agglomerate
from warehouse.linkage.engine.expected_precision import group_carefully
from warehouse.linkage.engine.features import prepare
from warehouse.linkage.engine.guards import guard
from warehouse.linkage.engine.judgements import contradictions, judged, overruled, yielding
from warehouse.linkage.engine.match_levels import comparisons
from warehouse.linkage.engine.memory import MEMORY, database
from warehouse.linkage.engine.monthly import (
    KnownUnreadableError,
    asked_of,
    difference,
    forget_file,
    in_places,
    remembered,
    renew,
)
from warehouse.linkage.engine.pairs import Engine, score_features
from warehouse.linkage.engine.parameters import LEAST_TO_LEARN, Parameters
from warehouse.linkage.engine.review_candidates import Asked, ask, nothing_to_ask
from warehouse.linkage.engine.sayings import sayings
from warehouse.linkage.engine.thresholds import thresholds_of
from warehouse.linkage.engine.training import REFUSED

log = structlog.get_logger(__name__)


def group_anew(
    ready: pa.Table,
    ids: list[str],
    judgements: pa.Table,
    compare: Sequence[str] = (),
    parameters: Parameters = "pinned",
    engine: Engine = "duckdb",
    memory: str = MEMORY,
    *,
    asks: bool = False,
) -> tuple[Clustering, Asked]:
    """Group all mentions, whatever was known of them before.

    Args:
        ready: mentions as ``standardise`` makes them.
        ids: theirs, in order.
        judgements: what humans decided (``JUDGEMENTS``).
        parameters: ``pinned`` ones, or ``learnt`` from this table, if it is large enough.
        engine: where pairs are found and scored.
        asks: whether humans are asked anything.

    Returns:
        The groups, by the place of each mention, and what is asked of humans.
    """
    place = {mention_id: i for i, mention_id in enumerate(ids)}
    with database(memory) as con:
        features = prepare(ready, compare, memory)
        model = score_features(con, features, compare, parameters, engine)
        if model is not None and model.version == REFUSED:
            parameters = "pinned"
        must, never = guard(
            con,
            strict=parameters == "pinned" or len(ids) < LEAST_TO_LEARN,
            in_homes=model is None or model.has_households,
        )
        edges = con.sql("select l, r, weight from edges order by l, r").to_arrow_table()
        decided = judged(judgements.to_pylist(), place)
        guarded = overruled(never, decided)
        group = partial(
            agglomerate,
            len(ids),
            edges["l"].to_numpy().astype(np.int64),
            edges["r"].to_numpy().astype(np.int64),
            edges["weight"].to_numpy().astype(float),
            must_link=[*yielding(must, decided, guarded), *decided.must_link],
            never_same=[*guarded, *decided.never_same],
            says=sayings(con),
        )
        if parameters == "pinned" or model is None:
            clustering = group(thresholds=thresholds_of(parameters, model))
        else:
            model, clustering = group_carefully(
                model, lambda cut: group(thresholds=cut), groups_of=lambda clustering: clustering
            )
        clustering = replace(clustering, parameters=model.version if model else "", model=model)
        if not asks:
            return clustering, nothing_to_ask()
        torn = contradictions(decided, must, never)
        asked = comparisons(features, compare)
        return clustering, ask(con, ids, asked, edges, clustering, decided.pairs, torn)


def group_known(
    ready: pa.Table, ids: list[str], judgements: pa.Table, cache: Path, memory: str
) -> tuple[Clustering, Asked]:
    """As ``group_anew`` the warehouse's way, from what is known and what differs from it.

    Args:
        ready: mentions as ``standardise`` makes them.
        ids: theirs, in order.
        judgements: what humans decided (``JUDGEMENTS``).
        cache: the file that remembers; made where there is none, and anew where it is damaged.
    """
    try:
        return _from_known(ready, ids, judgements, cache, memory)
    except (KnownUnreadableError, duckdb.Error) as error:
        # A cache that is damaged, wherever that shows, is made anew; the persons are the same.
        log.warning("known_made_anew", error=type(error).__name__)
        forget_file(cache)
        return _from_known(ready, ids, judgements, cache, memory)


def _from_known(
    ready: pa.Table, ids: list[str], judgements: pa.Table, cache: Path, memory: str
) -> tuple[Clustering, Asked]:
    cache.parent.mkdir(parents=True, exist_ok=True)
    with remembered(cache, memory) as con:
        come, go = difference(con, ready)
        _, grouped = renew(con, come, go, judgements)
        placed = in_places(con, grouped)
        comparisons_asked = asked_of(con, ())
        asked = ask(
            con,
            ids,
            comparisons_asked,
            placed.edges,
            placed.found,
            placed.decided,
            placed.contradictions,
        )
        return placed.found, asked


def probability(support: npt.NDArray[np.float64]) -> pa.Array:
    """The probability that a mention is of its group, by the log2 odds; null where it is alone."""
    return pa.array(1 / (1 + np.exp2(-support)), pa.float64(), from_pandas=True)
