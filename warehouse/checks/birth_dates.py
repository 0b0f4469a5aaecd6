"""A birth stands before the event and within a life of it; what does not is told at its cell."""

from __future__ import annotations

from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from warehouse.checks.findings import Findings
from warehouse.conform.conformed_sheet import Conformed
from warehouse.conform.match_sheets import RecognisedSheet

# The oldest age that is believed, as for an age in words.
_OLDEST = 110


def tell_birth_dates(
    one: RecognisedSheet, made: Conformed, period: str, findings: Findings
) -> None:
    """Add the births of a sheet that cannot be of persons seen in ``period`` to ``findings``."""
    table = one.table
    persons = made.records.get("person_mention")
    if persons is None or not persons.num_rows:
        return
    month_end = (date.fromisoformat(f"{period}-01") + timedelta(31)).replace(day=1) - timedelta(1)
    seen_on = pc.fill_null(persons["seen_on"], pa.scalar(month_end, pa.date32()))
    years = pc.subtract(pc.year(seen_on), pc.year(persons["birth_date_max"]))
    broken = {
        "birth_after_event": pc.greater(persons["birth_date_min"], seen_on),
        "birth_long_ago": pc.greater(years, _OLDEST),
    }
    for key, _, _, column in table.each_column():
        if column.read != "birth" or key not in one.rows.cells:
            continue
        record = column.to[0].rpartition(".")[0]
        of_column = pc.and_(
            pc.is_in(persons["record_id"], made.record_ids[record]),
            pc.not_equal(persons["birth_precision"], "from_age"),
        )
        for rule, breaks in broken.items():
            wrong = persons.filter(pc.and_(of_column, breaks).fill_null(False))
            for row in wrong["row_number"].to_pylist():
                findings.tell_cell(one, row, key, rule, "quarantine")
