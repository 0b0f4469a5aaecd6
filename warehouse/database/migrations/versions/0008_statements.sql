create table warehouse.mention (
    record_id text not null,
    victim_id text,
    suspect_id text,
    source_id text not null,
    period text,
    submission_id text,
    seen_on date,
    sex text,
    nationality text,
    birth_year_min integer,
    birth_year_max integer,
    birth_precision text,
    prefecture_code text,
    facts_prefecture_code text,
    victim_status_code text,
    exploitation_codes text[],
    means_codes text[],
    displacement_code text,
    reintegration_code text,
    reintegrated_on date,
    is_consenting boolean,
    is_unnamed boolean,
    chosen jsonb,
    contradicts text[],
    constraint mention_pkey primary key (record_id),
    constraint mention_victim_id_fkey foreign key (victim_id)
        references warehouse.victim (victim_id) deferrable initially deferred,
    constraint mention_suspect_id_fkey foreign key (suspect_id)
        references warehouse.suspect (suspect_id) deferrable initially deferred
);

comment on table warehouse.mention is 'One row per person, role and source row: what each export says of her, nameless.';
comment on column warehouse.mention.record_id is 'the conformed record: a person in one role in one row';
comment on column warehouse.mention.victim_id is 'the victim; empty for a suspect';
comment on column warehouse.mention.suspect_id is 'the suspect; empty for a victim';
comment on column warehouse.mention.source_id is 'the export';
comment on column warehouse.mention.period is 'the month reported, YYYY-MM';
comment on column warehouse.mention.submission_id is 'the submission that brought it';
comment on column warehouse.mention.seen_on is 'day the source met the person';
comment on column warehouse.mention.sex is 'M or F (codes: sex)';
comment on column warehouse.mention.nationality is 'ISO 3166-1 alpha-3 (codes: nationality)';
comment on column warehouse.mention.birth_year_min is 'earliest year of birth';
comment on column warehouse.mention.birth_year_max is 'latest year of birth';
comment on column warehouse.mention.birth_precision is 'how the birth was told: day, month, year, estimated or from_age';
comment on column warehouse.mention.prefecture_code is 'préfecture of the person (codes: geography)';
comment on column warehouse.mention.facts_prefecture_code is 'préfecture of the facts, where no row tells the victim''s own';
comment on column warehouse.mention.victim_status_code is 'presumed or confirmed (codes: victim_status)';
comment on column warehouse.mention.exploitation_codes is 'forms of exploitation (codes: exploitation)';
comment on column warehouse.mention.means_codes is 'means of control (codes: means)';
comment on column warehouse.mention.displacement_code is 'displacement status (codes: displacement)';
comment on column warehouse.mention.reintegration_code is 'situation after release (codes: reintegration)';
comment on column warehouse.mention.reintegrated_on is 'day of reintegration';
comment on column warehouse.mention.is_consenting is 'consent to the use of the data';
comment on column warehouse.mention.is_unnamed is 'the row gives no name';
comment on column warehouse.mention.chosen is 'attribute -> the rule by which this row decided it';
comment on column warehouse.mention.contradicts is 'attributes of which it says other than what was retained';
create index mention_suspect_id_idx on warehouse.mention (suspect_id);
create index mention_victim_id_idx on warehouse.mention (victim_id);
