"""Rows of a file that are dated of another month than its own, beside what came of that month.

A few late registrations belong there. A block of last month pasted once more would count its
persons twice, and one of a month that is still awaited would be added to what that month brings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection

from warehouse import intake, lake
from warehouse.checks.examined_file import Examined
from warehouse.checks.rows_by_person import told_of
from warehouse.contracts import Contract
from warehouse.errors import Message, message
from warehouse.intake.submissions import Submission
from warehouse.read.period import CLEAR_ROWS
from warehouse.settings import settings

_TABLE, _DAY = "person_mention", "seen_on"


def rows_of_other_months(
    connection: Connection,
    arrival: Submission,
    examined: Examined,
    contract: Contract,
    besides: Sequence[str] = (),
) -> list[Message]:
    """Why a human is asked about such rows: they came before, or their month has not come yet.

    Args:
        connection: to the ledger.
        arrival: what is known of the file.
        examined: the verdict on the file alone.
        contract: that of its source; a cumulative list is of all months.
        besides: submissions that it will withdraw as its own beginning.
    """
    mentions = examined.records.get(_TABLE)
    if contract.mode == "cumulative" or mentions is None or examined.period is None:
        return []
    months = pc.strftime(mentions[_DAY], "%Y-%m")
    told = []
    for month in sorted({*pc.unique(pc.drop_null(months)).to_pylist()} - {examined.period}):
        mine: pa.Table = mentions.filter(pc.equal(months, month))
        rows = {"month": month, "period": examined.period}
        earlier = intake.taken_before(
            connection, arrival, month, is_cumulative=False, besides=besides
        )
        if earlier is None:
            count = len(pc.unique(mine["row_key"]))
            if count >= CLEAR_ROWS:
                told.append(message("file_rows_of_awaited_month", count=count, **rows))
            continue
        place = (arrival.source_id, month, earlier)
        were = lake.read_conformed(settings().lake, [place], (_TABLE,))[_TABLE]
        again = (_persons(were) & _persons(mine)).total()
        if again:
            told.append(message("file_rows_received_before", count=again, **rows))
    return told


def _persons(mentions: pa.Table) -> Counter[Hashable]:
    """Who is named, by name, sex and birth as told: a name spelt otherwise is another's."""
    told = (told_of(_TABLE, row) for row in mentions.to_pylist())
    return Counter((one.words, one.sex, one.birth) for one in told if one.words)
