"""Persons and records -> the warehouse, in one transaction; run twice, same rows.

What is to be loaded is held against the hand-written suites of ``expectations/warehouse`` first: a
broken truth stops the load, and what readers see stays as it was.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
from sqlalchemy import Connection, Table, func, select, update

from warehouse.cases.join import join_cases
from warehouse.checks.documents import record_result
from warehouse.checks.frame import plain_frame
from warehouse.checks.judge import breaches, columns_of, validate
from warehouse.checks.suites import Suite, read_suite
from warehouse.codelists import CodeLists
from warehouse.decisions import forget_named, join_to_cases, keep_out
from warehouse.dimensions import (
    decisions,
    dimension,
    geography,
    places_of,
    services_of,
    stages_of,
)
from warehouse.errors import ZokwezoError, message
from warehouse.merge import Merged, merge
from warehouse.plans import (
    action_texts,
    activities,
    attendances,
    plan_actions,
    plan_statuses,
    plans,
)
from warehouse.shapes import shape
from warehouse.shapes.truths import BESIDE
from warehouse.standing import Standing
from warehouse.tables import METADATA, case_law, identity, intake, plan
from warehouse.tables import warehouse as tables


class LoadRefusedError(ZokwezoError):
    """The rows to be loaded break a truth of the warehouse: we must act."""


# Crockford's alphabet: no I, L, O or U to misread.
_CROCKFORD = bytes.maketrans(
    b"0123456789ABCDEFGHIJKLMNOPQRSTUV", b"0123456789ABCDEFGHJKMNPQRSTVWXYZ"
)


def mint_pseudonym(role: str) -> str:
    """A fresh pseudonym: 65 random bits, and which role it stands for."""
    drawn = base64.b32hexencode(secrets.token_bytes(10)).translate(_CROCKFORD)[:13].decode()
    return f"{'V' if role == 'victim' else 'S'}-{drawn}"


def load(
    connection: Connection,
    standing: Standing,
    codes: CodeLists,
    expectations: Path,
    data_docs: Path,
    *,
    mint: Callable[[str], str] = mint_pseudonym,
) -> dict[str, Merged]:
    """Shape the records and merge them into the warehouse, in the caller's transaction.

    Args:
        connection: the transaction; persons are already linked in it.
        standing: the records that count now.
        codes: the code lists, loaded as dimensions.
        expectations: the folder of suites.
        data_docs: where stewards read what was checked.
        mint: makes a pseudonym for a role.

    Returns:
        Table -> what the merge did.

    Raises:
        LoadRefusedError: a truth of severity ``refuse`` is broken; the caller rolls back.
    """
    # One instant for all that this load changes; another load waits here (see ``history``).
    connection.execute(select(func.history.begin()))
    conformed = standing.conformed
    persons = _persons(connection)
    joins = join_cases(conformed, persons).joins
    pseudonyms = _pseudonyms(connection, persons, mint)
    shaped = shape(
        conformed,
        joins,
        pseudonyms,
        places_of(codes),
        stages_of(codes),
        services_of(codes),
        standing.delisted,
    )
    require({**shaped, "dim_code": dimension(codes)}, expectations / "warehouse", data_docs)
    done = {
        f"warehouse.{name}": _merge(connection, METADATA.tables[f"warehouse.{name}"], rows)
        for name, rows in shaped.items()
    }
    joined, joins = join_to_cases(decisions(conformed), conformed, joins)
    done["warehouse.case_join"] = _merge(
        connection, tables.case_join, joins.rename_columns({"table": "table_name"})
    )
    done["warehouse.dim_code"] = _merge(connection, tables.dim_code, dimension(codes))
    done["warehouse.dim_geography"] = _merge(connection, tables.dim_geography, geography(codes))
    done["warehouse.dim_place_span"] = _merge(connection, tables.dim_place_span, places_of(codes))
    sorted_out = keep_out(joined, conformed)
    done["case_law.decision"] = _merge(connection, case_law.decision, sorted_out.published)
    done["identity.named_decision"] = _merge(connection, identity.named_decision, sorted_out.named)
    done["intake.decision_to_anonymise"] = _merge(
        connection, intake.decision_to_anonymise, sorted_out.to_anonymise
    )
    forget_named(connection, conformed["person_mention"])
    for table, rows in (
        (plan.plan, plans(codes)),
        (plan.action_text, action_texts(codes)),
        (plan.plan_action, plan_actions(conformed, codes)),
        (plan.plan_status, plan_statuses(conformed, codes)),
        (plan.activity, activities(conformed, codes)),
        (plan.attendance, attendances(conformed, codes)),
    ):
        done[table.fullname] = _merge(connection, table, rows)
    _write_cases(connection)
    return done


def _merge(connection: Connection, table: Table, rows: pa.Table) -> Merged:
    known = {column.name: column for column in table.columns}
    return merge(connection, table, rows.select([n for n in rows.column_names if n in known]))


def _persons(connection: Connection) -> pa.Table:
    mention = identity.person_mention
    found = connection.execute(
        select(mention.c.mention_id, mention.c.person_id, mention.c.role).order_by(
            mention.c.mention_id
        )
    ).all()
    return pa.table(
        {
            "mention_id": pa.array([row[0] for row in found], pa.string()),
            "person_id": pa.array([row[1] for row in found], pa.string()),
            "role": pa.array([row[2] for row in found], pa.string()),
        }
    )


def _pseudonyms(connection: Connection, persons: pa.Table, mint: Callable[[str], str]) -> pa.Table:
    """``mention_id`` -> the pseudonym of its person in its role; new ones are minted and kept."""
    table = identity.role_pseudonym
    known = {
        (row.person_id, row.role): row.pseudonym for row in connection.execute(select(table)).all()
    }
    pairs = list(zip(persons["person_id"].to_pylist(), persons["role"].to_pylist(), strict=True))
    fresh = {pair: mint(pair[1]) for pair in dict.fromkeys(pairs) if pair not in known}
    if fresh:
        rows = pa.table(
            {
                "person_id": pa.array([pair[0] for pair in fresh], pa.string()),
                "role": pa.array([pair[1] for pair in fresh], pa.string()),
                "pseudonym": pa.array(list(fresh.values()), pa.string()),
            }
        )
        merge(connection, table, rows, delete_missing=False)
        known.update(fresh)
    return pa.table(
        {
            "mention_id": persons["mention_id"],
            "pseudonym": pa.array([known[pair] for pair in pairs], pa.string()),
        }
    )


def _write_cases(connection: Connection) -> None:
    """Write the case of each mention beside it in the vault."""
    mention, join = identity.person_mention, tables.case_join
    case_id = (
        select(join.c.case_id).where(join.c.record_id == mention.c.mention_id).scalar_subquery()
    )
    connection.execute(
        update(mention).values(case_id=case_id).where(mention.c.case_id.is_distinct_from(case_id))
    )


def require(shaped: Mapping[str, pa.Table], folder: Path, data_docs: Path) -> None:
    """Hold the tables against the hand-written suites of the warehouse.

    Raises:
        LoadRefusedError: truths of severity ``refuse`` are broken, all of them named.
    """
    faults = []
    for path in sorted(folder.glob("*.json")):
        suite = read_suite(path)
        faults.extend(_broken(path.stem, suite, shaped, data_docs))
    if faults:
        raise LoadRefusedError(*faults)


def _broken(name: str, suite: Suite, shaped: Mapping[str, pa.Table], data_docs: Path) -> list[Any]:
    if not shaped[name].num_rows:
        return []
    rows = with_context(name, shaped)
    judged = [column for column in rows.column_names if column in columns_of(suite)]
    result = validate(plain_frame(rows.select(judged)), suite)
    record_result(
        result,
        source_id="warehouse",
        table_id=name,
        submission_id=f"load-{datetime.now(UTC):%Y%m%dT%H%M%SZ}",
        folder=data_docs,
    )
    return [
        message("check_failed", table=name, rule=one.rule, count=len(one.positions) or 1)
        for one in breaches(result)
        if one.severity == "refuse"
    ]


def with_context(name: str, shaped: Mapping[str, pa.Table]) -> pa.Table:
    """A table with what its cross-table truths need beside it.

    Adds ``known_case``, ``known_suspect``, ``known_victim`` (does the row it refers to exist),
    ``facts_on_min`` of its case, and what ``shapes.truths`` says of the table.
    """
    import duckdb

    with duckdb.connect() as connection:
        for table, rows in shaped.items():
            connection.register(table, rows)
        columns = set(shaped[name].column_names)
        added = ["t.*"]
        joins = ""
        if "case_id" in columns and name != "case_file":
            added += ["c.case_id is not null as known_case", "c.facts_on_min as case_facts_on_min"]
            joins += " left join case_file c on c.case_id = t.case_id"
        for role in ("suspect", "victim"):
            if f"{role}_id" in columns and name != role:
                added.append(f"{role}.{role}_id is not null as known_{role}")
                joins += f" left join {role} on {role}.{role}_id = t.{role}_id"
        added += [f"{said} as {column}" for column, said in BESIDE.get(name, {}).items()]
        return connection.sql(f"select {', '.join(added)} from {name} t{joins}").to_arrow_table()
