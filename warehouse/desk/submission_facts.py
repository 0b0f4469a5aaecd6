"""One submission for the eyes of who may see it: counts, rules broken, versions, receipts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from warehouse.checks.kept_rows import KeptRow
from warehouse.database.tables import intake as tables
from warehouse.desk.scoped_reading import OutOfScopeError
from warehouse.errors import Message


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """One rule that does not hold, in one column, on some rows."""

    severity: str  # refuse, quarantine or warn
    column: str  # as the file names it; empty for a whole row or file
    told: Message | None
    rule: str
    # sheet -> physical rows; empty for an issue of the whole file
    places: tuple[tuple[str, tuple[int, ...]], ...]

    @property
    def count(self) -> int:
        """How many cells or rows it does not hold for."""
        return sum(len(rows) for _, rows in self.places)


def find_submission(
    connection: Connection, sources: Sequence[str], submission_id: str
) -> dict[str, Any]:
    """One row of the ledger.

    Raises:
        OutOfScopeError: it is not there, or of a source that is not the visitor's.
    """
    s = tables.submission.c
    row = (
        connection.execute(
            select(tables.submission).where(
                s.submission_id == submission_id, s.source_id.in_(list(sources))
            )
        )
        .mappings()
        .one_or_none()
    )
    if row is None:
        raise OutOfScopeError
    return dict(row)


def has_submission(connection: Connection, sources: Sequence[str], submission_id: str) -> bool:
    """Whether a submission is in the ledger, for who may see it."""
    try:
        find_submission(connection, sources, submission_id)
    except OutOfScopeError:
        return False
    return True


def listed_submissions(
    connection: Connection, sources: Sequence[str], most: int, first: int
) -> list[dict[str, Any]]:
    """The files of some sources, the newest first: at most ``most``, from the ``first`` on."""
    s = tables.submission.c
    asked = (
        select(
            s.submission_id, s.source_id, s.period, s.file_name, s.received_at, s.status,
            s.rows_accepted, s.rows_quarantined, s.withdrawn_at,
        )
        .where(s.source_id.in_(list(sources)))
        .order_by(s.received_at.desc(), s.submission_id)
        .limit(most)
        .offset(first)
    )  # fmt: skip
    return [dict(row) for row in connection.execute(asked).mappings()]


def broken_rules(connection: Connection, submission_id: str) -> list[BrokenRule]:
    """What does not hold in a submission, by rule and column, the gravest first."""
    i = tables.row_issue.c
    grouped: dict[tuple[str, str, str], dict[str, list[int]]] = {}
    sentences: dict[tuple[str, str, str], Message | None] = {}
    for row in connection.execute(
        select(tables.row_issue).where(i.submission_id == submission_id).order_by(i.issue_number)
    ):
        key = (row.severity, row.column_name or "", row.message_key or row.rule)
        places = grouped.setdefault(key, {})
        if key not in sentences:
            sentences[key] = (
                Message(row.message_key, row.parameters or {}) if row.message_key else None
            )
        if row.row_number is not None:
            places.setdefault(row.sheet or "", []).append(row.row_number)
    order = {name: at for at, name in enumerate(tables.SEVERITIES)}
    return [
        BrokenRule(
            key[0], key[1], sentences[key], key[2],
            tuple((sheet, tuple(rows)) for sheet, rows in sorted(places.items())),
        )
        for key, places in sorted(grouped.items(), key=lambda one: order[one[0][0]])
    ]  # fmt: skip


def why_kept_back(connection: Connection, row: KeptRow) -> list[Message]:
    """The sentences of the rules for which a row was kept back, as its first receipt said them."""
    i = tables.row_issue.c
    asked = select(i.message_key, i.parameters).where(
        i.submission_id == row.submission_id,
        i.sheet == row.sheet,
        i.row_number == row.row_number,
        i.severity == "quarantine",
        i.message_key.is_not(None),
    )
    issues = connection.execute(asked.order_by(i.issue_number))
    return [Message(issue.message_key, issue.parameters or {}) for issue in issues]


def reasons_kept_back(
    connection: Connection, submission_id: str
) -> dict[tuple[str, int], list[Message]]:
    """The same of every row that a submission kept back, by sheet and row."""
    i = tables.row_issue.c
    asked = (
        select(i.sheet, i.row_number, i.message_key, i.parameters)
        .where(
            i.submission_id == submission_id,
            i.severity == "quarantine",
            i.row_number.is_not(None),
            i.message_key.is_not(None),
        )
        .order_by(i.issue_number)
    )
    reasons: dict[tuple[str, int], list[Message]] = {}
    for row in connection.execute(asked):
        sentence = Message(row.message_key, row.parameters or {})
        sentences = reasons.setdefault((row.sheet or "", row.row_number), [])
        if sentence not in sentences:
            sentences.append(sentence)
    return reasons


def versions(connection: Connection, one: dict[str, Any]) -> list[dict[str, Any]]:
    """Every file of the same source and month, the first received first."""
    s = tables.submission.c
    if one["period"] is None:
        return []
    asked = (
        select(tables.submission)
        .where(s.source_id == one["source_id"], s.period == one["period"])
        .order_by(s.received_at, s.submission_id)
    )
    return [dict(row) for row in connection.execute(asked).mappings()]


def receipt_path(connection: Connection, folder: Path, submission_id: str, kind: str) -> Path:
    """Where a file of a receipt stands.

    Raises:
        OutOfScopeError: there is none, or it stands outside the folder of receipts.
    """
    r = tables.receipt.c
    kept_path = connection.scalar(
        select(r.path).where(r.submission_id == submission_id, r.kind == kind)
    )
    if kept_path is None:
        raise OutOfScopeError
    path: Path = (folder / str(kept_path)).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        raise OutOfScopeError
    return path


def receipt_kinds(connection: Connection, submission_id: str) -> frozenset[str]:
    """Which files its receipt consists of."""
    r = tables.receipt.c
    return frozenset(connection.scalars(select(r.kind).where(r.submission_id == submission_id)))
