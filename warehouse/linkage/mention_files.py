"""Mentions from a file, and linked ones into another: Parquet or CSV."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv
import pyarrow.parquet as pq

from warehouse.errors import CallError, Message, message
from warehouse.linkage.engine.clusters import Clustering
from warehouse.linkage.engine.memory import MEMORY, SIZE
from warehouse.linkage.engine.mention_columns import NAMES
from warehouse.linkage.engine.pairs import Engine
from warehouse.linkage.engine.parameters import LEAST_TO_LEARN
from warehouse.linkage.engine.table_linkage import (
    PARAMETERS,
    REPLACED,
    link_known_and_tell,
    link_table_and_tell,
)
from warehouse.linkage.own_table import Meanings, numbered, read_own_table

_WRITTEN: Final = (".csv", ".parquet")
_NAMES_ALONE: Final = {"mention_id", *NAMES, "alias", "sex", "seen_on", "source_id", "role"}


@dataclass(frozen=True, slots=True)
class FileLinked:
    """What became of a file."""

    mentions: int
    persons: int  # how many they are
    of_several: int  # persons of more than one mention
    parameters: str  # the version of those it was linked by; empty where none were
    ids: tuple[str, ...]  # of the mentions, in order; with ``known``, of all that are known
    clustering: Clustering
    notes: tuple[Message, ...]  # what was read as what


def link_file(
    path: Path,
    out: Path,
    meanings: Meanings = Meanings(),  # noqa: B008 (frozen)
    engine: Engine = "duckdb",
    memory: str = MEMORY,
    cache: Path | None = None,
    withdrawn: Path | None = None,
) -> FileLinked:
    """``link_table`` from a Parquet or CSV file into another one.

    Args:
        path: the mentions (``own_table``); with ``cache``, those that are new.
        out: where every mention goes with its person; with ``cache``, those known before too.
        meanings: what is said of the columns.
        engine: where pairs are found and scored.
        cache: a file that remembers from call to call; made where there is none.
        withdrawn: a table with the ``mention_id`` of what counts no more.

    Returns:
        How many there are, for the one who waits.

    Raises:
        CallError: a file is not there, not a table, or cannot be linked, or the result could not be
            written there, which is said before the work; nothing is written.
    """
    if out.suffix not in _WRITTEN:
        raise CallError(message("linkage_file_kind", suffix=out.suffix or out.name))
    if not out.parent.is_dir():
        raise CallError(message("linkage_out_absent", folder=str(out.parent)))
    if not re.fullmatch(SIZE, memory):
        raise CallError(message("linkage_memory"))
    if cache is None and withdrawn is not None:
        raise CallError(message("linkage_withdrawn_alone"))
    if cache is not None and engine != "duckdb":
        raise CallError(message("linkage_known_engine"))
    read = read_own_table(path, meanings)
    # The rows of another month would bear the same numbers.
    own = numbered(read) if cache is None else read
    try:
        if cache is None:
            linked, clustering = link_table_and_tell(own.mentions, meanings.compare, engine, memory)
        else:
            linked, clustering = link_known_and_tell(
                own.mentions, cache, meanings.compare, memory, _withdrawn(withdrawn)
            )
    except CallError as fault:
        # Who is told of a column that is not understood sees beside it what the others were.
        raise CallError(*read.notes, *fault.faults) from None
    if out.suffix == ".parquet":
        pq.write_table(linked, out)
    else:
        csv.write_csv(linked, out)
    notes = own.notes
    if linked.num_rows < LEAST_TO_LEARN and {*own.mentions.column_names} <= _NAMES_ALONE:
        notes = (*notes, message("linkage_few_names"))
    of_table = linked.schema.metadata or {}
    if replaced := int(of_table.get(REPLACED.encode(), b"0")):
        notes = (*notes, message("linkage_known_replaced", count=replaced))
    sizes = pc.value_counts(linked["person_id"]).field("counts")
    return FileLinked(
        linked.num_rows,
        len(sizes),
        pc.sum(pc.greater(sizes, 1)).as_py() or 0,
        of_table.get(PARAMETERS.encode(), b"").decode(),
        tuple(linked["mention_id"].to_pylist()),
        clustering,
        notes,
    )


def _withdrawn(path: Path | None) -> pa.Array:
    if path is None:
        return pa.array([], pa.string())
    table = read_own_table(path).mentions
    if "mention_id" not in table.column_names:
        columns = ", ".join(table.column_names)
        raise CallError(message("linkage_no_mention_id", columns=columns))
    return table["mention_id"].cast(pa.string()).combine_chunks()
