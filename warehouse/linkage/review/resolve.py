"""Which current mentions a judgement speaks of, after files were sent again.

A mention's id goes with its file; what it says stays. A judgement holds by id, else by fingerprint,
but only where the fingerprint leaves no choice: two rows that say the same may be two persons, and
a human who judged one of them did not judge the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from warehouse.linkage.engine.judgements import roots
from warehouse.linkage.review.fingerprint import fingerprints

Row = dict[str, Any]


def resolve(judgements: Sequence[Row], mentions: pa.Table) -> tuple[list[Row], int]:
    """The judgements with the ids of current mentions.

    Args:
        judgements: rows with ``left_mention_id``, ``right_mention_id``, ``left_fingerprint``,
            ``right_fingerprint``, ``decision``.
        mentions: current conformed ``person_mention``.

    Returns:
        Those that speak of two current mentions; and how many speak of none, or leave a choice.
    """
    current = set(mentions["record_id"].to_pylist())
    lost = [row for row in judgements if not _is_current(row, current)]
    if not lost:
        return list(judgements), 0
    saying = _saying(mentions, lost)
    ties = _source_ties(mentions, saying)
    held: list[Row] = [row for row in judgements if _is_current(row, current)]
    # What is resolved may tie two rows that say the same, and so resolve more.
    while lost:
        tied = roots([*ties, *((r["left_mention_id"], r["right_mention_id"]) for r in _same(held))])
        resolved = [(row, _resolved(row, current, saying, tied)) for row in lost]
        news = [
            row | {"left_mention_id": p[0], "right_mention_id": p[1]} for row, p in resolved if p
        ]
        if not news:
            break
        held += news
        lost = [row for row, pair in resolved if not pair]
    order = {row["judgement_id"]: place for place, row in enumerate(judgements)}
    return sorted(held, key=lambda row: order[row["judgement_id"]]), len(lost)


def _is_current(row: Row, current: set[str]) -> bool:
    return row["left_mention_id"] in current and row["right_mention_id"] in current


def _same(rows: Sequence[Row]) -> list[Row]:
    return [r for r in rows if r["decision"] == "same" and r.get("withdrawn_at") is None]


def _saying(mentions: pa.Table, lost: Sequence[Row]) -> dict[str, list[str]]:
    """Wanted fingerprint -> the current mentions that say it."""
    wanted = {row[f"{side}_fingerprint"] for row in lost for side in ("left", "right")}
    saying: dict[str, list[str]] = defaultdict(list)
    ids = mentions["record_id"].to_pylist()
    for mention_id, mark in zip(ids, fingerprints(mentions), strict=True):
        if mark in wanted:
            saying[mark].append(mention_id)
    return {mark: sorted(ids) for mark, ids in saying.items()}


def _source_ties(mentions: pa.Table, saying: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """Mentions that say the same under one code of their source's own: one person anyhow."""
    key = dict(
        zip(mentions["record_id"].to_pylist(), mentions["record_key"].to_pylist(), strict=True)
    )
    return [
        (ids[0], other) for ids in saying.values() for other in ids[1:] if key[ids[0]] is not None
    ]


def _resolved(
    row: Row,
    current: set[str],
    saying: Mapping[str, Sequence[str]],
    tied: Mapping[str, str],
) -> tuple[str, str] | None:
    left, right = (
        [row[f"{side}_mention_id"]]
        if row[f"{side}_mention_id"] in current
        else list(saying.get(row[f"{side}_fingerprint"] or "", ()))
        for side in ("left", "right")
    )
    if row["left_fingerprint"] == row["right_fingerprint"] and len(set(left) | set(right)) == 2:
        # Two rows that say the same were judged, and two are there.
        one, two = sorted(set(left) | set(right))
        return one, two
    if any(len({tied.get(one, one) for one in ids}) != 1 for ids in (left, right)):
        return None
    return (left[0], right[0]) if left[0] != right[0] else None
