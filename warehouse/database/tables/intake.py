"""``intake``: the ledger of files received. Counts, rules and places; never the text of a row."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, literal_column

from warehouse.database.tables.columns import (
    amount,
    boolean,
    date,
    document,
    instant,
    integer,
    one_of,
    refers,
    table,
    text,
    texts,
)

STATUSES = (
    "accepted",
    "accepted_with_warnings",
    "partly_accepted",
    "rejected",
    "duplicate",
    "held",
)
HOLD_DECISIONS = ("release", "reject")
SIGHTING_STATES = ("waiting", "taken", "vanished", "unreadable", "unclaimed", "cleared")
TAKEN = ("accepted", "accepted_with_warnings", "partly_accepted")
SEVERITIES = ("refuse", "quarantine", "warn")
ROW_DECISIONS = ("corrected", "accepted", "sent_back")
EXPORT_STATES = ("awaited", "arrived", "late", "missing", "nil", "rejected", "partly_taken")


def _submission(key: bool = True) -> Column[str]:
    target = "intake.submission.submission_id"
    return refers("submission_id", target, "the submission", key=key, required=True, follows=True)


def _row_place(key: bool = False) -> tuple[Column[str], Column[int]]:
    return (
        text("sheet", "the sheet; empty for a text file", key=key, required=True),
        integer("row_number", "physical row in the file or sheet, 1 = the first", key=key),
    )


submission = table(
    "intake.submission",
    "One row per file received; the ledger of intake.",
    text("submission_id", "this file as sent; a digest of source, name and bytes", key=True),
    text("source_id", "the contract that reads it", required=True),
    text("period", "the month reported, YYYY-MM"),
    text("period_from", "how the period was told: rows, file_name, banner or given"),
    text("file_name", "the file, as the ministry named it", required=True),
    text("sha256", "fingerprint of its bytes, hexadecimal", required=True),
    amount("size_bytes", "its size, bytes"),
    instant("received_at", "when it was received", required=True),
    text("status", "what became of it (list STATUSES); empty until it is judged"),
    instant("judged_at", "when it was judged"),
    instant("withdrawn_at", "when its sender or a steward withdrew it"),
    integer("sheet_count", "sheets read; 1 for a text file"),
    integer("rows_read", "records found in it"),
    integer("rows_accepted", "records that went on"),
    integer("rows_quarantined", "records kept back until they are corrected"),
    integer("rows_set_aside", "records set aside with a reason"),
    integer("error_count", "issues that keep a row or the file back"),
    integer("warning_count", "issues that do not"),
    boolean("is_nil", "the file says that there was nothing to report"),
    text("supersedes", "the submission of the same source and period that it replaced"),
    text("duplicate_of", "the submission that brought the same bytes first"),
    text("beginning_of", "the submission of which it was only the beginning, which withdrew it"),
    instant("left_drop_at", "when it left the drop; its bytes are in the landing zone"),
    integer("contract_version", "version of the contract that judged it"),
    text("hold_decision", "what a steward decided on a file that waited: release or reject"),
    text("hold_decided_by", "the steward who decided"),
    instant("hold_decided_at", "when she decided"),
    text("hold_reason", "why she decided so, in her words"),
    text("replay_of", "the submission whose bytes it reads again, with the rows decided here"),
    instant("replay_asked_at", "when it was asked for; received_at stays that of the bytes"),
    one_of("hold_decision", HOLD_DECISIONS),
    one_of("status", STATUSES),
    CheckConstraint(
        "status not in ('accepted', 'accepted_with_warnings', 'partly_accepted')"
        " or rows_read = rows_accepted + rows_quarantined + rows_set_aside",
        name="conservation",
    ),
    Index(
        "submission_source_id_file_name_sha256_key",
        "source_id",
        "file_name",
        "sha256",
        unique=True,
        postgresql_where="replay_of is null",
    ),
    Index(None, "source_id", "period", "received_at"),
    # What was not taken is asked for month by month, and lies among many that were.
    Index(
        "submission_not_taken_idx",
        "source_id",
        "period",
        "received_at",
        postgresql_where="status in ('rejected', 'held')",
    ),
    # What waits for a steward, the oldest first: a page of it is read, and not all.
    Index(
        "submission_refused_idx",
        literal_column("judged_at").nulls_first(),
        "submission_id",
        postgresql_where="status = 'rejected' and withdrawn_at is null",
    ),
    Index(
        "submission_kept_back_idx",
        literal_column("judged_at").nulls_first(),
        "submission_id",
        postgresql_where="rows_quarantined > 0 and withdrawn_at is null",
    ),
    Index(None, "sha256"),
    Index(None, "replay_of"),
    Index(None, "supersedes"),
    Index(None, "status"),
)

row_issue = table(
    "intake.row_issue",
    "What was found in a submission: one row per cell, row or file and rule.",
    _submission(),
    integer("issue_number", "counts the issues of a submission, from 1", key=True),
    text("sheet", "the sheet; empty for a text file, or for an issue of the whole file"),
    integer("row_number", "physical row, 1 = the first; empty for an issue of the whole file"),
    text("column_name", "the column as the file names it; empty for an issue of the whole row"),
    text("rule", "the rule that does not hold", required=True),
    text("severity", "refuse (the file), quarantine (the row) or warn", required=True),
    text("message_key", "the sentence in the catalogue of messages"),
    document("parameters", "what the sentence names: columns, counts, lists; never a value"),
    one_of("severity", SEVERITIES),
    # What is about a whole file or a code lies among many rows that were kept back.
    Index(
        "row_issue_drift_idx",
        "submission_id",
        postgresql_where="row_number is null and rule not in ('file_replaces_more',"
        " 'file_rows_by_key', 'file_rows_by_person', 'file_other_month', 'file_covers_months',"
        " 'file_comments')"
        " or rule in ('code_unread', 'codes_unread', 'document_type_unread', 'place_unread',"
        " 'value_repeated')",
    ),
)

quarantined_row = table(
    "intake.quarantined_row",
    "Rows kept back until the ministry corrects them; their text stays in the lake.",
    _submission(),
    *_row_place(key=True),
    texts("rules", "the rules that do not hold"),
    text("row_key", "the source row, as the lake names it"),
    Index(None, "row_key"),
)

row_decision = table(
    "intake.row_decision",
    "What stewards decided on rows kept back: it only grows, and holds no value of a cell.",
    text("decision_id", "the decision; drawn at random", key=True),
    refers(
        "submission_id",
        "intake.submission.submission_id",
        "the submission as it was sent, whatever was replayed since",
        required=True,
    ),
    text("sheet", "the sheet; empty for a text file", required=True),
    integer("row_number", "physical row in the file or sheet, 1 = the first", required=True),
    text("decision", "corrected, accepted as it is, or sent back", required=True),
    texts("columns", "the columns corrected, as the file names them; their cells are in the lake"),
    texts("rules", "the rules that did not hold when it was decided"),
    text("document", "reference of the document that supports it"),
    text("reason", "why, in her words"),
    text("by", "the steward who decided, by account", required=True),
    instant("at", "when she decided", required=True),
    one_of("decision", ROW_DECISIONS),
    CheckConstraint("decision <> 'corrected' or document is not null", name="document"),
    CheckConstraint("decision = 'corrected' or reason is not null", name="reason"),
    Index(None, "submission_id"),
)

set_aside = table(
    "intake.set_aside",
    "Rows that are no records, each with its reason.",
    _submission(),
    *_row_place(key=True),
    text("reason", "why it is no record: total, note, sentinel, blank …", required=True),
)

receipt = table(
    "intake.receipt",
    "What the ministry got back.",
    _submission(),
    text("kind", "json, html, pdf or workbook", key=True),
    text("path", "where it stands, under the folder of receipts", required=True),
    instant("written_at", "when it was written", required=True),
)

receipt_link = table(
    "intake.receipt_link",
    "The chain of each export's receipts: signed, each link naming the one before.",
    text("source_id", "the export", key=True),
    integer("number", "counts the links of an export, from 1", key=True),
    text("submission_id", "the submission of the receipt or withdrawal", required=True),
    text("event", "receipt or withdrawal", required=True),
    text("told", "the link as it is signed and handed over: digests and ids", required=True),
    text("digest", "of the link; the next one names it", required=True),
    instant("signed_at", "the moment that the link tells", required=True),
    one_of("event", ("receipt", "withdrawal")),
    Index(None, "submission_id"),
)

drop_sighting = table(
    "intake.drop_sighting",
    "What was seen in the drop: received, gone again, unreadable, or nobody's.",
    text("folder", "the folder of the drop: that of its source, or any other", key=True),
    text("file_name", "the file, as it was named", key=True),
    instant("first_seen_at", "when it was first seen", required=True, key=True),
    instant("last_seen_at", "when it was last seen, or found to be gone", required=True),
    amount("size_bytes", "its size when it was last seen, bytes"),
    text("state", "what became of it (list SIGHTING_STATES)", required=True),
    one_of("state", SIGHTING_STATES),
)

expected_export = table(
    "intake.expected_export",
    "The calendar: which export is due when, and whether it came.",
    text("source_id", "the export", key=True),
    text("period", "the month, YYYY-MM", key=True),
    date("due_on", "the day it is due"),
    text("state", "list EXPORT_STATES", required=True),
    text("submission_id", "the submission that answers it"),
    instant("checked_at", "when the calendar was last held against the ledger"),
    one_of("state", EXPORT_STATES),
)

step_done = table(
    "intake.step_done",
    "What each step last worked on: the same again needs no work.",
    text("step", "the step of the pipeline", key=True),
    text("input_digest", "digest of the submissions it worked on", required=True),
    integer("submissions_count", "how many they were"),
    instant("done_at", "when it ended", required=True),
    texts("submission_ids", "which they were"),
    text("rules_digest", "digest of the program and the rules by which it worked"),
)
