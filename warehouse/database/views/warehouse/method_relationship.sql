drop view if exists warehouse.method_relationship cascade;

create view warehouse.method_relationship as
with said as (
    select r.code, c.suspect_id, c.case_id, null as victim_id
    from warehouse.case_suspect c
    cross join lateral unnest(c.relationship_codes) as r (code)
    union all
    select r.code, null, null, v.victim_id
    from warehouse.victim v
    cross join lateral unnest(v.relationship_codes) as r (code)
)
select code as relationship_code, count(distinct suspect_id) as accused_count,
    count(distinct case_id) as cases_count, count(distinct victim_id) as victims_count
from said
group by code;

comment on view warehouse.method_relationship is
'Lien de l''accusé avec la victime : tel que les registres le disent de l''accusé, et tel que les victimes le disent à qui les assiste. Les deux ne s''additionnent pas.
Relation of the accused to the victim: as the registers say it of the accused, and as victims state it to who assists them. The two do not add up.';
comment on column warehouse.method_relationship.relationship_code is
'le lien (codes: relationship)
the relation (codes: relationship)';
comment on column warehouse.method_relationship.accused_count is
'accusés, par dossier
accused, by case';
comment on column warehouse.method_relationship.cases_count is
'dossiers
cases';
comment on column warehouse.method_relationship.victims_count is
'victimes qui le disent
victims who state it';
