"""``warehouse``: victims, suspects and their cases, for analysts.

No name, no day of birth, no place finer than a préfecture, no file name. A fact is traced by
``record_ids``: the vault and the lake resolve them to file and row.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Index
from sqlalchemy import text as sql

from warehouse.database.tables.columns import (
    boolean,
    date,
    document,
    integer,
    number,
    refers,
    table,
    text,
    texts,
)

CASE = "warehouse.case_file.case_id"
VICTIM = "warehouse.victim.victim_id"
SUSPECT = "warehouse.suspect.suspect_id"


def lineage() -> tuple[Column[Any], ...]:
    """Where a row comes from: exports, records, month."""
    return (
        texts("source_ids", "the exports that say it"),
        texts("record_ids", "the conformed records that say it"),
        text("period", "the newest month that says it, YYYY-MM"),
    )


def by_day(day: str, *columns: str) -> Index:
    """An index by a day, with what the questions of ``docs/questions`` read beside it.

    A question about some months is then answered from it alone, however many rows the others have.
    """
    return Index(None, day, postgresql_include=columns)


def by_case(*columns: str) -> Index:
    """An index by case and accused, with what is read of a row that is met through its case."""
    return Index(None, "case_id", "suspect_id", postgresql_include=columns)


def places() -> tuple[Column[Any], ...]:
    """The three places of a victim, each by its préfecture; empty where no export tells it."""
    return (
        text("origin_prefecture_code", "préfecture she is from (codes: geography)"),
        text("exploitation_prefecture_code", "préfecture of the facts (codes: geography)"),
        text("detection_prefecture_code", "préfecture where a source met her (codes: geography)"),
    )


def origin() -> tuple[Column[Any], ...]:
    """Of an accused one place is known: the others are those of the case."""
    return (text("origin_prefecture_code", "préfecture the person is from (codes: geography)"),)


def _person(*where: Column[Any]) -> tuple[Column[Any], ...]:
    return (
        text("sex", "M or F (codes: sex)"),
        integer("birth_year_min", "earliest year of birth"),
        integer("birth_year_max", "latest year of birth"),
        text("age_group_at_detection", "age group on first_seen_on (codes: age_group)"),
        text("nationality", "ISO 3166-1 alpha-3 (codes: nationality)"),
        *where,
        date("first_seen_on", "the first day a source met the person"),
        date("last_seen_on", "the last day a source met the person"),
        boolean("is_unnamed", "no source gives a name: several may be one person"),
        integer("sources_count", "exports that mention the person"),
        integer("mentions_count", "rows that mention the person"),
        texts("source_ids", "the exports that mention the person"),
    )


victim = table(
    "warehouse.victim",
    "One row per person who is a victim.",
    text("victim_id", "pseudonym of a person as a victim", key=True),
    *_person(*places()),
    text("victim_status_code", "presumed or confirmed (codes: victim_status)"),
    text("principal_exploitation_code", "the form that counts her (codes: exploitation)"),
    texts("exploitation_codes", "all forms of exploitation (codes: exploitation)"),
    texts("means_codes", "means of control (codes: means)"),
    texts("act_codes", "acts: recruitment, transport … (codes: act)"),
    texts("recruitment_codes", "how the person was recruited (codes: recruitment)"),
    texts("relationship_codes", "relation to the accused, as she states it (codes: relationship)"),
    text("displacement_code", "displacement status (codes: displacement)"),
    text("reintegration_code", "situation after release (codes: reintegration)"),
    date("reintegrated_on", "day of reintegration"),
    boolean("is_consenting", "consent to the use of the data"),
    boolean("is_minor", "an export of minors alone has her: under 18 on the day it met her"),
    boolean("is_delisted", "no longer on the cumulative list that once held the person"),
    texts("contradictions", "attributes on which the sources disagree"),
    by_day(
        "first_seen_on",
        "principal_exploitation_code",
        "origin_prefecture_code",
        "exploitation_prefecture_code",
        "detection_prefecture_code",
        "age_group_at_detection",
        "means_codes",
    ),
)

suspect = table(
    "warehouse.suspect",
    "One row per person who is a suspect, an accused or a convict.",
    text("suspect_id", "pseudonym of a person as a suspect", key=True),
    *_person(*origin()),
    integer("cases_count", "cases in which the person is a suspect"),
    texts("contradictions", "attributes on which the sources disagree"),
    Index(
        None,
        "cases_count",
        postgresql_include=["suspect_id"],
        postgresql_where=sql("cases_count > 1"),
    ),
)

case_file = table(
    "warehouse.case_file",
    "One row per case.",
    text("case_id", "this case, from the first complaint to the last judgment", key=True),
    date("opened_on", "the first day any record speaks of it"),
    date("closed_on", "the day it ended, by decision or without"),
    text("stage", "how far it came (codes: stage)"),
    date("stage_on", "the day it came there"),
    text("unit_code", "police or gendarmerie unit (codes: unit)"),
    text("court_code", "court (codes: court)"),
    texts("pv_numbers", "police reports, canonical"),
    texts("rp_numbers", "numbers in the prosecutor's register"),
    texts("ri_numbers", "numbers in the investigating judge's register"),
    date("facts_on_min", "earliest day of the facts"),
    date("facts_on_max", "latest day of the facts"),
    text("facts_prefecture_code", "préfecture of the facts, as today (codes: geography)"),
    text(
        "facts_prefecture_then_code",
        "préfecture of the facts on their day; empty where that is not known (codes: geography)",
    ),
    text("principal_exploitation_code", "the form that counts it (codes: exploitation)"),
    texts("exploitation_codes", "all forms of exploitation (codes: exploitation)"),
    texts("means_codes", "means of control (codes: means)"),
    texts("act_codes", "acts: recruitment, transport … (codes: act)"),
    texts("recruitment_codes", "how victims were recruited (codes: recruitment)"),
    integer("victims_count", "victims known by row"),
    integer("victims_declared", "number of victims the registers state"),
    integer("suspects_count", "suspects known by row"),
    *lineage(),
    by_day("opened_on", "case_id"),
    Index(None, "case_id", postgresql_where=sql("closed_on is not null")),
)

case_victim = table(
    "warehouse.case_victim",
    "Which victim is of which case.",
    refers("case_id", CASE, "the case", key=True),
    refers("victim_id", VICTIM, "the victim", key=True),
    text("age_group", "age group in this case (codes: age_group)"),
    texts("exploitation_codes", "forms of exploitation in this case (codes: exploitation)"),
    texts("means_codes", "means of control in this case (codes: means)"),
    texts("act_codes", "acts in this case (codes: act)"),
    texts("recruitment_codes", "how she was recruited in this case (codes: recruitment)"),
    texts("relationship_codes", "relation to the accused, as she states it (codes: relationship)"),
    *lineage(),
    Index(None, "victim_id"),
)

case_suspect = table(
    "warehouse.case_suspect",
    "Which suspect is of which case, and how far that came.",
    refers("case_id", CASE, "the case", key=True),
    refers("suspect_id", SUSPECT, "the suspect", key=True),
    date("first_seen_on", "the first day a source met the suspect in this case"),
    text("stage", "how far this suspect's case came (codes: stage)"),
    date("stage_on", "the day it came there"),
    texts("relationship_codes", "relation to the victims (codes: relationship)"),
    *lineage(),
    Index(None, "suspect_id"),
)

case_join = table(
    "warehouse.case_join",
    "How each record was joined to its case.",
    text("record_id", "the conformed record", key=True),
    text("table_name", "its conformed table", required=True),
    refers("case_id", CASE, "the case it was joined to", required=True),
    text("method", "what joined it: a reference, a person, facts …", required=True),
    number("confidence", "how sure, 0 to 1"),
    Index(None, "case_id"),
)

mention = table(
    "warehouse.mention",
    "One row per person, role and source row: what each export says of her, nameless.",
    text("record_id", "the conformed record: a person in one role in one row", key=True),
    refers("victim_id", VICTIM, "the victim; empty for a suspect"),
    refers("suspect_id", SUSPECT, "the suspect; empty for a victim"),
    text("source_id", "the export", required=True),
    text("period", "the month reported, YYYY-MM"),
    text("submission_id", "the submission that brought it"),
    date("seen_on", "day the source met the person"),
    text("sex", "M or F (codes: sex)"),
    text("nationality", "ISO 3166-1 alpha-3 (codes: nationality)"),
    integer("birth_year_min", "earliest year of birth"),
    integer("birth_year_max", "latest year of birth"),
    text("birth_precision", "how the birth was told: day, month, year, estimated or from_age"),
    *places(),
    text("victim_status_code", "presumed or confirmed (codes: victim_status)"),
    texts("exploitation_codes", "forms of exploitation (codes: exploitation)"),
    texts("means_codes", "means of control (codes: means)"),
    texts("act_codes", "acts: recruitment, transport … (codes: act)"),
    texts("recruitment_codes", "how the person was recruited (codes: recruitment)"),
    text("relationship_code", "relation of accused and victim (codes: relationship)"),
    text("displacement_code", "displacement status (codes: displacement)"),
    text("reintegration_code", "situation after release (codes: reintegration)"),
    date("reintegrated_on", "day of reintegration"),
    boolean("is_consenting", "consent to the use of the data"),
    boolean("is_minor", "an export of minors alone has her: under 18 on the day it met her"),
    boolean("is_unnamed", "the row gives no name"),
    document("chosen", "attribute -> the rule by which this row decided it"),
    texts("contradicts", "attributes of which it says other than what was retained"),
    Index(None, "victim_id"),
    Index(None, "suspect_id"),
)
