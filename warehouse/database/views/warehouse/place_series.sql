drop view if exists warehouse.place_series cascade;

create view warehouse.place_series as
with cut as (
    select 'present' as division, f.facts_prefecture_code as prefecture_code, f.*
    from warehouse.case_file f
    union all
    select 'then', f.facts_prefecture_then_code, f.*
    from warehouse.case_file f
)
select c.division, extract(year from c.facts_on_max)::integer as year, c.prefecture_code,
    count(distinct c.case_id) as cases_count, count(distinct v.victim_id) as victims_count
from cut c
left join warehouse.case_victim v on v.case_id = c.case_id
group by c.division, extract(year from c.facts_on_max), c.prefecture_code;

comment on view warehouse.place_series is
'Dossiers et victimes par année et préfecture des faits, dans les deux découpages (division) : present, les préfectures d''aujourd''hui, pour une série qui se compare ; then, celles du jour des faits (la loi de 2021 en fit vingt). Chaque dossier est une fois dans chacun ; ce qu''on ne sait pas reste vide, et compté. Une victime de deux dossiers compte dans chacun.
Cases and victims by year and préfecture of the facts, in both divisions (division): present, the préfectures of today, for a series that compares; then, those of the day of the facts (the law of 2021 made twenty of them). Each case is once in each; what is not known stays empty, and counted. A victim of two cases counts in each.';
comment on column warehouse.place_series.division is
'present ou then
present or then';
comment on column warehouse.place_series.year is
'année des faits (leur dernier jour) ; vide : inconnue
year of the facts (their last day); empty: unknown';
comment on column warehouse.place_series.prefecture_code is
'la préfecture (codes: geography) ; vide : inconnue
the préfecture (codes: geography); empty: unknown';
comment on column warehouse.place_series.cases_count is
'dossiers
cases';
comment on column warehouse.place_series.victims_count is
'victimes
victims';
