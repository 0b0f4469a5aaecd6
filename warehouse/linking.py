"""The linkage on the warehouse: mentions from the lake, the register in SQL.

``linkage`` knows persons and plain tables; here they meet the ledger and the database. One
transaction, taken by one process at a time: the register's events are appended, and persons and
their current mentions follow from them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, insert, select, text

from warehouse import lake
from warehouse.cases.join import join_cases
from warehouse.conformed import schema
from warehouse.continuity import continuations
from warehouse.judging import resolve, write_tasks
from warehouse.linkage import EVENTS, JUDGEMENTS, MEMORY, Engine, Linked, link, mint_person_id
from warehouse.merge import merge
from warehouse.tables import identity

REGISTER_LOCK = 4_236_2027


def link_persons(
    connection: Connection,
    conformed: dict[str, pa.Table],
    lake_folder: Path,
    *,
    at: datetime,
    mint: Callable[[], str] = mint_person_id,
    engine: Engine = "duckdb",
    memory: str = MEMORY,
    known: Path | None = None,
) -> dict[str, int]:
    """Link all current mentions and bring the register up to date, in the caller's transaction.

    Args:
        connection: the transaction.
        conformed: the current conformed records.
        lake_folder: the lake, for the records of submissions that were replaced.
        at: now.
        mint: makes a fresh person id.
        engine: where pairs are found and scored.
        memory: the ceiling for DuckDB.
        known: the file of what the last linkage remembers; all is linked anew without.

    Returns:
        Counts: mentions, persons, new events; tasks for humans: pairs in doubt (``to_judge``),
        pairs whose judgements contradict one another, pairs of the audited sample; and judgements
        that speak of no current mentions, or no longer say of which (``not_held``).
    """
    connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": REGISTER_LOCK})
    mentions = conformed["person_mention"]
    judgements, not_held = _judgements(connection, mentions)
    linked = link(
        standard_mentions(mentions, case_references(conformed)),
        read_events(connection),
        judgements,
        _continues(connection, mentions, lake_folder),
        mint,
        at,
        engine,
        memory,
        known,
    )
    _append_events(connection, linked.new_events)
    _write_persons(connection, linked, mentions)
    tasks = write_tasks(connection, linked, at)
    return {
        "mentions": mentions.num_rows,
        "persons": len(pc.unique(linked.assignments["person_id"])),
        "new_events": linked.new_events.num_rows,
        **tasks,
        "not_held": not_held,
    }


def case_references(conformed: dict[str, pa.Table]) -> pa.Table:
    """``record_id`` -> the case that references alone tell, before any person is known."""
    nobody = pa.table(
        {"mention_id": pa.array([], pa.string()), "person_id": pa.array([], pa.string())}
    )
    joins = join_cases(conformed, nobody).joins
    named = joins.filter(pc.not_equal(joins["method"], "alone"))
    return named.select(["record_id", "case_id"])


def standard_mentions(mentions: pa.Table, references: pa.Table) -> pa.Table:
    """Conformed mentions in the standard columns of the linkage.

    Args:
        mentions: conformed ``person_mention``.
        references: ``record_id``, ``case_id``.
    """
    case_of = dict(
        zip(references["record_id"].to_pylist(), references["case_id"].to_pylist(), strict=True)
    )
    ids = mentions["record_id"].to_pylist()
    known_nationality = pc.and_(
        pc.is_valid(mentions["nationality"]),
        pc.invert(pc.starts_with(mentions["nationality"], "UNKNOWN")).fill_null(False),
    )
    return pa.table(
        {
            "mention_id": mentions["record_id"],
            "family_name": mentions["family_name"],
            "given_names": mentions["given_names"],
            "alias": pc.coalesce(mentions["alias"], mentions["other_names"]),
            "sex": mentions["sex"],
            "birth_date_min": mentions["birth_date_min"],
            "birth_date_max": mentions["birth_date_max"],
            "birth_precision": mentions["birth_precision"],
            "place": pc.coalesce(mentions["place_code"], mentions["facts_place_code"]),
            # Two persons of unknown nationality do not share one.
            "nationality": pc.if_else(
                known_nationality, mentions["nationality"], pa.scalar(None, pa.string())
            ),
            "phone": _joined(mentions["phones"]),
            "id_number": mentions["id_number"],
            "case_ref": pa.array([case_of.get(one) for one in ids], pa.string()),
            "seen_on": mentions["seen_on"],
            "source_id": mentions["source_id"],
            "role": mentions["role"],
            "record_key": mentions["record_key"],
            "is_unnamed": mentions["is_unnamed"],
            "row_key": mentions["row_key"],
        }
    )


def _joined(lists: pa.ChunkedArray) -> pa.Array:
    return pa.array([";".join(one) if one else None for one in lists.to_pylist()], pa.string())


def read_events(connection: Connection) -> pa.Table:
    """The register so far: ``EVENTS``, in the order they happened."""
    return _read(connection, identity.identity_event, EVENTS, "event_id")


def _judgements(connection: Connection, mentions: pa.Table) -> tuple[pa.Table, int]:
    """What humans decided, on the mentions that are current; and how many hold of none."""
    j = identity.judgement
    rows = connection.execute(
        select(j).where(j.c.withdrawn_at.is_(None)).order_by(j.c.at, j.c.judgement_id)
    )
    held, not_held = resolve([dict(row) for row in rows.mappings()], mentions)
    return pa.Table.from_pylist(held, JUDGEMENTS), not_held


def _read(connection: Connection, table: Any, wanted: pa.Schema, order: str) -> pa.Table:
    names = [name for name in wanted.names if name in table.c]
    rows = connection.execute(
        select(*(table.c[name] for name in names)).order_by(table.c[order])
    ).all()
    columns = {
        name: pa.array([_plain(row[i]) for row in rows], wanted.field(name).type)
        for i, name in enumerate(names)
    }
    return pa.table(
        [columns.get(field.name, pa.nulls(len(rows), field.type)) for field in wanted],
        schema=wanted,
    )


def _plain(value: Any) -> Any:
    return json.dumps(value, sort_keys=True) if isinstance(value, dict) else value


def _continues(connection: Connection, mentions: pa.Table, lake_folder: Path) -> pa.Table:
    """Mentions that a newer submission of the same month, or of a whole list, says again."""
    known = identity.person_mention.c
    before = connection.execute(
        select(known.mention_id, known.submission_id, known.source_id, known.period)
    ).all()
    current = set(mentions["record_id"].to_pylist())
    gone_ids = {row.mention_id for row in before if row.mention_id not in current}
    submissions = {
        (row.source_id, row.period, row.submission_id)
        for row in before
        if row.mention_id in gone_ids
    }
    if not submissions:
        return continuations(schema("person_mention").empty_table(), mentions)
    old = lake.read_conformed(lake_folder, submissions, ["person_mention"])["person_mention"]
    gone = old.filter(pc.is_in(old["record_id"], pa.array(sorted(gone_ids))))
    known_ids = pa.array([row.mention_id for row in before], pa.string())
    fresh = mentions.filter(pc.invert(pc.is_in(mentions["record_id"], known_ids)))
    return continuations(gone, fresh)


def _append_events(connection: Connection, events: pa.Table) -> None:
    table = identity.identity_event
    rows = events.to_pylist()
    names = [column.name for column in table.columns if column.name != "event_id"]
    if rows:
        connection.execute(
            insert(table),
            [
                {
                    name: _document(row.get(name)) if name == "detail" else row.get(name)
                    for name in names
                }
                for row in rows
            ],
        )


def _document(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _write_persons(connection: Connection, linked: Linked, mentions: pa.Table) -> None:
    """Persons with their state, and the current mention of each."""
    assigned = dict(
        zip(
            linked.assignments["mention_id"].to_pylist(),
            zip(
                linked.assignments["person_id"].to_pylist(),
                linked.assignments["probability"].to_pylist(),
                strict=True,
            ),
            strict=True,
        )
    )
    ids = mentions["record_id"].to_pylist()
    members: dict[str, list[str]] = {}
    for mention_id in ids:
        members.setdefault(assigned[mention_id][0], []).append(mention_id)
    persons = linked.persons
    merge(
        connection,
        identity.person,
        pa.table(
            {
                "person_id": persons["person_id"],
                "created_at": persons["created_at"],
                "merged_into": persons["merged_into"],
                "fingerprint": pa.array(
                    [_fingerprint(members.get(p, [])) for p in persons["person_id"].to_pylist()],
                    pa.string(),
                ),
                "status": pa.array(
                    [
                        "merged" if into else "active" if members.get(one) else "retired"
                        for one, into in zip(
                            persons["person_id"].to_pylist(),
                            persons["merged_into"].to_pylist(),
                            strict=True,
                        )
                    ],
                    pa.string(),
                ),
            }
        ),
        delete_missing=False,
    )
    merge(
        connection,
        identity.person_mention,
        pa.table(
            {
                "mention_id": mentions["record_id"],
                "person_id": pa.array([assigned[one][0] for one in ids], pa.string()),
                "role": mentions["role"],
                "source_id": mentions["source_id"],
                "period": mentions["period"],
                "file_name": mentions["file_name"],
                "sheet": mentions["sheet"],
                "row_number": mentions["row_number"],
                "submission_id": mentions["submission_id"],
                "record_id": mentions["record_id"],
                "row_key": mentions["row_key"],
                "probability": pa.array([assigned[one][1] for one in ids], pa.float64()),
            }
        ),
    )


def _fingerprint(mention_ids: list[str]) -> str | None:
    """A digest of a person's mentions: the same persons have the same, whatever their ids."""
    if not mention_ids:
        return None
    return hashlib.sha256("\n".join(sorted(mention_ids)).encode()).hexdigest()
