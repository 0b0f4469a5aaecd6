"""``indicator``: what is published, after disclosure control."""

from __future__ import annotations

from sqlalchemy import Index

from warehouse.database.tables.columns import (
    boolean,
    instant,
    integer,
    number,
    serial,
    table,
    text,
)

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

synthesis = table(
    "indicator.synthesis",
    "One row per making of synthetic records: the privacy budget that is spent.",
    serial("synthesis_id", "this synthesis"),
    text("release", "the release whose persons it was made of", required=True),
    number("epsilon", "how much it may tell of one person"),
    number("delta", "how likely it is to tell more"),
    instant("made_at", "when it was made", required=True),
)
