"""The conformed tables: what every export becomes, whatever its layout was.

One frozen list of fields per table. The contracts map columns onto these names, ``conform`` fills
them, the lake keeps them, linkage and cases read them, and the data dictionary prints them. Nothing
here says how a value is read; that is ``clean``.

Grain: a *row* of an export gives at most one record per table and role. ``record_id`` is a digest
of the bytes' sha256, the sheet, the physical row and the record's name in the contract, under a key
of the vault: who has the file cannot say it again. Records of one source row share ``row_key``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

FieldType = Literal["text", "list", "date", "integer", "number", "boolean"]

ARROW: dict[FieldType, pa.DataType] = {
    "text": pa.string(),
    "list": pa.list_(pa.string()),
    "date": pa.date32(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a conformed table."""

    name: str  # the same thing has the same name in every table
    type: FieldType  # how it is stored; a ``list`` is a list of codes or texts
    description: str  # what it is, with its unit
    personal: bool = False  # names a person, or helps to: it never leaves the vault


def _raw(name: str, of: str, personal: bool = False) -> Field:
    return Field(f"{name}_raw", "text", f"{of}, as the clerk wrote it", personal)


LINEAGE: tuple[Field, ...] = (
    Field("record_id", "text", "this record; an opaque digest of file, sheet, row and record name"),
    Field("row_key", "text", "the source row: records of one row share it"),
    Field("submission_id", "text", "the submission that brought it"),
    Field("source_id", "text", "the contract that read it"),
    Field("period", "text", "the month reported, YYYY-MM"),
    Field("file_name", "text", "the file, as the ministry named it"),
    Field("sheet", "text", "the sheet; empty for a text file"),
    Field("row_number", "integer", "physical row in the file or sheet, 1 = the first"),
)

REFERENCES: tuple[Field, ...] = (
    Field("pv_number", "text", "number of the police report (procès-verbal), canonical"),
    Field("unit_code", "text", "police or gendarmerie unit (codes: unit)"),
    Field("court_code", "text", "court (codes: court)"),
    Field("rp_number", "text", "number in the prosecutor's register, restarts by court and year"),
    Field("ri_number", "text", "number in the investigating judge's register"),
)

FACTS: tuple[Field, ...] = (
    Field("facts_on_min", "date", "earliest day of the facts"),
    Field("facts_on_max", "date", "latest day of the facts"),
    Field("facts_place_code", "text", "where the facts were (codes: geography)"),
    Field("exploitation_codes", "list", "forms of exploitation (codes: exploitation)"),
    Field("means_codes", "list", "means of control (codes: means)"),
    Field("act_codes", "list", "acts: recruitment, transport … (codes: act)"),
    Field("recruitment_codes", "list", "how the person was recruited (codes: recruitment)"),
    _raw("exploitation", "forms of exploitation"),
    _raw("means", "means of control"),
    _raw("act", "acts"),
    _raw("recruitment", "how the person was recruited"),
    _raw("facts_place", "place of the facts"),
    _raw("facts_on", "date of the facts"),
)

TABLES: dict[str, tuple[Field, ...]] = {
    "person_mention": (
        *LINEAGE,
        Field("role", "text", "victim or suspect"),
        Field("record_key", "text", "the source's own code for the person, where it has one"),
        Field("family_name", "text", "family name, capitals", True),
        Field("given_names", "text", "given names", True),
        Field("alias", "text", "alias", True),
        Field("other_names", "text", "married or birth name (épouse, née)", True),
        Field("is_unnamed", "boolean", "the file speaks of a person without a name"),
        _raw("name", "name", True),
        Field("sex", "text", "M or F (codes: sex)"),
        _raw("sex", "sex"),
        Field("birth_date_min", "date", "earliest day of birth", True),
        Field("birth_date_max", "date", "latest day of birth", True),
        Field("birth_precision", "text", "day, month, year, estimated or from_age"),
        _raw("birth", "date of birth", True),
        Field("age_min", "integer", "youngest age in years at seen_on"),
        Field("age_max", "integer", "oldest age in years at seen_on"),
        _raw("age", "age"),
        Field("nationality", "text", "ISO 3166-1 alpha-3 (codes: nationality)"),
        _raw("nationality", "nationality"),
        Field("phones", "list", "telephones, E.164", True),
        _raw("phones", "telephones", True),
        Field("id_type", "text", "kind of identity document (codes: id_type)"),
        Field("id_number", "text", "number of the identity document", True),
        _raw("id_number", "number of the identity document", True),
        Field("place_code", "text", "the place the person is from (codes: geography)"),
        _raw("place", "place", True),
        Field("detected_place_code", "text", "where the source met the person (codes: geography)"),
        _raw("detected_place", "place where the source met the person", True),
        Field(
            "is_minor", "boolean", "under 18 on the day the source met her: it lists minors alone"
        ),
        *REFERENCES,
        *FACTS,
        Field("seen_on", "date", "the day the source met the person"),
        _raw("seen_on", "the day the source met the person"),
        Field("relationship_code", "text", "relation of accused and victim (codes: relationship)"),
        Field("displacement_code", "text", "displacement status (codes: displacement)"),
        Field("victim_status_code", "text", "presumed or confirmed (codes: victim_status)"),
        Field("reintegration_code", "text", "situation after release (codes: reintegration)"),
        Field("reintegrated_on", "date", "day of reintegration"),
        Field("is_consenting", "boolean", "consent to the use of the data"),
    ),
    "complaint": (
        *LINEAGE,
        *REFERENCES,
        *FACTS,
        Field("filed_on", "date", "day the complaint or report was taken"),
        Field("outcome_code", "text", "what the unit did with it (codes: police_outcome)"),
        Field("referred_on", "date", "day it was sent to the prosecutor"),
        Field("offence_code", "text", "qualification (codes: offence)"),
        _raw("offence", "qualification"),
        Field("article_codes", "list", "articles (codes: article)"),
        _raw("article", "articles"),
        Field("suspect_record_id", "text", "the accused of the same row"),
        Field("victim_record_id", "text", "the victim of the same row"),
        Field("is_suspect_unnamed", "boolean", "the accused of the row is unknown (X)"),
        Field("heard_role", "text", "of a person heard and not counted, who she is (codes: role)"),
    ),
    "prosecution": (
        *LINEAGE,
        *REFERENCES,
        *FACTS,
        Field("suspect_record_id", "text", "the accused of the same row"),
        Field("registered_on", "date", "day the file was registered"),
        Field("offence_code", "text", "qualification (codes: offence)"),
        _raw("offence", "qualification"),
        Field("article_codes", "list", "articles (codes: article)"),
        _raw("article", "articles"),
        Field("victims_declared", "integer", "number of victims the register states"),
        Field("orientation_code", "text", "how the file goes on (codes: orientation)"),
        Field("oriented_on", "date", "day of the orientation"),
        Field("detained_since", "date", "first day of detention before trial"),
        Field("released_on", "date", "day of release before trial"),
    ),
    "hearing": (
        *LINEAGE,
        *REFERENCES,
        Field("suspect_record_id", "text", "the accused of the same row"),
        Field("held_on", "date", "day of the hearing"),
        Field("offence_code", "text", "qualification (codes: offence)"),
        Field("adjourned_to", "date", "day it was adjourned to"),
        Field("adjournment_code", "text", "why it was adjourned (codes: adjournment_reason)"),
        _raw("adjournment", "why it was adjourned"),
        Field("is_detained", "boolean", "the accused is in detention on that day"),
        Field("witnesses_count", "integer", "witnesses heard"),
    ),
    "judgment": (
        *LINEAGE,
        *REFERENCES,
        Field("suspect_record_id", "text", "the accused of the same row"),
        Field("judgment_number", "text", "number of the judgment, restarts by court and year"),
        Field("decided_on", "date", "day of the judgment"),
        Field("offence_code", "text", "qualification (codes: offence)"),
        Field("article_codes", "list", "articles (codes: article)"),
        _raw("article", "articles"),
        Field("verdict_code", "text", "verdict (codes: verdict)"),
        Field("months_firm", "integer", "prison to be served, months"),
        Field("months_suspended", "integer", "prison suspended, months"),
        Field("is_life", "boolean", "life sentence"),
        Field("is_hard_labour", "boolean", "travaux forcés"),
        _raw("sentence", "sentence"),
        Field("fine_xaf", "integer", "fine, XAF"),
        _raw("fine", "fine"),
        Field("damages_xaf", "integer", "damages to the victims, XAF"),
        _raw("damages", "damages"),
        Field(
            "further_penalties",
            "list",
            "bans, confiscations …: a code (codes: sentence_component), or code:months",
        ),
        Field("is_appealed", "boolean", "an appeal was lodged"),
        Field("appeal_filed_on", "date", "day of the appeal"),
    ),
    "assistance": (
        *LINEAGE,
        Field("victim_record_id", "text", "the victim of the same row"),
        Field("provided_on", "date", "day of the assistance"),
        Field("service_codes", "list", "services (codes: service)"),
        _raw("service", "services"),
        Field("referred_by_code", "text", "who referred the person (codes: referral)"),
        Field("is_accompanied", "boolean", "the minor came with an adult"),
        Field("is_documents_withheld", "boolean", "identity papers were taken"),
        Field("is_wage_withheld", "boolean", "wages were kept"),
        Field("sector_code", "text", "sector of activity (codes: sector)"),
    ),
    "decision": (
        *LINEAGE,
        *REFERENCES,
        Field("decision_number", "text", "number of the published decision"),
        Field("decided_on", "date", "day of the decision"),
        Field("title", "text", "title, parties by initials"),
        Field("facts", "text", "facts"),
        Field("reasons", "text", "grounds"),
        Field("operative_part", "text", "operative part"),
        Field("article_codes", "list", "articles (codes: article)"),
        _raw("article", "articles"),
        Field("keywords", "list", "keywords, as written"),
        Field("exploitation_codes", "list", "forms of exploitation (codes: exploitation)"),
        Field("means_codes", "list", "means of control (codes: means)"),
    ),
    "plan_status": (
        *LINEAGE,
        Field("plan_code", "text", "the plan, where the export says it (codes: plan)"),
        Field("action_number", "integer", "number of the action in the plan"),
        Field("axis_code", "text", "axis (codes: plan_axis)"),
        Field("action", "text", "the action's text"),
        Field("ministry_code", "text", "ministry in charge (codes: ministry)"),
        Field("due_on", "date", "due date"),
        Field("status_code", "text", "status (codes: plan_status)"),
        Field("execution_percent", "number", "execution, percent points 0 to 100"),
        Field("observations", "text", "remarks"),
    ),
    "plan_activity": (
        *LINEAGE,
        Field("plan_code", "text", "the plan, where the export says it (codes: plan)"),
        Field("activity_number", "text", "number of the activity, as the committee gives it"),
        Field("action_number", "integer", "number of the action in the plan"),
        Field("activity_code", "text", "kind of activity (codes: activity)"),
        _raw("activity", "kind of activity"),
        Field("title", "text", "title; it may name a person"),
        Field("held_on", "date", "the day, or the first of several"),
        Field("place_code", "text", "where (codes: geography)"),
        _raw("place", "where"),
        Field("ministry_code", "text", "ministry whose participants the row counts"),
        _raw("ministry", "ministry"),
        Field("women_count", "integer", "women who took part"),
        Field("men_count", "integer", "men who took part"),
        Field("participants_count", "integer", "all who took part, as the export states it"),
        Field("observations", "text", "remarks"),
    ),
}


def schema(table: str) -> pa.Schema:
    """The Arrow schema of a conformed table."""
    return pa.schema([(f.name, ARROW[f.type]) for f in TABLES[table]])


def field_names(table: str) -> frozenset[str]:
    """The names of a table's fields."""
    return frozenset(f.name for f in TABLES[table])
