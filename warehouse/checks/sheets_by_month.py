"""The sheets of a file as records of the month that they report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pyarrow as pa

from warehouse.conform.conform_rows import conform
from warehouse.conform.conformed_sheet import Conformed, Lineage
from warehouse.conform.match_sheets import RecognisedSheet, Recognition
from warehouse.contracts import Contract
from warehouse.contracts.codelists import CodeLists
from warehouse.intake.submissions import Submission
from warehouse.read.month_names import month_of_section
from warehouse.read.period import (
    PeriodDecision,
    decide_period,
    months_covered,
    months_of_banner,
    months_of_name,
    period_of_banner,
    period_of_dates,
    period_of_name,
    rows_by_month,
)


def conform_sheets(
    arrival: Submission, contract: Contract, recognition: Recognition, codes: CodeLists
) -> tuple[list[Conformed], PeriodDecision]:
    """Conform every sheet that holds a table, and decide the month that they report.

    The dates that tell the month are read by conforming, which needs a month to fill in: a
    provisional one, which the records then bear no more.
    """
    received_on = arrival.received_at.date()
    named = period_of_name(arrival.file_name, received_on)
    banner = _banner(recognition, named)
    provisional = banner or named or received_on.strftime("%Y-%m")
    lineage = Lineage(
        arrival.submission_id,
        arrival.source_id,
        provisional,
        arrival.file_name,
        arrival.sha256,
        arrival.record_key,
    )
    conformed = [conform(one.table, one.rows, lineage, codes) for one in recognition.tables]
    decision = decide_period(
        name=named,
        banner=banner,
        dates=None if contract.mode == "cumulative" else _dates(contract, conformed),
        received_on=received_on,
    )
    if contract.mode != "cumulative":
        rows_of = rows_by_month(_dates(contract, conformed))
        also = _months(contract, recognition, conformed, rows_of)
        spanned = months_of_name(arrival.file_name).union(
            *(months_of_banner(one.sheet, one.first_row) for one in recognition.tables)
        )
        # Of a file that says several months, one row of another is enough to be one of them.
        also |= {month for month in rows_of if int(month[-2:]) in spanned}
        also -= {decision.period}
        decision = replace(decision, also=tuple(sorted(also)), rows_of=rows_of)
    return [_with_period(one, decision.period) for one in conformed], decision


def _banner(recognition: Recognition, named: str | None) -> str | None:
    """The month that the titles say: that of the file's name, of a sheet in sight, or of any."""
    shown = sorted(recognition.tables, key=lambda one: one.sheet.hidden)
    months = [month for one in shown if (month := period_of_banner(one.sheet, one.first_row))]
    return named if named in months else next(iter(months), None)


def _months(
    contract: Contract,
    recognition: Recognition,
    conformed: list[Conformed],
    rows_of: Mapping[str, int],
) -> set[str]:
    """The months that the file is of: of all its rows, and of each sheet by its rows or title."""
    months = months_covered(rows_of)
    for one, made in zip(recognition.tables, conformed, strict=True):
        if one.is_nil:
            continue
        months |= _sections(one)
        mine = period_of_dates(_dates(contract, [made]))
        title = period_of_banner(one.sheet, one.first_row)
        if mine is not None and mine.is_clear:
            months.add(mine.period)
        elif title is not None and len(recognition.tables) > 1:
            months.add(title)
    return months


def _sections(one: RecognisedSheet) -> set[str]:
    """The months that rows between the records say, each of the records below it."""
    kinds = one.kinds.kinds
    months: set[str] = set()
    month: str | None = None
    for place in np.flatnonzero(np.isin(kinds, ["note", "record"])).tolist():
        if kinds[place] == "note":
            month = month_of_section(" ".join(one.sheet.row(place + 1)).strip()) or month
        elif month is not None:
            months.add(month)
    return months


def _dates(contract: Contract, conformed: list[Conformed]) -> pa.ChunkedArray | None:
    chunks = [
        made.examined[attribute].combine_chunks()
        for made in conformed
        if (attribute := contract.tables[made.table_id].period_from) is not None
        and attribute in made.examined.column_names
    ]
    return pa.chunked_array(chunks, pa.date32()) if chunks else None


def _with_period(made: Conformed, period: str) -> Conformed:
    return replace(
        made,
        records={
            name: table.set_column(
                table.schema.get_field_index("period"),
                "period",
                pa.repeat(period, table.num_rows),
            )
            for name, table in made.records.items()
        },
    )
