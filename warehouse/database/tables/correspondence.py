"""``intake``: accounts of the desk, who is written to, what was promised and what was seen."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, UniqueConstraint

from warehouse.database.tables.columns import date, instant, table, text, texts

DESK_RIGHTS = ("steward", "focal_point", "judge_victims", "judge_suspects")

ministry_source = table(
    "intake.ministry_source",
    "Which export is whose: row policies read it.",
    text("role_name", "the ministry's role in the database", key=True),
    text("source_id", "an export that is its own", key=True),
)

desk_account = table(
    "intake.desk_account",
    "Who may do what at the desk; who is not named here may do nothing.",
    text("account", "the name by which she signs on", key=True),
    texts("rights", "what she may do there (list DESK_RIGHTS)"),
    texts("sources", "the exports whose files she sees; empty for a steward: all"),
    instant("given_at", "when she was given it", required=True),
    CheckConstraint(
        "rights <@ array['steward', 'focal_point', 'judge_victims', 'judge_suspects']",
        name="rights",
    ),
    CheckConstraint(
        "'steward' = any (rights) or not 'focal_point' = any (rights)"
        " or cardinality(coalesce(sources, '{}')) > 0",
        name="scope",
    ),
)

notice = table(
    "intake.notice",
    "What people were told by mail; nothing is told twice.",
    text("kind", "reminder or stuck", key=True),
    text("about", "what was told: an export, month and step, or a state and its age", key=True),
    text("source_id", "the export it is about, if any"),
    instant("queued_at", "when it was put among the mails to send", required=True),
)

addressee = table(
    "intake.addressee",
    "Whom the mails about an export go to; without a row, the contact of its contract.",
    text("source_id", "the export", key=True),
    text("address", "a mail address", key=True),
    text("given_by", "who named it, by account", required=True),
    instant("given_at", "when it was named", required=True),
)

promised_export = table(
    "intake.promised_export",
    "When a late month will come, as a reminder asked: the last answer.",
    text("source_id", "the export", key=True),
    text("period", "the month, YYYY-MM", key=True),
    date("expected_on", "the day on which its own people say that it will come"),
    text("given_by", "who said so, by account", required=True),
    instant("given_at", "when she said so", required=True),
)

acknowledgement = table(
    "intake.acknowledgement",
    "What a steward has seen and need not see again next month.",
    text("item", "what was seen; a digest of its kind and of what it is about", key=True),
    text("kind", "what kind of thing it is", required=True),
    text(
        "about", "what it is about: a submission, or a register, a rule and a column", required=True
    ),
    text("source_id", "the export it is about, if any"),
    text("by", "the steward who saw it, by account", required=True),
    instant("at", "when she said so", required=True),
    text("reason", "why nothing is to be done, in her words", required=True),
    UniqueConstraint("kind", "about"),
)
