"""A company where a person is named: accused, it is told and no person; as a victim, it is a slip.

A firm has no sex and no birth, and the next of its form bears half its name: as a mention it would
be a person of unknown sex, joined to others. Its row and its case stay.
"""

from __future__ import annotations

from warehouse.checks.findings import Findings
from warehouse.conform.conformed_sheet import Conformed
from warehouse.conform.match_sheets import RecognisedSheet


def tell_accused_firms(one: RecognisedSheet, made: Conformed, findings: Findings) -> None:
    """Add the cells that mean a company to ``findings``; a row with one for a victim is kept back.

    An unread cell that speaks of a company and of somebody is told as any that cannot be read.
    """
    table = one.table
    rows = one.rows.row_numbers.tolist()
    mentions = made.records.get("person_mention")
    counted = set() if mentions is None else set(mentions["row_number"].to_pylist())
    for key, _, _, column in table.each_column():
        if f"{key} (firm)" not in made.examined.column_names:
            continue
        role = table.records[column.to[0].rpartition(".")[0]].role
        firms = zip(
            rows,
            made.examined[f"{key} (firm)"].to_pylist(),
            made.examined[key].to_pylist(),
            strict=True,
        )
        for row, is_firm, state in firms:
            if is_firm and state == "read":
                # Where a column tells the role, an accused firm has left no mention of its row.
                if role == "suspect" or (role is None and row not in counted):
                    findings.tell_cell(one, row, key, "accused_firm", "warn")
                else:
                    findings.tell_cell(one, row, key, "firm_as_victim", "quarantine")
