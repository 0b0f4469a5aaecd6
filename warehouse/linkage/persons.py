"""The linkage on the warehouse: mentions from the lake, the register in SQL.

``linkage`` knows persons and plain tables; here they meet the ledger and the database. One
transaction, taken by one process at a time: the register's events are appended, and persons and
their current mentions follow from them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, select, text

from warehouse import lake
from warehouse.database.arrow_rows import arrow_schema
from warehouse.database.copy import copy_out
from warehouse.database.tables import identity
from warehouse.database.upsert import append, merge
from warehouse.linkage.cases.join import join_cases
from warehouse.linkage.continuity import continuations
from warehouse.linkage.engine import (
    EVENTS,
    JUDGEMENTS,
    MEMORY,
    Engine,
    Linked,
    link,
    mint_person_id,
)
from warehouse.linkage.review.judged_probability import judged_probability
from warehouse.linkage.review.reports import judged_joins
from warehouse.linkage.review.resolve import resolve
from warehouse.linkage.review.tasks import write_tasks
from warehouse.vault.working_tables import working_tables

REGISTER_LOCK = 4_236_2027

_PERSONS: Final = arrow_schema(identity.person)
_MENTIONS: Final = arrow_schema(identity.person_mention, without=("case_id",))


def link_persons(
    connection: Connection,
    conformed: dict[str, pa.Table],
    lake_folder: Path,
    *,
    at: datetime,
    engine: Engine = "duckdb",
    memory: str = MEMORY,
    cache: Path | None = None,
) -> dict[str, int]:
    """Link all current mentions and bring the register up to date, in the caller's transaction.

    Args:
        lake_folder: the lake, for the records of submissions that were replaced.
        engine: where pairs are found and scored.
        cache: the file of what the last linkage remembers; all is linked anew without.

    Returns:
        Counts: mentions, persons, new events; tasks for humans: pairs in doubt (``to_judge``),
        pairs whose judgements contradict one another, pairs of the audited sample; and judgements
        that speak of no current mentions, or no longer say of which (``not_held``).
    """
    connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": REGISTER_LOCK})
    mentions = conformed["person_mention"]
    before = copy_out(connection, identity.person_mention, _MENTIONS)
    judgements, not_held = _judgements(connection, mentions)
    linked = link(
        standard_mentions(mentions, case_references(conformed)),
        read_events(connection),
        judgements,
        _continues(before, mentions, lake_folder),
        mint_person_id,
        at,
        engine,
        memory,
        cache,
    )
    linked = _corrected(connection, linked)
    append(connection, identity.identity_event, linked.new_events)
    _write_persons(connection, linked, mentions, before)
    tasks = write_tasks(connection, linked, mentions, at)
    return {
        "mentions": mentions.num_rows,
        "persons": len(pc.unique(linked.assignments["person_id"])),
        "new_events": linked.new_events.num_rows,
        **tasks,
        "not_held": not_held,
    }


def _corrected(connection: Connection, linked: Linked) -> Linked:
    """What is linked, its probabilities corrected by what humans said of the audited links."""
    column = linked.assignments.column_names.index("probability")
    by_odds = linked.assignments["probability"].to_numpy().astype(float)
    sure = judged_probability(by_odds, judged_joins(connection, linked.strata))
    corrected = pa.array(sure, pa.float64(), from_pandas=True)
    return replace(
        linked, assignments=linked.assignments.set_column(column, "probability", corrected)
    )


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
    cited = pc.index_in(mentions["record_id"], references["record_id"])
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
            "case_ref": references["case_id"].take(cited),
            # What says no day was seen by the month that its export tells of.
            "seen_on": pc.coalesce(mentions["seen_on"].cast(pa.string()), mentions["period"]),
            "source_id": mentions["source_id"],
            "role": mentions["role"],
            "record_key": mentions["record_key"],
            "is_unnamed": mentions["is_unnamed"],
            "row_key": mentions["row_key"],
        }
    )


def _joined(lists: pa.ChunkedArray) -> pa.ChunkedArray:
    joined = pc.binary_join(lists, ";")
    return pc.if_else(pc.greater(pc.list_value_length(lists), 0), joined, None)


def read_events(connection: Connection) -> pa.Table:
    """The register so far: ``EVENTS``, in the order they happened."""
    return copy_out(connection, identity.identity_event, EVENTS, "event_id")


def _judgements(connection: Connection, mentions: pa.Table) -> tuple[pa.Table, int]:
    """What humans decided, on the mentions that are current; and how many hold of none."""
    j = identity.judgement
    rows = connection.execute(
        select(j)
        .where(j.c.withdrawn_at.is_(None), j.c.is_check.is_not(True))
        .order_by(j.c.at, j.c.judgement_id)
    )
    held, not_held = resolve([dict(row) for row in rows.mappings()], mentions)
    return pa.Table.from_pylist(held, JUDGEMENTS), not_held


def _continues(before: pa.Table, mentions: pa.Table, lake_folder: Path) -> pa.Table:
    """Mentions that a newer submission of the same month, or of a whole list, says again."""
    gone = before.filter(pc.invert(pc.is_in(before["mention_id"], mentions["record_id"])))
    places = set(lake.places(gone))
    old = lake.read_conformed(lake_folder, places, ["person_mention"])["person_mention"]
    return continuations(
        old.filter(pc.is_in(old["record_id"], gone["mention_id"])),
        mentions.filter(pc.invert(pc.is_in(mentions["record_id"], before["mention_id"]))),
    )


def _write_persons(
    connection: Connection, linked: Linked, mentions: pa.Table, before: pa.Table
) -> None:
    """Persons with their state, and the current mention of each; only what differs is written.

    A fingerprint is a digest of a person's mentions: the same persons have the same, whatever
    their ids.
    """
    persons = copy_out(connection, identity.person, _PERSONS)
    with working_tables() as con:
        con.register("minted", linked.persons)
        con.register("assigned", linked.assignments)
        con.register("mentions", mentions)
        con.register("persons_before", persons)
        con.register("mentions_before", before)
        changed_persons = con.sql(
            f"""
            with held as (
                select person_id,
                    sha256(string_agg(mention_id, chr(10) order by mention_id)) as fingerprint
                from assigned group by person_id
            ),
            now as (
                select *, case when merged_into is not null then 'merged'
                    when fingerprint is null then 'retired' else 'active' end as status
                from minted left join held using (person_id)
            )
            select {", ".join(_PERSONS.names)} from now except from persons_before
            """
        ).to_arrow_table()
        changed_mentions = con.sql(
            f"""
            select {", ".join(_MENTIONS.names)}
            from assigned join mentions on record_id = mention_id
            except from mentions_before
            """
        ).to_arrow_table()
        gone = con.sql(
            "select mention_id from mentions_before anti join assigned using (mention_id)"
        ).to_arrow_table()
    # Under the lock of the register nobody else writes who is who: what stood there stands.
    merge(connection, identity.person, changed_persons, delete_missing=False)
    merge(connection, identity.person_mention, changed_mentions, delete_missing=False)
    connection.execute(
        text("delete from identity.person_mention where mention_id = any(:gone)"),
        {"gone": gone["mention_id"].to_pylist()},
    )
