"""From a table of mentions to persons: the one way that files and the warehouse are linked."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Sequence
from csv import reader
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.csv as csv
import pyarrow.parquet as pq

from warehouse.errors import CallError, message
from warehouse.linkage.clusters import Clustering, agglomerate
from warehouse.linkage.columns import standardise
from warehouse.linkage.features import prepare
from warehouse.linkage.guards import guard
from warehouse.linkage.pairs import LEAST_TO_LEARN, Parameters, score_features
from warehouse.linkage.register import EVENTS, Register, replay, update

JUDGEMENTS: Final = pa.schema(
    [
        ("left_mention_id", pa.string()),
        ("right_mention_id", pa.string()),
        ("decision", pa.string()),
        ("withdrawn_at", pa.timestamp("us", "UTC")),
    ]
)
"""What humans decided on pairs: ``same``, ``different`` or ``unsure``; withdrawn ones count not."""

_CROCKFORD = bytes.maketrans(
    b"0123456789ABCDEFGHIJKLMNOPQRSTUV", b"0123456789ABCDEFGHJKMNPQRSTVWXYZ"
)
Pairs = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Linked:
    """What a linkage gives.

    Attributes:
        assignments: ``mention_id``, ``person_id``, ``probability`` (null where alone).
        persons: every id ever minted: ``person_id``, ``created_at``, ``merged_into``.
        new_events: to be appended to the register.
        to_judge: ``left_mention_id``, ``right_mention_id``, ``probability``, ``reasons``.
    """

    assignments: pa.Table
    persons: pa.Table
    new_events: pa.Table
    to_judge: pa.Table


def mint_person_id() -> str:
    """A fresh person id: 65 random bits in Crockford's alphabet."""
    drawn = base64.b32hexencode(secrets.token_bytes(10)).translate(_CROCKFORD)
    return f"P-{drawn[:13].decode()}"


def link(
    mentions: pa.Table,
    events: pa.Table,
    judgements: pa.Table,
    continues: pa.Table,
    mint: Callable[[], str],
    at: datetime,
) -> Linked:
    """Link all current mentions and bring the register up to date.

    Args:
        mentions: the standard columns, and the warehouse's own (see ``columns``).
        events: the register so far (``EVENTS``).
        judgements: what humans decided (``JUDGEMENTS``).
        continues: ``old_mention_id``, ``new_mention_id``: what a corrected export says again.
        mint: makes an id that was never used.
        at: now.
    """
    register = replay(events)
    if not mentions.num_rows:
        return _linked(register, [], {}, mint, at, events, continues, None, [])
    ready = standardise(mentions)
    ids: list[str] = ready["mention_id"].to_pylist()
    found = _clustered(ready, ids, judgements, register)
    return _linked(register, ids, _clusters(ids, found), mint, at, events, continues, found, ids)


def link_table(table: pa.Table, compare: Sequence[str] = ()) -> pa.Table:
    """Give every mention of a table its person: ``mention_id``, ``person_id``, ``probability``.

    A table of any kind: the parameters are learnt from it, if it is large enough to.
    """
    ready = standardise(table, compare)
    ids: list[str] = ready["mention_id"].to_pylist()
    found = _clustered(ready, ids, JUDGEMENTS.empty_table(), Register(), compare, "learnt")
    return pa.table(
        {
            "mention_id": pa.array(ids, pa.string()),
            "person_id": pa.array([f"P{one}" for one in found.cluster.tolist()], pa.string()),
            "probability": _probability(found),
        }
    )


def link_file(path: Path, out: Path, compare: Sequence[str] = ()) -> None:
    """``link_table`` from a Parquet or CSV file into another one.

    Raises:
        CallError: the file is not there, not a table, or cannot be linked; nothing is written.
    """
    linked = link_table(_read(path), compare)
    if out.suffix == ".parquet":
        pq.write_table(linked, out)
    else:
        csv.write_csv(linked, out)


def _read(path: Path) -> pa.Table:
    try:
        if path.suffix == ".parquet":
            return pq.ParquetFile(path).read()
        with path.open("rb") as file:
            names = file.readline().decode("utf-8-sig").rstrip("\r\n")
        header = next(iter(reader([names])), [])
        # Every cell is text: "NA" is a name, and 0012 is not 12.
        return csv.read_csv(
            path,
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(header, pa.string()), strings_can_be_null=False
            ),
        )
    except (OSError, pa.ArrowException, UnicodeDecodeError):
        raise CallError(
            message("linkage_file_unreadable", file=path.name, suffix=path.suffix)
        ) from None


def _clustered(
    ready: pa.Table,
    ids: list[str],
    judgements: pa.Table,
    register: Register,
    compare: Sequence[str] = (),
    parameters: Parameters = "pinned",
) -> Clustering:
    place = {mention_id: i for i, mention_id in enumerate(ids)}
    with duckdb.connect() as con:
        score_features(con, prepare(ready, compare), compare, parameters)
        must, never = guard(con, twins=parameters == "pinned" or len(ids) < LEAST_TO_LEARN)
        edges = con.sql("select l, r, weight from edges order by l, r").to_arrow_table()
    same, different = _decisions(judgements, place)
    return agglomerate(
        len(ids),
        edges["l"].to_numpy().astype(np.int64),
        edges["r"].to_numpy().astype(np.int64),
        edges["weight"].to_numpy().astype(float),
        must_link=[*must, *same],
        never_same=[*never, *different],
    )


def _decisions(judgements: pa.Table, place: dict[str, int]) -> tuple[Pairs, Pairs]:
    same: Pairs = []
    different: Pairs = []
    for row in judgements.to_pylist():
        left, right = place.get(row["left_mention_id"]), place.get(row["right_mention_id"])
        if left is None or right is None or row["withdrawn_at"] is not None:
            continue
        if row["decision"] == "same":
            same.append((left, right))
        elif row["decision"] == "different":
            different.append((left, right))
    return same, different


def _clusters(ids: list[str], found: Clustering) -> dict[str, int]:
    return dict(zip(ids, found.cluster.tolist(), strict=True))


def _probability(found: Clustering) -> pa.Array:
    odds = np.exp2(-found.support)
    return pa.array(1 / (1 + odds), pa.float64(), from_pandas=True)


def _linked(
    register: Register,
    ids: list[str],
    clusters: dict[str, int],
    mint: Callable[[], str],
    at: datetime,
    events: pa.Table,
    continues: pa.Table,
    found: Clustering | None,
    order: list[str],
) -> Linked:
    said_before = dict(
        zip(
            continues["new_mention_id"].to_pylist(),
            continues["old_mention_id"].to_pylist(),
            strict=True,
        )
    )
    new = update(register, clusters, said_before, mint, at)
    after = replay(pa.concat_tables([events.cast(EVENTS), new]))
    doubtful = found.doubtful if found else []
    return Linked(
        pa.table(
            {
                "mention_id": pa.array(ids, pa.string()),
                "person_id": pa.array([after.person_of[one] for one in ids], pa.string()),
                "probability": _probability(found) if found else pa.array([], pa.float64()),
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
        pa.table(
            {
                "left_mention_id": pa.array([order[a] for a, _, _ in doubtful], pa.string()),
                "right_mention_id": pa.array([order[b] for _, b, _ in doubtful], pa.string()),
                "probability": pa.array([1 / (1 + 2.0**-w) for *_, w in doubtful], pa.float64()),
                "reasons": pa.array(
                    [["between_thresholds"]] * len(doubtful), pa.list_(pa.string())
                ),
            }
        ),
    )
