drop view if exists warehouse.method_relationship cascade;

create view warehouse.method_relationship as
select r.code as relationship_code, count(*) as accused_count, count(distinct c.case_id) as cases_count
from warehouse.case_suspect c
cross join lateral unnest(c.relationship_codes) as r (code)
group by r.code;

comment on view warehouse.method_relationship is
'Lien de l''accusé avec la victime.
Relation of the accused to the victim.';
comment on column warehouse.method_relationship.relationship_code is
'le lien (codes: relationship)
the relation (codes: relationship)';
comment on column warehouse.method_relationship.accused_count is
'accusés, par dossier
accused, by case';
comment on column warehouse.method_relationship.cases_count is
'dossiers
cases';
