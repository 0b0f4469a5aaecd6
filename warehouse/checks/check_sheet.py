"""One sheet held against the rules of its contract, its records against those of all sources."""

from __future__ import annotations

from datetime import date
from typing import Any

from warehouse.checks.examined_file import Rulebook
from warehouse.checks.findings import Findings
from warehouse.checks.gx.frame import frame_of, plain_frame
from warehouse.checks.gx.suites import Suite
from warehouse.checks.gx.validate import breaches, columns_of, validate
from warehouse.conform.conformed_sheet import Conformed
from warehouse.conform.match_sheets import RecognisedSheet


def check_sheet(
    one: RecognisedSheet,
    made: Conformed,
    suite: Suite,
    rulebook: Rulebook,
    received_on: date,
    findings: Findings,
) -> list[tuple[str, Any]]:
    """Check a sheet and its records; what is wrong is added to ``findings``.

    Args:
        suite: the rules of its contract.
        rulebook: the rules that are common to all sources.
        received_on: the day after which a date is of the future.
        findings: what is known to be wrong with the file.

    Returns:
        What Great Expectations found, by table of the contract or of the conformed records.
    """
    result = validate(frame_of(made.examined, received_on), suite, one.table_id)
    results = [(one.table_id, result)]
    for breach in breaches(result):
        findings.tell(breach, one)
    for name, records in made.records.items():
        if name not in rulebook.conformed_suites or not records.num_rows:
            continue
        suite = rulebook.conformed_suites[name]
        judged = [column for column in records.column_names if column in columns_of(suite)]
        result = validate(plain_frame(records.select(judged)), suite)
        results.append((name, result))
        findings.tell_conformed(breaches(result), name, records["row_number"].to_numpy(), one)
    findings.tell_unreadable(one)
    return results
