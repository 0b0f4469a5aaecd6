"""The linkage of the warehouse: groups of mentions, and the register that says who they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from warehouse.linkage.engine.calibration import pinned_worth
from warehouse.linkage.engine.clusters import Clustering
from warehouse.linkage.engine.grouping import group_anew, group_known, probability
from warehouse.linkage.engine.memory import MEMORY
from warehouse.linkage.engine.mention_columns import standardise
from warehouse.linkage.engine.pairs import Engine
from warehouse.linkage.engine.review_candidates import Asked, nothing_to_ask
from warehouse.linkage.register import Register, followed, replay
from warehouse.linkage.register_update import update


@dataclass(frozen=True, slots=True)
class Linked:
    """What a linkage gives."""

    assignments: pa.Table  # ``mention_id``, ``person_id``, ``probability`` (null where alone)
    persons: pa.Table  # every id ever minted: ``person_id``, ``created_at``, ``merged_into``
    new_events: pa.Table  # to be appended to the register
    # ``left_mention_id``, ``right_mention_id``, ``probability``, ``reasons``, and ``detail`` (JSON:
    # ids, levels and bits, never a value)
    to_judge: pa.Table
    contradictions: pa.Table  # as ``to_judge``: pairs whose judgements cannot all be true
    audit: pa.Table  # as ``to_judge``: a random sample of what the machine decided by itself
    # what it was drawn from: ``stratum``, ``is_linked``, ``weight_from``, ``weight_to``, ``pairs``
    strata: pa.Table


def link(
    mentions: pa.Table,
    events: pa.Table,
    judgements: pa.Table,
    continues: pa.Table,
    mint: Callable[[], str],
    at: datetime,
    engine: Engine = "duckdb",
    memory: str = MEMORY,
    cache: Path | None = None,
) -> Linked:
    """Link all current mentions and bring the register up to date.

    Args:
        mentions: the standard columns, and the warehouse's own (see ``columns``).
        events: the register so far (``EVENTS``).
        judgements: what humans decided (``JUDGEMENTS``).
        continues: ``old_mention_id``, ``new_mention_id``: what a corrected export says again.
        mint: makes an id that was never used.
        engine: where pairs are found and scored.
        cache: the file of what the last linkage remembers, so that only what is new is linked; the
            persons are the same without. Spark remembers nothing.
    """
    register = replay(events)
    if not mentions.num_rows:
        return _linked(register, [], None, nothing_to_ask(), continues, mint, at)
    ready = standardise(mentions)
    ids: list[str] = ready["mention_id"].to_pylist()
    if cache is not None and engine == "duckdb":
        clustering, asked = group_known(ready, ids, judgements, cache, memory)
    else:
        clustering, asked = group_anew(
            ready, ids, judgements, engine=engine, memory=memory, asks=True
        )
    return _linked(register, ids, clustering, asked, continues, mint, at)


def _linked(
    register: Register,
    ids: list[str],
    clustering: Clustering | None,
    asked: Asked,
    continues: pa.Table,
    mint: Callable[[], str],
    at: datetime,
) -> Linked:
    clusters = dict(zip(ids, clustering.cluster.tolist(), strict=True)) if clustering else {}
    said_before = dict(
        zip(
            continues["new_mention_id"].to_pylist(),
            continues["old_mention_id"].to_pylist(),
            strict=True,
        )
    )
    new = update(register, clusters, said_before, mint, at)
    after = followed(register, new)
    return Linked(
        pa.table(
            {
                "mention_id": pa.array(ids, pa.string()),
                "person_id": pa.array([after.person_of[one] for one in ids], pa.string()),
                "probability": probability(pinned_worth(clustering.support))
                if clustering
                else pa.array([], pa.float64()),
            }
        ),
        pa.table(
            {
                "person_id": pa.array(list(after.created_at), pa.string()),
                "created_at": pa.array(list(after.created_at.values()), pa.timestamp("us", "UTC")),
                "merged_into": pa.array(
                    [after.merged_into.get(one) for one in after.created_at], pa.string()
                ),
            }
        ),
        new,
        asked.to_judge,
        asked.contradictions,
        asked.audit,
        asked.strata,
    )
