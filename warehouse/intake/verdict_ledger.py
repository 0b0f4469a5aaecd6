"""What became of each file: its verdict, its issues, its receipts, written as one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, Table, select, update

from warehouse.database.arrow_rows import arrow_schema
from warehouse.database.tables import intake as tables
from warehouse.database.upsert import merge
from warehouse.errors import ConservationError, message
from warehouse.intake.submissions import Submission, submission

Status = Literal[
    "accepted", "accepted_with_warnings", "partly_accepted", "rejected", "duplicate", "held"
]

_OF = ("submission_id", "issue_number")
ISSUES = arrow_schema(tables.row_issue, _OF)
QUARANTINED = arrow_schema(tables.quarantined_row, _OF)
SET_ASIDE = arrow_schema(tables.set_aside, _OF)


def to_supersede(
    connection: Connection, submission_id: str, *, period: str | None, is_cumulative: bool = False
) -> str | None:
    """The submission that this one would replace: the last one taken that was received before it.

    ``period`` is the month this one reports. A cumulative source sends its whole list each time:
    there, any month's list is replaced.
    """
    own = submission(connection, submission_id)
    mine = Submission(
        submission_id, own["source_id"], own["file_name"], own["sha256"], own["received_at"]
    )
    return taken_before(connection, mine, period, is_cumulative=is_cumulative)


def taken_before(
    connection: Connection,
    mine: Submission,
    period: str | None,
    *,
    is_cumulative: bool = False,
    besides: Collection[str] = (),
) -> str | None:
    """Like ``to_supersede``, for a file that need not stand in the ledger yet.

    ``besides``: submissions that it withdraws by coming.
    """
    s = tables.submission.c
    asked = (
        select(s.submission_id)
        .where(s.source_id == mine.source_id, s.submission_id != mine.submission_id)
        .where(s.status.in_(tables.TAKEN), s.withdrawn_at.is_(None))
        .where(s.submission_id.not_in(besides), s.received_at <= mine.received_at)
    )
    if not is_cumulative:
        asked = asked.where(s.period.is_not_distinct_from(period))
    newest = (s.period.desc().nulls_last(), s.received_at.desc(), s.submission_id.desc())
    return connection.scalar(asked.order_by(*newest).limit(1))


def record_verdict(
    connection: Connection,
    submission_id: str,
    *,
    status: Status,
    judged_at: datetime,
    period: str | None,
    period_from: str | None = None,
    contract_version: int | None = None,
    sheet_count: int | None = None,
    rows_read: int,
    rows_accepted: int,
    rows_quarantined: int,
    rows_set_aside: int,
    is_nil: bool = False,
    supersedes: str | None = None,
    issues: pa.Table | None = None,
    quarantined: pa.Table | None = None,
    set_aside: pa.Table | None = None,
    receipts: Mapping[str, str] | None = None,
) -> None:
    """Write what became of a submission; a verdict that was there before is replaced whole.

    The counts and texts are the columns of ``intake.submission``. ``issues`` has the columns of
    ``ISSUES``: ``parameters`` is JSON as text without any value of a cell, ``row_number`` is empty
    for an issue of the whole file. ``quarantined`` (``QUARANTINED``) and ``set_aside``
    (``SET_ASIDE``) have one row per physical row. ``receipts`` is kind -> path under the folder of
    receipts.

    Raises:
        ConservationError: the file is taken, and its rows do not add up.
        ZokwezoError: there is no such submission.
    """
    listed = rows_quarantined if quarantined is None else quarantined.num_rows
    counts = {
        "rows_read": rows_read,
        "rows_accepted": rows_accepted,
        "rows_quarantined": rows_quarantined,
        "rows_set_aside": rows_set_aside,
    }
    adds_up = rows_read == rows_accepted + rows_quarantined + rows_set_aside
    if status in tables.TAKEN and not (adds_up and listed == rows_quarantined):
        raise ConservationError(
            message(
                "database.lines_do_not_add_up",
                submission_id=submission_id,
                listed=listed,
                **counts,
            )
        )
    s = tables.submission.c
    row = s.submission_id == submission_id
    submission(connection, submission_id)
    # Two verdicts on one file at once: the second waits, and replaces the first.
    connection.execute(select(s.submission_id).where(row).with_for_update())
    issue_rows = ISSUES.empty_table() if issues is None else issues
    warnings = pc.sum(pc.equal(issue_rows["severity"], "warn")).as_py() or 0
    connection.execute(
        update(tables.submission)
        .where(row)
        .values(
            status=status,
            judged_at=judged_at,
            period=period,
            period_from=period_from,
            contract_version=contract_version,
            sheet_count=sheet_count,
            is_nil=is_nil,
            supersedes=supersedes,
            error_count=issue_rows.num_rows - warnings,
            warning_count=warnings,
            **counts,
        )
    )
    _replace(connection, tables.row_issue, submission_id, _numbered(issue_rows))
    kept_back = QUARANTINED.empty_table() if quarantined is None else quarantined
    _replace(connection, tables.quarantined_row, submission_id, _placed(kept_back))
    no_records = SET_ASIDE.empty_table() if set_aside is None else set_aside
    _replace(connection, tables.set_aside, submission_id, _placed(no_records))
    if receipts is not None:
        record_receipts(connection, submission_id, receipts, written_at=judged_at)


def record_receipts(
    connection: Connection, submission_id: str, receipts: Mapping[str, str], *, written_at: datetime
) -> None:
    """Write where the receipts of a submission stand: kind -> path under the receipts' folder."""
    rows = pa.table(
        {
            "kind": pa.array(list(receipts.keys()), pa.string()),
            "path": pa.array(list(receipts.values()), pa.string()),
            "written_at": pa.array([written_at] * len(receipts), pa.timestamp("us", "UTC")),
        }
    )
    _replace(connection, tables.receipt, submission_id, rows)


def _replace(connection: Connection, table: Table, submission_id: str, rows: pa.Table) -> None:
    owner = pa.array([submission_id] * rows.num_rows, pa.string())
    merge(
        connection,
        table,
        rows.append_column("submission_id", owner),
        scope={"submission_id": submission_id},
    )


def _numbered(issues: pa.Table) -> pa.Table:
    # Sorted first: the same issues get the same numbers, in whatever order they were found.
    order = [(name, "ascending") for name in ("sheet", "row_number", "column_name", "rule")]
    listed = issues.select(ISSUES.names).cast(ISSUES).sort_by(order)
    return listed.append_column("issue_number", pa.array(range(1, listed.num_rows + 1), pa.int64()))


def _placed(rows: pa.Table) -> pa.Table:
    at = rows.schema.get_field_index("sheet")
    return rows.set_column(at, "sheet", pc.fill_null(rows["sheet"], ""))
