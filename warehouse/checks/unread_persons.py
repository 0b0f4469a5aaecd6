"""A person of whom a row tells a name that cannot be read, and who would be no record without it.

An accused is counted by a name alone: ``#REF!`` in its cell would leave the row, and take him away.
"""

from __future__ import annotations

import pyarrow.compute as pc

from warehouse.checks.findings import Findings
from warehouse.conform.conformed_sheet import Conformed
from warehouse.conform.match_sheets import RecognisedSheet
from warehouse.conform.name_readers import NAME_COLUMNS


def tell_unread_persons(one: RecognisedSheet, made: Conformed, findings: Findings) -> None:
    """Keep back the rows with an unread name of which no mention in that role was made.

    Likewise those with an unread part of a name that must not be blank: it says no more.
    """
    table = one.table
    mentions = made.records.get("person_mention")
    rows = one.rows.row_numbers.tolist()
    for key, _, _, column in table.each_column():
        if column.read not in NAME_COLUMNS or key not in made.examined.column_names:
            continue
        record = table.records.get(column.to[0].rpartition(".")[0])
        if record is None or record.role is None:
            continue
        named: set[int] = set()
        if mentions is not None:
            is_theirs = pc.equal(mentions["role"], record.role)
            named = set(mentions.filter(is_theirs)["row_number"].to_pylist())
        states = made.examined[key].to_pylist()
        gone = {
            row: f"{column.read}_unread"
            for row, state in zip(rows, states, strict=True)
            if state == "unread" and (row not in named or column.if_missing == "quarantine")
        }
        findings.tell_cause(one, key, gone, "quarantine")
