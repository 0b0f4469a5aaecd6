"""``warehouse``, the procedure: complaint, prosecution, hearing, judgment, and assistance.

One row per act of a case, from the police report to the last judgment (*procédure pénale*), and per
assistance to a victim, who may have no case.
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
from warehouse.database.tables.warehouse import CASE, SUSPECT, VICTIM, by_case, by_day, lineage

complaint = table(
    "warehouse.complaint",
    "One row per complaint or police report.",
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
)

prosecution = table(
    "warehouse.prosecution",
    "One row per person and case prosecuted.",
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
)

hearing = table(
    "warehouse.hearing",
    "One row per person and hearing.",
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
)

judgment = table(
    "warehouse.judgment",
    "One row per person and judgment.",
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
)

assistance = table(
    "warehouse.assistance",
    "One row per assistance to a victim.",
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
)
