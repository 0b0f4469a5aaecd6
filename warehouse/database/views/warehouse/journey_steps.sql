drop function if exists warehouse.journey_steps(timestamptz) cascade;

create function warehouse.journey_steps(known timestamptz default '9999-12-31')
returns table (case_id text, suspect_id text, stage text, reached_on date, "rank" integer,
    is_ended boolean)
language sql stable as $$
with code as (
    select list, code, attributes from warehouse.dim_code_as_known(known)
    where list in ('stage', 'police_outcome', 'orientation', 'verdict')
),
suspect as (select * from warehouse.case_suspect_as_known(known)),
prosecution as (select * from warehouse.prosecution_as_known(known)),
hearing as (select * from warehouse.hearing_as_known(known)),
judgment as (select * from warehouse.judgment_as_known(known)),
accused as (
    select case_id, suspect_id from suspect
    union
    select case_id, suspect_id from prosecution
    union
    select case_id, suspect_id from hearing
    union
    select case_id, suspect_id from judgment
),
-- Where each accused of a case stands now: no step leads further.
present as (
    select c.case_id, a.suspect_id, c.opened_on,
        coalesce(s.stage, p.stage, case when a.case_id is null then c.stage end) as stage,
        coalesce(s.stage_on, case when a.case_id is null then c.stage_on end) as stage_on
    from warehouse.case_file_as_known(known) c
    left join accused a on a.case_id = c.case_id
    left join suspect s on s.case_id = a.case_id and s.suspect_id = a.suspect_id
    left join lateral (
        select q.stage from prosecution q
        where q.case_id = a.case_id and q.suspect_id is not distinct from a.suspect_id
        order by q.prosecution_id limit 1
    ) p on true
),
dated as (
    select case_id, suspect_id, 'ENQUETE' as stage, first_seen_on as reached_on from suspect
    union all
    -- What the unit did with a report, it did with all who are accused in it, until a later act
    -- says more of one; that it closed it for one closes it for nobody else.
    select k.case_id, p.suspect_id, o.attributes ->> 'stage', coalesce(k.referred_on, k.filed_on)
    from warehouse.complaint_as_known(known) k
    join present p on p.case_id = k.case_id
    join code o on o.list = 'police_outcome' and o.code = k.outcome_code
    join code g on g.list = 'stage' and g.code = o.attributes ->> 'stage'
        and g.attributes ->> 'is_terminal' = 'false'
    union all
    select case_id, suspect_id, 'DEFERE', registered_on from prosecution
    union all
    select p.case_id, p.suspect_id, o.attributes ->> 'stage', p.oriented_on
    from prosecution p join code o on o.list = 'orientation' and o.code = p.orientation
    union all
    select case_id, suspect_id, 'JUGEMENT', held_on from hearing
    union all
    select g.case_id, g.suspect_id, v.attributes ->> 'stage', g.decided_on
    from judgment g join code v on v.list = 'verdict' and v.code = g.verdict
    union all
    select case_id, suspect_id, 'APPEL', coalesce(appeal_filed_on, decided_on)
    from judgment where is_appealed
),
step as (
    select case_id, suspect_id, stage, reached_on from dated
    union all
    select case_id, suspect_id, 'SIGNALE', opened_on from present
    union all
    -- A stage that no act dates was reached by the last act that is dated.
    select p.case_id, p.suspect_id, p.stage, coalesce(p.stage_on,
        (select max(d.reached_on) from dated d
         where d.case_id = p.case_id and d.suspect_id is not distinct from p.suspect_id),
        p.opened_on)
    from present p
)
select distinct s.case_id, s.suspect_id, s.stage, s.reached_on,
    (g.attributes ->> 'order')::integer,
    coalesce((g.attributes ->> 'is_terminal')::boolean, false) or s.stage = 'EXECUTION'
from step s
join code g on g.list = 'stage' and g.code = s.stage
join present p on p.case_id = s.case_id and p.suspect_id is not distinct from s.suspect_id
left join code f on f.list = 'stage' and f.code = p.stage
where s.reached_on is not null
    and (f.code is null or (g.attributes ->> 'order')::integer <= (f.attributes ->> 'order')::integer)
$$;

comment on function warehouse.journey_steps(timestamptz) is
'Les étapes que chaque accusé de chaque dossier a atteintes, avec le jour de chaque acte et le rang de l''étape, telles que connues à un instant (known). Un appel dont nul ne dit le jour a celui du jugement.
The stages that each accused of each case came to, with the day of each act and the rank of the stage, as known at an instant (known). An appeal whose day nobody tells has that of the judgment.';
