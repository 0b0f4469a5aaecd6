drop view if exists warehouse.ic_tip_reporting_entity cascade;

create view warehouse.ic_tip_reporting_entity as
select
    m.source_id,
    array_agg(distinct e.entity_code) filter (where e.entity_code is not null) as entity_codes,
    array_agg(distinct e.organisation_type) filter (where e.organisation_type is not null)
        as organisation_types,
    count(distinct m.victim_id) as victims_count,
    count(distinct m.suspect_id) as perpetrators_count,
    count(distinct m.record_id) as mentions_count,
    min(m.period) as first_period,
    max(m.period) as last_period
from warehouse.mention m
left join warehouse.dim_reporting_entity e on e.source_id = m.source_id
group by m.source_id;

comment on view warehouse.ic_tip_reporting_entity is
'IC-TIP, l''entité déclarante : chaque export de personnes, qui l''envoie, et combien de victimes et d''auteurs présumés il mentionne. La même personne peut être dans plusieurs exports : ne pas additionner.
IC-TIP, the reporting entity: each export of persons, who sends it, and how many victims and alleged perpetrators it mentions. One person may be in several exports: do not add up.';
comment on column warehouse.ic_tip_reporting_entity.source_id is
'l''export
the export';
comment on column warehouse.ic_tip_reporting_entity.entity_codes is
'qui l''envoie (warehouse.dim_reporting_entity)
who sends it (warehouse.dim_reporting_entity)';
comment on column warehouse.ic_tip_reporting_entity.organisation_types is
'types d''organisation (HTCDS 2.0)
types of organisation (HTCDS 2.0)';
comment on column warehouse.ic_tip_reporting_entity.victims_count is
'victimes qu''il mentionne
victims that it mentions';
comment on column warehouse.ic_tip_reporting_entity.perpetrators_count is
'auteurs présumés qu''il mentionne
alleged perpetrators that it mentions';
comment on column warehouse.ic_tip_reporting_entity.mentions_count is
'lignes qui mentionnent une personne
rows that mention a person';
comment on column warehouse.ic_tip_reporting_entity.first_period is
'premier mois, AAAA-MM
first month, YYYY-MM';
comment on column warehouse.ic_tip_reporting_entity.last_period is
'dernier mois, AAAA-MM
last month, YYYY-MM';
