-- Every table, with its comments: these are the data dictionary.


create table audit.access_log (
    event_id bigint generated always as identity,
    at timestamp with time zone not null,
    by text not null,
    role text,
    action text not null,
    object text not null,
    rows_count bigint,
    purpose text,
    detail jsonb,
    constraint access_log_pkey primary key (event_id)
);

comment on table audit.access_log is 'Every reading and export that somebody must answer for.';
comment on column audit.access_log.event_id is 'counts up';
comment on column audit.access_log.at is 'when';
comment on column audit.access_log.by is 'the account';
comment on column audit.access_log.role is 'the database role it acted in';
comment on column audit.access_log.action is 'read, export, release, roll back …';
comment on column audit.access_log.object is 'table, release, person or file, by id';
comment on column audit.access_log.rows_count is 'rows read or exported';
comment on column audit.access_log.purpose is 'what for, as stated';
comment on column audit.access_log.detail is 'ids, counts and parameters; never a value';
create index access_log_at_idx on audit.access_log (at);


create table case_law.decision (
    decision_id text not null,
    decision_number text,
    court_code text,
    decided_on date,
    title text,
    facts text,
    reasons text,
    operative_part text,
    article_codes text[],
    keywords text[],
    exploitation_codes text[],
    means_codes text[],
    record_id text,
    period text,
    search tsvector generated always as (setweight(to_tsvector('pg_catalog.french'::regconfig, coalesce(title, '')), 'A')
        || setweight(to_tsvector('pg_catalog.french'::regconfig, case_law.words(keywords)), 'A')
        || setweight(to_tsvector('pg_catalog.french'::regconfig, coalesce(operative_part, '')), 'B')
        || setweight(to_tsvector('pg_catalog.french'::regconfig, coalesce(reasons, '')), 'C')
        || setweight(to_tsvector('pg_catalog.french'::regconfig, coalesce(facts, '')), 'D')) stored,
    constraint decision_pkey primary key (decision_id)
);

comment on table case_law.decision is 'One row per anonymised decision.';
comment on column case_law.decision.decision_id is 'this decision';
comment on column case_law.decision.decision_number is 'number of the published decision';
comment on column case_law.decision.court_code is 'court (codes: court)';
comment on column case_law.decision.decided_on is 'day of the decision';
comment on column case_law.decision.title is 'title, parties by initials';
comment on column case_law.decision.facts is 'facts';
comment on column case_law.decision.reasons is 'grounds';
comment on column case_law.decision.operative_part is 'operative part';
comment on column case_law.decision.article_codes is 'articles (codes: article)';
comment on column case_law.decision.keywords is 'keywords, as written';
comment on column case_law.decision.exploitation_codes is 'forms of exploitation (codes: exploitation)';
comment on column case_law.decision.means_codes is 'means of control (codes: means)';
comment on column case_law.decision.record_id is 'the conformed record that says it';
comment on column case_law.decision.period is 'the month that brought it, YYYY-MM';
comment on column case_law.decision.search is 'words, French stems';
create index decision_search_idx on case_law.decision using gin (search);


create table identity.identity_event (
    event_id bigint generated always as identity,
    kind text not null,
    person_id text,
    other_person_id text,
    mention_id text,
    at timestamp with time zone not null,
    by text not null,
    reason text,
    detail jsonb,
    constraint identity_event_pkey primary key (event_id)
);

comment on table identity.identity_event is 'The register of identities, append-only; persons are a pure function of it.';
comment on column identity.identity_event.event_id is 'counts up; the order of events';
comment on column identity.identity_event.kind is 'mint, link, cut, never_same, merge, split, rekey, retire …';
comment on column identity.identity_event.person_id is 'the person';
comment on column identity.identity_event.other_person_id is 'the other person of a merge or a split';
comment on column identity.identity_event.mention_id is 'the mention linked or cut';
comment on column identity.identity_event.at is 'when';
comment on column identity.identity_event.by is 'the steward by account, or the step';
comment on column identity.identity_event.reason is 'why, by code';
comment on column identity.identity_event.detail is 'ids and numbers; never a name';
create index identity_event_person_id_idx on identity.identity_event (person_id);


create table identity.judgement (
    judgement_id text not null,
    left_mention_id text not null,
    right_mention_id text not null,
    left_fingerprint text,
    right_fingerprint text,
    left_person_id text,
    right_person_id text,
    decision text not null,
    by text not null,
    at timestamp with time zone not null,
    reason text,
    withdrawn_at timestamp with time zone,
    constraint judgement_pkey primary key (judgement_id),
    constraint judgement_decision_check check (decision in ('same', 'different', 'unsure'))
);

comment on table identity.judgement is 'What humans decided on pairs; never undone by the machine.';
comment on column identity.judgement.judgement_id is 'this judgement';
comment on column identity.judgement.left_mention_id is 'one mention';
comment on column identity.judgement.right_mention_id is 'the other mention';
comment on column identity.judgement.left_fingerprint is 'digest of the one''s cells: holds when its file is sent again';
comment on column identity.judgement.right_fingerprint is 'digest of the other''s cells';
comment on column identity.judgement.left_person_id is 'the one''s person on that day';
comment on column identity.judgement.right_person_id is 'the other''s person on that day';
comment on column identity.judgement.decision is 'same, different or unsure';
comment on column identity.judgement.by is 'the steward, by account';
comment on column identity.judgement.at is 'when';
comment on column identity.judgement.reason is 'why, by code or in words without a name';
comment on column identity.judgement.withdrawn_at is 'when a human took it back';
create index judgement_left_mention_id_right_mention_id_idx on identity.judgement (left_mention_id, right_mention_id);


create table identity.link_to_judge (
    link_id text not null,
    left_mention_id text not null,
    right_mention_id text not null,
    left_person_id text,
    right_person_id text,
    probability double precision,
    reasons text[],
    detail jsonb,
    state text not null,
    judgement_id text,
    created_at timestamp with time zone not null,
    constraint link_to_judge_pkey primary key (link_id),
    constraint link_to_judge_state_check check (state in ('open', 'judged', 'expired')),
    constraint link_to_judge_order_check check (left_mention_id < right_mention_id)
);

comment on table identity.link_to_judge is 'Pairs between the two thresholds, for a human to judge.';
comment on column identity.link_to_judge.link_id is 'this pair; a digest of its two mentions';
comment on column identity.link_to_judge.left_mention_id is 'one mention, the smaller id';
comment on column identity.link_to_judge.right_mention_id is 'the other mention';
comment on column identity.link_to_judge.left_person_id is 'the one''s person';
comment on column identity.link_to_judge.right_person_id is 'the other''s person';
comment on column identity.link_to_judge.probability is 'what the model says, 0 to 1';
comment on column identity.link_to_judge.reasons is 'why the machine does not decide, by code';
comment on column identity.link_to_judge.detail is 'comparison levels by attribute; never a value';
comment on column identity.link_to_judge.state is 'open, judged, or expired (a mention is gone)';
comment on column identity.link_to_judge.judgement_id is 'the judgement that closed it';
comment on column identity.link_to_judge.created_at is 'when it was first asked';
create index link_to_judge_state_idx on identity.link_to_judge (state);


create table identity.person (
    person_id text not null,
    created_at timestamp with time zone not null,
    merged_into text,
    fingerprint text,
    status text not null,
    constraint person_pkey primary key (person_id),
    constraint person_status_check check (status in ('active', 'merged', 'retired')),
    constraint person_merged_into_fkey foreign key(merged_into)
        references identity.person (person_id) deferrable initially deferred
);

comment on table identity.person is 'Every person id ever minted; an old id always resolves.';
comment on column identity.person.person_id is 'random, minted once, never built from a name or a date';
comment on column identity.person.created_at is 'when it was minted';
comment on column identity.person.merged_into is 'the person it resolves to, once merged';
comment on column identity.person.fingerprint is 'digest of its current mentions';
comment on column identity.person.status is 'active, merged, or retired (no current mention)';


create table indicator.figure (
    figure_id text not null,
    release text not null,
    indicator text not null,
    dimension text,
    category text,
    sex text,
    age_group text,
    place_code text,
    year integer,
    value double precision,
    is_suppressed boolean not null,
    constraint figure_pkey primary key (figure_id)
);

comment on table indicator.figure is 'One row per published figure.';
comment on column indicator.figure.figure_id is 'this figure; a digest of release, indicator and breakdown';
comment on column indicator.figure.release is 'the release it was computed from';
comment on column indicator.figure.indicator is 'the indicator (codes: indicator)';
comment on column indicator.figure.dimension is 'what it is broken down by; empty for the total';
comment on column indicator.figure.category is 'the category of that dimension';
comment on column indicator.figure.sex is 'M, F; empty for both';
comment on column indicator.figure.age_group is 'age group (codes: age_group); empty for all';
comment on column indicator.figure.place_code is 'place (codes: geography); empty for the country';
comment on column indicator.figure.year is 'the year';
comment on column indicator.figure.value is 'the figure; empty when suppressed';
comment on column indicator.figure.is_suppressed is 'kept back by disclosure control';
create index figure_release_indicator_idx on indicator.figure (release, indicator);


create table intake.expected_export (
    source_id text not null,
    period text not null,
    due_on timestamp with time zone,
    state text not null,
    submission_id text,
    checked_at timestamp with time zone,
    constraint expected_export_pkey primary key (source_id, period),
    constraint expected_export_state_check check (state in ('awaited', 'arrived', 'late', 'missing', 'nil', 'rejected', 'partly_taken'))
);

comment on table intake.expected_export is 'The calendar: which export is due when, and whether it came.';
comment on column intake.expected_export.source_id is 'the export';
comment on column intake.expected_export.period is 'the month, YYYY-MM';
comment on column intake.expected_export.due_on is 'when it is due';
comment on column intake.expected_export.state is 'list EXPORT_STATES';
comment on column intake.expected_export.submission_id is 'the submission that answers it';
comment on column intake.expected_export.checked_at is 'when the calendar was last held against the ledger';


create table intake.step_done (
    step text not null,
    input_digest text not null,
    submissions_count integer,
    done_at timestamp with time zone not null,
    constraint step_done_pkey primary key (step)
);

comment on table intake.step_done is 'What each step last worked on: the same again needs no work.';
comment on column intake.step_done.step is 'the step of the pipeline';
comment on column intake.step_done.input_digest is 'digest of the submissions it worked on';
comment on column intake.step_done.submissions_count is 'how many they were';
comment on column intake.step_done.done_at is 'when it ended';


create table intake.submission (
    submission_id text not null,
    source_id text not null,
    period text,
    period_from text,
    file_name text not null,
    sha256 text not null,
    size_bytes bigint,
    received_at timestamp with time zone not null,
    status text,
    judged_at timestamp with time zone,
    withdrawn_at timestamp with time zone,
    sheet_count integer,
    rows_read integer,
    rows_accepted integer,
    rows_quarantined integer,
    rows_set_aside integer,
    error_count integer,
    warning_count integer,
    is_nil boolean,
    supersedes text,
    duplicate_of text,
    contract_version integer,
    constraint submission_pkey primary key (submission_id),
    constraint submission_source_id_file_name_sha256_key unique (source_id, file_name, sha256),
    constraint submission_status_check check (status in ('accepted', 'accepted_with_warnings', 'partly_accepted', 'rejected', 'duplicate')),
    constraint submission_conservation_check check (status not in ('accepted', 'accepted_with_warnings', 'partly_accepted')
        or rows_read = rows_accepted + rows_quarantined + rows_set_aside)
);

comment on table intake.submission is 'One row per file received; the ledger of intake.';
comment on column intake.submission.submission_id is 'this file as sent; a digest of source, name and bytes';
comment on column intake.submission.source_id is 'the contract that reads it';
comment on column intake.submission.period is 'the month reported, YYYY-MM';
comment on column intake.submission.period_from is 'how the period was told: rows, file_name, banner or given';
comment on column intake.submission.file_name is 'the file, as the ministry named it';
comment on column intake.submission.sha256 is 'fingerprint of its bytes, hexadecimal';
comment on column intake.submission.size_bytes is 'its size, bytes';
comment on column intake.submission.received_at is 'when it was received';
comment on column intake.submission.status is 'what became of it (list STATUSES); empty until it is judged';
comment on column intake.submission.judged_at is 'when it was judged';
comment on column intake.submission.withdrawn_at is 'when its sender or a steward withdrew it';
comment on column intake.submission.sheet_count is 'sheets read; 1 for a text file';
comment on column intake.submission.rows_read is 'records found in it';
comment on column intake.submission.rows_accepted is 'records that went on';
comment on column intake.submission.rows_quarantined is 'records kept back until they are corrected';
comment on column intake.submission.rows_set_aside is 'records set aside with a reason';
comment on column intake.submission.error_count is 'issues that keep a row or the file back';
comment on column intake.submission.warning_count is 'issues that do not';
comment on column intake.submission.is_nil is 'the file says that there was nothing to report';
comment on column intake.submission.supersedes is 'the submission of the same source and period that it replaced';
comment on column intake.submission.duplicate_of is 'the submission that brought the same bytes first';
comment on column intake.submission.contract_version is 'version of the contract that judged it';
create index submission_sha256_idx on intake.submission (sha256);
create index submission_source_id_period_idx on intake.submission (source_id, period);


create table plan.plan_action (
    action_id text not null,
    plan text not null,
    action_number integer not null,
    axis_code text,
    action text,
    ministry_code text,
    due_on date,
    constraint plan_action_pkey primary key (action_id)
);

comment on table plan.plan_action is 'One row per action of a plan.';
comment on column plan.plan_action.action_id is 'plan and number of the action';
comment on column plan.plan_action.plan is 'the plan';
comment on column plan.plan_action.action_number is 'number of the action in the plan';
comment on column plan.plan_action.axis_code is 'axis (codes: plan_axis)';
comment on column plan.plan_action.action is 'the action''s text';
comment on column plan.plan_action.ministry_code is 'ministry in charge (codes: ministry)';
comment on column plan.plan_action.due_on is 'due date';


create table warehouse.case_file (
    case_id text not null,
    opened_on date,
    closed_on date,
    stage text,
    stage_on date,
    unit_code text,
    court_code text,
    pv_numbers text[],
    rp_numbers text[],
    ri_numbers text[],
    facts_on_min date,
    facts_on_max date,
    facts_prefecture_code text,
    principal_exploitation_code text,
    exploitation_codes text[],
    means_codes text[],
    victims_count integer,
    victims_declared integer,
    suspects_count integer,
    source_ids text[],
    record_ids text[],
    period text,
    constraint case_file_pkey primary key (case_id)
);

comment on table warehouse.case_file is 'One row per case.';
comment on column warehouse.case_file.case_id is 'this case, from the first complaint to the last judgment';
comment on column warehouse.case_file.opened_on is 'the first day any record speaks of it';
comment on column warehouse.case_file.closed_on is 'the day it ended, by decision or without';
comment on column warehouse.case_file.stage is 'how far it came (codes: stage)';
comment on column warehouse.case_file.stage_on is 'the day it came there';
comment on column warehouse.case_file.unit_code is 'police or gendarmerie unit (codes: unit)';
comment on column warehouse.case_file.court_code is 'court (codes: court)';
comment on column warehouse.case_file.pv_numbers is 'police reports, canonical';
comment on column warehouse.case_file.rp_numbers is 'numbers in the prosecutor''s register';
comment on column warehouse.case_file.ri_numbers is 'numbers in the investigating judge''s register';
comment on column warehouse.case_file.facts_on_min is 'earliest day of the facts';
comment on column warehouse.case_file.facts_on_max is 'latest day of the facts';
comment on column warehouse.case_file.facts_prefecture_code is 'préfecture of the facts (codes: geography)';
comment on column warehouse.case_file.principal_exploitation_code is 'the form that counts it (codes: exploitation)';
comment on column warehouse.case_file.exploitation_codes is 'all forms of exploitation (codes: exploitation)';
comment on column warehouse.case_file.means_codes is 'means of control (codes: means)';
comment on column warehouse.case_file.victims_count is 'victims known by row';
comment on column warehouse.case_file.victims_declared is 'number of victims the registers state';
comment on column warehouse.case_file.suspects_count is 'suspects known by row';
comment on column warehouse.case_file.source_ids is 'the exports that say it';
comment on column warehouse.case_file.record_ids is 'the conformed records that say it';
comment on column warehouse.case_file.period is 'the newest month that says it, YYYY-MM';


create table warehouse.dim_code (
    list text not null,
    code text not null,
    label_fr text,
    label_en text,
    valid_from date,
    valid_to date,
    attributes jsonb,
    constraint dim_code_pkey primary key (list, code)
);

comment on table warehouse.dim_code is 'All code lists.';
comment on column warehouse.dim_code.list is 'the code list';
comment on column warehouse.dim_code.code is 'the code';
comment on column warehouse.dim_code.label_fr is 'label in French';
comment on column warehouse.dim_code.label_en is 'label in English';
comment on column warehouse.dim_code.valid_from is 'first day it may be used';
comment on column warehouse.dim_code.valid_to is 'last day it may be used';
comment on column warehouse.dim_code.attributes is 'the list''s further columns: cross-walks, order …';


create table warehouse.dim_geography (
    place_code text not null,
    level text not null,
    name text not null,
    parent_code text,
    prefecture_code text,
    region_code text,
    valid_from date,
    valid_to date,
    constraint dim_geography_pkey primary key (place_code)
);

comment on table warehouse.dim_geography is 'Places, from the country to the sous-préfecture.';
comment on column warehouse.dim_geography.place_code is 'the place';
comment on column warehouse.dim_geography.level is 'country, region, prefecture or sub_prefecture';
comment on column warehouse.dim_geography.name is 'official name';
comment on column warehouse.dim_geography.parent_code is 'the place that holds it';
comment on column warehouse.dim_geography.prefecture_code is 'its préfecture';
comment on column warehouse.dim_geography.region_code is 'its région';
comment on column warehouse.dim_geography.valid_from is 'first day of its existence';
comment on column warehouse.dim_geography.valid_to is 'last day of its existence';


create table warehouse.suspect (
    suspect_id text not null,
    sex text,
    birth_year_min integer,
    birth_year_max integer,
    age_group_at_detection text,
    nationality text,
    prefecture_code text,
    first_seen_on date,
    last_seen_on date,
    is_unnamed boolean,
    sources_count integer,
    mentions_count integer,
    source_ids text[],
    cases_count integer,
    contradictions text[],
    constraint suspect_pkey primary key (suspect_id)
);

comment on table warehouse.suspect is 'One row per person who is a suspect, an accused or a convict.';
comment on column warehouse.suspect.suspect_id is 'pseudonym of a person as a suspect';
comment on column warehouse.suspect.sex is 'M or F (codes: sex)';
comment on column warehouse.suspect.birth_year_min is 'earliest year of birth';
comment on column warehouse.suspect.birth_year_max is 'latest year of birth';
comment on column warehouse.suspect.age_group_at_detection is 'age group on first_seen_on (codes: age_group)';
comment on column warehouse.suspect.nationality is 'ISO 3166-1 alpha-3 (codes: nationality)';
comment on column warehouse.suspect.prefecture_code is 'préfecture of the person (codes: geography)';
comment on column warehouse.suspect.first_seen_on is 'the first day a source met the person';
comment on column warehouse.suspect.last_seen_on is 'the last day a source met the person';
comment on column warehouse.suspect.is_unnamed is 'no source gives a name: several may be one person';
comment on column warehouse.suspect.sources_count is 'exports that mention the person';
comment on column warehouse.suspect.mentions_count is 'rows that mention the person';
comment on column warehouse.suspect.source_ids is 'the exports that mention the person';
comment on column warehouse.suspect.cases_count is 'cases in which the person is a suspect';
comment on column warehouse.suspect.contradictions is 'attributes on which the sources disagree';


create table warehouse.victim (
    victim_id text not null,
    sex text,
    birth_year_min integer,
    birth_year_max integer,
    age_group_at_detection text,
    nationality text,
    prefecture_code text,
    first_seen_on date,
    last_seen_on date,
    is_unnamed boolean,
    sources_count integer,
    mentions_count integer,
    source_ids text[],
    victim_status_code text,
    principal_exploitation_code text,
    exploitation_codes text[],
    means_codes text[],
    displacement_code text,
    reintegration_code text,
    reintegrated_on date,
    is_consenting boolean,
    is_delisted boolean,
    contradictions text[],
    constraint victim_pkey primary key (victim_id)
);

comment on table warehouse.victim is 'One row per person who is a victim.';
comment on column warehouse.victim.victim_id is 'pseudonym of a person as a victim';
comment on column warehouse.victim.sex is 'M or F (codes: sex)';
comment on column warehouse.victim.birth_year_min is 'earliest year of birth';
comment on column warehouse.victim.birth_year_max is 'latest year of birth';
comment on column warehouse.victim.age_group_at_detection is 'age group on first_seen_on (codes: age_group)';
comment on column warehouse.victim.nationality is 'ISO 3166-1 alpha-3 (codes: nationality)';
comment on column warehouse.victim.prefecture_code is 'préfecture of the person (codes: geography)';
comment on column warehouse.victim.first_seen_on is 'the first day a source met the person';
comment on column warehouse.victim.last_seen_on is 'the last day a source met the person';
comment on column warehouse.victim.is_unnamed is 'no source gives a name: several may be one person';
comment on column warehouse.victim.sources_count is 'exports that mention the person';
comment on column warehouse.victim.mentions_count is 'rows that mention the person';
comment on column warehouse.victim.source_ids is 'the exports that mention the person';
comment on column warehouse.victim.victim_status_code is 'presumed or confirmed (codes: victim_status)';
comment on column warehouse.victim.principal_exploitation_code is 'the form that counts her (codes: exploitation)';
comment on column warehouse.victim.exploitation_codes is 'all forms of exploitation (codes: exploitation)';
comment on column warehouse.victim.means_codes is 'means of control (codes: means)';
comment on column warehouse.victim.displacement_code is 'displacement status (codes: displacement)';
comment on column warehouse.victim.reintegration_code is 'situation after release (codes: reintegration)';
comment on column warehouse.victim.reintegrated_on is 'day of reintegration';
comment on column warehouse.victim.is_consenting is 'consent to the use of the data';
comment on column warehouse.victim.is_delisted is 'no longer on the cumulative list that once held the person';
comment on column warehouse.victim.contradictions is 'attributes on which the sources disagree';


create table identity.person_mention (
    mention_id text not null,
    person_id text not null,
    role text not null,
    source_id text not null,
    period text,
    file_name text not null,
    sheet text,
    row_number integer not null,
    case_id text,
    submission_id text not null,
    record_id text not null,
    row_key text,
    probability double precision,
    constraint person_mention_pkey primary key (mention_id),
    constraint person_mention_role_check check (role in ('victim', 'suspect')),
    constraint person_mention_person_id_fkey foreign key(person_id)
        references identity.person (person_id) deferrable initially deferred
);

comment on table identity.person_mention is 'The lineage of every person: current mentions only.';
comment on column identity.person_mention.mention_id is 'one person in one role in one row of one file';
comment on column identity.person_mention.person_id is 'the person';
comment on column identity.person_mention.role is 'victim or suspect';
comment on column identity.person_mention.source_id is 'the export';
comment on column identity.person_mention.period is 'the month reported, YYYY-MM';
comment on column identity.person_mention.file_name is 'the file, as the ministry named it';
comment on column identity.person_mention.sheet is 'the sheet; empty for a text file';
comment on column identity.person_mention.row_number is 'physical row in the file or sheet, 1 = the first';
comment on column identity.person_mention.case_id is 'the case the row speaks of (warehouse.case_file)';
comment on column identity.person_mention.submission_id is 'the submission that brought it';
comment on column identity.person_mention.record_id is 'the conformed record; the same as mention_id';
comment on column identity.person_mention.row_key is 'the source row: records of one row share it';
comment on column identity.person_mention.probability is 'probability of its link to the person, 0 to 1; empty where alone';
create index person_mention_person_id_idx on identity.person_mention (person_id);
create index person_mention_submission_id_idx on identity.person_mention (submission_id);


create table identity.role_pseudonym (
    person_id text not null,
    role text not null,
    pseudonym text not null,
    constraint role_pseudonym_pkey primary key (person_id, role),
    constraint role_pseudonym_pseudonym_key unique (pseudonym),
    constraint role_pseudonym_role_check check (role in ('victim', 'suspect')),
    constraint role_pseudonym_person_id_fkey foreign key(person_id)
        references identity.person (person_id) deferrable initially deferred
);

comment on table identity.role_pseudonym is 'The one bridge between a person and her pseudonym in each role.';
comment on column identity.role_pseudonym.person_id is 'the person';
comment on column identity.role_pseudonym.role is 'victim or suspect';
comment on column identity.role_pseudonym.pseudonym is 'victim_id or suspect_id; random';


create table intake.quarantined_row (
    submission_id text not null,
    sheet text not null,
    row_number integer not null,
    rules text[],
    row_key text,
    constraint quarantined_row_pkey primary key (submission_id, sheet, row_number),
    constraint quarantined_row_submission_id_fkey foreign key(submission_id)
        references intake.submission (submission_id) on delete cascade deferrable initially deferred
);

comment on table intake.quarantined_row is 'Rows kept back until the ministry corrects them; their text stays in the lake.';
comment on column intake.quarantined_row.submission_id is 'the submission';
comment on column intake.quarantined_row.sheet is 'the sheet; empty for a text file';
comment on column intake.quarantined_row.row_number is 'physical row in the file or sheet, 1 = the first';
comment on column intake.quarantined_row.rules is 'the rules that do not hold';
comment on column intake.quarantined_row.row_key is 'the source row, as the lake names it';
create index quarantined_row_row_key_idx on intake.quarantined_row (row_key);


create table intake.receipt (
    submission_id text not null,
    kind text not null,
    path text not null,
    written_at timestamp with time zone not null,
    constraint receipt_pkey primary key (submission_id, kind),
    constraint receipt_submission_id_fkey foreign key(submission_id)
        references intake.submission (submission_id) on delete cascade deferrable initially deferred
);

comment on table intake.receipt is 'What the ministry got back.';
comment on column intake.receipt.submission_id is 'the submission';
comment on column intake.receipt.kind is 'json, workbook or page';
comment on column intake.receipt.path is 'where it stands, under the folder of receipts';
comment on column intake.receipt.written_at is 'when it was written';


create table intake.row_issue (
    submission_id text not null,
    issue_number integer not null,
    sheet text,
    row_number integer,
    column_name text,
    rule text not null,
    severity text not null,
    message_key text,
    parameters jsonb,
    constraint row_issue_pkey primary key (submission_id, issue_number),
    constraint row_issue_severity_check check (severity in ('refuse', 'quarantine', 'warn')),
    constraint row_issue_submission_id_fkey foreign key(submission_id)
        references intake.submission (submission_id) on delete cascade deferrable initially deferred
);

comment on table intake.row_issue is 'What was found in a submission: one row per cell, row or file and rule.';
comment on column intake.row_issue.submission_id is 'the submission';
comment on column intake.row_issue.issue_number is 'counts the issues of a submission, from 1';
comment on column intake.row_issue.sheet is 'the sheet; empty for a text file, or for an issue of the whole file';
comment on column intake.row_issue.row_number is 'physical row, 1 = the first; empty for an issue of the whole file';
comment on column intake.row_issue.column_name is 'the column as the file names it; empty for an issue of the whole row';
comment on column intake.row_issue.rule is 'the rule that does not hold';
comment on column intake.row_issue.severity is 'refuse (the file), quarantine (the row) or warn';
comment on column intake.row_issue.message_key is 'the sentence in the catalogue of messages';
comment on column intake.row_issue.parameters is 'what the sentence names: columns, counts, lists; never a value';


create table intake.set_aside (
    submission_id text not null,
    sheet text not null,
    row_number integer not null,
    reason text not null,
    constraint set_aside_pkey primary key (submission_id, sheet, row_number),
    constraint set_aside_submission_id_fkey foreign key(submission_id)
        references intake.submission (submission_id) on delete cascade deferrable initially deferred
);

comment on table intake.set_aside is 'Rows that are no records, each with its reason.';
comment on column intake.set_aside.submission_id is 'the submission';
comment on column intake.set_aside.sheet is 'the sheet; empty for a text file';
comment on column intake.set_aside.row_number is 'physical row in the file or sheet, 1 = the first';
comment on column intake.set_aside.reason is 'why it is no record: total, note, sentinel, blank …';


create table plan.plan_status (
    action_id text not null,
    period text not null,
    status_code text,
    execution_percent double precision,
    record_id text,
    constraint plan_status_pkey primary key (action_id, period),
    constraint plan_status_action_id_fkey foreign key(action_id)
        references plan.plan_action (action_id) deferrable initially deferred
);

comment on table plan.plan_status is 'Where each action stood in each month.';
comment on column plan.plan_status.action_id is 'the action';
comment on column plan.plan_status.period is 'the month, YYYY-MM';
comment on column plan.plan_status.status_code is 'status (codes: plan_status)';
comment on column plan.plan_status.execution_percent is 'execution, percent points 0 to 100';
comment on column plan.plan_status.record_id is 'the conformed record that says it';


create table warehouse.assistance (
    assistance_id text not null,
    victim_id text,
    provided_on date,
    service_codes text[],
    referred_by_code text,
    is_accompanied boolean,
    is_documents_withheld boolean,
    is_wage_withheld boolean,
    sector_code text,
    source_ids text[],
    record_ids text[],
    period text,
    constraint assistance_pkey primary key (assistance_id),
    constraint assistance_victim_id_fkey foreign key(victim_id)
        references warehouse.victim (victim_id) deferrable initially deferred
);

comment on table warehouse.assistance is 'One row per assistance to a victim.';
comment on column warehouse.assistance.assistance_id is 'this assistance';
comment on column warehouse.assistance.victim_id is 'the victim';
comment on column warehouse.assistance.provided_on is 'day of the assistance';
comment on column warehouse.assistance.service_codes is 'services (codes: service)';
comment on column warehouse.assistance.referred_by_code is 'who referred the person (codes: referral)';
comment on column warehouse.assistance.is_accompanied is 'the minor came with an adult';
comment on column warehouse.assistance.is_documents_withheld is 'identity papers were taken';
comment on column warehouse.assistance.is_wage_withheld is 'wages were kept';
comment on column warehouse.assistance.sector_code is 'sector of activity (codes: sector)';
comment on column warehouse.assistance.source_ids is 'the exports that say it';
comment on column warehouse.assistance.record_ids is 'the conformed records that say it';
comment on column warehouse.assistance.period is 'the newest month that says it, YYYY-MM';
create index assistance_victim_id_idx on warehouse.assistance (victim_id);


create table warehouse.case_join (
    record_id text not null,
    table_name text not null,
    case_id text not null,
    method text not null,
    confidence double precision,
    constraint case_join_pkey primary key (record_id),
    constraint case_join_case_id_fkey foreign key(case_id)
        references warehouse.case_file (case_id) deferrable initially deferred
);

comment on table warehouse.case_join is 'How each record was joined to its case.';
comment on column warehouse.case_join.record_id is 'the conformed record';
comment on column warehouse.case_join.table_name is 'its conformed table';
comment on column warehouse.case_join.case_id is 'the case it was joined to';
comment on column warehouse.case_join.method is 'what joined it: a reference, a person, facts …';
comment on column warehouse.case_join.confidence is 'how sure, 0 to 1';
create index case_join_case_id_idx on warehouse.case_join (case_id);


create table warehouse.case_suspect (
    case_id text not null,
    suspect_id text not null,
    stage text,
    stage_on date,
    relationship_codes text[],
    source_ids text[],
    record_ids text[],
    period text,
    constraint case_suspect_pkey primary key (case_id, suspect_id),
    constraint case_suspect_case_id_fkey foreign key(case_id)
        references warehouse.case_file (case_id) deferrable initially deferred,
    constraint case_suspect_suspect_id_fkey foreign key(suspect_id)
        references warehouse.suspect (suspect_id) deferrable initially deferred
);

comment on table warehouse.case_suspect is 'Which suspect is of which case, and how far that came.';
comment on column warehouse.case_suspect.case_id is 'the case';
comment on column warehouse.case_suspect.suspect_id is 'the suspect';
comment on column warehouse.case_suspect.stage is 'how far this suspect''s case came (codes: stage)';
comment on column warehouse.case_suspect.stage_on is 'the day it came there';
comment on column warehouse.case_suspect.relationship_codes is 'relation to the victims (codes: relationship)';
comment on column warehouse.case_suspect.source_ids is 'the exports that say it';
comment on column warehouse.case_suspect.record_ids is 'the conformed records that say it';
comment on column warehouse.case_suspect.period is 'the newest month that says it, YYYY-MM';


create table warehouse.case_victim (
    case_id text not null,
    victim_id text not null,
    age_group text,
    exploitation_codes text[],
    means_codes text[],
    source_ids text[],
    record_ids text[],
    period text,
    constraint case_victim_pkey primary key (case_id, victim_id),
    constraint case_victim_case_id_fkey foreign key(case_id)
        references warehouse.case_file (case_id) deferrable initially deferred,
    constraint case_victim_victim_id_fkey foreign key(victim_id)
        references warehouse.victim (victim_id) deferrable initially deferred
);

comment on table warehouse.case_victim is 'Which victim is of which case.';
comment on column warehouse.case_victim.case_id is 'the case';
comment on column warehouse.case_victim.victim_id is 'the victim';
comment on column warehouse.case_victim.age_group is 'age group in this case (codes: age_group)';
comment on column warehouse.case_victim.exploitation_codes is 'forms of exploitation in this case (codes: exploitation)';
comment on column warehouse.case_victim.means_codes is 'means of control in this case (codes: means)';
comment on column warehouse.case_victim.source_ids is 'the exports that say it';
comment on column warehouse.case_victim.record_ids is 'the conformed records that say it';
comment on column warehouse.case_victim.period is 'the newest month that says it, YYYY-MM';


create table warehouse.complaint (
    complaint_id text not null,
    case_id text not null,
    unit_code text,
    pv_number text,
    filed_on date,
    outcome_code text,
    referred_on date,
    article_codes text[],
    source_ids text[],
    record_ids text[],
    period text,
    constraint complaint_pkey primary key (complaint_id),
    constraint complaint_case_id_fkey foreign key(case_id)
        references warehouse.case_file (case_id) deferrable initially deferred
);

comment on table warehouse.complaint is 'One row per complaint or police report.';
comment on column warehouse.complaint.complaint_id is 'this complaint or report';
comment on column warehouse.complaint.case_id is 'the case';
comment on column warehouse.complaint.unit_code is 'police or gendarmerie unit (codes: unit)';
comment on column warehouse.complaint.pv_number is 'police report, canonical';
comment on column warehouse.complaint.filed_on is 'day it was taken';
comment on column warehouse.complaint.outcome_code is 'what the unit did with it (codes: police_outcome)';
comment on column warehouse.complaint.referred_on is 'day it was sent to the prosecutor';
comment on column warehouse.complaint.article_codes is 'articles (codes: article)';
comment on column warehouse.complaint.source_ids is 'the exports that say it';
comment on column warehouse.complaint.record_ids is 'the conformed records that say it';
comment on column warehouse.complaint.period is 'the newest month that says it, YYYY-MM';
create index complaint_case_id_idx on warehouse.complaint (case_id);


create table warehouse.hearing (
    hearing_id text not null,
    case_id text not null,
    suspect_id text,
    court_code text,
    rp_number text,
    held_on date,
    hearing_number integer,
    offence_code text,
    adjourned_to date,
    adjournment_code text,
    source_ids text[],
    record_ids text[],
    period text,
    constraint hearing_pkey primary key (hearing_id),
    constraint hearing_case_id_fkey foreign key(case_id)
        references warehouse.case_file (case_id) deferrable initially deferred,
    constraint hearing_suspect_id_fkey foreign key(suspect_id)
        references warehouse.suspect (suspect_id) deferrable initially deferred
);

comment on table warehouse.hearing is 'One row per person and hearing.';
comment on column warehouse.hearing.hearing_id is 'this person at this hearing';
comment on column warehouse.hearing.case_id is 'the case';
comment on column warehouse.hearing.suspect_id is 'the accused';
comment on column warehouse.hearing.court_code is 'court (codes: court)';
comment on column warehouse.hearing.rp_number is 'number in the prosecutor''s register';
comment on column warehouse.hearing.held_on is 'day of the hearing';
comment on column warehouse.hearing.hearing_number is 'first, second … of this person in this case';
comment on column warehouse.hearing.offence_code is 'qualification (codes: offence)';
comment on column warehouse.hearing.adjourned_to is 'day it was adjourned to';
comment on column warehouse.hearing.adjournment_code is 'why it was adjourned (codes: adjournment_reason)';
comment on column warehouse.hearing.source_ids is 'the exports that say it';
comment on column warehouse.hearing.record_ids is 'the conformed records that say it';
comment on column warehouse.hearing.period is 'the newest month that says it, YYYY-MM';
create index hearing_case_id_idx on warehouse.hearing (case_id);
create index hearing_suspect_id_idx on warehouse.hearing (suspect_id);


create table warehouse.judgment (
    judgment_id text not null,
    case_id text not null,
    suspect_id text,
    court_code text,
    judgment_number text,
    rp_number text,
    decided_on date,
    verdict text,
    offence_code text,
    article_codes text[],
    months_firm integer,
    months_suspended integer,
    is_life boolean,
    is_hard_labour boolean,
    fine_xaf bigint,
    damages_xaf bigint,
    is_appealed boolean,
    source_ids text[],
    record_ids text[],
    period text,
    constraint judgment_pkey primary key (judgment_id),
    constraint judgment_case_id_fkey foreign key(case_id)
        references warehouse.case_file (case_id) deferrable initially deferred,
    constraint judgment_suspect_id_fkey foreign key(suspect_id)
        references warehouse.suspect (suspect_id) deferrable initially deferred
);

comment on table warehouse.judgment is 'One row per person and judgment.';
comment on column warehouse.judgment.judgment_id is 'this person in this judgment';
comment on column warehouse.judgment.case_id is 'the case';
comment on column warehouse.judgment.suspect_id is 'the person judged';
comment on column warehouse.judgment.court_code is 'court (codes: court)';
comment on column warehouse.judgment.judgment_number is 'number of the judgment, restarts by court and year';
comment on column warehouse.judgment.rp_number is 'number in the prosecutor''s register';
comment on column warehouse.judgment.decided_on is 'day of the judgment';
comment on column warehouse.judgment.verdict is 'verdict (codes: verdict)';
comment on column warehouse.judgment.offence_code is 'qualification (codes: offence)';
comment on column warehouse.judgment.article_codes is 'articles (codes: article)';
comment on column warehouse.judgment.months_firm is 'prison to be served, months';
comment on column warehouse.judgment.months_suspended is 'prison suspended, months';
comment on column warehouse.judgment.is_life is 'life sentence';
comment on column warehouse.judgment.is_hard_labour is 'travaux forcés';
comment on column warehouse.judgment.fine_xaf is 'fine, XAF';
comment on column warehouse.judgment.damages_xaf is 'damages to the victims, XAF';
comment on column warehouse.judgment.is_appealed is 'an appeal was lodged';
comment on column warehouse.judgment.source_ids is 'the exports that say it';
comment on column warehouse.judgment.record_ids is 'the conformed records that say it';
comment on column warehouse.judgment.period is 'the newest month that says it, YYYY-MM';
create index judgment_case_id_idx on warehouse.judgment (case_id);
create index judgment_suspect_id_idx on warehouse.judgment (suspect_id);


create table warehouse.prosecution (
    prosecution_id text not null,
    case_id text not null,
    suspect_id text,
    court_code text,
    rp_number text,
    ri_number text,
    registered_on date,
    orientation text,
    oriented_on date,
    stage text,
    offence_code text,
    article_codes text[],
    victims_declared integer,
    source_ids text[],
    record_ids text[],
    period text,
    constraint prosecution_pkey primary key (prosecution_id),
    constraint prosecution_case_id_fkey foreign key(case_id)
        references warehouse.case_file (case_id) deferrable initially deferred,
    constraint prosecution_suspect_id_fkey foreign key(suspect_id)
        references warehouse.suspect (suspect_id) deferrable initially deferred
);

comment on table warehouse.prosecution is 'One row per person and case prosecuted.';
comment on column warehouse.prosecution.prosecution_id is 'this person prosecuted in this case';
comment on column warehouse.prosecution.case_id is 'the case';
comment on column warehouse.prosecution.suspect_id is 'the accused; empty where the register names nobody';
comment on column warehouse.prosecution.court_code is 'court (codes: court)';
comment on column warehouse.prosecution.rp_number is 'number in the prosecutor''s register';
comment on column warehouse.prosecution.ri_number is 'number in the investigating judge''s register';
comment on column warehouse.prosecution.registered_on is 'day it was registered';
comment on column warehouse.prosecution.orientation is 'how it goes on (codes: orientation)';
comment on column warehouse.prosecution.oriented_on is 'day of the orientation';
comment on column warehouse.prosecution.stage is 'how far it came (codes: stage)';
comment on column warehouse.prosecution.offence_code is 'qualification (codes: offence)';
comment on column warehouse.prosecution.article_codes is 'articles (codes: article)';
comment on column warehouse.prosecution.victims_declared is 'number of victims the register states';
comment on column warehouse.prosecution.source_ids is 'the exports that say it';
comment on column warehouse.prosecution.record_ids is 'the conformed records that say it';
comment on column warehouse.prosecution.period is 'the newest month that says it, YYYY-MM';
create index prosecution_case_id_idx on warehouse.prosecution (case_id);
create index prosecution_suspect_id_idx on warehouse.prosecution (suspect_id);
