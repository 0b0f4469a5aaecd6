"""``audit``: who read and exported what, and a chain over what was decided; append-only."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index

from warehouse.database.tables.columns import (
    amount,
    document,
    instant,
    integer,
    serial,
    table,
    text,
)

access_log = table(
    "audit.access_log",
    "Every reading and export that somebody must answer for.",
    serial("event_id", "counts up"),
    instant("at", "when", required=True),
    text("by", "the account", required=True),
    text("role", "the database role it acted in"),
    text("action", "read, export, release, roll back …", required=True),
    text("object", "table, release, person or file, by id", required=True),
    amount("rows_count", "rows read or exported"),
    text("purpose", "what for, as stated"),
    document("detail", "ids, counts and parameters; never a value"),
    Index(None, "at"),
)

chain_link = table(
    "audit.chain_link",
    "Each writing of a submission, a judgement or a release, chained and signed.",
    serial("link_id", "counts up"),
    amount("number", "its place in the chain, given when it is signed"),
    instant("at", "when", required=True),
    text("by", "the account", required=True),
    text("role", "the database role it acted in", required=True),
    text("table_name", "the table whose row was written", required=True),
    text("row_id", "the row, by its key", required=True),
    text("operation", "insert, update or delete", required=True),
    text("row_digest", "sha256 of the row as it was left; of nothing once it is deleted"),
    text("transaction", "the transaction that wrote it", required=True),
    text("mac", "HMAC of this link and the one before, by a key outside the database"),
    CheckConstraint("(number is null) = (mac is null)", name="signed_whole"),
    Index(None, "number", unique=True),
    Index(None, "table_name", "row_id"),
    Index(None, "transaction"),
)

release_event = table(
    "audit.release_event",
    "Each release published or withdrawn.",
    serial("event_id", "counts up"),
    integer("release_number", "a published release", required=True),
    text("event", "published or withdrawn", required=True),
    text("manifest_sha256", "checksum of its manifest then", required=True),
    instant("at", "when", required=True),
    text("by", "the account", required=True),
    CheckConstraint("event in ('published', 'withdrawn')", name="event"),
)
