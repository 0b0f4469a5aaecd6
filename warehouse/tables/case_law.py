"""``case_law``: anonymised decisions, searchable in French; no reference back to a case file."""

from __future__ import annotations

from sqlalchemy import Column, Computed, Index, Table
from sqlalchemy.dialects.postgresql import TSVECTOR

from warehouse.tables.columns import METADATA, date, text, texts

# array_to_string is only STABLE; a generated column asks for IMMUTABLE (case_law.words is).
SEARCH = (
    "setweight(to_tsvector('pg_catalog.french'::regconfig, coalesce(title, '')), 'A')"
    " || setweight(to_tsvector('pg_catalog.french'::regconfig, case_law.words(keywords)), 'A')"
    " || setweight(to_tsvector('pg_catalog.french'::regconfig, coalesce(operative_part, '')), 'B')"
    " || setweight(to_tsvector('pg_catalog.french'::regconfig, coalesce(reasons, '')), 'C')"
    " || setweight(to_tsvector('pg_catalog.french'::regconfig, coalesce(facts, '')), 'D')"
)

decision = Table(
    "decision",
    METADATA,
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
    text("record_id", "the conformed record that says it"),
    text("period", "the month that brought it, YYYY-MM"),
    Column("search", TSVECTOR, Computed(SEARCH, persisted=True), comment="words, French stems"),
    Index("decision_search_idx", "search", postgresql_using="gin"),
    schema="case_law",
    comment="One row per anonymised decision.",
)
