-- Each person who is mentioned: her classes, and the day from which they count.
with codes as (select list, code, attributes from warehouse.dim_code),
-- A month that is reported speaks until its last day.
mentioned as (
    select m.person_id, m.role, p.pseudonym,
        max((to_date(m.period, 'YYYY-MM') + interval '1 month - 1 day')::date) as told_on
    from identity.person_mention m
    left join identity.role_pseudonym p on p.person_id = m.person_id and p.role = m.role
    group by m.person_id, m.role, p.pseudonym
),
care as (
    select victim_id, max(done_on) as done_on
    from (
        select victim_id, greatest(last_seen_on, reintegrated_on) as done_on from warehouse.victim
        union all select victim_id, provided_on from warehouse.assistance
        union all select victim_id, received_on from warehouse.referral
    ) act
    group by victim_id
),
victim_case as (
    select v.victim_id, max(c.closed_on) as ended_on, bool_and(c.closed_on is not null) as is_ended
    from warehouse.case_victim v join warehouse.case_file c on c.case_id = v.case_id
    group by v.victim_id
),
suspect_case as (
    select s.suspect_id, max(s.stage_on) as ended_on,
        bool_and(s.stage_on is not null
            and coalesce((g.attributes ->> 'is_terminal')::boolean, false)) as is_ended,
        bool_or(s.stage = 'EXECUTION' or g.attributes ->> 'unodc' = 'Persons convicted')
            as is_convicted
    from warehouse.case_suspect s
    left join codes g on g.list = 'stage' and g.code = s.stage
    group by s.suspect_id
),
verdict as (
    select j.suspect_id, bool_or(j.is_final is false) as is_open, max(j.decided_on) as decided_on,
        bool_or((v.attributes ->> 'is_conviction')::boolean) as is_convicted
    from warehouse.judgment j
    left join codes v on v.list = 'verdict' and v.code = j.verdict
    where j.is_standing
    group by j.suspect_id
),
role as (
    select m.person_id, m.role,
        greatest(m.told_on, c.done_on, o.ended_on, s.ended_on, w.last_seen_on, d.decided_on)
            as since,
        coalesce(s.is_convicted, false) or coalesce(d.is_convicted, false) as is_convicted,
        case m.role
            -- Nobody decided anything on an accused without a case, nor before the first load.
            when 'suspect' then not coalesce(s.is_ended, false) or coalesce(d.is_open, false)
            else c.victim_id is null or not coalesce(o.is_ended, true) end as is_open
    from mentioned m
    left join care c on m.role = 'victim' and c.victim_id = m.pseudonym
    left join victim_case o on m.role = 'victim' and o.victim_id = m.pseudonym
    left join warehouse.suspect w on m.role = 'suspect' and w.suspect_id = m.pseudonym
    left join suspect_case s on m.role = 'suspect' and s.suspect_id = m.pseudonym
    left join verdict d on m.role = 'suspect' and d.suspect_id = m.pseudonym
)
select person_id, max(since) as since,
    case when bool_or(is_convicted) then array['convicted']
        when bool_or(is_open) then array['open']
        else array_agg(role order by role) end as kinds
from role
group by person_id
order by person_id
