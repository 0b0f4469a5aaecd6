"""What must be true of the warehouse: the hand-written suites of ``expectations/warehouse``.

Every truth speaks of one row, of a row and what it refers to, or of a key that stands once. The
first two are told by the rows that a load makes anew, since what they refer to is made anew with
them; the key, and that nothing refers to what is gone, PostgreSQL holds for the table as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.checks.gx.check_records import record_result
from warehouse.checks.gx.frame import plain_frame
from warehouse.checks.gx.suites import Suite, read_suite
from warehouse.checks.gx.validate import breaches, columns_of, validate
from warehouse.errors import ZokwezoError, message
from warehouse.load.star.cross_table_columns import BESIDE
from warehouse.vault.working_tables import working_tables


class LoadRefusedError(ZokwezoError):
    """The rows to be loaded break a truth of the warehouse: we must act."""


def require(shaped: Mapping[str, pa.Table], folder: Path, data_docs: Path) -> None:
    """Hold the tables against the hand-written suites of the warehouse.

    Raises:
        LoadRefusedError: truths of severity ``refuse`` are broken, all of them named.
    """
    faults = []
    with working_tables() as connection:
        for table, rows in shaped.items():
            connection.register(table, rows)
        for path in sorted(folder.glob("*.json")):
            if shaped[path.stem].num_rows:
                beside = with_context(connection, path.stem, shaped[path.stem].column_names)
                faults.extend(_broken(path.stem, read_suite(path), beside, data_docs))
    if faults:
        raise LoadRefusedError(*faults)


def _broken(name: str, suite: Suite, rows: pa.Table, data_docs: Path) -> list[Any]:
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


def with_context(
    connection: duckdb.DuckDBPyConnection, name: str, columns: Sequence[str]
) -> pa.Table:
    """A table with what its cross-table truths need beside it.

    Adds ``known_case``, ``known_suspect``, ``known_victim`` (does the row it refers to exist),
    ``facts_on_min`` of its case, and what ``cross_table_columns`` says of the table.

    Args:
        connection: where the tables stand, each under its name.
    """
    added = ["t.*"]
    joins = ""
    if "case_id" in columns and name != "case_file":
        added += ["c.case_id is not null as known_case", "c.facts_on_min as case_facts_on_min"]
        joins += " left join case_file c on c.case_id = t.case_id"
    for role in ("suspect", "victim"):
        if f"{role}_id" in columns and name != role:
            added.append(f"{role}.{role}_id is not null as known_{role}")
            joins += f" left join {role} on {role}.{role}_id = t.{role}_id"
    added += [f"{expression} as {column}" for column, expression in BESIDE.get(name, {}).items()]
    return connection.sql(f"select {', '.join(added)} from {name} t{joins}").to_arrow_table()
