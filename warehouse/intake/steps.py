"""Which files count now, what each step has worked on, and how far each source is."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime

import pyarrow as pa
from sqlalchemy import Connection, case, func, null, select
from sqlalchemy.dialects.postgresql import insert

from warehouse.database.tables import intake as tables

CURRENT = pa.schema(
    [
        ("submission_id", pa.string()),
        ("source_id", pa.string()),
        ("period", pa.string()),
        ("file_name", pa.string()),
        ("received_at", pa.timestamp("us", "UTC")),
        ("status", pa.string()),
        ("rows_accepted", pa.int64()),
        ("contract_version", pa.int64()),
    ]
)


def current_submissions(connection: Connection, cumulative: Collection[str] = ()) -> pa.Table:
    """The submissions that count now, columns of ``CURRENT``, by source and period.

    Per source and period the last received of those taken and not withdrawn; of a cumulative source
    (``cumulative``: those that send their whole list each time) only the one of its newest period.
    A rejected file never replaces a good one.
    """
    s = tables.submission.c
    grain = func.row_number().over(
        partition_by=(
            s.source_id,
            case((s.source_id.in_(list(cumulative)), null()), else_=s.period),
        ),
        order_by=(s.period.desc().nulls_last(), s.received_at.desc(), s.submission_id.desc()),
    )
    taken = (
        select(*(s[name] for name in CURRENT.names), grain.label("place"))
        .where(s.status.in_(tables.TAKEN), s.withdrawn_at.is_(None))
        .subquery()
    )
    asked = (
        select(*(taken.c[name] for name in CURRENT.names))
        .where(taken.c.place == 1)
        .order_by(taken.c.source_id, taken.c.period, taken.c.submission_id)
    )
    rows = connection.execute(asked).mappings()
    return pa.Table.from_pylist([dict(row) for row in rows], CURRENT)


def anything_new(connection: Connection, step: str, submissions: pa.Table, also: str = "") -> bool:
    """Whether ``step`` has not yet worked on just these submissions (of ``current_submissions``).

    ``also`` is what else the step depends on, as a digest: judgements, a model's version.
    """
    d = tables.step_done.c
    last = connection.scalar(select(d.input_digest).where(d.step == step))
    return last != _digest(submissions, also)


def record_step(
    connection: Connection, step: str, submissions: pa.Table, also: str = "", *, done_at: datetime
) -> None:
    """Write that ``step`` has worked on these submissions (see ``anything_new``)."""
    _write_step(
        connection,
        step,
        input_digest=_digest(submissions, also),
        submissions_count=submissions.num_rows,
        submission_ids=submissions["submission_id"].to_pylist(),
        done_at=done_at,
    )


def copy_step_state(
    connection: Connection,
    step: str,
    following: str,
    *,
    done_at: datetime,
    rules: str | None = None,
) -> None:
    """Write that ``following`` has worked on just what ``step`` worked on, and by which rules."""
    d = tables.step_done.c
    names = ("input_digest", "submissions_count", "submission_ids")
    row = connection.execute(select(*(d[name] for name in names)).where(d.step == step)).one()
    _write_step(connection, following, **row._asdict(), done_at=done_at, rules_digest=rules)


def step_rules(connection: Connection, step: str) -> str | None:
    """The rules by which ``step`` last worked, as it wrote them down; none, if it did not."""
    d = tables.step_done.c
    digest: str | None = connection.scalar(select(d.rules_digest).where(d.step == step))
    return digest


def step_inputs(connection: Connection, step: str) -> pa.Table:
    """The submissions that ``step`` last worked on, columns of ``CURRENT``, by source and period.

    They are the same after files were judged or replaced since; none, if it never ran.
    """
    s, d = tables.submission.c, tables.step_done.c
    worked_on = select(func.unnest(d.submission_ids)).where(d.step == step)
    asked = (
        select(*(s[name] for name in CURRENT.names))
        .where(s.submission_id.in_(worked_on))
        .order_by(s.source_id, s.period, s.submission_id)
    )
    rows = connection.execute(asked).mappings()
    return pa.Table.from_pylist([dict(row) for row in rows], CURRENT)


def _write_step(connection: Connection, step: str, **values: object) -> None:
    statement = insert(tables.step_done).values(step=step, **values)
    connection.execute(
        statement.on_conflict_do_update(index_elements=[tables.step_done.c.step], set_=values)
    )


def progress(connection: Connection) -> pa.Table:
    """One row per source: submissions by status, rows, newest period, last arrival.

    Columns: ``source_id``, ``submissions``, ``waiting``, a column per status, ``rows_read``,
    ``rows_accepted``, ``rows_quarantined``, ``rows_set_aside`` (of files taken), ``newest_period``
    (of files taken), ``last_received_at``.
    """
    s = tables.submission.c
    taken = s.status.in_(tables.TAKEN) & s.withdrawn_at.is_(None)
    rows = ("rows_read", "rows_accepted", "rows_quarantined", "rows_set_aside")
    asked = (
        select(
            s.source_id,
            func.count().label("submissions"),
            func.count().filter(s.status.is_(None), s.withdrawn_at.is_(None)).label("waiting"),
            *(func.count().filter(s.status == name).label(name) for name in tables.STATUSES),
            *(func.coalesce(func.sum(s[name]).filter(taken), 0).label(name) for name in rows),
            func.max(s.period).filter(taken).label("newest_period"),
            func.max(s.received_at).label("last_received_at"),
        )
        .group_by(s.source_id)
        .order_by(s.source_id)
    )
    whole = ("submissions", "waiting", *tables.STATUSES, *rows)
    schema = pa.schema(
        [
            ("source_id", pa.string()),
            *((name, pa.int64()) for name in whole),
            ("newest_period", pa.string()),
            ("last_received_at", pa.timestamp("us", "UTC")),
        ]
    )
    steps = connection.execute(asked).mappings()
    return pa.Table.from_pylist([dict(row) for row in steps], schema)


def _digest(submissions: pa.Table, also: str) -> str:
    decisions = sorted(
        zip(
            submissions["submission_id"].to_pylist(),
            submissions["contract_version"].to_pylist(),
            submissions["rows_accepted"].to_pylist(),
            strict=True,
        ),
        key=str,
    )
    return hashlib.sha256(repr((decisions, also)).encode()).hexdigest()
