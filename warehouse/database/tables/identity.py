"""``identity``: the vault. Only here does a person meet her mentions and her two roles."""

from __future__ import annotations

from itertools import chain

from sqlalchemy import CheckConstraint, Index, UniqueConstraint

from warehouse.database.tables.columns import (
    amount,
    boolean,
    document,
    instant,
    integer,
    number,
    one_of,
    refers,
    serial,
    table,
    text,
    texts,
)

ROLES = ("victim", "suspect")
PERSON_STATUSES = ("active", "merged", "retired")
DECISIONS = ("same", "different", "unsure")
LINK_STATES = ("open", "judged", "expired")
# Why a reviewer may say so, in the order in which she is asked.
REASONS_FOR = {
    "same": (
        *("all_agrees", "same_names", "same_birth", "same_phone_or_document", "same_case"),
        "known_from_the_file",
    ),
    "different": (
        *("other_names", "other_birth_or_sex", "brothers_or_sisters", "other_document"),
        "known_from_the_file",
    ),
    "unsure": ("too_little",),
}
REASONS = tuple(dict.fromkeys(chain.from_iterable(REASONS_FOR.values())))

person = table(
    "identity.person",
    "Every person id ever minted; an old id always resolves.",
    text("person_id", "random, minted once, never built from a name or a date", key=True),
    instant("created_at", "when it was minted", required=True),
    refers("merged_into", "identity.person.person_id", "the person it resolves to, once merged"),
    text("fingerprint", "digest of its current mentions"),
    text("status", "active, merged, or retired (no current mention)", required=True),
    one_of("status", PERSON_STATUSES),
)

person_mention = table(
    "identity.person_mention",
    "The lineage of every person: current mentions only.",
    text("mention_id", "one person in one role in one row of one file", key=True),
    refers("person_id", "identity.person.person_id", "the person", required=True),
    text("role", "victim or suspect", required=True),
    text("source_id", "the export", required=True),
    text("period", "the month reported, YYYY-MM"),
    text("file_name", "the file, as the ministry named it", required=True),
    text("sheet", "the sheet; empty for a text file"),
    integer("row_number", "physical row in the file or sheet, 1 = the first", required=True),
    text("case_id", "the case the row speaks of (warehouse.case_file)"),
    text("submission_id", "the submission that brought it", required=True),
    text("record_id", "the conformed record; the same as mention_id", required=True),
    text("row_key", "the source row: records of one row share it"),
    number("probability", "probability of its link to the person, 0 to 1; empty where alone"),
    one_of("role", ROLES),
    Index(None, "person_id"),
    Index(None, "submission_id"),
)

judgement = table(
    "identity.judgement",
    "What humans decided on pairs; never undone by the machine.",
    text("judgement_id", "this judgement", key=True),
    text("left_mention_id", "one mention", required=True),
    text("right_mention_id", "the other mention", required=True),
    text("left_fingerprint", "digest of what the one says: holds when its file is sent again"),
    text("right_fingerprint", "digest of what the other says"),
    text("left_person_id", "the one's person on that day"),
    text("right_person_id", "the other's person on that day"),
    text("decision", "same, different or unsure", required=True),
    text("by", "the steward, by account", required=True),
    instant("at", "when", required=True),
    text("reason", "why, by code"),
    instant("withdrawn_at", "when a human took it back"),
    text("withdrawn_by", "who took it back, by account"),
    text("link_id", "the task it answers"),
    boolean("is_settling", "made in sight of a contradiction: it answers what was said before"),
    boolean("is_check", "of a pair on which two agreed before: it tells of the reviewer alone"),
    one_of("decision", DECISIONS),
    one_of("reason", REASONS),
    Index(None, "left_mention_id", "right_mention_id"),
)

identity_event = table(
    "identity.identity_event",
    "The register of identities, append-only; persons are a pure function of it.",
    serial("event_id", "counts up; the order of events"),
    text("kind", "mint, link, cut, withdraw, merge, unmerge, split", required=True),
    text("person_id", "the person"),
    text("other_person_id", "the other person of a merge or a split"),
    text("mention_id", "the mention linked or cut"),
    instant("at", "when", required=True),
    text("by", "the steward by account, or the step", required=True),
    text("reason", "why, by code"),
    document("detail", "ids and numbers; never a name"),
    Index(None, "person_id"),
)

role_pseudonym = table(
    "identity.role_pseudonym",
    "The one bridge between a person and her pseudonym in each role.",
    refers("person_id", "identity.person.person_id", "the person", key=True),
    text("role", "victim or suspect", key=True),
    text("pseudonym", "victim_id or suspect_id; random", required=True),
    UniqueConstraint("pseudonym"),
    one_of("role", ROLES),
)

person_due = table(
    "identity.person_due",
    "Whose identity outlived its class: a week later a steward may erase it.",
    refers("person_id", "identity.person.person_id", "the person", key=True),
    instant("shown_at", "since when each week has shown it", required=True),
)

link_to_judge = table(
    "identity.link_to_judge",
    "Pairs for a human to judge: doubts, contradictions, and a sample to audit.",
    text("link_id", "this task; a digest of its two mentions", key=True),
    text("left_mention_id", "one mention, the smaller id", required=True),
    text("right_mention_id", "the other mention", required=True),
    text("left_person_id", "the one's person"),
    text("right_person_id", "the other's person"),
    number("probability", "what the model says, 0 to 1"),
    texts("reasons", "why the machine does not decide, by code"),
    document("detail", "levels by comparison, bits, stratum, judgement ids; never a value"),
    text("state", "open, judged, or expired (no longer asked)", required=True),
    text("judgement_id", "the judgement that closed it"),
    instant("created_at", "when it was first asked", required=True),
    one_of("state", LINK_STATES),
    CheckConstraint("left_mention_id < right_mention_id", name="order"),
    Index(None, "state"),
)

link_stratum = table(
    "identity.link_stratum",
    "How many pairs the audited sample speaks for.",
    text("stratum", "linked or apart, and the bits from and to", key=True),
    boolean("is_linked", "its pairs were joined by the machine", required=True),
    number("weight_from", "log2 odds of a pair, at least"),
    number("weight_to", "log2 odds of a pair, less than"),
    amount("pairs", "pairs that the machine decided, at the last linkage"),
    instant("counted_at", "when that was", required=True),
)

named_decision = table(
    "identity.named_decision",
    "Whose name a decision gives: such a decision is kept out until it is anonymised.",
    text("record_id", "the conformed decision (intake.decision_to_anonymise)", key=True),
    text("mention_id", "a mention whose full name stands in it", key=True),
    texts("text_columns", "the texts in which it stands"),
)

decision_clearing = table(
    "identity.decision_clearing",
    "Decisions that a human read and let be published: of this text, with these in it.",
    text("clearing_id", "the clearing; drawn at random", key=True),
    text("record_id", "the conformed decision that was read", required=True),
    text("text_digest", "digest of its texts as they were sent", required=True),
    text("published_digest", "digest of its texts as they are published", required=True),
    texts("mention_ids", "the mentions whose names the guard had found in it"),
    texts("person_ids", "their persons when it was cleared"),
    text("reason", "why, in her words; nobody is named in them", required=True),
    text("by", "the steward who cleared it, by account", required=True),
    instant("at", "when she did", required=True),
    Index(None, "record_id"),
)

record_key = table(
    "identity.record_key",
    "The key under which the ids of records are made; without it none can be said again.",
    text("digits", "32 random bytes, in hexadecimal", key=True),
)

loaded_record = table(
    "identity.loaded_record",
    "What the last load knew of each record: where it lies, and what ties it to others.",
    text("record_id", "the conformed record", key=True),
    text("table_name", "its conformed table", required=True),
    text("source_id", "the export", required=True),
    text("period", "the month reported, YYYY-MM", required=True),
    text("submission_id", "the submission that brought it", required=True),
    text("row_key", "the source row: records of one row share it", required=True),
    text("pv_number", "the police report that it names, canonical"),
    text("rp_number", "the court and the number in its register that it names"),
    text("court_day", "of a judgment or a decision: the court and the day"),
    text("pseudonym", "of a mention: victim_id or suspect_id at the last load"),
    boolean("is_delisted", "kept from a list that a newer one replaced", required=True),
    Index(None, "submission_id"),
    Index(None, "row_key"),
    Index(None, "pv_number"),
    Index(None, "rp_number"),
    Index(None, "court_day"),
    Index(None, "pseudonym"),
)
