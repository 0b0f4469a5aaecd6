"""``intake``, decisions in which somebody stands, and the releases that hold one."""

from __future__ import annotations

from warehouse.database.tables.columns import date, instant, integer, table, text, texts

decision_to_anonymise = table(
    "intake.decision_to_anonymise",
    "Decisions in which a known person's full name stands: for the ministry to anonymise.",
    text("record_id", "the conformed decision, as it was sent last", key=True),
    text("decision_id", "the decision that is not published (case_law.decision)", required=True),
    text("court_code", "court (codes: court)"),
    date("decided_on", "day of the decision"),
    text("source_id", "the export", required=True),
    text("period", "the month that brought it, YYYY-MM"),
    text("submission_id", "the submission that brought it", required=True),
    text("file_name", "the file, as the ministry named it", required=True),
    text("sheet", "the sheet; empty for a text file"),
    integer("row_number", "physical row in the file or sheet, 1 = the first", required=True),
    texts("text_columns", "the texts in which somebody stands"),
)

decision_anonymised = table(
    "intake.decision_anonymised",
    "Decisions sent again without somebody whom an earlier text, no longer told, gave.",
    text("decision_id", "the decision, as case_law.decision names it", key=True),
    instant("anonymised_at", "when a load first found it", required=True),
)

release_to_withdraw = table(
    "intake.release_to_withdraw",
    "Releases in which somebody stands, known or anonymised since: to be withdrawn.",
    integer("release_number", "a published release that holds the decision", key=True),
    text("decision_id", "the decision, as that release holds it", key=True),
    text("court_code", "court (codes: court)"),
    date("decided_on", "day of the decision"),
    texts("text_columns", "the texts in which somebody stands"),
    instant("found_at", "when a load first found it", required=True),
)
