drop view if exists warehouse.repeat_offender cascade;

create view warehouse.repeat_offender as
select c.suspect_id, count(distinct c.case_id) as cases_count,
    count(distinct j.case_id) filter (where j.effect <> 'none') as judged_cases_count,
    count(distinct j.case_id) filter (where j.is_standing
        and (v.attributes ->> 'is_conviction')::boolean)
        as convicted_cases_count,
    min(f.opened_on) as first_opened_on, max(f.opened_on) as last_opened_on
from warehouse.case_suspect c
join warehouse.case_file f on f.case_id = c.case_id
left join warehouse.judgment j on j.case_id = c.case_id and j.suspect_id = c.suspect_id
left join warehouse.dim_code v on v.list = 'verdict' and v.code = j.verdict
group by c.suspect_id
having count(distinct c.case_id) > 1;

comment on view warehouse.repeat_offender is
'Accusés de plusieurs dossiers. La récidive légale demande une condamnation antérieure : voir convicted_cases_count.
Accused of several cases. Legal recidivism asks for an earlier conviction: see convicted_cases_count.';
comment on column warehouse.repeat_offender.suspect_id is
'l''accusé, en pseudonyme
the accused, by pseudonym';
comment on column warehouse.repeat_offender.cases_count is
'dossiers
cases';
comment on column warehouse.repeat_offender.judged_cases_count is
'dossiers jugés
cases judged';
comment on column warehouse.repeat_offender.convicted_cases_count is
'dossiers dont la dernière décision le condamne
cases whose last decision convicts';
comment on column warehouse.repeat_offender.first_opened_on is
'ouverture du premier dossier
day the first case was opened';
comment on column warehouse.repeat_offender.last_opened_on is
'ouverture du dernier dossier
day the last case was opened';
