"""Persons and records -> the warehouse, in one transaction; run twice, same rows.

A load touches what a month can have changed (see ``changed_scope``): the cases and persons of the
records that came or went, and of the mentions whose person is another one. Everything is taken anew
at the first load, when the program or its rules changed, and when somebody asks for it; it goes the
same way, of all records, and leaves the same rows.

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
from warehouse.load.changed_scope import Touched, Touching, everything
from warehouse.load.check_tables import require
from warehouse.load.cleared_decisions import clearings
from warehouse.load.decisions import Sorted, delete_history, join_to_cases, remembered, split_named
from warehouse.load.dependencies import note_all
from warehouse.load.dimensions import decisions, dimension, geography, places_of
from warehouse.load.guarded_actions import scrub_actions
from warehouse.load.load_history import remember_arrivals
from warehouse.load.named_decisions import Naming
from warehouse.load.opaque_ids import with_opaque
from warehouse.load.pseudonyms import mint_missing, pseudonyms
from warehouse.load.published_numbers import publish_numbers
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
class LoadInputs:
    """Where a load finds its records, and what it goes by."""

    lake: Path
    cumulative: Collection[str]  # the sources that send their whole list each time
    rules: str  # a digest of the program and of what it goes by (``rulebook.digest``)
    codes: CodeLists  # the code lists, loaded as dimensions
    expectations: Path  # the folder of suites
    data_docs: Path  # where stewards read what was checked


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did."""

    # table -> what the merge did; a table that nothing touched is missing
    tables: dict[str, Merged]
    # conformed table -> the records that the last load did not know; all, taken anew
    came: Mapping[str, pa.Table]
    is_anew: bool  # everything was taken anew


def load(connection: Connection, inputs: LoadInputs, *, anew: bool = False) -> Loaded:
    """Bring the warehouse to what ``link`` worked on, in the caller's transaction.

    Args:
        connection: the transaction; persons are already linked in it.
        inputs: where the records are, and the rules.
        anew: take everything anew, whatever is known of the last load.

    Raises:
        LoadRefusedError: a truth of severity ``refuse`` is broken; the caller rolls back.
    """
    # One instant for all that this load changes; another load waits here (see ``history``), and
    # what it did is known below.
    connection.execute(select(func.history.begin()))
    counted = intake.step_inputs(connection, "link")
    mint_missing(connection)
    is_anew = anew or intake.step_rules(connection, "load") != inputs.rules
    now = lake.places(counted)
    naming = None
    if is_anew:
        work = everything(inputs.lake, now, inputs.cumulative)
    else:
        before = lake.places(intake.step_inputs(connection, "load"))
        touching = Touching(connection, inputs.lake, before, now, inputs.cumulative)
        naming = Naming(connection, touching)
        touching.name_decisions(naming.moved)
        work = touching.found()
    done = _load_work(connection, inputs, work, naming)
    remember_arrivals(connection, counted, work.came)
    intake.copy_step_state(
        connection, "link", "load", done_at=datetime.now(UTC), rules=inputs.rules
    )
    return Loaded(done, work.came, is_anew)


def _load_work(
    connection: Connection, inputs: LoadInputs, work: Touched, naming: Naming | None
) -> dict[str, Merged]:
    """Shape, check and merge what is touched; ``naming`` is none where that is everything."""
    codes, conformed = inputs.codes, work.standing.conformed
    key, words = record_key(connection), words_of(codes)
    role_pseudonyms = pseudonyms(connection, work.records)
    joins = _case_joins(conformed, role_pseudonyms, codes, key)
    shaped = shape(work.standing, joins, role_pseudonyms, codes)
    shaped["complaint"] = with_opaque(shaped["complaint"], "complaint_id", key)
    shaped = {name: publish_numbers(rows, words) for name, rows in shaped.items()}
    all_codes = dimension(codes)
    suites = inputs.expectations / "warehouse"
    require({**shaped, "dim_code": all_codes}, suites, inputs.data_docs)
    done = {
        f"warehouse.{name}": _merge(connection, _table(name), rows, _scope(name, work))
        for name, rows in shaped.items()
    }
    published = with_opaque(decisions(conformed), "decision_id", key)
    joined, joins = join_to_cases(published, conformed, joins)
    of_records = None if work.records is None else {"record_id": work.records}
    done |= _merge_each(connection, {tables.case_join: _as_case_join(joins)}, of_records)
    # A changed code list changes the rules, and everything is taken anew.
    if naming is None:
        listed = {
            code_tables.dim_code: all_codes,
            code_tables.dim_geography: geography(codes),
            code_tables.dim_place_span: places_of(codes),
            **listed_tables(codes),
        }
        done |= _merge_each(connection, listed)
        in_history = remembered(connection, work.came["person_mention"], words)
    else:
        in_history = naming.history
    names_found = naming.within(joined) if naming else None
    parted = split_named(joined, conformed, words, names_found, clearings(connection))
    done |= _load_decisions(connection, parted, words, of_records)
    delete_history(connection, in_history)
    if work.plan:
        reported = reported_tables(conformed, codes, work.names(), words, key)
        done |= _merge_each(connection, reported)
    scrub_actions(connection, work.came["person_mention"], words)
    _write_cases(connection, work.records)
    if naming is None:
        note_all(connection, work.standing, role_pseudonyms)
    return done


def _case_joins(
    conformed: dict[str, pa.Table], role_pseudonyms: pa.Table, codes: CodeLists, key: bytes
) -> pa.Table:
    persons = role_pseudonyms.select(["mention_id", "person_id"])
    return with_opaque(join_cases(conformed, persons, courts_of(codes)).joins, "case_id", key)


def _table(name: str) -> Table:
    return METADATA.tables[f"warehouse.{name}"]


def _scope(name: str, work: Touched) -> Scope | None:
    """Of which rows of the table what is touched speaks; none for all of them."""
    if work.records is None:
        return None
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
    connection: Connection, parted: Sorted, words: Collection[str], scope: Scope | None
) -> dict[str, Merged]:
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


def _write_cases(connection: Connection, records: Collection[str] | None) -> None:
    """Write the case of these mentions, or of all, beside them in the vault."""
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
