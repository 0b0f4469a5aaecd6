"""``audit``: who read and exported what; append-only."""

from __future__ import annotations

from sqlalchemy import Index, Table

from warehouse.database.tables.columns import METADATA, amount, document, instant, serial, text

access_log = Table(
    "access_log",
    METADATA,
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
    schema="audit",
    comment="Every reading and export that somebody must answer for.",
)
