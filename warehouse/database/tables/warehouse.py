"""``warehouse``: victims, suspects and their cases, for analysts.

No name, no day of birth, no place finer than a préfecture, no file name. A fact is traced by
``record_ids``: the vault and the lake resolve them to file and row.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Index, Table, literal_column
from sqlalchemy import text as sql

from warehouse.database.tables.columns import (
    METADATA,
    amount,
    boolean,
    date,
    document,
    integer,
    number,
    refers,
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


victim = Table(
    "victim",
    METADATA,
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
    schema="warehouse",
    comment="One row per person who is a victim.",
)

suspect = Table(
    "suspect",
    METADATA,
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
    schema="warehouse",
    comment="One row per person who is a suspect, an accused or a convict.",
)

case_file = Table(
    "case_file",
    METADATA,
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
    schema="warehouse",
    comment="One row per case.",
)

case_victim = Table(
    "case_victim",
    METADATA,
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
    schema="warehouse",
    comment="Which victim is of which case.",
)

case_suspect = Table(
    "case_suspect",
    METADATA,
    refers("case_id", CASE, "the case", key=True),
    refers("suspect_id", SUSPECT, "the suspect", key=True),
    date("first_seen_on", "the first day a source met the suspect in this case"),
    text("stage", "how far this suspect's case came (codes: stage)"),
    date("stage_on", "the day it came there"),
    texts("relationship_codes", "relation to the victims (codes: relationship)"),
    *lineage(),
    Index(None, "suspect_id"),
    schema="warehouse",
    comment="Which suspect is of which case, and how far that came.",
)

case_join = Table(
    "case_join",
    METADATA,
    text("record_id", "the conformed record", key=True),
    text("table_name", "its conformed table", required=True),
    refers("case_id", CASE, "the case it was joined to", required=True),
    text("method", "what joined it: a reference, a person, facts …", required=True),
    number("confidence", "how sure, 0 to 1"),
    Index(None, "case_id"),
    schema="warehouse",
    comment="How each record was joined to its case.",
)

mention = Table(
    "mention",
    METADATA,
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
    schema="warehouse",
    comment="One row per person, role and source row: what each export says of her, nameless.",
)

complaint = Table(
    "complaint",
    METADATA,
    text("complaint_id", "this complaint or report", key=True),
    refers("case_id", CASE, "the case", required=True),
    text("unit_code", "police or gendarmerie unit (codes: unit)"),
    text("pv_number", "police report, canonical"),
    date("filed_on", "day it was taken"),
    text("outcome_code", "what the unit did with it (codes: police_outcome)"),
    date("referred_on", "day it was sent to the prosecutor"),
    text("offence_code", "qualification (codes: offence)"),
    texts("article_codes", "articles (codes: article)"),
    boolean("has_unknown_suspect", "it accuses somebody whom it cannot name (X)"),
    integer("witnesses_count", "rows that speak of a witness"),
    integer("complainants_count", "rows that speak of a complainant who is not the victim"),
    *lineage(),
    Index(None, "case_id"),
    schema="warehouse",
    comment="One row per complaint or police report.",
)

prosecution = Table(
    "prosecution",
    METADATA,
    text("prosecution_id", "this person prosecuted in this case", key=True),
    refers("case_id", CASE, "the case", required=True),
    refers("suspect_id", SUSPECT, "the accused; empty where the register names nobody"),
    text("court_code", "court (codes: court)"),
    text("rp_number", "number in the prosecutor's register"),
    text("ri_number", "number in the investigating judge's register"),
    date("registered_on", "day it was registered"),
    text("orientation", "how it goes on (codes: orientation)"),
    date("oriented_on", "day of the orientation"),
    text("stage", "how far it came (codes: stage)"),
    text("offence_code", "qualification (codes: offence)"),
    texts("article_codes", "articles (codes: article)"),
    integer("victims_declared", "number of victims the register states"),
    date("detained_since", "first day of detention before trial"),
    date("released_on", "day of release before trial"),
    *lineage(),
    by_case("registered_on"),
    Index(None, "suspect_id"),
    by_day("registered_on", "case_id", "suspect_id", "court_code", "stage"),
    schema="warehouse",
    comment="One row per person and case prosecuted.",
)

hearing = Table(
    "hearing",
    METADATA,
    text("hearing_id", "this person at this hearing", key=True),
    refers("case_id", CASE, "the case", required=True),
    refers("suspect_id", SUSPECT, "the accused"),
    text("court_code", "court (codes: court)"),
    text("rp_number", "number in the prosecutor's register"),
    date("held_on", "day of the hearing"),
    integer("hearing_number", "first, second … of this person in this case"),
    text("offence_code", "qualification (codes: offence)"),
    date("adjourned_to", "day it was adjourned to"),
    text("adjournment_code", "why it was adjourned (codes: adjournment_reason)"),
    boolean("is_detained", "the accused is in detention on that day; empty: not told"),
    integer("witnesses_count", "witnesses heard"),
    *lineage(),
    Index(None, "case_id"),
    Index(None, "suspect_id"),
    by_day("held_on", "case_id", "court_code", "adjournment_code", "adjourned_to"),
    schema="warehouse",
    comment="One row per person and hearing.",
)

judgment = Table(
    "judgment",
    METADATA,
    text("judgment_id", "this person in this judgment", key=True),
    refers("case_id", CASE, "the case", required=True),
    refers("suspect_id", SUSPECT, "the person judged"),
    text("court_code", "court (codes: court)"),
    text("judgment_number", "number of the judgment, restarts by court and year"),
    text("rp_number", "number in the prosecutor's register"),
    date("decided_on", "day of the judgment"),
    text("verdict", "verdict (codes: verdict)"),
    text("offence_code", "qualification (codes: offence)"),
    texts("article_codes", "articles (codes: article)"),
    integer("months_firm", "prison to be served, months"),
    integer("months_suspended", "prison suspended, months"),
    boolean("is_life", "life sentence"),
    boolean("is_hard_labour", "travaux forcés"),
    amount("fine_xaf", "fine, XAF"),
    amount("damages_xaf", "damages to the victims, XAF"),
    texts(
        "further_penalties",
        "bans, confiscations …: a code (codes: sentence_component), or code:months",
    ),
    boolean("is_appealed", "an appeal was lodged"),
    date("appeal_filed_on", "day of the appeal; empty where the registry does not tell it"),
    integer("instance", "1: first instance, 2: appeal, 3: cassation; by the court", required=True),
    text(
        "effect",
        "decides, upholds or annuls an earlier one, or none (codes: verdict)",
        required=True,
    ),
    boolean(
        "is_standing",
        "the last decision on this person in this case: the one that counts",
        required=True,
    ),
    date("replaced_on", "day of the later decision that took its place or annulled it"),
    boolean(
        "is_final",
        "of the standing decision: no appeal is open any more; empty: the registry does not tell",
    ),
    *lineage(),
    by_case("verdict", "is_standing"),
    Index(None, "suspect_id", postgresql_include=["verdict", "is_standing"]),
    by_day(
        "decided_on",
        "case_id",
        "suspect_id",
        "court_code",
        "verdict",
        "is_standing",
        "is_life",
        "months_firm",
        "fine_xaf",
        "damages_xaf",
    ),
    schema="warehouse",
    comment="One row per person and judgment.",
)

assistance = Table(
    "assistance",
    METADATA,
    text("assistance_id", "this assistance", key=True),
    refers("victim_id", VICTIM, "the victim"),
    date("provided_on", "day of the assistance"),
    texts("service_codes", "services (codes: service)"),
    text("referred_by_code", "who referred the person (codes: referral)"),
    boolean("is_accompanied", "the minor came with an adult"),
    boolean("is_documents_withheld", "identity papers were taken"),
    boolean("is_wage_withheld", "wages were kept"),
    text("sector_code", "sector of activity (codes: sector)"),
    *lineage(),
    Index(None, "victim_id"),
    by_day("provided_on", "victim_id", "referred_by_code"),
    Index("assistance_record_idx", literal_column("(record_ids[1])")),
    schema="warehouse",
    comment="One row per assistance to a victim.",
)

dim_code = Table(
    "dim_code",
    METADATA,
    text("list", "the code list", key=True),
    text("code", "the code", key=True),
    text("label_fr", "label in French"),
    text("label_en", "label in English"),
    date("valid_from", "first day it may be used"),
    date("valid_to", "last day it may be used"),
    document("attributes", "the list's further columns: cross-walks, order …"),
    schema="warehouse",
    comment="All code lists.",
)

dim_place_span = Table(
    "dim_place_span",
    METADATA,
    refers("place_code", "warehouse.dim_geography.place_code", "the place", key=True),
    integer("span", "1 for the oldest time, 2 for the next …", key=True),
    text("prefecture_code", "the préfecture in which it lay then (codes: geography)"),
    date("valid_from", "first day; empty where it is not known"),
    date("valid_to", "last day; empty where it still does"),
    boolean("is_present", "the préfecture of today", required=True),
    text("source", "where the change was read; empty where none is known"),
    text("confidence", "how far to trust it: high, medium or low"),
    schema="warehouse",
    comment="One row per place and time during which it lay in one préfecture.",
)

dim_geography = Table(
    "dim_geography",
    METADATA,
    text("place_code", "the place", key=True),
    text(
        "level",
        "region, prefecture, subprefecture, arrondissement or commune",
        required=True,
    ),
    text("name", "official name", required=True),
    text("parent_code", "the place that holds it"),
    text("prefecture_code", "its préfecture"),
    text("region_code", "its région"),
    date("valid_from", "first day of its existence"),
    date("valid_to", "last day of its existence"),
    schema="warehouse",
    comment="Places, from the région to the arrondissement and the commune.",
)
