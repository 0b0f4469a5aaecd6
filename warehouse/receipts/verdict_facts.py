"""An examined file -> what the ledger keeps of it, and what its receipt says."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from typing import Any

import pyarrow as pa

from warehouse.checks.examine import Examined
from warehouse.checks.verdict import ReceiptFacts
from warehouse.conform.row_keys import row_key
from warehouse.contracts import Contract
from warehouse.errors import Message, message
from warehouse.intake import ISSUES, QUARANTINED, SET_ASIDE
from warehouse.intake.submissions import Submission

# What a receipt and a try-out call the records of a conformed table.
_COUNTED_AS = {
    "complaint": "complaints",
    "prosecution": "prosecutions",
    "hearing": "hearings",
    "judgment": "judgments",
    "assistance": "assistance",
    "decision": "decisions",
    "plan_status": "plan_status",
    "plan_activity": "plan_activity",
}


def as_verdict(arrival: Submission, examined: Examined) -> dict[str, Any]:
    """The keyword arguments of ``intake.record_verdict`` that the examined file gives."""
    severity = "refuse" if examined.status == "rejected" else "warn"
    issues = [
        (
            fault.sheet,
            fault.row_number,
            fault.column,
            fault.rule,
            fault.severity,
            *_said(fault.message),
        )
        for fault in examined.faults
    ] + [
        (None, None, None, sentence.key, severity, *_said(sentence))
        for sentence in examined.file_messages
    ]
    kept_back = [
        (
            sheet,
            row,
            list(rules),
            row_key(arrival.record_key, arrival.source_id, arrival.sha256, sheet, row),
        )
        for (sheet, row), rules in examined.quarantined.items()
    ]
    aside = [(one.sheet, one.row_number, one.reason) for one in examined.set_aside]
    return {
        "status": examined.status,
        "period": examined.period,
        "period_from": examined.period_from,
        "sheet_count": len(examined.sheets),
        "rows_read": examined.rows_read,
        "rows_accepted": examined.rows_accepted,
        "rows_quarantined": len(examined.quarantined),
        "rows_set_aside": len(examined.set_aside),
        "is_nil": examined.is_nil,
        "issues": _table(issues, ISSUES),
        "quarantined": _table(kept_back, QUARANTINED),
        "set_aside": _table(aside, SET_ASIDE),
    }


def _said(sentence: Message) -> tuple[str, str]:
    return sentence.key, json.dumps(sentence.parameters, ensure_ascii=False)


def _table(rows: list[tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    return pa.table(
        [pa.array([row[i] for row in rows], field.type) for i, field in enumerate(schema)],
        schema=schema,
    )


def counted(examined: Examined) -> dict[str, int]:
    """How many records of each kind were taken: persons by role, the others by table."""
    counts: Counter[str] = Counter()
    for name, records in examined.records.items():
        if name == "person_mention":
            counts.update(f"{role}s" for role in records["role"].to_pylist())
        elif records.num_rows:
            counts[_COUNTED_AS[name]] += records.num_rows
    return dict(counts)


def receipt_facts(
    arrival: Submission, examined: Examined, contract: Contract, judged_at: datetime
) -> ReceiptFacts:
    """What the receipt of an examined file says."""
    return ReceiptFacts(
        **_arrived(arrival, contract),
        judged_at=judged_at,
        period=examined.period,
        period_from=examined.period_from,
        status=examined.status,
        rows_read=examined.rows_read,
        rows_accepted=examined.rows_accepted,
        rows_quarantined=len(examined.quarantined),
        rows_set_aside=len(examined.set_aside),
        set_aside_by_reason=dict(Counter(one.reason for one in examined.set_aside)),
        is_nil=examined.is_nil,
        faults=examined.faults,
        file_messages=examined.file_messages,
        looks_like=examined.looks_like,
        records=counted(examined),
        sheets=examined.sheets,
        set_aside=examined.set_aside,
        titles=examined.titles,
    )


def duplicate_facts(
    arrival: Submission, first_name: str, first_received_at: datetime, contract: Contract
) -> ReceiptFacts:
    """What the receipt says of bytes that were received before, under another name."""
    return ReceiptFacts(
        **_arrived(arrival, contract),
        judged_at=arrival.received_at,
        period=None,
        period_from=None,
        status="duplicate",
        rows_read=0,
        rows_accepted=0,
        rows_quarantined=0,
        rows_set_aside=0,
        duplicate_of_file=first_name,
        duplicate_received_at=first_received_at,
    )


def withdrawn_facts(
    arrival: Submission,
    withdrawn_at: datetime,
    period: str | None,
    whole: tuple[str, datetime],
    contract: Contract,
) -> ReceiptFacts:
    """What the receipt says of a file that was only the beginning of another.

    ``whole``: the id of that other, and when it came.
    """
    submission_id, at = whole
    return ReceiptFacts(
        **_arrived(arrival, contract),
        judged_at=withdrawn_at,
        period=period,
        period_from=None,
        status="withdrawn",
        rows_read=0,
        rows_accepted=0,
        rows_quarantined=0,
        rows_set_aside=0,
        file_messages=(
            message("file_was_beginning", submission_id=submission_id, at=f"{at:%d/%m/%Y %H:%M}"),
        ),
    )


def _arrived(arrival: Submission, contract: Contract) -> dict[str, Any]:
    """What every receipt says of the file that came."""
    return {
        "submission_id": arrival.submission_id,
        "source_id": arrival.source_id,
        "source_title": contract.title_fr,
        "file_name": arrival.file_name,
        "sha256": arrival.sha256,
        "received_at": arrival.received_at,
    }
