"""Persons and records -> the warehouse, in one transaction; run twice, same rows.

A load touches what a month can have changed (see ``touched``): the cases and persons of the records
that came or went, and of the mentions whose person is another one. The same shapes are made of
fewer records, and merged within what they are of. Everything is taken anew at the first load, when
the program or its rules changed, and when somebody asks for it; it leaves the same rows.

What is to be loaded is held against the hand-written suites of ``expectations/warehouse`` first: a
broken truth stops the load, and what readers see stays as it was.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
from sqlalchemy import Connection, Table, any_, func, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY, TEXT

from warehouse import intake, lake
from warehouse.contracts.codelists import CodeLists, words_of
from warehouse.database.tables import METADATA, case_law, code_tables, identity
from warehouse.database.tables import warehouse as tables
from warehouse.database.tables.kept_out import decision_to_anonymise
from warehouse.database.upsert import Merged, Scope, merge
from warehouse.intake.plain_names import record_key
from warehouse.linkage.cases.courts import courts_of
from warehouse.linkage.cases.join import join_cases
from warehouse.load.action_plans import listed_tables, reported_tables
from warehouse.load.anonymised_again import forget_named_texts
from warehouse.load.changed_scope import Touched, Touching, everything, note_all
from warehouse.load.check_tables import require
from warehouse.load.cleared_decisions import clearings
from warehouse.load.current_records import Standing
from warehouse.load.decisions import Sorted, delete_history, join_to_cases, remembered, split_named
from warehouse.load.dimensions import (
    decisions,
    dimension,
    geography,
    places_of,
    precedence_of,
    services_of,
    stages_of,
)
from warehouse.load.guarded_actions import scrub_actions
from warehouse.load.load_history import remember_arrivals
from warehouse.load.named_decisions import Naming
from warehouse.load.opaque_ids import with_opaque
from warehouse.load.pseudonyms import mint_missing, pseudonyms
from warehouse.load.published_numbers import publish_all_numbers, publish_numbers, register_words
from warehouse.load.star import shape

# The column that tells of which person or record a row is; rows of every other table are of a case.
OF_PERSONS = {
    "victim": "victim_id",
    "suspect": "suspect_id",
    "victim_state": "victim_id",
    "suspect_state": "suspect_id",
}
OF_RECORDS = {"mention": "record_id", "assistance": "record_ids[1]", "referral": "record_ids[1]"}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a load finds its records.

    Attributes:
        lake: the lake.
        cumulative: the sources that send their whole list each time.
        rules: a digest of the program and of what it goes by (``rulebook.digest``).
    """

    lake: Path
    cumulative: Collection[str]
    rules: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did.

    Attributes:
        tables: table -> what the merge did; a table that nothing touched is missing.
        came: conformed table -> the records that the last load did not know; all, taken anew.
        is_anew: everything was taken anew.
    """

    tables: dict[str, Merged]
    came: Mapping[str, pa.Table]
    is_anew: bool


def load(
    connection: Connection,
    source: Source,
    codes: CodeLists,
    expectations: Path,
    data_docs: Path,
    *,
    anew: bool = False,
) -> Loaded:
    """Bring the warehouse to what ``link`` worked on, in the caller's transaction.

    Args:
        connection: the transaction; persons are already linked in it.
        source: where the records are.
        codes: the code lists, loaded as dimensions.
        expectations: the folder of suites.
        data_docs: where stewards read what was checked.
        anew: take everything anew, whatever is known of the last load.

    Returns:
        What was done, and what came.

    Raises:
        LoadRefusedError: a truth of severity ``refuse`` is broken; the caller rolls back.
    """
    # One instant for all that this load changes; another load waits here (see ``history``), and
    # what it did is known below.
    connection.execute(select(func.history.begin()))
    counted = intake.step_inputs(connection, "link")
    mint_missing(connection)
    is_anew = anew or intake.step_rules(connection, "load") != source.rules
    if is_anew:
        current = everything(source.lake, lake.places(counted), source.cumulative)
        done = _load_all(connection, current, codes, expectations, data_docs)
        came = current.conformed
    else:
        before = intake.step_inputs(connection, "load")
        touching = Touching(
            connection, source.lake, lake.places(before), lake.places(counted), source.cumulative
        )
        done = _load_touched(connection, touching, codes, expectations, data_docs)
        came = touching.came
    remember_arrivals(connection, counted, came)
    intake.copy_step_state(
        connection, "link", "load", done_at=datetime.now(UTC), rules=source.rules
    )
    return Loaded(done, came, is_anew)


def _load_all(
    connection: Connection, current: Standing, codes: CodeLists, expectations: Path, data_docs: Path
) -> dict[str, Merged]:
    conformed = current.conformed
    role_pseudonyms = pseudonyms(connection)
    key = record_key(connection)
    shaped, joins = _shaped(current, role_pseudonyms, codes, key)
    require({**shaped, "dim_code": dimension(codes)}, expectations / "warehouse", data_docs)
    done = _merge_each(connection, {_table(name): rows for name, rows in shaped.items()})
    published = with_opaque(decisions(conformed), "decision_id", key)
    joined, joins = join_to_cases(published, conformed, joins)
    done |= _merge_each(
        connection,
        {
            tables.case_join: _as_case_join(joins),
            code_tables.dim_code: dimension(codes),
            code_tables.dim_geography: geography(codes),
            code_tables.dim_place_span: places_of(codes),
            **listed_tables(codes),
        },
    )
    words = register_words(codes, words_of(codes))
    parted = split_named(joined, conformed, words, cleared=clearings(connection))
    done |= _load_decisions(connection, parted, codes)
    everybody = conformed["person_mention"]
    delete_history(connection, remembered(connection, everybody, words))
    done |= _merge_each(connection, reported_tables(conformed, codes, everybody, key))
    scrub_actions(connection, everybody, words)
    _write_cases(connection)
    note_all(connection, current, role_pseudonyms)
    return done


def _load_touched(
    connection: Connection,
    touching: Touching,
    codes: CodeLists,
    expectations: Path,
    data_docs: Path,
) -> dict[str, Merged]:
    naming = Naming(connection, touching)
    touching.name_decisions(naming.moved)
    work = touching.found()
    conformed = work.standing.conformed
    key = record_key(connection)
    shaped, joins = _shaped(work.standing, pseudonyms(connection, work.records), codes, key)
    require({**shaped, "dim_code": dimension(codes)}, expectations / "warehouse", data_docs)
    done = {
        f"warehouse.{name}": _merge(connection, _table(name), rows, _scope(name, work))
        for name, rows in shaped.items()
    }
    published = with_opaque(decisions(conformed), "decision_id", key)
    joined, joins = join_to_cases(published, conformed, joins)
    of_records = {"record_id": work.records}
    done |= _merge_each(connection, {tables.case_join: _as_case_join(joins)}, of_records)
    words = register_words(codes, words_of(codes))
    parted = split_named(joined, conformed, words, naming.within(joined), clearings(connection))
    done |= _load_decisions(connection, parted, codes, of_records)
    delete_history(connection, naming.history)
    if work.plan:
        reported = reported_tables(conformed, codes, touching.names(), key)
        done |= _merge_each(connection, reported)
    scrub_actions(connection, touching.came["person_mention"], words)
    _write_cases(connection, work.records)
    return done


def _shaped(
    current: Standing, role_pseudonyms: pa.Table, codes: CodeLists, key: bytes
) -> tuple[dict[str, pa.Table], pa.Table]:
    """The tables of the warehouse, and the joins of records to cases."""
    persons = role_pseudonyms.select(["mention_id", "person_id"])
    joins = join_cases(current.conformed, persons, courts_of(codes)).joins
    joins = with_opaque(joins, "case_id", key)
    shaped = shape(
        current.conformed,
        joins,
        role_pseudonyms.select(["mention_id", "pseudonym"]),
        places_of(codes),
        stages_of(codes),
        precedence_of(codes),
        services_of(codes),
        current.delisted,
    )
    shaped["complaint"] = with_opaque(shaped["complaint"], "complaint_id", key)
    words = register_words(codes, words_of(codes))
    return publish_all_numbers(shaped, words), joins


def _table(name: str) -> Table:
    return METADATA.tables[f"warehouse.{name}"]


def _scope(name: str, work: Touched) -> Scope:
    if name in OF_PERSONS:
        return {OF_PERSONS[name]: work.pseudonyms}
    if name in OF_RECORDS:
        return {OF_RECORDS[name]: work.records}
    return {"case_id": work.cases}


def _as_case_join(joins: pa.Table) -> pa.Table:
    return joins.rename_columns({"table": "table_name"})


def _merge(
    connection: Connection, table: Table, rows: pa.Table, scope: Scope | None = None
) -> Merged:
    columns = {column.name: column for column in table.columns}
    rows = rows.select([name for name in rows.column_names if name in columns])
    return merge(connection, table, rows, scope=scope)


def _merge_each(
    connection: Connection, rows_of: Mapping[Table, pa.Table], scope: Scope | None = None
) -> dict[str, Merged]:
    return {
        table.fullname: _merge(connection, table, rows, scope) for table, rows in rows_of.items()
    }


def _load_decisions(
    connection: Connection, parted: Sorted, codes: CodeLists, scope: Scope | None = None
) -> dict[str, Merged]:
    words = register_words(codes, words_of(codes))
    published = publish_numbers(parted.published, words)
    done = _merge_each(
        connection,
        {
            case_law.decision: published,
            identity.named_decision: parted.named,
            decision_to_anonymise: parted.to_anonymise,
        },
        scope,
    )
    forget_named_texts(connection, published, words)
    return done


def _write_cases(connection: Connection, records: Collection[str] | None = None) -> None:
    """Write the case of each mention beside it in the vault."""
    mention, join = identity.person_mention, tables.case_join
    of = mention.alias()
    case_of = (
        select(of.c.mention_id, join.c.case_id)
        .outerjoin_from(of, join, join.c.record_id == of.c.mention_id)
        .subquery()
    )
    changed = update(mention).where(
        mention.c.mention_id == case_of.c.mention_id,
        mention.c.case_id.is_distinct_from(case_of.c.case_id),
    )
    if records is not None:
        changed = changed.where(mention.c.mention_id == any_(literal(list(records), ARRAY(TEXT))))
    connection.execute(changed.values(case_id=case_of.c.case_id))
