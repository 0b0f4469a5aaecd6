drop function if exists warehouse.journey_valid_at(date, timestamptz) cascade;

create function warehouse.journey_valid_at(day date, known timestamptz default '9999-12-31')
returns table (case_id text, suspect_id text, court_code text, opened_on date, stage text,
    stage_on date, is_open boolean, complaint_on date, referral_on date, prosecution_on date,
    orientation text, hearings_count integer, last_hearing_on date, next_hearing_on date,
    judgment_on date, verdict text, is_pending boolean, is_detained boolean)
language sql stable as $$
with reached as (
    select distinct on (s.case_id, s.suspect_id) s.*
    from warehouse.journey_steps(known) s
    where s.reached_on <= day
    order by s.case_id, s.suspect_id, s."rank" desc, s.reached_on desc, s.stage
),
-- No earlier than the first day that anything dates.
opened as (
    select s.case_id, s.suspect_id, min(s.reached_on) as opened_on
    from warehouse.journey_steps(known) s group by s.case_id, s.suspect_id
),
complaint as (
    select k.case_id, min(k.filed_on) as complaint_on, min(k.referred_on) as referral_on
    from warehouse.complaint_as_known(known) k group by k.case_id
),
prosecution as (
    select p.case_id, coalesce(p.suspect_id, '') as accused, min(p.registered_on) as registered_on,
        min(p.court_code) as court_code,
        (array_agg(p.orientation order by p.oriented_on desc nulls last, p.prosecution_id)
            filter (where p.oriented_on <= day))[1] as orientation
    from warehouse.prosecution_as_known(known) p
    where p.registered_on <= day
    group by p.case_id, coalesce(p.suspect_id, '')
),
hearing as (
    select h.case_id, coalesce(h.suspect_id, '') as accused, count(*)::integer as hearings_count,
        max(h.held_on) as last_hearing_on, min(h.court_code) as court_code,
        max(h.adjourned_to) as adjourned_to
    from warehouse.hearing_as_known(known) h
    where h.held_on <= day
    group by h.case_id, coalesce(h.suspect_id, '')
),
judgment as (
    select g.case_id, coalesce(g.suspect_id, '') as accused, min(g.decided_on) as judgment_on,
        max(g.verdict) filter (where g.effect = 'decides'
            and (g.is_standing or g.replaced_on > day)) as verdict,
        (array_agg(g.court_code order by g.decided_on, g.judgment_id))[1] as court_code
    from warehouse.judgment_as_known(known) g
    where g.decided_on <= day and g.effect <> 'none'
    group by g.case_id, coalesce(g.suspect_id, '')
)
select r.case_id, r.suspect_id, coalesce(g.court_code, h.court_code, p.court_code), o.opened_on,
    r.stage, r.reached_on, not r.is_ended,
    case when k.complaint_on <= day then k.complaint_on end,
    case when k.referral_on <= day then k.referral_on end,
    p.registered_on, p.orientation, coalesce(h.hearings_count, 0), h.last_hearing_on,
    case when h.adjourned_to > day then h.adjourned_to end,
    g.judgment_on, g.verdict,
    p.case_id is not null and g.case_id is null and not r.is_ended,
    d.is_detained
from reached r
left join warehouse.detention(day, known) d
    on d.case_id = r.case_id and d.suspect_id is not distinct from r.suspect_id
join opened o on o.case_id = r.case_id and o.suspect_id is not distinct from r.suspect_id
left join complaint k on k.case_id = r.case_id
left join prosecution p on p.case_id = r.case_id and p.accused = coalesce(r.suspect_id, '')
left join hearing h on h.case_id = r.case_id and h.accused = coalesce(r.suspect_id, '')
left join judgment g on g.case_id = r.case_id and g.accused = coalesce(r.suspect_id, '')
$$;

comment on function warehouse.journey_valid_at(date, timestamptz) is
'Les dossiers ouverts au plus tard un jour donné (day), comme ils étaient ce jour-là : une ligne par dossier et par accusé, l''étape atteinte, ce qui était fait et pas encore, les poursuites en cours (is_pending), avec ce que l''on sait aujourd''hui ou ce que l''on savait à un instant (known). is_detained : détenu ce jour-là, d''après warehouse.detention ; vide : nul ne le dit. Un acte que rien ne date n''y est pas.
The cases opened by a given day (day), as they were on it: one row per case and accused, the stage reached, what was done and not yet done, the proceedings pending (is_pending), with today''s knowledge or that of an instant (known). is_detained: in detention on that day, by warehouse.detention; empty: nobody tells. An act that nothing dates is not in it.';
