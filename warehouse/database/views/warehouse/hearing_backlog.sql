drop function if exists warehouse.hearing_backlog(date) cascade;

create function warehouse.hearing_backlog(as_of date default current_date)
returns table (case_id text, court_code text, prosecution_on date, days_waiting integer,
    accused_count bigint, is_in_instruction boolean, hearings_count bigint, last_hearing_on date,
    is_adjourned boolean, adjourned_to date, adjournment_code text, is_detained boolean,
    detained_since date)
language sql stable as $$
with told as (
    select case_id, bool_or(is_detained) as is_detained, min(detained_since) as detained_since
    from warehouse.detention(as_of) group by case_id
),
waiting as (
    select j.*
    from warehouse.journey j
    where j.is_prosecuted and j.prosecution_on <= as_of
        and (j.judgment_on > as_of or j.judgment_on is null and not j.is_ended)
),
-- One row a case: the accused whom the court has heard first says how far it is.
ongoing as (
    select distinct on (case_id, court_code) *
    from waiting
    order by case_id, court_code, first_hearing_on nulls last, suspect_id
),
accused as (
    select case_id, court_code, count(*) as n, min(prosecution_on) as prosecution_on
    from waiting group by case_id, court_code
),
-- A hearing put off for several reasons has that which most of its accused have.
reason as (
    select distinct on (h.case_id, h.court_code, h.held_on) h.case_id, h.court_code, h.held_on,
        h.adjournment_code
    from warehouse.hearing h
    where h.held_on <= as_of and h.adjournment_code is not null
    group by h.case_id, h.court_code, h.held_on, h.adjournment_code
    order by h.case_id, h.court_code, h.held_on, count(*) desc, max(h.adjourned_to) desc nulls last,
        h.adjournment_code
),
held as (
    select h.case_id, h.court_code, h.held_on, max(h.adjourned_to) as adjourned_to,
        min(r.adjournment_code) as adjournment_code
    from warehouse.hearing h
    left join reason r on r.case_id = h.case_id and r.held_on = h.held_on
        and r.court_code is not distinct from h.court_code
    where h.held_on <= as_of
    group by h.case_id, h.court_code, h.held_on
),
last_held as (
    select distinct on (case_id, court_code) *,
        count(*) over (partition by case_id, court_code) as hearings
    from held
    order by case_id, court_code, held_on desc
)
select o.case_id, o.court_code, a.prosecution_on, as_of - a.prosecution_on, a.n,
    o.orientation is not distinct from 'INFORMATION' and l.case_id is null,
    coalesce(l.hearings, 0), l.held_on,
    l.adjourned_to is not null or l.adjournment_code is not null,
    l.adjourned_to, l.adjournment_code, d.is_detained, d.detained_since
from ongoing o
join accused a on a.case_id = o.case_id and a.court_code is not distinct from o.court_code
left join last_held l on l.case_id = o.case_id and l.court_code is not distinct from o.court_code
left join told d on d.case_id = o.case_id
order by d.is_detained desc nulls last, a.prosecution_on, o.case_id
$$;

comment on function warehouse.hearing_backlog(date) is
'Les dossiers que chaque juridiction a encore à entendre à cette date (as_of), un par ligne, ceux dont un accusé est détenu d''abord, puis les plus anciens : depuis combien de jours ils attendent, combien d''accusés, combien d''audiences, le dernier renvoi et son motif, la détention là où un export la dit (vide : nul ne la dit). is_in_instruction : encore à l''instruction, pas prêt. La somme en est hearing_planner.
The files that each court still has to hear on that date (as_of), one a row, those with an accused in detention first, then the oldest: for how many days they have waited, how many accused, how many hearings, the last adjournment and its reason, detention where an export tells it (empty: nobody tells). is_in_instruction: still under judicial investigation, not ready. Its sum is hearing_planner.';
