drop function if exists warehouse.hearing_planner(date, numeric) cascade;

create function warehouse.hearing_planner(as_of date default current_date, cases_per_sitting numeric default null)
returns table (court_code text, ready_count bigint, in_instruction_count bigint, adjourned_count bigint,
    overdue_count bigint, next_hearing_on date, main_adjournment_code text,
    hearings_per_judgment numeric, hearings_basis text, cases_per_sitting_used numeric,
    sittings_needed integer, detained_count bigint, detention_told_count bigint)
language sql stable as $$
with held as (
    select h.case_id, h.court_code, h.held_on
    from warehouse.hearing h
    where h.held_on <= as_of
    group by h.case_id, h.court_code, h.held_on
),
judged as (
    select j.court_code, j.case_id, max(j.decided_on) as decided_on
    from warehouse.judgment j
    where j.decided_on <= as_of and j.effect <> 'none'
    group by j.court_code, j.case_id
),
per_judgment as (
    select g.court_code, count(h.held_on)::numeric as hearings, count(distinct g.case_id) as cases
    from judged g
    join held h on h.case_id = g.case_id and h.court_code is not distinct from g.court_code
        and h.held_on <= g.decided_on
    group by g.court_code
),
per_sitting as (
    select court_code, count(*)::numeric / count(distinct held_on) as cases
    from held group by court_code
),
country as (
    select (select sum(hearings) / nullif(sum(cases), 0) from per_judgment) as hearings,
        (select count(*)::numeric / nullif(count(distinct (court_code, held_on)), 0) from held)
            as cases
),
backlog as (
    select court_code,
        count(*) filter (where not is_in_instruction) as ready,
        count(*) filter (where is_in_instruction) as instruction,
        count(*) filter (where is_adjourned) as adjourned,
        count(*) filter (where adjourned_to <= as_of) as overdue,
        min(adjourned_to) filter (where adjourned_to > as_of) as next_on,
        case when count(is_detained) > 0 then count(*) filter (where is_detained) end as detained,
        count(is_detained) as detention_told
    from warehouse.hearing_backlog(as_of)
    group by court_code
),
-- The reason of most hearings; of two of as many, that of more accused, then the newest.
reason as (
    select distinct on (h.court_code) h.court_code, h.adjournment_code as code
    from warehouse.hearing h
    where h.held_on <= as_of and h.adjournment_code is not null
    group by h.court_code, h.adjournment_code
    order by h.court_code, count(distinct (h.case_id, h.held_on)) desc, count(*) desc,
        max(h.held_on) desc, h.adjournment_code
)
select b.court_code, b.ready, b.instruction, b.adjourned, b.overdue, b.next_on, r.code,
    round(coalesce(p.hearings / p.cases, n.hearings), 2),
    case when p.cases is not null then 'court' when n.hearings is not null then 'country' else 'unknown' end,
    round(coalesce(cases_per_sitting, s.cases, n.cases), 2),
    ceil(b.ready * coalesce(p.hearings / p.cases, n.hearings)
        / coalesce(cases_per_sitting, s.cases, n.cases))::integer,
    b.detained, b.detention_told
from backlog b
cross join country n
left join per_judgment p on p.court_code is not distinct from b.court_code
left join per_sitting s on s.court_code is not distinct from b.court_code
left join reason r on r.court_code is not distinct from b.court_code
order by b.ready desc, b.court_code
$$;

comment on function warehouse.hearing_planner(date, numeric) is
'Audiences spéciales à prévoir, par juridiction : dossiers prêts à être entendus (poursuivis, non jugés, hors instruction), renvois et leur motif, et séances que le stock demande = dossiers prêts x audiences par jugement observées / dossiers par séance. Sans jugement dans la juridiction, la moyenne du pays sert (hearings_basis) ; sans aucune, rien n''est inventé. detained_count : dossiers en cours dont un accusé est détenu, parmi les detention_told_count dont un export le dit (voir warehouse.detention) ; des autres nul ne le dit, et vide si nul ne le dit d''aucun.
Special hearings to plan, by court: files ready to be heard (prosecuted, not judged, not under judicial investigation), adjournments and their reason, and the sittings that the backlog asks for = files ready x hearings per judgment observed / files per sitting. Where the court never judged, the country''s average serves (hearings_basis); without any, nothing is invented. detained_count: pending files with an accused in detention, out of the detention_told_count of which an export tells (see warehouse.detention); of the others nobody tells, and it is empty where nobody tells of any.';
