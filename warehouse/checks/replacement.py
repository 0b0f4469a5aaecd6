"""What a file does to the month that it replaces, and whether a human is asked first.

A file that would count fewer rows than the one it replaces, declares a month empty that had some,
or brings the rows of another month is held: what counted before counts on, until a steward
releases or rejects it (``intake.holds``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from warehouse import intake
from warehouse.checks.examined_file import Examined
from warehouse.checks.rows_by_key import rows_by_key
from warehouse.checks.rows_by_person import rows_by_person
from warehouse.checks.rows_of_other_months import rows_of_other_months
from warehouse.contracts import Contract
from warehouse.errors import Message, ZokwezoError, message
from warehouse.intake.beginnings import beginnings_withdrawn_by
from warehouse.intake.holds import decision_on
from warehouse.intake.submissions import Submission
from warehouse.read.period import period_of_name


def with_history(
    connection: Connection | None,
    arrival: Submission,
    examined: Examined,
    contract: Contract,
    beginnings: Sequence[str] = (),
) -> Examined:
    """The verdict on a file that is known to stand beside others.

    Args:
        connection: to the ledger; None where there is none yet.
        arrival: what is known of the file, whether it stands in the ledger or is only tried.
        examined: the verdict on the file alone.
        beginnings: what it will withdraw as its own beginning, where it is only tried.
    """
    begun = _beginnings(connection, arrival, beginnings)
    if examined.status == "rejected":
        return replace(examined, file_messages=(*examined.file_messages, *begun))
    decided = decision_on(connection, arrival.submission_id) if connection else None
    reasons = [*examined.doubts]
    changes = begun
    sent = _sent_before(connection, arrival) if connection else None
    if connection is not None and sent is not None:
        if sent["period"] != examined.period:
            reasons.append(message("file_replay_other_month", period=str(sent["period"])))
        else:
            # What was let through once is not asked about again for a row put right in it.
            decided = decided or decision_on(connection, sent["submission_id"])
    if connection is not None:
        if sent is None:
            reasons += rows_of_other_months(connection, arrival, examined, contract, beginnings)
        earlier = intake.taken_before(
            connection,
            arrival,
            examined.period,
            is_cumulative=contract.mode == "cumulative",
            besides=beginnings,
        )
        if earlier is not None:
            before = intake.submission(connection, earlier)
            rows = examined.rows_accepted
            if sent is not None:  # a steward has just said that these are to be kept back
                rows += len(examined.quarantined)
            reasons += _doubts_of_replacing(arrival, examined, contract, rows, before)
            news = rows_by_key(before, examined, contract) or rows_by_person(before, examined)
            if sent is None and contract.mode != "cumulative" and _loses_rows(news, contract):
                reasons += news
            elif reasons:
                changes += news
            if not reasons and before["rows_accepted"] > examined.rows_accepted:
                changes.append(_replaces(examined, before["rows_accepted"]))
    if reasons and decided is None:
        return replace(
            examined, status="held", file_messages=(*examined.file_messages, *reasons, *changes)
        )
    if reasons and decided == "reject":
        refusal = message("file_hold_rejected")
        return replace(examined, status="rejected", records={}, file_messages=(refusal, *reasons))
    changes = [*reasons, *changes]
    status = examined.status
    if changes and status == "accepted":
        status = "accepted_with_warnings"
    return replace(examined, status=status, file_messages=(*examined.file_messages, *changes))


def _sent_before(connection: Connection, arrival: Submission) -> dict[str, Any] | None:
    """The file as it was sent, of one that is read again; None for any other."""
    try:
        mine = intake.submission(connection, arrival.submission_id)
    except ZokwezoError:
        return None  # a file that is only tried
    return dict(intake.submission(connection, mine["replay_of"])) if mine["replay_of"] else None


def _beginnings(
    connection: Connection | None, arrival: Submission, beginnings: Sequence[str]
) -> list[Message]:
    """That earlier files were only the beginning of this one, where they were."""
    if connection is None:
        return []
    begun = [intake.submission(connection, one)["received_at"] for one in beginnings]
    begun = sorted(begun) or beginnings_withdrawn_by(connection, arrival.submission_id)
    if not begun:
        return []
    at = f"{begun[-1]:%d/%m/%Y %H:%M}"
    return [message("file_withdrew_beginning", count=len(begun), at=at)]


def _doubts_of_replacing(
    arrival: Submission,
    examined: Examined,
    contract: Contract,
    rows: int,
    before: Mapping[str, Any],
) -> list[Message]:
    """Why a human is asked before ``rows`` rows of this file replace those of the one before."""
    doubts = []
    named = period_of_name(arrival.file_name, arrival.received_at.date())
    is_told = any(one.key == "file_of_another_month" for one in examined.doubts)
    if contract.mode != "cumulative" and not is_told and named not in (None, examined.period):
        doubts.append(message("file_other_month", named=str(named), period=str(examined.period)))
    # A row that is kept back counts nobody; by the earlier file its person counts on.
    if rows < before["rows_accepted"] * contract.waits_below:
        doubts.append(_replaces(examined, before["rows_accepted"]))
    return doubts


def _loses_rows(differences: Sequence[Message], contract: Contract) -> bool:
    """Whether fewer of the earlier rows come again than may: as many others are no substitute."""
    counts = [
        (int(one.parameters["corrected"]), int(one.parameters["gone"])) for one in differences
    ]
    return any(again < (again + gone) * contract.waits_below for again, gone in counts)


def _replaces(examined: Examined, before: int) -> Message:
    return message(
        "file_replaces_more",
        rows=examined.rows_accepted,
        quarantined=len(examined.quarantined),
        before=before,
    )
