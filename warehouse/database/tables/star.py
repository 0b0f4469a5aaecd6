"""``warehouse``, the rest of the star: charges, sentences, referrals, and persons as they were.

One row each of what the tables of cases hold side by side, so that an analyst counts rows and does
not take lists apart.
"""

from __future__ import annotations

from sqlalchemy import Index, literal_column

from warehouse.database.tables.columns import (
    amount,
    boolean,
    date,
    integer,
    refers,
    table,
    text,
    texts,
)
from warehouse.database.tables.warehouse import (
    CASE,
    SUSPECT,
    VICTIM,
    lineage,
    origin,
    places,
)

charge = table(
    "warehouse.charge",
    "One row per accused, case, step of the procedure, qualification and article.",
    text("charge_id", "this charge", key=True),
    refers("case_id", CASE, "the case", required=True),
    refers("suspect_id", SUSPECT, "the accused; empty where the register names nobody"),
    text("step", "who says it: complaint, prosecution, hearing or judgment", required=True),
    text("unit_code", "police or gendarmerie unit (codes: unit)"),
    text("court_code", "court (codes: court)"),
    text("offence_code", "qualification (codes: offence)"),
    text("article_code", "the article (codes: article); empty where only an offence is named"),
    date("first_said_on", "the first day this step says it"),
    date("last_said_on", "the last day this step says it"),
    *lineage(),
    Index(None, "case_id"),
    Index(None, "suspect_id"),
    Index(None, "article_code"),
)

sentence = table(
    "warehouse.sentence",
    "One row per judgment and component of what it pronounced.",
    refers("judgment_id", "warehouse.judgment.judgment_id", "the judgment", key=True),
    text("component_code", "what was pronounced (codes: sentence_component)", key=True),
    refers("case_id", CASE, "the case", required=True),
    refers("suspect_id", SUSPECT, "the person judged"),
    text("court_code", "court (codes: court)"),
    date("decided_on", "day of the judgment"),
    integer("months", "its length, months; empty for life, for money and where none is told"),
    amount("amount_xaf", "its amount, XAF; empty for prison"),
    boolean("is_hard_labour", "travaux forcés; empty for money and bans"),
    *lineage(),
    Index(None, "case_id"),
    Index(None, "suspect_id"),
)

referral = table(
    "warehouse.referral",
    "One row per victim referred from one service to another, where a register says so.",
    text("referral_id", "this referral", key=True),
    refers("victim_id", VICTIM, "the victim"),
    refers("case_id", CASE, "the case that the same row speaks of"),
    text("from_code", "who referred the person (codes: referral)", required=True),
    text("to_code", "the service that received the person (codes: referral)"),
    date("received_on", "day that service received the person"),
    texts("service_codes", "services (codes: service)"),
    refers("assistance_id", "warehouse.assistance.assistance_id", "the assistance it led to"),
    *lineage(),
    Index(None, "victim_id"),
    Index(None, "case_id"),
    Index(None, "assistance_id"),
    Index("referral_record_idx", literal_column("(record_ids[1])")),
)

victim_state = table(
    "warehouse.victim_state",
    "One row per victim and time during which what is said of her does not change.",
    refers("victim_id", VICTIM, "the victim", key=True),
    date("valid_from", "first day of the month from which the exports say so", key=True),
    date("valid_to", "last day before they say otherwise; empty where they still do"),
    text("age_group", "age group on valid_from, by years of birth (codes: age_group)"),
    text("nationality", "ISO 3166-1 alpha-3 (codes: nationality)"),
    *places(),
    text("victim_status_code", "presumed or confirmed (codes: victim_status)"),
    text("displacement_code", "displacement status (codes: displacement)"),
    text("reintegration_code", "situation after release (codes: reintegration)"),
    texts("source_ids", "the exports that say it"),
    texts("record_ids", "the conformed records that say it"),
)

suspect_state = table(
    "warehouse.suspect_state",
    "One row per suspect and time during which what is said of the person does not change.",
    refers("suspect_id", SUSPECT, "the suspect", key=True),
    date("valid_from", "first day of the month from which the exports say so", key=True),
    date("valid_to", "last day before they say otherwise; empty where they still do"),
    text("age_group", "age group on valid_from, by years of birth (codes: age_group)"),
    text("nationality", "ISO 3166-1 alpha-3 (codes: nationality)"),
    *origin(),
    texts("source_ids", "the exports that say it"),
    texts("record_ids", "the conformed records that say it"),
)
