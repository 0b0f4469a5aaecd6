"""Rows of a file that are dated of another month than its own, beside what came of that month.

A few late registrations belong there. A block of last month pasted once more would count its
persons twice, and one of a month that is still awaited would be added to what that month brings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from typing import Final

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

# Of each kind of record the day that its row is of; a row is told by the first that it has. A
# decision and an activity are known by number and day: sent under two months, they count once.
_DAYS: Final = {
    "person_mention": "seen_on", "complaint": "filed_on", "prosecution": "registered_on",
    "hearing": "held_on", "judgment": "decided_on", "assistance": "provided_on",
}  # fmt: skip
_PERSONS: Final = "person_mention"
_MONTH: Final = "month"


def rows_of_other_months(
    connection: Connection,
    arrival: Submission,
    examined: Examined,
    contract: Contract,
    besides: Sequence[str] = (),
) -> list[Message]:
    """Why a human is asked about such rows: they came before, or their month has not come yet.

    Args:
        arrival: what is known of the file.
        examined: the verdict on the file alone.
        contract: that of its source; a cumulative list is of all months.
        besides: submissions that it will withdraw as its own beginning.
    """
    if contract.mode == "cumulative" or examined.period is None:
        return []
    dated = _dated(examined.records)
    months = {month for rows in dated.values() for month in rows[_MONTH].to_pylist()}
    messages = []
    for month in sorted(months - {examined.period}):
        mine = {
            name: of_month
            for name, rows in dated.items()
            if (of_month := rows.filter(pc.equal(rows[_MONTH], month))).num_rows
        }
        named_months = {"month": month, "period": examined.period}
        earlier = intake.taken_before(
            connection, arrival, month, is_cumulative=False, besides=besides
        )
        if earlier is None:
            count = sum(len(pc.unique(rows["row_key"])) for rows in mine.values())
            if count >= CLEAR_ROWS:
                messages.append(message("file_rows_of_awaited_month", count=count, **named_months))
            continue
        place = (arrival.source_id, month, earlier)
        were = lake.read_conformed(settings().lake, [place], tuple(mine))
        for name, rows in mine.items():
            if again := (_told(name, were[name]) & _told(name, rows)).total():
                key = "file_rows_received_before" if name == _PERSONS else "file_records_again"
                messages.append(message(key, count=again, **named_months))
    return messages


def _dated(records: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """The records that tell the days of their rows, each with its month; of a row one kind.

    Who has no name is told by the complaint, the file or the help that her row is about.
    """
    dated: dict[str, pa.Table] = {}
    row_keys: set[str] = set()
    for name, day in _DAYS.items():
        if (rows := records.get(name)) is None:
            continue
        is_told = pc.is_in(rows["row_key"], pa.array(sorted(row_keys), pa.string()))
        is_mine = pc.and_(pc.is_valid(rows[day]), pc.invert(is_told))
        if name == _PERSONS:
            is_mine = pc.and_(is_mine, pc.invert(pc.fill_null(rows["is_unnamed"], False)))
        mine = rows.filter(is_mine)
        dated[name] = mine.append_column(_MONTH, pc.strftime(mine[day], "%Y-%m"))
        row_keys.update(mine["row_key"].to_pylist())
    return dated


def _told(name: str, rows: pa.Table) -> Counter[Hashable]:
    """Who is named, by name, sex and birth as told: a name spelt otherwise is another's.

    What names nobody is known by all that it says, the number of its case or report among it.
    """
    columns = [one for one in rows.column_names if one != _MONTH]
    persons = [told_of(name, row) for row in rows.select(columns).to_pylist()]
    if name == _PERSONS:
        return Counter((one.words, one.sex, one.birth) for one in persons if one.words)
    return Counter(one.rest for one in persons if one.is_known_without_name)
