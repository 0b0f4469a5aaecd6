"""A dropped file -> a submission: its bytes kept for ever, its verdict and its place in the ledger.

In: a file in the drop that is at rest. Out: a row of ``intake.submission``, bytes in the landing
zone; which submissions count now, which month is missing. Every function works in the caller's
transaction and may be run again: the same call leaves the same rows.
Not here: what the bytes say (``read``), what became of them (``checks``).
"""

from warehouse.intake.steps import (
    CURRENT,
    anything_new,
    copy_step_state,
    current_submissions,
    progress,
    record_step,
    step_inputs,
    step_rules,
)
from warehouse.intake.submissions import (
    LedgerEntry,
    Submission,
    known,
    record_arrival,
    submission,
    submission_id_of,
    unjudged,
    withdraw,
)
from warehouse.intake.verdict_ledger import (
    ISSUES,
    QUARANTINED,
    SET_ASIDE,
    Status,
    record_receipts,
    record_verdict,
    taken_before,
    to_supersede,
)

__all__ = [
    "CURRENT",
    "ISSUES",
    "QUARANTINED",
    "SET_ASIDE",
    "LedgerEntry",
    "Status",
    "Submission",
    "anything_new",
    "copy_step_state",
    "current_submissions",
    "known",
    "progress",
    "record_arrival",
    "record_receipts",
    "record_step",
    "record_verdict",
    "step_inputs",
    "step_rules",
    "submission",
    "submission_id_of",
    "taken_before",
    "to_supersede",
    "unjudged",
    "withdraw",
]
