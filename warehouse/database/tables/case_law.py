"""``case_law``: anonymised decisions, searchable in French, each with the case it judged."""

from __future__ import annotations

from sqlalchemy import Column, Computed, Index
from sqlalchemy.dialects.postgresql import TSVECTOR

from warehouse.database.tables.columns import date, refers, table, text, texts

# Words without accents, French stems (case_law.vector): ``case_law.sql`` says how.
SEARCH = (
    "setweight(case_law.vector(coalesce(title, '')), 'A')"
    " || setweight(case_law.vector(coalesce(case_law.words(keywords), '')), 'A')"
    " || setweight(case_law.vector(coalesce(operative_part, '')), 'B')"
    " || setweight(case_law.vector(coalesce(reasons, '')), 'C')"
    " || setweight(case_law.vector(coalesce(facts, '')), 'D')"
)

decision = table(
    "case_law.decision",
    "One row per anonymised decision.",
    text("decision_id", "this decision", key=True),
    text("decision_number", "number of the published decision"),
    text("court_code", "court (codes: court)"),
    date("decided_on", "day of the decision"),
    text("title", "title, parties by initials"),
    text("facts", "facts"),
    text("reasons", "grounds"),
    text("operative_part", "operative part"),
    texts("article_codes", "articles (codes: article)"),
    texts("keywords", "keywords, as written"),
    texts("exploitation_codes", "forms of exploitation (codes: exploitation)"),
    texts("means_codes", "means of control (codes: means)"),
    text("rp_number", "number in the prosecutor's register"),
    refers(
        "case_id",
        "warehouse.case_file.case_id",
        "the case, where the number, or the court and the day, leave no doubt",
    ),
    text("record_id", "the conformed record that says it"),
    text("period", "the month that brought it, YYYY-MM"),
    Column("search", TSVECTOR, Computed(SEARCH, persisted=True), comment="words, French stems"),
    Index(None, "case_id"),
    Index("decision_search_idx", "search", postgresql_using="gin"),
)
