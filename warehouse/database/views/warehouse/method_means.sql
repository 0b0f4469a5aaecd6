drop view if exists warehouse.method_means cascade;

create view warehouse.method_means as
with said as (
    select m.code, f.principal_exploitation_code as exploitation_code, f.case_id,
        v.victim_id as of_case, null as told
    from warehouse.case_file f
    cross join lateral unnest(f.means_codes) as m (code)
    left join warehouse.case_victim v on v.case_id = f.case_id
    union all
    select m.code, v.principal_exploitation_code, null, null, v.victim_id
    from warehouse.victim v
    cross join lateral unnest(v.means_codes) as m (code)
    union all
    -- What an inspector found is the sign of a means: the list says of which.
    select m.code, v.principal_exploitation_code, null, null, v.victim_id
    from warehouse.assistance a
    join warehouse.victim v on v.victim_id = a.victim_id
    join warehouse.dim_code m on m.list = 'means'
        and (to_jsonb(a) ->> (m.attributes ->> 'sign'))::boolean
)
select code as means_code, exploitation_code, count(distinct case_id) as cases_count,
    count(distinct of_case) as victims_count, count(distinct told) as victims_told_count
from said
group by code, exploitation_code;

comment on view warehouse.method_means is
'Moyens de contrôle par forme d''exploitation : dossiers, victimes de ces dossiers, et victimes dont une ligne le dit elle-même, avec dossier ou sans (papiers confisqués et salaires retenus que l''inspection a trouvés compris).
Means of control by form of exploitation: cases, the victims of these cases, and victims of whom a row itself says so, with a case or without (papers taken and wages kept that the inspectorate found among them).';
comment on column warehouse.method_means.means_code is
'le moyen (codes: means)
the means (codes: means)';
comment on column warehouse.method_means.exploitation_code is
'la forme principale du dossier, ou de la victime (codes: exploitation)
the principal form of the case, or of the victim (codes: exploitation)';
comment on column warehouse.method_means.cases_count is
'dossiers
cases';
comment on column warehouse.method_means.victims_count is
'victimes de ces dossiers
victims of these cases';
comment on column warehouse.method_means.victims_told_count is
'victimes dont une ligne le dit elle-même
victims of whom a row itself says so';
