drop view if exists warehouse.method_means cascade;

create view warehouse.method_means as
select m.code as means_code, f.principal_exploitation_code as exploitation_code,
    count(distinct f.case_id) as cases_count, count(distinct v.victim_id) as victims_count
from warehouse.case_file f
cross join lateral unnest(f.means_codes) as m (code)
left join warehouse.case_victim v on v.case_id = f.case_id
group by m.code, f.principal_exploitation_code;

comment on view warehouse.method_means is
'Moyens de contrôle par forme d''exploitation : dossiers, et victimes de ces dossiers.
Means of control by form of exploitation: cases, and the victims of these cases.';
comment on column warehouse.method_means.means_code is
'le moyen (codes: means)
the means (codes: means)';
comment on column warehouse.method_means.exploitation_code is
'la forme principale du dossier (codes: exploitation)
the principal form of the case (codes: exploitation)';
comment on column warehouse.method_means.cases_count is
'dossiers
cases';
comment on column warehouse.method_means.victims_count is
'victimes
victims';
