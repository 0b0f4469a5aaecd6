drop function if exists warehouse.stalled_case(integer, date);

create function warehouse.stalled_case(days integer default 180, as_of date default current_date)
returns table (case_id text, suspect_id text, court_code text, last_act text, last_act_on date, days_stalled integer)
language sql stable as $$
select j.case_id, j.suspect_id, j.court_code, act.name, act.on_day, as_of - act.on_day
from warehouse.journey j
cross join lateral (
    select name, on_day from (values
        ('complaint', j.complaint_on), ('referral', j.referral_on),
        ('prosecution', j.prosecution_on), ('instruction', j.instruction_on),
        -- Sought only where the last hearing is later than asked.
        ('hearing', case when j.last_hearing_on > as_of then (
            select max(h.held_on) from warehouse.hearing h
            where h.case_id = j.case_id and h.suspect_id is not distinct from j.suspect_id
                and h.held_on <= as_of) else j.last_hearing_on end),
        ('judgment', j.judgment_on)
    ) as acts (name, on_day)
    where on_day <= as_of
    order by on_day desc, name
    limit 1
) act
where (j.judgment_on > as_of or j.judgment_on is null and not j.is_ended)
    and as_of - act.on_day >= days
order by act.on_day, j.case_id, j.suspect_id
$$;

comment on function warehouse.stalled_case(integer, date) is
'Dossiers qui dorment : ni jugés ni terminés, et sans acte depuis tant de jours à cette date. L''étape est celle d''aujourd''hui.
Stalled cases: neither judged nor ended, and without an act for so many days on that date. The stage is today''s.';
