"""What a steward changes of a submission by hand: each leaves its line on the trail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from warehouse.database import access
from warehouse.errors import CallError, message
from warehouse.intake.submissions import give_back, submission, withdraw


def withdraw_submission(connection: Connection, submission_id: str, at: datetime) -> None:
    """Take a submission out of what counts; who did stands on the trail.

    Raises:
        ZokwezoError: there is no such submission.
    """
    submission(connection, submission_id)
    withdraw(connection, submission_id, at=at)
    access.note(connection, access.account(), "withdraw", submission_id, purpose="submissions")


def reopen_submission(connection: Connection, submission_id: str) -> None:
    """Take back the verdict of a refused submission, so that it is examined again.

    Raises:
        ZokwezoError: there is no such submission.
        CallError: it is not refused.
    """
    submission(connection, submission_id)
    if not give_back(connection, submission_id):
        raise CallError(message("submission_not_refused", submission_id=submission_id))
    access.note(connection, access.account(), "retry", submission_id, purpose="submissions")
