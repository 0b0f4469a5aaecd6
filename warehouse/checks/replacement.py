"""What a file does to the one it replaces, told on its receipt."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from warehouse import intake
from warehouse.checks.examined_file import Examined
from warehouse.contracts import Contract
from warehouse.errors import message
from warehouse.intake.submissions import Submission


def with_history(
    connection: Connection, arrival: Submission, examined: Examined, contract: Contract
) -> Examined:
    """Say on the receipt when a submission replaces one that held more."""
    if examined.status == "rejected":
        return examined
    earlier = intake.to_supersede(
        connection,
        arrival.submission_id,
        period=examined.period,
        is_cumulative=contract.mode == "cumulative",
    )
    if earlier is None:
        return examined
    before = intake.submission(connection, earlier)["rows_accepted"]
    if before <= examined.rows_accepted:
        return examined
    said = message("file_replaces_more", rows=examined.rows_accepted, before=before)
    status = examined.status if examined.status != "accepted" else "accepted_with_warnings"
    return replace(examined, status=status, file_messages=(*examined.file_messages, said))
