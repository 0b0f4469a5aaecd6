"""What ties conformed records to one another: whatever a load makes of one depends on those alone.

Records of one source row, records that name the same police report or court file, mentions of one
person in one role; and a decision is tied to whatever its court decided on its day. What is tied,
directly or through others, is shaped together: the tables of the warehouse fall apart into such
parts, and a load that makes some of them anew may leave all others as they stand.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection

from warehouse.contracts.conformed_schema import schema
from warehouse.database.tables import identity
from warehouse.database.upsert import merge
from warehouse.linkage.cases.references import CASE_TABLES, references
from warehouse.linkage.current_records import LISTED, Standing

TIED = (*CASE_TABLES, "assistance")
WHERE = ("record_id", "source_id", "period", "submission_id", "row_key")
# What is read of a record to know its ties, and whether it stands.
COLUMNS = frozenset(
    {
        *WHERE,
        *LISTED,
        *("pv_number", "court_code", "rp_number", "facts_on_min", "facts_on_max"),
        *("filed_on", "registered_on", "held_on", "decided_on", "seen_on"),
    }
)
TIES = pa.schema(
    [
        *((name, pa.string()) for name in WHERE),
        ("table_name", pa.string()),
        ("pv_number", pa.string()),
        ("rp_number", pa.string()),
        ("court_day", pa.string()),
        ("is_delisted", pa.bool_()),
    ]
)


def ties(standing: Standing) -> pa.Table:
    """Where each record lies and what ties it, columns of ``TIES``: ``identity.loaded_record``.

    Args:
        standing: records that count; ``COLUMNS`` of them suffice.
    """
    tables = {name: standing.conformed.get(name, schema(name).empty_table()) for name in TIED}
    parts = []
    for name, rows in tables.items():
        if not rows.num_rows:
            continue
        if name in CASE_TABLES:
            referenced = references({name: rows})
            pv, rp = (pa.array(referenced[one], pa.string()) for one in ("pv", "rp"))
        else:
            pv = rp = pa.nulls(rows.num_rows, pa.string())
        parts.append(
            pa.table(
                [
                    *(rows[one] for one in WHERE),
                    pa.repeat(name, rows.num_rows).cast(pa.string()),
                    pv,
                    rp,
                    _court_day(name, rows),
                    pc.is_in(rows["record_id"], value_set=standing.delisted.cast(pa.string())),
                ],
                schema=TIES,
            )
        )
    return pa.concat_tables(parts or [TIES.empty_table()])


def note_all(connection: Connection, standing: Standing, pseudonyms: pa.Table) -> None:
    """Write down what a load of everything knew, in the caller's transaction.

    Args:
        pseudonyms: who their mentions are, as ``load.pseudonyms`` gives them.
    """
    who = pseudonyms.select(["mention_id", "pseudonym"])
    rows = ties(standing).join(who, "record_id", "mention_id", join_type="left outer")
    merge(connection, identity.loaded_record, rows)


def _court_day(name: str, rows: pa.Table) -> pa.Array | pa.ChunkedArray:
    if name not in {"judgment", "decision"}:
        return pa.nulls(rows.num_rows, pa.string())
    parts = (rows["court_code"], rows["decided_on"].cast(pa.string()))
    if name == "judgment":
        return pc.binary_join_element_wise(*parts, " ")
    # Decisions of no day or no court are held against each other too: the newest text stands.
    return pc.binary_join_element_wise(*parts, " ", null_handling="replace", null_replacement="-")
