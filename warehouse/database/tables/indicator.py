"""``indicator``: what is published, after disclosure control."""

from __future__ import annotations

from sqlalchemy import Index

from warehouse.database.tables.columns import boolean, integer, number, table, text

figure = table(
    "indicator.figure",
    "One row per published figure.",
    text("figure_id", "this figure; a digest of release, indicator and breakdown", key=True),
    text("release", "the release it was computed from", required=True),
    text("indicator", "the indicator, as `zokwezo figures list` names it", required=True),
    text("dimension", "what it is broken down by; empty for the total"),
    text("category", "the category of that dimension"),
    text("sex", "M, F or unknown; empty for all"),
    text("age_group", "child, adult or unknown; empty for all"),
    text("place_code", "place (codes: geography); empty for the country"),
    integer("year", "the year"),
    number("value", "the figure; empty when suppressed"),
    boolean("is_suppressed", "kept back by disclosure control", required=True),
    Index(None, "release", "indicator"),
)
