"""What a linkage asks of humans: doubts, contradictions, and a sample to audit it by.

Every pair comes with its levels, so that a desk can explain it without the names of all others, and
with its probability, as far as pinned odds were worth that (``calibration``): of those left apart
the links that are missed are counted by it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import duckdb
import numpy as np
import pyarrow as pa

from warehouse.linkage.engine.audit_sample import STRATA, sample
from warehouse.linkage.engine.calibration import apart_worth, pinned_worth
from warehouse.linkage.engine.clusters import Clustering
from warehouse.linkage.engine.judgements import Contradiction, Pair
from warehouse.linkage.engine.match_levels import Comparison
from warehouse.linkage.engine.size_correction import DOUBLINGS
from warehouse.linkage.engine.training import pinned
from warehouse.linkage.engine.waterfall import levels_of

ASKED: Final = pa.schema(
    [
        ("left_mention_id", pa.string()),
        ("right_mention_id", pa.string()),
        ("probability", pa.float64()),
        ("reasons", pa.list_(pa.string())),
        ("detail", pa.string()),
    ]
)
_STRATA: Final = pa.schema(
    [
        ("stratum", pa.string()),
        ("is_linked", pa.bool_()),
        ("weight_from", pa.float64()),
        ("weight_to", pa.float64()),
        ("pairs", pa.int64()),
    ]
)
_REASON: Final = {"judgements": "contradictory_judgements", "guard": "contradicts_guard"}


@dataclass(frozen=True, slots=True)
class Asked:
    """Pairs for humans."""

    to_judge: pa.Table  # ``ASKED``, one for each two clusters in doubt
    contradictions: pa.Table  # ``ASKED``, the pairs of judgements that cannot all be true
    audit: pa.Table  # ``ASKED``, drawn from what the machine decided by itself
    strata: pa.Table  # ``stratum``, ``is_linked``, ``weight_from``, ``weight_to``, ``pairs``


def nothing_to_ask() -> Asked:
    """What no mentions ask of humans."""
    empty = ASKED.empty_table()
    return Asked(empty, empty, empty, _strata(dict.fromkeys(STRATA, 0)))


def ask(
    con: duckdb.DuckDBPyConnection,
    ids: Sequence[str],
    comparisons: Sequence[Comparison],
    edges: pa.Table,
    clustering: Clustering,
    decided: Iterable[Pair],
    contradicting: Sequence[Contradiction],
) -> Asked:
    """What this clustering asks of humans.

    Args:
        con: where ``features`` and the macros stand.
        ids: of each mention, its id.
        comparisons: those that the mentions can be asked.
        edges: l, r, ``weight``: the scored pairs that counted.
        decided: pairs on which humans decided already.
    """
    doubts = [
        (a, b, support, ["between_thresholds"], {"support": round(support, 3)})
        for a, b, support in _closest(edges, clustering)
    ]
    weights = _weights(edges) if contradicting else {}
    contradicted = []
    for (a, b), (kinds, judgement_ids) in _by_pair(contradicting).items():
        weight = weights.get((a, b))
        detail = {"judgement_ids": judgement_ids} | _support(weight)
        contradicted.append((a, b, weight, [_REASON[kind] for kind in kinds], detail))
    counts, drawn = sample(edges, clustering.cluster, ids, decided)
    audited = [
        (a, b, weight, ["audit"], {"stratum": stratum} | _support(weight))
        for a, b, stratum, weight in drawn
    ]
    everything = [*doubts, *contradicted, *audited]
    pairs = [(a, b) for a, b, *_ in everything]
    levels = levels_of(con, comparisons, pairs)
    crowds = _doublings(con, pairs)
    model = {"model": pinned().version}
    of = clustering.cluster
    rows = [
        {
            "left_mention_id": ids[a],
            "right_mention_id": ids[b],
            "probability": _probability(weight, len(of), together=of[a] == of[b]),
            "reasons": reasons,
            "detail": json.dumps(
                detail | {"levels": level, DOUBLINGS: crowd} | model, sort_keys=True
            ),
        }
        for (a, b, weight, reasons, detail), level, crowd in zip(
            everything, levels, crowds, strict=True
        )
    ]
    first, second = len(doubts), len(doubts) + len(contradicted)
    return Asked(
        pa.Table.from_pylist(rows[:first], ASKED),
        pa.Table.from_pylist(rows[first:second], ASKED),
        pa.Table.from_pylist(rows[second:], ASKED),
        _strata(counts),
    )


def _probability(weight: float | None, mentions: int, *, together: bool) -> float | None:
    """How probably a pair is one person, by its pinned odds and whether it was joined."""
    if weight is None:
        return None
    worth = float(pinned_worth(np.array(weight))) if together else apart_worth(weight, mentions)
    return float(1 / (1 + np.exp2(-worth)))


def _doublings(con: duckdb.DuckDBPyConnection, pairs: Sequence[tuple[int, int]]) -> list[int]:
    """How often the table had doubled when the later of each two was seen."""
    ids = sorted({mention for pair in pairs for mention in pair})
    con.register("candidate_mentions", pa.table({"unique_id": pa.array(ids, pa.int64())}))
    doublings = dict(
        con.execute(
            f"select unique_id, {DOUBLINGS} from features"
            " semi join candidate_mentions using (unique_id)"
        ).fetchall()
    )
    con.unregister("candidate_mentions")
    return [max(doublings[a], doublings[b]) for a, b in pairs]


def _weights(edges: pa.Table) -> dict[tuple[int, int], float]:
    pairs = zip(edges["l"].to_pylist(), edges["r"].to_pylist(), strict=True)
    return dict(zip(pairs, edges["weight"].to_pylist(), strict=True))


def _support(weight: float | None) -> dict[str, Any]:
    return {} if weight is None else {"support": round(weight, 3)}


def _by_pair(
    contradicting: Sequence[Contradiction],
) -> dict[tuple[int, int], tuple[list[str], list[str]]]:
    """Each pair to judge again, with the kinds of contradiction it is in and their judgements."""
    kinds: dict[tuple[int, int], set[str]] = defaultdict(set)
    judgement_ids: dict[tuple[int, int], set[str]] = defaultdict(set)
    for one in contradicting:
        for pair in one.pairs:
            kinds[pair].add(one.kind)
            judgement_ids[pair].update(one.judgement_ids)
    return {pair: (sorted(kinds[pair]), sorted(judgement_ids[pair])) for pair in sorted(kinds)}


def _closest(edges: pa.Table, clustering: Clustering) -> list[tuple[int, int, float]]:
    """For each two clusters in doubt the two mentions that most speaks for, not just the first.

    A human who sees a pair with nothing in common, because others of the two persons have, would
    say no to the wrong question.
    """
    wanted = {(a, b): support for a, b, support in clustering.doubtful}
    if not wanted:
        return []
    left, right = edges["l"].to_numpy(), edges["r"].to_numpy()
    weight = edges["weight"].to_numpy()
    one, two = clustering.cluster[left], clustering.cluster[right]
    low, high = np.minimum(one, two), np.maximum(one, two)
    size = len(clustering.cluster)
    doubtful = np.array([a * size + b for a, b in wanted], np.int64)
    rows = np.flatnonzero(np.isin(low * size + high, doubtful))
    best: dict[tuple[int, int], tuple[float, int, int]] = {}
    for row in rows.tolist():
        key = (int(low[row]), int(high[row]))
        candidate = (-float(weight[row]), int(left[row]), int(right[row]))
        best[key] = min(best.get(key, candidate), candidate)
    closest = []
    for pair, support in wanted.items():
        _, a, b = best.get(pair, (0.0, *pair))
        closest.append((a, b, support))
    return sorted(closest)


def _strata(counts: dict[str, int]) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {
                "stratum": name,
                "is_linked": is_linked,
                "weight_from": low,
                "weight_to": high,
                "pairs": counts[name],
            }
            for name, (is_linked, low, high) in STRATA.items()
        ],
        _STRATA,
    )
