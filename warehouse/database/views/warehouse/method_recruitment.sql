drop view if exists warehouse.method_recruitment cascade;

create view warehouse.method_recruitment as
with said as (
    select c.code, f.principal_exploitation_code as exploitation_code, f.case_id,
        null as victim_id
    from warehouse.case_file f
    cross join lateral unnest(f.recruitment_codes) as c (code)
    union all
    select c.code, v.principal_exploitation_code, null, v.victim_id
    from warehouse.victim v
    cross join lateral unnest(v.recruitment_codes) as c (code)
)
select code as recruitment_code, exploitation_code, count(distinct case_id) as cases_count,
    count(distinct victim_id) as victims_count
from said
group by code, exploitation_code;

comment on view warehouse.method_recruitment is
'Modes de recrutement par forme d''exploitation : dossiers où une ligne le dit, et victimes dont une ligne le dit, avec dossier ou sans. Vide tant qu''aucun export ne le dit.
Methods of recruitment by form of exploitation: cases in which a row says so, and victims of whom a row says so, with a case or without. Empty as long as no export says it.';
comment on column warehouse.method_recruitment.recruitment_code is
'le code (codes: recruitment)
the code (codes: recruitment)';
comment on column warehouse.method_recruitment.exploitation_code is
'la forme principale (codes: exploitation)
the principal form (codes: exploitation)';
comment on column warehouse.method_recruitment.cases_count is
'dossiers
cases';
comment on column warehouse.method_recruitment.victims_count is
'victimes
victims';
