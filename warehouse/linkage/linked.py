"""From a table of mentions to persons: the one way that files and the warehouse are linked."""

from __future__ import annotations

import base64
import re
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
import pyarrow.compute as pc
import pyarrow.csv as csv
import pyarrow.parquet as pq
import structlog

from warehouse.errors import CallError, message
from warehouse.linkage.asked import Asked, ask, nothing_to_ask
from warehouse.linkage.clusters import Clustering, agglomerate, thresholds_of
from warehouse.linkage.columns import standardise
from warehouse.linkage.features import prepare
from warehouse.linkage.guards import guard
from warehouse.linkage.judged import contradictions, judged, overruled, yielding
from warehouse.linkage.memory import MEMORY, SIZE, database
from warehouse.linkage.model import comparisons
from warehouse.linkage.monthly import (
    KnownUnreadableError,
    asked_of,
    difference,
    forget_file,
    in_places,
    remembered,
    renew,
    whole,
)
from warehouse.linkage.pairs import LEAST_TO_LEARN, Engine, Parameters, score_features
from warehouse.linkage.register import Register, followed, replay, update

JUDGEMENTS: Final = pa.schema(
    [
        ("judgement_id", pa.string()),
        ("left_mention_id", pa.string()),
        ("right_mention_id", pa.string()),
        ("decision", pa.string()),
        ("by", pa.string()),
        ("at", pa.timestamp("us", "UTC")),
        ("is_settling", pa.bool_()),
        ("withdrawn_at", pa.timestamp("us", "UTC")),
    ]
)
"""What humans decided on pairs: ``same``, ``different`` or ``unsure``; withdrawn ones count not,
and one that settles answers all that was said of its pair before."""

log = structlog.get_logger(__name__)

_CROCKFORD = bytes.maketrans(
    b"0123456789ABCDEFGHIJKLMNOPQRSTUV", b"0123456789ABCDEFGHJKMNPQRSTVWXYZ"
)


@dataclass(frozen=True, slots=True)
class Linked:
    """What a linkage gives.

    Attributes:
        assignments: ``mention_id``, ``person_id``, ``probability`` (null where alone).
        persons: every id ever minted: ``person_id``, ``created_at``, ``merged_into``.
        new_events: to be appended to the register.
        to_judge: ``left_mention_id``, ``right_mention_id``, ``probability``, ``reasons``, and
            ``detail`` (JSON: ids, levels and bits, never a value).
        contradictions: as ``to_judge``: pairs whose judgements cannot all be true.
        audit: as ``to_judge``: a random sample of what the machine decided by itself.
        strata: what it was drawn from: ``stratum``, ``is_linked``, ``weight_from``,
            ``weight_to``, ``pairs``.
    """

    assignments: pa.Table
    persons: pa.Table
    new_events: pa.Table
    to_judge: pa.Table
    contradictions: pa.Table
    audit: pa.Table
    strata: pa.Table


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
    engine: Engine = "duckdb",
    memory: str = MEMORY,
    known: Path | None = None,
) -> Linked:
    """Link all current mentions and bring the register up to date.

    Args:
        mentions: the standard columns, and the warehouse's own (see ``columns``).
        events: the register so far (``EVENTS``).
        judgements: what humans decided (``JUDGEMENTS``).
        continues: ``old_mention_id``, ``new_mention_id``: what a corrected export says again.
        mint: makes an id that was never used.
        at: now.
        engine: where pairs are found and scored.
        memory: the ceiling for DuckDB.
        known: the file of what the last linkage remembers, so that only what is new is linked; the
            persons are the same without. Spark remembers nothing.
    """
    register = replay(events)
    if not mentions.num_rows:
        return _linked(register, [], {}, mint, at, continues, None, nothing_to_ask())
    ready = standardise(mentions)
    ids: list[str] = ready["mention_id"].to_pylist()
    if known is not None and engine == "duckdb":
        found, asked = _renewed(ready, ids, judgements, known, memory)
    else:
        found, asked = _clustered(ready, ids, judgements, engine=engine, memory=memory, asks=True)
    return _linked(register, ids, _clusters(ids, found), mint, at, continues, found, asked)


def link_table(
    table: pa.Table,
    compare: Sequence[str] = (),
    engine: Engine = "duckdb",
    memory: str = MEMORY,
) -> pa.Table:
    """Give every mention of a table its person: ``mention_id``, ``person_id``, ``probability``.

    A table of any kind: the parameters are learnt from it, if it is large enough to.
    """
    ready = standardise(table, compare)
    ids: list[str] = ready["mention_id"].to_pylist()
    found, _ = _clustered(ready, ids, JUDGEMENTS.empty_table(), compare, "learnt", engine, memory)
    return pa.table(
        {
            "mention_id": pa.array(ids, pa.string()),
            "person_id": pa.array([f"P{one}" for one in found.cluster.tolist()], pa.string()),
            "probability": _probability(found),
        }
    )


def link_known(
    table: pa.Table,
    known: Path,
    compare: Sequence[str] = (),
    memory: str = MEMORY,
    withdrawn: pa.Array | None = None,
) -> pa.Table:
    """``link_table`` month by month: all mentions known, those of ``table`` among them.

    Args:
        table: new mentions; one whose id is known takes its place.
        known: the file that remembers; made where there is none. Parameters are learnt from the
            first table that it is given, if that is large enough, and kept.
        compare: further text columns, the same from month to month.
        memory: the ceiling for DuckDB.
        withdrawn: ids of mentions that count no more.

    Raises:
        CallError: the table cannot be linked, or the file is none that this wrote.
    """
    come = standardise(table, compare)
    gone = pa.array([], pa.string()) if withdrawn is None else withdrawn
    with remembered(known, memory) as con:
        renew(con, come, gone, JUDGEMENTS.empty_table(), compare, "learnt")
        found = whole(con)
    odds = np.exp2(-found["support"].to_numpy())
    return pa.table(
        {
            "mention_id": found["mention_id"],
            "person_id": pc.binary_join_element_wise("P", found["person"].cast(pa.string()), ""),
            "probability": pa.array(1 / (1 + odds), pa.float64(), from_pandas=True),
        }
    )


def link_file(
    path: Path,
    out: Path,
    compare: Sequence[str] = (),
    engine: Engine = "duckdb",
    memory: str = MEMORY,
    known: Path | None = None,
    withdrawn: Path | None = None,
) -> None:
    """``link_table`` from a Parquet or CSV file into another one.

    Args:
        path: the mentions; with ``known``, those that are new.
        out: where every mention goes with its person; with ``known``, those known before too.
        compare: further text columns.
        engine: where pairs are found and scored.
        memory: the ceiling for DuckDB.
        known: a file that remembers from call to call; made where there is none.
        withdrawn: a table with the ``mention_id`` of what counts no more.

    Raises:
        CallError: a file is not there, not a table, or cannot be linked; nothing is written.
    """
    if not re.fullmatch(SIZE, memory):
        raise CallError(message("linkage_memory"))
    if known is None and withdrawn is not None:
        raise CallError(message("linkage_withdrawn_alone"))
    if known is not None and engine != "duckdb":
        raise CallError(message("linkage_known_engine"))
    if known is None:
        linked = link_table(read_mentions(path), compare, engine, memory)
    else:
        linked = link_known(read_mentions(path), known, compare, memory, _withdrawn(withdrawn))
    if out.suffix == ".parquet":
        pq.write_table(linked, out)
    else:
        csv.write_csv(linked, out)


def _withdrawn(path: Path | None) -> pa.Array:
    if path is None:
        return pa.array([], pa.string())
    table = read_mentions(path)
    if "mention_id" not in table.column_names:
        columns = ", ".join(table.column_names)
        raise CallError(message("linkage_no_mention_id", columns=columns))
    return table["mention_id"].cast(pa.string()).combine_chunks()


def read_mentions(path: Path) -> pa.Table:
    """A table of mentions from a Parquet or CSV file, every cell of the latter as text.

    Raises:
        CallError: the file is not there, or not a table.
    """
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
    compare: Sequence[str] = (),
    parameters: Parameters = "pinned",
    engine: Engine = "duckdb",
    memory: str = MEMORY,
    *,
    asks: bool = False,
) -> tuple[Clustering, Asked]:
    place = {mention_id: i for i, mention_id in enumerate(ids)}
    with database(memory) as con:
        features = prepare(ready, compare, memory)
        model = score_features(con, features, compare, parameters, engine)
        must, never = guard(con, strict=parameters == "pinned" or len(ids) < LEAST_TO_LEARN)
        edges = con.sql("select l, r, weight from edges order by l, r").to_arrow_table()
        said = judged(judgements.to_pylist(), place)
        guarded = overruled(never, said)
        found = agglomerate(
            len(ids),
            edges["l"].to_numpy().astype(np.int64),
            edges["r"].to_numpy().astype(np.int64),
            edges["weight"].to_numpy().astype(float),
            must_link=[*yielding(must, said, guarded), *said.must_link],
            never_same=[*guarded, *said.never_same],
            thresholds=thresholds_of(parameters, model),
        )
        if not asks:
            return found, nothing_to_ask()
        torn = contradictions(said, must, never)
        asked = comparisons(features, compare)
        return found, ask(con, ids, asked, edges, found, said.pairs, torn)


def _renewed(
    ready: pa.Table, ids: list[str], judgements: pa.Table, known: Path, memory: str
) -> tuple[Clustering, Asked]:
    """As ``_clustered`` the warehouse's way, from what is known and what differs from it."""
    try:
        return _renewed_in(ready, ids, judgements, known, memory)
    except (KnownUnreadableError, duckdb.Error) as error:
        # A cache that is damaged, wherever that shows, is made anew; the persons are the same.
        log.warning("known_made_anew", error=type(error).__name__)
        forget_file(known)
        return _renewed_in(ready, ids, judgements, known, memory)


def _renewed_in(
    ready: pa.Table, ids: list[str], judgements: pa.Table, known: Path, memory: str
) -> tuple[Clustering, Asked]:
    known.parent.mkdir(parents=True, exist_ok=True)
    with remembered(known, memory) as con:
        come, go = difference(con, ready)
        _, grouped = renew(con, come, go, judgements)
        told = in_places(con, grouped)
        comparisons_asked, _ = asked_of(con, ())
        asked = ask(
            con, ids, comparisons_asked, told.edges, told.found, told.decided, told.contradictions
        )
        return told.found, asked


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
    continues: pa.Table,
    found: Clustering | None,
    asked: Asked,
) -> Linked:
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
        asked.to_judge,
        asked.contradictions,
        asked.audit,
        asked.strata,
    )
