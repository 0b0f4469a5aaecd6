"""Any table of persons linked by itself, all at once or month by month: it has no register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.linkage.engine.calibration import calibrated
from warehouse.linkage.engine.clusters import Clustering
from warehouse.linkage.engine.grouping import group_anew, probability
from warehouse.linkage.engine.judgements import JUDGEMENTS
from warehouse.linkage.engine.memory import MEMORY
from warehouse.linkage.engine.mention_columns import standardise
from warehouse.linkage.engine.monthly import how_made, remembered, renew, standing, whole
from warehouse.linkage.engine.pairs import Engine

PARAMETERS: Final = "parameters"
"""The key of a linked table's metadata that says by which parameters it was linked."""

REPLACED: Final = "replaced"
"""That which says how many of its mentions took the place of others known under the same id."""


def link_table(table: pa.Table, compare: Sequence[str] = (), engine: Engine = "duckdb") -> pa.Table:
    """Give every mention of a table its person: ``mention_id``, ``person_id``, ``probability``.

    A table of any kind: the parameters are learnt from it, if it is large enough to.
    """
    return link_table_and_tell(table, compare, engine)[0]


def link_table_and_tell(
    table: pa.Table,
    compare: Sequence[str] = (),
    engine: Engine = "duckdb",
    memory: str = MEMORY,
) -> tuple[pa.Table, Clustering]:
    """``link_table``, and the groups as they were found, mentions in the order of the table."""
    ready = standardise(table, compare)
    ids: list[str] = ready["mention_id"].to_pylist()
    clustering, _ = group_anew(
        ready, ids, JUDGEMENTS.empty_table(), compare, "learnt", engine, memory
    )
    linked = pa.table(
        {
            "mention_id": pa.array(ids, pa.string()),
            "person_id": pa.array([f"P{one}" for one in clustering.cluster.tolist()], pa.string()),
            "probability": probability(calibrated(clustering)),
        }
    )
    # Where a table is written, so is by which parameters.
    return linked.replace_schema_metadata({PARAMETERS: clustering.parameters}), clustering


def link_known(table: pa.Table, cache: Path, compare: Sequence[str] = ()) -> pa.Table:
    """``link_table`` month by month: all mentions known, those of ``table`` among them."""
    return link_known_and_tell(table, cache, compare)[0]


def link_known_and_tell(
    table: pa.Table,
    cache: Path,
    compare: Sequence[str] = (),
    memory: str = MEMORY,
    withdrawn: pa.Array | None = None,
) -> tuple[pa.Table, Clustering]:
    """``link_known``, and the groups as they stand now, mentions in the order of the table.

    Args:
        table: new mentions; one whose id is known takes its place.
        cache: the file that remembers; made where there is none. Parameters are learnt from the
            first table that it is given, if that is large enough, and kept.
        compare: further text columns, the same from month to month.
        withdrawn: ids of mentions that count no more.

    Raises:
        CallError: the table cannot be linked, or the file is none that this wrote.
    """
    come = standardise(table, compare)
    gone = pa.array([], pa.string()) if withdrawn is None else withdrawn
    with remembered(cache, memory) as con:
        replaced = _known_already(con, come) if how_made(con) else 0
        renew(con, come, gone, JUDGEMENTS.empty_table(), compare, "learnt")
        result = whole(con)
        made = how_made(con)
        groups = standing(con)
    model = made.model if made else None
    clustering = replace(groups, parameters=model.version if model else "", model=model)
    linked = pa.table(
        {
            "mention_id": result["mention_id"],
            "person_id": pc.binary_join_element_wise("P", result["person"].cast(pa.string()), ""),
            "probability": probability(calibrated(clustering)),
        }
    )
    said_of_it = {PARAMETERS: clustering.parameters, REPLACED: str(replaced)}
    return linked.replace_schema_metadata(said_of_it), clustering


def _known_already(con: duckdb.DuckDBPyConnection, come: pa.Table) -> int:
    """How many mentions bear an id that is known."""
    con.register("come_by_id", come.select(["mention_id"]))
    again = con.execute(
        "select count(*) from known.mention semi join come_by_id using (mention_id)"
    ).fetchall()
    con.unregister("come_by_id")
    return int(again[0][0])
